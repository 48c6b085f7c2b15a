//! Takes in files: inspects each, keeps it sealed, and counts what a draft may hold. Files are rows, never a list that two uploads could
//! overwrite.

use connectors::uploads::{self, FileKind, Inspected, Limits};
use form::{
    answers::FileRef,
    demarche,
    problem::{Problem, ProblemKind},
};
use jiff::SignedDuration;
use store::{
    StoreError, Uuid, Write,
    attachments::{self, NewAttachment, Owner, State, Usage},
    drafts,
};
use tokio::sync::Semaphore;
use words::format;

use crate::{Desk, error::DeskError, fill::Fill, library::blocking};

/// Bytes of one file that are taken in at most; what is kept is bounded by the question.
pub const FILE_SIZE: u64 = 25_000_000;
/// Bytes of all files of one submission.
pub const SUBMISSION_SIZE: u64 = form::check::MAX_SUBMISSION_BYTES;
/// Files of one submission; each question has a limit of its own too.
const SUBMISSION_FILES: u64 = form::check::MAX_SUBMISSION_FILES;

/// What no answer names after so long is of a request that was cut.
const LEFT_BEHIND: SignedDuration = SignedDuration::from_hours(1);

/// How many files are inspected at a time: the others wait here, and not on the threads that everybody shares.
static INSPECTIONS: Semaphore = Semaphore::const_new(8);

/// A file as it was sent.
pub struct Upload {
    /// The question: its answer path.
    pub field: String,
    /// As the browser calls it.
    pub name: String,
    /// The bytes; one more than [`FILE_SIZE`] where there were more.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Upload({} bytes)", self.bytes.len())
    }
}

/// What was kept of the files of a page, and what was refused.
#[derive(Debug, Default)]
pub(crate) struct TakenIn {
    /// With the answer path of each.
    pub(crate) files: Vec<(String, FileRef)>,
    pub(crate) problems: Vec<Problem>,
}

impl Desk {
    /// Inspects and keeps the files of a page. What is refused, and what passes the quota, is a problem of its question. Where the page
    /// is not saved in the end, [forget](Self::forget_files) what was kept. The files in `gives_way` leave with this save: they take no room.
    ///
    /// # Errors
    /// `answer.unknown_field` for a file that no question of the page asks for: then nothing is kept.
    pub(crate) async fn take_in(
        &self,
        fill: &Fill,
        page: usize,
        uploads: Vec<Upload>,
        gives_way: &[FileRef],
    ) -> Result<TakenIn, DeskError> {
        let demarche = &fill.served.demarche;
        let mut wanted = Vec::with_capacity(uploads.len());
        for upload in uploads {
            let node = demarche.resolve(&upload.field).filter(|node| node.page == Some(page));
            let Some(field) = node.and_then(|node| node.field()).filter(|field| field.field_type.name() == "file")
            else {
                return Err(DeskError::UnknownField { names: vec![upload.field.chars().take(80).collect()] });
            };
            wanted.push((upload, field));
        }
        self.keep_uploads((&fill.draft.agency, Owner::Draft(fill.draft.id)), wanted, gives_way).await
    }

    /// The same of files whose questions are known.
    pub(crate) async fn keep_uploads(
        &self,
        (agency, owner): (&str, Owner),
        wanted: Vec<(Upload, &demarche::Field)>,
        gives_way: &[FileRef],
    ) -> Result<TakenIn, DeskError> {
        let mut taken = TakenIn::default();
        for (upload, field) in wanted {
            let accepted: Vec<FileKind> = field.accept.iter().map(|kind| kind_of(*kind)).collect();
            match inspect(upload.bytes, &upload.name, accepted, field.max_size).await? {
                Err(refusal) => taken.problems.push(problem(upload.field, &upload.name, &refusal)),
                Ok((inspected, bytes)) => {
                    match self.keep_file((agency, owner), &upload.field, (&inspected, &bytes), gives_way).await {
                        Ok(file) => taken.files.push((upload.field, file)),
                        Err(DeskError::Quota) => {
                            let kind = ProblemKind::File {
                                code: DeskError::Quota.code().to_owned(),
                                name: shown(&upload.name),
                                limit: None,
                            };
                            taken.problems.push(Problem { path: upload.field, part: String::new(), kind });
                        }
                        Err(error) => {
                            self.forget_files(agency, taken.files.iter().map(|(_, file)| file)).await;
                            return Err(error);
                        }
                    }
                }
            }
        }
        Ok(taken)
    }

    /// Removes files that were kept for something that was refused in the end: they would take room that nobody can free.
    pub(crate) async fn forget_files(&self, agency: &str, files: impl Iterator<Item = &FileRef>) {
        let ids: Vec<Uuid> = files.filter_map(|file| file.id.parse().ok()).collect();
        if ids.is_empty() {
            return;
        }
        let forgotten = self
            .store
            .write(async |tx| {
                for id in &ids {
                    if let Some(attachment) = attachments::get(tx, agency, *id).await? {
                        attachments::remove(tx, &attachment).await?;
                    }
                }
                Ok::<_, StoreError>(())
            })
            .await;
        // What was refused stays refused for its own reason.
        if let Err(error) = forgotten {
            tracing::error!(agency, code = error.code(), "files of a refused request could not be removed");
        }
    }

    /// Keeps a file that was inspected, within what its owner may hold beside those that give way to it.
    pub(crate) async fn keep_file(
        &self,
        (agency, owner): (&str, Owner),
        path: &str,
        (inspected, bytes): (&Inspected, &[u8]),
        gives_way: &[FileRef],
    ) -> Result<FileRef, DeskError> {
        let (fewer, less) = (gives_way.len() as u64, gives_way.iter().map(|file| file.size).sum::<u64>());
        let stored = self.store.objects().put(agency, bytes).await?;
        let new = NewAttachment {
            owner,
            path,
            name: &inspected.name,
            mime: inspected.mime(),
            state: self.state_of_new(),
            stored: &stored,
        };
        let kept = self
            .store
            .write(async |tx| {
                let fits = |usage: Usage| {
                    let (files, bytes) = (usage.files.saturating_sub(fewer), usage.bytes.saturating_sub(less));
                    has_room(Usage { files, bytes }, stored.size)
                };
                let mut room = fits(attachments::usage(tx, agency, owner).await?);
                if let (false, Owner::Draft(draft)) = (room, owner) {
                    clear_left_behind(tx, agency, draft).await?;
                    room = fits(attachments::usage(tx, agency, owner).await?);
                }
                if !room {
                    return Err(DeskError::Quota);
                }
                Ok(attachments::add(tx, new).await?)
            })
            .await?;
        self.wake_scans.notify_one();
        Ok(FileRef {
            id: kept.id.to_string(),
            name: kept.name,
            mime: kept.mime,
            size: kept.size,
            sha256: hex::encode(kept.sha256),
            source: None,
        })
    }

    /// What is known of a file that has just come.
    pub(crate) fn state_of_new(&self) -> State {
        if self.scanner.is_off() { State::NotScanned } else { State::Pending }
    }
}

/// Removes the files of requests that were cut after these were kept and before their page was saved: no answer names them, nobody has them,
/// and they take room.
async fn clear_left_behind(tx: &mut Write, agency: &str, draft: Uuid) -> Result<(), StoreError> {
    let Some(stored) = drafts::get(tx, agency, draft).await? else { return Ok(()) };
    if stored.submitted_at.is_some() || stored.answers.is_empty() {
        return Ok(());
    }
    let before = tx.now() - LEFT_BEHIND;
    for file in attachments::kept_before(tx, agency, Owner::Draft(draft), before).await? {
        let id = file.id.to_string();
        // What was taken away and can be put back is named too.
        let named = stored.answers.windows(id.len()).any(|part| part == id.as_bytes());
        if !named {
            attachments::remove(tx, &file).await?;
        }
    }
    Ok(())
}

/// Whether one more file of this size may come to what its owner holds.
pub(crate) fn has_room(held: Usage, size: u64) -> bool {
    held.files < SUBMISSION_FILES && held.bytes + size <= SUBMISSION_SIZE
}

/// Inspects a file where it holds up nobody. Gives the bytes to keep.
pub(crate) async fn inspect(
    bytes: Vec<u8>,
    name: &str,
    accepted: Vec<FileKind>,
    max_size: u64,
) -> Result<Result<(Inspected, Vec<u8>), uploads::Refusal>, DeskError> {
    let name = name.to_owned();
    // Only a semaphore's closing fails, and nobody closes this one.
    let _turn = INSPECTIONS.acquire().await.ok();
    blocking(move || {
        let limits = Limits { max_size, max_received: FILE_SIZE, ..Limits::default() };
        Ok(uploads::inspect(&bytes, &name, &accepted, &limits).map(|mut inspected| {
            let kept = inspected.rewritten.take().unwrap_or(bytes);
            (inspected, kept)
        }))
    })
    .await
}

fn kind_of(kind: demarche::FileKind) -> FileKind {
    match kind {
        demarche::FileKind::Pdf => FileKind::Pdf,
        demarche::FileKind::Jpeg => FileKind::Jpeg,
        demarche::FileKind::Png => FileKind::Png,
    }
}

fn problem(path: String, name: &str, refusal: &uploads::Refusal) -> Problem {
    let kind = ProblemKind::File { code: refusal.code.to_owned(), name: shown(name), limit: limit(refusal) };
    Problem { path, part: String::new(), kind }
}

/// A refusal of a file that no question asked for: a document that an agent returns.
pub(crate) fn refused(name: &str, refusal: &uploads::Refusal) -> DeskError {
    DeskError::File { code: refusal.code, name: shown(name), limit: limit(refusal) }
}

/// The name of a file as a page may show it.
pub fn shown(name: &str) -> String {
    name.chars().filter(|sign| !sign.is_control() && !form::signs::turns(*sign)).take(80).collect()
}

/// The limit that was passed, as people read it.
fn limit(refusal: &uploads::Refusal) -> Option<String> {
    let argument = |wanted: &str| refusal.args.iter().find(|(key, _)| *key == wanted).map(|(_, value)| value.clone());
    match refusal.code {
        "file.pixels" | "file.too_many_pages" => argument("max"),
        _ => argument("max")
            .and_then(|bytes| bytes.parse::<u64>().ok())
            .map(|bytes| format::file_size("fr", bytes))
            .or_else(|| argument("accepted")),
    }
}
