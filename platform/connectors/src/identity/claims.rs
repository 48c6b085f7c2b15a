//! Holds the claims of an id token against what was asked, and gives them to whoever has use for them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::{Fault, Provider, Question, VerifiedEmail};

/// How far two clocks may be apart, in seconds.
const SKEW: i64 = 60;
/// The longest name that a provider may have for somebody.
const SUBJECT: usize = 255;

/// What a provider says of somebody, verified.
#[derive(Clone)]
pub struct Verified {
    /// Who says so.
    pub issuer: String,
    /// As whom the provider knows them: opaque, and the same each time.
    pub subject: String,
    /// How sure the provider is.
    pub acr: Option<String>,
    /// By what means they proved it.
    pub amr: Vec<String>,
    /// When they did, in seconds since 1970, where the provider says so: it may have known them for a while.
    pub authenticated_at: Option<i64>,
    /// Whether a second factor was among them, by the setting.
    pub strong: bool,
    /// The token itself: the provider wants it back when they log out.
    pub id_token: String,
    email_always: bool,
    claims: Map<String, Value>,
}

/// Shows nothing of anybody.
impl std::fmt::Debug for Verified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verified").field("issuer", &self.issuer).field("strong", &self.strong).finish_non_exhaustive()
    }
}

impl Verified {
    /// A claim that is a text, and not an empty one. Of dates of birth: providers give presumed ones too, `1962-08-00`.
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    /// A claim as the provider gives it, where it is a text or a list of texts: what is longer than any name is no claim of anybody.
    pub fn said(&self, claim: &str) -> Option<Value> {
        const LONGEST: usize = 500;
        const MOST: usize = 30;
        let short = |text: &str| text.chars().count() <= LONGEST && !text.contains(char::is_control);
        match self.claims.get(claim)? {
            Value::String(text) if short(text.trim()) && !text.trim().is_empty() => {
                Some(Value::String(text.trim().to_owned()))
            }
            Value::Array(all) if all.len() <= MOST => {
                let texts = all.iter().map(|one| one.as_str().filter(|text| short(text)).map(Value::from));
                texts.collect::<Option<Vec<Value>>>().filter(|texts| !texts.is_empty()).map(Value::Array)
            }
            _ => None,
        }
    }

    /// Their e-mail address, whoever vouches for it.
    pub fn email(&self) -> Option<&str> {
        self.text("email")
    }

    /// Whether the provider vouches for it.
    pub fn email_is_verified(&self) -> bool {
        self.email_always
            || self.claims.get("email_verified").is_some_and(|said| *said == Value::Bool(true) || said == "true")
    }
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name)?.as_str()
}

/// A time in seconds since 1970; providers give fractions too.
fn time(claims: &Map<String, Value>, name: &str) -> Result<Option<i64>, Fault> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds of a time: beyond i64 it saturates")]
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64));
    seconds.map(Some).ok_or(Fault::answer("a time that is none"))
}

impl Provider {
    /// Who signed, for whom, and whether it holds now: of an id token, and of a userinfo that is signed.
    pub(super) fn hold(&self, claims: &Map<String, Value>, now: i64) -> Result<(), Fault> {
        if text(claims, "iss") != Some(self.issuer()) {
            return Err(Fault::answer("another issuer (iss)"));
        }
        let ours = self.setting.client_id.as_str();
        let azp = claims.get("azp");
        match claims.get("aud") {
            Some(Value::String(one)) if one == ours => {}
            Some(Value::Array(all)) if all.iter().any(|one| one == ours) => {
                if all.len() > 1 && azp.is_none() {
                    return Err(Fault::answer("for several clients, without saying whose it is (azp)"));
                }
            }
            _ => return Err(Fault::answer("for another client (aud)")),
        }
        if azp.is_some_and(|azp| azp != ours) {
            return Err(Fault::answer("of another client (azp)"));
        }
        if time(claims, "exp")?.is_some_and(|end| end.saturating_add(SKEW) <= now) {
            return Err(Fault { code: "identity.expired", detail: "a token that has ended (exp)" });
        }
        for from in ["nbf", "iat"] {
            if time(claims, from)?.is_some_and(|from| from.saturating_sub(SKEW) > now) {
                return Err(Fault { code: "identity.expired", detail: "a token from the future (nbf, iat)" });
            }
        }
        Ok(())
    }

    /// Holds an id token against what was asked.
    pub(super) fn judge(
        &self,
        claims: Map<String, Value>,
        (id_token, access_token): (&str, Option<&str>),
        question: &Question<'_>,
        now: i64,
    ) -> Result<Verified, Fault> {
        self.hold(&claims, now)?;
        if !claims.contains_key("exp") || !claims.contains_key("iat") {
            return Err(Fault::answer("an id token without a time (exp, iat)"));
        }
        if text(&claims, "nonce") != Some(question.nonce) {
            return Err(Fault::answer("in answer to another question (nonce)"));
        }
        let plain = |subject: &&str| {
            !subject.is_empty() && subject.len() <= SUBJECT && subject.bytes().all(|byte| (0x20..0x7f).contains(&byte))
        };
        let subject = text(&claims, "sub").filter(plain).ok_or(Fault::answer("nobody's, or a name too long (sub)"))?;
        if let (Some(said), Some(access_token)) = (claims.get("at_hash"), access_token) {
            let hash = Sha256::digest(access_token.as_bytes());
            if *said != URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2]) {
                return Err(Fault::answer("with another access token (at_hash)"));
            }
        }
        let acr = text(&claims, "acr").map(str::to_owned);
        let asked = self.asked(question.levels);
        if !asked.is_empty() && !acr.as_ref().is_some_and(|acr| asked.contains(acr)) {
            return Err(Fault { code: "identity.acr", detail: "another level than was asked for (acr)" });
        }
        let authenticated_at = time(&claims, "auth_time")?;
        let amr = claims.get("amr").and_then(Value::as_array).into_iter().flatten();
        let amr: Vec<String> = amr.filter_map(Value::as_str).map(str::to_owned).collect();
        let strong = &self.setting.second_factor;
        Ok(Verified {
            issuer: self.issuer().to_owned(),
            subject: subject.to_owned(),
            strong: amr.iter().any(|one| strong.amr.contains(one)) || acr.iter().any(|acr| strong.acr.contains(acr)),
            acr,
            amr,
            authenticated_at,
            id_token: id_token.to_owned(),
            email_always: self.setting.email_verified == VerifiedEmail::Always,
            claims,
        })
    }
}

impl Verified {
    /// Adds what the userinfo endpoint says of the same person; of two values its own is the newer.
    pub(super) fn told_more(&mut self, userinfo: Map<String, Value>) -> Result<(), Fault> {
        if text(&userinfo, "sub") != Some(&self.subject) {
            return Err(Fault::answer("a userinfo of somebody else (sub)"));
        }
        // An address is as verified as whoever gives it says.
        if userinfo.contains_key("email") {
            self.claims.remove("email_verified");
        }
        self.claims.extend(userinfo);
        Ok(())
    }
}
