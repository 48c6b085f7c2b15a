//! Saves a page: reads what was posted, keeps everything that was typed, checks, and says where to go on.

mod action;
pub(crate) mod judge;

use std::{collections::HashSet, sync::Arc};

pub use action::Action;
use form::{
    answers::{Answer, Answers},
    journey::{self, Next},
    problem::Problem,
    removed::Removed,
    state::State,
    text::Language,
    typed::{self, Differing},
};
use jiff::Timestamp;
use judge::Work;
use store::{StoreError, Uuid, drafts::Save};

use crate::{
    Desk, Served,
    access::Person,
    attach::{TakenIn, Upload},
    choose_document::TakenFor,
    error::DeskError,
    fill::{Fill, encode, later, may_fill, unhurried},
    library::blocking,
    look_up::{self, LookedUp},
    retain::{self, Retained},
};

/// The input that names a warning which the page showed.
pub(crate) const WARNED: &str = "_warned";

/// How often a save is tried again when another tab saved in between.
const ATTEMPTS: usize = 5;

/// A posted page.
#[derive(Debug)]
pub struct PagePost {
    /// Names and values, in order.
    pub pairs: Vec<(String, String)>,
    /// Files chosen.
    pub uploads: Vec<Upload>,
    /// What was chosen of the citizen's own documents, for [`Action::Attach`].
    pub documents: Vec<Uuid>,
    /// The button.
    pub action: Action,
    /// The language of the page.
    pub language: Language,
    /// When the draft that the page showed was last saved.
    pub shown: Option<Timestamp>,
}

/// What came of a posted page.
#[derive(Debug)]
pub enum Saved {
    /// Go on to this page.
    Page(String),
    /// Go on to the recap.
    Recap,
    /// The journey ends at this page.
    Stop(String),
    /// A recipient just chosen is not connected; then to this page, or to the recap.
    Unconnected(Option<String>),
    /// The page again, with what is wrong.
    Again(Box<Again>),
    /// Kept; a code is to be chosen.
    PutAway,
    /// Kept; a desk is to be asked.
    Ask,
}

/// A page that comes back.
#[derive(Debug)]
pub struct Again {
    /// The draft as it is now.
    pub fill: Fill,
    /// The page's index.
    pub page: usize,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Whether the draft was changed elsewhere since the page was shown.
    pub changed_elsewhere: bool,
    /// Whether it brought back what had been filled in and was taken back since: it is not there any more.
    pub taken_back: bool,
    /// The answers that were given otherwise elsewhere since.
    pub differing: Vec<Differing>,
    /// The questions without a valid answer that the posted page did not show, since the answers just given ask them, required or not: no
    /// fault of whoever could not see them.
    pub opened: Vec<String>,
    /// Whether the stored draft gives this page again, problems and all: no file was refused, and nothing typed waits for a choice.
    pub stored: bool,
    /// The row to be edited now, by its path: the one that was asked for, or that has just been made.
    pub row: Option<String>,
}

impl Desk {
    /// Saves a posted page of the draft that `token` opens.
    ///
    /// # Errors
    /// As [`Self::fill_for`], and then the post is as it was; `answer.unknown_field`, `store.draft_submitted`, and the store's own: then
    /// no file of the post is kept.
    pub async fn save_page(
        &self,
        demarche: &str,
        token: &str,
        page_id: &str,
        post: &mut PagePost,
        person: Option<&Person>,
    ) -> Result<Saved, DeskError> {
        // Files are taken in once: their page begins with the draft as it is stored.
        if post.uploads.is_empty()
            && !matches!(post.action, Action::LookUp(_) | Action::Attach(_))
            && !look_up::is_typed(&post.pairs)
            && let Some(fill) = self.at_hand.take(token, self.now())
            && fill.draft.demarche == demarche
            && may_fill(&fill.draft, person).is_ok()
            && let Some((page, _)) = fill.served.demarche.page(page_id)
        {
            match self.save_taken((fill, Begun::AtHand), token, page, post, &Beside::default(), person).await {
                // It was changed by others since: begin again with what is stored.
                Err(DeskError::Store(StoreError::Conflict { .. })) => self.after_the_others().await?,
                Err(DeskError::Store(StoreError::DraftSubmitted | StoreError::NotFound(_))) => {}
                Err(DeskError::Store(error)) => return Err(error.into()),
                // What is refused is refused by the draft as it is stored: it may be submitted by now, or put away.
                Err(_) => {}
                saved => return saved,
            }
        }
        let fill = self.fill_for(token, person).await?;
        if fill.draft.demarche != demarche {
            return Err(DeskError::NotFound("draft"));
        }
        if fill.draft.submitted_at.is_some() {
            return Err(StoreError::DraftSubmitted.into());
        }
        let (page, _) = fill.served.demarche.page(page_id).ok_or(DeskError::NotFound("page"))?;
        let uploads = std::mem::take(&mut post.uploads);
        // What was taken away gives way to the files that come now where it is gone with this very save.
        let stays =
            |last: &Removed| matches!(post.action, Action::Restore(_)) || last.is_unseen(post.shown, &post.pairs);
        let gives_way = fill.answers.removed().filter(|last| !stays(last)).map(Removed::files).unwrap_or_default();
        let taken_in = match &post.action {
            Action::Attach(path) => {
                self.take_documents(TakenFor::Page(&fill, page), path, &post.documents, person, &gives_way).await?
            }
            _ if uploads.is_empty() => TakenIn::default(),
            _ => self.take_in(&fill, page, uploads, &gives_way).await?,
        };
        let agency = fill.draft.agency.clone();
        if let (Action::Continue, Some(key)) = (&post.action, look_up::meant(&fill, page, &post.pairs)) {
            post.action = Action::LookUp(key);
        }
        // Asked before anything is saved, and outside every transaction: a slow partner holds back this page and no other.
        let looked_up = match &post.action {
            Action::LookUp(key) => self.look_up(&fill, page, post, key).await?,
            _ => None,
        };
        let beside = Beside { taken_in, looked_up };
        let saved = self.save_taken((fill, Begun::Stored), token, page, post, &beside, person).await;
        if saved.is_err() {
            self.forget_files(&agency, beside.taken_in.files.iter().map(|(_, file)| file)).await;
        }
        saved
    }

    /// The same once the files are taken in.
    async fn save_taken(
        &self,
        (mut fill, begun): (Fill, Begun),
        token: &str,
        page: usize,
        post: &PagePost,
        beside: &Beside,
        person: Option<&Person>,
    ) -> Result<Saved, DeskError> {
        let page_id = fill.served.demarche.pages[page].id.clone();
        let page_id = page_id.as_str();
        let changed_elsewhere = post.shown.is_some_and(|shown| shown != fill.draft.updated_at);
        let known = self.known_for(fill.draft.person, &fill.answers).await;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let before = if post.action == Action::Continue {
                self.unconnected(&fill, post.language).await?
            } else {
                Vec::new()
            };
            let as_shown = if post.action == Action::Continue { fill.answers.clone() } else { Answers::default() };
            let work = |answers: Answers| Work {
                served: Arc::clone(&fill.served),
                lists: self.lists,
                now: self.now(),
                language: post.language,
                page,
                answers,
            };
            let row = self.store.ids().row_id()?;
            let asks = !fill.served.demarche.asked_of.is_empty();
            let as_stored = asks.then(|| fill.answers.clone());
            let mut read = work(std::mem::take(&mut fill.answers)).read(post, beside, &row)?;
            if let Some(mut answers) = as_stored
                && self.ask_connections(&fill.served, &mut read.work.answers, false).await?
            {
                // The answers lead elsewhere: what the page asks is read by what the directory says of it.
                answers.take_connections(&read.work.answers);
                read = work(answers).read(post, beside, &row)?;
            }
            let (mut problems, kept_as_stored) =
                (std::mem::take(&mut read.problems), std::mem::take(&mut read.changed_elsewhere));
            let (taken_elsewhere, taken_back) = (read.taken_elsewhere, read.taken_back);
            problems.extend(beside.taken_in.problems.iter().cloned());
            let shown: Vec<String> =
                post.pairs.iter().filter(|(name, _)| name == WARNED).map(|(_, mark)| mark.clone()).collect();
            let mut judged = if work_has_plugins(&fill, &post.action) {
                let (action, known) = (post.action.clone(), known.clone());
                blocking(move || Ok(read.judge(&action, &shown, &known))).await?
            } else {
                read.judge(&post.action, &shown, &known)
            };
            let (mut faults, opened) =
                self.of_questions_shown(&fill.served, page, (&as_shown, &judged.answers), post, judged.problems);
            if post.action == Action::Continue {
                judged.answers.note_sent(page_id, !faults.is_empty());
            }
            let seen = |one: &Retained| beside.replaces(one) || post.tells(one);
            let (gone, retained): (Vec<_>, Vec<_>) = std::mem::take(&mut fill.retained).into_iter().partition(seen);
            judged.removed.extend(gone.iter().map(|one| one.id));
            let harmful = self.harmful(&fill.served, page, &judged.answers, &retained, post.language);
            let turns = faults.is_empty()
                && harmful.is_empty()
                && opened.is_empty()
                && problems.is_empty()
                && kept_as_stored.is_empty()
                && !taken_elsewhere;
            let go_on = match (&post.action, turns, judged.next) {
                (Action::Continue, true, Next::Page(next)) => fill.served.demarche.pages[next].id.as_str(),
                _ => page_id,
            };
            // An answer that another tab changed is shown as it was typed here, and kept as it is there until the citizen has seen both.
            let bytes = if kept_as_stored.is_empty() {
                encode(&judged.answers)?
            } else {
                let mut answers = judged.answers.clone();
                for (path, answer) in kept_as_stored.iter().filter(|(path, _)| judged.answers.get(path).is_some()) {
                    answers.set(path.as_str(), answer.clone());
                }
                encode(&answers)?
            };
            let save = Save {
                answers: &bytes,
                page: go_on,
                language: post.language.tag(),
                expires_at: later(&fill.served, self.now(), fill.served.demarche.retention.draft),
            };
            let draft = &fill.draft;
            let removed = &judged.removed;
            let saved = if removed.is_empty() {
                store::drafts::save_alone(&self.store, draft, save).await
            } else {
                self.store
                    .write(async |tx| {
                        let revision = store::drafts::save(tx, draft, save).await?;
                        for id in removed {
                            if let Some(attachment) = store::attachments::get(tx, &draft.agency, *id).await? {
                                store::attachments::remove(tx, &attachment).await?;
                            }
                        }
                        Ok::<_, StoreError>((revision, tx.now()))
                    })
                    .await
            };
            match saved {
                Ok((revision, at)) => {
                    fill.draft.revision = revision;
                    fill.draft.updated_at = at;
                    fill.answers = judged.answers;
                    fill.retained = retained;
                }
                // Another tab saved first: what was typed here is read again into what it saved.
                Err(StoreError::Conflict { .. }) if begun == Begun::Stored && attempt < ATTEMPTS => {
                    self.after_the_others().await?;
                    fill = self.fill_open(token, person).await?;
                    continue;
                }
                Err(error) => return Err(error.into()),
            }
            let stored = problems.is_empty() && kept_as_stored.is_empty();
            problems.extend(harmful);
            retain::not_besides(&mut faults, &problems);
            problems.splice(0..0, faults);
            let asks = !opened.is_empty() || !problems.is_empty() || !kept_as_stored.is_empty() || taken_elsewhere;
            match post.action {
                Action::SaveAndQuit if !asks => return Ok(Saved::PutAway),
                Action::Ask if !asks => return Ok(Saved::Ask),
                _ => {}
            }
            if post.action != Action::Continue || asks {
                if stored {
                    self.at_hand.put(token, fill.clone(), bytes.len(), self.now());
                }
                let changed_elsewhere = changed_elsewhere || taken_elsewhere || !kept_as_stored.is_empty();
                return Ok(Saved::Again(Box::new(Again {
                    differing: self.differing(&fill, kept_as_stored, post.language),
                    fill,
                    page,
                    problems,
                    changed_elsewhere,
                    taken_back,
                    opened,
                    stored,
                    row: judged.row,
                })));
            }
            let next = match judged.next {
                Next::Stop => return Ok(Saved::Stop(page_id.to_owned())),
                Next::Page(next) => Some(fill.served.demarche.pages[next].id.clone()),
                Next::Recap => None,
            };
            let after = self.unconnected(&fill, post.language).await?;
            self.at_hand.put(token, fill, bytes.len(), self.now());
            if after.iter().any(|organisation| !before.contains(organisation)) {
                return Ok(Saved::Unconnected(next));
            }
            return Ok(match next {
                Some(page) => Saved::Page(page),
                None => Saved::Recap,
            });
        }
    }
}

impl Desk {
    /// What the page tells of files found harmful.
    fn harmful(
        &self,
        served: &Served,
        page: usize,
        answers: &Answers,
        retained: &[Retained],
        language: Language,
    ) -> Vec<Problem> {
        if retained.is_empty() {
            return Vec::new();
        }
        let facts = self.facts(served, language);
        let judge = || retain::of_page(&State::new(&served.demarche, answers, &facts), retained, page);
        if served.computes { unhurried(judge) } else { judge() }
    }

    /// The answers that were given otherwise elsewhere, in the order of the page.
    fn differing(&self, fill: &Fill, mut elsewhere: Vec<(String, Answer)>, language: Language) -> Vec<Differing> {
        if elsewhere.is_empty() {
            return Vec::new();
        }
        let order = self.with_state(fill, language, journey::order);
        elsewhere.sort_by_key(|(path, _)| order.get(path).copied());
        typed::differing(&fill.served.demarche, &fill.answers, &elsewhere, language)
    }

    /// The problems of what the posted page showed; and the questions that it did not show, since only its answers open them: those with
    /// a problem, and those that may stay empty but were never asked.
    fn of_questions_shown(
        &self,
        served: &Served,
        page: usize,
        (as_shown, now): (&Answers, &Answers),
        post: &PagePost,
        mut problems: Vec<Problem>,
    ) -> (Vec<Problem>, Vec<String>) {
        if post.action != Action::Continue {
            return (problems, Vec::new());
        }
        let mut opened = Vec::new();
        // A choice without an answer posts nothing: what the stored answers showed counts beside what came.
        // A box is named after its question, or after a part of it: so many names lead to one that was posted as it has dots.
        let mut posted: HashSet<&str> = HashSet::with_capacity(post.pairs.len() * 2);
        for (name, _) in &post.pairs {
            let mut above = name.as_str();
            while posted.insert(above)
                && let Some((parent, _)) = above.rsplit_once('.')
            {
                above = parent;
            }
        }
        let facts = self.facts(served, post.language);
        let mut keep = || {
            let before = State::new(&served.demarche, as_shown, &facts);
            if !before.pages().contains(&page) {
                return;
            }
            let shown = |path: &str| posted.contains(path) || before.visible(path);
            // A warning refuses nothing, wherever it stands.
            let (told, others) =
                problems.drain(..).partition(|problem| problem.kind.mark().is_some() || shown(&problem.path));
            problems = told;
            opened = others.into_iter().map(|problem: Problem| problem.path).collect();
            let after = State::new(&served.demarche, now, &facts);
            // Where the journey ends there is nothing more to ask.
            if journey::next_page(&after, page) == Next::Stop {
                return;
            }
            for path in journey::unanswered(&after, page) {
                if !shown(&path) && !opened.contains(&path) {
                    opened.push(path);
                }
            }
        };
        if served.computes {
            unhurried(keep);
        } else {
            keep();
        }
        (problems, opened)
    }
}

/// What was done for a page before it is saved.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// Files that were inspected and kept.
    pub(crate) taken_in: TakenIn,
    /// What a source answered.
    looked_up: Option<LookedUp>,
}

impl Beside {
    /// Whether a file came for the question of this harmful one.
    pub(crate) fn replaces(&self, harmful: &Retained) -> bool {
        self.taken_in.files.iter().any(|(path, _)| *path == harmful.path)
    }
}

impl PagePost {
    /// Whether its page told of this file, and the citizen goes on: a script that only asks for the page again does not.
    pub(crate) fn tells(&self, harmful: &Retained) -> bool {
        let id = harmful.id.to_string();
        self.action != Action::Refresh && self.pairs.iter().any(|(name, value)| name == retain::TOLD && *value == id)
    }
}

/// What a save begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begun {
    /// The draft as it was after its last save here; a conflict is for the caller to settle.
    AtHand,
    /// The draft as it was just read.
    Stored,
}

fn work_has_plugins(fill: &Fill, action: &Action) -> bool {
    fill.served.has_plugins && *action == Action::Continue
}
