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

#[test]
fn a_projection_has_only_what_is_received() {
    let schema = schema(Some(&["demandeur.nom".to_owned(), "vehicules".to_owned()]));
    let names: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["demandeur", "vehicules"]);
    assert_eq!(schema["properties"]["demandeur"]["properties"].as_object().unwrap().len(), 1);
}
