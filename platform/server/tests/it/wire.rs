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
    start_with(|_| {}).await
}

async fn start_with(change: impl FnOnce(&mut Config)) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut config = Config::new(folder.path());
    config.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    config.sources.forms = vec![here.join("forms")];
    config.sources.components = vec![here.join("components")];
    config.limits.header_seconds = 1;
    change(&mut config);
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

/// Sends the beginning of a request and leaves the rest for later.
async fn begin(address: SocketAddr, mime: &str, beginning: &str, length: usize) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let path = "/demarches/essai/d/0123456789abcdefghjkmnpqrs/vous";
    let head = format!("POST {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nsec-fetch-site: same-origin\r\n");
    let request = format!("{head}content-type: {mime}\r\ncontent-length: {length}\r\n\r\n{beginning}");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// The status of the answer, once the server has said all and hung up.
async fn status(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {answer}")).to_owned()
}

const FILES: &str = "multipart/form-data; boundary=b";
const PART: &str = "--b\r\nContent-Disposition: form-data; name=\"piece\"; filename=\"a.png\"\r\n\r\nhalf";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_upload_goes_on_past_the_time_of_other_requests() {
    let server = start_with(|config| {
        config.limits.request_seconds = 1;
        config.limits.header_seconds = 60;
    })
    .await;
    let end = "\r\n--b--\r\n";
    let mut upload = begin(server.address, FILES, PART, PART.len() + end.len()).await;
    // A form without files is given up meanwhile; twice, so that the time is over for certain.
    for _ in 0..2 {
        let form = begin(server.address, "application/x-www-form-urlencoded", "a=", 10).await;
        assert_eq!(status(form).await, "408");
    }
    upload.write_all(end.as_bytes()).await.unwrap();
    assert_eq!(status(upload).await, "403", "read to its end: it has no token of ours");
    drop(server.stop);
    server.task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_stops_coming_or_never_ends_is_given_up() {
    for change in [(|config: &mut Config| config.limits.header_seconds = 1) as fn(&mut Config), |config| {
        (config.limits.upload_seconds, config.limits.header_seconds) = (1, 60)
    }] {
        let server = start_with(change).await;
        assert_eq!(status(begin(server.address, FILES, PART, 1 << 20).await).await, "408");
        drop(server.stop);
        server.task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_says_nothing_is_hung_up_on() {
    let server = start().await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let mut between = TcpStream::connect(server.address).await.unwrap();
    between.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    for stream in [&mut silent, &mut between] {
        let mut answer = Vec::new();
        // Ends when the server hangs up: its patience between requests is one second here.
        tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await.expect("hung up").unwrap();
    }
    drop(server.stop);
    server.task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_address_holds_so_many_connections_and_no_more() {
    let server = start_with(|config| {
        config.limits.connections_per_address = Some(2);
        config.limits.header_seconds = 60;
    })
    .await;
    let ask = b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(ask).await.unwrap();
        let mut first = [0; 12];
        stream.read_exact(&mut first).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        held.push(stream);
    }
    assert!(say(server.address, ask).await.is_empty(), "a third is closed unanswered");
    // Once one of them has gone, and the server has seen it, there is room again.
    held.pop();
    while say(server.address, b"GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.is_empty() {
        tokio::task::yield_now().await;
    }
    drop(server.stop);
    drop(held);
    server.task.await.unwrap();
}

#[tokio::test]
async fn production_is_served_by_https_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::new(folder.path());
    config.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    config.environment = server::Environment::Production;
    let refused = server::serve(config, |_, _| panic!("it serves"), std::future::ready(())).await.unwrap_err();
    assert!(refused.to_string().contains("https://"), "{refused}");
}
