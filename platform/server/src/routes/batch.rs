//! `/agents/lot`: one thing done to several cases of a desk at a time.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::{BatchOutcome, DeskError, InBatch, MAX_CASES, MAX_MESSAGE, Picked, SentOn};
use pages::page::{
    Fault,
    agent::Unsent,
    batch::{Batch, BatchRow},
};
use store::Uuid;

use super::{
    agent_login::{draw_login, unsent},
    agents::{HOME, Listed, around},
    follow::file,
};
use crate::{
    app::App,
    error::ServerError,
    extract::{
        posting::Posting,
        session::{AgentVisit, Visit, encode},
    },
};

pub(crate) const HERE: &str = "/agents/lot";
/// What one answer can set at once; each case allows what its démarche does.
const STATUSES: [&str; 4] = ["in_progress", "complement", "done", "refused"];

/// What was typed, and what came of it.
#[derive(Default)]
struct Said {
    status: String,
    message: String,
    outcomes: Option<Vec<BatchOutcome>>,
    faults: Vec<Fault>,
    /// Whether an answer was sent: what it did not reach stays picked.
    sent: bool,
}

/// The cases that were ticked, as an address or a form names them.
fn ticked(pairs: &[(String, String)]) -> Vec<Picked> {
    let ticked = pairs.iter().filter(|(name, _)| name == "cas").filter_map(|(_, value)| value.parse().ok());
    ticked.take(MAX_CASES + 1).collect()
}

/// Where they are shown.
fn address(picked: &[Picked]) -> String {
    let cases: Vec<String> = picked.iter().map(|one| format!("cas={}", encode(&one.to_string()))).collect();
    format!("{HERE}?{}", cases.join("&"))
}

/// Why these cannot be treated together.
fn unfit(picked: &[Picked]) -> Option<Fault> {
    match picked.len() {
        0 => Some(Fault::new("batch", "batch.none")),
        1..=MAX_CASES => None,
        _ => Some(Fault::new("batch", "batch.too_many")),
    }
}

/// GET: the cases that were ticked.
pub(crate) async fn show(
    State(app): State<App>,
    Query(asked): Query<Vec<(String, String)>>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    let picked = ticked(&asked);
    let faults: Vec<Fault> = unfit(&picked).into_iter().collect();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, draw(&app, &visit, &picked, Said { faults, ..Said::default() }).await?).into_response())
}

/// POST: `choose` leads to the cases that were ticked, `print` prints them, the others do something to each. Where the session was over, or is
/// a new one, nothing is done, and what was written comes back.
pub(crate) async fn act(
    State(app): State<App>,
    visitor: Visit,
    visit: Result<AgentVisit, ServerError>,
    posting: Posting,
) -> Result<Response, ServerError> {
    let picked = ticked(&posting.pairs);
    let visit = match (visit, unsent(&posting, "")) {
        (Ok(visit), _) => visit,
        (Err(ServerError::LoginNeeded { .. }), Some(unsent)) => {
            let kept = Unsent { questions: picked.iter().map(Picked::to_string).collect(), ..unsent };
            let page = draw_login(&app, visitor.language, "", HERE, Some(kept), Vec::new())?;
            return Ok((StatusCode::FORBIDDEN, page).into_response());
        }
        (Err(error), _) => return Err(error),
    };
    let (status, message) = (posting.text("status").to_owned(), posting.get("message").unwrap_or_default().to_owned());
    if visit.check(&posting).is_err() {
        let faults = vec![match message.trim() {
            "" => Fault::new("batch", "batch.not_sent"),
            _ => Fault::new("message", "message.not_sent"),
        }];
        let page = draw(&app, &visit, &picked, Said { status, message, faults, ..Said::default() }).await?;
        return Ok((StatusCode::FORBIDDEN, page).into_response());
    }
    let label = posting.text("label").parse::<Uuid>().unwrap_or_default();
    let what = match posting.text("_act") {
        "assign" => {
            let whom = posting.text("assignee");
            // What is no id is nobody's.
            Some(InBatch::Assign((!whom.is_empty()).then(|| whom.parse().unwrap_or_default())))
        }
        "label" => Some(InBatch::Label(label, true)),
        "unlabel" => Some(InBatch::Label(label, false)),
        "answer" => Some(InBatch::Answer { status: status.clone(), message: message.clone() }),
        _ => None,
    };
    let done = match (&what, posting.text("_act")) {
        (Some(what), _) => app.desk().in_batch(&visit.agent, picked.clone(), posting.text("_key"), what).await,
        (None, "print") => match app.desk().print_batch(&visit.agent, picked.clone()).await {
            Ok(document) => return Ok(file(document)),
            Err(error) => Err(error),
        },
        (None, _) => match unfit(&picked) {
            // A page that can be come back to.
            None => return Ok(Redirect::to(&address(&picked)).into_response()),
            Some(fault) => {
                let page = draw(&app, &visit, &picked, Said { faults: vec![fault], ..Said::default() }).await?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
        },
    };
    match done {
        // What was sent to all is sent; what was typed for another button is not, nor what did not reach each of them just now.
        Ok(outcomes) => {
            let sent = matches!(what, Some(InBatch::Answer { .. }));
            let reached = outcomes.iter().all(|outcome| outcome.done.is_ok() && !outcome.before);
            let said = if sent && reached { Said::default() } else { Said { status, message, ..Said::default() } };
            draw(&app, &visit, &picked, Said { outcomes: Some(outcomes), sent, ..said }).await
        }
        Err(DeskError::Invalid { field, code }) => {
            let faults = vec![Fault::new(field, code).with("max", MAX_MESSAGE)];
            let page = draw(&app, &visit, &picked, Said { status, message, faults, ..Said::default() }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The cases with what was written for all of them before the session was over.
pub(super) async fn taken_up(app: &App, visit: &AgentVisit, unsent: Unsent) -> Result<Option<Response>, ServerError> {
    let Unsent { status, message, questions, .. } = unsent;
    let picked: Vec<Picked> = questions.iter().filter_map(|one| one.parse().ok()).take(MAX_CASES).collect();
    let faults = vec![Fault::new("message", "message.not_sent")];
    Ok(Some(draw(app, visit, &picked, Said { status, message, faults, ..Said::default() }).await?))
}

/// Why it was not done to one of them, in a sentence.
fn fault(error: &DeskError) -> Fault {
    match error {
        DeskError::Invalid { code, .. } => Fault::new("batch", *code).with("max", MAX_MESSAGE),
        DeskError::NotFound(_) => Fault::new("batch", "batch.not_found"),
        DeskError::TooManyActs { most } => Fault::new("batch", "act.too_many").with("max", most),
        error => {
            tracing::error!(code = error.code(), %error, "one case of several could not be treated");
            Fault::new("batch", "batch.failed")
        }
    }
}

/// The row of a case that is not, or no longer, at this desk. Of what never was there it tells nothing.
async fn gone(app: &App, visit: &AgentVisit, picked: &Picked) -> Result<BatchRow, ServerError> {
    let sent = app.desk().sent_on(&visit.agent, &picked.agency, picked.case).await?;
    let title = |sent: &SentOn| sent.served.demarche.title.get(visit.language).to_owned();
    Ok(BatchRow {
        pick: picked.to_string(),
        picked: false,
        // It says which desk has it.
        href: sent.is_some().then(|| format!("/agents/cas/{}/{}", picked.agency, picked.case)),
        reference: sent.as_ref().map(|sent| Listed::dossier_of(&sent.reference)).unwrap_or_default(),
        new: false,
        unheard: false,
        demarche: sent.as_ref().map(title).unwrap_or_default(),
        status: String::new(),
        assignee: None,
        left: false,
        tags: Vec::new(),
        done: false,
        fault: Some(fault(&DeskError::NotFound("case"))),
    })
}

async fn draw(app: &App, visit: &AgentVisit, picked: &[Picked], said: Said) -> Result<Response, ServerError> {
    let language = visit.language;
    let (found, labels) = app.desk().picked(&visit.agent, picked).await?;
    let listed = Listed::new(app, visit, labels).await?;
    let outcome =
        |case: Uuid| said.outcomes.as_ref().and_then(|all| all.iter().find(|outcome| outcome.picked.case == case));
    let all_done = said.outcomes.iter().flatten().all(|outcome| outcome.done.is_ok());
    let mut rows = Vec::with_capacity(found.len());
    for (picked, here) in found {
        let Some((entry, carried)) = here else {
            rows.push(gone(app, visit, &picked).await?);
            continue;
        };
        let outcome = outcome(entry.id).map(|outcome| outcome.done.as_ref());
        rows.push(BatchRow {
            // Where nothing came of it, nothing is told of the cases either: whoever writes knows them as they were.
            pick: if said.faults.is_empty() { Listed::pick(&entry) } else { picked.to_string() },
            picked: all_done || !said.sent || !matches!(outcome, Some(Ok(()))),
            href: Some(Listed::href(&entry)),
            reference: Listed::reference(&entry),
            new: entry.opened_at.is_none(),
            unheard: entry.unheard,
            demarche: listed.title(&entry.demarche, language),
            status: entry.status.clone(),
            assignee: entry.assignee.and_then(|id| listed.names.get(&id).cloned()),
            left: listed.is_left(&entry),
            tags: listed.tags(&carried),
            done: matches!(outcome, Some(Ok(()))),
            fault: outcome.and_then(Result::err).map(fault),
        });
    }
    let done = said.outcomes.as_ref().map(|all| all.iter().filter(|outcome| outcome.done.is_ok()).count());
    let page = Batch {
        chrome: around(app, visit, HOME),
        back_href: visit.list().to_owned(),
        action: HERE.to_owned(),
        key: app.desk().store().ids().uuid().map_err(DeskError::from)?.to_string(),
        rows,
        colleagues: app
            .desk()
            .mates(&visit.agent)
            .await?
            .into_iter()
            .map(|(id, name)| (id.to_string(), name))
            .collect(),
        me: visit.agent.id.to_string(),
        labels: listed.all_tags(&[]),
        statuses: STATUSES.map(str::to_owned).to_vec(),
        status: said.status,
        message: said.message,
        done,
        before: said.outcomes.iter().flatten().any(|outcome| outcome.before),
        total: said.outcomes.as_ref().map_or(0, Vec::len),
        faults: said.faults,
    };
    Ok(app.draw(&page)?.into_response())
}
