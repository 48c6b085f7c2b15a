//! What a page says of the time that an office has to answer, and of what its silence means.

use jiff::civil::Date;
use serde::Serialize;

/// Where the time for an answer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Silence {
    /// Whether no answer accepts or rejects.
    pub acceptance: bool,
    /// Where it stands.
    pub standing: Standing,
    /// The last day, where one can be named.
    pub on: Option<Date>,
    /// The day until which the citizen is awaited, where the time stands still and a day was set.
    pub by: Option<Date>,
    /// Time limits and ways of appeal.
    pub appeal: Option<String>,
}

/// Where the time for an answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It runs.
    Runs,
    /// It stands still: the citizen is awaited.
    Suspended,
    /// It is over.
    Spoke,
    /// The request was refused: what may be done then is told, and no day.
    Refused,
}

/// What happened to a case by itself, or between offices: not what somebody wrote or a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// The time for an answer was over.
    Silence {
        /// The last day that there was.
        on: Date,
        /// Whether that accepts or rejects.
        acceptance: bool,
    },
    /// It went to the office that it is for.
    Forwarded {
        /// The office that had it.
        from: String,
        /// The office that has it.
        to: String,
        /// Why, as the first office wrote.
        reason: String,
    },
    /// An operator let it go on.
    Resumed,
    /// The recipient gave values back, or took some back.
    GaveBack {
        /// What each is, and how it reads, one line a part; none: it was taken back.
        given: Vec<(String, Vec<String>)>,
    },
}
