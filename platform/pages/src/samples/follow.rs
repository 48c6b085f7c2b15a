//! Samples of the follow-up of a dossier.

use super::{Gallery, REFERENCE, day, demarche, instant, pdf, town_hall};
use crate::page::{
    Attached, Download, Event, HeldBack,
    follow::{AskedBefore, Erased, Follow, FollowedCase, OwnReceipt},
    journey::Keep,
};

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let event = |status: Option<&str>, message: Option<&str>| Event {
        at: instant(),
        by: status.map(|_| "Mairie".to_owned()),
        status: status.map(str::to_owned),
        message: message.map(str::to_owned),
        documents: Vec::new(),
        own_receipt: None,
        complement: None,
        happened: None,
        by_citizen: false,
        by_operator: false,
    };
    gallery.show(
        "",
        &Follow {
            chrome: gallery.chrome(),
            demarche: demarche(),
            reference: REFERENCE.to_owned(),
            recorded_at: instant(),
            receipts: vec![Attached {
                question: "Accusé de réception électronique".to_owned(),
                file: pdf("RCO-7K3M.pdf"),
                on: Some(day()),
            }],
            everything: Some(pdf("Télécharger tous les éléments")),
            attachments: vec![
                Attached { question: "Carte d'identité".to_owned(), file: pdf("scan.pdf"), on: Some(day()) },
                Attached { question: "Livret de famille".to_owned(), file: pdf("scan.pdf"), on: Some(day()) },
                Attached {
                    question: "Justificatif de domicile".to_owned(),
                    file: Download { held: Some(HeldBack::Scanning), ..pdf("facture-2026.pdf") },
                    on: Some(day()),
                },
                Attached {
                    question: "Photo".to_owned(),
                    file: Download { held: Some(HeldBack::Infected), ..pdf("photo.pdf") },
                    on: Some(day()),
                },
            ],
            retained: vec!["photo.pdf".to_owned()],
            cases: vec![
                FollowedCase {
                    title: "Mairie".to_owned(),
                    organisation: Some("Mairie de Toulouse".to_owned()),
                    status: "done".to_owned(),
                    since: instant(),
                    own_receipt: Some(OwnReceipt { sent: false, day: day() }),
                    silence: None,
                    events: vec![
                        Event {
                            documents: vec![pdf("attestation-de-recensement.pdf")],
                            ..event(
                                Some("done"),
                                Some("Bonjour,\nVotre attestation est prête.\nGardez-la précieusement."),
                            )
                        },
                        Event {
                            by_citizen: true,
                            by_operator: false,
                            complement: Some(super::complement_given()),
                            ..event(Some("in_progress"), None)
                        },
                        Event {
                            complement: Some(super::complement_asked()),
                            ..event(Some("complement"), Some("Il manque une pièce."))
                        },
                        Event {
                            complement: Some(super::complement_replaced()),
                            ..event(Some("complement"), Some("Il manque un justificatif."))
                        },
                        Event {
                            complement: Some(super::complement_left()),
                            ..event(Some("complement"), Some("Il manque un justificatif de domicile."))
                        },
                        event(Some("received"), None),
                        event(Some("recorded"), None),
                    ],
                    print: None,
                    left_href: Some("/suivi/8Z3K/complement/1".to_owned()),
                    message_href: Some("/suivi/8Z3K/message/1".to_owned()),
                    contact: Some(town_hall()),
                },
                FollowedCase {
                    title: "Caisse d'allocations familiales".to_owned(),
                    organisation: None,
                    status: "to_send".to_owned(),
                    since: instant(),
                    own_receipt: None,
                    silence: None,
                    events: Vec::new(),
                    print: Some(pdf("Dossier à imprimer")),
                    left_href: None,
                    message_href: None,
                    contact: Some(town_hall()),
                },
            ],
            asked: vec![AskedBefore { recipient: "Préfecture".to_owned(), events: super::question::thread(false) }],
            keep: Some(Keep {
                action: None,
                login_href: Some("/connexion".to_owned()),
                kept: false,
                nothing: false,
                what: Vec::new(),
                replaces: Vec::new(),
                items: Vec::new(),
                documents: Vec::new(),
                room: None,
                full: false,
                offers: true,
                claim: false,
                claimed: false,
                own_href: "/compte/donnees".to_owned(),
                documents_href: "/compte/documents".to_owned(),
            }),
            awaited: super::awaited(),
            complement_sent: true,
            message_sent: false,
            erased: None,
        },
    );
    gallery.show(
        "erased",
        &Follow {
            chrome: gallery.chrome(),
            demarche: demarche(),
            reference: REFERENCE.to_owned(),
            recorded_at: instant(),
            receipts: vec![Attached {
                question: "Accusé de réception électronique".to_owned(),
                file: pdf("RCO-7K3M.pdf"),
                on: Some(day()),
            }],
            everything: Some(pdf("Télécharger tous les éléments")),
            attachments: Vec::new(),
            retained: Vec::new(),
            cases: vec![FollowedCase {
                title: "Mairie".to_owned(),
                organisation: None,
                status: "done".to_owned(),
                since: instant(),
                own_receipt: Some(OwnReceipt { sent: true, day: day() }),
                silence: None,
                events: vec![event(Some("done"), None), event(Some("received"), None)],
                print: None,
                left_href: None,
                message_href: None,
                contact: None,
            }],
            asked: Vec::new(),
            keep: None,
            awaited: Vec::new(),
            complement_sent: false,
            message_sent: true,
            erased: Some(Erased { on: day(), until: day() }),
        },
    );
}
