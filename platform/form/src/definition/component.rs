//! Reads `component.yaml` as written.

use super::{
    keys, measures,
    procedure::{self, RuleEntry},
    reader,
    report::Report,
    settings::{self, Settings},
    tree::{Content, Node, Place, Written},
};

/// `component.yaml` as written.
#[derive(Debug)]
pub struct ComponentEntry {
    /// The file's first place.
    pub place: Place,
    /// The id.
    pub id: Option<Written>,
    /// Three numbers.
    pub version: Option<Written>,
    /// The name.
    pub title: Option<Written>,
    /// What it is for.
    pub summary: Option<Written>,
    /// The field type.
    pub field: Option<Written>,
    /// The référentiel.
    pub referential: Option<Written>,
    /// The sentence of an attestation.
    pub statement: Option<Written>,
    /// The settings of the root.
    pub settings: Settings,
    /// The settings of the parts, by relative path.
    pub parts: Vec<(Written, Settings)>,
    /// What may be left out, by relative path.
    pub removable: Vec<Written>,
    /// Rules with relative paths.
    pub rules: Vec<RuleEntry>,
    /// What it computes: relative path and expression.
    pub computed: Vec<(Written, Written)>,
    /// The vault's names for it.
    pub vault: Vec<Written>,
    /// Advice to authors.
    pub guide: Option<Written>,
}

/// Under which names the vault keeps what the component asks, whatever else is wrong with it.
pub fn vault_names(root: &Node) -> Vec<String> {
    let Some(vault) = root.get("vault") else { return Vec::new() };
    let words: Vec<&Node> = match &vault.content {
        Content::List(items) => items.iter().collect(),
        _ => vec![vault],
    };
    words.into_iter().filter_map(Node::scalar).map(|word| word.text.clone()).collect()
}

/// Reads the file's tree.
pub fn read(report: &mut Report, root: &Node) -> Option<ComponentEntry> {
    let map = reader::map(report, root, &keys::COMPONENT)?;
    let mut parts = Vec::new();
    if let Some(node) = map.get("parts") {
        for entry in reader::own_map(report, node) {
            parts.push((entry.key.clone(), settings::settings(report, &entry.value, &keys::PART)));
        }
    }
    let mut computed = Vec::new();
    if let Some(node) = map.get("computed") {
        for entry in reader::own_map(report, node) {
            if let Some(written) = reader::expression(report, &entry.value) {
                computed.push((entry.key.clone(), written));
            }
        }
    }
    let rules = reader::list_of(report, map, "rules").map(|items| procedure::rules(report, items)).unwrap_or_default();
    Some(ComponentEntry {
        place: root.place,
        id: reader::id_of(report, map, "component"),
        version: reader::text_of(report, map, "version"),
        title: reader::text_of(report, map, "title"),
        summary: reader::text_of(report, map, "summary"),
        field: reader::text_of(report, map, "field"),
        referential: reader::text_of(report, map, "referential"),
        statement: reader::text_of(report, map, "statement"),
        settings: Settings {
            hint: reader::text_of(report, map, "hint"),
            unit: reader::text_of(report, map, "unit"),
            message: reader::text_of(report, map, "message"),
            autocomplete: reader::text_of(report, map, "autocomplete"),
            masked: reader::yes_no_of(report, map, "masked"),
            as_list: reader::yes_no_of(report, map, "as_list"),
            max_size: measures::size_of(report, map, "max_size"),
            max_files: reader::count_of(report, map, "max_files", measures::MAX_FILES),
            accept: measures::file_kinds_of(report, map, "accept"),
            ..Settings::default()
        },
        parts,
        removable: reader::texts_of(report, map, "removable").unwrap_or_default(),
        rules,
        computed,
        vault: match map.get("vault").map(|node| &node.content) {
            Some(Content::List(_)) => reader::texts_of(report, map, "vault").unwrap_or_default(),
            _ => reader::text_of(report, map, "vault").into_iter().collect(),
        },
        guide: reader::text_of(report, map, "guide"),
    })
}
