//! Gives an account what was begun without it: a draft, to whoever has it open. What was filed without an account is claimed where it was
//! filed (`keep_in_vault`).

use store::{
    drafts,
    journal::{self, NewEntry},
    people,
};

use crate::{Desk, access::Person, error::DeskError, fill::Fill};

impl Desk {
    /// Puts a draft that is no account's into the person's. From then on their session opens it, and no code is asked for. Whoever has it
    /// open holds it: of one that was put away that takes its code ([`Desk::fill_for`]).
    ///
    /// # Errors
    /// `request.not_found` where it is another account's by now, or filed.
    pub async fn claim_draft(&self, fill: &Fill, person: &Person) -> Result<(), DeskError> {
        let draft = &fill.draft;
        self.store
            .write(async |tx| {
                // First of all, as whoever closes it does.
                if !people::hold(tx, people::PORTAL, person.id).await? {
                    return Err(DeskError::NotFound("account"));
                }
                if !drafts::claim(tx, draft, person.id).await? {
                    // A second click finds what the first one did.
                    return match drafts::owned(tx, person.id, draft.id).await? {
                        Some(_) => Ok(()),
                        None => Err(DeskError::NotFound("draft")),
                    };
                }
                let entry = NewEntry {
                    agency: &draft.agency,
                    act: "draft.claimed",
                    object_kind: "draft",
                    object: draft.id,
                    actor_kind: "citizen",
                    actor: Some(person.id),
                    committed: None,
                };
                Ok(journal::add(tx, entry).await?)
            })
            .await
    }
}
