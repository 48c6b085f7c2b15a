# PDF documents: receipts, recaps, printouts.
receipt-title-aee = Electronic record of filing
receipt-title-are = Electronic acknowledgement of receipt
receipt-title-record = Summary of your application
receipt-title-recap = Summary
receipt-title-case = Case as sent
receipt-title-print = Application to send by post
receipt-test = TEST
receipt-test-explained = Test document without any value: no administration has received it.
receipt-page = Page { $page } of { $pages }
receipt-reference = Reference
receipt-demarche = Procedure
receipt-version = Version of the procedure
receipt-platform = Platform
receipt-agency = Agency
receipt-applicant = Filed by
receipt-applicant-unknown = The person named in the summary
receipt-recorded-at = Recorded on
receipt-received-at = Received on
receipt-made-at = Document made on
receipt-facts = In short
receipt-recorded-statement = Your application was recorded on { $when }.
receipt-received-statement = Your application was received on { $when } by the service named below.
receipt-aee-explained = This record proves the date of filing. The service in charge will send you its acknowledgement of receipt within ten days at most (article R. 112-11-2 of the French code of relations between the public and the administration).
receipt-are-law = Acknowledgement issued under articles L. 112-11 and R. 112-11-1 of the French code of relations between the public and the administration.
receipt-authority = Service in charge
receipt-authorities = Services in charge
receipt-address = Postal address
receipt-email = E-mail
receipt-phone = Telephone
receipt-hours = Opening hours
receipt-silence = If you receive no answer
receipt-silence-rejection = Without an answer from the administration by { $date }, your request is deemed rejected, provided your application is complete.
receipt-silence-acceptance = Without an answer from the administration by { $date }, your request is deemed accepted, provided your application is complete.
receipt-appeal = How and when to appeal
receipt-attestation-right = If your request is accepted in this way, you may ask the administration for a certificate (article L. 232-3 of the French code of relations between the public and the administration).
receipt-incomplete = If documents are missing, the service tells you which ones and by when to send them; the date above takes this into account.
receipt-no-silence = This procedure is not a request: no decision follows from the absence of an answer.
receipt-delay-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
receipt-delay-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
receipt-delay-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
receipt-next = What happens next
receipt-recipients = Who receives your application
receipt-recipient = Recipient
receipt-recipient-gets = Receives
receipt-recipient-status = Sent
receipt-recipient-connected = Electronically
receipt-recipient-to-send = By you, by post
receipt-to-send-explained = This recipient is not connected yet. Print this document, add your supporting documents and send everything to the address below.
receipt-recap = Summary of your answers
receipt-recap-confirmed = Summary confirmed by the applicant on { $when }.
receipt-blank = No answer
receipt-source-vault = From your vault, kept on { $date }
receipt-source-identity = Given by { $provider }
receipt-source-data = Given by { $name }
receipt-source-computed = Computed
receipt-attestation = Declaration
receipt-attested = Declaration accepted and confirmed, which counts as a signature.
receipt-attachments = Attachments
receipt-attachments-none = No attachment.
receipt-attachment-name = File
receipt-attachment-question = Document
receipt-attachment-size = Size
receipt-attachment-hash = SHA-256 fingerprint
receipt-proof = Evidence
receipt-proof-recap = Fingerprint of the confirmed summary
receipt-proof-signature = Signature of the document
receipt-proof-explained = This document is sealed with an Ed25519 signature. The command “guichet receipt verify” tells whether it was changed.
receipt-follow = Follow your application
receipt-follow-explained = This code and this address lead to the follow-up of your application. Give them to nobody.
receipt-qr-alternative = QR code leading to the follow-up page of your application
receipt-privacy = Protection of your data
receipt-privacy-purpose = Your data are used for this: { $purpose }
receipt-privacy-basis = Legal basis: { $basis }
receipt-privacy-recipients = They are sent only to the recipients named in this document.
receipt-privacy-kept = They are kept on the platform for { $delay } after they were sent, and this document for { $receipt }.
receipt-privacy-rights = You may ask the service named in this document to see, correct or erase them, and complain to the CNIL (www.cnil.fr).
receipt-contact = Contact: { $contact }
receipt-print-send-to = Send to
receipt-print-checklist = To enclose
receipt-print-signature = Date and signature
receipt-package-manifest = Contents of the package
receipt-package-answers = Answers
