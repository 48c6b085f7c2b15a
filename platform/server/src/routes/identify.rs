//! Asks whoever files a démarche to be known by a provider as it wants it: why, by which, and what else there is. Drawn where the page stands
//! that they asked for (`gate`, `start`), and again where the provider did not do (`citizen_provider`); what they typed waits on it.

use axum::response::Html;
use desk::{Identified, KnownFor, Missing, Served};
use form::login::Identity;
use jiff::tz::TimeZone;
use pages::page::{
    Fault,
    connection::IdentifyPage,
    journey::{Held, RecapIdentified},
};

use super::connections;
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
};

/// What is asked, and of whom.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// The démarche.
    pub(super) served: &'a Served,
    /// As whom they must be known.
    pub(super) identity: Identity,
    /// Where they go on to then.
    pub(super) next: &'a str,
    /// What they typed, as a login's form holds it.
    pub(super) held: Option<Held>,
    /// What is wrong; fields are the providers' buttons.
    pub(super) faults: Vec<Fault>,
}

/// The page.
pub(super) fn draw(app: &App, visit: &Visit, asked: Asked<'_>) -> Result<Html<String>, ServerError> {
    let Asked { served, identity, next, held, faults } = asked;
    let (demarche, person) = (&*served.demarche, visit.person.as_ref());
    let missing = app.desk().missing(identity, person).unwrap_or(Missing::Unknown);
    let contact = chrome::reachable(app, demarche, chrome::authority(demarche, visit.language));
    app.draw(&IdentifyPage {
        chrome: chrome::around(app, visit, next),
        demarche: chrome::head(demarche, visit.language),
        level: identity.level().map(|level| level.name().to_owned()),
        professional: identity.is_professional(),
        asked: identity.to_string(),
        missing: match missing {
            Missing::Unknown => "unknown",
            Missing::OtherQuality => "other_quality",
            Missing::TooLow => "too_low",
            Missing::TooOld => "too_old",
        },
        logged_in: person.is_some(),
        account: person.map(|person| person.email.clone()).unwrap_or_default(),
        providers: app.desk().ways_in(identity).into_iter().map(connections::button).collect(),
        next: next.to_owned(),
        // As the provider knew them last does not do: it asks who they are.
        anew: missing != Missing::Unknown || faults.iter().any(|fault| fault.code == "identity.acr"),
        held,
        contact,
        faults,
    })
}

/// For what somebody goes to a provider from this page. What stands in the form says what the provider is asked, and nothing else: whether it
/// is enough is asked of their session when they come back.
pub(super) fn known_for(visit: &Visit, posting: &Posting) -> Option<KnownFor> {
    Some(KnownFor {
        identity: Identity::named(posting.get("_identity")?)?,
        demarche: posting.text("_demarche").to_owned(),
        account: visit.person.as_ref().map(|person| person.id),
    })
}

/// How a provider knows who files, or knew who filed, in the legal time of the démarche.
pub(super) fn told(known: &Identified, zone: &TimeZone) -> RecapIdentified {
    RecapIdentified {
        provider: known.provider.clone(),
        level: known.level.clone(),
        at: known.at.to_zoned(zone.clone()),
        siret: known.acting_for.as_ref().map(|one| one.siret.clone()),
        organisation: known.acting_for.as_ref().map(|one| one.name.clone()).unwrap_or_default(),
    }
}
