//! Drafts: found by their token, saved over a known revision, resumed with a code, purged in time.

use futures_util::future::join_all;
use store::attachments::{self, NewAttachment, Owner, State};
use store::drafts::{self, Door, Save};
use store::{Store, StoreError, Token};

use crate::bed::{AGENCY, Bed, draft, hours, start};

fn save(answers: &[u8]) -> Save<'_> {
    Save { answers, page: "coordonnees", language: "en", expires_at: start() + hours(48) }
}

pub(crate) async fn a_token_opens_its_draft_until_it_expires(bed: Bed) {
    let store = bed.open().await;
    let (made, token) = draft(&store, b"{\"a\":1}").await;
    let find = async |token: &Token| store.read(async |conn| drafts::find(conn, token).await).await.unwrap();
    let found = find(&token).await.unwrap();
    assert_eq!((found.id, found.answers.as_slice(), found.revision), (made.id, b"{\"a\":1}".as_slice(), 1));
    assert_eq!(found.created_at, start());
    assert!(find(&store.ids().token().unwrap()).await.is_none());
    bed.clock.advance(hours(24 * 30));
    assert!(find(&token).await.is_none());
}

pub(crate) async fn of_two_saves_one_wins(bed: Bed) {
    let store = bed.open().await;
    let (draft, token) = draft(&store, b"{}").await;
    let saves = (0..10_u8).map(|number| {
        let (store, draft) = (store.clone(), draft.clone());
        tokio::spawn(async move { store.write(async |tx| drafts::save(tx, &draft, save(&[number])).await).await })
    });
    let saved: Vec<Result<i64, StoreError>> = join_all(saves).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(saved.iter().filter(|saved| matches!(saved, Ok(2))).count(), 1);
    assert_eq!(
        saved.iter().filter(|saved| matches!(saved, Err(StoreError::Conflict { expected: 1, actual: 2 }))).count(),
        9
    );
    let winner = saved.iter().position(Result::is_ok).unwrap() as u8;
    let found = store.read(async |conn| drafts::find(conn, &token).await).await.unwrap().unwrap();
    assert_eq!(found.answers, [winner]);
    assert_eq!((found.page.as_str(), found.language.as_str(), found.revision), ("coordonnees", "en", 2));
    let next = store.write(async |tx| drafts::save(tx, &found, save(b"next")).await).await.unwrap();
    assert_eq!(next, 3);
}

pub(crate) async fn a_save_alone_wins_or_loses_as_any_other(bed: Bed) {
    let store = bed.open().await;
    let (draft, token) = draft(&store, b"{}").await;
    let (revision, at) = drafts::save_alone(&store, &draft, save(b"first")).await.unwrap();
    assert_eq!((revision, at), (2, start()));
    let late = drafts::save_alone(&store, &draft, save(b"late")).await;
    assert!(matches!(late, Err(StoreError::Conflict { expected: 1, actual: 2 })), "{late:?}");
    // Many at once, among writers that take turns and some that fail: each is kept or undone by itself.
    let (mut others, mut tokens) = (Vec::new(), Vec::new());
    for _ in 0..40 {
        let (other, token) = crate::bed::draft(&store, b"{}").await;
        others.push(other);
        tokens.push(token);
    }
    let writes = others.into_iter().enumerate().map(|(number, draft)| {
        let store = store.clone();
        tokio::spawn(async move {
            if number % 3 == 0 {
                let failed: Result<(), StoreError> = store
                    .write(async |tx| {
                        drafts::save(tx, &draft, save(b"undone")).await?;
                        Err(StoreError::NotFound("nothing"))
                    })
                    .await;
                assert!(failed.is_err());
            } else if number % 3 == 1 {
                store.write(async |tx| drafts::save(tx, &draft, save(b"turn")).await).await.unwrap();
            } else {
                drafts::save_alone(&store, &draft, save(b"alone")).await.unwrap();
            }
        })
    });
    join_all(writes).await.into_iter().for_each(|written| written.unwrap());
    for (number, token) in tokens.iter().enumerate() {
        let found = store.read(async |conn| drafts::find(conn, token).await).await.unwrap().unwrap();
        assert_eq!(found.answers, [&b"{}"[..], b"turn", b"alone"][number % 3], "{number}");
    }
    let found = store.read(async |conn| drafts::find(conn, &token).await).await.unwrap().unwrap();
    assert_eq!(found.answers, b"first");
}

pub(crate) async fn whoever_knew_a_draft_before_it_changed_hands_saves_nothing(bed: Bed) {
    let store = bed.open().await;
    let (draft, _) = draft(&store, b"{}").await;
    store.write(async |tx| drafts::prepare_resume(tx, &draft, "$argon2id$code").await).await.unwrap();
    assert!(matches!(drafts::save_alone(&store, &draft, save(b"x")).await, Err(StoreError::Conflict { .. })));
    let (draft, _) = store.write(async |tx| drafts::reopen(tx, AGENCY, draft.id).await).await.unwrap();
    store.write(async |tx| drafts::set_person(tx, &draft, None).await).await.unwrap();
    assert!(matches!(drafts::save_alone(&store, &draft, save(b"x")).await, Err(StoreError::Conflict { .. })));
}

pub(crate) async fn a_resume_code_has_five_attempts(bed: Bed) {
    let store = bed.open().await;
    let (draft, _) = draft(&store, b"{}").await;
    let link = store.write(async |tx| drafts::prepare_resume(tx, &draft, "$argon2id$code").await).await.unwrap();
    let behind = async || store.read(async |conn| drafts::resumable(conn, &link).await).await.unwrap();
    assert_eq!(behind().await.unwrap().demarche, "recensement-citoyen");
    let tries = (0..20).map(|_| {
        let (store, link) = (store.clone(), link.clone());
        tokio::spawn(async move {
            store.write(async |tx| drafts::spend_attempt(tx, Door::Link(&link)).await).await.unwrap()
        })
    });
    let tries: Vec<_> = join_all(tries).await.into_iter().map(|tried| tried.unwrap().unwrap()).collect();
    assert_eq!(tries.iter().filter(|tried| tried.code_hash.as_deref() == Some("$argon2id$code")).count(), 5);
    assert_eq!(tries.iter().filter(|tried| tried.code_hash.is_none() && tried.left == 0).count(), 15);
    // The owner, who still has the draft open, can make a new link.
    let again = store.write(async |tx| drafts::prepare_resume(tx, &draft, "$argon2id$other").await).await.unwrap();
    let spend =
        async |link: &Token| store.write(async |tx| drafts::spend_attempt(tx, Door::Link(link)).await).await.unwrap();
    assert_eq!(spend(&again).await.unwrap().left, 4);
    assert!(spend(&link).await.is_none());
    assert!(behind().await.is_none());
}

pub(crate) async fn reopening_revokes_the_old_address(bed: Bed) {
    let store = bed.open().await;
    let (draft, old) = draft(&store, b"{}").await;
    store.write(async |tx| drafts::set_contact(tx, &draft, Some("jeanne@example.fr")).await).await.unwrap();
    let (reopened, new) = store.write(async |tx| drafts::reopen(tx, AGENCY, draft.id).await).await.unwrap();
    assert_eq!(reopened.contact.as_deref(), Some("jeanne@example.fr"));
    let find = async |token: &Token| store.read(async |conn| drafts::find(conn, token).await).await.unwrap();
    assert!(find(&old).await.is_none());
    assert_eq!(find(&new).await.unwrap().id, draft.id);
}

pub(crate) async fn a_draft_put_away_is_closed_until_its_code_is_given(bed: Bed) {
    let store = bed.open().await;
    let (draft, address) = draft(&store, b"{}").await;
    let closed = async || {
        let found = store.read(async |conn| drafts::find(conn, &address).await).await.unwrap().unwrap();
        (found.closed_at, found.attempts_left)
    };
    let spend = async |door: Door<'_>| store.write(async |tx| drafts::spend_attempt(tx, door).await).await.unwrap();
    assert_eq!(closed().await, (None, 0));
    assert!(spend(Door::Address(&address)).await.is_none(), "an open draft asks for no code");
    let link = store.write(async |tx| drafts::prepare_resume(tx, &draft, "$argon2id$code").await).await.unwrap();
    assert_eq!(closed().await, (Some(start()), 5));
    // Both doors count the same attempts.
    assert_eq!(spend(Door::Address(&address)).await.unwrap().left, 4);
    assert_eq!(spend(Door::Link(&link)).await.unwrap().left, 3);
    let tried = spend(Door::Address(&address)).await.unwrap();
    assert_eq!((tried.left, tried.code_hash.as_deref()), (2, Some("$argon2id$code")));
    store.write(async |tx| drafts::unclose(tx, &tried.agency, tried.draft).await).await.unwrap();
    assert_eq!(closed().await, (None, 5));
    // Put away again and taken up by the link: open again too.
    store.write(async |tx| drafts::prepare_resume(tx, &draft, "$argon2id$code").await).await.unwrap();
    let (reopened, _) = store.write(async |tx| drafts::reopen(tx, AGENCY, draft.id).await).await.unwrap();
    assert_eq!(reopened.closed_at, None);
}

async fn attach(store: &Store, owner: Owner, bytes: &[u8]) -> attachments::Attachment {
    let stored = store.objects().put(AGENCY, bytes).await.unwrap();
    store
        .write(async |tx| {
            let new = NewAttachment {
                owner,
                path: "piece",
                name: "a.pdf",
                mime: "application/pdf",
                state: State::Clean,
                stored: &stored,
            };
            attachments::add(tx, new).await
        })
        .await
        .unwrap()
}

pub(crate) async fn expired_drafts_go_with_their_files(bed: Bed) {
    let store = bed.open().await;
    let (old, _) = draft(&store, b"{}").await;
    let attachment = attach(&store, Owner::Draft(old.id), b"content").await;
    bed.clock.advance(hours(24));
    let kept = store
        .write(async |tx| {
            let later = drafts::NewDraft { expires_at: start() + hours(24 * 60), ..crate::bed::new_draft(b"{}") };
            drafts::create(tx, later).await
        })
        .await
        .unwrap()
        .0;
    bed.clock.advance(hours(24 * 30));
    let due = store.read(async |conn| drafts::due_for_purge(conn, None, 10).await).await.unwrap();
    assert_eq!(due.iter().map(|due| due.id).collect::<Vec<_>>(), [old.id]);
    let after = store.read(async |conn| drafts::due_for_purge(conn, Some(&due[0]), 10).await).await.unwrap();
    assert_eq!(after, []);
    store.write(async |tx| drafts::purge(tx, AGENCY, due[0].id).await).await.unwrap();
    assert!(store.read(async |conn| drafts::get(conn, AGENCY, kept.id).await).await.unwrap().is_some());
    assert_eq!(bed.count("attachments").await, 0);
    // The file goes after the commit, on another thread: the sweep finds it gone, or takes it.
    store
        .read(async |conn| store.objects().sweep(conn, std::time::Duration::ZERO).await)
        .await
        .or_else(|error| if matches!(error, StoreError::File { .. }) { Ok(0) } else { Err(error) })
        .unwrap();
    assert!(store.objects().read(&attachment).await.is_err());
}
