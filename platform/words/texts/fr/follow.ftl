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
