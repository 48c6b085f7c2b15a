//! The receivers of webhooks in `examples/`, as they are: what is signed for them is noted once, anything else refused.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::{
    agent::MAIRIE,
    partner::filed,
    partner_described::partner_rust,
    receiver::{Heard, Receiver},
    webhooks::{bodies, hook, world},
};

/// The receiver of `examples/`, as it is, until it is dropped; gives its port.
fn listens(program: &[String], keys: &str, file: &Path) -> (Program, u16) {
    let mut child = Command::new(&program[0])
        .args(&program[1..])
        .args([Path::new("0"), file])
        .env("GUICHET_WEBHOOK_KEYS", keys)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let port = line.trim().rsplit(' ').next().unwrap().parse().unwrap_or_else(|_| panic!("{line}"));
    (Program(child), port)
}

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Makes a call again, to this port; the status.
fn call_again(port: u16, heard: &Heard) -> u16 {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let headers: String = heard.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    stream.write_all(format!("{}\r\n{headers}\r\n{}", heard.line, heard.body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{answer}"))
}

pub(crate) async fn the_example_in_python_verifies_and_notes_each_notice_once() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/partner-webhook/recevoir.py");
    verifies_and_notes(&["python3".to_owned(), "-B".to_owned(), script.to_string_lossy().into_owned()]).await;
}

pub(crate) async fn the_example_in_rust_verifies_and_notes_each_notice_once() {
    verifies_and_notes(&[partner_rust().await, "recevoir".to_owned()]).await;
}

async fn verifies_and_notes(program: &[String]) {
    let world = world().await;
    // It goes by the machine's clock, and refuses what is old.
    world.clock.advance(store::Clock::system().now().duration_since(world.clock.now()));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("avis.jsonl");
    let noted = || -> Vec<Value> {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let receiver = Receiver::kind();
    let (webhook, first) = hook(&world, MAIRIE, &receiver.url()).await;
    filed(&world).await;
    world.push().await;
    let second = world.desk().rotate_webhook(webhook, 7).await.unwrap().key;
    filed(&world).await;
    world.push().await;
    let heard = receiver.heard();

    let (stranger, port) = listens(program, "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", &file);
    assert_eq!((call_again(port, &heard[0]), noted().len()), (401, 0), "signed with a key that it does not know");
    drop(stranger);
    let (listening, port) = listens(program, &first, &file);
    for _ in 0..2 {
        assert_eq!(call_again(port, &heard[0]), 204);
    }
    assert_eq!(noted().len(), 1);
    let mut forged = heard[0].clone();
    forged.body = forged.body.replace("case.new", "case.old");
    assert_eq!(call_again(port, &forged), 401);
    let mut late = heard[0].clone();
    late.headers.insert("webhook-timestamp".to_owned(), (world.clock.now().as_second() - 301).to_string());
    assert_eq!(call_again(port, &late), 401);
    assert_eq!(call_again(port, &heard[1]), 204, "the key before is good as long as both sign");
    drop(listening);
    // After a crash that left half a line.
    let mut text = std::fs::read_to_string(&file).unwrap();
    text.push_str("{\"id\": \"msg_");
    std::fs::write(&file, text).unwrap();
    let (_listening, port) = listens(program, &second, &file);
    assert_eq!(call_again(port, &heard[0]), 401, "that key is no longer given to it");
    assert_eq!(call_again(port, &heard[1]), 204);
    let ids: Vec<String> = noted().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, [heard[0].header("webhook-id"), heard[1].header("webhook-id")]);
    assert_eq!(noted()[1]["data"], bodies(&heard)[1]["data"]);
}
