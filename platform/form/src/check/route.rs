//! Checks the way to each recipient: that there is one, and that it can be found.

use super::{assemble, draft::Draft};
use crate::{
    definition::{procedure::RecipientEntry, reader::short},
    demarche::{Demarche, NodeKind, To},
    diagnostic::Sentence,
    field::format::is_siret,
};

/// A démarche that leads nowhere.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    if draft.procedure.recipients.is_empty() {
        draft.report.error(
            "publish.no_route",
            draft.procedure.place,
            Sentence::new(
                "Aucun destinataire : ce que l'usager transmettrait n'irait nulle part.",
                "No recipient: what the citizen would send would go nowhere.",
            ),
            Sentence::new("Ajoutez un destinataire sous « recipients: ».", "Add a recipient under “recipients:”."),
        );
    }
    for entry in &draft.procedure.recipients {
        if entry.receives.is_empty() && !entry.receives_all && entry.receives_is_read {
            draft.report.error(
                "routing.receives_nothing",
                entry.place,
                Sentence::new("Ce destinataire ne reçoit rien.", "This recipient receives nothing."),
                Sentence::new("Ajoutez « receives: […] ».", "Add “receives: […]”."),
            );
        }
    }
}

/// How one recipient is found.
pub(super) fn to(draft: &mut Draft<'_>, entry: &RecipientEntry) -> Option<To> {
    match (&entry.organisation, &entry.commune) {
        (Some(siret), None) => {
            if !is_siret(&siret.text) {
                draft.report.error(
                    "routing.bad_siret",
                    siret.place,
                    Sentence::new(
                        format!("« {} » n'est pas un numéro SIRET.", short(&siret.text)),
                        format!("“{}” is not a SIRET number.", short(&siret.text)),
                    ),
                    Sentence::new(
                        "Écrivez ses 14 chiffres entre guillemets, sans espace ; la clé de contrôle doit être juste.",
                        "Write its 14 digits in quotes, without spaces; the check digit must be right.",
                    ),
                );
                return None;
            }
            let branch = entry.branch.as_ref().map(|branch| branch.text.clone()).unwrap_or_default();
            Some(To::Organisation { siret: siret.text.clone(), branch })
        }
        (None, Some(commune)) => {
            let id = assemble::find(draft, commune)?;
            let is_commune = match &draft.node(id).kind {
                NodeKind::Field(field) => field.referential.as_deref() == Some("communes"),
                _ => false,
            };
            if !is_commune || !draft.node(id).repeated_in.is_empty() {
                draft.report.error(
                    "routing.not_a_commune",
                    commune.place,
                    Sentence::new(
                        format!("« {} » n'est pas une commune choisie une seule fois.", commune.text),
                        format!("“{}” is not a commune that is chosen once.", commune.text),
                    ),
                    Sentence::new(
                        "Nommez un champ du composant « commune ».",
                        "Name a field of the component “commune”.",
                    ),
                );
                return None;
            }
            Some(To::CommuneOf { path: commune.text.clone() })
        }
        _ if !entry.to_is_read => None,
        _ => {
            draft.report.error(
                "routing.no_address",
                entry.to,
                Sentence::new(
                    "Un destinataire est un organisme (organisation) ou celui d'une commune (commune).",
                    "A recipient is an organisation (organisation) or that of a commune (commune).",
                ),
                Sentence::new(
                    "Écrivez « to: { organisation: \"…\", branch: … } » ou « to: { commune: <champ> } ».",
                    "Write “to: { organisation: \"…\", branch: … }” or “to: { commune: <field> }”.",
                ),
            );
            None
        }
    }
}
