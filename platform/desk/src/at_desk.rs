//! Keeps what a desk keeps to itself of a case: who looks after it, and notes between colleagues. Citizens and programs are told of neither.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};
use store::{
    Uuid, agents,
    cases::{self, Case},
    journal::{self, NewEntry},
    labels::Label,
    notes::{self, Note},
    people,
};

use crate::{
    Desk,
    access::{Act, Agent, Object, Subject, may, require},
    error::DeskError,
    treat::plain,
};

/// Characters of a note.
pub const MAX_NOTE: usize = 2000;

/// What only the agents of its desk see of a case.
#[derive(Debug)]
pub struct AtDesk {
    /// Who looks after it.
    pub assignee: Option<Uuid>,
    /// Whether that account is closed.
    pub left: bool,
    /// The agents of the desk, by their names.
    pub colleagues: Vec<(Uuid, String)>,
    /// Notes with their authors' names, the latest first.
    pub notes: Vec<(Note, String)>,
    /// The labels of the desk, each with whether the case carries it.
    pub labels: Vec<(Label, bool)>,
}

impl Desk {
    /// What the agent's desk keeps to itself of a case that the agent has opened.
    ///
    /// # Errors
    /// `request.not_found` for a case of another desk.
    pub async fn at_desk(&self, agent: &Agent, case: &Case) -> Result<AtDesk, DeskError> {
        require(Subject::Agent(agent), Act::Read, Object::Case(case))?;
        let (accounts, notes) = self
            .store
            .read(async |conn| {
                let accounts = agents::of_organisation(conn, people::PORTAL, &agent.organisation).await?;
                Ok::<_, DeskError>((accounts, notes::of_case(conn, case).await?))
            })
            .await?;
        let names: BTreeMap<Uuid, String> = accounts.iter().map(|one| (one.id, called(one))).collect();
        let named = |id: &Uuid| names.get(id).cloned().unwrap_or_default();
        // Whoever has left since is still told as who looks after it, but offered no more.
        let offered =
            |one: &&agents::Agent| one.branch == agent.branch && one.is_active() || case.assignee == Some(one.id);
        let mut colleagues: Vec<(Uuid, String)> =
            accounts.iter().filter(offered).map(|one| (one.id, called(one))).collect();
        colleagues.sort_by(|one, other| one.1.cmp(&other.1));
        // What colleagues of another desk noted, which had the case before, is theirs.
        let ours = |author: Uuid| accounts.iter().any(|one| one.id == author && one.branch == agent.branch);
        let notes = notes
            .into_iter()
            .filter(|note| ours(note.author))
            .map(|note| (named(&note.author), note))
            .map(|(by, note)| (note, by))
            .collect();
        let labels = self.labels_on(agent, case).await?;
        let left = accounts.iter().any(|one| case.assignee == Some(one.id) && !one.is_active());
        Ok(AtDesk { assignee: case.assignee, left, colleagues, notes, labels })
    }

    /// The agents of the agent's desk who may look after a case, by their names.
    pub async fn mates(&self, agent: &Agent) -> Result<Vec<(Uuid, String)>, DeskError> {
        let accounts = self
            .store
            .read(async |conn| agents::of_organisation(conn, people::PORTAL, &agent.organisation).await)
            .await?;
        let here = accounts.iter().filter(|one| one.branch == agent.branch && one.is_active());
        let mut mates: Vec<(Uuid, String)> = here.map(|one| (one.id, called(one))).collect();
        mates.sort_by(|one, other| one.1.cmp(&other.1));
        Ok(mates)
    }

    /// The agents of the agent's desk, by their names, and whether their accounts are closed: those come last, and may still look after cases.
    pub async fn all_mates(&self, agent: &Agent) -> Result<Vec<(Uuid, String, bool)>, DeskError> {
        let accounts = self
            .store
            .read(async |conn| agents::of_organisation(conn, people::PORTAL, &agent.organisation).await)
            .await?;
        let here = accounts.iter().filter(|one| one.branch == agent.branch);
        let mut mates: Vec<(Uuid, String, bool)> = here.map(|one| (one.id, called(one), !one.is_active())).collect();
        mates.sort_by(|one, other| (one.2, &one.1).cmp(&(other.2, &other.1)));
        Ok(mates)
    }

    /// The names of the agents of the agent's desk.
    pub async fn colleagues(&self, agent: &Agent) -> Result<BTreeMap<Uuid, String>, DeskError> {
        Ok(self.colleagues_and_left(agent).await?.0)
    }

    /// The same, and those of them who have left: their accounts are closed.
    pub async fn colleagues_and_left(
        &self,
        agent: &Agent,
    ) -> Result<(BTreeMap<Uuid, String>, BTreeSet<Uuid>), DeskError> {
        let accounts = self
            .store
            .read(async |conn| agents::of_organisation(conn, people::PORTAL, &agent.organisation).await)
            .await?;
        let left = accounts.iter().filter(|one| !one.is_active()).map(|one| one.id).collect();
        Ok((accounts.iter().map(|one| (one.id, called(one))).collect(), left))
    }

    /// Adds a note. The same text from the same form, which `key` names, is a second click; another text is another note.
    ///
    /// # Errors
    /// `request.not_found`, `note.required`, `note.too_long`.
    pub async fn add_note(
        &self,
        agent: &Agent,
        (agency, id): (&str, Uuid),
        key: &str,
        text: &str,
    ) -> Result<(), DeskError> {
        let case = self.own_case(agent, agency, id).await?;
        let text = plain(text);
        let text = text.trim();
        if text.is_empty() {
            return Err(DeskError::Invalid { field: "note", code: "note.required" });
        }
        if text.chars().count() > MAX_NOTE {
            return Err(DeskError::Invalid { field: "note", code: "note.too_long" });
        }
        let note = note_id(&case, agent, key, text);
        self.store
            .write(async |tx| {
                cases::hold(tx, &case).await?;
                if notes::add(tx, &case, note, agent.id, text).await? {
                    journal::add(tx, entry("case.noted", &case, agent, Some(text.as_bytes()))).await?;
                }
                Ok(())
            })
            .await
    }

    /// Has an agent of the desk look after a case, or nobody. `seen` is who did when that was chosen, as text, empty for nobody.
    ///
    /// # Errors
    /// `request.not_found`; `assignee.unknown` for somebody who does not work at this desk; `assignee.colleague` for a case that a colleague
    /// looks after, unless a supervisor passes it on; `assignee.changed` where somebody else does than was seen.
    pub async fn assign(
        &self,
        agent: &Agent,
        (agency, id): (&str, Uuid),
        assignee: Option<Uuid>,
        seen: Option<&str>,
    ) -> Result<(), DeskError> {
        let case = self.own_case(agent, agency, id).await?;
        self.store
            .write(async |tx| {
                if let Some(assignee) = assignee {
                    let found = agents::get(tx, people::PORTAL, assignee).await?;
                    let here = |one: &agents::Agent| {
                        one.is_active() && one.organisation == agent.organisation && one.branch == agent.branch
                    };
                    if !found.as_ref().is_some_and(here) {
                        return Err(DeskError::Invalid { field: "assignee", code: "assignee.unknown" });
                    }
                }
                // Who has left looks after nothing.
                if !may(Subject::Agent(agent), Act::Assign, Object::Case(&case))
                    && let Some(before) = case.assignee
                    && agents::get(tx, people::PORTAL, before).await?.is_some_and(|one| one.is_active())
                {
                    return Err(DeskError::Invalid { field: "assignee", code: "assignee.colleague" });
                }
                cases::hold(tx, &case).await?;
                let now = cases::get(tx, agency, id).await?.and_then(|now| now.assignee);
                let told = now.map(|now| now.to_string()).unwrap_or_default();
                if now != assignee && seen.is_some_and(|seen| seen != told) {
                    return Err(DeskError::Invalid { field: "assignee", code: "assignee.changed" });
                }
                cases::assign(tx, &case, assignee).await?;
                let whom = assignee.map(|assignee| assignee.to_string()).unwrap_or_default();
                Ok(journal::add(tx, entry("case.assigned", &case, agent, Some(whom.as_bytes()))).await?)
            })
            .await
    }

    /// Tells one state of a case from another, as [`crate::OpenedCase::revision`] does. Nothing of it is shown: this is no opening.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn state_of(&self, agent: &Agent, agency: &str, id: Uuid) -> Result<u64, DeskError> {
        let case = self.own_case(agent, agency, id).await?;
        Ok(u64::try_from(case.updated_at.as_microsecond()).unwrap_or_default())
    }

    /// The case, where the agent may treat it. Nothing of it is shown: this is no opening.
    pub(crate) async fn own_case(&self, agent: &Agent, agency: &str, id: Uuid) -> Result<Case, DeskError> {
        let case = self.store.read(async |conn| cases::get(conn, agency, id).await).await?;
        let case = case.ok_or(DeskError::NotFound("case"))?;
        require(Subject::Agent(agent), Act::Treat, Object::Case(&case))?;
        Ok(case)
    }
}

/// The same for a second click, and for nothing else.
fn note_id(case: &Case, agent: &Agent, key: &str, text: &str) -> Uuid {
    let mut hash = Sha256::new();
    for part in [case.agency.as_bytes(), case.id.as_bytes(), agent.id.as_bytes(), key.as_bytes(), text.as_bytes()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut id = [0; 16];
    id.copy_from_slice(&hash.finalize()[..16]);
    Uuid::from_bytes(id)
}

fn called(account: &agents::Agent) -> String {
    if account.name.is_empty() { account.email.clone() } else { account.name.clone() }
}

pub(crate) fn entry<'a>(act: &'static str, case: &'a Case, agent: &Agent, committed: Option<&'a [u8]>) -> NewEntry<'a> {
    NewEntry {
        agency: &case.agency,
        act,
        object_kind: "case",
        object: case.id,
        actor_kind: "agent",
        actor: Some(agent.id),
        committed,
    }
}
