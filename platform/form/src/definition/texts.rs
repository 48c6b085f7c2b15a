//! Reads `texts/en.yaml`: translations by the path of the text in the definition, nested or dotted as the author likes.

use std::collections::BTreeMap;

use super::{
    reader,
    report::Report,
    tree::{Content, Node, Written},
};
use crate::text::Text;

/// The translations of one folder.
#[derive(Debug, Default)]
pub struct Texts {
    entries: BTreeMap<String, Translation>,
    /// Whether the folder has translations at all: only then a missing one is told.
    pub given: bool,
}

#[derive(Debug)]
struct Translation {
    written: Written,
    used: bool,
}

impl Texts {
    /// Reads the file's tree.
    pub fn read(report: &mut Report, root: &Node) -> Self {
        let mut texts = Self { given: true, ..Self::default() };
        texts.flatten(report, root, String::new());
        texts
    }

    fn flatten(&mut self, report: &mut Report, node: &Node, path: String) {
        match &node.content {
            Content::Scalar(_) => {
                if !node.is_nothing()
                    && let Some(written) = reader::text(report, node)
                {
                    self.entries.insert(path, Translation { written, used: false });
                }
            }
            Content::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.flatten(report, item, join(&path, &index.to_string()));
                }
            }
            Content::Map(entries) => {
                for entry in entries {
                    self.flatten(report, &entry.value, join(&path, &entry.key.text));
                }
            }
        }
    }

    /// The translation of the text at `path`, which then counts as used.
    pub fn take(&mut self, path: &str) -> Option<&str> {
        let translation = self.entries.get_mut(path)?;
        translation.used = true;
        Some(&translation.written.text)
    }

    /// The author's text with its translation.
    pub fn text(&mut self, path: &str, french: &Written) -> Text {
        Text { fr: french.text.trim().into(), en: self.take(path).map(|english| english.trim().into()) }
    }

    /// The translations that nothing asked for.
    pub fn unused(&self) -> impl Iterator<Item = (&str, &Written)> {
        self.entries
            .iter()
            .filter(|(_, translation)| !translation.used)
            .map(|(path, translation)| (path.as_str(), &translation.written))
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
