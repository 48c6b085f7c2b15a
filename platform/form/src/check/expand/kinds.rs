//! Knows what kinds of question are called elsewhere, and how each is written in a schema.

use crate::{bundle::Catalogue, expression::fold};

/// How a question of this kind is written: by a word of JSON Schema, or by the component that is called so.
pub(super) fn written_here(word: &str, catalogue: &Catalogue) -> Option<String> {
    let known = match fold(word).as_str() {
        "text" | "texte" | "str" | "longtext" | "textarea" => "type: string",
        "int" | "entier" => "type: integer",
        "float" | "decimal" | "nombre" => "type: number",
        "bool" | "checkbox" | "ouinon" | "yesno" => "type: boolean",
        "list" | "liste" | "rows" => "type: array",
        "dict" | "group" | "groupe" | "map" => "type: object",
        "date" => "type: string, format: date",
        "select" | "choice" | "choix" | "enum" | "radio" => {
            "oneOf: [{ const: oui, title: Oui }, { const: non, title: Non }]"
        }
        "adresse" => "$ref: \"component:address-fr@1\"",
        "courriel" | "mail" => "$ref: \"component:email@1\"",
        "fichier" | "file" | "pj" | "upload" => "$ref: \"component:attachment@1\"",
        "montant" | "euros" => "$ref: \"component:money@1\"",
        "tel" | "telephone" => "$ref: \"component:phone@1\"",
        _ => return component(word, catalogue),
    };
    Some(known.to_owned())
}

/// The reference to the component of this name.
pub(super) fn component(word: &str, catalogue: &Catalogue) -> Option<String> {
    let id = word.rsplit_once('@').map_or(word, |(id, _)| id);
    catalogue
        .components
        .contains_key(id)
        .then(|| format!("$ref: \"component:{}\"", super::super::component::name(catalogue, id)))
}
