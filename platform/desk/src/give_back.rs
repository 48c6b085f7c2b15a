//! Takes what a recipient gives back as values with its answer (an RNA number), and tells what it has given: an event of the case, sealed
//! as its messages are.

use form::{
    demarche::Demarche,
    problem::Problem,
    returned::{self, Fault, Told},
    text::Language,
    view::{Item, ShownProblem},
};
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};
use store::events::Event;

use crate::{Desk, Served, error::DeskError, open_case::OpenedCase};

/// An event by which values are given back; its message is them, as JSON.
pub(crate) const VALUES: &str = "values";

/// What an act gives back as values.
#[derive(Debug, Clone, Default)]
pub enum Values {
    /// Nothing.
    #[default]
    None,
    /// As a program says it, by the published schema; `null` takes a value back.
    Said(Map<String, Json>),
    /// As the boxes of the case's page hold it; a box that was emptied takes its value back.
    Posted(Vec<(String, String)>),
}

impl Values {
    /// What tells them from others, in the hash of an act.
    pub(crate) fn fingerprint(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        match self {
            Self::None => return Vec::new(),
            Self::Said(said) => hash.update(Json::Object(said.clone()).to_string()),
            Self::Posted(pairs) => pairs.iter().filter(|(name, _)| returned::is_box(name)).for_each(|pair| {
                for part in [&pair.0, &pair.1] {
                    hash.update((part.len() as u64).to_be_bytes());
                    hash.update(part);
                }
            }),
        }
        hash.finalize().to_vec()
    }
}

/// What an event gives back, where it gives anything back.
pub fn given_back(event: &Event) -> Option<Map<String, Json>> {
    if event.kind == VALUES { serde_json::from_str(event.message.as_deref()?).ok() } else { None }
}

/// What was given back so far, the last of each value.
pub(crate) fn so_far<'e>(events: impl Iterator<Item = &'e Event>) -> Map<String, Json> {
    let mut all = Map::new();
    for (id, value) in events.filter_map(given_back).flatten() {
        if value.is_null() {
            all.remove(&id);
        } else {
            all.insert(id, value);
        }
    }
    all
}

/// What this recipient may give back, where it may.
fn form<'d>(demarche: &'d Demarche, recipient: &str) -> Option<&'d Demarche> {
    demarche.recipients.iter().find(|one| one.id == recipient)?.returns.as_deref()
}

impl OpenedCase {
    fn returns(&self) -> Option<&Demarche> {
        form(&self.dossier.served.demarche, &self.case.recipient)
    }

    /// The schema of what may be given back, where anything may.
    pub fn returns_schema(&self) -> Option<Json> {
        Some(returned::schema(self.returns()?, &self.case.recipient))
    }

    /// What was given back so far.
    pub fn given_back(&self) -> Map<String, Json> {
        so_far(self.events.iter().map(|(event, _)| event))
    }
}

impl Desk {
    /// What an event gave back, as people read it; taken back is what has no lines.
    pub fn told_back(&self, served: &Served, recipient: &str, event: &Event, language: Language) -> Option<Vec<Told>> {
        let given = given_back(event)?;
        let form = form(&served.demarche, recipient)?;
        let facts = self.facts(served, language);
        let mut told = returned::told(form, &given, &facts);
        told.extend(returned::taken_back(form, &given, language));
        Some(told)
    }

    /// The boxes of what may be given back, with what was given so far; or with what was typed, and what is wrong with it where it is
    /// `judged`. Nothing where nothing may.
    pub fn boxes_back(
        &self,
        opened: &OpenedCase,
        typed: Option<&[(String, String)]>,
        judged: bool,
        language: Language,
    ) -> Option<(Vec<Item>, Vec<ShownProblem>)> {
        let form = opened.returns()?;
        let facts = self.facts(&opened.dossier.served, language);
        let (answers, mut problems) = match typed {
            Some(pairs) => returned::posted(form, pairs, &facts),
            None => (returned::hold(form, &opened.given_back(), &facts), Vec::<Problem>::new()),
        };
        if !judged {
            problems.clear();
        }
        Some(returned::drawn(form, &answers, &problems, &facts))
    }

    /// What is to be kept of the values of an act, as JSON; nothing where there is nothing new.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub(crate) fn judge_values(&self, opened: &OpenedCase, values: &Values) -> Result<Option<String>, DeskError> {
        let facts = self.facts(&opened.dossier.served, Language::Fr);
        let known = opened.given_back();
        let kept: Map<String, Json> = match (values, opened.returns()) {
            (Values::None, _) | (Values::Posted(_), None) => return Ok(None),
            (Values::Said(said), None) => {
                let unknown = |id: &String| Fault { id: id.chars().take(60).collect(), kind: None, unknown: true };
                let faults: Vec<Fault> = said.keys().map(unknown).collect();
                return if faults.is_empty() { Ok(None) } else { Err(DeskError::Values(faults)) };
            }
            (Values::Said(said), Some(form)) => {
                let asked = |id: &String| form.nodes.iter().any(|node| node.id == *id && node.field().is_some());
                let (gone, said): (Map<_, _>, Map<_, _>) =
                    said.clone().into_iter().partition(|(id, value)| value.is_null() && asked(id));
                let said = returned::wire(form, &returned::read(form, &said, &facts).map_err(DeskError::Values)?);
                // What is there already is no news, nor is what was never there and is taken back.
                let new = said.into_iter().filter(|(id, value)| known.get(id) != Some(value));
                new.chain(gone.into_iter().filter(|(id, _)| known.contains_key(id))).collect()
            }
            (Values::Posted(pairs), Some(form)) => {
                let (answers, problems) = returned::posted(form, pairs, &facts);
                if !problems.is_empty() {
                    return Err(DeskError::Values(problems.into_iter().map(returned::fault_of).collect()));
                }
                let posted = returned::wire(form, &answers);
                let asked = |id: &String| pairs.iter().any(|(name, _)| returned::is_box_of(name, id));
                let gone = known.keys().filter(|id| !posted.contains_key(*id) && asked(id));
                let gone: Vec<_> = gone.map(|id| (id.clone(), Json::Null)).collect();
                let new = posted.into_iter().filter(|(id, value)| known.get(id) != Some(value));
                new.chain(gone).collect()
            }
        };
        Ok((!kept.is_empty()).then(|| Json::Object(kept).to_string()))
    }
}
