//! Backups and keys while citizens file: what was acknowledged before is in the restored place, and partners see one id for one notice,
//! whoever sends it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::{sync::watch, task::JoinSet};
use trials::{postgres::Postgres, process::guichet};

use crate::{
    crash::file_one,
    notices::{ALLOWED, announced},
    receiver::Receiver,
    support::{World, command, here, reference, run},
};

const CITIZENS: usize = 4;
/// Filed before the backup begins, and at least as many more until the load ends.
const FILED: usize = 15;
const PATIENCE: Duration = Duration::from_secs(120);

/// What citizens were told: the follow-up page of each dossier, in order.
type Told = Arc<Mutex<Vec<String>>>;

/// Citizens who file one dossier after the other until they are told to stop.
struct Load {
    told: Told,
    stop: watch::Sender<bool>,
    citizens: JoinSet<()>,
}

impl Load {
    fn start(address: &str) -> Self {
        let (stop, stopped) = watch::channel(false);
        let told = Told::default();
        let mut citizens = JoinSet::new();
        for _ in 0..CITIZENS {
            let (address, told, stopped) = (address.to_owned(), Arc::clone(&told), stopped.clone());
            citizens.spawn(async move {
                while !*stopped.borrow() {
                    let follow = file_one(&address).await;
                    told.lock().expect("nobody panicked").push(follow);
                }
            });
        }
        Self { told, stop, citizens }
    }

    /// Waits until so many more were told.
    async fn more(&self, count: usize) -> Vec<String> {
        let until = Instant::now() + PATIENCE;
        let before = self.told.lock().expect("nobody panicked").len();
        loop {
            let told = self.told.lock().expect("nobody panicked").clone();
            if told.len() >= before + count {
                return told;
            }
            assert!(Instant::now() < until, "citizens wait: {} filed", told.len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn end(mut self) -> Vec<String> {
        self.stop.send_replace(true);
        while let Some(done) = self.citizens.join_next().await {
            done.expect("every dossier is filed");
        }
        self.told.lock().expect("nobody panicked").clone()
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The two shares of a world's recovery key.
fn shares(world: &World) -> [PathBuf; 2] {
    let shares = [world.scratch("part-1"), world.scratch("part-2")];
    let data = text(&world.data());
    run(&["keys", "recovery", "--share", &text(&shares[0]), "--share", &text(&shares[1]), "--data", &data]);
    shares
}

/// Runs a command beside the server without holding up the citizens' threads.
async fn beside(arguments: Vec<String>) -> Output {
    let ran = tokio::task::spawn_blocking(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        run(&arguments)
    });
    ran.await.expect("it succeeds")
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The webhook waits, or goes on, in the data of this place.
fn hook(deed: &str, place: &[&str]) {
    let listed = run(&[&["partner", "webhook", "list"], place].concat());
    let listed = said(&listed);
    let id = listed.split_whitespace().find(|word| word.len() == 36).expect("an id").to_owned();
    run(&[&["partner", "webhook", deed, &id], place].concat());
}

async fn reference_of(world_address: &str, follow: &str) -> Option<String> {
    let mut robot = trials::robot::Robot::open(world_address).await.expect("it listens");
    let page = robot.visit(follow).await.expect("the follow-up page");
    if page.status == 200 { reference(&page) } else { None }
}

async fn references_of(address: &str, follows: &[String]) -> BTreeSet<String> {
    let mut references = BTreeSet::new();
    for follow in follows {
        references.insert(reference_of(address, follow).await.unwrap_or_else(|| panic!("{follow} is lost")));
    }
    references
}

/// Waits until all of these were announced.
fn wait_for(partner: &Receiver, references: &BTreeSet<String>) {
    let until = Instant::now() + PATIENCE;
    loop {
        let announced = announced(partner);
        let missing = references.iter().filter(|reference| !announced.contains_key(*reference)).count();
        if missing == 0 {
            return;
        }
        assert!(Instant::now() < until, "{missing} of {} were not announced", references.len());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The dossiers whose delivery had not begun.
async fn undelivered(url: &str) -> BTreeSet<String> {
    use sqlx::Connection as _;
    let sql = "select d.reference from work w join cases c on c.agency = w.agency and c.id = w.object \
               join dossiers d on d.agency = c.agency and d.id = c.dossier where w.kind = 'case.deliver' and w.state <> 'done'";
    let found: Vec<String> = if url.starts_with("sqlite") {
        let mut connection = sqlx::SqliteConnection::connect(url).await.expect("the database");
        sqlx::query_scalar(sql).fetch_all(&mut connection).await.expect("its work")
    } else {
        let mut connection = sqlx::PgConnection::connect(url).await.expect("the database");
        sqlx::query_scalar(sql).fetch_all(&mut connection).await.expect("its work")
    };
    found.into_iter().collect()
}

async fn under_load(database: Option<String>, second: Option<String>) {
    let place = database.as_deref().map(|url| ["--database", url]);
    let options: Vec<&str> = place.iter().flatten().copied().chain(ALLOWED).collect();
    let mut world = World::prepare(&options);
    let partner = Receiver::kind();
    world.hook(&partner.url());
    let data = text(&world.data());
    let here: Vec<&str> = ["--data", &data].into_iter().chain(place.iter().flatten().copied()).collect();
    // Nothing is told yet: whatever is filed waits in the backup, too.
    hook("pause", &here);
    let [one, two] = shares(&world);
    world.up();
    let load = Load::start(&world.address());
    let before = load.more(FILED).await;
    let file = text(&world.scratch("sauvegarde.guichet"));
    let mut take = words(&["backup", &file]);
    take.extend(words(&here));
    beside(take).await;
    load.more(FILED).await;
    let all = load.end().await;
    let (told_before, told) =
        (references_of(&world.address(), &before).await, references_of(&world.address(), &all).await);
    assert!(told.len() >= 2 * FILED && told.len() == all.len(), "{} of {}", told.len(), all.len());
    world.kill();
    // Another machine.
    let restored = world.scratch("restored");
    let there_data = text(&restored);
    let there: Vec<&str> = ["--data", there_data.as_str()]
        .into_iter()
        .chain(second.iter().flat_map(|url| ["--database", url.as_str()]))
        .collect();
    let shared = ["--share", &text(&two), "--share", &text(&one)].map(str::to_owned);
    let shared: Vec<&str> = shared.iter().map(String::as_str).collect();
    run(&[&["restore", &file], &shared[..], &there].concat());
    run(&[&["journal", "verify"], &there[..]].concat());
    let again = command(&[&["restore", &file], &shared[..], &there].concat());
    assert!(!again.status.success() && said(&again).contains("[restore.not_empty]"), "{}", said(&again));
    // The notice of a case is made when the case is delivered: what had been filed and not delivered at that very moment, both will deliver.
    let local = format!("sqlite://{}", restored.join("guichet.db").display());
    let undelivered = undelivered(second.as_deref().unwrap_or(&local)).await;
    let mut node = world.node_on(&restored, second.as_deref());
    node.up(&[], "");
    for follow in &before {
        assert!(reference_of(&node.address(), follow).await.is_some(), "{follow} was acknowledged before the backup");
    }
    hook("resume", &there);
    wait_for(&partner, &told_before);
    node.kill();
    // The first one was not lost after all: it tells the same again, and what came later.
    world.up();
    hook("resume", &here);
    wait_for(&partner, &told);
    let twice = announced(&partner);
    assert_eq!(twice.keys().cloned().collect::<BTreeSet<_>>(), told, "nothing else was announced");
    let again: Vec<_> =
        twice.iter().filter(|(reference, ids)| ids.len() > 1 && !undelivered.contains(*reference)).collect();
    assert!(again.is_empty(), "one notice, two ids: {again:?}");
    assert!(undelivered.len() < FILED && twice.values().all(|ids| ids.len() <= 2), "{undelivered:?}");
    let mut bodies: BTreeMap<String, String> = BTreeMap::new();
    for heard in partner.heard() {
        let body = bodies.entry(heard.header("webhook-id").to_owned()).or_insert_with(|| heard.body.clone());
        assert_eq!(*body, heard.body, "one id, two bodies");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_restored_with_the_same_ids_on_sqlite() {
    under_load(None, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_restored_with_the_same_ids_on_postgresql() {
    let postgres = Postgres::start();
    under_load(Some(postgres.database().await), Some(postgres.database().await)).await;
}

/// Who died while sealing anew goes on where it was, and nobody who files notices any of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_master_key_is_replaced_while_citizens_file() {
    let mut world = World::start(&[]);
    let data = text(&world.data());
    let load = Load::start(&world.address());
    load.more(FILED).await;
    for fault in ["die:keys.written", "die:keys.resealed"] {
        let rotate = {
            let data = data.clone();
            move || {
                let program = Command::new(guichet());
                let mut program = program;
                program.args(["keys", "rotate", "--data", &data]).env("GUICHET_FAULTS", fault).output()
            }
        };
        let died = tokio::task::spawn_blocking(rotate).await.expect("it runs").expect("it runs");
        assert!(died.status.code().is_none(), "it went on: {}", said(&died));
        load.more(2).await;
    }
    beside(words(&["keys", "reseal", "--data", &data])).await;
    load.more(FILED).await;
    let told = load.end().await;
    beside(words(&["keys", "reseal", "--data", &data])).await;
    let listed = said(&run(&["keys", "list", "--data", &data]));
    let lines: Vec<&str> = listed.lines().collect();
    assert!(lines[0].contains("scelle ;") && lines[1].contains("ne scelle plus rien"), "{listed}");
    let former = lines[1].split_whitespace().next().expect("an id").to_owned();
    let refused = command(&["keys", "retire", &former, "--data", &data]);
    assert!(said(&refused).contains("[keys.too_soon]"), "{}", said(&refused));
    assert!(!world.log().contains("ERROR") && !world.log().contains("store.wrong_key"), "{}", world.log());
    world.kill();
    world.up();
    assert_eq!(references_of(&world.address(), &told).await.len(), told.len());
    world.kill();
    // A key that something still needs is missing, or none is there: it is named before anybody is served.
    let file = world.data().join("keys/master.key");
    let keys = std::fs::read_to_string(&file).expect("the keys");
    assert_eq!(keys.lines().count(), 3, "the first rotation died before its key was of use");
    for left in [keys.lines().next().expect("the former one"), &"ab".repeat(32)] {
        std::fs::write(&file, left).expect("written");
        let refused = command(&["serve", "--data", &data, "--listen", &world.address()]);
        let wanted = lines[0].split_whitespace().next().expect("an id");
        assert!(said(&refused).contains("[store.wrong_key]") && said(&refused).contains(wanted), "{}", said(&refused));
        assert_eq!(refused.status.code(), Some(2));
    }
}

/// The ceremony, step by step as the guide tells it: two shares, the drill, the loss of the keys.
#[tokio::test]
async fn lost_keys_come_back_by_two_shares() {
    let mut world = World::start(&[]);
    let data = text(&world.data());
    let follow = file_one(&world.address()).await;
    let file = text(&world.scratch("sauvegarde.guichet"));
    let without = command(&["backup", &file, "--data", &data]);
    assert!(said(&without).contains("[recovery.none]"), "{}", said(&without));
    let [one, two] = shares(&world).map(|share| text(&share));
    for (replace, code) in [(None, "[file.exists]"), (Some("--replace"), "[file.exists]")] {
        let mut again = vec!["keys", "recovery", "--share", &one, "--share", &two, "--data", &data];
        again.extend(replace);
        assert!(said(&command(&again)).contains(code), "a share is never written over");
    }
    // A stick that is not there: the key stays the one whose shares somebody has, and half a pair is left nowhere.
    let nowhere = text(&world.scratch("absente").join("part-2"));
    let third = text(&world.scratch("part-3"));
    let failed = command(&["keys", "recovery", "--replace", "--share", &third, "--share", &nowhere, "--data", &data]);
    assert!(!failed.status.success() && !Path::new(&third).exists(), "{}", said(&failed));
    run(&["keys", "prove", "--share", &two, "--share", &one, "--data", &data]);
    let alone = command(&["keys", "prove", "--share", &one, "--share", &one, "--data", &data]);
    assert!(said(&alone).contains("[recovery.two_shares]"), "{}", said(&alone));
    run(&["backup", &file, "--data", &data]);
    let slip = world.scratch("slip");
    let share = std::fs::read_to_string(&one).expect("a share");
    std::fs::write(&slip, share.replace("guichet-recovery-1-", "guichet-recovery-2-")).expect("written");
    let slipped = command(&["keys", "prove", "--share", &text(&slip), "--share", &one, "--data", &data]);
    assert!(said(&slipped).contains("[recovery.share]"), "{}", said(&slipped));
    world.kill();
    std::fs::remove_dir_all(world.data().join("keys")).expect("lost");
    let refused = command(&["journal", "verify", "--data", &data]);
    assert!(said(&refused).contains("[store.wrong_key]"), "{}", said(&refused));
    let taken = run(&["restore", &file, "--keys-only", "--share", &one, "--share", &two, "--data", &data]);
    assert!(said(&taken).contains("seront scellées à la clé de secours"), "{}", said(&taken));
    let there = command(&["restore", &file, "--keys-only", "--share", &one, "--share", &two, "--data", &data]);
    assert!(said(&there).contains("[restore.key_there]"), "{}", said(&there));
    world.up();
    assert!(reference_of(&world.address(), &follow).await.is_some());
    world.kill();
    let second = text(&world.scratch("deuxième.guichet"));
    run(&["backup", &second, "--data", &data]);
    run(&["keys", "rotate", "--data", &data]);
    // The former key alone does not open what the new one seals.
    std::fs::remove_dir_all(world.data().join("keys")).expect("lost again");
    let older = command(&["restore", &second, "--keys-only", "--share", &one, "--share", &two, "--data", &data]);
    assert!(said(&older).contains("[restore.older_keys]"), "{}", said(&older));
    assert!(!world.data().join("keys/master.key").exists() && !world.data().join("keys/recovery.pub").exists());
}

/// A server that was restored has who can open its next backup.
#[tokio::test]
async fn a_restored_server_is_backed_up_to_the_same_two_people() {
    let mut world = World::start(&[]);
    let data = text(&world.data());
    let follow = file_one(&world.address()).await;
    let file = text(&world.scratch("sauvegarde.guichet"));
    let [one, two] = shares(&world).map(|share| text(&share));
    run(&["backup", &file, "--data", &data]);
    world.kill();
    let (there, again) = (world.scratch("restored"), world.scratch("again"));
    let (there, again) = (text(&there), text(&again));
    run(&["restore", &file, "--share", &one, "--share", &two, "--data", &there]);
    let second = text(&world.scratch("deuxième.guichet"));
    run(&["backup", &second, "--data", &there]);
    run(&["restore", &second, "--share", &one, "--share", &two, "--data", &again]);
    let mut node = world.node_on(Path::new(&again), None);
    node.up(&[], "");
    assert!(reference_of(&node.address(), &follow).await.is_some());
    node.kill();
    // The same keys, and the data that they were taken from.
    std::fs::remove_dir_all(world.data().join("keys")).expect("lost");
    run(&["restore", &file, "--keys-only", "--share", &one, "--share", &two, "--data", &data]);
    world.up();
    assert!(reference_of(&world.address(), &follow).await.is_some());
}

/// What leaves as JSON is verified by a few lines of Python, without guichet and without any key.
#[tokio::test]
async fn an_exported_journal_is_verified_by_anybody() {
    let mut world = World::prepare(&[]);
    world.with_faults("order:tidy.at_once");
    world.up();
    let data = text(&world.data());
    file_one(&world.address()).await;
    // Closed at the next start: the housekeeping of this one is over.
    world.kill();
    world.up();
    let until = Instant::now() + PATIENCE;
    let heads = loop {
        let heads = said(&run(&["journal", "head", "--data", &data]));
        if heads.lines().any(|line| line.starts_with("ville-essai ")) {
            break heads;
        }
        assert!(Instant::now() < until, "no batch is closed: {heads}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let kept = world.scratch("heads");
    std::fs::write(&kept, &heads).expect("written");
    run(&["journal", "verify", "--since", &text(&kept), "--data", &data]);
    file_one(&world.address()).await;
    let exported = String::from_utf8(run(&["journal", "export", "--data", &data]).stdout).expect("text");
    let verify = |exported: &str| {
        let file = world.scratch("journal.jsonl");
        std::fs::write(&file, exported).expect("written");
        let script = here().join("../../examples/journal/verifier.py");
        Command::new("python3").arg("-B").arg(script).arg(file).output().expect("python3 runs")
    };
    let whole = verify(&exported);
    assert!(whole.status.success(), "{}", said(&whole));
    for head in heads.lines() {
        let head: Vec<&str> = head.split(' ').take(3).collect();
        assert!(said(&whole).contains(&head.join(" ")), "{head:?}\n{}", said(&whole));
    }
    let lines: Vec<&str> = exported.lines().collect();
    let closed =
        lines.iter().position(|line| line.contains("\"dossier.submitted\"") && !line.contains("\"batch\":null"));
    let closed = closed.expect("a filing");
    let changed = exported.replacen("\"dossier.submitted\"", "\"dossier.begun\"", 1);
    let missing: Vec<&str> = lines.iter().enumerate().filter(|(at, _)| *at != closed).map(|(_, line)| *line).collect();
    for tampered in [changed, missing.join("\n")] {
        let refused = verify(&tampered);
        assert!(!refused.status.success(), "{}", said(&refused));
    }
}

/// What retention ends is told before, done, and attested afterwards; what is not delivered yet stays.
#[tokio::test]
async fn what_retention_destroys_is_told_done_and_attested() {
    let mut world = World::start(&[]);
    let data = text(&world.data());
    let (kept, gone) = (file_one(&world.address()).await, file_one(&world.address()).await);
    let mut agent = world.agent().await;
    let until = Instant::now() + PATIENCE;
    while crate::support::inbox(&mut agent).await.len() < 2 {
        assert!(Instant::now() < until, "they are not delivered");
    }
    let held = reference_of(&world.address(), &kept).await.expect("a reference");
    world.kill();
    let raw = async |sql: String| {
        use sqlx::Connection as _;
        let url = format!("sqlite://{}", world.data().join("guichet.db").display());
        let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("the database");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.expect("it runs").rows_affected()
    };
    // Both are due; the one is still to be delivered.
    raw("update dossiers set purge_at = 1000000".to_owned()).await;
    let again = "update work set state = 'parked' where kind = 'case.deliver' and object in \
                 (select c.id from cases c join dossiers d on d.agency = c.agency and d.id = c.dossier where d.reference = ";
    assert_eq!(raw(format!("{again}'{held}')")).await, 1);
    let told = said(&run(&["retain", "--dry-run", "--data", &data]));
    assert!(told.contains("ville-essai/essai-panne") && told.contains("les réponses de 2 dossiers"), "{told}");
    assert!(told.contains("1 dossiers attendent une remise") && told.contains("2 dossiers, 0 reçus"), "{told}");
    // By then the receipts of both have ended as well.
    let later = said(&run(&["retain", "--dry-run", "--by", "2099-01-01", "--data", &data]));
    assert!(later.contains("les réponses de 2 dossiers, 2 reçus"), "{later}");
    assert!(said(&run(&["retain", "--data", &data])).contains("1 dossiers"), "one of both");
    assert!(said(&run(&["retain", "--data", &data])).contains("0 brouillons, 0 dossiers"), "once");
    let (file, signature) = (world.scratch("certificat.json"), world.scratch("certificat.json.sig"));
    let certify =
        ["retain", "--certificate", &text(&file), "--agency", "ville-essai", "--since", "2020-01-01", "--data", &data]
            .map(str::to_owned);
    let certify: Vec<&str> = certify.iter().map(String::as_str).collect();
    for (place, slip, code) in [(4, "nope", "[retain.agency]"), (6, "2999-01-01", "[retain.since]")] {
        let mut slipped = certify.clone();
        slipped[place] = slip;
        assert!(said(&command(&slipped)).contains(code) && !file.exists(), "{code}: {}", said(&command(&slipped)));
    }
    run(&certify);
    let certificate: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&file).expect("the certificate")).expect("JSON");
    assert_eq!(certificate["counts"]["dossier.erased"], 1, "{certificate:#}");
    assert_eq!(certificate["destroyed"].as_array().map(Vec::len), Some(1));
    assert!(said(&command(&certify)).contains("[file.exists]"), "a certificate overwrites nothing");
    world.up();
    assert!(reference_of(&world.address(), &kept).await.is_some());
    let key = world.scratch("recu.pem");
    let mut robot = world.robot().await;
    std::fs::write(&key, robot.visit("/cles/recu.pem").await.expect("the key").body).expect("written");
    let page = robot.visit(&gone).await.expect("the follow-up page").text();
    assert!(!page.contains("Zoé"), "{page}");
    let verify = || {
        let mut openssl = Command::new("openssl");
        openssl.args(["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey"]).arg(&key).arg("-in").arg(&file);
        openssl.arg("-sigfile").arg(&signature).output().expect("openssl runs").status.success()
    };
    assert!(verify());
    let less =
        std::fs::read_to_string(&file).expect("the certificate").replace("dossier.erased\": 1", "dossier.erased\": 0");
    std::fs::write(&file, less).expect("written");
    assert!(!verify());
}
