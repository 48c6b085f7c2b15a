//! `guichet test`: plays the démarches' scenarios, and of each démarche a walk that visits every page and field.

use std::sync::Arc;

use desk::{lists::Lists, plugin_files::PluginFiles};
use form::{
    bundle::Bundle,
    check,
    demarche::{DecidedBy, Demarche},
    scenario,
    text::Language,
};
use jiff::{civil::Date, tz::TimeZone};
use plugins::Plugins;
use store::Clock;

use super::{demarches, say};
use crate::{Verdict, arguments::Test, built_in, diagnostics};

/// Plays every scenario at the paths. A démarche with faults is not played: its faults are shown.
pub(crate) fn run(arguments: &Test) -> anyhow::Result<Verdict> {
    let language = arguments.definitions.lang.into();
    let catalogue = built_in::components_with(&arguments.definitions.components)?;
    let lists = Lists::embedded();
    let plugins = Plugins::new()?;
    let plugin_files = PluginFiles(&plugins);
    let bundles = demarches(&arguments.definitions.paths)?;
    let (mut played, mut failed, mut faulty) = (0, 0, 0);
    for bundle in &bundles {
        say(&bundle.shown_path);
        let checked = check::check(bundle, &catalogue, &lists, &plugin_files);
        let Some(demarche) = checked.demarche else {
            faulty += 1;
            for found in &checked.diagnostics {
                say(diagnostics::text(found, bundle, &catalogue, language));
            }
            continue;
        };
        let checker = plugins
            .bundle(plugins_of(&demarche, bundle))
            .map_err(|faults| anyhow::anyhow!("{} plugins do not load", faults.len()))?;
        for result in scenario::run(&demarche, bundle, &lists, &checker, today(&demarche)) {
            played += 1;
            failed += usize::from(!result.holds());
            let mark = if result.holds() { '✓' } else { '✗' };
            let title = result.title.as_ref().map(|title| format!(" — {title}"));
            say(format!("  {mark} {}{}", result.name, title.unwrap_or_default()));
            for found in &result.failures {
                say(diagnostics::text(found, bundle, &catalogue, language));
            }
        }
    }
    say(summary(played, failed, faulty, language));
    Ok(if failed + faulty == 0 { Verdict::Well } else { Verdict::Faults })
}

/// The day of scenarios that do not say, in the démarche's legal time zone.
fn today(demarche: &Demarche) -> Date {
    let zone = TimeZone::get(&demarche.timezone).unwrap_or(TimeZone::UTC);
    Clock::system().now().to_zoned(zone).date()
}

/// The plugins that the démarche's rules name.
fn plugins_of(demarche: &Demarche, bundle: &Bundle) -> Vec<(String, Arc<[u8]>)> {
    let named = demarche.rules.iter().filter_map(|rule| match &rule.decided_by {
        DecidedBy::Plugin { path, .. } => Some(path),
        DecidedBy::Expression(_) => None,
    });
    named.filter_map(|path| Some((path.clone(), bundle.files.get(path)?.clone()))).collect()
}

/// The last line: how many were played and how many did not hold.
fn summary(played: usize, failed: usize, faulty: usize, language: Language) -> String {
    let plural = |count: usize| if count < 2 { "" } else { "s" };
    match language {
        Language::Fr => {
            let skipped = match faulty {
                0 => String::new(),
                1 => " ; 1 démarche fautive, non jouée".to_owned(),
                many => format!(" ; {many} démarches fautives, non jouées"),
            };
            format!("{played} scénario{0} joué{0}, {failed} en échec{skipped}.", plural(played))
        }
        Language::En => {
            let skipped = match faulty {
                0 => String::new(),
                many => format!("; {many} démarche{} with faults, not played", if many == 1 { "" } else { "s" }),
            };
            format!("{played} scenario{} played, {failed} failed{skipped}.", if played == 1 { "" } else { "s" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_what_was_not_played() {
        assert_eq!(summary(4, 0, 0, Language::Fr), "4 scénarios joués, 0 en échec.");
        assert_eq!(summary(1, 1, 2, Language::Fr), "1 scénario joué, 1 en échec ; 2 démarches fautives, non jouées.");
        assert_eq!(summary(1, 0, 1, Language::En), "1 scenario played, 0 failed; 1 démarche with faults, not played.");
    }
}
