# Le portail des agents : étiquettes, et plusieurs dossiers à la fois.
batch-title = { $count ->
    [0] Aucun dossier choisi
    [one] Un dossier choisi
   *[other] { $count } dossiers choisis
}
batch-caption = Dossiers choisis
batch-all-done = { $count ->
    [one] C'est fait.
   *[other] C'est fait pour les { $count } dossiers.
}
batch-left = { $count ->
    [one] Ce qui suit vaut pour le dossier qui reste : celui qui n'est pas fait.
   *[other] Ce qui suit vaut pour les { $count } dossiers qui restent : ceux qui ne sont pas faits.
}
batch-before = Cette réponse était déjà partie, par un premier envoi de la même page : elle n'est pas partie une seconde fois. Votre texte reste ci-dessous ; ne l'envoyez de nouveau que si vous voulez l'écrire encore.
batch-some-done = C'est fait pour { $done } des { $count } dossiers : la dernière colonne dit pourquoi le reste n'a pas changé.
batch-none-done = { $count ->
    [one] Ce n'est pas fait : la dernière colonne dit pourquoi.
   *[other] Ce n'est fait pour aucun des { $count } dossiers : la dernière colonne dit pourquoi.
}
batch-outcome = Résultat
batch-done = Fait
batch-not-done = Pas fait :
batch-label = Étiqueter
batch-label-which = Étiquette
batch-label-on = Poser
batch-label-off = Retirer
batch-answer = Répondre à chacun
batch-message = Message à chaque usager
batch-message-hint = Le même texte part à chacun : n'y mettez rien qui ne regarde qu'un seul.
batch-unheard = { $count ->
    [one] L'usager de l'un de ces dossiers a écrit ou envoyé quelque chose que personne n'a lu (« Du nouveau de l'usager »). Ouvrez-le avant de répondre : l'envoi reste possible sans cela.
   *[other] Les usagers de { $count } de ces dossiers ont écrit ou envoyé quelque chose que personne n'a lu (« Du nouveau de l'usager »). Ouvrez-les avant de répondre : l'envoi reste possible sans cela.
}
batch-send = { $count ->
    [one] Envoyer la réponse
   *[other] Envoyer les { $count } réponses
}
batch-print-text = Un seul PDF : chaque dossier sur ses propres pages, avec ses images. Le document dit quelles pièces n'y sont pas.
batch-none = Cochez d'abord au moins un dossier de la liste.
batch-too-many = Choisissez moins de dossiers à la fois.
batch-too-large = Ces dossiers ont trop de pièces pour un seul document : choisissez-en moins.
batch-not-found = Ce dossier n'est pas, ou plus, à votre guichet.
batch-some-gone = Des dossiers choisis ne sont plus à votre guichet : rien n'est imprimé. Imprimez ceux qui restent.
batch-not-sent = Votre session avait pris fin : rien n'est fait. Les dossiers sont encore choisis : recommencez.
batch-failed = Ce dossier n'a pas pu être traité. Réessayez dans quelques minutes.
label-unknown = Choisissez une étiquette de la liste : celle-ci vient peut-être d'être retirée.
inbox-label = Étiquette
inbox-all-labels = Toutes
inbox-tick = Cocher
inbox-tick-one = Choisir le dossier { $reference }
inbox-tick-all = Tout cocher
inbox-batch = Agir sur les dossiers cochés
inbox-batch-print = Tout imprimer
case-label = Poser ces étiquettes
labels-title = Étiquettes
labels-text = Elles aident votre guichet à trier ses dossiers ; ni l'usager, ni votre logiciel ne les voient.
labels-none = Votre guichet n'a pas encore d'étiquette.
labels-remove = Retirer, de tous les dossiers aussi
labels-add = Ajouter une étiquette
labels-add-button = Ajouter
labels-name = Nom
labels-name-hint = Court, et jamais le nom d'un usager. Par exemple : « Urgent ».
labels-colour = Couleur
labels-colour-grey = Gris
labels-colour-blue = Bleu
labels-colour-green = Vert
labels-colour-amber = Ambre
labels-colour-red = Rouge
label-required = Écrivez le nom de l'étiquette.
label-too-long = Écrivez un nom de { $max } caractères au plus.
label-taken = Votre guichet a déjà une étiquette de ce nom, aux majuscules et aux accents près.
label-too-many = Votre guichet a déjà beaucoup d'étiquettes : retirez-en d'abord une.
label-colour = Choisissez une couleur.
