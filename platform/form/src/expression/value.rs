//! Holds what an expression handles while it is evaluated: values, and the reasons why there is none.

use std::{fmt, sync::Arc};

use jiff::{Span, civil::Date};
use rust_decimal::Decimal;

use crate::answers::PartialDate;

/// A value. Cheap to clone: long things are shared.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// An exact decimal; there is no other number.
    Number(Decimal),
    /// Text, or the constant of a choice.
    Text(Arc<str>),
    /// A calendar date.
    Date(Date),
    /// A date of which the day, or the day and the month, may be unknown.
    PartialDate(PartialDate),
    /// A length of time in calendar units.
    Period(Period),
    /// A list. An element that could not be had keeps its place, so that nothing is lost silently.
    List(Arc<[Outcome]>),
    /// A group or a row, by its answer path; its answers are only looked up when they are needed.
    Node(Arc<str>),
    /// An entry of a référentiel.
    Entry(Entry),
    /// How many files there are.
    Files(usize),
}

/// An entry of a référentiel. Two entries are the same when their codes are.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its code.
    pub code: Arc<str>,
    /// Its name.
    pub nom: Arc<str>,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

/// A length of time as people count it: a month is a month, whatever its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// Whole years and months, in months.
    pub months: i32,
    /// Days on top of them.
    pub days: i32,
}

impl Period {
    /// Both together; `None` when it grows out of all calendars.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Some(Self { months: self.months.checked_add(other.months)?, days: self.days.checked_add(other.days)? })
    }

    /// The other way round in time.
    pub fn checked_neg(self) -> Option<Self> {
        Some(Self { months: self.months.checked_neg()?, days: self.days.checked_neg()? })
    }

    /// The date this long after `date`. A day that the month lacks becomes the month's last:
    /// 31 January and one month is 28 or 29 February. `None` beyond the years 1 to 9999.
    pub fn after(self, date: Date) -> Option<Date> {
        let span = Span::new().try_months(self.months).and_then(|span| span.try_days(self.days)).ok()?;
        let moved = date.checked_add(span).ok()?;
        (moved.year() >= 1).then_some(moved)
    }
}

/// A value, or why there is none.
pub type Outcome = Result<Value, Missing>;

/// Why a value is missing. Where several reasons meet, the greatest counts, whatever the order of
/// writing: what is hidden does not exist, so a rule about it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Calculation without a result: division by zero, overflow, an index outside its list.
    Arithmetic,
    /// A partial date leaves it open.
    Partial,
    /// Nobody has answered yet.
    Blank,
    /// The answer is hidden, and so does not exist.
    Hidden,
    /// The evaluation used up its budget.
    OverBudget,
}

/// A missing value: why, and which answer is at fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// The reason.
    pub why: Why,
    /// The answer path at fault, where one is.
    pub path: Option<Arc<str>>,
    /// For a number that a partial date leaves open: its least and greatest value, so that
    /// a comparison both ends agree on is still decided.
    pub(crate) bounds: Option<(Decimal, Decimal)>,
}

impl Missing {
    /// A missing answer.
    pub fn new(why: Why, path: impl Into<Arc<str>>) -> Self {
        Self { why, path: Some(path.into()), bounds: None }
    }

    /// A calculation without a result.
    pub(crate) const ARITHMETIC: Self = Self::of(Why::Arithmetic);
    /// A question that a partial date leaves open.
    pub(crate) const PARTIAL: Self = Self::of(Why::Partial);
    /// Nothing to choose from.
    pub(crate) const NOTHING: Self = Self::of(Why::Blank);
    /// Out of budget.
    pub(crate) const OVER_BUDGET: Self = Self::of(Why::OverBudget);

    const fn of(why: Why) -> Self {
        Self { why, path: None, bounds: None }
    }

    /// The one that counts of two.
    pub(crate) fn or(self, other: Self) -> Self {
        let mut kept = if other.why > self.why { other } else { self };
        kept.bounds = None;
        kept
    }

    /// Without the bounds: the number itself is asked for.
    pub(crate) fn settled(mut self) -> Self {
        self.bounds = None;
        self
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(yes) => write!(f, "{yes}"),
            Self::Number(number) => write!(f, "{}", number.normalize()),
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Date(date) => write!(f, "{date}"),
            Self::PartialDate(date) => write!(f, "{date}"),
            Self::Period(period) => write!(f, "P{}M{}D", period.months, period.days),
            Self::List(items) => {
                f.write_str("[")?;
                for (position, item) in items.iter().enumerate() {
                    if position > 0 {
                        f.write_str(", ")?;
                    }
                    match item {
                        Ok(value) => write!(f, "{value}")?,
                        Err(_) => f.write_str("?")?,
                    }
                }
                f.write_str("]")
            }
            Self::Node(path) => f.write_str(path),
            Self::Entry(entry) => write!(f, "{} ({})", entry.nom, entry.code),
            Self::Files(count) => write!(f, "{count}"),
        }
    }
}
