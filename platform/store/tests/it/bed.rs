//! Gives a test its own store on either engine, and a way around it: raw SQL, for what an intruder or a fault would do.

use jiff::{SignedDuration, Timestamp};
use sqlx::{AssertSqlSafe, Connection as _};
use store::drafts::{Draft, NewDraft};
use store::{Clock, Engine, Settings, Store, StoreError, Token};

pub(crate) struct Bed {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) url: String,
    pub(crate) clock: Clock,
}

/// What every test takes as now, to begin with.
pub(crate) fn start() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

pub(crate) fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

pub(crate) const AGENCY: &str = "ville-exemple";

impl Bed {
    pub(crate) fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = Settings::sqlite(dir.path()).url;
        Self { dir, url, clock: Clock::manual(start()) }
    }

    pub(crate) fn postgres(url: String) -> Self {
        Self { dir: tempfile::tempdir().unwrap(), url, clock: Clock::manual(start()) }
    }

    pub(crate) fn engine(&self) -> Engine {
        if self.url.starts_with("sqlite") { Engine::Sqlite } else { Engine::Postgres }
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings { clock: self.clock.clone(), connections: 6, ..Settings::new(&self.url, self.dir.path()) }
    }

    pub(crate) async fn open(&self) -> Store {
        self.try_open().await.unwrap()
    }

    pub(crate) async fn try_open(&self) -> Result<Store, StoreError> {
        Store::open(self.settings()).await
    }

    /// Runs SQL behind the store's back; how many rows it touched.
    pub(crate) async fn raw(&self, sql: &str) -> u64 {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.engine() {
            Engine::Sqlite => {
                let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap().rows_affected()
            }
            Engine::Postgres => {
                let mut connection = sqlx::PgConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap().rows_affected()
            }
        }
    }

    /// The first column of rows, behind the store's back.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.engine() {
            Engine::Sqlite => {
                let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
            }
            Engine::Postgres => {
                let mut connection = sqlx::PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
            }
        }
    }

    /// Counts rows behind the store's back, through a connection of its own: it sees only what is committed.
    pub(crate) async fn count(&self, from: &str) -> i64 {
        let sql = AssertSqlSafe(format!("select count(*) from {from}"));
        match self.engine() {
            Engine::Sqlite => {
                let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
            }
            Engine::Postgres => {
                let mut connection = sqlx::PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
            }
        }
    }
}

pub(crate) fn new_draft<'a>(answers: &'a [u8]) -> NewDraft<'a> {
    NewDraft {
        agency: AGENCY,
        demarche: "recensement-citoyen",
        definition: [7; 32],
        answers,
        page: "identite",
        language: "fr",
        person: None,
        expires_at: start() + hours(24 * 30),
    }
}

pub(crate) async fn draft(store: &Store, answers: &[u8]) -> (Draft, Token) {
    store.write(async |tx| store::drafts::create(tx, new_draft(answers)).await).await.unwrap()
}
