//! Finds recipients in the directory, and imports it. `form` asks without waiting: what it may ask for is fetched before.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
    sync::RwLock,
};

use documents::receipt::is_reachable;
use form::{
    answers::Answers,
    connection,
    demarche::{Recipient, To},
    lookup::{Directory, Lookup as _, Organisation, Wanted},
    routing::{self, Area},
    state::State,
    text::Language,
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use store::{
    agencies::Agency,
    definitions,
    journal::{self, NewEntry},
    organisations, people,
};

use crate::{
    Desk, Served,
    error::DeskError,
    fill::{Fill, unhurried},
    notify::is_address,
};

/// How long a page may show the directory as it was; a submission asks anew.
const FRESH: SignedDuration = SignedDuration::from_secs(30);
/// How many answers of the directory are remembered.
const REMEMBERED: usize = 50_000;

/// Answers of the directory, by démarche and question.
#[derive(Default)]
pub(crate) struct Cache(RwLock<HashMap<(String, Wanted), Remembered>>);

/// When it was asked, and what the directory said.
type Remembered = (Timestamp, Option<Organisation>);

/// The part of the directory that one draft can lead to, at one moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot(BTreeMap<Wanted, Option<Organisation>>);

impl Directory for Snapshot {
    fn find(&self, wanted: &Wanted) -> Option<Organisation> {
        self.0.get(wanted)?.clone()
    }
}

impl Desk {
    /// The directory as far as the answers reach. `now`: not from memory.
    pub(crate) async fn snapshot(&self, served: &Served, keys: Keys, now: bool) -> Result<Snapshot, DeskError> {
        let demarche = &served.demarche.id;
        let mut snapshot = Snapshot::default();
        let mut missing = Vec::new();
        let at = self.now();
        for key in keys.0 {
            let known = if now { None } else { self.directory.get(demarche, &key, at) };
            match known {
                Some(found) => {
                    snapshot.0.insert(key, found);
                }
                None => missing.push(key),
            }
        }
        if missing.is_empty() {
            return Ok(snapshot);
        }
        let found = self
            .store
            .read(async |conn| {
                let mut found = Vec::with_capacity(missing.len());
                for key in missing {
                    let organisation = match &key {
                        Wanted::Desk { siret, branch } => organisations::get(conn, siret, branch).await?,
                        Wanted::Commune(code) => serving(conn, demarche, organisations::Area::Commune(code)).await?,
                        Wanted::Departement(number) => {
                            serving(conn, demarche, organisations::Area::Departement(number)).await?
                        }
                    };
                    found.push((key, organisation.map(|organisation| known_to(demarche, organisation))));
                }
                Ok::<_, DeskError>(found)
            })
            .await?;
        for (key, organisation) in found {
            self.directory.put(demarche, &key, at, organisation.clone());
            snapshot.0.insert(key, organisation);
        }
        Ok(snapshot)
    }

    /// Writes into the answers which recipients are connected, where conditions ask. `now`: not from memory. Says whether anything changed.
    pub(crate) async fn ask_connections(
        &self,
        served: &Served,
        answers: &mut Answers,
        now: bool,
    ) -> Result<bool, DeskError> {
        let demarche = &served.demarche;
        if demarche.asked_of.is_empty() {
            return Ok(false);
        }
        let asked = {
            let facts = self.facts(served, Language::Fr);
            if served.computes {
                unhurried(|| connection::asked(demarche, answers, &facts))
            } else {
                connection::asked(demarche, answers, &facts)
            }
        };
        let wanted = |asked: &connection::Asked<'_>| routing::wanted_at(&asked.recipient.to, asked.place.as_deref());
        let snapshot = self.snapshot(served, Keys(asked.iter().filter_map(wanted).collect()), now).await?;
        let mut changed = false;
        for one in &asked {
            let found = wanted(one).and_then(|wanted| snapshot.find(&wanted));
            let (id, place) = (&one.recipient.id, one.place.as_deref());
            let connected = found.is_some_and(|found| found.connected);
            if answers.connected(id, place) != Some(connected) {
                answers.set_connected(id, place, connected);
                changed = true;
            }
        }
        Ok(changed)
    }

    /// The recipients that the commune or the département in the answers leads to. One whose condition still misses an answer is not chosen yet.
    pub async fn led_to(&self, fill: &Fill, language: Language) -> Result<Vec<LedTo>, DeskError> {
        self.chosen(fill, language, |recipient| !matches!(recipient.to, To::Organisation { .. })).await
    }

    /// Every recipient that the answers choose, by whatever: those that a place leads to and those whose condition holds.
    pub async fn receivers(&self, fill: &Fill, language: Language) -> Result<Vec<LedTo>, DeskError> {
        self.chosen(fill, language, |_| true).await
    }

    async fn chosen(
        &self,
        fill: &Fill,
        language: Language,
        wanted: impl Fn(&Recipient) -> bool,
    ) -> Result<Vec<LedTo>, DeskError> {
        if !fill.served.demarche.recipients.iter().any(&wanted) {
            return Ok(Vec::new());
        }
        let recipients: Vec<&Recipient> =
            fill.served.demarche.recipients.iter().filter(|recipient| wanted(recipient)).collect();
        let is_fixed = |one: &&Recipient| one.when.is_none() && matches!(one.to, To::Organisation { .. });
        let found: Vec<(&Recipient, Wanted, Option<Area>)> = match recipients.iter().all(is_fixed) {
            // Whatever is answered: the answers need not be looked at.
            true => {
                recipients.into_iter().filter_map(|one| Some((one, routing::wanted_at(&one.to, None)?, None))).collect()
            }
            false => self.with_state(fill, language, |state| {
                let chosen = recipients.into_iter().filter(|one| routing::receives_a_case(state, one));
                chosen
                    .filter_map(|one| Some((one, routing::wanted(state, &one.to)?, routing::area(state, one))))
                    .collect()
            }),
        };
        let keys = Keys(found.iter().map(|(_, key, _)| key.clone()).collect());
        let snapshot = self.snapshot(&fill.served, keys, false).await?;
        Ok(found
            .into_iter()
            .map(|(recipient, key, area)| LedTo {
                recipient: recipient.id.clone(),
                title: recipient.title.get(language).to_owned(),
                organisation: snapshot.0.get(&key).cloned().flatten(),
                by_place: !matches!(recipient.to, To::Organisation { .. }),
                area,
                decided_on: routing::decided_on(&fill.served.demarche, recipient),
            })
            .collect())
    }

    /// Of these, the ones that are not connected.
    pub async fn unconnected(&self, fill: &Fill, language: Language) -> Result<Vec<LedTo>, DeskError> {
        Ok(self.receivers(fill, language).await?.into_iter().filter(|one| !one.connected()).collect())
    }

    /// Whether some answers lead to a recipient that is not connected: a place may have none, of a named organisation the directory knows.
    pub async fn may_be_unconnected(&self, served: &Served) -> Result<bool, DeskError> {
        let mut keys = Vec::new();
        for recipient in &served.demarche.recipients {
            match &recipient.to {
                To::Organisation { siret, branch } => {
                    keys.push(Wanted::Desk { siret: siret.clone(), branch: branch.clone() });
                }
                To::CommuneOf { .. } | To::DepartementOf { .. } => return Ok(true),
            }
        }
        let snapshot = self.snapshot(served, Keys(keys), false).await?;
        Ok(snapshot.0.values().any(|found| found.as_ref().is_none_or(|found| !found.connected)))
    }

    /// The recipients that every filing goes to, whatever is answered, and that are not connected.
    pub async fn always_unconnected(&self, served: &Served, language: Language) -> Result<Vec<LedTo>, DeskError> {
        let fixed: Vec<(&str, &str, Wanted)> = served
            .demarche
            .recipients
            .iter()
            .filter(|recipient| recipient.when.is_none())
            .filter_map(|recipient| match &recipient.to {
                To::Organisation { siret, branch } => {
                    let desk = Wanted::Desk { siret: siret.clone(), branch: branch.clone() };
                    Some((recipient.id.as_str(), recipient.title.get(language), desk))
                }
                To::CommuneOf { .. } | To::DepartementOf { .. } => None,
            })
            .collect();
        let keys = Keys(fixed.iter().map(|(_, _, key)| key.clone()).collect());
        let snapshot = self.snapshot(served, keys, false).await?;
        Ok(fixed
            .into_iter()
            .map(|(recipient, title, key)| LedTo {
                recipient: recipient.to_owned(),
                title: title.to_owned(),
                organisation: snapshot.0.get(&key).cloned().flatten(),
                by_place: false,
                area: None,
                decided_on: None,
            })
            .filter(|one| !one.connected())
            .collect())
    }

    /// Imports a directory file (YAML, or JSON, which is YAML too): `agencies:` and `organisations:`, or a bare list of organisations.
    /// Entries are added or replaced; where one is not acceptable, nothing is imported.
    ///
    /// # Errors
    /// `server.file` where the file cannot be read; `directory.file` where it is no directory; `directory.siret`, `directory.branch`, `directory.agency`,
    /// `directory.name`, `directory.email`, `directory.site` where an entry is not acceptable.
    pub async fn import_directory(&self, file: &Path) -> Result<Imported, DeskError> {
        let text = std::fs::read_to_string(file).map_err(DeskError::io(file.display().to_string()))?;
        let DirectoryFile { agencies, organisations } = DirectoryFile::read(&text)?;
        let import = self.store.ids().uuid()?;
        self.store
            .write(async |tx| {
                // Written down before the organisations are, which go in by pieces: none comes in that the journal does not tell of.
                let entry = NewEntry {
                    agency: people::PORTAL,
                    act: "directory.imported",
                    object_kind: "directory",
                    object: import,
                    actor_kind: "operator",
                    actor: None,
                    committed: Some(text.as_bytes()),
                };
                journal::add(tx, entry).await?;
                for agency in &agencies {
                    store::agencies::put(tx, agency).await?;
                }
                Ok::<_, DeskError>(())
            })
            .await?;
        organisations::import(&self.store, &organisations).await?;
        self.directory.forget();
        self.learn_agencies().await?;
        // A desk that receives and has no telephone may have no accusé de réception issued in its name (CRPA R112-11-1, 2°).
        let unreachable = |one: &&organisations::Organisation| {
            let reached = is_reachable(one.phone.as_deref(), Some(&one.address), one.email.as_deref());
            !one.demarches.is_empty() && !reached
        };
        let known = self.store.read(async |conn| definitions::demarches(conn).await).await?;
        let lists = self.lists();
        let strange = |code: &&String| lists.entry("communes", code).is_none();
        let unknown_communes = organisations
            .iter()
            .flat_map(|one| one.communes.iter().filter(strange).map(|code| (code.clone(), one.name.clone())))
            .collect();
        let named: BTreeSet<&String> = organisations.iter().flat_map(|one| &one.demarches).collect();
        Ok(Imported {
            unknown_communes,
            unknown_demarches: named.into_iter().filter(|id| !known.contains(*id)).cloned().collect(),
            agencies: agencies.len(),
            incomplete: organisations.iter().filter(unreachable).map(|one| one.name.clone()).collect(),
            organisations: organisations.len(),
        })
    }
}

/// How many entries a directory file brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Who publishes démarches.
    pub agencies: usize,
    /// Who receives them.
    pub organisations: usize,
    /// The names of those that are connected and lack a telephone number or any address: no accusé de réception can be issued for them,
    /// but of démarches whose own authority is known and reachable.
    pub incomplete: Vec<String>,
    /// INSEE codes that the list of communes does not hold, each with the name of the entry that says to serve it.
    pub unknown_communes: Vec<(String, String)>,
    /// The ids of démarches that nobody ever published or filled in here: they may come later, or are mistyped.
    pub unknown_demarches: Vec<String>,
}

/// A directory file, with nothing in it that may not be shown.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DirectoryFile {
    #[serde(default)]
    agencies: Vec<Agency>,
    #[serde(default)]
    organisations: Vec<organisations::Organisation>,
}

impl DirectoryFile {
    fn read(text: &str) -> Result<Self, DeskError> {
        let unreadable = |error: serde_yaml::Error| DeskError::Directory { place: error.to_string() };
        // Asked first, for an enum of both forms would tell no line of a fault.
        let found = match serde_yaml::from_str(text).map_err(unreadable)? {
            serde_yaml::Value::Sequence(_) => {
                Self { organisations: serde_yaml::from_str(text).map_err(unreadable)?, agencies: Vec::new() }
            }
            _ => serde_yaml::from_str(text).map_err(unreadable)?,
        };
        let refuse =
            |entry: &str, code| Err(DeskError::DirectoryEntry { entry: entry.chars().take(80).collect(), code });
        for agency in &found.agencies {
            let slug = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            if agency.id.is_empty() || agency.id.len() > 64 || !agency.id.bytes().all(slug) {
                return refuse(&agency.id, "directory.agency");
            }
            if agency.name.trim().is_empty() {
                return refuse(&agency.id, "directory.name");
            }
            if agency.email.as_deref().is_some_and(|email| !is_address(email)) {
                return refuse(&agency.name, "directory.email");
            }
            // It becomes a link: no other scheme may stand there.
            let is_site = |site: &str| site.starts_with("https://") || site.starts_with("http://");
            if agency.site.as_deref().is_some_and(|site| !is_site(site) || site.contains(char::is_whitespace)) {
                return refuse(&agency.name, "directory.site");
            }
        }
        for organisation in &found.organisations {
            if organisation.siret.len() != 14 || !organisation.siret.bytes().all(|byte| byte.is_ascii_digit()) {
                return refuse(&organisation.name, "directory.siret");
            }
            // What begins so is not of the directory: invented cases lie there.
            if organisation.branch.starts_with(store::onboarding::SANDBOX) {
                return refuse(&organisation.name, "directory.branch");
            }
            if organisation.name.trim().is_empty() {
                return refuse(&organisation.siret, "directory.name");
            }
            if organisation.email.as_deref().is_some_and(|email| !is_address(email)) {
                return refuse(&organisation.name, "directory.email");
            }
        }
        Ok(found)
    }
}

/// A recipient that the answers lead to.
#[derive(Debug, Clone, PartialEq)]
pub struct LedTo {
    /// The recipient's id in the démarche.
    pub recipient: String,
    /// What the citizen reads.
    pub title: String,
    /// What the directory knows of it.
    pub organisation: Option<Organisation>,
    /// Whether it depends on a place: a commune or a département that was answered.
    pub by_place: bool,
    /// The place that led to it.
    pub area: Option<Area>,
    /// The index of the page on which the last of the answers that lead to it is given; none where no answer decides.
    pub decided_on: Option<usize>,
}

impl LedTo {
    /// Whether it is served here; else the citizen sends it the filing by post.
    pub fn connected(&self) -> bool {
        self.organisation.as_ref().is_some_and(|found| found.connected)
    }
}

/// What the answers may ask of the directory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys(Vec<Wanted>);

impl Keys {
    pub(crate) fn of(state: &State<'_>) -> Self {
        Self(state.demarche.recipients.iter().filter_map(|recipient| routing::wanted(state, &recipient.to)).collect())
    }
}

/// The organisation that serves a place: the one that is connected for the démarche, else one to write to.
async fn serving(
    conn: &mut store::Read,
    demarche: &str,
    area: organisations::Area<'_>,
) -> Result<Option<organisations::Organisation>, DeskError> {
    match organisations::connected_for(conn, demarche, area).await? {
        Some(connected) => Ok(Some(connected)),
        None => Ok(organisations::serving(conn, area).await?.into_iter().next()),
    }
}

impl Cache {
    fn get(&self, demarche: &str, key: &Wanted, now: Timestamp) -> Option<Option<Organisation>> {
        let cache = self.0.read().ok()?;
        let (at, found) = cache.get(&(demarche.to_owned(), key.clone()))?;
        (now.duration_since(*at) < FRESH).then(|| found.clone())
    }

    fn put(&self, demarche: &str, key: &Wanted, now: Timestamp, found: Option<Organisation>) {
        if let Ok(mut cache) = self.0.write() {
            if cache.len() >= REMEMBERED {
                cache.clear();
            }
            cache.insert((demarche.to_owned(), key.clone()), (now, found));
        }
    }

    fn forget(&self) {
        if let Ok(mut cache) = self.0.write() {
            cache.clear();
        }
    }
}

/// What the directory says of an organisation, for one démarche.
pub(crate) fn known_to(demarche: &str, organisation: organisations::Organisation) -> Organisation {
    Organisation {
        connected: organisation.demarches.iter().any(|known| known == demarche),
        siret: organisation.siret,
        branch: organisation.branch,
        name: organisation.name,
        service: None,
        address: Some(organisation.address).filter(|address| !address.is_empty()),
        email: organisation.email,
        phone: organisation.phone,
        invented: organisation.invented,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> &'static str {
        DirectoryFile::read(text).expect_err("it must be refused").code()
    }

    #[test]
    fn a_directory_is_a_list_or_names_agencies_too() {
        let bare = DirectoryFile::read("- { siret: '99910000100018', name: Mairie, address: Ici }").unwrap();
        assert_eq!((bare.agencies.len(), bare.organisations.len()), (0, 1));
        let whole =
            "agencies: [{ id: ville, name: Ville, email: a@b.fr, site: 'https://ville.fr', officer: dpo@ville.fr }]";
        let whole = DirectoryFile::read(whole).unwrap();
        assert_eq!((whole.agencies[0].name.as_str(), whole.organisations.len()), ("Ville", 0));
        assert_eq!(refused("agencies: [{ id: ville, nom: Ville }]"), "directory.file");
        assert_eq!(refused("simple text"), "directory.file");
    }

    #[test]
    fn an_entry_that_may_not_be_shown_is_refused() {
        assert_eq!(refused("agencies: [{ id: Ville d'Exemple, name: Ville }]"), "directory.agency");
        assert_eq!(refused("agencies: [{ id: ville, name: ' ' }]"), "directory.name");
        assert_eq!(refused("agencies: [{ id: ville, name: Ville, email: nulle part }]"), "directory.email");
        assert_eq!(refused("agencies: [{ id: ville, name: Ville, site: 'javascript:alert(1)' }]"), "directory.site");
        assert_eq!(refused("- { siret: '123', name: Mairie, address: Ici }"), "directory.siret");
    }
}
