//! Takes a signed token apart (JWS, compact) and gives its claims once a key of the provider's has made its signature.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Algorithm, Fault, Provider, discovery::Metadata};

/// The most bytes of a token.
const MOST: usize = 32 * 1024;

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

impl Provider {
    /// The claims of a token that the provider signed.
    pub(super) async fn opened(&self, metadata: &Metadata, token: &str, now: i64) -> Result<Map<String, Value>, Fault> {
        const MALFORMED: Fault = Fault::answer("a token that is none");
        if token.len() > MOST {
            return Err(Fault::answer("a token longer than any is"));
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(MALFORMED)?;
        let (head, claims) = signed.split_once('.').filter(|(_, claims)| !claims.contains('.')).ok_or(MALFORMED)?;
        let plain = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| MALFORMED);
        let head: Head = serde_json::from_slice(&plain(head)?).map_err(|_| MALFORMED)?;
        let algorithm = match head.alg.as_str() {
            "ES256" => Algorithm::Es256,
            "RS256" => Algorithm::Rs256,
            _ => return Err(Fault::answer("a token that is not signed by ES256 or RS256")),
        };
        if !self.setting.algorithms.contains(&algorithm) {
            return Err(Fault::answer("a token signed in a way that the setting does not name"));
        }
        if head.crit.is_some() {
            return Err(Fault::answer("a token with extensions that must be understood"));
        }
        if head.typ.is_some_and(|typ| !typ.eq_ignore_ascii_case("jwt")) {
            return Err(Fault::answer("a token of another type"));
        }
        let signature = plain(signature)?;
        let id = head.kid.as_deref();
        let keys = self.keys(metadata, |keys| keys.know(id), now).await?;
        if !keys.know(id) {
            return Err(Fault::answer("a token signed with a key that the provider does not publish"));
        }
        if !keys.verify(id, algorithm, signed.as_bytes(), &signature) {
            return Err(Fault::answer("a signature that is not the provider's"));
        }
        serde_json::from_slice(&plain(claims)?).map_err(|_| MALFORMED)
    }
}
