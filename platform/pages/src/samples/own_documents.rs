//! Samples of « Mes documents »: what an account keeps, adding, deleting, choosing for a question.

use form::vault::Origin;

use super::{Gallery, day, demarche};
use crate::page::{
    Download, Fault, HeldBack,
    own_documents::{
        DocumentChoice, DocumentDelete, DocumentDone, OfferedDocument, OwnDocument, OwnDocuments, Room, Unfit,
    },
};

/// How much room an account has.
pub(super) fn room() -> Room {
    Room { files: 4, bytes: 3_412_000, max_files: 50, max_bytes: 100_000_000 }
}

fn given(title: &str) -> Origin {
    Origin::Demarche { id: "recensement".to_owned(), title: title.to_owned() }
}

fn document(kind: &str, name: &str, origin: Origin, held: Option<HeldBack>) -> OwnDocument {
    OwnDocument {
        kind: kind.to_owned(),
        file: Download {
            name: name.to_owned(),
            href: "/compte/documents/0199".to_owned(),
            mime: if name.ends_with("pdf") { "application/pdf" } else { "image/jpeg" }.to_owned(),
            size: Some(853_000),
            held,
            kept_on: None,
        },
        origin,
        on: day(),
        delete_href: "/compte/documents/0199/supprimer".to_owned(),
    }
}

fn offered(kind: &str, name: &str, origin: Origin, unfit: Option<Unfit>) -> OfferedDocument {
    OfferedDocument {
        ticked: false,
        id: format!("0199-{name}"),
        kind: kind.to_owned(),
        name: name.to_owned(),
        size: 853_000,
        origin,
        on: day(),
        unfit,
    }
}

fn own(gallery: &mut Gallery<'_>) {
    let town = Origin::Administration { name: "Mairie d'Exemple".to_owned() };
    let page = OwnDocuments {
        chrome: gallery.citizen(),
        documents: vec![
            document("Justificatif de domicile", "quittance.pdf", Origin::OwnPage, None),
            document("Pièce d'identité", "carte-recto.jpg", given("Recensement citoyen"), Some(HeldBack::Scanning)),
            document("Avis d'imposition", "avis.pdf", given(""), Some(HeldBack::Infected)),
            document("Attestation de recensement", "attestation.pdf", town, None),
        ],
        room: room(),
        action: "/compte/documents".to_owned(),
        kind: String::new(),
        unsent: None,
        accept: vec!["application/pdf".to_owned(), "image/jpeg".to_owned()],
        max_size: 25_000_000,
        done: Some(DocumentDone::Added),
        faults: Vec::new(),
        back_href: "/compte".to_owned(),
    };
    gallery.show("", &page);
    let faults = vec![Fault::new("kind", "document.kind_needed"), Fault::new("document", "document.quota")];
    let unsent = Some("scan.pdf".to_owned());
    gallery.show("wrong", &OwnDocuments { faults, unsent, done: None, ..page.clone() });
    let room = Room { files: 0, bytes: 0, ..room() };
    let faults =
        vec![Fault::new("kind", "document.kind_too_long").with("max", 80), Fault::new("document", "document.needed")];
    let kind = "Justificatif ".repeat(10);
    gallery.show(
        "empty",
        &OwnDocuments { documents: Vec::new(), room, done: Some(DocumentDone::Deleted), ..page.clone() },
    );
    gallery
        .show("wrong-empty", &OwnDocuments { documents: Vec::new(), room, kind, faults, done: None, ..page.clone() });
    gallery.show(
        "",
        &DocumentDelete {
            chrome: gallery.citizen(),
            document: page.documents[1].clone(),
            action: "/compte/documents/0199/supprimer".to_owned(),
            back_href: "/compte/documents".to_owned(),
        },
    );
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    own(gallery);
    let fitting = vec![
        offered("Justificatif de domicile", "quittance.pdf", Origin::OwnPage, None),
        offered("Pièce d'identité", "carte-recto.jpg", given("Recensement citoyen"), None),
    ];
    let unfit = [Unfit::Kind, Unfit::Size, Unfit::Scanning, Unfit::Harmful]
        .map(|why| offered("Avis d'imposition", "avis.png", given(""), Some(why)))
        .to_vec();
    let page = DocumentChoice {
        chrome: gallery.citizen(),
        demarche: demarche(),
        question: "Pièce d'identité".to_owned(),
        room: 2,
        kinds: vec!["pdf".to_owned(), "jpeg".to_owned()],
        max_size: 5_000_000,
        fitting,
        unfit,
        action: "/demarches/recensement/d/8Z3K/pieces".to_owned(),
        hidden: vec![("_complement".to_owned(), "0199".to_owned())],
        attach: "attach:piece".to_owned(),
        nothing: false,
        gone: false,
        revision: Some(1_763_719_200_000_000),
        own_href: "/compte/documents".to_owned(),
        back_href: "/demarches/recensement/d/8Z3K/pieces#piece".to_owned(),
    };
    gallery.show("", &page);
    let mut gone = page.clone();
    gone.fitting.iter_mut().for_each(|document| document.ticked = true);
    gallery.show("gone", &DocumentChoice { gone: true, ..gone });
    gallery.show("one", &DocumentChoice { room: 1, nothing: true, unfit: Vec::new(), ..page.clone() });
    gallery.show("none-fits", &DocumentChoice { fitting: Vec::new(), ..page.clone() });
    gallery.show("full", &DocumentChoice { room: 0, ..page });
}
