# Questions put to an office before the procedure is sent.
ask-link = Ask the office a question
ask-link-news = The office has answered your question: read the answer
question-title = Ask a question
question-to = Office
question-sees = This office will read your message, the files that you attach to it, and the name of the procedure. It does not see the answers of your draft.
question-joins = If you then send your procedure to this office, this exchange will be attached to your file.
question-here = The answer will come on this page. To find it again later, save your draft.
question-here-account = The answer will come on this page. You will find it with your draft, in “My account”.
question-save = Save my draft
question-thread = Your exchange with this office
question-text = Your question
question-text-more = Your message
question-text-hint = 1,000 characters at most. Write only what is needed to answer you.
question-email = Tell me of the answer at this address
question-email-hint = An e-mail will say that an answer awaits you, without quoting it. Without an address, come back here to read it. Example: camille@exemple.fr
question-send = Send the question
question-sent = Your question is sent. The answer will come on this page.
question-sent-mail = Your question is sent. The answer will come on this page; an e-mail to { $email } will tell you.
question-left = Your question to { $recipient } has not been answered. If you send now, it stays with that office, which will answer it no more: it does not become part of your file.
question-elsewhere = You can read this exchange, but no longer continue it here: your answers do not lead to this office any more, or nobody can answer there online any more.
question-others = See my other questions
question-typed = What you had written
question-follow = Go to what I have sent
question-choose = Which office do you want to ask?
question-choose-asked = Question asked on { $date }
question-choose-news = An answer to read
question-choose-past = Your exchanges with other offices
question-choose-nobody = Your answers lead to no office that answers online.
question-unavailable = This office can no longer be asked here: nothing is sent. Keep your text, and reach the office by other means.
question-filed = Your procedure is already sent: this message is not. Keep its text, and send it from your follow-up page.
question-too-often = Many questions were sent from your connection or your account: this one is not sent. Try again in { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}, or reach the service by another way.
question-not-sent = Your session was over: this message is not sent yet. Read it again, then send it.
follow-questions = Your questions from before the sending
follow-questions-text = You asked an office to which your procedure was not sent here: they are not attached to your file, and nobody answers them any more.

# At the office
questions-title = Questions
questions-nav = { $count ->
    [0] Questions
    [100] Questions (more than 99)
   *[other] Questions ({ $count })
}
questions-intro = Citizens ask them before they send their procedure. You read their messages, not the answers of their draft.
questions-waiting = Unanswered
questions-waiting-none = No question awaits your answer.
questions-more = Other questions wait: they are shown here as you answer.
questions-treated = Dealt with or over
questions-caption-waiting = Unanswered questions, the one that waits longest first
questions-caption-treated = Questions dealt with or over, the latest first
questions-demarche = Procedure
questions-recipient = Put to
questions-since = Waiting since
questions-state = State
questions-when = On
questions-answered = Answered
questions-settled = Dealt with, no answer
questions-ended = Procedure sent
questions-unanswered = Procedure sent, without an answer from you
questions-next = Older questions
questions-first = Back to the beginning
question-desk-title = A citizen's question
question-desk-asked = Asked on { $when }
question-desk-sees = The citizen is still filling in their procedure: you are shown neither their answers nor who they are. If they send it to your office, this exchange will be in their file.
question-desk-mail = The citizen will be told of your answer by e-mail.
question-desk-no-mail = The citizen gave no address: they will read your answer when they come back to their draft.
question-desk-waiting = Awaits an answer
question-desk-over = The citizen has sent their procedure. It was not passed on to your office here: you can read this exchange, but no longer answer it. It will be erased with the file.
question-desk-thread = The exchange
question-answer = Your answer
question-answer-hint = 1,000 characters at most. The citizen reads it on a page of their draft.
question-answer-files-hint = { $max } files at most, in PDF, JPEG or PNG, { $size } at most each.
question-answer-send = Answer
question-answer-sent = Your answer is sent.
question-treat = Mark as dealt with, without answering
question-treat-hint = The citizen is not told. If they write again, the question comes back to the list.
question-answer-begun = You have begun an answer: send it, or delete it to mark the question as dealt with without answering. Nothing is done.
question-treated = The question is marked as dealt with.
question-changed = This exchange has changed since you opened it: nothing is sent. Read it again, then send your answer.
question-ended = The citizen has sent their procedure meanwhile: your answer was not sent. Keep its text.
question-too-many = This exchange already has { $limit } answers: this one is not sent. Keep its text, and reach the citizen in their file once the procedure is sent.
