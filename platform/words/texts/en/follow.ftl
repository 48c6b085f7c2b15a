# Following an application.
follow-title = Follow your application
follow-reference = Reference
follow-recorded = Recorded on
follow-since = Since { $date }.
follow-history = What has happened
follow-message = Message from the service
follow-contact = Contact this service
follow-receipts = Your documents
follow-attachments = Your attachments
follow-everything = Download everything
follow-erased = Your answers and your attachments were erased from the platform on { $date }, as planned. Your receipt stays here until { $until }.
