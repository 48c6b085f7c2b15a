# The agents' portal.
agent-login-title = Agents' area
agent-login-text = This area is for agents invited by their organisation.
agent-login-unsent = Your session is over, but your message is kept. Log in to read it again and send it.
agent-login-password = Password
agent-login-password-hint = Leave it empty if you have none: a code will be sent to you by e-mail.
agent-login-button = Log in
agent-login-by-code = Get a code by e-mail
agent-code-title = Type the code you received
agent-code-text = If { $email } is an agent's address, a code was just sent to it. It takes a minute or two; look among unwanted mail too.
agent-code = Six-digit code
agent-code-hint = It is good for ten minutes, in this browser only.
agent-code-button = Enter
agent-code-again = Get a new code
agent-code-other = Use another address
login-code-required = Type the six digits of the code you received by e-mail.
login-code-wrong = This is not the right code. { $left ->
    [one] You have one attempt left.
   *[other] You have { $left } attempts left.
}
login-code-over = This code is good no more: it was asked for more than ten minutes ago, replaced by another, or wrong five times. Ask for a new one.
login-too-many-codes = Too many codes were asked for this address. Wait { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}, or log in with your password.
agent-second-title = Your second factor
agent-second-code = Code of your application
agent-second-code-hint = The six digits that it shows now, or one of your recovery codes.
agent-second-lost = Neither telephone nor recovery code? Who runs the site can take your second factor away.
second-factor-wrong = This code does not fit, or it was used already. Wait for the next one, check the time of your telephone, then try again.
second-factor-on = Your second factor is in place already: reload this page.
agent-account-title = My account
agent-account-who = You are { $name }, and you log in with the address { $email }.
agent-account-second = Second factor
agent-account-second-text = Besides your password or the code you receive by e-mail, a code of your telephone can be asked for at each login. You need an authenticator application, for example FreeOTP.
agent-account-on = A code of your application is asked for at each login.
agent-account-offer = Set up a second factor
agent-account-scan = Take a picture of this drawing with your authenticator application.
agent-account-qr = QR code of your second factor
agent-account-secret = Or type this key there:
agent-account-open = Open the application on this device
agent-account-prove = The six digits that it shows now: they prove that the key has arrived.
agent-account-switch-on = Switch on
agent-account-switch-off = Take the second factor away
agent-account-on-now = Your second factor is in place.
agent-account-off-now = Your second factor is taken away.
agent-account-recovery = Here are ten recovery codes, for the day on which you have not your telephone. Each is good once. Write them down now and keep them in a safe place: they will not be shown again.
agent-account-recovery-kept = I have written them down
agent-invitation-title = Accept the invitation
agent-invitation-text = { $organisation } invites you to work on its cases. You will log in with the address { $email }.
agent-invitation-password = Choose a password
agent-invitation-password-hint = Leave it empty to get a code by e-mail at each login. Otherwise, at least { $min } characters: a short phrase does very well.
agent-invitation-button = Accept and open the area
agent-name = Your name
agent-name-hint = Your colleagues will see it in the history of cases; citizens do not.
inbox-title = Cases
inbox-count = { $count ->
    [one] { $count } case
   *[other] { $count } cases
}
inbox-reference = Reference
inbox-demarche = Procedure
inbox-status = Status
inbox-recorded = Recorded on
inbox-due = To do by
inbox-late = Late:
inbox-acknowledged = Opened
inbox-nothing-due = Nothing left to do
inbox-own-receipt = Receipt to send yourselves
inbox-receipt-given = Receipt already given
inbox-new = New
inbox-all-demarches = All procedures
inbox-all-statuses = All statuses
inbox-filter = Filter
inbox-remove-filter = remove this filter
inbox-caption = Cases received
inbox-pages = Pages
inbox-previous = Previous page
inbox-next = Next page
inbox-keys = On the keyboard, inside the table: j and k to change rows, Enter to open.
inbox-empty = No case so far. They will appear here as soon as a citizen sends one.
inbox-nothing-found = No case answers to these filters.
case-recorded = Recorded on { $when }
case-recipient = Recipient: { $recipient }
case-acknowledge-elsewhere = This site cannot give the acknowledgement of receipt in your name: { $lacks }. Send it yourself by { $date }, then say so here. Ask the site's administrator to complete what is missing, for the applications to come.
case-lacks-phone = the directory does not give your telephone number
case-lacks-address = the directory gives no address to write to you
case-lacks-silence = the procedure does not say what the absence of an answer means
case-lacks-appeal = the procedure does not say how to appeal
case-own-receipt-day = The day you sent it
case-own-receipt-button = I have sent the acknowledgement of receipt myself
case-own-receipt-sent = You sent the acknowledgement of receipt yourselves on { $date }: the applicant reads it on the follow-up page.
case-own-receipt-mend = Correct this
case-own-receipt-mend-button = Correct the day
case-own-receipt-not-sent-button = It has not been done
case-own-receipt-not-sent-hint = If the acknowledgement has not left yet, say so: the applicant will read it, and you will be reminded again.
sent-on-invalid = Choose the day you sent it: not before the application was filed, nor after today.
case-due = To open by { $date }
case-answers = The citizen's answers
case-attachments = Attachments
case-downloads = Download
case-package = Complete package
case-print = Print everything
case-print-apart = Attachments in PDF are not in “Print everything”: print them apart.
case-act = Answer
case-status = New status
case-status-keep = Do not change
case-message = Message to the citizen
case-message-hint = The citizen reads it on the follow-up page. Write simply: what was decided, what to do, by when.
case-document = Document to hand over
case-document-again = { $count ->
    [one] The document { $names } was not sent. Choose it again.
   *[other] These documents were not sent: { $names }. Choose them again.
}
case-document-hint = PDF, JPEG or PNG, at most { $size } per file.
case-send = Send the answer
case-history = History
case-done = Done. The citizen sees it on the follow-up page.
act-empty = Choose a status, write a message or attach a document.
act-too-many = This case has had { $max } messages, documents or statuses within a day. Nothing was sent: go on tomorrow.
status-not-allowed = Choose a status from the list: this case does not allow that one.
message-required = Write a message: the citizen must know what you need or why the request is refused.
message-too-long = Write a message of at most { $max } characters.
message-not-sent = Your message is not sent yet: read it again, attach your documents again if there are any, then send the answer.
case-changed = A colleague has just changed this case. Read the history again, then send your answer.
case-complement = Ask the citizen for additions
case-complement-hint = Choose the status “More information needed”, write the message, and tick what the citizen is to answer again: nothing else can be changed. With nothing ticked, the message says all.
case-complement-by = To be sent by
complement-status-needed = Choose the status “More information needed”, or untick the questions and clear the date.
complement-unknown-question = Choose among the questions of this case: “{ $name }” is none of them.
complement-too-many = Tick fewer questions at a time.
complement-date-invalid = Give a whole date, for example 15 12 2026.
complement-date-past = Choose today or a day to come.
complement-date-far = Choose a day within a year.
inbox-unheard = New message
event-by-citizen = Citizen
