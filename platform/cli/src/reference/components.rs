//! The page of components: what the catalogue in the binary holds, each with its parts, its rules, its guide, its good and bad values.

use std::fmt::Write as _;

use anyhow::Context as _;
use desk::lists::Lists;
use form::{
    bundle::Bundle,
    check,
    demarche::{Demarche, Field, Node, NodeKind},
};
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
    let catalogue = built_in::components();
    page.push_str("\n| composant | à quoi il sert | dans le coffre |\n|---|---|---|\n");
    let mut sections = String::new();
    for (id, bundle) in &catalogue.components {
        let entry = read(bundle, "component.yaml")?;
        let word = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
        let version = word("version");
        let major = version.split('.').next().unwrap_or_default();
        let vault = match entry.get("vault") {
            Some(Value::Sequence(names)) => names.iter().filter_map(Value::as_str).map(code).collect(),
            Some(Value::String(name)) => vec![code(name)],
            _ => Vec::new(),
        };
        let _ = writeln!(
            page,
            "| [{}](#{}) | {} | {} |",
            code(&format!("{id}@{major}")),
            anchor(id),
            cell(word("summary")),
            vault.join(", "),
        );
        let _ = write!(
            sections,
            "\n<a id=\"{}\"></a>\n\n## `{id}` — {}\n\nVersion {version}. Référence : {}\n",
            anchor(id),
            word("title"),
            code(&format!("$ref: \"component:{id}@{major}\"")),
        );
        let checked = check::component(bundle, &catalogue, &Lists::embedded());
        let demarche = checked.demarche.with_context(|| format!("{id} is faulty"))?;
        parts(&mut sections, &demarche, &entry);
        rules(&mut sections, &entry);
        sources(&mut sections, bundle)?;
        if let Some(guide) = bundle.text("README.md") {
            sections.push('\n');
            sections.push_str(body(guide));
            sections.push('\n');
        }
        examples(&mut sections, bundle)?;
    }
    page.push_str(&sections);
    Ok(page)
}

/// What is asked: of a group, its parts; of a question alone, its type.
fn parts(page: &mut String, demarche: &Demarche, entry: &Value) {
    let removable: Vec<&str> = names(entry, "removable");
    let inside = |node: &Node| {
        let rest = node.path.strip_prefix(check::COMPONENT_QUESTION)?;
        Some(rest.trim_start_matches('.').to_owned())
    };
    let mut rows = String::new();
    for node in &demarche.nodes {
        let Some(path) = inside(node) else { continue };
        let kind = match &node.kind {
            NodeKind::Field(field) => kind(field),
            NodeKind::Group => "groupe".to_owned(),
            NodeKind::Rows { .. } => "groupe répété".to_owned(),
        };
        if path.is_empty() {
            if matches!(node.kind, NodeKind::Field(_)) {
                let _ = write!(page, "\nType : {kind}.\n");
                return;
            }
            continue;
        }
        let mark = |yes: bool| if yes { "oui" } else { "" };
        let conditional = !node.show_if.is_empty();
        let _ = writeln!(
            rows,
            "| {} | {} | {kind} | {} | {} |",
            code(&path),
            cell(&node.title.fr),
            if node.required && conditional { "si elle est montrée" } else { mark(node.required) },
            mark(removable.contains(&path.as_str())),
        );
    }
    let _ = write!(page, "\n| part | libellé | type | exigée | peut être laissée |\n|---|---|---|---|---|\n{rows}");
}

/// The type of a question, and its named format.
fn kind(field: &Field) -> String {
    let name = field.field_type.name();
    let mut kind = format!("[{}](champs.md#{name})", code(name));
    if let Some(named) = &field.format {
        let _ = write!(kind, ", [{}](champs.md#format-{})", code(named.format.name), named.format.name);
    }
    if let Some(list) = &field.referential {
        let _ = write!(kind, " ({})", code(list));
    }
    if field.masked {
        kind.push_str(", masqué");
    }
    kind
}

/// What must hold inside it.
fn rules(page: &mut String, entry: &Value) {
    for rule in entry.get("rules").and_then(Value::as_sequence).into_iter().flatten() {
        let word = |key: &str| rule.get(key).and_then(Value::as_str).unwrap_or_default();
        let _ =
            write!(page, "\nRègle {} : {} — « {} »\n", code(word("id")), code(word("must")), word("message").trim());
    }
}

/// Whom it may ask, and what the answer fills in.
fn sources(page: &mut String, bundle: &Bundle) -> anyhow::Result<()> {
    for path in bundle.files.keys().filter(|path| path.starts_with("sources/")) {
        let source = read(bundle, path)?;
        let word = |key: &str| source.get(key).and_then(Value::as_str).unwrap_or_default();
        let given = source.get("answer").and_then(|answer| answer.get("gives")).and_then(Value::as_mapping);
        let parts: Vec<String> = given.into_iter().flatten().filter_map(|(part, _)| part.as_str()).map(code).collect();
        let verified = source.get("verified").and_then(Value::as_bool).unwrap_or_default();
        let _ = write!(
            page,
            "\n[Source](../auteurs/sources.md) {} — {} (réglage {}) : {}{}.\n",
            code(word("source")),
            word("name"),
            code(&format!("GUICHET_SOURCE_{}", word("partner").to_ascii_uppercase().replace('-', "_"))),
            parts.join(", "),
            if verified { ", vérifiés" } else { "" },
        );
    }
    Ok(())
}

/// Its good and bad values, as its scenarios have them: `guichet test` tries them.
fn examples(page: &mut String, bundle: &Bundle) -> anyhow::Result<()> {
    let (mut good, mut bad) = (String::new(), String::new());
    for path in bundle.files.keys().filter(|path| path.starts_with("scenarios/")) {
        let scenario = read(bundle, path)?;
        let list = |key: &str| scenario.get(key).and_then(Value::as_sequence).cloned().unwrap_or_default();
        for item in list("accepts") {
            let value = if item.is_mapping() { item.get("value") } else { Some(&item) };
            let sent = item.get("sent").map(|sent| code(&cell(&one_line(Some(sent))))).unwrap_or_default();
            let _ = writeln!(good, "| {} | {sent} |", code(&cell(&one_line(value))));
        }
        for item in list("refuses") {
            let word = |key: &str| item.get(key).and_then(Value::as_str);
            let why = word("problem").or_else(|| word("rule")).map(code).unwrap_or_default();
            let place = word("at").map(|at| format!(" à {}", code(at))).unwrap_or_default();
            let _ = writeln!(bad, "| {} | {why}{place} |", code(&cell(&one_line(item.get("value")))));
        }
    }
    if !good.is_empty() {
        let _ = write!(page, "\n| accepté, tel que tapé | reçu par le partenaire |\n|---|---|\n{good}");
    }
    if !bad.is_empty() {
        let _ = write!(page, "\n| refusé | faute |\n|---|---|\n{bad}");
    }
    Ok(())
}

/// A value of a scenario on one line; nothing typed is said so.
fn one_line(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "rien".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => serde_json::to_string(other).unwrap_or_default(),
    }
}

fn names<'v>(value: &'v Value, key: &str) -> Vec<&'v str> {
    value.get(key).and_then(Value::as_sequence).into_iter().flatten().filter_map(Value::as_str).collect()
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
