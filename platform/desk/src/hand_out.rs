//! Hands out documents, and writes down each: which one, to whom.

use documents::package;
use store::{
    Uuid,
    events::Author,
    journal::{self, NewEntry},
};
use words::Words;

use crate::{
    Desk,
    access::{Clerk, Person, Scope},
    ask::Thread,
    error::DeskError,
    follow::Followed,
    library::blocking,
    onboarding::Proof,
    open_case::{AGENTS, OpenedCase},
    receipt::document as undrawn,
    remind,
};

/// A document on its way out.
#[derive(Debug)]
pub struct Document {
    /// What the file is called.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// What a citizen takes from a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The receipt of the filing.
    Receipt,
    /// The accusé de réception that came later.
    Acknowledgement,
    /// Everything at once.
    Everything,
    /// The filled form of this case, to send by post.
    FilledForm(Uuid),
    /// What was attached, or what a recipient returned.
    File(Uuid),
}

/// What an agent or the recipient's software takes from a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseWanted {
    /// The package.
    Package,
    /// The case as it is printed.
    Print,
    /// What was attached, or what was returned.
    File(Uuid),
    /// A PDF of the agency's own, its fields filled in: by its name in the package.
    Form(String),
}

impl Desk {
    /// A document of a dossier, for whoever holds its link; `person` is who is logged in there, if anybody.
    ///
    /// # Errors
    /// `request.not_found` where the dossier has no such document.
    pub async fn hand_out(
        &self,
        followed: Followed,
        wanted: Wanted,
        person: Option<&Person>,
    ) -> Result<Document, DeskError> {
        let stored = &followed.dossier.stored;
        let (agency, dossier, reference) = (stored.agency.clone(), stored.id, stored.reference.clone());
        let pdf = |name: String, bytes| Document { name, mime: "application/pdf".to_owned(), bytes };
        let (act, object_kind, object, document) = match wanted {
            Wanted::Receipt => {
                let name = format!("{reference}.pdf");
                ("dossier.receipt_taken", "dossier", dossier, pdf(name, self.receipt(followed).await?))
            }
            Wanted::Acknowledgement => {
                let name = format!("{reference}-accuse-de-reception.pdf");
                ("dossier.acknowledgement_taken", "dossier", dossier, pdf(name, self.acknowledgement(followed).await?))
            }
            Wanted::Everything => {
                let (name, bytes) = self.everything(followed).await?;
                let document = Document { name, mime: "application/zip".to_owned(), bytes };
                ("dossier.everything_taken", "dossier", dossier, document)
            }
            Wanted::FilledForm(case) => {
                let found = followed.cases.iter().find(|found| found.case.id == case);
                let name = format!("{}.pdf", found.ok_or(DeskError::NotFound("case"))?.case.external_id);
                ("case.form_taken", "case", case, pdf(name, self.filled_form(followed, case).await?))
            }
            Wanted::File(id) => {
                let (found, bytes) = self.followed_file(&followed, id).await?;
                ("attachment.taken", "attachment", id, Document { name: found.name, mime: found.mime, bytes })
            }
        };
        let entry = NewEntry {
            agency: &agency,
            act,
            object_kind,
            object,
            actor_kind: "citizen",
            actor: person.map(|person| person.id),
            committed: None,
        };
        journal::add_alone(&self.store, entry).await?;
        Ok(document)
    }

    /// A file of what was asked before a filing, for its citizen or an agent of the desk that was asked.
    ///
    /// # Errors
    /// `request.not_found`; `file.scanning`, `file.malware` where it is held back.
    pub async fn hand_out_asked(&self, thread: &Thread, id: Uuid, taker: Author) -> Result<Document, DeskError> {
        let file = thread.file(id).ok_or(DeskError::NotFound("file"))?;
        let bytes = self.store.objects().read_all(file).await?;
        let entry = NewEntry {
            agency: &file.agency,
            act: "attachment.taken",
            object_kind: "attachment",
            object: id,
            actor_kind: taker.kind(),
            actor: match taker {
                Author::Agent(id) => Some(id),
                Author::Citizen(id) => id,
                _ => None,
            },
            committed: None,
        };
        journal::add_alone(&self.store, entry).await?;
        Ok(Document { name: file.name.clone(), mime: file.mime.clone(), bytes })
    }

    /// A document of a case, for an agent of its recipient or the recipient's software. What was handed out makes the case « received » as
    /// its opening does; what is not there, or cannot be had yet, is no receipt.
    ///
    /// # Errors
    /// `request.not_found` where this recipient receives no such file, also for somebody else's case; `access.scope_missing`; `file.scanning`,
    /// `file.malware`, `format.unmade`.
    pub async fn hand_out_case(
        &self,
        clerk: impl Into<Clerk<'_>>,
        agency: &str,
        case: Uuid,
        wanted: CaseWanted,
    ) -> Result<Document, DeskError> {
        let clerk = clerk.into();
        if let Clerk::Partner(partner) = clerk {
            partner.require(Scope::CasesRead)?;
        }
        let (_, dossier) = self.case_of(clerk, agency, case).await?;
        let opened = self.opened(agency, case, dossier).await?;
        let is_package = wanted == CaseWanted::Package;
        let (act, object_kind, object, document) = self.made(clerk, opened, wanted).await?;
        // Whose it is now: it may have been sent on while this was made.
        let (stored, dossier) = self.case_of(clerk, agency, case).await?;
        self.looked_at(clerk, &stored, &dossier, "case.read").await?;
        let entry = NewEntry {
            agency,
            act,
            object_kind,
            object,
            actor_kind: clerk.author().kind(),
            actor: Some(clerk.id()),
            committed: None,
        };
        journal::add_alone(&self.store, entry).await?;
        if let Clerk::Partner(partner) = clerk
            && is_package
        {
            self.saw(partner, Proof::Taken).await?;
        }
        Ok(document)
    }

    /// What is taken from a case, and how the journal calls that: the act, the kind of what was taken, and which.
    async fn made(
        &self,
        clerk: Clerk<'_>,
        opened: OpenedCase,
        wanted: CaseWanted,
    ) -> Result<(&'static str, &'static str, Uuid, Document), DeskError> {
        let case = opened.case.id;
        Ok(match wanted {
            CaseWanted::Package => {
                let (name, bytes) = match clerk {
                    Clerk::Agent(_) => self.package_at_hand(opened).await?,
                    Clerk::Partner(partner) => {
                        let (name, bytes) = self.package(opened).await?;
                        let damaged = partner.sandbox && self.takes_package(partner, case).await?;
                        (name, if damaged { package::damaged(&bytes).map_err(undrawn)? } else { bytes })
                    }
                };
                let document = Document { name, mime: "application/zip".to_owned(), bytes };
                ("case.package_taken", "case", case, document)
            }
            CaseWanted::Print => {
                let name = format!("{}.pdf", opened.case.external_id);
                // By being handed out it is received, and says so.
                let code =
                    if remind::is_unopened(&opened.case.status) { "received" } else { opened.case.status.as_str() };
                let id = format!("status-{}", words::id_of_code(code));
                let status = Words::shared().get(AGENTS.tag(), &id, &[]);
                let bytes = self.print_case(opened, status).await?;
                let document = Document { name, mime: "application/pdf".to_owned(), bytes };
                ("case.print_taken", "case", case, document)
            }
            CaseWanted::Form(name) => {
                let (now, environment) = (self.now_in_force(&opened).await, self.environment);
                let (made, _) = blocking(move || opened.formats(environment, now.as_deref())).await?;
                let found = made.into_iter().find(|one| one.name == name && one.format.starts_with("pdf:"));
                let found = found.ok_or(DeskError::NotFound("format"))?;
                let document = Document { name: found.name, mime: found.mime.to_owned(), bytes: found.bytes };
                ("case.format_taken", "case", case, document)
            }
            CaseWanted::File(id) => {
                let (found, bytes) = self.case_file(&opened, id).await?;
                ("attachment.taken", "attachment", id, Document { name: found.name, mime: found.mime, bytes })
            }
        })
    }
}
