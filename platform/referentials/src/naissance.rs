//! Reads an imported list of historical birth communes: those that merged away, and those of former French territories.

use std::borrow::Cow;

use crate::table::{Layout, Line, Table};
use crate::{Entry, Status};

/// Most bytes and lines that an imported list may have.
const MAX_BYTES: usize = 16 * 1024 * 1024;
const MAX_LINES: usize = 200_000;

/// Why an imported list cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportFault {
    /// `referential.too_large`
    #[error("the list is larger than 16 MiB or has more than 200,000 lines")]
    TooLarge,
    /// `referential.encoding`
    #[error("the list is not UTF-8 (byte {0})")]
    Encoding(usize),
    /// `referential.line`
    #[error(
        "line {0}: expected a code of five characters, a name, a last day (AAAA-MM-JJ or nothing) and a place, separated by tabs"
    )]
    Line(usize),
    /// `referential.empty`
    #[error("the list has no commune")]
    Empty,
    /// `referential.row`
    #[error(
        "line {0}: expected a code, a status (C, A, D or S), a name, the code of the commune it is part of, inhabitants and postcodes, separated by tabs"
    )]
    Row(usize),
    /// `referential.package`
    #[error("this is no list of communes of the npm package: {0}")]
    Package(String),
    /// `referential.date`
    #[error("the day as of which the list is true is wanted, as AAAA-MM-JJ")]
    Date,
    /// `referential.changed`
    #[error("the lines are not those that were taken in: their hash differs from the one in the heading")]
    Changed,
    /// `referential.in_use`
    #[error("lists are in use already")]
    InUse,
}

impl ImportFault {
    /// The stable code of this refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "referential.too_large",
            Self::Encoding(_) => "referential.encoding",
            Self::Line(_) => "referential.line",
            Self::Empty => "referential.empty",
            Self::Row(_) => "referential.row",
            Self::Package(_) => "referential.package",
            Self::Date => "referential.date",
            Self::Changed => "referential.changed",
            Self::InUse => "referential.in_use",
        }
    }
}

pub(crate) fn load(list: &[u8]) -> Result<Table, ImportFault> {
    if list.len() > MAX_BYTES {
        return Err(ImportFault::TooLarge);
    }
    let text = std::str::from_utf8(list).map_err(|error| ImportFault::Encoding(error.valid_up_to()))?;
    let mut comments = Vec::new();
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('#') {
            comments.push(line);
        } else if is_commune(line) {
            lines.push(line);
        } else if !line.trim().is_empty() {
            return Err(ImportFault::Line(number + 1));
        }
    }
    if lines.is_empty() {
        return Err(ImportFault::Empty);
    }
    if lines.len() > MAX_LINES {
        return Err(ImportFault::TooLarge);
    }
    lines.sort_unstable();
    let mut sorted = String::with_capacity(text.len() + 1);
    for line in comments.into_iter().chain(lines) {
        sorted.push_str(line);
        sorted.push('\n');
    }
    Ok(Table::build(Cow::Owned(sorted), Layout { read, describe, postal: None }))
}

pub(crate) fn is_commune(line: &str) -> bool {
    let mut columns = line.split('\t');
    let (Some(code), Some(nom), Some(until), Some(_), None) =
        (columns.next(), columns.next(), columns.next(), columns.next(), columns.next())
    else {
        return false;
    };
    let code_stands = matches!(code.as_bytes(), [a, b, rest @ ..] if a.is_ascii_digit() && (b.is_ascii_digit() || matches!(b, b'A' | b'B')) && rest.len() == 3 && rest.iter().all(u8::is_ascii_digit));
    code_stands && !nom.trim().is_empty() && (until.is_empty() || is_day(until))
}

pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(
            |(at, byte)| {
                if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() }
            },
        )
}

fn read<'a>(columns: &[&'a str]) -> Option<Line<'a>> {
    let [_, nom, _, _] = *columns else {
        return None;
    };
    Some(Line { status: Status::Historical, names: vec![nom], population: 0 })
}

fn describe(_: &Table, columns: &[&str], _: Option<&str>) -> Option<Entry> {
    let [code, nom, until, place] = *columns else {
        return None;
    };
    let until = until.get(..4).map(|year| format!("jusqu'en {year}"));
    Some(Entry {
        code: code.to_owned(),
        nom: nom.to_owned(),
        detail: [place]
            .into_iter()
            .filter(|place| !place.is_empty())
            .chain(until.as_deref())
            .collect::<Vec<_>>()
            .join(", "),
        status: Status::Historical,
        // The first digits of a former code say nothing sure: 91 was Alger before it was Essonne.
        departement: None,
        codes_postaux: Vec::new(),
        parent: None,
        iso: None,
        population: None,
    })
}
