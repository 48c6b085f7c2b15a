//! `guichet docs`: writes the wiki's reference pages and the editors' schemas from the code, or says which are stale.

use std::fs;

use super::say;
use crate::{Verdict, arguments::Docs, reference, refusal::Refusal};

/// Writes every page, or compares it with what stands there.
pub(crate) fn run(arguments: &Docs) -> anyhow::Result<Verdict> {
    let mut stale = Vec::new();
    let pages = reference::pages()?.into_iter().map(|(name, text)| (name.to_owned(), text));
    for (name, text) in pages.chain(reference::schemas()) {
        let path = arguments.into.join(name);
        if arguments.check {
            if fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
                stale.push(path);
            }
            continue;
        }
        let folder = path.parent().unwrap_or(&arguments.into);
        fs::create_dir_all(folder).map_err(|error| Refusal::file(folder, &error))?;
        fs::write(&path, text).map_err(|error| Refusal::file(&path, &error))?;
    }
    for path in &stale {
        say(format!("{} is stale: run `make docs`", path.display()));
    }
    Ok(if stale.is_empty() { Verdict::Well } else { Verdict::Faults })
}
