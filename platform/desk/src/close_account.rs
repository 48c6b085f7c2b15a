//! Closes an account: because its owner says so, or because nobody came for three years. What was begun goes with it; what was sent is the
//! recipients' to treat, and is followed by its own link as before.

use std::collections::BTreeSet;

use form::text::Language;
use jiff::{Span, Timestamp, tz::TimeZone};
use pages::mail::Mail;
use store::{
    Uuid, Write, dossiers, drafts,
    journal::{self, NewEntry},
    password,
    people::{self, Person as Account},
    queue::{self, NewWork, Queue, Work},
};

use crate::{
    Desk,
    access::Person,
    account::entry,
    copy_account,
    error::DeskError,
    submit::{days, json, read_json},
};

/// The work that looks whether anybody still comes to an account.
pub(crate) const WATCH: &str = "account.inactive";
/// The work that closes an account to which nobody came, warned or not.
pub(crate) const CLOSE: &str = "account.close";
/// Months without a login after which the owner is warned (décret 2009-730: after 36 the account may be closed).
pub const WARNED_AFTER: i64 = 35;
/// Months without a login after which the account is closed.
pub const CLOSED_AFTER: i64 = 36;
/// Days that are left after the warning at least, however late it came.
const LEFT_AFTER_WARNING: i64 = 30;
/// Accounts looked at in one transaction, and how many of those at a time.
const ROUND: i64 = 200;
const ROUNDS: usize = 100;

/// What says that it is the owner who closes an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// They have just logged in.
    Fresh,
    /// Their password.
    Password,
    /// A new login: they have no password.
    Login,
}

/// What stays when an account is closed, and what goes: told before.
#[derive(Debug)]
pub struct Closing {
    /// What says that it is the owner who closes it.
    pub proof: Proof,
    /// How many drafts go.
    pub drafts: usize,
    /// The dossiers that stay with their recipients.
    pub dossiers: Vec<crate::Followed>,
}

impl Desk {
    /// What would come of closing the account.
    pub async fn closing(&self, person: &Person, session: &str) -> Result<Closing, DeskError> {
        let drafts = self.store.read(async |conn| drafts::of_person(conn, person.id).await).await?.len();
        let dossiers = self.dossiers(person).await?;
        let known = self.store.read(async |conn| people::get(conn, people::PORTAL, person.id).await).await?;
        let proof = match known.and_then(|account| account.password) {
            _ if self.is_fresh(session).await? => Proof::Fresh,
            Some(_) => Proof::Password,
            None => Proof::Login,
        };
        Ok(Closing { proof, drafts, dossiers })
    }

    /// Closes the account of who is there: their password says that it is them, or a fresh login.
    ///
    /// # Errors
    /// `login.refused` where the password is not theirs.
    pub async fn close_account(&self, person: &Person, session: &str, typed: &str) -> Result<(), DeskError> {
        let known = self.store.read(async |conn| people::get(conn, people::PORTAL, person.id).await).await?;
        let account = known.ok_or(DeskError::NotFound("account"))?;
        if !self.is_fresh(session).await? && !password::verify(typed, account.password.as_deref()).await? {
            return Err(DeskError::BadLogin);
        }
        self.store
            .write(async |tx| {
                self.end_account(tx, &account, entry("account.closed", account.id)).await?;
                Ok(())
            })
            .await
    }

    /// Ends an account in one transaction: what was begun, the vault with its documents, the sessions. What was sent stays.
    async fn end_account(&self, tx: &mut Write, account: &Account, said: NewEntry<'_>) -> Result<(), DeskError> {
        // Nothing is begun meanwhile.
        if !people::hold(tx, &account.agency, account.id).await? {
            return Err(DeskError::NotFound("account"));
        }
        let mut seen: BTreeSet<Uuid> = BTreeSet::new();
        loop {
            let begun = drafts::of_person(tx, account.id).await?;
            let new: Vec<_> = begun.into_iter().filter(|draft| seen.insert(draft.id)).collect();
            if new.is_empty() {
                break;
            }
            for draft in new {
                drafts::purge(tx, &draft.agency, draft.id).await?;
                journal::add(tx, crate::purge::entry(&draft.agency, "draft.purged", "draft", draft.id)).await?;
            }
        }
        copy_account::take_back(tx, account.id).await?;
        for kind in [WATCH, CLOSE] {
            queue::cancel_all(tx, Queue::Timers, people::PORTAL, kind, account.id).await?;
        }
        let sent = dossiers::of_person(tx, account.id).await?;
        people::close(tx, account).await?;
        journal::add(tx, said).await?;
        if account.email.is_empty() {
            return Ok(());
        }
        let dedup = format!("account.closed:{}", account.id);
        let links = sent.iter().map(|one| format!("{} : {}", one.reference, self.follow_url(one)));
        let mail = Mail::AccountClosed { dossiers: links.collect(), url: format!("{}/", self.public_url) };
        self.put_mail(tx, people::PORTAL, &dedup, account.id, &account.email, Language::Fr, &mail).await
    }

    /// Sees to it that every account is looked at when nobody has come for long.
    pub(crate) async fn watch_accounts(&self) -> Result<(), DeskError> {
        // The rest waits for the next time.
        for _ in 0..ROUNDS {
            let put = self
                .store
                .write(async |tx| {
                    let unwatched = people::without_work(tx, people::PORTAL, &[WATCH, CLOSE], ROUND).await?;
                    for (id, since) in &unwatched {
                        watch(tx, *id, *since).await?;
                    }
                    Ok::<_, DeskError>(unwatched.len())
                })
                .await?;
            if put < ROUND as usize {
                break;
            }
        }
        Ok(())
    }

    /// An account is to be looked at: nobody came for 35 months, or somebody did meanwhile.
    pub(crate) async fn warn_inactive(&self, work: &Work) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                let Some(account) = people::get(tx, &work.agency, work.object).await? else {
                    return Ok(queue::done(tx, work).await?);
                };
                let (now, since) = (tx.now(), account.seen_at());
                // Nobody is locked out unwarned, and without an address there is no way to warn: the account is kept, and looked at again.
                if account.email.is_empty() {
                    return Ok(queue::release(tx, work, now + days(LEFT_AFTER_WARNING)).await?);
                }
                if now < months_after(since, WARNED_AFTER) {
                    queue::done(tx, work).await?;
                    return watch(tx, account.id, since).await;
                }
                let closes_at = months_after(since, CLOSED_AFTER).max(now + days(LEFT_AFTER_WARNING));
                let url = format!("{}/compte/connexion", self.public_url);
                let until = closes_at.to_zoned(TimeZone::UTC).date();
                let mail = Mail::AccountInactive { until, url };
                let dedup = format!("{WATCH}:{}", work.dedup);
                self.put_mail(tx, &work.agency, &dedup, account.id, &account.email, Language::Fr, &mail).await?;
                let next = NewWork {
                    queue: Queue::Timers,
                    agency: &work.agency,
                    kind: CLOSE,
                    dedup: &dedup_of(account.id, since),
                    object: account.id,
                    payload: &json(&since)?,
                    due_at: closes_at,
                };
                queue::put(tx, next).await?;
                journal::add(tx, crate::purge::entry(&work.agency, "account.warned", "person", account.id)).await?;
                Ok(queue::done(tx, work).await?)
            })
            .await
    }

    /// The time of an account is over: unless somebody came since the warning.
    pub(crate) async fn close_inactive(&self, work: &Work) -> Result<(), DeskError> {
        let warned: Timestamp = read_json(&work.payload, "account")?;
        self.store
            .write(async |tx| {
                // Done first: closing takes back what waits for the account.
                queue::done(tx, work).await?;
                let Some(account) = people::get(tx, &work.agency, work.object).await? else { return Ok(()) };
                if account.seen_at() != warned {
                    return watch(tx, account.id, account.seen_at()).await;
                }
                let said = crate::purge::entry(&work.agency, "account.expired", "person", account.id);
                self.end_account(tx, &account, said).await
            })
            .await
    }
}

async fn watch(tx: &mut Write, person: Uuid, since: Timestamp) -> Result<(), DeskError> {
    let work = NewWork {
        queue: Queue::Timers,
        agency: people::PORTAL,
        kind: WATCH,
        dedup: &dedup_of(person, since),
        object: person,
        payload: b"",
        due_at: months_after(since, WARNED_AFTER),
    };
    queue::put(tx, work).await?;
    Ok(())
}

/// One for each stretch of time without a login.
fn dedup_of(person: Uuid, since: Timestamp) -> String {
    format!("{person}:{}", since.as_microsecond())
}

fn months_after(since: Timestamp, months: i64) -> Timestamp {
    let end = since.to_zoned(TimeZone::UTC).checked_add(Span::new().months(months));
    end.map_or(Timestamp::MAX, |end| end.timestamp())
}
