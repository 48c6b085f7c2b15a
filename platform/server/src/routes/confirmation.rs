//! `/demarches/{id}/d/{token}/confirmation`: the reference, the receipt, what happens next; the same page however often it is asked for.

use std::collections::BTreeSet;

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{Chosen, Claim, DeskError, Followed, VaultItems, access::Person};
use form::demarche::SilenceMeans;
use jiff::Zoned;
use pages::page::{
    Contact, Fault,
    journey::{Confirmation, ConfirmedCase, Keep, KeepItem, KeepValue, MailForm, SilenceNotice},
};
use serde::Deserialize;

use super::{
    documents as own_documents,
    gate::{self, Step},
    own,
    page::{address, addressed},
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{Visit, encode},
    },
    middleware::rates::LoginAttempt,
};

#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    conserve: String,
    /// What had been ticked, by names with commas between them, where it could not be kept.
    #[serde(default)]
    garde: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    Query(done): Query<Done>,
    visit: Visit,
) -> Result<Response, ServerError> {
    let followed = match followed(&app, &visit, &id, &token).await? {
        Ok(followed) => followed,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let mut mail = mail_form(&id, &token);
    mail.email = app.desk().contact_of(&followed.dossier, visit.person.as_ref())?;
    // The filing sent it where it found an address.
    mail.sent_to = followed.dossier.stored.contact.clone();
    if mail.sent_to.is_some() {
        mail.email.clear();
    }
    Ok(draw(&app, &visit, &token, &followed, mail, (&done.conserve, &done.garde)).await?.into_response())
}

/// POST `courriel`: sends the link of the dossier. Strangers could be flooded from here: counted like a login.
pub(crate) async fn mail(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    _attempt: LoginAttempt,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    let followed = match followed(&app, &visit, &id, &token).await? {
        Ok(followed) => followed,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let email = posting.text("email");
    match app.desk().mail_receipt(&followed.dossier, email).await {
        Ok(()) => Ok(Redirect::to(&address(&id, &token, "confirmation#courriel")).into_response()),
        Err(DeskError::Invalid { field, code }) => {
            let mut form = mail_form(&id, &token);
            form.email = email.to_owned();
            form.sent_to = followed.dossier.stored.contact.clone();
            form.faults = vec![Fault::new(field, code)];
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&app, &visit, &token, &followed, form, ("", "")).await?)
                .into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// POST `conserver`: keeps what was chosen among the citizen's own details.
pub(crate) async fn keep(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting, Some(&token))?;
    let person = visit.require_person(&address(&id, &token, "confirmation"))?;
    let followed = match followed(&app, &visit, &id, &token).await? {
        Ok(followed) => followed,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if posting.get("dossier").is_some() {
        // The dossier alone, and nothing of what it tells.
        keep_chosen(&app, person, &followed, Claim::Filed, &Chosen::These(BTreeSet::new())).await?;
        return Ok(Redirect::to(&address(&id, &token, "confirmation?conserve=compte#conserver")).into_response());
    }
    let Some(chosen) = chosen(&posting) else {
        return Ok(Redirect::to(&address(&id, &token, "confirmation?conserve=0#conserver")).into_response());
    };
    let done = keep_chosen(&app, person, &followed, Claim::Filed, &chosen).await?;
    Ok(Redirect::to(&address(&id, &token, &format!("confirmation?conserve={done}#conserver"))).into_response())
}

/// The dossier that this draft became, for whoever may fill the draft; a draft not yet submitted leads back to its recap.
async fn followed(app: &App, visit: &Visit, id: &str, token: &str) -> Result<Result<Followed, Response>, ServerError> {
    let fill = match app.desk().fill_for(token, visit.person.as_ref()).await {
        Ok(fill) => fill,
        Err(refused) => return gate::ask(app, visit, Step::new(id, token, "confirmation"), refused).await.map(Err),
    };
    if fill.draft.demarche != id {
        return Err(ServerError::NotFound);
    }
    if fill.draft.submitted_at.is_none() {
        return Ok(Err(Redirect::to(&address(id, token, "recapitulatif")).into_response()));
    }
    let dossier = app.desk().dossier_of_draft(&fill).await?;
    Ok(Ok(app.desk().follow(&dossier.stored.follow.to_string()).await?))
}

fn mail_form(id: &str, token: &str) -> MailForm {
    MailForm { action: address(id, token, "courriel"), email: String::new(), sent_to: None, faults: Vec::new() }
}

async fn draw(
    app: &App,
    visit: &Visit,
    token: &str,
    followed: &Followed,
    mail: MailForm,
    kept: (&str, &str),
) -> Result<Html<String>, ServerError> {
    let dossier = &followed.dossier;
    let demarche = &*dossier.served.demarche;
    let language = visit.language;
    let follow = format!("/suivi/{}", dossier.stored.follow);
    let recorded_at = dossier.stored.submitted_at.to_zoned(dossier.served.timezone.clone());
    let mut around = chrome::around_link(app, visit, address(&demarche.id, token, "confirmation"), token);
    around.help = chrome::help_after(app, followed, language);
    let cases = followed
        .cases
        .iter()
        .map(|found| {
            let to_send = found.case.status == "to_send";
            let (title, area) = (&found.planned.title, found.planned.area.as_ref());
            Ok(ConfirmedCase {
                title: title.clone(),
                called: chrome::named(title, found.organisation.as_ref(), area, language),
                organisation: found.organisation.as_ref().map(|organisation| organisation.name.clone()),
                status: found.case.status.clone(),
                print: to_send.then(|| super::follow::print_download(&follow, found, language)),
                unprinted: found.unprinted()?,
                contact: match &found.organisation {
                    Some(known) if !to_send => Some(addressed(known)),
                    _ => to_send.then(|| chrome::recipient(found, language)),
                },
            })
        })
        .collect::<Result<Vec<_>, ServerError>>()?;
    let mut authority = in_charge(app, followed, language);
    // Where it is stands with its case already: here it is told whom to call.
    let is_told = |case: &ConfirmedCase| {
        case.contact.as_ref().is_some_and(|known| known.name == authority.name && known.address == authority.address)
    };
    if cases.iter().any(is_told) {
        authority.address = None;
    }
    let page = Confirmation {
        demarche: chrome::head(demarche, language),
        reference: dossier.stored.reference.clone(),
        acknowledged: dossier.evidence.acknowledged,
        attached: followed.cases.iter().any(|found| !found.planned.attachments.is_empty()),
        by_post: !followed.cases.is_empty() && followed.cases.iter().all(|found| !found.planned.connected),
        receipt: super::follow::receipt_download(&follow, followed, language),
        everything: super::follow::everything_download(&follow, language),
        next_steps: demarche.next_steps.as_ref().map(|text| text.get(language).to_owned()),
        silence: silence(demarche, &recorded_at, language),
        cases,
        follow_href: follow,
        keep: keep_offer(
            app,
            visit,
            followed,
            &address(&demarche.id, token, "conserver"),
            &address(&demarche.id, token, "confirmation"),
            Claim::Filed,
            kept,
        )
        .await?,
        mail: Some(mail),
        survey_href: None,
        authority,
        recorded_at,
        chrome: around,
    };
    app.draw(&page)
}

/// Who is in charge: the démarche's authority, or the recipient where the démarche says that it is.
fn in_charge(app: &App, followed: &Followed, language: form::text::Language) -> Contact {
    let demarche = &followed.dossier.served.demarche;
    if !demarche.authority.from_recipient {
        return chrome::authority(demarche, language);
    }
    let known = followed.cases.iter().find(|found| found.organisation.is_some()).or(followed.cases.first());
    let contact =
        known.map_or_else(|| chrome::authority(demarche, language), |found| chrome::recipient(found, language));
    chrome::reachable(app, demarche, contact)
}

/// What could be kept, where there is something, for whoever may. `kept`: what came of it just now, and what had been ticked.
pub(crate) async fn keep_offer(
    app: &App,
    visit: &Visit,
    followed: &Followed,
    action: &str,
    back: &str,
    claim: Claim,
    (kept, ticked): (&str, &str),
) -> Result<Option<Keep>, ServerError> {
    if !app.desk().may_keep(&followed.dossier, visit.person.as_ref(), claim) {
        return Ok(None);
    }
    let mut items = app.desk().keepable(&followed.dossier)?;
    let documents = app.desk().keepable_documents(&followed.dossier, visit.person.as_ref()).await?;
    let mut offers = !items.is_empty() || !documents.is_empty();
    let (unclaimed, claimed) = (followed.dossier.stored.person.is_none(), kept == "compte");
    if !offers && !unclaimed && !claimed {
        return Ok(None);
    }
    // What came from the account, or is there word for word, is not offered to it again.
    if let (Some(person), false) = (&visit.person, unclaimed) {
        items = app.desk().unkept(items, person).await?;
        offers = !items.is_empty() || documents.iter().any(|one| !one.kept);
        if kept.is_empty() && !offers {
            return Ok(None);
        }
    }
    let is_ticked = |name: &str| ticked.split(',').any(|ticked| ticked == name);
    let demarche = &followed.dossier.served.demarche;
    // Exactly what is kept, question by question: nobody agrees to what they are not told.
    let called = |items: &VaultItems| {
        let named = items.iter().map(|(key, item)| {
            let title = own::title(visit.language, key);
            match own::labels(demarche, key, item, visit.language).as_slice() {
                labels if labels.is_empty() || item.values.contains_key("") => title,
                labels => format!("{title} ({})", labels.join(", ")),
            }
        });
        named.collect::<Vec<String>>()
    };
    let offer = Keep {
        action: None,
        login_href: None,
        kept: kept == "1",
        nothing: kept == "0",
        full: kept == "plein",
        what: called(&items).into_iter().chain(own_documents::called(&documents, visit.language)).collect(),
        replaces: Vec::new(),
        items: Vec::new(),
        documents: Vec::new(),
        room: None,
        offers,
        claim: unclaimed,
        claimed,
        own_href: own::HERE.to_owned(),
        documents_href: own_documents::HERE.to_owned(),
    };
    let Some(person) = &visit.person else {
        let login_href = Some(format!("/compte/connexion?next={}", encode(back)));
        return Ok(Some(Keep { login_href, ..offer }));
    };
    let replacing = app.desk().replacing(&items, person).await?;
    let before = app.desk().replaced(&replacing, person).await?;
    let one_by_one = items.iter().map(|(key, item)| KeepItem {
        name: key.clone(),
        title: own::title(visit.language, key),
        values: own::asked(demarche, key, item)
            .into_iter()
            .map(|(path, held, node)| KeepValue {
                ticked: is_ticked(&desk::name_of(key, path)),
                name: desk::name_of(key, path),
                label: match node {
                    Some(node) if !path.is_empty() => node.title.get(visit.language).to_owned(),
                    _ => own::title(visit.language, key),
                },
                lines: own::shown(&held.value, node, visit.language),
                replaces: before
                    .get(key)
                    .and_then(|before| before.values.get(path))
                    .map(|before| own::shown(&before.value, node, visit.language))
                    .unwrap_or_default(),
            })
            .collect(),
    });
    let items = one_by_one.collect();
    let room = if documents.is_empty() { None } else { Some(own_documents::room(app, person).await?) };
    Ok(Some(Keep {
        action: Some(action.to_owned()),
        replaces: called(&replacing),
        items,
        documents: documents.iter().map(|one| own_documents::keepable(one, &is_ticked)).collect(),
        room,
        ..offer
    }))
}

/// Keeps what was chosen: what to say of it then.
pub(crate) async fn keep_chosen(
    app: &App,
    person: &Person,
    followed: &Followed,
    claim: Claim,
    chosen: &Chosen,
) -> Result<String, ServerError> {
    match app.desk().keep(&followed.dossier, person, claim, chosen).await {
        Ok(true) => Ok("1".to_owned()),
        Ok(false) => Ok("0".to_owned()),
        Err(DeskError::Invalid { code: "document.quota", .. }) => Ok(format!("plein{}", still_ticked(chosen))),
        Err(error) => Err(error.into()),
    }
}

/// The longest list of names that goes into an address; of a longer one nothing stays ticked.
const MOST_TICKED: usize = 2_000;

/// What was ticked, by names, for the page that comes back to tick again.
fn still_ticked(chosen: &Chosen) -> String {
    let Chosen::These(names) = chosen else { return String::new() };
    let names: Vec<String> = names.iter().map(|name| encode(name)).collect();
    let list = names.join(",");
    if list.len() > MOST_TICKED { String::new() } else { format!("&garde={list}") }
}

/// What a posted form wants kept; nothing where it chose, and ticked nothing.
pub(crate) fn chosen(posting: &Posting) -> Option<Chosen> {
    if posting.get("tout").is_some() {
        return Some(Chosen::All);
    }
    let names: BTreeSet<String> =
        posting.pairs.iter().filter(|(name, _)| name == "garder").map(|(_, value)| value.clone()).collect();
    (!names.is_empty()).then_some(Chosen::These(names))
}

/// What silence means and by when.
fn silence(
    demarche: &form::demarche::Demarche,
    recorded_at: &Zoned,
    language: form::text::Language,
) -> Option<SilenceNotice> {
    let silence = demarche.silence.as_ref()?;
    Some(SilenceNotice {
        acceptance: silence.means == SilenceMeans::Acceptance,
        on: silence.until(recorded_at.date())?,
        after: silence.after.into(),
        appeal: silence.appeal.as_ref().map(|appeal| appeal.get(language).to_owned()),
    })
}
