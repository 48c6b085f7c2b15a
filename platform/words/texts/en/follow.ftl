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
