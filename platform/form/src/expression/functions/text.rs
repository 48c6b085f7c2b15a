//! Functions on text.

use super::{Form, Function, FunctionDoc, MISTYPED, Parameter, Run};
use crate::expression::{
    types::Type,
    value::{Outcome, Value},
};

pub(super) const STARTS_WITH: Function = Function {
    doc: FunctionDoc {
        name: "startsWith",
        signature: "texte.startsWith(texte) → oui/non",
        signature_en: "text.startsWith(text) → yes/no",
        fr: "Dit si un texte commence par un autre.",
        en: "Says whether a text begins with another.",
        example: "nom.startsWith('Du')",
        result: "true",
    },
    run: Run::Plain(|arguments| test(arguments, |text, part| text.starts_with(part))),
    ..TEST
};

pub(super) const ENDS_WITH: Function = Function {
    doc: FunctionDoc {
        name: "endsWith",
        signature: "texte.endsWith(texte) → oui/non",
        signature_en: "text.endsWith(text) → yes/no",
        fr: "Dit si un texte finit par un autre.",
        en: "Says whether a text ends with another.",
        example: "nom.endsWith('nd')",
        result: "true",
    },
    run: Run::Plain(|arguments| test(arguments, |text, part| text.ends_with(part))),
    ..TEST
};

pub(super) const CONTAINS: Function = Function {
    doc: FunctionDoc {
        name: "contains",
        signature: "texte.contains(texte) → oui/non",
        signature_en: "text.contains(text) → yes/no",
        fr: "Dit si un texte en contient un autre. Pour une liste, écrivez : x in liste.",
        en: "Says whether a text contains another. For a list, write: x in list.",
        example: "nom.contains('ran')",
        result: "true",
    },
    run: Run::Plain(|arguments| test(arguments, |text, part| text.contains(part))),
    ..TEST
};

pub(super) const LOWER: Function = Function {
    doc: FunctionDoc {
        name: "lower",
        signature: "texte.lower() → texte",
        signature_en: "text.lower() → text",
        fr: "Met un texte en minuscules.",
        en: "Puts a text in lower case.",
        example: "'ÉTÉ'.lower()",
        result: "'été'",
    },
    run: Run::Plain(|arguments| change(arguments, |text| text.to_lowercase())),
    ..CHANGE
};

pub(super) const UPPER: Function = Function {
    doc: FunctionDoc {
        name: "upper",
        signature: "texte.upper() → texte",
        signature_en: "text.upper() → text",
        fr: "Met un texte en majuscules.",
        en: "Puts a text in upper case.",
        example: "nom.upper()",
        result: "'DURAND'",
    },
    run: Run::Plain(|arguments| change(arguments, |text| text.to_uppercase())),
    ..CHANGE
};

pub(super) const TRIM: Function = Function {
    doc: FunctionDoc {
        name: "trim",
        signature: "texte.trim() → texte",
        signature_en: "text.trim() → text",
        fr: "Enlève les espaces au début et à la fin d'un texte.",
        en: "Takes the spaces off both ends of a text.",
        example: "' 31000 '.trim()",
        result: "'31000'",
    },
    run: Run::Plain(|arguments| change(arguments, |text| text.trim().to_owned())),
    ..CHANGE
};

/// What tests of a text by a text share.
const TEST: Function = Function {
    doc: FunctionDoc { name: "", signature: "", signature_en: "", fr: "", en: "", example: "", result: "" },
    form: Form::Method,
    parameters: &[Parameter::Text, Parameter::Text],
    result: |_| Type::Bool,
    blank_is_empty: false,
    partial_suffices: false,
    run: Run::Plain(|_| MISTYPED),
};

/// What changes of a text share.
const CHANGE: Function = Function { form: Form::Both, parameters: &[Parameter::Text], result: |_| Type::Text, ..TEST };

fn test(arguments: &[Value], holds: fn(&str, &str) -> bool) -> Outcome {
    match arguments {
        [Value::Text(text), Value::Text(part)] => Ok(Value::Bool(holds(text, part))),
        _ => MISTYPED,
    }
}

fn change(arguments: &[Value], to: fn(&str) -> String) -> Outcome {
    match arguments {
        [Value::Text(text)] => Ok(Value::Text(to(text).into())),
        _ => MISTYPED,
    }
}
