//! Reads a posted page into the answers and judges it: nothing here waits for the store.

use std::sync::Arc;

use form::{
    answers::{Answer, Answers, FileRef, Value},
    demarche::Node,
    journey::{self, Next},
    known::Known,
    problem::{Problem, ProblemKind},
    reading::{self, Posting},
    removed::{self, Removed},
    source,
    state::{Facts, State},
    text::Language,
    validation, warnings,
};
use jiff::Timestamp;
use store::Uuid;

use super::{Action, Beside, PagePost};
use crate::{Served, error::DeskError, lists::Lists, look_up::LookedUp};

/// Everything that reading and judging a page needs, owned, so that plugins may run on a thread of their own.
pub(crate) struct Work {
    pub(crate) served: Arc<Served>,
    pub(crate) lists: Lists,
    pub(crate) now: Timestamp,
    pub(crate) language: Language,
    pub(crate) page: usize,
    pub(crate) answers: Answers,
}

/// A page read into the answers.
pub(crate) struct PageAnswers {
    pub(crate) work: Work,
    pub(crate) removed: Vec<Uuid>,
    /// The path of the row to be edited now.
    pub(crate) row: Option<String>,
    pub(crate) problems: Vec<Problem>,
    /// Answers typed otherwise here that were changed since the page was shown, as they are stored.
    pub(crate) changed_elsewhere: Vec<(String, Answer)>,
    /// Whether a row or a file of this page was taken away since it was shown, or something that it brought back was taken back, and it
    /// would go on.
    pub(crate) taken_elsewhere: bool,
    /// Whether it brought back, as if it were typed, what was filled in when it was shown and taken back since: that was left out.
    pub(crate) taken_back: bool,
}

/// A page judged.
pub(crate) struct Judged {
    pub(crate) answers: Answers,
    pub(crate) problems: Vec<Problem>,
    pub(crate) next: Next,
    pub(crate) removed: Vec<Uuid>,
    pub(crate) row: Option<String>,
}

impl Work {
    fn facts(&self) -> Facts<'_> {
        Facts {
            today: self.served.today(self.now),
            now: self.now,
            language: self.language,
            lookup: &self.lists,
            checker: &self.served.checker,
        }
    }

    pub(crate) fn read(mut self, post: &PagePost, beside: &Beside, row: &str) -> Result<PageAnswers, DeskError> {
        let served = Arc::clone(&self.served);
        let demarche = &served.demarche;
        let mut answers = std::mem::take(&mut self.answers);
        let newer: Vec<(String, Answer)> = match post.shown {
            Some(shown) => answers
                .iter()
                .filter(|(_, answer)| answer.at > shown)
                .map(|(path, answer)| (path.to_owned(), answer.clone()))
                .collect(),
            None => Vec::new(),
        };
        // What a second click on « Joindre » would join is among these.
        let joined: Vec<FileRef> = match &post.action {
            Action::Attach(to) => {
                newer.iter().filter(|(path, _)| path == to).flat_map(|(_, one)| files_of(one)).collect()
            }
            _ => Vec::new(),
        };
        let gone_back = post.shown.map(|shown| answers.taken_back_since(shown)).unwrap_or_default();
        let on_page = |path: &str| demarche.resolve(path).is_some_and(|node| node.page == Some(self.page));
        // Whoever did not see that something was taken away can neither make it again nor mean that it be gone for good.
        let last = answers.removed().filter(|last| last.is_unseen(post.shown, &post.pairs));
        let unseen = last.is_some();
        let left = last.map(|last| post.pairs.iter().filter(|(name, _)| !last.held(name)).cloned().collect::<Vec<_>>());
        let pairs = left.as_ref().unwrap_or(&post.pairs);
        let taken_away = last.is_some_and(|last| on_page(&last.at));
        let posting = Posting { pairs, now: self.now };
        let read = reading::read_page(demarche, self.page, &mut answers, &posting, &self.facts());
        if !read.unknown.is_empty() {
            let names = read.unknown.iter().take(5).map(|name| name.chars().take(80).collect()).collect();
            return Err(DeskError::UnknownField { names });
        }
        let taken_back = answers.take_out_again(gone_back);
        let taken_elsewhere = (taken_away || taken_back) && post.action == Action::Continue;
        let differs = |path: &str, stored: &Answer| {
            answers.get(path).is_some_and(|typed| typed.value != stored.value || typed.typed != stored.typed)
        };
        let changed_elsewhere = newer.into_iter().filter(|(path, stored)| differs(path, stored)).collect();
        source::note(demarche, self.page, &mut answers, pairs, &self.facts());
        let mut problems = Vec::new();
        let mut gone: Vec<Uuid> = Vec::new();
        let mut forget = |file: FileRef| gone.extend(file.id.parse::<Uuid>().ok());
        for (path, file) in &beside.taken_in.files {
            if joined.iter().any(|one| one.name == file.name && one.source == file.source) {
                forget(file.clone());
            } else if !reading::attach(demarche, &mut answers, path, file.clone(), self.now) {
                forget(file.clone());
                let max = demarche.resolve(path).and_then(Node::field).map_or(0, |field| u64::from(field.max_files));
                let problem =
                    Problem { path: path.clone(), part: String::new(), kind: ProblemKind::TooManyFiles { max } };
                if !problems.contains(&problem) {
                    problems.push(problem);
                }
            }
        }
        let mut to_edit = None;
        // A second click on the same button.
        let is_gone = |last: &Removed| match &post.action {
            Action::RemoveRow { group, row } => last.is_row(group, row),
            Action::Detach { path, id } => last.is_file(path, id),
            _ => false,
        };
        let again = answers.removed().is_some_and(is_gone);
        // What was taken away can be put back until the next button, or file: what a script asks for meanwhile changes nothing of it.
        let stays = unseen || again || (post.action == Action::Refresh && beside.taken_in.files.is_empty());
        if let Action::Restore(key) = &post.action {
            let at = key.rsplit_once(':').map_or("", |(at, _)| at);
            let back = match answers.removed().filter(|last| last.key() == *key).cloned() {
                Some(last) => removed::put_back(demarche, &mut answers, &last, self.now),
                None => Err(ProblemKind::NotPutBack),
            };
            match back {
                Ok(path) => {
                    answers.forget_removed();
                    to_edit = Some(path);
                }
                Err(kind) if on_page(at) => problems.push(Problem { path: at.to_owned(), part: String::new(), kind }),
                Err(_) => {}
            }
        } else if !stays && let Some(last) = answers.forget_removed() {
            last.files().into_iter().for_each(&mut forget);
        }
        match &post.action {
            Action::AddRow(group) if on_page(group) => {
                self.keep_shown_rows(&mut answers, group);
                to_edit = reading::add_row(demarche, &mut answers, group, row).then(|| format!("{group}.{row}"));
            }
            Action::OpenRow { group, row } if on_page(group) => {
                to_edit = answers.rows(group).contains(row).then(|| format!("{group}.{row}"));
            }
            Action::RemoveRow { .. } | Action::Detach { .. } if again => {}
            Action::RemoveRow { group, row } if on_page(group) => {
                self.keep_shown_rows(&mut answers, group);
                let before = removed::remove_row(&mut answers, group, row, self.now);
                before.iter().flat_map(Removed::files).for_each(&mut forget);
            }
            Action::MoveRow { group, row, up } if on_page(group) => {
                self.keep_shown_rows(&mut answers, group);
                reading::move_row(demarche, &mut answers, group, row, *up);
            }
            Action::CopyRow { group, row: from } if on_page(group) => {
                self.keep_shown_rows(&mut answers, group);
                let copied = reading::copy_row(demarche, &mut answers, group, (from, row), self.now);
                to_edit = copied.then(|| format!("{group}.{row}"));
            }
            Action::Detach { path, id } if on_page(path) => {
                let before = removed::detach(&mut answers, path, id, self.now);
                before.iter().flat_map(Removed::files).for_each(&mut forget);
            }
            Action::Forget(key) => {
                if let Some((at, id)) = key.rsplit_once(':').filter(|(at, _)| on_page(at)) {
                    source::forget(demarche, &mut answers, at, id, self.now);
                }
            }
            _ => {}
        }
        if let Some(LookedUp { at, id, search, called }) = &beside.looked_up {
            source::keep(demarche, &mut answers, at, id, search.clone(), &self.facts());
            if *called {
                answers.count_call();
            }
        }
        source::settle(demarche, &mut answers, &self.facts());
        self.answers = answers;
        let (work, removed, row) = (self, gone, to_edit);
        Ok(PageAnswers { work, removed, row, problems, changed_elsewhere, taken_elsewhere, taken_back })
    }

    /// Rows that are only shown because the group needs them become real before others join or leave them.
    fn keep_shown_rows(&self, answers: &mut Answers, group: &str) {
        let facts = self.facts();
        let rows = State::new(&self.served.demarche, answers, &facts).rows(group).into_owned();
        for row in rows {
            reading::add_row(&self.served.demarche, answers, group, &row);
        }
    }
}

impl PageAnswers {
    /// `shown` are the marks of the warnings that the posted page showed.
    pub(crate) fn judge(mut self, action: &Action, shown: &[String], known: &[Known]) -> Judged {
        let mut answers = std::mem::take(&mut self.work.answers);
        let work = &self.work;
        let facts = work.facts();
        form::prefill::take_back(&work.served.demarche, &mut answers, &facts);
        let (problems, next, told) = {
            let state = State::new(&work.served.demarche, &answers, &facts);
            let (mut problems, told) = match action {
                Action::Continue => {
                    let problems = validation::page(&state, work.page);
                    let told = Told::of(&state, work.page, &problems, shown);
                    (problems, Some(told))
                }
                _ => (Vec::new(), None),
            };
            problems.extend(told.iter().flat_map(Told::again).cloned());
            (problems, journey::next_page(&state, work.page), told)
        };
        if let Some(told) = told {
            told.remember(&mut answers, work.now);
        }
        if let (true, Next::Page(page)) = (!known.is_empty() && problems.is_empty(), next) {
            form::prefill::apply(&work.served.demarche, page, &mut answers, known, &facts);
            source::settle(&work.served.demarche, &mut answers, &facts);
        }
        Judged { answers, problems, next, removed: self.removed, row: self.row }
    }
}

fn files_of(answer: &Answer) -> Vec<FileRef> {
    match &answer.value {
        Some(Value::Files(files)) => files.clone(),
        _ => Vec::new(),
    }
}

/// The warnings of a page that « Continuer » was pressed on.
struct Told {
    found: Vec<Problem>,
    /// Whether every one of them was told before, on these very answers, and nothing is to be corrected: the citizen means it.
    passes: bool,
    /// The marks of this page that hold no more.
    stale: Vec<String>,
}

impl Told {
    fn of(state: &State<'_>, page: usize, problems: &[Problem], shown: &[String]) -> Self {
        let found = warnings::page(state, page, problems);
        let is_told = |warning: &Problem| {
            let mark = warning.kind.mark().unwrap_or_default();
            state.answers.was_warned(mark) || shown.iter().any(|shown| shown == mark)
        };
        let holds = |mark: &str| found.iter().any(|warning| warning.kind.mark() == Some(mark));
        let stale = state
            .answers
            .warned()
            .filter(|mark| warnings::is_of_page(state, mark, page) && !holds(mark))
            .map(str::to_owned)
            .collect();
        Self { passes: problems.is_empty() && found.iter().all(is_told), found, stale }
    }

    /// What the page comes back with.
    fn again(&self) -> &[Problem] {
        if self.passes { &[] } else { &self.found }
    }

    fn remember(self, answers: &mut Answers, now: Timestamp) {
        answers.forget_warnings(&self.stale);
        for mark in self.found.iter().filter_map(|warning| warning.kind.mark()) {
            answers.warn(mark, self.passes.then_some(now));
        }
    }
}
