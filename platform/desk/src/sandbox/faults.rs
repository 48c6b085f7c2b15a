//! Has things go wrong on purpose for a program in the sandbox, each once and for a time, and observes what it makes of them.

use jiff::SignedDuration;
use store::{
    Token, Uuid, partners,
    sandbox::{self, Done, Met},
};

use crate::{
    Desk,
    access::{Partner, Scope},
    error::DeskError,
    onboarding::Proof,
};

/// The next batch is withheld: it comes at the next asking.
pub(crate) const LATE: &str = "late";
/// The next batch comes twice over.
pub(crate) const DUPLICATE: &str = "duplicate";
/// The next batch comes from its end.
pub(crate) const OUT_OF_ORDER: &str = "out_of_order";
/// The next package does not hold what its manifest says.
pub(crate) const DAMAGED: &str = "damaged";
/// The next request is answered with 503 and a time to come back.
const UNAVAILABLE: &str = "unavailable";
/// The next request's token is good no more.
const TOKEN_REFUSED: &str = "token_refused";

/// What may go wrong.
pub const FAULTS: [&str; 6] = [DAMAGED, DUPLICATE, LATE, OUT_OF_ORDER, TOKEN_REFUSED, UNAVAILABLE];
/// How much may be ordered at once.
const MAX_FAULTS: u16 = 20;
/// For how many seconds a fault waits for its request.
const MAX_SECONDS: u32 = 3600;
/// For how many seconds a 503 may ask to wait.
const MAX_PAUSE: u32 = 60;

/// What is ordered.
#[derive(Debug, Clone)]
pub struct WrongOnPurpose {
    /// One of [`FAULTS`].
    pub fault: String,
    /// How often.
    pub times: u16,
    /// For how many seconds from now it may come about.
    pub seconds: u32,
    /// For how many seconds a 503 asks to wait.
    pub retry_after: u32,
}

/// What a request of a program in the sandbox meets before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meets {
    /// Nothing.
    Nothing,
    /// It is to come back after so many seconds.
    Unavailable(u64),
    /// Its token is good for nothing any more.
    TokenRefused,
}

impl Desk {
    /// Has something go wrong.
    ///
    /// # Errors
    /// `access.scope_missing`; `sandbox.closed`; `sandbox.fault`, `sandbox.times`, `sandbox.seconds`, `sandbox.retry_after`.
    pub async fn order_fault(&self, client: Uuid, order: &WrongOnPurpose) -> Result<Vec<(String, u64)>, DeskError> {
        let refused = |field, code| Err(DeskError::Invalid { field, code });
        if !FAULTS.contains(&order.fault.as_str()) {
            return refused("fault", "sandbox.fault");
        }
        if order.seconds == 0 || order.seconds > MAX_SECONDS {
            return refused("seconds", "sandbox.seconds");
        }
        if order.retry_after == 0 || order.retry_after > MAX_PAUSE {
            return refused("retry_after", "sandbox.retry_after");
        }
        let client = self.onboarded(client).await?.client;
        if client.state != store::onboarding::State::Sandbox || client.revoked_at.is_some() {
            return Err(DeskError::SandboxClosed);
        }
        let whose = (client.agency.as_str(), client.id);
        self.store
            .write(async |tx| {
                let there: u64 = sandbox::ordered(tx, whose).await?.iter().map(|(_, times)| times).sum();
                if order.times == 0 || there + u64::from(order.times) > u64::from(MAX_FAULTS) {
                    return Err(DeskError::Invalid { field: "times", code: "sandbox.times" });
                }
                let until = tx.now() + SignedDuration::from_secs(i64::from(order.seconds));
                for _ in 0..order.times {
                    sandbox::order(tx, whose, &order.fault, i64::from(order.retry_after), until).await?;
                }
                Ok(sandbox::ordered(tx, whose).await?)
            })
            .await
    }

    /// What is still to go wrong for a client.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn faults_ordered(&self, agency: &str, client: Uuid) -> Result<Vec<(String, u64)>, DeskError> {
        Ok(self.store.read(async |conn| sandbox::ordered(conn, (agency, client)).await).await?)
    }

    /// What this request meets; and whether it comes when it was asked to.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn meets(&self, partner: &Partner, token: &str) -> Result<Meets, DeskError> {
        if !partner.sandbox {
            return Ok(Meets::Nothing);
        }
        let whose = (partner.agency.as_str(), partner.id);
        if let Some(met) = self.unsettled(partner, UNAVAILABLE, None).await? {
            if self.now() >= met.at + SignedDuration::from_secs(met.pause) {
                self.saw(partner, Proof::Waited).await?;
            }
            self.seen_through(partner, met).await?;
        }
        if let Some(met) = self.meet(partner, UNAVAILABLE, None).await? {
            return Ok(Meets::Unavailable(u64::try_from(met.pause).unwrap_or(1)));
        }
        if self.meet(partner, TOKEN_REFUSED, None).await?.is_some() {
            if let Ok(token) = token.parse::<Token>() {
                self.store.write(async |tx| partners::forget_token(tx, whose, &token).await).await?;
            }
            return Ok(Meets::TokenRefused);
        }
        Ok(Meets::Nothing)
    }

    /// A program got another token: it may be what its refused one led to.
    pub(crate) async fn token_renewed(&self, partner: &Partner) -> Result<(), DeskError> {
        if let Some(met) = self.unsettled(partner, TOKEN_REFUSED, None).await? {
            self.saw(partner, Proof::Renewed).await?;
            self.seen_through(partner, met).await?;
        }
        Ok(())
    }

    /// A program said that it has everything: what was told twice it did once, or not.
    pub(crate) async fn acknowledged_in_sandbox(&self, partner: &Partner) -> Result<(), DeskError> {
        let whose = (partner.agency.as_str(), partner.id);
        if let Some(met) = self.unsettled(partner, DUPLICATE, None).await? {
            match self.store.read(async |conn| sandbox::done(conn, whose, met.at).await).await? {
                // It did nothing yet, and so nothing twice: it is seen at a later acknowledgement.
                Done::Nothing => {}
                Done::Twice => self.seen_through(partner, met).await?,
                Done::Once => {
                    self.saw(partner, Proof::Repeated).await?;
                    self.seen_through(partner, met).await?;
                }
            }
        }
        self.kept_damage(partner, None).await
    }

    /// A program says that it has a case, or all of them, of which it took a damaged package: it kept what it did not look at.
    pub(crate) async fn kept_damage(&self, partner: &Partner, case: Option<Uuid>) -> Result<(), DeskError> {
        while let Some(met) = self.unsettled(partner, DAMAGED, case).await? {
            self.seen_through(partner, met).await?;
        }
        Ok(())
    }

    /// A program takes a package: whether it is to be damaged.
    pub(crate) async fn takes_package(&self, partner: &Partner, case: Uuid) -> Result<bool, DeskError> {
        self.noticed_damage(partner, case).await?;
        Ok(self.meet(partner, DAMAGED, Some(case)).await?.is_some())
    }

    /// A program takes a package again, or says that it cannot be read.
    pub(crate) async fn noticed_damage(&self, partner: &Partner, case: Uuid) -> Result<(), DeskError> {
        if let Some(met) = self.unsettled(partner, DAMAGED, Some(case)).await? {
            self.saw(partner, Proof::Verified).await?;
            self.seen_through(partner, met).await?;
        }
        Ok(())
    }

    /// Whether this comes about now.
    pub(crate) async fn meet(
        &self,
        partner: &Partner,
        fault: &str,
        case: Option<Uuid>,
    ) -> Result<Option<Met>, DeskError> {
        if !partner.sandbox {
            return Ok(None);
        }
        let whose = (partner.agency.as_str(), partner.id);
        let ordered = self.store.read(async |conn| sandbox::ordered(conn, whose).await).await?;
        if !ordered.iter().any(|(known, _)| known == fault) {
            return Ok(None);
        }
        Ok(self.store.write(async |tx| sandbox::meet(tx, whose, fault, case).await).await?)
    }

    async fn unsettled(&self, partner: &Partner, fault: &str, case: Option<Uuid>) -> Result<Option<Met>, DeskError> {
        if !partner.sandbox {
            return Ok(None);
        }
        let whose = (partner.agency.as_str(), partner.id);
        Ok(self.store.read(async |conn| sandbox::open(conn, whose, fault, case).await).await?)
    }

    async fn seen_through(&self, partner: &Partner, met: Met) -> Result<(), DeskError> {
        Ok(self.store.write(async |tx| sandbox::close(tx, &partner.agency, met).await).await?)
    }

    /// Refuses a program that may not read.
    ///
    /// # Errors
    /// `access.scope_missing`.
    pub fn may_look(&self, partner: &Partner) -> Result<(), DeskError> {
        partner.require(Scope::CasesRead)
    }

    /// Refuses whoever is not in the sandbox.
    ///
    /// # Errors
    /// `access.scope_missing`, `sandbox.closed`.
    pub fn in_sandbox(&self, partner: &Partner) -> Result<(), DeskError> {
        partner.require(Scope::CasesRead)?;
        if partner.sandbox { Ok(()) } else { Err(DeskError::SandboxClosed) }
    }
}
