//! What is known of a citizen fills in what they agreed to and nothing else; whatever a post says of it.

use std::collections::{BTreeMap, BTreeSet};

use form::{
    answers::{Answer, Answers, PartialDate, Source, Value},
    demarche::Demarche,
    journey,
    known::{self, Agreed, Holder, Known},
    prefill,
    problem::{Problem, ProblemKind},
    reading::{self, Posting},
    recap::Recap,
    state::State,
    vault::{Assurance, Held, Origin, VaultItem},
};
use jiff::{Timestamp, civil::Date};

use crate::{
    journey_faults::{demarche, facts},
    workshop::shipped,
};

const DAY: Date = Date::constant(2026, 2, 3);

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn typed(value: Value) -> Held {
    Held::typed(value, DAY)
}

fn verified(value: Value) -> Held {
    let assurance = Assurance::Verified { by: "FranceConnect".to_owned(), level: "eidas1".to_owned() };
    Held { value, origin: Origin::Identity { provider: "FranceConnect".to_owned() }, on: DAY, assurance }
}

fn provider() -> Holder {
    Holder::Provider { id: "fc".to_owned(), name: "FranceConnect".to_owned() }
}

fn known(holder: Holder, key: &str, values: &[(&str, Held)]) -> Known {
    let values = values.iter().map(|(path, held)| ((*path).to_owned(), held.clone())).collect();
    Known { holder, items: BTreeMap::from([(key.to_owned(), VaultItem { values })]) }
}

fn agree(answers: &mut Answers, names: &[&str]) {
    let number = answers.agreed().map_or(0, |agreed| agreed.number) + 1;
    let names: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
    answers.agree(Agreed { number, at: Timestamp::UNIX_EPOCH, names, marks: BTreeMap::new() });
}

fn value(answers: &Answers, path: &str) -> Option<String> {
    match answers.value(path)? {
        Value::Text(text) => Some(text.clone()),
        other => Some(format!("{other:?}")),
    }
}

const SCHEMA: &str = r#"type: object
required: [pour]
properties:
  pour: { title: Pour qui, oneOf: [{ const: moi, title: Moi }, { const: autrui, title: Autrui }] }
  vous: { $ref: "component:identity@1", title: Vous }
  enfant: { $ref: "component:identity@1", title: La personne }
"#;
const REST: &str = "pages:
  - { id: un, title: Un, fields: [pour, vous, { vous.nom: { locked: true } }, enfant] }
login: { required: true }
recipients: [{ id: r, title: R, to: { organisation: \"99900000100019\", branch: JCC }, receives: all }]
prefill: { vous: identity, enfant: { from: identity, when: \"pour == 'moi'\" } }
";

fn form() -> Demarche {
    demarche(SCHEMA, REST)
}

/// What the vault and the provider know: they agree on nothing but the first names.
fn both() -> Vec<Known> {
    let born = PartialDate { year: 1950, month: None, day: None };
    vec![
        known(
            Holder::Vault,
            "identity",
            &[
                ("nom", typed(text("Durand"))),
                ("prenoms", typed(text("Zoé"))),
                ("nom_usage", typed(text("Petit"))),
                ("civilite", typed(text("MME"))),
            ],
        ),
        known(
            provider(),
            "identity",
            &[
                ("nom", verified(text("DUPONT"))),
                ("prenoms", verified(text("Zoé"))),
                ("nom_usage", Held { assurance: Assurance::Declared, ..verified(text("Grand")) }),
                ("naissance.date", verified(Value::PartialDate(born))),
            ],
        ),
    ]
}

#[test]
fn nothing_is_filled_in_before_it_is_agreed_to_and_nothing_else_after() {
    let (demarche, facts, known) = (form(), facts(), both());
    let mut answers = Answers::default();
    assert!(!prefill::apply(&demarche, 0, &mut answers, &known, &facts), "nobody was asked");
    assert!(answers.is_empty());
    let offered: Vec<(String, bool, usize)> = known::offers(&demarche, &known)
        .iter()
        .map(|offer| (offer.name.clone(), offer.fills.iter().any(|fills| fills.always), offer.instead.len()))
        .collect();
    let offers =
        |name: &str| offered.iter().find(|(offered, ..)| offered == name).map(|(_, sure, other)| (*sure, *other));
    assert_eq!(offers("by-fc/identity:nom"), Some((true, 1)), "vouched for before typed, which is told: {offered:?}");
    assert_eq!(offers("by-fc/identity:prenoms"), Some((true, 0)), "they say the same");
    assert_eq!(offers("vault/identity:nom_usage"), Some((true, 1)), "nobody vouches for it: one's own word first");
    assert_eq!(offers("vault/identity:civilite"), Some((true, 0)));
    assert_eq!(offers("by-fc/identity:naissance.date"), Some((true, 0)));
    assert_eq!(offered.len(), 5, "{offered:?}");

    agree(&mut answers, &["by-fc/identity:nom", "vault/identity:nom_usage"]);
    assert!(prefill::apply(&demarche, 0, &mut answers, &known, &facts));
    assert_eq!(value(&answers, "vous.nom").as_deref(), Some("DUPONT"));
    assert_eq!(value(&answers, "vous.nom_usage").as_deref(), Some("Petit"));
    for refused in ["vous.prenoms", "vous.naissance.date", "vous.civilite", "enfant.nom"] {
        assert_eq!(value(&answers, refused), None, "{refused}");
    }
    let told = Source::Identity {
        provider: "fc".to_owned(),
        name: "FranceConnect".to_owned(),
        on: Some(DAY),
        assurance: verified(text("")).assurance,
    };
    assert_eq!(answers.get("vous.nom").unwrap().source, told);
    let recap = Recap::of_received(&State::new(&demarche, &answers, &facts), None);
    assert!(
        recap.provenance().iter().any(|one| one.path == "vous.nom" && *one.source == told),
        "recipients read it too"
    );

    // Otherwise decided: what is refused goes, what was typed stays.
    let typed = Answer {
        value: Some(text("Zoé-Lou")),
        typed: BTreeMap::new(),
        source: Source::Typed,
        at: Timestamp::UNIX_EPOCH,
    };
    answers.set("vous.prenoms", typed);
    agree(&mut answers, &["vault/identity:nom_usage"]);
    assert!(prefill::take_back_refused(&demarche, &mut answers, Timestamp::UNIX_EPOCH));
    assert!(!prefill::apply(&demarche, 0, &mut answers, &known, &facts), "the vault's other name was not agreed to");
    assert_eq!(value(&answers, "vous.nom"), None);
    assert_eq!(value(&answers, "vous.nom_usage").as_deref(), Some("Petit"));
    assert_eq!(value(&answers, "vous.prenoms").as_deref(), Some("Zoé-Lou"));
    agree(&mut answers, &[]);
    assert!(prefill::take_back_refused(&demarche, &mut answers, Timestamp::UNIX_EPOCH));
    assert_eq!(value(&answers, "vous.nom_usage"), None);
}

#[test]
fn what_a_provider_says_of_one_person_never_fills_in_another() {
    let (demarche, facts, known) = (form(), facts(), both());
    let mut answers = Answers::default();
    agree(&mut answers, &["by-fc/identity:nom", "by-fc/identity:naissance.date"]);
    prefill::apply(&demarche, 0, &mut answers, &known, &facts);
    assert_eq!(value(&answers, "enfant.nom"), None, "nobody said for whom");
    let say = |answers: &mut Answers, whom: &str| {
        let pairs = [("pour".to_owned(), whom.to_owned())];
        reading::read_page(&demarche, 0, answers, &Posting { pairs: &pairs, now: Timestamp::UNIX_EPOCH }, &facts);
        prefill::apply(&demarche, 0, answers, &known, &facts);
    };
    say(&mut answers, "moi");
    assert_eq!(value(&answers, "enfant.nom").as_deref(), Some("DUPONT"));
    say(&mut answers, "autrui");
    assert_eq!(value(&answers, "enfant.nom"), None, "taken back with the answer that allowed it");
    assert_eq!(value(&answers, "enfant.naissance.date"), None);
    assert_eq!(value(&answers, "vous.nom").as_deref(), Some("DUPONT"));
    // What the provider said is kept as theirs, and not as the citizen's own word.
    let kept = &prefill::collect(&State::new(&demarche, &answers, &facts))["identity"].values["nom"];
    assert_eq!(*kept, verified(text("DUPONT")));
}

fn earlier(id: &str) -> Holder {
    Holder::Dossier {
        id: id.to_owned(),
        reference: format!("ESS-{id}"),
        demarche: "carte".to_owned(),
        title: "Carte".to_owned(),
        on: DAY,
    }
}

fn told_in(id: &str, items: &[(&str, &[(&str, Held)])]) -> Known {
    let items = items.iter().map(|(key, values)| known(earlier(id), key, values).items).fold(
        BTreeMap::new(),
        |mut all, one| {
            all.extend(one);
            all
        },
    );
    Known { holder: earlier(id), items }
}

#[test]
fn an_earlier_dossier_adds_what_nobody_says_of_the_same_person_and_is_named_to_them_alone() {
    let schema =
        SCHEMA.replace("  enfant:", "  adresse: { $ref: \"component:address-fr@1\", title: Adresse }\n  enfant:");
    let rest = REST.replace("enfant] }", "adresse, enfant] }").replace("{ vous:", "{ adresse: home_address, vous:");
    let (demarche, facts) = (demarche(&schema, &rest), facts());
    let names = |known: &[Known]| -> Vec<String> {
        known::offers(&demarche, known).iter().map(|offer| offer.name.clone()).collect()
    };
    let street = |street: &str| typed(text(street));
    let vault = || {
        let mut vault =
            known(Holder::Vault, "identity", &[("nom", typed(text("Müller"))), ("prenoms", typed(text("Zoé")))]);
        vault.items.extend(known(Holder::Vault, "home_address", &[("voie", street("1 rue Neuve"))]).items);
        vault
    };
    // The same person, written otherwise; another place.
    let same = told_in(
        "a",
        &[
            (
                "identity",
                &[
                    ("nom", typed(text("MULLER"))),
                    ("prenoms", typed(text("Zoé, Ada"))),
                    ("nom_usage", typed(text("Petit"))),
                ],
            ),
            ("home_address", &[("voie", street("5 rue du Taur")), ("complement", street("3e étage"))]),
        ],
    );
    let offered = names(&[vault(), same.clone()]);
    assert!(offered.contains(&"in-a/identity:nom_usage".to_owned()), "{offered:?}");
    assert!(offered.contains(&"vault/home_address:voie".to_owned()), "{offered:?}");
    assert!(
        !offered.iter().any(|name| name.starts_with("in-a/home_address")),
        "no floor of another house: {offered:?}"
    );
    // Somebody else, for whom it was filed: nothing of them.
    let other = told_in("b", &[("identity", &[("nom", typed(text("Durand"))), ("nom_usage", typed(text("Grand")))])]);
    let offered = names(&[vault(), other.clone(), same.clone()]);
    assert!(!offered.iter().any(|name| name.starts_with("in-b/")), "{offered:?}");
    assert!(offered.contains(&"in-a/identity:nom_usage".to_owned()), "who is not heard silences nobody: {offered:?}");
    // With nothing kept, the newest tells where somebody lives, and it alone.
    let newest = told_in("c", &[("home_address", &[("voie", street("9 rue Vieille"))])]);
    let offered = names(&[newest, same.clone()]);
    assert!(offered.contains(&"in-c/home_address:voie".to_owned()), "{offered:?}");
    assert!(!offered.iter().any(|name| name.starts_with("in-a/home_address")), "{offered:?}");

    // Corrected since it was shown, it is another value, which nobody agreed to.
    let shown = [vault(), same.clone()];
    let agreed_to = BTreeSet::from(["in-a/identity:nom_usage".to_owned()]);
    let mut answers = Answers::default();
    answers.agree(Agreed::to(1, facts.now, agreed_to, &known::offers(&demarche, &shown)));
    let mut corrected = shown.clone();
    corrected[1].items.get_mut("identity").unwrap().values.get_mut("nom_usage").unwrap().value = text("Grand");
    assert!(!prefill::apply(&demarche, 0, &mut answers, &corrected, &facts));
    assert!(prefill::apply(&demarche, 0, &mut answers, &shown, &facts));

    let mut answers = Answers::default();
    agree(&mut answers, &["in-a/identity:nom_usage"]);
    assert_eq!(answers.agreed().unwrap().dossiers(), BTreeSet::from(["a"]));
    assert!(prefill::apply(&demarche, 0, &mut answers, &[vault(), same], &facts));
    assert_eq!(value(&answers, "vous.nom_usage").as_deref(), Some("Petit"));
    assert_eq!(value(&answers, "vous.nom"), None, "what was not agreed to");
    let state = State::new(&demarche, &answers, &facts);
    let own = serde_json::to_string(&Recap::of(&state)).unwrap();
    assert!(own.contains("ESS-a") && own.contains("Carte"), "{own}");
    let sent = serde_json::to_string(&Recap::of_received(&state, None)).unwrap();
    assert!(sent.contains("\"from\":\"dossier\"") && !sent.contains("ESS-a") && !sent.contains("Carte"), "{sent}");
    // Kept, it is what was given in that démarche.
    let kept = &prefill::collect(&state)["identity"].values["nom_usage"];
    assert_eq!(kept.origin, Origin::Demarche { id: "carte".to_owned(), title: "Carte".to_owned() });
    // Refused, it goes.
    agree(&mut answers, &[]);
    assert!(prefill::take_back_refused(&demarche, &mut answers, Timestamp::UNIX_EPOCH));
    assert_eq!(value(&answers, "vous.nom_usage"), None);
}

/// A value that each kind of question takes, another than `not`.
fn some_value(node: &form::demarche::Node) -> Option<Value> {
    let candidates = [
        text("Essai"),
        text("M"),
        text("zoe@exemple.fr"),
        text("0639981234"),
        text("31000"),
        Value::Date(Date::constant(1990, 8, 24)),
        Value::PartialDate(PartialDate { year: 1990, month: Some(8), day: None }),
        Value::YesNo(true),
        Value::Entry { code: "31555".to_owned(), nom: "Toulouse".to_owned() },
        Value::Entry { code: "99100".to_owned(), nom: "France".to_owned() },
        text("+33639981234"),
    ];
    candidates.into_iter().find(|value| form::validation::acceptable(node, value))
}

/// Every question of every shipped démarche that is filled in: locked, no post changes it; else what is posted is the citizen's own word.
#[test]
fn no_post_changes_what_is_locked_or_borrows_the_word_of_who_vouches() {
    let facts = facts();
    let mut tried = 0;
    for mut demarche in shipped() {
        let all = known::offers(&demarche, &[]).len();
        assert_eq!(all, 0, "nothing known, nothing offered");
        let targets: Vec<(String, String)> =
            demarche.prefill.iter().map(|prefill| (prefill.target.clone(), prefill.from.clone())).collect();
        for index in 0..demarche.nodes.len() {
            let node = demarche.nodes[index].clone();
            let filled = targets.iter().any(|(target, _)| form::path::is_within(&node.path, target));
            let (true, Some(field), true) = (filled, node.field(), node.repeated_in.is_empty()) else { continue };
            let (Some(value), Some(page), None) = (some_value(&node), node.page, &node.computed) else { continue };
            if field.field_type.name() == "file" || field.field_type.name() == "attestation" {
                continue;
            }
            let source = provider().source(&verified(value.clone()));
            let answer =
                Answer { value: Some(value.clone()), typed: BTreeMap::new(), source, at: Timestamp::UNIX_EPOCH };
            // As every box of a question of any kind would be posted.
            let names = ["", ".day", ".month", ".year", ".code"].map(|part| format!("{}{part}", node.path));
            for forged in ["Mallory", "M", "12", "1951", "31069", "mallory@exemple.fr", "", "false"] {
                let pairs: Vec<(String, String)> = names.iter().map(|name| (name.clone(), forged.to_owned())).collect();
                let posting = Posting { pairs: &pairs, now: Timestamp::UNIX_EPOCH };
                for locked in [true, false] {
                    demarche.nodes[index].locked = locked;
                    let mut answers = Answers::default();
                    answers.set(node.path.as_str(), answer.clone());
                    reading::read_page(&demarche, page, &mut answers, &posting, &facts);
                    let now = answers.get(&node.path).unwrap();
                    if locked {
                        assert_eq!(now, &answer, "{} of {} with {forged:?}", node.path, demarche.id);
                    } else if now.value != answer.value || now.typed != answer.typed {
                        assert_eq!(now.source, Source::Typed, "{} of {} with {forged:?}", node.path, demarche.id);
                    }
                    tried += 1;
                }
                demarche.nodes[index].locked = node.locked;
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

#[test]
fn what_was_agreed_to_is_the_value_that_was_shown() {
    let (demarche, facts, before) = (form(), facts(), both());
    let mut after = both();
    let items = after[0].items.get_mut("identity").unwrap();
    items.values.get_mut("nom_usage").unwrap().value = text("Martin");
    let decide = |answers: &mut Answers, shown: &[Known]| {
        let names = BTreeSet::from(["vault/identity:nom_usage".to_owned()]);
        answers.agree(Agreed::to(1, facts.now, names, &known::offers(&demarche, shown)));
    };
    let mut answers = Answers::default();
    decide(&mut answers, &before);
    assert!(!prefill::apply(&demarche, 0, &mut answers, &after, &facts), "nobody was shown that");
    assert!(prefill::is_left_open(&demarche, 0, &answers));
    assert!(prefill::apply(&demarche, 0, &mut answers, &before, &facts));
    assert_eq!(value(&answers, "vous.nom_usage").as_deref(), Some("Petit"));
    // Shown anew and agreed to, it takes the place of what was filled in; not of what was typed.
    decide(&mut answers, &after);
    prefill::take_back_changed(&demarche, &mut answers, &after, facts.now);
    assert!(prefill::apply(&demarche, 0, &mut answers, &after, &facts));
    assert_eq!(value(&answers, "vous.nom_usage").as_deref(), Some("Martin"));
    let own = Answer { source: Source::Typed, ..answers.get("vous.nom_usage").unwrap().clone() };
    answers.set("vous.nom_usage", own);
    decide(&mut answers, &before);
    prefill::take_back_changed(&demarche, &mut answers, &before, facts.now);
    assert_eq!(value(&answers, "vous.nom_usage").as_deref(), Some("Martin"));
}

#[test]
fn a_page_from_before_brings_back_nothing_that_was_taken_back() {
    let (demarche, facts, known) = (form(), facts(), both());
    let mut answers = Answers::default();
    agree(&mut answers, &["vault/identity:nom_usage"]);
    prefill::apply(&demarche, 0, &mut answers, &known, &facts);
    agree(&mut answers, &[]);
    let (shown, later) = (facts.now, Timestamp::from_second(60).unwrap());
    prefill::take_back_refused(&demarche, &mut answers, later);
    let post = |answers: &mut Answers, typed: &str, shown: Timestamp| {
        let gone = answers.taken_back_since(shown);
        let pairs = [("vous.nom_usage".to_owned(), typed.to_owned())];
        reading::read_page(&demarche, 0, answers, &Posting { pairs: &pairs, now: later }, &facts);
        answers.take_out_again(gone)
    };
    assert!(post(&mut answers, "Petit", shown), "it was filled in, not typed");
    assert_eq!(value(&answers, "vous.nom_usage"), None);
    assert!(post(&mut answers, "Petit", shown), "nor the second time");
    // What is typed otherwise is typed, and so is the same on a page that did not show it.
    assert!(!post(&mut answers.clone(), "Grand", shown));
    assert!(!post(&mut answers, "Petit", later));
    assert_eq!(value(&answers, "vous.nom_usage").as_deref(), Some("Petit"));
    assert!(answers.taken_back_since(shown).is_empty());
}

#[test]
fn whoever_refused_what_cannot_be_typed_is_not_told_to_type_it() {
    let (demarche, facts) = (form(), facts());
    let answers = Answers::default();
    let missing = |path: &str| Problem { path: path.to_owned(), part: String::new(), kind: ProblemKind::Required };
    let problems = [missing("vous.nom"), missing("vous.prenoms")];
    let view = journey::page_view(&State::new(&demarche, &answers, &facts), 0, &problems);
    let said: Vec<(&str, &str)> = view.problems.iter().map(|one| (one.problem.path.as_str(), one.field_type)).collect();
    assert_eq!(said, [("vous.nom", "locked"), ("vous.prenoms", "text")]);
}
