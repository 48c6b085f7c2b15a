//! Feeds `check` with what nobody writes by mistake: each is refused with its code, and fast.

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use form::bundle::Bundle;

use crate::{
    check::sound,
    folder::{Lists, catalogue, checked, read, root, shown},
};

/// The codes told here and by no case of `cases/`: they need files too large or too strange to keep.
pub(crate) const CODES: [&str; 9] = [
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
