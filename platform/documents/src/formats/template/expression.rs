//! Reads and evaluates single expressions of templates: what fills a field of a PDF.

use std::collections::BTreeMap;

use minijinja::{
    Value,
    machinery::{
        ast::{BinOpKind, Expr, UnaryOpKind},
        parse_expr,
    },
    value::{Serde, ValueKind},
};
use serde_json::Value as Json;

use super::{
    super::fields::Kind,
    Found, Unfilled, Why,
    check::{Walk, unreadable},
    environment,
    guard::Guard,
    unfilled,
};

/// What an expression gives, as far as it can be told without answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Gives {
    /// Yes or no.
    Truth,
    /// One of these texts, or nothing.
    Words(Vec<String>),
    /// The answer itself.
    Answer(Vec<Step>),
    /// The answer itself where a condition holds, else nothing.
    Guarded(Vec<Step>, Guard),
    /// Questions that belong together, or a repeated group: no value.
    NoValue,
    /// Some text or number.
    Text,
    /// Only answers can tell.
    Unknown,
}

/// A step of an answer's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Step {
    /// Into a group.
    Name(String),
    /// Into a list.
    Number(usize),
}

/// What an expression gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Filled {
    /// Nothing was answered.
    Nothing,
    /// Yes or no.
    Truth(bool),
    /// A text.
    Text(String),
    /// Several texts.
    Several(Vec<String>),
}

/// How an expression is written.
const EXPRESSIONS: (&str, &str) = (
    "Écrivez une réponse (answers.demandeur.nom), ou une expression : answers.date | date('%d/%m/%Y'), answers.logement == 'heberge', 'X' if … else ''.",
    "Write an answer (answers.demandeur.nom), or an expression: answers.date | date('%d/%m/%Y'), answers.logement == 'heberge', 'X' if … else ''.",
);

/// What the expression gives, and every fault of it.
pub(in super::super) fn expression(source: &str, names: &BTreeMap<String, Kind>) -> (Gives, Vec<Found>) {
    let tree = match parse_expr(source) {
        Ok(tree) => tree,
        Err(error) => return (Gives::Unknown, vec![unreadable(source, &error, &EXPRESSIONS)]),
    };
    let mut walk = Walk { source, scopes: vec![names.clone()], found: Vec::new() };
    let kind = walk.kind(&tree);
    (gives(&tree, &kind), walk.found)
}

fn gives(tree: &Expr<'_>, kind: &Kind) -> Gives {
    if let Some(steps) = path(tree) {
        let is_entry = |names: &BTreeMap<String, Kind>| names.len() == 2 && names.contains_key("code");
        let is_rows = |item: &Kind| matches!(item, Kind::Group(names) if !names.contains_key("sha256"));
        return match kind {
            Kind::Group(names) if !is_entry(names) => Gives::NoValue,
            Kind::List(item) if is_rows(item) => Gives::NoValue,
            _ => Gives::Answer(steps),
        };
    }
    match tree {
        Expr::Const(constant) => match constant.value.as_str() {
            Some(text) => Gives::Words(vec![text.to_owned()]),
            None if constant.value.kind() == ValueKind::Bool => Gives::Truth,
            None => Gives::Text,
        },
        Expr::Compare(_) | Expr::Test(_) => Gives::Truth,
        Expr::UnaryOp(unary) if matches!(unary.op, UnaryOpKind::Not) => Gives::Truth,
        Expr::BinOp(pair) => match pair.op {
            BinOpKind::ScAnd | BinOpKind::ScOr => {
                // Of an answer it is not known here whether it says yes or no.
                let part = |side: &Expr<'_>| gives(side, &Kind::Unknown);
                match (part(&pair.left), part(&pair.right)) {
                    (Gives::Truth, Gives::Truth) => Gives::Truth,
                    _ => Gives::Unknown,
                }
            }
            BinOpKind::Eq
            | BinOpKind::Ne
            | BinOpKind::Lt
            | BinOpKind::Lte
            | BinOpKind::Gt
            | BinOpKind::Gte
            | BinOpKind::In => Gives::Truth,
            _ => Gives::Text,
        },
        Expr::IfExpr(choice) => {
            let yes = gives(&choice.true_expr, &Kind::Unknown);
            match (yes, choice.false_expr.as_ref().map(|no| gives(no, &Kind::Unknown))) {
                (Gives::Answer(steps), None) => {
                    let guard = Guard::of(&choice.test_expr, &steps);
                    Gives::Guarded(steps, guard)
                }
                (Gives::Guarded(steps, inner), None) => {
                    let guard = inner.and(Guard::of(&choice.test_expr, &steps));
                    Gives::Guarded(steps, guard)
                }
                (yes, None) => yes,
                (Gives::Words(mut yes), Some(Gives::Words(no))) => {
                    yes.extend(no);
                    Gives::Words(yes)
                }
                (yes, Some(no)) if yes == no => yes,
                _ => Gives::Unknown,
            }
        }
        Expr::Filter(filter) if matches!(filter.name, "default" | "first" | "last") => Gives::Unknown,
        Expr::Filter(_) => Gives::Text,
        _ => Gives::Unknown,
    }
}

/// The path of an expression that is an answer and nothing else.
pub(super) fn path(tree: &Expr<'_>) -> Option<Vec<Step>> {
    match tree {
        Expr::Var(name) => (name.id == "answers").then(Vec::new),
        Expr::GetAttr(get) => {
            let mut steps = path(&get.expr)?;
            steps.push(Step::Name(get.name.to_owned()));
            Some(steps)
        }
        Expr::GetItem(get) => {
            let mut steps = path(&get.expr)?;
            let key = get.subscript_expr.as_const()?;
            steps.push(match key.as_str() {
                Some(name) => Step::Name(name.to_owned()),
                None => Step::Number(usize::try_from(key.as_i64()?).ok()?),
            });
            Some(steps)
        }
        _ => None,
    }
}

/// The path of the answer that an expression is, where it is one and nothing else.
pub(in super::super) fn answer(source: &str) -> Option<Vec<Step>> {
    path(&parse_expr(source).ok()?)
}

/// What the expression gives with these values.
pub(in super::super) fn evaluate(source: &str, values: &Json) -> Result<Filled, Unfilled> {
    let environment = environment();
    let compiled = environment.compile_expression(source).map_err(unfilled)?;
    let given = compiled.eval(Value::from(Serde(values))).map_err(unfilled)?;
    filled(&given)
}

fn filled(given: &Value) -> Result<Filled, Unfilled> {
    if given.is_undefined() || given.is_none() {
        return Ok(Filled::Nothing);
    }
    Ok(match given.kind() {
        ValueKind::Bool => Filled::Truth(given.is_true()),
        ValueKind::Seq => {
            let items = given.try_iter().map_err(unfilled)?;
            Filled::Several(items.map(|item| text(&item)).collect::<Result<_, _>>()?)
        }
        _ => match text(given)? {
            text if text.is_empty() => Filled::Nothing,
            text => Filled::Text(text),
        },
    })
}

fn text(value: &Value) -> Result<String, Unfilled> {
    let text = value.to_string();
    if text.len() > super::MAX_BYTES { Err(Unfilled { line: 0, why: Why::Size }) } else { Ok(text) }
}
