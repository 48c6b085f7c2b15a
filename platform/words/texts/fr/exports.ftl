# Le portail des agents : les exports.
exports-title = Exports
exports-text = Un export rassemble beaucoup de dossiers dans un fichier. Il est gardé sept jours, pour vous seul. Le journal note chaque dossier lu, et chaque téléchargement. Un dossier nouveau reste nouveau : l'usager n'est pas prévenu.
exports-new = Nouvel export
exports-of = Ce que montre la liste avec ces filtres :
exports-of-all = Tous les dossiers de votre guichet.
exports-narrow = Choisir les filtres
exports-csv = Tableau (CSV)
exports-csv-text = Une ligne par dossier : référence, dates, état, étiquettes, agent, puis les réponses. Un tableau par démarche ; s'il y en a plusieurs, ils sont réunis dans un ZIP.
exports-zip = Dossiers complets (ZIP)
exports-zip-text = Le dossier complet de chacun, avec ses pièces, et une liste qui dit quelles pièces n'y sont pas.
exports-yours = Vos exports
exports-none = Vous n'avez pas d'export.
exports-asked = demandé le { $when }
exports-until = gardé jusqu'au { $date }
exports-progress = En préparation : { $written } sur { $total }
exports-progress-name = Dossiers écrits
exports-waiting-text = Vous pouvez quitter cette page : un courriel vous dira que c'est prêt.
exports-reload = Actualiser
exports-ready = { $count ->
    [0] Rien à prendre : aucun dossier n'y est
    [one] Prêt : un dossier
   *[other] Prêt : { $count } dossiers
}
exports-left-out = { $count ->
    [one] Un dossier n'y est pas : il a quitté votre guichet, a été effacé ou ne peut pas être lu.
   *[other] { $count } dossiers n'y sont pas : ils ont quitté votre guichet, ont été effacés ou ne peuvent pas être lus.
}
exports-remove = Supprimer
exports-remove-text = Le fichier est effacé ; il faudra le redemander.
exports-remove-sure = Supprimer cet export
exports-asked-for = L'export est demandé.
exports-removed = L'export est supprimé.
export-none = Aucun dossier ne correspond à ces filtres.
export-too-many-cases = Un export contient au plus { $most } dossiers : choisissez des filtres plus étroits.
export-too-many = Vous avez déjà { $open } exports en préparation : attendez que l'un soit prêt.
export-too-many-kept = Vous gardez déjà beaucoup d'exports : supprimez-en un.
export-too-large = Pas de fichier : il dépasserait 4 Go. Choisissez des filtres plus étroits.
export-not-allowed = Pas de fichier : vous n'êtes plus responsable de ce guichet.
export-failed = Pas de fichier : il n'a pas pu être écrit. Réessayez plus tard.
export-reference = référence
export-demarche = démarche
export-recorded = déposé le
export-opened = ouvert le
export-changed = dernier changement
export-status = état
export-answer-by = à répondre avant le
export-labels = étiquettes
export-assignee = suivi par
export-file = fichier
export-held = pièces absentes
export-list = liste.csv
export-held-scanning = pas encore examinée par l'antivirus au moment de l'export
export-held-infected = retenue, car elle contient un programme malveillant
inbox-export = Exporter tous ces dossiers
