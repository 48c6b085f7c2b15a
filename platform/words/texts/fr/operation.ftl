# La page de qui exploite le site.
operation-title = Exploitation
operation-text = Comment le site tourne. Ni réponse ni nom d'usager ici. Ce que vous faites est noté au journal, à votre nom.
operation-done = { $count ->
    [0] Rien n'attendait.
    [one] C'est fait.
   *[other] C'est fait, { $count } fois.
}
operation-next = Suite
operation-queues = Files de travail
operation-queue = File
operation-queue-outbox = Remises et courriels
operation-queue-timers = Rappels et échéances
operation-queue-scans = Antivirus
operation-queue-webhooks = Webhooks
operation-queue-exports = Exports
operation-queue-drops = Dépôts et messages de guichet
operation-waiting = À faire
operation-under-way = En cours
operation-held = Suspendus
operation-parked = Attendent un humain
operation-oldest = Le plus ancien en retard
operation-routes = Voies vers les destinataires
operation-partner = Destinataire
operation-state = État
operation-arrived = Dernier arrivé
operation-failed = Dernier échec
operation-next-try = Prochain essai
operation-acts = Agir
operation-open = Ouverte
operation-paused = En attente depuis le { $date }
operation-paused-by-partner = En attente depuis le { $date } : le serveur du destinataire a répondu 410
operation-rests = Au repos jusqu'au { $date }, à la demande du destinataire
operation-pause = Mettre en attente
operation-resume = Reprendre
operation-retry = Relancer
operation-retry-all = Tout relancer
operation-redrive = Renvoyer
operation-no-routes = Aucune voie : les destinataires travaillent au portail, ou viennent par l'API.
operation-parked-title = Attend un humain
operation-none-parked = Rien n'attend.
operation-work = Travail
operation-case = Cas
operation-attempts = Essais
operation-since = Depuis
operation-refused-title = Dossiers que le logiciel du destinataire n'a pas pu prendre
operation-none-refused = Aucun.
operation-suspended-title = Dossiers suspendus
operation-none-suspended = Aucun.
operation-why = Pourquoi
operation-why-unreadable = Illisible
operation-why-not-ours = Pas pour eux
operation-why-duplicate = En double
operation-why-other = Autre
case-not-refused = Ce dossier n'est plus en attente : quelqu'un l'a renvoyé, ou le service y a répondu.
