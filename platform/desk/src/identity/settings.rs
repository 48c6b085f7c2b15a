//! Reads which providers there are and whose agents use which: the operator's file, with all of its faults at once.

use std::collections::BTreeMap;

use connectors::identity::{Providers, Setting};
use form::login::{Identity, Level};
use serde::Deserialize;

/// The entry for whoever has none of their own.
const EVERYBODY: &str = "*";

/// The level that citizens are asked for where the operator names none.
const LOWEST: &str = "eidas1";

/// What the operator says of providers: a file, and the secrets that stand beside it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentitySettings {
    /// The providers.
    pub providers: Vec<Setting>,
    /// Whose agents use which: by the SIRET of their organisation, or `*`.
    #[serde(default)]
    pub agents: BTreeMap<String, Logins>,
    /// The ids of those that citizens come in by, as they stand on the login.
    #[serde(default)]
    pub citizens: Vec<String>,
    /// The ids of those that people come in by who act for a company or an association.
    #[serde(default)]
    pub professionals: Vec<String>,
}

/// How the agents of an organisation come in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logins {
    /// The ids of the providers that are believed about them.
    pub providers: Vec<String>,
    /// Whether a password and a mailed code let them in besides.
    #[serde(default = "open")]
    pub other_logins: bool,
}

fn open() -> bool {
    true
}

impl IdentitySettings {
    /// Reads the file; `secret` gives a provider's by its id, and by its id and `-decryption` the key that opens what it encrypts.
    ///
    /// # Errors
    /// All that is wrong, a sentence each; never a secret.
    pub fn read(text: &str, secret: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<String>> {
        let mut settings = Self::without_secrets(text)?;
        for provider in &mut settings.providers {
            provider.client_secret = secret(&provider.id);
            if provider.encrypted {
                provider.decryption_key = secret(&format!("{}-decryption", provider.id));
            }
        }
        let faults = settings.faults();
        if faults.is_empty() { Ok(settings) } else { Err(faults) }
    }

    /// Reads the file alone, for who asks what its providers give and needs nobody to come in by them.
    ///
    /// # Errors
    /// Where it cannot be read; what else is wrong is not asked.
    pub fn without_secrets(text: &str) -> Result<Self, Vec<String>> {
        let mut settings: Self = serde_yaml::from_str(text).map_err(|error| vec![error.to_string()])?;
        for provider in &mut settings.providers {
            // FranceConnect takes no question without a level.
            if settings.citizens.contains(&provider.id) && provider.acr_values.is_empty() {
                provider.acr_values.push(LOWEST.to_owned());
            }
        }
        Ok(settings)
    }

    fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = match Providers::new(&self.providers) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.into_iter().map(|(id, fault)| format!("{id}: {}", fault.cause)).collect(),
        };
        for (whose, logins) in &self.agents {
            if whose != EVERYBODY && !(whose.len() == 14 && whose.bytes().all(|byte| byte.is_ascii_digit())) {
                faults.push(format!("agents: {whose}: a SIRET of 14 digits (in quotes), or *"));
            }
            for id in &logins.providers {
                if !self.providers.iter().any(|provider| provider.id == *id) {
                    faults.push(format!("agents: {whose}: there is no provider {id}"));
                }
            }
            if logins.providers.is_empty() && !logins.other_logins {
                faults.push(format!("agents: {whose}: nobody could come in"));
            }
        }
        for (whose, ids) in [("citizens", &self.citizens), ("professionals", &self.professionals)] {
            for id in ids.iter().filter(|id| !self.providers.iter().any(|provider| provider.id == **id)) {
                faults.push(format!("{whose}: there is no provider {id}"));
            }
        }
        for id in self.citizens.iter().filter(|id| self.professionals.contains(id)) {
            faults.push(format!("{id}: for citizens or for professionals, not for both"));
        }
        for provider in &self.providers {
            if !self.is_for_agents(&provider.id) && !self.is_for_people(&provider.id) {
                faults
                    .push(format!("{}: nobody uses it: name it under citizens, professionals or agents", provider.id));
            }
        }
        faults
    }

    /// Whether agents use it.
    pub(crate) fn is_for_agents(&self, id: &str) -> bool {
        self.agents.values().any(|logins| logins.providers.iter().any(|used| used == id))
    }

    /// Whether citizens or professionals do.
    pub(crate) fn is_for_people(&self, id: &str) -> bool {
        self.citizens.iter().chain(&self.professionals).any(|used| used == id)
    }

    /// The ids of those that people come in by who are known in this quality.
    pub(super) fn in_quality(&self, asked: Identity) -> &[String] {
        if asked.is_professional() { &self.professionals } else { &self.citizens }
    }

    /// Whether any provider knows people so.
    pub fn gives(&self, asked: Identity) -> bool {
        let ids = self.in_quality(asked);
        self.providers.iter().any(|one| ids.contains(&one.id) && gives(&one.acr_values, asked.level()))
    }

    /// How the agents of this organisation come in; without a word about them, as ever.
    pub(crate) fn of(&self, organisation: &str) -> Logins {
        let own = self.agents.get(organisation).or_else(|| self.agents.get(EVERYBODY));
        own.cloned().unwrap_or(Logins { providers: Vec::new(), other_logins: true })
    }
}

/// Of the levels that a provider is asked for, those that are enough; none where no level is wanted.
pub(super) fn enough(levels: &[String], wanted: Option<Level>) -> Vec<String> {
    let Some(wanted) = wanted else { return Vec::new() };
    levels.iter().filter(|one| Level::named(one) >= Some(wanted)).cloned().collect()
}

/// Whether a provider that is asked for these levels gives the one that is wanted.
pub(super) fn gives(levels: &[String], wanted: Option<Level>) -> bool {
    wanted.is_none() || !enough(levels, wanted).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
providers:
  - { id: proconnect, name: ProConnect, issuer: "https://auth.exemple.fr/api/v2", client_id: abc, email_verified: always }
  - { id: ville, name: Ville, issuer: "https://sso.ville.exemple.fr", client_id: def }
agents:
  "*": { providers: [proconnect] }
  "99900000100011": { providers: [ville], other_logins: false }
"#;

    fn read(text: &str) -> Result<IdentitySettings, Vec<String>> {
        IdentitySettings::read(text, |id| Some(format!("secret de {id}")))
    }

    #[test]
    fn an_organisation_has_its_own_logins_or_everybodys() {
        let settings = read(FILE).unwrap();
        assert_eq!(settings.of("99900000100011"), Logins { providers: vec!["ville".into()], other_logins: false });
        assert_eq!(settings.of("99900000900012"), Logins { providers: vec!["proconnect".into()], other_logins: true });
        assert_eq!(IdentitySettings::default().of("x"), Logins { providers: Vec::new(), other_logins: true });
        assert!(!format!("{settings:?}").contains("secret de"));
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let file = FILE
            .replace("[proconnect]", "[autre]")
            .replace("\"9990", "\"x9990")
            .replace("client_id: def", "client_id: \"\"");
        let faults = read(&file).unwrap_err();
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert_eq!(IdentitySettings::read(FILE, |_| None).unwrap_err().len(), 2, "no secrets");
        let closed = read("providers: []\nagents: { \"*\": { providers: [], other_logins: false } }").unwrap_err();
        assert!(closed[0].contains("nobody could come in"), "{closed:?}");
        assert!(read("providers: [{ id: a, client_secret: b }]").is_err());
        assert!(read("fournisseurs: []").is_err());
        let unused = read(&FILE.replace("[proconnect]", "[]")).unwrap_err();
        assert!(unused.len() == 1 && unused[0].contains("nobody uses it"), "{unused:?}");
        let both = read(&format!("{FILE}citizens: [ville, autre]\nprofessionals: [ville]")).unwrap_err();
        assert_eq!(both.len(), 2, "{both:?}");
    }

    #[test]
    fn citizens_are_asked_for_a_level() {
        let settings = read(&format!("{FILE}citizens: [ville]\nprofessionals: [proconnect]")).unwrap();
        assert_eq!(settings.providers[1].acr_values, ["eidas1"]);
        assert!(settings.providers[0].acr_values.is_empty() && settings.is_for_people("proconnect"));
        let named = FILE.replace("client_id: def", "client_id: def, acr_values: [eidas2]");
        assert_eq!(read(&format!("{named}citizens: [ville]")).unwrap().providers[1].acr_values, ["eidas2"]);
    }
    #[test]
    fn what_a_demarche_asks_for_is_given_by_those_of_its_quality_and_of_its_level() {
        let file = FILE.replace("client_id: def", "client_id: def, acr_values: [eidas1, eidas2]").replace(
            "email_verified: always",
            "email_verified: always, acr_values: [eidas1, \"https://proconnect.exemple.fr/sur\"]",
        );
        let settings = read(&format!("{file}citizens: [ville]\nprofessionals: [proconnect]")).unwrap();
        for (asked, given) in [
            ("eidas1", true),
            ("eidas2", true),
            ("eidas3", false),
            ("professionnel", true),
            ("professionnel-eidas1", true),
            ("professionnel-eidas2", false),
        ] {
            assert_eq!(settings.gives(Identity::named(asked).unwrap()), given, "{asked}");
        }
        assert!(!IdentitySettings::default().gives(Identity::Professional(None)), "there is none");
        let levels = ["eidas1", "autre", "eidas2", "eidas3"].map(str::to_owned);
        assert_eq!(enough(&levels, Some(Level::Eidas2)), ["eidas2", "eidas3"]);
        assert!(enough(&levels, None).is_empty() && gives(&[], None) && !gives(&[], Some(Level::Eidas1)));
    }

    #[test]
    fn a_key_that_opens_is_given_beside_the_secret() {
        let file = FILE.replace("client_id: def", "client_id: def, client_auth: private_key_jwt, encrypted: true");
        let asked = std::cell::RefCell::new(Vec::new());
        let read = IdentitySettings::read(&file, |id| {
            asked.borrow_mut().push(id.to_owned());
            Some("aucune clé".to_owned())
        });
        assert_eq!(*asked.borrow(), ["proconnect", "ville", "ville-decryption"]);
        let faults = read.unwrap_err();
        assert!(
            faults.iter().any(|fault| fault.starts_with("ville") && fault.contains("no private key")),
            "{faults:?}"
        );
        // Who only asks what is given needs neither.
        let settings = IdentitySettings::without_secrets(&format!("{file}professionals: [proconnect]")).unwrap();
        assert!(settings.gives(Identity::Professional(None)) && !settings.gives(Identity::Citizen(Level::Eidas1)));
    }
}
