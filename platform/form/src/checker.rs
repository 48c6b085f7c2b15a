//! Asks for what decides a rule that no expression can. `plugins` answers.

use std::time::Duration;

use jiff::civil::Date;

use crate::{signs, text::Language};

/// Longest time of one call of a plugin, once it runs.
pub const CALL_LIMIT: Duration = Duration::from_millis(500);
/// How long a call waits for its turn before it is refused.
pub const TURN_LIMIT: Duration = Duration::from_millis(250);

/// Decides rules and computes values by an agency's plugins, inside fixed limits.
pub trait Checker: Send + Sync {
    /// Runs the check `plugin` (its path in the démarche's folder) on the visible answers, given as wire JSON.
    ///
    /// It returns within its budget, whatever the plugin does.
    fn check(
        &self,
        plugin: &str,
        answers: &serde_json::Value,
        context: &CheckContext,
    ) -> Result<Vec<PluginProblem>, Unavailable>;

    /// Asks `plugin` for the values it computes of these answers, given as wire JSON. What it gives is typed by nobody yet.
    ///
    /// It returns within its budget, whatever the plugin does.
    fn compute(
        &self,
        plugin: &str,
        answers: &serde_json::Value,
        context: &CheckContext,
    ) -> Result<Vec<PluginValue>, Unavailable>;
}

/// What a plugin may know beside the answers: it has no clock, no chance and no network.
#[derive(Debug, Clone)]
pub struct CheckContext {
    /// Today in the démarche's legal time zone.
    pub today: Date,
    /// The language its messages are wanted in.
    pub language: Language,
    /// The id of the rule that asks; empty where values are computed.
    pub rule: String,
    /// The answer path that the rule stands at, its rows numbered from zero as in the answers; empty where values are computed.
    pub at: String,
}

/// A fault that a plugin found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginProblem {
    /// The path of the answer at fault; empty means the rule's own place.
    pub at: String,
    /// A stable code of the plugin's own.
    pub code: String,
    /// What to tell the citizen; without it the rule's own message is shown.
    pub message: Option<String>,
}

/// A value that a plugin computed.
#[derive(Debug, Clone, PartialEq)]
pub struct PluginValue {
    /// The path of the field; rows are numbered from zero, as in the answers.
    pub at: String,
    /// The value as wire JSON; `null` leaves the field blank.
    pub json: serde_json::Value,
}

/// A check that could not be made; the démarche says whether that blocks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("plugin check unavailable: {code}")]
pub struct Unavailable {
    /// A stable code such as `plugin.fuel`.
    pub code: &'static str,
    /// What went wrong, for the author alone, on one line; it may hold answers. Empty where the code says all.
    pub detail: String,
}

/// How many characters of what went wrong are kept.
const MAX_DETAIL: usize = 300;

impl Unavailable {
    /// A check that could not be made, where the code says all.
    pub fn new(code: &'static str) -> Self {
        Self { code, detail: String::new() }
    }

    /// A check that could not be made, and why: cut, on one line, without what nobody sees.
    pub fn because(code: &'static str, detail: &str) -> Self {
        let seen = detail.chars().filter(|sign| !signs::is_unseen(*sign));
        let plain: String = seen.map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
        let mut words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((end, _)) = words.char_indices().nth(MAX_DETAIL) {
            words.truncate(end);
            words.push('…');
        }
        Self { code, detail: words }
    }
}

/// A checker for démarches without plugins: every check is unavailable.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPlugins;

impl Checker for NoPlugins {
    fn check(
        &self,
        _plugin: &str,
        _answers: &serde_json::Value,
        _context: &CheckContext,
    ) -> Result<Vec<PluginProblem>, Unavailable> {
        Err(Unavailable::new("plugin.absent"))
    }

    fn compute(
        &self,
        _plugin: &str,
        _answers: &serde_json::Value,
        _context: &CheckContext,
    ) -> Result<Vec<PluginValue>, Unavailable> {
        Err(Unavailable::new("plugin.absent"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_is_one_short_line() {
        let told = |detail: &str| Unavailable::because("plugin.trap", detail).detail;
        assert_eq!(told("wasm trap:\r\n\u{1b}[31m  unreachable\u{202e}"), "wasm trap: [31m unreachable");
        assert_eq!(told(&"é".repeat(5_000)).chars().count(), MAX_DETAIL + 1);
    }
}
