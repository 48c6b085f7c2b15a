//! Secrecy at rest: a thief of the database and the files reads nothing, a forger changes nothing unnoticed.

use std::path::Path;

use store::attachments::{self, NewAttachment, Owner, State};
use store::cases::{self, NewCase};
use store::dossiers::{self, NewDossier, Submitted};
use store::events::{self, Author, NewEvent};
use store::journal::{self, NewEntry};
use store::notifications::Feed;
use store::organisations::Organisation;
use store::queue::{self, NewWork, Queue};
use store::sessions::{self, Kind, NewSession};
use store::{
    Engine, PORTAL, Store, StoreError, Token, agents, drafts, exports, idempotency, identities, logins, mails, notes,
    onboarding, partners, people, person_identities, questions, routes, second_factors,
};

use crate::bed::{AGENCY, Bed, draft, hours, start};
use crate::dossiers::{new_case, new_dossier};

const SENTINEL: &str = "SENTINELLE-Éloïse";

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Every file under the folder, except the keys (which do not lie with the data).
fn grep(folder: &Path, wanted: &[u8], found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            if !path.ends_with("keys") {
                grep(&path, wanted, found);
            }
        } else if holds(&std::fs::read(&path).unwrap(), wanted) {
            found.push(path.display().to_string());
        }
    }
}

/// Everything PostgreSQL holds, as text (bytea in hexadecimal).
async fn dump(url: &str) -> String {
    use sqlx::Connection as _;
    let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
    let tables: Vec<(String,)> = sqlx::query_as("select tablename::text from pg_tables where schemaname = 'public'")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert!(tables.len() > 15);
    let mut text = String::new();
    for (table,) in tables {
        let sql = format!("select coalesce(string_agg(t::text, ' '), '') from {table} t");
        let (rows,): (String,) = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap();
        text.push_str(&rows);
    }
    text
}

/// Writes a secret into every place that takes one; the token of a session.
pub(crate) async fn write_everywhere(store: &Store) -> Token {
    let secret = SENTINEL.as_bytes();
    let email = format!("{SENTINEL}@example.fr");
    let (draft, _) = draft(store, secret).await;
    let stored = store.objects().put(AGENCY, secret).await.unwrap();
    let (_, token) = store
        .write(async |tx| {
            drafts::set_contact(tx, &draft, Some(&email)).await?;
            drafts::prepare_resume(tx, &draft, SENTINEL).await?;
            let draft = drafts::get(tx, AGENCY, draft.id).await?.unwrap();
            let to = questions::Addressed { recipient: "mairie", organisation: "1", branch: "" };
            let said = questions::NewMessage { author: Author::Citizen(None), body: Some(SENTINEL), files: &[] };
            questions::ask(tx, &draft, to, (Some(&email), "fr", start() + hours(1)), said).await?;
            let draft = drafts::get(tx, AGENCY, draft.id).await?.unwrap();
            let new = NewAttachment {
                owner: Owner::Draft(draft.id),
                path: "p",
                name: SENTINEL,
                mime: "m",
                state: State::Clean,
                stored: &stored,
            };
            let file = attachments::add(tx, new).await?;
            let new = NewDossier {
                answers: secret,
                recap: secret,
                evidence: secret,
                contact: Some(&email),
                attachments: &[file.id],
                ..new_dossier(&draft, "RCO-1")
            };
            let Submitted::New(dossier) = dossiers::submit(tx, new).await? else { panic!("submitted before") };
            let new =
                NewCase { label: SENTINEL, projection: secret, directory: secret, ..new_case(&dossier, 1, "1", "") };
            let case = cases::add(tx, new).await?;
            let event = NewEvent {
                author: Author::System,
                kind: "message",
                status: None,
                message: Some(SENTINEL),
                attachment: None,
            };
            events::add(tx, &case, event).await?;
            notes::add(tx, &case, case.id, case.id, SENTINEL).await?;
            let work = NewWork {
                queue: Queue::Outbox,
                agency: AGENCY,
                kind: "k",
                dedup: "d",
                object: case.id,
                payload: secret,
                due_at: start(),
            };
            queue::put(tx, work).await?;
            let entry = NewEntry {
                agency: AGENCY,
                act: "a",
                object_kind: "dossier",
                object: dossier.id,
                actor_kind: "citizen",
                actor: None,
                committed: Some(secret),
            };
            journal::add(tx, entry).await?;
            let people::Opened::New(person) = people::open(tx, PORTAL, &email, SENTINEL).await? else {
                panic!("taken")
            };
            people::put_in_vault(tx, &person, "nom", secret, "citizen").await?;
            second_factors::offer(tx, &*person, secret).await?;
            second_factors::switch_on(tx, &*person, 1, &[SENTINEL.to_owned()]).await?;
            person_identities::link(tx, &person, "p", (SENTINEL, SENTINEL), secret).await?;
            let agent = agents::NewAgent {
                agency: AGENCY,
                organisation: "1",
                branch: "",
                role: agents::Role::Agent,
                email: &email,
                name: SENTINEL,
                expires_at: start() + hours(1),
            };
            if let Some((agent, _)) = agents::invite(tx, agent).await? {
                second_factors::offer(tx, &agent, secret).await?;
                second_factors::switch_on(tx, &agent, 1, &[SENTINEL.to_owned()]).await?;
                identities::link(tx, &agent, SENTINEL, SENTINEL).await?;
            }
            let browser = "0123456789abcdefghjkmnpqrs".parse().unwrap_or_else(|_| panic!("a token"));
            identities::wait(tx, AGENCY, (SENTINEL, &browser), secret, start() + hours(1)).await?;
            logins::wait(tx, (AGENCY, &email), None, SENTINEL, secret, start() + hours(1)).await?;
            for kind in [routes::Kind::Webhook, routes::Kind::Sftp] {
                routes::add(tx, Feed { agency: AGENCY, organisation: "1", branch: "" }, kind, SENTINEL).await?;
            }
            let new = exports::NewExport {
                agency: AGENCY,
                agent: case.id,
                organisation: "1",
                branch: "",
                form: "csv",
                key: "k",
                filters: secret,
                cases: secret,
                total: 1,
                expires_at: start() + hours(1),
            };
            exports::add(tx, new).await?;
            let new = partners::NewClient {
                agency: AGENCY,
                organisation: "1",
                branch: "",
                name: "p",
                scopes: "s",
                networks: "",
                expires_at: start() + hours(1),
                state: onboarding::State::Active,
                actor: None,
                reason: Some(SENTINEL),
            };
            partners::add(tx, new).await?;
            let key = idempotency::Key { agency: AGENCY, scope: "s", key: "k" };
            idempotency::begin(tx, key, &[0; 32]).await?;
            idempotency::finish(tx, key, secret).await?;
            mails::keep(tx, AGENCY, secret).await?;
            let session = NewSession {
                agency: PORTAL,
                kind: Kind::Citizen,
                subject: person.id,
                data: secret,
                idle: hours(1),
                absolute: hours(2),
            };
            sessions::open(tx, session).await
        })
        .await
        .unwrap_or_else(|error: StoreError| panic!("{error}"));
    token
}

pub(crate) async fn no_sentinel_at_rest(bed: Bed) {
    let store = bed.open().await;
    let token = write_everywhere(&store).await;
    let secret = SENTINEL.as_bytes();
    // The directory is public: proof that the search finds what is not sealed.
    let public = Organisation {
        siret: "1".into(),
        branch: String::new(),
        name: "Témoin public".into(),
        address: String::new(),
        email: None,
        phone: None,
        communes: vec![],
        departements: vec![],
        demarches: vec![],
        invented: true,
    };
    store::organisations::import(&store, &[public]).await.unwrap();
    let mut found = Vec::new();
    grep(bed.dir.path(), secret, &mut found);
    assert!(found.is_empty(), "{found:?}");
    grep(bed.dir.path(), token.to_string().as_bytes(), &mut found);
    assert!(found.is_empty(), "{found:?}");
    match bed.engine() {
        Engine::Sqlite => {
            grep(bed.dir.path(), "Témoin public".as_bytes(), &mut found);
            assert!(!found.is_empty());
        }
        Engine::Postgres => {
            let dump = dump(&bed.url).await;
            assert!(dump.contains("Témoin public"));
            assert!(!dump.contains(SENTINEL) && !dump.contains(&hex::encode(SENTINEL)));
        }
    }
}

pub(crate) async fn a_changed_value_does_not_open(bed: Bed) {
    let store = bed.open().await;
    let (draft, token) = draft(&store, b"answers of some length").await;
    let flip = match bed.engine() {
        // The last byte, replaced by another.
        Engine::Sqlite => {
            "unhex(substr(hex(answers), 1, length(answers) * 2 - 2) || case when substr(hex(answers), -2) = '00' then '01' else '00' end)"
        }
        Engine::Postgres => "set_byte(answers, length(answers) - 1, get_byte(answers, length(answers) - 1) # 1)",
    };
    assert_eq!(bed.raw(&format!("update drafts set answers = {flip} where id = '{}'", draft.id)).await, 1);
    let found = store.read(async |conn| drafts::find(conn, &token).await).await;
    assert!(matches!(found, Err(StoreError::Tampered { what: "answers" })), "{found:?}");
}

pub(crate) async fn values_do_not_open_elsewhere(bed: Bed) {
    let store = bed.open().await;
    let (one, token) = draft(&store, b"one").await;
    let (two, _) = draft(&store, b"two").await;
    let find = async || store.read(async |conn| drafts::find(conn, &token).await).await;
    // The other draft's answers; then with the other draft's key, too; then one's own, under another agency.
    for columns in ["answers", "data_key", "answers, data_key"] {
        let names: Vec<&str> = columns.split(", ").collect();
        let sets: Vec<String> =
            names.iter().map(|name| format!("{name} = (select {name} from drafts where id = '{}')", two.id)).collect();
        bed.raw("create table before_forgery as select * from drafts").await;
        bed.raw(&format!("update drafts set {} where id = '{}'", sets.join(", "), one.id)).await;
        assert!(matches!(find().await, Err(StoreError::Tampered { .. })), "{columns}");
        for name in names {
            bed.raw(&format!(
                "update drafts set {name} = (select b.{name} from before_forgery b where b.id = drafts.id)"
            ))
            .await;
        }
        bed.raw("drop table before_forgery").await;
        assert_eq!(find().await.unwrap().unwrap().answers, b"one");
    }
    bed.raw(&format!("update drafts set agency = 'autre' where id = '{}'", one.id)).await;
    assert!(matches!(find().await, Err(StoreError::Tampered { .. })));
}
