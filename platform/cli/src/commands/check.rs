//! `guichet check`: says all that is wrong with definitions.

use std::path::{Path, PathBuf};

use desk::{
    folder::{Excess, TooLarge},
    lists::Lists,
    plugin_files::PluginFiles,
};
use form::{
    bundle::{Bundle, Catalogue},
    check,
    diagnostic::{Diagnostic, Sentence, Severity, Span},
    scenario,
    text::Language,
};

use super::{nothing_here, read_folders, say};
use crate::{
    Verdict,
    arguments::{Check, Format},
    built_in, diagnostics,
    refusal::{self, Refusal},
};

/// Checks every démarche and every component at the paths and shows every fault. Who reads JSON is told in JSON too why nothing could be checked.
pub(crate) fn run(arguments: &Check, language: Language) -> anyhow::Result<Verdict> {
    let outcome = checked(arguments, language);
    if let (Err(error), Format::Json) = (&outcome, arguments.format) {
        say(diagnostics::refused(&refusal::of(error), language));
    }
    outcome
}

fn checked(arguments: &Check, language: Language) -> anyhow::Result<Verdict> {
    let mut catalogue = built_in::components_with(&arguments.definitions.components)?;
    let lists = Lists::embedded();
    let plugins = super::plugins()?;
    let plugin_files = PluginFiles(&plugins);
    let mut all = Vec::new();
    let paths = &arguments.definitions.paths;
    let (demarches, large_demarches) = kept(paths, "demarche.yaml")?;
    let (components, large_components) = kept(paths, "component.yaml")?;
    // One component of a folder may refer to another.
    catalogue.components.extend(components.iter().map(|component| (component.name.clone(), component.clone())));
    let counts = (demarches.len() + large_demarches.len(), components.len() + large_components.len());
    if counts == (0, 0) {
        return Err(nothing_here(paths).into());
    }
    for diagnostic in large_demarches.into_iter().chain(large_components) {
        if arguments.format == Format::Text {
            say(diagnostics::text(&diagnostic, &Bundle::default(), &Catalogue::default(), language));
        }
        all.push(diagnostic);
    }
    let checked_demarches = demarches.iter().map(|bundle| {
        let mut checked = check::check(bundle, &catalogue, &lists, &plugin_files);
        checked.diagnostics.extend(links(bundle));
        checked.diagnostics.extend(scenario::check(checked.demarche.as_ref(), bundle, &lists));
        (bundle, checked)
    });
    let checked_components = components.iter().map(|bundle| {
        let mut checked = check::component(bundle, &catalogue, &lists);
        checked.diagnostics.extend(links(bundle));
        checked.diagnostics.extend(scenario::check_component(checked.demarche.as_ref(), bundle, &lists));
        (bundle, checked)
    });
    for (bundle, checked) in checked_demarches.chain(checked_components) {
        if arguments.format == Format::Text {
            for diagnostic in &checked.diagnostics {
                say(diagnostics::text(diagnostic, bundle, &catalogue, language));
            }
        }
        all.extend(checked.diagnostics);
    }
    let errors = all.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    match arguments.format {
        Format::Json => say(diagnostics::json(&all, language)),
        Format::Text => say(diagnostics::summary(counts, errors, all.len() - errors, language)),
    }
    Ok(if errors == 0 { Verdict::Well } else { Verdict::Faults })
}

/// The folders that hold `marker`, and a fault for each that is beyond what a definition needs: it is one of the author's, as any other.
fn kept(paths: &[PathBuf], marker: &str) -> anyhow::Result<(Vec<Bundle>, Vec<Diagnostic>)> {
    let (mut kept, mut told) = (Vec::new(), Vec::new());
    for (folder, read) in read_folders(paths, marker)? {
        match read {
            Ok(bundle) => kept.push(bundle),
            Err(error) => match error.downcast::<TooLarge>() {
                Ok(large) => told.push(too_large(&large)),
                Err(error) => return Err(Refusal::file(&folder, &error).into()),
            },
        }
    }
    Ok((kept, told))
}

/// A warning for each link of a folder: what it leads to is not read, so that a definition holds all that it says.
fn links(bundle: &Bundle) -> Vec<Diagnostic> {
    let links = desk::folder::links(Path::new(&bundle.shown_path)).unwrap_or_default();
    let told = links.into_iter().map(|path| Diagnostic {
        code: "definition.unread_file",
        severity: Severity::Warning,
        file: path.display().to_string(),
        span: Span { line: 1, column: 1, start: 0, end: 0 },
        cause: Sentence::new("C'est un lien : il n'est pas lu.", "This is a link: it is not read."),
        cure: Sentence::new("Mettez le fichier lui-même dans le dossier.", "Put the file itself into the folder."),
        related: Vec::new(),
    });
    told.collect()
}

fn too_large(large: &TooLarge) -> Diagnostic {
    let (cause, cure) = match large.excess {
        Excess::File => (
            Sentence::new(
                "Ce fichier est plus grand que tout ce qu'une définition contient ; la limite est de 512 ko.",
                "This file is larger than anything a definition holds; the limit is 512 kB.",
            ),
            Sentence::new(
                "Sortez-le du dossier ; un référentiel tient mieux les longues listes.",
                "Take it out of the folder; a référentiel holds long lists better.",
            ),
        ),
        Excess::Files => (
            Sentence::new(
                "Ce dossier contient plus de fichiers qu'aucune définition.",
                "This folder holds more files than any definition.",
            ),
            Sentence::new("Retirez ce qui n'en fait pas partie.", "Remove what is no part of it."),
        ),
        Excess::Depth => (
            Sentence::new(
                "Des dossiers sont imbriqués ici plus profondément que dans aucune définition.",
                "Folders lie in one another here deeper than in any definition.",
            ),
            Sentence::new("Retirez ce qui n'en fait pas partie.", "Remove what is no part of it."),
        ),
    };
    Diagnostic {
        code: "body.too_large",
        severity: Severity::Error,
        file: large.path.display().to_string(),
        span: Span { line: 1, column: 1, start: 0, end: 0 },
        cause,
        cure,
        related: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_link_is_told() {
        let root = tempfile::tempdir().unwrap();
        let scenarios = root.path().join("scenarios");
        std::fs::create_dir(&scenarios).unwrap();
        std::fs::write(root.path().join("a.yaml"), "").unwrap();
        std::os::unix::fs::symlink("../a.yaml", scenarios.join("b.yaml")).unwrap();
        let bundle = desk::folder::bundle(root.path()).unwrap();
        assert!(!bundle.files.contains_key("scenarios/b.yaml"));
        let told = links(&bundle);
        let told: Vec<_> = told.iter().map(|fault| (fault.code, fault.severity, fault.file.as_str())).collect();
        let file = scenarios.join("b.yaml").display().to_string();
        assert_eq!(told, [("definition.unread_file", Severity::Warning, file.as_str())]);
    }

    #[test]
    fn why_nothing_could_be_checked_is_told_in_json_too() {
        let refusal = nothing_here(&["nulle-part".into()]);
        let json: serde_json::Value = serde_json::from_str(&diagnostics::refused(&refusal, Language::Fr)).unwrap();
        assert_eq!(json["diagnostics"], serde_json::json!([]));
        assert_eq!(json["refusal"]["code"], "cli.no_demarche");
        assert!(json["refusal"]["cause"].as_str().unwrap().starts_with("nulle-part : ni démarche"), "{json}");
    }

    #[test]
    fn a_file_beyond_any_definition_is_a_fault_of_the_author() {
        let root = tempfile::tempdir().unwrap();
        for (name, bytes) in [("grande", 10_000_000), ("petite", 10)] {
            let folder = root.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join("demarche.yaml"), vec![b'#'; bytes]).unwrap();
        }
        let (kept, told) = kept(&[root.path().to_owned()], "demarche.yaml").unwrap();
        assert_eq!(kept.iter().map(|bundle| bundle.name.as_str()).collect::<Vec<_>>(), ["petite"]);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].code, "body.too_large");
        assert!(told[0].file.ends_with("grande/demarche.yaml"), "{}", told[0].file);
        let json = diagnostics::json(&told, Language::Fr);
        assert!(json.contains("\"code\": \"body.too_large\""), "{json}");
    }
}
