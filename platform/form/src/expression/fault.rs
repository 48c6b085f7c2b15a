//! Words what can be wrong with an expression, one function a code.
//!
//! To add one: a code in [`FAULT_CODES`], a function below, a case in `tests/faults.rs`.

use std::ops::Range;

use super::{scope::nearest, types::Type};
use crate::diagnostic::Sentence;

/// Every code a [`Fault`] can carry, in the order of the alphabet.
pub const FAULT_CODES: &[&str] = &[
    "expression.bad_literal",
    "expression.needs_has",
    "expression.never_equal",
    "expression.outside_row",
    "expression.syntax",
    "expression.too_complex",
    "expression.type_clash",
    "expression.unknown_function",
    "expression.unknown_name",
    "expression.unknown_recipient",
    "expression.unsupported",
    "expression.wrong_arguments",
];

/// One thing that is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable: one of [`FAULT_CODES`].
    pub code: &'static str,
    /// Where, in bytes of the expression's text.
    pub span: Range<usize>,
    /// What is wrong.
    pub cause: Sentence,
    /// What to do.
    pub cure: Sentence,
    /// What was probably meant, to be put in place of the span's text.
    pub suggestion: Option<String>,
}

impl Fault {
    fn new(code: &'static str, span: Range<usize>, cause: Sentence, cure: Sentence) -> Self {
        Self { code, span, cause, cure, suggestion: None }
    }

    /// Adds a suggestion, which then is the cure.
    fn suggesting(mut self, suggestion: Option<String>) -> Self {
        if let Some(meant) = &suggestion {
            self.cure = Sentence::new(format!("Vouliez-vous écrire « {meant} » ?"), format!("Did you mean “{meant}”?"));
        }
        self.suggestion = suggestion;
        self
    }

    pub(crate) fn too_complex(span: Range<usize>, limit: usize, fr: &str, en: &str) -> Self {
        Self::new(
            "expression.too_complex",
            span,
            Sentence::new(
                format!("L'expression est trop longue ou trop imbriquée (limite : {limit} {fr})."),
                format!("The expression is too long or too deeply nested (limit: {limit} {en})."),
            ),
            Sentence::new("Découpez-la en plusieurs valeurs calculées.", "Split it into several computed values."),
        )
    }

    pub(crate) fn syntax(span: Range<usize>, found: &str, suggestion: Option<&str>) -> Self {
        let (fr, en) = if found.is_empty() {
            ("L'expression s'arrête trop tôt.".to_owned(), "The expression ends too early.".to_owned())
        } else {
            let found = short(found);
            (format!("« {found} » n'est pas attendu ici."), format!("“{found}” is not expected here."))
        };
        Self::new(
            "expression.syntax",
            span,
            Sentence::new(fr, en),
            Sentence::new(
                "Vérifiez les parenthèses, les guillemets et les opérateurs (==, !=, &&, ||, !).",
                "Check brackets, quotes and operators (==, !=, &&, ||, !).",
            ),
        )
        .suggesting(suggestion.map(str::to_owned))
    }

    /// A choice as other languages write it.
    pub(crate) fn if_then(span: Range<usize>, found: &str) -> Self {
        let cure = Sentence::new(
            "Un choix s'écrit : condition ? valeur si elle est vraie : valeur sinon. Une condition seule s'écrit sans « if ».",
            "A choice is written: condition ? value where it is true : value otherwise. A condition alone is written without “if”.",
        );
        Self { cure, ..Self::syntax(span, found, None) }
    }

    pub(crate) fn unclosed(span: Range<usize>, opened: &str) -> Self {
        Self::new(
            "expression.syntax",
            span,
            Sentence::new(format!("« {opened} » n'est pas refermé."), format!("“{opened}” is never closed.")),
            Sentence::new("Refermez-le.", "Close it."),
        )
    }

    pub(crate) fn bad_literal(span: Range<usize>, written: &str, why: Sentence) -> Self {
        let written = short(written);
        Self::new(
            "expression.bad_literal",
            span,
            Sentence::new(
                format!("« {written} » n'est pas une constante correcte."),
                format!("“{written}” is not a valid constant."),
            ),
            why,
        )
    }

    /// A constant that is written as elsewhere, and how it is written here.
    pub(crate) fn written_elsewhere(span: Range<usize>, written: &str, meant: String) -> Self {
        let why = if meant.starts_with("date(") {
            Sentence::new(
                format!("Écrivez cette date ainsi : {meant}."),
                format!("Write this date like this: {meant}."),
            )
        } else {
            Sentence::new(
                format!("Écrivez {meant} : un point pour la virgule, sans espace ni « % »."),
                format!("Write {meant}: a point for decimals, without space or “%”."),
            )
        };
        Self { suggestion: Some(meant), ..Self::bad_literal(span, written, why) }
    }

    /// A space that does not break: CEL knows it only inside a text.
    pub(crate) fn unbreaking_space(span: Range<usize>) -> Self {
        Self::new(
            "expression.syntax",
            span,
            Sentence::new("Cette espace est insécable.", "This space is a non-breaking one."),
            Sentence::new("Mettez une espace ordinaire à sa place.", "Put an ordinary space in its place."),
        )
    }

    /// A unit behind an amount.
    pub(crate) fn unit(span: Range<usize>, unit: char) -> Self {
        Self::new(
            "expression.syntax",
            span,
            Sentence::new(format!("« {unit} » n'est pas attendu ici."), format!("“{unit}” is not expected here.")),
            Sentence::new("Un montant s'écrit sans unité : 12000.50.", "An amount is written without unit: 12000.50."),
        )
    }

    pub(crate) fn unknown_name(span: Range<usize>, name: &str, suggestion: Option<String>) -> Self {
        let name = short(name);
        Self::new(
            "expression.unknown_name",
            span,
            Sentence::new(
                format!("Aucune réponse ne s'appelle « {name} » ici."),
                format!("No answer is called “{name}” here."),
            ),
            Sentence::new(
                "Écrivez le nom d'un champ du schéma, ou mettez un texte entre guillemets simples.",
                "Write the name of a field of the schema, or put a text in single quotes.",
            ),
        )
        .suggesting(suggestion)
    }

    /// A part of a component that is used without it.
    pub(crate) fn left_out(span: Range<usize>, name: &str) -> Self {
        let cure = Sentence::new(
            "Le composant l'a, mais il est employé ici sans cette part : retirez-la de « without », ou ajoutez-la à « parts ».",
            "The component has it, but it is used here without this part: remove it from “without”, or add it to “parts”.",
        );
        Self { cure, ..Self::unknown_name(span, name, None) }
    }

    /// A name behind `row` that the innermost row, of `here`, does not have. `outer` is the repeated group around it that has it.
    pub(crate) fn not_in_row(span: Range<usize>, name: &str, here: &str, outer: &str) -> Self {
        let cure = Sentence::new(
            format!(
                "« row » est ici une ligne de « {here} ». Écrivez « {name} » sans « row. » : il est dans la ligne de « {outer} » autour."
            ),
            format!(
                "“row” is a row of “{here}” here. Write “{name}” without “row.”: it is in the row of “{outer}” around it."
            ),
        );
        Self { cure, ..Self::unknown_name(span, name, None) }
    }

    /// The name of the list itself, behind `row`.
    pub(crate) fn already_in_row(span: Range<usize>, name: &str, here: &str) -> Self {
        let cure = Sentence::new(
            format!(
                "« row » est déjà une ligne de « {here} » : écrivez directement le nom de sa question, row.question."
            ),
            format!("“row” is a row of “{here}” already: write the name of its question at once, row.question."),
        );
        Self { cure, ..Self::unknown_name(span, name, None) }
    }

    /// `known` are the recipients that there are: none in a component.
    pub(crate) fn unknown_recipient(span: Range<usize>, id: &str, known: &[String]) -> Self {
        let meant = nearest(id, known.iter().map(String::as_str));
        let id = short(id);
        let list = known.iter().take(12).map(|known| format!("'{known}'")).collect::<Vec<_>>().join(", ");
        let cure = if known.is_empty() {
            Sentence::new(
                "Seule une démarche a des destinataires : posez cette condition dans demarche.yaml.",
                "Only a démarche has recipients: put this condition into demarche.yaml.",
            )
        } else {
            Sentence::new(format!("Elle a : {list}."), format!("It has: {list}."))
        };
        Self::new(
            "expression.unknown_recipient",
            span,
            Sentence::new(
                format!("La démarche n'a pas ici de destinataire « {id} »."),
                format!("The démarche has no recipient “{id}” here."),
            ),
            cure,
        )
        .suggesting(meant.map(|meant| format!("'{meant}'")))
    }

    pub(crate) fn outside_row(span: Range<usize>) -> Self {
        Self::new(
            "expression.outside_row",
            span,
            Sentence::new(
                "« row » n'a de sens que dans un groupe répété.",
                "“row” only means something inside a repeated group.",
            ),
            Sentence::new(
                "Parcourez les lignes avec all, exists, filter ou map.",
                "Go through the rows with all, exists, filter or map.",
            ),
        )
    }

    /// `signatures` are those of the same name in another form: they say how it is written.
    pub(crate) fn unknown_function(
        span: Range<usize>,
        name: &str,
        meant: Option<String>,
        signatures: Option<Sentence>,
    ) -> Self {
        let name = short(name);
        Self::new(
            "expression.unknown_function",
            span,
            Sentence::new(
                format!("Aucune fonction ne s'appelle « {name} » sous cette forme."),
                format!("No function is called “{name}” in this form."),
            ),
            signatures.map_or_else(
                || {
                    Sentence::new(
                        "Consultez la liste des fonctions du langage.",
                        "See the list of the language's functions.",
                    )
                },
                |signatures| Sentence::new(format!("Écrivez {}.", signatures.fr), format!("Write {}.", signatures.en)),
            ),
        )
        .suggesting(meant)
    }

    pub(crate) fn wrong_arguments(span: Range<usize>, name: &str, signature: &Sentence) -> Self {
        Self::new(
            "expression.wrong_arguments",
            span,
            Sentence::new(
                format!("« {name} » n'a pas le bon nombre d'arguments."),
                format!("“{name}” does not have the right number of arguments."),
            ),
            Sentence::new(format!("Écrivez {}.", signature.fr), format!("Write {}.", signature.en)),
        )
    }

    pub(crate) fn type_clash(span: Range<usize>, found_type: &Type, expected: &Sentence) -> Self {
        let found = found_type.name();
        Self::new(
            "expression.type_clash",
            span,
            Sentence::new(
                format!("Ici est attendu : {} ; trouvé : {}.", expected.fr, found.fr),
                format!("Expected here: {}; found: {}.", expected.en, found.en),
            ),
            match found_type {
                Type::List(element) => cure_of_list(element),
                Type::Record(_) => cure_of_group(),
                _ => same_kind(),
            },
        )
    }

    pub(crate) fn operands(span: Range<usize>, sign: &str, left: &Type, right: &Type) -> Self {
        let cure = match (left, right) {
            (Type::Entry, other) | (other, Type::Entry) if other.is_text() => Sentence::new(
                "Comparez le code de l'entrée : ajoutez « .code ».",
                "Compare the entry's code: add “.code”.",
            ),
            (text, other) | (other, text) if text.is_text() && other.is_date() => Sentence::new(
                "Écrivez la date constante ainsi : date('2026-03-01').",
                "Write the constant date like this: date('2026-03-01').",
            ),
            (text, Type::Bool) | (Type::Bool, text) if text.is_text() => Sentence::new(
                "Un oui/non se compare à true ou false, sans guillemets, ou s'emploie seul.",
                "A yes/no is compared to true or false, without quotes, or used alone.",
            ),
            (text, Type::Number) | (Type::Number, text) if text.is_text() => Sentence::new(
                "Un nombre s'écrit sans guillemets ; un texte, avec.",
                "A number is written without quotes; a text, with.",
            ),
            (a, b) if a.is_date() && b.is_date() => Sentence::new(
                "Écrivez days_between(début, fin) pour un nombre de jours.",
                "Write days_between(start, end) for a number of days.",
            ),
            (Type::Number, date) | (date, Type::Number) if date.is_date() => Sentence::new(
                "Ajoutez une durée : days(3), months(2) ou years(1).",
                "Add a period: days(3), months(2) or years(1).",
            ),
            (Type::List(_), Type::List(_)) => same_kind(),
            (Type::Record(_), other) | (other, Type::Record(_)) if !matches!(other, Type::List(_)) => cure_of_group(),
            (Type::List(element), _) | (_, Type::List(element)) => cure_of_list(element),
            (Type::Files, _) | (_, Type::Files) => {
                Sentence::new("Comptez les fichiers : size(piece).", "Count the files: size(piece).")
            }
            _ => same_kind(),
        };
        let (left, right) = (left.name(), right.name());
        Self::new(
            "expression.type_clash",
            span,
            Sentence::new(
                format!("« {sign} » ne va pas entre : {} et : {}.", left.fr, right.fr),
                format!("“{sign}” does not go between: {} and: {}.", left.en, right.en),
            ),
            cure,
        )
    }

    pub(crate) fn never_equal(span: Range<usize>, constant: &str, known: &[String]) -> Self {
        let meant = nearest(constant, known.iter().map(String::as_str));
        let constant = short(constant);
        let list = known.iter().take(12).map(|known| format!("'{known}'")).collect::<Vec<_>>().join(", ");
        Self::new(
            "expression.never_equal",
            span,
            Sentence::new(
                format!("Cette réponse ne vaut jamais '{constant}'."),
                format!("This answer is never '{constant}'."),
            ),
            Sentence::new(format!("Elle vaut : {list}."), format!("It is one of: {list}.")),
        )
        .suggesting(meant.map(|meant| format!("'{meant}'")))
    }

    pub(crate) fn never_meet(span: Range<usize>) -> Self {
        Self::new(
            "expression.never_equal",
            span,
            Sentence::new(
                "Ces deux choix n'ont aucune valeur en commun.",
                "These two choices have no value in common.",
            ),
            Sentence::new("Comparez chacun à l'une de ses propres valeurs.", "Compare each to one of its own values."),
        )
    }

    pub(crate) fn unsupported(span: Range<usize>, written: &str, cure: Sentence) -> Self {
        let written = short(written);
        Self::new(
            "expression.unsupported",
            span,
            Sentence::new(
                format!("« {written} » existe en CEL, mais pas dans ce langage."),
                format!("“{written}” exists in CEL, but not in this language."),
            ),
            cure,
        )
    }

    pub(crate) fn needs_has(span: Range<usize>, path: &str) -> Self {
        Self::new(
            "expression.needs_has",
            span,
            Sentence::new(format!("« {path} » peut rester sans réponse."), format!("“{path}” may be left unanswered.")),
            Sentence::new(format!("Écrivez « has({path}) && … »."), format!("Write “has({path}) && …”.")),
        )
    }
}

fn same_kind() -> Sentence {
    Sentence::new(
        "Comparez et calculez entre valeurs de même nature.",
        "Compare and calculate between values of the same kind.",
    )
}

/// What to do with a group where one value is asked for.
fn cure_of_group() -> Sentence {
    Sentence::new(
        "C'est un groupe de questions : nommez l'une d'elles, groupe.question.",
        "This is a group of questions: name one of them, group.question.",
    )
}

/// What to do with a list where one value is asked for.
fn cure_of_list(element: &Type) -> Sentence {
    match element {
        Type::Record(_) => Sentence::new(
            "Ce sont des lignes : comptez-les, lignes.count(), ou nommez l'une de leurs questions, lignes.prix.",
            "These are rows: count them, rows.count(), or name one of their questions, rows.price.",
        ),
        element if element.is_text() => Sentence::new(
            "C'est une liste : demandez si elle contient un texte, 'texte' in liste, ou comptez, liste.count().",
            "This is a list: ask whether it holds a text, 'text' in list, or count, list.count().",
        ),
        _ => Sentence::new(
            "Il y a une valeur par ligne : écrivez lignes.prix.sum() ou lignes.all(l, l.prix > 0) ; dans la ligne même, la question se nomme seule : prix.",
            "There is one value a row: write rows.price.sum() or rows.all(r, r.price > 0); inside the row itself, the question is named alone: price.",
        ),
    }
}

/// At most 80 characters of what was written.
fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(80).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// What authors call any list.
pub(crate) fn list_name() -> Sentence {
    Sentence::new("liste", "list")
}
