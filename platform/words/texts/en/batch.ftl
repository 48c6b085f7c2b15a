# The agents' portal: labels, and several cases at a time.
batch-title = { $count ->
    [0] No case chosen
    [one] One case chosen
   *[other] { $count } cases chosen
}
batch-caption = Chosen cases
batch-all-done = { $count ->
    [one] Done.
   *[other] Done for all { $count } cases.
}
batch-left = { $count ->
    [one] What follows is for the case that is left: the one that is not done.
   *[other] What follows is for the { $count } cases that are left: those that are not done.
}
batch-before = This answer had gone already, when the same page was sent before: it did not go twice. Your text stays below; send it again only if you mean to write it once more.
batch-some-done = Done for { $done } of { $count } cases: the last column says why the rest stayed as it was.
batch-none-done = { $count ->
    [one] Not done: the last column says why.
   *[other] Done for none of { $count } cases: the last column says why.
}
batch-outcome = Outcome
batch-done = Done
batch-not-done = Not done:
batch-label = Label
batch-label-which = Label
batch-label-on = Stick on
batch-label-off = Take off
batch-answer = Answer each of them
batch-message = Message to each citizen
batch-message-hint = The same text goes to each: write nothing that concerns only one of them.
batch-unheard = { $count ->
    [one] The citizen of one of these cases wrote or sent something that nobody has read (“New from the citizen”). Open it before you answer: sending stays possible without.
   *[other] The citizens of { $count } of these cases wrote or sent something that nobody has read (“New from the citizen”). Open them before you answer: sending stays possible without.
}
batch-send = { $count ->
    [one] Send the answer
   *[other] Send { $count } answers
}
batch-print-text = One PDF: each case on pages of its own, with its images. The document says which attachments are not in it.
batch-none = Tick at least one case of the list first.
batch-too-many = Choose fewer cases at a time.
batch-too-large = These cases have too many attachments for one document: choose fewer.
batch-not-found = This case is not at your desk, or no longer.
batch-some-gone = Some of the cases chosen are no longer at your desk: nothing is printed. Print those that are left.
batch-not-sent = Your session had ended: nothing is done. The cases are still chosen: try again.
batch-failed = This case could not be treated. Try again in a few minutes.
label-unknown = Choose a label of the list: this one may just have been removed.
inbox-label = Label
inbox-all-labels = All
inbox-tick = Tick
inbox-tick-one = Choose the case { $reference }
inbox-tick-all = Tick all
inbox-batch = Act on the ticked cases
inbox-batch-print = Print all
case-label = Set these labels
labels-title = Labels
labels-text = They help your desk sort its cases; neither citizens nor your software see them.
labels-none = Your desk has no label yet.
labels-remove = Remove, from all cases too
labels-add = Add a label
labels-add-button = Add
labels-name = Name
labels-name-hint = Short, and never a citizen's name. For example: “Urgent”.
labels-colour = Colour
labels-colour-grey = Grey
labels-colour-blue = Blue
labels-colour-green = Green
labels-colour-amber = Amber
labels-colour-red = Red
label-required = Write the name of the label.
label-too-long = Write a name of at most { $max } characters.
label-taken = Your desk already has a label of this name, whatever its capitals and accents.
label-too-many = Your desk has many labels already: remove one first.
label-colour = Choose a colour.
