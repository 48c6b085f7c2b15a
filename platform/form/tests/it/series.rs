//! The series Y (definitions) and S (schemas) of the threat list, each case by its number: what is fed in, and with which codes it is refused.
//!
//! A case that we take says why; none is missing. The series W (plugins) stands in the tests of `plugins`.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::TcpListener,
    sync::Arc,
    time::Instant,
};

use form::{
    answers::Answers,
    bundle::{Bundle, Catalogue},
    check::{AnyPlugin, Checked, check},
    checker::NoPlugins,
    diagnostic::Severity,
    reading::{Posting, read_page},
    state::Facts,
    text::Language,
};

use crate::{check::sound, folder::Lists};

/// What must become of a case.
enum Wanted {
    /// Refused: an error with this code.
    Refused(&'static str),
    /// Taken with a warning of this code.
    Warned(&'static str),
    /// Taken without a word.
    Taken,
}
use Wanted::{Refused, Taken, Warned};

/// One case: its numbers, the file that is changed, its bytes, what must be told.
type Case = (&'static [&'static str], &'static str, Vec<u8>, Wanted);

fn with(files: impl IntoIterator<Item = (&'static str, Vec<u8>)>) -> Checked {
    let mut all: BTreeMap<String, Arc<[u8]>> =
        sound().into_iter().map(|(path, text)| (path, Arc::from(text.into_bytes()))).collect();
    for (path, bytes) in files {
        if path == "schema.json" {
            all.remove("schema.yaml");
        }
        all.insert(path.to_owned(), bytes.into());
    }
    let bundle = Bundle { name: "essai".to_owned(), shown_path: "forms/essai".to_owned(), files: all };
    check(&bundle, &Catalogue::default(), &Lists, &AnyPlugin)
}

/// The sound file with one text in it replaced.
fn changed(path: &'static str, old: &str, new: &str) -> Vec<u8> {
    let text = sound()[path].clone();
    assert!(text.contains(old), "{path} has no {old:?}");
    text.replacen(old, new, 1).into_bytes()
}

fn procedure(old: &str, new: &str) -> Vec<u8> {
    changed("demarche.yaml", old, new)
}

/// The sound schema with this in the place of the age.
fn age(place: &str) -> Vec<u8> {
    changed("schema.yaml", "{ title: Âge, type: integer, minimum: 0, maximum: 150 }", place)
}

fn pattern(pattern: &str) -> Vec<u8> {
    age(&format!("{{ title: Âge, type: string, maxLength: 50, pattern: '{pattern}', description: Par exemple aaa. }}"))
}

fn bomb() -> String {
    let mut text = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for pair in ["a", "b", "c", "d", "e", "f", "g", "h", "i"].windows(2) {
        text.push_str(&format!("{}: &{} [{}]\n", pair[1], pair[1], vec![format!("*{}", pair[0]); 9].join(", ")));
    }
    text
}

fn definitions() -> Vec<Case> {
    let demarche = |ids: &'static [&'static str], bytes: Vec<u8>, wanted: Wanted| -> Case {
        (ids, "demarche.yaml", bytes, wanted)
    };
    let text = |text: &str| text.as_bytes().to_vec();
    let fields = |properties: String| format!("type: object\nproperties:\n{properties}").into_bytes();
    let sound_text = sound()["demarche.yaml"].clone();
    let title = |written: &str| procedure("title: Un essai", &format!("title: {written}"));
    let chain = |count: usize| {
        let values: String = (1..=count).map(|n| format!("  c{n}: \"c{} + 1\"\n", n - 1)).collect();
        format!("{sound_text}computed:\n{values}").into_bytes()
    };
    vec![
        demarche(&["Y1"], bomb().into_bytes(), Refused("yaml.alias_budget")),
        demarche(
            &["Y2"],
            format!("a: &a x\nb: [{}]", "*a, ".repeat(100_000)).into_bytes(),
            Refused("yaml.alias_budget"),
        ),
        demarche(&["Y3"], text("a: &a [*a]"), Refused("yaml.recursive_alias")),
        demarche(&["Y4"], "[".repeat(20_000).into_bytes(), Refused("yaml.depth")),
        demarche(&["Y5"], "- ".repeat(20_000).into_bytes(), Refused("yaml.depth")),
        demarche(&["Y6"], vec![b'#'; 600 * 1024], Refused("body.too_large")),
        demarche(&["Y7"], vec![b'a'; 10_000_000], Refused("body.too_large")),
        demarche(&["Y8"], format!("{sound_text}title: Un autre\n").into_bytes(), Refused("yaml.duplicate_key")),
        demarche(&["Y9"], format!("{sound_text}<<: {{ admin: true }}\n").into_bytes(), Refused("yaml.merge_forbidden")),
        demarche(&["Y10"], title("!!python/object/apply:os.system [ls]"), Refused("yaml.tag")),
        demarche(&["Y11"], format!("{sound_text}---\n{sound_text}").into_bytes(), Refused("yaml.multiple_documents")),
        demarche(&["Y12"], Vec::new(), Refused("definition.empty")),
        demarche(&["Y13"], text("# rien\n# du tout\n"), Refused("definition.empty")),
        demarche(
            &["Y14"],
            [vec![0xFF, 0xFE], sound_text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
            Refused("yaml.encoding"),
        ),
        demarche(&["Y15"], b"title: D\xE9marche".to_vec(), Refused("yaml.encoding")),
        demarche(&["Y16"], format!("\u{FEFF}{}", sound_text.replace('\n', "\r\n")).into_bytes(), Taken),
        demarche(&["Y17"], title("\"a\0b\""), Refused("yaml.control_char")),
        demarche(&["Y18"], title("no"), Refused("definition.type")),
        demarche(&["Y19"], title("12:30:45"), Refused("definition.type")),
        demarche(&["Y20"], title("1e3"), Refused("definition.type")),
        demarche(&["Y21"], title("0o17"), Refused("definition.type")),
        demarche(&["Y22"], title(".inf"), Refused("definition.type")),
        demarche(&["Y22"], title(".nan"), Refused("definition.type")),
        demarche(&["Y23"], procedure("    title: Vous", "\ttitle: Vous"), Refused("yaml.syntax")),
        demarche(&["Y24"], format!("? {}\n: 5", "k".repeat(200_000)).into_bytes(), Refused("yaml.key_too_long")),
        // A text of 2 MB is too large as a file already.
        demarche(&["Y24"], format!("{}: 5", "k".repeat(2_000_000)).into_bytes(), Refused("body.too_large")),
        demarche(&["Y25"], format!("{sound_text}? [a, b]\n: 5\n").into_bytes(), Refused("yaml.key_type")),
        (
            &["Y26"],
            "schema.yaml",
            changed("schema.yaml", "required:", "requird:"),
            Refused("definition.unknown_property"),
        ),
        (
            &["Y27"],
            "schema.yaml",
            changed("schema.yaml", "  age:", "  NOM: { title: Nom, type: string }\n  age:"),
            Refused("field.duplicate_id"),
        ),
        (&["Y27"], "schema.yaml", changed("schema.yaml", "  age:", "  nom:"), Refused("yaml.duplicate_key")),
        (
            &["Y28"],
            "schema.yaml",
            fields("  __proto__: { title: A, type: string }\n".to_owned()),
            Refused("field.bad_id"),
        ),
        (
            &["Y28"],
            "schema.yaml",
            fields("  constructor: { title: A, type: string }\n".to_owned()),
            Refused("field.bad_id"),
        ),
        (&["Y29"], "schema.yaml", fields("  a.b: { title: A, type: string }\n".to_owned()), Refused("field.bad_id")),
        (&["Y29"], "schema.yaml", fields("  a/b: { title: A, type: string }\n".to_owned()), Refused("field.bad_id")),
        (&["Y29"], "schema.yaml", fields("  🦀: { title: A, type: string }\n".to_owned()), Refused("field.bad_id")),
        (
            &["Y29"],
            "schema.yaml",
            fields("  a\u{202E}b: { title: A, type: string }\n".to_owned()),
            Refused("yaml.control_char"),
        ),
        demarche(
            &["Y30"],
            procedure(
                "fields: [nom, age, logement]",
                "fields:\n      - logement\n      - nom: { show_if: \"has(age) && age > 3\" }\n      - age: { show_if: \"nom == 'x'\" }",
            ),
            Refused("logic.cycle"),
        ),
        demarche(
            &["Y31"],
            format!("{sound_text}computed: {{ age: \"age + 1\" }}\n").into_bytes(),
            Refused("logic.cycle"),
        ),
        demarche(
            &["Y32"],
            procedure("fields: [nom, age, logement]", "fields: [nom, logement, { age: { show_if: \"nomm == 'x'\" } }]"),
            Refused("logic.unknown_field"),
        ),
        demarche(&["Y33"], chain(10_000), Refused("logic.too_complex")),
        (
            &["Y34"],
            "schema.yaml",
            fields((0..2_001).map(|n| format!("  f{n}: {{ title: F, type: string }}\n")).collect()),
            Refused("definition.too_many_fields"),
        ),
        (
            &["Y35"],
            "schema.yaml",
            age(
                "{ title: A, type: array, maxItems: 1000000000, items: { type: object, properties: { nom: { title: Nom, type: string } } } }",
            ),
            Refused("field.bad_limit"),
        ),
        (
            &["Y36"],
            "schema.yaml",
            age("{ title: Âge, type: integer, minimum: 5, maximum: 4 }"),
            Refused("field.bad_range"),
        ),
        demarche(
            &["Y37"],
            sound_text.as_bytes()[..sound_text.find("recipients:").unwrap()].to_vec(),
            Refused("publish.no_route"),
        ),
        // A recipient is an organisation of the directory, which the operator keeps: a definition has no word for a connector.
        demarche(
            &["Y38"],
            procedure("branch: ESSAI }", "branch: ESSAI, connector: \"https://autre.exemple.fr\" }"),
            Refused("definition.unknown_property"),
        ),
        // No agency's template is ever rendered: the file is told as one that nothing reads.
        (
            &["Y39", "Y40", "Y41", "Y42", "Y43", "Y44", "Y45", "Y46", "Y47"],
            "templates/lettre.html",
            text("{% for a in range(90000) %}{% for b in range(90000) %}{{ nom|safe }}{% endfor %}{% endfor %}"),
            Warned("definition.unread_file"),
        ),
        // Texts of the definition are texts: what looks like a template is shown as it stands.
        demarche(&["Y48"], title("\"{{7*7}}\""), Taken),
    ]
}

fn schemas() -> Vec<Case> {
    let schema =
        |ids: &'static [&'static str], bytes: Vec<u8>, wanted: Wanted| -> Case { (ids, "schema.yaml", bytes, wanted) };
    let reference = |to: &str| age(&format!("{{ title: A, $ref: \"{to}\" }}"));
    let root = |line: &str| format!("{line}\n{}", sound()["schema.yaml"]).into_bytes();
    let behind = |defs: &str| {
        format!("{}$defs:\n{defs}", String::from_utf8_lossy(&age("{ title: A, $ref: \"#/$defs/a\" }"))).into_bytes()
    };
    let tree = |depth: usize| {
        (0..depth).fold("{ type: string }".to_owned(), |tree, _| format!("{{ anyOf: [{tree}, {tree}] }}"))
    };
    let integer = |rest: &str| age(&format!("{{ title: Âge, type: integer, {rest} }}"));
    let string = |rest: &str| age(&format!("{{ title: Âge, type: string, {rest} }}"));
    vec![
        schema(&["S2"], reference("file:///etc/passwd"), Refused("schema.remote_ref")),
        schema(&["S3"], reference("https://inconnu.exemple.fr/schema.json"), Refused("schema.remote_ref")),
        schema(&["S4"], reference("//inconnu.exemple.fr/x"), Refused("schema.remote_ref")),
        schema(&["S5"], reference("urn:exemple:inconnu"), Refused("schema.remote_ref")),
        schema(&["S6"], reference("#"), Refused("schema.ref_loop")),
        schema(
            &["S7"],
            behind("  a: { $ref: \"#/$defs/b\" }\n  b: { $ref: \"#/$defs/a\" }\n"),
            Refused("schema.ref_loop"),
        ),
        schema(&["S8"], age("{ title: A, $dynamicRef: \"#a\" }"), Refused("schema.unsupported_keyword")),
        schema(&["S9"], root("$id: https://loin.exemple.fr/schemas/"), Refused("schema.remote_id")),
        schema(&["S10"], root("$schema: http://json-schema.org/draft-07/schema#"), Refused("schema.dialect")),
        schema(&["S11"], root("$vocabulary: { \"https://loin.exemple.fr/vocab\": true }"), Refused("schema.dialect")),
        schema(&["S12"], pattern("^(a+)+$"), Taken),
        schema(&["S13"], pattern("^(a|a)*$"), Taken),
        schema(&["S14"], pattern(r"^(\w+ ?)*$"), Taken),
        schema(&["S15"], pattern("^(([a-z])+.)+[A-Z]([a-z])+$"), Taken),
        schema(&["S16"], pattern("^(?=a)a$"), Refused("schema.regex_feature")),
        schema(&["S16"], pattern("^(?<!a)a$"), Refused("schema.regex_feature")),
        schema(&["S17"], pattern(r"^(a)\1$"), Refused("schema.regex_feature")),
        schema(&["S18"], pattern("(?:a{0,200}){0,200}"), Refused("schema.regex_size")),
        schema(&["S19"], pattern(r"\w{1000}{1000}"), Refused("schema.regex_size")),
        schema(&["S20"], pattern(&"a".repeat(513)), Refused("schema.regex")),
        schema(&["S21"], pattern("(a"), Refused("schema.regex")),
        schema(
            &["S22"],
            age(&format!(
                "{{ title: A, type: object, properties: {{ n: {{ title: N, type: string }} }}, patternProperties: {{ {} }} }}",
                (0..10_000).map(|n| format!("p{n}: {{}}, ")).collect::<String>()
            )),
            Refused("schema.unsupported_keyword"),
        ),
        schema(&["S23"], age(&tree(13)), Refused("schema.too_complex")),
        // 2^16 leaves are too large as a file.
        schema(&["S23"], age(&tree(16)), Refused("body.too_large")),
        (&["S24"], "schema.json", "{\"not\":".repeat(20_000).into_bytes(), Refused("yaml.depth")),
        schema(
            &["S26"],
            age(
                "{ title: A, type: array, minItems: 1e20, items: { type: object, properties: { nom: { title: Nom, type: string } } } }",
            ),
            Refused("schema.invalid"),
        ),
        schema(
            &["S26"],
            age(
                "{ title: A, type: array, minItems: 100000000000000000000, items: { type: object, properties: { nom: { title: Nom, type: string } } } }",
            ),
            Refused("field.bad_limit"),
        ),
        schema(&["S27"], integer("multipleOf: 0"), Refused("schema.invalid")),
        schema(&["S28"], age("{ title: Âge, type: number, multipleOf: 1e-300 }"), Refused("schema.invalid")),
        schema(&["S29"], string("minLength: -1"), Refused("schema.invalid")),
        schema(&["S29"], string("maxLength: -1"), Refused("schema.invalid")),
        // A schema that takes no answers is no schema of answers.
        schema(&["S30"], b"false".to_vec(), Refused("schema.invalid")),
        schema(
            &["S31"],
            string(&format!("enum: [{}]", (0..15_000).map(|n| format!("\"choix numero {n}\", ")).collect::<String>())),
            Refused("schema.too_large"),
        ),
        schema(&["S32"], string("format: unknown"), Warned("schema.unknown_format")),
        schema(&["S33"], integer("minimum: 10, default: 5"), Refused("schema.bad_default")),
    ]
}

/// The numbers that have a test of their own.
const APART: [&str; 2] = ["S1", "S25"];

#[test]
fn every_case_of_the_series_is_refused_with_its_code() {
    let mut seen: BTreeSet<&str> = APART.into_iter().collect();
    let mut wrong = String::new();
    for (ids, path, bytes, wanted) in definitions().into_iter().chain(schemas()) {
        seen.extend(ids);
        let began = Instant::now();
        let checked = with([(path, bytes)]);
        // A debug build on a busy machine; what matters is that nothing grows without bound.
        assert!(began.elapsed().as_secs() < 20, "{ids:?}");
        let told = |severity: Severity| -> BTreeSet<&str> {
            checked.diagnostics.iter().filter(|fault| fault.severity == severity).map(|fault| fault.code).collect()
        };
        let (errors, warnings) = (told(Severity::Error), told(Severity::Warning));
        let good = match wanted {
            Refused(code) => errors.contains(code) && checked.demarche.is_none(),
            Warned(code) => warnings.contains(code) && checked.demarche.is_some(),
            Taken => checked.diagnostics.is_empty() && checked.demarche.is_some(),
        };
        if !good {
            wrong.push_str(&format!("{ids:?}: errors {errors:?}, warnings {warnings:?}\n"));
        }
        for fault in &checked.diagnostics {
            let longest =
                [fault.cause.get(Language::Fr), fault.cause.get(Language::En)].map(|text| text.chars().count());
            assert!(longest.iter().all(|length| *length < 500), "{ids:?} echoes its input: {longest:?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let all: Vec<String> = (1..=48).map(|n| format!("Y{n}")).chain((1..=33).map(|n| format!("S{n}"))).collect();
    let missing: Vec<&String> = all.iter().filter(|id| !seen.contains(id.as_str())).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

#[test]
fn s1_no_reference_ever_opens_a_connection() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    for reference in [
        format!("http://127.0.0.1:{port}/schema.json"),
        format!("http://127.0.0.1:{port}/schema.json#/$defs/a"),
        format!("//127.0.0.1:{port}/x"),
    ] {
        let checked = with([("schema.yaml", age(&format!("{{ title: A, $ref: \"{reference}\" }}")))]);
        assert!(checked.diagnostics.iter().any(|fault| fault.code == "schema.remote_ref"), "{reference}");
    }
    let knocked = listener.accept();
    assert!(knocked.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock));
}

#[test]
fn s25_of_sixty_thousand_rows_no_more_are_taken_than_there_may_be() {
    let rows = "{ title: A, type: array, uniqueItems: true, maxItems: 50, items: { type: object, properties: { nom: { title: Nom, type: string } } } }";
    let demarche = with([("schema.yaml", age(rows))]).demarche.unwrap();
    let pairs: Vec<(String, String)> = (0..60_000).map(|n| (format!("age.r{n}.nom"), "x".to_owned())).collect();
    let facts = Facts {
        today: jiff::civil::date(2026, 3, 1),
        now: jiff::Timestamp::UNIX_EPOCH,
        language: Language::Fr,
        lookup: &Lists,
        checker: &NoPlugins,
    };
    let mut answers = Answers::default();
    // The server takes 5,000 pairs of one post; even so many more cost no square of their number.
    let began = Instant::now();
    let found = read_page(&demarche, 0, &mut answers, &Posting { pairs: &pairs, now: facts.now }, &facts);
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    assert_eq!(answers.rows("age").len(), 50);
    assert_eq!(found.unknown.len(), 60_000 - 50);
}
