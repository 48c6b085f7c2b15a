//! Takes typed values out of the tree; whatever is not of the type is told with its place and its cure.

use rust_decimal::Decimal;

use super::{
    keys::Table,
    report::Report,
    tree::{Content, Entry, Meaning, Node, Place, Spanned, Style, Written},
};
use crate::{
    diagnostic::Sentence,
    expression::{nearest, number_meant, with_straight_quotes},
};

/// A map whose keys were compared with their table.
#[derive(Debug, Clone, Copy)]
pub struct Map<'a> {
    node: &'a Node,
}

impl<'a> Map<'a> {
    /// Where it stands.
    pub fn place(self) -> Place {
        self.node.place
    }

    /// The value of a key; a key without a value counts as absent.
    pub fn get(self, key: &str) -> Option<&'a Node> {
        self.node.get(key).filter(|node| !node.is_nothing())
    }
}

fn wrong_type(report: &mut Report, place: Place, fr: &str, en: &str) {
    report.error(
        "definition.type",
        place,
        Sentence::new(format!("Ici est attendu : {fr}."), format!("Expected here: {en}.")),
        Sentence::new(format!("Écrivez {fr}, ou retirez la clé."), format!("Write {en}, or remove the key.")),
    );
}

/// The entries of a map whose keys are the author's own.
pub(crate) fn own_map<'a>(report: &mut Report, node: &'a Node) -> &'a [Entry] {
    if let Content::Map(entries) = &node.content {
        return entries;
    }
    report.error(
        "definition.type",
        node.place,
        Sentence::new("Ici sont attendues des clés et des valeurs.", "Keys and values are expected here."),
        Sentence::new("Écrivez « nom: valeur » sur chaque ligne.", "Write “name: value” on each line."),
    );
    &[]
}

/// The node as a map with the keys of `table`: unknown keys and missing ones are told.
pub fn map<'a>(report: &mut Report, node: &'a Node, table: &Table) -> Option<Map<'a>> {
    let Content::Map(entries) = &node.content else {
        let names = key_list(table);
        wrong_type(
            report,
            node.place,
            &format!("des clés et des valeurs ({names})"),
            &format!("keys and values ({names})"),
        );
        return None;
    };
    let mut meant = Vec::new();
    for entry in entries {
        if table.key(&entry.key.text).is_none() {
            meant.extend(unknown_key(report, entry, table));
        }
    }
    let map = Map { node };
    for key in table.keys.iter().filter(|key| key.required) {
        // A mistyped key is one fault, not two.
        if map.get(key.name).is_none() && !meant.iter().any(|meant| meant == key.name) {
            report.error(
                "definition.missing_property",
                node.place,
                Sentence::new(format!("Il manque « {} ».", key.name), format!("“{}” is missing.", key.name)),
                Sentence::new(
                    format!("Ajoutez « {}: … ». {}", key.name, key.fr),
                    format!("Add “{}: …”. {}", key.name, key.en),
                ),
            );
        }
    }
    Some(map)
}

fn key_list(table: &Table) -> String {
    let mut names: Vec<&str> = table.keys.iter().take(6).map(|key| key.name).collect();
    if table.keys.len() > names.len() {
        names.push("…");
    }
    names.join(", ")
}

/// Tells an unknown key; returns the key that was probably meant.
fn unknown_key(report: &mut Report, entry: &Entry, table: &Table) -> Option<String> {
    if report.is_full() {
        return None;
    }
    let key = &entry.key;
    let meant = table.meant(&key.text);
    let all = table.keys.iter().map(|key| key.name).collect::<Vec<_>>().join(", ");
    let cure = match &meant {
        Some(meant) => Sentence::new(format!("Vouliez-vous écrire « {meant} » ?"), format!("Did you mean “{meant}”?")),
        None if key.text == "required" => Sentence::new(
            "Écrivez « required: true » dans les précisions d'une question ; la liste des questions obligatoires est dans schema.yaml, à côté de « properties ».",
            "Write “required: true” among the settings of a question; the list of the questions that need an answer stands in schema.yaml, beside “properties”.",
        ),
        None => cure_of_comma(entry).unwrap_or_else(|| {
            Sentence::new(format!("Les clés connues ici : {all}."), format!("The keys known here: {all}."))
        }),
    };
    report.error(
        "definition.unknown_property",
        key.place,
        Sentence::new(
            format!("La clé « {} » n'existe pas ici.", short(&key.text)),
            format!("The key “{}” does not exist here.", short(&key.text)),
        ),
        cure,
    );
    meant
}

/// What to do with the rest of a text that a comma has cut in two: between braces it becomes a key without a value.
pub(crate) fn cure_of_comma(entry: &Entry) -> Option<Sentence> {
    let words = entry.key.text.contains(' ') || !entry.key.text.is_ascii();
    (words && entry.value.is_nothing()).then(|| {
        Sentence::new(
            "Entre accolades, une virgule sépare : un texte qui en contient une s'écrit entre guillemets.",
            "Between braces a comma separates: a text that holds one is written in quotes.",
        )
    })
}

/// At most 80 characters of what was written.
pub fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(80).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// The node as text. What YAML readers disagree on must be quoted.
pub fn text(report: &mut Report, node: &Node) -> Option<Written> {
    let Some(written) = node.scalar() else {
        wrong_type(report, node.place, "un texte", "a text");
        return None;
    };
    match written.meaning() {
        Meaning::Text if written.text.trim().is_empty() => {
            report.error(
                "definition.empty_text",
                node.place,
                Sentence::new("Ce texte est vide.", "This text is empty."),
                Sentence::new("Écrivez-le, ou retirez la clé.", "Write it, or remove the key."),
            );
            None
        }
        Meaning::Text => Some(written.clone()),
        Meaning::Nothing => {
            wrong_type(report, node.place, "un texte", "a text");
            None
        }
        Meaning::Bool(_) | Meaning::Number(_) | Meaning::Ambiguous => {
            must_quote(report, written);
            None
        }
    }
}

/// Tells that a scalar must be quoted to be text.
pub fn must_quote(report: &mut Report, written: &Written) {
    let shown = short(&written.text);
    report.error(
        "definition.type",
        written.place,
        Sentence::new(
            format!(
                "Un texte est attendu ; sans guillemets, « {shown} » n'en est pas un pour tous les lecteurs de YAML."
            ),
            format!("A text is expected; without quotes, “{shown}” is none for every YAML reader."),
        ),
        Sentence::new(format!("Écrivez \"{shown}\"."), format!("Write \"{shown}\".")),
    );
}

/// Tells every scalar at or below the node that some reader of YAML takes for something else than text: `01230`, `no`.
pub fn must_quote_all(report: &mut Report, node: &Node) {
    match &node.content {
        Content::Scalar(written) if written.meaning() == Meaning::Ambiguous => must_quote(report, written),
        Content::Scalar(_) => {}
        Content::List(items) => items.iter().for_each(|item| must_quote_all(report, item)),
        Content::Map(entries) => entries.iter().for_each(|entry| must_quote_all(report, &entry.value)),
    }
}

/// The text of a key of a map.
pub fn text_of(report: &mut Report, map: Map<'_>, key: &str) -> Option<Written> {
    text(report, map.get(key)?)
}

/// An id: it begins with a letter; letters, digits, `_` and `-` follow.
pub fn id(report: &mut Report, node: &Node) -> Option<Written> {
    let written = text(report, node)?;
    if is_id(&written.text) {
        return Some(written);
    }
    report.error(
        "definition.bad_id",
        written.place,
        Sentence::new(
            format!("« {} » n'est pas un identifiant.", short(&written.text)),
            format!("“{}” is not an id.", short(&written.text)),
        ),
        Sentence::new(
            "Une minuscule sans accent, puis des minuscules, des chiffres, « - » ou « _ » ; 64 signes au plus.",
            "A lower-case letter without accent, then lower-case letters, digits, “-” or “_”; at most 64 signs.",
        ),
    );
    None
}

/// Whether a text can be the id of a démarche, page, rule, stop or recipient.
pub fn is_id(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

/// The id of a key of a map.
pub fn id_of(report: &mut Report, map: Map<'_>, key: &str) -> Option<Written> {
    id(report, map.get(key)?)
}

/// An expression: always in quotes, so that YAML reads nothing into it.
pub fn expression_of(report: &mut Report, map: Map<'_>, key: &str) -> Option<Written> {
    expression(report, map.get(key)?)
}

/// An expression: always in quotes, so that YAML reads nothing into it.
pub fn expression(report: &mut Report, node: &Node) -> Option<Written> {
    let Some(written) = node.scalar() else {
        wrong_type(report, node.place, "une expression entre guillemets", "an expression in quotes");
        return None;
    };
    if written.style == Style::Plain {
        let straight = with_straight_quotes(&written.text);
        let shown = short(straight.as_deref().unwrap_or(&written.text));
        report.error(
            "definition.unquoted_expression",
            written.place,
            Sentence::new("Une expression s'écrit entre guillemets.", "An expression is written in quotes."),
            Sentence::new(format!("Écrivez \"{shown}\"."), format!("Write \"{shown}\".")),
        );
        return None;
    }
    Some(written.clone())
}

/// `true` or `false`.
pub fn yes_no_of(report: &mut Report, map: Map<'_>, key: &str) -> Option<Spanned<bool>> {
    let node = map.get(key)?;
    match node.scalar().map(Written::meaning) {
        Some(Meaning::Bool(value)) => Some(Spanned { value, place: node.place }),
        _ if key == "required" && matches!(node.content, Content::List(_)) => {
            report.error(
                "definition.type",
                node.place,
                Sentence::new(
                    "Ici est attendu : true ou false, pour cette question seule.",
                    "Expected here: true or false, for this question alone.",
                ),
                Sentence::new(
                    "Écrivez « required: true » ; la liste des questions obligatoires est dans schema.yaml, à côté de « properties ».",
                    "Write “required: true”; the list of the questions that need an answer stands in schema.yaml, beside “properties”.",
                ),
            );
            None
        }
        _ => {
            wrong_type(report, node.place, "true ou false, sans guillemets", "true or false, without quotes");
            None
        }
    }
}

/// A number without quotes.
pub fn number_of(report: &mut Report, map: Map<'_>, key: &str) -> Option<Spanned<Decimal>> {
    let node = map.get(key)?;
    match node.scalar().map(Written::meaning) {
        Some(Meaning::Number(value)) => Some(Spanned { value, place: node.place }),
        _ => {
            match cure_of_number(node) {
                Some(cure) => report.error(
                    "definition.type",
                    node.place,
                    Sentence::new("Ici est attendu : un nombre.", "Expected here: a number."),
                    cure,
                ),
                None => wrong_type(report, node.place, "un nombre, sans guillemets", "a number, without quotes"),
            }
            None
        }
    }
}

/// How the number is written that the node means: `12 000,50` is one in French, `20 %` anywhere else.
pub(crate) fn cure_of_number(node: &Node) -> Option<Sentence> {
    let written = &node.scalar()?.text;
    if let Some(percent) = written.strip_suffix('%').map(str::trim) {
        let (whole, part) = (number_meant(percent)?, number_meant(written)?);
        return Some(Sentence::new(
            format!("Écrivez {whole}, ou {part} si la question se répond ainsi : un nombre n'a pas de « % »."),
            format!("Write {whole}, or {part} where the question is answered so: a number has no “%”."),
        ));
    }
    // A unit behind it is none of the number: « 3 minutes ».
    let alone = written.trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace());
    let meant = number_meant(alone)?;
    Some(Sentence::new(
        format!("Écrivez {meant} : un point pour la virgule, sans espace, unité ni guillemets."),
        format!("Write {meant}: a point for decimals, without space, unit or quotes."),
    ))
}

/// A whole number from zero to `most`.
pub fn count_of(report: &mut Report, map: Map<'_>, key: &str, most: u32) -> Option<Spanned<u32>> {
    let number = number_of(report, map, key)?;
    let count =
        u32::try_from(number.value).ok().filter(|count| Decimal::from(*count) == number.value && *count <= most);
    if count.is_none() {
        report.error(
            "field.bad_limit",
            number.place,
            Sentence::new(
                format!("« {} » n'est pas un nombre entier de 0 à {most}.", number.value),
                format!("“{}” is not a whole number from 0 to {most}.", number.value),
            ),
            Sentence::new("Choisissez un nombre dans ces bornes.", "Choose a number within these bounds."),
        );
    }
    count.map(|value| Spanned { value, place: number.place })
}

/// One of some words.
pub fn one_of(report: &mut Report, node: &Node, words: &[&'static str]) -> Option<Spanned<&'static str>> {
    let Some(written) = node.scalar() else {
        wrong_type(report, node.place, "un mot", "a word");
        return None;
    };
    if let Some(word) = words.iter().find(|word| **word == written.text) {
        return Some(Spanned { value: word, place: written.place });
    }
    let list = words.join(", ");
    let cure = match nearest(&written.text, words.iter().copied()) {
        Some(meant) => Sentence::new(
            format!("Vouliez-vous écrire « {meant} » ? (Possibles : {list}.)"),
            format!("Did you mean “{meant}”? (Possible: {list}.)"),
        ),
        None => Sentence::new(format!("Écrivez l'un de : {list}."), format!("Write one of: {list}.")),
    };
    report.error(
        "definition.unknown_word",
        written.place,
        Sentence::new(
            format!("« {} » n'est pas admis ici.", short(&written.text)),
            format!("“{}” is not admitted here.", short(&written.text)),
        ),
        cure,
    );
    None
}

/// One of some words, of a key of a map.
pub fn one_of_key(
    report: &mut Report,
    map: Map<'_>,
    key: &str,
    words: &[&'static str],
) -> Option<Spanned<&'static str>> {
    one_of(report, map.get(key)?, words)
}

/// A list; one element alone is not one.
pub fn list<'a>(report: &mut Report, node: &'a Node) -> &'a [Node] {
    match &node.content {
        Content::List(items) => items,
        Content::Scalar(written) if !node.is_nothing() => {
            let shown = short(&written.text);
            report.error(
                "definition.type",
                node.place,
                Sentence::new("Ici est attendue une liste.", "A list is expected here."),
                Sentence::new(
                    format!("Écrivez [{shown}], ou un « - » par ligne."),
                    format!("Write [{shown}], or one “-” a line."),
                ),
            );
            &[]
        }
        _ => {
            wrong_type(
                report,
                node.place,
                "une liste ([a, b], ou un « - » par ligne)",
                "a list ([a, b], or one “-” a line)",
            );
            &[]
        }
    }
}

/// The list of a key of a map.
pub fn list_of<'a>(report: &mut Report, map: Map<'a>, key: &str) -> Option<&'a [Node]> {
    map.get(key).map(|node| list(report, node))
}

/// The texts of a key of a map.
pub fn texts_of(report: &mut Report, map: Map<'_>, key: &str) -> Option<Vec<Written>> {
    let items = list_of(report, map, key)?;
    Some(items.iter().filter_map(|item| text(report, item)).collect())
}

/// Several of some words.
pub fn some_of(
    report: &mut Report,
    map: Map<'_>,
    key: &str,
    words: &[&'static str],
) -> Option<Vec<Spanned<&'static str>>> {
    let items = list_of(report, map, key)?;
    Some(items.iter().filter_map(|item| one_of(report, item, words)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_what_an_address_can_hold() {
        for id in ["a", "recensement-citoyen", "page_2"] {
            assert!(is_id(id), "{id}");
        }
        for id in ["", "A", "2a", "é", "a.b", "a/b", "__proto__", "a\u{202e}"] {
            assert!(!is_id(id), "{id}");
        }
    }
}
