//! What the new answers of a complement leave nothing of, or refuse, although nobody asked for it.

use axum::http::StatusCode;
use serde_json::json;

use super::{asked, asks, opened, told, told_schema};
use crate::{agent::link, support::World};

/// The form of the tests, with these changes of its schema and its procedure.
async fn changed(schema: &[(&str, &str)], procedure: &[(&str, &str)]) -> (World, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) =
        (std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/forms/essai"), folder.path().join("essai"));
    std::fs::create_dir_all(&to).unwrap();
    for (name, changes) in [("schema.yaml", schema), ("demarche.yaml", procedure)] {
        let mut text = std::fs::read_to_string(from.join(name)).unwrap();
        for (before, after) in changes {
            assert!(text.contains(before), "{before} in {name}");
            text = text.replacen(before, after, 1);
        }
        std::fs::write(to.join(name), text).unwrap();
    }
    let world = World::with(|config| config.sources.forms = vec![folder.path().to_owned()]).await;
    (world, folder)
}

const TWO_OBJECTS: (&str, &str) = (
    "rules:\n",
    "rules:\n  - id: deux-objets\n    must: \"raison != 'autre' || objets.count() >= 2\"\n    at: objets\n    message: Deux objets au moins.\n",
);

pub(crate) async fn a_required_answer_that_the_new_ones_empty_is_asked_again_and_never_lost() {
    let duree = "  duree:\n    title: Durée de la garde\n    oneOf:\n      - { const: un_an, title: Un an }\n      - { const: trois_ans, title: Trois ans, show_if: \"raison == 'perte'\" }\n  plainte:";
    let (world, _folder) = changed(
        &[("raison, precision, objets]", "raison, precision, duree, objets]"), ("  plainte:", duree)],
        &[
            ("      - piece\n", "      - duree\n      - piece\n"),
            ("piece, objets, proprietaire]", "piece, duree, objets, proprietaire]"),
        ],
    )
    .await;
    let mut citizen = world.browser();
    let here = [("commune", "Toulouse"), ("raison", "perte"), ("duree", "trois_ans")];
    let recap = world.recap_with(&mut citizen, &here).await;
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    world.work().await;
    let follow = link(&filed, "/suivi/");
    let (program, case) = asks(&world, &["raison"]).await;
    let before = told(&program, &case).await["answers"].clone();
    assert_eq!(before["duree"], "trois_ans");

    let page = opened(&mut citizen, &follow).await;
    assert!(!page.text.contains("name=\"duree\""), "nobody asks for it: {}", page.text);
    assert!(page.text.contains("obligent à revoir"), "{}", page.text);
    // « Trois ans » is not offered with it: what is left is no answer, and the question is opened as one that was hidden.
    let page = page.post_on(&mut citizen, &[("raison", "vol"), ("_action", "continue")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("name=\"duree\"") && page.text.contains("viennent d"), "{}", page.text);
    assert!(!page.text.contains("value=\"trois_ans\""), "{}", page.text);
    let refused = page.post_on(&mut citizen, &[("raison", "vol"), ("_action", "continue")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert_eq!(told(&program, &case).await["answers"], before, "nothing is given yet");

    // What opens it again takes it back: as it was filed, it is nobody's to change.
    let back = refused.post_on(&mut citizen, &[("raison", "perte"), ("_action", "refresh")]).await;
    assert!(!back.text.contains("name=\"duree\""), "{}", back.text);
    let page = back.post_on(&mut citizen, &[("raison", "vol"), ("_action", "refresh")]).await;
    let last = [("raison", "vol"), ("duree", "un_an"), ("_action", "continue")];
    let done = page.post_on(&mut citizen, &last).await;
    assert!(citizen.address.ends_with("complement=1"), "{} {}", citizen.address, done.text);
    let after = told(&program, &case).await;
    assert_eq!(after["answers"]["duree"], "un_an");
    assert_eq!(after["complements"][0]["given"]["changed"], json!(["raison", "duree"]));
    let schema = told_schema(&program, &case).await;
    assert!(schema["required"].as_array().unwrap().contains(&json!("duree")), "{schema}");
    assert!(jsonschema::is_valid(&schema, &after["answers"]), "{}", after["answers"]);
}

pub(crate) async fn a_list_that_the_new_answers_make_too_short_is_opened_and_its_rule_told() {
    let (world, _folder) = changed(&[], &[TWO_OBJECTS]).await;
    let (mut citizen, follow, program, case) = asked(&world, &["raison"]).await;
    let page = opened(&mut citizen, &follow).await;
    let refused = page.post_on(&mut citizen, &[("raison", "autre"), ("_action", "continue")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    for said in ["Deux objets au moins.", "add:objets", "name=\"precision\"", "viennent d"] {
        assert!(refused.text.contains(said), "{said}: {}", refused.text);
    }
    let typed = [("raison", "autre"), ("precision", "Dans le bus"), ("_action", "add:objets")];
    let page = refused.post_on(&mut citizen, &typed).await;
    let names: Vec<String> =
        page.form().pairs.into_iter().map(|(name, _)| name).filter(|name| name.ends_with(".nom")).collect();
    assert_eq!(names.len(), 2, "{}", page.text);
    let last = [("raison", "autre"), (&*names[1], "gants"), ("_action", "continue")];
    let done = page.post_on(&mut citizen, &last).await;
    assert!(citizen.address.ends_with("complement=1"), "{} {}", citizen.address, done.text);
    let after = told(&program, &case).await;
    let named: Vec<_> = after["answers"]["objets"].as_array().unwrap().iter().map(|one| one["nom"].clone()).collect();
    assert_eq!(named, ["parapluie", "gants"]);
}

pub(crate) async fn a_rule_elsewhere_that_the_new_answers_break_is_told_at_the_first_of_them() {
    // Who asks does not receive the list: nobody can be asked for it here.
    let (world, _folder) = changed(&[], &[TWO_OBJECTS, ("piece, objets, proprietaire]", "piece, proprietaire]")]).await;
    let (mut citizen, follow, program, case) = asked(&world, &["raison"]).await;
    let page = opened(&mut citizen, &follow).await;
    let page = page.post_on(&mut citizen, &[("raison", "autre"), ("_action", "continue")]).await;
    let refused = page.post_on(&mut citizen, &[("precision", "Dans le bus"), ("_action", "continue")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("Deux objets au moins.") && refused.text.contains("#raison"), "{}", refused.text);
    assert!(!refused.text.contains("add:objets"), "{}", refused.text);
    assert_eq!(told(&program, &case).await["answers"]["raison"], "perte");
}
