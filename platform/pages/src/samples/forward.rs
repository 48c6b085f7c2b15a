//! Sending a case on: before anything is searched, with what was found, with what is wrong, with nothing.

use super::{Gallery, REFERENCE};
use crate::page::{
    Fault,
    forward::{Awaited, Forward, Gone, Office},
};

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let office = |value: &str, name: &str| Office {
        value: value.to_owned(),
        name: name.to_owned(),
        address: "1 place de la Mairie, 31000 Exemple".to_owned(),
    };
    let empty = Forward {
        chrome: gallery.agent(),
        reference: REFERENCE.to_owned(),
        demarche: "Recensement citoyen".to_owned(),
        back_href: "/agents/cas/ville/1".to_owned(),
        action: "/agents/cas/ville/1/transmettre".to_owned(),
        once: "1".to_owned(),
        query: String::new(),
        offices: Vec::new(),
        chosen: String::new(),
        reason: String::new(),
        awaited: None,
        closed: None,
        faults: Vec::new(),
    };
    let found = Forward {
        query: "Exemple".to_owned(),
        offices: vec![office("1 ", "Mairie d'Exemple"), office("2 ETATCIVIL", "Mairie d'Exemple-sur-Loire")],
        ..empty.clone()
    };
    let wrong = Forward {
        chosen: "1 ".to_owned(),
        reason: "Cette personne habite Exemple.".to_owned(),
        faults: vec![
            Fault::new("reason", "forward.not_sent"),
            Fault::new("to", "forward.unknown"),
            Fault::new("to", "forward.here"),
            Fault::new("to", "forward.over"),
            Fault::new("to", "forward.too_many"),
            Fault::new("reason", "message.required"),
        ],
        ..found.clone()
    };
    let gone = Gone {
        chrome: gallery.agent(),
        reference: format!("{REFERENCE}-01"),
        to: "Mairie d'Exemple-sur-Loire".to_owned(),
        unsent: String::new(),
        back_href: "/agents".to_owned(),
    };
    gallery.show("", &gone);
    gallery.show("unsent", &Gone { unsent: "Votre dossier est complet.".to_owned(), ..gone });
    gallery.show("nothing", &Forward { query: "Nulle part".to_owned(), reason: wrong.reason.clone(), ..empty.clone() });
    let closed = Some(Fault::new("to", "forward.too_many"));
    gallery.show("closed", &Forward { closed, reason: wrong.reason.clone(), ..empty.clone() });
    gallery.show("found", &found);
    gallery.show("asked", &Forward { awaited: Some(Awaited::Asked), ..empty.clone() });
    gallery.show("begun", &Forward { awaited: Some(Awaited::Begun), ..found });
    gallery.show("wrong", &wrong);
    gallery.show("", &empty);
}
