//! The antivirus daemon is asked by its own protocol; when it cannot be, that is said and not guessed.

use std::time::Duration;

use connectors::scan::{Scanner, Verdict};

use crate::clamav::{ClamAv, MARKER, eicar};
use crate::files::has;
use crate::servers::{Act, Daemon, MailServer};

fn scanner(daemon: &Daemon) -> Scanner {
    Scanner::from_url(&daemon.url()).unwrap()
}

#[tokio::test]
async fn clean_and_infected() {
    let daemon = Daemon::start(usize::MAX, |bytes| {
        Some(if has(bytes, b"virus") { "stream: Eicar-Test-Signature FOUND\0" } else { "stream: OK\0" })
    });
    let clean: Vec<u8> = (0..200_000_u32).map(|number| number.to_le_bytes()[0]).collect();
    assert_eq!(scanner(&daemon).scan(&clean).await, Verdict::Clean);
    assert!(*daemon.got.lock().unwrap() == clean, "not every byte arrived");
    assert_eq!(scanner(&daemon).scan(b"a virus").await, Verdict::Infected { name: "Eicar-Test-Signature".to_owned() });
}

#[tokio::test]
async fn no_answer_is_no_verdict() {
    let unavailable = |code| Verdict::Unavailable { code };
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(
        Scanner::from_url(&format!("clamd://127.0.0.1:{port}")).unwrap().scan(b"x").await,
        unavailable("scan.unreachable")
    );
    assert_eq!(scanner(&Daemon::start(usize::MAX, |_| None)).scan(b"x").await, unavailable("scan.unreachable"));
    assert_eq!(scanner(&Daemon::start(usize::MAX, |_| Some("what?\0"))).scan(b"x").await, unavailable("scan.protocol"));
    assert_eq!(
        scanner(&Daemon::start(usize::MAX, |_| Some("stream: Can't open file ERROR\0"))).scan(b"x").await,
        unavailable("scan.protocol")
    );
    assert_eq!(
        scanner(&Daemon::start(0, |_| Some("INSTREAM size limit exceeded. ERROR\0"))).scan(&[1; 100]).await,
        unavailable("scan.too_large")
    );
    // Something else listens there, and waits for us to speak its language.
    let silent = MailServer::start(&[], vec![("hello", Act::Hush)]);
    let Scanner::Clamd(clamd) = Scanner::from_url(&format!("clamd://127.0.0.1:{}", silent.port)).unwrap() else {
        unreachable!()
    };
    assert_eq!(Scanner::Clamd(clamd.within(Duration::from_millis(200))).scan(b"x").await, unavailable("scan.timeout"));
}

#[tokio::test]
async fn off_says_so() {
    assert_eq!(Scanner::default().scan(b"x").await, Verdict::NotScanned);
    assert!(matches!(Scanner::from_url("off"), Ok(Scanner::Off)));
    for bad in ["clamd", "http://a.fr", "clamd://u:p@a.fr", "clamd://a.fr?x=1"] {
        assert_eq!(Scanner::from_url(bad).unwrap_err().code, "scan.url", "{bad}");
    }
}

#[tokio::test]
async fn a_real_clamav_finds_what_it_knows_and_says_who_it_is() {
    let mut clamav = ClamAv::start();
    let scanner = Scanner::from_url(&clamav.url()).unwrap();
    assert_eq!(scanner.scan(b"nothing").await, Verdict::Clean);
    let found = |name: &str| Verdict::Infected { name: format!("{name}.UNOFFICIAL") };
    assert_eq!(scanner.scan(&eicar()).await, found("Guichet.Eicar"));
    let hidden = [vec![b' '; 300_000], MARKER.to_vec(), vec![b' '; 300_000]].concat();
    assert_eq!(scanner.scan(&hidden).await, found("Guichet.Marker"));
    let engine = scanner.engine().await.unwrap();
    assert!(engine.starts_with("ClamAV "), "{engine}");
    clamav.stop();
    assert_eq!(scanner.scan(b"nothing").await, Verdict::Unavailable { code: "scan.unreachable" });
    assert_eq!(scanner.engine().await, None);
    clamav.listen();
    assert_eq!(scanner.scan(&eicar()).await, found("Guichet.Eicar"));
}
