//! Complements: one open at a time, given once, and gone with their case.

use store::attachments::{self, NewAttachment, Owner, State as FileState};
use store::cases::{self, Case};
use store::complements::{self, Complement, Given, NewComplement, State};
use store::dossiers;
use store::events::{self, Author, NewEvent};
use store::queue::{self, Queue};
use store::{Store, StoreError, Uuid};

use crate::bed::{AGENCY, Bed, hours};
use crate::dossiers::{new_case, submitted};

async fn asked(store: &Store, case: &Case, what: &[u8]) -> Complement {
    let event = store.ids().uuid().unwrap();
    let due = Some("2026-12-15".parse().unwrap());
    let new = NewComplement { event, asked: what, due, answers: None, files: &[] };
    store.write(async |tx| complements::ask(tx, case, new).await).await.unwrap();
    all(store, case).await.pop().unwrap()
}

async fn all(store: &Store, case: &Case) -> Vec<Complement> {
    store.read(async |conn| complements::of_case(conn, case).await).await.unwrap()
}

async fn file(store: &Store, complement: &Complement) -> Uuid {
    let stored = store.objects().put(AGENCY, b"piece").await.unwrap();
    let new = NewAttachment {
        owner: Owner::Complement(complement.id),
        path: "piece",
        name: "piece.pdf",
        mime: "application/pdf",
        state: FileState::Clean,
        stored: &stored,
    };
    store.write(async |tx| attachments::add(tx, new).await).await.unwrap().id
}

pub(crate) async fn a_complement_is_given_once_and_a_new_one_takes_its_place(bed: Bed) {
    let store = bed.open().await;
    let dossier = submitted(&store, "RCO-1").await;
    let new = new_case(&dossier, 2, "11111111100011", "");
    let case = store.write(async |tx| cases::add(tx, new).await).await.unwrap();
    let first = asked(&store, &case, b"[\"nom\"]").await;
    assert_eq!(
        (first.asked.as_slice(), first.state, first.answers.as_deref()),
        (b"[\"nom\"]".as_slice(), State::Open, None)
    );
    let typed = b"{\"nom\":\"Dupont\"}";
    let lost = file(&store, &first).await;
    store.write(async |tx| complements::save(tx, &case, &first, typed, &[]).await).await.unwrap();
    let stale = store.write(async |tx| complements::save(tx, &case, &first, b"{}", &[]).await).await;
    assert!(matches!(stale, Err(StoreError::Conflict { .. })), "another tab saved it since");

    bed.clock.advance(jiff::SignedDuration::from_secs(1));
    // Another one is asked for, which takes nothing over: what was typed for the first stays to be read, files too.
    let second = asked(&store, &case, b"[\"piece\"]").await;
    let kept = all(&store, &case).await;
    assert_eq!((kept[0].state, kept[0].answers.as_deref()), (State::Ended, Some(typed.as_slice())));
    assert!(store.read(async |conn| attachments::get(conn, AGENCY, lost).await).await.unwrap().is_some());

    // One that asks the same again takes over what its asker says, with the files of it; the rest goes.
    let (stays, goes) = (file(&store, &second).await, file(&store, &second).await);
    bed.clock.advance(jiff::SignedDuration::from_secs(1));
    let event = store.ids().uuid().unwrap();
    let new = NewComplement { event, asked: b"[\"piece\"]", due: None, answers: Some(typed), files: &[stays] };
    store.write(async |tx| complements::ask(tx, &case, new).await).await.unwrap();
    let mut kept = all(&store, &case).await;
    let second = kept.pop().unwrap();
    assert_eq!(second.answers.as_deref(), Some(typed.as_slice()));
    assert!(kept.iter().all(|before| before.answers.is_none()), "what was taken over is there once");
    let owner = async |id| store.read(async |conn| attachments::get(conn, AGENCY, id).await).await.unwrap();
    assert_eq!(owner(stays).await.map(|file| file.owner), Some(Owner::Complement(second.id)));
    assert!(owner(goes).await.is_none() && owner(lost).await.is_none());

    let (sent, other) = (file(&store, &second).await, file(&store, &second).await);
    let event = store.ids().uuid().unwrap();
    let given = Given { event, answers: b"alles", projection: b"teil", files: &[sent] };
    store.write(async |tx| complements::give(tx, &case, &second, given).await).await.unwrap();
    let twice = store.write(async |tx| complements::give(tx, &case, &second, given).await).await;
    assert!(matches!(twice, Err(StoreError::Conflict { .. })));
    let last = all(&store, &case).await.pop().unwrap();
    assert_eq!((last.state, last.given.map(|(event, _)| event)), (State::Given, Some(event)));
    assert_eq!(
        (last.answers.as_deref(), last.projection.as_deref()),
        (Some(b"alles".as_slice()), Some(b"teil".as_slice()))
    );
    let left =
        store.read(async |conn| attachments::list(conn, AGENCY, Owner::Complement(second.id)).await).await.unwrap();
    assert_eq!(left.iter().map(|file| file.id).collect::<Vec<_>>(), [sent], "{other} was no part of it");
    assert_eq!(
        bed.count("complements where answers = 'alles' or projection = 'teil' or asked like '%piece%'").await,
        0,
        "sealed"
    );

    store
        .write(async |tx| {
            for work in queue::claim(tx, Queue::Outbox, hours(1), 10).await? {
                queue::done(tx, &work).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    assert!(store.write(async |tx| dossiers::purge(tx, AGENCY, dossier.id).await).await.unwrap());
    assert_eq!(bed.count("complements").await + bed.count("attachments").await, 0);
}

pub(crate) async fn what_a_citizen_says_is_unheard_until_an_agent_looks(bed: Bed) {
    let store = bed.open().await;
    let dossier = submitted(&store, "RCO-1").await;
    let new = new_case(&dossier, 2, "11111111100011", "");
    let case = store.write(async |tx| cases::add(tx, new).await).await.unwrap();
    let get = async || store.read(async |conn| cases::get(conn, AGENCY, case.id).await).await.unwrap().unwrap();
    let say = async |author| {
        let event = NewEvent { author, kind: "message", status: None, message: Some("Bonjour"), attachment: None };
        store.write(async |tx| events::add(tx, &case, event).await).await.unwrap();
    };
    say(Author::System).await;
    assert!(!get().await.unheard);
    say(Author::Citizen(None)).await;
    assert!(get().await.unheard);
    store.write(async |tx| cases::mark_heard(tx, &case).await).await.unwrap();
    assert!(!get().await.unheard);
    // Though the clock stands: the next one is another one.
    say(Author::Citizen(None)).await;
    assert!(get().await.unheard);
}
