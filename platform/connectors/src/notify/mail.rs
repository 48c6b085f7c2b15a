//! Makes a mail out of parts that cannot break out of their header.

use std::fmt;
use std::time::SystemTime;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};

use super::Sender;

/// Most bytes of a mail's text or HTML.
const MAX_BODY: usize = 256 * 1024;
/// Most characters of a subject or a name.
const MAX_HEADER: usize = 200;
/// Most bytes of an address (RFC 5321, section 4.5.3.1.3).
const MAX_ADDRESS: usize = 254;

/// Why a part cannot stand in a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailFault {
    /// `mail.header`: a line break or another control character, or too long.
    #[error("a header has a control character or is longer than {MAX_HEADER} characters")]
    Header,
    /// `mail.address`: not one address.
    #[error("not an e-mail address")]
    Address,
    /// `mail.delivery`: the delivery's id must make a Message-ID.
    #[error("a delivery id has 1 to 64 letters, digits, - or _")]
    Delivery,
    /// `mail.too_large`
    #[error("a mail's text or HTML is longer than 256 KiB")]
    TooLarge,
}

impl MailFault {
    /// The stable code of this refusal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Header => "mail.header",
            Self::Address => "mail.address",
            Self::Delivery => "mail.delivery",
            Self::TooLarge => "mail.too_large",
        }
    }
}

/// One e-mail address.
#[derive(Clone, PartialEq, Eq)]
pub struct MailAddress(lettre::Address);

impl MailAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// [`MailFault::Header`] for a control character, [`MailFault::Address`] for anything but one address.
    pub fn new(address: &str) -> Result<Self, MailFault> {
        if address.chars().any(is_forbidden) {
            return Err(MailFault::Header);
        }
        if address.len() > MAX_ADDRESS || address.contains([',', ';', ' ', '<', '>']) {
            return Err(MailFault::Address);
        }
        let parsed: lettre::Address = address.parse().map_err(|_| MailFault::Address)?;
        if parsed.user().contains('"') || !parsed.domain().contains('.') && parsed.domain() != "localhost" {
            return Err(MailFault::Address);
        }
        Ok(Self(parsed))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    pub(super) fn domain(&self) -> &str {
        self.0.domain()
    }

    fn mailbox(&self, name: Option<&HeaderText>) -> Mailbox {
        Mailbox::new(name.map(|name| name.0.clone()), self.0.clone())
    }
}

impl fmt::Debug for MailAddress {
    /// Addresses stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MailAddress(…@{})", self.domain())
    }
}

/// Text for a header: a subject, a name. Free of line breaks by construction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderText(String);

impl HeaderText {
    /// Takes a text.
    ///
    /// # Errors
    /// [`MailFault::Header`] for a control character (CR, LF and NUL among them) or more than 200 characters.
    pub fn new(text: &str) -> Result<Self, MailFault> {
        if text.chars().any(is_forbidden) || text.chars().count() > MAX_HEADER {
            return Err(MailFault::Header);
        }
        Ok(Self(text.trim().to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What would end a header, or turn a reader's line around.
fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || form::signs::turns(c)
}

/// A mail, ready to be sent as often as needed.
#[derive(Clone, Debug)]
pub struct Mail {
    delivery: String,
    to: MailAddress,
    to_name: Option<HeaderText>,
    reply_to: Option<MailAddress>,
    subject: HeaderText,
    text: String,
    html: Option<String>,
}

impl Mail {
    /// A mail for one person. `delivery` is the id of its delivery in the outbox: the Message-ID is made of it and is the same at every attempt.
    ///
    /// # Errors
    /// [`MailFault::Delivery`], [`MailFault::TooLarge`].
    pub fn new(delivery: &str, to: MailAddress, subject: HeaderText, text: String) -> Result<Self, MailFault> {
        if delivery.is_empty()
            || delivery.len() > 64
            || !delivery.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        {
            return Err(MailFault::Delivery);
        }
        if text.len() > MAX_BODY {
            return Err(MailFault::TooLarge);
        }
        Ok(Self { delivery: delivery.to_owned(), to, to_name: None, reply_to: None, subject, text, html: None })
    }

    /// Adds the same message as HTML.
    ///
    /// # Errors
    /// [`MailFault::TooLarge`].
    pub fn with_html(mut self, html: String) -> Result<Self, MailFault> {
        if html.len() > MAX_BODY {
            return Err(MailFault::TooLarge);
        }
        self.html = Some(html);
        Ok(self)
    }

    /// Adds the name of the person.
    #[must_use]
    pub fn to_name(mut self, name: HeaderText) -> Self {
        self.to_name = Some(name);
        self
    }

    /// Says where answers go, if not to the sender.
    #[must_use]
    pub fn reply_to(mut self, address: MailAddress) -> Self {
        self.reply_to = Some(address);
        self
    }

    /// To whom.
    #[must_use]
    pub const fn to(&self) -> &MailAddress {
        &self.to
    }

    /// About what.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject.0
    }

    /// The message as text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The message as HTML.
    #[must_use]
    pub fn html(&self) -> Option<&str> {
        self.html.as_deref()
    }

    /// The Message-ID: the delivery's id at the sender's domain.
    #[must_use]
    pub fn message_id(&self, from: &Sender) -> String {
        format!("<{}@{}>", self.delivery, from.address.domain())
    }

    /// The message as it goes on the wire. The same parts and the same date give the same bytes.
    pub(super) fn message(&self, from: &Sender, now: SystemTime) -> Result<Message, lettre::error::Error> {
        let mut builder = Message::builder()
            .date(now)
            .message_id(Some(self.message_id(from)))
            .from(from.address.mailbox(from.name.as_ref()))
            .to(self.to.mailbox(self.to_name.as_ref()))
            .subject(self.subject.0.clone())
            // No machine shall answer a machine (RFC 3834).
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.mailbox(None));
        }
        let text = SinglePart::plain(self.text.clone());
        match &self.html {
            None => builder.singlepart(text),
            Some(html) => {
                // « =_ » cannot occur in quoted-printable text; plain text that has it makes the mark longer.
                let mut boundary = format!("=_{}", self.delivery);
                while self.text.contains(&boundary) || html.contains(&boundary) {
                    boundary.push('_');
                }
                builder.multipart(
                    MultiPart::alternative()
                        .boundary(boundary)
                        .singlepart(text)
                        .singlepart(SinglePart::html(html.clone())),
                )
            }
        }
    }
}
