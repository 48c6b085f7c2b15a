//! Samples of the pages by which citizens come in.

use super::{Gallery, citizen::held, day, demarche, instant, town_hall};
use crate::page::{
    Fault,
    account::AccountLogin,
    agent::{OfferedSecond, SecondStep},
    connection::{
        AccountForgot, AccountJoin, AccountJoinCode, AccountProve, AccountRecover, AccountTerms, Attached,
        CitizenButton, Connections, Device, IdentifyPage, SecondFactorPage,
    },
};

/// FranceConnect for citizens, ProConnect for professionals.
pub(super) fn buttons() -> Vec<CitizenButton> {
    let button = |id: &str, label: &str, professional| CitizenButton {
        name: format!("par-{id}"),
        label: label.to_owned(),
        action: format!("/compte/connexion/par/{id}"),
        about: Some(format!("https://{id}.exemple.fr/")),
        professional,
    };
    vec![button("franceconnect", "FranceConnect", false), button("proconnect", "ProConnect", true)]
}

fn login(gallery: &mut Gallery<'_>) {
    let login = AccountLogin {
        chrome: gallery.chrome(),
        action: "/compte/connexion".to_owned(),
        email: String::new(),
        next: "/compte".to_owned(),
        held: None,
        create_href: "/compte/creer".to_owned(),
        providers: buttons(),
        anew: false,
        faults: Vec::new(),
    };
    gallery.show("providers", &login);
    for code in ["identity.denied", "identity.acr", "identity.unavailable"] {
        let fault = Fault::new("par-franceconnect", code).with("provider", "FranceConnect");
        gallery.show(code, &AccountLogin { anew: true, faults: vec![fault], ..login.clone() });
    }
}

fn joining(gallery: &mut Gallery<'_>) {
    let join = AccountJoin {
        chrome: gallery.chrome(),
        action: "/compte/connexion/premiere-fois".to_owned(),
        provider: "FranceConnect".to_owned(),
        name: "Camille Ngọc Ánh Müller-Le Goff".to_owned(),
        email: "camille@exemple.fr".to_owned(),
        held: true,
        apart: true,
        faults: Vec::new(),
    };
    gallery.show("", &join);
    let other = Fault::new("email", "identity.other_account").with("provider", "FranceConnect");
    gallery.show("own", &AccountJoin { apart: false, faults: vec![other], ..join.clone() });
    let unnamed = AccountJoin { name: String::new(), email: String::new(), held: false, ..join.clone() };
    gallery.show("wrong", &AccountJoin { faults: vec![Fault::new("password", "login.wrong")], ..unnamed });
    let taken = Fault::new("email", "identity.taken").with("provider", "FranceConnect");
    gallery.show("taken", &AccountJoin { faults: vec![taken], ..join });
    let terms = AccountTerms {
        chrome: gallery.chrome(),
        action: "/compte/connexion/conditions".to_owned(),
        version: "2".to_owned(),
        date: day(),
        parts: super::site::terms(),
        contact: Some("contact@exemple.fr".to_owned()),
        changed: false,
    };
    gallery.show("", &terms);
    gallery.show("changed", &AccountTerms { contact: None, changed: true, ..terms });
    let code = AccountJoinCode {
        chrome: gallery.chrome(),
        action: "/compte/connexion/code".to_owned(),
        email: "camille@exemple.fr".to_owned(),
        back_href: "/compte/connexion/premiere-fois".to_owned(),
        faults: Vec::new(),
    };
    gallery.show("", &code);
    let wrong = Fault::new("code", "login.code_wrong").with("left", 4);
    gallery.show("wrong", &AccountJoinCode { faults: vec![wrong], ..code });
}

fn identifying(gallery: &mut Gallery<'_>) {
    let page = IdentifyPage {
        chrome: gallery.chrome(),
        demarche: demarche(),
        level: Some("eidas1".to_owned()),
        professional: false,
        asked: "eidas1".to_owned(),
        missing: "unknown",
        logged_in: false,
        account: String::new(),
        providers: vec![buttons().remove(0)],
        next: "/demarches/recensement".to_owned(),
        anew: false,
        held: None,
        contact: town_hall(),
        faults: Vec::new(),
    };
    gallery.show("", &page);
    gallery.show("none", &IdentifyPage { level: Some("eidas3".to_owned()), providers: Vec::new(), ..page.clone() });
    let citizen = IdentifyPage { chrome: gallery.citizen(), logged_in: true, ..page };
    let own = IdentifyPage { account: "camille@exemple.fr".to_owned(), held: Some(held("_typed")), ..citizen.clone() };
    gallery.show("held", &own);
    let low = IdentifyPage { level: Some("eidas2".to_owned()), missing: "too_low", anew: true, ..own };
    let acr = Fault::new("par-franceconnect", "identity.acr").with("provider", "FranceConnect");
    gallery.show("low", &IdentifyPage { faults: vec![acr], ..low.clone() });
    gallery.show("old", &IdentifyPage { missing: "too_old", ..low.clone() });
    gallery.show("citizen", &IdentifyPage { missing: "other_quality", ..low });
    let professional =
        IdentifyPage { level: None, professional: true, missing: "other_quality", providers: buttons(), ..citizen };
    gallery.show("professional", &IdentifyPage { providers: professional.providers[1..].to_vec(), ..professional });
}

fn recovering(gallery: &mut Gallery<'_>) {
    let forgot = AccountForgot {
        chrome: gallery.chrome(),
        action: "/compte/oubli".to_owned(),
        email: "camille@exemple.fr".to_owned(),
        sent: false,
        back_href: "/compte/connexion".to_owned(),
        faults: vec![Fault::new("email", "email.invalid")],
    };
    gallery.show("wrong", &forgot);
    gallery.show("sent", &AccountForgot { sent: true, faults: Vec::new(), ..forgot });
    let recover = AccountRecover {
        chrome: gallery.chrome(),
        action: "/compte/oubli/8Z3K".to_owned(),
        over_href: None,
        min_password: 12,
        faults: vec![Fault::new("password", "password.too_short").with("min", 12)],
    };
    gallery.show("wrong", &recover);
    let over = Some("/compte/oubli".to_owned());
    gallery.show("over", &AccountRecover { over_href: over, faults: Vec::new(), ..recover });
}

fn proving(gallery: &mut Gallery<'_>) {
    let prove = AccountProve {
        chrome: gallery.citizen(),
        action: "/compte/confirmer".to_owned(),
        next: "/compte/connexions".to_owned(),
        back_href: "/compte/connexions".to_owned(),
        login_first: None,
        second_factor: true,
        faults: vec![Fault::new("password", "password.not_current")],
    };
    gallery.show("wrong", &prove);
    let first = Some("/compte/deconnexion".to_owned());
    gallery.show("login", &AccountProve { login_first: first, second_factor: false, faults: Vec::new(), ..prove });
}

fn second(gallery: &mut Gallery<'_>) {
    gallery.show(
        "citizen",
        &SecondStep {
            chrome: gallery.chrome(),
            action: "/compte/connexion/second-facteur".to_owned(),
            citizen: true,
            faults: vec![Fault::new("code", "second_factor.wrong")],
        },
    );
    let page = SecondFactorPage {
        chrome: gallery.citizen(),
        action: "/compte/second-facteur".to_owned(),
        back_href: "/compte/connexions".to_owned(),
        on: false,
        offered: None,
        recovery: Vec::new(),
        renewed: false,
        off_now: true,
        faults: Vec::new(),
    };
    gallery.show("off", &page);
    let page = SecondFactorPage { off_now: false, ..page };
    let offered = OfferedSecond {
        secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
        address: "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
        path: "M0 0h7v1h-7z".to_owned(),
        side: 41,
    };
    gallery.show("offered", &SecondFactorPage { offered: Some(offered), ..page.clone() });
    let wrong = vec![Fault::new("code", "second_factor.wrong")];
    gallery.show("on", &SecondFactorPage { on: true, faults: wrong, ..page.clone() });
    let codes = vec!["0123a-bc456".to_owned(), "789de-fgh01".to_owned()];
    gallery.show("recovery", &SecondFactorPage { on: true, recovery: codes, renewed: true, ..page });
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    login(gallery);
    joining(gallery);
    identifying(gallery);
    recovering(gallery);
    proving(gallery);
    second(gallery);
    let device = |id: &str, device: &str, here: bool| Device {
        id: id.to_owned(),
        device: device.to_owned(),
        provider: here.then(|| "FranceConnect".to_owned()),
        since: instant(),
        seen: instant(),
        here,
    };
    let (citizens, professionals) = (buttons().remove(0), buttons().remove(1));
    let attached = Attached {
        name: citizens.name.clone(),
        id: "franceconnect".to_owned(),
        label: citizens.label.clone(),
        since: instant(),
        seen: instant(),
        said: [
            ("family_name", "Müller-Le Goff"),
            ("given_name_array", "Camille, Ngọc Ánh"),
            ("birthdate", "1962-08-00"),
        ]
        .map(|(claim, value)| (claim.to_owned(), value.to_owned()))
        .to_vec(),
    };
    let connections = Connections {
        chrome: gallery.citizen(),
        action: "/compte/connexions".to_owned(),
        back_href: "/compte".to_owned(),
        acting_for: Some(("99900000100011".to_owned(), "Boulangerie d'Exemple".to_owned())),
        attached: vec![attached],
        others: vec![professionals],
        password_href: None,
        second_factor: true,
        second_factor_href: "/compte/second-facteur".to_owned(),
        devices: vec![
            device("1", "Firefox, Windows", true),
            device("2", "Safari, iPhone", false),
            device("3", "", false),
        ],
        done: Some("attached"),
        faults: Vec::new(),
    };
    gallery.show("attached", &connections);
    let last = Fault::new("par-franceconnect", "identity.last_way").with("provider", "FranceConnect");
    gallery.show("last", &Connections { acting_for: None, done: None, faults: vec![last], ..connections.clone() });
    let none = Connections {
        acting_for: Some(("99900000100011".to_owned(), String::new())),
        attached: Vec::new(),
        others: vec![citizens],
        password_href: Some("/compte/mot-de-passe".to_owned()),
        second_factor: false,
        devices: vec![device("1", "", true)],
        done: Some("detached"),
        ..connections
    };
    gallery.show("detached", &none);
    gallery.show("ended", &Connections { done: Some("ended"), ..none });
}
