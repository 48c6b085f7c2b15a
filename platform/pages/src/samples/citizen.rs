//! Samples of the pages of a citizen's filing, from the first door to the follow-up.

use form::{
    answers::Source,
    recap::{Column, Entry, FileSource, Recap, Row, Section},
    routing::{RecipientChange, What},
    vault::Origin,
    view::StopView,
};

use super::{Gallery, REFERENCE, day, demarche, earlier, instant, kept, own_documents::room, pdf, town_hall};
use crate::page::{
    Ask, Chrome, Delay, DelayUnit, Download, Fault, HeldBack, Link,
    journey::{
        Confirmation, ConfirmedCase, Held, Keep, KeepDocument, KeepItem, KeepValue, MailForm, MovedPage, RecapChanged,
        RecapIdentified, RecapPage, RecapRecipient, ResumePage, SavePage, SavedPage, SilenceNotice, StopPage,
        Unconnected, UnconnectedPage,
    },
};

fn keep_items() -> Vec<KeepItem> {
    let value = |name: &str, label: &str, line: &str, replaces: &[&str]| KeepValue {
        name: name.to_owned(),
        label: label.to_owned(),
        lines: vec![line.to_owned()],
        replaces: replaces.iter().map(|line| (*line).to_owned()).collect(),
        ticked: false,
    };
    let item = |name: &str, title: &str, values| KeepItem { name: name.to_owned(), title: title.to_owned(), values };
    let identity = vec![
        value("identity:nom", "Nom de naissance", "Müller-Le Goff", &[]),
        value("identity:prenoms", "Prénoms", "Camille", &[]),
    ];
    let email = vec![value("email:", "Adresse électronique", "camille@exemple.fr", &["ancienne@exemple.fr"])];
    vec![item("identity", "Votre identité", identity), item("email", "Votre adresse électronique", email)]
}

fn keep_documents() -> Vec<KeepDocument> {
    let document = |label: &str, file: &str, kept, held| KeepDocument {
        name: format!("document:{file}"),
        label: label.to_owned(),
        file: file.to_owned(),
        size: 412_000,
        kept,
        held,
        ticked: false,
    };
    vec![
        document("Pièce d'identité", "carte-recto.jpg", false, None),
        document("Pièce d'identité", "carte-verso.jpg", true, None),
        document("Justificatif de domicile", "quittance.pdf", false, Some(HeldBack::Scanning)),
        document("Justificatif de domicile", "facture.pdf", false, Some(HeldBack::Infected)),
    ]
}

pub(super) fn recap() -> Recap {
    let answer = |path: &str, label: &str, lines: &[&str], source: Option<Source>| Entry::Answer {
        path: path.to_owned(),
        label: label.to_owned(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        source,
        files: match path {
            "pieces" => vec![FileSource { line: 1, source: kept(Origin::OwnPage) }],
            _ => Vec::new(),
        },
        warnings: if path == "commune" {
            vec!["Cette commune est loin de votre école.".to_owned()]
        } else {
            Vec::new()
        },
    };
    Recap {
        title: "Recensement citoyen".to_owned(),
        files: Vec::new(),
        sections: vec![
            Section {
                page: "situation".to_owned(),
                title: "Votre situation".to_owned(),
                entries: vec![
                    answer("residence", "Lieu de résidence", &["France"], Some(earlier())),
                    answer("commune", "Commune de votre domicile", &["Toulouse (31000)"], None),
                    answer("delai", "Fin du délai", &["31 mars 2027"], Some(Source::Computed)),
                ],
            },
            Section {
                page: "identite".to_owned(),
                title: "Identité".to_owned(),
                entries: vec![
                    Entry::Group {
                        path: "jeune".to_owned(),
                        title: "La personne recensée".to_owned(),
                        warnings: Vec::new(),
                        entries: vec![
                            answer(
                                "jeune.nom",
                                "Nom de naissance",
                                &["Müller-Le Goff"],
                                Some(kept(Origin::Demarche { id: String::new(), title: String::new() })),
                            ),
                            answer("jeune.prenoms", "Prénoms", &["Camille, Ngọc Ánh"], Some(Source::Typed)),
                            answer("jeune.usage", "Nom d'usage", &[], None),
                            Entry::Group {
                                path: "jeune.naissance".to_owned(),
                                title: "Naissance".to_owned(),
                                warnings: Vec::new(),
                                entries: vec![answer(
                                    "jeune.naissance.date",
                                    "Date de naissance",
                                    &["24 août 2010"],
                                    None,
                                )],
                            },
                        ],
                    },
                    Entry::Table {
                        path: "depenses".to_owned(),
                        title: "Vos dépenses".to_owned(),
                        heading: "Dépense".to_owned(),
                        columns: vec![
                            Column { title: "Quoi".to_owned(), number: false },
                            Column { title: "Montant".to_owned(), number: true },
                        ],
                        rows: vec![
                            Row {
                                title: "Dépense 1".to_owned(),
                                cells: vec!["Location de la salle".to_owned(), "1 200,00 €".to_owned()],
                                total: false,
                                sources: Vec::new(),
                            },
                            Row {
                                title: String::new(),
                                cells: vec![String::new(), "1 200,00 €".to_owned()],
                                total: true,
                                sources: Vec::new(),
                            },
                        ],
                        warnings: Vec::new(),
                    },
                    answer("pieces", "Pièce d'identité", &["carte-recto.jpg", "carte-verso.jpg"], None),
                ],
            },
        ],
    }
}

fn doors(gallery: &mut Gallery<'_>) {
    gallery.show(
        "",
        &StopPage {
            chrome: gallery.chrome(),
            demarche: demarche(),
            stop: StopView {
                id: "etranger".to_owned(),
                title: "Adressez-vous au consulat".to_owned(),
                text: Some("Vous habitez à l'étranger : le recensement se fait auprès du consulat de France.\nIl est possible dès seize ans.".to_owned()),
                link: Some(("https://www.service-public.fr/particuliers/vosdroits/F870".to_owned(), "Trouver mon consulat".to_owned())),
                back_to: "situation".to_owned(),
            },
            back_href: "/demarches/recensement/d/8Z3K/situation".to_owned(),
            leave_href: "/".to_owned(),
        },
    );
    gallery.show(
        "",
        &UnconnectedPage {
            chrome: gallery.chrome(),
            demarche: demarche(),
            unconnected: vec![
                Unconnected {
                    title: "Mairie".to_owned(),
                    called: "Mairie de Toulouse".to_owned(),
                    contact: Some(town_hall()),
                    commune: Some("Toulouse".to_owned()),
                    departement: None,
                    told: false,
                },
                Unconnected {
                    title: "Greffe des associations".to_owned(),
                    called: "Greffe des associations – Gers".to_owned(),
                    contact: None,
                    commune: None,
                    departement: Some("Gers".to_owned()),
                    told: false,
                },
            ],
            online: Vec::new(),
            back_href: "/demarches/recensement/d/8Z3K/situation".to_owned(),
            continue_href: "/demarches/recensement/d/8Z3K/identite".to_owned(),
            leave_href: "/".to_owned(),
        },
    );
    let save = SavePage {
        chrome: gallery.chrome(),
        demarche: demarche(),
        action: "/demarches/recensement/d/8Z3K/quitter".to_owned(),
        back_href: "/demarches/recensement/d/8Z3K/identite".to_owned(),
        kept_until: day(),
        in_account: false,
        claim: None,
        login_href: Some("/compte/connexion".to_owned()),
        min_code: 8,
        email: String::new(),
        faults: Vec::new(),
    };
    gallery.show("", &save);
    let ask = Some(Ask { href: "/demarches/recensement/d/8Z3K/question".to_owned(), news: false });
    let asking = Chrome { ask, ..gallery.chrome() };
    gallery.show("account", &SavePage { chrome: asking, in_account: true, login_href: None, ..save.clone() });
    let claiming =
        SavePage { chrome: gallery.citizen(), claim: Some("compte".to_owned()), login_href: None, ..save.clone() };
    gallery.show("claim", &claiming);
    gallery.show(
        "wrong",
        &SavePage {
            email: "camille".to_owned(),
            faults: vec![Fault::new("code", "code.too_short").with("min", 8), Fault::new("email", "email.invalid")],
            ..save
        },
    );
    gallery.show(
        "",
        &SavedPage {
            chrome: gallery.chrome(),
            demarche: demarche(),
            resume_url: "https://demarches.exemple.fr/reprendre/4XJ9Q2T7M1B8W6ZKD3RV5HNPCA".to_owned(),
            kept_until: day(),
            in_account: false,
            sent_to: Some("camille@exemple.fr".to_owned()),
            leave_href: "/".to_owned(),
        },
    );
    for (state, attempts_left, held) in [
        ("", None, None),
        ("wrong", Some(1), None),
        ("locked", Some(0), None),
        ("held", None, Some(held("demandeur.nom"))),
    ] {
        gallery.show(
            state,
            &ResumePage {
                chrome: gallery.chrome(),
                demarche: demarche(),
                action: "/reprendre/4XJ9".to_owned(),
                input: "code".to_owned(),
                next: String::new(),
                held,
                attempts_left,
                faults: attempts_left.map(|_| Fault::new("code", "code.wrong")).into_iter().collect(),
            },
        );
    }
    gallery.show(
        "",
        &MovedPage {
            chrome: gallery.chrome(),
            demarche: demarche(),
            typed: vec![("Vous – Nom de naissance".to_owned(), vec!["Martin".to_owned()])],
            files: true,
        },
    );
}

pub(super) fn held(name: &str) -> Held {
    Held { pairs: vec![(name.to_owned(), "Martin".to_owned())], files: true }
}

/// How ProConnect knew somebody.
pub(super) fn identified() -> RecapIdentified {
    RecapIdentified {
        provider: "ProConnect".to_owned(),
        level: Some("eidas1".to_owned()),
        at: instant(),
        siret: Some("99900000100011".to_owned()),
        organisation: "Boulangerie d'Exemple".to_owned(),
    }
}

fn filing(gallery: &mut Gallery<'_>) {
    let page = RecapPage {
        chrome: gallery.chrome(),
        demarche: demarche(),
        step: 6,
        steps: 6,
        recap: recap(),
        unprinted: Vec::new(),
        edit_base: "/demarches/recensement/d/8Z3K/".to_owned(),
        recap_hash: "ab".repeat(32),
        recipients: vec![
            RecapRecipient {
                organisation: Some("Mairie de Toulouse".to_owned()),
                contact: Some(town_hall()),
                received: 12,
                ..RecapRecipient::of("Mairie".to_owned(), &recap())
            },
            RecapRecipient {
                connected: false,
                contact: Some(town_hall()),
                ..RecapRecipient::of("Caisse d'allocations familiales".to_owned(), &recap())
            },
            RecapRecipient {
                called: "Mairie d'Albi (81)".to_owned(),
                connected: false,
                ..RecapRecipient::of("Votre mairie".to_owned(), &recap())
            },
        ],
        left_waiting: Vec::new(),
        attestation: "Je certifie que ces renseignements sont exacts.".to_owned(),
        action: "/demarches/recensement/d/8Z3K/recapitulatif".to_owned(),
        back_href: Some("/demarches/recensement/d/8Z3K/pieces".to_owned()),
        incomplete: Vec::new(),
        recipients_mark: "mairie=1e3b0c442".to_owned(),
        revision: 7,
        changed: None,
        identified: None,
        faults: Vec::new(),
    };
    gallery.show("", &page);
    gallery.show("identified", &RecapPage { identified: Some(identified()), ..page.clone() });
    let unnamed = RecapIdentified { level: None, organisation: String::new(), ..identified() };
    gallery.show("identified-unnamed", &RecapPage { identified: Some(unnamed), ..page.clone() });
    gallery.show(
        "changed",
        &RecapPage {
            changed: Some(RecapChanged {
                elsewhere: true,
                answers: vec!["Vous – Nom de naissance".to_owned(), "Commune".to_owned()],
                recipients: Vec::new(),
            }),
            faults: vec![Fault::new("attest", "attest.required")],
            ..page.clone()
        },
    );
    let changes = [What::Connected, What::ByPost, What::Another, What::Added, What::Gone].map(|what| RecipientChange {
        title: "Mairie".to_owned(),
        organisation: (what != What::Gone).then(|| "Mairie de Toulouse".to_owned()),
        what,
    });
    let recipients = RecapChanged { recipients: changes.to_vec(), ..RecapChanged::default() };
    gallery.show("changed-recipients", &RecapPage { changed: Some(recipients), ..page.clone() });
    gallery.show("changed-since", &RecapPage { changed: Some(RecapChanged::default()), ..page.clone() });
    let left_waiting = vec!["Votre mairie (Mairie d'Albi)".to_owned()];
    gallery.show("left-waiting", &RecapPage { left_waiting, ..page.clone() });
    gallery.show("unprinted", &RecapPage { unprinted: vec!['漢', '字'], ..page.clone() });
    let by_post = page.recipients.iter().filter(|recipient| !recipient.connected).cloned().collect();
    gallery.show("unprinted-by-post", &RecapPage { unprinted: vec!['漢'], recipients: by_post, ..page.clone() });
    gallery.show(
        "incomplete",
        &RecapPage {
            incomplete: vec![Link {
                label: "Identité".to_owned(),
                href: "/demarches/recensement/d/8Z3K/identite".to_owned(),
            }],
            ..page
        },
    );
    let confirmation = Confirmation {
        chrome: gallery.chrome(),
        demarche: demarche(),
        reference: REFERENCE.to_owned(),
        recorded_at: instant(),
        acknowledged: true,
        by_post: false,
        attached: true,
        receipt: pdf("Accusé de réception"),
        everything: Download {
            name: "Télécharger tous les éléments".to_owned(),
            href: "/suivi/8Z3K/tout.zip".to_owned(),
            mime: "application/zip".to_owned(),
            size: None,
            held: None,
            kept_on: None,
        },
        next_steps: Some("L'attestation de recensement vous sera remise ici sous dix jours.\nGardez-la : elle est demandée pour s'inscrire aux examens.".to_owned()),
        silence: Some(SilenceNotice {
            acceptance: false,
            on: day(),
            after: Delay { count: 2, unit: DelayUnit::Months },
            appeal: Some("Recours gracieux, ou tribunal administratif de Toulouse, dans les deux mois.".to_owned()),
        }),
        cases: vec![
            ConfirmedCase {
                title: "Mairie".to_owned(),
                called: "Mairie de Toulouse".to_owned(),
                organisation: Some("Mairie de Toulouse".to_owned()),
                status: "recorded".to_owned(),
                print: None,
                unprinted: Vec::new(),
                contact: Some(town_hall()),
            },
            ConfirmedCase {
                title: "Caisse d'allocations familiales".to_owned(),
                called: "Caisse d'allocations familiales".to_owned(),
                organisation: None,
                status: "to_send".to_owned(),
                print: Some(pdf("Dossier à imprimer")),
                unprinted: vec!['漢', '字'],
                contact: Some(town_hall()),
            },
        ],
        follow_href: "/suivi/8Z3K".to_owned(),
        keep: Some(Keep {
            action: Some("/suivi/8Z3K/conserver".to_owned()),
            login_href: None,
            kept: false,
            nothing: false,
            what: vec!["votre identité (nom de naissance, prénoms)".to_owned(), "votre adresse électronique".to_owned()],
            replaces: vec!["votre adresse électronique".to_owned()],
            items: keep_items(),
            documents: keep_documents(),
            room: Some(room()),
            full: false,
            offers: true,
            claim: false,
            claimed: false,
            own_href: "/compte/donnees".to_owned(),
            documents_href: "/compte/documents".to_owned(),
        }),
        mail: Some(MailForm {
            action: "/suivi/8Z3K/courriel".to_owned(),
            email: String::new(),
            sent_to: None,
            faults: Vec::new(),
        }),
        survey_href: Some("https://exemple.fr/avis".to_owned()),
        authority: town_hall(),
    };
    gallery.show("", &confirmation);
    let mut documents = keep_documents();
    documents.iter_mut().for_each(|document| document.ticked = true);
    let full = confirmation.keep.clone().map(|keep| Keep { full: true, items: Vec::new(), documents, ..keep });
    let alone = confirmation.keep.clone().map(|keep| Keep { offers: false, claim: true, ..keep });
    gallery.show("claim", &Confirmation { keep: alone, ..confirmation.clone() });
    let claimed = confirmation.keep.clone().map(|keep| Keep { claimed: true, ..keep });
    gallery.show("claimed", &Confirmation { keep: claimed, ..confirmation.clone() });
    gallery.show("documents-full", &Confirmation { keep: full, ..confirmation.clone() });
    gallery.show(
        "by-post",
        &Confirmation {
            acknowledged: false,
            by_post: true,
            attached: false,
            cases: confirmation.cases.iter().filter(|case| case.status == "to_send").cloned().collect(),
            ..confirmation.clone()
        },
    );
    gallery.show(
        "kept",
        &Confirmation {
            acknowledged: false,
            keep: Some(Keep {
                action: None,
                login_href: None,
                kept: true,
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
            mail: Some(MailForm {
                action: "/suivi/8Z3K/courriel".to_owned(),
                email: String::new(),
                sent_to: Some("camille@exemple.fr".to_owned()),
                faults: Vec::new(),
            }),
            ..confirmation
        },
    );
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    doors(gallery);
    filing(gallery);
}
