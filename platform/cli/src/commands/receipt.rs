//! `guichet receipt verify`: says whether a receipt is as it was issued.

use std::{
    fs,
    path::{Path, PathBuf},
};

use documents::signature::{self, PublicKey, Refused};
use form::text::Language;

use super::{beside_existing, say_in};
use crate::{
    Verdict,
    arguments::{Place, Receipt, ReceiptCommand},
    refusal::Refusal,
};

/// Verifies a receipt with the key given, else with that of the data folder.
pub(crate) fn run(arguments: &Receipt, language: Language) -> anyhow::Result<Verdict> {
    let ReceiptCommand::Verify { file, key, place } = &arguments.command;
    let pdf = fs::read(file).map_err(|error| Refusal::file(file, &error))?;
    let (written, whence) = match key {
        Some(path) => (fs::read_to_string(path).map_err(|error| Refusal::file(path, &error))?, path.clone()),
        None => own_key(place)?,
    };
    let key = PublicKey::parse(&written).ok_or_else(|| no_public_key(&whence))?;
    match signature::verify(&pdf, &key) {
        Ok(verified) => {
            let (reference, at, key) = (verified.reference, verified.recorded_at, verified.key_id);
            say_in(
                language,
                format!("Reçu authentique : dossier {reference}, enregistré le {at}, clé {key}."),
                format!("The receipt is authentic: dossier {reference}, recorded at {at}, key {key}."),
            );
            Ok(Verdict::Well)
        }
        Err(refused) => {
            let (code, french, english) = why(&refused, &key.id());
            say_in(
                language,
                format!("Reçu refusé : {french} [{code}]"),
                format!("The receipt is refused: {english} [{code}]"),
            );
            Ok(Verdict::Faults)
        }
    }
}

fn why(refused: &Refused, given: &str) -> (&'static str, String, String) {
    match refused {
        Refused::Unsigned => (
            "receipt.unsigned",
            "ce document ne porte pas de sceau. Est-ce bien l'accusé téléchargé sur la page de suivi ?".to_owned(),
            "this document carries no seal. Is it the receipt downloaded from the follow-up page?".to_owned(),
        ),
        Refused::Malformed => {
            ("receipt.malformed", "son sceau ne peut être lu.".to_owned(), "its seal cannot be read.".to_owned())
        }
        Refused::OtherKey(other) => (
            "receipt.other_key",
            format!("il a été scellé par la clé {other}, et non par la clé {given} qui est donnée."),
            format!("it was sealed with key {other}, not with the key {given} that is given."),
        ),
        Refused::Changed => (
            "receipt.changed",
            "ce n'est pas le document qui a été scellé : il a été modifié.".to_owned(),
            "this is not the document that was sealed: it was changed.".to_owned(),
        ),
    }
}

fn no_public_key(whence: &Path) -> Refusal {
    let whence = whence.display();
    Refusal::new(
        "cli.bad_key",
        format!("{whence} n'est pas une clé publique. Elle se prend à l'adresse /cles/recu.pem du serveur."),
        format!("{whence} is no public key. It is taken from the server's address /cles/recu.pem."),
    )
}

/// The public key of the server whose data lie at `place`. Looks first: opening a store would make an empty one, with a key of its own.
fn own_key(place: &Place) -> anyhow::Result<(String, PathBuf)> {
    let path = place.data.join("keys/receipt.key");
    if !path.is_file() {
        let shown = path.display();
        return Err(Refusal::new(
            "cli.no_key",
            format!("{shown} : pas de clé ici. Donnez la clé publique par --key ; elle se prend à l'adresse /cles/recu.pem du serveur."),
            format!("{shown}: no key here. Give the public key by --key; it is taken from the server's address /cles/recu.pem."),
        )
        .into());
    }
    let key = beside_existing(place, async |desk| Ok(desk.receipt_key_pem()))?;
    Ok((key, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_receipt_is_told_apart_in_both_languages() {
        let (code, french, english) = why(&Refused::OtherKey("aa".to_owned()), "bb");
        assert_eq!(code, "receipt.other_key");
        assert!(french.contains("clé aa") && french.contains("clé bb") && english.contains("key aa"));
    }
}
