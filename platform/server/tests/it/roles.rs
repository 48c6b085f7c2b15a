//! What agents may do besides treating cases: supervisors, administrators.

use axum::http::StatusCode;
use server::{Door, routes};
use store::{Uuid, agents::Role};

use crate::{
    agent::{MAIRIE, REGISTRE, link, received},
    at_desk::post_at,
    support::{Browser, PASSWORD, Page, World},
};

const TEAM: &str = "/agents/equipe";

/// Somebody of a desk, logged in; their address is their name's.
pub(crate) async fn somebody(world: &World, desk: (&str, &str), name: &str, role: Role) -> Browser {
    let email = format!("{name}@exemple.fr");
    let url = world.desk().invite_as(desk, (&email, name), role).await.unwrap();
    let mut browser = world.browser();
    let page = browser.get(url.strip_prefix("http://guichet.test").unwrap()).await;
    page.post_on(&mut browser, &[("name", name), ("password", PASSWORD)]).await;
    assert_eq!(browser.address, "/agents");
    browser
}

pub(crate) async fn id_of(world: &World, email: &str) -> Uuid {
    let store = world.desk().store();
    store.read(async |conn| store::agents::of_email(conn, store::PORTAL, email).await).await.unwrap().unwrap().id
}

pub(crate) async fn log_in(world: &World, email: &str) -> Browser {
    let mut browser = world.browser();
    let login = browser.get("/agents").await;
    login.post_on(&mut browser, &[("email", email), ("password", PASSWORD)]).await;
    assert_eq!(browser.address, "/agents");
    browser
}

/// The token that the forms of an agent's pages carry.
pub(crate) async fn token(browser: &mut Browser) -> String {
    let inbox = browser.get("/agents").await;
    inbox.forms().into_iter().flat_map(|form| form.pairs).find(|(name, _)| name == "_csrf").unwrap().1
}

async fn act(browser: &mut Browser, what: &str, agent: Uuid, role: &str) -> Page {
    let csrf = token(browser).await;
    let agent = agent.to_string();
    browser.post(TEAM, &[("_csrf", &csrf), ("_act", what), ("agent", &agent), ("role", role)]).await
}

async fn invite(browser: &mut Browser, email: &str, branch: &str, role: &str) -> Page {
    let csrf = token(browser).await;
    let pairs = [("_csrf", csrf.as_str()), ("_act", "invite"), ("email", email), ("branch", branch), ("role", role)];
    browser.post(TEAM, &pairs).await
}

pub(crate) async fn an_administrator_says_who_works_for_the_organisation() {
    let world = World::new().await;
    let mut ada = somebody(&world, MAIRIE, "ada", Role::Admin).await;
    let page = invite(&mut ada, "bob@exemple.fr", MAIRIE.1, "agent").await;
    assert!(ada.address.ends_with("?fait=1") && page.text.contains("bob@exemple.fr"), "{}", page.text);
    world.work().await;
    let mail = world.desk().kept_mails().await.unwrap().into_iter().find(|mail| mail.to == "bob@exemple.fr").unwrap();
    let at = mail.text.find("/agents/invitation/").unwrap();
    let mut bob = world.browser();
    let page = bob.get(mail.text[at..].split_whitespace().next().unwrap()).await;
    page.post_on(&mut bob, &[("name", "Bob"), ("password", PASSWORD)]).await;
    assert_eq!(bob.address, "/agents");
    // What is wrong is told, and nothing typed is lost.
    for (email, branch, said) in [
        ("bob@", MAIRIE.1, "adresse"),
        ("bob@exemple.fr", MAIRIE.1, "a déjà un compte"),
        ("eve@exemple.fr", "AILLEURS", "guichet de la liste"),
    ] {
        let page = invite(&mut ada, email, branch, "agent").await;
        assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains(said), "{email}: {}", page.text);
        assert!(page.text.contains(&format!("value=\"{email}\"")), "{}", page.text);
    }

    let id = id_of(&world, "bob@exemple.fr").await;
    assert_eq!(bob.get(TEAM).await.status, StatusCode::NOT_FOUND);
    act(&mut ada, "role", id, "admin").await;
    assert_eq!(bob.get(TEAM).await.status, StatusCode::OK, "at once");
    act(&mut ada, "role", id, "agent").await;
    assert_eq!(bob.get(TEAM).await.status, StatusCode::NOT_FOUND);
    act(&mut ada, "close", id, "").await;
    bob.get("/agents").await;
    assert!(bob.address.contains("/agents/connexion"), "{}", bob.address);
    act(&mut ada, "open", id, "").await;
    world
        .desk()
        .agent_login(&desk::LoginWanted { email: "bob@exemple.fr".into(), ..Default::default() }, PASSWORD)
        .await
        .unwrap();

    // One's own second factor goes by one's own page, for a code.
    let own = id_of(&world, "ada@exemple.fr").await;
    assert_eq!(act(&mut ada, "second", own, "").await.status, StatusCode::NOT_FOUND);

    // Another organisation's accounts are nobody's business here, whatever the act.
    let mut eve = somebody(&world, REGISTRE, "eve", Role::Admin).await;
    for what in ["role", "close", "open", "second"] {
        assert_eq!(act(&mut eve, what, id, "admin").await.status, StatusCode::NOT_FOUND, "{what}");
    }
    assert!(!eve.get(TEAM).await.text.contains("bob@"));
    let page = invite(&mut eve, "bob@exemple.fr", REGISTRE.1, "agent").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    // An invitation of one is not replaced by another's.
    invite(&mut ada, "guy@exemple.fr", MAIRIE.1, "agent").await;
    let guy = id_of(&world, "guy@exemple.fr").await;
    assert_eq!(invite(&mut eve, "guy@exemple.fr", REGISTRE.1, "agent").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(id_of(&world, "guy@exemple.fr").await, guy);

    for (acts, times) in [("agent.role_set", 2), ("agent.disabled", 1), ("agent.enabled", 1)] {
        let sql: &'static str = match acts {
            "agent.role_set" => "select count(*) from journal where act = 'agent.role_set' and actor_kind = 'agent'",
            "agent.disabled" => "select count(*) from journal where act = 'agent.disabled' and actor_kind = 'agent'",
            _ => "select count(*) from journal where act = 'agent.enabled' and actor_kind = 'agent'",
        };
        assert_eq!(world.number(sql).await, times, "{acts}");
    }
    let invited = "select count(*) from journal where act = 'agent.invited' and actor_kind = 'agent'";
    assert_eq!(world.number(invited).await, 2);
    // So many invitations wait at a time, and no more.
    for number in 0..49 {
        let page = invite(&mut ada, &format!("g{number}@exemple.fr"), MAIRIE.1, "agent").await;
        assert_eq!(page.status, StatusCode::OK, "{number}");
    }
    let page = invite(&mut ada, "trop@exemple.fr", MAIRIE.1, "agent").await;
    assert!(page.text.contains("Trop d&#39;invitations"), "{}", page.text);
}

pub(crate) async fn the_last_administrator_stays() {
    let world = World::new().await;
    let mut ada = somebody(&world, MAIRIE, "ada", Role::Admin).await;
    let ada_id = id_of(&world, "ada@exemple.fr").await;
    for (what, role) in [("close", ""), ("role", "supervisor")] {
        let page = act(&mut ada, what, ada_id, role).await;
        assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
        assert!(page.text.contains("plus d&#39;administrateur"), "{}", page.text);
    }
    // Who was invited, and has not come, administers nothing yet.
    invite(&mut ada, "guy@exemple.fr", MAIRIE.1, "admin").await;
    assert_eq!(act(&mut ada, "role", ada_id, "agent").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Of two who take the role from each other at one time, one keeps it.
    let bob = somebody(&world, MAIRIE, "bob", Role::Admin).await;
    let bob_id = id_of(&world, "bob@exemple.fr").await;
    let (mut one, mut other) = (ada.clone(), bob.clone());
    let (first, second) =
        tokio::join!(act(&mut one, "role", bob_id, "agent"), act(&mut other, "role", ada_id, "agent"));
    let refused = [&first, &second].iter().filter(|page| page.status != StatusCode::OK).count();
    let admins = "select count(*) from agents where role = 'admin' and invitation_hash is null";
    assert_eq!((world.number(admins).await, refused), (1, 1), "{} {}", first.status, second.status);
    // The operator may all the same.
    world.desk().set_agent_role("ada@exemple.fr", Role::Agent).await.unwrap();
    world.desk().set_agent_role("bob@exemple.fr", Role::Agent).await.unwrap();
    assert_eq!(world.number(admins).await, 0);
}

/// Every address of supervisors and administrators, by each role of the desk itself, of another desk, and without the form's token.
pub(crate) async fn each_role_comes_where_it_may_and_no_further() {
    let world = World::new().await;
    for (name, role) in [("ag", Role::Agent), ("su", Role::Supervisor), ("ad", Role::Admin)] {
        let mut browser = somebody(&world, MAIRIE, name, role).await;
        let csrf = token(&mut browser).await;
        for route in routes() {
            let wanted = match route.door {
                Door::Supervisor => Role::Supervisor,
                Door::Admin => Role::Admin,
                _ => continue,
            };
            let nothing = "01993333-0000-7000-8000-000000000000";
            let address = route.path.replace("{id}", nothing).replace("{export}", nothing);
            for method in route.methods.split(' ') {
                let page = match method {
                    "GET" => browser.get(&address).await,
                    _ => browser.post(&address, &[("_csrf", &csrf), ("_act", "close"), ("role", "admin")]).await,
                };
                let nothing = page.status == StatusCode::NOT_FOUND;
                // An object that is not there is none for whoever may come, too.
                let of_nothing = method == "POST" || address != route.path;
                assert!(!page.status.is_server_error(), "{name}: {method} {address} → {}", page.status);
                assert!(nothing || role >= wanted, "{name}: {method} {address} → {}", page.status);
                assert!(!nothing || of_nothing || role < wanted, "{name}: {method} {address} → {}", page.status);
                if method == "POST" {
                    let forged = browser.post(&address, &[("_act", "close")]).await;
                    assert_eq!(forged.status, StatusCode::FORBIDDEN, "{name}: {method} {address}");
                }
            }
        }
        let inbox = browser.get("/agents").await;
        assert_eq!(inbox.links().iter().any(|link| link == TEAM), role == Role::Admin, "{name}");
    }
}

pub(crate) async fn a_case_that_a_colleague_looks_after_is_passed_on_by_them_or_their_supervisor() {
    let world = World::new().await;
    let (_, mut agnes, case) = received(&world, &mut world.browser(), MAIRIE).await;
    let mut bob = somebody(&world, MAIRIE, "bob", Role::Agent).await;
    let mut sue = somebody(&world, MAIRIE, "sue", Role::Supervisor).await;
    let mut eve = somebody(&world, REGISTRE, "eve", Role::Admin).await;
    let (bob_id, agnes_id) =
        (id_of(&world, "bob@exemple.fr").await, id_of(&world, "agent.99900000100011@exemple.fr").await);
    let address = format!("{}/attribuer", case.form().action);
    let assign = async |browser: &mut Browser, whom: String| {
        let csrf = token(browser).await;
        let page = browser.post(&address, &[("_csrf", &csrf), ("assignee", &whom)]).await;
        (page.status, page.text.contains("Un collègue suit déjà ce dossier"))
    };
    let before = sue.get(&case.form().action).await;
    assert_eq!(assign(&mut agnes, bob_id.to_string()).await, (StatusCode::OK, false), "what nobody looks after");
    // Who chose when nobody looked after it is told who does by now.
    let (to_agnes, to_bob) = (agnes_id.to_string(), bob_id.to_string());
    let told = post_at(&before, &mut sue, "/attribuer", &[("assignee", &to_agnes)]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.text.contains("autre suit ce dossier depuis"), "{}", told.text);
    assert!(told.text.contains(&format!("value=\"{bob_id}\" selected")), "{}", told.text);
    let done = post_at(&told, &mut sue, "/attribuer", &[("assignee", &to_agnes)]).await;
    assert!(done.text.contains(&format!("value=\"{agnes_id}\" selected")), "{}", done.text);
    assert_eq!(post_at(&done, &mut sue, "/attribuer", &[("assignee", &to_bob)]).await.status, StatusCode::OK);
    assert_eq!(assign(&mut agnes, agnes_id.to_string()).await, (StatusCode::UNPROCESSABLE_ENTITY, true));
    assert_eq!(assign(&mut agnes, String::new()).await, (StatusCode::UNPROCESSABLE_ENTITY, true));
    assert_eq!(assign(&mut sue, agnes_id.to_string()).await, (StatusCode::OK, false));
    assert_eq!(assign(&mut bob, bob_id.to_string()).await, (StatusCode::UNPROCESSABLE_ENTITY, true));
    assert_eq!(assign(&mut agnes, bob_id.to_string()).await, (StatusCode::OK, false), "one's own");
    assert_eq!(assign(&mut eve, bob_id.to_string()).await, (StatusCode::NOT_FOUND, false));
    world.desk().set_agent_disabled("bob@exemple.fr", true).await.unwrap();
    assert_eq!(
        assign(&mut agnes, agnes_id.to_string()).await,
        (StatusCode::OK, false),
        "who has left looks after none"
    );
    let inbox = agnes.get("/agents").await;
    assert!(link(&inbox, "/agents/cas/").contains("/agents/cas/"));
}

pub(crate) async fn a_colleague_stands_in_for_a_span_of_days() {
    let world = World::new().await;
    let (filed, mut agnes, case) = received(&world, &mut world.browser(), MAIRIE).await;
    let mut bob = somebody(&world, MAIRIE, "bob", Role::Agent).await;
    somebody(&world, MAIRIE, "guy", Role::Agent).await;
    somebody(&world, REGISTRE, "eve", Role::Agent).await;
    let ids = |name: &'static str| id_of(&world, name);
    let (agnes_id, bob_id, eve_id) =
        (ids("agent.99900000100011@exemple.fr").await, ids("bob@exemple.fr").await, ids("eve@exemple.fr").await);
    let name = async |browser: &mut Browser, who: Uuid, from: &str, until: &str| {
        let csrf = token(browser).await;
        let who = who.to_string();
        let pairs = [("_csrf", csrf.as_str()), ("stand_in", &who), ("from", from), ("until", until)];
        browser.post("/agents/compte/remplacement", &pairs).await
    };
    // The world begins on 21 November 2026.
    for (who, from, until) in [
        (eve_id, "2026-11-21", "2026-11-30"),
        (agnes_id, "2026-11-21", "2026-11-30"),
        (bob_id, "2026-11-30", "2026-11-21"),
        (bob_id, "2026-11-01", "2026-11-20"),
        (bob_id, "2026-11-21", "2028-01-01"),
        (bob_id, "", "2026-11-30"),
    ] {
        let page = name(&mut agnes, who, from, until).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{from} {until}");
    }
    let assign = async |browser: &mut Browser, whom: Uuid| {
        let csrf = token(browser).await;
        let pairs = [("_csrf", csrf.as_str()), ("assignee", &whom.to_string())];
        browser.post(&format!("{}/attribuer", case.form().action), &pairs).await.status
    };
    let mine =
        async |browser: &mut Browser| browser.get("/agents?assignee=moi").await.text.contains(&filed.reference());
    assert_eq!(assign(&mut agnes, agnes_id).await, StatusCode::OK);
    // From tomorrow on: not yet.
    assert_eq!(name(&mut agnes, bob_id, "2026-11-22", "2026-11-23").await.status, StatusCode::OK);
    assert!(!mine(&mut bob).await);
    assert_eq!(assign(&mut bob, bob_id).await, StatusCode::UNPROCESSABLE_ENTITY);
    world.later(24);
    let mut bob = log_in(&world, "bob@exemple.fr").await;
    assert!(mine(&mut bob).await);
    let account = bob.get("/agents/compte").await;
    assert!(account.text.contains("Vous remplacez Agnès Essai"), "{}", account.text);
    let mut guy = log_in(&world, "guy@exemple.fr").await;
    assert!(!mine(&mut guy).await, "nobody else's");
    // What is to be answered by a day is among the stand-in's own too.
    let due = "update cases set silence_on = '2026-11-25'";
    world.raw(due, due).await;
    for (browser, theirs) in [(&mut bob, true), (&mut guy, false)] {
        let page = browser.get("/agents?assignee=moi&echeance=toutes").await;
        assert_eq!(page.text.contains(&filed.reference()), theirs, "{}", page.text);
    }
    assert_eq!(assign(&mut bob, bob_id).await, StatusCode::OK);
    assert_eq!(assign(&mut bob, agnes_id).await, StatusCode::OK);
    // And over again.
    world.later(48);
    let mut bob = log_in(&world, "bob@exemple.fr").await;
    assert!(!mine(&mut bob).await);
    assert_eq!(assign(&mut bob, bob_id).await, StatusCode::UNPROCESSABLE_ENTITY);
    // Ended by hand.
    let mut agnes = log_in(&world, "agent.99900000100011@exemple.fr").await;
    name(&mut agnes, bob_id, "2026-11-01", "2026-12-01").await;
    assert!(mine(&mut bob).await);
    let csrf = token(&mut agnes).await;
    agnes.post("/agents/compte/remplacement", &[("_csrf", &csrf), ("end", "1")]).await;
    assert!(!mine(&mut bob).await);
    let journaled = "select count(*) from journal where act in ('agent.stand_in_named', 'agent.stand_in_ended')";
    assert_eq!(world.number(journaled).await, 3);
    // Whose account is closed stands in no more, and is marked where they look after a case.
    assert_eq!(assign(&mut agnes, bob_id).await, StatusCode::OK);
    name(&mut agnes, bob_id, "2026-11-01", "2026-12-01").await;
    let ends = "name=\"end\"";
    assert!(agnes.get("/agents/compte").await.text.contains(ends));
    let mut ada = somebody(&world, MAIRIE, "ada", Role::Admin).await;
    act(&mut ada, "close", bob_id, "").await;
    assert!(!agnes.get("/agents/compte").await.text.contains(ends));
    let shown = agnes.get(&case.form().action).await;
    assert!(shown.text.contains("(compte fermé)"), "{}", shown.text);
    // The list marks it too, beside offering to narrow to it.
    let listed = agnes.get("/agents").await;
    assert!(listed.text.matches("(compte fermé)").count() >= 2, "{}", listed.text);
    // What they look after is found by their name, and nothing else is; nor is it by that of another desk.
    for (whom, theirs) in [(bob_id, true), (agnes_id, false), (eve_id, false)] {
        let inbox = agnes.get(&format!("/agents?assignee={whom}")).await;
        assert_eq!(inbox.text.contains(&filed.reference()), theirs, "{}", inbox.text);
        assert!(inbox.text.contains(&format!("value=\"{bob_id}\"")) && inbox.text.contains("bob (compte fermé)"));
        assert!(!inbox.text.contains(&format!("<option value=\"{eve_id}\"")), "another desk's");
    }
}
