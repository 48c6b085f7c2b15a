//! `guichet dev`: serves a démarche while it is written; each request reads what was saved, and faults stand on the page.

use anyhow::Context as _;
use desk::Sources;

use super::{say, serve};
use crate::{Verdict, arguments::Dev, built_in};

/// Serves until Ctrl-C, on a data folder that is thrown away.
pub(crate) fn run(arguments: Dev) -> anyhow::Result<Verdict> {
    let forms = desk::folder::children(std::slice::from_ref(&arguments.path), "demarche.yaml")?;
    anyhow::ensure!(
        !forms.is_empty(),
        "{} : aucune démarche ici, il y faut un fichier demarche.yaml · no démarche here",
        arguments.path.display()
    );
    let data = tempfile::Builder::new().prefix("guichet-dev-").tempdir().context("no room for a temporary folder")?;
    let mut config = server::Config::new(data.path());
    config.listen = arguments.listen;
    config.public_url = format!("http://{}", arguments.listen);
    config.demo = true;
    config.directories.push(serve::demonstration_directory(data.path())?);
    let names: Vec<String> = forms
        .iter()
        .filter_map(|path| Some(path.canonicalize().ok()?.file_name()?.to_string_lossy().into_owned()))
        .collect();
    config.sources = Sources {
        forms,
        components: arguments.components,
        built_in_forms: Vec::new(),
        built_in_components: built_in::components(),
        watch: true,
    };
    let public_url = config.public_url.clone();
    serve::serve(config, move |_, _| {
        for name in &names {
            say(format!("{public_url}/demarches/{name}"));
        }
        say("Enregistrez un fichier : la page suivante en tient compte. Ctrl-C pour arrêter.");
    })
}
