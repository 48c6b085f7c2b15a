//! The contract of every route, tried on a receiver on the loopback: what it says is the outcome, what it does wrong ends in its time and size.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use connectors::routes::{
    Courier, File, Hubee, HubeePlace, Key, Outcome, Parcel, ROUTES, Route, Sending, Sftp, SftpPlace, Webhook,
    hubee::Folder, public_key,
};

use crate::hub::{CLIENT, Hub, SECRET as HUB_SECRET, Wrong};
use crate::receiver::{Act, Receiver};
use crate::sftp;
use crate::sshd::{Fault, Sshd};

const BODY: &str = r#"{"type":"case.new","data":{"nom":"Zoé"}}"#;
const PARCEL: Parcel<'static> = Parcel {
    id: "msg_1",
    at: 1_795_255_200,
    name: "RCO-1-01",
    body: BODY,
    files: &[File { name: "RCO-1-01.zip", role: "package", mime: "application/zip", bytes: b"PK" }],
    so_far: None,
};

/// What a partner does, whichever way it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    /// Takes everything.
    Well,
    /// Hangs up in the middle, the first time.
    Cuts,
    /// Says no.
    Refuses,
    /// Takes the connection, and says nothing.
    Hangs,
}

/// A partner of this entry.
enum Partner {
    Hubee(Hub),
    Sftp(Sshd),
    Webhook(Receiver),
    Mute(#[expect(dead_code, reason = "it is open for as long as this is there")] TcpListener),
}

impl Partner {
    fn start(name: &str, does: Does) -> (Self, Route) {
        match (name, does) {
            ("hubee", does) => {
                let hub = Hub::start();
                match does {
                    Does::Well => {}
                    // In the middle of a file.
                    Does::Cuts => hub.fail("PUT", "/attachments/", 1, Wrong::Cut(10)),
                    Does::Refuses => hub.fail("POST", "/folders", 99, Wrong::Say(500, "")),
                    Does::Hangs => hub.fail("POST", "/oauth2/token", 1, Wrong::Hush),
                }
                let route = Route::Hubee(Box::new((account(&hub), Sending::Folder(folder()))));
                (Self::Hubee(hub), route)
            }
            ("sftp", Does::Hangs) => {
                let mute = TcpListener::bind("127.0.0.1:0").unwrap();
                let place = SftpPlace {
                    host: "127.0.0.1".to_owned(),
                    port: mute.local_addr().unwrap().port(),
                    user: "guichet".to_owned(),
                    folder: String::new(),
                    host_keys: vec!["SHA256:uNiVztksCsDhcc0u9e8BrLJ9FqYZk3DyBhyVzaVzwBM".to_owned()],
                };
                (Self::Mute(mute), Route::Sftp(Sftp::new(place, vec![SECRET]).unwrap()))
            }
            ("sftp", does) => {
                let fault = match does {
                    Does::Cuts => Fault::Cuts(1, 2_000),
                    Does::Refuses => Fault::NoRename,
                    Does::Well | Does::Hangs => Fault::None,
                };
                let server = Sshd::start(&["ed25519"], fault);
                server.allow(&public_key(&SECRET, ""));
                let route = Route::Sftp(Sftp::new(sftp::place(&server, "ed25519"), vec![SECRET]).unwrap());
                (Self::Sftp(server), route)
            }
            ("webhook", does) => {
                let receiver = Receiver::start(move |_, before| match (does, before) {
                    (Does::Refuses, _) => Act::say("500 Oh"),
                    (Does::Hangs, _) => Act::Hush,
                    (Does::Cuts, 0) => Act::Send(Vec::new()),
                    (Does::Cuts | Does::Well, _) => Act::say("200 OK"),
                });
                let route = route(&receiver.url());
                (Self::Webhook(receiver), route)
            }
            (other, _) => panic!("no contract for {other}"),
        }
    }

    /// What it has, in the order of names: the id or the name of each thing, and its bytes.
    fn has(&self) -> BTreeSet<(String, Vec<u8>)> {
        match self {
            Self::Hubee(hub) => {
                assert_eq!(hub.breaches(), Vec::<String>::new());
                let files = hub.completed().into_iter().flat_map(|folder| folder.files);
                files.map(|file| (file.name, file.bytes)).collect()
            }
            Self::Sftp(server) => {
                let whole = server.names().into_iter().filter(|name| !name.ends_with(".part"));
                whole.map(|name| (name.clone(), server.read(&name))).collect()
            }
            Self::Webhook(receiver) => {
                let heard = receiver.heard().into_iter();
                heard.map(|heard| (heard.header("webhook-id").to_owned(), heard.body.into_bytes())).collect()
            }
            Self::Mute(_) => BTreeSet::new(),
        }
    }
}

pub(crate) fn account(hub: &Hub) -> Hubee {
    let place =
        HubeePlace { api: hub.api(), token: hub.token(), client: CLIENT.to_owned(), secret: HUB_SECRET.to_owned() };
    Hubee::new(&place).unwrap()
}

pub(crate) fn folder() -> Folder {
    Folder {
        external_id: "RCO-1-01".to_owned(),
        process: "recensementCitoyen".to_owned(),
        siret: "21310555400017".to_owned(),
        branch: "31555".to_owned(),
        first_name: "Zoé".to_owned(),
        last_name: "Müller".to_owned(),
    }
}

/// Delivers to the end: what is written down between two steps is all that is known of those before.
async fn deliver(courier: &Courier, route: &Route, so_far: &mut Option<String>) -> Outcome {
    loop {
        let parcel = Parcel { so_far: so_far.as_deref(), ..PARCEL };
        match courier.deliver(route, &parcel).await {
            Outcome::Further(next) => *so_far = Some(next),
            end => return end,
        }
    }
}

/// Of which nothing is ever shown.
const SECRET: [u8; 32] = [b'S'; 32];

fn route(url: &str) -> Route {
    Route::Webhook(Webhook::new(url, vec![Key::new(SECRET), Key::new([8; 32])]).unwrap())
}

#[tokio::test]
async fn every_route_keeps_the_contract() {
    for name in ROUTES {
        // What is done has arrived; and arrives the same, however often it is sent.
        let (partner, way) = Partner::start(name, Does::Well);
        let mut so_far = None;
        assert_eq!(deliver(&courier(), &way, &mut so_far).await, Outcome::Done, "{name}");
        let once = partner.has();
        assert!(once.iter().any(|(_, bytes)| bytes == BODY.as_bytes()), "{name}: {once:?}");
        assert_eq!(deliver(&courier(), &way, &mut so_far).await, Outcome::Done, "{name}");
        assert_eq!(partner.has(), once, "{name}");
        let shown = format!("{way:?}");
        assert!(
            !shown.contains("SSSS") && !shown.contains("83, 83") && !shown.contains(HUB_SECRET),
            "{name} shows {shown}"
        );

        // Cut in between: it was not taken as far as is known, and then it is, whole and the same.
        let (partner, way) = Partner::start(name, Does::Cuts);
        let mut so_far = None;
        let cut = deliver(&courier().within(Duration::from_secs(3)), &way, &mut so_far).await;
        assert!(matches!(cut, Outcome::Later { .. }), "{name}: {cut:?}");
        assert_eq!(deliver(&courier(), &way, &mut so_far).await, Outcome::Done, "{name}");
        assert_eq!(partner.has(), once, "{name}");

        // Refused: to be tried again, under a code of the route's own.
        let (_partner, way) = Partner::start(name, Does::Refuses);
        let Outcome::Later { code, .. } = deliver(&courier(), &way, &mut None).await else { panic!("{name}") };
        assert!(code.starts_with(&format!("{name}.")), "{code}");

        // Who hangs holds nobody up for longer than its time.
        let (_partner, way) = Partner::start(name, Does::Hangs);
        let start = Instant::now();
        let hung = courier().within(Duration::from_millis(200)).deliver(&way, &PARCEL).await;
        assert!(matches!(hung, Outcome::Later { code, .. } if code == format!("{name}.timeout")), "{name}: {hung:?}");
        assert!(start.elapsed() < Duration::from_secs(3), "{name}");

        // Nothing inside is reached that the operator does not name.
        let (partner, way) = Partner::start(name, Does::Well);
        let outside = Courier::new(&[]).unwrap().deliver(&way, &PARCEL).await;
        assert!(matches!(outside, Outcome::Later { code, .. } if code == format!("{name}.address")), "{outside:?}");
        assert!(partner.has().is_empty());
    }
}

/// One that may call this machine.
fn courier() -> Courier {
    Courier::new(&["127.0.0.1".to_owned()]).unwrap()
}

/// What a webhook makes of an address, in no time.
async fn outcomes(courier: &Courier, url: &str) -> Outcome {
    let start = Instant::now();
    let outcome = courier.deliver(&route(url), &PARCEL).await;
    assert!(start.elapsed() < Duration::from_secs(5), "it took {:?}", start.elapsed());
    outcome
}

fn later(code: &'static str) -> Outcome {
    Outcome::Later { code, status: None, patience: None }
}

fn answered(status: u16, patience: Option<u64>) -> Outcome {
    Outcome::Later { code: "webhook.status", status: Some(status), patience: patience.map(Duration::from_secs) }
}

#[test]
fn the_entries_are_listed_alphabetically() {
    assert!(ROUTES.is_sorted() && !ROUTES.is_empty());
}

#[tokio::test]
async fn a_parcel_is_posted_whole_and_signed_with_every_key() {
    let receiver = Receiver::kind();
    assert_eq!(outcomes(&courier(), &format!("{}?jeton=s3cret", receiver.url())).await, Outcome::Done);
    let heard = receiver.heard().remove(0);
    assert_eq!((heard.line.as_str(), heard.body.as_str()), ("POST /depot?jeton=s3cret HTTP/1.1", BODY));
    assert_eq!((heard.header("webhook-id"), heard.header("webhook-timestamp")), ("msg_1", "1795255200"));
    assert_eq!(heard.header("content-type"), "application/json");
    assert_eq!(heard.header("host"), format!("127.0.0.1:{}", receiver.port));
    let signatures: Vec<&str> = heard.header("webhook-signature").split(' ').collect();
    assert_eq!(signatures.len(), 2);
    assert!(signatures.iter().all(|one| one.starts_with("v1,")) && signatures[0] != signatures[1]);
}

#[test]
fn signatures_are_those_of_the_published_vectors() {
    let text = include_str!("../../../../examples/partner-webhook/vectors.json");
    let file: serde_json::Value = serde_json::from_str(text).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert!(vectors.len() >= 4);
    let refused = file["refused"].as_array().unwrap();
    assert!(refused.len() >= 10 && refused.iter().all(|vector| vector["why"].is_string()));
    for vector in vectors {
        let texts = vector["secrets"].as_array().unwrap().iter().map(|secret| secret.as_str().unwrap());
        let keys: Vec<Key> = texts.clone().map(|text| Key::new(decoded(text))).collect();
        assert!(keys.iter().map(Key::text).eq(texts.map(str::to_owned)));
        let header = |name: &str| vector["headers"][name].as_str().unwrap();
        let parcel = Parcel {
            id: header("webhook-id"),
            at: header("webhook-timestamp").parse().unwrap(),
            name: "",
            body: vector["body"].as_str().unwrap(),
            files: &[],
            so_far: None,
        };
        let webhook = Webhook::new("https://exemple.fr/depot", keys).unwrap();
        assert_eq!(webhook.signature(&parcel), header("webhook-signature"), "{}", vector["name"]);
    }
}

fn decoded(key: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(key.strip_prefix("whsec_").unwrap()).unwrap()
}

#[tokio::test]
async fn what_is_answered_is_the_outcome() {
    let date = "Retry-After: Sat, 21 Nov 2026 10:10:00 GMT\r\n";
    for (status, headers, outcome) in [
        ("200 OK", "", Outcome::Done),
        ("202 Accepted", "", Outcome::Done),
        ("204 No Content", "", Outcome::Done),
        ("410 Gone", "", Outcome::Gone),
        ("429 Too Many Requests", "Retry-After: 30\r\n", answered(429, Some(30))),
        ("503 Unavailable", "Retry-After: 1000000000\r\n", answered(503, Some(1_000_000_000))),
        ("503 Unavailable", date, answered(503, Some(600))),
        ("503 Unavailable", "Retry-After: bientôt\r\n", answered(503, None)),
        ("500 Oh", "Retry-After: 30\r\n", answered(500, None)),
        ("400 Bad Request", "", answered(400, None)),
        ("401 Unauthorized", "", answered(401, None)),
        ("404 Not Found", "", answered(404, None)),
    ] {
        let receiver = Receiver::start(move |_, _| Act::Say(status, headers.to_owned()));
        assert_eq!(outcomes(&courier(), &receiver.url()).await, outcome, "{status} {headers}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Receiver::kind();
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        for place in [other.url(), "http://169.254.169.254/latest/meta-data".to_owned()] {
            let location = format!("Location: {place}\r\n");
            let receiver = Receiver::start(move |_, _| Act::Say(status, location.clone()));
            assert_eq!(outcomes(&courier(), &receiver.url()).await, later("webhook.redirect"), "{status}");
        }
    }
    assert!(other.heard().is_empty());
}

#[tokio::test]
async fn what_is_no_answer_ends_in_time_and_size() {
    let shut = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(outcomes(&courier(), &format!("http://127.0.0.1:{shut}/")).await, later("webhook.unreachable"));
    let brief = courier().within(Duration::from_millis(200));
    for (act, outcome) in [
        (Act::Hush, later("webhook.timeout")),
        (Act::Drip(b"HTTP/1.1 200 OK\r\nX:".to_vec()), later("webhook.timeout")),
        (Act::Drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n".to_vec()), later("webhook.timeout")),
        // Taken, said at once, and then said without end.
        (Act::Pour(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()), Outcome::Done),
        (Act::Pour(b"HTTP/1.1 500 Oh\r\n\r\n".to_vec()), answered(500, None)),
        (Act::Pour(b"HTTP/1.1 200 OK\r\nX: ".to_vec()), later("webhook.protocol")),
        (Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx".to_vec()), later("webhook.protocol")),
        (Act::Send(b"HTTP/1.1 200 O".to_vec()), later("webhook.protocol")),
        (Act::Send(b"220 essai.invalid ESMTP\r\n".to_vec()), later("webhook.protocol")),
        (Act::Send(Vec::new()), later("webhook.protocol")),
        // Nothing is unpacked: how much it would be is of no interest.
        (Act::Send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx".to_vec()), Outcome::Done),
    ] {
        let answer = act.clone();
        let receiver = Receiver::start(move |_, _| answer.clone());
        assert_eq!(outcomes(&brief, &receiver.url()).await, outcome, "{act:?}");
    }
}

#[tokio::test]
async fn nothing_inside_is_called_whatever_leads_there() {
    let receiver = Receiver::kind();
    let port = receiver.port;
    let everywhere = Courier::new(&[]).unwrap();
    for host in [
        "127.0.0.1",
        "localhost",
        "0177.0.0.1",
        "2130706433",
        "0x7f.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "127.1",
        "localhost.",
    ] {
        for scheme in ["https", "plain+http"] {
            let url = format!("{scheme}://{host}:{port}/");
            let outcome = outcomes(&everywhere, &url).await;
            // A form of address that this system's resolver does not know leads nowhere at all.
            assert!(outcome == later("webhook.address") || outcome == later("webhook.dns"), "{url}: {outcome:?}");
        }
    }
    for place in ["169.254.169.254", "10.0.0.1", "[fd00::1]", "[64:ff9b::7f00:1]", "0.0.0.0", "100.64.0.1"] {
        assert_eq!(outcomes(&everywhere, &format!("https://{place}/")).await, later("webhook.address"), "{place}");
    }
    // A name may lead there only where the operator names the network; what is not named beside it stays closed.
    let named = format!("http://localhost:{port}/");
    let outcome = outcomes(&Courier::new(&["127.0.0.0/8".to_owned(), "::1".to_owned()]).unwrap(), &named).await;
    assert_eq!(outcome, Outcome::Done);
    assert_eq!(receiver.heard().len(), 1);
    assert_eq!(outcomes(&Courier::new(&["10.0.0.0/8".to_owned()]).unwrap(), &named).await, later("webhook.address"));
    // In the clear nothing goes to the internet.
    assert_eq!(outcomes(&everywhere, "plain+http://9.9.9.9:9/").await, later("webhook.insecure"));
    assert!(Courier::new(&["ici".to_owned()]).is_err());
}

#[tokio::test]
async fn a_server_is_who_its_certificate_says() {
    // It speaks no TLS, and has no certificate: whoever takes its place is no better.
    let receiver = Receiver::kind();
    let url = format!("https://127.0.0.1:{}/", receiver.port);
    let outcome = outcomes(&courier().within(Duration::from_secs(2)), &url).await;
    assert!(outcome == later("webhook.tls") || outcome == later("webhook.timeout"), "{outcome:?}");
    assert!(receiver.heard().is_empty());
}
