//! Holds what the operator says of a provider, and finds what is wrong with it.

use serde::Deserialize;

use crate::url::is_plain;

/// A provider, as the operator names it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// What it is called in addresses: letters, figures and hyphens.
    pub id: String,
    /// As people know it: it stands on the button.
    pub name: String,
    /// Who signs, exactly as it stands in what is signed; its discovery lies under it. `plain+http://…` in a network of its own.
    pub issuer: String,
    /// As whom we are known there.
    pub client_id: String,
    /// What proves it. Never in the file: the file is read by more people.
    #[serde(skip)]
    pub client_secret: Option<String>,
    /// How it is given.
    #[serde(default)]
    pub client_auth: ClientAuth,
    /// Whether tokens and userinfo come encrypted for a key of ours.
    #[serde(default)]
    pub encrypted: bool,
    /// That key; never in the file.
    #[serde(skip)]
    pub decryption_key: Option<String>,
    /// What is asked for.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// The levels that are asked for; who comes with another one is not let in.
    #[serde(default)]
    pub acr_values: Vec<String>,
    /// How it may sign.
    #[serde(default = "algorithms")]
    pub algorithms: Vec<Algorithm>,
    /// How it says more of people.
    #[serde(default)]
    pub userinfo: Userinfo,
    /// What makes an e-mail address theirs.
    #[serde(default)]
    pub email_verified: VerifiedEmail,
    /// What proves a second factor.
    #[serde(default)]
    pub second_factor: Strong,
    /// Whether the code is bound to us by PKCE (S256); off only for a provider that refuses parameters which it does not know.
    #[serde(default = "yes")]
    pub pkce: bool,
    /// Sent on as it is.
    #[serde(default)]
    pub prompt: Option<String>,
    /// Where people read what it is: a link beside its button.
    #[serde(default)]
    pub about: Option<String>,
    /// Networks beside the internet that it may lie in.
    #[serde(default)]
    pub networks: Vec<String>,
}

/// Shows no secret.
impl std::fmt::Debug for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setting").field("id", &self.id).field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// How a client proves at the token endpoint who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// In a header.
    ClientSecretBasic,
    /// In the form.
    #[default]
    ClientSecretPost,
    /// None is shared: a key of ours signs who we are.
    PrivateKeyJwt,
}

/// How a provider may sign: with keys that it alone holds. Nothing unsigned, nothing signed with what both hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// RSA, PKCS #1 v1.5, with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
}

/// What is believed of the userinfo endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Userinfo {
    /// Signed or not: it came over TLS.
    #[default]
    Any,
    /// Only what is signed.
    Signed,
    /// Not asked.
    None,
}

/// What makes an e-mail address verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifiedEmail {
    /// The claim `email_verified`.
    #[default]
    Claim,
    /// That the provider gives it: it gives no others.
    Always,
}

/// What proves that somebody gave a second factor to the provider: any of these.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strong {
    /// Of `amr`, which is asked for where one stands here.
    #[serde(default)]
    pub amr: Vec<String>,
    /// Of `acr`.
    #[serde(default)]
    pub acr: Vec<String>,
}

fn scopes() -> Vec<String> {
    ["openid", "email"].map(str::to_owned).to_vec()
}

fn algorithms() -> Vec<Algorithm> {
    vec![Algorithm::Es256, Algorithm::Rs256]
}

fn yes() -> bool {
    true
}

impl Setting {
    /// What is wrong beside the address.
    pub(super) fn faults(&self) -> Vec<&'static str> {
        let mut faults = Vec::new();
        let mut expect = |right: bool, cause| {
            if !right {
                faults.push(cause);
            }
        };
        let id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let word = |text: &String| !text.is_empty() && text.len() <= 200 && is_plain(text);
        expect(!self.id.is_empty() && self.id.len() <= 40 && self.id.bytes().all(id), "id: letters a to z, figures, -");
        let name = self.name.trim();
        expect(
            !name.is_empty() && name.chars().count() <= 60 && !name.contains(char::is_control),
            "name: 1 to 60 signs",
        );
        expect(
            !self.client_id.is_empty()
                && self.client_id.len() <= 500
                && self.client_id.bytes().all(|byte| (0x20..0x7f).contains(&byte)),
            "client_id: ASCII, at most 500 characters",
        );
        expect(
            self.client_secret.as_ref().is_some_and(|secret| {
                !secret.is_empty() && secret.len() <= 1000 && secret.bytes().all(|byte| (0x20..0x7f).contains(&byte))
            }),
            "its secret is missing: it is given by the environment",
        );
        expect(!self.issuer.contains('?'), "issuer: without parameters");
        expect(
            self.scopes.iter().any(|scope| scope == "openid") && self.scopes.iter().all(word),
            "scopes: openid, and others without spaces",
        );
        expect(self.acr_values.iter().all(word), "acr_values: without spaces");
        expect(self.second_factor.amr.iter().chain(&self.second_factor.acr).all(word), "second_factor: without spaces");
        expect(!self.algorithms.is_empty(), "algorithms: ES256, RS256 or both");
        expect(
            self.prompt.as_ref().is_none_or(|prompt| {
                prompt.split(' ').all(|one| matches!(one, "login" | "consent" | "select_account"))
            }),
            "prompt: login, consent, select_account",
        );
        expect(
            self.about
                .as_ref()
                .is_none_or(|about| about.starts_with("https://") && is_plain(about) && about.len() <= 500),
            "about: an address, https",
        );
        faults
    }
}
