//! Reads folders of the repository and of the cases, and answers for reference lists.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use form::{
    bundle::{Bundle, Catalogue},
    check::{AnyPlugin, Checked, check},
    diagnostic::{Diagnostic, Severity},
    lookup::{Entry, Lookup, Resolved},
    text::Language,
};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder as a bundle.
pub(crate) fn read(folder: &Path, shown: &str) -> Bundle {
    let mut files = BTreeMap::new();
    collect(folder, folder, &mut files);
    Bundle { name: folder.file_name().unwrap().to_str().unwrap().to_owned(), shown_path: shown.to_owned(), files }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Arc<[u8]>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, fs::read(&path).unwrap().into());
        }
    }
}

/// The components of the repository.
pub(crate) fn catalogue() -> Catalogue {
    let components = fs::read_dir(root().join("components"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let bundle = read(&path, &format!("components/{name}"));
            (name, bundle)
        })
        .collect();
    Catalogue { components }
}

/// A few entries of each list.
pub(crate) struct Lists;

const ENTRIES: &[(&str, &str, &str)] = &[
    ("communes", "31555", "Toulouse"),
    ("communes", "75056", "Paris"),
    ("communes_naissance", "31555", "Toulouse"),
    ("pays", "99100", "France"),
    ("pays", "99139", "Portugal"),
    ("nationalites", "99139", "Portugaise"),
    ("departements", "31", "Haute-Garonne"),
    ("departements", "57", "Moselle"),
    ("departements", "67", "Bas-Rhin"),
    ("departements", "68", "Haut-Rhin"),
];

/// The postcode of Toulouse, the one commune that has any here.
const POSTCODE: &str = "31000";

fn entry(code: &str, nom: &str) -> Entry {
    Entry { code: code.to_owned(), nom: nom.to_owned(), detail: String::new() }
}

impl Lookup for Lists {
    fn knows(&self, list: &str) -> bool {
        ENTRIES.iter().any(|(known, _, _)| *known == list)
    }

    fn entry(&self, list: &str, code: &str) -> Option<Entry> {
        let known = ENTRIES
            .iter()
            .find(|(known, known_code, _)| *known == list && *known_code == code)
            .map(|(_, code, nom)| entry(code, nom));
        // Any other commune of five digits exists too, except the postcode of the one known: scenarios of the repository name real ones.
        let other = || {
            let commune = code != POSTCODE
                && list.starts_with("communes")
                && code.len() == 5
                && code.bytes().all(|b| b.is_ascii_digit());
            commune.then(|| entry(code, &format!("Commune {code}")))
        };
        known.or_else(other)
    }

    fn postal_codes(&self, commune: &str) -> Vec<String> {
        if commune == "31555" { vec![POSTCODE.to_owned()] } else { Vec::new() }
    }

    fn resolve(&self, list: &str, typed: &str) -> Resolved {
        let found: Vec<Entry> = ENTRIES
            .iter()
            .filter(|(known, code, nom)| {
                *known == list
                    && (*code == typed
                        || typed == POSTCODE && *code == "31555"
                        || nom.to_lowercase().starts_with(&typed.to_lowercase()))
            })
            .map(|(_, code, nom)| entry(code, nom))
            .collect();
        match found.len() {
            0 => Resolved::None,
            1 => Resolved::One(found[0].clone()),
            _ => Resolved::Many(found),
        }
    }
}

/// Checks a bundle with the repository's components.
pub(crate) fn checked(bundle: &Bundle) -> Checked {
    check(bundle, &catalogue(), &Lists, &AnyPlugin)
}

/// What was told, one fault a paragraph, in both languages.
pub(crate) fn shown(diagnostics: &[Diagnostic]) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for fault in diagnostics {
        let kind = match fault.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let _ = writeln!(text, "{kind}[{}]: {}:{}:{}", fault.code, fault.file, fault.span.line, fault.span.column);
        for language in [Language::Fr, Language::En] {
            let _ = writeln!(text, "  {}\n    {}", fault.cause.get(language), fault.cure.get(language));
        }
        for (span, why) in &fault.related {
            let _ = writeln!(text, "  {}:{} {}", span.line, span.column, why.get(Language::Fr));
        }
    }
    text
}
