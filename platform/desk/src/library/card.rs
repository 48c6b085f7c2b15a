//! Reads what the catalogue says of a démarche.

use form::{demarche::Demarche, text::Text};
use serde::Deserialize;

/// What the catalogue says of a démarche, read from the head of its file without checking it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The id.
    pub id: String,
    /// The id of the agency that publishes it.
    pub agency: String,
    /// Its name.
    pub title: Text,
    /// One sentence.
    pub summary: Text,
    /// The service that answers for it; empty where the recipient does, who is not known before the answers.
    pub service: String,
    /// How long it takes, in minutes.
    pub minutes: Option<u32>,
    /// Whether one must be logged in.
    pub login_required: bool,
}

impl Card {
    pub(super) fn of(demarche: &Demarche) -> Self {
        Self {
            id: demarche.id.clone(),
            agency: demarche.agency.clone(),
            title: demarche.title.clone(),
            summary: demarche.summary.clone(),
            service: demarche.authority.name.clone(),
            minutes: demarche.minutes,
            login_required: demarche.login_required,
        }
    }
}

/// Reads title, summary and service from the head of `demarche.yaml`, down to the pages: a catalogue of a hundred démarches must not wait
/// for a hundred whole files. What cannot be read is left to `check` to say.
pub(super) fn card(id: &str, text: &str) -> Card {
    #[derive(Deserialize, Default)]
    struct Head {
        #[serde(default)]
        agency: String,
        title: Option<String>,
        summary: Option<String>,
        #[serde(default)]
        authority: Authority,
        minutes: Option<u32>,
        #[serde(default)]
        login: Login,
    }
    #[derive(Deserialize, Default)]
    struct Authority {
        #[serde(default)]
        name: String,
    }
    #[derive(Deserialize, Default)]
    struct Login {
        #[serde(default)]
        required: bool,
    }
    let end = text.find("\npages:").map_or(text.len(), |at| at + 1);
    let head: Head = serde_yaml::from_str(&text[..end]).unwrap_or_default();
    Card {
        id: id.to_owned(),
        agency: head.agency,
        title: Text::new(head.title.unwrap_or_else(|| id.to_owned())),
        summary: Text::new(head.summary.unwrap_or_default()),
        service: head.authority.name,
        minutes: head.minutes,
        login_required: head.login.required,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_read_from_the_head_alone() {
        let text = "demarche: x\ntitle: Un titre\nsummary: >-\n  Deux\n  lignes\nagency: ville\nauthority: { name: Mairie }\npages:\n  - [ this is : not read";
        let card = card("x", text);
        assert_eq!(
            (card.title.fr.as_ref(), card.summary.fr.as_ref(), card.service.as_str()),
            ("Un titre", "Deux lignes", "Mairie")
        );
    }

    #[test]
    fn a_file_without_sense_still_has_a_card() {
        assert_eq!(card("x", "{{{").title.fr.as_ref(), "x");
    }
}
