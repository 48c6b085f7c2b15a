//! Makes what an agent takes from a case: the package (ZIP) and the case to print.

use std::io::{Cursor, Read};

use documents::{
    Evidence, Issuer, Warning,
    csv::Cell,
    formats::{self, Made, Share, Unmade},
    package::{self, File, IdentityLevel, Origin, Package},
    print::{self, CaseFile, Held, PrintedAttachment},
};
use form::{
    answers::FileRef,
    demarche::{Applicant, Demarche, Format, Recipient},
    path, published,
};
use jiff::tz::TimeZone;
use store::{
    StoreError, Uuid,
    attachments::{Attachment, State},
};
use words::Words;

use crate::{
    Complement, Desk,
    error::DeskError,
    library::blocking,
    open_case::{AGENTS, OpenedCase},
    receipt::{Line, document, evidence, issuer, known_by, listed, recipient},
    submit::applicant,
};

impl Desk {
    /// The package of a case, whole: its name and its bytes. Files found harmful are named in its manifest, and are not in it.
    ///
    /// # Errors
    /// `file.scanning` as long as the antivirus has not examined all of them; `format.unmade` where one of the recipient's formats cannot be made
    /// of this case: a package is whole or not there yet.
    pub async fn package(&self, opened: OpenedCase) -> Result<(String, Vec<u8>), DeskError> {
        self.package_of(opened, Wanted::Whole).await
    }

    /// The same for an agent, who sees what is missing: formats that cannot be made are named in the manifest, and are not in it.
    ///
    /// # Errors
    /// `file.scanning`.
    pub(crate) async fn package_at_hand(&self, opened: OpenedCase) -> Result<(String, Vec<u8>), DeskError> {
        self.package_of(opened, Wanted::AtHand).await
    }

    /// The same among many: files that the antivirus has not examined yet are named in the manifest too, and are not in it.
    pub(crate) async fn package_among_many(&self, opened: OpenedCase) -> Result<(String, Vec<u8>), DeskError> {
        self.package_of(opened, Wanted::AmongMany).await
    }

    async fn package_of(&self, opened: OpenedCase, wanted: Wanted) -> Result<(String, Vec<u8>), DeskError> {
        let waits = opened.attachments.iter().any(|file| file.state == State::Pending);
        if waits && wanted != Wanted::AmongMany {
            return Err(StoreError::Held(State::Pending).into());
        }
        let contents = self.contents(&opened).await?;
        let exchange = match wanted {
            // The bytes stay the same however often it is fetched, whatever is written meanwhile.
            Wanted::Whole => None,
            Wanted::AtHand | Wanted::AmongMany => self.exchange(&opened).await?,
        };
        let (platform, environment) = (self.site.clone(), self.environment_of(&opened.dossier));
        let now = self.now_in_force(&opened).await;
        let publisher = self.publisher_name(&opened.dossier.served.demarche);
        blocking(move || {
            let printed = Printed { opened: &opened, contents: &contents, platform: &platform, publisher: &publisher };
            let recap_pdf = printed.pdf(None, false)?;
            let dossier = &opened.dossier;
            let demarche = &*dossier.served.demarche;
            let (receives, schema) = (opened.receives(), opened.schema());
            let lines = lines(&opened)?;
            let (made, unmade) = opened.formats(environment, now.as_deref())?;
            if let Some(first) = unmade.first().filter(|_| wanted == Wanted::Whole) {
                return Err(DeskError::Unmade(first.format.clone()));
            }
            let reason = |id: &str| {
                let kept = opened.attachments.iter().find(|file| file.id.to_string() == id)?;
                match kept.state {
                    State::Infected => Some("malware"),
                    State::Pending => Some("scanning"),
                    State::Clean | State::NotScanned => None,
                }
            };
            let (mut retained, mut sent) = (Vec::new(), Vec::new());
            for file in files(&lines) {
                match reason(file.id) {
                    Some(reason) => retained.push((file, reason)),
                    None => sent.push(file),
                }
            }
            let files = sent;
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
                identity: match dossier.evidence.identified {
                    Some(_) => IdentityLevel::Provider,
                    None if dossier.stored.person.is_some() => IdentityLevel::Account,
                    None => IdentityLevel::None,
                },
                recipient: &opened.case.recipient,
                organisation: opened.organisation.as_ref(),
                answers: &opened.planned.answers,
                schema: &schema,
                recap_pdf: &recap_pdf,
                evidence: Evidence { recap_hash: &recap_hash, warnings: &warnings, ..evidence(dossier) },
                files: &files,
                retained: &retained,
                formats: &made,
                unmade: &unmade,
                provenance: &opened.planned.recap.provenance(),
                complements: &complements,
                exchange: exchange.as_ref(),
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
        blocking(move || {
            Printed { opened: &opened, contents: &contents, platform: &platform, publisher: &publisher }
                .pdf(Some(&status), true)
        })
        .await
    }

    /// Several cases as one PDF, each on pages of its own.
    pub(crate) async fn print_cases(&self, all: Vec<OpenedCase>) -> Result<Vec<u8>, DeskError> {
        let platform = self.site.clone();
        let mut parts = Vec::with_capacity(all.len());
        for opened in all {
            let (contents, publisher) =
                (self.contents(&opened).await?, self.publisher_name(&opened.dossier.served.demarche));
            let id = format!("status-{}", words::id_of_code(&opened.case.status));
            let status = Words::shared().get(AGENTS.tag(), &id, &[]);
            parts.push((opened, contents, publisher, status));
        }
        blocking(move || {
            let printed: Vec<(Printed<'_>, &str)> = parts
                .iter()
                .map(|(opened, contents, publisher, status)| {
                    (Printed { opened, contents, platform: &platform, publisher }, status.as_str())
                })
                .collect();
            let sheets: Vec<Sheets> = printed.iter().map(|(one, _)| one.sheets()).collect::<Result<_, _>>()?;
            let files: Vec<Vec<PrintedAttachment<'_>>> =
                printed.iter().zip(&sheets).map(|((one, _), sheets)| one.attachments(sheets, true)).collect();
            let cases: Vec<CaseFile<'_>> = printed
                .iter()
                .zip(sheets.iter().zip(&files))
                .map(|((one, status), (sheets, files))| one.case_file(sheets, files, Some(status)))
                .collect();
            print::case_files(&cases).map_err(document)
        })
        .await
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

/// How much of a package must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// All of it: software reads it.
    Whole,
    /// What of the recipient's formats can be made: an agent sees what is missing.
    AtHand,
    /// What of its files is examined, too: it is one of many, and what is missing is listed.
    AmongMany,
}

/// The citizen's files as a package names them.
pub(crate) fn files(lines: &[Line]) -> Vec<File<'_>> {
    lines.iter().map(named).collect()
}

fn named(line: &Line) -> File<'_> {
    File {
        id: &line.file.id,
        code: &line.path,
        name: &line.file.name,
        mime: &line.file.mime,
        size: line.file.size,
        sha256: &line.file.sha256,
        origin: Origin::Upload,
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

/// What a case is printed from.
struct Printed<'a> {
    opened: &'a OpenedCase,
    contents: &'a [(Attachment, Vec<u8>)],
    platform: &'a str,
    publisher: &'a str,
}

/// What the printed case borrows.
struct Sheets {
    lines: Vec<Line>,
    applicant: Option<String>,
}

impl Printed<'_> {
    fn sheets(&self) -> Result<Sheets, DeskError> {
        let dossier = &self.opened.dossier;
        let applicant = applicant(dossier.evidence.applicant_at.as_deref(), &self.opened.planned.answers);
        Ok(Sheets { lines: lines(self.opened)?, applicant })
    }

    fn attachments<'s>(&'s self, sheets: &'s Sheets, images: bool) -> Vec<PrintedAttachment<'s>> {
        let state = |id: &str| {
            let known = self.opened.attachments.iter().find(|file| file.id.to_string() == id);
            known.map(|file| file.state)
        };
        sheets
            .lines
            .iter()
            .map(|line| PrintedAttachment {
                attachment: line.listed(),
                held: match state(&line.file.id).filter(|_| images) {
                    Some(State::Pending) => Some(Held::Scanning),
                    Some(State::Infected) => Some(Held::Infected),
                    _ => None,
                },
                content: self
                    .contents
                    .iter()
                    .find(|(attachment, _)| images && attachment.id.to_string() == line.file.id)
                    .map(|(_, bytes)| bytes.as_slice()),
            })
            .collect()
    }

    fn case_file<'s>(
        &'s self,
        sheets: &'s Sheets,
        attachments: &'s [PrintedAttachment<'s>],
        status: Option<&'s str>,
    ) -> CaseFile<'s> {
        let (opened, dossier) = (self.opened, &self.opened.dossier);
        let demarche = &*dossier.served.demarche;
        let recipient = recipient(&opened.planned, opened.organisation.as_ref());
        CaseFile {
            issuer: Issuer {
                platform: self.platform,
                agency: issuer(demarche, &[recipient], self.publisher),
                help: None,
                test: dossier.stored.test,
                language: AGENTS,
            },
            demarche,
            reference: &dossier.stored.reference,
            recorded_at: dossier.stored.submitted_at,
            applicant: sheets.applicant.as_deref(),
            identified: dossier.evidence.identified.as_ref().map(known_by),
            recipient,
            status,
            recap: &opened.planned.recap,
            attachments,
        }
    }

    fn pdf(&self, status: Option<&str>, images: bool) -> Result<Vec<u8>, DeskError> {
        let sheets = self.sheets()?;
        let attachments = self.attachments(&sheets, images);
        print::case_file(&self.case_file(&sheets, &attachments, status)).map_err(document)
    }
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

    /// The names of the agency's own PDFs that are filled in for its recipient.
    pub fn forms(&self) -> Vec<String> {
        let formats = self.recipient().map(|recipient| recipient.formats.as_slice()).unwrap_or_default();
        formats.iter().filter(|format| matches!(format, Format::Form(_))).filter_map(Format::own_file).collect()
    }

    /// Whether its recipient has formats of its own, which may turn out not to be made of this case.
    pub(crate) fn has_own_formats(&self) -> bool {
        self.recipient().is_some_and(|recipient| recipient.formats.iter().any(Format::is_own))
    }

    /// The files of the recipient's formats, and those that cannot be made of this case. Where one cannot be made by the version that the case was
    /// filed by, the agency may have mended its template since: that of the version `now` in force is taken, if all can be made by it.
    pub(crate) fn formats(
        &self,
        environment: &str,
        now: Option<&Demarche>,
    ) -> Result<(Vec<Made>, Vec<Unmade>), DeskError> {
        let Some(recipient) = self.recipient() else { return Ok((Vec::new(), Vec::new())) };
        let (made, unmade) = self.with_share(environment, recipient, formats::make)?.map_err(document)?;
        let now = now.and_then(|now| now.recipients.iter().find(|other| other.id == recipient.id));
        let Some(now) = now.filter(|_| !unmade.is_empty()) else { return Ok((made, unmade)) };
        let mended = |format: &Format| {
            let mut own = now.formats.iter().filter(|other| other.is_own());
            own.find(|other| other.to_string() == format.to_string()).unwrap_or(format).clone()
        };
        let mended = Recipient { formats: recipient.formats.iter().map(mended).collect(), ..recipient.clone() };
        let again = self.with_share(environment, &mended, formats::make)?.map_err(document)?;
        Ok(if again.1.is_empty() { again } else { (made, unmade) })
    }

    /// What the case says in these columns of a table of many; nothing where the démarche knows its recipient no more.
    pub(crate) fn flat(&self, environment: &str, columns: &[String]) -> Result<Vec<Cell>, DeskError> {
        let Some(recipient) = self.recipient() else { return Ok(Vec::new()) };
        self.with_share(environment, recipient, |share| formats::flat(share, columns))
    }

    /// The recipient's share of the case, for whoever makes something of it.
    fn with_share<T>(
        &self,
        environment: &str,
        recipient: &Recipient,
        make: impl FnOnce(&Share<'_>) -> T,
    ) -> Result<T, DeskError> {
        let lines = lines(self)?;
        let is_retained =
            |id: &str| self.attachments.iter().any(|file| file.state == State::Infected && file.id.to_string() == id);
        let files: Vec<File<'_>> = files(&lines).into_iter().filter(|file| !is_retained(file.id)).collect();
        let stored = &self.dossier.stored;
        let demarche = &*self.dossier.served.demarche;
        let names = package::names(&stored.reference, &demarche.id, &files);
        let named: Vec<_> = files.iter().zip(names.iter().map(String::as_str)).collect();
        Ok(make(&Share {
            demarche,
            recipient,
            organisation: self.organisation.as_ref(),
            reference: &stored.reference,
            case_id: &self.case.external_id,
            environment,
            recorded_at: self.zoned(stored.submitted_at),
            answers: &self.planned.answers,
            files: &named,
        }))
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
