//! Draws the recap: sections, groups, label and value, as the citizen confirmed them.

use form::{
    answers::Source,
    recap::{Column, Entry, FileSource, Recap, Row},
    vault::Origin,
};

use crate::{
    flow::{Flow, Pair, Sheet, SheetRow},
    look::{BODY, GROUP, HEADING, NOTE, SOFT, Style},
    say::Say,
};

/// The heading tags, from the document's title down.
const TAGS: [&str; 6] = ["H1", "H2", "H3", "H4", "H5", "H6"];

/// Every section of the recap, its headings of this level.
pub(crate) fn draw(flow: &mut Flow, recap: &Recap, level: usize, say: Say) {
    for section in &recap.sections {
        flow.continue_as(None);
        heading(flow, level, &section.title, HEADING, (18.0, 4.0));
        flow.continue_as(Some(say.continued(&section.title)));
        entries(flow, &section.entries, level + 1, say);
    }
    flow.continue_as(None);
}

fn heading(flow: &mut Flow, level: usize, title: &str, style: Style, space: (f32, f32)) {
    let level = level.min(TAGS.len());
    flow.heading(TAGS[level - 1], u8::try_from(level).unwrap_or(u8::MAX), title, style, space);
}

fn entries(flow: &mut Flow, entries: &[Entry], level: usize, say: Say) {
    let mut pairs = Vec::new();
    for entry in entries {
        match entry {
            Entry::Answer { label, lines, source, files, warnings, .. } => {
                let mut pair = pair(label, lines, (source.as_ref(), files), say);
                pair.values.extend(warnings.iter().map(|warning| (warned(warning, say), Some(NOTE))));
                pairs.push(pair);
            }
            Entry::Table { title, heading: first, columns, rows, warnings, .. } => {
                flow.pairs(&std::mem::take(&mut pairs));
                heading(flow, level, title, GROUP, (9.0, 1.0));
                for warning in warnings {
                    flow.paragraph(&warned(warning, say), NOTE);
                }
                table(flow, first, columns, rows, say);
            }
            Entry::Group { title, entries: inside, warnings, .. } => {
                flow.pairs(&std::mem::take(&mut pairs));
                heading(flow, level, title, GROUP, (9.0, 1.0));
                for warning in warnings {
                    flow.paragraph(&warned(warning, say), NOTE);
                }
                self::entries(flow, inside, level + 1, say);
            }
        }
    }
    flow.pairs(&pairs);
}

/// Rows and columns of answers: numbers stand right, so that their digits stand under each other.
fn table(flow: &mut Flow, heading: &str, columns: &[Column], rows: &[Row], say: Say) {
    let heading = if heading.is_empty() { say.it("receipt-table-row") } else { heading.to_owned() };
    let sheet = Sheet {
        head: columns
            .iter()
            .any(|column| !column.title.is_empty())
            .then(|| std::iter::once(heading).chain(columns.iter().map(|column| column.title.clone())).collect()),
        numbers: columns.iter().map(|column| column.number).collect(),
        rows: rows
            .iter()
            .map(|row| SheetRow {
                title: if row.title.is_empty() { say.it("receipt-table-total") } else { row.title.clone() },
                cells: row.cells.clone(),
                total: row.total,
            })
            .collect(),
    };
    flow.sheet(&sheet);
}

/// What the citizen was warned of, and meant all the same.
fn warned(warning: &str, say: Say) -> String {
    say.with("receipt-warning-passed", &[("warning", warning.into())])
}

/// Where a file came from that was chosen among the citizen's documents.
fn document(source: &Source, say: Say) -> Option<String> {
    let Source::Vault { kept_on, origin, .. } = source else { return None };
    let date = ("date", say.date(*kept_on).into());
    Some(match origin {
        Some(Origin::Demarche { title, .. }) if !title.is_empty() => {
            say.with("receipt-source-document-from", &[date, ("demarche", title.into())])
        }
        Some(Origin::Identity { provider: by } | Origin::Administration { name: by }) => {
            say.with("receipt-source-document-by", &[date, ("by", by.into())])
        }
        Some(Origin::OwnPage) => say.with("receipt-source-document-own", &[date]),
        _ => say.with("receipt-source-document", &[date]),
    })
}

fn pair(label: &str, lines: &[String], (source, files): (Option<&Source>, &[FileSource]), say: Say) -> Pair {
    let blank = Style { tone: SOFT, ..BODY };
    let mut values: Vec<(String, Option<Style>)> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        values.push((line.clone(), None));
        let came = files.iter().filter(|file| file.line == at);
        values.extend(came.filter_map(|file| Some((document(&file.source, say)?, Some(NOTE)))));
    }
    if lines.iter().all(|line| line.trim().is_empty()) {
        values = vec![(say.it("receipt-blank"), Some(blank))];
    }
    let said = match source {
        None | Some(Source::Typed) => None,
        Some(Source::Computed) => Some(say.it("receipt-source-computed")),
        Some(Source::Vault { kept_on, origin, .. }) => {
            let date = ("date", say.date(*kept_on).into());
            Some(match origin {
                Some(Origin::Demarche { title, .. }) if !title.is_empty() => {
                    say.with("receipt-source-vault-from", &[date, ("demarche", title.into())])
                }
                Some(Origin::Identity { provider: by } | Origin::Administration { name: by }) => {
                    say.with("receipt-source-vault-by", &[date, ("by", by.into())])
                }
                Some(Origin::OwnPage) => say.with("receipt-source-vault-own", &[date]),
                _ => say.with("receipt-source-vault", &[date]),
            })
        }
        Some(Source::Identity { provider, name, on, .. }) => {
            let by = ("provider", if name.is_empty() { provider } else { name }.into());
            Some(match on {
                Some(day) => say.with("receipt-source-identity-on", &[by, ("date", say.date(*day).into())]),
                None => say.with("receipt-source-identity", &[by]),
            })
        }
        Some(Source::Site { name, on, .. }) => {
            Some(say.with("receipt-source-site", &[("site", name.into()), ("date", say.date(*on).into())]))
        }
        Some(Source::Dossier { title, reference, on, .. }) => {
            let date = ("date", say.date(*on).into());
            Some(match title.is_empty() {
                true => say.with("receipt-source-dossier", &[date]),
                false => say.with(
                    "receipt-source-dossier-from",
                    &[date, ("demarche", title.into()), ("reference", reference.into())],
                ),
            })
        }
        Some(Source::DataSource { name, on, verified, .. }) => {
            let key = match (on, verified) {
                (None, _) => "receipt-source-data",
                (Some(_), false) => "receipt-source-data-on",
                (Some(_), true) => "receipt-source-verified",
            };
            let date = on.map(|day| say.date(day)).unwrap_or_default();
            Some(say.with(key, &[("name", name.into()), ("date", date.into())]))
        }
    };
    values.extend(said.map(|said| (said, Some(NOTE))));
    Pair { label: label.to_owned(), values }
}
