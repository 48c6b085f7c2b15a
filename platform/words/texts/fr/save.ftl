# Enregistrer, quitter, reprendre.
save-title = Enregistrer et quitter
save-text = Vos réponses sont enregistrées. Pour les retrouver, il faut un lien et un code que vous choisissez ici. Vous aurez jusqu'au { $date } ; chaque visite prolonge ce délai.
save-text-account = Vos réponses sont enregistrées dans votre compte : vous pouvez fermer cette page et les retrouver dans « Mon compte » jusqu'au { $date }. Chaque visite prolonge ce délai. Pour les reprendre aussi sans vous connecter, choisissez ici un code : vous recevrez un lien.
save-account = Aller à mon compte
save-claim-title = Ou dans votre compte
save-claim-text = Cette démarche a été commencée sans votre compte. Gardez-la dans votre compte : vous l'y retrouverez, sans lien ni code, et vous seul pourrez la reprendre.
save-claim = La garder dans mon compte
save-login-text = Vous avez un compte ? Connectez-vous : vous pourrez y garder cette démarche.
save-code = Choisissez un code
save-code-hint = { $min } caractères au moins, faciles à retenir pour vous et difficiles à deviner, par exemple trois mots. Nous ne pourrons pas vous le redonner.
save-email = Votre adresse électronique
save-email-hint = Nous y envoyons le lien, pas le code. Exemple : camille@exemple.fr
save-button = Enregistrer
saved-title = Votre brouillon est enregistré
saved-text = Reprenez-le avant le { $date } avec le lien ci-dessous et le code que vous avez choisi.
saved-link-title = Votre lien
saved-copy = Copier le lien
saved-sent = Le lien vient d'être envoyé à { $email }.
saved-code-reminder = Sur cet appareil comme sur un autre, votre code vous sera demandé. Vous aurez cinq essais.
saved-code-reminder-account = Votre compte rouvre ce brouillon. Partout ailleurs, votre code vous sera demandé : vous aurez cinq essais.
resume-title = Reprendre votre démarche
resume-code = Votre code
resume-code-hint = Celui que vous avez choisi en quittant la démarche.
resume-button = Reprendre
resume-attempts = { $count ->
    [one] Il vous reste { $count } essai. Ensuite, ce lien ne marchera plus.
   *[other] Il vous reste { $count } essais.
}
resume-locked = Le code a été faux cinq fois : ce lien ne marche plus. Vos réponses restent protégées et seront effacées à la date prévue.
resume-held = Cette démarche a été mise de côté. Ce que vous venez de saisir est gardé sur cette page : donnez votre code pour l'enregistrer.
held-files = Les fichiers sont à choisir de nouveau.
resume-start-again = Recommencer la démarche
resume-wrong-code = Ce n'est pas le bon code. Vérifiez les majuscules et les espaces, puis réessayez.
moved-title = Cette démarche n'est plus à cette adresse
moved-text = Elle a été reprise ailleurs avec son lien et son code, ou le délai pour la terminer est passé.
moved-how = Pour la continuer ici, ouvrez son lien et donnez son code. Si elle est dans votre compte, ouvrez « Mon compte ».
moved-typed = Ce que vous venez de saisir
moved-typed-text = Ces réponses ne sont pas enregistrées. Notez-les ou imprimez cette page pour les saisir de nouveau.
code-required = Saisissez un code.
code-too-short = Choisissez un code d'au moins { $min } caractères, par exemple trois mots.
code-too-long = Choisissez un code plus court : { $max } caractères au plus.
code-wrong = Ce n'est pas le bon code. Vérifiez les majuscules et les espaces, puis réessayez.
code-locked = Le code a été faux cinq fois : ce lien ne marche plus.
email-too-many = Le lien de ce dossier a déjà été envoyé à cinq adresses. Utilisez l'une d'elles.
email-invalid = Saisissez une adresse électronique complète, par exemple camille@exemple.fr.
