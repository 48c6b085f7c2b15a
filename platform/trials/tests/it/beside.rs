//! The operator's commands beside a running server: neither waits for the other in vain.

use std::{process::Command, time::Duration};

use tokio::task::JoinSet;
use trials::{
    process::guichet,
    robot::{Robot, form},
};

use crate::support::{SIRET, World, here};

/// Dossiers filed meanwhile, by this many citizens.
const FILED: usize = 120;
const CITIZENS: usize = 8;

/// SQLite lets one process write at a time: whoever has begun to read must not find, when it writes, that another one wrote meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_and_citizens_write_side_by_side() {
    let world = World::start(&[]);
    let data = world.data().display().to_string();
    let directory = here().join("forms/annuaire.yaml").display().to_string();
    let mut citizens = JoinSet::new();
    for number in 0..CITIZENS {
        let address = world.address();
        citizens.spawn(async move {
            for filed in 0..FILED / CITIZENS {
                let mut robot = Robot::open(&address).await.expect("it listens");
                let page = robot.post("/demarches/essai-panne", &[("_csrf", "")]).await.expect("a draft");
                let name = format!("Citoyen {number}, dossier {filed}");
                let page = robot.submit(&page, &[("nom", &name), ("motif", "panne")]).await.expect("saved");
                let recap = robot.submit(&page, &[]).await.expect("the recap");
                assert!(form(&recap).is_ok_and(|form| form.action.ends_with("/confirmer")), "{}", recap.text());
                let done = robot.submit(&recap, &[("attest", "true")]).await.expect("confirmed");
                assert_eq!(done.status, 200, "{}", done.text());
            }
        });
    }
    let operator = tokio::task::spawn_blocking(move || {
        let mut commands = 0;
        loop {
            let label = format!("essai-{commands}@essai.exemple.fr");
            let invite = ["agent", "invite", &label, "--siret", SIRET, "--branch", "ESSAI"];
            for arguments in [&["org", "import", &directory][..], &invite] {
                // With whatever faults are ordered: a command is the program, too.
                let done = Command::new(guichet()).args(arguments).args(["--data", &data]).output().expect("it runs");
                assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
                commands += 1;
            }
            if commands >= 60 {
                return commands;
            }
        }
    });
    let filed = tokio::time::timeout(Duration::from_secs(120), citizens.join_all()).await;
    filed.expect("nobody waits for ever");
    operator.await.expect("every command succeeds");
    assert!(!world.log().contains("store.busy"), "{}", world.log());
}
