//! Remembers at which address the site is seen, so that a command beside its server makes links that lead there.

use crate::connection::Read;
use crate::engine::args;
use crate::error::StoreError;
use crate::store::Store;

/// The address that a server served at last; `None` before any did.
///
/// # Errors
/// `store.corrupt` where it is no text.
pub async fn known(conn: &mut Read) -> Result<Option<String>, StoreError> {
    let row = conn.row("select value from meta where name = 'public_url'", args![]).await?;
    let text = |bytes| String::from_utf8(bytes).map_err(|_| StoreError::Corrupt("the site's address".to_owned()));
    row.map(|row| text(row.bytes("value")?)).transpose()
}

/// A server serves at this address from now on.
pub async fn set(store: &Store, url: &str) -> Result<(), StoreError> {
    if store.read(known).await?.as_deref() == Some(url) {
        return Ok(());
    }
    store
        .write(async |tx| {
            let set = "insert into meta (name, value) values ('public_url', $1) on conflict (name) do update set value = excluded.value";
            tx.execute(set, args![url.as_bytes()]).await.map(|_| ())
        })
        .await
}
