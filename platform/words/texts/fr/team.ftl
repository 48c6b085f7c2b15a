# Le portail des agents : qui travaille pour l'organisme.
portal-nav = Espace des agents
team-title = Agents
team-count = { $count ->
    [one] { $count } compte
   *[other] { $count } comptes
}
team-done = C'est fait.
team-closed = Compte fermé
team-invited = Invitation à accepter au plus tard le { $date }
team-second = Second facteur en place
team-role = Rôle
team-role-of = Rôle de { $name }
team-role-agent = Agent
team-role-supervisor = Superviseur
team-role-admin = Administrateur
team-set-role = Changer le rôle
team-open = Rouvrir le compte
team-close = Fermer le compte
team-reset-second = Retirer le second facteur
team-roles = Qui peut quoi
team-explained-agent = Traite les dossiers de son guichet, prend ceux que personne ne suit et passe les siens.
team-explained-supervisor = En plus, confie à d'autres les dossiers que ses collègues suivent, choisit les étiquettes du guichet, tient ses modèles de courrier, lit ses délais et exporte ses dossiers, avec toutes les réponses.
team-explained-admin = En plus, décide sur cette page qui travaille pour l'organisme.
team-invite = Inviter un agent
team-invite-hint = Un lien y est envoyé ; il est valable sept jours.
team-invite-button = Envoyer l'invitation
team-name = Son nom
team-desk = Son guichet
agent-last-admin = Votre organisme n'aurait plus d'administrateur : donnez d'abord ce rôle à quelqu'un d'autre.
agent-exists = Cette adresse a déjà un compte d'agent, ici ou dans un autre organisme. Choisissez-en une autre.
agent-too-many-invited = Trop d'invitations attendent une réponse : réessayez quand certaines auront été acceptées ou seront passées.
branch-unknown = Choisissez un guichet de la liste.
stand-in-title = Absence
stand-in-text = Pendant votre absence, un collègue de votre guichet voit dans « À moi » les dossiers que vous suivez, et peut les confier à d'autres.
stand-in-who = Qui vous remplace
stand-in-from = Du
stand-in-until = Au (compris)
stand-in-button = Enregistrer l'absence
stand-in-end = Mettre fin à l'absence
stand-in-alone = Aucun autre agent ne travaille à votre guichet.
stand-in-named = { $name } vous remplace du { $from } au { $until } compris.
stand-in-of = Vous remplacez { $name } jusqu'au { $date } compris : ses dossiers sont dans « À moi ».
stand-in-colleague = Choisissez un agent de votre guichet dont le compte est ouvert.
stand-in-days = Donnez deux dates : la première avant la seconde, qui est aujourd'hui ou plus tard, dans l'année.
