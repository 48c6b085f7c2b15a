//! `/demarches/{id}/d/{token}/donnees-connues`: what is known of whoever fills in a draft, before anything of it is filled in; and their decision.

use std::collections::BTreeSet;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{AgreedTo, Decided, DeskError, Fill, Offering};
use form::{
    demarche::{Demarche, Node},
    known::{self, Holder, Offer},
    text::Language,
};
use pages::page::{
    Fault,
    journey::KnownLink,
    known::{KnownHolder, KnownItem, KnownPage, KnownValue},
};

use super::{
    agreements,
    gate::{self, Step},
    own,
    page::address,
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
};

/// The step's name in addresses.
pub(crate) const STEP: &str = "donnees-connues";
/// The boxes' name.
const TICKED: &str = "reprendre";

/// What is wrong with a decision, and whether something changed under it.
#[derive(Default)]
struct Told {
    faults: Vec<Fault>,
    changed: bool,
    ticked: BTreeSet<String>,
}

/// What could be filled into the draft at this address; else the answer: the gate, or where a draft of no account goes on.
async fn offering(app: &App, visit: &Visit, step: Step<'_>) -> Result<Result<Offering, Response>, ServerError> {
    let fill = match super::page::fill(app, visit, step).await? {
        Ok(fill) => fill,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    if fill.draft.person.is_none() && fill.answers.handed().is_none() {
        let on = address(step.demarche, step.token, &fill.draft.page);
        return Ok(Err(Redirect::to(&on).into_response()));
    }
    Ok(Ok(app.desk().offering(step.token, visit.person.as_ref()).await?))
}

/// GET: who holds what, since when, for what.
pub(crate) async fn show(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let offering = match offering(&app, &visit, Step::new(&id, &token, STEP)).await? {
        Ok(offering) => offering,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let ticked = offering.still_agreed();
    Ok(draw(&app, &visit, &token, &offering, Told { ticked, ..Told::default() })?.into_response())
}

/// What a posted page ticks.
fn ticked(posting: &Posting) -> BTreeSet<String> {
    posting.pairs.iter().filter(|(name, _)| name == TICKED).map(|(_, value)| value.clone()).collect()
}

/// What had been ticked when the session was over, ticked again: a login decides nothing.
pub(super) async fn taken_up(
    app: &App,
    visit: &Visit,
    step: Step<'_>,
    posting: &Posting,
) -> Result<Response, ServerError> {
    let offering = match offering(app, visit, step).await? {
        Ok(offering) => offering,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let told = Told { ticked: ticked(posting), ..Told::default() };
    Ok(draw(app, visit, step.token, &offering, told)?.into_response())
}

/// POST: all of it, what is ticked, or nothing.
pub(crate) async fn decide(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    let step = Step::new(&id, &token, STEP);
    let ticked = ticked(&posting);
    let agreed_to = match posting.get("_choix") {
        Some("tout") => AgreedTo::All,
        Some("rien") => AgreedTo::Nothing,
        _ if ticked.is_empty() => {
            let offering = match offering(&app, &visit, step).await? {
                Ok(offering) => offering,
                Err(elsewhere) => return Ok(elsewhere),
            };
            let faults = vec![Fault::new("reprendre-0", "known.tick_needed")];
            let drawn = draw(&app, &visit, &token, &offering, Told { faults, ..Told::default() })?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, drawn).into_response());
        }
        _ => AgreedTo::These(ticked),
    };
    let stamp = posting.get("_vu").unwrap_or_default();
    match app.desk().decide(&id, &token, visit.person.as_ref(), (&agreed_to, stamp), visit.language).await {
        Ok(Decided::Kept(page)) => Ok(Redirect::to(&address(&id, &token, &page)).into_response()),
        Ok(Decided::Changed(offering)) => {
            let ticked = match agreed_to {
                AgreedTo::These(ticked) => ticked,
                _ => BTreeSet::new(),
            };
            let told = Told { changed: true, ticked, ..Told::default() };
            Ok((StatusCode::CONFLICT, draw(&app, &visit, &token, &offering, told)?).into_response())
        }
        Err(DeskError::Store(store::StoreError::DraftSubmitted)) => {
            Ok(Redirect::to(&address(&id, &token, "confirmation")).into_response())
        }
        Err(
            refused @ (DeskError::CodeNeeded
            | DeskError::IdentityNeeded(_)
            | DeskError::LoginRequired
            | DeskError::NotFound("draft")),
        ) => {
            let waits = matches!(refused, DeskError::IdentityNeeded(_) | DeskError::LoginRequired);
            let held = posting.pairs.into_iter().filter(|(name, _)| waits && name == TICKED).collect();
            gate::hold(&app, &visit, step, held, false, refused).await
        }
        Err(error) => Err(error.into()),
    }
}

fn draw(app: &App, visit: &Visit, token: &str, offering: &Offering, told: Told) -> Result<Html<String>, ServerError> {
    let demarche = &*offering.fill.served.demarche;
    let language = visit.language;
    let here = address(&demarche.id, token, STEP);
    let go_on = address(&demarche.id, token, &offering.fill.draft.page);
    let decided = offering.agreed().is_some();
    let mut around = chrome::around_link(app, visit, &here, token);
    around.help = chrome::help_of(app, demarche, language, None);
    app.draw(&KnownPage {
        chrome: around,
        demarche: chrome::head(demarche, language),
        action: here,
        back_href: if decided { go_on.clone() } else { format!("/demarches/{}", demarche.id) },
        go_on_href: go_on,
        stamp: offering.stamp.clone(),
        authority: chrome::authority(demarche, language),
        purpose: demarche.purpose.get(language).to_owned(),
        recipients: demarche.recipients.iter().map(|recipient| recipient.title.get(language).to_owned()).collect(),
        recipients_by_answers: demarche.recipients.iter().any(|recipient| recipient.when.is_some()),
        holders: holders(demarche, &offering.offers(), &told.ticked, language),
        decided,
        locks: offering.offers().iter().flat_map(|offer| &offer.fills).any(|fills| fills.node.locked),
        changed: told.changed,
        faults: told.faults,
        own_href: own::HERE.to_owned(),
        agreements_href: offering.fill.draft.person.map(|_| agreements::HERE.to_owned()),
    })
}

/// What is offered, by who holds it and by item, in the order of the questions. What somebody vouches for comes first.
fn holders(
    demarche: &Demarche,
    offers: &[Offer<'_>],
    ticked: &BTreeSet<String>,
    language: Language,
) -> Vec<KnownHolder> {
    let mut known: Vec<&Holder> = Vec::new();
    for offer in offers {
        if !known.contains(&offer.holder) {
            known.push(offer.holder);
        }
    }
    known.sort_by_key(|holder| match holder {
        Holder::Provider { .. } => 0,
        Holder::Vault => 1,
        Holder::Dossier { .. } => 2,
        Holder::Site { .. } => 3,
    });
    let mut number = 0;
    let mut found = Vec::new();
    for holder in known {
        let mut items: Vec<(String, KnownItem)> = Vec::new();
        for offer in offers.iter().filter(|offer| offer.holder == holder) {
            let value = value(demarche, offer, number, ticked.contains(&offer.name), language);
            number += 1;
            // What another site answers is no item of anybody's details: it stands by its page.
            let page = (offer.key == known::HANDED).then(|| value.pages.first().cloned().unwrap_or_default());
            let place = page.clone().unwrap_or_else(|| offer.key.to_owned());
            match items.iter_mut().find(|(key, _)| *key == place) {
                Some((_, item)) => item.values.push(value),
                None => {
                    let title = match &page {
                        Some(page) => page.clone(),
                        None => own::title(language, offer.key),
                    };
                    items.push((place, KnownItem { title, values: vec![value] }));
                }
            }
        }
        let on = offers.iter().find(|offer| offer.holder == holder).map(|offer| offer.held.on);
        let items = items.into_iter().map(|(_, item)| item).collect();
        found.push(KnownHolder { by: holder.clone(), on, items });
    }
    found
}

fn value(demarche: &Demarche, offer: &Offer<'_>, number: usize, ticked: bool, language: Language) -> KnownValue {
    let first = offer.fills.first().map(|fills| fills.node);
    let mut pages: Vec<String> = Vec::new();
    for page in offer.fills.iter().filter_map(|fills| demarche.pages.get(fills.node.page?)) {
        let title = page.title.get(language).to_owned();
        if !pages.contains(&title) {
            pages.push(title);
        }
    }
    let instead = offer.instead.iter().flat_map(|(_, held)| own::shown(&held.value, first, language)).collect();
    KnownValue {
        name: offer.name.clone(),
        number,
        label: first.map(|node| node.title.get(language).to_owned()).unwrap_or_default(),
        lines: own::shown(&offer.held.value, first, language),
        origin: offer.held.origin.clone(),
        on: offer.held.on,
        assurance: offer.held.assurance.clone(),
        pages,
        depends: offer.fills.iter().all(|fills| !fills.always),
        locked: offer.fills.iter().any(|fills| fills.node.locked),
        instead,
        ticked,
    }
}

/// The way to it from a page of the draft: where something was decided, or, on the first one, could be.
pub(crate) async fn link(
    app: &App,
    visit: &Visit,
    fill: &Fill,
    token: &str,
    (page, is_first): (usize, bool),
) -> Option<KnownLink> {
    let person = visit.person.as_ref().filter(|person| fill.draft.person == Some(person.id));
    let handed = fill.answers.handed().is_some();
    let decided = fill.answers.agreed().is_some() && (person.is_some() || handed);
    // Whoever comes to a question that cannot be typed is led there from its page.
    let is_stuck = |node: &Node| node.page == Some(page) && node.locked && fill.answers.value(&node.path).is_none();
    let asks = is_first || fill.served.demarche.nodes.iter().any(is_stuck);
    let could_fill = match person {
        Some(person) if asks && !decided && !handed => app.desk().could_fill(&fill.served, person).await,
        _ => false,
    };
    let shows = decided || handed || could_fill;
    let changed = decided && app.desk().is_known_otherwise(fill, page).await;
    shows.then(|| KnownLink { href: address(&fill.served.demarche.id, token, STEP), decided, changed })
}
