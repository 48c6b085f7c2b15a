//! Gives citizens a copy of all that their account holds, in one ZIP: what programs read in `compte.json`, and the files beside it. The worker
//! writes it, one dossier at a time, sealed; it is kept for a week. How it is made is told in `wiki/exploitants/copie-du-compte.md`.

use documents::everything;
use form::{known::Holder, text::Language, vault::VaultItem, wire};
use jiff::{SignedDuration, Timestamp};
use pages::mail::Mail;
use serde_json::{Value as Json, json};
use store::{
    Uuid, Write,
    attachments::{self, Attachment, NewAttachment, Owner, State as Kept},
    copies,
    events::Author,
    journal, people,
    queue::{self, NewWork, Queue, Work},
};

use crate::{
    Desk, Followed, Streamed,
    access::Person,
    account::entry,
    error::DeskError,
    export_write::Sink,
    submit::{days, json_lines},
    work::Outcome,
};

/// The work that writes a copy; its object is the account.
pub(crate) const KIND: &str = "account.copy";
/// What the format of the copy is called, with its version.
const FORMAT: &str = "guichet-account/1";
/// How many days a copy is kept.
const KEPT_DAYS: i64 = 7;
/// How long the lease is held each time.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// Copies removed in one transaction.
const ROUND: i64 = 200;

/// How the copy of an account stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// It was asked for, and is not there yet.
    pub waiting: bool,
    /// The last one: its name, its size, when it was made, until when it is kept.
    pub file: Option<(String, u64, Timestamp, Timestamp)>,
}

impl Desk {
    /// Asks for a copy; one that is asked for already is one.
    pub async fn ask_for_copy(&self, person: &Person) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                if queue::is_open(tx, people::PORTAL, KIND, person.id).await? {
                    return Ok(());
                }
                put(tx, person.id).await?;
                Ok::<_, DeskError>(journal::add(tx, entry("account.copy_asked", person.id)).await?)
            })
            .await?;
        self.wake_to_export();
        Ok(())
    }

    /// Destroys the person's copy, and has none made that was asked for.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forget_copy(&self, person: &Person) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                if !queue::is_open(tx, people::PORTAL, KIND, person.id).await?
                    && attachments::list(tx, people::PORTAL, Owner::Copy(person.id)).await?.is_empty()
                {
                    return Ok(());
                }
                take_back(tx, person.id).await?;
                Ok(journal::add(tx, entry("account.copy_deleted", person.id)).await?)
            })
            .await
    }

    /// How the person's copy stands.
    pub async fn copied(&self, person: &Person) -> Result<Copied, DeskError> {
        let (waiting, file) = self
            .store
            .read(async |conn| {
                let waiting = queue::is_open(conn, people::PORTAL, KIND, person.id).await?;
                let files = attachments::list(conn, people::PORTAL, Owner::Copy(person.id)).await?;
                Ok::<_, DeskError>((waiting, files.into_iter().next_back()))
            })
            .await?;
        let file = file.map(|file| {
            let until = file.created_at + days(KEPT_DAYS);
            (file.name, file.size, file.created_at, until)
        });
        Ok(Copied { waiting, file: file.filter(|(.., until)| *until > self.now()) })
    }

    /// The copy itself. Each time is written down.
    ///
    /// # Errors
    /// `request.not_found` where there is none.
    pub async fn take_copy(&self, person: &Person) -> Result<Streamed, DeskError> {
        let owner = Owner::Copy(person.id);
        let files = self.store.read(async |conn| attachments::list(conn, people::PORTAL, owner).await).await?;
        let file = files.into_iter().next_back().ok_or(DeskError::NotFound("copy"))?;
        if file.created_at + days(KEPT_DAYS) <= self.now() {
            return Err(DeskError::NotFound("copy"));
        }
        let download = self.store.objects().read(&file).await?;
        journal::add_alone(&self.store, entry("account.copy_taken", person.id)).await?;
        Ok(Streamed { name: file.name, mime: file.mime, size: file.size, download })
    }

    /// Writes a copy that was asked for.
    pub(crate) async fn write_copy(&self, work: &Work) -> Result<Outcome, DeskError> {
        let found = self.store.read(async |conn| people::get(conn, &work.agency, work.object).await).await?;
        // It was closed meanwhile.
        let Some(account) = found else { return Ok(Outcome::Done) };
        let person = Person { id: account.id, email: account.email.clone(), proven: None };
        let made_at = self.now();
        let mut sink = Sink::zip(self, made_at).await?;
        let mut told = json!({
            "format": FORMAT,
            "made_at": made_at.to_string(),
            "account": {
                "email": account.email,
                "opened_at": account.created_at.to_string(),
                "last_login_at": account.last_login_at.map(|at| at.to_string()),
            },
            "details": self.details_told(&person).await?,
        });
        told["login"] = self.login_told(&account, &person).await?;
        told["documents"] = self.copy_documents(&mut sink, &person).await?;
        told["drafts"] = self.copy_drafts(&mut sink, &person, work).await?;
        let mut dossiers = Vec::new();
        for followed in self.dossiers(&person).await? {
            self.store.write(async |tx| queue::hold(tx, work, LEASE).await).await?;
            dossiers.push(self.copy_dossier(&mut sink, followed).await?);
        }
        told["dossiers"] = Json::Array(dossiers);
        told["agreements"] = self.agreements_told(&person).await?;
        told["terms"] = self.terms_told(&person).await?;
        let traces = self.traces(&person).await?;
        told["traces"] = traces
            .iter()
            .map(|trace| {
                json!({
                    "at": trace.at.to_string(), "act": trace.act, "what": trace.what(Language::Fr),
                    "who": trace.who(Language::Fr), "reference": trace.reference,
                })
            })
            .collect();
        sink.add("compte.json".to_owned(), false, json_lines(&told)?).await?;
        let stored = sink.finish().await?;
        let name = format!("mes-donnees-{}.zip", self.at_the_site(made_at).date());
        self.store
            .write(async |tx| {
                attachments::remove_all(tx, people::PORTAL, Owner::Copy(person.id)).await?;
                if people::get(tx, people::PORTAL, person.id).await?.is_none() {
                    return Ok(queue::done(tx, work).await?);
                }
                let new = NewAttachment {
                    owner: Owner::Copy(person.id),
                    path: "copy",
                    name: &name,
                    mime: "application/zip",
                    state: Kept::Clean,
                    stored: &stored,
                };
                attachments::add(tx, new).await?;
                let url = format!("{}/compte/donnees", self.public_url);
                let dedup = format!("{KIND}:{}", work.dedup);
                let mail = Mail::AccountCopied { url };
                self.put_mail(tx, people::PORTAL, &dedup, person.id, &person.email, Language::Fr, &mail).await?;
                Ok::<_, DeskError>(queue::done(tx, work).await?)
            })
            .await?;
        self.wake.notify_one();
        Ok(Outcome::Settled)
    }

    /// What is kept for the next démarches: by item and path, each value with its origin.
    async fn details_told(&self, person: &Person) -> Result<Json, DeskError> {
        let items = self.vault(person.id).await?;
        let told = |item: &VaultItem| serde_json::to_value(&item.values);
        let items: Result<serde_json::Map<String, Json>, _> =
            items.iter().map(|(key, item)| Ok((key.clone(), told(item)?))).collect();
        items.map(Json::Object).map_err(|error: serde_json::Error| DeskError::Stored(error.to_string()))
    }

    /// What they agreed to have filled in, and what not.
    async fn agreements_told(&self, person: &Person) -> Result<Json, DeskError> {
        let names = |some: &[(String, String)]| -> Vec<String> {
            some.iter().map(|(key, path)| format!("{key}:{path}")).collect()
        };
        let told = self.agreements(person).await?;
        Ok(told
            .iter()
            .map(|one| {
                let (provider, dossier, site) = match &one.holder {
                    Holder::Vault => (None, None, None),
                    Holder::Provider { name, .. } => (Some(name), None, None),
                    Holder::Dossier { reference, .. } => (None, Some(reference), None),
                    Holder::Site { name, .. } => (None, None, Some(name)),
                };
                json!({
                    "at": one.at.to_string(), "demarche": one.served.demarche.id, "reference": one.reference,
                    "provider": provider, "dossier": dossier, "site": site, "decision": one.decision,
                    "taken": names(&one.taken), "refused": names(&one.refused),
                })
            })
            .collect())
    }

    async fn copy_documents(&self, sink: &mut Sink, person: &Person) -> Result<Json, DeskError> {
        let documents = self.own_documents(person).await?.documents;
        let files: Vec<Attachment> = documents.iter().map(|document| document.file.clone()).collect();
        let mut told = self.copy_files(sink, "documents", &files).await?;
        for (one, document) in told.as_array_mut().into_iter().flatten().zip(&documents) {
            one["kind"] = json!(document.kind);
            one["origin"] = json!(document.origin);
            one["on"] = json!(document.on);
            one["held"] = json!(match document.file.state {
                Kept::Pending => Some("scanning"),
                Kept::Infected => Some("malware"),
                Kept::Clean | Kept::NotScanned => None,
            });
        }
        Ok(told)
    }

    async fn copy_drafts(&self, sink: &mut Sink, person: &Person, work: &Work) -> Result<Json, DeskError> {
        let mut told = Vec::new();
        for (rank, fill) in self.drafts(person).await?.into_iter().enumerate() {
            self.store.write(async |tx| queue::hold(tx, work, LEASE).await).await?;
            let (agency, owner) = (fill.draft.agency.clone(), Owner::Draft(fill.draft.id));
            let files = self.store.read(async |conn| attachments::list(conn, &agency, owner).await).await?;
            let folder = format!("brouillons/{:02}", rank + 1);
            let files = self.copy_files(sink, &folder, &files).await?;
            let questions = self.copy_questions(sink, (&agency, fill.draft.id), &folder).await?;
            let answers = self.with_state(&fill, Language::Fr, |state| wire::answers(state, None));
            told.push(json!({
                "demarche": fill.draft.demarche,
                "title": fill.served.demarche.title.get(Language::Fr),
                "changed_at": fill.draft.updated_at.to_string(),
                "answers": answers,
                "files": files,
                "questions": questions,
            }));
        }
        Ok(Json::Array(told))
    }

    async fn copy_dossier(&self, sink: &mut Sink, followed: Followed) -> Result<Json, DeskError> {
        let stored = followed.dossier.stored.clone();
        let cases: Vec<Json> = followed.cases.iter().map(case_told).collect();
        let folder = format!("dossiers/{}", stored.reference);
        let questions = self.copy_questions(sink, (&stored.agency, stored.draft), &folder).await?;
        let told = json!({
            "reference": stored.reference,
            "demarche": stored.demarche,
            "title": followed.dossier.served.demarche.title.get(Language::Fr),
            "submitted_at": stored.submitted_at.to_string(),
            "follow_url": self.follow_url(&stored),
            "folder": folder,
            "cases": cases,
            "questions": questions,
        });
        for entry in self.everything_entries(followed).await? {
            let packed = entry.mime != "application/json" && entry.mime != "text/plain";
            sink.add(format!("dossiers/{}/{}", stored.reference, entry.name), packed, entry.bytes).await?;
        }
        Ok(told)
    }

    /// Puts files in a folder of the ZIP, but those that the antivirus has not passed: they are named.
    pub(crate) async fn copy_files(
        &self,
        sink: &mut Sink,
        folder: &str,
        files: &[Attachment],
    ) -> Result<Json, DeskError> {
        let mut told = Vec::new();
        for (rank, file) in files.iter().enumerate() {
            let released = file.state.is_released();
            let name = everything::file_name(folder, rank + 1, &file.name, &file.mime);
            told.push(json!({
                "name": file.name, "from": file.path, "mime": file.mime, "size": file.size,
                "sha256": hex::encode(file.sha256), "at": file.created_at.to_string(),
                "file": released.then_some(&name),
            }));
            if released {
                let bytes = self.store.objects().read_all(file).await?;
                sink.add(name, true, bytes).await?;
            }
        }
        Ok(Json::Array(told))
    }

    /// Removes copies that are kept no longer.
    pub(crate) async fn end_copies(&self) -> Result<(), DeskError> {
        loop {
            let before = self.now() - days(KEPT_DAYS);
            let old = self
                .store
                .write(async |tx| {
                    let old = attachments::copies_before(tx, people::PORTAL, before, ROUND).await?;
                    for file in &old {
                        attachments::remove(tx, file).await?;
                    }
                    Ok::<_, DeskError>(old.len())
                })
                .await?;
            if old == 0 {
                return Ok(());
            }
        }
    }
}

async fn put(tx: &mut Write, person: Uuid) -> Result<(), DeskError> {
    let now = tx.now();
    let dedup = format!("{person}:{}", now.as_microsecond());
    let work = NewWork {
        queue: Queue::Exports,
        agency: people::PORTAL,
        kind: KIND,
        dedup: &dedup,
        object: person,
        payload: b"",
        due_at: now,
    };
    queue::put(tx, work).await?;
    Ok(())
}

/// Destroys the copy of an account, and has none made that was asked for, or is being made: it would hold what is to be no more.
pub(crate) async fn take_back(tx: &mut Write, person: Uuid) -> Result<(), DeskError> {
    copies::take_back(tx, people::PORTAL, KIND, person).await?;
    Ok(())
}

/// The same where something of an account is destroyed in due time: what was asked for is made anew, without it.
pub(crate) async fn renew(tx: &mut Write, person: Option<Uuid>) -> Result<(), DeskError> {
    let Some(person) = person.filter(|person| *person != people::CLOSED) else { return Ok(()) };
    let asked = copies::take_back(tx, people::PORTAL, KIND, person).await?;
    if asked { put(tx, person).await } else { Ok(()) }
}

fn case_told(found: &crate::FollowedCase) -> Json {
    let events: Vec<Json> = found
        .events
        .iter()
        .map(|event| {
            let by = match event.author {
                Author::Citizen(_) => "citizen",
                Author::Agent(_) | Author::Partner(_) => "service",
                _ => "site",
            };
            json!({
                "at": event.at.to_string(), "kind": event.kind, "by": by, "status": event.status,
                "message": event.message,
            })
        })
        .collect();
    json!({
        "recipient": found.planned.title,
        "organisation": found.organisation.as_ref().map(|found| &found.name),
        "status": found.case.status,
        "events": events,
    })
}
