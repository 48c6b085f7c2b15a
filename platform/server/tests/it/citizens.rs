//! How citizens come in by FranceConnect and professionals by ProConnect: a real provider, and one that says what a test wants.

use axum::http::{StatusCode, header};
use jiff::SignedDuration;
use serde_json::json;

use crate::{
    by_provider::{
        BACK, FIRST, ZOE, apart, away, back_from, by_password, by_password_of, codes, come, gone, is, join, logout, of,
        person, register, world, zoe,
    },
    identity::{impostor, on_time},
    provider::Provider,
    receiver::Act,
    support::{Browser, PASSWORD, Page},
    uploads::png,
};

pub(crate) async fn a_real_provider_as_strict_as_france_connect_leads_in_and_out_again() {
    let accounts = json!({
        "angela": {
            "sub": "angela-1", "acr": "eidas1", "email": "angela@exemple.fr", "given_name": "Angela Claire", "given_name_array": ["Angela", "Claire"],
            "family_name": "DUBOIS", "birthdate": "1962-08-24", "birthplace": "75107", "birthcountry": "99100", "gender": "female",
        },
        "amin": {
            "sub": "amin-1", "acr": "eidas1", "given_name": "Amin", "given_name_array": ["Amin"], "family_name": "ÉL-HADJ", "preferred_username": "Martin",
            "birthdate": "1950-00-00", "birthplace": "", "birthcountry": "99352", "gender": "male",
        },
    });
    let (back, after) = (format!("http://guichet.test{BACK}"), "http://guichet.test/compte/connexion");
    let real = Provider::strict(&accounts, &back, after, json!({ "userinfo_signed_response_alg": "ES256" }));
    let scopes = "scopes: [openid, identite_pivot, preferred_username, email], userinfo: signed, pkce: false";
    let world = world(&real.issuer, scopes).await;
    on_time(&world);
    let mut citizen = world.browser();
    let page = citizen.get("/compte/donnees").await;
    let first = page.text.find("S&#39;identifier avec Essai Connect").expect("its button, in its words");
    assert!(first < page.text.find("name=\"password\"").unwrap(), "above the other login");
    assert!(page.text.contains("href=\"https://essai.exemple.fr/\" target=\"_blank\""), "{}", page.text);
    assert!(page.text.contains("Qu&#39;est-ce que Essai Connect"), "{}", page.text);
    let url = away(&mut citizen, &page).await;
    let back = real.log_in(&url, Some("angela"));
    let page = citizen.get(back.strip_prefix("http://guichet.test").unwrap()).await;
    assert_eq!(citizen.address, FIRST, "{}", page.text);
    assert!(page.text.contains("vous êtes Angela Claire DUBOIS"), "{}", page.text);
    assert!(!citizen.cookies.contains_key("session"), "nobody is in yet");
    page.post_on(&mut citizen, &[("_act", "apart")]).await;
    assert_eq!(citizen.address, "/compte/donnees");
    assert!(!citizen.cookies.contains_key("login"));

    // What it said is kept as it was given, for forms to be filled from.
    let angela = person(&world, &real.issuer, "angela-1").await;
    let told = world.desk().said_of(&angela).await.unwrap().remove(0);
    assert_eq!((told.provider.as_str(), told.acr.as_deref(), told.at), ("essai", Some("eidas1"), world.clock.now()));
    assert_eq!(told.claims["given_name_array"], json!(["Angela", "Claire"]));
    assert_eq!((told.text("birthdate"), told.text("birthplace")), (Some("1962-08-24"), Some("75107")));

    // Known now: in at once, and back where they were.
    let mut again = world.browser();
    let page = again.get("/compte/mot-de-passe").await;
    let url = away(&mut again, &page).await;
    let back = real.log_in(&url, Some("angela"));
    again.get(back.strip_prefix("http://guichet.test").unwrap()).await;
    assert_eq!(again.address, "/compte/connexions", "there is no password to change");

    // Somebody else, of whose birth little is known, by another account of the same provider.
    let mut other = world.browser();
    let page = other.get("/compte").await;
    let url = away(&mut other, &page).await;
    let back = real.log_in(&url, Some("amin"));
    let page = other.get(back.strip_prefix("http://guichet.test").unwrap()).await;
    assert!(page.text.contains("vous êtes Amin Martin"), "{}", page.text);
    page.post_on(&mut other, &[("_act", "apart")]).await;
    let amin = person(&world, &real.issuer, "amin-1").await;
    assert_ne!(amin.id, angela.id);
    let told = world.desk().said_of(&amin).await.unwrap().remove(0);
    assert_eq!((told.text("birthdate"), told.text("birthplace")), (Some("1950-00-00"), None));

    // Out: here at once, and on to the provider's own end, which knows the token and where to come back.
    let held = again.cookies["session"].clone();
    let left = logout(&mut again).await;
    let url = left.headers[header::REFRESH].to_str().unwrap().strip_prefix("0;url=").unwrap().to_owned();
    assert!(url.starts_with(&format!("{}/session/end?id_token_hint=ey", real.issuer)), "{url}");
    assert!(url.contains("&post_logout_redirect_uri=http%3A%2F%2Fguichet.test%2Fcompte%2Fconnexion&state="), "{url}");
    assert!(!again.cookies.contains_key("session"));
    again.cookies.insert("session".to_owned(), held);
    again.get("/compte").await;
    assert!(again.address.starts_with("/compte/connexion"), "ended on the server");
    // People who think better of it.
    let page = again.get("/compte").await;
    let url = away(&mut again, &page).await;
    let back = real.log_in(&url, None);
    let page = again.get(back.strip_prefix("http://guichet.test").unwrap()).await;
    assert!(page.text.contains("abandonnée ou refusée"), "{}", page.text);
    // The provider is gone: the session here ends all the same.
    drop(real);
    world.later(25);
    let mut late = by_password_of(&world).await;
    assert_eq!(logout(&mut late).await.status, StatusCode::OK);
    late.get("/compte").await;
    assert!(late.address.starts_with("/compte/connexion"));
}

pub(crate) async fn a_session_ends_here_where_its_provider_is_down() {
    let impostor = zoe();
    let world = world(&impostor.issuer, "").await;
    let mut citizen = apart(&world, &impostor).await;
    let held = citizen.cookies["session"].clone();
    world.clock.advance(SignedDuration::from_mins(50));
    citizen.get("/compte").await;
    world.clock.advance(SignedDuration::from_mins(50));
    // What was learned an hour ago is asked for again: it hangs up.
    impostor.script().instead.insert("/.well-known/openid-configuration", Act::Send(Vec::new()));
    let left = logout(&mut citizen).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.text);
    assert!(!citizen.cookies.contains_key("session"));
    citizen.cookies.insert("session".to_owned(), held);
    citizen.get("/compte").await;
    assert!(citizen.address.starts_with("/compte/connexion"));
}

pub(crate) async fn what_a_provider_answers_amiss_keeps_the_draft_and_offers_the_other_login() {
    let impostor = zoe();
    let world = world(&impostor.issuer, "").await;
    let mut citizen = register(&world, "autre@exemple.fr").await;
    let page = world.draft(&mut citizen).await;
    world.later(2);
    impostor.script().now = world.clock.now().as_second();
    let typed = [("demandeur.nom", "Tapé trop tard"), ("demandeur.prenoms", "Zoé"), ("email", ZOE)];
    let held = page.post_on(&mut citizen, &typed).await;
    assert_eq!(held.status, StatusCode::CONFLICT, "{}", held.text);
    let draft = held.value("next").unwrap();
    for (error, status, told) in [
        ("access_denied", StatusCode::BAD_REQUEST, "abandonnée ou refusée"),
        ("login_required", StatusCode::BAD_REQUEST, "veut que vous vous identifiiez"),
        ("temporarily_unavailable", StatusCode::SERVICE_UNAVAILABLE, "ne répond pas en ce moment"),
        ("server_error", StatusCode::SERVICE_UNAVAILABLE, "ne répond pas en ce moment"),
        ("invalid_request", StatusCode::BAD_GATEWAY, "pas bien réglée"),
        ("invalid_scope", StatusCode::BAD_GATEWAY, "pas bien réglée"),
        ("autre_chose", StatusCode::BAD_GATEWAY, "ne peut pas être acceptée"),
    ] {
        let url = away(&mut citizen, &held).await;
        let back = back_from(&impostor, &url);
        let back = back.replace("code=un-code", &format!("error={error}&error_description=sentinelle"));
        let page = citizen.get(&back).await;
        assert_eq!(page.status, status, "{error}: {}", page.text);
        assert!(page.text.contains(told) && !page.text.contains("sentinelle"), "{error}: {}", page.text);
        assert_eq!(page.value("next").as_deref(), Some(draft.as_str()), "{error}: where they wanted to go");
        assert!(page.value("_typed").unwrap().contains("Tapé trop tard"), "{error}: what they typed");
    }
    for (claims, status) in [
        (json!({ "sub": "personne-1", "acr": "eidas0" }), StatusCode::FORBIDDEN),
        (json!({ "sub": "personne-1", "acr": null }), StatusCode::FORBIDDEN),
        (json!({ "sub": "personne-1", "acr": "eidas1", "aud": "un-autre" }), StatusCode::BAD_GATEWAY),
        (json!({ "sub": "personne-1", "acr": "eidas1", "iss": "https://ailleurs.fr" }), StatusCode::BAD_GATEWAY),
        (json!({ "sub": "personne-2", "acr": "eidas1" }), StatusCode::BAD_GATEWAY),
        (json!({ "sub": "personne-1", "acr": "eidas1", "exp": 1 }), StatusCode::BAD_REQUEST),
    ] {
        let url = away(&mut citizen, &held).await;
        let back = back_from(&impostor, &url);
        impostor.script().claims = claims.clone();
        let page = citizen.get(&back).await;
        assert_eq!(page.status, status, "{claims}: {}", page.text);
        assert!(!citizen.cookies.contains_key("login") && page.value("_typed").is_some(), "{claims}");
    }
    is(&impostor, "personne-1", json!({}));
    // Attached to whose draft it is, by the password: what was typed before all that is saved.
    let url = away(&mut citizen, &held).await;
    let page = citizen.get(&back_from(&impostor, &url)).await;
    assert!(page.text.contains("Ce que vous avez saisi est gardé"), "{}", page.text);
    let wrong = join(&mut citizen, &page, &[("_act", ""), ("email", "autre@exemple.fr"), ("password", "non")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    join(&mut citizen, &page, &[("_act", ""), ("email", "autre@exemple.fr"), ("password", PASSWORD)]).await;
    assert!(citizen.address.ends_with("/lieu"), "{}", citizen.address);
    let stored = citizen.get(&draft).await;
    assert!(stored.text.contains("value=\"Tapé trop tard\""), "{}", stored.text);
}

pub(crate) async fn an_account_is_attached_only_by_who_proves_that_it_is_theirs() {
    let impostor = zoe();
    let world = world(&impostor.issuer, "").await;
    register(&world, ZOE).await;
    // The address that the provider gives proves nothing, and the answer tells nothing of who has an account.
    let mut answers = Vec::new();
    for email in [ZOE, "leo@exemple.fr"] {
        let mut browser = world.browser();
        let page = come(&mut browser, &impostor, "/compte").await;
        assert_eq!(browser.address, FIRST);
        let wrong = join(&mut browser, &page, &[("_act", ""), ("email", email), ("password", "pas le bon")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
        let asked = join(&mut browser, &page, &[("_act", "code"), ("email", email)]).await;
        assert_eq!(browser.address, "/compte/connexion/code", "{}", asked.text);
        let refused = asked.post_on(&mut browser, &[("code", "000000")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
        assert!(!browser.cookies.contains_key("session"));
        let told = [wrong.text, asked.text, refused.text].join("\n").replace(email, "x@exemple.fr");
        answers.push(told);
    }
    assert_eq!(answers[0], answers[1]);
    assert!(codes(&world, "leo@exemple.fr").await.is_empty());
    // By its password.
    let mut citizen = world.browser();
    let page = come(&mut citizen, &impostor, "/compte/donnees").await;
    join(&mut citizen, &page, &[("_act", ""), ("email", ZOE), ("password", PASSWORD)]).await;
    assert_eq!(citizen.address, "/compte/donnees");
    // From then on by the provider alone, whatever address it gives; and by the password as ever.
    is(&impostor, "personne-1", json!({ "email": "autre@exemple.fr" }));
    let mut later = world.browser();
    come(&mut later, &impostor, "/compte").await;
    assert_eq!(later.address, "/compte");
    assert_eq!(by_password(&world, ZOE).await.address, "/compte");
    assert_eq!(world.number("select count(*) from people").await, 1);
    // Somebody else of the same provider, who knows the password too, has another person's account not attached.
    is(&impostor, "personne-2", json!({ "email": ZOE }));
    let mut other = world.browser();
    let page = come(&mut other, &impostor, "/compte").await;
    let refused = join(&mut other, &page, &[("_act", ""), ("email", ZOE), ("password", PASSWORD)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
    assert!(refused.text.contains("ne vont pas ensemble"), "{}", refused.text);
    assert!(!other.cookies.contains_key("session"));
    // Apart, they have an account of their own, whatever address it is.
    join(&mut other, &refused, &[("_act", "apart")]).await;
    assert_eq!(other.address, "/compte");
    let all = ("select count(*) from people", "select count(*) from person_identities");
    assert_eq!((world.number(all.0).await, world.number(all.1).await), (2, 2));
    // The address still leads to the account of who proved it.
    assert_eq!(by_password(&world, ZOE).await.address, "/compte");
}

pub(crate) async fn whoever_opened_an_account_with_the_address_of_somebody_else_is_out_once_that_one_comes() {
    let impostor = zoe();
    let world = world(&impostor.issuer, "").await;
    let mut squatter = register(&world, ZOE).await;
    let page = squatter.get("/compte/documents").await;
    page.upload_on(&mut squatter, &[("kind", "Piège")], &[("document", "piege.png", &png())]).await;
    assert_eq!(world.number("select count(*) from documents").await, 1);
    let mut citizen = world.browser();
    let page = come(&mut citizen, &impostor, "/compte").await;
    let page = join(&mut citizen, &page, &[("_act", "code"), ("email", &ZOE.to_uppercase())]).await;
    let code = codes(&world, ZOE).await.remove(0);
    // In the browser that asked, and there alone.
    let mut thief = world.browser();
    let other = come(&mut thief, &impostor, "/compte").await;
    join(&mut thief, &other, &[("_act", "code"), ("email", "leo@exemple.fr")]).await;
    let refused = thief.get("/compte/connexion/code").await.post_on(&mut thief, &[("code", &code)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    page.post_on(&mut citizen, &[("code", &code)]).await;
    assert_eq!(citizen.address, "/compte", "{}", page.text);
    squatter.get("/compte").await;
    assert!(squatter.address.starts_with("/compte/connexion"), "out at once");
    assert_eq!(
        world.number("select count(*) from documents").await,
        0,
        "nobody is left with what somebody else put there"
    );
    let again = by_password(&world, ZOE).await;
    assert_eq!(again.address, "/compte/connexion", "and its password opens it no more");
    // Five attempts.
    is(&impostor, "personne-3", json!({}));
    let mut guesser = world.browser();
    let page = come(&mut guesser, &impostor, "/compte").await;
    let page = join(&mut guesser, &page, &[("_act", "code"), ("email", ZOE)]).await;
    for _ in 0..4 {
        assert_eq!(page.post_on(&mut guesser, &[("code", "1")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let over = page.post_on(&mut guesser, &[("code", "1")]).await;
    assert_eq!(over.status, StatusCode::GONE, "{}", over.text);
    let code = codes(&world, ZOE).await.remove(0);
    assert_eq!(page.post_on(&mut guesser, &[("code", &code)]).await.status, StatusCode::GONE);
}

pub(crate) async fn a_provider_is_attached_from_the_account_and_detached_but_for_the_last_way_in() {
    let impostor = zoe();
    let world = world(&impostor.issuer, "").await;
    let mut citizen = register(&world, ZOE).await;
    let before = citizen.cookies["session"].clone();
    let mut elsewhere = by_password(&world, ZOE).await;
    let page = come(&mut citizen, &impostor, "/compte/connexions").await;
    assert_eq!(citizen.address, "/compte/connexions?fait=rattache", "{}", page.text);
    assert!(page.text.contains("est rattaché") && page.text.contains("Détacher Essai Connect"), "{}", page.text);
    assert!(page.text.contains("Essai Connect nous a dit") && page.text.contains("Müller"), "{}", page.text);
    assert_ne!(citizen.cookies["session"], before, "what is worth more has a new token");
    let mut old = world.browser();
    old.cookies.insert("session".to_owned(), before);
    old.get("/compte").await;
    assert!(old.address.starts_with("/compte/connexion"), "and the old one opens nothing");
    let mut by_it = world.browser();
    come(&mut by_it, &impostor, "/compte").await;
    assert_eq!(by_it.address, "/compte");
    // Another account of this site cannot have it too.
    let mut other = register(&world, "autre@exemple.fr").await;
    let page = come(&mut other, &impostor, "/compte/connexions").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text);
    assert!(page.text.contains("ne vont pas ensemble"), "{}", page.text);
    // Who logs in meanwhile in this browser has nothing attached that the one before asked for.
    is(&impostor, "personne-2", json!({}));
    let back = gone(&mut other, &impostor, "/compte/connexions").await;
    let third = register(&world, "tiers@exemple.fr").await;
    other.cookies.insert("session".to_owned(), third.cookies["session"].clone());
    let page = other.get(&back).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.text);
    assert_eq!(world.number("select count(*) from person_identities").await, 1);

    // Detached: the password remains, the other devices are out.
    let page = citizen.get("/compte/connexions").await;
    let form = |page: &Page| page.forms().into_iter().find(|form| form.pairs.iter().any(|(name, _)| name == "detach"));
    let post = async |browser: &mut Browser, page: &Page| {
        let form = form(page).unwrap();
        let pairs: Vec<(&str, &str)> = form.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.post(&form.action, &pairs).await
    };
    let page = post(&mut citizen, &page).await;
    assert_eq!(citizen.address, "/compte/connexions?fait=detache", "{}", page.text);
    for browser in [&mut by_it, &mut elsewhere] {
        browser.get("/compte").await;
        assert!(browser.address.starts_with("/compte/connexion"), "{}", browser.address);
    }
    assert_eq!(world.number("select count(*) from person_identities").await, 0);
    is(&impostor, "personne-1", json!({}));
    let mut alone = apart(&world, &impostor).await;
    let page = alone.get("/compte/connexions").await;
    assert!(page.text.contains("pas de mot de passe"), "{}", page.text);
    let refused = post(&mut alone, &page).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("votre seul moyen"), "{}", refused.text);
    assert_eq!(world.number("select count(*) from person_identities").await, 1);
    // Nobody attaches anything without an account.
    let mut nobody = world.browser();
    nobody.post("/compte/connexion/par/essai", &[("_attach", "1")]).await;
    assert!(nobody.address.starts_with("/compte/connexion?next="), "{}", nobody.address);
}

pub(crate) async fn a_citizens_login_comes_back_once_to_its_browser_and_leads_to_no_other_site() {
    let impostor = zoe();
    let world = world(&impostor.issuer, "").await;
    apart(&world, &impostor).await;
    for foreign in ["//evil.example", "https://evil.example", "/%5Cevil.example", "/%0A/evil.example"] {
        let mut citizen = world.browser();
        come(&mut citizen, &impostor, &format!("/compte/connexion?next={foreign}")).await;
        assert_eq!(citizen.address, "/compte", "{foreign}");
        let page = citizen.post("/compte/connexion/par/essai", &[("next", foreign), ("_csrf", "")]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "a form of another site: {}", page.text);
    }
    let mut tampered = world.browser();
    let page = tampered.post("/compte/connexion/par/essai", &[("next", "//evil.example")]).await;
    let url = page.headers[header::REFRESH].to_str().unwrap().to_owned();
    tampered.get(&back_from(&impostor, &url)).await;
    assert_eq!(tampered.address, "/compte");
    // Whoever is sent this address has not begun it.
    let mut citizen = world.browser();
    let back = gone(&mut citizen, &impostor, "/compte").await;
    let asked = impostor.asked("/token");
    let mut victim = world.browser();
    let mut busy = world.browser();
    gone(&mut busy, &impostor, "/compte").await;
    let mut agent = world.browser();
    agent.cookies.insert("agent-provider".to_owned(), citizen.cookies["provider"].clone());
    for browser in [&mut victim, &mut busy, &mut agent] {
        let page = browser.get(&back).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.text);
        assert!(page.text.contains("pas été commencée dans ce navigateur"), "{}", page.text);
        assert!(!browser.cookies.contains_key("session"));
    }
    assert_eq!(impostor.asked("/token"), asked, "its code goes nowhere");
    // The token of a login that is not decided opens nothing, and a session planted before is not the one that begins.
    is(&impostor, "personne-9", json!({}));
    citizen.cookies.insert("session".to_owned(), "7zzzzzzzzzzzzzzzzzzzzzzzzz".to_owned());
    let page = come(&mut citizen, &impostor, "/compte").await;
    let mut halfway = world.browser();
    halfway.cookies.insert("session".to_owned(), citizen.cookies["login"].clone());
    halfway.get("/compte").await;
    assert!(halfway.address.starts_with("/compte/connexion"), "{}", halfway.address);
    let waited = citizen.cookies["login"].clone();
    join(&mut citizen, &page, &[("_act", "apart")]).await;
    assert_ne!(citizen.cookies["session"], "7zzzzzzzzzzzzzzzzzzzzzzzzz");
    // It was decided once.
    let mut twice = world.browser();
    twice.cookies.insert("login".to_owned(), waited);
    twice.post(FIRST, &[("_act", "apart")]).await;
    assert!(!twice.cookies.contains_key("session"));
    assert_eq!(world.number("select count(*) from people").await, 2);
    // Half an hour.
    is(&impostor, "personne-10", json!({}));
    let mut late = world.browser();
    let page = come(&mut late, &impostor, "/compte").await;
    world.clock.advance(SignedDuration::from_mins(30));
    join(&mut late, &page, &[("_act", "apart")]).await;
    assert_eq!(late.address, "/compte/connexion", "too late to be decided");
    // A provider of citizens is none of agents.
    assert_eq!(world.browser().post("/agents/connexion/par/essai", &[]).await.status, StatusCode::NOT_FOUND);
    assert!(!world.browser().get("/agents/connexion").await.text.contains("Essai Connect"));
}

pub(crate) async fn a_professional_acts_for_the_establishment_that_the_provider_names() {
    let impostor = impostor();
    let claims = json!({
        "given_name": "Paul", "usual_name": "Martin", "email": "paul@exemple.fr", "siret": "99900000100011", "organizational_unit": "Atelier d'Exemple",
    });
    is(&impostor, "pro-1", claims);
    let world = of(&impostor.issuer, "acr_values: [eidas1], pkce: false", "professionals: [essai]").await;
    let mut browser = world.browser();
    let login = browser.get("/compte").await;
    let button = login.text.find("S&#39;identifier avec Essai Connect").unwrap();
    assert!(login.text.find("Vous agissez pour une entreprise").unwrap() < button, "{}", login.text);
    let page = come(&mut browser, &impostor, "/compte").await;
    assert!(page.text.contains("Paul Martin"), "{}", page.text);
    join(&mut browser, &page, &[("_act", "apart")]).await;
    let page = browser.get("/compte/connexions").await;
    assert!(page.text.contains("Vous agissez pour Atelier d&#39;Exemple, SIRET 99900000100011"), "{}", page.text);
    let told = world.desk().citizen_session(&browser.cookies["session"]).await.unwrap().unwrap();
    assert_eq!(told.acting_for.unwrap().siret, "99900000100011");
    // What is no SIRET is nobody's.
    is(&impostor, "pro-1", json!({ "siret": "999<script>" }));
    let mut browser = world.browser();
    come(&mut browser, &impostor, "/compte/connexions").await;
    let page = browser.get("/compte/connexions").await;
    assert!(!page.text.contains("Vous agissez pour"), "{}", page.text);
}
