//! Listens to what plugins say of a scenario's answers, and keeps silent those that the scenario wants away. What a plugin could not do is told
//! to its author, with the reason.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use crate::{
    checker::{CheckContext, Checker, PluginProblem, PluginValue, Unavailable},
    definition::{
        report::Report,
        scenario::{Expectation, ScenarioEntry},
        tree::Place,
    },
    demarche::Computed,
    diagnostic::Sentence,
    state::State,
};

use super::compare::failure;

/// What a plugin said of a rule; the worst of it where it was asked for several rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Said {
    /// It was not asked: an answer that it reads is missing or hidden, or its place has another problem.
    #[default]
    NotAsked,
    /// It found nothing.
    Pass,
    /// It could not answer.
    Unavailable,
    /// It found a problem.
    Refuse,
}

impl Said {
    /// As authors write it.
    fn id(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::Pass => "pass",
            Self::Unavailable => "unavailable",
            Self::Refuse => "refuse",
        }
    }
}

/// What authors may write.
pub(crate) const VERDICTS: &[&str] = &["not_asked", "pass", "refuse", "unavailable"];

/// A checker that passes on what is asked, and remembers what was said.
pub(super) struct Recorder<'a> {
    inner: &'a dyn Checker,
    away: BTreeSet<&'a str>,
    said: Mutex<BTreeMap<String, Said>>,
    failed: Mutex<Failures>,
}

/// Why plugins could not answer, by the plugin, the rule (nothing where values are computed) and the code: the first reason of each.
type Failures = BTreeMap<(String, String, &'static str), String>;

impl<'a> Recorder<'a> {
    /// Passes on to `inner`, but for the plugins that the scenario wants away.
    pub(super) fn of(inner: &'a dyn Checker, entry: &'a ScenarioEntry) -> Self {
        let away = entry.unavailable.iter().map(|plugin| plugin.text.as_str()).collect();
        Self { away, ..Self::around(inner) }
    }

    /// Passes everything on to `inner`.
    pub(super) fn around(inner: &'a dyn Checker) -> Self {
        Self { inner, away: BTreeSet::new(), said: Mutex::default(), failed: Mutex::default() }
    }

    /// What was said of a rule.
    pub(super) fn said(&self, rule: &str) -> Said {
        self.said.lock().ok().and_then(|said| said.get(rule).copied()).unwrap_or_default()
    }

    /// Forgets what was said while answers were still being made up.
    pub(super) fn forget(&self) {
        if let Ok(mut said) = self.said.lock() {
            said.clear();
        }
        if let Ok(mut failed) = self.failed.lock() {
            failed.clear();
        }
    }

    fn fails(&self, plugin: &str, rule: &str, unavailable: &Unavailable) {
        // Where there are no plugins at all, or the scenario wants one away, nothing failed.
        if unavailable.code != ABSENT
            && let Ok(mut failed) = self.failed.lock()
        {
            let key = (plugin.to_owned(), rule.to_owned(), unavailable.code);
            failed.entry(key).or_insert_with(|| unavailable.detail.clone());
        }
    }

    /// Remembers the values that plugins computed and their fields cannot hold: only the answers know it.
    pub(super) fn hear_values(&self, state: &State<'_>) {
        for node in &state.demarche.nodes {
            let Some(Computed::Plugin { path: plugin, .. }) = &node.computed else { continue };
            for path in state.instances(node) {
                if let Some(unavailable) = state.unavailable(&path) {
                    self.fails(plugin, "", &unavailable);
                }
            }
        }
    }

    /// Tells each plugin that could not answer, and why, but for the rules of which `expected` says that they are not answered.
    pub(super) fn tell_failures(&self, report: &mut Report, place: Place, expected: &BTreeSet<&str>) {
        let failed = self.failed.lock().map(|failed| failed.clone()).unwrap_or_default();
        for ((plugin, rule, code), detail) in &failed {
            if expected.contains(rule.as_str()) {
                continue;
            }
            let (fr, en) = meaning(code);
            let because = if detail.is_empty() { String::new() } else { format!(" : {detail}") };
            let (of_fr, of_en) = match rule.as_str() {
                "" => (String::new(), String::new()),
                rule => (format!(" pour la règle « {rule} »"), format!(" for the rule “{rule}”")),
            };
            report.warning(
                "scenario.plugin_failed",
                place,
                Sentence::new(
                    format!("« {plugin} » n'a pas pu répondre{of_fr}, car {fr} ({code}{because})."),
                    format!("“{plugin}” could not answer{of_en}, because {en} ({code}{})", because.replacen(" :", ":", 1)) + ".",
                ),
                Sentence::new(
                    "Corrigez le greffon : il répond à toutes les réponses que la démarche accepte, par un problème ou une valeur vide s'il ne sait pas.",
                    "Correct the plugin: it answers whatever answers the démarche accepts, by a problem or an empty value where it does not know.",
                ),
            );
        }
    }
}

/// The code of a plugin that is not there.
const ABSENT: &str = "plugin.absent";

/// What a code means, after « car ».
fn meaning(code: &str) -> (&'static str, &'static str) {
    match code {
        "plugin.fuel" => ("il calcule sans fin, ou trop longtemps", "it computes without end, or too long"),
        "plugin.time" | "plugin.busy" => ("il a dépassé son temps", "its time was over"),
        "plugin.memory" => ("il a demandé plus de mémoire qu'il n'en a", "it asked for more memory than there is"),
        "plugin.stack" => ("ses fonctions s'appellent sans fin", "its functions call one another without end"),
        "plugin.input" => ("les réponses sont trop grandes pour lui", "the answers are too large for it"),
        "plugin.output" => ("ce qu'il a rendu ne suit pas le contrat", "what it gave back is not of the contract"),
        "plugin.value" => ("la valeur rendue ne convient pas au champ", "the value it gave does not fit the field"),
        _ => (
            "il s'est arrêté net, par exemple sur une exception que rien ne rattrape",
            "it stopped at once, for instance by an exception that nothing catches",
        ),
    }
}

impl Checker for Recorder<'_> {
    fn check(
        &self,
        plugin: &str,
        answers: &serde_json::Value,
        context: &CheckContext,
    ) -> Result<Vec<PluginProblem>, Unavailable> {
        let found = if self.away.contains(plugin) {
            Err(Unavailable::new(ABSENT))
        } else {
            self.inner.check(plugin, answers, context)
        };
        if let Err(unavailable) = &found {
            self.fails(plugin, &context.rule, unavailable);
        }
        let now = match &found {
            Ok(problems) if problems.is_empty() => Said::Pass,
            Ok(_) => Said::Refuse,
            Err(_) => Said::Unavailable,
        };
        if let Ok(mut said) = self.said.lock() {
            let worst = said.entry(context.rule.clone()).or_default();
            *worst = (*worst).max(now);
        }
        found
    }

    fn compute(
        &self,
        plugin: &str,
        answers: &serde_json::Value,
        context: &CheckContext,
    ) -> Result<Vec<PluginValue>, Unavailable> {
        if self.away.contains(plugin) {
            return Err(Unavailable::new(ABSENT));
        }
        let found = self.inner.compute(plugin, answers, context);
        if let Err(unavailable) = &found {
            self.fails(plugin, "", unavailable);
        }
        found
    }
}

/// The rules whose plugins a scenario expects not to answer.
pub(super) fn expected_silent(expect: &Expectation) -> BTreeSet<&str> {
    let silent = expect.plugins.iter().filter(|(_, wanted)| wanted.value == Said::Unavailable.id());
    silent.map(|(rule, _)| rule.text.as_str()).collect()
}

/// Tells each plugin that said something else than expected.
pub(super) fn compare(report: &mut Report, expect: &Expectation, recorder: &Recorder<'_>) {
    for (rule, wanted) in &expect.plugins {
        let found = recorder.said(&rule.text).id();
        if wanted.value != found {
            let (rule, wanted) = (&rule.text, wanted.value);
            failure(
                report,
                "scenario.plugins",
                expect
                    .plugins
                    .iter()
                    .find(|(known, _)| known.text == *rule)
                    .map_or(expect.place, |(known, _)| known.place),
                format!("Le greffon de la règle « {rule} » : attendu {wanted}, trouvé {found}."),
                format!("The plugin of the rule “{rule}”: expected {wanted}, found {found}."),
            );
        }
    }
}
