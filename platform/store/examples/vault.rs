//! Measures what reading a vault of fifty values costs, each unsealed, the query included: prints the median of many in microseconds. Run by
//! `make bench`.
#![expect(clippy::print_stdout, reason = "a program that prints a figure")]

use std::time::Instant;

use store::people::{self, Opened};
use store::{PORTAL, Settings, Store, StoreError};

/// What an account keeps that has filed for years, and the bytes of one value with its origin.
const VALUES: usize = 50;
const BYTES: usize = 400;
/// Readings before those that count, and readings that count.
const BEFORE: usize = 200;
const COUNTED: usize = 2_000;

#[tokio::main]
async fn main() -> Result<(), StoreError> {
    let folder = std::env::temp_dir().join(format!("guichet-vault-{}", std::process::id()));
    let store = Store::open(Settings::sqlite(&folder)).await?;
    let opened = store.write(async |tx| people::open(tx, PORTAL, "mesure@exemple.fr", "$argon2id$x").await).await?;
    let Opened::New(person) = opened else { return Err(StoreError::Invalid("a second account of one address")) };
    let value = vec![b'x'; BYTES];
    store
        .write(async |tx| {
            for number in 0..VALUES {
                people::put_in_vault(tx, &person, &format!("item_{number:02}"), &value, "").await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    let mut took = Vec::with_capacity(COUNTED);
    for number in 0..BEFORE + COUNTED {
        let begun = Instant::now();
        let read = store.read(async |conn| people::vault(conn, &person).await).await?;
        let spent = begun.elapsed();
        if read.len() != VALUES || read.iter().any(|entry| entry.value != value) {
            return Err(StoreError::Invalid("a vault that was read otherwise than it was written"));
        }
        if number >= BEFORE {
            took.push(spent);
        }
    }
    took.sort_unstable();
    println!("{:.0}", took.get(COUNTED / 2).map_or(0.0, |median| median.as_secs_f64() * 1e6));
    store.close().await;
    std::fs::remove_dir_all(&folder).map_err(|source| StoreError::File { path: folder, source })
}
