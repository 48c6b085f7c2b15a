//! Answers `form`'s check of a definition: is this file a plugin, and are the templates of formats sound?

use documents::formats;
use form::{
    check,
    demarche::{Demarche, Format, Recipient},
    diagnostic::Sentence,
    text::Language,
};
use plugins::Plugins;

/// Loads each plugin to find out. A plugin that was loaded before is known by its bytes.
pub struct PluginFiles<'a>(pub &'a Plugins);

impl check::PluginFiles for PluginFiles<'_> {
    fn fault(&self, _path: &str, bytes: &[u8]) -> Option<(&'static str, Sentence)> {
        let fault = self.0.load(bytes).err()?;
        Some((fault.code(), Sentence::new(fault.sentence(Language::Fr), fault.sentence(Language::En))))
    }

    fn format_faults(&self, demarche: &Demarche, recipient: &Recipient, format: &Format) -> Vec<check::FormatFault> {
        formats::faults(demarche, recipient, format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_plugin_is_told_in_both_languages() {
        let plugins = Plugins::new().unwrap();
        let (code, said) = check::PluginFiles::fault(&PluginFiles(&plugins), "plugins/x.wasm", b"x").unwrap();
        assert_eq!(code, "plugin.not_wasm");
        assert!(said.fr.starts_with("Ce fichier"), "{}", said.fr);
        assert!(said.en.starts_with("This file"), "{}", said.en);
    }
}
