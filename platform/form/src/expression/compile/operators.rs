//! Types operators.

use std::{collections::BTreeSet, sync::Arc};

use cel::{common::ast::Expr, parser::Expression as Ast};

use super::{Compiler, Fault, Node, Type};
use crate::expression::{
    fault::list_name,
    tree::{Arithmetic, Order},
};

impl Compiler<'_> {
    /// `a sign b`, of comparisons and arithmetic.
    pub(super) fn binary(&mut self, ast: &Ast, sign: &str, a: &Ast, b: &Ast) -> (Node, Type) {
        let (left, right) = (self.node(a), self.node(b));
        self.unquoted(a, &right.r#type);
        self.unquoted(b, &left.r#type);
        let (of, to) = (&left.r#type, &right.r#type);
        let known = *of != Type::Unknown && *to != Type::Unknown;
        let sides = |left: Node, right: Node| Box::new((left, right));
        let order = match sign {
            "<" => Some(Order::Less),
            "<=" => Some(Order::LessOrEqual),
            ">" => Some(Order::Greater),
            ">=" => Some(Order::GreaterOrEqual),
            _ => None,
        };
        let arithmetic = match sign {
            "+" => Some(Arithmetic::Add),
            "-" => Some(Arithmetic::Subtract),
            "*" => Some(Arithmetic::Multiply),
            "/" => Some(Arithmetic::Divide),
            "%" => Some(Arithmetic::Remainder),
            _ => None,
        };
        if let Some(arithmetic) = arithmetic {
            let r#type = match result(arithmetic, of, to) {
                Some(r#type) => r#type,
                None if !known => Type::Unknown,
                None => {
                    self.refuse(ast, sign, of, to);
                    Type::Unknown
                }
            };
            return (Node::Compute(arithmetic, sides(left.node, right.node)), r#type);
        }
        if let Some(order) = order {
            if !(of.comparable(to) && of.ordered() && to.ordered()) {
                self.refuse(ast, sign, of, to);
            }
            return (Node::Compare(order, sides(left.node, right.node)), Type::Bool);
        }
        if !of.comparable(to) {
            self.refuse(ast, sign, of, to);
        } else {
            self.can_meet(ast, a, of, b, to);
        }
        let node = Node::Equal { negated: sign == "!=", sides: sides(left.node, right.node) };
        (node, Type::Bool)
    }

    fn refuse(&mut self, ast: &Ast, sign: &str, of: &Type, to: &Type) {
        let span = self.parsed.span(ast);
        self.faults.push(Fault::operands(span, sign, of, to));
    }

    /// A name that is none, compared with a choice that has it among its constants, lacks its quotes.
    fn unquoted(&mut self, side: &Ast, other: &Type) {
        let (Expr::Ident(name), Type::Choice(known)) = (&side.expr, other) else { return };
        let span = self.parsed.span(side);
        if known.contains(name)
            && let Some(fault) = self.faults.iter_mut().find(|fault| fault.span == span)
        {
            *fault = Fault::unknown_name(span, name, Some(format!("'{name}'")));
        }
    }

    /// Refuses what two sides can never have in common.
    fn can_meet(&mut self, ast: &Ast, a: &Ast, of: &Type, b: &Ast, to: &Type) {
        self.known_constants(a, to);
        self.known_constants(b, of);
        if let (Type::Choice(these), Type::Choice(those)) = (of, to)
            && !Arc::ptr_eq(these, those)
            && BTreeSet::from_iter(these.iter()).is_disjoint(&BTreeSet::from_iter(those.iter()))
        {
            self.faults.push(Fault::never_meet(self.parsed.span(ast)));
        }
    }

    /// `item in list`.
    pub(super) fn within(&mut self, ast: &Ast, item: &Ast, list: &Ast) -> (Node, Type) {
        let (left, right) = (self.node(item), self.node(list));
        if let Expr::List(list) = &list.expr {
            list.elements.iter().for_each(|element| self.unquoted(element, &left.r#type));
        }
        match &right.r#type {
            Type::Unknown => {}
            Type::List(element) if left.r#type.comparable(element) => {
                self.can_meet(ast, item, &left.r#type, list, element);
            }
            _ => self.refuse(ast, "in", &left.r#type, &right.r#type),
        }
        (Node::In(Box::new((left.node, right.node))), Type::Bool)
    }

    /// `list[index]`.
    pub(super) fn at(&mut self, list: &Ast, index: &Ast) -> (Node, Type) {
        let (list, index) = (self.node(list), self.node(index));
        self.expect(&index, &Type::Number);
        let r#type = match &list.r#type {
            Type::List(element) => (**element).clone(),
            Type::Unknown => Type::Unknown,
            _ => {
                self.clash(&list, &list_name());
                Type::Unknown
            }
        };
        (Node::At(Box::new((list.node, index.node))), r#type)
    }

    pub(super) fn negate(&mut self, of: &Ast) -> (Node, Type) {
        let typed = self.node(of);
        let r#type = match typed.r#type {
            Type::Number | Type::Period => typed.r#type,
            _ => {
                self.expect(&typed, &Type::Number);
                Type::Unknown
            }
        };
        (Node::Negate(Box::new(typed.node)), r#type)
    }
}

/// The type of `of sign to`.
fn result(sign: Arithmetic, of: &Type, to: &Type) -> Option<Type> {
    use Arithmetic::{Add, Subtract};
    match (sign, of, to) {
        (_, Type::Number, Type::Number) => Some(Type::Number),
        (Add | Subtract, date, Type::Period) if date.is_date() => Some(date.clone()),
        (Add, Type::Period, date) if date.is_date() => Some(date.clone()),
        (Add | Subtract, Type::Period, Type::Period) => Some(Type::Period),
        (Add, a, b) if a.is_text() && b.is_text() => Some(Type::Text),
        (Add, Type::List(_), Type::List(_)) => of.unify(to),
        _ => None,
    }
}
