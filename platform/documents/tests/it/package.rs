//! The partner's package: complete, the same every time, and safe to unpack.

use std::io::{Cursor, Read};

use documents::{
    Evidence, Fault, Identified, Warning,
    package::{self, File, IdentityLevel, Origin, Package},
};
use form::{demarche::Applicant, lookup::Organisation, text::Language};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::sample::{self, REFERENCE};

const IDENTITY: &[u8] = b"%PDF-1.7 identity";
const HOME: &[u8] = b"\x89PNG home";

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn open(file: &File<'_>) -> std::io::Result<Box<dyn Read>> {
    Ok(Box::new(Cursor::new(if file.id == "a2" { HOME } else { IDENTITY })))
}

struct Given {
    demarche: form::demarche::Demarche,
    town_hall: Organisation,
    answers: Value,
    hashes: [String; 2],
    warnings: [Warning<'static>; 1],
}

impl Given {
    fn new() -> Self {
        Self {
            demarche: sample::demarche(),
            town_hall: sample::town_hall(),
            answers: json!({ "jeune": { "nom": "Núñez" } }),
            hashes: [sha256(IDENTITY), sha256(HOME)],
            warnings: [Warning {
                rule: "tard",
                at: "debut",
                message: "La demande arrive tard.",
                passed_at: sample::recorded_at(),
            }],
        }
    }

    fn files(&self) -> Vec<File<'_>> {
        let file = |id, code, name, mime, bytes: &[u8], sha256| File {
            id,
            code,
            name,
            mime,
            size: bytes.len() as u64,
            sha256,
            origin: Origin::Upload,
        };
        vec![
            file("a1", "pieces.identite", "../../etc/carte.pdf", "application/pdf", IDENTITY, self.hashes[0].as_str()),
            file("a2", "pieces.domicile", "maison.png", "image/png", HOME, self.hashes[1].as_str()),
            file("a3", "pieces.identite", "verso.pdf", "application/pdf", IDENTITY, self.hashes[0].as_str()),
        ]
    }

    fn package<'a>(&'a self, files: &'a [File<'a>], schema: &'a Value) -> Package<'a> {
        Package {
            reference: REFERENCE,
            case_id: "0199-case",
            demarche: &self.demarche,
            environment: "test",
            submitted_at: sample::recorded_at(),
            channel: "web",
            language: Language::Fr,
            applicant: Applicant::Particulier,
            identity: IdentityLevel::None,
            recipient: "mairie",
            organisation: Some(&self.town_hall),
            answers: &self.answers,
            schema,
            recap_pdf: b"%PDF-1.7 recap",
            evidence: Evidence {
                confirmed_at: sample::recorded_at(),
                recap_hash: "ab12",
                statement: "Je certifie.",
                warnings: &self.warnings,
                identified: None,
            },
            files,
            retained: &[],
            formats: &[],
            unmade: &[],
            provenance: &[],
            complements: &[],
            exchange: None,
        }
    }
}

fn made(given: &Given) -> Vec<u8> {
    let (files, schema) = (given.files(), json!({ "type": "object" }));
    package::write(&given.package(&files, &schema), Cursor::new(Vec::new()), open).unwrap().into_inner()
}

#[test]
fn a_package_says_how_whoever_filed_was_known() {
    let given = Given::new();
    let (files, schema) = (given.files(), json!({ "type": "object" }));
    let manifest = |identity, identified| {
        let package = given.package(&files, &schema);
        let evidence = Evidence { identified, ..package.evidence };
        let package = Package { identity, evidence, ..package };
        let zip = package::write(&package, Cursor::new(Vec::new()), open).unwrap();
        let manifest = package::unpack(zip.get_ref()).unwrap().remove(0).bytes;
        serde_json::from_slice::<Value>(&manifest).unwrap()
    };
    let known = Identified {
        by: "ProConnect",
        level: None,
        at: sample::recorded_at(),
        acting_for: Some(("21310555400017", "")),
    };
    let told = manifest(IdentityLevel::Provider, Some(known));
    assert_eq!(told["applicant"]["identity"], "provider");
    assert_eq!(
        told["evidence"]["identified"],
        json!({
            "by": "ProConnect", "level": null, "at": "2026-08-24T12:05:09Z", "acting_for": { "siret": "21310555400017", "name": "" },
        })
    );
    let told = manifest(IdentityLevel::Account, None);
    assert_eq!((&told["applicant"]["identity"], &told["evidence"]["identified"]), (&json!("account"), &Value::Null));
}

#[test]
fn a_package_holds_what_its_manifest_says() {
    let given = Given::new();
    let mut zip = zip::ZipArchive::new(Cursor::new(made(&given))).unwrap();
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let manifest: Value = serde_json::from_slice(&read("manifest.json")).unwrap();
    assert_eq!(manifest["format"], "guichet-package-1");
    assert_eq!(manifest["reference"], REFERENCE);
    assert_eq!(manifest["demarche"]["version"], given.demarche.version.as_str());
    assert_eq!(manifest["submitted_at"], "2026-08-24T12:05:09Z");
    assert_eq!(manifest["applicant"], json!({ "kind": "particulier", "identity": "none" }));
    assert_eq!(manifest["recipient"]["siret"], "21310555400017");
    assert_eq!(manifest["evidence"]["share_sha256"], "ab12");
    assert_eq!(manifest["evidence"]["warnings"][0]["rule"], "tard");
    assert_eq!(manifest["evidence"]["warnings"][0]["message"], "La demande arrive tard.");
    let files = manifest["files"].as_array().unwrap();
    let names: Vec<&str> = files.iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "answers.json",
            "schema.json",
            "recapitulatif.pdf",
            "RCO-7K2Q-9MZX-4T8B-R-recensement-citoyen-pieces.identite-1.pdf",
            "RCO-7K2Q-9MZX-4T8B-R-recensement-citoyen-pieces.domicile-1.png",
            "RCO-7K2Q-9MZX-4T8B-R-recensement-citoyen-pieces.identite-2.pdf",
        ]
    );
    for file in files {
        let bytes = read(file["name"].as_str().unwrap());
        assert_eq!(file["size"], bytes.len());
        assert_eq!(file["sha256"], sha256(&bytes));
    }
    assert_eq!(files[3]["code"], "pieces.identite");
    assert_eq!(files[3]["origin"], "upload");
    assert_eq!(serde_json::from_slice::<Value>(&read("answers.json")).unwrap(), given.answers);
    assert_eq!(zip.len(), names.len() + 1);
}

#[test]
fn a_package_is_the_same_every_time_and_leads_nowhere() {
    let bytes = made(&Given::new());
    assert!(bytes == made(&Given::new()));
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    for index in 0..zip.len() {
        let entry = zip.by_index(index).unwrap();
        let name = entry.name().unwrap();
        assert!(!name.contains('/') && !name.contains("..") && !name.contains('\\'), "{name}");
        assert_eq!(
            entry.last_modified().unwrap().to_string(),
            "2026-08-24 12:05:08",
            "a ZIP counts two seconds at a time"
        );
    }
}

#[test]
fn an_attachment_that_was_changed_is_refused() {
    let given = Given::new();
    let (files, schema) = (given.files(), json!({}));
    let changed = |_: &File<'_>| -> std::io::Result<Box<dyn Read>> { Ok(Box::new(Cursor::new(b"other".to_vec()))) };
    let refused = package::write(&given.package(&files, &schema), Cursor::new(Vec::new()), changed);
    assert!(matches!(refused, Err(Fault::Attachment(id)) if id == "a1"));
}
