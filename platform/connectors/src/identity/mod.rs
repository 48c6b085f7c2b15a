//! Knows people by what a provider of OpenID Connect says of them: the table of providers, and the code flow with each.
//!
//! Two deeds. [`Provider::begin`] gives the address at which the provider asks who somebody is; [`Provider::finish`] exchanges the code that
//! comes back for claims that were verified: signed by a key of the provider's, for us, in time, and in answer to this very question. Who
//! that is here, and what they may do, is not asked in this room.
//!
//! The caller keeps what binds the answer to the question ([`Question`]), draws it from chance, and hands it in once.

mod call;
mod claims;
mod discovery;
mod fault;
mod flow;
mod keys;
mod own_key;
mod setting;
mod token;

use std::time::Duration;

pub use claims::Verified;
pub use fault::Fault;
pub use flow::{Answer, Question};
pub use setting::{Algorithm, ClientAuth, Setting, Strong, Userinfo, VerifiedEmail};

use crate::{UrlFault, endpoint::Endpoint, exchange, reach::Reach};
use call::Caller;
use discovery::Known;
use own_key::OwnKey;

/// How long a call to a provider may take: somebody waits for it.
const WITHIN: Duration = Duration::from_secs(8);
/// The most providers of a table.
const MOST: usize = 32;

/// The providers that the operator names.
#[derive(Debug, Default)]
pub struct Providers(Vec<Provider>);

impl Providers {
    /// Reads the table: all that is wrong with it at once, each with the provider's id.
    ///
    /// # Errors
    /// `identity.setting` for each setting that cannot be used.
    pub fn new(settings: &[Setting]) -> Result<Self, Vec<(String, UrlFault)>> {
        let mut faults = Vec::new();
        let mut providers: Vec<Provider> = Vec::new();
        let fault = |cause| UrlFault { code: "identity.setting", cause };
        for setting in settings {
            if settings.iter().filter(|other| other.id == setting.id).count() > 1 {
                faults.push((setting.id.clone(), fault("two providers have this id")));
            }
            faults.extend(setting.faults().into_iter().map(|cause| (setting.id.clone(), fault(cause))));
            match Provider::new(setting.clone()) {
                Ok(provider) => providers.push(provider),
                Err(cause) => faults.push((setting.id.clone(), fault(cause))),
            }
        }
        if settings.len() > MOST {
            faults.push((String::new(), fault("at most 32 providers")));
        }
        if faults.is_empty() { Ok(Self(providers)) } else { Err(faults) }
    }

    /// The provider of this id.
    pub fn get(&self, id: &str) -> Option<&Provider> {
        self.0.iter().find(|provider| provider.setting.id == id)
    }

    /// All of them, as they stand in the table.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter()
    }

    /// Sets the time limit over each call.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        for provider in &mut self.0 {
            provider.caller.within = limit;
        }
        self
    }
}

/// A provider, and what is known of it.
#[derive(Debug)]
pub struct Provider {
    setting: Setting,
    caller: Caller,
    known: Known,
    /// What proves us there, where no secret is shared.
    signs: Option<OwnKey>,
    /// What opens what it encrypts for us.
    opens: Option<OwnKey>,
}

impl Provider {
    fn new(setting: Setting) -> Result<Self, &'static str> {
        Endpoint::read(&setting.issuer)?;
        let caller = Caller { tls: exchange::tls()?, reach: Reach::new(&setting.networks)?, within: WITHIN };
        let key = |text: Option<&str>| OwnKey::read(text.unwrap_or_default());
        let signs = match setting.client_auth {
            ClientAuth::PrivateKeyJwt => Some(key(setting.client_secret.as_deref())?),
            ClientAuth::ClientSecretBasic | ClientAuth::ClientSecretPost => None,
        };
        let opens = if setting.encrypted { Some(key(setting.decryption_key.as_deref())?) } else { None };
        Ok(Self { caller, known: Known::default(), signs, opens, setting })
    }

    /// What it is called in addresses and settings.
    pub fn id(&self) -> &str {
        &self.setting.id
    }

    /// As people know it.
    pub fn name(&self) -> &str {
        &self.setting.name
    }

    /// Where people read what it is.
    pub fn about(&self) -> Option<&str> {
        self.setting.about.as_deref()
    }

    /// The levels that it is asked for, and that nobody comes in below.
    pub fn levels(&self) -> &[String] {
        &self.setting.acr_values
    }

    /// Those that are asked for this time.
    fn asked<'a>(&'a self, levels: &'a [String]) -> &'a [String] {
        if levels.is_empty() { &self.setting.acr_values } else { levels }
    }

    /// Who signs, as it stands in what is signed.
    pub fn issuer(&self) -> &str {
        self.setting.issuer.strip_prefix("plain+").unwrap_or(&self.setting.issuer)
    }

    /// Whether it may be reached in the clear: only where its own address says so.
    fn in_clear(&self) -> bool {
        self.issuer().starts_with("http://")
    }

    /// An address that the provider gives, as it is called: by TLS, unless the provider itself lies in the clear.
    fn place(&self, url: &str) -> Result<String, Fault> {
        let url = match self.in_clear() && url.starts_with("http://") {
            true => format!("plain+{url}"),
            false => url.to_owned(),
        };
        if !self.in_clear() && !url.starts_with("https://") {
            return Err(Fault::answer("an address of its own is not https"));
        }
        match Endpoint::read(&url) {
            Ok(_) => Ok(url),
            Err(_) => Err(Fault::answer("an address of its own cannot be called")),
        }
    }
}
