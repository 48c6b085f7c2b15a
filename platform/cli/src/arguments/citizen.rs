//! Says what can be typed after `guichet citizen`.

use clap::{Args, Subcommand};

use super::Place;

#[derive(Debug, Args)]
pub(crate) struct Citizen {
    #[command(subcommand)]
    pub(crate) command: CitizenCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CitizenCommand {
    /// Retire le second facteur d'un usager qui l'a perdu, et ferme ses sessions. Assurez-vous d'abord que c'est bien lui. · Takes the second factor of a citizen away who has lost it, and ends their sessions. First make sure that it is them.
    ResetSecondFactor {
        /// L'adresse électronique de son compte. · The e-mail address of their account.
        email: String,
        #[command(flatten)]
        place: Place,
    },
}
