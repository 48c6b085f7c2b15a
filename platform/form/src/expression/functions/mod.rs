//! The functions of the language. To add one: write it in the file of its kind, list it in [`FUNCTIONS`];
//! its example runs as a test and its page is generated.

mod dates;
mod lists;
mod numbers;
mod places;
mod syntax;
mod text;

pub(crate) use dates::days_of;
use jiff::civil::Date;
pub(crate) use numbers::index;
pub(crate) use places::CONNECTED;
use rust_decimal::Decimal;

use super::{
    Env,
    types::Type,
    value::{Missing, Outcome, Value},
};
use crate::diagnostic::Sentence;

/// How a function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `f(x)`.
    Call,
    /// `x.f()`.
    Method,
    /// Either.
    Both,
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameter {
    Number,
    Text,
    /// A date, partial or not.
    Date,
    /// A list of numbers.
    Numbers,
    /// A list of numbers or of dates.
    Ordered,
    /// A list or files.
    Countable,
    /// A list, files or a text.
    Sized,
    /// An entry of a référentiel.
    Entry,
}

/// What it does.
#[derive(Clone, Copy)]
pub(crate) enum Run {
    /// Depends on its arguments only.
    Plain(fn(&[Value]) -> Outcome),
    /// Depends on today's date too.
    Today(fn(&[Value], Date) -> Outcome),
    /// Depends on reference lists too.
    Listed(fn(&[Value], &dyn Env) -> Outcome),
}

/// A function.
pub(crate) struct Function {
    pub(crate) doc: FunctionDoc,
    pub(crate) form: Form,
    pub(crate) parameters: &'static [Parameter],
    /// The type of the result, from those of the arguments.
    pub(crate) result: fn(&[Type]) -> Type,
    /// Whether a list that nobody has filled counts as an empty one.
    pub(crate) blank_is_empty: bool,
    /// Whether it has a result however little of a date is known.
    pub(crate) partial_suffices: bool,
    pub(crate) run: Run,
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.doc.name)
    }
}

/// What authors read about a function or a macro of the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionDoc {
    /// Its name.
    pub name: &'static str,
    /// How it is written, with the types of what it takes and gives, in French.
    pub signature: &'static str,
    /// The same in English.
    pub signature_en: &'static str,
    /// What it does, in French.
    pub fr: &'static str,
    /// What it does, in English.
    pub en: &'static str,
    /// An expression over the answers of the examples: `nom` is `'Durand'`, `courriel` is blank,
    /// `naissance` is 17 May 2000, `commune` is Toulouse, the recipient `mairie` is its connected town hall, and `vehicules` has two rows with `tarif` 30 and 60; today is 1 March 2026.
    pub example: &'static str,
    /// What the example gives.
    pub result: &'static str,
}

/// Every function, in the order of the alphabet; overloads of one name follow each other.
pub(crate) const FUNCTIONS: &[&Function] = &[
    &dates::AGE,
    &dates::AGE_AT,
    &numbers::CEIL,
    &places::CONNECTED,
    &text::CONTAINS,
    &lists::COUNT,
    &dates::DAYS,
    &dates::DAYS_BETWEEN,
    &dates::EARLIEST,
    &text::ENDS_WITH,
    &numbers::FLOOR,
    &dates::LATEST,
    &text::LOWER,
    &lists::MAX,
    &lists::MIN,
    &dates::MONTHS,
    &places::POSTAL_CODES,
    &places::POSTAL_CODE_FITS,
    &numbers::ROUND,
    &lists::SIZE,
    &text::STARTS_WITH,
    &lists::SUM,
    &dates::TODAY,
    &text::TRIM,
    &text::UPPER,
    &dates::YEAR,
    &dates::YEARS,
];

/// The functions and macros of the language, for the reference page.
pub fn reference() -> Vec<&'static FunctionDoc> {
    let mut docs: Vec<_> = FUNCTIONS.iter().map(|function| &function.doc).collect();
    docs.extend(syntax::SYNTAX);
    docs.sort_by_key(|doc| doc.name.to_lowercase());
    docs
}

impl Parameter {
    /// Whether it takes a value of `found`.
    pub(crate) fn takes(self, found: &Type) -> bool {
        let element = match found {
            Type::Unknown => return true,
            Type::List(element) => Some(&**element),
            _ => None,
        };
        match self {
            Self::Number => *found == Type::Number,
            Self::Text => found.is_text(),
            Self::Date => found.is_date(),
            Self::Numbers => element.is_some_and(|e| matches!(e, Type::Number | Type::Unknown)),
            Self::Ordered => element.is_some_and(|e| matches!(e, Type::Number | Type::Date | Type::Unknown)),
            Self::Countable => element.is_some() || *found == Type::Files,
            Self::Entry => *found == Type::Entry,
            Self::Sized => element.is_some() || *found == Type::Files || found.is_text(),
        }
    }

    /// What it takes, for authors.
    pub(crate) fn name(self) -> Sentence {
        let (fr, en) = match self {
            Self::Number => ("nombre", "number"),
            Self::Text => ("texte", "text"),
            Self::Date => ("date", "date"),
            Self::Numbers => ("liste de nombres", "list of numbers"),
            Self::Ordered => ("liste de nombres ou de dates", "list of numbers or dates"),
            Self::Countable => ("liste ou fichiers", "list or files"),
            Self::Entry => ("commune ou autre entrée de référentiel", "commune or other référentiel entry"),
            Self::Sized => ("liste, fichiers ou texte", "list, files or text"),
        };
        Sentence::new(fr, en)
    }
}

/// A number, where there is one.
fn number(found: Option<Decimal>) -> Outcome {
    found.map(Value::Number).ok_or(Missing::ARITHMETIC)
}

/// What a function gives when its arguments are not of the types that it was compiled for.
const MISTYPED: Outcome = Err(Missing::ARITHMETIC);
