//! Finds what is wrong with the formats that an agency brings itself: files that are not there, and what whoever makes them says of them.

use std::sync::Arc;

use super::draft::Draft;
use crate::{
    definition::{
        procedure::FormatEntry,
        report::span_of,
        shown,
        tree::{Meaning, Place, Style, Written},
        yaml,
    },
    demarche::{Demarche, Format, PdfField, PdfForm, XmlTemplate},
    diagnostic::Sentence,
};

/// The most fields that one PDF is filled in.
const MAX_FIELDS: usize = 2_000;

/// The formats that these entries mean; a file that is missing is told.
pub(super) fn read(draft: &mut Draft<'_>, entries: &[FormatEntry]) -> Vec<Format> {
    // The recap's, which is always there.
    let mut names = vec!["recapitulatif.pdf".to_owned()];
    let mut formats: Vec<Format> = Vec::new();
    for entry in entries {
        let (format, place) = match entry {
            FormatEntry::Word(word) => (Format::from_word(word.value), word.place),
            FormatEntry::Xml(name) => (xml(draft, name), name.place),
            FormatEntry::Form(name) => (form(draft, name), name.place),
        };
        let Some(format) = format else { continue };
        if let Some(name) = format.own_file() {
            if names.contains(&name) {
                same_name(draft, place, &name);
                continue;
            }
            names.push(name);
        } else if formats.contains(&format) {
            // Asked for twice, it is there once.
            continue;
        }
        formats.push(format);
    }
    formats
}

fn same_name(draft: &mut Draft<'_>, place: Place, name: &str) {
    draft.report.error(
        "format.same_name",
        place,
        Sentence::new(
            format!("Deux fichiers du dossier complet s'appelleraient {name}."),
            format!("Two files of the package would be called {name}."),
        ),
        Sentence::new("Donnez à celui-ci un autre nom, ou retirez-le.", "Give this one another name, or remove it."),
    );
}

fn xml(draft: &mut Draft<'_>, name: &Written) -> Option<Format> {
    let (template, schema) = (file(draft, name, "xml"), file(draft, name, "xsd"));
    Some(Format::Xml(Arc::new(XmlTemplate { name: name.text.clone(), template: template?, schema: schema? })))
}

fn form(draft: &mut Draft<'_>, name: &Written) -> Option<Format> {
    let (pdf, mapping) = (file(draft, name, "pdf"), file(draft, name, "yaml"));
    let fields = fields(draft, &format!("templates/{}.yaml", name.text), &mapping?);
    Some(Format::Form(Arc::new(PdfForm { name: name.text.clone(), pdf: pdf?, fields: fields? })))
}

/// What fills each field of a PDF; what cannot be read is told.
fn fields(draft: &mut Draft<'_>, path: &str, bytes: &[u8]) -> Option<Vec<PdfField>> {
    let root = yaml::read(draft.report, shown(draft.bundle, path), bytes)?;
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    if root.entries().is_empty() || root.entries().len() > MAX_FIELDS {
        draft.report.error(
            "definition.type",
            root.place,
            Sentence::new(
                format!("Ici sont attendus les champs du PDF, {MAX_FIELDS} au plus : « nom: answers.demandeur.nom »."),
                format!("Expected here: the fields of the PDF, {MAX_FIELDS} at most: “nom: answers.demandeur.nom”."),
            ),
            Sentence::new(
                "« guichet pdf fields » les écrit tels que le PDF les a.",
                "“guichet pdf fields” writes them as the PDF has them.",
            ),
        );
        return None;
    }
    let mut fields = Vec::new();
    for entry in root.entries() {
        let Some(value) = entry.value.scalar() else {
            draft.report.error(
                "definition.type",
                entry.value.place,
                Sentence::new(
                    "Ici est attendu ce qui remplit le champ : une réponse, ou une expression.",
                    "Expected here: what fills the field, an answer or an expression.",
                ),
                Sentence::new(
                    "Écrivez par exemple answers.demandeur.nom.",
                    "Write answers.demandeur.nom, for example.",
                ),
            );
            continue;
        };
        let (key, span) = (entry.key.place.span, value.place.span);
        let blank = value.meaning() == Meaning::Nothing;
        let quotes = usize::from(value.style != Style::Plain);
        let raw = text.get(span.start + quotes..(span.end.max(span.start + quotes)).saturating_sub(quotes));
        fields.push(PdfField {
            name: entry.key.text.clone(),
            name_at: key.start..key.end,
            starts_at: (raw == Some(value.text.as_str())).then_some(span.start + quotes),
            expression: (!blank).then(|| value.text.clone()),
            expression_at: span.start..span.end,
        });
    }
    Some(fields)
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
                let place = Place { file, span };
                if fault.is_warning {
                    draft.report.warning(fault.code, place, fault.cause, fault.cure);
                } else {
                    draft.report.error(fault.code, place, fault.cause, fault.cure);
                }
            }
        }
    }
}
