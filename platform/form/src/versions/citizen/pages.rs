//! Says what changes of the pages: which there are, in what order, what they are called, when they exist.

use super::{Words, written};
use crate::demarche::{Demarche, Page};

impl Words<'_> {
    pub(super) fn pages(&mut self) {
        let (former, next) = (self.former, self.next);
        let ids = |demarche: &Demarche| demarche.pages.iter().map(|page| page.id.clone()).collect::<Vec<_>>();
        for page in former.pages.iter().filter(|page| next.page(&page.id).is_none()) {
            let (id, title) = (&page.id, &page.title.fr);
            self.tell(
                "page.removed",
                id,
                format!("La page « {title} » ({id}) n'existe plus."),
                format!("The page “{title}” ({id}) does not exist any more."),
            );
        }
        let (before, after) = (ids(former), ids(next));
        if in_common(&before, &after) != in_common(&after, &before) {
            let order = after.join(", ");
            self.tell(
                "page.order",
                "pages",
                format!("L'ordre des pages change : {order}."),
                format!("The order of the pages changes: {order}."),
            );
        }
        for page in &next.pages {
            let (id, title) = (&page.id, &page.title.fr);
            let Some((_, was)) = former.page(id) else {
                self.tell(
                    "page.added",
                    id,
                    format!("Nouvelle page : « {title} » ({id})."),
                    format!("New page: “{title}” ({id})."),
                );
                continue;
            };
            self.text(
                id,
                (&format!("Titre de la page {id}"), &format!("Title of the page {id}")),
                Some(&was.title),
                Some(&page.title),
            );
            self.text(
                id,
                (&format!("Introduction de la page {id}"), &format!("Introduction of the page {id}")),
                was.intro.as_ref(),
                page.intro.as_ref(),
            );
            let condition = |page: &Page| written(&page.show_if);
            self.condition(
                id,
                (&format!("La page « {title} »"), &format!("The page “{title}”")),
                &condition(was),
                &condition(page),
            );
            let (before, after) = (order(former, was), order(next, page));
            if in_common(&before, &after) != in_common(&after, &before) {
                self.tell(
                    "page.question_order",
                    id,
                    format!("L'ordre des questions de la page « {title} » change."),
                    format!("The order of the questions of the page “{title}” changes."),
                );
            }
        }
    }
}

/// Those of `all` that `other` has too, in their order.
fn in_common(all: &[String], other: &[String]) -> Vec<String> {
    all.iter().filter(|id| other.contains(id)).cloned().collect()
}

/// The questions of a page in the order they are shown.
fn order(demarche: &Demarche, page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<_> = page.shows.iter().rev().copied().collect();
    while let Some(id) = open.pop() {
        let node = demarche.node(id);
        if node.field().is_some() {
            found.push(node.path.clone());
        }
        open.extend(node.children.iter().rev());
    }
    found
}
