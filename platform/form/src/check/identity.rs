//! Checks the names of things: the démarche's own, and that no two pages, stops, rules or recipients share one.

use std::collections::BTreeMap;

use super::draft::Draft;
use crate::{
    definition::tree::{Place, Written},
    demarche::Demarche,
    diagnostic::Sentence,
};

/// Three letters for a démarche that gives none: the first ones of its id.
pub(super) fn letters_of(id: &str) -> String {
    let letters: String = id
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|letter| letter.to_ascii_uppercase())
        .chain("XXX".chars())
        .take(3)
        .collect();
    letters
}

/// Ids, folder name, letters and time zone.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    let procedure = draft.procedure;
    if let Some(id) = &procedure.id
        && !draft.bundle.name.is_empty()
        && id.text != draft.bundle.name
    {
        draft.report.error(
            "definition.folder_name",
            id.place,
            Sentence::new(
                format!("La démarche s'appelle « {} », son dossier « {} ».", id.text, draft.bundle.name),
                format!("The démarche is called “{}”, its folder “{}”.", id.text, draft.bundle.name),
            ),
            Sentence::new("Donnez-leur le même nom.", "Give them the same name."),
        );
    }
    if let Some(letters) = &procedure.letters
        && !(letters.text.len() == 3 && letters.text.bytes().all(|b| b.is_ascii_uppercase()))
    {
        draft.report.error(
            "definition.bad_letters",
            letters.place,
            Sentence::new("Il faut trois majuscules sans accent.", "Three capital letters without accent are needed."),
            Sentence::new("Écrivez par exemple « RCO ».", "Write for instance “RCO”."),
        );
    }
    if let Some(zone) = &procedure.timezone
        && jiff::tz::TimeZone::get(&zone.text).is_err()
    {
        draft.report.error(
            "definition.unknown_timezone",
            zone.place,
            Sentence::new(
                format!("Le fuseau horaire « {} » n'existe pas.", zone.text),
                format!("There is no time zone “{}”.", zone.text),
            ),
            Sentence::new(
                "Écrivez par exemple « Europe/Paris » ou « Indian/Reunion ».",
                "Write for instance “Europe/Paris” or “Indian/Reunion”.",
            ),
        );
    }
    if procedure.pages.is_empty() {
        draft.report.error(
            "journey.no_page",
            procedure.place,
            Sentence::new("La démarche n'a pas de page.", "The démarche has no page."),
            Sentence::new("Ajoutez une page sous « pages: ».", "Add a page under “pages:”."),
        );
    }
    unique(draft, procedure.pages.iter().map(|page| page.id.as_ref()), "pages");
    unique(draft, procedure.stops.iter().map(|stop| stop.id.as_ref()), "stops");
    unique(draft, procedure.rules.iter().map(|rule| rule.id.as_ref()), "rules");
    unique(draft, procedure.recipients.iter().map(|recipient| recipient.id.as_ref()), "recipients");
}

fn unique<'w>(draft: &mut Draft<'_>, ids: impl Iterator<Item = Option<&'w Written>>, list: &str) {
    let mut first: BTreeMap<&str, Place> = BTreeMap::new();
    for id in ids.flatten() {
        let Some(before) = first.insert(&id.text, id.place) else {
            continue;
        };
        first.insert(&id.text, before);
        draft.report.error_with(
            "definition.duplicate_id",
            id.place,
            Sentence::new(
                format!("« {} » est pris deux fois dans « {list} ».", id.text),
                format!("“{}” is taken twice in “{list}”.", id.text),
            ),
            Sentence::new("Renommez l'un des deux.", "Rename one of them."),
            (before, Sentence::new("le premier est ici", "the first is here")),
        );
    }
}
