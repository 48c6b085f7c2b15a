//! Finds words of offices that citizens do not use, and says what they would say (see the guide of plain language of the State).

use super::{draft::Draft, wording};
use crate::{definition::tree::Place, demarche::Demarche, diagnostic::Sentence, expression::fold};

/// The word as it is written, without accents and endings, and what says the same.
const JARGON: &[(&str, &str)] = &[
    ("ci apres denomme", "le nom lui-même"),
    ("susdit", "ce, cette"),
    ("susmentionne", "ce, cette"),
    ("susnomme", "cette personne"),
    ("susvise", "ce, cette"),
    ("nonobstant", "malgré"),
    ("petitionnaire", "vous, ou la personne qui demande"),
    ("impetrant", "vous, ou la personne qui reçoit"),
    ("recipiendaire", "vous, ou la personne qui reçoit"),
    ("idoine", "qui convient"),
    ("afferent", "lié à"),
    ("subsequent", "suivant"),
    ("diligenter", "mener"),
    ("obtemperer", "répondre"),
    ("sous couvert de", "par"),
    ("a l effet de", "pour"),
    ("aux fins de", "pour"),
    ("en sus de", "en plus de"),
    ("es qualites", "en tant que"),
    ("surseoir", "attendre, reporter"),
    ("in fine", "à la fin"),
    ("de cujus", "la personne décédée"),
];

/// The longest text that is looked through, in characters: what is longer is told as too long elsewhere.
const MAX_LOOKED_AT: usize = 4_000;

/// The démarche's own texts; those of a component are read with the component.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    let found: Vec<(Place, String, &str)> = wording::texts(draft)
        .into_iter()
        .filter_map(|(place, text)| first(&text).map(|(word, plain)| (place, word, plain)))
        .collect();
    for (place, word, plain) in found {
        draft.report.warning(
            "wording.jargon",
            place,
            Sentence::new(
                format!("« {word} » est un mot d'administration : beaucoup d'usagers ne le comprennent pas."),
                format!("“{word}” is a word of offices: many citizens do not understand it."),
            ),
            Sentence::new(format!("Dites plutôt : {plain}."), format!("Rather say: {plain}.")),
        );
    }
}

/// The first such words of a text, as they are written there, and what says the same.
fn first(text: &str) -> Option<(String, &'static str)> {
    let short: String = text.chars().take(MAX_LOOKED_AT).collect();
    let words: Vec<&str> = short.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    JARGON.iter().find_map(|(known, plain)| {
        let known: Vec<&str> = known.split(' ').collect();
        // Endings vary, so the last word has to begin so only.
        let (last, before) = known.split_last()?;
        let at = folded.windows(known.len()).position(|found| {
            found.iter().zip(before).all(|(found, known)| found == known)
                && found.last().is_some_and(|found| found.starts_with(last))
        })?;
        Some((words[at..at + known.len()].join(" "), *plain))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_their_accents_and_endings_and_only_at_their_beginning() {
        for (text, word) in [
            ("Les pièces afférentes à la demande", Some("afférentes")),
            ("Le Pétitionnaire déclare", Some("Pétitionnaire")),
            ("À l'effet de signer", Some("À l effet de")),
            ("L'adresse susvisée.", Some("susvisée")),
            ("Les fins de mois", None),
            ("Préférentiel", None),
        ] {
            assert_eq!(first(text).map(|(found, _)| found).as_deref(), word, "{text}");
        }
    }
}
