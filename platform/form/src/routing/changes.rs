//! Says what has changed for the recipients since a citizen was shown who receives what.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::PlannedCase;
use crate::{demarche::Demarche, text::Language};

/// What a citizen has to know of a recipient that is no longer what was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecipientChange {
    /// What the citizen reads (« Mairie »).
    pub title: String,
    /// The organisation now, where one is known.
    pub organisation: Option<String>,
    /// What has changed.
    pub what: What,
}

/// What has changed for a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It receives here what was to be sent by post.
    Connected,
    /// What it received here is to be sent by post.
    ByPost,
    /// Another organisation receives.
    Another,
    /// It receives too.
    Added,
    /// It receives no more.
    Gone,
}

/// Who receives, and how, in as few signs as a page can carry along until it is confirmed. It names nobody.
pub fn mark(cases: &[PlannedCase]) -> String {
    let marks: Vec<String> = cases.iter().map(|case| format!("{}={}", case.recipient, of(case))).collect();
    marks.join(" ")
}

/// `1` or `0`, as it is connected, then the organisation's own mark.
fn of(case: &PlannedCase) -> String {
    let named = case.organisation.as_ref().map(|found| format!("{}/{}", found.siret, found.branch));
    let digest = hex::encode(&Sha256::digest(named.unwrap_or_default())[..4]);
    format!("{}{digest}", u8::from(case.connected))
}

/// What has changed since a page carried `shown`; nothing where it carried none.
pub fn changes(demarche: &Demarche, shown: &str, cases: &[PlannedCase], language: Language) -> Vec<RecipientChange> {
    let shown: Vec<(&str, &str)> = shown.split(' ').filter_map(|mark| mark.split_once('=')).collect();
    if shown.is_empty() {
        return Vec::new();
    }
    let now = cases.iter().filter_map(|case| {
        let before = shown.iter().find(|(recipient, _)| *recipient == case.recipient).map(|(_, mark)| *mark);
        let what = match before {
            None => What::Added,
            Some(before) if before == of(case) => return None,
            Some(before) if before.starts_with('1') == case.connected => What::Another,
            Some(_) if case.connected => What::Connected,
            Some(_) => What::ByPost,
        };
        let organisation = case.organisation.as_ref().map(|found| found.name.clone());
        Some(RecipientChange { title: case.title.clone(), organisation, what })
    });
    let is_gone = |id: &str| shown.iter().any(|(known, _)| *known == id) && !cases.iter().any(|c| c.recipient == id);
    let gone = demarche.recipients.iter().filter(|recipient| is_gone(&recipient.id)).map(|recipient| RecipientChange {
        title: recipient.title.get(language).to_owned(),
        organisation: None,
        what: What::Gone,
    });
    now.chain(gone).collect()
}
