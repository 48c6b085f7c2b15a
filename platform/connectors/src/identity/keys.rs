//! Reads the keys that a provider publishes, and verifies what it signed with one of them. A key is used for its own kind alone: what is
//! public here is never taken for a shared secret.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::Value;

use super::{Algorithm, Fault};

/// The most bytes of a set of keys.
pub(super) const MOST_BYTES: usize = 256 * 1024;
/// The most keys of a set: those of now, of yesterday and of tomorrow.
const MOST: usize = 64;

/// A provider's keys.
#[derive(Debug, Clone)]
pub(super) struct Keys(Vec<Key>);

#[derive(Debug, Clone)]
struct Key {
    id: Option<String>,
    public: Public,
}

#[derive(Debug, Clone)]
enum Public {
    /// A point, not compressed.
    P256(Vec<u8>),
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
}

#[derive(Deserialize)]
struct Published {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl Keys {
    /// Reads a set; keys of other kinds are passed over.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let set: Published = serde_json::from_slice(bytes).map_err(|_| Fault::answer("its keys are no set of keys"))?;
        if set.keys.len() > MOST {
            return Err(Fault::answer("more keys than any provider has"));
        }
        Ok(Self(set.keys.into_iter().filter_map(|key| read(serde_json::from_value(key).ok()?)).collect()))
    }

    /// Whether a key of this id is there; without an id, any.
    pub(super) fn know(&self, id: Option<&str>) -> bool {
        self.of(id).next().is_some()
    }

    fn of<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a Key> {
        self.0.iter().filter(move |key| id.is_none_or(|id| key.id.as_deref() == Some(id)))
    }

    /// Whether one of them, of this id where one is named, made the signature.
    pub(super) fn verify(&self, id: Option<&str>, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> bool {
        self.of(id).any(|key| match (&key.public, algorithm) {
            (Public::P256(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature).is_ok()
            }
            (Public::Rsa { modulus, exponent }, Algorithm::Rs256) => {
                let key = RsaPublicKeyComponents { n: modulus, e: exponent };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature).is_ok()
            }
            _ => false,
        })
    }
}

fn read(key: Jwk) -> Option<Key> {
    if key.purpose.is_some_and(|purpose| purpose != "sig") {
        return None;
    }
    let number = |text: Option<String>| {
        let bytes = URL_SAFE_NO_PAD.decode(text?).ok()?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        Some(bytes[zeros..].to_vec())
    };
    let public = match (key.kty.as_str(), key.alg.as_deref()) {
        ("EC", None | Some("ES256")) if key.crv.as_deref() == Some("P-256") => {
            let coordinate =
                |text: Option<String>| URL_SAFE_NO_PAD.decode(text?).ok().filter(|bytes| bytes.len() == 32);
            Public::P256([vec![4], coordinate(key.x)?, coordinate(key.y)?].concat())
        }
        ("RSA", None | Some("RS256")) => Public::Rsa { modulus: number(key.n)?, exponent: number(key.e)? },
        _ => return None,
    };
    Some(Key { id: key.kid, public })
}
