//! Prend les nouveaux dossiers, les vérifie, les enregistre, répond « en cours », puis en accuse réception.

use std::{
    fs::{self, File},
    io::{Cursor, Read as _, Write as _},
    path::Path,
};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use crate::{guichet::Guichet, http::Gone};

/// Ce qui s'est passé depuis le dernier accusé de réception, dans l'ordre.
pub(crate) async fn all(folder: &Path) -> Result<()> {
    let guichet = Guichet::enter().await?;
    loop {
        let batch = guichet.read("/notifications").await?;
        let told = batch["notifications"].as_array().context("pas un lot")?;
        if told.is_empty() {
            return Ok(());
        }
        // « resumed » : l'exploitant l'avait suspendu, et rien ne pouvait lui être répondu ; il reprend.
        for one in told.iter().filter(|one| one["kind"] == "case" || one["kind"] == "resumed") {
            let case = one["case_id"].as_str().context("pas de numéro")?;
            match take(&guichet, case, folder).await {
                // Transmis depuis à un autre service : il est introuvable, et le lot s'accuse comme d'habitude.
                Err(gone) if gone.is::<Gone>() => println!("parti : {case}"),
                taken => {
                    taken?;
                    println!("pris : {case}");
                }
            }
        }
        // La suite n'est demandée que lorsque tout est en lieu sûr.
        guichet.acknowledge(batch["next"].as_str().context("pas de repère")?).await?;
    }
}

async fn take(guichet: &Guichet, case: &str, folder: &Path) -> Result<()> {
    // Abîmé en chemin : il est redemandé une fois. Abîmé encore : rien n'est accusé, et le programme s'arrête pour qu'on regarde.
    let mut package = guichet.get(&format!("/cases/{case}/package")).await?;
    if verify(&package).is_err() {
        package = guichet.get(&format!("/cases/{case}/package")).await?;
    }
    verify(&package).with_context(|| case.to_owned())?;
    keep(&package, &folder.join(format!("{case}.zip")))?;
    // Un collègue a pu répondre sur le portail, et clore : il n'y a alors rien à ajouter.
    if guichet.read(&format!("/cases/{case}")).await?["status"] == "received" {
        guichet.answer(case, &format!("{case}-pris"), "in_progress", "", &[]).await?;
    }
    Ok(())
}

/// Vérifie chaque fichier du paquet par le manifeste.
fn verify(package: &[u8]) -> Result<()> {
    let mut files = ZipArchive::new(Cursor::new(package))?;
    let mut manifest = String::new();
    files.by_name("manifest.json")?.read_to_string(&mut manifest)?;
    let manifest: Value = serde_json::from_str(&manifest)?;
    for file in manifest["files"].as_array().context("le manifeste ne nomme aucun fichier")? {
        let name = file["name"].as_str().context("un fichier n'a pas de nom")?;
        let mut content = Vec::new();
        files.by_name(name)?.read_to_end(&mut content)?;
        if file["sha256"] != hex::encode(Sha256::digest(&content)) {
            bail!("{name} n'est pas ce qui a été envoyé");
        }
    }
    Ok(())
}

/// Enregistre ; le fichier n'a son nom qu'une fois entier, et sur le disque.
fn keep(package: &[u8], into: &Path) -> Result<()> {
    let part = into.with_extension("part");
    let mut file = File::create(&part)?;
    file.write_all(package)?;
    file.sync_all()?;
    fs::rename(&part, into)?;
    if let Some(folder) = into.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
