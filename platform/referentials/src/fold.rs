//! Folds a name to what people type: no accent, no case, no hyphen, no apostrophe, one space between words.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest text that is looked at, in bytes: no name in any list comes near it.
const MAX_BYTES: usize = 200;

/// Appends the folded form of `text` to `out`: lower-case ASCII letters where the alphabet allows, digits, single spaces.
pub(crate) fn fold_into(text: &str, out: &mut String) {
    let start = out.len();
    let mut cut = MAX_BYTES.min(text.len());
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    let text = text.get(..cut).unwrap_or_default();
    if text.is_ascii() {
        for c in text.chars() {
            push(c, start, out);
        }
    } else {
        for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
            match c {
                'œ' | 'Œ' => out.push_str("oe"),
                'æ' | 'Æ' => out.push_str("ae"),
                'ß' => out.push_str("ss"),
                'ø' | 'Ø' => out.push('o'),
                'ł' | 'Ł' => out.push('l'),
                c => push(c, start, out),
            }
        }
    }
    if out.len() > start && out.ends_with(' ') {
        out.pop();
    }
}

/// The folded form of `text`.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(MAX_BYTES));
    fold_into(text, &mut out);
    out
}

fn push(c: char, start: usize, out: &mut String) {
    if c.is_ascii_alphanumeric() {
        out.push(c.to_ascii_lowercase());
    } else if c.is_alphanumeric() {
        out.extend(c.to_lowercase());
    } else if c == '/'
        && out.ends_with('s')
        && !out[start..].trim_end_matches('s').ends_with(|c: char| c.is_alphanumeric())
    {
        // « Chalon s/ Saône » is how envelopes say « sur ».
        out.push_str("ur ");
    } else if out.len() > start && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// Length in bytes of the article that opens a folded name (`le havre`, `l abergement`), its space included; 0 without one.
pub(crate) fn article(folded: &str) -> usize {
    ["l ", "la ", "le ", "les "]
        .iter()
        .find(|article| folded.len() > article.len() && folded.starts_with(**article))
        .map_or(0, |article| article.len())
}

/// « 3eme », « 1ere »: an ordinal as the lists write it, « 3e », « 1er ».
fn ordinal(word: &str) -> Option<String> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, ending) = word.split_at(digits);
    let ending = match ending {
        "eme" | "em" | "ieme" => "e",
        "ere" | "ier" | "iere" => "er",
        _ => return None,
    };
    (1..=2).contains(&digits).then(|| format!("{number}{ending}"))
}

/// What a folded query may stand for: « st » and « ste » are saints, unless the last word is only begun (« st » of « Strasbourg »).
pub(crate) fn spellings(words: &[&str]) -> Vec<String> {
    let ordinals: Vec<Option<String>> = words.iter().map(|word| ordinal(word)).collect();
    let words: Vec<&str> =
        words.iter().zip(&ordinals).map(|(word, ordinal)| ordinal.as_deref().unwrap_or(word)).collect();
    let saint = |word: &str| match word {
        "st" => Some("saint"),
        "ste" => Some("sainte"),
        "sts" => Some("saints"),
        "stes" => Some("saintes"),
        _ => None,
    };
    let full = words.iter().map(|word| saint(word).unwrap_or(word)).collect::<Vec<_>>().join(" ");
    let Some((last, before)) = words.split_last() else {
        return Vec::new();
    };
    if saint(last).is_none() {
        return vec![full];
    }
    let mut begun = before.iter().map(|word| saint(word).unwrap_or(word)).collect::<Vec<_>>();
    begun.push(last);
    vec![full, begun.join(" ")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_hyphens_and_apostrophes_fold_away() {
        assert_eq!(fold("L’Haÿ-les-Roses"), "l hay les roses");
        assert_eq!(fold("  ÉPINAY--sur  Orge "), "epinay sur orge");
        assert_eq!(fold("Œting"), "oeting");
        assert_eq!(fold("E\u{301}pinal"), fold("Épinal"));
        assert_eq!(fold("Chalon s/ Saône"), "chalon sur saone");
        assert_eq!(fold("Chalon-s/Saône"), "chalon sur saone");
        assert_eq!(fold("ans/pas"), "ans pas");
        assert_eq!(fold("s/Seine"), "sur seine");
        assert_eq!(fold("Αθήνα"), "αθηνα");
        assert_eq!(fold("'-- "), "");
    }

    #[test]
    fn a_megabyte_costs_no_more_than_a_name() {
        assert!(fold(&"é".repeat(1_000_000)).len() <= MAX_BYTES);
    }

    #[test]
    fn a_last_word_st_is_a_saint_or_a_beginning() {
        assert_eq!(spellings(&["st", "denis"]), ["saint denis"]);
        assert_eq!(spellings(&["mont", "st"]), ["mont saint", "mont st"]);
        assert_eq!(spellings(&["ste"]), ["sainte", "ste"]);
        assert!(spellings(&[]).is_empty());
    }

    #[test]
    fn an_ordinal_is_written_as_the_lists_write_it() {
        assert_eq!(spellings(&["lyon", "3eme"]), ["lyon 3e"]);
        assert_eq!(spellings(&["paris", "1ere", "arrondissement"]), ["paris 1er arrondissement"]);
        assert_eq!(spellings(&["123eme"]), ["123eme"]);
        assert_eq!(spellings(&["eme"]), ["eme"]);
    }
}
