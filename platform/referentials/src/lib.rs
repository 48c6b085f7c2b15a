//! Holds dated, hashed reference data (communes, countries, départements) and searches it fast.
//!
//! Everything is embedded in the binary and indexed on first use, list by list, so that a server starts without waiting for it.
//! Newer lists may be given to it before their first use ([`Referentials::install`]). Nothing is read from a disk or a network. To add a list: put its data file under `data/` (with its source, licence and date in the
//! heading), read it in a module like `departements.rs`, and list it in [`Kind::ALL`].
//!
//! ```
//! use referentials::{Kind, Referentials, Resolved};
//!
//! let lists = Referentials::embedded();
//! assert_eq!(lists.search(Kind::Communes, "st-denis", 1)[0].nom, "Saint-Denis");
//! let Resolved::One(toulouse) = lists.resolve(Kind::Communes, "Toulouse (31000)") else { unreachable!() };
//! assert_eq!(toulouse.code, "31555");
//! ```

mod communes;
mod departements;
mod fold;
mod import;
mod index;
mod naissance;
mod pays;
mod resolve;
mod table;

use std::sync::OnceLock;

use serde::Serialize;
use sha2::{Digest, Sha256};

pub use import::{UPDATABLE, communes_of_package, dated, stated};
pub use naissance::ImportFault;
pub use resolve::Resolved;
use table::Table;

/// A reference list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Today's communes, and the arrondissements of Paris, Lyon and Marseille.
    Communes,
    /// Where one can be born: today's communes, their delegated and associated communes, arrondissements, and an imported historical list.
    CommunesNaissance,
    /// Départements and overseas collectivities.
    Departements,
    /// Nationalities, under the COG code of their country.
    Nationalites,
    /// Countries, under their COG code (99xxx).
    Pays,
}

impl Kind {
    /// Every list.
    pub const ALL: &[Self] =
        &[Self::Communes, Self::CommunesNaissance, Self::Departements, Self::Nationalites, Self::Pays];

    /// The name that schemas use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Communes => "communes",
            Self::CommunesNaissance => "communes_naissance",
            Self::Departements => "departements",
            Self::Nationalites => "nationalites",
            Self::Pays => "pays",
        }
    }

    /// The list of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// What kind of place an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A commune, country or département of today.
    Current,
    /// An arrondissement of Paris, Lyon or Marseille.
    Arrondissement,
    /// A delegated commune: part of a newer one.
    Delegated,
    /// An associated commune: part of a larger one.
    Associated,
    /// Of an imported historical list.
    Historical,
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The code that is stored: COG for communes, countries and nationalities; the number of a département.
    pub code: String,
    /// The name, as its source writes it.
    pub nom: String,
    /// What tells it from its namesakes: « 31000, Haute-Garonne ». May be empty.
    pub detail: String,
    /// What kind of place it is.
    pub status: Status,
    /// Code of the département (communes).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departement: Option<String>,
    /// All postal codes (communes).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes_postaux: Vec<String>,
    /// Code of the commune it is part of (delegated, associated, arrondissements).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// ISO 3166-1 alpha-3 (countries, nationalities).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso: Option<String>,
    /// Inhabitants (communes).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<u32>,
}

impl Entry {
    /// Name and detail in one line, which [`Referentials::resolve`] understands: « Toulouse (31000, Haute-Garonne) ».
    #[must_use]
    pub fn label(&self) -> String {
        if self.detail.is_empty() { self.nom.clone() } else { format!("{} ({})", self.nom, self.detail) }
    }
}

/// The lists that this process answers from.
static IN_USE: OnceLock<Referentials> = OnceLock::new();

/// All lists.
#[derive(Default)]
pub struct Referentials {
    communes: OnceLock<Table>,
    departements: OnceLock<Table>,
    nationalites: OnceLock<Table>,
    pays: OnceLock<Table>,
    births: Option<Table>,
}

impl Referentials {
    /// The lists of this binary, or those [installed](Self::install) in their place; each is indexed when first asked for.
    pub fn embedded() -> &'static Self {
        IN_USE.get_or_init(Self::default)
    }

    /// Puts these lists in the place of the binary's, for the whole process; before the first use, and once.
    ///
    /// # Errors
    /// [`ImportFault::InUse`] where lists were asked for before.
    pub fn install(self) -> Result<(), ImportFault> {
        IN_USE.set(self).map_err(|_| ImportFault::InUse)
    }

    /// The lists of this binary, and in the place of some of them newer ones, as [`dated`] made them.
    ///
    /// # Errors
    /// Says the first list that cannot be read, and why.
    pub fn with<'l>(newer: impl IntoIterator<Item = (Kind, &'l [u8])>) -> Result<Self, (Kind, ImportFault)> {
        let mut lists = Self::default();
        for (kind, list) in newer {
            let table = import::table(kind, list).map_err(|fault| (kind, fault))?;
            match kind {
                Kind::CommunesNaissance => lists.births = Some(table),
                _ => {
                    let _ = lists.communes.set(table);
                }
            }
        }
        Ok(lists)
    }

    /// How many entries a list has.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.tables(kind).map(|table| table.count(kind)).sum()
    }

    /// The lists of this binary, with a historical list of birth communes beside them.
    ///
    /// One line per commune: code, name, last day (`AAAA-MM-JJ` or nothing), where it lay, separated by tabs; lines that begin with `#` are
    /// comments, of which `# date: AAAA-MM-JJ` is read.
    ///
    /// # Errors
    /// Says the first line that cannot be read, and why.
    pub fn with_births(list: &[u8]) -> Result<Self, ImportFault> {
        Ok(Self { births: Some(naissance::load(list)?), ..Self::default() })
    }

    /// The entry of this code. Where several share one (a commune born of a merger keeps the code of one of its parts), today's.
    #[must_use]
    pub fn get(&self, kind: Kind, code: &str) -> Option<Entry> {
        self.all(kind, code).into_iter().next()
    }

    /// The entry of this code and name, as a posted or stored pair must be.
    #[must_use]
    pub fn find(&self, kind: Kind, code: &str, nom: &str) -> Option<Entry> {
        let wanted = fold::fold(nom);
        self.all(kind, code).into_iter().find(|entry| fold::fold(&entry.nom) == wanted)
    }

    /// Every entry of this code.
    #[must_use]
    pub fn all(&self, kind: Kind, code: &str) -> Vec<Entry> {
        self.tables(kind).flat_map(|table| table.by_code(kind, code).filter_map(|row| table.entry(row, None))).collect()
    }

    /// The entries that best answer what was typed so far, at most `limit` (and never more than 50), the best first.
    #[must_use]
    pub fn search(&self, kind: Kind, query: &str, limit: usize) -> Vec<Entry> {
        let limit = limit.min(50);
        let query = table::Query::read(query);
        let mut ranked: Vec<_> = self
            .tables(kind)
            .flat_map(|table| table.search(kind, &query, limit).into_iter().map(move |hit| (hit, table)))
            .collect();
        ranked.sort_by_key(|(hit, _)| *hit);
        ranked.into_iter().take(limit).filter_map(|(hit, table)| table.entry(hit.row, query.postal())).collect()
    }

    /// What a text typed without the help of a list means: « Toulouse », « 31000 », « Toulouse (31000) », « 31555 ».
    ///
    /// Never guesses: a name that is only begun, or that several entries bear, comes back as [`Resolved::Many`] to choose from.
    #[must_use]
    pub fn resolve(&self, kind: Kind, typed: &str) -> Resolved {
        resolve::resolve(self, kind, typed)
    }

    /// The day as of which a list is true, `AAAA-MM-JJ`.
    #[must_use]
    pub fn date(&self, kind: Kind) -> &str {
        self.base(kind).date()
    }

    /// SHA-256 of a list's data, in hexadecimal: what evidence cites.
    #[must_use]
    pub fn hash(&self, kind: Kind) -> String {
        let mut hash = Sha256::new();
        for table in self.tables(kind) {
            hash.update(table.text());
        }
        hex::encode(hash.finalize())
    }

    /// Bytes that the indexes built so far hold on the heap.
    #[must_use]
    pub fn bytes(&self) -> usize {
        [&self.communes, &self.departements, &self.nationalites, &self.pays]
            .into_iter()
            .filter_map(OnceLock::get)
            .chain(&self.births)
            .map(Table::bytes)
            .sum()
    }

    fn base(&self, kind: Kind) -> &Table {
        match kind {
            Kind::Communes | Kind::CommunesNaissance => self.communes.get_or_init(communes::load),
            Kind::Departements => self.departements.get_or_init(departements::load),
            Kind::Nationalites => self.nationalites.get_or_init(pays::load_nationalites),
            Kind::Pays => self.pays.get_or_init(pays::load_pays),
        }
    }

    fn tables(&self, kind: Kind) -> impl Iterator<Item = &Table> {
        std::iter::once(self.base(kind)).chain(self.births.iter().filter(move |_| kind == Kind::CommunesNaissance))
    }
}
