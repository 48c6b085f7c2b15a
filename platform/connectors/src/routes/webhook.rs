//! Calls a webhook by the Standard Webhooks specification: `webhook-id`, `webhook-timestamp` and a `webhook-signature` for each key that is
//! good, HMAC-SHA256 over `id.timestamp.body`.

use std::{
    fmt,
    fmt::Write as _,
    sync::Arc,
    time::{Duration, SystemTime},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use hyper::{
    Request, StatusCode, Uri,
    header::{self, HeaderValue},
};
use sha2::Sha256;
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, pki_types::ServerName},
};

use super::{
    Outcome, Parcel,
    reach::{self, Reach},
};
use crate::{
    UrlFault,
    exchange::{self, Fault, Head, exchange},
    url::{Url, is_plain},
};

/// What a key begins with where people see it.
pub const KEY_PREFIX: &str = "whsec_";
/// The most bytes that are read of an answer: what it says beyond its status is of no interest.
const MOST: usize = 64 * 1024;

/// A key that calls are signed with.
#[derive(Clone)]
pub struct Key(Vec<u8>);

/// Shows no secret.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// From its bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// As it is handed over: `whsec_` and its bytes in Base64.
    pub fn text(&self) -> String {
        format!("{KEY_PREFIX}{}", STANDARD.encode(&self.0))
    }

    /// One signature, as it stands in the header.
    fn sign(&self, parcel: &Parcel<'_>) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        for part in [parcel.id, ".", &parcel.at.to_string(), ".", parcel.body] {
            mac.update(part.as_bytes());
        }
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }
}

/// Where a webhook lies and how its calls are signed.
#[derive(Clone)]
pub struct Webhook {
    clear: bool,
    host: String,
    port: u16,
    /// The `Host` header: the port only where it is not the scheme's own.
    authority: HeaderValue,
    target: Uri,
    keys: Vec<Key>,
}

/// Shows where it lies and no secret: path and parameters may hold one.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Webhook({})", self.place())
    }
}

impl Webhook {
    /// Reads `https://host[:port][/path][?parameters]`. In the clear only on this machine, or as `plain+http://` in a network that the
    /// operator names.
    ///
    /// # Errors
    /// `route.url`, with what is wrong; never the address itself, which may hold a secret.
    pub fn new(url: &str, keys: Vec<Key>) -> Result<Self, UrlFault> {
        Self::read(url, keys).map_err(|cause| UrlFault { code: "route.url", cause })
    }

    fn read(text: &str, keys: Vec<Key>) -> Result<Self, &'static str> {
        let (allowed, url) = text.strip_prefix("plain+").map_or((false, text), |url| (true, url));
        if url.contains('#') || url.len() > 2048 {
            return Err("an address has no # and at most 2,048 characters");
        }
        let (scheme, rest) = url.split_once("://").ok_or("expected https://host/path")?;
        let (place, target) = rest.find(['/', '?']).map_or((rest, ""), |at| rest.split_at(at));
        let place = Url::read(&format!("{scheme}://{place}"))?;
        if place.user.is_some() {
            return Err("an address has no password: calls are signed");
        }
        let clear = match place.scheme.as_str() {
            "https" if !allowed => false,
            "http" if allowed || place.is_loopback() => true,
            "http" => return Err("in the clear only on this machine: use https://, or plain+http:// where you must"),
            _ => return Err("expected https://host/path"),
        };
        if !is_plain(target) {
            return Err("the path or the parameters have a character that must be percent-encoded");
        }
        let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
        let target: Uri = target.parse().map_err(|_| "the path or the parameters cannot be asked for")?;
        if target.host().is_some() || target.scheme().is_some() {
            return Err("the path leads to another host");
        }
        let bare = if place.host.contains(':') { format!("[{}]", place.host) } else { place.host.clone() };
        let authority = place.port.map_or(bare.clone(), |port| format!("{bare}:{port}"));
        Ok(Self {
            clear,
            port: place.port.unwrap_or(if clear { 80 } else { 443 }),
            authority: HeaderValue::from_str(&authority).map_err(|_| "the host has a character that no host has")?,
            host: place.host,
            target,
            keys,
        })
    }

    /// Host and port: what may be shown of the address.
    pub fn place(&self) -> &str {
        self.authority.to_str().unwrap_or_default()
    }

    /// The header `webhook-signature`: a signature for each key, the newest first.
    pub fn signature(&self, parcel: &Parcel<'_>) -> String {
        let mut signatures = String::new();
        for signature in self.keys.iter().filter_map(|key| key.sign(parcel)) {
            let gap = if signatures.is_empty() { "" } else { " " };
            let _ = write!(signatures, "{gap}{signature}");
        }
        signatures
    }

    fn request(&self, parcel: &Parcel<'_>) -> Option<Request<String>> {
        Request::post(self.target.clone())
            .header(header::HOST, &self.authority)
            .header(header::USER_AGENT, concat!("guichet/", env!("CARGO_PKG_VERSION")))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONNECTION, "close")
            .header("webhook-id", parcel.id)
            .header("webhook-timestamp", parcel.at)
            .header("webhook-signature", self.signature(parcel))
            .body(parcel.body.to_owned())
            .ok()
    }

    pub(super) async fn post(&self, tls: &Arc<ClientConfig>, reach: &Reach, parcel: &Parcel<'_>) -> Outcome {
        let Some(request) = self.request(parcel) else { return Outcome::later("webhook.request") };
        let stream = match reach::connect(reach, &self.host, self.port, !self.clear).await {
            Ok(stream) => stream,
            Err(reach::Fault::Dns) => return Outcome::later("webhook.dns"),
            Err(reach::Fault::Address) => return Outcome::later("webhook.address"),
            Err(reach::Fault::Insecure) => return Outcome::later("webhook.insecure"),
            Err(reach::Fault::Unreachable) => return Outcome::later("webhook.unreachable"),
        };
        let answered = if self.clear {
            exchange(stream, request, answered).await
        } else {
            let Ok(name) = ServerName::try_from(self.host.clone()) else { return Outcome::later("webhook.tls") };
            match TlsConnector::from(Arc::clone(tls)).connect(name, stream).await {
                Ok(stream) => exchange(stream, request, answered).await,
                Err(_) => return Outcome::later("webhook.tls"),
            }
        };
        answered.map_or(Outcome::later("webhook.protocol"), |head| outcome(&head, parcel.at))
    }
}

/// Reads an answer that says yes to its end, so that one that is cut is none; of any other the status is enough.
async fn answered(head: Head, body: &mut hyper::body::Incoming) -> Result<Head, Fault> {
    if head.status.is_success() {
        match exchange::read(body, MOST).await {
            // It was said, and at length.
            Ok(_) | Err(Fault::TooLarge) => {}
            Err(Fault::Protocol) => return Err(Fault::Protocol),
        }
    }
    Ok(head)
}

fn outcome(head: &Head, now: i64) -> Outcome {
    match head.status {
        status if status.is_success() => Outcome::Done,
        StatusCode::GONE => Outcome::Gone,
        status if status.is_redirection() => Outcome::later("webhook.redirect"),
        status => {
            let asks = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
            let patience = head.retry_after.as_deref().filter(|_| asks).and_then(|text| patience(text, now));
            Outcome::Later { code: "webhook.status", status: Some(status.as_u16()), patience }
        }
    }
}

/// Seconds, or a date (RFC 9110, section 10.2.3).
fn patience(text: &str, now: i64) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(now).ok()?);
    httpdate::parse_http_date(text.trim()).ok()?.duration_since(now).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_no_secret_of_it_shown() {
        let webhook = Webhook::new("https://exemple.fr/depot?jeton=s3cret", vec![Key::new([1; 32])]).unwrap();
        assert_eq!((webhook.place(), webhook.port, webhook.clear), ("exemple.fr", 443, false));
        assert_eq!(webhook.target, "/depot?jeton=s3cret");
        assert!(!format!("{webhook:?}{:?}", webhook.keys).contains("s3cret"));
        assert_eq!(Webhook::new("https://exemple.fr", Vec::new()).unwrap().target, "/");
        assert_eq!(Webhook::new("https://exemple.fr:8443?a=b", Vec::new()).unwrap().target, "/?a=b");
        let inside = Webhook::new("plain+http://[fd00::1]:8080/x", Vec::new()).unwrap();
        assert_eq!((inside.place(), inside.clear), ("[fd00::1]:8080", true));
        assert!(Webhook::new("http://127.0.0.1:9/x", Vec::new()).is_ok());
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in [
            "",
            "exemple.fr/depot",
            "http://exemple.fr/depot",
            "ftp://exemple.fr/",
            "file:///etc/passwd",
            "gopher://exemple.fr/",
            "plain+https://exemple.fr/",
            "https://u:p@exemple.fr/",
            "https://u@exemple.fr/",
            "https:///depot",
            "https://exemple.fr/a b",
            "https://exemple.fr/é",
            "https://exemple.fr/#x",
            "https://exemple.fr:0/",
            "https://exemple.fr:99999/",
            "https://exemple.fr/\r\nX: y",
            "https://fe80::1%eth0/",
            "https://[fe80::1%eth0]/",
        ] {
            assert!(Webhook::new(bad, Vec::new()).is_err(), "{bad}");
        }
        assert!(Webhook::new(&format!("https://exemple.fr/{}", "x".repeat(2048)), Vec::new()).is_err());
    }

    #[test]
    fn patience_is_seconds_or_a_date() {
        let now = 784_111_777;
        assert_eq!(patience("120", now), Some(Duration::from_secs(120)));
        assert_eq!(patience("Sun, 06 Nov 1994 08:50:37 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(patience("Sun, 06 Nov 1994 08:48:37 GMT", now), None);
        assert_eq!((patience("-1", now), patience("soon", now)), (None, None));
    }
}
