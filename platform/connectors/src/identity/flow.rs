//! The way of a login: to the provider, back with a code, the code for tokens, the tokens for claims; and the way out.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::{
    ClientAuth, Fault, Provider, Userinfo, Verified,
    call::{Carries, parameters},
};

/// The most bytes of tokens, or of a userinfo.
const MOST: usize = 64 * 1024;

/// What a signed word on who we are is called.
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a provider is asked, and what binds its answer to the question: kept by whoever asks, drawn from chance, handed in once.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Where the browser comes back.
    pub redirect_uri: &'a str,
    /// Comes back with it: 32 signs at least.
    pub state: &'a str,
    /// Comes back in the id token: 32 signs at least.
    pub nonce: &'a str,
    /// Proves that who asks for the tokens is who asked for the code: 43 to 128 letters and figures.
    pub verifier: &'a str,
    /// Whether the provider is to ask who they are even where it knows.
    pub anew: bool,
    /// The levels that are asked for this time, of those of the setting; empty: all of them.
    pub levels: &'a [String],
}

/// What the browser came back with, as it stands in the address.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answer<'a> {
    /// The code.
    pub code: Option<&'a str>,
    /// What went wrong instead.
    pub error: Option<&'a str>,
    /// Whose code it is, where the provider says so.
    pub issuer: Option<&'a str>,
}

#[derive(Deserialize)]
struct Granted {
    id_token: String,
    access_token: Option<String>,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

impl Provider {
    /// The address at which the provider asks who somebody is.
    ///
    /// # Errors
    /// `identity.unavailable`, `identity.answer`, `identity.setup`.
    pub async fn begin(&self, question: &Question<'_>, now: i64) -> Result<String, Fault> {
        let metadata = self.metadata(now).await?;
        let scope = self.setting.scopes.join(" ");
        let acr = self.asked(question.levels).join(" ");
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(question.verifier.as_bytes()));
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", self.setting.client_id.as_str()),
            ("redirect_uri", question.redirect_uri),
            ("scope", &scope),
            ("state", question.state),
            ("nonce", question.nonce),
        ];
        if !acr.is_empty() {
            pairs.push(("acr_values", &acr));
        }
        if self.setting.pkce {
            pairs.extend([("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")]);
        }
        let prompt = self.setting.prompt.as_deref();
        if let Some(prompt) = if question.anew { prompt.or(Some("login")) } else { prompt } {
            pairs.push(("prompt", prompt));
        }
        if !self.setting.second_factor.amr.is_empty() {
            // Some providers say by what means somebody logged in only where that is asked.
            pairs.push(("claims", r#"{"id_token":{"amr":{"essential":true}}}"#));
        }
        Ok(with(&metadata.authorization_endpoint, &pairs))
    }

    /// Who came back.
    ///
    /// # Errors
    /// Those of [`Fault`].
    pub async fn finish(&self, question: &Question<'_>, answer: &Answer<'_>, now: i64) -> Result<Verified, Fault> {
        // Of which provider the answer is comes first: another one's error says nothing either.
        if answer.issuer.is_some_and(|issuer| issuer != self.issuer()) {
            return Err(Fault::state("the answer is another provider's (iss)"));
        }
        if let Some(error) = answer.error {
            return Err(Fault::told(error));
        }
        let code = answer.code.filter(|code| !code.is_empty()).ok_or(Fault::answer("neither a code nor an error"))?;
        let metadata = self.metadata(now).await?;
        if metadata.authorization_response_iss_parameter_supported && answer.issuer.is_none() {
            return Err(Fault::state("the answer does not say whose it is (iss)"));
        }
        let granted = self.tokens(&self.place(&metadata.token_endpoint)?, question, code, now).await?;
        let id_token = self.unsealed(&granted.id_token)?;
        let claims = self.opened(&metadata, &id_token, now).await?;
        let access = granted.access_token.as_deref();
        let mut verified = self.judge(claims, (&id_token, access), question, now)?;
        if self.setting.userinfo != Userinfo::None
            && let (Some(url), Some(access)) = (&metadata.userinfo_endpoint, access)
        {
            let answer = self.caller.call(&self.place(url)?, Carries::Bearer(access), MOST).await?;
            if !answer.status.is_success() {
                return Err(Fault::answer("no userinfo for its own access token"));
            }
            let userinfo: Map<String, Value> = if answer.mime.to_ascii_lowercase().starts_with("application/jwt") {
                let token = std::str::from_utf8(&answer.body).map_err(|_| Fault::answer("a userinfo that is none"))?;
                let claims = self.opened(&metadata, &self.unsealed(token.trim())?, now).await?;
                self.hold(&claims, now)?;
                claims
            } else if self.setting.userinfo == Userinfo::Signed {
                return Err(Fault::answer("a userinfo that is not signed"));
            } else {
                serde_json::from_slice(&answer.body).map_err(|_| Fault::answer("a userinfo that is none"))?
            };
            verified.told_more(userinfo)?;
        } else if self.setting.userinfo == Userinfo::Signed {
            return Err(Fault::answer("no userinfo, and a signed one is wanted"));
        }
        Ok(verified)
    }

    async fn tokens(&self, url: &str, question: &Question<'_>, code: &str, now: i64) -> Result<Granted, Fault> {
        let (id, secret) = (self.setting.client_id.as_str(), self.setting.client_secret.as_deref().unwrap_or_default());
        let assertion = self.signs.as_ref().map(|key| key.assertion(id, self.issuer(), code, now));
        let mut pairs =
            vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", question.redirect_uri)];
        if self.setting.pkce {
            pairs.push(("code_verifier", question.verifier));
        }
        let basic = match self.setting.client_auth {
            ClientAuth::ClientSecretBasic => Some((id, secret)),
            ClientAuth::ClientSecretPost => {
                pairs.extend([("client_id", id), ("client_secret", secret)]);
                None
            }
            ClientAuth::PrivateKeyJwt => {
                let assertion = assertion.as_deref().unwrap_or_default();
                pairs.extend([
                    ("client_id", id),
                    ("client_assertion_type", ASSERTION),
                    ("client_assertion", assertion),
                ]);
                None
            }
        };
        let answer = self.caller.call(url, Carries::Form(parameters(&pairs), basic), MOST).await?;
        if answer.status.is_success() {
            return serde_json::from_slice(&answer.body).map_err(|_| Fault::answer("an answer without an id token"));
        }
        let refused: Result<Refused, _> = serde_json::from_slice(&answer.body);
        Err(refused.map_or(Fault::answer("the token endpoint refuses without saying why"), |refused| {
            Fault::at_token(&refused.error)
        }))
    }

    /// The address at which the provider ends the session too, where it has one. `state` comes back.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn farewell(&self, id_token: &str, back: &str, state: &str, now: i64) -> Result<Option<String>, Fault> {
        let metadata = self.metadata(now).await?;
        let pairs = [("id_token_hint", id_token), ("post_logout_redirect_uri", back), ("state", state)];
        Ok(metadata.end_session_endpoint.map(|url| with(&url, &pairs)))
    }
}

fn with(url: &str, pairs: &[(&str, &str)]) -> String {
    let gap = if url.contains('?') { '&' } else { '?' };
    format!("{url}{gap}{}", parameters(pairs))
}
