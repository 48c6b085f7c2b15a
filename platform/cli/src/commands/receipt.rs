//! `guichet receipt verify`: says whether a receipt is as it was issued.

use std::fs;

use anyhow::Context as _;
use documents::signature::{self, PublicKey};

use super::say;
use crate::{
    Verdict,
    arguments::{Receipt, ReceiptCommand},
};

/// Verifies a receipt with the key given, else with that of the data folder.
pub(crate) fn run(arguments: &Receipt) -> anyhow::Result<Verdict> {
    let ReceiptCommand::Verify { file, key, place } = &arguments.command;
    let pdf = fs::read(file).with_context(|| file.display().to_string())?;
    let key_file = key
        .clone()
        .unwrap_or_else(|| place.data.join("keys/receipt.pem"));
    let written = fs::read_to_string(&key_file).with_context(|| {
        format!(
            "{} : donnez la clé publique par --key, elle se prend à l'adresse /cles/recu.pem du serveur",
            key_file.display()
        )
    })?;
    let key = PublicKey::parse(&written)
        .with_context(|| format!("{} n'est pas une clé publique", key_file.display()))?;
    match signature::verify(&pdf, &key) {
        Ok(verified) => {
            say(format!(
                "Reçu authentique : dossier {}, enregistré le {}, clé {}.",
                verified.reference, verified.recorded_at, verified.key_id
            ));
            Ok(Verdict::Well)
        }
        Err(refused) => {
            say(format!("Reçu refusé : {refused}"));
            Ok(Verdict::Faults)
        }
    }
}
