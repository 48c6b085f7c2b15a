//! Writes the answers as partners get them: nested JSON of what is visible, nothing else.

use serde_json::{Map, Value as Json};

use crate::{
    demarche::{NodeId, NodeKind},
    path,
    state::State,
};

/// The visible answers as JSON; only what lies within `receives` where that is given.
pub fn answers(state: &State<'_>, receives: Option<&[String]>) -> Json {
    let root = NodeId(0);
    let mut object = Map::new();
    for child in &state.demarche.node(root).children {
        let id = state.demarche.node(*child).id.clone();
        if let Some(json) = node(state, *child, &id, receives) {
            object.insert(id, json);
        }
    }
    Json::Object(object)
}

/// Whether what stands at `schema_path` is received, or something below it is: of a question, that it is received.
pub fn concerns(receives: Option<&[String]>, schema_path: &str) -> bool {
    receives.is_none_or(|receives| {
        receives.iter().any(|received| path::is_within(schema_path, received) || path::is_within(received, schema_path))
    })
}

fn node(state: &State<'_>, id: NodeId, path: &str, receives: Option<&[String]>) -> Option<Json> {
    let node_here = state.demarche.node(id);
    if !concerns(receives, &node_here.path) || !state.visible(path) {
        return None;
    }
    let group = |start: &str| {
        let mut object = Map::new();
        for child in &node_here.children {
            let id = &state.demarche.node(*child).id;
            if let Some(json) = node(state, *child, &path::join(start, id), receives) {
                object.insert(id.clone(), json);
            }
        }
        (!object.is_empty()).then_some(Json::Object(object))
    };
    match &node_here.kind {
        NodeKind::Field(field) => {
            let value = state.value(path)?;
            let json = field.field_type.to_wire(&value, field);
            (!json.is_null()).then_some(json)
        }
        NodeKind::Group => group(path),
        NodeKind::Rows { .. } => {
            let rows: Vec<Json> = state.rows(path).iter().filter_map(|row| group(&format!("{path}.{row}"))).collect();
            (!rows.is_empty()).then_some(Json::Array(rows))
        }
    }
}
