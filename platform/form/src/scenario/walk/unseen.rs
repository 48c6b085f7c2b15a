//! Tells what the walk never saw, and why, as far as it knows.

use std::collections::BTreeSet;

use super::{Gone, Walk};
use crate::{
    demarche::{Computed, Node},
    diagnostic::Sentence,
    expression::Expression,
    state::State,
};

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
        let node = demarche.at(target);
        if let Some(list) = node.and_then(|node| self.never_begun(node)) {
            return (
                format!("aucun des chemins essayés n'a de ligne dans « {list} »"),
                format!("none of the ways tried has a row in “{list}”"),
            );
        }
        let mut conditions: Vec<&Expression> =
            page.and_then(|page| demarche.pages[page].show_if.as_ref()).into_iter().collect();
        let mut at = node;
        while let Some(node) = at {
            conditions.extend(&node.show_if);
            at = node.parent.map(|parent| demarche.node(parent));
        }
        let list = conditions.iter().map(|condition| condition.text()).collect::<Vec<_>>().join(" && ");
        let (ways_fr, ways_en) = self.ways_tried();
        if list.is_empty() && node.is_none() {
            return (
                format!("sur {ways_fr}, tout ce qu'elle montre est resté caché"),
                format!("on {ways_en}, all that it shows stayed hidden"),
            );
        }
        if list.is_empty() {
            return (format!("il n'y est pas passé ({ways_fr})"), format!("it did not pass there ({ways_en})"));
        }
        let (beyond_fr, beyond_en) = self.beyond(&conditions);
        (
            format!("sur {ways_fr}, sa condition n'a jamais été vraie ({list}){beyond_fr}"),
            format!("on {ways_en}, its condition was never true ({list}){beyond_en}"),
        )
    }

    /// The repeated group around a question of which no way has a row.
    fn never_begun(&self, node: &Node) -> Option<&str> {
        let innermost = *node.repeated_in.last()?;
        let begun = self.gone.iter().any(|gone| {
            let state = State::new(self.demarche, &gone.given.answers, self.facts);
            !state.instances(node).is_empty()
        });
        (!begun).then(|| self.demarche.node(innermost).path.as_str())
    }

    /// What conditions hang on beside the answers, which the walk does not choose: plugins, sources, connections.
    fn beyond(&self, conditions: &[&Expression]) -> (String, String) {
        let demarche = self.demarche;
        let mut open: Vec<&str> = Vec::new();
        let mut asks = false;
        for condition in conditions {
            asks |= !condition.recipients().is_empty();
            open.extend(condition.reads().iter().map(String::as_str));
        }
        let (mut plugins, mut sources) = (BTreeSet::new(), BTreeSet::new());
        let mut known: BTreeSet<&str> = BTreeSet::new();
        while let Some(path) = open.pop() {
            if !known.insert(path) {
                continue;
            }
            match demarche.at(path).and_then(|node| node.computed.as_ref()) {
                Some(Computed::Plugin { path: plugin, .. }) => {
                    plugins.insert(plugin.as_str());
                }
                Some(Computed::Expression(expression)) => {
                    asks |= !expression.recipients().is_empty();
                    open.extend(expression.reads().iter().map(String::as_str));
                }
                None => {
                    let gives = |source: &&crate::source::DataSource| {
                        source.gives.iter().any(|(part, _)| source.part(&source.mount, part) == path)
                    };
                    sources.extend(demarche.sources.iter().filter(gives).map(|source| source.id.as_str()));
                }
            }
        }
        let list = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join(", ");
        let (mut fr, mut en) = (String::new(), String::new());
        if !plugins.is_empty() {
            let list = list(plugins);
            fr.push_str(&format!(" ; elle dépend du résultat de {list}, que le parcours ne choisit pas"));
            en.push_str(&format!("; it depends on the result of {list}, which the walk does not choose"));
        }
        if !sources.is_empty() {
            let list = list(sources);
            fr.push_str(&format!(" ; elle dépend de ce que répond la source {list}, que le parcours n'interroge pas"));
            en.push_str(&format!("; it depends on what the source {list} answers, which the walk does not ask"));
        }
        if asks {
            fr.push_str(" ; elle demande qui est raccordé : le parcours essaie tous les destinataires, puis aucun ; dans un scénario, « unconnected » dit lesquels manquent");
            en.push_str("; it asks who is connected: the walk tries all recipients, then none; in a scenario, “unconnected” says which are missing");
        }
        (fr, en)
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
