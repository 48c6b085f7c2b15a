//! Holds `demarche.yaml` as written, every value with its place; `read.rs` reads it.

mod read;

pub use read::read;
pub(crate) use read::rules;

use super::{
    settings::Settings,
    tree::{Place, Spanned, Written},
};
use crate::demarche::Delay;

/// `demarche.yaml` as written.
#[derive(Debug, Default)]
pub struct Procedure {
    /// The file's first place.
    pub place: Place,
    /// The id.
    pub id: Option<Written>,
    /// Its name.
    pub title: Option<Written>,
    /// What one gets.
    pub summary: Option<Written>,
    /// The agency.
    pub agency: Option<Written>,
    /// Three letters.
    pub letters: Option<Written>,
    /// Who may file.
    pub applicants: Vec<Spanned<&'static str>>,
    /// Who may file besides: whether one must be known, and how.
    pub login: LoginEntry,
    /// Why the data are asked for.
    pub purpose: Option<Written>,
    /// The text of law.
    pub legal_basis: Option<Written>,
    /// What to have at hand.
    pub needs: Vec<Written>,
    /// How long it takes.
    pub minutes: Option<Spanned<u32>>,
    /// What happens next.
    pub next_steps: Option<Written>,
    /// What the receipt must add.
    pub receipt_note: Option<Written>,
    /// What the applicant declares.
    pub attestation: Option<Written>,
    /// What it is in law.
    pub kind: Option<Spanned<&'static str>>,
    /// Who is in charge.
    pub authority: Option<AuthorityEntry>,
    /// What silence means.
    pub silence: Option<SilenceEntry>,
    /// Ways of appeal against a refusal.
    pub appeal: Option<Written>,
    /// The time zone.
    pub timezone: Option<Written>,
    /// In order.
    pub pages: Vec<PageEntry>,
    /// Whether all pages, and all that they are said to show, could be read.
    pub pages_are_read: bool,
    /// The path, and who computes it.
    pub computed: Vec<(Written, ComputedEntry)>,
    /// In order.
    pub stops: Vec<StopEntry>,
    /// In order.
    pub rules: Vec<RuleEntry>,
    /// In order.
    pub prefill: Vec<PrefillEntry>,
    /// In order.
    pub recipients: Vec<RecipientEntry>,
    /// How long what is kept.
    pub retention: Option<RetentionEntry>,
}

/// `login` as written.
#[derive(Debug, Default)]
pub struct LoginEntry {
    /// Whether one must be logged in; nothing where it could not be read.
    pub required: Option<bool>,
    /// How surely one must be known.
    pub level: Option<Spanned<&'static str>>,
    /// In what quality.
    pub acting: Option<Spanned<&'static str>>,
}

/// `authority` as written.
#[derive(Debug, Default)]
pub struct AuthorityEntry {
    /// Where it stands.
    pub place: Place,
    /// Whether nothing in it was told as a fault.
    pub is_read: bool,
    /// Taken from the directory.
    pub from_recipient: bool,
    /// The body.
    pub name: Option<Written>,
    /// The service.
    pub service: Option<Written>,
    /// The address.
    pub address: Option<Written>,
    /// The e-mail.
    pub email: Option<Written>,
    /// The telephone.
    pub phone: Option<Written>,
    /// Opening hours.
    pub hours: Option<Written>,
}

/// `silence` as written.
#[derive(Debug)]
pub struct SilenceEntry {
    /// Where it stands.
    pub place: Place,
    /// Acceptance or rejection.
    pub means: Option<Spanned<&'static str>>,
    /// After how long.
    pub after: Option<Spanned<Delay>>,
    /// Ways of appeal.
    pub appeal: Option<Written>,
}

/// A page as written.
#[derive(Debug)]
pub struct PageEntry {
    /// Where it stands.
    pub place: Place,
    /// The id.
    pub id: Option<Written>,
    /// The title.
    pub title: Option<Written>,
    /// The paragraph above.
    pub intro: Option<Written>,
    /// Its condition.
    pub show_if: Option<Written>,
    /// What it shows.
    pub fields: Vec<FieldEntry>,
    /// Whether all that it is said to show could be read.
    pub fields_are_read: bool,
}

/// A field of a page as written.
#[derive(Debug)]
pub struct FieldEntry {
    /// The schema path.
    pub path: Written,
    /// What it overrides.
    pub settings: Settings,
}

/// A stop as written.
#[derive(Debug)]
pub struct StopEntry {
    /// Where it stands.
    pub place: Place,
    /// The id.
    pub id: Option<Written>,
    /// The condition.
    pub stop_if: Option<Written>,
    /// What is told.
    pub title: Option<Written>,
    /// What to do instead.
    pub text: Option<Written>,
    /// Address and label.
    pub link: Option<(Written, Written)>,
}

/// Who computes a value, as written.
#[derive(Debug, Clone)]
pub enum ComputedEntry {
    /// An expression.
    Expression(Written),
    /// A plugin.
    Plugin {
        /// Its file.
        plugin: Written,
        /// The answers it gets.
        reads: Vec<Written>,
    },
}

/// A rule as written.
#[derive(Debug, Clone)]
pub struct RuleEntry {
    /// Where it stands.
    pub place: Place,
    /// The id.
    pub id: Option<Written>,
    /// The expression.
    pub must: Option<Written>,
    /// The plugin's file.
    pub plugin: Option<Written>,
    /// What the plugin is given.
    pub reads: Option<Vec<Written>>,
    /// Where the fault is shown.
    pub at: Option<Written>,
    /// What is told.
    pub message: Option<Written>,
    /// Whether it refuses or warns.
    pub level: Option<Spanned<&'static str>>,
    /// Without an answer.
    pub if_missing: Option<Spanned<&'static str>>,
    /// Without the plugin.
    pub if_unavailable: Option<Spanned<&'static str>>,
}

/// A prefill as written.
#[derive(Debug)]
pub struct PrefillEntry {
    /// The path filled.
    pub target: Written,
    /// The vault's name.
    pub from: Written,
    /// The condition.
    pub when: Option<Written>,
    /// Kept instead, after submission.
    pub keep: Option<Written>,
}

/// A recipient as written.
#[derive(Debug)]
pub struct RecipientEntry {
    /// Where it stands.
    pub place: Place,
    /// The id.
    pub id: Option<Written>,
    /// The title.
    pub title: Option<Written>,
    /// Where `to` stands.
    pub to: Place,
    /// Whether all of `to` could be read.
    pub to_is_read: bool,
    /// The SIRET.
    pub organisation: Option<Written>,
    /// The desk.
    pub branch: Option<Written>,
    /// The path of the commune.
    pub commune: Option<Written>,
    /// The path of the département, or of a commune in it.
    pub departement: Option<Written>,
    /// The condition.
    pub when: Option<Written>,
    /// The paths.
    pub receives: Vec<Written>,
    /// Whether it receives everything.
    pub receives_all: bool,
    /// Whether all of them could be read.
    pub receives_is_read: bool,
    /// Of the package.
    pub formats: Option<Vec<FormatEntry>>,
    /// The fields of the schema that it may give back as values.
    pub returns: Option<Vec<Written>>,
    /// It may set.
    pub statuses: Option<Vec<Spanned<&'static str>>>,
}

/// An element of `formats` as written.
#[derive(Debug)]
pub enum FormatEntry {
    /// One of the platform's.
    Word(Spanned<&'static str>),
    /// The agency's own XML, by the name of its template.
    Xml(Written),
    /// The agency's own PDF, by the name of its file.
    Form(Written),
}

/// `retention` as written.
#[derive(Debug)]
pub struct RetentionEntry {
    /// Of a draft.
    pub draft: Option<Spanned<Delay>>,
    /// Of a dossier.
    pub delivered: Option<Spanned<Delay>>,
    /// Of the receipt.
    pub receipt: Option<Spanned<Delay>>,
    /// The basis in law.
    pub basis: Option<Written>,
}
