//! A case that came to the wrong desk goes to the right one: who has it then, who is told, what stays.

use axum::http::StatusCode;
use serde_json::json;
use store::agents::Role;

use crate::{
    agent::{MAIRIE, REGISTRE, link, received},
    at_desk::post_at,
    complement::opened,
    partner::{Program, filed},
    roles::somebody,
    support::{Browser, PASSWORD, Page, World},
};

/// A second town hall that receives the démarche.
const AUTRE: (&str, &str) = ("99900000300016", "ACCUEIL");

pub(crate) async fn two_town_halls() -> World {
    let world = World::new().await;
    let file = tempfile::NamedTempFile::new().unwrap();
    let entry = format!(
        "- {{ siret: \"{}\", branch: {}, name: Mairie voisine, address: \"4 place de l'Essai\\n31130 Balma\", \
         email: voisine@essai.exemple.fr, phone: \"05 62 00 00 00\", communes: [\"31044\"], demarches: [essai], invented: true }}\n",
        AUTRE.0, AUTRE.1
    );
    std::fs::write(file.path(), entry).unwrap();
    world.desk().import_directory(file.path()).await.unwrap();
    world
}

fn plain(page: &Page) -> String {
    page.text.replace("&#39;", "'").replace(['\u{a0}', '\u{202f}'], " ")
}

pub(crate) async fn send_on(agent: &mut Browser, case: &str, query: &str, reason: &str) -> Page {
    let page = agent.get(&format!("{case}/transmettre?q={query}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.post_on(agent, &[("to", &format!("{} {}", AUTRE.0, AUTRE.1)), ("reason", reason)]).await
}

pub(crate) async fn a_case_for_one_named_body_goes_to_no_other() {
    let world = two_town_halls().await;
    let (_, mut agent, case) = received(&world, &mut world.browser(), REGISTRE).await;
    let here = case.form().action;
    assert!(!case.text.contains("/transmettre"), "{}", case.text);
    let page = agent.get(&format!("{here}/transmettre?q=voisine")).await;
    assert!(!page.text.contains("Mairie voisine"), "{}", page.text);
    let csrf = case.form().pairs.into_iter().find(|(name, _)| name == "_csrf").unwrap().1;
    let to = format!("{} {}", AUTRE.0, AUTRE.1);
    let pairs = [("_csrf", csrf.as_str()), ("_once", "1"), ("to", to.as_str()), ("reason", "Pas pour nous.")];
    let refused = agent.post(&format!("{here}/transmettre"), &pairs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    let program = Program::new(&world, "ville-essai", REGISTRE).await;
    let id = here.rsplit('/').next().unwrap();
    let wanted = json!({ "siret": AUTRE.0, "branch": AUTRE.1, "reason": "Pas pour nous." });
    let address = format!("/api/partner/v1/cases/{id}/forward");
    let headers = [("idempotency-key", "cle")];
    let refused = program.ask_with("POST", &address, &headers, "application/json", wanted.to_string().as_bytes()).await;
    assert_eq!(refused.code(), "forward.over");
    assert_eq!(world.number("select count(*) from events where kind = 'forwarded'").await, 0);
}

pub(crate) async fn a_case_goes_to_the_desk_that_it_is_for_and_the_first_has_it_no_more() {
    let world = two_town_halls().await;
    let (filed, mut agent, case) = received(&world, &mut world.browser(), MAIRIE).await;
    let follow = link(&filed, "/suivi/");
    let here = case.form().action;
    // A note of the first desk's, a message to the citizen.
    let note = case.forms().into_iter().flat_map(|form| form.pairs).any(|(name, _)| name == "_csrf");
    assert!(note && case.text.contains("/transmettre"), "{}", case.text);
    case.post_on(&mut agent, &[("message", "Nous regardons.")]).await;
    let page = agent.get(&format!("{here}/transmettre")).await;
    assert!(!page.text.contains("Mairie voisine"), "nothing was searched: {}", page.text);
    for (query, found) in
        [("31130", true), ("Balma", true), ("voisine", true), ("Toulouse", false), ("Registre", false)]
    {
        let page = agent.get(&format!("{here}/transmettre?q={query}")).await;
        let office = page.text.contains("Mairie voisine");
        assert_eq!(office, found, "{query}: a town hall, of another place, and not itself\n{}", page.text);
    }
    let refused = send_on(&mut agent, &here, "Balma", " ").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Écrivez pourquoi"), "{}", refused.text);
    // Another search loses no word of the reason, whether it finds an office or none.
    let typed = [("_act", "search"), ("q", "Nulle part"), ("reason", "Cette personne habite Balma.")];
    let nothing = refused.post_on(&mut agent, &typed).await;
    assert!(plain(&nothing).contains("Aucun autre service qui reçoive"), "{}", nothing.text);
    let found = nothing.post_on(&mut agent, &[("_act", "search"), ("q", "Balma")]).await;
    assert!(found.text.contains("Mairie voisine") && found.text.contains(typed[2].1), "{}", found.text);
    // Where none was typed the page has an address.
    page.post_on(&mut agent, &[("_act", "search"), ("q", "Balma")]).await;
    assert!(agent.address.ends_with("/transmettre?q=Balma"), "{}", agent.address);
    let sent = send_on(&mut agent, &here, "Balma", "Cette personne habite Balma.").await;
    assert!(agent.address.ends_with("transmis=1") && sent.text.contains("transmis au bon service"), "{}", sent.text);
    // The same click again finds it done; nothing of the case is there any more but who has it.
    assert_eq!(agent.get(&format!("{here}/dossier.zip")).await.status, StatusCode::NOT_FOUND);
    let gone = agent.get(&here).await;
    assert_eq!(gone.status, StatusCode::GONE, "{}", gone.text);
    assert!(plain(&gone).contains("Mairie voisine") && !gone.text.contains("parapluie"), "{}", gone.text);
    // What a colleague was writing in another tab is not lost.
    let late = case.post_on(&mut agent, &[("message", "Votre dossier est complet.")]).await;
    assert_eq!(late.status, StatusCode::GONE, "{}", late.text);
    assert!(
        plain(&late).contains("Votre dossier est complet.") && plain(&late).contains("n'est pas parti"),
        "{}",
        late.text
    );
    assert!(!agent.get("/agents").await.text.contains(&here));

    world.work().await;
    let mut other = world.agent(AUTRE.0, AUTRE.1).await;
    let inbox = other.get("/agents").await;
    assert!(inbox.text.contains(&here) && inbox.text.contains("Nouveau"), "{}", inbox.text);
    assert!(inbox.text.contains("Arrivé ici le"), "{}", inbox.text);
    let theirs = other.get(&here).await;
    let text = plain(&theirs);
    assert!(text.contains("Nous regardons.") && text.contains("Cette personne habite Balma."), "{text}");
    assert!(text.contains("Transmis de Mairie d'essai à Mairie voisine"), "{text}");
    // Two people of one name in two towns: what the first one did bears that one's town.
    let told = text.split("class=\"timeline\"").nth(1).and_then(|rest| rest.split("</ol>").next()).unwrap();
    let counted = |said: &str| told.matches(said).count();
    assert_eq!((counted("· Agnès Essai (Mairie d'essai)</p>"), counted("· Agnès Essai</p>")), (3, 1), "{told}");
    let seen = plain(&world.browser().get(&follow).await);
    assert!(seen.contains("Transmis de Mairie d'essai à Mairie voisine") && seen.contains("Cette personne"), "{seen}");
    assert!(seen.contains("Mairie voisine") && seen.contains("Reçue"), "{seen}");
    let counted =
        ["· Mairie d'essai</p>", "· Mairie voisine</p>", "· Mairie</p>"].map(|said| seen.matches(said).count());
    assert_eq!(counted, [3, 1, 0], "each town for what it did: {seen}");
    let mails = world.desk().kept_mails().await.unwrap();
    let told: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("transmis au bon service")).collect();
    assert!(told.len() == 1 && told[0].to == "zoe@exemple.fr" && told[0].text.contains("Mairie voisine"), "{told:?}");
    assert!(mails.iter().any(|mail| mail.to == "voisine@essai.exemple.fr" && mail.subject.contains("nouveau dossier")));
    assert_eq!(world.number("select count(*) from journal where act = 'case.forwarded'").await, 1);
}

pub(crate) async fn a_request_that_ends_with_a_case_going_on_is_told_before_and_after() {
    let world = two_town_halls().await;
    let mut citizen = world.browser();
    let (filed, mut agent, case) = received(&world, &mut citizen, MAIRIE).await;
    let (here, follow) = (case.form().action, link(&filed, "/suivi/"));
    let steps = [format!("{here}/transmettre"), format!("{here}/transmettre?q=Balma")];
    let (awaits, begun) = ("Vous attendez un complément", "a commencé à remplir");
    let ask = [("questions", "demandeur.nom"), ("status", "complement"), ("message", "Précisez.")];
    let told = async |agent: &mut Browser| {
        let mut told = Vec::new();
        for step in &steps {
            let page = plain(&agent.get(step).await);
            told.push((page.contains(awaits), page.contains(begun)));
        }
        told
    };
    assert_eq!(told(&mut agent).await, [(false, false); 2]);
    let asked = case.post_on(&mut agent, &ask).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    assert_eq!(told(&mut agent).await, [(true, false); 2]);
    let page = opened(&mut citizen, &follow).await;
    page.post_on(&mut citizen, &[("demandeur.nom", "Gardé"), ("_action", "refresh")]).await;
    assert_eq!(told(&mut agent).await, [(false, true); 2]);
    send_on(&mut agent, &here, "Balma", "Habite Balma.").await;
    assert!(agent.address.ends_with("transmis=1"), "{}", agent.address);
    world.work().await;
    let mut other = world.agent(AUTRE.0, AUTRE.1).await;
    let theirs = other.get(&here).await;
    let closed = "Demande close par la transmission du dossier le 21 novembre 2026";
    for text in [plain(&theirs), plain(&citizen.get(&follow).await)] {
        assert!(text.contains(closed), "{text}");
    }
    // Who has it asks again: what was typed is there still, and the first request was not replaced, it was over.
    let again = theirs.post_on(&mut other, &ask).await;
    let text = plain(&again);
    assert!(text.contains(closed) && !text.contains("Remplacée par la demande"), "{text}");
    let page = opened(&mut citizen, &follow).await;
    assert!(page.text.contains("value=\"Gardé\""), "{}", page.text);
}

pub(crate) async fn what_was_being_written_when_a_case_went_on_is_given_back() {
    let world = two_town_halls().await;
    let (_, mut agent, case) = received(&world, &mut world.browser(), MAIRIE).await;
    let here = case.form().action;
    let letter = agent.get(&format!("{here}/courrier")).await;
    let forwarding = agent.get(&format!("{here}/transmettre?q=Balma")).await;
    let mut colleague = somebody(&world, MAIRIE, "bruno", Role::Agent).await;
    send_on(&mut colleague, &here, "Balma", "Habite Balma.").await;
    assert!(colleague.address.ends_with("transmis=1"), "{}", colleague.address);
    for address in [format!("{here}/courrier"), format!("{here}/transmettre?q=Balma")] {
        let page = agent.get(&address).await;
        assert!(page.status == StatusCode::GONE && plain(&page).contains("Mairie voisine"), "{address}: {}", page.text);
    }
    let holds = |page: &Page, wanted: &[&str]| {
        assert_eq!(page.status, StatusCode::GONE, "{}", page.text);
        for one in wanted {
            assert!(plain(page).contains(one), "{one}: {}", page.text);
        }
    };
    let written = [
        ("status", "refused"),
        ("title", "Objet à moi"),
        ("message", "Mon texte."),
        ("note", "Ma raison."),
        ("signed", "Agnès Essai"),
        ("quality", "Greffière"),
    ];
    let of_letter = ["Mairie voisine", "Refusée", "Objet à moi", "Mon texte.", "Ma raison.", "Greffière"];
    for act in ["send", "preview", "back", "model"] {
        holds(&letter.post_on(&mut agent, &[&written[..], &[("_act", act)]].concat()).await, &of_letter);
    }
    let asked = [
        ("status", "complement"),
        ("message", "Laquelle ?"),
        ("questions", "raison"),
        ("by", "2026-12-10"),
        ("note", "À rappeler."),
    ];
    let of_case = ["Compléments demandés", "Laquelle ?", "Demander un complément", "2026-12-10", "À rappeler."];
    holds(&case.post_on(&mut agent, &asked).await, &of_case);
    for ending in ["/note", "/attribuer"] {
        holds(&post_at(&case, &mut agent, ending, &asked).await, &of_case);
    }
    let to = format!("{} {}", AUTRE.0, AUTRE.1);
    let reason = [("to", to.as_str()), ("reason", "Pas chez nous.")];
    holds(&forwarding.post_on(&mut agent, &reason).await, &["Pas chez nous."]);
    // The session was over besides: the login holds it, and the page after it too; so does a page of the session before.
    world.later(1);
    let email = format!("agent.{}@exemple.fr", MAIRIE.0);
    let known = [("email", email.as_str()), ("password", PASSWORD)];
    for (page, typed, wanted) in [
        (&letter, &[&written[..], &[("_act", "send")]].concat(), &of_letter[..]),
        (&case, &asked.to_vec(), &of_case[..]),
        (&forwarding, &reason.to_vec(), &["Pas chez nous."][..]),
    ] {
        agent.cookies.clear();
        let login = page.post_on(&mut agent, typed).await;
        assert_eq!(login.status, StatusCode::FORBIDDEN, "{}", login.text);
        holds(&login.post_on(&mut agent, &known).await, wanted);
        holds(&page.post_on(&mut agent, typed).await, wanted);
    }
    assert_eq!(world.number("select count(*) from events where message = 'Mon texte.'").await, 0);
}

pub(crate) async fn a_program_sends_a_case_on_once_and_is_told_it_left() {
    let world = two_town_halls().await;
    filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let right = Program::new(&world, "ville-essai", AUTRE).await;
    let case = program.cases().await.remove(0);
    let address = format!("/api/partner/v1/cases/{case}/forward");
    let send = async |key: &str, said: serde_json::Value| {
        let headers = [("idempotency-key", key)];
        program.ask_with("POST", &address, &headers, "application/json", said.to_string().as_bytes()).await
    };
    for (said, code) in [
        (json!({ "commune": "31555", "reason": "x" }), "forward.here"),
        (json!({ "commune": "75056", "reason": "x" }), "forward.unknown"),
        (json!({ "siret": REGISTRE.0, "branch": REGISTRE.1, "reason": "x" }), "forward.unknown"),
        (json!({ "reason": "x" }), "forward.unknown"),
        (json!({ "commune": "31044", "reason": " " }), "message.required"),
    ] {
        let refused = send("essai", said).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::UNPROCESSABLE_ENTITY, code.to_owned()),
            "{}",
            refused.text
        );
    }
    let message = json!({ "message": "Nous regardons." });
    let written = program.answer(&case, "mot-1", message.clone()).await;
    assert_eq!(written.status, StatusCode::CREATED, "{}", written.text);
    let said = json!({ "commune": "31044", "reason": "Habite Balma." });
    let done = send("vers-1", said.clone()).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!((&done.json()["to"]["siret"], &done.json()["from"]["siret"]), (&json!(AUTRE.0), &json!(MAIRIE.0)));
    // The answer was lost: the same again. Another act under this key is refused.
    assert_eq!(send("vers-1", said).await.json(), done.json());
    assert_eq!(send("vers-1", json!({ "commune": "31044", "reason": "y" })).await.code(), "idempotency.key_reused");
    assert_eq!(send("vers-2", json!({ "commune": "31044", "reason": "y" })).await.status, StatusCode::NOT_FOUND);
    world.work().await;
    assert_eq!(program.get(&format!("/api/partner/v1/cases/{case}")).await.status, StatusCode::NOT_FOUND);
    // What it wrote before is answered alike, and nothing else.
    assert_eq!(program.answer(&case, "mot-1", message).await.json(), written.json());
    for (key, text) in [("mot-1", "Autre chose."), ("mot-2", "Nous regardons.")] {
        let refused = program.answer(&case, key, json!({ "message": text })).await;
        assert_eq!(refused.code(), "request.not_found", "{key}: {}", refused.text);
    }
    let told = program.get("/api/partner/v1/notifications?after=0").await.json();
    let last = told["notifications"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["kind"], &last["case_id"]), (&json!("forwarded"), &json!(case)));
    // What the first desk acknowledges now receives nothing at the second.
    let next = told["next"].as_str().unwrap().to_owned();
    assert_eq!(program.acknowledge(&next).await.status, StatusCode::OK);
    assert_eq!(right.cases().await, std::slice::from_ref(&case));
    let theirs = right.get(&format!("/api/partner/v1/cases/{case}")).await.json();
    let moved = theirs["events"].as_array().unwrap().iter().find(|event| event["kind"] == "forwarded").unwrap().clone();
    assert_eq!((&moved["forwarded"]["reason"], &moved["message"]), (&json!("Habite Balma."), &json!(null)));
    assert_eq!(theirs["status"], "received");
}

pub(crate) async fn a_case_that_has_its_answer_or_went_round_stays() {
    let world = two_town_halls().await;
    filed(&world).await;
    let (first, second) =
        (Program::new(&world, "ville-essai", MAIRIE).await, Program::new(&world, "ville-essai", AUTRE).await);
    let case = first.cases().await.remove(0);
    let address = format!("/api/partner/v1/cases/{case}/forward");
    for round in 0..4 {
        let (program, commune) = if round % 2 == 0 { (&first, "31044") } else { (&second, "31555") };
        let said = json!({ "commune": commune, "reason": "Pas chez nous." }).to_string();
        let headers = [("idempotency-key", "vers")];
        let headers = if round > 1 { [("idempotency-key", "encore")] } else { headers };
        let done = program.ask_with("POST", &address, &headers, "application/json", said.as_bytes()).await;
        if round < 3 {
            assert_eq!(done.status, StatusCode::OK, "{round}: {}", done.text);
        } else {
            assert_eq!(done.code(), "forward.too_many", "{}", done.text);
        }
        world.work().await;
    }
    // Whoever has it now is offered no fourth time, and told why.
    let mut agent = world.agent(AUTRE.0, AUTRE.1).await;
    let inbox = agent.get("/agents").await;
    let page = agent.get(&link(&inbox, "/agents/cas/")).await;
    assert!(!page.text.contains("/transmettre"), "{}", page.text);
    let closed = agent.get(&format!("{}/transmettre?q=Toulouse", page.form().action)).await;
    assert!(plain(&closed).contains("déjà été transmis trois fois"), "{}", closed.text);
    assert!(!closed.text.contains("name=\"q\""), "{}", closed.text);
    let said = json!({ "status": "refused", "message": "Ni chez eux." });
    assert_eq!(second.answer(&case, "fin", said).await.status, StatusCode::CREATED);
    let said = json!({ "commune": "31555", "reason": "x" }).to_string();
    let headers = [("idempotency-key", "apres")];
    let done = second.ask_with("POST", &address, &headers, "application/json", said.as_bytes()).await;
    assert_eq!(done.code(), "forward.over", "{}", done.text);
}

pub(crate) async fn the_receipt_of_the_filing_stays_and_the_right_desk_gives_its_own() {
    let world = two_town_halls().await;
    let (mut citizen, follow) = filed(&world).await;
    let receipt = citizen.get(&format!("{follow}/recu.pdf")).await.bytes;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    program.get(&format!("/api/partner/v1/cases/{case}")).await;
    let first = crate::shares::read_pdf(&citizen.get(&format!("{follow}/accuse-de-reception.pdf")).await.bytes);
    assert!(first.contains("Mairie d'essai en a"), "{first}");
    world.later(24 * 3);
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let said = json!({ "commune": "31044", "reason": "Habite Balma." }).to_string();
    let address = format!("/api/partner/v1/cases/{case}/forward");
    assert_eq!(program.ask("POST", &address, &said).await.status, StatusCode::OK);
    world.work().await;
    assert_eq!(citizen.get(&format!("{follow}/recu.pdf")).await.bytes, receipt, "what was said at the filing stays");
    // Ten days begin when the right desk has it: reminders of their own.
    let due = "select count(*) from work where kind in ('are.reminder', 'are.alarm') and state = 'waiting' and object in \
               (select id from cases where handed_at is not null)";
    assert_eq!(world.number(due).await, 3);
    let right = Program::new(&world, "ville-essai", AUTRE).await;
    right.get(&format!("/api/partner/v1/cases/{case}")).await;
    assert_eq!(world.number(due).await, 0);
    let second = crate::shares::read_pdf(&citizen.get(&format!("{follow}/accuse-de-reception.pdf")).await.bytes);
    assert!(second.contains("Mairie voisine en a"), "{second}");
    assert_eq!(citizen.get(&format!("{follow}/recu.pdf")).await.bytes, receipt);
    // The days that the wrong desk took are not the right one's.
    let mut sue = somebody(&world, AUTRE, "sue", Role::Supervisor).await;
    let delays = plain(&sue.get("/agents/delais").await);
    let figure = delays.split("class=\"number\">").nth(4).and_then(|cell| cell.split("</span> ").nth(1)).unwrap();
    assert!(figure.starts_with("0 j"), "{delays}");
    // Each of the two says whose it is.
    let seen = plain(&citizen.get(&follow).await);
    let called = |place: &str| {
        let after = seen.split(&format!("{follow}/{place}\" download>")).nth(1).unwrap();
        after.split('<').next().unwrap().to_owned()
    };
    let (first, second) = (called("recu.pdf"), called("accuse-de-reception.pdf"));
    assert!(first.contains("Mairie d'essai") && !first.contains("Mairie voisine"), "{first}");
    assert!(second.contains("Mairie voisine") && !second.contains("Mairie d'essai"), "{second}");
}
