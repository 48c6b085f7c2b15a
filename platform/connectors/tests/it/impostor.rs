//! A provider of OpenID Connect on the loopback that errs and lies as a test wants: its discovery, keys, tokens and userinfo are written here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::receiver::{Act, Heard, Receiver};

/// How the next tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signs {
    /// With the key of this number.
    With(usize),
    /// Not at all, as `alg: none` has it.
    Not,
    /// By HMAC, with the public key that everybody can read.
    WithThePublicKey,
    /// With a key under the name of another.
    Forged,
}

pub(crate) struct Script {
    pub(crate) nonce: String,
    pub(crate) now: i64,
    pub(crate) signs: Signs,
    /// Over the head of tokens; null takes out.
    pub(crate) head: Value,
    /// Over the claims of the id token; null takes out.
    pub(crate) claims: Value,
    /// Over the discovery.
    pub(crate) discovery: Value,
    /// Said of the person besides.
    pub(crate) userinfo: Value,
    pub(crate) userinfo_is_signed: bool,
    /// The numbers of the keys that are published.
    pub(crate) published: Vec<usize>,
    /// What is done instead, by the path that it happens at.
    pub(crate) instead: BTreeMap<&'static str, Act>,
}

pub(crate) struct Impostor {
    pub(crate) issuer: String,
    receiver: Receiver,
    script: Arc<Mutex<Script>>,
}

pub(crate) const CLIENT: &str = "guichet-essai";

impl Impostor {
    /// An honest one, for now.
    pub(crate) fn start(now: i64) -> Self {
        let random = SystemRandom::new();
        let pairs: Vec<EcdsaKeyPair> = (0..3)
            .map(|_| {
                let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap()
            })
            .collect();
        let script = Arc::new(Mutex::new(Script {
            nonce: String::new(),
            now,
            signs: Signs::With(0),
            head: json!({}),
            claims: json!({}),
            discovery: json!({}),
            userinfo: json!({ "sub": "personne-1", "email": "agnes@exemple.fr", "email_verified": true }),
            userinfo_is_signed: false,
            published: vec![0, 1],
            instead: BTreeMap::new(),
        }));
        let told = Arc::clone(&script);
        let receiver = Receiver::start(move |heard, _| answer(heard, &told.lock().unwrap(), &pairs));
        let issuer = format!("http://127.0.0.1:{}", receiver.port);
        Self { issuer, receiver, script }
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }

    /// How often this path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        let asked = |heard: &Heard| heard.line.split(' ').nth(1) == Some(path);
        self.receiver.heard().iter().filter(|heard| asked(heard)).count()
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.receiver.heard()
    }
}

/// Lays `over` upon `value`.
fn laid(mut value: Value, over: &Value) -> Value {
    let object = value.as_object_mut().unwrap();
    for (name, value) in over.as_object().unwrap() {
        match value {
            Value::Null => object.remove(name),
            value => object.insert(name.clone(), value.clone()),
        };
    }
    value
}

fn jwk(pair: &EcdsaKeyPair, number: usize) -> Value {
    let point = pair.public_key().as_ref();
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "kid": format!("cle-{number}"),
        "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]),
    })
}

fn sign(claims: &Value, script: &Script, pairs: &[EcdsaKeyPair]) -> String {
    let (alg, number) = match script.signs {
        Signs::With(number) => ("ES256", number),
        Signs::Not => ("none", 0),
        Signs::WithThePublicKey => ("HS256", 0),
        Signs::Forged => ("ES256", 0),
    };
    let head = laid(json!({ "alg": alg, "kid": format!("cle-{number}"), "typ": "JWT" }), &script.head);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&head), part(claims));
    let by = |pair: &EcdsaKeyPair| pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap().as_ref().to_vec();
    let signature = match script.signs {
        Signs::With(number) => by(&pairs[number]),
        Signs::Not => Vec::new(),
        Signs::WithThePublicKey => {
            let mut mac = Hmac::<sha2::Sha256>::new_from_slice(jwk(&pairs[0], 0).to_string().as_bytes()).unwrap();
            mac.update(signed.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        Signs::Forged => by(&pairs[2]),
    };
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn answer(heard: &Heard, script: &Script, pairs: &[EcdsaKeyPair]) -> Act {
    let path = heard.line.split(' ').nth(1).unwrap_or_default();
    if let Some(act) = script.instead.get(path) {
        return act.clone();
    }
    let issuer = format!("http://{}", heard.header("host"));
    match path {
        "/.well-known/openid-configuration" => {
            let discovery = json!({
                "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
                "userinfo_endpoint": format!("{issuer}/userinfo"), "end_session_endpoint": format!("{issuer}/end"),
            });
            says("200 OK", "application/json", &laid(discovery, &script.discovery).to_string())
        }
        "/jwks" => {
            let keys: Vec<Value> = script.published.iter().map(|number| jwk(&pairs[*number], *number)).collect();
            says("200 OK", "application/json", &json!({ "keys": keys }).to_string())
        }
        "/token" => {
            let claims = json!({
                "iss": issuer, "aud": CLIENT, "sub": "personne-1", "nonce": script.nonce, "iat": script.now,
                "exp": script.now + 60, "acr": "eidas1",
            });
            let id_token = sign(&laid(claims, &script.claims), script, pairs);
            let granted = json!({ "id_token": id_token, "access_token": "acces", "token_type": "Bearer" });
            says("200 OK", "application/json", &granted.to_string())
        }
        "/userinfo" if script.userinfo_is_signed => {
            let userinfo = laid(json!({ "iss": issuer, "aud": CLIENT }), &script.userinfo);
            says("200 OK", "application/jwt; charset=utf-8", &sign(&userinfo, script, pairs))
        }
        "/userinfo" => says("200 OK", "application/json", &script.userinfo.to_string()),
        _ => Act::say("404 Not Found"),
    }
}

/// An answer of this kind.
pub(crate) fn says(status: &str, mime: &str, body: &str) -> Act {
    Act::Send(
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .into_bytes(),
    )
}
