//! What is asked before a filing: one thread a desk, sealed; part of its case at the filing, or gone with its draft or its dossier.

use jiff::SignedDuration;
use store::attachments::{self, NewAttachment, Owner, State};
use store::cases::{self, Case};
use store::dossiers::{self, Dossier, Submitted};
use store::drafts::{self, Draft};
use store::events::{self, Author};
use store::notifications::{self, Feed};
use store::people;
use store::questions::{self, Addressed, At, Message, NewMessage, Question};
use store::queue::{self, Queue};
use store::{Store, StoreError, Uuid};

use crate::bed::{AGENCY, Bed, draft, hours, new_draft, start};
use crate::dossiers::{new_case, new_dossier};

const MAIRIE: Addressed<'static> = Addressed { recipient: "mairie", organisation: "11111111100011", branch: "accueil" };
const OTHER: Addressed<'static> = Addressed { recipient: "mairie", organisation: "22222222200022", branch: "accueil" };
const AGENT: Uuid = Uuid::from_u128(7);

fn at(to: Addressed<'static>) -> At<'static> {
    At { organisation: to.organisation, branch: to.branch }
}

fn said<'a>(body: &'a str, files: &'a [Uuid]) -> NewMessage<'a> {
    NewMessage { author: Author::Citizen(None), body: Some(body), files }
}

async fn file(store: &Store, draft: &Draft) -> Uuid {
    let stored = store.objects().put(AGENCY, b"piece").await.unwrap();
    let owner = Owner::Question(draft.id);
    let (path, name, mime) = ("question", "piece.pdf", "application/pdf");
    let new = NewAttachment { owner, path, name, mime, state: State::Clean, stored: &stored };
    store.write(async |tx| attachments::add(tx, new).await).await.unwrap().id
}

async fn ask(
    store: &Store,
    draft: &Draft,
    to: Addressed<'_>,
    new: NewMessage<'_>,
) -> Result<(Question, Message), StoreError> {
    let kept = start() + hours(24 * 30);
    store.write(async |tx| questions::ask(tx, draft, to, (Some("zoe@exemple.fr"), "fr", kept), new).await).await
}

async fn get(store: &Store, question: &Question) -> Question {
    store.read(async |conn| questions::get(conn, AGENCY, question.id).await).await.unwrap().unwrap()
}

async fn messages(store: &Store, question: &Question) -> Vec<Message> {
    store.read(async |conn| questions::messages(conn, question).await).await.unwrap()
}

pub(crate) async fn a_thread_a_desk_is_sealed_and_answered_once(bed: Bed) {
    let store = bed.open().await;
    let (draft, token) = draft(&store, b"{}").await;
    assert!(!draft.asked);
    let piece = file(&store, &draft).await;
    let (first, message) = ask(&store, &draft, MAIRIE, said("Faut-il un rendez-vous ?", &[piece])).await.unwrap();
    bed.clock.advance(SignedDuration::from_mins(5));
    let (again, _) = ask(&store, &draft, MAIRIE, said("Et pour mon fils ?", &[])).await.unwrap();
    assert_eq!((again.id, again.waiting_since), (first.id, Some(start())), "it waits since it was first asked");
    assert_eq!(again.contact.as_deref(), Some("zoe@exemple.fr"));
    let (elsewhere, _) = ask(&store, &draft, OTHER, said("Et ici ?", &[])).await.unwrap();
    assert_ne!(elsewhere.id, first.id);
    let found = store.read(async |conn| drafts::find(conn, &token).await).await.unwrap().unwrap();
    assert!(found.asked && found.revision > draft.revision, "who files it as it was is told to read it anew");

    // Each desk has its own, with its own files.
    let mine = store.read(async |conn| questions::waiting(conn, at(MAIRIE), 10).await).await.unwrap();
    assert_eq!(mine.iter().map(|one| one.id).collect::<Vec<_>>(), [first.id]);
    let (theirs, files) = store
        .read(async |conn| {
            let theirs = questions::messages(conn, &elsewhere).await?;
            let files = questions::files(conn, &elsewhere, &theirs).await?;
            Ok::<_, StoreError>((theirs, files))
        })
        .await
        .unwrap();
    assert!(theirs.len() == 1 && files.is_empty());
    let said_here = messages(&store, &again).await;
    let files = store.read(async |conn| questions::files(conn, &again, &said_here).await).await.unwrap();
    assert_eq!(
        files.iter().map(|file| (file.id, file.path.clone())).collect::<Vec<_>>(),
        [(piece, message.id.to_string())]
    );
    let day_before = start() - hours(24);
    let written = store.read(async |conn| questions::written(conn, &draft, day_before).await).await.unwrap();
    assert_eq!(written, 3, "whatever the desk");
    assert_eq!(bed.count("question_messages where message is null or message = 'Et ici ?'").await, 0, "sealed");

    // Of two answers on one state one is given.
    let answer = NewMessage { author: Author::Agent(AGENT), body: Some("Non."), files: &[] };
    let stale = store.write(async |tx| questions::answer(tx, &first, answer).await).await;
    assert!(matches!(stale, Err(StoreError::Conflict { .. })), "the citizen wrote since");
    bed.clock.advance(SignedDuration::from_mins(5));
    store.write(async |tx| questions::answer(tx, &again, answer).await).await.unwrap();
    let twice = store.write(async |tx| questions::treat(tx, &again).await).await;
    assert!(matches!(twice, Err(StoreError::Conflict { .. })));
    let answered = get(&store, &first).await;
    assert!(answered.has_news() && answered.waiting_since.is_none());
    store.write(async |tx| questions::mark_seen(tx, &answered).await).await.unwrap();
    assert!(!get(&store, &first).await.has_news());
    let (waiting, treated) = store
        .read(async |conn| {
            let waiting = questions::count_waiting(conn, at(MAIRIE)).await?;
            Ok::<_, StoreError>((waiting, questions::treated(conn, at(MAIRIE), None, 10).await?))
        })
        .await
        .unwrap();
    assert_eq!((waiting, treated.len()), (0, 1));
    let mark = Some((treated[0].updated_at, treated[0].id));
    assert!(store.read(async |conn| questions::treated(conn, at(MAIRIE), mark, 10).await).await.unwrap().is_empty());
}

/// A draft's dossier with a case of the first desk, as a filing writes them.
async fn filed(store: &Store, draft: &Draft, reference: &str) -> (Dossier, Case) {
    store
        .write(async |tx| {
            let Submitted::New(dossier) = dossiers::submit(tx, new_dossier(draft, reference)).await? else {
                return Err(StoreError::DraftSubmitted);
            };
            let case = cases::add(tx, new_case(&dossier, 1, MAIRIE.organisation, MAIRIE.branch)).await?;
            for question in questions::file(tx, draft, dossier.id).await? {
                if question.organisation == MAIRIE.organisation {
                    questions::join(tx, &question, &case).await?;
                } else {
                    questions::end(tx, &question).await?;
                }
            }
            Ok((*dossier, case))
        })
        .await
        .unwrap()
}

pub(crate) async fn what_was_asked_becomes_part_of_its_case(bed: Bed) {
    let store = bed.open().await;
    let (draft, _) = draft(&store, b"{}").await;
    let (asked_with, answered_with, lost) =
        (file(&store, &draft).await, file(&store, &draft).await, file(&store, &draft).await);
    let (question, _) = ask(&store, &draft, MAIRIE, said("Une question", &[asked_with])).await.unwrap();
    let (stays, _) = ask(&store, &draft, OTHER, said("Ailleurs", &[])).await.unwrap();
    bed.clock.advance(SignedDuration::from_mins(5));
    let answer = NewMessage { author: Author::Agent(AGENT), body: Some("Une réponse"), files: &[answered_with] };
    let answer = store.write(async |tx| questions::answer(tx, &question, answer).await).await.unwrap();
    bed.clock.advance(SignedDuration::from_mins(5));
    let (late, _) = ask(&store, &draft, MAIRIE, said("Encore une", &[])).await.unwrap();
    bed.clock.advance(SignedDuration::from_mins(5));
    let draft = store.read(async |conn| drafts::get(conn, AGENCY, draft.id).await).await.unwrap().unwrap();
    let (dossier, case) = filed(&store, &draft, "RCO-1").await;

    let (events, files, now) = store
        .read(async |conn| {
            let events = events::of_case(conn, &case).await?;
            let files = attachments::list(conn, AGENCY, Owner::Message(case.id)).await?;
            Ok::<_, StoreError>((events, files, cases::get(conn, AGENCY, case.id).await?.unwrap()))
        })
        .await
        .unwrap();
    let told: Vec<_> = events.iter().map(|event| (event.at, event.author, event.message.as_deref().unwrap())).collect();
    let minutes = |count| start() + SignedDuration::from_mins(count);
    assert_eq!(
        told,
        [
            (start(), Author::Citizen(None), "Une question"),
            (minutes(5), Author::Agent(AGENT), "Une réponse"),
            (minutes(10), Author::Citizen(None), "Encore une"),
        ]
    );
    let mut came: Vec<_> = files.iter().map(|file| (file.id, file.path.clone())).collect();
    came.sort_by_key(|(id, _)| *id != asked_with);
    assert_eq!(came, [(asked_with, events[0].id.to_string()), (answered_with, answer.id.to_string())]);
    assert!(store.read(async |conn| attachments::get(conn, AGENCY, lost).await).await.unwrap().is_none());
    assert!(now.unheard, "the last was not answered");
    assert_eq!(bed.count("question_messages").await, 1, "what stays with the other desk");
    // The desk's software is told once, when the case is its own.
    let feed = Feed { agency: AGENCY, organisation: MAIRIE.organisation, branch: MAIRIE.branch };
    for _ in 0..2 {
        store.write(async |tx| events::tell_untold(tx, &case).await).await.unwrap();
        let told = store.read(async |conn| notifications::after(conn, feed, 0, 10).await).await.unwrap();
        assert_eq!(
            told.iter().map(|one| one.event).collect::<Vec<_>>(),
            events.iter().map(|event| event.id).collect::<Vec<_>>()
        );
    }
    // Nobody writes beside the case any more.
    assert!(matches!(ask(&store, &draft, MAIRIE, said("Trop tard", &[])).await, Err(StoreError::DraftSubmitted)));
    let answer = NewMessage { author: Author::Agent(AGENT), body: Some("Trop tard"), files: &[] };
    let refused = store.write(async |tx| questions::answer(tx, &late, answer).await).await;
    assert!(matches!(refused, Err(StoreError::Conflict { .. })));
    let gone = get(&store, &question).await;
    assert_eq!((gone.case, gone.contact, gone.waiting_since), (Some(case.id), None, None));
    let left =
        store.read(async |conn| questions::left_of_dossier(conn, AGENCY, dossier.id).await).await.unwrap().remove(0);
    assert!(left.id == stays.id && left.ended_at.is_some() && left.waiting_since.is_none());
    assert!(store.read(async |conn| questions::treated(conn, at(MAIRIE), None, 9).await).await.unwrap().is_empty());
    assert_eq!(store.read(async |conn| questions::treated(conn, at(OTHER), None, 9).await).await.unwrap().len(), 1);
}

pub(crate) async fn what_was_asked_goes_with_its_draft_or_its_dossier(bed: Bed) {
    let store = bed.open().await;
    // A draft that is never filed.
    let (forgotten, _) = draft(&store, b"{}").await;
    let piece = file(&store, &forgotten).await;
    ask(&store, &forgotten, MAIRIE, said("Oubliée", &[piece])).await.unwrap();
    file(&store, &forgotten).await;
    store.write(async |tx| drafts::purge(tx, AGENCY, forgotten.id).await).await.unwrap();
    assert_eq!(bed.count("questions").await + bed.count("question_messages").await + bed.count("attachments").await, 0);
    // One that is: its questions go when the dossier does, and not before.
    let (draft, _) = draft(&store, b"{}").await;
    let piece = file(&store, &draft).await;
    ask(&store, &draft, MAIRIE, said("Jointe", &[])).await.unwrap();
    ask(&store, &draft, OTHER, said("Restée", &[piece])).await.unwrap();
    let draft = store.read(async |conn| drafts::get(conn, AGENCY, draft.id).await).await.unwrap().unwrap();
    let (dossier, _) = filed(&store, &draft, "RCO-1").await;
    store.write(async |tx| drafts::purge(tx, AGENCY, draft.id).await).await.unwrap();
    assert_eq!((bed.count("questions").await, bed.count("attachments").await), (2, 1));
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
    let left = bed.count("questions").await + bed.count("question_messages").await + bed.count("events").await;
    assert_eq!(left + bed.count("attachments").await, 0);
    // An account that is closed.
    let opened = store.write(async |tx| people::open(tx, store::PORTAL, "zoe@exemple.fr", "hash").await).await.unwrap();
    let people::Opened::New(person) = opened else { panic!("taken") };
    let new = store::drafts::NewDraft { person: Some(person.id), ..new_draft(b"{}") };
    let (mine, _) = store.write(async |tx| drafts::create(tx, new).await).await.unwrap();
    let piece = file(&store, &mine).await;
    ask(&store, &mine, MAIRIE, said("La mienne", &[piece])).await.unwrap();
    store.write(async |tx| people::close(tx, &person).await).await.unwrap();
    assert_eq!(bed.count("questions").await + bed.count("question_messages").await + bed.count("attachments").await, 0);
}
