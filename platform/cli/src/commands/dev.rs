//! `guichet dev`: serves a démarche while it is written; each request reads what was saved, and faults stand on the page.

use desk::Sources;
use form::text::Language;

use super::{must_be_folder, no_demarche, say, say_in, serve};
use crate::{Verdict, arguments::Dev, built_in, refusal::Refusal};

/// Serves until Ctrl-C, on a data folder that is thrown away.
pub(crate) fn run(arguments: Dev, language: Language) -> anyhow::Result<Verdict> {
    let path = &arguments.path;
    for folder in std::iter::once(path).chain(&arguments.components) {
        must_be_folder(folder)?;
    }
    let forms = desk::folder::children(std::slice::from_ref(path), "demarche.yaml")
        .map_err(|error| Refusal::file(path, &error))?;
    if forms.is_empty() {
        return Err(no_demarche(&path.display().to_string()).into());
    }
    let data = tempfile::Builder::new()
        .prefix("guichet-dev-")
        .tempdir()
        .map_err(|error| Refusal::file(&std::env::temp_dir(), &error))?;
    let mut config = server::Config::new(data.path());
    config.listen = arguments.listen;
    config.public_url = format!("http://{}", arguments.listen);
    config.demo = true;
    config.partners = serve::partners(&[], std::env::vars())?;
    config.directories.push(serve::demonstration_directory(data.path())?);
    if let Some(directory) = arguments.directory {
        // A mistyped name is told before anything is made.
        std::fs::read(&directory).map_err(|error| Refusal::file(&directory, &error))?;
        config.directories.push(directory);
    }
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
        compiler: Some((super::compiler(), data.path().join("plugins"))),
    };
    let public_url = config.public_url.clone();
    serve::serve(config, move |_, _| {
        for name in &names {
            say(format!("{public_url}/demarches/{name}"));
        }
        say_in(
            language,
            "Enregistrez un fichier : la page suivante en tient compte. Ctrl-C pour arrêter.",
            "Save a file: the next page knows. Ctrl-C to stop.",
        );
    })
}
