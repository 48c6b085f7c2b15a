//! As whom a démarche wants people to be known: asked by the server each time, given by providers that do, and kept with what is filed.

use std::path::Path;

use axum::http::StatusCode;
use desk::IdentitySettings;
use form::login::{Identity, Level};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    agent::{MAIRIE, link},
    by_provider::{BACK, FIRST, away, by_password, is, person, register, settings},
    identity::{impostor, on_time, parameter},
    impostor::{CLIENT, Impostor},
    provider::{Provider, SECRET},
    shares::read_pdf,
    support::{Browser, PASSWORD, Page, World},
};

const START: &str = "/demarches/essai";
const ASKED: &str = "Identifiez-vous pour faire cette démarche";
const LEVELS: &str = "acr_values: [eidas1, eidas2]";

/// The test démarche, which asks for this of who files it.
fn forms(login: &str, applicants: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/forms/essai");
    let to = folder.path().join("essai");
    std::fs::create_dir_all(&to).unwrap();
    std::fs::copy(from.join("schema.yaml"), to.join("schema.yaml")).unwrap();
    let procedure = std::fs::read_to_string(from.join("demarche.yaml")).unwrap();
    let changed = procedure.replacen("login: { required: false }", &format!("login: {login}"), 1).replacen(
        "applicants: [particulier]",
        &format!("applicants: [{applicants}]"),
        1,
    );
    assert_ne!(procedure, changed);
    std::fs::write(to.join("demarche.yaml"), changed).unwrap();
    folder
}

/// A world with that démarche, and with this provider for these people.
async fn world(forms: &tempfile::TempDir, issuer: &str, more: &str, whose: &str) -> World {
    let settings = settings(issuer, more, whose);
    World::with(|config| {
        config.identity = settings;
        config.sources.forms = vec![forms.path().to_owned()];
    })
    .await
}

/// Whom the impostor says everybody is from now on, how surely, in the time of this world.
fn known(world: &World, impostor: &Impostor, subject: &str, acr: &str) {
    is(impostor, subject, json!({ "given_name": "Zoé", "family_name": "Müller" }));
    impostor.script().claims = json!({ "sub": subject, "acr": acr });
    impostor.script().now = world.clock.now().as_second();
}

/// Presses the provider's button on this page; what the provider is asked, and where the browser comes back.
async fn pressed(browser: &mut Browser, impostor: &Impostor, page: &Page) -> (String, String) {
    let url = away(browser, page).await;
    impostor.script().nonce = parameter(&url, "nonce");
    let back = format!("{BACK}?code=un-code&state={}", parameter(&url, "state"));
    (url, back)
}

/// There and back.
async fn come(browser: &mut Browser, impostor: &Impostor, page: &Page) -> Page {
    let (_, back) = pressed(browser, impostor, page).await;
    browser.get(&back).await
}

/// « Commencer »; the page that comes of it.
async fn begin(browser: &mut Browser) -> Page {
    let start = browser.get(START).await;
    assert_eq!(start.status, StatusCode::OK, "{}", start.text);
    start.post_on(browser, &[]).await
}

fn is_asked(page: &Page) {
    assert!(page.text.contains(ASKED), "{}", page.text);
    assert!(!page.text.contains("name=\"password\""), "a password does not do: {}", page.text);
}

/// Somebody whom the impostor knows by now, with an account of their own, back on the start page.
async fn apart(world: &World, impostor: &Impostor, subject: &str, acr: &str) -> Browser {
    known(world, impostor, subject, acr);
    let mut browser = world.browser();
    let page = begin(&mut browser).await;
    let page = come(&mut browser, impostor, &page).await;
    assert_eq!(browser.address, FIRST, "{}", page.text);
    page.post_on(&mut browser, &[("_act", "apart")]).await;
    assert_eq!(browser.address, START);
    browser
}

async fn filed(world: &World) -> i64 {
    world.number("select count(*) from dossiers").await
}

/// An hour and a little, in which the session is used.
async fn an_hour(world: &World, impostor: &Impostor, browser: &mut Browser) {
    for _ in 0..2 {
        world.clock.advance(SignedDuration::from_mins(31));
        browser.get("/compte").await;
        assert_eq!(browser.address, "/compte", "the session goes on");
    }
    impostor.script().now = world.clock.now().as_second();
}

pub(crate) async fn a_level_is_asked_for_before_the_first_page_and_again_before_it_is_filed() {
    let (forms, impostor) = (forms("{ required: true, level: eidas2 }", "particulier"), impostor());
    let world = world(&forms, &impostor.issuer, LEVELS, "citizens: [essai]").await;
    known(&world, &impostor, "personne-1", "eidas1");
    let mut citizen = world.browser();
    let start = citizen.get(START).await;
    assert!(start.text.contains("Vérifiée au niveau substantiel, par Essai Connect"), "{}", start.text);
    let page = begin(&mut citizen).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{}", page.text);
    is_asked(&page);
    assert!(page.text.contains("niveau substantiel") && page.text.contains("Service des essais"), "{}", page.text);
    assert_eq!(world.number("select count(*) from drafts").await, 0);

    // Less than was asked for is not enough, and the next time the provider asks anew.
    let (url, back) = pressed(&mut citizen, &impostor, &page).await;
    assert!(parameter(&url, "acr_values") == "eidas2" && !url.contains("prompt="), "{url}");
    let page = citizen.get(&back).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text);
    is_asked(&page);
    assert!(page.text.contains("ne vous a pas identifié aussi sûrement"), "{}", page.text);
    assert!(!citizen.cookies.contains_key("session"));
    let (url, _) = pressed(&mut citizen, &impostor, &page).await;
    assert_eq!(parameter(&url, "prompt"), "login");

    let mut citizen = apart(&world, &impostor, "personne-1", "eidas2").await;
    let page = world.draft(&mut citizen).await;
    assert!(citizen.address.ends_with("/vous"), "{}\n{}", citizen.address, page.text);
    let draft = citizen.address.clone();
    // The address alone opens nothing to who is not known so.
    let stranger = world.browser().get(&draft).await;
    is_asked(&stranger);
    let other = apart(&world, &impostor, "personne-2", "eidas2").await.get(&draft).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "another person's: {}", other.text);

    // Too long ago: what is typed waits, and is saved once they have been asked again.
    an_hour(&world, &impostor, &mut citizen).await;
    let typed = [("demandeur.nom", "Tapé après"), ("demandeur.prenoms", "Zoé"), ("email", "zoe@exemple.fr")];
    let held = page.post_on(&mut citizen, &typed).await;
    assert_eq!(held.status, StatusCode::CONFLICT, "{}", held.text);
    is_asked(&held);
    assert!(held.text.contains("il y a trop longtemps") && held.text.contains("gardé sur cette page"), "{}", held.text);
    known(&world, &impostor, "personne-1", "eidas2");
    let (url, back) = pressed(&mut citizen, &impostor, &held).await;
    assert_eq!((parameter(&url, "prompt"), parameter(&url, "acr_values")), ("login".to_owned(), "eidas2".to_owned()));
    let before = citizen.cookies["session"].clone();
    let page = citizen.get(&back).await;
    assert!(citizen.address.ends_with("/lieu"), "{}\n{}", citizen.address, page.text);
    assert_ne!(citizen.cookies["session"], before, "known better, under another token");
    assert!(citizen.get(&draft).await.text.contains("Tapé après"));

    // The same before it is filed.
    let recap = world.recap(&mut citizen, "Toulouse").await;
    assert!(recap.text.contains("par Essai Connect, niveau substantiel"), "{}", recap.text);
    an_hour(&world, &impostor, &mut citizen).await;
    let page = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert_eq!((page.status, filed(&world).await), (StatusCode::CONFLICT, 0), "{}", page.text);
    is_asked(&page);
    let recap = come(&mut citizen, &impostor, &page).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}\n{}", citizen.address, recap.text);
    let confirmed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}\n{}", citizen.address, confirmed.text);
    assert_eq!(filed(&world).await, 1);
    let at = world.clock.now();

    // What was filed is read on without being asked again, and says how they were known.
    let confirmation = citizen.address.clone();
    an_hour(&world, &impostor, &mut citizen).await;
    assert_eq!(citizen.get(&confirmation).await.status, StatusCode::OK);
    let follow = link(&confirmed, "/suivi/");
    let token = follow.strip_prefix("/suivi/").unwrap().split(['/', '?', '#']).next().unwrap().to_owned();
    let told = world.desk().follow(&token).await.unwrap().dossier.evidence.identified.clone().unwrap();
    assert_eq!((told.provider.as_str(), told.level.as_deref(), told.at), ("Essai Connect", Some("eidas2"), at));
    assert_eq!(told.acting_for, None);
    let receipt = citizen.get(&format!("/suivi/{token}/recu.pdf")).await;
    let text = read_pdf(&receipt.bytes).replace(char::is_whitespace, "");
    assert!(text.contains("parEssaiConnect,niveausubstantiel"), "{text}");
    world.work().await;
    let mut clerk = world.agent(MAIRIE.0, MAIRIE.1).await;
    let inbox = clerk.get("/agents").await;
    let case = clerk.get(&link(&inbox, "/agents/cas/")).await;
    assert!(case.text.contains("par Essai Connect, niveau substantiel"), "{}", case.text);
    let package = clerk.get(&format!("{}/dossier.zip", clerk.address.clone())).await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(package.bytes)).unwrap();
    let manifest: Value = serde_json::from_reader(zip.by_name("manifest.json").unwrap()).unwrap();
    assert_eq!(manifest["applicant"]["identity"], "provider");
    assert_eq!(manifest["evidence"]["identified"]["level"], "eidas2", "{manifest}");
    assert!(!manifest.to_string().contains("personne-1"), "as whom the provider knows them is nobody's: {manifest}");
}

pub(crate) async fn what_a_form_says_of_the_level_is_believed_by_nobody() {
    let (forms, impostor) = (forms("{ required: true, level: eidas2 }", "particulier"), impostor());
    let world = world(&forms, &impostor.issuer, LEVELS, "citizens: [essai]").await;
    let mut citizen = apart(&world, &impostor, "personne-1", "eidas2").await;
    let page = world.draft(&mut citizen).await;
    let draft = citizen.address.clone();
    known(&world, &impostor, "personne-1", "eidas1");
    for identity in ["eidas1", "eidas9", "professionnel", ""] {
        let mut browser = world.browser();
        let pairs = [("next", draft.as_str()), ("_demarche", "essai"), ("_identity", identity)];
        let asked = browser.post("/compte/connexion/par/essai", &pairs).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
        let url =
            asked.headers[axum::http::header::REFRESH].to_str().unwrap().strip_prefix("0;url=").unwrap().to_owned();
        impostor.script().nonce = parameter(&url, "nonce");
        let page = browser.get(&format!("{BACK}?code=un-code&state={}", parameter(&url, "state"))).await;
        assert_eq!(browser.address, draft, "{}", page.text);
        is_asked(&page);
        assert!(page.text.contains("moins sûrement que cette démarche"), "{identity}: {}", page.text);
        assert_eq!(begin(&mut browser).await.status, StatusCode::CONFLICT);
    }
    // Nor by the draft itself, from the browser that is known so no more.
    citizen.cookies.remove("session");
    let typed = [("demandeur.nom", "Forgé"), ("demandeur.prenoms", "Zoé"), ("email", "zoe@exemple.fr")];
    assert_eq!(page.post_on(&mut citizen, &typed).await.status, StatusCode::CONFLICT);
    let confirmed = draft.replace("/vous", "/confirmer");
    let csrf = page.value("_csrf").unwrap();
    let forged =
        citizen.post(&confirmed, &[("_csrf", csrf.as_str()), ("attest", "true"), ("_identity", "eidas2")]).await;
    assert_eq!((forged.status, filed(&world).await), (StatusCode::CONFLICT, 0), "{}", forged.text);
}

pub(crate) async fn who_is_logged_in_stays_in_their_account_and_shows_that_it_is_theirs() {
    let (forms, impostor) = (forms("{ required: true, level: eidas1 }", "particulier"), impostor());
    let world = world(&forms, &impostor.issuer, "", "citizens: [essai]").await;
    // Just logged in: attached, and on to where they were.
    let mut citizen = register(&world, "local@exemple.fr").await;
    let page = begin(&mut citizen).await;
    is_asked(&page);
    assert!(page.text.contains("Vous restez dans votre compte local@exemple.fr"), "{}", page.text);
    known(&world, &impostor, "personne-1", "eidas1");
    let before = citizen.cookies["session"].clone();
    let page = come(&mut citizen, &impostor, &page).await;
    assert_eq!(citizen.address, START, "{}", page.text);
    assert_ne!(citizen.cookies["session"], before);
    assert_eq!(world.number("select count(*) from people").await, 1, "no account besides");
    world.draft(&mut citizen).await;
    assert!(citizen.address.ends_with("/vous"), "{}", citizen.address);
    let draft = citizen.address.clone();
    // By the password alone it opens no more.
    let mut again = by_password(&world, "local@exemple.fr").await;
    is_asked(&again.get(&draft).await);

    // Logged in for a while: they show first that the account is theirs, and it is this one.
    let mut late = register(&world, "tard@exemple.fr").await;
    world.clock.advance(SignedDuration::from_mins(11));
    known(&world, &impostor, "personne-2", "eidas1");
    let page = begin(&mut late).await;
    let page = come(&mut late, &impostor, &page).await;
    assert_eq!(late.address, FIRST, "{}", page.text);
    assert!(!page.text.contains("value=\"apart\"") && page.text.contains("tard@exemple.fr"), "{}", page.text);
    let forged = page.post_on(&mut late, &[("_act", "apart")]).await;
    assert_eq!(world.number("select count(*) from people").await, 2, "{}", forged.text);
    let other = page.post_on(&mut late, &[("email", "local@exemple.fr"), ("password", PASSWORD)]).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN, "{}", other.text);
    assert!(other.text.contains("pas le compte auquel vous êtes connecté"), "{}", other.text);
    let page = come_again(&world, &impostor, &mut late).await;
    page.post_on(&mut late, &[("email", "tard@exemple.fr"), ("password", PASSWORD)]).await;
    assert_eq!(late.address, START);
    world.draft(&mut late).await;
    assert!(late.address.ends_with("/vous"), "{}", late.address);

    // Whom the provider knows as somebody else here is not let into that account instead.
    let mut mixed = register(&world, "autre@exemple.fr").await;
    known(&world, &impostor, "personne-1", "eidas1");
    let page = begin(&mut mixed).await;
    let page = come(&mut mixed, &impostor, &page).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text);
    assert!(page.text.contains("pas le compte auquel vous êtes connecté"), "{}", page.text);
    is_asked(&page);
    mixed.get("/compte").await;
    assert_eq!(mixed.address, "/compte", "logged in as before");
    let own = person(&world, &impostor.issuer, "personne-1").await;
    let drafts = world.desk().drafts(&own).await.unwrap();
    assert_eq!(drafts.len(), 1);
    // To take back what one agreed to needs no more than the account.
    world.desk().withdraw(&own, drafts[0].draft.id).await.unwrap();
}

pub(crate) async fn one_person_at_two_providers_is_one_account_by_their_civil_status() {
    let (forms, low, high) = (forms("{ required: true, level: eidas2 }", "particulier"), impostor(), impostor());
    let provider = |id: &str, issuer: &str, level: &str| {
        format!(
            "  - {{ id: {id}, name: Essai {id}, issuer: \"{issuer}\", client_id: {CLIENT}, networks: [127.0.0.1], acr_values: [{level}] }}\n"
        )
    };
    let (one, other) = (provider("essai", &low.issuer, "eidas1"), provider("plus", &high.issuer, "eidas2"));
    let file = format!("providers:\n{one}{other}citizens: [essai, plus]");
    let settings = IdentitySettings::read(&file, |_| Some(SECRET.to_owned())).unwrap();
    let world = World::with(|config| {
        config.identity = settings;
        config.sources.forms = vec![forms.path().to_owned()];
    })
    .await;
    let civil = json!({
        "given_name": "Zoé", "family_name": "MÜLLER", "gender": "female", "birthdate": "1962-08-24", "birthplace": "75107", "birthcountry": "99100",
    });
    is(&low, "faible-1", civil.clone());
    let mut citizen = world.browser();
    let login = citizen.get("/compte").await;
    let page = come(&mut citizen, &low, &login).await;
    page.post_on(&mut citizen, &[("_act", "apart")]).await;
    assert_eq!(citizen.address, "/compte");
    // The login is a while ago, and there is no password to give.
    world.clock.advance(SignedDuration::from_mins(15));
    for (subject, birthdate, address) in
        [("fort-2", "1962-08-25", FIRST), ("fort-3", "1962-08-00", FIRST), ("fort-1", "1962-08-24", START)]
    {
        let mut said = civil.clone();
        said["birthdate"] = json!(birthdate);
        is(&high, subject, said);
        high.script().claims = json!({ "sub": subject, "acr": "eidas2" });
        high.script().now = world.clock.now().as_second();
        let page = begin(&mut citizen).await;
        assert!(!page.text.contains("/par/essai"), "it does not give the level: {}", page.text);
        let form = page.forms().into_iter().find(|form| form.action.ends_with("/par/plus")).unwrap();
        let pairs: Vec<(&str, &str)> = form.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let sent = citizen.post(&form.action, &pairs).await;
        let url =
            sent.headers[axum::http::header::REFRESH].to_str().unwrap().strip_prefix("0;url=").unwrap().to_owned();
        high.script().nonce = parameter(&url, "nonce");
        let back = format!("/compte/connexion/par/plus/retour?code=un-code&state={}", parameter(&url, "state"));
        let page = citizen.get(&back).await;
        assert_eq!(citizen.address, address, "{subject}: {}", page.text);
    }
    assert_eq!(world.number("select count(*) from people").await, 1);
    world.draft(&mut citizen).await;
    assert!(citizen.address.ends_with("/vous"), "{}", citizen.address);
}

/// To the provider once more, from the start of the démarche, and back where they are asked whether the account is theirs.
async fn come_again(world: &World, impostor: &Impostor, browser: &mut Browser) -> Page {
    impostor.script().now = world.clock.now().as_second();
    let page = begin(browser).await;
    let page = come(browser, impostor, &page).await;
    assert_eq!(browser.address, FIRST, "{}", page.text);
    page
}

pub(crate) async fn a_professional_files_for_the_establishment_that_the_provider_names() {
    let (forms, impostor) = (forms("{ required: true, as: professionnel }", "professionnel"), impostor());
    let world = world(&forms, &impostor.issuer, "", "professionals: [essai]").await;
    let mut browser = apart(&world, &impostor, "pro-1", "autre").await;
    let page = begin(&mut browser).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text.contains("rien ne dit pour quelle entreprise"), "{}", page.text);
    let claims = json!({ "given_name": "Paul", "usual_name": "Martin", "siret": "99900000100011", "label": "Atelier" });
    is(&impostor, "pro-1", claims);
    come(&mut browser, &impostor, &page).await;
    assert_eq!(browser.address, START);
    let recap = world.recap(&mut browser, "Toulouse").await;
    assert!(recap.text.contains("Atelier (SIRET 99900000100011)"), "{}", recap.text);
    let confirmed = recap.post_on(&mut browser, &[("attest", "true")]).await;
    let follow = link(&confirmed, "/suivi/");
    let token = follow.strip_prefix("/suivi/").unwrap().split(['/', '?', '#']).next().unwrap();
    let told = world.desk().follow(token).await.unwrap().dossier.evidence.identified.clone().unwrap();
    assert_eq!(told.acting_for.map(|one| one.siret).as_deref(), Some("99900000100011"));
}

pub(crate) async fn where_no_provider_gives_it_people_are_told_whom_to_turn_to() {
    let (forms, impostor) = (forms("{ required: true, level: eidas3 }", "particulier"), impostor());
    let world = world(&forms, &impostor.issuer, LEVELS, "citizens: [essai]").await;
    let ungiven = world.desk().ungiven().await.unwrap();
    assert_eq!(ungiven, [("essai".to_owned(), Identity::Citizen(Level::Eidas3))]);
    let mut citizen = register(&world, "local@exemple.fr").await;
    let start = citizen.get(START).await;
    assert!(start.text.contains("Ce site n&#39;en offre pas le moyen"), "{}", start.text);
    let page = begin(&mut citizen).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    is_asked(&page);
    assert!(!page.text.contains("/par/essai") && page.text.contains("Service des essais"), "{}", page.text);
    // An agent is no citizen, whatever they are known by.
    let mut clerk = world.agent(MAIRIE.0, MAIRIE.1).await;
    assert_eq!(begin(&mut clerk).await.status, StatusCode::CONFLICT);
    assert_eq!(world.number("select count(*) from drafts").await, 0);
    // Nothing is signed with a key of ours, nor encrypted for one.
    assert_eq!(citizen.get("/cles/identite.json").await.text, "{\"keys\":[]}");
}

pub(crate) async fn where_no_level_is_asked_for_no_provider_is_missed() {
    assert!(World::new().await.desk().ungiven().await.unwrap().is_empty());
}

pub(crate) async fn a_real_provider_is_asked_for_the_level_and_believed_about_it() {
    let accounts = json!({
        "angela": { "sub": "angela-1", "acr": "eidas1", "given_name": "Angela", "family_name": "DUBOIS" },
        "amin": { "sub": "amin-1", "acr": "eidas2", "given_name": "Amin", "family_name": "ÉL-HADJ" },
    });
    let (back, after) = (format!("http://guichet.test{BACK}"), "http://guichet.test/compte/connexion");
    let real = Provider::strict(&accounts, &back, after, json!({ "userinfo_signed_response_alg": "ES256" }));
    let forms = forms("{ required: true, level: eidas2 }", "particulier");
    let more = "acr_values: [eidas1, eidas2], scopes: [openid, identite_pivot], userinfo: signed, pkce: false";
    let world = world(&forms, &real.issuer, more, "citizens: [essai]").await;
    on_time(&world);
    let mut citizen = world.browser();
    let page = begin(&mut citizen).await;
    let url = away(&mut citizen, &page).await;
    let back = real.log_in(&url, Some("angela"));
    let page = citizen.get(back.strip_prefix("http://guichet.test").unwrap()).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text);
    is_asked(&page);
    // By the login itself she comes in as ever, and has to be known better for this.
    let login = citizen.get("/compte").await;
    let url = away(&mut citizen, &login).await;
    let back = real.log_in(&url, Some("angela"));
    let page = citizen.get(back.strip_prefix("http://guichet.test").unwrap()).await;
    page.post_on(&mut citizen, &[("_act", "apart")]).await;
    assert_eq!(citizen.address, "/compte");
    let page = begin(&mut citizen).await;
    assert!(page.text.contains("moins sûrement que cette démarche"), "{}", page.text);

    let mut citizen = world.browser();
    let page = begin(&mut citizen).await;
    let url = away(&mut citizen, &page).await;
    let back = real.log_in(&url, Some("amin"));
    let page = citizen.get(back.strip_prefix("http://guichet.test").unwrap()).await;
    page.post_on(&mut citizen, &[("_act", "apart")]).await;
    assert_eq!(citizen.address, START);
    world.draft(&mut citizen).await;
    assert!(citizen.address.ends_with("/vous"), "{}", citizen.address);
    // Known so, they are asked anew by a parameter that the provider takes.
    on_time(&world);
    world.clock.advance(SignedDuration::from_mins(59));
    citizen.get("/compte").await;
    world.clock.advance(SignedDuration::from_mins(2));
    let draft = begin(&mut citizen).await;
    assert!(draft.text.contains("il y a trop longtemps"), "{}", draft.text);
    let url = away(&mut citizen, &draft).await;
    assert!(url.contains("prompt=login"), "{url}");
    assert!(real.log_in(&url, Some("amin")).contains("code="));
}
