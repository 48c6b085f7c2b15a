//! Holds what a provider said of a citizen, with how sure it was and when: kept sealed with their account, for their forms to be filled from.

use std::collections::BTreeMap;

use connectors::identity::{Provider, Verified};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is kept of all that a provider may say: who somebody is, how to reach them, for whom they act.
const KEPT: [&str; 13] = [
    "birthcountry",
    "birthdate",
    "birthplace",
    "email",
    "family_name",
    "gender",
    "given_name",
    "given_name_array",
    "label",
    "organizational_unit",
    "preferred_username",
    "siret",
    "usual_name",
];

/// The code of France among the countries of birth.
pub(super) const FRANCE: &str = "99100";

/// What a provider said of somebody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The provider's id.
    pub provider: String,
    /// Who signed it.
    pub issuer: String,
    /// As whom the provider knows them.
    pub subject: String,
    /// How sure it was.
    pub acr: Option<String>,
    /// By what means they proved it.
    pub amr: Vec<String>,
    /// When.
    pub at: Timestamp,
    /// The claims, as they were given: a day of birth may be `1962-08-00` or `1962-00-00`.
    pub claims: BTreeMap<String, Value>,
}

/// Shows nothing of anybody.
impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Said").field("provider", &self.provider).field("acr", &self.acr).finish_non_exhaustive()
    }
}

/// For whom somebody acts who came in by a provider of professionals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActingFor {
    /// The SIRET that the provider gave.
    pub siret: String,
    /// What the provider calls the organisation; empty where it does not say.
    pub name: String,
}

impl Said {
    pub(crate) fn new(provider: &Provider, verified: &Verified, at: Timestamp) -> Self {
        let mut claims = BTreeMap::new();
        for name in KEPT {
            match verified.said(name) {
                Some(value) if is_such(name, &value) => drop(claims.insert(name.to_owned(), value)),
                Some(_) => tracing::warn!(provider = provider.id(), claim = name, "a claim in a form that it has not"),
                None => {}
            }
        }
        Self {
            provider: provider.id().to_owned(),
            issuer: verified.issuer.clone(),
            subject: verified.subject.clone(),
            acr: verified.acr.clone(),
            amr: verified.amr.clone(),
            at,
            claims,
        }
    }

    /// A claim that is a text.
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str()
    }

    /// What makes somebody one person to the State, which checks it at its providers: all of it, with a whole day of birth. Nothing where any
    /// is missing; of who was born abroad the place may be.
    pub(super) fn civil_status(&self) -> Option<[String; 6]> {
        let text = |claim| self.text(claim).map(str::to_lowercase);
        let birthdate = text("birthdate").filter(|day| !day.contains("-00"))?;
        let country = text("birthcountry")?;
        let place = text("birthplace").or_else(|| (country != FRANCE).then(String::new))?;
        Some([text("family_name")?, text("given_name")?, text("gender")?, birthdate, country, place])
    }

    /// As one is greeted: first names and name, as far as they are known.
    pub fn name(&self) -> String {
        let family = ["preferred_username", "usual_name", "family_name"].into_iter().find_map(|name| self.text(name));
        [self.text("given_name"), family].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// For whom they act, where the provider names an establishment.
    pub(crate) fn acting_for(&self) -> Option<ActingFor> {
        let siret = self.text("siret")?.to_owned();
        let name = ["label", "organizational_unit"].into_iter().find_map(|name| self.text(name));
        Some(ActingFor { siret, name: name.unwrap_or_default().to_owned() })
    }
}

/// Whether a claim has the form that it must have; what is a name may be any text.
fn is_such(name: &str, value: &Value) -> bool {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let Value::String(text) = value else { return name == "given_name_array" };
    match name {
        "birthdate" => is_birthdate(text),
        "birthcountry" => digits(text, 5),
        // Corsica: 2A004.
        "birthplace" => text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "gender" => matches!(text.as_str(), "male" | "female"),
        "siret" => digits(text, 14),
        "given_name_array" => false,
        _ => true,
    }
}

/// A date, or one of which the day, or the day and the month, are unknown.
fn is_birthdate(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse::<i16>().ok())?
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let part = |number: i16| i8::try_from(number).unwrap_or(-1);
    match (month, day) {
        (0, 0) => year > 0,
        (1..=12, 0) => year > 0,
        _ => jiff::civil::Date::new(year, part(month), part(day)).is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthdate_may_lack_its_day_or_its_month_too() {
        for date in ["1962-08-24", "1962-08-00", "1962-00-00", "1904-02-29"] {
            assert!(is_birthdate(date), "{date}");
        }
        for none in
            ["", "1962", "1962-00-24", "1962-13-00", "1962-02-30", "24/08/1962", "62-08-24", "0000-00-00", "1962-8-4"]
        {
            assert!(!is_birthdate(none), "{none}");
        }
    }
}
