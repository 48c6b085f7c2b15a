//! Feeds `check` with what nobody writes by mistake: each is refused with its code, and fast.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use form::bundle::Bundle;

use crate::{
    check::sound,
    folder::{Lists, catalogue, checked, read, root, shown},
};

/// The codes told here and by no case of `cases/`: they need files too large or too strange to keep.
pub(crate) const CODES: [&str; 10] = [
    "attachment.no_limit",
    "body.too_large",
    "component.no_referential",
    "component.unknown_field_type",
    "component.unknown_referential",
    "definition.too_many_fields",
    "schema.too_complex",
    "yaml.encoding",
    "scenario.payload",
    "yaml.too_many_nodes",
];

fn told(path: &str, bytes: Vec<u8>) -> Vec<&'static str> {
    let mut files: BTreeMap<String, Arc<[u8]>> =
        sound().into_iter().map(|(path, text)| (path, Arc::from(text.into_bytes()))).collect();
    if path == "schema.json" {
        files.remove("schema.yaml");
    }
    files.insert(path.to_owned(), bytes.into());
    let bundle = Bundle { name: "essai".to_owned(), shown_path: "forms/essai".to_owned(), files };
    let start = Instant::now();
    let result = checked(&bundle);
    assert!(result.demarche.is_none());
    // Debug builds on a busy machine: the point is that nothing grows without bound.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    assert!(shown(&result.diagnostics).len() < 400_000);
    result.diagnostics.iter().map(|fault| fault.code).collect()
}

#[test]
fn each_hostile_definition_is_refused_with_its_code() {
    let schema = |properties: String| format!("type: object\nproperties:\n{properties}").into_bytes();
    let many =
        |count: usize| -> String { (0..count).map(|n| format!("  f{n}: {{ title: F, type: string }}\n")).collect() };
    let bomb = {
        let mut text = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (name, before) in
            ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"])
        {
            text.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(", ")));
        }
        text
    };
    let utf16: Vec<u8> = "title: Un essai".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        ("yaml.alias_budget", "demarche.yaml", bomb.into_bytes()),
        ("yaml.depth", "demarche.yaml", "[".repeat(20_000).into_bytes()),
        ("yaml.depth", "demarche.yaml", "- ".repeat(20_000).into_bytes()),
        ("yaml.depth", "schema.yaml", "{a: ".repeat(20_000).into_bytes()),
        ("yaml.depth", "schema.json", "{\"not\":".repeat(20_000).into_bytes()),
        ("body.too_large", "demarche.yaml", vec![b'#'; 600 * 1024]),
        ("body.too_large", "schema.yaml", vec![b'a'; 10_000_000]),
        ("yaml.encoding", "demarche.yaml", [vec![0xFF, 0xFE], utf16].concat()),
        ("yaml.encoding", "demarche.yaml", b"title: D\xE9marche".to_vec()),
        ("yaml.control_char", "demarche.yaml", b"title: a\0b".to_vec()),
        ("yaml.too_many_nodes", "demarche.yaml", format!("needs: [{}]", "a,".repeat(60_000)).into_bytes()),
        ("definition.too_many_fields", "schema.yaml", schema(many(2_001))),
        ("schema.too_complex", "schema.yaml", schema(many(4_001))),
        (
            "schema.too_complex",
            "schema.yaml",
            format!(
                "type: object\nproperties: {{}}\npatternProperties:\n{}",
                (0..10_000).map(|n| format!("  p{n}: {{}}\n")).collect::<String>()
            )
            .into_bytes(),
        ),
        (
            "schema.too_complex",
            "schema.yaml",
            schema(format!(
                "  a: {}\n",
                (0..11).fold("{ type: string }".to_owned(), |tree, _| format!("{{ anyOf: [{tree}, {tree}] }}"))
            )),
        ),
        (
            "schema.too_large",
            "schema.yaml",
            schema(format!(
                "  a: {{ title: A, enum: [{}] }}\n",
                "'".to_owned()
                    + &"x".repeat(30_000)
                    + "', '"
                    + &"y".repeat(30_000)
                    + "', '"
                    + &"z".repeat(30_000)
                    + "'"
            )),
        ),
        ("yaml.key_too_long", "demarche.yaml", format!("{}: 5", "k".repeat(200_000)).into_bytes()),
        ("yaml.key_too_long", "demarche.yaml", format!("? {}\n: 5", "k".repeat(200_000)).into_bytes()),
    ];
    let mut wrong = String::new();
    for (code, path, bytes) in cases {
        let start: String = String::from_utf8_lossy(&bytes[..bytes.len().min(30)]).into_owned();
        let found = told(path, bytes);
        if !found.contains(&code) {
            wrong.push_str(&format!("{code} ({path}: {start:?}): {found:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn ten_thousand_chained_conditions_are_refused() {
    let condition = vec!["nom != 'x'"; 10_000].join(" && ");
    let text = sound()["demarche.yaml"].replace(
        "fields: [nom, age, logement]",
        &format!(
            "fields:\n      - nom\n      - logement\n      - age:\n          show_if: >-\n            {condition}"
        ),
    );
    let found = told("demarche.yaml", text.into_bytes());
    assert!(found.contains(&"yaml.scalar_too_long"), "{found:?}");
}

#[test]
fn patterns_known_to_explode_are_matched_in_linear_time() {
    for pattern in ["^(a+)+$", "^(a|a)*$", r"^(\w+\s?)*$", r"^(([a-z])+.)+[A-Z]([a-z])+$"] {
        let mut files: BTreeMap<String, Arc<[u8]>> =
            sound().into_iter().map(|(path, text)| (path, Arc::from(text.into_bytes()))).collect();
        let schema = sound()["schema.yaml"].replace("maxLength: 100", &format!("maxLength: 100, pattern: '{pattern}'"));
        files.insert("schema.yaml".to_owned(), schema.into_bytes().into());
        let bundle = Bundle { name: "essai".to_owned(), shown_path: String::new(), files };
        let demarche = checked(&bundle).demarche.expect(pattern);
        let field = demarche.at("nom").unwrap().field().unwrap();
        let text = "a".repeat(100_000) + "!";
        let start = Instant::now();
        assert!(!field.pattern.as_ref().unwrap().regex.is_match(&text));
        assert!(start.elapsed().as_millis() < 2_000, "{pattern}: {:?}", start.elapsed());
    }
}

#[test]
fn an_attachment_without_a_limit_is_told_where_the_page_lists_it() {
    let mut catalogue = catalogue();
    let component = catalogue.components.get_mut("attachment").unwrap();
    let text = component.text("component.yaml").unwrap().replace("max_size: 5 MB\n", "");
    component.files.insert("component.yaml".to_owned(), Arc::from(text.into_bytes()));
    let told = |page: &str| {
        let mut files = sound();
        files.insert(
            "schema.yaml".to_owned(),
            format!("{}  piece: {{ $ref: \"component:attachment@1\" }}\n", files["schema.yaml"]),
        );
        let procedure =
            files["demarche.yaml"].replace("[nom, age, logement]", &format!("[nom, age, logement, {page}]"));
        files.insert("demarche.yaml".to_owned(), procedure);
        let files = files.into_iter().map(|(path, text)| (path, Arc::from(text.into_bytes()))).collect();
        let bundle = Bundle { name: "essai".to_owned(), shown_path: "forms/essai".to_owned(), files };
        let found = form::check::check(&bundle, &catalogue, &Lists, &form::check::AnyPlugin).diagnostics;
        found
            .iter()
            .filter(|fault| fault.code == "attachment.no_limit")
            .map(|fault| (fault.span.line, fault.span.column))
            .collect::<Vec<_>>()
    };
    assert_eq!(told("piece"), [(12, 34)]);
    assert_eq!(told("piece: { max_size: 5 MB }"), []);
}

#[test]
fn a_component_that_is_wrong_is_told_where_it_is_wrong() {
    for (file, old, new, code) in [
        ("component.yaml", "field: money", "field: monney", "component.unknown_field_type"),
        ("component.yaml", "field: money", "field: referential", "component.no_referential"),
        (
            "component.yaml",
            "field: money",
            "field: referential\nreferential: planetes",
            "component.unknown_referential",
        ),
        ("component.yaml", "1.0.0", "un", "component.version"),
        ("component.yaml", "component: money", "component: argent", "definition.folder_name"),
        ("component.yaml", "field: money", "parts: { cents: { hint: Non. } }", "component.unknown_part"),
        ("schema.yaml", "type: number", "type: nombre\nallOf: []", "schema.unsupported_keyword"),
    ] {
        let mut catalogue = catalogue();
        let component = catalogue.components.get_mut("money").unwrap();
        let text = component.text(file).unwrap();
        assert!(text.contains(old), "{old}");
        let text = text.replace(old, new);
        component.files.insert(file.to_owned(), Arc::from(text.into_bytes()));
        let result = form::check::check(
            &read(&root().join("archetype"), "archetype"),
            &catalogue,
            &Lists,
            &form::check::AnyPlugin,
        );
        let found = result.diagnostics.iter().find(|fault| fault.code == code);
        assert!(
            found.is_some_and(|fault| fault.file == format!("components/money/{file}")),
            "{code}: {}",
            shown(&result.diagnostics)
        );
        // The component is used twice, and told once.
        assert_eq!(result.diagnostics.iter().filter(|fault| fault.code == code).count(), 1, "{code}");
        assert!(
            !result.diagnostics.iter().any(|fault| fault.code == "logic.unknown_field"),
            "{}",
            shown(&result.diagnostics)
        );
    }
}

/// The time that this thread spent on a processor, in milliseconds: other tests and other programs do not count.
fn cpu() -> u128 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    spent.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<u128>().ok()).unwrap_or_default() / 1_000_000
}

/// What was told of a démarche with these files over the sound ones, and what telling it cost in milliseconds.
fn cost(files: &[(&str, String)]) -> (Vec<&'static str>, u128) {
    let mut all: BTreeMap<String, Arc<[u8]>> =
        sound().into_iter().map(|(path, text)| (path, Arc::from(text.into_bytes()))).collect();
    for (path, text) in files {
        all.insert((*path).to_owned(), Arc::from(text.clone().into_bytes()));
    }
    let bundle = Bundle { name: "essai".to_owned(), shown_path: "forms/essai".to_owned(), files: all };
    let catalogue = catalogue();
    let start = cpu();
    let result = form::check::check(&bundle, &catalogue, &Lists, &form::check::AnyPlugin);
    (result.diagnostics.iter().map(|fault| fault.code).collect(), cpu() - start)
}

/// A démarche of `count` questions on pages of ten; `of` says what each one is, `settings` what its page says of it.
fn questions(
    count: usize,
    of: impl Fn(usize) -> String,
    settings: impl Fn(usize) -> String,
) -> [(&'static str, String); 2] {
    let properties: String = (0..count).map(|n| format!("  f{n}: {}\n", of(n))).collect();
    let pages: String = (0..count)
        .map(|n| {
            let page =
                if n % 10 == 0 { format!("  - id: p{n}\n    title: Page {n}\n    fields:\n") } else { String::new() };
            format!("{page}      - f{n}: {}\n", settings(n))
        })
        .collect();
    let receives = (0..count).map(|n| format!("f{n}")).collect::<Vec<_>>().join(", ");
    let procedure = sound()["demarche.yaml"].clone();
    let (head, rest) = procedure.split_once("pages:").unwrap();
    let (_, recipients) = rest.split_once("recipients:").unwrap();
    let recipients = recipients.replace("nom, age, logement", &receives);
    [
        ("demarche.yaml", format!("{head}pages:\n{pages}recipients:{recipients}")),
        ("schema.yaml", format!("type: object\nrequired: [f0]\nproperties:\n{properties}")),
    ]
}

/// What a case is called, the code that it is refused with, and the files that make it.
type Case = (&'static str, Option<&'static str>, Vec<(&'static str, String)>);

/// What is too much is counted before anything is looked up in it; what is within the limits costs no more than its length.
#[test]
fn no_list_costs_the_square_of_its_length() {
    let add = |key: &str, entries: String| {
        let procedure = sound()["demarche.yaml"].clone();
        let (head, rest) = procedure.split_once("recipients:").unwrap();
        [("demarche.yaml", format!("{head}{key}\n{entries}recipients:{rest}"))]
    };
    let many = |count: usize, entry: &dyn Fn(usize) -> String| (0..count).map(entry).collect::<String>();
    let of = |inside: String| [("schema.yaml", sound()["schema.yaml"].replace("  nom:", &format!("{inside}\n  nom:")))];
    let text = |_: usize| "{ title: F, type: string }".to_owned();
    let plain = |_: usize| "{ required: true }".to_owned();
    let pages = |entries: String| {
        let procedure = sound()["demarche.yaml"].clone();
        [(
            "demarche.yaml",
            procedure.replace("fields: [nom, age, logement]\n", &format!("fields: [nom, age, logement]\n{entries}")),
        )]
    };
    let chain = |n: usize| if n == 1_899 { "1".to_owned() } else { format!("f{} + 1", n + 1) };
    let mut chained =
        questions(1_900, |_| "{ title: F, type: integer }".to_owned(), |_| "{ required: true }".to_owned());
    chained[0].1.push_str("computed:\n");
    for n in 1..1_900 {
        chained[0].1.push_str(&format!("  f{n}: \"{}\"\n", chain(n)));
    }
    let cases: Vec<Case> = vec![
        ("2,000 fields", Some("definition.too_many_fields"), questions(2_000, text, plain).into()),
        ("1,999 fields", None, questions(1_999, text, |_| "{ required: true }".to_owned()).into()),
        (
            "1,900 conditions",
            None,
            questions(
                1_900,
                |_| "{ title: F, type: boolean }".to_owned(),
                |n| if n == 0 { "{ required: true }".to_owned() } else { "{ show_if: \"f0\" }".to_owned() },
            )
            .into(),
        ),
        (
            "500 fields, 200 conditions",
            None,
            questions(
                500,
                |n| if n % 2 == 0 { "{ title: F, type: boolean }" } else { "{ title: F, enum: [a, b, c] }" }.to_owned(),
                |n| match n {
                    0 => "{ required: true }".to_owned(),
                    _ if n % 5 < 2 => {
                        format!("{{ show_if: \"f0 && (!has(f{0}) || f{0} != 'a')\" }}", n / 10 * 10 + 3)
                    }
                    _ => "{ required: true }".to_owned(),
                },
            )
            .into(),
        ),
        ("a chain of 1,900 computed values", Some("journey.shown_early"), chained.into()),
        (
            "30,000 enum values",
            Some("schema.too_large"),
            of(format!("  a: {{ title: A, enum: [{}] }}", many(30_000, &|n| format!("c{n},")))).into(),
        ),
        (
            "8,000 options",
            Some("schema.too_large"),
            of(format!("  a: {{ title: A, oneOf: [{}] }}", many(8_000, &|n| format!("{{ const: c{n}, title: C }},"))))
                .into(),
        ),
        ("one list of choices at 1,900 places", Some("schema.too_large"), {
            let mut files = questions(1_900, |_| "{ $ref: '#/$defs/choix', title: F }".to_owned(), plain);
            files[1].1.push_str(&format!("$defs: {{ choix: {{ enum: [{}] }} }}\n", many(1_000, &|n| format!("c{n},"))));
            files.into()
        }),
        (
            "5,000 pages",
            Some("definition.too_many_fields"),
            pages(many(5_000, &|n| format!("  - {{ id: p{n}, title: P, fields: [x{n}] }}\n"))).into(),
        ),
        (
            "4,000 entries of one page",
            Some("definition.too_many_fields"),
            pages(format!("  - {{ id: p, title: P, fields: [{}] }}\n", many(4_000, &|n| format!("x{n},")))).into(),
        ),
        (
            "6,000 rules",
            Some("logic.too_complex"),
            add("rules:", many(6_000, &|n| format!("  - {{ id: r{n}, must: \"a\", at: b }}\n"))).into(),
        ),
        (
            "8,000 stops",
            Some("logic.too_complex"),
            add("stops:", many(8_000, &|n| format!("  - {{ id: s{n}, stop_if: \"a\" }}\n"))).into(),
        ),
        (
            "3,000 rules about nothing",
            Some("logic.unknown_field"),
            add(
                "rules:",
                many(3_000, &|n| format!("  - {{ id: r{n}, must: \"nam{n} == 1\", at: nim{n}, message: M }}\n")),
            )
            .into(),
        ),
        (
            "10,000 computed values",
            Some("logic.too_complex"),
            add("computed:", many(10_000, &|n| format!("  c{n}: \"1\"\n"))).into(),
        ),
        (
            "10,000 entries of the vault",
            Some("logic.too_complex"),
            add("prefill:", many(10_000, &|n| format!("  c{n}: v\n"))).into(),
        ),
        (
            "20,000 unknown keys",
            Some("definition.unknown_property"),
            add("", many(20_000, &|n| format!("zut{n}: 1\n"))).into(),
        ),
        (
            "20,000 unknown words of a schema",
            Some("definition.unknown_property"),
            of(format!("  a: {{ title: A, type: string, {} }}", many(20_000, &|n| format!("zut{n}: 1,")))).into(),
        ),
        ("1,000 recipients", Some("logic.too_complex"), {
            let procedure = sound()["demarche.yaml"].clone();
            let one =
                |n: usize| format!("  - {{ id: r{n}, to: {{ organisation: \"21310555400017\" }}, receives: [nom] }}\n");
            vec![("demarche.yaml", procedure.replace("recipients:\n", &format!("recipients:\n{}", many(1_000, &one))))]
        }),
        ("20,000 things received", Some("definition.too_many_fields"), {
            let procedure = sound()["demarche.yaml"].clone();
            vec![(
                "demarche.yaml",
                procedure.replace("receives: [", &format!("receives: [{}", many(20_000, &|n| format!("x{n},")))),
            )]
        }),
        (
            "1,900 large patterns",
            Some("schema.regex_size"),
            questions(
                1_900,
                |n| format!("{{ title: F, type: string, pattern: '^([a-z]{{0,{}}}){{0,90}}$' }}", n % 60 + 40),
                plain,
            )
            .into(),
        ),
        ("1,500 rules that count to a million", Some("expression.too_costly"), {
            let ten = "[0,1,2,3,4,5,6,7,8,9]";
            let loops =
                format!("{ten}.all(a, {ten}.all(b, {ten}.all(c, {ten}.all(d, {ten}.all(e, a + b + c + d + e >= 0)))))");
            add("rules:", many(1_500, &|n| format!("  - {{ id: r{n}, must: \"{loops}\", at: nom, message: M }}\n")))
                .into()
        }),
    ];
    let mut wrong = String::new();
    for (what, code, files) in cases {
        let (told, milliseconds) = cost(&files);
        println!("{milliseconds:>6} ms  {what}");
        let errors: BTreeSet<_> = told.iter().copied().filter(|code| !matches!(*code, "logic.always_true")).collect();
        let as_told = code.map_or(errors.is_empty(), |code| errors.contains(code));
        if !as_told || milliseconds > 10_000 {
            wrong.push_str(&format!("{what}: {milliseconds} ms, {errors:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
