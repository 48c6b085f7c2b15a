//! Shows a citizen where they are logged in, and ends it there.

use jiff::Timestamp;
use store::{
    Token,
    journal::{self, NewEntry},
    people,
    sessions::{self, Kind},
};

use crate::{Desk, access::Person, account, error::DeskError};

/// A session of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceTold {
    /// What it is called in forms; it opens nothing.
    pub id: String,
    /// What it is, as its browser says; empty where it says nothing.
    pub device: String,
    /// By what provider they came in there, as people know it.
    pub provider: Option<String>,
    /// Since when.
    pub since: Timestamp,
    /// When it was last seen.
    pub seen: Timestamp,
    /// It is this one.
    pub here: bool,
}

impl Desk {
    /// The sessions of a person, the one last seen first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn devices(&self, person: &Person, session: &str) -> Result<Vec<DeviceTold>, DeskError> {
        let present = session.parse::<Token>().ok();
        let all = async |conn: &mut store::Read| sessions::of(conn, people::PORTAL, Kind::Citizen, person.id).await;
        let found = self.store.read(all).await?;
        found
            .into_iter()
            .map(|one| {
                let data = account::remembered(&one.data)?;
                let provider =
                    data.came_by.and_then(|came| self.provider(&came.provider).ok().map(|by| by.name().to_owned()));
                Ok(DeviceTold {
                    id: one.id(),
                    device: data.device,
                    provider,
                    since: one.created_at,
                    seen: one.seen_at,
                    here: present.as_ref().is_some_and(|token| one.is_of(token)),
                })
            })
            .collect()
    }

    /// Ends the session of this id, or (`None`) all but this one.
    ///
    /// # Errors
    /// `request.not_found` where the person has no such session.
    pub async fn end_sessions(&self, person: &Person, session: &str, id: Option<&str>) -> Result<(), DeskError> {
        let token = session.parse::<Token>().map_err(|_| DeskError::NotFound("session"))?;
        self.store
            .write(async |tx| {
                match id {
                    None => drop(sessions::close_others(tx, people::PORTAL, Kind::Citizen, person.id, &token).await?),
                    Some(id) => {
                        let all = sessions::of(tx, people::PORTAL, Kind::Citizen, person.id).await?;
                        let one = all.iter().find(|one| one.id() == id).ok_or(DeskError::NotFound("session"))?;
                        sessions::end(tx, one).await?;
                    }
                }
                let all = if id.is_none() { "others" } else { "one" };
                let entry = account::entry("account.sessions_ended", person.id);
                journal::add(tx, NewEntry { committed: Some(all.as_bytes()), ..entry }).await?;
                Ok(())
            })
            .await
    }
}
