# Pages that law requires.
accessibility-title = Accessibility statement
accessibility-commitment = { $publisher } is committed to making this site accessible, as article 47 of French law 2005-102 of 11 February 2005 requires.
accessibility-state-title = Compliance
accessibility-state = This site has not been audited yet: it is therefore declared not compliant with the French accessibility standard (RGAA), version 4.1. It is built to meet it and checked by automatic tests at every change.
accessibility-content-title = Content that is not accessible
accessibility-content = Documents that citizens and services upload are passed on as they are: they may not be accessible. Ask the service concerned for another version.
accessibility-established-title = About this statement
accessibility-established = This statement will be updated after the first audit.
accessibility-contact-title = Report a difficulty
accessibility-contact = If a page keeps you from using a procedure, write to us or call us: we will offer another way.
accessibility-appeal-title = How to complain
accessibility-appeal = If you reported a difficulty and received no satisfactory answer, you may turn to the Défenseur des droits (the French ombudsman):
accessibility-appeal-form = with its online form
accessibility-appeal-phone = by telephone, 39 28
accessibility-appeal-post = by post, free of charge: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07
legal-publisher = Publisher
legal-host = Hosting
legal-use = Terms of use
legal-use-text =
    With this site you can deal with public bodies. Using it is optional and free.
    Confirming an application, after reading the summary, counts as a signature. A receipt is given at once.
    A false declaration exposes you to the penalties that the law provides.
legal-software = Software
legal-software-text = This site runs on guichet, free software published under the EUPL-1.2.
privacy-lead = We ask for as little as possible, we protect it, and we erase it.
privacy-what-title = Which data
privacy-what = What you type and attach in a procedure; if you create an account, your e-mail address and what you choose to keep among your details.
privacy-why-title = Why
privacy-why = To pass your application on to the service in charge and tell you what becomes of it. Every procedure states its purpose and legal basis on its first page.
privacy-who-title = Who receives them
privacy-who = Only the recipients named in the summary, each for its own part. If you ask an office a question before you send your procedure, it reads what you write and attach, not the answers of your draft. No data are sold or used for anything else.
privacy-how-long-title = For how long
privacy-how-long = Every procedure says how long it keeps a draft and an application. After that, everything is erased. The details that you keep stay until you erase them, close your account, or do not log in for three years: you are warned before.
privacy-how-title = How they are protected
privacy-how =
    Your answers and files are encrypted as soon as they are saved.
    Whenever an agent looks at them, it is noted in a journal.
privacy-cookies-title = Cookies
privacy-cookies = This site uses only the cookies it needs to work: your session, your language and, for agents, the browser that they came in from before and the list of cases that they looked at. None is used to follow you.
privacy-rights-title = Your rights
privacy-rights = You may ask to see your data, to correct, erase or restrict them, or object to their use. Write to the service named on your receipt, or to:
privacy-officer = Data protection officer: { $officer }
privacy-cnil = If the answer does not satisfy you, you may complain to the CNIL, the French data protection authority:
legal-agencies = Bodies that publish their procedures on this site
legal-agencies-text = Each answers for the content of its procedures and for what comes of them.
privacy-agencies-title = Who answers for your data
privacy-agencies = The body that publishes a procedure is responsible for the data it collects. To exercise your rights, write to it:
accessibility-agencies = About one particular procedure, you may also write to the body that publishes it:
agency-site = The site of { $name }
