//! Reads, checks, shows and publishes what a recipient gives back as values: an RNA number, the number of a file in its own system.
//!
//! What a recipient may give back is a small démarche of its own, with one page: its questions have the same types, are read, refused and
//! drawn in the same way as those of citizens.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value as Json, json};

use crate::{
    answers::{Answer, Answers, Source},
    demarche::{Demarche, Node, NodeId, NodeKind, Page},
    journey,
    problem::{Problem, ProblemKind},
    published,
    reading::{self, Posting},
    state::{Facts, State},
    text::{Language, Text},
    validation,
    view::{Item, ShownProblem},
};

/// The group that all of its questions stand in: their boxes are `valeurs.<id>`.
pub const GROUP: &str = "valeurs";

/// A value that cannot be accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The value's id.
    pub id: String,
    /// What is wrong; nothing where the name, or the JSON type, is not as published.
    pub kind: Option<ProblemKind>,
    /// Whether the recipient may give back no value of this name.
    pub unknown: bool,
}

impl Fault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match &self.kind {
            Some(kind) => kind.code(),
            None if self.unknown => "values.unknown",
            None => "values.type",
        }
    }
}

/// A value, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its id.
    pub id: String,
    /// What it is.
    pub label: String,
    /// One line a part.
    pub lines: Vec<String>,
}

/// Lays the nodes at `ids` out as what a recipient fills in.
pub(crate) fn form(demarche: &Demarche, ids: &[NodeId]) -> Arc<Demarche> {
    let group = NodeId(1);
    let blank = |path: &str, parent, children: Vec<NodeId>| Node {
        path: path.to_owned(),
        id: path.to_owned(),
        parent,
        children,
        repeated_in: Vec::new(),
        kind: NodeKind::Group,
        title: Text::default(),
        hint: None,
        required: false,
        show_if: Vec::new(),
        computed: None,
        proposed: None,
        offers: BTreeMap::new(),
        table: None,
        total_of: None,
        locked: false,
        page: parent.map(|_| 0),
        component: None,
        mount: None,
    };
    let fields = (2..).map(NodeId).take(ids.len()).collect();
    let mut nodes = vec![blank("", None, vec![group]), blank(GROUP, Some(NodeId(0)), fields)];
    nodes.extend(ids.iter().map(|id| {
        let node = demarche.node(*id);
        Node {
            path: format!("{GROUP}.{}", node.id),
            parent: Some(group),
            required: false,
            show_if: Vec::new(),
            proposed: None,
            locked: false,
            page: Some(0),
            mount: None,
            ..node.clone()
        }
    }));
    let by_path = nodes.iter().map(|node| node.path.clone()).zip((0..).map(NodeId)).collect();
    let page = Page { id: GROUP.to_owned(), title: Text::default(), intro: None, show_if: None, shows: vec![group] };
    Arc::new(Demarche {
        nodes,
        by_path,
        pages: vec![page],
        stops: Vec::new(),
        rules: Vec::new(),
        prefill: Vec::new(),
        sources: Vec::new(),
        recipients: Vec::new(),
        ..demarche.clone()
    })
}

/// The questions, in their order.
fn fields(form: &Demarche) -> impl Iterator<Item = &Node> {
    form.nodes.iter().filter(|node| node.field().is_some())
}

fn at(id: &str) -> String {
    format!("{GROUP}.{id}")
}

/// The published schema: what may be given back, by id, any of it.
pub fn schema(form: &Demarche, recipient: &str) -> Json {
    let whole = published::schema(form, None);
    let mut schema = whole["properties"][GROUP].clone();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$schema".to_owned(), whole["$schema"].clone());
        let id = format!("urn:guichet:{}:{}:{}:returns:{recipient}", form.agency, form.id, form.version);
        schema.insert("$id".to_owned(), json!(id));
        schema.remove("title");
    }
    schema
}

/// Reads what a program says, by the published schema.
///
/// # Errors
/// All faults at once.
pub fn read(form: &Demarche, said: &Map<String, Json>, facts: &Facts<'_>) -> Result<Answers, Vec<Fault>> {
    let (mut answers, mut faults) = (Answers::default(), Vec::new());
    for (id, json) in said {
        let fault = |unknown| Fault { id: shortened(id), kind: None, unknown };
        let field = fields(form).find(|node| node.id == *id).and_then(Node::field);
        let Some(field) = field else {
            faults.push(fault(true));
            continue;
        };
        match field.field_type.read_wire(json, field, facts.lookup) {
            Some(value) => {
                let value = Some(value);
                answers.set(at(id), Answer { value, typed: BTreeMap::new(), source: Source::Typed, at: facts.now });
            }
            None => faults.push(fault(false)),
        }
    }
    faults.extend(problems(form, &answers, facts).into_iter().map(fault_of));
    if faults.is_empty() { Ok(answers) } else { Err(faults) }
}

/// Reads what was typed on the case's page; blank boxes give nothing back.
pub fn posted(form: &Demarche, pairs: &[(String, String)], facts: &Facts<'_>) -> (Answers, Vec<Problem>) {
    let mut answers = Answers::default();
    let own: Vec<(String, String)> = pairs.iter().filter(|(name, _)| is_box(name)).cloned().collect();
    reading::read_page(form, 0, &mut answers, &Posting { pairs: &own, now: facts.now }, facts);
    let problems = problems(form, &answers, facts);
    (answers, problems)
}

/// Whether a box of this name is one of what is given back.
pub fn is_box(name: &str) -> bool {
    name.strip_prefix(GROUP).is_some_and(|rest| rest.starts_with('.'))
}

/// Whether a box of this name is one of the value `id`.
pub fn is_box_of(name: &str, id: &str) -> bool {
    let rest = name.strip_prefix(GROUP).and_then(|rest| rest.strip_prefix('.')).and_then(|rest| rest.strip_prefix(id));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn problems(form: &Demarche, answers: &Answers, facts: &Facts<'_>) -> Vec<Problem> {
    validation::page(&State::new(form, answers, facts), 0)
}

/// The fault that a problem of the page is.
pub fn fault_of(problem: Problem) -> Fault {
    let id = problem.path.strip_prefix(GROUP).and_then(|rest| rest.strip_prefix('.')).unwrap_or(&problem.path);
    Fault { id: id.to_owned(), kind: Some(problem.kind), unknown: false }
}

/// What is given back, as it is kept and as programs read it.
pub fn wire(form: &Demarche, answers: &Answers) -> Map<String, Json> {
    let value = |node: &Node| {
        let (field, value) = (node.field()?, answers.value(&node.path)?);
        Some((node.id.clone(), field.field_type.to_wire(value, field))).filter(|(_, json)| !json.is_null())
    };
    fields(form).filter_map(value).collect()
}

/// What was kept; a value that today's lists do not know is left out.
pub fn hold(form: &Demarche, kept: &Map<String, Json>, facts: &Facts<'_>) -> Answers {
    let mut answers = Answers::default();
    for node in fields(form) {
        let value = node.field().zip(kept.get(&node.id));
        if let Some(value) = value.and_then(|(field, json)| field.field_type.read_wire(json, field, facts.lookup)) {
            let (value, typed) = (Some(value), BTreeMap::new());
            answers.set(node.path.clone(), Answer { value, typed, source: Source::Typed, at: facts.now });
        }
    }
    answers
}

/// What was kept, as people read it, in the order of the démarche.
pub fn told(form: &Demarche, kept: &Map<String, Json>, facts: &Facts<'_>) -> Vec<Told> {
    let answers = hold(form, kept, facts);
    let told = |node: &Node| {
        let (field, value) = (node.field()?, answers.value(&node.path)?);
        let (language, id) = (facts.language, node.id.clone());
        let lines = field.field_type.show(value, field, language);
        Some(Told { id, label: node.title.get(language).to_owned(), lines })
    };
    fields(form).filter_map(told).collect()
}

/// The values that were taken back: they have no lines.
pub fn taken_back(form: &Demarche, kept: &Map<String, Json>, language: Language) -> Vec<Told> {
    let gone = |node: &&Node| kept.get(&node.id).is_some_and(Json::is_null);
    let told = |node: &Node| {
        let label = node.title.get(language).to_owned();
        Told { id: node.id.clone(), label, lines: Vec::new() }
    };
    fields(form).filter(gone).map(told).collect()
}

/// The boxes, with what they hold and what is wrong with it.
pub fn drawn(
    form: &Demarche,
    answers: &Answers,
    problems: &[Problem],
    facts: &Facts<'_>,
) -> (Vec<Item>, Vec<ShownProblem>) {
    let state = State::new(form, answers, facts);
    let mut view = journey::page_view(&state, 0, problems);
    let items = match view.items.pop() {
        Some(Item::Group(group)) => group.items,
        Some(other) => vec![other],
        None => Vec::new(),
    };
    (items, view.problems)
}

fn shortened(id: &str) -> String {
    id.chars().filter(|sign| !sign.is_control()).take(60).collect()
}
