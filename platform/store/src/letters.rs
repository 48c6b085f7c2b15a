//! Keeps the templates of desks' letters: the desk's own words, which stay readable; nobody's data belong in them.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;

/// A template as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The tenant that keeps it.
    pub agency: String,
    /// The internal id.
    pub id: Uuid,
    /// As agents choose it.
    pub name: String,
    /// What the letter is about.
    pub title: String,
    /// The letter.
    pub body: String,
    /// When it was last written.
    pub updated_at: Timestamp,
}

/// A template to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewTemplate<'a> {
    /// The tenant that keeps it.
    pub agency: &'a str,
    /// The SIRET of the desk's organisation.
    pub organisation: &'a str,
    /// The desk there.
    pub branch: &'a str,
    /// As agents choose it.
    pub name: &'a str,
    /// What the letter is about.
    pub title: &'a str,
    /// The letter.
    pub body: &'a str,
}

fn read(row: &Row) -> Result<Template, StoreError> {
    Ok(Template {
        agency: row.text("agency")?,
        id: row.uuid("id")?,
        name: row.text("name")?,
        title: row.text("title")?,
        body: row.text("body")?,
        updated_at: row.time("updated_at")?,
    })
}

/// Adds a template; nothing where the desk has one of this name.
pub async fn add(tx: &mut Write, new: NewTemplate<'_>) -> Result<Option<Uuid>, StoreError> {
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    let added = tx
        .execute(
            "insert into letter_templates (agency, id, organisation, branch, name, title, body, created_at, updated_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $8) on conflict (agency, organisation, branch, name) do nothing",
            args![new.agency, id, new.organisation, new.branch, new.name, new.title, new.body, now],
        )
        .await?;
    Ok((added == 1).then_some(id))
}

/// Writes the template `before` of the desk anew; `false` where another of the desk has this name, or it is not any more as it was.
pub async fn change(tx: &mut Write, before: &Template, new: NewTemplate<'_>) -> Result<bool, StoreError> {
    let id = before.id;
    let now = tx.now();
    let changed = tx
        .execute(
            "update letter_templates set name = $5, title = $6, body = $7, updated_at = $8 \
             where agency = $1 and organisation = $2 and branch = $3 and id = $4 and updated_at = $9 and not exists \
             (select 1 from letter_templates o where o.agency = $1 and o.organisation = $2 and o.branch = $3 \
             and o.name = $5 and o.id <> $4)",
            args![new.agency, new.organisation, new.branch, id, new.name, new.title, new.body, now, before.updated_at],
        )
        .await?;
    Ok(changed == 1)
}

/// The templates of a desk, by their names.
pub async fn of_desk(
    conn: &mut Read,
    agency: &str,
    organisation: &str,
    branch: &str,
) -> Result<Vec<Template>, StoreError> {
    let rows = conn
        .rows(
            "select agency, id, name, title, body, updated_at from letter_templates \
             where agency = $1 and organisation = $2 and branch = $3 order by name, id limit 1000",
            args![agency, organisation, branch],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Removes a template.
pub async fn remove(tx: &mut Write, template: &Template) -> Result<(), StoreError> {
    tx.execute("delete from letter_templates where agency = $1 and id = $2", args![&template.agency, template.id])
        .await?;
    Ok(())
}
