//! Goes through every shipped démarche with an account that is known, and posts another value for each question that was filled in: where it
//! is locked nothing changes, where it is not the answer is the citizen's own word from then on.

use std::{collections::BTreeSet, path::Path};

use axum::http::StatusCode;
use desk::{Fill, access::Person};
use form::{
    answers::{Answer, Source},
    demarche::Node,
    known::holder_of,
};
use serde_json::json;
use tempfile::TempDir;

use crate::{
    by_provider::{apart, is, person, world_of_forms, zoe},
    support::{Browser, Page, World, agreed},
};

/// Which questions of the shipped démarches are locked in a second round, as their pages list them. No address: a source gives it, and where
/// it is locked nothing but that source does.
const LOCKS: &[(&str, &[(&str, &str)])] = &[
    (
        "changement-coordonnees",
        &[
            ("- declarant\n", "- declarant: { locked: true }\n"),
            ("- contact.email: { ", "- contact.email: { locked: true, "),
        ],
    ),
    (
        "recensement-citoyen",
        &[
            ("- jeune.prenoms: { ", "- jeune.prenoms: { locked: true, "),
            ("- jeune.naissance.date: { ", "- jeune.naissance.date: { locked: true, "),
            ("- contact.email: { ", "- contact.email: { locked: true, "),
        ],
    ),
    (
        "acte-naissance",
        &[
            ("- demandeur.nom\n", "- demandeur.nom: { locked: true }\n"),
            ("- demandeur.prenoms\n", "- demandeur.prenoms: { locked: true }\n"),
            ("- contact.email: { ", "- contact.email: { locked: true, "),
        ],
    ),
    ("creation-association", &[("- declarant\n", "- declarant: { locked: true }\n")]),
];

/// What is answered so that the account's owner is whom each démarche is about.
const ANSWERS: &[(&str, &str)] = &[
    ("residence", "france"),
    ("declarant", "interesse"),
    ("commune", "31555"),
    ("motif", "mariage"),
    ("qualite", "interesse"),
    ("naissance.lieu", "france"),
    ("nature", "copie_integrale"),
    ("envoi.lieu", "france"),
    ("objet", "demenagement"),
];

/// What has to be found filled in, whatever else is.
const FILLED: &[(&str, &[&str])] = &[
    ("changement-coordonnees", &["declarant.nom", "declarant.prenoms", "ancienne_adresse.voie", "contact.email"]),
    ("recensement-citoyen", &["jeune.nom", "jeune.prenoms", "jeune.naissance.date", "domicile.voie", "contact.mobile"]),
    ("acte-naissance", &["naissance.date", "demandeur.nom", "envoi.france.voie", "contact.email"]),
    ("creation-association", &["declarant.nom", "declarant.prenoms"]),
];

fn shipped() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms")
}

/// The shipped démarches, with what [`LOCKS`] locks.
fn locked() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (id, locks) in LOCKS {
        let to = folder.path().join(id);
        copy(&shipped().join(id), &to);
        let file = to.join("demarche.yaml");
        let mut text = std::fs::read_to_string(&file).unwrap();
        let login = ("login: { required: false }", "login: { required: true }");
        for (open, shut) in locks.iter().chain([&login]) {
            assert!(text.contains(open), "{id} lists no {open}");
            text = text.replacen(open, shut, 1);
        }
        std::fs::write(&file, text).unwrap();
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &there);
        } else {
            std::fs::copy(&path, &there).unwrap();
        }
    }
}

/// Somebody of whom a provider vouches for the civil status, and who keeps the rest in their account.
async fn somebody(world: &World, impostor: &crate::impostor::Impostor) -> (Browser, Person) {
    is(
        impostor,
        "zoe-1",
        json!({
            "given_name": "Zoé Éloïse", "given_name_array": ["Zoé", "Éloïse"], "family_name": "MÜLLER", "birthdate": "2010-02-10",
            "birthplace": "31555", "birthcountry": "99100", "gender": "female",
        }),
    );
    let mut citizen = apart(world, impostor).await;
    for (item, values) in [
        ("identity", &[("identity.civilite", "MME"), ("identity.nom_usage", "Petit")][..]),
        (
            "home_address",
            &[
                ("home_address.voie", "12 bis rue des Lilas"),
                ("home_address.code_postal", "31000"),
                ("home_address.commune", "31555"),
            ][..],
        ),
        ("email", &[("email", "zoe@exemple.fr")][..]),
        ("phone", &[("phone", "06 39 98 12 34")][..]),
    ] {
        let page = citizen.get(&format!("/compte/donnees/modifier/{item}")).await;
        let kept = page.post_on(&mut citizen, values).await;
        if !citizen.address.starts_with("/compte/donnees?fait=") {
            // What an answer opens is shown once before it is kept.
            kept.post_on(&mut citizen, &[]).await;
        }
        assert!(citizen.address.starts_with("/compte/donnees?fait="), "{item}: {}\n{}", citizen.address, kept.text);
    }
    let person = person(world, &impostor.issuer, "zoe-1").await;
    (citizen, person)
}

/// The draft of this démarche, as it is stored.
async fn draft(world: &World, person: &Person, demarche: &str) -> Fill {
    let drafts = world.desk().drafts(person).await.unwrap();
    drafts.into_iter().find(|fill| fill.served.demarche.id == demarche).expect("a draft")
}

/// Whether what was typed on other pages shows this question, as the page does that has it.
fn is_asked(page: &Page, path: &str) -> bool {
    page.text.contains(&format!("name=\"{path}\"")) || page.text.contains(&format!("name=\"{path}."))
}

/// Whether the page has a box of this very name for the answer.
fn is_offered(page: &Page, name: &str, value: &str) -> bool {
    let has = |what: &str, text: &str| page.text.contains(&format!("{what}=\"{text}\""));
    has("name", name) && (name == "commune" || has("value", value))
}

/// The boxes of a question with something else in them, as its page would post it.
fn forged(node: &Node, before: &Answer) -> Vec<(String, String)> {
    let field = node.field().expect("a question");
    let other = |options: &[&str]| {
        let chosen = format!("{:?}", before.value);
        let free = options.iter().find(|option| !chosen.contains(&format!("\"{option}\"")));
        (*free.expect("another choice")).to_owned()
    };
    let boxes: Vec<(&str, String)> = match (field.field_type.name(), field.referential.as_deref()) {
        ("date" | "partial_date", _) => {
            vec![(".day", "1".to_owned()), (".month", "1".to_owned()), (".year", "2009".to_owned())]
        }
        ("email", _) => vec![("", "mallory@exemple.fr".to_owned())],
        ("phone", _) => vec![("", "06 39 98 77 66".to_owned())],
        (_, Some("pays")) => vec![("", "Portugal".to_owned()), (".code", "99139".to_owned())],
        (_, Some(_)) => vec![("", "Colomiers".to_owned()), (".code", "31149".to_owned())],
        _ if !field.options.is_empty() => {
            let options: Vec<&str> = field.options.iter().map(|option| option.value.as_str()).collect();
            vec![("", other(&options))]
        }
        _ if node.path.ends_with("code_postal") => vec![("", "31770".to_owned())],
        _ => vec![("", "Mallory".to_owned())],
    };
    boxes.into_iter().map(|(part, value)| (format!("{}{part}", node.path), value)).collect()
}

/// Posts the page that the browser is at, without going on.
async fn refreshed(citizen: &mut Browser, page: &Page, values: &[(String, String)]) -> Page {
    let mut pairs: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.push(("_action", "refresh"));
    page.post_on(citizen, &pairs).await
}

/// Goes through the pages of a démarche and tampers with each of them; the questions that were filled in, and how many of them are locked.
async fn tampered(
    world: &World,
    citizen: &mut Browser,
    person: &Person,
    demarche: &str,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let start = citizen.get(&format!("/demarches/{demarche}")).await;
    let known = start.post_on(citizen, &[]).await;
    assert!(citizen.address.ends_with("/donnees-connues"), "{demarche}: {}\n{}", citizen.address, known.text);
    let base = citizen.address.strip_suffix("donnees-connues").unwrap().to_owned();
    agreed(citizen, known).await;
    let (mut filled, mut locks) = (BTreeSet::new(), BTreeSet::new());
    let pages = draft(world, person, demarche).await.served.demarche.pages.len();
    for index in 0..pages {
        let served = draft(world, person, demarche).await.served;
        let address = format!("{base}{}", served.demarche.pages[index].id);
        let page = citizen.get(&address).await;
        if citizen.address != address {
            // Not asked of somebody for themselves.
            continue;
        }
        let answers: Vec<(String, String)> = ANSWERS
            .iter()
            .filter(|(name, value)| is_offered(&page, name, value))
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        refreshed(citizen, &page, &answers).await;
        let before = draft(world, person, demarche).await;
        for (path, answer) in before.answers.iter().filter(|(_, answer)| holder_of(&answer.source).is_some()) {
            let node = served.demarche.resolve(path).expect("a question").clone();
            if node.page != Some(index) {
                continue;
            }
            let page = citizen.get(&address).await;
            let shown = page.form().pairs;
            let told = refreshed(citizen, &page, &forged(&node, answer)).await;
            assert!(
                matches!(told.status, StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY),
                "{demarche} {path}: {}\n{}",
                told.status,
                told.text
            );
            let now = draft(world, person, demarche).await;
            let now = now.answers.get(path).cloned();
            if node.locked {
                assert_eq!(now.as_ref(), Some(answer), "{demarche}: {path} is locked");
                locks.insert(path.to_owned());
            } else if is_asked(&page, path) {
                let now = now.unwrap_or_else(|| panic!("{demarche}: {path} was answered"));
                assert_ne!(now.value, answer.value, "{demarche}: {path} took nothing");
                assert_eq!(now.source, Source::Typed, "{demarche}: {path} keeps the mark of who vouched for it");
                // Back as it was shown, for the questions that hang on it: it is typed now, and says so.
                let own: Vec<(String, String)> = shown
                    .into_iter()
                    .filter(|(name, _)| name == path || name.starts_with(&format!("{path}.")))
                    .collect();
                let page = citizen.get(&address).await;
                refreshed(citizen, &page, &own).await;
                let back = draft(world, person, demarche).await;
                let back = back.answers.get(path).cloned();
                assert!(
                    back.is_none_or(|back| back.source == Source::Typed),
                    "{demarche}: {path} is typed, whatever is typed"
                );
            } else {
                continue;
            }
            filled.insert(path.to_owned());
        }
        // The next page is filled in as this one is saved.
        let page = citizen.get(&address).await;
        refreshed(citizen, &page, &answers).await;
    }
    for path in FILLED.iter().filter(|(id, _)| *id == demarche).flat_map(|(_, paths)| *paths) {
        assert!(filled.contains(*path), "{demarche}: {path} was not filled in, of {filled:?}");
    }
    (filled, locks)
}

pub(crate) async fn another_value_for_what_was_filled_in_is_the_citizens_own_word() {
    let impostor = zoe();
    let world = world_of_forms(&impostor.issuer, shipped()).await;
    let (mut citizen, person) = somebody(&world, &impostor).await;
    let mut tried = 0;
    for (demarche, _) in FILLED {
        let (filled, locks) = tampered(&world, &mut citizen, &person, demarche).await;
        assert!(locks.is_empty(), "{demarche} locks {locks:?}: it belongs into the other round");
        tried += filled.len();
    }
    assert!(tried >= 20, "only {tried} questions were tried");
}

pub(crate) async fn another_value_for_what_is_locked_changes_nothing() {
    let impostor = zoe();
    let forms = locked();
    let world = world_of_forms(&impostor.issuer, forms.path().to_owned()).await;
    let (mut citizen, person) = somebody(&world, &impostor).await;
    for (demarche, locks) in LOCKS {
        let (_, found) = tampered(&world, &mut citizen, &person, demarche).await;
        assert!(found.len() >= locks.len(), "{demarche} locks only {found:?}");
    }
}
