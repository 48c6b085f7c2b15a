//! A historical list can stand beside ours. The communes below are invented.

use referentials::{Kind, Referentials, Resolved, Status};

const INVENTED: &str = "# date: 1962-07-03\n# liste inventée pour les essais\n92999\tVille-Inventée-sur-Oued\t1962-07-03\tDépartement d'Exemple\n01998\tVieux-Village-Inventé\t\tAin\n";

#[test]
fn an_imported_list_is_searched_with_ours() {
    let lists = Referentials::with_births(INVENTED.as_bytes()).unwrap();
    let found = lists.search(Kind::CommunesNaissance, "ville inventee", 5);
    assert_eq!(found[0].status, Status::Historical);
    assert_eq!(
        (found[0].code.as_str(), found[0].detail.as_str(), &found[0].departement),
        ("92999", "Département d'Exemple, jusqu'en 1962", &None)
    );
    assert_eq!(lists.get(Kind::CommunesNaissance, "01998").unwrap().nom, "Vieux-Village-Inventé");
    assert!(matches!(lists.resolve(Kind::CommunesNaissance, "Vieux-Village-Inventé (Ain)"), Resolved::One(_)));
    assert_eq!(lists.search(Kind::CommunesNaissance, "toulouse", 1)[0].code, "31555");
    assert_eq!(lists.get(Kind::Communes, "92999"), None, "one cannot live there today");
    assert_ne!(lists.hash(Kind::CommunesNaissance), Referentials::embedded().hash(Kind::CommunesNaissance));
    assert_eq!(lists.hash(Kind::Communes), Referentials::embedded().hash(Kind::Communes));
}

#[test]
fn a_bad_list_is_refused_with_its_line() {
    let refuse = |list: &[u8]| Referentials::with_births(list).err().map(|fault| (fault.code(), fault.to_string()));
    assert_eq!(refuse(b"").unwrap().0, "referential.empty");
    assert_eq!(refuse(b"# nothing\n\n").unwrap().0, "referential.empty");
    assert_eq!(refuse(b"caf\xe9").unwrap().0, "referential.encoding");
    assert_eq!(refuse(&vec![b'#'; 17 * 1024 * 1024]).unwrap().0, "referential.too_large");
    for bad in [
        "92999\tNom\n",
        "929\tNom\t\tLieu",
        "92999\t \t\tLieu",
        "92999\tNom\t1962\tLieu",
        "92999\tNom\t\tLieu\ttrop",
        "ABCDE\tNom\t\tLieu",
    ] {
        let (code, sentence) = refuse(format!("{INVENTED}{bad}").as_bytes()).unwrap();
        assert_eq!(code, "referential.line", "{bad}");
        assert!(sentence.contains("line 5"), "{sentence}");
    }
}
