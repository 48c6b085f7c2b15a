//! Says which signs nobody sees, and takes them out of what people type: the one list of them.
//!
//! They draw nothing, and make one text read as another: « U+202E » turns what follows, « U+200B » parts a name in two for whoever
//! compares, and an answer of nothing else looks empty.

use std::borrow::Cow;

/// A name as people compare it: small letters without accents, each space a plain one. « Prêt » and « PRET » are one.
pub fn compared(name: &str) -> String {
    use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
    let bare = |sign: &char| !is_combining_mark(*sign) && !is_unseen(*sign);
    let letters: String = name.to_lowercase().nfkd().filter(bare).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the sign turns the writing direction of what follows, so that what is read is not what is written.
pub fn turns(sign: char) -> bool {
    matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether the sign joins or parts the letters of a script (U+200C, U+200D), or people and things of an emoji.
pub fn joins(sign: char) -> bool {
    matches!(sign, '\u{200C}' | '\u{200D}')
}

/// Whether the sign only chooses between two drawings of the sign before it.
pub fn varies(sign: char) -> bool {
    matches!(sign, '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Whether nobody sees the sign wherever it stands: no control character, which is refused by itself, no joiner and no variant.
pub fn is_unseen(sign: char) -> bool {
    matches!(
        sign,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180E}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
    ) || (matches!(sign, '\u{E0000}'..='\u{E0FFF}') && !varies(sign))
}

/// Whether the sign draws nothing of its own.
pub fn draws_nothing(sign: char) -> bool {
    is_unseen(sign) || joins(sign) || varies(sign)
}

/// The text without what nobody sees. Joiners stay between two signs that may need them, and variants behind a sign that is seen.
pub fn seen(text: &str) -> Cow<'_, str> {
    if !text.chars().any(draws_nothing) {
        return text.into();
    }
    // Latin, Greek and Cyrillic letters, digits and spaces are joined by nothing.
    let may_join = |sign: char| sign >= '\u{530}' && !sign.is_whitespace() && !is_unseen(sign);
    let mut kept = String::with_capacity(text.len());
    let mut signs = text.chars().filter(|sign| !is_unseen(*sign)).peekable();
    while let Some(sign) = signs.next() {
        let before = kept.chars().next_back();
        let stays = if joins(sign) {
            before.is_some_and(|before| may_join(before) && !joins(before))
                && signs.peek().is_some_and(|next| may_join(*next) && !joins(*next))
        } else if varies(sign) {
            before.is_some_and(|before| !before.is_whitespace() && !joins(before) && !varies(before))
        } else {
            true
        };
        if stays {
            kept.push(sign);
        }
    }
    kept.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_goes_and_what_scripts_need_stays() {
        for (typed, kept) in [
            ("\u{200B}", ""),
            ("\u{2060}\u{FEFF}\u{3164}\u{2800}", ""),
            ("\u{200D}\u{200C}", ""),
            ("Du\u{200B}rand", "Durand"),
            ("Du\u{200D}rand", "Durand"),
            ("\u{202E}dnaruD", "dnaruD"),
            ("co\u{AD}opération", "coopération"),
            // Persian parts two letters, Sinhala joins them, a family is joined of three.
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("ශ්\u{200D}රී", "ශ්\u{200D}රී"),
            ("👩\u{200D}👩\u{200D}👧", "👩\u{200D}👩\u{200D}👧"),
            ("❤\u{FE0F}", "❤\u{FE0F}"),
            ("\u{FE0F}a", "a"),
            ("שלום\u{200F}", "שלום"),
            ("Zoé d’Œuvre", "Zoé d’Œuvre"),
        ] {
            assert_eq!(seen(typed), kept, "{typed:?}");
        }
    }
}
