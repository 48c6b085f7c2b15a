//! Reads the communes: `data/communes.tsv`, which `update.mjs` makes from the npm package.

use std::borrow::Cow;

use crate::table::{Layout, Line, Table};
use crate::{Entry, Status, departements};

const DATA: &str = include_str!("../data/communes.tsv");

pub(crate) fn load() -> Table {
    table(Cow::Borrowed(DATA))
}

/// A list of communes in the form of ours, its lines sorted by code.
pub(crate) fn table(text: Cow<'static, str>) -> Table {
    Table::build(text, Layout { read, describe, postal: Some(5) })
}

/// Whether a line is one of such a list.
pub(crate) fn is_commune(line: &str) -> bool {
    let columns: Vec<&str> = line.split('\t').collect();
    let [code, letter, nom, parent, population, postal] = columns[..] else {
        return false;
    };
    let number = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    is_code(code)
        && status(letter).is_some()
        && !nom.trim().is_empty()
        && (parent.is_empty() || is_code(parent))
        && (population.is_empty() || population.parse::<u32>().is_ok())
        && postal.split(' ').all(|code| code.is_empty() || number(code, 5))
}

/// Five digits; in Corsica 2A or 2B and three.
fn is_code(code: &str) -> bool {
    matches!(code.as_bytes(), [a, b, rest @ ..]
        if a.is_ascii_digit() && (b.is_ascii_digit() || matches!(b, b'A' | b'B')) && rest.len() == 3 && rest.iter().all(u8::is_ascii_digit))
}

fn status(letter: &str) -> Option<Status> {
    match letter {
        "C" => Some(Status::Current),
        "A" => Some(Status::Arrondissement),
        "D" => Some(Status::Delegated),
        "S" => Some(Status::Associated),
        _ => None,
    }
}

fn read<'a>(columns: &[&'a str]) -> Option<Line<'a>> {
    let [_, letter, nom, _, population, _] = columns else {
        return None;
    };
    Some(Line { status: status(letter)?, names: vec![nom], population: population.parse().unwrap_or(0) })
}

/// The département of a commune's code: two characters, three overseas.
pub(crate) fn departement(code: &str) -> &str {
    let length = if code.starts_with("97") || code.starts_with("98") { 3 } else { 2 };
    code.get(..length).unwrap_or(code)
}

fn describe(table: &Table, columns: &[&str], typed: Option<&str>) -> Option<Entry> {
    let [code, letter, nom, parent, population, postal] = *columns else {
        return None;
    };
    let departement = departement(code);
    let codes_postaux: Vec<String> = postal.split(' ').filter(|code| !code.is_empty()).map(str::to_owned).collect();
    let shown =
        typed.and_then(|typed| codes_postaux.iter().find(|code| code.starts_with(typed))).or(codes_postaux.first());
    let status = status(letter)?;
    let mut detail: Vec<&str> = Vec::new();
    match status {
        Status::Delegated | Status::Associated => {
            detail.extend(departements::name(departement));
            detail.extend(table.current_name(parent).filter(|name| *name != nom));
        }
        _ => {
            detail.extend(shown.map(String::as_str));
            detail.extend(departements::name(departement).filter(|name| *name != nom));
        }
    }
    Some(Entry {
        code: code.to_owned(),
        nom: nom.to_owned(),
        detail: detail.join(", "),
        status,
        departement: Some(departement.to_owned()),
        codes_postaux,
        parent: Some(parent.to_owned()).filter(|parent| !parent.is_empty()),
        iso: None,
        population: population.parse().ok(),
    })
}
