//! Looks for a way that can be sent, and says what stood in the way where there is none.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Gone, Walk, Way};
use crate::{
    answers::Value,
    demarche::{Computed, Node, To},
    diagnostic::Sentence,
    problem::{Problem, ProblemKind},
    scenario::compare,
    state::State,
    validation,
};

/// How many ways more are tried to find one that can be sent, and how many steps they may take.
const MAX_WAYS: usize = 300;
const MAX_STEPS: u64 = 20_000_000;
/// The same where only plugins stand in the way: they may take long, and other answers rarely help.
const MAX_WAYS_PAST_PLUGINS: usize = 20;
/// From how many of the ways gone so far one is looked for.
const MAX_STARTS: usize = 3;
/// How many problems of a way are named, and of how many ways.
const SHOWN: usize = 5;
const SHOWN_WAYS: usize = 3;

impl Walk<'_> {
    /// Changes answers until a way can be sent as it is: of each way those that decide about what is wrong with it, as long as less is wrong, or
    /// something else.
    pub(super) fn find_an_end(&mut self) {
        let first = self.gone.first().cloned();
        let newest = self.gone.iter().skip(1).rev().take(MAX_STARTS).cloned();
        let ways: Vec<Gone> = first.into_iter().chain(newest).collect();
        self.climb(ways);
    }

    /// Looks for a way that can be sent to one of these recipients: from the ways gone so far, the nearest first. Those that lead there come
    /// first then.
    pub(super) fn look_for(&mut self, recipients: &[String]) {
        self.towards = recipients.to_vec();
        let mut gone = std::mem::take(&mut self.gone);
        for way in &mut gone {
            way.elsewhere = !self.leads_there(&State::new(self.demarche, &way.given.answers, self.facts));
        }
        gone.sort_by_key(Gone::rank);
        self.sendable = gone.first().is_some_and(Gone::is_sendable);
        let nearest: Vec<Gone> = gone.iter().take(2 * MAX_STARTS).cloned().collect();
        self.gone = gone;
        if !self.sendable {
            self.climb(nearest);
            self.gone.sort_by_key(Gone::rank);
        }
        // For whoever goes on from there.
        (self.most_ways, self.most_steps) = (self.tried + MAX_WAYS, self.steps + MAX_STEPS);
    }

    fn climb(&mut self, ways: Vec<Gone>) {
        (self.most_ways, self.most_steps) = (self.tried + MAX_WAYS, self.steps + MAX_STEPS);
        let mut known: BTreeSet<BTreeSet<String>> = ways.iter().map(|way| way.wrong.clone()).collect();
        for mut way in ways {
            while let Some(better) = self.better(&way, &known) {
                known.insert(better.wrong.clone());
                self.gone.push(better.clone());
                way = better;
            }
            if self.sendable || self.is_tired() {
                return;
            }
        }
    }

    /// A way with less wrong than `way`, found by changing its answers; where there is none, one with as much wrong that is not `known` yet.
    fn better(&mut self, way: &Gone, known: &BTreeSet<BTreeSet<String>>) -> Option<Gone> {
        if self.sendable {
            return None;
        }
        let standing = self.standing(way);
        if !way.stopped && !standing.is_empty() && standing.iter().all(is_of_plugin) {
            self.most_ways = self.most_ways.min(self.tried + MAX_WAYS_PAST_PLUGINS);
        }
        let mut other = None;
        for changes in self.cures(way, &standing) {
            if self.is_tired() {
                break;
            }
            let gone = self.go(&way.with(changes));
            if gone.rank() < way.rank() {
                return Some(gone);
            }
            if other.is_none() && gone.rank() == way.rank() && !known.contains(&gone.wrong) {
                other = Some(gone);
            }
        }
        other
    }

    /// What is wrong with a way, up to where it stops.
    fn standing(&self, way: &Gone) -> Vec<Problem> {
        let state = State::new(self.demarche, &way.given.answers, self.facts);
        validation::all(&state).into_iter().flat_map(|(_, problems)| problems).collect()
    }

    /// What may be changed on a way to be rid of what is wrong with it, one problem after another.
    fn cures(&self, way: &Gone, standing: &[Problem]) -> Vec<Way> {
        let state = State::new(self.demarche, &way.given.answers, self.facts);
        let mut cures = Vec::new();
        if let Some((_, stop)) = state.stop() {
            cures.extend(self.other(stop.stop_if.reads().to_vec(), way, &state));
        }
        if !self.leads_there(&state) {
            for recipient in self.demarche.recipients.iter().filter(|one| self.towards.contains(&one.id)) {
                let place = match &recipient.to {
                    To::Organisation { .. } => None,
                    To::CommuneOf { path } | To::DepartementOf { path } => Some(path.clone()),
                };
                let decides = recipient.when.iter().flat_map(|when| when.reads().to_vec()).chain(place).collect();
                cures.extend(self.other(decides, way, &state));
            }
        }
        for problem in standing {
            let Some(node) = self.demarche.resolve(&problem.path) else { continue };
            let mut reads = vec![node.path.clone()];
            let rule = compare::rule_of(&problem.kind);
            let rule = rule.and_then(|id| self.demarche.rules.iter().find(|rule| rule.id == id));
            reads.extend(rule.map(|rule| rule.reads().to_vec()).unwrap_or_default());
            if problem.kind == ProblemKind::NoRecipient {
                let chosen_by = self.demarche.recipients.iter().filter_map(|recipient| recipient.when.as_ref());
                reads.extend(chosen_by.flat_map(|when| when.reads().to_vec()));
            }
            // What is hidden is no fault.
            let mut around = Some(node);
            while let Some(node) = around {
                reads.extend(node.show_if.iter().flat_map(|condition| condition.reads().to_vec()));
                around = node.parent.map(|parent| self.demarche.node(parent));
            }
            cures.extend(self.other(reads, way, &state));
        }
        cures
    }

    /// Other answers to the questions that decide about what these schema paths hold. What one must be equal to is often what another is, or makes
    /// up for what two sums differ by.
    fn other(&self, reads: Vec<String>, way: &Gone, state: &State<'_>) -> Vec<Way> {
        let first = |node: &Node| state.instances(node).into_iter().next().and_then(|path| state.value(&path));
        let read = reads.iter().filter_map(|path| self.demarche.at(path)).filter_map(first);
        let numbers: Vec<Decimal> = read.filter_map(|value| number(&value)).collect();
        let nodes = self.behind(reads);
        let given: Vec<(&str, Value)> =
            nodes.iter().filter_map(|node| Some((node.field()?.field_type.name(), first(node)?))).collect();
        let more = |node: &Node, path: &str| {
            let name = node.field().map(|field| field.field_type.name());
            let mut values: Vec<Value> = Vec::new();
            if let Some(now) = state.value(path).as_ref().and_then(number) {
                let differences =
                    numbers.iter().flat_map(|one| numbers.iter().filter_map(move |other| one.checked_sub(*other)));
                values.extend(differences.filter_map(|difference| now.checked_add(difference)).map(Value::Number));
            }
            values.extend(given.iter().filter(|(of, _)| name == Some(of)).map(|(_, value)| value.clone()));
            values
        };
        self.combined(&nodes, way, state, &more)
    }

    /// Tells that no way could be sent, with what was wrong on the best of them. That is no proof that there is none: the walk makes up answers, and
    /// a condition may want some that it does not hit upon.
    pub(super) fn tell_no_end(&mut self) {
        let Some(least) = self.gone.iter().map(Gone::rank).min() else { return };
        let mut best: Vec<Gone> = Vec::new();
        for way in self.gone.iter().filter(|way| way.rank() == least) {
            if best.len() < SHOWN_WAYS && best.iter().all(|known| known.wrong != way.wrong) {
                best.push(way.clone());
            }
        }
        let left: Vec<(String, String)> = best.iter().map(|way| self.left(way)).collect();
        let fr = left.iter().map(|(fr, _)| fr.as_str()).collect::<Vec<_>>().join(" ; ou bien : ");
        let en = left.iter().map(|(_, en)| en.as_str()).collect::<Vec<_>>().join("; or: ");
        let (ways_fr, ways_en) = self.ways_tried();
        self.report.warning(
            "scenario.never_sent",
            self.place,
            Sentence::new(
                format!("Le parcours automatique n'a trouvé aucune façon de remplir la démarche jusqu'à l'envoi ({ways_fr}). Il reste : {fr}."),
                format!("The generated walk found no way to fill in the démarche up to sending it ({ways_en}). There remains: {en}."),
            ),
            Sentence::new(
                "Montrez par un scénario des réponses qui vont jusqu'à l'envoi : le parcours s'en contente. S'il n'y en a pas, personne ne peut faire la démarche : corrigez ce qui se contredit.",
                "Show by a scenario answers that go as far as sending: the walk is content with it. If there are none, nobody can file: correct what contradicts itself.",
            ),
        );
    }

    /// What keeps a way from being sent.
    fn left(&self, way: &Gone) -> (String, String) {
        let state = State::new(self.demarche, &way.given.answers, self.facts);
        if let Some((_, stop)) = state.stop() {
            return (format!("l'arrêt « {} »", stop.id), format!("the stop “{}”", stop.id));
        }
        let standing = self.standing(way);
        let mut french = Vec::new();
        let mut english = Vec::new();
        for problem in standing.iter().take(SHOWN) {
            let (fr, en) = self.named(problem, &state);
            french.push(fr);
            english.push(en);
        }
        let more = standing.len().saturating_sub(SHOWN);
        if more > 0 {
            french.push(format!("{more} de plus"));
            english.push(format!("{more} more"));
        }
        (french.join(", et "), english.join(", and "))
    }

    /// A problem as authors know it: the field, the rule or the code, and the sentence that citizens read where the démarche has it.
    fn named(&self, problem: &Problem, state: &State<'_>) -> (String, String) {
        let at = compare::told(&compare::with_row_numbers(state, &problem.path), problem);
        let node = self.demarche.resolve(&problem.path);
        let inventable = node.and_then(Node::field).is_none_or(|field| {
            let answered =
                node.is_some_and(|node| node.computed.is_some()) || state.answers.value(&problem.path).is_some();
            answered || field.field_type.sample(field, self.facts.lookup, 1).is_some()
        });
        match problem.kind.own_words() {
            _ if !inventable => (
                format!("{at}, dont le parcours ne sait pas inventer de valeur"),
                format!("{at}, of which the walk cannot make up a value"),
            ),
            Some(words) => {
                (format!("{at} : « {} »", words.fr), format!("{at}: “{}”", words.en.as_ref().unwrap_or(&words.fr)))
            }
            None if is_of_plugin(problem) && compare::rule_of(&problem.kind).is_some() => (
                format!("{at}, dont la vérification n'a pas pu être faite"),
                format!("{at}, of which the check could not be made"),
            ),
            None => match state.unavailable(&problem.path).zip(node.and_then(plugin_of)) {
                Some((why, plugin)) => (
                    format!("{at}, que {plugin} n'a pas pu calculer ({})", why.code),
                    format!("{at}, which {plugin} could not compute ({})", why.code),
                ),
                None => (at.clone(), at),
            },
        }
    }
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

fn plugin_of(node: &Node) -> Option<&str> {
    match node.computed.as_ref()? {
        Computed::Plugin { path, .. } => Some(path),
        Computed::Expression(_) => None,
    }
}

/// Whether the problem is that a plugin did not answer.
fn is_of_plugin(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::NotAvailable | ProblemKind::CheckUnavailable { .. })
}
