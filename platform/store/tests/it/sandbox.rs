//! What was invented for a program in the sandbox, and what is to go wrong for it.

use jiff::SignedDuration;
use store::dossiers::{self, NewDossier, Submitted};
use store::onboarding::State;
use store::partners::{self, NewClient};
use store::{Store, Uuid, cases, handing, sandbox};

use crate::bed::{AGENCY, Bed, draft, hours, start};
use crate::dossiers::{new_case, new_dossier};
use crate::partners::DESK;

async fn client(store: &Store) -> Uuid {
    let new = NewClient {
        agency: AGENCY,
        organisation: DESK.0,
        branch: DESK.1,
        name: "Logiciel",
        scopes: "cases:read",
        networks: "192.0.2.0/24",
        expires_at: start() + hours(24 * 30),
        state: State::Sandbox,
        actor: None,
        reason: None,
    };
    store.write(async |tx| partners::add(tx, new).await).await.unwrap()
}

pub(crate) async fn no_case_goes_from_the_sandbox_to_a_desk_nor_from_a_desk_to_the_sandbox(bed: Bed) {
    let store = bed.open().await;
    let client = client(&store).await;
    let own = format!("~{client}");
    let file = async |reference: &'static str, sandbox: Option<Uuid>, branch: &str| {
        let (draft, _) = draft(&store, b"{}").await;
        store
            .write(async |tx| {
                let new = NewDossier { sandbox, ..new_dossier(&draft, reference) };
                let Submitted::New(dossier) = dossiers::submit(tx, new).await? else { panic!("submitted before") };
                cases::add(tx, new_case(&dossier, 1, DESK.0, branch)).await
            })
            .await
    };
    // The database itself refuses what is neither one nor the other.
    assert!(file("ZZZ-1", Some(client), DESK.1).await.is_err(), "invented, at a desk");
    assert!(file("RCO-1", None, &own).await.is_err(), "real, in the sandbox");
    let (invented, real) =
        (file("ZZZ-2", Some(client), &own).await.unwrap(), file("RCO-2", None, DESK.1).await.unwrap());
    for (case, branch) in [(&invented, DESK.1), (&real, own.as_str())] {
        let to = handing::NewDesk { organisation: DESK.0, branch, directory: b"null", own_receipt: false };
        assert!(store.write(async |tx| handing::hand_over(tx, case, to).await).await.is_err(), "to {branch}");
    }
    let whose = (AGENCY, client);
    let there = store.read(async |conn| sandbox::dossiers(conn, whose, 10).await).await.unwrap();
    assert_eq!(there, [invented.dossier]);
    // Its day is its day, whatever is done to it; and no figure remembers it.
    let day =
        async |id| store.read(async |conn| dossiers::get(conn, AGENCY, id).await).await.unwrap().unwrap().purge_at;
    let (before, later) = (day(invented.dossier).await, start() + hours(24 * 900));
    for case in [&invented, &real] {
        store.write(async |tx| dossiers::set_purge_at(tx, AGENCY, case.dossier, later).await).await.unwrap();
    }
    assert_eq!((day(invented.dossier).await, day(real.dossier).await), (before, later));
    for (case, counted) in [(&invented, 0), (&real, 1)] {
        assert!(store.write(async |tx| dossiers::purge(tx, AGENCY, case.dossier).await).await.unwrap());
        assert_eq!(bed.count("past_cases").await, counted);
    }
}

pub(crate) async fn what_is_to_go_wrong_does_so_once_and_in_time(bed: Bed) {
    let store = bed.open().await;
    let client = client(&store).await;
    let whose = (AGENCY, client);
    let until = start() + hours(1);
    for _ in 0..2 {
        store.write(async |tx| sandbox::order(tx, whose, "late", 2, until).await).await.unwrap();
    }
    let ordered = async || store.read(async |conn| sandbox::ordered(conn, whose).await).await.unwrap();
    assert_eq!(ordered().await, [("late".to_owned(), 2)]);
    let meet = async |fault: &str| store.write(async |tx| sandbox::meet(tx, whose, fault, None).await).await.unwrap();
    assert!(meet("duplicate").await.is_none());
    let met = meet("late").await.unwrap();
    assert_eq!((met.pause, ordered().await), (2, vec![("late".to_owned(), 1)]));
    let open = async || store.read(async |conn| sandbox::open(conn, whose, "late", None).await).await.unwrap();
    assert_eq!(open().await, Some(met));
    store.write(async |tx| sandbox::close(tx, AGENCY, met).await).await.unwrap();
    assert_eq!(open().await, None);
    bed.clock.advance(SignedDuration::from_hours(2));
    assert!(meet("late").await.is_none() && ordered().await.is_empty(), "its time is over");
    bed.clock.advance(SignedDuration::from_hours(24));
    store.write(async |tx| sandbox::forget(tx).await).await.unwrap();
    assert_eq!(bed.count("sandbox_faults").await, 0);
}
