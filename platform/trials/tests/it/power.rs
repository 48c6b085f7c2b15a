//! Takes the power away from a server at random moments: what a citizen was told was on the disk before.
//!
//! A crash leaves to the system what was written, so `crash.rs` cannot tell a program that syncs from one that does not. Here a small
//! library (`power/loss.c`) is loaded into the server and remembers what a disk would hold: the contents of files at their last sync, the
//! names in folders at theirs. When the server is killed, its data folder is made anew of that, and of nothing else.

use std::{
    fs,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use trials::postgres::Postgres;

use crate::{
    crash::{file_one, kills, survive, verify},
    support::{World, here},
};

/// A folder that holds, after a loss of power, what was synced in it.
pub(crate) struct Disk {
    data: PathBuf,
    kept: PathBuf,
    library: PathBuf,
    forgets: String,
}

impl Disk {
    /// All that is in `data` now counts as synced. `kept` is where the rest is remembered.
    pub(crate) fn new(data: &Path, kept: &Path, forgets: &str) -> Self {
        let library = kept.with_extension("so");
        to_preload("power/loss.c", &library);
        // The library sees the paths that the system knows files by.
        let data = data.canonicalize().expect("the data folder");
        let disk = Self { data, kept: kept.to_owned(), library, forgets: forgets.to_owned() };
        disk.all_is_synced();
        disk
    }

    /// What the server is started with.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let path = |path: &Path| path.display().to_string();
        let mut all = vec![
            ("LD_PRELOAD".to_owned(), path(&self.library)),
            ("POWER_DISK".to_owned(), path(&self.data)),
            ("POWER_KEPT".to_owned(), path(&self.kept)),
            ("POWER_FAULT".to_owned(), path(&self.kept)),
        ];
        if !self.forgets.is_empty() {
            all.push(("POWER_FORGETS".to_owned(), self.forgets.clone()));
        }
        all
    }

    /// The power is gone, and comes back.
    pub(crate) fn lose(&self) {
        let after = self.data.with_extension("after");
        let root = fs::metadata(&self.data).expect("the data folder").ino();
        self.restore(root, &after);
        fs::remove_dir_all(&self.data).expect("what was not synced");
        fs::rename(&after, &self.data).expect("what was synced");
        fs::remove_dir_all(&self.kept).expect("inodes of before");
        self.all_is_synced();
    }

    fn all_is_synced(&self) {
        for room in ["names", "contents"] {
            fs::create_dir_all(self.kept.join(room)).expect("a folder to remember in");
        }
        self.remember(&self.data);
    }

    /// As the library does it, in the same words.
    fn remember(&self, folder: &Path) {
        let mut names = String::new();
        for entry in fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let about = entry.metadata().expect("what it is");
            let kind = if about.is_dir() { 'd' } else { 'f' };
            let name = entry.file_name().into_string().expect("a plain name");
            names.push_str(&format!("{kind} {} {:o} {name}\n", about.ino(), about.mode() & 0o7777));
            if about.is_dir() {
                self.remember(&entry.path());
            } else {
                fs::copy(entry.path(), self.kept.join("contents").join(about.ino().to_string())).expect("a copy");
            }
        }
        let inode = fs::metadata(folder).expect("a folder").ino();
        fs::write(self.kept.join("names").join(inode.to_string()), names).expect("a list of names");
    }

    fn restore(&self, folder: u64, to: &Path) {
        fs::DirBuilder::new().mode(0o700).create(to).expect("a folder");
        let names = fs::read_to_string(self.kept.join("names").join(folder.to_string())).unwrap_or_default();
        for line in names.lines() {
            let [kind, inode, mode, name] = line.splitn(4, ' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let to = to.join(name);
            if kind == "d" {
                self.restore(inode.parse().expect("an inode"), &to);
                continue;
            }
            // A name that was synced before its file was: the file is there, and empty.
            if fs::copy(self.kept.join("contents").join(inode), &to).is_err() {
                fs::write(&to, "").expect("an empty file");
            }
            let mode = u32::from_str_radix(mode, 8).expect("a mode");
            fs::set_permissions(&to, fs::Permissions::from_mode(mode)).expect("its mode");
        }
    }
}

/// Compiles what is loaded into a program before anything else of it.
pub(crate) fn to_preload(source: &str, library: &Path) {
    let source = here().join(source);
    let compiled = Command::new("cc")
        .args(["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o"])
        .args([library, &source])
        .arg("-ldl")
        .status();
    assert!(compiled.expect("a C compiler").success(), "{} does not compile", source.display());
}

/// In memory where the machine has such a folder: what a disk would do is told by the library, not by the disk.
fn place() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_survives_losses_of_power() {
    let mut world = World::prepare_in(&place(), &[]);
    world.on_power("");
    let told = survive(&mut world, &[], kills(), async |_, _| false).await;
    verify(&world, told).await;
}

/// The disk is full, or broken, and then well again: the server refuses what it cannot keep, and goes on by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_survives_a_disk_that_is_full_or_fails() {
    let mut world = World::prepare_in(&place(), &[]);
    world.on_power("");
    let faults = ["full", "io"].map(|end| world.scratch("kept").with_extension(end));
    let told = survive(&mut world, &[], kills(), async |number, _| {
        let Some(fault) = faults.get(number % 3) else { return false };
        fs::write(fault, "").expect("a fault");
        tokio::time::sleep(Duration::from_millis(150)).await;
        fs::remove_file(fault).expect("the fault");
        true
    })
    .await;
    verify(&world, told).await;
    for code in ["store.full", "store.unavailable"] {
        assert!(world.log().contains(code), "no {code} was met: nothing was tried");
    }
}

/// PostgreSQL gives up where its disk fails, and its operator starts it again: the server refuses meanwhile, and goes on by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_survives_a_database_whose_disk_fails() {
    let mut postgres = Postgres::start_with(|folder| {
        let library = folder.join("loss.so");
        to_preload("power/loss.c", &library);
        let path = |name: &str| folder.join(name).display().to_string();
        vec![
            ("LD_PRELOAD".to_owned(), library.display().to_string()),
            ("POWER_DISK".to_owned(), path("data")),
            ("POWER_FAULT".to_owned(), path("fault")),
        ]
    });
    let database = postgres.database().await;
    let mut world = World::prepare(&["--database", &database]);
    let mut failures = 0;
    let told = survive(&mut world, &[], kills(), async |number, _| {
        let fault = ["io", "full"].get(number % 3);
        failures += usize::from(fault.is_some_and(|fault| postgres.fail_and_restart(fault)));
        fault.is_some()
    })
    .await;
    verify(&world, told).await;
    assert!(failures > 0, "the database met no fault: nothing was tried");
}

/// The trial itself is tried: were the log of the database not synced, or the names in folders, it would be seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_synced_is_missed() {
    for (forgets, left) in [("", true), ("-wal", false), ("folders", false)] {
        let mut world = World::prepare_in(&place(), &[]);
        world.on_power(forgets);
        world.up();
        let told = file_one(&world.address()).await;
        world.kill();
        world.up();
        let page = world.robot().await.visit(&told).await.expect("an answer");
        assert_eq!(page.status == 200, left, "a disk that forgets « {forgets} »: {}", page.status);
    }
}

#[test]
fn a_disk_holds_what_was_synced_and_nothing_else() {
    let folder = tempfile::tempdir_in(place()).expect("a folder");
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("old")).expect("a folder");
    fs::write(data.join("old/stays"), "before").expect("a file");
    let script = "
import os
def sync(path):
    file = os.open(path, os.O_RDONLY); os.fsync(file); os.close(file)
def write(name, text, synced=True):
    file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    os.write(file, text.encode())
    if synced: os.fsync(file)
    os.close(file)
write('old/stays', 'unsynced', synced=False)
write('both', 'first'); sync('.')
write('both', 'second', synced=False)
os.mkdir('new'); write('new/inside', 'x'); sync('new')
write('named-only', 'x', synced=False); sync('.')
os.rename('both', 'moved')
os.unlink('old/stays')
write('synced-only', 'x')
";
    let after = |forgets: &str| {
        let disk = Disk::new(&data, &folder.path().join("kept"), forgets);
        let done = Command::new("python3").args(["-c", script]).current_dir(&data).envs(disk.environment()).status();
        assert!(done.expect("python3").success());
        disk.lose();
        let mut found: Vec<(String, String)> = Vec::new();
        for name in ["old/stays", "both", "moved", "new/inside", "named-only", "synced-only"] {
            if let Ok(text) = fs::read_to_string(data.join(name)) {
                found.push((name.to_owned(), text));
            }
        }
        found
    };
    let expected = [("old/stays", "before"), ("both", "first"), ("new/inside", "x"), ("named-only", "")];
    assert_eq!(after(""), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let mode = fs::metadata(data.join("both")).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}
