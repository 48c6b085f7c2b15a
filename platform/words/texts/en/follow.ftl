# Following an application.
follow-title = Follow your application
follow-reference = Reference
follow-recorded = Recorded on
follow-since = Since { $date }.
follow-own-receipt-awaited = This service sends you its acknowledgement of receipt by its own means, by { $date }.
follow-own-receipt-sent = This service says that it sent you its acknowledgement of receipt on { $date }, by its own means.
event-own-receipt = Acknowledgement of receipt sent by the service on { $date }
event-own-receipt-not-sent = The service corrects: the acknowledgement of receipt has not been sent yet
event-document = Document returned
follow-print = Form to print, for: { $recipient }
follow-history = What has happened
follow-message = Message from the service
event-reason = Reason
event-resumed = The procedure goes on
follow-contact = Contact this service
follow-receipts = Your documents
follow-attachments = Your attachments
follow-retained = { $count ->
    [one] Your file { $names } contains malicious software: we held it back, and nobody receives it.
   *[other] Your files { $names } contain malicious software: we held them back, and nobody receives them.
}
follow-retained-next = Your request stays recorded, with all the rest. Write to the service to send it another file: how to reach it is on this page. Have your device checked.
follow-everything = Download everything
follow-erased = Your answers and your attachments were erased from the platform on { $date }, as planned. Your receipt stays here until { $until }.
follow-complement-sent = Your additions have been sent. The service receives them with your application.
complement-over = The service is no longer waiting for this: nothing was sent.
complement-over-sent = This was already sent, from another page: what you have just filled in here was not.
complement-over-typed = What you had filled in
complement-over-copy = Copy the text if you need it: you can write it to the service in a message, if it still takes any.
complement-over-files = { $count ->
    [one] Your file { $names } was not sent either.
   *[other] Your files { $names } were not sent either.
}
follow-left = The office no longer awaits what you had begun to fill in: nothing of it was sent.
follow-left-see = See what you had filled in
complement-over-follow = See where your application stands
follow-awaited = { $recipient } needs something from you
follow-awaited-on = Asked for on { $date }.
follow-awaited-give = Complete my application
event-complement-asked = What is asked for:
event-complement-due = To be sent by { $date }.
event-complement-replaced-by = Replaced by what was asked for on { $date }.
event-complement-left = This request ended unanswered when the case was sent on, on { $date }.
event-complement-given = Additions sent
event-complement-file = Attachment
event-complement-replaced = Replaced attachment
compared-before = Before:
compared-after = Now:
compared-same = Unchanged:
compared-nothing = no answer
complement-title = Complete your application
complement-by-whom = Asked by
complement-until = To be sent by
complement-late = This day is over: you can still send what is asked for, as long as the office awaits it.
complement-only = Only what is asked for can be changed here, and what your new answers oblige you to review. The rest of your application stays as you sent it.
complement-then = { $recipient } will receive what you send here. You cannot change it afterwards.
complement-send = Send
complement-keep = Keep without sending
complement-notice-asked-anew = The service has just asked for something else: this is what it needs now. Nothing was sent; what you had filled in and it still needs is kept.
complement-notice-kept = This is kept, but not sent yet. Come back to this page whenever you like, before the date shown if there is one.
complement-notice-opened = Your answers call for more: answer the questions that have just appeared too, even where you had answered them otherwise, then send.
complement-notice-stops = With these answers this application could not succeed: nothing was sent. Check them, or contact the service.
complement-stops-by = { $count ->
    [one] Your answer to this question is what stops it: { $names }
   *[other] Your answers to these questions are what stops it: { $names }
}
complement-notice-suspended = Your procedure is suspended: nothing was sent. What you filled in is kept here; send it when the procedure goes on. A mail will tell you, if you gave an address.
complement-notice-unchanged = You have changed nothing: nothing was sent. Change what is asked for; if all is right already, tick the box at the end of the page, then send.
complement-confirm = All is right: I confirm my answers and change nothing
follow-message-sent = Your message has been sent. The service's answer will appear on this page.
follow-awaited-write = Answer with a message
follow-write = Write to this service
event-by-you = You
event-message = Message
event-file = Attached file
message-title = Write to { $recipient }
message-to = Service
message-text = Your message
message-text-hint = At most 1,000 characters; a file alone will do too. The service reads it in your application and answers on your follow-up page.
message-files = Files to attach
message-files-hint = At most { $max } files, PDF, JPEG or PNG, at most { $size } each.
message-files-again = { $count ->
    [one] Choose your file { $names } again: nothing was sent.
   *[other] Choose your files { $names } again: nothing was sent.
}
message-send = Send the message
message-login-over = Your session is over. This message can be sent without the documents of your account; to attach them, copy it, log in and choose them again.
message-document-gone = One of the documents chosen can no longer be attached: it was deleted from your account, or the antivirus holds it back. Choose another one.
message-empty = Write your message.
message-suspended = Your procedure is suspended: your message was not sent. Keep its text, and send it when the procedure goes on.
message-cancelled = This office's part of your procedure is cancelled: your message was not sent. Keep its text; your follow-up page says why.
message-closed = Your application is closed: your message was not sent. Keep its text, and write to the service in another way.
message-too-many = You have already sent ten messages in one day. This one was not sent: keep it, and come back tomorrow.
follow-silence-suspended = The time for an answer stands still while the office awaits what it asked of you, until { $by } at the latest. It goes on as soon as you send it. If you send it on the last day, the office has until { $date } to answer; without an answer by then, and if your file is complete, your request is deemed rejected.
follow-silence-anew = The time for an answer does not run while the office awaits what it asked of you. It begins anew when you send it.
follow-silence-spoke-rejection = The time for an answer ended on { $date }. If your file was complete and the office did not answer you otherwise, your request is deemed rejected. The office may still answer you.
follow-silence-spoke-acceptance = The time for an answer ended on { $date }. If your file was complete and the office did not answer you otherwise, your request is deemed accepted. You may ask the office to certify it.
follow-silence-appeal = Time limits and ways of appeal
event-silence-rejection = The time for an answer ended on { $date }: request deemed rejected
event-silence-acceptance = The time for an answer ended on { $date }: request deemed accepted
event-value-taken-back = taken back by the service
event-forwarded = Sent on from { $former } to { $next }, who are to answer

# What a decision says that came by HubEE without a word
hubee-nothing-said = The office has added nothing to this decision. Write to it from this page to learn why.
