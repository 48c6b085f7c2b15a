//! Says what can be typed after `guichet delivery` and `guichet partner webhook`.

use clap::{Args, Subcommand};

use super::Place;

#[derive(Debug, Args)]
pub(crate) struct Webhook {
    #[command(subcommand)]
    pub(crate) command: WebhookCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WebhookCommand {
    /// Crée un webhook et affiche sa clé, une seule fois. · Make a webhook and print its key, this once.
    Add {
        /// L'organisme qui publie les démarches, comme dans « agency: ». · The agency that publishes the démarches, as in “agency:”.
        #[arg(long)]
        agency: String,
        /// Le SIRET de l'organisme destinataire. · The recipient's SIRET.
        #[arg(long)]
        siret: String,
        /// Son guichet dans l'organisme. · Its desk inside the organisation.
        #[arg(long, default_value = "")]
        branch: String,
        /// L'adresse à appeler : https://… ; plain+http://… dans un réseau que l'exploitant nomme. · The address to call: https://…; plain+http://… in a network that the operator names.
        #[arg(long)]
        url: String,
        #[command(flatten)]
        place: Place,
    },
    /// Montre les webhooks, sans leurs clés. · Show the webhooks, without their keys.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Donne une autre clé ; les appels portent aussi la signature de la présente pendant quelques jours. · Give another key; calls are signed with the present one too for some days.
    Rotate {
        /// L'identifiant du webhook. · The webhook's id.
        webhook: store::Uuid,
        /// Pendant combien de jours encore ; 0 : elle cesse aussitôt. · For how many days more; 0: it ends at once.
        #[arg(long, default_value_t = 7, value_name = "DAYS")]
        overlap: u16,
        #[command(flatten)]
        place: Place,
    },
    /// Met un webhook en attente : ses avis s'accumulent, rien n'est perdu. · Have a webhook wait: its notices pile up, nothing is lost.
    Pause {
        /// L'identifiant du webhook. · The webhook's id.
        webhook: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
    /// Reprend l'envoi de ce qui attendait. · Send what has waited.
    Resume {
        /// L'identifiant du webhook. · The webhook's id.
        webhook: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
    /// Supprime un webhook ; ce qui attendait ne partira pas. · Remove a webhook; what has waited will not be sent.
    Remove {
        /// L'identifiant du webhook. · The webhook's id.
        webhook: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Delivery {
    #[command(subcommand)]
    pub(crate) command: DeliveryCommand,
}

/// Whose deliveries.
#[derive(Debug, Clone, Args)]
pub(crate) struct Whose {
    /// Ceux d'un seul organisme, par son SIRET. · Those of one organisation, by its SIRET.
    #[arg(long, value_name = "SIRET")]
    pub(crate) partner: Option<String>,
    /// Ceux d'un seul de ses guichets. · Those of one of its desks.
    #[arg(long, requires = "partner")]
    pub(crate) branch: Option<String>,
    /// Ceux d'une seule voie : un webhook, un dépôt, une boîte. · Those of one route: a webhook, a drop, a mailbox.
    #[arg(long, value_name = "ID", alias = "webhook")]
    pub(crate) route: Option<store::Uuid>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeliveryCommand {
    /// Montre ce qui n'est pas arrivé : identifiant, destinataire, état, essais, code de la faute, prochain essai. · Show what has not arrived: id, recipient, state, attempts, code of the fault, next attempt.
    List {
        /// Seulement ce qui attend un humain. · Only what waits for a human.
        #[arg(long, conflicts_with = "waiting")]
        parked: bool,
        /// Seulement ce qui repart de lui-même. · Only what is tried again by itself.
        #[arg(long)]
        waiting: bool,
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        place: Place,
    },
    /// Montre un envoi : où il en est, ses essais, la dernière faute, la réponse du logiciel. · Show one delivery: how it stands, its attempts, the last fault, what the software answered.
    Show {
        /// Son identifiant, ou celui que voit le destinataire (msg_…). · Its id, or the one that the recipient sees (msg_…).
        id: String,
        #[command(flatten)]
        place: Place,
    },
    /// Fait repartir des envois aussitôt, sous le même identifiant : un seul, ceux d'un destinataire, ou --all. · Send deliveries again at once, under the same id: one, those of a recipient, or --all.
    Retry {
        /// L'identifiant d'un seul. · The id of one.
        #[arg(required_unless_present_any = ["partner", "route", "all"])]
        id: Option<String>,
        /// Tous ceux qui ne sont pas arrivés, de tous les destinataires. · All that have not arrived, of all recipients.
        #[arg(long, conflicts_with_all = ["id", "partner", "route"])]
        all: bool,
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        place: Place,
    },
}
