//! How agents come in without a password: a code that is mailed.

use axum::http::{StatusCode, header};

use crate::{
    agent::{MAIRIE, link, received},
    support::{Browser, Page, World},
};

const EMAIL: &str = "agent.99900000100011@exemple.fr";

/// The codes mailed to an address, the latest first.
pub(crate) async fn codes(world: &World, to: &str) -> Vec<String> {
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let to_them = mails.iter().filter(|mail| mail.to == to && mail.subject == "Votre code de connexion");
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|sign| sign.is_ascii_digit());
    to_them.map(|mail| mail.text.split_whitespace().find(is_code).unwrap().to_owned()).collect()
}

/// Asks for a code at the login that leads to `next`; the page where it is typed.
pub(crate) async fn ask(browser: &mut Browser, next: &str, email: &str) -> Page {
    let login = browser.get(next).await;
    login.post_on(browser, &[("email", email), ("password", ""), ("_code", "1")]).await
}

fn another(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

pub(crate) async fn a_code_leads_from_the_notice_to_its_case() {
    let world = World::new().await;
    let mut citizen = world.browser();
    world.agent(MAIRIE.0, MAIRIE.1).await;
    world.file(&mut citizen, "Toulouse").await;
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let notice = mails.iter().find(|mail| mail.to == EMAIL && mail.text.contains("/agents/cas/")).unwrap();
    let case = notice.text.split_whitespace().find(|word| word.contains("/agents/cas/")).unwrap();
    let case = case.strip_prefix("http://guichet.test").unwrap();

    let mut clerk = world.browser();
    let page = ask(&mut clerk, case, &format!(" {} ", EMAIL.to_uppercase())).await;
    assert_eq!((clerk.address.as_str(), page.status), ("/agents/connexion/code", StatusCode::OK), "{}", page.text);
    for said in ["autocomplete=\"one-time-code\"", "inputmode=\"numeric\""] {
        assert!(page.text.contains(said), "{said} is missing in\n{}", page.text);
    }
    let code = codes(&world, EMAIL).await.remove(0);
    // Typed or pasted with spaces in it.
    let page = page.post_on(&mut clerk, &[("code", &format!("{}\u{a0}{} ", &code[..3], &code[3..]))]).await;
    assert_eq!(clerk.address, case, "{}", page.text);
    assert!(page.text.contains("parapluie"), "{}", page.text);
    assert!(!clerk.cookies.contains_key("agent-login"));
    // It was good once.
    let mut twice = world.browser();
    let again = ask(&mut twice, "/agents", EMAIL).await;
    let wrong = again.post_on(&mut twice, &[("code", &code)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
}

pub(crate) async fn a_login_by_code_never_leads_to_another_site() {
    let world = World::new().await;
    world.agent(MAIRIE.0, MAIRIE.1).await;
    for foreign in ["//evil.example", "https://evil.example", "/%5Cevil.example", "/%0A/evil.example"] {
        let mut clerk = world.browser();
        let page = ask(&mut clerk, &format!("/agents/connexion?next={foreign}"), EMAIL).await;
        // What a page was tampered to post leads nowhere else either.
        let code = codes(&world, EMAIL).await.remove(0);
        page.post_on(&mut clerk, &[("code", &code), ("next", "//evil.example")]).await;
        assert_eq!(clerk.address, "/agents", "{foreign}");
    }
}

pub(crate) async fn a_code_is_good_in_its_browser_for_ten_minutes_and_five_attempts() {
    let world = World::new().await;
    world.agent(MAIRIE.0, MAIRIE.1).await;
    let mut clerk = world.browser();
    let page = ask(&mut clerk, "/agents", EMAIL).await;
    let code = codes(&world, EMAIL).await.remove(0);

    // Whoever overheard it has not the browser, and spends none of its attempts.
    let mut thief = world.browser();
    for _ in 0..6 {
        let refused = thief.post("/agents/connexion/code", &[("code", &code)]).await;
        assert_eq!(refused.status, StatusCode::GONE);
    }
    let empty = page.post_on(&mut clerk, &[("code", " ")]).await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.text.contains("six chiffres"), "{}", empty.text);
    for left in ["4 essais", "3 essais", "2 essais", "un essai"] {
        let wrong = page.post_on(&mut clerk, &[("code", &another(&code))]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains(left), "{left} is not said in\n{}", wrong.text);
    }
    let locked = page.post_on(&mut clerk, &[("code", &another(&code))]).await;
    assert_eq!(locked.status, StatusCode::GONE, "{}", locked.text);
    assert_eq!(locked.value("email").as_deref(), Some(EMAIL), "the address need not be typed again");
    let page = page.post_on(&mut clerk, &[("code", &code)]).await;
    assert_eq!(page.status, StatusCode::GONE, "the right one comes too late");

    // Of two from browsers that are not known, the latest counts.
    let mut stranger = world.browser();
    let first = ask(&mut stranger, "/agents", EMAIL).await;
    let old = codes(&world, EMAIL).await.remove(0);
    let mut elsewhere = world.browser();
    let second = ask(&mut elsewhere, "/agents", EMAIL).await;
    let new = codes(&world, EMAIL).await.remove(0);
    let page = first.post_on(&mut stranger, &[("code", &old)]).await;
    assert_eq!(page.status, StatusCode::GONE, "{}", page.text);
    second.post_on(&mut elsewhere, &[("code", &new)]).await;
    assert_eq!(elsewhere.address, "/agents");

    // Another is asked for on the same page; ten minutes later it is over.
    let page = ask(&mut clerk, "/agents?status=sent", EMAIL).await;
    let page = page.post_on(&mut clerk, &[("_again", "1")]).await;
    assert_eq!(clerk.address, "/agents/connexion/code");
    let code = codes(&world, EMAIL).await.remove(0);
    world.clock.advance(jiff::SignedDuration::from_mins(10));
    let over = page.post_on(&mut clerk, &[("code", &code)]).await;
    assert_eq!(over.status, StatusCode::GONE, "{}", over.text);
    let none = clerk.get("/agents/connexion/code").await;
    assert!(clerk.address.starts_with("/agents/connexion") && none.text.contains("name=\"email\""), "{}", none.text);
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from agent_logins").await, 0);
}

async fn leave(clerk: &mut Browser) {
    let forms = clerk.get("/agents").await.forms();
    let way_out = forms.into_iter().find(|form| form.action.ends_with("/deconnexion")).expect("a way out");
    let pairs: Vec<(&str, &str)> = way_out.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    clerk.post(&way_out.action, &pairs).await;
}

pub(crate) async fn a_stranger_keeps_no_agent_out() {
    let world = World::new().await;
    world.agent(MAIRIE.0, MAIRIE.1).await;
    let latest = async || codes(&world, EMAIL).await.remove(0);
    let mut clerk = world.browser();
    let page = ask(&mut clerk, "/agents", EMAIL).await;
    page.post_on(&mut clerk, &[("code", &latest().await)]).await;
    assert_eq!(clerk.address, "/agents");
    leave(&mut clerk).await;
    // A stranger asks for codes until no more are sent.
    let (mut stranger, mut told) = (world.browser(), Vec::new());
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    let waiting = ask(&mut clerk, "/agents", EMAIL).await;
    let code = latest().await;
    for _ in 0..8 {
        told.push(ask(&mut stranger, "/agents", EMAIL).await.status);
    }
    assert_eq!(told.last(), Some(&StatusCode::TOO_MANY_REQUESTS));
    // The agent's own code still holds, and another one is sent.
    waiting.post_on(&mut clerk, &[("code", &code)]).await;
    assert_eq!(clerk.address, "/agents", "the stranger's codes took nothing away");
    leave(&mut clerk).await;
    world.work().await;
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    let page = ask(&mut clerk, "/agents?status=sent", EMAIL).await;
    page.post_on(&mut clerk, &[("code", &latest().await)]).await;
    assert_eq!(clerk.address, "/agents?status=sent");
    // Where one agent came in is no place for another, and nobody makes one up.
    let kept = world.desk().remember_browser(EMAIL).await.unwrap();
    assert!(world.desk().known_browser(EMAIL, &kept).await.unwrap().is_some());
    assert!(world.desk().known_browser("autre@exemple.fr", &kept).await.unwrap().is_none());
    let made_up = format!("{}.{}", "0".repeat(32), kept.split_once('.').unwrap().1);
    assert!(world.desk().known_browser(EMAIL, &made_up).await.unwrap().is_none());
}

pub(crate) async fn whether_an_address_is_an_agents_is_not_told() {
    let world = World::new().await;
    world.agent(MAIRIE.0, MAIRIE.1).await;
    world.work().await;
    let (unknown, mut seen) = ("personne.99900000100011@exemple.fr", Vec::new());
    for email in [EMAIL, unknown] {
        let before =
            world.number("select count(*) from work").await + world.number("select count(*) from journal").await;
        let mut browser = world.browser();
        let page = ask(&mut browser, "/agents", email).await;
        let after =
            world.number("select count(*) from work").await + world.number("select count(*) from journal").await;
        let mut told = vec![format!("{} {} {}", page.status, after - before, page.text)];
        for _ in 0..6 {
            let wrong = page.post_on(&mut browser, &[("code", "000000")]).await;
            told.push(format!("{} {}", wrong.status, wrong.text));
        }
        // Six an hour, and then: wait. The count knows nothing of accounts.
        for _ in 0..6 {
            let page = ask(&mut browser, "/agents", email).await;
            told.push(format!("{} {:?} {}", page.status, page.headers.get(header::RETRY_AFTER).is_some(), page.text));
        }
        assert!(told.last().unwrap().starts_with("429"), "{told:?}");
        seen.push(told.iter().map(|one| one.replace(email, "…")).collect::<Vec<_>>());
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(codes(&world, EMAIL).await.len(), 6);
    let mails = world.desk().kept_mails().await.unwrap();
    assert!(mails.iter().all(|mail| !mail.to.is_empty() && mail.to != unknown), "{mails:?}");
    // No code for whoever was shut out, nor for what is no address.
    world.desk().set_agent_disabled(EMAIL, true).await.unwrap();
    world
        .desk()
        .ask_login_code(&desk::LoginWanted { email: EMAIL.to_owned(), ..Default::default() }, None)
        .await
        .unwrap();
    assert_eq!(codes(&world, EMAIL).await.len(), 6);
    let page = ask(&mut world.browser(), "/agents", "pas une adresse").await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains("pas une adresse"), "{}", page.text);
}

pub(crate) async fn an_agent_needs_no_password() {
    let world = World::new().await;
    let invite = async || world.desk().invite(MAIRIE.0, MAIRIE.1, EMAIL, "Agnès").await.unwrap();
    let url = invite().await;
    let mut clerk = world.browser();
    let page = clerk.get(url.strip_prefix("http://guichet.test").unwrap()).await;
    let page = page.post_on(&mut clerk, &[("name", "Agnès Essai"), ("password", "")]).await;
    assert_eq!(clerk.address, "/agents", "{}", page.text);
    assert!(world.desk().invite(MAIRIE.0, MAIRIE.1, EMAIL, "Agnès").await.is_err(), "who accepted is left alone");
    // Nobody comes in with a password that was never chosen; the code does it, and notices come as to any agent.
    let mut other = world.browser();
    let login = other.get("/agents/connexion").await;
    let refused = login.post_on(&mut other, &[("email", EMAIL), ("password", crate::support::PASSWORD)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = login.post_on(&mut other, &[("email", EMAIL), ("password", "")]).await;
    page.post_on(&mut other, &[("code", &codes(&world, EMAIL).await.remove(0))]).await;
    assert_eq!(other.address, "/agents");
    world.file(&mut world.browser(), "Toulouse").await;
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    assert!(mails.iter().any(|mail| mail.to == EMAIL && mail.text.contains("/agents/cas/")), "{mails:?}");
}

pub(crate) async fn a_code_accepts_an_invitation_that_still_holds() {
    let world = World::new().await;
    let url = world.desk().invite(MAIRIE.0, MAIRIE.1, EMAIL, "Agnès").await.unwrap();
    let mut clerk = world.browser();
    let page = ask(&mut clerk, "/agents", EMAIL).await;
    page.post_on(&mut clerk, &[("code", &codes(&world, EMAIL).await.remove(0))]).await;
    assert_eq!(clerk.address, "/agents");
    let spent = world.browser().get(url.strip_prefix("http://guichet.test").unwrap()).await;
    assert_eq!(spent.status, StatusCode::NOT_FOUND, "the link was accepted by the code");

    let late = "retard@exemple.fr";
    world.desk().invite(MAIRIE.0, MAIRIE.1, late, "Rémi").await.unwrap();
    world.later(7 * 24);
    ask(&mut world.browser(), "/agents", late).await;
    assert!(codes(&world, late).await.is_empty(), "an invitation that has run out lets nobody in");
}

pub(crate) async fn a_message_outlives_the_way_through_the_mailbox() {
    let world = World::new().await;
    let (filed, mut clerk, case) = received(&world, &mut world.browser(), MAIRIE).await;
    world.later(1);
    let written = [("status", "in_progress"), ("message", "Bonjour Zoé,\nnous cherchons.")];
    let login = case.post_on(&mut clerk, &written).await;
    let page = login.post_on(&mut clerk, &[("email", EMAIL), ("password", "")]).await;
    let back = page.post_on(&mut clerk, &[("code", &codes(&world, EMAIL).await.remove(0))]).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text);
    assert!(
        back.text.contains("Bonjour Zoé,\nnous cherchons.") && back.text.contains("pas encore envoyé"),
        "{}",
        back.text
    );
    assert_eq!(back.form().action, case.form().action);
    let sent = back.post_on(&mut clerk, &written).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
    let follow = world.browser().get(&link(&filed, "/suivi/")).await;
    assert!(follow.text.contains("nous cherchons"), "{}", follow.text);
}
