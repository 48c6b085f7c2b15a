//! A partner of flesh and bytes on the loopback: what it answers is given back, what it does wrong is a code within its time and size.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime};

use connectors::sources::{Failure, Partners, Question, Reply, Setting};

/// What the partner does with a request.
enum Act {
    /// Sends these bytes and hangs up.
    Send(Vec<u8>),
    /// Sends these bytes, then one more every few milliseconds for ever.
    Trickle(Vec<u8>),
    /// Takes the request and says nothing.
    Hush,
}

struct Partner {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Partner {
    fn start(act: impl Fn(&str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let partner = Self { port, heard: Arc::clone(&heard) };
        let act = Arc::new(act);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (act, heard) = (Arc::clone(&act), Arc::clone(&heard));
                thread::spawn(move || serve(stream.unwrap(), &*act, &heard));
            }
        });
        partner
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    fn partners(&self, path: &str, token: Option<&str>) -> Partners {
        Partners::new(&[Setting {
            id: "essai".to_owned(),
            url: format!("http://127.0.0.1:{}{path}", self.port),
            token: token.map(str::to_owned),
        }])
        .unwrap()
    }
}

fn serve(mut stream: TcpStream, act: &dyn Fn(&str) -> Act, heard: &Mutex<Vec<String>>) {
    let mut request = Vec::new();
    let mut buffer = [0; 1024];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(read @ 1..) => request.extend_from_slice(&buffer[..read]),
            _ => return,
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    heard.lock().unwrap().push(request.clone());
    match act(&request) {
        Act::Send(bytes) => drop(stream.write_all(&bytes)),
        Act::Trickle(bytes) => {
            let mut open = stream.write_all(&bytes).is_ok();
            while open {
                thread::sleep(Duration::from_millis(5));
                open = stream.write_all(b" ").is_ok();
            }
        }
        Act::Hush => drop(stream.read(&mut buffer)),
    }
}

fn http(status: &str, headers: &str, body: &str) -> Act {
    let length = body.len();
    Act::Send(format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n{body}").into_bytes())
}

fn question(target: &str) -> Question<'_> {
    Question {
        agency: "ville-essai",
        target,
        headers: &[],
        token: false,
        within: Duration::from_secs(5),
        keep: Duration::ZERO,
        most: 1000,
    }
}

const NOW: SystemTime = SystemTime::UNIX_EPOCH;

async fn asked(partners: &Partners, question: Question<'_>) -> Result<(u16, String), &'static str> {
    let reply: Result<Reply, Failure> = partners.ask("essai", question, NOW).await;
    reply.map(|reply| (reply.status, String::from_utf8_lossy(&reply.body).into_owned())).map_err(|failure| failure.code)
}

#[tokio::test]
async fn a_question_goes_out_under_the_operators_address_with_its_parameters_and_its_token() {
    let partner = Partner::start(|_| http("200 OK", "Set-Cookie: a=b\r\n", r#"{"ok":true}"#));
    let partners = partner.partners("/base/?recipient=13002526500013", Some("jeton-secret"));
    let headers = [("Cache-Control".to_owned(), "no-cache".to_owned())];
    let question = Question { headers: &headers, token: true, ..question("/v4/etablissements/552?q=a%20b") };
    assert_eq!(asked(&partners, question).await, Ok((200, r#"{"ok":true}"#.to_owned())));
    assert_eq!(asked(&partners, question).await.unwrap().0, 200);
    let heard = partner.heard();
    assert!(
        heard[0].starts_with("GET /base/v4/etablissements/552?q=a%20b&recipient=13002526500013 HTTP/1.1\r\n"),
        "{heard:?}"
    );
    let lower = heard[1].to_ascii_lowercase();
    for header in ["authorization: bearer jeton-secret", "cache-control: no-cache", "accept-encoding: identity"] {
        assert!(lower.contains(header), "{header}: {lower}");
    }
    assert!(lower.contains(&format!("host: 127.0.0.1:{}", partner.port)) && !lower.contains("cookie"), "{lower}");
    assert_eq!(asked(&partner.partners("", None), question).await, Err("source.token"));
}

#[tokio::test]
async fn an_agency_is_known_by_its_own_token_and_gets_nobody_elses_answers() {
    let partner = Partner::start(|_| http("200 OK", "", "{}"));
    let setting = |id: &str, recipient: &str, token: &str| Setting {
        id: id.to_owned(),
        url: format!("http://127.0.0.1:{}?recipient={recipient}", partner.port),
        token: Some(token.to_owned()),
    };
    let partners =
        Partners::new(&[setting("essai", "1", "commun"), setting("essai@ville-essai", "2", "propre")]).unwrap();
    let asking =
        |agency: &'static str| Question { agency, token: true, keep: Duration::from_secs(60), ..question("/x") };
    for agency in ["ville-essai", "autre-ville", "ville-essai", "autre-ville"] {
        assert!(asked(&partners, asking(agency)).await.is_ok(), "{agency}");
    }
    let heard = partner.heard();
    let said = |one: &str, recipient: &str, token: &str| {
        one.starts_with(&format!("GET /x?recipient={recipient} ")) && one.contains(&format!("Bearer {token}"))
    };
    assert_eq!(heard.len(), 2, "each is kept for its own: {heard:?}");
    assert!(said(&heard[0], "2", "propre") && said(&heard[1], "1", "commun"), "{heard:?}");
    // No démarche asks by a name with another agency's in it; and where one agency alone has a right, the others have none.
    assert!(partners.knows("autre-ville", "essai") && !partners.knows("autre-ville", "essai@ville-essai"));
    let refused = partners.ask("essai@ville-essai", asking("autre-ville"), NOW).await;
    assert_eq!(refused, Err(Failure { code: "source.unknown" }));
    let alone = Partners::new(&[setting("essai@ville-essai", "2", "propre")]).unwrap();
    assert!(alone.knows("ville-essai", "essai") && !alone.knows("autre-ville", "essai"));
}

#[tokio::test]
async fn nothing_leads_a_question_to_another_host() {
    let partner = Partner::start(|_| http("200 OK", "", "{}"));
    let partners = partner.partners("", None);
    for target in ["//ailleurs.exemple/x", "http://ailleurs.exemple/", "x", "", "/a b", "/a\r\nHost: x"] {
        assert_eq!(asked(&partners, question(target)).await, Err("source.question"), "{target}");
    }
    for header in ["Host", "authorization", "Cookie", "Transfer-Encoding"] {
        let headers = [(header.to_owned(), "x".to_owned())];
        assert_eq!(asked(&partners, Question { headers: &headers, ..question("/") }).await, Err("source.question"));
    }
    assert_eq!(partners.ask("autre", question("/"), NOW).await, Err(Failure { code: "source.unknown" }));
    assert!(partner.heard().is_empty(), "nothing of it went out");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Partner::start(|_| http("200 OK", "", "{}"));
    let location = format!("Location: http://127.0.0.1:{}/\r\n", other.port);
    let partner = Partner::start(move |_| http("302 Found", &location, ""));
    assert_eq!(asked(&partner.partners("", None), question("/")).await, Err("source.redirect"));
    assert!(other.heard().is_empty());
}

#[tokio::test]
async fn refusals_are_given_back_with_their_status() {
    for status in ["404 Not Found", "409 Conflict", "422 Unprocessable", "500 Oh", "502 Bad Gateway"] {
        let partner = Partner::start(move |_| http(status, "", "x"));
        let number: u16 = status[..3].parse().unwrap();
        assert_eq!(asked(&partner.partners("", None), question("/")).await, Ok((number, "x".to_owned())));
    }
}

#[tokio::test]
async fn what_is_no_answer_is_a_code_in_time() {
    let shut = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let setting = Setting { id: "essai".to_owned(), url: format!("http://127.0.0.1:{shut}"), token: None };
    assert_eq!(asked(&Partners::new(&[setting]).unwrap(), question("/")).await, Err("source.unreachable"));

    let brief = Question { within: Duration::from_millis(150), ..question("/") };
    let silent = Partner::start(|_| Act::Hush);
    assert_eq!(asked(&silent.partners("", None), brief).await, Err("source.timeout"));
    let slow = Partner::start(|_| Act::Trickle(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n".to_vec()));
    assert_eq!(asked(&slow.partners("", None), brief).await, Err("source.timeout"));

    let large = Partner::start(|_| http("200 OK", "", &"x".repeat(1001)));
    assert_eq!(asked(&large.partners("", None), question("/")).await, Err("source.too_large"));
    let endless = Partner::start(|_| {
        let chunk = format!("400\r\n{}\r\n", "x".repeat(1024)).repeat(4);
        Act::Trickle(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}").into_bytes())
    });
    assert_eq!(asked(&endless.partners("", None), question("/")).await, Err("source.too_large"));
    let headers = Partner::start(|_| http("200 OK", &format!("X: {}\r\n", "x".repeat(40_000)), ""));
    assert_eq!(asked(&headers.partners("", None), question("/")).await, Err("source.protocol"));
    let packed = Partner::start(|_| http("200 OK", "Content-Encoding: gzip\r\n", "x"));
    assert_eq!(asked(&packed.partners("", None), question("/")).await, Err("source.protocol"));
    let nonsense = Partner::start(|_| Act::Send(b"220 essai.invalid ESMTP\r\n".to_vec()));
    assert_eq!(asked(&nonsense.partners("", None), question("/")).await, Err("source.protocol"));
    let cut = Partner::start(|_| Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx".to_vec()));
    assert_eq!(asked(&cut.partners("", None), question("/")).await, Err("source.protocol"));
}

#[tokio::test]
async fn a_partner_that_hangs_holds_its_places_and_no_more() {
    let partner = Partner::start(|_| Act::Hush);
    let partners = Arc::new(partner.partners("", None));
    let hanging = Question { within: Duration::from_millis(400), ..question("/") };
    let calls = (0..20).map(|_| {
        let partners = Arc::clone(&partners);
        tokio::spawn(async move { asked(&partners, hanging).await })
    });
    let mut codes = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        codes.push(call.await.unwrap().unwrap_err());
    }
    let busy = codes.iter().filter(|code| **code == "source.busy").count();
    assert_eq!((busy, codes.len() - busy), (4, 16), "{codes:?}");
}

#[tokio::test]
async fn a_partner_that_asks_for_patience_gets_it() {
    let partner = Partner::start(|_| http("429 Too Many Requests", "Retry-After: 30\r\n", ""));
    let partners = partner.partners("", None);
    assert_eq!(asked(&partners, question("/")).await.unwrap().0, 429);
    assert_eq!(asked(&partners, question("/")).await, Err("source.paused"));
    let later = partners.ask("essai", question("/"), NOW + Duration::from_secs(31)).await;
    assert_eq!(later.unwrap().status, 429);
    assert_eq!(partner.heard().len(), 2);
}

#[tokio::test]
async fn an_answer_is_kept_for_its_time_and_a_refusal_is_not() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let partner = Partner::start(move |request| {
        counted.fetch_add(1, Ordering::SeqCst);
        if request.starts_with("GET /absent") { http("404 No", "", "") } else { http("200 OK", "", "{}") }
    });
    let partners = partner.partners("", None);
    let kept = Question { keep: Duration::from_secs(60), ..question("/x") };
    for _ in 0..2 {
        asked(&partners, kept).await.unwrap();
        asked(&partners, Question { target: "/absent", ..kept }).await.unwrap();
    }
    assert_eq!(count.load(Ordering::SeqCst), 3);
    partners.ask("essai", kept, NOW + Duration::from_secs(61)).await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 4);
}
