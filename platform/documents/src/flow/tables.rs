//! Sets label and value, and tables that go on overleaf.

use super::{Flow, baseline};
use crate::{
    look::{BODY, BOTTOM, COLUMN, LABEL, LEFT, NOTE, RIGHT, RULE, SOFT, STRONG, Style},
    text::Line,
};

/// Where the values stand beside their labels.
const VALUE_LEFT: f32 = LEFT + 176.0;
/// Around the lines of a row.
const ROW_SPACE: f32 = 3.5;
/// A row taller than this may be parted between two pages.
const UNPARTED: f32 = 260.0;

/// A label and what stands beside it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pair {
    pub(crate) label: String,
    pub(crate) values: Vec<(String, Option<Style>)>,
}

impl Pair {
    pub(crate) fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), values: vec![(value.into(), None)] }
    }
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) title: String,
    pub(crate) left: f32,
    pub(crate) width: f32,
    pub(crate) style: Style,
}

/// A table of answers: row heads, and numbers aligned on the right.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    /// The heads of all columns, that of the row heads first; none where each row is one answer.
    pub(crate) head: Option<Vec<String>>,
    /// Of each column but the row heads: whether it holds numbers.
    pub(crate) numbers: Vec<bool>,
    pub(crate) rows: Vec<SheetRow>,
}

/// A row of it.
#[derive(Debug, Clone)]
pub(crate) struct SheetRow {
    pub(crate) title: String,
    pub(crate) cells: Vec<String>,
    /// Set bold, under a stronger rule.
    pub(crate) total: bool,
}

/// A cell being set: its element, its lines from top to bottom.
struct Cell {
    tag: &'static str,
    scope: Option<&'static str>,
    left: f32,
    /// Lines end here and not begin at `left`, where given.
    right: Option<f32>,
    lines: Vec<(Line, Style)>,
}

impl Cell {
    /// Where the line with this number begins.
    fn start(&self, index: usize) -> f32 {
        match (self.right, self.lines.get(index)) {
            (Some(right), Some((line, style))) => right - line.points(*style),
            _ => self.left,
        }
    }
}

impl Flow {
    /// A table of answers; its head is said again on each page.
    pub(crate) fn sheet(&mut self, sheet: &Sheet) {
        const GAP: f32 = 10.0;
        // What the row is takes a third, or two where only one answer stands behind it.
        #[expect(clippy::cast_precision_loss, reason = "a table has a handful of columns")]
        let count = sheet.numbers.len().max(1) as f32;
        let first = if count < 2.0 { COLUMN * 0.66 } else { COLUMN * 0.3 };
        let width = (COLUMN - first) / count;
        #[expect(clippy::cast_precision_loss, reason = "a table has a handful of columns")]
        let left = |index: usize| LEFT + first + width * index as f32;
        let cell = |tag, scope, index: usize, number: bool, lines| Cell {
            tag,
            scope,
            left: left(index) + GAP,
            right: number.then(|| left(index) + width),
            lines,
        };
        let mut heads = Vec::new();
        for (index, title) in sheet.head.iter().flatten().enumerate() {
            let column = index.checked_sub(1);
            let lines = self.styled(title, NOTE, if column.is_some() { width - GAP } else { first - GAP });
            heads.push(match column {
                Some(column) => cell("TH", Some("Column"), column, sheet.numbers.get(column) == Some(&true), lines),
                None => Cell { tag: "TH", scope: Some("Column"), left: LEFT, right: None, lines },
            });
        }
        let mut rows = Vec::with_capacity(sheet.rows.len());
        for row in &sheet.rows {
            let (label, value) = if row.total { (STRONG, STRONG) } else { (LABEL, BODY) };
            let lines = self.styled(&row.title, label, first - GAP);
            let mut cells = vec![Cell { tag: "TH", scope: Some("Row"), left: LEFT, right: None, lines }];
            for (column, text) in row.cells.iter().enumerate() {
                let lines = self.styled(text, value, width - GAP);
                cells.push(cell("TD", None, column, sheet.numbers.get(column) == Some(&true), lines));
            }
            rows.push(cells);
        }
        let again = heads.iter().filter_map(|cell| Some((cell.lines.first()?.0.clone(), cell.start(0)))).collect();
        self.headed(heads, again, rows);
    }

    /// A table: what its columns are, then its rows; a head never stands over nothing.
    fn headed(&mut self, heads: Vec<Cell>, again: Vec<(Line, f32)>, rows: Vec<Vec<Cell>>) {
        let head = if heads.is_empty() { 0.0 } else { height(&heads) };
        self.begin(head + opening(&rows));
        self.tree.open("Table");
        if !heads.is_empty() {
            self.row_with_rule(heads, 0.7, SOFT);
            self.header = again;
        }
        self.rows(rows);
        self.header.clear();
        self.tree.close();
    }

    /// Labels and values, a rule under each.
    pub(crate) fn pairs(&mut self, pairs: &[Pair]) {
        if pairs.is_empty() {
            return;
        }
        let mut rows: Vec<Vec<Cell>> = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let label = self.styled(&pair.label, LABEL, VALUE_LEFT - LEFT - 16.0);
            let values = pair
                .values
                .iter()
                .flat_map(|(value, style)| self.styled(value, style.unwrap_or(BODY), RIGHT - VALUE_LEFT))
                .collect();
            rows.push(vec![
                Cell { tag: "TH", scope: Some("Row"), left: LEFT, right: None, lines: label },
                Cell { tag: "TD", scope: None, left: VALUE_LEFT, right: None, lines: values },
            ]);
        }
        self.headed(Vec::new(), Vec::new(), rows);
    }

    /// Rows one under the other; the last never stands alone on a page.
    fn rows(&mut self, rows: Vec<Vec<Cell>>) {
        let last_two: f32 = rows.iter().rev().take(2).map(|row| height(row)).sum();
        let before_last = rows.len().checked_sub(2);
        for (index, row) in rows.into_iter().enumerate() {
            if Some(index) == before_last && last_two <= UNPARTED {
                self.need(last_two);
            }
            self.row_with_rule(row, 0.45, RULE);
        }
    }

    /// A table with a header, said again on each page. Each cell is lines of text, the first in the column's style, the others as notes.
    pub(crate) fn table(&mut self, columns: &[Column], rows: &[Vec<Vec<String>>]) {
        let titles: Vec<Vec<(Line, Style)>> =
            columns.iter().map(|column| self.styled(&column.title, NOTE, column.width)).collect();
        let heads: Vec<Cell> = columns
            .iter()
            .zip(titles)
            .map(|(column, lines)| Cell { tag: "TH", scope: Some("Column"), left: column.left, right: None, lines })
            .collect();
        let again = heads.iter().filter_map(|cell| Some((cell.lines.first()?.0.clone(), cell.left))).collect();
        let mut set: Vec<Vec<Cell>> = Vec::with_capacity(rows.len());
        for row in rows {
            let cells = columns
                .iter()
                .zip(row)
                .map(|(column, texts)| {
                    let lines = texts
                        .iter()
                        .enumerate()
                        .flat_map(|(rank, text)| {
                            self.styled(text, if rank == 0 { column.style } else { NOTE }, column.width)
                        })
                        .collect();
                    Cell { tag: "TD", scope: None, left: column.left, right: None, lines }
                })
                .collect();
            set.push(cells);
        }
        self.headed(heads, again, set);
    }

    fn styled(&mut self, text: &str, style: Style, width: f32) -> Vec<(Line, Style)> {
        self.typesetter.lines(text, style, width).into_iter().map(|line| (line, style)).collect()
    }

    fn row_with_rule(&mut self, mut cells: Vec<Cell>, thickness: f32, tone: f32) {
        let height = height(&cells);
        if height <= UNPARTED || self.y - BOTTOM < 5.0 * BODY.leading {
            self.need(height.min(UNPARTED));
        }
        self.tree.open("TR");
        let elements: Vec<usize> = cells
            .iter()
            .map(|cell| {
                let element = self.tree.open(cell.tag);
                self.tree.elements[element].scope = cell.scope;
                self.tree.close();
                element
            })
            .collect();
        let mut first = true;
        while first || cells.iter().any(|cell| !cell.lines.is_empty()) {
            if !first {
                self.turn();
            }
            first = false;
            self.row_on_this_page(&mut cells, &elements);
        }
        let (y, page) = (self.y, self.pages.last_mut());
        if let Some(page) = page {
            page.begin_decoration();
            page.fill(LEFT, y, COLUMN, thickness, tone);
            page.end();
        }
        self.tree.close();
    }

    /// Draws as much of a row as the page holds, and leaves the rest in the cells.
    fn row_on_this_page(&mut self, cells: &mut [Cell], elements: &[usize]) {
        let number = self.page_number();
        let room = self.y - BOTTOM - 2.0 * ROW_SPACE;
        let top = self.y - ROW_SPACE;
        let mut used: f32 = 0.0;
        for (cell, element) in cells.iter_mut().zip(elements) {
            let mut height = 0.0;
            let fitting = cell
                .lines
                .iter()
                .take_while(|(_, style)| {
                    height += style.leading;
                    height <= room
                })
                .count()
                .max(1)
                .min(cell.lines.len());
            let rest = cell.lines.split_off(fitting);
            let Some(page) = self.pages.last_mut() else { return };
            if !cell.lines.is_empty() {
                self.tree.reopen(*element);
                page.begin(number, &mut self.tree);
                let mut y = top;
                for (index, (line, style)) in cell.lines.iter().enumerate() {
                    page.text(line, *style, cell.start(index), baseline(y, *style));
                    y -= style.leading;
                }
                page.end();
                self.tree.close();
                used = used.max(top - y);
            }
            cell.lines = rest;
        }
        self.y -= used + 2.0 * ROW_SPACE;
    }
}

/// How much of a table stands under what leads to it: its first row, both of two, a few lines of a row that may be parted.
fn opening(rows: &[Vec<Cell>]) -> f32 {
    let all: f32 = rows.iter().map(|row| height(row)).sum();
    match rows.first().map(|row| height(row)) {
        Some(first) if first > UNPARTED => 5.0 * BODY.leading + 1.0,
        Some(_) if rows.len() == 2 && all <= UNPARTED => all,
        first => first.unwrap_or(0.0),
    }
}

/// Of a row, with the space around it.
fn height(cells: &[Cell]) -> f32 {
    let lines = |cell: &Cell| cell.lines.iter().map(|(_, style)| style.leading).sum::<f32>();
    cells.iter().map(lines).fold(0.0, f32::max) + 2.0 * ROW_SPACE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        flow::Running,
        look::{GROUP, HEADING},
        tree::Kid,
    };

    /// The first page that an element of this tag, or one inside of it, is drawn on.
    fn page_of(flow: &Flow, tag: &str, from: usize) -> usize {
        let elements = &flow.tree.elements;
        let inside = |mut at: usize, root: usize| {
            while at != root {
                let Some(parent) = elements[at].parent else { return false };
                at = parent;
            }
            true
        };
        let root = (from..elements.len()).find(|index| elements[*index].tag == tag).unwrap();
        let kids = (root..elements.len()).filter(|index| inside(*index, root)).flat_map(|index| &elements[index].kids);
        kids.filter_map(|kid| match kid {
            Kid::Content { page, .. } => Some(*page),
            Kid::Element(_) | Kid::Link { .. } => None,
        })
        .min()
        .unwrap()
    }

    /// A name, the element whose place is looked for, and what is laid out.
    type Block<'b> = (&'b str, &'b str, &'b dyn Fn(&mut Flow));

    /// Wherever on a page they come: two headings, and what stands under them, begin on the same one.
    #[test]
    fn a_heading_never_stands_alone_at_the_foot_of_a_page() {
        let long = "Une réponse qui prend plusieurs lignes de sa colonne. ".repeat(12);
        let endless = "Une réponse sans fin. ".repeat(90);
        let sheet = |cell: &str, rows: usize| Sheet {
            head: Some(vec!["Poste".to_owned(), "Montant".to_owned(), "Explication assez longue".to_owned()]),
            numbers: vec![true, false],
            rows: (0..rows)
                .map(|row| SheetRow {
                    title: format!("Poste {row}"),
                    cells: vec!["1,00".to_owned(), cell.to_owned()],
                    total: false,
                })
                .collect(),
        };
        let blocks: [Block<'_>; 7] = [
            ("table", "TD", &|flow| flow.sheet(&sheet("court", 5))),
            ("table of long rows", "TD", &|flow| flow.sheet(&sheet(&long, 3))),
            ("table of two", "TD", &|flow| flow.sheet(&sheet(&long, 2))),
            ("table of an endless row", "TD", &|flow| flow.sheet(&sheet(&endless, 2))),
            ("pairs", "TD", &|flow| flow.pairs(&[Pair::new("Question", "réponse"), Pair::new("Récit", long.as_str())])),
            ("a pair", "TD", &|flow| flow.pairs(&[Pair::new("Récit", long.repeat(2))])),
            ("paragraph", "P", &|flow| flow.paragraph(&long, BODY)),
        ];
        for (name, tag, block) in blocks {
            for used in (0..700_u16).step_by(9) {
                let mut flow = Flow::new(Running::default()).unwrap();
                flow.paragraph("x", BODY);
                flow.take(f32::from(used));
                let from = flow.tree.elements.len();
                flow.heading("H2", 2, "Une partie", HEADING, (18.0, 4.0));
                flow.continue_as(Some("Une partie (suite)".to_owned()));
                flow.heading("H3", 3, "Un groupe", GROUP, (9.0, 1.0));
                block(&mut flow);
                flow.feet(|page, pages| format!("{page}/{pages}"));
                let pages = ["H2", "H3", tag].map(|tag| page_of(&flow, tag, from));
                assert!(pages.iter().all(|page| *page == pages[0]), "{name} at {used}: {pages:?}");
                assert_eq!(flow.bookmarks.iter().map(|mark| mark.page).collect::<Vec<_>>(), [pages[0]; 2], "{name}");
                assert!(!flow.pages[pages[0]].said.iter().any(|line| line.contains("(suite)")), "{name} at {used}");
            }
        }
    }
}
