//! A disk that spoils what lies on it.

use std::{
    io::{Seek as _, SeekFrom, Write as _},
    path::Path,
};

use sqlx::{Connection as _, SqliteConnection};

use crate::support::{World, command, here};

/// More than is looked through before the server listens.
const MEBIBYTES: u32 = 80;

/// Makes the database as large as it is after a while.
async fn grow(file: &Path) {
    let mut connection =
        SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.expect("the database");
    sqlx::raw_sql("create table filler (bytes blob)").execute(&mut connection).await.expect("a table");
    for _ in 0..MEBIBYTES {
        let row = "insert into filler (bytes) values (zeroblob(1048576))";
        sqlx::raw_sql(row).execute(&mut connection).await.expect("a row");
    }
    sqlx::raw_sql("pragma wal_checkpoint(truncate)").execute(&mut connection).await.expect("all in one file");
    connection.close().await.expect("closed");
}

/// Spoils two pages in its middle.
fn spoil(file: &Path) {
    let mut file = std::fs::OpenOptions::new().write(true).open(file).expect("the file");
    file.seek(SeekFrom::Start(u64::from(MEBIBYTES / 2) << 20)).expect("its middle");
    file.write_all(&[0xff; 8192]).expect("spoilt");
    file.sync_all().expect("on the disk");
}

#[tokio::test]
async fn a_large_database_is_looked_through_while_it_serves_and_serves_no_longer_once_it_is_damaged() {
    let mut world = World::prepare(&[]);
    let file = world.data().join("guichet.db");
    grow(&file).await;
    world.up();
    assert_eq!(world.robot().await.visit("/").await.expect("it serves").status, 200);
    world.kill();

    spoil(&file);
    world.live_out("order:tidy.at_once");
    assert!(world.log().contains("the database is damaged"), "{}", world.log());
    // Nobody writes to it before it is whole.
    let directory = here().join("forms/annuaire.yaml").display().to_string();
    let refused = command(&["org", "import", &directory, "--data", &world.data().display().to_string()]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("store.corrupt"), "{said}");
}
