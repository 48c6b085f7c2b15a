//! Holds the journey against what reviewers found: stops out of order, groups whose names look like rows, rows read from outside,
//! values that cannot be computed, files replaced under the same name.

use form::{
    answers::{Answer, Answers, FileRef, Source, Value},
    bundle::Bundle,
    check::{self, AnyPlugin},
    checker::NoPlugins,
    demarche::Demarche,
    field::Posted,
    journey,
    problem::ProblemKind,
    reading::{self, Posting},
    recap::Recap,
    state::{Facts, State},
    text::Language,
    validation,
};
use jiff::{Timestamp, civil::date};

use crate::folder::{Lists, catalogue};

const HEAD: &str = r#"demarche: essai
title: Essai
summary: Un essai.
agency: essai
applicants: [particulier]
purpose: Essayer.
kind: information
authority: { name: Essai, address: "1 rue de l'Essai, 31000 Toulouse", email: essai@exemple.fr, phone: "05 61 99 00 00" }
retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: RGPD 6-1-e }
"#;

pub(crate) fn demarche(schema: &str, rest: &str) -> Demarche {
    let mut bundle = Bundle { name: "essai".to_owned(), shown_path: "essai".to_owned(), ..Bundle::default() };
    bundle.files.insert("demarche.yaml".to_owned(), format!("{HEAD}{rest}").into_bytes().into());
    bundle.files.insert("schema.yaml".to_owned(), schema.as_bytes().into());
    bundle.files.insert("plugins/juge.wat".to_owned(), b"(component)"[..].into());
    let checked = check::check(&bundle, &catalogue(), &Lists, &AnyPlugin);
    checked.demarche.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

pub(crate) fn facts() -> Facts<'static> {
    Facts {
        today: date(2026, 3, 1),
        now: Timestamp::UNIX_EPOCH,
        language: Language::Fr,
        lookup: &Lists,
        checker: &NoPlugins,
    }
}

fn given(pairs: &[(&str, Value)]) -> Answers {
    let mut answers = Answers::default();
    for (path, value) in pairs {
        answers.set(
            *path,
            Answer {
                value: Some(value.clone()),
                typed: Default::default(),
                source: Source::Typed,
                at: Timestamp::UNIX_EPOCH,
            },
        );
    }
    answers
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn the_first_page_that_stops_counts_whatever_the_order_of_writing() {
    let demarche = demarche(
        "type: object\nrequired: [a, b]\nproperties: { a: { title: A, type: string }, b: { title: B, type: string } }\n",
        r#"pages: [{ id: un, title: Un, fields: [a] }, { id: deux, title: Deux, fields: [b] }]
stops:
  - { id: tard, stop_if: "b == 'x'", title: Tard }
  - { id: tot, stop_if: "a == 'x'", title: Tôt }
recipients: [{ id: r, title: R, to: { organisation: "99900000100019", branch: JCC }, receives: [a, b] }]
"#,
    );
    let answers = given(&[("a", text("x")), ("b", text("x"))]);
    let facts = facts();
    let state = State::new(&demarche, &answers, &facts);
    assert_eq!(state.stop().map(|(page, stop)| (page, stop.id.as_str())), Some((0, "tot")));
}

#[test]
fn where_the_author_says_the_form_only_that_sentence_is_said() {
    let written = |message: &str| {
        demarche(
            "type: object\nrequired: [a]\nproperties: { a: { title: A, type: string, maxLength: 4, pattern: \"^[0-9]+$\" } }\n",
            &format!(
                r#"pages: [{{ id: un, title: Un, fields: [a: {{ {message} }}] }}]
recipients: [{{ id: r, title: R, to: {{ organisation: "99900000100019", branch: JCC }}, receives: [a] }}]
"#
            ),
        )
    };
    let codes = |message: &str, typed: &str| {
        let (demarche, facts, answers) = (written(message), facts(), given(&[("a", text(typed))]));
        let problems = validation::page(&State::new(&demarche, &answers, &facts), 0);
        problems.iter().map(|problem| problem.kind.code()).collect::<Vec<_>>()
    };
    let message = "message: Saisissez quatre chiffres.";
    assert_eq!(codes(message, "12 34"), ["answer.pattern"]);
    // Of the right form, but too long: the sentence on the form would not help.
    assert_eq!(codes(message, "12345"), ["answer.too_long"]);
    assert_eq!(codes("hint: Quatre chiffres.", "12 34"), ["answer.too_long", "answer.pattern"]);
}

#[test]
fn a_repeated_group_called_like_a_row_keeps_its_condition() {
    let demarche = demarche(
        "type: object\nrequired: [riche]\nproperties:\n  riche: { title: Riche, type: boolean }\n  revenus: { title: Revenus, type: array, minItems: 1, items: { type: object, properties: { a: { title: A, type: string } } } }\n",
        r#"pages: [{ id: un, title: Un, fields: [riche, revenus: { show_if: "riche" }] }]
recipients: [{ id: r, title: R, to: { organisation: "99900000100019", branch: JCC }, receives: [riche, revenus] }]
"#,
    );
    let facts = facts();
    let poor = given(&[("riche", Value::YesNo(false))]);
    assert!(!State::new(&demarche, &poor, &facts).visible("revenus"));
    let mut rich = given(&[("riche", Value::YesNo(true))]);
    let pairs = [("revenus.r1.a".to_owned(), "x".to_owned())];
    reading::read_page(&demarche, 0, &mut rich, &Posting { pairs: &pairs, now: facts.now }, &facts);
    let state = State::new(&demarche, &rich, &facts);
    assert!(state.visible("revenus") && state.visible("revenus.r1") && state.visible("revenus.r1.a"));
    assert_eq!(state.value("revenus.r1.a"), Some(text("x")));
}

#[test]
fn a_plugin_that_reads_rows_from_outside_is_not_passed_over() {
    let demarche = demarche(
        "type: object\nrequired: [fin]\nproperties:\n  gens: { title: Gens, type: array, minItems: 1, items: { type: object, properties: { a: { title: A, type: string } } } }\n  fin: { title: Fin, type: string }\n",
        r#"pages: [{ id: un, title: Un, fields: [gens, fin] }]
rules: [{ id: juge, plugin: plugins/juge.wat, reads: [gens.a], at: fin, if_missing: refuse, if_unavailable: refuse, message: Non. }]
recipients: [{ id: r, title: R, to: { organisation: "99900000100019", branch: JCC }, receives: [gens, fin] }]
"#,
    );
    let mut answers = given(&[("fin", text("x")), ("gens.r1.a", text("y"))]);
    answers.add_row("gens", "r1");
    let facts = facts();
    let problems = validation::page(&State::new(&demarche, &answers, &facts), 0);
    assert!(matches!(&problems[..], [one] if matches!(one.kind, ProblemKind::CheckUnavailable { .. })), "{problems:?}");
}

#[test]
fn nothing_is_sent_without_a_required_value_that_cannot_be_computed() {
    let demarche = demarche(
        "type: object\nrequired: [a, total]\nproperties:\n  a: { title: A, type: integer, minimum: 0 }\n  b: { title: B, type: integer, minimum: 0 }\n  total: { title: Total, type: integer }\n",
        r#"pages: [{ id: un, title: Un, fields: [a, b, total] }]
computed: { total: "a + b" }
recipients: [{ id: r, title: R, to: { organisation: "99900000100019", branch: JCC }, receives: [a, b, total] }]
"#,
    );
    let facts = facts();
    let half = given(&[("a", Value::Number(1.into()))]);
    let problems = validation::page(&State::new(&demarche, &half, &facts), 0);
    assert!(
        matches!(&problems[..], [one] if one.kind == ProblemKind::NotComputed && one.path == "total"),
        "{problems:?}"
    );
    let whole = given(&[("a", Value::Number(1.into())), ("b", Value::Number(2.into()))]);
    assert_eq!(validation::page(&State::new(&demarche, &whole, &facts), 0), []);
}

#[test]
fn a_control_character_is_told_by_its_name_and_comes_back() {
    let demarche = demarche(
        "type: object\nrequired: [a]\nproperties: { a: { title: A, type: string } }\n",
        "pages: [{ id: un, title: Un, fields: [a] }]\nrecipients: [{ id: r, title: R, to: { organisation: \"99900000100019\", branch: JCC }, receives: [a] }]\n",
    );
    let facts = facts();
    let mut answers = Answers::default();
    let pairs = [("a".to_owned(), "Je\u{7}an".to_owned())];
    reading::read_page(&demarche, 0, &mut answers, &Posting { pairs: &pairs, now: facts.now }, &facts);
    assert_eq!(Posted::new(&pairs, "a").get(""), Some("Je\u{7}an"));
    let problems = validation::page(&State::new(&demarche, &answers, &facts), 0);
    assert!(matches!(&problems[..], [one] if one.kind == ProblemKind::ControlCharacter), "{problems:?}");
}

#[test]
fn another_file_under_the_same_name_is_another_recap() {
    let demarche = demarche(
        "type: object\nrequired: [p]\nproperties: { p: { title: P, type: string } }\n",
        "pages: [{ id: un, title: Un, fields: [p] }]\nrecipients: [{ id: r, title: R, to: { organisation: \"99900000100019\", branch: JCC }, receives: [p] }]\n",
    );
    let file = |sha256: &str| {
        Value::Files(vec![FileRef {
            id: "1".to_owned(),
            name: "scan.pdf".to_owned(),
            mime: "application/pdf".to_owned(),
            size: 1,
            sha256: sha256.to_owned(),
            source: None,
        }])
    };
    let facts = facts();
    let hash = |value| Recap::of(&State::new(&demarche, &given(&[("p", value)]), &facts)).hash();
    assert_ne!(hash(file("aa")), hash(file("bb")));
}

#[test]
fn answers_that_lead_to_nobody_are_told_where_they_are_given() {
    let demarche = demarche(
        "type: object\nrequired: [nom, statut]\nproperties:\n  nom: { title: Nom, type: string }\n  statut: { title: Statut, oneOf: [{ const: seul, title: Seul }, { const: marie, title: Marié }] }\n",
        "pages: [{ id: un, title: Un, fields: [statut] }, { id: deux, title: Deux, fields: [nom] }]\nrecipients: [{ id: r, title: R, when: \"statut == 'seul'\", to: { organisation: \"99900000100019\", branch: JCC }, receives: [nom, statut] }]\n",
    );
    let facts = facts();
    let told = |statut: &str| {
        let answers = given(&[("nom", text("Müller")), ("statut", text(statut))]);
        validation::all(&State::new(&demarche, &answers, &facts))
    };
    assert_eq!(told("seul"), []);
    let [(0, problems)] = &told("marie")[..] else { panic!("nothing is told on the first page") };
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!((problem.path.as_str(), &problem.kind), ("statut", &ProblemKind::NoRecipient));
    // Nothing chosen yet is a fault of its own, and the only one.
    let answers = given(&[("nom", text("Müller"))]);
    let problems = validation::page(&State::new(&demarche, &answers, &facts), 0);
    assert!(matches!(&problems[..], [problem] if problem.kind == ProblemKind::Required), "{problems:?}");
}

#[test]
fn a_postcode_of_another_departement_warns_and_is_never_refused() {
    let demarche = demarche(
        "type: object\nrequired: [adresse]\nproperties:\n  adresse: { $ref: \"component:address-fr@1\", title: Adresse }\n",
        "pages: [{ id: un, title: Un, fields: [adresse] }]\nrecipients: [{ id: r, title: R, to: { organisation: \"99900000100019\", branch: JCC }, receives: [adresse] }]\n",
    );
    let facts = facts();
    let told = |code: &str, commune: (&str, &str)| {
        let commune = Value::Entry { code: commune.0.to_owned(), nom: commune.1.to_owned() };
        let answers = given(&[
            ("adresse.voie", text("1 rue de l'Essai")),
            ("adresse.code_postal", text(code)),
            ("adresse.commune", commune),
        ]);
        let state = State::new(&demarche, &answers, &facts);
        assert_eq!(validation::all(&state), [], "{code}");
        !form::warnings::open_pages(&state).is_empty()
    };
    let toulouse = ("31555", "Toulouse");
    assert!(!told("31000", toulouse));
    // A CEDEX, and a code younger than the list.
    assert!(!told("31045", toulouse));
    assert!(!told("31999", toulouse));
    assert!(told("75001", toulouse));
    // Nothing is claimed of a commune whose codes are not known.
    assert!(!told("75001", ("01234", "Commune 01234")));
}

/// Answers from last year's list, a commune that has merged since: the draft opens, says its name, and goes on.
#[test]
fn a_commune_that_merged_stays_in_the_draft_that_chose_it() {
    let demarche = demarche(
        "type: object\nrequired: [commune, nom]\nproperties:\n  commune: { $ref: \"component:commune@1\", title: Commune }\n  nom: { title: Nom, type: string }\n",
        "pages: [{ id: un, title: Un, fields: [commune, nom] }]\nrecipients: [{ id: r, title: R, to: { organisation: \"99900000100019\", branch: JCC }, receives: [commune, nom] }]\n",
    );
    let facts = facts();
    // No list of today has this code.
    let chosen = Value::Entry { code: "2B999".to_owned(), nom: "Bas-Exemple".to_owned() };
    let post = |typed: &str, code: &str| {
        let mut answers = given(&[("commune", chosen.clone())]);
        let pairs = [("commune", typed), ("commune.code", code), ("nom", "Müller")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        reading::read_page(&demarche, 0, &mut answers, &Posting { pairs: &pairs, now: facts.now }, &facts);
        let state = State::new(&demarche, &answers, &facts);
        (answers.value("commune").cloned(), validation::all(&state).is_empty(), Recap::of(&state))
    };
    let (kept, sound, recap) = post("Bas-Exemple (2B)", "2B999");
    assert_eq!((kept.as_ref(), sound), (Some(&chosen), true));
    assert!(format!("{recap:?}").contains("Bas-Exemple"));
    // Who changes the name chooses anew, from today's list.
    assert!(!post("Ailleurs-Exemple", "2B999").1);
    assert_eq!(
        post("Toulouse", "2B999").0,
        Some(Value::Entry { code: "31555".to_owned(), nom: "Toulouse".to_owned() })
    );
}

#[test]
fn a_page_says_that_answers_may_add_steps_and_marks_no_lone_box_as_optional() {
    let schema = "type: object\nrequired: [a, b]\nproperties: { a: { title: A, type: boolean }, b: { title: B, type: string }, \
        c: { $ref: 'component:attestation@1', title: C } }\n";
    let rest = "pages: [{ id: un, title: Un, fields: [a, c] }, { id: deux, title: Deux, fields: [b: { show_if: 'a' }] }]\n\
        recipients: [{ id: r, title: R, to: { organisation: '99900000100019', branch: JCC }, receives: [a, b, c] }]\n";
    let (demarche, facts) = (demarche(schema, rest), facts());
    let view = |answers: &Answers| journey::page_view(&State::new(&demarche, answers, &facts), 0, &[]);
    let first = view(&Answers::default());
    assert_eq!((first.steps, first.may_lengthen, first.has_optional, first.has_boxes), (2, true, false, true));
    let whole = view(&given(&[("a", Value::YesNo(true))]));
    assert_eq!((whole.steps, whole.may_lengthen), (3, false));
}

/// The last day of a period is asked for by the year that its first day is.
#[test]
fn a_part_without_an_example_borrows_that_of_its_component() {
    let schema = "type: object\nrequired: [periode, naissance]\nproperties:\n  naissance: { title: Naissance, type: string, format: date }\n  periode: { $ref: \"component:date-range@1\", title: Période }\n";
    let pages = "pages: [{ id: un, title: Un, fields: [naissance, periode] }]\nrecipients: [{ id: r, title: R, to: { organisation: \"99900000100019\", branch: JCC }, receives: all }]\n";
    let demarche = demarche(schema, pages);
    let (answers, facts) = (Answers::default(), facts());
    let state = State::new(&demarche, &answers, &facts);
    let view = journey::page_view(&state, 0, &validation::page(&state, 0));
    let examples: Vec<_> =
        view.problems.iter().map(|shown| (shown.problem.path.as_str(), shown.example.as_deref())).collect();
    let year = Some("24 8 2026");
    assert_eq!(examples, [("naissance", None), ("periode.debut", year), ("periode.fin", year)]);
}
