//! Tries the workshop on what is shipped: every page in every state, every expression taken apart.

use std::collections::BTreeSet;

use form::{
    answers::Answers,
    checker::NoPlugins,
    demarche::Demarche,
    expression::{Gives, Part, Value, Why},
    problem::ProblemKind,
    routing, scenario,
    state::{Facts, State},
    text::Language,
    view::{Item, PageView},
    workshop::{self, PageState},
};
use jiff::{Timestamp, civil::date};

use crate::folder::{Lists, checked, read, root};

const FACTS: Facts<'static> = Facts {
    today: date(2026, 3, 1),
    now: Timestamp::UNIX_EPOCH,
    language: Language::Fr,
    lookup: &Lists,
    checker: &NoPlugins,
};

fn archetype() -> (Demarche, form::bundle::Bundle) {
    let mut bundle = read(&root().join("archetype"), "archetype");
    // Which versions it was written with is no matter here.
    bundle.files.remove(form::check::LOCK_FILE);
    (checked(&bundle).demarche.unwrap(), bundle)
}

pub(crate) fn shipped() -> Vec<Demarche> {
    let folders = std::fs::read_dir(root().join("forms")).unwrap().flatten().map(|entry| entry.path());
    let sound = |path: std::path::PathBuf| {
        let mut bundle = read(&path, "forms");
        bundle.files.remove(form::check::LOCK_FILE);
        checked(&bundle).demarche
    };
    folders.filter(|path| path.join("demarche.yaml").exists()).filter_map(sound).chain([archetype().0]).collect()
}

fn seen(demarche: &Demarche, index: usize, ways: &[Answers], state: PageState) -> PageView {
    let way = workshop::way_to(demarche, index, ways, state, &FACTS).unwrap();
    workshop::page(demarche, index, way, state, &FACTS)
}

fn values(items: &[Item], found: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Field(field) if !field.read_only && !field.proposed => {
                found.push(field.value.clone() + &field.boxes.iter().map(|one| one.value.as_str()).collect::<String>());
            }
            Item::Field(_) | Item::Search(_) => {}
            Item::Group(group) => values(&group.items, found),
            Item::Rows(rows) => rows.rows.iter().for_each(|row| values(&row.items, found)),
        }
    }
}

fn typed(view: &PageView) -> Vec<String> {
    let mut found = Vec::new();
    values(&view.items, &mut found);
    found
}

#[test]
fn every_page_of_what_is_shipped_is_seen_in_every_state() {
    let mut rules = BTreeSet::new();
    for demarche in shipped() {
        let ways = scenario::ways(&demarche, &Lists, &NoPlugins, FACTS.today);
        for (index, page) in demarche.pages.iter().enumerate() {
            let place = format!("{} {}", demarche.id, page.id);
            for state in PageState::ALL {
                let view = seen(&demarche, index, &ways, *state);
                assert!(!view.items.is_empty(), "{place}: nothing is shown as {}", state.id());
                match state {
                    PageState::Empty | PageState::Filled | PageState::Long => {
                        assert!(view.problems.is_empty(), "{place}: {:?}", view.problems);
                    }
                    PageState::Missing | PageState::Malformed => {}
                    PageState::Refused => {
                        let told = |kind: &ProblemKind| match kind {
                            ProblemKind::Rule { rule, .. } | ProblemKind::Warning { rule, .. } => Some(rule.clone()),
                            _ => None,
                        };
                        let all = view.problems.iter().chain(&view.warnings);
                        rules.extend(all.filter_map(|shown| told(&shown.problem.kind)));
                    }
                }
            }
            let empty = typed(&seen(&demarche, index, &ways, PageState::Empty));
            assert!(empty.iter().all(String::is_empty), "{place}: {empty:?}");
        }
        let reached = |at: &str| {
            ways.iter().any(|answers| {
                let state = State::new(&demarche, answers, &FACTS);
                demarche.at(at).is_some_and(|node| state.instances(node).iter().any(|path| state.visible(path)))
            })
        };
        for rule in demarche.rules.iter().filter(|rule| reached(&rule.at)) {
            assert!(rules.contains(&rule.id), "{}: nobody sees what {} says", demarche.id, rule.id);
        }
    }
}

#[test]
fn a_page_that_is_sent_without_answers_or_badly_written_says_so() {
    let (demarche, _) = archetype();
    let ways = scenario::ways(&demarche, &Lists, &NoPlugins, FACTS.today);
    let kinds = |state| -> Vec<&str> {
        let view = seen(&demarche, 0, &ways, state);
        view.problems.iter().map(|shown| shown.problem.kind.code()).collect()
    };
    let missing = kinds(PageState::Missing);
    assert!(missing.len() >= 4 && missing.iter().all(|code| *code == "answer.required"), "{missing:?}");
    let malformed = kinds(PageState::Malformed);
    assert!(malformed.contains(&"answer.email") && malformed.contains(&"answer.phone"), "{malformed:?}");
    let longest = |state| typed(&seen(&demarche, 0, &ways, state)).iter().map(|text| text.chars().count()).max();
    assert!(longest(PageState::Long) > longest(PageState::Filled).map(|length| length * 2));
}

fn parts<'t>(text: &'t str, parts: &[Part]) -> Vec<(usize, &'t str, String)> {
    let shown = |part: &Part| match &part.gives {
        Gives::Value(value) => value.to_string(),
        Gives::Nothing(why, path) => format!("{why:?} {}", path.clone().unwrap_or_default()),
        Gives::Unasked => "?".to_owned(),
    };
    parts.iter().map(|part| (part.depth, &text[part.span.clone()], shown(part))).collect()
}

#[test]
fn an_expression_is_taken_apart_on_the_answers_of_a_scenario() {
    let (demarche, bundle) = archetype();
    let (answers, today) =
        scenario::played(&demarche, &bundle, "deux-voitures", &Lists, &NoPlugins, date(2020, 1, 1)).unwrap();
    assert_eq!(today, date(2026, 3, 1));
    let state = State::new(&demarche, &answers, &FACTS);
    let probe = |text: &'static str, at: &str| parts(text, &workshop::probe(&state, text, at).unwrap().parts);
    let text = "vehicules.all(v, v.tarif > 50) || age(demandeur.naissance.date) >= 18";
    assert_eq!(
        probe(text, ""),
        [
            (0, text, "true"),
            (1, "vehicules.all(v, v.tarif > 50)", "false"),
            (2, "vehicules", "[vehicules.r1, vehicules.r2]"),
            (2, "v.tarif > 50", "[false, true]"),
            (3, "v.tarif", "[15, 60]"),
            (1, "age(demandeur.naissance.date) >= 18", "true"),
            (2, "age(demandeur.naissance.date)", "40"),
            (3, "demandeur.naissance.date", "1985-08-24"),
        ]
        .map(|(depth, text, value)| (depth, text, value.to_owned()))
    );
    // A macro in a macro: a value for each pair.
    let nested = probe("vehicules.map(a, vehicules.filter(b, b.tarif >= a.tarif).count())", "");
    assert!(nested.contains(&(3, "b.tarif >= a.tarif", "[[true, true], [false, true]]".to_owned())), "{nested:?}");
    // In a row, and what is hidden.
    assert_eq!(probe("row.index == 0 ? 30.00 : 60.00", "vehicules.tarif")[1].2, "true");
    let hidden = &workshop::probe(&state, "hebergeant.nom", "").unwrap().parts[0].gives;
    assert_eq!(*hidden, Gives::Nothing(Why::Hidden, Some("hebergeant.nom".to_owned())));
    let faults = workshop::probe(&state, "demandeur.nmo == 'x'", "").unwrap_err();
    assert_eq!(faults[0].code, "expression.unknown_name");
}

#[test]
fn every_expression_of_what_is_shipped_can_be_taken_apart() {
    let mut count = 0;
    for demarche in shipped() {
        let ways = scenario::ways(&demarche, &Lists, &NoPlugins, FACTS.today);
        let state = State::new(&demarche, &ways[0], &FACTS);
        for one in workshop::expressions(&demarche) {
            let probed = workshop::probe(&state, &one.text, &one.at);
            let probed = probed.unwrap_or_else(|faults| panic!("{} {}: {faults:?}", demarche.id, one.text));
            let whole = &probed.parts.first().map(|part| part.gives.clone());
            assert!(!matches!(whole, Some(Gives::Unasked)), "{} {}", demarche.id, one.text);
            let condition = matches!(one.key, "show_if" | "stop_if" | "must" | "when");
            if let (true, Some(Gives::Value(value))) = (condition, whole) {
                assert!(matches!(value, Value::Bool(_)), "{}", one.text);
            }
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn answers_are_found_that_lead_to_the_recipient_that_is_wanted() {
    let shipped = shipped();
    for (id, recipient) in
        [("acte-naissance", "central"), ("changement-coordonnees", "mairie"), ("subvention", "commune")]
    {
        let demarche = shipped.iter().find(|one| one.id == id).unwrap();
        let wanted = [recipient.to_owned()];
        let found = scenario::walked(demarche, &Lists, &NoPlugins, FACTS.today, &wanted);
        assert!(!found.is_empty(), "{id} {recipient}");
        let to = demarche.recipients.iter().find(|one| one.id == recipient).unwrap();
        for answers in &found {
            assert!(routing::receives_a_case(&State::new(demarche, answers, &FACTS), to), "{id} {recipient}");
        }
    }
}
