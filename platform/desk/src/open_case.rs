//! Opens a case for an agent or the recipient's software: the first opening is the recipient's acknowledgement, and the citizen sees « Reçue ».

use documents::receipt::{Kind, Lack};
use form::{lookup::Organisation, routing::PlannedCase, text::Language};
use jiff::Timestamp;
use pages::mail::Mail;
use store::{
    Uuid,
    attachments::{self, Attachment, Owner},
    cases::{self, Case},
    complements, dossiers,
    events::{self, Author, Event, NewEvent},
    journal::{self, NewEntry},
};

use crate::{
    Desk,
    access::{Act, Agent, Clerk, Object, Scope, require},
    complement,
    error::DeskError,
    receipt, remind,
    submit::{Dossier, read_json},
    treat, withhold,
};

/// A case with everything that its agent may see.
#[derive(Debug)]
pub struct OpenedCase {
    /// As stored.
    pub case: Case,
    /// What the recipient receives: as it was filed, or as the last complement made it.
    pub planned: PlannedCase,
    /// The same as it was filed.
    pub filed: PlannedCase,
    pub(crate) stored_complements: Vec<complements::Complement>,
    /// The recipient, as the directory had it.
    pub organisation: Option<Organisation>,
    /// The dossier it is part of; the agent sees of it what `planned` holds.
    pub dossier: Dossier,
    /// What happened, the oldest first, with the name of the agent or the software that did it.
    pub events: Vec<(Event, Option<String>)>,
    /// What the citizen attached and this recipient receives.
    pub attachments: Vec<Attachment>,
    /// What it received before complements took its place.
    pub replaced: Vec<Attachment>,
    /// What the recipient returned.
    pub documents: Vec<Attachment>,
    /// What came with the citizen's messages; the path of each is the event's id.
    pub sent: Vec<Attachment>,
}

impl OpenedCase {
    /// Whether an operator holds it, or has ended it: it is read, and nobody acts on it.
    pub fn is_withheld(&self) -> bool {
        withhold::withheld(&self.case).is_some()
    }

    /// The events that this agent caused since the case was as it is in `before`.
    pub(crate) fn events_by(&self, agent: &Agent, before: &Self) -> Vec<Uuid> {
        let is_new = |event: &Event| before.events.iter().all(|(known, _)| known.id != event.id);
        let theirs = self.events.iter().map(|(event, _)| event);
        theirs.filter(|event| event.author == Author::Agent(agent.id) && is_new(event)).map(|event| event.id).collect()
    }

    /// Until when its recipient owes an accusé de réception, where it does.
    pub fn owed_until(&self) -> Option<Timestamp> {
        remind::owed_until(&self.case, &self.dossier.evidence)
    }

    /// Until when its recipient is to send an accusé de réception by its own means, where this site may give none in its name (CRPA
    /// R112-11-1); also once it has.
    pub fn own_receipt_until(&self) -> Option<Timestamp> {
        self.case.own_receipt.then(|| remind::last_day(remind::since(&self.case)))
    }

    /// What is unknown, so that this site may give none in its name.
    pub fn lacks(&self) -> Vec<Lack> {
        let recipient = receipt::recipient(&self.planned, self.organisation.as_ref());
        Kind::lacks(&self.dossier.served.demarche, &recipient)
    }

    /// The statuses that may be set now.
    pub fn next_statuses(&self) -> Vec<String> {
        treat::next_statuses(&self.case.status, &self.planned.statuses)
    }

    /// Tells one state of the case from another: an act on an old one is refused.
    pub fn revision(&self) -> u64 {
        u64::try_from(self.case.updated_at.as_microsecond()).unwrap_or_default()
    }
}

impl Desk {
    /// The case, for an agent of its recipient or the recipient's software. Every look is written down; the first one acknowledges receipt.
    ///
    /// # Errors
    /// `request.not_found`, also for somebody else's case; `access.scope_missing`.
    pub async fn open_case(
        &self,
        clerk: impl Into<Clerk<'_>>,
        agency: &str,
        id: Uuid,
    ) -> Result<OpenedCase, DeskError> {
        let clerk = clerk.into();
        if let Clerk::Partner(partner) = clerk {
            partner.require(Scope::CasesRead)?;
        }
        let (case, dossier) = self.case_of(clerk, agency, id).await?;
        // An agent is shown what the citizen wrote: before it is read, so that what comes meanwhile is still told as new.
        if matches!(clerk, Clerk::Agent(_)) && case.unheard {
            self.store.write(async |tx| cases::mark_heard(tx, &case).await).await?;
        }
        self.looked_at(clerk, &case, &dossier, "case.read").await?;
        self.opened(agency, id, dossier).await
    }

    /// The same for whoever does something to the case or takes a file of it, and is not shown what the citizen wrote.
    ///
    /// # Errors
    /// `request.not_found`, also for somebody else's case.
    pub async fn enter(&self, clerk: impl Into<Clerk<'_>>, agency: &str, id: Uuid) -> Result<OpenedCase, DeskError> {
        let clerk = clerk.into();
        let (case, dossier) = self.case_of(clerk, agency, id).await?;
        self.looked_at(clerk, &case, &dossier, "case.read").await?;
        self.opened(agency, id, dossier).await
    }

    /// A case and its dossier, for whoever may read it.
    pub(crate) async fn case_of(&self, clerk: Clerk<'_>, agency: &str, id: Uuid) -> Result<(Case, Dossier), DeskError> {
        let case = self
            .store
            .read(async |conn| cases::get(conn, agency, id).await)
            .await?
            .ok_or(DeskError::NotFound("case"))?;
        require(clerk.subject(), Act::Read, Object::Case(&case))?;
        // What the citizen sends by post has not come here, nor what was held before it was sent.
        if case.status == "to_send" || withhold::never_sent(&case) {
            return Err(DeskError::NotFound("case"));
        }
        let stored = self.store.read(async |conn| dossiers::get(conn, agency, case.dossier).await).await?;
        Ok((case, self.dossier(stored.ok_or(DeskError::NotFound("case"))?).await?))
    }

    /// Writes down that the clerk did this to the case: the first time, the case is received, and its citizen is told.
    pub(crate) async fn looked_at(
        &self,
        clerk: Clerk<'_>,
        case: &Case,
        dossier: &Dossier,
        act: &str,
    ) -> Result<(), DeskError> {
        let planned: PlannedCase = read_json(&case.projection, "projection")?;
        let acknowledges = remind::is_unopened(&case.status);
        let language = dossier.evidence.language;
        let mail = Mail::StatusChanged {
            demarche: dossier.served.demarche.title.get(language).to_owned(),
            reference: dossier.stored.reference.clone(),
            recipient: planned.title,
            status: Some("received".to_owned()),
            url: self.follow_url(&dossier.stored),
        };
        self.store
            .write(async |tx| {
                if acknowledges && cases::mark_opened(tx, case).await? {
                    let event = NewEvent {
                        author: clerk.author(),
                        kind: "status",
                        status: Some("received"),
                        message: None,
                        attachment: None,
                    };
                    let event = events::add(tx, case, event).await?;
                    // What it sends by its own means is owed until it says that it did.
                    if !case.own_receipt {
                        remind::cancel(tx, case).await?;
                    }
                    treat::shorten_retention(tx, dossier).await?;
                    if let Some(to) = &dossier.stored.contact {
                        let dedup = format!("status:{}", event.id);
                        self.put_mail(tx, &case.agency, &dedup, case.id, to, language, &mail).await?;
                    }
                }
                let entry = NewEntry {
                    agency: &case.agency,
                    act,
                    object_kind: "case",
                    object: case.id,
                    actor_kind: clerk.author().kind(),
                    actor: Some(clerk.id()),
                    committed: None,
                };
                Ok::<_, DeskError>(journal::add(tx, entry).await?)
            })
            .await?;
        if acknowledges {
            self.wake.notify_one();
        }
        Ok(())
    }

    pub(crate) async fn opened(&self, agency: &str, id: Uuid, dossier: Dossier) -> Result<OpenedCase, DeskError> {
        let (case, events, stored_complements, attachments, (documents, sent)) = self
            .store
            .read(async |conn| {
                let case = cases::get(conn, agency, id).await?.ok_or(DeskError::NotFound("case"))?;
                let mut named = Vec::new();
                for event in events::of_case(conn, &case).await? {
                    let name = match event.author {
                        // As they were called then.
                        Author::Agent(_) if event.author_name.is_some() => event.author_name.clone(),
                        Author::Agent(agent) => {
                            store::agents::get(conn, store::people::PORTAL, agent).await?.map(|agent| agent.name)
                        }
                        Author::Partner(client) => match store::partners::get(conn, client).await? {
                            Some(client) => Some(client.name),
                            // Software that answered to a drop has no access of its own.
                            None => store::routes::get(conn, client).await?.map(|route| match route.kind {
                                store::routes::Kind::Hubee => "HubEE".to_owned(),
                                _ => "SFTP".to_owned(),
                            }),
                        },
                        Author::Citizen(_) | Author::Operator(_) | Author::System => None,
                    };
                    named.push((event, name));
                }
                let mut attachments = attachments::list(conn, agency, Owner::Dossier(case.dossier)).await?;
                let asked = complements::of_case(conn, &case).await?;
                for one in asked.iter().filter(|one| one.state == complements::State::Given) {
                    attachments.extend(attachments::list(conn, agency, Owner::Complement(one.id)).await?);
                }
                let documents = attachments::list(conn, agency, Owner::Case(id)).await?;
                let sent = attachments::list(conn, agency, Owner::Message(id)).await?;
                Ok::<_, DeskError>((case, named, asked, attachments, (documents, sent)))
            })
            .await?;
        let filed: PlannedCase = read_json(&case.projection, "projection")?;
        let given: Vec<_> =
            complement::told(&filed, &stored_complements)?.into_iter().filter_map(|one| one.given).collect();
        let planned = given.last().map_or_else(|| filed.clone(), |given| given.after.clone());
        let holds = |ids: &[String], file: &Attachment| ids.iter().any(|id| *id == file.id.to_string());
        let (received, others): (Vec<_>, Vec<_>) =
            attachments.into_iter().partition(|file| holds(&planned.attachments, file));
        let was_received = |file: &Attachment| given.iter().any(|given| holds(&given.before.attachments, file));
        Ok(OpenedCase {
            attachments: received,
            replaced: others.into_iter().filter(was_received).collect(),
            organisation: read_json(&case.directory, "directory")?,
            planned,
            filed,
            stored_complements,
            case,
            dossier,
            events,
            documents,
            sent,
        })
    }

    /// The bytes of a file of the case.
    ///
    /// # Errors
    /// `request.not_found` where this recipient receives no such file.
    pub async fn case_file(&self, opened: &OpenedCase, id: Uuid) -> Result<(Attachment, Vec<u8>), DeskError> {
        let file = opened
            .attachments
            .iter()
            .chain(&opened.replaced)
            .chain(&opened.documents)
            .chain(&opened.sent)
            .find(|file| file.id == id)
            .ok_or(DeskError::NotFound("file"))?;
        Ok((file.clone(), self.store.objects().read_all(file).await?))
    }
}

/// Agents read French.
pub(crate) const AGENTS: Language = Language::Fr;
