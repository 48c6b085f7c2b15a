//! Checks who may file: what is asked of an identity provider fits what else is said of the applicants. Whether a site has a provider that
//! gives it is not the definition's matter: the site says so when it serves it.

use super::draft::Draft;
use crate::{
    definition::procedure::LoginEntry,
    demarche::Demarche,
    diagnostic::Sentence,
    login::{Identity, Level},
};

/// As whom one must be known by an identity provider.
pub(super) fn identity(login: &LoginEntry) -> Option<Identity> {
    let level = login.level.and_then(|level| Level::named(level.value));
    match login.acting {
        Some(_) => Some(Identity::Professional(level)),
        None => level.map(Identity::Citizen),
    }
}

/// A level, or a quality, for those who must be logged in; a professional's for professionals.
pub(super) fn check(draft: &mut Draft<'_>, _: &Demarche) {
    let (login, applicants) = (&draft.procedure.login, &draft.procedure.applicants);
    if login.required == Some(false)
        && let Some(asked) = login.level.or(login.acting)
    {
        draft.report.error(
            "login.not_required",
            asked.place,
            Sentence::new(
                format!("« {} » est demandé à qui s'identifie, et personne n'a à le faire.", asked.value),
                format!("“{}” is asked of those who log in, and nobody has to.", asked.value),
            ),
            Sentence::new(
                "Écrivez « required: true », ou retirez « level » et « as ».",
                "Write “required: true”, or remove “level” and “as”.",
            ),
        );
    }
    if let Some(acting) = login.acting
        && let Some(person) = applicants.iter().find(|applicant| applicant.value == "particulier")
    {
        draft.report.error(
            "login.particulier",
            acting.place,
            Sentence::new(
                format!(
                    "« applicants » ouvre la démarche aux particuliers, ligne {}, et « as » la leur ferme.",
                    person.place.span.line
                ),
                format!(
                    "“applicants” opens the démarche to private persons, line {}, and “as” closes it to them.",
                    person.place.span.line
                ),
            ),
            Sentence::new(
                "Retirez « particulier » de « applicants », ou « as » de « login ».",
                "Remove “particulier” from “applicants”, or “as” from “login”.",
            ),
        );
    }
}
