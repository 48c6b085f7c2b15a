//! Says what can be typed after `guichet partner hubee`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{
    Place,
    routes::{Recipient, size},
};

#[derive(Debug, Args)]
pub(crate) struct Hubee {
    #[command(subcommand)]
    pub(crate) command: HubeeCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum HubeeCommand {
    /// Enregistre le compte d'un opérateur de service en ligne (OSL) : les identifiants donnés par HubEE, et les démarches qu'ils transmettent. · Register an operator's account (OSL): what HubEE gave to log in with, and the démarches that it sends.
    Account {
        /// L'organisme qui publie les démarches, comme dans « agency: ». · The agency that publishes the démarches, as in “agency:”.
        #[arg(long)]
        agency: String,
        /// Le SIRET de l'opérateur, tel que HubEE le connaît. · The operator's SIRET, as HubEE knows it.
        #[arg(long)]
        siret: String,
        /// L'adresse de l'API, jusqu'à la version : https://…/teledossiers/v1 · The API's address, up to its version.
        #[arg(long, value_name = "URL")]
        api: String,
        /// L'adresse qui délivre les jetons : https://…/oauth2/token · The address that grants tokens.
        #[arg(long, value_name = "URL")]
        token_url: String,
        /// L'identifiant du compte (client_id). · The account's id (client_id).
        #[arg(long)]
        client: String,
        /// Le fichier qui contient son secret (client_secret). · The file that holds its secret (client_secret).
        #[arg(long, value_name = "FILE")]
        secret_file: PathBuf,
        /// Une démarche et son code chez HubEE : recensement-citoyen=recensementCitoyen. · A démarche and its code at HubEE.
        #[arg(long, required = true, value_name = "DEMARCHE=CODE", value_delimiter = ',', value_parser = process)]
        process: Vec<(String, String)>,
        /// Ce que HubEE prend pour une démarche : la taille d'un fichier, et ses formats : recensement-citoyen=20MB:pdf,jpeg,xml,json. Une démarche qui peut envoyer autre chose est signalée. À répéter. · What HubEE takes for a démarche: the size of a file, and its formats. A démarche that may send else is told. May be repeated.
        #[arg(long, value_name = "DEMARCHE=SIZE[:FORMATS]", value_parser = limits)]
        takes: Vec<(String, desk::Limits)>,
        #[command(flatten)]
        place: Place,
    },
    /// Donne un autre secret à un compte. · Give an account another secret.
    Secret {
        /// L'identifiant du compte, ici. · The account's id, here.
        account: store::Uuid,
        /// Le fichier qui contient le nouveau secret. · The file that holds the new secret.
        #[arg(long, value_name = "FILE")]
        secret_file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Change un compte sans le refaire : les dossiers transmis et leurs réponses y restent attachés. · Change an account in place: cases that were sent, and their answers, stay with it.
    Update {
        /// L'identifiant du compte, ici. · The account's id, here.
        account: store::Uuid,
        /// La nouvelle adresse de l'API. · The API's new address.
        #[arg(long, value_name = "URL")]
        api: Option<String>,
        /// La nouvelle adresse qui délivre les jetons. · The new address that grants tokens.
        #[arg(long, value_name = "URL")]
        token_url: Option<String>,
        /// Le nouvel identifiant du compte (client_id). · The account's new id (client_id).
        #[arg(long)]
        client: Option<String>,
        /// Le fichier qui contient le nouveau secret. · The file that holds the new secret.
        #[arg(long, value_name = "FILE")]
        secret_file: Option<PathBuf>,
        /// Toutes les démarches qu'il transmet désormais, avec leurs codes chez HubEE. · All démarches that it sends from now on, with their codes at HubEE.
        #[arg(long, value_name = "DEMARCHE=CODE", value_delimiter = ',', value_parser = process)]
        process: Vec<(String, String)>,
        #[command(flatten)]
        place: Place,
    },
    /// Dit ce que HubEE prend des démarches d'un compte, à la place de ce qui était dit avant. · Say what HubEE takes of an account's démarches, in the place of what was said before.
    Takes {
        /// L'identifiant du compte, ici. · The account's id, here.
        account: store::Uuid,
        /// recensement-citoyen=20MB:pdf,jpeg,xml,json ; sans elle, plus aucune limite. · Without it, no limit any more.
        #[arg(long, value_name = "DEMARCHE=SIZE[:FORMATS]", value_parser = limits)]
        takes: Vec<(String, desk::Limits)>,
        #[command(flatten)]
        place: Place,
    },
    /// Transmet par HubEE les dossiers d'un guichet, à partir de maintenant. · Send a desk's cases by HubEE, from now on.
    Add {
        #[command(flatten)]
        recipient: Recipient,
        /// Le code du guichet chez HubEE ; pour une mairie, le code INSEE de la commune. · The desk's code at HubEE; of a town hall, its commune's INSEE code.
        #[arg(long, value_name = "CODE")]
        branch_code: String,
        #[command(flatten)]
        place: Place,
    },
    /// Montre les comptes, sans leurs secrets, et les guichets servis. · Show the accounts, without their secrets, and the desks that are served.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Montre les réponses reçues qui n'ont pas pu être appliquées, avec leur raison. · Show the answers that could not be applied, with their reason.
    Kept {
        #[command(flatten)]
        place: Place,
    },
    /// Met un compte ou un guichet en attente : rien ne part, rien n'est perdu. · Have an account or a desk wait: nothing leaves, nothing is lost.
    Pause {
        /// L'identifiant du compte ou du guichet servi. · The id of the account, or of the desk that is served.
        id: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
    /// Reprend. · Go on.
    Resume {
        /// L'identifiant du compte ou du guichet servi. · The id of the account, or of the desk that is served.
        id: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
    /// Supprime un compte, ou ne transmet plus rien à un guichet par HubEE. · Remove an account, or send a desk nothing more by HubEE.
    Remove {
        /// L'identifiant du compte ou du guichet servi. · The id of the account, or of the desk that is served.
        id: store::Uuid,
        #[command(flatten)]
        place: Place,
    },
}

fn process(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(demarche, code)| !demarche.is_empty() && !code.is_empty());
    let parts = parts.ok_or_else(|| "une démarche et son code : demarche=code · a démarche and its code".to_owned())?;
    Ok((parts.0.to_owned(), parts.1.to_owned()))
}

fn limits(text: &str) -> Result<(String, desk::Limits), String> {
    let wrong =
        || "une démarche, une taille, des formats : demarche=20MB:pdf,jpeg · a démarche, a size, formats".to_owned();
    let (demarche, takes) = text.split_once('=').filter(|(demarche, _)| !demarche.is_empty()).ok_or_else(wrong)?;
    let (most, formats) = takes.split_once(':').unwrap_or((takes, ""));
    let max_size = if most.is_empty() { None } else { Some(size(most)?) };
    let known = |format: &str| match format.trim().to_lowercase().as_str() {
        "jpg" => "jpeg".to_owned(),
        other => other.to_owned(),
    };
    let formats: Vec<String> = formats.split(',').map(known).filter(|format| !format.is_empty()).collect();
    if max_size.is_none() && formats.is_empty() {
        return Err(wrong());
    }
    Ok((demarche.to_owned(), desk::Limits { max_size, formats }))
}
