//! Takes rows and files away, and keeps the last one with the draft until the citizen goes on: it can be put back where it stood.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    answers::{Answer, Answers, FileRef, Source, Value},
    demarche::{Demarche, Node, NodeKind},
    path,
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
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    /// A row, by its id, and all that was answered in it.
    Row(String, Box<Answers>),
    File(FileRef),
}

impl Removed {
    /// The files that are kept with it.
    pub fn files(&self) -> Vec<FileRef> {
        match &self.what {
            What::Row(_, held) => held.iter().flat_map(|(_, answer)| files_of(answer)).collect(),
            What::File(file) => vec![file.clone()],
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

/// Removes the row `row` of the repeated group at `group`. What was answered in it is kept, to be put back.
pub fn remove_row(answers: &mut Answers, group: &str, row: &str) {
    let Some(index) = answers.rows(group).iter().position(|known| known == row) else { return };
    let held = answers.remove_row(group, row);
    // Where nothing was answered, nothing is lost.
    if held.iter().any(|(_, answer)| answer.value.is_some() || !answer.typed.is_empty()) {
        let what = What::Row(row.to_owned(), Box::new(held));
        answers.keep_removed(Removed { at: group.to_owned(), index, what });
    }
}

/// Takes the file `id` from the attachment question at `path`, and keeps it, to be put back.
pub fn detach(answers: &mut Answers, path: &str, id: &str, now: Timestamp) {
    let Some(Value::Files(files)) = answers.value(path) else { return };
    let mut files = files.clone();
    let Some(index) = files.iter().position(|file| file.id == id) else { return };
    let file = files.remove(index);
    let value = (!files.is_empty()).then_some(Value::Files(files));
    answers.set(path, Answer { value, typed: BTreeMap::new(), source: Source::Typed, at: now });
    answers.keep_removed(Removed { at: path.to_owned(), index, what: What::File(file) });
}

/// Puts back what was taken away; the path of the row or the question. `None` where it has no place any more: its files are to be forgotten.
pub fn put_back(demarche: &Demarche, answers: &mut Answers, removed: &Removed, now: Timestamp) -> Option<String> {
    let Removed { at, index, what } = removed;
    match what {
        What::Row(row, held) => {
            let is_there = answers.rows(at).iter().any(|known| known == row);
            if is_there || !add_row(demarche, answers, at, row) {
                return None;
            }
            answers.put_row_back(at, row, *index, held);
            Some(format!("{at}.{row}"))
        }
        What::File(file) => {
            let field = demarche.resolve(at)?.field()?;
            let mut files = answers.get(at).map(files_of).unwrap_or_default();
            if files.len() >= field.max_files as usize {
                return None;
            }
            files.insert((*index).min(files.len()), file.clone());
            let value = Some(Value::Files(files));
            answers.set(at, Answer { value, typed: BTreeMap::new(), source: Source::Typed, at: now });
            Some(at.clone())
        }
    }
}
