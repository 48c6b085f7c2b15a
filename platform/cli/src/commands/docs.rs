//! `guichet docs`: writes the wiki's reference pages from the code, or says which are stale.

use std::fs;

use super::say;
use crate::{Verdict, arguments::Docs, reference, refusal::Refusal};

/// Writes every page, or compares it with what stands there.
pub(crate) fn run(arguments: &Docs) -> anyhow::Result<Verdict> {
    let mut stale = Vec::new();
    for (name, text) in reference::pages()? {
        let path = arguments.into.join(name);
        if arguments.check {
            if fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
                stale.push(path);
            }
            continue;
        }
        fs::create_dir_all(&arguments.into).map_err(|error| Refusal::file(&arguments.into, &error))?;
        fs::write(&path, text).map_err(|error| Refusal::file(&path, &error))?;
    }
    for path in &stale {
        say(format!("{} is stale: run `make docs`", path.display()));
    }
    Ok(if stale.is_empty() { Verdict::Well } else { Verdict::Faults })
}
