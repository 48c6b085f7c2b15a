//! A complement: what a recipient asks of a citizen for its case (`ask`), and what the citizen gives (`give`), beside a dossier that stays
//! as it was filed. Here is what both, and everybody who reads a case, know of it.

mod ask;
mod begun;
mod give;
mod judge;
mod left;

pub use ask::Asking;
pub(crate) use ask::{Asked, REMINDER, cancel_reminder, put_off};
pub(crate) use begun::{is_in_words_awaited, sent};
use form::{answers::Answers, recap, routing::PlannedCase, text::Language};
pub use give::{Gave, GaveAgain, GaveOver, Reopening};
use jiff::{Timestamp, civil::Date};
pub(crate) use left::{begun, left};
use serde::{Deserialize, Serialize};
use store::{Uuid, complements, events::Event};
use words::Words;

use crate::{error::DeskError, fill::decode, silence::FORWARDED, submit::read_json};

/// A complement of a case.
#[derive(Debug, Clone)]
pub struct Complement {
    /// The event that asked for it.
    pub event: Uuid,
    /// When.
    pub asked_at: Timestamp,
    /// The day until which it is awaited.
    pub due: Option<Date>,
    /// Where it stands.
    pub state: complements::State,
    /// When its recipient asked for something else in its place.
    pub replaced_at: Option<Timestamp>,
    /// When its recipient sent the case on to another desk, and so ended it.
    pub left_at: Option<Timestamp>,
    /// Which questions, by the paths that were named; none where it was asked for in words alone.
    pub questions: Vec<String>,
    /// What they are called, in French and in English.
    called: [Vec<String>; 2],
    /// What was given.
    pub given: Option<Given>,
}

/// What was given.
#[derive(Debug, Clone)]
pub struct Given {
    /// The event that tells it.
    pub event: Uuid,
    /// When.
    pub at: Timestamp,
    /// The case as its recipient had it before.
    pub before: PlannedCase,
    /// The case as its recipient has it by it.
    pub after: PlannedCase,
    /// The answer paths of the questions that were reopened.
    pub reopened: Vec<String>,
    /// The answer paths at which something else is said now.
    pub changed: Vec<String>,
}

/// What a recipient has once a complement was given, as it is stored.
#[derive(Debug, Serialize, Deserialize)]
struct Renewed {
    planned: PlannedCase,
    reopened: Vec<String>,
    changed: Vec<String>,
}

impl Complement {
    /// What is asked for, as people call it.
    pub fn called(&self, language: Language) -> &[String] {
        &self.called[usize::from(language == Language::En)]
    }
}

impl Given {
    /// Each answer that was asked for again, and what else changed by it, as it was and as it is.
    pub fn compared(&self, language: Language) -> Vec<recap::Compared> {
        recap::compare(&self.before.recap, &self.after.recap, &self.reopened, &self.changed, &total(language))
    }

    /// The ids of the files that are no part of the case any more.
    pub fn replaced(&self) -> impl Iterator<Item = &str> {
        self.before.attachments.iter().filter(|id| !self.after.attachments.contains(id)).map(String::as_str)
    }
}

/// What the totals of a list are called.
fn total(language: Language) -> String {
    Words::shared().get(language.tag(), "table-total", &[])
}

/// The complements of a case that began with `filed`, the oldest first.
pub(crate) fn told(filed: &PlannedCase, stored: &[complements::Complement]) -> Result<Vec<Complement>, DeskError> {
    let mut before = filed.clone();
    stored
        .iter()
        .map(|one| {
            let asked: Asked = read_json(&one.asked, "complement")?;
            let given = match (one.given, &one.projection) {
                (Some((event, at)), Some(projection)) => {
                    let Renewed { planned, reopened, changed } = read_json(projection, "projection")?;
                    let before = std::mem::replace(&mut before, planned.clone());
                    Some(Given { event, at, before, after: planned, reopened, changed })
                }
                _ => None,
            };
            Ok(Complement {
                event: one.event,
                asked_at: one.created_at,
                due: one.due,
                state: one.state,
                replaced_at: None,
                left_at: None,
                questions: asked.questions,
                called: [asked.fr, asked.en],
                given,
            })
        })
        .collect()
}

/// Says of those that were ended which were so because their recipient asked for something else or sent the case on, by what happened to the
/// case (the oldest first) in between: where it went on meanwhile, the next one takes the place of none.
pub(crate) fn how_ended<'a>(mut all: Vec<Complement>, events: impl Iterator<Item = &'a Event>) -> Vec<Complement> {
    let asks: Vec<(Uuid, Timestamp)> = all.iter().map(|one| (one.event, one.asked_at)).collect();
    let mut before: Option<Uuid> = None;
    for event in events {
        let ended = |one: &&mut Complement| Some(one.event) == before && one.state == complements::State::Ended;
        if let Some((_, at)) = asks.iter().find(|(asked, _)| *asked == event.id) {
            if let Some(one) = all.iter_mut().find(ended) {
                one.replaced_at = Some(*at);
            }
            before = Some(event.id);
        } else if event.kind == FORWARDED {
            if let Some(one) = all.iter_mut().find(ended) {
                one.left_at = Some(event.at);
            }
            before = None;
        } else if event.status.as_deref().is_some_and(|status| !matches!(status, "complement" | "suspended")) {
            before = None;
        }
    }
    all
}

/// The status of a case once its citizen has answered; where the démarche knows no such status, what every case was.
pub(crate) fn back_to_work(planned: &PlannedCase) -> &'static str {
    if planned.statuses.iter().any(|status| status == "in_progress") { "in_progress" } else { "received" }
}

/// The answers of a case: as they were filed, or by the complement that was given last.
pub(crate) fn answers_now(filed: &[u8], stored: &[complements::Complement]) -> Result<Answers, DeskError> {
    let given = stored.iter().rev().find(|one| one.state == complements::State::Given);
    decode(given.and_then(|one| one.answers.as_deref()).unwrap_or(filed))
}
