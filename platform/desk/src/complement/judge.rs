//! Reads and judges what is posted for a complement.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use form::{
    answers::{Answer, Answers},
    demarche::Node,
    journey::{self, Reopened},
    problem::{Problem, ProblemKind},
    routing,
    state::State,
    text::Language,
};
use sha2::{Digest as _, Sha256};
use store::{Uuid, attachments::Owner};

use super::{Renewed, Reopening};
use crate::{
    Action, Desk, PagePost, Upload,
    attach::TakenIn,
    error::DeskError,
    save_page::{Beside, WARNED, judge::Work},
};

/// The tick by which a citizen says that all is right as it was filed.
const CONFIRMED: &str = "_confirmed";

/// What a posted page comes to.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) problems: Vec<Problem>,
    pub(super) opened: Vec<String>,
    pub(super) refused: Option<&'static str>,
    /// What is to be given, where nothing stands against it.
    pub(super) ready: Option<(Answers, Renewed)>,
}

/// What was read of a posted page.
#[derive(Default)]
pub(super) struct Read {
    pub(super) gone: Vec<Uuid>,
    pub(super) row: Option<String>,
    pub(super) problems: Vec<Problem>,
}

impl Desk {
    /// Takes out of a post what the page of another complement asked and this one does not, and what its buttons meant.
    pub(super) fn leave_others(&self, reopening: &Reopening, post: &mut PagePost, uploads: &mut Vec<Upload>) {
        self.with_reopened(reopening, post.language, |reopened, state| {
            let demarche = state.demarche;
            let asked = |name: &str| question_named(demarche, name).is_some_and(|path| reopened.holds(demarche, path));
            post.pairs.retain(|(name, _)| name.starts_with('_') || asked(name));
            uploads.retain(|upload| is_file(reopened, state, &upload.field));
        });
        post.action = Action::Refresh;
    }

    /// Whether it is asked again, and takes files.
    pub(crate) fn reopens_file(&self, reopening: &Reopening, path: &str) -> bool {
        self.with_reopened(reopening, Language::Fr, |reopened, state| is_file(reopened, state, path))
    }

    /// Inspects and keeps files for questions that are asked again.
    pub(crate) async fn take_in_reopened(
        &self,
        reopening: &Reopening,
        uploads: Vec<Upload>,
    ) -> Result<TakenIn, DeskError> {
        let demarche = &reopening.dossier.served.demarche;
        let wanted = uploads
            .into_iter()
            .filter_map(|upload| demarche.resolve(&upload.field).and_then(Node::field).map(|field| (upload, field)))
            .collect();
        self.keep_uploads((&reopening.case.agency, Owner::Complement(reopening.id)), wanted, &[]).await
    }

    /// Reads a posted page into what is typed so far, each question as its own page would.
    pub(super) fn read_reopened(
        &self,
        reopening: &mut Reopening,
        post: &PagePost,
        beside: &Beside,
    ) -> Result<Read, DeskError> {
        let served = Arc::clone(&reopening.dossier.served);
        let demarche = &*served.demarche;
        let page_of = |name: &str| demarche.resolve(question_named(demarche, name)?)?.page;
        // Sources are not asked here: they would also fill what nobody asks for.
        let action = match &post.action {
            Action::LookUp(_) | Action::Choose(_) | Action::Forget(_) | Action::SaveAndQuit | Action::Ask => {
                Action::Refresh
            }
            action => action.clone(),
        };
        let pages: BTreeSet<usize> = {
            let asked = self.with_reopened(reopening, post.language, |reopened, state| reopened.questions(state));
            asked
                .iter()
                .map(String::as_str)
                .chain(post.pairs.iter().map(|(name, _)| name.as_str()))
                .filter_map(page_of)
                .collect()
        };
        let row = self.store.ids().row_id()?;
        let nothing = Beside::default();
        let mut found = Read::default();
        for (number, page) in pages.into_iter().enumerate() {
            let is_here = |name: &str| !name.starts_with('_') && page_of(name) == Some(page);
            let of_page = PagePost {
                pairs: post.pairs.iter().filter(|(name, _)| is_here(name)).cloned().collect(),
                uploads: Vec::new(),
                documents: Vec::new(),
                action: action.clone(),
                language: post.language,
                shown: None,
            };
            let work = Work {
                served: Arc::clone(&served),
                lists: self.lists,
                now: self.now(),
                language: post.language,
                page,
                answers: std::mem::take(&mut reopening.answers),
            };
            let read = work.read(&of_page, if number == 0 { beside } else { &nothing }, &row)?;
            found.gone.extend(read.removed);
            found.row = found.row.or(read.row);
            found.problems.extend(read.problems);
            reopening.answers = read.work.answers;
        }
        Ok(found)
    }

    /// Judges the answers by all that the démarche asks of them. A day that comes near is judged by the day of the filing as well as by
    /// today: what one of them allows is allowed.
    pub(super) fn judge_reopened(&self, reopening: &Reopening, post: &PagePost, before: &BTreeSet<String>) -> Judged {
        if post.action != Action::Continue {
            return Judged::default();
        }
        let served = &reopening.dossier.served;
        let today = self.facts(served, post.language);
        self.with_reopened(reopening, post.language, |reopened, state| {
            let demarche = state.demarche;
            let posted: BTreeSet<&str> =
                post.pairs.iter().filter_map(|(name, _)| question_named(demarche, name)).collect();
            let now = reopened.questions(state);
            let was_shown = |path: &str| {
                before.contains(path) || posted.contains(path) || !now.iter().any(|question| question == path)
            };
            // What was filed and is refused now is told as a fault at once: nobody could see what to change. What is blank now is opened.
            let blank = reopened.unanswered(state);
            let is_told =
                |path: &str| was_shown(path) || (reopened.revises(path) && !blank.iter().any(|one| one == path));
            let of_today = reopened.problems(&State::new(demarche, state.answers, &today));
            let (mut problems, opened): (Vec<Problem>, Vec<Problem>) = reopened
                .problems(state)
                .into_iter()
                .filter(|problem| of_today.contains(problem))
                .partition(|problem| is_told(&problem.path));
            let mut opened: Vec<String> = opened.into_iter().map(|problem| problem.path).collect();
            let unseen = |path: &&String| !was_shown(path) && (reopened.revises(path) || blank.contains(path));
            opened.extend(now.iter().filter(unseen).cloned());
            opened.sort_by_key(|path| now.iter().position(|question| question == path));
            opened.dedup();
            if state.is_exhausted() {
                let path = now.first().cloned().unwrap_or_default();
                let kind = ProblemKind::CheckUnavailable { rule: String::new() };
                problems.push(Problem { path, part: String::new(), kind });
            }
            // It is told with all else that is wrong.
            let refused = reopened.stop(state).map(|_| "complement.stops");
            let warned = reopened.warnings(state, &problems);
            let passes = |warning: &Problem| {
                let mark = warning.kind.mark();
                post.pairs.iter().any(|(name, value)| name == WARNED && Some(value.as_str()) == mark)
            };
            if !problems.is_empty() || !opened.is_empty() || !warned.iter().all(passes) {
                problems.extend(warned);
                return Judged { problems, opened, refused, ..Judged::default() };
            }
            if refused.is_some() {
                return Judged { refused, ..Judged::default() };
            }
            let answers = finished(reopening, reopened, state, &warned, self.now());
            let after = State::new(demarche, &answers, state.facts);
            let received = |path: &String| demarche.resolve(path).is_some_and(|node| reopened.receives(node));
            let changed: Vec<String> = journey::changed(reopened.filed, &after).into_iter().filter(received).collect();
            let planned = routing::renewed(&after, &reopening.planned);
            // What is right may be confirmed: once it was told that nothing is changed, and by a tick.
            let confirmed = post.pairs.iter().any(|(name, _)| name == CONFIRMED);
            match planned {
                Some(planned) if confirmed || !changed.is_empty() => {
                    let renewed = Renewed { planned, reopened: now, changed };
                    Judged { ready: Some((answers, renewed)), ..Judged::default() }
                }
                _ => Judged { refused: Some("complement.unchanged"), ..Judged::default() },
            }
        })
    }
}

/// The question that an input is named after: its own path, or the one before the name of a box.
pub(super) fn question_named<'n>(demarche: &form::demarche::Demarche, name: &'n str) -> Option<&'n str> {
    let is_question = |path: &str| demarche.resolve(path).is_some_and(|node| node.field().is_some());
    if is_question(name) {
        return Some(name);
    }
    name.rsplit_once('.').map(|(path, _)| path).filter(|path| is_question(path))
}

/// The answers as they are given: what is visible; what says the same as before as it was, with its source and its day.
fn finished(
    reopening: &Reopening,
    reopened: &Reopened<'_, '_>,
    state: &State<'_>,
    warned: &[Problem],
    now: jiff::Timestamp,
) -> Answers {
    let mut answers = reopening.answers.clone();
    let all: BTreeMap<String, Option<Answer>> =
        answers.iter().map(|(path, _)| (path.to_owned(), state.answer(path).filter(|_| state.visible(path)))).collect();
    for (path, shown) in all {
        let former = reopened.filed.answers.get(&path);
        match shown {
            Some(answer) if former.is_some_and(|former| former.value == answer.value) => {
                answers.set(path, former.cloned().unwrap_or(answer));
            }
            Some(answer) => answers.set(path, answer),
            None => {
                answers.remove(&path);
            }
        }
    }
    for mark in warned.iter().filter_map(|warning| warning.kind.mark()) {
        answers.warn(mark, Some(now));
    }
    answers.forget_filling();
    answers
}

/// Whether a reopened question takes files.
pub(super) fn is_file(reopened: &Reopened<'_, '_>, state: &State<'_>, path: &str) -> bool {
    let field = state.demarche.resolve(path).and_then(Node::field);
    field.is_some_and(|field| field.field_type.name() == "file") && reopened.holds(state.demarche, path)
}

/// The hash of all that is posted, but for the marks of the page itself.
pub(super) fn fingerprint(post: &PagePost, uploads: &[Upload]) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    for (name, value) in post.pairs.iter().filter(|(name, _)| !name.starts_with('_')) {
        add(name.as_bytes());
        add(value.as_bytes());
    }
    for upload in uploads {
        add(upload.field.as_bytes());
        add(upload.name.as_bytes());
        add(&upload.bytes);
    }
    hash.finalize().into()
}
