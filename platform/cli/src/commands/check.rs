//! `guichet check`: says all that is wrong with definitions.

use desk::{lists::Lists, plugin_files::PluginFiles};
use form::{check, diagnostic::Severity};
use plugins::Plugins;

use super::{demarches, say};
use crate::{
    Verdict,
    arguments::{Check, Format},
    built_in, diagnostics,
};

/// Checks every démarche at the paths and shows every fault.
pub(crate) fn run(arguments: &Check) -> anyhow::Result<Verdict> {
    let language = arguments.definitions.lang.into();
    let catalogue = built_in::components_with(&arguments.definitions.components)?;
    let lists = Lists::embedded();
    let plugins = Plugins::new()?;
    let plugin_files = PluginFiles(&plugins);
    let mut all = Vec::new();
    let mut bundles = demarches(&arguments.definitions.paths)?;
    bundles.sort_by(|a, b| a.shown_path.cmp(&b.shown_path));
    for bundle in &bundles {
        let checked = check::check(bundle, &catalogue, &lists, &plugin_files);
        if arguments.format == Format::Text {
            for diagnostic in &checked.diagnostics {
                say(diagnostics::text(diagnostic, bundle, &catalogue, language));
            }
        }
        all.extend(checked.diagnostics);
    }
    let errors = all
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .count();
    match arguments.format {
        Format::Json => say(diagnostics::json(&all, language)),
        Format::Text => say(diagnostics::summary(bundles.len(), errors, all.len() - errors, language)),
    }
    Ok(if errors == 0 {
        Verdict::Well
    } else {
        Verdict::Faults
    })
}
