//! Cases by the State's hub, a stand-in that keeps to its contract: sent once whatever fails, and what their recipients answer comes back.

use desk::{HubeeAccount, HubeeDesk, HubeePlace, Whose};
use jiff::SignedDuration;
use serde_json::json;
use store::{
    Uuid,
    deliveries::{State, Which},
    routes::Kind,
};

use crate::{
    agent::MAIRIE,
    clamav::ClamAv,
    hub::{CLIENT, Hub, SECRET, Wrong},
    partner::{Program, filed},
    support::{Browser, World},
    uploads::png,
};

pub(crate) const OPERATOR: &str = "exploitation@exemple.fr";

pub(crate) async fn world() -> World {
    World::with(|config| {
        config.webhook_networks = vec!["127.0.0.1".to_owned()];
        config.contact = Some(OPERATOR.to_owned());
    })
    .await
}

pub(crate) fn whose() -> Whose {
    Whose { agency: "ville-essai".to_owned(), siret: MAIRIE.0.to_owned(), branch: MAIRIE.1.to_owned() }
}

pub(crate) fn account(hub: &Hub) -> HubeeAccount {
    let place = HubeePlace { api: hub.api(), token: hub.token(), client: CLIENT.to_owned(), secret: SECRET.to_owned() };
    HubeeAccount { place, processes: [("essai".to_owned(), "codeEssai".to_owned())].into(), limits: [].into() }
}

/// A desk whose cases go by the hub; gives the account.
async fn connected(world: &World) -> (Hub, Uuid) {
    let hub = Hub::start();
    let osl = Whose { siret: "13000000000013".to_owned(), branch: String::new(), ..whose() };
    let made = world.desk().add_hubee_account(&osl, &account(&hub)).await.unwrap();
    world.desk().add_hubee(&whose(), &HubeeDesk { branch: "31555".to_owned() }).await.unwrap();
    (hub, made)
}

/// Sends what is due and reads what came, until nothing is left of either.
async fn round(world: &World) {
    world.clock.advance(SignedDuration::from_secs(61));
    world.drop_parcels().await;
    world.work().await;
    world.clock.advance(SignedDuration::from_secs(31));
    world.drop_parcels().await;
}

async fn undelivered(world: &World) -> Vec<desk::DeliveryTold> {
    world.desk().deliveries(Which::default()).await.unwrap()
}

async fn seen(citizen: &mut Browser, follow: &str) -> String {
    citizen.get(follow).await.text
}

pub(crate) async fn a_case_goes_by_the_hub_and_its_answers_come_back() {
    let world = world().await;
    filed(&world).await;
    let (hub, account) = connected(&world).await;
    let (mut citizen, follow) = filed(&world).await;
    round(&world).await;
    assert_eq!(
        (hub.completed().len(), hub.folders().len(), hub.breaches()),
        (1, 1, Vec::new()),
        "what came before is not sent"
    );
    let sent = hub.completed().remove(0);
    let name = sent.external_id.clone();
    assert_eq!(
        (&sent.body["processCode"], &sent.body["cases"][0]["recipient"]["branchCode"]),
        (&json!("codeEssai"), &json!("31555"))
    );
    let kinds: Vec<&str> = sent.files.iter().map(|file| file.kind.as_str()).collect();
    assert!(["manifest", "json", "pdf"].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
    assert!(undelivered(&world).await.is_empty() && seen(&mut citizen, &follow).await.contains("Transmise"));
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'parcel'").await, 0);

    // Fetched, which says nothing to anybody; then opened.
    hub.sets(&name, "SENT", "");
    hub.sets(&name, "SI_RECEIVED", "passage en SI_RECEIVED");
    round(&world).await;
    let page = seen(&mut citizen, &follow).await;
    assert!(page.contains("Reçue") && !page.contains("SI_RECEIVED"), "{page}");
    hub.sets(&name, "IN_PROGRESS", "");
    let body = json!({ "actionType": "STATUS_UPDATE", "message": "Voici votre attestation.", "comment": "vu avec Paul", "caseNewStatus": "DONE" });
    hub.answers(&name, body, &[("attestation.png", "image/png", &png())]);
    // Told in the wrong order, and twice.
    hub.turns_notices_round();
    round(&world).await;
    let page = seen(&mut citizen, &follow).await;
    assert!(page.contains("Traitée") && page.contains("Voici votre attestation.") && !page.contains("Paul"), "{page}");
    assert!(page.contains("attestation.png"));
    assert_eq!(world.number("select count(*) from events where author_kind = 'partner'").await, 4);
    assert_eq!((hub.notices(), hub.breaches(), world.desk().kept_of_hubee().await.unwrap().len()), (0, Vec::new(), 0));
    // Its citizen knows: it is closed there.
    round(&world).await;
    let known = hub.folders().remove(0);
    assert_eq!(known.case_status, "CLOSED");
    assert!(known.events.iter().all(|event| matches!(event.status.as_str(), "RECEIVED" | "SENT")));
    let last = known.events.iter().rev().find(|event| event.body["caseNewStatus"] == "DONE").unwrap().id.clone();
    hub.tells_again(&last);
    round(&world).await;
    assert_eq!(
        (world.number("select count(*) from events where author_kind = 'partner'").await, hub.notices()),
        (4, 0)
    );
    let shown = format!("{:?}", world.desk().routes(&[Kind::HubeeAccount, Kind::Hubee]).await.unwrap());
    assert!(shown.contains(CLIENT) && !shown.contains(SECRET) && shown.contains(&account.to_string()), "{shown}");
}

pub(crate) async fn whatever_fails_on_the_way_one_case_arrives() {
    let world = world().await;
    let (hub, _) = connected(&world).await;
    for (place, (method, path, wrong)) in [
        ("POST", "/token", Wrong::Say(503, "Retry-After: 30\r\n")),
        ("POST", "/folders", Wrong::Say(500, "")),
        ("PUT", "/attachments/", Wrong::Cut(10)),
        ("PUT", "/attachments/", Wrong::Lost),
        ("PATCH", "/folders/", Wrong::Lost),
    ]
    .into_iter()
    .enumerate()
    {
        hub.end_tokens();
        hub.fail(method, path, 2, wrong.clone());
        filed(&world).await;
        for _ in 0..4 {
            round(&world).await;
            world.clock.advance(SignedDuration::from_mins(6));
        }
        let (context, cases) = (format!("{method} {path} {wrong:?}"), place + 1);
        assert_eq!(
            (hub.completed().len(), hub.folders().len(), hub.breaches()),
            (cases, cases, Vec::new()),
            "{context}"
        );
        assert!(undelivered(&world).await.is_empty(), "{context}");
    }
}

pub(crate) async fn ids_are_written_down_before_the_next_step_and_another_process_goes_on() {
    let world = world().await;
    let (hub, _) = connected(&world).await;
    hub.fail("PUT", "/attachments/", 1, Wrong::Say(500, ""));
    filed(&world).await;
    world.clock.advance(SignedDuration::from_secs(1));
    world.drop_parcels().await;
    let waiting = undelivered(&world).await.remove(0).delivery;
    assert_eq!((waiting.state, waiting.last_error.as_deref()), (State::Waiting, Some("hubee.status_500")));
    assert_eq!((hub.folders().len(), hub.completed().len()), (1, 0));
    assert_eq!(world.number("select count(*) from work where progress like '%folder-%'").await, 1);
    assert_eq!(world.number("select count(*) from hubee_folders where status = 'HUBEE_RECEIVED'").await, 1);
    world.desk().retry_delivery(waiting.id).await.unwrap();
    world.drop_parcels().await;
    assert_eq!((hub.folders().len(), hub.completed().len(), hub.breaches()), (1, 1, Vec::new()));
    // The token of before ended meanwhile: one other.
    let granted = hub.granted();
    hub.end_tokens();
    round(&world).await;
    assert_eq!(hub.granted(), granted + 1);
}

pub(crate) async fn what_may_not_follow_is_kept_told_and_not_applied() {
    let world = world().await;
    let (hub, _) = connected(&world).await;
    let (mut citizen, follow) = filed(&world).await;
    round(&world).await;
    let name = hub.completed()[0].external_id.clone();
    // From the start to the end in one step.
    hub.sets(&name, "DONE", "C'est fait.");
    hub.tells_of_unknown();
    round(&world).await;
    let page = seen(&mut citizen, &follow).await;
    assert!(page.contains("Transmise") && !page.contains("fait."), "{page}");
    let kept = world.desk().kept_of_hubee().await.unwrap();
    assert_eq!(
        (kept.len(), kept[0].code.as_str(), kept[0].said.as_deref()),
        (1, "hubee.transition", Some("C'est fait."))
    );
    assert_eq!(kept[0].external_id.as_deref(), Some(name.as_str()));
    assert_eq!(world.number("select count(*) from hubee_events where cast(said as text) like '%fait%'").await, 0);
    assert_eq!(hub.notices(), 0, "what is stored is acknowledged");
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let alarms: Vec<_> = mails.iter().filter(|mail| mail.to == OPERATOR).collect();
    assert!(alarms.len() == 1 && !alarms[0].text.contains(&name) && !alarms[0].text.contains("fait."), "{alarms:?}");

    // In its order it goes; a refusal without a word gets one.
    hub.sets(&name, "SENT", "");
    hub.sets(&name, "SI_RECEIVED", "");
    hub.sets(&name, "REFUSED", "");
    round(&world).await;
    let page = seen(&mut citizen, &follow).await;
    assert!(page.contains("Refusée") && page.contains("Écrivez-lui depuis cette page"), "{page}");
}

pub(crate) async fn what_could_not_be_taken_in_is_sent_again_by_hand() {
    let world = world().await;
    let (hub, _) = connected(&world).await;
    filed(&world).await;
    round(&world).await;
    let name = hub.completed()[0].external_id.clone();
    for status in ["SENT", "SI_RECEIVED", "SI_INTG_ERROR"] {
        hub.sets(&name, status, "");
    }
    round(&world).await;
    let parked = undelivered(&world).await.remove(0).delivery;
    assert_eq!((parked.state, parked.last_error.as_deref()), (State::Parked, Some("hubee.integration_error")));
    world.desk().retry_delivery(parked.id).await.unwrap();
    round(&world).await;
    let known = hub.folders();
    assert_eq!((known.len(), known[0].case_status.as_str(), hub.breaches()), (1, "HUBEE_NOTIFIED", Vec::new()));
    assert!(undelivered(&world).await.is_empty());
}

pub(crate) async fn what_the_citizen_says_goes_by_the_hub_too() {
    let world = world().await;
    let (hub, _) = connected(&world).await;
    let (mut citizen, follow) = filed(&world).await;
    // The hub is down: what is said meanwhile comes after the case.
    hub.fail("POST", "/folders", 1, Wrong::Say(500, ""));
    let page = citizen.get(&follow).await;
    let place = page.links().into_iter().find(|link| link.contains("/message/")).unwrap();
    let photo = png();
    let files: [(&str, &str, &[u8]); 1] = [("document", "dos.png", &photo)];
    citizen.get(&place).await.upload_on(&mut citizen, &[("message", "Il est rouge.")], &files).await;
    for _ in 0..3 {
        round(&world).await;
    }
    let known = hub.completed().remove(0);
    assert_eq!((hub.folders().len(), known.events.len(), hub.breaches()), (1, 1, Vec::new()));
    let said = &known.events[0];
    assert_eq!(
        (said.body["message"].as_str(), said.status.as_str(), said.files.len()),
        (Some("Il est rouge."), "SENT", 1)
    );
    assert_eq!(said.files[0].bytes, photo);
    assert!(hub.calls().iter().filter(|call| call.contains("/events")).all(|call| !call.starts_with("DELETE")));
}

pub(crate) async fn what_is_asked_for_by_the_hub_is_answered_by_it_and_opens_the_case_anew() {
    let world = world().await;
    let (hub, _) = connected(&world).await;
    let (mut citizen, follow) = filed(&world).await;
    round(&world).await;
    let name = hub.completed()[0].external_id.clone();
    for (status, message) in
        [("SENT", ""), ("SI_RECEIVED", ""), ("IN_PROGRESS", ""), ("ADD_AWAITING", "De quelle couleur ?")]
    {
        hub.sets(&name, status, message);
    }
    round(&world).await;
    let page = citizen.get(&follow).await;
    assert!(page.text.contains("De quelle couleur ?"), "{}", page.text);
    let place = page.links().into_iter().find(|link| link.contains("/message/")).unwrap();
    citizen.get(&place).await.upload_on(&mut citizen, &[("message", "Il est rouge.")], &[]).await;
    round(&world).await;
    let known = hub.folders().remove(0);
    assert_eq!((known.case_status.as_str(), hub.breaches()), ("HUBEE_NOTIFIED", Vec::new()));
    assert_eq!(known.events.last().unwrap().body["message"], "Il est rouge.");
    for (status, message) in [("SENT", ""), ("SI_RECEIVED", ""), ("IN_PROGRESS", ""), ("DONE", "Retrouvé.")] {
        hub.sets(&name, status, message);
    }
    round(&world).await;
    assert!(seen(&mut citizen, &follow).await.contains("Retrouvé."));
    assert_eq!(world.desk().kept_of_hubee().await.unwrap().len(), 0);

    // What is asked for by question, at the portal of the same desk, goes as files.
    let (mut citizen, follow) = filed(&world).await;
    round(&world).await;
    let name = hub.completed()[1].external_id.clone();
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.pop().unwrap();
    let asked = json!({
        "status": "complement", "message": "Précisez.", "complement": { "questions": ["demandeur.nom"], "by": "2026-12-15" }
    });
    assert!(program.answer(&case, "demande-1", asked).await.status.is_success());
    let page = citizen.get(&follow).await;
    let place = page.links().into_iter().find(|link| link.contains("/complement/")).unwrap();
    let page = citizen.get(&place).await;
    page.post_on(&mut citizen, &[("demandeur.nom", "Müller"), ("_action", "continue")]).await;
    round(&world).await;
    let known = hub.folders().into_iter().find(|folder| folder.external_id == name).unwrap();
    let given = known.events.last().unwrap();
    assert_eq!(
        (given.body["actionType"].as_str(), given.status.as_str(), hub.breaches()),
        (Some("ATTACH_DEPOSIT"), "SENT", Vec::new())
    );
    let answers = given.files.iter().find(|file| file.name == "answers.json").unwrap();
    assert!(String::from_utf8_lossy(&answers.bytes).contains("Müller\""));
}

pub(crate) async fn documents_that_come_by_the_hub_are_examined_before_anybody_has_them() {
    let clamav = ClamAv::start();
    let world = World::with(|config| {
        config.antivirus = clamav.url();
        config.webhook_networks = vec!["127.0.0.1".to_owned()];
        config.contact = Some(OPERATOR.to_owned());
    })
    .await;
    let (hub, _) = connected(&world).await;
    hub.finds_viruses();
    let (mut citizen, follow) = filed(&world).await;
    round(&world).await;
    // What the hub's own antivirus holds back holds up nothing, and is told.
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    assert!(
        hub.completed().len() == 1 && mails.iter().any(|mail| mail.to == OPERATOR && mail.subject.contains("HubEE"))
    );
    let name = hub.completed()[0].external_id.clone();
    hub.sets(&name, "SENT", "");
    hub.sets(&name, "SI_RECEIVED", "");
    let deposit = json!({ "actionType": "ATTACH_DEPOSIT", "message": "Un document." });
    hub.answers(&name, deposit.clone(), &[("acte.png", "image/png", &png())]);
    hub.answers(&name, deposit, &[("macro.exe", "application/x-msdownload", b"MZ")]);
    round(&world).await;
    assert_eq!(
        world.number("select count(*) from attachments where owner_kind = 'case' and state = 'pending'").await,
        1
    );
    world.scan().await;
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'case' and state = 'clean'").await, 1);
    assert!(seen(&mut citizen, &follow).await.contains("acte.png"));
    let kept = world.desk().kept_of_hubee().await.unwrap();
    assert!(kept.len() == 1 && kept[0].code.starts_with("file."), "{kept:?}");
}

pub(crate) async fn accounts_and_desks_are_judged() {
    let world = world().await;
    let hub = Hub::start();
    let osl = Whose { siret: "13000000000013".to_owned(), branch: String::new(), ..whose() };
    let desk = HubeeDesk { branch: "31555".to_owned() };
    let code = |result: Result<Uuid, desk::DeskError>| result.unwrap_err().code();
    assert_eq!(code(world.desk().add_hubee(&whose(), &desk).await), "hubee.no_account");
    let mut wrong = account(&hub);
    wrong.place.api = "ftp://exemple.fr".to_owned();
    assert_eq!(code(world.desk().add_hubee_account(&osl, &wrong).await), "hubee.url");
    let none = HubeeAccount { processes: [].into(), ..account(&hub) };
    assert_eq!(code(world.desk().add_hubee_account(&osl, &none).await), "hubee.process");
    let short = Whose { siret: "13".to_owned(), ..osl.clone() };
    assert_eq!(code(world.desk().add_hubee_account(&short, &account(&hub)).await), "hubee.siret");
    let made = world.desk().add_hubee_account(&osl, &account(&hub)).await.unwrap();
    assert_eq!(code(world.desk().add_hubee_account(&osl, &account(&hub)).await), "hubee.process_taken");
    assert_eq!(
        code(world.desk().add_hubee(&whose(), &HubeeDesk { branch: "trop long pour".to_owned() }).await),
        "hubee.branch"
    );
    let route = world.desk().add_hubee(&whose(), &desk).await.unwrap();
    assert_eq!(code(world.desk().add_hubee(&whose(), &desk).await), "hubee.twice");
    // A wrong secret, and the right one.
    world.desk().set_hubee_secret(made, "autre").await.unwrap();
    filed(&world).await;
    world.clock.advance(SignedDuration::from_secs(1));
    world.drop_parcels().await;
    assert_eq!(undelivered(&world).await[0].delivery.last_error.as_deref(), Some("hubee.auth"));
    world.desk().set_hubee_secret(made, SECRET).await.unwrap();
    // An account that waits holds everything up, and loses nothing.
    world.desk().pause_route(made, &[Kind::HubeeAccount]).await.unwrap();
    round(&world).await;
    assert_eq!(hub.folders().len(), 0);
    world.desk().resume_route(made, &[Kind::HubeeAccount]).await.unwrap();
    round(&world).await;
    assert_eq!((hub.completed().len(), hub.breaches()), (1, Vec::new()));
    world.desk().remove_route(route, &[Kind::Hubee]).await.unwrap();
    filed(&world).await;
    round(&world).await;
    assert_eq!(hub.folders().len(), 1);
}
