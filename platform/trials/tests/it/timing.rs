//! Holds refusals to telling nothing by how long they take: a login of an account that there is and of one that there is not, tokens that are
//! nearly right and tokens that are not. In each run a few are asked, and the answers compared; `make soak` asks thousands (Welch's t).
//!
//! What is right is answered otherwise than what is wrong, and so takes its own time: that tells nobody what they did not know.

use std::{collections::BTreeSet, time::Instant};

use trials::{
    accounts::attempt,
    client::{Answer, Client, encode},
    robot::Robot,
};

use crate::support::{SIRET, World, follow_link, run};

/// From here on two samples are of two kinds.
const MOST: f64 = 4.5;
/// Attempts at one account before its login slows down, less one for whoever opened it.
const EACH: usize = 15;
const PASSWORD: &str = "un mot de passe de mesure";
/// Of the right length, and the same until nearly its end.
const NEARLY: &str = "un mot de passe de mesurf";
const FAR: &str = "autre chose de bien long.";

/// How many of each kind: of what takes a hash of a password, and of what does not.
fn samples() -> (usize, usize) {
    if std::env::var_os("GUICHET_SOAK").is_some() { (1_000, 4_000) } else { (10, 20) }
}

/// What one of two refusals looks like, for whoever compares them.
fn looks(answer: &Answer) -> (u16, Vec<String>) {
    let names: BTreeSet<&str> = answer.headers.iter().map(|(name, _)| name.as_str()).collect();
    (answer.status, names.into_iter().map(str::to_owned).collect())
}

/// Asks for both kinds by turns, in an order that goes along with nothing: how far apart they are (Welch's t).
async fn apart(what: &str, times: usize, ask: &mut impl AsyncFnMut(usize, usize) -> Answer) -> f64 {
    let mut took = [Vec::with_capacity(times), Vec::with_capacity(times)];
    let mut coin = 0x2545_f491_4f6c_dd1d_u64;
    for number in 0..times {
        coin = coin.wrapping_mul(6_364_136_223_846_793_005);
        coin ^= coin >> 29;
        let first = usize::from(coin >> 63 == 1);
        let mut looked = Vec::new();
        for which in [first, 1 - first] {
            let begun = Instant::now();
            let told = ask(which, number).await;
            took[which].push(begun.elapsed().as_secs_f64());
            looked.push(looks(&told));
        }
        assert_eq!(looked[0], looked[1], "{what}: told apart by what is answered");
    }
    welch(&mut took)
}

/// Of what is left without the slowest tenth: what else the machine did is no part of it.
fn welch(took: &mut [Vec<f64>; 2]) -> f64 {
    let [(one, spread), (other, beside)] = [0, 1].map(|which| {
        let sample = &mut took[which];
        sample.sort_unstable_by(f64::total_cmp);
        sample.truncate(sample.len() - sample.len() / 10);
        let count = sample.len() as f64;
        let mean = sample.iter().sum::<f64>() / count;
        let variance = sample.iter().map(|took| (took - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (mean, variance / count)
    });
    (one - other) / (spread + beside).sqrt().max(f64::MIN_POSITIVE)
}

/// What was found to take its own time. A second look decides: a machine that did something else does not do it twice.
struct Trial {
    told: Vec<String>,
}

impl Trial {
    async fn of(&mut self, what: &str, times: usize, mut ask: impl AsyncFnMut(usize, usize) -> Answer) {
        let mut found = apart(what, times, &mut ask).await;
        if std::env::var_os("GUICHET_SOAK").is_none() {
            // So few say nothing: the answers alone were compared.
            return;
        }
        if found.abs() >= MOST {
            found = apart(what, times, &mut ask).await;
        }
        if found.abs() >= MOST {
            self.told.push(format!("{what}: t = {found:.1}"));
        }
    }
}

/// The same token but for its last sign; and one that has nothing of it.
fn beside(token: &str) -> [String; 2] {
    let (rest, last) = token.split_at(token.len() - 1);
    let nearly = format!("{rest}{}", if last == "0" { "1" } else { "0" });
    let far: String = token.chars().map(|sign| if sign == '7' { '3' } else { '7' }).collect();
    [nearly, far]
}

/// The token of 26 signs in an address.
fn token_in(address: &str) -> &str {
    address.split(['/', '?']).find(|part| part.len() == 26).expect("a token in the address")
}

async fn account(world: &World, email: &str) -> Robot {
    let mut robot = world.robot().await;
    let page = robot.visit("/compte/creer").await.expect("a page");
    let number = email.bytes().fold(1_u32 << 23, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    // From an address of its own: one may not open so many.
    let [_, a, b, c] = number.to_be_bytes();
    let headers = format!(
        "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\nX-Forwarded-For: 11.{a}.{b}.{c}\r\n"
    );
    let csrf = page.hidden("_csrf").unwrap_or_default();
    let body = encode(&[("_csrf", &csrf), ("email", email), ("password", PASSWORD), ("next", "")]);
    let made = robot.client.send("POST", "/compte/creer", &headers, body.as_bytes()).await.expect("answered");
    assert_eq!(made.status, 303, "{}", made.text());
    robot
}

/// Asks for a path with nothing that an answer before left in the browser.
async fn get(client: &mut Client, path: &str, headers: &str) -> Answer {
    client.set_cookies("");
    client.get_with(path, headers).await.expect("answered")
}

#[tokio::test]
async fn refusals_tell_nothing_by_how_long_they_take() {
    let world = World::start(&["--proxies", "127.0.0.1"]);
    let (hashed, looked_up) = samples();
    let mut trial = Trial { told: Vec::new() };

    // Logins. Twice as many accounts as one look needs: there may be a second.
    let accounts = 3 * 2 * hashed / EACH + 2;
    for number in 0..accounts {
        account(&world, &format!("connue-{number}@exemple.fr")).await;
    }
    let mut client = Client::connect(&world.address()).await.expect("the server listens");
    let mut attempts = 0_u32;
    let mut login = async |email: &str, password: &str| {
        attempts += 1;
        let told = attempt(&mut client, attempts, email, password).await.expect("answered");
        assert_eq!(told.status, 422, "{}", told.text());
        told
    };
    let mut known = 0;
    trial
        .of("a login of an account that there is, and of one that there is not", hashed, async |which, number| {
            known += usize::from(which == 0);
            let of = if which == 0 { "connue" } else { "absente" };
            let account = if which == 0 { known / EACH } else { number };
            login(&format!("{of}-{account}@exemple.fr"), FAR).await
        })
        .await;
    trial
        .of("a password that is nearly right, and one that is not", hashed, async |which, _| {
            known += 1;
            login(&format!("connue-{}@exemple.fr", known / EACH), [NEARLY, FAR][which]).await
        })
        .await;

    // Links and cookies.
    let mut holder = account(&world, "titulaire@exemple.fr").await;
    let start = holder.visit("/demarches/essai-panne").await.expect("a page");
    holder.submit(&start, &[]).await.expect("a draft");
    let drafts =
        beside(token_in(&holder.address)).map(|token| holder.address.replace(token_in(&holder.address), &token));
    let followed = file(&world).await;
    let follows = beside(token_in(&followed)).map(|token| format!("/suivi/{token}"));
    let invitations = beside(token_in(world.invitation())).map(|token| format!("/agents/invitation/{token}"));
    let mut client = Client::connect(&world.address()).await.expect("the server listens");
    for (what, paths) in
        [("the address of a draft", drafts), ("a follow-up link", follows), ("an agent's invitation", invitations)]
    {
        let what = format!("{what} that is nearly right, and one that is not");
        trial.of(&what, looked_up, async |which, _| get(&mut client, &paths[which], "").await).await;
    }
    let session = holder.client.cookie("session").expect("a session").to_owned();
    let cookies = beside(&session).map(|token| format!("Cookie: session={token}\r\n"));
    trial
        .of("a session that is nearly one, and one that is not", looked_up, async |which, _| {
            get(&mut client, "/compte", &cookies[which]).await
        })
        .await;

    // Partners' software.
    let data = world.data().display().to_string();
    let desk =
        ["--agency", "ville-essai", "--siret", SIRET, "--branch", "ESSAI", "--network", "0.0.0.0/0", "--data", &data];
    let said = run(&[&["partner", "add", "Essai"], &desk[..]].concat());
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let after = |name: &str| {
        let mut words = said.split_whitespace().skip_while(|word| *word != name);
        words.nth(1).unwrap_or_else(|| panic!("no {name} in {said}")).to_owned()
    };
    let (id, secret) = (after("client_id"), after("client_secret"));
    let mut asked = 0_u32;
    let mut token = async |client: &mut Client, id: &str, secret: &str| {
        asked += 1;
        let [_, a, b, c] = asked.to_be_bytes();
        let headers = format!("Content-Type: application/x-www-form-urlencoded\r\nX-Forwarded-For: 12.{a}.{b}.{c}\r\n");
        let pairs = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
        client.send("POST", "/api/oauth/token", &headers, encode(&pairs).as_bytes()).await.expect("answered")
    };
    let [nearly, far] = beside(&secret);
    let [other, _] = beside(&id);
    trial
        .of("the secret of a client that there is, and of one that there is not", looked_up, async |which, _| {
            token(&mut client, [&id, &other][which], &far).await
        })
        .await;
    trial
        .of("a secret that is nearly right, and one that is not", looked_up, async |which, _| {
            token(&mut client, &id, [&nearly, &far][which]).await
        })
        .await;
    let given = token(&mut client, &id, &secret).await;
    let given: serde_json::Value = serde_json::from_slice(&given.body).expect("JSON");
    let given = given["access_token"].as_str().expect("a token").to_owned();
    let bearers = beside(&given).map(|token| format!("Authorization: Bearer {token}\r\n"));
    trial
        .of("a partner's token that is nearly right, and one that is not", looked_up, async |which, _| {
            get(&mut client, "/api/partner/v1/cases", &bearers[which]).await
        })
        .await;
    assert!(trial.told.is_empty(), "told by their time:\n{}", trial.told.join("\n"));
}

/// Files a dossier; where it is followed.
async fn file(world: &World) -> String {
    let mut robot = world.robot().await;
    let page = robot.post("/demarches/essai-panne", &[("_csrf", "")]).await.expect("a draft");
    let page = robot.submit(&page, &[("nom", "Mesure"), ("motif", "panne")]).await.expect("saved");
    let recap = robot.submit(&page, &[]).await.expect("saved");
    let done = robot.submit(&recap, &[("attest", "true")]).await.expect("filed");
    follow_link(&done).expect("a follow-up link")
}

#[test]
fn two_kinds_are_told_apart_and_one_is_not() {
    let kind = |base: f64| (0..400).map(|at| base + f64::from(at * 7 % 101) / 1e4).collect::<Vec<f64>>();
    assert!(welch(&mut [kind(1.0), kind(1.0)]).abs() < MOST);
    assert!(welch(&mut [kind(1.0), kind(1.002)]).abs() > MOST);
    // One in a hundred that waited for something else says nothing.
    let mut waited = kind(1.0);
    waited.iter_mut().step_by(100).for_each(|took| *took += 5.0);
    assert!(welch(&mut [kind(1.0), waited]).abs() < MOST);
}
