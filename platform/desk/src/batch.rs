//! Does one thing to several cases at a time: each by itself, and of each it is told what came of it.

use std::{fmt, str::FromStr};

use sha2::{Digest as _, Sha256};
use store::{
    StoreError, Uuid,
    cases::{Case, Entry},
    events::{Author, Event},
    idempotency::Begun,
    journal,
    labels::{self, Label},
};

use crate::{
    Desk,
    access::{Agent, Clerk},
    at_desk::entry,
    complement::Asking,
    error::DeskError,
    hand_out::Document,
    open_case::OpenedCase,
    treat::{MAX_MESSAGE, Meant, judge, plain},
};

/// Cases that one act may be done to: a page of the inbox.
pub const MAX_CASES: usize = 50;
/// Bytes of attachments that are printed in one document.
const MAX_PRINTED: u64 = 60 * 1024 * 1024;

/// A case that was chosen, as its list showed it: `agency/id/revision`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// The agency.
    pub agency: String,
    /// The case.
    pub case: Uuid,
    /// The state that was seen.
    pub seen: u64,
}

impl FromStr for Picked {
    type Err = DeskError;

    fn from_str(text: &str) -> Result<Self, DeskError> {
        let mut parts = text.split('/');
        let picked = (parts.next(), parts.next().map(str::parse), parts.next().map(str::parse), parts.next());
        match picked {
            (Some(agency), Some(Ok(case)), Some(Ok(seen)), None) => Ok(Self { agency: agency.to_owned(), case, seen }),
            _ => Err(DeskError::NotFound("case")),
        }
    }
}

impl fmt::Display for Picked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.agency, self.case, self.seen)
    }
}

/// Cases that were chosen, each as its list has it and with the labels that it carries; nothing of one that is not at the desk.
pub type Found = Vec<(Picked, Option<(Entry, Vec<Uuid>)>)>;

/// What is done to each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InBatch {
    /// Has somebody of the desk look after it, or nobody.
    Assign(Option<Uuid>),
    /// Sticks a label of the desk on it, or takes it off.
    Label(Uuid, bool),
    /// Changes its status, writes to its citizen: the same to each.
    Answer {
        /// The new status; empty: unchanged.
        status: String,
        /// May be empty.
        message: String,
    },
}

/// What came of it for one case.
#[derive(Debug)]
pub struct Outcome {
    /// The case.
    pub picked: Picked,
    /// What partners know it by, where the agent may know it.
    pub external_id: Option<String>,
    /// Done, or why not.
    pub done: Result<(), DeskError>,
    /// It was done by an earlier post of the same form: nothing was done now.
    pub before: bool,
}

impl Desk {
    /// Does it to each of these cases. `key` names the form: the same act sent twice by it is done once.
    ///
    /// # Errors
    /// What is wrong with all of it: `batch.none`, `batch.too_many`, `act.empty`, `message.too_long`, `message.required`, `label.unknown`.
    /// What is wrong for one case is told with that case.
    pub async fn in_batch(
        &self,
        agent: &Agent,
        picked: Vec<Picked>,
        key: &str,
        what: &InBatch,
    ) -> Result<Vec<Outcome>, DeskError> {
        within_bounds(&picked)?;
        let refused = |field, code| Err(DeskError::Invalid { field, code });
        let mut label = None;
        match what {
            InBatch::Assign(_) => {}
            InBatch::Label(wanted, _) => {
                label = self.labels(agent).await?.into_iter().find(|one| one.id == *wanted);
                if label.is_none() {
                    return refused("label", "label.unknown");
                }
            }
            InBatch::Answer { status, message } => match (status.as_str(), plain(message).trim()) {
                ("", "") => return refused("batch-status", "act.empty"),
                (_, message) if message.chars().count() > MAX_MESSAGE => return refused("message", "message.too_long"),
                ("complement" | "refused", "") => return refused("message", "message.required"),
                _ => {}
            },
        }
        let mut outcomes = Vec::with_capacity(picked.len());
        for picked in picked {
            let case = self.own_case(agent, &picked.agency, picked.case).await;
            let external_id = case.as_ref().ok().map(|case| case.external_id.clone());
            let mut before = false;
            let done = match (case, what, &label) {
                (Err(error), ..) => Err(error),
                (Ok(_), InBatch::Assign(assignee), _) => {
                    self.assign(agent, (&picked.agency, picked.case), *assignee, None).await
                }
                (Ok(case), InBatch::Label(_, on), Some(label)) => self.stick(agent, &case, label, *on).await,
                (Ok(_), InBatch::Label(..), None) => Err(DeskError::NotFound("label")),
                (Ok(case), InBatch::Answer { status, message }, _) => {
                    let message = plain(message);
                    let said = (status.as_str(), message.trim());
                    let answered = self.answer_one(agent, (&case, picked.seen), key, said).await;
                    before = matches!(answered, Ok(false));
                    answered.map(|_| ())
                }
            };
            outcomes.push(Outcome { picked, external_id, done, before });
        }
        Ok(outcomes)
    }

    /// Each of these cases, where it is at the agent's desk, and all of the desk's labels.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn picked(&self, agent: &Agent, picked: &[Picked]) -> Result<(Found, Vec<Label>), DeskError> {
        let mut found = Vec::with_capacity(picked.len());
        for one in picked.iter().take(MAX_CASES) {
            match self.own_case(agent, &one.agency, one.case).await {
                Ok(case) => found.push((one.clone(), Some(case.entry))),
                Err(DeskError::NotFound(_)) => found.push((one.clone(), None)),
                Err(error) => return Err(error),
            }
        }
        let entries: Vec<Entry> = found.iter().filter_map(|(_, entry)| entry.clone()).collect();
        let carried = self.store.read(async |conn| labels::of_cases(conn, &entries).await).await?;
        let labelled = |entry: Entry| {
            let labels = carried.get(&entry.id).cloned().unwrap_or_default();
            (entry, labels)
        };
        let found = found.into_iter().map(|(one, entry)| (one, entry.map(labelled)));
        Ok((found.collect(), self.labels(agent).await?))
    }

    /// Whether it was done now; not where an earlier post of the same form did it.
    async fn answer_one(
        &self,
        agent: &Agent,
        (case, seen): (&Case, u64),
        key: &str,
        (status, message): (&str, &str),
    ) -> Result<bool, DeskError> {
        let clerk = Clerk::Agent(agent);
        let meant = Meant { key: format!("batch {key}"), fingerprint: fingerprint(case, status, message) };
        let changed = || DeskError::Invalid { field: "batch", code: "case.changed" };
        if matches!(self.known(clerk, case, &meant).await?, Begun::Replay(_)) {
            return Ok(false);
        }
        if let Some(code) = crate::withhold::withheld(case) {
            return Err(DeskError::Invalid { field: "batch", code });
        }
        if u64::try_from(case.updated_at.as_microsecond()) != Ok(seen) {
            return Err(changed());
        }
        let opened = self.enter(agent, &case.agency, case.id).await?;
        // Since it was seen nothing but this opening may have happened to it.
        let untouched = match case.opened_at {
            Some(_) => opened.revision() == seen,
            None => {
                let acts = |event: &Event| {
                    matches!(event.author, Author::Agent(_) | Author::Partner(_))
                        && Some(event.at) >= opened.case.opened_at
                };
                opened.case.status == "received" && opened.events.iter().filter(|(event, _)| acts(event)).count() == 1
            }
        };
        if !untouched {
            return match self.known(clerk, case, &meant).await? {
                Begun::Replay(_) => Ok(false),
                _ => Err(changed()),
            };
        }
        let asked = self.judge_asking(&opened, (status, message), &Asking::default())?;
        judge(&opened, self.now(), (status, message, 0), false)?;
        match self.carry_out(clerk, &opened, (status, message, (&[], None), asked.as_ref()), &meant).await {
            Ok(_) => Ok(true),
            Err(DeskError::Store(StoreError::Conflict { .. })) => {
                self.after_the_others().await?;
                match self.known(clerk, case, &meant).await? {
                    Begun::Replay(_) => Ok(false),
                    _ => Err(changed()),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// These cases in one PDF, each on pages of its own: « tout imprimer ». Each is opened by it, and each print is written down.
    ///
    /// # Errors
    /// `batch.none`, `batch.too_many`; `batch.too_large` where the attachments are more than one document should hold; `batch.some_gone`
    /// where one of them is another desk's. Then none is opened.
    pub async fn print_batch(&self, agent: &Agent, picked: Vec<Picked>) -> Result<Document, DeskError> {
        within_bounds(&picked)?;
        // To open a case is to acknowledge it: what cannot be printed is not opened.
        let mut size = 0;
        for one in &picked {
            size += match self.printed_size(agent, one).await {
                Err(DeskError::NotFound(_)) => {
                    return Err(DeskError::Invalid { field: "batch", code: "batch.some_gone" });
                }
                size => size?,
            };
        }
        if size > MAX_PRINTED {
            return Err(DeskError::Invalid { field: "batch", code: "batch.too_large" });
        }
        let mut opened: Vec<OpenedCase> = Vec::with_capacity(picked.len());
        for one in &picked {
            opened.push(self.enter(agent, &one.agency, one.case).await?);
        }
        let printed: Vec<(String, Uuid)> = opened.iter().map(|one| (one.case.agency.clone(), one.case.id)).collect();
        let name = match opened.as_slice() {
            [only] => format!("{}.pdf", only.case.external_id),
            all => format!("dossiers-{}.pdf", all.len()),
        };
        let bytes = self.print_cases(opened).await?;
        self.store
            .write(async |tx| {
                for (agency, case) in &printed {
                    let Some(case) = store::cases::get(tx, agency, *case).await? else { continue };
                    journal::add(tx, entry("case.print_taken", &case, agent, None)).await?;
                }
                Ok::<_, DeskError>(())
            })
            .await?;
        Ok(Document { name, mime: "application/pdf".to_owned(), bytes })
    }

    /// Bytes of the attachments of a case that nobody opens by it.
    async fn printed_size(&self, agent: &Agent, one: &Picked) -> Result<u64, DeskError> {
        self.own_case(agent, &one.agency, one.case).await?;
        let (_, dossier) = self.case_of(Clerk::Agent(agent), &one.agency, one.case).await?;
        let seen = self.opened(&one.agency, one.case, dossier).await?;
        Ok(seen.attachments.iter().map(|file| file.size).sum())
    }
}

fn within_bounds(picked: &[Picked]) -> Result<(), DeskError> {
    match picked.len() {
        0 => Err(DeskError::Invalid { field: "batch", code: "batch.none" }),
        1..=MAX_CASES => Ok(()),
        _ => Err(DeskError::Invalid { field: "batch", code: "batch.too_many" }),
    }
}

/// What the recipient received goes into it: without it, short messages could be guessed from the hash.
fn fingerprint(case: &Case, status: &str, message: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [case.projection.as_slice(), status.as_bytes(), message.as_bytes()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
