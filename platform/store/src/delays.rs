//! Counts how long a desk takes over its cases: in whole days, by démarche and the month in which they came to it, by their filing or from
//! another desk. What is erased stays counted, as numbers.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;

/// Cases of one démarche and month that took as long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The démarche's id.
    pub demarche: String,
    /// Days until they were received; none for those that nobody has opened.
    pub to_receipt: Option<u32>,
    /// Whether they came to an end.
    pub ended: bool,
    /// Days until they did; none for those that are open, and for those that an operator cancelled: that is nobody's delay.
    pub to_end: Option<u32>,
    /// How many.
    pub cases: u64,
}

/// The months of a French desk begin at midnight there.
fn zone() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC)
}

/// When a month begins, where desks are at home.
fn begins(month: Date) -> Timestamp {
    month.to_zoned(zone()).map_or(Timestamp::UNIX_EPOCH, |begin| begin.timestamp())
}

/// The first day of the month that a time is in.
pub fn month_of(at: Timestamp) -> Date {
    at.to_zoned(zone()).date().first_of_month()
}

fn days(number: i64) -> Option<u32> {
    u32::try_from(number).ok()
}

fn read(row: &Row) -> Result<Tally, StoreError> {
    Ok(Tally {
        demarche: row.text("demarche")?,
        to_receipt: days(row.int("to_receipt")?),
        ended: row.int("to_end")? != OPEN,
        to_end: days(row.int("to_end")?),
        cases: u64::try_from(row.int("cases")?).unwrap_or(0),
    })
}

/// The days until the end of what is open.
const OPEN: i64 = -1;

/// What every count is made from: a day has 86,400,000,000 microseconds; −1 stands for what has not come, −2 for an end by an operator.
macro_rules! taken {
    ($from:literal) => {
        concat!(
            "select demarche, \
             case when opened_at is null then -1 else (opened_at - coalesce(handed_at, created_at)) / 86400000000 end as to_receipt, \
             case when status = 'cancelled' then -2 when status in ('done', 'refused', 'closed') then coalesce((select max(at) from events \
             where events.agency = cases.agency and case_id = cases.id and events.status in ('done', 'refused', 'closed')) \
             - coalesce(handed_at, created_at), 0) / 86400000000 else -1 end as to_end, ",
            $from
        )
    };
}

/// How long a desk took over the cases of a month, given by its first day.
pub async fn of_month(
    conn: &mut Read,
    organisation: &str,
    branch: &str,
    month: Date,
) -> Result<Vec<Tally>, StoreError> {
    let next = month.checked_add(jiff::Span::new().months(1)).unwrap_or(month);
    let mut tallies = Vec::new();
    let rows = conn
        .rows(
            concat!(
                "select demarche, to_receipt, to_end, count(*) as cases from (",
                taken!(
                    "id from cases where organisation = $1 and branch = $2 and cases.status <> 'to_send' \
                     and handed_at is null and created_at >= $3 and created_at < $4"
                ),
                " union all ",
                taken!(
                    "id from cases where organisation = $1 and branch = $2 and cases.status <> 'to_send' \
                     and handed_at >= $3 and handed_at < $4"
                ),
                ") as taken group by demarche, to_receipt, to_end"
            ),
            args![organisation, branch, begins(month), begins(next)],
        )
        .await?;
    for row in &rows {
        tallies.push(read(row)?);
    }
    let rows = conn
        .rows(
            "select demarche, to_receipt, to_end, cast(sum(cases) as bigint) as cases from past_cases \
             where organisation = $1 and branch = $2 and month = $3 group by demarche, to_receipt, to_end",
            args![organisation, branch, &month.to_string()],
        )
        .await?;
    for row in &rows {
        tallies.push(read(row)?);
    }
    Ok(tallies)
}

/// Keeps the count of a case that is about to be erased.
pub(crate) async fn keep(tx: &mut Write, agency: &str, case: Uuid) -> Result<(), StoreError> {
    let row = tx
        .row(
            taken!(
                "organisation, branch, coalesce(handed_at, created_at) as came_at from cases \
                 where agency = $1 and id = $2 and organisation <> '' and cases.status <> 'to_send' and invented = 0"
            ),
            args![agency, case],
        )
        .await?;
    let Some(row) = row else { return Ok(()) };
    let month = month_of(row.time("came_at")?).to_string();
    tx.execute(
        "insert into past_cases (agency, organisation, branch, demarche, month, to_receipt, to_end, cases) \
         values ($1, $2, $3, $4, $5, $6, $7, 1) \
         on conflict (agency, organisation, branch, demarche, month, to_receipt, to_end) \
         do update set cases = past_cases.cases + 1",
        args![
            agency,
            &row.text("organisation")?,
            &row.text("branch")?,
            &row.text("demarche")?,
            &month,
            row.int("to_receipt")?,
            row.int("to_end")?
        ],
    )
    .await?;
    Ok(())
}
