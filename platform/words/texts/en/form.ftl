# The pages of a procedure: steps, questions, buttons.
action-continue = Continue
action-save-and-quit = Save and quit
form-step = Step { $step } of { $steps }
form-steps-may-change = The number of steps may change with your answers.
form-optional = (optional)
form-required-all = All the answers on this page are required.
form-required-some = Answers are required unless marked “optional”.
form-boxes = Only tick a box if it applies to you.
form-choose = Choose from the list
form-yes = Yes
form-no = No
form-no-answer = No answer
form-not-yet = Not known yet
form-sending = Sending…
form-cancel-upload = Cancel
form-upload-failed = It could not be sent. Check your connection, then try again.
summary-title = { $count ->
    [one] One answer needs another look
   *[other] { $count } answers need another look
}
warnings-title = { $count ->
    [one] One answer needs checking
   *[other] { $count } answers need checking
}
warnings-pass = If this is what you mean, continue: your file will record that you were warned.
summary-colon = {": "}
date-box-day = Day
date-box-month = Month
date-box-year = Year
date-if-known = (if known)
rows-add = Add: { $row }
rows-open = Change
rows-remove = Remove
removed = Removed: { $what }.
removed-restore = Undo
rows-up = Move up
rows-down = Move down
rows-copy = Duplicate
table-row = Row
table-total = Total
source-default = Suggested: check it, and change it if needed.
file-accepted = { $kinds }, at most { $size } per file.
file-count = At most { $max } files.
file-full = You have attached as many files as can be attached. To change one, remove it first.
file-remove = Remove
referential-several = { $count ->
    [one] Is this the one? Choose it or correct
   *[other] Several entries match: choose one
}
combobox-found = {"{"}n{"}"} suggestions, use the arrow keys
combobox-none = No suggestion
notice-changed-elsewhere = This draft was changed in another tab or on another device. Read this page again: what you have just typed is there.
notice-taken-back = In another tab or on another device you changed what is filled in from your details: what this page still showed of it is left out. What you typed yourself is here. Read it again.
notice-differing = You changed these answers in another tab or on another device. Correct them here if need be: when you continue, those of this page will be kept.
notice-differs = there { $elsewhere }, here { $here }
notice-differs-nothing = (nothing)
notice-opened = Your answer leads to other questions on this page. Answer them, then continue.
notice-prefilled = Some of the answers are taken over, as you agreed. Check them and correct them if needed.
stop-nothing-sent = Nothing has been sent.
stop-change = Change my answer
connected-title = { $recipient }: sent online
connected-text = This service is connected: your application will be sent to it online once you have confirmed it. You will have nothing to send it by post.
sent-online = Connected service: sent online.
unconnected-page-title = This service is not connected yet
unconnected-page-text = You can fill in the procedure here, but you will have to send it by post yourself.
unconnected-page-title-partly = One part is to be sent by post
unconnected-page-online = { $count ->
    [one] This service receives your application online, through this site: { $online }.
   *[other] These services receive your application online, through this site: { $online }.
}
unconnected-page-posted = You will send it yourself, by post, to: { $posted }.
unconnected-title = { $recipient }: to send by post
unconnected-text = This service does not receive this procedure online yet. You can go on: at the end you will get a document to print and send to this address.
unconnected-text-commune = This service does not receive this procedure online yet. You can go on: at the end you will get a document to print and send to: { $recipient }. We do not have this address: it is in the directory of the administration.
unconnected-text-departement = This service does not receive this procedure online yet. You can go on: at the end you will get a document to print and send to this service, in this département: { $departement }. We do not have its address: it is in the directory of the administration.
unconnected-text-unknown = This service does not receive this procedure online yet. You can go on: at the end you will get a document to print and send to this service. We do not have its address: it is in the directory of the administration.
unconnected-continue = Continue
