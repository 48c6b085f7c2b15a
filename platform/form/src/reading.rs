//! Reads a posted page into the answers: everything typed is kept, what is no value too.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;

use crate::{
    answers::{Answer, Answers, FileRef, Source, Value},
    demarche::{Demarche, Node, NodeKind},
    field::{Posted, Read},
    lookup::Resolved,
    path,
    problem::ProblemKind,
    state::Facts,
};

/// The pairs of one post. Names that begin with `_` are the platform's own and are passed over.
#[derive(Debug, Clone, Copy)]
pub struct Posting<'a> {
    /// Names and values in the order they came.
    pub pairs: &'a [(String, String)],
    /// When it was posted.
    pub now: Timestamp,
}

/// What was found beside the answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageRead {
    /// Names that are no question of this page (`answer.unknown_field`).
    pub unknown: Vec<String>,
    /// Whether an answer changed.
    pub changed: bool,
}

/// Reads the pairs of page `page` into `answers`.
///
/// Only the questions that were posted change: what is hidden keeps what it had. Computed and locked values are never
/// taken from a post. A name that the page does not have changes nothing and is reported.
pub fn read_page(
    demarche: &Demarche,
    page: usize,
    answers: &mut Answers,
    posting: &Posting<'_>,
    facts: &Facts<'_>,
) -> PageRead {
    let mut found = PageRead::default();
    // A table of many rows is many questions: nothing is searched from its beginning for each of them.
    let index = PostedIndex::new(posting.pairs);
    let mut unknown: HashSet<&str> = HashSet::new();
    let mut done: HashSet<&str> = HashSet::new();
    let mut rows = RowsMade::default();
    for (name, _) in posting.pairs {
        if name.starts_with('_') {
            continue;
        }
        let Some((question, node)) = question_named(demarche, page, name) else {
            if unknown.insert(name) {
                found.unknown.push(name.clone());
            }
            continue;
        };
        if !done.insert(question) {
            continue;
        }
        // What a source has verified stands until the citizen gives it up.
        let verified = answers.get(question).is_some_and(|answer| answer.source.is_verified());
        if node.computed.is_some() || node.locked || verified {
            continue;
        }
        let Some(field) = node.field() else { continue };
        if field.field_type.name() == "file" {
            continue;
        }
        if !make_rows_once(demarche, answers, question, &mut rows) {
            found.unknown.push(name.clone());
            continue;
        }
        let posted = Posted::new(index.of(posting.pairs, question), question);
        let mut read = field.field_type.read(&posted, field, facts.lookup);
        if let Read::Unreadable(_, ProblemKind::Ambiguous { .. }) = read {
            read = told_by_postal_code(demarche, question, &posted, posting, facts).unwrap_or(read);
        }
        if matches!(read, Read::Unreadable(_, ProblemKind::NotFound { .. }))
            && is_still_there(answers.get(question), &posted)
        {
            // A list was updated since: what was chosen from the one before stands, until the citizen chooses anew.
            continue;
        }
        let (value, typed) = match read {
            Read::Blank => (None, BTreeMap::new()),
            Read::Value(value) => (Some(value), BTreeMap::new()),
            Read::Unreadable(..) => (None, boxes_as_typed(&posted, field.field_type.parts())),
        };
        let before = answers.get(question);
        let same = before.is_some_and(|answer| answer.value == value && answer.typed == typed);
        // What was proposed and emptied is an answer: nothing.
        let nothing = before.is_none() && value.is_none() && typed.is_empty() && node.proposed.is_none();
        if same || nothing {
            continue;
        }
        found.changed = true;
        answers.set(question, Answer { value, typed, source: Source::Typed, at: posting.now });
    }
    found
}

/// Whether the boxes hold the entry that was chosen before, unchanged.
fn is_still_there(before: Option<&Answer>, posted: &Posted<'_>) -> bool {
    let Some(Value::Entry { code, nom }) = before.and_then(|answer| answer.value.as_ref()) else {
        return false;
    };
    posted.get("code") == Some(code.as_str())
        && posted.get("").is_some_and(|typed| {
            typed.trim().strip_prefix(nom.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
        })
}

/// The commune that a name borne by several means, where the postal code posted beside it is of one of them alone.
fn told_by_postal_code(
    demarche: &Demarche,
    question: &str,
    posted: &Posted<'_>,
    posting: &Posting<'_>,
    facts: &Facts<'_>,
) -> Option<Read> {
    let list = demarche.resolve(question)?.field()?.referential.as_deref()?;
    let group = question.rsplit_once('.').map_or("", |(group, _)| group);
    let beside = |name: &str| {
        let of_group = name.rsplit_once('.').map_or("", |(group, _)| group) == group;
        let field = demarche.resolve(name).filter(|_| of_group).and_then(Node::field);
        field.and_then(|field| field.format.as_ref()).is_some_and(|used| used.format.name == "postal_code")
    };
    let (_, typed) = posting.pairs.iter().find(|(name, _)| beside(name))?;
    let code: String = typed.chars().filter(char::is_ascii_digit).collect();
    let named = format!("{} ({code})", posted.get("").unwrap_or_default().trim());
    match facts.lookup.resolve(list, &named) {
        Resolved::One(entry) if code.len() == 5 => Some(Read::Value(Value::Entry { code: entry.code, nom: entry.nom })),
        _ => None,
    }
}

/// The question of `page` that the input `name` belongs to: its own path, or the path before a box's name.
fn question_named<'d, 'n>(demarche: &'d Demarche, page: usize, name: &'n str) -> Option<(&'n str, &'d Node)> {
    let on_page = |path: &'n str| {
        demarche.resolve(path).filter(|node| node.page == Some(page) && node.field().is_some()).map(|node| (path, node))
    };
    on_page(name).or_else(|| {
        let (path, part) = name.rsplit_once('.')?;
        on_page(path).filter(|(_, node)| {
            node.field().is_some_and(|field| {
                field.field_type.parts().contains(&part) || (part == "code" && field.field_type.name() == "referential")
            })
        })
    })
}

/// Where the boxes of each question stand among the pairs.
struct PostedIndex<'p> {
    /// By the question's path: its first pair and the one behind its last.
    spans: HashMap<&'p str, (usize, usize)>,
}

impl<'p> PostedIndex<'p> {
    fn new(pairs: &'p [(String, String)]) -> Self {
        let mut spans: HashMap<&str, (usize, usize)> = HashMap::new();
        for (at, (name, _)) in pairs.iter().enumerate() {
            // A name may be a question, or a box of the question before its last dot.
            for path in [Some(name.as_str()), name.rsplit_once('.').map(|(path, _)| path)].into_iter().flatten() {
                spans.entry(path).and_modify(|(_, end)| *end = at + 1).or_insert((at, at + 1));
            }
        }
        Self { spans }
    }

    /// The pairs among which all boxes of `question` stand.
    fn of<'a>(&self, pairs: &'a [(String, String)], question: &str) -> &'a [(String, String)] {
        let (start, end) = self.spans.get(question).copied().unwrap_or_default();
        &pairs[start..end]
    }
}

/// The rows that are there already, so that each is looked for once.
#[derive(Default)]
struct RowsMade(HashSet<String>);

/// Makes the rows that `question` stands in, where the repeated group still takes them.
pub(crate) fn make_rows(demarche: &Demarche, answers: &mut Answers, question: &str) -> bool {
    make_rows_once(demarche, answers, question, &mut RowsMade::default())
}

/// As [`make_rows`]; what is in `made` is there, and is not looked for again.
fn make_rows_once(demarche: &Demarche, answers: &mut Answers, question: &str, made: &mut RowsMade) -> bool {
    let mut path = String::new();
    let mut schema_path = String::new();
    let mut segments = question.split('.');
    while let Some(segment) = segments.next() {
        path = path::join(&path, segment);
        schema_path = path::join(&schema_path, segment);
        if !demarche.at(&schema_path).is_some_and(Node::is_rows) {
            continue;
        }
        // Behind a repeated group stands a row, whatever it looks like.
        let Some(row) = segments.next() else { break };
        let whole = path::join(&path, row);
        if !made.0.contains(&whole) {
            if !answers.rows(&path).iter().any(|known| known == row) && !add_row(demarche, answers, &path, row) {
                return false;
            }
            made.0.insert(whole.clone());
        }
        path = whole;
    }
    true
}

/// Adds the row `row` to the repeated group at `group`; false where the group is full or is none.
pub fn add_row(demarche: &Demarche, answers: &mut Answers, group: &str, row: &str) -> bool {
    let Some(Node { kind: NodeKind::Rows { max, .. }, .. }) = demarche.resolve(group) else {
        return false;
    };
    if !path::is_row_id(row) || answers.rows(group).len() >= *max as usize {
        return false;
    }
    answers.add_row(group, row);
    true
}

/// Moves the row `row` of the repeated group at `group` one place up or down, where its order is the citizen's.
pub fn move_row(demarche: &Demarche, answers: &mut Answers, group: &str, row: &str, up: bool) -> bool {
    matches!(demarche.resolve(group), Some(Node { kind: NodeKind::Rows { ordered: true, .. }, .. }))
        && answers.move_row(group, row, up)
}

/// Duplicates the row `row` of the repeated group at `group` under the id `copy`, where its rows may be and there is room.
pub fn copy_row(
    demarche: &Demarche,
    answers: &mut Answers,
    group: &str,
    (row, copy): (&str, &str),
    now: Timestamp,
) -> bool {
    let Some(Node { kind: NodeKind::Rows { max, copied: true, .. }, .. }) = demarche.resolve(group) else {
        return false;
    };
    let rows = answers.rows(group);
    path::is_row_id(copy)
        && rows.len() < *max as usize
        && !rows.iter().any(|known| known == copy)
        && answers.copy_row(group, row, copy, now)
}

/// Adds a file to the attachment question at `path`; false where there is no such question or it is full.
pub fn attach(demarche: &Demarche, answers: &mut Answers, path: &str, file: FileRef, now: Timestamp) -> bool {
    let Some(field) = demarche.resolve(path).and_then(Node::field) else {
        return false;
    };
    if field.field_type.name() != "file" {
        return false;
    }
    let mut files = match answers.value(path) {
        Some(Value::Files(files)) => files.clone(),
        _ => Vec::new(),
    };
    if files.len() >= field.max_files as usize || !make_rows(demarche, answers, path) {
        return false;
    }
    files.push(file);
    answers
        .set(path, Answer { value: Some(Value::Files(files)), typed: BTreeMap::new(), source: Source::Typed, at: now });
    true
}

/// What the boxes held, by box, each cut at what a box may sensibly hold.
fn boxes_as_typed(posted: &Posted<'_>, parts: &[&str]) -> BTreeMap<String, String> {
    const LONGEST_KEPT: usize = 10_000;
    let mut typed = BTreeMap::new();
    for part in parts.iter().copied().chain([""]) {
        if let Some(value) = posted.get(part)
            && !value.is_empty()
        {
            typed.insert(part.to_owned(), value.chars().take(LONGEST_KEPT).collect());
        }
    }
    typed
}
