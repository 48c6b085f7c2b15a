# Le portail des agents : les courriers.
letters-title = Modèles de courrier
letters-text = Vos agents partent d'un modèle, le relisent, le changent s'il le faut, et l'envoient avec la décision.
letters-braces = Entre accolades, ces mots sont remplacés. N'écrivez le nom d'aucun usager.
letters-word-date = le jour où le courrier part, par exemple « 3 mars 2026 ».
letters-word-demandeur = le nom de l'usager, si votre guichet le reçoit.
letters-word-demarche = le nom de la démarche.
letters-word-depot = le jour où l'usager a déposé son dossier.
letters-word-guichet = le nom de votre organisme tel qu'il est dans l'annuaire, sans article : écrivez « Pour { "{" }guichet{ "}" }, » plutôt que « L'équipe de { "{" }guichet{ "}" } ».
letters-word-motif = le motif que l'agent écrit en répondant.
letters-word-reference = le numéro du dossier.
letters-none = Votre guichet n'a pas encore de modèle.
letters-add = Ajouter un modèle
letters-change = Changer ce modèle
letters-change-one = Changer
letters-remove = Retirer
letters-remove-text = Vos agents ne pourront plus le reprendre. Les courriers envoyés restent.
letters-remove-sure = Retirer ce modèle
letters-name = Nom du modèle
letters-name-hint = Pour vos agents, par exemple : « Refus, pièce manquante ».
letters-letter-title = Objet du courrier
letters-body = Texte
letters-body-hint = Une ligne vide sépare deux paragraphes. L'en-tête, la date, la signature et, en cas de refus, les voies de recours s'ajoutent d'elles-mêmes.
letters-keep = Enregistrer
letters-new = Nouveau modèle
letter-title = Répondre par un courrier
letter-text = Le courrier part en PDF sur la page de suivi de l'usager, avec l'état que vous choisissez.
letter-template = Modèle
letter-template-none = Sans modèle
letter-template-take = Reprendre ce modèle
letter-template-taken = Le modèle est repris : relisez l'objet et le texte.
letter-template-cleared = Sans modèle : l'objet et le texte sont vides.
letter-template-asks = L'objet et le texte que vous avez écrits seraient remplacés. Ils sont encore là.
letter-template-replace = Remplacer ce que j'ai écrit
letter-status-choose = Choisissez
letter-status-unchanged = Sans changer l'état
letter-signed = Votre prénom et votre nom
letter-signed-hint = Le courrier les porte, comme la loi le demande de qui décide. Envoyer change aussi le nom de votre compte : vos collègues verront celui-ci partout.
letter-quality = Votre qualité
letter-quality-hint = Par exemple « adjointe au chef du service de l'état civil ». Imprimée sous votre nom, gardée pour la prochaine fois.
letter-reason = Motif, ou message à l'usager
letter-reason-hint = L'usager le lit sur sa page de suivi ; dans le courrier, { $word } le reprend. Nécessaire pour refuser : si le texte ne le reprend pas, il s'ajoute à la fin.
letter-preview = Voir le PDF
letter-send = Envoyer le courrier
letter-appeal = En cas de refus, le courrier se termine par : { $appeal }
letter-no-appeal = La démarche ne dit pas les délais et voies de recours : le courrier n'en ajoutera pas. Pour un refus, écrivez-les dans le texte ; sans eux, le délai du recours ne court pas.
letter-name-required = Écrivez le nom du modèle.
letter-name-too-long = Écrivez un nom de { $max_name } caractères au plus.
letter-name-taken = Votre guichet a déjà un modèle de ce nom.
letter-too-many = Votre guichet a déjà beaucoup de modèles : retirez-en d'abord un.
letter-title-required = Écrivez l'objet du courrier.
letter-title-too-long = Écrivez un objet de { $max_title } caractères au plus.
letter-body-required = Écrivez le texte du courrier.
letter-body-too-long = Écrivez un texte de { $max_body } caractères au plus.
letter-placeholder-unknown = { $name } : ce mot entre accolades n'est pas connu, rien ne le remplacerait.
letter-placeholder-near = Ce mot entre accolades n'est pas connu ; celui que vous vouliez peut-être écrire : { $name }
letter-placeholder-empty = { $name } : ce dossier n'a rien à mettre à la place de ce mot. Retirez-le, ou écrivez vous-même ce qui convient.
letter-unprinted = { $box ->
    [name] Nom
    [title] Objet
    [note] Motif
    [signed] Prénom et nom
    [quality] Qualité
   *[other] Texte
} : ces signes ne peuvent pas être imprimés dans un courrier : { $name }
letter-gone = Ce modèle a été retiré entre-temps. Votre texte est encore là : « Enregistrer » en fait un nouveau modèle.
letter-changed-meanwhile = Quelqu'un a changé ce modèle entre-temps. Votre texte est encore là : « Enregistrer » le met à la place du sien.
letter-not-kept = Votre session était finie : rien n'est enregistré. Relisez, puis enregistrez.
letter-status-required = Choisissez l'état du dossier, ou « Sans changer l'état ».
letter-signer-required = Écrivez votre prénom et votre nom : le courrier les porte.
letter-quality-required = Écrivez votre qualité, par exemple « cheffe du service de l'état civil » : le courrier la porte.
letter-signature-too-long = Écrivez 100 caractères au plus.
letter-reason-required = Écrivez le motif : le courrier le reprend.
letter-not-sent = Votre session était finie : rien n'est parti. Relisez, puis envoyez.
case-letter = Répondre par un courrier
case-letter-waits = Votre courrier n'est pas parti. Il vous attend ici tant que vous restez sur cette page.
case-letter-resume = Reprendre le courrier
letter-pdf-to = À l'attention de { $name }
letter-pdf-date = Le { $date }
letter-pdf-reason = Motif
letter-pdf-about = Démarche : { $demarche } · Référence : { $reference }
letter-pdf-for = Pour { $service },
