//! The State's own staging cases over real HTTP, where `GUICHET_CONFORMANCE` names a folder that holds them (`api-etat`, from
//! etalab/siade_staging_data, MIT); a few invented answers of the same form where not.

use std::{collections::BTreeMap, fs, path::Path};

use axum::http::StatusCode;
use form::lookup::Lookup as _;
use serde_json::Value as Json;

use crate::{
    sources::{Partner, begin, plain, press, world},
    support::{Page, World},
};

/// One case: what is asked, and what is answered.
#[derive(Debug, Clone)]
struct Case {
    name: String,
    parameters: BTreeMap<String, Vec<String>>,
    status: u16,
    payload: String,
}

/// The cases of one operation; nothing where they are not here.
fn staging(operation: &str) -> Vec<Case> {
    let Some(folder) = std::env::var_os("GUICHET_CONFORMANCE").filter(|folder| !folder.is_empty()) else {
        println!("GUICHET_CONFORMANCE is not set: invented answers stand for the State's staging cases of {operation}");
        return Vec::new();
    };
    let folder = Path::new(&folder).join("api-etat").join(operation);
    let Ok(files) = fs::read_dir(&folder) else {
        println!("{} is not there: invented answers stand for the State's staging cases", folder.display());
        return Vec::new();
    };
    let mut cases: Vec<Case> = files.map(|file| case(&file.unwrap().path())).collect();
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    cases
}

fn case(path: &Path) -> Case {
    let read: serde_yaml::Value = serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let text = |value: &serde_yaml::Value| match value {
        serde_yaml::Value::Number(number) => number.to_string(),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    let parameters = read["params"].as_mapping().cloned().unwrap_or_default();
    Case {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        parameters: parameters
            .iter()
            .map(|(name, value)| {
                let values =
                    value.as_sequence().map_or_else(|| vec![text(value)], |list| list.iter().map(text).collect());
                (text(name), values)
            })
            .collect(),
        status: u16::try_from(read["status"].as_u64().unwrap()).unwrap(),
        payload: text(&read["payload"]),
    }
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The parameters of a question.
fn parameters(target: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pair in target.split_once('?').map_or("", |(_, query)| query).split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        found.entry(decode(name).trim_end_matches("[]").to_owned()).or_default().push(decode(value));
    }
    found
}

const NOT_FOUND: &str = r#"{ "errors": [{ "code": "37003", "title": "Entité non trouvée" }] }"#;

/// A birth that the invented case answers to.
fn invented() -> Case {
    let one = |value: &str| vec![value.to_owned()];
    Case {
        name: "invented".to_owned(),
        parameters: BTreeMap::from([
            ("nomNaissance".to_owned(), one("MÜLLER-ESSAI")),
            ("prenoms".to_owned(), vec!["ZOÉ".to_owned(), "ANNE".to_owned()]),
            ("anneeDateNaissance".to_owned(), one("1982")),
            ("moisDateNaissance".to_owned(), one("12")),
            ("jourDateNaissance".to_owned(), one("27")),
            ("sexeEtatCivil".to_owned(), one("F")),
            ("codeCogInseePaysNaissance".to_owned(), one("99100")),
            ("codeCogInseeCommuneNaissance".to_owned(), one("31555")),
        ]),
        status: 200,
        payload: r#"{ "data": { "allocataires": [], "quotient_familial": { "fournisseur": "MSA", "valeur": 850, "annee": 2026, "mois": 10 } } }"#
            .to_owned(),
    }
}

/// Types the birth that a case asks about.
async fn born(page: &Page, citizen: &mut crate::support::Browser, case: &Case) -> Page {
    let first = |name: &str| case.parameters.get(name).map_or("", |values| values[0].as_str());
    let prenoms = case.parameters["prenoms"].join(" ");
    let civilite = if first("sexeEtatCivil") == "F" { "MME" } else { "M" };
    let lists = desk::lists::Lists::embedded();
    let name = |list: &str, code: &str| lists.entry(list, code).map(|entry| entry.nom).unwrap_or_default();
    let (pays, commune) = (first("codeCogInseePaysNaissance"), first("codeCogInseeCommuneNaissance"));
    let (pays_nom, commune_nom) = (name("pays", pays), name("communes_naissance", commune));
    let mut values = vec![
        ("demandeur.civilite", civilite),
        ("demandeur.nom", first("nomNaissance")),
        ("demandeur.prenoms", prenoms.as_str()),
        ("demandeur.naissance.date.day", first("jourDateNaissance")),
        ("demandeur.naissance.date.month", first("moisDateNaissance")),
        ("demandeur.naissance.date.year", first("anneeDateNaissance")),
        ("demandeur.naissance.pays", pays_nom.as_str()),
        ("demandeur.naissance.pays.code", pays),
    ];
    if commune.is_empty() {
        values.push(("demandeur.naissance.ville", "Springfield"));
    } else {
        values.extend([
            ("demandeur.naissance.commune", commune_nom.as_str()),
            ("demandeur.naissance.commune.code", commune),
        ]);
    }
    values.push(("_action", "refresh"));
    page.post_on(citizen, &values).await
}

async fn api_particulier(cases: Vec<Case>) -> (Partner, World) {
    let partner = Partner::start(move |target| {
        assert!(target.starts_with("/v3/dss/quotient_familial/identite?"), "{target}");
        let asked = parameters(target);
        assert_eq!(asked["recipient"], ["99900000900012"]);
        let fits = |case: &&Case| case.parameters.iter().all(|(name, values)| asked.get(name) == Some(values));
        cases.iter().find(fits).map_or((404, NOT_FOUND.to_owned()), |case| (case.status, case.payload.clone()))
    })
    .await;
    let url = format!("{}?recipient=99900000900012", partner.url);
    let world = world(&[("api-particulier", &url, Some("jeton-particulier"))]).await;
    (partner, world)
}

/// The family quotients of the State's cases, each asked by the birth that the case gives, verified, sent without a document.
pub(crate) async fn a_quotient_is_verified_with_the_states_staging_cases() {
    let mut cases = staging("api_particulier_v3_cnav_quotient_familial_with_civility");
    // Those that ask about another month, or of whose birth only a part is known: our question holds the whole of it.
    cases.retain(|case| {
        !case.parameters.contains_key("mois") && case.parameters.contains_key("jourDateNaissance") && case.status == 200
    });
    cases.push(invented());
    let (partner, world) = api_particulier(cases.clone()).await;
    for case in &cases {
        let mut citizen = world.browser();
        let page = begin(&mut citizen, "quotient").await;
        assert!(plain(&page).contains("par l'API Particulier de l'État"), "{}", page.text);
        let page = born(&page, &mut citizen, case).await;
        let page = press(&page, &mut citizen, "search:quotient:caisse", &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", case.name);
        let payload: Json = serde_json::from_str(&case.payload).unwrap();
        let wanted = payload["data"]["quotient_familial"]["valeur"].as_u64().unwrap();
        let value = plain(&page).split("id=\"quotient-valeur\"").nth(1).unwrap_or_default().to_owned();
        let shown: String = value.split("class=\"source\"").next().unwrap().replace(' ', "");
        assert!(shown.contains(&format!(">{wanted}<")), "{}: {wanted} in {shown}", case.name);
        assert!(plain(&page).contains("Vérifié le 21 novembre 2026"), "{}: {}", case.name, page.text);
        assert!(
            !page.text.contains("name=\"quotient.valeur\"") && !page.text.contains("quotient-justificatif"),
            "{}",
            case.name
        );
        // No post changes it; the recap says where it is from.
        let recap = page.post_on(&mut citizen, &[("quotient.valeur", "1"), ("_action", "continue")]).await;
        assert_eq!(recap.status, StatusCode::OK, "{}: {}", case.name, recap.text);
        assert!(citizen.address.ends_with("/recapitulatif"), "{}: {}", case.name, recap.text);
        assert!(
            plain(&recap).replace(' ', "").contains(&wanted.to_string())
                && plain(&recap).contains("Vérifié le 21 novembre")
        );
    }
    assert!(partner.tokens().iter().all(|token| token.as_deref() == Some("Bearer jeton-particulier")));
    assert_eq!(partner.asked().len(), cases.len());
    provenance_is_sent(&world, &cases[cases.len() - 1]).await;
}

/// Not known, given up, or another person: the value is typed and the document attached.
pub(crate) async fn a_quotient_that_is_not_verified_is_typed_with_its_document() {
    let case = invented();
    let (partner, world) = api_particulier(vec![case.clone()]).await;
    let mut citizen = world.browser();
    let page = begin(&mut citizen, "quotient").await;
    let page = press(&page, &mut citizen, "search:quotient:caisse", &[]).await;
    assert!(plain(&page).contains("Répondez d'abord"), "{}", page.text);
    assert!(partner.asked().is_empty(), "half a birth is not sent");
    let mut other = case.clone();
    other.parameters.insert("nomNaissance".to_owned(), vec!["INCONNUE".to_owned()]);
    let page = born(&page, &mut citizen, &other).await;
    let page = press(&page, &mut citizen, "search:quotient:caisse", &[]).await;
    assert!(page.text.contains("Aucun résultat") && page.text.contains("quotient-justificatif"), "{}", page.text);
    let page = born(&page, &mut citizen, &case).await;
    let page = press(&page, &mut citizen, "search:quotient:caisse", &[]).await;
    assert!(plain(&page).contains("Vérifié auprès de"), "{}", page.text);
    // Another person's civil status: what was verified is nobody's any more.
    let page = born(&page, &mut citizen, &other).await;
    assert!(!page.text.contains("Vérifié") && page.text.contains("quotient-justificatif"), "{}", page.text);
    let page = born(&page, &mut citizen, &case).await;
    let page = press(&page, &mut citizen, "search:quotient:caisse", &[]).await;
    let page = press(&page, &mut citizen, "forget:quotient:caisse", &[]).await;
    assert!(
        page.text.contains("name=\"quotient.valeur\"") && page.text.contains("quotient-justificatif"),
        "{}",
        page.text
    );
    let page = page
        .post_on(&mut citizen, &[("quotient.valeur", "850"), ("quotient.organisme", "CNAF"), ("_action", "continue")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "the document is wanted: {}", page.text);
    assert_eq!(page.value("quotient.valeur").as_deref(), Some("850"));
}

/// Companies and associations by their numbers.
pub(crate) async fn an_organisation_is_taken_over_with_the_states_staging_cases() {
    let (companies, associations) =
        (staging("api_entreprise_v4_insee_etablissements"), staging("api_entreprise_v4_mi_unites_legales_open_data"));
    let invented_company = r#"{ "data": { "siret": "13002526500013", "etat_administratif": "A", "unite_legale": { "rna": null,
        "personne_morale_attributs": { "raison_sociale": "DIRECTION D'ESSAI", "sigle": "DE" }, "personne_physique_attributs": {},
        "forme_juridique": { "code": "7120" } } } }"#;
    let closed_company = r#"{ "data": { "siret": "73282932000074", "etat_administratif": "F", "date_fermeture": 816390000, "unite_legale": {
        "etat_administratif": "C", "personne_morale_attributs": { "raison_sociale": "FERMEE" }, "forme_juridique": { "code": "5499" } } } }"#;
    let etablissement = |siret: &str| format!("/v4/insee/sirene/etablissements/{siret}");
    let mut known: Vec<(String, u16, String)> = vec![
        (etablissement("13002526500013"), 200, invented_company.to_owned()),
        (etablissement("73282932000074"), 200, closed_company.to_owned()),
    ];
    for case in &companies {
        known.push((etablissement(&case.parameters["siret"][0]), case.status, case.payload.clone()));
    }
    for case in &associations {
        let number = &case.parameters["siren_or_rna"][0];
        let target = format!("/v4/djepva/api-association/associations/open_data/{number}");
        known.push((target, case.status, case.payload.clone()));
    }
    let served = known.clone();
    let partner = Partner::start(move |target| {
        let path = target.split('?').next().unwrap();
        let found = served.iter().find(|(known, ..)| known == path);
        found.map_or((404, NOT_FOUND.to_owned()), |(_, status, payload)| (*status, payload.clone()))
    })
    .await;
    let url = format!("{}?recipient=99900000900012&context=essai&object=essai", partner.url);
    let world = world(&[("api-entreprise", &url, Some("jeton-entreprise"))]).await;
    let mut closed = 0;
    for (target, status, payload) in &known {
        let number = target.rsplit('/').next().unwrap();
        let (key, part) = if target.contains("sirene") {
            ("entreprise", "organisme.siret")
        } else {
            ("association", "organisme.rna")
        };
        // By SIREN no association is asked for here, and a number whose key is wrong is not one.
        if part == "organisme.rna" && !number.starts_with('W') {
            continue;
        }
        let mut citizen = world.browser();
        let page = begin(&mut citizen, "organisme").await;
        let page = press(&page, &mut citizen, &format!("search:organisme:{key}"), &[(part, number)]).await;
        let name = page.value("organisme.denomination").unwrap().replace("&#39;", "'");
        let data = serde_json::from_str::<Json>(payload).unwrap()["data"].take();
        if *status != 200 || data["etat_administratif"] == "F" {
            assert_eq!(name, "", "{target}");
            if let Some(seconds) = data["date_fermeture"].as_i64() {
                // A closed one has a sentence of its own, with the day in Paris.
                let day = jiff::Timestamp::from_second(seconds).unwrap().in_tz("Europe/Paris").unwrap().date();
                let told = format!("est fermé depuis le {}", form::field::show::date(day, form::text::Language::Fr));
                let told = told.replace(['\u{a0}', '\u{202f}'], " ");
                assert!(plain(&page).contains(&told), "{target}: {told}: {}", page.text);
                closed += 1;
            }
            continue;
        }
        let wanted = [&data["nom"], &data["unite_legale"]["personne_morale_attributs"]["raison_sociale"]];
        match wanted.iter().find_map(|name| name.as_str()) {
            Some(wanted) => assert_eq!(name, wanted, "{target}"),
            None => assert!(
                name.contains(
                    data["unite_legale"]["personne_physique_attributs"]["nom_naissance"].as_str().unwrap_or_default()
                ),
                "{target}: {name}"
            ),
        }
        assert!(plain(&page).contains("Repris le 21 novembre 2026"), "{target}: {}", page.text);
    }
    assert!(closed > 0, "one of them is closed");
    assert!(partner.tokens().iter().all(|token| token.as_deref() == Some("Bearer jeton-entreprise")));
}

/// What the partner gets says which values were verified, by whom and when.
async fn provenance_is_sent(world: &World, case: &Case) {
    let mut citizen = world.browser();
    let page = begin(&mut citizen, "quotient").await;
    let page = born(&page, &mut citizen, case).await;
    let page = press(&page, &mut citizen, "search:quotient:caisse", &[]).await;
    let recap = page.post_on(&mut citizen, &[("_action", "continue")]).await;
    recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}", citizen.address);
    world.work().await;
    let mut agent = world.agent("99900000900012", "REG").await;
    let find = |page: &Page, part: &str| page.links().into_iter().find(|link| link.contains(part)).unwrap();
    let inbox = agent.get("/agents").await;
    let opened = agent.get(&find(&inbox, "/agents/cas/")).await;
    let package = agent.get(&find(&opened, "dossier.zip")).await;
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(package.bytes)).unwrap();
    let manifest: Json = serde_json::from_reader(package.by_name("manifest.json").unwrap()).unwrap();
    let told = manifest["provenance"].as_array().unwrap();
    let value = told.iter().find(|told| told["path"] == "quotient.valeur").unwrap();
    let wanted = serde_json::json!({ "from": "data_source", "name": "votre caisse, CAF ou MSA", "id": "caisse", "on": "2026-11-21", "verified": true });
    assert_eq!(value["source"], wanted);
    assert!(!told.iter().any(|told| told["path"] == "demandeur.nom"), "what was typed needs no word");
    let answers: Json = serde_json::from_reader(package.by_name("answers.json").unwrap()).unwrap();
    assert_eq!(
        answers["quotient"],
        serde_json::json!({ "valeur": 850, "organisme": "MSA", "annee": 2026, "mois": 10 })
    );
}
