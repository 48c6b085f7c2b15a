//! `guichet pdf fields`: writes the fields of a PDF as the YAML by which an author says what fills each.

use std::{fs, io::Read as _};

use documents::formats::pdf::{MAX_BYTES, skeleton};
use form::text::Language;

use super::say;
use crate::{
    Verdict,
    arguments::{Pdf, PdfCommand},
    refusal::Refusal,
};

/// Shows the fields of the PDF, a line each.
pub(crate) fn run(arguments: &Pdf, language: Language) -> anyhow::Result<Verdict> {
    let PdfCommand::Fields { file } = &arguments.command;
    let mut pdf = Vec::new();
    fs::File::open(file)
        .and_then(|opened| opened.take(MAX_BYTES as u64 + 1).read_to_end(&mut pdf))
        .map_err(|error| Refusal::file(file, &error))?;
    match skeleton(&pdf, language) {
        Ok(text) => {
            say(text.trim_end());
            Ok(Verdict::Well)
        }
        Err(closed) => {
            let (cause, cure, shown) = (closed.cause(), closed.cure(), file.display());
            Err(Refusal::new(
                closed.code(),
                format!("{shown} : {} {}", cause.fr, cure.fr),
                format!("{shown}: {} {}", cause.en, cure.en),
            )
            .into())
        }
    }
}
