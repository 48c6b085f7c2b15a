//! Typing finds what people mean, the likeliest first.

use referentials::{Kind, Referentials, Status};

fn names(kind: Kind, query: &str, limit: usize) -> Vec<String> {
    Referentials::embedded().search(kind, query, limit).into_iter().map(|entry| entry.nom).collect()
}

fn first(kind: Kind, query: &str) -> String {
    names(kind, query, 1).pop().unwrap_or_default()
}

#[test]
fn spelling_does_not_matter() {
    for typed in
        ["Épinay-sur-Seine", "epinay sur seine", "EPINAY SUR SEINE", "épinay  sur-seine", "E\u{301}pinay s/ Seine"]
    {
        assert_eq!(first(Kind::Communes, typed), "Épinay-sur-Seine", "{typed}");
    }
    for typed in ["L'Haÿ-les-Roses", "l’hay les roses", "hay les roses"] {
        assert_eq!(first(Kind::Communes, typed), "L'Haÿ-les-Roses", "{typed}");
    }
    assert_eq!(first(Kind::Communes, "St Denis"), "Saint-Denis");
    assert_eq!(first(Kind::Communes, "ste foy les lyon"), "Sainte-Foy-lès-Lyon");
    assert_eq!(first(Kind::Communes, "Mont St Aignan"), "Mont-Saint-Aignan");
    assert!(
        names(Kind::Communes, "st", 50).iter().any(|nom| nom == "Strasbourg"),
        "« st » may be the beginning of a name"
    );
}

#[test]
fn the_whole_name_comes_first_then_the_larger_town() {
    assert_eq!(names(Kind::Communes, "toul", 2), ["Toul", "Toulouse"]);
    assert_eq!(first(Kind::Communes, "mars"), "Mars");
    assert_eq!(first(Kind::Communes, "marse"), "Marseille");
    assert_eq!(first(Kind::Communes, "havre"), "Le Havre");
    assert_eq!(first(Kind::Communes, "sables d'olonne"), "Les Sables-d'Olonne");
    // A later word finds too, after the names that begin so.
    let rouvray = names(Kind::Communes, "rouvray", 20);
    assert_eq!(rouvray[0], "Rouvray");
    assert!(rouvray.contains(&"Saint-Étienne-du-Rouvray".to_owned()));
    assert_eq!(first(Kind::Communes, "etienne rouvray"), "Saint-Étienne-du-Rouvray");
}

#[test]
fn numbers_are_postal_codes_and_codes() {
    let search = |query: &str, limit| Referentials::embedded().search(Kind::Communes, query, limit);
    assert_eq!(first(Kind::Communes, "31000"), "Toulouse");
    assert_eq!(first(Kind::Communes, "310"), "Toulouse");
    assert_eq!(first(Kind::Communes, "31555"), "Toulouse");
    assert_eq!(first(Kind::Communes, "2a004"), "Ajaccio");
    // The postal code that was typed is the one shown.
    assert_eq!(search("31400", 1)[0].detail, "31400, Haute-Garonne");
    assert_eq!(search("toulouse 31400", 1)[0].detail, "31400, Haute-Garonne");
    assert_eq!(names(Kind::Communes, "saint-pierre 97410", 5), ["Saint-Pierre"]);
    assert!(search("saint-pierre 974", 5).iter().all(|entry| entry.departement.as_deref() == Some("974")));
    assert_eq!(names(Kind::Communes, "paris 12", 5), ["Paris 12e Arrondissement"]);
    assert!(search("01", 50).iter().all(|entry| {
        entry.code.starts_with("01") || entry.codes_postaux.iter().any(|code| code.starts_with("01"))
    }));
}

#[test]
fn births_know_the_places_that_merged() {
    let births = |query: &str| Referentials::embedded().search(Kind::CommunesNaissance, query, 10);
    let lomme = &births("Lomme")[0];
    assert_eq!(
        (lomme.code.as_str(), lomme.status, lomme.detail.as_str(), lomme.parent.as_deref()),
        ("59355", Status::Associated, "Nord, Lille", Some("59350"))
    );
    assert!(names(Kind::Communes, "lomme", 50).iter().all(|nom| nom != "Lomme"));
    // Today's commune keeps the code of one of its parts: the pair of code and name tells them apart.
    let lists = Referentials::embedded();
    assert_eq!(lists.get(Kind::CommunesNaissance, "01015").unwrap().nom, "Arboys en Bugey");
    assert_eq!(lists.find(Kind::CommunesNaissance, "01015", "ARBIGNIEU").unwrap().status, Status::Delegated);
    assert_eq!(lists.find(Kind::Communes, "01015", "Arbignieu"), None);
    assert_eq!(lists.find(Kind::Communes, "31555", "Paris"), None);
}

#[test]
fn countries_and_nationalities() {
    let lists = Referentials::embedded();
    let germany = lists.get(Kind::Pays, "99109").unwrap();
    assert_eq!((germany.nom.as_str(), germany.iso.as_deref()), ("Allemagne", Some("DEU")));
    assert_eq!(first(Kind::Pays, "etats unis"), "États-Unis");
    assert_eq!(first(Kind::Pays, "USA"), "États-Unis");
    assert_eq!(first(Kind::Pays, "angleterre"), "Royaume-Uni");
    assert_eq!(first(Kind::Pays, "cote d ivoire"), "Côte d'Ivoire");
    assert_eq!(first(Kind::Pays, "fr"), "France");
    assert_eq!(first(Kind::Pays, "niger"), "Niger");
    assert_eq!(first(Kind::Nationalites, "fran"), "Française");
    assert_eq!(first(Kind::Nationalites, "France"), "Française");
    assert_eq!(first(Kind::Nationalites, "apatride"), "Apatride");
    assert_eq!(lists.get(Kind::Nationalites, "99109").unwrap().nom, "Allemande");
    assert_eq!(lists.get(Kind::Pays, "XXA"), None, "a stateless person has no country");
    assert_eq!(lists.get(Kind::Nationalites, "99430"), None, "Greenlanders are Danes");
    assert_eq!(first(Kind::Departements, "haute-garonne"), "Haute-Garonne");
    assert_eq!(first(Kind::Departements, "2a"), "Corse-du-Sud");
}

#[test]
fn anything_may_be_typed() {
    for typed in [
        "",
        " ",
        "-",
        "'",
        "\u{0}",
        "\n",
        "\t",
        "%",
        "(",
        ")",
        "()",
        "99999999999999999999",
        "0",
        "２",
        "🙂",
        "Ω",
        "a\nb",
        "\u{202e}",
        "st st st st",
    ] {
        for kind in Kind::ALL {
            let _ = Referentials::embedded().search(*kind, typed, 10);
            let _ = Referentials::embedded().resolve(*kind, typed);
        }
    }
    assert!(names(Kind::Communes, "", 10).is_empty());
    assert!(names(Kind::Communes, &"xq ".repeat(500_000), 10).is_empty());
    assert_eq!(names(Kind::Communes, "s", usize::MAX).len(), 50);
    assert!(names(Kind::Communes, "s", 0).is_empty());
}
