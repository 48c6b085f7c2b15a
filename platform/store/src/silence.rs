//! Keeps, of each case, the last day for an answer: what inboxes are sorted by. What the day is, the desk counts.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::cases::{Entry, entry_columns, read_entry};
use crate::clock::from_micros;
use crate::connection::{Read, Write};
use crate::engine::args;
use crate::error::StoreError;
use crate::inbox::{Assignee, Cursor, Inbox, Page};

/// Writes down the last day for an answer, or that there is none.
pub async fn set(tx: &mut Write, case: &Entry, on: Option<Date>) -> Result<(), StoreError> {
    let day = on.map(|on| on.to_string());
    tx.execute(
        "update cases set silence_on = $3, silence_counted = 1 where agency = $1 and id = $2",
        args![&case.agency, case.id, day.as_deref()],
    )
    .await?;
    Ok(())
}

/// Cases from before anybody counted, those that come after `after`, at most `limit`: agency and id.
pub async fn uncounted(conn: &mut Read, after: (&str, Uuid), limit: i64) -> Result<Vec<(String, Uuid)>, StoreError> {
    let rows = conn
        .rows(
            "select agency, id from cases where silence_counted = 0 and agency >= $1 and (agency > $1 or id > $2) \
             order by agency, id limit $3",
            args![after.0, after.1, limit],
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("agency")?, row.uuid("id")?))).collect()
}

/// The cases of one desk that are to be answered until `until` at the latest, the most urgent first.
pub async fn inbox(conn: &mut Read, inbox: Inbox<'_>, until: Date) -> Result<Page, StoreError> {
    let limit = usize::from(inbox.limit.clamp(1, 200));
    // The mark of a page holds a moment: the day's first, in UTC.
    let (day, id) = match inbox.after {
        Some(cursor) => (cursor.at.to_zoned(TimeZone::UTC).date().to_string(), cursor.id.to_string()),
        None => (String::new(), String::new()),
    };
    let assignee = match inbox.assignee {
        Assignee::Any => String::new(),
        Assignee::Nobody => "-".to_owned(),
        Assignee::Agent(agent) => agent.to_string(),
    };
    let rows = conn
        .rows(
            concat!(
                entry_columns!(),
                " from cases where organisation = $1 and branch = $2 and silence_on is not null and silence_on <= $10 \
                 and (held_from is null or held_from <> 'recorded') \
                 and ($3 = '' or agency = $3) and ($4 = '' or demarche = $4) and ($5 = '' or status = $5) \
                 and silence_on >= $6 and (silence_on > $6 or id > $7) \
                 and ($9 = '' or ($9 = '-' and assignee is null) or assignee = $9) \
                 and ($11 = '' or exists (select 1 from case_labels l where l.agency = cases.agency and l.case_id = cases.id \
                 and l.desk_label = $11)) \
                 and ($12 = '' or opened_at is null or spoke_at > coalesce(heard_at, 0)) \
                 order by silence_on, id limit $8"
            ),
            args![
                inbox.organisation,
                inbox.branch,
                inbox.agency.unwrap_or(""),
                inbox.demarche.unwrap_or(""),
                inbox.status.unwrap_or(""),
                &day,
                &id,
                limit as i64 + 1,
                &assignee,
                &until.to_string(),
                &inbox.label.map(|label| label.to_string()).unwrap_or_default(),
                if inbox.news { "1" } else { "" }
            ],
        )
        .await?;
    let more = rows.len() > limit;
    let entries = rows
        .iter()
        .take(limit)
        .map(|row| Ok(read_entry(&conn.shared, row)?.0))
        .collect::<Result<Vec<_>, StoreError>>()?;
    let next = entries.last().filter(|_| more).and_then(after);
    Ok(Page { entries, next })
}

/// The mark behind this case, where it is to be answered.
pub fn after(entry: &Entry) -> Option<Cursor> {
    let moment = |day: Date| day.to_zoned(TimeZone::UTC).map_or(from_micros(0), |zoned| zoned.timestamp());
    Some(Cursor { at: moment(entry.silence_on?), id: entry.id })
}
