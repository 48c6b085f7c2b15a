//! Says what fills a field of a PDF: an answer alone as people read it on paper, an expression as it says.

use form::{
    demarche::{Demarche, Field, Node},
    text::Language,
};
use serde_json::Value as Json;

use super::super::{
    Share,
    template::{self, Filled, Step, Unfilled},
};

/// The question that an answer's path leads to.
pub(super) fn question<'d>(demarche: &'d Demarche, steps: &[Step]) -> Option<(&'d Node, &'d Field)> {
    let names = steps.iter().filter_map(|step| match step {
        Step::Name(name) => Some(name.as_str()),
        Step::Number(_) => None,
    });
    let names: Vec<&str> = names.collect();
    let path = names.join(".");
    let node = demarche.at(&path)?;
    Some((node, node.field()?))
}

/// What the expression gives; an answer that stands alone as people read it, or as the démarche keeps it where `as_kept`.
pub(super) fn value(share: &Share<'_>, values: &Json, source: &str, as_kept: bool) -> Result<Filled, Unfilled> {
    let alone = template::answer(source).and_then(|steps| {
        let (node, field) = question(share.demarche, &steps)?;
        Some((node, field, steps))
    });
    match alone {
        Some((node, field, steps)) => Ok(match found(share.answers, &steps) {
            Some(answer) => read(share, node, field, answer, as_kept),
            None => Filled::Nothing,
        }),
        None => template::evaluate(source, values),
    }
}

fn found<'a>(answers: &'a Json, steps: &[Step]) -> Option<&'a Json> {
    steps.iter().try_fold(answers, |around, step| match step {
        Step::Name(name) => around.get(name),
        Step::Number(number) => around.get(number),
    })
}

fn read(share: &Share<'_>, node: &Node, field: &Field, answer: &Json, as_kept: bool) -> Filled {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let option = |value: &Json| if as_kept { text(value) } else { shown(field, value.as_str().unwrap_or_default()) };
    let each = |of: &dyn Fn(&Json) -> String| answer.as_array().into_iter().flatten().map(of).collect::<Vec<_>>();
    let several = |all: Vec<String>| if as_kept { Filled::Several(all) } else { Filled::Text(all.join(", ")) };
    let filled = match field.field_type.name() {
        "yes_no" | "attestation" if as_kept => Filled::Truth(answer.as_bool() == Some(true)),
        "yes_no" | "attestation" => Filled::Text(if answer.as_bool() == Some(true) { "Oui" } else { "Non" }.to_owned()),
        "integer" => Filled::Text(answer.to_string()),
        "decimal" | "money" => Filled::Text(text(answer).replace('.', ",")),
        "date" | "partial_date" => Filled::Text(day_first(&text(answer))),
        "radio" => Filled::Text(option(answer)),
        "checkboxes" => several(each(&option)),
        "file" => several(each(&|told| share.file_name(&node.path, told).unwrap_or_default().to_owned())),
        "referential" => Filled::Text(answer.get("nom").map(text).unwrap_or_default()),
        _ => Filled::Text(text(answer)),
    };
    if filled == Filled::Text(String::new()) { Filled::Nothing } else { filled }
}

/// What people read of an option.
pub(super) fn shown(field: &Field, value: &str) -> String {
    let option = field.options.iter().find(|option| option.value == value);
    option.map_or_else(|| value.to_owned(), |option| option.title.get(Language::Fr).to_owned())
}

/// `2026-03-01` as `01/03/2026`, `2026-03` as `03/2026`.
fn day_first(date: &str) -> String {
    let mut parts: Vec<&str> = date.split('-').collect();
    parts.reverse();
    parts.join("/")
}

/// How many signs an answer has at most where it stands alone, where that is known.
pub(super) fn longest(field: &Field) -> Option<usize> {
    match field.field_type.name() {
        "date" | "partial_date" => Some(10),
        "radio" => field.options.iter().map(|option| option.title.get(Language::Fr).chars().count()).max(),
        "yes_no" | "attestation" => Some(3),
        "integer" => field.maximum.map(|most| most.to_string().len()),
        "checkboxes" | "file" | "referential" | "decimal" | "money" => None,
        _ => field.max_length.map(|most| most as usize),
    }
}
