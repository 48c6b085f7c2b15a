//! Collects what is wrong, with its place, while the files of a démarche are read and checked.

use std::sync::Arc;

use super::tree::{Place, Style, Written};
use crate::diagnostic::{Diagnostic, Sentence, Severity, Span};

/// How many errors are kept, and how many warnings: more would help nobody. They are counted apart, so that no number of
/// warnings makes a démarche with an error look sound.
const MAX_DIAGNOSTICS: usize = 300;

/// A file as it was read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// As diagnostics name it (`forms/x/demarche.yaml`).
    pub shown_path: String,
    /// Its text.
    pub text: Arc<str>,
}

/// The files read so far and the faults found so far.
#[derive(Debug, Default)]
pub struct Report {
    files: Vec<SourceFile>,
    diagnostics: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
}

impl Report {
    /// Adds a file; places in it carry the number returned.
    pub fn add_file(&mut self, shown_path: String, text: &str) -> u16 {
        self.files.push(SourceFile { shown_path, text: Arc::from(text) });
        u16::try_from(self.files.len() - 1).unwrap_or(u16::MAX)
    }

    /// Tells a fault that keeps the démarche from being served.
    pub fn error(&mut self, code: &'static str, place: Place, cause: Sentence, cure: Sentence) {
        self.push(Severity::Error, code, place, cause, cure, Vec::new());
    }

    /// Tells a fault with another place that matters; the other place lies in the same file.
    pub fn error_with(
        &mut self,
        code: &'static str,
        place: Place,
        cause: Sentence,
        cure: Sentence,
        related: (Place, Sentence),
    ) {
        let related = if related.0.file == place.file { vec![(related.0.span, related.1)] } else { Vec::new() };
        self.push(Severity::Error, code, place, cause, cure, related);
    }

    /// Tells something that somebody will suffer from.
    pub fn warning(&mut self, code: &'static str, place: Place, cause: Sentence, cure: Sentence) {
        self.push(Severity::Warning, code, place, cause, cure, Vec::new());
    }

    fn push(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: Place,
        cause: Sentence,
        cure: Sentence,
        related: Vec<(Span, Sentence)>,
    ) {
        let told = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        if *told >= MAX_DIAGNOSTICS {
            return;
        }
        let file = self.files.get(usize::from(place.file)).map(|file| file.shown_path.clone()).unwrap_or_default();
        let diagnostic = Diagnostic { code, severity, file, span: place.span, cause, cure, related };
        if !self.diagnostics.contains(&diagnostic) {
            *told += 1;
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether an error was told.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Whether no further error is kept: who would look far for a cure can spare it.
    pub fn is_full(&self) -> bool {
        self.errors >= MAX_DIAGNOSTICS
    }

    /// The codes of the errors told so far.
    pub fn error_codes(&self) -> Vec<&'static str> {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .map(|diagnostic| diagnostic.code)
            .collect()
    }

    /// How many faults were told so far.
    pub fn len(&self) -> usize {
        self.diagnostics.len()
    }

    /// Whether no fault was told so far.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// All that was told: causes before what they may have led to, then by file, by place, by code.
    pub fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        let key = |told: &Diagnostic| (depth(told.code), told.file.clone(), told.span.start, told.code);
        self.diagnostics.sort_by_cached_key(key);
        self.diagnostics
    }

    /// The place of the bytes `range` of a text that was written at `written`.
    ///
    /// Quotes, escapes and folded lines make the text differ from the file; both are walked in step.
    pub fn inside(&self, written: &Written, range: std::ops::Range<usize>) -> Place {
        let Some(file) = self.files.get(usize::from(written.place.file)) else {
            return written.place;
        };
        let span = written.place.span;
        let Some(raw) = file.text.get(span.start..span.end) else {
            return written.place;
        };
        let start = raw_offset(raw, &written.text, written.style, range.start);
        let end = raw_offset(raw, &written.text, written.style, range.end).max(start);
        let start = (span.start + start).min(span.end);
        let end = (span.start + end).min(span.end);
        Place { file: written.place.file, span: span_of(&file.text, start, end) }
    }
}

/// How far from its cause a fault may be told: what is not written as it must be hides what was meant, and so does what is no question.
fn depth(code: &str) -> u8 {
    const AS_WRITTEN: [&str; 5] = [
        "definition.missing_file",
        "definition.type",
        "definition.two_schemas",
        "definition.unknown_property",
        "definition.unquoted",
    ];
    match code.split_once('.') {
        Some(("yaml", _)) => 0,
        _ if AS_WRITTEN.contains(&code) => 0,
        Some(("schema" | "component", _)) => 1,
        _ if code == "definition.missing_property" => 1,
        _ => 2,
    }
}

/// The span of the bytes `start..end` of `text`.
pub(crate) fn span_of(text: &str, start: usize, end: usize) -> Span {
    let before = text.get(..start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Span {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        start,
        end,
    }
}

/// Where the byte `wanted` of the decoded text stands in the raw scalar.
fn raw_offset(raw: &str, decoded: &str, style: Style, wanted: usize) -> usize {
    let mut at = match style {
        Style::Plain => 0,
        Style::Single | Style::Double => 1,
        // The header (`|`, `>-`) stands on a line of its own.
        Style::Block => raw.find('\n').map_or(0, |newline| newline + 1),
    };
    for (index, meant) in decoded.char_indices() {
        if meant.is_whitespace() {
            if index >= wanted {
                return at;
            }
            // A fold is one space or newline in the text and a newline with indentation in the file.
            let rest = &raw[at..];
            let first = rest.chars().next();
            if first.is_some_and(|c| c == '\n' || c == '\r') {
                at += rest.len() - rest.trim_start().len();
            } else if let Some(c) = first {
                at += c.len_utf8();
            }
            continue;
        }
        let rest = &raw[at..];
        at += rest.len() - rest.trim_start().len();
        if index >= wanted {
            return at;
        }
        at += raw_width(&raw[at..], style);
    }
    at.min(raw.len())
}

/// How many bytes of the raw scalar its next character takes.
fn raw_width(rest: &str, style: Style) -> usize {
    let mut chars = rest.chars();
    let Some(first) = chars.next() else {
        return 0;
    };
    match (style, first, chars.next()) {
        (Style::Single, '\'', Some('\'')) => 2,
        (Style::Double, '\\', Some(escaped)) => match escaped {
            'x' => 4,
            'u' => 6,
            'U' => 10,
            other => 1 + other.len_utf8(),
        },
        _ => first.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_behind_any_number_of_warnings() {
        let mut report = Report::default();
        let file = report.add_file("demarche.yaml".to_owned(), "");
        for line in 0..2 * MAX_DIAGNOSTICS {
            let place = Place { file, span: Span { line, column: 1, start: line, end: line } };
            report.warning("texts.missing", place, Sentence::new("", ""), Sentence::new("", ""));
        }
        assert!(!report.has_errors());
        report.error("publish.no_route", Place::start_of(file), Sentence::new("", ""), Sentence::new("", ""));
        assert!(report.has_errors());
        assert_eq!(report.error_codes(), ["publish.no_route"]);
        assert_eq!(report.len(), MAX_DIAGNOSTICS + 1);
    }

    #[test]
    fn a_place_inside_a_scalar_is_found_behind_escapes_and_folds() {
        for (raw, decoded, style, wanted, found) in [
            ("\"a == 'x'\"", "a == 'x'", Style::Double, 5, "'x'\""),
            ("'a == ''x'' && b'", "a == 'x' && b", Style::Single, 12, "b'"),
            (r#""a == \"x\" && b""#, "a == \"x\" && b", Style::Double, 12, "b\""),
            (">-\n    a &&\n    b", "a && b", Style::Block, 5, "b"),
            ("\"é && b\"", "é && b", Style::Double, 6, "b\""),
        ] {
            assert_eq!(&raw[raw_offset(raw, decoded, style, wanted)..], found, "{raw}");
        }
    }
}
