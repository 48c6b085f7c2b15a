//! Describes a page as it is to be drawn: what `journey` decides and `pages` draws, without a word of HTML.

use jiff::civil::Date;
use serde::Serialize;

use crate::{
    answers::{FileRef, Source},
    problem::Problem,
};

/// One page of the journey, ready to be drawn in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageView {
    /// The page's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// A paragraph above the questions.
    pub intro: Option<String>,
    /// From 1; the recap is the last step.
    pub step: usize,
    /// Of steps, the recap counted.
    pub steps: usize,
    /// Whether answers may add steps that the answers so far leave out.
    pub may_lengthen: bool,
    /// The id of the page before; `None` on the first.
    pub previous: Option<String>,
    /// In order.
    pub items: Vec<Item>,
    /// Whether a file can be attached on this page.
    pub has_files: bool,
    /// Whether at least one question of the page is marked as optional; a lone box to tick is not, for unticked it is answered.
    pub has_optional: bool,
    /// Whether the page has lone boxes that may stay unticked, and none that must be ticked.
    pub has_boxes: bool,
    /// Every problem on the page in its order, for the summary; each also stands at its field.
    pub problems: Vec<ShownProblem>,
    /// What the citizen is warned of and may pass, in the order of the page; each also stands at its field.
    pub warnings: Vec<ShownProblem>,
}

/// A problem with what it takes to link to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownProblem {
    /// What is wrong and where.
    pub problem: Problem,
    /// The id of the element that takes the focus.
    pub target: String,
    /// The label of the question.
    pub label: String,
    /// The label as the summary says it: behind the titles of its rows, and of its groups as far as the page has others.
    pub place: String,
    /// The name of the field type (`date`, `email`), for a fitting sentence; `locked` where nothing can be typed; empty at a group.
    pub field_type: &'static str,
    /// The date that the question's own hint gives as an example.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// What stands on a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "item", rename_all = "snake_case")]
pub enum Item {
    /// A question.
    Field(Box<FieldView>),
    /// Questions that belong together.
    Group(GroupView),
    /// Questions answered several times.
    Rows(RowsView),
    /// A source that can be asked.
    Search(Box<SearchView>),
}

/// A source that can be asked, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchView {
    /// What its buttons and boxes name it by (`adresse:ban`).
    pub key: String,
    /// The element id.
    pub id: String,
    /// Who is asked, as the operator's settings name it.
    pub partner: String,
    /// Who is asked, as the citizen reads it.
    pub name: String,
    /// Who is asked, which data leave, why.
    pub told: String,
    /// The button.
    pub button: String,
    /// The label of its box; none where it asks by answers alone.
    pub label: Option<String>,
    /// The help of its box.
    pub hint: Option<String>,
    /// What its box holds.
    pub typed: String,
    /// What came of it.
    pub state: SearchState,
    /// What to choose from.
    pub choices: Vec<String>,
    /// What was taken, where the source says it.
    pub taken: String,
    /// The day it was taken.
    pub on: Option<Date>,
    /// The labels of what must be answered first.
    pub missing: Vec<String>,
    /// Why nothing was taken of what the source has.
    pub refused: String,
    /// Whether what it gives is verified.
    pub verified: bool,
}

/// What came of asking a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchState {
    /// Nothing was asked.
    Before,
    /// There is something to choose from.
    Choices,
    /// Something was taken.
    Taken,
    /// The source has nothing for it.
    Nothing,
    /// What the source has is not to be taken.
    Refused,
    /// Something must be answered first.
    Missing,
    /// The source asks to come back in a moment.
    Later,
    /// The source does not answer.
    Unavailable,
    /// The draft has asked too often.
    TooOften,
}

impl PageView {
    /// Leaves out the sources that cannot be asked here; what came of one before stays.
    pub fn keep_searches(&mut self, can_be_asked: &dyn Fn(&str) -> bool) {
        keep_searches(&mut self.items, can_be_asked);
    }
}

fn keep_searches(items: &mut Vec<Item>, can_be_asked: &dyn Fn(&str) -> bool) {
    items.retain_mut(|item| {
        match item {
            Item::Field(_) => {}
            Item::Group(group) => keep_searches(&mut group.items, can_be_asked),
            Item::Rows(rows) => rows.rows.iter_mut().for_each(|row| keep_searches(&mut row.items, can_be_asked)),
            Item::Search(search) => return search.state == SearchState::Taken || can_be_asked(&search.partner),
        }
        true
    });
}

/// A group of questions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupView {
    /// The answer path.
    pub path: String,
    /// The element id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Help under the title.
    pub hint: Option<String>,
    /// In order.
    pub items: Vec<Item>,
    /// Drawn as a table: its items are the rows.
    pub table: Option<TableView>,
    /// What is wrong with the group as a whole.
    pub problems: Vec<ShownProblem>,
    /// What the citizen is warned of here.
    pub warnings: Vec<ShownProblem>,
}

/// A repeated group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowsView {
    /// The answer path.
    pub path: String,
    /// The element id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Help under the title.
    pub hint: Option<String>,
    /// The rows, in order.
    pub rows: Vec<RowView>,
    /// Whether no row is needed.
    pub optional: bool,
    /// Whether one more may be added.
    pub can_add: bool,
    /// What one row is called (« Véhicule »).
    pub row_title: String,
    /// Drawn as a table.
    pub table: Option<TableView>,
    /// What is wrong with the number of rows.
    pub problems: Vec<ShownProblem>,
    /// What the citizen is warned of here.
    pub warnings: Vec<ShownProblem>,
    /// The row that was taken away last: it can be put back.
    pub removed: Option<RemovedView>,
}

/// What a table has beside its rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableView {
    /// What its rows name (« Poste »).
    pub heading: Option<String>,
    /// In order; none where each row is one question.
    pub columns: Vec<ColumnView>,
    /// Whether there is anything at the foot.
    pub has_totals: bool,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnView {
    /// The id of its questions.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Help under the title.
    pub hint: Option<String>,
    /// Whether it holds numbers, to be aligned.
    pub number: bool,
    /// Whether its questions need no answer.
    pub optional: bool,
    /// What it sums up to.
    pub total: Option<String>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowView {
    /// The row's id.
    pub row: String,
    /// The answer path of the row (`vehicules.r7k2q`).
    pub path: String,
    /// The element id.
    pub id: String,
    /// « Véhicule 2 »
    pub title: String,
    /// In order; none where it is drawn closed.
    pub items: Vec<Item>,
    /// What it holds, drawn closed: a text a column, or the first answers of it where there are no columns.
    pub closed: Option<Vec<String>>,
    /// Whether it may be removed.
    pub can_remove: bool,
    /// Whether it may change places with the one before.
    pub can_move_up: bool,
    /// Whether it may change places with the one after.
    pub can_move_down: bool,
    /// Whether it may be duplicated.
    pub can_copy: bool,
}

/// A question. Templates look attributes up one after the other, of every question of a page: those that all of them read stand first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldView {
    /// The answer path: the `name` of the input.
    pub path: String,
    /// The element id of the input, or of its group of inputs.
    pub id: String,
    /// The name of the field type: `field/<field_type>.html` draws it.
    pub field_type: &'static str,
    /// The question.
    pub label: String,
    /// Shown, never asked: computed or locked.
    pub read_only: bool,
    /// Whether it is so since the démarche locks what is filled in.
    pub locked: bool,
    /// What is wrong with the answer.
    pub problems: Vec<ShownProblem>,
    /// What the citizen is warned of here.
    pub warnings: Vec<ShownProblem>,
    /// Whether an answer is needed.
    pub required: bool,
    /// Help, with an example.
    pub hint: Option<String>,
    /// Where the value came from, unless it was typed.
    pub source: Option<Source>,
    /// Whether the value is only proposed: nobody has answered yet.
    pub proposed: bool,
    /// What the box holds; the ISO date of a date.
    pub value: String,
    /// The row of the table it stands in, as people call it.
    pub row: Option<String>,
    /// The kinds accepted, as people call them (« PDF, JPEG ou PNG » is made of these).
    pub kinds: Vec<&'static str>,
    /// The HTML `autocomplete` token.
    pub autocomplete: Option<String>,
    /// Shown behind the box.
    pub unit: Option<String>,
    /// The HTML `inputmode`.
    pub input_mode: Option<&'static str>,
    /// The width of the box in characters, where the answer's length is known.
    pub width: Option<u32>,
    /// A choice better drawn as a list than as radios.
    pub as_list: bool,
    /// The options of a choice; the matching entries when a référentiel search found several.
    pub options: Vec<OptionView>,
    /// The boxes of a date in their order: `day`, `month`, `year` with what they hold.
    pub boxes: Vec<BoxView>,
    /// The answer as people read it, for what is only shown.
    pub shown: String,
    /// The référentiel it is chosen from.
    pub referential: Option<String>,
    /// The code of the chosen entry of the référentiel.
    pub code: Option<String>,
    /// The files attached.
    pub files: Vec<FileRef>,
    /// How many files may be attached in all.
    pub max_files: u32,
    /// In bytes, of one file.
    pub max_size: u64,
    /// Media types accepted, for `accept`.
    pub accept: Vec<&'static str>,
    /// The frozen sentence of an attestation.
    pub statement: Option<String>,
    /// In characters.
    pub max_length: Option<u32>,
    /// The column of the table it stands in.
    pub column: Option<String>,
    /// The file that was taken away last: it can be put back.
    pub removed: Option<RemovedView>,
}

/// What was taken away and can be put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemovedView {
    /// As people call it.
    pub told: String,
    /// What it is asked back by.
    pub key: String,
}

/// One box of a date.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BoxView {
    /// `day`, `month` or `year`.
    pub part: &'static str,
    /// The `name`: `<path>.day`.
    pub name: String,
    /// The element id.
    pub id: String,
    /// What it holds.
    pub value: String,
    /// The HTML `autocomplete` token.
    pub autocomplete: Option<&'static str>,
    /// Whether a problem is about this box.
    pub wrong: bool,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OptionView {
    /// What is posted.
    pub value: String,
    /// The element id.
    pub id: String,
    /// What is shown.
    pub label: String,
    /// A word of explanation.
    pub hint: Option<String>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Why the journey ends early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StopView {
    /// The stop's id.
    pub id: String,
    /// What is told.
    pub title: String,
    /// What to do instead.
    pub text: Option<String>,
    /// An address that helps further, and its label.
    pub link: Option<(String, String)>,
    /// The page to go back to.
    pub back_to: String,
}
