//! Shows authors what is wrong: an excerpt with the place underlined, the cause, the cure; or one JSON document.
//!
//! The JSON is stable: `{ "version": 1, "diagnostics": [ { code, severity, file, line, column, start, end, cause, cure, related: [ {
//! line, column, note } ] } ] }`, lines and columns from 1, offsets in bytes, sentences in the language asked for. Where the command could not be
//! carried out at all, `refusal: { code, cause }` stands beside an empty list.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use form::{
    bundle::{Bundle, Catalogue},
    diagnostic::{Diagnostic, Severity},
    text::Language,
};
use serde_json::json;

use crate::refusal::Refusal;

/// The diagnostic as people read it, with colours where the output is a terminal.
pub(crate) fn text(diagnostic: &Diagnostic, bundle: &Bundle, catalogue: &Catalogue, language: Language) -> String {
    let level = match (diagnostic.severity, language) {
        (Severity::Error, Language::Fr) => Level::ERROR.with_name("erreur"),
        (Severity::Error, Language::En) => Level::ERROR,
        (Severity::Warning, Language::Fr) => Level::WARNING.with_name("attention"),
        (Severity::Warning, Language::En) => Level::WARNING,
    };
    let cure = match language {
        Language::Fr => Level::HELP.with_name("remède"),
        Language::En => Level::HELP,
    };
    let source = source(diagnostic, bundle, catalogue).unwrap_or_default();
    let span = clamp(&source, diagnostic.span.start, diagnostic.span.end);
    let mut snippet =
        Snippet::source(source.as_str()).path(diagnostic.file.as_str()).annotation(AnnotationKind::Primary.span(span));
    for (other, why) in &diagnostic.related {
        snippet = snippet
            .annotation(AnnotationKind::Context.span(clamp(&source, other.start, other.end)).label(why.get(language)));
    }
    let title = level.primary_title(diagnostic.cause.get(language)).id(diagnostic.code);
    let report = &[if source.is_empty() {
        title.element(Level::NOTE.no_name().message(diagnostic.file.as_str()))
    } else {
        title.element(snippet)
    }
    .element(cure.message(diagnostic.cure.get(language)))];
    let renderer =
        if std::io::IsTerminal::is_terminal(&std::io::stdout()) { Renderer::styled() } else { Renderer::plain() };
    format!("{}\n", renderer.render(report))
}

/// Every diagnostic as one JSON document.
pub(crate) fn json(diagnostics: &[Diagnostic], language: Language) -> String {
    format!("{:#}", json!({ "version": 1, "diagnostics": values(diagnostics, language) }))
}

/// Every diagnostic as JSON.
pub(crate) fn values(diagnostics: &[Diagnostic], language: Language) -> Vec<serde_json::Value> {
    diagnostics
        .iter()
        .map(|diagnostic| {
            json!({
                "code": diagnostic.code,
                "severity": diagnostic.severity,
                "file": diagnostic.file,
                "line": diagnostic.span.line,
                "column": diagnostic.span.column,
                "start": diagnostic.span.start,
                "end": diagnostic.span.end,
                "cause": diagnostic.cause.get(language),
                "cure": diagnostic.cure.get(language),
                "related": diagnostic
                    .related
                    .iter()
                    .map(|(span, why)| json!({
                        "line": span.line,
                        "column": span.column,
                        "note": why.get(language),
                    }))
                    .collect::<Vec<_>>(),
            })
        })
        .collect()
}

/// Why nothing could be checked, as one JSON document.
pub(crate) fn refused(refusal: &Refusal, language: Language) -> String {
    let cause = refusal.in_language(language);
    format!("{:#}", json!({ "version": 1, "diagnostics": [], "refusal": { "code": refusal.code(), "cause": cause } }))
}

/// The last line: how many démarches and components were checked, and what was found.
pub(crate) fn summary(
    (demarches, components): (usize, usize),
    errors: usize,
    warnings: usize,
    language: Language,
) -> String {
    let many = |count: usize, one: &str, several: &str| {
        let word = match language {
            Language::Fr if count < 2 => one,
            Language::En if count == 1 => one,
            _ => several,
        };
        format!("{count} {word}")
    };
    let mut checked = Vec::new();
    if demarches > 0 {
        checked.push(match language {
            Language::Fr => many(demarches, "démarche vérifiée", "démarches vérifiées"),
            Language::En => many(demarches, "démarche checked", "démarches checked"),
        });
    }
    if components > 0 {
        checked.push(match language {
            Language::Fr => many(components, "composant vérifié", "composants vérifiés"),
            Language::En => many(components, "component checked", "components checked"),
        });
    }
    let checked = checked.join(", ");
    match language {
        Language::Fr => format!(
            "{checked} : {}, {}.",
            many(errors, "faute", "fautes"),
            many(warnings, "avertissement", "avertissements"),
        ),
        Language::En => {
            format!("{checked}: {}, {}.", many(errors, "error", "errors"), many(warnings, "warning", "warnings"),)
        }
    }
}

/// The text of the file that the diagnostic is about: of the démarche, or of a component.
fn source(diagnostic: &Diagnostic, bundle: &Bundle, catalogue: &Catalogue) -> Option<String> {
    std::iter::once(bundle).chain(catalogue.components.values()).find_map(|folder| {
        let inside = diagnostic.file.strip_prefix(folder.shown_path.trim_end_matches('/'))?.trim_start_matches('/');
        // Places count without the byte order mark.
        let text = folder.text(inside)?;
        Some(text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned())
    })
}

/// A range inside the text, on boundaries of characters, and never empty where the text is not.
fn clamp(source: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(start);
    let end = floor(end.max(start));
    start..end
}
