//! Changes a citizen's password: whoever else was logged in to the account is out.

use pages::mail::AccountChange;
use store::{
    journal, password, people,
    sessions::{self, Kind},
};

use crate::{
    Desk,
    access::Person,
    account::{self, NewSession},
    error::DeskError,
    submit::json,
};

impl Desk {
    /// Gives an account a new password; ends all of its sessions and begins one for who asked, which remembers what `session` did.
    ///
    /// # Errors
    /// `login.refused` where `current` is not the password; `password.too_short`, `password.too_long`.
    pub async fn change_password(
        &self,
        person: &Person,
        session: &str,
        current: &str,
        new: &str,
    ) -> Result<NewSession, DeskError> {
        account::check(&person.email, new)?;
        let session = self.citizen_session(session).await?.unwrap_or_default();
        let known = self.store.read(async |conn| people::get(conn, people::PORTAL, person.id).await).await?;
        let known = known.ok_or(DeskError::NotFound("person"))?;
        if !password::verify(current, known.password.as_deref()).await? {
            return Err(DeskError::BadLogin);
        }
        let hash = password::hash(self.store.ids(), new).await?;
        self.store
            .write(async |tx| {
                people::set_password(tx, &known, &hash).await?;
                sessions::close_all(tx, people::PORTAL, Kind::Citizen, known.id).await?;
                journal::add(tx, account::entry("account.password_changed", known.id)).await?;
                self.tell_owner(tx, &known, AccountChange::Password).await?;
                let (_, token) = sessions::open(tx, account::new_session(known.id, &json(&session)?)).await?;
                Ok::<_, DeskError>(NewSession { token })
            })
            .await
    }
}
