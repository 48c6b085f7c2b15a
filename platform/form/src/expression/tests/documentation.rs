//! Every function's example gives what its documentation says.

use super::{
    super::{Here, eval, reference},
    answers, compiled, show,
};

#[test]
fn every_example_gives_what_is_written() {
    for doc in reference() {
        let outcome = eval(&compiled(doc.example), &answers(), &Here::root());
        assert_eq!(show(&outcome), doc.result, "{}", doc.example);
        assert!(doc.example.contains(doc.name), "{}", doc.name);
        for french in ["nombre", "texte", "liste", "durée", "oui/non", " ou ", "réponse", "motif", "valeur", "AAAA"] {
            assert!(!doc.signature_en.contains(french), "{}", doc.signature_en);
        }
        assert!(doc.fr.ends_with('.') && doc.en.ends_with('.'), "{}", doc.name);
    }
}

#[test]
fn the_reference_stands_in_the_order_of_the_alphabet() {
    let names: Vec<String> = reference().iter().map(|doc| doc.name.to_lowercase()).collect();
    assert!(names.is_sorted(), "{names:?}");
}
