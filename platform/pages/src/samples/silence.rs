//! The time for an answer, wherever it stands, and what happens to a case by itself.

use super::{Gallery, REFERENCE, day, demarche, instant};
use crate::page::{
    Event,
    follow::{Follow, FollowedCase},
    silence::{Happened, Silence, Standing},
};

/// Every way in which it can stand, each with the name of a state.
pub(super) fn every() -> [(&'static str, Silence); 5] {
    let rejects = Silence {
        acceptance: false,
        standing: Standing::Runs,
        on: Some(day()),
        by: None,
        appeal: Some("Recours gracieux, ou tribunal administratif, dans les deux mois.".to_owned()),
    };
    let accepts = Silence { acceptance: true, appeal: None, ..rejects.clone() };
    [
        ("silence-suspended", Silence { standing: Standing::Suspended, by: Some(day()), ..rejects.clone() }),
        ("silence-spoke", Silence { standing: Standing::Spoke, ..rejects.clone() }),
        ("silence-runs", rejects),
        ("silence-anew", Silence { standing: Standing::Suspended, on: None, ..accepts.clone() }),
        ("silence-accepts", Silence { standing: Standing::Spoke, ..accepts }),
    ]
}

fn happened() -> Vec<Happened> {
    vec![
        Happened::Silence { on: day(), acceptance: false },
        Happened::Silence { on: day(), acceptance: true },
        Happened::Forwarded {
            from: "Mairie de Balma".to_owned(),
            to: "Mairie de Toulouse".to_owned(),
            reason: "Cette personne habite Toulouse.\nBonne réception.".to_owned(),
        },
        Happened::GaveBack {
            given: vec![
                ("Numéro RNA de l'association".to_owned(), vec!["W751234567".to_owned()]),
                ("Numéro du dossier".to_owned(), Vec::new()),
            ],
        },
    ]
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let event = |happened| Event {
        at: instant(),
        by: None,
        status: None,
        message: None,
        documents: Vec::new(),
        own_receipt: None,
        by_citizen: false,
        by_operator: false,
        complement: None,
        happened: Some(happened),
    };
    let case = |said| FollowedCase {
        title: "Mairie".to_owned(),
        organisation: Some("Mairie de Toulouse".to_owned()),
        status: "received".to_owned(),
        since: instant(),
        own_receipt: None,
        silence: Some(said),
        events: happened().into_iter().map(event).collect(),
        print: None,
        left_href: None,
        message_href: None,
        contact: None,
    };
    let page = Follow {
        chrome: gallery.chrome(),
        demarche: demarche(),
        reference: REFERENCE.to_owned(),
        recorded_at: instant(),
        receipts: Vec::new(),
        everything: None,
        attachments: Vec::new(),
        retained: Vec::new(),
        cases: every().into_iter().map(|(_, said)| case(said)).collect(),
        asked: Vec::new(),
        keep: None,
        awaited: Vec::new(),
        complement_sent: false,
        message_sent: false,
        erased: None,
    };
    gallery.show("silence", &page);
}
