//! Merges a commune away under dossiers that were filed for it: the server takes in the new list, and they open as before.

use std::fs;

use crate::support::{World, first_case, follow_link, here, reference, run};

/// L'Union, which this list of the next year makes a part of Toulouse.
const BEFORE: &str = "31561\tC\tL'Union\t";
const AFTER: &str = "31561\tD\tL'Union\t31555\t";

/// The list of the program, where one commune has merged into another.
fn merged() -> String {
    let list = fs::read_to_string(here().join("../referentials/data/communes.tsv")).expect("the list of the program");
    assert!(list.contains(BEFORE), "the commune of this trial is not in the list any more");
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| if line.starts_with(BEFORE) { format!("{AFTER}\t\n") } else { format!("{line}\n") }).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dossier_of_a_commune_opens_after_it_has_merged() {
    let forms = here().join("forms/essai-fusion").display().to_string();
    let mut world = World::prepare(&["--forms", &forms]);
    world.up();
    let mut citizen = world.robot().await;
    let page = citizen.post("/demarches/essai-fusion", &[("_csrf", "")]).await.expect("a draft");
    let values = [("nom", "Zoé"), ("commune", "L'Union")];
    let page = citizen.submit(&page, &values).await.expect("saved");
    // Where the page tells first who receives it, whoever files goes on from there.
    let recap = if citizen.address.ends_with("/recapitulatif") {
        page
    } else {
        citizen.submit(&page, &[]).await.expect("the recap")
    };
    assert!(
        recap.text().contains("L&#x27;Union (31)")
            || recap.text().contains("L'Union (31)")
            || recap.text().contains("L&#39;Union (31)"),
        "{}",
        recap.text()
    );
    let done = citizen.submit(&recap, &[("attest", "true")]).await.expect("filed");
    assert!(citizen.address.ends_with("/confirmation"), "{}\n{}", citizen.address, done.text());
    let (told, follow) = (reference(&done).expect("a reference"), follow_link(&done).expect("a follow-up link"));
    let receipt = citizen.visit(&format!("{follow}/recu.pdf")).await.expect("the receipt").body;

    world.kill();
    let list = world.scratch("communes.tsv");
    fs::write(&list, merged()).expect("written");
    let (list, data) = (list.display().to_string(), world.data().display().to_string());
    run(&["referentials", "update", &list, "--date", "2027-01-01", "--data", &data]);
    world.up();
    assert!(world.log().contains("2027-01-01"), "the server does not say which list it has:\n{}", world.log());

    let mut later = world.robot().await;
    let page = later.visit(&follow).await.expect("the follow-up page");
    assert_eq!((page.status, reference(&page).as_deref()), (200, Some(told.as_str())), "{}", page.text());
    let again = later.visit(&format!("{follow}/recu.pdf")).await.expect("the receipt");
    assert_eq!((again.status, again.body), (200, receipt), "the receipt is not the same any more");
    let mut agent = world.agent().await;
    let case = first_case(&mut agent).await;
    let opened = agent.visit(&case).await.expect("the case");
    assert_eq!(opened.status, 200);
    assert!(opened.text().contains(&told) && opened.text().contains("Union (31)"), "{}", opened.text());
    let package = agent.visit(&format!("{case}/dossier.zip")).await.expect("the package");
    assert_eq!((package.status, package.body.get(..2)), (200, Some(b"PK".as_slice())));

    // A new draft does not find it: the list is another one indeed.
    let page = later.post("/demarches/essai-fusion", &[("_csrf", "")]).await.expect("a draft");
    let page = later.submit(&page, &values).await.expect("answered");
    assert_eq!(page.status, 422, "{}", page.text());
}
