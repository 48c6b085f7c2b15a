//! Reads countries and nationalities: `data/pays.tsv`, written for this project. One file, two lists: a stateless person has a
//! nationality's line without a country, a territory without citizens of its own a country's line without a nationality.

use std::borrow::Cow;

use crate::table::{Layout, Line, Table};
use crate::{Entry, Status};

const DATA: &str = include_str!("../data/pays.tsv");

pub(crate) fn load_pays() -> Table {
    Table::build(
        Cow::Borrowed(DATA),
        Layout {
            read: |columns| read(columns, false),
            describe: |_, columns, _| describe(columns, false),
            postal: None,
        },
    )
}

pub(crate) fn load_nationalites() -> Table {
    Table::build(
        Cow::Borrowed(DATA),
        Layout { read: |columns| read(columns, true), describe: |_, columns, _| describe(columns, true), postal: None },
    )
}

/// One nationality is far more often chosen than any other here.
const FIRST: &str = "99100";

fn read<'a>(columns: &[&'a str], nationality: bool) -> Option<Line<'a>> {
    let [code, iso, pays, nationalite, aliases, ..] = *columns else {
        return None;
    };
    let (name, other) = if nationality { (nationalite, pays) } else { (pays, nationalite) };
    if name.is_empty() {
        return None;
    }
    let names = [name, other, iso].into_iter().chain(aliases.split('|')).filter(|name| !name.is_empty()).collect();
    Some(Line { status: Status::Current, names, population: u32::from(code == FIRST) })
}

fn describe(columns: &[&str], nationality: bool) -> Option<Entry> {
    let [code, iso, pays, nationalite, ..] = *columns else {
        return None;
    };
    let (nom, detail) = if nationality { (nationalite, pays) } else { (pays, "") };
    Some(Entry {
        code: code.to_owned(),
        nom: nom.to_owned(),
        detail: detail.to_owned(),
        status: Status::Current,
        departement: None,
        codes_postaux: Vec::new(),
        parent: None,
        iso: Some(iso.to_owned()),
        population: None,
    })
}
