//! Finds what is wrong with a PDF and with what fills it, before any case is there: fields that it lacks, answers that a field cannot take.

use form::{
    check::FormatFault,
    demarche::{Demarche, Field as Question, PdfField, PdfForm, Recipient},
    diagnostic::Sentence,
    expression::nearest,
};

use super::{
    super::{
        fields,
        template::{self, Gives},
    },
    field::{self, Field, Takes},
    open, value,
};

/// The most names that a sentence lists.
const LISTED: usize = 40;

/// What is wrong with the files of this form.
pub(in super::super) fn faults(demarche: &Demarche, recipient: &Recipient, form: &PdfForm) -> Vec<FormatFault> {
    let fields = match open::open(&form.pdf).and_then(|document| field::fields(&document)) {
        Ok(fields) => fields,
        Err(closed) => {
            return vec![FormatFault {
                code: closed.code(),
                path: format!("templates/{}.pdf", form.name),
                at: 0..0,
                cause: closed.cause(),
                cure: closed.cure(),
                is_warning: false,
            }];
        }
    };
    let names = fields::kinds(demarche, recipient);
    let mut told = Told { path: format!("templates/{}.yaml", form.name), found: Vec::new() };
    for entry in &form.fields {
        let Some(field) = fields.iter().find(|field| field.name == entry.name) else {
            told.unknown_field(entry, &fields);
            continue;
        };
        if field.takes == Takes::Nothing {
            told.error(
                "pdf.not_fillable",
                entry.name_at.clone(),
                (
                    format!("« {} » est un bouton, une signature ou un mot de passe.", entry.name),
                    format!("“{}” is a button, a signature or a password.", entry.name),
                ),
                ("Retirez cette ligne.".to_owned(), "Remove this line.".to_owned()),
            );
            continue;
        }
        let Some(source) = entry.expression.as_deref().filter(|source| !source.is_empty()) else { continue };
        let (gives, found) = template::expression(source, &names);
        for fault in found {
            let at = match entry.starts_at {
                Some(start) => start + fault.at.start..start + fault.at.end,
                None => entry.expression_at.clone(),
            };
            told.push(fault.code, at, fault.cause, fault.cure, false);
        }
        told.fits(demarche, entry, field, &gives);
    }
    told.unfilled(form, &fields);
    told.found
}

struct Told {
    path: String,
    found: Vec<FormatFault>,
}

impl Told {
    fn push(
        &mut self,
        code: &'static str,
        at: std::ops::Range<usize>,
        cause: Sentence,
        cure: Sentence,
        is_warning: bool,
    ) {
        self.found.push(FormatFault { code, path: self.path.clone(), at, cause, cure, is_warning });
    }

    fn error(
        &mut self,
        code: &'static str,
        at: std::ops::Range<usize>,
        cause: (String, String),
        cure: (String, String),
    ) {
        self.push(code, at, Sentence::new(cause.0, cause.1), Sentence::new(cure.0, cure.1), false);
    }

    fn unknown_field(&mut self, entry: &PdfField, fields: &[Field]) {
        let known: Vec<&str> =
            fields.iter().filter(|field| field.takes != Takes::Nothing).map(|field| field.name.as_str()).collect();
        let list = listed(&known);
        let (mut fr, mut en) = (format!("Il y a : {list}."), format!("There are: {list}."));
        if let Some(meant) = nearest(&entry.name, known.iter().copied()) {
            fr = format!("Vouliez-vous écrire « {meant} » ? {fr}");
            en = format!("Did you mean “{meant}”? {en}");
        }
        self.error(
            "pdf.unknown_field",
            entry.name_at.clone(),
            (format!("Le PDF n'a pas de champ « {} ».", entry.name), format!("The PDF has no field “{}”.", entry.name)),
            (fr, en),
        );
    }

    /// What no case will ever fill; a field that is left alone on purpose says so.
    fn unfilled(&mut self, form: &PdfForm, fields: &[Field]) {
        let said =
            |field: &&Field| form.fields.iter().any(|entry| entry.name == field.name && entry.expression.is_some());
        let left: Vec<&str> = fields
            .iter()
            .filter(|field| field.takes != Takes::Nothing && !field.read_only && !said(field))
            .map(|field| field.name.as_str())
            .collect();
        if left.is_empty() {
            return;
        }
        let list = listed(&left);
        self.push(
            "pdf.unfilled",
            0..0,
            Sentence::new(format!("Rien ne remplit : {list}."), format!("Nothing fills: {list}.")),
            Sentence::new(
                "Ajoutez une ligne pour chacun ; pour un champ à laisser tel quel (le cadre de l'administration), écrivez \"\".",
                "Add a line for each; for a field to leave as it is (what the office fills in), write \"\".",
            ),
            true,
        );
    }

    /// Whether the field can take what the expression gives.
    fn fits(&mut self, demarche: &Demarche, entry: &PdfField, field: &Field, gives: &Gives) {
        if *gives == Gives::NoValue {
            return self.not_a_value(
                entry,
                ("Un groupe n'est pas une valeur.", "A group is no value."),
                (
                    "Nommez une de ses questions ; d'un groupe répété, dites l'élément : answers.enfants[0].prenom."
                        .to_owned(),
                    "Name one of its questions; of a repeated group, say which: answers.enfants[0].prenom.".to_owned(),
                ),
            );
        }
        let question = match gives {
            Gives::Answer(steps) | Gives::Guarded(steps, _) => {
                value::question(demarche, steps).map(|(_, question)| question)
            }
            _ => None,
        };
        match field.takes {
            Takes::Text { .. } => self.text(entry, field, gives, question),
            Takes::Tick if field.options.len() == 1 => self.tick(entry, field, gives, question),
            Takes::Tick | Takes::Radio | Takes::Option { .. } | Takes::Options => {
                self.choice(entry, field, gives, question);
            }
            Takes::Nothing => {}
        }
    }

    fn not_a_value(&mut self, entry: &PdfField, (fr, en): (&str, &str), cure: (String, String)) {
        self.error("pdf.not_a_value", entry.expression_at.clone(), (fr.to_owned(), en.to_owned()), cure);
    }

    fn text(&mut self, entry: &PdfField, field: &Field, gives: &Gives, question: Option<&Question>) {
        if *gives == Gives::Truth {
            return self.not_a_value(
                entry,
                ("Un texte est attendu ; ceci est vrai ou faux.", "A text is expected; this is true or false."),
                ("Écrivez les mots : 'X' if … else ''.".to_owned(), "Write the words: 'X' if … else ''.".to_owned()),
            );
        }
        let Some(most) = field.max_length else { return };
        let longest = match gives {
            Gives::Words(words) => words.iter().map(|word| word.chars().count()).max(),
            _ => question.and_then(value::longest),
        };
        let Some(longest) = longest.filter(|longest| *longest > most) else { return };
        let is_date = question.is_some_and(|question| matches!(question.field_type.name(), "date" | "partial_date"));
        let path = path(entry);
        let cure = if is_date && most >= 8 {
            (format!("Écrivez {path} | date('%d%m%Y')."), format!("Write {path} | date('%d%m%Y')."))
        } else {
            (
                format!(
                    "Donnez plus de place au champ, ou abaissez maxLength de la question ; sinon, la réponse entière va sur une feuille ajoutée. {path} | truncate({most}) n'en garde que le début : la suite serait perdue, elle ne serait plus sur la feuille."
                ),
                format!(
                    "Give the field more room, or lower the question's maxLength; else the whole answer goes on an added sheet. {path} | truncate({most}) keeps the beginning alone: the rest would be lost, the sheet would not have it."
                ),
            )
        };
        self.push(
            "pdf.max_length",
            entry.expression_at.clone(),
            Sentence::new(
                format!("La réponse a jusqu'à {longest} signes ; le champ « {} » en prend {most}.", entry.name),
                format!("The answer has up to {longest} signs; the field “{}” takes {most}.", entry.name),
            ),
            Sentence::new(cure.0, cure.1),
            true,
        );
    }

    fn tick(&mut self, entry: &PdfField, field: &Field, gives: &Gives, question: Option<&Question>) {
        let state = field.offered().first().copied().unwrap_or_default().to_owned();
        let path = path(entry);
        match gives {
            Gives::Words(words) => self.offered(entry, field, None, words),
            Gives::Answer(_) | Gives::Guarded(..) if question.is_some_and(is_truth) => {}
            Gives::Answer(_) | Gives::Guarded(..) if question.is_some() => {
                let example =
                    question.and_then(|question| question.options.first()).map_or("…", |option| &option.value);
                let several = question.is_some_and(|question| question.field_type.name() == "checkboxes");
                let said = if several { format!("'{example}' in {path}") } else { format!("{path} == '{example}'") };
                self.not_a_value(
                    entry,
                    (
                        "Une case veut oui ou non ; ceci est une autre réponse.",
                        "A check box wants yes or no; this is another answer.",
                    ),
                    (format!("Dites quand elle est cochée : {said}."), format!("Say when it is ticked: {said}.")),
                );
            }
            Gives::Text => self.not_a_value(
                entry,
                ("Une case veut oui ou non ; ceci est un texte.", "A check box wants yes or no; this is a text."),
                (
                    format!("Dites quand elle est cochée : answers.x == 'y', ou donnez son état : '{state}'."),
                    format!("Say when it is ticked: answers.x == 'y', or give its state: '{state}'."),
                ),
            ),
            Gives::Truth | Gives::Answer(_) | Gives::Guarded(..) | Gives::NoValue | Gives::Unknown => {}
        }
    }

    fn choice(&mut self, entry: &PdfField, field: &Field, gives: &Gives, question: Option<&Question>) {
        let offered = field.offered();
        let path = path(entry);
        let choose = || {
            let (first, second) = (offered.first().unwrap_or(&""), offered.get(1).unwrap_or(&""));
            (
                format!("Choisissez : '{first}' if {path} else '{second}'."),
                format!("Choose: '{first}' if {path} else '{second}'."),
            )
        };
        match gives {
            Gives::Words(words) => self.offered(entry, field, None, words),
            Gives::Truth => self.not_a_value(
                entry,
                (
                    "Ce champ veut un de ses choix ; ceci est vrai ou faux.",
                    "This field wants one of its options; this is true or false.",
                ),
                choose(),
            ),
            Gives::Answer(_) | Gives::Guarded(..) => match question {
                Some(question) if is_truth(question) => self.not_a_value(
                    entry,
                    (
                        "Ce champ veut un de ses choix ; ceci est oui ou non.",
                        "This field wants one of its options; this is yes or no.",
                    ),
                    choose(),
                ),
                Some(question) if question.field_type.name() == "checkboxes" && field.takes != Takes::Options => {
                    self.not_a_value(
                        entry,
                        (
                            "Ce champ prend un choix ; la question en a plusieurs.",
                            "This field takes one option; the question has several.",
                        ),
                        (format!("Prenez par exemple {path} | first."), format!("Take {path} | first, for example.")),
                    );
                }
                Some(question) if matches!(question.field_type.name(), "radio" | "checkboxes") => {
                    // Several answers are no constant that a condition compares.
                    let left = |value: &str| match gives {
                        Gives::Guarded(_, guard) => question.field_type.name() != "radio" || guard.lets_through(value),
                        _ => true,
                    };
                    let values = question.options.iter().map(|option| &option.value).filter(|value| left(value));
                    let words: Vec<String> = values.cloned().collect();
                    self.offered(entry, field, Some(question), &words);
                }
                _ => {}
            },
            Gives::Text | Gives::NoValue | Gives::Unknown => {}
        }
    }

    /// Whether the field offers each of these: the constants of the question that is answered, else what the expression writes.
    fn offered(&mut self, entry: &PdfField, field: &Field, question: Option<&Question>, words: &[String]) {
        let free = matches!(field.takes, Takes::Option { writable: true });
        let is_button = matches!(field.takes, Takes::Tick | Takes::Radio);
        let known = |word: &&String| word.is_empty() || (is_button && *word == "Off") || field.option(word).is_some();
        let lacking: Vec<&str> = words.iter().filter(|word| !known(word)).map(String::as_str).collect();
        if free || lacking.is_empty() {
            return;
        }
        let (missing, list) = (listed(&lacking), listed(&field.offered()));
        let cure = remedy(entry, question, &lacking, &list);
        self.error(
            "pdf.unknown_option",
            entry.expression_at.clone(),
            (
                format!("Le champ « {} » ne propose pas : {missing}.", entry.name),
                format!("The field “{}” does not offer: {missing}.", entry.name),
            ),
            cure,
        );
    }
}

/// What to do where a field does not offer these. Which of its options means the same, nobody knows but the author.
fn remedy(entry: &PdfField, question: Option<&Question>, lacking: &[&str], list: &str) -> (String, String) {
    let (fr, en) = match question {
        None => ("Écrivez un de ces choix.".to_owned(), "Write one of these.".to_owned()),
        Some(question) if question.field_type.name() == "checkboxes" => (
            "Ajoutez au PDF ce qui manque, ou retirez-le de la question.".to_owned(),
            "Add what is missing to the PDF, or take it out of the question.".to_owned(),
        ),
        Some(_) => {
            let quoted: Vec<String> = lacking.iter().map(|word| quoted(word)).collect();
            let test = match quoted.as_slice() {
                [one] => format!("!= {one}"),
                several => format!("not in [{}]", several.join(", ")),
            };
            let one = quoted.first().map_or("…", String::as_str);
            match bare(entry) {
                Some(path) => (
                    format!(
                        "Laissez le champ vide pour ce qu'il ne propose pas : {path} if {path} {test}. Si le PDF le nomme autrement, traduisez : '…' if {path} == {one} else {path}."
                    ),
                    format!(
                        "Leave the field empty for what it does not offer: {path} if {path} {test}. If the PDF names it otherwise, translate: '…' if {path} == {one} else {path}."
                    ),
                ),
                None => (
                    format!(
                        "Laissez le champ vide pour ce qu'il ne propose pas ; complétez la condition : (…) and … {test}."
                    ),
                    format!(
                        "Leave the field empty for what it does not offer; complete the condition: (…) and … {test}."
                    ),
                ),
            }
        }
    };
    (format!("Il propose : {list}. {fr}"), format!("It offers: {list}. {en}"))
}

/// A text as an expression writes it.
fn quoted(word: &str) -> String {
    if word.contains('\'') { format!("\"{word}\"") } else { format!("'{word}'") }
}

/// The expression where it is an answer and nothing else: what a remedy can go on from.
fn bare(entry: &PdfField) -> Option<&str> {
    entry.expression.as_deref().filter(|source| template::answer(source).is_some())
}

fn path(entry: &PdfField) -> &str {
    bare(entry).unwrap_or("…")
}

fn is_truth(question: &Question) -> bool {
    matches!(question.field_type.name(), "yes_no" | "attestation")
}

fn listed(names: &[&str]) -> String {
    let more = names.len().saturating_sub(LISTED);
    let list = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{list}… (+ {more})") } else { list }
}

#[cfg(test)]
mod tests {
    use super::{super::super::template::Step, *};

    #[test]
    fn a_long_list_has_an_end() {
        let names = vec!["a"; 50];
        assert!(listed(&names).ends_with("… (+ 10)"));
    }

    #[test]
    fn a_step_into_a_list_leads_to_the_question_of_every_row() {
        let steps = template::answer("answers.enfants[1].prenom").unwrap();
        assert_eq!(steps[1], Step::Number(1));
        assert_eq!(template::answer("answers.a | upper"), None);
        assert_eq!(template::answer("case.reference"), None);
    }
}
