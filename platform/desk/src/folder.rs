//! Reads the folders of démarches and components into memory, with a budget: what is larger than any definition is refused unread.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use form::bundle::{Bundle, Catalogue};

/// In bytes, of one file; `form` has finer limits of its own.
const FILE: u64 = 6 << 20;
/// Of files in one folder.
const FILES: usize = 500;
/// Of folders inside folders.
const DEPTH: usize = 4;

/// The files of one folder. Hidden files, links, and what is no regular file (a pipe would never end) are left out.
///
/// # Errors
/// What the operating system says, or `InvalidData` where the folder is too large.
pub fn bundle(folder: &Path) -> io::Result<Bundle> {
    let name = folder.canonicalize()?.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut bundle = Bundle { name, shown_path: folder.display().to_string(), files: BTreeMap::new() };
    gather(folder, "", 0, &mut bundle)?;
    Ok(bundle)
}

fn gather(folder: &Path, prefix: &str, depth: usize, bundle: &mut Bundle) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let kind = entry.file_type()?;
        if name.starts_with('.') || kind.is_symlink() {
            continue;
        }
        let path = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        if kind.is_dir() {
            if depth == DEPTH {
                return Err(too_large(&entry.path(), Excess::Depth));
            }
            gather(&entry.path(), &path, depth + 1, bundle)?;
            continue;
        }
        if !kind.is_file() {
            continue;
        }
        let mut bytes = Vec::new();
        fs::File::open(entry.path())
            .and_then(|file| file.take(FILE + 1).read_to_end(&mut bytes))
            .map_err(|source| io::Error::new(source.kind(), Unreadable { path: entry.path(), source }))?;
        if bytes.len() as u64 > FILE {
            return Err(too_large(&entry.path(), Excess::File));
        }
        bundle.files.insert(path, bytes.into());
        if bundle.files.len() > FILES {
            return Err(too_large(folder, Excess::Files));
        }
    }
    Ok(())
}

/// The links in the folder, which [`bundle`] leaves out; hidden ones are nobody's business.
///
/// # Errors
/// What the operating system says.
pub fn links(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    gather_links(folder, 0, &mut found)?;
    found.sort();
    Ok(found)
}

fn gather_links(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if entry.file_name().to_string_lossy().starts_with('.') || found.len() >= FILES {
            continue;
        }
        if kind.is_symlink() {
            found.push(entry.path());
        } else if kind.is_dir() && depth < DEPTH {
            gather_links(&entry.path(), depth + 1, found)?;
        }
    }
    Ok(())
}

/// Says which file of a folder cannot be read: the `io::Error` of [`bundle`] gives it back by `downcast`.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct Unreadable {
    /// The file.
    pub path: PathBuf,
    /// What the operating system said.
    pub source: io::Error,
}

/// What of a folder is beyond what a definition needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// One file.
    File,
    /// How many files there are.
    Files,
    /// How deep folders lie in folders.
    Depth,
}

/// Says that a folder is beyond what a definition needs: the `io::Error` of [`bundle`] gives it back by `downcast`.
#[derive(Debug, thiserror::Error)]
#[error("{}: beyond what a definition needs ({excess:?})", path.display())]
pub struct TooLarge {
    /// The file or folder that is too large.
    pub path: PathBuf,
    /// In what.
    pub excess: Excess,
}

fn too_large(path: &Path, excess: Excess) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, TooLarge { path: path.to_owned(), excess })
}

/// The components in the folders `roots`; an earlier folder wins over a later one.
///
/// # Errors
/// As [`bundle`].
pub fn catalogue(roots: &[PathBuf]) -> io::Result<Catalogue> {
    let mut catalogue = Catalogue::default();
    for folder in children(roots, "component.yaml")? {
        let component = bundle(&folder)?;
        catalogue.components.entry(component.name.clone()).or_insert(component);
    }
    Ok(catalogue)
}

/// The folders directly inside `roots` that hold a file called `marker`, in the order of their names; a root that holds it is one itself.
///
/// # Errors
/// What the operating system says; a root that is missing counts as empty.
pub fn children(roots: &[PathBuf], marker: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for root in roots {
        if root.join(marker).is_file() {
            found.push(root.clone());
            continue;
        }
        let entries = match fs::read_dir(root) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let mut inside: Vec<PathBuf> =
            entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.join(marker).is_file()).collect();
        inside.sort();
        found.append(&mut inside);
    }
    Ok(found)
}

/// When something in the folder last changed: the newest of its files.
pub fn changed(folder: &Path) -> Option<SystemTime> {
    let mut newest = fs::metadata(folder).ok()?.modified().ok()?;
    for entry in fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        let inside = if entry.file_type().ok()?.is_dir() {
            changed(&entry.path())?
        } else {
            entry.metadata().ok()?.modified().ok()?
        };
        newest = newest.max(inside);
    }
    Some(newest)
}
