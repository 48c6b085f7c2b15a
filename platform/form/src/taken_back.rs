//! Remembers what was filled in and taken back since: a page that was drawn before holds it still, and must not bring it back as if it had
//! been typed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::answers::{Answers, Source, Value};

/// A value that was taken back: when, and what it is known again by. Nothing of the value is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBack {
    at: Timestamp,
    mark: String,
}

/// What a value is known again by, short, drawn from its name and a moment: the same value has another one elsewhere.
pub fn mark(at: Timestamp, name: &str, value: &Value) -> String {
    // However many zeros it was written with.
    let told = match value {
        Value::Number(number) => serde_json::to_vec(&Value::Number(number.normalize())),
        value => serde_json::to_vec(value),
    };
    let told = told.unwrap_or_default();
    let hash = Sha256::new()
        .chain_update(at.as_microsecond().to_be_bytes())
        .chain_update(name)
        .chain_update([0])
        .chain_update(told)
        .finalize();
    hex::encode(&hash[..8])
}

impl Answers {
    /// Takes back what was filled in at `path`.
    pub(crate) fn take_back(&mut self, path: &str, now: Timestamp) {
        let Some(value) = self.remove(path).and_then(|answer| answer.value) else { return };
        let mark = mark(now, path, &value);
        self.taken_back.insert(path.to_owned(), TakenBack { at: now, mark });
    }

    /// What was taken back, and not answered since, after a page was drawn.
    pub fn taken_back_since(&self, shown: Timestamp) -> Vec<(String, TakenBack)> {
        let later = self.taken_back.iter().filter(|(_, one)| one.at > shown);
        later.map(|(path, one)| (path.clone(), one.clone())).collect()
    }

    /// Takes out again what such a page brought back as it had been; whether it did.
    pub fn take_out_again(&mut self, taken_back: Vec<(String, TakenBack)>) -> bool {
        let mut brought = false;
        for (path, one) in taken_back {
            let is_it = |value: &Value| mark(one.at, &path, value) == one.mark;
            let typed = self.get(&path).filter(|answer| answer.source == Source::Typed);
            if typed.and_then(|answer| answer.value.as_ref()).is_some_and(is_it) {
                self.remove(&path);
                self.taken_back.insert(path, one);
                brought = true;
            }
        }
        brought
    }
}
