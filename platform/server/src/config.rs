//! Holds what an operator decides: where to listen, where data lies, who is trusted, how much is accepted.

use std::{net::IpAddr, net::SocketAddr, path::PathBuf};

/// What the server runs with. The command line fills it from flags and from `GUICHET_…`.
#[derive(Clone)]
pub struct Config {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The folder of the database, the keys and the files.
    pub data: PathBuf,
    /// `sqlite://…` or `postgres://…`; none means a SQLite file in `data`.
    pub database: Option<String>,
    /// Where démarches and components come from; `watch` also shows their faults on the page, to authors at work.
    pub sources: desk::Sources,
    /// Whether invented people and organisations are set up at the first start.
    pub demo: bool,
    /// The address people see, without a slash at the end; links in mails and in QR codes begin with it. Never taken from `Host`.
    pub public_url: String,
    /// Whether nobody said what address people see: then a form is ours that comes from the very host it is sent to.
    pub believes_host: bool,
    /// What a request for `/metrics` must carry as its bearer token where it does not come from this machine.
    pub metrics_token: Option<String>,
    /// `smtp://user:password@host:port`; without it mails are only kept, and read nowhere but on the `/dev/boite-mail` of a demonstration.
    pub smtp: Option<String>,
    /// The sender of mails.
    pub mail_from: String,
    /// The name of the site, in the header and under mails.
    pub site: String,
    /// Who publishes the site, for the legal notices.
    pub publisher: Option<String>,
    /// The address to write to about the site.
    pub contact: Option<String>,
    /// Who advises the publisher on data protection (DPO), as people write to them.
    pub officer: Option<String>,
    /// Who hosts the site (name, address, telephone), for the legal notice; without it, its publisher.
    pub hosted_by: Option<String>,
    /// Directory files (organisations) that are imported at the start.
    pub directories: Vec<PathBuf>,
    /// The master key in hexadecimal; without it, a file in `data` holds it.
    pub master_key: Option<String>,
    /// Where the data sources lie that components may ask; one that is not here is not asked.
    pub partners: Vec<desk::PartnerSetting>,
    /// Which identity providers agents come in by.
    pub identity: desk::IdentitySettings,
    /// Networks beside the internet that webhooks may lie in, as `10.1.0.0/16`; there they may be called in the clear too.
    pub webhook_networks: Vec<String>,
    /// Who examines files for viruses: `off`, or `clamd://host:port`.
    pub antivirus: String,
    /// How many documents, and bytes of them, one account may keep.
    pub documents: desk::Allowance,
    /// The terms of use that whoever logs in accepts.
    pub terms: Option<desk::Terms>,
    /// A test server marks everything it issues as a test.
    pub environment: Environment,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpAddr>,
    /// How much is accepted.
    pub limits: Limits,
}

/// Never shows the master key nor the SMTP password.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("data", &self.data)
            .field("public_url", &self.public_url)
            .field("environment", &self.environment)
            .field("demo", &self.demo)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// What what is issued here is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Environment {
    /// Receipts carry a « TEST » mark.
    #[default]
    Test,
    /// Receipts are real.
    Production,
}

impl Environment {
    /// `test` or `production`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Production => "production",
        }
    }
}

impl std::str::FromStr for Environment {
    /// What is neither.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "test" => Ok(Self::Test),
            "production" => Ok(Self::Production),
            other => Err(other.to_owned()),
        }
    }
}

/// Connections of one address at once, where the operator names no number.
pub const CONNECTIONS_PER_ADDRESS: usize = 256;

/// How much is accepted. The defaults suit a town; a load test raises the rates.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Requests treated at once; one more gets 503.
    pub in_flight: usize,
    /// Uploads of the largest size treated at once, or as many more as are smaller: they lie in memory while they are inspected.
    pub uploads_in_flight: usize,
    /// Bytes of a form without files.
    pub body: usize,
    /// Bytes of a form with files.
    pub upload: usize,
    /// Bytes of the address of a request.
    pub address: usize,
    /// Bytes of all headers together.
    pub headers: usize,
    /// Number of headers.
    pub header_count: usize,
    /// Logins, registrations and resumptions a minute from one address.
    pub logins_per_minute: u32,
    /// Attempts at the password of one account, from wherever, before they are slowed down to one a minute.
    pub account_attempts: u32,
    /// Connections of one address (IPv4, or /64 of IPv6) at once; those of the proxies are not counted. Without a number it is
    /// [`CONNECTIONS_PER_ADDRESS`], and this machine's own are not counted either: a relay on it may not have been named.
    pub connections_per_address: Option<usize>,
    /// Drafts opened a minute from one address.
    pub drafts_per_minute: u32,
    /// Questions to services before a filing, an hour from one address, and as many of one account: beside ten a day of one draft.
    pub questions_per_hour: u32,
    /// Tokens that partners' programs ask for a minute from one address: one company may work for many town halls.
    pub tokens_per_minute: u32,
    /// Requests a minute of one partner's program.
    pub partner_requests_per_minute: u32,
    /// Seconds until the headers must have come.
    pub header_seconds: u64,
    /// Seconds until a request must be answered.
    pub request_seconds: u64,
    /// The same for a form with files that keeps coming, on however slow a line.
    pub upload_seconds: u64,
    /// Seconds that running requests get when the server stops.
    pub grace_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_flight: 512,
            uploads_in_flight: 4,
            body: 1 << 20,
            upload: 110 << 20,
            address: 8 << 10,
            headers: 16 << 10,
            header_count: 64,
            logins_per_minute: 30,
            account_attempts: 20,
            connections_per_address: None,
            drafts_per_minute: 600,
            questions_per_hour: 60,
            tokens_per_minute: 300,
            partner_requests_per_minute: 3000,
            header_seconds: 10,
            request_seconds: form::check::REQUEST_SECONDS,
            upload_seconds: 900,
            grace_seconds: 10,
        }
    }
}

impl Config {
    /// The defaults for a data folder: `127.0.0.1:8080`, a test server, mails kept.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data: data.into(),
            database: None,
            sources: desk::Sources::default(),
            demo: false,
            public_url: "http://127.0.0.1:8080".to_owned(),
            believes_host: true,
            metrics_token: None,
            smtp: None,
            mail_from: "ne-pas-repondre@localhost".to_owned(),
            site: "guichet".to_owned(),
            publisher: None,
            contact: None,
            officer: None,
            hosted_by: None,
            directories: Vec::new(),
            master_key: None,
            partners: Vec::new(),
            identity: desk::IdentitySettings::default(),
            webhook_networks: Vec::new(),
            antivirus: "off".to_owned(),
            documents: desk::Allowance::default(),
            terms: None,
            environment: Environment::Test,
            proxies: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// Whether people come by https: cookies are then `__Host-` and `Secure`, and HSTS is sent.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The origin of [`Self::public_url`]: scheme, host and port.
    pub fn origin(&self) -> &str {
        let after_scheme = self.public_url.find("://").map_or(0, |at| at + 3);
        let end = self.public_url[after_scheme..].find('/').map_or(self.public_url.len(), |at| at + after_scheme);
        &self.public_url[..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_has_no_path() {
        let mut config = Config::new("x");
        config.public_url = "https://demarches.exemple.fr/portail".to_owned();
        assert_eq!(config.origin(), "https://demarches.exemple.fr");
        assert!(config.is_https());
    }

    #[test]
    fn secrets_are_not_printed() {
        let mut config = Config::new("x");
        config.master_key = Some("0123456789abcdef".to_owned());
        config.smtp = Some("smtp://u:secret@h".to_owned());
        let shown = format!("{config:?}");
        assert!(!shown.contains("0123456789abcdef") && !shown.contains("secret"), "{shown}");
    }
}
