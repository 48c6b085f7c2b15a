//! Says what changes of what stands before the pages: names, durations, who is in charge, whether an account is needed.

use super::{Words, yes};
use crate::demarche::Demarche;

impl Words<'_> {
    /// What stands before the pages.
    pub(super) fn head(&mut self) {
        let (former, next) = (self.former, self.next);
        for (key, (fr, en), was, is) in [
            ("title", ("Titre de la démarche", "Title of the démarche"), Some(&former.title), Some(&next.title)),
            ("summary", ("Résumé", "Summary"), Some(&former.summary), Some(&next.summary)),
            ("purpose", ("Finalité", "Purpose"), Some(&former.purpose), Some(&next.purpose)),
            (
                "attestation",
                ("Attestation finale", "Final attestation"),
                Some(&former.attestation),
                Some(&next.attestation),
            ),
            ("legal_basis", ("Base légale", "Legal basis"), former.legal_basis.as_ref(), next.legal_basis.as_ref()),
            ("next_steps", ("Suite donnée", "Next steps"), former.next_steps.as_ref(), next.next_steps.as_ref()),
            (
                "receipt_note",
                ("Note du reçu", "Note of the receipt"),
                former.receipt_note.as_ref(),
                next.receipt_note.as_ref(),
            ),
        ] {
            self.text(key, (fr, en), was, is);
        }
        let needs =
            |demarche: &Demarche| demarche.needs.iter().map(|need| need.fr.to_string()).collect::<Vec<_>>().join(" ; ");
        let minutes = |demarche: &Demarche| demarche.minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
        for (key, (fr, en), was, is) in [
            ("demarche", ("Identifiant", "Id"), former.id.clone(), next.id.clone()),
            ("agency", ("Organisme", "Agency"), former.agency.clone(), next.agency.clone()),
            (
                "letters",
                ("Lettres des références", "Letters of references"),
                former.letters.clone(),
                next.letters.clone(),
            ),
            ("needs", ("À préparer", "To have at hand"), needs(former), needs(next)),
            ("minutes", ("Durée en minutes", "Minutes it takes"), minutes(former), minutes(next)),
            ("timezone", ("Fuseau horaire", "Time zone"), former.timezone.clone(), next.timezone.clone()),
            (
                "applicants",
                ("Qui peut la faire", "Who may file it"),
                listed(&former.applicants),
                listed(&next.applicants),
            ),
            ("kind", ("Nature", "Kind"), word(former.kind), word(next.kind)),
            ("silence", ("Silence de l'administration", "Silence"), word(&former.silence), word(&next.silence)),
            ("authority", ("Service responsable", "Authority"), word(&former.authority), word(&next.authority)),
            ("retention", ("Durées de conservation", "Retention"), word(&former.retention), word(&next.retention)),
        ] {
            if was != is {
                // What is no plain text is told by its name alone.
                let structured = matches!(key, "silence" | "authority" | "retention");
                let (more, more_en) = if structured {
                    (" : changé.".to_owned(), ": changed.".to_owned())
                } else {
                    (format!(" : {is} (avant : {was})."), format!(": {is} (before: {was})."))
                };
                self.tell("demarche.changed", key, format!("{fr}{more}"), format!("{en}{more_en}"));
            }
        }
    }

    pub(super) fn login(&mut self) {
        let ((was, was_en), (is, is_en)) = (yes(self.former.login_required), yes(self.next.login_required));
        if was != is {
            self.tell(
                "demarche.changed",
                "login",
                format!("Compte nécessaire : {is} (avant : {was})."),
                format!("Account needed: {is_en} (before: {was_en})."),
            );
        }
    }
}

fn word(value: impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}

fn listed(values: &[impl std::fmt::Debug]) -> String {
    values.iter().map(word).collect::<Vec<_>>().join(", ")
}
