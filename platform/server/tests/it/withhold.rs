//! The operator's hand: a case is suspended, goes on, is cancelled; what software could not take in waits, and comes again.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use desk::{DeskError, Digest, Mailbox, NewWebhook, Operation, Whose};
use jiff::{SignedDuration, civil::Time};
use serde_json::json;
use store::agents::Role;

use crate::{
    agent::{MAIRIE, REGISTRE, link, received},
    at_desk::post_at,
    complement::{asked, opened},
    partner::{Program, filed},
    receiver::Receiver,
    roles::somebody,
    support::World,
};

const WHY: &str = "Une fuite est examinée : nous revenons vers vous.";
const OPERATOR: &str = "exploitation@exemple.fr";

async fn world() -> World {
    World::with(|config| {
        config.webhook_networks = vec!["127.0.0.1".to_owned()];
        config.contact = Some(OPERATOR.to_owned());
    })
    .await
}

async fn operate(world: &World, reference: &str, operation: Operation, why: &str) -> Result<usize, String> {
    world.clock.advance(SignedDuration::from_secs(1));
    match world.desk().operate(reference, operation, why, None).await {
        Ok(done) => Ok(done.len()),
        Err(DeskError::Invalid { code, .. }) => Err(code.to_owned()),
        Err(error) => Err(error.code().to_owned()),
    }
}

pub(crate) async fn a_case_that_was_never_sent_waits_and_goes_out_under_the_same_id() {
    let world = world().await;
    let mut citizen = world.browser();
    let page = world.file(&mut citizen, "Toulouse").await;
    let (reference, follow) = (page.reference(), link(&page, "/suivi/"));
    assert_eq!(operate(&world, &reference, Operation::Suspend, " ").await, Err("reason.required".to_owned()));
    assert_eq!(operate(&world, &reference, Operation::Resume, WHY).await, Err("case.not_suspended".to_owned()));
    assert_eq!(
        operate(&world, "ESS-0000-0000-0000-0", Operation::Suspend, WHY).await,
        Err("request.not_found".to_owned())
    );
    assert_eq!(operate(&world, &reference, Operation::Suspend, WHY).await, Ok(2), "both of its cases");
    assert_eq!(operate(&world, &reference, Operation::Suspend, WHY).await, Err("case.suspended".to_owned()));
    world.work().await;
    let held = "select count(*) from work where kind = 'case.deliver' and state = 'held'";
    assert_eq!(world.number(held).await, 2);
    // No office has it, and none is told that it is there.
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    assert!(program.cases().await.is_empty());
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    assert!(!agent.get("/agents").await.text.contains(&reference));
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("Suspendue") && seen.text.contains(WHY), "{}", seen.text);
    assert!(!seen.text.contains("/message/"), "there is nobody to write to meanwhile");
    // Only one of its cases goes on; then the other.
    let one = format!("{reference}-01");
    assert_eq!(operate(&world, &one, Operation::Resume, "C'est réglé.").await, Ok(1));
    world.work().await;
    assert_eq!((world.number(held).await, program.cases().await.len()), (1, 1));
    assert_eq!(operate(&world, &reference, Operation::Resume, "C'est réglé.").await, Ok(1));
    world.work().await;
    assert_eq!(world.number("select count(*) from work where kind = 'case.deliver' and state = 'done'").await, 2);
    assert_eq!(world.number("select count(*) from work where kind = 'case.deliver'").await, 2, "the same pieces");
    let register = Program::new(&world, "ville-essai", REGISTRE).await;
    assert_eq!(register.cases().await.len(), 1);
    assert!(citizen.get(&follow).await.text.contains("Transmise"));
    let acts =
        "select count(*) from journal where actor_kind = 'operator' and act in ('case.suspended', 'case.resumed')";
    assert_eq!(world.number(acts).await, 4);
    world.desk().verify_journal().await.unwrap();
}

pub(crate) async fn nothing_of_a_suspended_case_leaves_and_nobody_acts_on_it() {
    let world = world().await;
    let receiver = Receiver::kind();
    let new = NewWebhook {
        agency: "ville-essai".to_owned(),
        siret: MAIRIE.0.to_owned(),
        branch: MAIRIE.1.to_owned(),
        url: receiver.url(),
    };
    world.desk().add_webhook(new).await.unwrap();
    let mut citizen = world.browser();
    // Its agent has opened it, and its webhook has not been called yet.
    let (page, mut agent, case) = received(&world, &mut citizen, MAIRIE).await;
    let (reference, follow) = (page.reference(), link(&page, "/suivi/"));
    let one = format!("{reference}-01");
    let waiting = "select count(*) from work where queue = 'webhooks' and state = 'waiting'";
    assert_eq!(world.number(waiting).await, 2, "new, received");
    let ids = world.desk().deliveries(Default::default()).await.unwrap();
    let ids: BTreeSet<String> = ids.into_iter().map(|told| told.message_id).collect();
    assert_eq!(operate(&world, &one, Operation::Suspend, WHY).await, Ok(1));
    world.push().await;
    assert_eq!(receiver.heard().len(), 0, "it was never told of the case, and is not told that it is held");
    // What an operator sets going meanwhile waits all the same.
    world
        .raw(
            "update work set state = 'waiting' where state = 'held'",
            "update work set state = 'waiting' where state = 'held'",
        )
        .await;
    world.push().await;
    assert_eq!(receiver.heard().len(), 0);
    assert_eq!(
        world.number("select count(*) from work where queue = 'webhooks' and state = 'held' and attempts = 0").await,
        2
    );

    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let id = program.cases().await.remove(0);
    let read = program.get(&format!("/api/partner/v1/cases/{id}")).await.json();
    assert_eq!((&read["status"], &read["next_statuses"]), (&json!("suspended"), &json!([])));
    let last = read["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["kind"], &last["author"], &last["message"]),
        (&json!("suspended"), &json!("operator"), &json!(WHY))
    );
    assert_eq!(program.answer(&id, "a", json!({ "status": "done" })).await.code(), "case.suspended");
    let nack = program.ask("POST", &format!("/api/partner/v1/cases/{id}/nack"), r#"{"code":"unreadable"}"#).await;
    assert_eq!(nack.code(), "case.suspended");
    let shown = agent.get(&case.form().action).await;
    assert!(shown.text.contains("a suspendu ce dossier") && shown.text.contains(WHY), "{}", shown.text);
    assert!(!shown.text.contains("name=\"status\""), "no answer to send: {}", shown.text);
    let refused = case.post_on(&mut agent, &[("status", "done"), ("message", "Fini.")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("a suspendu ce dossier") && refused.text.contains("Fini."), "{}", refused.text);
    assert_eq!(world.number("select count(*) from events where status = 'done'").await, 0);
    // So does what was to be asked of the citizen.
    let asked = [("status", "complement"), ("message", "Lesquels ?"), ("questions", "objets"), ("by", "2026-12-10")];
    let refused = case.post_on(&mut agent, &asked).await;
    for kept in ["Lesquels ?", "Demander un complément à l&#39;usager\n- ", "- 2026-12-10"] {
        assert!(refused.text.contains(kept), "{kept}: {}", refused.text);
    }
    // Among themselves colleagues still write.
    let noted = post_at(&shown, &mut agent, "/note", &[("note", "Vu avec l'exploitant.")]).await;
    assert!(noted.text.contains("Vu avec l&#39;exploitant."), "{}", noted.text);

    assert_eq!(operate(&world, &reference, Operation::Resume, "C'est réglé.").await, Ok(1));
    world.push().await;
    let heard = receiver.heard();
    let called: BTreeSet<String> = heard.iter().map(|one| one.header("webhook-id").to_owned()).collect();
    assert!(ids.is_subset(&called), "under the same ids: {called:?}");
    assert_eq!(heard.len(), 2, "new, received");
    assert!(heard.iter().all(|one| !one.body.contains("fuite")));
    let feed = program.get("/api/partner/v1/notifications?after=0").await.json();
    let kinds: Vec<&str> =
        feed["notifications"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["case", "status", "suspended", "resumed"]);
    assert_eq!(program.answer(&id, "b", json!({ "status": "in_progress" })).await.status, StatusCode::CREATED);
    assert!(citizen.get(&follow).await.text.contains("En cours de traitement"));
}

pub(crate) async fn what_a_citizen_types_meanwhile_is_kept_and_the_days_are_given_back() {
    let world = world().await;
    let (mut citizen, follow, program, case) = asked(&world, &["demandeur.nom"]).await;
    let read = async || program.get(&format!("/api/partner/v1/cases/{case}")).await.json();
    let reference = format!("{}-01", read().await["reference"].as_str().unwrap());
    let page = opened(&mut citizen, &follow).await;
    let followed = citizen.get(&follow).await;
    let writing = citizen.get(&link(&followed, "/message/")).await;
    assert_eq!(operate(&world, &reference, Operation::Suspend, WHY).await, Ok(1));
    let given = [("demandeur.nom", "Müller"), ("_action", "continue")];
    let kept = page.post_on(&mut citizen, &given).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", kept.text);
    assert!(
        kept.text.contains("Ce que vous avez rempli est gardé ici") && kept.text.contains("value=\"Müller\""),
        "{}",
        kept.text
    );
    // The day until which it was awaited moves by as many as it is held: none is told meanwhile.
    let held = citizen.get(&follow).await;
    let day = |text: &str| text.replace('\u{a0}', " ").contains("15 décembre");
    assert!(day(&followed.text) && !day(&held.text) && !day(&kept.text), "{}", held.text);
    let unsent = writing.post_on(&mut citizen, &[("message", "Où en êtes-vous ?")]).await;
    assert_eq!(unsent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unsent.text);
    assert!(unsent.text.contains("Où en êtes-vous ?") && unsent.text.contains("est suspendue"), "{}", unsent.text);
    let again = citizen.get(&link(&followed, "/message/")).await;
    assert!(citizen.address.ends_with(&follow) && again.text.contains("Suspendue"), "{}", again.text);
    // Nobody is reminded of what cannot be given.
    let held = "select count(*) from work where kind = 'complement.reminder' and state = 'held'";
    assert_eq!(world.number(held).await, 1);
    world.clock.advance(SignedDuration::from_hours(30 * 24));
    world.work().await;
    assert_eq!(world.number(held).await, 1);
    assert_eq!(operate(&world, &reference, Operation::Resume, "C'est réglé.").await, Ok(1));
    let put_off = "select count(*) from complements where due = '2027-01-14'";
    assert_eq!(world.number(put_off).await, 1, "thirty days later");
    world.work().await;
    let waits = "select count(*) from work where kind = 'complement.reminder' and state = 'waiting'";
    assert_eq!(world.number(waits).await, 1, "its time has not come");
    let page = opened(&mut citizen, &follow).await;
    assert!(page.text.contains("value=\"Müller\""), "what was typed is there: {}", page.text);
    page.post_on(&mut citizen, &given).await;
    assert!(citizen.address.ends_with("complement=1"), "{}", citizen.address);
    let followed = citizen.get(&follow).await;
    assert!(
        followed.text.contains("La démarche reprend") && followed.text.contains("Exploitant du site"),
        "{}",
        followed.text
    );
}

pub(crate) async fn a_dossier_that_is_cancelled_as_a_whole_goes_on_nowhere() {
    let world = world().await;
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let id = program.cases().await.remove(0);
    let read = program.get(&format!("/api/partner/v1/cases/{id}")).await.json();
    let reference = read["reference"].as_str().unwrap().to_owned();
    assert_eq!(operate(&world, &reference, Operation::Cancel, "Déposée deux fois.").await, Ok(2));
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("Aucun service ne la traitera"), "{}", seen.text);
    assert!(!seen.text.contains("celles des autres services"), "{}", seen.text);
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let told: Vec<&str> =
        mails.iter().filter(|mail| mail.subject.contains("annulée")).map(|mail| mail.text.as_str()).collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|text| text.contains("aucun service ne la traitera")), "{told:?}");
}

pub(crate) async fn a_cancelled_case_is_read_and_done_nothing_to() {
    let world = world().await;
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let id = program.cases().await.remove(0);
    let read = program.get(&format!("/api/partner/v1/cases/{id}")).await.json();
    let reference = read["reference"].as_str().unwrap().to_owned();
    let register = Program::new(&world, "ville-essai", REGISTRE).await;
    let other = register.cases().await.remove(0);
    assert_eq!(register.answer(&other, "x", json!({ "status": "done" })).await.status, StatusCode::CREATED);
    // Of its two cases one has its answer already.
    assert_eq!(operate(&world, &reference, Operation::Cancel, "Déposée deux fois.").await, Ok(1));
    assert_eq!(operate(&world, &reference, Operation::Cancel, "Encore.").await, Err("case.over".to_owned()));
    assert_eq!(operate(&world, &reference, Operation::Suspend, "Encore.").await, Err("case.over".to_owned()));
    let read = program.get(&format!("/api/partner/v1/cases/{id}")).await.json();
    assert!(read["status"] == "cancelled" && read["answers"].to_string().contains("parapluie"), "{read}");
    assert_eq!(program.answer(&id, "y", json!({ "message": "Bonjour" })).await.code(), "case.cancelled");
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("Annulée") && seen.text.contains("Déposée deux fois."), "{}", seen.text);
    assert!(seen.text.contains("Traitée"), "the other stays as it was");
    assert!(seen.text.contains("ne traitera pas sa part"), "{}", seen.text);
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let told = mails.iter().find(|mail| mail.to == "zoe@exemple.fr" && mail.subject.contains("annulée")).unwrap();
    assert!(!told.text.contains("deux fois"), "{}", told.text);
    // Nothing is due of it, and it counts among what came to an end.
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let inbox = agent.get("/agents").await;
    assert!(inbox.text.contains("Plus rien à faire"), "{}", inbox.text);
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    let delays = sue.get("/agents/delais").await;
    let figures: Vec<&str> = delays.text.split("class=\"number\">").skip(1).collect();
    let figure = |place: usize| figures[place].split("</span> ").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!((figure(0), figure(2)), ("1", "1"), "{}", delays.text);
    assert_eq!(figure(5), "–", "an end by an operator is no delay of the desk's");
    // It is kept as long as an answer would be, from then on.
    let soon = world.clock.now() + SignedDuration::from_hours(29 * 24);
    let due = world.number("select purge_at from dossiers").await;
    assert!(due > soon.as_microsecond(), "{due}");
}

pub(crate) async fn what_software_could_not_take_in_waits_and_comes_again() {
    let world = world().await;
    let (mut citizen, follow) = filed(&world).await;
    filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let cases = program.cases().await;
    let nack =
        async |case: &str, body: &str| program.ask("POST", &format!("/api/partner/v1/cases/{case}/nack"), body).await;
    for (body, code) in [
        (r#"{"code":"broken"}"#, "nack.code"),
        (r#"{"code":"other","reason":"\u200b"}"#, "message.required"),
        (r#"{"code":"other"}"#, "message.required"),
        (&format!(r#"{{"code":"other","reason":"{}"}}"#, "x".repeat(1001)), "message.too_long"),
    ] {
        let refused = nack(&cases[0], body).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, code));
    }
    let first = nack(&cases[0], r#"{"code":"unreadable","reason":"SENTINELLE"}"#).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    world.clock.advance(SignedDuration::from_secs(5));
    assert_eq!(nack(&cases[0], r#"{"code":"unreadable"}"#).await.json(), first.json(), "said once, and its words stay");
    // What is said last is what the operator reads; it is held since the first.
    let told = async || {
        let held = world.desk().held_cases(false, None).await.unwrap().remove(0);
        (held.code.clone(), held.since, world.desk().refused_why(&held).await.unwrap())
    };
    let (_, since, why) = told().await;
    assert_eq!(why.as_deref(), Some("SENTINELLE"));
    let other = nack(&cases[0], r#"{"code":"duplicate"}"#).await.json();
    assert_eq!((&other["code"], &other["since"]), (&json!("duplicate"), &first.json()["since"]));
    assert_eq!(told().await, ("duplicate".to_owned(), since, None), "the words were of the other code");
    for why in ["Déjà pris le 3.", "SENTINELLE"] {
        nack(&cases[0], &json!({ "code": "unreadable", "reason": why }).to_string()).await;
        assert_eq!(told().await, ("unreadable".to_owned(), since, Some(why.to_owned())));
    }
    let noted = "select count(*) from journal where act = 'case.not_taken_in'";
    assert_eq!(world.number(noted).await, 4, "each that says something else");
    // Everything is acknowledged, and it alone is not received.
    let feed = program.get("/api/partner/v1/notifications?after=0").await.json();
    assert_eq!(program.acknowledge(feed["next"].as_str().unwrap()).await.status, StatusCode::OK);
    assert_eq!(world.number("select count(*) from cases where recipient = 'mairie' and status = 'received'").await, 1);
    assert_eq!(world.number("select count(*) from cases where recipient = 'mairie' and status = 'sent'").await, 1);
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let alarms: Vec<_> = mails.iter().filter(|mail| mail.to == OPERATOR).collect();
    assert!(alarms.len() == 1 && !alarms[0].text.contains("SENTINELLE"), "{alarms:?}");
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("Transmise") && !seen.text.contains("SENTINELLE"));
    let held = world.desk().held_cases(false, None).await.unwrap();
    assert_eq!((held.len(), held[0].code.as_str()), (1, "unreadable"));
    assert_eq!(world.desk().refused_why(&held[0]).await.unwrap().as_deref(), Some("SENTINELLE"));

    // It comes again as a new case, once, and the desk's digest counts it.
    let digest = Digest { at: Time::constant(8, 0, 0, 0), timezone: "Europe/Paris".to_owned(), every_day: true };
    let mailbox = Mailbox { to: "accueil@exemple.fr".to_owned(), digest: Some(digest) };
    let whose = Whose { agency: "ville-essai".to_owned(), siret: MAIRIE.0.to_owned(), branch: MAIRIE.1.to_owned() };
    world.desk().add_mailbox(&whose, &mailbox).await.unwrap();
    assert_eq!(operate(&world, &held[0].external_id, Operation::Redrive, "").await, Ok(1));
    assert_eq!(operate(&world, &held[0].external_id, Operation::Redrive, "").await, Err("case.not_refused".to_owned()));
    let again = program.get("/api/partner/v1/notifications").await.json();
    let told =
        again["notifications"].as_array().unwrap().iter().filter(|one| one["kind"] == "case").collect::<Vec<_>>();
    assert_eq!((told.len(), &told[0]["event_id"]), (1, &json!(null)), "{again}");
    assert_eq!(told[0]["case_id"].as_str(), Some(cases[0].as_str()));
    program.acknowledge(again["next"].as_str().unwrap()).await;
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("Reçue"), "{}", seen.text);
    // A recipient that answers after all has it.
    nack(&cases[0], r#"{"code":"other","reason":"base pleine"}"#).await;
    program.answer(&cases[0], "z", json!({ "status": "in_progress" })).await;
    assert!(world.desk().held_cases(false, None).await.unwrap().is_empty());
    world.later(24);
    world.drop_parcels().await;
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let digest = mails.iter().find(|mail| mail.to == mailbox.to).expect("there is news");
    assert_eq!(digest.text.chars().find(char::is_ascii_digit), Some('1'), "{}", digest.text);
}
