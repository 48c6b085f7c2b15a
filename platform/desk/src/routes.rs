//! Sets up how recipients are told of their cases, or sent them: an operator makes a route, gives it another key, has it wait, removes it.

use connectors::routes::{self as ways, Key, Sftp, SftpPlace, Webhook as Address};
use jiff::{
    Timestamp,
    civil::{Time, Weekday},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};
use store::{
    Uuid, Write, deliveries,
    journal::{self, NewEntry},
    notifications::Feed,
    organisations,
    routes::{self, Kind, PausedBy, Route},
};

use crate::{
    Desk,
    agencies::known_agency,
    error::DeskError,
    hubee::{self, HubeeDesk},
    notify::is_address,
    submit::{days, json, read_json},
};

/// Whose route is made.
#[derive(Debug, Clone)]
pub struct Whose {
    /// The agency whose cases it is for.
    pub agency: String,
    /// The recipient's SIRET.
    pub siret: String,
    /// The recipient's desk.
    pub branch: String,
}

/// A webhook to be made.
#[derive(Clone)]
pub struct NewWebhook {
    /// The agency whose cases it is told of.
    pub agency: String,
    /// The recipient's SIRET.
    pub siret: String,
    /// The recipient's desk.
    pub branch: String,
    /// `https://host[:port]/path`.
    pub url: String,
}

/// What calls are verified with; told once.
#[derive(Debug)]
pub struct Hooked {
    /// The webhook.
    pub webhook: Uuid,
    /// `whsec_…`
    pub key: String,
}

/// A folder on a partner's server.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DropFolder {
    /// The server's name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// As whom we log in.
    pub user: String,
    /// The folder; empty: where one is after the login.
    pub folder: String,
    /// Its server's keys, as `ssh-keygen -l` or `ssh-keyscan` show them.
    pub host_keys: Vec<String>,
    /// Whether the partner's software answers to each drop.
    pub answers: bool,
    /// The most bytes of a package that the partner takes, where it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_size: Option<u64>,
}

impl DropFolder {
    fn place(&self) -> SftpPlace {
        let Self { host, port, user, folder, host_keys, .. } = self.clone();
        SftpPlace { host, port, user, folder, host_keys }
    }

    /// Refuses what leads nowhere, and writes the server's keys in their short form.
    fn judge(&mut self) -> Result<(), DeskError> {
        self.sftp(&[])?;
        for key in &mut self.host_keys {
            *key =
                ways::fingerprint(key).map_err(|fault| DeskError::Invalid { field: "host_key", code: fault.code })?;
        }
        Ok(())
    }

    /// Whether files would be put into the same folder.
    fn is_same(&self, other: &Self) -> bool {
        (self.port, &self.user, self.folder.trim_end_matches('/'))
            == (other.port, &other.user, other.folder.trim_end_matches('/'))
            && self.host.eq_ignore_ascii_case(&other.host)
    }

    /// As the connector knows it.
    pub(crate) fn sftp(&self, keys: &[Vec<u8>]) -> Result<Sftp, DeskError> {
        let seeds = keys.iter().filter_map(|key| key.as_slice().try_into().ok()).collect();
        Sftp::new(self.place(), seeds).map_err(|fault| DeskError::Invalid { field: "sftp", code: fault.code })
    }
}

/// A desk's mailbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mailbox {
    /// Its address.
    pub to: String,
    /// When a digest is sent; nothing: a mail for each event.
    pub digest: Option<Digest>,
}

/// When a digest is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Digest {
    /// The time of day.
    pub at: Time,
    /// Where that is, as `Europe/Paris`.
    pub timezone: String,
    /// On Saturdays and Sundays too.
    pub every_day: bool,
}

impl Digest {
    /// The first time after `now` at which one is sent.
    pub(crate) fn next(&self, now: Timestamp) -> Timestamp {
        let zone = TimeZone::get(&self.timezone).unwrap_or(TimeZone::UTC);
        let mut day = now.to_zoned(zone.clone()).date();
        // Today, or one of the days after it: a week has two days without.
        for _ in 0..8 {
            let works = self.every_day || !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            // A time that the clock leaps over is the one after the leap.
            let at = day.to_datetime(self.at).to_zoned(zone.clone()).map(|at| at.timestamp());
            match (at, day.tomorrow()) {
                (Ok(at), _) if works && at > now => return at,
                (_, Ok(tomorrow)) => day = tomorrow,
                (_, Err(_)) => break,
            }
        }
        now + days(1)
    }
}

/// A drop that was made.
#[derive(Debug)]
pub struct Dropped {
    /// The route.
    pub route: Uuid,
    /// What the partner puts into `authorized_keys`.
    pub public_key: String,
}

/// A route, without its secrets.
#[derive(Debug)]
pub struct RouteTold {
    /// As stored.
    pub route: Route,
    /// Where it leads, as far as that may be shown.
    pub place: String,
    /// What the partner lets us in by, the newest first.
    pub public_keys: Vec<String>,
    /// When a digest is sent.
    pub digest: Option<Digest>,
}

pub(crate) fn told(route: Route, keys: &[Vec<u8>]) -> RouteTold {
    let folder = || read_json::<DropFolder>(route.address.as_bytes(), "route").ok();
    let mailbox = || read_json::<Mailbox>(route.address.as_bytes(), "route").ok();
    let (place, digest) = match route.kind {
        Kind::Webhook => (Address::new(&route.address, Vec::new()).ok().map(|at| at.place().to_owned()), None),
        Kind::Hubee => (read_json::<HubeeDesk>(route.address.as_bytes(), "route").ok().map(|desk| desk.branch), None),
        Kind::HubeeAccount => (hubee::shown(&route), None),
        Kind::Sftp => (folder().and_then(|folder| folder.sftp(&[]).ok()).map(|sftp| sftp.shown()), None),
        Kind::Mail | Kind::Digest => {
            let mailbox = mailbox();
            (mailbox.as_ref().map(|mailbox| mailbox.to.clone()), mailbox.and_then(|mailbox| mailbox.digest))
        }
    };
    let public_keys = match route.kind {
        Kind::Sftp => keys.iter().filter_map(|key| Some(public_key(&route, key.as_slice().try_into().ok()?))).collect(),
        _ => Vec::new(),
    };
    RouteTold { place: place.unwrap_or_else(|| "?".to_owned()), public_keys, digest, route }
}

fn public_key(route: &Route, seed: &[u8; 32]) -> String {
    ways::public_key(seed, &format!("guichet-{}-{}", route.agency, route.id))
}

impl Desk {
    /// Makes a webhook for a desk of the directory: it is told what happens from now on.
    ///
    /// # Errors
    /// `request.not_found` for an organisation that the directory does not know, `directory.unknown_branch` for a desk of it; `webhook.url`
    /// for what is no address to call, `webhook.address` for one that no call of ours may go to; `webhook.twice` where the desk is told there already; `route.too_many`; `directory.unknown_agency`;
    /// `store.agency` for what cannot be an agency.
    pub async fn add_webhook(&self, new: NewWebhook) -> Result<Hooked, DeskError> {
        let refused = |code| DeskError::Invalid { field: "url", code };
        let address = Address::new(&new.url, Vec::new()).map_err(|_| refused("webhook.url"))?;
        if self.push.courier.refuses(&address) {
            return Err(refused("webhook.address"));
        }
        let whose = Whose { agency: new.agency, siret: new.siret, branch: new.branch };
        let (route, key) = self.add_route(&whose, Kind::Webhook, &new.url).await?;
        Ok(Hooked { webhook: route.id, key: Key::new(key.unwrap_or_default()).text() })
    }

    /// Makes a drop for a desk of the directory: it is sent the cases that come from now on.
    ///
    /// # Errors
    /// As [`Self::add_webhook`]; `sftp.twice`; `sftp.host`, `sftp.user`, `sftp.folder`, `sftp.host_key`.
    pub async fn add_drop(&self, whose: &Whose, mut folder: DropFolder) -> Result<Dropped, DeskError> {
        folder.judge()?;
        let address = String::from_utf8(json(&folder)?).unwrap_or_default();
        let (route, key) = self.add_route(whose, Kind::Sftp, &address).await?;
        Ok(Dropped { public_key: public_key(&route, &key.unwrap_or_default()), route: route.id })
    }

    /// Makes a mailbox for a desk of the directory: it is told of what comes from now on.
    ///
    /// # Errors
    /// As [`Self::add_webhook`]; `mailbox.address`, `mailbox.timezone`; `mailbox.twice` where it has its mails, or its digest, already.
    pub async fn add_mailbox(&self, whose: &Whose, mailbox: &Mailbox) -> Result<Uuid, DeskError> {
        if !is_address(&mailbox.to) {
            return Err(DeskError::Invalid { field: "to", code: "mailbox.address" });
        }
        if mailbox.digest.as_ref().is_some_and(|digest| TimeZone::get(&digest.timezone).is_err()) {
            return Err(DeskError::Invalid { field: "timezone", code: "mailbox.timezone" });
        }
        let kind = if mailbox.digest.is_some() { Kind::Digest } else { Kind::Mail };
        let address = String::from_utf8(json(mailbox)?).unwrap_or_default();
        Ok(self.add_route(whose, kind, &address).await?.0.id)
    }

    pub(crate) async fn add_route(
        &self,
        whose: &Whose,
        kind: Kind,
        address: &str,
    ) -> Result<(Route, Option<[u8; routes::KEY]>), DeskError> {
        self.store
            .write(async |tx| {
                known_agency(tx, &whose.agency).await?;
                // Who sends may be no recipient.
                if kind != Kind::HubeeAccount {
                    known_desk(tx, &whose.siret, &whose.branch).await?;
                }
                let desk = Feed { agency: &whose.agency, organisation: &whose.siret, branch: &whose.branch };
                if routes::count(tx, desk).await? >= routes::MOST {
                    return Err(DeskError::Invalid { field: "url", code: "route.too_many" });
                }
                let beside = routes::of_desk(tx, desk, kind).await?;
                if beside.iter().any(|route| is_same_place(kind, &route.address, address)) {
                    return Err(twice(kind));
                }
                let (route, key) = routes::add(tx, desk, kind, address).await?;
                let now = tx.now();
                match kind {
                    Kind::Sftp => deliveries::begin(tx, &route, deliveries::LOOK, now).await?,
                    Kind::Digest => {
                        let mailbox: Mailbox = read_json(address.as_bytes(), "route")?;
                        let due = mailbox.digest.map_or(now, |digest| digest.next(now));
                        deliveries::begin(tx, &route, deliveries::DIGEST, due).await?;
                    }
                    Kind::HubeeAccount => deliveries::begin(tx, &route, deliveries::POLL, now).await?,
                    Kind::Hubee | Kind::Webhook | Kind::Mail => {}
                }
                note(tx, &route, "added").await?;
                Ok((route, key))
            })
            .await
    }

    /// The routes of these kinds that were not removed.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn routes(&self, kinds: &[Kind]) -> Result<Vec<RouteTold>, DeskError> {
        self.store
            .read(async |conn| {
                let mut all = Vec::new();
                for route in routes::list(conn).await?.into_iter().filter(|route| kinds.contains(&route.kind)) {
                    let keys = routes::keys(conn, &route).await?;
                    all.push(told(route, &keys));
                }
                Ok(all)
            })
            .await
    }

    /// Gives a webhook another key; calls are signed with the present one too for `overlap` days.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed.
    pub async fn rotate_webhook(&self, id: Uuid, overlap: u16) -> Result<Hooked, DeskError> {
        let (_, key) = self.rotate(id, &[Kind::Webhook], overlap).await?;
        Ok(Hooked { webhook: id, key: Key::new(key).text() })
    }

    /// Gives a drop another key; where the server does not know it yet, we log in by the present one for `overlap` days.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed.
    pub async fn rotate_drop(&self, id: Uuid, overlap: u16) -> Result<Dropped, DeskError> {
        let (route, key) = self.rotate(id, &[Kind::Sftp], overlap).await?;
        Ok(Dropped { public_key: public_key(&route, &key), route: id })
    }

    /// Has a drop know its server by these keys and no others, from the next attempt on.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed; `sftp.host_key`.
    pub async fn change_host_keys(&self, id: Uuid, host_keys: Vec<String>) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                let route = present(tx, id, &[Kind::Sftp]).await?;
                let folder: DropFolder = read_json(route.address.as_bytes(), "route")?;
                let mut folder = DropFolder { host_keys: host_keys.clone(), ..folder };
                folder.judge()?;
                let address = String::from_utf8(json(&folder)?).unwrap_or_default();
                routes::set_address(tx, &route, &address).await?;
                note(tx, &route, "host_keys_changed").await
            })
            .await?;
        self.push.wake();
        Ok(())
    }

    async fn rotate(&self, id: Uuid, kinds: &[Kind], overlap: u16) -> Result<(Route, [u8; routes::KEY]), DeskError> {
        let former_until = self.now() + days(i64::from(overlap));
        self.store
            .write(async |tx| {
                let route = present(tx, id, kinds).await?;
                let key = routes::rotate(tx, &route, former_until).await?;
                note(tx, &route, "key_replaced").await?;
                Ok((route, key))
            })
            .await
    }

    /// Has what goes by a route of these kinds wait; `false` if it waits already.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed.
    pub async fn pause_route(&self, id: Uuid, kinds: &[Kind]) -> Result<bool, DeskError> {
        self.store
            .write(async |tx| {
                let route = present(tx, id, kinds).await?;
                let paused = routes::pause(tx, &route, PausedBy::Operator).await?;
                if paused {
                    note(tx, &route, "paused").await?;
                }
                Ok(paused)
            })
            .await
    }

    /// Sends what has waited; `false` if nothing waited.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed.
    pub async fn resume_route(&self, id: Uuid, kinds: &[Kind]) -> Result<bool, DeskError> {
        let resumed = self
            .store
            .write(async |tx| {
                let route = present(tx, id, kinds).await?;
                let resumed = routes::resume(tx, &route).await?;
                if resumed {
                    note(tx, &route, "resumed").await?;
                }
                Ok::<_, DeskError>(resumed)
            })
            .await?;
        self.push.wake();
        Ok(resumed)
    }

    /// Removes a route; what would still go by it is closed. How many pieces.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed before.
    pub async fn remove_route(&self, id: Uuid, kinds: &[Kind]) -> Result<u64, DeskError> {
        self.store
            .write(async |tx| {
                let route = present(tx, id, kinds).await?;
                routes::remove(tx, &route).await?;
                let closed = deliveries::close_all(tx, &route).await?;
                note(tx, &route, "removed").await?;
                Ok(closed)
            })
            .await
    }
}

/// Whether two addresses of a kind lead to the same place, which would be told everything twice.
fn is_same_place(kind: Kind, one: &str, other: &str) -> bool {
    fn both<T: for<'de> Deserialize<'de>>(one: &str, other: &str, same: impl Fn(&T, &T) -> bool) -> bool {
        let read = |text: &str| read_json::<T>(text.as_bytes(), "route").ok();
        matches!((read(one), read(other)), (Some(one), Some(other)) if same(&one, &other))
    }
    match kind {
        Kind::Webhook => {
            let read = |url: &str| Address::new(url, Vec::new()).ok();
            matches!((read(one), read(other)), (Some(one), Some(other)) if one.is_same(&other))
        }
        Kind::Sftp => both(one, other, DropFolder::is_same),
        Kind::Mail | Kind::Digest => both::<Mailbox>(one, other, |one, other| one.to.eq_ignore_ascii_case(&other.to)),
        // Judged where they are made.
        Kind::Hubee | Kind::HubeeAccount => false,
    }
}

fn twice(kind: Kind) -> DeskError {
    let (field, code) = match kind {
        Kind::Webhook => ("url", "webhook.twice"),
        Kind::Sftp => ("host", "sftp.twice"),
        Kind::Mail | Kind::Digest => ("to", "mailbox.twice"),
        Kind::Hubee | Kind::HubeeAccount => ("branch", "hubee.twice"),
    };
    DeskError::Invalid { field, code }
}

/// Refuses a desk that the directory does not know, and says which it knows.
pub(crate) async fn known_desk(tx: &mut Write, siret: &str, branch: &str) -> Result<(), DeskError> {
    if organisations::get(tx, siret, branch).await?.is_some() {
        return Ok(());
    }
    let known = organisations::of_siret(tx, siret).await?;
    Err(match known.is_empty() {
        true => DeskError::NotFound("organisation"),
        false => DeskError::UnknownBranch { known: known.into_iter().map(|desk| (desk.branch, desk.name)).collect() },
    })
}

pub(crate) async fn present(tx: &mut Write, id: Uuid, kinds: &[Kind]) -> Result<Route, DeskError> {
    let route = routes::get(tx, id).await?;
    let route = route.filter(|route| route.removed_at.is_none() && kinds.contains(&route.kind));
    route.ok_or(DeskError::NotFound(if kinds == [Kind::Webhook] { "webhook" } else { "route" }))
}

/// What a route is called in the journal.
pub(crate) fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Webhook => "webhook",
        Kind::Hubee => "hubee",
        Kind::HubeeAccount => "hubee_account",
        Kind::Sftp => "drop",
        Kind::Mail | Kind::Digest => "mailbox",
    }
}

pub(crate) async fn note(tx: &mut Write, route: &Route, act: &str) -> Result<(), DeskError> {
    let noun = noun(route.kind);
    let entry = NewEntry {
        agency: &route.agency,
        act: &format!("{noun}.{act}"),
        object_kind: noun,
        object: route.id,
        actor_kind: "operator",
        actor: None,
        committed: None,
    };
    Ok(journal::add(tx, entry).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_comes_at_its_hour_of_the_partners_day_on_working_days() {
        let next = |now: &str, timezone: &str, every_day: bool| {
            let digest = Digest { at: Time::constant(8, 0, 0, 0), timezone: timezone.to_owned(), every_day };
            digest.next(now.parse().unwrap()).to_string()
        };
        // A Friday in winter: before the hour, at it, after it.
        assert_eq!(next("2026-11-20T06:59:59Z", "Europe/Paris", false), "2026-11-20T07:00:00Z");
        assert_eq!(next("2026-11-20T07:00:00Z", "Europe/Paris", false), "2026-11-23T07:00:00Z");
        assert_eq!(next("2026-11-20T07:00:00Z", "Europe/Paris", true), "2026-11-21T07:00:00Z");
        // Summer, and the other side of the world.
        assert_eq!(next("2026-07-01T07:00:00Z", "Europe/Paris", false), "2026-07-02T06:00:00Z");
        assert_eq!(next("2026-11-20T12:00:00Z", "Pacific/Noumea", false), "2026-11-22T21:00:00Z");
        let night = Digest { at: Time::constant(2, 30, 0, 0), timezone: "Europe/Paris".to_owned(), every_day: true };
        assert_eq!(night.next("2026-03-28T12:00:00Z".parse().unwrap()).to_string(), "2026-03-29T01:30:00Z");
    }
}
