//! Mails reach a real server, and what the server says decides what happens next.

use std::time::{Duration, SystemTime};

use connectors::notify::{HeaderText, Mail, MailAddress, MailFault, Mailer, Outcome, Sender};

use crate::servers::{Act, MailServer};

fn sender() -> Sender {
    Sender {
        address: MailAddress::new("ne-pas-repondre@ville-exemple.fr").unwrap(),
        name: Some(HeaderText::new("Ville d'Exemple – démarches").unwrap()),
    }
}

fn mail() -> Mail {
    let to = MailAddress::new("jeanne@exemple.fr").unwrap();
    Mail::new(
        "d0001",
        to,
        HeaderText::new("Votre demande n° RCO-7K2Q est enregistrée").unwrap(),
        "Bonjour,\nVotre demande est enregistrée.\n.\nÀ bientôt".to_owned(),
    )
    .unwrap()
    .with_html("<p>Bonjour,</p><p>Votre demande est <b>enregistrée</b>.</p>".to_owned())
    .unwrap()
}

fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_366_400)
}

fn mailer(server: &MailServer) -> Mailer {
    Mailer::from_url(&server.url(), sender()).unwrap()
}

fn code(outcome: &Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Sent => ("sent", ""),
        Outcome::Later(failure) => ("later", failure.code),
        Outcome::Refused(failure) => ("refused", failure.code),
    }
}

#[tokio::test]
async fn a_mail_arrives_whole() {
    let server = MailServer::start(&[], vec![]);
    assert_eq!(mailer(&server).send(&mail(), noon()).await, Outcome::Sent);
    let got = server.mails().pop().unwrap();
    for header in [
        "Message-ID: <d0001@ville-exemple.fr>\r\n",
        "Date: Sun, 01 Mar 2026 12:00:00 +0000\r\n",
        "To: jeanne@exemple.fr\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "MIME-Version: 1.0\r\n",
        "Content-Type: multipart/alternative;",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Type: text/html; charset=utf-8\r\n",
    ] {
        assert!(got.contains(header), "no {header} in\n{got}");
    }
    assert!(got.contains("ne-pas-repondre@ville-exemple.fr") && got.contains("=?utf-8?"), "the name is encoded\n{got}");
    let heard = server.heard();
    assert!(
        heard.contains("EHLO ville-exemple.fr")
            && heard.contains("MAIL FROM:<ne-pas-repondre@ville-exemple.fr>")
            && heard.contains("RCPT TO:<jeanne@exemple.fr>"),
        "{heard}"
    );
}

#[tokio::test]
async fn r32_the_server_s_word_decides_and_the_message_id_stays() {
    for (step, act, expected) in [
        ("hello", Act::Say("421 busy"), ("later", "mail.deferred")),
        ("hello", Act::Say("554 go away"), ("refused", "mail.rejected")),
        ("hello", Act::Drop, ("later", "mail.unreachable")),
        ("hello", Act::Say("HTTP/1.1 400 what"), ("later", "mail.unreachable")),
        ("MAIL", Act::Say("451 greylisted, come back"), ("later", "mail.deferred")),
        ("RCPT", Act::Say("450 mailbox busy"), ("later", "mail.deferred")),
        ("RCPT", Act::Say("550 5.1.1 <jeanne@exemple.fr> unknown"), ("refused", "mail.rejected")),
        ("RCPT", Act::Drop, ("later", "mail.unreachable")),
        ("DATA", Act::Say("552 too large"), ("refused", "mail.rejected")),
        (".", Act::Say("452 disk full"), ("later", "mail.deferred")),
        (".", Act::Say("554 looks like spam"), ("refused", "mail.rejected")),
        // The mail may have been taken charge of: the next one carries the same Message-ID.
        (".", Act::Drop, ("later", "mail.unreachable")),
    ] {
        let server = MailServer::start(&[], vec![(step, act.clone())]);
        let mailer = mailer(&server);
        let first = mailer.send(&mail(), noon()).await;
        assert_eq!(code(&first), expected, "{step} {act:?}");
        if let Outcome::Later(failure) | Outcome::Refused(failure) = &first {
            assert!(!failure.detail.contains("jeanne"), "{failure:?}");
        }
        assert_eq!(mailer.send(&mail(), noon()).await, Outcome::Sent);
        let ids: Vec<String> = server
            .mails()
            .iter()
            .map(|mail| mail.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned())
            .collect();
        assert!(ids.iter().all(|id| id == "Message-ID: <d0001@ville-exemple.fr>"), "{ids:?}");
    }
}

#[tokio::test]
async fn a_silent_server_is_given_up_in_time() {
    for step in ["hello", "RCPT", "."] {
        let server = MailServer::start(&[], vec![(step, Act::Hush)]);
        let Mailer::Smtp(smtp) = mailer(&server) else { unreachable!() };
        let outcome = Mailer::Smtp(smtp.within(Duration::from_millis(200))).send(&mail(), noon()).await;
        assert_eq!(code(&outcome), ("later", "mail.timeout"), "{step}");
    }
}

#[tokio::test]
async fn nobody_listens() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mailer = Mailer::from_url(&format!("smtp://127.0.0.1:{port}"), sender()).unwrap();
    assert_eq!(code(&mailer.send(&mail(), noon()).await), ("later", "mail.unreachable"));
}

#[tokio::test]
async fn passwords_and_encryption() {
    let server = MailServer::start(&["AUTH PLAIN LOGIN"], vec![("AUTH", Act::Say("535 bad password"))]);
    let url = format!("smtp://guichet:s%40cret@127.0.0.1:{}", server.port);
    let mailer = Mailer::from_url(&url, sender()).unwrap();
    // Our own wrong password is no reason to tell a citizen that the address is wrong.
    assert_eq!(code(&mailer.send(&mail(), noon()).await), ("later", "mail.credentials"));
    assert_eq!(mailer.send(&mail(), noon()).await, Outcome::Sent);
    let server = MailServer::start(&["AUTH CRAM-MD5"], vec![]);
    let url = format!("smtp://u:p@127.0.0.1:{}", server.port);
    let mailer = Mailer::from_url(&url, sender()).unwrap();
    assert_eq!(code(&mailer.send(&mail(), noon()).await), ("later", "mail.setup"));
    // A server that offers no encryption gets nothing when encryption is demanded.
    let server = MailServer::start(&[], vec![]);
    for (mode, expected) in [("starttls", "mail.setup"), ("implicit", "mail.tls")] {
        let mailer = Mailer::from_url(&format!("{}?tls={mode}", server.url()), sender()).unwrap();
        let outcome = mailer.send(&mail(), noon()).await;
        assert_eq!(code(&outcome), ("later", expected), "{outcome:?}");
    }
    assert!(server.mails().is_empty());
}

#[test]
fn urls_are_checked_before_anything_is_sent() {
    let fault = |url: &str| Mailer::from_url(url, sender()).err().map(|fault| fault.code);
    for bad in [
        "",
        "mail.exemple.fr",
        "http://a.fr",
        "smtp://a.fr?tls=maybe",
        "smtp://a.fr?x=1",
        "smtp://u:p@a.fr?tls=none",
        "smtp://u@a.fr",
        "smtp://a.fr:0",
    ] {
        assert_eq!(fault(bad), Some("mail.url"), "{bad}");
    }
    for good in [
        "smtp://a.fr",
        "smtps://u:p@a.fr",
        "smtp://u:p@a.fr:2525?tls=implicit",
        "smtp://localhost:1025",
        "smtp://u:p@[::1]:25?tls=none",
        "local:",
    ] {
        assert_eq!(fault(good), None, "{good}");
    }
    let Err(fault) = Mailer::from_url("smtp://u:tres-secret@a b", sender()) else { unreachable!() };
    assert!(!fault.to_string().contains("tres-secret"));
}

#[test]
fn a27_nothing_breaks_out_of_a_header() {
    for bad in ["a@exemple.fr\r\nBcc: b@exemple.fr", "a@exemple.fr\nX: y", "a\0@exemple.fr", "a@exemple.fr\u{2028}"] {
        assert_eq!(MailAddress::new(bad).unwrap_err(), MailFault::Header, "{bad:?}");
        assert_eq!(HeaderText::new(bad).unwrap_err().code(), "mail.header", "{bad:?}");
    }
    for bad in [
        "",
        "a",
        "@exemple.fr",
        "a@",
        "a@b@c.fr",
        "a@exemple.fr, b@exemple.fr",
        "<a@exemple.fr>",
        "\"a b\"@exemple.fr",
        "a@exemple",
        &format!("{}@exemple.fr", "a".repeat(300)),
    ] {
        assert_eq!(MailAddress::new(bad).unwrap_err(), MailFault::Address, "{bad:?}");
    }
    assert!(HeaderText::new(&"é".repeat(201)).is_err());
    for bad in ["", "a b", "a>b", "é", &"a".repeat(65), "a\r\n"] {
        let made =
            Mail::new(bad, MailAddress::new("a@exemple.fr").unwrap(), HeaderText::new("x").unwrap(), String::new());
        assert_eq!(made.unwrap_err().code(), "mail.delivery", "{bad:?}");
    }
    let huge =
        Mail::new("d1", MailAddress::new("a@exemple.fr").unwrap(), HeaderText::new("x").unwrap(), "x".repeat(300_000));
    assert_eq!(huge.unwrap_err().code(), "mail.too_large");
    assert!(!format!("{:?}", mail().to()).contains("jeanne"), "addresses stay out of logs");
}

#[tokio::test]
async fn the_local_mailbox_keeps_the_last_hundred() {
    let mailer = Mailer::from_url("local:", sender()).unwrap();
    for number in 0..120 {
        let to = MailAddress::new("jeanne@exemple.fr").unwrap();
        let mail = Mail::new(
            &format!("d{number}"),
            to,
            HeaderText::new(&format!("n° {number}")).unwrap(),
            "Bonjour".to_owned(),
        )
        .unwrap();
        assert_eq!(mailer.send(&mail, noon()).await, Outcome::Sent);
    }
    assert_eq!(mailer.send(&mail(), noon()).await, Outcome::Sent);
    assert_eq!(mailer.send(&mail(), noon()).await, Outcome::Sent);
    let kept = mailer.local().unwrap().mails();
    assert_eq!(
        (kept.len(), kept[0].message_id.as_str(), kept[1].mail.subject()),
        (100, "<d0001@ville-exemple.fr>", "n° 119")
    );
    assert_eq!(kept[0].mail.html().map(|html| html.contains("enregistrée")), Some(true));
    assert!(String::from_utf8_lossy(&kept[0].bytes).contains("Message-ID: <d0001@ville-exemple.fr>"));
    assert!(mailer_is_not_local().await);
}

async fn mailer_is_not_local() -> bool {
    mailer(&MailServer::start(&[], vec![])).local().is_none()
}

#[tokio::test]
async fn the_same_mail_gives_the_same_bytes() {
    let bytes = || async {
        let mailer = Mailer::from_url("local:", sender()).unwrap();
        mailer.send(&mail(), noon()).await;
        mailer.local().unwrap().mails()[0].bytes.clone()
    };
    assert_eq!(bytes().await, bytes().await);
}
