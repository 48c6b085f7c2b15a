//! Decides what a page shows and where the journey goes next.
//!
//! `drawing.rs` draws groups, rows and tables, `closed.rs` the rows of long groups, `question.rs` the questions in them, `places.rs`
//! says where on the page a fault stands, and `reopened.rs` asks again for some of what was filed.

mod closed;
mod drawing;
mod places;
mod question;
mod reopened;

use std::collections::HashMap;

use closed::OpenRows;
use drawing::Drawing;
pub(crate) use drawing::is_number;
pub(crate) use places::target;
use places::{Places, gather_problems};
pub use reopened::{Askable, AskableQuestion, Reopened, askable, asked_with, called_asked, changed, may_be_asked};

use crate::{
    demarche::{Node, NodeId, NodeKind},
    path,
    problem::Problem,
    source,
    state::State,
    view::{FieldView, Item, PageView, StopView},
};

/// Where « Continuer » leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// To the page with this index.
    Page(usize),
    /// To the recap: every page is behind.
    Recap,
    /// To the page that says why the journey ends here.
    Stop,
}

/// Where « Continuer » leads from `page`.
pub fn next_page(state: &State<'_>, page: usize) -> Next {
    match state.stop() {
        Some((stopped_at, _)) if stopped_at == page => return Next::Stop,
        _ => {}
    }
    state.pages().into_iter().find(|other| *other > page).map_or(Next::Recap, Next::Page)
}

/// The page that « Retour » leads to.
pub fn previous_page(state: &State<'_>, page: usize) -> Option<usize> {
    state.pages().into_iter().rfind(|other| *other < page)
}

/// The places at which `page` asks something and has no answer.
pub fn unanswered(state: &State<'_>, page: usize) -> Vec<String> {
    let mut found = Vec::new();
    each_asked(state, page, &mut |node, path| {
        let blank = if node.is_rows() { state.rows(path).is_empty() } else { state.value_at(path, node).is_none() };
        if blank {
            found.push(path.to_owned());
        }
    });
    found
}

/// Where each question that is asked stands among all of them, page after page, by its path.
pub fn order(state: &State<'_>) -> HashMap<String, usize> {
    let mut order = HashMap::new();
    for page in state.pages() {
        each_asked(state, page, &mut |_, path| {
            let place = order.len();
            order.insert(path.to_owned(), place);
        });
    }
    order
}

/// Calls `visit` with every place at which `page` asks something: its visible questions that the citizen answers, and its repeated groups,
/// which ask for rows.
fn each_asked<'a>(state: &State<'a>, page: usize, visit: &mut dyn FnMut(&'a Node, &str)) {
    for id in &state.demarche.pages[page].shows {
        for mut path in state.instances(state.demarche.node(*id)) {
            each_asked_below(state, *id, &mut path, page, visit);
        }
    }
}

fn each_asked_below<'a>(
    state: &State<'a>,
    id: NodeId,
    path: &mut String,
    page: usize,
    visit: &mut dyn FnMut(&'a Node, &str),
) {
    let node = state.demarche.node(id);
    if (node.page.is_some() && node.page != Some(page)) || !state.visible_at(path, node) {
        return;
    }
    let children = |path: &mut String, visit: &mut dyn FnMut(&'a Node, &str)| {
        for child in &node.children {
            let above = path::enter(path, &state.demarche.node(*child).id);
            each_asked_below(state, *child, path, page, visit);
            path.truncate(above);
        }
    };
    match node.kind {
        NodeKind::Field(_) => {
            if node.computed.is_none() && !node.locked && !source::is_given_only(state.demarche, node) {
                visit(node, path);
            }
        }
        NodeKind::Group => children(path, visit),
        NodeKind::Rows { .. } => {
            visit(node, path);
            for row in state.rows(path).iter() {
                let above = path::enter(path, row);
                children(path, visit);
                path.truncate(above);
            }
        }
    }
}

/// Why the journey ends at `page`, where it does.
pub fn stop_view(state: &State<'_>, page: usize) -> Option<StopView> {
    let (stopped_at, stop) = state.stop()?;
    let language = state.language();
    (stopped_at == page).then(|| StopView {
        id: stop.id.clone(),
        title: stop.title.get(language).to_owned(),
        text: stop.text.as_ref().map(|text| text.get(language).to_owned()),
        link: stop.link.as_ref().map(|(address, label)| (address.clone(), label.get(language).to_owned())),
        back_to: state.demarche.pages[page].id.clone(),
    })
}

/// The page as it is to be drawn, with `problems` at their places; none are given on a first visit.
pub fn page_view(state: &State<'_>, page: usize, problems: &[Problem]) -> PageView {
    page_view_open(state, page, problems, &[])
}

/// The same with rows of long groups opened: `open` holds their paths, or those of questions in them.
pub fn page_view_open(state: &State<'_>, page: usize, problems: &[Problem], open: &[&str]) -> PageView {
    let language = state.language();
    let definition = &state.demarche.pages[page];
    let pages = state.pages();
    let mut by_path: HashMap<&str, Vec<&Problem>> = HashMap::new();
    for problem in problems {
        by_path.entry(&problem.path).or_default().push(problem);
    }
    let drawing = Drawing { state, page, problems: by_path, open: OpenRows::new(open, problems) };
    let items: Vec<Item> = definition
        .shows
        .iter()
        .filter(|id| !drawing.is_at_foot(**id))
        .flat_map(|id| state.instances(state.demarche.node(*id)).into_iter().flat_map(|path| drawing.items(*id, &path)))
        .collect();
    let mut shown = Vec::new();
    gather_problems(&items, &|problems, _| problems, &mut shown);
    let mut warnings = Vec::new();
    gather_problems(&items, &|_, warnings| warnings, &mut warnings);
    if !(shown.is_empty() && warnings.is_empty()) {
        // Where the whole page is one group, its title says no more than the page's.
        let told = items.len() > 1;
        let places = Places::of(&items, told.then_some(definition.title.get(language)));
        for problem in shown.iter_mut().chain(&mut warnings) {
            if let Some(place) = places.told(&problem.problem.path) {
                problem.place = place;
            }
        }
    }
    PageView {
        id: definition.id.clone(),
        title: definition.title.get(language).to_owned(),
        intro: definition.intro.as_ref().map(|intro| intro.get(language).to_owned()),
        step: pages.iter().filter(|other| **other <= page).count(),
        steps: pages.len() + 1,
        may_lengthen: pages.len() < state.demarche.pages.len(),
        previous: previous_page(state, page).map(|page| state.demarche.pages[page].id.clone()),
        has_files: any_field(&items, &|field| field.field_type == "file"),
        has_optional: any_field(&items, &|field| !field.required && !field.read_only && !is_box(field))
            || any_optional_rows(&items),
        has_boxes: any_field(&items, &|field| !field.required && is_box(field))
            && !any_field(&items, &|field| field.required && is_box(field)),
        problems: shown,
        warnings,
        items,
    }
}

/// Whether a list needs no row.
fn any_optional_rows(items: &[Item]) -> bool {
    items.iter().any(|item| match item {
        Item::Group(group) => any_optional_rows(&group.items),
        Item::Rows(rows) => rows.optional || rows.rows.iter().any(|row| any_optional_rows(&row.items)),
        Item::Field(_) | Item::Search(_) => false,
    })
}

/// Whether the question is a lone box to tick.
fn is_box(field: &FieldView) -> bool {
    field.field_type == "attestation"
}

fn any_field(items: &[Item], holds: &dyn Fn(&FieldView) -> bool) -> bool {
    items.iter().any(|item| match item {
        Item::Field(field) => holds(field),
        Item::Group(group) => any_field(&group.items, holds),
        Item::Rows(rows) => rows.rows.iter().any(|row| any_field(&row.items, holds)),
        Item::Search(_) => false,
    })
}
