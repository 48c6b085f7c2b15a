# The first page of a procedure.
start-time = Time
start-minutes = { $count ->
    [one] about { $count } minute
   *[other] about { $count } minutes
}
start-account = Account
start-account-needed = Needed
start-account-optional = Not needed
start-recipients = Who receives your answers
start-recipients-by-answers = Depending on your answers: { $recipients }
start-may-be-posted = If a service does not receive applications through this site, you will have a document to print and to send to it by post at the end.
start-needs = What to have at hand
start-button = Start
start-identity = Identity
start-identity-citizen = { $level ->
    [eidas2] Verified at the substantial level, by { $providers }
    [eidas3] Verified at the high level, by { $providers }
   *[other] Verified by { $providers }
}
start-identity-professional = { $level ->
    [eidas1] For a company or an association: verified by { $providers }, at the low level
    [eidas2] For a company or an association: verified by { $providers }, at the substantial level
    [eidas3] For a company or an association: verified by { $providers }, at the high level
   *[other] For a company or an association: verified by { $providers }
}
start-identity-none = Verified. This site offers no way to do so at present: turn to the service.
start-login-first = Log in to start
start-login-text = Do you have an account? The details you kept can fill in some of the answers.
start-login = Log in
start-prefill = What we know of you already can fill in some of the answers. We will ask you first, item by item.
start-draft = You have already begun this procedure.
start-draft-go-on = Go on with your draft
start-save-text = You can stop at any time and come back later: a draft is kept for { $delay } after your last visit.
start-privacy = Your data
start-purpose = Why we ask for them:
start-basis = Legal basis:
start-kept = A draft is erased after { $draft } without a visit. The application is erased from the platform { $dossier } after the service has received it.
start-kept-receipt = Your receipt is kept for { $receipt }.
start-kept-by-post = What you send by post yourself is erased from the platform { $dossier } after it was recorded, and its summary is kept for { $receipt }.
start-kept-basis = Legal basis for keeping them: { $basis }.
start-rights = You may see your data, have them corrected or erased.
start-authority = Service in charge
