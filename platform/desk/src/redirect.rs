//! Corrects the recipient of a case: « not ours, it is for X ». The case goes to the right desk, and its citizen is told (CRPA L114-2).
//!
//! The desk that had it is told by its feed that it left, and has it no more: neither answers nor files. The desk that gets it gets a new case, with what the
//! citizen gave and what was written to them; notes between the colleagues of the first desk stay theirs, and nobody looks after it yet.

use std::sync::Arc;

use form::{demarche::To, lookup::Organisation, lookup::Resolved, text::Language};
use jiff::Timestamp;
use pages::mail::Mail;
use serde::{Deserialize, Serialize};
use store::{
    StoreError, Uuid, cases, complements, dossiers,
    events::{self, Event, NewEvent},
    handing::{self, NewDesk},
    holds,
    idempotency::{self, Begun, Key},
    journal::{self, NewEntry},
    organisations,
    queue::{self, NewWork, Queue},
};

use crate::{
    Desk,
    access::{self, Agent, Clerk, Object, Scope, require},
    answer::check_key,
    complement,
    directory::known_to,
    error::DeskError,
    fill::later,
    library::Served,
    notify::is_address,
    open_case::OpenedCase,
    receipt, remind,
    silence::{self, FORWARDED, spoke_on},
    submit::{json, read_json},
    treat::{MAX_MESSAGE, Meant, plain},
    withhold,
};

/// How often a case may go to another desk: a case that two desks play to each other needs a person who decides.
const MOST: usize = 3;
/// Desks shown for what was searched.
const SHOWN: usize = 20;

/// Where a case went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarded {
    /// The desk that had it.
    pub from: Place,
    /// The desk that has it from then on.
    pub to: Place,
    /// Why, in the words of whoever sent it on.
    pub reason: String,
}

/// A desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its SIRET.
    pub siret: String,
    /// The desk inside it; empty for the only one.
    pub branch: String,
    /// What it is called.
    pub name: String,
}

/// Whom a case is for.
#[derive(Debug, Clone, Default)]
pub struct Destination {
    /// A SIRET, with the desk inside it; empty where a place is named.
    pub siret: String,
    /// The desk; empty for the only one.
    pub branch: String,
    /// The INSEE code of a commune that the desk serves.
    pub commune: String,
    /// The number of a département that the desk serves.
    pub departement: String,
    /// Why: read by the citizen and by the desk that gets the case.
    pub reason: String,
}

/// A case that an agent's desk had, and that another has now.
#[derive(Debug)]
pub struct SentOn {
    /// What partners know it by.
    pub reference: String,
    /// The desk that has it.
    pub to: Place,
    /// The démarche, in the version that it was filed by.
    pub served: Arc<Served>,
}

impl Forwarded {
    /// What an event says of where a case went, where it says anything of it.
    pub fn of(event: &Event) -> Option<Self> {
        if event.kind == FORWARDED { serde_json::from_str(event.message.as_deref()?).ok() } else { None }
    }
}

/// The desk that had the case at each of its events (the oldest first), where it went on since; nothing at those since it is where it is.
pub(crate) fn former_desks<'a>(events: impl DoubleEndedIterator<Item = &'a Event>) -> Vec<Option<Place>> {
    let mut desk = None;
    let mut desks = Vec::new();
    for event in events.rev() {
        // Whoever had it is who sent it on.
        if let Some(way) = Forwarded::of(event) {
            desk = Some(way.from);
        }
        desks.push(desk.clone());
    }
    desks.reverse();
    desks
}

impl Desk {
    /// What is left to say of a case that the agent's desk had and does not have any more: which desk has it.
    pub async fn sent_on(&self, agent: &Agent, agency: &str, id: Uuid) -> Result<Option<SentOn>, DeskError> {
        let found = self
            .store
            .read(async |conn| {
                let Some(case) = cases::get(conn, agency, id).await? else { return Ok(None) };
                let events = events::of_case(conn, &case).await?;
                let dossier = dossiers::get(conn, agency, case.dossier).await?;
                Ok::<_, DeskError>(dossier.map(|dossier| (case, events, dossier)))
            })
            .await?;
        let Some((case, events, dossier)) = found else { return Ok(None) };
        let is_theirs = |place: &Place| place.siret == agent.organisation && place.branch == agent.branch;
        let ways: Vec<Forwarded> = events.iter().filter_map(Forwarded::of).collect();
        let now = ways.last().map(|way| way.to.clone()).filter(|now| !is_theirs(now));
        let (Some(to), true) = (now, ways.iter().any(|way| is_theirs(&way.from))) else { return Ok(None) };
        let served = self.library.version(&self.store, agency, &dossier.demarche, &dossier.definition).await?;
        Ok(Some(SentOn { reference: case.external_id.clone(), to, served }))
    }

    /// Sends a case on to the desk that it is for, once for each key. Gives where it went.
    ///
    /// # Errors
    /// `request.not_found`; `access.scope_missing`; `forward.over` once there is an answer, `case.suspended`, `case.cancelled`; `forward.too_many`; `forward.unknown` for a
    /// desk that does not receive this démarche here, `forward.here` for the one that has it; `message.required`, `message.too_long`;
    /// `case.changed` where something happened to it meanwhile.
    pub async fn forward(
        &self,
        clerk: impl Into<Clerk<'_>>,
        (agency, id): (&str, Uuid),
        key: &str,
        to: Destination,
    ) -> Result<Forwarded, DeskError> {
        let clerk = clerk.into();
        if let Clerk::Partner(partner) = clerk {
            partner.require(Scope::EventsWrite)?;
            check_key(key)?;
        }
        let reason = plain(&to.reason);
        let reason = reason.trim().to_owned();
        let meant = Meant { key: format!("forward {key}"), fingerprint: fingerprint(&to) };
        // Who sent it on has it no more, and may ask again what became of it.
        let scope = Meant::scope(clerk, id);
        let begun = Key { agency, scope: &scope, key: &meant.key };
        match self.store.read(async |conn| idempotency::find(conn, begun, &meant.fingerprint).await).await? {
            Begun::Replay(done) => return read_json(&done, "forwarded"),
            Begun::OtherRequest => return Err(DeskError::KeyReused),
            Begun::Fresh | Begun::InFlight => {}
        }
        let (_, dossier) = self.case_of(clerk, agency, id).await?;
        let opened = self.opened(agency, id, dossier).await?;
        require(clerk.subject(), access::Act::Treat, Object::Case(&opened.case))?;
        // There is nowhere that something invented could go; the database would not let it either.
        if opened.dossier.is_invented() {
            return Err(DeskError::Invalid { field: "to", code: "sandbox.stays" });
        }
        if reason.is_empty() {
            return Err(DeskError::Invalid { field: "reason", code: "message.required" });
        }
        if reason.chars().count() > MAX_MESSAGE {
            return Err(DeskError::Invalid { field: "reason", code: "message.too_long" });
        }
        if let Some(code) = withhold::withheld(&opened.case) {
            return Err(DeskError::Invalid { field: "to", code });
        }
        if let Some(code) = opened.forward_refused() {
            return Err(DeskError::Invalid { field: "to", code });
        }
        let count = opened.times_forwarded();
        let found = self.destination(&opened, &to).await?;
        let unknown = DeskError::Invalid { field: "to", code: "forward.unknown" };
        let found = found.ok_or(unknown)?;
        if found.siret == opened.case.organisation && found.branch == opened.case.branch {
            return Err(DeskError::Invalid { field: "to", code: "forward.here" });
        }
        let case = &opened.case;
        let from = Place {
            siret: case.organisation.clone(),
            branch: case.branch.clone(),
            name: opened.organisation.as_ref().map_or_else(|| opened.planned.title.clone(), |one| one.name.clone()),
        };
        let to = Place { siret: found.siret.clone(), branch: found.branch.clone(), name: found.name.clone() };
        let forwarded = Forwarded { from, to, reason };
        match self.pass_on(clerk, &opened, &found, &forwarded, begun, &meant).await {
            Err(DeskError::Store(StoreError::Conflict { .. })) => {
                Err(DeskError::Invalid { field: "to", code: "case.changed" })
            }
            done => done,
        }?;
        self.wake.notify_one();
        if count + 1 == MOST {
            tracing::error!(alarm = "case.forwarded_often", case = %id, agency, "a case was sent on from desk to desk as often as it may be");
        }
        Ok(forwarded)
    }

    async fn pass_on(
        &self,
        clerk: Clerk<'_>,
        opened: &OpenedCase,
        found: &Organisation,
        forwarded: &Forwarded,
        key: Key<'_>,
        meant: &Meant,
    ) -> Result<(), DeskError> {
        let (case, dossier) = (&opened.case, &opened.dossier);
        let (stored, served, language) = (&dossier.stored, &dossier.served, dossier.evidence.language);
        let told = serde_json::to_string(forwarded).map_err(|error| DeskError::Stored(error.to_string()))?;
        let recipient = receipt::recipient(&opened.filed, Some(found));
        let mail = Mail::CaseForwarded {
            demarche: served.demarche.title.get(language).to_owned(),
            reference: stored.reference.clone(),
            from: forwarded.from.name.clone(),
            to: forwarded.to.name.clone(),
            url: self.follow_url(stored),
        };
        let often = Mail::ForwardedOften {
            demarche: served.demarche.title.fr.to_string(),
            reference: stored.reference.clone(),
        };
        let count = opened.times_forwarded() + 1;
        let new = NewDesk {
            organisation: &found.siret,
            branch: &found.branch,
            directory: &json(&Some(found))?,
            own_receipt: !documents::receipt::Kind::is_complete_by(&served.demarche, &recipient),
        };
        self.store
            .write(async |tx| {
                if !cases::take(tx, case).await? {
                    return Err(DeskError::Store(StoreError::Conflict { expected: 0, actual: 0 }));
                }
                idempotency::begin(tx, key, &meant.fingerprint).await?;
                idempotency::finish(tx, key, &json(forwarded)?).await?;
                // What the first desk asked of the citizen nobody awaits any more.
                complement::cancel_reminder(tx, case).await?;
                complements::end(tx, case).await?;
                remind::cancel(tx, case).await?;
                holds::end(tx, case).await?;
                queue::cancel(tx, Queue::Outbox, &case.agency, "case.deliver", &case.id.to_string()).await?;
                // The last that the first desk is told of it.
                let event = NewEvent {
                    author: clerk.author(),
                    kind: FORWARDED,
                    status: None,
                    message: Some(&told),
                    attachment: None,
                };
                let event = events::add(tx, case, event).await?;
                let handed = handing::hand_over(tx, case, new).await?;
                let now = tx.now();
                let deliver = NewWork {
                    queue: Queue::Outbox,
                    agency: &handed.agency,
                    kind: "case.deliver",
                    dedup: &format!("{}:{}", handed.id, event.id),
                    object: handed.id,
                    payload: b"",
                    due_at: now,
                };
                queue::put(tx, deliver).await?;
                // Ten days from the day on which the right body has it (CRPA R112-11-2).
                remind::set(tx, &handed, now).await?;
                silence::wind(tx, served, &handed.agency, handed.id).await?;
                // Nothing may be destroyed that a recipient has not got.
                let purge_at = later(served, stored.submitted_at, served.demarche.retention.receipt);
                dossiers::set_purge_at(tx, &stored.agency, stored.id, purge_at.max(stored.purge_at)).await?;
                let entry = NewEntry {
                    agency: &case.agency,
                    act: "case.forwarded",
                    object_kind: "case",
                    object: case.id,
                    actor_kind: clerk.author().kind(),
                    actor: Some(clerk.id()),
                    committed: Some(told.as_bytes()),
                };
                journal::add(tx, entry).await?;
                if let Some(to) = &stored.contact {
                    let dedup = format!("forwarded:{}", event.id);
                    self.put_mail(tx, &case.agency, &dedup, case.id, to, language, &mail).await?;
                }
                if let (true, Some(to)) = (count == MOST, self.contact.as_ref().filter(|to| is_address(to))) {
                    let dedup = format!("forwarded_often:{}", case.id);
                    self.put_mail(tx, &case.agency, &dedup, case.id, to, Language::Fr, &often).await?;
                }
                Ok(())
            })
            .await
    }

    /// The desk that is meant, of those that receive this démarche here in the way of this recipient.
    async fn destination(&self, opened: &OpenedCase, to: &Destination) -> Result<Option<Organisation>, DeskError> {
        let demarche = &opened.dossier.served.demarche;
        let found = self
            .store
            .read(async |conn| {
                let area = match (to.commune.is_empty(), to.departement.is_empty()) {
                    (false, _) => Some(organisations::Area::Commune(&to.commune)),
                    (_, false) => Some(organisations::Area::Departement(&to.departement)),
                    _ => None,
                };
                match (to.siret.is_empty(), area) {
                    (false, _) => organisations::get(conn, &to.siret, &to.branch).await,
                    (true, Some(area)) => organisations::connected_for(conn, &demarche.id, area).await,
                    (true, None) => Ok(None),
                }
            })
            .await?;
        Ok(found.filter(|found| receives(opened, found)).map(|found| known_to(&demarche.id, found)))
    }

    /// The desks that a case can be sent on to and that answer to what was typed: a commune, a département, a SIRET, a name.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn destinations(&self, opened: &OpenedCase, typed: &str) -> Result<Vec<Organisation>, DeskError> {
        use form::lookup::Lookup as _;
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        let demarche = &opened.dossier.served.demarche;
        let codes: Vec<String> = match self.lists().resolve("communes", typed) {
            Resolved::One(entry) => vec![entry.code],
            Resolved::Many(entries) => entries.into_iter().map(|entry| entry.code).collect(),
            Resolved::None => Vec::new(),
        };
        let folded = typed.to_lowercase();
        let found = self
            .store
            .read(async |conn| {
                let mut found = Vec::new();
                for code in codes.iter().take(SHOWN) {
                    found.extend(
                        organisations::connected_for(conn, &demarche.id, organisations::Area::Commune(code)).await?,
                    );
                }
                let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
                for one in organisations::connected(conn, &demarche.id).await? {
                    let named = one.name.to_lowercase().contains(&folded);
                    if named || one.siret == digits || one.departements.iter().any(|number| number == typed) {
                        found.push(one);
                    }
                }
                Ok::<_, StoreError>(found)
            })
            .await?;
        let mut desks: Vec<Organisation> = Vec::new();
        for one in found.into_iter().filter(|one| receives(opened, one)) {
            let here = one.siret == opened.case.organisation && one.branch == opened.case.branch;
            let known = desks.iter().any(|desk| desk.siret == one.siret && desk.branch == one.branch);
            if !here && !known {
                desks.push(known_to(&demarche.id, one));
            }
        }
        desks.truncate(SHOWN);
        Ok(desks)
    }
}

impl OpenedCase {
    /// Why it cannot be sent on to another desk: `forward.over` where its place was to lead to no desk, or there is an answer, also one by
    /// silence; `forward.too_many` where it went from desk to desk as often as it may.
    pub fn forward_refused(&self) -> Option<&'static str> {
        let answered = self.events.iter().any(|(event, _)| spoke_on(event).is_some());
        let may = matches!(self.case.status.as_str(), "recorded" | "sent" | "received" | "in_progress" | "complement")
            && !self.case.organisation.is_empty()
            && !answered
            && self.leads_to().is_some_and(|to| !matches!(to, To::Organisation { .. }));
        match (may, self.times_forwarded()) {
            (false, _) => Some("forward.over"),
            (true, MOST..) => Some("forward.too_many"),
            (true, _) => None,
        }
    }

    /// The desk that had it at each of its events, where that is another one than now.
    pub fn other_desks(&self) -> Vec<Option<Place>> {
        let is_here = |place: &Place| place.siret == self.case.organisation && place.branch == self.case.branch;
        let desks = former_desks(self.events.iter().map(|(event, _)| event));
        desks.into_iter().map(|desk| desk.filter(|desk| !is_here(desk))).collect()
    }

    fn times_forwarded(&self) -> usize {
        self.events.iter().filter(|(event, _)| event.kind == FORWARDED).count()
    }

    /// How the démarche finds this recipient.
    fn leads_to(&self) -> Option<&To> {
        let recipients = &self.dossier.served.demarche.recipients;
        recipients.iter().find(|recipient| recipient.id == self.case.recipient).map(|recipient| &recipient.to)
    }

    /// Since when it is owed to be acknowledged by the desk that has it.
    pub fn at_desk_since(&self) -> Timestamp {
        remind::since(&self.case)
    }
}

/// Whether this desk receives the démarche here, and is of the kind that the recipient is: a town hall's case goes to a town hall.
fn receives(opened: &OpenedCase, found: &organisations::Organisation) -> bool {
    found.demarches.contains(&opened.dossier.served.demarche.id)
        && opened.leads_to().is_some_and(|to| match to {
            // The citizen was told of this one body, and that nobody else gets it.
            To::Organisation { .. } => false,
            To::CommuneOf { .. } => !found.communes.is_empty(),
            To::DepartementOf { .. } => !found.departements.is_empty(),
        })
}

fn fingerprint(to: &Destination) -> [u8; 32] {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new();
    for part in [&to.siret, &to.branch, &to.commune, &to.departement, &to.reason] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}
