//! Writes the question: a path and parameters under the partner's address, with the citizen's answers in it.

use sha2::{Digest as _, Sha256};

use super::{
    DataSource,
    template::{Of, encoded},
};
use crate::{answers::Value, demarche::Node, path, state::State};

/// A question, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Path and query, percent-encoded, with a leading `/`.
    pub target: String,
    /// SHA-256 of it, in lower-case hexadecimal.
    pub mark: String,
}

/// The question to `source` where it stands at the answer path `at`, with `typed` in the box of its search.
///
/// # Errors
/// The answer paths of what must be answered first, in the order of the question; none of them where only the box is empty.
pub fn ask(state: &State<'_>, source: &DataSource, at: &str, typed: &str) -> Result<Asked, Vec<String>> {
    let answer = |of: &Of| value(state, source, at, typed, of);
    let missing = || {
        let mut paths: Vec<String> = Vec::new();
        for template in source.templates() {
            for hole in template.holes().filter(|hole| !hole.optional && hole.lacks(answer(&hole.of))) {
                if let Some(path) = place(state, source, at, &hole.of).filter(|path| !paths.contains(path)) {
                    paths.push(path);
                }
            }
        }
        paths
    };
    let target = source.path.fill(&answer, &encoded).map_err(|_| missing())?;
    let mut target = target.into_iter().next().unwrap_or_default();
    // A segment made of an answer alone must not lead up: `.` and `..` are letters that encoding leaves.
    if target.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err(missing());
    }
    let mut mark = '?';
    for parameter in &source.query {
        let optional = parameter.text.holes().any(|hole| hole.optional);
        let values = match parameter.text.fill(&answer, &str::to_owned) {
            Ok(values) => values,
            Err(hole) if hole.optional || optional => continue,
            Err(_) => return Err(missing()),
        };
        for value in values {
            let said =
                parameter.words.iter().find(|(ours, _)| *ours == value).map_or(value.as_str(), |(_, theirs)| theirs);
            target.push(mark);
            target.push_str(&encoded(&parameter.name));
            target.push('=');
            target.push_str(&encoded(said));
            mark = '&';
        }
    }
    let mark = hex::encode(Sha256::digest(format!("{}\n{target}", source.partner)));
    Ok(Asked { target, mark })
}

fn value(state: &State<'_>, source: &DataSource, at: &str, typed: &str, of: &Of) -> Option<Value> {
    if *of == Of::Search {
        return (!typed.is_empty()).then(|| Value::Text(typed.to_owned()));
    }
    let path = place(state, source, at, of)?;
    let value = state.value(&path)?;
    // What is no right answer, a number without its last digit, is not sent to anybody.
    let field = state.demarche.resolve(&path).and_then(Node::field);
    field.is_none_or(|field| field.field_type.check(&value, field).is_empty()).then_some(value)
}

/// Where the answer stands that goes into a question.
pub(super) fn place(state: &State<'_>, source: &DataSource, at: &str, of: &Of) -> Option<String> {
    match of {
        Of::Search => None,
        Of::Part(part) => Some(source.part(at, part)),
        Of::About(part) => Some(path::join(&state.instance(source.about.as_ref()?, at), part)),
    }
}
