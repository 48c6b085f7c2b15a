//! Remembers at which address the site is seen, and into which networks it may call, so that a command beside its server makes links that lead
//! there, and judges addresses as the server will.

use crate::connection::Read;
use crate::engine::args;
use crate::error::StoreError;
use crate::store::Store;

const URL: &str = "public_url";
const NETWORKS: &str = "call_networks";

/// The address that a server served at last; `None` before any did.
///
/// # Errors
/// `store.corrupt` where it is no text.
pub async fn known(conn: &mut Read) -> Result<Option<String>, StoreError> {
    value(conn, URL).await
}

/// The networks that the last server may call besides the internet; `None` before any served.
///
/// # Errors
/// `store.corrupt` where they are no text.
pub async fn networks(conn: &mut Read) -> Result<Option<Vec<String>>, StoreError> {
    Ok(value(conn, NETWORKS).await?.map(|lines| lines.lines().map(str::to_owned).collect()))
}

/// A server serves at this address from now on.
pub async fn set(store: &Store, url: &str) -> Result<(), StoreError> {
    keep(store, URL, url).await
}

/// A server may call these networks from now on.
pub async fn set_networks(store: &Store, networks: &[String]) -> Result<(), StoreError> {
    keep(store, NETWORKS, &networks.join("\n")).await
}

async fn value(conn: &mut Read, name: &str) -> Result<Option<String>, StoreError> {
    let row = conn.row("select value from meta where name = $1", args![name]).await?;
    let text = |bytes| String::from_utf8(bytes).map_err(|_| StoreError::Corrupt(format!("the site's {name}")));
    row.map(|row| text(row.bytes("value")?)).transpose()
}

async fn keep(store: &Store, name: &str, new: &str) -> Result<(), StoreError> {
    if store.read(async |conn| value(conn, name).await).await?.as_deref() == Some(new) {
        return Ok(());
    }
    store
        .write(async |tx| {
            let set = "insert into meta (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";
            tx.execute(set, args![name, new.as_bytes()]).await.map(|_| ())
        })
        .await
}
