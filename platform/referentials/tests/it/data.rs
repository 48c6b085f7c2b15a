//! The lists are whole, dated, hashed, and small.

use std::time::Instant;

use referentials::{Kind, Referentials, Status};

fn lists() -> &'static Referentials {
    Referentials::embedded()
}

#[test]
fn lists_have_names_dates_and_hashes() {
    for kind in Kind::ALL {
        assert_eq!(Kind::named(kind.name()), Some(*kind));
        assert_eq!(lists().date(*kind), "2026-01-01", "{kind:?}");
        let hash = lists().hash(*kind);
        assert_eq!((hash.len(), hash.bytes().all(|b| b.is_ascii_hexdigit())), (64, true));
    }
    assert_eq!(Kind::named("planetes"), None);
    assert_ne!(lists().hash(Kind::Communes), lists().hash(Kind::Pays));
}

#[test]
fn a_commune_carries_what_a_form_needs() {
    let toulouse = lists().get(Kind::Communes, "31555").unwrap();
    assert_eq!(toulouse.nom, "Toulouse");
    assert_eq!(toulouse.detail, "31000, Haute-Garonne");
    assert_eq!(toulouse.departement.as_deref(), Some("31"));
    assert_eq!(toulouse.codes_postaux, ["31000", "31100", "31200", "31300", "31400", "31500"]);
    assert!(toulouse.population.unwrap() > 400_000);
    assert_eq!(toulouse.label(), "Toulouse (31000, Haute-Garonne)");
    assert_eq!(lists().get(Kind::Communes, "2A004").unwrap().departement.as_deref(), Some("2A"));
    assert_eq!(lists().get(Kind::Communes, "2a004").unwrap().nom, "Ajaccio");
    assert_eq!(lists().get(Kind::Communes, "97209").unwrap().detail, "97200, Martinique");
    assert_eq!(lists().get(Kind::Communes, "75056").unwrap().detail, "75001");
    assert_eq!(lists().get(Kind::Communes, "75112").unwrap().status, Status::Arrondissement);
    for absent in ["", "3", "31", "00000", "31999", "315555", "\t", "\u{0}"] {
        assert_eq!(lists().get(Kind::Communes, absent), None, "{absent:?}");
    }
}

#[test]
fn the_vintage_has_its_counts() {
    let count = |kind| (0..=99_999).filter(|code| lists().get(kind, &format!("{code:05}")).is_some()).count();
    // 34,969 communes and 45 arrondissements, 360 of them in Corsica, whose codes have a letter.
    assert_eq!(count(Kind::Communes), 34_969 + 45 - 360);
    let countries = count(Kind::Pays);
    assert!((195..=225).contains(&countries), "{countries}");
    assert!(lists().search(Kind::Departements, "9", 50).len() >= 10);
}

#[test]
fn every_entry_is_found_by_its_own_name_and_label() {
    for code in [
        "01001", "13055", "13201", "2B033", "29019", "44109", "59350", "62041", "69123", "75056", "75120", "80021",
        "97411", "98735",
    ] {
        let entry = lists().get(Kind::Communes, code).unwrap();
        assert!(lists().search(Kind::Communes, &entry.nom, 20).contains(&entry), "{}", entry.nom);
        assert_eq!(lists().resolve(Kind::Communes, &entry.label()), referentials::Resolved::One(entry));
    }
}

#[test]
fn memory_is_small() {
    let own = Referentials::default();
    assert_eq!(own.bytes(), 0, "nothing is built before it is asked for");
    let start = Instant::now();
    assert!(own.get(Kind::Communes, "31555").is_some());
    let built = start.elapsed();
    let start = Instant::now();
    let queries =
        ["s", "saint", "saint m", "toul", "31", "310", "le hav", "paris 12", "etienne rouvray", "zzz", "st", "mont st"];
    for _ in 0..100 {
        for query in queries {
            std::hint::black_box(own.search(Kind::Communes, query, 10));
        }
    }
    let each = start.elapsed() / 1200;
    println!("communes: built in {built:?}, {} bytes on the heap, {each:?} a search", own.bytes());
    assert!(own.bytes() < 6 * 1024 * 1024, "{}", own.bytes());
}
