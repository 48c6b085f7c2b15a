//! Cuts an expression into tokens, before the parser sees it: for exact places and exact numbers,
//! for faults in plain words, and so that no hostile nesting reaches the parser.

use std::ops::Range;

use super::{
    fault::Fault,
    habits::{in_print_quotes, with_straight_quotes},
};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Name,
    Number,
    Text,
    Open,
    Close,
    Sign,
}

/// A token and where it stands, in bytes.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Range<usize>,
    /// For a bracket, the index of the token that closes or opens it.
    pub(crate) partner: usize,
}

/// Signs of two characters, to be tried before those of one.
const DOUBLE: [&str; 6] = ["==", "!=", "<=", ">=", "&&", "||"];

/// Cuts `text`; what cannot be CEL is a fault.
pub(crate) fn cut(text: &str) -> Result<Vec<Token>, Box<Fault>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if matches!(first, ' ' | '\t' | '\r' | '\n' | '\u{c}') {
            at += 1;
            continue;
        }
        if matches!(first, '\u{a0}' | '\u{2009}' | '\u{202f}') {
            let inside = rest[first.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
            if inside && tokens.last().is_some_and(|token| token.kind == TokenKind::Number && token.span.end == at) {
                // Told with the whole number, as French writes it.
                at += first.len_utf8();
                continue;
            }
            return Err(Box::new(Fault::unbreaking_space(at..at + first.len_utf8())));
        }
        if let Some((length, inside)) = in_print_quotes(rest) {
            let whole = tokens.is_empty() && text[at + length..].trim().is_empty();
            let inside_straight = || with_straight_quotes(inside).unwrap_or_else(|| inside.to_owned());
            let meant = if whole { inside_straight() } else { format!("'{inside}'") };
            return Err(Box::new(Fault::syntax(at..at + length, &rest[..length], Some(&meant))));
        }
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        let (kind, length) = if let Some(length) = quoted(rest, at)? {
            (TokenKind::Text, length)
        } else if first.is_alphabetic() || first == '_' {
            (TokenKind::Name, name(rest, at)?)
        } else if let Some(length) = number(rest) {
            (TokenKind::Number, length)
        } else {
            let kind = match first {
                '(' | '[' | '{' => TokenKind::Open,
                ')' | ']' | '}' => TokenKind::Close,
                _ => TokenKind::Sign,
            };
            (kind, sign(rest, first, at)?)
        };
        let mut token = Token { kind, span: at..at + length, partner: tokens.len() };
        match kind {
            TokenKind::Open => open.push(tokens.len()),
            TokenKind::Close => {
                let opener = open.pop().filter(|&opener| {
                    let opened = &text[tokens[opener].span.clone()];
                    matches!((opened, first), ("(", ')') | ("[", ']') | ("{", '}'))
                });
                let Some(opener) = opener else {
                    return Err(Box::new(Fault::syntax(token.span, &first.to_string(), None)));
                };
                token.partner = opener;
                tokens[opener].partner = tokens.len();
            }
            _ => {}
        }
        at += length;
        tokens.push(token);
    }
    match open.pop() {
        None => Ok(tokens),
        Some(opener) => {
            let span = tokens[opener].span.clone();
            Err(Box::new(Fault::unclosed(span.clone(), &text[span])))
        }
    }
}

/// The length of the quoted text that begins `rest`.
fn quoted(rest: &str, at: usize) -> Result<Option<usize>, Box<Fault>> {
    let prefix = rest.bytes().take_while(|byte| matches!(byte, b'r' | b'R' | b'b' | b'B')).count();
    let raw = rest[..prefix].contains(['r', 'R']);
    let body = &rest[prefix..];
    let Some(quote) = body.chars().next().filter(|c| matches!(c, '\'' | '"')) else {
        return Ok(None);
    };
    if prefix > 2 {
        return Ok(None);
    }
    let triple = quote.to_string().repeat(3);
    let (mark, many_lines) = if body.starts_with(&triple) { (triple.as_str(), true) } else { (&triple[..1], false) };
    let mut from = mark.len();
    while let Some(c) = body[from..].chars().next() {
        if body[from..].starts_with(mark) {
            return Ok(Some(prefix + from + mark.len()));
        }
        if matches!(c, '\n' | '\r') && !many_lines {
            break;
        }
        from += c.len_utf8();
        if c == '\\' && !raw {
            from += body[from..].chars().next().map_or(0, char::len_utf8);
        }
    }
    let start = at + prefix;
    Err(Box::new(Fault::unclosed(start..start + mark.len(), mark)))
}

/// The length of the name that begins `rest`.
fn name(rest: &str, at: usize) -> Result<usize, Box<Fault>> {
    let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    let word = &rest[..length];
    if word.is_ascii() {
        return Ok(length);
    }
    let plain = unaccented(word);
    let suggestion = plain.is_ascii().then_some(plain);
    Err(Box::new(Fault::unknown_name(at..at + length, word, suggestion)))
}

/// The word without its accents.
fn unaccented(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    word.chars().take(64).nfd().filter(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The length of the number that begins `rest`, signs not included.
fn number(rest: &str) -> Option<usize> {
    let digits = |from: usize| rest[from..].bytes().take_while(u8::is_ascii_digit).count();
    if let Some(hexadecimal) = rest.strip_prefix("0x") {
        let length = hexadecimal.bytes().take_while(u8::is_ascii_hexdigit).count();
        return Some(2 + length + unsigned(&hexadecimal[length..]));
    }
    let whole = digits(0);
    let mut length = whole;
    if rest[length..].starts_with('.') && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
    }
    if length == 0 {
        return None;
    }
    if rest[length..].starts_with(['e', 'E']) {
        let signed = usize::from(rest[length + 1..].starts_with(['+', '-']));
        let exponent = digits(length + 1 + signed);
        if exponent > 0 {
            return Some(length + 1 + signed + exponent);
        }
    }
    Some(length + if length == whole { unsigned(&rest[length..]) } else { 0 })
}

fn unsigned(rest: &str) -> usize {
    usize::from(rest.starts_with(['u', 'U']))
}

/// The length of the sign that begins `rest`.
fn sign(rest: &str, first: char, at: usize) -> Result<usize, Box<Fault>> {
    if DOUBLE.iter().any(|double| rest.starts_with(double)) {
        return Ok(2);
    }
    let span = at..at + first.len_utf8();
    let swapped = match rest.as_bytes() {
        [b'=', b'>', ..] => Some(">="),
        [b'=', b'<', ..] => Some("<="),
        _ => None,
    };
    if swapped.is_some() {
        return Err(Box::new(Fault::syntax(at..at + 2, &rest[..2], swapped)));
    }
    let meant = match first {
        '€' | '$' | '£' => return Err(Box::new(Fault::unit(span, first))),
        '(' | ')' | '[' | ']' | '{' | '}' | '.' | ',' | ':' | '?' | '<' | '>' | '!' | '+' | '-' | '*' | '/' | '%' => {
            return Ok(1);
        }
        '=' => Some("=="),
        '&' => Some("&&"),
        '|' => Some("||"),
        '‘' | '’' | '“' | '”' | '«' | '»' => Some("'"),
        '≤' => Some("<="),
        '≥' => Some(">="),
        '≠' => Some("!="),
        '×' => Some("*"),
        '÷' => Some("/"),
        '−' | '–' => Some("-"),
        _ => None,
    };
    Err(Box::new(Fault::syntax(span, &first.to_string(), meant)))
}
