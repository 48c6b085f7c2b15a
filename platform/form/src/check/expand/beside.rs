//! Tells what does not go beside a reference, and where a key that no schema knows belongs.

use crate::{
    definition::{
        keys::{FIELD_ENTRY, SCHEMA},
        reader,
        report::Report,
        tree::{Entry, Node, Written},
    },
    diagnostic::Sentence,
};

/// A setting of the page, a question that stands beside `properties`, a text that a comma cut, or a slip.
pub(super) fn cure_of_unknown(entry: &Entry) -> Sentence {
    let name = entry.key.text.as_str();
    if FIELD_ENTRY.key(name).is_some() {
        return cure_beside(name);
    }
    if let Some(meant) = SCHEMA.meant(name) {
        return Sentence::new(format!("Vouliez-vous écrire « {meant} » ?"), format!("Did you mean “{meant}”?"));
    }
    let question = ["$ref", "enum", "oneOf", "properties", "title", "type"];
    if entry.value.entries().iter().any(|inner| question.contains(&inner.key.text.as_str())) {
        return Sentence::new(
            "Si c'est une question, mettez-la sous « properties », en retrait comme ses voisines.",
            "If it is a question, put it under “properties”, indented like its neighbours.",
        );
    }
    reader::cure_of_comma(entry).unwrap_or_else(|| Sentence::new("Retirez-la.", "Remove it."))
}

/// Beside a reference only words and the choice of parts make sense.
pub(super) fn beside_reference(report: &mut Report, tree: &Node) {
    const ADMITTED: &[&str] =
        &["$ref", "title", "description", "parts", "without", "optional", "about", "$comment", "examples"];
    for entry in tree.entries() {
        let name = entry.key.text.as_str();
        if !ADMITTED.contains(&name)
            && SCHEMA.key(name).is_some()
            && name != "$defs"
            && name != "$schema"
            && name != "$id"
        {
            report.error(
                "schema.beside_ref",
                entry.key.place,
                Sentence::new(
                    format!("À côté de « $ref », « {name} » n'a pas d'effet."),
                    format!("Beside “$ref”, “{name}” has no effect."),
                ),
                cure_beside(name),
            );
        }
    }
    if let Some(written) = tree.get("$ref").and_then(Node::scalar) {
        component_only(report, tree, written);
    }
}

/// A setting of the field goes to its page; what else a component lacks, a rule says.
fn cure_beside(name: &str) -> Sentence {
    let of_page = FIELD_ENTRY.key(name).map(|key| key.name).or((name == "maxItems").then_some("max_files"));
    if let Some(name) = of_page {
        return Sentence::new(
            format!("Retirez-le et écrivez-le dans demarche.yaml, sur la page : « <champ>: {{ {name}: … }} »."),
            format!("Remove it and write it in demarche.yaml, on the page: “<field>: {{ {name}: … }}”."),
        );
    }
    Sentence::new(
        "Retirez-le ; ce qu'un composant n'exige pas, une règle le dit dans demarche.yaml, sous « rules ».",
        "Remove it; what a component does not demand, a rule says in demarche.yaml, under “rules”.",
    )
}

fn component_only(report: &mut Report, tree: &Node, reference: &Written) {
    if reference.text.starts_with("component:") {
        return;
    }
    for name in ["parts", "without", "optional", "about"] {
        if let Some(entry) = tree.entries().iter().find(|entry| entry.key.text == name) {
            report.error(
                "schema.beside_ref",
                entry.key.place,
                Sentence::new(
                    format!("« {name} » ne va qu'avec un composant."),
                    format!("“{name}” only goes with a component."),
                ),
                Sentence::new("Retirez-le.", "Remove it."),
            );
        }
    }
}
