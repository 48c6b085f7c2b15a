//! Has a colleague of the desk stand in for an agent, from a day until a day: the cases that the agent looks after are theirs too.

use jiff::{Span, civil::Date, tz::TimeZone};
use store::{
    Uuid, agents, journal,
    journal::NewEntry,
    people,
    stand_ins::{self, StandIn},
};

use crate::{Desk, access::Agent, agents::entry, error::DeskError};

/// Who stands in for an agent, and for whom that agent does.
#[derive(Debug, Clone, Default)]
pub struct StandIns {
    /// Who stands in for the agent, where it is not over and they still work at the desk.
    pub mine: Option<StandIn>,
    /// For whom the agent stands in today, and until when, by their names.
    pub of: Vec<(String, Date)>,
    /// The agents of the desk who could stand in, by their names.
    pub colleagues: Vec<(Uuid, String)>,
}

impl Desk {
    /// The day at an agents' desk.
    pub fn today_at_desk(&self) -> Date {
        self.now().to_zoned(TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC)).date()
    }

    /// Who stands in for the agent, and for whom the agent does.
    pub async fn stand_ins(&self, agent: &Agent) -> Result<StandIns, DeskError> {
        let (today, names) = (self.today_at_desk(), self.colleagues(agent).await?);
        let (mine, of) = self
            .store
            .read(async |conn| {
                let mine = stand_ins::of(conn, people::PORTAL, agent.id).await?;
                Ok::<_, DeskError>((mine, stand_ins::on(conn, people::PORTAL, agent.id, today).await?))
            })
            .await?;
        let colleagues: Vec<(Uuid, String)> =
            self.mates(agent).await?.into_iter().filter(|(id, _)| *id != agent.id).collect();
        Ok(StandIns {
            // Whose account is closed, or who went to another desk, stands in for nobody.
            mine: mine.filter(|one| one.until >= today && colleagues.iter().any(|(id, _)| *id == one.agent)),
            of: of.into_iter().filter_map(|(id, until)| Some((names.get(&id)?.clone(), until))).collect(),
            colleagues,
        })
    }

    /// Has a colleague stand in for the agent from a day until a day.
    ///
    /// # Errors
    /// `stand_in.colleague` for who does not work at this desk; `stand_in.days` for a span that is over, ends before it begins, or is longer
    /// than a year.
    pub async fn name_stand_in(
        &self,
        agent: &Agent,
        colleague: Uuid,
        days: Option<(Date, Date)>,
    ) -> Result<(), DeskError> {
        let today = self.today_at_desk();
        let far = today.checked_add(Span::new().years(1)).unwrap_or(today);
        let Some((from, until)) = days.filter(|(from, until)| from <= until && *until >= today && *until <= far) else {
            return Err(DeskError::Invalid { field: "until", code: "stand_in.days" });
        };
        if colleague == agent.id || self.mates(agent).await?.iter().all(|(id, _)| *id != colleague) {
            return Err(DeskError::Invalid { field: "stand_in", code: "stand_in.colleague" });
        }
        self.keep_stand_in(agent, Some(StandIn { agent: colleague, from, until })).await
    }

    /// Nobody stands in for the agent any more.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn end_stand_in(&self, agent: &Agent) -> Result<(), DeskError> {
        self.keep_stand_in(agent, None).await
    }

    async fn keep_stand_in(&self, agent: &Agent, stand_in: Option<StandIn>) -> Result<(), DeskError> {
        let said = stand_in.map(|one| format!("{} {} {}", one.agent, one.from, one.until));
        self.store
            .write(async |tx| {
                let account = agents::get(tx, people::PORTAL, agent.id).await?.ok_or(DeskError::NotFound("agent"))?;
                stand_ins::set(tx, &account, stand_in).await?;
                let act = if said.is_some() { "agent.stand_in_named" } else { "agent.stand_in_ended" };
                let committed = said.as_ref().map(|said| said.as_bytes());
                Ok(journal::add(tx, NewEntry { committed, ..entry(act, agent.id) }).await?)
            })
            .await
    }
}
