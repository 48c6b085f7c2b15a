# Pourquoi un fichier est refusé, et quoi faire.
file-empty = Le fichier « { $name } » est vide. Vérifiez-le, puis joignez-le de nouveau.
file-too-large = { $limit ->
    [none] Le fichier « { $name } » est trop lourd. Joignez un PDF plus léger, ou une photo : nous la réduisons pour vous.
   *[other] Le fichier « { $name } » dépasse { $limit }. Joignez un PDF plus léger, ou une photo : nous la réduisons pour vous.
}
file-type-not-accepted = { $extension ->
    [heic] Le fichier « { $name } » n'est pas d'un type accepté. Joignez un JPEG ou un PNG : sur le téléphone, faites une capture d'écran de la photo, puis joignez cette capture.
   *[other] Le fichier « { $name } » n'est pas d'un type accepté. Joignez un PDF ou une photo (JPEG, PNG). Depuis un traitement de texte, enregistrez-le en PDF.
}
file-content-mismatch = Le fichier « { $name } » ne contient pas ce que son nom annonce. Ouvrez-le et enregistrez-le de nouveau en PDF, ou prenez une photo du document.
file-pixels = L'image « { $name } » est trop grande. Prenez la photo avec une définition plus basse.
file-encrypted = Le fichier « { $name } » est protégé par un mot de passe. Enlevez la protection, puis joignez-le de nouveau.
file-active-content = Le fichier « { $name } » contient un programme ou un formulaire actif. Imprimez-le en PDF, puis joignez ce PDF.
file-damaged = Le fichier « { $name } » est abîmé et ne peut pas être lu. Enregistrez-le de nouveau, ou prenez une photo du document.
file-malware = Le fichier « { $name } » contient un programme malveillant : nous l'avons retiré. Choisissez un autre fichier, et faites vérifier votre appareil.
file-too-many = { $limit ->
    [none] Vous avez joint trop de fichiers. Retirez-en, puis réessayez.
   *[other] Joignez { $limit } fichiers au plus. Retirez-en, puis réessayez.
}
file-too-many-pages = Le fichier « { $name } » a trop de pages. Joignez seulement les pages demandées.
file-no-pages = Le fichier « { $name } » n'a aucune page. Ouvrez-le pour vérifier, enregistrez-le de nouveau en PDF, puis joignez-le.
file-quota = Vos fichiers prennent trop de place ensemble. Retirez-en un, ou joignez des fichiers plus légers.
file-name = Le nom de ce fichier ne peut pas être gardé. Renommez-le avec des lettres et des chiffres, puis joignez-le de nouveau.
file-expansion = Le fichier « { $name } » devient trop grand une fois ouvert. Imprimez-le en PDF, puis joignez ce PDF.
file-metadata = La photo « { $name } » porte trop d'informations cachées. Faites-en une copie d'écran, ou reprenez-la, puis joignez-la.
file-held-scanning = Analyse antivirus en cours : revenez dans quelques minutes.
file-held-infected = Fichier retenu : il contient un programme malveillant.
