//! Holds how often one request asks a plugin that computes: what `check` says a page may take counts on it.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use desk::Sources;
use form::check::HELD_PER_REQUEST;

use crate::support::{Browser, Page, World, encode};

/// A plugin that stops at every question, and so is asked anew each time.
const STOPPING: &str = r#"(component
  (core module $m
    (memory (export "memory") 4)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0x100))
    (func (export "ask") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) unreachable))
  (core instance $code (instantiate $m))
  (type $answer (record (field "path" string) (field "value" string)))
  (type $answers (record (field "list" (list $answer)) (field "json" string)))
  (type $context (record (field "today" string) (field "language" string) (field "rule" string) (field "at" string)))
  (type $problem (record (field "at" string) (field "code" string) (field "message" (option string))))
  (type $value (record (field "at" string) (field "json" string)))
  (func $check (param "answers" $answers) (param "context" $context) (result (list $problem))
    (canon lift (core func $code "ask") (memory $code "memory") (realloc (func $code "realloc"))))
  (func $compute (param "answers" $answers) (param "context" $context) (result (list $value))
    (canon lift (core func $code "ask") (memory $code "memory") (realloc (func $code "realloc"))))
  (instance $rules
    (export "answer" (type $answer))
    (export "answers" (type $answers))
    (export "context" (type $context))
    (export "problem" (type $problem))
    (export "value" (type $value))
    (export "check" (func $check))
    (export "compute" (func $compute)))
  (export "guichet:plugin/rules@1.0.0" (instance $rules)))"#;

/// The test démarche, where a computed value decides what is shown, filled in and sent.
fn write(forms: &std::path::Path) {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/forms/essai");
    let folder = forms.join("essai");
    std::fs::create_dir_all(folder.join("plugins")).unwrap();
    let change = |file: &str, changes: &[(&str, &str)]| {
        let mut text = std::fs::read_to_string(here.join(file)).unwrap();
        for (old, new) in changes {
            assert!(text.contains(old), "{file} has no {old:?}");
            text = text.replacen(old, new, 1);
        }
        std::fs::write(folder.join(file), text).unwrap();
    };
    change(
        "schema.yaml",
        &[(
            "  piece: {",
            "  cout: { title: Coût, type: integer, maximum: 9 }\n  detail: { title: Détail, type: string, maxLength: 9 }\n  piece: {",
        )],
    );
    change(
        "demarche.yaml",
        &[
            (
                "      - piece\n",
                "      - piece\n      - cout\n      - detail: { show_if: \"has(cout) && cout > 5\" }\n",
            ),
            (
                "stops:\n",
                "computed: { cout: { plugin: plugins/cout.wat, reads: [raison] } }\nstops:\n  - { id: cher, stop_if: \"has(cout) && cout > 8\", title: Trop cher }\n",
            ),
            ("when: \"raison == 'vol'\"", "when: \"raison == 'vol' && !has(cout)\""),
            ("    to: { commune: commune }\n", "    to: { commune: commune }\n    when: \"!has(cout) || cout > 1\"\n"),
            ("piece, objets", "piece, cout, detail, objets"),
        ],
    );
    std::fs::write(folder.join("plugins/cout.wat"), STOPPING).unwrap();
}

fn asked(world: &World) -> u64 {
    world.desk().plugin_stops().values().sum()
}

/// Posts a page's form with these values, and nothing after it.
async fn post(browser: &mut Browser, page: &Page, values: &[(&str, &str)]) -> Page {
    let form = page.form();
    let given = |name: &str| values.iter().any(|(given, _)| *given == name);
    let kept = form.pairs.iter().filter(|(name, _)| !given(name)).map(|(name, value)| (name.as_str(), value.as_str()));
    let pairs: Vec<String> =
        kept.chain(values.iter().copied()).map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let request = Request::builder()
        .method(Method::POST)
        .uri(&form.action)
        .header(header::ACCEPT, "text/html")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    browser.once(request.body(Body::from(pairs.join("&"))).unwrap()).await
}

pub(crate) async fn one_request_asks_a_computing_plugin_no_oftener_than_check_counts_on() {
    let forms = tempfile::tempdir().unwrap();
    write(forms.path());
    let world = World::with(|config| {
        config.sources = Sources { forms: vec![forms.path().to_owned()], ..config.sources.clone() };
    })
    .await;
    let mut citizen = world.browser();
    let page = citizen.get("/compte/creer").await;
    page.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", crate::support::PASSWORD)]).await;
    // Twice: what the first filing leaves in the vault is filled in at the second.
    let mut most = 0;
    for _ in 0..2 {
        let mut page = world.draft(&mut citizen).await;
        let steps: [&[(&str, &str)]; 4] = [
            &[("demandeur.nom", "Müller"), ("demandeur.prenoms", "Zoé"), ("email", "zoe@exemple.fr")],
            &[("commune", "Balma"), ("raison", "vol"), ("plainte", "12")],
            &[("proprietaire.d_accord", "true")],
            &[("attest", "true")],
        ];
        for values in steps {
            let mut values = values.to_vec();
            let name = page.text.contains("name=\"objets.").then(|| page.input_ending(".nom"));
            values.extend(name.as_deref().filter(|name| name.starts_with("objets.")).map(|name| (name, "parapluie")));
            let before = asked(&world);
            let answer = post(&mut citizen, &page, &values).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
            most = most.max(asked(&world) - before);
            let next = answer.headers[header::LOCATION].to_str().unwrap().to_owned();
            page = citizen.get(&next).await;
            if citizen.address.contains("/destinataire") {
                page = page.follow_on(&mut citizen, "/objets").await;
            }
        }
        assert!(citizen.address.ends_with("/confirmation"), "{}", citizen.address);
        if page.forms().into_iter().any(|form| form.action.ends_with("/conserver")) {
            crate::account::keep_all(&mut citizen, &page).await;
        }
    }
    println!("asked {most} times in one request");
    assert!(most > 1, "the plugin was asked {most} times: this shows nothing");
    assert!(most <= u64::from(HELD_PER_REQUEST), "asked {most} times in one request, HELD_PER_REQUEST says otherwise");
}
