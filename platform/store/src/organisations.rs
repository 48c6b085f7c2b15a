//! Keeps the directory of organisations: who receives which démarche for which communes and départements, and where their desk is.

use serde::{Deserialize, Serialize};

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::store::Store;

/// An entry of the directory: a desk of an organisation. Also the form of the import file and of a dossier's snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// The SIRET, 14 digits.
    pub siret: String,
    /// The desk's code; empty for the only one.
    #[serde(default)]
    pub branch: String,
    /// What it is called.
    pub name: String,
    /// The postal address, one line a line.
    pub address: String,
    /// The e-mail address of the desk, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The telephone number of the desk, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// INSEE codes of the communes it serves.
    #[serde(default)]
    pub communes: Vec<String>,
    /// Numbers of the départements it serves: for démarches whose recipient is found by the département.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departements: Vec<String>,
    /// The démarches it is connected for; for others the citizen sends on paper.
    #[serde(default)]
    pub demarches: Vec<String>,
    /// Invented, for demonstrations.
    #[serde(default)]
    pub invented: bool,
}

/// How many entries one transaction imports.
const CHUNK: usize = 100;

/// Imports a directory: entries are added or replaced, others stay. In pieces, so that other writers are not held up.
pub async fn import(store: &Store, organisations: &[Organisation]) -> Result<(), StoreError> {
    for chunk in organisations.chunks(CHUNK) {
        store
            .write(async |tx| {
                for organisation in chunk {
                    put(tx, organisation).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
    }
    Ok(())
}

/// Adds or replaces one entry.
pub async fn put(tx: &mut Write, organisation: &Organisation) -> Result<(), StoreError> {
    let now = tx.now();
    let (siret, branch) = (&organisation.siret, &organisation.branch);
    tx.execute(
        "insert into organisations (siret, branch, name, address, email, phone, invented, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (siret, branch) do update set name = excluded.name, \
         address = excluded.address, email = excluded.email, phone = excluded.phone, invented = excluded.invented, \
         updated_at = excluded.updated_at",
        args![
            siret,
            branch,
            &organisation.name,
            &organisation.address,
            organisation.email.as_deref(),
            organisation.phone.as_deref(),
            organisation.invented,
            now
        ],
    )
    .await?;
    for (list, entries) in [
        (COMMUNES, &organisation.communes),
        (DEPARTEMENTS, &organisation.departements),
        (DEMARCHES, &organisation.demarches),
    ] {
        tx.execute(list.clear, args![siret, branch]).await?;
        for entry in entries {
            tx.execute(list.add, args![entry, siret, branch]).await?;
        }
    }
    Ok(())
}

macro_rules! select {
    ($($rest:expr),* $(,)?) => {
        concat!(
            "select o.siret, o.branch, o.name, o.address, o.email, o.phone, o.invented from organisations o ",
            $($rest),*
        )
    };
}

/// The statements on one list of an entry.
#[derive(Debug, Clone, Copy)]
struct List {
    clear: &'static str,
    add: &'static str,
    /// Its elements, as `element`.
    elements: &'static str,
    /// The desks that list something, one of them connected for a démarche.
    connected: &'static str,
    /// The desks that list something.
    serving: &'static str,
}

macro_rules! list {
    ($table:literal, $column:literal) => {
        List {
            clear: concat!("delete from ", $table, " where siret = $1 and branch = $2"),
            add: concat!(
                "insert into ",
                $table,
                " (",
                $column,
                ", siret, branch) values ($1, $2, $3) on conflict do nothing"
            ),
            elements: concat!(
                "select ",
                $column,
                " as element from ",
                $table,
                " where siret = $1 and branch = $2 order by ",
                $column
            ),
            connected: select!(
                "join ",
                $table,
                " l on l.siret = o.siret and l.branch = o.branch ",
                "join organisation_demarches d on d.siret = o.siret and d.branch = o.branch ",
                "where d.demarche = $1 and l.",
                $column,
                " = $2 order by o.siret, o.branch limit 1"
            ),
            serving: select!(
                "join ",
                $table,
                " l on l.siret = o.siret and l.branch = o.branch ",
                "where l.",
                $column,
                " = $1 order by o.siret, o.branch limit 100"
            ),
        }
    };
}

const COMMUNES: List = list!("organisation_communes", "commune");
const DEPARTEMENTS: List = list!("organisation_departements", "departement");
const DEMARCHES: List = list!("organisation_demarches", "demarche");

/// A place that desks serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area<'a> {
    /// By its INSEE code.
    Commune(&'a str),
    /// By its number.
    Departement(&'a str),
}

impl<'a> Area<'a> {
    const fn list(self) -> (List, &'a str) {
        match self {
            Self::Commune(code) => (COMMUNES, code),
            Self::Departement(number) => (DEPARTEMENTS, number),
        }
    }
}

async fn elements(conn: &mut Read, list: List, siret: &str, branch: &str) -> Result<Vec<String>, StoreError> {
    conn.rows(list.elements, args![siret, branch]).await?.iter().map(|row| row.text("element")).collect()
}

async fn read(conn: &mut Read, row: &Row) -> Result<Organisation, StoreError> {
    let (siret, branch) = (row.text("siret")?, row.text("branch")?);
    Ok(Organisation {
        name: row.text("name")?,
        address: row.text("address")?,
        email: row.opt_text("email")?,
        phone: row.opt_text("phone")?,
        communes: elements(conn, COMMUNES, &siret, &branch).await?,
        departements: elements(conn, DEPARTEMENTS, &siret, &branch).await?,
        demarches: elements(conn, DEMARCHES, &siret, &branch).await?,
        invented: row.bool("invented")?,
        siret,
        branch,
    })
}

/// The desk with this SIRET and branch.
pub async fn get(conn: &mut Read, siret: &str, branch: &str) -> Result<Option<Organisation>, StoreError> {
    match conn.row(select!("where o.siret = $1 and o.branch = $2"), args![siret, branch]).await? {
        Some(row) => Ok(Some(read(conn, &row).await?)),
        None => Ok(None),
    }
}

/// The desks of an organisation.
pub async fn of_siret(conn: &mut Read, siret: &str) -> Result<Vec<Organisation>, StoreError> {
    let rows = conn.rows(select!("where o.siret = $1 order by o.branch limit 100"), args![siret]).await?;
    read_all(conn, &rows).await
}

/// The desk that receives this démarche for this place, if one is connected.
pub async fn connected_for(
    conn: &mut Read,
    demarche: &str,
    area: Area<'_>,
) -> Result<Option<Organisation>, StoreError> {
    let (list, code) = area.list();
    match conn.row(list.connected, args![demarche, code]).await? {
        Some(row) => Ok(Some(read(conn, &row).await?)),
        None => Ok(None),
    }
}

/// The desks that serve this place, connected or not: where to send paper.
pub async fn serving(conn: &mut Read, area: Area<'_>) -> Result<Vec<Organisation>, StoreError> {
    let (list, code) = area.list();
    let rows = conn.rows(list.serving, args![code]).await?;
    read_all(conn, &rows).await
}

/// The desks connected for a démarche.
pub async fn connected(conn: &mut Read, demarche: &str) -> Result<Vec<Organisation>, StoreError> {
    let rows = conn
        .rows(
            select!(
                "join organisation_demarches d on d.siret = o.siret and d.branch = o.branch \
                 where d.demarche = $1 order by o.siret, o.branch limit 1000"
            ),
            args![demarche],
        )
        .await?;
    read_all(conn, &rows).await
}

/// All desks, by SIRET and branch, from `offset`.
pub async fn list(conn: &mut Read, offset: i64, limit: i64) -> Result<Vec<Organisation>, StoreError> {
    let rows = conn.rows(select!("order by o.siret, o.branch limit $1 offset $2"), args![limit, offset]).await?;
    read_all(conn, &rows).await
}

async fn read_all(conn: &mut Read, rows: &[Row]) -> Result<Vec<Organisation>, StoreError> {
    let mut organisations = Vec::with_capacity(rows.len());
    for row in rows {
        organisations.push(read(conn, row).await?);
    }
    Ok(organisations)
}
