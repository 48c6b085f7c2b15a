//! The antivirus, a real one: nobody downloads what it has not passed, nobody waits for it, nothing is lost by it.

use axum::http::{StatusCode, header};

use crate::{
    agent::MAIRIE,
    clamav::{ClamAv, MARKER, eicar},
    partner::Program,
    support::{Browser, Page, World},
    uploads::png,
};

const OPERATOR: &str = "exploitant@exemple.fr";

pub(crate) async fn guarded(clamav: &ClamAv) -> World {
    World::with(|config| {
        config.antivirus = clamav.url();
        config.contact = Some(OPERATOR.to_owned());
    })
    .await
}

/// A PDF that is in order, but for what the test's own signature finds in it.
pub(crate) fn harmful() -> Vec<u8> {
    let objects = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n4 0 obj\n(";
    let mut bytes = [objects, MARKER, b")\nendobj\n"].concat();
    let table = bytes.len();
    let end = "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n";
    bytes.extend_from_slice(format!("{end}{table}\n%%EOF\n").as_bytes());
    bytes
}

/// The page of the test démarche that asks for files.
async fn place(world: &World, citizen: &mut Browser) -> Page {
    let page = world.draft(citizen).await;
    page.post_on(citizen, &[("demandeur.nom", "A"), ("demandeur.prenoms", "B"), ("email", "zoe@exemple.fr")]).await
}

/// Answers that page, with files, and goes on.
async fn answer(citizen: &mut Browser, page: &Page, files: &[(&str, &[u8])]) -> Page {
    let files: Vec<(&str, &str, &[u8])> = files.iter().map(|(name, bytes)| ("piece", *name, *bytes)).collect();
    let answers = [("commune", "Toulouse"), ("raison", "perte"), ("_action", "continue")];
    page.upload_on(citizen, &answers, &files).await
}

/// A dossier filed with these files; its follow-up address.
pub(crate) async fn file(world: &World, citizen: &mut Browser, files: &[(&str, &[u8])]) -> String {
    let page = place(world, citizen).await;
    let page = answer(citizen, &page, files).await;
    let page = page.post_on(citizen, &[(&page.input_ending(".nom"), "parapluie")]).await;
    let page = page.post_on(citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}\n{}", citizen.address, page.text);
    world.work().await;
    page.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap()
}

/// The case as the town hall's agent sees it.
async fn case(agent: &mut Browser) -> Page {
    let inbox = agent.get("/agents").await;
    let link = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
    agent.get(&link).await
}

/// The address of the citizen's file of this name, below a page that names it without a link.
async fn address_of(world: &World, follow: &str, below: &str, name: &str) -> String {
    let followed = world.desk().follow(follow.trim_start_matches("/suivi/")).await.unwrap();
    let file = followed.attachments.iter().find(|file| file.name == name).unwrap();
    format!("{below}/fichiers/{}", file.id)
}

const MALWARE: &str = "contient un programme malveillant";
const SCANNING: &str = "Analyse antivirus en cours";

pub(crate) async fn a_harmful_file_found_in_time_is_told_at_its_question_and_nothing_else_is_lost() {
    let clamav = ClamAv::start();
    let world = guarded(&clamav).await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let next = answer(&mut citizen, &page, &[("ma photo.png", &png()), ("facture.pdf", &harmful())]).await;
    assert!(citizen.address.ends_with("/objets") && !next.text.contains(MALWARE), "the page waits for nobody");
    let recap = next.post_on(&mut citizen, &[(&next.input_ending(".nom"), "parapluie")]).await;
    assert!(recap.text.contains("facture.pdf"), "{}", recap.text);
    assert_eq!(world.scan().await, 2);
    // The recap was shown before: what it would send is judged anew.
    let refused = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(!refused.text.contains("facture.pdf"), "it would not be sent: {}", refused.text);
    let lieu = refused.links().into_iter().find(|link| link.contains("/lieu")).expect("the page to look at again");
    let back = citizen.get(&lieu).await;
    assert!(back.text.contains("facture.pdf") && back.text.contains(MALWARE), "{}", back.text);
    assert!(back.text.contains("Toulouse") && back.text.contains("ma photo.png"), "{}", back.text);
    assert_eq!(back.text.matches("value=\"detach:piece:").count(), 1, "it is no answer any more: {}", back.text);
    // Asked for again, it is told again, whatever the script asks for meanwhile.
    let refreshed = answer_as(&mut citizen, &back, "refresh").await;
    assert!(refreshed.text.contains(MALWARE), "{}", refreshed.text);
    // Once seen, one goes on without it.
    let on = answer(&mut citizen, &refreshed, &[]).await;
    assert!(citizen.address.ends_with("/objets"), "{}\n{}", citizen.address, on.text);
    let recap = citizen.get(&on.form().action.replace("/objets", "/recapitulatif")).await;
    assert!(recap.text.contains("ma photo.png") && !recap.text.contains("facture.pdf"), "{}", recap.text);
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    assert!(citizen.address.ends_with("/confirmation"), "{}\n{}", citizen.address, filed.text);
    assert_eq!(world.number("select count(*) from attachments").await, 1, "the harmful one is destroyed");
}

/// Posts the page again as it stands, for this action.
async fn answer_as(citizen: &mut Browser, page: &Page, action: &str) -> Page {
    page.post_on(citizen, &[("commune", "Toulouse"), ("raison", "perte"), ("_action", action)]).await
}

pub(crate) async fn a_page_shown_before_the_finding_comes_back_with_it() {
    let clamav = ClamAv::start();
    let world = guarded(&clamav).await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    answer(&mut citizen, &page, &[("facture.pdf", &harmful())]).await;
    let shown = citizen.get(&page.form().action).await;
    assert!(shown.text.contains("facture.pdf") && !shown.text.contains(MALWARE));
    world.scan().await;
    let back = answer_as(&mut citizen, &shown, "continue").await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text.contains(MALWARE) && back.text.contains("Une réponse est à revoir"), "{}", back.text);
    // Another one in its place ends it.
    let on = answer(&mut citizen, &back, &[("autre.png", &png())]).await;
    assert!(citizen.address.ends_with("/objets"), "{}\n{}", citizen.address, on.text);
    let again = citizen.get(&page.form().action).await;
    assert!(again.text.contains("autre.png") && !again.text.contains(MALWARE), "{}", again.text);
}

pub(crate) async fn a_file_filed_before_its_verdict_is_held_back_from_everybody_until_then() {
    let clamav = ClamAv::start();
    let world = guarded(&clamav).await;
    let mut citizen = world.browser();
    let follow = file(&world, &mut citizen, &[("photo.png", &png()), ("facture.pdf", &harmful())]).await;
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    let seen = case(&mut agent).await;
    let at = agent.address.clone();
    assert_eq!(seen.text.matches(SCANNING).count(), 3, "both files, and the package: {}", seen.text);
    assert!(
        !seen.text.contains("/fichiers/") && seen.text.contains("parapluie"),
        "the answers are there: {}",
        seen.text
    );
    let photo = address_of(&world, &follow, &at, "photo.png").await;
    for wanted in [photo.as_str(), &format!("{at}/dossier.zip")] {
        let refused = agent.get(wanted).await;
        assert_eq!(
            (refused.status, refused.headers[header::RETRY_AFTER].to_str().unwrap()),
            (StatusCode::CONFLICT, "60")
        );
        assert!(refused.text.contains("en cours d") && refused.text.contains("file.scanning"), "{}", refused.text);
    }
    // The recipient's software is told the same.
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let by_program = format!("/api/partner/v1/cases/{}", at.rsplit('/').next().unwrap());
    let told = program.get(&by_program).await.json();
    assert!(told["attachments"].as_array().unwrap().iter().all(|file| file["held"] == "scanning"), "{told}");
    let refused = program.get(&format!("{by_program}/package")).await;
    assert_eq!((refused.status, refused.json()["code"].as_str().unwrap()), (StatusCode::CONFLICT, "file.scanning"));
    let print = agent.get(&format!("{at}/imprimer.pdf")).await;
    assert_eq!(print.status, StatusCode::OK);
    // The link of a dossier is passed on: whoever holds it gets no more than others.
    let followed = citizen.get(&follow).await;
    assert_eq!(followed.text.matches(SCANNING).count(), 2, "{}", followed.text);
    let own = address_of(&world, &follow, &follow, "photo.png").await;
    assert_eq!(citizen.get(&own).await.status, StatusCode::CONFLICT);
    let all = citizen.get(&format!("{follow}/tout.zip")).await;
    assert!(all.status == StatusCode::OK && all.text.contains("fichiers-retenus.txt"), "{}", all.status);
    assert!(!all.text.contains("pieces-jointes/") && !has(&all.bytes, MARKER));

    assert_eq!(world.scan().await, 2);
    world.work().await;
    let seen = agent.get(&at).await;
    assert!(seen.text.contains("Fichier retenu") && !seen.text.contains(SCANNING), "{}", seen.text);
    assert!(agent.get(&photo).await.bytes.starts_with(b"\x89PNG"));
    let invoice = address_of(&world, &follow, &at, "facture.pdf").await;
    for (browser, wanted) in
        [(&mut agent, invoice), (&mut citizen, address_of(&world, &follow, &follow, "facture.pdf").await)]
    {
        let refused = browser.get(&wanted).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.text.contains("Ce fichier est retenu") && !has(&refused.bytes, MARKER), "{}", refused.text);
    }
    let told = program.get(&by_program).await.json();
    let held: Vec<_> = told["attachments"].as_array().unwrap().iter().map(|file| file["held"].as_str()).collect();
    assert_eq!(held, [None, Some("infected")], "{told}");
    let package = agent.get(&format!("{at}/dossier.zip")).await;
    assert!(package.status == StatusCode::OK && !has(&package.bytes, MARKER));
    let manifest = in_zip(&package.bytes, "manifest.json");
    assert!(manifest.contains("\"reason\": \"malware\"") && manifest.contains("facture.pdf"), "{manifest}");
    let archive = zip::ZipArchive::new(std::io::Cursor::new(&package.bytes)).unwrap();
    assert_eq!(archive.len(), 5, "manifest, answers, schema, recap, and the photograph");
    // Everybody whom it concerns is told.
    let followed = citizen.get(&follow).await;
    assert!(
        followed.text.contains("facture.pdf") && followed.text.contains("personne ne le reçoit"),
        "{}",
        followed.text
    );
    let mails = world.desk().kept_mails().await.unwrap();
    let told = |to: &str, what: &str| mails.iter().filter(|mail| mail.to == to && mail.subject.contains(what)).count();
    assert_eq!(told("zoe@exemple.fr", "un de vos fichiers n"), 1);
    assert_eq!(told(OPERATOR, "fichier malveillant"), 1);
}

pub(crate) async fn while_the_antivirus_is_away_files_wait_and_the_operator_is_told() {
    let mut clamav = ClamAv::start();
    clamav.stop();
    let world = guarded(&clamav).await;
    let mut citizen = world.browser();
    let follow = file(&world, &mut citizen, &[("photo.png", &png())]).await;
    assert_eq!(world.scan().await, 1);
    assert_eq!(world.scan().await, 0, "not before its time");
    world.desk().look_after_scans().await.unwrap();
    world.work().await;
    let alarms = async || {
        let mails = world.desk().kept_mails().await.unwrap();
        mails.iter().filter(|mail| mail.to == OPERATOR && mail.subject.contains("attendent l")).count()
    };
    assert_eq!(alarms().await, 0, "a moment is no alarm");
    for _ in 0..3 {
        world.clock.advance(jiff::SignedDuration::from_mins(10));
        assert_eq!(world.scan().await, 1, "tried again");
        world.desk().look_after_scans().await.unwrap();
        world.work().await;
    }
    assert_eq!(alarms().await, 1, "once a day");
    let metrics = metrics(&world).await;
    assert!(metrics.contains("guichet_files_held{state=\"pending\"} 1"), "{metrics}");
    assert!(metrics.contains("guichet_files_pending_seconds 1800"), "{metrics}");
    let own = address_of(&world, &follow, &follow, "photo.png").await;
    assert_eq!(citizen.get(&own).await.status, StatusCode::CONFLICT);

    // A new file is passed as soon as the antivirus is back, and with it what waited, before its next time.
    clamav.listen();
    assert_eq!(world.scan().await, 0);
    let later = file(&world, &mut world.browser(), &[("autre.png", &png())]).await;
    assert_eq!(world.scan().await, 2);
    assert_eq!(citizen.get(&own).await.status, StatusCode::OK);
    assert_ne!(later, follow);
}

pub(crate) async fn an_antivirus_that_never_answers_holds_back_nothing_that_was_kept_before_it() {
    let mut clamav = ClamAv::start();
    clamav.stop();
    let world = guarded(&clamav).await;
    let mut citizen = world.browser();
    let follow = file(&world, &mut citizen, &[("photo.png", &png())]).await;
    let own = address_of(&world, &follow, &follow, "photo.png").await;
    let before = "update attachments set state = 'not_scanned'";
    world.raw(before, before).await;
    world.desk().look_after_scans().await.unwrap();
    assert_eq!(citizen.get(&own).await.status, StatusCode::OK);
    clamav.listen();
    world.desk().look_after_scans().await.unwrap();
    assert_eq!(citizen.get(&own).await.status, StatusCode::CONFLICT);
    world.scan().await;
    assert_eq!(citizen.get(&own).await.status, StatusCode::OK);
}

pub(crate) async fn a_harmful_document_of_an_agent_reaches_nobody() {
    let clamav = ClamAv::start();
    let world = guarded(&clamav).await;
    let mut citizen = world.browser();
    let follow = file(&world, &mut citizen, &[]).await;
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    let seen = case(&mut agent).await;
    let form = seen.form();
    let mut pairs: Vec<(&str, &str)> = form.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.push(("message", "Voici."));
    let done = agent.upload(&form.action, &pairs, &[("document", "attestation.pdf", &harmful())]).await;
    assert!(done.text.contains(SCANNING), "{}", done.text);
    assert!(citizen.get(&follow).await.text.contains(SCANNING));
    world.scan().await;
    world.work().await;
    for (browser, at) in [(&mut agent, form.action.as_str()), (&mut citizen, follow.as_str())] {
        let page = browser.get(at).await;
        assert!(page.text.contains("Fichier retenu") && !page.text.contains("/fichiers/"), "{}", page.text);
    }
    let mails = world.desk().kept_mails().await.unwrap();
    assert!(
        mails.iter().any(|mail| mail.to == "agent.99900000100011@exemple.fr" && mail.subject.contains("est retenu"))
    );
    assert!(mails.iter().any(|mail| mail.to == OPERATOR && mail.subject.contains("fichier malveillant")));
}

pub(crate) async fn without_an_antivirus_nothing_is_held_and_what_waits_for_one_is_not_let_out() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let follow = file(&world, &mut citizen, &[("photo.png", &png())]).await;
    let own = address_of(&world, &follow, &follow, "photo.png").await;
    assert_eq!(citizen.get(&own).await.status, StatusCode::OK);
    world.desk().look_after_scans().await.unwrap();
    assert_eq!(world.number("select count(*) from attachments where state = 'not_scanned'").await, 1);
    assert!(metrics(&world).await.contains("guichet_antivirus 0"));
    // What waits for an antivirus that was taken away is not let out by that.
    world.raw("update attachments set state = 'pending'", "update attachments set state = 'pending'").await;
    world.scan().await;
    assert_eq!(citizen.get(&own).await.status, StatusCode::CONFLICT);
}

pub(crate) async fn u26_the_test_virus_itself_is_refused_before_it_is_kept() {
    let clamav = ClamAv::start();
    let world = guarded(&clamav).await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let back = answer(&mut citizen, &page, &[("eicar.pdf", &eicar())]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text.contains(MALWARE) && back.text.contains("eicar.pdf"), "{}", back.text);
    assert_eq!(world.number("select count(*) from attachments").await, 0);
}

async fn metrics(world: &World) -> String {
    let mut operator = world.browser();
    operator.get("/metrics").await.text
}

fn has(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn in_zip(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}
