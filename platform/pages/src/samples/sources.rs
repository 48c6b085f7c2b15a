//! Samples of sources that can be asked: before, and everything that can come of it.

use form::{
    answers::Source,
    view::{FieldView, GroupView, Item, SearchState, SearchView},
};

use super::{
    Gallery, day, demarche,
    fields::{field, item, view},
};
use crate::page::{Ask, journey::FormPage};

fn ban() -> SearchView {
    SearchView {
        key: "adresse:ban".to_owned(),
        id: "adresse-ban".to_owned(),
        partner: "ban".to_owned(),
        name: "Base adresse nationale".to_owned(),
        told: "Ce que vous tapez ici est envoyé à la Base adresse nationale, pour y trouver l'adresse écrite comme il faut. Rien d'autre ne lui est envoyé."
            .to_owned(),
        button: "Chercher l'adresse".to_owned(),
        label: Some("Chercher votre adresse".to_owned()),
        hint: Some("Par exemple : 12 rue des Lilas, Toulouse.".to_owned()),
        typed: String::new(),
        state: SearchState::Before,
        choices: Vec::new(),
        taken: String::new(),
        on: None,
        missing: Vec::new(),
        refused: String::new(),
        verified: false,
    }
}

fn quotient() -> SearchView {
    SearchView {
        key: "quotient:qf".to_owned(),
        id: "quotient-qf".to_owned(),
        partner: "api-particulier".to_owned(),
        name: "votre caisse (CAF ou MSA)".to_owned(),
        told: "Votre nom de naissance, vos prénoms, votre naissance et votre sexe sont envoyés à votre caisse, pour connaître votre quotient familial."
            .to_owned(),
        button: "Demander mon quotient familial".to_owned(),
        label: None,
        hint: None,
        verified: true,
        ..ban()
    }
}

fn group(path: &str, title: &str, items: Vec<Item>) -> Vec<Item> {
    vec![Item::Group(GroupView {
        path: path.to_owned(),
        id: path.to_owned(),
        title: title.to_owned(),
        hint: None,
        items,
        table: None,
        problems: Vec::new(),
        warnings: Vec::new(),
    })]
}

/// An address with its search.
fn address(search: SearchView) -> Vec<Item> {
    let taken = search.state == SearchState::Taken;
    let source = || {
        taken.then(|| Source::DataSource {
            name: "Base adresse nationale".to_owned(),
            id: "ban".to_owned(),
            on: Some(day()),
            verified: false,
        })
    };
    let part = |part: &str, label: &str, value: &str| {
        let value = if taken { value.to_owned() } else { String::new() };
        item(FieldView { value, source: source(), ..field(&format!("adresse.{part}"), "text", label) })
    };
    group(
        "adresse",
        "Votre adresse",
        vec![
            Item::Search(Box::new(search)),
            part("voie", "Voie", "12 Rue des Lilas"),
            part("code_postal", "Code postal", "31000"),
        ],
    )
}

/// A family quotient with its question.
fn family(search: SearchView) -> Vec<Item> {
    let verified = search.state == SearchState::Taken;
    let source = Source::DataSource {
        name: "votre caisse (CAF ou MSA)".to_owned(),
        id: "qf".to_owned(),
        on: Some(day()),
        verified: true,
    };
    let value = FieldView {
        read_only: verified,
        shown: if verified { "900".to_owned() } else { String::new() },
        source: verified.then_some(source),
        ..field("quotient.valeur", "integer", "Quotient familial")
    };
    group("quotient", "Votre quotient familial", vec![Item::Search(Box::new(search)), item(value)])
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let page = |title: &str, items: Vec<Item>, gallery: &Gallery<'_>| FormPage {
        chrome: gallery.chrome(),
        demarche: demarche(),
        view: view(title, items),
        action: "/demarches/recensement/d/8Z3K/domicile".to_owned(),
        back_href: Some("/demarches/recensement/d/8Z3K/situation".to_owned()),
        revision: 4,
        retained: Vec::new(),
        notices: Vec::new(),
        differing: Vec::new(),
        known: None,
        connected: Vec::new(),
        unconnected: Vec::new(),
        referentials_base: "/referentiels".to_owned(),
        from_documents: false,
    };
    let typed = |state: SearchState| SearchView { state, typed: "12 rue des lilas toulouse".to_owned(), ..ban() };
    let choices = ["12 Rue des Lilas 31000 Toulouse", "12 Rue des Lilas 31170 Tournefeuille"];
    let found = SearchView { choices: choices.map(str::to_owned).to_vec(), ..typed(SearchState::Choices) };
    let taken = SearchView { taken: choices[0].to_owned(), on: Some(day()), ..typed(SearchState::Taken) };
    let searches = [
        ("search-before", ban()),
        ("search-choices", found),
        ("search-taken", taken),
        ("search-nothing", typed(SearchState::Nothing)),
        (
            "search-refused",
            SearchView {
                refused: "Cet établissement est fermé depuis le 15 novembre 1995.".to_owned(),
                ..typed(SearchState::Refused)
            },
        ),
        ("search-empty", SearchView { state: SearchState::Missing, ..ban() }),
        ("search-later", typed(SearchState::Later)),
        ("search-unavailable", typed(SearchState::Unavailable)),
        ("search-too-often", typed(SearchState::TooOften)),
    ];
    let mut asking = page("Votre domicile", address(ban()), gallery);
    asking.chrome.ask = Some(Ask { href: "/demarches/recensement/d/8Z3K/question".to_owned(), news: false });
    gallery.show("ask", &asking);
    for (name, search) in searches {
        let drawn = page("Votre domicile", address(search), gallery);
        gallery.show(name, &drawn);
    }
    let missing = SearchView {
        state: SearchState::Missing,
        missing: vec!["Date de naissance".to_owned(), "Commune de naissance".to_owned()],
        ..quotient()
    };
    let verified = SearchView { state: SearchState::Taken, on: Some(day()), ..quotient() };
    for (name, search) in [("source-before", quotient()), ("source-missing", missing), ("source-verified", verified)] {
        let drawn = page("Vos ressources", family(search), gallery);
        gallery.show(name, &drawn);
    }
}
