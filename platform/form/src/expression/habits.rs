//! Knows how numbers, dates, quotes and functions are written elsewhere, in French and in spreadsheets, and says how they are written here.

use std::str::FromStr as _;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    fault::Fault,
    scope::fold,
    tokens::{Token, TokenKind},
};

/// The first constant that is written as elsewhere: `01/01/2020`, `12 000,50`, `20 %`.
pub(super) fn foreign_constant(text: &str, tokens: &[Token]) -> Option<Fault> {
    // Of each open bracket, whether a comma inside it separates.
    let mut open = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => {
                let called = index.checked_sub(1).is_some_and(|before| tokens[before].kind == TokenKind::Name);
                open.push(called || &text[token.span.clone()] != "(");
            }
            TokenKind::Close => {
                open.pop();
            }
            TokenKind::Number => {
                let around =
                    Around { text, tokens: &tokens[index..], separates: open.last().copied().unwrap_or(false) };
                let found = around.date().or_else(|| around.number());
                if found.is_some() {
                    return found;
                }
            }
            TokenKind::Name | TokenKind::Text | TokenKind::Sign => {}
        }
    }
    None
}

/// A number, and what follows it.
struct Around<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// Whether a comma stands between two values here.
    separates: bool,
}

impl<'t> Around<'t> {
    fn written(&self, index: usize) -> Option<&'t str> {
        self.tokens.get(index).map(|token| &self.text[token.span.clone()])
    }

    /// A number of digits alone.
    fn digits(&self, index: usize) -> Option<&'t str> {
        self.written(index).filter(|written| written.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// What stands between a token and the one before it.
    fn gap(&self, index: usize) -> &'t str {
        &self.text[self.tokens[index - 1].span.end..self.tokens[index].span.start]
    }

    /// `2020-01-31`, `31/01/2020`.
    fn date(&self) -> Option<Fault> {
        let (first, second, third) = (self.digits(0)?, self.digits(2)?, self.digits(4)?);
        let sign = self.written(1).filter(|sign| matches!(*sign, "-" | "/"))?;
        if self.written(3) != Some(sign) || (1..5).any(|index| !self.gap(index).is_empty()) {
            return None;
        }
        let (year, month, day) = match (first.len(), third.len()) {
            (4, 1..=2) => (first, second, third),
            (1..=2, 4) => (third, second, first),
            _ => return None,
        };
        let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        Some(self.fault(4, format!("date('{date}')")))
    }

    /// `12 000`, `17,5`, `12.000,50`, `20 %`.
    fn number(&self) -> Option<Fault> {
        self.written(0).filter(|written| is_plain(written))?;
        let mut last = 0;
        while self.written(last).is_some_and(|written| !written.contains('.'))
            && self.tokens.get(last + 1).is_some_and(|next| next.kind == TokenKind::Number)
            && self.written(last + 1).is_some_and(|group| group.find('.').unwrap_or(group.len()) == 3)
        {
            last += 1;
        }
        let comma = !self.separates && self.written(last + 1) == Some(",") && self.digits(last + 2).is_some();
        if comma && self.gap(last + 1).is_empty() && self.gap(last + 2).is_empty() {
            last += 2;
        }
        if self.written(last + 1) == Some("%") && !self.is_operand(last + 2) {
            last += 1;
        }
        let written = &self.text[self.tokens[0].span.start..self.tokens[last].span.end];
        (last > 0).then(|| number(written)).flatten().map(|meant| self.fault(last, meant.to_string()))
    }

    /// Whether a value begins there: behind one that does, `%` is the remainder of a division.
    fn is_operand(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| match token.kind {
            TokenKind::Name | TokenKind::Number | TokenKind::Text | TokenKind::Open => true,
            TokenKind::Close => false,
            TokenKind::Sign => matches!(&self.text[token.span.clone()], "-" | "!"),
        })
    }

    fn fault(&self, last: usize, meant: String) -> Fault {
        let span = self.tokens[0].span.start..self.tokens[last].span.end;
        Fault::written_elsewhere(span.clone(), &self.text[span], meant)
    }
}

/// The number that is meant by a text that is none here: `12 000,50 €`, `20 %`.
pub(crate) fn number(written: &str) -> Option<Decimal> {
    let written = written.trim();
    let (written, percent) = match written.strip_suffix('%') {
        Some(written) => (written, true),
        None => (written.strip_suffix('€').unwrap_or(written), false),
    };
    let mut groups = written.split(char::is_whitespace).filter(|group| !group.is_empty());
    let mut digits = groups.next()?.to_owned();
    for group in groups.take(10) {
        if group.find(['.', ',']).unwrap_or(group.len()) != 3 {
            return None;
        }
        digits.push_str(group);
    }
    if let Some((whole, decimals)) = digits.split_once(',') {
        digits = format!("{}.{decimals}", whole.replace('.', ""));
    }
    let sound = digits.starts_with(|c: char| c.is_ascii_digit()) && is_plain(&digits);
    let number = Decimal::from_str(&digits).ok().filter(|_| sound)?;
    Some(if percent { number.checked_div(Decimal::ONE_HUNDRED)? } else { number }.normalize())
}

/// Digits, with a point among them or not.
fn is_plain(written: &str) -> bool {
    written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The quotes of printed text, with those that close them.
const QUOTES: [(char, &str); 3] = [('‘', "’"), ('“', "”“"), ('«', "»")];

/// The length of a text in quotes of print at the beginning of `rest`, and what stands between them.
pub(super) fn in_print_quotes(rest: &str) -> Option<(usize, &str)> {
    let open = rest.chars().next()?;
    let inside = &rest[open.len_utf8()..];
    let closing = match QUOTES.iter().find(|(known, _)| *known == open) {
        Some((_, closing)) => *closing,
        None if matches!(open, '’' | '”') => &rest[..open.len_utf8()],
        None => return None,
    };
    let end = inside.find(|c| closing.contains(c))?;
    let close = inside[end..].chars().next()?;
    Some((open.len_utf8() + end + close.len_utf8(), inside[..end].trim()))
}

/// The expression that is meant by one that stands in quotes of print as a whole, or whose texts do: `“majeur”`, `statut == ‘oui’`.
pub(crate) fn with_straight_quotes(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some((length, inside)) = in_print_quotes(text)
        && length == text.len()
    {
        return Some(with_straight_quotes(inside).unwrap_or_else(|| inside.to_owned()));
    }
    let mut straight = String::new();
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        match in_print_quotes(&text[at..]) {
            Some((length, inside)) if !inside.contains('\'') => {
                straight.push_str(&format!("'{inside}'"));
                at += length;
            }
            // Quotes of print belong to a text in straight ones.
            _ if matches!(next, '\'' | '"') => return None,
            _ => {
                straight.push(next);
                at += next.len_utf8();
            }
        }
    }
    (straight != text).then_some(straight)
}

/// What is written in another language's words: `x not in […]`, `!x in […]`, `if … then … else …`.
pub(super) fn foreign_words(text: &str, tokens: &[Token]) -> Option<Fault> {
    let words = Words { text, tokens };
    (0..tokens.len()).find_map(|index| words.negated_in(index).or_else(|| words.choice(index)))
}

/// The tokens of a text, to be looked at as words.
struct Words<'t> {
    text: &'t str,
    tokens: &'t [Token],
}

impl<'t> Words<'t> {
    fn written(&self, index: usize) -> &'t str {
        self.tokens.get(index).map_or("", |token| &self.text[token.span.clone()])
    }

    fn is_word(&self, index: usize, words: &[&str]) -> bool {
        self.tokens.get(index).is_some_and(|token| token.kind == TokenKind::Name)
            && words.contains(&self.written(index))
    }

    /// What stands between two tokens, both included.
    fn between(&self, first: usize, last: usize) -> Option<&'t str> {
        let (first, last) = (self.tokens.get(first)?, self.tokens.get(last)?);
        self.text.get(first.span.start..last.span.end).map(str::trim)
    }

    /// Where the operand begins that ends with this token.
    fn operand_start(&self, last: usize) -> Option<usize> {
        let mut at = last;
        loop {
            match self.tokens.get(at)?.kind {
                TokenKind::Close => {
                    at = self.tokens[at].partner;
                    let called = at > 0 && self.tokens[at - 1].kind == TokenKind::Name && self.written(at) == "(";
                    at -= usize::from(called);
                }
                TokenKind::Name | TokenKind::Number | TokenKind::Text => {}
                TokenKind::Open | TokenKind::Sign => return None,
            }
            if at < 2 || self.written(at - 1) != "." {
                return Some(at);
            }
            at -= 2;
        }
    }

    /// Where the operand ends that begins with this token.
    fn operand_end(&self, first: usize) -> Option<usize> {
        let mut at = first;
        loop {
            match self.tokens.get(at)?.kind {
                TokenKind::Open => at = self.tokens[at].partner,
                TokenKind::Name if self.written(at + 1) == "(" => at = self.tokens[at + 1].partner,
                TokenKind::Name | TokenKind::Text => {}
                TokenKind::Number | TokenKind::Close | TokenKind::Sign => return None,
            }
            if self.written(at + 1) != "." {
                return Some(at);
            }
            at += 2;
        }
    }

    /// `x not in […]`, `x ! in […]`; and `!x in ['a']`, of which the sign goes with `x` alone.
    fn negated_in(&self, index: usize) -> Option<Fault> {
        if !self.is_word(index, &["in"]) {
            return None;
        }
        let before = index.checked_sub(1)?;
        let (from, start, last) = if self.is_word(before, &["not", "non", "pas"]) || self.written(before) == "!" {
            let last = before.checked_sub(1)?;
            let start = self.operand_start(last)?;
            (start, start, last)
        } else {
            let start = self.operand_start(before)?;
            let sign = start.checked_sub(1).filter(|sign| self.written(*sign) == "!")?;
            // A yes or no is never a text, and a text never a yes or no: only then the sign surely goes with the whole.
            let first = self.tokens.get(index + 1 + usize::from(self.written(index + 1) == "["))?;
            if first.kind != TokenKind::Text && self.tokens[start].kind != TokenKind::Text {
                return None;
            }
            (sign, start, before)
        };
        let end = self.operand_end(index + 1)?;
        let (of, list) = (self.between(start, last)?, self.between(index + 1, end)?);
        Some(self.fault(from, end, format!("!({of} in {list})")))
    }

    /// `if a then b else c`.
    fn choice(&self, index: usize) -> Option<Fault> {
        if !self.is_word(index, &["if", "si"]) {
            return None;
        }
        let yes = self.next_word(index + 1, &["then", "alors"])?;
        let no = self.next_word(yes + 1, &["else", "sinon"])?;
        let mut end = no;
        while let Some(token) = self.tokens.get(end + 1).filter(|token| token.kind != TokenKind::Close) {
            end = if token.kind == TokenKind::Open { token.partner } else { end + 1 };
        }
        let condition = self.between(index + 1, yes - 1)?;
        let (one, other) = (self.between(yes + 1, no - 1)?, self.between(no + 1, end)?);
        Some(self.fault(index, end, format!("{condition} ? {one} : {other}")))
    }

    /// One of the words at the level of this token, right behind an operand: there no name can stand.
    fn next_word(&self, from: usize, words: &[&str]) -> Option<usize> {
        let mut at = from;
        loop {
            let token = self.tokens.get(at)?;
            match token.kind {
                TokenKind::Close => return None,
                TokenKind::Open => at = token.partner,
                _ if at > from && self.is_word(at, words) && self.tokens[at - 1].kind != TokenKind::Sign => {
                    return Some(at);
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn fault(&self, first: usize, last: usize, meant: String) -> Fault {
        let span = self.tokens[first].span.start..self.tokens[last].span.end;
        Fault::syntax(span.clone(), &self.text[span], Some(&meant))
    }
}

/// The function that makes a period of so many of these.
pub(super) fn period(word: &str) -> Option<&'static str> {
    Some(match fold(word).as_str() {
        "jour" | "jours" | "day" | "days" => "days",
        "mois" | "month" | "months" => "months",
        "an" | "ans" | "annee" | "annees" | "year" | "years" => "years",
        _ => return None,
    })
}

/// What a function is called here that has another name elsewhere.
pub(super) fn function(name: &str) -> Option<&'static str> {
    Some(match fold(name).as_str() {
        "somme" | "total" => "sum",
        "arrondi" | "arrondir" => "round",
        "aujourdhui" | "maintenant" | "now" => "today",
        "len" | "length" | "longueur" | "taille" | "nombre" => "size",
        "maximum" => "max",
        "minimum" => "min",
        "annee" => "year",
        "jours" => "days",
        "mois" => "months",
        "ans" | "annees" => "years",
        "contient" => "contains",
        _ => return None,
    })
}
