//! Reopens questions of what was filed: those that a recipient asks for again, those that the new answers open or oblige to answer anew, and
//! nothing else.

use std::{collections::BTreeSet, iter};

use serde::Serialize;

use super::{any_field, any_optional_rows, each_asked, gather_problems, is_box, page_view_open};
use crate::{
    demarche::{Demarche, Node, NodeKind, Stop},
    path,
    problem::{Problem, ProblemKind},
    recap::row_title,
    source,
    state::State,
    validation,
    view::{GroupView, Item, PageView},
    warnings, wire,
};

/// What is reopened, and of what.
pub struct Reopened<'s, 'a> {
    /// The paths that are asked for: questions, groups, lists; of a question in a list with its row, or without for every row.
    pub asked: &'s [String],
    /// What the recipient who asks receives.
    pub receives: Option<&'s [String]>,
    /// What was filed.
    pub filed: &'s State<'a>,
    /// What nobody asked for, and the new answers oblige to look at again.
    revised: BTreeSet<String>,
}

/// Questions of one page that may be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Askable {
    /// The page's title.
    pub title: String,
    /// In order.
    pub questions: Vec<AskableQuestion>,
}

/// A question, or a whole list, that may be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskableQuestion {
    /// Its path.
    pub path: String,
    /// What it is called, behind the titles of the groups around it.
    pub label: String,
    /// The titles of those that are asked for with it.
    pub also: Vec<String>,
}

/// What a recipient may ask for again of what it receives, page by page: what the citizen answers; a list as a whole.
pub fn askable(state: &State<'_>, receives: Option<&[String]>) -> Vec<Askable> {
    let language = state.language();
    let mut parts = Vec::new();
    for page in state.pages() {
        let mut questions = Vec::new();
        each_asked(state, page, &mut |node, path| {
            if node.repeated_in.is_empty() && is_received(receives, node) {
                let with = asked_with(state, receives, path);
                let title = |path: &String| Some(state.demarche.resolve(path)?.title.get(language).to_owned());
                let also = with.iter().filter_map(title).collect();
                questions.push(AskableQuestion { path: path.to_owned(), label: called(state, node, path), also });
            }
        });
        if !questions.is_empty() {
            parts.push(Askable { title: state.demarche.pages[page].title.get(language).to_owned(), questions });
        }
    }
    parts
}

/// Whether `asked` names something that this recipient may ask for again: a question, a group or a list with one, a question of a list.
pub fn may_be_asked(state: &State<'_>, receives: Option<&[String]>, asked: &str) -> bool {
    let mut found = false;
    for page in state.pages() {
        each_asked(state, page, &mut |node, path| {
            found |= is_received(receives, node) && names(asked, node, path);
        });
    }
    found && !asked.is_empty()
}

/// What is to be asked for together with the question `asked`: what a rule of its group holds against it where one of them is chosen from a
/// list, as the post code and the commune of an address. Without the other, the one could only be answered as it was, or wrongly.
pub fn asked_with(state: &State<'_>, receives: Option<&[String]>, asked: &str) -> Vec<String> {
    let demarche = state.demarche;
    let (Some(node), group) = (demarche.resolve(asked), path::around(asked)) else { return Vec::new() };
    let inside = path::around(&node.path);
    let is_chosen = |read: &String| {
        demarche.at(read).and_then(Node::field).is_some_and(|field| field.field_type.name() == "referential")
    };
    let of_group = |reads: &[String]| {
        !inside.is_empty() && reads.contains(&node.path) && reads.iter().all(|read| path::around(read) == inside)
    };
    let rules = demarche.rules.iter().map(|rule| rule.reads());
    let reads = rules.filter(|reads| of_group(reads) && reads.iter().any(is_chosen)).flatten();
    let mut found: Vec<String> = Vec::new();
    for read in reads.filter(|read| **read != node.path) {
        let beside = format!("{group}{}", &read[inside.len()..]);
        if !found.contains(&beside) && may_be_asked(state, receives, &beside) {
            found.push(beside);
        }
    }
    found
}

/// What the questions that `asked` names are called, in the order of the pages; a list or a group by its own title.
pub fn called_asked(state: &State<'_>, asked: &[String]) -> Vec<String> {
    let mut labels = Vec::new();
    for page in state.pages() {
        each_asked(state, page, &mut |node, path| {
            if let Some(name) = asked.iter().find(|name| names(name, node, path)) {
                let whole = state.demarche.resolve(name).filter(|whole| whole.path.len() < node.path.len());
                let label = match whole {
                    Some(whole) if *name != path => called(state, whole, name),
                    _ => called(state, node, path),
                };
                if !labels.contains(&label) {
                    labels.push(label);
                }
            }
        });
    }
    labels
}

/// Whether `asked` names the place at `path`: itself, what it stands in, or the same question in whatever row.
fn names(asked: &str, node: &Node, path: &str) -> bool {
    path::is_within(path, asked) || path::is_within(&node.path, asked)
}

fn is_received(receives: Option<&[String]>, node: &Node) -> bool {
    receives.is_none_or(|receives| match node.is_rows() {
        true => wire::concerns(Some(receives), &node.path),
        false => receives.iter().any(|received| path::is_within(&node.path, received)),
    })
}

/// « Vous : Adresse : Voie »: behind the titles of the groups and rows around it.
fn called(state: &State<'_>, node: &Node, path: &str) -> String {
    let language = state.language();
    let mut titles = Vec::new();
    let mut end = 0;
    for segment in path.split('.') {
        end += segment.len() + usize::from(end > 0);
        let Some(around) = state.demarche.resolve(&path[..end]) else { continue };
        let title = match (&around.kind, path::is_row_id(segment)) {
            (NodeKind::Rows { .. }, true) => {
                let group = path::around(&path[..end]);
                let index = state.rows(group).iter().position(|row| row == segment).unwrap_or_default();
                row_title(around, index, language)
            }
            _ => around.title.get(language).to_owned(),
        };
        if titles.last() != Some(&title) {
            titles.push(title);
        }
    }
    if titles.is_empty() { node.title.get(language).to_owned() } else { titles.join(" – ") }
}

impl<'s, 'a> Reopened<'s, 'a> {
    /// What `asked` reopens of `filed`, and what the answers of `state` do beside it.
    pub fn of(asked: &'s [String], receives: Option<&'s [String]>, filed: &'s State<'a>, state: &State<'_>) -> Self {
        Self { asked, receives, filed, revised: revised(asked, receives, filed, state) }
    }

    /// Whether the recipient who asks receives what stands here.
    pub fn receives(&self, node: &Node) -> bool {
        is_received(self.receives, node)
    }

    /// Whether what stands at `path` is not asked for, was answered or left when it was filed, and cannot stay as it was beside the new answers.
    pub fn revises(&self, path: &str) -> bool {
        let mut above = iter::successors(Some(path), |at| Some(path::around(at)).filter(|around| !around.is_empty()));
        !self.revised.is_empty() && above.any(|at| self.revised.contains(at))
    }

    /// Whether the place at `path` is reopened: it is asked for; or the new answers leave nothing of what it said, another thing, or one that
    /// a rule refuses beside them; or it was hidden in what was filed, and what the answers open is to be answered too. Other rows of a list
    /// that is not asked for do not come to be by it.
    pub fn holds(&self, demarche: &Demarche, path: &str) -> bool {
        demarche.resolve(path).is_some_and(|node| self.holds_at(node, path))
    }

    fn holds_at(&self, node: &Node, path: &str) -> bool {
        if !is_received(self.receives, node) || node.computed.is_some() || node.locked {
            return false;
        }
        if source::is_given_only(self.filed.demarche, node) {
            return false;
        }
        (self.is_named(node, path) || !self.filed.visible(path)) && self.is_row_of_filed_or_named(node, path)
    }

    /// Whether the place at `path`, or what it stands in, is asked for or to be looked at again.
    fn is_named(&self, node: &Node, path: &str) -> bool {
        self.asked.iter().any(|asked| names(asked, node, path)) || self.revises(path)
    }

    /// Whether each row that `path` stands in was filed, or its list is reopened as a whole: then rows come and go.
    fn is_row_of_filed_or_named(&self, node: &Node, path: &str) -> bool {
        node.repeated_in.iter().all(|group| {
            let group = self.filed.demarche.node(*group);
            let at = self.filed.instance(&group.path, path);
            let row = path.strip_prefix(&at).unwrap_or_default().trim_start_matches('.');
            let row = row.split('.').next().unwrap_or_default();
            self.is_named(group, &at)
                || !self.filed.visible(&at)
                || self.filed.rows(&at).iter().any(|known| known == row)
        })
    }

    /// The paths of all questions and lists that are reopened and visible now, also where an answer stops the journey before them: the dossier
    /// was filed with them.
    pub fn questions(&self, state: &State<'_>) -> Vec<String> {
        let mut found = Vec::new();
        for page in state.pages_behind_stops() {
            each_asked(state, page, &mut |node, path| {
                if self.holds_at(node, path) {
                    found.push(path.to_owned());
                }
            });
        }
        found
    }

    /// What stops the journey now and did not when it was filed, and the reopened questions that it reads.
    pub fn stop<'d>(&self, state: &State<'d>) -> Option<(&'d Stop, Vec<String>)> {
        let (_, stop) = state.stop().filter(|_| self.filed.stop().is_none())?;
        let is_read = |path: &String| {
            let node = state.demarche.resolve(path);
            let read = |read: &String| node.is_some_and(|node| path::is_within(read, &node.path));
            stop.stop_if.reads().iter().any(read)
        };
        Some((stop, self.questions(state).into_iter().filter(is_read).collect()))
    }

    /// Those without an answer.
    pub fn unanswered(&self, state: &State<'_>) -> Vec<String> {
        let pages = state.pages_behind_stops().into_iter();
        pages.flat_map(|page| super::unanswered(state, page)).filter(|path| self.holds(state.demarche, path)).collect()
    }

    /// What is wrong with them. What was filed wrong elsewhere is nobody's to mend here; what only the new answers break where nothing can be
    /// answered here, a rule or a value that is computed, is told at the first of them.
    pub fn problems(&self, state: &State<'_>) -> Vec<Problem> {
        let all = |state: &State<'_>| -> Vec<Problem> {
            state.pages_behind_stops().into_iter().flat_map(|page| validation::page(state, page)).collect()
        };
        let filed = all(self.filed);
        let value = |state: &State<'_>, path: &str| state.answer(path).and_then(|answer| answer.value);
        let changed = || {
            let mut questions = self.questions(state).into_iter();
            questions.find(|path| value(state, path) != value(self.filed, path))
        };
        all(state)
            .into_iter()
            .filter_map(|problem| {
                if self.holds(state.demarche, &problem.path) {
                    return Some(problem);
                }
                let received = || state.demarche.resolve(&problem.path).is_some_and(|node| self.receives(node));
                let is_lost = match problem.kind {
                    ProblemKind::NotComputed | ProblemKind::NotAvailable => received(),
                    _ => is_refusal(&problem.kind),
                };
                if !is_lost || filed.contains(&problem) {
                    return None;
                }
                changed().map(|path| Problem { path, part: String::new(), kind: problem.kind })
            })
            .collect()
    }

    /// What the citizen is warned of at them.
    pub fn warnings(&self, state: &State<'_>, known: &[Problem]) -> Vec<Problem> {
        let pages = state.pages_behind_stops().into_iter();
        pages
            .flat_map(|page| warnings::page(state, page, known))
            .filter(|problem| self.holds(state.demarche, &problem.path))
            .collect()
    }

    /// All of it as one page, called `title`, with `problems` at their places; `open` as in [`page_view_open`].
    pub fn view(&self, state: &State<'_>, title: &str, problems: &[Problem], open: &[&str]) -> PageView {
        // Rows of a list that is not reopened as a whole are never closed: nothing would open them.
        let questions = self.questions(state);
        let in_rows = questions.iter().filter(|path| {
            state.demarche.resolve(path).is_some_and(|node| {
                node.repeated_in.iter().any(|group| {
                    let group = state.demarche.node(*group);
                    !self.is_named(group, &state.instance(&group.path, path))
                })
            })
        });
        let open: Vec<&str> = open.iter().copied().chain(in_rows.map(String::as_str)).collect();
        let mut parts: Vec<(String, String, Vec<Item>)> = Vec::new();
        for page in state.pages_behind_stops() {
            let mut view = page_view_open(state, page, problems, &open);
            self.keep(state.demarche, &mut view.items);
            if !view.items.is_empty() {
                parts.push((view.id, view.title, view.items));
            }
        }
        let items: Vec<Item> = match parts.len() {
            1 => parts.into_iter().flat_map(|(_, _, items)| items).collect(),
            _ => parts.into_iter().map(|(id, title, items)| Item::Group(part(&id, title, items))).collect(),
        };
        let (mut shown, mut warned) = (Vec::new(), Vec::new());
        gather_problems(&items, &|problems, _| problems, &mut shown);
        gather_problems(&items, &|_, warnings| warnings, &mut warned);
        PageView {
            id: "complement".to_owned(),
            title: title.to_owned(),
            intro: None,
            step: 1,
            steps: 1,
            may_lengthen: false,
            previous: None,
            has_files: any_field(&items, &|field| field.field_type == "file"),
            has_optional: any_field(&items, &|field| !field.required && !field.read_only && !is_box(field))
                || any_optional_rows(&items),
            has_boxes: any_field(&items, &|field| !field.required && is_box(field))
                && !any_field(&items, &|field| field.required && is_box(field)),
            problems: shown,
            warnings: warned,
            items,
        }
    }

    /// Keeps what is reopened of a page.
    fn keep(&self, demarche: &Demarche, items: &mut Vec<Item>) {
        items.retain_mut(|item| match item {
            Item::Field(field) => self.holds(demarche, &field.path),
            // A source would also fill what nobody asked for.
            Item::Search(_) => false,
            Item::Group(group) => {
                let before = count(&group.items);
                self.keep(demarche, &mut group.items);
                // A table with holes is none.
                group.table = group.table.take().filter(|_| count(&group.items) == before);
                !group.items.is_empty()
            }
            Item::Rows(rows) => {
                if self.holds(demarche, &rows.path) {
                    return true;
                }
                rows.rows.retain_mut(|row| {
                    self.keep(demarche, &mut row.items);
                    (row.can_remove, row.can_copy, row.can_move_up, row.can_move_down) = (false, false, false, false);
                    row.closed = None;
                    !row.items.is_empty()
                });
                (rows.can_add, rows.table, rows.removed) = (false, None, None);
                !rows.rows.is_empty()
            }
        });
    }
}

/// The places of what was filed and is not asked for at which `state` says something else, or at which a rule refuses it that did not when it
/// was filed: an option is offered no more, a value was taken of somebody else, a bound has moved. What was answered there since stays one.
fn revised(asked: &[String], receives: Option<&[String]>, filed: &State<'_>, state: &State<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if filed.answers == state.answers {
        return found;
    }
    for page in state.pages_behind_stops() {
        each_asked(state, page, &mut |node, path| {
            let stands = match node.is_rows() {
                true => filed.rows(path) == state.rows(path),
                false => filed.value(path) == state.value(path),
            };
            if !stands
                && filed.visible(path)
                && is_received(receives, node)
                && !asked.iter().any(|asked| names(asked, node, path))
            {
                found.insert(path.to_owned());
            }
        });
    }
    let refused = |state: &State<'_>| -> Vec<Problem> {
        let pages = state.pages_behind_stops();
        let rules = state.demarche.rules.iter().filter(|rule| !rule.warning && pages.contains(&rule.page));
        let problems = rules.flat_map(|rule| validation::rule_problems(state, rule, &[]));
        problems.filter(|problem| is_refusal(&problem.kind)).collect()
    };
    let now = refused(state);
    // Most answers break no rule: what was filed is then not judged anew.
    let before = if now.is_empty() { Vec::new() } else { refused(filed) };
    let is_own = |problem: &Problem| {
        let node = state.demarche.resolve(&problem.path).filter(|node| is_received(receives, node));
        node.is_some_and(|node| !asked.iter().any(|asked| names(asked, node, &problem.path)))
    };
    let only_now = now.into_iter().filter(|problem| !before.contains(problem) && filed.visible(&problem.path));
    found.extend(only_now.filter(is_own).map(|problem| problem.path));
    found
}

/// Whether a rule of the démarche refuses what is answered, or wants an answer beside it.
fn is_refusal(kind: &ProblemKind) -> bool {
    kind.is_rule() || matches!(kind, ProblemKind::RuleNeedsAnswer { .. })
}

fn count(items: &[Item]) -> usize {
    items
        .iter()
        .map(|item| match item {
            Item::Field(_) | Item::Search(_) => 1,
            Item::Group(group) => count(&group.items),
            Item::Rows(rows) => rows.rows.iter().map(|row| 1 + count(&row.items)).sum(),
        })
        .sum()
}

fn part(id: &str, title: String, items: Vec<Item>) -> GroupView {
    GroupView {
        path: String::new(),
        id: format!("partie-{id}"),
        title,
        hint: None,
        items,
        table: None,
        problems: Vec::new(),
        warnings: Vec::new(),
    }
}

/// The answer paths at which two states of one filing say something else.
pub fn changed(before: &State<'_>, after: &State<'_>) -> Vec<String> {
    let paths = |state: &State<'_>| -> Vec<String> {
        let mut found = Vec::new();
        for page in state.pages() {
            state.each_field_of_page(page, &mut |_, path| found.push(path.to_owned()));
        }
        found
    };
    let all = paths(after).into_iter().chain(paths(before));
    let mut seen = BTreeSet::new();
    all.filter(|path| before.value(path) != after.value(path)).filter(|path| seen.insert(path.clone())).collect()
}
