//! The commands, one file each.

pub(crate) mod agent;
pub(crate) mod check;
pub(crate) mod dev;
pub(crate) mod docs;
pub(crate) mod new;
pub(crate) mod org;
pub(crate) mod receipt;
pub(crate) mod serve;
pub(crate) mod test;

use std::{io::Write as _, path::PathBuf};

use anyhow::Context as _;
use form::bundle::Bundle;

/// Prints a line on standard output; a reader that has gone away (`| head`) is no fault.
pub(crate) fn say(line: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
}

/// Prints why a command could not be carried out.
pub(crate) fn complain(error: &anyhow::Error) {
    let _ = writeln!(std::io::stderr(), "guichet: {error:#}");
}

/// The démarches at `paths`: each a folder with a demarche.yaml, or a folder that holds such folders.
fn demarches(paths: &[PathBuf]) -> anyhow::Result<Vec<Bundle>> {
    for path in paths {
        anyhow::ensure!(
            path.is_dir(),
            "{} : ce dossier n'existe pas · no such folder",
            path.display()
        );
    }
    let folders = desk::folder::children(paths, "demarche.yaml")?;
    anyhow::ensure!(
        !folders.is_empty(),
        "aucune démarche ici : il y faut un fichier demarche.yaml · no démarche here"
    );
    folders
        .iter()
        .map(|folder| {
            desk::folder::bundle(folder).with_context(|| folder.display().to_string())
        })
        .collect()
}
