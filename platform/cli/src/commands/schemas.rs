//! `guichet schemas`: writes the schemas by which editors complete and underline the files of a démarche or of a component.

use std::fs;

use form::text::Language;

use super::say_in;
use crate::{Verdict, arguments::Schemas, built_in, reference, refusal::Refusal};

/// The folder of the schemas inside that of a démarche: hidden, because it is no part of the definition.
pub(crate) const FOLDER: &str = ".guichet";

/// Writes every schema, over those of another version of the binary.
pub(crate) fn run(arguments: &Schemas, language: Language) -> anyhow::Result<Verdict> {
    let into = &arguments.into;
    fs::create_dir_all(into).map_err(|error| Refusal::file(into, &error))?;
    let files = reference::editor::files(&built_in::components_with(&arguments.components)?);
    for (name, text) in &files {
        let path = into.join(name);
        fs::write(&path, text).map_err(|error| Refusal::file(&path, &error))?;
    }
    let (shown, count) = (into.display(), files.len());
    say_in(language, format!("{shown} : {count} schémas écrits."), format!("{shown}: {count} schemas written."));
    Ok(Verdict::Well)
}
