# Récapitulatif, confirmation.
recap-title = Vérifiez vos réponses
recap-text = Relisez ce qui va être envoyé. Vous pouvez encore tout modifier.
recap-unprinted = { $count ->
    [one] Le signe { $signs } ne s'imprime pas : un numéro prend sa place dans vos documents PDF.
   *[other] Ces signes ne s'impriment pas : { $signs }. Des numéros prennent leur place dans vos documents PDF.
} Vos réponses sont gardées et transmises telles que vous les avez écrites.
recap-unprinted-by-post = { $count ->
    [one] Le signe { $signs } ne s'imprime pas : un numéro prend sa place. Écrivez-le
   *[other] Ces signes ne s'impriment pas : { $signs }. Des numéros prennent leur place. Écrivez-les
} à la main sur le document que vous enverrez.
recap-edit = Modifier
recap-blank = Sans réponse
recap-recipients = Qui reçoit quoi
recap-receives = Reçoit :
recap-receives-count = { $count ->
    [one] Reçoit { $count } réponse
   *[other] Reçoit { $count } réponses
}
recap-to-send = À envoyer par vous : ce service n'est pas encore raccordé. Vous aurez un document à imprimer.
recap-changed = Vos réponses ont changé dans un autre onglet. Voici le récapitulatif à jour : relisez-le avant de confirmer.
recap-changed-answers = Réponses changées depuis : { $what }.
recap-changed-recipients = Les services qui reçoivent votre dossier ont changé depuis que vous avez ouvert cette page. Relisez le récapitulatif avant de confirmer.
recap-changed-since = Ce récapitulatif a changé depuis que vous l'avez ouvert. Le voici à jour : relisez-le avant de confirmer.
recipient-now-connected = { $recipient } reçoit maintenant votre dossier en ligne : vous n'avez plus à l'envoyer.
recipient-now-by-post = { $recipient } ne reçoit plus votre dossier en ligne : vous aurez un document à lui envoyer.
recipient-now-another = { $recipient } : { $organisation ->
    [none] le service n'est plus le même. Voyez à qui vous envoyez votre dossier, plus bas.
   *[other] c'est maintenant { $organisation } qui reçoit votre dossier.
}
recipient-now-added = { $recipient } reçoit maintenant votre dossier.
recipient-now-gone = { $recipient } ne reçoit plus votre dossier.
recap-incomplete = Il manque des réponses sur ces pages
recap-confirm-title = Confirmer et transmettre
recap-signature = En confirmant, vous signez votre démarche. Un accusé vous est remis tout de suite.
recap-signature-partly = En confirmant, vous signez votre démarche. Elle est transmise en ligne à : { $online }. Il vous restera à l'envoyer par courrier à : { $posted }. Un accusé et le document à imprimer vous sont remis tout de suite.
recap-confirm = Confirmer et transmettre
recap-confirm-title-by-post = Confirmer et imprimer
recap-signature-by-post = En confirmant, vous arrêtez vos réponses. Rien n'est transmis : vous recevez tout de suite le document à imprimer, à signer et à envoyer.
recap-confirm-by-post = Confirmer
attest-required = Cochez la case pour confirmer.
confirmation-title = Votre démarche est enregistrée
confirmation-reference = Votre référence
confirmation-recorded = Enregistrée le { $when }
confirmation-copy = Copier la référence
confirmation-receipt = Votre accusé
confirmation-are = Gardez ce document : il prouve la date de réception, contient toutes vos réponses et dit vos recours.
confirmation-are-no-appeal = Gardez ce document : il prouve la date de réception et contient toutes vos réponses.
confirmation-aee = Gardez ce document : il prouve la date de dépôt et contient toutes vos réponses. L'accusé de réception du service suivra dans les { $days } jours.
confirmation-aee-several = Gardez ce document : il prouve la date de dépôt et contient toutes vos réponses. Les accusés de réception des services suivront dans les { $days } jours.
confirmation-aee-partly = Gardez ce document : il prouve la date de dépôt et contient toutes vos réponses. L'accusé de réception de chaque service qui reçoit en ligne suivra dans les { $days } jours.
confirmation-by-post = Rien n'est encore transmis : imprimez ce document, datez et signez sa dernière page, joignez vos pièces et envoyez le tout par courrier.
confirmation-by-post-bare = Rien n'est encore transmis : imprimez ce document, datez et signez sa dernière page, et envoyez-le par courrier.
confirmation-to-send = À envoyer par courrier
confirmation-to-keep = À garder
confirmation-keep = Gardez ce récapitulatif, ne l'envoyez pas : il contient toutes vos réponses.
confirmation-next-by-post = Quand le service aura reçu votre envoi :
confirmation-next-partly = Pour ce que vous envoyez par courrier ({ $posted }), ce qui suit commence quand votre envoi est reçu.
to-send-address-unknown = Envoyez-le à : { $recipient }. Nous n'avons pas cette adresse : elle est dans l'annuaire de l'administration.
confirmation-next = Et maintenant
confirmation-follow = Suivre ma démarche
confirmation-follow-text = Gardez l'adresse de cette page de suivi : elle est à vous seul. Elle montre où en est votre démarche, les messages et les documents du service.
confirmation-follow-text-by-post = Gardez l'adresse de cette page de suivi : elle est à vous seul. Vous y retrouvez vos documents. La réponse du service n'y paraîtra pas : il vous l'adressera par ses propres moyens.
confirmation-follow-text-partly = Gardez l'adresse de cette page de suivi : elle est à vous seul. Elle montre où en est ce qui est transmis en ligne, les messages et les documents reçus. Pour ce que vous envoyez par courrier, la réponse n'y paraîtra pas : { $count ->
    [one] ce service vous l'adressera par ses propres moyens ({ $posted }).
   *[other] ces services vous l'adresseront par leurs propres moyens ({ $posted }).
}
confirmation-mail-title = Recevoir ce lien par courriel
confirmation-mail = Votre adresse électronique
confirmation-mail-hint = Nous y envoyons le lien de suivi, puis un avis à chaque nouvelle du service. Exemple : camille@exemple.fr
confirmation-mail-hint-by-post = Nous y envoyons le lien de suivi, où vous retrouvez le document à imprimer. Exemple : camille@exemple.fr
confirmation-mail-hint-partly = Nous y envoyons le lien de suivi, puis un avis à chaque nouvelle d'un service qui reçoit en ligne. Exemple : camille@exemple.fr
confirmation-mail-button = Envoyer le lien
confirmation-mail-sent = Le lien a été envoyé à { $email }.
confirmation-mail-other = L'envoyer à une autre adresse
confirmation-contact = Une question sur votre dossier
confirmation-survey = Dire ce que vous pensez de cette démarche
silence-rejection = Sans réponse le { $date }, votre demande est considérée comme rejetée, si votre dossier est complet.
silence-acceptance = Sans réponse le { $date }, votre demande est considérée comme acceptée, si votre dossier est complet.
silence-rejection-by-post = Sans réponse { $delay } après la réception de votre envoi, votre demande est considérée comme rejetée, si votre dossier est complet.
silence-acceptance-by-post = Sans réponse { $delay } après la réception de votre envoi, votre demande est considérée comme acceptée, si votre dossier est complet.
silence-partly = Pour ce que vous envoyez par courrier, ce délai part du jour où le service reçoit votre envoi.
keep-title = Gagner du temps la prochaine fois
keep-text = Conservez vos réponses dans vos données : elles vous seront proposées dans vos prochaines démarches. Vous seul y avez accès et vous pouvez tout effacer.
keep-what = Vous pouvez conserver : { $what }.
keep-replaces = Ce que vos données contiennent déjà est différent et serait remplacé : { $what }.
keep-button = Tout conserver
keep-choose = Choisir ce que je conserve
keep-chosen = Conserver ce que j'ai coché
keep-instead = (à la place de : { $value })
keep-nothing = Cochez ce que vous voulez conserver, ou choisissez « Tout conserver ».
keep-see = Voir mes données
keep-login = Se connecter ou créer un compte pour conserver
keep-done = C'est conservé dans vos données.
keep-claim-text = Cette démarche n'est dans aucun compte. Ajoutez-la au vôtre dans les 24 heures pour la retrouver avec les autres.
keep-claim = Ajouter cette démarche à mon compte
keep-claim-alone = N'ajouter que cette démarche à mon compte
keep-claimed = Cette démarche est dans votre compte.
recap-warning-passed = Avertissement passé : { $warning }
