//! Keeps the agencies that publish démarches here: what people call them, and whom they may write to.

use serde::{Deserialize, Serialize};

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::locker::check_agency;

/// An agency (a tenant). Also the form of an entry of `agencies:` in a directory file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// What its démarches say under `agency:`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The postal address, one line a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Where to write for help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where to call for help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// When the telephone is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// Who advises it on data protection (DPO), as people write to them: an e-mail or a postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// Its own site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Invented, for demonstrations.
    #[serde(default)]
    pub invented: bool,
}

/// Adds or replaces one agency.
///
/// # Errors
/// `store.invalid` where the id is none that a démarche may bear.
pub async fn put(tx: &mut Write, agency: &Agency) -> Result<(), StoreError> {
    check_agency(&agency.id)?;
    let now = tx.now();
    tx.execute(
        "insert into agencies (id, name, address, email, phone, hours, officer, site, invented, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do update set name = excluded.name, \
         address = excluded.address, email = excluded.email, phone = excluded.phone, hours = excluded.hours, \
         officer = excluded.officer, site = excluded.site, invented = excluded.invented, updated_at = excluded.updated_at",
        args![
            &agency.id,
            &agency.name,
            agency.address.as_deref(),
            agency.email.as_deref(),
            agency.phone.as_deref(),
            agency.hours.as_deref(),
            agency.officer.as_deref(),
            agency.site.as_deref(),
            agency.invented,
            now
        ],
    )
    .await?;
    Ok(())
}

/// The ids of all that publish here: those that the directory names, and those whose démarches were published or begun.
pub async fn known(conn: &mut Read) -> Result<Vec<String>, StoreError> {
    let rows = conn
        .rows("select id as agency from agencies union select agency from definitions order by agency", args![])
        .await?;
    rows.iter().map(|row| row.text("agency")).collect()
}

/// All agencies, by id.
pub async fn all(conn: &mut Read) -> Result<Vec<Agency>, StoreError> {
    let rows = conn
        .rows(
            "select id, name, address, email, phone, hours, officer, site, invented from agencies order by id",
            args![],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Agency, StoreError> {
    Ok(Agency {
        id: row.text("id")?,
        name: row.text("name")?,
        address: row.opt_text("address")?,
        email: row.opt_text("email")?,
        phone: row.opt_text("phone")?,
        hours: row.opt_text("hours")?,
        officer: row.opt_text("officer")?,
        site: row.opt_text("site")?,
        invented: row.bool("invented")?,
    })
}
