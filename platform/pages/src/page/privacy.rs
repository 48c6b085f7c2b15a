//! The page on what becomes of the data that one démarche asks for (RGPD, articles 13 and 14).

use serde::Serialize;

use super::{Chrome, Contact, Delay, DemarcheHead, pages, site::Publisher};

pages! {
    DemarchePrivacy => "page/demarche_privacy.html",
}

/// What becomes of the data that one démarche asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DemarchePrivacy {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// The first signs of the version that is told of.
    pub version: String,
    /// Who answers for the data: the agency that publishes the démarche, where the directory knows it.
    pub agency: Option<Publisher>,
    /// The service in charge, where the démarche names one.
    pub authority: Option<Contact>,
    /// Why the data are asked for.
    pub purpose: String,
    /// What makes it lawful (RGPD, article 6).
    pub basis: Option<String>,
    /// The text of law.
    pub legal_basis: Option<String>,
    /// What is asked for, page by page.
    pub asked: Vec<AskedOn>,
    /// Whether a question may stay without an answer.
    pub has_optional: bool,
    /// Whether other answers say if a question is asked.
    pub has_conditional: bool,
    /// What the account may fill in, by what it is called.
    pub known: Vec<String>,
    /// The identity providers that may fill in as well.
    pub providers: Vec<String>,
    /// Who else is asked, once the citizen presses the button.
    pub sources: Vec<PrivacySource>,
    /// Who receives what.
    pub recipients: Vec<PrivacyRecipient>,
    /// What ends the journey.
    pub stops: Vec<String>,
    /// What must hold.
    pub rules: Vec<String>,
    /// What is only warned of.
    pub warnings: Vec<String>,
    /// What is computed.
    pub computed: Vec<String>,
    /// How long a draft is kept.
    pub draft_kept: Delay,
    /// How long a dossier is kept after delivery.
    pub dossier_kept: Delay,
    /// How long a receipt is kept.
    pub receipt_kept: Delay,
    /// What may be asked of who answers for the data: the ids of their sentences.
    pub rights: Vec<&'static str>,
    /// The page on the whole site's.
    pub site_href: String,
}

/// What one page asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskedOn {
    /// The page's title.
    pub title: String,
    /// In its order.
    pub groups: Vec<AskedGroup>,
}

/// Questions that stand together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskedGroup {
    /// What they are called together; a question that stands by itself has none.
    pub title: Option<String>,
    /// The questions.
    pub questions: Vec<AskedQuestion>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskedQuestion {
    /// What it is called.
    pub label: String,
    /// Whether it may stay without an answer.
    pub optional: bool,
    /// Whether other answers say if it is asked.
    pub conditional: bool,
}

/// Who else is asked something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrivacySource {
    /// Who.
    pub name: String,
    /// What the citizen reads before: which data leave, and why.
    pub told: String,
}

/// Who receives what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrivacyRecipient {
    /// Who.
    pub title: String,
    /// Whether only some answers lead to it.
    pub conditional: bool,
    /// What it gets; nothing where it gets every answer.
    pub parts: Vec<String>,
}
