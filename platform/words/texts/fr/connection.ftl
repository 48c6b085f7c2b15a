# Comment les usagers entrent.
account-login-or = Ou avec une adresse électronique
account-login-by = S'identifier avec { $provider }
account-login-about = Qu'est-ce que { $provider } ?
account-login-about-title = Qu'est-ce que { $provider } ? – nouvelle fenêtre
account-login-professional = Vous agissez pour une entreprise ou une association ?
account-login-professional-text = Identifiez-vous à titre professionnel, avec votre compte de travail.
account-join-title = Première connexion avec { $provider }
account-join-known = { $provider } nous dit que vous êtes { $name }.
account-join-unnamed = { $provider } vous a identifié.
account-join-held = Ce que vous avez saisi est gardé, et sera enregistré ensuite.
account-join-none = Vous venez ici pour la première fois
account-join-none-text = Un compte sans mot de passe s'ouvre : vous y entrerez par { $provider }. Si vous aviez déjà un compte, il reste à part, tel qu'il est.
account-join-apart = Continuer sans rattacher
account-join-have = Vous avez déjà un compte ici
account-join-have-text = Rattachez-le : vos démarches y restent, vos données aussi si vous donnez son mot de passe, et { $provider } l'ouvrira désormais. Montrez d'abord qu'il est à vous.
account-join-own = Rattacher ce moyen de connexion à votre compte
account-join-own-text = Vous restez dans le compte où vous êtes, avec vos démarches : { $provider } l'ouvrira désormais. Montrez d'abord que ce compte est à vous. Si vous n'avez ni mot de passe ni adresse ici, déconnectez-vous, revenez par votre moyen de connexion habituel, et recommencez dans les dix minutes. Pour ouvrir un compte à part, déconnectez-vous d'abord.
account-join-email = Adresse électronique de ce compte
account-join-password = Mot de passe de ce compte
account-join-password-hint = Laissez vide si vous ne l'avez plus, et recevez un code par courriel.
account-join-button = Rattacher ce compte
account-join-by-code = Recevoir un code par courriel
account-join-code-title = Le code reçu par courriel
account-join-code-text = Si un compte est ouvert à l'adresse { $email }, un code vient d'y être envoyé. Il est valable dix minutes.
account-join-code-then = Par prudence, le mot de passe de ce compte sera oublié, tout autre moyen d'y entrer détaché, ses autres appareils déconnectés et ses données effacées : quelqu'un d'autre a pu l'ouvrir avec votre adresse. Si un second facteur est demandé et que vous le donnez, les données restent. Démarches et brouillons restent : relisez ceux que vous ne reconnaissez pas.
identify-title = Identifiez-vous pour faire cette démarche
identify-citizen = { $level ->
    [eidas2] Le service qui traite cette démarche doit être sûr de qui la fait. Il demande une identité vérifiée au niveau substantiel : un fournisseur d'identité vous la fait confirmer par un second moyen.
    [eidas3] Le service qui traite cette démarche doit être sûr de qui la fait. Il demande une identité vérifiée au niveau élevé : un fournisseur d'identité vous la fait confirmer avec votre carte d'identité ou un moyen aussi sûr.
   *[other] Le service qui traite cette démarche doit être sûr de qui la fait. Il demande une identité vérifiée : un fournisseur d'identité dit que c'est bien vous. Le mot de passe d'un compte d'ici n'y suffit pas.
}
identify-professional = { $level ->
    [eidas1] Cette démarche se fait au nom d'une entreprise ou d'une association. Un fournisseur d'identité doit dire pour laquelle vous agissez, et qui vous êtes, au niveau faible au moins.
    [eidas2] Cette démarche se fait au nom d'une entreprise ou d'une association. Un fournisseur d'identité doit dire pour laquelle vous agissez, et qui vous êtes, au niveau substantiel au moins.
    [eidas3] Cette démarche se fait au nom d'une entreprise ou d'une association. Un fournisseur d'identité doit dire pour laquelle vous agissez, et qui vous êtes, au niveau élevé.
   *[other] Cette démarche se fait au nom d'une entreprise ou d'une association. Un fournisseur d'identité doit dire pour laquelle vous agissez.
}
identify-too-low = Vous êtes identifié, mais moins sûrement que cette démarche ne le demande. Recommencez avec un moyen plus sûr.
identify-too-old = Vous vous êtes identifié il y a trop longtemps pour cette démarche. Recommencez : vous reviendrez là où vous étiez.
identify-other-citizen = Vous êtes identifié à titre professionnel. Cette démarche demande qui vous êtes vous-même.
identify-other-professional = Vous êtes identifié, mais rien ne dit pour quelle entreprise ou association vous agissez.
identify-account = Vous restez dans votre compte { $account } : ce moyen de connexion y sera rattaché s'il ne l'est pas encore.
identify-account-unnamed = Vous restez dans votre compte : ce moyen de connexion y sera rattaché s'il ne l'est pas encore.
identify-held = Ce que vous venez de saisir est gardé sur cette page : il sera enregistré dès que vous vous serez identifié.
identify-nobody = Ce site ne propose en ce moment aucun moyen de s'identifier ainsi. La démarche ne peut pas s'y faire en ligne.
identify-otherwise = Vous ne pouvez pas vous identifier ainsi ?
identify-otherwise-text = Personne n'y est obligé. Adressez-vous au service qui traite cette démarche : il vous dira comment la faire autrement.
identity-other-account = Ce n'est pas le compte auquel vous êtes connecté, où se trouve votre démarche. Identifiez-vous avec votre propre compte de { $provider }, ou déconnectez-vous d'abord.
identity-taken = Ce compte de { $provider } et ce compte d'ici ne vont pas ensemble : l'un des deux est déjà rattaché à un autre. Détachez-le d'abord, ou continuez sans rattacher.
identity-last-way = { $provider } est votre seul moyen d'entrer dans ce compte : il ne peut pas être détaché.
connections-title = Connexion
connections-open = Vos moyens de connexion
connections-acting = Vous agissez pour { $name }, SIRET { $siret }.
connections-acting-unnamed = Vous agissez pour l'établissement de SIRET { $siret }.
connections-providers = Vos moyens de connexion
connections-since = Rattaché le { $since }. Dernière connexion le { $seen }.
connections-said = Ce que { $provider } nous a dit de vous
connections-claim-birthcountry = Pays de naissance (code Insee)
connections-claim-birthdate = Date de naissance (00 : inconnu)
connections-claim-birthplace = Commune de naissance (code Insee)
connections-claim-email = Adresse électronique
connections-claim-family-name = Nom de naissance
connections-claim-gender = Sexe
connections-claim-given-name = Prénoms
connections-claim-given-name-array = Prénoms, un par un
connections-claim-label = Organisation
connections-claim-organizational-unit = Service
connections-claim-preferred-username = Nom d'usage
connections-claim-siret = SIRET
connections-claim-usual-name = Nom usuel
connections-male = Masculin
connections-female = Féminin
connections-detach = Détacher { $provider }
connections-attach = Entrez aussi dans ce compte par :
connections-no-password = Ce compte n'a pas de mot de passe.
connections-password-stays = Changer de mot de passe ne détache pas { $providers } : si vous craignez que quelqu'un d'autre entre dans votre compte, détachez aussi ce que vous ne reconnaissez pas.
prove-title = Confirmez que c'est vous
prove-text = Avant de changer ce qui ouvre votre compte, dites une fois encore qui vous êtes. C'est valable dix minutes.
prove-button = Confirmer
prove-login-first = Vous n'avez pas de mot de passe. Déconnectez-vous, reconnectez-vous, puis revenez dans les dix minutes.
second-factor-withdraw = Renoncer
connections-done-attached = C'est rattaché : vous pouvez désormais entrer ici par ce moyen.
connections-done-detached = C'est détaché. Vos autres appareils sont déconnectés.
connections-done-ended = C'est fait : la session est fermée là-bas.
account-forgot = Mot de passe oublié ?
account-forgot-title = Mot de passe oublié
account-forgot-text = Saisissez l'adresse électronique de votre compte : un lien pour choisir un autre mot de passe y sera envoyé.
account-forgot-button = Recevoir un lien par courriel
account-forgot-sent = Si un compte est ouvert à l'adresse { $email }, un lien vient d'y être envoyé. Il est valable une demi-heure, une seule fois.
account-recover-title = Choisir un autre mot de passe
account-recover-button = Choisir ce mot de passe
account-recover-then = Tout autre moyen d'entrer dans ce compte sera détaché et ses appareils déconnectés : quelqu'un d'autre a pu l'ouvrir avec votre adresse. Vous pourrez rattacher les vôtres. Relisez vos données et vos brouillons.
account-recover-over = Ce lien n'est plus valable : il a déjà servi, a été remplacé par un autre, ou date de plus d'une demi-heure.
second-factor-lost = Ni téléphone, ni code de secours ? L'exploitant du site peut retirer votre second facteur, une fois sûr de qui vous êtes.
second-factor-text = En plus de votre mot de passe, un code de votre téléphone peut être demandé à chaque connexion. Il faut une application d'authentification, par exemple FreeOTP.
second-factor-change = Changer ou retirer le second facteur
devices-title = Vos appareils
devices-text = Les appareils où vous êtes connecté en ce moment. Fermez ceux que vous ne reconnaissez pas, puis changez de mot de passe.
devices-unknown = Appareil inconnu
devices-here = cet appareil
devices-since = Connecté depuis le { $since }, vu le { $seen }.
devices-by = Connecté par { $provider } depuis le { $since }, vu le { $seen }.
devices-end = Déconnecter
devices-end-this = Déconnecter { $device }
devices-end-others = Déconnecter tous les autres
