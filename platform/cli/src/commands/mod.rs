//! The commands, one file each.

pub(crate) mod agent;
pub(crate) mod backup;
pub(crate) mod case;
pub(crate) mod check;
pub(crate) mod citizen;
pub(crate) mod delivery;
pub(crate) mod dev;
pub(crate) mod diff;
pub(crate) mod docs;
mod hubee;
mod identity;
pub(crate) mod journal;
mod journal_export;
pub(crate) mod keys;
pub(crate) mod lock;
pub(crate) mod new;
mod onboarding;
pub(crate) mod operator;
pub(crate) mod org;
pub(crate) mod partner;
pub(crate) mod pdf;
pub(crate) mod plugin;
pub(crate) mod publish;
pub(crate) mod queue;
pub(crate) mod receipt;
pub(crate) mod referentials;
pub(crate) mod retain;
mod routes;
pub(crate) mod schemas;
pub(crate) mod serve;
mod terms;
pub(crate) mod test;
mod webhook;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use desk::{Desk, Post, Setup};
use form::{
    bundle::{Bundle, Catalogue},
    text::Language,
};
use plugins::{Compiler, Plugins};
use store::{Store, StoreError};

use crate::{arguments::Place, refusal::Refusal};

/// The command by which this program has its child compile plugins.
pub(crate) const PLUGIN_COMPILE: &str = "plugin-compile";

/// Compiles plugins in a child that is this very program, be it replaced by a newer one meanwhile.
fn compiler() -> Compiler {
    let running = Path::new("/proc/self/exe");
    let program = if running.exists() { Ok(running.to_owned()) } else { std::env::current_exe() };
    // A program that cannot find itself compiles no plugin, and says so at the first one.
    Compiler::new(program.unwrap_or_default(), [PLUGIN_COMPILE])
}

/// Plugins for a command that keeps nothing.
fn plugins() -> std::io::Result<Plugins> {
    Plugins::with_compiler(plugins::Limits::default(), compiler())
}

/// Prints a line on standard output; a reader that has gone away (`| head`) is no fault.
pub(crate) fn say(line: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
}

/// As [`say`], in the reader's language.
pub(crate) fn say_in(language: Language, french: impl AsRef<str>, english: impl AsRef<str>) {
    match language {
        Language::Fr => say(french),
        Language::En => say(english),
    }
}

/// Prints why a command could not be carried out.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// There is no démarche where one was looked for.
fn no_demarche(place: &str) -> Refusal {
    Refusal::new(
        "cli.no_demarche",
        format!("{place} : aucune démarche ici. Il y faut un fichier demarche.yaml ; « guichet new ID » en fait une."),
        format!("{place}: no démarche here. A file demarche.yaml is wanted; “guichet new ID” makes one."),
    )
}

/// The paths as one reads them.
fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// Refuses a path that is no folder one can read.
fn must_be_folder(path: &Path) -> Result<(), Refusal> {
    // Who names the file means the folder around it.
    let around = path.parent().filter(|around| {
        path.is_file() && ["demarche.yaml", "component.yaml"].iter().any(|marker| around.join(marker).is_file())
    });
    if let Some(around) = around {
        let around = if around.as_os_str().is_empty() { Path::new(".") } else { around };
        return Err(Refusal::new(
            "file.is_no_folder",
            format!("{} est un fichier ; donnez son dossier : {}.", path.display(), around.display()),
            format!("{} is a file; give its folder: {}.", path.display(), around.display()),
        ));
    }
    std::fs::read_dir(path).map(drop).map_err(|error| Refusal::file(path, &error))
}

/// The démarches at `paths`: each a folder with a demarche.yaml, or a folder that holds such folders.
fn demarches(paths: &[PathBuf]) -> anyhow::Result<Vec<Bundle>> {
    let found = bundles(paths, "demarche.yaml")?;
    if found.is_empty() {
        return Err(no_demarche(&shown(paths)).into());
    }
    Ok(found)
}

/// The démarches and the components at `paths`: each a folder with its file, or a folder that holds such folders. These components join the
/// catalogue: one may refer to another.
fn demarches_and_components(
    paths: &[PathBuf],
    catalogue: &mut Catalogue,
) -> anyhow::Result<(Vec<Bundle>, Vec<Bundle>)> {
    let demarches = bundles(paths, "demarche.yaml")?;
    let components = bundles(paths, "component.yaml")?;
    if demarches.is_empty() && components.is_empty() {
        return Err(nothing_here(paths).into());
    }
    catalogue.components.extend(components.iter().map(|component| (component.name.clone(), component.clone())));
    Ok((demarches, components))
}

/// Says that there is nothing to check or to test.
fn nothing_here(paths: &[PathBuf]) -> Refusal {
    let place = shown(paths);
    Refusal::new(
        "cli.no_demarche",
        format!("{place} : ni démarche ni composant ici. Il y faut un fichier demarche.yaml ou component.yaml."),
        format!("{place}: neither démarche nor component here. A file demarche.yaml or component.yaml is wanted."),
    )
}

/// The folders at `paths`, or in them, that hold the file `marker`, in the order of their paths.
fn bundles(paths: &[PathBuf], marker: &str) -> anyhow::Result<Vec<Bundle>> {
    read_folders(paths, marker)?
        .into_iter()
        .map(|(folder, read)| Ok(read.map_err(|error| Refusal::file(&folder, &error))?))
        .collect()
}

/// What became of each folder at `paths`, or in them, that holds the file `marker`, in the order of their paths.
fn read_folders(paths: &[PathBuf], marker: &str) -> anyhow::Result<Vec<(PathBuf, std::io::Result<Bundle>)>> {
    for path in paths {
        must_be_folder(path)?;
    }
    let mut folders =
        desk::folder::children(paths, marker).map_err(|error| Refusal::file(Path::new(&shown(paths)), &error))?;
    folders.sort_by_key(|folder| folder.display().to_string());
    Ok(folders.into_iter().map(|folder| (folder.clone(), desk::folder::bundle(&folder))).collect())
}

/// Opens the counter on the data of a server that may be running, and does one thing there.
fn beside<T>(
    place: &Place,
    public_url: Option<&str>,
    deed: impl AsyncFnOnce(&Desk) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let config = serve::at(place);
    let mut settings = server::settings(&config);
    settings.beside = true;
    serve::runtime()?.block_on(async {
        let store = Store::open(settings).await.with_context(|| place.data.display().to_string())?;
        // Links lead where the server's do, unless told otherwise. Asked by the connection that writes: the last to end, it takes the log back
        // into the database's file.
        let known = store
            .write(async |tx| {
                Ok::<_, StoreError>((store::address::known(tx).await?, store::address::networks(tx).await?))
            })
            .await;
        let (served, networks) = known.with_context(|| place.data.display().to_string())?;
        // Before a server has said where it may call, nothing is judged by that.
        let networks = networks.unwrap_or_else(|| ["0.0.0.0/0", "::/0"].map(str::to_owned).to_vec());
        let public_url = public_url.or(served.as_deref()).unwrap_or(LOCAL_URL);
        let opened = store.clone();
        let desk = Desk::new(Setup {
            store,
            sources: desk::Sources::default(),
            public_url: public_url.trim_end_matches('/').to_owned(),
            site: config.site,
            contact: config.contact,
            environment: config.environment.name(),
            post: Post::Kept,
            partners: desk::Partners::default(),
            scanner: desk::Scanner::Off,
            courier: desk::Courier::new(&networks)?,
            identity: desk::IdentitySettings::default(),
            documents: desk::Allowance::default(),
            terms: None,
        })?;
        let done = deed(&desk).await;
        drop(desk);
        opened.close().await;
        done
    })
}

/// The public address where no server has served yet.
const LOCAL_URL: &str = "http://127.0.0.1:8080";

/// As [`beside`], on data that a server has made: a mistyped `--data` must not make an empty database.
fn beside_existing<T>(place: &Place, deed: impl AsyncFnOnce(&Desk) -> anyhow::Result<T>) -> anyhow::Result<T> {
    beside_existing_at(place, None, deed)
}

/// The same, where links are made of the public address.
fn beside_existing_at<T>(
    place: &Place,
    public_url: Option<&str>,
    deed: impl AsyncFnOnce(&Desk) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    if place.database.is_none() && !place.data.join("guichet.db").is_file() {
        let data = place.data.display();
        return Err(Refusal::new(
            "cli.no_data",
            format!("{data} : pas de base ici. Donnez le dossier de données du serveur par --data (ou GUICHET_DATA)."),
            format!("{data}: no database here. Give the server's data folder by --data (or GUICHET_DATA)."),
        )
        .into());
    }
    beside(place, public_url, deed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_names_the_file_of_a_demarche_is_told_its_folder() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("demarche.yaml");
        std::fs::write(&file, "").unwrap();
        let said = must_be_folder(&file).unwrap_err().in_language(Language::Fr);
        let folder = root.path().display();
        assert_eq!(
            said,
            format!("{folder}/demarche.yaml est un fichier ; donnez son dossier : {folder}. [file.is_no_folder]")
        );
        must_be_folder(root.path()).unwrap();
    }
}
