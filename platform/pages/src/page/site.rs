//! The pages around the démarches: catalogue, start, errors, legal notices.

use form::text::Language;
use jiff::civil::Date;
use serde::Serialize;

use super::{Chrome, Contact, Delay, DemarcheHead, Link, journey::Unconnected, pages};

pages! {
    Catalogue => "page/catalogue.html",
    Start => "page/start.html",
    ErrorPage => "page/error.html",
    Accessibility => "page/accessibility.html",
    LegalNotice => "page/legal.html",
    Privacy => "page/privacy.html",
    TermsPage => "page/terms.html",
}

/// The list of démarches, with a search (GET, `q`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Catalogue {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the search asks; the home page.
    pub action: String,
    /// What was searched for.
    pub query: String,
    /// What was found, or everything.
    pub entries: Vec<CatalogueEntry>,
}

/// A démarche in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CatalogueEntry {
    /// Its start page.
    pub href: String,
    /// Its name.
    pub title: String,
    /// What one gets.
    pub summary: String,
    /// The service that answers for it; empty where it depends on the answers.
    pub service: String,
    /// How long it takes.
    pub minutes: Option<u32>,
    /// Whether one must be logged in.
    pub login_required: bool,
}

/// What to know before beginning a démarche.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Start {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// What one gets.
    pub summary: String,
    /// What to have at hand.
    pub needs: Vec<String>,
    /// How long it takes, in minutes.
    pub minutes: Option<u32>,
    /// Who may receive the answers (titles of the recipients).
    pub recipients: Vec<String>,
    /// Whether the answers choose among them.
    pub recipients_by_answers: bool,
    /// Those that every filing goes to and that are not connected.
    pub unconnected: Vec<Unconnected>,
    /// Whether a service that the answers lead to may not be connected: the citizen sends it the filing by post.
    pub may_be_posted: bool,
    /// Who is in charge.
    pub authority: Contact,
    /// Why the data are asked for.
    pub purpose: String,
    /// The text of law.
    pub legal_basis: Option<String>,
    /// How long a draft is kept.
    pub draft_kept: Delay,
    /// How long a dossier is kept after delivery.
    pub dossier_kept: Delay,
    /// How long a receipt is kept.
    pub receipt_kept: Delay,
    /// The basis of keeping.
    pub retention_basis: Option<String>,
    /// Where the POST that opens a draft goes.
    pub action: String,
    /// One must log in first; « Commencer » then leads to the login.
    pub login_required: bool,
    /// As whom a provider must know whoever files, and by which that can be.
    pub identity: Option<StartIdentity>,
    /// Where to log in, when nobody is.
    pub login_href: Option<String>,
    /// The person's vault can fill some answers in.
    pub can_prefill: bool,
    /// A draft already begun by the person who is logged in.
    pub draft_href: Option<String>,
}

/// As whom a provider must know whoever files.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StartIdentity {
    /// At what level: `eidas1`, `eidas2`, `eidas3`.
    pub level: Option<String>,
    /// As somebody who acts for a company or an association.
    pub professional: bool,
    /// The providers of the site that do; none: it cannot be filed here.
    pub providers: Vec<String>,
}

/// Something that could not be done, with a number to quote.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorPage {
    /// Around the page.
    pub chrome: Chrome,
    /// The HTTP status: 403, 404, 405, 409, 410, 413, 415, 422, 429, 500 or 503 have words of their own.
    pub status: u16,
    /// A stable code that may have its own words (`resume.locked`), else those of the status are shown.
    pub code: String,
    /// The request's id, to quote on the telephone and to find in the logs.
    pub id: String,
    /// In seconds, where waiting helps.
    pub retry_after: Option<u64>,
    /// Where to go on.
    pub link: Option<Link>,
}

/// The accessibility statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accessibility {
    /// Around the page.
    pub chrome: Chrome,
    /// Who publishes the site.
    pub publisher: Contact,
    /// The agencies that put their démarches on it.
    pub agencies: Vec<Publisher>,
}

/// Who publishes and hosts the site.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LegalNotice {
    /// Around the page.
    pub chrome: Chrome,
    /// Who publishes the site.
    pub publisher: Contact,
    /// Who hosts it.
    pub host: Contact,
    /// The agencies that put their démarches on it.
    pub agencies: Vec<Publisher>,
    /// The terms of use for accounts, where there are any.
    pub terms_href: Option<String>,
}

/// The terms of use for accounts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermsPage {
    /// Around the page.
    pub chrome: Chrome,
    /// As who runs the site names it.
    pub version: String,
    /// Since when it is in force.
    pub date: Date,
    /// In order.
    pub parts: Vec<TermsPart>,
}

/// A part of the terms of use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TermsPart {
    /// Its title; the first part may have none.
    pub title: String,
    /// Plain text with line ends.
    pub text: String,
}

/// An agency that puts démarches on the site, and answers for what is done with their data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Publisher {
    /// Whom to write to or to call.
    pub contact: Contact,
    /// Its own site.
    pub site: Option<String>,
    /// Who advises it on data protection (DPO), as people write to them.
    pub officer: Option<String>,
}

/// What happens to personal data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Privacy {
    /// Around the page.
    pub chrome: Chrome,
    /// Who answers for the site and its accounts.
    pub controller: Contact,
    /// Those who answer for what is done with the data of their démarches.
    pub agencies: Vec<Publisher>,
    /// Who advises on data protection (DPO), as people write to them.
    pub officer: Option<String>,
}

impl ErrorPage {
    /// An error page that knows nothing but its status and number.
    pub fn bare(language: Language, status: u16, code: impl Into<String>, id: impl Into<String>) -> Self {
        Self {
            chrome: Chrome::new(language, "/", ""),
            status,
            code: code.into(),
            id: id.into(),
            retry_after: None,
            link: None,
        }
    }
}
