//! Lists the closed words of the language: what a key that takes one of some words admits.

/// Who may file.
pub const APPLICANTS: &[&str] = &["particulier", "association", "professionnel"];
/// Kinds in law.
pub const KINDS: &[&str] = &["demande", "declaration", "information"];
/// Levels of assurance.
pub const LEVELS: &[&str] = &["eidas1", "eidas2", "eidas3"];
/// In what quality one logs in.
pub const LOGIN_AS: &[&str] = &["professionnel"];
/// What silence means.
pub const SILENCES: &[&str] = &["acceptance", "rejection"];
/// What to do without an answer.
pub const IF_MISSING: &[&str] = &["pass", "refuse"];
/// Whether a rule refuses, or only warns.
pub const RULE_LEVELS: &[&str] = &["error", "warning"];
/// How a list or a group is drawn.
pub const DRAWN_AS: &[&str] = &["table"];
/// Formats of a package.
pub const FORMATS: &[&str] = &["csv", "json", "pdf"];
/// Statuses that a partner may set.
pub const STATUSES: &[&str] = &["received", "in_progress", "complement", "done", "refused"];
/// Kinds of file.
pub const FILE_KINDS: &[&str] = &["pdf", "jpeg", "png"];
/// Where an authority may be taken from.
pub const AUTHORITY_SOURCES: &[&str] = &["recipient"];
