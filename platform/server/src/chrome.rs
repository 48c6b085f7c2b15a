//! Makes what stands around every page: language, who is logged in, who helps, the token of its forms.

use desk::{Fill, Followed, FollowedCase, Inquiry, LedTo};
use form::{demarche::Demarche, lookup::Organisation, routing::Area, text::Language};
use pages::page::{Ask, Chrome, Contact, DemarcheHead, Download, HeldBack, Help, Person};
use sha2::{Digest, Sha256};
use store::attachments::{Attachment, State};
use words::Words;

use crate::{
    app::App,
    config::Environment,
    error::ServerError,
    extract::session::Visit,
    routes::{privacy, question, workshop},
};

/// The surroundings of a page that knows nobody.
pub(crate) fn bare(app: &App, language: Language) -> Chrome {
    let mut chrome = Chrome::new(language, "/", "");
    chrome.site = app.desk().site().to_owned();
    chrome.test = app.config().environment == Environment::Test;
    chrome
}

/// The surroundings of the page at `path` for this visit.
pub(crate) fn around(app: &App, visit: &Visit, path: impl Into<String>) -> Chrome {
    let mut chrome = bare(app, visit.language);
    chrome.path = path.into();
    if app.config().sources.watch {
        chrome.workshop = workshop::of(&chrome.path);
    }
    chrome.csrf = visit.form_token(None);
    chrome.person = visit.person.as_ref().map(|person| Person {
        name: person.email.clone(),
        agent: false,
        questions: 0,
        supervisor: false,
        admin: false,
        home_href: "/compte".to_owned(),
        logout_action: "/compte/deconnexion".to_owned(),
    });
    chrome
}

/// The same on a page whose address is a capability: its forms carry a token made of it.
pub(crate) fn around_link(app: &App, visit: &Visit, path: impl Into<String>, link: &str) -> Chrome {
    let mut chrome = around(app, visit, path);
    chrome.csrf = visit.form_token(Some(link));
    chrome
}

/// Who helps with a démarche: its authority, or where that is a recipient whom only the answers tell, the agency that publishes it.
pub(crate) fn help(app: &App, demarche: &Demarche, language: Language, reference: Option<String>) -> Option<Help> {
    let authority = &demarche.authority;
    if authority.name.is_empty() || authority.from_recipient {
        return Some(match app.desk().agency(&demarche.agency) {
            Some(found) => called(agency(found), reference),
            // Nobody's number is known yet: which recipients it may be, and that the answers will tell.
            None => {
                let titles: Vec<&str> = demarche.recipients.iter().map(|one| one.title.get(language)).collect();
                let recipients = words::format::one_of(language.tag(), &titles);
                let arguments = [("recipients", recipients.into())];
                let service = Words::shared().get(language.tag(), "help-recipient", &arguments);
                Help { service, phone: None, hours: None, email: None, reference }
            }
        });
    }
    Some(Help {
        service: service_name(&authority.name, authority.service.as_deref()),
        phone: authority.phone.clone(),
        hours: authority.hours.as_ref().map(|hours| hours.get(language).to_owned()),
        email: authority.email.clone(),
        reference,
    })
}

/// Where the desks that the answers lead to are asked something, on the pages of a draft.
pub(crate) async fn ask<'o>(
    app: &App,
    fill: &Fill,
    token: &str,
    led_to: impl IntoIterator<Item = &'o Organisation>,
) -> Result<Option<Ask>, ServerError> {
    let inquiry = app.desk().inquiry(fill, led_to).await?;
    let href = question::begins(&fill.served.demarche.id, token);
    Ok(inquiry.map(|Inquiry { news }| Ask { href, news }))
}

/// The same where it is not known yet whom they lead to.
pub(crate) async fn ask_with(
    app: &App,
    fill: &Fill,
    token: &str,
    language: Language,
) -> Result<Option<Ask>, ServerError> {
    let led_to = app.desk().receivers(fill, language).await?;
    ask(app, fill, token, led_to.iter().filter_map(|one| one.organisation.as_ref())).await
}

/// Who helps with a draft: as [`help`], but where the recipient is in charge and the answers lead to it, that one.
pub(crate) async fn help_with(app: &App, fill: &Fill, language: Language) -> Result<Option<Help>, ServerError> {
    if !fill.served.demarche.authority.from_recipient {
        return Ok(help(app, &fill.served.demarche, language, None));
    }
    Ok(help_of(app, &fill.served.demarche, language, app.desk().led_to(fill, language).await?.first()))
}

/// The same where it is known already whom the answers lead to.
pub(crate) fn help_of(app: &App, demarche: &Demarche, language: Language, led_to: Option<&LedTo>) -> Option<Help> {
    let Some(found) = led_to.filter(|_| demarche.authority.from_recipient) else {
        return help(app, demarche, language, None);
    };
    let recipient = match &found.organisation {
        Some(known) => organisation(known),
        None => unknown(&found.title, found.area.as_ref(), language),
    };
    Some(called(reachable(app, demarche, recipient), None))
}

/// A recipient that the directory does not know: its name is all there is to ask for.
pub(crate) fn unknown(title: &str, area: Option<&Area>, language: Language) -> Contact {
    Contact { name: named(title, None, area, language), ..Contact::default() }
}

/// The very service that the answers lead to, as far as it is known; one that everybody's filing may go to, as the citizen chose it.
pub(crate) fn named(title: &str, found: Option<&Organisation>, area: Option<&Area>, language: Language) -> String {
    match (area, found) {
        (Some(_), Some(found)) => found.name.clone(),
        (Some(area), None) => {
            words::format::service_at(language.tag(), title, area.name(), matches!(area, Area::Commune(_)))
        }
        (None, _) => title.to_owned(),
    }
}

/// The recipient of a case as a body that one can write to.
pub(crate) fn recipient(found: &FollowedCase, language: Language) -> Contact {
    match &found.organisation {
        Some(known) => organisation(known),
        None => unknown(&found.planned.title, found.planned.area.as_ref(), language),
    }
}

/// This body, or where it tells no way to ask, the agency that publishes the démarche.
pub(crate) fn reachable(app: &App, demarche: &Demarche, contact: Contact) -> Contact {
    let answers = |contact: &Contact| contact.phone.is_some() || contact.email.is_some();
    if answers(&contact) {
        return contact;
    }
    app.desk().agency(&demarche.agency).map(agency).filter(answers).unwrap_or(contact)
}

/// Who helps with a dossier: as [`help`], but where the recipient is in charge, that one.
pub(crate) fn help_after(app: &App, followed: &Followed, language: Language) -> Option<Help> {
    let (stored, demarche) = (&followed.dossier.stored, &followed.dossier.served.demarche);
    let recipient = followed.cases.iter().find_map(|found| found.organisation.as_ref());
    help_by(app, demarche, language, (recipient, &stored.reference))
}

/// Who helps with what this recipient has of a dossier.
pub(crate) fn help_by(
    app: &App,
    demarche: &Demarche,
    language: Language,
    (recipient, reference): (Option<&Organisation>, &str),
) -> Option<Help> {
    match recipient.filter(|_| demarche.authority.from_recipient) {
        Some(found) => Some(called(reachable(app, demarche, organisation(found)), Some(reference.to_owned()))),
        None => help(app, demarche, language, Some(reference.to_owned())),
    }
}

fn called(contact: Contact, reference: Option<String>) -> Help {
    Help { service: contact.name, phone: contact.phone, hours: contact.hours, email: contact.email, reference }
}

/// The authority as a body that one can write to.
pub(crate) fn authority(demarche: &Demarche, language: Language) -> Contact {
    let authority = &demarche.authority;
    if authority.from_recipient {
        // Which one is known only once the answers lead to it.
        let titles: Vec<&str> = demarche.recipients.iter().map(|recipient| recipient.title.get(language)).collect();
        return Contact { name: titles.join(", "), ..Contact::default() };
    }
    Contact {
        name: service_name(&authority.name, authority.service.as_deref()),
        address: authority.address.clone(),
        email: authority.email.clone(),
        phone: authority.phone.clone(),
        hours: authority.hours.as_ref().map(|hours| hours.get(language).to_owned()),
    }
}

/// The question that a file answers, by the path it was attached at.
pub(crate) fn question(demarche: &Demarche, path: &str, language: Language) -> String {
    demarche.resolve(path).map(|node| node.title.get(language).to_owned()).unwrap_or_default()
}

/// An organisation of the directory as a body that one can write to.
pub(crate) fn organisation(found: &Organisation) -> Contact {
    Contact {
        name: service_name(&found.name, found.service.as_deref()),
        address: found.address.clone(),
        email: found.email.clone(),
        phone: found.phone.clone(),
        hours: None,
    }
}

/// An agency of the directory as a body that one can write to.
pub(crate) fn agency(found: desk::Agency) -> Contact {
    Contact { name: found.name, address: found.address, email: found.email, phone: found.phone, hours: found.hours }
}

fn service_name(name: &str, service: Option<&str>) -> String {
    service.map_or_else(|| name.to_owned(), |service| format!("{name}, {service}"))
}

/// What a page says of its démarche.
pub(crate) fn head(demarche: &Demarche, language: Language) -> DemarcheHead {
    DemarcheHead {
        id: demarche.id.clone(),
        title: demarche.title.get(language).to_owned(),
        href: format!("/demarches/{}", demarche.id),
        privacy_href: privacy::address(&demarche.id),
    }
}

/// The token that a form carries: made of a secret that only its reader has, so that no other site can make it.
pub(crate) fn form_token(secret: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"guichet form token\0");
    hash.update(secret.as_bytes());
    hex::encode(&hash.finalize()[..16])
}

/// A kept file as a download, with why it cannot be had.
pub(crate) fn download(file: &Attachment, href: String) -> Download {
    let held = match file.state {
        State::Pending => Some(HeldBack::Scanning),
        State::Infected => Some(HeldBack::Infected),
        State::Clean | State::NotScanned => None,
    };
    Download {
        name: file.name.clone(),
        href,
        mime: file.mime.clone(),
        size: Some(file.size),
        held,
        kept_on: file.kept_on,
    }
}
