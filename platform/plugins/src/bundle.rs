//! Answers `form` with the plugins of one version of a démarche.

use std::collections::BTreeMap;

use form::checker::{CheckContext, Checker, PluginProblem, PluginValue, Unavailable};

use crate::plugin::Plugin;

/// The plugins of one version of a démarche, by their paths in its folder.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    plugins: BTreeMap<String, Plugin>,
}

impl Bundle {
    pub(crate) fn new(plugins: BTreeMap<String, Plugin>) -> Self {
        Self { plugins }
    }

    /// Each plugin's path and hash: what the evidence of a submission names.
    pub fn hashes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.plugins.iter().map(|(path, plugin)| (path.as_str(), plugin.hash()))
    }

    /// The plugin at `path`.
    pub fn get(&self, path: &str) -> Option<&Plugin> {
        self.plugins.get(path)
    }
}

impl Checker for Bundle {
    fn check(
        &self,
        plugin: &str,
        answers: &serde_json::Value,
        context: &CheckContext,
    ) -> Result<Vec<PluginProblem>, Unavailable> {
        self.get(plugin).ok_or_else(|| Unavailable::new("plugin.absent"))?.check(answers, context)
    }

    fn compute(
        &self,
        plugin: &str,
        answers: &serde_json::Value,
        context: &CheckContext,
    ) -> Result<Vec<PluginValue>, Unavailable> {
        self.get(plugin).ok_or_else(|| Unavailable::new("plugin.absent"))?.compute(answers, context)
    }
}
