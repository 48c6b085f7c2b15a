//! Says which words of JSON Schema a schema may use, before anything is made of it.
//!
//! What the platform would not enforce is refused: a rule in `demarche.yaml` says it, and says to the citizen what is wrong.

use super::beside;
use crate::{
    definition::{
        keys::SCHEMA,
        reader::{self, short},
        report::Report,
        tree::{Content, Entry, Node, Place},
    },
    diagnostic::Sentence,
    expression::nearest,
    field::format::FORMATS,
};

/// Of places in one schema.
const MAX_PLACES: usize = 4_000;
/// Of constants in one list of choices.
const MAX_CHOICES: usize = 1_000;
/// Of all the constants of one list together.
const MAX_CHOICE_BYTES: usize = 64 * 1024;

/// Words of JSON Schema that a rule says better.
const UNSUPPORTED: &[&str] = &[
    "$anchor",
    "$dynamicAnchor",
    "$dynamicRef",
    "$recursiveAnchor",
    "$recursiveRef",
    "allOf",
    "anyOf",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "if",
    "maxContains",
    "maxProperties",
    "minContains",
    "minProperties",
    "not",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "definitions",
    "deprecated",
    "readOnly",
    "writeOnly",
    "id",
];

/// Checks a whole schema. `false` means that nothing should be made of it.
pub(super) fn check(report: &mut Report, root: &Node) -> bool {
    let mut places = 0;
    walk(report, root, &mut places, true);
    if report.error_codes().contains(&"schema.too_large") {
        // Nothing is looked up in a list that is too long for it.
        return false;
    }
    if places > MAX_PLACES {
        report.error(
            "schema.too_complex",
            root.place,
            Sentence::new(
                format!("Le schéma a plus de {MAX_PLACES} places."),
                format!("The schema has more than {MAX_PLACES} places."),
            ),
            Sentence::new("Découpez la démarche.", "Split the démarche."),
        );
        return false;
    }
    // What is wrong here is seldom in the way of the rest; only a schema without places is.
    !matches!(root.content, Content::List(_) | Content::Scalar(_)) || {
        not_a_place(report, root);
        false
    }
}

fn not_a_place(report: &mut Report, node: &Node) {
    report.error(
        "schema.invalid",
        node.place,
        Sentence::new(
            "Ici est attendue une place du schéma : des clés et des valeurs.",
            "A place of the schema is expected here: keys and values.",
        ),
        Sentence::new(
            "Écrivez par exemple « { type: string, title: … } ».",
            "Write for instance “{ type: string, title: … }”.",
        ),
    );
}

fn walk(report: &mut Report, node: &Node, places: &mut usize, is_root: bool) {
    *places += 1;
    if *places > MAX_PLACES {
        return;
    }
    let Content::Map(entries) = &node.content else {
        if !is_root {
            not_a_place(report, node);
        }
        return;
    };
    for entry in entries {
        if report.is_full() {
            break;
        }
        keyword(report, entry, places, is_root);
    }
    misplaced(report, node, entries);
}

fn keyword(report: &mut Report, entry: &Entry, places: &mut usize, is_root: bool) {
    let name = entry.key.text.as_str();
    match name {
        "properties" | "$defs" => {
            if let Content::Map(inner) = &entry.value.content {
                for property in inner {
                    walk(report, &property.value, places, false);
                }
            } else {
                not_a_place(report, &entry.value);
            }
        }
        "items" => walk(report, &entry.value, places, false),
        "oneOf" => options(report, &entry.value),
        "enum" => choices(report, &entry.value),
        "$schema" => dialect(report, &entry.value),
        "$id" => identity(report, &entry.value, is_root),
        "$vocabulary" => wrong_dialect(report, entry.value.place, "$vocabulary"),
        "multipleOf" | "minimum" | "maximum" => {}
        "default" | "examples" => reader::must_quote_all(report, &entry.value),
        "uniqueItems" | "additionalProperties" => yes_no(report, entry),
        "format" => format(report, &entry.value),
        _ if UNSUPPORTED.contains(&name) => {
            // Trees of alternatives are counted, not followed: they are refused whole.
            *places += size(&entry.value);
            report.error(
                "schema.unsupported_keyword",
                entry.key.place,
                Sentence::new(
                    format!("« {name} » ne dit rien à l'usager quand sa réponse ne convient pas."),
                    format!("“{name}” tells the citizen nothing when the answer does not fit."),
                ),
                cure_of(name),
            );
        }
        _ if SCHEMA.key(name).is_none() => {
            let cure = beside::cure_of_unknown(entry);
            report.error(
                "definition.unknown_property",
                entry.key.place,
                Sentence::new(
                    format!("La clé « {} » n'existe pas dans un schéma.", short(name)),
                    format!("The key “{}” does not exist in a schema.", short(name)),
                ),
                cure,
            );
        }
        _ => {}
    }
}

fn size(node: &Node) -> usize {
    match &node.content {
        Content::Scalar(_) => 0,
        Content::List(items) => items.iter().map(size).sum::<usize>() + 1,
        Content::Map(entries) => entries.iter().map(|entry| size(&entry.value)).sum::<usize>() + 1,
    }
}

fn cure_of(name: &str) -> Sentence {
    let (fr, en) = match name {
        "if" | "then" | "else" | "dependentRequired" | "dependentSchemas" | "dependencies" => (
            "Écrivez « show_if » sur le champ : un champ caché n'existe pas.",
            "Write “show_if” on the field: a hidden field does not exist.",
        ),
        "exclusiveMinimum" => ("Écrivez « minimum ».", "Write “minimum”."),
        "exclusiveMaximum" => ("Écrivez « maximum ».", "Write “maximum”."),
        "definitions" => ("Écrivez « $defs ».", "Write “$defs”."),
        "readOnly" => (
            "Écrivez « locked: true » sur la page, ou « computed ».",
            "Write “locked: true” on the page, or “computed”.",
        ),
        "unevaluatedProperties" | "maxProperties" | "minProperties" | "patternProperties" | "propertyNames" => (
            "Nommez chaque champ : la plateforme n'en admet pas d'autre.",
            "Name every field: the platform admits no other.",
        ),
        _ => ("Écrivez une règle dans demarche.yaml, sous « rules ».", "Write a rule in demarche.yaml, under “rules”."),
    };
    Sentence::new(fr, en)
}

fn options(report: &mut Report, node: &Node) {
    let items = reader::list(report, node);
    limit_choices(report, node, items);
    for item in items.iter().take(MAX_CHOICES) {
        if let Some(written) = item.scalar() {
            let shown = short(&written.text);
            report.error(
                "definition.type",
                item.place,
                Sentence::new(
                    "Un choix dit ce qui est gardé (const) et ce que l'usager lit (title).",
                    "An option says what is kept (const) and what the citizen reads (title).",
                ),
                Sentence::new(
                    format!(
                        "Écrivez par exemple « {{ const: un_mot, title: {shown} }} » ; sans libellés, « enum: [a, b] »."
                    ),
                    format!(
                        "Write for instance “{{ const: a_word, title: {shown} }}”; without labels, “enum: [a, b]”."
                    ),
                ),
            );
            continue;
        }
        reader::map(report, item, &crate::definition::keys::OPTION);
    }
}

fn choices(report: &mut Report, node: &Node) {
    let items = reader::list(report, node);
    limit_choices(report, node, items);
}

fn limit_choices(report: &mut Report, node: &Node, items: &[Node]) {
    let bytes: usize = items.iter().map(|item| item.scalar().map_or(16, |written| written.text.len())).sum();
    if items.len() > MAX_CHOICES || bytes > MAX_CHOICE_BYTES {
        report.error(
            "schema.too_large",
            node.place,
            Sentence::new(
                format!("Cette liste de choix est trop longue ({} choix ; la limite est {MAX_CHOICES}).", items.len()),
                format!("This list of choices is too long ({} choices; the limit is {MAX_CHOICES}).", items.len()),
            ),
            Sentence::new("Prenez un référentiel.", "Use a référentiel."),
        );
    }
    if items.is_empty() {
        report.error(
            "schema.invalid",
            node.place,
            Sentence::new("Cette liste de choix est vide.", "This list of choices is empty."),
            Sentence::new("Écrivez au moins un choix.", "Write at least one choice."),
        );
    }
}

fn dialect(report: &mut Report, node: &Node) {
    let known = node
        .scalar()
        .is_some_and(|written| written.text.trim_end_matches('#') == "https://json-schema.org/draft/2020-12/schema");
    if !known {
        wrong_dialect(report, node.place, "$schema");
    }
}

fn wrong_dialect(report: &mut Report, place: Place, name: &str) {
    report.error(
        "schema.dialect",
        place,
        Sentence::new(
            format!("« {name} » demande un autre dialecte que JSON Schema 2020-12."),
            format!("“{name}” asks for another dialect than JSON Schema 2020-12."),
        ),
        Sentence::new(
            "Écrivez « $schema: https://json-schema.org/draft/2020-12/schema », ou rien.",
            "Write “$schema: https://json-schema.org/draft/2020-12/schema”, or nothing.",
        ),
    );
}

fn identity(report: &mut Report, node: &Node, is_root: bool) {
    let harmless =
        node.scalar().is_some_and(|written| is_root && !written.text.contains("//") && !written.text.contains(':'));
    if !harmless {
        report.error(
            "schema.remote_id",
            node.place,
            Sentence::new(
                "« $id » changerait le sens des références de ce schéma.",
                "“$id” would change the meaning of this schema's references.",
            ),
            Sentence::new(
                "Retirez-le : la plateforme nomme le schéma publié.",
                "Remove it: the platform names the published schema.",
            ),
        );
    }
}

fn yes_no(report: &mut Report, entry: &Entry) {
    let value = entry.value.scalar().map(|written| written.text.as_str());
    let wanted = if entry.key.text == "uniqueItems" { "true" } else { "false" };
    if value != Some(wanted) {
        report.error(
            "schema.invalid",
            entry.value.place,
            Sentence::new(
                format!("« {} » ne peut valoir que {wanted}.", entry.key.text),
                format!("“{}” can only be {wanted}.", entry.key.text),
            ),
            Sentence::new("Corrigez-le, ou retirez la clé.", "Correct it, or remove the key."),
        );
    }
}

fn format(report: &mut Report, node: &Node) {
    let Some(written) = node.scalar() else { return };
    if matches!(written.text.as_str(), "date" | "email") || crate::field::format::format(&written.text).is_some() {
        return;
    }
    let known = || ["date", "email"].into_iter().chain(FORMATS.iter().map(|format| format.name));
    if !STANDARD_FORMATS.contains(&written.text.as_str())
        && let Some(meant) = nearest(&written.text, known())
    {
        return report.error(
            "schema.unknown_format",
            node.place,
            Sentence::new(
                format!("Le format « {} » n'existe pas.", short(&written.text)),
                format!("There is no format “{}”.", short(&written.text)),
            ),
            Sentence::new(format!("Vouliez-vous écrire « {meant} » ?"), format!("Did you mean “{meant}”?")),
        );
    }
    let list = known().collect::<Vec<_>>().join(", ");
    report.warning(
        "schema.unknown_format",
        node.place,
        Sentence::new(
            format!("Le format « {} » n'est pas vérifié.", short(&written.text)),
            format!("The format “{}” is not checked.", short(&written.text)),
        ),
        Sentence::new(
            format!("Les formats vérifiés : {list}. Sinon, prenez un composant ou « pattern »."),
            format!("The formats that are checked: {list}. Else use a component or “pattern”."),
        ),
    );
}

/// The formats of JSON Schema that we do not check: whoever writes one of them means it.
const STANDARD_FORMATS: &[&str] = &[
    "date-time",
    "duration",
    "hostname",
    "idn-email",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// Which type each keyword belongs to.
const BELONGS: &[(&str, &[&str])] = &[
    ("properties", &["object"]),
    ("required", &["object"]),
    ("additionalProperties", &["object"]),
    ("items", &["array"]),
    ("minItems", &["array"]),
    ("maxItems", &["array"]),
    ("uniqueItems", &["array"]),
    ("enum", &["string"]),
    ("oneOf", &["string"]),
    ("const", &["string"]),
    ("minLength", &["string"]),
    ("maxLength", &["string"]),
    ("pattern", &["string"]),
    ("format", &["string"]),
    ("minimum", &["number", "integer"]),
    ("maximum", &["number", "integer"]),
    ("multipleOf", &["number", "integer"]),
];

/// The types of JSON Schema; any other word is told as none.
const TYPES: &[&str] = &["string", "number", "integer", "boolean", "object", "array"];

fn misplaced(report: &mut Report, node: &Node, entries: &[Entry]) {
    if node.get("$ref").is_some() {
        return;
    }
    let Some(kind) = node.get("type").and_then(Node::scalar).map(|kind| kind.text.as_str()) else {
        return;
    };
    if !TYPES.contains(&kind) {
        return;
    }
    for entry in entries {
        let Some((name, types)) = BELONGS.iter().find(|(name, _)| *name == entry.key.text) else {
            continue;
        };
        if !types.contains(&kind) {
            let types = types.join(", ");
            let cure = if *name == "required" {
                Sentence::new(
                    "Retirez-le, et nommez la question dans la liste « required » du groupe qui la contient.",
                    "Remove it, and name the question in the list “required” of the group that holds it.",
                )
            } else {
                Sentence::new(
                    format!("Retirez-le, ou changez le type ({types})."),
                    format!("Remove it, or change the type ({types})."),
                )
            };
            report.error(
                "schema.misplaced_keyword",
                entry.key.place,
                Sentence::new(
                    format!("« {name} » ne s'applique pas au type « {} ».", short(kind)),
                    format!("“{name}” does not apply to the type “{}”.", short(kind)),
                ),
                cure,
            );
        }
    }
}
