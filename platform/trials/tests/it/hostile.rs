//! Sends what no browser sends, over raw sockets: every answer is below 500 (or 503 with a time to come back), coded, echoes nothing
//! at length, and the server's health answers all the while.
//!
//! Numbers such as H1, A17, U9 are those of the list of hostile inputs in `wiki/`.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use trials::{
    client::{Answer, Client, encode},
    robot::{Robot, form, multipart, plain},
};

use crate::support::{World, first_case};

const JSON: &str = "Accept: application/json\r\nConnection: close\r\n";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// What came back before the server closed, or within five seconds.
async fn raw(world: &World, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(world.address()).await.expect("the server listens");
    // The server may answer and close before it has read everything.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok()).unwrap_or_default()
}

fn code(answer: &str) -> String {
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let problem: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    problem["code"].as_str().unwrap_or_default().to_owned()
}

async fn healthy(world: &World) {
    let begun = Instant::now();
    let health = world.robot().await.visit("/healthz").await.expect("health");
    assert_eq!(health.status, 200);
    // The figure of the promise is 100 ms; the machine that runs these tests also builds.
    assert!(begun.elapsed() < Duration::from_secs(2), "health took {:?}", begun.elapsed());
}

#[tokio::test]
async fn framing_that_could_be_read_in_two_ways_is_not() {
    let world = World::start(&[]);
    let host = format!("Host: {}\r\nAccept: application/json\r\n", world.address());
    let post = |headers: &str, body: &str| {
        format!("POST /compte/connexion HTTP/1.1\r\n{host}{FORM}{headers}\r\n{body}").into_bytes()
    };
    let hidden = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    // H1: whichever is believed, what follows is not read as a second request.
    for headers in
        ["Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"]
    {
        let answer = raw(&world, &post(headers, &format!("0\r\n\r\n{hidden}"))).await;
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
        assert!(status(&answer) < 500, "{answer}");
    }
    for (headers, body) in [
        // H2
        ("Content-Length: 6\r\nContent-Length: 7\r\n", "_csrf=x"),
        ("Content-Length: +6\r\n", "_csrf="),
        // H4
        ("Transfer-Encoding: chunked\r\n", "ffffffffffffffffff\r\nabc"),
        ("Transfer-Encoding: chunked\r\n", "-1\r\nabc"),
        ("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
        ("X: a\u{0}b\r\n", ""),
        ("X: a\r\n b\r\n", ""),
        ("Host: evil.example\r\n", ""),
    ] {
        let answer = raw(&world, &post(headers, &format!("{body}{hidden}"))).await;
        assert_eq!(status(&answer), 400, "{headers}\n{answer}");
        assert!(answer.matches("HTTP/1.1 ").count() == 1 || headers.starts_with("Host"), "{headers}\n{answer}");
    }
    // H3: RFC 9112 lets a bare LF end a line; it never makes two requests of one.
    let answer = raw(&world, b"GET / HTTP/1.1\nHost: x\nConnection: close\n\n").await;
    assert_eq!((answer.matches("HTTP/1.1 ").count(), status(&answer) < 500), (1, true), "{answer}");
    // HTTP/0.9, HTTP/2 without its handshake, noise.
    for noise in ["GET /\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u{16}\u{3}\u{1}\u{0}\u{5}hello\r\n\r\n"] {
        let answer = raw(&world, noise.as_bytes()).await;
        assert!(answer.is_empty() || status(&answer) == 400, "{noise:?}: {answer}");
    }
    healthy(&world).await;
}

#[tokio::test]
async fn requests_have_bounds() {
    let world = World::start(&[]);
    let host = format!("Host: {}\r\n{JSON}", world.address());
    let many: String = (0..62).map(|number| format!("X-{number}: 1\r\n")).collect();
    let long = "a".repeat(17 << 10);
    for (request, expected, codes) in [
        // H5, H6, H7: what is refused before the head is read whole has no body.
        (format!("GET / HTTP/1.1\r\n{host}{many}\r\n"), 431, ""),
        (format!("GET / HTTP/1.1\r\n{host}X: {long}\r\n\r\n"), 431, ""),
        (format!("GET /?a={} HTTP/1.1\r\n{host}\r\n", &long[..9 << 10]), 414, ""),
        (format!("GET /{} HTTP/1.1\r\n{host}\r\n", &long[..8300]), 414, "request.address_too_long"),
        (
            format!(
                "POST /compte/connexion HTTP/1.1\r\n{host}{FORM}Content-Length: 2000000\r\n\r\n{}",
                "a".repeat((1 << 20) + 1)
            ),
            413,
            "body.too_large",
        ),
        // H18, H25
        (format!("GET / HTTP/1.1\r\n{host}Cookie: session={}\r\n\r\n", &long[..10 << 10]), 200, ""),
        (format!("GET / HTTP/1.1\r\n{host}Accept-Language: {}\r\n\r\n", "fr;q=0.1,".repeat(910)), 200, ""),
    ] {
        let answer = raw(&world, request.as_bytes()).await;
        assert_eq!(status(&answer), expected, "{}…\n{answer}", &request[..40]);
        assert!(codes.is_empty() || code(&answer) == codes, "{answer}");
        assert!(!answer.contains(&"a".repeat(81)), "an echo: {answer}");
    }
    healthy(&world).await;
}

#[tokio::test]
async fn addresses_lead_nowhere_but_to_routes() {
    let world = World::start(&[]);
    let host = format!("Host: {}\r\n{JSON}", world.address());
    for (address, allowed) in [
        // H8, H9, H10
        ("/%2e%2e%2f%2e%2e%2fetc/passwd", 404),
        ("/assets/%2e%2e%2f%2e%2e%2fCargo.toml", 404),
        ("/assets/../../Cargo.toml", 404),
        ("/assets/..%5c..%5cCargo.toml", 404),
        ("/demarches/%00", 404),
        ("/demarches/%252e%252e%252f", 404),
        ("/demarches/%c0%af", 400),
        ("/suivi/%c0%ae%c0%ae", 400),
        ("/demarches/essai-panne/d/%ff/vous", 400),
        ("/demarches/essai-panne/d/..%2f..%2f/vous", 404),
        ("//evil.example", 404),
        // H17
        ("/demarches/essai-panne?id=1&id=2", 200),
        ("/referentiels/communes?q=a&q=b", 400),
        ("/referentiels/communes?q=%00%ff", 200),
        ("/?lang=en&lang=fr", 200),
    ] {
        let answer = raw(&world, format!("GET {address} HTTP/1.1\r\n{host}\r\n").as_bytes()).await;
        assert_eq!(status(&answer), allowed, "{address}\n{answer}");
        assert!(!answer.contains("[workspace") && !answer.contains("root:"), "{address}\n{answer}");
        if allowed >= 400 {
            assert!(
                answer.contains("application/problem+json") && code(&answer).starts_with("request."),
                "{address}\n{answer}"
            );
        }
    }
    // H11, and every method that no route has.
    for method in ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "PROPFIND"] {
        let answer = raw(&world, format!("{method} /demarches/essai-panne HTTP/1.1\r\n{host}\r\n").as_bytes()).await;
        assert_eq!((status(&answer), code(&answer).as_str()), (405, "request.method"), "{method}\n{answer}");
    }
    // H12: a GET stays a GET, and opens no draft.
    let answer = raw(
        &world,
        format!("GET /demarches/essai-panne HTTP/1.1\r\n{host}X-HTTP-Method-Override: POST\r\n\r\n").as_bytes(),
    )
    .await;
    assert_eq!(status(&answer), 200, "{answer}");
    // H26: a thousand ranges are one file; H28: no protocol is switched to.
    let css = world.robot().await.visit("/").await.expect("the site").text();
    let css = css
        .split("href=\"")
        .find(|rest| rest.starts_with("/assets/site"))
        .and_then(|rest| rest.split('"').next())
        .expect("a style sheet")
        .to_owned();
    let ranges: Vec<String> = (0..1000).map(|at| format!("{at}-{at}")).collect();
    let answer =
        raw(&world, format!("GET {css} HTTP/1.1\r\n{host}Range: bytes={}\r\n\r\n", ranges.join(",")).as_bytes()).await;
    assert!(status(&answer) == 200 && answer.len() < 200_000, "{}", &answer[..400]);
    for upgrade in [
        "websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
    ] {
        let request = format!(
            "GET / HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: Upgrade, close\r\nUpgrade: {upgrade}\r\n\r\n"
        );
        let answer = raw(&world, request.as_bytes()).await;
        assert_eq!(status(&answer), 200, "{answer}");
    }
    healthy(&world).await;
}

#[tokio::test]
async fn who_asks_is_not_believed_about_hosts_addresses_and_sites() {
    let world = World::start(&["--public-url", "https://demarches.exemple.fr", "--drafts-per-minute", "3"]);
    // H14: links and redirects are ours, whatever the Host. H13: a made-up X-Forwarded-For buys no more drafts.
    let mut statuses = Vec::new();
    for number in 0..6 {
        let request = format!(
            "POST /demarches/essai-panne HTTP/1.1\r\nHost: evil.example\r\n{JSON}{FORM}X-Forwarded-For: 10.0.0.{number}\r\nForwarded: for=10.0.0.{number}\r\nX-Forwarded-Host: evil.example\r\nContent-Length: 6\r\n\r\n_csrf="
        );
        let answer = raw(&world, request.as_bytes()).await;
        assert!(!answer.contains("evil.example"), "{answer}");
        statuses.push(status(&answer));
        if status(&answer) == 429 {
            assert!(answer.contains("retry-after:") && code(&answer) == "request.too_many", "{answer}");
        }
    }
    assert_eq!(statuses, [303, 303, 303, 429, 429, 429]);
    let page =
        raw(&world, b"GET /demarches/essai-panne HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").await;
    assert!(status(&page) == 200 && !page.contains("evil.example"), "{page}");
    // H15
    for from in
        ["Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site"]
    {
        let request =
            format!("POST /compte/connexion HTTP/1.1\r\nHost: x\r\n{JSON}{FORM}{from}\r\nContent-Length: 2\r\n\r\na=");
        let answer = raw(&world, request.as_bytes()).await;
        assert_eq!((status(&answer), code(&answer).as_str()), (403, "request.cross_site"), "{from}\n{answer}");
    }
    // H16, H27
    for kind in [
        "Content-Type: application/json\r\n",
        "Content-Type: text/xml\r\n",
        "",
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding: gzip\r\n",
    ] {
        let request =
            format!("POST /compte/connexion HTTP/1.1\r\nHost: x\r\n{JSON}{kind}Content-Length: 2\r\n\r\n{{}}");
        let answer = raw(&world, request.as_bytes()).await;
        assert_eq!((status(&answer), code(&answer).as_str()), (415, "body.media_type"), "{kind}\n{answer}");
    }
}

#[tokio::test]
async fn a_planted_session_is_not_adopted() {
    let world = World::start(&[]);
    let planted = "0123456789abcdefghjkmnpqrs";
    let mut victim = world.robot().await;
    let page = victim.visit("/compte/creer").await.expect("a form");
    let form = form(&page).expect("a form");
    let body = encode(&form.with(&[
        ("email", "zoe@exemple.fr"),
        ("password", "un mot de passe assez long"),
        ("again", "un mot de passe assez long"),
    ]));
    let headers = format!("{FORM}Sec-Fetch-Site: same-origin\r\nCookie: session={planted}\r\n");
    let answer = victim.client.send("POST", &form.action, &headers, body.as_bytes()).await.expect("answered");
    assert_eq!(answer.status, 303, "{}", answer.text());
    let own = victim.client.cookie("session").expect("a session").to_owned();
    assert_ne!(own, planted);
    let mut attacker = Client::connect(&world.address()).await.expect("the server listens");
    let home = attacker.get_with("/compte", &format!("Cookie: session={planted}\r\n")).await.expect("answered");
    assert_eq!(home.status, 303, "the planted session is nobody's");
    let home =
        attacker.get_with("/compte", &format!("Cookie: session={planted}; session={own}\r\n")).await.expect("answered");
    assert_eq!(home.status, 303, "of two sessions none is believed");
    let home = attacker.get_with("/compte", &format!("Cookie: session={own}\r\n")).await.expect("answered");
    assert_eq!(home.status, 200);
}

#[tokio::test]
async fn slow_clients_hold_no_place() {
    let world = World::start(&[]);
    let mut somebody = world.robot().await;
    first_page(&mut somebody).await;
    let page = somebody.address;
    let begun = Instant::now();
    let mut slow = Vec::new();
    for number in 0..600 {
        let mut stream = TcpStream::connect(world.address()).await.expect("the server listens");
        let head = match number % 3 {
            // H22, H23
            0 => "GET / HTTP/1.1\r\nHost: x\r\nX".to_owned(),
            1 => format!("POST {page} HTTP/1.1\r\nHost: x\r\n{JSON}{FORM}Content-Length: 900000\r\n\r\na="),
            _ => format!(
                "POST {page} HTTP/1.1\r\nHost: x\r\n{JSON}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 900000\r\n\r\n--b\r\n"
            ),
        };
        stream.write_all(head.as_bytes()).await.expect("sent");
        slow.push(stream);
    }
    // Somebody who is in no hurry beside them is served.
    let mut waits = Vec::new();
    for _ in 0..20 {
        let asked = Instant::now();
        let page = world.robot().await.visit("/demarches/essai-panne").await.expect("a page");
        assert_eq!(page.status, 200);
        waits.push(asked.elapsed());
    }
    waits.sort();
    assert!(waits[18] < Duration::from_secs(2), "{waits:?}");
    // The slow ones are sent away soon after ten seconds.
    let mut told = 0;
    for mut stream in slow {
        let mut answer = Vec::new();
        timeout(Duration::from_secs(20), stream.read_to_end(&mut answer))
            .await
            .expect("a slow client is still connected")
            .unwrap_or_default();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.is_empty() || status(&answer) == 408, "{answer}");
        told += usize::from(code(&answer) == "request.too_slow");
    }
    assert!(told == 400, "{told} were told why");
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

/// A draft's first page, of which `robot` has the address.
async fn first_page(robot: &mut Robot) -> Answer {
    let page = robot.post("/demarches/essai-panne", &[("_csrf", "")]).await.expect("a draft");
    assert!(robot.address.ends_with("/vous"), "{}", page.text());
    page
}

#[tokio::test]
async fn broken_multipart_is_refused() {
    let world = World::start(&[]);
    let mut robot = world.robot().await;
    let page = first_page(&mut robot).await;
    let page = robot.submit(&page, &[("nom", "Zoé"), ("motif", "panne")]).await.expect("saved");
    let form = form(&page).expect("a form");
    let whole = String::from_utf8(multipart(&form.with(&[]), &[("piece", "a.pdf", b"%PDF-1.4")])).expect("text");
    let csrf = form.pairs.iter().find(|(name, _)| name == "_csrf").expect("a token").1.clone();
    let part = |number: usize| format!("--grenze\r\nContent-Disposition: form-data; name=\"x{number}\"\r\n\r\n1\r\n");
    let boundary = "Content-Type: multipart/form-data; boundary=grenze\r\n";
    for (kind, body, expected, wanted) in [
        ("Content-Type: multipart/form-data\r\n", whole.clone(), 400, "body.multipart"),
        ("Content-Type: multipart/form-data; boundary=\r\n", whole.clone(), 400, "body.multipart"),
        ("Content-Type: multipart/form-data; boundary=other\r\n", whole.clone(), 400, "body.multipart"),
        (boundary, (0..6000).map(part).collect::<String>() + "--grenze--\r\n", 400, "body.too_many_parts"),
        (
            boundary,
            "--grenze\r\nContent-Disposition: form-data\r\n\r\n1\r\n--grenze--\r\n".to_owned(),
            400,
            "body.part_without_name",
        ),
        (boundary, whole[..whole.len() - 30].to_owned(), 400, "body.multipart"),
        (boundary, multipart_text(&[("_csrf", &csrf), ("nulle_part", "1")]), 422, "answer.unknown_field"),
        (
            boundary,
            format!(
                "--grenze\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n1\r\n--grenze--\r\n",
                "n".repeat(100_000)
            ),
            400,
            "",
        ),
    ] {
        let headers = format!("{kind}{JSON}Sec-Fetch-Site: same-origin\r\n").replace("Connection: close\r\n", "");
        let answer = Client::connect(&world.address())
            .await
            .expect("listens")
            .send("POST", &form.action, &headers, body.as_bytes())
            .await
            .expect("answered");
        let text = answer.text();
        let found = serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap_or_default()["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(
            answer.status == expected || wanted.is_empty() && (400..500).contains(&answer.status),
            "{kind} {wanted}: {} {text}",
            answer.status
        );
        assert!(found == wanted || wanted.is_empty() && !found.is_empty(), "{kind} {wanted}: {text}");
        assert!(!text.contains(&"n".repeat(81)), "an echo: {text}");
    }
    // The connection is cut in the middle: nothing is kept of it, and the page still answers.
    let mut stream = TcpStream::connect(world.address()).await.expect("the server listens");
    let head = format!("POST {} HTTP/1.1\r\nHost: x\r\n{boundary}Content-Length: {}\r\n\r\n", form.action, whole.len());
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.write_all(&whole.as_bytes()[..whole.len() / 2]).await.expect("sent");
    drop(stream);
    let page = robot.visit(&form.action).await.expect("the page");
    assert!(page.status == 200 && !page.text().contains("a.pdf"), "{}", page.text());
    healthy(&world).await;
}

fn multipart_text(pairs: &[(&str, &str)]) -> String {
    String::from_utf8(multipart(pairs, &[])).expect("text")
}

#[tokio::test]
async fn hostile_answers_are_refused_or_harmless() {
    let world = World::start(&[]);
    let mut robot = world.robot().await;
    let page = first_page(&mut robot).await;
    let action = form(&page).expect("a form").action;
    // A1: names that are no question of this page, but perhaps of the next. Those that begin with « _ » are the platform's own.
    for name in ["nulle_part", "constructor", "nom.x", "nom[]", "remarque", "vehicules.r12345.plaque"] {
        let headers = format!("{FORM}Accept: application/json\r\nSec-Fetch-Site: same-origin\r\n");
        let read = form(&robot.visit(&action).await.expect("the page")).expect("a form");
        let body = encode(&read.with(&[("nom", "Zoé"), ("motif", "panne"), (name, "1")]));
        let answer = robot.client.send("POST", &action, &headers, body.as_bytes()).await.expect("answered");
        let problem: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        assert_eq!(
            (answer.status, problem["code"].as_str()),
            (422, Some("answer.unknown_field")),
            "{name}: {}",
            answer.text()
        );
        assert!(answer.header("content-type").is_some_and(|mime| mime.starts_with("application/problem+json")));
    }
    let marks = format!("e{}", "\u{301}".repeat(5_000));
    let megabyte = "m".repeat(1_000_000);
    let phone = format!("+33{}", "6".repeat(10_000));
    // Each is refused beside its field, on the same page.
    for (name, value) in [
        // A16, A17, A19, A22, A27, A30, A31, A38
        ("nom", "a\u{0}b"),
        ("nom", "a\u{8}b"),
        ("nom", "a\u{9b}31mb"),
        ("nom", "a\u{1b}[31mb"),
        ("nom", &marks),
        ("nom", &megabyte),
        ("age", "1e400"),
        ("age", "9223372036854775808"),
        ("age", "NaN"),
        ("age", "-0.5"),
        ("email", "a@b.fr\r\nBcc: c@d.fr"),
        ("email", "a@b.fr, c@d.fr"),
        ("telephone", &phone),
        ("motif", "autre' or 1=1"),
    ] {
        let begun = Instant::now();
        let page = robot.visit(&action).await.expect("the page");
        let page = robot.submit(&page, &[("nom", "Zoé"), ("motif", "panne"), (name, value)]).await.expect("answered");
        let shown = value.chars().take(20).collect::<String>();
        assert!(matches!(page.status, 413 | 422), "{name} {shown:?}: {} {}", page.status, robot.address);
        assert!(robot.address.trim_end_matches("?revoir").ends_with("/vous"), "{name} {shown:?}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{name} {shown:?}: {:?}", begun.elapsed());
        healthy(&world).await;
    }
}

#[tokio::test]
async fn hidden_and_computed_answers_are_not_taken_and_markup_stays_text() {
    let world = World::start(&[]);
    let mut robot = world.robot().await;
    let page = first_page(&mut robot).await;
    let xss = "</script><svg onload=alert(1)>\"'><img src=x onerror=alert(2)>";
    // A2, A3, A18, A32 to A37: hidden, computed; markup, formulas, templates.
    let values = [
        ("nom", xss),
        ("motif", "panne"),
        ("precision", "une valeur cachée"),
        ("adresse", "=cmd|' /C calc'!A0 {{7*7}} ${jndi:ldap://x} %s%n '; drop table dossiers; -- \u{202e}\u{200b}"),
    ];
    let page = robot.submit(&page, &values).await.expect("answered");
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(robot.address.ends_with("/pieces"), "{}", page.text());
    let action = form(&page).expect("a form").action.replace("/pieces", "/vous");
    let before = robot.visit(&action).await.expect("the page");
    let read = form(&before).expect("a form");
    // What is computed is not typed: whether it is refused or passed over, it is not kept.
    let tampered = robot.post(&action, &read.with(&[("resume", "un résumé inventé")])).await.expect("answered");
    assert!(tampered.status < 500);
    let page = robot.visit(&action.replace("/vous", "/pieces")).await.expect("the page");
    let recap = robot.submit(&page, &[("remarque", "[lien](javascript:alert(1))")]).await.expect("answered");
    assert!(robot.address.ends_with("/recapitulatif"), "{}", recap.text());
    let done = robot.submit(&recap, &[("attest", "true")]).await.expect("answered");
    assert!(robot.address.ends_with("/confirmation"), "{}", done.text());
    let mut agent = world.agent().await;
    let case = first_case(&mut agent).await;
    let list = agent.visit("/agents").await.expect("the inbox");
    let case = agent.visit(&case).await.expect("the case");
    for (place, page) in
        [("page", &before), ("recap", &recap), ("confirmation", &done), ("inbox", &list), ("case", &case)]
    {
        let text = page.text();
        assert!(
            !text.contains("<svg onload") && !text.contains("<img src=x") && !text.contains("href=\"javascript:"),
            "{place}\n{text}"
        );
        assert!(!text.contains("une valeur cachée") && !text.contains("un résumé inventé"), "{place}\n{text}");
    }
    for (place, page) in [("recap", &recap), ("case", &case)] {
        let text = plain(&page.text());
        assert!(text.contains(xss) && text.contains("{{7*7}}") && !text.contains("49 $"), "{place}\n{text}");
    }
}
