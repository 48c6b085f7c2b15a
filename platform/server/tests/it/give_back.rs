//! What a recipient gives back as values: by its software, by its agents, to the citizen.

use axum::http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use store::agents::Role;

use crate::{
    agent::{MAIRIE, REGISTRE, link, received},
    partner::{Program, filed},
    roles::somebody,
    support::{PASSWORD, World},
};

pub(crate) async fn a_program_gives_values_back_and_all_that_is_wrong_is_told_at_once() {
    let world = World::new().await;
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let address = format!("/api/partner/v1/cases/{case}");
    let read = program.get(&address).await.json();
    let schema = &read["returns"]["schema"];
    assert_eq!(read["returns"]["values"], json!({}));
    assert_eq!(schema["properties"]["numero"]["title"], "Numéro de la déclaration");
    let valid = jsonschema::validator_for(schema).unwrap();
    assert!(valid.is_valid(&json!({ "numero": "D1234", "rendu_le": "2026-11-20" })));
    assert!(!valid.is_valid(&json!({ "numero": "1234" })) && !valid.is_valid(&json!({ "autre": "1" })));
    assert!(!read["answers"].to_string().contains("numero"), "no answer of the citizen's");

    // All at once, each where it stands, and nothing is done.
    let wrong = json!({ "status": "done", "values": { "numero": "1234", "rendu_le": "hier", "a/b": 1 } });
    let refused = program.answer(&case, "non", wrong).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "values.refused"));
    let mut errors: Vec<(String, String)> = refused.json()["errors"].as_array().unwrap().iter().map(told).collect();
    errors.sort();
    let expected =
        [("/values/a~1b", "values.unknown"), ("/values/numero", "answer.pattern"), ("/values/rendu_le", "values.type")];
    assert_eq!(errors, expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
    assert_eq!(program.get(&address).await.json()["status"], "received");

    // Kept once, in the same act as a status; repeated, the same.
    let said = json!({ "status": "done", "values": { "numero": "D1234", "rendu_le": "2026-11-20" } });
    let done = program.answer(&case, "oui", said.clone()).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    assert_eq!(program.answer(&case, "oui", said).await.json(), done.json());
    let kinds: Vec<_> = done.json()["events"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["values", "status"]);
    let changed = json!({ "values": { "numero": "D9999" } });
    assert_eq!(program.answer(&case, "oui", changed.clone()).await.code(), "idempotency.key_reused");
    // Read by its citizen under its title; a mail says that there is something, and not what.
    let page = citizen.get(&follow).await;
    assert!(page.text.contains("Numéro de la déclaration") && page.text.contains("D1234"), "{}", page.text);
    let text = page.text.replace('\u{a0}', " ");
    assert!(text.contains("20 novembre 2026") && !text.contains("&quot;numero&quot;"), "{text}");
    world.work().await;
    assert!(world.desk().kept_mails().await.unwrap().iter().all(|mail| !mail.text.contains("D1234")));

    // A later one takes its place; null takes it back; what never was cannot be.
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(program.answer(&case, "b", changed).await.status, StatusCode::CREATED);
    assert_eq!(program.get(&address).await.json()["returns"]["values"]["numero"], "D9999");
    world.clock.advance(SignedDuration::from_secs(1));
    let back = program.answer(&case, "c", json!({ "values": { "numero": null } })).await;
    assert_eq!(back.status, StatusCode::CREATED, "{}", back.text);
    assert_eq!(program.get(&address).await.json()["returns"]["values"], json!({ "rendu_le": "2026-11-20" }));
    assert!(citizen.get(&follow).await.text.contains("repris par le service"));
    // What changes nothing is nothing: neither a fault nor an event.
    for nothing in [json!({ "numero": null }), json!({ "rendu_le": "2026-11-20" }), json!({})] {
        let refused = program.answer(&case, "d", json!({ "values": nothing })).await;
        assert_eq!(refused.code(), "act.empty", "{}", refused.text);
        assert_eq!(refused.json()["detail"], "values: act.empty", "it is they that say nothing new");
    }
    let refused = program.answer(&case, "e", json!({ "values": { "autre": null } })).await;
    assert_eq!(refused.json()["errors"][0]["code"], "values.unknown", "{}", refused.text);
    let said = json!({ "message": "Rien de neuf.", "values": { "numero": null, "rendu_le": "2026-11-20" } });
    let done = program.answer(&case, "f", said).await;
    let kinds: Vec<_> = done.json()["events"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["message"], "{}", done.text);

    // Who is to give nothing back cannot.
    let other = Program::new(&world, "ville-essai", REGISTRE).await;
    let case = other.cases().await.remove(0);
    assert_eq!(other.get(&format!("/api/partner/v1/cases/{case}")).await.json()["returns"], json!(null));
    let refused = other.answer(&case, "f", json!({ "values": { "numero": "D1234" } })).await;
    assert_eq!(refused.json()["errors"], json!([{ "pointer": "/values/numero", "code": "values.unknown" }]));
}

fn told(error: &serde_json::Value) -> (String, String) {
    (error["pointer"].as_str().unwrap().to_owned(), error["code"].as_str().unwrap().to_owned())
}

pub(crate) async fn an_agent_gives_values_back_corrects_them_and_takes_them_back() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (page, mut agent, case) = received(&world, &mut citizen, MAIRIE).await;
    let follow = link(&page, "/suivi/");
    // What is wrong stands at its box, with what was typed; nothing of the act is done.
    let typed = [("message", "Voici votre numéro."), ("valeurs.numero", "12"), ("valeurs.rendu_le.day", "20")];
    let refused = case.post_on(&mut agent, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("id=\"valeurs-numero--error\""), "{}", refused.text);
    assert!(refused.text.contains("href=\"#valeurs-rendu_le"), "the summary leads to both: {}", refused.text);
    assert!(refused.text.contains("Voici votre numéro.") && refused.text.contains("value=\"12\""), "{}", refused.text);
    assert_eq!(world.number("select count(*) from events where kind in ('values', 'message')").await, 0);
    // What else is wrong is told with it.
    let both = refused.post_on(&mut agent, &[("status", "refused"), ("message", ""), ("valeurs.numero", "12")]).await;
    for said in ["id=\"valeurs-numero--error\"", "id=\"message--error\""] {
        assert!(both.text.contains(said), "{said}: {}", both.text);
    }
    let date = [("valeurs.rendu_le.day", "20"), ("valeurs.rendu_le.month", "11"), ("valeurs.rendu_le.year", "2026")];
    let typed: Vec<_> = [("valeurs.numero", "D0042")].into_iter().chain(date).collect();
    let done = refused.post_on(&mut agent, &typed).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert!(citizen.get(&follow).await.text.contains("D0042"));
    // Its boxes hold it. An act that leaves them as they are gives nothing again, and is followed by no page that looks unfinished.
    assert_eq!(done.value("valeurs.numero").as_deref(), Some("D0042"));
    let values = "select count(*) from events where kind = 'values'";
    let again = done.post_on(&mut agent, &[("message", "Autre chose.")]).await;
    assert!(again.status == StatusCode::OK && again.text.contains("Autre chose."), "{}", again.text);
    assert_eq!(world.number(values).await, 1);
    let nothing = again.post_on(&mut agent, &[("message", "")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing was typed");
    // One is corrected, the other taken back.
    world.clock.advance(SignedDuration::from_secs(1));
    let blank = [("valeurs.rendu_le.day", ""), ("valeurs.rendu_le.month", ""), ("valeurs.rendu_le.year", "")];
    let typed: Vec<_> = [("valeurs.numero", "D0043")].into_iter().chain(blank).collect();
    let done = again.post_on(&mut agent, &typed).await;
    assert_eq!((done.value("valeurs.numero").as_deref(), world.number(values).await), (Some("D0043"), 2));
    let page = citizen.get(&follow).await;
    assert!(page.text.contains("D0043") && page.text.contains("repris par le service"), "{}", page.text);
    // What was typed there survives the button of a note, and the end of the session.
    let note = format!("{}/note", done.form().action);
    let mut pairs = done.filled(&[("valeurs.numero", "D0099"), ("note", "Vu")]);
    let typed: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let noted = agent.post(&note, &typed).await;
    assert_eq!((noted.status, noted.value("valeurs.numero").as_deref()), (StatusCode::OK, Some("D0099")));
    agent.cookies.clear();
    pairs.retain(|(name, _)| name != "note");
    let typed: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let login = agent.post(&done.form().action, &typed).await;
    assert_eq!(login.value("_valeurs.numero").as_deref(), Some("D0099"), "{}", login.text);
    assert_eq!(world.number(values).await, 2);
}

pub(crate) async fn a_letter_leaves_with_the_values_typed_beside_it_or_neither_does() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (page, mut agent, case) = received(&world, &mut citizen, MAIRIE).await;
    let follow = link(&page, "/suivi/");
    let letter = link(&case, &format!("{}/courrier", case.form().action));
    let page = agent.get(&letter).await;
    let written = [
        ("title", "Votre récépissé"),
        ("message", "Le voici."),
        ("signed", "Agnès"),
        ("quality", "Cheffe"),
        ("status", "done"),
    ];
    let with = |more: &[(&'static str, &'static str)]| {
        let own = written.into_iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
        own.chain(more.iter().copied()).collect::<Vec<_>>()
    };
    // All that is wrong is told at once, of the letter and of the values, and nothing leaves.
    let wrong = page.post_on(&mut agent, &with(&[("_act", "send"), ("quality", ""), ("valeurs.numero", "12")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    for said in ["id=\"valeurs-numero--error\"", "id=\"quality--error\"", "Le voici.", "value=\"12\""] {
        assert!(wrong.text.contains(said), "{said}: {}", wrong.text);
    }
    let wrong = wrong.post_on(&mut agent, &with(&[("_act", "send"), ("valeurs.numero", "12")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    assert!(wrong.text.contains("id=\"valeurs-numero--error\""), "{}", wrong.text);
    assert_eq!(world.number("select count(*) from events where kind in ('values', 'document')").await, 0);
    // What is typed stays where a template is taken, and is not judged before it is to leave.
    let taken = wrong.post_on(&mut agent, &with(&[("_act", "model"), ("valeurs.numero", "D00")])).await;
    assert_eq!((taken.status, taken.value("valeurs.numero").as_deref()), (StatusCode::OK, Some("D00")));
    assert!(!taken.text.contains("valeurs-numero--error"), "{}", taken.text);
    // And outlives the session.
    let pairs = taken.filled(&with(&[("_act", "send"), ("valeurs.numero", "D0042")]));
    let typed: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let cookies = std::mem::take(&mut agent.cookies);
    let login = agent.post(&letter, &typed).await;
    assert_eq!(login.value("_valeurs.numero").as_deref(), Some("D0042"), "{}", login.text);
    agent.cookies = cookies;
    let sent = agent.post(&letter, &typed).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
    assert_eq!(world.number("select count(*) from events where kind in ('values', 'document')").await, 2);
    let told = citizen.get(&follow).await;
    assert!(told.text.contains("D0042") && told.text.contains("courrier.pdf"), "{}", told.text);
}

pub(crate) async fn a_letter_that_a_colleagues_act_overtook_says_so_and_puts_no_old_value_back() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (page, mut agnes, case) = received(&world, &mut citizen, MAIRIE).await;
    let follow = link(&page, "/suivi/");
    let case = case.post_on(&mut agnes, &[("valeurs.numero", "D0001")]).await;
    let letter = link(&case, &format!("{}/courrier", case.form().action));
    let (page, hers) = (agnes.get(&letter).await, agnes.get(&letter).await);
    let written = [
        ("_act", "send"),
        ("title", "Objet"),
        ("message", "Mes mots."),
        ("signed", "Agnès"),
        ("status", "in_progress"),
    ];
    // Meanwhile a colleague answers, and gives another value.
    world.clock.advance(SignedDuration::from_secs(1));
    let mut bob = somebody(&world, MAIRIE, "bob", Role::Agent).await;
    let his = bob.get(&case.form().action).await;
    let answered = his.post_on(&mut bob, &[("message", "Les mots de Bob."), ("valeurs.numero", "D0002")]).await;
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text);
    // A template taken, or a session that is over, tells nothing and hides nothing: her letter is still one of before.
    let taken = page.post_on(&mut agnes, &[("_act", "model"), ("model", ""), ("quality", "Cheffe")]).await;
    assert_eq!(taken.value("_revision"), page.value("_revision"));
    // Whatever else is wrong is told with it, and the history stands on the page.
    let told = taken.post_on(&mut agnes, &[&written[..], &[("quality", "")]].concat()).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told.text);
    for said in ["Ce dossier vient de changer", "id=\"quality--error\"", "Les mots de Bob.", "Mes mots."] {
        assert!(told.text.contains(said), "{said}: {}", told.text);
    }
    // What she had not touched is what he gave.
    assert_eq!(told.value("valeurs.numero").as_deref(), Some("D0002"));
    world.clock.advance(SignedDuration::from_secs(1));
    let typed = [&written[..], &[("quality", "Cheffe")]].concat();
    let pairs = hers.filled(&typed);
    let sent = told.post_on(&mut agnes, &typed).await;
    assert!(sent.status == StatusCode::OK && agnes.address.ends_with("?fait=1"), "{}", sent.text);
    assert_eq!(sent.value("valeurs.numero").as_deref(), Some("D0002"));
    assert_eq!(world.number("select count(*) from events where kind = 'values'").await, 2);
    let page = citizen.get(&follow).await;
    assert!(page.text.contains("D0002"), "{}", page.text);
    // The same over the end of a session: what she saw then is kept with what she wrote.
    world.later(1);
    let typed: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let login = agnes.post(&letter, &typed).await;
    assert_eq!(login.status, StatusCode::FORBIDDEN, "{}", login.text);
    let email = format!("agent.{}@exemple.fr", MAIRIE.0);
    let back = login.post_on(&mut agnes, &[("email", &email), ("password", PASSWORD)]).await;
    assert_eq!(back.value("_revision"), hers.value("_revision"), "{}", back.text);
    let told = back.post_on(&mut agnes, &written).await;
    assert!(told.text.contains("Ce dossier vient de changer"), "{}", told.text);
}
