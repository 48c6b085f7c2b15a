//! Lays a document out from top to bottom: headings, paragraphs, label and value, tables that go on overleaf.

use crate::{
    Fault,
    face::Faces,
    look::{BODY, BOTTOM, COLUMN, FOOT, INK, LABEL, LEFT, NOTE, PAPER, RIGHT, RULE, SOFT, STRONG, Style, TOP},
    picture::Picture,
    sheet::{Link, Page},
    text::{Line, Typesetter},
    tree::{Kid, Tree},
};

/// Where the values stand beside their labels.
const VALUE_LEFT: f32 = LEFT + 176.0;
/// Around the lines of a row.
const ROW_SPACE: f32 = 3.5;
/// A row taller than this may be parted between two pages.
const UNPARTED: f32 = 260.0;

/// Why a place of the outline is worth jumping to.
#[derive(Debug, Clone)]
pub(crate) struct Bookmark {
    pub(crate) level: u8,
    pub(crate) title: String,
    pub(crate) page: usize,
    pub(crate) top: f32,
}

/// A label and what stands beside it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pair {
    pub(crate) label: String,
    pub(crate) values: Vec<(String, Option<Style>)>,
}

impl Pair {
    pub(crate) fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            values: vec![(value.into(), None)],
        }
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

/// A cell being set: its element, its lines from top to bottom.
struct Cell {
    tag: &'static str,
    scope: Option<&'static str>,
    left: f32,
    lines: Vec<(Line, Style)>,
}

/// What every page carries.
#[derive(Debug, Clone, Default)]
pub(crate) struct Running {
    /// « TEST » and what it means, outside production.
    pub(crate) test: Option<(String, String)>,
    /// At the foot: what document this is.
    pub(crate) foot: String,
    /// At the foot: whom to ask.
    pub(crate) contact: String,
}

/// A document being laid out.
pub(crate) struct Flow {
    pub(crate) typesetter: Typesetter,
    pub(crate) tree: Tree,
    pub(crate) pages: Vec<Page>,
    pub(crate) bookmarks: Vec<Bookmark>,
    pub(crate) pictures: Vec<Picture>,
    running: Running,
    /// The top of what comes next.
    y: f32,
    /// Said again where a section goes on overleaf.
    continued: Option<String>,
    /// A table's header, drawn again where the table goes on overleaf.
    header: Vec<(Line, f32)>,
}

impl Flow {
    pub(crate) fn new(running: Running) -> Result<Self, Fault> {
        let mut flow = Self {
            typesetter: Typesetter::new(Faces::shared()?),
            tree: Tree::new(),
            pages: vec![Page::default()],
            bookmarks: Vec::new(),
            pictures: Vec::new(),
            running,
            y: TOP,
            continued: None,
            header: Vec::new(),
        };
        flow.y = flow.top();
        flow.warn_of_test(0);
        Ok(flow)
    }

    /// Where the text of a page begins.
    fn top(&self) -> f32 {
        if self.running.test.is_some() { TOP - 26.0 } else { TOP }
    }

    pub(crate) fn y(&self) -> f32 {
        self.y
    }

    pub(crate) fn page_number(&self) -> usize {
        self.pages.len() - 1
    }

    /// The page that is drawn on, and the tree.
    pub(crate) fn page(&mut self) -> Option<(&mut Page, &mut Tree, usize)> {
        let number = self.page_number();
        Some((self.pages.last_mut()?, &mut self.tree, number))
    }

    /// Leaves room, except at the top of a page.
    pub(crate) fn gap(&mut self, height: f32) {
        if self.y < self.top() {
            self.y -= height;
        }
    }

    /// Takes room for a block that is not parted; its lower edge.
    pub(crate) fn take(&mut self, height: f32) -> f32 {
        self.need(height);
        self.y -= height;
        self.y
    }

    /// Goes overleaf unless there is as much room.
    pub(crate) fn need(&mut self, height: f32) {
        if self.y - height < BOTTOM && self.y < self.top() {
            self.turn();
        }
    }

    /// Begins a page for a new part: nothing goes on.
    pub(crate) fn turn_for_part(&mut self) {
        self.continued = None;
        self.turn();
    }

    fn turn(&mut self) {
        self.pages.push(Page::default());
        self.y = self.top();
        let number = self.page_number();
        self.warn_of_test(number);
        let continued = self
            .continued
            .clone()
            .map(|title| self.typesetter.line(&title, NOTE));
        let (y, header) = (self.y, &self.header);
        let Some(page) = self.pages.last_mut() else { return };
        let mut used = 0.0;
        if let Some(line) = continued {
            page.begin_running("Header");
            page.text(&line, NOTE, LEFT, y - NOTE.size);
            page.end();
            used += NOTE.leading + 6.0;
        }
        if !header.is_empty() {
            page.begin_running("Header");
            for (line, left) in header {
                page.text(line, NOTE, *left, y - used - NOTE.size);
            }
            page.fill(LEFT, y - used - NOTE.leading - 2.0, COLUMN, 0.7, SOFT);
            page.end();
            used += NOTE.leading + 2.0;
        }
        self.y -= used;
    }

    /// A black band over the text: said once to who listens, shown on every page.
    fn warn_of_test(&mut self, number: usize) {
        let Some((mark, meaning)) = self.running.test.clone() else {
            return;
        };
        let on_band = Style { tone: PAPER, ..STRONG };
        let said = Style { tone: PAPER, ..FOOT };
        let mark = self.typesetter.line(&mark, on_band);
        let meaning = self.typesetter.line(&meaning, said);
        let Some(page) = self.pages.last_mut() else { return };
        page.begin_decoration();
        page.fill(LEFT, TOP - 12.0, COLUMN, 20.0, INK);
        page.end();
        if number == 0 {
            self.tree.open("P");
            page.begin(number, &mut self.tree);
        } else {
            page.begin_running("Header");
        }
        page.text(&mark, on_band, LEFT + 10.0, TOP - 5.5);
        page.text(&meaning, said, LEFT + 58.0, TOP - 5.0);
        page.end();
        if number == 0 {
            self.tree.close();
        }
    }

    /// A heading: never the last thing on a page.
    pub(crate) fn heading(&mut self, tag: &'static str, level: u8, text: &str, style: Style, (before, after): (f32, f32)) {
        self.gap(before);
        let lines = self.typesetter.lines(text, style, COLUMN);
        let height = style.leading * count(lines.len());
        self.need(height + after + 3.0 * BODY.leading);
        self.bookmarks.push(Bookmark {
            level,
            title: text.to_owned(),
            page: self.page_number(),
            top: self.y,
        });
        self.tree.open(tag);
        self.draw_lines(&lines, style, LEFT);
        self.tree.close();
        self.y -= after;
    }

    /// What is said at the top of the next page if the section goes on there.
    pub(crate) fn continue_as(&mut self, title: Option<String>) {
        self.continued = title;
    }

    /// A paragraph over the column.
    pub(crate) fn paragraph(&mut self, text: &str, style: Style) {
        self.paragraph_at("P", text, style, LEFT, COLUMN);
    }

    /// A paragraph in a part of the column: two lines at least on each page.
    pub(crate) fn paragraph_at(&mut self, tag: &'static str, text: &str, style: Style, left: f32, width: f32) {
        let mut lines = self.typesetter.lines(text, style, width);
        self.tree.open(tag);
        while !lines.is_empty() {
            let fitting = self.fitting(style.leading);
            let all = lines.len();
            let now = match fitting {
                fitting if fitting >= all => all,
                // No line alone on the next page, none alone on this one.
                fitting if fitting + 1 == all && fitting > 2 => fitting - 1,
                fitting if fitting < 2 && self.y < self.top() => 0,
                fitting => fitting.max(1),
            };
            let rest = lines.split_off(now);
            self.draw_lines(&lines, style, left);
            lines = rest;
            if !lines.is_empty() {
                self.turn();
            }
        }
        self.tree.close();
    }

    /// How many lines of this height fit on the page.
    fn fitting(&self, leading: f32) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a page holds fewer than a hundred lines, and a negative room is none"
        )]
        let lines = ((self.y - BOTTOM) / leading).max(0.0) as usize;
        lines
    }

    fn draw_lines(&mut self, lines: &[Line], style: Style, left: f32) {
        let number = self.page_number();
        let Some(page) = self.pages.last_mut() else { return };
        if lines.is_empty() {
            return;
        }
        page.begin(number, &mut self.tree);
        for line in lines {
            page.text(line, style, left, baseline(self.y, style));
            self.y -= style.leading;
        }
        page.end();
    }

    /// An address to click on, in its own element.
    pub(crate) fn link(&mut self, address: &str, description: &str, style: Style, left: f32, width: f32) {
        let lines = self.typesetter.lines(address, style, width);
        self.need(style.leading * count(lines.len()));
        self.tree.open("P");
        self.tree.open("Link");
        for line in &lines {
            let (top, bottom) = (self.y, self.y - style.leading);
            let right = left + points(line, style);
            self.draw_lines(std::slice::from_ref(line), style, left);
            let number = self.page_number();
            if let Some(page) = self.pages.last_mut() {
                self.tree.add(Kid::Link { page: number, link: page.links.len() });
                page.links.push(Link {
                    bounds: [left, bottom, right, top],
                    address: address.to_owned(),
                    description: description.to_owned(),
                });
            }
        }
        self.tree.close();
        self.tree.close();
    }

    /// Labels and values, a rule under each.
    pub(crate) fn pairs(&mut self, pairs: &[Pair]) {
        if pairs.is_empty() {
            return;
        }
        self.tree.open("Table");
        let mut rows: Vec<Vec<Cell>> = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let label = self.styled(&pair.label, LABEL, VALUE_LEFT - LEFT - 16.0);
            let values = pair
                .values
                .iter()
                .flat_map(|(value, style)| self.styled(value, style.unwrap_or(BODY), RIGHT - VALUE_LEFT))
                .collect();
            rows.push(vec![
                Cell { tag: "TH", scope: Some("Row"), left: LEFT, lines: label },
                Cell { tag: "TD", scope: None, left: VALUE_LEFT, lines: values },
            ]);
        }
        self.rows(rows);
        self.tree.close();
    }

    /// Rows one under the other; the last never stands alone on a page.
    fn rows(&mut self, rows: Vec<Vec<Cell>>) {
        let last_two: f32 = rows.iter().rev().take(2).map(|row| tallest(row) + 2.0 * ROW_SPACE).sum();
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
        let titles: Vec<Vec<(Line, Style)>> = columns.iter().map(|column| self.styled(&column.title, NOTE, column.width)).collect();
        self.need(NOTE.leading + 3.0 * BODY.leading);
        self.tree.open("Table");
        let cells = columns
            .iter()
            .zip(titles.iter().cloned())
            .map(|(column, lines)| Cell { tag: "TH", scope: Some("Column"), left: column.left, lines })
            .collect();
        self.row_with_rule(cells, 0.7, SOFT);
        self.header = columns
            .iter()
            .zip(titles)
            .filter_map(|(column, lines)| Some((lines.into_iter().next()?.0, column.left)))
            .collect();
        let mut set: Vec<Vec<Cell>> = Vec::with_capacity(rows.len());
        for row in rows {
            let cells = columns
                .iter()
                .zip(row)
                .map(|(column, texts)| {
                    let lines = texts
                        .iter()
                        .enumerate()
                        .flat_map(|(rank, text)| self.styled(text, if rank == 0 { column.style } else { NOTE }, column.width))
                        .collect();
                    Cell { tag: "TD", scope: None, left: column.left, lines }
                })
                .collect();
            set.push(cells);
        }
        self.rows(set);
        self.header.clear();
        self.tree.close();
    }

    fn styled(&mut self, text: &str, style: Style, width: f32) -> Vec<(Line, Style)> {
        self.typesetter
            .lines(text, style, width)
            .into_iter()
            .map(|line| (line, style))
            .collect()
    }

    fn row_with_rule(&mut self, mut cells: Vec<Cell>, thickness: f32, tone: f32) {
        let height = tallest(&cells) + 2.0 * ROW_SPACE;
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
                for (line, style) in &cell.lines {
                    page.text(line, *style, cell.left, baseline(y, *style));
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

    /// A line that fits, its last words left out where it must be.
    fn shortened(&mut self, text: &str, style: Style, width: f32) -> Line {
        let mut line = self.typesetter.line(text, style);
        let mut rest = text;
        while points(&line, style) > width
            && let Some((shorter, _)) = rest.rsplit_once(' ')
        {
            rest = shorter;
            line = self.typesetter.line(&format!("{rest} …"), style);
        }
        line
    }

    /// Draws the feet, once the number of pages is known. `word` says « page x sur y ».
    pub(crate) fn feet(&mut self, word: impl Fn(usize, usize) -> String) {
        let pages = self.pages.len();
        let foot = self.running.foot.clone();
        let contact = self.running.contact.clone();
        let contact: Vec<Line> = if contact.is_empty() { Vec::new() } else { self.typesetter.lines(&contact, FOOT, COLUMN) };
        for number in 0..pages {
            let count = self.typesetter.line(&word(number + 1, pages), FOOT);
            let room = COLUMN - points(&count, FOOT) - 20.0;
            let foot = self.shortened(&foot, FOOT, room);
            let page = &mut self.pages[number];
            page.begin_running("Footer");
            page.fill(LEFT, 62.0, COLUMN, 0.5, RULE);
            page.text(&foot, FOOT, LEFT, 50.0);
            page.text(&count, FOOT, RIGHT - points(&count, FOOT), 50.0);
            for (line, y) in contact.iter().zip([39.0, 28.0]) {
                page.text(line, FOOT, LEFT, y);
            }
            page.end();
        }
    }
}

/// The length of a line in points.
pub(crate) fn points(line: &Line, style: Style) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "lines are thousands of units wide, far below 2^24")]
    let width = line.width as f32;
    width * style.size / 1000.0
}

/// The baseline of a line whose top is at `y`: the letters in the middle of their leading.
pub(crate) fn baseline(y: f32, style: Style) -> f32 {
    y - (style.leading + style.size * 0.66) / 2.0
}

fn tallest(cells: &[Cell]) -> f32 {
    cells
        .iter()
        .map(|cell| cell.lines.iter().map(|(_, style)| style.leading).sum::<f32>())
        .fold(0.0, f32::max)
}

#[expect(clippy::cast_precision_loss, reason = "a document has fewer than 2^24 lines")]
pub(crate) fn count(lines: usize) -> f32 {
    lines as f32
}

