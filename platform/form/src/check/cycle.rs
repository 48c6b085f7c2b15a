//! Finds answers that depend on themselves: through their conditions, those of the groups around them, or what they are computed from.

use super::draft::Draft;
use crate::{
    definition::tree::Place,
    demarche::{Demarche, NodeId},
    diagnostic::Sentence,
    expression::Expression,
};

/// How far a node has been followed.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

/// Tells each cycle once, at an expression of it.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    // The pages stand behind the nodes: what a page shows depends on the page's condition.
    let nodes = (0..draft.nodes.len()).map(|index| edges(draft, index));
    let pages = (0..draft.pages.len()).map(|index| edges_of_page(draft, index));
    let edges: Vec<Vec<(usize, Place)>> = nodes.chain(pages).collect();
    let mut marks = vec![Mark::New; edges.len()];
    for start in 0..edges.len() {
        if marks[start] != Mark::New {
            continue;
        }
        // The way from the start, each step with the number of edges already followed.
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        marks[start] = Mark::Open;
        while let Some((node, followed)) = way.last().copied() {
            let Some((next, place)) = edges[node].get(followed).copied() else {
                marks[node] = Mark::Done;
                way.pop();
                continue;
            };
            if let Some(step) = way.last_mut() {
                step.1 += 1;
            }
            match marks[next] {
                Mark::New => {
                    marks[next] = Mark::Open;
                    way.push((next, 0));
                }
                Mark::Open => {
                    let from = way.iter().position(|(on_way, _)| *on_way == next).unwrap_or_default();
                    let cycle: Vec<usize> = way[from..].iter().map(|(node, _)| *node).collect();
                    tell(draft, &cycle, place);
                }
                Mark::Done => {}
            }
        }
    }
}

/// What a node depends on. A group's condition holds for all it contains, so a node depends on the group around it;
/// a group depends on nothing inside it.
fn edges(draft: &Draft<'_>, index: usize) -> Vec<(usize, Place)> {
    let (node, origin) = (&draft.nodes[index], &draft.origins[index]);
    let mut edges: Vec<(usize, Place)> = Vec::new();
    for (expression, place) in &origin.expressions {
        edges.extend(places(draft, expression, *place));
    }
    edges.extend(origin.reads.iter().filter_map(|(path, place)| Some((draft.id_at(path)?.0 as usize, *place))));
    if let Some(NodeId(parent)) = node.parent {
        edges.push((parent as usize, origin.place));
    }
    // What is computed is so whether its page is shown or not, but a hidden page hides it.
    if let Some(page) = node.page
        && let Some(Some(place)) = draft.page_conditions.get(page)
    {
        edges.push((draft.nodes.len() + page, *place));
    }
    edges
}

fn edges_of_page(draft: &Draft<'_>, page: usize) -> Vec<(usize, Place)> {
    let condition = draft.pages[page].show_if.as_ref();
    match (condition, draft.page_conditions.get(page)) {
        (Some(condition), Some(Some(place))) => places(draft, condition, *place).collect(),
        _ => Vec::new(),
    }
}

/// The nodes that an expression reads.
fn places<'d>(draft: &'d Draft<'_>, expression: &'d Expression, place: Place) -> impl Iterator<Item = (usize, Place)> {
    expression.reads().iter().filter_map(move |read| Some((draft.id_at(read)?.0 as usize, place)))
}

fn tell(draft: &mut Draft<'_>, cycle: &[usize], place: Place) {
    // A page on the way has no name among the answers.
    let mut names: Vec<&str> =
        cycle.iter().filter_map(|node| draft.nodes.get(*node)).map(|node| node.path.as_str()).collect();
    names.extend(names.first().copied());
    let way = names.join(" → ");
    draft.report.error(
        "logic.cycle",
        place,
        Sentence::new(
            format!("Ces réponses dépendent d'elles-mêmes : {way}."),
            format!("These answers depend on themselves: {way}."),
        ),
        Sentence::new(
            "Retirez l'une de ces conditions ou l'un de ces calculs.",
            "Remove one of these conditions or computed values.",
        ),
    );
}
