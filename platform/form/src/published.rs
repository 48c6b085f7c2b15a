//! Publishes the contract with partners: the JSON Schema that every payload of one version is valid against.
//!
//! Plain 2020-12 with components expanded: what can be hidden is not `required`, no rule rests on `format` alone, no `\p{…}`, no
//! fractional `multipleOf`. What only our rules enforce is not in it.

mod always;

use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};

use self::always::Always;
use crate::{
    demarche::{Demarche, Node, NodeId, NodeKind},
    wire::concerns,
};

/// The schema of all answers, or of what lies within `receives`: one recipient's projection.
pub fn schema(demarche: &Demarche, receives: Option<&[String]>) -> Json {
    let mut root = Map::new();
    root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    // A registry keeps schemas by their id: a projection is another schema than the whole.
    let share = receives.map(|receives| format!(":{}", &hex::encode(Sha256::digest(receives.join("\n")))[..16]));
    let share = share.unwrap_or_default();
    root.insert(
        "$id".to_owned(),
        json!(format!("urn:guichet:{}:{}:{}{share}", demarche.agency, demarche.id, demarche.version)),
    );
    root.insert("title".to_owned(), json!(&*demarche.title.fr));
    let (group, _) = group(demarche, demarche.node(NodeId(0)), receives, &Always::of(demarche));
    root.extend(group);
    Json::Object(root)
}

/// An object's schema, and whether such an object is always sent.
fn group(
    demarche: &Demarche,
    node: &Node,
    receives: Option<&[String]>,
    known: &Always<'_>,
) -> (Map<String, Json>, bool) {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for child in &node.children {
        let child = demarche.node(*child);
        if !concerns(receives, &child.path) {
            continue;
        }
        let (schema, always) = place(demarche, child, receives, known);
        if always {
            required.push(json!(child.id));
        }
        properties.insert(child.id.clone(), Json::Object(schema));
    }
    let always = !required.is_empty();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Json::Object(properties));
    if always {
        schema.insert("required".to_owned(), Json::Array(required));
    } else if !node.path.is_empty() {
        // A group without answers is not sent at all.
        schema.insert("minProperties".to_owned(), json!(1));
    }
    schema.insert("additionalProperties".to_owned(), json!(false));
    (schema, always)
}

fn place(
    demarche: &Demarche,
    node: &Node,
    receives: Option<&[String]>,
    known: &Always<'_>,
) -> (Map<String, Json>, bool) {
    let (mut schema, always) = match &node.kind {
        NodeKind::Field(field) => {
            let schema = match field.field_type.schema(field) {
                Json::Object(schema) => schema,
                _ => Map::new(),
            };
            (schema, known.is_there(node))
        }
        NodeKind::Group => group(demarche, node, receives, known),
        NodeKind::Rows { min, max, .. } => {
            let (items, _) = group(demarche, node, receives, known);
            let least = node.least_rows();
            let mut schema = Map::new();
            schema.insert("type".to_owned(), json!("array"));
            schema.insert("minItems".to_owned(), json!(least.max(*min as usize).max(1)));
            schema.insert("maxItems".to_owned(), json!(max));
            schema.insert("items".to_owned(), Json::Object(items));
            (schema, least > 0)
        }
    };
    schema.insert("title".to_owned(), json!(&*node.title.fr));
    (schema, always && !can_be_hidden(demarche, node))
}

/// Whether a condition of the place itself or of its page can hide it; those around it stand at the groups.
fn can_be_hidden(demarche: &Demarche, node: &Node) -> bool {
    // With the page of its group, the group is gone too.
    let around = node.parent.and_then(|parent| demarche.node(parent).page);
    let page = node.page.filter(|page| around != Some(*page));
    !node.show_if.is_empty() || page.is_some_and(|page| demarche.pages[page].show_if.is_some())
}
