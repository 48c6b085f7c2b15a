//! Asks for what decides a rule that no expression can. `plugins` answers.

use jiff::civil::Date;

use crate::text::Language;

/// Decides a rule by an agency's plugin, inside fixed limits.
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
}

/// What a plugin may know beside the answers: it has no clock, no chance and no network.
#[derive(Debug, Clone)]
pub struct CheckContext {
    /// Today in the démarche's legal time zone.
    pub today: Date,
    /// The language its messages are wanted in.
    pub language: Language,
    /// The id of the rule that asks.
    pub rule: String,
    /// The answer path that the rule stands at.
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

/// A check that could not be made; the démarche says whether that blocks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("plugin check unavailable: {code}")]
pub struct Unavailable {
    /// A stable code such as `plugin.fuel`.
    pub code: &'static str,
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
        Err(Unavailable { code: "plugin.absent" })
    }
}
