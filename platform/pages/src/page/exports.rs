//! Many cases of a desk in one file.

use jiff::{Zoned, civil::Date};
use serde::Serialize;

use super::{Chrome, Download, Fault, pages};

pages! {
    Exports => "page/exports.html",
}

/// The exports of an agent, and asking for another. Posts the filters, `_key` and `_act`: `csv`, `zip`; `remove` with `export`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exports {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the forms post.
    pub action: String,
    /// Tells one request from the same one sent twice.
    pub key: String,
    /// What the cases are narrowed to: names and values to be posted.
    pub filters: Vec<(String, String)>,
    /// The same in words.
    pub filters_said: Vec<String>,
    /// The inbox with these filters.
    pub inbox_href: String,
    /// The latest first.
    pub rows: Vec<ExportRow>,
    /// Something was done just now: a sentence's id.
    pub done: Option<String>,
    /// What is wrong; field `export`.
    pub faults: Vec<Fault>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExportRow {
    /// Its id.
    pub id: String,
    /// `csv` or `zip`.
    pub form: String,
    /// When it was asked for.
    pub asked_at: Zoned,
    /// What the cases were narrowed to, in words.
    pub filters: Vec<String>,
    /// How many cases.
    pub total: u64,
    /// How many of them were looked at so far.
    pub written: u64,
    /// How many of them are not in it.
    pub left_out: u64,
    /// Its file.
    pub file: Option<Download>,
    /// Why there is none, and will be none.
    pub fault: Option<Fault>,
    /// The last day.
    pub until: Date,
}
