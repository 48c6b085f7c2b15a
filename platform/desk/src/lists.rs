//! Answers `form` from the reference lists.

use form::lookup::{Entry, Lookup, Resolved};
use referentials::{Kind, Referentials};

/// The reference lists, as `form` asks for them.
#[derive(Clone, Copy)]
pub struct Lists(pub &'static Referentials);

impl Lists {
    /// The lists of this binary.
    pub fn embedded() -> Self {
        Self(Referentials::embedded())
    }

    /// The entries that best answer what was typed so far.
    pub fn search(&self, list: &str, typed: &str, limit: usize) -> Option<Vec<Entry>> {
        let kind = Kind::named(list)?;
        Some(self.0.search(kind, typed, limit).into_iter().map(entry).collect())
    }
}

fn entry(found: referentials::Entry) -> Entry {
    Entry { code: found.code, nom: found.nom, detail: found.detail }
}

impl Lookup for Lists {
    fn knows(&self, list: &str) -> bool {
        Kind::named(list).is_some()
    }

    fn entry(&self, list: &str, code: &str) -> Option<Entry> {
        self.0.get(Kind::named(list)?, code).map(entry)
    }

    fn postal_codes(&self, commune: &str) -> Vec<String> {
        self.0.get(Kind::Communes, commune).map(|commune| commune.codes_postaux).unwrap_or_default()
    }

    fn resolve(&self, list: &str, typed: &str) -> Resolved {
        let Some(kind) = Kind::named(list) else { return Resolved::None };
        match self.0.resolve(kind, typed) {
            referentials::Resolved::One(one) => Resolved::One(entry(one)),
            referentials::Resolved::Many(many) => Resolved::Many(many.into_iter().map(entry).collect()),
            referentials::Resolved::None => Resolved::None,
        }
    }
}
