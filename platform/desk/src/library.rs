//! Keeps the démarches at hand: which there are, each checked once, every version that a draft or a dossier still points at.
//!
//! Nothing is read when the server starts. The list of démarches is read when first asked for, and a démarche is checked when first
//! opened, or by [`Library::warm`] in the background.

mod card;
mod place;
mod served;

use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
    sync::{Arc, RwLock},
};

pub use card::Card;
use form::{
    bundle::{Bundle, Catalogue},
    vault::{self, OwnItem},
};
use plugins::{Compiler, Plugins};
pub use served::{Checked, Served};
use store::{Store, definitions::DefinitionHash};
use tokio::sync::OnceCell;

use self::{
    card::card,
    place::{Place, Source},
    served::serve,
};
use crate::{error::DeskError, folder, packing};

/// Where démarches come from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Folders of démarches, or folders that hold such folders.
    pub forms: Vec<PathBuf>,
    /// The same of components.
    pub components: Vec<PathBuf>,
    /// Démarches inside the binary; those in folders win.
    pub built_in_forms: Vec<Bundle>,
    /// Components inside the binary; those in folders win.
    pub built_in_components: Catalogue,
    /// Whether to look for changed files at every call: for authors at work.
    pub watch: bool,
    /// How plugins are compiled outside of this process, and where what came of it is kept; in this process without.
    pub compiler: Option<(Compiler, PathBuf)>,
}

/// Every démarche at hand.
pub struct Library {
    sources: Sources,
    plugins: Arc<Plugins>,
    shelf: OnceCell<BTreeMap<String, Arc<Place>>>,
    catalogue: OnceCell<Arc<Catalogue>>,
    versions: RwLock<HashMap<DefinitionHash, Arc<Served>>>,
    /// The pages of a citizen's own details; none where the components make none.
    own: OnceCell<Option<Arc<OwnPages>>>,
    /// What was published, by the démarche's id: it is in force, whatever its folder says since.
    published: RwLock<BTreeMap<String, Published>>,
}

/// The pages of a citizen's own details.
#[derive(Debug)]
pub struct OwnPages {
    /// One page an item, under its name.
    pub served: Arc<Served>,
    /// The items, in their order.
    pub items: Vec<OwnItem>,
}

/// Which definition of a démarche is in force, and of which agency it is.
pub(crate) type Published = (String, DefinitionHash);

impl Library {
    /// A library over these sources; reads nothing yet.
    pub fn new(sources: Sources, plugins: Arc<Plugins>) -> Self {
        Self {
            sources,
            plugins,
            shelf: OnceCell::new(),
            catalogue: OnceCell::new(),
            versions: RwLock::default(),
            own: OnceCell::new(),
            published: RwLock::default(),
        }
    }

    /// How often plugins were stopped, by the code of what stopped them.
    pub(crate) fn plugin_stops(&self) -> BTreeMap<&'static str, u64> {
        self.plugins.stops()
    }

    /// The cards of all démarches, in the order of their ids; one that is known to be faulty is shown to an author at work alone.
    pub async fn cards(&self) -> Result<Vec<Card>, DeskError> {
        let shelf = self.shelf().await?;
        let is_open =
            |place: &&Arc<Place>| self.sources.watch || !matches!(place.known(), Some((_, Checked::Faulty(_))));
        let mut cards: BTreeMap<String, Card> = shelf
            .values()
            .filter(is_open)
            .map(|place| match place.known() {
                // Once checked, the translations are known too.
                Some((_, Checked::Sound(served))) => Card::of(&served.demarche),
                _ => place.card.clone(),
            })
            .map(|card| (card.id.clone(), card))
            .collect();
        for (id, (_, definition)) in self.all_published() {
            if let Some(served) = self.at_hand(&definition) {
                cards.insert(id, Card::of(&served.demarche));
            }
        }
        Ok(cards.into_values().collect())
    }

    /// What is in force from now on, by the démarche's id.
    pub(crate) fn put_in_force(&self, published: BTreeMap<String, Published>) {
        if let Ok(mut known) = self.published.write() {
            *known = published;
        }
    }

    /// What was published; nothing for an author at work, who sees the files as they stand.
    pub(crate) fn all_published(&self) -> BTreeMap<String, Published> {
        if self.sources.watch {
            return BTreeMap::new();
        }
        self.published.read().map(|published| published.clone()).unwrap_or_default()
    }

    /// What was published of this démarche.
    pub(crate) fn published(&self, id: &str) -> Option<Published> {
        self.published.read().ok().filter(|_| !self.sources.watch)?.get(id).cloned()
    }

    /// The démarche `id` as its files stand, published or not: [`crate::Desk::check`] says what is in force.
    ///
    /// # Errors
    /// `request.not_found`; `server.file` where its files cannot be read.
    pub async fn check(&self, id: &str) -> Result<Checked, DeskError> {
        let shelf = self.shelf().await?;
        let place = Arc::clone(shelf.get(id).ok_or(DeskError::NotFound("démarche"))?);
        let stamp = if self.sources.watch { place.stamp() } else { None };
        if let Some((seen, checked)) = place.known()
            && (!self.sources.watch || seen == stamp)
        {
            return Ok(checked);
        }
        let _turn = place.checking.lock().await;
        if let Some((seen, checked)) = place.known()
            && (!self.sources.watch || seen == stamp)
        {
            return Ok(checked);
        }
        let catalogue = self.catalogue().await?;
        let plugins = Arc::clone(&self.plugins);
        let reading = Arc::clone(&place);
        let checked = blocking(move || {
            let bundle = reading.bundle()?;
            serve(&bundle, &catalogue, &plugins)
        })
        .await?;
        if let Checked::Sound(served) = &checked {
            self.remember(served);
        }
        if let Ok(mut slot) = place.checked.write() {
            *slot = Some((stamp, checked.clone()));
        }
        Ok(checked)
    }

    /// The files of the démarche `id` as they stand: for its author.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub(crate) async fn files(&self, id: &str) -> Result<Bundle, DeskError> {
        let place = Arc::clone(self.shelf().await?.get(id).ok_or(DeskError::NotFound("démarche"))?);
        blocking(move || place.bundle()).await
    }

    /// The démarche as it was under `definition`: from what is at hand, else from the store.
    ///
    /// # Errors
    /// `request.not_found` where the store never had it; `server.stored` where it cannot be read any more.
    pub async fn version(
        &self,
        store: &Store,
        agency: &str,
        id: &str,
        definition: &DefinitionHash,
    ) -> Result<Arc<Served>, DeskError> {
        if let Some(served) = self.at_hand(definition) {
            return Ok(served);
        }
        // Most often it is the present one, not yet checked since the server started.
        if let Ok(Checked::Sound(served)) = self.check(id).await
            && served.definition == *definition
        {
            return Ok(served);
        }
        let stored = store
            .read(async |conn| store::definitions::get(conn, agency, id, definition).await)
            .await?
            .ok_or(DeskError::NotFound("definition"))?;
        let plugins = Arc::clone(&self.plugins);
        let checked = blocking(move || {
            let (bundle, catalogue) = packing::unpack(&stored.bundle)?;
            serve(&bundle, &catalogue, &plugins)
        })
        .await?;
        match checked {
            Checked::Sound(served) if served.definition == *definition => {
                served.is_kept();
                self.remember(&served);
                Ok(served)
            }
            Checked::Sound(_) => {
                Err(DeskError::Stored(format!("the stored definition of {id} packs differently today")))
            }
            Checked::Faulty(faults) => {
                Err(DeskError::Stored(format!("the stored definition of {id} has {} faults today", faults.len())))
            }
        }
    }

    /// The pages on which citizens type and correct their own details: those of the components that a vault keeps. Nothing where there is
    /// no such component, or one of them is faulty.
    ///
    /// # Errors
    /// `server.file` where the components cannot be read.
    pub async fn own_pages(&self) -> Result<Option<Arc<OwnPages>>, DeskError> {
        let make = || async {
            let catalogue = self.catalogue().await?;
            let plugins = Arc::clone(&self.plugins);
            blocking(move || {
                let (bundle, items) = vault::own_pages(&catalogue);
                if items.is_empty() {
                    return Ok(None);
                }
                match serve(&bundle, &catalogue, &plugins)? {
                    Checked::Sound(served) => Ok(Some(Arc::new(OwnPages { served, items }))),
                    Checked::Faulty(faults) => {
                        let first = faults.first().map_or("", |fault| fault.code);
                        tracing::error!(
                            faults = faults.len(),
                            first,
                            "the components that a vault keeps make no pages"
                        );
                        Ok(None)
                    }
                }
            })
            .await
        };
        if self.sources.watch {
            return make().await;
        }
        self.own.get_or_try_init(make).await.cloned()
    }

    fn at_hand(&self, definition: &DefinitionHash) -> Option<Arc<Served>> {
        self.versions.read().ok()?.get(definition).cloned()
    }

    /// Checks every démarche, one after the other, so that nobody waits for it later.
    pub(crate) async fn warm(&self) {
        let ids: Vec<String> = match self.shelf().await {
            Ok(shelf) => shelf.keys().cloned().collect(),
            Err(error) => {
                tracing::error!(code = error.code(), "the démarches cannot be listed");
                return;
            }
        };
        for id in ids {
            match self.check(&id).await {
                Ok(Checked::Sound(_)) => {}
                Ok(Checked::Faulty(faults)) => {
                    let first = faults.first().map_or("", |fault| fault.code);
                    tracing::error!(
                        demarche = id,
                        faults = faults.len(),
                        first,
                        "a démarche has faults and is not served"
                    );
                }
                Err(error) => tracing::error!(demarche = id, code = error.code(), "a démarche cannot be read"),
            }
        }
    }

    fn remember(&self, served: &Arc<Served>) {
        if let Ok(mut versions) = self.versions.write() {
            versions.insert(served.definition, Arc::clone(served));
        }
    }

    async fn shelf(&self) -> Result<&BTreeMap<String, Arc<Place>>, DeskError> {
        self.shelf
            .get_or_try_init(|| async {
                let sources = self.sources.clone();
                blocking(move || {
                    let mut shelf = BTreeMap::new();
                    for bundle in sources.built_in_forms {
                        let card = card(&bundle.name, bundle.text("demarche.yaml").unwrap_or_default());
                        shelf.insert(bundle.name.clone(), Arc::new(Place::new(Source::BuiltIn(bundle), card)));
                    }
                    let folders = folder::children(&sources.forms, "demarche.yaml")
                        .map_err(DeskError::io("the folders of démarches"))?;
                    for path in folders {
                        let Some(name) =
                            path.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_str()?.to_owned()))
                        else {
                            continue;
                        };
                        let text = std::fs::read_to_string(path.join("demarche.yaml")).unwrap_or_default();
                        shelf.insert(name.clone(), Arc::new(Place::new(Source::Folder(path), card(&name, &text))));
                    }
                    Ok(shelf)
                })
                .await
            })
            .await
    }

    async fn catalogue(&self) -> Result<Arc<Catalogue>, DeskError> {
        let read = || {
            let sources = self.sources.clone();
            blocking(move || {
                let mut catalogue =
                    folder::catalogue(&sources.components).map_err(DeskError::io("the folders of components"))?;
                for (id, component) in sources.built_in_components.components {
                    catalogue.components.entry(id).or_insert(component);
                }
                Ok(Arc::new(catalogue))
            })
        };
        // An author at work may change a component too.
        if self.sources.watch {
            return read().await;
        }
        self.catalogue.get_or_try_init(read).await.map(Arc::clone)
    }
}

/// Runs what reads disks or computes long where it holds up nobody.
pub(crate) async fn blocking<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    match tokio::task::spawn_blocking(act).await {
        Ok(done) => done,
        Err(error) => Err(DeskError::Stored(format!("a background task ended early: {error}"))),
    }
}
