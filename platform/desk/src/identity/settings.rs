//! Reads which providers there are and whose agents use which: the operator's file, with all of its faults at once.

use std::collections::BTreeMap;

use connectors::identity::{Providers, Setting};
use serde::Deserialize;

/// The entry for whoever has none of their own.
const EVERYBODY: &str = "*";

/// What the operator says of providers: a file, and the secrets that stand beside it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentitySettings {
    /// The providers.
    pub providers: Vec<Setting>,
    /// Whose agents use which: by the SIRET of their organisation, or `*`.
    pub agents: BTreeMap<String, Logins>,
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
    /// Reads the file; `secret` gives a provider's by its id.
    ///
    /// # Errors
    /// All that is wrong, a sentence each; never a secret.
    pub fn read(text: &str, secret: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<String>> {
        let mut settings: Self = serde_yaml::from_str(text).map_err(|error| vec![error.to_string()])?;
        for provider in &mut settings.providers {
            provider.client_secret = secret(&provider.id);
        }
        let faults = settings.faults();
        if faults.is_empty() { Ok(settings) } else { Err(faults) }
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
        for provider in &self.providers {
            if !self.agents.values().any(|logins| logins.providers.contains(&provider.id)) {
                faults.push(format!("{}: nobody's agents use it: name it under agents", provider.id));
            }
        }
        faults
    }

    /// How the agents of this organisation come in; without a word about them, as ever.
    pub(crate) fn of(&self, organisation: &str) -> Logins {
        let own = self.agents.get(organisation).or_else(|| self.agents.get(EVERYBODY));
        own.cloned().unwrap_or(Logins { providers: Vec::new(), other_logins: true })
    }
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
    }
}
