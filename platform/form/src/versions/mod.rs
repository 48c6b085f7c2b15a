//! Compares two versions of a démarche: what changes for the citizen, for drafts in progress, and for each partner.
//!
//! Pure: two checked démarches in, a [`Difference`] out. `citizen.rs` says the changes in words, `drafts.rs` judges what becomes of answers
//! given under the former version, `partners.rs` compares what each recipient's published schema admits; `fields.rs` tells two questions apart, and
//! `sources.rs` what is asked of data sources.
//!
//! A verdict is careful: « compatible » is said only of what is proven, by comparing the text of conditions and rules and what they read. Whoever
//! writes a condition otherwise, to the same effect, is told of a loss that does not happen.

mod citizen;
mod drafts;
mod fields;
mod partners;
mod sources;

use std::collections::BTreeSet;

use crate::{bundle::Bundle, demarche::Demarche, diagnostic::Sentence};

/// A version to be compared: the checked démarche, and the files it was made from.
#[derive(Debug, Clone, Copy)]
pub struct Version<'a> {
    /// What it means.
    pub demarche: &'a Demarche,
    /// Its files: the plugins are compared by their bytes.
    pub bundle: &'a Bundle,
}

impl Version<'_> {
    /// Whether the plugin at `path` is another than in `former`.
    fn plugin_differs(&self, former: &Version<'_>, path: &str) -> bool {
        self.bundle.files.get(path) != former.bundle.files.get(path)
    }
}

/// What may follow from publishing the second version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing that was given or agreed suffers.
    Compatible,
    /// Some answers are lost, or may have to be given otherwise.
    WithLoss,
    /// What was begun or agreed under the former version cannot go on under the new one.
    Incompatible,
}

impl Verdict {
    /// `compatible`, `with_loss`, `incompatible`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::WithLoss => "with_loss",
            Self::Incompatible => "incompatible",
        }
    }
}

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Stable: `question.added`, `rule.changed`, …
    pub code: &'static str,
    /// What it is about: a schema path, or the id of a page, rule, stop or recipient; a key of `demarche.yaml`.
    pub at: String,
    /// In words.
    pub sentence: Sentence,
}

/// What becomes of drafts that were begun under the former version, were they taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafts {
    /// The worst of it.
    pub verdict: Verdict,
    /// What is lost, or may have to be given otherwise, and why.
    pub losses: Vec<Change>,
}

/// What becomes of one recipient's contract: the published schema of what it receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The recipient's id.
    pub recipient: String,
    /// Never [`Verdict::WithLoss`].
    pub verdict: Verdict,
    /// Why not compatible.
    pub reasons: Vec<Reason>,
    /// Schema places that the former schema does not know and that may be absent: readers pass over them.
    pub additions: Vec<String>,
}

/// Why a schema is not compatible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Stable, in schema terms: `enum.narrowed`, `required.added`, `type.changed`, `property.removed`, …
    pub code: &'static str,
    /// The place in the schema's data, `[]` for every row: `/vehicules/[]/plaque`; empty for the whole.
    pub at: String,
    /// Whether somebody who reads by the former schema would be surprised by what is sent under the new one.
    pub former_readers: bool,
    /// Whether somebody who has gone over to the new schema would be surprised by a dossier that was begun under the former version.
    pub former_dossiers: bool,
    /// In words.
    pub sentence: Sentence,
}

/// All that differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What changes for the citizen, in the order of the journey.
    pub changes: Vec<Change>,
    /// What becomes of drafts.
    pub drafts: Drafts,
    /// What becomes of each recipient of either version.
    pub partners: Vec<Partner>,
}

impl Difference {
    /// The worst of all verdicts.
    pub fn verdict(&self) -> Verdict {
        let partners = self.partners.iter().map(|partner| partner.verdict);
        partners.chain([self.drafts.verdict]).max().unwrap_or(Verdict::Compatible)
    }

    /// The verdicts that somebody must accept before this is published, as codes: `drafts.with_loss`, `drafts.incompatible`,
    /// `partners.incompatible`.
    pub fn to_accept(&self) -> BTreeSet<&'static str> {
        let drafts = match self.drafts.verdict {
            Verdict::Compatible => None,
            Verdict::WithLoss => Some("drafts.with_loss"),
            Verdict::Incompatible => Some("drafts.incompatible"),
        };
        let broken = self.partners.iter().any(|partner| partner.verdict != Verdict::Compatible);
        drafts.into_iter().chain(broken.then_some("partners.incompatible")).collect()
    }

    /// Whether nothing changes for anybody.
    pub fn is_nothing(&self) -> bool {
        self.changes.is_empty() && self.verdict() == Verdict::Compatible
    }
}

/// Every code that somebody may be asked to accept.
pub const ACCEPTABLE: &[&str] = &["drafts.incompatible", "drafts.with_loss", "partners.incompatible"];

/// Compares the version in force with the one that would follow it.
pub fn compare(former: Version<'_>, next: Version<'_>) -> Difference {
    let mut changes = citizen::changes(&former, &next);
    changes.extend(sources::changes(&former, &next));
    let (drafts, partners) = (drafts::judge(&former, &next), partners::judge(&former, &next));
    if changes.is_empty() && former.demarche.version != next.demarche.version {
        changes.push(Change {
            code: "files.changed",
            at: String::new(),
            sentence: Sentence::new(
                "Des fichiers diffèrent (commentaires, mise en page, texte non montré) ; rien ne change pour l'usager.",
                "Files differ (comments, layout, text that is not shown); nothing changes for the citizen.",
            ),
        });
    }
    Difference { changes, drafts, partners }
}
