//! Names what can be wrong with an answer: kinds with their limits, never sentences.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// One fault in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The path of the answer; of the group or of the repeated group where it concerns the whole.
    pub path: String,
    /// The box inside the field that should take the focus (`day`, `month`, `year`), else empty.
    #[serde(default)]
    pub part: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong with an answer. `words` holds a sentence for each code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProblemKind {
    /// Nothing was answered where an answer is needed.
    Required,
    /// An attestation was not ticked.
    NotAttested,
    /// What was taken away cannot be put back any more.
    NotPutBack,
    /// Longer than `max` characters.
    TooLong {
        /// The most that is accepted.
        max: u64,
    },
    /// Shorter than `min` characters.
    TooShort {
        /// The least that is accepted.
        min: u64,
    },
    /// A character that no answer may hold.
    ControlCharacter,
    /// More marks on one letter than any script needs.
    TooManyMarks,
    /// Not of the form that the author asked for.
    Pattern {
        /// The author's own words for it.
        message: Option<Text>,
    },
    /// Of the right form, but its check digits do not agree: a sign is wrong.
    CheckDigits,
    /// Not an e-mail address.
    Email,
    /// Not a telephone number.
    Phone,
    /// Not a whole number.
    Integer,
    /// Not a number.
    Number,
    /// More decimals than `scale`.
    TooManyDecimals {
        /// The most that is accepted.
        scale: u64,
    },
    /// Below the least accepted.
    TooSmall {
        /// As shown to people.
        min: String,
    },
    /// Above the most accepted.
    TooLarge {
        /// As shown to people.
        max: String,
    },
    /// Not a date of the calendar.
    Date,
    /// A date with a part left empty.
    DateIncomplete,
    /// Before the first date accepted.
    TooEarly {
        /// As shown to people.
        earliest: String,
    },
    /// After the last date accepted.
    TooLate {
        /// As shown to people.
        latest: String,
    },
    /// A required value that the answers given do not allow to compute; or one that comes out as its question does not accept.
    NotComputed,
    /// A required value that a plugin should compute and cannot now.
    NotAvailable,
    /// Not one of the options.
    NotAnOption,
    /// Not found in the référentiel.
    NotFound {
        /// What was typed, shortened.
        typed: String,
    },
    /// Several entries of the référentiel answer to what was typed.
    Ambiguous {
        /// The entries to choose from: code and name.
        choices: Vec<(String, String)>,
    },
    /// Fewer rows than needed.
    TooFewRows {
        /// The least that is accepted.
        min: u64,
    },
    /// More rows than accepted.
    TooManyRows {
        /// The most that is accepted.
        max: u64,
    },
    /// More files than accepted.
    TooManyFiles {
        /// The most that is accepted.
        max: u64,
    },
    /// A file was refused; the code is that of the inspection (`file.too_large`, …).
    File {
        /// The inspection's stable code.
        code: String,
        /// The name of the file, shortened.
        name: String,
        /// The limit that was passed, as shown to people.
        limit: Option<String>,
    },
    /// A rule of the démarche does not hold.
    Rule {
        /// The rule's id.
        rule: String,
        /// The author's sentence.
        message: Text,
    },
    /// A rule needs an answer that is missing or incomplete.
    RuleNeedsAnswer {
        /// The rule's id.
        rule: String,
        /// The author's sentence.
        message: Text,
    },
    /// A plugin found a fault.
    Plugin {
        /// The rule's id.
        rule: String,
        /// The plugin's own code.
        code: String,
        /// The plugin's sentence, else the author's.
        message: Text,
    },
    /// A rule that only warns does not hold: the citizen may go on.
    Warning {
        /// The rule's id.
        rule: String,
        /// The author's sentence, or the plugin's.
        message: Text,
        /// Tells this warning on these answers from every other: rule, place, and a hash of what the rule reads.
        mark: String,
    },
    /// No recipient of the démarche gets a dossier with these answers.
    NoRecipient,
    /// A check could not be made and the démarche says that it must.
    CheckUnavailable {
        /// The rule's id.
        rule: String,
    },
}

impl ProblemKind {
    /// The stable code, `answer.…`, that machines read and `words` answers to.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => "answer.required",
            Self::NotAttested => "answer.not_attested",
            Self::NotPutBack => "answer.not_put_back",
            Self::TooLong { .. } => "answer.too_long",
            Self::TooShort { .. } => "answer.too_short",
            Self::ControlCharacter => "answer.control_char",
            Self::TooManyMarks => "answer.grapheme_too_long",
            Self::Pattern { .. } => "answer.pattern",
            Self::CheckDigits => "answer.check_digits",
            Self::Email => "answer.email",
            Self::Phone => "answer.phone",
            Self::Integer => "answer.integer",
            Self::Number => "answer.number",
            Self::TooManyDecimals { .. } => "answer.too_many_decimals",
            Self::TooSmall { .. } => "answer.too_small",
            Self::TooLarge { .. } => "answer.too_large",
            Self::Date => "answer.date",
            Self::DateIncomplete => "answer.date_incomplete",
            Self::TooEarly { .. } => "answer.too_early",
            Self::TooLate { .. } => "answer.too_late",
            Self::NoRecipient => "answer.no_recipient",
            Self::NotAvailable => "answer.not_available",
            Self::NotComputed => "answer.not_computed",
            Self::NotAnOption => "answer.not_an_option",
            Self::NotFound { .. } => "answer.not_found",
            Self::Ambiguous { .. } => "answer.ambiguous",
            Self::TooFewRows { .. } => "answer.too_few_rows",
            Self::TooManyRows { .. } => "answer.too_many_rows",
            Self::TooManyFiles { .. } => "answer.too_many_files",
            Self::File { .. } => "answer.file",
            Self::Rule { .. } => "answer.rule",
            Self::RuleNeedsAnswer { .. } => "answer.rule_needs_answer",
            Self::Plugin { .. } => "answer.plugin",
            Self::Warning { .. } => "answer.warning",
            Self::CheckUnavailable { .. } => "answer.check_unavailable",
        }
    }

    /// The sentence's arguments, by name, as text (`max`, `min`, `scale`, …).
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { max } | Self::TooManyRows { max } | Self::TooManyFiles { max } => {
                vec![("max", max.to_string())]
            }
            Self::TooShort { min } | Self::TooFewRows { min } => vec![("min", min.to_string())],
            Self::TooManyDecimals { scale } => vec![("scale", scale.to_string())],
            Self::TooSmall { min } => vec![("min", min.clone())],
            Self::TooLarge { max } => vec![("max", max.clone())],
            Self::TooEarly { earliest } => vec![("earliest", earliest.clone())],
            Self::TooLate { latest } => vec![("latest", latest.clone())],
            Self::Ambiguous { choices } => vec![("count", choices.len().to_string())],
            Self::NotFound { typed } => vec![("typed", typed.clone())],
            Self::File { code, name, limit } => {
                vec![
                    ("code", code.clone()),
                    ("name", name.clone()),
                    ("extension", extension(name)),
                    ("limit", limit.clone().unwrap_or_default()),
                ]
            }
            _ => Vec::new(),
        }
    }

    /// The author's or the plugin's own sentence, which is shown instead of ours.
    pub fn own_words(&self) -> Option<&Text> {
        match self {
            Self::Pattern { message } => message.as_ref(),
            Self::Rule { message, .. }
            | Self::RuleNeedsAnswer { message, .. }
            | Self::Plugin { message, .. }
            | Self::Warning { message, .. } => Some(message),
            _ => None,
        }
    }

    /// Whether a rule of the démarche says so, of answers that are well by themselves.
    pub fn is_rule(&self) -> bool {
        matches!(self, Self::Rule { .. } | Self::Plugin { .. })
    }

    /// The mark of a warning, which the citizen may pass; none of what must be corrected.
    pub fn mark(&self) -> Option<&str> {
        match self {
            Self::Warning { mark, .. } => Some(mark),
            _ => None,
        }
    }
}

/// What the name of a file ends in, in small letters; photographs of telephones are all `heic`.
fn extension(name: &str) -> String {
    match name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()) {
        Some(extension) if extension == "heif" => "heic".to_owned(),
        extension => extension.unwrap_or_default(),
    }
}
