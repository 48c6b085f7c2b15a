//! Lists the cases of an agent's desk.

use std::collections::BTreeMap;

use jiff::{Span, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use store::{
    Uuid,
    cases::{self, Entry},
    dossiers,
    inbox::{self, Assignee, Cursor, Inbox},
    labels::{self, Label},
    organisations, silence,
};

use crate::{
    Desk, Reference,
    access::Agent,
    error::DeskError,
    labels::label_named,
    reference::Beginning,
    remind,
    submit::{Evidence, read_json},
};

/// How many cases a page shows.
const PAGE: u16 = 50;
/// Behind how many letters a beginning is looked for that was said without them.
const LETTERS: usize = 500;

/// What an inbox is narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct InboxQuery {
    /// A démarche's id; empty: all.
    pub demarche: String,
    /// A status code; empty: all.
    pub status: String,
    /// `moi`: what the agent looks after, and those for whom they stand in; `personne`: what nobody does; an agent's id: what that one does;
    /// empty: all.
    pub assignee: String,
    /// `7`: to be answered within seven days, or late; `toutes`: whatever is to be answered; the most urgent first. Else all.
    pub answer_by: String,
    /// `1`: what nobody has opened, or of which something of the citizen's was not looked at; else all.
    #[serde(default)]
    pub news: String,
    /// A label's id, or its name in any spelling; empty: all. One that the desk has not finds nothing.
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
    /// How many cases are in each status, up to [`inbox::COUNTED`], and one for more.
    pub counts: Vec<(String, u64)>,
    /// The ids of the démarches of which the desk has cases.
    pub demarches: Vec<String>,
}

impl Desk {
    /// The cases of the agent's desk.
    pub async fn inbox(&self, agent: &Agent, query: &InboxQuery) -> Result<InboxPage, DeskError> {
        let labels = self.labels(agent).await?;
        let narrowed = Narrowed::new(agent, query, &labels, self.today_at_desk());
        let (page, owed, carried, counts, demarches, organisation) = self
            .store
            .read(async |conn| {
                let page = narrowed.page(conn, query.after.parse::<Cursor>().ok(), PAGE).await?;
                let owed = owed(conn, &page.entries).await?;
                let carried = match labels.is_empty() {
                    true => BTreeMap::new(),
                    false => labels::of_cases(conn, &page.entries).await?,
                };
                let counts = inbox::counts(conn, &agent.organisation, &agent.branch).await?;
                let demarches = inbox::demarches(conn, &agent.organisation, &agent.branch).await?;
                Ok::<_, DeskError>((
                    page,
                    owed,
                    carried,
                    counts,
                    demarches,
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
            demarches,
        })
    }
}

/// What an agent looks through, by the filters that were chosen.
pub(crate) struct Narrowed<'a> {
    agent: &'a Agent,
    inbox: Inbox<'a>,
    /// Whose cases are among those that the agent looks after.
    absent: &'a [Uuid],
    answer_by: Option<Date>,
    /// A reference was asked for.
    wanted: bool,
    /// It, where it is one: what is as long and not quite a reference finds nothing rather than somebody else's dossier.
    exact: Option<(String, Option<u8>)>,
    /// What references may begin with where it is none.
    begins: Vec<Beginning>,
    /// Another desk's label is none here, whatever cases it is on.
    unknown: bool,
}

impl<'a> Narrowed<'a> {
    pub(crate) fn new(agent: &'a Agent, query: &'a InboxQuery, labels: &[Label], today: Date) -> Self {
        let some = |text: &'a str| (!text.is_empty()).then_some(text);
        let label = some(&query.label).map(|label| label_named(labels, label).map(|label| label.id));
        Self {
            agent,
            inbox: Inbox {
                organisation: &agent.organisation,
                branch: &agent.branch,
                agency: None,
                demarche: some(&query.demarche),
                status: some(&query.status),
                assignee: match query.assignee.as_str() {
                    "moi" => Assignee::Agent(agent.id),
                    "personne" => Assignee::Nobody,
                    "" => Assignee::Any,
                    colleague => Assignee::Agent(colleague.parse().unwrap_or_default()),
                },
                label: label.flatten(),
                news: query.news == "1",
                after: None,
                limit: PAGE,
            },
            absent: if query.assignee == "moi" { &agent.stands_for } else { &[] },
            answer_by: match query.answer_by.as_str() {
                "7" => Some(today.saturating_add(Span::new().days(7))),
                "toutes" => Some(Date::MAX),
                _ => None,
            },
            wanted: !query.reference.trim().is_empty(),
            exact: named(&query.reference),
            begins: Beginning::all(&query.reference),
            unknown: label.is_some_and(|label| label.is_none()),
        }
    }

    /// A page of them.
    pub(crate) async fn page(
        &self,
        conn: &mut store::Read,
        after: Option<Cursor>,
        limit: u16,
    ) -> Result<inbox::Page, DeskError> {
        let inbox = Inbox { after, limit, ..self.inbox };
        Ok(match self.answer_by {
            _ if self.unknown => inbox::Page { entries: Vec::new(), next: None },
            _ if self.wanted => {
                let mut entries = match &self.exact {
                    Some(exact) => found(conn, self.agent, exact).await?,
                    None => begun(conn, self.agent, &self.begins).await?,
                };
                let carried = labels::of_cases(conn, &entries).await?;
                entries
                    .retain(|entry| self.holds(entry, carried.get(&entry.id).map(Vec::as_slice).unwrap_or_default()));
                inbox::Page { entries, next: None }
            }
            until => with_absent(conn, inbox, until, self.absent).await?,
        })
    }
}

impl Narrowed<'_> {
    /// Whether a case that was found otherwise, and carries these labels, answers to the filters.
    fn holds(&self, entry: &Entry, carried: &[Uuid]) -> bool {
        let Inbox { demarche, status, assignee, label, news, .. } = self.inbox;
        demarche.is_none_or(|demarche| entry.demarche == demarche)
            && status.is_none_or(|status| entry.status == status)
            && label.is_none_or(|label| carried.contains(&label))
            && match assignee {
                Assignee::Any => true,
                Assignee::Nobody => entry.assignee.is_none(),
                Assignee::Agent(agent) => entry.assignee.is_some_and(|one| one == agent || self.absent.contains(&one)),
            }
            && (!news || entry.opened_at.is_none() || entry.unheard)
            && self.answer_by.is_none_or(|until| entry.silence_on.is_some_and(|on| on <= until))
    }
}

/// A page of an inbox, or of what in it is to be answered until a day.
async fn one_page(conn: &mut store::Read, inbox: Inbox<'_>, until: Option<Date>) -> Result<inbox::Page, DeskError> {
    Ok(match until {
        Some(until) => silence::inbox(conn, inbox, until).await?,
        None => inbox::inbox(conn, inbox).await?,
    })
}

/// The same; where it is what one agent looks after, what the absent colleagues do too.
async fn with_absent(
    conn: &mut store::Read,
    inbox: Inbox<'_>,
    until: Option<Date>,
    absent: &[Uuid],
) -> Result<inbox::Page, DeskError> {
    let mut page = one_page(conn, inbox, until).await?;
    if absent.is_empty() {
        return Ok(page);
    }
    let mut more = page.next.is_some();
    for one in absent {
        let theirs = one_page(conn, Inbox { assignee: Assignee::Agent(*one), ..inbox }, until).await?;
        more |= theirs.next.is_some();
        page.entries.extend(theirs.entries);
    }
    match until {
        Some(_) => page.entries.sort_by_key(|entry| (entry.silence_on, entry.id)),
        None => page.entries.sort_by_key(|entry| std::cmp::Reverse((entry.created_at, entry.id))),
    }
    let limit = usize::from(inbox.limit);
    more |= page.entries.len() > limit;
    page.entries.truncate(limit);
    page.next = page.entries.last().filter(|_| more).and_then(|last| match until {
        Some(_) => silence::after(last),
        None => Some(Cursor::after(last)),
    });
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

/// The reference that a text is, or that of the case whose number it is (`RCO-K7M2-9XQD-4TWA-F-01`), with which of its dossier's cases.
fn named(text: &str) -> Option<(String, Option<u8>)> {
    let text = text.trim();
    if let Ok(reference) = text.parse::<Reference>() {
        return Some((reference.to_string(), None));
    }
    let (front, number) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let number = number.parse::<u8>().ok().filter(|number| (1..=99).contains(number))?;
    Some((front.parse::<Reference>().ok()?.to_string(), Some(number)))
}

/// Whether a text names a whole dossier, one of its cases, or how a reference begins: nothing else is looked for.
pub fn names_a_case(text: &str) -> bool {
    named(text).is_some() || !Beginning::all(text).is_empty()
}

/// The cases of the agent's desk whose references begin so, the newest first.
async fn begun(conn: &mut store::Read, agent: &Agent, begins: &[Beginning]) -> Result<Vec<Entry>, DeskError> {
    let mut entries: Vec<Entry> = Vec::new();
    for one in begins {
        let letters = match &one.letters {
            Some(letters) => vec![letters.clone()],
            None => cases::letters(conn, LETTERS).await?,
        };
        for letters in letters {
            let desk = (agent.organisation.as_str(), agent.branch.as_str());
            entries.extend(cases::begun_with(conn, desk, &one.behind(&letters), PAGE).await?);
        }
    }
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.created_at, entry.id)));
    entries.dedup_by_key(|entry| entry.id);
    entries.truncate(usize::from(PAGE));
    Ok(entries)
}

/// The cases of the agent's desk that belong to the dossier with this reference, or the one of them with this number.
async fn found(
    conn: &mut store::Read,
    agent: &Agent,
    (reference, only): &(String, Option<u8>),
) -> Result<Vec<Entry>, DeskError> {
    let mut entries = Vec::new();
    // Cases are known by the reference and a number; a dossier has at most as many as its démarche has recipients.
    for number in 1..=99_u8 {
        let Some(case) = cases::of_external_id(conn, &format!("{reference}-{number:02}")).await? else { break };
        if only.is_none_or(|only| only == number)
            && case.organisation == agent.organisation
            && case.branch == agent.branch
            && case.status != "to_send"
            && !crate::withhold::never_sent(&case)
        {
            entries.push(case.entry.clone());
        }
    }
    Ok(entries)
}
