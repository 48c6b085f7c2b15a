//! Holds a démarche against answers: what is visible, what is computed, where the journey stops.
//!
//! Everything is asked for lazily and remembered, so that a page costs what it reads.
//! A hidden value does not exist: asking for it says [`Found::Hidden`], whatever the draft keeps. `computed.rs` computes values, `places.rs`
//! finds the rows and the places in them, `environment.rs` tells expressions what they ask.

mod computed;
mod environment;
mod places;

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use computed::{Given, Question};
use jiff::{Timestamp, civil::Date};

use crate::{
    answers::{Answer, Answers, Source, Value},
    checker::Checker,
    demarche::{Demarche, Node, PathMap, Proposed, Stop},
    expression::{self, Here},
    lookup::Lookup,
    path,
    text::Language,
};

/// What comes from outside: the day, the language, the lists and the plugins.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Today in the démarche's legal time zone.
    pub today: Date,
    /// Now.
    pub now: Timestamp,
    /// The language of the page.
    pub language: Language,
    /// Reference lists.
    pub lookup: &'a dyn Lookup,
    /// Plugins.
    pub checker: &'a dyn Checker,
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// A value, answered or computed.
    Value(Value),
    /// A group, a repeated group or a row.
    Inner,
    /// Nothing yet.
    Blank,
    /// It does not exist at the moment.
    Hidden,
}

/// A démarche with answers.
pub struct State<'a> {
    /// The checked démarche.
    pub demarche: &'a Demarche,
    /// All answers, hidden ones too.
    pub answers: &'a Answers,
    /// What comes from outside.
    pub facts: &'a Facts<'a>,
    visible: RefCell<PathMap<Option<bool>>>,
    computed: RefCell<PathMap<Option<Found>>>,
    asked: RefCell<HashMap<Question<'a>, Given>>,
    page_visible: RefCell<Vec<Option<bool>>>,
    answered: RefCell<PathMap<bool>>,
    /// The index of the stop that counts, once it was looked for.
    stopped: Cell<Option<Option<usize>>>,
    /// What all evaluations on these answers may still take.
    fuel: Cell<u32>,
}

impl<'a> State<'a> {
    /// Holds `demarche` against `answers`.
    pub fn new(demarche: &'a Demarche, answers: &'a Answers, facts: &'a Facts<'a>) -> Self {
        Self {
            demarche,
            answers,
            facts,
            visible: RefCell::default(),
            computed: RefCell::default(),
            asked: RefCell::default(),
            page_visible: RefCell::new(vec![None; demarche.pages.len()]),
            answered: RefCell::default(),
            stopped: Cell::default(),
            fuel: Cell::new(expression::SHARED_FUEL),
        }
    }

    /// Whether something could not be evaluated within the budget: what is visible, computed or stopped is not to be relied on then,
    /// and nothing may be sent.
    pub fn is_exhausted(&self) -> bool {
        self.fuel.get() == 0
    }

    /// The steps that evaluations took so far.
    pub(crate) fn steps(&self) -> u32 {
        expression::SHARED_FUEL - self.fuel.get()
    }

    /// The language of the page.
    pub fn language(&self) -> Language {
        self.facts.language
    }

    /// Whether the place at `path` exists at the moment.
    pub fn visible(&self, path: &str) -> bool {
        if path.is_empty() {
            return true;
        }
        // Asked for while being decided, it is not: `check` refuses cycles, so this cannot be a checked démarche.
        if let Some(known) = self.visible.borrow().get(path) {
            return known.unwrap_or(false);
        }
        let visible = self.demarche.resolve(path).is_some_and(|node| self.decide_visible(path, node));
        self.visible.borrow_mut().insert(path.to_owned(), Some(visible));
        visible
    }

    /// The same of the place at `path` whose node is `node`. A question without a condition is as visible as what it stands in: there is
    /// nothing to remember.
    pub(crate) fn visible_at(&self, path: &str, node: &Node) -> bool {
        if node.field().is_some() && node.show_if.is_empty() {
            self.decide_visible(path, node)
        } else {
            self.visible(path)
        }
    }

    fn decide_visible(&self, path: &str, node: &Node) -> bool {
        if !self.visible(path::around(path)) {
            return false;
        }
        if let Some(page) = node.page
            && !self.page_is_visible(page)
        {
            return false;
        }
        // A row has its group's node; the group itself was asked just above.
        if node.is_rows() && self.is_row(node, path) {
            return true;
        }
        node.show_if.is_empty() || {
            self.visible.borrow_mut().insert(path.to_owned(), None);
            let here = self.here(path, node);
            node.show_if.iter().all(|condition| expression::eval_condition(condition, self, &here))
        }
    }

    /// Whether `path` is a row of the repeated group `node`, and not the group itself: a row has one segment more.
    fn is_row(&self, node: &Node, path: &str) -> bool {
        let of_group = node.path.split('.').count() + node.repeated_in.len();
        path.split('.').count() > of_group
    }

    fn page_is_visible(&self, page: usize) -> bool {
        if let Some(known) = self.page_visible.borrow()[page] {
            return known;
        }
        let visible = match &self.demarche.pages[page].show_if {
            None => true,
            Some(condition) => {
                self.page_visible.borrow_mut()[page] = Some(false);
                expression::eval_condition(condition, self, &Here::default())
            }
        };
        self.page_visible.borrow_mut()[page] = Some(visible);
        visible
    }

    /// What stands at `path`.
    pub fn find(&self, path: &str) -> Found {
        self.demarche.resolve(path).map_or(Found::Hidden, |node| self.find_at(path, node))
    }

    /// The same of the place at `path` whose node is `node`.
    pub(crate) fn find_at(&self, path: &str, node: &'a Node) -> Found {
        if !self.visible_at(path, node) {
            return Found::Hidden;
        }
        if node.field().is_none() {
            return Found::Inner;
        }
        match &node.computed {
            Some(computed) => self.compute(path, node, computed),
            None => {
                let value = self.answers.value(path).and_then(|value| self.offered(path, node, value));
                value.map_or(Found::Blank, Found::Value)
            }
        }
    }

    /// What is left of an answer when the options that are not offered any more are taken away.
    fn offered(&self, path: &str, node: &Node, value: &Value) -> Option<Value> {
        if node.offers.is_empty() {
            return Some(value.clone());
        }
        match value {
            Value::Text(option) => self.offers(path, node, option).then(|| value.clone()),
            Value::Choices(ticked) => {
                let left: Vec<String> =
                    ticked.iter().filter(|option| self.offers(path, node, option)).cloned().collect();
                (!left.is_empty()).then_some(Value::Choices(left))
            }
            _ => Some(value.clone()),
        }
    }

    /// Whether the question at `path` offers this option at the moment.
    pub fn offers(&self, path: &str, node: &Node, option: &str) -> bool {
        let condition = node.offers.get(option);
        condition.is_none_or(|condition| expression::eval_condition(condition, self, &self.here(path, node)))
    }

    /// What is proposed for a visible question that nobody has answered: no answer before the page is posted with it.
    pub fn proposed(&self, path: &str) -> Option<Value> {
        let node = self.demarche.resolve(path)?;
        let proposed = node.proposed.as_ref()?;
        if self.answers.get(path).is_some() || !self.visible(path) {
            return None;
        }
        let value = match proposed {
            Proposed::Value(value) => value.clone(),
            Proposed::Expression(expression) => {
                let outcome = expression::eval(expression, self, &self.here(path, node));
                outcome.ok().and_then(|value| self.keep(node, value))?
            }
        };
        let value = self.offered(path, node, &value)?;
        let field = node.field()?;
        field.field_type.check(&value, field).is_empty().then_some(value)
    }

    /// The value at `path`, where there is one and it is visible.
    pub fn value(&self, path: &str) -> Option<Value> {
        self.demarche.resolve(path).and_then(|node| self.value_at(path, node))
    }

    /// The same of the question at `path` whose node is `node`.
    pub(crate) fn value_at(&self, path: &str, node: &'a Node) -> Option<Value> {
        match self.find_at(path, node) {
            Found::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The answer as the recap shows it: computed values have their own source.
    pub fn answer(&self, path: &str) -> Option<Answer> {
        let value = self.value(path)?;
        let computed = self.demarche.resolve(path).is_some_and(|node| node.computed.is_some());
        if computed {
            return Some(Answer {
                value: Some(value),
                typed: Default::default(),
                source: Source::Computed,
                at: self.facts.now,
            });
        }
        self.answers.get(path).cloned().map(|answer| Answer { value: Some(value), ..answer })
    }

    /// The pages that exist at the moment, in order, up to and with the one at which the journey stops.
    pub fn pages(&self) -> Vec<usize> {
        let stop = self.stop().map(|(page, _)| page);
        (0..self.demarche.pages.len())
            .filter(|page| self.page_is_visible(*page) && self.page_has_something(*page))
            .take_while(|page| stop.is_none_or(|stop| *page <= stop))
            .collect()
    }

    /// The pages that exist at the moment, in order, those behind the one at which the journey stops too.
    pub fn pages_behind_stops(&self) -> Vec<usize> {
        let pages = 0..self.demarche.pages.len();
        pages.filter(|page| self.page_is_visible(*page) && self.page_has_something(*page)).collect()
    }

    fn page_has_something(&self, page: usize) -> bool {
        let page = &self.demarche.pages[page];
        page.intro.is_some()
            || page.shows.iter().any(|id| {
                let node = self.demarche.node(*id);
                self.instances(node).iter().any(|path| self.visible(path))
            })
    }

    /// What ends the journey early, and after which page.
    pub fn stop(&self) -> Option<(usize, &'a Stop)> {
        let stopped = self.stopped.get().unwrap_or_else(|| {
            let found = self
                .demarche
                .stops
                .iter()
                .enumerate()
                .filter(|(_, stop)| self.page_is_visible(stop.page))
                .filter(|(_, stop)| expression::eval_condition(&stop.stop_if, self, &Here::default()))
                // The first page that stops counts, whatever the order of writing.
                .min_by_key(|(_, stop)| stop.page)
                .map(|(index, _)| index);
            self.stopped.set(Some(found));
            found
        });
        stopped.map(|index| &self.demarche.stops[index]).map(|stop| (stop.page, stop))
    }
}
