# Recap, confirmation.
recap-title = Check your answers
recap-text = Read again what is about to be sent. You can still change everything.
recap-unprinted = { $count ->
    [one] The sign { $signs } cannot be printed: a number stands in its place in your PDF documents.
   *[other] These signs cannot be printed: { $signs }. Numbers stand in their place in your PDF documents.
} Your answers are kept and sent as you wrote them.
recap-unprinted-by-post = { $count ->
    [one] The sign { $signs } cannot be printed: a number stands in its place. Write it
   *[other] These signs cannot be printed: { $signs }. Numbers stand in their place. Write them
} by hand on the document that you send.
recap-edit = Change
recap-blank = No answer
recap-recipients = Who receives what
recap-receives = Receives:
recap-receives-count = { $count ->
    [one] Receives { $count } answer
   *[other] Receives { $count } answers
}
recap-to-send = To be sent by you: this service is not connected yet. You will get a document to print.
recap-changed = Your answers were changed in another tab. Here is the up-to-date summary: read it again before you confirm.
recap-changed-answers = Changed since: { $what }.
recap-changed-recipients = The services that receive your application have changed since you opened this page. Read the summary again before you confirm.
recap-changed-since = This summary has changed since you opened it. Here it is as it stands: read it again before you confirm.
recipient-now-connected = { $recipient } now receives your application online: you no longer have to send it.
recipient-now-by-post = { $recipient } no longer receives your application online: you will have a document to send.
recipient-now-another = { $recipient }: { $organisation ->
    [none] the service is no longer the same. See below to whom you send your application.
   *[other] { $organisation } now receives your application.
}
recipient-now-added = { $recipient } now receives your application.
recipient-now-gone = { $recipient } no longer receives your application.
recap-incomplete = Answers are missing on these pages
recap-confirm-title = Confirm and send
recap-signature = By confirming you sign your application. You get a receipt at once.
recap-signature-partly = By confirming you sign your application. It is sent online to: { $online }. You will still have to send it by post to: { $posted }. You get a receipt and the document to print at once.
recap-confirm = Confirm and send
recap-confirm-title-by-post = Confirm and print
recap-signature-by-post = By confirming you settle your answers. Nothing is sent: you get the document to print, sign and post at once.
recap-confirm-by-post = Confirm
attest-required = Tick the box to confirm.
confirmation-title = Your application is recorded
confirmation-reference = Your reference
confirmation-recorded = Recorded on { $when }
confirmation-copy = Copy the reference
confirmation-receipt = Your receipt
confirmation-are = Keep this document: it proves the date of receipt, holds all your answers and tells how to appeal.
confirmation-are-no-appeal = Keep this document: it proves the date of receipt and holds all your answers.
confirmation-aee = Keep this document: it proves the date of filing and holds all your answers. The service's acknowledgement of receipt will follow within { $days } days.
confirmation-aee-several = Keep this document: it proves the date of filing and holds all your answers. The services' acknowledgements of receipt will follow within { $days } days.
confirmation-aee-partly = Keep this document: it proves the date of filing and holds all your answers. The acknowledgement of receipt of each service that receives online will follow within { $days } days.
confirmation-by-post = Nothing has been sent yet: print this document, date and sign its last page, add your supporting documents and send everything by post.
confirmation-by-post-bare = Nothing has been sent yet: print this document, date and sign its last page, and send it by post.
confirmation-to-send = To send by post
confirmation-to-keep = To keep
confirmation-keep = Keep this summary, do not send it: it holds all your answers.
confirmation-next-by-post = Once the service has received your letter:
confirmation-next-partly = For what you send by post ({ $posted }), what follows begins once your letter is received.
to-send-address-unknown = Send it to: { $recipient }. We do not have this address: it is in the directory of the administration.
confirmation-next = What happens next
confirmation-follow = Follow my application
confirmation-follow-text = Keep the address of this follow-up page: it is yours alone. It shows where your application stands, and the messages and documents of the service.
confirmation-follow-text-by-post = Keep the address of this follow-up page: it is yours alone. You find your documents there. The service's answer will not appear on it: the service will send it to you by its own means.
confirmation-follow-text-partly = Keep the address of this follow-up page: it is yours alone. It shows where what is sent online stands, and the messages and documents received. For what you send by post, the answer will not appear on it: { $count ->
    [one] this service will send it to you by its own means ({ $posted }).
   *[other] these services will send it to you by their own means ({ $posted }).
}
confirmation-mail-title = Get this link by e-mail
confirmation-mail = Your e-mail address
confirmation-mail-hint = We send the follow-up link there, then a notice whenever the service has news. Example: camille@exemple.fr
confirmation-mail-hint-by-post = We send the follow-up link there, where you find the document to print. Example: camille@exemple.fr
confirmation-mail-hint-partly = We send the follow-up link there, then a notice whenever a service that receives online has news. Example: camille@exemple.fr
confirmation-mail-button = Send the link
confirmation-mail-sent = The link was sent to { $email }.
confirmation-mail-other = Send it to another address
confirmation-contact = A question about your application
confirmation-survey = Tell us what you think of this procedure
silence-rejection = Without an answer by { $date }, your request is deemed rejected, if your application is complete.
silence-acceptance = Without an answer by { $date }, your request is deemed accepted, if your application is complete.
silence-rejection-by-post = Without an answer { $delay } after your letter was received, your request is deemed rejected, if your application is complete.
silence-acceptance-by-post = Without an answer { $delay } after your letter was received, your request is deemed accepted, if your application is complete.
silence-partly = For what you send by post, this time runs from the day the service receives your letter.
keep-title = Save time next time
keep-text = Keep your answers among your details: they will be offered to you in your next procedures. Only you have access, and you can erase everything.
keep-what = You can keep: { $what }.
keep-replaces = What your details already hold is different and would be replaced: { $what }.
keep-button = Keep everything
keep-choose = Choose what I keep
keep-chosen = Keep what I ticked
keep-instead = (instead of: { $value })
keep-nothing = Tick what you want to keep, or choose “Keep everything”.
keep-see = See my details
keep-login = Log in or create an account to keep it
keep-done = It is kept among your details.
keep-claim-text = This procedure is in no account. Add it to yours within 24 hours to find it with the others.
keep-claim = Add this procedure to my account
keep-claim-alone = Add this procedure alone to my account
keep-claimed = This procedure is in your account.
recap-warning-passed = Warning passed: { $warning }
