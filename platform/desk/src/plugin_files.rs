//! Answers `form`'s check of a definition: is this file a plugin?

use form::{check, text::Language};
use plugins::Plugins;

/// Loads each plugin to find out. A plugin that was loaded before is known by its bytes.
pub struct PluginFiles<'a>(pub &'a Plugins);

impl check::PluginFiles for PluginFiles<'_> {
    fn fault(&self, _path: &str, bytes: &[u8]) -> Option<(&'static str, String)> {
        let fault = self.0.load(bytes).err()?;
        Some((fault.code(), fault.sentence(Language::Fr)))
    }
}
