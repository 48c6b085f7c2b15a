//! Hands a mail to a server: one connection a mail, one time limit over all of it.

use std::time::{Duration, SystemTime};

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{AsyncSmtpTransport, Error};
use lettre::{AsyncTransport, Tokio1Executor};

use super::{Failure, Mail, Outcome, Sender};
use crate::url::Url;

/// How long a whole delivery may take.
const WITHIN: Duration = Duration::from_secs(60);

/// A mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Sender,
    within: Duration,
}

impl Smtp {
    pub(super) fn new(url: &Url, from: Sender) -> Result<Self, &'static str> {
        let mut tls = match url.scheme.as_str() {
            "smtps" => "implicit",
            "smtp" if url.is_loopback() => "none",
            "smtp" => "starttls",
            _ => return Err("expected smtp:// or smtps:// or local:"),
        };
        for (key, value) in &url.query {
            tls = match (key.as_str(), value.as_str()) {
                ("tls", "starttls") => "starttls",
                ("tls", "implicit") => "implicit",
                ("tls", "none") => "none",
                ("tls", _) => return Err("tls is starttls, implicit or none"),
                _ => return Err("the only parameter is tls"),
            };
        }
        if tls == "none" && url.user.is_some() && !url.is_loopback() {
            return Err("a password does not travel in the clear: use tls=starttls or tls=implicit");
        }
        let parameters = || TlsParameters::new(url.host.clone()).map_err(|_| "the host cannot have a certificate");
        let (mode, port) = match tls {
            "implicit" => (Tls::Wrapper(parameters()?), 465),
            "starttls" => (Tls::Required(parameters()?), 587),
            _ => (Tls::None, 25),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(url.host.clone())
            .port(url.port.unwrap_or(port))
            .tls(mode)
            .timeout(Some(Duration::from_secs(10)))
            .hello_name(ClientId::Domain(from.address.domain().to_owned()));
        if let Some((user, password)) = &url.user {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self { transport: builder.build(), from, within: WITHIN })
    }

    /// Sets the time limit over a whole delivery.
    #[must_use]
    pub const fn within(mut self, limit: Duration) -> Self {
        self.within = limit;
        self
    }

    pub(super) async fn send(&self, mail: &Mail, now: SystemTime) -> Outcome {
        let message = match mail.message(&self.from, now) {
            Ok(message) => message,
            Err(error) => {
                return Outcome::Refused(Failure {
                    code: "mail.unsendable",
                    status: None,
                    detail: clean(&error.to_string()),
                });
            }
        };
        // The library's own limit covers connecting only; a server that falls silent later is cut off here.
        match tokio::time::timeout(self.within, self.transport.send(message)).await {
            Ok(Ok(_)) => Outcome::Sent,
            Ok(Err(error)) => classify(&error),
            Err(_) => Outcome::Later(Failure {
                code: "mail.timeout",
                status: None,
                detail: format!("no end after {} ms", self.within.as_millis()),
            }),
        }
    }
}

/// Sorts an error into « later » and « never ».
fn classify(error: &Error) -> Outcome {
    let status = error.status().map(u16::from);
    let failure = |code| Failure { code, status, detail: clean(&chain(error)) };
    match status {
        // Whether our own password is good says nothing about the person written to.
        Some(454 | 530 | 534 | 535 | 538) => Outcome::Later(failure("mail.credentials")),
        Some(400..=499) => Outcome::Later(failure("mail.deferred")),
        Some(500..=599) => Outcome::Refused(failure("mail.rejected")),
        _ if error.is_tls() || is_certificate(error) => Outcome::Later(failure("mail.tls")),
        // What the library finds before it sends: no STARTTLS where it is demanded, no way to log in that both know.
        _ if error.is_client() => Outcome::Later(failure("mail.setup")),
        _ if error.is_timeout() => Outcome::Later(failure("mail.timeout")),
        _ => Outcome::Later(failure("mail.unreachable")),
    }
}

/// A certificate or a handshake that does not stand comes as a read that found nonsense.
fn is_certificate(error: &Error) -> bool {
    std::iter::successors(std::error::Error::source(error), |cause| cause.source())
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::InvalidData)
}

fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

/// Servers repeat addresses in their answers; logs must not have them.
fn clean(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let shown: Vec<&str> = words.map(|word| if word.contains('@') { "…@…" } else { word }).collect();
    shown.join(" ").chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn a_server_s_words_lose_addresses_and_controls() {
        assert_eq!(
            clean("550 5.1.1 <jeanne@exemple.fr>:\r\n\u{1b}[31m no such user"),
            "550 5.1.1 …@… [31m no such user"
        );
        assert_eq!(clean(&"é".repeat(1000)).chars().count(), 200);
    }
}
