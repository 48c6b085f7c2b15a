# La page d'entrée d'une démarche.
start-time = Durée
start-minutes = { $count ->
    [one] environ { $count } minute
   *[other] environ { $count } minutes
}
start-account = Compte
start-account-needed = Nécessaire
start-account-optional = Pas nécessaire
start-recipients = Qui reçoit vos réponses
start-recipients-by-answers = Selon vos réponses : { $recipients }
start-may-be-posted = Si un service n'est pas raccordé à ce site, vous aurez à la fin un document à imprimer et à lui envoyer par courrier.
start-needs = À préparer avant de commencer
start-button = Commencer
start-identity = Identité
start-identity-citizen = { $level ->
    [eidas2] Vérifiée au niveau substantiel, par { $providers }
    [eidas3] Vérifiée au niveau élevé, par { $providers }
   *[other] Vérifiée par { $providers }
}
start-identity-professional = { $level ->
    [eidas1] Pour une entreprise ou une association : vérifiée par { $providers }, au niveau faible
    [eidas2] Pour une entreprise ou une association : vérifiée par { $providers }, au niveau substantiel
    [eidas3] Pour une entreprise ou une association : vérifiée par { $providers }, au niveau élevé
   *[other] Pour une entreprise ou une association : vérifiée par { $providers }
}
start-identity-none = Vérifiée. Ce site n'en offre pas le moyen en ce moment : adressez-vous au service.
start-login-first = Se connecter pour commencer
start-login-text = Vous avez un compte ? Vos coordonnées conservées peuvent remplir une partie des réponses.
start-login = Se connecter
start-prefill = Ce que nous savons déjà de vous peut remplir une partie des réponses. Nous vous le demanderons d'abord, donnée par donnée.
start-draft = Vous avez déjà commencé cette démarche.
start-draft-go-on = Reprendre votre brouillon
start-save-text = Vous pouvez vous arrêter à tout moment et reprendre plus tard : un brouillon est gardé { $delay } après votre dernière visite.
start-privacy = Vos données
start-purpose = Pourquoi nous les demandons :
start-basis = Texte applicable :
start-kept = Un brouillon est effacé après { $draft } sans visite. Le dossier est effacé de la plateforme { $dossier } après que le service l'a reçu.
start-kept-receipt = Votre accusé est gardé { $receipt }.
start-kept-by-post = Ce que vous envoyez vous-même par courrier est effacé de la plateforme { $dossier } après son enregistrement, et son récapitulatif est gardé { $receipt }.
start-kept-basis = Fondement : { $basis }.
start-rights = Vous pouvez consulter vos données, les faire corriger ou effacer.
start-authority = Service responsable
