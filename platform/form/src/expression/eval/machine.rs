//! Walks the compiled tree. Total: every node gives a value or the reason why there is none.

use std::{cell::Cell, sync::Arc};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Env, Found, Here, Hidden};
use crate::{
    answers::PartialDate,
    expression::{
        compare::{equal, join, ordered, within},
        functions::{Function, Run, index},
        tree::{Access, Anchor, Arithmetic, Each, Macro, Node, Part},
        value::{Missing, Outcome, Period, Value, Why},
    },
    path,
};

/// The longest text that an expression may build, in bytes.
pub(in crate::expression) const MAX_TEXT: usize = 64 << 10;

/// How many bytes of a text are taken up or compared in one step.
pub(in crate::expression) const LETTERS_IN_A_STEP: usize = 256;

/// What an evaluation may still spend: of its own, and of what all evaluations on the same answers share.
pub(in crate::expression) struct Budget<'e> {
    own: u32,
    shared: Option<&'e Cell<u32>>,
}

impl Budget<'_> {
    pub(in crate::expression) fn spend(&mut self, steps: usize) -> Result<(), Missing> {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        let shared = self.shared.map_or(u32::MAX, Cell::get);
        match (self.own.checked_sub(steps), shared.checked_sub(steps)) {
            (Some(own), Some(left)) => {
                self.own = own;
                if let Some(shared) = self.shared {
                    shared.set(left);
                }
                Ok(())
            }
            _ => {
                self.exhaust();
                Err(Missing::OVER_BUDGET)
            }
        }
    }

    /// Uses up everything: whatever else is asked of these answers would rest on what could not be evaluated.
    fn exhaust(&mut self) {
        self.own = 0;
        if let Some(shared) = self.shared {
            shared.set(0);
        }
    }

    fn is_exhausted(&self) -> bool {
        self.own == 0 || self.shared.is_some_and(|shared| shared.get() == 0)
    }
}

/// One evaluation.
pub(super) struct Machine<'e> {
    env: &'e dyn Env,
    here: &'e Here,
    slots: Vec<Outcome>,
    budget: Budget<'e>,
}

impl<'e> Machine<'e> {
    pub(super) fn new(env: &'e dyn Env, here: &'e Here, slots: usize) -> Self {
        Self {
            env,
            here,
            slots: vec![Err(Missing::ARITHMETIC); slots],
            budget: Budget { own: super::FUEL, shared: env.fuel() },
        }
    }

    /// With less to spend.
    pub(super) fn within(mut self, steps: u32) -> Self {
        self.budget.own = steps;
        self
    }

    pub(super) fn run(mut self, root: &Node) -> Outcome {
        let outcome = self.value(root);
        // Whatever absorbed the exhaustion on its way up, the result is not to be trusted.
        if self.budget.is_exhausted() {
            self.budget.exhaust();
            return Err(Missing::OVER_BUDGET);
        }
        outcome
    }

    /// The value itself is needed: a number known within bounds is missing.
    fn value(&mut self, node: &Node) -> Outcome {
        self.node(node).map_err(Missing::settled)
    }

    fn node(&mut self, node: &Node) -> Outcome {
        self.budget.spend(1)?;
        match node {
            Node::Constant(value) => Ok(value.clone()),
            Node::Local(slot) => self.slots[*slot].clone(),
            Node::Get(access) => self.get(access),
            Node::Rows(access) => {
                let from = self.base(&access.anchor)?;
                let group = path::join(&from, &access.relative);
                self.rows(&group).map(|rows| Value::List(rows.into()))
            }
            Node::Pluck { list, access, rows } => self.pluck(list, access, *rows),
            Node::RowIndex(depth) => match self.here.rows.get(*depth) {
                Some(row) => Ok(Value::Number(Decimal::from(row.index))),
                None => Err(Missing::NOTHING),
            },
            Node::Part(of, part) => {
                let value = self.value(of)?;
                let outcome = self.part(&value, *part);
                self.blame(outcome, node)
            }
            Node::Has(of) => match self.node(of) {
                Ok(Value::List(items)) => Ok(Value::Bool(items.iter().any(Result::is_ok))),
                Ok(_) => Ok(Value::Bool(true)),
                Err(_) => Ok(Value::Bool(false)),
            },
            Node::Not(of) => match self.value(of)? {
                Value::Bool(yes) => Ok(Value::Bool(!yes)),
                _ => Err(Missing::ARITHMETIC),
            },
            Node::Negate(of) => match self.value(of)? {
                Value::Number(number) => Ok(Value::Number(-number)),
                Value::Period(period) => period.checked_neg().map(Value::Period).ok_or(Missing::ARITHMETIC),
                _ => Err(Missing::ARITHMETIC),
            },
            Node::And(a, b) => self.connect(a, b, false),
            Node::Or(a, b) => self.connect(a, b, true),
            Node::If(parts) => {
                let (condition, yes, no) = &**parts;
                match self.value(condition)? {
                    Value::Bool(true) => self.node(yes),
                    Value::Bool(false) => self.node(no),
                    _ => Err(Missing::ARITHMETIC),
                }
            }
            Node::Equal { negated, sides } => {
                let (a, b) = (self.node(&sides.0), self.node(&sides.1));
                let same = equal(&a, &b, &mut self.budget);
                self.blame(same.map(|same| Value::Bool(same != *negated)), node)
            }
            Node::Compare(order, sides) => {
                let (a, b) = (self.node(&sides.0), self.node(&sides.1));
                let holds = ordered(*order, &a, &b);
                self.blame(holds.map(Value::Bool), node)
            }
            Node::Compute(arithmetic, sides) => {
                let outcome = match (self.value(&sides.0), self.value(&sides.1)) {
                    (Ok(a), Ok(b)) => self.compute(*arithmetic, &a, &b),
                    (Err(a), Err(b)) => Err(a.or(b)),
                    (Err(missing), Ok(_)) | (Ok(_), Err(missing)) => Err(missing),
                };
                self.blame(outcome, node)
            }
            Node::In(sides) => {
                let item = self.node(&sides.0);
                let list = self.value(&sides.1);
                let holds = match (&item, list) {
                    (Err(item), Err(list)) => Err(item.clone().or(list)),
                    (Ok(_), Err(list)) => Err(list),
                    // A number known within bounds may still be told from every element.
                    (Err(item), Ok(_)) if item.bounds.is_none() => Err(item.clone()),
                    (_, Ok(Value::List(list))) => within(&item, &list, &mut self.budget),
                    (_, Ok(_)) => Err(Missing::ARITHMETIC),
                };
                self.blame(holds.map(Value::Bool), node)
            }
            Node::List(items) => {
                let items: Vec<Outcome> = items.iter().map(|item| self.node(item)).collect();
                Ok(Value::List(items.into()))
            }
            Node::At(sides) => match (self.value(&sides.0)?, self.value(&sides.1)?) {
                (Value::List(list), Value::Number(number)) => {
                    list.get(index(number)?).cloned().unwrap_or(Err(Missing::ARITHMETIC))
                }
                _ => Err(Missing::ARITHMETIC),
            },
            Node::Matches(of, regex) => match self.value(of)? {
                Value::Text(text) => {
                    self.budget.spend(text.len())?;
                    Ok(Value::Bool(regex.is_match(&text)))
                }
                _ => Err(Missing::ARITHMETIC),
            },
            Node::Call(function, arguments) => {
                let outcome = self.call(function, arguments);
                self.blame(outcome, node)
            }
            Node::OrEmpty(of) => match self.node(of) {
                Err(missing) if missing.why == Why::Blank => Ok(Value::List(Arc::from([]))),
                other => other,
            },
            Node::Each(each) => self.each(each),
        }
    }

    /// The answer path that an anchor stands for.
    fn base(&mut self, anchor: &Anchor) -> Result<Arc<str>, Missing> {
        match anchor {
            Anchor::Root => Ok(Arc::from("")),
            Anchor::Row(depth) => {
                let row = self.here.rows.get(*depth);
                row.map(|row| row.path.clone()).ok_or(Missing::NOTHING)
            }
            Anchor::Node(node) => match self.value(node)? {
                Value::Node(path) => Ok(path),
                _ => Err(Missing::ARITHMETIC),
            },
        }
    }

    fn get(&mut self, access: &Access) -> Outcome {
        if let Anchor::Root = access.anchor {
            return self.answer(&access.relative);
        }
        let from = self.base(&access.anchor)?;
        if access.relative.is_empty() {
            return Ok(Value::Node(from));
        }
        self.answer(&path::join(&from, &access.relative))
    }

    fn answer(&mut self, path: &str) -> Outcome {
        match self.env.get(path) {
            Found::Value(value) => {
                self.budget.spend(match &value {
                    Value::List(items) => items.len(),
                    Value::Text(text) => text.len() / LETTERS_IN_A_STEP,
                    _ => 0,
                })?;
                Ok(value)
            }
            Found::Blank => Err(Missing::new(Why::Blank, path)),
            Found::Hidden => Err(Missing::new(Why::Hidden, path)),
        }
    }

    fn rows(&mut self, group: &str) -> Result<Vec<Outcome>, Missing> {
        match self.env.rows(group) {
            Ok(rows) => {
                self.budget.spend(rows.len())?;
                let node = |row: &String| Ok(Value::Node(Arc::from(path::join(group, row))));
                Ok(rows.iter().map(node).collect())
            }
            Err(Hidden) => Err(Missing::new(Why::Hidden, group)),
        }
    }

    /// An answer of every group of a list; the rows of a group that is hidden there do not exist.
    fn pluck(&mut self, list: &Node, access: &Access, rows: bool) -> Outcome {
        let Value::List(groups) = self.value(list)? else {
            return Err(Missing::ARITHMETIC);
        };
        let mut plucked = Vec::with_capacity(groups.len());
        for group in groups.iter() {
            self.budget.spend(1)?;
            let group = match group {
                Ok(Value::Node(group)) => path::join(group, &access.relative),
                Ok(_) => return Err(Missing::ARITHMETIC),
                Err(missing) => {
                    plucked.push(Err(missing.clone()));
                    continue;
                }
            };
            if !rows {
                plucked.push(self.answer(&group));
                continue;
            }
            match self.rows(&group) {
                Ok(inner) => plucked.extend(inner),
                Err(missing) if missing.why == Why::Hidden => {}
                Err(missing) => return Err(missing),
            }
        }
        Ok(Value::List(plucked.into()))
    }

    fn part(&mut self, value: &Value, part: Part) -> Outcome {
        let number = |part: i16| Ok(Value::Number(Decimal::from(part)));
        match (value, part) {
            (Value::List(items), _) => {
                self.budget.spend(items.len())?;
                let parts = items.iter().map(|item| match item {
                    Ok(value) => self.part(value, part),
                    Err(missing) => Err(missing.clone()),
                });
                Ok(Value::List(parts.collect()))
            }
            (Value::Entry(entry), Part::Code) => Ok(Value::Text(entry.code.clone())),
            (Value::Entry(entry), Part::Nom) => Ok(Value::Text(entry.nom.clone())),
            (Value::Date(date), Part::Year) => number(date.year()),
            (Value::Date(date), Part::Month) => number(i16::from(date.month())),
            (Value::Date(date), Part::Day) => number(i16::from(date.day())),
            (Value::PartialDate(date), Part::Year) => number(date.year),
            (Value::PartialDate(date), Part::Month) => {
                date.month.map_or(Err(Missing::PARTIAL), |month| number(i16::from(month)))
            }
            (Value::PartialDate(date), Part::Day) => {
                date.day.map_or(Err(Missing::PARTIAL), |day| number(i16::from(day)))
            }
            _ => Err(Missing::ARITHMETIC),
        }
    }

    /// `&&` and `||`: one side that decides absorbs whatever is missing on the other.
    fn connect(&mut self, a: &Node, b: &Node, decisive: bool) -> Outcome {
        let a = self.value(a);
        if matches!(a, Ok(Value::Bool(yes)) if yes == decisive) {
            return a;
        }
        match (a, self.value(b)) {
            (_, Ok(Value::Bool(yes))) if yes == decisive => Ok(Value::Bool(decisive)),
            (Ok(_), Ok(_)) => Ok(Value::Bool(!decisive)),
            (Err(a), Err(b)) => Err(a.or(b)),
            (Err(missing), Ok(_)) | (Ok(_), Err(missing)) => Err(missing),
        }
    }

    fn compute(&mut self, arithmetic: Arithmetic, a: &Value, b: &Value) -> Outcome {
        use Arithmetic::{Add, Divide, Multiply, Remainder, Subtract};
        match (a, b) {
            (Value::Number(a), Value::Number(b)) => match arithmetic {
                Add => a.checked_add(*b),
                Subtract => a.checked_sub(*b),
                Multiply => a.checked_mul(*b),
                Divide => a.checked_div(*b),
                Remainder => a.checked_rem(*b),
            }
            .map(Value::Number)
            .ok_or(Missing::ARITHMETIC),
            (Value::Text(a), Value::Text(b)) => {
                let length = a.len() + b.len();
                if length > MAX_TEXT {
                    self.budget.exhaust();
                }
                self.budget.spend(length / 16)?;
                Ok(Value::Text([&**a, &**b].concat().into()))
            }
            (Value::List(a), Value::List(b)) => {
                self.budget.spend(a.len() + b.len())?;
                Ok(Value::List(a.iter().chain(b.iter()).cloned().collect()))
            }
            (Value::Period(a), Value::Period(b)) => {
                let b = if arithmetic == Subtract { b.checked_neg() } else { Some(*b) };
                b.and_then(|b| a.checked_add(b)).map(Value::Period).ok_or(Missing::ARITHMETIC)
            }
            (date, Value::Period(period)) => {
                let period =
                    if arithmetic == Subtract { period.checked_neg().ok_or(Missing::ARITHMETIC)? } else { *period };
                moved(date, period)
            }
            (Value::Period(period), date) => moved(date, *period),
            _ => Err(Missing::ARITHMETIC),
        }
    }

    fn call(&mut self, function: &Function, arguments: &[Node]) -> Outcome {
        let mut values = Vec::with_capacity(arguments.len());
        let mut lacking: Option<Missing> = None;
        for argument in arguments {
            match self.value(argument) {
                Ok(value) => {
                    self.budget.spend(match &value {
                        Value::List(items) => items.len(),
                        Value::Text(text) => text.len() / 16,
                        _ => 0,
                    })?;
                    values.push(value);
                }
                Err(missing) => lacking = Some(join(lacking, missing)),
            }
        }
        if let Some(missing) = lacking {
            return Err(missing);
        }
        match function.run {
            Run::Plain(run) => run(&values),
            Run::Today(run) => run(&values, self.env.today()),
            Run::Listed(run) => run(&values, self.env),
        }
    }

    fn each(&mut self, each: &Each) -> Outcome {
        let Value::List(items) = self.value(&each.list)? else {
            return Err(Missing::ARITHMETIC);
        };
        let mut kept = Vec::new();
        let mut holding = 0;
        let mut open: Option<Missing> = None;
        for item in items.iter() {
            self.slots[each.slot] = item.clone();
            if let Some(when) = &each.when
                && !matches!(self.value(when)?, Value::Bool(true))
            {
                continue;
            }
            let outcome = self.node(&each.body);
            match (each.what, outcome) {
                (Macro::Map, outcome) => kept.push(outcome),
                (Macro::All, Ok(Value::Bool(false))) => return Ok(Value::Bool(false)),
                (Macro::Exists, Ok(Value::Bool(true))) => return Ok(Value::Bool(true)),
                (Macro::ExistsOne, Ok(Value::Bool(true))) => holding += 1,
                (Macro::Filter, Ok(Value::Bool(true))) => kept.push(item.clone()),
                (_, Ok(_)) => {}
                (_, Err(missing)) => open = Some(join(open, missing.settled())),
            }
        }
        match (each.what, open) {
            (Macro::Map, _) | (Macro::Filter, None) => Ok(Value::List(kept.into())),
            (Macro::All, None) => Ok(Value::Bool(true)),
            (Macro::Exists, None) => Ok(Value::Bool(false)),
            (Macro::ExistsOne, None) => Ok(Value::Bool(holding == 1)),
            (_, Some(missing)) => Err(missing),
        }
    }

    /// Names the partial date that left something open.
    fn blame(&mut self, outcome: Outcome, node: &Node) -> Outcome {
        outcome.map_err(|mut missing| {
            if missing.why == Why::Partial && missing.path.is_none() {
                missing.path = self.partial_in(node);
            }
            missing
        })
    }

    fn partial_in(&mut self, node: &Node) -> Option<Arc<str>> {
        match node {
            Node::Get(access) if access.partial => {
                let from = self.base(&access.anchor).ok()?;
                let path = path::join(&from, &access.relative);
                let open =
                    matches!(self.env.get(&path), Found::Value(Value::PartialDate(PartialDate { day: None, .. })));
                open.then(|| Arc::from(path))
            }
            Node::Part(of, _) => self.partial_in(of),
            Node::Call(_, arguments) => arguments.iter().find_map(|a| self.partial_in(a)),
            Node::Equal { sides, .. } | Node::Compare(_, sides) | Node::Compute(_, sides) | Node::In(sides) => {
                self.partial_in(&sides.0).or_else(|| self.partial_in(&sides.1))
            }
            _ => None,
        }
    }
}

/// A date moved by a period; a partial date only by what it knows.
fn moved(date: &Value, period: Period) -> Outcome {
    match date {
        Value::Date(date) => period.after(*date).map(Value::Date).ok_or(Missing::ARITHMETIC),
        Value::PartialDate(partial) => {
            if let Some(date) = partial.full() {
                return moved(&Value::Date(date), period);
            }
            let by_years_only = period.months % 12 == 0;
            if period.days != 0 || (partial.month.is_none() && !by_years_only) {
                return Err(Missing::PARTIAL);
            }
            let month = partial.month.unwrap_or(1);
            let first = Date::new(partial.year, month, 1).map_err(|_| Missing::ARITHMETIC)?;
            let first = period.after(first).ok_or(Missing::ARITHMETIC)?;
            Ok(Value::PartialDate(PartialDate {
                year: first.year(),
                month: partial.month.map(|_| first.month()),
                day: None,
            }))
        }
        _ => Err(Missing::ARITHMETIC),
    }
}
