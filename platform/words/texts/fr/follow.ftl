# Suivi d'une démarche.
follow-title = Suivi de votre démarche
follow-reference = Référence
follow-recorded = Enregistrée le
follow-since = Depuis le { $date }.
follow-own-receipt-awaited = Ce service vous envoie son accusé de réception par ses propres moyens, au plus tard le { $date }.
follow-own-receipt-sent = Ce service indique vous avoir envoyé son accusé de réception le { $date }, par ses propres moyens.
event-own-receipt = Accusé de réception envoyé par le service le { $date }
event-own-receipt-not-sent = Le service corrige : l'accusé de réception n'est pas encore envoyé
event-document = Document remis
follow-print = Dossier à imprimer, pour : { $recipient }
follow-history = Ce qui s'est passé
follow-message = Message du service
event-reason = Raison
event-resumed = La démarche reprend
follow-contact = Joindre ce service
follow-receipts = Vos documents
follow-attachments = Vos pièces jointes
follow-retained = { $count ->
    [one] Votre fichier { $names } contient un programme malveillant : nous l'avons retenu, et personne ne le reçoit.
   *[other] Vos fichiers { $names } contiennent un programme malveillant : nous les avons retenus, et personne ne les reçoit.
}
follow-retained-next = Votre démarche reste enregistrée, avec tout le reste. Écrivez au service pour lui envoyer un autre fichier : ses coordonnées sont sur cette page. Faites vérifier votre appareil.
follow-everything = Télécharger tous les éléments
follow-erased = Vos réponses et vos pièces ont été effacées de la plateforme le { $date }, comme prévu. Votre accusé reste ici jusqu'au { $until }.
follow-complement-sent = Votre complément est envoyé. Le service le reçoit avec votre dossier.
complement-over = Le service n'attend plus ce complément : rien n'a été envoyé.
complement-over-sent = Ce complément est déjà parti, depuis une autre page : ce que vous venez de remplir ici n'a pas été envoyé.
complement-over-typed = Ce que vous aviez rempli
complement-over-copy = Copiez-en le texte si vous en avez besoin : vous pouvez l'écrire au service dans un message, s'il en reçoit encore.
complement-over-files = { $count ->
    [one] Votre fichier { $names } n'a pas été envoyé non plus.
   *[other] Vos fichiers { $names } n'ont pas été envoyés non plus.
}
follow-left = Le service n'attend plus ce que vous aviez commencé à remplir : rien n'en a été envoyé.
follow-left-see = Voir ce que vous aviez rempli
complement-over-follow = Voir où en est votre démarche
follow-awaited = { $recipient } attend quelque chose de vous
follow-awaited-on = Demandé le { $date }.
follow-awaited-give = Compléter ma démarche
event-complement-asked = Ce qui est demandé :
event-complement-due = À envoyer au plus tard le { $date }.
event-complement-replaced-by = Remplacée par la demande du { $date }.
event-complement-left = Demande close par la transmission du dossier le { $date }, sans réponse.
event-complement-given = Complément envoyé
event-complement-file = Pièce jointe
event-complement-replaced = Pièce remplacée
compared-before = Avant :
compared-after = Maintenant :
compared-same = Inchangé :
compared-nothing = sans réponse
complement-title = Compléter votre démarche
complement-by-whom = Demandé par
complement-until = À envoyer au plus tard le
complement-late = Ce jour est passé : vous pouvez encore envoyer ce qui est demandé, tant que le service l'attend.
complement-only = Seul ce qui est demandé peut être changé ici, et ce que vos nouvelles réponses obligent à revoir. Le reste de votre démarche reste comme vous l'avez envoyé.
complement-then = { $recipient } recevra ce que vous envoyez ici. Vous ne pourrez plus le modifier ensuite.
complement-send = Envoyer le complément
complement-keep = Garder sans envoyer
complement-notice-asked-anew = Le service vient de demander autre chose : voici ce qu'il attend maintenant. Rien n'a été envoyé ; ce que vous aviez rempli et qu'il demande toujours est gardé.
complement-notice-kept = C'est gardé, mais pas encore envoyé. Revenez sur cette page quand vous voulez, avant la date indiquée s'il y en a une.
complement-notice-opened = Vos réponses demandent d'en savoir plus : répondez aussi aux questions qui viennent d'apparaître, même si vous y aviez répondu autrement, puis envoyez.
complement-notice-stops = Avec ces réponses, cette démarche ne pourrait pas aboutir : rien n'a été envoyé. Vérifiez-les, ou contactez le service.
complement-stops-by = { $count ->
    [one] C'est votre réponse à cette question qui l'arrête : { $names }
   *[other] Ce sont vos réponses à ces questions qui l'arrêtent : { $names }
}
complement-notice-suspended = Votre démarche est suspendue : rien n'a été envoyé. Ce que vous avez rempli est gardé ici ; envoyez-le quand elle reprend. Un courriel vous le dira, si vous en avez donné l'adresse.
complement-notice-unchanged = Vous n'avez rien changé : rien n'a été envoyé. Modifiez ce qui est demandé ; si tout est déjà exact, cochez la case en bas de la page, puis envoyez.
complement-confirm = Tout est exact : je confirme mes réponses sans rien changer
follow-message-sent = Votre message est envoyé. La réponse du service viendra sur cette page.
follow-awaited-write = Répondre par un message
follow-write = Écrire à ce service
event-by-you = Vous
event-message = Message
event-file = Fichier joint
message-title = Écrire à { $recipient }
message-to = Service
message-text = Votre message
message-text-hint = 1 000 caractères au plus ; un fichier seul suffit aussi. Le service le lit dans votre dossier et vous répond sur votre page de suivi.
message-files = Fichiers à joindre
message-files-hint = { $max } fichiers au plus, en PDF, JPEG ou PNG, { $size } au plus par fichier.
message-files-again = { $count ->
    [one] Choisissez de nouveau votre fichier { $names } : rien n'a été envoyé.
   *[other] Choisissez de nouveau vos fichiers { $names } : rien n'a été envoyé.
}
message-send = Envoyer le message
message-login-over = Votre session est terminée. Ce message peut partir sans les documents de votre compte ; pour les joindre, copiez-le, connectez-vous et choisissez-les de nouveau.
message-document-gone = Un des documents choisis ne peut plus être joint : il a été supprimé de votre compte, ou l'antivirus le retient. Choisissez-en un autre.
message-empty = Écrivez votre message.
message-suspended = Votre démarche est suspendue : votre message n'est pas envoyé. Gardez-en le texte, et envoyez-le quand elle reprend.
message-cancelled = Ce service ne traitera pas sa part de votre démarche, qui est annulée : votre message n'est pas envoyé. Gardez-en le texte ; votre page de suivi dit pourquoi.
message-closed = Votre dossier est clos : votre message n'est pas envoyé. Gardez-en le texte, et écrivez au service par un autre moyen.
message-too-many = Vous avez déjà envoyé dix messages en un jour. Celui-ci n'est pas envoyé : gardez-le, et revenez demain.
follow-silence-suspended = Le délai de réponse est arrêté tant que le service attend ce qu'il vous a demandé, jusqu'au { $by } au plus tard. Il repart dès que vous l'envoyez. Si vous l'envoyez le dernier jour, le service a jusqu'au { $date } pour vous répondre ; sans réponse à cette date, et si votre dossier est complet, votre demande est considérée comme rejetée.
follow-silence-anew = Le délai de réponse ne court pas tant que le service attend ce qu'il vous a demandé. Il repart du début quand vous l'envoyez.
follow-silence-spoke-rejection = Le délai de réponse s'est achevé le { $date }. Si votre dossier était complet et que le service ne vous a pas répondu autrement, votre demande est considérée comme rejetée. Le service peut encore vous répondre.
follow-silence-spoke-acceptance = Le délai de réponse s'est achevé le { $date }. Si votre dossier était complet et que le service ne vous a pas répondu autrement, votre demande est considérée comme acceptée. Vous pouvez demander au service de l'attester.
follow-silence-appeal = Délais et voies de recours
event-silence-rejection = Délai de réponse passé le { $date } : demande considérée comme rejetée
event-silence-acceptance = Délai de réponse passé le { $date } : demande considérée comme acceptée
event-value-taken-back = repris par le service
event-forwarded = Transmis de { $former } à { $next }, qui doit y répondre

# Ce que dit une décision reçue par HubEE sans un mot
hubee-nothing-said = Le service n'a rien ajouté à cette décision. Écrivez-lui depuis cette page pour en connaître la raison.
