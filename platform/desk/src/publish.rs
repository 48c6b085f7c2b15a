//! Puts a version of a démarche in force, and knows which one is.
//!
//! A démarche that was never published is served as its folder stands: who has a folder and nothing else, notices nothing. Once it was published,
//! what was published last is in force, until the next publication, whatever its folder says. Drafts stay on the version they began with.

use std::collections::BTreeMap;

use form::{
    bundle::{Bundle, Catalogue},
    demarche::Demarche,
};
use serde_json::json;
use store::{
    StoreError,
    definitions::{self, DefinitionHash},
    journal::{self, NewEntry},
    publications::{self, NewPublication, Publication},
};

use crate::{Checked, Desk, error::DeskError, packing};

/// The version that a next one is compared with.
#[derive(Debug)]
pub struct InForce {
    /// Its hash in the store.
    pub definition: DefinitionHash,
    /// Its files.
    pub bundle: Bundle,
    /// The components it uses.
    pub catalogue: Catalogue,
    /// The number of its publication; 0 where it was only served.
    pub number: i64,
}

/// What is to be put in force.
#[derive(Debug, Clone, Copy)]
pub struct Publishing<'a> {
    /// The démarche's files.
    pub bundle: &'a Bundle,
    /// At least the components it uses.
    pub catalogue: &'a Catalogue,
    /// What they were checked to mean.
    pub demarche: &'a Demarche,
    /// What it was compared with.
    pub former: Option<&'a InForce>,
    /// What the comparison said: `compatible`, `with_loss`, `incompatible`.
    pub verdict: &'a str,
    /// The codes that were accepted, separated by spaces.
    pub accepted: &'a str,
    /// Why they were.
    pub because: &'a str,
}

/// A publication, and whether the journal attests it.
#[derive(Debug, Clone)]
pub struct PublicationTold {
    /// As stored.
    pub publication: Publication,
    /// Whether what is kept is what the journal committed to.
    pub attested: bool,
}

impl Desk {
    /// The démarche `id` as citizens get it now: as it was published, else as its files stand.
    ///
    /// # Errors
    /// `request.not_found`; `server.file`, `server.stored` where it cannot be read.
    pub async fn check(&self, id: &str) -> Result<Checked, DeskError> {
        match self.library.published(id) {
            Some((agency, definition)) => {
                Ok(Checked::Sound(self.library.version(&self.store, &agency, id, &definition).await?))
            }
            None => self.library.check(id).await,
        }
    }

    /// Reads from the store what is in force.
    pub async fn learn_publications(&self) -> Result<(), DeskError> {
        let found = self.store.read(async |conn| publications::in_force(conn).await).await?;
        let found = found.into_iter().map(|last| (last.demarche, (last.agency, last.definition)));
        self.library.put_in_force(found.collect());
        Ok(())
    }

    /// Checks every démarche so that nobody waits for it later, and says of which the folder is not what is in force, and which nobody can
    /// file because no provider knows people as it asks for.
    pub async fn warm(&self) {
        self.library.warm().await;
        for (id, (agency, definition)) in self.library.all_published() {
            if let Err(error) = self.library.version(&self.store, &agency, &id, &definition).await {
                tracing::error!(demarche = id, code = error.code(), "the published version cannot be served");
            }
            if let Ok(Checked::Sound(served)) = self.library.check(&id).await
                && served.definition != definition
            {
                tracing::warn!(demarche = id, "the folder is not what was published: guichet publish puts it in force");
            }
        }
        match self.ungiven().await {
            Ok(ungiven) => {
                for (demarche, asked) in ungiven {
                    let (code, asked) = ("login.no_provider", asked.to_string());
                    tracing::warn!(
                        demarche,
                        asked,
                        code,
                        "no provider of this site knows people so: nobody can file it online"
                    );
                }
            }
            Err(error) => tracing::error!(code = error.code(), "whether every démarche can be filed is not known"),
        }
    }

    /// What the next version of a démarche is compared with: what was published last, else what was first served last.
    ///
    /// # Errors
    /// `server.stored` where it cannot be read any more.
    pub async fn in_force(&self, agency: &str, demarche: &str) -> Result<Option<InForce>, DeskError> {
        let found = self
            .store
            .read(async |conn| {
                let last = publications::last(conn, agency, demarche).await?;
                let (hash, number) = match last {
                    Some(last) => (Some(last.definition), last.number),
                    None => (definitions::latest(conn, agency, demarche).await?, 0),
                };
                let Some(hash) = hash else { return Ok(None) };
                let stored = definitions::get(conn, agency, demarche, &hash).await?;
                Ok::<_, StoreError>(stored.map(|stored| (stored, number)))
            })
            .await?;
        let Some((stored, number)) = found else { return Ok(None) };
        let (bundle, catalogue) = packing::unpack(&stored.bundle)?;
        Ok(Some(InForce { definition: stored.hash, bundle, catalogue, number }))
    }

    /// Puts a version in force; what is in force already is not published again.
    ///
    /// # Errors
    /// `store.conflict` where somebody else has published since `former` was read.
    pub async fn publish(&self, new: Publishing<'_>) -> Result<Option<Publication>, DeskError> {
        let packed = packing::pack(new.bundle, new.catalogue, new.demarche)?;
        let (agency, demarche) = (&new.demarche.agency, &new.demarche.id);
        let known = new.former.map_or(0, |former| former.number);
        let published = self
            .store
            .write(async |tx| {
                let definition = definitions::put(tx, agency, demarche, &packed).await?;
                if known > 0 && new.former.is_some_and(|former| former.definition == definition) {
                    return Ok(None);
                }
                let publication = NewPublication {
                    agency,
                    demarche,
                    definition: &definition,
                    former: new.former.map(|former| &former.definition),
                    verdict: new.verdict,
                    accepted: new.accepted,
                    because: new.because,
                };
                let published = publications::put(tx, known, publication).await?;
                let act = if new.accepted.is_empty() { "definition.published" } else { "definition.published_despite" };
                let entry = NewEntry {
                    agency,
                    act,
                    object_kind: "definition",
                    object: published.id,
                    actor_kind: "operator",
                    actor: None,
                    committed: Some(&committed(&published)),
                };
                journal::add(tx, entry).await?;
                Ok::<_, DeskError>(Some(published))
            })
            .await?;
        self.learn_publications().await?;
        Ok(published)
    }

    /// Every publication, newest first, and whether the journal attests it.
    pub async fn publications(&self) -> Result<Vec<PublicationTold>, DeskError> {
        self.store
            .read(async |conn| {
                let mut told = Vec::new();
                for publication in publications::all(conn).await? {
                    let mut attested = false;
                    for entry in journal::of_object(conn, &publication.agency, publication.id).await? {
                        attested |= journal::attests(conn, &publication.agency, &entry, &committed(&publication))?;
                    }
                    told.push(PublicationTold { publication, attested });
                }
                Ok(told)
            })
            .await
    }
}

/// What the journal commits to: all of a publication but when it was, which the entry says itself.
fn committed(publication: &Publication) -> Vec<u8> {
    let former = publication.former.map(hex::encode);
    let told: BTreeMap<&str, serde_json::Value> = BTreeMap::from([
        ("demarche", json!(publication.demarche)),
        ("number", json!(publication.number)),
        ("definition", json!(hex::encode(publication.definition))),
        ("former", json!(former)),
        ("verdict", json!(publication.verdict)),
        ("accepted", json!(publication.accepted)),
        ("because", json!(publication.because)),
    ]);
    json!(told).to_string().into_bytes()
}
