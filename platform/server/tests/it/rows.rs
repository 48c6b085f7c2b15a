//! Rows come, go, move and are edited one at a time, by plain buttons.

use axum::http::StatusCode;

use crate::support::{Browser, Page, World};

pub(crate) async fn rows_are_added_and_removed_without_losing_what_was_typed() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let page = citizen.get(&recap.form().action.replace("confirmer", "objets")).await;
    let first = page.input_ending(".nom");
    let page = page.post_on(&mut citizen, &[(&first, "chapeau"), ("_action", "add:objets")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let names: Vec<String> = page
        .form()
        .pairs
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("objets.") && name.ends_with(".nom"))
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(page.text.contains("value=\"chapeau\""), "{}", page.text);
    let row = names[0].strip_suffix(".nom").unwrap();
    let page = page.post_on(&mut citizen, &[(&names[1], "gant"), ("_action", &format!("remove:{row}"))]).await;
    assert!(page.text.contains("value=\"gant\"") && !page.text.contains("value=\"chapeau\""), "{}", page.text);
}

pub(crate) async fn rows_are_moved_and_duplicated_by_plain_buttons() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let objects = recap.form().action.replace("confirmer", "objets");
    let page = citizen.get(&objects).await;
    let first = page.input_ending(".nom");
    let row = first.strip_suffix(".nom").unwrap();
    assert!(!page.text.contains("value=\"up:") && !page.text.contains("value=\"down:"), "one row goes nowhere");
    // What was typed goes with the button.
    let page = page.post_on(&mut citizen, &[(&first, "canne"), ("_action", &format!("copy:{row}"))]).await;
    let order = |page: &Page| -> Vec<String> {
        page.text
            .split("name=\"objets.")
            .skip(1)
            .filter_map(|rest| rest.split_once(".nom\""))
            .map(|(row, _)| format!("objets.{row}"))
            .filter(|row| row.len() < 20)
            .collect()
    };
    let rows = order(&page);
    assert_eq!((rows.len(), rows[0].as_str()), (2, row), "{}", page.text);
    assert_eq!(page.value(&format!("{}.nom", rows[1])).as_deref(), Some("canne"));
    let page = page
        .post_on(&mut citizen, &[(&format!("{}.nom", rows[1]), "gant"), ("_action", &format!("up:{}", rows[1]))])
        .await;
    assert_eq!(order(&page), [rows[1].clone(), rows[0].clone()]);
    page.post_on(&mut citizen, &[]).await;
    let recap = citizen.get(&recap.form().action.replace("confirmer", "recapitulatif")).await;
    let (gant, canne) = (recap.text.find("gant").unwrap(), recap.text.find("canne").unwrap());
    assert!(gant < canne, "{}", recap.text);
}

pub(crate) async fn a_row_of_a_long_list_is_edited_alone_and_the_others_keep_what_they_hold() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let page = citizen.get(&recap.form().action.replace("confirmer", "objets")).await;
    let names: Vec<String> = (1..=25).map(|row| format!("objets.r{row}.nom")).collect();
    let values: Vec<String> = (1..=25).map(|row| format!("objet {row}")).collect();
    let first = page.input_ending(".nom");
    let mut pairs: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(values.iter().map(String::as_str)).collect();
    pairs.extend([(first.as_str(), "chapeau"), ("_action", "refresh")]);
    let page = page.post_on(&mut citizen, &pairs).await;
    assert!(!page.text.contains("name=\"objets.r7.nom\"") && page.text.contains("objet 7"), "{}", page.text);
    let page = page.post_on(&mut citizen, &[("_action", "open:objets.r7")]).await;
    assert!(citizen.address.contains("?ligne=objets.r7#objets-r7"), "{}", citizen.address);
    assert_eq!(page.value("objets.r7.nom").as_deref(), Some("objet 7"));
    assert_eq!(page.form().pairs.iter().filter(|(name, _)| name.starts_with("objets.")).count(), 1, "{}", page.text);
    // What is wrong opens its row.
    page.post_on(&mut citizen, &[("objets.r7.nom", ""), ("_action", "refresh")]).await;
    let page = citizen.get(&recap.form().action.replace("confirmer", "objets")).await;
    let refused = page.post_on(&mut citizen, &[("_action", "continue")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert_eq!(refused.value("objets.r7.nom").as_deref(), Some(""));
    let next = refused.post_on(&mut citizen, &[("objets.r7.nom", "parapluie"), ("_action", "continue")]).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}", citizen.address);
    let told = |text: &str| next.text.contains(text);
    assert!(told("parapluie") && !told("objet 7<") && told("objet 6") && told("objet 25"), "{}", next.text);
    // A row that is not there opens nothing and breaks nothing.
    let page = citizen.get(&recap.form().action.replace("confirmer", "objets")).await;
    let page = page.post_on(&mut citizen, &[("_action", "open:objets.rnone")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(citizen.address.ends_with("/objets"), "{}", citizen.address);
}

pub(crate) async fn a_script_keeps_the_rows_that_are_edited_open() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let recap = world.recap(&mut citizen, "Toulouse").await;
    let page = citizen.get(&recap.form().action.replace("confirmer", "objets")).await;
    let names: Vec<String> = (1..=25).map(|row| format!("objets.r{row}.nom")).collect();
    let first = page.input_ending(".nom");
    let mut pairs: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "gant")).collect();
    pairs.extend([(first.as_str(), "chapeau"), ("_action", "refresh")]);
    let page = page.post_on(&mut citizen, &pairs).await;
    citizen.by_script = true;
    let page = page.post_on(&mut citizen, &[("_action", "open:objets.r7")]).await;
    let page = page.post_on(&mut citizen, &[("objets.r7.nom", "moufle"), ("_action", "open:objets.r9")]).await;
    assert_eq!(page.value("objets.r7.nom").as_deref(), Some("moufle"), "{}", page.text);
    assert_eq!(page.value("objets.r9.nom").as_deref(), Some("gant"));
    let page = page.post_on(&mut citizen, &[("_action", "copy:objets.r9")]).await;
    let open: Vec<String> =
        page.form().pairs.into_iter().filter(|(name, _)| name.starts_with("objets.")).map(|(_, value)| value).collect();
    assert_eq!(open, ["gant"], "the copy alone: {}", page.text);
}

/// The page of the objects with two of them, a hat and a glove; and the path of the first.
async fn two_objects(world: &World, citizen: &mut Browser) -> (Page, String) {
    let recap = world.recap(citizen, "Toulouse").await;
    let page = citizen.get(&recap.form().action.replace("confirmer", "objets")).await;
    let first = page.input_ending(".nom");
    let answers = [(&*first, "chapeau"), ("objets.rdeux.nom", "gant"), ("_action", "refresh")];
    let page = page.post_on(citizen, &answers).await;
    (page, first.strip_suffix(".nom").unwrap().to_owned())
}

pub(crate) async fn a_row_that_was_taken_away_is_put_back_by_a_plain_button_until_one_goes_on() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (page, row) = two_objects(&world, &mut citizen).await;
    let objects = page.form().action;
    let page = page.post_on(&mut citizen, &[("_action", &format!("remove:{row}"))]).await;
    assert!(citizen.address.ends_with("/objets#objets--removed"), "{}", citizen.address);
    assert!(page.value(&format!("{row}.nom")).is_none());
    let told = |page: &Page| page.text.replace(['\u{a0}', '\u{202f}'], " ").contains("Retiré : Objet 1 (chapeau).");
    assert!(told(&page) && page.text.contains("value=\"restore:objets:"), "{}", page.text);
    // What a script asks for meanwhile leaves it, and it comes back in its place.
    let page = page.post_on(&mut citizen, &[("objets.rdeux.nom", "moufle"), ("_action", "refresh")]).await;
    assert!(told(&page), "{}", page.text);
    let restore = format!("restore:objets:{}", row.strip_prefix("objets.").unwrap());
    let page = page.post_on(&mut citizen, &[("_action", &restore)]).await;
    let names = page.form().pairs.into_iter().filter(|(name, _)| name.starts_with("objets."));
    assert_eq!(names.map(|(_, value)| value).collect::<Vec<_>>(), ["chapeau", "moufle"]);
    assert!(!told(&page) && citizen.address.contains("?ligne="), "{}", citizen.address);
    // Once one has gone on, nothing of it is left.
    let page = page.post_on(&mut citizen, &[("_action", &format!("remove:{row}"))]).await;
    page.post_on(&mut citizen, &[("_action", "continue")]).await;
    let page = citizen.get(&objects).await;
    let page = page.post_on(&mut citizen, &[("_action", &restore)]).await;
    assert!(!told(&page) && !page.text.contains("chapeau"), "{}", page.text);
    assert!(page.text.contains("Ce retrait ne peut plus être annulé"), "{}", page.text);
}

pub(crate) async fn a_second_click_back_and_another_tab_neither_make_a_removed_row_again_nor_lose_it() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (old, row) = two_objects(&world, &mut citizen).await;
    let remove = format!("remove:{row}");
    let told = |page: &Page| page.text.replace(['\u{a0}', '\u{202f}'], " ").contains("Retiré : Objet 1 (chapeau).");
    old.post_on(&mut citizen, &[("_action", &remove)]).await;
    let page = old.post_on(&mut citizen, &[("_action", &remove)]).await;
    assert!(told(&page), "a second click: {}", page.text);
    // « Précédent », or another tab: the row is told as taken away before one goes on, and does not come back by itself.
    let page = old.post_on(&mut citizen, &[("objets.rdeux.nom", "moufle"), ("_action", "continue")]).await;
    assert!(citizen.address.ends_with("/objets") && told(&page), "{} {}", citizen.address, page.text);
    assert!(page.value(&format!("{row}.nom")).is_none() && page.value("objets.rdeux.nom").as_deref() == Some("moufle"));
    let restore = format!("restore:objets:{}", row.strip_prefix("objets.").unwrap());
    let page = page.post_on(&mut citizen, &[("_action", &restore)]).await;
    assert_eq!(page.value(&format!("{row}.nom")).as_deref(), Some("chapeau"));
    let page = page.post_on(&mut citizen, &[("_action", &remove)]).await;
    page.post_on(&mut citizen, &[("_action", "continue")]).await;
    assert!(!citizen.address.ends_with("/objets"), "who saw it goes on: {}", citizen.address);
}
