//! Checks the way to each recipient: that there is one, and that it can be found.

use super::{assemble, draft::Draft};
use crate::{
    definition::{procedure::RecipientEntry, reader::short, tree::Written},
    demarche::{Demarche, To},
    diagnostic::Sentence,
    field::format::is_siret,
    routing::DEPARTEMENTS,
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
    match (&entry.organisation, &entry.commune, &entry.departement) {
        (Some(siret), None, None) => {
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
        (None, Some(commune), None) => {
            if !is_chosen_once(draft, commune, &["communes"])? {
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
        (None, None, Some(departement)) => {
            if !is_chosen_once(draft, departement, &[DEPARTEMENTS, "communes"])? {
                draft.report.error(
                    "routing.not_a_departement",
                    departement.place,
                    Sentence::new(
                        format!("« {} » n'est ni un département ni une commune, choisis une seule fois.", departement.text),
                        format!("“{}” is neither a département nor a commune, chosen once.", departement.text),
                    ),
                    Sentence::new(
                        "Nommez un champ du composant « departement » ou « commune » ; un code postal n'en dit pas assez, plusieurs débordent sur un autre département.",
                        "Name a field of the component “departement” or “commune”; a postcode does not say enough, several reach into another département.",
                    ),
                );
                return None;
            }
            Some(To::DepartementOf { path: departement.text.clone() })
        }
        _ if !entry.to_is_read => None,
        _ => {
            draft.report.error(
                "routing.no_address",
                entry.to,
                Sentence::new(
                    "Un destinataire est un organisme (organisation), ou celui d'une commune (commune) ou d'un département (departement).",
                    "A recipient is an organisation (organisation), or that of a commune (commune) or of a département (departement).",
                ),
                Sentence::new(
                    "Écrivez « to: { organisation: \"…\", branch: … } », « to: { commune: <champ> } » ou « to: { departement: <champ> } ».",
                    "Write “to: { organisation: \"…\", branch: … }”, “to: { commune: <field> }” or “to: { departement: <field> }”.",
                ),
            );
            None
        }
    }
}

/// Whether an entry of one of these référentiels is chosen there, and once; nothing where nothing is asked there, which was told.
fn is_chosen_once(draft: &mut Draft<'_>, written: &Written, lists: &[&str]) -> Option<bool> {
    let id = assemble::find(draft, written)?;
    let node = draft.node(id);
    let list = node.field().and_then(|field| field.referential.as_deref());
    Some(node.repeated_in.is_empty() && list.is_some_and(|list| lists.contains(&list)))
}
