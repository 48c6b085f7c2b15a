//! HubEE: the steps in their order, whatever goes wrong between two of them; tokens; what comes back.

use std::time::Duration;

use connectors::routes::{
    Courier, File, Hubee, HubeePlace, Outcome, Parcel, Route, Sending,
    hubee::{Action, SoFar},
};
use serde_json::json;

use crate::hub::{CLIENT, Hub, SECRET, Wrong};
use crate::routes::{account, folder};

const AT: i64 = 1_795_255_200;
const FILES: &[File<'static>] = &[
    File { name: "answers.json", role: "json", mime: "application/json", bytes: b"{}" },
    File {
        name: "RCO-1-recensement-citoyen-ji-1.pdf",
        role: "ji",
        mime: "application/pdf",
        bytes: &[0, 159, 146, 150],
    },
];

fn courier() -> Courier {
    Courier::new(&["127.0.0.1".to_owned()]).unwrap().within(Duration::from_secs(3))
}

fn parcel(so_far: Option<&str>) -> Parcel<'_> {
    Parcel { id: "msg_1", at: AT, name: "RCO-1-01", body: "{\"format\":1}", files: FILES, so_far }
}

fn way(hub: &Hub) -> Route {
    Route::Hubee(Box::new((account(hub), Sending::Folder(folder()))))
}

/// Goes on until it is done, begun anew by another process at each step; gives how many steps failed.
async fn carry(hub: &Hub, way: &Route) -> usize {
    let (mut so_far, mut failed): (Option<String>, usize) = (None, 0);
    for _ in 0..60 {
        match courier().deliver(way, &parcel(so_far.as_deref())).await {
            Outcome::Further(next) => so_far = Some(next),
            Outcome::Done => return failed,
            Outcome::Later { code, .. } => {
                assert!(code.starts_with("hubee."), "{code}");
                failed += 1;
            }
            Outcome::Gone => panic!("gone"),
        }
    }
    panic!("no end: {:?} {:?}", hub.breaches(), hub.calls());
}

#[tokio::test]
async fn a_case_is_declared_uploaded_and_completed_in_this_order() {
    let hub = Hub::start();
    assert_eq!(carry(&hub, &way(&hub)).await, 0);
    let calls: Vec<String> = hub.calls().into_iter().filter(|call| !call.contains("token")).collect();
    let verbs: Vec<&str> = calls.iter().filter_map(|call| call.split(' ').next()).collect();
    assert_eq!(verbs, ["POST", "PUT", "PUT", "PUT", "GET", "PATCH"]);
    let sent = hub.completed().remove(0);
    assert_eq!((hub.breaches(), hub.folders().len()), (Vec::new(), 1));
    assert_eq!(sent.body["applicant"], json!({ "firstName": "Zoé", "lastName": "Müller" }));
    assert_eq!(sent.body["cases"][0]["recipient"]["branchCode"], "31555");
    let mut files: Vec<_> =
        sent.files.iter().map(|file| (file.name.as_str(), file.kind.as_str(), file.mime.as_str())).collect();
    files.sort_unstable();
    assert_eq!(
        files,
        [
            ("RCO-1-01.json", "manifest", "application/json"),
            ("RCO-1-recensement-citoyen-ji-1.pdf", "ji", "application/pdf"),
            ("answers.json", "json", "application/json"),
        ]
    );
    assert!(sent.files.iter().any(|file| file.bytes == FILES[1].bytes));
}

#[tokio::test]
async fn whatever_is_cut_or_lost_at_whichever_step_one_case_arrives_whole() {
    for (method, path) in [
        ("POST", "/token"),
        ("POST", "/folders"),
        ("PUT", "/attachments/"),
        ("GET", "/folders/"),
        ("PATCH", "/folders/"),
    ] {
        for wrong in [
            Wrong::Cut(0),
            Wrong::Cut(20),
            Wrong::Lost,
            Wrong::Say(500, ""),
            Wrong::Say(502, ""),
            Wrong::Say(429, "Retry-After: 7\r\n"),
        ] {
            for times in [1, 3] {
                let hub = Hub::start();
                hub.fail(method, path, times, wrong.clone());
                carry(&hub, &way(&hub)).await;
                let context = format!("{method} {path} {wrong:?} {times}");
                assert_eq!((hub.completed().len(), hub.breaches()), (1, Vec::new()), "{context}");
                assert!(hub.completed()[0].files.iter().all(|file| file.status == "RECEIVED"), "{context}");
                // Where the answer to the very first step is lost, nobody can know of the folder: it stays empty, and no recipient hears of it.
                let left =
                    if matches!(wrong, Wrong::Lost) && path == "/folders" && method == "POST" { times } else { 0 };
                assert_eq!(hub.folders().len(), 1 + left, "{context}");
            }
        }
    }
}

#[tokio::test]
async fn files_that_the_hub_is_slow_to_have_hold_a_case_up_for_that_long_and_no_longer() {
    for looks in [1, 2, 5] {
        let hub = Hub::start();
        hub.fail("GET", "/folders/", looks, Wrong::Behind);
        // The first time they are uploaded once more, and refused as received already.
        assert_eq!(carry(&hub, &way(&hub)).await, looks - 1, "{looks}");
        assert_eq!((hub.completed().len(), hub.breaches()), (1, Vec::new()), "{looks}");
        let case = hub.folders()[0].case.clone();
        let deposit = Sending::Event { case, action: Action::Deposit, message: None, status: None };
        let event = Route::Hubee(Box::new((account(&hub), deposit)));
        hub.fail("GET", "/events/", looks, Wrong::Behind);
        let (mut so_far, mut late) = (None::<String>, Vec::new());
        loop {
            let parcel = Parcel { id: "msg_2", ..parcel(so_far.as_deref()) };
            match courier().deliver(&event, &parcel).await {
                Outcome::Further(next) => so_far = Some(next),
                Outcome::Later { code, .. } if late.len() < looks => late.push(code),
                end => break assert_eq!(end, Outcome::Done, "{looks}"),
            }
        }
        assert_eq!(late, vec!["hubee.pending"; looks - 1]);
        assert_eq!((hub.folders()[0].events[0].status.as_str(), hub.breaches()), ("SENT", Vec::new()), "{looks}");
    }
}

#[tokio::test]
async fn done_said_again_is_done() {
    let hub = Hub::start();
    let way = way(&hub);
    let mut so_far: Option<String> = None;
    for round in 0..3 {
        loop {
            match courier().deliver(&way, &parcel(so_far.as_deref())).await {
                Outcome::Further(next) => so_far = Some(next),
                end => break assert_eq!(end, Outcome::Done, "{round}"),
            }
        }
    }
    assert_eq!((hub.folders().len(), hub.breaches()), (1, Vec::new()));
    let known = SoFar::read(so_far.as_deref()).unwrap();
    assert_eq!(known.case.as_deref(), Some(hub.folders()[0].case.as_str()));
    // A folder that was completed while nobody wrote it down.
    let before = SoFar { checked: false, ..known };
    let before = serde_json::to_string(&before).unwrap();
    assert_eq!(courier().deliver(&way, &parcel(Some(&before))).await, Outcome::Done);
}

#[tokio::test]
async fn a_token_serves_for_its_time_and_is_renewed_once() {
    let hub = Hub::start();
    let (courier, way) = (courier(), way(&hub));
    let go = async |so_far: Option<String>| courier.deliver(&way, &parcel(so_far.as_deref())).await;
    let Outcome::Further(first) = go(None).await else { panic!() };
    let Outcome::Further(second) = go(Some(first)).await else { panic!() };
    assert_eq!(hub.granted(), 1);
    hub.end_tokens();
    let Outcome::Further(third) = go(Some(second)).await else { panic!() };
    assert_eq!(hub.granted(), 2);
    // Whoever always says no is asked twice, and no third time.
    hub.fail("PUT", "/attachments/", 9, Wrong::Say(401, ""));
    let Outcome::Later { code, .. } = go(Some(third.clone())).await else { panic!() };
    assert_eq!((code, hub.granted()), ("hubee.auth", 3));
    // It ends by its own time too.
    let late = Parcel { at: AT + 3600, ..parcel(Some(&third)) };
    let tired = Hub::start();
    let way = Route::Hubee(Box::new((account(&tired), Sending::Folder(folder()))));
    assert!(matches!(courier.deliver(&way, &parcel(None)).await, Outcome::Further(_)));
    assert!(matches!(courier.deliver(&way, &Parcel { so_far: None, ..late }).await, Outcome::Further(_)));
    assert_eq!(tired.granted(), 2);

    let wrong =
        HubeePlace { api: hub.api(), token: hub.token(), client: CLIENT.to_owned(), secret: "autre".to_owned() };
    let wrong = Route::Hubee(Box::new((Hubee::new(&wrong).unwrap(), Sending::Folder(folder()))));
    let refused = courier.deliver(&wrong, &parcel(None)).await;
    assert_eq!(refused, Outcome::Later { code: "hubee.auth", status: None, patience: None });
    assert!(!format!("{courier:?}").contains("jeton") && !format!("{wrong:?}").contains("autre"));
}

#[tokio::test]
async fn the_hub_is_left_alone_as_long_as_it_asks() {
    for (status, header, patience) in [
        (429, "Retry-After: 30\r\n", Some(30)),
        (503, "Retry-After: 120\r\n", Some(120)),
        (500, "Retry-After: 9\r\n", None),
    ] {
        let hub = Hub::start();
        hub.fail("POST", "/folders", 1, Wrong::Say(status, header));
        let Outcome::Later { code, status: said, patience: asked } = courier().deliver(&way(&hub), &parcel(None)).await
        else {
            panic!()
        };
        assert_eq!((code, said, asked), ("hubee.status", Some(status), patience.map(Duration::from_secs)));
    }
}

#[tokio::test]
async fn what_its_antivirus_holds_back_holds_up_nothing_else() {
    let hub = Hub::start();
    hub.finds_viruses();
    let (way, mut so_far) = (way(&hub), None::<String>);
    while let Outcome::Further(next) = courier().deliver(&way, &parcel(so_far.as_deref())).await {
        so_far = Some(next);
    }
    assert_eq!(SoFar::read(so_far.as_deref()).unwrap().corrupted, [0, 1, 2]);
    assert_eq!((hub.completed().len(), hub.breaches()), (1, Vec::new()));
}

#[tokio::test]
async fn what_comes_afterwards_is_said_once() {
    for (method, path) in [("POST", "/events"), ("GET", "/cases/"), ("PUT", "/attachments/"), ("PATCH", "/events/")] {
        for wrong in [Wrong::Cut(20), Wrong::Lost, Wrong::Say(500, "")] {
            for files in [FILES, &[]] {
                let hub = Hub::start();
                carry(&hub, &way(&hub)).await;
                let event = Sending::Event {
                    case: hub.folders()[0].case.clone(),
                    action: if files.is_empty() { Action::Message } else { Action::Deposit },
                    message: Some("Il est rouge.".to_owned()),
                    status: None,
                };
                hub.fail(method, path, 1, wrong.clone());
                let way = Route::Hubee(Box::new((account(&hub), event)));
                let mut so_far = None::<String>;
                let context = format!("{method} {path} {wrong:?}");
                for _ in 0..30 {
                    let parcel = Parcel { id: "msg_2", files, ..parcel(so_far.as_deref()) };
                    match courier().deliver(&way, &parcel).await {
                        Outcome::Further(next) => so_far = Some(next),
                        Outcome::Done => break,
                        Outcome::Later { .. } | Outcome::Gone => {}
                    }
                }
                let known = hub.folders().remove(0);
                assert_eq!((known.events.len(), hub.breaches()), (1, Vec::new()), "{context}");
                let sent = &known.events[0];
                assert_eq!((sent.status.as_str(), sent.files.len()), ("SENT", files.len()), "{context}");
                assert!(
                    sent.files.iter().all(|file| file.status == "RECEIVED") && sent.body["message"] == "Il est rouge."
                );
            }
        }
    }
}

#[tokio::test]
async fn what_comes_back_is_read_with_its_files_and_taken_away() {
    let hub = Hub::start();
    carry(&hub, &way(&hub)).await;
    let body =
        json!({ "actionType": "STATUS_UPDATE", "message": "Voici.", "comment": "interne", "caseNewStatus": "DONE" });
    let id = hub.answers("RCO-1-01", body, &[("attestation.pdf", "application/pdf", b"%PDF-")]);
    let (courier, account) = (courier(), account(&hub));
    let back = courier.hub(&account, AT);
    let notice = back.notices().await.unwrap().remove(0);
    let (case, event) = (notice.case_id.clone().unwrap(), notice.event_id.clone().unwrap());
    assert_eq!(event, id);
    let told = back.event_of(&case, &event).await.unwrap();
    assert_eq!((told.message.as_deref(), told.case_new_status.as_deref()), (Some("Voici."), Some("DONE")));
    assert!(!format!("{told:?}").contains("interne"), "what is between its agents stays there");
    assert_eq!(back.attachment((&case, &event), &told.attachments[0], 100).await.unwrap(), b"%PDF-");
    assert_eq!(back.attachment((&case, &event), &told.attachments[0], 3).await.unwrap_err().code, "hubee.too_large");
    back.received(&case, &event).await.unwrap();
    back.take_away(&notice.id).await.unwrap();
    back.take_away(&notice.id).await.unwrap();
    assert_eq!((back.notices().await.unwrap(), hub.breaches()), (Vec::new(), Vec::new()));
    // What is told is told in batches, and a notice twice where the hub says it twice.
    let refused = hub.sets("RCO-1-01", "REFUSED", "Non.");
    (0..26).for_each(|_| hub.tells_again(&refused));
    hub.tells_of_unknown();
    hub.turns_notices_round();
    let batch = back.notices().await.unwrap();
    assert_eq!((batch.len(), hub.notices(), batch[0].event_id.as_deref()), (25, 28, None));
    // An id that leads elsewhere leads nowhere.
    assert_eq!(back.event_of("../folders", "x").await.unwrap_err().code, "hubee.protocol");
}

#[test]
fn an_account_is_read_and_nonsense_refused() {
    let place = |api: &str, client: &str, secret: &str| HubeePlace {
        api: api.to_owned(),
        token: "https://auth.exemple.fr/oauth2/token".to_owned(),
        client: client.to_owned(),
        secret: secret.to_owned(),
    };
    let api = "https://api.exemple.fr/teledossiers/v1/";
    let account = Hubee::new(&place(api, "a", SECRET)).unwrap();
    assert_eq!(account.shown(), "a@api.exemple.fr");
    assert!(!format!("{account:?}{:?}", place(api, "a", SECRET)).contains(SECRET));
    for (api, client, secret, code) in [
        ("ftp://exemple.fr", "a", "b", "hubee.url"),
        ("http://exemple.fr/", "a", "b", "hubee.url"),
        ("https://exemple.fr/?a=b", "a", "b", "hubee.url"),
        (api, "", "b", "hubee.client"),
        (api, "a:b", "b", "hubee.client"),
        (api, "a", "", "hubee.client"),
        (api, "a", "é", "hubee.client"),
    ] {
        assert_eq!(Hubee::new(&place(api, client, secret)).unwrap_err().code, code, "{api}");
    }
}
