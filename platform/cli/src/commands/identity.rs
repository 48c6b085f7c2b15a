//! Reads the file of identity providers, and their secrets from the environment.

use std::path::Path;

use desk::IdentitySettings;

use crate::refusal::Refusal;

/// The providers of the file. Secrets come from `GUICHET_IDENTITY_<ID>_SECRET` alone: a file is read by more people.
pub(super) fn providers(file: &Path, secret: impl Fn(&str) -> Option<String>) -> Result<IdentitySettings, Refusal> {
    let text = std::fs::read_to_string(file).map_err(|error| Refusal::file(file, &error))?;
    IdentitySettings::read(&text, |id| secret(&variable(id)).filter(|secret| !secret.is_empty()))
        .map_err(|faults| refused(file, &faults))
}

/// The same without their secrets: for who asks what they give.
pub(super) fn without_secrets(file: &Path) -> Result<IdentitySettings, Refusal> {
    let text = std::fs::read_to_string(file).map_err(|error| Refusal::file(file, &error))?;
    IdentitySettings::without_secrets(&text).map_err(|faults| refused(file, &faults))
}

fn refused(file: &Path, faults: &[String]) -> Refusal {
    let (file, faults) = (file.display(), faults.join(" ; "));
    Refusal::new(
        "identity.setting",
        format!(
            "{file} : {faults}. Le secret d'un fournisseur « pro-connect » se donne par GUICHET_IDENTITY_PRO_CONNECT_SECRET."
        ),
        format!(
            "{file}: {faults}. The secret of a provider “pro-connect” is given by GUICHET_IDENTITY_PRO_CONNECT_SECRET."
        ),
    )
}

/// Where the secret of this provider stands.
fn variable(id: &str) -> String {
    format!("GUICHET_IDENTITY_{}_SECRET", id.to_ascii_uppercase().replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use form::text::Language;

    use super::*;

    #[test]
    fn secrets_come_from_the_environment_and_faults_name_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("fournisseurs.yaml");
        let text = "providers: [{ id: pro-connect, name: ProConnect, issuer: \"https://auth.exemple.fr\", client_id: abc }]\n\
                    agents: { \"*\": { providers: [pro-connect] } }";
        std::fs::write(&file, text).unwrap();
        let given = |name: &str| (name == "GUICHET_IDENTITY_PRO_CONNECT_SECRET").then(|| "secret".to_owned());
        let settings = providers(&file, given).unwrap();
        assert_eq!(settings.providers[0].client_secret.as_deref(), Some("secret"));
        let said = providers(&file, |_| Some(String::new())).unwrap_err().in_language(Language::Fr);
        assert!(said.contains("fournisseurs.yaml") && said.contains("secret is missing"), "{said}");
        assert!(providers(&folder.path().join("absent.yaml"), given).is_err());
    }
}
