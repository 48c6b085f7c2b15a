//! Functions on communes.

use super::{Form, Function, FunctionDoc, MISTYPED, Parameter, Run};
use crate::expression::{
    types::Type,
    value::{Missing, Value},
};

pub(super) const POSTAL_CODES: Function = Function {
    doc: FunctionDoc {
        name: "postal_codes",
        signature: "postal_codes(commune) → liste de textes",
        signature_en: "postal_codes(commune) → list of texts",
        fr: "Donne les codes postaux d'une commune, sans ceux des CEDEX ; n'a pas de valeur quand la liste n'en connaît aucun.",
        en: "Gives the postcodes of a commune, without those of CEDEX; has no value where the list knows none.",
        example: "'31000' in postal_codes(commune)",
        result: "true",
    },
    form: Form::Call,
    parameters: &[Parameter::Entry],
    result: |_| Type::Text.list(),
    blank_is_empty: false,
    run: Run::Listed(|arguments, env| {
        let [Value::Entry(entry)] = arguments else { return MISTYPED };
        let codes = env.postal_codes(&entry.code);
        if codes.is_empty() {
            return Err(Missing::ARITHMETIC);
        }
        Ok(Value::List(codes.into_iter().map(|code| Ok(Value::Text(code.into()))).collect()))
    }),
};
