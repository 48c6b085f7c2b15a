//! The formats of a recipient: made of its share alone, the same every time, and read by others.

use documents::{
    Fault,
    formats::{self, Made, Share},
    package::{File, Origin},
};
use form::demarche::Demarche;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::{definition, sample};

const SHA256: &str = "00000000000000000000000000000000000000000000000000000000000000aa";

fn answers() -> Value {
    json!({
        "nom": "=CMD|'/c calc'!A1",
        "logement": "locataire",
        "gouts": ["lire", "nager"],
        "commune": { "code": "31555", "nom": "Toulouse" },
        "accord": true,
        "note": "deux\nlignes ; et \"guillemets\"",
        "age": 42,
        "arrivee": "2026-02-03",
        "piece": [{ "name": "../a.pdf", "mime": "application/pdf", "size": 3, "sha256": SHA256 }],
        "enfants": [
            { "prenom": "Zoé", "jouets": [{ "quoi": "ballon" }, { "quoi": "-1" }] },
            { "prenom": "Ana" },
        ],
    })
}

pub(crate) fn made_of(demarche: &Demarche, answers: &Value) -> Result<Vec<Made>, Fault> {
    let file = File {
        id: "a1",
        code: "piece",
        name: "../a.pdf",
        mime: "application/pdf",
        size: 3,
        sha256: SHA256,
        origin: Origin::Upload,
    };
    let town_hall = sample::town_hall();
    formats::make(&Share {
        demarche,
        recipient: &demarche.recipients[0],
        organisation: Some(&town_hall),
        reference: "ESS-7K2Q-9MZX-4T8B-R",
        case_id: "ESS-7K2Q-9MZX-4T8B-R-01",
        environment: "test",
        recorded_at: sample::recorded_at().to_zoned(TimeZone::get("Europe/Paris").unwrap()),
        answers,
        files: &[(&file, "ESS-essai-piece-1.pdf")],
    })
}

fn text<'a>(made: &'a [Made], name: &str) -> &'a str {
    std::str::from_utf8(&made.iter().find(|made| made.name == name).unwrap().bytes).unwrap()
}

#[test]
fn tables_hold_the_share_and_each_repeated_group_has_its_own() {
    let demarche = definition::demarche("[json, pdf, csv]", &[]);
    let made = made_of(&demarche, &answers()).unwrap();
    let names: Vec<&str> = made.iter().map(|made| made.name.as_str()).collect();
    assert_eq!(names, ["answers.csv", "answers-enfants.csv", "answers-enfants.jouets.csv"]);
    let start = "ESS-7K2Q-9MZX-4T8B-R;2026-08-24T14:05:09+02:00";
    assert_eq!(
        text(&made, "answers.csv"),
        format!(
            "\u{FEFF}reference;recorded_at;nom;logement;logement.label;gouts;gouts.label;commune.code;commune.nom;accord;note;age;arrivee;piece\r\n\
             {start};'=CMD|'/c calc'!A1;locataire;Locataire;lire | nager;Lire | Nager;31555;Toulouse;oui;\"deux\nlignes ; et \"\"guillemets\"\"\";42;2026-02-03;ESS-essai-piece-1.pdf\r\n"
        )
    );
    assert_eq!(
        text(&made, "answers-enfants.csv"),
        format!("\u{FEFF}reference;recorded_at;enfants.row;enfants.prenom\r\n{start};1;Zoé\r\n{start};2;Ana\r\n")
    );
    assert_eq!(
        text(&made, "answers-enfants.jouets.csv"),
        format!(
            "\u{FEFF}reference;recorded_at;enfants.row;enfants.jouets.row;enfants.jouets.quoi\r\n{start};1;1;ballon\r\n{start};1;2;'-1\r\n"
        )
    );
    assert_eq!(made, made_of(&demarche, &answers()).unwrap());
}

#[test]
fn the_columns_are_the_same_whatever_is_answered() {
    let demarche = definition::demarche("[csv]", &[]);
    let full = made_of(&demarche, &answers()).unwrap();
    let bare = made_of(&demarche, &json!({ "nom": "A" })).unwrap();
    for (full, bare) in full.iter().zip(&bare) {
        let header = |made: &Made| String::from_utf8(made.bytes.clone()).unwrap().lines().next().unwrap().to_owned();
        assert_eq!(header(full), header(bare));
    }
    assert_eq!(bare.len(), 3);
}
