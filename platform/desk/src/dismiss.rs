//! Closes an agent's account, with every session that it has, and opens it again.

use store::{
    agents,
    journal::{self, NewEntry},
    people,
};

use crate::{Desk, error::DeskError};

impl Desk {
    /// Closes the account of the agent with this address, or opens it again with the same password.
    ///
    /// # Errors
    /// `request.not_found` where no agent has this address.
    pub async fn set_agent_disabled(&self, email: &str, disabled: bool) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                let agent = agents::of_email(tx, people::PORTAL, email).await?.ok_or(DeskError::NotFound("agent"))?;
                agents::set_disabled(tx, &agent, disabled).await?;
                let entry = NewEntry {
                    agency: people::PORTAL,
                    act: if disabled { "agent.disabled" } else { "agent.enabled" },
                    object_kind: "agent",
                    object: agent.id,
                    actor_kind: "operator",
                    actor: None,
                    committed: None,
                };
                journal::add(tx, entry).await?;
                Ok(())
            })
            .await
    }
}
