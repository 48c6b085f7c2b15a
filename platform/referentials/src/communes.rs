//! Reads the communes: `data/communes.tsv`, which `update.mjs` makes from the npm package.

use std::borrow::Cow;

use crate::table::{Layout, Line, Table};
use crate::{Entry, Status, departements};

const DATA: &str = include_str!("../data/communes.tsv");

pub(crate) fn load() -> Table {
    Table::build(Cow::Borrowed(DATA), Layout { read, describe, postal: Some(5) })
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
