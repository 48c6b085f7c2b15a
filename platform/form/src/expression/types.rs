//! Says what types expressions have and which of them go together.

use std::sync::Arc;

use crate::diagnostic::Sentence;

/// The type of an answer or of an expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// An exact decimal.
    Number,
    /// Text.
    Text,
    /// Text that can only be one of these constants.
    Choice(Arc<[String]>),
    /// A calendar date.
    Date,
    /// A date of which a part may be unknown.
    PartialDate,
    /// A length of time: `days(3)`, `months(2)`.
    Period,
    /// Several of one type: the ticked boxes of a question, the values of a field in every row, the rows themselves.
    List(Box<Type>),
    /// A group or a row, by its schema path; the root is the empty path.
    Record(Arc<str>),
    /// The files of an attachment: they can be counted.
    Files,
    /// An entry of a référentiel, with `.code` and `.nom`.
    Entry,
    /// What has no type of its own: the elements of `[]`, or an expression that already has a fault.
    Unknown,
}

impl Type {
    /// A list of `self`.
    pub fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    /// The elements' type, of a list.
    pub fn element(&self) -> Option<&Type> {
        match self {
            Self::List(element) => Some(element),
            _ => None,
        }
    }

    /// Whether it is text, with known constants or not.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Choice(_))
    }

    /// Whether it is a date, partial or not.
    pub fn is_date(&self) -> bool {
        matches!(self, Self::Date | Self::PartialDate)
    }

    /// Whether two values of these types can be equal at all.
    pub(crate) fn comparable(&self, other: &Type) -> bool {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => true,
            (Self::List(a), Self::List(b)) => a.comparable(b),
            (Self::Bool, Self::Bool) | (Self::Number, Self::Number) | (Self::Entry, Self::Entry) => true,
            _ => (self.is_text() && other.is_text()) || (self.is_date() && other.is_date()),
        }
    }

    /// Whether values of this type have an order.
    pub(crate) fn ordered(&self) -> bool {
        matches!(self, Self::Number | Self::Unknown) || self.is_text() || self.is_date()
    }

    /// Whether a value of this type can stand where `wanted` is asked for.
    pub(crate) fn fits(&self, wanted: &Type) -> bool {
        match (self, wanted) {
            (Self::Unknown, _) | (_, Self::Unknown) => true,
            (Self::List(a), Self::List(b)) => a.fits(b),
            (Self::Date, Self::PartialDate) => true,
            _ => self == wanted || (self.is_text() && wanted.is_text()),
        }
    }

    /// The type of what is one or the other; `None` where nothing is both.
    pub(crate) fn unify(&self, other: &Type) -> Option<Type> {
        match (self, other) {
            (Self::Unknown, known) | (known, Self::Unknown) => Some(known.clone()),
            (a, b) if a == b => Some(a.clone()),
            (Self::List(a), Self::List(b)) => a.unify(b).map(Type::list),
            (a, b) if a.is_text() && b.is_text() => Some(Self::Text),
            (a, b) if a.is_date() && b.is_date() => Some(Self::PartialDate),
            _ => None,
        }
    }

    /// What authors call it.
    pub fn name(&self) -> Sentence {
        let (fr, en) = match self {
            Self::Bool => ("oui/non", "yes/no"),
            Self::Number => ("nombre", "number"),
            Self::Text => ("texte", "text"),
            Self::Choice(_) => ("choix", "choice"),
            Self::Date => ("date", "date"),
            Self::PartialDate => ("date parfois partielle", "possibly partial date"),
            Self::Period => ("durée", "period"),
            Self::Record(_) => ("groupe", "group"),
            Self::Files => ("fichiers", "files"),
            Self::Entry => ("entrée de référentiel", "référentiel entry"),
            Self::Unknown => ("inconnu", "unknown"),
            Self::List(element) => {
                let element = element.name();
                return Sentence::new(format!("liste ({})", element.fr), format!("list ({})", element.en));
            }
        };
        Sentence::new(fr, en)
    }
}
