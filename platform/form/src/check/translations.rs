//! Compares `texts/en.yaml` with the texts of the definition: what lacks, and what leads nowhere.

use super::draft::{Draft, MAX_SUGGESTIONS};
use crate::{definition::reader::short, demarche::Demarche, diagnostic::Sentence, expression::nearest};

/// Missing and unused translations; nothing where the démarche has none at all.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    // A text that could not be read has no use for its translation: that is no second fault.
    if draft.report.has_errors() {
        return;
    }
    if !draft.texts[0].given && !draft.whole_components {
        return;
    }
    let untranslated = std::mem::take(&mut draft.untranslated);
    for (place, key) in &untranslated {
        let place = *place;
        draft.report.warning(
            "texts.missing",
            place,
            Sentence::new(
                "Ce texte n'est pas traduit : en anglais, il sera montré en français.",
                "This text is not translated: in English it will be shown in French.",
            ),
            Sentence::new(
                format!("Ajoutez « {key}: … » à texts/en.yaml."),
                format!("Add “{key}: …” to texts/en.yaml."),
            ),
        );
    }
    let checked = if draft.whole_components { draft.texts.len() } else { 1 };
    let unused: Vec<_> = draft.texts[..checked]
        .iter()
        .flat_map(|texts| texts.unused())
        // Told in the catalogue, not in the démarche.
        .filter(|(key, _)| !draft.whole_components || !matches!(*key, "summary" | "guide"))
        .map(|(key, written)| (key.to_owned(), written.place))
        .collect();
    for (key, place) in unused {
        draft.suggestions += 1;
        // A key that leads nowhere was most likely meant for a text that lacks one.
        let meant = (draft.suggestions <= MAX_SUGGESTIONS)
            .then(|| nearest(&key, untranslated.iter().map(|(_, key)| key.as_str())))
            .flatten();
        let cure = match meant {
            Some(meant) => {
                Sentence::new(format!("Vouliez-vous écrire « {meant} » ?"), format!("Did you mean “{meant}”?"))
            }
            None => Sentence::new(
                "Écrivez par exemple « pages.<id>.title » ou « fields.<chemin>.label ».",
                "Write for instance “pages.<id>.title” or “fields.<path>.label”.",
            ),
        };
        draft.report.warning(
            "texts.unknown_path",
            place,
            Sentence::new(
                format!("La définition n'a pas de texte « {} ».", short(&key)),
                format!("The definition has no text “{}”.", short(&key)),
            ),
            cure,
        );
    }
}
