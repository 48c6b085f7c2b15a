//! The antivirus: files wait for it, its word is kept, what is held back does not leave, nothing is forgotten in between.

use store::attachments::{self, Attachment, NewAttachment, Owner, State};
use store::dossiers::{self, NewDossier};
use store::drafts::{self, Draft, Save};
use store::queue::{self, Queue, Work};
use store::scans::{self, Figures, Said};
use store::{Store, StoreError};

use crate::bed::{AGENCY, Bed, draft, hours, start};

const CLEAN: Said<'_> = Said { by: "ClamAV 1.4", finding: None };
const FOUND: Said<'_> = Said { by: "ClamAV 1.4", finding: Some("Eicar") };

async fn add(store: &Store, owner: Owner, state: State) -> Attachment {
    let stored = store.objects().put(AGENCY, b"bytes").await.unwrap();
    let new = NewAttachment { owner, path: "piece", name: "a.pdf", mime: "application/pdf", state, stored: &stored };
    store.write(async |tx| attachments::add(tx, new).await).await.unwrap()
}

async fn get(store: &Store, file: &Attachment) -> Attachment {
    store.read(async |conn| attachments::get(conn, AGENCY, file.id).await).await.unwrap().unwrap()
}

async fn claim(store: &Store) -> Vec<Work> {
    store.write(async |tx| queue::claim(tx, Queue::Scans, hours(1), 10).await).await.unwrap()
}

async fn settle(store: &Store, work: &Work, said: Said<'_>) -> Option<Attachment> {
    store.write(async |tx| scans::settle(tx, work, said).await).await.unwrap()
}

fn some_draft(store: &Store) -> Owner {
    Owner::Draft(store.ids().uuid().unwrap())
}

pub(crate) async fn a_file_waits_for_its_verdict(bed: Bed) {
    let store = bed.open().await;
    let owner = some_draft(&store);
    let (good, bad) = (add(&store, owner, State::Pending).await, add(&store, owner, State::Pending).await);
    let unasked = add(&store, owner, State::NotScanned).await;
    let figures = async || store.read(async |conn| scans::figures(conn).await).await.unwrap();
    assert_eq!(figures().await, Figures { pending: 2, since: Some(start()), infected: 0 });
    assert!(matches!(store.objects().read_all(&good).await, Err(StoreError::Held(State::Pending))));
    assert_eq!(store.objects().read_to_scan(&good).await.unwrap(), b"bytes");
    assert_eq!(store.objects().read_all(&unasked).await.unwrap(), b"bytes");
    let works = claim(&store).await;
    assert_eq!(works.len(), 2, "one for each file that waits, and none for the other");
    bed.clock.advance(hours(1) / 60);
    for work in &works {
        let said = if work.object == bad.id { FOUND } else { CLEAN };
        settle(&store, work, said).await.expect("the file is there");
    }
    let (good, bad) = (get(&store, &good).await, get(&store, &bad).await);
    let scan = good.scan.clone().unwrap();
    assert_eq!(
        (good.state, scan.at, scan.by.as_str(), scan.finding),
        (State::Clean, bed.clock.now(), "ClamAV 1.4", None)
    );
    assert_eq!((bad.state, bad.scan.clone().unwrap().finding.as_deref()), (State::Infected, Some("Eicar")));
    assert_eq!(store.objects().read_all(&good).await.unwrap(), b"bytes");
    let refused = store.objects().read_all(&bad).await;
    assert!(matches!(&refused, Err(error) if error.code() == "file.malware"), "{refused:?}");
    let found = store.read(async |conn| attachments::infected(conn, AGENCY, owner).await).await.unwrap();
    assert_eq!(found.iter().map(|file| file.id).collect::<Vec<_>>(), [bad.id]);
    assert_eq!(figures().await, Figures { pending: 0, since: None, infected: 1 });
}

pub(crate) async fn a_late_or_second_word_changes_nothing(bed: Bed) {
    let store = bed.open().await;
    let file = add(&store, some_draft(&store), State::Pending).await;
    let slow = claim(&store).await.remove(0);
    bed.clock.advance(hours(1));
    let quick = claim(&store).await.remove(0);
    let late = store.write(async |tx| scans::settle(tx, &slow, CLEAN).await).await;
    assert!(matches!(late, Err(StoreError::StaleLease)));
    assert_eq!(get(&store, &file).await.state, State::Pending);
    settle(&store, &quick, FOUND).await.unwrap();
    let twice = store.write(async |tx| scans::settle(tx, &quick, CLEAN).await).await;
    assert!(matches!(twice, Err(StoreError::StaleLease)));
    assert_eq!(get(&store, &file).await.state, State::Infected);
}

pub(crate) async fn what_is_gone_need_not_be_examined(bed: Bed) {
    let store = bed.open().await;
    let owner = some_draft(&store);
    let file = add(&store, owner, State::Pending).await;
    store.write(async |tx| attachments::remove(tx, &file).await).await.unwrap();
    add(&store, owner, State::Pending).await;
    store.write(async |tx| attachments::remove_all(tx, AGENCY, owner).await).await.unwrap();
    assert_eq!(bed.count("work").await, 0);
    // One that goes while it is examined leaves nobody to tell.
    let file = add(&store, owner, State::Pending).await;
    let work = claim(&store).await.remove(0);
    store.write(async |tx| attachments::remove(tx, &file).await).await.unwrap();
    assert!(settle(&store, &work, FOUND).await.is_none());
}

pub(crate) async fn what_fell_between_is_taken_up(bed: Bed) {
    let store = bed.open().await;
    let owner = some_draft(&store);
    let (lost, spent) = (add(&store, owner, State::Pending).await, add(&store, owner, State::Pending).await);
    let waiting = add(&store, owner, State::Pending).await;
    let before = add(&store, owner, State::NotScanned).await;
    add(&store, owner, State::Clean).await;
    bed.raw(&format!("delete from work where object = '{}'", lost.id)).await;
    bed.raw(&format!("update work set state = 'done' where object = '{}'", spent.id)).await;
    let take_up = async || store.write(async |tx| scans::take_up(tx, 10).await).await.unwrap();
    assert_eq!(take_up().await, 3);
    assert_eq!(take_up().await, 0);
    let mut claimed: Vec<_> = claim(&store).await.iter().map(|work| work.object).collect();
    let mut expected = vec![lost.id, spent.id, waiting.id, before.id];
    claimed.sort();
    expected.sort();
    assert_eq!(claimed, expected);
    assert_eq!(get(&store, &before).await.state, State::Pending, "held back as the others from now on");
}

async fn submit(store: &Store, draft: &Draft, file: &Attachment) -> Result<dossiers::Submitted, StoreError> {
    let new = NewDossier {
        draft,
        reference: "RCO-1",
        answers: b"{}",
        recap: b"[]",
        evidence: b"{}",
        contact: None,
        channel: "web",
        test: true,
        sandbox: None,
        purge_at: start() + hours(24),
        attachments: &[file.id],
    };
    store.write(async |tx| dossiers::submit(tx, new).await).await
}

pub(crate) async fn a_draft_with_a_harmful_file_is_read_anew_and_not_submitted(bed: Bed) {
    let store = bed.open().await;
    let (held, _) = draft(&store, b"{}").await;
    let file = add(&store, Owner::Draft(held.id), State::Pending).await;
    settle(&store, &claim(&store).await.remove(0), FOUND).await.unwrap();
    let save = Save { answers: b"x", page: "p", language: "fr", expires_at: start() + hours(24) };
    let stale = store.write(async |tx| drafts::save(tx, &held, save).await).await;
    assert!(matches!(stale, Err(StoreError::Conflict { .. })), "{stale:?}");
    let anew = store.read(async |conn| drafts::get(conn, AGENCY, held.id).await).await.unwrap().unwrap();
    let refused = submit(&store, &anew, &file).await;
    assert!(matches!(refused, Err(StoreError::Held(State::Infected))), "{refused:?}");
    assert_eq!(bed.count("dossiers").await, 0);
}

pub(crate) async fn a_file_is_submitted_before_its_verdict(bed: Bed) {
    let store = bed.open().await;
    let (held, _) = draft(&store, b"{}").await;
    let file = add(&store, Owner::Draft(held.id), State::Pending).await;
    let dossiers::Submitted::New(dossier) = submit(&store, &held, &file).await.unwrap() else { panic!("it is new") };
    let found = settle(&store, &claim(&store).await.remove(0), FOUND).await.unwrap();
    assert_eq!(found.owner, Owner::Dossier(dossier.id), "its owner of now is told, not that of the upload");
}

pub(crate) async fn work_that_waited_for_the_scanner_falls_due_when_it_is_back(bed: Bed) {
    let store = bed.open().await;
    let (away, other) =
        (add(&store, some_draft(&store), State::Pending).await, add(&store, some_draft(&store), State::Pending).await);
    for work in claim(&store).await {
        let failed = if work.object == away.id { "scan.unreachable" } else { "scan.timeout" };
        store.write(async |tx| queue::retry(tx, &work, start() + hours(24), failed).await).await.unwrap();
    }
    let hastened = store.write(async |tx| queue::hasten(tx, Queue::Scans, "scan.unreachable").await).await.unwrap();
    assert_eq!(hastened, 1);
    let due = claim(&store).await;
    assert_eq!(due.iter().map(|work| work.object).collect::<Vec<_>>(), [away.id]);
    assert_ne!(other.id, away.id);
}
