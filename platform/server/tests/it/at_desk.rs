//! What a desk keeps to itself of a case: who looks after it, and notes between colleagues.

use axum::http::StatusCode;

use crate::{
    agent::{MAIRIE, REGISTRE, link, received},
    partner::Program,
    support::{Browser, PASSWORD, Page, World},
};

const NOTE: &str = "Vue au guichet : SENTINELLE";

async fn colleague(world: &World, name: &str) -> Browser {
    let url = world.desk().invite(MAIRIE.0, MAIRIE.1, &format!("{name}@exemple.fr"), name).await.unwrap();
    let mut browser = world.browser();
    let page = browser.get(url.strip_prefix("http://guichet.test").unwrap()).await;
    page.post_on(&mut browser, &[("name", name), ("password", PASSWORD)]).await;
    browser
}

/// Posts the page's form by the button that leads there.
pub(crate) async fn post_at(page: &Page, browser: &mut Browser, ending: &str, values: &[(&str, &str)]) -> Page {
    let form = page.form();
    let action = format!("{}{ending}", form.action);
    assert!(page.text.contains(&format!("formaction=\"{action}\"")), "{}", page.text);
    let typed = |name: &str| values.iter().any(|(other, _)| *other == name);
    let kept = form.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).filter(|(name, _)| !typed(name));
    let pairs: Vec<(&str, &str)> = kept.chain(values.iter().copied()).collect();
    browser.post(&action, &pairs).await
}

pub(crate) async fn no_button_empties_what_was_typed_for_another() {
    let world = World::new().await;
    let (_, mut agent, case) = received(&world, &mut world.browser(), MAIRIE).await;
    colleague(&world, "Bruno").await;
    let case = agent.get(&case.form().action).await;
    let bruno = case.text.split("<option value=\"").find_map(|rest| rest.split_once("\">Bruno<")).unwrap().0.to_owned();
    let answer = [("status", "complement"), ("message", "Laquelle ?"), ("questions", "raison"), ("by", "2026-12-10")];
    let holds = |page: &Page, wanted: &[&str]| {
        for one in wanted {
            assert!(page.text.contains(one), "{one}: {}", page.text);
        }
    };
    // A note is added: what was written to the citizen stays, and is not sent.
    let all: Vec<_> = answer.iter().copied().chain([("note", NOTE), ("assignee", bruno.as_str())]).collect();
    let chosen = format!("value=\"{bruno}\" selected");
    let page = post_at(&case, &mut agent, "/note", &all).await;
    holds(&page, &["Laquelle ?", "value=\"raison\" checked", "value=\"2026-12-10\"", "value=\"complement\" selected"]);
    holds(&page, &[chosen.as_str(), NOTE]);
    assert!(page.text.contains("name=\"note\"") && page.text.matches(NOTE).count() == 1, "added, and typed no more");
    assert_eq!(world.number("select count(*) from cases where assignee is not null").await, 0);
    // Somebody is to look after it: the same.
    let page = post_at(&page, &mut agent, "/attribuer", &all).await;
    holds(&page, &["Laquelle ?", chosen.as_str()]);
    assert_eq!(page.text.matches(NOTE).count(), 2, "one added, one typed");
    assert_eq!(world.number("select count(*) from cases where assignee is not null").await, 1);
    // The answer is sent: the note stays, added by its own button alone.
    let page =
        page.post_on(&mut agent, &[("message", "Nous cherchons."), ("note", "Rappelée"), ("assignee", "")]).await;
    holds(&page, &["Rappelée", "Nous cherchons."]);
    assert_eq!(world.number("select count(*) from case_notes").await, 1);
    assert_eq!(world.number("select count(*) from cases where assignee is not null").await, 1);
}

pub(crate) async fn a_note_stays_among_colleagues() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (filed, mut agent, case) = received(&world, &mut citizen, MAIRIE).await;
    let mut bruno = colleague(&world, "Bruno").await;
    let told = world.number("select count(*) from events").await;
    let noted = post_at(&case, &mut agent, "/note", &[("note", NOTE)]).await;
    assert!(noted.status == StatusCode::OK && noted.text.contains(NOTE), "{}", noted.text);
    // The same click twice is one note; what nobody wrote, or too much, is none, and nothing typed is lost.
    post_at(&case, &mut agent, "/note", &[("note", NOTE)]).await;
    assert_eq!(world.number("select count(*) from case_notes").await, 1);
    // Another text from the same page, as after the browser's Back, is another note.
    let second = post_at(&case, &mut agent, "/note", &[("note", "Rappelée mardi")]).await;
    assert!(second.text.contains(NOTE) && second.text.contains("Rappelée mardi"), "{}", second.text);
    let long = format!("{}fin", "é".repeat(2000));
    for (typed, said) in [(" \n", "Écrivez la note"), (long.as_str(), "2000 caractères")] {
        let refused = post_at(&noted, &mut agent, "/note", &[("note", typed)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text.replace('\u{202f}', "").contains(said) && refused.text.contains(typed),
            "{}",
            refused.text
        );
    }
    let seen = bruno.get(&case.form().action).await;
    assert!(seen.text.contains(NOTE) && seen.text.contains("Agnès Essai"), "{}", seen.text);
    // It is no act on the case: an answer that was being written meanwhile leaves.
    let sent = case.post_on(&mut agent, &[("status", "in_progress"), ("message", "Nous cherchons.")]).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);

    assert_eq!(world.number("select count(*) from events").await, told + 1, "the answer is the only event");
    world.work().await;
    let follow = citizen.get(&link(&filed, "/suivi/")).await;
    assert!(follow.text.contains("Nous cherchons.") && !follow.text.contains("SENTINELLE"), "{}", follow.text);
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let id = case.form().action.rsplit('/').next().unwrap().to_owned();
    for address in ["notifications?after=0".to_owned(), format!("cases/{id}")] {
        let answer = program.get(&format!("/api/partner/v1/{address}")).await;
        assert!(answer.status == StatusCode::OK && !answer.text.contains("SENTINELLE"), "{}", answer.text);
    }
    for mail in world.desk().kept_mails().await.unwrap() {
        assert!(!mail.text.contains("SENTINELLE"), "{}", mail.text);
    }
    // Another desk, with a form of its own: nothing there.
    let mut other = world.agent(REGISTRE.0, REGISTRE.1).await;
    let inbox = other.get("/agents").await;
    let csrf = inbox.forms().into_iter().flat_map(|form| form.pairs).find(|(name, _)| name == "_csrf").unwrap().1;
    for (place, name) in [("note", "note"), ("attribuer", "assignee")] {
        let address = format!("{}/{place}", case.form().action);
        let page = other.post(&address, &[("_csrf", &csrf), (name, "x")]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{place}");
    }
    assert_eq!(world.number("select count(*) from journal where act = 'case.noted'").await, 2);
    // It goes with the answers.
    sent.post_on(&mut agent, &[("status", "done"), ("message", "Fini.")]).await;
    let page = other.get(&link(&inbox, "/agents/cas/")).await;
    assert_eq!(page.status, StatusCode::OK);
    world.later(24 * 31);
    world.work().await;
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from case_notes").await, 0);
}

pub(crate) async fn a_case_is_looked_after_by_a_colleague_of_the_desk_or_nobody() {
    let world = World::new().await;
    let (filed, mut agent, case) = received(&world, &mut world.browser(), MAIRIE).await;
    world.file(&mut world.browser(), "Toulouse").await;
    world.work().await;
    let reference = filed.reference();
    let mut bruno = colleague(&world, "Bruno").await;
    let case = agent.get(&case.form().action).await;
    let of = |name: &str, page: &Page| {
        let mut options = page.text.split("<option value=\"").skip(1).filter_map(|rest| rest.split_once("\">"));
        options.find(|(_, rest)| rest.starts_with(name)).unwrap().0.to_owned()
    };
    let (to_bruno, to_me) = (of("Bruno", &case), of("Agnès Essai", &case));
    let shown = async |browser: &mut Browser, filter: &str| {
        let page = browser.get(&format!("/agents?assignee={filter}")).await;
        let count = page.links().iter().filter(|link| link.contains("/agents/cas/")).count();
        (count, page.text.contains(&reference))
    };
    assert_eq!(shown(&mut agent, "personne").await, (2, true));
    let page = post_at(&case, &mut agent, "/attribuer", &[("assignee", &to_bruno)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains(&format!("value=\"{to_bruno}\" selected")), "{}", page.text);
    assert_eq!(shown(&mut agent, "moi").await, (0, false));
    assert_eq!(shown(&mut agent, "personne").await, (1, false));
    assert_eq!(shown(&mut bruno, "moi").await, (1, true));
    let inbox = bruno.get("/agents").await;
    assert_eq!(inbox.text.matches("Bruno</td>").count(), 1, "{}", inbox.text);

    // Nobody else's: not of another desk, not who has left, not who never was.
    world.agent(REGISTRE.0, REGISTRE.1).await;
    let store = world.desk().store();
    let other = store
        .read(async |conn| store::agents::of_organisation(conn, store::PORTAL, REGISTRE.0).await)
        .await
        .unwrap()
        .remove(0);
    world.desk().set_agent_disabled("Bruno@exemple.fr", true).await.unwrap();
    for stranger in [other.id.to_string(), to_bruno, "n'importe quoi".to_owned()] {
        let refused = post_at(&case, &mut agent, "/attribuer", &[("assignee", &stranger)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{stranger}");
    }
    let case = agent.get(&case.form().action).await;
    let case = post_at(&case, &mut agent, "/attribuer", &[("assignee", &to_me)]).await;
    assert_eq!(shown(&mut agent, "moi").await, (1, true));
    post_at(&case, &mut agent, "/attribuer", &[("assignee", "")]).await;
    assert_eq!(shown(&mut agent, "personne").await, (2, true));
}
