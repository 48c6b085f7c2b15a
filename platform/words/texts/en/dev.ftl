# Pages for authors of procedures, on their own machine.
diagnostics-title = { $count ->
    [0] No fault
    [one] One fault to correct
   *[other] { $count } faults to correct
}
diagnostics-text = This page is brought up to date when you save a file.
diagnostics-open = See the procedure
diagnostics-error = Error
diagnostics-warning = Warning
mailbox-title = Trial mailbox
mailbox-text = The e-mails that the site would have sent. Nothing leaves from here.
mailbox-subject = Subject
mailbox-to = To
mailbox-at = Date
mailbox-empty = No e-mail so far.
