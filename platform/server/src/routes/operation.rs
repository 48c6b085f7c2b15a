//! `/exploitation`: how the site runs, for its operators; and what they set going, or have wait.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{DeskError, MAX_MESSAGE, OperatorAct, RunningFrom, Unsent};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use pages::page::{
    Fault,
    operation::{HeldRow, KeptRow, Listed, MailRow, Operation, ParkedRow, QueueRow, RouteRow},
};
use serde::Deserialize;
use store::{Uuid, holds::Held};

use super::agents::around;
use crate::{
    app::App,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{AgentVisit, OperatorVisit},
    },
};

pub(crate) const HOME: &str = "/exploitation";
/// Answers that were not applied, as many as are shown.
const KEPT: usize = 50;

/// Where each list begins, and what was done just now.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    fait: Option<u64>,
    #[serde(default)]
    voies: String,
    #[serde(default)]
    attente: String,
    #[serde(default)]
    refuses: String,
    #[serde(default)]
    suspendus: String,
}

fn mark((at, id): (Timestamp, Uuid)) -> String {
    format!("{:x}.{}", at.as_microsecond(), id.simple())
}

/// A mark that is none is the beginning.
fn marked(text: &str) -> Option<(Timestamp, Uuid)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_microsecond(i64::from_str_radix(at, 16).ok()?).ok()?, id.parse().ok()?))
}

pub(crate) async fn show(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    OperatorVisit(visit): OperatorVisit,
) -> Result<Html<String>, ServerError> {
    draw(&app, &visit, &asked, None, Vec::new()).await
}

/// POST: sets something going, or has a route wait.
pub(crate) async fn act(
    State(app): State<App>,
    OperatorVisit(visit): OperatorVisit,
    posting: Posting,
) -> Result<Response, ServerError> {
    visit.check(&posting)?;
    let id = || posting.text("id").parse::<Uuid>().map_err(|_| ServerError::NotFound);
    let act = match posting.text("_act") {
        "retry" => OperatorAct::Retry(id()?),
        "retry_route" => OperatorAct::RetryRoute(id()?),
        "pause" => OperatorAct::Pause(id()?),
        "resume" => OperatorAct::Resume(id()?),
        "redrive" => OperatorAct::Redrive(posting.text("id").to_owned()),
        "resume_case" => {
            let reason = posting.get("reason").unwrap_or_default().to_owned();
            OperatorAct::ResumeCase(posting.text("id").to_owned(), reason)
        }
        _ => return Err(ServerError::NotFound),
    };
    match app.desk().operator_act(&visit.agent, &act).await {
        Ok(done) => Ok(Redirect::to(&format!("{HOME}?fait={done}")).into_response()),
        Err(DeskError::Invalid { code, .. }) => {
            let (field, code, resuming) = match act {
                OperatorAct::ResumeCase(reference, reason) => {
                    let code = match code {
                        "reason.required" => "operation.reason_required",
                        "reason.too_long" => "operation.reason_too_long",
                        code => code,
                    };
                    ("suspendus", code, Some((reference, reason)))
                }
                _ => ("refuses", code, None),
            };
            let fault = Fault::new(field, code).with("max", MAX_MESSAGE);
            let page = draw(&app, &visit, &Asked::default(), resuming, vec![fault]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &AgentVisit,
    asked: &Asked,
    resuming: Option<(String, String)>,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let from = RunningFrom {
        routes: asked.voies.parse().ok(),
        parked: marked(&asked.attente),
        refused: marked(&asked.refuses),
        suspended: marked(&asked.suspendus),
    };
    let running = app.desk().running(from).await?;
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    let zoned = |at: Timestamp| -> Zoned { at.to_zoned(zone.clone()) };
    let now = app.desk().now();
    let href = |name: &str, mark: Option<String>| mark.map(|mark| format!("{HOME}?{name}={mark}"));
    let held = |rows: Vec<(Held, Option<String>)>, next_href| Listed {
        rows: rows
            .into_iter()
            .map(|(one, reason)| HeldRow {
                reference: one.external_id,
                demarche: one.demarche,
                desk: desk_called(&one.organisation, &one.branch, None),
                code: one.code,
                reason,
                since: zoned(one.since),
            })
            .collect(),
        next_href,
    };
    let next = running.next;
    let queues = running.queues.into_iter().map(|(queue, figures)| QueueRow {
        code: queue.code().to_owned(),
        waiting: figures.waiting,
        under_way: figures.leased,
        held: figures.held,
        parked: figures.parked,
        oldest: figures.oldest_due.map(zoned),
    });
    let routes = running.routes.into_iter().map(|(one, place)| RouteRow {
        id: one.id.to_string(),
        kind: one.kind.code().to_owned(),
        desk: desk_called(&one.organisation, &one.branch, one.name.as_deref()),
        agency: one.agency,
        place,
        waiting: one.waiting,
        parked: one.parked,
        paused: one.paused_at.map(zoned),
        by_partner: one.paused_by_partner,
        rests: one.rests_until.filter(|until| *until > now).map(zoned),
        arrived: one.arrived_at.map(zoned),
        said: one.last_error.as_deref().and_then(meant),
        failed: one.last_error,
        next: one.next_due.filter(|_| one.paused_at.is_none()).map(zoned),
    });
    let parked = running.parked.into_iter().map(|(one, mail)| ParkedRow {
        id: one.id.to_string(),
        mail: mail.map(|mail| mail_row(mail, one.last_error.as_deref().unwrap_or_default())),
        queue: one.queue,
        kind: one.kind,
        reference: one.external_id,
        attempts: u64::try_from(one.attempts).unwrap_or_default(),
        said: one.last_error.as_deref().and_then(meant),
        code: one.last_error.unwrap_or_default(),
        since: zoned(one.since),
    });
    let kept = app.desk().kept_of_hubee().await?.into_iter().take(KEPT).map(|one| KeptRow {
        reference: one.external_id,
        code: one.code,
        waits: one.waits,
        since: zoned(one.at),
    });
    app.draw(&Operation {
        chrome: around(app, visit, HOME),
        action: HOME.to_owned(),
        done: asked.fait,
        queues: queues.collect(),
        routes: Listed { rows: routes.collect(), next_href: href("voies", next.routes.map(|id| id.to_string())) },
        parked: Listed { rows: parked.collect(), next_href: href("attente", next.parked.map(mark)) },
        refused: held(
            running.refused.into_iter().map(|one| (one, None)).collect(),
            href("refuses", next.refused.map(mark)),
        ),
        suspended: held(running.suspended, href("suspendus", next.suspended.map(mark))),
        kept: kept.collect(),
        resuming,
        faults,
    })
}

/// Which mail, and what to do about this failure of it.
fn mail_row(Unsent { name, reader, domain }: Unsent, code: &str) -> MailRow {
    let advice = match code {
        "mail.rejected" => format!("rejected-{reader}"),
        "mail.credentials" | "mail.setup" | "mail.tls" => "ours".to_owned(),
        "mail.deferred" | "mail.unreachable" | "mail.timeout" => "later".to_owned(),
        _ => "unsendable".to_owned(),
    };
    MailRow { name, reader, domain, advice }
}

/// What a failure on the way to a recipient means, as sentences call it.
fn meant(code: &str) -> Option<String> {
    let (way, fault) = code.split_once('.')?;
    let said = match (way, fault) {
        ("sftp", "refused") => "refused",
        ("sftp", "host_key") => "host-key",
        ("sftp", "folder" | "denied" | "write" | "rename" | "read" | "stat" | "conflict" | "crowded") => "folder",
        ("sftp" | "hubee", "auth") => "login",
        ("webhook" | "sftp" | "hubee", "dns" | "timeout" | "unreachable") => "silent",
        ("webhook" | "hubee", "tls") => "tls",
        ("webhook" | "sftp" | "hubee", "address" | "insecure") => "address",
        ("webhook" | "sftp" | "hubee", "protocol" | "redirect") => "odd",
        ("hubee", "status") => "answered",
        ("webhook", fault) if fault.starts_with("status_") => "answered",
        _ => return None,
    };
    Some(said.to_owned())
}

fn desk_called(siret: &str, branch: &str, name: Option<&str>) -> String {
    let place = if branch.is_empty() { siret.to_owned() } else { format!("{siret}/{branch}") };
    name.map_or(place.clone(), |name| format!("{name} ({place})"))
}
