//! One list in memory: its text as it came, a row for each line, and the index over its names.

use std::borrow::Cow;

use crate::fold;
use crate::index::{Builder, Fit, Index};
use crate::{Entry, Kind, Status};

/// A line of the text, and what ranking needs of it.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    line: u32,
    pub(crate) population: u32,
    status: Status,
}

/// A list.
pub(crate) struct Table {
    text: Cow<'static, str>,
    date: String,
    rows: Vec<Row>,
    /// Postal code and row, sorted.
    postal: Vec<(u32, u32)>,
    index: Index,
    layout: Layout,
}

/// How the lines of a list are read and shown.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    /// Takes a line apart; nothing for a line that is not in this list.
    pub(crate) read: for<'a> fn(&[&'a str]) -> Option<Line<'a>>,
    /// Makes the entry that people see. The text is the number that was typed, if one was: the postal code to show.
    pub(crate) describe: fn(&Table, &[&str], Option<&str>) -> Option<Entry>,
    /// The column that holds postal codes.
    pub(crate) postal: Option<usize>,
}

/// Reads one line into a table: columns in, row out.
pub(crate) struct Line<'a> {
    /// What kind of place it is.
    pub(crate) status: Status,
    /// Its names, the proper one first.
    pub(crate) names: Vec<&'a str>,
    /// Inhabitants; 0 where unknown.
    pub(crate) population: u32,
}

/// What was typed, taken apart.
pub(crate) struct Query {
    /// The words, in every spelling they may stand for.
    spellings: Vec<String>,
    words: Vec<String>,
    /// Postal codes, COG codes, numbers of départements, or the beginnings of one.
    numbers: Vec<String>,
}

/// A row that answers a query. Ordered: the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Hit {
    pub(crate) fit: Fit,
    rarity: std::cmp::Reverse<u32>,
    /// Where populations are equal or unknown, the order of the list.
    pub(crate) row: u32,
}

/// Most words of a query that are looked at: no name has more.
const MAX_WORDS: usize = 12;

/// Numbers are postal codes, COG codes and départements: digits, or Corsica's 2A and 2B.
fn is_number(word: &str) -> bool {
    let bytes = word.as_bytes();
    match bytes {
        [b'2', b'a' | b'b', rest @ ..] => rest.len() <= 3 && rest.iter().all(u8::is_ascii_digit),
        _ => !bytes.is_empty() && bytes.len() <= 5 && bytes.iter().all(u8::is_ascii_digit),
    }
}

impl Query {
    /// Reads what was typed; anything may have been.
    pub(crate) fn read(typed: &str) -> Self {
        let folded = fold::fold(typed);
        let (numbers, words): (Vec<&str>, Vec<&str>) =
            folded.split(' ').filter(|word| !word.is_empty()).take(MAX_WORDS).partition(|word| is_number(word));
        Self {
            spellings: fold::spellings(&words),
            words: fold::spellings(&words)
                .first()
                .map(|full| full.split(' ').map(str::to_owned).collect())
                .unwrap_or_default(),
            numbers: numbers.into_iter().map(|number| number.to_ascii_uppercase()).collect(),
        }
    }

    /// The number to prefer among several postal codes.
    pub(crate) fn postal(&self) -> Option<&str> {
        self.numbers.first().map(String::as_str)
    }
}

impl Table {
    /// Reads a whole list, whose lines are sorted by code.
    pub(crate) fn build(text: Cow<'static, str>, layout: Layout) -> Self {
        let guess = text.len() / 30;
        let mut builder = Builder::with_capacity(guess);
        let mut rows = Vec::with_capacity(guess);
        let mut postal = Vec::with_capacity(guess);
        let mut date = String::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let from = at;
            at += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            if let Some(comment) = line.strip_prefix('#') {
                if let Some(stated) = comment.trim_start().strip_prefix("date:") {
                    stated.trim().clone_into(&mut date);
                }
                continue;
            }
            let mut columns = [""; 8];
            let filled = split(line, &mut columns);
            let columns = columns.get(..filled).unwrap_or_default();
            let Some(read) = (layout.read)(columns) else {
                continue;
            };
            let row = rows.len() as u32;
            for (number, name) in read.names.iter().enumerate() {
                builder.label(row, name, number > 0);
            }
            let codes =
                layout.postal.and_then(|column| columns.get(column)).into_iter().flat_map(|codes| codes.split(' '));
            postal.extend(codes.filter_map(|code| code.parse::<u32>().ok()).map(|code| (code, row)));
            rows.push(Row { line: from as u32, population: read.population, status: read.status });
        }
        rows.shrink_to_fit();
        postal.sort_unstable();
        postal.shrink_to_fit();
        Self { text, date, rows, postal, index: builder.build(), layout }
    }

    /// How many rows are of a list.
    pub(crate) fn count(&self, kind: Kind) -> usize {
        (0..self.rows.len() as u32).filter(|row| self.is_in(kind, *row)).count()
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn date(&self) -> &str {
        &self.date
    }

    pub(crate) fn bytes(&self) -> usize {
        let text = if let Cow::Owned(text) = &self.text { text.capacity() } else { 0 };
        text + self.rows.capacity() * size_of::<Row>()
            + self.postal.capacity() * size_of::<(u32, u32)>()
            + self.index.bytes()
    }

    /// The entry of a row. Among several postal codes the one that was typed is shown.
    pub(crate) fn entry(&self, row: u32, typed: Option<&str>) -> Option<Entry> {
        let mut columns = [""; 8];
        let filled = split(self.line(row), &mut columns);
        (self.layout.describe)(self, columns.get(..filled)?, typed)
    }

    /// The name, in the third column, of today's place of this code.
    pub(crate) fn current_name(&self, code: &str) -> Option<&str> {
        let row = self.codes(code).find(|row| self.code(*row) == code)?;
        self.line(row).split('\t').nth(2)
    }

    fn line(&self, row: u32) -> &str {
        let tail = self.rows.get(row as usize).and_then(|row| self.text.get(row.line as usize..)).unwrap_or_default();
        tail.split(['\n', '\r']).next().unwrap_or_default()
    }

    fn code(&self, row: u32) -> &str {
        self.line(row).split('\t').next().unwrap_or_default()
    }

    /// The rows of this code. Lists are sorted by code.
    pub(crate) fn by_code(&self, kind: Kind, code: &str) -> impl Iterator<Item = u32> {
        let code = code.to_ascii_uppercase();
        let range = self.codes(&code);
        range.filter(move |row| self.code(*row) == code && self.is_in(kind, *row))
    }

    /// The rows whose code begins so.
    fn codes(&self, prefix: &str) -> std::ops::Range<u32> {
        let line = |row: &Row| self.text.get(row.line as usize..).unwrap_or_default();
        let from = self.rows.partition_point(|row| line(row) < prefix);
        let tail = self.rows.get(from..).unwrap_or_default();
        let count = tail.partition_point(|row| line(row).starts_with(prefix));
        from as u32..(from + count) as u32
    }

    fn postal_codes(&self, prefix: &str) -> &[(u32, u32)] {
        let Ok(number) = prefix.parse::<u32>() else {
            return &[];
        };
        let scale = 10_u32.pow(5_u32.saturating_sub(prefix.len() as u32));
        let from = self.postal.partition_point(|(code, _)| *code < number * scale);
        let to = self.postal.partition_point(|(code, _)| *code < (number + 1) * scale);
        self.postal.get(from..to).unwrap_or_default()
    }

    fn is_in(&self, kind: Kind, row: u32) -> bool {
        kind != Kind::Communes
            || self
                .rows
                .get(row as usize)
                .is_some_and(|row| matches!(row.status, Status::Current | Status::Arrondissement))
    }

    fn hit(&self, row: u32, fit: Fit) -> Hit {
        Hit { fit, rarity: std::cmp::Reverse(self.rows.get(row as usize).map_or(0, |row| row.population)), row }
    }

    /// Is this number the beginning of one of the row's postal codes, of its code, or (two digits or more) of a word of its name?
    fn answers(&self, row: u32, label: Option<u32>, number: &str) -> bool {
        self.code(row).starts_with(number)
            || self
                .layout
                .postal
                .and_then(|column| self.line(row).split('\t').nth(column))
                .is_some_and(|codes| codes.split(' ').any(|code| code.starts_with(number)))
            || label.is_some_and(|label| self.index.label_has(label, &number.to_ascii_lowercase()))
    }

    /// The rows that answer, the best first.
    pub(crate) fn search(&self, kind: Kind, query: &Query, limit: usize) -> Vec<Hit> {
        let mut best = Best { limit, hits: Vec::with_capacity(limit + 1) };
        if query.words.is_empty() {
            let Some((first, others)) = query.numbers.split_first() else {
                return Vec::new();
            };
            let fits = |row: u32| self.is_in(kind, row) && others.iter().all(|number| self.answers(row, None, number));
            for (code, row) in self.postal_codes(first) {
                if fits(*row) {
                    let whole = first.len() == 5 && first.parse() == Ok(*code);
                    best.offer(self.hit(*row, if whole { Fit::Whole } else { Fit::Start }));
                }
            }
            for row in self.codes(first) {
                if fits(row) {
                    // A code typed whole comes after the postal codes typed whole: people know their postal code.
                    best.offer(self.hit(row, if self.code(row) == first { Fit::Alias } else { Fit::Word }));
                }
            }
            return best.hits;
        }
        for spelling in &query.spellings {
            self.index.prefix(spelling, |row, fit, label| {
                let hit = self.hit(row, fit);
                if best.wants(hit)
                    && self.is_in(kind, row)
                    && query.numbers.iter().all(|number| self.answers(row, Some(label), number))
                {
                    best.offer(hit);
                }
            });
        }
        if best.hits.len() < limit && query.words.len() > 1 {
            self.index.scattered(&query.words, |row| {
                let hit = self.hit(row, Fit::Scattered);
                if best.wants(hit)
                    && self.is_in(kind, row)
                    && query.numbers.iter().all(|number| self.answers(row, None, number))
                {
                    best.offer(hit);
                }
            });
        }
        best.hits
    }
}

/// Splits a line at its tabs; gives the number of columns.
fn split<'a>(line: &'a str, columns: &mut [&'a str; 8]) -> usize {
    let mut filled = 0;
    for (slot, column) in columns.iter_mut().zip(line.split('\t')) {
        *slot = column;
        filled += 1;
    }
    filled
}

/// Keeps the best hits, each row once, without ever holding more than asked for.
struct Best {
    limit: usize,
    hits: Vec<Hit>,
}

impl Best {
    fn wants(&self, hit: Hit) -> bool {
        self.hits.len() < self.limit || self.hits.last().is_some_and(|worst| hit < *worst)
    }

    fn offer(&mut self, hit: Hit) {
        if !self.wants(hit) {
            return;
        }
        if let Some(known) = self.hits.iter().position(|other| other.row == hit.row) {
            if self.hits.get(known).is_some_and(|other| *other <= hit) {
                return;
            }
            self.hits.remove(known);
        }
        let at = self.hits.partition_point(|other| *other < hit);
        self.hits.insert(at, hit);
        self.hits.truncate(self.limit);
    }
}
