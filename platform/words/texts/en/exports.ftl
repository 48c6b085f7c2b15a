# The agents' portal: exports.
exports-title = Exports
exports-text = An export gathers many cases in one file. It is kept for seven days, for you alone. The journal notes each case read, and each download. A new case stays new: its citizen is not told.
exports-new = New export
exports-of = What the list shows with these filters:
exports-of-all = All cases of your desk.
exports-narrow = Choose the filters
exports-csv = Table (CSV)
exports-csv-text = One row a case: reference, dates, status, labels, agent, then the answers. One table a démarche; several are put together in a ZIP.
exports-zip = Whole cases (ZIP)
exports-zip-text = All of each case, with its attachments, and a list that says which attachments are not in it.
exports-yours = Your exports
exports-none = You have no export.
exports-asked = asked for on { $when }
exports-until = kept until { $date }
exports-progress = In preparation: { $written } of { $total }
exports-progress-name = Cases written
exports-waiting-text = You may leave this page: an e-mail will tell you when it is ready.
exports-reload = Refresh
exports-ready = { $count ->
    [0] Nothing to take: no case is in it
    [one] Ready: one case
   *[other] Ready: { $count } cases
}
exports-left-out = { $count ->
    [one] One case is not in it: it left your desk, was erased or cannot be read.
   *[other] { $count } cases are not in it: they left your desk, were erased or cannot be read.
}
exports-remove = Delete
exports-remove-text = The file is deleted; it would have to be asked for again.
exports-remove-sure = Delete this export
exports-asked-for = The export is asked for.
exports-removed = The export is deleted.
export-none = No case matches these filters.
export-too-many-cases = An export holds at most { $most } cases: choose narrower filters.
export-too-many = You already have { $open } exports in preparation: wait until one is ready.
export-too-many-kept = You keep many exports already: delete one.
export-too-large = No file: it would be over 4 GB. Choose narrower filters.
export-not-allowed = No file: you are no longer a supervisor of this desk.
export-failed = No file: it could not be written. Try again later.
export-reference = reference
export-demarche = démarche
export-recorded = recorded on
export-opened = opened on
export-changed = last change
export-status = status
export-answer-by = to be answered by
export-labels = labels
export-assignee = looked after by
export-file = file
export-held = missing attachments
export-list = list.csv
export-held-scanning = not yet examined by the antivirus when the export was made
export-held-infected = held back, for it contains malware
inbox-export = Export all these cases
