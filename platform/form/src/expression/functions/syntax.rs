//! Describes what is part of the language itself: macros, operators, and what takes a constant.

use super::FunctionDoc;

/// What the compiler itself understands.
pub(super) const SYNTAX: &[FunctionDoc] = &[
    FunctionDoc {
        name: "all",
        signature: "liste.all(x, condition) → oui/non",
        fr: "Dit si la condition vaut pour chaque élément.",
        en: "Says whether the condition holds for every element.",
        example: "vehicules.all(v, v.tarif >= 30)",
        result: "true",
    },
    FunctionDoc {
        name: "date",
        signature: "date('AAAA-MM-JJ') → date",
        fr: "Une date constante.",
        en: "A constant date.",
        example: "naissance < date('2008-03-01')",
        result: "true",
    },
    FunctionDoc {
        name: "exists",
        signature: "liste.exists(x, condition) → oui/non",
        fr: "Dit si la condition vaut pour au moins un élément.",
        en: "Says whether the condition holds for at least one element.",
        example: "vehicules.exists(v, v.tarif > 50)",
        result: "true",
    },
    FunctionDoc {
        name: "exists_one",
        signature: "liste.exists_one(x, condition) → oui/non",
        fr: "Dit si la condition vaut pour exactement un élément.",
        en: "Says whether the condition holds for exactly one element.",
        example: "vehicules.exists_one(v, v.tarif >= 30)",
        result: "false",
    },
    FunctionDoc {
        name: "filter",
        signature: "liste.filter(x, condition) → liste",
        fr: "Garde les éléments pour lesquels la condition vaut.",
        en: "Keeps the elements for which the condition holds.",
        example: "vehicules.tarif.filter(t, t > 50)",
        result: "[60]",
    },
    FunctionDoc {
        name: "has",
        signature: "has(réponse) → oui/non",
        fr: "Dit si une réponse est là : ni laissée vide, ni masquée.",
        en: "Says whether an answer is there: neither left blank nor hidden.",
        example: "has(courriel)",
        result: "false",
    },
    FunctionDoc {
        name: "in",
        signature: "x in liste → oui/non",
        fr: "Dit si une liste contient une valeur.",
        en: "Says whether a list contains a value.",
        example: "nom in ['Durand', 'Martin']",
        result: "true",
    },
    FunctionDoc {
        name: "map",
        signature: "liste.map(x, valeur) → liste",
        fr: "Calcule une valeur pour chaque élément ; liste.map(x, condition, valeur) ne le fait que pour certains.",
        en: "Computes a value for every element; list.map(x, condition, value) does so for some only.",
        example: "vehicules.map(v, v.tarif * 2)",
        result: "[60, 120]",
    },
    FunctionDoc {
        name: "matches",
        signature: "texte.matches('motif') → oui/non",
        fr: "Dit si une partie du texte suit une expression régulière ; ^ et $ marquent le début et la fin.",
        en: "Says whether a part of the text follows a regular expression; ^ and $ mark start and end.",
        example: "nom.matches('^[A-Z][a-z]+$')",
        result: "true",
    },
];
