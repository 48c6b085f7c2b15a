//! Explains what can be wrong with an answer: the codes that a scenario may expect.

use super::{Explanation, code};

/// Every code of [`crate::problem::ProblemKind`], in the order of the alphabet.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    code(
        "answer.ambiguous",
        "Plusieurs entrées de la liste répondent à ce qui a été saisi : il faut choisir.",
        "Several entries of the list answer to what was typed: one has to choose.",
    ),
    code(
        "answer.check_digits",
        "La forme est bonne, mais la clé ne tombe pas juste : un signe est faux.",
        "The form is right, but the check digits do not agree: a sign is wrong.",
    ),
    code(
        "answer.check_unavailable",
        "Une vérification n'a pas pu être faite, et la démarche l'exige (`if_unavailable: refuse`).",
        "A check could not be made, and the démarche demands it (`if_unavailable: refuse`).",
    ),
    code(
        "answer.control_char",
        "Un caractère invisible, qu'aucune réponse ne contient.",
        "A character that no answer may hold.",
    ),
    code("answer.date", "Ce n'est pas une date du calendrier.", "Not a date of the calendar."),
    code("answer.date_incomplete", "Une part de la date manque.", "A part of the date is missing."),
    code("answer.email", "Ce n'est pas une adresse électronique.", "Not an e-mail address."),
    code("answer.file", "Un fichier a été refusé.", "A file was refused."),
    code(
        "answer.grapheme_too_long",
        "Plus de signes sur une lettre qu'aucune écriture n'en demande.",
        "More marks on one letter than any script needs.",
    ),
    code("answer.integer", "Ce n'est pas un nombre entier.", "Not a whole number."),
    code(
        "answer.no_recipient",
        "Avec ces réponses, aucun destinataire ne recevrait le dossier.",
        "With these answers no recipient would get the dossier.",
    ),
    code("answer.not_an_option", "Ce n'est pas l'un des choix offerts.", "Not one of the options offered."),
    code("answer.not_attested", "L'attestation n'est pas cochée.", "The attestation is not ticked."),
    code(
        "answer.not_available",
        "Une valeur obligatoire qu'un greffon ne peut pas calculer pour le moment.",
        "A required value that a plugin cannot compute now.",
    ),
    code(
        "answer.not_computed",
        "Une valeur obligatoire que ces réponses ne permettent pas de calculer, ou qui sort de ce que sa question accepte.",
        "A required value that these answers do not allow to compute, or that comes out as its question does not accept.",
    ),
    code("answer.not_found", "La liste n'a pas cette entrée.", "The list has no such entry."),
    code(
        "answer.not_put_back",
        "Ce qui a été retiré ne peut plus être rétabli.",
        "What was taken away cannot be put back any more.",
    ),
    code("answer.number", "Ce n'est pas un nombre.", "Not a number."),
    code("answer.pattern", "La forme n'est pas celle demandée (`pattern`).", "Not of the form asked for (`pattern`)."),
    code("answer.phone", "Ce n'est pas un numéro de téléphone.", "Not a telephone number."),
    code("answer.plugin", "Un greffon refuse la réponse.", "A plugin refuses the answer."),
    code("answer.required", "Il faut une réponse.", "An answer is needed."),
    code("answer.rule", "Une règle refuse la réponse.", "A rule refuses the answer."),
    code(
        "answer.rule_needs_answer",
        "Une règle attend une réponse qui manque (`if_missing: refuse`).",
        "A rule needs an answer that is missing (`if_missing: refuse`).",
    ),
    code("answer.too_early", "La date est avant la première admise.", "The date is before the first accepted."),
    code("answer.too_few_rows", "Il manque des lignes (`minItems`).", "Rows are missing (`minItems`)."),
    code(
        "answer.too_large",
        "Le nombre est au-dessus du plus grand admis (`maximum`).",
        "The number is above the most accepted (`maximum`).",
    ),
    code("answer.too_late", "La date est après la dernière admise.", "The date is after the last accepted."),
    code("answer.too_long", "Le texte est trop long (`maxLength`).", "The text is too long (`maxLength`)."),
    code("answer.too_many_decimals", "Il y a trop de chiffres après la virgule.", "There are too many decimals."),
    code("answer.too_many_files", "Il y a trop de fichiers (`max_files`).", "There are too many files (`max_files`)."),
    code("answer.too_many_rows", "Il y a trop de lignes (`maxItems`).", "There are too many rows (`maxItems`)."),
    code("answer.too_short", "Le texte est trop court (`minLength`).", "The text is too short (`minLength`)."),
    code(
        "answer.too_small",
        "Le nombre est au-dessous du plus petit admis (`minimum`).",
        "The number is below the least accepted (`minimum`).",
    ),
    code(
        "answer.warning",
        "Une règle avertit, sans refuser (`level: warning`) : sous `warnings`, non sous `problems`.",
        "A rule warns without refusing (`level: warning`): under `warnings`, not under `problems`.",
    ),
];

/// The codes alone.
pub(super) const CODES: [&str; EXPLANATIONS.len()] = {
    let mut codes = [""; EXPLANATIONS.len()];
    let mut at = 0;
    while at < codes.len() {
        codes[at] = EXPLANATIONS[at].code;
        at += 1;
    }
    codes
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_of_a_problem_is_explained_once() {
        let source = include_str!("../../problem.rs");
        let told: BTreeSet<&str> = source.split('"').filter(|text| text.starts_with("answer.")).collect();
        let explained: Vec<&str> = EXPLANATIONS.iter().map(|explanation| explanation.code).collect();
        assert_eq!(explained, told.into_iter().collect::<Vec<_>>());
    }
}
