# Les pages d'une démarche : étapes, questions, boutons.
action-continue = Continuer
action-save-and-quit = Enregistrer et quitter
form-step = Étape { $step } sur { $steps }
form-steps-may-change = Selon vos réponses, le nombre d'étapes peut changer.
form-optional = (facultatif)
form-required-all = Toutes les réponses de cette page sont obligatoires.
form-required-some = Les réponses sont obligatoires, sauf mention « facultatif ».
form-boxes = Ne cochez une case que si elle correspond à votre situation.
form-choose = Choisir dans la liste
form-yes = Oui
form-no = Non
form-no-answer = Ne pas répondre
form-not-yet = Pas encore connu
form-sending = Envoi en cours…
form-cancel-upload = Annuler l'envoi
form-upload-failed = L'envoi n'a pas abouti. Vérifiez votre connexion, puis réessayez.
summary-title = { $count ->
    [one] Une réponse est à revoir
   *[other] { $count } réponses sont à revoir
}
warnings-title = { $count ->
    [one] Une réponse est à vérifier
   *[other] { $count } réponses sont à vérifier
}
warnings-pass = Si c'est bien ce que vous voulez dire, continuez : votre dossier gardera que vous avez été averti.
summary-colon = {" : "}
date-box-day = Jour
date-box-month = Mois
date-box-year = Année
date-if-known = (si connu)
rows-add = Ajouter : { $row }
rows-open = Modifier
rows-remove = Retirer
removed = Retiré : { $what }.
removed-restore = Annuler le retrait
rows-up = Monter
rows-down = Descendre
rows-copy = Dupliquer
table-row = Ligne
table-total = Total
source-default = Proposé d'avance : vérifiez, et changez si besoin.
file-accepted = { $kinds }, { $size } au plus par fichier.
file-count = { $max } fichiers au plus.
file-full = Vous avez joint le nombre maximal de fichiers. Pour en changer, retirez-en un.
file-remove = Retirer
referential-several = { $count ->
    [one] Est-ce bien celle-ci ? Choisissez-la ou corrigez
   *[other] Plusieurs réponses possibles : choisissez
}
combobox-found = {"{"}n{"}"} propositions, flèches pour choisir
combobox-none = Aucune proposition
notice-changed-elsewhere = Ce brouillon a été modifié dans un autre onglet ou sur un autre appareil. Relisez cette page : ce que vous venez de saisir y est.
notice-taken-back = Vous avez changé, dans un autre onglet ou sur un autre appareil, ce qui est repris de vos données : ce que cette page en montrait encore n'y est plus. Ce que vous avez saisi vous-même y est. Relisez-la.
notice-differing = Vous avez changé ces réponses dans un autre onglet ou sur un autre appareil. Corrigez-les ici s'il le faut : quand vous continuerez, celles de cette page seront gardées.
notice-differs = là-bas { $elsewhere }, ici { $here }
notice-differs-nothing = (rien)
notice-opened = Votre réponse ouvre d'autres questions sur cette page. Répondez-y, puis continuez.
notice-prefilled = Une partie des réponses est reprise de ce que vous avez accepté. Vérifiez-les et corrigez-les au besoin.
stop-nothing-sent = Rien n'a été envoyé.
stop-change = Corriger ma réponse
connected-title = { $recipient } : transmission en ligne
connected-text = Ce service est raccordé : votre dossier lui sera transmis en ligne quand vous l'aurez confirmé. Vous n'aurez rien à lui envoyer par courrier.
sent-online = Service raccordé : transmission en ligne.
unconnected-page-title = Ce service n'est pas encore raccordé
unconnected-page-text = Vous pouvez remplir la démarche ici, mais vous devrez l'envoyer vous-même par courrier.
unconnected-page-title-partly = Une partie est à envoyer par courrier
unconnected-page-online = { $count ->
    [one] Ce service reçoit votre dossier en ligne, par ce site : { $online }.
   *[other] Ces services reçoivent votre dossier en ligne, par ce site : { $online }.
}
unconnected-page-posted = Vous l'enverrez vous-même, par courrier, à : { $posted }.
unconnected-title = { $recipient } : à envoyer par courrier
unconnected-text = Ce service ne reçoit pas encore cette démarche en ligne. Vous pouvez continuer : à la fin, vous aurez un document à imprimer et à envoyer à cette adresse.
unconnected-text-commune = Ce service ne reçoit pas encore cette démarche en ligne. Vous pouvez continuer : à la fin, vous aurez un document à imprimer et à envoyer à : { $recipient }. Nous n'avons pas cette adresse : elle est dans l'annuaire de l'administration.
unconnected-text-departement = Ce service ne reçoit pas encore cette démarche en ligne. Vous pouvez continuer : à la fin, vous aurez un document à imprimer et à envoyer à ce service, dans ce département : { $departement }. Nous n'avons pas son adresse : elle est dans l'annuaire de l'administration.
unconnected-text-unknown = Ce service ne reçoit pas encore cette démarche en ligne. Vous pouvez continuer : à la fin, vous aurez un document à imprimer et à envoyer à ce service. Nous n'avons pas son adresse : elle est dans l'annuaire de l'administration.
unconnected-continue = Continuer
