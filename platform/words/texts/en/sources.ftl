# The sources that are asked: what came of it, and how to go on without them.
search-choices = { $count ->
    [one] One result. Is it the right one?
   *[other] { $count } results. Choose yours.
}
search-choose = Use this result
search-none-of-these = None of them? Fill in the boxes of this page yourself.
search-taken = It is filled in. You can correct every box.
search-taken-of = Filled in: { $taken }. You can correct every box.
search-verified = Verified with: { $name }, on { $date }. There is nothing to attach.
search-forget = Do not use this, I will answer myself
search-missing = { $count ->
    [0] First type what you are looking for.
    [one] First answer the question “{ $labels }”, or correct your answer, then search again.
   *[other] First answer these questions, or correct your answers, then search again: { $labels }.
}
search-nothing = No result. Check what you typed, or fill in the boxes of this page yourself.
search-refused = Check the number, or fill in the boxes of this page yourself.
search-later = The search is very busy at the moment. Try again in a minute, or fill in the boxes of this page yourself.
search-unavailable = The search does not answer at the moment. Fill in the boxes of this page yourself: your request will be treated in the same way.
search-too-often = You have searched many times for this request. Fill in the boxes of this page yourself.
source-data-on = Taken on { $date }; source: { $name }.
source-verified = Verified on { $date }; source: { $name }.
receipt-source-data-on = Taken on { $date }; source: { $name }
receipt-source-verified = Verified on { $date }; source: { $name }
