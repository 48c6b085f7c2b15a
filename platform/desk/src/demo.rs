//! Sets up what `--demo` promises: an agent for every invented desk of the directory, and a citizen. Invented people, one known password.

use store::{agents, organisations, password, people};

use crate::{Desk, error::DeskError, submit::days};

/// The password of everybody in a demonstration. A server that counts refuses to be set up like this.
const PASSWORD: &str = "demonstration-2026";
/// The citizen of a demonstration.
const CITIZEN: &str = "camille@exemple.fr";
/// More desks than these need no agent to be tried.
const DESKS: i64 = 100;

/// Who can log in to a demonstration.
#[derive(Debug, Clone)]
pub struct Demonstration {
    /// The citizen's address.
    pub citizen: String,
    /// Everybody's password.
    pub password: String,
    /// One agent an invented desk.
    pub agents: Vec<DemoAgent>,
}

/// An invented agent.
#[derive(Debug, Clone)]
pub struct DemoAgent {
    /// The desk.
    pub organisation: String,
    /// The address to log in with.
    pub email: String,
}

impl Desk {
    /// Makes the people of a demonstration, where they are missing.
    ///
    /// # Errors
    /// `environment.production`: invented people have no place where dossiers count.
    pub async fn demonstrate(&self) -> Result<Demonstration, DeskError> {
        if !self.is_test() {
            return Err(DeskError::Invalid { field: "demo", code: "environment.production" });
        }
        let desks = self.store.read(async |conn| organisations::list(conn, 0, DESKS).await).await?;
        let mut demonstration =
            Demonstration { citizen: CITIZEN.to_owned(), password: PASSWORD.to_owned(), agents: Vec::new() };
        let mut hash = None;
        for desk in desks.into_iter().filter(|desk| desk.invented && !desk.demarches.is_empty()) {
            let number = if desk.branch.is_empty() {
                desk.siret.clone()
            } else {
                format!("{}-{}", desk.siret, desk.branch.to_lowercase())
            };
            let email = format!("agent.{number}@exemple.fr");
            let known = self.store.read(async |conn| agents::of_email(conn, people::PORTAL, &email).await).await?;
            if known.is_none() {
                let hash = match &hash {
                    Some(hash) => hash,
                    None => hash.insert(password::hash(self.store.ids(), PASSWORD).await?),
                };
                let new = agents::NewAgent {
                    agency: people::PORTAL,
                    organisation: &desk.siret,
                    branch: &desk.branch,
                    // Everything can be tried.
                    role: agents::Role::Admin,
                    email: &email,
                    name: "Dominique Exemple",
                    expires_at: self.now() + days(1),
                };
                self.store
                    .write(async |tx| {
                        if let Some((agent, _)) = agents::invite(tx, new).await? {
                            agents::accept(tx, &agent, Some(hash)).await?;
                        }
                        Ok::<_, DeskError>(())
                    })
                    .await?;
            }
            demonstration.agents.push(DemoAgent { organisation: desk.name, email });
        }
        let known = self.store.read(async |conn| people::of_email(conn, people::PORTAL, CITIZEN).await).await?;
        if known.is_none() {
            let hash = match hash {
                Some(hash) => hash,
                None => password::hash(self.store.ids(), PASSWORD).await?,
            };
            self.store.write(async |tx| people::open(tx, people::PORTAL, CITIZEN, &hash).await).await?;
        }
        Ok(demonstration)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_desk_of_the_demonstrations_directory_has_an_agent() {
        let directory = include_str!("../../../examples/annuaire-demonstration.yaml");
        let desks = directory.lines().filter(|line| line.trim_start().starts_with("- siret:")).count();
        assert!(desks > 20 && desks < usize::try_from(DESKS).unwrap(), "{desks}");
    }
}
