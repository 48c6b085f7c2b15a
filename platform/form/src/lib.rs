//! Says what a démarche means: reads it, checks it, and holds a citizen's answers against it.
//!
//! Pure: no I/O, no clock, no HTML, no SQL. The way of the data through it:
//!
//! | step | from → to | module |
//! |---|---|---|
//! | read | files → definition as written, every node with its line and column | [`definition`] |
//! | check | definition + components → [`demarche::Demarche`], or all diagnostics at once | [`check`] |
//! | answer | posted pairs → typed [`answers`] | [`reading`] |
//! | ask | answers → a question to a data source, and its answer into answers | [`source`] |
//! | show | démarche + answers → a [`view`] | [`journey`] |
//! | fill in | what is known of a citizen, as far as they agree → answers, and back | [`known`], [`prefill`], [`vault`] |
//! | be handed over | answers that another site has → what a citizen may agree to | [`handover`] |
//! | validate | answers → [`problem`]s, kinds not sentences | [`validation`] |
//! | recap | answers → one tree for screen, PDF and mail | [`recap`] |
//! | ask who is connected | answers + directory → what conditions ask of recipients, kept with the answers | [`connection`] |
//! | route | answers + directory → one case per recipient, each with its own projection | [`routing`] |
//! | give back | what a recipient fills in, as values → what the citizen reads | [`returned`] |
//! | count the time | what happened to a request → when silence decides it | [`silence`] |
//! | tell what becomes of personal data | démarche → purposes, questions, recipients, sources, what is automatic | [`privacy`] |
//! | publish | démarche → the JSON Schema that partners read | [`published`] |
//! | show its author | every state of a page, every part of an expression | [`workshop`] |
//! | compare | two versions → what changes, and for whom it is safe | [`versions`] |

pub mod answers;
pub mod bundle;
pub mod check;
pub mod checker;
pub mod connection;
pub mod definition;
pub mod demarche;
pub mod diagnostic;
pub mod expression;
pub mod field;
pub mod handover;
pub mod journey;
pub mod known;
pub mod login;
pub mod lookup;
mod numbering;
pub mod path;
pub mod prefill;
pub mod privacy;
pub mod problem;
pub mod published;
pub mod reading;
pub mod recap;
pub mod removed;
mod restored;
pub mod returned;
pub mod routing;
pub mod scenario;
pub mod signs;
pub mod silence;
pub mod source;
pub mod state;
pub mod taken_back;
pub mod text;
pub mod typed;
pub mod validation;
pub mod vault;
pub mod versions;
pub mod view;
pub mod warnings;
pub mod wire;
pub mod workshop;
