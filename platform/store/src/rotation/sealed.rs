//! Lists every column that a master key seals: whoever adds one adds it here, and a test says so.

use crate::engine::{Row, Value};
use crate::error::StoreError;
use crate::routes::Kind;
use crate::sealing::Layer;

/// A column of sealed values, and where each of them lives.
pub(super) struct Sealed {
    pub(super) layer: Layer,
    pub(super) field: &'static str,
    key: Shape,
    /// The values after a key, in the order of their keys.
    pub(super) page: &'static str,
    /// Replaces one by another, where it is still the same.
    pub(super) update: &'static str,
    pub(super) agency: fn(&Row) -> Result<String, StoreError>,
    pub(super) kind: fn(&Row) -> Result<&'static str, StoreError>,
    pub(super) record: fn(&Row) -> Result<String, StoreError>,
}

/// What a table's primary key is made of.
#[derive(Clone, Copy)]
enum Shape {
    /// `agency`, `id`.
    Id,
    /// A hash.
    Hash,
    /// `agency`, `scope`, `key`.
    Scoped,
}

/// The primary key of a row.
#[derive(Debug, Clone)]
pub(super) enum Key {
    Id(String, String),
    Hash(Vec<u8>),
    Scoped(String, String, String),
}

impl Sealed {
    pub(super) fn first(&self) -> Key {
        match self.key {
            Shape::Id => Key::Id(String::new(), String::new()),
            Shape::Hash => Key::Hash(Vec::new()),
            Shape::Scoped => Key::Scoped(String::new(), String::new(), String::new()),
        }
    }

    pub(super) fn after(&self, row: &Row) -> Result<Key, StoreError> {
        Ok(match self.key {
            Shape::Id => Key::Id(row.text("agency")?, row.text("id")?),
            Shape::Hash => Key::Hash(row.bytes("id")?),
            Shape::Scoped => Key::Scoped(row.text("agency")?, row.text("scope")?, row.text("id")?),
        })
    }
}

impl Key {
    pub(super) fn args(&self, limit: Option<i64>) -> Vec<Value<'_>> {
        let mut args: Vec<Value<'_>> = match self {
            Self::Id(agency, id) => vec![agency.into(), id.into()],
            Self::Hash(hash) => vec![hash.into()],
            Self::Scoped(agency, scope, key) => vec![agency.into(), scope.into(), key.into()],
        };
        args.extend(limit.map(Value::from));
        args
    }

    pub(super) fn with<'a>(&'a self, old: &'a Vec<u8>, new: &'a Vec<u8>) -> Vec<Value<'a>> {
        let mut args = self.args(None);
        args.extend([Value::from(old), Value::from(new)]);
        args
    }
}

fn agency(row: &Row) -> Result<String, StoreError> {
    row.text("agency")
}

fn id(row: &Row) -> Result<String, StoreError> {
    row.text("id")
}

fn object(row: &Row) -> Result<String, StoreError> {
    row.text("object")
}

fn hash(row: &Row) -> Result<String, StoreError> {
    Ok(hex::encode(row.bytes("id")?))
}

fn scoped(row: &Row) -> Result<String, StoreError> {
    Ok(crate::idempotency::record(&row.text("scope")?, &row.text("id")?))
}

fn route(row: &Row) -> Result<&'static str, StoreError> {
    Ok(Kind::read(&row.text("kind")?)?.sealed_as().0)
}

/// The data key of a table whose rows have their own; `$more` is what else says where it lives.
macro_rules! wrapped {
    ($table:literal, $more:literal, $kind:expr, $record:expr) => {
        Sealed {
            layer: Layer::Wrap,
            field: "data_key",
            key: Shape::Id,
            page: concat!(
                "select agency, id",
                $more,
                ", data_key as sealed from ",
                $table,
                " where (agency, id) > ($1, $2) order by agency, id limit $3"
            ),
            update: concat!("update ", $table, " set data_key = $4 where agency = $1 and id = $2 and data_key = $3"),
            agency,
            kind: $kind,
            record: $record,
        }
    };
}

/// A value of a table whose rows have no key of their own.
macro_rules! of_system {
    ($table:literal, $column:literal, $kind:literal) => {
        Sealed {
            layer: Layer::System,
            field: $column,
            key: Shape::Id,
            page: concat!(
                "select agency, id, ",
                $column,
                " as sealed from ",
                $table,
                " where (agency, id) > ($1, $2) order by agency, id limit $3"
            ),
            update: concat!(
                "update ",
                $table,
                " set ",
                $column,
                " = $4 where agency = $1 and id = $2 and ",
                $column,
                " = $3"
            ),
            agency,
            kind: |_| Ok($kind),
            record: id,
        }
    };
}

/// The same, of what is found by a hash.
macro_rules! of_hash {
    ($table:literal, $hash:literal, $column:literal, $kind:literal) => {
        Sealed {
            layer: Layer::System,
            field: $column,
            key: Shape::Hash,
            page: concat!(
                "select agency, ",
                $hash,
                " as id, ",
                $column,
                " as sealed from ",
                $table,
                " where ",
                $hash,
                " > $1 order by ",
                $hash,
                " limit $2"
            ),
            update: concat!("update ", $table, " set ", $column, " = $3 where ", $hash, " = $1 and ", $column, " = $2"),
            agency,
            kind: |_| Ok($kind),
            record: hash,
        }
    };
}

/// Alphabetical by table.
pub(super) const SEALED: &[Sealed] = &[
    of_hash!("agent_logins", "browser_hash", "data", "agent_login"),
    wrapped!("agents", "", |_| Ok("agent"), id),
    wrapped!("attachments", ", object", |_| Ok("object"), object),
    wrapped!("cases", "", |_| Ok("case"), id),
    wrapped!("dossiers", "", |_| Ok("dossier"), id),
    wrapped!("drafts", "", |_| Ok("draft"), id),
    of_system!("exports", "cases", "export"),
    of_system!("exports", "filters", "export"),
    Sealed {
        layer: Layer::System,
        field: "response",
        key: Shape::Scoped,
        page: "select agency, scope, key as id, response as sealed from idempotency \
               where (agency, scope, key) > ($1, $2, $3) and response is not null order by agency, scope, key limit $4",
        update: "update idempotency set response = $5 where agency = $1 and scope = $2 and key = $3 and response = $4",
        agency,
        kind: |_| Ok("idempotency"),
        record: scoped,
    },
    of_hash!("identity_logins", "state_hash", "data", "identity_login"),
    of_system!("mails", "body", "mail"),
    wrapped!("partner_steps", "", |_| Ok("partner_step"), id),
    wrapped!("people", "", |_| Ok("person"), id),
    wrapped!("questions", "", |_| Ok("question"), id),
    wrapped!("routes", ", kind", route, id),
    of_hash!("sessions", "token_hash", "data", "session"),
    of_system!("work", "payload", "work"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::args;
    use crate::{Settings, Store};

    #[tokio::test]
    async fn every_data_key_of_the_schema_is_in_the_list() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Settings::sqlite(folder.path())).await.unwrap();
        let all = "select m.name as name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and c.name = 'data_key'";
        let tables = store.read(async |conn| conn.rows(all, args![]).await).await.unwrap();
        assert!(tables.len() >= 9);
        for table in tables {
            let name = table.text("name").unwrap();
            let wanted = format!(" from {name} ");
            let found = SEALED.iter().any(|one| one.layer == Layer::Wrap && one.page.contains(&wanted));
            assert!(found, "{name}.data_key is missing from the list: nobody would seal it anew");
        }
    }
}
