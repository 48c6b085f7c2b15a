//! Cases: who sees them, page by page, and what happens to them.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use store::cases::{self, Case};
use store::dossiers::Dossier;
use store::events::{self, Author, NewEvent};
use store::handing::{self, NewDesk};
use store::inbox::{self, Assignee, Cursor, Inbox};
use store::labels;
use store::{Store, StoreError, Uuid};

use crate::bed::{AGENCY, Bed};
use crate::dossiers::{new_case, submitted};

async fn add(store: &Store, dossier: &Dossier, number: u8, organisation: &str, branch: &str) -> Case {
    store.write(async |tx| cases::add(tx, new_case(dossier, number, organisation, branch)).await).await.unwrap()
}

fn inbox<'a>(organisation: &'a str, branch: &'a str) -> Inbox<'a> {
    Inbox {
        organisation,
        branch,
        agency: None,
        demarche: None,
        status: None,
        assignee: Assignee::Any,
        label: None,
        news: false,
        after: None,
        limit: 50,
    }
}

pub(crate) async fn a_desk_sees_its_own_cases_only(bed: Bed) {
    let store = bed.open().await;
    let dossier = submitted(&store, "RCO-1").await;
    let ours = add(&store, &dossier, 2, "11111111100011", "etat-civil").await;
    add(&store, &dossier, 3, "11111111100011", "urbanisme").await;
    add(&store, &dossier, 4, "22222222200022", "etat-civil").await;
    let list = async |asked: Inbox<'_>| -> Vec<Uuid> {
        let page = store.read(async |conn| inbox::inbox(conn, asked).await).await.unwrap();
        page.entries.iter().map(|entry| entry.id).collect()
    };
    let desk = inbox("11111111100011", "etat-civil");
    assert_eq!(list(desk).await, [ours.id]);
    assert_eq!(list(Inbox { agency: Some(AGENCY), demarche: Some("recensement-citoyen"), ..desk }).await, [ours.id]);
    assert!(list(Inbox { agency: Some("autre"), ..desk }).await.is_empty());
    assert!(list(Inbox { status: Some("done"), ..desk }).await.is_empty());
    assert!(store.read(async |conn| cases::get(conn, "autre", ours.id).await).await.unwrap().is_none());
    let whole = store.read(async |conn| cases::get(conn, AGENCY, ours.id).await).await.unwrap().unwrap();
    assert_eq!(
        (whole.projection.as_slice(), whole.label.as_str()),
        (b"{\"nom\":\"Martin\"}".as_slice(), "Jeanne Martin")
    );
    assert_eq!(whole.external_id, "RCO-1-02");
    let all = store.read(async |conn| cases::of_dossier(conn, AGENCY, dossier.id).await).await.unwrap();
    assert_eq!(all.len(), 4);
    let counts = store.read(async |conn| inbox::counts(conn, "11111111100011", "etat-civil").await).await.unwrap();
    assert_eq!(counts, [("recorded".to_owned(), 1)]);
}

pub(crate) async fn an_inbox_is_read_page_by_page(bed: Bed) {
    let store = bed.open().await;
    let dossier = submitted(&store, "RCO-1").await;
    let mut made = Vec::new();
    for number in 2..12 {
        made.push(add(&store, &dossier, number, "11111111100011", "").await.id);
        // Some come in the same microsecond.
        if number % 3 == 0 {
            bed.clock.advance(SignedDuration::from_secs(1));
        }
    }
    let mut seen = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let asked = Inbox { after, limit: 3, ..inbox("11111111100011", "") };
        let page = store.read(async |conn| inbox::inbox(conn, asked).await).await.unwrap();
        assert!(page.entries.is_sorted_by(|a, b| (a.created_at, a.id) > (b.created_at, b.id)));
        seen.extend(page.entries.iter().map(|entry| entry.id));
        // The mark goes through an address.
        match page.next {
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => break,
        }
    }
    assert_eq!(seen.len(), 10);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>(), made.iter().collect::<BTreeSet<_>>());
    assert!("nonsense".parse::<Cursor>().is_err());
}

pub(crate) async fn what_the_first_desk_still_does_to_a_case_that_left_is_refused(bed: Bed) {
    let store = bed.open().await;
    let dossier = submitted(&store, "RCO-1").await;
    let case = add(&store, &dossier, 2, "11111111100011", "").await;
    let case = store.read(async |conn| cases::get(conn, AGENCY, case.id).await).await.unwrap().unwrap();
    store.write(async |tx| cases::hold(tx, &case).await).await.unwrap();
    let to = NewDesk { organisation: "22222222200022", branch: "", directory: b"null", own_receipt: false };
    let handed = store.write(async |tx| handing::hand_over(tx, &case, to).await).await.unwrap();
    let held = store.write(async |tx| cases::hold(tx, &case).await).await;
    assert!(matches!(held, Err(StoreError::Conflict { .. })), "{held:?}");
    let assigned = store.write(async |tx| cases::assign(tx, &case, Some(case.id)).await).await;
    assert!(matches!(assigned, Err(StoreError::Conflict { .. })), "{assigned:?}");
    assert!(!store.write(async |tx| cases::mark_opened(tx, &case).await).await.unwrap());
    let now = store.read(async |conn| cases::get(conn, AGENCY, case.id).await).await.unwrap().unwrap();
    assert_eq!((now.assignee, now.opened_at, &*now.organisation), (None, None, "22222222200022"));
    store.write(async |tx| cases::hold(tx, &handed).await).await.unwrap();
    assert!(store.write(async |tx| cases::mark_opened(tx, &handed).await).await.unwrap());
}

pub(crate) async fn a_label_finds_its_cases_page_by_page(bed: Bed) {
    let store = bed.open().await;
    let dossier = submitted(&store, "RCO-1").await;
    let new =
        |name| labels::NewLabel { agency: "portail", organisation: "11111111100011", branch: "", name, colour: "red" };
    let label = store.write(async |tx| labels::add(tx, new("Urgent")).await).await.unwrap().unwrap();
    assert!(store.write(async |tx| labels::add(tx, new("Urgent")).await).await.unwrap().is_none());
    let other = store.write(async |tx| labels::add(tx, new("Prêt")).await).await.unwrap().unwrap();
    let mut stuck = Vec::new();
    let mut entries = Vec::new();
    for number in 2..12 {
        let case = add(&store, &dossier, number, "11111111100011", "").await;
        if number % 2 == 0 {
            assert!(store.write(async |tx| labels::stick(tx, &case, &label).await).await.unwrap());
            assert!(!store.write(async |tx| labels::stick(tx, &case, &label).await).await.unwrap());
            stuck.push((case.created_at, case.id));
        }
        if number == 2 {
            store.write(async |tx| labels::stick(tx, &case, &other).await).await.unwrap();
        }
        if number % 3 == 0 {
            bed.clock.advance(SignedDuration::from_secs(1));
        }
        entries.push(case.entry);
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let asked = Inbox { after, limit: 2, label: Some(label.id), ..inbox("11111111100011", "") };
        let page = store.read(async |conn| inbox::inbox(conn, asked).await).await.unwrap();
        seen.extend(page.entries.iter().map(|entry| (entry.created_at, entry.id)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    // Some came in the same microsecond.
    stuck.sort();
    stuck.reverse();
    assert_eq!(seen, stuck, "in the inbox's order");
    // A label of this desk finds nothing of another's, were it to ask for it.
    let asked = Inbox { label: Some(label.id), ..inbox("22222222200022", "") };
    assert!(store.read(async |conn| inbox::inbox(conn, asked).await).await.unwrap().entries.is_empty());
    let carried = store.read(async |conn| labels::of_cases(conn, &entries).await).await.unwrap();
    assert_eq!((carried.len(), carried[&entries[0].id].len()), (5, 2));
    assert!(store.write(async |tx| labels::take_off(tx, &entries[0], &label).await).await.unwrap());
    assert!(!store.write(async |tx| labels::take_off(tx, &entries[0], &label).await).await.unwrap());
    assert_eq!(store.write(async |tx| labels::remove(tx, &label).await).await.unwrap(), 4);
    let left =
        async || store.read(async |conn| labels::of_desk(conn, "portail", "11111111100011", "").await).await.unwrap();
    assert_eq!(left().await, [other]);
}

pub(crate) async fn two_agents_do_not_overwrite_a_status(bed: Bed) {
    let store = bed.open().await;
    let dossier = submitted(&store, "RCO-1").await;
    let case = add(&store, &dossier, 2, "11111111100011", "").await;
    assert!(store.write(async |tx| cases::mark_opened(tx, &case).await).await.unwrap());
    assert!(!store.write(async |tx| cases::mark_opened(tx, &case).await).await.unwrap());
    let event = |status| NewEvent {
        author: Author::System,
        kind: "status",
        status: Some(status),
        message: None,
        attachment: None,
    };
    store.write(async |tx| events::add(tx, &case, event("received")).await).await.unwrap();
    let stale = store.write(async |tx| events::add(tx, &case, event("done")).await).await;
    assert!(matches!(stale, Err(StoreError::Conflict { .. })));
    let case = store.read(async |conn| cases::get(conn, AGENCY, case.id).await).await.unwrap().unwrap();
    assert_eq!(case.status, "received");
}

pub(crate) async fn events_are_told_in_order(bed: Bed) {
    let store = bed.open().await;
    let dossier = submitted(&store, "RCO-1").await;
    let case = add(&store, &dossier, 2, "11111111100011", "").await;
    let agent = store.ids().uuid().unwrap();
    let event = NewEvent {
        author: Author::Agent(agent),
        kind: "message",
        status: Some("in_progress"),
        message: Some("Bien reçu, merci."),
        attachment: None,
    };
    store.write(async |tx| events::add(tx, &case, event).await).await.unwrap();
    bed.clock.advance(SignedDuration::from_secs(5));
    let case = store.read(async |conn| cases::get(conn, AGENCY, case.id).await).await.unwrap().unwrap();
    assert_eq!(case.status, "in_progress");
    let reply = NewEvent {
        author: Author::Citizen(None),
        kind: "message",
        status: None,
        message: Some("Merci à vous."),
        attachment: None,
    };
    store.write(async |tx| events::add(tx, &case, reply).await).await.unwrap();
    let told = store.read(async |conn| events::of_case(conn, &case).await).await.unwrap();
    assert_eq!(told.len(), 2);
    assert_eq!((told[0].author, told[0].message.as_deref()), (Author::Agent(agent), Some("Bien reçu, merci.")));
    assert_eq!((told[1].author, told[1].status.as_deref()), (Author::Citizen(None), None));
    let case = store.read(async |conn| cases::get(conn, AGENCY, case.id).await).await.unwrap().unwrap();
    assert_eq!(case.status, "in_progress", "a message alone changes no status");
}
