//! Lists the keys of `scenarios/*.yaml`: of a démarche, and of a component.

use super::{Table, Takes, may, must};
use crate::check::ANSWER_CODES;

/// `scenarios/*.yaml`
pub const SCENARIO: Table = Table {
    name: "scenario",
    fr: "Un essai de la démarche.",
    en: "A test of the démarche.",
    keys: &[
        may("title", Takes::Word, "Ce que l'essai montre.", "What the test shows."),
        may("today", Takes::Word, "La date du jour de l'essai.", "The day of the test."),
        may("language", Takes::OneOf(&["fr", "en"]), "La langue du récapitulatif.", "The language of the recap."),
        may(
            "seed",
            Takes::Count,
            "Un nombre qui change les réponses inventées.",
            "A number that changes the made-up answers.",
        ),
        may(
            "fill",
            Takes::YesNo,
            "false : rien n'est inventé à la place des réponses absentes.",
            "false: nothing is made up in place of absent answers.",
        ),
        may(
            "vault",
            Takes::MapOf("un nom du coffre → des réponses · a name of the vault → answers", &[Takes::Json]),
            "Ce que contient le coffre.",
            "What the vault holds.",
        ),
        may(
            "answers",
            Takes::MapOf("des réponses, comme dans le schéma · answers, as in the schema", &[Takes::Json]),
            "Les réponses données.",
            "The answers given.",
        ),
        may(
            "unavailable",
            Takes::Texts,
            "Les greffons qui ne répondent pas pendant l'essai, par leur fichier (plugins/nir.wasm).",
            "The plugins that do not answer during the test, by their file (plugins/nir.wasm).",
        ),
        may(
            "unconnected",
            Takes::Texts,
            "Les destinataires qui ne sont pas raccordés pendant l'essai, par leur identifiant ; les autres le sont.",
            "The recipients that are not connected during the test, by their ids; the others are.",
        ),
        may(
            "sources",
            Takes::ListOf(&RECORDED),
            "Ce que des sources répondent pendant l'essai, dans l'ordre où l'usager les interroge. Personne n'est interrogé.",
            "What sources answer during the test, in the order in which the citizen asks them. Nobody is asked.",
        ),
        must("expect", Takes::Map(&EXPECT), "Ce qui doit arriver.", "What must happen."),
    ],
};

/// An element of `sources`.
pub const RECORDED: Table = Table {
    name: "recorded answer",
    fr: "Ce qu'une source répond pendant un essai.",
    en: "What a source answers during a test.",
    keys: &[
        must(
            "at",
            Takes::Path,
            "Le champ dont le composant a la source ; une ligne par son numéro (lieux.0.adresse).",
            "The field whose component has the source; a row by its number (lieux.0.adresse).",
        ),
        may(
            "source",
            Takes::Id,
            "La source, si le composant en a plusieurs.",
            "The source, where the component has several.",
        ),
        may("search", Takes::Word, "Ce qui est tapé dans sa case.", "What is typed into its box."),
        may("status", Takes::Count, "L'état HTTP ; sans lui, 200.", "The HTTP status; without it, 200."),
        may(
            "body",
            Takes::Json,
            "Le corps de la réponse : un fichier scenarios/….json, ou le JSON lui-même.",
            "The body of the answer: a file scenarios/….json, or the JSON itself.",
        ),
        may("unavailable", Takes::YesNo, "true : elle ne répond pas.", "true: it does not answer."),
        may(
            "choose",
            Takes::Count,
            "Le résultat que l'usager reprend, à partir de 1 ; sans lui, le premier ; 0 : aucun.",
            "The result that the citizen takes, from 1; without it, the first; 0: none.",
        ),
    ],
};

/// `expect`
pub const EXPECT: Table = Table {
    name: "expect",
    fr: "Ce qui doit arriver.",
    en: "What must happen.",
    keys: &[
        may(
            "problems",
            Takes::ListOf(&EXPECTED_PROBLEM),
            "Les fautes : toutes, et elles seules.",
            "The problems: all of them, and no other.",
        ),
        may(
            "warnings",
            Takes::ListOf(&EXPECTED_PROBLEM),
            "Les avertissements : tous, et eux seuls. Le scénario les passe, comme l'usager peut le faire.",
            "The warnings: all of them, and no other. The scenario passes them, as the citizen may.",
        ),
        may("no_problems", Takes::YesNo, "true : aucune faute.", "true: no problem."),
        may(
            "pages",
            Takes::EachOf("une liste d'identifiants · a list of ids", &[Takes::Id]),
            "Les pages visibles, dans l'ordre.",
            "The visible pages, in order.",
        ),
        may(
            "computed",
            Takes::MapOf("un chemin → une valeur · a path → a value", &[Takes::Json]),
            "Les valeurs calculées.",
            "The computed values.",
        ),
        may("recap_contains", Takes::Texts, "Des passages du récapitulatif.", "Passages of the recap."),
        may(
            "recap_lacks",
            Takes::Texts,
            "Ce que le récapitulatif ne doit pas contenir.",
            "What the recap must not hold.",
        ),
        may(
            "recipients",
            Takes::MapOf(
                "un identifiant → { with, without } · an id → { with, without }",
                &[Takes::Map(&EXPECTED_RECIPIENT)],
            ),
            "Qui reçoit un dossier : tous, et eux seuls.",
            "Who receives a case: all of them, and no other.",
        ),
        may("stop", Takes::Id, "L'arrêt atteint.", "The stop reached."),
        may(
            "payloads",
            Takes::MapOf(
                "un destinataire → un fichier scenarios/….json · a recipient → a file scenarios/….json",
                &[Takes::Word],
            ),
            "Tout ce que reçoit un destinataire. « guichet test --update » écrit le fichier.",
            "All that a recipient gets. “guichet test --update” writes the file.",
        ),
        may(
            "recap",
            Takes::Word,
            "Le récapitulatif entier, dans un fichier scenarios/….txt.",
            "The whole recap, in a file scenarios/….txt.",
        ),
        may(
            "receipt",
            Takes::Word,
            "Le texte du reçu PDF, dans un fichier scenarios/….txt.",
            "The text of the PDF receipt, in a file scenarios/….txt.",
        ),
        may(
            "plugins",
            Takes::MapOf(
                "une règle → pass, refuse, unavailable, not_asked · a rule → pass, refuse, unavailable, not_asked",
                &[Takes::OneOf(crate::scenario::verdicts::VERDICTS)],
            ),
            "Ce que dit le greffon de chaque règle.",
            "What the plugin of each rule says.",
        ),
        may(
            "sources",
            Takes::MapOf(
                "un champ, ou champ:source → taken, choices, nothing, missing, later, unavailable, refused · a field, or field:source → the same words",
                &[Takes::OneOf(crate::scenario::sources::CAME)],
            ),
            "Ce que l'usager voit de chaque source enregistrée.",
            "What the citizen sees of each recorded source.",
        ),
    ],
};

/// An element of `expect.problems`.
pub const EXPECTED_PROBLEM: Table = Table {
    name: "expected problem",
    fr: "Une faute attendue.",
    en: "A problem that is expected.",
    keys: &[
        must("at", Takes::Path, "Le champ.", "The field."),
        may(
            "rule",
            Takes::Word,
            "La règle ; celle d'un composant derrière son champ (budget.equilibre).",
            "The rule; that of a component behind its field (budget.equilibre).",
        ),
        may("code", Takes::OneOf(ANSWER_CODES), "Le code (answer.required …).", "The code (answer.required …)."),
    ],
};

/// A value of `expect.recipients`.
pub const EXPECTED_RECIPIENT: Table = Table {
    name: "expected recipient",
    fr: "Ce qu'un destinataire doit recevoir.",
    en: "What a recipient must receive.",
    keys: &[
        may("with", Takes::Paths, "Ce qu'il reçoit.", "What it receives."),
        may("without", Takes::Paths, "Ce qu'il ne reçoit pas.", "What it does not receive."),
    ],
};

/// `scenarios/*.yaml` of a component
pub const VALUES: Table = Table {
    name: "values",
    fr: "Un essai d'un composant : de bonnes et de mauvaises valeurs, telles que l'usager les tape.",
    en: "A test of a component: good and bad values, as the citizen types them.",
    keys: &[
        may("title", Takes::Word, "Ce que l'essai montre.", "What the test shows."),
        may("today", Takes::Word, "La date du jour de l'essai.", "The day of the test."),
        may(
            "accepts",
            Takes::EachOf(
                "une liste de valeurs, seules ou { value, sent, shown } · a list of values, alone or { value, sent, shown }",
                &[Takes::Json, Takes::Map(&GOOD_VALUE)],
            ),
            "Les bonnes valeurs.",
            "The good values.",
        ),
        may("refuses", Takes::ListOf(&BAD_VALUE), "Les mauvaises valeurs.", "The bad values."),
    ],
};

/// An element of `accepts` that says more than the value.
pub const GOOD_VALUE: Table = Table {
    name: "good value",
    fr: "Une bonne valeur.",
    en: "A good value.",
    keys: &[
        may(
            "value",
            Takes::Json,
            "Ce que l'usager tape : un texte, ou une valeur par part ; ~ : rien.",
            "What the citizen types: a text, or a value a part; ~: nothing.",
        ),
        may(
            "sent",
            Takes::Json,
            "Ce que le partenaire reçoit ; d'un groupe, les parts dites (~ : absente).",
            "What the partner gets; of a group, the parts that are said (~: absent).",
        ),
        may(
            "shown",
            Takes::Either("un texte, ou plusieurs · one text, or several", &[Takes::Text, Takes::Texts]),
            "Un ou des passages du récapitulatif.",
            "One or several passages of the recap.",
        ),
    ],
};

/// An element of `refuses`.
pub const BAD_VALUE: Table = Table {
    name: "bad value",
    fr: "Une mauvaise valeur.",
    en: "A bad value.",
    keys: &[
        may("value", Takes::Json, "Ce que l'usager tape ; ~ : rien.", "What the citizen types; ~: nothing."),
        may(
            "at",
            Takes::Path,
            "La part fautive ; sans elle, le composant lui-même.",
            "The part at fault; without it, the component itself.",
        ),
        may(
            "problem",
            Takes::OneOf(ANSWER_CODES),
            "Le code de la faute (answer.pattern …).",
            "The code of the problem (answer.pattern …).",
        ),
        may("rule", Takes::Id, "La règle du composant qui refuse.", "The component's rule that refuses."),
    ],
};
