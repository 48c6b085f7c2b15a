//! The server itself, on a socket: what never reaches a handler, and how it stops.

use std::{net::SocketAddr, path::Path, time::Duration};

use server::Config;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
};

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

async fn start() -> Running {
    let folder = tempfile::tempdir().unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut config = Config::new(folder.path());
    config.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    config.sources.forms = vec![here.join("forms")];
    config.sources.components = vec![here.join("components")];
    config.limits.header_seconds = 1;
    let (told, heard) = oneshot::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(async move {
        let stop = async move {
            let _ = stopped.await;
        };
        server::serve(config, |address, _| told.send(address).unwrap(), stop).await.unwrap();
    });
    Running { address: heard.await.unwrap(), stop, task, _folder: folder }
}

/// Sends these bytes and gives the first line of each answer until the server hangs up or falls silent.
async fn say(address: SocketAddr, bytes: &[u8]) -> Vec<String> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The server may hang up before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let mut buffer = [0; 65536];
    while let Ok(Ok(read @ 1..)) = tokio::time::timeout(Duration::from_millis(700), stream.read(&mut buffer)).await {
        answer.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8_lossy(&answer)
        .lines()
        .filter(|line| line.starts_with("HTTP/1.1 "))
        .map(|line| line[9..12].to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_requests_are_refused_before_any_handler() {
    let server = start().await;
    let many = (0..65).map(|number| format!("x-{number}: 1\r\n")).collect::<String>();
    let long = format!("x-long: {}\r\n", "a".repeat(17 * 1024));
    for (what, request, expected) in [
        ("a sound request", "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".to_owned(), "200"),
        ("65 headers", format!("GET / HTTP/1.1\r\nhost: a\r\n{many}\r\n"), "431"),
        ("17 KiB of header", format!("GET / HTTP/1.1\r\nhost: a\r\n{long}\r\n"), "431"),
        ("two lengths", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab".to_owned(), "400"),
        ("a chunk of endless size", "POST /demarches/essai HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\nx".to_owned(), "400"),
        ("no HTTP at all", "\x16\x03\x01\x02\r\n\r\n".to_owned(), "400"),
    ] {
        let answers = say(server.address, request.as_bytes()).await;
        assert_eq!(answers.first().map(String::as_str), Some(expected), "{what}: {answers:?}");
    }
    // A length beside chunks: whatever is answered, the second request inside is never taken for one.
    let smuggled = "POST /healthz HTTP/1.1\r\nhost: a\r\ncontent-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n";
    let answers = say(server.address, smuggled.as_bytes()).await;
    assert!(answers.len() <= 1 || answers[0].starts_with('4'), "{answers:?}");
    drop(server.stop);
    server.task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sends_headers_too_slowly_is_hung_up_on() {
    let server = start().await;
    let mut slow = TcpStream::connect(server.address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n").await.unwrap();
    let mut answer = Vec::new();
    // Ends when the server hangs up: its patience for headers is one second here.
    tokio::time::timeout(Duration::from_secs(10), slow.read_to_end(&mut answer)).await.expect("hung up").unwrap();
    drop(server.stop);
    server.task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_has_begun_is_finished_when_the_server_stops() {
    let server = start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"POST /demarches/essai HTTP/1.1\r\nhost: a\r\nsec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 3\r\n\r\na")
        .await
        .unwrap();
    // The handler now waits for the rest of the body; another request shows that the server got that far.
    assert_eq!(say(server.address, b"GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await, ["200"]);
    server.stop.send(()).unwrap();
    while TcpStream::connect(server.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    stream.write_all(b"=b").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    server.task.await.unwrap();
}
