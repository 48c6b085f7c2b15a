//! Says what can be typed after `guichet partner sftp` and `guichet partner mail`.

use clap::{Args, Subcommand};

use super::Place;

/// Whose route is made.
#[derive(Debug, Args)]
pub(crate) struct Recipient {
    /// L'organisme qui publie les démarches, comme dans « agency: ». · The agency that publishes the démarches, as in “agency:”.
    #[arg(long)]
    pub(crate) agency: String,
    /// Le SIRET de l'organisme destinataire. · The recipient's SIRET.
    #[arg(long)]
    pub(crate) siret: String,
    /// Son guichet dans l'organisme. · Its desk inside the organisation.
    #[arg(long, default_value = "")]
    pub(crate) branch: String,
}

#[derive(Debug, Args)]
pub(crate) struct Sftp {
    #[command(subcommand)]
    pub(crate) command: SftpCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SftpCommand {
    /// Crée un dépôt et affiche la clé publique à autoriser sur le serveur du destinataire. · Make a drop and print the public key that the recipient's server is to allow.
    Add {
        #[command(flatten)]
        recipient: Recipient,
        /// Le serveur SFTP du destinataire. · The recipient's SFTP server.
        #[arg(long)]
        host: String,
        /// Son port. · Its port.
        #[arg(long, default_value_t = 22)]
        port: u16,
        /// Le compte sur ce serveur. · The account on that server.
        #[arg(long)]
        user: String,
        /// Le dossier où déposer ; sans lui, celui où mène la connexion. · The folder to put them in; without it, the one that the login leads to.
        #[arg(long, default_value = "")]
        folder: String,
        /// La clé du serveur : SHA256:…, comme la montre « ssh-keygen -lf », ou une ligne de « ssh-keyscan ». À répéter quand une autre va la remplacer. · The server's key: SHA256:… as “ssh-keygen -lf” shows it, or a line of “ssh-keyscan”. May be repeated when another is to replace it.
        #[arg(long, required = true, value_name = "KEY")]
        host_key: Vec<String>,
        /// Le logiciel du destinataire ne répond pas (.ack) : un dossier déposé ne devient pas « Reçue ». · The recipient's software does not answer (.ack): a case that was put there does not become received.
        #[arg(long)]
        no_answers: bool,
        /// La plus grande taille d'un dossier que le destinataire prend (50MB) : une démarche qui peut envoyer plus est signalée. · The largest package that the recipient takes (50MB): a démarche that may send more is told.
        #[arg(long, value_name = "SIZE", value_parser = size)]
        max_size: Option<u64>,
        #[command(flatten)]
        place: Place,
    },
    /// Montre les dépôts et leurs clés publiques. · Show the drops and their public keys.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Donne une autre clé ; la présente sert encore quelques jours, tant que le serveur ne connaît pas la nouvelle. · Give another key; the present one serves for some days more, as long as the server does not know the new one.
    Rotate {
        /// L'identifiant du dépôt. · The drop's id.
        drop: store::Uuid,
        /// Pendant combien de jours encore ; 0 : elle cesse aussitôt. · For how many days more; 0: it ends at once.
        #[arg(long, default_value_t = 7, value_name = "DAYS")]
        overlap: u16,
        #[command(flatten)]
        place: Place,
    },
    /// Change la clé par laquelle son serveur est connu ; remplace toutes celles d'avant. Demandez-la au destinataire par un autre chemin. · Change the key by which its server is known; in the place of all before. Ask the recipient for it by another way.
    HostKey {
        /// L'identifiant du dépôt. · The drop's id.
        drop: store::Uuid,
        /// La clé du serveur : SHA256:…, comme la montre « ssh-keygen -lf », ou une ligne de « ssh-keyscan ». À répéter. · The server's key: SHA256:… as “ssh-keygen -lf” shows it, or a line of “ssh-keyscan”. May be repeated.
        #[arg(long, required = true, value_name = "KEY")]
        host_key: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Met un dépôt en attente : ses dossiers s'accumulent, rien n'est perdu. · Have a drop wait: its cases pile up, nothing is lost.
    Pause {
        /// L'identifiant du dépôt. · The drop's id.
        drop: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
    /// Reprend le dépôt de ce qui attendait. · Put there what has waited.
    Resume {
        /// L'identifiant du dépôt. · The drop's id.
        drop: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
    /// Supprime un dépôt ; ce qui attendait ne partira pas. · Remove a drop; what has waited will not be put there.
    Remove {
        /// L'identifiant du dépôt. · The drop's id.
        drop: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Mailbox {
    #[command(subcommand)]
    pub(crate) command: MailboxCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MailboxCommand {
    /// Inscrit la boîte d'un service : un courriel par fait, ou un par jour avec --digest. · Register a desk's mailbox: a mail for each event, or one a day with --digest.
    Add {
        #[command(flatten)]
        recipient: Recipient,
        /// L'adresse de la boîte. · The mailbox's address.
        #[arg(long, value_name = "ADDRESS")]
        to: String,
        /// Un seul courriel par jour, à cette heure (08:00), s'il y a du nouveau. · One mail a day, at this time (08:00), where there is news.
        #[arg(long, value_name = "HH:MM", value_parser = time_of_day)]
        digest: Option<jiff::civil::Time>,
        /// Le fuseau horaire de cette heure. · The time zone of that time.
        #[arg(long, requires = "digest", default_value = "Europe/Paris", value_name = "ZONE")]
        timezone: String,
        /// Aussi le samedi et le dimanche. · On Saturdays and Sundays too.
        #[arg(long, requires = "digest")]
        every_day: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Montre les boîtes. · Show the mailboxes.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Met une boîte en attente. · Have a mailbox wait.
    Pause {
        /// L'identifiant de la boîte. · The mailbox's id.
        mailbox: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
    /// Reprend l'envoi. · Go on sending.
    Resume {
        /// L'identifiant de la boîte. · The mailbox's id.
        mailbox: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
    /// Désinscrit une boîte. · Remove a mailbox.
    Remove {
        /// L'identifiant de la boîte. · The mailbox's id.
        mailbox: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
}

fn time_of_day(text: &str) -> Result<jiff::civil::Time, String> {
    let time = jiff::civil::Time::strptime("%H:%M", text);
    time.map_err(|_| "une heure comme 08:00 · a time as 08:00".to_owned())
}

/// `50MB`, `500 kB`.
pub(super) fn size(text: &str) -> Result<u64, String> {
    form::definition::measures::parse_size(text)
        .filter(|size| *size > 0)
        .ok_or_else(|| "une taille : 50MB, 500kB · a size: 50MB, 500kB".to_owned())
}
