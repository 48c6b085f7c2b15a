//! Makes the files of a case that its recipient asked for beside the answers in JSON and the recap: each is made of the recipient's own share.
//!
//! To add a format: a file here, a word or key in `form`, one arm in [`make`].

mod fields;
pub mod pdf;
mod rows;
mod template;
mod xml;

use form::{
    check::FormatFault,
    demarche::{Demarche, Format, Recipient},
    diagnostic::Sentence,
    lookup::Organisation,
};
use jiff::Zoned;
use serde_json::Value as Json;

use crate::{Fault, package::File};

pub use rows::{Titled, columns, flat};

/// A case as its recipient has it: what every format is made of, and nothing else.
#[derive(Debug, Clone)]
pub struct Share<'a> {
    /// By which it was filed.
    pub demarche: &'a Demarche,
    /// Whose share this is.
    pub recipient: &'a Recipient,
    /// As the directory had it.
    pub organisation: Option<&'a Organisation>,
    /// As shown to citizens, in groups.
    pub reference: &'a str,
    /// The case's own id.
    pub case_id: &'a str,
    /// `production`, `test` …
    pub environment: &'a str,
    /// When the dossier was recorded, in the démarche's legal time zone.
    pub recorded_at: Zoned,
    /// The answers it receives, as wire JSON.
    pub answers: &'a Json,
    /// What it may see, and under which name each lies in the package.
    pub files: &'a [(&'a File<'a>, &'a str)],
}

/// A file of one of the formats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its name in the package.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// The format, as the démarche names it.
    pub format: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Share<'_> {
    /// Under which name a file lies in the package, by the path of the question that it answers and as the answers tell it.
    fn file_name(&self, code: &str, told: &Json) -> Option<&str> {
        let is = |key: &str, value: &str| told.get(key).and_then(Json::as_str) == Some(value);
        let mut files = self.files.iter();
        let known = files.find(|(file, _)| file.code == code && is("name", file.name) && is("sha256", file.sha256));
        known.map(|(_, name)| *name)
    }
}

/// A file that cannot be made of this case: nothing is sent to the recipient's software before it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmade {
    /// Its name in the package.
    pub name: String,
    /// The format, as the démarche names it.
    pub format: String,
    /// A stable code.
    pub code: &'static str,
    /// What whoever made it said of it; it may hold answers.
    pub detail: String,
}

impl Unmade {
    /// Why, for authors.
    pub fn sentence(&self) -> Sentence {
        let (fr, en) = match self.code {
            "format.invalid" => ("Il n'est pas valide selon son schéma.", "It is not valid by its schema."),
            "format.too_costly" => ("Le modèle demande trop de travail.", "The template takes too much work."),
            "format.too_large" => ("Le modèle écrit plus de 4 Mo.", "The template writes more than 4 MB."),
            "format.option" => {
                ("Une réponse n'est pas de celles que le PDF propose.", "An answer is none that the PDF offers.")
            }
            "format.pdf" => ("Le PDF ne peut pas être rempli.", "The PDF cannot be filled in."),
            "format.schema" => ("Son schéma n'en est pas un.", "Its schema is none."),
            _ => ("Le modèle ne peut pas être rempli.", "The template cannot be filled in."),
        };
        let said = if self.detail.is_empty() { String::new() } else { format!(" ({})", self.detail) };
        Sentence::new(format!("{fr}{said}"), format!("{en}{said}"))
    }
}

/// What is wrong with the files that the agency brings for a format of this recipient.
pub fn faults(demarche: &Demarche, recipient: &Recipient, format: &Format) -> Vec<FormatFault> {
    let wanted = match format {
        Format::Json | Format::Pdf | Format::Csv => return Vec::new(),
        Format::Form(form) => return pdf::faults(demarche, recipient, form),
        Format::Xml(wanted) => wanted,
    };
    let name = &wanted.name;
    let names = fields::kinds(demarche, recipient);
    let mut told = in_text(format!("templates/{name}.xml"), &wanted.template, |text| template::faults(text, &names));
    told.extend(in_text(format!("templates/{name}.xsd"), &wanted.schema, xml::faults));
    told
}

fn in_text(path: String, bytes: &[u8], find: impl FnOnce(&str) -> Vec<template::Found>) -> Vec<FormatFault> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let (fr, en) = ("Ce fichier n'est pas en UTF-8.", "This file is not in UTF-8.");
        let cure = Sentence::new("Enregistrez-le en UTF-8.", "Save it as UTF-8.");
        let (cause, code) = (Sentence::new(fr, en), "template.syntax");
        return vec![FormatFault { code, path, at: 0..0, cause, cure, is_warning: false }];
    };
    let fault = |found: template::Found| FormatFault {
        code: found.code,
        path: path.clone(),
        at: found.at,
        cause: found.cause,
        cure: found.cure,
        is_warning: false,
    };
    find(text).into_iter().map(fault).collect()
}

/// The files of the formats that the recipient asked for, and those that cannot be made of this case.
pub fn make(share: &Share<'_>) -> Result<(Vec<Made>, Vec<Unmade>), Fault> {
    let (mut made, mut unmade) = (Vec::new(), Vec::new());
    for format in &share.recipient.formats {
        match format {
            // The package itself holds these.
            Format::Json | Format::Pdf => {}
            Format::Csv => made.extend(rows::make(share)?),
            Format::Xml(wanted) => match xml::make(share, wanted) {
                Ok(one) => made.push(one),
                Err(one) => unmade.push(one),
            },
            Format::Form(wanted) => match pdf::make(share, wanted)? {
                Ok(one) => made.push(one),
                Err(one) => unmade.push(one),
            },
        }
    }
    Ok((made, unmade))
}
