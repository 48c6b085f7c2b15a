//! Tells citizens who read or changed what of theirs, and when: what the journal knows of their account, drafts, dossiers, cases and files.
//! Of an agent they read the organisation, and not the name.

use std::collections::{BTreeMap, HashMap};

use documents::csv::{self, Cell, Writer};
use form::text::{Language, Text};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use store::{
    Uuid, agents,
    attachments::{self, Owner},
    cases, complements, dossiers,
    drafts::{self, Draft},
    journal::{self, Entry},
    organisations, partners, people, questions,
};

use words::Words;

use crate::{Desk, access::Person, error::DeskError, hand_out::Document};

/// How many are told at most, the latest.
pub const MAX_TRACES: usize = 5_000;

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The citizen, logged in.
    You,
    /// Somebody who had the link of the draft or dossier; most often the citizen.
    Holder,
    /// Somebody who was not logged in, and showed nothing that opens anything: a failed login.
    Visitor,
    /// An agent of this organisation.
    Agent(String),
    /// The software of this organisation.
    Software(String),
    /// The site, by itself.
    Site,
    /// Those who run the site.
    Operator,
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// When.
    pub at: Timestamp,
    /// What, as the journal calls it (`case.opened`).
    pub act: String,
    /// Who.
    pub who: Who,
    /// The reference of the dossier it concerns; none where it concerns the account or a draft.
    pub reference: Option<String>,
    /// What the démarche is called whose draft it concerns, before that is filed.
    pub demarche: Option<Text>,
}

impl Desk {
    /// What was done to what is the person's, the latest first.
    pub async fn traces(&self, person: &Person) -> Result<Vec<Trace>, DeskError> {
        let (entries, references, begun) = self
            .store
            .read(async |conn| {
                // By agency: every entry belongs to one.
                let mut objects: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
                let mut references: HashMap<Uuid, String> = HashMap::new();
                let mut begun: Vec<(Draft, Vec<Uuid>)> = Vec::new();
                objects.entry(people::PORTAL.to_owned()).or_default().push(person.id);
                let documents = attachments::list(conn, people::PORTAL, Owner::Person(person.id)).await?;
                objects.entry(people::PORTAL.to_owned()).or_default().extend(documents.iter().map(|file| file.id));
                for draft in drafts::of_person(conn, person.id).await? {
                    let asked = questions::of_draft(conn, &draft.agency, draft.id).await?;
                    let own: Vec<Uuid> = asked.iter().map(|question| question.id).chain([draft.id]).collect();
                    objects.entry(draft.agency.clone()).or_default().extend(&own);
                    begun.push((draft, own));
                }
                for dossier in dossiers::of_person(conn, person.id).await? {
                    let mut own = vec![dossier.id, dossier.draft];
                    let asked = questions::of_draft(conn, &dossier.agency, dossier.draft).await?;
                    own.extend(asked.iter().map(|question| question.id));
                    let mut owners = vec![Owner::Dossier(dossier.id)];
                    for case in cases::of_dossier(conn, &dossier.agency, dossier.id).await? {
                        own.push(case.id);
                        owners.extend([Owner::Case(case.id), Owner::Message(case.id)]);
                        for one in complements::of_case(conn, &case).await? {
                            owners.push(Owner::Complement(one.id));
                        }
                    }
                    for owner in owners {
                        own.extend(attachments::list(conn, &dossier.agency, owner).await?.iter().map(|file| file.id));
                    }
                    references.extend(own.iter().map(|id| (*id, dossier.reference.clone())));
                    objects.entry(dossier.agency).or_default().append(&mut own);
                }
                let mut entries: Vec<Entry> = Vec::new();
                for (agency, objects) in &objects {
                    entries.extend(journal::of_objects(conn, agency, objects, MAX_TRACES as i64).await?);
                }
                Ok::<_, DeskError>((entries, references, begun))
            })
            .await?;
        let mut entries = entries;
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
        entries.truncate(MAX_TRACES);
        let named = self.named(&entries).await?;
        let mut titles: HashMap<Uuid, Text> = HashMap::new();
        for (draft, own) in begun {
            let served = self.library.version(&self.store, &draft.agency, &draft.demarche, &draft.definition).await?;
            titles.extend(own.into_iter().map(|id| (id, served.demarche.title.clone())));
        }
        let told = entries.into_iter().filter(|entry| !is_inner(&entry.act)).map(|entry| Trace {
            at: entry.at,
            who: who(&entry, person, &named),
            reference: references.get(&entry.object).cloned(),
            demarche: titles.get(&entry.object).cloned(),
            act: entry.act,
        });
        Ok(told.collect())
    }

    /// The organisations for which agents and software did something, by who did it.
    async fn named(&self, entries: &[Entry]) -> Result<HashMap<Uuid, String>, DeskError> {
        let mut named = HashMap::new();
        self.store
            .read(async |conn| {
                for entry in entries {
                    let Some(actor) = entry.actor.filter(|actor| !named.contains_key(actor)) else { continue };
                    let siret = match entry.actor_kind.as_str() {
                        "agent" => agents::get(conn, people::PORTAL, actor).await?.map(|agent| agent.organisation),
                        "partner" => partners::get(conn, actor).await?.map(|client| client.organisation),
                        _ => continue,
                    };
                    let name = match &siret {
                        Some(siret) => {
                            organisations::of_siret(conn, siret).await?.into_iter().next().map(|found| found.name)
                        }
                        None => None,
                    };
                    named.insert(actor, name.or(siret).unwrap_or_default());
                }
                Ok::<_, DeskError>(())
            })
            .await?;
        Ok(named)
    }
}

/// What a desk or the site notes for itself alone.
fn is_inner(act: &str) -> bool {
    const INNER: &[&str] = &[
        "case.acknowledgement_alarm",
        "case.acknowledgement_reminder",
        "case.acknowledgement_taken_back",
        "case.assigned",
        "case.forwarded_often",
        "case.labelled",
        "case.noted",
        "case.resent",
        "case.silence_reminder",
        "case.unlabelled",
        "question.ended",
        "question.joined",
        "question.treated",
    ];
    act.starts_with("work.") || INNER.contains(&act)
}

fn who(entry: &Entry, person: &Person, named: &HashMap<Uuid, String>) -> Who {
    let organisation = || entry.actor.and_then(|actor| named.get(&actor).cloned()).unwrap_or_default();
    match entry.actor_kind.as_str() {
        "citizen" if entry.actor == Some(person.id) => Who::You,
        "agent" => Who::Agent(organisation()),
        "partner" => Who::Software(organisation()),
        "operator" => Who::Operator,
        "system" => Who::Site,
        "visitor" => Who::Visitor,
        _ => Who::Holder,
    }
}

impl Trace {
    /// The dossier or the démarche that it concerns.
    fn concerns(&self, language: Language) -> Option<String> {
        let demarche = || self.demarche.as_ref().map(|title| title.get(language).to_owned());
        self.reference.clone().or_else(demarche)
    }

    /// What was done, in words.
    pub fn what(&self, language: Language) -> String {
        let id = format!("trace-{}", words::id_of_code(&self.act));
        let known = Words::shared().find(language.tag(), &id, &[]);
        known.unwrap_or_else(|| Words::shared().get(language.tag(), "trace-other", &[]))
    }

    /// Who did it, in words.
    pub fn who(&self, language: Language) -> String {
        let (id, organisation) = match &self.who {
            Who::You => ("trace-who-you", ""),
            Who::Holder => ("trace-who-holder", ""),
            Who::Visitor => ("trace-who-visitor", ""),
            Who::Agent(organisation) => ("trace-who-agent", organisation.as_str()),
            Who::Software(organisation) => ("trace-who-software", organisation.as_str()),
            Who::Site => ("trace-who-site", ""),
            Who::Operator => ("trace-who-operator", ""),
        };
        Words::shared().get(language.tag(), id, &[("organisation", organisation.into())])
    }
}

impl Desk {
    /// A moment as people at the site read it.
    pub fn at_the_site(&self, at: Timestamp) -> Zoned {
        at.to_zoned(TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC))
    }
}

/// The columns of the table.
const COLUMNS: [&str; 4] = ["traces-column-at", "traces-column-what", "traces-column-who", "traces-column-reference"];

impl Desk {
    /// The same as a table, for the citizen to take along.
    pub async fn traces_table(&self, person: &Person, language: Language) -> Result<Document, DeskError> {
        let traces = self.traces(person).await?;
        let header = COLUMNS.map(|id| Words::shared().get(language.tag(), id, &[]));
        let written = || -> std::io::Result<Vec<u8>> {
            let mut table = Writer::new(Vec::new(), header.iter().map(String::as_str))?;
            for trace in &traces {
                table.row(&[
                    Cell::Own(self.at_the_site(trace.at).strftime("%Y-%m-%d %H:%M:%S").to_string()),
                    Cell::Own(trace.what(language)),
                    Cell::Text(trace.who(language)),
                    Cell::Text(trace.concerns(language).unwrap_or_default()),
                ])?;
            }
            Ok(table.into_inner())
        };
        let bytes = written().map_err(|error| DeskError::Document(error.to_string()))?;
        Ok(Document { name: "traces.csv".to_owned(), mime: csv::MIME.to_owned(), bytes })
    }
}
