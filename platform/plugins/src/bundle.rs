//! Answers `form` with the plugins of one version of a démarche.

use std::collections::BTreeMap;

use form::checker::{CheckContext, Checker, PluginProblem, Unavailable};

use crate::plugin::Plugin;

/// The plugins of one version of a démarche, by their paths in its folder.
pub struct Bundle {
    plugins: BTreeMap<String, Plugin>,
    knows: Box<dyn Fn(&str) -> bool + Send + Sync>,
}

impl Bundle {
    pub(crate) fn new(plugins: BTreeMap<String, Plugin>) -> Self {
        Self {
            plugins,
            knows: Box::new(|_| true),
        }
    }

    /// Lets `knows` say which answer paths the démarche has; a plugin that names another has given no verdict at all.
    #[must_use]
    pub fn knowing(mut self, knows: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        self.knows = Box::new(knows);
        self
    }

    /// Each plugin's path and hash: what the evidence of a submission names.
    pub fn hashes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.plugins
            .iter()
            .map(|(path, plugin)| (path.as_str(), plugin.hash()))
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
        let plugin = self.plugins.get(plugin).ok_or(Unavailable {
            code: "plugin.absent",
        })?;
        let problems = plugin.check(answers, context)?;
        if problems
            .iter()
            .all(|problem| problem.at.is_empty() || (self.knows)(&problem.at))
        {
            Ok(problems)
        } else {
            Err(Unavailable {
                code: "plugin.output",
            })
        }
    }
}

impl std::fmt::Debug for Bundle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.hashes()).finish()
    }
}
