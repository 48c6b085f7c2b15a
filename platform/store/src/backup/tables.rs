//! Asks the database which tables it has, what is in them, and which must be there before which.

use super::rows::{Column, Kind};
use crate::connection::Read;
use crate::engine::{Sql, args};
use crate::error::StoreError;

const TABLES: Sql = Sql {
    sqlite: "select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by name",
    postgres: "select table_name::text as name from information_schema.tables \
               where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1",
};
const COLUMNS: Sql = Sql {
    sqlite: "select name, type from pragma_table_info($1) order by cid",
    postgres: "select column_name::text as name, data_type::text as type from information_schema.columns \
               where table_schema = current_schema() and table_name = $1 order by ordinal_position",
};
const PARENTS: Sql = Sql {
    sqlite: "select distinct \"table\" as name from pragma_foreign_key_list($1)",
    postgres: "select distinct p.relname::text as name from pg_constraint c join pg_class p on p.oid = c.confrelid \
               where c.contype = 'f' and c.conrelid = to_regclass($1)",
};

/// A table.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
}

impl Table {
    /// The statement that reads all of it.
    pub(super) fn select(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        format!("select {} from \"{}\"", names.join(", "), self.name)
    }
}

/// Every table, each after those that its rows refer to.
pub(super) async fn all(conn: &mut Read) -> Result<Vec<Table>, StoreError> {
    let mut waiting = Vec::new();
    for row in conn.rows(TABLES, args![]).await? {
        let name = row.text("name")?;
        let columns = conn.rows(COLUMNS, args![&name]).await?;
        let columns = columns
            .iter()
            .map(|row| {
                let kind = match row.text("type")?.to_ascii_lowercase().as_str() {
                    "text" => Kind::Text,
                    "integer" | "bigint" => Kind::Int,
                    "blob" | "bytea" => Kind::Bytes,
                    other => return Err(StoreError::Corrupt(format!("{name}: a column of type {other}"))),
                };
                Ok(Column { name: row.text("name")?, kind })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let parents = conn.rows(PARENTS, args![&name]).await?;
        let parents = parents.iter().map(|row| row.text("name")).collect::<Result<Vec<_>, _>>()?;
        waiting.push((Table { name, columns }, parents));
    }
    let mut ordered: Vec<Table> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = |(table, parents): &(Table, Vec<String>)| {
            parents.iter().all(|parent| *parent == table.name || ordered.iter().any(|done| done.name == *parent))
        };
        let Some(place) = waiting.iter().position(ready) else {
            return Err(StoreError::Corrupt("tables refer to each other in a circle".to_owned()));
        };
        let (table, _) = waiting.remove(place);
        ordered.push(table);
    }
    Ok(ordered)
}
