//! `guichet test`: plays the démarches' scenarios and tries the good and bad values of components; of each, a walk that visits every page and field.

use std::sync::Arc;

use desk::{lists::Lists, plugin_files::PluginFiles};
use form::{bundle::Bundle, check, demarche::Demarche, scenario, text::Language};
use jiff::{civil::Date, tz::TimeZone};
use store::Clock;

use super::{demarches_and_components, say};
use crate::{Verdict, arguments::Test, built_in, diagnostics};

/// Plays every scenario at the paths. What has faults is not played: its faults are shown.
pub(crate) fn run(arguments: &Test, language: Language) -> anyhow::Result<Verdict> {
    let mut catalogue = built_in::components_with(&arguments.definitions.components)?;
    let lists = Lists::embedded();
    let plugins = super::plugins()?;
    let plugin_files = PluginFiles(&plugins);
    let (demarches, components) = demarches_and_components(&arguments.definitions.paths, &mut catalogue)?;
    let (mut played, mut failed, mut faulty) = (0, 0, 0);
    let kinds = demarches.iter().map(|bundle| (bundle, false)).chain(components.iter().map(|bundle| (bundle, true)));
    for (bundle, is_component) in kinds {
        say(&bundle.shown_path);
        let checked = if is_component {
            check::component(bundle, &catalogue, &lists)
        } else {
            check::check(bundle, &catalogue, &lists, &plugin_files)
        };
        let Some(demarche) = checked.demarche else {
            faulty += 1;
            for found in &checked.diagnostics {
                say(diagnostics::text(found, bundle, &catalogue, language));
            }
            continue;
        };
        let results = if is_component {
            scenario::component(&demarche, bundle, &lists, today(&demarche))
        } else {
            let checker = plugins
                .bundle(plugins_of(&demarche, bundle))
                .map_err(|faults| anyhow::anyhow!("{} plugins do not load", faults.len()))?;
            scenario::run(&demarche, bundle, &lists, &checker, today(&demarche))
        };
        for result in results {
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
pub(super) fn today(demarche: &Demarche) -> Date {
    let zone = TimeZone::get(&demarche.timezone).unwrap_or(TimeZone::UTC);
    Clock::system().now().to_zoned(zone).date()
}

/// The démarche's plugins.
pub(super) fn plugins_of(demarche: &Demarche, bundle: &Bundle) -> Vec<(String, Arc<[u8]>)> {
    let files = demarche.plugins().into_iter();
    files.filter_map(|path| Some((path.to_owned(), bundle.files.get(path)?.clone()))).collect()
}

/// The last line: how many were played and how many did not hold.
fn summary(played: usize, failed: usize, faulty: usize, language: Language) -> String {
    let plural = |count: usize| if count < 2 { "" } else { "s" };
    match language {
        Language::Fr => {
            let skipped = match faulty {
                0 => String::new(),
                1 => " ; 1 définition fautive, non jouée".to_owned(),
                many => format!(" ; {many} définitions fautives, non jouées"),
            };
            format!("{played} scénario{0} joué{0}, {failed} en échec{skipped}.", plural(played))
        }
        Language::En => {
            let skipped = match faulty {
                0 => String::new(),
                many => format!("; {many} definition{} with faults, not played", if many == 1 { "" } else { "s" }),
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
        assert_eq!(summary(1, 1, 2, Language::Fr), "1 scénario joué, 1 en échec ; 2 définitions fautives, non jouées.");
        assert_eq!(
            summary(1, 0, 1, Language::En),
            "1 scenario played, 0 failed; 1 definition with faults, not played."
        );
    }
}
