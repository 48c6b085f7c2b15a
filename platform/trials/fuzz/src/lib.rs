//! What the targets share: folders of the repository as bundles, a few lists, and panics that are told once.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use form::{
    bundle::{Bundle, Catalogue},
    lookup::{Entry, Lookup, Resolved},
};

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."))
}

/// A folder of the repository as a bundle.
pub fn read(folder: &str) -> Bundle {
    let folder = root().join(folder);
    let mut files = BTreeMap::new();
    collect(&folder, &folder, &mut files);
    let name = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
    Bundle { shown_path: name.clone(), name, files }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Arc<[u8]>>) {
    for entry in fs::read_dir(folder).expect("the folder is of the repository").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if let (Ok(name), Ok(bytes)) = (path.strip_prefix(root), fs::read(&path)) {
            files.insert(name.to_string_lossy().into_owned(), bytes.into());
        }
    }
}

/// The components of the repository.
pub fn catalogue() -> Catalogue {
    let folders = fs::read_dir(root().join("components")).expect("the repository has components").flatten();
    let named =
        folders.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().to_string_lossy().into_owned());
    Catalogue { components: named.map(|name| (name.clone(), read(&format!("components/{name}")))).collect() }
}

/// Two entries, the same in every list.
pub struct Lists;

const ENTRIES: [(&str, &str); 2] = [("31555", "Toulouse"), ("99100", "France")];

impl Lookup for Lists {
    fn knows(&self, _list: &str) -> bool {
        true
    }

    fn entry(&self, _list: &str, code: &str) -> Option<Entry> {
        let found = ENTRIES.iter().find(|(known, _)| *known == code);
        found.map(|(code, nom)| Entry { code: (*code).to_owned(), nom: (*nom).to_owned(), detail: String::new() })
    }

    fn resolve(&self, list: &str, typed: &str) -> Resolved {
        let code = ENTRIES.iter().find(|(code, nom)| typed == *code || typed == *nom).map(|(code, _)| *code);
        code.and_then(|code| self.entry(list, code)).map_or(Resolved::None, Resolved::One)
    }

    fn postal_codes(&self, commune: &str) -> Vec<String> {
        if commune == "31555" { vec!["31000".to_owned()] } else { Vec::new() }
    }
}

/// Tells panics, but those of the parser of CEL, which `form` catches; each other one leaves the target, which ends the process.
pub fn tell_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let caught =
            panic.location().is_some_and(|place| place.file().contains("/cel-") || place.file().contains("/antlr"));
        if !caught {
            eprintln!("{panic}");
        }
    }));
}
