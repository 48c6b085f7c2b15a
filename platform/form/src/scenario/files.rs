//! Compares what is produced with the files that a scenario expects: payloads as JSON, the recap and the receipt as text.
//!
//! JSON is compared as data; text line by line, whatever kinds of space stand in it. What differs is handed back, so that `guichet test --update`
//! can write it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{
    Papers,
    compare::{self, failure, folded},
};
use crate::{
    bundle::Bundle,
    definition::{
        report::Report,
        scenario::Expectation,
        tree::{Place, Written},
    },
    recap::Recap,
    routing,
    state::State,
    wire,
};

/// Tells every expected file that is missing or says something else; gives what each of them should say.
pub(super) fn compare(
    report: &mut Report,
    state: &State<'_>,
    expect: &Expectation,
    bundle: &Bundle,
    papers: Option<&dyn Papers>,
) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (recipient, file) in &expect.payloads {
        let known = state.demarche.recipients.iter().find(|known| known.id == recipient.text);
        let Some(known) = known.filter(|known| routing::receives_a_case(state, known)) else {
            let id = &recipient.text;
            failure(
                report,
                "scenario.recipients",
                recipient.place,
                format!("« {id} » ne reçoit pas de dossier."),
                format!("“{id}” receives no case."),
            );
            continue;
        };
        payload(report, bundle, file, &wire::answers(state, Some(&known.receives)), &mut found);
    }
    if let Some(file) = &expect.recap {
        text(report, bundle, file, &compare::recap_text(&Recap::of(state)), &mut found);
    }
    if let (Some(file), Some(papers)) = (&expect.receipt, papers) {
        match papers.receipt(state) {
            Some(receipt) => text(report, bundle, file, &receipt, &mut found),
            None => failure(
                report,
                "scenario.file",
                file.place,
                "Le reçu ne peut pas être fait ici.".to_owned(),
                "The receipt cannot be made here.".to_owned(),
            ),
        }
    }
    found
}

/// Tells every format of a recipient that cannot be made.
pub(super) fn compare_formats(report: &mut Report, state: &State<'_>, place: Place, papers: &dyn Papers) {
    for (recipient, format, why) in papers.unmade_formats(state) {
        failure(
            report,
            "scenario.format",
            place,
            format!("« {recipient} » ne peut pas recevoir {format} : {}", why.fr),
            format!("“{recipient}” cannot receive {format}: {}", why.en),
        );
    }
}

fn payload(report: &mut Report, bundle: &Bundle, file: &Written, sent: &Json, found: &mut BTreeMap<String, String>) {
    let expected = bundle.text(&file.text).and_then(|text| serde_json::from_str::<Json>(text).ok());
    let Some(difference) = (match &expected {
        Some(expected) => first_difference(expected, sent, ""),
        None => Some((String::new(), None, None)),
    }) else {
        return;
    };
    found.insert(file.text.clone(), format!("{sent:#}\n"));
    let (at, wanted, is) = difference;
    if expected.is_none() {
        return missing(report, bundle, file);
    }
    let told = |value: Option<Json>, none: &str| value.map_or_else(|| none.to_owned(), |value| value.to_string());
    let path = &file.text;
    failure(
        report,
        "scenario.file",
        file.place,
        format!("{path}, à « {at} » : attendu {}, trouvé {}.", told(wanted.clone(), "rien"), told(is.clone(), "rien")),
        format!("{path}, at “{at}”: expected {}, found {}.", told(wanted, "nothing"), told(is, "nothing")),
    );
}

fn missing(report: &mut Report, bundle: &Bundle, file: &Written) {
    let path = &file.text;
    let (fr, en) = if bundle.files.contains_key(path) {
        (format!("{path} n'est pas lisible."), format!("{path} cannot be read."))
    } else {
        (
            format!("{path} n'existe pas encore : « guichet test --update » l'écrit."),
            format!("{path} does not exist yet: “guichet test --update” writes it."),
        )
    };
    failure(report, "scenario.file", file.place, fr, en);
}

type Difference = (String, Option<Json>, Option<Json>);

/// The first place at which two values differ, as a JSON pointer, and what stands there in each.
fn first_difference(expected: &Json, found: &Json, at: &str) -> Option<Difference> {
    match (expected, found) {
        (Json::Object(wanted), Json::Object(is)) => {
            let names = wanted.keys().chain(is.keys().filter(|name| !wanted.contains_key(*name)));
            names.into_iter().find_map(|name| {
                let at = format!("{at}/{name}");
                match (wanted.get(name), is.get(name)) {
                    (Some(wanted), Some(is)) => first_difference(wanted, is, &at),
                    (wanted, is) => Some((at, wanted.cloned(), is.cloned())),
                }
            })
        }
        (Json::Array(wanted), Json::Array(is)) => (0..wanted.len().max(is.len())).find_map(|index| {
            let at = format!("{at}/{index}");
            match (wanted.get(index), is.get(index)) {
                (Some(wanted), Some(is)) => first_difference(wanted, is, &at),
                (wanted, is) => Some((at, wanted.cloned(), is.cloned())),
            }
        }),
        (wanted, is) if wanted == is => None,
        (wanted, is) => Some((at.to_owned(), Some(wanted.clone()), Some(is.clone()))),
    }
}

/// The lines of a text that say something, with plain spaces.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(folded).filter(|line| !line.is_empty()).collect()
}

fn text(report: &mut Report, bundle: &Bundle, file: &Written, said: &str, found: &mut BTreeMap<String, String>) {
    let is = lines(said);
    let Some(expected) = bundle.text(&file.text) else {
        found.insert(file.text.clone(), is.join("\n") + "\n");
        return missing(report, bundle, file);
    };
    let wanted = lines(expected);
    if wanted == is {
        return;
    }
    found.insert(file.text.clone(), is.join("\n") + "\n");
    let number = wanted.iter().zip(&is).take_while(|(wanted, is)| wanted == is).count();
    let told = |lines: &[String], none: &str, [open, close]: [&str; 2]| {
        lines.get(number).map_or_else(|| none.to_owned(), |line| format!("{open}{line}{close}"))
    };
    let fr = |lines: &[String]| told(lines, "la fin", ["« ", " »"]);
    let en = |lines: &[String]| told(lines, "the end", ["“", "”"]);
    let (path, line) = (&file.text, number + 1);
    failure(
        report,
        "scenario.file",
        file.place,
        format!("{path}, ligne {line} : attendu {}, trouvé {}.", fr(&wanted), fr(&is)),
        format!("{path}, line {line}: expected {}, found {}.", en(&wanted), en(&is)),
    );
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_difference_is_named_by_its_place() {
        let differs = |expected: Json, found: Json| first_difference(&expected, &found, "").map(|(at, ..)| at);
        assert_eq!(differs(json!({ "a": 1, "b": [1, 2] }), json!({ "b": [1, 2], "a": 1 })), None);
        assert_eq!(differs(json!({ "b": [1, 2] }), json!({ "b": [1, 3] })).as_deref(), Some("/b/1"));
        assert_eq!(differs(json!({ "b": [1] }), json!({ "b": [1, 2] })).as_deref(), Some("/b/1"));
        assert_eq!(differs(json!({ "a": "1" }), json!({ "a": 1 })).as_deref(), Some("/a"));
        assert_eq!(differs(json!({}), json!({ "a": null })).as_deref(), Some("/a"));
    }

    #[test]
    fn kinds_of_space_and_empty_lines_do_not_count() {
        assert_eq!(lines("À payer :\n\n90,00\u{a0}€  \n"), lines("À  payer :\n90,00 €"));
    }
}
