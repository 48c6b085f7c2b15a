//! Submission: one draft, one dossier, with everything it causes; references for ever; purge after delivery.

use std::sync::Arc;

use futures_util::future::join_all;
use jiff::SignedDuration;
use store::attachments::{self, NewAttachment, Owner, State};
use store::cases::{self, NewCase};
use store::dossiers::{self, Dossier, Erasure, NewDossier, Submitted};
use store::drafts::{self, Draft, Save};
use store::idempotency::{self, Begun, Key};
use store::queue::{self, NewWork, Queue};
use store::{Store, StoreError, Write};

use crate::bed::{AGENCY, Bed, draft, hours, start};

pub(crate) fn new_dossier<'a>(draft: &'a Draft, reference: &'a str) -> NewDossier<'a> {
    NewDossier {
        draft,
        reference,
        answers: b"{\"nom\":\"Jeanne\"}",
        recap: b"recap",
        evidence: b"evidence",
        contact: Some("jeanne@example.fr"),
        channel: "web",
        test: true,
        sandbox: None,
        purge_at: start() + hours(24 * 90),
        attachments: &[],
    }
}

pub(crate) fn new_case<'a>(dossier: &'a Dossier, number: u8, organisation: &'a str, branch: &'a str) -> NewCase<'a> {
    NewCase {
        dossier,
        number,
        recipient: "mairie",
        organisation,
        branch,
        status: "recorded",
        own_receipt: false,
        silence_on: None,
        label: "Jeanne Martin",
        projection: b"{\"nom\":\"Martin\"}",
        directory: b"{}",
    }
}

async fn submit_whole(tx: &mut Write, draft: &Draft, reference: &str) -> Result<Submitted, StoreError> {
    let submitted = dossiers::submit(tx, new_dossier(draft, reference)).await?;
    if let Submitted::New(dossier) = &submitted {
        let case = cases::add(tx, new_case(dossier, 1, "21310555400017", "")).await?;
        let work = NewWork {
            queue: Queue::Outbox,
            agency: AGENCY,
            kind: "case.deliver",
            dedup: &case.external_id,
            object: case.id,
            payload: b"{}",
            due_at: tx.now(),
        };
        assert!(queue::put(tx, work).await?);
    }
    Ok(submitted)
}

pub(crate) async fn submitted(store: &Store, reference: &str) -> Dossier {
    let (draft, _) = draft(store, b"{}").await;
    match store.write(async |tx| submit_whole(tx, &draft, reference).await).await.unwrap() {
        Submitted::New(dossier) => *dossier,
        Submitted::Already(_) => panic!("a fresh draft was submitted before"),
    }
}

pub(crate) async fn fifty_clicks_make_one_dossier(bed: Bed) {
    let store = bed.open().await;
    let (draft, _) = draft(&store, b"{}").await;
    let draft = Arc::new(draft);
    let clicks = (0..50).map(|number| {
        let (store, draft) = (store.clone(), Arc::clone(&draft));
        tokio::spawn(async move {
            let reference = format!("RCO-{number:04}");
            store.write(async |tx| submit_whole(tx, &draft, &reference).await).await.unwrap()
        })
    });
    let mut new = Vec::new();
    let mut already = Vec::new();
    for click in join_all(clicks).await {
        match click.unwrap() {
            Submitted::New(dossier) => new.push(dossier),
            Submitted::Already(dossier) => already.push(dossier),
        }
    }
    assert_eq!((new.len(), already.len()), (1, 49));
    for dossier in already {
        assert_eq!((&dossier.reference, dossier.id, &dossier.follow), (&new[0].reference, new[0].id, &new[0].follow));
        assert_eq!(dossier.answers, b"{\"nom\":\"Jeanne\"}");
    }
    for table in ["dossiers", "cases", "work", "issued_references"] {
        assert_eq!(bed.count(table).await, 1, "{table}");
    }
    let found = store.read(async |conn| dossiers::find(conn, &new[0].follow).await).await.unwrap().unwrap();
    assert_eq!(found.contact.as_deref(), Some("jeanne@example.fr"));
    assert!(found.test);
    store.write(async |tx| dossiers::set_contact(tx, &found, "paul@example.fr").await).await.unwrap();
    let found = store.read(async |conn| dossiers::get(conn, AGENCY, found.id).await).await.unwrap().unwrap();
    assert_eq!(found.contact.as_deref(), Some("paul@example.fr"));
    // The draft gives its answers up and takes no more.
    let spent = store.read(async |conn| drafts::get(conn, AGENCY, draft.id).await).await.unwrap().unwrap();
    assert!(spent.answers.is_empty() && spent.submitted_at == Some(start()));
    let save = Save { answers: b"late", page: "p", language: "fr", expires_at: start() };
    let late = store.write(async |tx| drafts::save(tx, &spent, save).await).await;
    assert!(matches!(late, Err(StoreError::DraftSubmitted)));
}

pub(crate) async fn a_dossier_and_its_work_come_together_or_not_at_all(bed: Bed) {
    let store = bed.open().await;
    let (draft, _) = draft(&store, b"{}").await;
    let failed: Result<(), StoreError> = store
        .write(async |tx| {
            submit_whole(tx, &draft, "RCO-1").await?;
            Err(StoreError::NotFound("the rest"))
        })
        .await;
    assert!(failed.is_err());
    for table in ["dossiers", "cases", "work", "issued_references"] {
        assert_eq!(bed.count(table).await, 0, "{table}");
    }
    let again = store.write(async |tx| submit_whole(tx, &draft, "RCO-1").await).await.unwrap();
    assert!(matches!(again, Submitted::New(_)));
    for table in ["dossiers", "cases", "work", "issued_references"] {
        assert_eq!(bed.count(table).await, 1, "{table}");
    }
}

pub(crate) async fn a_reference_never_comes_back(bed: Bed) {
    let store = bed.open().await;
    let first = submitted(&store, "RCO-1").await;
    let (second, _) = draft(&store, b"{}").await;
    let taken = async || store.write(async |tx| submit_whole(tx, &second, "RCO-1").await).await;
    assert!(matches!(taken().await, Err(StoreError::ReferenceTaken)));
    store
        .write(async |tx| {
            for work in queue::claim(tx, Queue::Outbox, hours(1), 10).await? {
                queue::done(tx, &work).await?;
            }
            assert!(dossiers::purge(tx, AGENCY, first.id).await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    assert_eq!(bed.count("dossiers").await, 0);
    assert!(matches!(taken().await, Err(StoreError::ReferenceTaken)));
    let other = store.write(async |tx| submit_whole(tx, &second, "RCO-2").await).await.unwrap();
    assert!(matches!(other, Submitted::New(_)), "the refused try left the draft as it was");
}

pub(crate) async fn a_page_saved_after_the_recap_is_a_conflict(bed: Bed) {
    let store = bed.open().await;
    let (shown, _) = draft(&store, b"{}").await;
    let save = Save { answers: b"other", page: "p", language: "fr", expires_at: start() + hours(1) };
    store.write(async |tx| drafts::save(tx, &shown, save).await).await.unwrap();
    let submitted = store.write(async |tx| submit_whole(tx, &shown, "RCO-1").await).await;
    assert!(matches!(submitted, Err(StoreError::Conflict { expected: 1, actual: 2 })));
    assert_eq!(bed.count("dossiers").await, 0);
}

pub(crate) async fn attachments_follow_or_go(bed: Bed) {
    let store = bed.open().await;
    let (draft, _) = draft(&store, b"{}").await;
    let (other, _) = crate::bed::draft(&store, b"{}").await;
    let mut ids = Vec::new();
    for (owner, path) in [(draft.id, "shown"), (draft.id, "hidden"), (other.id, "foreign")] {
        let stored = store.objects().put(AGENCY, path.as_bytes()).await.unwrap();
        let new = NewAttachment {
            owner: Owner::Draft(owner),
            path,
            name: "a.pdf",
            mime: "application/pdf",
            state: State::Clean,
            stored: &stored,
        };
        ids.push(store.write(async |tx| attachments::add(tx, new).await).await.unwrap().id);
    }
    let submit = async |keep: &[uuid::Uuid]| {
        let new = NewDossier { attachments: keep, ..new_dossier(&draft, "RCO-1") };
        store.write(async |tx| dossiers::submit(tx, new).await).await
    };
    assert!(matches!(submit(&[ids[2]]).await, Err(StoreError::NotFound("attachment"))), "somebody else's file");
    let Submitted::New(dossier) = submit(&[ids[0]]).await.unwrap() else { panic!("submitted before") };
    let kept =
        store.read(async |conn| attachments::list(conn, AGENCY, Owner::Dossier(dossier.id)).await).await.unwrap();
    assert_eq!(kept.iter().map(|kept| kept.path.as_str()).collect::<Vec<_>>(), ["shown"]);
    assert_eq!(store.objects().read_all(&kept[0]).await.unwrap(), b"shown");
    assert_eq!(bed.count("attachments").await, 2);
}

pub(crate) async fn nothing_undelivered_is_purged(bed: Bed) {
    let store = bed.open().await;
    let dossier = submitted(&store, "RCO-1").await;
    bed.clock.advance(hours(24 * 90));
    let due = store.read(async |conn| dossiers::due_for_purge(conn, None, 10).await).await.unwrap();
    assert_eq!(due.iter().map(|due| due.id).collect::<Vec<_>>(), [dossier.id]);
    let purge = async || store.write(async |tx| dossiers::purge(tx, AGENCY, dossier.id).await).await.unwrap();
    assert!(!purge().await);
    let work = store.write(async |tx| queue::claim(tx, Queue::Outbox, hours(1), 1).await).await.unwrap().remove(0);
    assert!(!purge().await, "it is being delivered");
    store.write(async |tx| queue::park(tx, &work, "partner.gone").await).await.unwrap();
    assert!(!purge().await, "parked is not delivered");
    store.write(async |tx| queue::unpark(tx, AGENCY, work.id).await).await.unwrap();
    let work = store.write(async |tx| queue::claim(tx, Queue::Outbox, hours(1), 1).await).await.unwrap().remove(0);
    store.write(async |tx| queue::done(tx, &work).await).await.unwrap();
    assert!(purge().await);
    for table in ["dossiers", "cases", "work", "drafts"] {
        assert_eq!(bed.count(table).await, 0, "{table}");
    }
}

pub(crate) async fn erased_answers_leave_the_receipt_and_nothing_else(bed: Bed) {
    let store = bed.open().await;
    let dossier = submitted(&store, "RCO-1").await;
    let stored = store.objects().put(AGENCY, b"an attachment").await.unwrap();
    let attached = NewAttachment {
        owner: Owner::Dossier(dossier.id),
        path: "piece",
        name: "a.pdf",
        mime: "application/pdf",
        state: State::Clean,
        stored: &stored,
    };
    store.write(async |tx| attachments::add(tx, attached).await).await.unwrap();
    let receipts = [("recu", "RCO-1.pdf".to_owned(), store.objects().put(AGENCY, b"%PDF-receipt").await.unwrap())];
    let later = start() + hours(24 * 365);
    let erasure = Erasure {
        dossier: &dossier,
        evidence: b"less evidence",
        remains: b"remains",
        receipts: &receipts,
        purge_at: later,
    };
    let erase = async |erasure| store.write(async |tx| dossiers::erase(tx, erasure).await).await.unwrap();
    assert!(!erase(erasure).await, "it is not delivered");
    let work = store.write(async |tx| queue::claim(tx, Queue::Outbox, hours(1), 1).await).await.unwrap().remove(0);
    store.write(async |tx| queue::done(tx, &work).await).await.unwrap();
    let old = Dossier { purge_at: start(), ..dossier.clone() };
    assert!(!erase(Erasure { dossier: &old, ..erasure }).await, "somebody acted on it meanwhile");
    assert_eq!(bed.count("cases").await, 1);
    assert!(erase(erasure).await);
    assert!(!erase(erasure).await, "once");

    let found = store.read(async |conn| dossiers::find(conn, &dossier.follow).await).await.unwrap().unwrap();
    assert!(found.answers.is_empty() && found.recap.is_empty() && found.contact.is_none());
    assert_eq!((found.evidence.as_slice(), found.remains.as_deref()), (&b"less evidence"[..], Some(&b"remains"[..])));
    assert_eq!((found.erased_at, found.purge_at), (Some(start()), later));
    for table in ["cases", "events", "work", "drafts"] {
        assert_eq!(bed.count(table).await, 0, "{table}");
    }
    assert_eq!(bed.count("attachments").await, 1);
    let kept =
        store.read(async |conn| attachments::list(conn, AGENCY, Owner::Receipt(dossier.id)).await).await.unwrap();
    assert_eq!(store.objects().read_all(&kept[0]).await.unwrap(), b"%PDF-receipt");

    assert!(store.write(async |tx| dossiers::purge(tx, AGENCY, dossier.id).await).await.unwrap());
    for table in ["dossiers", "attachments"] {
        assert_eq!(bed.count(table).await, 0, "{table}");
    }
}

pub(crate) async fn a_key_replays_blocks_or_refuses(bed: Bed) {
    let store = bed.open().await;
    let key = Key { agency: AGENCY, scope: "submit", key: "k1" };
    let begin = async |hash: [u8; 32]| store.write(async |tx| idempotency::begin(tx, key, &hash).await).await.unwrap();
    assert_eq!(begin([1; 32]).await, Begun::Fresh);
    assert_eq!(begin([1; 32]).await, Begun::InFlight);
    assert_eq!(begin([2; 32]).await, Begun::OtherRequest);
    store.write(async |tx| idempotency::finish(tx, key, b"answer").await).await.unwrap();
    assert_eq!(begin([1; 32]).await, Begun::Replay(b"answer".to_vec()));
    assert_eq!(begin([2; 32]).await, Begun::OtherRequest);
    let other = Key { scope: "elsewhere", ..key };
    let elsewhere = store.write(async |tx| idempotency::begin(tx, other, &[2; 32]).await).await.unwrap();
    assert_eq!(elsewhere, Begun::Fresh);
    bed.clock.advance(SignedDuration::from_secs(61));
    let died = store.write(async |tx| idempotency::begin(tx, other, &[4; 32]).await).await.unwrap();
    assert_eq!(died, Begun::Fresh, "a process that died does not block its key");
    bed.clock.advance(hours(24));
    assert_eq!(begin([2; 32]).await, Begun::Fresh);
}

pub(crate) async fn what_is_due_is_told_with_what_holds_it(bed: Bed) {
    let store = bed.open().await;
    let end = start() + hours(24 * 365);
    for (number, (queue, kind, state)) in [
        (Queue::Outbox, "case.deliver", "parked"),
        (Queue::Outbox, "mail.received", "waiting"),
        (Queue::Outbox, "mail.received", "parked"),
        (Queue::Outbox, "case.deliver", "done"),
        (Queue::Drops, "sftp.drop", "parked"),
        (Queue::Drops, "mail.digest", "waiting"),
        (Queue::Webhooks, "case.new", "waiting"),
    ]
    .into_iter()
    .enumerate()
    {
        let before = store.read(async |conn| store::retention::due(conn, end).await).await.unwrap();
        let (made, _) = draft(&store, b"{}").await;
        let reference = format!("RCO-{number}");
        let dossier = store
            .write(async |tx| {
                let Submitted::New(dossier) = dossiers::submit(tx, new_dossier(&made, &reference)).await? else {
                    panic!("submitted before")
                };
                let case = cases::add(tx, new_case(&dossier, 1, "1", "")).await?;
                let dedup = number.to_string();
                let work = NewWork {
                    queue,
                    agency: AGENCY,
                    kind,
                    dedup: &dedup,
                    object: if number % 2 == 0 { case.id } else { dossier.id },
                    payload: b"",
                    due_at: start(),
                };
                queue::put(tx, work).await?;
                Ok::<_, StoreError>(dossier)
            })
            .await
            .unwrap();
        bed.raw(&format!("update work set state = '{state}' where dedup = '{number}'")).await;
        let awaited = store.read(async |conn| dossiers::is_awaited(conn, AGENCY, dossier.id).await).await.unwrap();
        let after = store.read(async |conn| store::retention::due(conn, end).await).await.unwrap();
        let held = before.first().map_or(0, |due| due.held);
        assert_eq!(after[0].held - held, u64::from(awaited), "{queue:?} {kind} {state}");
        assert_eq!(after[0].dossiers, number as u64 + 1);
        assert_eq!(after[0].drafts, number as u64 + 1);
    }
    bed.raw("update dossiers set erased_at = 1 where reference = 'RCO-1'").await;
    let due = store.read(async |conn| store::retention::due(conn, end).await).await.unwrap();
    assert_eq!((due.len(), due[0].dossiers, due[0].receipts), (1, 6, 1));
    assert!(store.read(async |conn| store::retention::due(conn, start()).await).await.unwrap().is_empty());
}
