//! What conditions ask of the directory about a recipient that a département leads to.

use std::{collections::BTreeMap, sync::Arc};

use form::{
    answers::{Answer, Answers, Source, Value},
    connection,
    demarche::Demarche,
    state::State,
};

use crate::sources::{bundle, checked, facts};

/// A question that only a connected office asks, which the département or the commune at `lieu` leads to.
fn demarche(lieu: &str) -> Demarche {
    let schema =
        format!("  lieu: {{ $ref: \"component:{lieu}@1\" }}\n  guichet: {{ title: Quel guichet, type: string }}\n");
    let mut bundle = bundle(&schema, "lieu, guichet");
    let text = bundle
        .text("demarche.yaml")
        .unwrap()
        .replace("{ organisation: \"21310555400017\", branch: X }", "{ departement: lieu }")
        .replacen("fields: [lieu, guichet]", "fields: [lieu, guichet: { show_if: \"connected('mairie')\" }]", 1);
    bundle.files.insert("demarche.yaml".to_owned(), Arc::from(text.into_bytes()));
    checked(&bundle)
}

fn at(code: &str) -> Answers {
    let mut answers = Answers::default();
    let value = Some(Value::Entry { code: code.to_owned(), nom: String::new() });
    answers.set("lieu", Answer { value, typed: BTreeMap::new(), source: Source::Typed, at: facts().now });
    answers
}

fn asked(demarche: &Demarche, answers: &Answers) -> Vec<(String, Option<String>)> {
    let asked = connection::asked(demarche, answers, &facts());
    asked.into_iter().map(|one| (one.recipient.id.clone(), one.place)).collect()
}

fn is_asked_for(demarche: &Demarche, answers: &Answers) -> bool {
    State::new(demarche, answers, &facts()).visible("guichet")
}

#[test]
fn what_hangs_on_an_office_of_a_departement_hangs_on_the_place_that_leads_to_it() {
    for (lieu, here, elsewhere) in [("departement", "31", "32"), ("commune", "31555", "32013")] {
        let demarche = demarche(lieu);
        assert_eq!(asked(&demarche, &Answers::default()), [], "nothing leads to it yet");
        let mut answers = at(here);
        assert_eq!(asked(&demarche, &answers), [("mairie".to_owned(), Some(here.to_owned()))]);
        assert!(!is_asked_for(&demarche, &answers), "nobody has asked the directory");
        answers.set_connected("mairie", Some(here), false);
        assert!(!is_asked_for(&demarche, &answers));
        answers.set_connected("mairie", Some(here), true);
        assert!(is_asked_for(&demarche, &answers));
        // What was said of one place is not said of another.
        let mut moved = at(elsewhere);
        moved.take_connections(&answers);
        assert!(!is_asked_for(&demarche, &moved));
    }
}
