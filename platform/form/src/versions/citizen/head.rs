//! Says what changes of what stands before the pages: names, durations, who is in charge, whether an account is needed.

use super::{Words, yes};
use crate::{
    demarche::{Delay, Demarche, Silence, SilenceMeans},
    login::Identity,
};

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
            ("authority", ("Service responsable", "Authority"), word(&former.authority), word(&next.authority)),
        ] {
            if was != is {
                // What is no plain text is told by its name alone.
                let structured = key == "authority";
                let (more, more_en) = if structured {
                    (" : changé.".to_owned(), ": changed.".to_owned())
                } else {
                    (format!(" : {is} (avant : {was})."), format!(": {is} (before: {was})."))
                };
                self.tell("demarche.changed", key, format!("{fr}{more}"), format!("{en}{more_en}"));
            }
        }
        self.silence();
        self.retention();
    }

    /// What it means that nobody answers, and after how long.
    fn silence(&mut self) {
        let (former, next) = (self.former.silence.as_ref(), self.next.silence.as_ref());
        let words = |silence: Option<&Silence>| match silence {
            None => ("rien".to_owned(), "nothing".to_owned()),
            Some(silence) => {
                let (after, after_en) = delay(silence.after);
                let (fr, en) = match silence.means {
                    SilenceMeans::Acceptance => ("accord", "acceptance"),
                    SilenceMeans::Rejection => ("rejet", "rejection"),
                };
                (format!("{fr} après {after}"), format!("{en} after {after_en}"))
            }
        };
        let ((was, was_en), (is, is_en)) = (words(former), words(next));
        if was != is {
            self.tell(
                "demarche.changed",
                "silence",
                format!("Silence de l'administration : {is} (avant : {was})."),
                format!("Silence of the administration: {is_en} (before: {was_en})."),
            );
        }
        let appeal = |silence: Option<&'_ Silence>| silence.and_then(|silence| silence.appeal.clone());
        let (was, is) = (appeal(former), appeal(next));
        self.text("silence.appeal", ("Voies de recours", "Ways of appeal"), was.as_ref(), is.as_ref());
        // What both share is told once.
        let (refused_was, refused_is) = (self.former.appeal.clone(), self.next.appeal.clone());
        if (&was, &is) != (&refused_was, &refused_is) {
            let said = ("Recours contre un refus", "Appeal against a refusal");
            self.text("appeal", said, refused_was.as_ref(), refused_is.as_ref());
        }
    }

    /// How long what is kept, each by itself.
    fn retention(&mut self) {
        let (former, next) = (&self.former.retention, &self.next.retention);
        for (key, (fr, en), was, is) in [
            ("retention.draft", ("Conservation d'un brouillon", "A draft is kept"), former.draft, next.draft),
            (
                "retention.delivered",
                ("Conservation d'un dossier transmis", "A delivered dossier is kept"),
                former.delivered,
                next.delivered,
            ),
            ("retention.receipt", ("Conservation du reçu", "The receipt is kept"), former.receipt, next.receipt),
        ] {
            if was != is {
                let ((was, was_en), (is, is_en)) = (delay(was), delay(is));
                self.tell(
                    "demarche.changed",
                    key,
                    format!("{fr} : {is} (avant : {was})."),
                    format!("{en}: {is_en} (before: {was_en})."),
                );
            }
        }
        let (was, is) = (former.basis.as_ref(), next.basis.as_ref());
        self.text("retention.basis", ("Base légale de la conservation", "Basis in law of what is kept"), was, is);
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
        let ((was, was_en), (is, is_en)) = (identity(self.former.identity), identity(self.next.identity));
        if was != is {
            self.tell(
                "demarche.changed",
                "login.level",
                format!("Identité vérifiée : {is} (avant : {was})."),
                format!("Verified identity: {is_en} (before: {was_en})."),
            );
        }
    }
}

/// As whom one must be known, in words.
fn identity(asked: Option<Identity>) -> (String, String) {
    let Some(asked) = asked else { return ("non".to_owned(), "no".to_owned()) };
    let level = asked.level().map_or(String::new(), |level| format!(" {}", level.name()));
    if asked.is_professional() {
        return (format!("à titre professionnel{level}"), format!("as a professional{level}"));
    }
    (format!("niveau{level}"), format!("level{level}"))
}

/// A length of time in words.
fn delay(delay: Delay) -> (String, String) {
    let (number, fr, en) = match delay {
        Delay::Days(days) => (days, "jour", "day"),
        Delay::Months(months) => (months, "mois", "month"),
        Delay::Years(years) => (years, "an", "year"),
    };
    let several = |word: &str| if number > 1 && !word.ends_with('s') { "s" } else { "" };
    (format!("{number} {fr}{}", several(fr)), format!("{number} {en}{}", if number == 1 { "" } else { "s" }))
}

fn word(value: impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}

fn listed(values: &[impl std::fmt::Debug]) -> String {
    values.iter().map(word).collect::<Vec<_>>().join(", ")
}
