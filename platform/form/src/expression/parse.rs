//! Reads the text of an expression: tokens, budgets, then the `cel` crate's parser with its macros left as
//! plain calls, so that ours can be typed and `has(x)` may name a plain answer.

use std::ops::Range;

use cel::{
    common::ast::{Expr, SourceInfo},
    parser::{Expression as Ast, ParseError},
};

use super::{
    fault::Fault,
    habits::{self, foreign_constant, foreign_words},
    tokens::{Token, TokenKind, cut},
};

/// The longest text, in bytes.
pub(crate) const MAX_BYTES: usize = 4096;
/// The most tokens.
pub(crate) const MAX_TOKENS: usize = 600;
/// The deepest nesting of brackets and of `? :`.
pub(crate) const MAX_NESTING: usize = 24;
/// The deepest tree: a sum of as many terms is one.
pub(crate) const MAX_DEPTH: usize = 64;
/// The nesting and the tokens up to which a text is read on the caller's stack, of which that takes less than a mebibyte.
const HERE_NESTING: usize = 4;
const HERE_TOKENS: usize = 200;
/// The parser's stack, in bytes: six times what the deepest text within the budgets was seen to take.
const PARSER_STACK: usize = 16 << 20;

/// A text that is CEL.
pub(crate) struct Parsed<'t> {
    pub(crate) text: &'t str,
    pub(crate) root: Ast,
    tokens: Vec<Token>,
    source: SourceInfo,
}

/// Reads `text`.
pub(crate) fn parse(text: &str) -> Result<Parsed<'_>, Box<Fault>> {
    if text.len() > MAX_BYTES {
        return Err(Box::new(Fault::too_complex(0..text.len(), MAX_BYTES, "octets", "bytes")));
    }
    let tokens = cut(text)?;
    if tokens.is_empty() {
        return Err(Box::new(Fault::syntax(text.len()..text.len(), "", None)));
    }
    if let Some(token) = tokens.get(MAX_TOKENS) {
        let span = token.span.start..text.len();
        return Err(Box::new(Fault::too_complex(span, MAX_TOKENS, "mots", "words")));
    }
    let (nesting, deepest) = nesting(text, &tokens);
    if let Some(token) = deepest.filter(|_| nesting > MAX_NESTING) {
        let span = token.span.clone();
        return Err(Box::new(Fault::too_complex(span, MAX_NESTING, "niveaux", "levels")));
    }
    if let Some(fault) =
        foreign(text, &tokens).or_else(|| foreign_constant(text, &tokens)).or_else(|| foreign_words(text, &tokens))
    {
        return Err(Box::new(fault));
    }
    let read = if nesting <= HERE_NESTING && tokens.len() <= HERE_TOKENS {
        std::panic::catch_unwind(|| read(text)).ok()
    } else {
        apart(text)
    };
    match read {
        Some(Ok((root, source))) => {
            if deep(&root) {
                let all = 0..text.len();
                return Err(Box::new(Fault::too_complex(all, MAX_DEPTH, "niveaux", "levels")));
            }
            Ok(Parsed { text, root, tokens, source })
        }
        Some(Err(errors)) => {
            // The parser's own complaints follow from the first error of syntax, and often stand before it.
            let of_syntax = |error: &&ParseError| error.msg.starts_with("Syntax error");
            let at =
                errors.iter().find(of_syntax).or_else(|| errors.first()).map_or(0, |error| offset(text, error.pos));
            Err(Box::new(unexpected(text, &tokens, at)))
        }
        None => Err(Box::new(Fault::syntax(0..text.len(), text, None))),
    }
}

type Read = Result<(Ast, SourceInfo), Vec<ParseError>>;

/// Runs the parser.
fn read(text: &str) -> Read {
    cel::Env::default()
        .with_optional_support(false)
        .parser()
        .parse_with_source_info(text)
        .map_err(|errors| errors.errors)
}

/// Runs the parser on a stack of its own: a level of brackets takes it a hundred kilobytes, more than a
/// worker's stack can promise. `None` when there is no thread to be had. Its tables are built anew
/// in every thread, so that ordinary texts are better read where the caller is.
fn apart(text: &str) -> Option<Read> {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("expression".to_owned())
            .stack_size(PARSER_STACK)
            .spawn_scoped(scope, || read(text))
            .ok()?
            .join()
            .ok()
    })
}

/// Whether the tree is deeper than the budget.
fn deep(root: &Ast) -> bool {
    let mut waiting = vec![(root, 1)];
    while let Some((node, depth)) = waiting.pop() {
        if depth > MAX_DEPTH {
            return true;
        }
        match &node.expr {
            Expr::Call(call) => {
                let parts = call.target.iter().map(AsRef::as_ref).chain(&call.args);
                waiting.extend(parts.map(|part| (part, depth + 1)));
            }
            Expr::Select(select) => waiting.push((&select.operand, depth + 1)),
            Expr::List(list) => waiting.extend(list.elements.iter().map(|e| (e, depth + 1))),
            _ => {}
        }
    }
    false
}

/// How deep the brackets and the `? :` go, and the first token that lies deepest.
fn nesting<'k>(text: &str, tokens: &'k [Token]) -> (usize, Option<&'k Token>) {
    let mut open: Vec<usize> = Vec::new();
    let mut alternatives = 0;
    let mut deepest = (0, None);
    for token in tokens {
        match (token.kind, &text[token.span.clone()]) {
            (TokenKind::Open, _) => open.push(alternatives),
            (TokenKind::Close, _) => alternatives = open.pop().unwrap_or_default(),
            (_, "?") => alternatives += 1,
            (_, ",") => alternatives = open.last().copied().unwrap_or_default(),
            _ => {}
        }
        let depth = open.len() + alternatives;
        if depth > deepest.0 {
            deepest = (depth, Some(token));
        }
    }
    deepest
}

/// What CEL has and forms have no use for, refused before the parser so that the words are ours.
fn foreign(text: &str, tokens: &[Token]) -> Option<Fault> {
    use crate::diagnostic::Sentence;
    tokens.iter().find_map(|token| {
        let written = &text[token.span.clone()];
        if token.kind == TokenKind::Number && too_large(written) {
            let cure =
                Sentence::new("Un nombre entier a au plus 18 chiffres.", "A whole number has 18 digits at most.");
            return Some(Fault::bad_literal(token.span.clone(), written, cure));
        }
        let cure = match token.kind {
            TokenKind::Open if written == "{" => Sentence::new(
                "Une expression ne fabrique pas d'objet ; écrivez une liste : ['a', 'b'].",
                "An expression makes no object; write a list: ['a', 'b'].",
            ),
            TokenKind::Number if written.ends_with(['u', 'U']) => Sentence::new(
                "Il n'y a qu'une sorte de nombre : écrivez-le sans « u ».",
                "There is one kind of number: write it without “u”.",
            ),
            TokenKind::Text
                if written.starts_with(['b', 'B'])
                    || written[1..].starts_with(['b', 'B']) && written.starts_with(['r', 'R']) =>
            {
                Sentence::new(
                    "Écrivez un texte entre guillemets simples, sans « b ».",
                    "Write a text in single quotes, without “b”.",
                )
            }
            TokenKind::Name if written == "null" => Sentence::new(
                "Une réponse absente se teste par has(x) ou !has(x).",
                "A missing answer is tested with has(x) or !has(x).",
            ),
            _ => return None,
        };
        Some(Fault::unsupported(token.span.clone(), written, cure))
    })
}

/// Whether a whole number is one that the parser would not take.
fn too_large(written: &str) -> bool {
    match written.strip_prefix("0x") {
        Some(hexadecimal) => i64::from_str_radix(hexadecimal, 16).is_err(),
        None if written.bytes().all(|byte| byte.is_ascii_digit()) => written.parse::<i64>().is_err(),
        None => false,
    }
}

/// The fault of a text that does not parse, at the token where the parser stumbled.
fn unexpected(text: &str, tokens: &[Token], at: usize) -> Fault {
    let Some(position) = tokens.iter().position(|token| token.span.end > at) else {
        return Fault::syntax(text.len()..text.len(), "", None);
    };
    // A parser stumbles one word after `a and b` went wrong: the words before and at the stumbling are both suspects.
    for index in [position, position.saturating_sub(1)] {
        let span = tokens[index].span.clone();
        let meant = match text[span.clone()].to_lowercase().as_str() {
            "and" | "et" => "&&",
            "or" | "ou" => "||",
            "not" | "non" => "!",
            "is" | "est" => "==",
            "if" | "si" => return Fault::if_then(span.clone(), &text[span]),
            ">" if index > 0 && &text[tokens[index - 1].span.clone()] == "<" => "!=",
            _ => continue,
        };
        return Fault::syntax(span.clone(), &text[span], Some(meant));
    }
    let span = tokens[position].span.clone();
    // `15 jours` is a period that French writes so.
    if let Some(number) = position.checked_sub(1).map(|before| &tokens[before])
        && number.kind == TokenKind::Number
        && let Some(period) = habits::period(&text[span.clone()])
    {
        let all = number.span.start..span.end;
        let meant = format!("{period}({})", &text[number.span.clone()]);
        return Fault::syntax(all.clone(), &text[all], Some(&meant));
    }
    Fault::syntax(span.clone(), &text[span], None)
}

/// The byte offset of a line and column, both from 1, the column in characters.
fn offset(text: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line).unwrap_or_default();
    let column = usize::try_from(column).unwrap_or_default();
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    text[start..].char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| start + at)
}

impl Parsed<'_> {
    /// The token a node of the tree was made from.
    fn token(&self, id: u64) -> Option<usize> {
        let (start, _) = self.source.offset_for(id)?;
        let start = usize::try_from(start).ok()?;
        self.tokens.binary_search_by_key(&start, |token| token.span.start).ok()
    }

    fn token_span(&self, index: usize) -> Range<usize> {
        self.tokens.get(index).map_or(0..self.text.len(), |token| token.span.clone())
    }

    /// Where a node's own token stands: the operator, the name, the constant, the opening bracket.
    pub(crate) fn own_span(&self, node: &Ast) -> Range<usize> {
        self.token(node.id).map_or(0..self.text.len(), |index| self.token_span(index))
    }

    /// Where the name of a called function or of a selected field stands.
    pub(crate) fn name_span(&self, node: &Ast) -> Range<usize> {
        match (&node.expr, self.token(node.id)) {
            (Expr::Call(_), Some(open)) if open > 0 => self.token_span(open - 1),
            (Expr::Select(_), Some(dot)) => self.token_span(dot + 1),
            _ => self.own_span(node),
        }
    }

    /// Where the whole of a node stands, from its first to its last token.
    pub(crate) fn span(&self, node: &Ast) -> Range<usize> {
        let mut span = self.own_span(node);
        let mut widen = |other: Range<usize>| {
            span = span.start.min(other.start)..span.end.max(other.end);
        };
        match &node.expr {
            Expr::Call(call) => {
                call.target.iter().for_each(|target| widen(self.span(target)));
                call.args.iter().for_each(|argument| widen(self.span(argument)));
                if let Some(open) = self.token(node.id)
                    && self.tokens[open].kind == TokenKind::Open
                {
                    widen(self.token_span(self.tokens[open].partner));
                    if call.target.is_none() && !call.func_name.starts_with('_') {
                        widen(self.name_span(node));
                    }
                }
            }
            Expr::Select(select) => {
                widen(self.span(&select.operand));
                widen(self.name_span(node));
            }
            Expr::List(_) => {
                if let Some(open) = self.token(node.id) {
                    widen(self.token_span(self.tokens[open].partner));
                }
            }
            _ => {}
        }
        span
    }
}
