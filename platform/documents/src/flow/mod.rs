//! Lays a document out from top to bottom: headings, paragraphs, label and value, tables that go on overleaf.

mod tables;

pub(crate) use tables::{Column, Pair, Sheet, SheetRow};

use crate::{
    Fault,
    face::Faces,
    look::{BODY, BOTTOM, COLUMN, FOOT, INK, LEFT, NOTE, PAPER, RIGHT, RULE, SOFT, STRONG, Style, TOP},
    picture::Picture,
    sheet::{Link, Page},
    text::{Line, Typesetter},
    tree::{Kid, Tree},
};

/// The most that headings and what they stand over keep together: most of a page.
const MOST_KEPT: f32 = 560.0;

/// Why a place of the outline is worth jumping to.
#[derive(Debug, Clone)]
pub(crate) struct Bookmark {
    pub(crate) level: u8,
    pub(crate) title: String,
    pub(crate) page: usize,
    pub(crate) top: f32,
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

/// A heading that waits for what it stands over, so that it is never the last thing on a page.
struct Heading {
    tag: &'static str,
    level: u8,
    title: String,
    lines: Vec<Line>,
    style: Style,
    before: f32,
    after: f32,
}

/// A document being laid out.
pub(crate) struct Flow {
    pub(crate) typesetter: Typesetter,
    pub(crate) tree: Tree,
    pub(crate) pages: Vec<Page>,
    pub(crate) bookmarks: Vec<Bookmark>,
    pub(crate) pictures: Vec<Picture>,
    running: Running,
    /// What the pages before it carry: each from its first page on.
    before: Vec<(usize, Running)>,
    /// Where what is carried now begins.
    since: usize,
    /// The top of what comes next.
    y: f32,
    /// Said again where a section goes on overleaf.
    continued: Option<String>,
    /// Headings that are not drawn yet, and what is said overleaf once they are.
    waiting: Vec<Heading>,
    then_continued: Option<Option<String>>,
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
            before: Vec::new(),
            since: 0,
            y: TOP,
            continued: None,
            waiting: Vec::new(),
            then_continued: None,
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
        if let Some(heading) = self.waiting.last_mut() {
            heading.after += height;
        } else if self.y < self.top() {
            self.y -= height;
        }
    }

    /// Takes room for a block that is not parted; its lower edge.
    pub(crate) fn take(&mut self, height: f32) -> f32 {
        self.begin(height);
        self.y -= height;
        self.y
    }

    /// Goes overleaf unless what comes next, so high, stays in one piece on this page.
    pub(crate) fn keep_whole(&mut self, height: f32) {
        self.begin(0.0);
        self.continued = None;
        self.need(height.min(MOST_KEPT));
    }

    /// How high a paragraph over the column is.
    pub(crate) fn height(&mut self, text: &str, style: Style) -> f32 {
        style.leading * count(self.typesetter.lines(text, style, COLUMN).len())
    }

    /// Goes overleaf unless there is as much room.
    fn need(&mut self, height: f32) {
        if self.y - height < BOTTOM && self.y < self.top() {
            self.turn();
        }
    }

    /// Begins what takes `room` before it may be parted: overleaf where it must be, with the headings that wait for it.
    fn begin(&mut self, room: f32) {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            self.need(room);
            return;
        }
        let heights = waiting
            .iter()
            .map(|heading| heading.before + heading.style.leading * count(heading.lines.len()) + heading.after);
        // A point more: what rounding takes must not send overleaf what a heading stands over.
        self.need((heights.sum::<f32>() + room.max(3.0 * BODY.leading) + 1.0).min(MOST_KEPT));
        for heading in waiting {
            self.gap(heading.before);
            let Heading { level, title, .. } = heading;
            self.bookmarks.push(Bookmark { level, title, page: self.page_number(), top: self.y });
            self.tree.open(heading.tag);
            self.draw_lines(&heading.lines, heading.style, LEFT);
            self.tree.close();
            self.y -= heading.after;
        }
        if let Some(continued) = self.then_continued.take() {
            self.continued = continued;
        }
    }

    /// Begins a page for a new part: nothing goes on.
    pub(crate) fn turn_for_part(&mut self) {
        self.begin(0.0);
        self.continued = None;
        self.turn();
    }

    /// Begins a page for another document in the same file, whose pages carry something else.
    pub(crate) fn turn_for_another(&mut self, running: Running) {
        self.begin(0.0);
        self.continued = None;
        let former = std::mem::replace(&mut self.running, running);
        self.before.push((self.since, former));
        self.since = self.pages.len();
        self.turn();
    }

    fn turn(&mut self) {
        self.pages.push(Page::default());
        self.y = self.top();
        let number = self.page_number();
        self.warn_of_test(number);
        let continued = self.continued.clone().map(|title| self.shortened(&title, NOTE, COLUMN));
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

    /// A heading: drawn with what comes next, so that it is never the last thing on a page.
    pub(crate) fn heading(
        &mut self,
        tag: &'static str,
        level: u8,
        text: &str,
        style: Style,
        (before, after): (f32, f32),
    ) {
        let lines = self.typesetter.lines(text, style, COLUMN);
        self.waiting.push(Heading { tag, level, title: text.to_owned(), lines, style, before, after });
    }

    /// What is said at the top of the next page if the section goes on there; not before its heading is drawn.
    pub(crate) fn continue_as(&mut self, title: Option<String>) {
        if self.waiting.is_empty() {
            self.continued = title;
        } else {
            self.then_continued = Some(title);
        }
    }

    /// A paragraph over the column.
    pub(crate) fn paragraph(&mut self, text: &str, style: Style) {
        self.paragraph_at("P", text, style, LEFT, COLUMN);
    }

    /// A paragraph in a part of the column: two lines at least on each page.
    pub(crate) fn paragraph_at(&mut self, tag: &'static str, text: &str, style: Style, left: f32, width: f32) {
        let mut lines = self.typesetter.lines(text, style, width);
        if !self.waiting.is_empty() {
            let first = if lines.len() <= 3 { lines.len() } else { 2 };
            self.begin(style.leading * count(first));
        }
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
        self.begin(style.leading * count(lines.len()));
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

    /// What a reader copies out of the document: the lines as they are drawn, page after page.
    pub(crate) fn said(&self) -> String {
        let pages =
            self.pages.iter().map(|page| page.said.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n"));
        pages.map(|page| page + "\n").collect()
    }

    /// Draws the feet, once the number of pages is known. `word` says « page x sur y ».
    pub(crate) fn feet(&mut self, word: impl Fn(usize, usize) -> String) {
        self.begin(0.0);
        let pages = self.pages.len();
        let mut carried = std::mem::take(&mut self.before);
        carried.push((self.since, self.running.clone()));
        for number in 0..pages {
            let running = carried.iter().rev().find(|(since, _)| *since <= number);
            let (foot, contact) =
                running.map(|(_, running)| (running.foot.clone(), running.contact.clone())).unwrap_or_default();
            let contact: Vec<Line> =
                if contact.is_empty() { Vec::new() } else { self.typesetter.lines(&contact, FOOT, COLUMN) };
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

#[expect(clippy::cast_precision_loss, reason = "a document has fewer than 2^24 lines")]
pub(crate) fn count(lines: usize) -> f32 {
    lines as f32
}
