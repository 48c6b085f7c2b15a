//! Without JavaScript a text is typed, and must mean one thing or be asked about.

use referentials::{Entry, Kind, Referentials, Resolved};

fn resolve(typed: &str) -> Resolved {
    Referentials::embedded().resolve(Kind::Communes, typed)
}

fn code(typed: &str) -> String {
    match resolve(typed) {
        Resolved::One(entry) => entry.code,
        other => format!("{other:?}"),
    }
}

fn choices(typed: &str) -> Vec<Entry> {
    let resolved = resolve(typed);
    assert!(matches!(resolved, Resolved::Many(_)), "{typed}: {resolved:?}");
    let Resolved::Many(entries) = resolved else {
        return Vec::new();
    };
    entries
}

#[test]
fn a_commune_named_in_full_is_taken() {
    for typed in [
        "Toulouse",
        " toulouse ",
        "31000",
        "31500 toulouse",
        "Toulouse 31000",
        "Toulouse (31000)",
        "Toulouse (31)",
        "31555",
        "Toulouse (Haute-Garonne)",
        "TOULOUSE (31400, Haute-Garonne)",
    ] {
        assert_eq!(code(typed), "31555", "{typed}");
    }
    assert_eq!(code("Paris"), "75056");
    assert_eq!(code("paris 12e arrondissement"), "75112");
    assert_eq!(code("Château-Chinon (Ville)"), "58062");
    assert_eq!(code("Château-Chinon (Campagne)"), "58063");
    assert_eq!(code("2A004"), "2A004");
}

#[test]
fn namesakes_and_shared_postal_codes_are_asked_about() {
    let denis = choices("Saint-Denis");
    assert!(denis.len() >= 3 && denis.iter().all(|entry| entry.nom == "Saint-Denis"));
    assert_eq!(code("Saint-Denis (97400)"), "97411");
    assert_eq!(code("st denis (974)"), "97411");
    assert_eq!(code("St-Denis 93200"), "93066");
    assert!(choices("01300").len() > 5);
    assert!(choices("01300").iter().all(|entry| entry.codes_postaux.contains(&"01300".to_owned())));
}

#[test]
fn what_is_only_begun_is_offered_not_taken() {
    assert!(choices("toulous").iter().any(|entry| entry.code == "31555"));
    assert!(
        choices("Toulouse (75001)").iter().any(|entry| entry.code == "31555"),
        "a hint that disagrees decides nothing"
    );
    // Without its article a name may be the beginning of any other.
    for (typed, first) in [("Saint", "Le Saint"), ("havre", "Le Havre")] {
        assert_eq!(choices(typed)[0].nom, first);
    }
    assert!(choices("Saint").len() > 5);
    assert_eq!(code("Havre (76)"), "76351", "what agrees with a hint is sure");
    assert_eq!(resolve("Atlantis"), Resolved::None);
    assert_eq!(resolve(""), Resolved::None);
    assert_eq!(resolve("(31000)"), resolve("31000"));
}

#[test]
fn countries_resolve_by_name_code_and_iso() {
    let pays = |typed| match Referentials::embedded().resolve(Kind::Pays, typed) {
        Resolved::One(entry) => entry.code,
        other => format!("{other:?}"),
    };
    assert_eq!(pays("Guinée"), "99330");
    assert_eq!(pays("maroc"), "99350");
    assert_eq!(pays("99350"), "99350");
    assert_eq!(pays("MAR"), "99350");
    let nationality = Referentials::embedded().resolve(Kind::Nationalites, "Congolaise");
    assert!(matches!(nationality, Resolved::Many(both) if both.len() == 2));
}
