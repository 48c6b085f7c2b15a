//! Shows an author every state of a page, and every part of an expression, without anybody filling the form.
//!
//! What is answered comes from the generated walk, from a scenario or from a draft; the state says what is done to it.

use std::collections::BTreeMap;

use crate::{
    answers::{Answer, Answers, Source, Value},
    demarche::{Demarche, Node, NodeKind, To},
    expression::{self, Declared, Fault, Here, Leads, Part, Place, Scope, Type},
    journey, path,
    problem::{Problem, ProblemKind},
    reading::{self, Posting},
    state::{Facts, State},
    validation,
    view::PageView,
};

/// A state in which a page can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageState {
    /// As it is first seen: nothing answered on it.
    Empty,
    /// Sent without an answer: every question that needs one says so.
    Missing,
    /// Sent with what can be no answer in every box.
    Malformed,
    /// Every rule that is shown on it refuses, or warns.
    Refused,
    /// Answered.
    Filled,
    /// Answered at length: every text as long as it may be.
    Long,
}

impl PageState {
    /// In the order they are shown.
    pub const ALL: &'static [Self] =
        &[Self::Empty, Self::Missing, Self::Malformed, Self::Refused, Self::Filled, Self::Long];

    /// Its name in addresses.
    pub fn id(self) -> &'static str {
        match self {
            Self::Empty => "vide",
            Self::Missing => "sans-reponse",
            Self::Malformed => "mal-ecrite",
            Self::Refused => "refusee",
            Self::Filled => "remplie",
            Self::Long => "longue",
        }
    }

    /// The state of this name.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.id() == id)
    }
}

/// What no question takes for an answer.
const NO_ANSWER: &str = "¿?";
/// A long word, as names and streets have them.
const LONG_WORD: &str = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson ";
/// The length of a long text whose field says none.
const LONG: usize = 200;

/// The way among `ways` that shows most of the page: of its questions, or for [`PageState::Refused`] of what its rules say.
pub fn way_to<'w>(
    demarche: &Demarche,
    page: usize,
    ways: &'w [Answers],
    seen_as: PageState,
    facts: &Facts<'_>,
) -> Option<&'w Answers> {
    let shown = |answers: &Answers| {
        let state = State::new(demarche, answers, facts);
        let mut count = 0;
        if !state.pages().contains(&page) {
            return (0, 0);
        }
        state.each_field_of_page(page, &mut |_, _| count += 1);
        (if seen_as == PageState::Refused { refusals(&state, page).len() } else { 0 }, count)
    };
    // Of equal ways the first: it is the plainest.
    ways.iter().rev().max_by_key(|answers| shown(answers))
}

/// The page in this state, on answers that lead to it.
pub fn page(demarche: &Demarche, page: usize, base: &Answers, state: PageState, facts: &Facts<'_>) -> PageView {
    let mut answers = base.clone();
    let fields = fields(demarche, page, base, facts);
    match state {
        PageState::Empty | PageState::Missing => {
            for (path, _) in &fields {
                answers.remove(path);
            }
        }
        PageState::Malformed => malform(demarche, page, &mut answers, &fields, facts),
        PageState::Long => {
            for (path, node) in &fields {
                lengthen(&mut answers, path, node);
            }
        }
        PageState::Refused | PageState::Filled => {}
    }
    let held = State::new(demarche, &answers, facts);
    let problems = match state {
        PageState::Missing | PageState::Malformed => validation::page(&held, page),
        PageState::Refused => refusals(&held, page),
        PageState::Empty | PageState::Filled | PageState::Long => Vec::new(),
    };
    journey::page_view(&held, page, &problems)
}

/// The questions of the page that the citizen answers, by answer path.
fn fields<'d>(demarche: &'d Demarche, page: usize, answers: &Answers, facts: &Facts<'_>) -> Vec<(String, &'d Node)> {
    let state = State::new(demarche, answers, facts);
    let mut paths = Vec::new();
    state.each_field_of_page(page, &mut |_, path| paths.push(path.to_owned()));
    paths
        .into_iter()
        .filter_map(|path| demarche.resolve(&path).map(|node| (path, node)))
        .filter(|(_, node)| node.computed.is_none())
        .collect()
}

fn malform(demarche: &Demarche, page: usize, answers: &mut Answers, fields: &[(String, &Node)], facts: &Facts<'_>) {
    let mut pairs = Vec::new();
    for (path, node) in fields {
        let parts = node.field().map(|field| field.field_type.parts()).unwrap_or_default();
        match parts {
            [] | [_] => pairs.push((path.clone(), NO_ANSWER.to_owned())),
            parts => pairs.extend(parts.iter().map(|part| (path::join(path, part), NO_ANSWER.to_owned()))),
        }
    }
    reading::read_page(demarche, page, answers, &Posting { pairs: &pairs, now: facts.now }, facts);
}

fn lengthen(answers: &mut Answers, path: &str, node: &Node) {
    let Some(field) = node.field() else { return };
    if !matches!(field.field_type.name(), "text" | "long_text") || field.format.is_some() {
        return;
    }
    let most = field.max_length.map_or(LONG, |max| max as usize);
    let text: String = LONG_WORD.chars().cycle().take(most).collect();
    let value = Value::Text(text.trim_end_matches([' ', '-']).to_owned());
    if !validation::acceptable(node, &value) {
        return;
    }
    let answer = Answer {
        value: Some(value),
        typed: BTreeMap::new(),
        source: Source::Typed,
        at: answers.get(path).map(|answer| answer.at).unwrap_or_default(),
    };
    answers.set(path, answer);
}

/// Every rule that is shown on the page, as if it did not hold.
fn refusals(state: &State<'_>, page: usize) -> Vec<Problem> {
    let shown_here = |path: &str| state.demarche.at(path).is_some_and(|node| node.page == Some(page));
    let rules = state.demarche.rules.iter().filter(|rule| shown_here(&rule.at));
    rules
        .filter_map(|rule| {
            let node = state.demarche.at(&rule.at)?;
            let path = state.instances(node).into_iter().find(|path| state.visible(path))?;
            let (id, message) = (rule.id.clone(), rule.message.clone());
            let kind = if rule.warning {
                ProblemKind::Warning { rule: id, message, mark: String::new() }
            } else {
                ProblemKind::Rule { rule: id, message }
            };
            Some(Problem { path, part: String::new(), kind })
        })
        .collect()
}

/// An expression taken apart on answers.
#[derive(Debug)]
pub struct Probed {
    /// Every part, the whole first.
    pub parts: Vec<Part>,
    /// The type of the whole.
    pub r#type: Type,
    /// The answer path of the row it was evaluated in; empty outside of rows.
    pub row: String,
}

/// Takes `text` apart where it stands at the schema path `at` (empty: outside of every row), in the first row there is.
///
/// # Errors
/// All faults of the text at once.
pub fn probe(state: &State<'_>, text: &str, at: &str) -> Result<Probed, Vec<Fault>> {
    let node = state.demarche.at(at).filter(|_| !at.is_empty());
    let place = node.map_or_else(Place::root, |node| Place {
        rows: node.repeated_in.iter().map(|rows| state.demarche.node(*rows).path.clone()).collect(),
        mount: node.mount.clone(),
    });
    let instance = node.and_then(|node| Some((node, state.instances(node).into_iter().next()?)));
    let here = instance.as_ref().map_or_else(Here::root, |(node, path)| state.here(path, node));
    let row = here.rows.last().map(|row| row.path.to_string()).unwrap_or_default();
    let asked = |place: &Place| expression::probe(text, &Names(state.demarche), place, state, &here);
    // What a component around it says, of itself or of another that it holds, sees that one's names first.
    let around = std::iter::successors(node, |node| node.parent.map(|parent| state.demarche.node(parent)));
    let mut mounts = around.filter(|node| node.component.is_some()).map(|node| node.path.clone());
    let within = |mount| Place { mount: Some(mount), ..place.clone() };
    let (parts, r#type) =
        asked(&place).or_else(|faults| mounts.find_map(|mount| asked(&within(mount)).ok()).ok_or(faults))?;
    Ok(Probed { parts, r#type, row })
}

/// An expression that the démarche holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it decides: the id of its page, rule, stop or recipient, or the path of its field.
    pub of: String,
    /// The key it stands under (`show_if`, `must` …).
    pub key: &'static str,
    /// As the author wrote it.
    pub text: String,
    /// The schema path that it stands at; empty outside of every row.
    pub at: String,
}

/// Every expression of the démarche, components' own too.
pub fn expressions(demarche: &Demarche) -> Vec<Written> {
    use crate::demarche::{Computed, DecidedBy};
    let mut found = Vec::new();
    let mut add = |of: &str, key, expression: &expression::Expression, at: &str| {
        found.push(Written { of: of.to_owned(), key, text: expression.text().to_owned(), at: at.to_owned() });
    };
    for page in &demarche.pages {
        page.show_if.iter().for_each(|condition| add(&page.id, "show_if", condition, ""));
    }
    for node in &demarche.nodes {
        node.show_if.iter().for_each(|condition| add(&node.path, "show_if", condition, &node.path));
        if let Some(Computed::Expression(value)) = &node.computed {
            add(&node.path, "computed", value, &node.path);
        }
    }
    for stop in &demarche.stops {
        add(&stop.id, "stop_if", &stop.stop_if, "");
    }
    for rule in &demarche.rules {
        if let DecidedBy::Expression(must) = &rule.decided_by {
            add(&rule.id, "must", must, &rule.at);
        }
    }
    for recipient in &demarche.recipients {
        recipient.when.iter().for_each(|condition| add(&recipient.id, "when", condition, ""));
    }
    found
}

/// The names of a checked démarche, as the compiler asks them.
struct Names<'d>(&'d Demarche);

impl Scope for Names<'_> {
    fn child(&self, group: &str, id: &str) -> Option<Declared> {
        let path = path::join(group, id);
        let node = self.0.at(&path)?;
        let record = || Type::Record(path.as_str().into());
        let r#type = match &node.kind {
            NodeKind::Field(field) => field.field_type.expression_type(field),
            NodeKind::Group | NodeKind::Rows { .. } => record(),
        };
        // What may be missing is no matter here: every part says whether it is.
        Some(Declared { r#type, can_be_blank: true, can_be_hidden: true, repeated: node.is_rows(), path })
    }

    fn children(&self, group: &str) -> Vec<String> {
        let ids = |node: &Node| node.children.iter().map(|child| self.0.node(*child).id.clone()).collect();
        self.0.at(group).map(ids).unwrap_or_default()
    }

    fn recipient(&self, id: &str) -> Option<Leads> {
        let recipient = self.0.recipients.iter().find(|recipient| recipient.id == id)?;
        Some(match &recipient.to {
            To::Organisation { .. } => Leads::Nothing,
            To::CommuneOf { path } | To::DepartementOf { path } => Leads::Commune(path.clone()),
        })
    }

    fn recipients(&self) -> Vec<String> {
        self.0.recipients.iter().map(|recipient| recipient.id.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_name_of_its_own() {
        for state in PageState::ALL {
            assert_eq!(PageState::named(state.id()), Some(*state));
        }
        assert_eq!(PageState::named("autre"), None);
    }
}
