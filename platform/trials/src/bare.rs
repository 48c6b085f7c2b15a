//! The measure of our cost: a bare axum + minijinja + sqlx server that gives the same bytes and knows nothing of forms.
//!
//! `GET /page` reads one row, parses it, and renders a template in which every label, id, name and value of the page comes from that
//! row, escaped; `POST /page` inserts the posted pairs in a group commit and redirects. Same settings of SQLite, same durability.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::{
    Form, Router,
    extract::State,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use sqlx::{
    Row as _, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{mpsc, oneshot};

struct Bare {
    templates: minijinja::Environment<'static>,
    pool: SqlitePool,
    writer: mpsc::Sender<(Vec<u8>, oneshot::Sender<bool>)>,
}

/// Makes a template and its data of a page: text and attributes inside `<form` become expressions.
pub fn prepare(folder: &Path, page: &str) -> anyhow::Result<()> {
    let mut template = String::new();
    let mut data: Vec<String> = Vec::new();
    let unescape = |text: &str| {
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&#x27;", "'")
            .replace("&#x2f;", "/")
            .replace("&amp;", "&")
    };
    let mut rest = page;
    while let Some(at) = rest.find('>') {
        let (tag, after) = rest.split_at(at + 1);
        let mut pieces = tag.split('"');
        template.push_str(pieces.next().unwrap_or_default());
        for (index, piece) in pieces.enumerate() {
            template.push('"');
            // Between an odd and an even quote stands a value.
            let plain = !piece.contains(['&', '/', '\'']);
            if index % 2 == 0 && plain && !piece.is_empty() && !data.is_empty() {
                template.push_str(&format!("{{{{ d[{}] }}}}", data.len()));
                data.push(unescape(piece));
            } else {
                template.push_str(piece);
                if data.is_empty() {
                    data.push(String::new());
                }
            }
        }
        let text_end = after.find('<').unwrap_or(after.len());
        let text = &after[..text_end];
        if text.trim().is_empty() || text.contains(['&', '/', '\'']) {
            template.push_str(text);
        } else {
            template.push_str(&format!("{{{{ d[{}] }}}}", data.len()));
            data.push(unescape(text));
        }
        rest = &after[text_end..];
    }
    template.push_str(rest);
    std::fs::write(folder.join("page.html"), template)?;
    std::fs::write(folder.join("data.json"), serde_json::to_vec(&data)?)?;
    Ok(())
}

/// Serves on `port` from `folder`, which [`prepare`] filled and which takes the database.
pub async fn serve(port: u16, folder: &Path) -> anyhow::Result<()> {
    let page = std::fs::read_to_string(folder.join("page.html")).context("page.html")?;
    let mut templates = minijinja::Environment::new();
    templates.add_template_owned("page.html", page)?;
    let options = SqliteConnectOptions::new()
        .filename(folder.join("bare.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5));
    let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options.clone()).await?;
    sqlx::query("create table if not exists drafts (id integer primary key, token blob unique, answers blob)")
        .execute(&pool)
        .await?;
    sqlx::query("insert or ignore into drafts (token, answers) values ($1, $2)")
        .bind(&b"the token"[..])
        .bind(std::fs::read(folder.join("data.json")).context("data.json")?)
        .execute(&pool)
        .await?;
    let (writer, requests) = mpsc::channel(1024);
    tokio::spawn(write(options, requests));
    let app = Router::new().route("/page", get(show).post(save)).with_state(Arc::new(Bare { templates, pool, writer }));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, app).await?;
    Ok(())
}

async fn show(State(bare): State<Arc<Bare>>) -> Response {
    let row =
        sqlx::query("select answers from drafts where token = $1").bind(&b"the token"[..]).fetch_one(&bare.pool).await;
    let Ok(row) = row else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let answers: Vec<u8> = row.get(0);
    let data: Vec<String> = serde_json::from_slice(&answers).unwrap_or_default();
    let rendered = bare
        .templates
        .get_template("page.html")
        .and_then(|template| template.render(minijinja::context! { d => data }));
    match rendered {
        Ok(page) => Html(page).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn save(State(bare): State<Arc<Bare>>, Form(pairs): Form<Vec<(String, String)>>) -> Response {
    let answers = serde_json::to_vec(&pairs).unwrap_or_default();
    let (done, stored) = oneshot::channel();
    if bare.writer.send((answers, done)).await.is_err() || !stored.await.unwrap_or(false) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    (StatusCode::SEE_OTHER, [(header::LOCATION, "/page")]).into_response()
}

/// One writer: what has gathered while the last commit went on goes into the next.
async fn write(
    options: SqliteConnectOptions,
    mut requests: mpsc::Receiver<(Vec<u8>, oneshot::Sender<bool>)>,
) -> anyhow::Result<()> {
    use sqlx::Connection as _;
    let mut connection = sqlx::SqliteConnection::connect_with(&options).await?;
    let mut batch = Vec::new();
    while requests.recv_many(&mut batch, 64).await > 0 {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut waiting = Vec::with_capacity(batch.len());
        for (answers, done) in batch.drain(..) {
            let inserted =
                sqlx::query("insert into drafts (answers) values ($1)").bind(answers).execute(&mut *transaction).await;
            waiting.push((done, inserted.is_ok()));
        }
        let committed = transaction.commit().await.is_ok();
        for (done, inserted) in waiting {
            let _ = done.send(inserted && committed);
        }
    }
    Ok(())
}
