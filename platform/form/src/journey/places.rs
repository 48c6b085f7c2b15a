//! Says where on a page a fault stands: the element that takes the focus, and the titles that tell one question from another.

use std::collections::HashMap;

use super::drawing::{Drawing, element_id};
use crate::{
    demarche::Node,
    source::is_given_only,
    view::{Item, ShownProblem},
};

impl Drawing<'_, '_> {
    pub(super) fn problems_at(&self, node: &Node, path: &str) -> Vec<ShownProblem> {
        self.shown_at(node, path, false)
    }

    pub(super) fn warnings_at(&self, node: &Node, path: &str) -> Vec<ShownProblem> {
        self.shown_at(node, path, true)
    }

    fn shown_at(&self, node: &Node, path: &str, warnings: bool) -> Vec<ShownProblem> {
        let here = self.problems.get(path).into_iter().flatten();
        here.filter(|problem| problem.kind.mark().is_some() == warnings)
            .map(|problem| ShownProblem {
                target: target(node, path, &problem.part),
                label: self.text(&node.title),
                place: self.text(&node.title),
                // Nobody types it: what is to be done is another thing than with a box.
                field_type: match node.field() {
                    Some(_) if node.locked && node.computed.is_none() && !is_given_only(self.state.demarche, node) => {
                        "locked"
                    }
                    field => field.map_or("", |field| field.field_type.name()),
                },
                example: self.example(node),
                problem: (*problem).clone(),
            })
            .collect()
    }
}

impl Drawing<'_, '_> {
    /// The date that the hint of a question gives as its example; else that of another part of its component: the days of one period lie near
    /// each other.
    fn example(&self, node: &Node) -> Option<String> {
        let own = |node: &Node| example_date(node.hint.as_ref()?.get(self.state.language()));
        let beside = || {
            node.mount.as_ref()?;
            let siblings = &self.state.demarche.node(node.parent?).children;
            siblings
                .iter()
                .map(|id| self.state.demarche.node(*id))
                .filter(|part| part.mount == node.mount)
                .find_map(own)
        };
        own(node).or_else(beside)
    }
}

/// The element that takes the focus: the box at fault, or the first option of a choice.
pub(crate) fn target(node: &Node, path: &str, part: &str) -> String {
    let id = element_id(path);
    let Some(field) = node.field() else {
        return id;
    };
    let parts = field.field_type.parts();
    if parts.len() > 1 {
        let part = parts.iter().find(|known| **known == part).or(parts.first()).copied().unwrap_or_default();
        return format!("{id}-{part}");
    }
    match field.field_type.name() {
        "radio" if !field.as_list => format!("{id}-1"),
        "checkboxes" | "yes_no" => format!("{id}-1"),
        _ => id,
    }
}

/// The date that a hint gives as its example: « Par exemple 24 8 2009. ».
fn example_date(hint: &str) -> Option<String> {
    let words: Vec<&str> = hint.split_whitespace().map(|word| word.trim_end_matches(['.', ',', ';', ')'])).collect();
    words.windows(3).find_map(|three| {
        let [day, month, year] = three else { return None };
        let digits = |word: &str, most: usize| word.len() <= most && word.bytes().all(|byte| byte.is_ascii_digit());
        (!day.is_empty()
            && digits(day, 2)
            && !month.is_empty()
            && digits(month, 2)
            && year.len() == 4
            && digits(year, 4))
        .then(|| three.join(" "))
    })
}

/// Picks the problems or the warnings of an item.
pub(super) type Pick = dyn for<'i> Fn(&'i [ShownProblem], &'i [ShownProblem]) -> &'i [ShownProblem];

pub(super) fn gather_problems(items: &[Item], pick: &Pick, found: &mut Vec<ShownProblem>) {
    for item in items {
        match item {
            Item::Field(field) => found.extend_from_slice(pick(&field.problems, &field.warnings)),
            Item::Group(group) => {
                found.extend_from_slice(pick(&group.problems, &group.warnings));
                gather_problems(&group.items, pick, found);
            }
            Item::Rows(rows) => {
                found.extend_from_slice(pick(&rows.problems, &rows.warnings));
                for row in &rows.rows {
                    gather_problems(&row.items, pick, found);
                }
            }
            Item::Search(_) => {}
        }
    }
}

/// A title above a question, and whether it is always told: a row's is, and that of a group beside others.
type Above<'i> = (&'i str, bool);

/// Every question of a page with its titles, the outermost first, its own label last.
pub(super) struct Places<'i> {
    titles: HashMap<&'i str, Vec<Above<'i>>>,
    /// How many questions have titles that end so.
    ends: HashMap<Vec<Above<'i>>, usize>,
}

impl<'i> Places<'i> {
    /// The places of `items`. The groups among them are told, except one that is called like the page, where the page's title is given.
    pub(super) fn of(items: &'i [Item], page: Option<&str>) -> Self {
        let mut places = Self { titles: HashMap::new(), ends: HashMap::new() };
        places.gather(items, page, &mut Vec::new());
        places
    }

    fn gather(&mut self, items: &'i [Item], page: Option<&str>, above: &mut Vec<Above<'i>>) {
        for item in items {
            let (path, title) = match item {
                Item::Field(field) => (&field.path, &field.label),
                Item::Group(group) => (&group.path, &group.title),
                Item::Rows(rows) => (&rows.path, &rows.title),
                Item::Search(_) => continue,
            };
            above.push((title, matches!(item, Item::Group(_)) && page.is_some_and(|page| page != title)));
            for from in 0..above.len() {
                *self.ends.entry(above[from..].to_vec()).or_default() += 1;
            }
            self.titles.insert(path, above.clone());
            if let Item::Group(group) = item {
                self.gather(&group.items, None, above);
            }
            above.pop();
            if let Item::Rows(rows) = item {
                for row in &rows.rows {
                    above.push((&row.title, true));
                    self.gather(&row.items, None, above);
                    above.pop();
                }
            }
        }
    }

    /// The titles that are always told, and the fewest others that tell the place at `path` from the rest of its page.
    pub(super) fn told(&self, path: &str) -> Option<String> {
        let titles = self.titles.get(path)?;
        let from = (0..titles.len()).rfind(|from| self.ends.get(&titles[*from..]) == Some(&1)).unwrap_or(0);
        let told = titles.iter().enumerate().filter(|(index, (_, always))| *always || *index >= from);
        let mut told: Vec<&str> = told.map(|(_, (title, _))| *title).collect();
        told.dedup();
        Some(told.join(" – "))
    }
}

#[cfg(test)]
mod tests {
    use super::example_date;

    #[test]
    fn the_example_of_a_date_is_the_one_its_hint_gives() {
        assert_eq!(example_date("Par exemple 24 8 2009.").as_deref(), Some("24 8 2009"));
        assert_eq!(example_date("Au plus trois mois avant, par exemple 1 12 2026.").as_deref(), Some("1 12 2026"));
        assert_eq!(example_date("15 chiffres, sur votre carte Vitale."), None);
        assert_eq!(example_date("Si le jour n'est pas connu, laissez-le vide."), None);
    }
}
