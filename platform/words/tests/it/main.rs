//! Compares the languages with each other and the sentences with those who ask for them.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use words::{Argument, LANGUAGES, RESOURCES, Words};

/// The arguments of every message of a file: `$name` by message.
fn arguments(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in source.lines() {
        if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
            current = line.split([' ', '=']).next().unwrap().to_owned();
            assert!(messages.insert(current.clone(), BTreeSet::new()).is_none(), "{current} is written twice");
        }
        for part in line.split('$').skip(1) {
            let name = part.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_').next().unwrap();
            messages.get_mut(&current).unwrap().insert(name.to_owned());
        }
    }
    messages
}

#[test]
fn every_file_can_be_read() {
    assert_eq!(Words::shared().faults(), Vec::<String>::new());
}

#[test]
fn both_languages_say_the_same_things() {
    let words = Words::shared();
    let (french, english): (BTreeSet<_>, BTreeSet<_>) = (words.ids("fr").collect(), words.ids("en").collect());
    assert_eq!(french.symmetric_difference(&english).collect::<Vec<_>>(), Vec::<&&str>::new());
    assert!(french.len() > 300);
}

#[test]
fn both_languages_take_the_same_arguments() {
    for (place, french, english) in RESOURCES {
        assert_eq!(arguments(french), arguments(english), "{place}.ftl");
    }
}

#[test]
fn every_file_of_sentences_is_listed() {
    for language in LANGUAGES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("texts").join(language);
        let mut files: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        files.sort();
        assert_eq!(files, RESOURCES.iter().map(|(place, ..)| *place).collect::<Vec<_>>());
    }
}

fn templates(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            templates(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn every_id_that_a_template_names_has_a_sentence() {
    let mut files = Vec::new();
    templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../pages/templates"), &mut files);
    let ids: BTreeSet<&str> = Words::shared().ids("fr").collect();
    let mut named = 0;
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        for (at, _) in source.match_indices("t(\"") {
            // Not the end of another name: `split("…")`.
            if source[..at].ends_with(|before: char| before.is_ascii_alphanumeric()) {
                continue;
            }
            let (id, rest) = source[at + 3..].split_once('"').unwrap();
            named += 1;
            // `t("status-" ~ code)`: at least one sentence begins so.
            if rest.trim_start().starts_with('~') {
                assert!(ids.iter().any(|known| known.starts_with(id)), "{}: nothing begins with {id}", file.display());
            } else {
                assert!(ids.contains(id), "{}: {id} is unknown", file.display());
            }
        }
    }
    assert!(named > 200);
}

/// Sentences whose ids are put together: what stands before and after the code.
const FAMILIES: &[(&str, &str)] = &[
    ("agreements-", ""),
    ("connections-claim-", ""),
    ("date-box-", ""),
    ("delay-", ""),
    ("diagnostics-", ""),
    ("download-kind-", ""),
    ("error-", "-text"),
    ("error-", "-title"),
    ("labels-colour-", ""),
    ("letters-word-", ""),
    ("mail-", "-action"),
    ("mail-", "-subject"),
    ("mail-", "-text"),
    ("mail-", "-title"),
    ("notice-", ""),
    ("operation-code-", ""),
    ("operation-mail-do-", ""),
    ("operation-mail-do-rejected-", ""),
    ("operation-mail-to-", ""),
    ("operation-queue-", ""),
    ("operation-why-", ""),
    ("privacy-", ""),
    ("privacy-", "-title"),
    ("status-", ""),
    ("status-explained-", ""),
    ("team-explained-", ""),
    ("team-role-", ""),
    ("team-software-", ""),
    ("trace-", ""),
    ("workshop-explained-", ""),
    ("workshop-state-", ""),
    ("workshop-why-", ""),
    ("workshop-width-", ""),
];
/// Said without being quoted: by a variant's name (`Notice::Prefilled`), or not yet (partners will close cases by their own programs).
const UNQUOTED: &[&str] = &[
    "diagnostics-warning",
    "documents-done-added",
    "documents-done-deleted",
    "notice-opened",
    "notice-prefilled",
    "own-done-copy-asked",
    "own-done-copy-asked-unmailed",
    "own-done-copy-deleted",
    "own-done-deleted",
    "own-done-saved",
    "status-closed",
    "status-explained-closed",
];

/// Every quoted word of the sources (ids, codes, names of field types), written as ids are.
fn quoted() -> BTreeSet<String> {
    let platform = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for room in ["connectors", "desk", "documents", "form", "pages", "server", "store", "words"] {
        templates(&platform.join(room).join("src"), &mut files);
    }
    templates(&platform.join("pages/templates"), &mut files);
    let mut found = BTreeSet::new();
    for file in files.iter().filter(|file| !file.to_string_lossy().contains("/samples/")) {
        let Ok(source) = fs::read_to_string(file) else { continue };
        let source = source.split("#[cfg(test)]").next().unwrap();
        for piece in source.split(['"', '\'']) {
            if !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
                found.insert(words::id_of_code(piece));
            }
        }
    }
    found
}

#[test]
fn every_sentence_is_said_somewhere() {
    let quoted = quoted();
    let of_family = |id: &str| {
        FAMILIES.iter().any(|(before, after)| {
            let code = id.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            code.is_some_and(|code| quoted.contains(code) || code.bytes().all(|byte| byte.is_ascii_digit()))
        })
    };
    // `answer-required-long-text`: the sentence of a code for one type of field.
    let of_type = |id: &str| {
        id.match_indices('-').any(|(at, _)| quoted.contains(&id[..at]) && quoted.contains(&id[at + 1..]))
            && id.starts_with("answer-")
    };
    let unsaid: Vec<&str> = Words::shared()
        .ids("fr")
        .filter(|id| !quoted.contains(*id) && !of_family(id) && !of_type(id) && !UNQUOTED.contains(id))
        .collect();
    assert_eq!(unsaid, Vec::<&str>::new(), "nobody says these");
}

/// What the journal notes of what is a citizen's, as the deeds write it.
fn acts() -> BTreeSet<String> {
    let desk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../desk/src");
    let mut files = Vec::new();
    templates(&desk, &mut files);
    let mut found = BTreeSet::new();
    for file in files {
        let Ok(source) = fs::read_to_string(&file) else { continue };
        for before in [
            "act: \"",
            "entry(\"",
            "case, \"",
            "Act::On => \"",
            "Act::Off => \"",
            "Act::Renewed => \"",
            "Act::Reset => \"",
            "(false, _) => \"",
            "(true, true) => \"",
            "(true, false) => \"",
        ] {
            found.extend(source.split(before).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }
    let of_theirs = [
        "account.",
        "attachment.",
        "case.",
        "document.",
        "dossier.",
        "draft.",
        "prefill.",
        "question.",
        "source.",
        "vault.",
    ];
    found.retain(|act| of_theirs.iter().any(|kind| act.starts_with(kind)));
    found
}

#[test]
fn whatever_the_journal_notes_of_a_citizens_is_told_to_them_in_words() {
    let traces = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../desk/src/traces.rs")).unwrap();
    let acts = acts();
    assert!(acts.len() > 40, "{acts:?}");
    let words = Words::shared();
    let untold: Vec<&String> = acts
        .iter()
        // Nobody is left to be told of the end of an account.
        .filter(|act| !["account.closed", "account.expired"].contains(&act.as_str()))
        // What a desk or the site notes for itself alone stands there too.
        .filter(|act| !traces.contains(&format!("\"{act}\"")))
        .filter(|act| words.find("fr", &format!("trace-{}", words::id_of_code(act)), &[]).is_none())
        .collect();
    assert_eq!(untold, Vec::<&String>::new(), "« Autre opération » says too little");
}

#[test]
fn french_is_plain_and_keeps_its_spaces_together() {
    for (place, french, _) in RESOURCES {
        let lower = french.to_lowercase();
        for banned in ["veuillez", "merci de ", "usager·", "cliquez ici"] {
            assert!(!lower.contains(banned), "{place}.ftl says « {banned} »");
        }
    }
    let words = Words::shared();
    for id in words.ids("fr") {
        let Some(sentence) = words.find("fr", id, &[]) else { continue };
        for (at, sign) in sentence.match_indices([';', '!', '?', '»']) {
            assert!(!sentence[..at].ends_with(' '), "{id}: a plain space before {sign} in {sentence}");
        }
        assert!(!sentence.contains("« "), "{id}: a plain space after « in {sentence}");
    }
}

#[test]
fn sentences_take_numbers_plurals_and_limits() {
    let words = Words::shared();
    let say = |code: &str, language: &str, name: &str, value: &str| {
        words.problem(language, code, "text", &[(name, Argument::from_digits(value))]).unwrap()
    };
    assert_eq!(say("answer.too_long", "fr", "max", "1"), "Écrivez 1 caractère au plus.");
    assert_eq!(say("answer.too_long", "fr", "max", "2000"), "Écrivez 2\u{202F}000 caractères au plus.");
    assert_eq!(say("answer.too_long", "en", "max", "2000"), "Write at most 2,000 characters.");
    assert_eq!(say("answer.date_incomplete", "fr", "part", "month"), "Complétez la date\u{202F}: il manque le mois.");
}

#[test]
fn a_partial_date_without_its_month_says_to_leave_the_day_empty() {
    let words = Words::shared();
    for (language, expected) in [("fr", "laissez aussi le jour vide"), ("en", "leave the day empty too")] {
        let sentence = words.problem(language, "answer.date_incomplete", "partial_date", &[("part", "month".into())]);
        assert!(sentence.as_deref().is_some_and(|sentence| sentence.contains(expected)), "{sentence:?}");
    }
}

#[test]
fn what_is_not_in_a_list_of_any_kind_is_told_without_speaking_of_postcodes() {
    for (language, postcode) in [("fr", "code postal"), ("en", "postcode")] {
        let sentence =
            Words::shared().problem(language, "answer.not_found", "referential", &[("typed", "Atlantide".into())]);
        assert!(sentence.as_deref().is_some_and(|sentence| !sentence.contains(postcode)), "{sentence:?}");
    }
}

#[test]
fn a_field_type_has_its_own_sentence_where_it_is_better() {
    let words = Words::shared();
    let say = |field_type| words.problem("en", "answer.required", field_type, &[]).unwrap();
    assert_eq!(say("long_text"), "Write a few words.");
    assert_eq!(say("nothing_of_ours"), "Answer this question.");
    assert_eq!(words.problem("en", "answer.of_tomorrow", "text", &[]), None);
}

#[test]
fn an_unknown_language_is_answered_in_french_and_a_region_by_its_language() {
    let words = Words::shared();
    assert_eq!(words.get("br", "form-yes", &[]), "Oui");
    assert_eq!(words.get("en-GB", "form-yes", &[]), "Yes");
}

#[test]
fn nothing_invisible_is_put_around_what_is_put_in() {
    let sentence = Words::shared().get("fr", "saved-sent", &[("email", "camille@exemple.fr".into())]);
    assert!(sentence.contains(" camille@exemple.fr."));
    assert!(!sentence.contains(['\u{2068}', '\u{2069}']));
}
