//! Accounts: people and their vaults, agents, sessions.

use jiff::SignedDuration;
use store::agents::{self, NewAgent};
use store::attachments::State;
use store::documents::{self, NewDocument};
use store::identities;
use store::logins::{self, Tried};
use store::people::{self, Opened, Person};
use store::second_factors;
use store::sessions::{self, Kind, NewSession, Session};
use store::{Engine, PORTAL, Store, StoreError, Token, Uuid};

use crate::bed::{AGENCY, Bed, draft, hours, start};

async fn person(store: &Store, email: &str) -> Person {
    match store.write(async |tx| people::open(tx, PORTAL, email, "$argon2id$x").await).await.unwrap() {
        Opened::New(person) => *person,
        Opened::Taken => panic!("taken"),
    }
}

pub(crate) async fn one_address_one_account(bed: Bed) {
    let store = bed.open().await;
    let made = person(&store, " Jeanne@Example.fr ").await;
    let again =
        store.write(async |tx| people::open(tx, PORTAL, "jeanne@example.FR", "$argon2id$y").await).await.unwrap();
    assert!(matches!(again, Opened::Taken));
    let find = async |agency: &str, email: &str| {
        store.read(async |conn| people::of_email(conn, agency, email).await).await.unwrap()
    };
    let found = find(PORTAL, "JEANNE@example.fr").await.unwrap();
    assert_eq!(
        (found.id, found.email.as_str(), found.password.as_deref()),
        (made.id, "Jeanne@Example.fr", Some("$argon2id$x"))
    );
    assert!(find("autre", "jeanne@example.fr").await.is_none());
    assert!(find(PORTAL, "other@example.fr").await.is_none());
    store
        .write(async |tx| {
            people::set_password(tx, &found, "$argon2id$z").await?;
            people::logged_in(tx, &found).await
        })
        .await
        .unwrap();
    let found = store.read(async |conn| people::get(conn, PORTAL, made.id).await).await.unwrap().unwrap();
    assert_eq!((found.password.as_deref(), found.last_login_at), (Some("$argon2id$z"), Some(start())));
}

pub(crate) async fn a_vault_keeps_each_value_in_its_place(bed: Bed) {
    let store = bed.open().await;
    let jeanne = person(&store, "jeanne@example.fr").await;
    let paul = person(&store, "paul@example.fr").await;
    store
        .write(async |tx| {
            people::put_in_vault(tx, &jeanne, "nom", b"\"Martin\"", "citizen").await?;
            people::put_in_vault(tx, &jeanne, "nom", b"\"Durand\"", "citizen").await?;
            people::put_in_vault(tx, &jeanne, "prenom", b"\"Jeanne\"", "citizen").await?;
            people::put_in_vault(tx, &paul, "nom", b"\"Petit\"", "citizen").await
        })
        .await
        .unwrap();
    let vault = async |person: &Person| store.read(async |conn| people::vault(conn, person).await).await;
    let values: Vec<_> = vault(&jeanne).await.unwrap().into_iter().map(|entry| (entry.key, entry.value)).collect();
    assert_eq!(values, [("nom".to_owned(), b"\"Durand\"".to_vec()), ("prenom".to_owned(), b"\"Jeanne\"".to_vec())]);
    // Neither another key's value nor another person's opens in this place.
    bed.raw(&format!(
        "update vault set value = (select value from vault where key = 'prenom') where key = 'nom' and person = '{}'",
        jeanne.id
    ))
    .await;
    assert!(matches!(vault(&jeanne).await, Err(StoreError::Tampered { .. })));
    store.write(async |tx| people::remove_from_vault(tx, &jeanne, "nom").await).await.unwrap();
    assert_eq!(vault(&jeanne).await.unwrap().len(), 1);
    bed.raw(&format!("update vault set person = '{}' where key = 'prenom'", paul.id)).await;
    assert!(matches!(vault(&paul).await, Err(StoreError::Tampered { .. })));
}

pub(crate) async fn closing_an_account_destroys_its_vault(bed: Bed) {
    let store = bed.open().await;
    let jeanne = person(&store, "jeanne@example.fr").await;
    let (draft, _) = draft(&store, b"{}").await;
    store
        .write(async |tx| {
            people::put_in_vault(tx, &jeanne, "nom", b"1", "citizen").await?;
            store::drafts::set_person(tx, &draft, Some(jeanne.id)).await
        })
        .await
        .unwrap();
    for kind in [Kind::Citizen, Kind::CitizenHalfway, Kind::CitizenRecovery] {
        open_session(&store, kind, jeanne.id).await;
    }
    let hold = async || store.write(async |tx| people::hold(tx, PORTAL, jeanne.id).await).await.unwrap();
    assert!(hold().await);
    let own = async || store.read(async |conn| store::drafts::of_person(conn, jeanne.id).await).await.unwrap().len();
    assert_eq!(own().await, 1);
    store.write(async |tx| people::close(tx, &jeanne).await).await.unwrap();
    assert_eq!(own().await, 0);
    for table in ["people", "vault", "sessions"] {
        assert_eq!(bed.count(table).await, 0, "{table}");
    }
    assert!(!hold().await, "nothing is begun for it any more");
    // What is left is nobody's, and not anybody's.
    let left = store.read(async |conn| store::drafts::get(conn, &draft.agency, draft.id).await).await.unwrap().unwrap();
    assert_eq!(left.person, Some(people::CLOSED));
}

pub(crate) async fn an_invitation_is_accepted_once(bed: Bed) {
    let store = bed.open().await;
    let new = NewAgent {
        agency: AGENCY,
        organisation: "11111111100011",
        branch: "",
        role: agents::Role::Agent,
        email: "agent@example.fr",
        name: "Agathe Agent",
        expires_at: start() + hours(72),
    };
    let invite = async || store.write(async |tx| agents::invite(tx, new).await).await.unwrap();
    let (_, lost) = invite().await.unwrap();
    let (agent, invitation) = invite().await.unwrap();
    let find = async |token: &Token| store.read(async |conn| agents::of_invitation(conn, token).await).await.unwrap();
    assert!(find(&lost).await.is_none(), "the second invitation replaces the first");
    assert_eq!(find(&invitation).await.unwrap().name, "Agathe Agent");
    store.write(async |tx| agents::accept(tx, &agent, Some("$argon2id$x")).await).await.unwrap();
    assert!(store.write(async |tx| agents::accept(tx, &agent, None).await).await.is_err());
    assert!(find(&invitation).await.is_none());
    assert!(invite().await.is_none(), "an agent who accepted is left alone");
    let found =
        store.read(async |conn| agents::of_email(conn, AGENCY, "AGENT@example.fr").await).await.unwrap().unwrap();
    assert_eq!((found.id, found.password.as_deref()), (agent.id, Some("$argon2id$x")));
    open_session(&store, Kind::Agent, agent.id).await;
    store.write(async |tx| agents::set_disabled(tx, &agent, true).await).await.unwrap();
    let found = store.read(async |conn| agents::get(conn, AGENCY, agent.id).await).await.unwrap().unwrap();
    assert_eq!(found.disabled_at, Some(start()));
    let all = store.read(async |conn| agents::of_organisation(conn, AGENCY, "11111111100011").await).await.unwrap();
    assert_eq!(all.len(), 1);
}

pub(crate) async fn a_login_waits_in_one_browser_for_one_code(bed: Bed) {
    let store = bed.open().await;
    let wait = async |email: &str, code: &str, data: &[u8]| {
        let until = store.clock().now() + SignedDuration::from_mins(10);
        store.write(async |tx| logins::wait(tx, (PORTAL, email), None, code, data, until).await).await.unwrap()
    };
    let attempt =
        async |browser: &Token, code: &str| store.write(async |tx| logins::attempt(tx, browser, code).await).await;
    let first = wait("agent@example.fr", "111111", b"un").await;
    let second = wait(" Agent@Example.FR", "222222", b"deux").await;
    let other = wait("other@example.fr", "222222", b"trois").await;
    assert!(attempt(&first, "111111").await.unwrap().is_none(), "the next one replaces it");
    let found = store.read(async |conn| logins::find(conn, &second).await).await.unwrap().unwrap();
    assert_eq!((found.data.as_slice(), found.attempts_left), (b"deux".as_slice(), 5));
    assert!(matches!(attempt(&second, "333333").await.unwrap(), Some(Tried::Wrong(left)) if left.attempts_left == 4));
    assert!(matches!(attempt(&second, "222222").await.unwrap(), Some(Tried::Right(known)) if known.data == b"deux"));
    assert!(attempt(&second, "222222").await.unwrap().is_none(), "it was good once");
    for left in (0..5).rev() {
        assert!(
            matches!(attempt(&other, "0").await.unwrap(), Some(Tried::Wrong(wrong)) if wrong.attempts_left == left)
        );
    }
    assert!(attempt(&other, "222222").await.unwrap().is_none());
    // What another browser waits for is no code of this one.
    let (mine, theirs) = (wait("mine@example.fr", "444444", b"").await, wait("theirs@example.fr", "555555", b"").await);
    let (from, to) = (hex::encode(mine.hash().as_bytes()), hex::encode(theirs.hash().as_bytes()));
    let literal = |hash: &str| match bed.engine() {
        Engine::Sqlite => format!("x'{hash}'"),
        Engine::Postgres => format!("'\\x{hash}'"),
    };
    let (from, to) = (literal(&from), literal(&to));
    let code = format!("(select code_hash from agent_logins where browser_hash = {from})");
    bed.raw(&format!("update agent_logins set code_hash = {code} where browser_hash = {to}")).await;
    assert!(matches!(attempt(&theirs, "444444").await.unwrap(), Some(Tried::Wrong(_))));
    bed.clock.advance(SignedDuration::from_mins(10));
    assert!(attempt(&mine, "444444").await.unwrap().is_none());
    assert_eq!(store.write(async |tx| logins::purge_expired(tx).await).await.unwrap(), 3);
}

pub(crate) async fn a_login_comes_back_from_its_provider_once_in_its_browser(bed: Bed) {
    let store = bed.open().await;
    let tokens: Vec<Token> =
        ["0123456789abcdefghjkmnpqrs", "1123456789abcdefghjkmnpqrs"].map(|one| one.parse().unwrap()).into();
    let [mine, theirs] = tokens.as_slice() else { panic!() };
    let until = start() + SignedDuration::from_mins(10);
    store
        .write(async |tx| {
            identities::wait(tx, PORTAL, ("un", mine), b"voulu", until).await?;
            identities::wait(tx, PORTAL, ("deux", mine), b"aussi", until).await?;
            identities::wait(tx, PORTAL, ("trois", mine), b"tard", until).await
        })
        .await
        .unwrap();
    let take = async |state: &str, browser: &Token| {
        store.write(async |tx| identities::take(tx, state, browser).await).await.unwrap()
    };
    let waits = async |browser: &Token| {
        store.read(async |conn| identities::is_waiting(conn, "un", browser).await).await.unwrap()
    };
    assert_eq!((waits(mine).await, waits(theirs).await), (true, false));
    assert_eq!(take("un", theirs).await, None);
    assert_eq!(take("autre", mine).await, None);
    assert_eq!(take("un", mine).await.as_deref(), Some(b"voulu".as_slice()), "another browser took nothing away");
    assert_eq!(take("un", mine).await, None, "it was good once");
    assert_eq!(take("deux", mine).await.as_deref(), Some(b"aussi".as_slice()), "one of two tabs");
    bed.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(take("trois", mine).await, None);
    let again = store.clock().now() + SignedDuration::from_mins(1);
    store.write(async |tx| identities::wait(tx, PORTAL, ("quatre", mine), b"", again).await).await.unwrap();
    bed.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(store.write(async |tx| identities::purge_expired(tx).await).await.unwrap(), 1);
}

pub(crate) async fn a_providers_people_and_agents_are_one_to_one(bed: Bed) {
    let store = bed.open().await;
    let mut agents = Vec::new();
    for email in ["un@example.fr", "deux@example.fr"] {
        let new = NewAgent {
            agency: AGENCY,
            organisation: "11111111100011",
            branch: "",
            role: agents::Role::Agent,
            email,
            name: "Agent",
            expires_at: start() + SignedDuration::from_hours(24),
        };
        agents.push(store.write(async |tx| agents::invite(tx, new).await).await.unwrap().unwrap().0);
    }
    let [first, second] = agents.as_slice() else { panic!() };
    let link = async |agent: &agents::Agent, issuer: &str, subject: &str| {
        store.write(async |tx| identities::link(tx, agent, issuer, subject).await).await.unwrap()
    };
    let of = async |issuer: &str, subject: &str| {
        store.read(async |conn| identities::of_subject(conn, AGENCY, issuer, subject).await).await.unwrap()
    };
    assert!(link(first, "https://a.fr", "x").await);
    assert!(!link(second, "https://a.fr", "x").await, "x is the first's");
    assert!(!link(first, "https://a.fr", "y").await, "the first is x");
    assert!(link(first, "https://b.fr", "x").await, "of another provider");
    assert!(link(second, "https://a.fr", "y").await);
    assert_eq!((of("https://a.fr", "x").await, of("https://a.fr", "y").await), (Some(first.id), Some(second.id)));
    assert_eq!(of("https://a.f", "rx").await, None, "where one ends and the other begins counts");
    let known = async |agent: &agents::Agent| {
        store.read(async |conn| identities::is_known(conn, AGENCY, agent.id).await).await.unwrap()
    };
    assert!(known(first).await && known(second).await);
    assert_eq!(store.write(async |tx| identities::forget(tx, first).await).await.unwrap(), 2);
    assert!(!known(first).await && known(second).await, "of oneself alone");
    assert_eq!((of("https://a.fr", "x").await, of("https://a.fr", "y").await), (None, Some(second.id)));
    assert!(link(first, "https://a.fr", "z").await);
}

pub(crate) async fn each_code_of_a_second_factor_is_taken_once(bed: Bed) {
    let store = bed.open().await;
    let new = NewAgent {
        agency: AGENCY,
        organisation: "11111111100011",
        branch: "",
        role: agents::Role::Agent,
        email: "agent@example.fr",
        name: "",
        expires_at: start() + hours(1),
    };
    let (agent, _) = store.write(async |tx| agents::invite(tx, new).await).await.unwrap().unwrap();
    let codes = ["aaaaabbbbb".to_owned(), "cccccddddd".to_owned()];
    let step = async |step| store.write(async |tx| second_factors::take_step(tx, &agent, step).await).await.unwrap();
    let recovery =
        async |code: &str| store.write(async |tx| second_factors::take_recovery(tx, &agent, code).await).await.unwrap();
    assert!(!store.write(async |tx| second_factors::switch_on(tx, &agent, 7, &codes).await).await.unwrap());
    assert!(store.write(async |tx| second_factors::offer(tx, &agent, b"secret").await).await.unwrap());
    assert!(!step(8).await, "offered only");
    assert!(store.write(async |tx| second_factors::switch_on(tx, &agent, 7, &codes).await).await.unwrap());
    assert!(!store.write(async |tx| second_factors::offer(tx, &agent, b"other").await).await.unwrap());
    let found = store.read(async |conn| agents::get(conn, AGENCY, agent.id).await).await.unwrap().unwrap();
    let factor = found.second_factor.unwrap();
    assert!(factor.on && factor.secret == b"secret");
    // Of two at the same time, one takes it.
    let (one, two) = tokio::join!(step(8), step(8));
    assert!(one != two);
    assert!(!step(7).await && !step(8).await && step(9).await);
    let (one, two) = tokio::join!(recovery("aaaaabbbbb"), recovery("aaaaabbbbb"));
    assert!(one != two);
    assert!(!recovery("other").await && recovery("cccccddddd").await);
    store.write(async |tx| second_factors::switch_off(tx, &agent).await).await.unwrap();
    assert!(!step(10).await);
    let found = store.read(async |conn| agents::get(conn, AGENCY, agent.id).await).await.unwrap().unwrap();
    assert!(found.second_factor.is_none());
}

async fn open_session(store: &Store, kind: Kind, subject: Uuid) -> (Session, Token) {
    let agency = if kind == Kind::Agent { AGENCY } else { PORTAL };
    let new = NewSession { agency, kind, subject, data: b"csrf", idle: hours(1), absolute: hours(3) };
    store.write(async |tx| sessions::open(tx, new).await).await.unwrap()
}

pub(crate) async fn sessions_end_when_idle_and_in_any_case(bed: Bed) {
    let store = bed.open().await;
    let subject = store.ids().uuid().unwrap();
    let (_, token) = open_session(&store, Kind::Citizen, subject).await;
    let find = async |token: &Token| store.read(async |conn| sessions::find(conn, token).await).await.unwrap();
    for _ in 0..3 {
        let session = find(&token).await.unwrap();
        assert_eq!(
            (session.subject, session.kind, session.data.as_slice()),
            (subject, Kind::Citizen, b"csrf".as_slice())
        );
        assert!(!session.stale(bed.clock.now()));
        bed.clock.advance(SignedDuration::from_mins(50));
        assert!(session.stale(bed.clock.now()));
        store.write(async |tx| sessions::touch(tx, &session, hours(1)).await).await.unwrap();
    }
    bed.clock.advance(SignedDuration::from_mins(29));
    assert!(find(&token).await.is_some());
    bed.clock.advance(SignedDuration::from_mins(1));
    assert!(find(&token).await.is_none(), "three hours are over, though it was seen");
    let (_, idle) = open_session(&store, Kind::Citizen, subject).await;
    assert!(find(&idle).await.is_some());
    bed.clock.advance(hours(1));
    assert!(find(&idle).await.is_none(), "it was not seen for an hour");
    assert_eq!(store.write(async |tx| sessions::purge_expired(tx).await).await.unwrap(), 2);
}

pub(crate) async fn all_sessions_of_somebody_end_at_once(bed: Bed) {
    let store = bed.open().await;
    let (jeanne, paul) = (store.ids().uuid().unwrap(), store.ids().uuid().unwrap());
    let (_, phone) = open_session(&store, Kind::Citizen, jeanne).await;
    open_session(&store, Kind::Citizen, jeanne).await;
    let (_, others) = open_session(&store, Kind::Citizen, paul).await;
    assert_eq!(store.write(async |tx| sessions::close_all(tx, PORTAL, Kind::Citizen, jeanne).await).await.unwrap(), 2);
    let find = async |token: &Token| store.read(async |conn| sessions::find(conn, token).await).await.unwrap();
    assert!(find(&phone).await.is_none());
    assert!(find(&others).await.is_some());
    store.write(async |tx| sessions::close(tx, &others).await).await.unwrap();
    assert!(find(&others).await.is_none());
}

/// A document of an account, with what is said of it.
async fn keep(store: &Store, person: &Person, about: &str) -> Uuid {
    let stored = store.objects().put(PORTAL, about.as_bytes()).await.unwrap();
    let new = NewDocument {
        name: "facture.pdf",
        mime: "application/pdf",
        state: State::NotScanned,
        stored: &stored,
        about: about.as_bytes(),
    };
    store.write(async |tx| documents::add(tx, person, new).await).await.unwrap().file.id
}

pub(crate) async fn a_document_is_its_owners_and_in_its_place(bed: Bed) {
    let store = bed.open().await;
    let (jeanne, paul) = (person(&store, "jeanne@example.fr").await, person(&store, "paul@example.fr").await);
    let first = keep(&store, &jeanne, "quittance de loyer").await;
    bed.clock.advance(SignedDuration::from_secs(1));
    let second = keep(&store, &jeanne, "carte").await;
    let pauls = keep(&store, &paul, "avis").await;
    let list = async |person: &Person| store.read(async |conn| documents::list(conn, person).await).await;
    let told: Vec<(Uuid, Vec<u8>)> =
        list(&jeanne).await.unwrap().into_iter().map(|one| (one.file.id, one.about)).collect();
    assert_eq!(told, [(first, b"quittance de loyer".to_vec()), (second, b"carte".to_vec())]);
    let usage = store.write(async |tx| documents::usage(tx, &jeanne).await).await.unwrap();
    assert_eq!((usage.files, usage.bytes), (2, 23));
    // Nobody gets or removes another's.
    let get = async |person: &Person, id| store.read(async |conn| documents::get(conn, person, id).await).await;
    assert!(get(&paul, first).await.unwrap().is_none());
    assert!(!store.write(async |tx| documents::remove(tx, &paul, first).await).await.unwrap());

    // What was said of one document opens in no other place: another document's, another person's, another file's.
    let refused = async |change: &[&str], back: &[&str], whose: &Person| {
        for sql in change {
            assert_eq!(bed.raw(sql).await, 1, "{sql}");
        }
        assert!(matches!(list(whose).await, Err(StoreError::Tampered { .. })), "{change:?}");
        for sql in back {
            bed.raw(sql).await;
        }
        assert!(list(whose).await.is_ok(), "{back:?}");
    };
    bed.raw("create table before as select id, about from documents").await;
    let swapped = format!(
        "update documents set about = (select about from documents where id = '{second}') where id = '{first}'"
    );
    let restored =
        format!("update documents set about = (select about from before where id = '{first}') where id = '{first}'");
    refused(&[&swapped], &[&restored], &jeanne).await;
    let moved = |to: &Person| {
        [
            format!("update documents set person = '{}' where id = '{first}'", to.id),
            format!("update attachments set owner = '{}' where id = '{first}'", to.id),
        ]
    };
    let (there, back) = (moved(&paul), moved(&jeanne));
    refused(&[&there[0], &there[1]], &[&back[0], &back[1]], &paul).await;
    // A file that was moved without its row is none of the account's.
    refused(&[&there[1]], &[&back[1]], &paul).await;
    bed.raw("drop table before").await;

    // One is removed, and its bytes with it; closing the account removes the rest, and nothing of anybody else.
    assert!(store.write(async |tx| documents::remove(tx, &jeanne, first).await).await.unwrap());
    assert_eq!(list(&jeanne).await.unwrap().len(), 1);
    store.write(async |tx| people::close(tx, &jeanne).await).await.unwrap();
    assert_eq!((bed.count("documents").await, bed.count("attachments").await), (1, 1));
    let left = get(&paul, pauls).await.unwrap().unwrap();
    assert_eq!(store.objects().read_all(&left.file).await.unwrap(), b"avis");
}
