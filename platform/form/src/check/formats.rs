//! Finds what is wrong with the formats that an agency brings itself: files that are not there, and what whoever makes them says of them.

use std::sync::Arc;

use super::draft::Draft;
use crate::{
    definition::{
        procedure::FormatEntry,
        report::span_of,
        shown,
        tree::{Place, Written},
    },
    demarche::{Demarche, Format, XmlTemplate},
    diagnostic::Sentence,
};

/// The format that an entry means; a file that is missing is told.
pub(super) fn read(draft: &mut Draft<'_>, entry: &FormatEntry) -> Option<Format> {
    let name = match entry {
        FormatEntry::Word(word) => return Format::from_word(word.value),
        FormatEntry::Xml(name) => name,
    };
    let (template, schema) = (file(draft, name, "xml"), file(draft, name, "xsd"));
    Some(Format::Xml(Arc::new(XmlTemplate { name: name.text.clone(), template: template?, schema: schema? })))
}

fn file(draft: &mut Draft<'_>, name: &Written, ending: &str) -> Option<Arc<[u8]>> {
    let path = format!("templates/{}.{ending}", name.text);
    if let Some(bytes) = draft.bundle.files.get(&path) {
        return Some(Arc::clone(bytes));
    }
    let known: Vec<&str> = draft
        .bundle
        .files
        .keys()
        .filter_map(|known| known.strip_prefix("templates/")?.strip_suffix(ending)?.strip_suffix('.'))
        .collect();
    let cure = super::meant(&name.text, known, &format!("Écrivez {path}."), &format!("Write {path}."));
    draft.report.error(
        "template.not_found",
        name.place,
        Sentence::new(format!("Le fichier {path} n'existe pas."), format!("There is no file {path}.")),
        cure,
    );
    None
}

/// What whoever makes the formats finds in their files.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    for recipient in &demarche.recipients {
        for format in &recipient.formats {
            for fault in draft.plugins.format_faults(demarche, recipient, format) {
                let text = draft.bundle.text(&fault.path).unwrap_or_default();
                let file = draft.report.add_file(shown(draft.bundle, &fault.path), text);
                let span = span_of(text, fault.at.start, fault.at.end);
                draft.report.error(fault.code, Place { file, span }, fault.cause, fault.cure);
            }
        }
    }
}
