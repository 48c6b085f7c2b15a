//! Listens to what plugins say of a scenario's answers, and keeps silent those that the scenario wants away.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use crate::{
    checker::{CheckContext, Checker, PluginProblem, PluginValue, Unavailable},
    definition::{
        report::Report,
        scenario::{Expectation, ScenarioEntry},
    },
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
}

impl<'a> Recorder<'a> {
    /// Passes on to `inner`, but for the plugins that the scenario wants away.
    pub(super) fn of(inner: &'a dyn Checker, entry: &'a ScenarioEntry) -> Self {
        let away = entry.unavailable.iter().map(|plugin| plugin.text.as_str()).collect();
        Self { inner, away, said: Mutex::default() }
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
            Err(Unavailable { code: "plugin.absent" })
        } else {
            self.inner.check(plugin, answers, context)
        };
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
            return Err(Unavailable { code: "plugin.absent" });
        }
        self.inner.compute(plugin, answers, context)
    }
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
