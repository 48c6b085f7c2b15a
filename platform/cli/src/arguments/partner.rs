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
    /// Crée un accès et affiche son secret, une seule fois. · Make an access and print its secret, this once.
    Add {
        /// Son nom, que lisent les agents. · Its name, which agents read.
        name: String,
        /// L'organisme qui publie les démarches, comme dans « agency: ». · The agency that publishes the démarches, as in “agency:”.
        #[arg(long)]
        agency: String,
        /// Le SIRET de l'organisme destinataire. · The recipient's SIRET.
        #[arg(long)]
        siret: String,
        /// Son guichet dans l'organisme. · Its desk inside the organisation.
        #[arg(long, default_value = "")]
        branch: String,
        /// D'où il peut venir : une adresse, ou un réseau comme 192.0.2.0/24. · Where it may come from: an address, or a network as 192.0.2.0/24.
        #[arg(long, required = true, value_name = "CIDR", value_delimiter = ',')]
        network: Vec<String>,
        /// Ce qu'il peut faire ; sans elle, tout. · What it may do; without it, everything.
        #[arg(long, value_name = "SCOPE", value_delimiter = ',', value_parser = ["cases:read", "events:write"])]
        scope: Vec<String>,
        /// Pendant combien de jours. · For how many days.
        #[arg(long, default_value_t = 365, value_name = "DAYS")]
        days: u16,
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
    /// Ferme un accès ; ses jetons ne valent plus rien aussitôt. · End an access; its tokens are worth nothing at once.
    Revoke {
        /// L'identifiant de l'accès. · The access's id.
        client: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
}
