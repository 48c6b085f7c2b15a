//! Compiles in a child process: same plugins, same faults, and what a child that runs wild costs.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use plugins::{Compiler, Limits, LoadFault, Plugins};

use crate::guest::{ask, assemble, guest, guest_saying, patient};

/// The example of this crate, built beside its tests.
fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.parent().and_then(Path::parent).unwrap().join("examples/plugin-compile")
}

fn with(compiler: Compiler, limits: Limits) -> Plugins {
    Plugins::with_compiler(limits, compiler).unwrap()
}

fn own() -> Compiler {
    Compiler::new(program(), [""; 0])
}

fn shell(script: &str) -> Compiler {
    Compiler::new("/bin/sh", ["-c", script])
}

fn code(plugins: &Plugins, text: &str) -> &'static str {
    plugins.load(text.as_bytes()).unwrap_err().code()
}

#[test]
fn a_plugin_compiled_elsewhere_answers_as_any() {
    let plugins = with(own(), patient());
    let plugin = plugins.load(guest_saying(0x100, 1, "").as_bytes()).unwrap();
    assert_eq!(ask(&plugin).unwrap()[0].message.as_deref(), Some("a"));
    let looping = plugins.load(guest("(loop br 0) (i32.const 8)", "").as_bytes()).unwrap();
    assert_eq!(ask(&looping).unwrap_err().code, "plugin.fuel");
    assert_eq!(plugins.stops().get("plugin.fuel"), Some(&1), "counted for the operator");
}

#[test]
fn what_the_child_finds_wrong_is_told() {
    let plugins = with(own(), patient());
    let Err(LoadFault::Malformed { detail }) = plugins.load(guest("(i64.const 8)", "").as_bytes()) else {
        panic!("taken");
    };
    assert!(detail.contains("type mismatch"), "{detail}");
    assert_eq!(code(&plugins, "(component)"), "plugin.abi");
}

#[test]
fn a_child_that_does_not_end_is_ended() {
    let limits = Limits { compile: Duration::from_millis(300), ..Limits::default() };
    let begun = Instant::now();
    assert_eq!(code(&with(shell("sleep 600"), limits.clone()), &guest("(i32.const 8)", "")), "plugin.compile_budget");
    assert_eq!(code(&with(shell("cat /dev/zero"), limits), &guest("(i32.const 8)", "")), "plugin.compile_budget");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn a_child_that_is_killed_or_missing_leaves_the_server_whole() {
    for script in ["kill -KILL $$", "kill -XCPU $$", "exit 1", "exec true"] {
        assert_eq!(
            code(&with(shell(script), patient()), &guest("(i32.const 8)", "")),
            "plugin.compile_budget",
            "{script}"
        );
    }
    let gone = Compiler::new("/nowhere/guichet", [""; 0]);
    assert_eq!(code(&with(gone, patient()), &guest("(i32.const 8)", "")), "plugin.no_compiler");
}

#[test]
fn the_child_has_little_memory_no_files_and_an_end() {
    let mut child =
        Command::new(program()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    let hard = |limits: &str, name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..].split_whitespace().nth(1).unwrap().parse::<u64>().ok()
    };
    // It limits itself before it reads a byte; its files last.
    let limits = loop {
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
        if hard(&limits, "Max open files") == Some(32) {
            break limits;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{limits}");
        std::thread::yield_now();
    };
    let hard = |name: &str| hard(&limits, name).unwrap();
    assert_eq!((hard("Max address space"), hard("Max file size"), hard("Max core file size")), (2 << 30, 0, 0));
    assert!(hard("Max cpu time") <= 10);
    let wasm = assemble(&guest("(i32.const 8)", ""));
    child.stdin.take().unwrap().write_all(&wasm).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success() && done.stdout.len() > wasm.len());
}

#[test]
fn what_was_compiled_is_kept_and_taken_only_under_its_seal() {
    let folder = std::env::temp_dir().join(format!("guichet-plugins-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let text = guest_saying(0x100, 1, "");
    let load = |compiler: Compiler, key: u8| {
        let plugins = with(compiler.keeping(&folder, [key; 32]), patient());
        plugins.load(text.as_bytes()).map(|plugin| ask(&plugin).unwrap().len()).map_err(|fault| fault.code())
    };
    // A compiler that compiles nothing shows where the code came from.
    let none = || shell("exit 1");
    assert_eq!(load(none(), 1), Err("plugin.compile_budget"));
    assert_eq!(load(own(), 1), Ok(1));
    assert_eq!(load(none(), 1), Ok(1), "kept");
    assert_eq!(load(none(), 2), Err("plugin.compile_budget"), "sealed by somebody else");

    let kept: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(kept.len(), 1);
    let whole = std::fs::read(&kept[0]).unwrap();
    for at in [0, 31, 32, whole.len() / 2, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        std::fs::write(&kept[0], &changed).unwrap();
        assert_eq!(load(none(), 1), Err("plugin.compile_budget"), "byte {at}");
    }
    std::fs::write(&kept[0], &whole[..20]).unwrap();
    assert_eq!(load(none(), 1), Err("plugin.compile_budget"), "cut");
    // Under the name of another plugin.
    let other = guest("(i32.const 8)", "");
    let plugins = with(own().keeping(&folder, [1; 32]), patient());
    plugins.load(other.as_bytes()).unwrap();
    let theirs = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).find(|path| *path != kept[0]);
    std::fs::copy(theirs.unwrap(), &kept[0]).unwrap();
    assert_eq!(load(none(), 1), Err("plugin.compile_budget"), "another plugin's code");
    assert_eq!(load(own(), 1), Ok(1), "compiled again, and kept again");
    assert_eq!(load(none(), 1), Ok(1));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&kept[0])), (0o700, 0o600));
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
