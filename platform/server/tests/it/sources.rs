//! Sources asked over real HTTP on the loopback: what they give is filled in under their name, and nothing they do stops anybody.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::support::{Browser, Page, World};

/// What a partner answers to a request line.
type Answering = Arc<dyn Fn(&str) -> (u16, String) + Send + Sync>;

/// Request lines, and the token that came with each.
type Heard = Arc<Mutex<Vec<(String, Option<String>)>>>;

/// A partner on the loopback, and what it was asked.
pub(crate) struct Partner {
    pub(crate) url: String,
    heard: Heard,
}

impl Partner {
    pub(crate) async fn start(answer: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) -> Self {
        async fn reply(State((answer, heard)): State<(Answering, Heard)>, request: Request) -> Response {
            let target = request.uri().to_string();
            let token = request.headers().get("authorization").map(|token| token.to_str().unwrap().to_owned());
            heard.lock().unwrap().push((target.clone(), token));
            let (status, body) = answer(&target);
            if status == 0 {
                // Never answers.
                std::future::pending::<()>().await;
            }
            (StatusCode::from_u16(status).unwrap(), body).into_response()
        }
        let heard: Heard = Arc::default();
        let answer: Answering = Arc::new(answer);
        let router = Router::new().fallback(reply).with_state((answer, Arc::clone(&heard)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, heard }
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.heard.lock().unwrap().iter().map(|(target, _)| target.clone()).collect()
    }

    pub(crate) fn tokens(&self) -> Vec<Option<String>> {
        self.heard.lock().unwrap().iter().map(|(_, token)| token.clone()).collect()
    }
}

/// A server whose forms have sources, with these partners.
pub(crate) async fn world(partners: &[(&str, &str, Option<&str>)]) -> World {
    let partners = partners
        .iter()
        .map(|(id, url, token)| desk::PartnerSetting {
            id: (*id).to_owned(),
            url: (*url).to_owned(),
            token: token.map(str::to_owned),
        })
        .collect();
    World::with(|config| {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        config.sources.forms = vec![here.join("tests/it/sourced")];
        config.sources.components = vec![here.join("../../components")];
        config.partners = partners;
    })
    .await
}

/// The first page of a draft of `demarche`.
pub(crate) async fn begin(citizen: &mut Browser, demarche: &str) -> Page {
    let start = citizen.get(&format!("/demarches/{demarche}")).await;
    assert_eq!(start.status, StatusCode::OK, "{}", start.text);
    start.post_on(citizen, &[]).await
}

/// Presses a button of the page.
pub(crate) async fn press(page: &Page, citizen: &mut Browser, button: &str, values: &[(&str, &str)]) -> Page {
    assert!(page.text.replace("&#x2f;", "/").contains(&format!("value=\"{button}\"")), "no {button} in\n{}", page.text);
    let values: Vec<(&str, &str)> = values.iter().copied().chain([("_action", button)]).collect();
    page.post_on(citizen, &values).await
}

/// The text of a page with plain spaces and apostrophes.
pub(crate) fn plain(page: &Page) -> String {
    page.text.replace(['\u{a0}', '\u{202f}'], " ").replace("&#39;", "'").replace("&#x27;", "'").replace('’', "'")
}

const FOUND: &str = r#"{ "type": "FeatureCollection", "features": [
  { "properties": { "label": "12 Rue des Lilas 31000 Toulouse", "score": 0.97, "type": "housenumber", "name": "12 Rue des Lilas", "postcode": "31000", "citycode": "31555", "city": "Toulouse" } },
  { "properties": { "label": "Rue des Lilas 93200 Saint-Denis", "type": "street", "name": "Rue des Lilas", "postcode": "93200", "citycode": "93066", "city": "Saint-Denis" } },
  { "properties": { "label": "Lilas", "type": "municipality", "name": "Les Lilas", "postcode": "93260", "citycode": "93045" } },
  { "properties": { "label": "\u202eRue <b>x</b> 00000 Nulle part", "type": "street", "name": "Rue <b>x</b>", "postcode": "0", "citycode": "00000" } } ] }"#;

pub(crate) async fn an_address_is_searched_chosen_corrected_and_sent_without_a_script() {
    let ban = Partner::start(|_| (200, FOUND.to_owned())).await;
    let world = world(&[("ban", &ban.url, None)]).await;
    let mut citizen = world.browser();
    let page = begin(&mut citizen, "adresse").await;
    // Who is asked and which data leave stands there before anything does.
    assert!(page.text.contains("est envoyé à la Base adresse nationale"), "{}", page.text);
    assert!(ban.asked().is_empty(), "nothing leaves without a click");

    let page =
        press(&page, &mut citizen, "search:adresse:ban", &[("_search:adresse:ban", "12 rue des lilas & à côté")]).await;
    assert_eq!(
        ban.asked(),
        ["/search?q=12%20rue%20des%20lilas%20%26%20%C3%A0%20c%C3%B4t%C3%A9&limit=7&autocomplete=0"]
    );
    assert!(citizen.address.ends_with("/domicile#adresse-ban"), "{}", citizen.address);
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("12 Rue des Lilas 31000 Toulouse") && page.text.contains("93200 Saint-Denis"),
        "{}",
        page.text
    );
    assert!(page.text.contains("3 résultats") && !page.text.contains("<b>x"), "a town is no address: {}", page.text);
    assert!(page.text.contains("value=\"12 rue des lilas &amp; à côté\""), "what was typed stays");

    let page = press(&page, &mut citizen, "choose:adresse:ban", &[("_choice:adresse:ban", "1")]).await;
    assert_eq!(page.value("adresse.voie").as_deref(), Some("Rue des Lilas"));
    assert_eq!(page.value("adresse.commune.code").as_deref(), Some("93066"));
    assert!(plain(&page).contains("source : Base adresse nationale"), "{}", page.text);

    // What is corrected is typed, and no more the source's.
    let recap = page.post_on(&mut citizen, &[("adresse.voie", "3 Rue des Lilas")]).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}\n{}", citizen.address, recap.text);
    assert_eq!(plain(&recap).matches("source : Base adresse nationale").count(), 2, "{}", recap.text);
    let confirmation = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}", confirmation.text);
    assert_eq!(ban.asked().len(), 1, "the same words would have had the same answer");
}

/// The geocoder behind the national base itself, where `GUICHET_ADDOK` says where it listens: `platform/trials/addok/run.sh` starts one.
pub(crate) async fn an_address_is_found_by_a_real_addok() {
    let Some(addok) = std::env::var("GUICHET_ADDOK").ok().filter(|url| !url.is_empty()) else {
        println!("GUICHET_ADDOK is not set: no address was searched in a real addok");
        return;
    };
    let world = world(&[("ban", &addok, None)]).await;
    let mut citizen = world.browser();
    let mut page = begin(&mut citizen, "adresse").await;
    for (typed, told) in [
        ("rue des lilas", "Rue des Lilas 93200 Saint-Denis"),
        ("3, rue des Lilas à Saint-Denis", "3 Rue des Lilas 93200 Saint-Denis"),
        ("toulouse", "Rue des Lilas 31000 Toulouse"),
        ("nulle part", "Aucun résultat"),
        ("%00'\"<script>", "Aucun résultat"),
        ("12 bis r. des lilas 31000", "12 bis Rue des Lilas 31000 Toulouse"),
    ] {
        page = press(&page, &mut citizen, "search:adresse:ban", &[("_search:adresse:ban", typed)]).await;
        assert!(page.text.contains(told), "{typed}: {}", page.text);
    }
    let page = press(&page, &mut citizen, "choose:adresse:ban", &[("_choice:adresse:ban", "0")]).await;
    assert_eq!(page.value("adresse.voie").as_deref(), Some("12 bis Rue des Lilas"));
    assert_eq!(page.value("adresse.code_postal").as_deref(), Some("31000"));
    assert_eq!(page.value("adresse.commune.code").as_deref(), Some("31555"));
    page.post_on(&mut citizen, &[("_action", "continue")]).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}", citizen.address);
}

pub(crate) async fn a_choice_is_a_number_among_what_was_found_and_nothing_more() {
    let ban = Partner::start(|_| (200, FOUND.to_owned())).await;
    let world = world(&[("ban", &ban.url, None)]).await;
    let mut citizen = world.browser();
    let page = begin(&mut citizen, "adresse").await;
    for choice in ["0", "9", "-1", "x", ""] {
        let page =
            page.post_on(&mut citizen, &[("_choice:adresse:ban", choice), ("_action", "choose:adresse:ban")]).await;
        assert_eq!(page.value("adresse.voie").as_deref(), Some(""), "nothing was found yet: {choice}");
    }
    for key in ["adresse:autre", "rien:ban", ":", "adresse.voie:ban", "adresse:ban:ban"] {
        let action = format!("search:{key}");
        let again = page.post_on(&mut citizen, &[("_action", action.as_str()), ("_search:adresse:ban", "x")]).await;
        assert_eq!(again.status, StatusCode::OK, "{key}: {}", again.text);
    }
    assert!(ban.asked().is_empty());
    // The return key in the box presses « Continuer »: with nothing filled in, what is meant is the search.
    let page = page.post_on(&mut citizen, &[("_search:adresse:ban", "lilas"), ("_action", "continue")]).await;
    assert_eq!(ban.asked().len(), 1);
    assert!(page.text.contains("12 Rue des Lilas 31000 Toulouse"), "{}", page.text);
    // « Continuer » with a choice takes it as its own button does.
    page.post_on(&mut citizen, &[("_choice:adresse:ban", "0"), ("adresse.voie", ""), ("_action", "continue")]).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}", citizen.address);
}

pub(crate) async fn whatever_a_source_does_the_citizen_goes_on_by_typing() {
    let ban = Partner::start(|target| {
        let status = |text: &str| target.contains(text);
        match () {
            () if status("q=vide") => (200, r#"{"features":[]}"#.to_owned()),
            () if status("q=absent") => (404, String::new()),
            () if status("q=conflit") => (409, String::new()),
            () if status("q=panne") => (503, "<html>".to_owned()),
            () if status("q=refus") => (401, String::new()),
            () if status("q=html") => (200, "<html>".to_owned()),
            () if status("q=profond") => (200, "[".repeat(10_000)),
            () if status("q=autre") => (200, r#"{"features":{}}"#.to_owned()),
            () if status("q=long") => (200, format!("\"{}\"", "x".repeat(70_000))),
            () if status("q=muet") => (0, String::new()),
            () => (429, String::new()),
        }
    })
    .await;
    let world = world(&[("ban", &ban.url, None)]).await;
    let mut citizen = world.browser();
    let mut page = begin(&mut citizen, "adresse").await;
    for (typed, told) in [
        ("", "Tapez d'abord"),
        ("vide", "Aucun résultat"),
        ("absent", "Aucun résultat"),
        ("conflit", "très demandée"),
        ("panne", "ne répond pas"),
        ("refus", "ne répond pas"),
        ("html", "ne répond pas"),
        ("profond", "ne répond pas"),
        ("autre", "ne répond pas"),
        ("long", "ne répond pas"),
        ("muet", "ne répond pas"),
        ("trop", "très demandée"),
        ("encore", "très demandée"),
    ] {
        let values = [("_search:adresse:ban", typed), ("adresse.complement", "Bâtiment B")];
        page = press(&page, &mut citizen, "search:adresse:ban", &values).await;
        assert_eq!(page.status, StatusCode::OK, "{typed}");
        assert!(plain(&page).contains(told), "{typed}: {}", page.text);
        assert_eq!(page.value("adresse.complement").as_deref(), Some("Bâtiment B"), "{typed}: what was typed stays");
    }
    assert!(
        !ban.asked().iter().any(|target| target.contains("encore")),
        "a partner that asked for patience is left alone"
    );
    let by_hand = [("adresse.voie", "Le Bourg"), ("adresse.code_postal", "31000"), ("adresse.commune", "Toulouse")];
    page.post_on(&mut citizen, &by_hand).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}", citizen.address);
}

pub(crate) async fn an_agency_asks_with_its_own_right_and_with_nobody_elses() {
    let (common, own) =
        (Partner::start(|_| (200, FOUND.to_owned())).await, Partner::start(|_| (200, FOUND.to_owned())).await);
    let both = world(&[("ban", &common.url, None), ("ban@ville-essai", &own.url, None)]).await;
    let mut citizen = both.browser();
    let page = begin(&mut citizen, "adresse").await;
    press(&page, &mut citizen, "search:adresse:ban", &[("_search:adresse:ban", "12 rue des lilas")]).await;
    assert_eq!((own.asked().len(), common.asked().len()), (1, 0));
    // Each question that left is written down; one that could not be asked is none.
    let noted = "select count(*) from journal where act = 'source.asked'";
    assert_eq!(both.number(noted).await, 1);
    press(&page, &mut citizen, "search:adresse:ban", &[("_search:adresse:ban", "")]).await;
    assert_eq!(both.number(noted).await, 1);
}

pub(crate) async fn where_another_agency_alone_has_the_right_nothing_is_offered() {
    let own = Partner::start(|_| (200, FOUND.to_owned())).await;
    let elsewhere = world(&[("ban@autre-ville", &own.url, None)]).await;
    let page = begin(&mut elsewhere.browser(), "adresse").await;
    assert!(!page.text.contains("search:adresse:ban"), "{}", page.text);
}

pub(crate) async fn a_source_that_is_not_set_up_is_not_offered() {
    let world = world(&[]).await;
    let mut citizen = world.browser();
    let page = begin(&mut citizen, "adresse").await;
    assert!(!page.text.contains("Chercher l") && !page.text.contains("class=\"search\""), "{}", page.text);
    let again = page.post_on(&mut citizen, &[("_action", "search:adresse:ban"), ("_search:adresse:ban", "x")]).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(!again.text.contains("class=\"search\""), "{}", again.text);
}

pub(crate) async fn a_slow_source_holds_back_nobody_else_and_a_draft_asks_so_often_and_no_more() {
    let ban =
        Partner::start(|target| if target.contains("muet") { (0, String::new()) } else { (404, String::new()) }).await;
    let world = world(&[("ban", &ban.url, None)]).await;
    let mut citizen = world.browser();
    let page = begin(&mut citizen, "adresse").await;
    let slow = {
        let (page, mut tab) = (page.clone(), citizen.clone());
        tokio::spawn(
            async move { press(&page, &mut tab, "search:adresse:ban", &[("_search:adresse:ban", "muet")]).await },
        )
    };
    while ban.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    let others = async {
        let mut other = world.browser();
        let page = begin(&mut other, "adresse").await;
        let values = [("adresse.voie", "Le Bourg"), ("adresse.code_postal", "31000"), ("adresse.commune", "Toulouse")];
        page.post_on(&mut other, &values).await;
        assert!(other.address.ends_with("/recapitulatif"), "{}", other.address);
        // The very draft that waits can be saved elsewhere meanwhile.
        page_of(&mut citizen.clone(), &page).await;
    };
    tokio::time::timeout(Duration::from_secs(3), others).await.expect("held back by another citizen's search");
    assert!(!slow.is_finished(), "it still waits");
    slow.abort();

    let mut page = page;
    for number in 0..61 {
        let typed = format!("essai {number}");
        page = press(&page, &mut citizen, "search:adresse:ban", &[("_search:adresse:ban", typed.as_str())]).await;
    }
    assert!(page.text.contains("beaucoup de recherches"), "{}", page.text);
    assert_eq!(ban.asked().iter().filter(|target| target.contains("essai")).count(), 60);
}

/// A page read again.
async fn page_of(browser: &mut Browser, page: &Page) {
    let address = page.form().action;
    let again = browser.get(&address).await;
    assert_eq!(again.status, StatusCode::OK);
}

pub(crate) async fn a_source_of_the_demarche_fills_in_the_neighbours_of_its_question_without_a_script() {
    let registry = Partner::start(|target| match target {
        "/organismes/13002526500013" => {
            (200, r#"{ "nom": "Régie des eaux", "code_postal": "31000", "commune": "31555" }"#.to_owned())
        }
        _ => (404, String::new()),
    })
    .await;
    let settings: [(&str, &str, Option<&str>); 1] = [("repertoire", &registry.url, None)];
    let world = world(&settings).await;
    let mut citizen = world.browser();
    let page = begin(&mut citizen, "employeur").await;
    assert!(plain(&page).contains("le numéro SIRET est envoyé au répertoire"), "{}", page.text);
    // Unknown there: what was typed stays, and the citizen goes on by typing.
    let page = press(&page, &mut citizen, "search:siret:qui", &[("siret", "35600000000048"), ("nom", "Moi")]).await;
    assert!(page.text.contains("Aucun résultat"), "{}", page.text);
    assert_eq!(page.value("nom").as_deref(), Some("Moi"));

    let page = press(&page, &mut citizen, "search:siret:qui", &[("siret", "13002526500013")]).await;
    assert_eq!(page.value("nom").as_deref(), Some("Régie des eaux"));
    assert_eq!(page.value("adresse.code_postal").as_deref(), Some("31000"));
    assert_eq!(page.value("adresse.commune.code").as_deref(), Some("31555"));
    let recap = page.post_on(&mut citizen, &[("adresse.voie", "2 rue Neuve")]).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}\n{}", citizen.address, recap.text);
    assert_eq!(plain(&recap).matches("source : répertoire").count(), 3, "{}", recap.text);
    assert_eq!(registry.asked(), ["/organismes/35600000000048", "/organismes/13002526500013"]);
}
