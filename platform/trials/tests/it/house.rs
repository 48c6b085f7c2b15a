//! Keeps the walls of the house: who may import whom, and which heavy crate lives in which room.

use std::{collections::BTreeMap, path::Path, process::Command};

/// Each crate of ours, its floor, and the crates of ours that it may import. As drawn in wiki/architecture.md.
const HOUSE: &[(&str, u8, &[&str])] = &[
    ("form", 0, &[]),
    ("referentials", 0, &[]),
    ("words", 0, &[]),
    ("pages", 1, &["form", "words"]),
    ("documents", 1, &["form", "words"]),
    ("store", 1, &["form"]),
    ("plugins", 1, &["form"]),
    ("connectors", 1, &["form"]),
    ("desk", 2, &["form", "referentials", "words", "pages", "documents", "store", "plugins", "connectors"]),
    ("server", 3, &["desk", "form", "pages", "words", "store", "documents"]),
    ("guichet", 4, &["server", "desk", "form", "store", "documents", "plugins", "referentials", "words"]),
    ("trials", 5, &[]),
    // An example to copy: it knows of the platform what the description of its API says.
    ("partner-rust", 5, &[]),
];

/// Each heavy or dangerous crate, and the only crates of ours that may name it.
const ROOMS: &[(&str, &[&str])] = &[
    ("axum", &["server", "trials"]),
    ("cel", &["form"]),
    ("jsonschema", &["form"]),
    ("lettre", &["connectors"]),
    ("minijinja", &["documents", "pages", "trials"]),
    ("printpdf", &["documents"]),
    ("sqlx", &["store", "trials"]),
    ("wasmtime", &["plugins"]),
    ("xsd-schema", &["documents"]),
    ("fluent-bundle", &["words"]),
    ("chacha20poly1305", &["store"]),
];

/// What no crate may bring in: a second TLS stack, an unsound YAML reader.
const REFUSED: &[&str] = &["aws-lc-sys", "openssl-sys", "native-tls", "serde_yml"];

fn metadata() -> serde_json::Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO"))
        // Not offline: packages of other platforms are in the tree too, and a fresh machine has not fetched them.
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root)
        .output()
        .expect("cargo metadata runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

/// The direct dependencies that each of our crates has for its code; tests may import more.
fn imports(metadata: &serde_json::Value) -> BTreeMap<String, Vec<String>> {
    let members: Vec<&str> =
        metadata["workspace_members"].as_array().expect("members").iter().filter_map(|id| id.as_str()).collect();
    metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .filter(|package| members.contains(&package["id"].as_str().unwrap_or_default()))
        .map(|package| {
            let dependencies = package["dependencies"]
                .as_array()
                .expect("dependencies")
                .iter()
                .filter(|dependency| dependency["kind"].is_null())
                .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned))
                .collect();
            (package["name"].as_str().expect("a name").to_owned(), dependencies)
        })
        .collect()
}

#[test]
fn imports_go_down_and_stay_in_their_rooms() {
    let imports = imports(&metadata());
    let mut faults = Vec::new();
    for (name, dependencies) in &imports {
        let Some((_, _, allowed)) = HOUSE.iter().find(|(known, ..)| known == name) else {
            faults.push(format!("{name} has no place in the house: give it one"));
            continue;
        };
        for dependency in dependencies {
            let ours = HOUSE.iter().any(|(known, ..)| known == dependency);
            if ours && !allowed.contains(&dependency.as_str()) {
                faults.push(format!("{name} imports {dependency}"));
            }
            if let Some((_, rooms)) = ROOMS.iter().find(|(heavy, _)| heavy == dependency)
                && !rooms.contains(&name.as_str())
            {
                faults.push(format!("{name} imports {dependency}, which lives in {rooms:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn floors_are_in_order() {
    for (name, floor, allowed) in HOUSE {
        for below in *allowed {
            let (_, other, _) = HOUSE
                .iter()
                .find(|(known, ..)| known == below)
                .unwrap_or_else(|| panic!("{below} is not in the house"));
            assert!(other < floor, "{name} may not import {below}: it is not below");
        }
    }
}

#[test]
fn nothing_refused_is_in_the_tree() {
    let metadata = metadata();
    let found: Vec<&str> = metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .filter_map(|package| package["name"].as_str())
        .filter(|name| REFUSED.contains(name))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn sql_stands_in_the_store_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut faults = Vec::new();
    for room in std::fs::read_dir(&root).expect("platform").flatten() {
        let name = room.file_name().to_string_lossy().into_owned();
        if ["store", "trials", "web"].contains(&name.as_str()) {
            continue;
        }
        each_source(&room.path().join("src"), &mut |path, text| {
            for statement in ["SELECT ", "INSERT INTO", "DELETE FROM", "select * from", "insert into "] {
                if text.contains(statement) {
                    faults.push(format!("{}: {statement}", path.display()));
                }
            }
        });
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_says_what_lives_in_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut faults = Vec::new();
    for room in std::fs::read_dir(&root).expect("platform").flatten() {
        each_source(&room.path().join("src"), &mut |path, text| {
            if !text.starts_with("//!") {
                faults.push(path.display().to_string());
            }
        });
    }
    assert!(faults.is_empty(), "no opening words in:\n{}", faults.join("\n"));
}

fn each_source(folder: &Path, visit: &mut dyn FnMut(&Path, &str)) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            each_source(&path, visit);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            visit(&path, &std::fs::read_to_string(&path).expect("UTF-8 source"));
        }
    }
}
