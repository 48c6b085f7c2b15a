//! The workshop of `guichet dev`, with an invented démarche on the bench.

use super::{Gallery, demarche};
use crate::page::{
    Chrome, Link,
    workshop::{
        Bench, Choice, Frame, ProbeFault, ProbeLink, ProbedPart, SentCase, Supposition, Workshop, WorkshopPage,
        WorkshopProbe, WorkshopSent,
    },
};

fn bench() -> Bench {
    Bench {
        demarche: demarche(),
        states_href: "/dev/atelier/recensement".to_owned(),
        sent_href: "/dev/atelier/recensement/envoi".to_owned(),
        probe_href: "/dev/atelier/recensement/expression".to_owned(),
        stamp_href: "/dev/atelier/recensement/empreinte".to_owned(),
    }
}

fn choice(value: &str, label: &str, chosen: bool) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), chosen }
}

fn supposition() -> Supposition {
    Supposition {
        options: vec![
            choice("parcours", "Le parcours automatique", false),
            choice("scenario:jumelles", "Scénario « jumelles »", true),
        ],
        draft: "8f3a".to_owned(),
    }
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let chrome = || Chrome { help: None, workshop: Some("/dev/atelier/recensement".to_owned()), ..gallery.chrome() };
    let page = |title: &str| Link { label: title.to_owned(), href: "/dev/atelier/recensement/page/vous".to_owned() };
    let pages = Workshop { chrome: chrome(), bench: bench(), pages: vec![page("Vous"), page("Vos parents")] };
    let states = WorkshopPage {
        chrome: chrome(),
        bench: bench(),
        title: "Vous".to_owned(),
        languages: vec![choice("fr", "Français", true), choice("en", "English", false)],
        widths: ["telephone", "tablette", "ecran"].map(|width| choice(width, "", width == "telephone")).to_vec(),
        width: "telephone".to_owned(),
        action: "/dev/atelier/recensement/page/vous".to_owned(),
        frames: form::workshop::PageState::ALL
            .iter()
            .map(|state| Frame {
                state: state.id().to_owned(),
                href: format!("/dev/atelier/recensement/page/vous/vue?etat={}", state.id()),
            })
            .collect(),
        previous: None,
        next: Some(page("Vos parents")),
    };
    let sent = WorkshopSent {
        chrome: chrome(),
        bench: bench(),
        supposition: supposition(),
        action: "/dev/atelier/recensement/envoi".to_owned(),
        recap_href: "/dev/atelier/recensement/recapitulatif".to_owned(),
        receipt_href: "/dev/atelier/recensement/recu.pdf".to_owned(),
        incomplete: vec!["« Vos parents »".to_owned()],
        cases: vec![SentCase {
            title: "Mairie d'Exemple".to_owned(),
            organisation: Some("Commune d'Exemple".to_owned()),
            yaml: "- id: mairie\n  receives: [nom]".to_owned(),
            line: 42,
            json: "{\n  \"nom\": \"<Durand>\"\n}".to_owned(),
        }],
    };
    let part = |text: &str, value: Option<&str>, why, parts| ProbedPart {
        text: text.to_owned(),
        value: value.map(str::to_owned),
        why,
        path: why.map(|_| "naissance".to_owned()),
        each: false,
        parts,
    };
    let whys = ["arithmetic", "partial", "blank", "hidden", "over-budget", "unasked"];
    let inner = whys.map(|why| part("naissance", None, Some(why), Vec::new())).to_vec();
    let probe = WorkshopProbe {
        chrome: chrome(),
        bench: bench(),
        supposition: supposition(),
        action: "/dev/atelier/recensement/expression".to_owned(),
        expression: "age(naissance) >= 16".to_owned(),
        places: vec![choice("enfants.nom", "enfants.nom", true)],
        row: "enfants.r1".to_owned(),
        parts: vec![part("age(naissance) >= 16", Some("true"), None, inner)],
        faults: vec![ProbeFault {
            code: "expression.unknown_name".to_owned(),
            before: "age(".to_owned(),
            fault: "naisance".to_owned(),
            after: ") >= 16".to_owned(),
            cause: "« naisance » n'est pas un champ.".to_owned(),
            cure: "Vouliez-vous dire « naissance » ?".to_owned(),
        }],
        expressions: vec![ProbeLink {
            of: "seize-ans".to_owned(),
            key: "must".to_owned(),
            text: "age(naissance) >= 16".to_owned(),
            href: "/dev/atelier/recensement/expression?expression=age".to_owned(),
        }],
    };
    gallery.show("", &pages);
    gallery.show("", &states);
    gallery.show("", &sent);
    gallery.show("", &probe);
}
