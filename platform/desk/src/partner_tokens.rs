//! Gives a recipient's software a token for its secret, and finds out whose a token is: good for an hour, for what was asked, from the
//! networks that the client may come from. A client that was ended ends its tokens with it.

use std::net::IpAddr;

use ipnet::IpNet;
use jiff::SignedDuration;
use store::{
    Token, Uuid,
    journal::{self, NewEntry},
    onboarding::State,
    partners::{self, Client},
};

use crate::{
    Desk,
    access::{Partner, Scope},
    error::DeskError,
};

/// How long a token is good.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(1);

/// A token as it is given.
#[derive(Debug)]
pub struct Issued {
    /// The token.
    pub token: Token,
    /// For how long it is good.
    pub seconds: i64,
    /// What it allows.
    pub scopes: Vec<Scope>,
}

fn scopes(text: &str) -> Vec<Scope> {
    text.split(' ').filter_map(Scope::named).collect()
}

/// Whether the client may come from there.
fn comes_from(client: &Client, from: IpAddr) -> bool {
    let from = from.to_canonical();
    client.networks.split(' ').filter_map(|text| text.parse::<IpNet>().ok()).any(|network| network.contains(&from))
}

impl Desk {
    /// A token for the program that shows this secret; for all that its client may do, or for the `scope` asked for.
    ///
    /// # Errors
    /// `access.client_refused`: unknown, wrong, expired, or from elsewhere; `access.client_suspended`; `access.scope_refused`.
    pub async fn give_token(
        &self,
        client: &str,
        secret: &str,
        scope: Option<&str>,
        from: IpAddr,
    ) -> Result<Issued, DeskError> {
        let id = client.parse::<Uuid>().unwrap_or_default();
        let found = match secret.parse::<Token>() {
            Ok(secret) => self.store.read(async |conn| partners::of_secret(conn, id, &secret).await).await?,
            Err(_) => None,
        };
        let Some(client) = found.filter(|client| comes_from(client, from)) else {
            self.turned_away_login("partner.refused", "partner", Some(id), client).await?;
            return Err(DeskError::BadClient);
        };
        if client.state == State::Suspended {
            self.turned_away_login("partner.refused", "partner", Some(id), &client.id.to_string()).await?;
            return Err(DeskError::ClientSuspended);
        }
        let allowed = scopes(&client.scopes);
        let given = match scope.map(str::trim).filter(|asked| !asked.is_empty()) {
            None => allowed,
            Some(asked) => {
                let asked: Option<Vec<Scope>> = asked.split_ascii_whitespace().map(Scope::named).collect();
                let asked = asked.filter(|asked| asked.iter().all(|scope| allowed.contains(scope)));
                let asked = asked.ok_or(DeskError::BadScope)?;
                // Asked for twice, it is given once.
                allowed.into_iter().filter(|scope| asked.contains(scope)).collect()
            }
        };
        if client.state == State::Sandbox {
            self.token_renewed(&known(client.clone(), given.clone())).await?;
        }
        let names: Vec<&str> = given.iter().map(|scope| scope.name()).collect();
        let names = names.join(" ");
        let until = (self.now() + GOOD_FOR).min(client.expires_at);
        let token = self
            .store
            .write(async |tx| {
                let entry = NewEntry {
                    agency: &client.agency,
                    act: "partner.token_given",
                    object_kind: "partner",
                    object: client.id,
                    actor_kind: "partner",
                    actor: Some(client.id),
                    committed: None,
                };
                journal::add(tx, entry).await?;
                Ok::<_, DeskError>(partners::give_token(tx, &client, &names, until).await?)
            })
            .await?;
        Ok(Issued { token, seconds: until.duration_since(self.now()).as_secs(), scopes: given })
    }

    /// Whose a token is, where it is good and comes from where it may.
    ///
    /// # Errors
    /// `access.client_suspended`.
    pub async fn partner(&self, token: &str, from: IpAddr) -> Result<Option<Partner>, DeskError> {
        let Ok(token) = token.parse::<Token>() else { return Ok(None) };
        let found = self.store.read(async |conn| partners::of_token(conn, &token).await).await?;
        let Some((client, given)) = found.filter(|(client, _)| comes_from(client, from)) else { return Ok(None) };
        if client.state == State::Suspended {
            return Err(DeskError::ClientSuspended);
        }
        Ok(Some(known(client, scopes(&given))))
    }
}

/// A client as whom it asks.
fn known(client: Client, scopes: Vec<Scope>) -> Partner {
    Partner {
        id: client.id,
        name: client.name,
        agency: client.agency,
        organisation: client.organisation,
        // Where its cases lie is said by the very statement that finds it.
        branch: client.reads,
        sandbox: client.state != State::Active,
        scopes,
    }
}
