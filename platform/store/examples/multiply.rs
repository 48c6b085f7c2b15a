//! Fills a store with copies of dossiers, each with ids, keys and a past of its own, for measures on a large one: what a server has that
//! was used for three years. Most are done; the newest wait. `cargo run --release -p store --example multiply -- DATA COUNT REFERENCE…`

use std::error::Error;

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use store::agents;
use store::cases::{self, Case, NewCase};

use store::dossiers::{self, Dossier, NewDossier, Submitted};
use store::drafts::{self, NewDraft};
use store::events::{self, Author, NewEvent};
use store::journal::{self, NewEntry};
use store::labels::{self, NewLabel};
use store::{Clock, Settings, Store, StoreError, Uuid, Write};

/// Dossiers a transaction.
const AT_ONCE: usize = 400;
/// One of so many waits for an answer: the newest.
const OPEN: usize = 40;
/// Where agents' accounts are kept.
const PORTAL: &str = "portail";

/// What is copied.
struct Model {
    dossier: Dossier,
    cases: Vec<Case>,
    /// Who works at the first case's desk.
    agent: Option<Uuid>,
    /// What marks one case in a thousand.
    label: Option<labels::Label>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let data = arguments.next().ok_or("a data folder is wanted")?;
    let count: usize = arguments.next().ok_or("a number is wanted")?.parse()?;
    let references: Vec<String> = arguments.collect();
    let end = Clock::system().now();
    let begin = end.to_zoned(jiff::tz::TimeZone::UTC).checked_sub(3.years())?.timestamp();
    let clock = Clock::manual(begin);
    let store = Store::open(Settings { clock: clock.clone(), ..Settings::sqlite(&data) }).await?;
    let mut models = Vec::new();
    for reference in &references {
        models.push(model(&store, reference).await?);
    }
    let step = SignedDuration::from_micros(i64::try_from(
        (end - begin).total(jiff::Unit::Microsecond)? as u64 / (count as u64 + 1),
    )?);
    for first in (0..count).step_by(AT_ONCE) {
        let many = first..(first + AT_ONCE).min(count);
        let clock = &clock;
        store
            .write(async |tx| {
                for number in many {
                    clock.advance(step);
                    let open = number + count / OPEN >= count;
                    copy(tx, &models[number % models.len()], number, open).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
        for model in &models {
            let agency = &model.dossier.agency;
            while store.write(async |tx| journal::close(tx, agency).await).await?.is_some() {}
        }
    }
    store.close().await;
    Ok(())
}

async fn model(store: &Store, reference: &str) -> Result<Model, Box<dyn Error>> {
    let found = store.read(async |conn| dossiers::of_reference(conn, reference).await).await?;
    let dossier = found.ok_or_else(|| format!("no dossier is called {reference}"))?;
    let cases = store.read(async |conn| cases::of_dossier(conn, &dossier.agency, dossier.id).await).await?;
    let case = cases.first().ok_or("the dossier goes to nobody")?;
    let agents = store.read(async |conn| agents::of_organisation(conn, PORTAL, &case.organisation).await).await?;
    let new = NewLabel {
        agency: PORTAL,
        organisation: &case.organisation,
        branch: &case.branch,
        name: "Mesure",
        colour: "red",
    };
    let label = match store.write(async |tx| labels::add(tx, new).await).await? {
        Some(label) => Some(label),
        None => {
            let known =
                async |conn: &mut store::Read| labels::of_desk(conn, PORTAL, &case.organisation, &case.branch).await;
            store.read(known).await?.pop()
        }
    };
    let agent = agents.iter().find(|agent| agent.branch == case.branch).map(|agent| agent.id);
    Ok(Model { dossier, cases, agent, label })
}

/// One more, as if it had been filed now; done, unless it is to stay open.
async fn copy(tx: &mut Write, model: &Model, number: usize, open: bool) -> Result<(), StoreError> {
    let of = &model.dossier;
    let letters = of.reference.split('-').next().unwrap_or_default();
    let reference = format!("{letters}-{number:09}");
    let years = |years: i64| tx.now() + SignedDuration::from_hours(years * 365 * 24);
    let (expires_at, purge_at): (Timestamp, Timestamp) = (years(1), years(9));
    let new = NewDraft {
        agency: &of.agency,
        demarche: &of.demarche,
        definition: of.definition,
        answers: b"{}",
        page: "vous",
        language: &of.language,
        person: None,
        expires_at,
    };
    let (draft, _) = drafts::create(tx, new).await?;
    let new = NewDossier {
        draft: &draft,
        reference: &reference,
        answers: &of.answers,
        recap: &of.recap,
        evidence: &of.evidence,
        contact: of.contact.as_deref(),
        channel: "web",
        test: of.test,
        sandbox: None,
        purge_at,
        attachments: &[],
    };
    let Submitted::New(dossier) = dossiers::submit(tx, new).await? else { return Ok(()) };
    write_down(tx, &of.agency, "dossier.submitted", dossier.id).await?;
    for (place, case) in (1_u8..).zip(&model.cases) {
        let new = NewCase {
            dossier: &dossier,
            number: place,
            recipient: &case.recipient,
            organisation: &case.organisation,
            branch: &case.branch,
            status: "recorded",
            own_receipt: false,
            silence_on: None,
            label: &case.label,
            projection: &case.projection,
            directory: &case.directory,
        };
        let mut case = cases::add(tx, new).await?;
        happens(tx, &mut case, Author::System, "sent").await?;
        write_down(tx, &of.agency, "case.delivered", case.id).await?;
        let agent = model.agent.map_or(Author::System, Author::Agent);
        let further: &[&str] = match (open, number % 5) {
            (false, 0) => &["received", "refused"],
            (false, _) => &["received", "done"],
            (true, 0 | 1) => &[],
            (true, 2 | 3) => &["received"],
            (true, _) => &["received", "in_progress"],
        };
        if !further.is_empty() {
            cases::mark_opened(tx, &case).await?;
            write_down(tx, &of.agency, "case.opened", case.id).await?;
            if !number.is_multiple_of(3) {
                cases::assign(tx, &case, model.agent).await?;
            }
        }
        for status in further {
            happens(tx, &mut case, agent, status).await?;
        }
        if let Some(label) = model.label.as_ref().filter(|_| place == 1 && number % 1_000 == 7) {
            labels::stick(tx, &case, label).await?;
        }
    }
    Ok(())
}

async fn happens(tx: &mut Write, case: &mut Case, author: Author, status: &str) -> Result<(), StoreError> {
    let event = NewEvent { author, kind: "status", status: Some(status), message: None, attachment: None };
    events::add(tx, case, event).await?;
    status.clone_into(&mut case.entry.status);
    Ok(())
}

async fn write_down(tx: &mut Write, agency: &str, act: &str, object: Uuid) -> Result<(), StoreError> {
    let kind = if act.starts_with("case") { "case" } else { "dossier" };
    let entry = NewEntry { agency, act, object_kind: kind, object, actor_kind: "system", actor: None, committed: None };
    journal::add(tx, entry).await
}
