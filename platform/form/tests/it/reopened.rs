//! What a recipient may ask for again, and what goes with it.

use form::{answers::Answers, journey, state::State};

use crate::sources::{bundle, checked, facts};

#[test]
fn an_address_is_asked_for_again_with_the_post_code_of_its_commune() {
    let demarche = checked(&bundle(
        "  adresse: { $ref: \"component:address-fr@1\", title: Adresse }\n  nom: { title: Nom, type: string, maxLength: 40 }\n",
        "adresse, nom",
    ));
    let (answers, facts) = (Answers::default(), facts());
    let state = State::new(&demarche, &answers, &facts);
    let asked = journey::askable(&state, None);
    let also = |path: &str| -> Vec<String> {
        let mut questions = asked.iter().flat_map(|part| &part.questions);
        questions.find(|one| one.path == path).unwrap_or_else(|| panic!("{path} in {asked:?}")).also.clone()
    };
    assert_eq!(also("adresse.commune"), ["Code postal"]);
    assert_eq!(also("adresse.code_postal"), ["Commune"]);
    assert!(also("adresse.voie").is_empty() && also("nom").is_empty());
    assert_eq!(journey::asked_with(&state, None, "adresse.commune"), ["adresse.code_postal"]);
    // Who does not receive it, does not get it by the other.
    let receives = ["adresse.commune".to_owned()];
    assert!(journey::asked_with(&state, Some(&receives), "adresse.commune").is_empty());
    assert!(journey::asked_with(&state, None, "adresse").is_empty());
}
