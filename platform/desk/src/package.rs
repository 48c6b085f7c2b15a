//! Makes what an agent takes from a case: the package (ZIP) and the case to print.

use std::io::{Cursor, Read};

use documents::{
    Evidence, Issuer, Warning,
    formats::{self, Share},
    package::{self, File, IdentityLevel, Origin, Package},
    print::{self, CaseFile, PrintedAttachment},
};
use form::{
    answers::FileRef,
    demarche::{Applicant, Recipient},
    path, published,
};
use jiff::tz::TimeZone;
use store::{
    StoreError, Uuid,
    attachments::{Attachment, State},
};

use crate::{
    Complement, Desk,
    error::DeskError,
    library::blocking,
    open_case::{AGENTS, OpenedCase},
    receipt::{Line, document, evidence, issuer, listed, recipient},
    submit::applicant,
};

impl Desk {
    /// The package of a case: its name and its bytes. Files found harmful are named in its manifest, and are not in it.
    ///
    /// # Errors
    /// `file.scanning` as long as the antivirus has not examined all of them: a package is whole or not there yet.
    pub async fn package(&self, opened: OpenedCase) -> Result<(String, Vec<u8>), DeskError> {
        if opened.attachments.iter().any(|file| file.state == State::Pending) {
            return Err(StoreError::Held(State::Pending).into());
        }
        let contents = self.contents(&opened).await?;
        let (platform, environment) = (self.site.clone(), self.environment);
        let publisher = self.publisher_name(&opened.dossier.served.demarche);
        blocking(move || {
            let recap_pdf = print_case(&opened, &contents, (&platform, &publisher), None, false)?;
            let dossier = &opened.dossier;
            let demarche = &*dossier.served.demarche;
            let (receives, schema) = (opened.receives(), opened.schema());
            let lines = lines(&opened)?;
            let is_retained = |id: &str| {
                opened.attachments.iter().any(|file| file.state == State::Infected && file.id.to_string() == id)
            };
            let (retained, files): (Vec<File<'_>>, Vec<File<'_>>) = lines
                .iter()
                .map(|line| File {
                    id: &line.file.id,
                    code: &line.path,
                    name: &line.file.name,
                    mime: &line.file.mime,
                    size: line.file.size,
                    sha256: &line.file.sha256,
                    origin: Origin::Upload,
                })
                .partition(|file| is_retained(file.id));
            let named = package::names(&dossier.stored.reference, &demarche.id, &files);
            let made = match opened.recipient() {
                Some(recipient) => formats::make(&Share {
                    demarche,
                    recipient,
                    organisation: opened.organisation.as_ref(),
                    reference: &dossier.stored.reference,
                    case_id: &opened.case.external_id,
                    environment,
                    recorded_at: opened.zoned(dossier.stored.submitted_at),
                    answers: &opened.planned.answers,
                    files: &files.iter().zip(named.iter().map(String::as_str)).collect::<Vec<_>>(),
                })
                .map_err(document)?,
                None => Vec::new(),
            };
            let warnings: Vec<Warning<'_>> = dossier
                .evidence
                .warnings
                .iter()
                .filter(|warning| receives.is_none_or(|all| all.iter().any(|one| path::is_within(&warning.at, one))))
                .map(|warning| Warning {
                    rule: &warning.rule,
                    at: &warning.at,
                    message: &warning.message,
                    passed_at: warning.passed_at,
                })
                .collect();
            // Of its own share: what it may not read, it cannot try out on a hash either.
            let recap_hash = opened.filed.recap.hash();
            let told = opened.complements()?;
            let complements: Vec<package::Complement<'_>> =
                told.iter().filter_map(|one| complement(&opened, one)).collect();
            let package = Package {
                reference: &dossier.stored.reference,
                case_id: &opened.case.external_id,
                demarche,
                environment,
                submitted_at: dossier.stored.submitted_at,
                channel: &dossier.stored.channel,
                language: dossier.evidence.language,
                applicant: demarche.applicants.first().copied().unwrap_or(Applicant::Particulier),
                identity: if dossier.stored.person.is_some() { IdentityLevel::Account } else { IdentityLevel::None },
                recipient: &opened.case.recipient,
                organisation: opened.organisation.as_ref(),
                answers: &opened.planned.answers,
                schema: &schema,
                recap_pdf: &recap_pdf,
                evidence: Evidence { recap_hash: &recap_hash, warnings: &warnings, ..evidence(dossier) },
                files: &files,
                retained: &retained,
                formats: &made,
                provenance: &opened.planned.recap.provenance(),
                complements: &complements,
            };
            let name = package::file_name(&package);
            let open = |file: &File<'_>| {
                let bytes = contents
                    .iter()
                    .find(|(attachment, _)| attachment.id.to_string() == file.id)
                    .map(|(_, bytes)| bytes.clone());
                let bytes = bytes.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))?;
                Ok(Box::new(Cursor::new(bytes)) as Box<dyn Read>)
            };
            let written = package::write(&package, Cursor::new(Vec::new()), open).map_err(document)?;
            Ok((name, written.into_inner()))
        })
        .await
    }

    /// The case as a PDF, with its images: « tout imprimer ».
    pub async fn print_case(&self, opened: OpenedCase, status: String) -> Result<Vec<u8>, DeskError> {
        let contents = self.contents(&opened).await?;
        let platform = self.site.clone();
        let publisher = self.publisher_name(&opened.dossier.served.demarche);
        blocking(move || print_case(&opened, &contents, (&platform, &publisher), Some(&status), true)).await
    }

    /// Of every file that is not held back.
    async fn contents(&self, opened: &OpenedCase) -> Result<Vec<(Attachment, Vec<u8>)>, DeskError> {
        let mut contents = Vec::with_capacity(opened.attachments.len());
        for attachment in opened.attachments.iter().filter(|file| file.state.is_released()) {
            contents.push((attachment.clone(), self.store.objects().read_all(attachment).await?));
        }
        Ok(contents)
    }
}

/// A complement that was given, as the manifest tells it.
fn complement<'a>(opened: &'a OpenedCase, one: &'a Complement) -> Option<package::Complement<'a>> {
    let given = one.given.as_ref()?;
    let replaced = |file: &&Attachment| given.replaced().any(|id| id == file.id.to_string());
    Some(package::Complement {
        asked_at: one.asked_at,
        due: one.due,
        questions: &one.questions,
        given_at: given.at,
        changed: &given.changed,
        former_answers: &given.before.answers,
        share_hash: given.after.recap.hash(),
        replaced: opened
            .replaced
            .iter()
            .filter(replaced)
            .map(|file| (opened.code(file), file.name.as_str(), hex::encode(file.sha256)))
            .collect(),
    })
}

fn lines(opened: &OpenedCase) -> Result<Vec<Line>, DeskError> {
    let answers = opened.answers()?;
    let received = |id: &str| opened.planned.attachments.iter().any(|known| known == id);
    Ok(listed(&opened.dossier.served.demarche, &answers, AGENTS, received))
}

fn print_case(
    opened: &OpenedCase,
    contents: &[(Attachment, Vec<u8>)],
    (platform, publisher): (&str, &str),
    status: Option<&str>,
    images: bool,
) -> Result<Vec<u8>, DeskError> {
    let dossier = &opened.dossier;
    let demarche = &*dossier.served.demarche;
    let lines = lines(opened)?;
    let printed: Vec<PrintedAttachment<'_>> = lines
        .iter()
        .map(|line| PrintedAttachment {
            attachment: line.listed(),
            content: contents
                .iter()
                .find(|(attachment, _)| images && attachment.id.to_string() == line.file.id)
                .map(|(_, bytes)| bytes.as_slice()),
        })
        .collect();
    let recipient = recipient(&opened.planned, opened.organisation.as_ref());
    let applicant = applicant(dossier.evidence.applicant_at.as_deref(), &opened.planned.answers);
    let case = CaseFile {
        issuer: Issuer {
            platform,
            agency: issuer(demarche, &[recipient], publisher),
            help: None,
            test: dossier.stored.test,
            language: AGENTS,
        },
        demarche,
        reference: &dossier.stored.reference,
        recorded_at: dossier.stored.submitted_at,
        applicant: applicant.as_deref(),
        recipient,
        status,
        recap: &opened.planned.recap,
        attachments: &printed,
    };
    print::case_file(&case).map_err(document)
}

/// A file of the citizen's as a recipient is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFile {
    /// Its id.
    pub id: Uuid,
    /// The schema path of the question it answers: the code that the recipient sorts by.
    pub code: String,
    /// As the citizen's device calls it.
    pub name: String,
    /// The media type found in its content.
    pub mime: String,
    /// In bytes.
    pub size: u64,
    /// In lower-case hexadecimal.
    pub sha256: String,
    /// What is known of its harmlessness.
    pub state: State,
}

impl OpenedCase {
    /// What the démarche says that this recipient receives.
    pub(crate) fn receives(&self) -> Option<&[String]> {
        self.recipient().map(|recipient| recipient.receives.as_slice())
    }

    /// The recipient, as the démarche has it.
    fn recipient(&self) -> Option<&Recipient> {
        let mut recipients = self.dossier.served.demarche.recipients.iter();
        recipients.find(|recipient| recipient.id == self.case.recipient)
    }

    /// The JSON Schema that the answers of this case keep to.
    pub fn schema(&self) -> serde_json::Value {
        published::schema(&self.dossier.served.demarche, self.receives())
    }

    /// What the citizen attached and this recipient receives, as its package lists it.
    ///
    /// # Errors
    /// Where what was stored cannot be read.
    pub fn listed(&self) -> Result<Vec<ListedFile>, DeskError> {
        let listed = lines(self)?.into_iter().filter_map(|Line { path, file, .. }| {
            let kept = self.attachments.iter().find(|kept| kept.id.to_string() == file.id)?;
            let (id, state) = (kept.id, kept.state);
            let FileRef { name, mime, size, sha256, .. } = file;
            Some(ListedFile { id, code: path, name, mime, size, sha256, state })
        });
        Ok(listed.collect())
    }

    /// The schema path of the question that a file of the citizen's answers.
    pub fn code(&self, file: &Attachment) -> String {
        let node = self.dossier.served.demarche.resolve(&file.path);
        node.map_or_else(|| file.path.clone(), |node| node.path.clone())
    }

    /// A time in the legal time zone of the démarche.
    pub fn zoned(&self, at: jiff::Timestamp) -> jiff::Zoned {
        at.to_zoned(TimeZone::get(&self.dossier.served.demarche.timezone).unwrap_or(TimeZone::UTC))
    }
}
