//! Holds démarches whose values a plugin computes against plugins that answer well, badly and not at all; and what plugins say of rows.

use form::answers::{Answer, Answers, Source, Value};
use form::bundle::{Bundle, Catalogue};
use form::check::{self, AnyPlugin};
use form::demarche::Demarche;
use form::lookup::{Entry, Lookup, Resolved};
use form::problem::ProblemKind;
use form::state::{Facts, Found, State};
use form::text::Language;
use form::validation;
use jiff::Timestamp;
use jiff::civil::date;
use plugins::Plugins;

use crate::guest::{guest, guest_giving, patient};

/// No démarche here has a list.
struct NoLists;

impl Lookup for NoLists {
    fn knows(&self, _list: &str) -> bool {
        false
    }

    fn entry(&self, _list: &str, _code: &str) -> Option<Entry> {
        None
    }

    fn resolve(&self, _list: &str, _typed: &str) -> Resolved {
        Resolved::None
    }

    fn postal_codes(&self, _commune: &str) -> Vec<String> {
        Vec::new()
    }
}

const SCHEMA: &str = "
type: object
required: [vehicules, total]
properties:
  vehicules:
    title: Véhicules
    type: array
    minItems: 1
    maxItems: 3
    items:
      type: object
      properties:
        plaque: { title: Plaque, type: string, maxLength: 20 }
        tarif: { title: Tarif, type: number, minimum: 0, maximum: 100, multipleOf: 0.01 }
  total: { title: Total, type: number, minimum: 0, maximum: 1000, multipleOf: 0.01 }
  note: { title: Note, type: string, maxLength: 20 }
";

const BOTH: &str = "
computed:
  vehicules.tarif: { plugin: plugins/prix.wat, reads: [vehicules] }
  total: { plugin: plugins/prix.wat, reads: [vehicules] }
";

fn checked(rest: &str) -> check::Checked {
    let mut bundle = Bundle { name: "essai".to_owned(), shown_path: "essai".to_owned(), ..Bundle::default() };
    let procedure = format!(
        r#"demarche: essai
title: Essai
summary: Un essai.
agency: essai
applicants: [particulier]
purpose: Essayer.
kind: information
authority: {{ name: Essai, address: "1 rue de l'Essai, 31000 Toulouse", email: essai@exemple.fr, phone: "05 61 99 00 00" }}
retention: {{ draft: 30 days, delivered: 30 days, receipt: 5 years, basis: RGPD 6-1-e }}
pages: [{{ id: un, title: Un, fields: [vehicules, total, note] }}]
recipients: [{{ id: r, title: R, to: {{ organisation: "99900000100019", branch: JCC }}, receives: [vehicules, total, note] }}]
{rest}"#
    );
    bundle.files.insert("demarche.yaml".to_owned(), procedure.into_bytes().into());
    bundle.files.insert("schema.yaml".to_owned(), SCHEMA.as_bytes().into());
    bundle.files.insert("plugins/prix.wat".to_owned(), b"(component)"[..].into());
    check::check(&bundle, &Catalogue::default(), &NoLists, &AnyPlugin)
}

fn demarche(rest: &str) -> Demarche {
    let checked = checked(rest);
    checked.demarche.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

/// Two vehicles; between them a row that was added and left blank.
fn two_vehicles() -> Answers {
    let mut answers = Answers::default();
    for (row, plate) in [("r1", Some("AB-123-CD")), ("r2", None), ("r3", Some("EF-456-GH"))] {
        answers.add_row("vehicules", row);
        if let Some(plate) = plate {
            let value = Some(Value::Text(plate.to_owned()));
            let at = Timestamp::UNIX_EPOCH;
            let answer = Answer { value, typed: Default::default(), source: Source::Typed, at };
            answers.set(format!("vehicules.{row}.plaque"), answer);
        }
    }
    answers
}

/// What `look` sees where the plugin is this guest.
fn with<T>(rest: &str, guest: &str, look: impl FnOnce(&State<'_>) -> T) -> T {
    let demarche = demarche(rest);
    let answers = two_vehicles();
    let plugins = Plugins::with_limits(patient()).unwrap().bundle([("plugins/prix.wat", guest)]).unwrap();
    let facts = Facts {
        today: date(2026, 3, 1),
        now: Timestamp::UNIX_EPOCH,
        language: Language::Fr,
        lookup: &NoLists,
        checker: &plugins,
    };
    look(&State::new(&demarche, &answers, &facts))
}

/// The values at these paths as partners get them.
fn told(state: &State<'_>, paths: &[&str]) -> Vec<String> {
    paths
        .iter()
        .map(|path| match (state.find(path), state.demarche.resolve(path).and_then(|node| node.field())) {
            (Found::Value(value), Some(field)) => field.field_type.to_wire(&value, field).to_string(),
            (Found::Blank, _) => "blank".to_owned(),
            (found, _) => format!("{found:?}"),
        })
        .collect()
}

const ALL: [&str; 4] = ["vehicules.r1.tarif", "vehicules.r2.tarif", "vehicules.r3.tarif", "total"];

#[test]
fn values_come_to_their_fields_and_rows() {
    let guest = guest_giving(
        &[],
        &[("vehicules.0.tarif", r#""30.00""#), ("vehicules.1.tarif", r#""60.00""#), ("total", r#""90.00""#)],
    );
    with(BOTH, &guest, |state| {
        // A plugin sees two vehicles, numbered from zero: the blank row is none.
        assert_eq!(told(state, &ALL), [r#""30.00""#, "blank", r#""60.00""#, r#""90.00""#]);
        assert_eq!(state.answer("total").map(|answer| answer.source), Some(Source::Computed));
        assert!(!state.is_unavailable("total"));
    });
}

#[test]
fn an_expression_goes_on_from_what_a_plugin_computed() {
    let rest = format!("{BOTH}stops: [{{ id: cher, stop_if: \"has(total) && total > 80\", title: Trop cher }}]\n");
    let guest = |total: &str| guest_giving(&[], &[("total", total)]);
    with(&rest, &guest(r#""90.00""#), |state| assert!(state.stop().is_some()));
    with(&rest, &guest(r#""70.00""#), |state| assert!(state.stop().is_none()));
    with(&rest, &guest("null"), |state| assert!(state.stop().is_none()));
}

#[test]
fn a_value_that_the_field_cannot_hold_is_unavailable() {
    for json in [r#""beaucoup""#, "true", "[1]", "{}", r#""1000.01""#, r#""-1.00""#, r#""1e400""#] {
        with(BOTH, &guest_giving(&[], &[("total", json)]), |state| {
            assert_eq!(told(state, &["total"]), ["blank"], "{json}");
            assert!(state.is_unavailable("total"), "{json}");
            let problems = validation::page(state, 0);
            let kinds: Vec<_> = problems.iter().map(|problem| (problem.path.as_str(), &problem.kind)).collect();
            assert_eq!(kinds, [("total", &ProblemKind::NotAvailable)], "{json}");
        });
    }
    // Left out, or left blank on purpose: it does not follow from the answers.
    for values in
        [&[][..], &[("total", "null")], &[("note", r#""x""#), ("nulle.part", "1"), ("vehicules.7.tarif", "1")]]
    {
        with(BOTH, &guest_giving(&[], values), |state| {
            let problems = validation::page(state, 0);
            assert_eq!(problems.iter().map(|problem| &problem.kind).collect::<Vec<_>>(), [&ProblemKind::NotComputed]);
            assert_eq!(told(state, &["note"]), ["blank"], "a plugin fills no field that is not its own");
        });
    }
}

#[test]
fn a_plugin_that_stops_leaves_its_values_unavailable_and_is_asked_once() {
    // Nothing but the instance that computes is at fault.
    let trapping = guest("(i32.const 8)", "").replace("(result i32) (i32.const 0x8))", "(result i32) unreachable)");
    let demarche = demarche(BOTH);
    let answers = two_vehicles();
    let plugins = Plugins::with_limits(patient()).unwrap();
    let bundle = plugins.bundle([("plugins/prix.wat", &trapping)]).unwrap();
    let facts = Facts {
        today: date(2026, 3, 1),
        now: Timestamp::UNIX_EPOCH,
        language: Language::Fr,
        lookup: &NoLists,
        checker: &bundle,
    };
    let state = State::new(&demarche, &answers, &facts);
    assert_eq!(told(&state, &ALL), ["blank"; 4]);
    assert_eq!(validation::page(&state, 0)[0].kind, ProblemKind::NotAvailable);
    assert_eq!(plugins.stops().get("plugin.trap"), Some(&1));
}

#[test]
fn problems_in_rows_stand_at_the_rows_they_are_about() {
    let rest = "rules: [{ id: juge, plugin: plugins/prix.wat, at: vehicules, reads: [vehicules.plaque, note], if_missing: pass, if_unavailable: refuse }]\n";
    let rest = rest.replace("reads: [vehicules.plaque, note], ", "");
    for (at, found) in [
        ("vehicules.1.plaque", "vehicules.r3.plaque"),
        ("vehicules.r3.plaque", "vehicules.r3.plaque"),
        ("vehicules.0", "vehicules.r1"),
        ("vehicules.2.plaque", "vehicules"),
        ("vehicules.r9.plaque", "vehicules"),
        ("vehicules.plaque", "vehicules"),
        ("ailleurs", "vehicules"),
        ("", "vehicules"),
    ] {
        let guest = guest_giving(&[(at, "a.b")], &[]);
        let rest = format!("{rest}computed: {{ total: \"1.00\" }}\n");
        with(&rest, &guest, |state| {
            let paths: Vec<_> = validation::page(state, 0).into_iter().map(|problem| problem.path).collect();
            assert_eq!(paths, [found], "{at}");
        });
    }
}

#[test]
fn a_value_that_depends_on_itself_through_a_plugin_is_a_cycle() {
    let codes = |rest: &str| -> Vec<&'static str> {
        checked(rest).diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
    };
    let around =
        "computed:\n  total: { plugin: plugins/prix.wat, reads: [note] }\n  note: \"has(total) ? 'a' : 'b'\"\n";
    assert!(codes(around).contains(&"logic.cycle"), "{:?}", codes(around));
    let within = "computed:\n  vehicules.tarif: { plugin: plugins/prix.wat, reads: [vehicules] }\n  vehicules.plaque: \"has(row.tarif) ? 'a' : 'b'\"\n";
    assert!(codes(within).contains(&"logic.cycle"), "{:?}", codes(within));
    for (rest, code) in [
        ("computed: { total: { plugin: plugins/absent.wat, reads: [note] } }\n", "plugin.not_found"),
        ("computed: { total: { plugin: plugins/prix.wat } }\n", "definition.missing_property"),
        ("computed: { total: { plugin: plugins/prix.wat, reads: [rien] } }\n", "logic.unknown_field"),
        ("computed: { vehicules: { plugin: plugins/prix.wat, reads: [note] } }\n", "logic.computed_group"),
    ] {
        assert!(codes(rest).contains(&code), "{code}: {:?}", codes(rest));
    }
    assert!(!codes(BOTH).contains(&"logic.cycle"));
}
