//! Types calls: functions, macros, and what takes a constant.

use std::ops::Range;

use cel::{
    common::ast::{CallExpr, Expr, LiteralValue},
    parser::Expression as Ast,
};
use regex::RegexBuilder;

use super::{Compiler, Fault, Local, Node, Type, Typed};
use crate::{
    diagnostic::Sentence,
    expression::{
        fault::list_name,
        functions::{CONNECTED, FUNCTIONS, Form, Function, FunctionDoc, reference},
        habits,
        reserved::is_reserved,
        scope::{Leads, nearest},
        tree::{Each, Macro},
        value::Value,
    },
};

/// The most memory that a pattern may take, in bytes.
const PATTERN_BYTES: usize = 256 << 10;

impl Compiler<'_> {
    /// `f(…)` or `x.f(…)`.
    pub(super) fn call(&mut self, ast: &Ast, call: &CallExpr, span: Range<usize>) -> Typed {
        let name = call.func_name.as_str();
        let at = self.parsed.name_span(ast);
        let what = match name {
            "all" => Some(Macro::All),
            "exists" => Some(Macro::Exists),
            "exists_one" => Some(Macro::ExistsOne),
            "filter" => Some(Macro::Filter),
            "map" => Some(Macro::Map),
            _ => None,
        };
        let typed = match (name, &call.target, what) {
            (_, Some(list), Some(what)) => self.each(what, name, list, &call.args, &at),
            ("has", None, _) => self.has(&call.args, &at),
            ("connected", None, _) => self.connected(&call.args, &at),
            ("date", None, _) => self.date(&call.args, &at),
            ("matches", Some(text), _) => self.matches(text, &call.args, &at),
            _ => self.function(call, &at),
        };
        match typed {
            Some((node, r#type)) => Typed { node, r#type, span },
            None => Typed::faulty(span),
        }
    }

    /// A function of the list.
    fn function(&mut self, call: &CallExpr, at: &Range<usize>) -> Option<(Node, Type)> {
        let name = call.func_name.as_str();
        let arguments: Vec<Typed> =
            call.target.iter().map(AsRef::as_ref).chain(&call.args).map(|argument| self.node(argument)).collect();
        let wanted = match call.target {
            Some(_) => Form::Method,
            None => Form::Call,
        };
        let forms = || {
            FUNCTIONS.iter().copied().filter(|function| {
                function.doc.name == name && (function.form == wanted || function.form == Form::Both)
            })
        };
        let Some(function) =
            forms().find(|function| function.parameters.len() == arguments.len()).or_else(|| forms().next())
        else {
            self.unknown_function(name, wanted, at);
            return None;
        };
        if function.parameters.len() != arguments.len() {
            self.wrong_arguments(name, at);
            return None;
        }
        for (argument, parameter) in arguments.iter().zip(function.parameters) {
            if !parameter.takes(&argument.r#type) {
                self.clash(argument, &parameter.name());
            }
        }
        let types: Vec<Type> = arguments.iter().map(|a| a.r#type.clone()).collect();
        let nodes = arguments
            .into_iter()
            .map(|argument| match (&argument.node, &argument.r#type) {
                (Node::Get(_) | Node::Local(_), Type::List(_) | Type::Files) if function.blank_is_empty => {
                    Node::OrEmpty(Box::new(argument.node))
                }
                _ => argument.node,
            })
            .collect();
        Some((Node::Call(function, nodes), (function.result)(&types)))
    }

    fn unknown_function(&mut self, name: &str, wanted: Form, at: &Range<usize>) {
        let docs = reference();
        // The right name in the wrong form: the signature says how it is written.
        if docs.iter().any(|doc| doc.name == name) {
            let signatures = Some(signatures(name));
            return self.faults.push(Fault::unknown_function(at.clone(), name, None, signatures));
        }
        let fits = |function: &&&Function| function.form == wanted || function.form == Form::Both;
        let names = FUNCTIONS.iter().filter(fits).map(|function| function.doc.name);
        let suggestion = habits::function(name)
            .map(str::to_owned)
            .or_else(|| nearest(name, names.chain(docs.iter().map(|doc| doc.name))));
        self.faults.push(Fault::unknown_function(at.clone(), name, suggestion, None));
    }

    fn wrong_arguments(&mut self, name: &str, at: &Range<usize>) {
        self.faults.push(Fault::wrong_arguments(at.clone(), name, &signatures(name)));
    }

    /// `list.all(x, …)` and its like.
    fn each(
        &mut self,
        what: Macro,
        name: &str,
        list: &Ast,
        arguments: &[Ast],
        at: &Range<usize>,
    ) -> Option<(Node, Type)> {
        let list = self.node(list);
        let (variable, when, body) = match arguments {
            [variable, body] => (variable, None, body),
            [variable, when, body] if what == Macro::Map => (variable, Some(when), body),
            _ => {
                self.wrong_arguments(name, at);
                return None;
            }
        };
        let element = match &list.r#type {
            Type::List(element) => (**element).clone(),
            Type::Unknown => Type::Unknown,
            _ => {
                self.clash(&list, &list_name());
                Type::Unknown
            }
        };
        let at = self.parsed.span(variable);
        let variable = match &variable.expr {
            Expr::Ident(name) if !is_reserved(name) && !name.starts_with('.') => name.clone(),
            _ => {
                let written = &self.parsed.text[at.clone()];
                self.faults.push(Fault::syntax(at, written, Some("x")));
                return None;
            }
        };
        let slot = self.slots;
        self.slots += 1;
        self.locals.push(Local { name: variable, slot, r#type: element.clone() });
        let when = when.map(|when| self.condition(when));
        let body = self.node(body);
        self.locals.pop();
        if what != Macro::Map {
            self.expect(&body, &Type::Bool);
        }
        let r#type = match what {
            Macro::All | Macro::Exists | Macro::ExistsOne => Type::Bool,
            Macro::Filter => element.list(),
            Macro::Map => body.r#type.list(),
        };
        let each = Each { what, list: list.node, slot, when, body: body.node };
        Some((Node::Each(Box::new(each)), r#type))
    }

    /// `has(answer)`.
    fn has(&mut self, arguments: &[Ast], at: &Range<usize>) -> Option<(Node, Type)> {
        let [argument] = arguments else {
            self.wrong_arguments("has", at);
            return None;
        };
        let typed = self.node(argument);
        let names_an_answer =
            matches!(typed.node, Node::Get(_) | Node::Rows(_) | Node::Pluck { .. } | Node::Local(_) | Node::Part(..));
        if !names_an_answer && typed.r#type != Type::Unknown {
            let wanted = Sentence::new("le nom d'une réponse", "the name of an answer");
            self.clash(&typed, &wanted);
        }
        Some((Node::Has(Box::new(typed.node)), Type::Bool))
    }

    /// `connected('mairie')`: it depends on the commune that leads to the recipient, where one does.
    fn connected(&mut self, arguments: &[Ast], at: &Range<usize>) -> Option<(Node, Type)> {
        let [argument] = arguments else {
            self.wrong_arguments(CONNECTED.doc.name, at);
            return None;
        };
        let cure = Sentence::new(
            "Écrivez l'identifiant d'un destinataire, entre guillemets : connected('mairie').",
            "Write the id of a recipient, in quotes: connected('mairie').",
        );
        let id = self.constant(argument, &cure)?;
        let span = self.parsed.span(argument);
        // A component stands in any démarche, and so knows no recipient of one.
        let (leads, known) = match &self.place.mount {
            Some(_) => (None, Vec::new()),
            None => (self.scope.recipient(&id), self.scope.recipients()),
        };
        let Some(leads) = leads else {
            self.faults.push(Fault::unknown_recipient(span, &id, &known));
            return None;
        };
        let mut asked = vec![Node::Constant(Value::Text(id.into()))];
        if let Leads::Commune(path) = leads {
            // Where the path leads nowhere, the recipient's own fault tells so.
            asked.extend(self.answer_at(&path, span));
        }
        Some((Node::Call(&CONNECTED, asked), Type::Bool))
    }

    /// `date('2026-03-01')`.
    fn date(&mut self, arguments: &[Ast], at: &Range<usize>) -> Option<(Node, Type)> {
        let [argument] = arguments else {
            self.wrong_arguments("date", at);
            return None;
        };
        let cure = Sentence::new(
            "Écrivez une date qui existe, entre guillemets : date('2026-03-01').",
            "Write a date that exists, in quotes: date('2026-03-01').",
        );
        let text = self.constant(argument, &cure)?;
        let date = (text.len() == 10)
            .then(|| text.parse::<jiff::civil::Date>().ok())
            .flatten()
            .filter(|date| date.year() >= 1);
        let Some(date) = date else {
            let span = self.parsed.span(argument);
            self.faults.push(Fault::bad_literal(span, &text, cure));
            return None;
        };
        Some((Node::Constant(Value::Date(date)), Type::Date))
    }

    /// `text.matches('pattern')`.
    fn matches(&mut self, text: &Ast, arguments: &[Ast], at: &Range<usize>) -> Option<(Node, Type)> {
        let text = self.node(text);
        self.expect(&text, &Type::Text);
        let [argument] = arguments else {
            self.wrong_arguments("matches", at);
            return None;
        };
        let cure = Sentence::new(
            "Écrivez une expression régulière simple, entre guillemets, sans renvoi ni regard autour.",
            "Write a simple regular expression, in quotes, with neither back-reference nor look-around.",
        );
        let pattern = self.constant(argument, &cure)?;
        let built =
            RegexBuilder::new(&pattern).size_limit(PATTERN_BYTES).dfa_size_limit(PATTERN_BYTES).nest_limit(32).build();
        let Ok(regex) = built else {
            let span = self.parsed.span(argument);
            self.faults.push(Fault::bad_literal(span, &pattern, cure));
            return None;
        };
        Some((Node::Matches(Box::new(text.node), regex), Type::Bool))
    }

    /// A text that must be written out.
    fn constant(&mut self, ast: &Ast, cure: &Sentence) -> Option<String> {
        if let Expr::Literal(LiteralValue::String(text)) = &ast.expr {
            return Some(text.inner().to_owned());
        }
        let span = self.parsed.span(ast);
        let written = &self.parsed.text[span.clone()];
        self.faults.push(Fault::bad_literal(span.clone(), written, cure.clone()));
        None
    }
}

/// How the functions of this name are written.
fn signatures(name: &str) -> Sentence {
    let docs: Vec<_> = reference().into_iter().filter(|doc| doc.name == name).collect();
    let join = |signature: fn(&FunctionDoc) -> &'static str| {
        docs.iter().map(|doc| signature(doc)).collect::<Vec<_>>().join(" / ")
    };
    Sentence::new(join(|doc| doc.signature), join(|doc| doc.signature_en))
}
