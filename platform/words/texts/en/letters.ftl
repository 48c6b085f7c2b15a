# The agents' portal: letters.
letters-title = Letter templates
letters-text = Your agents start from a template, read it again, change it where needed, and send it with the decision.
letters-braces = In braces, these words are put in. Write no citizen's name.
letters-word-date = the day on which the letter leaves, for example “3 March 2026”.
letters-word-demandeur = the citizen's name, where your desk receives it.
letters-word-demarche = the name of the démarche.
letters-word-depot = the day on which the citizen filed the case.
letters-word-guichet = the name of your organisation as the directory has it, without an article: write “For { "{" }guichet{ "}" },” rather than “The { "{" }guichet{ "}" } team”.
letters-word-motif = the reason that the agent writes when answering.
letters-word-reference = the reference of the case.
letters-none = Your desk has no template yet.
letters-add = Add a template
letters-change = Change this template
letters-change-one = Change
letters-remove = Remove
letters-remove-text = Your agents will not be able to take it any more. Letters that were sent stay.
letters-remove-sure = Remove this template
letters-name = Name of the template
letters-name-hint = For your agents, for example: “Refusal, missing attachment”.
letters-letter-title = Subject of the letter
letters-body = Text
letters-body-hint = An empty line parts two paragraphs. The heading, the date, the signature and, for a refusal, the ways of appeal are added by themselves.
letters-keep = Save
letters-new = New template
letter-title = Answer by a letter
letter-text = The letter leaves as a PDF on the citizen's follow-up page, with the status that you choose.
letter-template = Template
letter-template-none = Without a template
letter-template-take = Take this template
letter-template-taken = The template is taken: read subject and text again.
letter-template-cleared = Without a template: subject and text are empty.
letter-template-asks = The subject and the text that you wrote would be replaced. They are still here.
letter-template-replace = Replace what I wrote
letter-status-choose = Choose
letter-status-unchanged = Without changing the status
letter-signed = Your first name and name
letter-signed-hint = The letter carries them, as the law asks of who decides. Sending also changes the name of your account: your colleagues will see this one everywhere.
letter-quality = Your function
letter-quality-hint = For example “deputy head of the registry office”. Printed under your name, kept for the next time.
letter-reason = Reason, or message to the citizen
letter-reason-hint = The citizen reads it on the follow-up page; in the letter, { $word } repeats it. Needed to refuse: where the text does not repeat it, it is added at the end.
letter-preview = See the PDF
letter-send = Send the letter
letter-appeal = For a refusal, the letter ends with: { $appeal }
letter-no-appeal = The démarche states no time limits and ways of appeal: the letter will add none. For a refusal, write them in the text; without them the time for an appeal does not run.
letter-name-required = Write the name of the template.
letter-name-too-long = Write a name of at most { $max_name } characters.
letter-name-taken = Your desk already has a template of this name.
letter-too-many = Your desk has many templates already: remove one first.
letter-title-required = Write the subject of the letter.
letter-title-too-long = Write a subject of at most { $max_title } characters.
letter-body-required = Write the text of the letter.
letter-body-too-long = Write a text of at most { $max_body } characters.
letter-placeholder-unknown = { $name }: this word in braces is not known, nothing would be put in for it.
letter-placeholder-near = This word in braces is not known; the one you may have meant: { $name }
letter-placeholder-empty = { $name }: this case has nothing to put in for this word. Take it out, or write yourself what fits.
letter-unprinted = { $box ->
    [name] Name
    [title] Subject
    [note] Reason
    [signed] First name and name
    [quality] Function
   *[other] Text
}: these signs cannot be printed in a letter: { $name }
letter-gone = This template was removed meanwhile. Your text is still here: “Save” makes it a new template.
letter-changed-meanwhile = Somebody changed this template meanwhile. Your text is still here: “Save” puts it in the place of theirs.
letter-not-kept = Your session was over: nothing is saved. Read again, then save.
letter-status-required = Choose the status of the case, or “Without changing the status”.
letter-signer-required = Write your first name and name: the letter carries them.
letter-quality-required = Write your function, for example “head of the registry office”: the letter carries it.
letter-signature-too-long = Write at most 100 characters.
letter-reason-required = Write the reason: the letter repeats it.
letter-not-sent = Your session was over: nothing has left. Read again, then send.
case-letter = Answer by a letter
case-letter-waits = Your letter has not left. It waits for you here as long as you stay on this page.
case-letter-resume = Go on with the letter
letter-pdf-to = For the attention of { $name }
letter-pdf-date = { $date }
letter-pdf-reason = Reason
letter-pdf-about = Démarche: { $demarche } · Reference: { $reference }
letter-pdf-for = For { $service },
