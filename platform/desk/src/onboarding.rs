//! Brings a partner's software from its request to its work: it is tried out in the sandbox, where it sees invented dossiers alone; what it does
//! there is observed, and it becomes active once it has shown all that is wanted, or because an operator says so with a reason.

use jiff::Timestamp;
use store::{
    Uuid, Write,
    journal::{self, NewEntry},
    onboarding::{self, State, Step},
    partners::{self, Client},
};

use crate::{
    Desk,
    access::{Partner, Scope},
    error::DeskError,
    partner_clients::{Credentials, present},
    treat::{MAX_MESSAGE, plain},
};

/// What a program is seen to do in the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// It asked what is new and was told of a case.
    Pulled,
    /// It took a package.
    Taken,
    /// It noticed that a package was damaged: it took it again, or said that it cannot be read.
    Verified,
    /// It said that it has a case.
    Acknowledged,
    /// It answered a case.
    Answered,
    /// Told twice, it did something, and nothing twice.
    Repeated,
    /// It came back when it was asked to, and not before.
    Waited,
    /// It asked for another token when its own was refused.
    Renewed,
}

impl Proof {
    /// All of them, in the order in which they are met.
    pub const ALL: [Self; 8] = [
        Self::Pulled,
        Self::Taken,
        Self::Verified,
        Self::Acknowledged,
        Self::Answered,
        Self::Repeated,
        Self::Waited,
        Self::Renewed,
    ];

    /// As it is stored, and as programs read it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pulled => "pulled",
            Self::Taken => "taken",
            Self::Verified => "verified",
            Self::Acknowledged => "acknowledged",
            Self::Answered => "answered",
            Self::Repeated => "repeated",
            Self::Waited => "waited",
            Self::Renewed => "renewed",
        }
    }

    /// The scope without which nobody can show it.
    fn needs(self) -> Scope {
        match self {
            // Who only reads does nothing that could be done twice.
            Self::Answered | Self::Repeated => Scope::EventsWrite,
            _ => Scope::CasesRead,
        }
    }
}

/// How far a client has come.
#[derive(Debug, Clone)]
pub struct Onboarded {
    /// The client.
    pub client: Client,
    /// Each change of its state, the oldest first.
    pub steps: Vec<Step>,
    /// What is wanted of it, and when it was seen to do it first.
    pub proofs: Vec<(Proof, Option<Timestamp>)>,
}

impl Onboarded {
    /// What it has not shown yet.
    pub fn missing(&self) -> Vec<Proof> {
        self.proofs.iter().filter(|(_, at)| at.is_none()).map(|(proof, _)| *proof).collect()
    }

    fn of(client: Client, steps: Vec<Step>, seen: &[(String, Timestamp)]) -> Self {
        let scopes: Vec<Scope> = client.scopes.split(' ').filter_map(Scope::named).collect();
        let wanted = Proof::ALL.into_iter().filter(|proof| scopes.contains(&proof.needs()));
        let at = |proof: Proof| seen.iter().find(|(code, _)| code == proof.code()).map(|(_, at)| *at);
        Self { proofs: wanted.map(|proof| (proof, at(proof))).collect(), client, steps }
    }
}

/// Why, as it is kept; nothing where nothing was said.
pub(crate) fn because(reason: &str) -> Result<Option<String>, DeskError> {
    let reason = plain(reason);
    let reason = reason.trim();
    if reason.chars().count() > MAX_MESSAGE {
        return Err(DeskError::Invalid { field: "reason", code: "reason.too_long" });
    }
    Ok((!reason.is_empty()).then(|| reason.to_owned()))
}

pub(crate) fn required(reason: &str) -> Result<String, DeskError> {
    because(reason)?.ok_or(DeskError::Invalid { field: "reason", code: "reason.required" })
}

fn refused<T>(code: &'static str) -> Result<T, DeskError> {
    Err(DeskError::Invalid { field: "client", code })
}

/// Changes the state, and writes down who did and why.
async fn go(
    tx: &mut Write,
    client: &Client,
    to: State,
    act: &str,
    (by, reason): (Option<Uuid>, Option<&str>),
) -> Result<(), DeskError> {
    onboarding::step(tx, client, to, (by, reason)).await?;
    let entry = NewEntry {
        agency: &client.agency,
        act,
        object_kind: "partner",
        object: client.id,
        actor_kind: "operator",
        actor: by,
        committed: reason.map(str::as_bytes),
    };
    Ok(journal::add(tx, entry).await?)
}

/// Whether another program gets the dossiers of the same desk.
async fn beside_another(tx: &mut Write, client: &Client) -> Result<bool, DeskError> {
    let now = tx.now();
    let all = partners::list(tx).await?;
    Ok(all.iter().any(|one| {
        one.id != client.id
            && one.state == State::Active
            && one.revoked_at.is_none()
            && one.expires_at > now
            && (&one.agency, &one.organisation, &one.branch) == (&client.agency, &client.organisation, &client.branch)
    }))
}

impl Desk {
    /// Lets a client that was requested into the sandbox, with its first secret.
    ///
    /// # Errors
    /// `request.not_found`; `partner.not_requested`.
    pub async fn open_partner(&self, id: Uuid, by: Option<Uuid>) -> Result<Credentials, DeskError> {
        self.store
            .write(async |tx| {
                let client = present(tx, id).await?;
                if client.state != State::Requested {
                    return refused("partner.not_requested");
                }
                go(tx, &client, State::Sandbox, "partner.opened", (by, None)).await?;
                let secret = partners::add_secret(tx, &client.agency, id).await?;
                Ok(Credentials { client: id, secret, until: client.expires_at })
            })
            .await
    }

    /// Lets a client out of the sandbox: from now on it gets its desk's dossiers. `force` does so although it has not shown all that is wanted.
    ///
    /// # Errors
    /// `request.not_found`; `partner.not_in_sandbox`; `partner.unproven`; `partner.beside_another`: what one of two acknowledges the other is
    /// not told of; `reason.required` with `force`, `reason.too_long`.
    pub async fn activate_partner(
        &self,
        id: Uuid,
        force: bool,
        reason: &str,
        by: Option<Uuid>,
    ) -> Result<(), DeskError> {
        let reason = if force { Some(required(reason)?) } else { because(reason)? };
        self.store
            .write(async |tx| {
                let client = present(tx, id).await?;
                if client.state != State::Sandbox {
                    return refused("partner.not_in_sandbox");
                }
                let seen = onboarding::proofs(tx, (&client.agency, id)).await?;
                let missing = Onboarded::of(client.clone(), Vec::new(), &seen).missing();
                if !missing.is_empty() && !force {
                    return refused("partner.unproven");
                }
                if !force && beside_another(tx, &client).await? {
                    return refused("partner.beside_another");
                }
                let act = if missing.is_empty() { "partner.activated" } else { "partner.activated_despite" };
                go(tx, &client, State::Active, act, (by, reason.as_deref())).await
            })
            .await
    }

    /// Answers nothing to a client any more, until it is resumed.
    ///
    /// # Errors
    /// `request.not_found`; `partner.suspended`; `reason.required`, `reason.too_long`.
    pub async fn suspend_partner(&self, id: Uuid, reason: &str, by: Option<Uuid>) -> Result<(), DeskError> {
        let reason = required(reason)?;
        self.store
            .write(async |tx| {
                let client = present(tx, id).await?;
                if client.state == State::Suspended {
                    return refused("partner.suspended");
                }
                go(tx, &client, State::Suspended, "partner.suspended", (by, Some(&reason))).await
            })
            .await
    }

    /// Lets a client go on as what it was before it was suspended.
    ///
    /// # Errors
    /// `request.not_found`; `partner.not_suspended`; `reason.too_long`.
    pub async fn resume_partner(&self, id: Uuid, reason: &str, by: Option<Uuid>) -> Result<State, DeskError> {
        let reason = because(reason)?;
        self.store
            .write(async |tx| {
                let client = present(tx, id).await?;
                let Some(former) = onboarding::held_from(tx, &client).await? else {
                    return refused("partner.not_suspended");
                };
                go(tx, &client, former, "partner.resumed", (by, reason.as_deref())).await?;
                Ok(former)
            })
            .await
    }

    /// How far a client has come.
    ///
    /// # Errors
    /// `request.not_found`.
    pub async fn onboarded(&self, id: Uuid) -> Result<Onboarded, DeskError> {
        self.store
            .read(async |conn| {
                let client = partners::get(conn, id).await?.ok_or(DeskError::NotFound("partner"))?;
                let steps = onboarding::steps(conn, &client).await?;
                let seen = onboarding::proofs(conn, (&client.agency, id)).await?;
                Ok(Onboarded::of(client, steps, &seen))
            })
            .await
    }

    /// Writes down what a program was seen to do, where it is in the sandbox.
    pub(crate) async fn saw(&self, partner: &Partner, proof: Proof) -> Result<(), DeskError> {
        if !partner.sandbox {
            return Ok(());
        }
        let (whose, code) = ((partner.agency.as_str(), partner.id), proof.code());
        let seen = self.store.read(async |conn| onboarding::proofs(conn, whose).await).await?;
        if !seen.iter().any(|(known, _)| known == code) {
            self.store.write(async |tx| onboarding::prove(tx, whose, code).await).await?;
        }
        Ok(())
    }
}
