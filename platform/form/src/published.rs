//! Publishes the JSON Schema that partners read.

use crate::demarche::Demarche;

/// The schema.
pub fn schema(_: &Demarche, _: Option<&[String]>) -> serde_json::Value {
    serde_json::Value::Null
}
