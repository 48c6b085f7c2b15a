//! Newer lists take the place of ours. The communes below are invented.

use referentials::{Kind, Referentials, communes_of_package, dated, stated};

/// The package's file before a merger on 1 January, and after it.
const BEFORE: &str = r#"[{"code":"01998","nom":"Haut-Exemple","type":"commune-actuelle","population":200,"codesPostaux":["01990"]},
 {"code":"01999","nom":"Bas-Exemple","type":"commune-actuelle","population":300,"codesPostaux":["01990","01991"]}]"#;
const AFTER: &str = r#"[{"code":"01999","nom":"Les Deux Exemples","type":"commune-actuelle","population":500,"codesPostaux":["01990","01991"]},
 {"code":"01998","nom":"Haut-Exemple","type":"commune-deleguee","chefLieu":"01999"},
 {"code":"01999","nom":"Bas-Exemple","type":"commune-deleguee","chefLieu":"01999"}]"#;

fn list(json: &str, date: &str) -> String {
    let lines = communes_of_package(json.as_bytes()).unwrap();
    dated(Kind::Communes, lines.as_bytes(), "essai", date).unwrap()
}

#[test]
fn a_commune_that_merged_is_no_home_any_more_and_stays_a_birthplace() {
    let before = list(BEFORE, "2026-01-01");
    let before = Referentials::with([(Kind::Communes, before.as_bytes())]).unwrap();
    assert_eq!(before.get(Kind::Communes, "01998").unwrap().nom, "Haut-Exemple");
    let after = list(AFTER, "2027-01-01");
    let after = Referentials::with([(Kind::Communes, after.as_bytes())]).unwrap();
    assert_eq!(after.date(Kind::Communes), "2027-01-01");
    assert_ne!(after.hash(Kind::Communes), before.hash(Kind::Communes));
    assert_eq!(after.get(Kind::Communes, "01998"), None);
    assert_eq!(after.get(Kind::Communes, "01999").unwrap().nom, "Les Deux Exemples");
    assert_eq!((before.count(Kind::Communes), after.count(Kind::Communes)), (2, 1));
    let birth = after.get(Kind::CommunesNaissance, "01998").unwrap();
    assert_eq!((birth.nom.as_str(), birth.parent.as_deref()), ("Haut-Exemple", Some("01999")));
    // The lists that were not updated are those of the binary.
    assert_eq!(after.hash(Kind::Pays), Referentials::embedded().hash(Kind::Pays));
}

#[test]
fn a_list_says_where_it_comes_from_and_what_it_was() {
    let kept = list(AFTER, "2027-01-01");
    assert_eq!(stated(&kept, "source"), Some("essai"));
    assert_eq!(stated(&kept, "date"), Some("2027-01-01"));
    assert_eq!(stated(&kept, "sha256").map(str::len), Some(64));
    let refused =
        |list: &str| Referentials::with([(Kind::Communes, list.as_bytes())]).err().map(|(_, fault)| fault.code());
    assert_eq!(refused(&kept), None);
    assert_eq!(refused(&kept.replace("Les Deux Exemples", "Ailleurs")), Some("referential.changed"));
    assert_eq!(refused(&kept.replace("\tC\t", "\tX\t")), Some("referential.row"));
    assert_eq!(refused("# rien\n"), Some("referential.empty"));
    assert_eq!(dated(Kind::Communes, kept.as_bytes(), "essai", "1er janvier").unwrap_err().code(), "referential.date");
    assert_eq!(communes_of_package(b"{}").unwrap_err().code(), "referential.package");
    assert_eq!(
        communes_of_package(br#"[{"code":"01999","nom":"X","type":"planete"}]"#).unwrap_err().code(),
        "referential.row"
    );
}

#[test]
fn the_births_of_former_communes_are_a_list_beside() {
    let births = dated(
        Kind::CommunesNaissance,
        "92999\tVille-Inventée\t1962-07-03\tDépartement d'Exemple\n".as_bytes(),
        "essai",
        "1962-07-03",
    )
    .unwrap();
    let lists = Referentials::with([(Kind::CommunesNaissance, births.as_bytes())]).unwrap();
    assert_eq!(lists.get(Kind::CommunesNaissance, "92999").unwrap().nom, "Ville-Inventée");
    assert_eq!(lists.search(Kind::CommunesNaissance, "toulouse", 1)[0].code, "31555");
}
