//! Takes in that a supervisor wants many cases of the desk at once, tells how far the file has come, and hands it out.
//!
//! What is asked for is what the filters find at that moment. Who asked gets the file, and nobody else; whether they still may is asked again
//! while it is written and each time it is taken. A new case stays new: nobody has read it yet (ADR 0021).

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{
    Uuid, attachments,
    exports::{self, Export, NewExport, State},
    journal::{self, NewEntry},
    objects::Download,
    people,
};

use crate::{
    Desk, InboxQuery,
    access::{Act, Agent, Object, Subject, require},
    error::DeskError,
    inbox::Narrowed,
    submit::{days, json, read_json},
};

/// Cases of one export.
pub const MAX_EXPORTED: usize = 20_000;
/// Exports of one agent that are being written at a time.
pub const MAX_OPEN_EXPORTS: usize = 2;
/// Exports of one agent that are kept at a time.
const MAX_KEPT: usize = 10;
/// How long a file is kept.
pub(crate) const KEPT_DAYS: i64 = 7;
/// How many entries are read at a time.
const PAGE: u16 = 200;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportForm {
    /// A table for each démarche, one row a case.
    Table,
    /// The package of each case.
    Packages,
}

impl ExportForm {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "csv",
            Self::Packages => "zip",
        }
    }

    /// The form of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Table, Self::Packages].into_iter().find(|form| form.name() == name)
    }
}

/// A case of an export's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item(pub(crate) String, pub(crate) String, pub(crate) Uuid);

impl Item {
    pub(crate) fn agency(&self) -> &str {
        &self.0
    }

    pub(crate) fn demarche(&self) -> &str {
        &self.1
    }

    pub(crate) fn case(&self) -> Uuid {
        self.2
    }
}

/// An export, for who asked for it.
#[derive(Debug, Clone)]
pub struct ExportTold {
    /// Its id.
    pub id: Uuid,
    /// What is written.
    pub form: ExportForm,
    /// What the cases were narrowed to.
    pub query: InboxQuery,
    /// How it stands.
    pub state: State,
    /// How many cases.
    pub total: u64,
    /// How many of them were looked at so far.
    pub written: u64,
    /// How many of them are not in it: they left the desk or were erased meanwhile, or cannot be read.
    pub left_out: u64,
    /// Why there is none.
    pub error: Option<String>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it goes.
    pub expires_at: Timestamp,
    /// Its file: name, media type, bytes.
    pub file: Option<(String, String, u64)>,
}

/// A file on its way out, in pieces.
#[derive(Debug)]
pub struct Streamed {
    /// What the file is called.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// In bytes.
    pub size: u64,
    /// The pieces.
    pub download: Download,
}

impl Desk {
    /// Has what these filters find written to a file. `key` names the form that asks: the same request sent twice is one.
    ///
    /// # Errors
    /// `request.not_found` for who does not supervise the desk; `export.none`, `export.too_many_cases`, `export.too_many`,
    /// `export.too_many_kept`.
    pub async fn ask_for_export(
        &self,
        agent: &Agent,
        query: &InboxQuery,
        form: ExportForm,
        key: &str,
    ) -> Result<(), DeskError> {
        supervise(agent)?;
        let known = self.store.read(async |conn| exports::is_known(conn, people::PORTAL, agent.id, key).await).await?;
        if known {
            return Ok(());
        }
        let items = self.narrowed_to(agent, query).await?;
        within_bounds(items.len())?;
        let (filters, cases) = (json(&InboxQuery { after: String::new(), ..query.clone() })?, json(&items)?);
        let new = NewExport {
            agency: people::PORTAL,
            agent: agent.id,
            organisation: &agent.organisation,
            branch: &agent.branch,
            form: form.name(),
            key,
            filters: &filters,
            cases: &cases,
            total: items.len() as u64,
            expires_at: self.now() + days(KEPT_DAYS),
        };
        self.store
            .write(async |tx| {
                exports::hold(tx, people::PORTAL, agent.id).await?;
                if exports::is_known(tx, people::PORTAL, agent.id, key).await? {
                    return Ok(());
                }
                let kept = exports::of_agent(tx, people::PORTAL, agent.id).await?;
                let refused = |code| Err(DeskError::Invalid { field: "export", code });
                if kept.iter().filter(|one| one.state == State::Waiting).count() >= MAX_OPEN_EXPORTS {
                    return refused("export.too_many");
                }
                if kept.len() >= MAX_KEPT {
                    return refused("export.too_many_kept");
                }
                if let Some(id) = exports::add(tx, new).await? {
                    let asked = NewEntry { committed: Some(&filters), ..entry("export.asked", id, agent.id) };
                    journal::add(tx, asked).await?;
                }
                Ok(())
            })
            .await?;
        self.wake_exports.notify_one();
        Ok(())
    }

    /// The cases that these filters find, one more than an export may hold at most; those of a démarche together.
    async fn narrowed_to(&self, agent: &Agent, query: &InboxQuery) -> Result<Vec<Item>, DeskError> {
        let labels = self.labels(agent).await?;
        let narrowed = Narrowed::new(agent, query, &labels, self.today_at_desk());
        let mut items = Vec::new();
        let mut seen = BTreeSet::new();
        let mut after = None;
        loop {
            let page = self.store.read(async |conn| narrowed.page(conn, after, PAGE).await).await?;
            for entry in page.entries {
                if seen.insert(entry.id) {
                    items.push(Item(entry.agency, entry.demarche, entry.id));
                }
            }
            after = page.next;
            if after.is_none() || items.len() > MAX_EXPORTED {
                break;
            }
        }
        // Sorting keeps the inbox's order within each.
        items.sort_by(|one, other| (one.demarche(), one.agency()).cmp(&(other.demarche(), other.agency())));
        Ok(items)
    }

    /// The exports of an agent, the latest first.
    ///
    /// # Errors
    /// `request.not_found` for who does not supervise the desk.
    pub async fn exports(&self, agent: &Agent) -> Result<Vec<ExportTold>, DeskError> {
        supervise(agent)?;
        let now = self.now();
        self.store
            .read(async |conn| {
                let mut told = Vec::new();
                for export in exports::of_agent(conn, people::PORTAL, agent.id).await? {
                    if !is_at(&export, agent) || export.expires_at <= now {
                        continue;
                    }
                    let owner = attachments::Owner::Export(export.id);
                    let files = attachments::list(conn, people::PORTAL, owner).await?;
                    told.push(ExportTold {
                        id: export.id,
                        form: form_of(&export)?,
                        query: read_json(&export.filters, "filters")?,
                        state: export.state,
                        total: export.total,
                        written: export.written,
                        left_out: export.left_out,
                        error: export.error,
                        asked_at: export.created_at,
                        expires_at: export.expires_at,
                        file: files.into_iter().next().map(|file| (file.name, file.mime, file.size)),
                    });
                }
                Ok(told)
            })
            .await
    }

    /// The file of an export, for who asked for it, as long as they supervise that desk. Each time is written down.
    ///
    /// # Errors
    /// `request.not_found`, also for somebody else's, and once it is over.
    pub async fn take_export(&self, agent: &Agent, id: Uuid) -> Result<Streamed, DeskError> {
        let export = self.own_export(agent, id).await?;
        if export.state != State::Ready || export.expires_at <= self.now() {
            return Err(DeskError::NotFound("export"));
        }
        let owner = attachments::Owner::Export(export.id);
        let files = self.store.read(async |conn| attachments::list(conn, people::PORTAL, owner).await).await?;
        let file = files.into_iter().next().ok_or(DeskError::NotFound("export"))?;
        let download = self.store.objects().read(&file).await?;
        journal::add_alone(&self.store, entry("export.taken", id, agent.id)).await?;
        Ok(Streamed { name: file.name, mime: file.mime, size: file.size, download })
    }

    /// Removes an export: its file, or what is being written of it.
    ///
    /// # Errors
    /// `request.not_found`, also for somebody else's.
    pub async fn remove_export(&self, agent: &Agent, id: Uuid) -> Result<(), DeskError> {
        let export = self.own_export(agent, id).await?;
        self.store
            .write(async |tx| {
                if exports::remove(tx, &export).await? {
                    journal::add(tx, entry("export.removed", id, agent.id)).await?;
                }
                Ok(())
            })
            .await
    }

    async fn own_export(&self, agent: &Agent, id: Uuid) -> Result<Export, DeskError> {
        supervise(agent)?;
        let export = self.store.read(async |conn| exports::get(conn, people::PORTAL, id).await).await?;
        export.filter(|export| export.agent == agent.id && is_at(export, agent)).ok_or(DeskError::NotFound("export"))
    }

    /// Removes what is kept no longer.
    pub(crate) async fn end_exports(&self) -> Result<(), DeskError> {
        loop {
            let over = self.store.read(async |conn| exports::over(conn, i64::from(PAGE)).await).await?;
            for export in &over {
                self.store.write(async |tx| exports::remove(tx, export).await).await?;
            }
            if over.is_empty() {
                return Ok(());
            }
        }
    }

    /// Has the writer of exports look at once.
    pub(crate) fn wake_to_export(&self) {
        self.wake_exports.notify_one();
    }

    /// Done when an export was asked for of this process.
    pub async fn woken_to_export(&self) {
        self.wake_exports.notified().await;
    }
}

fn supervise(agent: &Agent) -> Result<(), DeskError> {
    require(Subject::Agent(agent), Act::Supervise, Object::Desk(&agent.organisation, &agent.branch))
}

/// Whether an export is of the desk where the agent works.
pub(crate) fn is_at(export: &Export, agent: &Agent) -> bool {
    (&export.organisation, &export.branch) == (&agent.organisation, &agent.branch)
}

pub(crate) fn form_of(export: &Export) -> Result<ExportForm, DeskError> {
    ExportForm::named(&export.form).ok_or_else(|| DeskError::Stored(format!("an export as {}", export.form)))
}

fn within_bounds(cases: usize) -> Result<(), DeskError> {
    match cases {
        0 => Err(DeskError::Invalid { field: "export", code: "export.none" }),
        1..=MAX_EXPORTED => Ok(()),
        _ => Err(DeskError::Invalid { field: "export", code: "export.too_many_cases" }),
    }
}

fn entry(act: &'static str, export: Uuid, agent: Uuid) -> NewEntry<'static> {
    NewEntry { object_kind: "export", object: export, ..crate::agents::entry(act, agent) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_has_a_bound() {
        let code = |cases| within_bounds(cases).err().map(|error| error.code());
        assert_eq!(code(0), Some("export.none"));
        assert_eq!(code(MAX_EXPORTED), None);
        assert_eq!(code(MAX_EXPORTED + 1), Some("export.too_many_cases"));
    }
}
