//! Lists the cases of a desk, page by page, and counts them: at the cost of what is shown, however many there are.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use uuid::Uuid;

use crate::cases::{Entry, entry_columns, read_entry};
use crate::clock::from_micros;
use crate::connection::Read;
use crate::engine::args;
use crate::error::StoreError;

/// Who looks after the cases that an agent looks through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Assignee {
    /// Whoever, or nobody.
    #[default]
    Any,
    /// Nobody.
    Nobody,
    /// This agent.
    Agent(Uuid),
}

/// What an agent looks through: always one desk of one organisation.
#[derive(Debug, Clone, Copy)]
pub struct Inbox<'a> {
    /// The agent's SIRET.
    pub organisation: &'a str,
    /// The agent's desk.
    pub branch: &'a str,
    /// Only this agency's démarches.
    pub agency: Option<&'a str>,
    /// Only this démarche.
    pub demarche: Option<&'a str>,
    /// Only this status.
    pub status: Option<&'a str>,
    /// Only those that are looked after so.
    pub assignee: Assignee,
    /// Only those that carry this label.
    pub label: Option<Uuid>,
    /// Only those that nobody has opened, or of which something that the citizen wrote or gave was not looked at.
    pub news: bool,
    /// Where the last page ended.
    pub after: Option<Cursor>,
    /// How many at most.
    pub limit: u16,
}

/// Where a page of an inbox ended; its text goes into the next page's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) at: Timestamp,
    pub(crate) id: Uuid,
}

impl Cursor {
    /// The mark behind this case.
    pub fn after(entry: &Entry) -> Self {
        Self { at: entry.created_at, id: entry.id }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{}", self.at.as_microsecond(), self.id.simple())
    }
}

/// The text is not a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a page mark")]
pub struct NotACursor;

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (at, id) = text.split_once('.').ok_or(NotACursor)?;
        let at = i64::from_str_radix(at, 16).map_err(|_| NotACursor)?;
        Ok(Self { at: from_micros(at), id: id.parse().map_err(|_| NotACursor)? })
    }
}

/// One page of an inbox.
#[derive(Debug, Clone)]
pub struct Page {
    /// The cases, newest first.
    pub entries: Vec<Entry>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// The cases of one desk, newest first. Those that the citizen sends by post (`to_send`) are not in it, nor those that were held before they
/// were sent.
pub async fn inbox(conn: &mut Read, inbox: Inbox<'_>) -> Result<Page, StoreError> {
    let limit = usize::from(inbox.limit.clamp(1, 200));
    let (at, id) = match inbox.after {
        Some(cursor) => (cursor.at.as_microsecond(), cursor.id.to_string()),
        None => (i64::MAX, String::new()),
    };
    // A text for each, so that the index which narrows most is walked: what may be asked or not can use none.
    macro_rules! page {
        ($narrowed:literal) => {
            page!("cases where $10 = ''", "created_at", "id", $narrowed)
        };
        ($cases:literal, $at:literal, $id:literal, $narrowed:literal) => {
            concat!(
                entry_columns!(),
                " from ",
                $cases,
                " and organisation = $1 and branch = $2 and status <> 'to_send' and (held_from is null or held_from <> 'recorded') \
                 and ($3 = '' or cases.agency = $3) and ",
                $at,
                " <= $6 and (",
                $at,
                " < $6 or ",
                $id,
                " < $7) and ",
                $narrowed,
                " order by ",
                $at,
                " desc, ",
                $id,
                " desc limit $8"
            )
        };
    }
    macro_rules! labelled {
        ($narrowed:literal) => {
            page!(
                "case_labels join cases on cases.agency = case_labels.agency and id = case_id where desk_label = $10",
                "case_created_at",
                "case_id",
                $narrowed
            )
        };
    }
    let narrowed = (!inbox.status.unwrap_or("").is_empty(), !inbox.demarche.unwrap_or("").is_empty());
    let text = match (inbox.label, inbox.assignee, narrowed) {
        _ if inbox.news => page!(
            "cases where (opened_at is null or spoke_at > coalesce(heard_at, 0))",
            "created_at",
            "id",
            "($4 = '' or demarche = $4) and ($5 = '' or status = $5) \
             and ($9 = '' or ($9 = '-' and assignee is null) or assignee = $9) \
             and ($10 = '' or exists (select 1 from case_labels l where l.agency = cases.agency and l.case_id = cases.id \
             and l.desk_label = $10))"
        ),
        (Some(_), Assignee::Any, _) => labelled!("($4 = '' or demarche = $4) and ($5 = '' or status = $5) and $9 = ''"),
        (Some(_), Assignee::Nobody, _) => {
            labelled!("($4 = '' or demarche = $4) and ($5 = '' or status = $5) and assignee is null and $9 = ''")
        }
        (Some(_), Assignee::Agent(_), _) => {
            labelled!("($4 = '' or demarche = $4) and ($5 = '' or status = $5) and assignee = $9")
        }
        (None, Assignee::Agent(_), (false, false)) => page!("$4 = '' and $5 = '' and assignee = $9"),
        (None, Assignee::Agent(_), (true, _)) => page!("($4 = '' or demarche = $4) and status = $5 and assignee = $9"),
        (None, Assignee::Agent(_), (false, true)) => page!("demarche = $4 and $5 = '' and assignee = $9"),
        (None, Assignee::Any, (false, false)) => page!("$4 = '' and $5 = '' and $9 = ''"),
        (None, Assignee::Any, (true, _)) => page!("($4 = '' or demarche = $4) and status = $5 and $9 = ''"),
        (None, Assignee::Any, (false, true)) => page!("demarche = $4 and $5 = '' and $9 = ''"),
        (None, Assignee::Nobody, (false, false)) => page!("$4 = '' and $5 = '' and assignee is null and $9 = ''"),
        (None, Assignee::Nobody, (true, _)) => {
            page!("($4 = '' or demarche = $4) and status = $5 and coalesce(assignee, '') = '' and $9 = ''")
        }
        (None, Assignee::Nobody, (false, true)) => {
            page!("demarche = $4 and $5 = '' and coalesce(assignee, '') = '' and $9 = ''")
        }
    };
    let assignee = match inbox.assignee {
        Assignee::Nobody if inbox.news => "-".to_owned(),
        Assignee::Any | Assignee::Nobody => String::new(),
        Assignee::Agent(agent) => agent.to_string(),
    };
    let rows = conn
        .rows(
            text,
            args![
                inbox.organisation,
                inbox.branch,
                inbox.agency.unwrap_or(""),
                inbox.demarche.unwrap_or(""),
                inbox.status.unwrap_or(""),
                at,
                &id,
                limit as i64 + 1,
                &assignee,
                &inbox.label.map(|label| label.to_string()).unwrap_or_default()
            ],
        )
        .await?;
    let more = rows.len() > limit;
    let entries = rows
        .iter()
        .take(limit)
        .map(|row| Ok(read_entry(&conn.shared, row)?.0))
        .collect::<Result<Vec<_>, StoreError>>()?;
    let next = entries.last().filter(|_| more).map(|last| Cursor { at: last.created_at, id: last.id });
    Ok(Page { entries, next })
}

/// How many cases of a status [`counts`] counts at most.
pub const COUNTED: u64 = 10_000;

/// How many cases of a desk are in each status, by its code; [`COUNTED`] and one for more than that.
pub async fn counts(conn: &mut Read, organisation: &str, branch: &str) -> Result<Vec<(String, u64)>, StoreError> {
    let mut counts: Vec<(String, u64)> = Vec::new();
    let mut after = String::new();
    // From one status to the next by the index: a desk has few statuses, and may have a million cases.
    while let Some(row) = conn
        .row(
            "select status from cases where organisation = $1 and branch = $2 and status > $3 order by status limit 1",
            args![organisation, branch, &after],
        )
        .await?
    {
        after = row.text("status")?;
        if after == "to_send" {
            continue;
        }
        let row = conn
            .row(
                "select count(*) as cases from (select 1 as one from cases where organisation = $1 and branch = $2 and status = $3 \
                 and (held_from is null or held_from <> 'recorded') limit $4) as counted",
                args![organisation, branch, &after, COUNTED as i64 + 1],
            )
            .await?;
        let count = row.map_or(Ok(0), |row| row.int("cases"))?;
        if count > 0 {
            counts.push((after.clone(), u64::try_from(count).unwrap_or(0)));
        }
    }
    Ok(counts)
}

/// The ids of the démarches of which a desk has cases, each once.
pub async fn demarches(conn: &mut Read, organisation: &str, branch: &str) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    let mut after = String::new();
    // From one to the next by the index, as the statuses.
    while let Some(row) = conn
        .row(
            "select demarche from cases where organisation = $1 and branch = $2 and demarche > $3 order by demarche limit 1",
            args![organisation, branch, &after],
        )
        .await?
    {
        after = row.text("demarche")?;
        found.push(after.clone());
    }
    Ok(found)
}
