//! Tells rows by number where a plugin is asked, and by id where its answer is taken: answers as partners and plugins get them are lists,
//! and the drafts' row ids are none of their business.

use crate::{demarche::Node, path, state::State};

/// The answer path of what a plugin calls `given`: `vehicules.1.plaque` is `vehicules.r7k2q1a.plaque`. Row ids are taken too, and what lies
/// below a question (`commune.code`) is that question. Nothing where there is no such place.
pub(crate) fn with_row_ids(state: &State<'_>, receives: Option<&[String]>, given: &str) -> Option<String> {
    if given.is_empty() {
        return None;
    }
    let mut at = String::new();
    let mut group: Option<&Node> = None;
    for segment in given.split('.') {
        if let Some(rows) = group.take() {
            let row = match segment.parse::<usize>() {
                Ok(number) => shown_rows(state, receives, rows, &at).nth(number)?,
                Err(_) => state.rows(&at).iter().find(|row| *row == segment)?.clone(),
            };
            at = path::join(&at, &row);
            continue;
        }
        at = path::join(&at, segment);
        let node = state.demarche.resolve(&at)?;
        if node.field().is_some() {
            return Some(at);
        }
        group = node.is_rows().then_some(node);
    }
    Some(at)
}

/// What a plugin calls the answer path `at`. A row that it does not see keeps its id.
pub(crate) fn numbered(state: &State<'_>, receives: Option<&[String]>, at: &str) -> String {
    let mut known = String::new();
    let mut told = String::new();
    let mut group: Option<&Node> = None;
    for segment in at.split('.') {
        let number = group.take().and_then(|rows| {
            shown_rows(state, receives, rows, &known).position(|row| row == segment).map(|number| number.to_string())
        });
        let was_row = number.is_some();
        told = path::join(&told, number.as_deref().unwrap_or(segment));
        known = path::join(&known, segment);
        group = state.demarche.resolve(&known).filter(|node| node.is_rows() && !was_row);
    }
    told
}

/// The rows of the group at `at` that stand in its list: those with something to read.
fn shown_rows(state: &State<'_>, receives: Option<&[String]>, rows: &Node, at: &str) -> impl Iterator<Item = String> {
    let shown: Vec<String> = state
        .rows(at)
        .iter()
        .filter(|row| {
            let mut any = false;
            for child in &rows.children {
                let id = &state.demarche.node(*child).id;
                state.each_field(*child, &format!("{at}.{row}.{id}"), None, &mut |node, path| {
                    let received = receives
                        .is_none_or(|receives| receives.iter().any(|received| path::is_within(&node.path, received)));
                    any = any || received && state.value(path).is_some();
                });
            }
            any
        })
        .cloned()
        .collect();
    shown.into_iter()
}
