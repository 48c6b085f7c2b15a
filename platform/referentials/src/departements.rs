//! Reads the départements and overseas collectivities: `data/departements.tsv`, which `update.mjs` makes from the npm package.

use std::borrow::Cow;

use crate::table::{Layout, Line, Table};
use crate::{Entry, Status};

const DATA: &str = include_str!("../data/departements.tsv");

pub(crate) fn load() -> Table {
    Table::build(Cow::Borrowed(DATA), Layout { read, describe, postal: None })
}

/// The name of the département of this code: a hundred short lines, read as they stand.
pub(crate) fn name(code: &str) -> Option<&'static str> {
    DATA.lines().find_map(|line| line.strip_prefix(code)?.strip_prefix('\t'))
}

fn read<'a>(columns: &[&'a str]) -> Option<Line<'a>> {
    let [_, nom] = *columns else { return None };
    Some(Line { status: Status::Current, names: vec![nom], population: 0 })
}

fn describe(_: &Table, columns: &[&str], _: Option<&str>) -> Option<Entry> {
    let [code, nom] = *columns else { return None };
    Some(Entry {
        code: code.to_owned(),
        nom: nom.to_owned(),
        detail: code.to_owned(),
        status: Status::Current,
        departement: None,
        codes_postaux: Vec::new(),
        parent: None,
        iso: None,
        population: None,
    })
}
