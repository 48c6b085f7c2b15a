//! Writes tables as French spreadsheets read them: UTF-8 with a byte order mark, semicolons, lines that end by CR LF (RFC 4180 else).
//!
//! What a citizen typed is never a formula: [`Cell::Text`] puts an apostrophe before what a spreadsheet would take for one.

use std::io::{self, Write};

/// The media type of what is written here.
pub const MIME: &str = "text/csv";
/// What the file begins with, by which spreadsheets know UTF-8.
const MARK: &str = "\u{FEFF}";

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Anything that people or other programs have written.
    Text(String),
    /// What this platform itself makes: a number, a date, a word of its own.
    Own(String),
}

impl Cell {
    /// A cell with nothing in it.
    pub fn blank() -> Self {
        Self::Own(String::new())
    }
}

/// Writes one table, a row after the other.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
}

impl<W: Write> Writer<W> {
    /// Begins a table with its header.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new<'a>(mut out: W, header: impl IntoIterator<Item = &'a str>) -> io::Result<Self> {
        out.write_all(MARK.as_bytes())?;
        let mut writer = Self { out };
        writer.line(header.into_iter())?;
        Ok(writer)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Those of the output.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a Cell>) -> io::Result<()> {
        self.line(cells.into_iter().map(|cell| match cell {
            Cell::Text(text) => guarded(text),
            Cell::Own(text) => std::borrow::Cow::Borrowed(text.as_str()),
        }))
    }

    /// The output so far, for who carries it on.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// The output, once all is written.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn line(&mut self, cells: impl Iterator<Item = impl AsRef<str>>) -> io::Result<()> {
        for (place, cell) in cells.enumerate() {
            if place > 0 {
                self.out.write_all(b";")?;
            }
            self.cell(cell.as_ref())?;
        }
        self.out.write_all(b"\r\n")
    }

    fn cell(&mut self, text: &str) -> io::Result<()> {
        let quoted = text.contains([';', '"', '\r', '\n', '\t']) || text.trim() != text;
        if !quoted {
            return self.out.write_all(text.as_bytes());
        }
        write!(self.out, "\"{}\"", text.replace('"', "\"\""))
    }
}

/// The text, behind an apostrophe where a spreadsheet would calculate it: `=`, `+`, `-`, `@` first, their wide forms, or a sign that is skipped
/// before them.
fn guarded(text: &str) -> std::borrow::Cow<'_, str> {
    let begins = text.starts_with(['\t', '\r', '\n'])
        || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if begins { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cells: &[Cell]) -> String {
        let mut writer = Writer::new(Vec::new(), ["a", "b;c"]).unwrap();
        writer.row(cells).unwrap();
        String::from_utf8(writer.into_inner()).unwrap()
    }

    #[test]
    fn what_a_citizen_typed_is_never_a_formula() {
        for hostile in ["=1+1", "+33 6", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "\u{a0}=1", "\n=1"] {
            let line = written(&[Cell::Text(hostile.to_owned())]);
            let row = line.split_once("\r\n").unwrap().1;
            assert!(row.starts_with('\'') || row.starts_with("\"'"), "{row:?}");
        }
        assert!(written(&[Cell::Own("-12,50".to_owned())]).ends_with("\r\n-12,50\r\n"), "a number stays one");
        assert!(written(&[Cell::Text("L'Haÿ".to_owned())]).ends_with("\r\nL'Haÿ\r\n"));
    }

    #[test]
    fn a_cell_holds_whatever_it_holds() {
        let cells = ["a;b", "dit \"oui\"", "une\nligne", " x", ""].map(|text| Cell::Text(text.to_owned()));
        assert_eq!(written(&cells), "\u{FEFF}a;\"b;c\"\r\n\"a;b\";\"dit \"\"oui\"\"\";\"une\nligne\";\" x\";\r\n");
    }
}
