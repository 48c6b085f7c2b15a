//! Holds a key of our own at a provider, of P-256: makes what proves us there without a shared secret (`private_key_jwt`, RFC 7523), and opens
//! what is encrypted for us (JWE, compact; ECDH-ES and A256GCM, which FranceConnect+ has).

use std::{borrow::Cow, fmt};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use p256::{
    PublicKey, SecretKey,
    ecdh::{SharedSecret, diffie_hellman},
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    pkcs8::DecodePrivateKey as _,
};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Fault, Provider};

/// How long an assertion is good for, in seconds: it is used at once.
const HOLDS: i64 = 60;
/// The one way of encrypting that is read.
const WAY: &str = "ECDH-ES";
/// And the one cipher.
const CIPHER: &str = "A256GCM";
/// Bytes of what shows that nothing was altered.
const TAG: usize = 16;

/// A private key, and its public half.
#[derive(Clone)]
pub(super) struct OwnKey {
    secret: SecretKey,
    x: String,
    y: String,
    id: String,
}

/// Shows no key.
impl fmt::Debug for OwnKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What the head of an encrypted token says.
#[derive(Deserialize)]
struct Head {
    alg: String,
    enc: String,
    epk: Point,
    apu: Option<String>,
    apv: Option<String>,
    cty: Option<String>,
    zip: Option<Value>,
    crit: Option<Value>,
}

/// The key that it was encrypted with, once.
#[derive(Deserialize)]
struct Point {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

impl OwnKey {
    /// Reads a private key: PKCS #8, in base64 on one line.
    pub(super) fn read(text: &str) -> Result<Self, &'static str> {
        const NONE: &str = "its key is no private key of P-256 (PKCS #8, DER, base64 on one line)";
        let der = STANDARD.decode(text.trim()).map_err(|_| NONE)?;
        let secret = SecretKey::from_pkcs8_der(&der).map_err(|_| NONE)?;
        let point = secret.public_key().to_sec1_bytes();
        let (x, y) = match point.split_first() {
            Some((4, coordinates)) if coordinates.len() == 64 => coordinates.split_at(32),
            _ => return Err(NONE),
        };
        let [x, y] = [x, y].map(|half| URL_SAFE_NO_PAD.encode(half));
        // Its thumbprint (RFC 7638): the same wherever it is computed.
        let id = URL_SAFE_NO_PAD.encode(Sha256::digest(format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)));
        Ok(Self { secret, x, y, id })
    }

    /// Its public half, as providers read it: for `sig` or `enc`.
    fn published(&self, purpose: &str, algorithm: &str) -> Value {
        json!({ "kty": "EC", "crv": "P-256", "x": self.x, "y": self.y, "kid": self.id, "use": purpose, "alg": algorithm })
    }

    /// Says to the provider who we are, about this code alone.
    pub(super) fn assertion(&self, client: &str, audience: &str, code: &str, now: i64) -> String {
        let head = json!({ "alg": "ES256", "kid": self.id, "typ": "JWT" });
        // A code is good once, and so is what is said about it.
        let once = URL_SAFE_NO_PAD.encode(Sha256::digest(code.as_bytes()));
        let claims = json!({
            "iss": client, "sub": client, "aud": audience, "jti": once, "iat": now, "exp": now.saturating_add(HOLDS),
        });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&head), part(&claims));
        let signature: Signature = SigningKey::from(&self.secret).sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    /// What was encrypted for this key.
    fn open(&self, token: &str) -> Result<String, Fault> {
        const MALFORMED: Fault = Fault::answer("an encrypted token that is none");
        const NOT_OURS: Fault = Fault::answer("a token encrypted for another key, or altered");
        let parts: Vec<&str> = token.split('.').collect();
        let [protected, key, nonce, text, tag] = parts.as_slice() else { return Err(MALFORMED) };
        let plain = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| MALFORMED);
        let head: Head = serde_json::from_slice(&plain(protected)?).map_err(|_| MALFORMED)?;
        if (head.alg.as_str(), head.enc.as_str()) != (WAY, CIPHER) {
            return Err(Fault::setup("a token encrypted otherwise than by ECDH-ES and A256GCM"));
        }
        if head.zip.is_some() || head.crit.is_some() || !key.is_empty() {
            return Err(Fault::answer("an encrypted token that is packed, or with extensions"));
        }
        if head.cty.is_some_and(|inside| !inside.eq_ignore_ascii_case("jwt")) {
            return Err(Fault::answer("an encrypted token with something else inside than a signed one"));
        }
        let coordinate = |text: &str| plain(text).ok().filter(|bytes| bytes.len() == 32).ok_or(MALFORMED);
        if (head.epk.kty.as_str(), head.epk.crv.as_str()) != ("EC", "P-256") {
            return Err(Fault::setup("a token encrypted on another curve than P-256"));
        }
        let point = [vec![4], coordinate(&head.epk.x)?, coordinate(&head.epk.y)?].concat();
        // A point beside the curve would give the key away bit by bit.
        let theirs = PublicKey::from_sec1_bytes(&point).map_err(|_| MALFORMED)?;
        let shared: SharedSecret = diffie_hellman(self.secret.to_nonzero_scalar(), theirs.as_affine());
        let party = |said: Option<String>| said.map_or(Ok(Vec::new()), |said| plain(&said));
        let (apu, apv) = (party(head.apu)?, party(head.apv)?);
        let key = derived(shared.raw_secret_bytes().as_slice(), CIPHER, (&apu, &apv), 256);
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).map_err(|_| MALFORMED)?);
        let nonce = Nonce::try_assume_unique_for_key(&plain(nonce)?).map_err(|_| MALFORMED)?;
        let tag = plain(tag)?;
        if tag.len() != TAG {
            return Err(MALFORMED);
        }
        let mut sealed = [plain(text)?, tag].concat();
        let opened = key.open_in_place(nonce, Aad::from(protected.as_bytes()), &mut sealed).map_err(|_| NOT_OURS)?;
        String::from_utf8(opened.to_vec()).map_err(|_| MALFORMED)
    }
}

/// The key that both sides make of what they share (RFC 7518, 4.6.2), for one round: 256 bits and fewer.
fn derived(shared: &[u8], cipher: &str, (apu, apv): (&[u8], &[u8]), bits: u32) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(1_u32.to_be_bytes());
    hash.update(shared);
    for part in [cipher.as_bytes(), apu, apv] {
        hash.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.update(bits.to_be_bytes());
    hash.finalize().into()
}

impl Provider {
    /// The public halves of our keys there, as the provider wants to have them.
    pub fn own_keys(&self) -> Vec<Value> {
        let signs = self.signs.iter().map(|key| key.published("sig", "ES256"));
        signs.chain(self.opens.iter().map(|key| key.published("enc", WAY))).collect()
    }

    /// A token as it was signed: taken out of what was encrypted for us.
    pub(super) fn unsealed<'a>(&self, token: &'a str) -> Result<Cow<'a, str>, Fault> {
        if token.matches('.').count() != 4 {
            return Ok(Cow::Borrowed(token));
        }
        let key = self.opens.as_ref().ok_or(Fault::setup("an encrypted token, and the setting has no key for it"))?;
        key.open(token).map(Cow::Owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    fn key(secret: &str) -> SecretKey {
        SecretKey::from_slice(&decoded(secret)).unwrap()
    }

    const ALICE: &str = "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo";
    const BOB: &str = "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw";

    fn own(secret: &str) -> OwnKey {
        let secret = key(secret);
        let point = secret.public_key().to_sec1_bytes();
        let [x, y] = [&point[1..33], &point[33..]].map(|half| URL_SAFE_NO_PAD.encode(half));
        OwnKey { secret, x, y, id: "cle".to_owned() }
    }

    #[test]
    fn a_key_is_derived_as_the_specification_has_it() {
        let (alice, bob) = (own(ALICE), own(BOB));
        assert_eq!(alice.x, "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0");
        assert_eq!(bob.y, "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck");
        let theirs = bob.secret.public_key();
        let shared: SharedSecret = diffie_hellman(alice.secret.to_nonzero_scalar(), theirs.as_affine());
        let key = derived(shared.raw_secret_bytes().as_slice(), "A128GCM", (b"Alice", b"Bob"), 128);
        assert_eq!(URL_SAFE_NO_PAD.encode(&key[..16]), "VqqN6vgjbSBcIijNcacQGg");
    }

    /// What Alice encrypts for Bob, with this over its head.
    fn sealed(inside: &str, over: &Value) -> String {
        let (alice, bob) = (own(ALICE), own(BOB));
        let mut head = json!({
            "alg": WAY, "enc": CIPHER, "cty": "JWT",
            "epk": { "kty": "EC", "crv": "P-256", "x": alice.x, "y": alice.y },
        });
        head.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        let protected = URL_SAFE_NO_PAD.encode(head.to_string());
        let theirs = bob.secret.public_key();
        let shared: SharedSecret = diffie_hellman(alice.secret.to_nonzero_scalar(), theirs.as_affine());
        let key = derived(shared.raw_secret_bytes().as_slice(), CIPHER, (b"", b""), 256);
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap());
        let mut text = inside.as_bytes().to_vec();
        let nonce = [7; 12];
        let aad = Aad::from(protected.as_bytes());
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut text).unwrap();
        let (text, tag) = text.split_at(text.len() - TAG);
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        format!("{protected}..{}.{}.{}", part(&nonce), part(text), part(tag))
    }

    #[test]
    fn what_is_encrypted_for_us_is_opened_by_us_alone() {
        let token = sealed("un.jeton.signé", &json!({}));
        assert_eq!(own(BOB).open(&token).unwrap(), "un.jeton.signé");
        assert!(own(ALICE).open(&token).unwrap_err().detail.contains("another key"));
        let parts: Vec<&str> = token.split('.').collect();
        for place in [2, 3, 4] {
            let mut altered = decoded(parts[place]);
            altered[0] ^= 1;
            let altered = URL_SAFE_NO_PAD.encode(altered);
            let mut parts = parts.clone();
            parts[place] = &altered;
            assert!(own(BOB).open(&parts.join(".")).is_err(), "{place}");
        }
        let short = format!("{}.{}", parts[..4].join("."), URL_SAFE_NO_PAD.encode(&decoded(parts[4])[..12]));
        assert!(own(BOB).open(&short).is_err(), "a shorter tag is easier to guess");
    }

    #[test]
    fn what_is_encrypted_otherwise_is_refused() {
        let beside = json!({ "kty": "EC", "crv": "P-256", "x": URL_SAFE_NO_PAD.encode([1; 32]), "y": URL_SAFE_NO_PAD.encode([2; 32]) });
        for over in [
            json!({ "alg": "dir" }),
            json!({ "alg": "RSA1_5" }),
            json!({ "enc": "A128CBC-HS256" }),
            json!({ "zip": "DEF" }),
            json!({ "crit": ["exp"] }),
            json!({ "cty": "text/html" }),
            json!({ "epk": beside }),
            json!({ "epk": { "kty": "EC", "crv": "P-384", "x": "AA", "y": "AA" } }),
            json!({ "apu": "!" }),
        ] {
            assert!(own(BOB).open(&sealed("x", &over)).is_err(), "{over}");
        }
        for none in ["....", "a.b.c.d.e", "", "e30..AAAA.AAAA.AAAA"] {
            assert!(own(BOB).open(none).is_err(), "{none}");
        }
        assert!(OwnKey::read("").is_err() && OwnKey::read("bm9u").is_err());
    }
}
