//! What can be typed of agents.

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use store::agents::Role;

use super::Place;

#[derive(Debug, Args)]
pub(crate) struct Agent {
    #[command(subcommand)]
    pub(crate) command: AgentCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AgentCommand {
    /// Invite un agent et affiche le lien par lequel il accepte. · Invite an agent; prints the link.
    Invite {
        /// Son adresse électronique. · Their e-mail address.
        email: String,
        /// Son nom. · Their name.
        #[arg(long, default_value = "")]
        name: String,
        /// Le SIRET de son organisme. · Their organisation's SIRET.
        #[arg(long)]
        siret: String,
        /// Son guichet dans l'organisme. · Their desk inside it.
        #[arg(long, default_value = "")]
        branch: String,
        /// Ce qu'il peut faire : agent, supervisor, admin. · What they may do.
        #[arg(long, default_value = "agent", value_name = "ROLE", value_parser = role())]
        role: Role,
        /// L'adresse que voient les gens ; sans elle, celle du serveur. · The address that people see; without it, the server's.
        #[arg(long, env = "GUICHET_PUBLIC_URL", value_name = "URL")]
        public_url: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Change ce qu'un agent peut faire : agent, supervisor, admin. · Let an agent do more, or less.
    Role {
        /// Son adresse électronique. · Their e-mail address.
        email: String,
        /// Le rôle. · The role.
        #[arg(value_parser = role())]
        role: Role,
        #[command(flatten)]
        place: Place,
    },
    /// Retire le second facteur d'un agent qui l'a perdu, et ferme ses sessions. · Take away a second factor that was lost.
    ResetSecondFactor {
        /// Son adresse électronique. · Their e-mail address.
        email: String,
        #[command(flatten)]
        place: Place,
    },
    /// Oublie sous quel compte les fournisseurs d'identité connaissent un agent : le prochain qui entre avec son adresse est rattaché. · Forget as whom identity providers know an agent: the next who comes in with their address is attached.
    ForgetIdentity {
        /// Son adresse électronique. · Their e-mail address.
        email: String,
        #[command(flatten)]
        place: Place,
    },
    /// Ferme le compte d'un agent et ses sessions. · Close an agent's account and its sessions.
    Disable {
        /// Son adresse électronique. · Their e-mail address.
        email: String,
        #[command(flatten)]
        place: Place,
    },
    /// Rouvre le compte d'un agent, avec le même mot de passe. · Open an agent's account again, with the same password.
    Enable {
        /// Son adresse électronique. · Their e-mail address.
        email: String,
        #[command(flatten)]
        place: Place,
    },
}

/// What an agent may do, by its name.
fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::name)).map(|name| Role::named(&name).unwrap_or(Role::Agent))
}
