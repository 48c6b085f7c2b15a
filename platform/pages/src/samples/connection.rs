//! Samples of the pages by which citizens come in.

use super::{Gallery, instant};
use crate::page::{
    Fault,
    account::AccountLogin,
    connection::{AccountJoin, AccountJoinCode, Attached, CitizenButton, Connections},
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
        faults: Vec::new(),
    };
    gallery.show("", &join);
    let unnamed = AccountJoin { name: String::new(), email: String::new(), held: false, ..join.clone() };
    gallery.show("wrong", &AccountJoin { faults: vec![Fault::new("password", "login.wrong")], ..unnamed });
    let taken = Fault::new("email", "identity.taken").with("provider", "FranceConnect");
    gallery.show("taken", &AccountJoin { faults: vec![taken], ..join });
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

pub(super) fn add(gallery: &mut Gallery<'_>) {
    login(gallery);
    joining(gallery);
    let (citizens, professionals) = (buttons().remove(0), buttons().remove(1));
    let attached = Attached {
        name: citizens.name.clone(),
        id: "franceconnect".to_owned(),
        label: citizens.label.clone(),
        since: instant(),
        seen: instant(),
    };
    let connections = Connections {
        chrome: gallery.citizen(),
        action: "/compte/connexions".to_owned(),
        back_href: "/compte".to_owned(),
        acting_for: Some(("99900000100011".to_owned(), "Boulangerie d'Exemple".to_owned())),
        attached: vec![attached],
        others: vec![professionals],
        password_href: None,
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
        done: Some("detached"),
        ..connections
    };
    gallery.show("detached", &none);
}
