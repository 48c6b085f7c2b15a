//! Keeps the links by which citizens take over what another site has for a démarche. Each leads to a draft that nobody holds yet; it is good
//! once, for a short time, and as long as the client is that made it.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::drafts::{self, Draft};
use crate::engine::args;
use crate::error::StoreError;
use crate::ids::Token;

/// Makes a link to a draft.
pub async fn add(tx: &mut Write, draft: &Draft, client: Uuid, until: Timestamp) -> Result<Token, StoreError> {
    let token = tx.shared.ids.token()?;
    tx.execute(
        "insert into handovers (token_hash, agency, draft, client, expires_at) values ($1, $2, $3, $4, $5)",
        args![&token.hash().0, &draft.agency, draft.id, client, until],
    )
    .await?;
    Ok(token)
}

/// How many links of a client nobody has followed yet.
pub async fn waiting(conn: &mut Read, client: Uuid) -> Result<i64, StoreError> {
    let now = conn.now();
    let row = conn
        .row("select count(*) as links from handovers where client = $1 and expires_at > $2", args![client, now])
        .await?;
    row.map_or(Ok(0), |row| row.int("links"))
}

/// The draft that a link leads to, as long as the link is good.
pub async fn find(conn: &mut Read, token: &Token) -> Result<Option<Draft>, StoreError> {
    let now = conn.now();
    let row = conn
        .row(
            "select h.agency, h.draft from handovers h join partner_clients c on c.agency = h.agency and c.id = h.client \
             where h.token_hash = $1 and h.expires_at > $2 and c.revoked_at is null and c.expires_at > $2 \
             and c.state = 'active'",
            args![&token.hash().0, now],
        )
        .await?;
    match row {
        Some(row) => drafts::get(conn, &row.text("agency")?, row.uuid("draft")?).await,
        None => Ok(None),
    }
}

/// Ends a link, because it was followed; of two who follow it at once, one does.
pub async fn take(tx: &mut Write, token: &Token) -> Result<bool, StoreError> {
    let now = tx.now();
    let taken = tx
        .execute("delete from handovers where token_hash = $1 and expires_at > $2", args![&token.hash().0, now])
        .await?;
    Ok(taken == 1)
}

/// Forgets links that nobody followed in time; how many. Their drafts go as drafts do.
pub async fn purge_expired(tx: &mut Write) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute("delete from handovers where expires_at <= $1", args![now]).await
}
