//! Lists the words that name no field.

/// The words that no field and no variable may be called: CEL's own, and those that mean the row and the root.
pub const RESERVED_WORDS: &[&str] = &[
    "answers",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "row",
    "true",
    "var",
    "void",
    "while",
];

/// Whether no field may be called `word`.
pub fn is_reserved(word: &str) -> bool {
    RESERVED_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_stand_in_order_so_that_each_is_found() {
        assert!(RESERVED_WORDS.is_sorted());
        assert!(RESERVED_WORDS.iter().all(|word| is_reserved(word)));
        assert!(!is_reserved("plaque"));
    }
}
