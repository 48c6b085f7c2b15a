//! Resolves and types an expression against the schema: every name becomes a path, every fault is told at once.

mod calls;
mod names;
mod operators;

use std::{ops::Range, sync::Arc};

use cel::{
    common::ast::{Expr, LiteralValue, operators as signs},
    parser::Expression as Ast,
};
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization as _;

use super::{
    Expression,
    fault::Fault,
    parse::{Parsed, parse},
    scope::{Expected, Place, Scope},
    tree::{Node, Typed},
    types::Type,
    value::Value,
};
use crate::diagnostic::Sentence;

/// Compiles `text`, which stands at `place` of the schema that `scope` tells about.
///
/// # Errors
/// All faults at once, in the order of the text; a text that is no CEL has one fault only.
pub fn compile(text: &str, scope: &dyn Scope, place: &Place, expected: &Expected) -> Result<Expression, Vec<Fault>> {
    let parsed = parse(text).map_err(|fault| vec![*fault])?;
    let mut compiler = Compiler { parsed: &parsed, scope, place, locals: Vec::new(), slots: 0, faults: Vec::new() };
    let root = compiler.node(&parsed.root);
    match expected {
        Expected::Any => {}
        Expected::Bool => compiler.expect(&root, &Type::Bool),
        Expected::Is(wanted) => {
            compiler.expect(&root, wanted);
            compiler.known_constants(&parsed.root, wanted);
        }
    }
    let Compiler { mut faults, slots, .. } = compiler;
    if faults.is_empty() {
        Ok(Expression::new(text, root, slots))
    } else {
        faults.sort_by_key(|fault| fault.span.start);
        Err(faults)
    }
}

/// A macro's variable.
struct Local {
    name: String,
    slot: usize,
    r#type: Type,
}

/// One compilation.
struct Compiler<'c> {
    parsed: &'c Parsed<'c>,
    scope: &'c dyn Scope,
    place: &'c Place,
    locals: Vec<Local>,
    slots: usize,
    faults: Vec<Fault>,
}

impl Compiler<'_> {
    fn node(&mut self, ast: &Ast) -> Typed {
        let span = self.parsed.span(ast);
        let (node, r#type) = match &ast.expr {
            Expr::Literal(literal) => return self.literal(ast, literal, span),
            Expr::Ident(name) => return self.name(name, span),
            Expr::Select(select) => {
                let operand = self.node(&select.operand);
                let of_row = matches!(&select.operand.expr, Expr::Ident(name) if name == "row");
                return self.select(operand, &select.field, of_row, self.parsed.name_span(ast), span);
            }
            Expr::List(list) => self.list(&list.elements),
            Expr::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
                (signs::LOGICAL_AND, [a, b]) => {
                    let (a, b) = (self.condition(a), self.condition(b));
                    (Node::And(Box::new(a), Box::new(b)), Type::Bool)
                }
                (signs::LOGICAL_OR, [a, b]) => {
                    let (a, b) = (self.condition(a), self.condition(b));
                    (Node::Or(Box::new(a), Box::new(b)), Type::Bool)
                }
                (signs::LOGICAL_NOT, [a]) => (Node::Not(Box::new(self.condition(a))), Type::Bool),
                (signs::CONDITIONAL, [condition, yes, no]) => self.either(condition, yes, no),
                (signs::NEGATE, [a]) => self.negate(a),
                (signs::INDEX, [list, index]) => self.at(list, index),
                (signs::IN, [item, list]) => self.within(ast, item, list),
                (sign, [a, b]) if sign.starts_with('_') && sign.ends_with('_') => {
                    self.binary(ast, sign.trim_matches('_'), a, b)
                }
                _ => return self.call(ast, call, span),
            },
            _ => {
                let cure = Sentence::new(
                    "Écrivez-le avec les fonctions du langage.",
                    "Write it with the functions of the language.",
                );
                let written = &self.parsed.text[span.clone()];
                self.faults.push(Fault::unsupported(span.clone(), written, cure));
                return Typed::faulty(span);
            }
        };
        Typed { node, r#type, span }
    }

    /// A node that must be a yes or no.
    fn condition(&mut self, ast: &Ast) -> Node {
        let typed = self.node(ast);
        self.expect(&typed, &Type::Bool);
        typed.node
    }

    fn expect(&mut self, found: &Typed, wanted: &Type) {
        if !found.r#type.fits(wanted) {
            self.clash(found, &wanted.name());
        }
    }

    fn clash(&mut self, found: &Typed, expected: &Sentence) {
        self.faults.push(Fault::type_clash(found.span.clone(), &found.r#type, expected));
    }

    fn literal(&mut self, ast: &Ast, literal: &LiteralValue, span: Range<usize>) -> Typed {
        let (value, r#type) = match literal {
            LiteralValue::Boolean(yes) => (Value::Bool(*yes.inner()), Type::Bool),
            LiteralValue::Int(whole) => (Value::Number(Decimal::from(*whole.inner())), Type::Number),
            LiteralValue::String(text) => (Value::Text(normal(text.inner())), Type::Text),
            LiteralValue::Double(double) => {
                // The parser hands out a float; the decimal meant is what the author wrote.
                let written = &self.parsed.text[self.parsed.own_span(ast)];
                match exact(written) {
                    Some(number) if double.inner().is_sign_negative() => (Value::Number(-number), Type::Number),
                    Some(number) => (Value::Number(number), Type::Number),
                    None => {
                        let cure = Sentence::new("Un nombre a au plus 28 chiffres.", "A number has 28 digits at most.");
                        self.faults.push(Fault::bad_literal(span.clone(), written, cure));
                        return Typed::faulty(span);
                    }
                }
            }
            LiteralValue::Bytes(_) | LiteralValue::UInt(_) | LiteralValue::Null => {
                let cure = Sentence::new(
                    "Écrivez un texte, un nombre, true ou false.",
                    "Write a text, a number, true or false.",
                );
                let written = &self.parsed.text[span.clone()];
                self.faults.push(Fault::unsupported(span.clone(), written, cure));
                return Typed::faulty(span);
            }
        };
        Typed { node: Node::Constant(value), r#type, span }
    }

    fn list(&mut self, elements: &[Ast]) -> (Node, Type) {
        let mut of = Type::Unknown;
        let mut nodes = Vec::with_capacity(elements.len());
        for element in elements {
            let typed = self.node(element);
            match of.unify(&typed.r#type) {
                Some(unified) => of = unified,
                None => self.clash(&typed, &of.name()),
            }
            nodes.push(typed.node);
        }
        (Node::List(nodes), of.list())
    }

    fn either(&mut self, condition: &Ast, yes: &Ast, no: &Ast) -> (Node, Type) {
        let condition = self.condition(condition);
        let (yes, no) = (self.node(yes), self.node(no));
        let r#type = yes.r#type.unify(&no.r#type).unwrap_or_else(|| {
            self.clash(&no, &yes.r#type.name());
            Type::Unknown
        });
        (Node::If(Box::new((condition, yes.node, no.node))), r#type)
    }

    /// The text constants that a node may give, with their places.
    fn constants(&self, ast: &Ast, found: &mut Vec<(String, Range<usize>)>) {
        match &ast.expr {
            Expr::Literal(LiteralValue::String(text)) => {
                found.push((text.inner().to_owned(), self.parsed.own_span(ast)));
            }
            Expr::List(list) => list.elements.iter().for_each(|e| self.constants(e, found)),
            Expr::Call(call) => {
                if let (signs::CONDITIONAL, [_, yes, no]) = (&*call.func_name, &*call.args) {
                    self.constants(yes, found);
                    self.constants(no, found);
                }
            }
            _ => {}
        }
    }

    /// Refuses the constants of `ast` that an answer of type `other` never is.
    fn known_constants(&mut self, ast: &Ast, other: &Type) {
        let mut other = other;
        while let Type::List(element) = other {
            other = element;
        }
        let Type::Choice(known) = other else { return };
        let mut found = Vec::new();
        self.constants(ast, &mut found);
        for (constant, span) in found {
            if !known.contains(&constant) {
                self.faults.push(Fault::never_equal(span, &constant, known));
            }
        }
    }
}

/// The text in the form that answers have (NFC), so that the same letters are equal.
fn normal(text: &str) -> Arc<str> {
    text.nfc().collect::<String>().into()
}

/// The decimal that `written` is, with neither rounding nor overflow.
fn exact(written: &str) -> Option<Decimal> {
    if written.len() > 64 {
        return None;
    }
    if written.contains(['e', 'E']) {
        Decimal::from_scientific(written).ok()
    } else if let Some(fraction) = written.strip_prefix('.') {
        Decimal::from_str_exact(&format!("0.{fraction}")).ok()
    } else {
        Decimal::from_str_exact(written).ok()
    }
}
