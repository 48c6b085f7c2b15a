//! Compares what the citizen was shown on the recap with what would be filed, and says what has changed meanwhile.

use form::{
    answers::Answer,
    journey,
    routing::{self, PlannedCase, RecipientChange},
    text::Language,
    typed,
};
use jiff::Timestamp;

use crate::{Desk, fill::Fill};

/// What the recap carried along that the citizen confirms.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    /// The hash of the recap.
    pub recap: &'a str,
    /// Who receives, and how ([`routing::mark`]); empty where it is not known.
    pub recipients: &'a str,
    /// When the draft that it showed was last saved.
    pub shown: Option<Timestamp>,
}

/// What is not as it was shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// Whether the draft was saved elsewhere since.
    pub elsewhere: bool,
    /// The questions that were answered since, as they are called.
    pub answers: Vec<String>,
    /// The recipients that are no longer what was shown.
    pub recipients: Vec<RecipientChange>,
}

impl Desk {
    /// What has changed since the recap was shown; `None` where it is the very same, recipients too.
    pub(crate) fn changed(
        &self,
        fill: &Fill,
        compared: Compared<'_>,
        (recap, cases): (&str, &[PlannedCase]),
        language: Language,
    ) -> Option<Changed> {
        let demarche = &fill.served.demarche;
        let recipients = routing::changes(demarche, compared.recipients, cases, language);
        if compared.recap == recap && recipients.is_empty() {
            return None;
        }
        let since = compared.shown.filter(|shown| *shown != fill.draft.updated_at);
        let answers = since.map(|since| {
            self.with_state(fill, language, |state| {
                let is_newer = |(path, answer): &(&str, &Answer)| answer.at > since && state.visible(path);
                let mut newer: Vec<&str> = fill.answers.iter().filter(is_newer).map(|(path, _)| path).collect();
                let order = journey::order(state);
                newer.sort_by_key(|path| order.get(*path).copied());
                newer.into_iter().filter_map(|path| typed::label(demarche, &fill.answers, path, language)).collect()
            })
        });
        Some(Changed { elsewhere: since.is_some(), answers: answers.unwrap_or_default(), recipients })
    }
}
