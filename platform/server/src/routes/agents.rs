//! `/agents`: the inbox, and what is around every page of the portal.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use desk::{Card, InboxQuery};
use form::text::Language;
use jiff::tz::TimeZone;
use pages::page::{
    Chrome, Person,
    agent::{Chip, Inbox, InboxFilters, InboxRow, Tag},
};
use serde::Deserialize;
use store::{Uuid, agents::Role, cases::Entry, inbox::COUNTED, labels::Label};

use super::{batch, exports};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{AgentVisit, encode, keep_list},
    },
};

pub(crate) const HOME: &str = "/agents";
/// The surroundings of an agent's page.
pub(crate) fn around(app: &App, visit: &AgentVisit, path: impl Into<String>) -> Chrome {
    let mut chrome = chrome::bare(app, visit.language);
    chrome.path = path.into();
    chrome.csrf = visit.form_token();
    chrome.person = Some(Person {
        name: if visit.agent.name.is_empty() { visit.agent.email.clone() } else { visit.agent.name.clone() },
        agent: true,
        questions: 0,
        supervisor: visit.agent.role >= Role::Supervisor,
        admin: visit.agent.role >= Role::Admin,
        home_href: if visit.agent.role == Role::Operator { super::operation::HOME } else { HOME }.to_owned(),
        logout_action: "/agents/deconnexion".to_owned(),
    });
    chrome
}

/// The same of a page that shows the portal's navigation.
pub(crate) async fn portal(app: &App, visit: &AgentVisit, path: impl Into<String>) -> Result<Chrome, ServerError> {
    let mut chrome = around(app, visit, path);
    if let Some(person) = &mut chrome.person {
        person.questions = app.desk().waiting_questions(&visit.agent).await?;
    }
    Ok(chrome)
}

/// What was done just now, where a page is shown again after it.
#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    pub(super) fait: String,
}

/// What lists of cases say in words.
pub(crate) struct Listed {
    cards: Vec<Card>,
    labels: Vec<Label>,
    /// The names of the agents.
    pub(crate) names: BTreeMap<Uuid, String>,
    /// Those of them whose accounts are closed.
    left: BTreeSet<Uuid>,
}

impl Listed {
    pub(crate) async fn new(app: &App, visit: &AgentVisit, labels: Vec<Label>) -> Result<Self, ServerError> {
        let cards = app.desk().library().cards().await?;
        let (names, left) = app.desk().colleagues_and_left(&visit.agent).await?;
        Ok(Self { cards, labels, names, left })
    }

    /// Whether the account of whoever looks after a case is closed.
    pub(crate) fn is_left(&self, entry: &Entry) -> bool {
        entry.assignee.is_some_and(|id| self.left.contains(&id))
    }

    pub(crate) fn title(&self, id: &str, language: Language) -> String {
        let card = self.cards.iter().find(|card| card.id == id);
        card.map_or_else(|| id.to_owned(), |card| card.title.get(language).to_owned())
    }

    /// The démarches that a desk has cases of, and the one that is chosen, in the order of their names.
    fn of_desk(&self, had: &[String], chosen: &str, language: Language) -> Vec<(String, String)> {
        let is_other = |card: &&Card| card.id == chosen && !had.contains(&card.id);
        let other = self.cards.iter().find(is_other).map(|card| &card.id);
        let named = had.iter().chain(other).map(|id| (id.clone(), self.title(id, language)));
        let mut found: Vec<(String, String)> = named.collect();
        found.sort_by_key(|(_, title)| title.to_lowercase());
        found
    }

    pub(crate) fn href(entry: &Entry) -> String {
        format!("/agents/cas/{}/{}", entry.agency, entry.id)
    }

    /// The dossier's reference.
    pub(crate) fn reference(entry: &Entry) -> String {
        Self::dossier_of(&entry.external_id)
    }

    /// The dossier's reference, of the number that one of its cases is known by.
    pub(crate) fn dossier_of(number: &str) -> String {
        number.rsplit_once('-').map_or(number, |(reference, _)| reference).to_owned()
    }

    /// What a case is ticked as, in the state that is shown.
    pub(crate) fn pick(entry: &Entry) -> String {
        format!("{}/{}/{}", entry.agency, entry.id, entry.updated_at.as_microsecond())
    }

    /// All labels of the desk, with those that are carried.
    pub(crate) fn all_tags(&self, carried: &[Uuid]) -> Vec<Tag> {
        let tag = |label: &Label| Tag {
            id: label.id.to_string(),
            name: label.name.clone(),
            colour: label.colour.clone(),
            on: carried.contains(&label.id),
        };
        self.labels.iter().map(tag).collect()
    }

    pub(crate) fn tags(&self, carried: &[Uuid]) -> Vec<Tag> {
        self.all_tags(carried).into_iter().filter(|tag| tag.on).collect()
    }
}

#[derive(Deserialize, Default)]
pub(crate) struct Filters {
    #[serde(default)]
    demarche: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    assignee: String,
    #[serde(default)]
    echeance: String,
    #[serde(default)]
    nouveau: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    transmis: String,
    /// `tout`: all of the page's cases are ticked.
    #[serde(default)]
    coches: String,
}

impl Filters {
    /// The same, posted.
    pub(crate) fn posted(posting: &Posting) -> Self {
        let text = |name: &str| posting.text(name).to_owned();
        Self {
            demarche: text("demarche"),
            status: text("status"),
            assignee: text("assignee"),
            echeance: text("echeance"),
            nouveau: text("nouveau"),
            label: text("label"),
            q: text("q"),
            ..Self::default()
        }
    }

    /// The filters as the desk takes them.
    pub(crate) fn query(&self) -> InboxQuery {
        InboxQuery {
            demarche: self.demarche.clone(),
            status: self.status.clone(),
            assignee: self.assignee.clone(),
            answer_by: self.echeance.clone(),
            news: self.nouveau.clone(),
            label: self.label.clone(),
            reference: self.q.clone(),
            after: self.after.clone(),
        }
    }

    /// Those that are chosen: names and values.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = vec![
            ("demarche", self.demarche.as_str()),
            ("status", &self.status),
            ("assignee", &self.assignee),
            ("echeance", &self.echeance),
            ("nouveau", &self.nouveau),
            ("label", &self.label),
            ("q", &self.q),
        ];
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// The inbox with these filters, without the one called `without`.
    pub(crate) fn href(&self, without: &str, after: Option<&str>) -> String {
        self.href_at(HOME, without, after)
    }

    fn href_at(&self, place: &str, without: &str, after: Option<&str>) -> String {
        let after = after.filter(|after| !after.is_empty()).map(|after| ("after", after));
        let kept = self.pairs().into_iter().chain(after).filter(|(name, _)| *name != without);
        let kept: Vec<String> = kept.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if kept.is_empty() { place.to_owned() } else { format!("{place}?{}", kept.join("&")) }
    }

    /// The same page, all of its cases ticked.
    fn ticked(&self) -> String {
        let href = self.href("", Some(&self.after));
        let and = if href.contains('?') { '&' } else { '?' };
        format!("{href}{and}coches=tout")
    }
}

pub(crate) async fn inbox(
    State(app): State<App>,
    Query(filters): Query<Filters>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    let language = visit.language;
    let query = filters.query();
    let found = app.desk().inbox(&visit.agent, &query).await?;
    let listed = Listed::new(&app, &visit, found.labels).await?;
    let title = |id: &str| listed.title(id, language);
    let now = app.desk().now();
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    let today = now.to_zoned(zone.clone()).date();
    let rows = found
        .entries
        .iter()
        .map(|entry| {
            let due = found.owed.get(&entry.id);
            InboxRow {
                href: Listed::href(entry),
                reference: Listed::reference(entry),
                pick: Listed::pick(entry),
                picked: filters.coches == "tout",
                tags: found.carried.get(&entry.id).map(|carried| listed.tags(carried)).unwrap_or_default(),
                demarche: title(&entry.demarche),
                status: entry.status.clone(),
                recorded_at: entry.created_at.to_zoned(zone.clone()),
                arrived_at: entry.handed_at.map(|at| at.to_zoned(zone.clone())),
                due: due.map(|due| due.to_zoned(zone.clone()).date()),
                late: due.is_some_and(|due| *due <= now),
                answer_by: entry.silence_on,
                answer_late: entry.silence_on.is_some_and(|on| on < today),
                unheard: entry.unheard,
                new: entry.opened_at.is_none(),
                assignee: found.assignees.get(&entry.id).cloned(),
                left: listed.is_left(entry),
                own_receipt: entry.own_receipt && entry.own_receipt_on.is_none(),
            }
        })
        .collect();
    let tags = listed.all_tags(&[]);
    let colleagues = app.desk().all_mates(&visit.agent).await?;
    let chips = said(&query, &listed, language)
        .into_iter()
        .map(|(name, label)| Chip { label, remove_href: filters.href(name, None) })
        .collect::<Vec<_>>();
    let whole = [&filters.q, &filters.demarche, &filters.assignee, &filters.echeance, &filters.nouveau, &filters.label]
        .iter()
        .all(|filter| filter.is_empty());
    let (total, more) = if whole {
        let asked = found.counts.iter().filter(|(status, _)| filters.status.is_empty() || *status == filters.status);
        let (counted, more): (Vec<u64>, Vec<bool>) =
            asked.map(|(_, count)| ((*count).min(COUNTED), *count > COUNTED)).unzip();
        (counted.iter().sum(), more.contains(&true))
    } else {
        (found.entries.len() as u64, found.next.is_some() || !filters.after.is_empty())
    };
    let page = Inbox {
        chrome: portal(&app, &visit, filters.href("", None)).await?,
        organisation: found.organisation,
        action: HOME.to_owned(),
        demarches: listed.of_desk(&found.demarches, &filters.demarche, language),
        statuses: found.counts.iter().map(|(status, _)| status.clone()).collect(),
        colleagues: colleagues.into_iter().map(|(id, name, left)| (id.to_string(), name, left)).collect(),
        filters: InboxFilters {
            demarche: filters.demarche.clone(),
            status: filters.status.clone(),
            assignee: filters.assignee.clone(),
            answer_by: filters.echeance.clone(),
            news: filters.nouveau.clone(),
            label: desk::label_named(&listed.labels, &filters.label).map_or_else(String::new, |one| one.id.to_string()),
            query: filters.q.clone(),
        },
        chips,
        no_reference: !filters.q.trim().is_empty() && !desk::names_a_case(&filters.q),
        forwarded: filters.transmis == "1",
        rows,
        labels: tags,
        batch_action: batch::HERE.to_owned(),
        tick_all_href: filters.ticked(),
        export_href: (visit.agent.role >= Role::Supervisor).then(|| filters.href_at(exports::HERE, "after", None)),
        total,
        more,
        previous_href: (!filters.after.is_empty()).then(|| filters.href("", None)),
        next_href: found.next.as_deref().map(|mark| filters.href("", Some(mark))),
    };
    let mut response = app.draw(&page)?.into_response();
    let list = filters.href("", Some(&filters.after));
    if list != visit.list()
        && let Some(kept) = keep_list(app.config(), &visit.agent, &list)
    {
        response.headers_mut().append(header::SET_COOKIE, kept);
    }
    Ok(response)
}

/// The filters in words, each with its name in the address.
pub(crate) fn said(query: &InboxQuery, listed: &Listed, language: Language) -> Vec<(&'static str, String)> {
    let status = words::Words::shared().get(language.tag(), &format!("status-{}", query.status.replace('_', "-")), &[]);
    let label = desk::label_named(&listed.labels, &query.label);
    [
        ("demarche", &query.demarche, listed.title(&query.demarche, language)),
        ("status", &query.status, status),
        ("assignee", &query.assignee, assignee_chip(&query.assignee, listed, language)),
        ("echeance", &query.answer_by, answer_chip(&query.answer_by, language)),
        ("nouveau", &query.news, words::Words::shared().get(language.tag(), "inbox-news-only", &[])),
        ("label", &query.label, label.map(|label| label.name.clone()).unwrap_or_default()),
        ("q", &query.reference, query.reference.clone()),
    ]
    .into_iter()
    .filter(|(_, value, _)| !value.is_empty())
    .map(|(name, _, said)| (name, said))
    .collect()
}

/// The filter of what is to be answered by when, in words.
fn answer_chip(answer_by: &str, language: Language) -> String {
    let id = if answer_by == "7" { "inbox-answer-soon" } else { "inbox-answer-all" };
    words::Words::shared().get(language.tag(), id, &[])
}

/// The filter of who looks after a case, in words.
fn assignee_chip(assignee: &str, listed: &Listed, language: Language) -> String {
    let id = match assignee {
        "moi" => "inbox-assignee-me",
        "personne" => "inbox-assignee-nobody",
        other => {
            let named = other.parse::<Uuid>().ok().and_then(|id| listed.names.get(&id));
            return named.cloned().unwrap_or_else(|| other.to_owned());
        }
    };
    words::Words::shared().get(language.tag(), id, &[])
}
