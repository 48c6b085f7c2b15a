# E-mails: what happened, what to do, where, by when. Nothing personal. The subject says the procedure and the fact.
mail-reference = Reference:
mail-colon = {":"}
mail-caution = We never ask for a password or for bank details by e-mail.
mail-resume-link-subject = { $demarche }: your link to go on
mail-resume-link-title = Your draft is waiting for you
mail-resume-link-text =
    You saved a draft of the procedure “{ $demarche }”.
    Go on before { $until } with this link and the code you chose. After that date it will be erased.
mail-resume-link-action = Go on with my application
mail-recorded-subject = { $demarche }: application recorded
mail-recorded-title = Your application is recorded
mail-recorded-text =
    Your application “{ $demarche }” is recorded.
    Your receipt and what happens next are on your follow-up page. Keep this link to yourself.
mail-recorded-action = Follow my application
mail-recorded-by-post-subject = { $demarche }: document to print and send
mail-recorded-by-post-title = Your application is to be sent by post
mail-recorded-by-post-text =
    Your application “{ $demarche }” is recorded, but it is sent to no service: it is up to you to print, sign and send it.
    The document to print and the address to send it to are on your follow-up page. Keep this link to yourself.
mail-recorded-by-post-action = See the document to print
mail-recorded-partly-subject = { $demarche }: application recorded, one part to send
mail-recorded-partly-title = Your application is recorded, one part remains to be sent
mail-recorded-partly-text =
    Your application “{ $demarche }” is recorded and sent to the services that receive it online. You still have to send one part by post.
    The document to print, the address to send it to, your receipt and what happens next are on your follow-up page. Keep this link to yourself.
mail-recorded-partly-action = See the document to print
mail-message-subject = { $demarche }: the service has written to you
mail-message-title = The service has written to you
mail-message-text =
    { $recipient } has written to you about your application “{ $demarche }”.
    Read the message on your follow-up page.
mail-message-action = Read the message
mail-status-received-subject = { $demarche }: your application was opened
mail-status-received-title = Your application was opened
mail-status-received-text =
    { $recipient } has opened your application “{ $demarche }”.
    There is nothing for you to do for now. What comes next will be on your follow-up page.
mail-status-received-action = Follow my application
mail-status-complement-subject = { $demarche }: the service needs something from you
mail-status-complement-title = The service needs something from you
mail-status-complement-text =
    { $recipient } needs something from you for your application “{ $demarche }”.
    Read the message on your follow-up page soon: it says what, and by when.
mail-status-complement-action = See what is needed
mail-status-ended-subject = { $demarche }: your application is closed
mail-status-ended-title = Your application is closed
mail-status-ended-text =
    { $recipient } has finished with your application “{ $demarche }”.
    The answer, and the documents for you if there are any, are on your follow-up page.
mail-status-ended-action = Read the answer
mail-status-suspended-subject = { $demarche }: your procedure is suspended
mail-status-suspended-title = Your procedure is suspended
mail-status-suspended-text =
    Your procedure “{ $demarche }” with { $recipient } was suspended by those who run this site. You have nothing to do for now.
    The reason is on your follow-up page. A mail will tell you what comes next.
mail-status-suspended-action = Read why
mail-status-resumed-subject = { $demarche }: your procedure goes on
mail-status-resumed-title = Your procedure goes on
mail-status-resumed-text =
    Your procedure “{ $demarche }” with { $recipient } is suspended no more. It goes on where it was.
    Read where it stands on your follow-up page.
mail-status-resumed-action = Follow my procedure
mail-status-cancelled-subject = { $demarche }: request to one office cancelled
mail-status-cancelled-title = One office will not treat your request
mail-status-cancelled-text =
    Those who run this site have cancelled what your procedure “{ $demarche }” had sent to { $recipient }. This office will not treat its part; those of other offices, if there are any, go on.
    The reason is on your follow-up page. If you think that this is a mistake, file again.
mail-status-cancelled-action = Read why
mail-status-cancelled-whole-subject = { $demarche }: procedure cancelled
mail-status-cancelled-whole-title = Your procedure is cancelled
mail-status-cancelled-whole-text =
    Those who run this site have cancelled your procedure “{ $demarche }”, sent to { $recipient }: no office will treat it.
    The reason is on your follow-up page. If you think that this is a mistake, file again.
mail-status-cancelled-whole-action = Read why
mail-status-changed-subject = { $demarche }: news of your application
mail-status-changed-title = News of your application
mail-status-changed-text =
    { $recipient } has moved your application “{ $demarche }” forward.
    Read more on your follow-up page.
mail-status-changed-action = Read more
mail-document-available-subject = { $demarche }: a document for you
mail-document-available-title = There is a document for you
mail-document-available-text =
    { $recipient } gives you a document for your application “{ $demarche }”.
    Download it from your follow-up page.
mail-document-available-action = See the document
mail-agent-notice-subject = { $demarche }: new case { $reference }
mail-agent-notice-title = A new case has come
mail-agent-notice-text = A case of the procedure “{ $demarche }” was sent to you. Open it so that the citizen knows it is received.
mail-agent-notice-action = Open the case
mail-agent-notice-own-subject = { $demarche }: new case { $reference }, acknowledgement of receipt to send by { $due }
mail-agent-notice-own-title = A new case is waiting for your acknowledgement of receipt
mail-agent-notice-own-text =
    A case of the procedure “{ $demarche }” was sent to you. Open it so that the citizen knows it has arrived.
    This site cannot give the acknowledgement of receipt in your name: the page of the case says why. Send it yourself by { $due }, then say so on the page of the case.
mail-agent-notice-own-action = Open the case
mail-agent-invitation-subject = Invitation to the agents' area
mail-agent-invitation-title = You are invited to the agents' area
mail-agent-invitation-text =
    { $organisation } invites you to work on its cases online.
    Accept before { $until }.
mail-agent-invitation-action = Accept the invitation
mail-operator-invitation-subject = Invitation to run the site
mail-operator-invitation-title = You are invited to run the site
mail-operator-invitation-text =
    You are invited to run { $site }: to watch the queues, set work going again, suspend.
    Accept the invitation before { $until }, then set up a second factor.
mail-operator-invitation-action = Accept the invitation
mail-login-code-subject = Your login code
mail-login-code-title = Your login code
mail-login-code-text =
    To enter the agents' area, type this code: { $code }
    It is good for ten minutes, once, in the browser where you asked for it. Give it to nobody.
    You asked for nothing? Do nothing: without this code nobody gets in.
mail-recovery-subject = Choose another password
mail-recovery-title = Choose another password
mail-recovery-text =
    Another password was asked for the account of this address. The link is good for half an hour, once. Any other way into this account will be detached: you can attach yours again.
    You asked for nothing? Do nothing: your password does not change.
mail-recovery-action = Choose a password
mail-claim-code-subject = Your code to add a procedure to an account
mail-claim-code-title = Your code to add your procedure to an account
mail-claim-code-text =
    Somebody wants to add the procedure { $reference }, for which you left this address, to their account. If it is you, type this code: { $code }
    It is good for ten minutes, once, in the browser where you asked for it. Give it to nobody: whoever has it finds this procedure in their account.
    You asked for nothing? Do nothing: without this code nothing changes.
mail-join-code-subject = Your code to attach your account
mail-join-code-title = Your code to attach your account
mail-join-code-text =
    To attach your account to { $provider }, type this code: { $code }
    It is good for ten minutes, once, in the browser where you asked for it. Give it to nobody: whoever has it gets into your account.
    The password of that account will then be forgotten, any other way into it detached, and its details deleted unless you give its second factor too.
    You asked for nothing? Do nothing: without this code nothing changes.
mail-login-elsewhere-subject = Your login to the agents' place
mail-login-elsewhere-title = Log in by { $providers }
mail-login-elsewhere-text =
    A login code was asked for your address. The agents of your organisation get none: they come in by { $providers }.
    You asked for nothing? Do nothing.
mail-login-elsewhere-action = Go to the login
mail-acknowledge-reminder-subject = { $demarche }: case { $reference } to open by { $due }
mail-acknowledge-reminder-title = A case is waiting for its acknowledgement
mail-acknowledge-reminder-text =
    A case of the procedure “{ $demarche }” has not been opened yet.
    The law gives until { $due } to acknowledge it. Open it: the acknowledgement leaves at once.
mail-acknowledge-reminder-action = Open the case
mail-acknowledge-reminder-own-subject = { $demarche }: acknowledgement of receipt of application { $reference } to send by { $due }
mail-acknowledge-reminder-own-title = An application awaits your acknowledgement of receipt
mail-acknowledge-reminder-own-text =
    This site cannot give in your name the acknowledgement of receipt of an application “{ $demarche }”: the page of the case says why.
    The law leaves until { $due }. Send it yourself, then say so on the page of the case.
mail-acknowledge-reminder-own-action = Open the case
mail-acknowledge-alarm-subject = Alarm: { $demarche }, case { $reference } without acknowledgement
mail-acknowledge-alarm-title = Case without acknowledgement
mail-acknowledge-alarm-text =
    { $organisation } has not acknowledged receipt of an application “{ $demarche }”.
    The legal time ends on { $due }. Contact this organisation without delay.
mail-acknowledge-alarm-action = Open the case
mail-file-retained-subject = { $demarche }: one of your files was not passed on
mail-file-retained-title = One of your files was not passed on
mail-file-retained-text =
    The antivirus found malicious software in a file attached to your request “{ $demarche }”. Nobody receives it; all the rest is recorded.
    Your follow-up page says which file, and whom to write to so as to send another.
mail-file-retained-action = See which file
mail-document-retained-subject = { $demarche }: a document returned to { $reference } is held back
mail-document-retained-title = A document that you returned is held back
mail-document-retained-text =
    The antivirus found malicious software in a document that your service returned to a user of “{ $demarche }”. They cannot download it.
    Have your computer checked, then return another document from the page of the case.
mail-document-retained-action = Open the case
mail-retained-alarm-subject = Alarm: { $demarche }, malicious file in { $reference }
mail-retained-alarm-title = A malicious file is held back
mail-retained-alarm-text =
    The antivirus found malicious software in a file of a case of “{ $demarche }”. Nobody can download it; whoever sent it is told.
    “guichet journal” says which file and when.
mail-scanner-alarm-subject = Alarm: files wait for the antivirus
mail-scanner-alarm-title = The antivirus does not answer
mail-scanner-alarm-text =
    { $files ->
        [one] { $files } file has waited to be checked for more than ten minutes. It is held back.
       *[other] { $files } files wait to be checked, some for more than ten minutes. They are held back.
    }
    Requests are recorded as usual, but services cannot open these files. Start the antivirus again: checking goes on by itself.
mail-complement-given-subject = { $demarche }: additions received for case { $reference }
mail-complement-given-title = The citizen has sent the additions
mail-complement-given-text = What you had asked for in a case of the procedure “{ $demarche }” has arrived. The case shows what has changed.
mail-complement-given-action = Open the case
mail-complement-reminder-subject = { $demarche }: to be sent by { $due }
mail-complement-reminder-title = The service still needs something from you
mail-complement-reminder-text =
    { $recipient } still needs something from you for your application “{ $demarche }”, by { $due }.
    Your follow-up page says what.
mail-complement-reminder-action = See what is needed

# Alarm to the operator: a format cannot be made of a case
mail-format-alarm-subject = Alarm: case { $reference } is held back from software
mail-format-alarm-title = A format cannot be made
mail-format-alarm-text =
    The format “{ $format }” of the procedure “{ $demarche }” cannot be made of case { $reference }: it would not be valid by its schema, or its template fails. Nothing is lost: agents have the case and its other files, and the citizen has their receipt. The office's software waits.
    The manifest of the whole package says why, in “unmade”. Once the template is mended and published, “guichet queue retry” goes on.

# Alarm to the operator: a webhook could not be told
mail-webhook-alarm-subject = Alarm: an office's software no longer gets its notices
mail-webhook-alarm-title = A webhook does not answer
mail-webhook-alarm-text =
    For several days the software of “{ $organisation }” could not be told of an event. Nothing is lost: the notice waits, and so does the case.
    Tell that office. Once the cause is gone, set the notices going again by “guichet delivery retry”; “guichet delivery list” shows them.

# Alarm to the operator: the server of a webhook says that nobody is there any more
mail-webhook-gone-subject = Alarm: a webhook is gone
mail-webhook-gone-title = A webhook was paused
mail-webhook-gone-text =
    The server of “{ $organisation }” answers that its address is gone (410). Its notices wait, nothing is lost.
    Ask that office whether its address has changed. “guichet partner webhook resume” goes on sending, “guichet partner webhook remove” ends it.
mail-citizen-wrote-subject = { $demarche }: new message for case { $reference }
mail-citizen-wrote-title = The citizen has written to you
mail-citizen-wrote-text = A message has arrived in a case of the procedure “{ $demarche }”. Open the case to read and answer it.
mail-citizen-wrote-action = Open the case

# Questions from before the sending
mail-question-asked-subject = { $demarche }: a citizen's question
mail-question-asked-title = A citizen asks you a question
mail-question-asked-text = A citizen who is filling in the procedure “{ $demarche }” asks your office a question before sending it. Open it to read and answer it.
mail-question-asked-action = Open the question
mail-question-answered-subject = { $demarche }: the office has answered your question
mail-question-answered-title = The office has answered your question
mail-question-answered-text =
    { $recipient } has answered the question that you asked while filling in the procedure “{ $demarche }”.
    To read the answer, go back to your draft: with its resume link and your code if you saved it, otherwise in the browser where you began it. The link “The office has answered your question” is at the bottom of its pages.
    For safety, this e-mail does not hold the address of your draft.
mail-question-answered-account-subject = { $demarche }: the office has answered your question
mail-question-answered-account-title = The office has answered your question
mail-question-answered-account-text =
    { $recipient } has answered the question that you asked while filling in the procedure “{ $demarche }”.
    Read the answer in your draft, once you are logged in to your account.
mail-question-answered-account-action = Read the answer

# Alarm to the operator: an SFTP drop did not arrive
mail-drop-alarm-subject = Alarm: an office's server no longer gets its cases
mail-drop-alarm-title = An SFTP drop does not arrive
mail-drop-alarm-text =
    For several days a case could not be put on the server of “{ $organisation }”. Nothing is lost: the drop waits, and so does the case.
    Tell that office. Once the cause is gone, set the drops going again by “guichet delivery retry”; “guichet delivery list” shows them.

# Alarm to the operator: the partner's server shows another key
mail-drop-host-key-subject = Alarm: an office's server has another key
mail-drop-host-key-title = An SFTP server shows another key
mail-drop-host-key-text =
    The server of “{ $organisation }” shows another key than the one that is known here: nothing is put or read there, and nothing is lost. The office may have changed it; or somebody else answers in its place.
    Ask that office, by another way, for the fingerprint of its key. If it has changed: “guichet partner sftp host-key”; if not, tell them.

# Alarm to the operator: the partner's software refused a drop
mail-drop-refused-subject = Alarm: an office's software refused a case
mail-drop-refused-title = A drop was refused
mail-drop-refused-text =
    The software of “{ $organisation }” could not take in a case that was put on its server. Nothing is lost: the drop waits, and so does the case.
    “guichet delivery list --parked” shows it, “guichet delivery show” gives the reason. Once the cause is gone: “guichet delivery retry”.

mail-case-refused-subject = Alarm: an office's software could not take a case in
mail-case-refused-title = A case could not be taken in
mail-case-refused-text =
    The software of “{ $organisation }” could not take in the dossier { $reference } of “{ $demarche }”. Nothing is lost: the case waits, and the citizen sees nothing.
    “guichet case held” and the page of operation show it, with the reason. Once the cause is gone: “guichet case redrive”. One mail an office and a day.

# A desk's mailbox: a fact, a link, nothing personal
mail-desk-case-subject = A new case awaits you
mail-desk-case-title = A new case has come
mail-desk-case-text = A case was sent to your office. Open it in the agents' space.
mail-desk-case-action = Open the case
mail-desk-message-subject = A citizen has written to you
mail-desk-message-title = A message has come to a case
mail-desk-message-text = A citizen has written to your office. Open the case to read and answer the message.
mail-desk-message-action = Open the case
mail-desk-complement-subject = A complement has come
mail-desk-complement-title = A complement has come to a case
mail-desk-complement-text = A citizen has sent what your office had asked for. The case shows what has changed.
mail-desk-complement-action = Open the case
mail-desk-news-subject = News in a case
mail-desk-news-title = There is news in a case
mail-desk-news-text = Something has changed in a case of your office that your agents did not do. The case says what.
mail-desk-news-action = Open the case
mail-desk-digest-subject = Your cases: what has come
mail-desk-digest-title = What has come since the last mail
mail-desk-digest-text =
    New cases: { $cases }
    Messages of citizens: { $messages }
    Complements received: { $complements }
mail-desk-digest-action = See the cases
mail-silence-reminder-rejection-subject = { $demarche }: an answer is awaited for file { $reference } by { $until }
mail-silence-reminder-rejection-title = A file awaits your answer
mail-silence-reminder-rejection-text =
    A file of the procedure “{ $demarche }” awaits your answer by { $until }.
    Without an answer that day the request will be deemed rejected, and its applicant will be told.
mail-silence-reminder-rejection-action = Open the file
mail-silence-reminder-acceptance-subject = { $demarche }: an answer is awaited for file { $reference } by { $until }
mail-silence-reminder-acceptance-title = A file awaits your answer
mail-silence-reminder-acceptance-text =
    A file of the procedure “{ $demarche }” awaits your answer by { $until }.
    Without an answer that day the request will be deemed accepted, and its applicant will be told.
mail-silence-reminder-acceptance-action = Open the file
mail-silence-rejection-subject = { $demarche }: the time for an answer is over
mail-silence-rejection-title = The time for an answer is over
mail-silence-rejection-text =
    We have no answer of { $recipient } to your request “{ $demarche }”. The time that law gives them ended on { $on }.
    If your file was complete and they did not answer you otherwise, your request is deemed rejected. They may still answer you.
    { $appeal }
mail-silence-rejection-action = See my application
mail-silence-acceptance-subject = { $demarche }: the time for an answer is over
mail-silence-acceptance-title = The time for an answer is over
mail-silence-acceptance-text =
    We have no answer of { $recipient } to your request “{ $demarche }”. The time that law gives them ended on { $on }.
    If your file was complete and they did not answer you otherwise, your request is deemed accepted. You may ask them to certify it.
mail-silence-acceptance-action = See my application
mail-case-forwarded-subject = { $demarche }: your file was sent on to the right office
mail-case-forwarded-title = Your file was sent on to the right office
mail-case-forwarded-text =
    { $from } sent your file of the procedure “{ $demarche }” on to { $to }, who will answer.
    There is nothing for you to do again. Your follow-up page says why, and whom to write to from now on.
mail-case-forwarded-action = See my application
mail-forwarded-often-subject = Alert: { $demarche }, file { $reference } goes from office to office
mail-forwarded-often-title = A file goes from office to office
mail-forwarded-often-text =
    A file of the procedure “{ $demarche }” was sent on for the third time just now. It cannot be again.
    See with the offices which of them is to answer, and whether the directory is right.
mail-export-ready-subject = Your export is ready
mail-export-ready-title = Your export is ready
mail-export-ready-text = Download it from the agents' space. It is kept there for seven days.
mail-export-ready-action = See the exports
mail-export-failed-subject = Your export could not be prepared
mail-export-failed-title = Your export could not be prepared
mail-export-failed-text = The page of exports says why, and what you can do.
mail-export-failed-action = See the exports

# Alarm to the operator: a delivery by HubEE did not arrive
mail-hubee-alarm-subject = Alarm: a case does not arrive by HubEE
mail-hubee-alarm-title = A delivery by HubEE does not arrive
mail-hubee-alarm-text =
    A delivery to “{ $organisation }” by HubEE does not arrive. Nothing is lost: the delivery waits, and so does the case.
    “guichet delivery list --parked” shows it, with its reason. Once the cause is gone: “guichet delivery retry”.

# Alarm to the operator: what an office answered by HubEE could not be applied
mail-hubee-kept-subject = Alarm: an answer that came by HubEE waits for a human
mail-hubee-kept-title = An answer that came by HubEE was not applied
mail-hubee-kept-text =
    What “{ $organisation }” answered by HubEE cannot be applied to the case as it stands. The answer is kept; the citizen knows nothing of it.
    “guichet partner hubee kept” shows it with its reason.

# Alarm to the operator: a service's answers cannot be read any more
mail-look-alarm-subject = Alarm: a service's answers do not come any more
mail-look-alarm-title = A way back is dead
mail-look-alarm-text =
    The answers of “{ $organisation }” could not be read several times in a row: its server, or HubEE, does not answer or refuses access. Nothing is lost, but citizens know nothing of them.
    The operators' page shows the last error of this route. One mail a route and a day.

# The citizen's account
mail-account-inactive-subject = Your account will be closed on { $until } unless you log in
mail-account-inactive-title = Your account will soon be closed
mail-account-inactive-text =
    You have not logged in to your account for almost three years. It will be closed on { $until }, and what it holds will be destroyed.
    To keep it, log in once before that day. To keep a copy, download your details once you have logged in.
    The applications that you sent do not change: their follow-up page stays at the same address.
mail-account-inactive-action = Log in
mail-account-attached-subject = A way into your account was added
mail-account-attached-title = { $provider } opens your account from now on
mail-account-attached-text =
    If it was you, there is nothing to do.
    If not, log in: detach it, log out your other devices and change your password.
mail-account-attached-action = See my ways to log in
mail-account-detached-subject = A way into your account was taken away
mail-account-detached-title = { $provider } opens your account no more
mail-account-detached-text =
    If it was you, there is nothing to do.
    If not, log in: log out your other devices and change your password.
mail-account-detached-action = See my ways to log in
mail-account-password-changed-subject = The password of your account has changed
mail-account-password-changed-title = The password of your account has changed
mail-account-password-changed-text =
    If it was you, there is nothing to do.
    If not, ask for a link by “Forgot your password?” on the login page: it gives you your account back.
mail-account-password-changed-action = See my ways to log in
mail-account-second-on-subject = A second factor protects your account
mail-account-second-on-title = A second factor protects your account
mail-account-second-on-text =
    A code of your application will be asked for at each login.
    If it was not you who set it up, write to who runs the site.
mail-account-second-on-action = See my ways to log in
mail-account-second-off-subject = The second factor of your account was taken away
mail-account-second-off-title = The second factor of your account was taken away
mail-account-second-off-text =
    No code will be asked for at login any more.
    If it was not you, log in: log out your other devices and change your password.
mail-account-second-off-action = See my ways to log in
mail-account-closed-subject = Your account is closed
mail-account-closed-title = Your account is closed
mail-account-closed-text =
    Your account is closed. Your details, your documents and your drafts are destroyed.
    The applications that you sent go on: their follow-up page stays at the address that you received.
    If you did not ask for it, and did not let the announced time pass, write to who runs the site.
mail-account-closed-action = Go to the site
mail-account-closed-sent-subject = Your account is closed
mail-account-closed-sent-title = Your account is closed
mail-account-closed-sent-text =
    Your account is closed. Your details, your documents and your drafts are destroyed.
    The applications that you sent go on: their follow-up page stays at the address that you received.
    If you did not ask for it, and did not let the announced time pass, write to who runs the site.
    Keep these links: they are the only way to follow what you sent.
    { $links }
mail-account-closed-sent-action = Go to the site
mail-account-copied-subject = The copy of your details is ready
mail-account-copied-title = The copy of your details is ready
mail-account-copied-text = Log in to download it. It is kept for seven days and then destroyed.
mail-account-copied-action = See my details
