//! Holds a démarche against answers: what is visible, what is computed, where the journey stops.
//!
//! Everything is asked for lazily and remembered, so that a page costs what it reads.
//! A hidden value does not exist: asking for it says [`Found::Hidden`], whatever the draft keeps.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    collections::HashMap,
};

use jiff::{Timestamp, civil::Date};

use crate::{
    answers::{Answer, Answers, Source, Value},
    checker::{CheckContext, Checker, Unavailable},
    demarche::{Computed, Demarche, Node, NodeId, NodeKind, Proposed, Stop},
    expression::{self, Here, RowHere},
    field::show,
    lookup::Lookup,
    numbering, path,
    text::Language,
    wire,
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

/// A plugin, and what it reads: what it is asked is the same for all values that it computes from the same answers.
type Question<'a> = (&'a str, &'a [String]);
/// What a plugin gave, by answer path.
type Given = Result<HashMap<String, serde_json::Value>, Unavailable>;

/// A démarche with answers.
pub struct State<'a> {
    /// The checked démarche.
    pub demarche: &'a Demarche,
    /// All answers, hidden ones too.
    pub answers: &'a Answers,
    /// What comes from outside.
    pub facts: &'a Facts<'a>,
    visible: RefCell<HashMap<String, Option<bool>>>,
    computed: RefCell<HashMap<String, Option<Found>>>,
    asked: RefCell<HashMap<Question<'a>, Given>>,
    page_visible: RefCell<Vec<Option<bool>>>,
    answered: RefCell<HashMap<String, bool>>,
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
        match self.visible.borrow().get(path) {
            Some(Some(known)) => return *known,
            // Asked for while being decided: `check` refuses cycles, so this cannot be a checked démarche.
            Some(None) => return false,
            None => {}
        }
        self.visible.borrow_mut().insert(path.to_owned(), None);
        let visible = self.decide_visible(path);
        self.visible.borrow_mut().insert(path.to_owned(), Some(visible));
        visible
    }

    fn decide_visible(&self, path: &str) -> bool {
        let Some(node) = self.demarche.resolve(path) else {
            return false;
        };
        let parent = path.rsplit_once('.').map_or("", |(parent, _)| parent);
        if !self.visible(parent) {
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
        if !self.visible(path) {
            return Found::Hidden;
        }
        let Some(node) = self.demarche.resolve(path) else {
            return Found::Hidden;
        };
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
        match self.find(path) {
            Found::Value(value) => Some(value),
            _ => None,
        }
    }

    fn compute(&self, path: &str, node: &'a Node, computed: &'a Computed) -> Found {
        match self.computed.borrow().get(path) {
            Some(Some(known)) => return known.clone(),
            Some(None) => return Found::Blank,
            None => {}
        }
        self.computed.borrow_mut().insert(path.to_owned(), None);
        let value = match computed {
            Computed::Expression(expression) => {
                let outcome = expression::eval(expression, self, &self.here(path, node));
                outcome.ok().and_then(|value| self.keep(node, value))
            }
            Computed::Plugin { path: plugin, reads } => {
                self.of_plugin(path, node, (plugin.as_str(), reads.as_slice())).unwrap_or_default()
            }
        };
        let found = value.map_or(Found::Blank, Found::Value);
        self.computed.borrow_mut().insert(path.to_owned(), Some(found.clone()));
        found
    }

    /// What a plugin computes for the field at `path`: nothing where it leaves the field blank, or has nothing to compute from.
    ///
    /// # Errors
    /// Where the plugin cannot answer, or gives what the field cannot hold.
    fn of_plugin(&self, path: &str, node: &Node, question: Question<'a>) -> Result<Option<Value>, Unavailable> {
        // Asked for again while the plugin is asked, by a row that holds both what it reads and what it computes.
        let known = self.asked.borrow().contains_key(&question);
        if !known {
            let given = self.ask(question);
            self.asked.borrow_mut().insert(question, given);
        }
        let asked = self.asked.borrow();
        let Some(given) = asked.get(&question) else { return Ok(None) };
        let json = match given {
            Ok(given) => given.get(path).filter(|json| !json.is_null()),
            Err(unavailable) => return Err(unavailable.clone()),
        };
        let Some((json, field)) = json.zip(node.field()) else { return Ok(None) };
        let refused = Unavailable { code: "plugin.value" };
        let value = match field.field_type.read_wire(json, field, self.facts.lookup).ok_or(refused.clone())? {
            Value::Number(number) => Value::Number(show::exact(number, scale_of(field))),
            value => value,
        };
        if field.field_type.check(&value, field).is_empty() { Ok(Some(value)) } else { Err(refused) }
    }

    fn ask(&self, (plugin, reads): Question<'a>) -> Given {
        let answers = wire::answers(self, Some(reads));
        if answers.as_object().is_none_or(serde_json::Map::is_empty) {
            return Ok(HashMap::new());
        }
        let context =
            CheckContext { today: self.facts.today, language: self.language(), rule: String::new(), at: String::new() };
        let given = self.facts.checker.compute(plugin, &answers, &context)?;
        Ok(given
            .into_iter()
            .filter_map(|value| Some((numbering::with_row_ids(self, Some(reads), &value.at)?, value.json)))
            .collect())
    }

    /// Whether a plugin should have computed the value at `path`, and could not.
    pub fn is_unavailable(&self, path: &str) -> bool {
        self.demarche.resolve(path).is_some_and(|node| match &node.computed {
            Some(Computed::Plugin { path: plugin, reads }) if self.visible(path) => {
                self.of_plugin(path, node, (plugin.as_str(), reads.as_slice())).is_err()
            }
            _ => false,
        })
    }

    /// A computed value as the field keeps it: numbers at the field's scale, half-up.
    fn keep(&self, node: &Node, value: expression::Value) -> Option<Value> {
        let field = node.field()?;
        Some(match value {
            expression::Value::Bool(yes) => Value::YesNo(yes),
            expression::Value::Number(number) => Value::Number(show::exact(number, scale_of(field))),
            expression::Value::Text(text) => Value::Text(text.to_string()),
            expression::Value::Date(date) => Value::Date(date),
            expression::Value::PartialDate(partial) => Value::PartialDate(partial),
            expression::Value::Entry(entry) => {
                Value::Entry { code: entry.code.to_string(), nom: entry.nom.to_string() }
            }
            expression::Value::List(items) => Value::Choices(
                items
                    .iter()
                    .map(|item| match item {
                        Ok(expression::Value::Text(text)) => Some(text.to_string()),
                        _ => None,
                    })
                    .collect::<Option<_>>()?,
            ),
            _ => return None,
        })
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

    /// The ids of the rows of the repeated group at `path`.
    ///
    /// Where fewer were answered than the group needs, rows not yet answered stand at the end, under ids that stay the same.
    pub fn rows(&self, path: &str) -> Cow<'_, [String]> {
        let answered = self.answers.rows(path);
        let least = self.demarche.resolve(path).map_or(0, Node::least_rows);
        if answered.len() >= least {
            return Cow::Borrowed(answered);
        }
        let mut rows = answered.to_vec();
        let mut number = 1;
        while rows.len() < least {
            let id = format!("r{number}");
            if !rows.contains(&id) {
                rows.push(id);
            }
            number += 1;
        }
        Cow::Owned(rows)
    }

    /// Whether a visible question at or below `path` has a value.
    fn anything_answered(&self, path: &str) -> bool {
        let Some(id) = self.demarche.resolve(path).and_then(|node| self.demarche.by_path.get(&node.path)) else {
            return false;
        };
        if let Some(known) = self.answered.borrow().get(path) {
            return *known;
        }
        let mut answered = false;
        self.each_field(*id, path, None, &mut |_, path| {
            answered = answered || self.value(path).is_some();
        });
        self.answered.borrow_mut().insert(path.to_owned(), answered);
        answered
    }

    /// Where an expression at `path` stands: the rows around it.
    pub fn here(&self, path: &str, node: &Node) -> Here {
        let rows = node
            .repeated_in
            .iter()
            .filter_map(|group| {
                let group = self.instance(&self.demarche.node(*group).path, path);
                let row = path.strip_prefix(&group)?.strip_prefix('.')?.split('.').next()?;
                Some(RowHere {
                    path: format!("{group}.{row}").into(),
                    index: self.rows(&group).iter().position(|known| known == row).unwrap_or_default(),
                })
            })
            .collect();
        Here { rows }
    }

    /// The answer path of the schema path `schema_path` in the rows that `path` stands in.
    pub fn instance(&self, schema_path: &str, path: &str) -> String {
        if schema_path.is_empty() {
            return String::new();
        }
        let mut instance = String::with_capacity(path.len());
        let mut schema = String::with_capacity(schema_path.len());
        let mut given = path.split('.').peekable();
        for segment in schema_path.split('.') {
            if !schema.is_empty() {
                schema.push('.');
                instance.push('.');
            }
            schema.push_str(segment);
            instance.push_str(segment);
            if given.next() != Some(segment) {
                // Beyond what both share there is no row to take over.
                given = "".split('.').peekable();
            }
            let repeated = self.demarche.at(&schema).is_some_and(Node::is_rows);
            if repeated
                && schema.len() < schema_path.len()
                && let Some(row) = given.next_if(|segment| path::is_row_id(segment))
            {
                instance.push('.');
                instance.push_str(row);
            }
        }
        instance
    }

    /// Every place that `node` has at the moment, in the rows that exist, visible or not.
    pub fn instances(&self, node: &Node) -> Vec<String> {
        let mut paths = vec![String::new()];
        let mut done = 0;
        for group in &node.repeated_in {
            let group = self.demarche.node(*group);
            let rest = group.path[done..].trim_start_matches('.').to_owned();
            done = group.path.len();
            paths = paths
                .into_iter()
                .flat_map(|start| {
                    let group_path = path::join(&start, &rest);
                    self.rows(&group_path).iter().map(|row| format!("{group_path}.{row}")).collect::<Vec<_>>()
                })
                .collect();
        }
        let rest = node.path[done..].trim_start_matches('.');
        if rest.is_empty() {
            return paths;
        }
        paths.into_iter().map(|start| path::join(&start, rest)).collect()
    }

    /// The places that the schema path `schema_path` has for somebody at `path`: in the rows around it, and in every row elsewhere.
    pub fn instances_around(&self, schema_path: &str, path: &str) -> Vec<String> {
        let Some(node) = self.demarche.at(schema_path) else {
            return Vec::new();
        };
        let here = self.demarche.resolve(path);
        let shared = node
            .repeated_in
            .iter()
            .zip(here.map_or(&[][..], |here| &here.repeated_in))
            .take_while(|(theirs, ours)| theirs == ours)
            .last()
            .map(|(group, _)| self.instance(&self.demarche.node(*group).path, path));
        let Some(group) = shared else {
            return self.instances(node);
        };
        let row = path[group.len()..].trim_start_matches('.').split('.').next().unwrap_or_default();
        let within = format!("{group}.{row}");
        self.instances(node).into_iter().filter(|instance| path::is_within(instance, &within)).collect()
    }

    /// The pages that exist at the moment, in order, up to and with the one at which the journey stops.
    pub fn pages(&self) -> Vec<usize> {
        let stop = self.stop().map(|(page, _)| page);
        (0..self.demarche.pages.len())
            .filter(|page| self.page_is_visible(*page) && self.page_has_something(*page))
            .take_while(|page| stop.is_none_or(|stop| *page <= stop))
            .collect()
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

    /// Calls `visit` with every visible question below `node` that stands on `page` (on any page when `None`).
    pub fn each_field<'s>(
        &'s self,
        node: NodeId,
        path: &str,
        page: Option<usize>,
        visit: &mut dyn FnMut(&'s Node, &str),
    ) {
        let node = self.demarche.node(node);
        if (page.is_some() && node.page.is_some() && node.page != page) || !self.visible(path) {
            return;
        }
        match &node.kind {
            NodeKind::Field(_) => visit(node, path),
            NodeKind::Group => {
                for child in &node.children {
                    let id = &self.demarche.node(*child).id;
                    self.each_field(*child, &path::join(path, id), page, visit);
                }
            }
            NodeKind::Rows { .. } => {
                for row in self.rows(path).iter() {
                    for child in &node.children {
                        let id = &self.demarche.node(*child).id;
                        self.each_field(*child, &format!("{path}.{row}.{id}"), page, visit);
                    }
                }
            }
        }
    }

    /// Calls `visit` with every visible question of the page.
    pub fn each_field_of_page<'s>(&'s self, page: usize, visit: &mut dyn FnMut(&'s Node, &str)) {
        for id in &self.demarche.pages[page].shows {
            for path in self.instances(self.demarche.node(*id)) {
                self.each_field(*id, &path, Some(page), visit);
            }
        }
    }
}

/// The decimals that a number of this field is kept with.
fn scale_of(field: &crate::demarche::Field) -> u32 {
    match field.field_type.name() {
        "money" => 2,
        "integer" => 0,
        _ => field.scale,
    }
}

impl expression::Env for State<'_> {
    fn get(&self, path: &str) -> expression::Found {
        match self.find(path) {
            Found::Hidden => expression::Found::Hidden,
            Found::Blank => expression::Found::Blank,
            Found::Value(value) => expression::Found::Value(to_expression(value)),
            Found::Inner if self.anything_answered(path) => {
                expression::Found::Value(expression::Value::Node(path.into()))
            }
            Found::Inner => expression::Found::Blank,
        }
    }

    fn rows(&self, path: &str) -> Result<Cow<'_, [String]>, expression::Hidden> {
        if self.visible(path) { Ok(State::rows(self, path)) } else { Err(expression::Hidden) }
    }

    fn today(&self) -> Date {
        self.facts.today
    }

    fn postal_codes(&self, commune: &str) -> Vec<String> {
        self.facts.lookup.postal_codes(commune)
    }

    fn connected(&self, recipient: &str, commune: Option<&str>) -> Option<bool> {
        self.answers.connected(recipient, commune).or_else(|| self.facts.lookup.connected(recipient, commune))
    }

    fn fuel(&self) -> Option<&Cell<u32>> {
        Some(&self.fuel)
    }
}

/// An answer as expressions handle it.
fn to_expression(value: Value) -> expression::Value {
    match value {
        Value::Text(text) => expression::Value::Text(text.into()),
        Value::YesNo(yes) => expression::Value::Bool(yes),
        Value::Number(number) => expression::Value::Number(number),
        Value::Date(date) => expression::Value::Date(date),
        Value::PartialDate(partial) => expression::Value::PartialDate(partial),
        Value::Choices(choices) => expression::Value::List(
            choices.into_iter().map(|choice| Ok(expression::Value::Text(choice.into()))).collect(),
        ),
        Value::Entry { code, nom } => {
            expression::Value::Entry(expression::Entry { code: code.into(), nom: nom.into() })
        }
        Value::Files(files) => expression::Value::Files(files.len()),
    }
}
