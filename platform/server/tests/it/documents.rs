//! « Mes documents »: added, kept from a dossier, joined to what another démarche asks; each a file of its own, and its owner's alone.

use axum::http::{StatusCode, header};

use crate::{
    account::register,
    antivirus::{guarded, harmful},
    clamav::{ClamAv, MARKER, eicar},
    support::{Browser, Page, World},
    uploads::png,
};

const HERE: &str = "/compte/documents";

fn plain(page: &Page) -> String {
    page.text.replace(['\u{a0}', '\u{202f}'], " ").replace("&#39;", "'")
}

/// A PDF that is in order, of about this size.
pub(crate) fn pdf(size: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n".to_vec();
    for line in 0..size / 64 {
        bytes.extend_from_slice(format!("%{line:062}\n").as_bytes());
    }
    let table = bytes.len();
    let end = "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n";
    bytes.extend_from_slice(format!("{end}{table}\n%%EOF\n").as_bytes());
    bytes
}

/// A JPEG of eight by eight grey dots.
fn jpeg() -> Vec<u8> {
    const BASE: &str = "ffd8ffe000104a46494600010100000100010000ffdb004300100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c656763ffc0000b080008000801011100ffc40014000100000000000000000000000000000005ffc40014100100000000000000000000000000000000ffda0008010100003f0031ffd9";
    (0..BASE.len() / 2).map(|at| u8::from_str_radix(&BASE[at * 2..at * 2 + 2], 16).unwrap()).collect()
}

pub(crate) async fn add(citizen: &mut Browser, kind: &str, name: &str, bytes: &[u8]) -> Page {
    let page = citizen.get(HERE).await;
    page.upload_on(citizen, &[("kind", kind)], &[("document", name, bytes)]).await
}

/// The addresses of the documents that a page lists.
fn addresses(page: &Page) -> Vec<String> {
    let links = page.links().into_iter().filter_map(|link| Some(link.strip_suffix("/supprimer")?.to_owned()));
    links.filter(|link| link.starts_with(HERE)).collect()
}

/// The address of the document whose file is called so.
pub(crate) fn address_of(page: &Page, name: &str) -> String {
    let card = page.text.split("<li>").skip(1).find(|card| card.contains(name)).expect("such a document");
    let link = card.split("href=\"").map(|rest| rest.split('"').next().unwrap());
    link.filter_map(|link| link.strip_suffix("/supprimer")).next().unwrap().to_owned()
}

fn id(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

/// The page of the test démarche that asks for a file.
pub(crate) async fn place(world: &World, citizen: &mut Browser) -> Page {
    let page = world.draft(citizen).await;
    page.post_on(citizen, &[("demandeur.nom", "A"), ("demandeur.prenoms", "B")]).await
}

/// Goes on from there to the confirmation.
pub(crate) async fn file(citizen: &mut Browser, page: &Page, files: &[(&str, &[u8])]) -> Page {
    let files: Vec<(&str, &str, &[u8])> = files.iter().map(|(name, bytes)| ("piece", *name, *bytes)).collect();
    let answers = [("commune", "Toulouse"), ("raison", "perte"), ("_action", "continue")];
    let page = page.upload_on(citizen, &answers, &files).await;
    let recap = page.post_on(citizen, &[(&page.input_ending(".nom"), "parapluie")]).await;
    let page = recap.post_on(citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}\n{}", citizen.address, page.text);
    page
}

/// Keeps what is named on a confirmation, or all.
pub(crate) async fn keep(citizen: &mut Browser, filed: &Page, names: &[&str]) -> Page {
    let form = filed.forms().into_iter().find(|form| form.action.ends_with("/conserver")).expect("an offer");
    let csrf = form.pairs.iter().find(|(name, _)| name == "_csrf").unwrap().1.clone();
    let mut pairs = vec![("_csrf", csrf.as_str()), if names.is_empty() { ("tout", "1") } else { ("choix", "1") }];
    pairs.extend(names.iter().map(|name| ("garder", *name)));
    citizen.post(&form.action, &pairs).await
}

/// The names of documents that a confirmation offers.
pub(crate) fn offered(page: &Page) -> Vec<String> {
    let names = page.text.split("value=\"document:").skip(1).map(|rest| rest.split('"').next().unwrap());
    names.map(|id| format!("document:{id}")).collect()
}

/// The name of the one whose file is called so.
fn offered_as(page: &Page, file: &str) -> String {
    let box_of =
        page.text.split("value=\"document:").skip(1).find(|rest| rest.split("</label>").next().unwrap().contains(file));
    format!("document:{}", box_of.expect("such a document").split('"').next().unwrap())
}

pub(crate) async fn a_document_is_added_taken_and_deleted() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let home = citizen.get("/compte").await;
    assert!(home.links().contains(&HERE.to_owned()), "{}", home.text);
    let empty = plain(&citizen.get(HERE).await);
    assert!(empty.contains("Aucun document pour le moment, 50 au plus.") && empty.contains("sur 100 Mo"), "{empty}");
    let added = add(&mut citizen, "  Justificatif de\u{202e}  domicile ", "facture d'eau.png", &png()).await;
    assert_eq!(citizen.address, "/compte/documents?fait=ajoute");
    let said = plain(&added);
    for told in ["Justificatif de domicile", "facture d'eau.png", "Ajouté par vous le 21 novembre 2026", "Un document"]
    {
        assert!(said.contains(told), "{told}: {said}");
    }
    let [address] = addresses(&added).try_into().expect("one document");
    let taken = citizen.get(&address).await;
    assert_eq!(taken.headers["content-security-policy"], "default-src 'none'; sandbox");
    assert!(taken.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    assert_eq!(taken.bytes, png());
    // Nothing of what it is stands in clear.
    let clear = "select count(*) from attachments where path = 'document' and owner_kind = 'person'";
    assert_eq!(world.number(clear).await, 1);

    let sure = citizen.get(&format!("{address}/supprimer")).await;
    assert!(plain(&sure).contains("ne pourra pas être retrouvé"), "{}", sure.text);
    assert_eq!(world.number("select count(*) from documents").await, 1, "reading deletes nothing");
    let gone = sure.post_on(&mut citizen, &[]).await;
    assert!(plain(&gone).contains("Votre document est supprimé") && addresses(&gone).is_empty(), "{}", gone.text);
    assert_eq!(citizen.get(&address).await.status, StatusCode::NOT_FOUND);
    for table in ["select count(*) from documents", "select count(*) from attachments"] {
        assert_eq!(world.number(table).await, 0, "{table}");
    }
}

pub(crate) async fn what_can_be_no_document_is_refused_with_every_reason() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let page = citizen.get(HERE).await;
    let long = "x".repeat(81);
    for (kind, files, told) in [
        ("", vec![], vec!["Dites de quel document", "Choisissez le fichier"]),
        (" \u{202e} ", vec![("document", "a.pdf", b"<html>".as_slice())], vec!["Dites de quel", "a.pdf"]),
        (long.as_str(), vec![("document", "a.png", b"".as_slice())], vec!["80 caractères", "« a.png » est vide"]),
        ("Avis", vec![("document", "eicar.pdf", eicar().leak() as &[u8])], vec!["programme malveillant"]),
    ] {
        let refused = page.upload_on(&mut citizen, &[("kind", kind)], &files).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
        for told in told {
            assert!(plain(&refused).contains(told), "{told}: {}", plain(&refused));
        }
        assert!(files.is_empty() || plain(&refused).contains("Choisissez de nouveau le fichier"), "{}", refused.text);
    }
    assert_eq!(world.number("select count(*) from attachments").await, 0);
}

pub(crate) async fn an_account_keeps_as_many_as_the_operator_says_and_no_more() {
    let world = World::with(|config| config.documents = desk::Allowance { files: 2, bytes: 300_000 }).await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    add(&mut citizen, "Avis", "un.pdf", &pdf(200_000)).await;
    let refused = add(&mut citizen, "Autre avis", "deux.pdf", &pdf(200_000)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = plain(&refused);
    assert!(said.contains("pas assez de place") && said.contains("Un document sur 2 au plus."), "{said}");
    assert!(said.contains("value=\"Autre avis\"") && said.contains("sur 300 Ko"), "{said}");
    add(&mut citizen, "Photo", "deux.png", &png()).await;
    assert_eq!(citizen.address, "/compte/documents?fait=ajoute");
    let refused = add(&mut citizen, "Photo", "trois.png", &png()).await;
    assert!(plain(&refused).contains("pas assez de place"), "{}", refused.text);
    // Two at once are counted both: one place, one of them.
    let [first, _] = addresses(&refused).try_into().expect("two documents");
    citizen.get(&format!("{first}/supprimer")).await.post_on(&mut citizen, &[]).await;
    let page = citizen.get(HERE).await;
    let (mut one, mut two) = (citizen.clone(), citizen.clone());
    let photo = png();
    let upload = [("document", "x.png", photo.as_slice())];
    let kind = [("kind", "Photo")];
    let (a, b) = tokio::join!(page.upload_on(&mut one, &kind, &upload), page.upload_on(&mut two, &kind, &upload));
    let mut statuses = [a.status, b.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY]);
    assert_eq!(world.number("select count(*) from documents").await, 2);

    // What is kept from a dossier counts as well: all that was chosen, or nothing.
    let page = place(&world, &mut citizen).await;
    let filed = file(&mut citizen, &page, &[("preuve.pdf", &pdf(1_000))]).await;
    let full = keep(&mut citizen, &filed, &[]).await;
    assert!(plain(&full).contains("Rien n'a été conservé"), "{}", full.text);
    assert_eq!(world.number("select count(*) from vault").await, 0);
    // What was ticked still is, and the way to make room is there.
    let proof = offered_as(&filed, "preuve.pdf");
    let full = keep(&mut citizen, &filed, &[&proof, "identity:nom"]).await;
    assert!(plain(&full).contains("Rien n'a été conservé") && full.links().contains(&HERE.to_owned()), "{}", full.text);
    let form = full.forms().into_iter().find(|form| form.pairs.iter().any(|(name, _)| name == "garder"));
    let mut ticked: Vec<String> =
        form.unwrap().pairs.into_iter().filter(|(name, _)| name == "garder").map(|(_, value)| value).collect();
    ticked.sort();
    assert_eq!(ticked, [proof, "identity:nom".to_owned()]);
    // What is no name of anything keeps nothing, and says so.
    let nothing = keep(&mut citizen, &filed, &["identity:autre"]).await;
    assert!(citizen.address.contains("conserve=0"), "{}\n{}", citizen.address, nothing.text);
    keep(&mut citizen, &filed, &["identity:nom"]).await;
    assert_eq!(world.number("select count(*) from vault").await, 1);
    // What is kept word for word is not offered again.
    let page = citizen.get(&filed_at(&filed)).await;
    assert!(!page.text.contains("value=\"identity:nom\"") && page.text.contains("value=\"identity:prenoms\""));
}

pub(crate) async fn documents_of_a_dossier_are_kept_one_by_one_and_are_copies() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let page = place(&world, &mut citizen).await;
    let (proof, photo) = (pdf(1_000), png());
    let filed = file(&mut citizen, &page, &[("preuve.pdf", &proof), ("photo.png", &photo)]).await;
    assert_eq!(offered(&filed).len(), 2, "{}", filed.text);
    let proof_name = offered_as(&filed, "preuve.pdf");
    assert!(
        plain(&filed).contains("vos documents (pièce)"),
        "what « Tout conserver » keeps is said: {}",
        plain(&filed)
    );
    assert!(!filed.text.contains("checked"), "nothing is ticked for anybody");
    let done = keep(&mut citizen, &filed, &[&proof_name]).await;
    assert!(plain(&done).contains("C'est conservé"), "{}", done.text);
    let own = citizen.get(HERE).await;
    let said = plain(&own);
    assert!(said.contains("preuve.pdf") && !said.contains("photo.png"), "{said}");
    assert!(
        said.contains("Pièce") && said.contains("Gardé depuis « Démarche d'essai », démarche envoyée le 21"),
        "{said}"
    );
    assert_eq!(world.number("select count(*) from vault").await, 0, "nothing else was chosen");

    // It is there already: not twice.
    let again = citizen.get(&filed_at(&filed)).await;
    assert!(plain(&again).contains("Déjà dans vos documents") && offered(&again).len() == 1, "{}", again.text);
    keep(&mut citizen, &again, &[&proof_name]).await;
    // Two clicks at once keep one copy.
    let (mut one, mut two) = (citizen.clone(), citizen.clone());
    tokio::join!(keep(&mut one, &again, &[]), keep(&mut two, &again, &[]));
    assert_eq!(world.number("select count(*) from documents").await, 2);
    assert_eq!(world.number("select count(*) from journal where act = 'document.kept'").await, 2);

    // Deleted here, it is there as before; and the other way round.
    let own = citizen.get(HERE).await;
    let (first, second) = (address_of(&own, "preuve.pdf"), address_of(&own, "photo.png"));
    citizen.get(&format!("{first}/supprimer")).await.post_on(&mut citizen, &[]).await;
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    let followed = citizen.get(&follow).await;
    let files: Vec<String> = followed.links().into_iter().filter(|link| link.contains("/fichiers/")).collect();
    assert_eq!(files.len(), 2, "{}", followed.text);
    let mut sizes: Vec<usize> = Vec::new();
    for file in &files {
        sizes.push(citizen.get(file).await.bytes.len());
    }
    sizes.sort_unstable();
    assert_eq!(sizes, [photo.len(), proof.len()]);
    let gone = "delete from attachments where owner_kind = 'dossier'";
    world.raw(gone, gone).await;
    assert_eq!(citizen.get(&second).await.bytes, photo);
}

/// The address of the confirmation that a page is.
fn filed_at(filed: &Page) -> String {
    let form = filed.forms().into_iter().find(|form| form.action.ends_with("/conserver")).unwrap();
    form.action.replace("/conserver", "/confirmation")
}

/// Chooses these documents for the question of the page.
pub(crate) async fn choose(citizen: &mut Browser, choice: &Page, addresses: &[&str]) -> Page {
    let mut pairs: Vec<(&str, &str)> = addresses.iter().map(|address| ("_document", id(address))).collect();
    pairs.push(("_action", "attach:piece"));
    choice.post_on(citizen, &pairs).await
}

pub(crate) async fn a_document_is_joined_as_an_upload_is_and_says_where_it_comes_from() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let none = place(&world, &mut citizen).await;
    assert!(!none.text.contains("documents:piece"), "there is nothing to choose from: {}", none.text);
    let page = place(&world, &mut citizen).await;
    let filed = file(&mut citizen, &page, &[("preuve.pdf", &pdf(1_000))]).await;
    keep(&mut citizen, &filed, &offered(&filed).iter().map(String::as_str).collect::<Vec<_>>()).await;
    add(&mut citizen, "Ma photo", "photo.png", &png()).await;
    let own = citizen.get(HERE).await;
    let (proof, photo) = (address_of(&own, "preuve.pdf"), address_of(&own, "photo.png"));

    let page = place(&world, &mut citizen).await;
    let at = citizen.address.clone();
    // The button saves what was typed, and leads to the choice.
    let choice = page.post_on(&mut citizen, &[("commune", "Toulouse"), ("_action", "documents:piece")]).await;
    assert!(citizen.address.ends_with("/lieu/documents/piece"), "{}", citizen.address);
    assert!(plain(&choice).contains("Ma photo") && plain(&choice).contains("photo.png"), "{}", choice.text);
    let nothing = choose(&mut citizen, &choice, &[]).await;
    assert!(plain(&nothing).contains("Cochez un ou plusieurs documents"), "{}", nothing.text);
    let back = choose(&mut citizen, &choice, &[&proof, &photo, &photo]).await;
    assert_eq!(citizen.address.split('#').next().unwrap(), at, "{}", back.text);
    assert_eq!(back.text.matches("value=\"detach:piece:").count(), 2, "{}", back.text);
    let said = plain(&back);
    assert!(said.contains("gardé le 21 novembre 2026 depuis « Démarche d'essai »"), "{said}");
    assert!(said.contains("ajouté le 21 novembre 2026") && said.contains("Toulouse"), "{said}");
    // The question takes two: a third is not offered, and not taken.
    let full = citizen.get(&format!("{at}/documents/piece")).await;
    assert!(plain(&full).contains("nombre maximal"), "{}", full.text);
    let refused = choose(&mut citizen, &choice, &[&photo]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.text.matches("value=\"detach:piece:").count(), 2, "{}", refused.text);

    // Deleted from the account, what was joined stays.
    citizen.get(&format!("{photo}/supprimer")).await.post_on(&mut citizen, &[]).await;
    let page = citizen.get(&at).await;
    let next = page.post_on(&mut citizen, &[("raison", "perte"), ("_action", "continue")]).await;
    let recap = next.post_on(&mut citizen, &[(&next.input_ending(".nom"), "parapluie")]).await;
    let said = plain(&recap);
    assert!(said.contains("Copie d'un de vos documents, gardé le 21 novembre 2026 depuis « Démarche"), "{said}");
    assert!(said.contains("Copie d'un document du compte, ajouté le 21"), "{said}");
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}\n{}", citizen.address, filed.text);
    world.work().await;

    // Who receives it reads that, and never from which démarche.
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    let inbox = agent.get("/agents").await;
    let reference = filed.reference();
    let row = inbox.text.split("<tr").find(|row| row.contains(&reference)).expect("the case");
    let case = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let seen = agent.get(&case).await;
    assert!(plain(&seen).contains("Copie d'un document du compte, gardé depuis le 21 novembre 2026"), "{}", seen.text);
    let zip = agent.get(&format!("{case}/dossier.zip")).await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes.clone())).unwrap();
    let manifest: serde_json::Value = serde_json::from_reader(zip.by_name("manifest.json").unwrap()).unwrap();
    let told: Vec<&serde_json::Value> =
        manifest["provenance"].as_array().unwrap().iter().filter(|one| one["path"] == "piece").collect();
    assert_eq!(told.len(), 2, "{manifest}");
    assert_eq!((&told[0]["file"], &told[0]["source"]["from"]), (&"preuve.pdf".into(), &"vault".into()));
    assert_eq!(
        told[0]["source"]["origin"],
        serde_json::json!({ "from": "demarche" }),
        "which one is nobody's business"
    );
    assert_eq!(told[1]["source"]["origin"]["from"], "own_page");
}

pub(crate) async fn what_does_not_fit_a_question_is_shown_with_why_and_never_taken() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    add(&mut citizen, "Photo", "photo.jpg", &jpeg()).await;
    let own = add(&mut citizen, "Gros avis", "gros.pdf", &pdf(2_200_000)).await;
    let (photo, large) = (address_of(&own, "photo.jpg"), address_of(&own, "gros.pdf"));
    place(&world, &mut citizen).await;
    let at = citizen.address.clone();
    let choice = citizen.get(&format!("{at}/documents/piece")).await;
    let said = plain(&choice);
    assert!(said.contains("Aucun de vos documents ne convient"), "{said}");
    assert!(said.contains("demande un fichier PDF ou PNG") && said.contains("il dépasse 2 Mo"), "{said}");
    assert!(!choice.text.contains("name=\"_document\""), "{}", choice.text);
    // Posted all the same, they are refused as uploads are.
    let page = citizen.get(&at).await;
    for (address, why) in [(&photo, "n'est pas d'un type accepté"), (&large, "dépasse 2 Mo")] {
        let refused = choose(&mut citizen, &page, &[address]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
        assert!(plain(&refused).contains(why), "{why}: {}", plain(&refused));
    }
    // What asks for no file takes none.
    let none = page.post_on(&mut citizen, &[("_document", id(&photo)), ("_action", "attach:commune")]).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    for nowhere in ["commune", "rien", "piece.x", "../vous"] {
        let status = citizen.get(&format!("{at}/documents/{}", nowhere.replace('/', "%2F"))).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{nowhere}");
    }
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'draft'").await, 0);
}

pub(crate) async fn nobody_comes_to_anothers_documents() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let own = add(&mut citizen, "Avis secret", "secret.png", &png()).await;
    let [address] = addresses(&own).try_into().expect("one document");
    let mut other = register(&world, "autre@exemple.fr").await;
    assert!(!other.get(HERE).await.text.contains("secret"));
    for wanted in [address.clone(), format!("{address}/supprimer")] {
        let refused = other.get(&wanted).await;
        assert!(refused.status == StatusCode::NOT_FOUND && !refused.text.contains("secret"), "{wanted}");
    }
    let csrf = other.get(HERE).await.form().pairs[0].1.clone();
    // Nothing of that name is there for them, as after a second click on their own.
    other.post(&format!("{address}/supprimer"), &[("_csrf", &csrf)]).await;
    assert_eq!(other.address, "/compte/documents?fait=supprime");
    assert_eq!(citizen.get(&address).await.bytes, png(), "it is still there");
    // Nor is it joined to another's draft, nor to one of nobody.
    let page = place(&world, &mut other).await;
    let refused = choose(&mut other, &page, &[&address]).await;
    assert!(plain(&refused).contains("n'est plus dans votre compte") && !refused.text.contains("secret"));
    let mut nobody = world.browser();
    let page = place(&world, &mut nobody).await;
    choose(&mut nobody, &page, &[&address]).await;
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'draft'").await, 0);
    let asked = nobody.get(&address).await;
    assert!(nobody.address.starts_with("/compte/connexion") && !asked.text.contains("secret"), "{}", nobody.address);
    // The dossier of another is nobody's to keep documents of.
    let page = place(&world, &mut citizen).await;
    let filed = file(&mut citizen, &page, &[("preuve.pdf", &pdf(500))]).await;
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    let page = other.get(&follow).await;
    assert!(!page.text.contains("value=\"document:"), "{}", page.text);
    let csrf = other.get("/compte/documents").await.form().pairs[0].1.clone();
    let kept = other.post(&format!("{follow}/conserver"), &[("_csrf", &csrf), ("tout", "1")]).await;
    assert!(kept.status.is_client_error(), "{}", kept.status);
    assert_eq!(world.number("select count(*) from documents").await, 1);
}

pub(crate) async fn what_the_antivirus_has_not_passed_is_neither_taken_nor_chosen() {
    let clamav = ClamAv::start();
    let world = guarded(&clamav).await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let own = add(&mut citizen, "Facture", "facture.pdf", &harmful()).await;
    assert!(plain(&own).contains("Analyse antivirus en cours"), "{}", own.text);
    let address = own.links().into_iter().find_map(|link| link.strip_suffix("/supprimer").map(str::to_owned)).unwrap();
    place(&world, &mut citizen).await;
    let at = citizen.address.clone();
    let page = citizen.get(&at).await;
    for (taken, why, scanned) in [
        (StatusCode::CONFLICT, "ne l'a pas encore examiné", false),
        (StatusCode::FORBIDDEN, "l'antivirus l'a retenu", true),
    ] {
        if scanned {
            assert_eq!(world.scan().await, 1);
        }
        let refused = citizen.get(&address).await;
        assert!(refused.status == taken && !refused.bytes.windows(MARKER.len()).any(|part| part == MARKER));
        let choice = citizen.get(&format!("{at}/documents/piece")).await;
        assert!(plain(&choice).contains(why) && !choice.text.contains("name=\"_document\""), "{}", choice.text);
        let refused = choose(&mut citizen, &page, &[&address]).await;
        assert_eq!(refused.status, taken, "{}", refused.text);
    }
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'draft'").await, 0);
    let own = citizen.get(HERE).await;
    assert!(plain(&own).contains("Fichier retenu"), "{}", own.text);
    citizen.get(&format!("{address}/supprimer")).await.post_on(&mut citizen, &[]).await;
    assert_eq!(world.number("select count(*) from attachments").await, 0, "it can be deleted");

    // Nor is it kept from a dossier: neither before it was examined, nor after.
    let filed = file(&mut citizen, &page, &[("bon.png", &png()), ("facture.pdf", &harmful())]).await;
    assert!(offered(&filed).is_empty() && plain(&filed).contains("Analyse antivirus en cours"), "{}", filed.text);
    assert_eq!(world.scan().await, 2);
    let filed = citizen.get(&filed_at(&filed)).await;
    assert!(plain(&filed).contains("Fichier retenu") && offered(&filed).len() == 1, "{}", filed.text);
    let infected = filed_file(&world, &filed).await;
    let refused = keep(&mut citizen, &filed, &[&infected]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
    keep(&mut citizen, &filed, &[]).await;
    assert_eq!(world.number("select count(*) from documents").await, 1, "all that can be kept");
    // The copy is examined as every file is, and then joined; what is joined is examined again.
    assert_eq!(world.scan().await, 1);
    let own = citizen.get(HERE).await;
    let [kept] = addresses(&own).try_into().expect("one document");
    let page = place(&world, &mut citizen).await;
    let back = choose(&mut citizen, &page, &[&kept]).await;
    assert!(back.text.contains("detach:piece:"), "{}", back.text);
    assert_eq!(world.scan().await, 1);
}

/// How a form would name the harmful file of the dossier that was filed.
async fn filed_file(world: &World, filed: &Page) -> String {
    let follow = filed.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    let followed = world.desk().follow(follow.trim_start_matches("/suivi/")).await.unwrap();
    desk::document_name(followed.attachments.iter().find(|file| file.name == "facture.pdf").unwrap().id)
}
