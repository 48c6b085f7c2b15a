//! Samples of the page of those who run the site.

use super::{Gallery, instant};
use crate::page::{
    Fault,
    operation::{HeldRow, KeptRow, Listed, MailRow, Operation, ParkedRow, QueueRow, RouteRow},
};

const CASE: &str = "ESS-7K2Q-9M4T-XH3D-5-01";

fn route(id: &str, kind: &str) -> RouteRow {
    RouteRow {
        id: id.to_owned(),
        kind: kind.to_owned(),
        desk: "Mairie d'Exemple-sur-Mer (99900000100011/MAIRIE)".to_owned(),
        agency: "ville-exemple".to_owned(),
        place: (kind == "webhook").then(|| format!("logiciel-{id}.exemple.fr")),
        waiting: 12,
        parked: 0,
        paused: None,
        by_partner: false,
        rests: None,
        arrived: Some(instant()),
        failed: None,
        said: None,
        next: Some(instant()),
    }
}

fn mail(name: &str, reader: &str, code: &str, advice: &str) -> ParkedRow {
    ParkedRow {
        id: name.to_owned(),
        queue: "outbox".to_owned(),
        kind: "mail".to_owned(),
        mail: Some(MailRow {
            name: name.to_owned(),
            reader: reader.to_owned(),
            domain: (!matches!(reader, "citizen" | "unknown")).then(|| "ville-exemple.fr".to_owned()),
            advice: advice.to_owned(),
        }),
        reference: (reader != "operator").then(|| CASE.to_owned()),
        attempts: 1,
        code: code.to_owned(),
        said: None,
        since: instant(),
    }
}

fn failing(id: &str, kind: &str, code: &str, said: &str) -> RouteRow {
    RouteRow { failed: Some(code.to_owned()), said: Some(said.to_owned()), ..route(id, kind) }
}

fn held(code: &str) -> HeldRow {
    HeldRow {
        reference: CASE.to_owned(),
        demarche: "stationnement-resident".to_owned(),
        desk: "99900000100011/MAIRIE".to_owned(),
        code: code.to_owned(),
        reason: (code == "suspended").then(|| "Le service est en grève jusqu'à lundi.".to_owned()),
        since: instant(),
    }
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let queue = |code: &str| QueueRow {
        code: code.to_owned(),
        waiting: 1200,
        under_way: 16,
        held: 2,
        parked: u64::from(code == "webhooks"),
        oldest: (code == "outbox").then(instant),
    };
    let page = Operation {
        chrome: gallery.agent(),
        action: "/exploitation".to_owned(),
        done: Some(3),
        queues: ["outbox", "timers", "scans", "webhooks", "drops", "exports"].map(queue).to_vec(),
        routes: Listed {
            rows: vec![
                RouteRow { parked: 3, ..failing("1", "webhook", "webhook.status_500", "answered") },
                RouteRow { paused: Some(instant()), by_partner: true, next: None, ..route("2", "webhook") },
                RouteRow { paused: Some(instant()), ..route("3", "sftp") },
                RouteRow { rests: Some(instant()), arrived: None, ..route("4", "digest") },
                failing("5", "webhook", "webhook.timeout", "silent"),
                failing("6", "webhook", "webhook.tls", "tls"),
                failing("7", "webhook", "webhook.address", "address"),
                failing("8", "webhook", "webhook.redirect", "odd"),
                failing("9", "sftp", "sftp.auth", "login"),
                failing("10", "sftp", "sftp.host_key", "host-key"),
                failing("11", "sftp", "sftp.folder", "folder"),
            ],
            next_href: Some("/exploitation?voies=4".to_owned()),
        },
        parked: Listed {
            rows: vec![
                ParkedRow {
                    id: "5".to_owned(),
                    queue: "webhooks".to_owned(),
                    kind: "webhook.event".to_owned(),
                    mail: None,
                    reference: Some(CASE.to_owned()),
                    attempts: 10,
                    code: "webhook.status_500".to_owned(),
                    said: Some("answered".to_owned()),
                    since: instant(),
                },
                ParkedRow {
                    id: "01993333-0000-7000-8000-000000000000".to_owned(),
                    queue: "drops".to_owned(),
                    kind: "sftp.drop".to_owned(),
                    mail: None,
                    reference: Some(CASE.to_owned()),
                    attempts: 1,
                    code: "sftp.refused".to_owned(),
                    said: Some("refused".to_owned()),
                    since: instant(),
                },
                mail("recorded", "citizen", "mail.rejected", "rejected-citizen"),
                mail("agent-notice", "agent", "mail.rejected", "rejected-agent"),
                mail("desk-case", "desk", "mail.rejected", "rejected-desk"),
                mail("webhook-alarm", "operator", "mail.rejected", "rejected-operator"),
                mail("", "unknown", "mail.rejected", "rejected-unknown"),
                mail("account-attached", "citizen", "mail.tls", "ours"),
                mail("login-elsewhere", "agent", "mail.timeout", "later"),
                mail("status-received", "citizen", "mail.unsendable", "unsendable"),
            ],
            next_href: Some("/exploitation?attente=1.2".to_owned()),
        },
        refused: Listed { rows: ["unreadable", "not_ours", "duplicate", "other"].map(held).to_vec(), next_href: None },
        suspended: Listed { rows: vec![held("suspended")], next_href: None },
        kept: vec![
            KeptRow {
                reference: Some(CASE.to_owned()),
                code: "case.suspended".to_owned(),
                waits: true,
                since: instant(),
            },
            KeptRow { reference: None, code: "hubee.unknown_case".to_owned(), waits: false, since: instant() },
        ],
        resuming: None,
        faults: Vec::new(),
    };
    gallery.show("", &page);
    let none = |listed: &Listed<HeldRow>| Listed { rows: Vec::new(), ..listed.clone() };
    gallery.show(
        "empty",
        &Operation {
            done: None,
            routes: Listed { rows: Vec::new(), next_href: None },
            parked: Listed { rows: Vec::new(), next_href: None },
            refused: none(&page.refused),
            suspended: none(&page.suspended),
            kept: Vec::new(),
            ..page.clone()
        },
    );
    let codes = [
        ("refuses", "case.not_refused"),
        ("suspendus", "case.not_suspended"),
        ("suspendus", "operation.reason_required"),
        ("suspendus", "operation.reason_too_long"),
    ];
    let faults = codes.map(|(field, code)| Fault::new(field, code).with("max", 4000)).to_vec();
    let resuming = Some((CASE.to_owned(), "Le service rouvre.".to_owned()));
    gallery.show("wrong", &Operation { done: None, faults, resuming, ..page });
}
