//! Makes the receipt: one PDF, what counts in law first, the recap after.
//!
//! Accusé d'enregistrement (AEE) or accusé de réception (ARE) of an electronic filing: code des relations entre le
//! public et l'administration (CRPA), L112-11 and R112-11-1 and following.

pub(crate) mod draw;
pub(crate) mod law;

pub use law::{Lack, is_reachable};

use form::{demarche::Demarche, recap::Recap};
use jiff::Timestamp;

use crate::{Attachment, Evidence, Fault, Issuer, Recipient, finish, signature};

/// Which of the two receipts it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Accusé d'enregistrement électronique: states when the filing was recorded.
    Registration,
    /// Accusé de réception électronique: states all that CRPA R112-11-1 asks for.
    Reception,
}

/// All that a receipt says.
#[derive(Debug, Clone, Copy)]
pub struct Receipt<'a> {
    /// Which of the two it is; [`Kind::complete`] tells which it may be at once.
    pub kind: Kind,
    /// Who speaks.
    pub issuer: Issuer<'a>,
    /// The définition by which it was filed, of that version.
    pub demarche: &'a Demarche,
    /// As shown to citizens, in groups.
    pub reference: &'a str,
    /// The follow-up page's address: the QR code and a link lead there.
    pub follow_url: &'a str,
    /// The address of the page that says what becomes of the data the démarche asks for, where there is one.
    pub privacy_url: Option<&'a str>,
    /// When the dossier was recorded: the date of receipt in law.
    pub recorded_at: Timestamp,
    /// Who files, as the answers name them.
    pub applicant: Option<&'a str>,
    /// Who receives; one a case.
    pub recipients: &'a [Recipient<'a>],
    /// What was attached, in the order of the recap.
    pub attachments: &'a [Attachment<'a>],
    /// What proves the confirmation.
    pub evidence: Evidence<'a>,
    /// What was confirmed.
    pub recap: &'a Recap,
}

impl Kind {
    /// Which receipt may be given at once: an accusé de réception only where all that R112-11-1 wants is known and every recipient is served here.
    pub fn complete(demarche: &Demarche, recipients: &[Recipient<'_>]) -> Self {
        if law::complete_at_once(demarche, recipients) { Self::Reception } else { Self::Registration }
    }

    /// Whether this recipient's acknowledging brings an accusé de réception: of one of whom too little is known none may be issued here.
    pub fn is_complete_by(demarche: &Demarche, recipient: &Recipient<'_>) -> bool {
        law::complete_by(demarche, recipient)
    }

    /// What is unknown, where it brings none: of the recipient, of the démarche, or of both.
    pub fn lacks(demarche: &Demarche, recipient: &Recipient<'_>) -> Vec<Lack> {
        law::lacks(demarche, recipient)
    }
}

/// The receipt as a PDF; sealed where a key is given. Equal input gives equal bytes.
pub fn render(receipt: &Receipt<'_>, key: Option<&signature::Key>) -> Result<Vec<u8>, Fault> {
    let (flow, title) = draw::draw(receipt, key)?;
    let about = finish::About {
        title: &format!("{title} · {}", receipt.reference),
        subject: receipt.demarche.title.get(receipt.issuer.language),
        author: receipt.issuer.author(),
        language: receipt.issuer.language.tag(),
        made_at: receipt.recorded_at,
        reference: receipt.reference,
    };
    finish::finish(flow, &about, key)
}

/// The text of the receipt that [`render`] draws of the same: what a reader copies out of the PDF, the kinds of space left out of account.
pub fn text(receipt: &Receipt<'_>, key: Option<&signature::Key>) -> Result<String, Fault> {
    Ok(draw::draw(receipt, key)?.0.said())
}
