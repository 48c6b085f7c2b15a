//! Says which signs of a recap are printed as numbers because no face has them, so that whoever confirms it knows before.

use form::recap::{Entry, Recap};

use crate::{Fault, face::Faces, text};

/// The most signs that are told.
const MOST: usize = 20;

/// The signs of the answers that no face has, in the order in which they come, each once; the first twenty of them.
///
/// # Errors
/// [`Fault::Font`] where a built-in face cannot be read.
pub fn unprinted(recap: &Recap) -> Result<Vec<char>, Fault> {
    let faces = Faces::shared()?;
    let mut found = Vec::new();
    let mut look = |text: &str| note(faces, text, &mut found);
    for section in &recap.sections {
        entries(&section.entries, &mut look);
    }
    Ok(found)
}

/// The signs of a text that no face has, as those of a recap.
///
/// # Errors
/// [`Fault::Font`] where a built-in face cannot be read.
pub fn unprinted_in(text: &str) -> Result<Vec<char>, Fault> {
    let mut found = Vec::new();
    note(Faces::shared()?, text, &mut found);
    Ok(found)
}

fn note(faces: &Faces, text: &str, found: &mut Vec<char>) {
    if text.is_ascii() {
        return;
    }
    for sign in text::clean(text).chars().filter(|sign| *sign != '\n' && !faces.draw(*sign)) {
        if found.len() < MOST && !found.contains(&sign) {
            found.push(sign);
        }
    }
}

fn entries(of: &[Entry], look: &mut impl FnMut(&str)) {
    for entry in of {
        match entry {
            Entry::Answer { lines, .. } => lines.iter().for_each(|line| look(line)),
            Entry::Group { title, entries: inside, .. } => {
                look(title);
                entries(inside, look);
            }
            Entry::Table { rows, .. } => {
                for row in rows {
                    look(&row.title);
                    row.cells.iter().for_each(|cell| look(cell));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use form::recap::{Row, Section};

    use super::*;

    fn answer(lines: &[&str]) -> Entry {
        Entry::Answer {
            path: String::new(),
            label: String::new(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            source: None,
            files: Vec::new(),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn only_what_no_face_has_is_told_once_and_from_everywhere() {
        let row =
            Row { title: "Ligne".to_owned(), cells: vec!["字漢".to_owned()], total: false, sources: Vec::new() };
        let table = Entry::Table {
            path: String::new(),
            title: String::new(),
            heading: String::new(),
            columns: Vec::new(),
            rows: vec![row],
            warnings: Vec::new(),
        };
        let group = Entry::Group {
            path: String::new(),
            title: "Groupe".to_owned(),
            entries: vec![answer(&["Merci \u{1F98A}"]), table],
            warnings: Vec::new(),
        };
        let printed =
            ["Zoé d’Œuvre – 1\u{202F}234,50\u{A0}€", "Ελένη Жуковъ", "محمد שלום", "e\u{301}te\u{301}", "a\u{0}b\r\nc"];
        let entries = vec![answer(&printed), answer(&["漢字", "漢"]), group];
        let section = Section { page: String::new(), title: String::new(), entries };
        let recap = Recap { title: String::new(), sections: vec![section], files: Vec::new() };
        assert_eq!(unprinted(&recap).unwrap(), ['漢', '字', '\u{1F98A}']);
    }
}
