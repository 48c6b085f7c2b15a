# The citizen's documents: keeping, deleting, attaching them to a procedure.
documents-title = My documents
documents-lead = The documents that you choose to keep for your next procedures. You alone have access to them, and you can delete all of them.
documents-open = See my documents
documents-list = What you keep
documents-room = { $files ->
    [0] No document yet, at most { $max }.
    [one] One document, of at most { $max }.
   *[other] { $files } documents, of at most { $max }.
}
documents-room-size = Room taken: { $size } of { $max }.
documents-empty = You keep no document yet. Add one here; or, at the end of a procedure, choose the documents that you keep.
documents-done-added = Your document is added.
documents-done-deleted = Your document is deleted.
documents-delete = Delete
documents-add-title = Add a document
documents-add = Add this document
documents-kind = What document is it?
documents-kind-hint = You will find it under this name. For example: proof of address.
documents-file = File
documents-file-hint = PDF or photo (JPEG, PNG), at most { $size }.
documents-file-again = Choose the file “{ $name }” again: it was not kept.
documents-choose = Choose from my documents
documents-gone = A document that you chose is no longer in your account: nothing was joined. What else you chose is still chosen here.
documents-copied = A copy is attached. The document stays in your account.
documents-attach = Attach to my procedure
documents-nothing = { $max ->
    [one] Choose a document, then attach it.
   *[other] Tick one or several documents, then attach them.
}
documents-room-left = At most { $max } more files.
documents-none-fits = None of your documents suits this question: { $question }. You can attach a file of your device, or add a document to your account.
documents-unfit-title = Your documents that do not suit here
documents-unfit-kind = this question asks for a file of type { $kinds }.
documents-unfit-size = it is larger than { $size }.
documents-unfit-scanning = the antivirus has not examined it yet. Try again in a few minutes.
documents-unfit-harmful = the antivirus holds it back: it contains malware.
document-from-demarche = Kept from “{ $demarche }”, sent on { $date }.
document-from-some-demarche = Kept from a procedure sent on { $date }.
document-from-here = Added by you on { $date }.
document-from-other = Given by { $by } on { $date }.
document-kind-needed = Say what document it is, for example: proof of address.
document-kind-too-long = Describe this document in at most { $max } characters.
document-needed = Choose the file to add.
document-quota = There is not enough room to keep what you chose. First delete documents that you no longer need.
document-delete-title = Delete this document?
document-delete-text = It is destroyed at once and cannot be found again; so is the copy of your details, if you asked for one. Drafts and procedures that you attached it to keep their copy.
document-delete-sure = Delete this document
keep-documents = Your documents
keep-what-documents = your documents ({ $what })
keep-text-documents = Keep your attachments among your documents: you can attach them to a next procedure. You alone have access to them and can delete them all.
keep-document-kept = Already among your documents.
keep-full = Nothing was kept: choose fewer documents.
source-document = Copy of a document of the account, kept since { $date }.
source-document-from = Copy of one of your documents, kept on { $date } from “{ $demarche }”.
source-document-own = Copy of a document of the account, added on { $date }.
source-document-by = Copy of a document of the account, given by { $by } on { $date }.
receipt-source-document = Copy of a document of the account, kept since { $date }
receipt-source-document-from = Copy of a document of the account, kept on { $date } from “{ $demarche }”
receipt-source-document-own = Copy of a document of the account, added on { $date }
receipt-source-document-by = Copy of a document of the account, given by { $by } on { $date }
trace-document-added = Document added to the account
trace-document-kept = Document kept from a procedure
trace-document-taken = Document of the account downloaded
trace-document-chosen = Document of the account attached to a procedure
trace-document-deleted = Document of the account deleted
