//! Treats a case: an agent changes its status, writes to the citizen, returns documents. All of one act, or nothing.

use connectors::uploads::FileKind;
use pages::mail::Mail;
use sha2::{Digest as _, Sha256};
use store::{
    StoreError, Uuid, Write,
    attachments::Owner,
    cases, dossiers,
    events::{self, Author, NewEvent},
    idempotency::{self, Begun, Key},
    journal::{self, NewEntry},
};

use crate::{
    Desk, Upload,
    access::{self, Agent, Object, Subject, require},
    attach::{FILE_SIZE, inspect, refused, shown},
    error::DeskError,
    fill::later,
    open_case::OpenedCase,
    remind,
    submit::Dossier,
};

/// Characters of a message.
pub const MAX_MESSAGE: usize = 1000;
/// Documents returned at once.
const MAX_DOCUMENTS: usize = 10;

/// What an agent does.
#[derive(Debug, Default)]
pub struct Act {
    /// The new status; empty: unchanged.
    pub status: String,
    /// What is written to the citizen; may be empty.
    pub message: String,
    /// What is returned.
    pub documents: Vec<Upload>,
    /// The revision of the case that the agent saw.
    pub revision: u64,
}

/// What an agent saw of a case, and does.
struct Seen {
    revision: u64,
    /// Tells the act from another one.
    fingerprint: [u8; 32],
}

fn scope(agent: &Agent, case: Uuid) -> String {
    format!("act {} {case}", agent.id)
}

/// The hash of an act. What the recipient received goes into it too: without it, short messages could be guessed from the hash.
fn fingerprint(opened: &OpenedCase, status: &str, message: &str, documents: &[Upload]) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    for part in [opened.case.projection.as_slice(), status.as_bytes(), message.as_bytes()] {
        add(part);
    }
    for document in documents {
        add(document.name.as_bytes());
        add(&document.bytes);
    }
    hash.finalize().into()
}

/// A message without what nobody types and what would only hide or turn around its text: control characters, and those that turn the
/// writing direction. What parts words and lines stays, as text processors write it too.
fn plain(message: &str) -> String {
    message
        .replace("\r\n", "\n")
        .chars()
        .map(
            |sign| {
                if matches!(sign, '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}') { '\n' } else { sign }
            },
        )
        .filter(|sign| matches!(sign, '\n' | '\t') || !sign.is_control() && !form::signs::turns(*sign))
        .collect()
}

/// The statuses that may follow `status`, of those that the démarche gives its recipient.
pub(crate) fn next_statuses(status: &str, allowed: &[String]) -> Vec<String> {
    let follows = |next: &str| match status {
        status if remind::is_unopened(status) => matches!(next, "received" | "in_progress"),
        "received" => matches!(next, "in_progress" | "complement" | "done" | "refused"),
        "in_progress" => matches!(next, "complement" | "done" | "refused"),
        "complement" => matches!(next, "in_progress" | "done" | "refused"),
        // What is treated or refused by mistake can be taken up again; what is closed or never came here cannot.
        "done" | "refused" => next == "in_progress",
        _ => false,
    };
    allowed.iter().filter(|next| follows(next)).cloned().collect()
}

impl Desk {
    /// Does an act on a case.
    ///
    /// # Errors
    /// `request.not_found`; `status.not_allowed` for a status that may not follow; `case.changed` where somebody acted meanwhile, if only
    /// the same agent in another tab; `message.too_long`, `act.empty`, and the refusals of files, each naming its field.
    pub async fn treat(&self, agent: &Agent, agency: &str, id: Uuid, act: Act) -> Result<OpenedCase, DeskError> {
        let opened = self.open_case(agent, agency, id).await?;
        require(Subject::Agent(agent), access::Act::Treat, Object::Case(&opened.case))?;
        let message = plain(&act.message);
        let message = message.trim();
        let seen =
            Seen { revision: act.revision, fingerprint: fingerprint(&opened, &act.status, message, &act.documents) };
        if act.revision != opened.revision() {
            return self.done_before(agent, opened, &seen).await;
        }
        if message.chars().count() > MAX_MESSAGE {
            return Err(DeskError::Invalid { field: "message", code: "message.too_long" });
        }
        if act.status.is_empty() && message.is_empty() && act.documents.is_empty() {
            return Err(DeskError::Invalid { field: "status", code: "act.empty" });
        }
        if !act.status.is_empty() && !next_statuses(&opened.case.status, &opened.planned.statuses).contains(&act.status)
        {
            return Err(DeskError::Invalid { field: "status", code: "status.not_allowed" });
        }
        // A refusal without a reason, a complement without a word, would leave the citizen alone.
        if matches!(act.status.as_str(), "complement" | "refused") && message.is_empty() {
            return Err(DeskError::Invalid { field: "message", code: "message.required" });
        }
        if act.documents.len() > MAX_DOCUMENTS {
            return Err(DeskError::File {
                code: "file.too_many",
                name: String::new(),
                limit: Some(MAX_DOCUMENTS.to_string()),
            });
        }
        // All are inspected before one is kept.
        let mut inspected = Vec::with_capacity(act.documents.len());
        for document in act.documents {
            match inspect(document.bytes, &document.name, FileKind::ALL.to_vec(), FILE_SIZE).await? {
                Ok((found, bytes)) => inspected.push((document.name, found, bytes)),
                Err(refusal) => return Err(refused(&document.name, &refusal)),
            }
        }
        let mut kept = Vec::with_capacity(inspected.len());
        let recorded = async {
            for (name, found, bytes) in &inspected {
                kept.push(self.keep_file((agency, Owner::Case(id)), "document", (found, bytes), &[]).await.map_err(
                    |error| match error {
                        DeskError::Quota => DeskError::File { code: "file.quota", name: shown(name), limit: None },
                        error => error,
                    },
                )?);
            }
            let documents: Vec<Uuid> = kept.iter().filter_map(|file| file.id.parse().ok()).collect();
            self.record(agent, &opened, &act.status, message, &documents, &seen).await
        }
        .await;
        if let Err(error) = recorded {
            self.forget_files(agency, kept.iter()).await;
            if !matches!(error, DeskError::Store(StoreError::Conflict { .. })) {
                return Err(error);
            }
            self.after_the_others().await?;
            return self.done_before(agent, opened, &seen).await;
        }
        self.wake.notify_one();
        let OpenedCase { dossier, .. } = opened;
        self.opened(agency, id, dossier).await
    }

    /// Something happened to the case since the agent saw it. Where that was this very act, sent twice by a double click, it is done.
    async fn done_before(&self, agent: &Agent, opened: OpenedCase, seen: &Seen) -> Result<OpenedCase, DeskError> {
        let (agency, id) = (opened.case.agency.clone(), opened.case.id);
        let (scope, revision) = (scope(agent, id), seen.revision.to_string());
        self.store
            .write(async |tx| {
                let key = Key { agency: &agency, scope: &scope, key: &revision };
                match idempotency::begin(tx, key, &seen.fingerprint).await? {
                    Begun::Replay(_) => Ok(()),
                    // An error leaves no trace of the question.
                    Begun::Fresh | Begun::InFlight | Begun::OtherRequest => {
                        Err(DeskError::Invalid { field: "status", code: "case.changed" })
                    }
                }
            })
            .await?;
        let OpenedCase { dossier, .. } = opened;
        self.opened(&agency, id, dossier).await
    }

    async fn record(
        &self,
        agent: &Agent,
        opened: &OpenedCase,
        status: &str,
        message: &str,
        documents: &[Uuid],
        seen: &Seen,
    ) -> Result<(), DeskError> {
        let (case, dossier) = (&opened.case, &opened.dossier);
        let language = dossier.evidence.language;
        let demarche = dossier.served.demarche.title.get(language).to_owned();
        let (reference, recipient, url) =
            (dossier.stored.reference.clone(), opened.planned.title.clone(), self.follow_url(&dossier.stored));
        // What is awaited of the citizen, and the end, say more than a document that comes with them.
        let mail = if documents.is_empty() || matches!(status, "complement" | "done" | "refused") {
            let status = (!status.is_empty()).then(|| status.to_owned());
            Mail::StatusChanged { demarche, reference, recipient, status, url }
        } else {
            Mail::DocumentAvailable { demarche, reference, recipient, url }
        };
        let (scope, revision) = (scope(agent, case.id), seen.revision.to_string());
        self.store
            .write(async |tx| {
                // Whatever happened since the agent saw the case: of two acts on one state, only one is done.
                if !cases::take(tx, case).await? {
                    return Err(DeskError::Store(StoreError::Conflict { expected: 0, actual: 0 }));
                }
                let key = Key { agency: &case.agency, scope: &scope, key: &revision };
                idempotency::begin(tx, key, &seen.fingerprint).await?;
                idempotency::finish(tx, key, b"").await?;
                let mut last = None;
                // The event that changes the status comes last: those before it are of the case as it was read.
                for document in documents {
                    let event = NewEvent {
                        author: Author::Agent(agent.id),
                        kind: "document",
                        status: None,
                        message: None,
                        attachment: Some(*document),
                    };
                    last = Some(events::add(tx, case, event).await?);
                }
                if !status.is_empty() || !message.is_empty() {
                    let event = NewEvent {
                        author: Author::Agent(agent.id),
                        kind: if status.is_empty() { "message" } else { "status" },
                        status: (!status.is_empty()).then_some(status),
                        message: (!message.is_empty()).then_some(message),
                        attachment: None,
                    };
                    last = Some(events::add(tx, case, event).await?);
                }
                shorten_retention(tx, dossier).await?;
                let entry = NewEntry {
                    agency: &case.agency,
                    act: if status.is_empty() { "case.answered" } else { "case.status_set" },
                    object_kind: "case",
                    object: case.id,
                    actor_kind: "agent",
                    actor: Some(agent.id),
                    committed: Some(message.as_bytes()),
                };
                journal::add(tx, entry).await?;
                if let (Some(to), Some(event)) = (&dossier.stored.contact, last) {
                    self.put_mail(tx, &case.agency, &format!("status:{}", event.id), case.id, to, language, &mail)
                        .await?;
                }
                Ok(())
            })
            .await
    }
}

/// Once every recipient that is served here has acknowledged its case, the dossier is kept only as long as the démarche says from then on.
pub(crate) async fn shorten_retention(tx: &mut Write, dossier: &Dossier) -> Result<(), DeskError> {
    let stored = &dossier.stored;
    let cases = cases::of_dossier(tx, &stored.agency, stored.id).await?;
    if cases.iter().any(|case| remind::is_unopened(&case.status)) {
        return Ok(());
    }
    let purge_at = later(&dossier.served, tx.now(), dossier.served.demarche.retention.delivered);
    Ok(dossiers::set_purge_at(tx, &stored.agency, stored.id, purge_at).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_holds_no_sign_that_hides_or_turns_its_text() {
        assert_eq!(plain("Payez à\u{202e}RUEDARF\u{202c}\r\nsvp\u{0}\u{2028}fin\u{2066}"), "Payez àRUEDARF\nsvp\nfin");
        assert_eq!(plain("pièce\tnombre\n\nacte\t2\rlivret\u{b}fin"), "pièce\tnombre\n\nacte\t2\nlivret\nfin");
        assert_eq!(plain("l’été, 12 €, 👩\u{200d}👧, שלום"), "l’été, 12 €, 👩\u{200d}👧, שלום");
    }

    #[test]
    fn only_statuses_of_the_demarche_that_may_follow_are_offered() {
        let allowed: Vec<String> = ["received", "done", "refused"].map(str::to_owned).to_vec();
        assert_eq!(next_statuses("received", &allowed), ["done", "refused"]);
        assert_eq!(next_statuses("sent", &allowed), ["received"]);
        assert!(next_statuses("closed", &allowed).is_empty());
        assert!(next_statuses("to_send", &allowed).is_empty());
    }
}
