//! Functions on communes, and on the recipients that they lead to.

use super::{Form, Function, FunctionDoc, MISTYPED, Parameter, Run};
use crate::{
    expression::{
        types::Type,
        value::{Missing, Value},
    },
    lookup::departement_of,
};

/// Compiled apart: its argument is the id of a recipient, and the commune that leads there is asked beside it.
pub(crate) const CONNECTED: Function = Function {
    doc: FunctionDoc {
        name: "connected",
        signature: "connected('destinataire') → oui ou non",
        signature_en: "connected('recipient') → yes or no",
        fr: "Dit si un destinataire est raccordé, donc reçoit la démarche en ligne : l'annuaire le dit, au moment de la page et de nouveau à l'envoi ; n'a pas de valeur tant que la commune qui y mène n'est pas choisie.",
        en: "Says whether a recipient is connected, and so receives the démarche online: the directory says so, when the page is shown and again at submission; has no value until the commune that leads there is chosen.",
        example: "connected('mairie')",
        result: "true",
    },
    form: Form::Call,
    parameters: &[Parameter::Text],
    result: |_| Type::Bool,
    blank_is_empty: false,
    partial_suffices: false,
    run: Run::Listed(|arguments, env| {
        let known = match arguments {
            [Value::Text(recipient)] => env.connected(recipient, None),
            [Value::Text(recipient), Value::Entry(commune)] => env.connected(recipient, Some(&commune.code)),
            _ => return MISTYPED,
        };
        known.map(Value::Bool).ok_or(Missing::NOTHING)
    }),
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
    partial_suffices: false,
    run: Run::Listed(|arguments, env| {
        let [Value::Entry(entry)] = arguments else { return MISTYPED };
        let codes = env.postal_codes(&entry.code);
        if codes.is_empty() {
            return Err(Missing::ARITHMETIC);
        }
        Ok(Value::List(codes.into_iter().map(|code| Ok(Value::Text(code.into()))).collect()))
    }),
};

pub(super) const POSTAL_CODE_FITS: Function = Function {
    doc: FunctionDoc {
        name: "postal_code_fits",
        signature: "postal_code_fits(commune, texte) → oui ou non",
        signature_en: "postal_code_fits(commune, text) → yes or no",
        fr: "Dit si un code postal peut être celui d'une adresse de la commune : l'un des siens, un CEDEX ou un code nouveau de son département, ou de celui qui la dessert.",
        en: "Says whether a postcode can be that of an address in the commune: one of its own, a CEDEX or a new code of its département, or of the one that serves it.",
        example: "postal_code_fits(commune, '75001')",
        result: "false",
    },
    form: Form::Call,
    parameters: &[Parameter::Entry, Parameter::Text],
    result: |_| Type::Bool,
    blank_is_empty: false,
    partial_suffices: false,
    run: Run::Listed(|arguments, env| {
        let [Value::Entry(entry), Value::Text(code)] = arguments else { return MISTYPED };
        let codes = env.postal_codes(&entry.code);
        if codes.is_empty() {
            return Err(Missing::ARITHMETIC);
        }
        let own = [postal_prefix_of(&entry.code)].into_iter().chain(codes.iter().map(|known| departement_of(known)));
        Ok(Value::Bool(own.into_iter().any(|prefix| !prefix.is_empty() && departement_of(code) == prefix)))
    }),
};

/// What postcodes begin with where a COG code lies: Corsica writes 2A and 2B as 20.
fn postal_prefix_of(cog: &str) -> &str {
    match cog.get(..2) {
        Some("2A" | "2B") => "20",
        _ => departement_of(cog),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_by_its_first_digits() {
        for (cog, code, same) in [
            ("31555", "31045", true),
            ("2A004", "20000", true),
            ("97411", "97490", true),
            ("97411", "97100", false),
            ("31555", "75001", false),
        ] {
            assert_eq!(postal_prefix_of(cog) == departement_of(code), same, "{cog} {code}");
        }
        assert_eq!(departement_of("9"), "");
    }
}
