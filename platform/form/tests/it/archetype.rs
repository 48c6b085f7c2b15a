//! Holds the archetype to its promise: it shows every feature of the language once, but for what is named here with its reason.

use std::collections::BTreeSet;

use form::{
    definition::keys::{DEMARCHE, SCENARIO, SCHEMA, SOURCE, TABLES, Table, Takes},
    demarche::Demarche,
    expression,
    field::FIELD_TYPES,
};
use serde_yaml::Value;

use crate::folder::{checked, read, root};

/// What a lesson read aloud is better without, and why. To show one in the archetype, take it off this list.
const ABSENT: &[(&str, &[&str])] = &[
    ("Its « appeal » holds for a refusal and for the silence alike.", &["silence.appeal"]),
    (
        "One town hall answers for it, and nobody has to log in: the guide « Destinataires et reçu » shows the other ways, which exclude this one.",
        &["authority.from", "login.as", "login.level", "to.commune", "to.departement", "scenario.unconnected"],
    ),
    (
        "A plugin is a program: the guide « Greffons » and `guichet plugin new` show one.",
        &[
            "computed.plugin",
            "computed.reads",
            "expect.plugins",
            "rule.if_unavailable",
            "rule.plugin",
            "rule.reads",
            "scenario.unavailable",
        ],
    ),
    (
        "An XML of its own is what one recipient's software asks for, and comes with a template and a schema: the guide « Formats » shows one.",
        &["format.xml"],
    ),
    (
        "A PDF of its own is what one agency's desk knows, and comes with the PDF and what fills it: the guide « Formats » shows one.",
        &["format.pdf"],
    ),
    (
        "A recorded answer is long: the guide « Scénarios » shows one.",
        &[
            "expect.sources",
            "recorded answer.at",
            "recorded answer.body",
            "recorded answer.choose",
            "recorded answer.search",
            "recorded answer.source",
            "recorded answer.status",
            "recorded answer.unavailable",
            "scenario.sources",
        ],
    ),
    (
        "A source leads to a partner that the operator sets up: the guide « Sources » shows one beside a plain question, and a test runs it.",
        &[
            "answer.gives",
            "answer.label",
            "answer.list",
            "answer.only_if",
            "answer.refused",
            "answer.same",
            "given.from",
            "given.or",
            "given.words",
            "parameter.text",
            "parameter.words",
            "refused answer.date",
            "refused answer.told",
            "refused answer.told_on",
            "refused answer.when",
            "request.headers",
            "request.path",
            "request.query",
            "request.token",
            "search.hint",
            "search.label",
            "source.answer",
            "source.at",
            "source.button",
            "source.cache",
            "source.max_size",
            "source.name",
            "source.partner",
            "source.request",
            "source.search",
            "source.source",
            "source.time_limit",
            "source.told",
            "source.verified",
        ],
    ),
    (
        "The component brings it, and the catalogue shows it: whoever writes it anew has missed the component.",
        &["field.autocomplete", "field.masked", "schema.yaml.about", "schema.yaml.const"],
    ),
    (
        "A parking permit asks no such question: the page of field types shows each, with an example that is checked.",
        &["field decimal", "schema.yaml.enum", "schema.yaml.minLength", "schema.yaml.multipleOf"],
    ),
    (
        "Another way to write what stands here already: in the schema rather than on the page, or the other way round.",
        &[
            "field.as_list",
            "field.default",
            "field.long",
            "field.maximum",
            "field.minimum",
            "schema.yaml.$comment",
            "schema.yaml.$defs",
            "schema.yaml.$id",
            "schema.yaml.additionalProperties",
            "schema.yaml.examples",
            "schema.yaml.optional",
            "schema.yaml.parts",
        ],
    ),
    (
        "Three vehicles need no order and no copies: the guide « Lignes » shows them.",
        &["field.row_copy", "field.row_order"],
    ),
    (
        "The vault of whoever files for somebody else: two shipped démarches show it.",
        &["field.locked", "prefill.from", "prefill.keep", "prefill.when"],
    ),
    ("Fine adjustments of a test: the guide « Scénarios » shows them.", &["scenario.fill", "scenario.seed"]),
    (
        "A reference, not a lesson: the page of expressions shows each function with an example that is run.",
        &[
            "function ceil",
            "function connected",
            "function contains",
            "function date",
            "function days",
            "function days_between",
            "function earliest",
            "function endsWith",
            "function exists_one",
            "function floor",
            "function latest",
            "function lower",
            "function matches",
            "function max",
            "function months",
            "function postal_code_fits",
            "function postal_codes",
            "function round",
            "function size",
            "function startsWith",
            "function trim",
            "function upper",
            "function year",
        ],
    ),
];

/// The keys that a value uses, as `table.key`.
fn used(table: &'static Table, value: &Value, found: &mut BTreeSet<String>) {
    let Value::Mapping(map) = value else { return };
    for (name, value) in map {
        let Some(key) = name.as_str().and_then(|name| table.key(name)) else { continue };
        found.insert(format!("{}.{}", table.name, key.name));
        inside(key.takes, value, found);
    }
}

fn inside(takes: Takes, value: &Value, found: &mut BTreeSet<String>) {
    let items = || value.as_sequence().into_iter().flatten();
    let values = || value.as_mapping().into_iter().flat_map(|map| map.iter().map(|(_, value)| value));
    match takes {
        Takes::Map(inner) => used(inner, value, found),
        Takes::ListOf(inner) => items().for_each(|item| used(inner, item, found)),
        Takes::Place => used(&SCHEMA, value, found),
        Takes::EachOf(_, known) => {
            items().for_each(|item| known.iter().for_each(|takes| inside(*takes, item, found)));
        }
        Takes::MapOf(_, known) => {
            values().for_each(|value| known.iter().for_each(|takes| inside(*takes, value, found)));
        }
        Takes::Either(_, known) => known.iter().for_each(|takes| inside(*takes, value, found)),
        _ => {}
    }
}

/// The tables that a démarche's own files can reach.
fn reachable(table: &'static Table, found: &mut Vec<&'static Table>) {
    if found.iter().any(|known| known.name == table.name) {
        return;
    }
    found.push(table);
    fn follow(takes: Takes, found: &mut Vec<&'static Table>) {
        match takes {
            Takes::Map(inner) | Takes::ListOf(inner) => reachable(inner, found),
            Takes::EachOf(_, known) | Takes::MapOf(_, known) | Takes::Either(_, known) => {
                known.iter().for_each(|takes| follow(*takes, found));
            }
            _ => {}
        }
    }
    table.keys.iter().for_each(|key| follow(key.takes, found));
}

#[test]
fn the_archetype_shows_every_feature_once_or_says_why_not() {
    let mut bundle = read(&root().join("archetype"), "archetype");
    bundle.files.remove(form::check::LOCK_FILE);
    let mut shown = BTreeSet::new();
    for path in bundle.files.keys().filter(|path| path.ends_with(".yaml")) {
        let table = match path.as_str() {
            "demarche.yaml" => &DEMARCHE,
            "schema.yaml" => &SCHEMA,
            _ if path.starts_with("scenarios/") => &SCENARIO,
            _ => continue,
        };
        used(table, &serde_yaml::from_str(bundle.text(path).unwrap()).unwrap(), &mut shown);
    }
    let demarche: Demarche = checked(&bundle).demarche.unwrap();
    shown.extend(demarche.nodes.iter().filter_map(|node| Some(format!("field {}", node.field()?.field_type.name()))));
    let text = bundle.text("demarche.yaml").unwrap();
    for doc in expression::reference() {
        if text.contains(&format!("{}(", doc.name)) || (doc.name == "in" && text.contains("' in ")) {
            shown.insert(format!("function {}", doc.name));
        }
    }
    let mut tables = Vec::new();
    [&DEMARCHE, &SCHEMA, &SCENARIO, &SOURCE].into_iter().for_each(|table| reachable(table, &mut tables));
    assert!(tables.len() > 15 && tables.len() < TABLES.len(), "{}", tables.len());
    let keys = tables.iter().flat_map(|table| table.keys.iter().map(|key| format!("{}.{}", table.name, key.name)));
    let fields = FIELD_TYPES.iter().map(|known| format!("field {}", known.name()));
    let functions = expression::reference().into_iter().map(|doc| format!("function {}", doc.name));
    let all: BTreeSet<String> = keys.chain(fields).chain(functions).collect();
    let absent: BTreeSet<String> = all.difference(&shown).cloned().collect();
    let named: BTreeSet<String> =
        ABSENT.iter().flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned())).collect();
    let forgotten: Vec<_> = absent.difference(&named).collect();
    assert!(forgotten.is_empty(), "the archetype shows nothing of these, and nobody says why: {forgotten:?}");
    let shown_since: Vec<_> = named.difference(&absent).collect();
    assert!(shown_since.is_empty(), "these are shown, or are no more: {shown_since:?}");
}
