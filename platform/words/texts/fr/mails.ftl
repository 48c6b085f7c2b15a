# Courriels : ce qui s'est passé, quoi faire, où, pour quand. Rien de personnel. L'objet dit la démarche et le fait.
mail-reference = Référence :
mail-colon = {" :"}
mail-caution = Nous ne demandons jamais de mot de passe ni de données bancaires par courriel.
mail-resume-link-subject = { $demarche } : votre lien pour reprendre
mail-resume-link-title = Votre brouillon vous attend
mail-resume-link-text =
    Vous avez enregistré un brouillon de la démarche « { $demarche } ».
    Reprenez-le avant le { $until } avec ce lien et le code que vous avez choisi. Passé cette date, il sera effacé.
mail-resume-link-action = Reprendre ma démarche
mail-recorded-subject = { $demarche } : démarche enregistrée
mail-recorded-title = Votre démarche est enregistrée
mail-recorded-text =
    Votre démarche « { $demarche } » est enregistrée.
    Votre accusé et la suite de votre démarche sont sur votre page de suivi. Gardez ce lien pour vous.
mail-recorded-action = Suivre ma démarche
mail-recorded-by-post-subject = { $demarche } : document à imprimer et à envoyer
mail-recorded-by-post-title = Votre démarche est à envoyer par courrier
mail-recorded-by-post-text =
    Votre démarche « { $demarche } » est enregistrée, mais elle n'est transmise à aucun service : c'est à vous de l'imprimer, de la signer et de l'envoyer.
    Le document à imprimer et l'adresse où l'envoyer sont sur votre page de suivi. Gardez ce lien pour vous.
mail-recorded-by-post-action = Voir le document à imprimer
mail-recorded-partly-subject = { $demarche } : démarche enregistrée, une partie à envoyer
mail-recorded-partly-title = Votre démarche est enregistrée, une partie reste à envoyer
mail-recorded-partly-text =
    Votre démarche « { $demarche } » est enregistrée et transmise aux services qui la reçoivent en ligne. Il vous reste à en envoyer une partie par courrier.
    Le document à imprimer, l'adresse où l'envoyer, votre accusé et la suite sont sur votre page de suivi. Gardez ce lien pour vous.
mail-recorded-partly-action = Voir le document à imprimer
mail-message-subject = { $demarche } : le service vous a écrit
mail-message-title = Le service vous a écrit
mail-message-text =
    { $recipient } vous a écrit au sujet de votre démarche « { $demarche } ».
    Lisez son message sur votre page de suivi.
mail-message-action = Lire le message
mail-status-received-subject = { $demarche } : votre dossier est ouvert
mail-status-received-title = Votre dossier est ouvert
mail-status-received-text =
    { $recipient } a ouvert votre dossier pour la démarche « { $demarche } ».
    Vous n'avez rien à faire pour l'instant. La suite sera sur votre page de suivi.
mail-status-received-action = Suivre ma démarche
mail-status-complement-subject = { $demarche } : le service attend quelque chose de vous
mail-status-complement-title = Le service attend quelque chose de vous
mail-status-complement-text =
    { $recipient } attend quelque chose de vous pour votre démarche « { $demarche } ».
    Lisez son message sur votre page de suivi : il vous dit quoi, et pour quand.
mail-status-complement-action = Voir ce qui est attendu
mail-status-ended-subject = { $demarche } : votre dossier est terminé
mail-status-ended-title = Votre dossier est terminé
mail-status-ended-text =
    { $recipient } a terminé votre dossier pour la démarche « { $demarche } ».
    La réponse, et les documents remis s'il y en a, sont sur votre page de suivi.
mail-status-ended-action = Lire la réponse
mail-status-suspended-subject = { $demarche } : votre démarche est suspendue
mail-status-suspended-title = Votre démarche est suspendue
mail-status-suspended-text =
    Votre démarche « { $demarche } » auprès de { $recipient } est suspendue par qui exploite ce site. Vous n'avez rien à faire pour l'instant.
    La raison est sur votre page de suivi. Un courriel vous dira la suite.
mail-status-suspended-action = Lire pourquoi
mail-status-resumed-subject = { $demarche } : votre démarche reprend
mail-status-resumed-title = Votre démarche reprend
mail-status-resumed-text =
    Votre démarche « { $demarche } » auprès de { $recipient } n'est plus suspendue. Elle reprend là où elle en était.
    Lisez où elle en est sur votre page de suivi.
mail-status-resumed-action = Suivre ma démarche
mail-status-cancelled-subject = { $demarche } : demande annulée auprès d'un service
mail-status-cancelled-title = Un service ne traitera pas votre demande
mail-status-cancelled-text =
    Qui exploite ce site a annulé ce que votre démarche « { $demarche } » avait envoyé à { $recipient }. Ce service ne traitera pas sa part ; celles des autres services, s'il y en a, continuent.
    La raison est sur votre page de suivi. Si vous pensez que c'est une erreur, refaites la démarche.
mail-status-cancelled-action = Lire pourquoi
mail-status-cancelled-whole-subject = { $demarche } : démarche annulée
mail-status-cancelled-whole-title = Votre démarche est annulée
mail-status-cancelled-whole-text =
    Qui exploite ce site a annulé votre démarche « { $demarche } », envoyée à { $recipient } : aucun service ne la traitera.
    La raison est sur votre page de suivi. Si vous pensez que c'est une erreur, refaites la démarche.
mail-status-cancelled-whole-action = Lire pourquoi
mail-status-changed-subject = { $demarche } : du nouveau sur votre dossier
mail-status-changed-title = Du nouveau sur votre dossier
mail-status-changed-text =
    { $recipient } a fait avancer votre démarche « { $demarche } ».
    Lisez le détail sur votre page de suivi.
mail-status-changed-action = Lire la suite
mail-document-available-subject = { $demarche } : un document vous est remis
mail-document-available-title = Un document vous est remis
mail-document-available-text =
    { $recipient } vous remet un document pour votre démarche « { $demarche } ».
    Téléchargez-le depuis votre page de suivi.
mail-document-available-action = Voir le document
mail-agent-notice-subject = { $demarche } : nouveau dossier { $reference }
mail-agent-notice-title = Un nouveau dossier est arrivé
mail-agent-notice-text = Un dossier de la démarche « { $demarche } » vous est transmis. Ouvrez-le pour que l'usager sache qu'il est reçu.
mail-agent-notice-action = Ouvrir le dossier
mail-agent-notice-own-subject = { $demarche } : nouveau dossier { $reference }, accusé de réception à envoyer au plus tard le { $due }
mail-agent-notice-own-title = Un nouveau dossier attend votre accusé de réception
mail-agent-notice-own-text =
    Un dossier de la démarche « { $demarche } » vous est transmis. Ouvrez-le pour que l'usager sache qu'il est arrivé.
    Ce site ne peut pas délivrer l'accusé de réception en votre nom : la page du dossier dit pourquoi. Envoyez-le vous-même au plus tard le { $due }, puis dites-le sur la page du dossier.
mail-agent-notice-own-action = Ouvrir le dossier
mail-agent-invitation-subject = Invitation à l'espace des agents
mail-agent-invitation-title = Vous êtes invité à l'espace des agents
mail-agent-invitation-text =
    { $organisation } vous invite à traiter ses dossiers en ligne.
    Acceptez au plus tard le { $until }.
mail-agent-invitation-action = Accepter l'invitation
mail-operator-invitation-subject = Invitation à exploiter le site
mail-operator-invitation-title = Vous êtes invité à exploiter le site
mail-operator-invitation-text =
    Vous êtes invité à exploiter { $site } : surveiller les files, relancer, suspendre.
    Acceptez l'invitation avant le { $until }, puis mettez en place un second facteur.
mail-operator-invitation-action = Accepter l'invitation
mail-login-code-subject = Votre code de connexion
mail-login-code-title = Votre code de connexion
mail-login-code-text =
    Pour entrer dans l'espace des agents, saisissez ce code : { $code }
    Il est valable dix minutes, une seule fois, dans le navigateur où vous l'avez demandé. Ne le donnez à personne.
    Vous n'avez rien demandé ? Ne faites rien : sans ce code, personne n'entre.
mail-recovery-subject = Choisir un autre mot de passe
mail-recovery-title = Choisissez un autre mot de passe
mail-recovery-text =
    Un autre mot de passe a été demandé pour le compte de cette adresse. Le lien est valable une demi-heure, une seule fois. Tout autre moyen d'entrer dans ce compte sera détaché : vous pourrez rattacher les vôtres.
    Vous n'avez rien demandé ? Ne faites rien : votre mot de passe ne change pas.
mail-recovery-action = Choisir un mot de passe
mail-claim-code-subject = Votre code pour ajouter une démarche à un compte
mail-claim-code-title = Votre code pour ajouter votre démarche à un compte
mail-claim-code-text =
    Quelqu'un veut ajouter à son compte la démarche { $reference }, pour laquelle vous avez laissé cette adresse. Si c'est vous, saisissez ce code : { $code }
    Il est valable dix minutes, une seule fois, dans le navigateur où vous l'avez demandé. Ne le donnez à personne : qui l'a retrouve cette démarche dans son compte.
    Vous n'avez rien demandé ? Ne faites rien : sans ce code, rien ne change.
mail-join-code-subject = Votre code pour rattacher votre compte
mail-join-code-title = Votre code pour rattacher votre compte
mail-join-code-text =
    Pour rattacher votre compte à { $provider }, saisissez ce code : { $code }
    Il est valable dix minutes, une seule fois, dans le navigateur où vous l'avez demandé. Ne le donnez à personne : qui l'a entre dans votre compte.
    Le mot de passe de ce compte sera alors oublié, tout autre moyen d'y entrer détaché, et ses données effacées, sauf si vous donnez aussi son second facteur.
    Vous n'avez rien demandé ? Ne faites rien : sans ce code, rien ne change.
mail-login-elsewhere-subject = Votre connexion à l'espace des agents
mail-login-elsewhere-title = Connectez-vous par { $providers }
mail-login-elsewhere-text =
    Un code de connexion a été demandé pour votre adresse. Les agents de votre organisme n'en reçoivent pas : ils entrent par { $providers }.
    Vous n'avez rien demandé ? Ne faites rien.
mail-login-elsewhere-action = Aller à la connexion
mail-acknowledge-reminder-subject = { $demarche } : dossier { $reference } à ouvrir au plus tard le { $due }
mail-acknowledge-reminder-title = Un dossier attend son accusé de réception
mail-acknowledge-reminder-text =
    Un dossier de la démarche « { $demarche } » n'a pas encore été ouvert.
    La loi donne jusqu'au { $due } pour en accuser réception. Ouvrez-le : l'accusé part aussitôt.
mail-acknowledge-reminder-action = Ouvrir le dossier
mail-acknowledge-reminder-own-subject = { $demarche } : accusé de réception du dossier { $reference } à envoyer au plus tard le { $due }
mail-acknowledge-reminder-own-title = Un dossier attend votre accusé de réception
mail-acknowledge-reminder-own-text =
    Ce site ne peut pas délivrer en votre nom l'accusé de réception d'un dossier de la démarche « { $demarche } » : la page du dossier dit pourquoi.
    La loi donne jusqu'au { $due }. Envoyez-le vous-même, puis dites-le sur la page du dossier.
mail-acknowledge-reminder-own-action = Ouvrir le dossier
mail-acknowledge-alarm-subject = Alerte : { $demarche }, dossier { $reference } sans accusé de réception
mail-acknowledge-alarm-title = Dossier sans accusé de réception
mail-acknowledge-alarm-text =
    { $organisation } n'a pas accusé réception d'un dossier de la démarche « { $demarche } ».
    Le délai légal s'achève le { $due }. Joignez cet organisme sans attendre.
mail-acknowledge-alarm-action = Ouvrir le dossier
mail-file-retained-subject = { $demarche } : un de vos fichiers n'est pas transmis
mail-file-retained-title = Un de vos fichiers n'est pas transmis
mail-file-retained-text =
    L'antivirus a trouvé un programme malveillant dans un fichier joint à votre démarche « { $demarche } ». Personne ne le reçoit ; tout le reste est enregistré.
    Votre page de suivi dit quel fichier, et à qui écrire pour en envoyer un autre.
mail-file-retained-action = Voir quel fichier
mail-document-retained-subject = { $demarche } : un document remis au dossier { $reference } est retenu
mail-document-retained-title = Un document que vous avez remis est retenu
mail-document-retained-text =
    L'antivirus a trouvé un programme malveillant dans un document que votre service a remis à un usager de la démarche « { $demarche } ». L'usager ne peut pas le télécharger.
    Faites vérifier votre poste, puis remettez un autre document depuis la page du dossier.
mail-document-retained-action = Ouvrir le dossier
mail-retained-alarm-subject = Alerte : { $demarche }, fichier malveillant dans le dossier { $reference }
mail-retained-alarm-title = Un fichier malveillant est retenu
mail-retained-alarm-text =
    L'antivirus a trouvé un programme malveillant dans un fichier d'un dossier de la démarche « { $demarche } ». Personne ne peut le télécharger ; qui l'a envoyé est prévenu.
    « guichet journal » dit quel fichier et quand.
mail-scanner-alarm-subject = Alerte : des fichiers attendent l'antivirus
mail-scanner-alarm-title = L'antivirus ne répond pas
mail-scanner-alarm-text =
    { $files ->
        [one] { $files } fichier attend d'être analysé depuis plus de dix minutes. Il est retenu.
       *[other] { $files } fichiers attendent d'être analysés, certains depuis plus de dix minutes. Ils sont retenus.
    }
    Les démarches s'enregistrent comme d'habitude, mais les services ne peuvent pas ouvrir ces fichiers. Remettez l'antivirus en marche : l'analyse reprend d'elle-même.
mail-complement-given-subject = { $demarche } : complément reçu pour le dossier { $reference }
mail-complement-given-title = L'usager a envoyé son complément
mail-complement-given-text = Ce que vous aviez demandé pour un dossier de la démarche « { $demarche } » est arrivé. Le dossier montre ce qui a changé.
mail-complement-given-action = Ouvrir le dossier
mail-complement-reminder-subject = { $demarche } : à envoyer au plus tard le { $due }
mail-complement-reminder-title = Le service attend toujours quelque chose de vous
mail-complement-reminder-text =
    { $recipient } attend toujours quelque chose de vous pour votre démarche « { $demarche } », au plus tard le { $due }.
    Votre page de suivi dit quoi.
mail-complement-reminder-action = Voir ce qui est attendu

# Alerte à l'exploitant : un format ne peut pas être fait d'un dossier
mail-format-alarm-subject = Alerte : le dossier { $reference } est retenu pour un logiciel
mail-format-alarm-title = Un format ne peut pas être fait
mail-format-alarm-text =
    Le format « { $format } » de la démarche « { $demarche } » ne peut pas être fait du dossier { $reference } : il ne serait pas valide selon son schéma, ou son modèle échoue. Rien n'est perdu : les agents ont le dossier et ses autres fichiers, et l'usager a son reçu. Le logiciel du service attend.
    Le manifeste du dossier complet dit pourquoi, dans « unmade ». Une fois le modèle corrigé et publié, « guichet queue retry » reprend.

# Alerte à l'exploitant : un webhook n'a pas pu être averti
mail-webhook-alarm-subject = Alerte : le logiciel d'un service ne reçoit plus ses avis
mail-webhook-alarm-title = Un webhook ne répond pas
mail-webhook-alarm-text =
    Depuis plusieurs jours, le logiciel de « { $organisation } » n'a pas pu être averti d'un événement. Rien n'est perdu : l'avis attend, et le dossier aussi.
    Prévenez ce service. Une fois la cause levée, relancez les avis par « guichet delivery retry » ; « guichet delivery list » les montre.

# Alerte à l'exploitant : le serveur d'un webhook dit qu'il n'y a plus personne
mail-webhook-gone-subject = Alerte : un webhook n'existe plus
mail-webhook-gone-title = Un webhook a été mis en attente
mail-webhook-gone-text =
    Le serveur de « { $organisation } » répond que son adresse n'existe plus (410). Ses avis attendent, rien n'est perdu.
    Demandez à ce service s'il a changé d'adresse. « guichet partner webhook resume » reprend l'envoi, « guichet partner webhook remove » y met fin.
mail-citizen-wrote-subject = { $demarche } : nouveau message pour le dossier { $reference }
mail-citizen-wrote-title = L'usager vous a écrit
mail-citizen-wrote-text = Un message est arrivé dans un dossier de la démarche « { $demarche } ». Ouvrez le dossier pour le lire et y répondre.
mail-citizen-wrote-action = Ouvrir le dossier

# Questions d'avant l'envoi
mail-question-asked-subject = { $demarche } : question d'un usager
mail-question-asked-title = Un usager vous pose une question
mail-question-asked-text = Un usager qui remplit la démarche « { $demarche } » pose une question à votre service avant de l'envoyer. Ouvrez-la pour la lire et y répondre.
mail-question-asked-action = Ouvrir la question
mail-question-answered-subject = { $demarche } : le service a répondu à votre question
mail-question-answered-title = Le service a répondu à votre question
mail-question-answered-text =
    { $recipient } a répondu à la question que vous avez posée en remplissant la démarche « { $demarche } ».
    Pour lire la réponse, revenez à votre brouillon : avec son lien de reprise et votre code si vous l'avez enregistré, sinon dans le navigateur où vous l'avez commencé. Le lien « Le service a répondu à votre question » est en bas de ses pages.
    Par sécurité, ce courriel ne contient pas l'adresse de votre brouillon.
mail-question-answered-account-subject = { $demarche } : le service a répondu à votre question
mail-question-answered-account-title = Le service a répondu à votre question
mail-question-answered-account-text =
    { $recipient } a répondu à la question que vous avez posée en remplissant la démarche « { $demarche } ».
    Lisez la réponse dans votre brouillon, une fois connecté à votre compte.
mail-question-answered-account-action = Lire la réponse

# Alerte à l'exploitant : un dépôt SFTP n'a pas abouti
mail-drop-alarm-subject = Alerte : le serveur d'un service ne reçoit plus ses dossiers
mail-drop-alarm-title = Un dépôt SFTP n'aboutit pas
mail-drop-alarm-text =
    Depuis plusieurs jours, un dossier n'a pas pu être déposé sur le serveur de « { $organisation } ». Rien n'est perdu : le dépôt attend, et le dossier aussi.
    Prévenez ce service. Une fois la cause levée, relancez les dépôts par « guichet delivery retry » ; « guichet delivery list » les montre.

# Alerte à l'exploitant : le serveur du partenaire montre une autre clé
mail-drop-host-key-subject = Alerte : le serveur d'un service a changé de clé
mail-drop-host-key-title = Un serveur SFTP montre une autre clé
mail-drop-host-key-text =
    Le serveur de « { $organisation } » montre une autre clé que celle qui est connue ici : rien n'y est déposé ni lu, et rien n'est perdu. Le service l'a peut-être changée ; ou quelqu'un d'autre répond à sa place.
    Demandez à ce service, par un autre chemin, l'empreinte de sa clé. Si elle a changé : « guichet partner sftp host-key » ; sinon, prévenez-le.

# Alerte à l'exploitant : le logiciel du partenaire a refusé un dépôt
mail-drop-refused-subject = Alerte : le logiciel d'un service a refusé un dossier
mail-drop-refused-title = Un dépôt a été refusé
mail-drop-refused-text =
    Le logiciel de « { $organisation } » n'a pas pu intégrer un dossier déposé sur son serveur. Rien n'est perdu : le dépôt attend, et le dossier aussi.
    « guichet delivery list --parked » le montre, « guichet delivery show » en donne la raison. Une fois la cause levée : « guichet delivery retry ».

mail-case-refused-subject = Alerte : le logiciel d'un service n'a pas pu prendre un dossier
mail-case-refused-title = Un dossier n'a pas pu être pris
mail-case-refused-text =
    Le logiciel de « { $organisation } » n'a pas pu prendre le dossier { $reference } de « { $demarche } ». Rien n'est perdu : le dossier attend, et l'usager ne voit rien de ce refus.
    « guichet case held » et la page d'exploitation le montrent, avec la raison. Une fois la cause levée : « guichet case redrive ». Un seul courriel par service et par jour.

# Boîte fonctionnelle d'un service : un fait, un lien, rien de personnel
mail-desk-case-subject = Un nouveau dossier vous attend
mail-desk-case-title = Un nouveau dossier est arrivé
mail-desk-case-text = Un dossier a été transmis à votre service. Ouvrez-le dans l'espace des agents.
mail-desk-case-action = Ouvrir le dossier
mail-desk-message-subject = Un usager vous a écrit
mail-desk-message-title = Un message est arrivé dans un dossier
mail-desk-message-text = Un usager a écrit à votre service. Ouvrez le dossier pour lire son message et y répondre.
mail-desk-message-action = Ouvrir le dossier
mail-desk-complement-subject = Un complément est arrivé
mail-desk-complement-title = Un complément est arrivé dans un dossier
mail-desk-complement-text = Un usager a envoyé ce que votre service avait demandé. Le dossier montre ce qui a changé.
mail-desk-complement-action = Ouvrir le dossier
mail-desk-news-subject = Du nouveau dans un dossier
mail-desk-news-title = Il y a du nouveau dans un dossier
mail-desk-news-text = Quelque chose a changé dans un dossier de votre service, sans que vos agents en soient l'auteur. Le dossier dit quoi.
mail-desk-news-action = Ouvrir le dossier
mail-desk-digest-subject = Vos dossiers : ce qui est arrivé
mail-desk-digest-title = Ce qui est arrivé depuis le dernier courriel
mail-desk-digest-text =
    Nouveaux dossiers : { $cases }
    Messages d'usagers : { $messages }
    Compléments reçus : { $complements }
mail-desk-digest-action = Voir les dossiers
mail-silence-reminder-rejection-subject = { $demarche } : réponse attendue pour le dossier { $reference } au plus tard le { $until }
mail-silence-reminder-rejection-title = Un dossier attend votre réponse
mail-silence-reminder-rejection-text =
    Un dossier de la démarche « { $demarche } » attend votre réponse au plus tard le { $until }.
    Sans réponse ce jour-là, la demande sera considérée comme rejetée, et l'usager en sera averti.
mail-silence-reminder-rejection-action = Ouvrir le dossier
mail-silence-reminder-acceptance-subject = { $demarche } : réponse attendue pour le dossier { $reference } au plus tard le { $until }
mail-silence-reminder-acceptance-title = Un dossier attend votre réponse
mail-silence-reminder-acceptance-text =
    Un dossier de la démarche « { $demarche } » attend votre réponse au plus tard le { $until }.
    Sans réponse ce jour-là, la demande sera considérée comme acceptée, et l'usager en sera averti.
mail-silence-reminder-acceptance-action = Ouvrir le dossier
mail-silence-rejection-subject = { $demarche } : le délai de réponse est passé
mail-silence-rejection-title = Le délai de réponse est passé
mail-silence-rejection-text =
    Nous n'avons pas de réponse de { $recipient } à votre demande « { $demarche } ». Le délai que la loi lui donne s'est achevé le { $on }.
    Si votre dossier était complet et que le service ne vous a pas répondu autrement, votre demande est considérée comme rejetée. Le service peut encore vous répondre.
    { $appeal }
mail-silence-rejection-action = Voir ma démarche
mail-silence-acceptance-subject = { $demarche } : le délai de réponse est passé
mail-silence-acceptance-title = Le délai de réponse est passé
mail-silence-acceptance-text =
    Nous n'avons pas de réponse de { $recipient } à votre demande « { $demarche } ». Le délai que la loi lui donne s'est achevé le { $on }.
    Si votre dossier était complet et que le service ne vous a pas répondu autrement, votre demande est considérée comme acceptée. Vous pouvez demander au service de l'attester.
mail-silence-acceptance-action = Voir ma démarche
mail-case-forwarded-subject = { $demarche } : votre dossier est transmis au bon service
mail-case-forwarded-title = Votre dossier est transmis au bon service
mail-case-forwarded-text =
    { $from } a transmis votre dossier de la démarche « { $demarche } » à { $to }, qui y répondra.
    Vous n'avez rien à refaire. Votre page de suivi dit pourquoi, et à qui écrire désormais.
mail-case-forwarded-action = Voir ma démarche
mail-forwarded-often-subject = Alerte : { $demarche }, le dossier { $reference } passe de service en service
mail-forwarded-often-title = Un dossier passe de service en service
mail-forwarded-often-text =
    Un dossier de la démarche « { $demarche } » vient d'être transmis pour la troisième fois. Il ne peut plus l'être.
    Voyez avec les services lequel doit répondre, et si l'annuaire dit vrai.
mail-export-ready-subject = Votre export est prêt
mail-export-ready-title = Votre export est prêt
mail-export-ready-text = Téléchargez-le dans l'espace des agents. Il y est gardé sept jours.
mail-export-ready-action = Voir les exports
mail-export-failed-subject = Votre export n'a pas pu être préparé
mail-export-failed-title = Votre export n'a pas pu être préparé
mail-export-failed-text = La page des exports dit pourquoi, et ce que vous pouvez faire.
mail-export-failed-action = Voir les exports

# Alerte à l'exploitant : un envoi par HubEE n'a pas abouti
mail-hubee-alarm-subject = Alerte : un dossier n'arrive pas par HubEE
mail-hubee-alarm-title = Un envoi par HubEE n'aboutit pas
mail-hubee-alarm-text =
    Un envoi à « { $organisation } » par HubEE n'aboutit pas. Rien n'est perdu : l'envoi attend, et le dossier aussi.
    « guichet delivery list --parked » le montre, avec sa raison. Une fois la cause levée : « guichet delivery retry ».

# Alerte à l'exploitant : la réponse d'un service par HubEE n'a pas pu être appliquée
mail-hubee-kept-subject = Alerte : une réponse reçue par HubEE attend un humain
mail-hubee-kept-title = Une réponse reçue par HubEE n'a pas été appliquée
mail-hubee-kept-text =
    Ce que « { $organisation } » a répondu par HubEE ne peut pas être appliqué au dossier tel qu'il est. La réponse est conservée, l'usager n'en sait rien.
    « guichet partner hubee kept » la montre avec sa raison.

# Alerte à l'exploitant : les réponses d'un service ne se lisent plus
mail-look-alarm-subject = Alerte : les réponses d'un service n'arrivent plus
mail-look-alarm-title = Une voie de retour ne répond plus
mail-look-alarm-text =
    Les réponses de « { $organisation } » n'ont pas pu être lues plusieurs fois de suite : son serveur, ou HubEE, ne répond pas ou refuse l'accès. Rien n'est perdu, mais les usagers n'en savent rien.
    La page d'exploitation montre la dernière erreur de cette voie. Un seul courriel par voie et par jour.

# Le compte de l'usager
mail-account-inactive-subject = Votre compte sera fermé le { $until }, sauf si vous vous connectez
mail-account-inactive-title = Votre compte sera bientôt fermé
mail-account-inactive-text =
    Vous ne vous êtes pas connecté à votre compte depuis près de trois ans. Il sera fermé le { $until }, et ce qu'il garde sera détruit.
    Pour le conserver, connectez-vous une fois avant ce jour. Pour en garder une copie, téléchargez vos données après vous être connecté.
    Les démarches que vous avez envoyées ne changent pas : leur page de suivi reste à la même adresse.
mail-account-inactive-action = Se connecter
mail-account-attached-subject = Un moyen d'entrer dans votre compte a été ajouté
mail-account-attached-title = { $provider } ouvre désormais votre compte
mail-account-attached-text =
    Si c'est vous, il n'y a rien à faire.
    Sinon, connectez-vous : détachez-le, déconnectez vos autres appareils et changez de mot de passe.
mail-account-attached-action = Voir mes moyens de connexion
mail-account-detached-subject = Un moyen d'entrer dans votre compte a été retiré
mail-account-detached-title = { $provider } n'ouvre plus votre compte
mail-account-detached-text =
    Si c'est vous, il n'y a rien à faire.
    Sinon, connectez-vous : déconnectez vos autres appareils et changez de mot de passe.
mail-account-detached-action = Voir mes moyens de connexion
mail-account-password-changed-subject = Le mot de passe de votre compte a changé
mail-account-password-changed-title = Le mot de passe de votre compte a changé
mail-account-password-changed-text =
    Si c'est vous, il n'y a rien à faire.
    Sinon, demandez un lien par « Mot de passe oublié ? » sur la page de connexion : il vous rend votre compte.
mail-account-password-changed-action = Voir mes moyens de connexion
mail-account-second-on-subject = Un second facteur protège votre compte
mail-account-second-on-title = Un second facteur protège votre compte
mail-account-second-on-text =
    Un code de votre application sera demandé à chaque connexion.
    Si ce n'est pas vous qui l'avez mis en place, écrivez à qui tient le site.
mail-account-second-on-action = Voir mes moyens de connexion
mail-account-second-off-subject = Le second facteur de votre compte a été retiré
mail-account-second-off-title = Le second facteur de votre compte a été retiré
mail-account-second-off-text =
    Aucun code ne sera plus demandé à la connexion.
    Si ce n'est pas vous, connectez-vous : déconnectez vos autres appareils et changez de mot de passe.
mail-account-second-off-action = Voir mes moyens de connexion
mail-account-closed-subject = Votre compte est fermé
mail-account-closed-title = Votre compte est fermé
mail-account-closed-text =
    Votre compte est fermé. Vos données, vos documents et vos brouillons sont détruits.
    Les démarches que vous avez envoyées suivent leur cours : leur page de suivi reste à l'adresse que vous avez reçue.
    Si vous ne l'avez pas demandé et n'avez pas laissé passer le délai annoncé, écrivez à l'équipe du site.
mail-account-closed-action = Aller sur le site
mail-account-closed-sent-subject = Votre compte est fermé
mail-account-closed-sent-title = Votre compte est fermé
mail-account-closed-sent-text =
    Votre compte est fermé. Vos données, vos documents et vos brouillons sont détruits.
    Les démarches que vous avez envoyées suivent leur cours : leur page de suivi reste à l'adresse que vous avez reçue.
    Si vous ne l'avez pas demandé et n'avez pas laissé passer le délai annoncé, écrivez à l'équipe du site.
    Gardez ces liens : ils sont le seul moyen de suivre ce que vous avez envoyé.
    { $links }
mail-account-closed-sent-action = Aller sur le site
mail-account-copied-subject = La copie de vos données est prête
mail-account-copied-title = La copie de vos données est prête
mail-account-copied-text = Connectez-vous pour la télécharger. Elle est gardée sept jours, puis détruite.
mail-account-copied-action = Voir mes données
