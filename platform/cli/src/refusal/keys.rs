//! The words for what is wrong with keys and with backups.

use std::path::Path;

use store::{backup::BackupError, recovery::RecoveryError, rotation::RotationError};

use super::{Refusal, store};
use crate::commands;

pub(super) fn of_backup(error: &BackupError) -> Option<Refusal> {
    match error {
        BackupError::Store(error) => Some(store(error)),
        BackupError::Recovery(error) => of_recovery(error),
        other => commands::backup::refused(other),
    }
}

pub(super) fn of_recovery(error: &RecoveryError) -> Option<Refusal> {
    let code = error.code();
    Some(match error {
        RecoveryError::Store(error) => store(error),
        RecoveryError::None => Refusal::new(
            code,
            "Ce serveur n'a pas de clé de secours : sans elle, aucune sauvegarde. Faites-la, à deux : guichet keys recovery --share UN --share DEUX.",
            "This server has no recovery key: without it there is no backup. Make it, two people together: guichet keys recovery --share ONE --share TWO.",
        ),
        RecoveryError::Exists(id) => Refusal::new(
            code,
            format!(
                "Ce serveur a déjà la clé de secours {id}. Pour en changer : --replace ; ses sauvegardes d'avant auront encore besoin des parts d'avant."
            ),
            format!(
                "This server has the recovery key {id} already. To replace it: --replace; its backups of before will still need the shares of before."
            ),
        ),
        RecoveryError::Share => Refusal::new(
            code,
            "Ce n'est pas une part de clé de secours, ou un signe y est mal copié.",
            "This is no share of a recovery key, or a sign was copied wrong.",
        ),
        RecoveryError::Pair => Refusal::new(
            code,
            "Ces deux parts ne vont pas ensemble : deux fois la même, ou de deux clés.",
            "These two shares do not belong together: twice the same, or of two keys.",
        ),
        RecoveryError::Other { wanted, given } => Refusal::new(
            code,
            format!("Ce sont les parts de la clé de secours {given} ; il faut celles de la clé {wanted}."),
            format!("These are the shares of the recovery key {given}; those of the key {wanted} are wanted."),
        ),
    })
}

pub(super) fn of_rotation(error: &RotationError) -> Option<Refusal> {
    let code = error.code();
    Some(match error {
        RotationError::Store(error) => store(error),
        RotationError::NoNext => Refusal::new(
            code,
            "Les clés viennent de GUICHET_MASTER_KEY : ajoutez-y la nouvelle (guichet keys new) après celle d'aujourd'hui, une virgule entre elles, sur chaque serveur ; redémarrez-les ; puis refaites cette commande avec la même valeur.",
            "The keys come from GUICHET_MASTER_KEY: add the new one (guichet keys new) after today's, a comma between them, on every server; restart them; then type this command again with the same value.",
        ),
        RotationError::Unknown => Refusal::new(
            code,
            "Aucune clé n'a cet identifiant. Voyez : guichet keys list.",
            "No key has this id. See: guichet keys list.",
        ),
        RotationError::Current => Refusal::new(
            code,
            "C'est la clé qui scelle. Passez d'abord à une autre : guichet keys rotate.",
            "This is the key that seals. Go over to another one first: guichet keys rotate.",
        ),
        RotationError::Needed(count) => Refusal::new(
            code,
            format!("{count} valeurs sont encore scellées par cette clé. D'abord : guichet keys reseal."),
            format!("{count} values are still sealed with this key. First: guichet keys reseal."),
        ),
        RotationError::TooSoon => Refusal::new(
            code,
            "Une autre clé l'a remplacée il y a moins d'une heure : un envoi en cours peut encore la nommer. Revenez plus tard.",
            "Another key took its place less than an hour ago: what is being sent may still name it. Come back later.",
        ),
    })
}

pub(super) fn wrong(code: &'static str, wanted: &str, held: &str) -> Refusal {
    let (here, at_hand) = if held.is_empty() {
        ("aucune n'est là".to_owned(), "none is there".to_owned())
    } else {
        (format!("là : {held}"), format!("there: {held}"))
    };
    Refusal::new(
        code,
        format!(
            "Ces données sont scellées par la clé maîtresse {wanted} ({here}). Remettez-la : keys/master.key, ou GUICHET_MASTER_KEY ; perdue, elle se reprend d'une sauvegarde : guichet restore --keys-only."
        ),
        format!(
            "This data is sealed with the master key {wanted} ({at_hand}). Put it back: keys/master.key, or GUICHET_MASTER_KEY; lost, it is taken out of a backup: guichet restore --keys-only."
        ),
    )
}

pub(super) fn backup_running(code: &'static str) -> Refusal {
    Refusal::new(
        code,
        "Une autre sauvegarde de ces données est en cours. Attendez qu'elle soit finie.",
        "Another backup of this data is being taken. Wait until it is done.",
    )
}

pub(super) fn half_restored(code: &'static str, data: &Path) -> Refusal {
    let data = data.display();
    Refusal::new(
        code,
        format!(
            "{data} : une restauration n'est pas allée à son terme ici. Effacez ce dossier et restaurez de nouveau."
        ),
        format!("{data}: a restoration did not come to its end here. Delete this folder and restore again."),
    )
}
