//! The software of partners: what its desk is told, and who it is.

use futures_util::future::join_all;
use jiff::SignedDuration;
use store::cases::{self, Case};
use store::events::{self, Author, NewEvent};
use store::notifications::{self, Feed, Notification, Reached};
use store::onboarding::{self, State};
use store::partners::{self, NewClient};
use store::{Store, Uuid};
use tokio::sync::oneshot;

use crate::bed::{AGENCY, Bed, hours, start};
use crate::dossiers::{new_case, submitted};

pub(crate) const DESK: (&str, &str) = ("11111111100011", "etat-civil");
pub(crate) const FEED: Feed<'static> = Feed { agency: AGENCY, organisation: DESK.0, branch: DESK.1 };

pub(crate) const WRITTEN: NewEvent<'static> =
    NewEvent { author: Author::System, kind: "message", status: None, message: Some("Bonjour"), attachment: None };

async fn told(store: &Store, after: i64) -> Vec<Notification> {
    store.read(async |conn| notifications::after(conn, FEED, after, 100).await).await.unwrap()
}

pub(crate) async fn case(store: &Store, reference: &str, number: u8, desk: (&str, &str)) -> Case {
    let dossier = submitted(store, reference).await;
    store.write(async |tx| cases::add(tx, new_case(&dossier, number, desk.0, desk.1)).await).await.unwrap()
}

pub(crate) async fn who_has_seen_a_notification_has_missed_none_before_it(bed: Bed) {
    let store = bed.open().await;
    let (first, second) = (case(&store, "RCO-1", 2, DESK).await, case(&store, "RCO-2", 2, DESK).await);
    let (begun, has_begun) = oneshot::channel();
    let (finish, may_finish) = oneshot::channel::<()>();
    let slow = tokio::spawn({
        let (store, first) = (store.clone(), first.clone());
        async move {
            store
                .write(async |tx| {
                    events::add(tx, &first, WRITTEN).await?;
                    begun.send(()).unwrap();
                    may_finish.await.unwrap();
                    Ok::<_, store::StoreError>(())
                })
                .await
        }
    });
    has_begun.await.unwrap();
    let mut quick = tokio::spawn({
        let (store, second) = (store.clone(), second.clone());
        async move { store.write(async |tx| events::add(tx, &second, WRITTEN).await).await }
    });
    // Whoever comes second is told second, however long the first takes.
    let waited = tokio::time::timeout(std::time::Duration::from_millis(300), &mut quick).await;
    assert!(waited.is_err(), "a later number was committed first");
    assert!(told(&store, 0).await.is_empty());
    finish.send(()).unwrap();
    slow.await.unwrap().unwrap();
    quick.await.unwrap().unwrap();
    let seen: Vec<(i64, Uuid)> = told(&store, 0).await.iter().map(|told| (told.number, told.case)).collect();
    assert_eq!(seen, [(1, first.id), (2, second.id)]);
}

pub(crate) async fn each_event_is_told_once_and_in_order_while_others_write(bed: Bed) {
    let store = bed.open().await;
    let mut cases = Vec::new();
    for number in 1..=6 {
        cases.push(case(&store, &format!("RCO-{number}"), 2, DESK).await);
    }
    let other = case(&store, "RCO-9", 2, ("22222222200022", "etat-civil")).await;
    let writers = cases.into_iter().map(|case| {
        let (store, other) = (store.clone(), other.clone());
        tokio::spawn(async move {
            let mut written = Vec::new();
            for _ in 0..8 {
                written.push(store.write(async |tx| events::add(tx, &case, WRITTEN).await).await.unwrap().id);
                store.write(async |tx| events::add(tx, &other, WRITTEN).await).await.unwrap();
                // What is undone takes no number with it.
                let undone: Result<(), store::StoreError> = store
                    .write(async |tx| {
                        events::add(tx, &case, WRITTEN).await?;
                        Err(store::StoreError::NotFound("courage"))
                    })
                    .await;
                assert!(undone.is_err());
            }
            written
        })
    });
    let reader = tokio::spawn({
        let store = store.clone();
        async move {
            let mut seen: Vec<Notification> = Vec::new();
            while seen.len() < 48 {
                seen.extend(told(&store, seen.last().map_or(0, |last| last.number)).await);
            }
            seen
        }
    });
    let written: Vec<Vec<Uuid>> = join_all(writers).await.into_iter().map(Result::unwrap).collect();
    let seen = reader.await.unwrap();
    let numbers: Vec<i64> = seen.iter().map(|told| told.number).collect();
    assert_eq!(numbers, (1..=48).collect::<Vec<i64>>());
    for events in written {
        let mut places = events.iter().map(|event| seen.iter().position(|told| told.event == *event).unwrap());
        assert!(places.by_ref().is_sorted(), "what happened to one case is told in its order");
    }
    let reached = store.read(async |conn| notifications::reached(conn, FEED).await).await.unwrap();
    assert_eq!(reached, Reached { last: 48, ..Reached::default() });
}

pub(crate) async fn what_is_acknowledged_stays_so_and_names_the_cases_nobody_opened(bed: Bed) {
    let store = bed.open().await;
    let (first, second) = (case(&store, "RCO-1", 2, DESK).await, case(&store, "RCO-2", 2, DESK).await);
    for case in [&first, &second, &first] {
        store.write(async |tx| events::add(tx, case, WRITTEN).await).await.unwrap();
    }
    let unopened =
        async |up_to| store.read(async |conn| notifications::unopened(conn, FEED, 0, up_to, 10).await).await.unwrap();
    assert!(unopened(0).await.is_empty());
    assert_eq!(unopened(1).await, [first.id]);
    let both = unopened(3).await;
    assert!(both.len() == 2 && both.contains(&first.id) && both.contains(&second.id));
    let later = store.read(async |conn| notifications::unopened(conn, FEED, 2, 3, 10).await).await.unwrap();
    assert_eq!(later, [first.id], "of what is new only");
    store.write(async |tx| cases::mark_opened(tx, &first).await).await.unwrap();
    assert_eq!(unopened(3).await, [second.id]);
    for (up_to, reached) in [(2, 2), (1, 2), (9, 2), (3, 3)] {
        store.write(async |tx| notifications::acknowledge(tx, FEED, up_to).await).await.unwrap();
        let now = store.read(async |conn| notifications::reached(conn, FEED).await).await.unwrap();
        assert_eq!(now, Reached { last: 3, acknowledged: reached, given: 0 }, "up to {up_to}");
    }
}

pub(crate) async fn what_happened_before_there_were_notifications_is_told(bed: Bed) {
    let store = bed.open().await;
    let (first, second) = (case(&store, "RCO-1", 2, DESK).await, case(&store, "RCO-2", 2, DESK).await);
    for case in [&first, &second] {
        store.write(async |tx| events::add(tx, case, WRITTEN).await).await.unwrap();
        bed.clock.advance(SignedDuration::from_secs(1));
    }
    let before: Vec<(i64, Uuid)> = told(&store, 0).await.iter().map(|told| (told.number, told.event)).collect();
    store.close().await;
    // As a database of the version before, which has none of these tables, nor what came after them.
    for index in [
        "cases_by_own_status",
        "cases_by_own_demarche",
        "cases_by_status",
        "cases_by_demarche",
        "work_open",
        "work_parked",
        "work_by_lane",
        "work_arrived",
    ] {
        bed.raw(&format!("drop index {index}")).await;
    }
    bed.raw("drop table handovers").await;
    bed.raw("drop table agreements").await;
    bed.raw("drop table question_messages").await;
    bed.raw("drop table questions").await;
    bed.raw("alter table drafts drop column asked").await;
    bed.raw("alter table events drop column author_name").await;
    bed.raw("drop index agents_by_desk").await;
    bed.raw("drop table sandbox_faults").await;
    bed.raw("drop index dossiers_by_sandbox").await;
    bed.raw("alter table dossiers drop column sandbox").await;
    bed.raw("alter table cases drop column invented").await;
    bed.raw("drop index cases_suspended").await;
    for column in ["held_from", "held_at"] {
        bed.raw(&format!("alter table cases drop column {column}")).await;
    }
    for index in ["cases_by_handed", "cases_by_news"] {
        bed.raw(&format!("drop index {index}")).await;
    }
    for table in [
        "accepted_terms",
        "documents",
        "person_recovery_codes",
        "person_identities",
        "agent_identities",
        "identity_logins",
        "letter_templates",
        "holds",
        "exports",
        "hubee_awaited",
        "hubee_events",
        "hubee_folders",
        "drops",
        "route_keys",
        "routes",
        "case_notes",
        "agent_recovery_codes",
        "complements",
        "agent_logins",
        "notifications",
        "feeds",
        "partner_proofs",
        "partner_steps",
        "partner_tokens",
        "partner_secrets",
        "partner_clients",
    ] {
        bed.raw(&format!("drop table {table}")).await;
    }
    bed.raw("drop index agents_by_stand_in").await;
    for column in ["quality", "stand_in", "stand_in_from", "stand_in_until"] {
        bed.raw(&format!("alter table agents drop column {column}")).await;
    }
    bed.raw("drop table past_cases").await;
    bed.raw("drop table case_labels").await;
    bed.raw("drop table desk_labels").await;
    bed.raw("alter table agents drop column role").await;
    for index in ["cases_by_silence", "cases_by_uncounted_silence"] {
        bed.raw(&format!("drop index {index}")).await;
    }
    for column in ["silence_on", "silence_counted", "handed_at"] {
        bed.raw(&format!("alter table cases drop column {column}")).await;
    }
    bed.raw("drop index cases_by_assignee").await;
    bed.raw("alter table cases drop column assignee").await;
    for column in ["second_factor", "second_factor_at", "second_factor_step"] {
        bed.raw(&format!("alter table agents drop column {column}")).await;
    }
    for column in ["second_factor", "second_factor_at", "second_factor_step"] {
        bed.raw(&format!("alter table people drop column {column}")).await;
    }
    bed.raw("drop index attachments_by_state").await;
    bed.raw("drop index work_by_due").await;
    for column in ["lane", "progress"] {
        bed.raw(&format!("alter table work drop column {column}")).await;
    }
    bed.raw("create index work_by_due on work (queue, due_at)").await;
    for column in ["scanned_at", "scanned_by", "finding"] {
        bed.raw(&format!("alter table attachments drop column {column}")).await;
    }
    for column in ["spoke_at", "heard_at"] {
        bed.raw(&format!("alter table cases drop column {column}")).await;
    }
    bed.raw("delete from schema_versions where version >= 9").await;
    let store = bed.open().await;
    let after: Vec<(i64, Uuid)> = told(&store, 0).await.iter().map(|told| (told.number, told.event)).collect();
    assert_eq!(after, before);
    store.write(async |tx| events::add(tx, &first, WRITTEN).await).await.unwrap();
    assert_eq!(told(&store, 2).await[0].number, 3);
}

pub(crate) async fn a_client_is_known_by_either_secret_while_one_replaces_the_other(bed: Bed) {
    let store = bed.open().await;
    let new = NewClient {
        agency: AGENCY,
        organisation: DESK.0,
        branch: DESK.1,
        name: "Logiciel d'état civil",
        scopes: "cases:read",
        networks: "192.0.2.0/24",
        expires_at: start() + hours(24 * 30),
        state: State::Active,
        actor: None,
        reason: None,
    };
    let (id, first) = store
        .write(async |tx| {
            let id = partners::add(tx, new).await?;
            Ok::<_, store::StoreError>((id, partners::add_secret(tx, AGENCY, id).await?))
        })
        .await
        .unwrap();
    let by = async |id, secret: &store::Token| {
        store.read(async |conn| partners::of_secret(conn, id, secret).await).await.unwrap()
    };
    let client = by(id, &first).await.unwrap();
    assert_eq!((client.name.as_str(), client.secrets, client.organisation.as_str()), (new.name, 1, DESK.0));
    assert!(by(store.ids().uuid().unwrap(), &first).await.is_none());
    assert!(by(id, &store.ids().token().unwrap()).await.is_none());

    let until = start() + hours(24);
    let second = store.write(async |tx| partners::rotate(tx, &client, until, new.expires_at).await).await.unwrap();
    assert!(by(id, &first).await.is_some() && by(id, &second).await.is_some_and(|client| client.secrets == 2));
    let third = store.write(async |tx| partners::rotate(tx, &client, until, new.expires_at).await).await.unwrap();
    assert!(by(id, &first).await.is_some(), "each until its own end");
    assert!(by(id, &second).await.is_some() && by(id, &third).await.is_some());
    bed.clock.advance(hours(25));
    assert!(by(id, &first).await.is_none() && by(id, &second).await.is_none() && by(id, &third).await.is_some());

    let soon = bed.clock.now() + hours(1);
    let token = store.write(async |tx| partners::give_token(tx, &client, "cases:read", soon).await).await.unwrap();
    let held = async || store.read(async |conn| partners::of_token(conn, &token).await).await.unwrap();
    assert_eq!(held().await.map(|(found, scopes)| (found.id, scopes)), Some((id, "cases:read".to_owned())));
    bed.clock.advance(hours(1));
    assert!(held().await.is_none(), "it has expired");
    store.write(async |tx| partners::purge_expired(tx).await).await.unwrap();
    assert_eq!((bed.count("partner_tokens").await, bed.count("partner_secrets").await), (0, 1));

    let again = bed.clock.now() + hours(1);
    let token = store.write(async |tx| partners::give_token(tx, &client, "cases:read", again).await).await.unwrap();
    store.write(async |tx| partners::revoke(tx, &client, (None, Some("Fin du contrat."))).await).await.unwrap();
    assert!(store.read(async |conn| partners::of_token(conn, &token).await).await.unwrap().is_none());
    assert!(by(id, &third).await.is_none());
    let all = store.read(async |conn| partners::list(conn).await).await.unwrap();
    assert!(all.len() == 1 && all[0].revoked_at.is_some());

    // Nothing of a client outlives its own end either.
    let (id, secret) = store
        .write(async |tx| {
            let id = partners::add(tx, NewClient { expires_at: bed.clock.now() + hours(2), ..new }).await?;
            Ok::<_, store::StoreError>((id, partners::add_secret(tx, AGENCY, id).await?))
        })
        .await
        .unwrap();
    let client = by(id, &secret).await.unwrap();
    let far = bed.clock.now() + hours(9);
    let token = store.write(async |tx| partners::give_token(tx, &client, "cases:read", far).await).await.unwrap();
    bed.clock.advance(hours(2));
    assert!(by(id, &secret).await.is_none());
    assert!(store.read(async |conn| partners::of_token(conn, &token).await).await.unwrap().is_none());
}

pub(crate) async fn a_client_reads_its_desk_while_it_is_active_and_at_no_other_time(bed: Bed) {
    let store = bed.open().await;
    let new = NewClient {
        agency: AGENCY,
        organisation: DESK.0,
        branch: DESK.1,
        name: "Logiciel d'état civil",
        scopes: "cases:read",
        networks: "192.0.2.0/24",
        expires_at: start() + hours(24 * 30),
        state: State::Requested,
        actor: None,
        reason: Some("Demandé par courrier."),
    };
    let id = store.write(async |tx| partners::add(tx, new).await).await.unwrap();
    let known = async || store.read(async |conn| partners::get(conn, id).await).await.unwrap().unwrap();
    let own = format!("~{id}");
    let client = known().await;
    assert_eq!((client.state, client.reads.as_str(), client.secrets), (State::Requested, own.as_str(), 0));
    let go = async |to: State, reason: Option<&str>| {
        let client = known().await;
        let soon = bed.clock.now() + hours(1);
        let token = store.write(async |tx| partners::give_token(tx, &client, "cases:read", soon).await).await.unwrap();
        bed.clock.advance(SignedDuration::from_secs(1));
        store.write(async |tx| onboarding::step(tx, &client, to, (None, reason)).await).await.unwrap();
        store.read(async |conn| partners::of_token(conn, &token).await).await.unwrap().map(|(found, _)| found.state)
    };
    assert_eq!(go(State::Sandbox, None).await, None, "a token of one state is good in no other");
    assert_eq!(known().await.reads, own);
    assert_eq!(go(State::Active, Some("Recette faite.")).await, None);
    let active = known().await;
    assert_eq!(active.reads, DESK.1);
    assert_eq!(go(State::Suspended, Some("Fuite.")).await, Some(State::Suspended), "it is told so");
    assert_eq!(known().await.reads, own);
    let held = store.read(async |conn| onboarding::held_from(conn, &active).await).await.unwrap();
    assert_eq!(held, Some(State::Active));
    // What was decided on another state is not done.
    let late = store.write(async |tx| onboarding::step(tx, &active, State::Sandbox, (None, None)).await).await;
    assert_eq!(late.unwrap_err().code(), "store.conflict");
    let steps = store.read(async |conn| onboarding::steps(conn, &active).await).await.unwrap();
    let told: Vec<(State, Option<&str>)> = steps.iter().map(|step| (step.state, step.reason.as_deref())).collect();
    assert_eq!(
        told,
        [
            (State::Requested, Some("Demandé par courrier.")),
            (State::Sandbox, None),
            (State::Active, Some("Recette faite.")),
            (State::Suspended, Some("Fuite.")),
        ]
    );
    for _ in 0..2 {
        store.write(async |tx| onboarding::prove(tx, (AGENCY, id), "pulled").await).await.unwrap();
        bed.clock.advance(hours(1));
    }
    let proofs = store.read(async |conn| onboarding::proofs(conn, (AGENCY, id)).await).await.unwrap();
    assert_eq!(proofs.len(), 1);
    assert!(proofs[0].0 == "pulled" && proofs[0].1 < bed.clock.now() - hours(1));
}
