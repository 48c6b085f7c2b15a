//! Says in whole sentences, in French and in English, why a directory file cannot be read: of what the YAML reader tells, its line and its kind.

/// What is wrong, in French and in English, of what the reader told (`organisations[0]: unknown field … at line 3 column 5`).
pub(crate) fn sentences(told: &str) -> (String, String) {
    let (fault, place) = told.rsplit_once(" at line ").unwrap_or((told, ""));
    let (french, english) = if let Some((word, rest)) = named(fault, "unknown field `") {
        let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
        let known = known.join(", ");
        (
            format!("« {word} » n'est pas un mot de l'annuaire ; ici se disent : {known}."),
            format!("“{word}” is no word of the directory; these are: {known}."),
        )
    } else if let Some((word, _)) = named(fault, "missing field `") {
        (format!("il manque « {word}: »."), format!("“{word}:” is missing."))
    } else if let Some((word, _)) = named(fault, "duplicate field `") {
        (format!("« {word}: » est écrit deux fois."), format!("“{word}:” is written twice."))
    } else if fault.contains("invalid type") || fault.contains("invalid value") {
        (
            "une valeur n'a pas la forme attendue ; un SIRET, un code ou un numéro s'écrit entre guillemets."
                .to_owned(),
            "a value has not the form that is expected; a SIRET, a code or a number is put in quotation marks."
                .to_owned(),
        )
    } else {
        (
            "ce n'est pas du YAML ; voyez le retrait, les deux-points et les guillemets.".to_owned(),
            "this is no YAML; see the indentation, the colons and the quotation marks.".to_owned(),
        )
    };
    match place.split(' ').next().filter(|line| !line.is_empty()) {
        Some(line) => (format!("Ligne {line} : {french}"), format!("Line {line}: {english}")),
        None => (capitalised(&french), capitalised(&english)),
    }
}

/// The word after `opening` and up to the next back quote, and what follows it.
fn named<'a>(fault: &'a str, opening: &str) -> Option<(&'a str, &'a str)> {
    fault.split_once(opening)?.1.split_once('`')
}

fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use store::organisations::Organisation;

    use super::*;

    fn of(yaml: &str) -> (String, String) {
        sentences(&serde_yaml::from_str::<Vec<Organisation>>(yaml).unwrap_err().to_string())
    }

    #[test]
    fn each_fault_of_a_directory_is_a_whole_sentence_in_both_languages() {
        let (french, english) = of("- siret: '99910000100018'\n  nom: Mairie\n");
        assert!(
            french
                .starts_with("Ligne 2 : « nom » n'est pas un mot de l'annuaire ; ici se disent : siret, branch, name,")
        );
        assert!(english.starts_with("Line 2: “nom” is no word of the directory; these are: siret, branch, name,"));
        let said = [
            ("- siret: '99910000100018'\n  address: Ici\n", "il manque « name: »."),
            ("- { siret: '1', siret: '2' }", "« siret: » est écrit deux fois."),
            ("- siret: [1]\n", "une valeur n'a pas la forme attendue"),
            ("simple texte", "Une valeur n'a pas la forme attendue"),
            ("- { siret: 'x", "ce n'est pas du YAML"),
        ];
        for (yaml, expected) in said {
            let (french, english) = of(yaml);
            assert!(french.contains(expected), "{yaml}: {french}");
            assert!(!french.contains("expected") && !english.contains('`'), "{french} {english}");
        }
    }
}
