//! Measures the hot path, find a draft and save a page, from 64 tasks: `cargo run --release -p store --example pace [URL]`.
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::time::{Duration, Instant};

use store::drafts::{self, NewDraft, Save};
use store::{Settings, Store, StoreError};

#[tokio::main]
async fn main() -> Result<(), StoreError> {
    let folder = std::env::temp_dir().join(format!("guichet-pace-{}", std::process::id()));
    let mut settings = Settings::sqlite(&folder);
    if let Some(url) = std::env::args().nth(1) {
        settings.url = url;
    }
    let store = Store::open(settings).await?;
    let expires_at = store.clock().now() + jiff::SignedDuration::from_hours(720);
    let new = NewDraft {
        agency: "ville-exemple",
        demarche: "recensement",
        definition: [7; 32],
        answers: b"{}",
        page: "p",
        language: "fr",
        person: None,
        expires_at,
    };
    for tasks in [1, 8, 64] {
        let begun = Instant::now();
        let running: Vec<_> = (0..tasks)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let (_, token) = store.write(async |tx| drafts::create(tx, new).await).await?;
                    let answers = vec![b'x'; 2_000];
                    let mut saves = 0_u32;
                    while begun.elapsed() < Duration::from_secs(4) {
                        let found = store.read(async |conn| drafts::find(conn, &token).await).await?;
                        let draft = found.ok_or(StoreError::NotFound("draft"))?;
                        let save = Save { answers: &answers, page: "p", language: "fr", expires_at };
                        store.write(async |tx| drafts::save(tx, &draft, save).await).await?;
                        saves += 1;
                    }
                    Ok::<_, StoreError>(saves)
                })
            })
            .collect();
        let mut saves = 0;
        for task in running {
            saves += task.await.map_or(Ok(0), |saves| saves)?;
        }
        println!("{tasks:>3} tasks: {:>6.0} find + save a second", f64::from(saves) / begun.elapsed().as_secs_f64());
    }
    store.close().await;
    std::fs::remove_dir_all(&folder).map_err(|source| StoreError::File { path: folder, source })
}
