//! `guichet new`: makes a démarche from the archetype.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::say;
use crate::{Verdict, arguments::New, built_in};

/// The id that the archetype's files bear, and that the new démarche's takes the place of.
const MODEL: &str = "archetype";

/// Copies the archetype into a folder named after the id. Never writes over anything.
pub(crate) fn run(arguments: New) -> anyhow::Result<Verdict> {
    let id = &arguments.id;
    let well_formed = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.len() <= 60
        && !id.ends_with('-')
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    anyhow::ensure!(
        well_formed,
        "« {id} » : l'identifiant commence par une lettre minuscule et n'a que des minuscules sans accent, des chiffres et des \
         tirets, par exemple « carte-stationnement » · the id begins with a lower-case letter and has only lower-case letters, \
         digits and hyphens"
    );
    let folder = if arguments.into == Path::new(".") { PathBuf::from(id) } else { arguments.into.join(id) };
    anyhow::ensure!(!folder.exists(), "{} existe déjà · exists already", folder.display());
    for (path, bytes) in built_in::archetype() {
        let target = folder.join(&path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        }
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => text.replace(&format!("demarche: {MODEL}"), &format!("demarche: {id}")).into_bytes(),
            Err(binary) => binary.into_bytes(),
        };
        fs::File::create_new(&target)
            .and_then(|mut file| file.write_all(&bytes))
            .with_context(|| target.display().to_string())?;
    }
    let shown = folder.display();
    say(format!("{shown} est prêt."));
    say(format!("  guichet check {shown}    vérifie la définition"));
    say(format!("  guichet test {shown}     joue ses scénarios"));
    say(format!("  guichet dev {shown}      l'affiche pendant que vous l'écrivez"));
    Ok(Verdict::Well)
}
