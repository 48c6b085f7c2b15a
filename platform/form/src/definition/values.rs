//! Reads `scenarios/*.yaml` of a component as written: good and bad values.

use jiff::civil::Date;

use super::{
    keys, reader,
    report::Report,
    scenario::{day, problem_code},
    tree::{Content, Node, Place, Spanned, Written},
};

/// A file of good and bad values as written.
#[derive(Debug)]
pub struct ValuesEntry {
    /// What it shows.
    pub title: Option<Written>,
    /// The day of the test.
    pub today: Option<Date>,
    /// Good values.
    pub accepts: Vec<GoodValue>,
    /// Bad values.
    pub refuses: Vec<BadValue>,
}

/// A value that must be accepted.
#[derive(Debug)]
pub struct GoodValue {
    /// As typed: a text, or a map of parts.
    pub value: Node,
    /// As the partner gets it; of a group, what is said of it.
    pub sent: Option<Node>,
    /// Passages of the recap.
    pub shown: Vec<Written>,
}

/// A value that must be refused.
#[derive(Debug)]
pub struct BadValue {
    /// Where it stands.
    pub place: Place,
    /// As typed: a text, or a map of parts.
    pub value: Node,
    /// The part at fault; the component itself where nothing is said.
    pub at: Option<Written>,
    /// The code of the problem.
    pub problem: Option<Spanned<&'static str>>,
    /// The rule that refuses it.
    pub rule: Option<Written>,
}

/// Reads the file's tree.
pub fn read(report: &mut Report, root: &Node) -> Option<ValuesEntry> {
    let map = reader::map(report, root, &keys::VALUES)?;
    let title = reader::text_of(report, map, "title");
    let today = day(report, map);
    let accepts = reader::list_of(report, map, "accepts").unwrap_or_default();
    let accepts = accepts.iter().filter_map(|item| good(report, item)).collect();
    let refuses = reader::list_of(report, map, "refuses").unwrap_or_default();
    let refuses = refuses.iter().filter_map(|item| bad(report, item)).collect();
    Some(ValuesEntry { title, today, accepts, refuses })
}

/// A value alone, or a map with more to say about it.
fn good(report: &mut Report, node: &Node) -> Option<GoodValue> {
    if !matches!(node.content, Content::Map(_)) {
        return Some(GoodValue { value: node.clone(), sent: None, shown: Vec::new() });
    }
    let map = reader::map(report, node, &keys::GOOD_VALUE)?;
    let shown = match map.get("shown") {
        Some(shown) if matches!(shown.content, Content::List(_)) => reader::texts_of(report, map, "shown"),
        Some(shown) => reader::text(report, shown).map(|passage| vec![passage]),
        None => None,
    };
    Some(GoodValue { value: value(node), sent: map.get("sent").cloned(), shown: shown.unwrap_or_default() })
}

/// Nothing typed is a value too.
fn value(node: &Node) -> Node {
    let nothing =
        || Node { place: node.place, content: Content::Scalar(Written { place: node.place, ..Written::default() }) };
    node.get("value").cloned().unwrap_or_else(nothing)
}

fn bad(report: &mut Report, node: &Node) -> Option<BadValue> {
    let map = reader::map(report, node, &keys::BAD_VALUE)?;
    Some(BadValue {
        place: node.place,
        value: value(node),
        at: reader::text_of(report, map, "at"),
        problem: map.get("problem").and_then(|node| problem_code(report, node)),
        rule: reader::text_of(report, map, "rule"),
    })
}
