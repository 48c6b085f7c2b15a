//! Feeds `check` with the public suites of JSON Schema 2020-12 and of YAML, when `GUICHET_CONFORMANCE` names the folder that holds them.
//!
//! Our language of schemas is smaller than JSON Schema on purpose: what a rule says better is refused with a code. So each case is either
//! refused with a listed code, or decided as the suite says. The same of YAML: read, or refused with a code and a place.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use form::{
    answers::Answers,
    bundle::{Bundle, Catalogue},
    check::{AnyPlugin, Checked, check},
    checker::NoPlugins,
    demarche::Demarche,
    diagnostic::{Diagnostic, Severity},
    published,
    reading::{Posting, read_page},
    state::{Facts, State},
    text::Language,
    validation,
};
use serde_json::{Value, json};

use crate::{check::sound, folder::Lists};

/// The suite's folder, where there is one.
fn suite(name: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("GUICHET_CONFORMANCE").filter(|folder| !folder.is_empty()) else {
        println!("GUICHET_CONFORMANCE is not set: {name} was not run");
        return None;
    };
    // Tests run in the folder of their crate, the variable is set at the root.
    let folder = PathBuf::from(folder).join(name);
    let from_root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(&folder);
    Some(if folder.is_dir() { folder } else { from_root })
}

/// Every file below a folder with this ending, in the order of their paths.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn load(changed: [(&str, Option<String>); 3]) -> Checked {
    let mut files = sound();
    for (path, text) in changed {
        match text {
            Some(text) => files.insert(path.to_owned(), text),
            None => files.remove(path),
        };
    }
    let files: BTreeMap<String, Arc<[u8]>> =
        files.into_iter().map(|(path, text)| (path, Arc::from(text.into_bytes()))).collect();
    let bundle = Bundle { name: "essai".to_owned(), shown_path: "forms/essai".to_owned(), files };
    check(&bundle, &Catalogue::default(), &Lists, &AnyPlugin)
}

/// The codes of the errors; each is explained, and each has a line that the file has.
fn refusals(told: &[Diagnostic], lines: usize, known: &BTreeSet<&str>) -> BTreeSet<&'static str> {
    for fault in told {
        assert!(known.contains(fault.code), "{} is not explained", fault.code);
        assert!(fault.span.line >= 1 && fault.span.line <= lines.max(1), "{}: line {}", fault.code, fault.span.line);
        assert!(fault.span.column >= 1, "{}: column {}", fault.code, fault.span.column);
    }
    told.iter().filter(|fault| fault.severity == Severity::Error).map(|fault| fault.code).collect()
}

/// A schema whose every place has a label, which JSON Schema does not ask for and we do.
fn labelled(schema: &Value) -> Value {
    let Value::Object(entries) = schema else { return schema.clone() };
    let mut entries = entries.clone();
    for key in ["properties", "$defs"] {
        if let Some(Value::Object(inner)) = entries.get_mut(key) {
            for place in inner.values_mut() {
                *place = labelled(place);
            }
        }
    }
    if let Some(items) = entries.get_mut("items") {
        *items = labelled(items);
    }
    entries.entry("title").or_insert_with(|| json!("Libellé"));
    Value::Object(entries)
}

/// The type that a schema's words are about, where it says none: what it says of other types, it says nothing of.
fn implied_type(schema: &Value) -> Option<&'static str> {
    const ABOUT: [(&str, &str); 9] = [
        ("minLength", "string"),
        ("maxLength", "string"),
        ("pattern", "string"),
        ("format", "string"),
        ("minimum", "integer"),
        ("maximum", "integer"),
        ("multipleOf", "integer"),
        ("properties", "object"),
        ("items", "array"),
    ];
    let entries = schema.as_object()?;
    ABOUT.iter().find(|(word, _)| entries.contains_key(*word)).map(|(_, kind)| *kind)
}

fn is_of(kind: &str, data: &Value) -> bool {
    match kind {
        "string" => data.is_string(),
        "integer" => data.is_i64(),
        "object" => data.is_object(),
        _ => data.is_array(),
    }
}

/// Loads a schema of the suite as the schema of one answer. References to its own root would lead elsewhere: they are refused all the same.
fn load_schema(schema: &Value) -> (Checked, usize) {
    let mut schema = labelled(schema);
    let mut root = json!({ "type": "object" });
    for key in ["$schema", "$defs", "$id", "$vocabulary"] {
        if let Some(value) = schema.as_object_mut().and_then(|entries| entries.remove(key)) {
            root[key] = value;
        }
    }
    root["properties"] = json!({ "valeur": schema });
    root["required"] = json!(["valeur"]);
    let text = serde_json::to_string_pretty(&root).unwrap();
    let lines = text.lines().count();
    let procedure = sound()["demarche.yaml"].replace("[nom, age, logement]", "[valeur]");
    let demarche = procedure.lines().count();
    let checked = load([("schema.yaml", None), ("schema.json", Some(text)), ("demarche.yaml", Some(procedure))]);
    (checked, lines.max(demarche))
}

/// What the suite accepts and our published schema does not, or the other way round, on purpose.
const DECIDED_OTHERWISE: &[(&str, &str)] = &[
    ("format/date format/invalid date string", ASSERTED),
    ("format/email format/invalid email string", ASSERTED),
    ("optional/bignum/number/", DECIMAL),
    ("optional/format/email/validation of e-mail addresses/a quoted string with", MAILBOX),
    ("optional/format/email/validation of e-mail addresses/an IPv4-address-literal", MAILBOX),
    ("optional/format/email/validation of e-mail addresses/an IPv6-address-literal", MAILBOX),
    ("optional/non-bmp-regex/Proper UTF-16 surrogate pair handling: pattern/matches empty", EMPTY),
    ("properties/object properties validation/doesn't invalidate other properties", CLOSED),
    ("type/number type matches numbers/", DECIMAL),
    ("type/string type matches strings/an empty string is still a string", EMPTY),
];

const ASSERTED: &str = "a format that we check binds; JSON Schema leaves it a remark";
const DECIMAL: &str = "a decimal number travels as a text, so that no reader rounds it";
const MAILBOX: &str = "no citizen's mailbox looks so, and many a mail server refuses it";
const EMPTY: &str = "an empty text is no value, and is not sent";
const CLOSED: &str = "a group holds what is asked for and nothing else";

/// How many groups of the suite are refused, by the codes they are refused with; a group can be refused with several.
const REFUSED: &[(&str, usize)] = &[
    ("definition.missing_property", 11),
    ("definition.type", 30),
    ("definition.unknown_property", 15),
    ("field.bad_id", 2),
    ("field.no_label", 2),
    ("schema.bad_default", 1),
    ("schema.beside_ref", 8),
    ("schema.dialect", 4),
    ("schema.invalid", 41),
    ("schema.misplaced_keyword", 1),
    ("schema.no_type", 295),
    ("schema.ref_unknown", 4),
    ("schema.regex", 2),
    ("schema.regex_feature", 1),
    ("schema.remote_id", 54),
    ("schema.remote_ref", 43),
    ("schema.row_of_scalars", 4),
    ("schema.unsupported_keyword", 237),
    ("yaml.control_char", 4),
];

/// The groups that are taken, the cases in them, and the groups that are taken with the warning that their format is not checked.
const TAKEN: (usize, usize, usize) = (42, 234, 43);

#[test]
fn every_case_of_json_schema_is_refused_with_a_code_or_decided_as_the_suite_says() {
    let Some(folder) = suite("json-schema-test-suite") else { return };
    let folder = folder.join("tests/draft2020-12");
    let known = crate::known_codes();
    let (mut taken, mut cases, mut unchecked) = (0, 0, 0);
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_keyword: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut otherwise = Vec::new();
    for path in files(&folder, "json") {
        let keyword = path.strip_prefix(&folder).unwrap().with_extension("").display().to_string();
        let groups: Vec<Value> = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        for group in groups {
            let name = format!("{keyword}/{}", group["description"].as_str().unwrap());
            let mut schema = group["schema"].clone();
            let (mut checked, lines) = load_schema(&schema);
            let mut codes = refusals(&checked.diagnostics, lines, &known);
            let mut about = None;
            // A place of ours has one type. Where only that is missing, it is stated, and the cases of that type are decided.
            if let (true, Some(kind)) = (codes.iter().eq(&["schema.no_type"]), implied_type(&schema)) {
                schema["type"] = json!(kind);
                let (typed, lines) = load_schema(&schema);
                let still = refusals(&typed.diagnostics, lines, &known);
                if typed.demarche.is_some() {
                    (checked, codes, about) = (typed, still, Some(kind));
                }
            }
            let Some(demarche) = checked.demarche else {
                assert!(!codes.is_empty(), "{name}: refused without a word");
                for code in codes {
                    *refused.entry(code).or_default() += 1;
                    by_keyword.entry(keyword.clone()).or_default().insert(code);
                }
                continue;
            };
            if checked.diagnostics.iter().any(|fault| fault.code == "schema.unknown_format") {
                // A warning says that nothing is checked.
                unchecked += 1;
                continue;
            }
            taken += 1;
            let contract = published::schema(&demarche, None);
            let validator = jsonschema::validator_for(&contract).unwrap();
            let formatted = schema.get("format").is_some();
            for case in group["tests"].as_array().unwrap() {
                if about.is_some_and(|kind| !is_of(kind, &case["data"])) {
                    continue;
                }
                cases += 1;
                let wanted = case["valid"].as_bool().unwrap();
                let found = validator.is_valid(&json!({ "valeur": case["data"] }))
                    && case["data"].as_str().filter(|_| formatted).is_none_or(|text| typed_is_taken(&demarche, text));
                if found != wanted {
                    let name = format!("{name}/{}", case["description"].as_str().unwrap());
                    otherwise.push((name, wanted, case["data"].clone(), contract["properties"]["valeur"].clone()));
                }
            }
        }
    }
    let mut report = format!(
        "taken: {taken} groups, {cases} cases; {unchecked} groups of formats that are not checked, which is said\n"
    );
    for (code, count) in &refused {
        let _ = writeln!(report, "    (\"{code}\", {count}),");
    }
    for (keyword, codes) in &by_keyword {
        let _ = writeln!(report, "{keyword}: {}", codes.iter().copied().collect::<Vec<_>>().join(", "));
    }
    println!("{report}");
    let unknown: Vec<_> = otherwise.iter().filter(|(name, ..)| !is_listed(name)).collect();
    assert!(unknown.is_empty(), "decided otherwise without a reason: {unknown:#?}");
    let gone: Vec<_> = DECIDED_OTHERWISE
        .iter()
        .filter(|(listed, _)| !otherwise.iter().any(|(name, ..)| name.starts_with(listed)))
        .collect();
    assert!(gone.is_empty(), "said to be decided otherwise, but are not: {gone:#?}");
    assert_eq!((taken, cases, unchecked), TAKEN, "{report}");
    assert_eq!(refused.into_iter().collect::<Vec<_>>(), REFUSED, "{report}");
}

/// Whether the text, typed by a citizen, is an answer without fault: what a pattern cannot say of a date, the platform says.
fn typed_is_taken(demarche: &Demarche, text: &str) -> bool {
    let facts = Facts {
        today: jiff::civil::date(2026, 3, 1),
        now: jiff::Timestamp::UNIX_EPOCH,
        language: Language::Fr,
        lookup: &Lists,
        checker: &NoPlugins,
    };
    let pairs = [("valeur".to_owned(), text.to_owned())];
    let mut answers = Answers::default();
    read_page(demarche, 0, &mut answers, &Posting { pairs: &pairs, now: facts.now }, &facts);
    validation::page(&State::new(demarche, &answers, &facts), 0).is_empty()
}

fn is_listed(name: &str) -> bool {
    DECIDED_OTHERWISE.iter().any(|(listed, _)| name.starts_with(listed))
}

/// The text of a case of the YAML suite, whose blanks are written so that one sees them.
fn unmasked(text: &str) -> String {
    let mut text = text.replace('␣', " ").replace('←', "\r").replace('⇔', "\u{FEFF}").replace('↵', "");
    // Em dashes before » only show how wide the tab is.
    while text.contains("—»") {
        text = text.replace("—»", "»");
    }
    let text = text.replace('»', "\t");
    match text.strip_suffix("∎\n") {
        Some(without_end) => without_end.to_owned(),
        None => text,
    }
}

/// How many sound cases of YAML are read, and how many are refused, by code. What should not be read and is, has no place here.
const YAML: &[(&str, usize)] = &[
    ("definition.empty", 14),
    ("read", 211),
    ("yaml.alias_budget", 9),
    ("yaml.control_char", 1),
    ("yaml.key_type", 26),
    ("yaml.multiple_documents", 13),
    ("yaml.syntax", 1),
    ("yaml.tag", 37),
];

/// Unsound YAML that the parser takes all the same: what it reads is checked like any definition.
const TAKEN_UNSOUND: &[&str] = &[];

#[test]
fn every_case_of_yaml_is_read_or_refused_with_a_code_and_a_place() {
    let Some(folder) = suite("yaml-test-suite") else { return };
    let known = crate::known_codes();
    let mut sound_cases: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unsound = BTreeSet::new();
    for path in files(&folder.join("src"), "yaml") {
        let id = path.file_stem().unwrap().to_string_lossy().into_owned();
        let cases: Vec<serde_yaml::Value> = serde_yaml::from_slice(&fs::read(&path).unwrap()).unwrap();
        let mut text = String::new();
        let mut fails = false;
        for (number, case) in cases.iter().enumerate() {
            // A case says only what differs from the one before.
            if let Some(own) = case.get("yaml").and_then(serde_yaml::Value::as_str) {
                text = unmasked(own);
                fails = false;
            }
            fails = case.get("fail").and_then(serde_yaml::Value::as_bool).unwrap_or(fails);
            for file in ["demarche.yaml", "schema.yaml", "texts/en.yaml"] {
                let checked = load([(file, Some(text.clone())), ("README.md", None), ("LISEZMOI.md", None)]);
                let of_file: Vec<Diagnostic> =
                    checked.diagnostics.into_iter().filter(|fault| fault.file.ends_with(file)).collect();
                let codes = refusals(&of_file, text.lines().count() + 1, &known);
                if file != "demarche.yaml" {
                    continue;
                }
                let yaml = codes.iter().find(|code| code.starts_with("yaml.") || **code == "definition.empty");
                match yaml {
                    Some(_) if fails => {}
                    None if fails => {
                        unsound.insert(format!("{id}/{number}"));
                    }
                    _ => *sound_cases.entry(yaml.copied().unwrap_or("read")).or_default() += 1,
                }
            }
        }
    }
    let sound_cases: Vec<_> = sound_cases.into_iter().collect();
    println!("{sound_cases:#?}\n{unsound:?}");
    assert_eq!(unsound.iter().map(String::as_str).collect::<Vec<_>>(), TAKEN_UNSOUND);
    assert_eq!(sound_cases, YAML);
}
