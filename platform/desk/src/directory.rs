//! Finds recipients in the directory, and imports it. `form` asks without waiting: what it may ask for is fetched before.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::RwLock,
};

use form::{
    answers::Value,
    demarche::{Recipient, To},
    lookup::{Directory, Organisation},
    routing,
    state::State,
    text::Language,
};
use jiff::{SignedDuration, Timestamp};
use store::organisations;

use crate::{Desk, Served, error::DeskError, fill::Fill};

/// How long a page may show the directory as it was; a submission asks anew.
const FRESH: SignedDuration = SignedDuration::from_secs(30);
/// How many answers of the directory are remembered.
const REMEMBERED: usize = 50_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Key {
    Desk { siret: String, branch: String },
    Commune(String),
}

/// Answers of the directory, by démarche and question.
#[derive(Default)]
pub(crate) struct Cache(RwLock<HashMap<(String, Key), Remembered>>);

/// When it was asked, and what the directory said.
type Remembered = (Timestamp, Option<Organisation>);

/// The part of the directory that one draft can lead to, at one moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot(BTreeMap<Key, Option<Organisation>>);

impl Directory for Snapshot {
    fn organisation(&self, siret: &str, branch: &str) -> Option<Organisation> {
        self.0.get(&Key::Desk { siret: siret.to_owned(), branch: branch.to_owned() })?.clone()
    }

    fn of_commune(&self, commune: &str) -> Option<Organisation> {
        self.0.get(&Key::Commune(commune.to_owned()))?.clone()
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
                        Key::Desk { siret, branch } => organisations::get(conn, siret, branch).await?,
                        Key::Commune(commune) => match organisations::of_commune(conn, demarche, commune).await? {
                            Some(connected) => Some(connected),
                            None => organisations::serving(conn, commune).await?.into_iter().next(),
                        },
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

    /// The recipients that the answers lead to and that are not connected. One whose condition still misses an answer is not chosen yet.
    pub async fn unconnected(&self, fill: &Fill, language: Language) -> Result<Vec<Unconnected>, DeskError> {
        let by_commune = |recipient: &&Recipient| matches!(recipient.to, To::CommuneOf { .. });
        if !fill.served.demarche.recipients.iter().any(|recipient| by_commune(&recipient)) {
            return Ok(Vec::new());
        }
        let found: Vec<(&str, Key, Option<String>)> = self.with_state(fill, language, |state| {
            let recipients = fill.served.demarche.recipients.iter().filter(by_commune);
            recipients
                .filter(|recipient| routing::receives_a_case(state, recipient))
                .filter_map(|recipient| {
                    Some((recipient.title.get(language), key(state, &recipient.to)?, commune(state, &recipient.to)))
                })
                .collect()
        });
        let keys = Keys(found.iter().map(|(_, key, _)| key.clone()).collect());
        let snapshot = self.snapshot(&fill.served, keys, false).await?;
        Ok(found
            .into_iter()
            .map(|(title, key, commune)| Unconnected {
                title: title.to_owned(),
                organisation: snapshot.0.get(&key).cloned().flatten(),
                commune,
            })
            .filter(|one| one.organisation.as_ref().is_none_or(|found| !found.connected))
            .collect())
    }

    /// The recipients that every filing goes to, whatever is answered, and that are not connected.
    pub async fn always_unconnected(&self, served: &Served, language: Language) -> Result<Vec<Unconnected>, DeskError> {
        let fixed: Vec<(&str, Key)> = served
            .demarche
            .recipients
            .iter()
            .filter(|recipient| recipient.when.is_none())
            .filter_map(|recipient| match &recipient.to {
                To::Organisation { siret, branch } => {
                    Some((recipient.title.get(language), Key::Desk { siret: siret.clone(), branch: branch.clone() }))
                }
                To::CommuneOf { .. } => None,
            })
            .collect();
        let keys = Keys(fixed.iter().map(|(_, key)| key.clone()).collect());
        let snapshot = self.snapshot(served, keys, false).await?;
        Ok(fixed
            .into_iter()
            .map(|(title, key)| Unconnected {
                title: title.to_owned(),
                organisation: snapshot.0.get(&key).cloned().flatten(),
                commune: None,
            })
            .filter(|one| one.organisation.as_ref().is_none_or(|found| !found.connected))
            .collect())
    }

    /// Imports a directory file (YAML, or JSON, which is YAML too): a list of organisations. Entries are added or replaced.
    ///
    /// # Errors
    /// `server.file` where the file cannot be read; `directory.file` where it is not such a list.
    pub async fn import_directory(&self, file: &Path) -> Result<usize, DeskError> {
        let text = std::fs::read_to_string(file).map_err(DeskError::io(file.display().to_string()))?;
        let organisations: Vec<organisations::Organisation> =
            serde_yaml::from_str(&text).map_err(|error| DeskError::Directory { place: error.to_string() })?;
        for organisation in &organisations {
            let digits = organisation.siret.len() == 14 && organisation.siret.bytes().all(|byte| byte.is_ascii_digit());
            if !digits {
                return Err(DeskError::Directory {
                    place: format!("« {} »: a SIRET has 14 digits", organisation.name),
                });
            }
        }
        organisations::import(&self.store, &organisations).await?;
        self.directory.forget();
        Ok(organisations.len())
    }
}

/// A recipient that is not served here: the citizen sends it the filing by post.
#[derive(Debug, Clone, PartialEq)]
pub struct Unconnected {
    /// What the citizen reads.
    pub title: String,
    /// What the directory knows of it.
    pub organisation: Option<Organisation>,
    /// The name of the commune that led to it.
    pub commune: Option<String>,
}

/// What the answers may ask of the directory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys(Vec<Key>);

impl Keys {
    pub(crate) fn of(state: &State<'_>) -> Self {
        Self(state.demarche.recipients.iter().filter_map(|recipient| key(state, &recipient.to)).collect())
    }
}

/// What this recipient asks of the directory, as far as the answers say.
fn key(state: &State<'_>, to: &To) -> Option<Key> {
    match to {
        To::Organisation { siret, branch } => Some(Key::Desk { siret: siret.clone(), branch: branch.clone() }),
        To::CommuneOf { path } => match state.value(path)? {
            Value::Entry { code, .. } => Some(Key::Commune(code)),
            _ => None,
        },
    }
}

/// What the commune is called whose town hall receives it.
fn commune(state: &State<'_>, to: &To) -> Option<String> {
    match to {
        To::Organisation { .. } => None,
        To::CommuneOf { path } => match state.value(path)? {
            Value::Entry { nom, .. } => Some(nom),
            _ => None,
        },
    }
}

impl Cache {
    fn get(&self, demarche: &str, key: &Key, now: Timestamp) -> Option<Option<Organisation>> {
        let cache = self.0.read().ok()?;
        let (at, found) = cache.get(&(demarche.to_owned(), key.clone()))?;
        (now.duration_since(*at) < FRESH).then(|| found.clone())
    }

    fn put(&self, demarche: &str, key: &Key, now: Timestamp, found: Option<Organisation>) {
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

fn known_to(demarche: &str, organisation: organisations::Organisation) -> Organisation {
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
