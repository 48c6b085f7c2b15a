//! Samples of letters and their templates.

use super::{Gallery, REFERENCE, instant, office::given_back};
use form::problem::ProblemKind;

use crate::page::{
    Event, Fault,
    letters::{LetterPage, Letters},
};

const BODY: &str =
    "Bonjour,\n\nVotre demande du {date} ne peut pas être acceptée : {motif}\n\nLe service de l'état civil";

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let placeholders = ["date", "demandeur", "demarche", "depot", "guichet", "motif", "reference"];
    let letters = Letters {
        chrome: gallery.agent(),
        action: "/agents/courriers".to_owned(),
        templates: vec![
            ("1".to_owned(), "Acceptation".to_owned(), "Votre demande est acceptée".to_owned()),
            ("2".to_owned(), "Refus, pièce manquante".to_owned(), "Votre demande {reference}".to_owned()),
        ],
        letter: "2".to_owned(),
        revision: 1,
        name: "Refus, pièce manquante".to_owned(),
        title: "Votre demande {reference}".to_owned(),
        body: BODY.to_owned(),
        placeholders: placeholders.map(|word| (format!("{{{word}}}"), word.to_owned())).to_vec(),
        done: true,
        faults: Vec::new(),
    };
    gallery.show("", &letters);
    let codes = [
        ("name", "letter.name_required"),
        ("name", "letter.name_too_long"),
        ("name", "letter.name_taken"),
        ("name", "letter.too_many"),
        ("title", "letter.title_required"),
        ("title", "letter.title_too_long"),
        ("body", "letter.body_required"),
        ("body", "letter.body_too_long"),
        ("body", "letter.placeholder_unknown"),
        ("body", "letter.placeholder_near"),
        ("body", "letter.unprinted"),
        ("body", "letter.not_kept"),
        ("name", "letter.gone"),
        ("name", "letter.changed_meanwhile"),
    ];
    let faults = codes.map(|(field, code)| fault(field, code)).to_vec();
    let wrong = Letters { templates: Vec::new(), letter: String::new(), done: false, faults, ..letters };
    gallery.show("wrong", &wrong);
    let page = LetterPage {
        chrome: gallery.agent(),
        action: "/agents/cas/ville/1/courrier".to_owned(),
        reference: REFERENCE.to_owned(),
        demarche: "Recensement citoyen".to_owned(),
        revision: 1,
        events: Vec::new(),
        models: vec![("1".to_owned(), "Acceptation".to_owned()), ("2".to_owned(), "Refus".to_owned())],
        model: "2".to_owned(),
        taken: true,
        asks: false,
        unchanged: "unchanged",
        statuses: ["in_progress", "done", "refused"].map(str::to_owned).to_vec(),
        chosen: "refused".to_owned(),
        reason: "il manque l'original de l'acte.".to_owned(),
        reason_word: "{motif}".to_owned(),
        title: "Votre demande".to_owned(),
        body: BODY.to_owned(),
        signed: "Agnès Essai".to_owned(),
        quality: "Adjointe au chef du service".to_owned(),
        given_back: Some(given_back(Vec::new())),
        appeal: Some("Recours gracieux, ou tribunal administratif, dans les deux mois.".to_owned()),
        faults: Vec::new(),
    };
    gallery.show("", &page);
    let codes = [
        ("status", "letter.status_required"),
        ("note", "letter.reason_required"),
        ("title", "letter.title_required"),
        ("message", "letter.not_sent"),
        ("message", "letter.placeholder_empty"),
        ("message", "letter.unprinted"),
        ("signed", "letter.unprinted"),
        ("signed", "letter.signer_required"),
        ("quality", "letter.quality_required"),
        ("quality", "letter.signature_too_long"),
    ];
    let faults = codes.map(|(field, code)| fault(field, code)).to_vec();
    gallery.show("asks", &LetterPage { taken: false, asks: true, ..page.clone() });
    gallery.show("cleared", &LetterPage { model: String::new(), given_back: None, ..page.clone() });
    let pattern = ProblemKind::Pattern { message: Some("Saisissez W et les 9 signes.".into()) };
    gallery.show("wrong-value", &LetterPage { given_back: Some(given_back(vec![pattern])), ..page.clone() });
    let happened = Event {
        at: instant(),
        by: Some("Claire Exemple".to_owned()),
        status: Some("in_progress".to_owned()),
        message: Some("Nous vérifions votre livret de famille.".to_owned()),
        documents: Vec::new(),
        own_receipt: None,
        by_citizen: false,
        by_operator: false,
        complement: None,
        happened: None,
    };
    let changed = vec![Fault::new("status", "case.changed"), fault("quality", "letter.quality_required")];
    gallery.show("changed", &LetterPage { taken: false, events: vec![happened], faults: changed, ..page.clone() });
    gallery.show("wrong", &LetterPage { models: Vec::new(), taken: false, appeal: None, faults, ..page });
}

fn fault(field: &str, code: &str) -> Fault {
    Fault::new(field, code)
        .with("name", "{motiff} → {motif}")
        .with("box", field)
        .with("max_name", 60)
        .with("max_title", 150)
        .with("max_body", 6000)
}
