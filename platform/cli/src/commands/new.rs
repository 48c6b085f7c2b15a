//! `guichet new`: makes a démarche from the archetype, and beside its files the schemas that editors complete and underline them by.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use form::{definition::editor, text::Language};

use super::{say_in, schemas};
use crate::{Verdict, arguments::New, built_in, reference, refusal::Refusal};

/// The id that the archetype's files bear, and that the new démarche's takes the place of.
const MODEL: &str = "archetype";

/// Copies the archetype into a folder named after the id. Never writes over anything.
pub(crate) fn run(arguments: &New, language: Language) -> anyhow::Result<Verdict> {
    let id = &arguments.id;
    let folder = make(id, &arguments.into, |folder| {
        for (path, bytes) in built_in::archetype() {
            let bytes = match String::from_utf8(bytes) {
                Ok(text) => {
                    let text = if path == "README.md" {
                        titled(&text, id)
                    } else {
                        text.replace(&format!("demarche: {MODEL}"), &format!("demarche: {id}"))
                    };
                    let first = editor::of_demarche(&path).map(|schema| schema.first_line(schemas::FOLDER, &path));
                    (first.unwrap_or_default() + &text).into_bytes()
                }
                Err(binary) => binary.into_bytes(),
            };
            write(&folder.join(&path), &bytes)?;
        }
        let of_components = [editor::COMPONENT_SCHEMA, editor::VALUES_SCHEMA];
        for (name, text) in reference::editor::files(&built_in::components()) {
            if of_components.contains(&name) {
                continue;
            }
            write(&folder.join(schemas::FOLDER).join(name), text.as_bytes())?;
        }
        Ok(())
    })?;
    let shown = folder.display();
    say_in(language, format!("{shown} est prêt."), format!("{shown} is ready."));
    let next = [
        ("check", "vérifie la définition", "checks the definition"),
        ("test ", "joue ses scénarios", "plays its scenarios"),
        ("dev  ", "l'affiche pendant que vous l'écrivez", "serves it while you write"),
    ];
    for (command, french, english) in next {
        let line = |does: &str| {
            format!(
                "  guichet {} {shown}{:pad$}   {does}",
                command.trim_end(),
                "",
                pad = command.len() - command.trim_end().len()
            )
        };
        say_in(language, line(french), line(english));
    }
    Ok(Verdict::Well)
}

/// The archetype's README under the title of what is made of it: its own would stay and speak of another démarche.
fn titled(text: &str, id: &str) -> String {
    let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
    format!("# {id}\n{rest}")
}

/// Makes a folder named after the id, in which `fill` writes. Nothing that is there already is touched.
pub(super) fn make(id: &str, into: &Path, fill: impl FnOnce(&Path) -> Result<(), Refusal>) -> Result<PathBuf, Refusal> {
    let well_formed = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.len() <= 60
        && !id.ends_with('-')
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !well_formed {
        return Err(Refusal::new(
            "cli.bad_id",
            format!(
                "« {id} » : l'identifiant commence par une lettre minuscule, n'a que des minuscules sans accent, des chiffres et \
                 des tirets, et 60 caractères au plus ; par exemple « carte-stationnement »."
            ),
            format!(
                "“{id}”: the id begins with a lower-case letter, has only lower-case letters, digits and hyphens, and 60 \
                 characters at most; for example “carte-stationnement”."
            ),
        ));
    }
    let folder = if into == Path::new(".") { PathBuf::from(id) } else { into.join(id) };
    if folder.symlink_metadata().is_ok() {
        return Err(Refusal::new(
            "cli.exists",
            format!(
                "{} existe déjà, et rien n'y a été écrit. Prenez un autre identifiant, ou --into.",
                folder.display()
            ),
            format!("{} exists already, and nothing was written there. Take another id, or --into.", folder.display()),
        ));
    }
    fill(&folder)?;
    Ok(folder)
}

/// Writes a new file, and the folders above it.
pub(super) fn write(target: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).map_err(|error| Refusal::file(parent, &error))?;
    }
    fs::File::create_new(target)
        .and_then(|mut file| file.write_all(bytes))
        .map_err(|error| Refusal::file(target, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_bears_the_name_of_the_new_demarche() {
        let root = tempfile::tempdir().unwrap();
        let arguments = New { id: "piscine".to_owned(), into: root.path().to_owned() };
        run(&arguments, Language::Fr).unwrap();
        let readme = fs::read_to_string(root.path().join("piscine/README.md")).unwrap();
        assert!(readme.starts_with("# piscine\n\nUne démarche modèle"), "{readme}");
        assert!(fs::read_to_string(root.path().join("piscine/demarche.yaml")).unwrap().contains("demarche: piscine"));
    }
}
