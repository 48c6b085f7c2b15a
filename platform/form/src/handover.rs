//! Reads the answers that another site hands over for a citizen, before the citizen has seen them. They are held against the questions that
//! they are for, and lie beside the answers until the citizen agrees: then `prefill.rs` fills in what was agreed to.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::{
    answers::Value,
    demarche::{Demarche, Node, NodeKind},
    known::{HANDED, Holder, Known},
    path,
    source::is_given_only,
    state::Facts,
    vault::{Assurance, Held, Origin, VaultItem},
};

/// How many faults are told at most.
const MOST_FAULTS: usize = 100;

/// What another site handed over for whoever opens the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// The id of the client that it came by.
    pub site: String,
    /// As the citizen reads it.
    pub name: String,
    /// The day.
    pub on: Date,
    /// The answers, by the paths of their questions.
    pub values: BTreeMap<String, Value>,
}

impl Handed {
    /// The same as what is known of the citizen. Nobody vouches for it: the site says so.
    pub fn known(&self) -> Known {
        let held = |value: &Value| Held {
            value: value.clone(),
            origin: Origin::Administration { name: self.name.clone() },
            on: self.on,
            assurance: Assurance::Declared,
        };
        let values = self.values.iter().map(|(path, value)| (path.clone(), held(value))).collect();
        Known {
            holder: Holder::Site { id: self.site.clone(), name: self.name.clone(), on: self.on },
            items: BTreeMap::from([(HANDED.to_owned(), VaultItem { values })]),
        }
    }
}

/// An answer that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in what was said (RFC 6901).
    pub pointer: String,
    /// A stable code.
    pub code: &'static str,
}

/// Why nobody else than the citizen, or the démarche, answers this question; nothing where another site may.
fn refusal(demarche: &Demarche, node: &Node) -> Option<&'static str> {
    let field = node.field()?;
    match field.field_type.name() {
        // What a recipient gives back stands on no page.
        _ if node.page.is_none() => Some("handover.unknown"),
        _ if !node.repeated_in.is_empty() => Some("handover.rows"),
        _ if node.computed.is_some() => Some("handover.computed"),
        _ if node.locked || is_given_only(demarche, node) => Some("handover.locked"),
        "attestation" => Some("handover.stated"),
        "file" => Some("handover.file"),
        _ => None,
    }
}

/// Whether another site may answer the question.
pub(crate) fn is_open(demarche: &Demarche, node: &Node) -> bool {
    node.field().is_some() && refusal(demarche, node).is_none()
}

/// Reads what a site says, nested as the published schema has it.
///
/// # Errors
/// All faults at once; `handover.empty` where nothing is said.
pub fn read(
    demarche: &Demarche,
    said: &Map<String, Json>,
    facts: &Facts<'_>,
) -> Result<BTreeMap<String, Value>, Vec<Fault>> {
    let mut reading = Reading { demarche, facts, values: BTreeMap::new(), faults: Vec::new() };
    reading.group("", "", said);
    if reading.faults.is_empty() && reading.values.is_empty() {
        reading.fault("", "handover.empty");
    }
    if reading.faults.is_empty() { Ok(reading.values) } else { Err(reading.faults) }
}

struct Reading<'a> {
    demarche: &'a Demarche,
    facts: &'a Facts<'a>,
    values: BTreeMap<String, Value>,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn fault(&mut self, pointer: &str, code: &'static str) {
        if self.faults.len() < MOST_FAULTS {
            let pointer = pointer.chars().filter(|sign| !sign.is_control()).take(200).collect();
            self.faults.push(Fault { pointer, code });
        }
    }

    fn group(&mut self, at: &str, place: &str, said: &Map<String, Json>) {
        for (id, json) in said {
            let path = path::join(at, id);
            let place = format!("{place}/{}", id.replace('~', "~0").replace('/', "~1"));
            // An id with a point in it would name a question of another group.
            let named = |node: &&Node| !id.is_empty() && node.id == *id;
            let Some(node) = self.demarche.at(&path).filter(named) else {
                self.fault(&place, "handover.unknown");
                continue;
            };
            match (&node.kind, json) {
                (NodeKind::Rows { .. }, _) => self.fault(&place, "handover.rows"),
                (NodeKind::Group, Json::Object(inner)) => self.group(&path, &place, inner),
                (NodeKind::Group, _) => self.fault(&place, "handover.type"),
                (NodeKind::Field(_), _) => self.field(node, &place, json),
            }
        }
    }

    fn field(&mut self, node: &Node, place: &str, json: &Json) {
        let Some(field) = node.field() else { return };
        if let Some(code) = refusal(self.demarche, node) {
            return self.fault(place, code);
        }
        let read = field.field_type.read_wire(json, field, self.facts.lookup);
        // Nothing is no answer to be agreed to.
        let blank = |value: &Value| matches!(value, Value::Text(text) if text.trim().is_empty());
        let Some(value) = read.filter(|value| !blank(value)) else {
            return self.fault(place, "handover.type");
        };
        match field.field_type.check(&value, field).first() {
            Some(kind) => self.fault(place, kind.code()),
            None => {
                self.values.insert(node.path.clone(), value);
            }
        }
    }
}
