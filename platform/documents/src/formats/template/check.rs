//! Finds what is wrong with a template before it is ever filled in: names that the recipient's share does not have, and what is not admitted.
//!
//! What doubles a text at each step of a template is not admitted: macros, blocks that are kept in a name, sums and products of texts. So no
//! template writes more than its length and the answers account for.

use std::{collections::BTreeMap, ops::Range};

use form::{diagnostic::Sentence, expression::nearest};
use minijinja::machinery::{
    Span,
    ast::{BinOpKind, CallArg, Expr, Filter, ForLoop, Stmt},
    parse,
};

use super::{super::fields::Kind, FILTERS, TESTS};

/// A fault of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Found {
    /// A stable code.
    pub(in super::super) code: &'static str,
    /// Where, in bytes.
    pub(in super::super) at: Range<usize>,
    /// What is wrong.
    pub(in super::super) cause: Sentence,
    /// What to do.
    pub(in super::super) cure: Sentence,
}

/// Every fault of the template `source`, which can name what `names` has.
pub(in super::super) fn faults(source: &str, names: &BTreeMap<String, Kind>) -> Vec<Found> {
    let tree = match parse(source, "", Default::default()) {
        Ok(tree) => tree,
        Err(error) => return vec![unreadable(source, &error, &TEMPLATES)],
    };
    let mut walk = Walk { source, scopes: vec![names.clone()], found: Vec::new() };
    walk.statement(&tree);
    walk.found
}

/// How a template is written.
const TEMPLATES: (&str, &str) = (
    "Les modèles s'écrivent en Jinja : {{ valeur }}, {% if … %}…{% endif %}, {% for … in … %}…{% endfor %}.",
    "Templates are written in Jinja: {{ value }}, {% if … %}…{% endif %}, {% for … in … %}…{% endfor %}.",
);

/// What the parser could not read, and how it is written.
pub(super) fn unreadable(source: &str, error: &minijinja::Error, cure: &(&str, &str)) -> Found {
    let at = error.range().unwrap_or_else(|| line(source, error.line().unwrap_or(1)));
    let said = error.detail().unwrap_or_default();
    Found {
        code: "template.syntax",
        at,
        cause: Sentence::new(
            format!("Ce modèle n'est pas lisible : {said}."),
            format!("This template cannot be read: {said}."),
        ),
        cure: Sentence::new(cure.0, cure.1),
    }
}

fn line(source: &str, number: usize) -> Range<usize> {
    let mut start = 0;
    for (index, line) in source.split_inclusive('\n').enumerate() {
        if index + 1 == number {
            return start..start + line.trim_end().len();
        }
        start += line.len();
    }
    0..0
}

fn range(span: Span) -> Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}

pub(super) struct Walk<'s> {
    pub(super) source: &'s str,
    pub(super) scopes: Vec<BTreeMap<String, Kind>>,
    pub(super) found: Vec<Found>,
}

impl Walk<'_> {
    fn tell(&mut self, code: &'static str, at: Range<usize>, cause: (String, String), cure: (String, String)) {
        let found = Found { code, at, cause: Sentence::new(cause.0, cause.1), cure: Sentence::new(cure.0, cure.1) };
        if !self.found.contains(&found) {
            self.found.push(found);
        }
    }

    fn not_admitted(&mut self, span: Span, what: &str, cure: (&str, &str)) {
        self.tell(
            "template.not_admitted",
            range(span),
            (format!("« {what} » n'est pas admis dans un modèle."), format!("“{what}” is not admitted in a template.")),
            (cure.0.to_owned(), cure.1.to_owned()),
        );
    }

    fn statements(&mut self, all: &[Stmt<'_>]) {
        for one in all {
            self.statement(one);
        }
    }

    fn inside(&mut self, scope: BTreeMap<String, Kind>, body: &[Stmt<'_>]) {
        self.scopes.push(scope);
        self.statements(body);
        self.scopes.pop();
    }

    fn statement(&mut self, statement: &Stmt<'_>) {
        let alone = (
            "Un modèle se suffit : écrivez ici ce qu'il faut, avec {% if %} et {% for %}.",
            "A template stands alone: write here what is needed, with {% if %} and {% for %}.",
        );
        match statement {
            Stmt::Template(template) => self.statements(&template.children),
            Stmt::EmitExpr(emit) => {
                self.kind(&emit.expr);
            }
            Stmt::EmitRaw(_) => {}
            Stmt::ForLoop(each) => self.each(each, each.span()),
            Stmt::IfCond(choice) => {
                self.kind(&choice.expr);
                self.inside(BTreeMap::new(), &choice.true_body);
                self.inside(BTreeMap::new(), &choice.false_body);
            }
            Stmt::Set(set) => {
                let kind = self.kept(&set.expr);
                self.name(&set.target, kind);
            }
            Stmt::WithBlock(with) => {
                self.scopes.push(BTreeMap::new());
                for (target, value) in &with.assignments {
                    let kind = self.kept(value);
                    self.name(target, kind);
                }
                self.statements(&with.body);
                self.scopes.pop();
            }
            Stmt::SetBlock(set) => self.not_admitted(set.span(), "{% set %}…{% endset %}", alone),
            Stmt::AutoEscape(block) => self.not_admitted(block.span(), "{% autoescape %}", alone),
            Stmt::FilterBlock(block) => self.not_admitted(block.span(), "{% filter %}", alone),
            Stmt::Block(block) => self.not_admitted(block.span(), "{% block %}", alone),
            Stmt::Import(import) => self.not_admitted(import.span(), "{% import %}", alone),
            Stmt::FromImport(import) => self.not_admitted(import.span(), "{% from %}", alone),
            Stmt::Extends(extends) => self.not_admitted(extends.span(), "{% extends %}", alone),
            Stmt::Include(include) => self.not_admitted(include.span(), "{% include %}", alone),
            Stmt::Macro(block) => self.not_admitted(block.span(), "{% macro %}", alone),
            Stmt::CallBlock(block) => self.not_admitted(block.span(), "{% call %}", alone),
            Stmt::Do(block) => self.not_admitted(block.span(), "{% do %}", alone),
        }
    }

    fn each(&mut self, each: &ForLoop<'_>, span: Span) {
        if each.recursive {
            let cure = ("Retirez « recursive ».", "Take “recursive” away.");
            self.not_admitted(span, "recursive", cure);
        }
        let item = match self.kind(&each.iter) {
            Kind::List(item) => *item,
            Kind::Unknown => Kind::Unknown,
            Kind::Value | Kind::Group(_) => {
                self.tell(
                    "template.not_a_list",
                    range(each.iter.span()),
                    (
                        "Ce n'est pas une liste : rien n'y est répété.".to_owned(),
                        "This is no list: nothing is repeated in it.".to_owned(),
                    ),
                    (
                        "Répétez un groupe répété, les choix d'une question ou ses fichiers.".to_owned(),
                        "Repeat a repeated group, the choices of a question or its files.".to_owned(),
                    ),
                );
                Kind::Unknown
            }
        };
        self.scopes.push(BTreeMap::from([("loop".to_owned(), Kind::Unknown)]));
        self.name(&each.target, item);
        if let Some(filter) = &each.filter_expr {
            self.kind(filter);
        }
        self.statements(&each.body);
        self.scopes.pop();
        self.inside(BTreeMap::new(), &each.else_body);
    }

    /// A name of the template's own.
    fn name(&mut self, target: &Expr<'_>, kind: Kind) {
        match (target, self.scopes.last_mut()) {
            (Expr::Var(name), Some(scope)) => {
                scope.insert(name.id.to_owned(), kind);
            }
            (target, _) => {
                let cure = ("Donnez un seul nom simple.", "Give one plain name.");
                self.not_admitted(target.span(), self.source.get(range(target.span())).unwrap_or("…"), cure);
            }
        }
    }

    /// What is kept under a name: nothing that grows.
    fn kept(&mut self, value: &Expr<'_>) -> Kind {
        if let Some(span) = grows(value) {
            let cure = (
                "Gardez sous un nom une réponse telle quelle, ou un choix entre deux ; calculez là où vous écrivez.",
                "Keep an answer under a name as it is, or a choice of two; calculate where you write.",
            );
            self.not_admitted(span, "{% set %}", cure);
        }
        self.kind(value)
    }

    /// What an expression stands for; its faults are told.
    pub(super) fn kind(&mut self, expression: &Expr<'_>) -> Kind {
        match expression {
            Expr::Var(var) => match self.scopes.iter().rev().find_map(|scope| scope.get(var.id)) {
                Some(kind) => kind.clone(),
                None => {
                    let known: Vec<String> = self.scopes.iter().flat_map(BTreeMap::keys).cloned().collect();
                    self.unknown(var.id, range(var.span()), &known);
                    Kind::Unknown
                }
            },
            Expr::Const(_) => Kind::Value,
            Expr::GetAttr(get) => {
                let around = self.kind(&get.expr);
                let end = get.span().end_offset as usize;
                self.part(around, get.name, end.saturating_sub(get.name.len())..end)
            }
            Expr::GetItem(get) => {
                let around = self.kind(&get.expr);
                self.kind(&get.subscript_expr);
                let key = get.subscript_expr.as_const();
                match (around, key.as_ref().and_then(|key| key.as_str())) {
                    (Kind::List(item), None) => *item,
                    (around, Some(name)) => self.part(around, name, range(get.subscript_expr.span())),
                    _ => Kind::Unknown,
                }
            }
            Expr::Slice(slice) => {
                for bound in [&slice.start, &slice.stop, &slice.step].into_iter().flatten() {
                    self.kind(bound);
                }
                self.kind(&slice.expr)
            }
            Expr::UnaryOp(unary) => {
                self.kind(&unary.expr);
                Kind::Value
            }
            Expr::BinOp(pair) => {
                let (left, right) = (self.kind(&pair.left), self.kind(&pair.right));
                match pair.op {
                    BinOpKind::Mul | BinOpKind::Pow => {
                        let cure = (
                            "Calculez dans la démarche (computed) : les montants y sont exacts.",
                            "Calculate in the démarche (computed): amounts are exact there.",
                        );
                        self.not_admitted(pair.span(), "*", cure);
                        Kind::Value
                    }
                    BinOpKind::ScOr | BinOpKind::ScAnd if left == right => left,
                    _ => Kind::Value,
                }
            }
            Expr::Compare(compare) => {
                self.kind(&compare.expr);
                for op in &compare.ops {
                    self.kind(&op.expr);
                }
                Kind::Value
            }
            Expr::IfExpr(choice) => {
                self.kind(&choice.test_expr);
                let yes = self.kind(&choice.true_expr);
                let no = choice.false_expr.as_ref().map(|no| self.kind(no));
                if no.is_none_or(|no| no == yes) { yes } else { Kind::Unknown }
            }
            Expr::Filter(filter) => self.filter(filter, filter.span()),
            Expr::Test(test) => {
                self.kind(&test.expr);
                if !TESTS.iter().any(|(name, _)| *name == test.name) {
                    self.unknown_word(test.name, range(test.span()), &names(TESTS));
                }
                Kind::Value
            }
            Expr::Call(call) => {
                let cure = ("Un modèle n'appelle rien ; prenez un filtre.", "A template calls nothing; take a filter.");
                self.not_admitted(call.span(), self.source.get(range(call.span())).unwrap_or("…"), cure);
                Kind::Unknown
            }
            Expr::List(list) => {
                for item in &list.items {
                    self.kind(item);
                }
                Kind::List(Box::new(Kind::Unknown))
            }
            Expr::Tuple(tuple) => {
                for item in &tuple.items {
                    self.kind(item);
                }
                Kind::List(Box::new(Kind::Unknown))
            }
            Expr::Map(map) => {
                for item in map.keys.iter().chain(&map.values) {
                    self.kind(item);
                }
                Kind::Unknown
            }
        }
    }

    fn filter(&mut self, filter: &Filter<'_>, span: Span) -> Kind {
        let input = filter.expr.as_ref().map_or(Kind::Unknown, |expr| self.kind(expr));
        for argument in &filter.args {
            let (CallArg::Pos(value)
            | CallArg::Kwarg(_, value)
            | CallArg::PosSplat(value)
            | CallArg::KwargSplat(value)) = argument;
            self.kind(value);
        }
        let fixed = filter.args.iter().all(|argument| matches!(argument, CallArg::Pos(Expr::Const(_))));
        if filter.name == "join" && !fixed {
            let cure =
                ("Entre les éléments, écrivez un texte : join(', ').", "Between the items write a text: join(', ').");
            self.not_admitted(span, "join", cure);
        }
        match (filter.name, input) {
            ("first" | "last", Kind::List(item)) => *item,
            ("default", kind) => kind,
            ("join", Kind::Value) => {
                self.tell(
                    "template.not_a_list",
                    range(span),
                    (
                        "« join » réunit une liste ; ce n'en est pas une.".to_owned(),
                        "“join” joins a list; this is none.".to_owned(),
                    ),
                    ("Écrivez la valeur seule.".to_owned(), "Write the value alone.".to_owned()),
                );
                Kind::Value
            }
            (name, _) if FILTERS.iter().any(|(known, _)| *known == name) => Kind::Value,
            (name, _) => {
                self.unknown_word(name, range(span), &names(FILTERS));
                Kind::Unknown
            }
        }
    }

    /// What stands under `name` in `around`.
    fn part(&mut self, around: Kind, name: &str, at: Range<usize>) -> Kind {
        match around {
            Kind::Unknown => Kind::Unknown,
            Kind::Group(mut names) => names.remove(name).unwrap_or_else(|| {
                let known: Vec<String> = names.into_keys().collect();
                self.unknown(name, at, &known);
                Kind::Unknown
            }),
            Kind::List(_) => {
                self.tell(
                    "template.unknown_name",
                    at,
                    (
                        format!("« {name} » est dans une liste : il y en a plusieurs."),
                        format!("“{name}” stands in a list: there are several."),
                    ),
                    (
                        "Parcourez la liste : {% for un in … %}{{ un.… }}{% endfor %}.".to_owned(),
                        "Go through the list: {% for one in … %}{{ one.… }}{% endfor %}.".to_owned(),
                    ),
                );
                Kind::Unknown
            }
            Kind::Value => {
                self.unknown(name, at, &[]);
                Kind::Unknown
            }
        }
    }

    fn unknown(&mut self, name: &str, at: Range<usize>, known: &[String]) {
        let meant = nearest(name, known.iter().map(String::as_str));
        let cure = match (meant, known.is_empty()) {
            (Some(meant), _) => (format!("Vouliez-vous écrire « {meant} » ?"), format!("Did you mean “{meant}”?")),
            (None, true) => ("Une valeur n'a rien sous elle.".to_owned(), "There is nothing below a value.".to_owned()),
            (None, false) => {
                let list = known.join(", ");
                (
                    format!("Il y a : {list}. Un destinataire n'a que ce que dit « receives »."),
                    format!("There are: {list}. A recipient has what “receives” says alone."),
                )
            }
        };
        self.tell(
            "template.unknown_name",
            at,
            (format!("Ce destinataire n'a pas de « {name} » ici."), format!("This recipient has no “{name}” here.")),
            cure,
        );
    }

    fn unknown_word(&mut self, word: &str, at: Range<usize>, known: &[&str]) {
        let list = known.join(", ");
        self.tell(
            "template.not_admitted",
            at,
            (format!("« {word} » n'est pas admis dans un modèle."), format!("“{word}” is not admitted in a template.")),
            (format!("Il y a : {list}."), format!("There are: {list}.")),
        );
    }
}

fn names<T>(table: &[(&'static str, T)]) -> Vec<&'static str> {
    table.iter().map(|(name, _)| *name).collect()
}

/// Where an expression makes something longer than what it is made of.
fn grows(expression: &Expr<'_>) -> Option<Span> {
    match expression {
        Expr::BinOp(pair) => match pair.op {
            BinOpKind::ScAnd | BinOpKind::ScOr => grows(&pair.left).or_else(|| grows(&pair.right)),
            _ => Some(pair.span()),
        },
        Expr::IfExpr(choice) => grows(&choice.true_expr).or_else(|| choice.false_expr.as_ref().and_then(grows)),
        Expr::Filter(filter) => match filter.name {
            "join" | "date" => Some(filter.span()),
            _ => filter.expr.as_ref().and_then(grows),
        },
        Expr::List(list) => Some(list.span()),
        Expr::Tuple(tuple) => Some(tuple.span()),
        Expr::Map(map) => Some(map.span()),
        _ => None,
    }
}
