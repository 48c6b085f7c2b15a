# Ce qui entoure chaque page, et le catalogue.
site-skip = Aller au contenu
site-test = TEST
site-test-explained = Site d'essai : rien de ce que vous envoyez n'est traité.
site-navigation = Navigation
site-account = Mon compte
site-inbox = Dossiers
site-logout = Se déconnecter
site-accessibility-state = Accessibilité : non conforme
site-legal = Mentions légales
site-privacy = Données personnelles
error-prefix = Erreur :
warning-prefix = À vérifier :
copied = Copié
action-back = Retour
link-new-tab = (s'ouvre dans un nouvel onglet)
action-leave = Revenir à la liste des démarches
action-print = Imprimer
help-title = Besoin d'aide ?
help-recipient = { $recipients } : ses coordonnées s'affichent ici dès que vos réponses disent de quel service il s'agit.
help-reference = Au téléphone, donnez cette référence :
help-reference-bare = Donnez cette référence :
contact-phone = Téléphone : { $phone }
download-kind-pdf = PDF
download-kind-zip = ZIP
download-kind-jpeg = JPEG
download-kind-png = PNG
download-kind-json = JSON
download-kind-csv = tableau CSV
download-kind-other = fichier
delay-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
delay-months = { $count } mois
delay-years = { $count ->
    [one] { $count } an
   *[other] { $count } ans
}
source-vault = Repris de données déjà enregistrées, le { $date }.
source-vault-from = Repris de vos données, enregistré le { $date } depuis « { $demarche } ».
source-vault-own = Repris de données saisies dans le compte, le { $date }.
source-vault-by = Repris de données enregistrées le { $date }, données par { $by }.
source-vault-correct = Vous pouvez corriger.
source-identity = Donné par { $provider }.
source-identity-on = Repris de { $provider }, le { $date }.
source-dossier = Repris d'une démarche envoyée le { $date }.
source-dossier-from = Repris de votre démarche « { $demarche } » ({ $reference }), envoyée le { $date }.
source-site = Transmis par { $site } le { $date }, repris avec votre accord.
source-data = Donné par { $name }.
source-computed = Calculé d'après vos réponses.
source-computed-agent = Calculé d'après les réponses de l'usager.
catalogue-title = Démarches en ligne
catalogue-lead = Choisissez une démarche. Vous pouvez la remplir en plusieurs fois, avec ou sans compte.
catalogue-search = Chercher une démarche
catalogue-search-button = Chercher
catalogue-results = { $count ->
    [0] Aucune démarche pour « { $query } ». Essayez un mot plus court ou plus courant.
    [one] { $count } démarche pour « { $query } ».
   *[other] { $count } démarches pour « { $query } ».
}
catalogue-all = Voir toutes les démarches
catalogue-empty = Aucune démarche n'est encore publiée ici.
catalogue-login = compte nécessaire
