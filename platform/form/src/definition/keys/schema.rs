//! Lists the keys of a place of `schema.yaml`, and of its choices.

use super::{Table, Takes, may, must};

/// A place of `schema.yaml`.
pub const SCHEMA: Table = Table {
    name: "schema.yaml",
    fr: "Une place du schéma : JSON Schema 2020-12, moins ce qu'une règle dit mieux.",
    en: "One place of the schema: JSON Schema 2020-12, less what a rule says better.",
    keys: &[
        may(
            "$schema",
            Takes::Word,
            "https://json-schema.org/draft/2020-12/schema, à la racine.",
            "https://json-schema.org/draft/2020-12/schema, at the root.",
        ),
        may(
            "$id",
            Takes::Word,
            "Le nom du schéma ; ne mène jamais sur le réseau.",
            "The schema's name; never leads to the network.",
        ),
        may("$comment", Takes::Word, "Pour les auteurs.", "For authors."),
        may(
            "$defs",
            Takes::MapOf("un nom → une place · a name → a place", &[Takes::Place]),
            "Des places nommées, à la racine.",
            "Named places, at the root.",
        ),
        may(
            "$ref",
            Takes::Word,
            "component:<id>@<version>, ou #/$defs/<nom>.",
            "component:<id>@<major>, or #/$defs/<name>.",
        ),
        may(
            "parts",
            Takes::Paths,
            "Avec un composant : les seules parts à garder.",
            "With a component: the only parts to keep.",
        ),
        may(
            "without",
            Takes::Paths,
            "Avec un composant : les parts à laisser.",
            "With a component: the parts to leave out.",
        ),
        may(
            "optional",
            Takes::Paths,
            "Avec un composant : les parts auxquelles on peut ne pas répondre.",
            "With a component: the parts that need no answer.",
        ),
        may(
            "about",
            Takes::Path,
            "Avec un composant qui interroge une source sur quelqu'un : la réponse qui dit qui.",
            "With a component that asks a source about somebody: the answer that says whom.",
        ),
        may(
            "type",
            Takes::OneOf(&["object", "array", "string", "integer", "number", "boolean"]),
            "Le type.",
            "The type.",
        ),
        may("title", Takes::Text, "Le libellé.", "The label."),
        may("description", Takes::Text, "L'aide sous le libellé.", "The help under the label."),
        may(
            "properties",
            Takes::MapOf("un nom → une place · a name → a place", &[Takes::Place]),
            "Ce que le groupe contient, dans l'ordre.",
            "What the group holds, in order.",
        ),
        may("required", Takes::Paths, "Ce à quoi il faut répondre.", "What needs an answer."),
        may(
            "additionalProperties",
            Takes::YesNo,
            "Toujours false : la plateforme n'admet rien d'autre.",
            "Always false: the platform admits nothing else.",
        ),
        may(
            "items",
            Takes::Place,
            "Ce qu'est une ligne, ou une case à cocher.",
            "What one row, or one box to tick, is.",
        ),
        may("minItems", Takes::Count, "Le moins de lignes.", "The least rows."),
        may("maxItems", Takes::Count, "Le plus de lignes.", "The most rows."),
        may("uniqueItems", Takes::YesNo, "Avec des cases à cocher : true.", "With boxes to tick: true."),
        may("minLength", Takes::Count, "Le moins de caractères.", "The least characters."),
        may(
            "maxLength",
            Takes::Count,
            "Le plus de caractères ; au-delà de 250, le texte a plusieurs lignes.",
            "The most characters; beyond 250 the text has several lines.",
        ),
        may(
            "pattern",
            Takes::Word,
            "La forme du texte : une expression rationnelle.",
            "The form of the text: a regular expression.",
        ),
        may("minimum", Takes::Number, "Le plus petit nombre.", "The least number."),
        may("maximum", Takes::Number, "Le plus grand nombre.", "The greatest number."),
        may(
            "multipleOf",
            Takes::Number,
            "1, 0.1, 0.01 … : les chiffres après la virgule.",
            "1, 0.1, 0.01 …: the digits after the decimal sign.",
        ),
        may(
            "enum",
            Takes::EachOf("une liste de constantes · a list of constants", &[Takes::Json]),
            "Les choix, sans libellé.",
            "The choices, without labels.",
        ),
        may("oneOf", Takes::ListOf(&OPTION), "Les choix, avec leurs libellés.", "The choices, with their labels."),
        may("const", Takes::Json, "La seule valeur.", "The only value."),
        may(
            "format",
            Takes::Word,
            "date, email, ou un format nommé (siret, iban …).",
            "date, email, or a named format (siret, iban …).",
        ),
        may(
            "default",
            Takes::Json,
            "La réponse proposée d'avance ; doit être correcte. Une page peut en proposer une autre, ou la calculer.",
            "The answer proposed beforehand; must be valid. A page may propose another, or compute it.",
        ),
        may("examples", Takes::Json, "Pour les lecteurs du schéma.", "For readers of the schema."),
    ],
};

/// An element of `oneOf`.
pub const OPTION: Table = Table {
    name: "option",
    fr: "Un choix.",
    en: "One choice.",
    keys: &[
        must("const", Takes::Word, "Ce qui est gardé et envoyé.", "What is stored and sent."),
        must("title", Takes::Text, "Ce qui est montré.", "What is shown."),
        may("description", Takes::Text, "Un mot d'explication.", "A word of explanation."),
        may(
            "show_if",
            Takes::Expression,
            "Le choix n'est offert que si c'est vrai ; choisi puis caché, il ne vaut plus réponse.",
            "The choice is offered only if this is true; chosen and then hidden, it is no answer any more.",
        ),
    ],
};
