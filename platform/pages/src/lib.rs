//! Draws HTML pages and mails: a struct in, text out.
//!
//! ```
//! # fn main() -> Result<(), pages::Error> {
//! use form::text::Language;
//! use pages::{Pages, mail::{Mail, Way}, page::site::ErrorPage};
//!
//! let pages = Pages::new()?;
//! let html = pages.render(&ErrorPage::bare(Language::Fr, 404, "request.not_found", "7f-1"))?;
//! assert!(html.contains("7f-1"));
//!
//! let url = "https://exemple.fr/suivi/x".into();
//! let recorded = Mail::Recorded { demarche: "Essai".into(), reference: "ESS-1".into(), way: Way::Online, url };
//! let mail = pages.mail(Language::Fr, "Démarches d'Exemple", &recorded)?;
//! assert!(mail.text.contains("ESS-1"));
//! # Ok(()) }
//! ```
//!
//! | what | where |
//! |---|---|
//! | the structs, one a page | [`page`] |
//! | the mails | [`mail`] |
//! | sentences of problems | [`sentence`] |
//! | styles and script with their hashed addresses | [`assets`] |
//! | what templates may call | `engine.rs` |
//! | a sample of every page | [`samples`] |

pub mod assets;
mod engine;
mod escape;
pub mod mail;
pub mod page;
pub mod samples;
pub mod sentence;

use std::path::Path;

use form::text::Language;
use minijinja::{Environment, Value, value::Serde};

use crate::{
    mail::{DrawnMail, Mail, MailContext},
    page::Page,
};

/// A page could not be drawn: a fault in a template, never in what citizens typed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A template is missing, malformed, or names what its page does not give.
    #[error("template {template}: {source:#}")]
    Template {
        /// The file.
        template: String,
        /// What the engine says.
        #[source]
        source: Box<minijinja::Error>,
    },
}

/// The templates, parsed once; shared between threads by reference.
#[derive(Debug)]
pub struct Pages {
    french: Environment<'static>,
    english: Environment<'static>,
}

impl Pages {
    /// With the templates inside the binary.
    ///
    /// # Errors
    /// A template is malformed (the tests see to it that none is).
    pub fn new() -> Result<Self, Error> {
        Ok(Self { french: engine::embedded(Language::Fr)?, english: engine::embedded(Language::En)? })
    }

    /// With the templates of a folder, read again for every page: for those who draw.
    pub fn from_folder(folder: &Path) -> Self {
        Self { french: engine::from_folder(Language::Fr, folder), english: engine::from_folder(Language::En, folder) }
    }

    fn environment(&self, language: Language) -> &Environment<'static> {
        match language {
            Language::Fr => &self.french,
            Language::En => &self.english,
        }
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// The template names something that its page does not give.
    pub fn render<P: Page>(&self, page: &P) -> Result<String, Error> {
        self.draw(page.language(), P::TEMPLATE, Value::from(Serde(page)))
    }

    pub(crate) fn draw(&self, language: Language, template: &str, context: Value) -> Result<String, Error> {
        let environment = self.environment(language);
        environment
            .get_template(template)
            .and_then(|template| template.render(context))
            .map_err(|source| Error::Template { template: template.to_owned(), source: Box::new(source) })
    }

    /// The mail as text and as HTML. `site` is the name that signs it.
    ///
    /// # Errors
    /// As [`Pages::render`].
    pub fn mail(&self, language: Language, site: &str, mail: &Mail) -> Result<DrawnMail, Error> {
        let worded = mail.worded(language);
        let context = MailContext {
            language,
            site,
            subject: &worded.subject,
            title: &worded.title,
            paragraphs: worded.paragraphs,
            reference: mail.reference(),
            action: worded.action,
        };
        let context = Value::from(Serde(&context));
        let text = self.draw(language, "mail/mail.txt", context.clone())?;
        let html = self.draw(language, "mail/mail.html", context)?;
        Ok(DrawnMail { subject: worded.subject, text, html })
    }
}
