//! Files: kept sealed, judged by content, never lost with a faulty page, bounded.

use axum::http::StatusCode;
use store::{
    Token,
    attachments::{self, NewAttachment, Owner, State},
    drafts,
};

use crate::support::{Browser, Page, World};

/// A PNG of one pixel.
pub(crate) fn png() -> Vec<u8> {
    const BASE: &str = "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082";
    (0..BASE.len() / 2).map(|at| u8::from_str_radix(&BASE[at * 2..at * 2 + 2], 16).unwrap()).collect()
}

async fn place(world: &World, citizen: &mut Browser) -> Page {
    let page = world.draft(citizen).await;
    page.post_on(citizen, &[("demandeur.nom", "A"), ("demandeur.prenoms", "B")]).await
}

pub(crate) async fn a_file_is_attached_shown_and_taken_away() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let answers = [("_action", "refresh")];
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "ma photo.png", &png())]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("ma photo.png"), "{}", page.text);
    let at = page.text.find("detach:piece:").expect("a way to take it away");
    let action = page.text[at..at + "detach:piece:".len() + 36].to_owned();
    let page = page.post_on(&mut citizen, &[("_action", &action)]).await;
    assert!(!page.text.contains("value=\"detach:"), "{}", page.text);
}

pub(crate) async fn a_refused_file_says_why_and_loses_nothing_else() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let answers = [("commune", "Toulouse"), ("raison", "perte")];
    let page =
        page.upload_on(&mut citizen, &answers, &[("piece", "facture.pdf", b"<html><script>alert(1)</script>")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("facture.pdf") && page.text.contains("Toulouse"), "{}", page.text);
    // Two files of one question are one answer to look at again.
    let bad: &[u8] = b"<html><script>alert(1)</script>";
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "un.pdf", bad), ("piece", "deux.pdf", bad)]).await;
    assert!(page.text.matches("href=\"#piece\"").count() == 2, "{}", page.text);
    assert!(page.text.contains("Une réponse est à revoir"), "{}", page.text);
}

pub(crate) async fn a_refused_file_is_not_asked_for_besides() {
    let folder = tempfile::tempdir().unwrap();
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/forms/essai");
    let form = folder.path().join("essai");
    std::fs::create_dir(&form).unwrap();
    let schema = std::fs::read_to_string(here.join("schema.yaml")).unwrap();
    std::fs::write(form.join("schema.yaml"), schema.replace("raison, precision,", "raison, precision, piece,"))
        .unwrap();
    std::fs::copy(here.join("demarche.yaml"), form.join("demarche.yaml")).unwrap();
    let world = World::with(|config| config.sources.forms = vec![folder.path().to_owned()]).await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let answers = [("commune", "Toulouse"), ("raison", "perte")];
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "IMG_1.HEIC", b"no picture")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("IMG_1.HEIC") && !page.text.contains("Joignez un fichier."), "{}", page.text);
    assert_eq!(page.text.matches("href=\"#piece\"").count(), 1, "{}", page.text);
    let page = page.upload_on(&mut citizen, &answers, &[]).await;
    assert!(page.text.contains("Joignez un fichier."), "{}", page.text);
}

pub(crate) async fn two_uploads_at_once_are_both_kept() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let answers = [("_action", "refresh")];
    let action = page.form().action;
    let mut other = citizen.clone();
    let photo = png();
    let (first, second) = ([("piece", "un.png", photo.as_slice())], [("piece", "deux.png", photo.as_slice())]);
    let (one, two) =
        tokio::join!(page.upload_on(&mut citizen, &answers, &first), page.upload_on(&mut other, &answers, &second));
    assert!(one.status.is_success() && two.status.is_success());
    let page = citizen.get(&action).await;
    assert!(page.text.contains("un.png") && page.text.contains("deux.png"), "{}", page.text);
    // The question takes two: a third is refused, and nothing is lost.
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "trois.png", &photo)]).await;
    assert!(!page.text.contains("detach:piece:") || page.text.matches("detach:piece:").count() == 2, "{}", page.text);
}

pub(crate) async fn a_file_for_a_question_that_is_none_is_refused() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let page = page.upload_on(&mut citizen, &[], &[("commune", "x.png", &png())]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

pub(crate) async fn attachments_travel_with_the_dossier() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let answers = [("commune", "Toulouse"), ("raison", "perte")];
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "preuve.png", &png())]).await;
    let name = page.input_ending(".nom");
    let page = page.post_on(&mut citizen, &[(&name, "parapluie")]).await;
    assert!(page.text.contains("preuve.png"), "{}", page.text);
    let page = page.post_on(&mut citizen, &[("attest", "true")]).await;
    let follow = page.links().into_iter().find(|link| link.starts_with("/suivi/") && !link.contains(".pdf")).unwrap();
    let page = citizen.get(&follow).await;
    // Files of one name are told apart by the question they answer: for the citizen, for the agent.
    let listed = |page: &Page| {
        let text = page.text.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(text.contains("download>Pièce : preuve.png <span class=\"soft\">(PNG, "), "{text}");
    };
    listed(&page);
    world.work().await;
    let mut agent = world.agent("99900000100011", "MAIRIE").await;
    let inbox = agent.get("/agents").await;
    let case = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
    let case = agent.get(&case).await;
    listed(&case);
    let attached = page.text.split("id=\"pieces\"").nth(1).and_then(|rest| rest.split("</section>").next()).unwrap();
    assert!(attached.replace('\u{a0}', " ").contains("21 novembre 2026</time>"), "{attached}");
    let file = page.links().into_iter().find(|link| link.contains("/fichiers/")).expect("the file");
    let file = citizen.get(&file).await;
    assert_eq!(file.headers["content-security-policy"], "default-src 'none'; sandbox");
    assert!(file.bytes.starts_with(b"\x89PNG"));
    let zip = citizen.get(&format!("{follow}/tout.zip")).await;
    assert!(zip.text.contains("pieces-jointes/01-preuve.png"), "{}", zip.status);
    assert!(zip.bytes.windows(file.bytes.len()).any(|part| part == file.bytes));
}

/// The draft that the browser has open, and what its files take.
async fn usage(world: &World, citizen: &Browser) -> (store::drafts::Draft, store::attachments::Usage) {
    let token = citizen.address.split('/').nth(4).unwrap().parse().unwrap();
    let found = world.desk().store().read(async |conn| {
        let draft = store::drafts::find(conn, &token).await?.unwrap();
        let usage = store::attachments::usage(conn, &draft.agency, store::attachments::Owner::Draft(draft.id)).await?;
        Ok::<_, store::StoreError>((draft, usage))
    });
    found.await.unwrap()
}

pub(crate) async fn files_of_a_refused_post_take_no_room() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let address = citizen.address.clone();
    let photo = png();
    let refused = page.upload_on(&mut citizen, &[("admin", "1")], &[("piece", "un.png", &photo)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let files: [(&str, &str, &[u8]); 2] = [("piece", "un.png", &photo), ("commune", "deux.png", &photo)];
    let page = page.upload_on(&mut citizen, &[], &files).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    citizen.address = address;
    assert_eq!(usage(&world, &citizen).await.1.files, 0);
}

pub(crate) async fn too_much_together_is_said_at_the_question_and_loses_nothing() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let (draft, _) = usage(&world, &citizen).await;
    let store = world.desk().store();
    let mut stored = store.objects().put(&draft.agency, b"a large file").await.unwrap();
    stored.size = desk::SUBMISSION_SIZE;
    let large = store::attachments::NewAttachment {
        owner: store::attachments::Owner::Draft(draft.id),
        path: "piece",
        name: "gros.pdf",
        mime: "application/pdf",
        state: store::attachments::State::Clean,
        stored: &stored,
    };
    store.write(async |tx| store::attachments::add(tx, large).await).await.unwrap();
    let answers = [("commune", "Toulouse"), ("raison", "perte")];
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "de trop.png", &png())]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("trop de place ensemble") && page.text.contains("Toulouse"), "{}", page.text);
    let page = citizen.get(&citizen.address.clone()).await;
    assert!(page.text.contains("Toulouse"), "what was typed is kept");
}

pub(crate) async fn one_file_too_many_is_said() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let answers = [("commune", "Toulouse"), ("raison", "perte")];
    let photo = png();
    let files: Vec<(&str, &str, &[u8])> =
        ["un.png", "deux.png", "trois.png"].iter().map(|name| ("piece", *name, photo.as_slice())).collect();
    let page = page.upload_on(&mut citizen, &answers, &files).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", citizen.address);
    assert!(
        page.text.contains("un.png") && page.text.contains("deux.png") && !page.text.contains("detach:piece:trois"),
        "{}",
        page.text
    );
    assert_eq!(usage(&world, &citizen).await.1.files, 2);
}

/// Posts this body as a form with files, under these headers, and gives the code of the refusal.
async fn refusal(citizen: &mut Browser, action: &str, headers: &[(&str, &str)], body: Vec<u8>) -> (StatusCode, String) {
    let mut request = axum::http::Request::builder()
        .method(axum::http::Method::POST)
        .uri(action)
        .header("accept", "application/json")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=b");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let page = citizen.once(request.body(body.into()).unwrap()).await;
    let problem: serde_json::Value = serde_json::from_slice(&page.bytes).unwrap_or_default();
    (page.status, problem["code"].as_str().unwrap_or_default().to_owned())
}

/// A part of a form, with a file in it.
fn part(name: &str, head: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{head}\r\n\r\n");
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

pub(crate) async fn u37_a_part_with_an_endless_head() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let action = page.form().action;
    for head in [
        format!("; filename=\"{}.png\"", "a".repeat(64 << 10)),
        format!("; filename=\"a.png\"\r\nX-Long: {}", "a".repeat(64 << 10)),
        format!("; filename=\"a.png\"{}", "\r\nX-Many: 1".repeat(5_000)),
    ] {
        let body = [part("piece", &head, &png()), b"--b--\r\n".to_vec()].concat();
        let (status, code) = refusal(&mut citizen, &action, &[], body).await;
        assert!(status.is_client_error() && !code.is_empty(), "{status} {code}");
    }
    assert_eq!(usage(&world, &citizen).await.1.files, 0);
}

pub(crate) async fn u38_a_length_that_is_not_true() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let action = page.form().action;
    for length in ["-1", "1e3", "99999999999999999999", "18446744073709551615"] {
        let body = [part("piece", "; filename=\"a.png\"", &png()), b"--b--\r\n".to_vec()].concat();
        let (status, code) = refusal(&mut citizen, &action, &[("content-length", length)], body).await;
        assert!(status.is_client_error() && !code.is_empty(), "{length}: {status} {code}");
    }
    assert_eq!(usage(&world, &citizen).await.1.files, 0);
}

pub(crate) async fn u39_a_line_that_is_cut_at_the_end() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let action = page.form().action;
    let token = page.form().pairs.into_iter().find(|(name, _)| name == "_csrf").unwrap().1;
    let whole = [
        part("_csrf", "", token.as_bytes()),
        part("piece", "; filename=\"un.png\"", &png()),
        part("piece", "; filename=\"deux.png\"", &png()),
        b"--b--\r\n".to_vec(),
    ]
    .concat();
    let (status, code) = refusal(&mut citizen, &action, &[], whole[..whole.len() * 99 / 100].to_vec()).await;
    assert_eq!((status, code.as_str()), (StatusCode::BAD_REQUEST, "body.multipart"));
    assert_eq!(usage(&world, &citizen).await.1.files, 0, "neither the file that was cut nor the one before it");
}

pub(crate) async fn a_file_that_was_taken_away_is_put_back_and_destroyed_once_one_goes_on() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let answers = [("commune", "Toulouse"), ("raison", "perte"), ("_action", "refresh")];
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "preuve.png", &png())]).await;
    let detach = |page: &Page| page.text.split("value=\"detach:").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let action = format!("detach:{}", detach(&page));
    let old = page;
    let page = old.post_on(&mut citizen, &[("_action", &action)]).await;
    assert!(citizen.address.ends_with("#piece--removed"), "{}", citizen.address);
    assert!(!page.text.contains("value=\"detach:") && page.text.contains("preuve.png"), "{}", page.text);
    let kept = "select count(*) from attachments";
    assert_eq!(world.number(kept).await, 1);
    // A second click on the same button.
    let page = old.post_on(&mut citizen, &[("_action", &action)]).await;
    assert_eq!(world.number(kept).await, 1);
    let restore = action.replace("detach", "restore");
    let page = page.post_on(&mut citizen, &[("_action", &restore)]).await;
    assert_eq!(format!("detach:{}", detach(&page)), action, "the same file");
    let page = page.post_on(&mut citizen, &[("_action", &action)]).await;
    page.post_on(&mut citizen, &[("_action", "continue")]).await;
    assert!(citizen.address.ends_with("/objets"), "{}", citizen.address);
    assert_eq!(world.number(kept).await, 0);
}

pub(crate) async fn a_file_that_was_taken_away_makes_room_for_another() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let answers = [("_action", "refresh")];
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "une.png", &png())]).await;
    // As many as a submission takes.
    let copy = "insert into attachments (agency, id, owner_kind, owner, path, object, data_key, about, mime, size, state, created_at) \
        select agency, 'f' || i, owner_kind, owner, path, 'o' || i, data_key, about, mime, size, state, created_at from attachments, ";
    let sqlite = format!("with recursive n(i) as (select 1 union all select i + 1 from n where i < 199) {copy} n");
    world.raw(sqlite.leak(), format!("{copy} generate_series(1, 199) i").leak()).await;
    let full = page.upload_on(&mut citizen, &answers, &[("piece", "deux.png", &png())]).await;
    assert!(full.text.contains("prennent trop de place"), "{}", full.text);
    let id = full.text.split("value=\"detach:").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = full.post_on(&mut citizen, &[("_action", &format!("detach:{id}"))]).await;
    // What comes with its putting back is counted beside it.
    let restore = [("_action", &*format!("restore:{id}"))];
    let page = page.upload_on(&mut citizen, &restore, &[("piece", "deux.png", &png())]).await;
    assert!(page.text.contains("prennent trop de place"), "{}", page.text);
    let page = page.post_on(&mut citizen, &[("_action", &format!("detach:{id}"))]).await;
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "deux.png", &png())]).await;
    assert!(page.text.contains("deux.png") && !page.text.contains("prennent trop de place"), "{}", page.text);
    assert!(!page.text.contains("value=\"restore:"), "it gave way: {}", page.text);
    assert_eq!(world.number("select count(*) from attachments").await, 200);
}

pub(crate) async fn what_a_request_left_behind_that_was_cut_gives_way_to_what_comes() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let page = place(&world, &mut citizen).await;
    let token: Token = citizen.address.split('/').nth(4).unwrap().parse().unwrap();
    let store = world.desk().store();
    let draft = store.read(async |conn| drafts::find(conn, &token).await).await.unwrap().unwrap();
    // As a request leaves it that kept its file and did not come to save its page.
    let stored = store.objects().put(&draft.agency, &png()).await.unwrap();
    let (owner, state) = (Owner::Draft(draft.id), State::NotScanned);
    let lost = NewAttachment { owner, path: "piece", name: "perdu.png", mime: "image/png", state, stored: &stored };
    store.write(async |tx| attachments::add(tx, lost).await).await.unwrap();
    let large = "update attachments set size = 104857600";
    world.raw(large, large).await;
    let answers = [("_action", "refresh")];
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "ma photo.png", &png())]).await;
    assert!(page.text.contains("trop de place"), "it may still be saved: {}", page.text);
    world.later(2);
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "ma photo.png", &png())]).await;
    assert!(page.status == StatusCode::OK && page.text.contains("detach:piece:"), "{}", page.text);
    assert_eq!(world.number("select count(*) from attachments").await, 1);
    // One that an answer names stays, however large and old.
    world.raw(large, large).await;
    world.later(2);
    let page = page.upload_on(&mut citizen, &answers, &[("piece", "encore.png", &png())]).await;
    assert!(page.text.contains("ma photo.png"), "{}", page.text);
}
