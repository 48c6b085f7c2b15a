//! Field types: one file each, all aspects of a type together.
//!
//! To add one: copy `text.rs`, list it in [`FIELD_TYPES`], say in `doc` what it is, draw `pages/templates/field/<name>.html`.

mod attestation;
mod checkboxes;
mod date;
mod decimal;
mod email;
mod file;
pub mod format;
mod integer;
mod long_text;
mod money;
mod number;
mod partial_date;
mod phone;
mod radio;
mod reading;
mod referential;
mod sample;
pub mod show;
mod text;
mod yes_no;

pub use reading::{Posted, Read};

use std::fmt::Debug;

use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// Every field type, in the order of the alphabet.
pub const FIELD_TYPES: &[&dyn FieldType] = &[
    &attestation::Attestation,
    &checkboxes::Checkboxes,
    &date::DateField,
    &decimal::DecimalField,
    &email::Email,
    &file::FileField,
    &integer::Integer,
    &long_text::LongText,
    &money::Money,
    &partial_date::PartialDateField,
    &phone::Phone,
    &radio::Radio,
    &referential::Referential,
    &text::TextField,
    &yes_no::YesNo,
];

/// The field type with this name.
pub fn field_type(name: &str) -> Option<&'static dyn FieldType> {
    FIELD_TYPES.iter().copied().find(|field_type| field_type.name() == name)
}

/// What authors read about a field type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doc {
    /// What it is, in French.
    pub fr: &'static str,
    /// What it is, in English.
    pub en: &'static str,
    /// A place of `schema.yaml` that is of this type.
    pub schema: &'static str,
}

/// A kind of question: how it is read, checked, shown, sent and published.
pub trait FieldType: Debug + Sync {
    /// The name authors write and templates carry (`long_text`).
    fn name(&self) -> &'static str;

    /// What authors read about it; the reference page shows its example at work.
    fn doc(&self) -> Doc;

    /// What expressions see.
    fn expression_type(&self, field: &Field) -> Type;

    /// Reads what the boxes hold.
    fn read(&self, posted: &Posted<'_>, field: &Field, lookup: &dyn Lookup) -> Read;

    /// What is wrong with a value that could be read.
    fn check(&self, value: &Value, field: &Field) -> Vec<ProblemKind>;

    /// The value as people read it, one line a part.
    fn show(&self, value: &Value, field: &Field, language: Language) -> Vec<String>;

    /// What the boxes must hold for the value to be typed again, by box (`""`, `"day"`, …).
    fn boxes(&self, value: &Value, field: &Field) -> Vec<(&'static str, String)>;

    /// The value as partners get it.
    fn to_wire(&self, value: &Value, field: &Field) -> serde_json::Value;

    /// The value a scenario or a JSON API call gives; `None` where it is not of the type.
    fn read_wire(&self, json: &serde_json::Value, field: &Field, lookup: &dyn Lookup) -> Option<Value>;

    /// The JSON Schema of the wire form, in plain 2020-12 with neither `\p{…}`, `format` as the only rule nor a fractional `multipleOf`.
    fn schema(&self, field: &Field) -> serde_json::Value;

    /// A valid value, the same for the same seed: scenarios fill with it what they do not give.
    fn sample(&self, field: &Field, lookup: &dyn Lookup, seed: u64) -> Option<Value>;

    /// The `inputmode` of its box.
    fn input_mode(&self) -> Option<&'static str> {
        None
    }

    /// The names of its boxes; most have one.
    fn parts(&self) -> &'static [&'static str] {
        &[""]
    }
}
