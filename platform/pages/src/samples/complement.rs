//! Samples of what a citizen gives and writes after the filing.

use form::vault::Origin;

use super::{
    Gallery, REFERENCE, day, demarche,
    fields::{all, identity, view},
};
use crate::page::{
    Fault,
    complement::{ComplementOver, ComplementPage, MessagePage, Notice, Stops},
    own_documents::OfferedDocument,
};

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let page = ComplementPage {
        chrome: gallery.chrome(),
        demarche: demarche(),
        reference: REFERENCE.to_owned(),
        recipient: "Mairie".to_owned(),
        organisation: Some("Mairie de Toulouse".to_owned()),
        message: Some("Bonjour,\nIl manque une pièce.".to_owned()),
        due: Some(day()),
        late: true,
        view: view("Compléter votre démarche", all()),
        action: "/suivi/8Z3K/complement/1".to_owned(),
        back_href: "/suivi/8Z3K".to_owned(),
        id: "019aa0c4".to_owned(),
        retained: vec!["019aa0c4".to_owned()],
        notices: vec![Notice::Opened, Notice::Kept],
        stops: None,
        referentials_base: "/referentiels".to_owned(),
        from_documents: true,
    };
    gallery.show("", &page);
    let over = ComplementOver {
        chrome: gallery.chrome(),
        demarche: demarche(),
        reference: REFERENCE.to_owned(),
        back_href: "/suivi/8Z3K".to_owned(),
        sent: false,
        typed: "Nom\nDupont\n\nRaison\nPerte\n".to_owned(),
        unsent: vec!["photo.png".to_owned()],
    };
    gallery.show("", &over);
    gallery.show("sent", &ComplementOver { sent: true, typed: String::new(), unsent: Vec::new(), ..over });
    let message = MessagePage {
        chrome: gallery.chrome(),
        demarche: demarche(),
        reference: REFERENCE.to_owned(),
        recipient: "Mairie".to_owned(),
        organisation: Some("Mairie de Toulouse".to_owned()),
        action: "/suivi/8Z3K/message/1".to_owned(),
        back_href: "/suivi/8Z3K".to_owned(),
        once: "019aa0c4".to_owned(),
        keeps: false,
        kept: false,
        message: "Bonjour,\nvoici ma question.".to_owned(),
        unsent: vec!["photo.png".to_owned()],
        accept: vec!["application/pdf".to_owned()],
        max_size: 25_000_000,
        max_files: 5,
        own_documents: vec![OfferedDocument {
            ticked: false,
            id: "0199".to_owned(),
            kind: "Justificatif de domicile".to_owned(),
            name: "facture.pdf".to_owned(),
            size: 84_213,
            origin: Origin::OwnPage,
            on: day(),
            unfit: None,
        }],
        chosen: vec!["0199".to_owned()],
        faults: Vec::new(),
    };
    gallery.show("", &message);
    gallery.show("kept", &MessagePage { keeps: true, kept: true, ..message.clone() });
    let faults = vec![Fault::new("message", "message.empty"), Fault::new("message", "message.too_many")];
    gallery.show("refused", &MessagePage { faults, unsent: Vec::new(), ..message });
    let told = vec![Notice::AskedAnew, Notice::Stops, Notice::Suspended, Notice::Unchanged];
    let view = view("Compléter votre démarche", identity());
    let stops = Some(Stops {
        by: vec!["Raison".to_owned()],
        title: "Rien à déclarer".to_owned(),
        text: Some("Allez à la mairie.".to_owned()),
    });
    gallery.show("refused", &ComplementPage { view, notices: told, stops, due: None, message: None, ..page });
}
