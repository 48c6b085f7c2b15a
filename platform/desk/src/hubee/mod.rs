//! Sends cases to their recipients by HubEE, the State's hub, and has their answers come back: accounts, desks, what was sent, what was kept.

mod back;
mod round;
mod send;
mod statuses;

use std::collections::BTreeMap;

use connectors::routes::{Hubee, HubeePlace, hubee as hub};
use serde::{Deserialize, Serialize};
use store::{
    Uuid, awaited,
    hubee::{self, Kept},
    routes::{self, Kind, Route},
};

use crate::{
    Desk, Limits,
    error::DeskError,
    routes::{Whose, note, present},
    submit::{json, read_json},
};

/// An account at the hub, of an agency that sends its citizens' cases.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HubeeAccount {
    /// Where the hub lies, and what is shown to it.
    #[serde(flatten)]
    pub place: HubeePlace,
    /// The démarches that it sends, and what the hub calls each of them.
    pub processes: BTreeMap<String, String>,
    /// What the hub takes of a démarche, where it said so.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<String, Limits>,
}

/// What becomes another of an account; nothing: it stays.
#[derive(Debug, Clone, Default)]
pub struct HubeeChange {
    /// The API's address.
    pub api: Option<String>,
    /// The address that grants tokens.
    pub token: Option<String>,
    /// The account's id.
    pub client: Option<String>,
    /// Its secret.
    pub secret: Option<String>,
    /// The démarches that it sends, all of them.
    pub processes: Option<BTreeMap<String, String>>,
}

/// A desk that has its cases by the hub.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HubeeDesk {
    /// What the hub calls it: of a town hall, its commune.
    pub branch: String,
}

/// What may be shown of an account, and what it sends.
pub(crate) fn shown(route: &Route) -> Option<String> {
    let account: HubeeAccount = read_json(route.address.as_bytes(), "route").ok()?;
    let sends: Vec<String> = account.processes.iter().map(|(demarche, code)| format!("{demarche}={code}")).collect();
    Some(format!("{}  {}", account.hubee().ok()?.shown(), sends.join(" ")))
}

impl HubeeAccount {
    fn hubee(&self) -> Result<Hubee, DeskError> {
        Hubee::new(&self.place).map_err(|fault| DeskError::Invalid { field: "hubee", code: fault.code })
    }

    /// Refuses what is no account.
    fn judge(&self) -> Result<(), DeskError> {
        self.hubee()?;
        let plain = |code: &String| {
            !code.is_empty() && code.len() <= hub::EXTERNAL_ID && code.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if self.processes.is_empty()
            || !self.processes.iter().all(|(demarche, code)| !demarche.is_empty() && plain(code))
            || !self.limits.keys().all(|demarche| self.processes.contains_key(demarche))
        {
            return Err(DeskError::Invalid { field: "process", code: "hubee.process" });
        }
        Ok(())
    }
}

impl Desk {
    /// Makes an account of an agency at the hub; it sends and is asked from now on.
    ///
    /// # Errors
    /// `hubee.url`, `hubee.client`, `hubee.process`, `hubee.process_taken` for a démarche that another account of the agency sends,
    /// `hubee.siret`; `route.too_many`; `store.agency`.
    pub async fn add_hubee_account(&self, whose: &Whose, account: &HubeeAccount) -> Result<Uuid, DeskError> {
        account.judge()?;
        if whose.siret.len() != 14 || !whose.siret.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DeskError::Invalid { field: "siret", code: "hubee.siret" });
        }
        for other in self.accounts(&whose.agency).await? {
            if other.1.processes.keys().any(|demarche| account.processes.contains_key(demarche)) {
                return Err(DeskError::Invalid { field: "process", code: "hubee.process_taken" });
            }
        }
        let address = String::from_utf8(json(account)?).unwrap_or_default();
        Ok(self.add_route(whose, Kind::HubeeAccount, &address).await?.0.id)
    }

    /// Gives an account another secret.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed; `hubee.client`.
    pub async fn set_hubee_secret(&self, id: Uuid, secret: &str) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                let route = present(tx, id, &[Kind::HubeeAccount]).await?;
                let mut account: HubeeAccount = read_json(route.address.as_bytes(), "route")?;
                secret.clone_into(&mut account.place.secret);
                account.judge()?;
                let address = String::from_utf8(json(&account)?).unwrap_or_default();
                routes::set_address(tx, &route, &address).await?;
                note(tx, &route, "key_replaced").await
            })
            .await
    }

    /// Says what the hub takes of the démarches of an account, in the place of what was said before.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed; `hubee.process` for a démarche that the account does not send.
    pub async fn set_hubee_limits(&self, id: Uuid, limits: BTreeMap<String, Limits>) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                let route = present(tx, id, &[Kind::HubeeAccount]).await?;
                let mut account: HubeeAccount = read_json(route.address.as_bytes(), "route")?;
                account.limits = limits.clone();
                account.judge()?;
                let address = String::from_utf8(json(&account)?).unwrap_or_default();
                routes::set_address(tx, &route, &address).await?;
                note(tx, &route, "limits_set").await
            })
            .await
    }

    /// Has a desk of the directory get its cases by the hub, from now on.
    ///
    /// # Errors
    /// `request.not_found`, `directory.unknown_branch`; `hubee.branch`; `hubee.no_account` where the agency has none at the hub;
    /// `hubee.twice` where the desk has them so already; `route.too_many`.
    pub async fn add_hubee(&self, whose: &Whose, desk: &HubeeDesk) -> Result<Uuid, DeskError> {
        let branch = &desk.branch;
        if branch.is_empty()
            || branch.len() > hub::BRANCH
            || !branch.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            return Err(DeskError::Invalid { field: "branch_code", code: "hubee.branch" });
        }
        if self.accounts(&whose.agency).await?.is_empty() {
            return Err(DeskError::Invalid { field: "agency", code: "hubee.no_account" });
        }
        let routes = self.store.read(async |conn| routes::of_agency(conn, &whose.agency, Kind::Hubee).await).await?;
        if routes.iter().any(|route| (&route.organisation, &route.branch) == (&whose.siret, &whose.branch)) {
            return Err(DeskError::Invalid { field: "branch", code: "hubee.twice" });
        }
        let address = String::from_utf8(json(desk)?).unwrap_or_default();
        Ok(self.add_route(whose, Kind::Hubee, &address).await?.0.id)
    }

    /// Changes an account in place: what lies at the hub, and what its recipients answer, stays with it.
    ///
    /// # Errors
    /// `request.not_found`, also where it was removed; `hubee.url`, `hubee.client`, `hubee.process`, `hubee.process_taken`.
    pub async fn change_hubee_account(&self, id: Uuid, change: HubeeChange) -> Result<(), DeskError> {
        let route = self.store.read(async |conn| routes::get(conn, id).await).await?;
        let agency = route.map(|route| route.agency).ok_or(DeskError::NotFound("route"))?;
        for other in self.accounts(&agency).await?.into_iter().filter(|(route, _)| route.id != id) {
            if other.1.processes.keys().any(|demarche| change.processes.iter().any(|of| of.contains_key(demarche))) {
                return Err(DeskError::Invalid { field: "process", code: "hubee.process_taken" });
            }
        }
        self.store
            .write(async |tx| {
                let route = present(tx, id, &[Kind::HubeeAccount]).await?;
                let mut account: HubeeAccount = read_json(route.address.as_bytes(), "route")?;
                let HubeeChange { api, token, client, secret, processes } = change;
                let HubeePlace { api: is_api, token: is_token, client: is_client, secret: is_secret } =
                    &mut account.place;
                for (is, new) in [(is_api, api), (is_token, token), (is_client, client), (is_secret, secret)] {
                    if let Some(new) = new {
                        *is = new;
                    }
                }
                account.processes = processes.unwrap_or(account.processes);
                account.judge()?;
                let address = String::from_utf8(json(&account)?).unwrap_or_default();
                routes::set_address(tx, &route, &address).await?;
                note(tx, &route, "changed").await
            })
            .await?;
        self.push.wake();
        Ok(())
    }

    /// What the hub told and what could not be applied, or not yet; also by accounts that were removed since.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn kept_of_hubee(&self) -> Result<Vec<Kept>, DeskError> {
        self.store
            .read(async |conn| {
                let mut all = Vec::new();
                for account in hubee::accounts_with_kept(conn).await? {
                    if let Some(route) = routes::get(conn, account).await? {
                        all.extend(hubee::kept(conn, &route).await?);
                    }
                }
                let awaited = awaited::list(conn).await?.into_iter().map(|shown| Kept {
                    event: shown.awaited.event,
                    external_id: shown.external_id,
                    action: "-".to_owned(),
                    status: None,
                    code: shown.awaited.code,
                    said: None,
                    at: shown.awaited.since,
                    waits: true,
                });
                all.extend(awaited);
                all.sort_by(|one, other| (other.at, &one.event).cmp(&(one.at, &other.event)));
                Ok(all)
            })
            .await
    }

    /// The accounts of an agency.
    async fn accounts(&self, agency: &str) -> Result<Vec<(Route, HubeeAccount)>, DeskError> {
        let routes = self.store.read(async |conn| routes::of_agency(conn, agency, Kind::HubeeAccount).await).await?;
        let read = |route: Route| Ok((read_json(route.address.as_bytes(), "route")?, route));
        routes.into_iter().map(|route| read(route).map(|(account, route)| (route, account))).collect()
    }
}
