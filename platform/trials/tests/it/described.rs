//! Has schemathesis invent requests from the description of the partner API alone, against a server with real cases.

use std::{env, fs, process::Command};

use trials::{client::Client, notices};

use crate::support::{SIRET, World, run};

/// No answer is an error of the server's, none has a status, a type, headers or a body that the description does not tell; what breaks the
/// description is refused, and nothing is answered without a token. `GUICHET_SCHEMATHESIS` names the program:
/// `platform/trials/schemathesis/run.sh` installs it. Its own idea that whatever fits a schema is accepted is left out: a cursor of another
/// desk, a status out of turn, a question that is not there are well-formed and refused.
#[tokio::test]
async fn what_is_not_described_is_never_answered() {
    let Some(program) = env::var_os("GUICHET_SCHEMATHESIS").filter(|path| !path.is_empty()) else {
        println!("GUICHET_SCHEMATHESIS is not set: no requests were invented from the description");
        return;
    };
    let world = World::start(&[]);
    for _ in 0..6 {
        notices::file(&world.address()).await.expect("a dossier");
    }
    let desk = ["--agency", "ville-essai", "--siret", SIRET, "--branch", "ESSAI", "--network", "127.0.0.1"];
    let data = world.data().display().to_string();
    let made = run(&[&["partner", "add", "Essai", "--data", &data], &desk[..]].concat());
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    let after = |name: &str| said.split_whitespace().skip_while(|word| *word != name).nth(1).expect("as it is shown");
    let by_hand = ["--force", "--reason", "Pour l'essai.", "--data", &data];
    run(&[&["partner", "activate", after("client_id")], &by_hand[..]].concat());
    let mut client = Client::connect(&world.address()).await.expect("a connection");
    let wanted = [
        ("grant_type", "client_credentials"),
        ("client_id", after("client_id")),
        ("client_secret", after("client_secret")),
    ];
    let token: serde_json::Value =
        serde_json::from_str(&client.post("/api/oauth/token", &wanted).await.expect("an answer").text()).expect("JSON");
    let bearer = format!("Authorization: Bearer {}", token["access_token"].as_str().expect("a token"));
    let feed = client.get_with("/api/partner/v1/notifications", &format!("{bearer}\r\n")).await.expect("the feed");
    let feed: serde_json::Value = serde_json::from_str(&feed.text()).expect("JSON");
    let case = feed["notifications"][0]["case_id"].as_str().expect("a case");
    let config = world.scratch("schemathesis.toml");
    fs::write(&config, format!("[parameters]\n\"path.case\" = \"{case}\"\n")).expect("its configuration");
    let seconds = env::var("GUICHET_SCHEMATHESIS_SECONDS").unwrap_or_else(|_| "300".to_owned());
    let output = Command::new(program)
        .arg("--config-file")
        .arg(&config)
        .args(["run", &format!("http://{}/api/openapi.json", world.address()), "--header", &bearer, "--no-color"])
        .args(["--checks", "all", "--exclude-checks", "positive_data_acceptance", "--continue-on-failure"])
        .args(["--rate-limit", "2500/m", "--max-time", &seconds])
        .current_dir(world.scratch(""))
        .output()
        .expect("schemathesis runs");
    println!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}\n{}", String::from_utf8_lossy(&output.stderr), world.log());
}
