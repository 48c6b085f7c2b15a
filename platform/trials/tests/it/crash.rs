//! Kills the server at random moments, again and again: what a citizen was told stays true.
//!
//! Each client writes down what it was told. After every restart it goes on with the draft it held; at the end every reference shown
//! exists once, with its follow-up page, its receipt, its case at the agent's desk and a notice at its partner's webhook, and nothing exists that nobody confirmed. The
//! moments follow from a seed, `GUICHET_SEED`; `GUICHET_SOAK=1` kills hundreds of times.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use tokio::{sync::watch, task::JoinSet};
use trials::{
    client::Answer,
    postgres::Postgres,
    robot::{Robot, form, links},
};

use crate::{
    notices,
    support::{World, command, follow_link, inbox, pdf, reference},
};

const CLIENTS: usize = 4;
/// How many dossiers each trial goes on to file where its crashes left time for fewer: eight of them come to more than a thousand.
const ACKNOWLEDGED: usize = 150;
/// How long a citizen waits for one dossier.
const PATIENCE: Duration = Duration::from_secs(15);
/// Where every citizen is told of a filing.
const EMAIL: &str = "citoyen@exemple.fr";
/// What every citizen attaches; its citizen's name stands in it.
const FILE: &str = "preuve.pdf";

/// What one citizen was told of one dossier.
#[derive(Debug)]
pub(crate) struct Told {
    name: String,
    reference: String,
    follow: String,
    /// Where the draft was confirmed, and with what: to be sent once more.
    confirmed: (String, Vec<(String, String)>),
}

/// One citizen's dossier on its way.
#[derive(Debug, Default)]
struct Draft {
    name: String,
    /// `/demarches/essai-panne/d/<token>/`
    base: Option<String>,
    /// The first page was saved, as far as the citizen knows.
    saved: bool,
    /// So was the file on the second.
    attached: bool,
    confirmed: Option<(String, Vec<(String, String)>)>,
}

/// Takes a seed's numbers one after the other (splitmix64).
struct Chance(u64);

impl Chance {
    fn from_environment() -> Self {
        let seed = std::env::var("GUICHET_SEED").ok().and_then(|text| text.parse().ok());
        Self(seed.unwrap_or(20_261_121))
    }

    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % most
    }
}

pub(crate) fn kills() -> usize {
    if std::env::var_os("GUICHET_SOAK").is_some() { 300 } else { 10 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_survives_crashes_on_sqlite() {
    let mut world = World::prepare(&notices::ALLOWED);
    let partner = notices::partner();
    world.hook(&partner.url());
    let told = survive(&mut world, &[], kills(), async |_, _| false).await;
    notices::verify(&world, &partner, &references(&told));
    verify(&world, told).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_survives_crashes_on_postgresql() {
    let mut postgres = Postgres::start();
    let database = postgres.database().await;
    let mut world = World::prepare(&[&["--database", &database], &notices::ALLOWED[..]].concat());
    let partner = notices::partner();
    world.hook(&partner.url());
    // Every third crash is the database's: the server stays, and must find its way back.
    let told =
        survive(&mut world, &[], kills(), async |number, _| number % 3 == 2 && postgres.crash_and_restart()).await;
    notices::verify(&world, &partner, &references(&told));
    verify(&world, told).await;
}

/// Kills and restarts while clients file dossiers, at the world's own server and at those `beside` it. `other` may crash something else in place of the server.
pub(crate) async fn survive(
    world: &mut World,
    beside: &[String],
    kills: usize,
    mut other: impl AsyncFnMut(usize, &mut World) -> bool,
) -> Vec<Told> {
    let mut chance = Chance::from_environment();
    world.up();
    let (lives, _) = watch::channel(Some(0_usize));
    let (acknowledged, mut acknowledgements) = watch::channel(0_usize);
    let mut clients = JoinSet::new();
    let addresses: Vec<String> = std::iter::once(world.address()).chain(beside.iter().cloned()).collect();
    for client in 0..CLIENTS {
        clients.spawn(be_a_citizen(client, addresses.clone(), lives.subscribe(), acknowledged.clone()));
    }
    for number in 1..=kills {
        // Every other life lasts until somebody was told of a dossier, however slow the machine is: then writing is at its thickest.
        if number % 2 == 0 {
            acknowledgements.mark_unchanged();
            let _ = tokio::time::timeout(Duration::from_secs(5), acknowledgements.changed()).await;
        }
        tokio::time::sleep(Duration::from_millis(20 + chance.below(230))).await;
        if !other(number, world).await {
            world.kill();
            world.up();
        }
        lives.send_replace(Some(number));
    }
    let until = Instant::now() + Duration::from_secs(120);
    while *acknowledged.borrow() < ACKNOWLEDGED && Instant::now() < until {
        let _ = tokio::time::timeout(Duration::from_secs(1), acknowledgements.changed()).await;
    }
    // No more dossiers are begun; those on their way are brought to their end.
    lives.send_replace(None);
    let mut told = Vec::new();
    while let Some(client) = clients.join_next().await {
        told.extend(client.unwrap_or_else(|error| panic!("{error}\n{}", world.log())));
    }
    told
}

/// Files one dossier after the other. Where the connection breaks or nothing comes, waits for a next life and goes on with the same draft,
/// at the next server.
async fn be_a_citizen(
    client: usize,
    addresses: Vec<String>,
    mut lives: watch::Receiver<Option<usize>>,
    acknowledged: watch::Sender<usize>,
) -> Vec<Told> {
    let mut told = Vec::new();
    let mut draft = Draft::default();
    let mut attempts = 0;
    loop {
        if draft.name.is_empty() {
            if lives.borrow().is_none() {
                return told;
            }
            draft.name = format!("Citoyen {client}, dossier {}", told.len());
        }
        lives.mark_unchanged();
        let address = &addresses[(client + attempts) % addresses.len()];
        let filed = tokio::time::timeout(PATIENCE, file(address, &mut draft)).await;
        match filed.unwrap_or_else(|_| Err(anyhow::anyhow!("no answer"))) {
            Ok(done) => {
                told.push(done);
                acknowledged.send_modify(|count| *count += 1);
                draft = Draft::default();
                attempts = 0;
            }
            Err(_) => {
                attempts += 1;
                assert!(attempts < 2_000, "{draft:?} does not come to an end");
                // The server is dead, or its database is: a new life is announced, and a refusal for a while passes by itself.
                let _ = tokio::time::timeout(Duration::from_millis(50), lives.changed()).await;
            }
        }
    }
}

/// One dossier, from where it stands to its reference. An error is a broken connection or a 503; anything else that is wrong panics.
async fn file(address: &str, draft: &mut Draft) -> anyhow::Result<Told> {
    let mut robot = Robot::open(address).await?;
    let base = match &draft.base {
        Some(base) => base.clone(),
        None => {
            let page = robot.post("/demarches/essai-panne", &[("_csrf", "")]).await?;
            available(&page)?;
            let base = robot.address.strip_suffix("vous").expect("the first page").to_owned();
            draft.base.insert(base).clone()
        }
    };
    if !draft.saved {
        let page = robot.visit(&format!("{base}vous")).await?;
        available(&page)?;
        let page = robot
            .submit(
                &page,
                &[("nom", &draft.name), ("motif", "panne"), ("adresse", "1 rue des Lilas"), ("email", EMAIL)],
            )
            .await?;
        available(&page)?;
        assert_eq!(page.status, 200, "{}", page.text());
        draft.saved = true;
    }
    if !draft.attached {
        let page = robot.visit(&format!("{base}pieces")).await?;
        available(&page)?;
        // It may have been kept the last time, when the answer was lost.
        if !page.text().contains(FILE) {
            let page = robot.upload(&page, &[], &[("piece", FILE, &pdf(&draft.name))]).await?;
            available(&page)?;
            assert!(robot.address.ends_with("/recapitulatif"), "{} {}\n{}", page.status, robot.address, page.text());
        }
        draft.attached = true;
    }
    let done = match &draft.confirmed {
        Some((action, pairs)) => {
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            robot.post(action, &pairs).await?
        }
        None => {
            let recap = robot.visit(&format!("{base}recapitulatif")).await?;
            available(&recap)?;
            assert!(recap.text().contains(&draft.name), "a page that was saved is lost:\n{}", recap.text());
            assert!(recap.text().contains(FILE), "a file that was kept is lost:\n{}", recap.text());
            let form = form(&recap)?;
            let pairs = form.with(&[("attest", "true")]);
            draft.confirmed = Some((
                form.action.clone(),
                pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            ));
            robot.post(&form.action, &pairs).await?
        }
    };
    available(&done)?;
    assert!(robot.address.ends_with("/confirmation"), "{} {}\n{}", done.status, robot.address, done.text());
    let reference = reference(&done).expect("a reference");
    let follow = follow_link(&done).expect("a follow-up link");
    let confirmed = draft.confirmed.take().expect("what was just sent");
    Ok(Told { name: draft.name.clone(), reference, follow, confirmed })
}

/// A dossier that is filed without any crash: its follow-up page.
pub(crate) async fn file_one(address: &str) -> String {
    let mut draft = Draft { name: "Zoé".to_owned(), ..Draft::default() };
    file(address, &mut draft).await.expect("nothing is in its way").follow
}

/// Every reference told.
pub(crate) fn references(told: &[Told]) -> BTreeSet<&str> {
    told.iter().map(|told| told.reference.as_str()).collect()
}

/// 503 passes: its database may be starting. Any other failure of the server's is a fault.
fn available(page: &Answer) -> anyhow::Result<()> {
    if page.status == 503 {
        assert!(page.header("retry-after").is_some(), "503 without Retry-After");
        anyhow::bail!("not now");
    }
    assert!(page.status < 500, "{}\n{}", page.status, page.text());
    Ok(())
}

/// Everything told is true, once, and there is nothing else.
pub(crate) async fn verify(world: &World, told: Vec<Told>) {
    let references = references(&told);
    assert_eq!(references.len(), told.len(), "a reference was given twice");
    assert!(told.len() >= ACKNOWLEDGED, "only {} dossiers: nothing was tried", told.len());
    let mut robot = world.robot().await;
    for told in &told {
        let page = robot.visit(&told.follow).await.expect("the follow-up page");
        assert_eq!(page.status, 200, "{told:?} is lost");
        assert_eq!(reference(&page).as_deref(), Some(told.reference.as_str()));
        let file = links(&page).into_iter().find(|link| link.contains("/fichiers/")).expect("the file's link");
        let file = robot.visit(&file).await.expect("the file");
        assert_eq!((file.status, file.body), (200, pdf(&told.name)), "the file of {told:?} is lost");
        let (action, pairs) = &told.confirmed;
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let again = robot.post(action, &pairs).await.expect("a second click");
        assert_eq!(reference(&again).as_deref(), Some(told.reference.as_str()), "a second click made something else");
    }
    let key = world.scratch("recu.pem");
    std::fs::write(&key, robot.visit("/cles/recu.pem").await.expect("the key").body).expect("written");
    // Receipts are made on demand from what is stored; some stand for all.
    for (number, told) in told.iter().enumerate().filter(|(number, _)| number % (told.len() / 3) == 0) {
        let receipt = robot.visit(&format!("{}/recu.pdf", told.follow)).await.expect("the receipt");
        assert_eq!(receipt.status, 200);
        let path = world.scratch(&format!("recu-{number}.pdf"));
        std::fs::write(&path, &receipt.body).expect("written");
        let verified =
            command(&["receipt", "verify", "--key", &key.display().to_string(), &path.display().to_string()]);
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    }
    // Deliveries that a crash interrupted are taken up again when their lease ends.
    let mut agent = world.agent().await;
    let until = Instant::now() + Duration::from_secs(60);
    let cases = loop {
        let cases = inbox(&mut agent).await;
        if cases.len() >= told.len() || Instant::now() > until {
            break cases;
        }
    };
    let unique: BTreeSet<&str> = cases.iter().map(String::as_str).collect();
    assert_eq!(unique.len(), cases.len(), "a case came twice");
    assert_eq!(unique, references, "cases and dossiers differ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_confirmations_of_one_draft_make_one_dossier() {
    let world = World::start(&[]);
    let mut citizen = world.robot().await;
    let page = citizen.post("/demarches/essai-panne", &[("_csrf", "")]).await.expect("a draft");
    let page = citizen.submit(&page, &[("nom", "Zoé"), ("motif", "panne")]).await.expect("saved");
    let recap = citizen.submit(&page, &[]).await.expect("the recap");
    let form = form(&recap).expect("a form");
    assert!(form.action.ends_with("/confirmer"), "{}", recap.text());
    let mut clicks = JoinSet::new();
    for _ in 0..50 {
        let (form, mut robot) = (form.clone(), world.robot().await);
        clicks.spawn(async move {
            let done = robot.post(&form.action, &form.with(&[("attest", "true")])).await.expect("answered");
            assert_eq!(done.status, 200, "{}", done.text());
            reference(&done).expect("a reference")
        });
    }
    let references: BTreeSet<String> = clicks.join_all().await.into_iter().collect();
    assert_eq!(references.len(), 1, "{references:?}");
    let mut agent = world.agent().await;
    let cases = inbox(&mut agent).await;
    assert_eq!(cases, references.into_iter().collect::<Vec<_>>());
}
