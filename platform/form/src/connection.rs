//! Asks the directory which recipients are connected, where conditions hang on it (`connected('mairie')`), and keeps what it said with the
//! answers: so that a page, its recap and the dossier made of it are judged by the same word, whatever the directory says later.

use crate::{
    answers::{Answers, Value},
    demarche::{Demarche, Recipient, To},
    lookup::{Entry, Lookup, Resolved},
    state::{Facts, State},
};

/// A recipient of which a condition asks, as far as the answers lead to it.
#[derive(Debug, Clone)]
pub struct Asked<'d> {
    /// The recipient.
    pub recipient: &'d Recipient,
    /// The code of the commune or the département that leads to it, where one does.
    pub place: Option<String>,
}

/// The recipients of which conditions ask, as far as the answers lead to them.
pub fn asked<'d>(demarche: &'d Demarche, answers: &Answers, facts: &Facts<'_>) -> Vec<Asked<'d>> {
    if demarche.asked_of.is_empty() {
        return Vec::new();
    }
    let state = State::new(demarche, answers, facts);
    let led = |recipient: &'d Recipient| match &recipient.to {
        To::Organisation { .. } => Some(Asked { recipient, place: None }),
        // One that is hidden now may be shown by the next answer.
        To::CommuneOf { path } | To::DepartementOf { path } => {
            match state.value(path).or_else(|| answers.value(path).cloned())? {
                Value::Entry { code, .. } => Some(Asked { recipient, place: Some(code) }),
                _ => None,
            }
        }
    };
    demarche.recipients.iter().filter(|recipient| demarche.asked_of.contains(&recipient.id)).filter_map(led).collect()
}

/// Keeps with the answers what `facts` say of the recipients that conditions ask about.
pub(crate) fn keep(demarche: &Demarche, answers: &mut Answers, facts: &Facts<'_>) {
    for Asked { recipient, place } in asked(demarche, answers, facts) {
        if let Some(connected) = facts.lookup.connected(&recipient.id, place.as_deref()) {
            answers.set_connected(&recipient.id, place.as_deref(), connected);
        }
    }
}

/// Which recipients are connected where no directory is at hand.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Supposed<'a> {
    /// All but those with these ids.
    AllBut(&'a [&'a str]),
    /// None.
    None,
}

/// Reference lists as they are, and recipients as they are supposed to be.
pub(crate) struct Supposing<'a> {
    pub(crate) lists: &'a dyn Lookup,
    pub(crate) supposed: Supposed<'a>,
}

impl Lookup for Supposing<'_> {
    fn knows(&self, list: &str) -> bool {
        self.lists.knows(list)
    }

    fn entry(&self, list: &str, code: &str) -> Option<Entry> {
        self.lists.entry(list, code)
    }

    fn resolve(&self, list: &str, typed: &str) -> Resolved {
        self.lists.resolve(list, typed)
    }

    fn postal_codes(&self, commune: &str) -> Vec<String> {
        self.lists.postal_codes(commune)
    }

    fn connected(&self, recipient: &str, _commune: Option<&str>) -> Option<bool> {
        Some(match self.supposed {
            Supposed::AllBut(unconnected) => !unconnected.contains(&recipient),
            Supposed::None => false,
        })
    }
}
