# Les documents de l'usager : les garder, les supprimer, les joindre à une démarche.
documents-title = Mes documents
documents-lead = Les pièces que vous choisissez de garder pour vos prochaines démarches. Vous seul y avez accès, et vous pouvez tout supprimer.
documents-open = Voir mes documents
documents-list = Ce que vous gardez
documents-room = { $files ->
    [0] Aucun document pour le moment, { $max } au plus.
    [one] Un document sur { $max } au plus.
   *[other] { $files } documents sur { $max } au plus.
}
documents-room-size = Place prise : { $size } sur { $max }.
documents-empty = Vous ne gardez encore aucun document. Ajoutez-en un ici ; ou, à la fin d'une démarche, choisissez les pièces que vous gardez.
documents-done-added = Votre document est ajouté.
documents-done-deleted = Votre document est supprimé.
documents-delete = Supprimer
documents-add-title = Ajouter un document
documents-add = Ajouter ce document
documents-kind = De quel document s'agit-il ?
documents-kind-hint = Vous le retrouverez sous ce nom. Par exemple : justificatif de domicile.
documents-file = Fichier
documents-file-hint = PDF ou photo (JPEG, PNG), { $size } au plus.
documents-file-again = Choisissez de nouveau le fichier « { $name } » : il n'a pas été gardé.
documents-choose = Choisir dans mes documents
documents-gone = Un document que vous aviez choisi n'est plus dans votre compte : rien n'a été joint. Ce que vous aviez choisi d'autre l'est encore ici.
documents-copied = Une copie est jointe. Le document reste dans votre compte.
documents-attach = Joindre à ma démarche
documents-nothing = { $max ->
    [one] Choisissez un document, puis joignez-le.
   *[other] Cochez un ou plusieurs documents, puis joignez-les.
}
documents-room-left = Encore { $max } fichiers au plus.
documents-none-fits = Aucun de vos documents ne convient à cette question : { $question }. Vous pouvez joindre un fichier de votre appareil, ou ajouter un document à votre compte.
documents-unfit-title = Vos documents qui ne conviennent pas ici
documents-unfit-kind = cette question demande un fichier { $kinds }.
documents-unfit-size = il dépasse { $size }.
documents-unfit-scanning = l'antivirus ne l'a pas encore examiné. Réessayez dans quelques minutes.
documents-unfit-harmful = l'antivirus l'a retenu : il contient un programme malveillant.
document-from-demarche = Gardé depuis « { $demarche } », démarche envoyée le { $date }.
document-from-some-demarche = Gardé depuis une démarche envoyée le { $date }.
document-from-here = Ajouté par vous le { $date }.
document-from-other = Donné par { $by } le { $date }.
document-kind-needed = Dites de quel document il s'agit, par exemple : justificatif de domicile.
document-kind-too-long = Décrivez ce document en { $max } caractères au plus.
document-needed = Choisissez le fichier à ajouter.
document-quota = Il n'y a pas assez de place pour garder ce que vous avez choisi. Supprimez d'abord des documents dont vous n'avez plus besoin.
document-delete-title = Supprimer ce document ?
document-delete-text = Il est détruit tout de suite et ne pourra pas être retrouvé ; la copie de vos données, si vous en avez demandé une, l'est aussi. Les brouillons et les démarches auxquels vous l'avez joint gardent leur copie.
document-delete-sure = Supprimer ce document
keep-documents = Vos documents
keep-what-documents = vos documents ({ $what })
keep-text-documents = Gardez vos pièces dans vos documents : vous pourrez les joindre à une prochaine démarche. Vous seul y avez accès et vous pouvez tout supprimer.
keep-document-kept = Déjà dans vos documents.
keep-full = Rien n'a été conservé : choisissez moins de documents.
source-document = Copie d'un document du compte, gardé depuis le { $date }.
source-document-from = Copie d'un de vos documents, gardé le { $date } depuis « { $demarche } ».
source-document-own = Copie d'un document du compte, ajouté le { $date }.
source-document-by = Copie d'un document du compte, donné par { $by } le { $date }.
receipt-source-document = Copie d'un document du compte, gardé depuis le { $date }
receipt-source-document-from = Copie d'un document du compte, gardé le { $date } depuis « { $demarche } »
receipt-source-document-own = Copie d'un document du compte, ajouté le { $date }
receipt-source-document-by = Copie d'un document du compte, donné par { $by } le { $date }
trace-document-added = Document ajouté au compte
trace-document-kept = Document gardé depuis une démarche
trace-document-taken = Document du compte téléchargé
trace-document-chosen = Document du compte joint à une démarche
trace-document-deleted = Document du compte supprimé
