//! Tells what differs between two questions, and whether an answer to the one may be wrong for the other.

use rust_decimal::Decimal;

use crate::{
    demarche::{Choice, Field},
    diagnostic::Sentence,
};

/// A difference between two questions.
pub(super) struct FieldChange {
    /// `question.type`, `question.options` or `question.limits`.
    pub(super) code: &'static str,
    /// Whether an answer that was right may be wrong now.
    pub(super) tighter: bool,
    /// A clause without a subject: « au plus 50 signes, au lieu de 100 ».
    pub(super) clause: Sentence,
}

/// Whether an answer to the one type is read by the other as it is.
pub(super) fn reads_the_same(former: &Field, next: &Field) -> bool {
    let (former, next) = (former.field_type.name(), next.field_type.name());
    former == next || (former, next) == ("text", "long_text")
}

/// All that differs, save the texts.
pub(super) fn changes(former: &Field, next: &Field) -> Vec<FieldChange> {
    let mut found = Vec::new();
    let types = (former.field_type.name(), next.field_type.name());
    if types.0 != types.1 {
        found.push(FieldChange {
            code: "question.type",
            tighter: !reads_the_same(former, next),
            clause: Sentence::new(
                format!("le type « {} » devient « {} »", types.0, types.1),
                format!("the type “{}” becomes “{}”", types.0, types.1),
            ),
        });
        if !reads_the_same(former, next) {
            return found;
        }
    }
    lengths(former, next, &mut found);
    form(former, next, &mut found);
    numbers(former, next, &mut found);
    files(former, next, &mut found);
    options(former, next, &mut found);
    found
}

fn limit(tighter: bool, fr: String, en: String) -> FieldChange {
    FieldChange { code: "question.limits", tighter, clause: Sentence::new(fr, en) }
}

/// « 50, au lieu de 100 », where a bound may be missing.
fn bounds<T: PartialOrd + std::fmt::Display + Copy>(
    found: &mut Vec<FieldChange>,
    (fr, en): (&str, &str),
    (former, next): (Option<T>, Option<T>),
    is_least: bool,
) {
    if former == next {
        return;
    }
    let told = |bound: Option<T>, none: &str| bound.map_or_else(|| none.to_owned(), |bound| bound.to_string());
    let tighter = match (former, next) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(former), Some(next)) => {
            if is_least {
                next > former
            } else {
                next < former
            }
        }
    };
    found.push(limit(
        tighter,
        format!("{fr} : {}, au lieu de {}", told(next, "sans limite"), told(former, "sans limite")),
        format!("{en}: {}, instead of {}", told(next, "no limit"), told(former, "no limit")),
    ));
}

fn lengths(former: &Field, next: &Field, found: &mut Vec<FieldChange>) {
    let least = |field: &Field| field.min_length.filter(|least| *least > 1);
    bounds(found, ("longueur minimale", "shortest length"), (least(former), least(next)), true);
    bounds(found, ("longueur maximale", "longest length"), (former.max_length, next.max_length), false);
}

fn form(former: &Field, next: &Field, found: &mut Vec<FieldChange>) {
    let pattern = |field: &Field| field.pattern.as_ref().map(|pattern| pattern.source.clone());
    let format = |field: &Field| field.format.as_ref().map(|named| named.format.name.to_owned());
    for ((fr, en), (former, next)) in [
        (("forme (pattern)", "form (pattern)"), (pattern(former), pattern(next))),
        (("format", "format"), (format(former), format(next))),
        (("liste", "list"), (former.referential.clone(), next.referential.clone())),
    ] {
        if former == next {
            continue;
        }
        let told = |form: &Option<String>, none: &str| form.clone().unwrap_or_else(|| none.to_owned());
        found.push(limit(
            next.is_some(),
            format!("{fr} : {}, au lieu de {}", told(&next, "aucune"), told(&former, "aucune")),
            format!("{en}: {}, instead of {}", told(&next, "none"), told(&former, "none")),
        ));
    }
}

fn numbers(former: &Field, next: &Field, found: &mut Vec<FieldChange>) {
    let plain = |bound: Option<Decimal>| bound.map(|bound| bound.normalize());
    bounds(found, ("minimum", "minimum"), (plain(former.minimum), plain(next.minimum)), true);
    bounds(found, ("maximum", "maximum"), (plain(former.maximum), plain(next.maximum)), false);
    bounds(found, ("décimales", "decimals"), (Some(former.scale), Some(next.scale)), false);
}

fn files(former: &Field, next: &Field, found: &mut Vec<FieldChange>) {
    if next.field_type.name() != "file" {
        return;
    }
    let size = |field: &Field| Some(field.max_size);
    bounds(found, ("taille d'un fichier, en octets", "size of a file, in bytes"), (size(former), size(next)), false);
    bounds(found, ("nombre de fichiers", "number of files"), (Some(former.max_files), Some(next.max_files)), false);
    let kinds = |field: &Field| field.accept.iter().map(|kind| kind.id()).collect::<Vec<_>>();
    let (before, after) = (kinds(former), kinds(next));
    if before.iter().any(|kind| !after.contains(kind)) || after.iter().any(|kind| !before.contains(kind)) {
        found.push(limit(
            before.iter().any(|kind| !after.contains(kind)),
            format!("sortes de fichiers : {}, au lieu de {}", after.join(", "), before.join(", ")),
            format!("kinds of files: {}, instead of {}", after.join(", "), before.join(", ")),
        ));
    }
}

fn options(former: &Field, next: &Field, found: &mut Vec<FieldChange>) {
    let missing = |from: &[Choice], among: &[Choice]| {
        let lacks = |choice: &&Choice| !among.iter().any(|other| other.value == choice.value);
        from.iter().filter(lacks).cloned().collect::<Vec<_>>()
    };
    let listed = |options: &[Choice]| options.iter().map(|option| option.value.as_str()).collect::<Vec<_>>().join(", ");
    let removed = missing(&former.options, &next.options);
    if !removed.is_empty() {
        found.push(FieldChange {
            code: "question.options",
            tighter: true,
            clause: Sentence::new(
                format!("choix retirés : {}", listed(&removed)),
                format!("options removed: {}", listed(&removed)),
            ),
        });
    }
    let added = missing(&next.options, &former.options);
    if !added.is_empty() {
        found.push(FieldChange {
            code: "question.options",
            tighter: false,
            clause: Sentence::new(
                format!("choix ajoutés : {}", listed(&added)),
                format!("options added: {}", listed(&added)),
            ),
        });
    }
    let order = |options: &[Choice], among: &[Choice]| -> Vec<String> {
        let kept = |choice: &&Choice| among.iter().any(|other| other.value == choice.value);
        options.iter().filter(kept).map(|option| option.value.clone()).collect()
    };
    if order(&former.options, &next.options) != order(&next.options, &former.options) {
        found.push(FieldChange {
            code: "question.options",
            tighter: false,
            clause: Sentence::new("les choix sont dans un autre ordre", "the options are in another order"),
        });
    }
}
