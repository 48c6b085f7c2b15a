//! Asks an antivirus about a file. One deed, [`Scanner::scan`], and three answers: clean, infected, not to be had.
//!
//! An answer that is not to be had is no verdict: the file waits, its delivery too, and the operator is told.

mod clamd;

pub use clamd::Clamd;

use crate::UrlFault;
use crate::url::Url;

/// Who is asked.
#[derive(Debug, Default)]
pub enum Scanner {
    /// Nobody: files are inspected ([`crate::uploads`]) but no signatures are searched.
    #[default]
    Off,
    /// A `clamd` daemon.
    Clamd(Clamd),
}

/// What the antivirus says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody was asked.
    NotScanned,
    /// Nothing known was found.
    Clean,
    /// `file.malware`
    Infected {
        /// What it is, as the antivirus calls it: at most 100 printable ASCII characters.
        name: String,
    },
    /// Ask again later.
    Unavailable {
        /// Stable code: `scan.unreachable`, `scan.timeout`, `scan.too_large`, `scan.protocol`.
        code: &'static str,
    },
}

impl Scanner {
    /// Reads `off`, or `clamd://host:port`.
    ///
    /// # Errors
    /// `scan.url`, with what is wrong.
    pub fn from_url(url: &str) -> Result<Self, UrlFault> {
        if url.is_empty() || url == "off" {
            return Ok(Self::Off);
        }
        let fault = |cause| UrlFault { code: "scan.url", cause };
        let url = Url::read(url).map_err(fault)?;
        if url.scheme != "clamd" || url.user.is_some() || !url.query.is_empty() {
            return Err(fault("expected off or clamd://host:port"));
        }
        Ok(Self::Clamd(Clamd::new(url.host, url.port.unwrap_or(3310))))
    }

    /// Whether nobody is asked.
    pub fn is_off(&self) -> bool {
        matches!(self, Self::Off)
    }

    /// What the antivirus calls itself and its signatures (`ClamAV 1.4.6/27800/…`); nothing where it does not answer, or there is none.
    pub async fn engine(&self) -> Option<String> {
        match self {
            Self::Off => None,
            Self::Clamd(clamd) => clamd.version().await,
        }
    }

    /// Asks about a file.
    pub async fn scan(&self, bytes: &[u8]) -> Verdict {
        match self {
            Self::Off => Verdict::NotScanned,
            Self::Clamd(clamd) => clamd.scan(bytes).await,
        }
    }
}
