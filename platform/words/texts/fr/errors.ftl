# Pages d'erreur : ce qui s'est passé, et quoi faire. Les codes stables peuvent avoir leur propre titre et texte.
error-home = Revenir à l'accueil
error-id = À donner au téléphone :
error-retry = { $count ->
    [one] Réessayez dans { $count } seconde.
   *[other] Réessayez dans { $count } secondes.
}
error-400-title = Cette demande est mal formée
error-400-text = Revenez à la page précédente et réessayez.
error-401-title = Connectez-vous pour continuer
error-401-text = Cette page demande d'être connecté.
error-403-title = Cette page ne vous est pas ouverte
error-403-text =
    Vous n'avez pas le droit de voir cette page, ou vous n'êtes plus connecté.
    Reconnectez-vous, ou revenez à la page précédente.
error-404-title = Cette page n'existe pas
error-404-text =
    L'adresse est peut-être incomplète, ou la page n'existe plus.
    Si vous avez suivi un lien reçu par courriel, vérifiez qu'il est copié en entier.
error-405-title = Cette action n'est pas possible ici
error-405-text = Revenez à la page précédente et utilisez ses boutons.
error-409-title = Cette page a changé entre-temps
error-409-text = Vos réponses sont gardées. Revenez en arrière, rechargez la page et réessayez.
error-410-title = Ce lien n'est plus valable
error-410-text =
    Le délai est passé, ou ce qu'il ouvrait a été effacé.
    Si c'était un brouillon, il faut recommencer la démarche.
error-413-title = L'envoi est trop lourd
error-413-text = Joignez moins de fichiers à la fois, ou des fichiers plus légers. Vos autres réponses sont gardées.
error-415-title = Ce format n'est pas accepté
error-415-text = Utilisez les formulaires de ce site, ou le format que la documentation décrit.
error-422-title = Une réponse ne peut pas être lue
error-422-text = Revenez à la page précédente, rechargez-la et réessayez.
error-429-title = Trop de demandes en peu de temps
error-429-text = Attendez un peu avant de réessayer. Vos réponses sont gardées.
error-500-title = Une erreur est survenue de notre côté
error-500-text =
    Ce n'est pas votre faute. Ce que vous avez enregistré est gardé.
    Réessayez dans quelques minutes.
error-503-title = Le service est momentanément indisponible
error-503-text =
    Rien n'a été perdu de ce qui était enregistré. Votre dernier envoi n'est pas confirmé : recommencez-le.
    Réessayez dans quelques minutes.
error-password-crowded-title = Beaucoup de personnes se connectent en ce moment
error-password-crowded-text = Votre mot de passe ou votre code n'a pas été lu, et cet essai ne compte pas. Revenez à la page précédente, puis recommencez dans quelques secondes.
error-request-form-token-title = Cette page est restée ouverte trop longtemps
error-request-form-token-text = Par sécurité, rechargez la page, puis recommencez. Vos réponses enregistrées sont gardées.
error-request-cross-site-title = Cette demande vient d'un autre site
error-request-cross-site-text = Par sécurité, elle n'a pas été suivie. Revenez à l'accueil et recommencez depuis ce site.
error-resume-locked-title = Ce lien ne marche plus
error-resume-locked-text = Le code a été faux cinq fois. Vos réponses restent protégées et seront effacées à la date prévue. Vous pouvez recommencer la démarche.
error-definition-faults-title = Cette démarche est momentanément indisponible
error-definition-faults-text = Elle est en cours de mise à jour. Réessayez dans quelques minutes.
error-store-draft-submitted-title = Cette démarche est déjà envoyée
error-store-draft-submitted-text = Elle n'a été enregistrée qu'une seule fois. Votre référence est sur la page de confirmation.
error-file-scanning-title = Ce fichier est en cours d'analyse
error-file-scanning-text = L'antivirus n'a pas encore fini. Les réponses et les autres fichiers restent disponibles : revenez en arrière, puis réessayez dans quelques minutes.
error-file-damaged-title = Un fichier ne peut plus être lu
error-file-damaged-text =
    Il est abîmé là où ce site le garde : cela ne vient pas de vous, et recommencer n'y changera rien.
    Les réponses et les autres fichiers restent disponibles. Si vous avez encore ce fichier, gardez-le ; sinon, demandez-le de nouveau à qui l'a envoyé.
error-file-malware-title = Ce fichier est retenu
error-file-malware-text =
    L'antivirus y a trouvé un programme malveillant : personne ne peut le télécharger.
    Les réponses et les autres fichiers restent disponibles. Demandez un autre fichier à qui l'a envoyé.
