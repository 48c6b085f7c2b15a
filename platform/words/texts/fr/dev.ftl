# Pages des auteurs de démarches, sur leur poste.
diagnostics-title = { $count ->
    [0] Aucune faute
    [one] Une faute à corriger
   *[other] { $count } fautes à corriger
}
diagnostics-text = Cette page se met à jour quand vous enregistrez un fichier.
diagnostics-open = Voir la démarche
diagnostics-error = Erreur
diagnostics-warning = Avertissement
mailbox-title = Boîte d'essai
mailbox-text = Les courriels que le site aurait envoyés. Rien ne part d'ici.
mailbox-subject = Objet
mailbox-to = Destinataire
mailbox-at = Date
mailbox-empty = Aucun courriel pour l'instant.
