//! Says what can be typed after `guichet partner`.

use clap::{Args, Subcommand};

use super::{Hubee, Mailbox, Place, Sftp, Webhook};

#[derive(Debug, Args)]
pub(crate) struct Partner {
    #[command(subcommand)]
    pub(crate) command: PartnerCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PartnerCommand {
    /// Crée un accès en recette et affiche son secret, une seule fois. · Make an access in the sandbox and print its secret, this once.
    Add(NewAccess),
    /// Note qu'un accès est demandé ; il n'a pas encore de secret. · Write down that an access is requested; it has no secret yet.
    Request(NewAccess),
    /// Ouvre la recette d'un accès demandé et affiche son secret, une seule fois. · Let a requested access into the sandbox and print its secret, this once.
    Open {
        /// L'identifiant de l'accès. · The access's id.
        client: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
    /// Montre où en est un accès : son état, ce qu'il a montré en recette, et chaque changement avec sa raison. · Show how far an access has come: its state, what it has shown in the sandbox, and each change with its reason.
    Show {
        /// L'identifiant de l'accès. · The access's id.
        client: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
    /// Met un accès au travail : il reçoit désormais les vrais dossiers de son guichet. · Put an access to work: from now on it gets its desk's real dossiers.
    Activate {
        /// L'identifiant de l'accès. · The access's id.
        client: store::Uuid,
        /// Même s'il n'a pas tout montré en recette ; avec --reason. · Although it has not shown everything in the sandbox; with --reason.
        #[arg(long, requires = "reason")]
        force: bool,
        /// Pourquoi ; reste écrit. · Why; stays written.
        #[arg(long, default_value = "", value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Suspend un accès : plus rien ne lui est répondu, rien n'est perdu. · Suspend an access: nothing is answered to it, nothing is lost.
    Suspend {
        /// L'identifiant de l'accès. · The access's id.
        client: store::Uuid,
        /// Pourquoi ; reste écrit, et les administrateurs de l'organisme le lisent. · Why; stays written, and the organisation's administrators read it.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Reprend un accès suspendu, là où il en était. · Let a suspended access go on where it was.
    Resume {
        /// L'identifiant de l'accès. · The access's id.
        client: store::Uuid,
        /// Pourquoi ; reste écrit. · Why; stays written.
        #[arg(long, default_value = "", value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Fabrique des dossiers fictifs pour un accès en recette, ou les efface tous. · Invent dossiers for an access in the sandbox, or erase them all.
    Sandbox {
        /// L'identifiant de l'accès. · The access's id.
        client: store::Uuid,
        /// La démarche dont les dossiers sont fabriqués. · The démarche of which dossiers are invented.
        #[arg(long, required_unless_present = "erase", value_name = "ID")]
        demarche: Option<String>,
        /// Combien, de 1 à 20. · How many, from 1 to 20.
        #[arg(long, default_value_t = 3, value_name = "N")]
        count: u16,
        /// Par quelle publication de la démarche (son numéro) ; sans elle, ce qui est en vigueur. · By which publication of the démarche (its number); without it, what is in force.
        #[arg(long, value_name = "N")]
        publication: Option<i64>,
        /// Les efface tous, et oublie les pannes demandées. · Erase them all, and forget the faults that were ordered.
        #[arg(long, conflicts_with_all = ["demarche", "publication"])]
        erase: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Demande une panne pour un accès en recette, une fois ou plusieurs, pendant un temps. · Have something go wrong for an access in the sandbox, once or more, for a time.
    Fault {
        /// L'identifiant de l'accès. · The access's id.
        client: store::Uuid,
        /// Laquelle. · Which.
        #[arg(value_parser = desk::FAULTS.to_vec())]
        fault: String,
        /// Combien de fois, chacune à une autre demande. · How often, each at another request.
        #[arg(long, default_value_t = 1, value_name = "N")]
        times: u16,
        /// Pendant combien de secondes elle attend une demande. · For how many seconds it waits for a request.
        #[arg(long, default_value_t = 600, value_name = "SECONDS")]
        seconds: u32,
        /// Combien de secondes « unavailable » demande d'attendre. · For how many seconds “unavailable” asks to wait.
        #[arg(long, default_value_t = 2, value_name = "SECONDS")]
        retry_after: u32,
        #[command(flatten)]
        place: Place,
    },
    /// Montre les accès, sans leurs secrets. · Show the accesses, without their secrets.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Donne un autre secret et prolonge l'accès ; le secret présent reste bon quelques jours, le temps de le remplacer. · Give another secret and prolong the access; the present secret stays good for some days.
    Rotate {
        /// L'identifiant de l'accès. · The access's id.
        client: store::Uuid,
        /// Combien de jours le secret présent reste bon ; 0 : il cesse aussitôt, et ses jetons. · For how many days the present secret stays good; 0: it ends at once, and its tokens.
        #[arg(long, default_value_t = 7, value_name = "DAYS")]
        overlap: u16,
        /// Pendant combien de jours à partir d'aujourd'hui l'accès reste ouvert. · For how many days from today the access stays open.
        #[arg(long, default_value_t = 365, value_name = "DAYS")]
        days: u16,
        #[command(flatten)]
        place: Place,
    },
    /// Les webhooks : où avertir le logiciel d'un destinataire de ce qui se passe. · Webhooks: where a recipient's software is told what happens.
    Webhook(Webhook),
    /// Les dépôts SFTP : où déposer les dossiers d'un destinataire, en fichiers. · SFTP drops: where a recipient's cases are put, as files.
    Sftp(Sftp),
    /// HubEE, la plateforme d'échange de l'État : y transmettre les dossiers d'un destinataire, et en recevoir les réponses. · HubEE, the State's hub: send a recipient's cases by it, and get the answers.
    Hubee(Hubee),
    /// Les boîtes fonctionnelles : où écrire à un service qu'il y a du nouveau, sans rien en dire. · Mailboxes: where a desk is written that there is news, and nothing of it.
    Mail(Mailbox),
    /// Change d'où un accès peut venir, aussitôt ; remplace tout ce qui valait. · Change where an access may come from, at once; in the place of all that was good.
    Networks {
        /// L'identifiant de l'accès. · The access's id.
        client: store::Uuid,
        /// D'où il peut venir : une adresse, ou un réseau comme 192.0.2.0/24. À répéter. · Where it may come from: an address, or a network as 192.0.2.0/24. May be repeated.
        #[arg(long, value_name = "CIDR", required = true)]
        network: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Ferme un accès ; ses jetons ne valent plus rien aussitôt. · End an access; its tokens are worth nothing at once.
    Revoke {
        /// L'identifiant de l'accès. · The access's id.
        client: store::Uuid,
        /// Pourquoi ; reste écrit, et les administrateurs de l'organisme le lisent. · Why; stays written, and the organisation's administrators read it.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
}

/// What an access is made of.
#[derive(Debug, Args)]
pub(crate) struct NewAccess {
    /// Son nom, que lisent les agents. · Its name, which agents read.
    pub(crate) name: String,
    /// L'organisme qui publie les démarches, comme dans « agency: ». · The agency that publishes the démarches, as in “agency:”.
    #[arg(long)]
    pub(crate) agency: String,
    /// Le SIRET de l'organisme destinataire. · The recipient's SIRET.
    #[arg(long)]
    pub(crate) siret: String,
    /// Son guichet dans l'organisme. · Its desk inside the organisation.
    #[arg(long, default_value = "")]
    pub(crate) branch: String,
    /// D'où il peut venir : une adresse, ou un réseau comme 192.0.2.0/24. · Where it may come from: an address, or a network as 192.0.2.0/24.
    #[arg(long, required = true, value_name = "CIDR", value_delimiter = ',')]
    pub(crate) network: Vec<String>,
    /// Ce qu'il peut faire ; sans elle, lire des dossiers et y répondre. · What it may do; without it, read cases and answer them.
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', value_parser = ["cases:read", "events:write", "answers:hand-over"])]
    pub(crate) scope: Vec<String>,
    /// Pendant combien de jours. · For how many days.
    #[arg(long, default_value_t = 365, value_name = "DAYS")]
    pub(crate) days: u16,
    /// Qui le demande, et pourquoi ; reste écrit. · Who asks for it, and why; stays written.
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) place: Place,
}
