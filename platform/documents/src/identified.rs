//! Says how a provider of identity knew who filed: on the receipt, on the case, in the same words.

use form::demarche::Demarche;
use jiff::Timestamp;

use crate::say::{self, Say};

/// How a provider of identity knew who filed.
#[derive(Debug, Clone, Copy)]
pub struct Identified<'a> {
    /// The provider, as people know it.
    pub by: &'a str,
    /// How sure it was, in its own word: `eidas1` …
    pub level: Option<&'a str>,
    /// When they showed it who they are.
    pub at: Timestamp,
    /// For whom they acted: SIRET and name, which may be empty.
    pub acting_for: Option<(&'a str, &'a str)>,
}

impl Identified<'_> {
    /// Labels and what stands beside them.
    pub(crate) fn facts(&self, demarche: &Demarche, say: Say) -> Vec<(String, String)> {
        let when = say.exactly(&say::local(demarche, self.at));
        let arguments =
            [("provider", self.by.into()), ("level", self.level.unwrap_or("none").into()), ("when", when.into())];
        let by = (say.it("identified"), say.with("identified-by", &arguments));
        let acting = self.acting_for.map(|(siret, name)| {
            let id = if name.is_empty() { "identified-for-siret" } else { "identified-for-name" };
            (say.it("identified-for"), say.with(id, &[("siret", siret.into()), ("name", name.into())]))
        });
        std::iter::once(by).chain(acting).collect()
    }
}
