//! The page of components: what the catalogue in the binary holds, each with its guide.

use std::fmt::Write as _;

use anyhow::Context as _;
use form::bundle::Bundle;
use serde_yaml::Value;

use super::{anchor, cell, code, head};
use crate::built_in;

pub(super) fn page() -> anyhow::Result<String> {
    let mut page = head(
        "Les composants",
        "The catalogue of reusable blocks of questions.",
        "Un composant s'emploie dans `schema.yaml` par `$ref: \"component:<id>@<version majeure>\"`. Ceux-ci sont dans le binaire ; les vôtres s'y ajoutent par `--components`. \
         Voir [le guide](../auteurs/composants.md).",
    );
    let components = built_in::components().components;
    page.push_str("\n| composant | à quoi il sert | dans le coffre |\n|---|---|---|\n");
    let mut sections = String::new();
    for (id, bundle) in &components {
        let entry = read(bundle, "component.yaml")?;
        let word = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
        let version = word("version");
        let major = version.split('.').next().unwrap_or_default();
        let vault = word("vault");
        let _ = writeln!(
            page,
            "| [{}](#{}) | {} | {} |",
            code(&format!("{id}@{major}")),
            anchor(id),
            cell(word("summary")),
            if vault.is_empty() { String::new() } else { code(vault) },
        );
        let _ = write!(
            sections,
            "\n<a id=\"{}\"></a>\n\n## `{id}` — {}\n\nVersion {version}. Référence : {}\n",
            anchor(id),
            word("title"),
            code(&format!("$ref: \"component:{id}@{major}\"")),
        );
        parts(&mut sections, bundle, &entry)?;
        if let Some(guide) = bundle.text("README.md") {
            sections.push('\n');
            sections.push_str(body(guide));
            sections.push('\n');
        }
    }
    page.push_str(&sections);
    Ok(page)
}

/// The parts of a component that is a group, and which may be left out.
fn parts(page: &mut String, bundle: &Bundle, entry: &Value) -> anyhow::Result<()> {
    let schema = read(bundle, "schema.yaml")?;
    let Some(properties) = schema.get("properties").and_then(Value::as_mapping) else {
        return Ok(());
    };
    let names = |value: &Value, key: &str| -> Vec<String> {
        let list = value.get(key).and_then(Value::as_sequence);
        list.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    };
    let required = names(&schema, "required");
    let shown: Vec<String> = properties
        .keys()
        .filter_map(Value::as_str)
        .map(|name| if required.iter().any(|known| known == name) { format!("`{name}` *") } else { code(name) })
        .collect();
    let _ = write!(page, "\nParts (`*` : il faut y répondre) : {}.", shown.join(", "));
    let removable: Vec<String> = names(entry, "removable").iter().map(|name| code(name)).collect();
    if !removable.is_empty() {
        let _ = write!(page, " Peuvent être laissées par `without` : {}.", removable.join(", "));
    }
    page.push('\n');
    Ok(())
}

fn read(bundle: &Bundle, file: &str) -> anyhow::Result<Value> {
    let place = || format!("{}/{file}", bundle.shown_path);
    let text = bundle.text(file).with_context(place)?;
    serde_yaml::from_str(text).with_context(place)
}

/// The guide without its title, which stands above.
fn body(guide: &str) -> &str {
    let guide = guide.trim();
    match guide.strip_prefix("# ") {
        Some(rest) => rest.split_once('\n').map_or("", |(_, body)| body).trim(),
        None => guide,
    }
}
