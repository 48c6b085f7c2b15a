//! Holds what a citizen has answered: one typed value a place, with its source and its time.
//!
//! Paths are dotted: field ids and, inside a repeated group, the row's id (`vehicules.r7k2q.plaque`).

mod provenance;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use self::provenance::Source;
use crate::{handover::Handed, known::Agreed, removed::Removed, source::Search, taken_back::TakenBack};

/// A date of which the day, or the day and the month, may be unknown, as civil status has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartialDate {
    /// The year, 1 to 9999.
    pub year: i16,
    /// The month, 1 to 12, where known.
    pub month: Option<i8>,
    /// The day, 1 to 31, where known; never without a month.
    pub day: Option<i8>,
}

impl PartialDate {
    /// The calendar date, where day and month are known.
    pub fn full(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }

    /// Reads `1962`, `1962-08`, `1962-08-24` and FranceConnect's `1962-08-00`, `1962-00-00`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let mut next = || -> Option<Option<i8>> {
            match parts.next() {
                None | Some("00") => Some(None),
                Some(part) if part.len() == 2 => part.parse().ok().map(Some),
                Some(_) => None,
            }
        };
        let (month, day) = (next()?, next()?);
        if parts.next().is_some() || year < 1 {
            return None;
        }
        match (month, day) {
            (None, Some(_)) => None,
            (Some(m), None) if !(1..=12).contains(&m) => None,
            (Some(m), Some(d)) if Date::new(year, m, d).is_err() => None,
            _ => Some(Self { year, month, day }),
        }
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// A file that a citizen attached; its bytes lie in the store under `id`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileRef {
    /// The attachment's id in the store.
    pub id: String,
    /// The cleaned file name.
    pub name: String,
    /// The type found in the content.
    pub mime: String,
    /// In bytes.
    pub size: u64,
    /// Of the bytes as stored, in lower-case hexadecimal.
    pub sha256: String,
    /// Where it came from; none of what was joined on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// One value of one field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// Text, e-mail, phone, and the constant of a radio or a select.
    Text(String),
    /// Yes or no; an attestation is `true`.
    YesNo(bool),
    /// Integer, decimal, money: exact.
    Number(Decimal),
    /// A calendar date.
    Date(Date),
    /// A date of which a part may be unknown.
    PartialDate(PartialDate),
    /// The constants of the ticked boxes, in the order of the options.
    Choices(Vec<String>),
    /// An entry of a référentiel.
    Entry {
        /// Its code there.
        code: String,
        /// Its name when it was chosen.
        nom: String,
    },
    /// The files of an attachment field.
    Files(Vec<FileRef>),
}

/// An answer: the value where it could be read, else what was typed, so that nothing is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The value; `None` where the boxes were left empty or could not be read.
    pub value: Option<Value>,
    /// What the boxes held when they could not be read, by box (`""`, `"day"`, `"month"`, `"year"`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub typed: BTreeMap<String, String>,
    /// Where it came from; typed where a stored answer does not say.
    #[serde(default, skip_serializing_if = "is_typed")]
    pub source: Source,
    /// When it was given.
    pub at: Timestamp,
}

/// All the answers of a draft, also those that are hidden at the moment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Answers {
    /// One answer a field, by its path.
    #[serde(default)]
    pub(crate) entries: BTreeMap<String, Answer>,
    /// The row ids of each repeated group, in order, by the group's path.
    #[serde(default)]
    pub(crate) rows: BTreeMap<String, Vec<String>>,
    /// What came of questions to sources, by the component's path and the source's id (`adresse:ban`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    searches: BTreeMap<String, Search>,
    /// How often sources were asked.
    #[serde(default, skip_serializing_if = "is_zero")]
    calls: u32,
    /// The warnings that were told, by their marks, and when the citizen went on all the same; none as long as they have not.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    warned: BTreeMap<String, Option<Timestamp>>,
    /// What the directory said of recipients that conditions ask about, by their ids: a dossier is read for ever as it was filed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    connections: BTreeMap<String, Connection>,
    /// The row or file that was taken away last, until the citizen goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    removed: Option<Removed>,
    /// The ids of the pages that were sent and could not go on: whoever comes back to one reads why.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    refused: BTreeSet<String>,
    /// What may be filled in of what is known of the citizen; nothing as long as they have not decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) agreed: Option<Agreed>,
    /// What another site handed over for the citizen; none of it is an answer before they agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    handed: Option<Handed>,
    /// What was filled in and taken back since, by its path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) taken_back: BTreeMap<String, TakenBack>,
}

/// What the directory said of a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Connection {
    /// The code of the commune that led to it, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commune: Option<String>,
    /// Whether it is connected.
    connected: bool,
}

/// The most places of a draft at which sources are asked.
const MOST_SEARCHES: usize = 300;

/// Takes out of a map what has such a key.
fn take<V>(map: &mut BTreeMap<String, V>, is_inside: impl Fn(&str) -> bool) -> BTreeMap<String, V> {
    let all = std::mem::take(map);
    let (inside, others) = all.into_iter().partition(|(key, _)| is_inside(key));
    *map = others;
    inside
}

fn is_typed(source: &Source) -> bool {
    *source == Source::Typed
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Answers {
    /// The answer at `path`.
    pub fn get(&self, path: &str) -> Option<&Answer> {
        self.entries.get(path)
    }

    /// The value at `path`, where one could be read.
    pub fn value(&self, path: &str) -> Option<&Value> {
        self.entries.get(path)?.value.as_ref()
    }

    /// Sets the answer at `path`.
    pub fn set(&mut self, path: impl Into<String>, answer: Answer) {
        let path = path.into();
        self.taken_back.remove(&path);
        self.entries.insert(path, answer);
    }

    /// Forgets the answer at `path`.
    pub fn remove(&mut self, path: &str) -> Option<Answer> {
        self.entries.remove(path)
    }

    /// The ids of the rows of the repeated group at `path`, in order.
    pub fn rows(&self, path: &str) -> &[String] {
        self.rows.get(path).map_or(&[], Vec::as_slice)
    }

    /// Adds a row at the end, unless it is there.
    pub fn add_row(&mut self, path: &str, row: &str) {
        let rows = self.rows.entry(path.to_owned()).or_default();
        if !rows.iter().any(|known| known == row) {
            rows.push(row.to_owned());
        }
    }

    /// Moves a row one place up or down; false where it stands at that end already or is none.
    pub fn move_row(&mut self, path: &str, row: &str, up: bool) -> bool {
        let Some(rows) = self.rows.get_mut(path) else { return false };
        let Some(from) = rows.iter().position(|known| known == row) else { return false };
        let to = if up { from.checked_sub(1) } else { Some(from + 1).filter(|to| *to < rows.len()) };
        let Some(to) = to else { return false };
        rows.swap(from, to);
        true
    }

    /// Puts a copy of a row, `copy`, right behind it: all that was answered in it but its files, which are one row's.
    pub fn copy_row(&mut self, path: &str, row: &str, copy: &str, at: Timestamp) -> bool {
        let Some(rows) = self.rows.get_mut(path) else { return false };
        let Some(place) = rows.iter().position(|known| known == row) else { return false };
        rows.insert(place + 1, copy.to_owned());
        let (from, to) = (format!("{path}.{row}."), format!("{path}.{copy}."));
        let inner: Vec<(String, Vec<String>)> = self
            .rows
            .range(from.clone()..)
            .take_while(|(group, _)| group.starts_with(&from))
            .map(|(group, rows)| (group.replacen(&from, &to, 1), rows.clone()))
            .collect();
        self.rows.extend(inner);
        let entries: Vec<(String, Answer)> = self
            .entries
            .range(from.clone()..)
            .take_while(|(path, _)| path.starts_with(&from))
            // What is verified is so of whom it was asked about, and the copy may become somebody else's.
            .filter(|(_, answer)| !matches!(answer.value, Some(Value::Files(_))) && !answer.source.is_verified())
            .map(|(path, answer)| (path.replacen(&from, &to, 1), Answer { at, ..answer.clone() }))
            .collect();
        self.entries.extend(entries);
        true
    }

    /// Removes a row with all that was answered in it; returns what it held.
    pub fn remove_row(&mut self, path: &str, row: &str) -> Self {
        if let Some(rows) = self.rows.get_mut(path) {
            rows.retain(|known| known != row);
        }
        let (prefix, own) = (format!("{path}.{row}."), format!("{path}.{row}:"));
        let is_inside = |key: &str| key.starts_with(&prefix) || key.starts_with(&own);
        Self {
            entries: take(&mut self.entries, is_inside),
            rows: take(&mut self.rows, is_inside),
            searches: take(&mut self.searches, is_inside),
            ..Self::default()
        }
    }

    /// Puts what a row held back into it, and the row where it stood.
    pub(crate) fn put_row_back(&mut self, path: &str, row: &str, index: usize, held: &Self) {
        if let Some(rows) = self.rows.get_mut(path) {
            rows.retain(|known| known != row);
            rows.insert(index.min(rows.len()), row.to_owned());
        }
        self.entries.extend(held.entries.clone());
        self.rows.extend(held.rows.clone());
        self.searches.extend(held.searches.clone());
    }

    /// Keeps what was taken away, to be put back; what was kept before is given back.
    pub(crate) fn keep_removed(&mut self, removed: Removed) -> Option<Removed> {
        self.removed.replace(removed)
    }

    /// What was taken away last and can be put back.
    pub fn removed(&self) -> Option<&Removed> {
        self.removed.as_ref()
    }

    /// Keeps it no longer.
    pub fn forget_removed(&mut self) -> Option<Removed> {
        self.removed.take()
    }

    /// Whether the warning with this mark was told.
    pub fn was_warned(&self, mark: &str) -> bool {
        self.warned.contains_key(mark)
    }

    /// When the citizen passed the warning with this mark; none as long as they have not.
    pub fn passed(&self, mark: &str) -> Option<Timestamp> {
        self.warned.get(mark).copied().flatten()
    }

    /// Remembers that the warning with this mark was told, or passed at a time. One that was passed stays so.
    pub fn warn(&mut self, mark: &str, passed: Option<Timestamp>) {
        let told = self.warned.entry(mark.to_owned()).or_default();
        *told = told.or(passed);
    }

    /// The marks of the warnings that were told.
    pub fn warned(&self) -> impl Iterator<Item = &str> {
        self.warned.keys().map(String::as_str)
    }

    /// Forgets the warnings with these marks.
    pub fn forget_warnings(&mut self, marks: &[String]) {
        for mark in marks {
            self.warned.remove(mark);
        }
    }

    /// Whether the directory said that this recipient is connected, when the answers led to it by this commune; none where it was not asked.
    pub fn connected(&self, recipient: &str, commune: Option<&str>) -> Option<bool> {
        let known = self.connections.get(recipient)?;
        (known.commune.as_deref() == commune).then_some(known.connected)
    }

    /// Remembers what the directory said of a recipient.
    pub fn set_connected(&mut self, recipient: &str, commune: Option<&str>, connected: bool) {
        let known = Connection { commune: commune.map(str::to_owned), connected };
        self.connections.insert(recipient.to_owned(), known);
    }

    /// Takes over what the directory said from other answers.
    pub fn take_connections(&mut self, other: &Self) {
        self.connections.clone_from(&other.connections);
    }

    /// What came of a question to a source.
    pub fn search(&self, key: &str) -> Option<&Search> {
        self.searches.get(key)
    }

    /// Every question to a source, and what came of it.
    pub fn searches(&self) -> impl Iterator<Item = (&str, &Search)> {
        self.searches.iter().map(|(key, search)| (key.as_str(), search))
    }

    /// Keeps what came of a question to a source; of more places than any draft has, nothing.
    pub fn set_search(&mut self, key: &str, search: Search) {
        if self.searches.contains_key(key) || self.searches.len() < MOST_SEARCHES {
            self.searches.insert(key.to_owned(), search);
        }
    }

    /// Forgets what sources were asked: what they gave stands in the answers.
    pub fn forget_searches(&mut self) {
        self.searches.clear();
        self.calls = 0;
    }

    /// How often sources were asked.
    pub fn calls(&self) -> u32 {
        self.calls
    }

    /// Counts a question to a source.
    pub fn count_call(&mut self) {
        self.calls = self.calls.saturating_add(1);
    }

    /// Remembers whether the page with this id could go on when it was sent.
    pub fn note_sent(&mut self, page: &str, refused: bool) {
        if refused {
            self.refused.insert(page.to_owned());
        } else {
            self.refused.remove(page);
        }
    }

    /// Whether the page with this id was sent and could not go on.
    pub fn was_refused(&self, page: &str) -> bool {
        self.refused.contains(page)
    }

    /// What another site handed over for the citizen.
    pub fn handed(&self) -> Option<&Handed> {
        self.handed.as_ref()
    }

    /// Answers of nothing but what another site handed over.
    pub fn of_handed(handed: Handed) -> Self {
        Self { handed: Some(handed), ..Self::default() }
    }

    /// Forgets what is of use only while one fills in.
    pub fn forget_filling(&mut self) {
        self.handed = None;
        self.forget_searches();
        self.removed = None;
        self.taken_back.clear();
        self.refused.clear();
    }

    /// Every answer, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.entries.iter().map(|(path, answer)| (path.as_str(), answer))
    }

    /// The answers whose path begins with `prefix`, in the order of the paths.
    pub fn within(&self, prefix: &str) -> impl Iterator<Item = (&str, &Answer)> {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let inside = self.entries.range::<str, _>(from).take_while(move |(path, _)| path.starts_with(prefix));
        inside.map(|(path, answer)| (path.as_str(), answer))
    }

    /// Whether nothing has been answered.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.rows.is_empty()
    }
}
