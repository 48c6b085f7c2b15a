//! Words what is wrong with the YAML of a file: the parser's own words are for programmers.

use super::{keys::TABLES, reader};
use crate::diagnostic::Sentence;

/// Our own words for what the parser says in its own.
pub(super) fn syntax_words(info: &str, line: &str) -> (Sentence, Sentence) {
    if indented_by_tab(line) || info.contains("tab") {
        return (
            Sentence::new("Cette ligne est en retrait par une tabulation.", "This line is indented by a tab."),
            Sentence::new("Mettez des espaces à la place.", "Use spaces instead."),
        );
    }
    if info.contains("mapping values are not allowed")
        && !line.split_once(':').is_some_and(|(_, behind)| behind.contains(": "))
    {
        return (
            Sentence::new(
                "Cette clé est plus en retrait que ses voisines : elle continue le texte de la ligne d'avant.",
                "This key is indented more than its neighbours: it goes on with the text of the line before.",
            ),
            Sentence::new(
                "Alignez-la avec elles ; si c'est bien la suite du texte, mettez tout ce texte entre guillemets.",
                "Align it with them; where it does go on with the text, put that whole text in quotes.",
            ),
        );
    }
    if info.contains("mapping values are not allowed") || info.contains("simple key") {
        return (
            Sentence::new(
                "Un « : » inattendu se trouve par ici, ou il en manque un.",
                "An unexpected “:” stands about here, or one is missing.",
            ),
            Sentence::new(
                "Un texte qui contient « : » s'écrit entre guillemets ; une clé est suivie de « : » et d'une espace.",
                "A text that contains “:” is written in quotes; a key is followed by “:” and a space.",
            ),
        );
    }
    if info.contains("quoted scalar") || info.contains("unclosed") || info.contains("unterminated") {
        return (
            Sentence::new("Un guillemet ou un crochet n'est pas refermé.", "A quote or a bracket is never closed."),
            Sentence::new("Refermez-le.", "Close it."),
        );
    }
    if info.contains("',' or") || info.contains("flow") {
        return (
            Sentence::new(
                "Il manque une virgule, « ] » ou « } » par ici.",
                "A comma, “]” or “}” is missing about here.",
            ),
            Sentence::new(
                "Séparez les éléments par des virgules et refermez les crochets.",
                "Separate the items by commas and close the brackets.",
            ),
        );
    }
    if info.contains("block") || info.contains("indent") {
        return (
            Sentence::new(
                "Le retrait de cette ligne ne va pas avec celui des lignes voisines.",
                "This line's indentation does not go with that of its neighbours.",
            ),
            Sentence::new(
                "Alignez les clés d'un même niveau avec des espaces.",
                "Align the keys of one level with spaces.",
            ),
        );
    }
    if info.contains("anchor") {
        return (
            Sentence::new("Cet alias ne mène nulle part.", "This alias leads nowhere."),
            Sentence::new(
                "Retirez-le ; un texte qui commence par « * » ou « & » s'écrit entre guillemets.",
                "Remove it; a text that begins with “*” or “&” is written in quotes.",
            ),
        );
    }
    (
        Sentence::new("Ce n'est pas du YAML ici.", "This is not YAML here."),
        Sentence::new(
            "Vérifiez le retrait, les guillemets et les « : » de cette ligne et de la précédente.",
            "Check indentation, quotes and “:” on this line and the one before.",
        ),
    )
}

/// What is said of a colon, at this byte of its line, that is taken for the end of a key: of a text that holds it, or of a key that a comma or a
/// new line should stand before. Nothing where the colon is the first of its line.
pub(super) fn colon_words(line: &str, at: usize) -> Option<(Sentence, Sentence)> {
    let (before, behind) = (line.get(..at)?, line.get(at..)?.strip_prefix(':')?);
    let in_flow = before.matches(['{', '[']).count() > before.matches(['}', ']']).count();
    let key = before.rfind(": ").map(|colon| colon + 2)?;
    let start = before.rfind(['{', '[', ',']).filter(|sign| in_flow && *sign >= key).map_or(key, |sign| sign + 1);
    let word = before.rsplit([' ', '{', '[', ',']).next().unwrap_or_default();
    if TABLES.iter().any(|table| table.key(word).is_some()) && before[start..].trim() != word {
        let (fr, en) = if in_flow {
            ("Mettez une virgule devant.", "Put a comma before it.")
        } else {
            ("Mettez-la à la ligne.", "Put it on a line of its own.")
        };
        return Some((
            Sentence::new(
                format!("« {word}: » est une autre clé, et rien ne l'annonce."),
                format!("“{word}:” is another key, and nothing announces it."),
            ),
            Sentence::new(fr, en),
        ));
    }
    let end = if in_flow { behind.find([',', '}', ']']).unwrap_or(behind.len()) } else { behind.len() };
    let text = line[start..at + 1 + end].trim();
    let cure = if text.contains(['"', '#']) {
        Sentence::new("Mettez-le entre guillemets.", "Put it in quotes.")
    } else {
        let text = reader::short(text);
        Sentence::new(format!("Mettez-le entre guillemets : \"{text}\"."), format!("Put it in quotes: \"{text}\"."))
    };
    Some((
        Sentence::new(
            "Ce texte contient « : » : YAML y voit la fin d'une clé.",
            "This text holds “:”: YAML takes it for the end of a key.",
        ),
        cure,
    ))
}

/// What is said of a text that begins with a sign that YAML keeps for itself.
pub(super) fn reserved_words(sign: char) -> (Sentence, Sentence) {
    (
        Sentence::new(
            format!("En YAML, un texte ne commence pas par « {sign} »."),
            format!("In YAML no text begins with “{sign}”."),
        ),
        Sentence::new("Mettez ce texte entre guillemets.", "Put this text in quotes."),
    )
}

/// Where a text in single quotes ends too early because of its apostrophe, in bytes of the line.
pub(super) fn apostrophe_in_quotes(line: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(open) = line[from..].find('\'').map(|found| from + found) {
        let before = line[..open].trim_end();
        if !(before.is_empty() || before.ends_with([':', '-', ',', '[', '{'])) {
            from = open + 1;
            continue;
        }
        let mut at = open + 1;
        let close = loop {
            let close = line[at..].find('\'').map(|found| at + found)?;
            if !line[close + 1..].starts_with('\'') {
                break close;
            }
            at = close + 2;
        };
        if line[close + 1..].starts_with(char::is_alphanumeric) {
            return Some(close);
        }
        from = close + 1;
    }
    None
}

/// What is said of an apostrophe inside single quotes.
pub(super) fn apostrophe_words() -> (Sentence, Sentence) {
    (
        Sentence::new(
            "Un texte entre guillemets simples contient une apostrophe : il s'arrête ici.",
            "A text in single quotes holds an apostrophe: it ends here.",
        ),
        Sentence::new(
            "Prenez des guillemets doubles, comme dans \"L'âge\".",
            "Use double quotes, as in \"It's here\".",
        ),
    )
}

/// Where a text in double quotes ends too early because it holds double quotes itself, in bytes of the line: the first quote inside.
pub(super) fn quotes_in_quotes(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(open) = line[at..].find('"').map(|found| at + found) {
        let before = line[..open].trim_end();
        let opens = before.is_empty() || before.ends_with([':', '-', ',', '[', '{']);
        let close = (open + 1..bytes.len()).find(|at| bytes[*at] == b'"' && bytes[*at - 1] != b'\\')?;
        let rest = line[close + 1..].trim_start();
        let goes_on = rest.starts_with([',', ']', '}', '#', ':']) || rest.is_empty();
        if opens && !goes_on && rest.contains('"') {
            return Some(close);
        }
        at = close + 1;
    }
    None
}

/// What is said of double quotes inside double quotes.
pub(super) fn quotes_in_quotes_words() -> (Sentence, Sentence) {
    (
        Sentence::new(
            "Un texte entre guillemets doubles contient des guillemets doubles : il s'arrête ici.",
            "A text in double quotes holds double quotes: it ends here.",
        ),
        Sentence::new(
            "Dans une expression, un texte s'écrit entre guillemets simples : 'oui'. Dans une phrase, prenez « » ou écrivez \\\".",
            "In an expression, a text is written in single quotes: 'oui'. In a sentence, use “ ” or write \\\".",
        ),
    )
}

/// Whether a tab stands before the first sign of a line.
pub(super) fn indented_by_tab(line: &str) -> bool {
    line.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\t')
}
