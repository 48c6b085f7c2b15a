//! Decides who receives what: one case per recipient, each with its own projection. Sends nothing.

mod changes;

pub use changes::{RecipientChange, What, changes, mark};
use serde::{Deserialize, Serialize};

use crate::{
    answers::Value,
    demarche::{Demarche, Recipient, To},
    expression::{self, Here},
    lookup::{Directory, Organisation, Wanted, departement_of},
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
    /// The place that led to it, where one did.
    #[serde(default, flatten, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
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

/// The place that the answers name and that the organisation serves, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// A commune: its town hall.
    Commune(String),
    /// A département: the service that is there for it.
    Departement(String),
}

impl Area {
    /// What the place is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Commune(name) | Self::Departement(name) => name,
        }
    }
}

/// The référentiel that names départements.
pub(crate) const DEPARTEMENTS: &str = "departements";

/// The cases that the answers give rise to, in the order of the recipients.
pub fn plan(state: &State<'_>, directory: &dyn Directory) -> Vec<PlannedCase> {
    state
        .demarche
        .recipients
        .iter()
        .filter(|recipient| receives_a_case(state, recipient))
        .map(|recipient| {
            let organisation = wanted(state, &recipient.to).and_then(|wanted| directory.find(&wanted));
            let receives = Some(recipient.receives.as_slice());
            PlannedCase {
                recipient: recipient.id.clone(),
                title: recipient.title.get(state.language()).to_owned(),
                connected: organisation.as_ref().is_some_and(|found| found.connected),
                organisation,
                area: area(state, recipient),
                answers: wire::answers(state, receives),
                recap: Recap::of_received(state, receives),
                attachments: attachments(state, &recipient.receives),
                statuses: recipient.statuses.clone(),
            }
        })
        .collect()
}

/// The case as its recipient has it once answers were changed for it: the same share of what is there now.
pub fn renewed(state: &State<'_>, case: &PlannedCase) -> Option<PlannedCase> {
    let recipient = state.demarche.recipients.iter().find(|recipient| recipient.id == case.recipient)?;
    let receives = Some(recipient.receives.as_slice());
    Some(PlannedCase {
        answers: wire::answers(state, receives),
        recap: Recap::of_received(state, receives),
        attachments: attachments(state, &recipient.receives),
        ..case.clone()
    })
}

/// Whether the answers give rise to a case for this recipient; as long as an answer that decides on it is missing, they do not.
pub fn receives_a_case(state: &State<'_>, recipient: &Recipient) -> bool {
    recipient.when.as_ref().is_none_or(|when| expression::eval_condition(when, state, &Here::default()))
}

/// The index of the page on which the last of the answers is given that decide on this recipient: whether it gets a case, and where it is.
pub fn decided_on(demarche: &Demarche, recipient: &Recipient) -> Option<usize> {
    let place = match &recipient.to {
        To::Organisation { .. } => None,
        To::CommuneOf { path } | To::DepartementOf { path } => Some(path),
    };
    let asked = recipient.when.iter().flat_map(|when| when.reads()).chain(place);
    asked.filter_map(|path| demarche.at(path)?.page).max()
}

/// The place whose service receives it, as the recap says it: « Évry (89) », told from its namesakes; « Haute-Garonne ».
pub fn area(state: &State<'_>, recipient: &Recipient) -> Option<Area> {
    match (&recipient.to, wanted(state, &recipient.to)?) {
        (To::CommuneOf { path }, Wanted::Commune(_)) => {
            let field = state.demarche.at(path)?.field()?;
            let shown = field.field_type.show(&state.value(path)?, field, state.language());
            Some(Area::Commune(shown.into_iter().next()?))
        }
        (_, Wanted::Departement(number)) => {
            Some(Area::Departement(state.facts.lookup.entry(DEPARTEMENTS, &number).map_or(number, |found| found.nom)))
        }
        _ => None,
    }
}

/// What this recipient asks of the directory, as far as the answers say.
pub fn wanted(state: &State<'_>, to: &To) -> Option<Wanted> {
    let place = match to {
        To::Organisation { .. } => None,
        To::CommuneOf { path } | To::DepartementOf { path } => match state.value(path)? {
            Value::Entry { code, .. } => Some(code),
            _ => None,
        },
    };
    wanted_at(to, place.as_deref())
}

/// What a recipient asks of the directory where the place that leads to it has this code.
pub fn wanted_at(to: &To, place: Option<&str>) -> Option<Wanted> {
    Some(match to {
        To::Organisation { siret, branch } => Wanted::Desk { siret: siret.clone(), branch: branch.clone() },
        To::CommuneOf { .. } => Wanted::Commune(place?.to_owned()),
        To::DepartementOf { .. } => Wanted::Departement(departement_of(place?).to_owned()),
    })
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
