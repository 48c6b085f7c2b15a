//! Samples of « Mes données »: what an account holds, correcting it, its traces, its end.

use form::{
    problem::ProblemKind,
    vault::{Assurance, Origin},
    view::{FieldView, Item},
};

use super::{
    Gallery, REFERENCE, day,
    fields::{field, item, view, wrong},
    instant,
};
use crate::page::{
    Download, Fault, Link,
    own::{
        AccountClose, AccountClosed, OwnCopy, OwnDeleteAll, OwnDetails, OwnDone, OwnItem, OwnItemForm, OwnValue, Trace,
        Traces,
    },
};

fn value(name: &str, label: &str, line: &str, origin: Origin) -> OwnValue {
    OwnValue {
        name: name.to_owned(),
        label: label.to_owned(),
        lines: vec![line.to_owned()],
        origin,
        on: day(),
        assurance: Assurance::Declared,
    }
}

fn link(label: &str, href: &str) -> Link {
    Link { label: label.to_owned(), href: href.to_owned() }
}

fn details(gallery: &mut Gallery<'_>) {
    let given = |title: &str| Origin::Demarche { id: "recensement".to_owned(), title: title.to_owned() };
    let vouched = OwnValue {
        assurance: Assurance::Verified { by: "FranceConnect".to_owned(), level: "eidas1".to_owned() },
        ..value("prenoms", "Prénoms", "Camille", Origin::Identity { provider: "FranceConnect".to_owned() })
    };
    let identity = OwnItem {
        name: "identity".to_owned(),
        title: "Votre identité".to_owned(),
        values: vec![value("nom", "Nom de naissance", "Müller-Le Goff", given("Recensement citoyen")), vouched],
        correct_href: Some("/compte/donnees/modifier/identity".to_owned()),
    };
    let other = OwnItem {
        name: "ancien".to_owned(),
        title: "Autres données".to_owned(),
        values: vec![
            value("", "Numéro", "12", given("")),
            value("nom", "Nom", "Mairie", Origin::Administration { name: "Mairie d'Exemple".to_owned() }),
            value("lieu", "Lieu", "Toulouse", Origin::OwnPage),
        ],
        correct_href: None,
    };
    let page = OwnDetails {
        chrome: gallery.citizen(),
        items: vec![identity, other],
        to_add: vec![link("Votre adresse", "/compte/donnees/modifier/home_address")],
        delete_action: "/compte/donnees/effacer".to_owned(),
        done: Some(OwnDone::Saved),
        copy: OwnCopy {
            action: "/compte/donnees/copie".to_owned(),
            waiting: true,
            mailed: true,
            file: None,
            made_on: None,
            until: None,
        },
        has_documents: true,
        documents_href: "/compte/documents".to_owned(),
        traces_href: "/compte/traces".to_owned(),
        close_href: "/compte/fermer".to_owned(),
        back_href: "/compte".to_owned(),
    };
    gallery.show("", &page);
    let there = OwnCopy {
        waiting: false,
        file: Some(Download {
            name: "mes-donnees-2026-11-21.zip".to_owned(),
            href: "/compte/donnees/copie".to_owned(),
            mime: "application/zip".to_owned(),
            size: Some(1_234_567),
            held: None,
            kept_on: None,
        }),
        made_on: Some(day()),
        until: Some(day()),
        ..page.copy.clone()
    };
    gallery.show("copied", &OwnDetails { copy: there, done: Some(OwnDone::CopyAsked), ..page.clone() });
    let unmailed = OwnCopy { mailed: false, ..page.copy.clone() };
    let asked = Some(OwnDone::CopyAskedUnmailed);
    gallery.show("unmailed", &OwnDetails { copy: unmailed, done: asked, ..page.clone() });
    gallery.show("copy-deleted", &OwnDetails { done: Some(OwnDone::CopyDeleted), ..page.clone() });
    let all = OwnDeleteAll {
        chrome: gallery.citizen(),
        action: "/compte/donnees/effacer".to_owned(),
        back_href: "/compte/donnees".to_owned(),
        items: page.items.iter().map(|item| item.title.clone()).collect(),
        has_documents: true,
    };
    gallery.show("", &all);
    gallery.show("documents", &OwnDeleteAll { items: Vec::new(), ..all.clone() });
    gallery.show("empty", &OwnDeleteAll { items: Vec::new(), has_documents: false, ..all });
    gallery.show("documents", &OwnDetails { items: Vec::new(), ..page.clone() });
    let gone = Some(OwnDone::Deleted);
    gallery.show("empty", &OwnDetails { items: Vec::new(), has_documents: false, done: gone, ..page });
    let questions = |wrongly: bool| {
        let nom = FieldView { value: "Müller".to_owned(), ..field("identity.nom", "text", "Nom de naissance") };
        let mail =
            FieldView { value: "camille".to_owned(), ..field("identity.mail", "email", "Adresse électronique") };
        let mail = if wrongly { wrong(mail, "", ProblemKind::Email) } else { mail };
        let optional = |field: FieldView| -> Item { item(FieldView { required: false, ..field }) };
        view("Votre identité", vec![optional(nom), optional(mail)])
    };
    let form = OwnItemForm {
        chrome: gallery.citizen(),
        view: questions(false),
        action: "/compte/donnees/modifier/identity".to_owned(),
        back_href: "/compte/donnees".to_owned(),
        opened: true,
        revision: "8f3a".to_owned(),
        changed: None,
        held: false,
        referentials_base: "/referentiels".to_owned(),
    };
    gallery.show("", &form);
    gallery.show("wrong", &OwnItemForm { view: questions(true), opened: false, ..form.clone() });
    let kept = vec![value("nom", "Nom de naissance", "Le Goff", given("Recensement citoyen"))];
    gallery.show("changed", &OwnItemForm { opened: false, changed: Some(kept), ..form.clone() });
    gallery.show("changed-empty", &OwnItemForm { opened: false, changed: Some(Vec::new()), ..form.clone() });
    gallery.show("held", &OwnItemForm { opened: false, held: true, ..form });
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    details(gallery);
    let close = AccountClose {
        chrome: gallery.citizen(),
        action: "/compte/fermer".to_owned(),
        back_href: "/compte/donnees".to_owned(),
        drafts: 2,
        dossiers: vec![link(&format!("Recensement citoyen, {REFERENCE}"), "/suivi/8Z3K")],
        asks_password: true,
        login_first: None,
        closed_after: Some(36),
        faults: vec![Fault::new("password", "password.not_current"), Fault::new("sure", "close.sure_needed")],
    };
    gallery.show("wrong", &close);
    gallery.show(
        "login",
        &AccountClose {
            asks_password: false,
            login_first: Some("/compte/deconnexion".to_owned()),
            faults: Vec::new(),
            ..close.clone()
        },
    );
    gallery.show(
        "fresh",
        &AccountClose {
            drafts: 0,
            dossiers: Vec::new(),
            asks_password: false,
            closed_after: None,
            faults: Vec::new(),
            ..close
        },
    );
    gallery.show("", &AccountClosed { chrome: gallery.chrome(), catalogue_href: "/".to_owned() });
    let trace = |what: &str, who: &str, reference: Option<&str>| Trace {
        at: instant(),
        what: what.to_owned(),
        who: who.to_owned(),
        reference: reference.map(str::to_owned),
        demarche: None,
    };
    let begun =
        Trace { demarche: Some("Recensement citoyen".to_owned()), ..trace("Brouillon commencé", "vous", None) };
    let traces = Traces {
        chrome: gallery.citizen(),
        back_href: "/compte/donnees".to_owned(),
        traces: vec![
            trace("Dossier lu", "un agent de Mairie d'Exemple", Some(REFERENCE)),
            trace("Connexion", "vous", None),
            begun,
        ],
        newer_href: Some("/compte/traces?page=1".to_owned()),
        older_href: Some("/compte/traces?page=3".to_owned()),
        csv_href: "/compte/traces.csv".to_owned(),
        most: 5000,
        officer: Some("dpo@exemple.fr".to_owned()),
    };
    gallery.show("", &traces);
    gallery.show("none", &Traces { traces: Vec::new(), newer_href: None, older_href: None, officer: None, ..traces });
}
