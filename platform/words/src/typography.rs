//! Sets French spacing: a fine non-breaking space before `; : ! ? » %` and after `«`.

/// The fine non-breaking space (U+202F).
pub const FINE: char = '\u{202F}';

/// The non-breaking space (U+00A0), for what is wider: between a number and its unit.
pub const FIXED: char = '\u{00A0}';

/// Replaces the plain spaces that French keeps together; adds none where the writer put none.
pub fn french(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    let mut characters = text.chars().peekable();
    let mut before = None;
    while let Some(character) = characters.next() {
        let kept_together = character == ' '
            && (before == Some('«')
                || (before.is_some_and(|before: char| !before.is_whitespace())
                    && matches!(characters.peek(), Some(';' | ':' | '!' | '?' | '»' | '%' | '€'))));
        out.push(if kept_together { FINE } else { character });
        before = Some(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::french;

    #[test]
    fn spaces_do_not_break_before_high_punctuation() {
        assert_eq!(french("Quoi ? « Oui » : non !"), "Quoi\u{202F}? «\u{202F}Oui\u{202F}»\u{202F}: non\u{202F}!");
    }

    #[test]
    fn nothing_is_added_where_no_space_was_written() {
        assert_eq!(french("10:30, https://exemple.fr/?a=b;c"), "10:30, https://exemple.fr/?a=b;c");
    }
}
