//! Samples of the pages around the filings: the site's own, and a citizen's account.

use super::{Gallery, REFERENCE, citizen::held, day, demarche, instant, town_hall};
use crate::page::{
    Contact, Delay, DelayUnit, Fault, Link,
    account::{AccountClaim, AccountCreate, AccountHome, AccountLogin, AccountPassword, DossierLine, DraftLine},
    privacy::{AskedGroup, AskedOn, AskedQuestion, DemarchePrivacy, PrivacyRecipient, PrivacySource},
    site::{
        Accessibility, Catalogue, CatalogueEntry, ErrorPage, LegalNotice, Privacy, Publisher, Start, StartIdentity,
        TermsPage, TermsPart,
    },
};

fn site(gallery: &mut Gallery<'_>) {
    let catalogue = Catalogue {
        chrome: gallery.chrome(),
        action: "/".to_owned(),
        query: String::new(),
        entries: [
            ("Recensement citoyen", "Se faire recenser dès seize ans, une étape obligatoire pour les jeunes Français."),
            ("Changement de coordonnées", "Déclarer en une fois votre nouvelle adresse à plusieurs organismes."),
            ("Stationnement résident", "Obtenir la carte de stationnement de votre quartier."),
        ]
        .into_iter()
        .map(|(title, summary)| CatalogueEntry {
            href: "/demarches/recensement".to_owned(),
            title: title.to_owned(),
            summary: summary.to_owned(),
            service: "Ville d'Exemple".to_owned(),
            minutes: Some(10),
            login_required: false,
        })
        .collect(),
    };
    gallery.show("", &catalogue);
    gallery.show("nothing", &Catalogue { query: "passeport".to_owned(), entries: Vec::new(), ..catalogue });
    let start = Start {
        chrome: gallery.chrome(),
        demarche: demarche(),
        summary: "Se faire recenser dès seize ans, une étape obligatoire pour les jeunes Français.".to_owned(),
        needs: vec![
            "une pièce d'identité en cours de validité".to_owned(),
            "le livret de famille".to_owned(),
            "un justificatif de domicile de moins de trois mois".to_owned(),
        ],
        minutes: Some(10),
        recipients: vec!["la mairie de votre domicile".to_owned()],
        recipients_by_answers: false,
        unconnected: Vec::new(),
        may_be_posted: true,
        authority: town_hall(),
        purpose: "Établir les listes de recensement et convoquer à la Journée défense et citoyenneté.".to_owned(),
        legal_basis: Some("code du service national, articles L. 113-1 à L. 113-8".to_owned()),
        draft_kept: Delay { count: 30, unit: DelayUnit::Days },
        dossier_kept: Delay { count: 3, unit: DelayUnit::Months },
        receipt_kept: Delay { count: 5, unit: DelayUnit::Years },
        retention_basis: Some("RGPD, article 6-1-e".to_owned()),
        action: "/demarches/recensement".to_owned(),
        login_required: false,
        identity: None,
        login_href: Some("/connexion".to_owned()),
        can_prefill: false,
        draft_href: None,
    };
    gallery.show("", &start);
    gallery.show(
        "login",
        &Start {
            login_required: true,
            draft_href: Some("/demarches/recensement/d/8Z3K/identite".to_owned()),
            ..start.clone()
        },
    );
    let identity = StartIdentity {
        level: Some("eidas2".to_owned()),
        professional: false,
        providers: vec!["FranceConnect+".to_owned(), "Ville Connect".to_owned()],
    };
    let nobody = Some(StartIdentity { providers: Vec::new(), ..identity.clone() });
    let professional = StartIdentity { level: None, professional: true, providers: vec!["ProConnect".to_owned()] };
    let known = Start { login_required: true, login_href: None, ..start.clone() };
    gallery.show("identity", &Start { identity: Some(identity), ..known.clone() });
    gallery.show("professional", &Start { identity: Some(professional), ..known.clone() });
    gallery.show("nobody", &Start { identity: nobody, ..known });
    gallery.show("prefill", &Start { chrome: gallery.citizen(), login_href: None, can_prefill: true, ..start });
    for status in [400, 401, 403, 404, 405, 409, 410, 413, 414, 415, 422, 429, 500, 503] {
        gallery.show(
            &status.to_string(),
            &ErrorPage {
                retry_after: (status == 429 || status == 503).then_some(30),
                link: (status == 401).then(|| Link { label: "Se connecter".to_owned(), href: "/connexion".to_owned() }),
                ..ErrorPage::bare(gallery.language, status, "request.refused", "01JD-9X7C-K2")
            },
        );
    }
    gallery.show("damaged", &ErrorPage::bare(gallery.language, 500, "file.damaged", "01JD-9X7C-K2"));
    gallery.show("locked", &ErrorPage::bare(gallery.language, 410, "resume.locked", "01JD-9X7C-K2"));
    gallery.show("", &Accessibility { chrome: gallery.chrome(), publisher: town_hall(), agencies: vec![agency()] });
    gallery.show(
        "",
        &LegalNotice {
            chrome: gallery.chrome(),
            publisher: town_hall(),
            host: Contact { name: "Hébergeur d'Exemple".to_owned(), ..Contact::default() },
            agencies: vec![agency()],
            terms_href: Some("/conditions-d-utilisation".to_owned()),
        },
    );
    gallery.show("", &TermsPage { chrome: gallery.chrome(), version: "2".to_owned(), date: day(), parts: terms() });
    gallery.show(
        "",
        &Privacy {
            chrome: gallery.chrome(),
            controller: town_hall(),
            agencies: vec![agency()],
            officer: Some("dpo@exemple.fr".to_owned()),
        },
    );
}

fn privacy(gallery: &mut Gallery<'_>) {
    let question =
        |label: &str, optional, conditional| AskedQuestion { label: label.to_owned(), optional, conditional };
    let all = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let page = DemarchePrivacy {
        chrome: gallery.chrome(),
        demarche: demarche(),
        version: "3f9a1c07b2de".to_owned(),
        agency: Some(agency()),
        authority: Some(town_hall()),
        purpose: "Établir les listes de recensement et convoquer à la Journée défense et citoyenneté.".to_owned(),
        basis: Some("RGPD, article 6-1-e : mission d'intérêt public".to_owned()),
        legal_basis: Some("code du service national, articles L. 113-1 à L. 113-8".to_owned()),
        asked: vec![
            AskedOn {
                title: "Vous".to_owned(),
                groups: vec![
                    AskedGroup {
                        title: Some("Votre identité".to_owned()),
                        questions: vec![
                            question("Nom de naissance", false, false),
                            question("Nom d'usage", true, false),
                            question("Naissance – Date", false, false),
                        ],
                    },
                    AskedGroup { title: None, questions: vec![question("Livret de famille", true, true)] },
                ],
            },
            AskedOn {
                title: "Votre domicile".to_owned(),
                groups: vec![AskedGroup { title: None, questions: vec![question("Commune", false, false)] }],
            },
        ],
        has_optional: true,
        has_conditional: true,
        known: all(&["Votre identité", "Votre adresse"]),
        providers: all(&["FranceConnect"]),
        sources: vec![PrivacySource {
            name: "la Base adresse nationale".to_owned(),
            told: "Nous cherchons votre adresse dans la Base adresse nationale. Seul ce que vous tapez y est envoyé."
                .to_owned(),
        }],
        recipients: vec![
            PrivacyRecipient { title: "Mairie".to_owned(), conditional: false, parts: Vec::new() },
            PrivacyRecipient {
                title: "Consulat".to_owned(),
                conditional: true,
                parts: all(&["Votre identité", "Votre domicile – Commune"]),
            },
        ],
        stops: all(&["Cette démarche est réservée aux jeunes Français."]),
        rules: all(&["Vous devez avoir seize ans."]),
        warnings: all(&["Vous avez plus de vingt-cinq ans."]),
        computed: all(&["Votre âge"]),
        draft_kept: Delay { count: 30, unit: DelayUnit::Days },
        dossier_kept: Delay { count: 3, unit: DelayUnit::Months },
        receipt_kept: Delay { count: 5, unit: DelayUnit::Years },
        rights: vec![
            "data-right-access",
            "data-right-rectify",
            "data-right-erase-unless-owed",
            "data-right-restrict",
            "data-right-object",
        ],
        site_href: "/donnees-personnelles".to_owned(),
    };
    gallery.show("", &page);
    gallery.show(
        "least",
        &DemarchePrivacy {
            agency: None,
            authority: None,
            basis: None,
            legal_basis: None,
            asked: page.asked[1..].to_vec(),
            has_optional: false,
            has_conditional: false,
            known: Vec::new(),
            providers: Vec::new(),
            sources: Vec::new(),
            stops: Vec::new(),
            rules: Vec::new(),
            warnings: Vec::new(),
            computed: Vec::new(),
            rights: vec!["data-right-access", "data-right-erase", "data-right-carry", "data-right-withdraw"],
            ..page
        },
    );
}

/// The terms of use for accounts.
pub(super) fn terms() -> Vec<TermsPart> {
    let part = |title: &str, text: &str| TermsPart { title: title.to_owned(), text: text.to_owned() };
    vec![
        part("", "Ces conditions valent pour les comptes du site."),
        part("Objet", "Un compte garde vos démarches et vos données.\n\nIl est gratuit et facultatif."),
        part("Fin du compte", "Vous le fermez quand vous voulez."),
    ]
}

fn agency() -> Publisher {
    Publisher {
        contact: Contact { name: "Agence d'Exemple".to_owned(), ..town_hall() },
        site: Some("https://agence.exemple.fr".to_owned()),
        officer: Some("dpo@agence.exemple.fr".to_owned()),
    }
}

fn account(gallery: &mut Gallery<'_>) {
    gallery.show(
        "",
        &AccountCreate {
            chrome: gallery.chrome(),
            action: "/compte/nouveau".to_owned(),
            email: "camille@exemple.fr".to_owned(),
            min_password: 12,
            next: "/suivi/8Z3K".to_owned(),
            login_href: "/connexion".to_owned(),
            faults: vec![Fault::new("password", "password.too_short").with("min", 12)],
        },
    );
    gallery.show(
        "",
        &AccountLogin {
            chrome: gallery.chrome(),
            action: "/connexion".to_owned(),
            email: String::new(),
            next: String::new(),
            held: None,
            create_href: "/compte/nouveau".to_owned(),
            providers: Vec::new(),
            anew: false,
            faults: vec![Fault::new("email", "login.wrong")],
        },
    );
    gallery.show(
        "crowded",
        &AccountLogin {
            chrome: gallery.chrome(),
            action: "/connexion".to_owned(),
            email: "camille@exemple.fr".to_owned(),
            next: String::new(),
            held: None,
            create_href: "/compte/nouveau".to_owned(),
            providers: Vec::new(),
            anew: false,
            faults: vec![Fault::new("password", "password.crowded")],
        },
    );
    gallery.show(
        "held",
        &AccountLogin {
            chrome: gallery.chrome(),
            action: "/connexion".to_owned(),
            email: String::new(),
            next: "/demarches/recensement/d/8Z3K/identite".to_owned(),
            held: Some(held("_typed")),
            create_href: "/compte/nouveau".to_owned(),
            providers: super::connection::buttons(),
            anew: false,
            faults: Vec::new(),
        },
    );
    let claim = AccountClaim {
        chrome: gallery.citizen(),
        action: "/compte/rattacher".to_owned(),
        reference: REFERENCE.to_owned(),
        sent: false,
        back_href: "/compte".to_owned(),
        faults: vec![Fault::new("reference", "claim.no_reference")],
    };
    gallery.show("", &claim);
    let wrong = vec![Fault::new("code", "login.code_wrong").with("left", 3)];
    gallery.show("sent", &AccountClaim { sent: true, faults: wrong, ..claim });
    let home = AccountHome {
        chrome: gallery.citizen(),
        drafts: vec![DraftLine {
            title: "Changement de coordonnées".to_owned(),
            href: "/demarches/coordonnees/d/77AB".to_owned(),
            begun_at: instant(),
            kept_until: day(),
        }],
        dossiers: vec![DossierLine {
            title: "Recensement citoyen".to_owned(),
            reference: REFERENCE.to_owned(),
            href: "/suivi/8Z3K".to_owned(),
            recorded_at: instant(),
            cases: vec![
                ("Mairie".to_owned(), "done".to_owned()),
                ("Caisse d'allocations familiales".to_owned(), "to_send".to_owned()),
            ],
            news: true,
        }],
        vault_href: "/compte/donnees".to_owned(),
        documents_href: "/compte/documents".to_owned(),
        password_href: Some("/compte/mot-de-passe".to_owned()),
        catalogue_href: "/".to_owned(),
    };
    gallery.show("", &home);
    gallery.show("empty", &AccountHome { drafts: Vec::new(), dossiers: Vec::new(), ..home });
    let password = AccountPassword {
        chrome: gallery.citizen(),
        action: "/compte/mot-de-passe".to_owned(),
        min_password: 12,
        back_href: "/compte".to_owned(),
        providers: vec!["FranceConnect".to_owned(), "ProConnect".to_owned()],
        connections_href: "/compte/connexions".to_owned(),
        done: false,
        faults: vec![
            Fault::new("current", "password.not_current"),
            Fault::new("password", "password.too_short").with("min", 12),
        ],
    };
    gallery.show("wrong", &password);
    gallery.show("done", &AccountPassword { done: true, faults: Vec::new(), ..password });
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    site(gallery);
    privacy(gallery);
    account(gallery);
}
