//! Draws up the recap: one tree that the screen, the PDF, the mail and the package all show.

mod compare;
mod table;

pub use compare::{Compared, compare};
use serde::{Deserialize, Serialize};

use crate::{
    answers::{Answer, Source, Value},
    demarche::{Field, Node, NodeId, NodeKind},
    source::is_given_only,
    state::State,
    text::Language,
    warnings::{self, Passed},
    wire::concerns,
};

/// What the citizen confirms: every visible answer, in the language of the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recap {
    /// The démarche's name.
    pub title: String,
    /// One section a page that has something to show.
    pub sections: Vec<Section>,
    /// SHA-256 of every file shown, in their order: another file under the same name is another recap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}

/// One page of the journey in the recap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The page's id: « Modifier » leads there.
    pub page: String,
    /// The page's title.
    pub title: String,
    /// In the order of the page.
    pub entries: Vec<Entry>,
}

/// A line of the recap, or several that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// One answer.
    Answer {
        /// Its path.
        path: String,
        /// The question.
        label: String,
        /// The answer as people read it; several lines for several choices or files; none where it was left blank.
        lines: Vec<String>,
        /// Where it came from, unless it was typed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
        /// Of files, where those came from that were not joined on the page.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileSource>,
        /// What the citizen was warned of here, and passed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        warnings: Vec<String>,
    },
    /// A group, or one row of a repeated group.
    Group {
        /// Its path.
        path: String,
        /// Its title (« Véhicule 2 »).
        title: String,
        /// What it holds.
        entries: Vec<Entry>,
        /// What the citizen was warned of here, and passed; of a repeated group, at its first row.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        warnings: Vec<String>,
    },
    /// A list or a group that is drawn as a table; rows without any answer are left out.
    Table {
        /// Its path.
        path: String,
        /// Its title.
        title: String,
        /// What its rows name (« Poste »); empty where the author does not say.
        heading: String,
        /// In order.
        columns: Vec<Column>,
        /// In order, totals last.
        rows: Vec<Row>,
        /// What the citizen was warned of here, and passed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        warnings: Vec<String>,
    },
}

/// Where a file of an answer came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSource {
    /// Its line, from 0.
    pub line: usize,
    /// Where it came from.
    pub source: Source,
}

/// Where something came from that was not typed, nor joined on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provenance<'r> {
    /// The path of the answer.
    pub path: &'r str,
    /// The name of the file, where it is one of them.
    pub file: Option<&'r str>,
    /// Where it came from.
    pub source: &'r Source,
}

/// A column of a table in the recap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its title; empty where the rows are questions themselves.
    pub title: String,
    /// Whether it holds numbers, to be aligned by their digits.
    pub number: bool,
}

/// A row of a table in the recap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What the row is; empty of the totals of a list.
    pub title: String,
    /// One a column; empty where nothing was answered.
    pub cells: Vec<String>,
    /// Whether the row is computed from the others.
    pub total: bool,
    /// Where the cells came from that were not typed, by their paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<(String, Source)>,
}

/// Labels that belong together: those of a page, or of a group on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The page's title or the group's.
    pub title: String,
    /// The questions that have an answer.
    pub labels: Vec<String>,
}

impl Recap {
    /// What is answered, by its questions alone: what a recipient receives is told with it.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        for section in &self.sections {
            add_parts(&section.title, &section.entries, &mut parts);
        }
        parts
    }
}

impl Recap {
    /// Where the answers came from that were not typed, and their files that were not joined on the page.
    pub fn provenance(&self) -> Vec<Provenance<'_>> {
        let mut found = Vec::new();
        for section in &self.sections {
            add_provenance(&section.entries, &mut found);
        }
        found
    }
}

fn add_provenance<'r>(entries: &'r [Entry], found: &mut Vec<Provenance<'r>>) {
    for entry in entries {
        match entry {
            Entry::Answer { path, source, files, lines, .. } => {
                found.extend(source.iter().map(|source| Provenance { path, file: None, source }));
                found.extend(files.iter().map(|one| Provenance {
                    path,
                    file: lines.get(one.line).map(String::as_str),
                    source: &one.source,
                }));
            }
            Entry::Group { entries, .. } => add_provenance(entries, found),
            Entry::Table { rows, .. } => {
                let sources = rows.iter().flat_map(|row| &row.sources);
                found.extend(sources.map(|(path, source)| Provenance { path, file: None, source }));
            }
        }
    }
}

fn add_parts(title: &str, entries: &[Entry], parts: &mut Vec<Part>) {
    let labels: Vec<String> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Answer { label, lines, .. } if !lines.is_empty() => Some(label.clone()),
            _ => None,
        })
        .collect();
    if !labels.is_empty() {
        parts.push(Part { title: title.to_owned(), labels });
    }
    for entry in entries {
        match entry {
            Entry::Group { title: group, entries, .. } => add_parts(group, entries, parts),
            Entry::Table { title: table, columns, rows, .. } => {
                let titles = columns.iter().map(|column| &column.title).filter(|title| !title.is_empty());
                let titles: Vec<String> = match titles.clone().next() {
                    Some(_) => titles.cloned().collect(),
                    None => rows.iter().map(|row| row.title.clone()).collect(),
                };
                parts.push(Part { title: table.clone(), labels: titles });
            }
            Entry::Answer { .. } => {}
        }
    }
}

impl Recap {
    /// SHA-256 of the recap as JSON, in lower-case hexadecimal: the evidence of what was confirmed.
    pub fn hash(&self) -> String {
        use sha2::{Digest, Sha256};
        // A recap is made of strings and lists alone: it always serialises.
        hex::encode(Sha256::digest(serde_json::to_vec(self).unwrap_or_default()))
    }
}

impl Recap {
    /// The recap of every visible answer, unmasked: the citizen compares it with their papers before confirming. It is shown and not kept.
    pub fn to_compare(state: &State<'_>) -> Self {
        Self::of_share(state, Share { receives: None, masked: false, own: true, warnings: &[] })
    }

    /// The recap of every visible answer, as it is kept.
    pub fn of(state: &State<'_>) -> Self {
        Self::of_share(state, Share { receives: None, masked: true, own: true, warnings: &[] })
    }

    /// The recap of the visible answers within `receives`: what one recipient sees. Nothing is masked: it is what they are sent.
    pub fn of_received(state: &State<'_>, receives: Option<&[String]>) -> Self {
        Self::of_share(state, Share { receives, masked: false, own: false, warnings: &[] })
    }

    fn of_share(state: &State<'_>, share: Share<'_>) -> Self {
        let language = state.language();
        let warnings = warnings::passed(state);
        let share = Share { warnings: &warnings, ..share };
        let sections = state
            .pages()
            .into_iter()
            .filter_map(|index| {
                let page = &state.demarche.pages[index];
                let entries: Vec<Entry> = page
                    .shows
                    .iter()
                    .flat_map(|id| {
                        state
                            .instances(state.demarche.node(*id))
                            .into_iter()
                            .flat_map(|path| entries(state, *id, &path, index, share))
                    })
                    .collect();
                (!entries.is_empty()).then(|| Section {
                    page: page.id.clone(),
                    title: page.title.get(language).to_owned(),
                    entries,
                })
            })
            .collect();
        let mut files = Vec::new();
        for page in state.pages() {
            state.each_field_of_page(page, &mut |node, path| {
                if concerns(share.receives, &node.path)
                    && let Some(Value::Files(attached)) = state.value(path)
                {
                    files.extend(attached.into_iter().map(|file| file.sha256));
                }
            });
        }
        Self { title: state.demarche.title.get(language).to_owned(), sections, files }
    }
}

/// How much of the answers is told.
#[derive(Debug, Clone, Copy)]
struct Share<'a> {
    /// The schema paths; all where there are none.
    receives: Option<&'a [String]>,
    /// Whether masked answers show their last signs only: in the recap that is kept, on the receipt and on the follow-up page.
    masked: bool,
    /// Whether it is the citizen's own: they alone read in which other démarche they gave something.
    own: bool,
    /// What the citizen was warned of and passed.
    warnings: &'a [Passed],
}

impl Share<'_> {
    /// What the citizen was warned of at `path`, and passed.
    fn warnings(self, path: &str, language: Language) -> Vec<String> {
        let here = self.warnings.iter().filter(|passed| passed.path == path);
        here.map(|passed| passed.message.get(language).to_owned()).collect()
    }

    fn source(self, source: Source) -> Source {
        if self.own { source } else { source.discreet() }
    }

    fn files(self, answer: &Answer) -> Vec<FileSource> {
        let Some(Value::Files(files)) = &answer.value else { return Vec::new() };
        let sources = files.iter().enumerate().filter_map(|(line, file)| Some((line, file.source.clone()?)));
        sources.map(|(line, source)| FileSource { line, source: self.source(source) }).collect()
    }

    fn show(self, value: &Value, field: &Field, language: Language) -> Vec<String> {
        if field.masked && !self.masked {
            return field.field_type.show(value, &Field { masked: false, ..field.clone() }, language);
        }
        field.field_type.show(value, field, language)
    }
}

/// The lines of one place: one for a question, one group for a group, one group a row.
fn entries(state: &State<'_>, id: NodeId, path: &str, page: usize, share: Share<'_>) -> Vec<Entry> {
    let node = state.demarche.node(id);
    if !concerns(share.receives, &node.path) || (node.page.is_some() && node.page != Some(page)) || !state.visible(path)
    {
        return Vec::new();
    }
    if node.table.is_some() {
        return table::entry(state, node, path, share).into_iter().collect();
    }
    if table::is_at_foot(state, node, share) {
        return Vec::new();
    }
    let language = state.language();
    let children = |start: &str| -> Vec<Entry> {
        node.children
            .iter()
            .flat_map(|child| {
                let id = &state.demarche.node(*child).id;
                entries(state, *child, &crate::path::join(start, id), page, share)
            })
            .collect()
    };
    let warnings = share.warnings(path, language);
    let group = |path: &str, title: String, warnings: Vec<String>| {
        let entries = children(path);
        (!entries.is_empty()).then(|| Entry::Group { path: path.to_owned(), title, entries, warnings })
    };
    match &node.kind {
        NodeKind::Field(field) => {
            let answer = state.answer(path);
            let mut lines = answer
                .as_ref()
                .and_then(|answer| answer.value.as_ref())
                .map(|value| share.show(value, field, language))
                .unwrap_or_default();
            // A box left unticked was seen and left so: that is an answer.
            if lines.is_empty() && field.field_type.name() == "attestation" {
                lines = field.field_type.show(&Value::YesNo(false), field, language).into_iter().take(1).collect();
            }
            // A computed value that does not exist yet says nothing to anybody, nor what a source alone could have given.
            if lines.is_empty() && (node.computed.is_some() || is_given_only(state.demarche, node)) {
                return Vec::new();
            }
            vec![Entry::Answer {
                path: path.to_owned(),
                label: node.title.get(language).to_owned(),
                lines,
                files: answer.as_ref().map(|answer| share.files(answer)).unwrap_or_default(),
                source: answer.map(|answer| share.source(answer.source)).filter(|source| *source != Source::Typed),
                warnings,
            }]
        }
        NodeKind::Group => group(path, node.title.get(language).to_owned(), warnings).into_iter().collect(),
        NodeKind::Rows { .. } => state
            .rows(path)
            .iter()
            .enumerate()
            .filter_map(|(index, row)| {
                let warnings = if index == 0 { warnings.clone() } else { Vec::new() };
                group(&format!("{path}.{row}"), row_title(node, index, language), warnings)
            })
            .collect(),
    }
}

/// « Véhicule 2 »: what a row is called, and its number from 1.
pub(crate) fn row_title(node: &Node, index: usize, language: Language) -> String {
    let title = match &node.kind {
        NodeKind::Rows { row_title: Some(title), .. } => title,
        _ => &node.title,
    };
    format!("{}\u{a0}{}", title.get(language), index + 1)
}
