//! Makes what stands around every page: language, who is logged in, who helps, the token of its forms.

use form::{demarche::Demarche, text::Language};
use pages::page::{Chrome, Contact, DemarcheHead, Help, Person};
use sha2::{Digest, Sha256};

use crate::{app::App, config::Environment, extract::session::Visit};

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
    chrome.csrf = visit.form_token(None);
    chrome.person = visit.person.as_ref().map(|person| Person {
        name: person.email.clone(),
        agent: false,
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

/// Who helps with a démarche.
pub(crate) fn help(demarche: &Demarche, language: Language, reference: Option<String>) -> Option<Help> {
    let authority = &demarche.authority;
    if authority.name.is_empty() || authority.from_recipient {
        return None;
    }
    Some(Help {
        service: service_name(&authority.name, authority.service.as_deref()),
        phone: authority.phone.clone(),
        hours: authority.hours.as_ref().map(|hours| hours.get(language).to_owned()),
        email: authority.email.clone(),
        reference,
    })
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

/// An organisation of the directory as a body that one can write to.
pub(crate) fn organisation(found: &form::lookup::Organisation) -> Contact {
    Contact {
        name: service_name(&found.name, found.service.as_deref()),
        address: found.address.clone(),
        email: found.email.clone(),
        phone: found.phone.clone(),
        hours: None,
    }
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
    }
}

/// The token that a form carries: made of a secret that only its reader has, so that no other site can make it.
pub(crate) fn form_token(secret: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"guichet form token\0");
    hash.update(secret.as_bytes());
    hex::encode(&hash.finalize()[..16])
}
