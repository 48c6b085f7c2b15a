# Le portail des agents.
agent-login-title = Espace des agents
agent-login-text = Cet espace est réservé aux agents invités par leur organisme.
agent-login-unsent = Votre session est terminée, mais votre message est gardé. Connectez-vous pour le relire et l'envoyer.
agent-login-password = Mot de passe
agent-login-password-hint = Laissez vide si vous n'en avez pas : un code vous sera envoyé par courriel.
agent-login-button = Se connecter
agent-login-by-code = Recevoir un code par courriel
agent-code-title = Saisir le code reçu
agent-code-text = Si { $email } est l'adresse d'un agent, un code vient d'y être envoyé. Il arrive en une minute ou deux ; regardez aussi dans les courriels indésirables.
agent-code = Code à six chiffres
agent-code-hint = Il est valable dix minutes, dans ce navigateur seulement.
agent-code-button = Entrer
agent-code-again = Recevoir un nouveau code
agent-code-other = Changer d'adresse
login-code-required = Saisissez les six chiffres du code reçu par courriel.
login-code-wrong = Ce n'est pas le bon code. { $left ->
    [one] Il vous reste un essai.
   *[other] Il vous reste { $left } essais.
}
login-code-over = Ce code ne vaut plus : il a été demandé il y a plus de dix minutes, remplacé par un autre, ou faux cinq fois. Demandez-en un nouveau.
login-too-many-codes = Trop de codes ont été demandés pour cette adresse. Attendez { $minutes ->
    [one] une minute
   *[other] { $minutes } minutes
}, ou connectez-vous avec votre mot de passe.
agent-second-title = Votre second facteur
agent-second-code = Code de votre application
agent-second-code-hint = Les six chiffres qu'elle affiche maintenant, ou l'un de vos codes de secours.
agent-second-lost = Ni téléphone, ni code de secours ? L'administrateur du site peut retirer votre second facteur.
second-factor-wrong = Ce code ne convient pas, ou il a déjà servi. Attendez le suivant, vérifiez l'heure de votre téléphone, puis réessayez.
second-factor-on = Votre second facteur est déjà en place : rechargez cette page.
agent-account-title = Mon compte
agent-account-who = Vous êtes { $name }, et vous vous connectez avec l'adresse { $email }.
agent-account-second = Second facteur
agent-account-second-text = En plus de votre mot de passe ou du code reçu par courriel, un code de votre téléphone peut être demandé à chaque connexion. Il faut une application d'authentification, par exemple FreeOTP.
agent-account-on = Un code de votre application est demandé à chaque connexion.
agent-account-offer = Mettre en place un second facteur
agent-account-scan = Photographiez ce dessin avec votre application d'authentification.
agent-account-qr = QR code de votre second facteur
agent-account-secret = Ou recopiez-y cette clé :
agent-account-open = Ouvrir l'application sur cet appareil
agent-account-prove = Les six chiffres qu'elle affiche maintenant : ils prouvent que la clé est bien reçue.
agent-account-switch-on = Activer
agent-account-switch-off = Retirer le second facteur
agent-account-on-now = Votre second facteur est en place.
agent-account-off-now = Votre second facteur est retiré.
agent-account-recovery = Voici dix codes de secours, pour le jour où vous n'aurez pas votre téléphone. Chacun sert une fois. Notez-les maintenant et gardez-les en lieu sûr : ils ne seront plus affichés.
agent-account-recovery-kept = Je les ai notés
agent-invitation-title = Accepter l'invitation
agent-invitation-text = { $organisation } vous invite à traiter ses dossiers. Vous vous connecterez avec l'adresse { $email }.
agent-invitation-password = Choisir un mot de passe
agent-invitation-password-hint = Laissez vide pour recevoir un code par courriel à chaque connexion. Sinon, { $min } caractères au moins : une phrase courte convient très bien.
agent-invitation-button = Accepter et ouvrir l'espace
agent-name = Votre nom
agent-name-hint = Vos collègues le verront dans l'historique des dossiers ; l'usager ne le voit pas.
inbox-title = Dossiers
inbox-count = { $count ->
    [one] { $count } dossier
   *[other] { $count } dossiers
}
inbox-reference = Référence
inbox-demarche = Démarche
inbox-status = État
inbox-recorded = Enregistré le
inbox-due = À faire au plus tard le
inbox-late = En retard :
inbox-acknowledged = Ouvert
inbox-nothing-due = Plus rien à faire
inbox-own-receipt = Accusé à envoyer par vous
inbox-receipt-given = Accusé déjà délivré
inbox-new = Nouveau
inbox-all-demarches = Toutes les démarches
inbox-all-statuses = Tous les états
inbox-filter = Filtrer
inbox-remove-filter = retirer ce filtre
inbox-caption = Dossiers reçus
inbox-pages = Pages
inbox-previous = Page précédente
inbox-next = Page suivante
inbox-keys = Au clavier, dans le tableau : j et k pour changer de ligne, Entrée pour ouvrir.
inbox-empty = Aucun dossier pour l'instant. Ils apparaîtront ici dès qu'un usager en transmet un.
inbox-nothing-found = Aucun dossier ne répond à ces filtres.
case-recorded = Enregistré le { $when }
case-recipient = Destinataire : { $recipient }
case-acknowledge-elsewhere = Ce site ne peut pas délivrer l'accusé de réception en votre nom : { $lacks }. Envoyez-le vous-même au plus tard le { $date }, puis dites-le ici. Demandez à l'administrateur du site de compléter ce qui manque, pour les dossiers qui viendront.
case-lacks-phone = l'annuaire ne donne pas votre téléphone
case-lacks-address = l'annuaire ne donne pas d'adresse où vous écrire
case-lacks-silence = la démarche ne dit pas ce que vaut l'absence de réponse
case-lacks-appeal = la démarche ne dit pas les voies de recours
case-own-receipt-day = Jour où vous l'avez envoyé
case-own-receipt-button = J'ai envoyé l'accusé de réception moi-même
case-own-receipt-sent = Accusé de réception envoyé par vos soins le { $date } : l'usager le lit sur sa page de suivi.
case-own-receipt-mend = Corriger
case-own-receipt-mend-button = Corriger le jour
case-own-receipt-not-sent-button = Ce n'est pas fait
case-own-receipt-not-sent-hint = Si l'accusé n'est pas encore parti, dites-le : l'usager le lira, et les rappels reprendront.
sent-on-invalid = Choisissez le jour de l'envoi : ni avant le dépôt du dossier, ni après aujourd'hui.
case-due = À ouvrir au plus tard le { $date }
case-answers = Réponses de l'usager
case-attachments = Pièces jointes
case-downloads = Télécharger
case-package = Dossier complet
case-print = Tout imprimer
case-print-apart = Les pièces en PDF ne sont pas dans « Tout imprimer » : imprimez-les à part.
case-act = Répondre
case-status = Nouvel état
case-status-keep = Ne pas changer
case-message = Message à l'usager
case-message-hint = L'usager le lit sur sa page de suivi. Écrivez simplement : ce qui a été décidé, ce qu'il doit faire, pour quand.
case-document = Document à remettre
case-document-again = { $count ->
    [one] Le document { $names } n'est pas parti. Choisissez-le de nouveau.
   *[other] Ces documents ne sont pas partis : { $names }. Choisissez-les de nouveau.
}
case-document-hint = PDF, JPEG ou PNG, { $size } au plus par fichier.
case-send = Envoyer la réponse
case-history = Historique
case-done = C'est fait. L'usager le voit sur sa page de suivi.
act-empty = Choisissez un état, écrivez un message ou joignez un document.
act-too-many = Ce dossier a déjà reçu { $max } messages, documents ou états en un jour. Rien n’a été envoyé : continuez demain.
status-not-allowed = Choisissez un état de la liste : ce dossier ne permet pas celui-ci.
message-required = Écrivez un message : l'usager doit savoir ce que vous attendez de lui ou pourquoi sa demande est refusée.
message-too-long = Écrivez un message de { $max } caractères au plus.
message-not-sent = Votre message n'est pas encore envoyé : relisez-le, joignez de nouveau vos documents s'il y en a, puis envoyez la réponse.
case-changed = Un collègue vient de modifier ce dossier. Relisez l'historique, puis envoyez votre réponse.
case-complement = Demander un complément à l'usager
case-complement-hint = Choisissez l'état « Compléments demandés », écrivez le message, et cochez ce que l'usager doit revoir : il ne pourra changer que cela. Sans rien cocher, le message dit tout.
case-complement-by = À envoyer au plus tard le
complement-status-needed = Choisissez l'état « Compléments demandés », ou décochez les questions et effacez la date.
complement-unknown-question = Choisissez parmi les questions de ce dossier : « { $name } » n'en est pas une.
complement-too-many = Cochez moins de questions à la fois.
complement-date-invalid = Donnez une date complète, par exemple 15 12 2026.
complement-date-past = Choisissez aujourd'hui ou un jour à venir.
complement-date-far = Choisissez un jour d'ici un an.
inbox-unheard = Nouveau message
event-by-citizen = Usager
