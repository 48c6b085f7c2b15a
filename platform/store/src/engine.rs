//! Speaks to both engines with one SQL text: a connection, its arguments and its rows.
//!
//! Only types that both know: TEXT, BIGINT, BYTEA (BLOB). Placeholders are `$1`…, which both understand. A statement that may meet a
//! conflict says `on conflict`, for after a failed statement PostgreSQL gives the whole transaction up while SQLite goes on.

use std::borrow::Cow;

use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgRow;
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{Arguments as _, Postgres, Row as _, Transaction};
use uuid::Uuid;

use crate::clock::from_micros;
use crate::error::StoreError;

/// Which engine keeps the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file, one process.
    Sqlite,
    /// A server, any number of processes.
    Postgres,
}

/// A statement: one text, or two where the engines do not agree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sql {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self { sqlite: text, postgres: text }
    }
}

pub(crate) enum Link {
    Sqlite(SqliteConnection),
    Postgres(PoolConnection<Postgres>),
    Transaction(Transaction<'static, Postgres>),
}

/// An argument. `None` is a typed NULL (PostgreSQL wants to know of what type).
#[derive(Debug)]
pub(crate) enum Value<'a> {
    Text(Option<Cow<'a, str>>),
    Int(Option<i64>),
    Bytes(Option<&'a [u8]>),
}

macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::engine::Value::from($value)),*] };
}
pub(crate) use args;

macro_rules! bind {
    ($sql:expr, $args:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $args {
            query = match value {
                Value::Text(text) => query.bind(text.as_deref()),
                Value::Int(number) => query.bind(*number),
                Value::Bytes(bytes) => query.bind(*bytes),
            };
        }
        query
    }};
}

impl Link {
    /// Runs a statement; how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Sqlite(connection) => bind!(sql.sqlite, args).execute(connection).await?.rows_affected(),
            Self::Postgres(connection) => bind!(sql.postgres, args).execute(&mut **connection).await?.rows_affected(),
            Self::Transaction(transaction) => {
                bind!(sql.postgres, args).execute(&mut **transaction).await?.rows_affected()
            }
        })
    }

    /// Runs a statement to its end and gives its rows.
    pub(crate) async fn rows(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite(connection) => {
                bind!(sql.sqlite, args).fetch_all(connection).await?.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(connection) => {
                bind!(sql.postgres, args).fetch_all(&mut **connection).await?.into_iter().map(Row::Postgres).collect()
            }
            Self::Transaction(transaction) => {
                bind!(sql.postgres, args).fetch_all(&mut **transaction).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }
}

macro_rules! hand_over {
    ($sql:expr, $connection:expr, $row:path, $visit:expr) => {{
        // Made of the names of our own tables, never of anything that somebody typed.
        let mut rows = sqlx::query(sqlx::AssertSqlSafe($sql)).persistent(false).fetch($connection);
        while let Some(row) = rows.try_next().await? {
            $visit(&$row(row))?;
        }
    }};
}

impl Link {
    /// Runs a statement and hands over its rows one by one.
    pub(crate) async fn each(
        &mut self,
        sql: String,
        mut visit: impl FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => hand_over!(sql, connection, Row::Sqlite, visit),
            Self::Postgres(connection) => hand_over!(sql, &mut **connection, Row::Postgres, visit),
            Self::Transaction(transaction) => hand_over!(sql, &mut **transaction, Row::Postgres, visit),
        }
        Ok(())
    }
}

/// Arguments for a SQLite statement that outlives its caller's borrows.
pub(crate) fn owned(args: &[Value<'_>]) -> Result<SqliteArguments, StoreError> {
    let mut owned = SqliteArguments::default();
    for value in args {
        match value {
            Value::Text(text) => owned.add(text.as_deref().map(str::to_owned)),
            Value::Int(number) => owned.add(*number),
            Value::Bytes(bytes) => owned.add(bytes.map(<[u8]>::to_vec)),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(owned)
}

/// One row of an answer, read by column name.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! column {
    ($row:expr, $name:expr, $type:ty) => {
        // The schema is ours and strict: what is in a column is of the column's type.
        match $row {
            Row::Sqlite(row) => row.try_get_unchecked::<$type, _>($name),
            Row::Postgres(row) => row.try_get_unchecked::<$type, _>($name),
        }
    };
}

impl Row {
    pub(crate) fn text(&self, name: &str) -> Result<String, StoreError> {
        Ok(column!(self, name, String)?)
    }

    pub(crate) fn opt_text(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(column!(self, name, Option<String>)?)
    }

    pub(crate) fn int(&self, name: &str) -> Result<i64, StoreError> {
        Ok(column!(self, name, i64)?)
    }

    pub(crate) fn opt_int(&self, name: &str) -> Result<Option<i64>, StoreError> {
        Ok(column!(self, name, Option<i64>)?)
    }

    pub(crate) fn bool(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.int(name)? != 0)
    }

    pub(crate) fn bytes(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        Ok(column!(self, name, Vec<u8>)?)
    }

    pub(crate) fn opt_bytes(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(column!(self, name, Option<Vec<u8>>)?)
    }

    pub(crate) fn hash(&self, name: &str) -> Result<[u8; 32], StoreError> {
        self.bytes(name)?.try_into().map_err(|_| StoreError::Corrupt(format!("{name}: not a hash")))
    }

    pub(crate) fn time(&self, name: &str) -> Result<Timestamp, StoreError> {
        Ok(from_micros(self.int(name)?))
    }

    pub(crate) fn opt_time(&self, name: &str) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.opt_int(name)?.map(from_micros))
    }

    pub(crate) fn uuid(&self, name: &str) -> Result<Uuid, StoreError> {
        self.text(name)?.parse().map_err(|_| StoreError::Corrupt(format!("{name}: not an id")))
    }

    pub(crate) fn opt_uuid(&self, name: &str) -> Result<Option<Uuid>, StoreError> {
        self.opt_text(name)?
            .map(|text| text.parse().map_err(|_| StoreError::Corrupt(format!("{name}: not an id"))))
            .transpose()
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(Cow::Borrowed(text)))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Some(Cow::Borrowed(text)))
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text.map(Cow::Borrowed))
    }
}

impl From<Uuid> for Value<'_> {
    fn from(id: Uuid) -> Self {
        Self::Text(Some(Cow::Owned(id.to_string())))
    }
}

impl From<Option<Uuid>> for Value<'_> {
    fn from(id: Option<Uuid>) -> Self {
        Self::Text(id.map(|id| Cow::Owned(id.to_string())))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<bool> for Value<'_> {
    fn from(yes: bool) -> Self {
        Self::Int(Some(i64::from(yes)))
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(time: Timestamp) -> Self {
        Self::Int(Some(time.as_microsecond()))
    }
}

impl From<Option<Timestamp>> for Value<'_> {
    fn from(time: Option<Timestamp>) -> Self {
        Self::Int(time.map(|time| time.as_microsecond()))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl<'a> From<Option<&'a [u8]>> for Value<'a> {
    fn from(bytes: Option<&'a [u8]>) -> Self {
        Self::Bytes(bytes)
    }
}
