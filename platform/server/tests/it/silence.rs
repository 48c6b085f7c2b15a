//! The time that an office has to answer: who sees it, who is reminded, what stops it, what is told once it is over.

use axum::http::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    account::register,
    agent::{MAIRIE, REGISTRE, link},
    partner::{Program, filed},
    support::{Browser, PASSWORD, Page, World},
};

/// A server on which the test démarche is a request, whose silence means this; with the folder that it is served from.
pub(crate) async fn requested(means: &str, timezone: &str) -> (World, TempDir) {
    let silence = format!(
        "kind: demande\nsilence: {{ means: {means}, after: 2 months, appeal: Tribunal administratif sous deux mois. }}"
    );
    rewritten(|written| written.replace("kind: declaration", &silence).replace("Europe/Paris", timezone)).await
}

/// A server on which the test démarche is written otherwise; with the folder that it is served from.
pub(crate) async fn rewritten(otherwise: impl FnOnce(&str) -> String) -> (World, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/forms/essai");
    let form = folder.path().join("essai");
    std::fs::create_dir(&form).unwrap();
    std::fs::copy(here.join("schema.yaml"), form.join("schema.yaml")).unwrap();
    let written = std::fs::read_to_string(here.join("demarche.yaml")).unwrap();
    std::fs::write(form.join("demarche.yaml"), otherwise(&written)).unwrap();
    let forms = folder.path().to_owned();
    let world = World::with(|config| config.sources.forms = vec![forms]).await;
    (world, folder)
}

async fn told(program: &Program, case: &str) -> Value {
    program.get(&format!("/api/partner/v1/cases/{case}")).await.json()
}

fn plain(page: &Page) -> String {
    page.text.replace("&#39;", "'").replace(['\u{a0}', '\u{202f}'], " ")
}

async fn back(world: &World, agent: &mut Browser) {
    let login = agent.get("/agents/connexion").await;
    let email = format!("agent.{}@exemple.fr", MAIRIE.0);
    login.post_on(agent, &[("email", &email), ("password", PASSWORD)]).await;
    world.work().await;
}

async fn mails(world: &World, subject: &str) -> Vec<(String, String)> {
    let kept = world.desk().kept_mails().await.unwrap();
    let wanted = kept.into_iter().filter(|mail| mail.subject.contains(subject));
    wanted.map(|mail| (mail.to, mail.text.replace(['\u{a0}', '\u{202f}'], " "))).collect()
}

pub(crate) async fn an_office_is_reminded_and_its_silence_is_told_once() {
    let (world, _folder) = requested("rejection", "Europe/Paris").await;
    let (mut citizen, follow) = filed(&world).await;
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let said = json!({ "means": "rejection", "state": "runs", "answer_by": "2027-01-21", "suspended_until": null });
    assert_eq!(told(&program, &case).await["silence"], said);
    let page = plain(&citizen.get(&follow).await);
    assert!(page.contains("Sans réponse le 21 janvier 2027") && page.contains("Tribunal administratif"), "{page}");
    let inbox = agent.get("/agents?echeance=toutes").await;
    assert!(plain(&inbox).contains("21 janvier 2027"), "{}", inbox.text);
    let soon = plain(&agent.get("/agents?echeance=7").await);
    assert!(!soon.contains("21 janvier 2027") && soon.contains("Aucun dossier"), "{soon}");
    let page = plain(&agent.get(&link(&inbox, "/agents/cas/")).await);
    assert!(page.contains("Réponse attendue au plus tard le 21 janvier 2027"), "{page}");

    // Nobody is reminded before the morning of the seventh day before.
    world.later(24 * 53 + 20);
    world.work().await;
    let reminders = async || mails(&world, "réponse attendue pour le dossier").await.len();
    assert_eq!(reminders().await, 0, "{}", world.clock.now());
    world.later(3);
    world.work().await;
    assert_eq!(reminders().await, 2, "the register owes an answer as well");
    back(&world, &mut agent).await;
    assert!(plain(&agent.get("/agents?echeance=7").await).contains("21 janvier 2027"));
    world.later(24 * 6);
    world.work().await;
    assert_eq!(reminders().await, 4);
    world.work().await;
    assert_eq!(reminders().await, 4);

    // The end of the last day has come: said at once wherever it is looked at, and told in the morning.
    world.later(39);
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    world.work().await;
    assert_eq!(told(&program, &case).await["silence"]["state"], "over");
    assert!(mails(&world, "le délai de réponse est passé").await.is_empty());
    world.later(9);
    world.work().await;
    let spoken = mails(&world, "le délai de réponse est passé").await;
    assert_eq!(spoken.len(), 2, "one a recipient: {spoken:?}");
    let (to, text) = &spoken[0];
    assert_eq!(to, "zoe@exemple.fr");
    assert!(text.contains("considérée comme rejetée") && text.contains("Tribunal administratif"), "{text}");
    let page = plain(&citizen.get(&follow).await);
    assert!(page.contains("Délai de réponse passé le 21 janvier 2027 : demande considérée comme rejetée"), "{page}");
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = told(&program, &case).await;
    let last = case["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["kind"], &last["message"], &last["author"]),
        (&json!("silence"), &json!("2027-01-21"), &json!("system"))
    );
    world.later(24 * 3);
    world.work().await;
    assert_eq!(mails(&world, "le délai de réponse est passé").await.len(), 2, "once");
    assert_eq!(world.number("select count(*) from journal where act = 'case.silence_spoke'").await, 2);
    // What is to be answered until a day is there until then, and a while longer.
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from cases").await, 2);
}

pub(crate) async fn a_complement_stops_the_time_for_an_answer_and_what_comes_lets_it_go_on() {
    let (world, _folder) = requested("rejection", "Europe/Paris").await;
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let asked = json!({
        "status": "complement", "message": "Précisez.", "complement": { "questions": ["raison"], "by": "2026-12-15" }
    });
    world.later(24 * 4);
    let program = Program { token: Program::new(&world, "ville-essai", MAIRIE).await.token, ..program };
    assert_eq!(program.answer(&case, "demande-1", asked).await.status, StatusCode::CREATED);
    // Twenty days lie between the 25th of November and the 15th of December.
    let said = json!({
        "means": "rejection", "state": "suspended", "answer_by": "2027-02-10", "suspended_until": "2026-12-15"
    });
    assert_eq!(told(&program, &case).await["silence"], said);
    let page = plain(&citizen.get(&follow).await);
    assert!(page.contains("arrêté") && page.contains("15 décembre 2026") && page.contains("10 février 2027"), "{page}");
    let stored = "select count(*) from cases where silence_on = '2027-02-10'";
    assert_eq!(world.number(stored).await, 1);
    // Five days later it comes.
    world.later(24 * 5);
    let page = citizen.get(&follow).await;
    let page = citizen.get(&link(&page, "/complement/")).await;
    page.post_on(&mut citizen, &[("raison", "autre"), ("precision", "Bus"), ("_action", "continue")]).await;
    page.post_on(&mut citizen, &[("raison", "autre"), ("precision", "Bus"), ("_action", "continue")]).await;
    assert!(citizen.address.ends_with("complement=1"), "{}", citizen.address);
    let program = Program { token: Program::new(&world, "ville-essai", MAIRIE).await.token, ..program };
    let said = json!({ "means": "rejection", "state": "runs", "answer_by": "2027-01-26", "suspended_until": null });
    assert_eq!(told(&program, &case).await["silence"], said);
    assert_eq!(world.number("select count(*) from cases where silence_on = '2027-01-26'").await, 1);
    // One timer a case, whatever happened.
    let timers = "select count(*) from work where kind = 'silence' and state = 'waiting'";
    assert_eq!(world.number(timers).await, 2);
}

pub(crate) async fn an_acceptance_begins_anew_with_the_message_that_was_asked_for() {
    // It is still the day before in Tahiti.
    let (world, _folder) = requested("acceptance", "Pacific/Tahiti").await;
    world.later(-2);
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    assert_eq!(told(&program, &case).await["silence"]["answer_by"], "2027-01-20");
    world.later(24 * 10);
    let program = Program { token: Program::new(&world, "ville-essai", MAIRIE).await.token, ..program };
    let asked = json!({ "status": "complement", "message": "Appelez-nous ou écrivez-nous." });
    assert_eq!(program.answer(&case, "demande-1", asked).await.status, StatusCode::CREATED);
    let said = json!({ "means": "acceptance", "state": "suspended", "answer_by": null, "suspended_until": null });
    assert_eq!(told(&program, &case).await["silence"], said);
    assert!(plain(&citizen.get(&follow).await).contains("Il repart du début"));
    world.later(24 * 30);
    let page = citizen.get(&follow).await;
    let page = citizen.get(&link(&page, "/message/")).await;
    page.post_on(&mut citizen, &[("message", "Voici : un parapluie noir.")]).await;
    let program = Program { token: Program::new(&world, "ville-essai", MAIRIE).await.token, ..program };
    let said = json!({ "means": "acceptance", "state": "runs", "answer_by": "2027-02-28", "suspended_until": null });
    assert_eq!(told(&program, &case).await["silence"], said);
}

pub(crate) async fn an_answer_ends_the_time_and_what_is_taken_up_again_goes_on() {
    let (world, _folder) = requested("rejection", "Europe/Paris").await;
    let (_, follow) = filed(&world).await;
    for desk in [MAIRIE, REGISTRE] {
        let program = Program::new(&world, "ville-essai", desk).await;
        let case = program.cases().await.remove(0);
        let done = json!({ "status": "done", "message": "Retrouvé." });
        assert_eq!(program.answer(&case, "fin-1", done).await.status, StatusCode::CREATED);
        assert_eq!(told(&program, &case).await["silence"]["state"], "answered");
    }
    assert_eq!(world.number("select count(*) from cases where silence_on is not null").await, 0);
    assert_eq!(world.number("select count(*) from work where kind = 'silence'").await, 0);
    assert!(!plain(&world.browser().get(&follow).await).contains("Sans réponse le"));
    // Taken up again, the time goes on.
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.get("/api/partner/v1/notifications?after=0").await.json()["notifications"][0]["case_id"].clone();
    let again = json!({ "status": "in_progress", "message": "Pas le bon." });
    assert_eq!(program.answer(case.as_str().unwrap(), "fin-2", again).await.status, StatusCode::CREATED);
    assert_eq!(world.number("select count(*) from cases where silence_on = '2027-01-21'").await, 1);
    assert_eq!(world.number("select count(*) from work where kind = 'silence'").await, 1);
}

pub(crate) async fn what_silence_decided_is_news_in_the_account() {
    let (world, _folder) = requested("rejection", "Europe/Paris").await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    world.work().await;
    // The session of then is over.
    let log_in = async || {
        let mut browser = world.browser();
        let login = browser.get("/compte/connexion").await;
        login.post_on(&mut browser, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
        browser
    };
    let has_news = async |browser: &mut Browser| browser.get("/compte").await.text.contains("class=\"news\"");
    // The last day but one: the office was reminded, which is no news to the citizen.
    world.later(24 * 60);
    world.work().await;
    let mut citizen = log_in().await;
    assert!(citizen.get("/compte").await.text.contains(&filed.reference()) && !has_news(&mut citizen).await);
    world.later(24 * 2 + 12);
    world.work().await;
    assert_eq!(world.number("select count(*) from events where kind = 'silence'").await, 2);
    let mut citizen = log_in().await;
    assert!(has_news(&mut citizen).await);
    citizen.get(&link(&filed, "/suivi/")).await;
    assert!(!has_news(&mut citizen).await, "it was seen");
}

pub(crate) async fn a_declaration_has_no_time_for_an_answer() {
    let world = World::new().await;
    filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    assert_eq!(told(&program, &case).await["silence"], Value::Null);
    assert_eq!(world.number("select count(*) from work where kind = 'silence'").await, 0);
}

pub(crate) async fn cases_from_before_are_counted() {
    let (world, _folder) = requested("rejection", "Europe/Paris").await;
    filed(&world).await;
    let before = "update cases set silence_on = null, silence_counted = 0; delete from work where kind = 'silence'";
    world.raw(before, before).await;
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from cases where silence_on = '2027-01-21'").await, 2);
    assert_eq!(world.number("select count(*) from work where kind = 'silence'").await, 2);
    // What was over long ago is told to nobody now.
    world.raw(before, before).await;
    world.later(24 * 100);
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from cases where silence_counted = 0").await, 0);
    assert_eq!(world.number("select count(*) from work where kind = 'silence'").await, 0);
}
