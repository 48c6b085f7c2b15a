//! Prend les dossiers d'un guichet, leur répond, reçoit ses webhooks.
//!
//! ```text
//! GUICHET_URL=https://… GUICHET_CLIENT_ID=… GUICHET_CLIENT_SECRET=… partner-rust prendre DOSSIER
//! GUICHET_URL=… … partner-rust repondre CAS CLÉ ÉTAT MESSAGE [DOCUMENT…]
//! GUICHET_WEBHOOK_KEYS="whsec_…" partner-rust recevoir PORT FICHIER
//! ```
//!
//! On peut relancer `prendre` à tout moment, même après une coupure : rien n'est perdu ni fait deux fois.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program of the command line speaks there")]

mod guichet;
mod http;
mod prendre;
mod recevoir;
mod webhook;

use std::path::Path;

use anyhow::{Result, bail};

const USAGE: &str = "partner-rust prendre DOSSIER
partner-rust repondre CAS CLÉ ÉTAT MESSAGE [DOCUMENT…]
partner-rust recevoir PORT FICHIER";

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["prendre", folder] => prendre::all(Path::new(folder)).await,
        ["repondre", case, key, status, message, ref documents @ ..] => {
            let guichet = guichet::Guichet::enter().await?;
            println!("{}", guichet.answer(case, key, status, message, documents).await?);
            Ok(())
        }
        ["recevoir", port, file] => recevoir::serve(port.parse()?, Path::new(file)).await,
        _ => bail!(USAGE),
    }
}
