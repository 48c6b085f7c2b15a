//! Has the antivirus examine what was sent, and tells those whom its word concerns. Nobody waits for it: pages and receipts go on, and
//! the store hands out nothing that it has not passed.

use connectors::scan::Verdict;
use form::text::Language;
use jiff::SignedDuration;
use pages::mail::Mail;
use store::{
    StoreError, Uuid,
    attachments::{self, Attachment, Owner, State},
    cases, complements, dossiers, events,
    journal::{self, NewEntry},
    people,
    queue::{self, Queue, Work},
    scans::{self, Figures, Said},
};

use crate::{
    Desk,
    error::DeskError,
    notify::is_address,
    submit::read_json,
    work::{Outcome, Worked},
};

/// How many files are examined at a time: each lies in memory meanwhile.
const TOGETHER: u16 = 4;
/// How many files that fell between are taken up at a time.
const TAKEN_UP: u16 = 200;
/// How long a file may wait before the operator is told that no antivirus answers.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// The failure that ends for all files at once, when the antivirus is back.
const AWAY: &str = "scan.unreachable";

/// A mail that an antivirus' finding causes.
struct Notice {
    to: String,
    language: Language,
    mail: Mail,
}

impl Desk {
    /// Whether files are examined by an antivirus.
    pub fn scans_files(&self) -> bool {
        !self.scanner.is_off()
    }

    /// What the antivirus calls itself; nothing where it does not answer, or there is none.
    pub async fn antivirus(&self) -> Option<String> {
        self.scanner.engine().await
    }

    /// Done when this process has kept a file.
    pub async fn woken_to_scan(&self) {
        self.wake_scans.notified().await;
    }

    /// Has the next files examined. Without an antivirus none is, and what waits for one stays held back.
    pub async fn scan_files(&self) -> Result<Worked, DeskError> {
        if self.scanner.is_off() {
            return Ok(Worked::default());
        }
        self.work_on(&[(Queue::Scans, TOGETHER)]).await
    }

    /// How many files are held back.
    pub async fn held_files(&self) -> Result<Figures, DeskError> {
        Ok(self.store.read(async |conn| scans::figures(conn).await).await?)
    }

    /// Takes up files that nobody would examine, and raises an alarm, one mail a day, where some wait for too long.
    pub async fn look_after_scans(&self) -> Result<(), DeskError> {
        // Files that were kept while there was no scanner are held back once they are taken up: not by one that does not answer.
        if self.scans_files() && self.scanner.engine().await.is_some() {
            let taken_up = self.store.write(async |tx| scans::take_up(tx, TAKEN_UP).await).await?;
            if taken_up > 0 {
                self.wake_scans.notify_one();
            }
        }
        let held = self.held_files().await?;
        let now = self.now();
        let Some(since) = held.since.filter(|since| now.duration_since(*since) >= PATIENCE) else { return Ok(()) };
        tracing::error!(alarm = "files.waiting", files = held.pending, %since, "no antivirus examines the files that wait: they are held back");
        let today = now.strftime("%F").to_string();
        self.store
            .write(async |tx| {
                for to in self.contact.iter().filter(|address| is_address(address)) {
                    let mail = Mail::ScannerAlarm { files: held.pending };
                    let dedup = format!("files.waiting:{today}");
                    self.put_mail(tx, people::PORTAL, &dedup, Uuid::nil(), to, Language::Fr, &mail).await?;
                }
                Ok::<_, DeskError>(())
            })
            .await?;
        self.wake.notify_one();
        Ok(())
    }

    /// One file.
    pub(crate) async fn scan(&self, work: &Work) -> Result<Outcome, DeskError> {
        let file = self.store.read(async |conn| attachments::get(conn, &work.agency, work.object).await).await?;
        let Some(file) = file.filter(|file| file.state == State::Pending) else { return Ok(Outcome::Done) };
        let bytes = self.store.objects().read_to_scan(&file).await?;
        let finding = match self.scanner.scan(&bytes).await {
            Verdict::Clean => None,
            Verdict::Infected { name } => Some(name),
            // The same file is as large the next time.
            Verdict::Unavailable { code: code @ "scan.too_large" } => return Ok(Outcome::Hopeless(code)),
            Verdict::Unavailable { code } => return Ok(Outcome::Later(code)),
            Verdict::NotScanned => return Ok(Outcome::Later("scan.off")),
        };
        drop(bytes);
        let by = self.scanner.engine().await.unwrap_or_else(|| "clamd".to_owned());
        let notices = match &finding {
            Some(_) => self.whom_to_tell(&file).await?,
            None => Vec::new(),
        };
        let said = Said { by: &by, finding: finding.as_deref() };
        let hastened = self
            .store
            .write(async |tx| {
                let Some(now) = scans::settle(tx, work, said).await? else { return Ok(0) };
                // It was submitted meanwhile: others are to be told.
                if now.owner != file.owner {
                    return Err(DeskError::Store(StoreError::Busy(None)));
                }
                if finding.is_some() {
                    for (number, Notice { to, language, mail }) in notices.iter().enumerate() {
                        let dedup = format!("file.retained:{}:{number}", file.id);
                        self.put_mail(tx, &file.agency, &dedup, file.owner.id(), to, *language, mail).await?;
                    }
                    let entry = NewEntry {
                        agency: &file.agency,
                        act: "attachment.retained",
                        object_kind: "attachment",
                        object: file.id,
                        actor_kind: "system",
                        actor: None,
                        committed: None,
                    };
                    journal::add(tx, entry).await?;
                }
                Ok(queue::hasten(tx, Queue::Scans, AWAY).await?)
            })
            .await?;
        if let Some(finding) = &finding {
            let owner = match file.owner {
                Owner::Draft(_) => "draft",
                Owner::Question(_) => "question",
                Owner::Complement(_) | Owner::Message(_) => "complement",
                Owner::Dossier(_) => "dossier",
                Owner::Person(_) | Owner::Copy(_) => "person",
                Owner::Case(_) | Owner::Receipt(_) | Owner::Parcel(_) | Owner::Export(_) => "case",
            };
            tracing::error!(alarm = "file.retained", file = %file.id, owner, agency = file.agency, finding, "a harmful file is held back");
            self.wake.notify_one();
        }
        if hastened > 0 {
            self.wake_scans.notify_one();
        }
        Ok(Outcome::Settled)
    }

    /// Who is mailed of a harmful file: nobody as long as it is in a draft, or came with what is asked from one: their pages tell. Else who sent
    /// it, and who runs the site.
    async fn whom_to_tell(&self, file: &Attachment) -> Result<Vec<Notice>, DeskError> {
        let found = self
            .store
            .read(async |conn| {
                let case = match file.owner {
                    Owner::Case(id) => cases::get(conn, &file.agency, id).await?,
                    _ => None,
                };
                // What the citizen gives for a case is the citizen's: they are told, not the case's desk.
                let given = match file.owner {
                    Owner::Complement(id) => complements::case_of(conn, &file.agency, id).await?,
                    Owner::Message(id) => Some(id),
                    _ => None,
                };
                let mut given = match given {
                    Some(id) => cases::get(conn, &file.agency, id).await?,
                    None => None,
                };
                let mut case = case;
                // But what the desk answered with before the filing is the desk's.
                if let (Owner::Message(_), Some(asked)) = (file.owner, &given)
                    && events::of_case(conn, asked).await?.iter().any(|event| {
                        event.id.to_string() == file.path && matches!(event.author, events::Author::Agent(_))
                    })
                {
                    case = given.take();
                }
                let dossier = match (file.owner, &case) {
                    (Owner::Dossier(id), _) => Some(id),
                    _ if given.is_some() => given.map(|case| case.dossier),
                    (_, Some(case)) => Some(case.dossier),
                    _ => None,
                };
                let dossier = match dossier {
                    Some(id) => dossiers::get(conn, &file.agency, id).await?,
                    None => None,
                };
                Ok::<_, DeskError>(dossier.map(|dossier| (case, dossier)))
            })
            .await?;
        let Some((case, stored)) = found else { return Ok(Vec::new()) };
        let dossier = self.dossier(stored).await?;
        let title = &dossier.served.demarche.title;
        let reference = || dossier.stored.reference.clone();
        let mut notices = Vec::new();
        match &case {
            Some(case) => {
                let mail = Mail::DocumentRetained {
                    demarche: title.fr.to_string(),
                    reference: reference(),
                    url: self.case_url(case),
                };
                for to in
                    self.desk_addresses(case, read_json::<Option<_>>(&case.directory, "directory")?.as_ref()).await?
                {
                    notices.push(Notice { to, language: Language::Fr, mail: mail.clone() });
                }
            }
            None => {
                let language = dossier.evidence.language;
                let demarche = title.get(language).to_owned();
                let mail =
                    Mail::FileRetained { demarche, reference: reference(), url: self.follow_url(&dossier.stored) };
                notices.extend(dossier.stored.contact.clone().map(|to| Notice { to, language, mail }));
            }
        }
        let alarm = Mail::RetainedAlarm { demarche: title.fr.to_string(), reference: reference() };
        let operators = self.contact.iter().filter(|address| is_address(address));
        notices.extend(operators.map(|to| Notice { to: to.clone(), language: Language::Fr, mail: alarm.clone() }));
        Ok(notices)
    }
}
