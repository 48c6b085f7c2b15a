//! Samples of the agents' pages.

use form::{
    journey::{Askable, AskableQuestion},
    problem::ProblemKind,
};

use super::{
    Gallery, REFERENCE,
    citizen::{identified, recap},
    complement_given, day,
    fields::{boxes, field, item, wrong},
    instant, pdf,
    team::tags,
    town_hall,
};
use crate::page::{
    Attached, Download, Event, Fault, HeldBack, ReceiptSaid,
    agent::{
        AgentAccount, AgentAway, AgentCode, AgentInvitation, AgentLogin, Asking, AtDesk, CasePage, Chip, GivenBack,
        Inbox, InboxFilters, InboxRow, Noted, OfferedSecond, OwnReceipt, ProviderButton, SecondStep, StandingIn,
        Unsent,
    },
};

/// Logins by providers of identity: the buttons, what goes wrong, the way there and back out.
fn by_provider(gallery: &mut Gallery<'_>) {
    let button = |id: &str, label: &str| ProviderButton {
        name: format!("par-{id}"),
        label: label.to_owned(),
        action: format!("/agents/connexion/par/{id}"),
    };
    let login = AgentLogin {
        chrome: gallery.chrome(),
        action: "/agents/connexion".to_owned(),
        email: String::new(),
        next: "/agents/cas/ville/1".to_owned(),
        unsent: None,
        providers: vec![button("proconnect", "ProConnect"), button("metropole", "le compte de la Métropole")],
        anew: false,
        faults: Vec::new(),
    };
    gallery.show("providers", &login);
    let fault = Fault::new("par-proconnect", "identity.unknown").with("provider", "ProConnect");
    gallery.show("unknown", &AgentLogin { anew: true, faults: vec![fault], ..login });
    for (state, leaving) in [("", false), ("leaving", true)] {
        let away = AgentAway {
            chrome: gallery.chrome(),
            provider: "ProConnect".to_owned(),
            url: "https://auth.exemple.fr/api/v2/authorize?client_id=guichet".to_owned(),
            leaving,
        };
        gallery.show(state, &away);
    }
    for (state, otherwise) in [("providers", true), ("provider-alone", false)] {
        let invitation = AgentInvitation {
            chrome: gallery.chrome(),
            action: "/agents/invitation/7F".to_owned(),
            organisation: "Mairie de Toulouse".to_owned(),
            operator: false,
            email: "dominique@exemple.fr".to_owned(),
            name: String::new(),
            min_password: 12,
            providers: vec![button("proconnect", "ProConnect")],
            otherwise,
            faults: Vec::new(),
        };
        gallery.show(state, &invitation);
    }
}

fn portal(gallery: &mut Gallery<'_>) {
    gallery.show(
        "",
        &AgentLogin {
            chrome: gallery.chrome(),
            action: "/agents/connexion".to_owned(),
            email: String::new(),
            next: String::new(),
            unsent: None,
            providers: Vec::new(),
            anew: false,
            faults: Vec::new(),
        },
    );
    by_provider(gallery);
    gallery.show(
        "unsent",
        &AgentLogin {
            chrome: gallery.chrome(),
            action: "/agents/connexion".to_owned(),
            email: String::new(),
            next: "/agents/cas/ville/1".to_owned(),
            unsent: Some(Unsent {
                message: "Bonjour,\nil manque une pièce.".to_owned(),
                status: "complement".to_owned(),
                questions: vec!["nom".to_owned()],
                by: "2026-12-15".to_owned(),
                note: String::new(),
                values: vec![("valeurs.numero_rna".to_owned(), "W751234567".to_owned())],
                before: "[]".to_owned(),
                revision: "1".to_owned(),
                title: String::new(),
                signed: String::new(),
                quality: String::new(),
            }),
            providers: Vec::new(),
            anew: false,
            faults: Vec::new(),
        },
    );
    let code = AgentCode {
        chrome: gallery.chrome(),
        action: "/agents/connexion/code".to_owned(),
        email: "dominique@exemple.fr".to_owned(),
        login_href: "/agents/connexion".to_owned(),
        faults: Vec::new(),
    };
    gallery.show("", &code);
    gallery.show("wrong", &AgentCode { faults: vec![Fault::new("code", "login.code_wrong").with("left", 4)], ..code });
    gallery.show(
        "",
        &SecondStep {
            chrome: gallery.chrome(),
            action: "/agents/connexion/second-facteur".to_owned(),
            citizen: false,
            faults: vec![Fault::new("code", "second_factor.wrong")],
        },
    );
    let account = AgentAccount {
        chrome: gallery.agent(),
        action: "/agents/compte".to_owned(),
        email: "dominique@exemple.fr".to_owned(),
        operator: false,
        on: false,
        offered: None,
        recovery: Vec::new(),
        renewed: false,
        off_now: true,
        standing_in: StandingIn {
            action: "/agents/compte/remplacement".to_owned(),
            colleagues: vec![("1".to_owned(), "Claire Exemple".to_owned())],
            named: None,
            chosen: String::new(),
            from: day().to_string(),
            until: String::new(),
            today: day(),
            of: vec![("Claire Exemple".to_owned(), day())],
        },
        faults: Vec::new(),
    };
    gallery.show("", &account);
    let named = Some(("Claire Exemple".to_owned(), day(), day()));
    let standing_in = StandingIn { named, of: Vec::new(), ..account.standing_in.clone() };
    let faults = vec![Fault::new("stand_in", "stand_in.colleague"), Fault::new("until", "stand_in.days")];
    gallery.show("away", &AgentAccount { off_now: false, standing_in, faults, ..account.clone() });
    let alone = StandingIn { colleagues: Vec::new(), of: Vec::new(), ..account.standing_in.clone() };
    gallery.show("alone", &AgentAccount { off_now: false, standing_in: alone, ..account.clone() });
    let offered = OfferedSecond {
        secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
        address: "otpauth://totp/Exemple?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
        path: "M0 0h7v1h-7zM0 6h7v1h-7zM0 1h1v5h-1zM6 1h1v5h-1zM2 2h3v3h-3z".to_owned(),
        side: 33,
    };
    gallery.show("offered", &AgentAccount { off_now: false, offered: Some(offered), ..account.clone() });
    gallery.show("operator", &AgentAccount { off_now: false, operator: true, ..account.clone() });
    gallery.show("on", &AgentAccount { off_now: false, on: true, ..account.clone() });
    let recovery = (0..10).map(|number| format!("x4k{number}9-m2q7t")).collect();
    let told = AgentAccount { off_now: false, on: true, recovery, ..account };
    gallery.show("recovery", &told);
    gallery.show("renewed", &AgentAccount { renewed: true, ..told });
    let invitation = AgentInvitation {
        chrome: gallery.chrome(),
        action: "/agents/invitation/7F".to_owned(),
        organisation: "Mairie de Toulouse".to_owned(),
        operator: false,
        email: "dominique@exemple.fr".to_owned(),
        name: String::new(),
        min_password: 12,
        providers: Vec::new(),
        otherwise: true,
        faults: vec![Fault::new("name", "name.required")],
    };
    gallery.show(
        "operator",
        &AgentInvitation {
            operator: true,
            organisation: "https://guichet.exemple.fr".to_owned(),
            ..invitation.clone()
        },
    );
    gallery.show("", &invitation);
    let statuses = [
        "recorded",
        "received",
        "in_progress",
        "complement",
        "done",
        "refused",
        "closed",
        "sent",
        "suspended",
        "cancelled",
    ];
    let inbox = Inbox {
        chrome: gallery.agent(),
        organisation: "Mairie de Toulouse, état civil".to_owned(),
        action: "/agents".to_owned(),
        demarches: vec![("recensement".to_owned(), "Recensement citoyen".to_owned())],
        statuses: statuses.iter().map(|one| (*one).to_owned()).collect(),
        colleagues: vec![
            ("019aa0c4".to_owned(), "Claire Martin".to_owned(), false),
            ("019aa0c5".to_owned(), "Dominique Lefèvre".to_owned(), true),
        ],
        filters: InboxFilters { demarche: "recensement".to_owned(), ..InboxFilters::default() },
        chips: vec![Chip { label: "Recensement citoyen".to_owned(), remove_href: "/agents".to_owned() }],
        rows: statuses
            .iter()
            .enumerate()
            .map(|(index, status)| InboxRow {
                href: format!("/agents/dossiers/{index}"),
                reference: REFERENCE.to_owned(),
                demarche: "Recensement citoyen".to_owned(),
                status: (*status).to_owned(),
                recorded_at: instant(),
                arrived_at: (index == 3).then(instant),
                due: (index < 2).then(day),
                late: index == 0,
                answer_by: (index == 3 || index == 7).then(day),
                answer_late: index == 7,
                new: index == 0,
                unheard: index == 2,
                pick: format!("ville/{index}/1"),
                picked: index == 2,
                tags: tags().into_iter().take(index % 3).collect(),
                assignee: (index == 2).then(|| "Dominique Lefèvre".to_owned()),
                left: index == 2,
                own_receipt: index == 1,
            })
            .collect(),
        no_reference: false,
        forwarded: true,
        labels: tags(),
        batch_action: "/agents/lot".to_owned(),
        tick_all_href: "/agents?coches=tout".to_owned(),
        export_href: Some("/agents/exports".to_owned()),
        total: 10_000,
        more: true,
        previous_href: None,
        next_href: Some("/agents?page=2".to_owned()),
    };
    gallery.show("", &inbox);
    gallery.show(
        "empty",
        &Inbox {
            filters: InboxFilters::default(),
            chips: Vec::new(),
            rows: Vec::new(),
            no_reference: true,
            forwarded: false,
            total: 0,
            more: false,
            next_href: None,
            ..inbox
        },
    );
    let case = CasePage {
        chrome: gallery.agent(),
        inbox_href: "/agents?demarche=recensement".to_owned(),
        reference: REFERENCE.to_owned(),
        demarche: "Recensement citoyen".to_owned(),
        recipient: "Mairie".to_owned(),
        organisation: Some(town_hall()),
        recorded_at: instant(),
        arrived_at: Some(instant()),
        status: "in_progress".to_owned(),
        due: Some(day()),
        silence: None,
        own_receipt: Some(OwnReceipt {
            until: day(),
            lacks: vec!["l'annuaire ne donne pas votre téléphone".to_owned()],
            sent_on: None,
            action: "/agents/dossiers/1/accuse".to_owned(),
            first: day(),
            today: day(),
            chosen: day().to_string(),
        }),
        identified: Some(identified()),
        recap: recap(),
        attachments: vec![
            Attached { question: "Carte d'identité".to_owned(), file: pdf("scan.pdf"), on: None },
            Attached { question: "Livret de famille".to_owned(), file: pdf("scan.pdf"), on: None },
            Attached {
                question: "Justificatif de domicile".to_owned(),
                file: Download { held: Some(HeldBack::Scanning), ..pdf("facture-2026.pdf") },
                on: None,
            },
            Attached {
                question: "Photo".to_owned(),
                file: Download { held: Some(HeldBack::Infected), ..pdf("photo.pdf") },
                on: None,
            },
        ],
        downloads: vec![
            Download {
                name: "Dossier complet".to_owned(),
                mime: "application/zip".to_owned(),
                held: Some(HeldBack::Scanning),
                ..pdf("")
            },
            pdf("Tout imprimer"),
        ],
        desk: AtDesk {
            assign_action: "/agents/dossiers/1/attribuer".to_owned(),
            assignee: "1".to_owned(),
            left: true,
            chosen: "1".to_owned(),
            me: "2".to_owned(),
            colleagues: vec![
                ("1".to_owned(), "Claire Exemple".to_owned()),
                ("2".to_owned(), "Dominique Lefèvre".to_owned()),
            ],
            label_action: "/agents/dossiers/1/etiquettes".to_owned(),
            labels: tags(),
            labelled: "red".to_owned(),
            note_action: "/agents/dossiers/1/note".to_owned(),
            note_key: "3".to_owned(),
            note: String::new(),
            notes: vec![Noted {
                at: instant(),
                by: "Claire Exemple".to_owned(),
                text: "Vu au guichet, elle rapporte l'original jeudi.".to_owned(),
            }],
        },
        letter_href: "/agents/cas/ville/1/courrier".to_owned(),
        letter: None,
        forward_href: Some("/agents/dossiers/1/transmettre".to_owned()),
        events: vec![
            Event {
                at: instant(),
                by: Some("Dominique Lefèvre".to_owned()),
                status: Some("in_progress".to_owned()),
                message: Some("Nous vérifions :\n\n- votre livret de famille\n\tpages 2 et 3".to_owned()),
                documents: vec![pdf("notice.pdf")],
                own_receipt: None,
                by_citizen: true,
                by_operator: false,
                complement: Some(complement_given()),
                happened: None,
            },
            Event {
                at: instant(),
                by: None,
                status: Some("recorded".to_owned()),
                message: None,
                documents: Vec::new(),
                own_receipt: None,
                by_citizen: false,
                by_operator: false,
                complement: None,
                happened: None,
            },
        ],
        action: "/agents/dossiers/1".to_owned(),
        asking: Some(Asking {
            parts: vec![Askable {
                title: "Votre identité".to_owned(),
                questions: ["identite.nom", "identite.piece"]
                    .map(|path| AskableQuestion {
                        path: path.to_owned(),
                        label: format!("Vous – {path}"),
                        also: vec!["Code postal".to_owned()],
                    })
                    .to_vec(),
            }],
            chosen: vec!["identite.piece".to_owned()],
            by: day().to_string(),
            first: day(),
            last: day(),
            stops_time: true,
        }),
        given_back: Some(given_back(Vec::new())),
        complement_begun: true,
        statuses: vec!["in_progress".to_owned(), "complement".to_owned(), "done".to_owned(), "refused".to_owned()],
        revision: 3,
        chosen: String::new(),
        message: String::new(),
        unsent: Vec::new(),
        accept: vec!["application/pdf".to_owned(), "image/jpeg".to_owned()],
        max_size: 10_000_000,
        done: true,
        faults: Vec::new(),
    };
    gallery.show("", &case);
    let mut sent = case.clone();
    sent.own_receipt = sent.own_receipt.map(|receipt| OwnReceipt { sent_on: Some(day()), ..receipt });
    for (event, said) in sent.events.iter_mut().zip([ReceiptSaid::Sent(day()), ReceiptSaid::NotSent]) {
        *event = Event { status: None, message: None, documents: Vec::new(), own_receipt: Some(said), ..event.clone() };
    }
    gallery.show("receipt-sent", &sent);
    for (state, said) in super::silence::every() {
        gallery.show(state, &CasePage { silence: Some(said), own_receipt: None, ..case.clone() });
    }
    for status in ["suspended", "cancelled"] {
        gallery.show(status, &CasePage { status: status.to_owned(), statuses: Vec::new(), ..case.clone() });
    }
    let begun = Unsent { message: "Bonjour,".to_owned(), title: "Votre demande".to_owned(), ..Unsent::default() };
    gallery.show("letter-begun", &CasePage { letter: Some(begun), done: false, ..case.clone() });
    let pattern = ProblemKind::Pattern { message: Some("Saisissez W et les 9 signes.".into()) };
    let wrong_value = CasePage { given_back: Some(given_back(vec![pattern])), done: false, ..case.clone() };
    gallery.show("wrong-value", &wrong_value);
    gallery.show(
        "wrong",
        &CasePage {
            chosen: "refused".to_owned(),
            done: false,
            faults: vec![
                Fault::new("message", "message.required"),
                Fault::new("complement", "complement.status_needed"),
                Fault::new("questions", "complement.unknown_question").with("name", "identite.nmo"),
                Fault::new("questions", "complement.too_many"),
                Fault::new("by", "complement.date_past"),
                Fault::new("by", "complement.date_far"),
                Fault::new("by", "complement.date_invalid"),
                Fault::new("document", "file.malware").with("name", "x.pdf"),
            ],
            ..case
        },
    );
}

/// Two boxes of what is given back; in the first something is wrong, or nothing.
pub(super) fn given_back(problems: Vec<ProblemKind>) -> GivenBack {
    let mut number = field("valeurs.numero_rna", "text", "Numéro RNA de l'association");
    number.required = false;
    for kind in problems {
        number = wrong(number, "", kind);
    }
    let mut date = field("valeurs.date", "date", "Date d'enregistrement");
    date.required = false;
    date.boxes = boxes("valeurs.date", ["", "", ""], "");
    GivenBack {
        problems: number.problems.clone(),
        items: vec![item(number), item(date)],
        warnings: Vec::new(),
        before: String::new(),
    }
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    portal(gallery);
}
