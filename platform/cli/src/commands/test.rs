//! `guichet test`: plays the démarches' scenarios and tries the good and bad values of components; of each, a walk that visits every page and field.
//!
//! The JSON is stable: `{ "version": 1, "folders": [ { folder, faults, results: [ { name, file, title, note, holds, failures } ], written, kept, coverage: {
//! percent, groups: [ { name, tried, all, missing } ] } } ], "played", "failed", "faulty" }`; faults and failures as `guichet check` writes them.

use std::{fs, path::Path, sync::Arc};

use desk::{lists::Lists, papers::ScenarioPapers, plugin_files::PluginFiles};
use form::{
    bundle::{Bundle, Catalogue},
    check,
    demarche::Demarche,
    diagnostic::{Diagnostic, Severity},
    scenario::{self, Coverage, Group, ScenarioResult, Stage},
    text::Language,
};
use jiff::{civil::Date, tz::TimeZone};
use plugins::Plugins;
use serde_json::{Value as Json, json};
use store::Clock;

use super::{demarches_and_components, say};
use crate::{
    Verdict,
    arguments::{Format, Test},
    built_in, diagnostics,
    refusal::{self, Refusal},
};

/// What became of one folder.
struct Folder<'b> {
    bundle: &'b Bundle,
    /// Where it was not played.
    faults: Option<Vec<Diagnostic>>,
    results: Vec<ScenarioResult>,
    coverage: Option<Coverage>,
    /// The expected files that were written anew.
    written: Vec<String>,
    /// Those that differ and were left as they are, because their scenario fails otherwise.
    kept: Vec<String>,
}

/// Plays every scenario at the paths. What has faults is not played: its faults are shown.
pub(crate) fn run(arguments: &Test, language: Language) -> anyhow::Result<Verdict> {
    let outcome = played(arguments, language);
    if let (Err(error), Format::Json) = (&outcome, arguments.format) {
        say(diagnostics::refused(&refusal::of(error), language));
    }
    outcome
}

fn played(arguments: &Test, language: Language) -> anyhow::Result<Verdict> {
    let mut catalogue = built_in::components_with(&arguments.definitions.components)?;
    let plugins = super::plugins()?;
    let (demarches, components) = demarches_and_components(&arguments.definitions.paths, &mut catalogue)?;
    let mut totals = Totals::default();
    let mut told = Vec::new();
    let kinds = demarches.iter().map(|bundle| (bundle, false)).chain(components.iter().map(|bundle| (bundle, true)));
    for (bundle, is_component) in kinds {
        let mut folder = play(bundle, is_component, &catalogue, &plugins, arguments.today)?;
        if arguments.update {
            update(&mut folder)?;
        }
        totals.add(&folder, arguments.fail_under);
        match arguments.format {
            Format::Text => show(&folder, &catalogue, arguments.coverage, language),
            Format::Json => told.push(json(&folder, language)),
        }
    }
    let Totals { played, failed, faulty, thin } = totals;
    match arguments.format {
        Format::Text => {
            say(summary(played, failed, faulty, language));
            if let (Some(least), true) = (arguments.fail_under, thin > 0) {
                say(match language {
                    Language::Fr => format!("Moins de {least} % essayé dans {thin} démarche(s). [test.coverage]"),
                    Language::En => format!("Less than {least} % was tried in {thin} démarche(s). [test.coverage]"),
                });
            }
        }
        Format::Json => {
            let all = json!({ "version": 1, "folders": told, "played": played, "failed": failed, "faulty": faulty });
            say(format!("{all:#}"));
        }
    }
    Ok(if failed + faulty + thin == 0 { Verdict::Well } else { Verdict::Faults })
}

#[derive(Default)]
struct Totals {
    played: usize,
    failed: usize,
    faulty: usize,
    /// Démarches of which too little was tried.
    thin: usize,
}

impl Totals {
    fn add(&mut self, folder: &Folder<'_>, fail_under: Option<u32>) {
        self.faulty += usize::from(folder.faults.is_some());
        self.played += folder.results.len();
        self.failed += folder.results.iter().filter(|result| !result.holds()).count();
        let percent = folder.coverage.as_ref().map(Coverage::percent);
        self.thin += usize::from(percent.zip(fail_under).is_some_and(|(tried, least)| tried < least));
    }
}

fn play<'b>(
    bundle: &'b Bundle,
    is_component: bool,
    catalogue: &Catalogue,
    plugins: &Plugins,
    day: Option<Date>,
) -> anyhow::Result<Folder<'b>> {
    let lists = Lists::embedded();
    let mut folder =
        Folder { bundle, faults: None, results: Vec::new(), coverage: None, written: Vec::new(), kept: Vec::new() };
    let checked = if is_component {
        check::component(bundle, catalogue, &lists)
    } else {
        check::check(bundle, catalogue, &lists, &PluginFiles(plugins))
    };
    let Some(demarche) = checked.demarche else {
        folder.faults = Some(checked.diagnostics);
        return Ok(folder);
    };
    let today = day.unwrap_or_else(|| today(&demarche));
    if is_component {
        folder.results = scenario::component(&demarche, bundle, &lists, today);
        return Ok(folder);
    }
    // Compiled by the check already: taken from where they lie.
    let checker = plugins
        .bundle(plugins_of(&demarche, bundle))
        .map_err(|faults| anyhow::anyhow!("{} plugins do not load", faults.len()))?;
    let stage = Stage { lookup: &lists, checker: &checker, papers: Some(&ScenarioPapers), today, walk_on: day };
    let played = scenario::play(&demarche, bundle, stage);
    (folder.results, folder.coverage) = (played.results, Some(played.coverage));
    Ok(folder)
}

/// Writes the expected files that differ; what failed for nothing else holds now. What fails otherwise writes none: a fault would become what is
/// expected.
fn update(folder: &mut Folder<'_>) -> anyhow::Result<()> {
    let root = Path::new(&folder.bundle.shown_path);
    for result in &mut folder.results {
        let otherwise = |failure: &Diagnostic| failure.severity == Severity::Error && failure.code != "scenario.file";
        if result.failures.iter().any(otherwise) {
            folder.kept.extend(result.found.keys().cloned());
            continue;
        }
        for (path, text) in &result.found {
            let file = root.join(path);
            fs::write(&file, text).map_err(|error| Refusal::file(&file, &error))?;
            folder.written.push(path.clone());
        }
        if !result.found.is_empty() {
            result.failures.retain(|failure| failure.code != "scenario.file");
        }
    }
    Ok(())
}

fn show(folder: &Folder<'_>, catalogue: &Catalogue, with_coverage: bool, language: Language) {
    say(&folder.bundle.shown_path);
    for found in folder.faults.iter().flatten() {
        say(diagnostics::text(found, folder.bundle, catalogue, language));
    }
    for result in &folder.results {
        let mark = match (result.holds(), result.failures.is_empty()) {
            (true, true) => '✓',
            (true, false) => '!',
            (false, _) => '✗',
        };
        let told = result.title.as_deref().or_else(|| result.note.as_ref().map(|note| note.get(language)));
        say(format!("  {mark} {}{}", result.name, told.map(|told| format!(" — {told}")).unwrap_or_default()));
        for found in &result.failures {
            say(diagnostics::text(found, folder.bundle, catalogue, language));
        }
    }
    for path in &folder.written {
        say(match language {
            Language::Fr => format!("  écrit : {path}"),
            Language::En => format!("  written: {path}"),
        });
    }
    for path in &folder.kept {
        say(match language {
            Language::Fr => format!("  pas écrit, car le scénario échoue : {path}"),
            Language::En => format!("  not written, because the scenario fails: {path}"),
        });
    }
    if let (true, Some(coverage)) = (with_coverage, &folder.coverage) {
        say(tried(coverage, language));
    }
}

/// What was tried, in words: a line of numbers, then what was not.
fn tried(coverage: &Coverage, language: Language) -> String {
    let name = |group: &Group| match (group.name, language) {
        ("pages", _) => "pages",
        ("fields", Language::Fr) => "questions",
        ("fields", Language::En) => "questions",
        ("rules", Language::Fr) => "règles",
        ("rules", Language::En) => "rules",
        ("conditions", _) => "conditions",
        ("stops", Language::Fr) => "arrêts",
        ("stops", Language::En) => "stops",
        ("recipients", Language::Fr) => "destinataires",
        (_, Language::Fr) => "autres",
        (other, Language::En) => other,
    };
    let counted = |group: &&Group| !group.all.is_empty();
    let numbers: Vec<String> = coverage
        .groups
        .iter()
        .filter(counted)
        .map(|group| format!("{} {}/{}", name(group), group.seen.len(), group.all.len()))
        .collect();
    let (head, never) = match language {
        Language::Fr => ("  Essayé : ", "    jamais essayé"),
        Language::En => ("  Tried: ", "    never tried"),
    };
    let percent = match language {
        Language::Fr => format!("{} %", coverage.percent()),
        Language::En => format!("{} %", coverage.percent()),
    };
    let mut text = format!("{head}{percent} · {}", numbers.join(" · "));
    for group in &coverage.groups {
        let missing: Vec<&str> = group.missing().collect();
        if !missing.is_empty() {
            text.push_str(&format!("\n{never} ({}) : {}", name(group), missing.join(", ")));
        }
    }
    text
}

fn json(folder: &Folder<'_>, language: Language) -> Json {
    let diagnostics = |found: &[Diagnostic]| diagnostics::values(found, language);
    let results: Vec<Json> = folder
        .results
        .iter()
        .map(|result| {
            json!({
                "name": result.name,
                "file": result.file,
                "title": result.title,
                "note": result.note.as_ref().map(|note| note.get(language)),
                "holds": result.holds(),
                "failures": diagnostics(&result.failures),
            })
        })
        .collect();
    let coverage = folder.coverage.as_ref().map(|coverage| {
        let groups: Vec<Json> = coverage
            .groups
            .iter()
            .map(|group| {
                let missing: Vec<&str> = group.missing().collect();
                json!({ "name": group.name, "tried": group.seen.len(), "all": group.all.len(), "missing": missing })
            })
            .collect();
        json!({ "percent": coverage.percent(), "groups": groups })
    });
    json!({
        "folder": folder.bundle.shown_path,
        "faults": diagnostics(folder.faults.as_deref().unwrap_or_default()),
        "results": results,
        "written": folder.written,
        "kept": folder.kept,
        "coverage": coverage,
    })
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

    /// The archetype with one scenario of its own, in a folder that may be written; and with the one that leads the walk to three rows.
    fn archetype(root: &Path, scenario: &str) -> Bundle {
        let folder = root.join("archetype");
        fs::create_dir_all(folder.join("scenarios")).unwrap();
        fs::create_dir_all(folder.join("texts")).unwrap();
        for (path, bytes) in built_in::archetype() {
            if !path.starts_with("scenarios/") || path == "scenarios/trois-voitures.yaml" {
                let file = folder.join(path);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, bytes).unwrap();
            }
        }
        fs::write(folder.join("scenarios/essai.yaml"), scenario).unwrap();
        desk::folder::bundle(&folder).unwrap()
    }

    #[test]
    fn expected_files_are_written_where_they_differ_and_hold_afterwards() {
        let root = tempfile::tempdir().unwrap();
        let scenario = "today: 2026-03-01\nanswers:\n  logement: proprietaire\n  adresse: { commune: { code: \"31555\", nom: Toulouse } }\n\
             expect:\n  payloads: { mairie: scenarios/essai.mairie.json }\n  recap: scenarios/essai.recap.txt\n  receipt: scenarios/essai.recu.txt\n";
        let (catalogue, plugins) = (built_in::components(), Plugins::new().unwrap());
        let day = Some(jiff::civil::date(2026, 3, 1));
        let run = |bundle: &Bundle| {
            let mut folder = play(bundle, false, &catalogue, &plugins, day).unwrap();
            assert!(folder.faults.is_none(), "{:?}", folder.faults);
            let failed: Vec<&str> =
                folder.results.iter().flat_map(|result| &result.failures).map(|failure| failure.code).collect();
            let failed = failed.len();
            update(&mut folder).unwrap();
            assert!(folder.results.iter().all(ScenarioResult::holds), "{:?}", folder.results);
            (failed, folder.written)
        };
        let bundle = archetype(root.path(), scenario);
        let (failed, written) = run(&bundle);
        assert_eq!(failed, 3);
        assert_eq!(written, ["scenarios/essai.mairie.json", "scenarios/essai.recap.txt", "scenarios/essai.recu.txt"]);
        let folder = root.path().join("archetype");
        assert_eq!(run(&desk::folder::bundle(&folder).unwrap()), (0, Vec::new()), "nothing differs any more");
        let recap = folder.join("scenarios/essai.recap.txt");
        let text = fs::read_to_string(&recap).unwrap();
        assert!(text.contains("Propriétaire"), "{text}");
        fs::write(&recap, text.replace("Propriétaire", "Locataire")).unwrap();
        let changed = run(&desk::folder::bundle(&folder).unwrap());
        assert_eq!(changed, (1, vec!["scenarios/essai.recap.txt".to_owned()]), "only what differs");
        let receipt = fs::read_to_string(folder.join("scenarios/essai.recu.txt")).unwrap();
        assert!(receipt.contains("Propriétaire") && receipt.contains("mars 2026"), "{receipt}");
    }

    /// What goes wrong would become what is expected.
    #[test]
    fn a_scenario_that_fails_writes_no_expected_file() {
        let root = tempfile::tempdir().unwrap();
        let scenario = "today: 2026-03-01\nanswers:\n  logement: proprietaire\n  adresse: { commune: { code: \"31555\", nom: Toulouse } }\n\
             expect:\n  pages: []\n  recap: scenarios/essai.recap.txt\n";
        let bundle = archetype(root.path(), scenario);
        let (catalogue, plugins) = (built_in::components(), Plugins::new().unwrap());
        let mut folder = play(&bundle, false, &catalogue, &plugins, Some(jiff::civil::date(2026, 3, 1))).unwrap();
        update(&mut folder).unwrap();
        assert_eq!((folder.written.len(), folder.kept.clone()), (0, vec!["scenarios/essai.recap.txt".to_owned()]));
        assert!(!root.path().join("archetype/scenarios/essai.recap.txt").exists());
        let codes: Vec<_> =
            folder.results.iter().flat_map(|result| &result.failures).map(|failure| failure.code).collect();
        assert!(codes.contains(&"scenario.file") && codes.contains(&"scenario.pages"), "{codes:?}");
        assert_eq!(json(&folder, Language::Fr)["kept"], json!(["scenarios/essai.recap.txt"]));
    }

    #[test]
    fn too_little_tried_is_a_failure_where_it_is_asked_for() {
        let bundle = desk::folder::bundle(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../archetype")).unwrap();
        let bundle = Bundle {
            files: bundle.files.into_iter().filter(|(path, _)| !path.starts_with("scenarios/deux")).collect(),
            ..bundle
        };
        let bundle =
            Bundle { files: bundle.files.into_iter().filter(|(path, _)| path != check::LOCK_FILE).collect(), ..bundle };
        let (catalogue, plugins) = (built_in::components(), Plugins::new().unwrap());
        let folder = play(&bundle, false, &catalogue, &plugins, None).unwrap();
        let percent = folder.coverage.as_ref().map_or(0, Coverage::percent);
        assert!((10..100).contains(&percent), "{percent}");
        let thin = |least| {
            let mut totals = Totals::default();
            totals.add(&folder, least);
            totals.thin
        };
        assert_eq!((thin(None), thin(Some(percent)), thin(Some(100))), (0, 0, 1));
        let told = tried(folder.coverage.as_ref().unwrap(), Language::Fr);
        assert!(told.contains("jamais essayé (règles)"), "{told}");
    }
}
