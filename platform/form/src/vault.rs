//! Says what a citizen's own store of details is made of: items by name, every value with where it came from, when, and how surely.
//!
//! An item (`identity`, `home_address`) is what a component says under `vault`; its values stand at paths relative to it, as `prefill.rs`
//! fills and collects them. `own.rs` makes of the components the pages on which a citizen types and corrects them.

mod own;

use std::collections::{BTreeMap, btree_map::Entry};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::own::{OwnItem, own_pages};
use crate::{answers::Value, expression::fold};

/// Where a value came from first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Origin {
    /// The citizen gave it in a démarche.
    Demarche {
        /// The démarche's id; empty where which one is nobody's business.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        id: String,
        /// What it was called then.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
    },
    /// The citizen typed it among their own details.
    OwnPage,
    /// An identity provider said it.
    Identity {
        /// Its name (`franceconnect`).
        provider: String,
    },
    /// An administration said it.
    Administration {
        /// As the citizen reads it.
        name: String,
    },
}

impl Origin {
    /// The same as others may know it: what a citizen did elsewhere is theirs.
    #[must_use]
    pub fn discreet(&self) -> Self {
        match self {
            Self::Demarche { .. } => Self::Demarche { id: String::new(), title: String::new() },
            other => other.clone(),
        }
    }
}

/// How sure a value is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Assurance {
    /// The citizen says so.
    #[default]
    Declared,
    /// Somebody else vouches for it.
    Verified {
        /// Who.
        by: String,
        /// How surely, as they call it (`eidas1`); empty where they do not say.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        level: String,
    },
}

impl Assurance {
    /// Whether nobody but the citizen says so.
    pub fn is_declared(&self) -> bool {
        *self == Self::Declared
    }
}

/// A value with all that is known of where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The value.
    pub value: Value,
    /// Where it came from.
    pub origin: Origin,
    /// The day.
    pub on: Date,
    /// How sure it is.
    #[serde(default, skip_serializing_if = "Assurance::is_declared")]
    pub assurance: Assurance,
}

impl Held {
    /// What a citizen gave in a démarche.
    pub fn given(value: Value, on: Date, id: impl Into<String>, title: impl Into<String>) -> Self {
        let origin = Origin::Demarche { id: id.into(), title: title.into() };
        Self { value, origin, on, assurance: Assurance::Declared }
    }

    /// What a citizen typed among their own details.
    pub fn typed(value: Value, on: Date) -> Self {
        Self { value, origin: Origin::OwnPage, on, assurance: Assurance::Declared }
    }
}

/// What is kept under one name (`identity`): values by path relative to the place they fill (`""` for a single question).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct VaultItem {
    /// The values.
    pub values: BTreeMap<String, Held>,
}

/// An item as it was ever stored.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    /// Before every value said for itself where it came from: one day for all of them.
    Before {
        values: BTreeMap<String, Value>,
        kept_on: Date,
    },
    Now {
        values: BTreeMap<String, Held>,
    },
}

impl From<Stored> for VaultItem {
    fn from(stored: Stored) -> Self {
        let values = match stored {
            Stored::Before { values, kept_on } => {
                values.into_iter().map(|(path, value)| (path, Held::given(value, kept_on, "", ""))).collect()
            }
            Stored::Now { values } => values,
        };
        Self { values }
    }
}

impl VaultItem {
    /// Says of what does not, in which démarche it was given: it stood beside the item once.
    pub fn given_in(&mut self, demarche: &str) {
        for held in self.values.values_mut() {
            if let Origin::Demarche { id, .. } = &mut held.origin
                && id.is_empty()
            {
                demarche.clone_into(id);
            }
        }
    }

    /// Takes over what was kept `before` under the name `from`: what another démarche asked for and this one did not, and what it knew
    /// more exactly or more surely.
    pub fn take_over(&mut self, from: &str, before: Self) {
        // An address is one thing: the floor of the last one is not a floor of the next.
        if kind_of(from) == "address" && !self.replacing(&before).values.is_empty() {
            return;
        }
        for (path, known) in before.values {
            match self.values.entry(path) {
                Entry::Vacant(entry) => drop(entry.insert(known)),
                Entry::Occupied(mut entry) => {
                    let new = entry.get();
                    let says_as_much = says_more(&known.value, &new.value);
                    let surer = !known.assurance.is_declared() && new.assurance.is_declared();
                    if says_as_much && (surer || known.value != new.value) {
                        entry.insert(known);
                    }
                }
            }
        }
    }

    /// Whether this civil status and another one may be the same person's: nothing that tells people apart is said otherwise.
    pub(crate) fn is_of_same_person(&self, other: &Self) -> bool {
        ["nom", "prenoms", "naissance.date"].into_iter().all(|path| {
            match (self.values.get(path), other.values.get(path)) {
                (Some(one), Some(other)) => reads_alike(path, &one.value, &other.value),
                _ => true,
            }
        })
    }

    /// Of what is here, what says something else than what was kept `before`, and would stand in its place.
    #[must_use]
    pub fn replacing(&self, before: &Self) -> Self {
        let differs = |path: &str, value: &Value| {
            let known = before.values.get(path).map(|held| &held.value);
            known.is_some_and(|known| !says_more(known, value) && !says_more(value, known))
        };
        let values = self.values.iter().filter(|(path, held)| differs(path, &held.value));
        Self { values: values.map(|(path, held)| (path.clone(), held.clone())).collect() }
    }
}

/// The kind of what stands under a name, its last word: `home_address` and `postal_address` are addresses both.
pub fn kind_of(name: &str) -> &str {
    name.rsplit('_').next().unwrap_or(name)
}

/// Whether two values at `path` of a civil status may be one person's: names however they are written, of several first names the first;
/// dates that leave open what the other knows.
fn reads_alike(path: &str, one: &Value, other: &Value) -> bool {
    let name = |text: &str| match path {
        "prenoms" => text.split([' ', ',']).find(|word| !word.is_empty()).map(fold),
        _ => Some(fold(text)),
    };
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => name(one) == name(other),
        _ => says_more(one, other) || says_more(other, one),
    }
}

/// Whether `value` says all that `other` says: for a date, where `other` leaves open no more than what `value` knows.
fn says_more(value: &Value, other: &Value) -> bool {
    let parts = |value: &Value| match value {
        Value::Date(date) => Some((date.year(), Some(date.month()), Some(date.day()))),
        Value::PartialDate(date) => Some((date.year, date.month, date.day)),
        _ => None,
    };
    match (parts(value), parts(other)) {
        (Some(value), Some(other)) => {
            let agrees = |known: Option<i8>, open: Option<i8>| open.is_none() || open == known;
            value.0 == other.0 && agrees(value.1, other.1) && agrees(value.2, other.2)
        }
        _ => value == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::PartialDate;

    const DAY: Date = Date::constant(2026, 11, 21);

    fn item(date: &str) -> VaultItem {
        let whole = date.parse().map(Value::Date);
        let value = whole.or_else(|_| PartialDate::parse(date).map(Value::PartialDate).ok_or(())).unwrap();
        VaultItem { values: [("naissance.date".to_owned(), Held::typed(value, DAY))].into() }
    }

    /// What is held by who knew `before` and is given `new`; and whether the new one says otherwise.
    fn kept(before: &str, new: &str) -> (VaultItem, bool) {
        let (before, mut new) = (item(before), item(new));
        let replaces = !new.replacing(&before).values.is_empty();
        new.take_over("identity", before);
        (new, replaces)
    }

    #[test]
    fn a_date_that_says_less_does_not_take_the_place_of_one_that_says_more() {
        for (before, new, stays) in [
            ("1985-08-24", "1985", "1985-08-24"),
            ("1985-08-24", "1985-08", "1985-08-24"),
            ("1985-08", "1985", "1985-08"),
            ("1985", "1985-08-24", "1985-08-24"),
            ("1985-08-24", "1985-08-24", "1985-08-24"),
        ] {
            assert_eq!(kept(before, new), (item(stays), false), "{new} after {before}");
        }
    }

    #[test]
    fn a_date_that_says_otherwise_replaces_and_is_told() {
        for (before, new) in [("1985-08-24", "1985-09"), ("1985-08-24", "1986"), ("1985", "1986-01-01")] {
            assert_eq!(kept(before, new), (item(new), true), "{new} after {before}");
        }
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn nothing_of_an_address_stays_beside_another_one() {
        let address = |parts: &[(&str, &str)]| VaultItem {
            values: parts.iter().map(|(path, said)| ((*path).to_owned(), Held::typed(text(said), DAY))).collect(),
        };
        let before = address(&[("voie", "1 rue des Lilas"), ("complement", "3e étage"), ("code_postal", "31000")]);
        for name in ["home_address", "postal_address"] {
            let mut moved = address(&[("voie", "5 rue du Taur"), ("code_postal", "31000")]);
            let only = moved.clone();
            moved.take_over(name, before.clone());
            assert_eq!(moved, only);
            let mut same = address(&[("voie", "1 rue des Lilas")]);
            same.take_over(name, before.clone());
            assert_eq!(same, before);
        }
    }

    #[test]
    fn what_somebody_vouches_for_is_not_lost_by_being_typed_again() {
        let vouched = Held {
            value: text("Müller"),
            origin: Origin::Identity { provider: "franceconnect".to_owned() },
            on: DAY,
            assurance: Assurance::Verified { by: "franceconnect".to_owned(), level: "eidas1".to_owned() },
        };
        let before = VaultItem { values: [("nom".to_owned(), vouched.clone())].into() };
        for (typed, stays) in [("Müller", true), ("Durand", false)] {
            let typed = Held::given(text(typed), DAY, "essai", "Essai");
            let mut new = VaultItem { values: [("nom".to_owned(), typed.clone())].into() };
            new.take_over("identity", before.clone());
            assert_eq!(new.values["nom"], if stays { vouched.clone() } else { typed });
        }
    }

    #[test]
    fn what_was_kept_before_values_had_an_origin_is_read() {
        let old = r#"{"values":{"nom":{"type":"text","value":"Müller"},"enfants":{"type":"number","value":"2"},"naissance.date":{"type":"partial_date","value":{"year":1985,"month":8,"day":null}}},"kept_on":"2026-01-02"}"#;
        let mut item: VaultItem = serde_json::from_str(old).unwrap();
        item.given_in("essai");
        assert_eq!(item.values["nom"], Held::given(text("Müller"), Date::constant(2026, 1, 2), "essai", ""));
        assert_eq!(item.values.len(), 3);
        let again: VaultItem = serde_json::from_str(&serde_json::to_string(&item).unwrap()).unwrap();
        assert_eq!(again, item);
    }
}
