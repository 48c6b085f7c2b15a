//! Knows how numbers, dates and functions are written elsewhere, in French and in spreadsheets, and says how they are written here.

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
