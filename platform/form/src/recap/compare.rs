//! Sets two recaps of one filing beside each other: what was answered, and what is answered now.

use serde::Serialize;

use super::{Entry, Recap};
use crate::path;

/// One answer, before and now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Its path.
    pub path: String,
    /// The question, behind the titles of the groups around it.
    pub label: String,
    /// As it was; none where there was none.
    pub before: Vec<String>,
    /// As it is; none where there is none any more.
    pub after: Vec<String>,
    /// Whether it is another one: files of one name may differ.
    pub changed: bool,
}

/// The answers at `asked`, and whatever else is not as it was: of `changed` the paths are known. In the order of the recap now;
/// `total` is what the totals of a list are called.
pub fn compare(before: &Recap, after: &Recap, asked: &[String], changed: &[String], total: &str) -> Vec<Compared> {
    let (was, is) = (lines(before, total), lines(after, total));
    let of = |all: &[Line], path: &str| {
        all.iter().find(|line| line.path == path).map(|line| line.lines.clone()).unwrap_or_default()
    };
    let gone = was.iter().filter(|line| !is.iter().any(|now| now.path == line.path));
    let concerns = |told: &[String], path: &str| told.iter().any(|one| path::is_within(one, path));
    is.iter()
        .chain(gone)
        .filter_map(|line| {
            let (before, after) = (of(&was, &line.path), of(&is, &line.path));
            let changed = before != after || concerns(changed, &line.path);
            (changed || concerns(asked, &line.path)).then(|| Compared {
                path: line.path.clone(),
                label: line.label.clone(),
                before,
                after,
                changed,
            })
        })
        .collect()
}

struct Line {
    path: String,
    label: String,
    lines: Vec<String>,
}

fn lines(recap: &Recap, total: &str) -> Vec<Line> {
    let mut found = Vec::new();
    for section in &recap.sections {
        gather(&section.entries, "", total, &mut found);
    }
    found
}

fn gather(entries: &[Entry], above: &str, total: &str, found: &mut Vec<Line>) {
    let called = |title: &str| if above.is_empty() { title.to_owned() } else { format!("{above} – {title}") };
    for entry in entries {
        match entry {
            Entry::Answer { path, label, lines, .. } => {
                found.push(Line { path: path.clone(), label: called(label), lines: lines.clone() });
            }
            Entry::Group { title, entries, .. } => gather(entries, &called(title), total, found),
            Entry::Table { path, title, rows, .. } => {
                let row = |row: &super::Row| {
                    let cells = row.cells.iter().filter(|cell| !cell.is_empty()).cloned();
                    // The totals of a list have no title of their own.
                    let title = if row.total && row.title.is_empty() { total } else { row.title.as_str() };
                    let told: Vec<String> =
                        Some(title.to_owned()).into_iter().filter(|title| !title.is_empty()).chain(cells).collect();
                    told.join(" · ")
                };
                let lines = rows.iter().map(row).collect();
                found.push(Line { path: path.clone(), label: called(title), lines });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recap::{Row, Section};

    fn recap(answers: &[(&str, &str)]) -> Recap {
        let answer = |(path, line): &(&str, &str)| Entry::Answer {
            path: (*path).to_owned(),
            label: path.to_uppercase(),
            lines: if line.is_empty() { Vec::new() } else { vec![(*line).to_owned()] },
            source: None,
            files: Vec::new(),
            warnings: Vec::new(),
        };
        let entries = answers.iter().map(answer).collect();
        let group = Entry::Group { path: "g".to_owned(), title: "Vous".to_owned(), entries, warnings: Vec::new() };
        let section = Section { page: "p".to_owned(), title: "P".to_owned(), entries: vec![group] };
        Recap { title: "T".to_owned(), sections: vec![section], files: Vec::new() }
    }

    #[test]
    fn what_was_asked_and_what_changed_is_told_and_nothing_else() {
        let before = recap(&[("nom", "A"), ("prenom", "B"), ("piece", "scan.pdf"), ("ville", "X"), ("age", "3")]);
        let after = recap(&[("nom", "C"), ("prenom", "B"), ("piece", "scan.pdf"), ("age", "3"), ("rue", "R")]);
        let told = compare(&before, &after, &["prenom".to_owned()], &["piece".to_owned()], "Total");
        let short: Vec<_> =
            told.iter().map(|one| (one.path.as_str(), one.before.len(), one.after.len(), one.changed)).collect();
        assert_eq!(
            short,
            [
                ("nom", 1, 1, true),
                ("prenom", 1, 1, false),
                ("piece", 1, 1, true),
                ("rue", 0, 1, true),
                ("ville", 1, 0, true)
            ]
        );
        assert_eq!(told[0].label, "Vous – NOM");
    }

    #[test]
    fn the_totals_of_a_list_are_called_so() {
        let row = |title: &str, cell: &str, total: bool| Row {
            title: title.to_owned(),
            cells: vec![String::new(), cell.to_owned()],
            total,
            sources: Vec::new(),
        };
        let table = |rows: Vec<Row>| Entry::Table {
            path: "vehicules".to_owned(),
            title: "Véhicules".to_owned(),
            heading: String::new(),
            columns: Vec::new(),
            rows,
            warnings: Vec::new(),
        };
        let recap = |rows: Vec<Row>| {
            let section = Section { page: "p".to_owned(), title: "P".to_owned(), entries: vec![table(rows)] };
            Recap { title: "T".to_owned(), sections: vec![section], files: Vec::new() }
        };
        let one = || row("Véhicule 1", "15,00 €", false);
        let (before, after) = (recap(vec![one()]), recap(vec![one(), row("", "15,00 €", true)]));
        let told = compare(&before, &after, &[], &[], "Total");
        assert_eq!(told[0].after, ["Véhicule 1 · 15,00 €", "Total · 15,00 €"]);
    }
}
