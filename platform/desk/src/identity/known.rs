//! Makes of what a provider said of a citizen what could fill their forms: their civil status, as far as the provider vouches for it.

use std::collections::BTreeMap;

use connectors::identity::Provider;
use form::{
    answers::{PartialDate, Value},
    known::{Holder, Known},
    lookup::Lookup,
    vault::{Assurance, Held, Origin, VaultItem},
};
use jiff::civil::Date;

use super::{Said, said::FRANCE};

impl Said {
    /// What fills forms of what was said on the day `on`. The e-mail address never does by itself: it is where the provider writes to.
    pub(super) fn known(&self, provider: &Provider, lists: &dyn Lookup, on: Date) -> Known {
        let name = provider.name().to_owned();
        let verified = Assurance::Verified { by: name.clone(), level: self.acr.clone().unwrap_or_default() };
        let mut values: BTreeMap<String, Held> = BTreeMap::new();
        let mut put = |path: &str, value: Option<Value>, assurance: &Assurance| {
            let Some(value) = value else { return };
            let origin = Origin::Identity { provider: name.clone() };
            values.insert(path.to_owned(), Held { value, origin, on, assurance: assurance.clone() });
        };
        // Who does not say the name of birth says nothing of a civil status: a provider of professionals.
        if let Some(family) = self.name_of("family_name") {
            put("nom", Some(Value::Text(family)), &verified);
            put("prenoms", self.first_names().map(Value::Text), &verified);
            // How somebody wants to be called, they told the provider themselves.
            put("nom_usage", self.name_of("preferred_username").map(Value::Text), &Assurance::Declared);
            let sex = match self.text("gender") {
                Some("female") => Some("F"),
                Some("male") => Some("M"),
                _ => None,
            };
            put("sexe", sex.map(|sex| Value::Text(sex.to_owned())), &verified);
            let born = self.text("birthdate").and_then(PartialDate::parse);
            put("naissance.date", born.map(Value::PartialDate), &verified);
            let country = self.text("birthcountry");
            let entry = |list: &str, code: &str| {
                lists.entry(list, code).map(|found| Value::Entry { code: found.code, nom: found.nom })
            };
            put("naissance.pays", country.and_then(|code| entry("pays", code)), &verified);
            if country == Some(FRANCE) {
                let commune = self.text("birthplace").and_then(|code| entry("communes_naissance", code));
                put("naissance.commune", commune, &verified);
            }
        }
        let holder = Holder::Provider { id: self.provider.clone(), name };
        let mut items = BTreeMap::new();
        if !values.is_empty() {
            items.insert("identity".to_owned(), VaultItem { values });
        }
        Known { holder, items }
    }

    fn name_of(&self, claim: &str) -> Option<String> {
        self.text(claim).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
    }

    /// One after the other: where they come as a list, it is known where one ends.
    fn first_names(&self) -> Option<String> {
        let listed = self.claims.get("given_name_array").and_then(|names| names.as_array());
        let listed: Vec<&str> = listed
            .into_iter()
            .flatten()
            .filter_map(|name| Some(name.as_str()?.trim()))
            .filter(|n| !n.is_empty())
            .collect();
        if listed.is_empty() { self.name_of("given_name") } else { Some(listed.join(", ")) }
    }
}
