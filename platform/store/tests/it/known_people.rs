//! As whom identity providers know people, and what they said of them.

use jiff::SignedDuration;
use store::{
    PORTAL, Store, StoreError, people,
    people::Person,
    person_identities, second_factors,
    sessions::{self, Kind, NewSession},
};

use crate::bed::Bed;

pub(crate) async fn person(store: &Store, email: &str) -> Person {
    match store.write(async |tx| people::open(tx, PORTAL, email, "$argon2id$x").await).await.unwrap() {
        people::Opened::New(person) => *person,
        people::Opened::Taken => panic!("taken"),
    }
}

pub(crate) async fn a_providers_people_and_ours_are_one_to_one(bed: Bed) {
    let store = bed.open().await;
    let (first, second) = (person(&store, "un@example.fr").await, person(&store, "deux@example.fr").await);
    let link = async |person: &Person, issuer: &str, subject: &str| {
        let link =
            async |tx: &mut store::Write| person_identities::link(tx, person, "p", (issuer, subject), b"dit").await;
        store.write(link).await.unwrap()
    };
    let of = async |issuer: &str, subject: &str| {
        store.read(async |conn| person_identities::of_subject(conn, PORTAL, (issuer, subject)).await).await.unwrap()
    };
    let known = async |person: &Person| store.read(async |conn| person_identities::of_person(conn, person).await).await;
    assert!(link(&first, "https://a.fr", "x").await);
    assert!(!link(&second, "https://a.fr", "x").await, "x is the first's");
    assert!(!link(&first, "https://a.fr", "y").await, "the first is x");
    assert!(link(&second, "https://a.fr", "y").await);
    assert_eq!((of("https://a.fr", "x").await, of("https://a.fr", "y").await), (Some(first.id), Some(second.id)));
    assert_eq!(of("https://a.f", "rx").await, None, "where one ends and the other begins counts");
    let told = async |person: &Person, subject: &str| {
        let name = ("https://a.fr", subject);
        store.write(async |tx| person_identities::told(tx, person, name, b"neuf").await).await.unwrap()
    };
    assert!(told(&first, "x").await && !told(&first, "y").await, "of oneself alone");
    assert_eq!(known(&first).await.unwrap()[0].claims, b"neuf");
    assert_eq!(known(&second).await.unwrap()[0].claims, b"dit");
    // What is said of one opens in no other account, nor at another name of the same.
    bed.raw(&format!(
        "update person_identities set claims = (select claims from person_identities where person = '{}') where person = '{}'",
        first.id, second.id
    ))
    .await;
    assert!(matches!(known(&second).await, Err(StoreError::Tampered { .. })));
    assert_eq!(store.write(async |tx| person_identities::unlink(tx, &second, "p").await).await.unwrap(), 1);
    assert_eq!(of("https://a.fr", "y").await, None);
    assert!(link(&second, "https://a.fr", "y").await && link(&second, "https://b.fr", "y").await);
    assert_eq!(store.write(async |tx| person_identities::forget(tx, &second).await).await.unwrap(), 2);
    assert_eq!((of("https://a.fr", "y").await, of("https://b.fr", "y").await), (None, None));
    assert_eq!(of("https://a.fr", "x").await, Some(first.id), "another person's stay");
    // With the account goes what was said of its owner.
    store.write(async |tx| people::close(tx, &first).await).await.unwrap();
    assert_eq!(bed.count("person_identities").await, 0);
}

pub(crate) async fn an_account_of_a_provider_is_found_by_no_address_and_opened_by_no_password(bed: Bed) {
    let store = bed.open().await;
    let open =
        async || store.write(async |tx| people::open_by_provider(tx, PORTAL, "un@example.fr").await).await.unwrap();
    let (first, second) = (open().await, open().await);
    let of = async || store.read(async |conn| people::of_email(conn, PORTAL, "un@example.fr").await).await.unwrap();
    assert!(of().await.is_none() && first.id != second.id);
    assert_eq!((first.password.as_deref(), first.email.as_str()), (None, "un@example.fr"));
    let owner = person(&store, "un@example.fr").await;
    assert_eq!(of().await.unwrap().id, owner.id, "whose address it is opens an account by it");
    store.write(async |tx| people::forget_password(tx, &owner).await).await.unwrap();
    assert_eq!(of().await.unwrap().password, None);
}

pub(crate) async fn a_persons_second_factor_is_theirs_and_each_code_taken_once(bed: Bed) {
    let store = bed.open().await;
    let (first, second) = (person(&store, "un@example.fr").await, person(&store, "deux@example.fr").await);
    for one in [&first, &second] {
        let codes = ["abcde12345".to_owned()];
        let on = async |tx: &mut store::Write| {
            assert!(!second_factors::switch_on(tx, one, 10, &codes).await?, "nothing is offered");
            assert!(second_factors::offer(tx, one, b"secret").await?);
            assert!(second_factors::switch_on(tx, one, 10, &codes).await?);
            second_factors::offer(tx, one, b"autre").await
        };
        assert!(!store.write(on).await.unwrap(), "one is in force");
    }
    let take = async |one: &Person, step| {
        store.write(async |tx| second_factors::take_step(tx, one, step).await).await.unwrap()
    };
    assert!(!take(&first, 10).await && take(&first, 11).await && !take(&first, 11).await && !take(&first, 9).await);
    assert!(take(&second, 11).await, "of each their own");
    let recover = async |one: &Person, code: &str| {
        store.write(async |tx| second_factors::take_recovery(tx, one, code).await).await.unwrap()
    };
    assert!(recover(&first, "abcde12345").await && !recover(&first, "abcde12345").await);
    let found = store.read(async |conn| people::get(conn, PORTAL, second.id).await).await.unwrap().unwrap();
    assert!(found.second_factor.is_some_and(|factor| factor.on && factor.secret == b"secret"));
    store.write(async |tx| second_factors::switch_off(tx, &first).await).await.unwrap();
    let found = store.read(async |conn| people::get(conn, PORTAL, first.id).await).await.unwrap().unwrap();
    assert!(found.second_factor.is_none());
    // The other's codes go with their account.
    store.write(async |tx| people::close(tx, &second).await).await.unwrap();
    assert_eq!(bed.count("person_recovery_codes").await, 0);
}

pub(crate) async fn sessions_of_somebody_are_listed_by_when_they_were_seen(bed: Bed) {
    let store = bed.open().await;
    let (first, second) = (person(&store, "un@example.fr").await, person(&store, "deux@example.fr").await);
    let open = async |one: &Person, kind, data: &'static [u8]| {
        let hours = SignedDuration::from_hours(1);
        let new = NewSession { agency: PORTAL, kind, subject: one.id, data, idle: hours, absolute: hours };
        store.write(async |tx| sessions::open(tx, new).await).await.unwrap()
    };
    let of = async |one: &Person| {
        store.read(async |conn| sessions::of(conn, PORTAL, Kind::Citizen, one.id).await).await.unwrap()
    };
    let (old, token) = open(&first, Kind::Citizen, b"un").await;
    bed.clock.advance(SignedDuration::from_mins(10));
    open(&first, Kind::Citizen, b"deux").await;
    open(&first, Kind::CitizenRecovery, b"").await;
    open(&second, Kind::Citizen, b"autre").await;
    let listed = of(&first).await;
    assert_eq!(listed.iter().map(|one| one.data.as_slice()).collect::<Vec<_>>(), [b"deux".as_slice(), b"un"]);
    assert_eq!((listed[1].id(), listed[1].is_of(&token), listed[0].is_of(&token)), (old.id(), true, false));
    assert_ne!(listed[0].id(), listed[1].id());
    store.write(async |tx| sessions::end(tx, &listed[0]).await).await.unwrap();
    assert_eq!(of(&first).await.len(), 1);
    bed.clock.advance(SignedDuration::from_mins(50));
    assert!(of(&first).await.is_empty(), "over");
}
