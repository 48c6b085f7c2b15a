//! Lists the cases of an agent's desk.

use std::collections::BTreeMap;

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use store::{
    Uuid,
    cases::{self, Assignee, Cursor, Entry, Inbox},
    dossiers,
    labels::{self, Label},
    organisations, silence,
};

use crate::{
    Desk, Reference,
    access::Agent,
    error::DeskError,
    remind,
    submit::{Evidence, read_json},
};

/// How many cases a page shows.
const PAGE: u16 = 50;

/// What an inbox is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct InboxQuery {
    /// A démarche's id; empty: all.
    pub demarche: String,
    /// A status code; empty: all.
    pub status: String,
    /// `moi`: what the agent looks after, and those for whom they stand in; `personne`: what nobody does; else all.
    pub assignee: String,
    /// `7`: to be answered within seven days, or late; `toutes`: whatever is to be answered; the most urgent first. Else all.
    pub answer_by: String,
    /// A label's id; empty: all. One that the desk has not finds nothing.
    pub label: String,
    /// A reference, however it was typed; empty: all.
    pub reference: String,
    /// Where the page before ended.
    pub after: String,
}

/// A page of an inbox.
#[derive(Debug)]
pub struct InboxPage {
    /// The cases, the newest first.
    pub entries: Vec<Entry>,
    /// Until when an acknowledgement of receipt is owed, of those that still owe it: not opened, or not yet sent by their
    /// own means, and the filing itself brought none.
    pub owed: BTreeMap<Uuid, Timestamp>,
    /// Who looks after which case.
    pub assignees: BTreeMap<Uuid, String>,
    /// The labels of the desk.
    pub labels: Vec<Label>,
    /// Which of them the cases carry.
    pub carried: BTreeMap<Uuid, Vec<Uuid>>,
    /// The mark of the next page.
    pub next: Option<String>,
    /// What the organisation is called.
    pub organisation: String,
    /// How many cases are in each status.
    pub counts: Vec<(String, u64)>,
}

impl Desk {
    /// The cases of the agent's desk.
    pub async fn inbox(&self, agent: &Agent, query: &InboxQuery) -> Result<InboxPage, DeskError> {
        let some = |text: &'_ str| (!text.is_empty()).then_some(text.to_owned());
        let (demarche, status) = (some(&query.demarche), some(&query.status));
        let inbox = Inbox {
            organisation: &agent.organisation,
            branch: &agent.branch,
            agency: None,
            demarche: demarche.as_deref(),
            status: status.as_deref(),
            assignee: match query.assignee.as_str() {
                "moi" => Assignee::Agent(agent.id),
                "personne" => Assignee::Nobody,
                _ => Assignee::Any,
            },
            label: (!query.label.is_empty()).then(|| query.label.parse().unwrap_or_default()),
            after: query.after.parse::<Cursor>().ok(),
            limit: PAGE,
        };
        // The zone in which the portal shows days.
        let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
        let today = self.now().to_zoned(zone).date();
        let answer_by = match query.answer_by.as_str() {
            "7" => Some(today.saturating_add(Span::new().days(7))),
            "toutes" => Some(Date::MAX),
            _ => None,
        };
        let wanted = query.reference.trim();
        // What is not quite a reference finds nothing rather than somebody else's dossier.
        let exact = wanted.parse::<Reference>().ok().map(|reference| reference.to_string());
        let labels = self.labels(agent).await?;
        // Another desk's label is none here, whatever cases it is on.
        let unknown = inbox.label.is_some_and(|label| labels.iter().all(|one| one.id != label));
        let (page, owed, carried, counts, organisation) = self
            .store
            .read(async |conn| {
                let page = match answer_by {
                    _ if unknown => cases::Page { entries: Vec::new(), next: None },
                    _ if !wanted.is_empty() => {
                        cases::Page { entries: found(conn, agent, exact.as_deref()).await?, next: None }
                    }
                    Some(until) => silence::inbox(conn, inbox, until).await?,
                    None => with_absent(conn, inbox, &agent.stands_for).await?,
                };
                let owed = owed(conn, &page.entries).await?;
                let carried = match labels.is_empty() {
                    true => BTreeMap::new(),
                    false => labels::of_cases(conn, &page.entries).await?,
                };
                let counts = cases::counts(conn, &agent.organisation, &agent.branch).await?;
                Ok::<_, DeskError>((
                    page,
                    owed,
                    carried,
                    counts,
                    organisations::get(conn, &agent.organisation, &agent.branch).await?,
                ))
            })
            .await?;
        let names = self.colleagues(agent).await?;
        let looked_after =
            page.entries.iter().filter_map(|entry| Some((entry.id, names.get(&entry.assignee?)?.clone())));
        Ok(InboxPage {
            assignees: looked_after.collect(),
            entries: page.entries,
            owed,
            labels,
            carried,
            next: page.next.map(|cursor| cursor.to_string()),
            organisation: organisation.map_or_else(|| agent.organisation.clone(), |found| found.name),
            counts,
        })
    }
}

/// A page of an inbox; where it is what one agent looks after, what the absent colleagues do too.
async fn with_absent(conn: &mut store::Read, inbox: Inbox<'_>, absent: &[Uuid]) -> Result<cases::Page, DeskError> {
    let mut page = cases::inbox(conn, inbox).await?;
    if !matches!(inbox.assignee, Assignee::Agent(_)) || absent.is_empty() {
        return Ok(page);
    }
    let mut more = page.next.is_some();
    for one in absent {
        let theirs = cases::inbox(conn, Inbox { assignee: Assignee::Agent(*one), ..inbox }).await?;
        more |= theirs.next.is_some();
        page.entries.extend(theirs.entries);
    }
    page.entries.sort_by_key(|entry| std::cmp::Reverse((entry.created_at, entry.id)));
    let limit = usize::from(inbox.limit);
    more |= page.entries.len() > limit;
    page.entries.truncate(limit);
    page.next = page.entries.last().filter(|_| more).map(Cursor::after);
    Ok(page)
}

/// The cases that their recipient has yet to acknowledge.
async fn owed(conn: &mut store::Read, entries: &[Entry]) -> Result<BTreeMap<Uuid, Timestamp>, DeskError> {
    let mut owed = BTreeMap::new();
    for entry in entries.iter().filter(|entry| remind::is_awaited(entry)) {
        let Some(dossier) = dossiers::get(conn, &entry.agency, entry.dossier).await? else { continue };
        let evidence: Evidence = read_json(&dossier.evidence, "evidence")?;
        if let Some(until) = remind::owed_until(entry, &evidence) {
            owed.insert(entry.id, until);
        }
    }
    Ok(owed)
}

/// The cases of the agent's desk that belong to the dossier with this reference.
async fn found(conn: &mut store::Read, agent: &Agent, reference: Option<&str>) -> Result<Vec<Entry>, DeskError> {
    let mut entries = Vec::new();
    let Some(reference) = reference else { return Ok(entries) };
    // Cases are known by the reference and a number; a dossier has at most as many as its démarche has recipients.
    for number in 1..=99_u8 {
        let Some(case) = cases::of_external_id(conn, &format!("{reference}-{number:02}")).await? else { break };
        if case.organisation == agent.organisation && case.branch == agent.branch && case.status != "to_send" {
            entries.push(case.entry.clone());
        }
    }
    Ok(entries)
}
