//! Says what can be typed after `guichet case`.

use clap::{Args, Subcommand};

use super::Place;

#[derive(Debug, Args)]
pub(crate) struct Case {
    #[command(subcommand)]
    pub(crate) command: CaseCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CaseCommand {
    /// Suspend un dossier : plus rien n'en part, et personne n'y agit. · Suspend a dossier: nothing more of it leaves, and nobody acts on it.
    Suspend {
        #[command(flatten)]
        act: Operated,
    },
    /// Le reprend là où il était ; ce qui attendait part. · Let it go on where it was; what has waited leaves.
    Resume {
        #[command(flatten)]
        act: Operated,
    },
    /// Le termine ici ; il se lit encore le temps prévu. · End it here; it can be read for as long as it would be.
    Cancel {
        #[command(flatten)]
        act: Operated,
    },
    /// Montre ce que les logiciels n'ont pas pu prendre et ce qui est suspendu. · Show what software could not take in, and what is suspended.
    Held {
        #[command(flatten)]
        place: Place,
    },
    /// Renvoie à son destinataire un cas que son logiciel n'a pas pu prendre. · Send a case to its recipient again that its software could not take in.
    Redrive {
        /// La référence du dossier, ou d'un seul cas (« …-01 »). · The dossier's reference, or that of one case (“…-01”).
        reference: String,
        #[command(flatten)]
        place: Place,
    },
}

/// What is done to a dossier, and why.
#[derive(Debug, Args)]
pub(crate) struct Operated {
    /// La référence du dossier, ou d'un seul cas (« …-01 »). · The dossier's reference, or that of one case (“…-01”).
    pub(crate) reference: String,
    /// Pourquoi : l'usager et le service le lisent. · Why: the citizen and the office read it.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) place: Place,
}
