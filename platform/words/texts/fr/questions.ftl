# Questions posées à un service avant d'envoyer la démarche.
ask-link = Poser une question au service
ask-link-news = Le service a répondu à votre question : lire la réponse
question-title = Poser une question
question-to = Service
question-sees = Ce service lira votre message, les fichiers que vous y joignez, et le nom de la démarche. Il ne voit pas les réponses de votre brouillon.
question-joins = Si vous envoyez ensuite votre démarche à ce service, cet échange sera joint à votre dossier.
question-here = La réponse viendra sur cette page. Pour la retrouver plus tard, enregistrez votre brouillon.
question-here-account = La réponse viendra sur cette page. Vous la retrouverez avec votre brouillon, dans « Mon compte ».
question-save = Enregistrer mon brouillon
question-thread = Vos échanges avec ce service
question-text = Votre question
question-text-more = Votre message
question-text-hint = 1 000 caractères au plus. N'écrivez que ce qu'il faut pour vous répondre.
question-email = Prévenez-moi de la réponse à cette adresse
question-email-hint = Un courriel dira qu'une réponse vous attend, sans la citer. Sans adresse, revenez la lire ici. Exemple : camille@exemple.fr
question-send = Envoyer la question
question-sent = Votre question est envoyée. La réponse viendra sur cette page.
question-sent-mail = Votre question est envoyée. La réponse viendra sur cette page ; un courriel vous le dira, à { $email }.
question-left = Votre question à { $recipient } est restée sans réponse. Si vous envoyez maintenant, elle reste à ce service, qui n'y répondra plus : elle n'est pas jointe à votre dossier.
question-elsewhere = Vous pouvez relire cet échange, mais plus le poursuivre ici : vos réponses ne mènent plus à ce service, ou plus personne ne peut y répondre en ligne.
question-others = Voir mes autres questions
question-typed = Ce que vous aviez écrit
question-follow = Aller à ma démarche envoyée
question-choose = À quel service voulez-vous poser une question ?
question-choose-asked = Question posée le { $date }
question-choose-news = Une réponse à lire
question-choose-past = Vos échanges avec d'autres services
question-choose-nobody = Vos réponses ne mènent à aucun service qui réponde en ligne.
question-unavailable = Ce service ne peut plus recevoir de question ici : rien n'est envoyé. Gardez votre texte, et joignez le service par un autre moyen.
question-filed = Votre démarche est déjà envoyée : ce message ne l'est pas. Gardez-en le texte, et envoyez-le depuis votre page de suivi.
question-too-often = Beaucoup de questions ont été envoyées de votre connexion ou de votre compte : celle-ci n'est pas envoyée. Réessayez dans { $minutes ->
    [one] une minute
   *[other] { $minutes } minutes
}, ou joignez le service par un autre moyen.
question-not-sent = Votre session était terminée : ce message n'est pas encore envoyé. Relisez-le, puis envoyez-le.
follow-questions = Vos questions d'avant l'envoi
follow-questions-text = Vous les avez posées à un service auquel votre démarche n'a pas été transmise ici : elles ne sont pas jointes à votre dossier, et personne n'y répond plus.

# Côté service
questions-title = Questions
questions-nav = { $count ->
    [0] Questions
    [100] Questions (plus de 99)
   *[other] Questions ({ $count })
}
questions-intro = Des usagers les posent avant d'envoyer leur démarche. Vous lisez leurs messages, pas les réponses de leur brouillon.
questions-waiting = Sans réponse
questions-waiting-none = Aucune question n'attend votre réponse.
questions-more = D'autres questions attendent : elles s'affichent ici à mesure que vous répondez.
questions-treated = Traitées ou terminées
questions-caption-waiting = Questions sans réponse, celle qui attend depuis le plus longtemps d'abord
questions-caption-treated = Questions traitées ou terminées, la dernière d'abord
questions-demarche = Démarche
questions-recipient = Posée à
questions-since = En attente depuis
questions-state = État
questions-when = Le
questions-answered = Répondue
questions-settled = Traitée sans réponse
questions-ended = Démarche envoyée
questions-unanswered = Démarche envoyée, sans réponse de votre part
questions-next = Questions plus anciennes
questions-first = Revenir au début
question-desk-title = Question d'un usager
question-desk-asked = Posée le { $when }
question-desk-sees = L'usager remplit encore sa démarche : ni ses réponses ni son identité ne vous sont montrées. S'il l'envoie à votre service, cet échange sera dans son dossier.
question-desk-mail = L'usager sera prévenu de votre réponse par courriel.
question-desk-no-mail = L'usager n'a pas donné d'adresse : il lira votre réponse en revenant à son brouillon.
question-desk-waiting = Attend une réponse
question-desk-over = L'usager a envoyé sa démarche. Elle n'a pas été transmise à votre service ici : vous pouvez relire cet échange, mais plus y répondre. Il sera effacé avec le dossier.
question-desk-thread = L'échange
question-answer = Votre réponse
question-answer-hint = 1 000 caractères au plus. L'usager la lit sur une page de son brouillon.
question-answer-files-hint = { $max } fichiers au plus, en PDF, JPEG ou PNG, { $size } au plus par fichier.
question-answer-send = Répondre
question-answer-sent = Votre réponse est envoyée.
question-treat = Marquer comme traitée, sans répondre
question-treat-hint = L'usager n'en est pas prévenu. S'il écrit de nouveau, la question revient dans la liste.
question-answer-begun = Vous avez commencé une réponse : envoyez-la, ou effacez-la pour marquer la question comme traitée sans répondre. Rien n'est fait.
question-treated = La question est marquée comme traitée.
question-changed = Cet échange a changé depuis que vous l'avez ouvert : rien n'est envoyé. Relisez-le, puis envoyez votre réponse.
question-ended = L'usager a envoyé sa démarche entre-temps : votre réponse n'est pas partie. Gardez-en le texte.
question-too-many = Cet échange compte déjà { $limit } réponses : celle-ci n'est pas envoyée. Gardez-en le texte, et joignez l'usager dans son dossier, une fois sa démarche envoyée.
