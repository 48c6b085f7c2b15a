//! Files for a partner's server: a real OpenSSH, in good health and not.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use connectors::routes::{
    Answer, Courier, File, Outcome, Parcel, Refusal, Route, Sftp, SftpPlace, fingerprint, public_key,
};

use crate::sshd::{Fault, Sshd, user};

const SEED: [u8; 32] = [7; 32];

pub(crate) fn place(server: &Sshd, kind: &str) -> SftpPlace {
    SftpPlace {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        user: user(),
        folder: String::new(),
        host_keys: vec![server.fingerprint(kind)],
    }
}

fn server(fault: Fault) -> (Sshd, Sftp) {
    let server = Sshd::start(&["ed25519"], fault);
    server.allow(&public_key(&SEED, "essai"));
    let sftp = Sftp::new(place(&server, "ed25519"), vec![SEED]).unwrap();
    (server, sftp)
}

fn courier() -> Courier {
    Courier::new(&["127.0.0.1".to_owned()]).unwrap()
}

fn parcel<'a>(files: &'a [File<'a>], body: &'a str) -> Parcel<'a> {
    Parcel { id: "msg_1", at: 1_795_255_200, name: "RCO-1-01", body, files, so_far: None }
}

fn later(code: &'static str) -> Outcome {
    Outcome::Later { code, status: None, patience: None }
}

async fn put(courier: &Courier, sftp: &Sftp, bytes: &[u8]) -> Outcome {
    let files = [File { name: "RCO-1-01.zip", role: "package", mime: "application/zip", bytes }];
    courier.deliver(&Route::Sftp(sftp.clone()), &parcel(&files, "{}\n")).await
}

fn awaited() -> Vec<String> {
    vec!["RCO-1-01".to_owned()]
}

#[tokio::test]
async fn files_are_put_whole_and_the_manifest_last() {
    let (server, sftp) = server(Fault::None);
    let large: Vec<u8> = (0..1_000_003_u32).map(|number| (number % 251) as u8).collect();
    assert_eq!(put(&courier(), &sftp, &large).await, Outcome::Done);
    assert_eq!(server.names(), ["RCO-1-01.json", "RCO-1-01.zip"]);
    assert!(server.read("RCO-1-01.zip") == large && server.read("RCO-1-01.json") == b"{}\n");
    // Once more: all of it is there.
    assert_eq!(put(&courier(), &sftp, &large).await, Outcome::Done);
    // Somebody has put something else there: it stays as it is.
    for other in [large[1..].to_vec(), vec![b'x'; large.len()]] {
        server.write("RCO-1-01.zip", &other);
        assert_eq!(put(&courier(), &sftp, &large).await, later("sftp.conflict"));
        assert!(server.read("RCO-1-01.zip") == other);
    }
    // The partner has it, said so and cleared it away: nothing is put there again.
    for name in server.names() {
        std::fs::remove_file(server.folder().join(name)).unwrap();
    }
    server.write("RCO-1-01.ack", b"");
    assert_eq!(put(&courier(), &sftp, &large).await, Outcome::Done);
    assert_eq!(server.names(), ["RCO-1-01.ack"]);
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_told() {
    let (server, _) = server(Fault::None);
    let within = |folder: &str| SftpPlace { folder: folder.to_owned(), ..place(&server, "ed25519") };
    let nowhere = Sftp::new(within("ailleurs"), vec![SEED]).unwrap();
    assert_eq!(put(&courier(), &nowhere, b"x").await, later("sftp.folder"));
    std::fs::create_dir(server.folder().join("entrants")).unwrap();
    let inside = Sftp::new(within("entrants/"), vec![SEED]).unwrap();
    assert_eq!(put(&courier(), &inside, b"x").await, Outcome::Done);
    assert_eq!(server.read("entrants/RCO-1-01.zip"), b"x");
}

#[tokio::test]
async fn a_cut_is_taken_up_where_the_same_bytes_end_up() {
    // In the greeting, in the login, in the file, in the manifest.
    for after in [10, 900, 2_500, 40_000, 400_000] {
        let (server, sftp) = server(Fault::Cuts(1, after));
        let large: Vec<u8> = (0..380_000_u32).map(|number| (number % 241) as u8).collect();
        let first = put(&courier().within(Duration::from_secs(4)), &sftp, &large).await;
        if first != Outcome::Done {
            assert!(matches!(first, Outcome::Later { .. }), "{first:?}");
            assert!(!server.names().contains(&"RCO-1-01.json".to_owned()), "{after}");
        }
        assert_eq!(put(&courier(), &sftp, &large).await, Outcome::Done, "{after}");
        assert!(server.read("RCO-1-01.zip") == large && server.read("RCO-1-01.json") == b"{}\n");
        assert!(server.connections() >= 2);
    }
}

#[tokio::test]
async fn a_disk_that_is_full_and_a_rename_that_is_refused_leave_no_manifest() {
    let (full, sftp) = server(Fault::Full);
    assert_eq!(put(&courier(), &sftp, &[1; 100_000]).await, later("sftp.write"));
    assert!(full.names().iter().all(|name| name == "RCO-1-01.zip.part"), "{:?}", full.names());
    let (stiff, sftp) = server(Fault::NoRename);
    assert_eq!(put(&courier(), &sftp, b"x").await, later("sftp.denied"));
    assert_eq!(stiff.names(), ["RCO-1-01.zip.part"]);
}

#[tokio::test]
async fn a_server_is_who_its_key_says() {
    let server = Sshd::start(&["ed25519", "ecdsa", "rsa"], Fault::None);
    server.allow(&public_key(&SEED, "essai"));
    // Whichever of its keys the partner named.
    for kind in ["ed25519", "ecdsa", "rsa"] {
        let sftp = Sftp::new(place(&server, kind), vec![SEED]).unwrap();
        assert_eq!(put(&courier(), &sftp, b"x").await, Outcome::Done, "{kind}");
    }
    let other = Sshd::start(&["ed25519"], Fault::None);
    let pinned = SftpPlace { host_keys: vec![other.fingerprint("ed25519")], ..place(&server, "ed25519") };
    let sftp = Sftp::new(pinned, vec![SEED]).unwrap();
    assert_eq!(put(&courier(), &sftp, b"secret").await, later("sftp.host_key"));
}

#[tokio::test]
async fn we_log_in_by_the_key_that_the_server_knows() {
    let (server, _) = server(Fault::None);
    let unknown = Sftp::new(place(&server, "ed25519"), vec![[8; 32]]).unwrap();
    assert_eq!(put(&courier(), &unknown, b"x").await, later("sftp.auth"));
    let both = Sftp::new(place(&server, "ed25519"), vec![[8; 32], SEED]).unwrap();
    assert_eq!(put(&courier(), &both, b"x").await, Outcome::Done);
}

#[tokio::test]
async fn who_hangs_or_speaks_otherwise_ends_in_time() {
    let brief = courier().within(Duration::from_millis(300));
    for greeting in [&b""[..], b"SSH-2.0-muet\r\n", b"220 essai.invalid ESMTP\r\n", &[b'x'; 100_000]] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let held = std::thread::spawn(move || {
            use std::io::Write as _;
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.write_all(greeting);
            stream
        });
        let place = SftpPlace {
            host: "127.0.0.1".to_owned(),
            port,
            user: "guichet".to_owned(),
            folder: String::new(),
            host_keys: vec!["SHA256:uNiVztksCsDhcc0u9e8BrLJ9FqYZk3DyBhyVzaVzwBM".to_owned()],
        };
        let start = Instant::now();
        let outcome = put(&brief, &Sftp::new(place, vec![SEED]).unwrap(), b"x").await;
        assert!(outcome == later("sftp.timeout") || outcome == later("sftp.protocol"), "{outcome:?}");
        assert!(start.elapsed() < Duration::from_secs(5));
        drop(held.join());
    }
    let (server, _) = server(Fault::None);
    let outside = Courier::new(&[]).unwrap();
    let sftp = Sftp::new(place(&server, "ed25519"), vec![SEED]).unwrap();
    assert_eq!(put(&outside, &sftp, b"x").await, later("sftp.address"));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn answers_are_read_within_their_size_and_cleared_away() {
    let (server, sftp) = server(Fault::None);
    // What nobody asked for leads nowhere.
    for name in [".ack", "..ack", "RCO-2-01.ack", "..%2f.ack", "a\nb.ack", "RCO-1-01.ack.part", "RCO-1-01.json"] {
        server.write(name, b"");
    }
    assert_eq!(courier().answers(&sftp, &awaited()).await.unwrap(), []);
    // A gigabyte, most of which is never asked for.
    let huge = std::fs::File::create(server.folder().join("RCO-1-01.nack")).unwrap();
    huge.set_len(1 << 30).unwrap();
    std::os::unix::fs::FileExt::write_at(&huge, "schéma inconnu".as_bytes(), 0).unwrap();
    let start = Instant::now();
    let answers = courier().answers(&sftp, &awaited()).await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(10));
    let refusal = answers[0].refusal.as_ref().unwrap();
    assert!(refusal.said.starts_with("schéma inconnu") && refusal.said.len() == 64 << 10 && answers.len() == 1);
    assert!(refusal.cut, "that there is more is told");
    courier().clear(&sftp, &answers).await.unwrap();
    // To the last byte of what is read, and not cut.
    let long = "x".repeat(64 << 10);
    server.write("RCO-1-01.nack", long.as_bytes());
    let answers = courier().answers(&sftp, &awaited()).await.unwrap();
    assert!(answers[0].refusal == Some(Refusal { said: long, ..Refusal::default() }));
    courier().clear(&sftp, &answers).await.unwrap();
    server.write("RCO-1-01.ack", b"merci");
    let answers = courier().answers(&sftp, &awaited()).await.unwrap();
    assert_eq!(answers, [Answer { name: "RCO-1-01".to_owned(), refusal: None }]);
    courier().clear(&sftp, &answers).await.unwrap();
    assert!(!server.names().iter().any(|name| name == "RCO-1-01.ack" || name == "RCO-1-01.nack"));
    assert!(server.names().contains(&"RCO-2-01.ack".to_owned()));
}

#[tokio::test]
async fn of_two_answers_to_one_drop_the_refusal_comes_first() {
    let (server, sftp) = server(Fault::None);
    server.write("RCO-1-01.ack", b"");
    server.write("RCO-1-01.nack", b"illisible");
    let answers = courier().answers(&sftp, &awaited()).await.unwrap();
    assert_eq!(answers.iter().map(|answer| answer.refusal.is_some()).collect::<Vec<_>>(), [true, false]);
    courier().clear(&sftp, &answers).await.unwrap();
    assert_eq!(server.names(), Vec::<String>::new());
}

#[tokio::test]
async fn a_refusal_that_cannot_be_read_holds_up_no_other_answer() {
    let (server, sftp) = server(Fault::None);
    std::fs::create_dir(server.folder().join("RCO-1-02.nack")).unwrap();
    server.write("RCO-1-01.ack", b"");
    let awaited = ["RCO-1-01", "RCO-1-02"].map(str::to_owned);
    let answers = courier().answers(&sftp, &awaited).await.unwrap();
    let unread = Refusal { unread: Some("sftp.read"), ..Refusal::default() };
    assert_eq!(
        answers,
        [
            Answer { name: "RCO-1-02".to_owned(), refusal: Some(unread) },
            Answer { name: "RCO-1-01".to_owned(), refusal: None },
        ]
    );
}

#[tokio::test]
async fn a_folder_too_full_to_find_an_answer_in_is_told() {
    let (server, sftp) = server(Fault::None);
    for number in 0..50_200 {
        server.write(&format!("{number}.zip"), b"");
    }
    assert_eq!(courier().answers(&sftp, &awaited()).await, Err("sftp.crowded"));
}

#[tokio::test]
async fn what_was_refused_before_is_not_taken_for_an_answer_to_the_next_time() {
    let (server, sftp) = server(Fault::None);
    server.write("RCO-1-01.nack", b"trop tard");
    assert_eq!(put(&courier(), &sftp, b"x").await, Outcome::Done);
    assert_eq!(server.names(), ["RCO-1-01.json", "RCO-1-01.zip"]);
}

const PIN: &str = "SHA256:uNiVztksCsDhcc0u9e8BrLJ9FqYZk3DyBhyVzaVzwBM";

fn elsewhere() -> SftpPlace {
    SftpPlace {
        host: "depot.exemple.fr".to_owned(),
        port: 22,
        user: "guichet".to_owned(),
        folder: "entrants".to_owned(),
        host_keys: vec![PIN.to_owned()],
    }
}

#[test]
fn a_place_is_read_and_no_secret_of_it_shown() {
    let sftp = Sftp::new(elsewhere(), vec![[7; 32]]).unwrap();
    assert_eq!(format!("{sftp:?}"), "Sftp(guichet@depot.exemple.fr:22/entrants)");
    let key = public_key(&[7; 32], "guichet");
    assert!(key.starts_with("ssh-ed25519 ") && key.ends_with(" guichet"), "{key}");
    assert_eq!(fingerprint(PIN).unwrap(), PIN);
    let scanned = format!("depot.exemple.fr {key}");
    assert_eq!(fingerprint(&scanned).unwrap(), fingerprint(&key).unwrap());
}

#[test]
fn nonsense_is_refused_by_what_it_is() {
    let refused = |change: fn(&mut SftpPlace)| {
        let mut place = elsewhere();
        change(&mut place);
        Sftp::new(place, Vec::new()).unwrap_err().code
    };
    assert_eq!(refused(|place| place.host = "a b".to_owned()), "sftp.host");
    assert_eq!(refused(|place| place.host.clear()), "sftp.host");
    assert_eq!(refused(|place| place.port = 0), "sftp.host");
    assert_eq!(refused(|place| place.user.clear()), "sftp.user");
    assert_eq!(refused(|place| place.user = "a\nb".to_owned()), "sftp.user");
    assert_eq!(refused(|place| place.folder = "a/../../etc".to_owned()), "sftp.folder");
    assert_eq!(refused(|place| place.folder = "a\0b".to_owned()), "sftp.folder");
    assert_eq!(refused(|place| place.host_keys.clear()), "sftp.host_key");
    assert_eq!(refused(|place| place.host_keys = vec!["SHA256:x y".to_owned()]), "sftp.host_key");
    assert_eq!(refused(|place| place.host_keys = vec!["MD5:aa:bb".to_owned()]), "sftp.host_key");
}
