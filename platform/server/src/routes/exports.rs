//! `/agents/exports`: many cases of a desk in one file.

use axum::{
    body::{Body, Bytes},
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{DeskError, Document, ExportForm, ExportTold, InboxQuery, MAX_EXPORTED, MAX_OPEN_EXPORTS, Streamed};
use futures_util::stream;
use jiff::tz::TimeZone;
use pages::page::{
    Download, Fault,
    exports::{ExportRow, Exports},
};
use store::Uuid;

use super::{
    agents::{Done, Filters, Listed, portal, said},
    follow::file,
};
use crate::{
    app::App,
    error::ServerError,
    extract::{posting::Posting, session::AgentVisit},
};

pub(crate) const HERE: &str = "/agents/exports";

pub(crate) async fn show(
    State(app): State<App>,
    Query(filters): Query<Filters>,
    Query(done): Query<Done>,
    visit: AgentVisit,
) -> Result<Html<String>, ServerError> {
    let done = match done.fait.as_str() {
        "demande" => Some("exports-asked-for"),
        "retire" => Some("exports-removed"),
        _ => None,
    };
    draw(&app, &visit, &filters, done, Vec::new()).await
}

/// POST: `csv` and `zip` ask for an export of what the filters find, `remove` removes the export `export`.
pub(crate) async fn act(State(app): State<App>, visit: AgentVisit, posting: Posting) -> Result<Response, ServerError> {
    visit.check(&posting)?;
    let filters = Filters::posted(&posting);
    let form = ExportForm::named(posting.text("_act"));
    let done = match form {
        Some(form) => app
            .desk()
            .ask_for_export(&visit.agent, &filters.query(), form, posting.text("_key"))
            .await
            .map(|()| "demande"),
        None => {
            let export: Uuid = posting.text("export").parse().unwrap_or_default();
            app.desk().remove_export(&visit.agent, export).await.map(|()| "retire")
        }
    };
    match done {
        Ok(done) => Ok(Redirect::to(&format!("{HERE}?fait={done}")).into_response()),
        Err(DeskError::Invalid { field, code }) => {
            let fault = Fault::new(field, code).with("most", MAX_EXPORTED).with("open", MAX_OPEN_EXPORTS);
            let page = draw(&app, &visit, &filters, None, vec![fault]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// GET: the file, piece by piece.
pub(crate) async fn take(
    State(app): State<App>,
    Path(export): Path<Uuid>,
    visit: AgentVisit,
) -> Result<Response, ServerError> {
    Ok(streamed(app.desk().take_export(&visit.agent, export).await?))
}

/// A file that goes out in pieces.
pub(crate) fn streamed(Streamed { name, mime, size, download }: Streamed) -> Response {
    let pieces = stream::try_unfold(download, async |mut download| {
        let piece = download.chunk().await.inspect_err(|error| {
            tracing::error!(code = error.code(), %error, "an export cannot be read to its end");
        })?;
        Ok::<_, store::StoreError>(piece.map(|piece| (Bytes::from(piece), download)))
    });
    let mut response = file(Document { name, mime, bytes: Vec::new() });
    *response.body_mut() = Body::from_stream(pieces);
    // Who gets less than that knows that it is not whole.
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    response
}

async fn draw(
    app: &App,
    visit: &AgentVisit,
    filters: &Filters,
    done: Option<&str>,
    faults: Vec<Fault>,
) -> Result<Html<String>, ServerError> {
    let told = app.desk().exports(&visit.agent).await?;
    let listed = Listed::new(app, visit, app.desk().labels(&visit.agent).await?).await?;
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    let in_words = |query: &InboxQuery| -> Vec<String> {
        said(query, &listed, visit.language).into_iter().map(|(_, said)| said).filter(|said| !said.is_empty()).collect()
    };
    let row = |one: ExportTold| ExportRow {
        id: one.id.to_string(),
        form: one.form.name().to_owned(),
        asked_at: one.asked_at.to_zoned(zone.clone()),
        filters: in_words(&one.query),
        total: one.total,
        written: one.written,
        left_out: one.left_out,
        file: one.file.map(|(name, mime, size)| Download {
            name,
            href: format!("{HERE}/{}", one.id),
            mime,
            size: Some(size),
            held: None,
            kept_on: None,
        }),
        fault: one.error.map(|code| Fault::new("export", code)),
        until: one.expires_at.to_zoned(zone.clone()).date(),
    };
    let page = Exports {
        chrome: portal(app, visit, HERE).await?,
        action: HERE.to_owned(),
        key: app.desk().store().ids().uuid().map_err(DeskError::from)?.to_string(),
        filters: filters.pairs().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        filters_said: in_words(&filters.query()),
        inbox_href: filters.href("", None),
        rows: told.into_iter().map(row).collect(),
        done: done.map(str::to_owned),
        faults,
    };
    app.draw(&page)
}
