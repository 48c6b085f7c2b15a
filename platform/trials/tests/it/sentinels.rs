//! Types a sentinel of its own into every box that a citizen or an agent is shown, sends it, and looks for all of them where data lies: the
//! database and its log, the files, PostgreSQL's tables and files, a backup, the journal as it is exported, what the server logged, what it
//! measures, and the addresses that it leads to.
//!
//! The pages are found by going through them: a box that is added tomorrow is typed into tomorrow.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::Path,
};

use sqlx::{AssertSqlSafe, Connection as _};
use trials::{
    postgres::Postgres,
    robot::{Form, Robot, forms, links, multipart},
};

use crate::{
    secrets::{each_file, whole_journey},
    support::{World, pdf, run},
};

/// What every sentinel begins with: lower-case, for addresses are folded.
const MARK: &str = "zq7sentinelle";
/// How many sentinels have to come together for the trial to mean something.
const WANTED: usize = 200;

/// What lies in clear because it is meant to: the page where it is typed, and the box. Everybody of the desk reads these, no citizen's data
/// belongs into them, and their pages say so.
const IN_CLEAR: &[(&str, &str)] = &[
    // What a desk calls its labels.
    ("/agents/etiquettes", "name"),
    // The templates of its letters.
    ("/agents/courriers", "name"),
    ("/agents/courriers", "title"),
    ("/agents/courriers", "body"),
];

/// Where one sentinel was typed.
type Typed = BTreeMap<usize, (String, String)>;

struct Typist {
    robot: Robot,
    seen: BTreeSet<String>,
    waiting: VecDeque<String>,
    /// Every address of the site that a page led to.
    addresses: BTreeSet<String>,
}

/// The page without the parts that say which dossier, draft or account: each kind of page is typed into a few times, not a hundred.
fn shape(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let part = |part: &str| if part.len() >= 20 { "…".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

impl Typist {
    fn new(robot: Robot, begin: &[String]) -> Self {
        let waiting = begin.iter().cloned().collect();
        Self { robot, seen: BTreeSet::new(), waiting, addresses: BTreeSet::new() }
    }

    /// Goes through every page that it finds.
    async fn type_everywhere(&mut self, typed: &mut Typed, not: &[&str]) {
        // It was somebody else's turn, for longer than the server keeps a silent connection.
        self.robot.client.reconnect().await.expect("the server listens");
        let mut visits: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(path) = self.waiting.pop_front() {
            if path.starts_with('/') {
                self.addresses.insert(path.clone());
            }
            let shape = shape(&path);
            let times = visits.entry(shape.clone()).or_default();
            let foreign = !path.starts_with('/') || path.starts_with("//");
            if foreign || not.iter().any(|not| shape.contains(not)) || *times >= 2 || !self.seen.insert(path.clone()) {
                continue;
            }
            *times += 1;
            let page = self.robot.visit(&path).await.expect("a page");
            assert!(page.status < 500, "{path}: {}\n{}", page.status, page.text());
            if !page.header("content-type").unwrap_or_default().starts_with("text/html") {
                continue;
            }
            self.waiting.extend(links(&page));
            for form in forms(&page) {
                let sent = self.send(&shape, &form, typed).await;
                if !self.robot.address.is_empty() {
                    self.waiting.push_back(self.robot.address.clone());
                }
                self.waiting.extend(links(&sent));
            }
        }
    }

    async fn send(&mut self, page: &str, form: &Form, typed: &mut Typed) -> trials::client::Answer {
        let mut values: Vec<(&str, String)> = Vec::new();
        for (name, kind) in &form.boxes {
            let number = typed.len();
            values.push((
                name,
                match kind.as_str() {
                    "email" => format!("{MARK}{number:04}@exemple.fr"),
                    "number" => continue,
                    _ => format!("{MARK}{number:04} motdepasse"),
                },
            ));
            typed.insert(number, (page.to_owned(), name.clone()));
        }
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let pairs = form.with(&values);
        if form.files.is_empty() {
            let action = if form.action.is_empty() { self.robot.address.clone() } else { form.action.clone() };
            return self.robot.post(&action, &pairs).await.expect("answered");
        }
        let number = typed.len();
        typed.insert(number, (page.to_owned(), "the name and the bytes of a file".to_owned()));
        let (name, bytes) = (format!("{MARK}{number:04}.pdf"), pdf(&format!("{MARK}{number:04}")));
        let files: Vec<(&str, &str, &[u8])> =
            form.files.iter().map(|input| (input.as_str(), name.as_str(), bytes.as_slice())).collect();
        let headers = "Content-Type: multipart/form-data; boundary=grenze\r\nSec-Fetch-Site: same-origin\r\n";
        let body = multipart(&pairs, &files);
        self.robot.address.clone_from(&form.action);
        let answer = self.robot.client.send("POST", &form.action, headers, &body).await.expect("answered");
        match answer.location.clone().filter(|_| (300..400).contains(&answer.status)) {
            Some(location) => self.robot.visit(&location).await.expect("a page"),
            None => answer,
        }
    }
}

/// How base64 writes the mark wherever it begins in a group of three bytes: what does not depend on its neighbours.
fn base64() -> Vec<Vec<u8>> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..3)
        .map(|before| {
            let bytes: Vec<u8> = std::iter::repeat_n(0, before).chain(MARK.bytes()).collect();
            let bits = |at: usize| {
                let group: u32 =
                    (0..2).map(|byte| u32::from(*bytes.get(at / 8 + byte).unwrap_or(&0)) << (8 - 8 * byte)).sum();
                (group >> (10 - at % 8)) & 63
            };
            let (first, end) = (usize::from(before > 0) * (before + 1), bytes.len() * 8 / 6);
            (first..end).map(|letter| LETTERS[bits(letter * 6) as usize]).collect()
        })
        .collect()
}

fn hexadecimal() -> Vec<u8> {
    MARK.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

/// Where in these bytes a sentinel stands as it was typed: its number. Or that one stands there in another writing.
fn find(bytes: &[u8], place: &str, found: &mut Vec<(Option<usize>, String)>) {
    let lower = bytes.to_ascii_lowercase();
    let positions = |haystack: &[u8], wanted: &[u8]| -> Vec<usize> {
        let first = wanted[0];
        let at = haystack.iter().enumerate().filter(|(_, byte)| **byte == first).map(|(at, _)| at);
        at.filter(|at| haystack[*at..].starts_with(wanted)).collect()
    };
    for at in positions(&lower, MARK.as_bytes()) {
        let digits: String = lower[at + MARK.len()..].iter().take(4).map(|byte| char::from(*byte)).collect();
        found.push((digits.parse().ok(), place.to_owned()));
    }
    for at in positions(&lower, &hexadecimal()) {
        let rest: Vec<u8> = lower[at + 2 * MARK.len()..].iter().copied().take(8).collect();
        let digits: String = rest.chunks(2).filter_map(|pair| Some(char::from(*pair.get(1)?))).collect();
        found.push((digits.parse().ok(), format!("{place}, in hexadecimal")));
    }
    for written in base64() {
        found.extend(positions(bytes, &written).iter().map(|_| (None, format!("{place}, in base64"))));
    }
}

/// Every table as text: bytes are in hexadecimal.
async fn tables(url: &str, found: &mut Vec<(Option<usize>, String)>) -> usize {
    let mut connection = sqlx::PgConnection::connect(url).await.expect("the database");
    let tables: Vec<(String,)> = sqlx::query_as("select tablename::text from pg_tables where schemaname = 'public'")
        .fetch_all(&mut connection)
        .await
        .expect("its tables");
    let mut read = 0;
    for (table,) in tables {
        let rows: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(format!("select t::text from {table} t")))
            .fetch_all(&mut connection)
            .await
            .expect("its rows");
        for (row,) in rows {
            read += row.len();
            find(row.as_bytes(), &format!("table {table}"), found);
        }
    }
    read
}

async fn sentinels(database: Option<&str>, files: Option<&Path>) {
    let place = database.map(|url| ["--database", url]);
    let options: Vec<&str> = ["--demo"].into_iter().chain(place.iter().flatten().copied()).collect();
    let world = World::start(&options);
    let (citizen, agent) = whole_journey(&world).await;
    let mut typed = Typed::new();
    let follow = citizen.address.clone();
    assert!(follow.starts_with("/suivi/"), "{follow}");
    // Twice: what the office answered meanwhile opens more for the citizen, and the other way round.
    let mut citizen = Typist::new(citizen, &[]);
    let mut agent = Typist::new(agent, &[]);
    let mut stranger = Typist::new(world.robot().await, &[]);
    for _ in 0..2 {
        let begin = ["/", "/demarches/essai-panne", "/compte", "/compte/donnees", &follow];
        citizen.seen.clear();
        citizen.waiting.extend(begin.map(str::to_owned));
        citizen
            .type_everywhere(&mut typed, &["fermer", "mot-de-passe", "oubli", "second-facteur", "/agents", "/dev"])
            .await;
        agent.seen.clear();
        agent
            .waiting
            .extend(["/agents", "/agents/etiquettes", "/agents/courriers", "/agents/equipe"].map(str::to_owned));
        agent.type_everywhere(&mut typed, &["/dev", "/compte", "second-facteur"]).await;
        stranger.seen.clear();
        let begin = [
            "/compte/creer",
            "/compte/connexion",
            "/compte/oubli",
            "/agents/connexion",
            "/reprendre/0123456789abcdefghjkmnpqrs",
        ];
        stranger.waiting.extend(begin.map(str::to_owned));
        stranger.type_everywhere(&mut typed, &["/dev", "/demarches"]).await;
    }
    // What ends an account or locks it comes last.
    citizen.waiting.extend(["/compte/mot-de-passe", "/compte/second-facteur", "/compte/fermer"].map(str::to_owned));
    citizen.type_everywhere(&mut typed, &["/dev", "/agents"]).await;
    assert!(typed.len() >= WANTED, "only {} sentinels were typed: {typed:?}", typed.len());
    let pages: BTreeSet<&str> = typed.values().map(|(page, _)| page.as_str()).collect();
    for page in [
        "/compte/donnees/modifier/",
        "/agents/cas/",
        "/demarches/essai-panne/d/",
        "/suivi/",
        "/agents/connexion",
        "/compte/creer",
    ] {
        assert!(pages.iter().any(|typed| typed.starts_with(page)), "nothing was typed on {page}: {pages:?}");
    }
    let data = world.data().display().to_string();
    let here: Vec<&str> = ["--data", &data].into_iter().chain(place.iter().flatten().copied()).collect();
    let shares = [world.scratch("part-1"), world.scratch("part-2")].map(|share| share.display().to_string());
    run(&["keys", "recovery", "--share", &shares[0], "--share", &shares[1], "--data", &data]);
    let backup = world.data().join("sauvegarde.guichet").display().to_string();
    run(&[&["backup", &backup], &here[..]].concat());
    let mut found = Vec::new();
    let mut read = 0;
    // While it runs, with the log not yet folded into the database.
    each_file(&world.data(), &mut |path, bytes| {
        read += bytes.len();
        find(bytes, &path.display().to_string(), &mut found);
    });
    if let Some(url) = database {
        read += tables(url, &mut found).await;
    }
    if let Some(files) = files {
        // Tables as they lie on the disk, and the log of what was written.
        let before = read;
        each_file(files, &mut |path, bytes| {
            read += bytes.len();
            find(bytes, &format!("table file {}", path.display()), &mut found);
        });
        assert!(read - before > 10_000_000, "only {} bytes of PostgreSQL's were looked through", read - before);
    }
    let journal = run(&[&["journal", "export"], &here[..]].concat());
    assert!(!journal.stdout.is_empty(), "the journal tells nothing");
    find(&journal.stdout, "the journal", &mut found);
    for address in [&citizen, &agent, &stranger].into_iter().flat_map(|typist| &typist.addresses) {
        find(address.as_bytes(), &format!("the address {}", shape(address)), &mut found);
    }
    assert!(read > 400_000, "only {read} bytes were looked through");
    stranger.robot.client.reconnect().await.expect("the server listens");
    let metrics = stranger.robot.visit("/metrics").await.expect("measures");
    find(&metrics.body, "/metrics", &mut found);
    find(world.log().as_bytes(), "the log", &mut found);
    let meant: BTreeSet<usize> = typed
        .iter()
        .filter(|(_, (page, name))| IN_CLEAR.iter().any(|(at, of)| page == at && name == of))
        .map(|(number, _)| *number)
        .collect();
    let told: BTreeSet<String> = found
        .iter()
        .filter(|(number, place)| {
            let in_data = place.contains("guichet.db") || place.starts_with("table ");
            !(in_data && number.is_some_and(|number| meant.contains(&number)))
        })
        .map(|(number, place)| match number.and_then(|number| typed.get(&number)) {
            Some((page, name)) => format!("{place}: what was typed as {name} on {page}"),
            None => format!("{place}: a sentinel"),
        })
        .collect();
    assert!(told.is_empty(), "{} in clear:\n{}", told.len(), told.into_iter().collect::<Vec<_>>().join("\n"));
    assert!(!meant.is_empty() && found.len() > 3, "what is meant to lie in clear is found: the search finds something");
}

#[tokio::test]
async fn two_hundred_sentinels_lie_nowhere_in_clear_on_sqlite() {
    sentinels(None, None).await;
}

#[tokio::test]
async fn two_hundred_sentinels_lie_nowhere_in_clear_on_postgresql() {
    let postgres = Postgres::start();
    sentinels(Some(&postgres.database().await), postgres.files()).await;
}

#[test]
fn the_mark_is_found_however_it_is_written() {
    for before in ["", "a", "ab", "abc"] {
        let text = format!("{before}{MARK}0042 et la suite");
        let mut found = Vec::new();
        find(text.to_uppercase().as_bytes(), "x", &mut found);
        let hex: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
        find(hex.as_bytes(), "x", &mut found);
        assert!(found.iter().all(|(number, _)| *number == Some(42)) && found.len() == 2, "{found:?}");
        let program = std::process::Command::new("base64")
            .arg("-w0")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn();
        let mut program = program.expect("base64 runs");
        std::io::Write::write_all(&mut program.stdin.take().expect("its input"), text.as_bytes()).expect("written");
        let written = program.wait_with_output().expect("it ends").stdout;
        found.clear();
        find(&written, "x", &mut found);
        assert_eq!(found.len(), 1, "{text}: {}", String::from_utf8_lossy(&written));
    }
}
