//! Writes the fields of a PDF as the YAML that an author goes on from.

use std::fmt::Write as _;

use form::text::Language;

use super::{
    field::{self, Field, Takes},
    open::{self, Closed},
};

/// A line a field, with what it takes behind it.
///
/// # Errors
/// Where the PDF is none to be filled in.
pub fn skeleton(pdf: &[u8], language: Language) -> Result<String, Closed> {
    let document = open::open(pdf)?;
    let fields = field::fields(&document)?;
    let fr = language == Language::Fr;
    let mut text = String::from(if fr {
        "# Ce qui remplit chaque champ du PDF : une réponse (answers.demandeur.nom) ou une expression ; \"\" pour un champ à laisser tel quel.\n"
    } else {
        "# What fills each field of the PDF: an answer (answers.demandeur.nom) or an expression; \"\" for a field to leave as it is.\n"
    });
    for field in fields.iter().filter(|field| field.takes != Takes::Nothing) {
        let label = field.label.as_ref().map(|label| format!("{}. ", one_line(label))).unwrap_or_default();
        // Writing into a string does not fail.
        let _ = writeln!(text, "{}:  # {label}{}", key(&field.name), takes(field, fr));
    }
    Ok(text)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as a key of YAML.
fn key(name: &str) -> String {
    let plain = name.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.'))
        && name.starts_with(char::is_alphabetic)
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&name.to_lowercase().as_str());
    if plain { name.to_owned() } else { serde_json::Value::from(name).to_string() }
}

fn takes(field: &Field, fr: bool) -> String {
    let offered = || field.offered().into_iter().map(one_line_option).collect::<Vec<_>>().join(", ");
    let both = |french: &str, english: &str| if fr { french } else { english }.to_owned();
    match field.takes {
        Takes::Text { several_lines, comb } => {
            let mut said = match (several_lines, comb) {
                (true, _) => both("texte sur plusieurs lignes", "text on several lines"),
                (_, true) => both("texte, un signe par case", "text, a sign a cell"),
                _ => both("texte", "text"),
            };
            if let Some(most) = field.max_length {
                let _ = write!(said, ", {most} {}", both("signes au plus", "signs at most"));
            }
            said
        }
        Takes::Tick if field.options.len() == 1 => both(
            "case : oui ou non (answers.logement == 'heberge')",
            "check box: yes or no (answers.logement == 'heberge')",
        ),
        Takes::Tick | Takes::Radio => format!("{} {}", both("une case parmi :", "one box of:"), offered()),
        Takes::Option { writable: false } => format!("{} {}", both("un choix parmi :", "one choice of:"), offered()),
        Takes::Option { writable: true } => {
            format!("{} {}", both("un texte, ou un choix parmi :", "a text, or one choice of:"), offered())
        }
        Takes::Options => format!("{} {}", both("des choix parmi :", "choices of:"), offered()),
        Takes::Nothing => String::new(),
    }
}

fn one_line_option(option: &str) -> String {
    format!("'{}'", one_line(option))
}
