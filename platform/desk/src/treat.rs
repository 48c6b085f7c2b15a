//! Treats a case: an agent, or the recipient's software (`answer`), changes its status, writes to the citizen, returns documents. All of one
//! act, or nothing.

use connectors::uploads::{FileKind, Inspected};
use jiff::{SignedDuration, Timestamp, civil::Date};
use pages::mail::Mail;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{
    StoreError, Uuid, Write,
    attachments::Owner,
    cases::{self, Case},
    complements, dossiers,
    events::{self, Author, Event, NewEvent},
    holds,
    idempotency::{self, Begun, Key},
    journal::{self, NewEntry},
};

use crate::{
    Desk, Served, Upload,
    access::{self, Agent, Clerk, Object, require},
    attach::{FILE_SIZE, inspect, refused},
    complement::{self, Asked, Asking},
    enclose::Laid,
    error::DeskError,
    fill::later,
    give_back::{VALUES, Values},
    open_case::OpenedCase,
    remind, silence,
    submit::{Dossier, json},
    withhold,
};

/// Characters of a message.
pub const MAX_MESSAGE: usize = 1000;
/// Documents returned at once.
const MAX_DOCUMENTS: usize = 10;
/// Events that a recipient causes in one case within a day: a program that goes round in circles would write to a citizen without end.
const MAX_A_DAY: usize = 100;

/// What an agent does.
#[derive(Debug, Default)]
pub struct Act {
    /// The new status; none: unchanged. What is empty is no status.
    pub status: Option<String>,
    /// What is written to the citizen; may be empty.
    pub message: String,
    /// What is returned.
    pub documents: Vec<Upload>,
    /// What is asked for with the status `complement`.
    pub complement: Asking,
    /// What is given back as values.
    pub values: Values,
    /// The revision of the case that the agent saw.
    pub revision: u64,
}

/// What tells an act from another one, and from itself sent again.
pub(crate) struct Meant {
    /// The state of the case that an agent saw; what a program calls the act.
    pub(crate) key: String,
    /// The hash of all of it.
    pub(crate) fingerprint: [u8; 32],
}

impl Meant {
    pub(crate) fn scope(clerk: Clerk<'_>, case: Uuid) -> String {
        format!("act {} {case}", clerk.id())
    }
}

/// What an act came to; what a program that asks again is told again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The case's status after it.
    pub status: String,
    /// What happened by it, in order.
    pub events: Vec<RecordedEvent>,
}

/// One event of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedEvent {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// `status`, `message`, `document` or `values`.
    pub kind: String,
    /// The status it changed the case to.
    pub status: Option<String>,
    /// The document that was returned.
    pub attachment: Option<Uuid>,
}

impl From<Event> for RecordedEvent {
    fn from(event: Event) -> Self {
        Self { id: event.id, at: event.at, kind: event.kind, status: event.status, attachment: event.attachment }
    }
}

/// A document that was inspected, as its sender called it.
pub(crate) type Looked = (String, Inspected, Vec<u8>);
/// What is given back: documents, and values as JSON.
pub(crate) type Given<'a> = (&'a [Looked], Option<&'a str>);
/// The same once its documents lie there.
type Kept<'a> = (&'a [Laid], Option<&'a str>);

/// The hash of an act. What the recipient received goes into it too: without it, short messages could be guessed from the hash.
pub(crate) fn fingerprint(
    projection: &[u8],
    status: &str,
    message: &str,
    documents: &[Upload],
    (asking, values): (&Asking, &Values),
) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    if !asking.is_empty() {
        add(asking.by.as_deref().unwrap_or_default().as_bytes());
        asking.questions.iter().for_each(|question| add(question.as_bytes()));
    }
    match values.fingerprint() {
        none if none.is_empty() => {}
        values => add(&values),
    }
    for part in [projection, status.as_bytes(), message.as_bytes()] {
        add(part);
    }
    for document in documents {
        add(document.name.as_bytes());
        add(&document.bytes);
    }
    hash.finalize().into()
}

/// A message without what nobody types and nobody sees: control characters, and those that hide its text or turn it around. What parts
/// words and lines stays, as text processors write it too.
pub(crate) fn plain(message: &str) -> String {
    let lines: String =
        message
            .replace("\r\n", "\n")
            .chars()
            .map(|sign| {
                if matches!(sign, '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}') { '\n' } else { sign }
            })
            .filter(|sign| matches!(sign, '\n' | '\t') || !sign.is_control())
            .collect();
    form::signs::seen(&lines).into_owned()
}

/// The same of what is one line: a name, a title.
pub(crate) fn one_line(text: &str) -> String {
    let line: String = text.chars().filter(|sign| !sign.is_control()).collect();
    form::signs::seen(&line).into_owned()
}

/// The statuses that may follow `status`, of those that the démarche gives its recipient.
pub(crate) fn next_statuses(status: &str, allowed: &[String]) -> Vec<String> {
    let follows = |next: &str| match status {
        // It is received by being read or answered, and by no act of its own.
        status if status == "received" || remind::is_unopened(status) => {
            matches!(next, "in_progress" | "complement" | "done" | "refused")
        }
        "in_progress" => matches!(next, "complement" | "done" | "refused"),
        // Something else may be asked for instead.
        "complement" => matches!(next, "in_progress" | "complement" | "done" | "refused"),
        // What is treated or refused by mistake can be taken up again; what is closed or never came here cannot.
        "done" | "refused" => next == "in_progress",
        _ => false,
    };
    allowed.iter().filter(|next| follows(next)).cloned().collect()
}

/// Refuses an act that may not be done to the case as it stands.
///
/// # Errors
/// `message.too_long`, `act.empty`, `status.not_allowed`, `message.required`, `file.too_many`, `act.too_many`; `case.suspended`,
/// `case.cancelled`.
pub(crate) fn judge(
    opened: &OpenedCase,
    now: Timestamp,
    (status, message, documents): (&str, &str, usize),
    gives_values: bool,
) -> Result<(), DeskError> {
    if let Some(code) = withhold::withheld(&opened.case) {
        return Err(DeskError::Invalid { field: "status", code });
    }
    if message.chars().count() > MAX_MESSAGE {
        return Err(DeskError::Invalid { field: "message", code: "message.too_long" });
    }
    if status.is_empty() && message.is_empty() && documents == 0 && !gives_values {
        return Err(DeskError::Invalid { field: "status", code: "act.empty" });
    }
    if !status.is_empty() && !opened.next_statuses().iter().any(|next| next == status) {
        return Err(DeskError::Invalid { field: "status", code: "status.not_allowed" });
    }
    // A refusal without a reason, a complement without a word, would leave the citizen alone.
    if matches!(status, "complement" | "refused") && message.is_empty() {
        return Err(DeskError::Invalid { field: "message", code: "message.required" });
    }
    if documents > MAX_DOCUMENTS {
        let limit = Some(MAX_DOCUMENTS.to_string());
        return Err(DeskError::File { code: "file.too_many", name: String::new(), limit });
    }
    let today = |event: &Event| {
        matches!(event.author, Author::Agent(_) | Author::Partner(_)) && event.at > now - SignedDuration::from_hours(24)
    };
    let done = opened.events.iter().filter(|(event, _)| today(event)).count();
    if done + documents.max(1) + usize::from(gives_values) > MAX_A_DAY {
        return Err(DeskError::TooManyActs { most: MAX_A_DAY });
    }
    Ok(())
}

/// Inspects all documents before one is kept.
///
/// # Errors
/// The first refusal of a file.
pub(crate) async fn look_at(documents: Vec<Upload>) -> Result<Vec<Looked>, DeskError> {
    let mut looked = Vec::with_capacity(documents.len());
    for document in documents {
        match inspect(document.bytes, &document.name, FileKind::ALL.to_vec(), FILE_SIZE).await? {
            Ok((found, bytes)) => looked.push((document.name, found, bytes)),
            Err(refusal) => return Err(refused(&document.name, &refusal)),
        }
    }
    Ok(looked)
}

impl Desk {
    /// Does an act on a case.
    ///
    /// # Errors
    /// `request.not_found`; `status.not_allowed` for a status that may not follow; `case.changed` where somebody acted meanwhile, if only
    /// the same agent in another tab; `message.too_long`, `act.empty`, `act.too_many`, and the refusals of files, each naming its field.
    pub async fn treat(&self, agent: &Agent, agency: &str, id: Uuid, act: Act) -> Result<OpenedCase, DeskError> {
        let clerk = Clerk::Agent(agent);
        let opened = self.open_case(agent, agency, id).await?;
        require(clerk.subject(), access::Act::Treat, Object::Case(&opened.case))?;
        let message = plain(&act.message);
        let message = message.trim();
        let status = act.status.as_deref().unwrap_or_default();
        let beside = (&act.complement, &act.values);
        let fingerprint = fingerprint(&opened.case.projection, status, message, &act.documents, beside);
        let meant = Meant { key: act.revision.to_string(), fingerprint };
        if act.revision != opened.revision() {
            return self.done_before(clerk, opened, &meant).await;
        }
        let asked = self.judge_asking(&opened, (status, message), &act.complement)?;
        // What is wrong with a value stands at its box: whatever else is wrong is told beside it.
        let values = self.judge_values(&opened, &act.values);
        judge(&opened, self.now(), (status, message, act.documents.len()), !matches!(values, Ok(None)))?;
        let values = values?;
        let looked = look_at(act.documents).await?;
        let given = (looked.as_slice(), values.as_deref());
        match self.carry_out(clerk, &opened, (status, message, given, asked.as_ref()), &meant).await {
            Ok(_) => {}
            Err(DeskError::Store(StoreError::Conflict { .. })) => {
                self.after_the_others().await?;
                return self.done_before(clerk, opened, &meant).await;
            }
            Err(error) => return Err(error),
        }
        let OpenedCase { dossier, .. } = opened;
        self.opened(agency, id, dossier).await
    }

    /// Something happened to the case since the agent saw it. Where that was this very act, sent twice by a double click, it is done.
    async fn done_before(&self, clerk: Clerk<'_>, opened: OpenedCase, meant: &Meant) -> Result<OpenedCase, DeskError> {
        let (agency, id) = (opened.case.agency.clone(), opened.case.id);
        match self.known(clerk, &opened.case, meant).await? {
            Begun::Replay(_) => {}
            Begun::Fresh | Begun::InFlight | Begun::OtherRequest => {
                let now = self.store.read(async |conn| cases::get(conn, &agency, id).await).await?;
                let code = now.as_ref().and_then(withhold::withheld).unwrap_or("case.changed");
                return Err(DeskError::Invalid { field: "status", code });
            }
        }
        let OpenedCase { dossier, .. } = opened;
        self.opened(&agency, id, dossier).await
    }

    /// What is known of an act: whether it was done.
    pub(crate) async fn known(&self, clerk: Clerk<'_>, case: &Case, meant: &Meant) -> Result<Begun, DeskError> {
        let scope = Meant::scope(clerk, case.id);
        let key = Key { agency: &case.agency, scope: &scope, key: &meant.key };
        Ok(self.store.read(async |conn| idempotency::find(conn, key, &meant.fingerprint).await).await?)
    }

    /// Keeps the documents of an act and does it, all or nothing.
    ///
    /// # Errors
    /// `store.conflict` where something happened to the case since it was opened.
    pub(crate) async fn carry_out(
        &self,
        clerk: Clerk<'_>,
        opened: &OpenedCase,
        (status, message, (looked, values), asked): (&str, &str, Given<'_>, Option<&Asked>),
        meant: &Meant,
    ) -> Result<Recorded, DeskError> {
        let laid = self.lay_down(&opened.case.agency, looked).await?;
        let recorded = self.record(clerk, opened, (status, message, (&laid, values), asked), meant).await;
        self.after_enclosing(laid, recorded.as_ref().map(|_| true));
        if recorded.is_ok() {
            self.wake.notify_one();
        }
        recorded
    }

    async fn record(
        &self,
        clerk: Clerk<'_>,
        opened: &OpenedCase,
        (status, message, (laid, values), asked): (&str, &str, Kept<'_>, Option<&Asked>),
        meant: &Meant,
    ) -> Result<Recorded, DeskError> {
        let (case, dossier) = (&opened.case, &opened.dossier);
        let language = dossier.evidence.language;
        let demarche = dossier.served.demarche.title.get(language).to_owned();
        let (reference, recipient, url) =
            (dossier.stored.reference.clone(), opened.planned.title.clone(), self.follow_url(&dossier.stored));
        // What is awaited of the citizen, and the end, say more than a document that comes with them.
        let mail = if laid.is_empty() || matches!(status, "complement" | "done" | "refused") {
            let status = (!status.is_empty()).then(|| status.to_owned());
            Mail::StatusChanged { demarche, reference, recipient, status, url }
        } else {
            Mail::DocumentAvailable { demarche, reference, recipient, url }
        };
        let scope = Meant::scope(clerk, case.id);
        let new =
            |kind, status, message, attachment| NewEvent { author: clerk.author(), kind, status, message, attachment };
        self.store
            .write(async |tx| {
                // The same act by another click was done while this one came.
                let key = Key { agency: &case.agency, scope: &scope, key: &meant.key };
                if !matches!(idempotency::begin(tx, key, &meant.fingerprint).await?, Begun::Fresh | Begun::InFlight) {
                    return Err(DeskError::Store(StoreError::Conflict { expected: 0, actual: 0 }));
                }
                // Whatever happened since the clerk saw the case: of two acts on one state, only one is done.
                if !cases::take(tx, case).await? {
                    return Err(DeskError::Store(StoreError::Conflict { expected: 0, actual: 0 }));
                }
                let owner = (case.agency.as_str(), Owner::Case(case.id));
                let documents = self.enclose(tx, owner, "document", laid).await?;
                let mut recorded = Vec::with_capacity(documents.len() + 1);
                // The event that changes the status comes last: those before it are of the case as it was read.
                for document in documents {
                    recorded.push(events::add(tx, case, new("document", None, None, Some(document))).await?);
                }
                if values.is_some() {
                    recorded.push(events::add(tx, case, new(VALUES, None, values, None)).await?);
                }
                if !status.is_empty() || !message.is_empty() {
                    let message = (!message.is_empty()).then_some(message);
                    let event = match status {
                        "" => new("message", None, message, None),
                        status => new("status", Some(status), message, None),
                    };
                    recorded.push(events::add(tx, case, event).await?);
                }
                let last = recorded.last().map(|event| event.id);
                match (asked, last) {
                    (Some(asked), Some(event)) => self.keep_asked(tx, opened, event, asked).await?,
                    // Whoever goes on awaits it no more.
                    _ if !status.is_empty() => {
                        complement::cancel_reminder(tx, case).await?;
                        complements::end(tx, case).await?;
                    }
                    _ => {}
                }
                if !status.is_empty() {
                    // Whoever goes on has it.
                    holds::end(tx, case).await?;
                    silence::wind(tx, &dossier.served, &case.agency, case.id).await?;
                }
                let recorded = Recorded {
                    status: if status.is_empty() { case.status.clone() } else { status.to_owned() },
                    events: recorded.into_iter().map(RecordedEvent::from).collect(),
                };
                idempotency::finish(tx, key, &json(&recorded)?).await?;
                shorten_retention(tx, dossier).await?;
                let entry = NewEntry {
                    agency: &case.agency,
                    act: if status.is_empty() { "case.answered" } else { "case.status_set" },
                    object_kind: "case",
                    object: case.id,
                    actor_kind: clerk.author().kind(),
                    actor: Some(clerk.id()),
                    committed: Some(message.as_bytes()),
                };
                journal::add(tx, entry).await?;
                if let (Some(to), Some(event)) = (&dossier.stored.contact, last) {
                    self.put_mail(tx, &case.agency, &format!("status:{event}"), case.id, to, language, &mail).await?;
                }
                Ok(recorded)
            })
            .await
    }
}

/// Once every recipient that is served here has acknowledged its case, the dossier is kept only as long as the démarche says from then on.
pub(crate) async fn shorten_retention(tx: &mut Write, dossier: &Dossier) -> Result<(), DeskError> {
    let stored = &dossier.stored;
    let cases = cases::of_dossier(tx, &stored.agency, stored.id).await?;
    // What is held was not had, or is not at its end.
    if holds::any(tx, &stored.agency, stored.id).await? {
        return Ok(());
    }
    if cases.iter().any(|case| remind::is_unopened(&case.status)) {
        return Ok(());
    }
    // What is awaited of the citizen until a day is awaited with all of it there.
    let mut from = tx.now();
    for case in &cases {
        let open =
            complements::of_case(tx, case).await?.into_iter().filter(|one| one.state == complements::State::Open);
        from = open.filter_map(|one| last_moment(&dossier.served, one.due?)).fold(from, Timestamp::max);
        // Law still counts: what is to be answered until a day is there until it is over.
        from = case.silence_on.and_then(|on| last_moment(&dossier.served, on)).map_or(from, |end| end.max(from));
    }
    let purge_at = later(&dossier.served, from, dossier.served.demarche.retention.delivered);
    Ok(dossiers::set_purge_at(tx, &stored.agency, stored.id, purge_at).await?)
}

/// When a day is over where the démarche is at home.
fn last_moment(served: &Served, day: Date) -> Option<Timestamp> {
    Some(day.tomorrow().ok()?.to_zoned(served.timezone.clone()).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_holds_no_sign_that_hides_or_turns_its_text() {
        assert_eq!(plain("Payez à\u{202e}RUEDARF\u{202c}\r\nsvp\u{0}\u{2028}fin\u{2066}"), "Payez àRUEDARF\nsvp\nfin");
        assert_eq!(plain("pièce\tnombre\n\nacte\t2\rlivret\u{b}fin"), "pièce\tnombre\n\nacte\t2\nlivret\nfin");
        assert_eq!(plain(" \u{200b}\u{202e}\n\u{feff}\u{2800}").trim(), "");
        assert_eq!(one_line("Zoé\u{200b}\u{7} Le\u{ad}roy"), "Zoé Leroy");
        assert_eq!(plain("l’été, 12 €, 👩\u{200d}👧, שלום"), "l’été, 12 €, 👩\u{200d}👧, שלום");
    }

    #[test]
    fn only_statuses_of_the_demarche_that_may_follow_are_offered() {
        let allowed: Vec<String> = ["received", "done", "refused"].map(str::to_owned).to_vec();
        assert_eq!(next_statuses("received", &allowed), ["done", "refused"]);
        assert_eq!(next_statuses("sent", &allowed), ["done", "refused"], "by being answered it is received");
        assert!(next_statuses("closed", &allowed).is_empty());
        assert!(next_statuses("to_send", &allowed).is_empty());
    }
}
