//! Decides who receives what: one case per recipient, each with its own projection. Sends nothing.

use serde::{Deserialize, Serialize};

use crate::{
    answers::Value,
    demarche::{Demarche, Recipient, To},
    expression::{self, Here},
    lookup::{Directory, Organisation},
    path,
    recap::Recap,
    state::State,
    wire,
};

/// One case as it is to be stored: what one recipient may see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedCase {
    /// The recipient's id in the démarche.
    pub recipient: String,
    /// What the citizen reads.
    pub title: String,
    /// The organisation as the directory had it; none where the directory knows none.
    pub organisation: Option<Organisation>,
    /// The name of the commune that led to it, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<String>,
    /// Whether it is sent here; else the citizen sends it by post.
    pub connected: bool,
    /// The answers it receives, as wire JSON.
    pub answers: serde_json::Value,
    /// The recap of those answers alone.
    pub recap: Recap,
    /// The ids of the attachments it receives.
    pub attachments: Vec<String>,
    /// The statuses it may set.
    pub statuses: Vec<String>,
}

/// The cases that the answers give rise to, in the order of the recipients.
pub fn plan(state: &State<'_>, directory: &dyn Directory) -> Vec<PlannedCase> {
    state
        .demarche
        .recipients
        .iter()
        .filter(|recipient| receives_a_case(state, recipient))
        .map(|recipient| {
            let organisation = organisation(state, recipient, directory);
            let receives = Some(recipient.receives.as_slice());
            PlannedCase {
                recipient: recipient.id.clone(),
                title: recipient.title.get(state.language()).to_owned(),
                connected: organisation.as_ref().is_some_and(|found| found.connected),
                organisation,
                commune: commune(state, recipient),
                answers: wire::answers(state, receives),
                recap: Recap::of_received(state, receives),
                attachments: attachments(state, &recipient.receives),
                statuses: recipient.statuses.clone(),
            }
        })
        .collect()
}

/// Whether the answers give rise to a case for this recipient; as long as an answer that decides on it is missing, they do not.
pub fn receives_a_case(state: &State<'_>, recipient: &Recipient) -> bool {
    recipient.when.as_ref().is_none_or(|when| expression::eval_condition(when, state, &Here::default()))
}

/// The index of the page on which the last of the answers is given that decide on this recipient: whether it gets a case, and where it is.
pub fn decided_on(demarche: &Demarche, recipient: &Recipient) -> Option<usize> {
    let place = match &recipient.to {
        To::Organisation { .. } => None,
        To::CommuneOf { path } => Some(path),
    };
    let asked = recipient.when.iter().flat_map(|when| when.reads()).chain(place);
    asked.filter_map(|path| demarche.at(path)?.page).max()
}

/// What the commune is called whose town hall receives it, as the recap says it: « Évry (89) », told from its namesakes.
pub fn commune(state: &State<'_>, recipient: &Recipient) -> Option<String> {
    match &recipient.to {
        To::Organisation { .. } => None,
        To::CommuneOf { path } => {
            let field = state.demarche.at(path)?.field()?;
            field.field_type.show(&state.value(path)?, field, state.language()).into_iter().next()
        }
    }
}

/// The organisation that the answers lead to.
pub fn organisation(state: &State<'_>, recipient: &Recipient, directory: &dyn Directory) -> Option<Organisation> {
    match &recipient.to {
        To::Organisation { siret, branch } => directory.organisation(siret, branch),
        To::CommuneOf { path } => match state.value(path)? {
            Value::Entry { code, .. } => directory.of_commune(&code),
            _ => None,
        },
    }
}

/// The ids of the visible attachments within `receives`.
fn attachments(state: &State<'_>, receives: &[String]) -> Vec<String> {
    let mut ids = Vec::new();
    for page in state.pages() {
        state.each_field_of_page(page, &mut |node, path| {
            let received = receives.iter().any(|received| path::is_within(&node.path, received));
            if received && let Some(Value::Files(files)) = state.value(path) {
                ids.extend(files.into_iter().map(|file| file.id));
            }
        });
    }
    ids
}
