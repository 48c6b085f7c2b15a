//! Looks for what a citizen typed where it must not be: logs, measures, the database, its journal, the files, the subjects of mails.
//! And for what every answer must carry, whoever asks for it.

use std::path::Path;

use trials::{
    client::Client,
    robot::{Robot, links},
};

use crate::support::{World, first_case, follow_link, pdf};

/// Values that nobody else has. Each is looked for as bytes.
const SENTINELS: &[&str] = &[
    "Sentinelle-Nomdefamille",
    "sentinelle.courriel",
    "17 impasse de la Sentinelle",
    "Remarque sentinelle 4711",
    "0639980471",
    "Piece-Sentinelle",
    "motdepasse-sentinelle-9",
    "code sentinelle 8",
];

/// Fills, puts away, resumes, files with an attachment and a mail, opens an account; the agent reads, answers and takes the package.
pub(crate) async fn whole_journey(world: &World) -> (Robot, Robot) {
    let mut citizen = world.robot().await;
    let page = citizen.visit("/compte/creer").await.expect("a form");
    let password = "motdepasse-sentinelle-9";
    let home = citizen
        .submit(&page, &[("email", "sentinelle.courriel@exemple.fr"), ("password", password), ("again", password)])
        .await
        .expect("an account");
    assert_eq!(home.status, 200, "{}", home.text());
    let start = citizen.visit("/demarches/essai-panne").await.expect("the start");
    let page = citizen.submit(&start, &[]).await.expect("a draft");
    let page = citizen
        .submit(
            &page,
            &[
                ("nom", "Sentinelle-Nomdefamille"),
                ("email", "sentinelle.courriel@exemple.fr"),
                ("telephone", "0639980471"),
                ("adresse", "17 impasse de la Sentinelle"),
                ("motif", "panne"),
            ],
        )
        .await
        .expect("saved");
    assert!(citizen.address.ends_with("/pieces"), "{} {}", citizen.address, page.text());
    let file = pdf("Piece-Sentinelle");
    let recap = citizen
        .upload(&page, &[("remarque", "Remarque sentinelle 4711")], &[("piece", "Piece-Sentinelle.pdf", &file)])
        .await
        .expect("saved");
    assert!(citizen.address.ends_with("/recapitulatif"), "{} {}", citizen.address, recap.text());
    let done = citizen.submit(&recap, &[("attest", "true")]).await.expect("filed");
    assert!(citizen.address.ends_with("/confirmation"), "{} {}", citizen.address, done.text());
    let base = citizen.address.strip_suffix("confirmation").expect("a draft").to_owned();
    let token = trials::robot::form(&done)
        .ok()
        .and_then(|form| form.pairs.into_iter().find(|(name, _)| name == "_csrf"))
        .map(|(_, token)| token)
        .unwrap_or_default();
    citizen
        .post(&format!("{base}courriel"), &[("_csrf", &token), ("email", "sentinelle.courriel@exemple.fr")])
        .await
        .expect("a mail");
    let follow = follow_link(&done).expect("a follow-up link");
    citizen.visit(&format!("{follow}/recu.pdf")).await.expect("the receipt");
    // Another draft is put away with a code.
    let mut other = world.robot().await;
    let page = other.post("/demarches/essai-panne", &[("_csrf", "")]).await.expect("a draft");
    let page =
        other.submit(&page, &[("nom", "Sentinelle-Nomdefamille"), ("_action", "save_and_quit")]).await.expect("saved");
    other
        .submit(&page, &[("code", "code sentinelle 8"), ("email", "sentinelle.courriel@exemple.fr")])
        .await
        .expect("put away");
    // The agent's turn.
    let mut agent = world.agent().await;
    let case = first_case(&mut agent).await;
    let shown = agent.visit(&case).await.expect("the case");
    assert!(shown.text().contains("Sentinelle-Nomdefamille"), "the agent reads the answers:\n{}", shown.text());
    let package = agent.visit(&format!("{case}/dossier.zip")).await.expect("the package");
    assert_eq!(package.status, 200);
    // What goes wrong must not tell either.
    let broken = "nom=Sentinelle-Nomdefamille&email=sentinelle.courriel";
    citizen.client.post_encoded(&format!("{base}vous"), broken.as_bytes()).await.expect("refused");
    citizen.visit("/compte/connexion?next=/sentinelle.courriel").await.expect("a page");
    citizen.visit(&follow).await.expect("the follow-up page");
    (citizen, agent)
}

fn holds(bytes: &[u8], wanted: &str) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted.as_bytes())
}

pub(crate) fn each_file(folder: &Path, visit: &mut dyn FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            each_file(&path, visit);
        } else {
            visit(&path, &std::fs::read(&path).unwrap_or_default());
        }
    }
}

#[tokio::test]
async fn what_was_typed_lies_nowhere_in_clear() {
    // Only a demonstration shows the mails that it keeps.
    let world = World::start(&["--demo"]);
    let (mut citizen, _) = whole_journey(&world).await;
    let metrics = citizen.visit("/metrics").await.expect("measures").text();
    assert!(metrics.contains("guichet_submissions_total"), "{metrics}");
    let mails = citizen.visit("/dev/boite-mail").await.expect("the mails");
    assert!(links(&mails).iter().any(|link| link.starts_with("/dev/boite-mail/")), "{}", mails.text());
    // The list shows to whom and with what subject; the subject and the text name nobody.
    let subjects = mails.text().replace("sentinelle.courriel@exemple.fr", "");
    let mut found = Vec::new();
    for sentinel in SENTINELS {
        for (place, text) in [("/metrics", &metrics), ("the mails", &subjects), ("the log", &world.log())] {
            if text.contains(sentinel) {
                found.push(format!("{place}: {sentinel}"));
            }
        }
    }
    for link in links(&mails).into_iter().filter(|link| link.starts_with("/dev/boite-mail/")) {
        let mail = citizen.visit(&link).await.expect("a mail").text().replace("sentinelle.courriel@exemple.fr", "");
        found.extend(
            SENTINELS.iter().filter(|sentinel| mail.contains(**sentinel)).map(|sentinel| format!("a mail: {sentinel}")),
        );
    }
    // While it runs, with the journal not yet folded into the database; the sizes tell that there was something to read.
    let mut read = 0;
    each_file(&world.data(), &mut |path, bytes| {
        read += bytes.len();
        found.extend(
            SENTINELS
                .iter()
                .filter(|sentinel| holds(bytes, sentinel))
                .map(|sentinel| format!("{}: {sentinel}", path.display())),
        );
    });
    assert!(read > 100_000, "only {read} bytes were looked through");
    assert!(found.is_empty(), "{}", found.join("\n"));
    for line in world.log().lines().filter(|line| line.starts_with('{')) {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "no JSON: {line}");
    }
}

#[tokio::test]
async fn every_answer_carries_what_protects_it() {
    let world = World::start(&["--public-url", "https://demarches.exemple.fr"]);
    let mut robot = Client::connect(&world.address()).await.expect("the server listens");
    let page = robot.post("/demarches/essai-panne", &[("_csrf", "")]).await.expect("a draft");
    let first = page.location.expect("the first page");
    let base = first.strip_suffix("vous").expect("a draft").to_owned();
    let public = [
        "/",
        "/accessibilite",
        "/donnees-personnelles",
        "/mentions-legales",
        "/demarches/essai-panne",
        "/demarches/essai-panne/schema.json",
        "/cles/identite.json",
        "/cles/recu.pem",
        "/healthz",
        "/readyz",
        "/metrics",
        "/referentiels/communes?q=toul",
        "/rien",
        "/assets/rien.css",
        "/dev/boite-mail",
    ];
    let personal = [
        first.clone(),
        format!("{base}pieces"),
        format!("{base}recapitulatif"),
        format!("{base}enregistrer"),
        format!("{base}arret"),
        format!("{base}destinataire"),
        format!("{base}confirmation"),
        format!("{base}confirmer"),
        "/reprendre/0123456789abcdefghjkmnpqrs".to_owned(),
        "/suivi/0123456789abcdefghjkmnpqrs".to_owned(),
        "/suivi/0123456789abcdefghjkmnpqrs/recu.pdf".to_owned(),
        "/compte".to_owned(),
        "/compte/donnees".to_owned(),
        "/compte/donnees/modifier/identity".to_owned(),
        "/compte/fermer".to_owned(),
        "/compte/traces".to_owned(),
        "/compte/connexion".to_owned(),
        "/compte/creer".to_owned(),
        "/agents".to_owned(),
        "/agents/connexion".to_owned(),
        "/agents/cas/a/b".to_owned(),
        "/agents/cas/a/b/dossier.zip".to_owned(),
        "/agents/invitation/0123456789abcdefghjkmnpqrs".to_owned(),
    ];
    let mut faults = Vec::new();
    for (address, is_personal) in
        public.iter().map(|path| ((*path).to_owned(), false)).chain(personal.into_iter().map(|path| (path, true)))
    {
        let answer = robot.get(&address).await.expect("answered");
        let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
        let policy = header("content-security-policy");
        for (held, what) in [
            (answer.status < 500, "a failure of the server's"),
            (policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "content-security-policy"),
            (header("x-content-type-options") == "nosniff", "x-content-type-options"),
            (header("referrer-policy") == "same-origin", "referrer-policy"),
            (!is_personal || header("cache-control").contains("no-store"), "cache-control"),
            (header("strict-transport-security").starts_with("max-age=31536000"), "strict-transport-security"),
            (
                answer.header("access-control-allow-origin").is_none() && answer.header("server").is_none(),
                "says too much",
            ),
        ] {
            if !held {
                faults.push(format!("{address} ({}): {what}", answer.status));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn cookies_belong_to_one_host_where_people_come_by_https() {
    let world = World::start(&["--public-url", "https://demarches.exemple.fr"]);
    let mut robot = Client::connect(&world.address()).await.expect("the server listens");
    let headers = "Content-Type: application/x-www-form-urlencoded\r\nOrigin: https://demarches.exemple.fr\r\nSec-Fetch-Site: same-origin\r\n";
    let password = "un mot de passe assez long";
    let body = trials::client::encode(&[
        ("_csrf", ""),
        ("email", "zoe@exemple.fr"),
        ("password", password),
        ("again", password),
        ("next", ""),
    ]);
    let made = robot.send("POST", "/compte/creer", headers, body.as_bytes()).await.expect("an account");
    assert_eq!(made.status, 303, "{}", made.text());
    let cookies: Vec<&str> =
        made.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.as_str()).collect();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        for wanted in ["__Host-", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.contains(wanted), "{wanted} is missing: {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    assert!(made.location.is_some_and(|location| location.starts_with('/')), "redirected within the site");
}
