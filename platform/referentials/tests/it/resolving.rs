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
fn a_name_that_opens_the_name_of_a_much_larger_commune_is_asked_about() {
    let names = |typed: &str| choices(typed).into_iter().map(|entry| entry.nom).collect::<Vec<_>>();
    assert_eq!(names("Évry"), ["Évry", "Évry-Courcouronnes", "Évry-Grégy-sur-Yerre"]);
    assert!(names("Bourg").contains(&"Bourg-en-Bresse".to_owned()));
    let clermont = names("Clermont");
    assert!(clermont.iter().filter(|name| *name == "Clermont").count() > 1, "{clermont:?}");
    assert!(clermont.contains(&"Clermont-Ferrand".to_owned()), "{clermont:?}");
    for (typed, taken) in [
        ("Évry 89140", "89162"),
        ("Évry (Yonne)", "89162"),
        ("Évry-Courcouronnes", "91228"),
        ("Paris", "75056"),
        ("Lyon", "69123"),
        ("Toulouse", "31555"),
        ("Nice", "06088"),
        ("Le Blanc (36)", "36018"),
    ] {
        assert_eq!(code(typed), taken, "{typed}");
    }
    assert_eq!(names("Évry (91)")[0], "Évry-Courcouronnes");
}

#[test]
fn an_arrondissement_is_found_however_its_number_is_said() {
    for typed in ["lyon 3", "lyon 3e", "lyon 3eme", "Lyon 3ème", "lyon 3ème arrondissement"] {
        let found = match resolve(typed) {
            Resolved::One(one) => vec![one],
            Resolved::Many(many) => many,
            Resolved::None => Vec::new(),
        };
        assert_eq!(found.first().map(|entry| entry.code.as_str()), Some("69383"), "{typed}: {found:?}");
    }
}

#[test]
fn a_country_that_is_no_more_is_asked_about() {
    let followed = |typed| match Referentials::embedded().resolve(Kind::Pays, typed) {
        Resolved::Many(many) => many.into_iter().map(|entry| entry.nom).collect(),
        other => vec![format!("{other:?}")],
    };
    assert_eq!(followed("URSS").len(), 15);
    assert!(followed("URSS").contains(&"Ukraine".to_owned()));
    assert_eq!(followed("Tchécoslovaquie"), ["Tchéquie", "Slovaquie"]);
    assert!(followed("yougoslavie").contains(&"Serbie".to_owned()));
    assert_eq!(followed("RDA"), ["Allemagne"]);
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
