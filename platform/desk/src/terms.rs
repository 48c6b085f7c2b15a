//! The site's terms of use: a file of who runs the site, with a version and its date. Whoever logs in accepts the version in force before they
//! are in; nobody without an account is asked.

use form::diagnostic::Sentence;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use store::{
    Token, Uuid, Write,
    journal::{self, NewEntry},
    people, sessions, terms,
};

use crate::{
    Desk,
    access::Person,
    account,
    error::DeskError,
    identity::{CitizenCame, CitizenWanted, Waiting},
};

/// The longest text, in bytes.
const MAX_BYTES: usize = 200_000;
/// The longest name of a version.
const MAX_VERSION: usize = 40;

/// A version of the terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// As who runs the site names it.
    pub version: String,
    /// Since when it is in force.
    pub date: Date,
    /// The text in French.
    pub fr: String,
    /// In English; without it the French one is shown.
    pub en: Option<String>,
    /// Of the whole file.
    pub sha256: [u8; 32],
}

/// As the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: String,
    date: String,
    fr: String,
    en: Option<String>,
}

impl Terms {
    /// Reads the file of the terms.
    ///
    /// # Errors
    /// Everything that is wrong with it, in words.
    pub fn read(text: &str) -> Result<Self, Vec<Sentence>> {
        let mut faults = Vec::new();
        if text.len() > MAX_BYTES {
            faults.push(Sentence::new(format!("plus de {MAX_BYTES} octets"), format!("more than {MAX_BYTES} bytes")));
            return Err(faults);
        }
        let written: Written =
            serde_yaml::from_str(text).map_err(|error| vec![Sentence::new(error.to_string(), error.to_string())])?;
        let version = written.version.trim().to_owned();
        if version.is_empty() || version.chars().count() > MAX_VERSION || version.chars().any(char::is_control) {
            faults.push(Sentence::new(
                format!("« version » a de 1 à {MAX_VERSION} caractères"),
                format!("“version” has 1 to {MAX_VERSION} characters"),
            ));
        }
        let date = written.date.trim().parse::<Date>();
        if date.is_err() {
            faults.push(Sentence::new(
                format!("« date » n'est pas un jour ({}) : écrivez par exemple 2026-11-01", written.date.trim()),
                format!("“date” is no day ({}): write for instance 2026-11-01", written.date.trim()),
            ));
        }
        for (name, text) in [("fr", Some(&written.fr)), ("en", written.en.as_ref())] {
            if text.is_some_and(|text| text.trim().is_empty()) {
                faults.push(Sentence::new(format!("« {name} » est vide"), format!("“{name}” is empty")));
            }
        }
        match date {
            Ok(date) if faults.is_empty() => Ok(Self {
                version,
                date,
                fr: written.fr,
                en: written.en,
                sha256: Sha256::digest(text.as_bytes()).into(),
            }),
            _ => Err(faults),
        }
    }
}

impl Desk {
    /// The terms in force, where who runs the site has any.
    pub fn terms(&self) -> Option<&Terms> {
        self.terms.as_ref()
    }

    /// Whether this person has yet to accept the terms in force.
    pub(crate) async fn must_accept(&self, tx: &mut Write, person: Uuid) -> Result<bool, DeskError> {
        let Some(terms) = &self.terms else { return Ok(false) };
        Ok(!terms::has_accepted(tx, people::PORTAL, person, &terms.version).await?)
    }

    /// Whether somebody waits in this browser to accept the terms.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn terms_wanted(&self, browser: &str) -> Result<bool, DeskError> {
        Ok(self.citizen_halfway(browser).await?.is_some_and(|waiting| waiting.terms))
    }

    /// Notes that whoever waits in this browser accepts the version that they were shown, and begins their session.
    ///
    /// # Errors
    /// `request.not_found` where nobody waits (any more); `terms.changed` where another version is in force meanwhile; `identity.taken`.
    pub async fn accept_terms(&self, browser: &str, version: &str) -> Result<(CitizenCame, CitizenWanted), DeskError> {
        let token = browser.parse::<Token>().map_err(|_| DeskError::NotFound("login"))?;
        let waiting = self.citizen_halfway(browser).await?.filter(|waiting| waiting.terms);
        let Some((id, waiting)) = waiting.and_then(|one| Some((one.proven?, one))) else {
            return Err(DeskError::NotFound("login"));
        };
        if self.terms.as_ref().is_some_and(|terms| terms.version != version) {
            return Err(DeskError::Invalid { field: "version", code: "terms.changed" });
        }
        let wanted = waiting.wanted.clone();
        let came = self
            .store
            .write(async |tx| {
                let person = people::get(tx, people::PORTAL, id).await?.ok_or(DeskError::NotFound("login"))?;
                if let Some(terms) = &self.terms
                    && terms::accept(tx, &person, &terms.version, &terms.sha256).await?
                {
                    let accepted = account::entry("account.terms_accepted", person.id);
                    journal::add(tx, NewEntry { committed: Some(&terms.sha256), ..accepted }).await?;
                }
                sessions::close(tx, &token).await?;
                self.citizen_in(tx, &person, Waiting { terms: false, ..waiting.clone() }).await
            })
            .await?;
        Ok((came, wanted))
    }

    /// What the person accepted, for the copy of their account.
    pub(crate) async fn terms_told(&self, person: &Person) -> Result<Json, DeskError> {
        let accepted = self.store.read(async |conn| terms::of_person(conn, people::PORTAL, person.id).await).await?;
        let told = accepted.iter().map(|one| {
            json!({ "version": one.version, "sha256": hex::encode(one.sha256), "accepted_at": one.at.to_string() })
        });
        Ok(told.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Terms;

    #[test]
    fn a_file_of_terms_is_read_or_all_that_is_wrong_with_it_is_told() {
        let terms =
            Terms::read("version: \"2\"\ndate: 2026-11-01\nfr: |\n  # Objet\n\n  Le site est gratuit.\n").unwrap();
        assert_eq!((terms.version.as_str(), terms.date.to_string()), ("2", "2026-11-01".to_owned()));
        assert!(terms.fr.starts_with("# Objet") && terms.en.is_none());
        let told = |text| Terms::read(text).unwrap_err().into_iter().map(|said| said.en).collect::<Vec<_>>();
        let faults = told("version: \"\"\ndate: demain\nfr: \" \"\n");
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(told("version: \"1\"\ndate: 2026-11-01\n")[0].contains("fr"));
        assert!(told("version: \"1\"\ndate: 2026-11-01\nfr: a\nes: b\n")[0].contains("es"));
        assert_eq!(told(&"a".repeat(300_000)).len(), 1);
    }
}
