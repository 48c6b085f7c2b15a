//! `guichet check`: says all that is wrong with definitions.

use desk::{lists::Lists, plugin_files::PluginFiles};
use form::{check, diagnostic::Severity, text::Language};
use plugins::Plugins;

use super::{demarches_and_components, say};
use crate::{
    Verdict,
    arguments::{Check, Format},
    built_in, diagnostics,
};

/// Checks every démarche and every component at the paths and shows every fault.
pub(crate) fn run(arguments: &Check, language: Language) -> anyhow::Result<Verdict> {
    let catalogue = built_in::components_with(&arguments.definitions.components)?;
    let lists = Lists::embedded();
    let plugins = Plugins::new()?;
    let plugin_files = PluginFiles(&plugins);
    let mut all = Vec::new();
    let (demarches, components) = demarches_and_components(&arguments.definitions.paths)?;
    let checked_demarches =
        demarches.iter().map(|bundle| (bundle, check::check(bundle, &catalogue, &lists, &plugin_files)));
    let checked_components = components.iter().map(|bundle| (bundle, check::component(bundle, &catalogue, &lists)));
    for (bundle, checked) in checked_demarches.chain(checked_components) {
        if arguments.format == Format::Text {
            for diagnostic in &checked.diagnostics {
                say(diagnostics::text(diagnostic, bundle, &catalogue, language));
            }
        }
        all.extend(checked.diagnostics);
    }
    let errors = all.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    match arguments.format {
        Format::Json => say(diagnostics::json(&all, language)),
        Format::Text => {
            say(diagnostics::summary((demarches.len(), components.len()), errors, all.len() - errors, language))
        }
    }
    Ok(if errors == 0 { Verdict::Well } else { Verdict::Faults })
}
