//! Holds the documentation to the tree: every link and every path it names leads somewhere.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Code spans that begin like this name a place of the repository.
const ROOTS: &[&str] = &["archetype/", "components/", "examples/", "forms/", "platform/", "wiki/"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn markdown(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            markdown(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

fn pages() -> Vec<PathBuf> {
    let root = root();
    let mut pages: Vec<PathBuf> =
        ["README.md", "LISEZMOI.md", "CONTRIBUTING.md", "SECURITY.md"].iter().map(|name| root.join(name)).collect();
    for folder in ["wiki", "examples", "components"] {
        markdown(&root.join(folder), &mut pages);
    }
    pages
}

/// The text without its fenced blocks, which hold examples.
fn prose(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The targets of `[…](target)`.
fn links(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

/// The code spans that name places.
fn places(text: &str) -> Vec<&str> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| ROOTS.iter().any(|start| code.starts_with(start)) && !code.contains(['<', '*', '…', ' ', '\n']))
        .collect()
}

/// Whether a page has an anchor: one of its own (`<a id="…">`), or a heading's.
fn has_anchor(page: &str, anchor: &str) -> bool {
    let slug = |heading: &str| -> String {
        heading
            .trim_start_matches('#')
            .trim()
            .to_lowercase()
            .chars()
            .filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'))
            .map(|sign| if sign == ' ' { '-' } else { sign })
            .collect()
    };
    page.contains(&format!("<a id=\"{anchor}\"></a>"))
        || page.lines().filter(|line| line.starts_with('#')).any(|line| slug(line) == anchor)
}

#[test]
fn every_link_of_the_documentation_leads_somewhere() {
    let mut faults = Vec::new();
    for page in pages() {
        let text = prose(&fs::read_to_string(&page).expect("UTF-8"));
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.clone() } else { page.parent().expect("a folder").join(path) };
            if !target.exists() {
                faults.push(format!("{}: {link}", page.display()));
            } else if !anchor.is_empty() && !has_anchor(&fs::read_to_string(&target).unwrap_or_default(), anchor) {
                faults.push(format!("{}: {link}: no such anchor", page.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_path_that_the_documentation_names_exists() {
    let mut faults = Vec::new();
    let mut named = 0;
    for page in pages() {
        let text = prose(&fs::read_to_string(&page).expect("UTF-8"));
        for place in places(&text) {
            named += 1;
            if !root().join(place).exists() {
                faults.push(format!("{}: {place}", page.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(named > 100, "the map names few places: {named}");
}
