//! Invents dossiers for a partner's software in the sandbox, and erases them: answers made up by the walk of `guichet test`, by any version that
//! was published. They lie under a branch of the client's own, which the database keeps real ones from; nobody is written to for them.

mod faults;

use std::sync::Arc;

pub(crate) use faults::{DUPLICATE, LATE, OUT_OF_ORDER};
pub use faults::{FAULTS, Meets, WrongOnPurpose};
use form::{
    answers::{Answer, Answers, FileRef, Value},
    demarche::{FileKind, Recipient, To},
    lookup::{Directory, Organisation, Wanted},
    recap::Recap,
    routing::{self, PlannedCase},
    scenario,
    state::{Facts, State},
    text::Language,
    validation,
};
use jiff::Timestamp;
use store::{
    Uuid,
    attachments::{self, NewAttachment, Owner, State as FileState},
    cases::{self, NewCase},
    dossiers::{self, NewDossier, Submitted},
    drafts::{self, NewDraft},
    events::{self, Author, NewEvent},
    journal::{self, NewEntry},
    onboarding, organisations,
    partners::Client,
    publications, sandbox,
};

use crate::{
    Checked, Desk, Reference, Served,
    directory::known_to,
    error::DeskError,
    fill::encode,
    library::blocking,
    lists::Lists,
    partner_clients::present,
    submit::{Dossier, Evidence, applicant, applicant_at, days, json},
};

/// The letters that references of invented dossiers begin with.
pub(crate) const LETTERS: &str = "ZZZ";
/// Dossiers that are invented at once.
pub const MAX_AT_ONCE: u16 = 20;
/// Dossiers that are there for one client.
pub const MAX_INVENTED: u16 = 100;
/// After so many days they are gone.
pub(crate) const DAYS: i64 = 14;

/// What is to be invented.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The démarche.
    pub demarche: String,
    /// How many dossiers.
    pub count: u16,
    /// The number of the publication that they are filed by; without it, what is in force.
    pub publication: Option<i64>,
}

/// What was invented.
#[derive(Debug, Clone)]
pub struct Invented {
    /// The version that they were filed by, as the démarche calls it.
    pub version: String,
    /// The cases: their ids, and what partners know them by.
    pub cases: Vec<(Uuid, String)>,
}

/// A directory that knows one desk, and takes every place to be its own.
struct OneDesk(Organisation);

impl Directory for OneDesk {
    fn find(&self, _: &Wanted) -> Option<Organisation> {
        Some(self.0.clone())
    }
}

/// A dossier that is about to be stored.
struct Ready {
    answers: Answers,
    recap: Recap,
    cases: Vec<PlannedCase>,
    applicant_at: Option<String>,
    applicant: Option<String>,
}

fn refused<T>(code: &'static str) -> Result<T, DeskError> {
    Err(DeskError::Invalid { field: "sandbox", code })
}

/// Whether a case for this recipient could come to the client's desk.
fn is_for(recipient: &Recipient, client: &Client, desk: &organisations::Organisation) -> bool {
    match &recipient.to {
        To::Organisation { siret, branch } => *siret == client.organisation && *branch == client.branch,
        To::CommuneOf { .. } => !desk.communes.is_empty(),
        To::DepartementOf { .. } => !desk.departements.is_empty() || !desk.communes.is_empty(),
    }
}

/// The bytes of an invented file of this type.
fn piece(mime: &str) -> &'static [u8] {
    match mime {
        _ if mime == FileKind::Png.mime() => include_bytes!("pieces/piece.png"),
        _ if mime == FileKind::Jpeg.mime() => include_bytes!("pieces/piece.jpeg"),
        _ => include_bytes!("pieces/piece.pdf"),
    }
}

/// Every file among the answers: where it stands, and what it is called.
fn files(answers: &Answers) -> Vec<(String, FileRef)> {
    let of = |(path, answer): (&str, &Answer)| match &answer.value {
        Some(Value::Files(files)) => files.iter().map(|file| (path.to_owned(), file.clone())).collect(),
        _ => Vec::new(),
    };
    answers.iter().flat_map(of).collect()
}

impl Desk {
    /// Invents dossiers for a client in the sandbox.
    ///
    /// # Errors
    /// `request.not_found` for a client, a démarche of its agency or a publication that is not there; `sandbox.closed` where it is not in the
    /// sandbox; `sandbox.count`, `sandbox.full`; `sandbox.no_recipient` where the démarche sends nothing to its desk, `sandbox.not_connected` where the directory does not connect that one for it, `sandbox.none_sent` where
    /// no answers were found that could be sent to it.
    pub async fn invent(&self, client: Uuid, wish: Wish) -> Result<Invented, DeskError> {
        if wish.count == 0 || wish.count > MAX_AT_ONCE {
            return refused("sandbox.count");
        }
        let (client, desk, there) = self
            .store
            .write(async |tx| {
                let client = present(tx, client).await?;
                let desk = organisations::get(tx, &client.organisation, &client.branch).await?;
                let there = sandbox::dossiers(tx, (&client.agency, client.id), MAX_INVENTED).await?.len();
                Ok::<_, DeskError>((client, desk.ok_or(DeskError::NotFound("organisation"))?, there))
            })
            .await?;
        if client.state != onboarding::State::Sandbox {
            return Err(DeskError::SandboxClosed);
        }
        if there + usize::from(wish.count) > usize::from(MAX_INVENTED) {
            return refused("sandbox.full");
        }
        let served = self.wished(&client, &wish).await?;
        let demarche = Arc::clone(&served.demarche);
        let recipients: Vec<String> =
            demarche.recipients.iter().filter(|one| is_for(one, &client, &desk)).map(|one| one.id.clone()).collect();
        if recipients.is_empty() {
            return refused("sandbox.no_recipient");
        }
        // What the directory does not connect gets nothing of it: citizens would send it by post.
        if !desk.demarches.contains(&wish.demarche) {
            return refused("sandbox.not_connected");
        }
        let directory = Arc::new(OneDesk(known_to(&wish.demarche, desk)));
        let (now, lists) = (self.now(), self.lists);
        let ways = {
            let (served, wanted) = (Arc::clone(&served), recipients.clone());
            blocking(move || {
                let today = served.today(now);
                Ok(scenario::walked(&served.demarche, &lists, &served.checker, today, &wanted))
            })
            .await?
        };
        let mut made = Invented { version: demarche.version.to_string(), cases: Vec::new() };
        let mut left = usize::from(wish.count);
        // Ways of which nothing came, one after the other: then no further one is tried.
        let mut in_vain = 0;
        for way in ways.iter().cycle() {
            if left == 0 || in_vain >= ways.len() {
                break;
            }
            let cases = self.invent_one(&client, (&served, lists), way, &recipients, &directory).await?;
            if cases.is_empty() {
                in_vain += 1;
                continue;
            }
            in_vain = 0;
            left -= 1;
            made.cases.extend(cases);
        }
        if made.cases.is_empty() { refused("sandbox.none_sent") } else { Ok(made) }
    }

    /// The version that is wished for.
    async fn wished(&self, client: &Client, wish: &Wish) -> Result<Arc<Served>, DeskError> {
        let unknown = || DeskError::NotFound("démarche");
        let (agency, id) = (client.agency.as_str(), wish.demarche.as_str());
        if let Some(number) = wish.publication {
            let all = self.store.read(async |conn| publications::all(conn).await).await?;
            let found = all.into_iter().find(|one| one.agency == agency && one.demarche == id && one.number == number);
            let definition = found.ok_or(DeskError::NotFound("publication"))?.definition;
            return self.library.version(&self.store, agency, id, &definition).await;
        }
        if let Ok(Checked::Sound(served)) = self.check(id).await {
            return if served.demarche.agency == agency { Ok(served) } else { Err(unknown()) };
        }
        let kept = self.in_force(agency, id).await?.ok_or_else(unknown)?;
        self.library.version(&self.store, agency, id, &kept.definition).await
    }

    /// Files one dossier of these answers; nothing where they are not sent to any of these recipients.
    async fn invent_one(
        &self,
        client: &Client,
        (served, lists): (&Arc<Served>, Lists),
        way: &Answers,
        recipients: &[String],
        directory: &Arc<OneDesk>,
    ) -> Result<Vec<(Uuid, String)>, DeskError> {
        let now = self.now();
        let agency = client.agency.as_str();
        let mut stored = Vec::new();
        for (path, file) in files(way) {
            let object = self.store.objects().put(agency, piece(&file.mime)).await?;
            stored.push((path, file, object));
        }
        let page = served.demarche.pages.first().map(|page| page.id.clone()).unwrap_or_default();
        // A draft that is left behind is destroyed as any other.
        let (draft, kept) = self
            .store
            .write(async |tx| {
                served.keep(tx).await?;
                let new = NewDraft {
                    agency,
                    demarche: &served.demarche.id,
                    definition: served.definition,
                    answers: b"",
                    page: &page,
                    language: Language::Fr.tag(),
                    person: None,
                    expires_at: now + days(1),
                };
                let (draft, _) = drafts::create(tx, new).await?;
                let mut kept = Vec::new();
                for (path, file, stored) in &stored {
                    let new = NewAttachment {
                        owner: Owner::Draft(draft.id),
                        path,
                        name: &file.name,
                        mime: &file.mime,
                        // Ours, and the same each time.
                        state: FileState::Clean,
                        stored,
                    };
                    kept.push(attachments::add(tx, new).await?);
                }
                Ok::<_, DeskError>((draft, kept))
            })
            .await?;
        served.is_kept();
        let answers = with_files(way, &kept);
        let ready = {
            let (served, directory, wanted) = (Arc::clone(served), Arc::clone(directory), recipients.to_vec());
            blocking(move || Ok(judge(&served, &lists, now, answers, &wanted, &*directory))).await?
        };
        let Some(ready) = ready else { return Ok(Vec::new()) };
        let taken: Vec<Uuid> = kept.iter().map(|file| file.id).collect();
        self.file_invented(client, served, &draft, ready, &taken).await
    }

    async fn file_invented(
        &self,
        client: &Client,
        served: &Served,
        draft: &drafts::Draft,
        ready: Ready,
        files: &[Uuid],
    ) -> Result<Vec<(Uuid, String)>, DeskError> {
        let now = self.now();
        let demarche = &served.demarche;
        let reference = Reference::new(LETTERS, self.store.ids().sixty_bits()?).to_string();
        let recap = json(&ready.recap)?;
        let evidence = json(&Evidence {
            confirmed_at: now,
            recap_hash: ready.recap.hash(),
            statement: demarche.attestation.get(Language::Fr).to_owned(),
            version: demarche.version.clone(),
            language: Language::Fr,
            plugins: served.checker.hashes().map(|(path, hash)| (path.to_owned(), hash.to_owned())).collect(),
            acknowledged: true,
            applicant: ready.applicant.clone(),
            applicant_at: ready.applicant_at.clone(),
            warnings: Vec::new(),
            identified: None,
        })?;
        let label = format!("FICTIF {}", ready.applicant.as_deref().unwrap_or_default());
        let projections: Vec<(Vec<u8>, Vec<u8>)> = ready
            .cases
            .iter()
            .map(|case| Ok((json(case)?, json(&case.organisation)?)))
            .collect::<Result<_, DeskError>>()?;
        let answers = encode(&ready.answers)?;
        self.store
            .write(async |tx| {
                // Others may be inventing at the same time.
                if sandbox::dossiers(tx, (&client.agency, client.id), MAX_INVENTED).await?.len()
                    >= usize::from(MAX_INVENTED)
                {
                    return refused("sandbox.full");
                }
                let new = NewDossier {
                    draft,
                    reference: &reference,
                    answers: &answers,
                    recap: &recap,
                    evidence: &evidence,
                    contact: None,
                    channel: "sandbox",
                    test: true,
                    sandbox: Some(client.id),
                    purge_at: now + days(DAYS),
                    attachments: files,
                };
                let dossier = match dossiers::submit(tx, new).await? {
                    Submitted::New(dossier) | Submitted::Already(dossier) => *dossier,
                };
                let mut made = Vec::new();
                for (number, (case, (projection, organisation))) in ready.cases.iter().zip(&projections).enumerate() {
                    let stored = cases::add(
                        tx,
                        NewCase {
                            dossier: &dossier,
                            number: u8::try_from(number + 1).unwrap_or(u8::MAX),
                            recipient: &case.recipient,
                            organisation: &client.organisation,
                            branch: &client.reads,
                            status: "recorded",
                            own_receipt: false,
                            silence_on: None,
                            label: label.trim(),
                            projection,
                            directory: organisation,
                        },
                    )
                    .await?;
                    let sent = NewEvent {
                        author: Author::System,
                        kind: "status",
                        status: Some("sent"),
                        message: None,
                        attachment: None,
                    };
                    events::add(tx, &stored, sent).await?;
                    made.push((stored.id, stored.external_id.clone()));
                }
                let entry = NewEntry {
                    agency: &client.agency,
                    act: "sandbox.dossier_invented",
                    object_kind: "dossier",
                    object: dossier.id,
                    actor_kind: "system",
                    actor: Some(client.id),
                    committed: None,
                };
                journal::add(tx, entry).await?;
                Ok(made)
            })
            .await
    }

    /// Erases all that was invented for a client; how many dossiers. What is to go wrong for it is forgotten too.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn erase_invented(&self, client: Uuid) -> Result<usize, DeskError> {
        let client = self.onboarded(client).await?.client;
        let whose = (client.agency.as_str(), client.id);
        let mut erased = 0;
        loop {
            let found = self.store.read(async |conn| sandbox::dossiers(conn, whose, MAX_INVENTED).await).await?;
            let mut ended = 0;
            for dossier in &found {
                ended += usize::from(self.end(whose.0, *dossier).await?);
            }
            erased += ended;
            // What cannot be ended now is not asked for for ever.
            if found.is_empty() || ended == 0 {
                break;
            }
        }
        self.store.write(async |tx| sandbox::cancel(tx, whose).await).await?;
        Ok(erased)
    }
}

/// The same answers with the files that were stored in the place of those that were made up, in their order.
fn with_files(way: &Answers, kept: &[attachments::Attachment]) -> Answers {
    let mut answers = way.clone();
    let mut kept = kept.iter();
    let holds: Vec<(String, Answer, usize)> = way
        .iter()
        .filter_map(|(path, answer)| match &answer.value {
            Some(Value::Files(files)) => Some((path.to_owned(), answer.clone(), files.len())),
            _ => None,
        })
        .collect();
    for (path, answer, count) in holds {
        let files = kept.by_ref().take(count).map(|file| FileRef {
            id: file.id.to_string(),
            name: file.name.clone(),
            mime: file.mime.clone(),
            size: file.size,
            sha256: hex::encode(file.sha256),
            source: None,
        });
        let files = files.collect();
        answers.set(path, Answer { value: Some(Value::Files(files)), ..answer });
    }
    answers
}

/// What these answers are filed as; nothing where something is wrong with them, or none of these recipients gets a case.
fn judge(
    served: &Served,
    lists: &Lists,
    now: Timestamp,
    answers: Answers,
    recipients: &[String],
    directory: &dyn Directory,
) -> Option<Ready> {
    let facts =
        Facts { today: served.today(now), now, language: Language::Fr, lookup: lists, checker: &served.checker };
    let state = State::new(&served.demarche, &answers, &facts);
    if state.stop().is_some() || !validation::all(&state).is_empty() {
        return None;
    }
    let mut cases = routing::plan(&state, directory);
    cases.retain(|case| recipients.contains(&case.recipient));
    if cases.is_empty() {
        return None;
    }
    let applicant_at = applicant_at(&state);
    let applicant = applicant(applicant_at.as_deref(), &form::wire::answers(&state, None));
    let recap = Recap::of(&state);
    Some(Ready { recap, cases, applicant_at, applicant, answers })
}

impl Dossier {
    /// Whether it was invented.
    pub fn is_invented(&self) -> bool {
        self.stored.sandbox.is_some()
    }
}

impl Desk {
    /// What recipients are told of where a dossier comes from: what was invented never comes from production.
    pub(crate) fn environment_of(&self, dossier: &Dossier) -> &'static str {
        if dossier.is_invented() { "test" } else { self.environment }
    }
}
