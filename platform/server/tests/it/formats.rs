//! The formats that an agency brings itself: whole where they can be made, and held back from software where they cannot.

use std::{io::Cursor, path::Path};

use axum::http::StatusCode;

use crate::{
    agent::{MAIRIE, link},
    partner::Program,
    support::{Page, World},
};

const TEMPLATE: &str =
    "<?xml version=\"1.0\"?>\n<Avis xmlns=\"urn:essai\"><Nom>{{ answers.demandeur.nom }}</Nom></Avis>\n";

/// The form of a shipped démarche: any with these two fields will do.
const FORM: &[u8] = include_bytes!("../../../../forms/recensement-citoyen/templates/notice.pdf");

fn schema(longest: u32) -> String {
    format!(
        r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:essai" elementFormDefault="qualified">
  <xs:element name="Avis"><xs:complexType><xs:sequence><xs:element name="Nom">
    <xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="{longest}"/></xs:restriction></xs:simpleType>
  </xs:element></xs:sequence></xs:complexType></xs:element>
</xs:schema>
"#
    )
}

/// The test démarche, whose town hall asks for XML in which names have at most so many letters.
fn forms(longest: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/forms/essai");
    let to = folder.path().join("essai");
    std::fs::create_dir_all(to.join("templates")).unwrap();
    for file in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        if file.file_type().unwrap().is_file() {
            std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
    let procedure = std::fs::read_to_string(to.join("demarche.yaml")).unwrap();
    let changed =
        procedure.replacen("formats: [json, pdf]", "formats: [json, pdf, csv, { xml: avis }, { pdf: fiche }]", 1);
    assert_ne!(procedure, changed);
    std::fs::write(to.join("demarche.yaml"), changed).unwrap();
    std::fs::write(to.join("templates/avis.xml"), TEMPLATE).unwrap();
    std::fs::write(to.join("templates/avis.xsd"), schema(longest)).unwrap();
    std::fs::write(to.join("templates/fiche.pdf"), FORM).unwrap();
    std::fs::write(to.join("templates/fiche.yaml"), "nom: answers.demandeur.nom\nreference: case.reference\n").unwrap();
    folder
}

async fn world_of(forms: &Path) -> World {
    World::with(|config| {
        config.sources.forms = vec![forms.to_owned()];
        config.sources.watch = true;
        config.contact = Some("exploitant@exemple.fr".to_owned());
    })
    .await
}

fn entry(package: &Page, name: &str) -> Option<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(package.bytes.clone())).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name(name).ok()?, &mut text).unwrap();
    Some(text)
}

async fn agents_package(world: &World) -> Page {
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let inbox = agent.get("/agents").await;
    let case = agent.get(&link(&inbox, "/agents/cas/")).await;
    agent.get(&format!("{}/dossier.zip", case.form().action)).await
}

pub(crate) async fn a_package_holds_the_agencys_own_xml_and_tables() {
    let forms = forms(50);
    let world = world_of(forms.path()).await;
    world.file(&mut world.browser(), "Toulouse").await;
    world.work().await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let package = program.get(&format!("/api/partner/v1/cases/{case}/package")).await;
    assert_eq!(package.status, StatusCode::OK, "{}", package.text);
    let xml = entry(&package, "avis.xml").unwrap();
    assert!(xml.contains("<Nom>Müller-Le Goff</Nom>"), "{xml}");
    assert!(entry(&package, "answers-objets.csv").unwrap().contains("parapluie"));
    let manifest: serde_json::Value = serde_json::from_str(&entry(&package, "manifest.json").unwrap()).unwrap();
    let told = manifest["files"].as_array().unwrap().iter().find(|file| file["name"] == "avis.xml").unwrap();
    assert_eq!((told["mime"].as_str(), told["format"].as_str()), (Some("application/xml"), Some("xml:avis")));
    let told = manifest["files"].as_array().unwrap().iter().find(|file| file["name"] == "fiche.pdf").unwrap();
    assert_eq!((told["mime"].as_str(), told["format"].as_str()), (Some("application/pdf"), Some("pdf:fiche")));
    // An agent takes it by itself, from the case's page.
    let mut agent = world.agent(MAIRIE.0, MAIRIE.1).await;
    let inbox = agent.get("/agents").await;
    let page = agent.get(&link(&inbox, "/agents/cas/")).await;
    let address = page.links().into_iter().find(|link| link.ends_with("/formulaires/fiche.pdf")).unwrap();
    let form = agent.get(&address).await;
    assert_eq!((form.status, form.bytes.get(..5)), (StatusCode::OK, Some(&b"%PDF-"[..])));
    for other in ["avis.xml", "recapitulatif.pdf", "answers.csv", "autre.pdf"] {
        assert_eq!(agent.get(&address.replace("fiche.pdf", other)).await.status, StatusCode::NOT_FOUND, "{other}");
    }
    // Taken again, the same bytes.
    assert_eq!(program.get(&format!("/api/partner/v1/cases/{case}/package")).await.bytes, package.bytes);
    assert_eq!(manifest["unmade"], serde_json::json!([]));
    assert!(world.desk().parked().await.unwrap().is_empty());
}

pub(crate) async fn what_is_not_valid_waits_for_software_and_for_nobody_else() {
    let forms = forms(5);
    let world = world_of(forms.path()).await;
    // The receipt does not wait.
    let filed = world.file(&mut world.browser(), "Toulouse").await;
    assert!(filed.text.contains("ESS-"), "{}", filed.text);
    world.work().await;
    world.work().await;
    let parked = world.desk().parked().await.unwrap();
    assert_eq!(parked.iter().map(|work| work.kind.as_str()).collect::<Vec<_>>(), ["case.formats"]);
    let mails = world.desk().kept_mails().await.unwrap();
    let alarm: Vec<_> = mails.iter().filter(|mail| mail.to == "exploitant@exemple.fr").collect();
    assert_eq!(alarm.len(), 1);
    assert!(!alarm[0].text.contains("Müller"), "{}", alarm[0].text);

    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let address = format!("/api/partner/v1/cases/{case}/package");
    let held = program.get(&address).await;
    assert_eq!((held.status, held.code().as_str()), (StatusCode::CONFLICT, "format.unmade"));
    // Its answers are there all the same; and its agents have the rest.
    assert_eq!(program.get(&format!("/api/partner/v1/cases/{case}")).await.status, StatusCode::OK);
    let package = agents_package(&world).await;
    assert_eq!(package.status, StatusCode::OK, "{}", package.text);
    assert_eq!(entry(&package, "avis.xml"), None);
    assert!(entry(&package, "answers.csv").is_some());
    let manifest: serde_json::Value = serde_json::from_str(&entry(&package, "manifest.json").unwrap()).unwrap();
    assert_eq!(manifest["unmade"][0]["reason"], "format.invalid");

    // Tried again, it is parked again, and nobody is mailed twice.
    assert_eq!(world.desk().retry_parked(None).await.unwrap(), 1);
    world.work().await;
    assert_eq!(world.desk().parked().await.unwrap().len(), 1);
    let mails = world.desk().kept_mails().await.unwrap();
    assert_eq!(mails.iter().filter(|mail| mail.to == "exploitant@exemple.fr").count(), 1);

    // The agency mends its schema: what waited goes.
    std::fs::write(forms.path().join("essai/templates/avis.xsd"), schema(50)).unwrap();
    assert_eq!(world.desk().retry_parked(None).await.unwrap(), 1);
    world.work().await;
    assert!(world.desk().parked().await.unwrap().is_empty());
    let package = program.get(&address).await;
    assert_eq!(package.status, StatusCode::OK, "{}", package.text);
    assert!(entry(&package, "avis.xml").unwrap().contains("Müller-Le Goff"));
}
