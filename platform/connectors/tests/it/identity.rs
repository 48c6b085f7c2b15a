//! Logs in with a real provider of OpenID Connect, and with one that errs and lies: what is not for us, of now and in answer to our question
//! is believed by nobody.

use std::time::{Duration, SystemTime};

use connectors::identity::{Answer, Fault, Provider, Providers, Question, Setting, Verified};
use serde_json::{Value, json};

use crate::{
    impostor::{self, Impostor, Signs},
    provider,
    receiver::Act,
};

const NOW: i64 = 1_800_000_000;
pub(crate) const BACK: &str = "http://guichet.test/retour";
pub(crate) const AWAY: &str = "http://guichet.test/agents/connexion";
pub(crate) const QUESTION: Question<'static> = Question {
    redirect_uri: BACK,
    state: "etat-0123456789-0123456789-0123456789",
    nonce: "nonce-0123456789-0123456789-0123456789",
    verifier: "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcd",
    anew: false,
    levels: &[],
};

pub(crate) fn setting(issuer: &str, more: Value) -> Setting {
    let mut setting = json!({
        "id": "essai", "name": "Fournisseur d’essai", "issuer": issuer, "client_id": provider::CLIENT, "networks": ["127.0.0.1"],
    });
    setting.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let mut setting: Setting = serde_json::from_value(setting).unwrap();
    setting.client_secret = Some(provider::SECRET.to_owned());
    setting
}

fn providers(issuer: &str, more: Value) -> Providers {
    Providers::new(&[setting(issuer, more)]).unwrap().within(Duration::from_millis(1500))
}

pub(crate) fn essai(providers: &Providers) -> &Provider {
    providers.get("essai").unwrap()
}

fn parameter(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    query.split('&').find_map(|pair| Some(pair.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
}

/// The answer that stands in an address, in the parts that need no decoding, and the issuer as it is.
pub(crate) async fn come_back(provider: &Provider, url: &str, issuer: &str, now: i64) -> Result<Verified, Fault> {
    let (code, error) = (parameter(url, "code"), parameter(url, "error"));
    let answer = Answer { code: code.as_deref(), error: error.as_deref(), issuer: Some(issuer) };
    provider.finish(&QUESTION, &answer, now).await
}

pub(crate) fn people() -> Value {
    json!({
        "agnes": { "sub": "agnes-1", "email": "agnes@exemple.fr", "email_verified": true, "acr": "eidas2", "amr": ["pwd", "mfa"] },
        "bruno": { "sub": "bruno-1", "email": "bruno@exemple.fr", "email_verified": false, "acr": "eidas1" },
    })
}

#[expect(clippy::disallowed_methods, reason = "a real provider has the real time")]
pub(crate) fn clock() -> i64 {
    i64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

#[tokio::test]
async fn a_real_provider_says_who_somebody_is_in_each_way_that_it_may_sign() {
    for (client, ours) in [
        (json!({}), json!({ "acr_values": ["eidas2"], "second_factor": { "amr": ["mfa"] } })),
        (
            json!({ "token_endpoint_auth_method": "client_secret_basic", "id_token_signed_response_alg": "RS256" }),
            json!({ "client_auth": "client_secret_basic", "acr_values": ["eidas2"] }),
        ),
        (
            json!({ "userinfo_signed_response_alg": "ES256" }),
            json!({ "userinfo": "signed", "acr_values": ["eidas2", "eidas3"], "second_factor": { "acr": ["eidas2"] } }),
        ),
    ] {
        let real = provider::Provider::start(&people(), BACK, AWAY, client);
        let providers = providers(&real.issuer, ours.clone());
        let provider = essai(&providers);
        let url = provider.begin(&QUESTION, clock()).await.unwrap();
        assert_eq!(parameter(&url, "code_challenge_method").as_deref(), Some("S256"));
        let back = real.log_in(&url, Some("agnes"));
        assert!(back.starts_with(BACK), "{back}");
        assert_eq!(parameter(&back, "state").as_deref(), Some(QUESTION.state));
        let verified = come_back(provider, &back, &real.issuer, clock()).await.unwrap();
        assert_eq!((verified.issuer.as_str(), verified.subject.as_str()), (real.issuer.as_str(), "agnes-1"));
        assert_eq!((verified.email(), verified.email_is_verified()), (Some("agnes@exemple.fr"), true));
        assert_eq!(verified.acr.as_deref(), Some("eidas2"));
        assert_eq!(verified.strong, ours.get("second_factor").is_some());
        // The code was good once.
        let again = come_back(provider, &back, &real.issuer, clock()).await.unwrap_err();
        assert_eq!(again.code, "identity.code");
        let farewell = provider.farewell(&verified.id_token, AWAY, "au-revoir", clock()).await.unwrap().unwrap();
        assert!(farewell.starts_with(&format!("{}/session/end?id_token_hint=", real.issuer)), "{farewell}");
    }
}

#[tokio::test]
async fn a_provider_as_strict_as_france_connect_says_what_is_asked_and_no_more() {
    let people = json!({ "angela": {
        "sub": "angela-1", "acr": "eidas1", "amr": ["pwd"], "email": "angela@exemple.fr", "given_name": "Angela Claire", "given_name_array": ["Angela", "Claire"],
        "family_name": "DUBOIS", "preferred_username": "MARTIN", "birthdate": "1962-08-00", "birthplace": "", "birthcountry": "99217", "gender": "female",
    } });
    let client = json!({ "userinfo_signed_response_alg": "ES256" });
    let real = provider::Provider::strict(&people, BACK, AWAY, client);
    let scopes = json!(["openid", "identite_pivot", "preferred_username", "email"]);
    let ours = json!({ "acr_values": ["eidas1"], "userinfo": "signed", "pkce": false, "scopes": scopes, "second_factor": { "amr": ["mfa"] } });
    let providers_ = providers(&real.issuer, ours);
    let provider = essai(&providers_);
    let url = provider.begin(&QUESTION, clock()).await.unwrap();
    let back = real.log_in(&url, Some("angela"));
    let verified = come_back(provider, &back, &real.issuer, clock()).await.unwrap();
    assert_eq!((verified.acr.as_deref(), verified.amr.as_slice()), (Some("eidas1"), ["pwd".to_owned()].as_slice()));
    assert_eq!(verified.said("given_name_array"), Some(json!(["Angela", "Claire"])));
    assert_eq!(verified.said("birthdate"), Some(json!("1962-08-00")));
    assert_eq!(verified.said("birthplace"), None, "born abroad");
    assert!(!verified.strong && !verified.email_is_verified());

    // What it would not be asked: its own page says so, and nobody comes back.
    for (ours, said) in
        [(json!({ "pkce": false }), "acr_values"), (json!({ "acr_values": ["eidas1"] }), "code_challenge")]
    {
        let providers_ = providers(&real.issuer, ours);
        let url = essai(&providers_).begin(&QUESTION, clock()).await.unwrap();
        assert!(real.refusal(&url).contains(said), "{url}");
    }
}

#[tokio::test]
async fn a_real_provider_refuses_another_verifier_and_another_secret_and_people_may_renounce() {
    let real = provider::Provider::start(&people(), BACK, AWAY, json!({}));
    let providers_ = providers(&real.issuer, json!({ "acr_values": ["eidas2"] }));
    let provider = essai(&providers_);
    let url = provider.begin(&QUESTION, clock()).await.unwrap();
    let back = real.log_in(&url, Some("agnes"));
    let code = parameter(&back, "code").unwrap();
    let answer = Answer { code: Some(&code), error: None, issuer: Some(&real.issuer) };
    let thief = Question { verifier: "zyxwvutsrqponmlkjihgfedcba0123456789zyxwvutsrqponml", ..QUESTION };
    let fault = provider.finish(&thief, &answer, clock()).await.unwrap_err();
    assert_eq!(fault.code, "identity.code", "{fault}");

    let mut wrong = setting(&real.issuer, json!({}));
    wrong.client_secret = Some("un autre".to_owned());
    let wrong = Providers::new(&[wrong]).unwrap();
    let back = real.log_in(&url, Some("agnes"));
    assert_eq!(come_back(essai(&wrong), &back, &real.issuer, clock()).await.unwrap_err().code, "identity.setup");

    let back = real.log_in(&url, None);
    assert_eq!(parameter(&back, "error").as_deref(), Some("access_denied"));
    assert_eq!(come_back(provider, &back, &real.issuer, clock()).await.unwrap_err().code, "identity.denied");
    // This one is known less surely than was asked for.
    let back = real.log_in(&url, Some("bruno"));
    assert_eq!(come_back(provider, &back, &real.issuer, clock()).await.unwrap_err().code, "identity.acr");
}

/// What comes of a login with the impostor, as it is told to be.
async fn login(impostor: &Impostor, provider: &Provider, now: i64) -> Result<Verified, Fault> {
    impostor.script().nonce = QUESTION.nonce.to_owned();
    let answer = Answer { code: Some("code"), error: None, issuer: None };
    provider.finish(&QUESTION, &answer, now).await
}

#[tokio::test]
async fn a_token_that_is_not_for_us_of_now_and_in_answer_is_believed_by_nobody() {
    let impostor = Impostor::start(NOW);
    let providers = providers(&impostor.issuer, json!({ "acr_values": ["eidas1", "eidas2"] }));
    let provider = essai(&providers);
    login(&impostor, provider, NOW).await.unwrap();
    let subject = "s".repeat(10_000);
    for (claims, code, detail) in [
        (json!({ "iss": "http://127.0.0.1:1" }), "answer", "iss"),
        (json!({ "iss": format!("{}/", impostor.issuer) }), "answer", "iss"),
        (json!({ "iss": null }), "answer", "iss"),
        (json!({ "aud": "un-autre" }), "answer", "aud"),
        (json!({ "aud": ["un-autre"] }), "answer", "aud"),
        (json!({ "aud": null }), "answer", "aud"),
        (json!({ "aud": ["guichet-essai", "un-autre"] }), "answer", "azp"),
        (json!({ "aud": ["guichet-essai", "un-autre"], "azp": "un-autre" }), "answer", "azp"),
        (json!({ "azp": "un-autre" }), "answer", "azp"),
        (json!({ "nonce": "un-autre" }), "answer", "nonce"),
        (json!({ "nonce": null }), "answer", "nonce"),
        (json!({ "exp": NOW - 61 }), "expired", "exp"),
        (json!({ "exp": null }), "answer", "exp"),
        (json!({ "exp": "demain" }), "answer", "time"),
        (json!({ "nbf": NOW + 61 }), "expired", "nbf"),
        (json!({ "iat": NOW + 61 }), "expired", "nbf"),
        (json!({ "iat": null }), "answer", "iat"),
        (json!({ "acr": "eidas0" }), "acr", "acr"),
        (json!({ "acr": null }), "acr", "acr"),
        (json!({ "sub": null }), "answer", "sub"),
        (json!({ "sub": "" }), "answer", "sub"),
        (json!({ "sub": subject }), "answer", "sub"),
        (json!({ "sub": "personne-2" }), "answer", "sub"),
        (json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }), "answer", "at_hash"),
    ] {
        impostor.script().claims = claims.clone();
        let fault = login(&impostor, provider, NOW).await.unwrap_err();
        assert_eq!(fault.code, format!("identity.{code}"), "{claims}: {fault}");
        assert!(fault.detail.contains(detail), "{claims}: {fault}");
    }
    // Two clocks may be a minute apart; of several clients' tokens it is said that this one is ours.
    for claims in [
        json!({ "exp": NOW - 59 }),
        json!({ "iat": NOW + 60, "nbf": NOW + 60 }),
        json!({ "exp": 1_800_000_060.5 }),
        json!({ "aud": ["guichet-essai"] }),
        json!({ "aud": ["un-autre", "guichet-essai"], "azp": "guichet-essai" }),
    ] {
        impostor.script().claims = claims.clone();
        assert!(login(&impostor, provider, NOW).await.is_ok(), "{claims}");
    }
}

#[tokio::test]
async fn a_level_asked_for_by_itself_is_the_one_that_counts() {
    let impostor = Impostor::start(NOW);
    let providers = providers(&impostor.issuer, json!({ "acr_values": ["eidas1", "eidas2"] }));
    let provider = essai(&providers);
    assert_eq!(provider.levels(), ["eidas1", "eidas2"]);
    let levels = ["eidas2".to_owned()];
    let question = Question { levels: &levels, ..QUESTION };
    let url = provider.begin(&question, NOW).await.unwrap();
    assert_eq!(parameter(&url, "acr_values").as_deref(), Some("eidas2"));
    let answer = Answer { code: Some("code"), error: None, issuer: None };
    impostor.script().nonce = QUESTION.nonce.to_owned();
    impostor.script().claims = json!({ "acr": "eidas1", "auth_time": NOW - 30 });
    // What the setting takes at other times does not do for this question.
    let fault = provider.finish(&question, &answer, NOW).await.unwrap_err();
    assert_eq!(fault.code, "identity.acr", "{fault}");
    let verified = provider.finish(&QUESTION, &answer, NOW).await.unwrap();
    assert_eq!((verified.acr.as_deref(), verified.authenticated_at), (Some("eidas1"), Some(NOW - 30)));
    impostor.script().claims = json!({ "acr": "eidas2" });
    let verified = provider.finish(&question, &answer, NOW).await.unwrap();
    assert_eq!((verified.acr.as_deref(), verified.authenticated_at), (Some("eidas2"), None));
    impostor.script().claims = json!({ "acr": "eidas2", "auth_time": "hier" });
    assert_eq!(provider.finish(&question, &answer, NOW).await.unwrap_err().code, "identity.answer");
}

#[tokio::test]
async fn only_the_providers_own_keys_sign() {
    let impostor = Impostor::start(NOW);
    let providers = providers(&impostor.issuer, json!({}));
    let provider = essai(&providers);
    let deny = async |signs, head: Value, detail: &str| {
        (impostor.script().signs, impostor.script().head) = (signs, head.clone());
        let fault = login(&impostor, provider, NOW).await.unwrap_err();
        assert_eq!(fault.code, "identity.answer", "{signs:?} {head}: {fault}");
        assert!(fault.detail.contains(detail), "{signs:?} {head}: {fault}");
    };
    for alg in ["none", "None", "NONE", ""] {
        deny(Signs::Not, json!({ "alg": alg }), "not signed").await;
    }
    deny(Signs::Not, json!({ "alg": "ES256" }), "signature").await;
    deny(Signs::WithThePublicKey, json!({}), "not signed").await;
    deny(Signs::WithThePublicKey, json!({ "alg": "ES256" }), "signature").await;
    deny(Signs::WithThePublicKey, json!({ "alg": "RS256" }), "signature").await;
    deny(Signs::Forged, json!({}), "signature").await;
    deny(Signs::Forged, json!({ "kid": null }), "signature").await;
    deny(Signs::With(0), json!({ "kid": "cle-1" }), "signature").await;
    deny(Signs::With(0), json!({ "crit": ["exp"] }), "extensions").await;
    deny(Signs::With(0), json!({ "typ": "logout+jwt" }), "type").await;
    // A key that comes along with the token is nobody's.
    deny(Signs::Forged, json!({ "jwk": { "kty": "EC" }, "jku": "https://exemple.fr/" }), "signature").await;
    (impostor.script().signs, impostor.script().head) = (Signs::With(1), json!({ "kid": null }));
    assert!(login(&impostor, provider, NOW).await.is_ok());

    // RS256 alone is what this provider was said to sign with.
    let narrow = Providers::new(&[setting(&impostor.issuer, json!({ "algorithms": ["RS256"] }))]).unwrap();
    (impostor.script().signs, impostor.script().head) = (Signs::With(0), json!({}));
    let fault = login(&impostor, essai(&narrow), NOW).await.unwrap_err();
    assert!(fault.detail.contains("setting"), "{fault}");
}

#[tokio::test]
async fn a_new_key_is_read_once_and_an_unknown_one_is_not_asked_for_at_each_login() {
    let impostor = Impostor::start(NOW);
    let providers = providers(&impostor.issuer, json!({}));
    let provider = essai(&providers);
    for _ in 0..3 {
        login(&impostor, provider, NOW).await.unwrap();
    }
    assert_eq!((impostor.asked("/jwks"), impostor.asked("/.well-known/openid-configuration")), (1, 1));
    // The provider changes its keys: known at once.
    (impostor.script().published, impostor.script().signs) = (vec![1, 2], Signs::With(2));
    login(&impostor, provider, NOW + 30).await.unwrap();
    assert_eq!(impostor.asked("/jwks"), 2);
    // One that it publishes nowhere is looked for once, and not by everybody who comes.
    impostor.script().head = json!({ "kid": "inconnue" });
    for second in 31..40 {
        let fault = login(&impostor, provider, NOW + second).await.unwrap_err();
        assert!(fault.detail.contains("does not publish"), "{fault}");
    }
    assert_eq!(impostor.asked("/jwks"), 2);
    login(&impostor, provider, NOW + 41).await.unwrap_err();
    assert_eq!(impostor.asked("/jwks"), 3);
    // A provider whose discovery and keys cannot be read for an hour is known by what was read before.
    impostor.script().head = json!({});
    for path in ["/jwks", "/.well-known/openid-configuration"] {
        impostor.script().instead.insert(path, Act::say("503 Service Unavailable"));
    }
    impostor.script().now = NOW + 7200;
    login(&impostor, provider, NOW + 7200).await.unwrap();
    assert_eq!(impostor.asked("/jwks"), 4);
    let fault = login(&impostor, provider, NOW + 30 * 3600).await.unwrap_err();
    assert_eq!(fault.code, "identity.unavailable");
}

#[tokio::test]
async fn a_provider_that_is_down_slow_huge_or_leads_elsewhere_is_told_apart_and_left_alone_a_moment() {
    let huge = |_: ()| Act::Pour(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"x\":\"".to_vec());
    let redirect = Act::Say("302 Found", "Location: http://127.0.0.1:1/\r\n".to_owned());
    for path in ["/.well-known/openid-configuration", "/jwks", "/token", "/userinfo"] {
        for (act, code) in [
            (Act::say("503 Service Unavailable"), "unavailable"),
            (Act::say("500 Internal Server Error"), "unavailable"),
            (Act::say("429 Too Many Requests"), "unavailable"),
            (Act::Hush, "unavailable"),
            (Act::Send(Vec::new()), "unavailable"),
            (Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec()), "unavailable"),
            (Act::Drip(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()), "unavailable"),
            (huge(()), "answer"),
            (redirect.clone(), "answer"),
            (impostor::says("200 OK", "application/json", "[]"), "answer"),
            (impostor::says("200 OK", "text/html", "<html>"), "answer"),
            (impostor::says("200 OK", "application/json", ""), "answer"),
        ] {
            let impostor = Impostor::start(NOW);
            impostor.script().instead.insert(path, act.clone());
            let one =
                Providers::new(&[setting(&impostor.issuer, json!({}))]).unwrap().within(Duration::from_millis(400));
            let fault = login(&impostor, essai(&one), NOW).await.unwrap_err();
            assert_eq!(fault.code, format!("identity.{code}"), "{path} {act:?}: {fault}");
            if path.contains("well-known") {
                login(&impostor, essai(&one), NOW + 1).await.unwrap_err();
                assert_eq!(impostor.asked(path), 1, "it is left alone");
                impostor.script().instead.clear();
                login(&impostor, essai(&one), NOW + 5).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn a_discovery_leads_nowhere_but_to_the_provider_it_is_of() {
    for (discovery, code) in [
        (json!({ "issuer": "http://127.0.0.1:1" }), "setup"),
        (json!({ "jwks_uri": "file:///etc/passwd" }), "answer"),
        (json!({ "token_endpoint": "http://u:p@127.0.0.1/" }), "answer"),
        (json!({ "token_endpoint": "http://169.254.169.254/latest" }), "setup"),
        (json!({ "userinfo_endpoint": "http://127.0.0.2:9/" }), "setup"),
        (json!({ "authorization_endpoint": "javascript:alert(1)" }), "answer"),
        (json!({ "end_session_endpoint": "http://exemple.fr/\r\nX: y" }), "answer"),
        (json!({ "token_endpoint": null }), "answer"),
    ] {
        let impostor = Impostor::start(NOW);
        impostor.script().discovery = discovery.clone();
        let providers = providers(&impostor.issuer, json!({}));
        let fault = login(&impostor, essai(&providers), NOW).await.unwrap_err();
        assert_eq!(fault.code, format!("identity.{code}"), "{discovery}: {fault}");
    }
    // Without its network being named, nothing of the loopback is asked at all.
    let impostor = Impostor::start(NOW);
    let closed = Providers::new(&[setting(&impostor.issuer, json!({ "networks": [] }))]).unwrap();
    assert_eq!(essai(&closed).begin(&QUESTION, NOW).await.unwrap_err().code, "identity.setup");
    assert!(impostor.heard().is_empty());
    // Keys by the thousand are not read.
    let keys: Vec<Value> = (0..1000).map(|number| json!({ "kty": "oct", "kid": number.to_string() })).collect();
    let keys = impostor::says("200 OK", "application/json", &json!({ "keys": keys }).to_string());
    impostor.script().instead.insert("/jwks", keys);
    let providers = providers(&impostor.issuer, json!({}));
    assert_eq!(login(&impostor, essai(&providers), NOW).await.unwrap_err().code, "identity.answer");
}

#[tokio::test]
async fn what_comes_back_instead_of_a_code_is_told_apart() {
    let impostor = Impostor::start(NOW);
    let providers = providers(&impostor.issuer, json!({}));
    let provider = essai(&providers);
    for (error, code) in [
        ("access_denied", "denied"),
        ("login_required", "login_required"),
        ("interaction_required", "login_required"),
        ("consent_required", "login_required"),
        ("temporarily_unavailable", "unavailable"),
        ("server_error", "unavailable"),
        ("invalid_request", "setup"),
        ("invalid_scope", "setup"),
        ("unauthorized_client", "setup"),
        ("unmet_authentication_requirements", "acr"),
        ("<script>", "answer"),
    ] {
        let answer = Answer { code: Some("code"), error: Some(error), issuer: None };
        let fault = provider.finish(&QUESTION, &answer, NOW).await.unwrap_err();
        assert_eq!(fault.code, format!("identity.{code}"), "{error}");
    }
    let fault = provider.finish(&QUESTION, &Answer::default(), NOW).await.unwrap_err();
    assert_eq!(fault.code, "identity.answer");
    // Another provider's answer, brought here by a browser that was led astray.
    let astray = Answer { code: Some("code"), error: None, issuer: Some("https://ailleurs.exemple.fr") };
    assert_eq!(provider.finish(&QUESTION, &astray, NOW).await.unwrap_err().code, "identity.state");
    assert!(impostor.heard().is_empty(), "no code goes anywhere");
    impostor.script().discovery = json!({ "authorization_response_iss_parameter_supported": true });
    assert_eq!(login(&impostor, provider, NOW).await.unwrap_err().code, "identity.state");
    for (error, code) in [("invalid_grant", "code"), ("invalid_client", "setup"), ("autre", "answer")] {
        let impostor = Impostor::start(NOW);
        let body = json!({ "error": error, "error_description": "non" }).to_string();
        impostor.script().instead.insert("/token", impostor::says("400 Bad Request", "application/json", &body));
        let providers = self::providers(&impostor.issuer, json!({}));
        let fault = login(&impostor, essai(&providers), NOW).await.unwrap_err();
        assert_eq!(fault.code, format!("identity.{code}"), "{error}");
    }
}

#[tokio::test]
async fn a_userinfo_is_the_same_persons_and_as_signed_as_was_asked_for() {
    let impostor = Impostor::start(NOW);
    let both = [providers(&impostor.issuer, json!({})), providers(&impostor.issuer, json!({ "userinfo": "signed" }))];
    let [any, signed] = [essai(&both[0]), essai(&both[1])];
    assert_eq!(login(&impostor, signed, NOW).await.unwrap_err().code, "identity.answer");
    impostor.script().userinfo_is_signed = true;
    for provider in [any, signed] {
        assert_eq!(login(&impostor, provider, NOW).await.unwrap().email(), Some("agnes@exemple.fr"));
        let honest = impostor.script().userinfo.clone();
        for lie in [
            json!({ "sub": "personne-2" }),
            json!({ "sub": "personne-1", "iss": "http://127.0.0.1:1" }),
            json!({ "sub": "personne-1", "aud": "un-autre" }),
            json!({ "sub": "personne-1", "exp": NOW - 61 }),
        ] {
            impostor.script().userinfo = lie.clone();
            assert!(login(&impostor, provider, NOW).await.is_err(), "{lie}");
        }
        impostor.script().userinfo = honest;
    }
    // Birthdays that nobody knows exactly are texts; an address that the provider does not vouch for is not theirs.
    impostor.script().userinfo =
        json!({ "sub": "personne-1", "birthdate": "1962-08-00", "email": "a@exemple.fr", "email_verified": "false" });
    let verified = login(&impostor, signed, NOW).await.unwrap();
    assert_eq!((verified.text("birthdate"), verified.email_is_verified()), (Some("1962-08-00"), false));
    // What the id token vouched for was another address.
    impostor.script().claims = json!({ "email": "vrai@exemple.fr", "email_verified": true });
    impostor.script().userinfo = json!({ "sub": "personne-1", "email": "faux@exemple.fr" });
    assert!(!login(&impostor, signed, NOW).await.unwrap().email_is_verified());
    let always = providers(&impostor.issuer, json!({ "email_verified": "always" }));
    assert!(login(&impostor, essai(&always), NOW).await.unwrap().email_is_verified());
}

#[test]
fn a_table_is_read_with_all_of_its_faults() {
    let good = || setting("https://exemple.fr", json!({}));
    assert!(Providers::new(&[good()]).is_ok());
    let faults = |settings: &[Setting]| Providers::new(settings).map(drop).unwrap_err();
    assert_eq!(faults(&[good(), good()]).len(), 2);
    let mut bad = setting(
        "http://exemple.fr?x",
        json!({ "id": "É", "name": " ", "client_id": "", "scopes": ["email"], "acr_values": ["a b"], "algorithms": [], "prompt": "none" }),
    );
    bad.client_secret = None;
    let said: Vec<_> = faults(&[bad]).into_iter().map(|(_, fault)| fault.cause).collect();
    assert_eq!(said.len(), 10, "{said:?}");
    for (issuer, networks) in
        [("ftp://exemple.fr", json!([])), ("https://u:p@exemple.fr", json!([])), ("https://exemple.fr", json!(["ici"]))]
    {
        assert_eq!(faults(&[setting(issuer, json!({ "networks": networks }))]).len(), 1, "{issuer}");
    }
    assert!(!format!("{:?}", good()).contains("s3cret"));
    let unknown = json!({ "id": "a", "name": "a", "issuer": "https://a.fr", "client_id": "a", "client_secret": "dans le fichier" });
    assert!(serde_json::from_value::<Setting>(unknown).is_err(), "a secret does not stand in the file");
}
