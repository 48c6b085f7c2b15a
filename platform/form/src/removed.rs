//! Takes rows and files away, and keeps the last one with the draft until the citizen goes on: it can be put back where it stood.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    answers::{Answer, Answers, FileRef, Source, Value},
    demarche::{Demarche, Node, NodeKind},
    path,
    problem::ProblemKind,
    reading::add_row,
    recap::row_title,
    text::Language,
};

/// How many answers of a row tell which one it was.
const TOLD: usize = 4;

/// A row or a file that was taken away, and what it takes to put it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// The path of its repeated group, or of its question.
    pub at: String,
    /// Where it stood among the others.
    index: usize,
    /// When it was taken away.
    taken: Timestamp,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    /// A row, by its id, and all that was answered in it.
    Row(String, Box<Answers>),
    File(Box<FileRef>),
}

impl Removed {
    /// What it is asked back by: its place, and the id of the row or the file.
    pub fn key(&self) -> String {
        let id = match &self.what {
            What::Row(row, _) => row,
            What::File(file) => &file.id,
        };
        format!("{}:{id}", self.at)
    }

    /// Whether it is this row of the repeated group at `group`.
    pub fn is_row(&self, group: &str, row: &str) -> bool {
        self.at == group && matches!(&self.what, What::Row(id, _) if id == row)
    }

    /// Whether it is this file of the question at `path`.
    pub fn is_file(&self, path: &str, id: &str) -> bool {
        self.at == path && matches!(&self.what, What::File(file) if file.id == id)
    }

    /// Whether a box of this name stood in it.
    pub fn held(&self, name: &str) -> bool {
        match &self.what {
            What::Row(row, _) => path::is_within(name, &path::join(&self.at, row)),
            What::File(_) => false,
        }
    }

    /// Whether a post comes from a page that was drawn before it was taken away: a second click, « Précédent », another tab.
    pub fn is_unseen(&self, shown: Option<Timestamp>, pairs: &[(String, String)]) -> bool {
        shown.is_some_and(|shown| shown < self.taken) || pairs.iter().any(|(name, _)| self.held(name))
    }

    /// The files that are kept with it.
    pub fn files(&self) -> Vec<FileRef> {
        match &self.what {
            What::Row(_, held) => held.iter().flat_map(|(_, answer)| files_of(answer)).collect(),
            What::File(file) => vec![FileRef::clone(file)],
        }
    }

    /// What it was, as people call it: « Véhicule 2 (AB-123-CD) », the name of a file.
    pub fn told(&self, demarche: &Demarche, language: Language) -> String {
        let (row, held) = match &self.what {
            What::File(file) => return file.name.clone(),
            What::Row(row, held) => (row, held),
        };
        let Some(group) = demarche.resolve(&self.at) else { return String::new() };
        let title = row_title(group, self.index, language);
        let mut told = Vec::new();
        first_texts((demarche, held, language), group, &format!("{}.{row}", self.at), &mut told);
        if told.is_empty() { title } else { format!("{title} ({})", told.join(", ")) }
    }
}

fn files_of(answer: &Answer) -> Vec<FileRef> {
    match &answer.value {
        Some(Value::Files(files)) => files.clone(),
        _ => Vec::new(),
    }
}

fn first_texts(from: (&Demarche, &Answers, Language), node: &Node, above: &str, told: &mut Vec<String>) {
    let (demarche, held, language) = from;
    for child in node.children.iter().map(|child| demarche.node(*child)) {
        if told.len() == TOLD {
            return;
        }
        let path = path::join(above, &child.id);
        match &child.kind {
            NodeKind::Field(field) => {
                let shown = held.value(&path).map(|value| field.field_type.show(value, field, language).join(", "));
                told.extend(shown.filter(|text| !text.is_empty()));
            }
            NodeKind::Group => first_texts(from, child, &path, told),
            NodeKind::Rows { .. } => {}
        }
    }
}

/// Removes the row `row` of the repeated group at `group`. What was answered in it is kept, to be put back; what was kept before is given
/// back, and is kept no longer.
pub fn remove_row(answers: &mut Answers, group: &str, row: &str, now: Timestamp) -> Option<Removed> {
    let index = answers.rows(group).iter().position(|known| known == row)?;
    let held = answers.remove_row(group, row);
    // Where nothing was answered, nothing is lost.
    if !held.iter().any(|(_, answer)| answer.value.is_some() || !answer.typed.is_empty()) {
        return None;
    }
    let what = What::Row(row.to_owned(), Box::new(held));
    answers.keep_removed(Removed { at: group.to_owned(), index, taken: now, what })
}

/// Takes the file `id` from the attachment question at `path`, and keeps it, to be put back; what was kept before is given back.
pub fn detach(answers: &mut Answers, path: &str, id: &str, now: Timestamp) -> Option<Removed> {
    let Some(Value::Files(files)) = answers.value(path) else { return None };
    let mut files = files.clone();
    let index = files.iter().position(|file| file.id == id)?;
    let file = files.remove(index);
    let value = (!files.is_empty()).then_some(Value::Files(files));
    answers.set(path, Answer { value, typed: BTreeMap::new(), source: Source::Typed, at: now });
    answers.keep_removed(Removed { at: path.to_owned(), index, taken: now, what: What::File(Box::new(file)) })
}

/// Puts back what was taken away; the path of the row or the question.
///
/// # Errors
/// What to do where it has no place any more, as a problem of its group or question.
pub fn put_back(
    demarche: &Demarche,
    answers: &mut Answers,
    removed: &Removed,
    now: Timestamp,
) -> Result<String, ProblemKind> {
    let Removed { at, index, what, .. } = removed;
    let node = demarche.resolve(at);
    match what {
        What::Row(row, held) => {
            let max = match node.map(|node| &node.kind) {
                Some(NodeKind::Rows { max, .. }) => u64::from(*max),
                _ => 0,
            };
            if answers.rows(at).contains(row) {
                return Err(ProblemKind::NotPutBack);
            }
            if !add_row(demarche, answers, at, row) {
                return Err(ProblemKind::TooManyRows { max });
            }
            answers.put_row_back(at, row, *index, held);
            Ok(path::join(at, row))
        }
        What::File(file) => {
            let max = node.and_then(Node::field).map_or(0, |field| field.max_files);
            let mut files = answers.get(at).map(files_of).unwrap_or_default();
            if files.len() >= max as usize {
                return Err(ProblemKind::TooManyFiles { max: u64::from(max) });
            }
            files.insert((*index).min(files.len()), FileRef::clone(file));
            let value = Some(Value::Files(files));
            answers.set(at, Answer { value, typed: BTreeMap::new(), source: Source::Typed, at: now });
            Ok(at.clone())
        }
    }
}
