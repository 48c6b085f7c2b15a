//! Settles the language that the tool speaks, before anything else is read: `--lang`, then `GUICHET_LANG`, then the system's, else French.

use std::ffi::OsString;

use form::text::Language;

/// The language asked for. What is no language we speak is left to the reading of arguments to refuse, in French.
pub(crate) fn asked_for(arguments: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Language {
    let mut arguments = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = arguments.next() {
        let said = match argument.strip_prefix("--lang") {
            Some("") => arguments.next(),
            Some(rest) => rest.strip_prefix('='),
            None if argument == "--" => break,
            None => continue,
        };
        // What a plugin is written in (`plugin new --lang rust`) is no language that people read.
        if let Some(said) = said.filter(|said| !matches!(*said, "js" | "rust")) {
            return of(said);
        }
    }
    let system = ["GUICHET_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
    system.into_iter().filter_map(variable).find(|said| !said.is_empty()).map_or(Language::Fr, |said| of(&said))
}

/// The language of `en`, `en_GB.UTF-8`, `fr_FR`, `C.UTF-8` …
fn of(said: &str) -> Language {
    match said.split(['_', '-', '.', '@']).next() {
        Some(language) if language.eq_ignore_ascii_case("en") => Language::En,
        _ => Language::Fr,
    }
}

/// The half of a sentence written « français · English » that this language reads.
pub(crate) fn half(sentence: &str, language: Language) -> &str {
    match (sentence.split_once(" · "), language) {
        (Some((french, _)), Language::Fr) => french,
        (Some((_, english)), Language::En) => english,
        (None, _) => sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(arguments: &[&str], variables: &[(&str, &str)]) -> Language {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        asked_for(&arguments, |name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_flag_wins_over_the_variable_and_the_variable_over_the_system() {
        assert_eq!(with(&["check"], &[]), Language::Fr);
        assert_eq!(with(&["check"], &[("LANG", "C.UTF-8")]), Language::Fr);
        assert_eq!(with(&["check"], &[("LANG", "en_GB.UTF-8")]), Language::En);
        assert_eq!(with(&["check"], &[("LC_ALL", ""), ("LANG", "en")]), Language::En);
        assert_eq!(with(&["check"], &[("GUICHET_LANG", "fr"), ("LANG", "en_US")]), Language::Fr);
        assert_eq!(with(&["check", "--lang", "en"], &[("GUICHET_LANG", "fr")]), Language::En);
        assert_eq!(with(&["plugin", "new", "--lang", "rust", "x"], &[("LANG", "en")]), Language::En);
        assert_eq!(with(&["--lang=fr", "check"], &[("LANG", "en_US")]), Language::Fr);
        assert_eq!(with(&["check", "--", "--lang", "en"], &[]), Language::Fr);
        assert_eq!(with(&["plugin", "new", "x", "--lang", "rust"], &[("LANG", "en_GB")]), Language::En);
    }
}
