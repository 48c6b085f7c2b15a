//! Writes a case as tables: one of one row for what is asked once, and one a repeated group, each row behind the reference of its case.
//!
//! The columns are those of the recipient's share by the definition, whether answered or not: every case of a version has the same.

use std::collections::BTreeMap;

use form::{
    demarche::{Demarche, Node, NodeId, NodeKind, Recipient},
    text::Language,
    wire,
};
use serde_json::Value as Json;

use super::{Made, Share};
use crate::{
    Fault,
    csv::{self, Cell, Writer},
};

/// What parts several values in one cell.
const BETWEEN: &str = " | ";

/// A column of a table of many cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    /// What programs know it by.
    pub header: String,
    /// The path of its question, which may have other columns.
    pub question: String,
    /// What the question is called.
    pub title: String,
    /// The same behind the titles of the groups around it, which tell it from others of its name.
    pub whole: String,
}

impl Titled {
    /// What it is called among these columns: two questions of one name are told apart by what they stand in.
    pub fn named(&self, among: &[Self]) -> &str {
        let is_shared = among.iter().any(|other| other.title == self.title && other.question != self.question);
        if is_shared { &self.whole } else { &self.title }
    }
}

/// The columns of a table of many cases, one row each: what is asked once, and what is asked in repeated groups, whose rows stand in one cell.
pub fn columns(demarche: &Demarche, recipient: &Recipient, language: Language) -> Vec<Titled> {
    let mut sheets = vec![Sheet { groups: Vec::new(), columns: Vec::new() }];
    collect(demarche, NodeId(0), &recipient.receives, &mut sheets, 0);
    let titled = |column: &Column<'_>| Titled {
        header: column.header(),
        question: column.node.path.clone(),
        title: column.node.title.get(language).to_owned(),
        whole: whole(demarche, column.node, language),
    };
    sheets.iter().flat_map(|sheet| &sheet.columns).map(titled).collect()
}

/// « Vous – Adresse – Commune ».
fn whole(demarche: &Demarche, node: &Node, language: Language) -> String {
    let ends = node.path.match_indices('.').map(|(end, _)| end).chain([node.path.len()]);
    let mut titles: Vec<&str> = ends
        .filter_map(|end| demarche.at(node.path.get(..end)?))
        .map(|around| around.title.get(language))
        .filter(|title| !title.is_empty())
        .collect();
    titles.dedup();
    titles.join(" – ")
}

/// What a case says in such columns; blank where its version has no such question.
pub fn flat(share: &Share<'_>, columns: &[String]) -> Vec<Cell> {
    let mut sheets = vec![Sheet { groups: Vec::new(), columns: Vec::new() }];
    collect(share.demarche, NodeId(0), &share.recipient.receives, &mut sheets, 0);
    let mut known: BTreeMap<String, Cell> = BTreeMap::new();
    for sheet in &sheets {
        for column in &sheet.columns {
            let cell = match sheet.groups.is_empty() {
                true => cell(share, column, found(share.answers, &column.node.path)),
                false => {
                    let mut several = Vec::new();
                    gather(share, sheet, 0, share.answers, column, &mut several);
                    let said = several.iter().any(|text| !text.is_empty());
                    Cell::Text(if said { several.join(BETWEEN) } else { String::new() })
                }
            };
            known.insert(column.header(), cell);
        }
    }
    columns.iter().map(|column| known.remove(column).unwrap_or_else(Cell::blank)).collect()
}

/// What the rows of a repeated group say in one column, the one after the other.
fn gather(
    share: &Share<'_>,
    sheet: &Sheet<'_>,
    depth: usize,
    group: &Json,
    column: &Column<'_>,
    into: &mut Vec<String>,
) {
    let around = depth.checked_sub(1).map_or("", |before| sheet.groups[before].path.as_str());
    let Some(next) = sheet.groups.get(depth) else {
        let (Cell::Text(text) | Cell::Own(text)) = cell(share, column, found(group, within(around, &column.node.path)));
        into.push(text);
        return;
    };
    let listed = found(group, within(around, &next.path)).and_then(Json::as_array);
    for row in listed.into_iter().flatten() {
        gather(share, sheet, depth + 1, row, column, into);
    }
}

/// A table: a repeated group, or what stands in none.
struct Sheet<'a> {
    /// The repeated groups, the outermost first.
    groups: Vec<&'a Node>,
    columns: Vec<Column<'a>>,
}

struct Column<'a> {
    node: &'a Node,
    part: Part,
}

/// What of an answer stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All of it.
    Whole,
    /// Of an option, what people read.
    Label,
    /// Of an entry of a référentiel, its code.
    Code,
    /// And its name.
    Name,
}

impl Column<'_> {
    fn header(&self) -> String {
        let path = &self.node.path;
        match self.part {
            Part::Whole => path.clone(),
            Part::Label => format!("{path}.label"),
            Part::Code => format!("{path}.code"),
            Part::Name => format!("{path}.nom"),
        }
    }
}

pub(super) fn make(share: &Share<'_>) -> Result<Vec<Made>, Fault> {
    let mut sheets = vec![Sheet { groups: Vec::new(), columns: Vec::new() }];
    collect(share.demarche, NodeId(0), &share.recipient.receives, &mut sheets, 0);
    sheets
        .iter()
        .enumerate()
        .filter(|(place, sheet)| *place == 0 || !sheet.columns.is_empty())
        .map(|(_, sheet)| write(share, sheet))
        .collect()
}

fn collect<'a>(demarche: &'a Demarche, id: NodeId, receives: &[String], sheets: &mut Vec<Sheet<'a>>, here: usize) {
    for child in &demarche.node(id).children {
        let node = demarche.node(*child);
        if !wire::concerns(Some(receives), &node.path) {
            continue;
        }
        match &node.kind {
            NodeKind::Group => collect(demarche, *child, receives, sheets, here),
            NodeKind::Rows { .. } => {
                let mut groups = sheets[here].groups.clone();
                groups.push(node);
                sheets.push(Sheet { groups, columns: Vec::new() });
                let next = sheets.len() - 1;
                collect(demarche, *child, receives, sheets, next);
            }
            NodeKind::Field(field) => {
                let parts: &[Part] = match field.field_type.name() {
                    "radio" | "checkboxes" => &[Part::Whole, Part::Label],
                    "referential" => &[Part::Code, Part::Name],
                    _ => &[Part::Whole],
                };
                sheets[here].columns.extend(parts.iter().map(|part| Column { node, part: *part }));
            }
        }
    }
}

fn write(share: &Share<'_>, sheet: &Sheet<'_>) -> Result<Made, Fault> {
    let mut header = vec!["reference".to_owned(), "recorded_at".to_owned()];
    header.extend(sheet.groups.iter().map(|group| format!("{}.row", group.path)));
    header.extend(sheet.columns.iter().map(Column::header));
    let mut writer = Writer::new(Vec::new(), header.iter().map(String::as_str))?;
    let start = vec![
        Cell::Own(share.reference.to_owned()),
        Cell::Own(share.recorded_at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()),
    ];
    rows(share, sheet, 0, share.answers, &start, &mut writer)?;
    let name = match sheet.groups.last() {
        None => "answers.csv".to_owned(),
        Some(group) => format!("answers-{}.csv", crate::package::safe(&group.path)),
    };
    Ok(Made { name, mime: csv::MIME, format: "csv".to_owned(), bytes: writer.into_inner() })
}

/// The rows of `sheet` within `group`, the answers of a row of the repeated group before the one at `depth`.
fn rows(
    share: &Share<'_>,
    sheet: &Sheet<'_>,
    depth: usize,
    group: &Json,
    start: &[Cell],
    writer: &mut Writer<Vec<u8>>,
) -> Result<(), Fault> {
    let around = depth.checked_sub(1).map_or("", |before| sheet.groups[before].path.as_str());
    let Some(next) = sheet.groups.get(depth) else {
        let mut cells = start.to_vec();
        for column in &sheet.columns {
            let inside = within(around, &column.node.path);
            cells.push(cell(share, column, found(group, inside)));
        }
        return Ok(writer.row(&cells)?);
    };
    let inside = within(around, &next.path);
    let listed = found(group, inside).and_then(Json::as_array);
    for (number, row) in listed.into_iter().flatten().enumerate() {
        let mut start = start.to_vec();
        start.push(Cell::Own((number + 1).to_string()));
        rows(share, sheet, depth + 1, row, &start, writer)?;
    }
    Ok(())
}

/// The rest of a schema path behind that of the group around it.
fn within<'p>(around: &str, path: &'p str) -> &'p str {
    path.strip_prefix(around).map_or(path, |rest| rest.trim_start_matches('.'))
}

fn found<'a>(group: &'a Json, path: &str) -> Option<&'a Json> {
    path.split('.').try_fold(group, |group, segment| group.get(segment))
}

fn cell(share: &Share<'_>, column: &Column<'_>, answer: Option<&Json>) -> Cell {
    let (Some(answer), Some(field)) = (answer, column.node.field()) else { return Cell::blank() };
    let label = |value: &Json| {
        let value = value.as_str().unwrap_or_default();
        let option = field.options.iter().find(|option| option.value == value);
        option.map_or_else(|| value.to_owned(), |option| option.title.get(Language::Fr).to_owned())
    };
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let several = |each: &dyn Fn(&Json) -> String| {
        answer.as_array().into_iter().flatten().map(each).collect::<Vec<_>>().join(BETWEEN)
    };
    match (field.field_type.name(), column.part) {
        ("yes_no" | "attestation", _) => {
            Cell::Own(if answer.as_bool() == Some(true) { "oui" } else { "non" }.to_owned())
        }
        ("integer", _) => Cell::Own(answer.to_string()),
        // A French spreadsheet calculates with a comma; in any other this is text, and nothing is lost.
        ("decimal" | "money", _) => Cell::Own(text(answer).replace('.', ",")),
        ("date" | "partial_date", _) => Cell::Own(text(answer)),
        ("radio", Part::Label) => Cell::Text(label(answer)),
        ("checkboxes", Part::Label) => Cell::Text(several(&label)),
        ("checkboxes", _) => Cell::Text(several(&text)),
        ("file", _) => {
            let name = |told: &Json| share.file_name(&column.node.path, told).unwrap_or_default().to_owned();
            Cell::Text(several(&name))
        }
        (_, Part::Code) => Cell::Text(answer.get("code").map(text).unwrap_or_default()),
        (_, Part::Name) => Cell::Text(answer.get("nom").map(text).unwrap_or_default()),
        _ => Cell::Text(text(answer)),
    }
}
