//! Writes an export, a few cases at a time: what was written lies sealed on disk, and memory holds one case however many there are.
//!
//! A worker that dies begins anew, under a new name; nobody sees the half of a file. What the journal knows to have been read it is not told
//! again. Whoever has lost the lease, or whose export was taken back, finds it out with the next few cases.

use std::collections::BTreeMap;

use documents::{
    bundle::Bundle,
    csv::{self, Cell, Writer},
    formats::{self, Titled},
};
use jiff::{SignedDuration, Timestamp};
use pages::mail::Mail;
use store::{
    StoreError, Uuid, agents,
    attachments::{self, NewAttachment, Owner, State as Kept},
    exports::{self, Export, State, Version},
    journal::{self, NewEntry},
    objects::{StoredObject, Upload},
    people,
    queue::{self, Queue, Work},
};
use words::Words;

use crate::{
    Desk, OpenedCase,
    access::{Act, Agent, Clerk, Object, Subject, may},
    error::{DeskError, Kind},
    export::{ExportForm, Item, KEPT_DAYS, form_of},
    library::blocking,
    open_case::AGENTS,
    receipt::document,
    submit::{days, read_json},
    work::{Outcome, Worked},
};

/// Bytes of an export: more is more than one file of a ZIP holds, and than anybody reads.
const MAX_BYTES: u64 = 4_000_000_000;
/// Cases between two looks at the lease: of a table, and of packages.
const STEP: (usize, usize) = (50, 5);
/// How long the lease is held each time.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// How often it is tried before it is given up.
const ATTEMPTS: i64 = 4;

/// The columns of every table before those of the answers.
const COLUMNS: [&str; 9] = [
    "export-reference",
    "export-demarche",
    "export-recorded",
    "export-opened",
    "export-changed",
    "export-status",
    "export-answer-by",
    "export-labels",
    "export-assignee",
];

/// The file, written.
struct Written {
    name: String,
    mime: &'static str,
    stored: StoredObject,
    left_out: u64,
}

/// A file on its way to the disk: plain, or a ZIP.
pub(crate) struct Sink {
    upload: Upload,
    bundle: Option<Bundle>,
}

impl Sink {
    /// A ZIP of the portal's; `at` is the time that every file carries.
    pub(crate) async fn zip(desk: &Desk, at: Timestamp) -> Result<Self, DeskError> {
        Ok(Self { upload: desk.store.objects().begin(people::PORTAL).await?, bundle: Some(Bundle::new(at)) })
    }

    /// Writes a whole file of a ZIP.
    pub(crate) async fn add(&mut self, name: String, packed: bool, bytes: Vec<u8>) -> Result<(), DeskError> {
        let Some(mut bundle) = self.bundle.take() else { return self.write(&bytes).await };
        let (bundle, taken) = blocking(move || {
            bundle.begin(&name, packed).map_err(document)?;
            bundle.write(&bytes).map_err(document)?;
            let taken = bundle.take();
            Ok((bundle, taken))
        })
        .await?;
        self.bundle = Some(bundle);
        self.put(&taken).await
    }

    /// Begins a file of a ZIP that is written in pieces; what is no ZIP is one file.
    fn begin(&mut self, name: &str) -> Result<(), DeskError> {
        match &mut self.bundle {
            Some(bundle) => bundle.begin(name, false).map_err(document),
            None => Ok(()),
        }
    }

    /// Writes on.
    async fn write(&mut self, bytes: &[u8]) -> Result<(), DeskError> {
        let Some(bundle) = &mut self.bundle else { return self.put(bytes).await };
        bundle.write(bytes).map_err(document)?;
        let taken = bundle.take();
        self.put(&taken).await
    }

    async fn put(&mut self, bytes: &[u8]) -> Result<(), DeskError> {
        self.upload.write(bytes).await?;
        match self.upload.size() > MAX_BYTES {
            true => Err(DeskError::Invalid { field: "export", code: "export.too_large" }),
            false => Ok(()),
        }
    }

    pub(crate) async fn finish(mut self) -> Result<StoredObject, DeskError> {
        if let Some(bundle) = self.bundle.take() {
            let rest = bundle.finish().map_err(document)?;
            self.put(&rest).await?;
        }
        Ok(self.upload.finish().await?)
    }
}

/// An export that is being written.
struct Task<'a> {
    work: &'a Work,
    export: &'a Export,
    agent: &'a Agent,
    /// The names of the desk's labels, and of its agents.
    labels: BTreeMap<Uuid, String>,
    names: BTreeMap<Uuid, String>,
    /// How many cases were looked at, how many the journal knows, how many are not in the file.
    written: u64,
    noted: u64,
    left_out: u64,
}

/// The columns of a table, after those that every case has.
struct Columns {
    /// The paths of the questions.
    answers: Vec<String>,
    /// The ids of what recipients give back.
    returned: Vec<String>,
    /// What stands above all of them.
    titles: Vec<String>,
}

/// What stands above a column: people read the title, programs what is in brackets.
fn heading(title: &str, path: &str) -> String {
    if title.is_empty() { format!("[{path}]") } else { format!("{title} [{path}]") }
}

/// A value that was given back.
fn said(value: &serde_json::Value) -> Cell {
    match value {
        serde_json::Value::String(text) => Cell::Text(text.clone()),
        other => Cell::Text(other.to_string()),
    }
}

impl Desk {
    /// Writes the next export that somebody asked for.
    pub async fn write_exports(&self) -> Result<Worked, DeskError> {
        self.work_on(&[(Queue::Exports, 1)]).await
    }

    /// One export, from its claim to its end.
    pub(crate) async fn write_export(&self, work: &Work) -> Result<Outcome, DeskError> {
        match self.write_or_give_up(work).await {
            // Taken back meanwhile: what was written of it is gone with its upload.
            Err(DeskError::Store(StoreError::NotFound("export"))) => Ok(Outcome::Done),
            outcome => outcome,
        }
    }

    async fn write_or_give_up(&self, work: &Work) -> Result<Outcome, DeskError> {
        let found = self
            .store
            .read(async |conn| {
                let Some(export) = exports::get(conn, &work.agency, work.object).await? else { return Ok(None) };
                let agent = agents::get(conn, people::PORTAL, export.agent).await?;
                let cases = exports::cases(conn, &export).await?;
                Ok::<_, DeskError>(Some((export, agent, cases)))
            })
            .await?;
        // Taken back, or over.
        let Some((export, account, cases)) = found.filter(|(export, ..)| export.state == State::Waiting) else {
            return Ok(Outcome::Done);
        };
        let agent = account.filter(agents::Agent::is_active).map(|account| Agent {
            id: account.id,
            organisation: account.organisation,
            branch: account.branch,
            role: account.role,
            name: account.name,
            quality: account.quality,
            email: account.email,
            stands_for: Vec::new(),
        });
        let desk = Object::Desk(&export.organisation, &export.branch);
        let allowed = |agent: &Agent| may(Subject::Agent(agent), Act::Supervise, desk);
        let Some(agent) = agent.filter(allowed) else {
            return self.give_up(work, &export, None, "export.not_allowed").await;
        };
        let items: Vec<Item> = read_json(&cases, "the cases of an export")?;
        match self.write_file(work, &export, &agent, &items).await {
            Ok(written) => self.keep_export(work, &export, &agent, written).await,
            Err(DeskError::Invalid { code, .. }) => self.give_up(work, &export, Some(&agent), code).await,
            Err(DeskError::Store(error @ (StoreError::StaleLease | StoreError::NotFound(_)))) => Err(error.into()),
            Err(error) if work.attempts >= ATTEMPTS => {
                tracing::error!(alarm = "export.failed", export = %export.id, code = error.code(), %error, "an export is given up");
                self.give_up(work, &export, Some(&agent), "export.failed").await
            }
            Err(error) => Err(error),
        }
    }

    async fn write_file(
        &self,
        work: &Work,
        export: &Export,
        agent: &Agent,
        items: &[Item],
    ) -> Result<Written, DeskError> {
        let form = form_of(export)?;
        let mut runs: Vec<&[Item]> = items.chunk_by(|one, other| one.demarche() == other.demarche()).collect();
        let day = export.created_at.strftime("%F");
        let single = form == ExportForm::Table && runs.len() == 1;
        let (name, mime) = match runs.first().and_then(|run| run.first()).filter(|_| single) {
            Some(item) => (format!("{}-{day}.csv", item.demarche()), csv::MIME),
            None => (format!("export-{day}.zip"), "application/zip"),
        };
        let mut task = Task {
            work,
            export,
            agent,
            labels: self.labels(agent).await?.into_iter().map(|label| (label.id, label.name)).collect(),
            names: self.colleagues(agent).await?,
            written: 0,
            noted: export.noted,
            left_out: 0,
        };
        let mut sink = Sink {
            upload: self.store.objects().begin(people::PORTAL).await?,
            bundle: (!single).then(|| Bundle::new(export.created_at)),
        };
        match form {
            ExportForm::Table => {
                for run in std::mem::take(&mut runs) {
                    self.write_table(&mut task, &mut sink, run).await?;
                }
            }
            ExportForm::Packages => self.write_packages(&mut task, &mut sink, items).await?,
        }
        let left_out = task.left_out;
        Ok(Written { name, mime, stored: sink.finish().await?, left_out })
    }

    /// One démarche's table.
    async fn write_table(&self, task: &mut Task<'_>, sink: &mut Sink, run: &[Item]) -> Result<(), DeskError> {
        let Some(first) = run.first() else { return Ok(()) };
        let Columns { answers, returned, titles } = self.columns(run).await?;
        sink.begin(&format!("{}.csv", first.demarche()))?;
        let words = Words::shared();
        let own = COLUMNS.map(|id| words.get(AGENTS.tag(), id, &[]));
        let header = own.iter().chain(&titles).map(String::as_str);
        let mut rows = Writer::new(Vec::new(), header).map_err(DeskError::io("a table"))?;
        for step in run.chunks(STEP.0) {
            let mut read = Vec::with_capacity(step.len());
            for item in step {
                let Some(opened) = self.exported(task, item).await? else { continue };
                let mut cells = self.own_cells(task, &opened).await?;
                let mut flat = opened.flat(self.environment, &answers)?;
                flat.resize_with(answers.len(), Cell::blank);
                cells.extend(flat);
                let given = opened.given_back();
                cells.extend(returned.iter().map(|id| given.get(id).map_or_else(Cell::blank, said)));
                rows.row(&cells).map_err(DeskError::io("a table"))?;
                read.push(item);
            }
            let out = rows.out();
            sink.write(out).await?;
            out.clear();
            self.note(task, step, &read).await?;
        }
        let out = rows.out();
        sink.write(out).await
    }

    /// The columns of the answers, by all the versions that these cases were filed by, the latest first.
    async fn columns(&self, run: &[Item]) -> Result<Columns, DeskError> {
        let versions = self.store.read(async |conn| exports::versions(conn, run.iter().map(Item::case)).await).await?;
        let (mut asked, mut returned, mut given) = (Vec::<Titled>::new(), Vec::new(), Vec::new());
        for Version { agency, demarche, definition, recipient } in versions {
            let served = match self.library.version(&self.store, &agency, &demarche, &definition).await {
                Ok(served) => served,
                Err(error) if error.kind() == Kind::Transient => return Err(error),
                // Its cases cannot be read either, and are told as left out.
                Err(_) => continue,
            };
            let known = served.demarche.recipients.iter().find(|one| one.id == recipient);
            let Some(known) = known else { continue };
            for column in formats::columns(&served.demarche, known, AGENTS) {
                if !asked.iter().any(|known| known.header == column.header) {
                    asked.push(column);
                }
            }
            for node in known.returns.iter().flat_map(|form| &form.nodes).filter(|node| node.field().is_some()) {
                if !returned.contains(&node.id) {
                    given.push(heading(node.title.get(AGENTS), &node.path));
                    returned.push(node.id.clone());
                }
            }
        }
        let mut titles: Vec<String> = asked.iter().map(|one| heading(one.named(&asked), &one.header)).collect();
        titles.append(&mut given);
        Ok(Columns { answers: asked.into_iter().map(|column| column.header).collect(), returned, titles })
    }

    /// The cells of what a desk knows of every case.
    async fn own_cells(&self, task: &Task<'_>, opened: &OpenedCase) -> Result<Vec<Cell>, DeskError> {
        let entry = std::slice::from_ref(&opened.case.entry);
        let carried = self.store.read(async |conn| store::labels::of_cases(conn, entry).await).await?;
        let carried = carried.get(&opened.case.id).into_iter().flatten();
        let labels: Vec<&str> = carried.filter_map(|label| task.labels.get(label)).map(String::as_str).collect();
        let at = |at: Timestamp| Cell::Own(opened.zoned(at).strftime("%Y-%m-%d %H:%M:%S").to_string());
        let status = format!("status-{}", words::id_of_code(&opened.case.status));
        let assignee = opened.case.assignee.and_then(|id| task.names.get(&id)).cloned();
        Ok(vec![
            Cell::Own(opened.case.external_id.clone()),
            Cell::Text(opened.dossier.served.demarche.title.get(AGENTS).to_owned()),
            at(opened.dossier.stored.submitted_at),
            opened.case.opened_at.map_or_else(Cell::blank, at),
            at(opened.case.updated_at),
            Cell::Own(Words::shared().get(AGENTS.tag(), &status, &[])),
            opened.case.silence_on.map_or_else(Cell::blank, |day| Cell::Own(day.to_string())),
            Cell::Text(labels.join(" | ")),
            assignee.map_or_else(Cell::blank, Cell::Text),
        ])
    }

    /// The packages, and a list of them at the end that tells what is not in them.
    async fn write_packages(&self, task: &mut Task<'_>, sink: &mut Sink, items: &[Item]) -> Result<(), DeskError> {
        let words = Words::shared();
        let said = |id: &str| words.get(AGENTS.tag(), id, &[]);
        let header = ["export-reference", "export-demarche", "export-file", "export-held"].map(said);
        let mut list = Writer::new(Vec::new(), header.iter().map(String::as_str)).map_err(DeskError::io("a list"))?;
        for step in items.chunks(STEP.1) {
            let mut read = Vec::with_capacity(step.len());
            for item in step {
                let Some(opened) = self.exported(task, item).await? else { continue };
                let all = opened.attachments.iter().chain(&opened.sent).chain(&opened.documents);
                let held = all.filter_map(|file| match file.state {
                    Kept::Pending => Some(("export-held-scanning", &file.name)),
                    Kept::Infected => Some(("export-held-infected", &file.name)),
                    Kept::Clean | Kept::NotScanned => None,
                });
                let held: Vec<String> = held.map(|(why, name)| format!("{name} : {}", said(why))).collect();
                let (reference, title) =
                    (opened.case.external_id.clone(), opened.dossier.served.demarche.title.get(AGENTS).to_owned());
                let (_, package) = match self.package_among_many(opened).await {
                    Ok(made) => made,
                    Err(error) => {
                        self.left_out(task, item, error)?;
                        continue;
                    }
                };
                let name = format!("{reference}.zip");
                list.row(&[
                    Cell::Own(reference),
                    Cell::Text(title),
                    Cell::Own(name.clone()),
                    Cell::Text(held.join(" | ")),
                ])
                .map_err(DeskError::io("a list"))?;
                sink.add(name, true, package).await?;
                read.push(item);
            }
            self.note(task, step, &read).await?;
        }
        sink.add(said("export-list"), false, list.into_inner()).await
    }

    /// A case of the list, where it is still there and still the desk's.
    async fn exported(&self, task: &mut Task<'_>, item: &Item) -> Result<Option<OpenedCase>, DeskError> {
        let clerk = Clerk::Agent(task.agent);
        let opened = match self.case_of(clerk, item.agency(), item.case()).await {
            Ok((_, dossier)) if dossier.stored.erased_at.is_some() => Err(DeskError::NotFound("case")),
            Ok((_, dossier)) => self.opened(item.agency(), item.case(), dossier).await,
            Err(error) => Err(error),
        };
        match opened {
            Ok(opened) => Ok(Some(opened)),
            Err(error) => self.left_out(task, item, error).map(|()| None),
        }
    }

    /// Goes on without a case, unless all of them would fail alike.
    fn left_out(&self, task: &mut Task<'_>, item: &Item, error: DeskError) -> Result<(), DeskError> {
        match error.kind() {
            Kind::Transient => return Err(error),
            Kind::Absent => {}
            _ => {
                tracing::error!(case = %item.case(), agency = item.agency(), code = error.code(), %error, "a case is left out of an export");
            }
        }
        task.left_out += 1;
        Ok(())
    }

    /// Writes down which cases were read, and how far it has come, by whoever has the lease alone.
    async fn note(&self, task: &mut Task<'_>, step: &[Item], read: &[&Item]) -> Result<(), DeskError> {
        let known = usize::try_from(task.noted.saturating_sub(task.written)).unwrap_or(usize::MAX);
        let fresh = step.get(known..).unwrap_or_default();
        let written = task.written + step.len() as u64;
        let noted = task.noted.max(written);
        let export = task.export.id.to_string();
        self.store
            .write(async |tx| {
                queue::hold(tx, task.work, LEASE).await?;
                exports::progress(tx, task.export, written, noted).await?;
                for item in fresh.iter().filter(|item| read.contains(item)) {
                    let entry = NewEntry {
                        agency: item.agency(),
                        act: "case.exported",
                        object_kind: "case",
                        object: item.case(),
                        actor_kind: "agent",
                        actor: Some(task.agent.id),
                        committed: Some(export.as_bytes()),
                    };
                    journal::add(tx, entry).await?;
                }
                Ok::<_, DeskError>(())
            })
            .await?;
        (task.written, task.noted) = (written, noted);
        Ok(())
    }

    /// The file is there: its row, the word to who asked for it, the end of the work, in one.
    async fn keep_export(
        &self,
        work: &Work,
        export: &Export,
        agent: &Agent,
        written: Written,
    ) -> Result<Outcome, DeskError> {
        let expires_at = self.now() + days(KEPT_DAYS);
        let mail = Mail::ExportEnded { ready: true, url: self.exports_url() };
        let Written { name, mime, stored, left_out } = written;
        let owner = Owner::Export(export.id);
        // Made here, of what the antivirus has passed.
        let new = NewAttachment { owner, path: "", name: &name, mime, state: Kept::Clean, stored: &stored };
        self.store
            .write(async |tx| {
                queue::done(tx, work).await?;
                exports::end(tx, export, left_out, None, expires_at).await?;
                attachments::add(tx, new).await?;
                let dedup = format!("export:{}", export.id);
                self.put_mail(tx, people::PORTAL, &dedup, export.id, &agent.email, AGENTS, &mail).await
            })
            .await?;
        self.wake.notify_one();
        Ok(Outcome::Settled)
    }

    /// There will be none.
    async fn give_up(
        &self,
        work: &Work,
        export: &Export,
        agent: Option<&Agent>,
        code: &str,
    ) -> Result<Outcome, DeskError> {
        let expires_at = self.now() + days(KEPT_DAYS);
        let mail = Mail::ExportEnded { ready: false, url: self.exports_url() };
        self.store
            .write(async |tx| {
                queue::done(tx, work).await?;
                exports::end(tx, export, 0, Some(code), expires_at).await?;
                let Some(agent) = agent else { return Ok(()) };
                let dedup = format!("export:{}", export.id);
                self.put_mail(tx, people::PORTAL, &dedup, export.id, &agent.email, AGENTS, &mail).await
            })
            .await?;
        self.wake.notify_one();
        Ok(Outcome::Settled)
    }

    fn exports_url(&self) -> String {
        format!("{}/agents/exports", self.public_url)
    }
}
