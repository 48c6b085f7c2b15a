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
use desk::{Desk, Post, Setup};
use form::bundle::Bundle;
use store::Store;

use crate::arguments::Place;

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
    let found = bundles(paths, "demarche.yaml")?;
    anyhow::ensure!(!found.is_empty(), "aucune démarche ici : il y faut un fichier demarche.yaml · no démarche here");
    Ok(found)
}

/// The folders at `paths`, or in them, that hold the file `marker`, in the order of their paths.
fn bundles(paths: &[PathBuf], marker: &str) -> anyhow::Result<Vec<Bundle>> {
    for path in paths {
        anyhow::ensure!(path.is_dir(), "{} : ce dossier n'existe pas · no such folder", path.display());
    }
    let mut found = desk::folder::children(paths, marker)?
        .iter()
        .map(|folder| desk::folder::bundle(folder).with_context(|| folder.display().to_string()))
        .collect::<anyhow::Result<Vec<Bundle>>>()?;
    found.sort_by(|a, b| a.shown_path.cmp(&b.shown_path));
    Ok(found)
}

/// Opens the counter on the data of a server that may be running, and does one thing there.
fn beside<T>(place: &Place, public_url: &str, deed: impl AsyncFnOnce(&Desk) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let config = serve::at(place);
    let mut settings = server::settings(&config);
    settings.beside = true;
    serve::runtime()?.block_on(async {
        let store = Store::open(settings).await.with_context(|| place.data.display().to_string())?;
        let desk = Desk::new(Setup {
            store,
            sources: desk::Sources::default(),
            public_url: public_url.trim_end_matches('/').to_owned(),
            site: config.site,
            contact: config.contact,
            environment: config.environment.name(),
            post: Post::Kept,
        })?;
        deed(&desk).await
    })
}
