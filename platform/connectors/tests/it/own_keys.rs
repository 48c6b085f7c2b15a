//! A key of ours proves us at an identity provider, and another opens what it encrypts for us: a real provider, set up as FranceConnect+ is.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use connectors::identity::Providers;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use serde_json::{Value, json};

use crate::{
    identity::{AWAY, BACK, QUESTION, clock, come_back, essai, people, setting},
    provider::Provider,
};

/// A private key, as `openssl genpkey` and `base64` make one.
fn key() -> String {
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    STANDARD.encode(document.as_ref())
}

fn ours() -> Value {
    json!({ "client_auth": "private_key_jwt", "encrypted": true, "userinfo": "signed", "acr_values": ["eidas2"] })
}

fn providers(issuer: &str, more: Value, (signs, opens): (&str, &str)) -> Result<Providers, String> {
    let mut setting = setting(issuer, more);
    (setting.client_secret, setting.decryption_key) = (Some(signs.to_owned()), Some(opens.to_owned()));
    let read = Providers::new(&[setting]).map(|read| read.within(Duration::from_secs(5)));
    read.map_err(|faults| faults.iter().map(|(_, fault)| fault.cause).collect::<Vec<_>>().join("; "))
}

#[tokio::test]
async fn a_provider_that_shares_no_secret_and_encrypts_says_who_somebody_is_to_us_alone() {
    let (signs, opens) = (key(), key());
    let published = essai(&providers("http://127.0.0.1:9", ours(), (&signs, &opens)).unwrap()).own_keys();
    assert!(published.iter().all(|key| key.get("d").is_none()), "the public halves alone");
    let client = json!({
        "token_endpoint_auth_method": "private_key_jwt", "jwks": { "keys": published },
        "id_token_encrypted_response_alg": "ECDH-ES", "id_token_encrypted_response_enc": "A256GCM",
        "userinfo_signed_response_alg": "ES256",
        "userinfo_encrypted_response_alg": "ECDH-ES", "userinfo_encrypted_response_enc": "A256GCM",
    });
    let real = Provider::start(&people(), BACK, AWAY, client);
    let known = providers(&real.issuer, ours(), (&signs, &opens)).unwrap();
    let url = essai(&known).begin(&QUESTION, clock()).await.unwrap();
    let back = real.log_in(&url, Some("agnes"));
    let verified = come_back(essai(&known), &back, &real.issuer, clock()).await.unwrap();
    assert_eq!((verified.subject.as_str(), verified.email()), ("agnes-1", Some("agnes@exemple.fr")));
    assert_eq!(verified.id_token.matches('.').count(), 2, "as it was signed: the provider wants it back so");

    for (more, keys, code) in [
        // Signed by a key that it does not know.
        (json!({}), (key(), opens.clone()), "identity.setup"),
        // Encrypted for another key than the one here.
        (json!({}), (signs.clone(), key()), "identity.answer"),
        (json!({ "encrypted": false }), (signs.clone(), opens.clone()), "identity.setup"),
    ] {
        let mut ours = ours();
        ours.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let other = providers(&real.issuer, ours, (&keys.0, &keys.1)).unwrap();
        let back = real.log_in(&url, Some("agnes"));
        let fault = come_back(essai(&other), &back, &real.issuer, clock()).await.unwrap_err();
        assert_eq!(fault.code, code, "{more}: {fault}");
    }
}

#[test]
fn what_is_no_key_is_told_and_never_shown() {
    let (good, bad) = (key(), "un secret ordinaire");
    for keys in [(bad, good.as_str()), (good.as_str(), bad), ("", "")] {
        let told = providers("http://127.0.0.1:9", ours(), keys).unwrap_err();
        assert!(told.contains("no private key of P-256") && !told.contains("ordinaire"), "{told}");
    }
    let known = providers("http://127.0.0.1:9", ours(), (&good, &good)).unwrap();
    let shown = format!("{known:?}");
    assert!(!shown.contains(&good) && !shown.contains("SecretKey"), "{shown}");
}
