//! Says which answers of a way decide about what it does not show, and what may be changed in them.

use std::collections::BTreeSet;

use super::{Gone, MAX_CHANGES, Walk, Way};
use crate::{answers::Value, demarche::Node, expression::Expression, path, state::State};

impl Walk<'_> {
    /// What may be changed on a way to show `target`: one answer, then two, then three at once.
    pub(super) fn changes(&self, target: &str, way: &Gone) -> Vec<Way> {
        let state = State::new(self.demarche, &way.given.answers, self.facts);
        let mut changes: Vec<Way> = self.row(target, &state).into_iter().map(|row| vec![row]).collect();
        changes.extend(self.combined(&self.deciding(target, way.stopped), way, &state, &|_, _| Vec::new()));
        changes.truncate(MAX_CHANGES);
        changes
    }

    /// Other answers to these questions, in every row: to one, then to two, then to three at once. `more` gives values to try beside the usual
    /// ones, where they fit.
    pub(super) fn combined(
        &self,
        nodes: &[&Node],
        way: &Gone,
        state: &State<'_>,
        more: &dyn Fn(&Node, &str) -> Vec<Value>,
    ) -> Vec<Way> {
        let mut questions: Vec<Vec<(String, Option<Value>)>> = Vec::new();
        for node in nodes {
            let Some(field) = node.field() else { continue };
            let usual = self.alternatives(node);
            for path in state.instances(node) {
                if !state.visible(&path) {
                    continue;
                }
                let fitting =
                    more(node, &path).into_iter().filter(|value| field.field_type.check(value, field).is_empty());
                let mut other: Vec<Option<Value>> = Vec::new();
                for value in fitting.map(Some).chain(usual.iter().cloned()) {
                    if way.given.answers.value(&path) != value.as_ref() && !other.contains(&value) {
                        other.push(value);
                    }
                }
                questions.push(other.into_iter().map(|value| (path.clone(), value)).collect());
            }
        }
        let mut longest: Vec<Way> = vec![Vec::new()];
        for question in questions.iter().take(3) {
            let mut longer = Vec::new();
            for way in &longest {
                for change in question {
                    let mut way = way.clone();
                    way.push(change.clone());
                    longer.push(way);
                }
            }
            longest.extend(longer);
            longest.truncate(MAX_CHANGES);
        }
        // The first other answer of each question, then the second of each: many questions must not wait for one with many answers.
        let most = questions.iter().map(Vec::len).max().unwrap_or_default();
        let nth = |index: usize| questions.iter().filter_map(move |question| question.get(index));
        let singles = (0..most).flat_map(nth).map(|change| vec![change.clone()]);
        let mut changes: Vec<Way> = singles.chain(longest.into_iter().filter(|way| way.len() > 1)).collect();
        changes.truncate(MAX_CHANGES);
        changes
    }

    /// An answer in a row of the list that `target` is asked in, where the list needs none and nobody has begun one.
    fn row(&self, target: &str, state: &State<'_>) -> Option<(String, Option<Value>)> {
        let innermost = *self.demarche.at(target)?.repeated_in.last()?;
        let list = self.demarche.node(innermost);
        let typed = |node: &&Node| {
            node.field().is_some() && node.computed.is_none() && node.repeated_in.last() == Some(&innermost)
        };
        let mut within = self.demarche.nodes.iter().filter(typed);
        let first = within.clone().find(|node| node.show_if.is_empty()).or_else(|| within.next())?;
        let groups: Vec<&Node> = first.repeated_in.iter().map(|list| self.demarche.node(*list)).collect();
        let (mut path, mut done, mut new) = (String::new(), 0, false);
        for group in groups {
            path = path::join(&path, group.path[done..].trim_start_matches('.'));
            done = group.path.len();
            let known = state.rows(&path).first().cloned();
            new |= known.is_none();
            path = path::join(&path, known.as_deref().unwrap_or("r1"));
        }
        let field = first.field()?;
        let value = field.field_type.sample(field, self.facts.lookup, 1)?;
        let path = path::join(&path, first.path[list.path.len()..].trim_start_matches('.'));
        new.then_some((path, Some(value)))
    }

    /// The questions that decide whether `target` is shown, through computed values too; where the journey stopped, those that stop it.
    fn deciding(&self, target: &str, stopped: bool) -> Vec<&Node> {
        let demarche = self.demarche;
        let mut read = |condition: &'_ Expression| -> Vec<String> { condition.reads().to_vec() };
        let mut paths: Vec<String> = Vec::new();
        let page = match target.strip_prefix("page:") {
            Some(id) => demarche.page(id).map(|(index, _)| index),
            None => {
                let mut at = demarche.at(target);
                let page = at.and_then(|node| node.page);
                while let Some(node) = at {
                    paths.extend(node.show_if.iter().flat_map(&mut read));
                    at = node.parent.map(|parent| demarche.node(parent));
                }
                page
            }
        };
        if let Some(condition) = page.and_then(|page| demarche.pages[page].show_if.as_ref()) {
            paths.extend(read(condition));
        }
        if stopped {
            paths.extend(demarche.stops.iter().flat_map(|stop| read(&stop.stop_if)));
        }
        self.behind(paths)
    }

    /// The questions at these schema paths, and those that the computed values among them are made of.
    pub(super) fn behind(&self, paths: Vec<String>) -> Vec<&Node> {
        let demarche = self.demarche;
        let mut open: Vec<&str> = paths.iter().map(String::as_str).collect();
        let mut reads: BTreeSet<&str> = BTreeSet::new();
        while let Some(path) = open.pop() {
            if reads.insert(path)
                && let Some(computed) = demarche.at(path).and_then(|node| node.computed.as_ref())
            {
                open.extend(computed.reads().iter().map(String::as_str));
            }
        }
        demarche
            .nodes
            .iter()
            .filter(|node| reads.contains(node.path.as_str()) && node.field().is_some() && node.computed.is_none())
            .collect()
    }
}
