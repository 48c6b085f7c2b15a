//! Checks what the receipt must state by law (CRPA, R112-11-1): without it, time limits for appeal do not run.

use super::draft::Draft;
use crate::{
    definition::tree::Place,
    demarche::{Demarche, ProcedureKind, SilenceMeans},
    diagnostic::Sentence,
};

/// The service in charge, and what silence means.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    let procedure = draft.procedure;
    if let Some(authority) = &procedure.authority
        && !authority.from_recipient
        && authority.is_read
    {
        let mut lacking: Vec<&str> = Vec::new();
        if authority.name.is_none() {
            lacking.push("name");
        }
        if authority.address.is_none() && authority.email.is_none() {
            lacking.push("address, email");
        }
        if authority.phone.is_none() {
            lacking.push("phone");
        }
        if !lacking.is_empty() {
            incomplete(draft, authority.place, &lacking.join(", "));
        }
    }
    if procedure.kind.is_none() {
        // What it is in law could not be read: that is told already.
        return;
    }
    match (demarche.kind, &procedure.silence) {
        (ProcedureKind::Demande, None) => draft.report.error(
            "receipt.no_silence",
            procedure.kind.map_or(procedure.place, |kind| kind.place),
            Sentence::new(
                "Pour une demande, l'accusé de réception dit ce que vaut le silence de l'administration.",
                "For a request, the receipt says what the administration's silence means.",
            ),
            Sentence::new(
                "Ajoutez « silence: { means: acceptance ou rejection, after: 2 months, … } ».",
                "Add “silence: { means: acceptance or rejection, after: 2 months, … }”.",
            ),
        ),
        (ProcedureKind::Declaration | ProcedureKind::Information, Some(silence)) => draft.report.warning(
            "receipt.needless_silence",
            silence.place,
            Sentence::new(
                "Le silence ne vaut rien pour une déclaration ou une information.",
                "Silence means nothing for a declaration or a piece of information.",
            ),
            Sentence::new(
                "Retirez « silence », ou écrivez « kind: demande ».",
                "Remove “silence”, or write “kind: demande”.",
            ),
        ),
        _ => {}
    }
    if let (Some(silence), Some(entry)) = (&demarche.silence, &procedure.silence)
        && silence.means == SilenceMeans::Rejection
        && silence.appeal.is_none()
    {
        draft.report.warning(
            "receipt.no_appeal",
            entry.place,
            Sentence::new(
                "Quand le silence vaut rejet, le reçu dit les délais et voies de recours.",
                "Where silence means rejection, the receipt states time limits and ways of appeal.",
            ),
            Sentence::new("Ajoutez « appeal: … ».", "Add “appeal: …”."),
        );
    } else if demarche.appeal.is_none()
        && let Some(entry) = procedure.recipients.iter().find(|entry| {
            entry.statuses.as_ref().is_some_and(|statuses| statuses.iter().any(|status| status.value == "refused"))
        })
    {
        draft.report.warning(
            "receipt.no_refusal_appeal",
            entry.place,
            Sentence::new(
                "Ce destinataire peut refuser, et rien ne dit les délais et voies de recours : sans eux, le délai du recours ne court pas (CJA, R421-5).",
                "This recipient may refuse, and nothing states time limits and ways of appeal: without them the time for an appeal does not run (CJA, R421-5).",
            ),
            Sentence::new("Ajoutez « appeal: … » à la démarche.", "Add “appeal: …” to the démarche."),
        );
    }
}

fn incomplete(draft: &mut Draft<'_>, place: Place, lacking: &str) {
    draft.report.warning(
        "receipt.incomplete_authority",
        place,
        Sentence::new(
            format!("Il manque de quoi nommer le service responsable ({lacking}) : le reçu ne sera qu'un accusé d'enregistrement."),
            format!("What names the service in charge is incomplete ({lacking}): the receipt will only acknowledge the recording."),
        ),
        Sentence::new(
            "Ajoutez ces clés, ou « from: recipient » si l'annuaire les tient.",
            "Add these keys, or “from: recipient” where the directory holds them.",
        ),
    );
}
