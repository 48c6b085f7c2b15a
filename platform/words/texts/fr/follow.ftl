# Suivi d'une démarche.
follow-title = Suivi de votre démarche
follow-reference = Référence
follow-recorded = Enregistrée le
follow-since = Depuis le { $date }.
follow-history = Ce qui s'est passé
follow-message = Message du service
follow-contact = Joindre ce service
follow-receipts = Vos documents
follow-attachments = Vos pièces jointes
follow-everything = Télécharger tous les éléments
follow-erased = Vos réponses et vos pièces ont été effacées de la plateforme le { $date }, comme prévu. Votre accusé reste ici jusqu'au { $until }.
