//! Says what can be typed after `guichet operator`.

use clap::{Args, Subcommand};

use super::Place;

#[derive(Debug, Args)]
pub(crate) struct Operator {
    #[command(subcommand)]
    pub(crate) command: OperatorCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OperatorCommand {
    /// Invite quelqu'un à exploiter le site et affiche le lien par lequel il accepte. · Invite somebody to run the site; prints the link.
    Invite {
        /// Son adresse électronique. · Their e-mail address.
        email: String,
        /// Son nom. · Their name.
        #[arg(long, default_value = "")]
        name: String,
        /// L'adresse que voient les gens ; sans elle, celle du serveur. · The address that people see; without it, the server's.
        #[arg(long, env = "GUICHET_PUBLIC_URL", value_name = "URL")]
        public_url: Option<String>,
        #[command(flatten)]
        place: Place,
    },
}
