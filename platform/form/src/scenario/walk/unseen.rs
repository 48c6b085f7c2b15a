//! Tells what the walk never saw, and why, as far as it knows.

use std::collections::BTreeSet;

use super::{Gone, Walk};
use crate::{diagnostic::Sentence, expression::Expression, state::State};

impl Walk<'_> {
    pub(super) fn tell_unseen(&mut self) {
        for target in self.unseen() {
            let (fr, en) = self.why_not(&target);
            let name = target.strip_prefix("page:").unwrap_or(&target);
            self.report.warning(
                "scenario.never_seen",
                self.place,
                Sentence::new(
                    format!("Le parcours automatique n'a jamais vu « {name} » : {fr}."),
                    format!("The generated walk never saw “{name}”: {en}."),
                ),
                Sentence::new("Montrez par un scénario que l'on y arrive.", "Show by a scenario that one gets there."),
            );
        }
    }

    /// Why a target was not reached, as far as the walk knows: it ended early, the journey always stopped before, or the condition was never true.
    fn why_not(&self, target: &str) -> (String, String) {
        let demarche = self.demarche;
        if self.is_tired() {
            let tried = self.tried;
            return (
                format!("il s'est arrêté après {tried} chemins, sans avoir tout essayé"),
                format!("it ended after {tried} ways, before all was tried"),
            );
        }
        let page = match target.strip_prefix("page:") {
            Some(id) => demarche.page(id).map(|(index, _)| index),
            None => demarche.at(target).and_then(|node| node.page),
        };
        let stop_before = |gone: &Gone| {
            let state = State::new(demarche, &gone.given.answers, self.facts);
            let found = state.stop().filter(|(at, _)| page.is_some_and(|page| *at < page));
            found.map(|(_, stop)| stop.id.clone())
        };
        let stops: Option<BTreeSet<String>> = self.gone.iter().map(stop_before).collect();
        if let Some(stops) = stops.filter(|stops| !stops.is_empty()) {
            let list = stops.into_iter().collect::<Vec<_>>().join(", ");
            return (
                format!("le parcours s'arrête toujours avant ({list})"),
                format!("the journey always stops before ({list})"),
            );
        }
        let mut texts: Vec<&str> = Vec::new();
        texts.extend(page.and_then(|page| demarche.pages[page].show_if.as_ref()).map(Expression::text));
        let mut at = demarche.at(target);
        while let Some(node) = at {
            texts.extend(node.show_if.iter().map(Expression::text));
            at = node.parent.map(|parent| demarche.node(parent));
        }
        let (list, tried) = (texts.join(" && "), self.tried);
        if list.is_empty() {
            return (
                format!("aucun des {tried} chemins essayés n'y passe"),
                format!("none of the {tried} ways tried passes there"),
            );
        }
        (
            format!("sur {tried} chemins essayés, sa condition n'a jamais été vraie ({list})"),
            format!("on {tried} ways tried, its condition was never true ({list})"),
        )
    }

    /// The questions and pages that no way has shown yet.
    pub(super) fn unseen(&self) -> Vec<String> {
        let pages =
            self.demarche.pages.iter().filter(|page| !page.shows.is_empty()).map(|page| format!("page:{}", page.id));
        let fields = self
            .demarche
            .nodes
            .iter()
            .filter(|node| node.field().is_some() && node.page.is_some())
            .map(|node| node.path.clone());
        pages.chain(fields).filter(|name| !self.seen.contains(name)).collect()
    }
}
