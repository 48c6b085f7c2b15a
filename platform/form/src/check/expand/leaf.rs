//! Makes a question of a place of the schema: its field type and its limits.

use rust_decimal::Decimal;

use super::{Expander, Site, kinds, overlay::Words, pattern};
use crate::{
    definition::{
        reader::{self, short},
        tree::{Meaning, Node as Tree, Place, Written},
    },
    demarche::{Choice, Field, FileKind, NodeKind},
    diagnostic::Sentence,
    field::{
        FIELD_TYPES, FieldType, field_type,
        format::{InUse, format as named_format},
    },
};

/// The longest text that a question takes, in characters.
const MAX_LENGTH: u32 = 20_000;
/// The length of a text that does not say.
const DEFAULT_LENGTH: u32 = 250;
/// The length of a text of several lines that does not say.
const DEFAULT_LONG_LENGTH: u32 = 5_000;
/// Of a file, where neither page nor component says.
const DEFAULT_FILE_BYTES: u64 = 5_000_000;
/// More choices than this are better a list.
const LIST_FROM: usize = 7;
/// The most digits after the decimal sign.
const MAX_SCALE: u32 = 6;

impl Expander<'_, '_, '_> {
    /// Adds the question at the place.
    pub(super) fn question(&mut self, tree: &Tree, site: &mut Site, explicit: Option<Written>) {
        if site.row_item {
            self.row_of_scalars(tree.place);
            return;
        }
        let words = self.words(tree, site);
        let (options, offers) = self.options(tree, site);
        if explicit.is_none() && self.is_list_of_nothing(tree, site) {
            // A list of texts or of lists, without choices: nobody could tick anything.
            self.row_of_scalars(tree.get("items").map_or(tree.place, |items| items.place));
            return;
        }
        let Some(field_type) = self.field_type(tree, explicit.as_ref(), &options, &words) else {
            return;
        };
        let unlimited = field_type.name() == "file" && words.max_size.is_none();
        let field = self.field(tree, site, field_type, options, words);
        let default = tree.get("default").cloned();
        if let Some(id) = self.add(tree, site, NodeKind::Field(Box::new(field))) {
            let origin = &mut self.draft.origins[id.0 as usize];
            origin.default = default;
            origin.offers = offers;
            origin.unlimited = unlimited;
        }
    }

    fn row_of_scalars(&mut self, place: Place) {
        self.error(
            "schema.row_of_scalars",
            place,
            Sentence::new(
                "Une ligne d'un groupe répété est un objet : ses questions ont chacune un nom.",
                "A row of a repeated group is an object: each of its questions has a name.",
            ),
            Sentence::new(
                "Écrivez « items: { type: object, properties: … } » ; pour des cases à cocher, « items: { enum: […] } ».",
                "Write “items: { type: object, properties: … }”; for boxes to tick, “items: { enum: […] }”.",
            ),
        );
    }

    /// Whether the place is a list whose items are neither objects nor chosen from anything.
    fn is_list_of_nothing(&mut self, tree: &Tree, site: &Site) -> bool {
        let is_list = tree.get("type").and_then(Tree::scalar).is_some_and(|kind| kind.text == "array");
        let Some(items) = tree.get("items").filter(|_| is_list) else { return false };
        let chosen = |tree: &Tree| ["oneOf", "enum", "const"].iter().any(|key| tree.get(key).is_some());
        let referred = items.get("$ref").and_then(Tree::scalar).map(|written| written.text.clone());
        match referred {
            // What leads nowhere is told where it stands.
            Some(reference) => self.local_definition(&reference, site).is_some_and(|definition| !chosen(&definition)),
            None => !chosen(items),
        }
    }

    fn field_type(
        &mut self,
        tree: &Tree,
        explicit: Option<&Written>,
        options: &[Choice],
        words: &Words,
    ) -> Option<&'static dyn FieldType> {
        if let Some(written) = explicit {
            let found = field_type(&written.text);
            if found.is_none() {
                let cure = super::super::meant(
                    &written.text,
                    FIELD_TYPES.iter().map(|known| known.name()),
                    &format!("Les types : {}.", names()),
                    &format!("The types: {}.", names()),
                );
                self.error(
                    "component.unknown_field_type",
                    written.place,
                    Sentence::new(
                        format!("« {} » n'est pas un type de champ.", short(&written.text)),
                        format!("“{}” is not a field type.", short(&written.text)),
                    ),
                    cure,
                );
            }
            return found;
        }
        let kind = tree.get("type").and_then(Tree::scalar).map(|kind| kind.text.as_str());
        let format = tree.get("format").and_then(Tree::scalar).map(|format| format.text.as_str());
        let longest = tree.get("maxLength").and_then(Tree::scalar).and_then(|written| written.text.parse::<u32>().ok());
        let name = match (kind, format) {
            (Some("array"), _) => "checkboxes",
            (Some("integer"), _) => "integer",
            (Some("number"), _) => "decimal",
            (Some("boolean"), _) => "yes_no",
            (None | Some("string"), _) if !options.is_empty() => "radio",
            (Some("string"), Some("date")) => "date",
            (Some("string"), Some("email")) => "email",
            (Some("string"), _) if words.long.unwrap_or(longest.is_some_and(|longest| longest > DEFAULT_LENGTH)) => {
                "long_text"
            }
            (Some("string"), _) => "text",
            (other, _) => {
                self.no_type(tree, other);
                return None;
            }
        };
        field_type(name)
    }

    /// How many boxes are ticked is for a rule to say, with a message; that one is, `required` says.
    fn counted_boxes(&mut self, tree: &Tree) {
        for key in ["minItems", "maxItems"] {
            let Some((count, place)) = self.count(tree, key) else {
                continue;
            };
            if key == "minItems" && count <= 1 {
                continue;
            }
            self.error(
                "schema.unsupported_keyword",
                place,
                Sentence::new(
                    format!("« {key} » ne dit rien à l'usager quand le nombre de cases ne convient pas."),
                    format!("“{key}” tells the citizen nothing when the number of boxes does not fit."),
                ),
                Sentence::new(
                    "Écrivez une règle : must: \"choix.count() <= 3\".",
                    "Write a rule: must: \"choices.count() <= 3\".",
                ),
            );
        }
    }

    fn no_type(&mut self, tree: &Tree, kind: Option<&str>) {
        let place = tree.get("type").map_or(tree.place, |node| node.place);
        let cause = match kind {
            Some(kind) => Sentence::new(
                format!("« {} » n'est pas un type.", short(kind)),
                format!("“{}” is not a type.", short(kind)),
            ),
            None if tree.get("type").is_some() => {
                Sentence::new("Une place a un seul type.", "A place has one type only.")
            }
            None => Sentence::new("Cette place n'a ni type ni choix.", "This place has neither type nor choices."),
        };
        let cure = match kind.and_then(|kind| kinds::written_here(kind, self.draft.catalogue)) {
            Some(here) => Sentence::new(format!("Écrivez « {here} »."), format!("Write “{here}”.")),
            None => Sentence::new(
                "Écrivez « type: » string, integer, number, boolean, object ou array, « oneOf: » ou « $ref: component:… ».",
                "Write “type:” string, integer, number, boolean, object or array, “oneOf:” or “$ref: component:…”.",
            ),
        };
        self.error("schema.no_type", place, cause, cure);
    }

    fn field(
        &mut self,
        tree: &Tree,
        site: &Site,
        field_type: &'static dyn FieldType,
        options: Vec<Choice>,
        words: Words,
    ) -> Field {
        let name = field_type.name();
        let component = site
            .component
            .as_ref()
            .filter(|inside| inside.mount == site.path)
            .and_then(|inside| self.components.get(&inside.id)?.clone());
        let mut min_length = self.count(tree, "minLength").map(|(min, _)| min);
        let max_length = self.count(tree, "maxLength");
        if let Some((_, place)) = max_length.filter(|(max, _)| *max > MAX_LENGTH || *max == 0) {
            self.bad_limit(place, "maxLength", 1, MAX_LENGTH);
        }
        let format = tree
            .get("format")
            .and_then(Tree::scalar)
            .and_then(|written| named_format(&written.text))
            .filter(|_| matches!(name, "text" | "long_text"))
            .map(|format| InUse { format, message: words.message.clone() });
        let default = match &format {
            Some(named) => named.format.longest,
            None if name == "long_text" => DEFAULT_LONG_LENGTH,
            None => DEFAULT_LENGTH,
        };
        let longest = max_length.map_or(default, |(max, _)| max).min(MAX_LENGTH);
        if min_length.is_some_and(|min| min > longest) {
            let place = tree.get("minLength").map_or(tree.place, |node| node.place);
            self.bad_range(place, "minLength", "maxLength");
            min_length = None;
        }
        let (minimum, maximum) = self.bounds(tree, &words);
        let pattern = tree.get("pattern").and_then(|node| reader::text(self.draft.report, node)).and_then(|written| {
            pattern::compile(self.draft.report, &mut self.patterns, &written, words.message.clone())
        });
        let statement = component
            .as_ref()
            .and_then(|component| component.entry.statement.clone().map(|written| (written, component.texts)))
            .map(|said| self.said(site, "statement", said));
        let entry = component.as_ref().map(|component| &component.entry);
        let place = entry.and_then(|entry| entry.field.as_ref()).map_or(tree.place, |field| field.place);
        let referential = self.referential(entry.and_then(|entry| entry.referential.as_ref()), name, place);
        let as_list = words.as_list.unwrap_or(options.len() >= LIST_FROM);
        if name == "checkboxes" {
            self.counted_boxes(tree);
        }
        Field {
            field_type,
            min_length,
            max_length: Some(longest),
            pattern,
            format,
            minimum,
            maximum,
            scale: self.scale(tree, name),
            unit: words.unit,
            options: options.into(),
            max_size: words.max_size.unwrap_or(DEFAULT_FILE_BYTES),
            max_files: words.max_files.unwrap_or(1),
            accept: words.accept.unwrap_or_else(|| FileKind::ALL.to_vec()),
            referential,
            statement,
            autocomplete: self.autocomplete(words.autocomplete),
            as_list,
            masked: words.masked,
        }
    }

    fn referential(&mut self, written: Option<&Written>, name: &str, place: Place) -> Option<String> {
        let Some(written) = written else {
            if name == "referential" {
                self.error(
                    "component.no_referential",
                    place,
                    Sentence::new("Le référentiel n'est pas dit.", "The référentiel is not given."),
                    Sentence::new(
                        "Ajoutez « referential: communes » au composant.",
                        "Add “referential: communes” to the component.",
                    ),
                );
            }
            return None;
        };
        if !self.draft.lookup.knows(&written.text) {
            self.error(
                "component.unknown_referential",
                written.place,
                Sentence::new(
                    format!("Le référentiel « {} » n'existe pas.", short(&written.text)),
                    format!("There is no référentiel “{}”.", short(&written.text)),
                ),
                Sentence::new(
                    "Choisissez l'un de ceux de la plateforme (communes, pays …).",
                    "Choose one of the platform's (communes, pays …).",
                ),
            );
        }
        Some(written.text.clone())
    }

    /// What the page says, else the schema.
    fn bounds(&mut self, tree: &Tree, words: &Words) -> (Option<Decimal>, Option<Decimal>) {
        let minimum = words.minimum.map(|given| given.value).or_else(|| self.number(tree, "minimum"));
        let maximum = words.maximum.map(|given| given.value).or_else(|| self.number(tree, "maximum"));
        if let (Some(least), Some(most)) = (minimum, maximum)
            && least > most
        {
            let on_page = words.minimum.or(words.maximum).map(|given| given.place);
            let place = on_page.unwrap_or_else(|| tree.get("minimum").map_or(tree.place, |node| node.place));
            self.bad_range(place, "minimum", "maximum");
            return (None, None);
        }
        (minimum, maximum)
    }

    /// A decimal number of the schema.
    fn number(&mut self, tree: &Tree, key: &str) -> Option<Decimal> {
        let node = tree.get(key)?;
        if let Some(Meaning::Number(number)) = node.scalar().map(Written::meaning) {
            return Some(number);
        }
        self.error(
            "schema.invalid",
            node.place,
            Sentence::new(
                format!("« {key} » est un nombre, sans guillemets ni exposant, de 28 chiffres au plus."),
                format!("“{key}” is a number, without quotes or exponent, of at most 28 digits."),
            ),
            reader::cure_of_number(node)
                .unwrap_or_else(|| Sentence::new("Corrigez ce nombre.", "Correct this number.")),
        );
        None
    }

    /// The digits after the decimal sign: from `multipleOf`, else 2 for what counts money or measures.
    fn scale(&mut self, tree: &Tree, name: &str) -> u32 {
        let default = if matches!(name, "decimal" | "money") { 2 } else { 0 };
        let Some(node) = tree.get("multipleOf") else {
            return default;
        };
        let scale = match node.scalar().map(Written::meaning) {
            Some(Meaning::Number(step)) => (0..=MAX_SCALE).find(|scale| step == Decimal::new(1, *scale)),
            _ => None,
        };
        let Some(scale) = scale else {
            self.error(
                "schema.invalid",
                node.place,
                Sentence::new(
                    "« multipleOf » dit les chiffres après la virgule : 1, 0.1, 0.01 … 0.000001.",
                    "“multipleOf” says the digits after the decimal sign: 1, 0.1, 0.01 … 0.000001.",
                ),
                Sentence::new("Écrivez l'un de ces nombres, ou une règle.", "Write one of these numbers, or a rule."),
            );
            return default;
        };
        scale
    }
}

fn names() -> String {
    FIELD_TYPES.iter().map(|known| known.name()).collect::<Vec<_>>().join(", ")
}
