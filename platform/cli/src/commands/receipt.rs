//! `guichet receipt verify`: says whether a receipt is as it was issued.

use std::{fs, path::PathBuf};

use anyhow::Context as _;
use documents::signature::{self, PublicKey};

use super::{beside, say};
use crate::{
    Verdict,
    arguments::{Place, Receipt, ReceiptCommand},
};

/// Verifies a receipt with the key given, else with that of the data folder.
pub(crate) fn run(arguments: &Receipt) -> anyhow::Result<Verdict> {
    let ReceiptCommand::Verify { file, key, place } = &arguments.command;
    let pdf = fs::read(file).with_context(|| file.display().to_string())?;
    let (written, whence) = match key {
        Some(path) => (fs::read_to_string(path).with_context(|| path.display().to_string())?, path.clone()),
        None => own_key(place)?,
    };
    let key = PublicKey::parse(&written)
        .with_context(|| format!("{} n'est pas une clé publique · no public key", whence.display()))?;
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

/// The public key of the server whose data lie at `place`. Looks first: opening a store would make an empty one, with a key of its own.
fn own_key(place: &Place) -> anyhow::Result<(String, PathBuf)> {
    let path = place.data.join("keys/receipt.key");
    anyhow::ensure!(
        path.is_file(),
        "{} : pas de clé ici. Donnez la clé publique par --key, elle se prend à l'adresse /cles/recu.pem du serveur · no key here",
        path.display()
    );
    let key = beside(place, "http://127.0.0.1:8080", async |desk| Ok(desk.receipt_key_pem()))?;
    Ok((key, path))
}
