//! Compiles plugins where a compiler that runs wild does no harm: in a child process with little memory, little time and no files, fed
//! with WebAssembly and read for machine code. What came of it is kept on a [`Shelf`], so that a plugin is compiled once a version.
//!
//! Machine code is trusted as the server's own: it is taken only from the child that this very process started, or from the shelf if the
//! seal on it was made with the server's key.

use std::ffi::OsString;
use std::hash::{Hash as _, Hasher as _};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

use hmac::{Hmac, Mac};
use rlimit::Resource;
use sha2::Sha256;
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::fault::LoadFault;
use crate::limits::Limits;
use crate::measure::excerpt;
use crate::plugins::{COMPILE_STACK, config};

/// What the child's exit says: the WebAssembly is at fault. Its error output says how. Every other end but success is a budget used up.
const MALFORMED: u8 = 3;
/// Most bytes of machine code of one plugin.
const MACHINE_CODE: u64 = 128 << 20;
/// Memory of the child, in bytes of address space.
const MEMORY: u64 = 2 << 30;
/// How much longer than its processor's time a child may take: on a busy machine it waits its turn.
pub(crate) const PATIENCE: u32 = 4;
/// Bytes of the seal in front of the machine code.
const SEAL: usize = 32;

/// How plugins are compiled in a child process.
#[derive(Debug, Clone)]
pub struct Compiler {
    program: PathBuf,
    arguments: Vec<OsString>,
    shelf: Option<Shelf>,
}

/// Where machine code is kept.
#[derive(Clone)]
struct Shelf {
    folder: PathBuf,
    key: [u8; 32],
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shelf").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Compiler {
    /// The program, and the arguments with which it calls [`compile_for_parent`] and does nothing else.
    pub fn new(program: impl Into<PathBuf>, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self { program: program.into(), arguments: arguments.into_iter().map(Into::into).collect(), shelf: None }
    }

    /// Keeps machine code in this folder, sealed with this key. Who knows the key could have any code run by this process.
    #[must_use]
    pub fn keeping(mut self, folder: impl Into<PathBuf>, key: [u8; 32]) -> Self {
        self.shelf = Some(Shelf { folder: folder.into(), key });
        self
    }

    /// The component of this WebAssembly, whose SHA-256 is `hash`.
    pub(crate) fn component(
        &self,
        engine: &Engine,
        hash: &str,
        wasm: Vec<u8>,
        limits: &Limits,
    ) -> Result<Component, LoadFault> {
        let name = format!("{hash}-{}", version(engine));
        if let Some(component) = self.shelf.as_ref().and_then(|shelf| shelf.take(&name)).and_then(|code| {
            // The seal is right: this server compiled it, by an engine that calls itself the same.
            deserialize(engine, &code).ok()
        }) {
            return Ok(component);
        }
        let code = self.compile(wasm, limits)?;
        let component = deserialize(engine, &code)
            .map_err(|error| LoadFault::Malformed { detail: excerpt(&error.root_cause().to_string()) })?;
        if let Some(shelf) = &self.shelf
            && let Err(error) = shelf.put(&name, &code)
        {
            tracing::warn!(%error, "a compiled plugin could not be kept: it will be compiled again");
        }
        Ok(component)
    }

    /// Has the child compile.
    fn compile(&self, wasm: Vec<u8>, limits: &Limits) -> Result<Vec<u8>, LoadFault> {
        let unable = |error: io::Error| {
            tracing::error!(%error, program = %self.program.display(), "the compiler of plugins cannot be started");
            LoadFault::NoCompiler
        };
        let child = Command::new(&self.program)
            .args(&self.arguments)
            // It needs nothing of what the server knows.
            .env_clear()
            .env("GUICHET_COMPILE_SECONDS", limits.compile.as_secs().max(1).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(unable)?;
        let mut child = Ended(child);
        let (input, output) = (child.0.stdin.take(), child.0.stdout.take());
        let (sender, receiver) = mpsc::sync_channel(1);
        // Both ends of the pipe move at their own pace; both threads end when the child does.
        let feeding = std::thread::Builder::new().name("plugin-feed".into()).spawn(move || {
            // A child that ends early says by its exit why.
            let _ = input.map(|mut input| input.write_all(&wasm));
        });
        let reading = std::thread::Builder::new().name("plugin-read".into()).spawn(move || {
            let mut code = Vec::new();
            let read = output.map(|output| output.take(MACHINE_CODE + 1).read_to_end(&mut code));
            let _ = sender.send(if matches!(read, Some(Ok(_))) { code } else { Vec::new() });
        });
        feeding.and(reading).map_err(unable)?;
        let code = receiver.recv_timeout(limits.compile * PATIENCE).map_err(|_| LoadFault::CompileBudget)?;
        let status = child.0.wait().map_err(unable)?;
        if status.success() && !code.is_empty() && code.len() as u64 <= MACHINE_CODE {
            return Ok(code);
        }
        if status.code() == Some(MALFORMED.into()) {
            let mut detail = Vec::new();
            let _ = child.0.stderr.take().map(|errors| errors.take(4096).read_to_end(&mut detail));
            return Err(LoadFault::Malformed { detail: excerpt(String::from_utf8_lossy(&detail).trim()) });
        }
        tracing::warn!(%status, "the compiler of plugins stopped");
        Err(LoadFault::CompileBudget)
    }
}

/// A child that does not outlive its use.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // Most often it has ended long since.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Tells engines apart whose machine code is not the same: version of wasmtime, settings, processor.
fn version(engine: &Engine) -> String {
    // Its keys are fixed, so that the same engine has the same name tomorrow.
    #[expect(deprecated, reason = "the hasher that the standard library promises to start from fixed keys")]
    let mut hasher = std::hash::SipHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn deserialize(engine: &Engine, code: &[u8]) -> wasmtime::Result<Component> {
    #[expect(unsafe_code, reason = "wasmtime cannot know who made machine code; the two callers do")]
    // SAFETY: `code` was made by `Engine::precompile_component` in a child of this process, and came by its pipe, or from the shelf under a
    // seal that only this server can make.
    unsafe {
        Component::deserialize(engine, code)
    }
}

impl Shelf {
    fn take(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.folder.join(name);
        let file = std::fs::File::open(&path).ok()?;
        let mut sealed = Vec::new();
        file.take(MACHINE_CODE + SEAL as u64 + 1).read_to_end(&mut sealed).ok()?;
        let (seal, code) = sealed.split_at_checked(SEAL)?;
        if self.seal(name, code)?.verify_slice(seal).is_err() {
            tracing::error!(
                alarm = "plugin.shelf",
                path = %path.display(),
                "a compiled plugin was changed since it was kept: it is compiled again"
            );
            return None;
        }
        Some(code.to_vec())
    }

    fn put(&self, name: &str, code: &[u8]) -> io::Result<()> {
        private_folder(&self.folder)?;
        // What other engines made of this plugin is of no more use.
        let plugin = name.split('-').next().unwrap_or_default();
        for entry in std::fs::read_dir(&self.folder)?.flatten() {
            if entry.file_name().to_str().is_some_and(|other| other.starts_with(plugin)) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
        let seal = self.seal(name, code).ok_or_else(|| io::Error::other("no seal"))?.finalize().into_bytes();
        let (path, part) = (self.folder.join(name), self.folder.join(format!("{name}.part.{}", std::process::id())));
        let mut file = private_file(&part)?;
        file.write_all(&seal)?;
        file.write_all(code)?;
        drop(file);
        std::fs::rename(part, path)
    }

    /// The seal of this code under this name.
    fn seal(&self, name: &str, code: &[u8]) -> Option<Hmac<Sha256>> {
        let mut seal = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        for part in [name.as_bytes(), b"\0", code] {
            seal.update(part);
        }
        Some(seal)
    }
}

#[cfg(unix)]
fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<std::fs::File> {
    std::fs::File::create(path)
}

/// The child's part: limits itself for ever, reads WebAssembly, writes machine code. Gives the exit code.
///
/// Nothing else may run in the process before or after.
pub fn compile_for_parent(mut input: impl Read, mut output: impl Write, mut errors: impl Write) -> u8 {
    let limits = Limits::default();
    let seconds = std::env::var("GUICHET_COMPILE_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let told = |errors: &mut dyn Write, error: &dyn std::fmt::Display| {
        // Who does not hear it sees the exit code.
        let _ = writeln!(errors, "{error}");
    };
    if let Err(error) = limit_this_process(seconds) {
        told(&mut errors, &error);
        return 1;
    }
    let mut wasm = Vec::new();
    if let Err(error) = input.by_ref().take(limits.file as u64).read_to_end(&mut wasm) {
        told(&mut errors, &error);
        return 1;
    }
    // Types may stand one in the other: their readers call themselves for each.
    let compiled = std::thread::Builder::new()
        .stack_size(COMPILE_STACK)
        .spawn(move || Engine::new(&config(&limits)).and_then(|engine| engine.precompile_component(&wasm)));
    match compiled.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(code))) if output.write_all(&code).and_then(|()| output.flush()).is_ok() => 0,
        Ok(Ok(Err(error))) => {
            told(&mut errors, &error.root_cause());
            MALFORMED
        }
        // The compiler gave up where it should have found a fault.
        Ok(Err(_)) => {
            told(&mut errors, &"the compiler gave up");
            MALFORMED
        }
        _ => 1,
    }
}

/// Takes from this process what a compiler does not need. There is no way back.
fn limit_this_process(seconds: u64) -> io::Result<()> {
    for (resource, most) in [
        (Resource::AS, MEMORY),
        (Resource::CPU, seconds),
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
        (Resource::NOFILE, 32),
    ] {
        resource.set(most, most)?;
    }
    Ok(())
}
