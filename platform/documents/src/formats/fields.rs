//! Says what a template can name: the share of a recipient by the definition, and the case around it.
//!
//! | name | what it is |
//! |---|---|
//! | `answers` | the share: groups, lists of rows, values as in `answers.json`; beside a choice `x`, what people read as `x_label` |
//! | `case` | `reference`, `id`, `recorded_at`, `date`, `environment` |
//! | `demarche` | `id`, `title`, `letters`, `version`, `agency` |
//! | `recipient` | `id`, `title`, `siret`, `branch`, `name` |

use std::collections::BTreeMap;

use form::{
    demarche::{Demarche, NodeId, NodeKind, Recipient},
    text::Language,
    wire,
};
use serde_json::{Map, Value as Json, json};

use super::Share;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// One value, to be written as it is.
    Value,
    /// Several of one kind.
    List(Box<Self>),
    /// Names below it.
    Group(BTreeMap<String, Self>),
    /// Of the template's own making: nothing is known of it.
    Unknown,
}

impl Kind {
    fn group<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Group(names.into_iter().map(|name| (name.to_owned(), Self::Value)).collect())
    }
}

/// All that a template for this recipient can name.
pub(super) fn kinds(demarche: &Demarche, recipient: &Recipient) -> BTreeMap<String, Kind> {
    BTreeMap::from([
        ("answers".to_owned(), group_kind(demarche, NodeId(0), &recipient.receives)),
        ("case".to_owned(), Kind::group(["reference", "id", "recorded_at", "date", "environment"])),
        ("demarche".to_owned(), Kind::group(["id", "title", "letters", "version", "agency"])),
        ("recipient".to_owned(), Kind::group(["id", "title", "siret", "branch", "name"])),
    ])
}

fn group_kind(demarche: &Demarche, id: NodeId, receives: &[String]) -> Kind {
    let mut names = BTreeMap::new();
    for child in &demarche.node(id).children {
        let node = demarche.node(*child);
        if !wire::concerns(Some(receives), &node.path) {
            continue;
        }
        let kind = match &node.kind {
            NodeKind::Group => group_kind(demarche, *child, receives),
            NodeKind::Rows { .. } => Kind::List(Box::new(group_kind(demarche, *child, receives))),
            NodeKind::Field(field) => match field.field_type.name() {
                "referential" => Kind::group(["code", "nom"]),
                "file" => Kind::List(Box::new(Kind::group(["name", "original_name", "mime", "size", "sha256"]))),
                name @ ("radio" | "checkboxes") => {
                    let kind = if name == "radio" { Kind::Value } else { Kind::List(Box::new(Kind::Value)) };
                    names.entry(label_name(&node.id)).or_insert_with(|| kind.clone());
                    kind
                }
                _ => Kind::Value,
            },
        };
        names.insert(node.id.clone(), kind);
    }
    Kind::Group(names)
}

fn label_name(id: &str) -> String {
    format!("{id}_label")
}

/// What these names hold of a case.
pub(super) fn values(share: &Share<'_>) -> Json {
    let demarche = share.demarche;
    json!({
        "answers": group(share, NodeId(0), share.answers),
        "case": {
            "reference": share.reference,
            "id": share.case_id,
            "recorded_at": share.recorded_at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            "date": share.recorded_at.date().to_string(),
            "environment": share.environment,
        },
        "demarche": {
            "id": demarche.id,
            "title": demarche.title.get(Language::Fr),
            "letters": demarche.letters,
            "version": demarche.version,
            "agency": demarche.agency,
        },
        "recipient": {
            "id": share.recipient.id,
            "title": share.recipient.title.get(Language::Fr),
            "siret": share.organisation.map(|organisation| organisation.siret.as_str()),
            "branch": share.organisation.map(|organisation| organisation.branch.as_str()),
            "name": share.organisation.map(|organisation| organisation.name.as_str()),
        },
    })
}

fn group(share: &Share<'_>, id: NodeId, answers: &Json) -> Json {
    let demarche = share.demarche;
    let mut out = Map::new();
    for child in &demarche.node(id).children {
        let node = demarche.node(*child);
        let Some(answer) = answers.get(&node.id) else { continue };
        let value = match &node.kind {
            NodeKind::Group => group(share, *child, answer),
            NodeKind::Rows { .. } => each(answer, |row| group(share, *child, row)),
            NodeKind::Field(field) => match field.field_type.name() {
                "file" => each(answer, |told| {
                    json!({
                        "name": share.file_name(&node.path, told),
                        "original_name": told.get("name"),
                        "mime": told.get("mime"),
                        "size": told.get("size"),
                        "sha256": told.get("sha256"),
                    })
                }),
                name @ ("radio" | "checkboxes") => {
                    let label = |value: &Json| {
                        let mut options = field.options.iter();
                        let option = options.find(|option| Some(option.value.as_str()) == value.as_str());
                        option.map_or_else(|| value.clone(), |option| json!(option.title.get(Language::Fr)))
                    };
                    let label = if name == "radio" { label(answer) } else { each(answer, label) };
                    out.entry(label_name(&node.id)).or_insert(label);
                    answer.clone()
                }
                _ => answer.clone(),
            },
        };
        out.insert(node.id.clone(), value);
    }
    Json::Object(out)
}

fn each(list: &Json, of: impl FnMut(&Json) -> Json) -> Json {
    Json::Array(list.as_array().into_iter().flatten().map(of).collect())
}
