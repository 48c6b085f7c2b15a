//! Asks the citizen for a complement: which questions, until when.

use form::{
    answers::{Answer, Answers, Source},
    journey::{self, Reopened},
    path,
    state::State,
    text::Language,
};
use jiff::{SignedDuration, Span, Timestamp, civil::Date};
use pages::mail::Mail;
use serde::{Deserialize, Serialize};
use store::{
    Uuid, Write,
    attachments::{self, Attachment, Owner},
    cases::{self, Case},
    complements::{self, NewComplement},
    dossiers,
    journal::{self, NewEntry},
    queue::{self, NewWork, Queue, Work},
};

use super::{answers_now, begun, begun::is_in_words, how_ended, told};
use crate::{
    Desk, Served,
    error::{DeskError, Refused},
    fill::{decode, encode, unhurried},
    open_case::OpenedCase,
    submit::{json, read_json},
};

/// Questions that are asked for at once, groups and lists counted as one.
const MOST: usize = 200;
/// How many days before the last one the citizen is reminded.
const REMINDED: i64 = 3;
/// The reminder's kind of work.
pub(crate) const REMINDER: &str = "complement.reminder";

/// What a recipient asks for with the status `complement`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asking {
    /// The answer paths of questions, groups and lists; none: what the message says.
    pub questions: Vec<String>,
    /// The day until which, as `2026-12-15`; none: no day is named. What is empty is no day.
    pub by: Option<String>,
}

impl Asking {
    pub(crate) fn is_empty(&self) -> bool {
        self.questions.is_empty() && self.by.is_none()
    }
}

/// What is asked for, as it is stored.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) questions: Vec<String>,
    /// What they are called.
    pub(crate) fr: Vec<String>,
    pub(crate) en: Vec<String>,
    /// Kept in a column of its own.
    #[serde(skip)]
    pub(crate) due: Option<Date>,
}

impl Desk {
    /// What may be asked for of a case, page by page, as its agents call it.
    pub fn askable(&self, opened: &OpenedCase, language: Language) -> Result<Vec<journey::Askable>, DeskError> {
        let answers = opened.answers()?;
        let served = &opened.dossier.served;
        let facts = self.facts_at(served, opened.dossier.stored.submitted_at, language);
        Ok(unhurried(|| journey::askable(&State::new(&served.demarche, &answers, &facts), opened.receives())))
    }

    /// Refuses what may not be asked for, all of it at once; nothing for an act that asks for no complement.
    ///
    /// # Errors
    /// `complement.status_needed`, `complement.unknown_question`, `complement.too_many`, `complement.date_invalid`,
    /// `complement.date_past`, `complement.date_far`, `message.required`.
    pub(crate) fn judge_asking(
        &self,
        opened: &OpenedCase,
        (status, message): (&str, &str),
        asking: &Asking,
    ) -> Result<Option<Asked>, DeskError> {
        if asking.is_empty() && status != "complement" {
            return Ok(None);
        }
        let mut faults = Vec::new();
        let mut refuse = |field, code, named: &str| faults.push(Refused { field, code, named: named.to_owned() });
        if status != "complement" {
            refuse("complement", "complement.status_needed", "");
        } else if message.is_empty() && !asking.is_empty() {
            refuse("message", "message.required", "");
        }
        let served = &opened.dossier.served;
        let mut asked = Asked { due: self.judge_day(served, asking.by.as_deref(), &mut refuse), ..Asked::default() };
        if asking.questions.len() > MOST {
            refuse("questions", "complement.too_many", "");
        } else if !asking.questions.is_empty() {
            let answers = opened.answers()?;
            unhurried(|| {
                for language in [Language::Fr, Language::En] {
                    let facts = self.facts_at(served, opened.dossier.stored.submitted_at, language);
                    let state = State::new(&served.demarche, &answers, &facts);
                    if language == Language::Fr {
                        for path in &asking.questions {
                            if !journey::may_be_asked(&state, opened.receives(), path) {
                                refuse("questions", "complement.unknown_question", &shown(path));
                                continue;
                            }
                            let with = journey::asked_with(&state, opened.receives(), path);
                            for path in std::iter::once(path.clone()).chain(with) {
                                if !asked.questions.iter().any(|known| path::is_within(&path, known)) {
                                    asked.questions.push(path);
                                }
                            }
                        }
                        asked.fr = journey::called_asked(&state, &asked.questions);
                    } else {
                        asked.en = journey::called_asked(&state, &asked.questions);
                    }
                }
            });
        }
        if faults.is_empty() { Ok(Some(asked)) } else { Err(DeskError::Several(faults)) }
    }

    /// The day until which: from today on, for a year at most, in the démarche's time zone.
    fn judge_day(
        &self,
        served: &Served,
        by: Option<&str>,
        refuse: &mut dyn FnMut(&'static str, &'static str, &str),
    ) -> Option<Date> {
        let Ok(day) = by?.parse::<Date>() else {
            refuse("by", "complement.date_invalid", "");
            return None;
        };
        let today = served.today(self.now());
        let last = today.checked_add(Span::new().years(1)).unwrap_or(Date::MAX);
        if day < today {
            refuse("by", "complement.date_past", "");
        } else if day > last {
            refuse("by", "complement.date_far", "");
        }
        Some(day)
    }

    /// Keeps what is asked for, in the transaction of the event that asks, and sets the reminder. What the citizen typed for a question that
    /// was asked before and stays asked, or is asked again, is theirs to send still.
    pub(crate) async fn keep_asked(
        &self,
        tx: &mut Write,
        opened: &OpenedCase,
        event: Uuid,
        asked: &Asked,
    ) -> Result<(), DeskError> {
        let case = &opened.case;
        cancel_reminder(tx, case).await?;
        let stored = complements::of_case(tx, case).await?;
        let begun = begun(&stored);
        let mut files = match begun {
            Some(begun) => attachments::list(tx, &case.agency, Owner::Complement(begun.id)).await?,
            None => Vec::new(),
        };
        let typed = begun.and_then(|begun| begun.answers.as_deref());
        let was_in_words = begun.map(is_in_words).transpose()?.unwrap_or_default();
        let answers = match (typed, was_in_words, asked.questions.is_empty()) {
            (Some(typed), true, true) => Some(typed.to_vec()),
            (Some(typed), false, false) => {
                let filed = answers_now(&opened.dossier.stored.answers, &stored)?;
                Some(encode(&self.still_asked(opened, &filed, asked, (decode(typed)?, &mut files)))?)
            }
            _ => None,
        };
        let files: Vec<Uuid> = files.iter().filter(|_| answers.is_some()).map(|file| file.id).collect();
        let (answers, due) = (answers.as_deref(), asked.due);
        let new = NewComplement { event, asked: &json(asked)?, due, answers, files: &files };
        complements::ask(tx, case, new).await?;
        set_reminder(tx, &opened.dossier.served, case, event, due).await
    }

    /// What was typed, as far as it stays asked, and the files of that; all else as the recipient has it.
    fn still_asked(
        &self,
        opened: &OpenedCase,
        filed: &Answers,
        asked: &Asked,
        (mut typed, files): (Answers, &mut Vec<Attachment>),
    ) -> Answers {
        let served = &opened.dossier.served;
        let facts = self.facts_at(served, opened.dossier.stored.submitted_at, Language::Fr);
        unhurried(|| {
            let state = State::new(&served.demarche, filed, &facts);
            let (demarche, questions, receives) = (&*served.demarche, &asked.questions, opened.receives());
            // What was answered anew for a question that is asked no more goes with it.
            let mut kept = typed.clone();
            let plain = Reopened::of(questions, receives, &state, &state);
            kept.restore(filed, |path| plain.holds(demarche, path));
            let reopened = Reopened::of(questions, receives, &state, &State::new(demarche, &kept, &facts));
            let holds = |path: &str| reopened.holds(demarche, path);
            files.retain(|file| holds(&file.path));
            typed.restore(filed, holds);
            // What a source had verified is the citizen's to type.
            let verified = |(path, answer): &(&str, &Answer)| answer.source.is_verified() && holds(path);
            let verified: Vec<String> = typed.iter().filter(verified).map(|(path, _)| path.to_owned()).collect();
            for path in verified {
                if let Some(answer) = typed.get(&path).cloned() {
                    typed.set(path, Answer { source: Source::Typed, ..answer });
                }
            }
        });
        typed
    }

    /// The day before which a complement must come draws near.
    pub(crate) async fn remind_citizen(&self, work: &Work) -> Result<(), DeskError> {
        let found = self
            .store
            .read(async |conn| {
                let Some(case) = cases::get(conn, &work.agency, work.object).await? else { return Ok(None) };
                let stored = complements::of_case(conn, &case).await?;
                let dossier = dossiers::get(conn, &work.agency, case.dossier).await?;
                Ok::<_, DeskError>(dossier.map(|dossier| (case, stored, dossier)))
            })
            .await?;
        let awaited = |stored: &[complements::Complement]| {
            let mut open = stored.iter().filter(|one| one.state == complements::State::Open);
            open.find(|one| one.event.to_string() == work.dedup)?.due
        };
        let Some((case, due, dossier)) =
            found.and_then(|(case, stored, dossier)| Some((case, awaited(&stored)?, dossier)))
        else {
            return Ok(self.store.write(async |tx| queue::done(tx, work).await).await?);
        };
        if case.status == "suspended" {
            return self.hold_back(work).await.map(|_| ());
        }
        let dossier = self.dossier(dossier).await?;
        let language = dossier.evidence.language;
        let planned: form::routing::PlannedCase = read_json(&case.projection, "projection")?;
        let mail = Mail::ComplementReminder {
            demarche: dossier.served.demarche.title.get(language).to_owned(),
            reference: dossier.stored.reference.clone(),
            recipient: planned.title,
            due,
            url: self.follow_url(&dossier.stored),
        };
        self.store
            .write(async |tx| {
                if let Some(to) = &dossier.stored.contact {
                    let dedup = format!("{REMINDER}:{}", work.dedup);
                    self.put_mail(tx, &case.agency, &dedup, case.id, to, language, &mail).await?;
                }
                let entry = NewEntry {
                    agency: &case.agency,
                    act: "case.complement_reminder",
                    object_kind: "case",
                    object: case.id,
                    actor_kind: "system",
                    actor: None,
                    committed: None,
                };
                journal::add(tx, entry).await?;
                Ok(queue::done(tx, work).await?)
            })
            .await
    }
}

impl OpenedCase {
    /// The answers of the case as they are now.
    pub(crate) fn answers(&self) -> Result<form::answers::Answers, DeskError> {
        answers_now(&self.dossier.stored.answers, &self.stored_complements)
    }

    /// What was asked of the citizen, the oldest first.
    ///
    /// # Errors
    /// Where what was stored cannot be read.
    pub fn complements(&self) -> Result<Vec<super::Complement>, DeskError> {
        Ok(how_ended(told(&self.filed, &self.stored_complements)?, self.events.iter().map(|(event, _)| event)))
    }

    /// Whether an answer to what was asked of the citizen is awaited.
    pub fn is_complement_awaited(&self) -> bool {
        self.stored_complements.iter().any(|one| one.state == complements::State::Open)
    }

    /// Whether the citizen has begun to answer what is awaited, and not sent it yet.
    pub fn is_complement_begun(&self) -> bool {
        begun(&self.stored_complements).is_some_and(|one| one.state == complements::State::Open)
    }
}

/// Gives the citizen back the days during which the case was suspended, and so nothing could be given: the day until which moves by as many,
/// and the reminder with it.
pub(crate) async fn put_off(tx: &mut Write, served: &Served, case: &Case, since: Timestamp) -> Result<(), DeskError> {
    let stored = complements::of_case(tx, case).await?;
    let Some(open) = stored.into_iter().find(|one| one.state == complements::State::Open) else { return Ok(()) };
    let days = served.today(since).until(served.today(tx.now())).map_or(0, |span| i64::from(span.get_days()));
    let Some(due) = open.due.and_then(|due| due.checked_add(Span::new().days(days)).ok()).filter(|_| days > 0) else {
        return Ok(());
    };
    complements::put_off(tx, case, &open, due).await?;
    cancel_reminder(tx, case).await?;
    set_reminder(tx, served, case, open.event, Some(due)).await
}

/// Sets the reminder of what is asked for.
async fn set_reminder(
    tx: &mut Write,
    served: &Served,
    case: &Case,
    event: Uuid,
    due: Option<Date>,
) -> Result<(), DeskError> {
    let Some(at) = due.and_then(|due| reminded_at(served, due)).filter(|at| *at > tx.now()) else {
        return Ok(());
    };
    let work = NewWork {
        queue: Queue::Timers,
        agency: &case.agency,
        kind: REMINDER,
        dedup: &event.to_string(),
        object: case.id,
        payload: b"",
        due_at: at,
    };
    queue::put(tx, work).await?;
    Ok(())
}

/// In the morning of a day some days before the last one.
fn reminded_at(served: &Served, due: Date) -> Option<Timestamp> {
    let day = due.checked_sub(SignedDuration::from_hours(24 * REMINDED)).ok()?;
    Some(day.at(9, 0, 0, 0).to_zoned(served.timezone.clone()).ok()?.timestamp())
}

/// Nobody is reminded of what is not awaited any more.
pub(crate) async fn cancel_reminder(tx: &mut Write, case: &Case) -> Result<(), DeskError> {
    for one in complements::of_case(tx, case).await? {
        if one.state == complements::State::Open {
            queue::cancel(tx, Queue::Timers, &case.agency, REMINDER, &one.event.to_string()).await?;
        }
    }
    Ok(())
}

/// A path as it may be repeated to whoever sent it.
fn shown(path: &str) -> String {
    path.chars().filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_')).take(80).collect()
}
