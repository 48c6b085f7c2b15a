//! `guichet lock`: writes into each démarche's folder which components it is made of, by the hash of their content.

use std::{fs, path::Path};

use desk::{lists::Lists, plugin_files::PluginFiles};
use form::{
    check::{LOCK_FILE, check, lock_text},
    text::Language,
};

use super::{demarches, say, say_in};
use crate::{Verdict, arguments::Lock, built_in, diagnostics, refusal::Refusal};

/// Writes the file of every démarche at the paths. One with other faults is left as it is: its faults are shown.
pub(crate) fn run(arguments: &Lock, language: Language) -> anyhow::Result<Verdict> {
    let catalogue = built_in::components_with(&arguments.definitions.components)?;
    let lists = Lists::embedded();
    let plugins = super::plugins()?;
    let mut verdict = Verdict::Well;
    for mut bundle in demarches(&arguments.definitions.paths)? {
        // What stands there already is what is to be written anew.
        let before = bundle.files.remove(LOCK_FILE);
        let checked = check(&bundle, &catalogue, &lists, &PluginFiles(&plugins));
        let Some(demarche) = checked.demarche else {
            verdict = Verdict::Faults;
            for found in &checked.diagnostics {
                say(diagnostics::text(found, &bundle, &catalogue, language));
            }
            continue;
        };
        let text = lock_text(&demarche.components);
        let file = Path::new(&bundle.shown_path).join(LOCK_FILE);
        let shown = file.display();
        if before.as_deref() == Some(text.as_bytes()) {
            say_in(language, format!("{shown} : déjà à jour."), format!("{shown}: current already."));
            continue;
        }
        fs::write(&file, &text).map_err(|error| Refusal::file(&file, &error))?;
        let count = demarche.components.len();
        say_in(
            language,
            format!("{shown} : {count} composant{} figé{0}.", if count < 2 { "" } else { "s" }),
            format!("{shown}: {count} component{} pinned.", if count == 1 { "" } else { "s" }),
        );
    }
    Ok(verdict)
}
