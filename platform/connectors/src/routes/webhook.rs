//! Calls a webhook by the Standard Webhooks specification: `webhook-id`, `webhook-timestamp` and a `webhook-signature` for each key that is
//! good, HMAC-SHA256 over `id.timestamp.body`.

use std::{fmt, fmt::Write as _, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use hyper::{Request, StatusCode, header};
use sha2::Sha256;
use tokio_rustls::rustls::ClientConfig;

use super::{Outcome, Parcel};
use crate::{
    UrlFault,
    endpoint::{self, Endpoint, patience},
    exchange::{self, Fault, Head, Whole},
    reach::{self, Reach},
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
    at: Endpoint,
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
        let at = Endpoint::read(url).map_err(|cause| UrlFault { code: "route.url", cause })?;
        Ok(Self { at, keys })
    }

    /// Host and port: what may be shown of the address.
    pub fn place(&self) -> &str {
        self.at.place()
    }

    pub(super) fn is_refused(&self, reach: &Reach) -> bool {
        self.at.is_refused(reach)
    }

    /// Whether calls to both lead to the same place, however it is written.
    pub fn is_same(&self, other: &Self) -> bool {
        self.at.is_same(&other.at)
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

    fn request(&self, parcel: &Parcel<'_>) -> Option<Request<Whole>> {
        Request::post(self.at.target().clone())
            .header(header::HOST, self.at.authority())
            .header(header::USER_AGENT, concat!("guichet/", env!("CARGO_PKG_VERSION")))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONNECTION, "close")
            .header("webhook-id", parcel.id)
            .header("webhook-timestamp", parcel.at)
            .header("webhook-signature", self.signature(parcel))
            .body(parcel.body.to_owned().into())
            .ok()
    }

    pub(super) async fn post(&self, tls: &Arc<ClientConfig>, reach: &Reach, parcel: &Parcel<'_>) -> Outcome {
        let Some(request) = self.request(parcel) else { return Outcome::later("webhook.request") };
        match self.at.call(tls, reach, request, answered).await {
            Ok(head) => outcome(&head, parcel.at),
            Err(endpoint::Fault::Reach(reach::Fault::Dns)) => Outcome::later("webhook.dns"),
            Err(endpoint::Fault::Reach(reach::Fault::Address)) => Outcome::later("webhook.address"),
            Err(endpoint::Fault::Reach(reach::Fault::Insecure)) => Outcome::later("webhook.insecure"),
            Err(endpoint::Fault::Reach(reach::Fault::Unreachable)) => Outcome::later("webhook.unreachable"),
            Err(endpoint::Fault::Tls) => Outcome::later("webhook.tls"),
            Err(endpoint::Fault::Exchange(_)) => Outcome::later("webhook.protocol"),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_of_an_address_is_shown() {
        let webhook = Webhook::new("https://exemple.fr/depot?jeton=s3cret", vec![Key::new([1; 32])]).unwrap();
        assert_eq!(webhook.place(), "exemple.fr");
        assert!(!format!("{webhook:?}{:?}", webhook.keys).contains("s3cret"));
    }

    #[test]
    fn an_address_is_known_however_it_is_written() {
        let read = |url: &str| Webhook::new(url, Vec::new()).unwrap();
        let one = read("https://exemple.fr/depot?jeton=a");
        assert!(one.is_same(&read("HTTPS://Exemple.FR:443/depot?jeton=a")));
        for other in [
            "https://exemple.fr/Depot?jeton=a",
            "https://exemple.fr/depot?jeton=b",
            "https://exemple.fr:8443/depot?jeton=a",
            "https://www.exemple.fr/depot?jeton=a",
            "plain+http://exemple.fr:443/depot?jeton=a",
        ] {
            assert!(!one.is_same(&read(other)), "{other}");
        }
        assert!(read("https://exemple.fr").is_same(&read("https://exemple.fr/")));
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
}
