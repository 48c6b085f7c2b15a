//! Checks that a scenario names what the démarche has: pages, stops, rules, recipients and fields.

use crate::{
    definition::{
        reader::short,
        report::Report,
        scenario::{ExpectedProblem, ScenarioEntry},
        tree::{Place, Written},
    },
    demarche::{DecidedBy, Demarche, Node, Rule},
    diagnostic::Sentence,
    expression::nearest,
    path,
};

/// Every name in what a scenario expects.
pub(super) fn check(report: &mut Report, demarche: &Demarche, entry: &ScenarioEntry) {
    let expect = &entry.expect;
    let plugins = demarche.plugins();
    for plugin in &entry.unavailable {
        named(report, plugin, ("de greffon", "plugin"), plugins.iter().copied());
    }
    for recipient in &entry.unconnected {
        let recipients = demarche.recipients.iter().map(|recipient| recipient.id.as_str());
        named(report, recipient, ("de destinataire", "recipient"), recipients);
    }
    let by_plugin = |rule: &&Rule| matches!(rule.decided_by, DecidedBy::Plugin { .. });
    for (rule, _) in &expect.plugins {
        let rules = demarche.rules.iter().filter(by_plugin).map(|rule| rule.id.as_str());
        named(report, rule, ("de règle décidée par un greffon", "rule decided by a plugin"), rules);
    }
    for (recipient, file) in &expect.payloads {
        let recipients = demarche.recipients.iter().map(|recipient| recipient.id.as_str());
        named(report, recipient, ("de destinataire", "recipient"), recipients);
        inside(report, file, ".json");
    }
    for file in expect.recap.iter().chain(&expect.receipt) {
        inside(report, file, ".txt");
    }
    let pages = || demarche.pages.iter().map(|page| page.id.as_str());
    for page in expect.pages.iter().flat_map(|pages| &pages.value) {
        named(report, page, ("de page", "page"), pages());
    }
    if let Some(stop) = &expect.stop {
        named(report, stop, ("d'arrêt", "stop"), demarche.stops.iter().map(|stop| stop.id.as_str()));
    }
    for problem in expect.problems.iter().chain(&expect.warnings).flat_map(|problems| &problems.value) {
        expected_problem(report, demarche, problem);
    }
    for entry in &expect.computed {
        field(report, demarche, &entry.key);
        in_which_row(report, demarche, &entry.key);
    }
    let recipients = || demarche.recipients.iter().map(|recipient| recipient.id.as_str());
    for recipient in expect.recipients.iter().flat_map(|recipients| &recipients.value) {
        named(report, &recipient.id, ("de destinataire", "recipient"), recipients());
        for path in recipient.with.iter().chain(&recipient.without) {
            field(report, demarche, path);
        }
    }
}

/// An expected file lies beside the scenarios, where no other file is taken for it.
pub(super) fn inside(report: &mut Report, file: &Written, ending: &str) {
    let path = &file.text;
    let plain = path.strip_prefix("scenarios/").is_some_and(|name| name.ends_with(ending) && name.len() > ending.len());
    if plain && !path.contains("..") && !path.contains('\\') {
        return;
    }
    report.error(
        "scenario.file",
        file.place,
        Sentence::new(
            format!("« {} » n'est pas un fichier attendu d'un scénario.", short(path)),
            format!("“{}” is no expected file of a scenario.", short(path)),
        ),
        Sentence::new(
            format!("Écrivez un chemin comme scenarios/essai{ending}."),
            format!("Write a path such as scenarios/test{ending}."),
        ),
    );
}

fn expected_problem(report: &mut Report, demarche: &Demarche, problem: &ExpectedProblem) {
    field(report, demarche, &problem.at);
    if let Some(rule) = &problem.rule {
        named(report, rule, ("de règle", "rule"), demarche.rules.iter().map(|rule| rule.id.as_str()));
    }
}

fn named<'k>(
    report: &mut Report,
    written: &Written,
    (fr, en): (&str, &str),
    known: impl Iterator<Item = &'k str> + Clone,
) {
    if known.clone().any(|known| known == written.text) {
        return;
    }
    let cure = match nearest(&written.text, known.clone()) {
        Some(meant) => Sentence::new(format!("Vouliez-vous écrire « {meant} » ?"), format!("Did you mean “{meant}”?")),
        None => {
            let list = known.collect::<Vec<_>>().join(", ");
            if list.is_empty() {
                Sentence::new("Elle n'en a pas : retirez cette clé.", "It has none: remove this key.")
            } else {
                Sentence::new(format!("Elle a : {list}."), format!("It has: {list}."))
            }
        }
    };
    report.error(
        "scenario.unknown_name",
        written.place,
        Sentence::new(
            format!("La démarche n'a pas {fr} « {} ».", short(&written.text)),
            format!("The démarche has no {en} “{}”.", short(&written.text)),
        ),
        cure,
    );
}

/// A path whose rows stand as numbers, or are left out.
fn field(report: &mut Report, demarche: &Demarche, written: &Written) {
    let place: Place = written.place;
    let segments: Vec<&str> = written.text.split('.').filter(|segment| segment.parse::<usize>().is_err()).collect();
    // A place of the address can be part of the path of a problem: `naissance.date.day`.
    let mut around = segments.as_slice();
    while let Some((last, rest)) = around.split_last() {
        match demarche.at(&around.join(".")) {
            Some(node) if around.len() == segments.len() || node.field().is_some() => return,
            Some(node) => return unknown(report, demarche, place, &written.text, node, segments.get(around.len())),
            None if rest.is_empty() => {
                return unknown(report, demarche, place, last, demarche.node(crate::demarche::NodeId(0)), Some(last));
            }
            None => around = rest,
        }
    }
}

/// A computed value in rows is that of one of them.
fn in_which_row(report: &mut Report, demarche: &Demarche, written: &Written) {
    let is_number = |segment: &&str| segment.parse::<usize>().is_ok();
    let named: Vec<&str> = written.text.split('.').filter(|segment| !is_number(segment)).collect();
    let numbers = written.text.split('.').filter(is_number).count();
    let Some(node) = demarche.at(&named.join(".")).filter(|node| node.repeated_in.len() > numbers) else { return };
    let (mut around, mut told) = (String::new(), String::new());
    for segment in named {
        around = path::join(&around, segment);
        told = path::join(&told, segment);
        let in_rows = node.repeated_in.iter().any(|rows| demarche.node(*rows).path == around);
        if in_rows {
            told.push_str(".0");
        }
    }
    report.error(
        "scenario.unknown_field",
        written.place,
        Sentence::new(
            format!("« {} » est dans chaque ligne : dites de laquelle.", short(&written.text)),
            format!("“{}” is in every row: say of which.", short(&written.text)),
        ),
        Sentence::new(
            format!("Les lignes se comptent à partir de 0 : « {told} »."),
            format!("Rows are counted from 0: “{told}”."),
        ),
    );
}

fn unknown(report: &mut Report, demarche: &Demarche, place: Place, path: &str, group: &Node, name: Option<&&str>) {
    let known: Vec<&str> = group.children.iter().map(|child| demarche.node(*child).id.as_str()).collect();
    let cure = match name.and_then(|name| nearest(name, known.iter().copied())) {
        Some(meant) => Sentence::new(format!("Vouliez-vous écrire « {meant} » ?"), format!("Did you mean “{meant}”?")),
        None => {
            let list = known.join(", ");
            Sentence::new(format!("Les champs sont ici : {list}."), format!("The fields here: {list}."))
        }
    };
    report.error(
        "scenario.unknown_field",
        place,
        Sentence::new(
            format!("Le schéma n'a pas de champ « {} ».", short(path)),
            format!("The schema has no field “{}”.", short(path)),
        ),
        cure,
    );
}
