//! Holds the page on personal data to the definition: every question once, every recipient with what it gets and nothing else.

use std::collections::BTreeSet;

use form::{
    demarche::{Ground, NodeKind},
    privacy::Privacy,
    text::Text,
};

use crate::folder::{checked, read, root};

fn joined(titles: &[&Text]) -> String {
    titles.iter().map(|title| &*title.fr).collect::<Vec<_>>().join(" – ")
}

#[test]
fn what_a_demarche_asks_for_sends_and_decides_is_told_from_its_definition() {
    let demarche = checked(&read(&root().join("archetype"), "archetype")).demarche.unwrap();
    let privacy = Privacy::of(&demarche);
    let questions: Vec<_> =
        privacy.asked.iter().flat_map(|page| &page.groups).flat_map(|group| &group.questions).collect();
    let asked = demarche
        .nodes
        .iter()
        .filter(|node| matches!(node.kind, NodeKind::Field(_)) && node.page.is_some() && node.computed.is_none());
    assert_eq!(questions.len(), asked.count(), "each question once, and nothing that is computed or given back");
    let called = |label: &str| *questions.iter().find(|question| joined(&question.titles) == label).unwrap();
    assert!(!called("Justificatif de domicile").optional && !called("Justificatif de domicile").conditional);
    assert!(called("Pourquoi trois véhicules").conditional, "its own condition");
    let host = privacy.asked.iter().find(|page| &*page.title.fr == "Qui vous héberge").unwrap();
    assert!(host.groups[0].questions.iter().all(|question| question.conditional), "that of its page");
    assert_eq!(privacy.known, ["identity", "home_address", "email", "phone"]);
    let [town, till] = &privacy.recipients[..] else { panic!("{:?}", privacy.recipients) };
    assert!(town.parts.is_empty() && town.recipient.when.is_none(), "it gets every answer");
    assert!(till.recipient.when.is_some());
    let gets: BTreeSet<String> = till.parts.iter().map(|titles| joined(titles)).collect();
    assert_eq!(gets.len(), 5);
    assert!(
        gets.iter().any(|part| part.starts_with("Vous – "))
            && gets.iter().any(|part| part.starts_with("Vous joindre – "))
    );
    let automatic = &privacy.automatic;
    assert_eq!(
        automatic.stops.iter().map(|text| &*text.fr).collect::<Vec<_>>(),
        ["Cette carte est réservée aux habitants de Toulouse"]
    );
    assert!(automatic.rules.iter().any(|text| text.fr.starts_with("Cette carte se demande dès 18 ans")));
    assert!(automatic.warnings.iter().any(|text| text.fr.starts_with("Trois véhicules")));
    assert!(automatic.rules.iter().all(|text| !text.fr.starts_with("Trois véhicules")));
    assert!(automatic.computed.iter().any(|titles| joined(titles) == "Total par an"));
    assert_eq!(privacy.grounds, [Ground::PublicTask].into());
}
