//! Each recipient gets its own share, and nothing that only another one receives.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::{Browser, Page, World, agreed};

const CAF: &str = "99900000100019";
const CPAM: &str = "99900000200017";
const POSTE: &str = "99900000900012";
const NIR: &str = "155082A00200110";
const ALLOCATAIRE: &str = "7654321";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A world with these démarches and the shipped components and directory.
pub(crate) async fn world_of(forms: &Path) -> World {
    let world = World::with(|config| {
        config.sources.forms = vec![forms.to_owned()];
        config.sources.components = vec![repository().join("components")];
    })
    .await;
    world.desk().import_directory(&repository().join("examples/annuaire-demonstration.yaml")).await.unwrap();
    world
}

/// The shipped démarche, but La Poste gets nothing but the addresses: not even who files.
fn forms() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (repository().join("forms/changement-coordonnees"), folder.path().join("changement-coordonnees"));
    for part in ["", "plugins", "texts"] {
        std::fs::create_dir_all(to.join(part)).unwrap();
        for file in std::fs::read_dir(from.join(part)).unwrap().map(Result::unwrap) {
            if file.file_type().unwrap().is_file() {
                std::fs::copy(file.path(), to.join(part).join(file.file_name())).unwrap();
            }
        }
    }
    let procedure = std::fs::read_to_string(to.join("demarche.yaml")).unwrap();
    let mut recipient = "";
    let changed: String = procedure
        .lines()
        .map(|line| {
            recipient = line.strip_prefix("  - id: ").unwrap_or(recipient);
            match line.starts_with("    receives:") && recipient == "la_poste" {
                true => "    receives: [date_effet, ancienne_adresse, nouvelle_adresse]\n".to_owned(),
                false => format!("{line}\n"),
            }
        })
        .collect();
    assert_ne!(procedure, changed);
    std::fs::write(to.join("demarche.yaml"), changed).unwrap();
    folder
}

/// Filled up to the recap.
async fn recap(citizen: &mut Browser) -> Page {
    recap_born(citizen, ["24", "8", "1955"]).await
}

/// Filled up to the recap by a person born on this day, month and year.
pub(crate) async fn recap_born(citizen: &mut Browser, [day, month, year]: [&str; 3]) -> Page {
    let page = citizen.get("/demarches/changement-coordonnees").await;
    let page = page.post_on(citizen, &[]).await;
    let page = agreed(citizen, page).await;
    let date = [("date_effet.day", "1"), ("date_effet.month", "12"), ("date_effet.year", "2026")];
    let page = page.post_on(citizen, &[&date[..], &[("objet", "demenagement")]].concat()).await;
    let person = [
        ("declarant.civilite", "M"),
        ("declarant.nom", "Ó Briain"),
        ("declarant.prenoms", "Loïc"),
        ("declarant.naissance.date.day", day),
        ("declarant.naissance.date.month", month),
        ("declarant.naissance.date.year", year),
        ("ancienne_adresse.voie", "3 place du Marché"),
        ("ancienne_adresse.code_postal", "93200"),
        // Several communes bear this name: the postal code beside it tells which.
        ("ancienne_adresse.commune", "Saint-Denis"),
    ];
    let page = page.post_on(citizen, &person).await;
    assert!(citizen.address.ends_with("/nouvelles"), "{}\n{}", citizen.address, page.text);
    let address = [
        ("nouvelle_adresse.voie", "12 rue Neuve"),
        ("nouvelle_adresse.code_postal", "31000"),
        ("nouvelle_adresse.commune", "31555"),
    ];
    let page = page.post_on(citizen, &address).await;
    let chosen = ["caf", "cpam", "la_poste"].map(|one| ("destinataires", one));
    // Their numbers are asked for once they are chosen.
    let page = page.post_on(citizen, &chosen).await;
    let numbers = [("identifiants.nir", NIR), ("identifiants.allocataire", ALLOCATAIRE)];
    let page = page.post_on(citizen, &[&chosen[..], &numbers].concat()).await;
    assert!(citizen.address.ends_with("/contact"), "{}\n{}", citizen.address, page.text);
    let page = page.post_on(citizen, &[("contact.email", "loic@exemple.fr")]).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}\n{}", citizen.address, page.text);
    page
}

/// What a PDF says: its text as it is copied, its title and author.
pub(crate) fn read_pdf(bytes: &[u8]) -> String {
    let file = tempfile::NamedTempFile::with_suffix(".pdf").unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let run = |program: &str, after: &[&str]| {
        let output = Command::new(program).arg(file.path()).args(after).output();
        let output = output.unwrap_or_else(|error| panic!("{program} (apt install poppler-utils): {error}"));
        assert!(output.status.success(), "{program}");
        String::from_utf8(output.stdout).unwrap()
    };
    run("pdftotext", &["-"]) + &run("pdfinfo", &[])
}

/// All that a recipient's agent takes away, by name, as text; a PDF also as it lies there.
async fn taken(world: &World, siret: &str) -> BTreeMap<String, String> {
    let mut agent = world.agent(siret, "JCC").await;
    let inbox = agent.get("/agents").await;
    let case = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
    let case = agent.get(&case).await;
    let mut taken = BTreeMap::from([("inbox".to_owned(), inbox.text.clone()), ("case".to_owned(), case.text.clone())]);
    let print = agent.get(&format!("{}/imprimer.pdf", case.form().action)).await;
    taken.insert("imprimer.pdf".to_owned(), read_pdf(&print.bytes) + &print.text);
    let package = agent.get(&format!("{}/dossier.zip", case.form().action)).await;
    let mut zip = zip::ZipArchive::new(Cursor::new(package.bytes)).unwrap();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let raw = String::from_utf8_lossy(&bytes).into_owned();
        let name = entry.name().unwrap().into_owned();
        let text = if name.ends_with(".pdf") { read_pdf(&bytes) + &raw } else { raw };
        taken.insert(name, text);
    }
    taken
}

pub(crate) async fn no_package_holds_what_only_another_recipient_receives() {
    let forms = forms();
    let world = world_of(forms.path()).await;
    let mut citizen = world.browser();
    let recap = recap(&mut citizen).await;
    // Before confirming, the citizen compares each sign with the card; afterwards it stays masked.
    assert!(
        recap.text.replace(|c: char| c.is_whitespace(), "").contains(NIR) && !recap.text.contains("••"),
        "{}",
        recap.text
    );
    let compared = recap.form().pairs.into_iter().find(|(name, _)| name == "_recap").unwrap().1;
    // Another tab gives a number that ends alike: what is confirmed is every sign, not those that a mask leaves.
    let numbers = recap.form().action.replace("confirmer", "destinataires");
    let ends_alike = "155082A01170110";
    for number in [ends_alike, NIR] {
        let mut tab = citizen.clone();
        let chosen = ["caf", "cpam", "la_poste"].map(|one| ("destinataires", one));
        let given = [("identifiants.nir", number), ("identifiants.allocataire", ALLOCATAIRE)];
        tab.get(&numbers).await.post_on(&mut tab, &[&chosen[..], &given].concat()).await;
        assert!(tab.address.ends_with("/contact"), "{}", tab.address);
        if number == ends_alike {
            let late = recap.post_on(&mut citizen, &[("attest", "true")]).await;
            assert_eq!(late.status, axum::http::StatusCode::CONFLICT, "{}", late.text);
        }
    }
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}\n{}", citizen.address, filed.text);
    // A declaration has no appeal that the receipt could tell of.
    assert!(filed.text.contains("prouve la date de réception") && !filed.text.contains("recours"), "{}", filed.text);
    let mail = filed.forms().into_iter().find(|form| form.action.ends_with("/courriel")).expect("the link by mail");
    assert!(filed.text.contains("Le lien a été envoyé à loic@exemple.fr"), "told, not asked for again: {}", filed.text);
    let again: Vec<(&str, &str)> = mail
        .pairs
        .iter()
        .map(|(name, value)| (name.as_str(), if name == "email" { "loic@exemple.fr" } else { value }))
        .collect();
    assert_eq!(citizen.post(&mail.action, &again).await.status, axum::http::StatusCode::OK);
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    assert_eq!(
        mails.iter().filter(|mail| mail.to == "loic@exemple.fr").count(),
        1,
        "no second mail that says the same"
    );
    let shares = [taken(&world, CAF).await, taken(&world, CPAM).await, taken(&world, POSTE).await];
    let [caf, cpam, poste] = &shares;
    // Nobody has opened it: the filing had brought the accusé de réception.
    assert!(caf["inbox"].contains("Accusé déjà délivré") && !caf["inbox"].contains(">Ouvert<"), "{}", caf["inbox"]);
    let holds = |share: &BTreeMap<String, String>, value: &str| -> Vec<String> {
        share.iter().filter(|(_, text)| text.contains(value)).map(|(name, _)| name.clone()).collect()
    };
    let nowhere = Vec::<String>::new();
    for value in [NIR, "155082", "Numéro de sécurité sociale", "\"nir\""] {
        assert_eq!(holds(caf, value), nowhere, "{value}");
        assert_eq!(holds(poste, value), nowhere, "{value}");
    }
    for value in [ALLOCATAIRE, "Numéro d'allocataire", "\"allocataire\""] {
        assert_eq!(holds(cpam, value), nowhere, "{value}");
        assert_eq!(holds(poste, value), nowhere, "{value}");
    }
    // Who may not know who files is not told by any document either.
    for value in ["Briain", "Loïc", "loic@exemple.fr", "1955", "La personne désignée"] {
        assert_eq!(holds(poste, value), nowhere, "{value}");
    }
    // And each has its own.
    assert!(cpam["answers.json"].contains(NIR) && caf["answers.json"].contains(ALLOCATAIRE));
    // What is masked on the citizen's receipt is read by who needs it.
    for document in ["recapitulatif.pdf", "imprimer.pdf"] {
        let text = cpam[document].replace(char::is_whitespace, "");
        assert!(text.contains(NIR) && !text.contains("••"), "{document}: {text}");
    }
    let schemas: Vec<serde_json::Value> =
        shares.iter().map(|share| serde_json::from_str(&share["schema.json"]).unwrap()).collect();
    assert!(schemas[0]["$id"] != schemas[1]["$id"] && schemas[1]["$id"] != schemas[2]["$id"], "one id, one content");
    for share in [caf, cpam] {
        assert!(share["answers.json"].contains("Ó Briain") && share["recapitulatif.pdf"].contains("Briain"));
    }
    assert!(poste["recapitulatif.pdf"].contains("12 rue Neuve") && poste["imprimer.pdf"].contains("12 rue Neuve"));
    // The hash of the whole would let a recipient try out what it may not read: it gets that of its own share.
    let hashes: Vec<String> = shares
        .iter()
        .map(|share| {
            let manifest: serde_json::Value = serde_json::from_str(&share["manifest.json"]).unwrap();
            manifest["evidence"]["share_sha256"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(hashes.iter().all(|hash| hash.len() == 64 && *hash != compared), "{hashes:?}");
    assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2]);
    // The citizen's own receipt proves the whole as it is printed there: the hash of what the mask hides would give it away to who tries.
    let receipt = citizen.get(&filed.links().into_iter().find(|link| link.ends_with("/recu.pdf")).unwrap()).await;
    let receipt = read_pdf(&receipt.bytes).replace(char::is_whitespace, "");
    let proven = receipt.as_bytes().windows(64).any(|part| part.iter().all(u8::is_ascii_hexdigit));
    assert!(proven && hashes.iter().all(|hash| !receipt.contains(hash)), "{receipt}");
    assert!(!receipt.contains(&compared) && receipt.contains("LoïcÓBriain"), "{receipt}");
    assert!(!receipt.contains(NIR), "masked on the citizen's: {receipt}");
}

pub(crate) async fn the_representative_who_files_is_named_and_not_the_child() {
    let folder = tempfile::tempdir().unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/forms/essai");
    let form = folder.path().join("essai");
    std::fs::create_dir(&form).unwrap();
    let schema = std::fs::read_to_string(here.join("schema.yaml")).unwrap();
    let identity = "  demandeur: { $ref: \"component:identite@1\", title: Vous }\n";
    let schema = schema.replace("required: [demandeur,", "required: [pour, demandeur, representant,").replace(
        identity,
        &format!(
            "  pour: {{ oneOf: [{{ const: soi, title: Moi }}, {{ const: enfant, title: Un enfant }}], title: Pour qui }}\n{identity}{}",
            identity.replace("demandeur", "representant")
        ),
    );
    std::fs::write(form.join("schema.yaml"), schema).unwrap();
    let procedure = std::fs::read_to_string(here.join("demarche.yaml")).unwrap();
    let procedure = procedure
        .replace(
            "    fields: [demandeur, email]\n",
            "    fields: [pour, demandeur, { representant: { show_if: \"pour == 'enfant'\" } }, email]\n",
        )
        .replace(
            "  demandeur: identity\n",
            "  demandeur: { from: identity, when: \"pour == 'soi'\" }\n  representant: { from: identity, when: \"pour == 'enfant'\" }\n",
        )
        .replace("receives: [demandeur,", "receives: [pour, representant, demandeur,");
    std::fs::write(form.join("demarche.yaml"), procedure).unwrap();
    let world = World::with(|config| config.sources.forms = vec![folder.path().to_owned()]).await;
    for (whom, filer, other) in [("enfant", "AnneParent", "ZoéEnfant"), ("soi", "ZoéEnfant", "AnneParent")] {
        let mut citizen = world.browser();
        let page = world.draft(&mut citizen).await;
        let person = [
            ("pour", whom),
            ("demandeur.nom", "Enfant"),
            ("demandeur.prenoms", "Zoé"),
            ("representant.nom", "Parent"),
            ("representant.prenoms", "Anne"),
        ];
        let page = page.post_on(&mut citizen, &person).await;
        assert!(citizen.address.ends_with("/lieu"), "{}\n{}", citizen.address, page.text);
        let page = page.post_on(&mut citizen, &[("commune", "Toulouse"), ("raison", "perte")]).await;
        let name = page.input_ending(".nom");
        let recap = page.post_on(&mut citizen, &[(&name, "parapluie")]).await;
        let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
        let receipt = filed.links().into_iter().find(|link| link.ends_with("/recu.pdf")).unwrap();
        let receipt = read_pdf(&citizen.get(&receipt).await.bytes).replace(char::is_whitespace, "");
        let after = receipt.split("Déposéepar").nth(1).unwrap_or_else(|| panic!("{receipt}"));
        let at = after.find(filer).unwrap_or_else(|| panic!("{receipt}"));
        assert!(after.find(other).is_none_or(|found| found > at), "{receipt}");
    }
}

pub(crate) async fn a_person_whose_day_of_birth_is_unknown_files_as_others_do() {
    let forms = forms();
    let world = world_of(forms.path()).await;
    let mut citizen = world.browser();
    // Read by the plugin that holds the number against the birth, too.
    let recap = recap_born(&mut citizen, ["", "8", "1955"]).await;
    let shown = recap.text.replace(['\u{a0}', '\u{202f}'], " ");
    assert!(shown.contains("août 1955"), "{shown}");
    let page = citizen.get(&recap.form().action.replace("confirmer", "informations")).await;
    let halves = [("declarant.naissance.date.day", "24"), ("declarant.naissance.date.month", "")];
    let refused = page.post_on(&mut citizen.clone(), &halves).await;
    assert_eq!(refused.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY, "a day of no month is a slip");
    page.post_on(&mut citizen, &[("declarant.naissance.date.day", ""), ("declarant.naissance.date.month", "8")]).await;
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}\n{}", citizen.address, filed.text);
    world.work().await;
    let answers = &taken(&world, CPAM).await["answers.json"];
    let answers: serde_json::Value = serde_json::from_str(answers).unwrap();
    assert_eq!(answers["declarant"]["naissance"]["date"], "1955-08");
}

/// A change of address that only the town hall of this commune is told, on the page that asks of whom.
async fn moving_to(citizen: &mut Browser, [name, code]: [&str; 2]) -> Page {
    let recap = recap(citizen).await;
    let at = |page: &str| recap.form().action.replace("confirmer", page);
    let page = citizen.get(&at("nouvelles")).await;
    page.post_on(citizen, &[("nouvelle_adresse.commune", name), ("nouvelle_adresse.commune.code", code)]).await;
    citizen.get(&at("destinataires")).await
}

pub(crate) async fn what_is_asked_for_a_connected_town_hall_is_asked_only_there_and_judged_anew_at_submission() {
    let world = world_of(&repository().join("forms")).await;
    let chosen = [("destinataires", "mairie")];
    // Balma is served by nobody here: its town hall, though chosen, asks nothing.
    let mut citizen = world.browser();
    let page = moving_to(&mut citizen, ["Balma", "31044"]).await;
    let live = page.post_on(&mut citizen, &[&chosen[..], &[("_action", "refresh")]].concat()).await;
    assert!(!live.text.contains("name=\"foyer.adultes\""), "{}", live.text);
    let next = live.post_on(&mut citizen, &chosen).await;
    assert!(citizen.address.ends_with("/contact"), "{}\n{}", citizen.address, next.text);
    // The answers lead to Toulouse, which is connected: the very next page asks.
    let page = moving_to(&mut citizen, ["Toulouse", "31555"]).await;
    let opened = page.post_on(&mut citizen, &chosen).await;
    assert!(opened.text.contains("name=\"foyer.adultes\""), "{}\n{}", citizen.address, opened.text);
    let answered = [&chosen[..], &[("foyer.adultes", "7")]].concat();
    let page = opened.post_on(&mut citizen, &answered).await;
    assert!(citizen.address.ends_with("/contact"), "{}\n{}", citizen.address, page.text);
    let recap = page.post_on(&mut citizen, &[]).await;
    assert!(recap.text.contains("Nombre d&#39;adultes") || recap.text.contains("Nombre d'adultes"), "{}", recap.text);
    // The town hall leaves between the recap and its confirmation: what was shown is not what would be sent.
    let directory = std::fs::read_to_string(repository().join("examples/annuaire-demonstration.yaml")).unwrap();
    let (before, toulouse) = directory
        .split_once("communes: [\"31555\"]\n    demarches: [recensement-citoyen, changement-coordonnees,")
        .unwrap();
    let without = format!("{before}communes: [\"31555\"]\n    demarches: [recensement-citoyen,{toulouse}");
    let file = tempfile::NamedTempFile::with_suffix(".yaml").unwrap();
    std::fs::write(file.path(), without).unwrap();
    world.desk().import_directory(file.path()).await.unwrap();
    let again = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert_eq!(again.status, axum::http::StatusCode::CONFLICT, "{}", again.text);
    assert!(!again.text.contains("adultes"), "{}", again.text);
    assert!(again.text.contains("ne reçoit plus votre dossier en ligne"), "{}", again.text);
    assert!(!again.text.contains("autre onglet"), "{}", again.text);
    // And back: the answer was kept, and is sent.
    world.desk().import_directory(&repository().join("examples/annuaire-demonstration.yaml")).await.unwrap();
    let again = again.post_on(&mut citizen, &[("attest", "true")]).await;
    assert_eq!(again.status, axum::http::StatusCode::CONFLICT, "{}", again.text);
    assert!(again.text.contains("reçoit maintenant votre dossier en ligne"), "{}", again.text);
    let filed = again.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}\n{}", citizen.address, filed.text);
    world.work().await;
    // What was filed is read as it was, whatever the directory says since.
    world.desk().import_directory(file.path()).await.unwrap();
    let everything = citizen.get(&filed.links().into_iter().find(|link| link.ends_with("/tout.zip")).unwrap()).await;
    let mut zip = zip::ZipArchive::new(Cursor::new(everything.bytes)).unwrap();
    let mut texts = String::new();
    for index in 0..zip.len() {
        let mut bytes = Vec::new();
        zip.by_index(index).unwrap().read_to_end(&mut bytes).unwrap();
        texts += &String::from_utf8_lossy(&bytes);
    }
    assert!(texts.contains("\"adultes\""), "the household is in what the citizen takes away");
}

pub(crate) async fn the_recap_lists_what_each_recipient_receives_question_by_question() {
    let forms = forms();
    let world = world_of(forms.path()).await;
    let recap = recap(&mut world.browser()).await.text.replace("&#39;", "'").replace("&#x27;", "'");
    // A commune of which there are several says which.
    assert!(recap.contains("Saint-Denis (93)"), "{recap}");
    let recipients = recap.split("id=\"destinataires\"").nth(1).unwrap();
    let part = |title: &str| {
        let after = recipients.split(&format!("<strong>{title}</strong>")).nth(1).unwrap_or_else(|| panic!("{title}"));
        after.split("<strong>").next().unwrap().to_owned()
    };
    let caf = part("Caisse d'allocations familiales");
    assert!(caf.contains("<details>") && caf.contains("Numéro d'allocataire"), "{caf}");
    assert!(caf.contains("Nom de naissance") && !caf.contains("Numéro de sécurité sociale"), "{caf}");
    let poste = part("La Poste");
    assert!(poste.contains("Voie") && !poste.contains("Nom de naissance"), "{poste}");
    assert!(!poste.contains("Complément"), "what has no answer is not sent: {poste}");
    assert!(!poste.contains("7654321") && !caf.contains("7654321"), "labels, not answers");
}

pub(crate) async fn whom_to_ask_is_the_town_hall_once_the_answers_lead_to_it() {
    let world = world_of(&repository().join("forms")).await;
    let mut citizen = world.browser();
    let help = |page: &Page| page.text.split("class=\"help\"").nth(1).unwrap_or_default().to_owned();
    let start = citizen.get("/demarches/recensement-citoyen").await;
    assert!(help(&start).contains("01 99 00 01 00"), "who publishes it: {}", start.text);
    let page = start.post_on(&mut citizen, &[]).await;
    assert!(help(&page).contains("01 99 00 01 00"), "{}", page.text);
    let answers = [("residence", "france"), ("declarant", "interesse"), ("commune", "Toulouse (31000)")];
    let page = page.post_on(&mut citizen, &answers).await;
    assert!(citizen.address.ends_with("/identite"), "{}\n{}", citizen.address, page.text);
    assert!(help(&page).contains("Mairie de Toulouse") && !help(&page).contains("01 99 00 01 00"), "{}", help(&page));
}

pub(crate) async fn a_demarche_that_became_faulty_is_not_in_the_catalogue() {
    let forms = forms();
    let broken = forms.path().join("cassee");
    std::fs::create_dir(&broken).unwrap();
    std::fs::write(broken.join("demarche.yaml"), "demarche: cassee\ntitle: Démarche cassée\npages: []\n").unwrap();
    std::fs::write(broken.join("schema.yaml"), "type: object\n").unwrap();
    let world = world_of(forms.path()).await;
    let mut citizen = world.browser();
    let page = citizen.get("/demarches/cassee").await;
    assert_eq!(page.status, axum::http::StatusCode::SERVICE_UNAVAILABLE);
    let catalogue = citizen.get("/").await.text;
    assert!(!catalogue.contains("/demarches/cassee") && catalogue.contains("/demarches/changement-coordonnees"));
}
