//! What `write` promises: durable when it returns, all or nothing, each for itself.

use std::sync::Arc;

use futures_util::future::join_all;
use store::{Store, StoreError, Token, drafts};

use crate::bed::{Bed, draft, new_draft};

pub(crate) async fn a_write_is_committed_when_it_returns(bed: Bed) {
    let bed = Arc::new(bed);
    let store = bed.open().await;
    let writers = (0..40).map(|_| {
        let (bed, store) = (Arc::clone(&bed), store.clone());
        tokio::spawn(async move {
            let (draft, _) = draft(&store, b"{}").await;
            // Another connection sees only what is committed.
            assert_eq!(bed.count(&format!("drafts where id = '{}'", draft.id)).await, 1);
        })
    });
    for writer in join_all(writers).await {
        writer.unwrap();
    }
}

pub(crate) async fn a_failed_write_undoes_itself_only(bed: Bed) {
    let store = bed.open().await;
    let writers = (0..60).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            let written: Result<_, StoreError> = store
                .write(async |tx| {
                    let (draft, _) = drafts::create(tx, new_draft(b"{}")).await?;
                    if number % 3 == 0 { Err(StoreError::NotFound("reason to stay")) } else { Ok(draft.id) }
                })
                .await;
            written.ok()
        })
    });
    let kept: Vec<_> = join_all(writers).await.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(kept.len(), 40);
    assert_eq!(bed.count("drafts").await, 40);
    for id in kept {
        assert_eq!(bed.count(&format!("drafts where id = '{id}'")).await, 1);
    }
}

pub(crate) async fn a_dropped_write_gives_its_turn_back(bed: Bed) {
    let store = bed.open().await;
    let (reached, mut has_reached) = tokio::sync::mpsc::channel::<()>(1);
    let writer = {
        let store = store.clone();
        tokio::spawn(async move {
            let written: Result<(), StoreError> = store
                .write(async |tx| {
                    drafts::create(tx, new_draft(b"{}")).await?;
                    let _ = reached.send(()).await;
                    std::future::pending().await
                })
                .await;
            written
        })
    };
    has_reached.recv().await.unwrap();
    writer.abort();
    assert!(writer.await.unwrap_err().is_cancelled());
    draft(&store, b"{}").await;
    assert_eq!(bed.count("drafts").await, 1);
}

pub(crate) async fn readers_see_what_is_committed(bed: Bed) {
    let store = bed.open().await;
    let written: Result<(), StoreError> = store
        .write(async |tx| {
            let (draft, token) = drafts::create(tx, new_draft(b"{}")).await?;
            assert!(drafts::get(tx, &draft.agency, draft.id).await?.is_some(), "a transaction reads what it wrote");
            let seen = store.read(async |conn| drafts::find(conn, &token).await).await?;
            assert!(seen.is_none(), "nobody else does");
            Ok(())
        })
        .await;
    written.unwrap();
    store.ping().await.unwrap();
}

/// After its server crashed and came back: what was acknowledged is there, and the next write succeeds without opening anew.
pub(crate) async fn a_store_outlives_its_server(store: &Store, token: &Token) {
    let found: Result<_, StoreError> = store
        .write(async |tx| {
            let found = drafts::find(tx, token).await?;
            drafts::create(tx, new_draft(b"{}")).await?;
            Ok(found)
        })
        .await;
    assert_eq!(found.unwrap().unwrap().answers, b"kept");
}
