//! Says what a page shows of a source: what will be asked before anything is, then what came of it.

use jiff::civil::Date;

use super::{DataSource, Outcome, Refusal, Search, template::Of};
use crate::{
    answers::Source,
    demarche::{Demarche, Node},
    field::show,
    state::State,
    text::Language,
    view::{Item, SearchState, SearchView},
};

/// Whether nobody but a source can give the answer to this question.
pub(crate) fn is_given_only(demarche: &Demarche, node: &Node) -> bool {
    node.locked
        && node.computed.is_none()
        && demarche
            .sources
            .iter()
            .any(|source| source.gives.iter().any(|(part, _)| source.part(&source.mount, part) == node.path))
}

/// Puts the sources of the question at `path` around it: one with a box before it, else behind.
pub(crate) fn surround(state: &State<'_>, node: &Node, path: &str, item: Item) -> Vec<Item> {
    let there = state.demarche.sources.iter().filter(|source| source.askable && source.beside);
    let (before, behind): (Vec<_>, Vec<_>) =
        there.filter(|source| source.mount == node.path).partition(|source| source.search.is_some());
    let drawn = |sources: Vec<&DataSource>| {
        sources.into_iter().map(|source| Item::Search(Box::new(view(state, source, path)))).collect::<Vec<_>>()
    };
    let mut items = drawn(before);
    items.push(item);
    items.extend(drawn(behind));
    items
}

/// Puts the sources of the group at `path` among its items: one with a box, or about something else, before them; else behind the last part
/// that its question holds.
pub(crate) fn insert(state: &State<'_>, node: &Node, path: &str, items: &mut Vec<Item>) {
    // The last first, so that those of one place stand in their order.
    let there = state.demarche.sources.iter().filter(|source| source.askable && !source.beside);
    for source in there.rev().filter(|source| source.mount == node.path) {
        let reads: Vec<&str> = source
            .reads()
            .filter_map(|of| match of {
                Of::Part(part) => part.split('.').next(),
                Of::Search | Of::About(_) => None,
            })
            .collect();
        let held = |item: &Item| {
            let id = match item {
                Item::Field(field) => &field.path,
                Item::Group(group) => &group.path,
                Item::Rows(rows) => &rows.path,
                Item::Search(_) => return false,
            };
            id.rsplit('.').next().is_some_and(|id| reads.contains(&id))
        };
        let behind = items.iter().rposition(held).map_or(0, |last| last + 1);
        items.insert(behind, Item::Search(Box::new(view(state, source, path))));
    }
}

fn view(state: &State<'_>, source: &DataSource, at: &str) -> SearchView {
    let language = state.language();
    let key = source.key(at);
    let held = state.answers.search(&key);
    let id = key.replace(['.', ':'], "-");
    let mut view = SearchView {
        partner: source.partner.clone(),
        name: source.name.get(language).to_owned(),
        told: source.told.get(language).to_owned(),
        button: source.button.get(language).to_owned(),
        label: source.search.as_ref().map(|(label, _)| label.get(language).to_owned()),
        hint: source.search.as_ref().and_then(|(_, hint)| Some(hint.as_ref()?.get(language).to_owned())),
        typed: held.map(|search| search.typed.clone()).unwrap_or_default(),
        state: SearchState::Before,
        choices: Vec::new(),
        taken: String::new(),
        on: None,
        missing: Vec::new(),
        refused: String::new(),
        verified: source.verified,
        id,
        key,
    };
    let Some(Search { outcome, .. }) = held else { return view };
    view.state = match outcome {
        Outcome::Before => SearchState::Before,
        Outcome::Choices { candidates } => {
            view.choices = candidates.iter().map(|candidate| candidate.label.clone()).collect();
            SearchState::Choices
        }
        Outcome::Taken { label, on } => {
            view.taken.clone_from(label);
            view.on = Some(*on);
            SearchState::Taken
        }
        Outcome::Nothing => SearchState::Nothing,
        Outcome::Refused { id, on } => {
            // A refusal that the source says no more is none to show.
            let refusal = source.refused.iter().find(|refusal| refusal.id == *id);
            view.refused = refusal.map(|refusal| told(refusal, *on, language)).unwrap_or_default();
            if refusal.is_some() { SearchState::Refused } else { SearchState::Nothing }
        }
        Outcome::Missing { paths } => {
            let title = |path: &String| Some(state.demarche.resolve(path)?.title.get(language).to_owned());
            view.missing = paths.iter().filter_map(title).collect();
            SearchState::Missing
        }
        Outcome::Unavailable { later: true } => SearchState::Later,
        Outcome::Unavailable { later: false } => SearchState::Unavailable,
        Outcome::TooOften => SearchState::TooOften,
    };
    view
}

/// What the citizen reads of an answer of which nothing is taken.
fn told(refusal: &Refusal, on: Option<Date>, language: Language) -> String {
    match (on, &refusal.told_on) {
        (Some(on), Some(told)) => told.get(language).replace("{date}", &show::date(on, language)),
        _ => refusal.told.get(language).to_owned(),
    }
}

impl Source {
    /// Whether the value is verified: it is changed only by giving that up.
    pub fn is_verified(&self) -> bool {
        matches!(self, Self::DataSource { verified: true, .. })
    }
}
