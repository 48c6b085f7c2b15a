# What is wrong with an answer: we say what is expected, with an example.
# The id is the code (answer.too_long), then the type of question where it has a better sentence.
answer-invalid = Check this answer.
answer-required = Answer this question.
answer-required-attestation = Tick the box.
answer-required-checkboxes = Choose at least one answer.
answer-required-date = Enter a date, for instance { $example }.
answer-required-decimal = Enter a number, for instance 12.5.
answer-required-email = Enter an e-mail address, for instance camille@exemple.fr.
answer-required-file = Attach a file.
answer-required-integer = Enter a whole number, for instance 3.
answer-required-locked = Agree that this answer is taken from your details; if it is wrong there, correct it in “My details” first.
answer-required-long-text = Write a few words.
answer-required-money = Enter an amount, for instance 1,234.50.
answer-required-partial-date = Enter at least the year, for instance { $year }.
answer-required-phone = Enter a telephone number, for instance 06 12 34 56 78.
answer-required-radio = Choose an answer.
answer-required-referential = Type the first letters, then choose from the list.
answer-required-text = Fill in this box.
answer-required-yes-no = Answer yes or no.
answer-not-attested = Tick the box to go on.
answer-not-put-back = This can no longer be put back: something else has been removed or sent since.
answer-too-long = { $max ->
    [one] Write at most { $max } character.
   *[other] Write at most { $max } characters.
}
answer-too-short = { $min ->
    [one] Write at least { $min } character.
   *[other] Write at least { $min } characters.
}
answer-control-char = Type this answer again: it holds an invisible character, often from copying and pasting.
answer-grapheme-too-long = Type this answer again: one letter carries too many accents.
answer-pattern = Check the form of this answer: follow the example given.
answer-check-digits = There is a mistake in this number: compare every sign with your document.
answer-email = Enter a complete e-mail address, for instance camille@exemple.fr.
answer-phone = Enter a telephone number, for instance 06 12 34 56 78, or +32 470 12 34 56 from abroad.
answer-integer = Enter a whole number in digits, for instance 3.
answer-number = Enter a number in digits, for instance 12.5.
answer-number-money = Enter an amount in digits, for instance 1,234.50.
answer-too-many-decimals = { $scale ->
    [0] Enter a number without decimals, for instance 3.
    [one] Enter at most { $scale } digit after the decimal point.
   *[other] Enter at most { $scale } digits after the decimal point.
}
answer-too-small = Enter at least { $min }.
answer-too-large = Enter at most { $max }.
answer-date = { $part ->
    [year] Write the year in four digits, for instance { $year }.
   *[other] Enter a date that exists, with day, month and year, for instance { $example }.
}
answer-date-partial-date = { $part ->
    [year] Write the year in four digits, for instance { $year }.
   *[other] Enter a date that exists, for instance { $example }; the year alone is enough if you do not know the rest.
}
answer-date-incomplete = { $part ->
    [day] Complete the date: the day is missing.
    [month] Complete the date: the month is missing.
    [year] Complete the date: the year is missing.
   *[other] Complete the date: day, month and year, for instance { $example }.
}
answer-date-incomplete-partial-date = { $part ->
    [month] Complete the date: the month is missing. If you do not know it, leave the day empty too.
   *[other] Complete the date: the year is missing.
}
answer-too-early = Enter a date from { $earliest } on.
answer-too-late = Enter a date up to { $latest }.
answer-not-computed = This value cannot be computed from your answers. Check those it depends on.
answer-not-available = This value cannot be computed at the moment. Your answers are kept: please try again in a few minutes.
answer-not-an-option = Choose one of the answers offered.
answer-not-found = “{ $typed }” is not in the list. Type the first letters, then choose.
answer-ambiguous = { $count ->
    [one] Is this the one? Choose it, or correct your answer.
   *[other] Several entries match. Choose the right one below.
}
answer-too-few-rows = { $min ->
    [one] Add at least { $min }.
   *[other] Add at least { $min }.
}
answer-too-many-rows = { $max ->
    [one] Keep at most { $max }.
   *[other] Keep at most { $max }.
}
answer-too-many-files = { $max ->
    [one] Attach one file only.
   *[other] Attach at most { $max } files.
}
answer-file = This file will not do. Try another one.
answer-rule = Check this answer.
answer-rule-needs-answer = Complete this answer.
answer-plugin = Check this answer.
answer-no-recipient = No service receives a dossier with these answers. Check this answer, or ask the service named at the bottom of the page.
answer-check-unavailable = A check could not be made. Your answers are kept: try again in a few minutes.
answer-unknown-field = An answer that was sent is not expected on this page.
