//! Holds the published schema against a validator of others: it is sound, and it means what the démarche means.

use form::published;
use serde_json::{Value, json};

use crate::folder::{checked, read, root};

fn schema(receives: Option<&[String]>) -> Value {
    let demarche = checked(&read(&root().join("archetype"), "archetype")).demarche.unwrap();
    published::schema(&demarche, receives)
}

fn payload() -> Value {
    let commune = json!({ "code": "31555", "nom": "Toulouse" });
    json!({
        "demandeur": { "civilite": "MME", "nom": "Müller-Le Goff", "prenoms": "Anne", "naissance": { "date": "1985-08-24" } },
        "contact": { "email": "anne@exemple.fr" },
        "adresse": { "voie": "1 rue de l'Exemple", "code_postal": "31000", "commune": commune },
        "logement": "proprietaire",
        "duree": "un_an",
        "justificatif": [{ "name": "quittance.pdf", "mime": "application/pdf", "size": 12, "sha256": "0".repeat(64) }],
        "vehicules": [{ "plaque": "AB-123-CD", "electrique": false, "tarif": "30.00" }],
        "tarifs": "30.00",
        "quartiers": ["carmes"],
        "engagement": true,
        "total": "30.00",
    })
}

#[test]
fn it_is_a_valid_schema_and_a_payload_is_valid_against_it() {
    let schema = schema(None);
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(
        validator.is_valid(&payload()),
        "{:?}",
        validator.iter_errors(&payload()).map(|error| error.to_string()).collect::<Vec<_>>()
    );
}

#[test]
fn what_the_demarche_refuses_the_schema_refuses() {
    let validator = jsonschema::validator_for(&schema(None)).unwrap();
    for (pointer, wrong) in [
        ("/logement", json!("chateau")),
        ("/vehicules", json!([])),
        ("/vehicules/0/plaque", json!("AB 123 CD")),
        ("/total", json!(30)),
        ("/total", json!("30.001")),
        ("/total", json!("-30.00")),
        ("/adresse/code_postal", json!("3100")),
        ("/demandeur/naissance/date", json!("24/08/1985")),
        ("/justificatif/0/mime", json!("text/html")),
    ] {
        let mut payload = payload();
        *payload.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&payload), "{pointer}");
    }
    let mut payload = payload();
    payload["surprise"] = json!(true);
    assert!(!validator.is_valid(&payload));
}

#[test]
fn what_can_be_hidden_is_not_required() {
    let schema = schema(None);
    let required = schema["required"].as_array().unwrap();
    assert!(!required.contains(&json!("hebergeant")));
    assert!(required.contains(&json!("demandeur")));
}

/// The names that are required of a démarche with these computed values, beside two amounts, the second optional, one that can be hidden, and rows.
fn required(computed: &str) -> Vec<String> {
    let mut bundle = crate::sources::bundle(
        "  un: { $ref: \"component:money@1\", title: Un }\n  deux: { $ref: \"component:money@1\", title: Deux }\n  sans: { title: Sans bornes, type: integer }\n  \
         cache: { $ref: \"component:money@1\", title: Caché }\n  lignes:\n    title: Lignes\n    type: array\n    maxItems: 9\n    items: { type: object, required: [prix, nombre], properties: { prix: { \
         $ref: \"component:money@1\" }, nombre: { title: Nombre, type: integer, minimum: 0, maximum: 99 }, total: { $ref: \"component:money@1\", title: Ligne } } }\n  \
         total: { title: Total, type: number }\n  autre: { title: Autre, type: number }\n",
        "un, sans, lignes",
    );
    let text = bundle.text("demarche.yaml").unwrap();
    let text = text.replace(
        "fields: [un, sans, lignes]",
        "fields: [un, deux, sans, { cache: { show_if: \"un > 3\", required: true } }, lignes, total, autre]",
    );
    let text = text.replace("receives: [un, sans, lignes]", "receives: all");
    let text = format!("{text}computed:\n  lignes.total: \"prix * nombre\"\n{computed}");
    bundle.files.insert("demarche.yaml".to_owned(), text.into_bytes().into());
    let checked = checked(&bundle);
    let demarche =
        checked.demarche.unwrap_or_else(|| panic!("{computed}: {}", crate::folder::shown(&checked.diagnostics)));
    let schema = published::schema(&demarche, None);
    let rows = &schema["properties"]["lignes"]["items"]["required"];
    assert!(rows.as_array().unwrap().contains(&json!("total")), "{rows}");
    let names = schema["required"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
    names.filter(|name| ["total", "autre"].contains(&name.as_str())).collect()
}

#[test]
fn a_computed_value_is_required_where_it_is_proven_to_be_there() {
    for (total, always) in [
        ("lignes.prix.sum()", true),
        ("lignes.map(l, l.prix).sum() + un", true),
        ("lignes.total.sum()", true),
        ("[un, deux].sum()", true),
        ("un + (has(deux) ? deux : 0)", true),
        ("un > 3 ? un : un * 2 - 1", true),
        ("[un, 3].min()", true),
        ("round(un * 0.2, 1)", true),
        ("un + deux", false),
        ("un / 3", false),
        ("un + cache", false),
        ("lignes.prix.max()", false),
        ("sans * 2", false),
        ("un * un * un", false),
    ] {
        let computed = format!("  total: \"{total}\"\n  autre: \"total + 1\"\n");
        let expected: &[&str] = if always { &["total", "autre"] } else { &[] };
        assert_eq!(required(&computed), expected, "{total}");
    }
}

#[test]
fn what_a_group_must_hold_it_must_hold_on_a_page_that_may_be_hidden() {
    let mut bundle = crate::sources::bundle(
        "  un: { $ref: \"component:money@1\", title: Un }\n  foyer:\n    type: object\n    title: Foyer\n    required: [nom]\n    properties: { nom: { title: Nom, type: string, maxLength: 9 } }\n",
        "un, foyer",
    );
    let text = bundle.text("demarche.yaml").unwrap();
    let page = "fields: [un] }\n  - { id: deux, title: Deux, show_if: \"un > 3\", fields: [foyer] }";
    let text = text.replace("fields: [un, foyer] }", page);
    bundle.files.insert("demarche.yaml".to_owned(), text.into_bytes().into());
    let schema = published::schema(&checked(&bundle).demarche.unwrap(), None);
    assert_eq!(schema["required"], json!(["un"]));
    assert_eq!(schema["properties"]["foyer"]["required"], json!(["nom"]));
}

#[test]
fn a_computed_value_that_the_author_requires_is_required_whatever_it_takes() {
    let schema = "  un: { $ref: \"component:money@1\", title: Un }\n  part: { title: Part, type: number }\n";
    let mut bundle = crate::sources::bundle(schema, "un, part");
    let text = format!("{}computed: {{ part: \"100 / un\" }}\n", bundle.text("demarche.yaml").unwrap());
    bundle.files.insert("demarche.yaml".to_owned(), text.into_bytes().into());
    let demarche = checked(&bundle).demarche.unwrap();
    assert_eq!(published::schema(&demarche, None)["required"], json!(["un", "part"]));
    let facts = crate::sources::facts();
    let mut answers = form::answers::Answers::default();
    crate::sources::type_in(&demarche, &mut answers, &[("un", "0")]);
    let problems = form::validation::page(&form::state::State::new(&demarche, &answers, &facts), 0);
    let found: Vec<(&str, &str)> = problems.iter().map(|one| (one.path.as_str(), one.kind.code())).collect();
    assert_eq!(found, [("part", "answer.not_computed")], "nothing is filed without it");
}

#[test]
fn a_long_chain_of_calculations_ends() {
    let text = |rows: usize| -> String {
        let mut computed = String::from("  total: \"un + un\"\n");
        for n in 0..rows {
            let before = if n == 0 { "total".to_owned() } else { format!("c{}", n - 1) };
            computed.push_str(&format!("  c{n}: \"[{before}, {before}, {before}].sum()\"\n"));
        }
        computed
    };
    let mut schema =
        String::from("  un: { $ref: \"component:money@1\", title: Un }\n  total: { title: Total, type: number }\n");
    let mut fields = vec!["un".to_owned(), "total".to_owned()];
    for n in 0..200 {
        schema.push_str(&format!("  c{n}: {{ title: C, type: number, minimum: 0, maximum: 9 }}\n"));
        fields.push(format!("c{n}"));
    }
    let mut bundle = crate::sources::bundle(&schema, "un");
    let procedure =
        bundle.text("demarche.yaml").unwrap().replace("fields: [un]", &format!("fields: [{}]", fields.join(", ")));
    let procedure = format!("{}computed:\n{}", procedure.replace("receives: [un]", "receives: all"), text(200));
    bundle.files.insert("demarche.yaml".to_owned(), procedure.into_bytes().into());
    let checked = checked(&bundle);
    let demarche = checked.demarche.unwrap_or_else(|| panic!("{}", crate::folder::shown(&checked.diagnostics)));
    let schema = published::schema(&demarche, None);
    assert!(schema["required"].as_array().unwrap().contains(&json!("c10")));
}

#[test]
fn a_projection_has_only_what_is_received() {
    let schema = schema(Some(&["demandeur.nom".to_owned(), "vehicules".to_owned()]));
    let names: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["demandeur", "vehicules"]);
    assert_eq!(schema["properties"]["demandeur"]["properties"].as_object().unwrap().len(), 1);
}
