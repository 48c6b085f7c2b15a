//! Reads YAML (and JSON, which is YAML) into a tree, within budgets and without what makes YAML a trap.
//!
//! Neither anchors nor tags nor merge keys: a definition says what it says at the place where it says it, so that every fault has one line.
//! `faults.rs` words what stops reading; `culprit.rs` finds what was forgotten above.

mod culprit;
mod faults;

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::{
    report::{Report, span_of},
    tree::{Content, Entry, Meaning, Node, Place, Style, Written},
};
use crate::{
    diagnostic::{Sentence, Span},
    signs,
};

/// Of a file of the definition.
pub const MAX_BYTES: usize = 512 * 1024;
/// Of maps and lists one in another.
pub const MAX_DEPTH: usize = 32;
/// Of maps, lists and scalars of one file, keys not counted.
pub const MAX_NODES: usize = 50_000;
/// Of one text.
pub const MAX_SCALAR_BYTES: usize = 32 * 1024;
/// Of one key, in characters.
pub const MAX_KEY_CHARS: usize = 128;

/// Of a map or list, as diagnostics mark it.
const MAX_SHOWN_CHARS: usize = 120;

/// Reads one file; a fault is told in `report`, and the first that leaves nothing to read on ends it.
pub fn read(report: &mut Report, shown_path: String, bytes: &[u8]) -> Option<Node> {
    let is_json = shown_path.ends_with(".json");
    if bytes.len() > MAX_BYTES {
        let file = report.add_file(shown_path, "");
        report.error(
            "body.too_large",
            Place::start_of(file),
            Sentence::new(
                format!("Le fichier fait {} ko ; la limite est de 512 ko.", bytes.len() / 1024),
                format!("The file has {} kB; the limit is 512 kB.", bytes.len() / 1024),
            ),
            Sentence::new(
                "Sortez les longues listes de la définition : un référentiel les tient mieux.",
                "Take long lists out of the definition: a référentiel holds them better.",
            ),
        );
        return None;
    }
    let Some(text) = decode(bytes) else {
        let file = report.add_file(shown_path, "");
        report.error(
            "yaml.encoding",
            Place::start_of(file),
            Sentence::new("Le fichier n'est pas en UTF-8.", "The file is not in UTF-8."),
            Sentence::new("Enregistrez-le en UTF-8 dans votre éditeur.", "Save it as UTF-8 in your editor."),
        );
        return None;
    };
    let file = report.add_file(shown_path, &text);
    if let Some((at, found)) = text.char_indices().find(|(_, c)| is_invisible(*c)) {
        report.error(
            "yaml.control_char",
            Place { file, span: span_of(&text, at, at + found.len_utf8()) },
            control_cause(found),
            Sentence::new("Effacez-le.", "Delete it."),
        );
        return None;
    }
    // JSON may be indented by tabs, YAML may not; inside JSON's strings a tab cannot stand.
    let readable = if is_json { text.replace('\t', " ") } else { text };
    Builder::new(report, file, &readable).run()
}

/// The text without its byte order mark; the mark is replaced by nothing, so places count without it.
fn decode(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

/// Whether nobody sees the character and it changes what is read: control characters, signs of no width, and those that turn the direction of a
/// text. The joiners of scripts and emoji (U+200C, U+200D) are no trap.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')) || signs::is_unseen(c)
}

fn control_cause(found: char) -> Sentence {
    Sentence::new(
        format!("Un caractère invisible (U+{:04X}) se trouve ici.", u32::from(found)),
        format!("An invisible character (U+{:04X}) stands here.", u32::from(found)),
    )
}

/// What is being built, innermost last.
enum Open {
    List { place: Place, items: Vec<Node> },
    Map { place: Place, entries: Vec<Entry>, key: Option<Written>, known: HashMap<String, Place> },
}

/// Why reading ends before the end.
struct Stop;

struct Builder<'a> {
    report: &'a mut Report,
    file: u16,
    text: &'a str,
    /// The byte offset of each character, and of the end: the parser counts in characters.
    offsets: Vec<u32>,
    stack: Vec<Open>,
    open_anchors: Vec<(usize, usize)>,
    nodes: usize,
    root: Option<Node>,
}

impl<'a> Builder<'a> {
    fn new(report: &'a mut Report, file: u16, text: &'a str) -> Self {
        let offsets = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .map(|at| u32::try_from(at).unwrap_or(u32::MAX))
            .collect();
        Self { report, file, text, offsets, stack: Vec::new(), open_anchors: Vec::new(), nodes: 0, root: None }
    }

    fn run(mut self) -> Option<Node> {
        let mut parser = Parser::new_from_str(self.text);
        let mut documents = 0;
        while let Some(event) = parser.next_event() {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    self.syntax(&error);
                    return None;
                }
            };
            let place = self.place(&span.start, span.end.index());
            if matches!(event, Event::DocumentStart(_)) {
                documents += 1;
                if documents > 1 {
                    self.report.error(
                        "yaml.multiple_documents",
                        place,
                        Sentence::new(
                            "Le fichier contient plusieurs documents (« --- »).",
                            "The file holds several documents (“---”).",
                        ),
                        Sentence::new("Gardez-en un seul par fichier.", "Keep one a file."),
                    );
                    return None;
                }
            }
            if self.event(event, place).is_err() {
                return None;
            }
        }
        match self.root {
            Some(root) if !root.is_nothing() => Some(root),
            _ => {
                self.report.error(
                    "definition.empty",
                    Place::start_of(self.file),
                    Sentence::new("Le fichier est vide.", "The file is empty."),
                    Sentence::new("Partez du modèle : « guichet new ».", "Start from the model: “guichet new”."),
                );
                None
            }
        }
    }

    fn place(&self, start: &Marker, end: usize) -> Place {
        let last = self.text.len();
        let byte = |index: usize| self.offsets.get(index).map_or(last, |at| *at as usize);
        Place {
            file: self.file,
            span: Span {
                line: start.line(),
                column: start.col() + 1,
                start: byte(start.index()),
                end: byte(end).max(byte(start.index())),
            },
        }
    }

    fn event(&mut self, event: Event<'_>, place: Place) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, _, tag) => {
                self.no_tag(tag.is_some(), place)?;
                self.count(place)?;
                let written = Written {
                    text: text.into_owned(),
                    place,
                    style: match style {
                        ScalarStyle::Plain => Style::Plain,
                        ScalarStyle::SingleQuoted => Style::Single,
                        ScalarStyle::DoubleQuoted => Style::Double,
                        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                    },
                };
                self.scalar(written)
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(anchor, tag.is_some(), place)?;
                self.stack.push(Open::List { place: first_line(self.text, place), items: Vec::new() });
                Ok(())
            }
            Event::MappingStart(anchor, tag) => {
                self.open(anchor, tag.is_some(), place)?;
                self.stack.push(Open::Map {
                    place: first_line(self.text, place),
                    entries: Vec::new(),
                    key: None,
                    known: HashMap::new(),
                });
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => self.alias(anchor, place),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn count(&mut self, place: Place) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes <= MAX_NODES {
            return Ok(());
        }
        self.stop(
            "yaml.too_many_nodes",
            place,
            Sentence::new(
                format!("Le fichier dépasse {MAX_NODES} valeurs."),
                format!("The file has more than {MAX_NODES} values."),
            ),
            Sentence::new("Allégez la définition.", "Make the definition lighter."),
        )
    }

    fn open(&mut self, anchor: usize, tagged: bool, place: Place) -> Result<(), Stop> {
        self.no_tag(tagged, place)?;
        self.count(place)?;
        if self.stack.len() >= MAX_DEPTH {
            return self.too_deep(place);
        }
        if let Some(Open::Map { key: None, .. }) = self.stack.last() {
            return self.key_type(place);
        }
        self.open_anchors.push((anchor, self.stack.len()));
        Ok(())
    }

    fn scalar(&mut self, written: Written) -> Result<(), Stop> {
        if let Some(found) = written.text.chars().find(|c| is_invisible(*c)) {
            return self.stop(
                "yaml.control_char",
                written.place,
                control_cause(found),
                Sentence::new("Retirez-le du texte.", "Take it out of the text."),
            );
        }
        if let Some(Open::Map { key: key @ None, known, .. }) = self.stack.last_mut() {
            if written.text.chars().count() > MAX_KEY_CHARS {
                return self.key_too_long(written.place);
            }
            if written.style == Style::Plain && written.text == "<<" {
                return self.stop(
                    "yaml.merge_forbidden",
                    written.place,
                    Sentence::new(
                        "La fusion YAML (« << ») n'est pas admise.",
                        "The YAML merge key (“<<”) is not admitted.",
                    ),
                    Sentence::new("Écrivez les clés en entier.", "Write the keys out."),
                );
            }
            // What only looks like something else (`y`, `no`, `01`) is a name all the same: keys are always text here.
            if matches!(written.meaning(), Meaning::Nothing | Meaning::Bool(_) | Meaning::Number(_)) {
                let place = written.place;
                return self.key_type(place);
            }
            if let Some(first) = known.get(&written.text).copied() {
                let cause = Sentence::new(
                    format!(
                        "La clé « {} » est écrite deux fois : lignes {} et {}.",
                        written.text, first.span.line, written.place.span.line
                    ),
                    format!(
                        "The key “{}” is written twice: lines {} and {}.",
                        written.text, first.span.line, written.place.span.line
                    ),
                );
                self.report.error_with(
                    "yaml.duplicate_key",
                    written.place,
                    cause,
                    Sentence::new("Gardez-en une seule, ou renommez l'autre.", "Keep one, or rename the other."),
                    (first, Sentence::new("la première est ici", "the first is here")),
                );
                // The second value is read and dropped, so that the rest of the file is checked all the same.
            }
            *key = Some(written);
            return Ok(());
        }
        if written.text.len() > MAX_SCALAR_BYTES {
            // The parser takes a key of more than 1,024 characters for a text.
            if self.text[written.place.span.end..].trim_start().starts_with(':') {
                return self.key_too_long(written.place);
            }
            return self.stop(
                "yaml.scalar_too_long",
                written.place,
                Sentence::new(
                    format!("Ce texte dépasse {} ko.", MAX_SCALAR_BYTES / 1024),
                    format!("This text has more than {} kB.", MAX_SCALAR_BYTES / 1024),
                ),
                Sentence::new("Raccourcissez-le.", "Shorten it."),
            );
        }
        self.add(Node { place: written.place, content: Content::Scalar(written) });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Stop> {
        self.open_anchors.pop();
        let node = match self.stack.pop() {
            Some(Open::List { place, items }) => Node { place, content: Content::List(items) },
            Some(Open::Map { place, entries, .. }) => Node {
                // A map without brackets stands where its first key stands.
                place: entries
                    .first()
                    .map(|first| first.key.place)
                    .filter(|first| first.span.start == place.span.start)
                    .unwrap_or(place),
                content: Content::Map(entries),
            },
            None => return Ok(()),
        };
        self.add(node);
        Ok(())
    }

    fn add(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, known, .. }) => {
                if let Some(key) = key.take()
                    && !known.contains_key(&key.text)
                {
                    known.insert(key.text.clone(), key.place);
                    entries.push(Entry { key, value: node });
                }
            }
        }
    }
}

/// A map or list ends where the next token begins: only its first line is shown.
fn first_line(text: &str, place: Place) -> Place {
    let Span { start, .. } = place.span;
    // A file of one line is none that an excerpt could show whole.
    let length = text[start..]
        .char_indices()
        .take(MAX_SHOWN_CHARS)
        .take_while(|(_, c)| *c != '\n')
        .last()
        .map_or(0, |(at, c)| at + c.len_utf8());
    let line = text[start..start + length].trim_end();
    Place { file: place.file, span: Span { end: start + line.len(), ..place.span } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;

    fn tree(text: &str) -> Node {
        let mut report = Report::default();
        let node = read(&mut report, "a.yaml".to_owned(), text.as_bytes());
        node.unwrap_or_else(|| panic!("{:?}", report.into_diagnostics()))
    }

    fn told(text: &[u8]) -> Vec<Diagnostic> {
        let mut report = Report::default();
        assert!(read(&mut report, "a.yaml".to_owned(), text).is_none());
        report.into_diagnostics()
    }

    #[test]
    fn places_are_in_bytes_and_lines_whatever_the_line_ends_and_accents() {
        for text in ["é: à\nclé: \"été\"\nlist: [a, b]\n", "é: à\r\nclé: \"été\"\r\nlist: [a, b]\r\n"] {
            let root = tree(text);
            let value = root.get("clé").unwrap();
            let span = value.place.span;
            assert_eq!(&text[span.start..span.end], "\"été\"");
            assert_eq!((span.line, span.column), (2, 6));
            let second = match &root.get("list").unwrap().content {
                Content::List(items) => items[1].place.span,
                other => panic!("{other:?}"),
            };
            assert_eq!(&text[second.start..second.end], "b");
            assert_eq!((second.line, second.column), (3, 11));
        }
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        let mut report = Report::default();
        let root = read(&mut report, "a.yaml".to_owned(), "\u{feff}a: b".as_bytes()).unwrap();
        assert_eq!(root.entries()[0].key.place.span.start, 0);
        assert!(report.is_empty());
    }

    #[test]
    fn json_may_be_indented_by_tabs() {
        let mut report = Report::default();
        let text = "{\n\t\"type\": \"object\",\n\t\"properties\": { \"a\": { \"maxLength\": 5 } }\n}\n";
        let root = read(&mut report, "schema.json".to_owned(), text.as_bytes()).unwrap();
        assert_eq!(root.get("type").unwrap().scalar().unwrap().text, "object");
        let place = root.get("properties").unwrap().get("a").unwrap().place;
        assert_eq!((place.span.line, place.span.column), (3, 23));
    }

    #[test]
    fn of_two_equal_keys_both_lines_are_told_and_the_rest_is_read() {
        let mut report = Report::default();
        let text = "a: 1\nb: 2\na: 3\nb: 4\n";
        let root = read(&mut report, "a.yaml".to_owned(), text.as_bytes()).unwrap();
        assert_eq!(root.entries().len(), 2);
        let told = report.into_diagnostics();
        assert_eq!(told.len(), 2);
        assert_eq!((told[0].span.line, told[0].related[0].0.line), (3, 1));
        assert!(told[0].cause.fr.contains("lignes 1 et 3"));
    }

    #[test]
    fn what_cannot_be_read_ends_with_one_fault_at_its_place() {
        for (text, code, line) in [
            ("a: [b", "yaml.syntax", 1),
            ("a: b\n\tc: d", "yaml.syntax", 2),
            ("a: 'b", "yaml.syntax", 1),
            ("a: b: c", "yaml.syntax", 1),
            ("a: !b c", "yaml.tag", 1),
            ("a: &b c\nd: *b", "yaml.alias_budget", 2),
            ("a: b\n---\nc: d", "yaml.multiple_documents", 2),
            ("# rien", "definition.empty", 1),
            ("", "definition.empty", 1),
        ] {
            let told = told(text.as_bytes());
            assert_eq!(told.len(), 1, "{text}");
            assert_eq!((told[0].code, told[0].span.line), (code, line), "{text}");
        }
    }
}
