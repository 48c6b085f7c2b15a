//! Finds what an author forgot where the parser stumbles only later: a comma, a bracket, a dash, a space; only what is sure.

use crate::{
    definition::{keys::TABLES, reader::short},
    diagnostic::Sentence,
};

/// What was forgotten, and where.
pub(super) struct Culprit {
    /// In bytes of the text.
    pub(super) at: usize,
    pub(super) cause: Sentence,
    pub(super) cure: Sentence,
}

/// How many lines above the stumbling are looked at.
const LINES_ABOVE: usize = 3;

/// What makes the parser stumble on the line with this number, from 1.
pub(super) fn culprit(text: &str, number: usize) -> Option<Culprit> {
    let mut start = 0;
    let lines: Vec<Line<'_>> = text
        .split_inclusive('\n')
        .map(|line| {
            let at = start;
            start += line.len();
            Line { start: at, text: line.trim_end() }
        })
        .collect();
    let last = number.min(lines.len());
    let near = || {
        let above = (0..last).rev().filter(|index| !lines[*index].is_silent()).take(1 + LINES_ABOVE);
        above.collect::<Vec<_>>()
    };
    let two = || near().into_iter().take(2);
    two()
        .chain((last < lines.len()).then_some(last))
        .find_map(|index| lines[index].printed_space())
        .or_else(|| two().find_map(|index| lines[index].lost_comma()))
        .or_else(|| near().into_iter().find_map(|index| unclosed(&lines, index)))
        .or_else(|| near().into_iter().find_map(|index| lines[index].lost_space()))
        .or_else(|| near().into_iter().find_map(|index| lost_dash(&lines, index)))
}

/// A line of the file.
#[derive(Clone, Copy)]
struct Line<'t> {
    /// Where it begins, in bytes of the text.
    start: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn is_silent(self) -> bool {
        let inside = self.text.trim();
        inside.is_empty() || inside.starts_with('#')
    }

    fn indent(self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    fn inside(self) -> &'t str {
        self.text.trim_start_matches(' ')
    }

    /// A space of print in the indentation.
    fn printed_space(self) -> Option<Culprit> {
        let indent = self.text.len() - self.text.trim_start().len();
        let at = self.text[..indent].find(|c: char| !c.is_ascii())?;
        Some(Culprit {
            at: self.start + at,
            cause: Sentence::new(
                "Cette ligne est en retrait par une espace insécable, que YAML prend pour du texte.",
                "This line is indented by a non-breaking space, which YAML takes for text.",
            ),
            cure: Sentence::new("Mettez des espaces ordinaires à sa place.", "Use ordinary spaces in its place."),
        })
    }

    /// Between braces, a key behind a text in quotes or behind a bracket, without the comma before it.
    fn lost_comma(self) -> Option<Culprit> {
        let signs = signs(self.text)?;
        let mut depth = 0_usize;
        for (at, sign) in signs {
            match sign {
                Sign::Open(_) => depth += 1,
                Sign::Close(_) => depth = depth.saturating_sub(1),
                Sign::Quoted => {}
            }
            if depth == 0 || matches!(sign, Sign::Open(_)) {
                continue;
            }
            let behind = &self.text[at..];
            let rest = behind.trim_start();
            let word = &rest[..rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len())];
            if word.is_empty() || rest.len() == behind.len() || !rest[word.len()..].starts_with(": ") {
                continue;
            }
            return Some(Culprit {
                at: self.start + self.text.len() - rest.len(),
                cause: Sentence::new(
                    format!("Il manque une virgule devant « {} ».", short(word)),
                    format!("A comma is missing before “{}”.", short(word)),
                ),
                cure: Sentence::new(
                    format!("Mettez-la : « , {}: … ».", short(word)),
                    format!("Put it there: “, {}: …”.", short(word)),
                ),
            });
        }
        None
    }

    /// `title:Vous`, `-age`.
    fn lost_space(self) -> Option<Culprit> {
        let inside = self.inside();
        let (sign, forgotten, meant) = if let Some(word) = inside.strip_prefix('-')
            && word.starts_with(|c: char| c.is_alphabetic())
            && !word.contains([' ', ':'])
        {
            ("-", 1, format!("- {word}"))
        } else {
            let entry = inside.strip_prefix("- ").unwrap_or(inside);
            let (key, value) = entry.split_once(':')?;
            let known = TABLES.iter().any(|table| table.key(key).is_some());
            if !known || value.is_empty() || value.starts_with(char::is_whitespace) || entry.contains(": ") {
                return None;
            }
            (":", inside.len() - value.len(), format!("{key}: {value}"))
        };
        let meant = short(&meant);
        Some(Culprit {
            at: self.start + self.indent() + forgotten - 1,
            cause: Sentence::new(
                format!("Il manque une espace après « {sign} »."),
                format!("A space is missing behind “{sign}”."),
            ),
            cure: Sentence::new(format!("Écrivez « {meant} »."), format!("Write “{meant}”.")),
        })
    }
}

/// A bracket that opens on this line and is still open where a line begins that cannot go on with it.
fn unclosed(lines: &[Line<'_>], index: usize) -> Option<Culprit> {
    let line = lines[index];
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut below = lines[index + 1..].iter().filter(|line| !line.is_silent());
    let mut next = Some(line);
    while let Some(at) = next {
        for (end, sign) in if at.start == line.start { signs(at.text)? } else { signs_inside(at.text)? } {
            match sign {
                Sign::Open(bracket) => open.push((at.start + end - 1, bracket)),
                Sign::Close(bracket) => match open.pop() {
                    Some((at, opened)) if closing(opened) != bracket => return Some(never_closed(at, opened)),
                    _ => {}
                },
                Sign::Quoted => {}
            }
        }
        if open.is_empty() {
            return None;
        }
        next = below.next().copied();
        if next.is_none_or(|next| next.indent() <= line.indent() && !next.inside().starts_with([']', '}'])) {
            break;
        }
    }
    open.first().map(|(at, bracket)| never_closed(*at, *bracket))
}

fn closing(bracket: char) -> char {
    if bracket == '[' { ']' } else { '}' }
}

fn never_closed(at: usize, bracket: char) -> Culprit {
    let close = closing(bracket);
    Culprit {
        at,
        cause: Sentence::new(
            format!("Ce qui s'ouvre ici par « {bracket} » n'est jamais refermé."),
            format!("What opens here with “{bracket}” is never closed."),
        ),
        cure: Sentence::new(
            format!("Ajoutez « {close} » là où cela s'arrête."),
            format!("Add “{close}” where it ends."),
        ),
    }
}

/// A word between the items of a list, without the dash of an item.
fn lost_dash(lines: &[Line<'_>], index: usize) -> Option<Culprit> {
    let line = lines[index];
    let word = line.inside();
    if word.is_empty() || !word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')) {
        return None;
    }
    let above = lines[..index].iter().rev().find(|line| !line.is_silent())?;
    (above.indent() == line.indent() && above.inside().starts_with("- ")).then(|| Culprit {
        at: line.start + line.indent(),
        cause: Sentence::new(
            format!("Il manque « - » devant « {} ».", short(word)),
            format!("“-” is missing before “{}”.", short(word)),
        ),
        cure: Sentence::new(format!("Écrivez « - {} ».", short(word)), format!("Write “- {}”.", short(word))),
    })
}

/// A sign that counts, told where it ends, in bytes of its line.
enum Sign {
    Open(char),
    Close(char),
    /// A text in quotes.
    Quoted,
}

/// The brackets and quotes of a line that begins outside of all brackets; nothing where a quote is not closed on the line.
fn signs(line: &str) -> Option<Vec<(usize, Sign)>> {
    let inside = line.trim_start();
    let mut from = line.len() - inside.len();
    while let Some(item) = line[from..].strip_prefix("- ") {
        from = line.len() - item.trim_start().len();
    }
    if !line[from..].starts_with(['[', '{', '"', '\'']) {
        let colon = line[from..].find(": ")?;
        from = line.len() - line[from + colon + 2..].trim_start().len();
    }
    if !line[from..].starts_with(['[', '{']) {
        return Some(Vec::new());
    }
    signs_from(line, from)
}

/// Those of a line that begins inside of brackets.
fn signs_inside(line: &str) -> Option<Vec<(usize, Sign)>> {
    signs_from(line, 0)
}

fn signs_from(line: &str, from: usize) -> Option<Vec<(usize, Sign)>> {
    let mut found = Vec::new();
    let mut at = from;
    // Whether a value may begin here: elsewhere quotes and opening brackets are letters of a text.
    let mut begins = true;
    while let Some(next) = line[at..].chars().next() {
        let end = at + next.len_utf8();
        match next {
            '[' | '{' if begins => found.push((end, Sign::Open(next))),
            ']' | '}' => found.push((end, Sign::Close(next))),
            '#' if line[..at].ends_with(' ') => break,
            '"' | '\'' if begins => {
                let close = quoted(&line[end..], next)?;
                at = end + close;
                found.push((at, Sign::Quoted));
                begins = false;
                continue;
            }
            _ => {}
        }
        begins = matches!(next, '[' | '{' | ',') || next == ':' || (begins && next == ' ');
        at = end;
    }
    Some(found)
}

/// Where a text in quotes ends, behind its quote.
fn quoted(rest: &str, quote: char) -> Option<usize> {
    let mut letters = rest.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' && quote == '"' {
            letters.next();
        } else if letter == quote {
            if quote == '\'' && letters.peek().is_some_and(|(_, next)| *next == '\'') {
                letters.next();
            } else {
                return Some(at + 1);
            }
        }
    }
    None
}
