//! Lets a desk label its cases: supervisors say which labels there are, every agent of the desk sticks them on and takes them off.

use store::{
    Uuid,
    cases::{self, Case},
    journal::{self, NewEntry},
    labels::{self, Label, NewLabel},
    people,
};

use crate::{
    Desk,
    access::{Act, Agent, Object, Subject, require},
    agents,
    at_desk::entry,
    error::DeskError,
    treat::one_line,
};

/// The colours a label can have, by the names that the site's styles know. The first is the plainest.
pub const COLOURS: [&str; 5] = ["grey", "blue", "green", "amber", "red"];
/// Characters of a label.
pub const MAX_LABEL: usize = 40;
/// Labels of a desk: more are a second filing system.
const MAX_LABELS: usize = 40;

impl Desk {
    /// The labels of the agent's desk.
    pub async fn labels(&self, agent: &Agent) -> Result<Vec<Label>, DeskError> {
        let (siret, branch) = (agent.organisation.as_str(), agent.branch.as_str());
        Ok(self.store.read(async |conn| labels::of_desk(conn, people::PORTAL, siret, branch).await).await?)
    }

    /// The same, for who may change them.
    ///
    /// # Errors
    /// `request.not_found` for who does not supervise the desk.
    pub async fn supervised_labels(&self, agent: &Agent) -> Result<Vec<Label>, DeskError> {
        supervise(agent)?;
        self.labels(agent).await
    }

    /// Adds a label to those of the agent's desk.
    ///
    /// # Errors
    /// `request.not_found` for who does not supervise it; `label.required`, `label.too_long`, `label.taken`, `label.too_many`,
    /// `label.colour`.
    pub async fn add_label(&self, agent: &Agent, name: &str, colour: &str) -> Result<(), DeskError> {
        supervise(agent)?;
        let name = one_line(name);
        let refused = |field, code| Err(DeskError::Invalid { field, code });
        let name = match name.trim() {
            "" => return refused("name", "label.required"),
            name if name.chars().count() > MAX_LABEL => return refused("name", "label.too_long"),
            name => name,
        };
        if !COLOURS.contains(&colour) {
            return refused("colour", "label.colour");
        }
        let (organisation, branch) = (agent.organisation.as_str(), agent.branch.as_str());
        self.store
            .write(async |tx| {
                let known = labels::of_desk(tx, people::PORTAL, organisation, branch).await?;
                if label_named(&known, name).is_some() {
                    return refused("name", "label.taken");
                }
                if known.len() >= MAX_LABELS {
                    return refused("name", "label.too_many");
                }
                let new = NewLabel { agency: people::PORTAL, organisation, branch, name, colour };
                let Some(label) = labels::add(tx, new).await? else { return refused("name", "label.taken") };
                Ok(journal::add(tx, on_label("label.added", &label, agent)).await?)
            })
            .await
    }

    /// Removes a label of the agent's desk, from its cases too.
    ///
    /// # Errors
    /// `request.not_found`, also for who does not supervise the desk.
    pub async fn remove_label(&self, agent: &Agent, label: Uuid) -> Result<(), DeskError> {
        supervise(agent)?;
        let known = self.labels(agent).await?;
        let label = known.into_iter().find(|one| one.id == label).ok_or(DeskError::NotFound("label"))?;
        self.store
            .write(async |tx| {
                labels::remove(tx, &label).await?;
                Ok(journal::add(tx, on_label("label.removed", &label, agent)).await?)
            })
            .await
    }

    /// The labels of the agent's desk, each with whether the case carries it.
    pub(crate) async fn labels_on(&self, agent: &Agent, case: &Case) -> Result<Vec<(Label, bool)>, DeskError> {
        let entry = std::slice::from_ref(&case.entry);
        let mut carried = self.store.read(async |conn| labels::of_cases(conn, entry).await).await?;
        let carried = carried.remove(&case.id).unwrap_or_default();
        let known = self.labels(agent).await?;
        Ok(known.into_iter().map(|label| (carried.contains(&label.id), label)).map(|(on, label)| (label, on)).collect())
    }

    /// Sticks these labels on a case, and takes the desk's others off. Of a page that showed which were on it, only what was changed there is:
    /// what a colleague did since stays.
    ///
    /// # Errors
    /// `request.not_found` for a case of another desk.
    pub async fn label(
        &self,
        agent: &Agent,
        case: (&str, Uuid),
        wanted: &[Uuid],
        shown: Option<&[Uuid]>,
    ) -> Result<(), DeskError> {
        let case = self.own_case(agent, case.0, case.1).await?;
        for (label, _) in self.labels_on(agent, &case).await? {
            let on = wanted.contains(&label.id);
            if shown.is_none_or(|shown| shown.contains(&label.id) != on) {
                self.stick(agent, &case, &label, on).await?;
            }
        }
        Ok(())
    }

    /// Sticks a label on a case of the agent's own desk, or takes it off.
    pub(crate) async fn stick(&self, agent: &Agent, case: &Case, label: &Label, on: bool) -> Result<(), DeskError> {
        self.store
            .write(async |tx| {
                cases::hold(tx, case).await?;
                let changed = match on {
                    true => labels::stick(tx, case, label).await?,
                    false => labels::take_off(tx, case, label).await?,
                };
                if changed {
                    let (act, id) = (if on { "case.labelled" } else { "case.unlabelled" }, label.id.to_string());
                    journal::add(tx, entry(act, case, agent, Some(id.as_bytes()))).await?;
                }
                Ok(())
            })
            .await
    }
}

/// The label that a text means: by its id, or by its name, however capitals and accents are written.
pub fn label_named<'a>(labels: &'a [Label], text: &str) -> Option<&'a Label> {
    if let Ok(id) = text.parse::<Uuid>() {
        return labels.iter().find(|label| label.id == id);
    }
    let name = form::signs::compared(text);
    labels.iter().find(|label| form::signs::compared(&label.name) == name)
}

fn supervise(agent: &Agent) -> Result<(), DeskError> {
    require(Subject::Agent(agent), Act::Supervise, Object::Desk(&agent.organisation, &agent.branch))
}

fn on_label<'a>(act: &'static str, label: &'a Label, agent: &Agent) -> NewEntry<'a> {
    NewEntry {
        object_kind: "label",
        object: label.id,
        committed: Some(label.name.as_bytes()),
        ..agents::entry(act, agent.id)
    }
}
