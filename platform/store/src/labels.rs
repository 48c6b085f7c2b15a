//! Keeps the labels of desks, and which cases carry them. A name is the desk's own word for a kind of case and stays readable: nobody's data
//! belong in it.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::cases::Entry;
use crate::connection::{Read, Write};
use crate::engine::{Row, Sql, args};
use crate::error::StoreError;

/// A label as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The tenant that keeps it.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// The SIRET of the desk's organisation.
    pub organisation: String,
    /// The desk there.
    pub branch: String,
    /// As agents read it.
    pub name: String,
    /// The name of a colour, which the site's styles know.
    pub colour: String,
}

/// A label to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewLabel<'a> {
    /// The tenant that keeps it.
    pub agency: &'a str,
    /// The SIRET of the desk's organisation.
    pub organisation: &'a str,
    /// The desk there.
    pub branch: &'a str,
    /// As agents read it.
    pub name: &'a str,
    /// The name of a colour.
    pub colour: &'a str,
}

fn read(row: &Row) -> Result<Label, StoreError> {
    Ok(Label {
        agency: row.text("agency")?,
        id: row.uuid("id")?,
        organisation: row.text("organisation")?,
        branch: row.text("branch")?,
        name: row.text("name")?,
        colour: row.text("colour")?,
    })
}

/// Adds a label; nothing where the desk has one of this name.
pub async fn add(tx: &mut Write, new: NewLabel<'_>) -> Result<Option<Label>, StoreError> {
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let added = tx
        .execute(
            "insert into desk_labels (agency, id, organisation, branch, name, colour, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (agency, organisation, branch, name) do nothing",
            args![new.agency, id, new.organisation, new.branch, new.name, new.colour, now],
        )
        .await?;
    Ok((added == 1).then(|| Label {
        agency: new.agency.to_owned(),
        id,
        organisation: new.organisation.to_owned(),
        branch: new.branch.to_owned(),
        name: new.name.to_owned(),
        colour: new.colour.to_owned(),
    }))
}

/// The labels of a desk, by their names.
pub async fn of_desk(
    conn: &mut Read,
    agency: &str,
    organisation: &str,
    branch: &str,
) -> Result<Vec<Label>, StoreError> {
    let rows = conn
        .rows(
            "select agency, id, organisation, branch, name, colour from desk_labels \
             where agency = $1 and organisation = $2 and branch = $3 order by name, id limit 1000",
            args![agency, organisation, branch],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Removes a label, from the cases that carry it too; how many did.
pub async fn remove(tx: &mut Write, label: &Label) -> Result<u64, StoreError> {
    let carried = tx.execute("delete from case_labels where desk_label = $1", args![label.id]).await?;
    tx.execute("delete from desk_labels where agency = $1 and id = $2", args![&label.agency, label.id]).await?;
    Ok(carried)
}

/// Sticks a label on a case; `false` where it was there.
pub async fn stick(tx: &mut Write, case: &Entry, label: &Label) -> Result<bool, StoreError> {
    let stuck = tx
        .execute(
            "insert into case_labels (agency, case_id, desk_label, case_created_at) values ($1, $2, $3, $4) \
             on conflict (agency, case_id, desk_label) do nothing",
            args![&case.agency, case.id, label.id, case.created_at],
        )
        .await?;
    Ok(stuck == 1)
}

/// Takes a label off a case; `false` where it was not there.
pub async fn take_off(tx: &mut Write, case: &Entry, label: &Label) -> Result<bool, StoreError> {
    let taken = tx
        .execute(
            "delete from case_labels where agency = $1 and case_id = $2 and desk_label = $3",
            args![&case.agency, case.id, label.id],
        )
        .await?;
    Ok(taken == 1)
}

/// One statement for all of them, whatever their number.
const OF_CASES: Sql = Sql {
    sqlite: "select agency, case_id, desk_label from case_labels \
             where case_id in (select value from json_each($1)) order by case_id, desk_label",
    postgres: "select agency, case_id, desk_label from case_labels \
               where case_id in (select json_array_elements_text($1::json)) order by case_id, desk_label",
};

/// The labels that these cases carry, whatever desk's: of a case that has moved on, only its present desk's own are to be shown.
pub async fn of_cases(conn: &mut Read, cases: &[Entry]) -> Result<BTreeMap<Uuid, Vec<Uuid>>, StoreError> {
    let mut found: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    let ids: Vec<String> = cases.iter().map(|case| format!("\"{}\"", case.id)).collect();
    let rows = conn.rows(OF_CASES, args![&format!("[{}]", ids.join(","))]).await?;
    for row in rows {
        let (agency, id) = (row.text("agency")?, row.uuid("case_id")?);
        if cases.iter().any(|case| case.id == id && case.agency == agency) {
            found.entry(id).or_default().push(row.uuid("desk_label")?);
        }
    }
    Ok(found)
}
