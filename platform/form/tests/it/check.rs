//! Checks every case of `cases/`: a definition in, its diagnostics out.
//!
//! A case is one file `cases/<code>.yaml`, or `cases/<code>--<what>.yaml`: the files of a démarche, each behind a line `=== path`. Files that a case does not give are those of `cases/sound.yaml`;
//! `=== path +=`, `=== path s|old|new` and `=== path -` add to one of those, change it (`\n` is a new line) or leave it out. What must be told stands beside it, in `.err`;
//! `BLESS=1 cargo nextest run -p form` writes it anew, to be read before it is committed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    sync::Arc,
};

use form::{bundle::Bundle, diagnostic::Severity};

use crate::folder::{Lists, catalogue, checked, read, root, shown};

pub(crate) fn cases() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/cases")
}

/// The files of a case, over those of the sound one.
pub(crate) fn files(text: &str, sound: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut files = sound.clone();
    let mut current: Option<String> = None;
    for line in text.lines() {
        if let Some(header) = line.strip_prefix("=== ") {
            current = change(header, &mut files);
        } else if let Some(path) = &current {
            let file = files.entry(path.clone()).or_default();
            file.push_str(line);
            file.push('\n');
        }
    }
    files
}

/// Applies a header; returns the file that the lines below it are added to.
fn change(header: &str, files: &mut BTreeMap<String, String>) -> Option<String> {
    if let Some((path, rest)) = header.split_once(" s|") {
        let mut parts = rest.split('|');
        let (old, new) = (parts.next().unwrap(), parts.next().unwrap());
        let file = files.get_mut(path).unwrap();
        assert!(file.contains(old), "{path} has no {old:?}");
        *file = file.replacen(old, &new.replace("\\n", "\n"), 1);
        return None;
    }
    if let Some(path) = header.strip_suffix(" +=") {
        return Some(path.to_owned());
    }
    if let Some(path) = header.strip_suffix(" -") {
        files.remove(path);
        return None;
    }
    files.insert(header.to_owned(), String::new());
    Some(header.to_owned())
}

/// What whoever makes the formats of agencies tells: their tests stand in `documents` and `desk`.
const TOLD_BY_DOCUMENTS: [&str; 24] = [
    "channel.format",
    "channel.too_large",
    "pdf.broken",
    "pdf.encrypted",
    "pdf.max_length",
    "pdf.no_fields",
    "pdf.not_a_value",
    "pdf.not_fillable",
    "pdf.too_large",
    "pdf.unfilled",
    "pdf.unknown_field",
    "pdf.unknown_option",
    "pdf.xfa",
    "scenario.format",
    "template.not_a_list",
    "template.not_admitted",
    "template.syntax",
    "template.unknown_name",
    "xsd.not_a_schema",
    "xsd.outside",
    "xsd.pattern",
    "xsd.syntax",
    "xsd.too_costly",
    "xsd.unknown_type",
];

fn bundle(files: BTreeMap<String, String>) -> Bundle {
    Bundle {
        name: "essai".to_owned(),
        shown_path: "forms/essai".to_owned(),
        files: files.into_iter().map(|(path, text)| (path, Arc::from(text.into_bytes()))).collect(),
    }
}

pub(crate) fn sound() -> BTreeMap<String, String> {
    let text = fs::read_to_string(cases().join("sound.yaml")).unwrap();
    files(&text, &BTreeMap::new())
}

#[test]
fn every_case_is_told_as_written() {
    let bless = std::env::var_os("BLESS").is_some();
    let sound = sound();
    let mut told: BTreeSet<&'static str> = BTreeSet::new();
    let mut wrong = String::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(cases())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    paths.sort();
    for path in paths {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let case = bundle(files(&text, &sound));
        let mut result = checked(&case);
        if let Some(demarche) = &result.demarche {
            let day = jiff::civil::date(2026, 3, 1);
            let results = form::scenario::run(demarche, &case, &Lists, &form::checker::NoPlugins, day);
            result.diagnostics.extend(results.into_iter().flat_map(|result| result.failures));
        }
        let errors = result.diagnostics.iter().any(|fault| {
            fault.severity == Severity::Error
                && !fault.file.contains("/scenarios/")
                && !fault.code.starts_with("scenario.")
        });
        assert_eq!(result.demarche.is_none(), errors, "{name}");
        told.extend(result.diagnostics.iter().map(|fault| fault.code));
        let code = name.split("--").next().unwrap();
        if code != "sound" && !result.diagnostics.iter().any(|fault| fault.code == code) {
            wrong.push_str(&format!("{name}: {code} is not told\n{}\n", shown(&result.diagnostics)));
        }
        if code == "sound" && !result.diagnostics.is_empty() {
            wrong.push_str(&format!("{name}: something is told\n{}\n", shown(&result.diagnostics)));
        }
        let found = shown(&result.diagnostics);
        let expected_path = path.with_extension("err");
        if bless {
            fs::write(&expected_path, &found).unwrap();
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if expected != found {
            wrong.push_str(&format!("{name}: expected\n{expected}\nfound\n{found}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let known = crate::known_codes();
    let unexplained: Vec<_> = told.difference(&known).collect();
    assert!(unexplained.is_empty(), "told without explanation: {unexplained:?}");
    let elsewhere: BTreeSet<_> = crate::hostile::CODES
        .into_iter()
        .chain(crate::values::CODES)
        .chain(crate::sources::CODES)
        .chain(crate::scenarios::CODES)
        .chain(TOLD_BY_DOCUMENTS)
        .collect();
    let untold: Vec<_> = known.difference(&told).filter(|code| !elsewhere.contains(*code)).collect();
    assert!(untold.is_empty(), "explained, but no case tells them: {untold:?}");
}

/// A rule that is hidden only where it holds, or with what it reads, passes nobody over.
#[test]
fn a_rule_plays_wherever_it_would_refuse() {
    let case = |must: &str, revenu: &str| {
        let text = fs::read_to_string(cases().join("rule.never_played.yaml")).unwrap();
        assert!(text.contains("revenu <= 20000") && text.contains("revenu, aide"));
        let text =
            text.replace("revenu <= 20000", must).replacen("nom, revenu, aide", &format!("nom, {revenu}, aide"), 1);
        let told = checked(&bundle(files(&text, &sound()))).diagnostics;
        told.iter().map(|fault| fault.code).collect::<Vec<_>>()
    };
    let never_played = ["rule.never_played"];
    assert_eq!(case("revenu <= 20000", "revenu"), never_played);
    assert_eq!(case("!aide || revenu <= 20000", "revenu"), [""; 0]);
    assert_eq!(case("aide || revenu <= 20000", "revenu"), never_played);
    assert_eq!(case("revenu <= 20000", "revenu: { show_if: \"aide\" }"), [""; 0]);
    assert_eq!(case("revenu <= 20000", "revenu: { show_if: \"aide && logement == 'locataire'\" }"), [""; 0]);
}

#[test]
fn the_archetype_and_the_forms_of_the_repository_are_sound() {
    let archetype = read(&root().join("archetype"), "archetype");
    let mut folders = vec![archetype];
    for entry in fs::read_dir(root().join("forms")).unwrap() {
        let path = entry.unwrap().path();
        let shown = format!("forms/{}", path.file_name().unwrap().to_str().unwrap());
        folders.push(read(&path, &shown));
    }
    let mut told = String::new();
    for folder in folders {
        let result = checked(&folder);
        told.push_str(&shown(&result.diagnostics));
        assert!(result.demarche.is_some() || !told.is_empty());
    }
    assert!(told.is_empty(), "{told}");
}

#[test]
fn every_component_is_sound_by_itself_and_says_what_it_is_for() {
    let catalogue = catalogue();
    assert!(catalogue.components.len() >= 15);
    let mut told = String::new();
    for bundle in catalogue.components.values() {
        let result = form::check::component(bundle, &catalogue, &Lists);
        told.push_str(&shown(&result.diagnostics));
        if let Some(demarche) = &result.demarche {
            let day = jiff::civil::date(2026, 3, 1);
            for played in form::scenario::run(demarche, &Bundle::default(), &Lists, &form::checker::NoPlugins, day) {
                told.push_str(&shown(&played.failures));
            }
        } else {
            told.push_str(&format!("{} is not sound\n", bundle.name));
        }
        for file in ["README.md", "texts/en.yaml"] {
            assert!(bundle.files.contains_key(file), "{} has no {file}", bundle.name);
        }
    }
    assert!(told.is_empty(), "{told}");
}

/// Whoever takes a component over asks it of everybody, of some, or once a row: its own conditions hold in each case.
#[test]
fn every_component_may_be_asked_optionally_and_in_rows() {
    let catalogue = catalogue();
    let mut told = String::new();
    for (name, component) in &catalogue.components {
        let version =
            component.text("component.yaml").unwrap().lines().find_map(|line| line.strip_prefix("version: \""));
        let major = version.unwrap().split('.').next().unwrap();
        let asked = format!("{{ $ref: \"component:{name}@{major}\", title: Essai }}");
        let rows = format!(
            "{{ title: Lignes, type: array, maxItems: 3, items: {{ type: object, properties: {{ un: {asked} }} }} }}"
        );
        for question in [asked, rows] {
            let schema = format!("type: object\nproperties: {{ essai: {question} }}\n");
            let procedure = "pages: [{ id: un, title: Un, fields: [essai] }]\nrecipients: [{ id: r, title: R, to: { organisation: \"99900000100019\", branch: JCC }, receives: [essai] }]\n";
            let mut files = sound();
            let head = files["demarche.yaml"].split("pages:").next().unwrap().to_owned();
            let tail = "retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: RGPD 6-1-e }\n";
            files.insert("demarche.yaml".to_owned(), head + procedure + tail);
            files.insert("schema.yaml".to_owned(), schema);
            let result = checked(&bundle(files));
            let of_components: Vec<_> = result
                .diagnostics
                .into_iter()
                .filter(|fault| {
                    fault.severity == form::diagnostic::Severity::Error && fault.file.starts_with("components/")
                })
                .collect();
            told.push_str(&shown(&of_components));
        }
    }
    assert!(told.is_empty(), "{told}");
}
