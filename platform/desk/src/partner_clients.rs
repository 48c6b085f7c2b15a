//! Lets the software of a recipient in: an operator makes a client, gives it another secret, ends it. How far it comes is `onboarding`'s.

use std::net::IpAddr;

use ipnet::IpNet;
use jiff::Timestamp;
use store::{
    Token, Uuid, Write,
    journal::{self, NewEntry},
    onboarding::State,
    partners::{self, Client, NewClient},
};

use crate::{
    Desk,
    access::Scope,
    agencies::known_agency,
    error::DeskError,
    onboarding::{because, required},
    routes::known_desk,
    submit::days,
    treat::one_line,
};

/// A client to be made.
#[derive(Debug, Clone)]
pub struct NewPartner {
    /// The agency whose cases it may see.
    pub agency: String,
    /// The recipient's SIRET.
    pub siret: String,
    /// The recipient's desk.
    pub branch: String,
    /// As operator and agents call it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Where it may come from: addresses, or networks as `192.0.2.0/24`.
    pub networks: Vec<String>,
    /// For how many days.
    pub days: u16,
    /// Why it is made, or who asked for it; may be empty.
    pub reason: String,
}

/// What a program logs in with; told once.
#[derive(Debug)]
pub struct Credentials {
    /// OAuth's `client_id`.
    pub client: Uuid,
    /// OAuth's `client_secret`.
    pub secret: Token,
    /// When it ends by itself.
    pub until: Timestamp,
}

/// An IPv4 network written as part of IPv6 (`::ffff:192.0.2.0/120`) as what it is: those who come are known by their plain address.
fn plain(network: IpNet) -> IpNet {
    match network {
        IpNet::V6(six) if six.prefix_len() >= 96 => six
            .addr()
            .to_ipv4_mapped()
            .and_then(|four| IpNet::new(four.into(), six.prefix_len() - 96).ok())
            .unwrap_or(network),
        other => other,
    }
}

/// The networks that were written, in their shortest form; an address alone is a network of one.
fn networks(written: &[String]) -> Result<String, DeskError> {
    let read = |text: &String| {
        let text = text.trim();
        let network: Result<IpNet, _> = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network.map(plain).map_err(|_| DeskError::Invalid { field: "network", code: "network.invalid" })
    };
    let networks: Vec<String> =
        written.iter().map(|text| Ok(read(text)?.trunc().to_string())).collect::<Result<_, DeskError>>()?;
    match networks.is_empty() {
        true => Err(DeskError::Invalid { field: "network", code: "network.required" }),
        false => Ok(networks.join(" ")),
    }
}

impl Desk {
    /// Writes down that somebody wants a client for a desk of the directory; it gets its secret when it is opened.
    ///
    /// # Errors
    /// As [`Self::add_partner`].
    pub async fn request_partner(&self, new: NewPartner) -> Result<Uuid, DeskError> {
        let (client, ..) = self.make_partner(new, State::Requested).await?;
        Ok(client)
    }

    /// Makes a client for a desk of the directory, in the sandbox.
    ///
    /// # Errors
    /// `request.not_found` for an organisation that the directory does not know, `directory.unknown_branch` for a desk of it; `name.required`,
    /// `scope.required`, `network.required`, `network.invalid`, `days.invalid`, `reason.too_long`; `directory.unknown_agency`; `store.agency` for
    /// what cannot be an agency.
    pub async fn add_partner(&self, new: NewPartner) -> Result<Credentials, DeskError> {
        let (client, secret, until) = self.make_partner(new, State::Sandbox).await?;
        let secret = secret.ok_or(DeskError::NotFound("secret"))?;
        Ok(Credentials { client, secret, until })
    }

    async fn make_partner(&self, new: NewPartner, state: State) -> Result<(Uuid, Option<Token>, Timestamp), DeskError> {
        let refused = |field, code| Err(DeskError::Invalid { field, code });
        let name: String = one_line(&new.name).chars().take(100).collect();
        if name.trim().is_empty() {
            return refused("name", "name.required");
        }
        if new.scopes.is_empty() {
            return refused("scope", "scope.required");
        }
        if new.days == 0 {
            return refused("days", "days.invalid");
        }
        let scopes: Vec<&str> =
            Scope::ALL.into_iter().filter(|one| new.scopes.contains(one)).map(Scope::name).collect();
        let (scopes, networks) = (scopes.join(" "), networks(&new.networks)?);
        let until = self.now() + days(i64::from(new.days));
        let reason = because(&new.reason)?;
        self.store
            .write(async |tx| {
                known_agency(tx, &new.agency).await?;
                known_desk(tx, &new.siret, &new.branch).await?;
                let client = NewClient {
                    agency: &new.agency,
                    organisation: &new.siret,
                    branch: &new.branch,
                    name: name.trim(),
                    scopes: &scopes,
                    networks: &networks,
                    expires_at: until,
                    state,
                    actor: None,
                    reason: reason.as_deref(),
                };
                let client = partners::add(tx, client).await?;
                let (act, secret) = match state {
                    State::Requested => ("partner.requested", None),
                    _ => ("partner.added", Some(partners::add_secret(tx, &new.agency, client).await?)),
                };
                let entry =
                    NewEntry { committed: reason.as_deref().map(str::as_bytes), ..entry(&new.agency, act, client) };
                journal::add(tx, entry).await?;
                Ok((client, secret, until))
            })
            .await
    }

    /// All clients.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn partner_clients(&self) -> Result<Vec<Client>, DeskError> {
        Ok(self.store.read(async |conn| partners::list(conn).await).await?)
    }

    /// Gives a client another secret, and `lasting` days from now; the present secret stays good for `overlap` of them.
    ///
    /// # Errors
    /// `days.invalid`; `request.not_found`, also where it was ended; `partner.requested` where it has none yet.
    pub async fn rotate_partner(&self, id: Uuid, overlap: u16, lasting: u16) -> Result<Credentials, DeskError> {
        if lasting == 0 {
            return Err(DeskError::Invalid { field: "days", code: "days.invalid" });
        }
        let former_until = self.now() + days(i64::from(overlap));
        let until = self.now() + days(i64::from(lasting));
        self.store
            .write(async |tx| {
                let client = present(tx, id).await?;
                if client.state == State::Requested {
                    return Err(DeskError::Invalid { field: "client", code: "partner.requested" });
                }
                let secret = partners::rotate(tx, &client, former_until, until).await?;
                note(tx, &client.agency, "partner.secret_replaced", id).await?;
                Ok(Credentials { client: id, secret, until })
            })
            .await
    }

    /// Lets a client come from these networks alone, at once: its tokens too are good for nothing from elsewhere.
    ///
    /// # Errors
    /// `network.required`, `network.invalid`; `request.not_found`, also where it was ended.
    pub async fn move_partner(&self, id: Uuid, written: &[String]) -> Result<(), DeskError> {
        let networks = networks(written)?;
        self.store
            .write(async |tx| {
                let client = present(tx, id).await?;
                partners::set_networks(tx, &client, &networks).await?;
                let to = Some(networks.as_bytes());
                let entry = NewEntry { committed: to, ..entry(&client.agency, "partner.networks_changed", id) };
                Ok(journal::add(tx, entry).await?)
            })
            .await
    }

    /// Ends a client: its tokens are good for nothing at once. Why is read by whoever administers its organisation.
    ///
    /// # Errors
    /// `request.not_found`, also where it was ended before; `reason.required`, `reason.too_long`.
    pub async fn revoke_partner(&self, id: Uuid, reason: &str, by: Option<Uuid>) -> Result<(), DeskError> {
        let reason = required(reason)?;
        self.store
            .write(async |tx| {
                let client = present(tx, id).await?;
                partners::revoke(tx, &client, (by, Some(&reason))).await?;
                let committed = Some(reason.as_bytes());
                let entry = NewEntry { actor: by, committed, ..entry(&client.agency, "partner.revoked", id) };
                Ok(journal::add(tx, entry).await?)
            })
            .await
    }
}

/// A client that was not ended.
pub(crate) async fn present(tx: &mut Write, id: Uuid) -> Result<Client, DeskError> {
    let client = partners::get(tx, id).await?;
    client.filter(|client| client.revoked_at.is_none()).ok_or(DeskError::NotFound("partner"))
}

fn entry<'a>(agency: &'a str, act: &'a str, object: Uuid) -> NewEntry<'a> {
    NewEntry { agency, act, object_kind: "partner", object, actor_kind: "operator", actor: None, committed: None }
}

async fn note(tx: &mut Write, agency: &str, act: &str, client: Uuid) -> Result<(), DeskError> {
    Ok(journal::add(tx, entry(agency, act, client)).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_written_as_they_are_meant() {
        let read = |texts: &[&str]| networks(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(read(&["192.0.2.7"]).unwrap(), "192.0.2.7/32");
        assert_eq!(read(&["192.0.2.7/24", " 2001:db8::1/48 "]).unwrap(), "192.0.2.0/24 2001:db8::/48");
        assert_eq!(read(&["::ffff:192.0.2.7/120", "::ffff:203.0.113.9"]).unwrap(), "192.0.2.0/24 203.0.113.9/32");
        for wrong in [&[][..], &["ici"], &["192.0.2.0/33"], &["192.0.2.0-9"], &[""]] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
