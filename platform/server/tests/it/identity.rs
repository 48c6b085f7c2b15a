//! How agents come in by an identity provider: a real one, and one that says what a test wants.

use std::time::SystemTime;

use axum::http::{StatusCode, header};
use desk::IdentitySettings;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    agent::{MAIRIE, REGISTRE, link, received},
    impostor::{CLIENT, Impostor},
    login,
    provider::{self, Provider},
    receiver::Act,
    second_factor,
    support::{Browser, PASSWORD, Page, World},
};

const EMAIL: &str = "agent.99900000100011@exemple.fr";
const BACK: &str = "/agents/connexion/par/essai/retour";

/// A world whose agents may come in by this provider; the registry's only.
async fn world(issuer: &str, more: &str, others: bool) -> World {
    let file = format!(
        "providers: [{{ id: essai, name: Essai Connect, issuer: \"{issuer}\", client_id: {CLIENT}, networks: [127.0.0.1], {more} }}]\n\
         agents: {{ \"{}\": {{ providers: [essai], other_logins: {others} }} }}",
        MAIRIE.0
    );
    let settings = IdentitySettings::read(&file, |_| Some(provider::SECRET.to_owned())).unwrap();
    World::with(|config| config.identity = settings).await
}

/// An impostor that is honest for now, in the time of the tests.
pub(crate) fn impostor() -> Impostor {
    let impostor = Impostor::start("2026-11-21T10:00:00Z".parse::<Timestamp>().unwrap().as_second());
    said(&impostor, json!({ "email": EMAIL, "email_verified": true }));
    impostor
}

/// What it says of whoever comes.
pub(crate) fn said(impostor: &Impostor, claims: Value) {
    let mut userinfo = json!({ "sub": "personne-1" });
    userinfo.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
    impostor.script().claims = json!({ "sub": userinfo["sub"] });
    impostor.script().userinfo = userinfo;
}

/// Presses the provider's button on this page; the address that the browser goes to.
async fn away(browser: &mut Browser, page: &Page) -> String {
    let form = page.forms().into_iter().find(|form| form.action.ends_with("/par/essai"));
    let form = form.unwrap_or_else(|| panic!("no button of the provider in\n{}", page.text));
    let pairs: Vec<(&str, &str)> = form.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = browser.post(&form.action, &pairs).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let url = page.headers[header::REFRESH].to_str().unwrap().strip_prefix("0;url=").unwrap().to_owned();
    assert!(page.text.contains(&format!("href=\"{}\"", url.replace('&', "&amp;"))), "{}", page.text);
    url
}

pub(crate) fn parameter(url: &str, name: &str) -> String {
    let (_, query) = url.split_once('?').unwrap();
    let found = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    found.unwrap_or_else(|| panic!("no {name} in {url}")).to_owned()
}

/// Goes to the impostor from the login that leads to `next`; where the browser comes back.
async fn gone(browser: &mut Browser, impostor: &Impostor, next: &str) -> String {
    let page = browser.get(next).await;
    let url = away(browser, &page).await;
    assert!(parameter(&url, "nonce").len() >= 32 && parameter(&url, "state").len() >= 32);
    impostor.script().nonce = parameter(&url, "nonce");
    format!("{BACK}?code=un-code&state={}", parameter(&url, "state"))
}

/// There and back.
async fn come(browser: &mut Browser, impostor: &Impostor, next: &str) -> Page {
    let back = gone(browser, impostor, next).await;
    browser.get(&back).await
}

#[expect(clippy::disallowed_methods, reason = "a real provider has the real time")]
pub(crate) fn on_time(world: &World) {
    let now = Timestamp::try_from(SystemTime::now()).unwrap();
    world.clock.advance(now.duration_since(world.clock.now()));
}

pub(crate) async fn a_real_provider_leads_from_the_notice_to_its_case_and_out_again() {
    let accounts = json!({ "agnes": { "sub": "agnes-1", "email": EMAIL, "email_verified": true, "acr": "eidas2" } });
    let (back, after) = (format!("http://guichet.test{BACK}"), "http://guichet.test/agents/connexion");
    let real = Provider::start(&accounts, &back, after, json!({ "userinfo_signed_response_alg": "ES256" }));
    let world = world(&real.issuer, "acr_values: [eidas2], userinfo: signed", false).await;
    on_time(&world);
    let mut citizen = world.browser();
    world.desk().invite(MAIRIE.0, MAIRIE.1, EMAIL, "Agnès").await.unwrap();
    world.file(&mut citizen, "Toulouse").await;
    world.work().await;
    // Nobody has accepted yet: the provider's word does, as the mailed link would.
    let mut clerk = world.browser();
    let page = clerk.get("/agents").await;
    let url = away(&mut clerk, &page).await;
    let back = real.log_in(&url, Some("agnes"));
    let inbox = clerk.get(back.strip_prefix("http://guichet.test").unwrap()).await;
    assert_eq!(clerk.address, "/agents", "{}", inbox.text);
    let case = link(&inbox, "/agents/cas/");

    let mut again = world.browser();
    let page = again.get(&case).await;
    let url = away(&mut again, &page).await;
    let back = real.log_in(&url, Some("agnes"));
    let page = again.get(back.strip_prefix("http://guichet.test").unwrap()).await;
    assert_eq!(again.address, case, "{}", page.text);
    assert!(page.text.contains("parapluie"), "{}", page.text);

    // Out: here at once, and on to the provider's own end, which knows the token and where to come back.
    let form = page.forms().into_iter().find(|form| form.action == "/agents/deconnexion").unwrap();
    let csrf = form.pairs.iter().find(|(name, _)| name == "_csrf").unwrap().1.clone();
    let left = again.post("/agents/deconnexion", &[("_csrf", &csrf)]).await;
    let url = left.headers[header::REFRESH].to_str().unwrap().strip_prefix("0;url=").unwrap().to_owned();
    assert!(url.starts_with(&format!("{}/session/end?id_token_hint=ey", real.issuer)), "{url}");
    assert!(url.contains("&post_logout_redirect_uri=http%3A%2F%2Fguichet.test%2Fagents%2Fconnexion&state="), "{url}");
    assert!(left.text.contains("Vous êtes sorti"), "{}", left.text);
    assert!(!again.cookies.contains_key("agent"));
    again.get("/agents").await;
    assert!(again.address.starts_with("/agents/connexion"));
}

pub(crate) async fn an_address_that_changes_hands_lets_nobody_in() {
    let impostor = impostor();
    let world = world(&impostor.issuer, "", true).await;
    world.agent(MAIRIE.0, MAIRIE.1).await;
    let mut first = world.browser();
    come(&mut first, &impostor, "/agents").await;
    assert_eq!(first.address, "/agents");
    // The provider knows them by its own name: their address may be another, or nobody's.
    for claims in [json!({ "email": "neuve@exemple.fr", "email_verified": false }), json!({})] {
        said(&impostor, claims);
        let mut later = world.browser();
        come(&mut later, &impostor, "/agents").await;
        assert_eq!(later.address, "/agents");
    }
    // Somebody else has the address now.
    said(&impostor, json!({ "sub": "personne-2", "email": EMAIL, "email_verified": true }));
    let mut other = world.browser();
    let page = come(&mut other, &impostor, "/agents").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text);
    assert!(page.text.contains("sous un autre compte, de Essai Connect"), "{}", page.text);
    assert!(!other.cookies.contains_key("agent"));
    // What the provider knows them by is asked for anew.
    let url = away(&mut other, &page).await;
    assert_eq!(parameter(&url, "prompt"), "login");
    // The operator says that it is the same person: one of the two comes in, and the sessions that there were are over.
    assert_eq!(world.desk().forget_identities(EMAIL).await.unwrap(), 1);
    first.get("/agents").await;
    assert!(first.address.starts_with("/agents/connexion"));
    come(&mut other, &impostor, "/agents").await;
    assert_eq!(other.address, "/agents");
    said(&impostor, json!({ "email": EMAIL, "email_verified": true }));
    let page = come(&mut first, &impostor, "/agents").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(world.number("select count(*) from agent_identities").await, 1);
}

pub(crate) async fn who_is_not_let_in_is_told_what_to_do() {
    let impostor = impostor();
    let world = world(&impostor.issuer, "acr_values: [eidas1]", true).await;
    world.agent(MAIRIE.0, MAIRIE.1).await;
    world.agent(REGISTRE.0, REGISTRE.1).await;
    let mut browser = world.browser();
    for (claims, said_) in [
        (json!({ "email": "personne@exemple.fr", "email_verified": true }), "Aucun agent n&#39;est invité"),
        (json!({ "email": EMAIL, "email_verified": false }), "pas vérifié votre adresse"),
        (json!({ "email": EMAIL }), "pas vérifié votre adresse"),
        (json!({}), "pas donné votre adresse"),
        (
            json!({ "email": "agent.99900000900012@exemple.fr", "email_verified": true }),
            "Votre organisme n&#39;entre pas ici par Essai Connect",
        ),
    ] {
        said(&impostor, claims.clone());
        let page = come(&mut browser, &impostor, "/agents").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{claims}");
        assert!(page.text.contains(said_), "{claims}: {}", page.text);
        assert!(!browser.cookies.contains_key("agent"), "{claims}");
    }
    said(&impostor, json!({ "email": EMAIL, "email_verified": true }));
    for (claims, status, said) in [
        (json!({ "sub": "personne-1", "acr": "eidas0" }), StatusCode::FORBIDDEN, "aussi sûrement"),
        (json!({ "sub": "personne-1", "aud": "un-autre" }), StatusCode::BAD_GATEWAY, "ne peut pas être acceptée"),
        (json!({ "sub": "personne-1", "exp": 1 }), StatusCode::BAD_REQUEST, "une horloge"),
    ] {
        impostor.script().claims = claims;
        let page = come(&mut browser, &impostor, "/agents").await;
        assert_eq!(page.status, status, "{}", page.text);
        assert!(page.text.contains(said), "{}", page.text);
    }
    impostor.script().claims = json!({});
    // What the provider itself says instead of a code; nothing else of the address is shown.
    for (error, status, said) in [
        ("access_denied", StatusCode::BAD_REQUEST, "abandonnée ou refusée"),
        ("login_required", StatusCode::BAD_REQUEST, "veut que vous vous identifiiez"),
        ("temporarily_unavailable", StatusCode::SERVICE_UNAVAILABLE, "ne répond pas en ce moment"),
        ("invalid_scope", StatusCode::BAD_GATEWAY, "pas bien réglée"),
    ] {
        let back = gone(&mut browser, &impostor, "/agents?status=sent").await;
        let back = back.replace("code=un-code", &format!("error={error}&error_description=sentinelle"));
        let page = browser.get(&back).await;
        assert_eq!(page.status, status, "{}", page.text);
        assert!(page.text.contains(said) && !page.text.contains("sentinelle"), "{}", page.text);
        assert_eq!(page.value("next").as_deref(), Some("/agents?status=sent"), "where they wanted to go is kept");
    }
    // The provider is down, at once and on the way back.
    for path in ["/.well-known/openid-configuration", "/token"] {
        let mut browser = world.browser();
        let back = gone(&mut browser, &impostor, "/agents").await;
        impostor.script().instead.insert(path, Act::say("503 Service Unavailable"));
        let page = match path {
            "/token" => browser.get(&back).await,
            _ => {
                // What was learned an hour ago is asked for again, and serves on: a day later nobody knows any more.
                world.later(25);
                browser.post("/agents/connexion/par/essai", &[("next", "/agents")]).await
            }
        };
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{}", page.text);
        assert!(page.headers.contains_key(header::RETRY_AFTER) && page.text.contains("dans quelques minutes"));
        impostor.script().instead.clear();
        impostor.script().now = world.clock.now().as_second();
        world.clock.advance(SignedDuration::from_secs(10));
    }
    // An account that was closed stays closed, whatever the provider says.
    world.desk().set_agent_disabled(EMAIL, true).await.unwrap();
    let page = come(&mut browser, &impostor, "/agents").await;
    assert!(page.text.contains("Votre compte d&#39;agent est fermé"), "{}", page.text);
    world.desk().set_agent_disabled(EMAIL, false).await.unwrap();
    come(&mut browser, &impostor, "/agents").await;
    assert_eq!(browser.address, "/agents");
    world.desk().set_agent_disabled(EMAIL, true).await.unwrap();
    let page = come(&mut world.browser(), &impostor, "/agents").await;
    assert!(page.text.contains("est fermé"), "known by its name there, and closed: {}", page.text);
    let mut english = world.browser();
    let back = gone(&mut english, &impostor, "/agents").await;
    let page = english.get(&format!("{back}&lang=en")).await;
    assert!(page.text.contains("agent&#39;s account is closed"), "{}", page.text);
}

pub(crate) async fn a_login_comes_back_once_to_the_browser_that_began_it() {
    let impostor = impostor();
    let world = world(&impostor.issuer, "", true).await;
    world.agent(MAIRIE.0, MAIRIE.1).await;
    let mut clerk = world.browser();
    let back = gone(&mut clerk, &impostor, "/agents").await;
    // Whoever is sent this address has not begun it: neither in a browser that is nowhere, nor in one that is at the provider itself.
    let mut victim = world.browser();
    let mut busy = world.browser();
    gone(&mut busy, &impostor, "/agents").await;
    for browser in [&mut victim, &mut busy] {
        let page = browser.get(&back).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.text);
        assert!(page.text.contains("pas été commencée dans ce navigateur"), "{}", page.text);
        assert!(!browser.cookies.contains_key("agent"));
    }
    assert_eq!(impostor.asked("/token"), 0, "its code goes nowhere");
    // Two tabs of one browser: each comes back.
    let first = gone(&mut clerk, &impostor, "/agents").await;
    let nonce = impostor.script().nonce.clone();
    let second = gone(&mut clerk, &impostor, "/agents?status=sent").await;
    clerk.get(&second).await;
    assert_eq!(clerk.address, "/agents?status=sent");
    impostor.script().nonce = nonce;
    clerk.get(&first).await;
    assert_eq!(clerk.address, "/agents");
    for wrong in
        [second.as_str(), BACK, &format!("{BACK}?state=&code=x"), &format!("{BACK}?code=x&state={}", "0".repeat(64))]
    {
        let page = clerk.get(wrong).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{wrong}: {}", page.text);
    }
    // Fifteen minutes.
    let mut late = world.browser();
    let back = gone(&mut late, &impostor, "/agents").await;
    world.clock.advance(SignedDuration::from_mins(15));
    let page = late.get(&back).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.text);
    assert!(!late.cookies.contains_key("agent"));
    assert!(
        world.browser().get("/agents/connexion/par/autre/retour?state=x&code=y").await.status == StatusCode::NOT_FOUND
    );
    assert!(world.browser().post("/agents/connexion/par/autre", &[]).await.status == StatusCode::NOT_FOUND);
}

pub(crate) async fn a_login_by_a_provider_leads_to_no_other_site_and_brings_back_what_was_written() {
    let impostor = impostor();
    let world = world(&impostor.issuer, "", true).await;
    let mut citizen = world.browser();
    let (_, mut agent, case) = received(&world, &mut citizen, MAIRIE).await;
    for foreign in ["//evil.example", "https://evil.example", "/%5Cevil.example", "/%0A/evil.example"] {
        let mut clerk = world.browser();
        come(&mut clerk, &impostor, &format!("/agents/connexion?next={foreign}")).await;
        assert_eq!(clerk.address, "/agents", "{foreign}");
    }
    let mut tampered = world.browser();
    let page = tampered.post("/agents/connexion/par/essai", &[("next", "//evil.example")]).await;
    let url = page.headers[header::REFRESH].to_str().unwrap().to_owned();
    impostor.script().nonce = parameter(&url, "nonce");
    tampered.get(&format!("{BACK}?code=x&state={}", parameter(&url, "state"))).await;
    assert_eq!(tampered.address, "/agents");

    // The session ends while an answer is being written: it comes back on its case, by the provider too.
    let case_address = agent.address.clone();
    world.later(1);
    impostor.script().now = world.clock.now().as_second();
    let page = case.post_on(&mut agent, &[("status", "in_progress"), ("message", "Votre « demande » avance.")]).await;
    let url = away(&mut agent, &page).await;
    impostor.script().nonce = parameter(&url, "nonce");
    let page = agent.get(&format!("{BACK}?code=x&state={}", parameter(&url, "state"))).await;
    assert!(page.text.contains("Votre « demande » avance."), "{}", page.text);
    assert!(page.text.contains(&case_address), "{}", page.text);
}

pub(crate) async fn a_provider_alone_is_believed_where_the_operator_says_so() {
    let impostor = impostor();
    let world = world(&impostor.issuer, "", false).await;
    let invitation = world.desk().invite(MAIRIE.0, MAIRIE.1, EMAIL, "Agnès").await.unwrap();
    let invitation = invitation.strip_prefix("http://guichet.test").unwrap();
    let mut clerk = world.browser();
    let page = clerk.get(invitation).await;
    assert!(page.text.contains("Acceptez en vous connectant avec Essai Connect"), "{}", page.text);
    assert!(!page.text.contains("type=\"password\""), "{}", page.text);
    let csrf = page.forms().into_iter().find(|form| form.post).unwrap().pairs.remove(0).1;
    let refused = clerk.post(invitation, &[("_csrf", &csrf), ("name", "Agnès"), ("password", PASSWORD)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
    come(&mut clerk, &impostor, invitation).await;
    assert_eq!(clerk.address, "/agents");

    // A code is mailed to nobody: the mailbox is told the way, whoever asked is told nothing.
    let mut stranger = world.browser();
    let page = login::ask(&mut stranger, "/agents", EMAIL).await;
    assert!(page.text.contains("un code vient d&#39;y être envoyé"), "{}", page.text);
    assert!(login::codes(&world, EMAIL).await.is_empty());
    let mails = world.desk().kept_mails().await.unwrap();
    let told = mails.iter().find(|mail| mail.to == EMAIL && mail.subject.contains("connexion à l'espace")).unwrap();
    assert!(told.text.contains("ils entrent par Essai Connect"), "{}", told.text);

    // Others come in as ever: those of the registry, and who runs the site.
    let others = [
        world.desk().invite(REGISTRE.0, REGISTRE.1, "b@exemple.fr", "B").await.unwrap(),
        world.desk().invite_operator("o@exemple.fr", "O").await.unwrap(),
    ];
    for url in others {
        let mut other = world.browser();
        let page = other.get(url.strip_prefix("http://guichet.test").unwrap()).await;
        assert!(!page.text.contains("/par/essai"), "{}", page.text);
        page.post_on(&mut other, &[("name", "B"), ("password", PASSWORD)]).await;
        assert!(other.cookies.contains_key("agent"));
    }
    // Who runs the site comes in by no provider.
    said(&impostor, json!({ "sub": "personne-9", "email": "o@exemple.fr", "email_verified": true }));
    let page = come(&mut world.browser(), &impostor, "/agents").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text);
}

pub(crate) async fn a_password_opens_nothing_where_a_provider_alone_does() {
    let impostor = impostor();
    let world = world(&impostor.issuer, "", false).await;
    // One who chose a password before the operator decided so.
    world.desk().invite(MAIRIE.0, MAIRIE.1, EMAIL, "Agnès").await.unwrap();
    let store = world.desk().store();
    let hash = store::password::hash(store.ids(), PASSWORD).await.unwrap();
    let agent = store.read(async |conn| store::agents::of_email(conn, store::people::PORTAL, EMAIL).await).await;
    let agent = agent.unwrap().unwrap();
    store.write(async |tx| store::agents::accept(tx, &agent, Some(&hash)).await).await.unwrap();
    let mut browser = world.browser();
    for (password, status, said) in [
        ("un autre mot de passe", StatusCode::UNPROCESSABLE_ENTITY, "ne convient pas"),
        (PASSWORD, StatusCode::FORBIDDEN, "ni mot de passe ni code"),
    ] {
        let page = browser.post("/agents/connexion", &[("email", EMAIL), ("password", password)]).await;
        assert_eq!(page.status, status, "{}", page.text);
        assert!(page.text.contains(said), "{}", page.text);
        assert!(!browser.cookies.contains_key("agent"));
    }
}

pub(crate) async fn a_second_factor_is_asked_unless_the_provider_had_one() {
    let impostor = impostor();
    let world = world(&impostor.issuer, "second_factor: { amr: [mfa] }", true).await;
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let (_, recovery) = second_factor::switched_on(&world, &mut agent).await;
    let mut clerk = world.browser();
    let page = come(&mut clerk, &impostor, "/agents?status=sent").await;
    assert_eq!(clerk.address, "/agents/connexion/second-facteur", "{}", page.text);
    assert!(!clerk.cookies.contains_key("agent"));
    let page = page.post_on(&mut clerk, &[("code", &recovery[0])]).await;
    assert_eq!(clerk.address, "/agents?status=sent", "{}", page.text);
    // The provider's own session ends with ours, by that way too.
    let form = page.forms().into_iter().find(|form| form.action == "/agents/deconnexion").unwrap();
    let csrf = form.pairs.iter().find(|(name, _)| name == "_csrf").unwrap().1.clone();
    let left = clerk.post("/agents/deconnexion", &[("_csrf", &csrf)]).await;
    assert!(left.headers[header::REFRESH].to_str().unwrap().contains("/end?id_token_hint=ey"), "{}", left.text);

    impostor.script().claims = json!({ "amr": ["pwd", "mfa"] });
    let mut strong = world.browser();
    come(&mut strong, &impostor, "/agents").await;
    assert_eq!(strong.address, "/agents");
}

pub(crate) async fn an_agent_whom_one_provider_knows_is_attached_to_no_other_by_their_address() {
    let (first, other) = (impostor(), impostor());
    let one = |id: &str, impostor: &Impostor| {
        format!(
            "{{ id: {id}, name: {id} Connect, issuer: \"{}\", client_id: {CLIENT}, networks: [127.0.0.1] }}",
            impostor.issuer
        )
    };
    let file = format!(
        "providers: [{}, {}]\nagents: {{ \"{}\": {{ providers: [essai, autre] }} }}",
        one("essai", &first),
        one("autre", &other),
        MAIRIE.0
    );
    let settings = IdentitySettings::read(&file, |_| Some(provider::SECRET.to_owned())).unwrap();
    let world = World::with(|config| config.identity = settings).await;
    world.agent(MAIRIE.0, MAIRIE.1).await;
    let come_by_other = async |browser: &mut Browser| {
        let page = browser.post("/agents/connexion/par/autre", &[("next", "/agents")]).await;
        let url = page.headers[header::REFRESH].to_str().unwrap().strip_prefix("0;url=").unwrap().to_owned();
        other.script().nonce = parameter(&url, "nonce");
        let back = format!("{BACK}?code=un-code&state={}", parameter(&url, "state"));
        browser.get(&back.replace("/par/essai/", "/par/autre/")).await
    };
    let mut agent = world.browser();
    come(&mut agent, &first, "/agents").await;
    assert_eq!(agent.address, "/agents");
    // The address has gone to somebody else, whom only the other provider has ever seen.
    said(&other, json!({ "sub": "personne-2", "email": EMAIL, "email_verified": true }));
    let mut stranger = world.browser();
    let page = come_by_other(&mut stranger).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text);
    assert!(page.text.contains("ou d&#39;un autre service"), "{}", page.text);
    assert!(!stranger.cookies.contains_key("agent"));
    assert_eq!(world.number("select count(*) from agent_identities").await, 1);
    // An address that only folds to an agent's is another one.
    world.desk().invite(MAIRIE.0, MAIRIE.1, "kim@exemple.fr", "Kim").await.unwrap();
    said(&other, json!({ "sub": "personne-3", "email": "\u{212a}im@exemple.fr", "email_verified": true }));
    let page = come_by_other(&mut stranger).await;
    assert!(page.text.contains("Aucun agent n&#39;est invité"), "{}", page.text);
    said(&other, json!({ "sub": "personne-4", "email": "KIM@exemple.fr", "email_verified": true }));
    come_by_other(&mut stranger).await;
    assert_eq!(stranger.address, "/agents", "capitals apart");
    // The operator says that it is the same person.
    world.desk().forget_identities(EMAIL).await.unwrap();
    said(&other, json!({ "sub": "personne-2", "email": EMAIL, "email_verified": true }));
    let mut moved = world.browser();
    come_by_other(&mut moved).await;
    assert_eq!(moved.address, "/agents");
}
