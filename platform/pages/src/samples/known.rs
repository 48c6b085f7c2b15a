//! Samples of « Ce que nous savons déjà » and of what was agreed to.

use form::{
    known::Holder,
    vault::{Assurance, Origin},
};

use super::{Gallery, REFERENCE, day, demarche, instant, town_hall};
use crate::page::{
    Fault, Link,
    known::{AgreementShown, Agreements, HandoverPage, HandoverWaiting, KnownHolder, KnownItem, KnownPage, KnownValue},
};

fn value(number: usize, label: &str, line: &str) -> KnownValue {
    KnownValue {
        name: format!("vault/identity:{number}"),
        number,
        label: label.to_owned(),
        lines: vec![line.to_owned()],
        origin: Origin::Demarche { id: "recensement".to_owned(), title: "Recensement citoyen".to_owned() },
        on: day(),
        assurance: Assurance::Declared,
        pages: vec!["Vous".to_owned()],
        depends: false,
        locked: false,
        instead: Vec::new(),
        ticked: false,
    }
}

fn vouched(value: KnownValue) -> KnownValue {
    KnownValue {
        origin: Origin::Identity { provider: "FranceConnect".to_owned() },
        assurance: Assurance::Verified { by: "FranceConnect".to_owned(), level: "eidas1".to_owned() },
        ..value
    }
}

fn provider() -> Holder {
    Holder::Provider { id: "franceconnect".to_owned(), name: "FranceConnect".to_owned() }
}

fn dossier() -> Holder {
    Holder::Dossier {
        id: "01993333-0000-7000-8000-000000000001".to_owned(),
        reference: REFERENCE.to_owned(),
        demarche: "carte".to_owned(),
        title: "Carte de transport".to_owned(),
        on: day(),
    }
}

fn site() -> Holder {
    let id = "01993333-0000-7000-8000-000000000002".to_owned();
    Holder::Site { id, name: "Portail famille (Mairie d'Exemple)".to_owned(), on: day() }
}

fn agreements(gallery: &mut Gallery<'_>) {
    let one = AgreementShown {
        demarche: Link {
            label: "Recensement citoyen".to_owned(),
            href: "/demarches/recensement/d/8Z3K/donnees-connues".to_owned(),
        },
        service: "Mairie d'Exemple".to_owned(),
        reference: None,
        holder: provider(),
        decision: "agreed".to_owned(),
        taken: vec!["Nom de naissance".to_owned(), "Prénoms".to_owned()],
        refused: vec!["Date de naissance".to_owned()],
        at: instant(),
        withdraw: Some("01993333-0000-7000-8000-000000000000".to_owned()),
    };
    let reference = Some(REFERENCE.to_owned());
    let sent = AgreementShown { reference, holder: Holder::Vault, withdraw: None, ..one.clone() };
    let refused = AgreementShown {
        holder: dossier(),
        decision: "refused".to_owned(),
        taken: Vec::new(),
        withdraw: None,
        ..one.clone()
    };
    let withdrawn = AgreementShown { holder: site(), decision: "withdrawn".to_owned(), ..refused.clone() };
    let page = Agreements {
        chrome: gallery.citizen(),
        back_href: "/compte/donnees".to_owned(),
        action: "/compte/accords".to_owned(),
        done: true,
        agreements: vec![one, sent, refused, withdrawn],
        traces_href: "/compte/traces".to_owned(),
    };
    gallery.show("", &page);
    gallery.show("none", &Agreements { agreements: Vec::new(), done: false, ..page });
}

fn handover(gallery: &mut Gallery<'_>) {
    let waiting = HandoverWaiting {
        site: "Portail famille (Mairie d'Exemple)".to_owned(),
        answers: 3,
        until: instant(),
        authority: town_hall(),
        login_href: None,
    };
    let page = HandoverPage {
        chrome: gallery.chrome(),
        demarche: demarche(),
        action: "/demarches/recensement/remise/8Z3K".to_owned(),
        waiting: Some(waiting.clone()),
    };
    gallery.show("", &page);
    let login_href = Some("/compte/connexion?next=%2Fdemarches%2Frecensement%2Fremise%2F8Z3K".to_owned());
    let waiting = HandoverWaiting { login_href, answers: 1, ..waiting };
    gallery.show("login", &HandoverPage { waiting: Some(waiting), ..page.clone() });
    gallery.show("gone", &HandoverPage { waiting: None, ..page });
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let identity = |values: Vec<KnownValue>| KnownItem { title: "Votre identité".to_owned(), values };
    let by_provider = KnownHolder {
        by: provider(),
        on: Some(day()),
        items: vec![identity(vec![
            KnownValue {
                instead: vec!["Müller".to_owned()],
                ..vouched(value(0, "Nom de naissance", "MÜLLER-LE GOFF"))
            },
            KnownValue { locked: true, ..vouched(value(1, "Prénoms", "Zoé, Éloïse")) },
            KnownValue {
                origin: Origin::Identity { provider: "FranceConnect".to_owned() },
                ..value(2, "Nom d'usage", "Durand")
            },
        ])],
    };
    let own = KnownHolder {
        by: Holder::Vault,
        on: Some(day()),
        items: vec![
            identity(vec![KnownValue { depends: true, ..value(3, "Civilité", "Madame") }]),
            KnownItem {
                title: "Votre adresse électronique".to_owned(),
                values: vec![KnownValue {
                    pages: vec!["Vous joindre".to_owned(), "Identité".to_owned()],
                    ..value(4, "Adresse électronique", "zoe@exemple.fr")
                }],
            },
        ],
    };
    let earlier = KnownHolder {
        by: dossier(),
        on: Some(day()),
        items: vec![
            identity(vec![vouched(value(5, "Lieu de naissance", "Toulouse"))]),
            KnownItem {
                title: "Votre adresse".to_owned(),
                values: vec![value(6, "Numéro et voie", "12 rue des Lilas")],
            },
        ],
    };
    let page = KnownPage {
        chrome: gallery.citizen(),
        demarche: demarche(),
        action: "/demarches/recensement/d/8Z3K/donnees-connues".to_owned(),
        back_href: "/demarches/recensement".to_owned(),
        go_on_href: "/demarches/recensement/d/8Z3K/situation".to_owned(),
        stamp: "0123456789abcdef".to_owned(),
        authority: town_hall(),
        purpose: "Recenser les jeunes de 16 ans.".to_owned(),
        recipients: vec!["Mairie".to_owned()],
        recipients_by_answers: false,
        holders: vec![by_provider, own, earlier],
        decided: false,
        locks: true,
        changed: false,
        faults: Vec::new(),
        own_href: "/compte/donnees".to_owned(),
        agreements_href: Some("/compte/accords".to_owned()),
    };
    gallery.show("", &page);
    let mut decided = page.clone();
    for value in decided.holders.iter_mut().flat_map(|holder| &mut holder.items).flat_map(|item| &mut item.values) {
        value.ticked = value.number % 2 == 0;
    }
    gallery.show("decided", &KnownPage { decided: true, ..decided });
    let recipients = vec!["Mairie".to_owned(), "Préfecture".to_owned()];
    gallery.show(
        "changed",
        &KnownPage { changed: true, locks: false, recipients, recipients_by_answers: true, ..page.clone() },
    );
    let faults = vec![Fault::new("reprendre-0", "known.tick_needed")];
    gallery.show("wrong", &KnownPage { faults, ..page.clone() });
    let handed = KnownHolder {
        by: site(),
        on: Some(day()),
        items: vec![KnownItem {
            title: "Votre situation".to_owned(),
            values: vec![value(0, "Lieu de résidence", "France"), value(1, "Votre commune", "Toulouse")],
        }],
    };
    let chrome = gallery.chrome();
    let holders = vec![handed];
    gallery.show("handed-over", &KnownPage { chrome, holders, locks: false, agreements_href: None, ..page.clone() });
    gallery.show("nothing", &KnownPage { holders: Vec::new(), decided: true, ..page });
    agreements(gallery);
    handover(gallery);
}
