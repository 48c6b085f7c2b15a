//! Writes down who was turned away: a wrong password, a wrong code. Addresses stand in the journal as commitments alone.

use store::{
    Uuid,
    journal::{self, NewEntry},
    people,
};

use crate::{Desk, error::DeskError};

impl Desk {
    /// A login that was refused; `known` is whose account the address is, if anybody's.
    pub(crate) async fn turned_away_login(
        &self,
        act: &'static str,
        object_kind: &'static str,
        known: Option<Uuid>,
        email: &str,
    ) -> Result<(), DeskError> {
        let email = email.trim().to_lowercase();
        let entry = NewEntry {
            agency: people::PORTAL,
            act,
            object_kind,
            object: known.unwrap_or_default(),
            actor_kind: "visitor",
            actor: None,
            committed: Some(email.as_bytes()),
        };
        Ok(self.store.write(async |tx| journal::add(tx, entry).await).await?)
    }

    /// A code that does not open the draft behind a link.
    pub(crate) async fn turned_away_code(&self, agency: &str, draft: Uuid) -> Result<(), DeskError> {
        let entry = NewEntry {
            agency,
            act: "draft.code_refused",
            object_kind: "draft",
            object: draft,
            actor_kind: "visitor",
            actor: None,
            committed: None,
        };
        Ok(self.store.write(async |tx| journal::add(tx, entry).await).await?)
    }
}
