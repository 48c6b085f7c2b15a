//! Keeps what citizens decided of what could be filled in for them: who holds it, what they agreed to and what they refused, when.
//!
//! Rows are added and never changed; what they name is sealed under the key of their draft, and goes with it.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::definitions::DefinitionHash;
use crate::drafts::{self, Draft};
use crate::engine::args;
use crate::error::StoreError;

/// How many decisions of one person are told at most, the latest.
pub const MOST: i64 = 500;

/// A decision to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewAgreement<'a> {
    /// Who decided.
    pub person: Uuid,
    /// Who holds what it is about.
    pub holder: &'a str,
    /// `agreed`, `refused` or `withdrawn`.
    pub decision: &'a str,
    /// What it names, as the desk encodes it.
    pub told: &'a [u8],
}

/// A decision as stored.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// The draft it was made in.
    pub draft: Draft,
    /// The version of the démarche that was shown.
    pub definition: DefinitionHash,
    /// Who holds what it is about.
    pub holder: String,
    /// `agreed`, `refused` or `withdrawn`.
    pub decision: String,
    /// What it names, as the desk encoded it.
    pub told: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

fn field(id: Uuid) -> String {
    format!("agreement.{id}")
}

/// Keeps a decision made in `draft`.
pub async fn add(tx: &mut Write, draft: &Draft, new: NewAgreement<'_>) -> Result<(), StoreError> {
    let id = tx.shared.ids.uuid()?;
    let sealed = draft.locker.seal(&tx.shared, &field(id), new.told)?;
    let now = tx.now();
    tx.execute(
        "insert into agreements (agency, id, person, draft, definition, holder, decision, told, at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![&draft.agency, id, new.person, draft.id, &draft.definition, new.holder, new.decision, &sealed, now],
    )
    .await?;
    Ok(())
}

/// What a person decided, the latest first.
pub async fn of_person(conn: &mut Read, person: Uuid) -> Result<Vec<Agreement>, StoreError> {
    let rows = conn
        .rows(
            "select agency, id, draft, definition, holder, decision, told, at from agreements \
             where person = $1 order by at desc, id desc limit $2",
            args![person, MOST],
        )
        .await?;
    let mut known: Vec<Draft> = Vec::new();
    let mut found = Vec::new();
    for row in &rows {
        let (agency, of) = (row.text("agency")?, row.uuid("draft")?);
        let draft = match known.iter().find(|draft| draft.agency == agency && draft.id == of) {
            Some(draft) => draft.clone(),
            None => {
                let Some(draft) = drafts::get(conn, &agency, of).await? else { continue };
                known.push(draft.clone());
                draft
            }
        };
        let place = field(row.uuid("id")?);
        let told = draft.locker.key().open(draft.locker.place(&place), "agreement", &row.bytes("told")?)?;
        found.push(Agreement {
            definition: row.hash("definition")?,
            holder: row.text("holder")?,
            decision: row.text("decision")?,
            at: row.time("at")?,
            draft,
            told,
        });
    }
    Ok(found)
}

/// Forgets what a person decided: with their account.
pub(crate) async fn remove_of_person(tx: &mut Write, person: Uuid) -> Result<(), StoreError> {
    tx.execute("delete from agreements where person = $1", args![person]).await?;
    Ok(())
}
