//! Asks for what stands in reference lists and in the directory. `desk` answers.

use serde::{Deserialize, Serialize};

/// An entry of a référentiel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its code.
    pub code: String,
    /// Its name.
    pub nom: String,
    /// What tells it from its namesakes (« 31000, Haute-Garonne »).
    pub detail: String,
}

/// What typed text leads to in a référentiel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// One entry only.
    One(Entry),
    /// Several; the best first, no more than can be shown.
    Many(Vec<Entry>),
    /// Nothing.
    None,
}

/// Finds entries of reference lists.
pub trait Lookup: Send + Sync {
    /// Whether there is such a list.
    fn knows(&self, list: &str) -> bool;
    /// The entry with exactly this code.
    fn entry(&self, list: &str, code: &str) -> Option<Entry>;
    /// What a name, a postal code or a code typed by hand leads to.
    fn resolve(&self, list: &str, typed: &str) -> Resolved;
    /// The postcodes of the commune with this code; none where it is not known.
    fn postal_codes(&self, commune: &str) -> Vec<String>;
    /// Whether this recipient is connected, for answers that do not hold what the directory said; none where nobody knows.
    fn connected(&self, _recipient: &str, _commune: Option<&str>) -> Option<bool> {
        None
    }
}

/// A recipient organisation as the directory had it at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// 14 digits.
    pub siret: String,
    /// The desk inside it.
    pub branch: String,
    /// Its name.
    pub name: String,
    /// The service that treats the démarche, where the directory says.
    pub service: Option<String>,
    /// Postal address, lines separated by `\n`.
    pub address: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Whether it receives this démarche here; else the citizen sends it by post.
    pub connected: bool,
    /// Whether it was made up for demonstration.
    pub invented: bool,
}

/// What the directory is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    /// A desk by its numbers.
    Desk {
        /// 14 digits.
        siret: String,
        /// The desk inside the organisation.
        branch: String,
    },
    /// Who serves the commune with this INSEE code.
    Commune(String),
    /// Who serves the département with this number.
    Departement(String),
}

/// Finds recipient organisations for one démarche.
pub trait Directory: Send + Sync {
    /// The organisation that is wanted.
    fn find(&self, wanted: &Wanted) -> Option<Organisation>;
}

/// The number of the département, or overseas collectivity, where an INSEE code lies: three signs overseas, else two. Of a postcode, the
/// digits that say where it is.
pub fn departement_of(code: &str) -> &str {
    let signs = if code.starts_with("97") || code.starts_with("98") { 3 } else { 2 };
    code.get(..signs).unwrap_or_default()
}
