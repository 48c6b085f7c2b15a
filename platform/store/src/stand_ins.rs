//! Keeps who stands in for whom: an agent names one colleague for a span of days.

use jiff::civil::Date;
use uuid::Uuid;

use crate::agents::Agent;
use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;

/// A colleague who stands in, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandIn {
    /// Who.
    pub agent: Uuid,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

fn day(row: &Row, name: &str) -> Result<Date, StoreError> {
    row.text(name)?.parse().map_err(|_| StoreError::Corrupt("the day of a stand-in".to_owned()))
}

/// Names who stands in for an agent, or nobody.
pub async fn set(tx: &mut Write, agent: &Agent, stand_in: Option<StandIn>) -> Result<(), StoreError> {
    let (from, until) = (stand_in.map(|one| one.from.to_string()), stand_in.map(|one| one.until.to_string()));
    tx.execute(
        "update agents set stand_in = $3, stand_in_from = $4, stand_in_until = $5 where agency = $1 and id = $2",
        args![&agent.agency, agent.id, stand_in.map(|one| one.agent), from.as_deref(), until.as_deref()],
    )
    .await?;
    Ok(())
}

/// Who stands in for an agent, as they said it last, whatever the day.
pub async fn of(conn: &mut Read, agency: &str, agent: Uuid) -> Result<Option<StandIn>, StoreError> {
    let row = conn
        .row(
            "select stand_in, stand_in_from, stand_in_until from agents \
             where agency = $1 and id = $2 and stand_in is not null",
            args![agency, agent],
        )
        .await?;
    row.map(|row| {
        Ok(StandIn {
            agent: row.uuid("stand_in")?,
            from: day(&row, "stand_in_from")?,
            until: day(&row, "stand_in_until")?,
        })
    })
    .transpose()
}

/// For whom an agent stands in on a day: colleagues of the same desk, by their ids.
pub async fn on(conn: &mut Read, agency: &str, agent: Uuid, today: Date) -> Result<Vec<(Uuid, Date)>, StoreError> {
    let rows = conn
        .rows(
            "select absent.id as id, absent.stand_in_until as stand_in_until from agents absent \
             join agents here on here.agency = absent.agency and here.id = absent.stand_in \
             where absent.agency = $1 and absent.stand_in = $2 and absent.stand_in_from <= $3 \
             and absent.stand_in_until >= $3 and absent.organisation = here.organisation \
             and absent.branch = here.branch order by absent.id limit 50",
            args![agency, agent, &today.to_string()],
        )
        .await?;
    rows.iter().map(|row| Ok((row.uuid("id")?, day(row, "stand_in_until")?))).collect()
}
