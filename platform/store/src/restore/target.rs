//! The empty database that a backup is restored into: one connection, one transaction.

use std::str::FromStr as _;
use std::sync::Arc;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use crate::backup::{BackupError, Cell, Column};
use crate::error::StoreError;
use crate::opening::Settings;

pub(super) enum Target {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

macro_rules! insert {
    ($connection:expr, $text:expr, $cells:expr) => {{
        let mut query = sqlx::query(AssertSqlSafe(Arc::clone(&$text)));
        for cell in $cells {
            query = match cell {
                Cell::Text(text) => query.bind(text.as_deref()),
                Cell::Int(number) => query.bind(*number),
                Cell::Bytes(bytes) => query.bind(bytes.as_deref()),
            };
        }
        query.execute($connection).await.map(drop)
    }};
}

impl Target {
    /// Begins.
    ///
    /// # Errors
    /// `restore.not_empty`, `store.url`, `store.unavailable`.
    pub(super) async fn open(settings: &Settings) -> Result<Self, BackupError> {
        let mut target = match settings.url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => {
                let options = SqliteConnectOptions::from_str(&settings.url)
                    .map_err(|error| StoreError::Url(Some(error)))?
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .disable_statement_logging();
                let file = options.get_filename();
                if file.exists() {
                    return Err(BackupError::NotEmpty(file.display().to_string()));
                }
                if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    crate::files::private_folder(folder).map_err(|error| StoreError::file(folder, error))?;
                }
                crate::files::touch_private(file).map_err(|error| StoreError::file(file, error))?;
                Self::Sqlite(options.connect().await.map_err(StoreError::from)?)
            }
            Some("postgres" | "postgresql") => {
                let options = PgConnectOptions::from_str(&settings.url)
                    .map_err(|error| StoreError::Url(Some(error)))?
                    .application_name("guichet")
                    .disable_statement_logging();
                let mut connection = options.connect().await.map_err(StoreError::from)?;
                let tables = "select count(*) from information_schema.tables where table_schema = current_schema()";
                let (there,): (i64,) =
                    sqlx::query_as(tables).fetch_one(&mut connection).await.map_err(StoreError::from)?;
                if there > 0 {
                    return Err(BackupError::NotEmpty("PostgreSQL".to_owned()));
                }
                Self::Postgres(connection)
            }
            _ => return Err(StoreError::Url(None).into()),
        };
        let begin = if matches!(target, Self::Sqlite(_)) { "begin immediate" } else { "begin" };
        target.raw(begin.to_owned()).await?;
        Ok(target)
    }

    /// Runs statements of this program's.
    pub(super) async fn raw(&mut self, text: String) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => {
                // What a migration says of types, as SQLite says it.
                let text = crate::migrations::for_sqlite(&text);
                sqlx::raw_sql(AssertSqlSafe(text)).execute(connection).await?;
            }
            Self::Postgres(connection) => {
                sqlx::raw_sql(AssertSqlSafe(text)).execute(connection).await?;
            }
        }
        Ok(())
    }

    /// Inserts rows whose values follow each other in `cells`.
    pub(super) async fn insert(&mut self, table: &str, columns: &[Column], cells: &[Cell]) -> Result<(), StoreError> {
        let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let rows: Vec<String> = (0..cells.len() / columns.len().max(1))
            .map(|row| {
                let places: Vec<String> =
                    (1..=columns.len()).map(|place| format!("${}", row * columns.len() + place)).collect();
                format!("({})", places.join(", "))
            })
            .collect();
        // Names that were compared with how ours are made; values are bound.
        let text: Arc<str> =
            format!("insert into \"{table}\" ({}) values {}", names.join(", "), rows.join(", ")).into();
        match self {
            Self::Sqlite(connection) => insert!(connection, text, cells),
            Self::Postgres(connection) => insert!(connection, text, cells),
        }?;
        Ok(())
    }

    /// Makes all of it durable.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        self.raw("commit".to_owned()).await?;
        match self {
            Self::Sqlite(connection) => connection.close().await?,
            Self::Postgres(connection) => connection.close().await?,
        }
        Ok(())
    }
}
