//! Calls the outside readers: Debian's qpdf and poppler-utils.

use std::process::Command;

/// Writes a document to a temporary file and runs a program on it; its output, once it has succeeded.
fn run(pdf: &[u8], program: &str, before: &[&str], after: &[&str]) -> String {
    let file = tempfile::NamedTempFile::with_suffix(".pdf").unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let output = Command::new(program)
        .args(before)
        .arg(file.path())
        .args(after)
        .output()
        .unwrap_or_else(|error| panic!("{program} (apt install qpdf poppler-utils): {error}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// The document passes `qpdf --check` without a warning.
pub(crate) fn check(pdf: &[u8]) {
    let said = run(pdf, "qpdf", &["--check"], &[]);
    assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
    assert!(!said.contains("WARNING"), "{said}");
}

/// The document's text as it is copied.
pub(crate) fn text(pdf: &[u8]) -> String {
    run(pdf, "pdftotext", &["-enc", "UTF-8", "-raw"], &["-"])
}

/// What `pdfinfo` says.
pub(crate) fn info(pdf: &[u8]) -> String {
    run(pdf, "pdfinfo", &[], &[])
}

/// What `pdffonts` says, one face a line.
pub(crate) fn fonts(pdf: &[u8]) -> Vec<String> {
    run(pdf, "pdffonts", &[], &[]).lines().skip(2).map(str::to_owned).collect()
}

/// The structure tree with its text.
pub(crate) fn structure(pdf: &[u8]) -> String {
    run(pdf, "pdfinfo", &["-struct-text"], &[])
}

/// Without any space: where lines are broken is not what is compared.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
