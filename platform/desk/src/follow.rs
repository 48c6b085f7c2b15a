//! Follows a dossier: what its citizen sees of it, by link or from their account.

use documents::{OwnReceipt, receipt::Kind};
use form::{lookup::Organisation, routing::PlannedCase};
use jiff::Timestamp;
use store::{
    Token, Uuid,
    attachments::{self, Attachment, Owner},
    cases::{self, Case},
    complements, dossiers,
    events::{self, Author, Event},
    queue,
};

use crate::{
    Desk,
    access::Person,
    complement::{self, Complement},
    erase::{ACKNOWLEDGEMENT, Kept},
    error::DeskError,
    notify::is_address,
    receipt,
    redirect::former_desks,
    remind,
    silence::SPOKE,
    submit::{Dossier, is_own_receipt, read_json},
    withhold::RESENT,
};

/// Addresses that the link of one dossier is sent to.
const ADDRESSES: u64 = 6;

/// What tells the mail that a dossier is recorded, to this address, from every other: it is put once. Without an address, how all of a
/// dossier begin.
pub(crate) fn recorded_to(dossier: Uuid, email: &str) -> String {
    let address =
        if email.is_empty() { String::new() } else { hex::encode(<sha2::Sha256 as sha2::Digest>::digest(email)) };
    format!("recorded:{dossier}:{address}")
}

/// A dossier with everything that its citizen may see.
#[derive(Debug)]
pub struct Followed {
    /// The dossier.
    pub dossier: Dossier,
    /// One a recipient, in order.
    pub cases: Vec<FollowedCase>,
    /// What the citizen attached.
    pub attachments: Vec<Attachment>,
    /// What is left, where its answers were erased; there are no cases and no attachments then.
    pub kept: Option<Kept>,
}

/// One recipient's case.
#[derive(Debug)]
pub struct FollowedCase {
    /// As stored.
    pub case: Case,
    /// What the recipient received.
    pub planned: PlannedCase,
    /// The recipient, as the directory had it.
    pub organisation: Option<Organisation>,
    /// What happened, the oldest first.
    pub events: Vec<Event>,
    /// What the recipient returned.
    pub documents: Vec<Attachment>,
    /// What the citizen gave as complements.
    pub given: Vec<Attachment>,
    /// What came with the citizen's messages; the path of each is the event's id.
    pub sent: Vec<Attachment>,
    pub(crate) stored_complements: Vec<complements::Complement>,
}

impl FollowedCase {
    /// What is to be said of an accusé de réception that the recipient sends by its own means.
    pub fn own_receipt(&self) -> OwnReceipt {
        match (self.case.own_receipt, self.case.own_receipt_on) {
            (false, _) => OwnReceipt::No,
            (true, None) => OwnReceipt::Owed,
            (true, Some(on)) => OwnReceipt::Sent(on),
        }
    }

    /// The same for the receipt of the filing, which stays where the case has gone to another desk.
    pub(crate) fn own_receipt_at_filing(&self, dossier: &Dossier) -> OwnReceipt {
        if self.case.handed_at.is_none() {
            return self.own_receipt();
        }
        let owes = !dossier.evidence.acknowledged && is_own_receipt(&dossier.served.demarche, &self.planned);
        if owes { OwnReceipt::Owed } else { OwnReceipt::No }
    }

    /// What the recipient asked of the citizen, the oldest first.
    ///
    /// # Errors
    /// Where what was stored cannot be read.
    pub fn complements(&self) -> Result<Vec<Complement>, DeskError> {
        Ok(complement::how_ended(complement::told(&self.planned, &self.stored_complements)?, self.events.iter()))
    }

    /// What the desk is called that had it at each of its events: as the démarche calls its recipient, and each by its own name where it went
    /// from one desk to another.
    pub fn desks(&self) -> Vec<String> {
        let former = former_desks(self.events.iter());
        let went = former.iter().any(Option::is_some);
        let office = self.organisation.as_ref().filter(|_| went);
        let now = office.map_or(&self.planned.title, |office| &office.name);
        former.into_iter().map(|desk| desk.map_or_else(|| now.clone(), |desk| desk.name)).collect()
    }

    /// Whether something was typed for a complement that its recipient awaits no more, and not sent.
    pub fn has_left_unsent(&self) -> bool {
        complement::left(&self.stored_complements).is_some()
    }

    /// Until when law wants it sent.
    pub fn own_receipt_until(&self) -> Timestamp {
        remind::last_day(remind::since(&self.case))
    }

    /// The signs of its answers that the form to send by post prints as numbers; nothing of what is sent here.
    ///
    /// # Errors
    /// `document.failed` where a built-in face cannot be read.
    pub fn unprinted(&self) -> Result<Vec<char>, DeskError> {
        if self.case.status != "to_send" {
            return Ok(Vec::new());
        }
        documents::unprinted(&self.planned.recap).map_err(receipt::document)
    }
}

impl Followed {
    /// Whether a recipient has acknowledged the filing after it, and the filing itself had brought only an accusé d'enregistrement. One of
    /// whom the directory does not know all that law wants stated answers for it by itself: an incomplete receipt would not count.
    pub fn is_acknowledged_later(&self) -> bool {
        if let Some(kept) = &self.kept {
            return kept.receipt(ACKNOWLEDGEMENT).is_some();
        }
        self.cases.iter().any(|found| self.acknowledged_at(found).is_some())
    }

    /// Whether all of it goes by post: its receipt is then a summary to keep.
    pub fn is_by_post(&self) -> bool {
        match &self.kept {
            Some(kept) => kept.cases.iter().all(|case| case.status == "to_send"),
            None => self.cases.iter().all(|found| !found.planned.connected),
        }
    }

    /// When the last recipient acknowledged the filing after it.
    pub fn last_acknowledged_at(&self) -> Option<Timestamp> {
        self.cases.iter().filter_map(|found| self.acknowledged_at(found)).max()
    }

    /// When the recipient of this case acknowledged the filing by opening it, where an accusé de réception may be given in its name.
    pub(crate) fn acknowledged_at(&self, found: &FollowedCase) -> Option<Timestamp> {
        let demarche = &self.dossier.served.demarche;
        let speaks =
            || Kind::is_complete_by(demarche, &receipt::recipient(&found.planned, found.organisation.as_ref()));
        // The filing's own receipt speaks for whom it names: not for a desk that the case went to since.
        let named = self.dossier.evidence.acknowledged && found.case.handed_at.is_none();
        found.case.opened_at.filter(|_| !named && speaks())
    }

    /// The offices that a receipt names: that of the filing those that it was filed with, that which came `later` those that have acknowledged
    /// it since.
    pub fn offices_on_receipt(&self, later: bool) -> Vec<&str> {
        let mut offices = Vec::new();
        for found in self.cases.iter().filter(|found| !later || self.acknowledged_at(found).is_some()) {
            let office = if later { &found.organisation } else { &found.planned.organisation };
            offices.push(office.as_ref().map_or(found.planned.title.as_str(), |office| office.name.as_str()));
        }
        offices
    }

    /// The cases that the citizen sends by post.
    pub(crate) fn to_send(&self) -> impl Iterator<Item = &FollowedCase> {
        self.cases.iter().filter(|found| found.case.status == "to_send")
    }

    /// When a recipient last did something that the citizen has not seen on the follow-up page, or its silence spoke.
    pub fn news(&self) -> Option<Timestamp> {
        let stored = &self.dossier.stored;
        let seen = stored.seen_at.unwrap_or(stored.submitted_at);
        let by_recipient = |event: &&Event| match event.author {
            Author::Agent(_) | Author::Partner(_) | Author::Operator(_) => event.kind != RESENT,
            Author::System => event.kind == SPOKE,
            Author::Citizen(_) => false,
        };
        let events = self.cases.iter().flat_map(|found| &found.events).filter(by_recipient);
        events.map(|event| event.at).max().filter(|at| *at > seen)
    }
}

impl Desk {
    /// The dossier that a follow-up link opens.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn follow(&self, link: &str) -> Result<Followed, DeskError> {
        let link: Token = link.parse().map_err(|_| DeskError::NotFound("dossier"))?;
        let stored = self.store.read(async |conn| dossiers::find(conn, &link).await).await?;
        self.followed(stored.ok_or(DeskError::NotFound("dossier"))?).await
    }

    /// The same of a stored dossier.
    pub(crate) async fn followed(&self, stored: dossiers::Dossier) -> Result<Followed, DeskError> {
        let (agency, id) = (stored.agency.clone(), stored.id);
        let (found, attachments) = self
            .store
            .read(async |conn| {
                let mut found = Vec::new();
                for case in cases::of_dossier(conn, &agency, id).await? {
                    let events = events::of_case(conn, &case).await?;
                    let documents = attachments::list(conn, &agency, Owner::Case(case.id)).await?;
                    let asked = complements::of_case(conn, &case).await?;
                    let mut given = Vec::new();
                    for one in asked.iter().filter(|one| one.state == complements::State::Given) {
                        given.extend(attachments::list(conn, &agency, Owner::Complement(one.id)).await?);
                    }
                    let sent = attachments::list(conn, &agency, Owner::Message(case.id)).await?;
                    found.push((case, events, documents, (given, sent), asked));
                }
                Ok::<_, DeskError>((found, attachments::list(conn, &agency, Owner::Dossier(id)).await?))
            })
            .await?;
        let cases = found
            .into_iter()
            .map(|(case, events, documents, (given, sent), stored_complements)| {
                Ok(FollowedCase {
                    planned: read_json(&case.projection, "projection")?,
                    organisation: read_json(&case.directory, "directory")?,
                    case,
                    events,
                    documents,
                    given,
                    sent,
                    stored_complements,
                })
            })
            .collect::<Result<_, DeskError>>()?;
        let kept = self.kept(&stored).await?;
        Ok(Followed { dossier: self.dossier(stored).await?, cases, attachments, kept })
    }

    /// Writes down that the citizen sees what has happened so far, where anything has.
    pub async fn seen(&self, followed: &Followed) -> Result<(), DeskError> {
        let Some(latest) = followed.news() else { return Ok(()) };
        Ok(self.store.write(async |tx| dossiers::mark_seen(tx, &followed.dossier.stored, latest).await).await?)
    }

    /// The dossiers of an account, the latest first.
    pub async fn dossiers(&self, person: &Person) -> Result<Vec<Followed>, DeskError> {
        let stored = self.store.read(async |conn| dossiers::of_person(conn, person.id).await).await?;
        let mut dossiers = Vec::with_capacity(stored.len());
        for dossier in stored {
            dossiers.push(self.followed(dossier).await?);
        }
        Ok(dossiers)
    }

    /// The bytes of a file that the citizen attached or a recipient returned.
    ///
    /// # Errors
    /// `request.not_found` where the dossier has no such file.
    pub async fn followed_file(&self, followed: &Followed, id: Uuid) -> Result<(Attachment, Vec<u8>), DeskError> {
        let mut files: Vec<&Attachment> = followed.attachments.iter().collect();
        for case in &followed.cases {
            files.extend(case.documents.iter().chain(&case.given).chain(&case.sent));
        }
        let file = match files.into_iter().find(|file| file.id == id) {
            Some(file) => file.clone(),
            None => {
                let asked = self.asked_elsewhere(followed, followed.dossier.evidence.language).await?;
                asked.iter().find_map(|thread| thread.file(id)).cloned().ok_or(DeskError::NotFound("file"))?
            }
        };
        let bytes = self.store.objects().read_all(&file).await?;
        Ok((file, bytes))
    }

    /// Sends the link of a dossier to an address, and news of it from then on.
    ///
    /// # Errors
    /// `email.invalid`, `email.too_many`.
    pub async fn mail_receipt(&self, dossier: &Dossier, email: &str) -> Result<(), DeskError> {
        let email = email.trim();
        if !is_address(email) {
            return Err(DeskError::Invalid { field: "email", code: "email.invalid" });
        }
        let stored = &dossier.stored;
        let language = dossier.evidence.language;
        self.store
            .write(async |tx| {
                let cases = cases::of_dossier(tx, &stored.agency, stored.id).await?;
                let mail = pages::mail::Mail::Recorded {
                    demarche: dossier.served.demarche.title.get(language).to_owned(),
                    reference: stored.reference.clone(),
                    way: pages::mail::Way::of(cases.iter().map(|case| case.status != "to_send")),
                    url: self.follow_url(stored),
                };
                // One mail an address, and few addresses: nobody is flooded from here.
                let (begins, dedup) = (recorded_to(stored.id, ""), recorded_to(stored.id, email));
                if queue::count_others(tx, &stored.agency, "mail", stored.id, &begins, &dedup).await? >= ADDRESSES {
                    return Err(DeskError::Invalid { field: "email", code: "email.too_many" });
                }
                dossiers::set_contact(tx, stored, email).await?;
                self.put_mail(tx, &stored.agency, &dedup, stored.id, email, language, &mail).await
            })
            .await?;
        self.wake.notify_one();
        Ok(())
    }
}
