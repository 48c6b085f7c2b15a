//! Samples of the pages of supervisors and administrators.

use super::{Gallery, REFERENCE, day, instant};
use crate::page::{
    Download, Fault,
    agent::Tag,
    batch::{Batch, BatchRow, Labels},
    delays::{DelayRow, Delays},
    exports::{ExportRow, Exports},
    team::{Invited, Member, Software, Team},
};

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let member = |id: &str, name: &str, role: &str| Member {
        id: id.to_owned(),
        name: name.to_owned(),
        email: format!("agent{id}@exemple.fr"),
        desk: "Mairie de Toulouse, état civil".to_owned(),
        role: role.to_owned(),
        invited_until: None,
        closed: false,
        second_factor: false,
        me: false,
    };
    let software = |name: &str, state: &str, reason: Option<&str>| Software {
        name: name.to_owned(),
        desk: "Mairie de Toulouse, état civil".to_owned(),
        state: state.to_owned(),
        since: instant(),
        reason: reason.map(str::to_owned),
    };
    let team = Team {
        chrome: gallery.agent(),
        action: "/agents/equipe".to_owned(),
        agents: vec![
            Member { me: true, second_factor: true, ..member("1", "Dominique Lefèvre", "admin") },
            Member { closed: true, ..member("2", "Claire Exemple", "supervisor") },
            Member { invited_until: Some(instant()), ..member("3", "", "agent") },
        ],
        software: vec![
            software("Logiciel d'état civil", "active", None),
            software(
                "Logiciel d'accueil",
                "suspended",
                Some("Son secret a été publié par erreur ; l'éditeur le remplace."),
            ),
            software("Ancien logiciel", "ended", Some("Remplacé par le logiciel d'état civil.")),
        ],
        desks: vec![("EC".to_owned(), "État civil".to_owned()), ("URB".to_owned(), "Urbanisme".to_owned())],
        roles: ["agent", "supervisor", "admin"].map(str::to_owned).to_vec(),
        invited: Invited::default(),
        done: true,
        faults: Vec::new(),
    };
    gallery.show("", &team);
    let invited = Invited { email: "claire@".to_owned(), branch: "URB".to_owned(), ..Invited::default() };
    let faults = vec![Fault::new("email", "email.invalid"), Fault::new("agent", "agent.last_admin")];
    gallery.show("wrong", &Team { done: false, invited, faults, ..team });
    batch(gallery);
    let row = |back: i32, to_end| DelayRow {
        month: day().checked_sub(jiff::Span::new().months(back)).unwrap_or(day()),
        demarche: "Recensement citoyen".to_owned(),
        received: 1_208,
        open: 12,
        closed: 1_196,
        to_receipt: Some((1, 4)),
        to_end,
    };
    gallery.show("", &Delays { chrome: gallery.agent(), rows: vec![row(0, None), row(1, Some((9, 31)))] });
    gallery.show("none", &Delays { chrome: gallery.agent(), rows: Vec::new() });
    exports(gallery);
    let labels = Labels {
        chrome: gallery.agent(),
        action: "/agents/etiquettes".to_owned(),
        labels: tags(),
        colours: ["grey", "blue", "green", "amber", "red"].map(str::to_owned).to_vec(),
        name: String::new(),
        colour: "grey".to_owned(),
        done: true,
        faults: Vec::new(),
    };
    gallery.show("", &labels);
    let faults = vec![Fault::new("name", "label.taken"), Fault::new("colour", "label.colour")];
    gallery.show("wrong", &Labels { labels: Vec::new(), name: "Urgent".to_owned(), done: false, faults, ..labels });
}

fn exports(gallery: &mut Gallery<'_>) {
    let row = |form: &str| ExportRow {
        id: form.to_owned(),
        form: form.to_owned(),
        asked_at: instant(),
        filters: vec!["Recensement citoyen".to_owned(), "Terminée".to_owned()],
        total: 1200,
        written: 450,
        left_out: 0,
        file: None,
        fault: None,
        until: day(),
    };
    let file = Download {
        name: "export-2026-12-24.zip".to_owned(),
        href: "/agents/exports/1".to_owned(),
        mime: "application/zip".to_owned(),
        size: Some(84_213_000),
        held: None,
        kept_on: None,
    };
    let rows = vec![
        row("csv"),
        ExportRow { file: Some(file.clone()), left_out: 2, ..row("zip") },
        ExportRow { fault: Some(Fault::new("export", "export.too_large")), filters: Vec::new(), ..row("zip") },
    ];
    let page = Exports {
        chrome: gallery.agent(),
        action: "/agents/exports".to_owned(),
        key: "k".to_owned(),
        filters: vec![("status".to_owned(), "done".to_owned())],
        filters_said: vec!["Terminée".to_owned()],
        inbox_href: "/agents?status=done".to_owned(),
        rows,
        done: Some("exports-asked-for".to_owned()),
        faults: Vec::new(),
    };
    gallery.show("", &page);
    let ready = vec![ExportRow { file: Some(file), ..row("csv") }];
    gallery.show("ready", &Exports { rows: ready, done: Some("exports-removed".to_owned()), ..page.clone() });
    for code in ["export.none", "export.too_many_cases", "export.too_many", "export.too_many_kept"] {
        let faults = vec![Fault::new("export", code).with("most", 20_000).with("open", 2)];
        let none = Exports { rows: Vec::new(), filters_said: Vec::new(), done: None, faults, ..page.clone() };
        gallery.show(code, &none);
    }
    let failed = ["export.not_allowed", "export.failed"];
    let rows = failed.map(|code| ExportRow { fault: Some(Fault::new("export", code)), ..row("csv") }).to_vec();
    gallery.show("failed", &Exports { rows, done: None, ..page });
}

/// One label of each colour.
pub(super) fn tags() -> Vec<Tag> {
    [("grey", "À classer"), ("blue", "Original vu"), ("green", "Prêt"), ("amber", "À rappeler"), ("red", "Urgent")]
        .into_iter()
        .map(|(colour, name)| Tag {
            id: colour.to_owned(),
            name: name.to_owned(),
            colour: colour.to_owned(),
            on: colour == "red",
        })
        .collect()
}

fn batch(gallery: &mut Gallery<'_>) {
    let row = |number: usize| BatchRow {
        pick: format!("ville/{number}/1"),
        picked: true,
        href: Some(format!("/agents/dossiers/{number}")),
        reference: REFERENCE.to_owned(),
        new: number == 0,
        unheard: number == 2,
        demarche: "Recensement citoyen".to_owned(),
        status: "in_progress".to_owned(),
        assignee: (number == 1).then(|| "Claire Exemple".to_owned()),
        left: number == 1,
        tags: tags().into_iter().take(number).collect(),
        done: false,
        fault: None,
    };
    let chosen = Batch {
        chrome: gallery.agent(),
        back_href: "/agents?status=done".to_owned(),
        action: "/agents/lot".to_owned(),
        key: "k".to_owned(),
        rows: (0..3).map(row).collect(),
        colleagues: vec![("1".to_owned(), "Claire Exemple".to_owned()), ("2".to_owned(), "Dominique".to_owned())],
        me: "2".to_owned(),
        labels: tags(),
        statuses: ["in_progress", "done"].map(str::to_owned).to_vec(),
        status: String::new(),
        message: String::new(),
        done: None,
        before: false,
        total: 3,
        faults: Vec::new(),
    };
    gallery.show("", &chosen);
    let outcome = |number: usize| match number {
        1 => BatchRow { fault: Some(Fault::new("batch", "case.changed")), ..row(number) },
        _ => BatchRow { done: true, picked: false, ..row(number) },
    };
    let rows = (0..3).map(outcome).collect();
    gallery.show("done", &Batch { done: Some(2), before: true, rows, ..chosen.clone() });
    gallery.show(
        "wrong",
        &Batch {
            faults: vec![
                Fault::new("message", "message.required"),
                Fault::new("batch", "batch.some_gone"),
                Fault::new("batch", "batch.not_sent"),
            ],
            ..chosen.clone()
        },
    );
    let gone = |number: usize| BatchRow {
        href: None,
        reference: String::new(),
        picked: false,
        status: String::new(),
        fault: Some(Fault::new("batch", "batch.not_found")),
        ..row(number)
    };
    let message = "Nous cherchons votre parapluie.".to_owned();
    let rows = vec![row(0), BatchRow { href: row(1).href, reference: REFERENCE.to_owned(), ..gone(1) }];
    gallery.show("one-gone", &Batch { message: message.clone(), rows, ..chosen.clone() });
    gallery.show("all-gone", &Batch { message, rows: vec![gone(0)], done: Some(0), total: 1, ..chosen.clone() });
    gallery.show("none", &Batch { rows: Vec::new(), faults: vec![Fault::new("batch", "batch.none")], ..chosen });
}
