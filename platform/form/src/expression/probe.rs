//! Takes an expression apart for its author: every part of it, and the value it has on the answers given.
//!
//! A part inside a macro has a value for each element: it is asked as a list, `vehicules.map(v, v.tarif)`. So nothing is evaluated here but
//! by the one evaluator.

use std::ops::Range;

use cel::{common::ast::Expr, parser::Expression as Ast};

use super::{
    Env, Expected, Fault, Here, Place, Scope, Type, Value, Why, compile, eval,
    parse::{Parsed, parse},
};

/// How many parts are shown of one expression.
const MAX_PARTS: usize = 100;

/// The macros: their first argument names the element.
const MACROS: &[&str] = &["all", "exists", "exists_one", "filter", "map"];

/// One part of an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Where it stands, in bytes of the text.
    pub span: Range<usize>,
    /// How many parts it stands in.
    pub depth: usize,
    /// Whether its value is a list because it has one for each element of a macro.
    pub each: bool,
    /// What it gives.
    pub gives: Gives,
}

/// What a part gives on the answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Gives {
    /// A value, as it is written in expressions.
    Value(Value),
    /// None: why, and the answer path at fault where one is.
    Nothing(Why, Option<String>),
    /// It has no meaning by itself.
    Unasked,
}

/// Every part of `text` with its value, the whole first; constants are not told, they are what is written.
///
/// # Errors
/// All faults of the text at once, as [`compile`] tells them.
pub fn probe(
    text: &str,
    scope: &dyn Scope,
    place: &Place,
    env: &dyn Env,
    here: &Here,
) -> Result<(Vec<Part>, Type), Vec<Fault>> {
    let whole = compile(text, scope, place, &Expected::Any)?;
    let parsed = parse(text).map_err(|fault| vec![*fault])?;
    let mut prober = Prober { parsed: &parsed, scope, place, env, here, parts: Vec::new(), around: Vec::new() };
    prober.part(&parsed.root, 0);
    Ok((prober.parts, whole.result_type().clone()))
}

struct Prober<'p> {
    parsed: &'p Parsed<'p>,
    scope: &'p dyn Scope,
    place: &'p Place,
    env: &'p dyn Env,
    here: &'p Here,
    parts: Vec<Part>,
    /// The lists of the macros around, outermost first, each with the name of its element.
    around: Vec<(String, String)>,
}

impl Prober<'_> {
    fn part(&mut self, ast: &Ast, depth: usize) {
        if matches!(ast.expr, Expr::Literal(_)) || self.parts.len() >= MAX_PARTS {
            return;
        }
        let span = whole(self.parsed.text, self.parsed.span(ast));
        let gives = self.gives(&span);
        self.parts.push(Part { span, depth, each: !self.around.is_empty(), gives });
        match &ast.expr {
            Expr::Call(call) => {
                if let Some(target) = &call.target {
                    self.part(target, depth + 1);
                    if let (true, [element, bodies @ ..]) = (MACROS.contains(&call.func_name.as_str()), &*call.args)
                        && let Expr::Ident(name) = &element.expr
                    {
                        let list = self.parsed.text[whole(self.parsed.text, self.parsed.span(target))].to_owned();
                        self.around.push((list, name.clone()));
                        bodies.iter().for_each(|body| self.part(body, depth + 1));
                        self.around.pop();
                        return;
                    }
                }
                call.args.iter().for_each(|argument| self.part(argument, depth + 1));
            }
            Expr::List(list) => list.elements.iter().for_each(|element| self.part(element, depth + 1)),
            // A path is one part: the groups on its way say nothing.
            Expr::Select(select) if !is_path(&select.operand) => self.part(&select.operand, depth + 1),
            _ => {}
        }
    }

    fn gives(&self, span: &Range<usize>) -> Gives {
        let mut text = self.parsed.text[span.clone()].to_owned();
        for (list, element) in self.around.iter().rev() {
            text = format!("({list}).map({element}, {text})");
        }
        match compile(&text, self.scope, self.place, &Expected::Any) {
            Err(_) => Gives::Unasked,
            Ok(part) => match eval(&part, self.env, self.here) {
                Ok(value) => Gives::Value(value),
                Err(missing) => Gives::Nothing(missing.why, missing.path.map(|path| path.to_string())),
            },
        }
    }
}

/// The span with the brackets that belong to it: those around `b || c` in `a && (b || c)` are of no node, and a span ends before the last.
fn whole(text: &str, mut span: Range<usize>) -> Range<usize> {
    let mut open: usize = 0;
    let mut missing: usize = 0;
    let mut quote = None;
    let mut escaped = false;
    for letter in text[span.clone()].chars() {
        match (quote, letter) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(mark), _) if mark == letter => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(letter),
            (None, '(') => open += 1,
            (None, ')') if open > 0 => open -= 1,
            (None, ')') => missing += 1,
            (None, _) => {}
        }
    }
    for _ in 0..open {
        span.end = text[span.end..].find(')').map_or(text.len(), |at| span.end + at + 1);
    }
    for _ in 0..missing {
        span.start = text[..span.start].rfind('(').unwrap_or(0);
    }
    span
}

/// Whether this is a name, or a name of a name.
fn is_path(ast: &Ast) -> bool {
    match &ast.expr {
        Expr::Ident(_) => true,
        Expr::Select(select) => is_path(&select.operand),
        _ => false,
    }
}
