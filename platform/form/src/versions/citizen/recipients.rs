//! Says what changes of what is taken from the vault, and of what recipients get.

use std::collections::BTreeSet;

use super::{Words, written};
use crate::demarche::{Demarche, Recipient, To};

impl Words<'_> {
    pub(super) fn prefill(&mut self) {
        let told = |demarche: &Demarche| -> BTreeSet<String> {
            let entries = demarche.prefill.iter().map(|prefill| {
                let when = prefill.when.as_ref().map(|when| format!(" si {}", when.text())).unwrap_or_default();
                let keep = prefill.keep.as_ref().map(|keep| format!(" (garde {keep})")).unwrap_or_default();
                format!("{} ← {}{when}{keep}", prefill.target, prefill.from)
            });
            entries.collect()
        };
        let (before, after) = (told(self.former), told(self.next));
        for gone in before.difference(&after) {
            self.tell(
                "prefill.removed",
                "prefill",
                format!("N'est plus repris du coffre : {gone}."),
                format!("Not taken from the vault any more: {gone}."),
            );
        }
        for new in after.difference(&before) {
            self.tell(
                "prefill.added",
                "prefill",
                format!("Repris du coffre : {new}."),
                format!("Taken from the vault: {new}."),
            );
        }
    }

    pub(super) fn recipients(&mut self) {
        let (former, next) = (self.former, self.next);
        for gone in former.recipients.iter().filter(|was| !next.recipients.iter().any(|now| now.id == was.id)) {
            let id = &gone.id;
            self.tell(
                "recipient.removed",
                id,
                format!("« {id} » ne reçoit plus rien."),
                format!("“{id}” receives nothing any more."),
            );
        }
        for now in &next.recipients {
            let id = &now.id;
            let Some(was) = former.recipients.iter().find(|was| was.id == *id) else {
                let receives = now.receives.join(", ");
                self.tell(
                    "recipient.added",
                    id,
                    format!("Nouveau destinataire « {id} », qui reçoit : {receives}."),
                    format!("New recipient “{id}”, who receives: {receives}."),
                );
                continue;
            };
            self.recipient(was, now);
        }
    }

    fn recipient(&mut self, was: &Recipient, now: &Recipient) {
        let id = &now.id;
        self.text(
            id,
            (&format!("Nom du destinataire {id}"), &format!("Name of the recipient {id}")),
            Some(&was.title),
            Some(&now.title),
        );
        let place = |recipient: &Recipient| match &recipient.to {
            To::Organisation { siret, branch } => format!("{siret} {branch}"),
            To::CommuneOf { path } => format!("commune de {path}"),
            To::DepartementOf { path } => format!("département de {path}"),
        };
        let condition = |recipient: &Recipient| written(&recipient.when);
        self.condition(
            id,
            (&format!("Le dossier de « {id} »"), &format!("The case of “{id}”")),
            &condition(was),
            &condition(now),
        );
        for ((fr, en), before, after) in [
            (("est envoyé à", "is sent to"), place(was), place(now)),
            (("reçoit", "receives"), was.receives.join(", "), now.receives.join(", ")),
            (("a pour formats", "has the formats"), formats(was), formats(now)),
            (("peut dire", "may say"), was.statuses.join(", "), now.statuses.join(", ")),
        ] {
            if before != after {
                self.tell(
                    "recipient.changed",
                    id,
                    format!("« {id} » {fr} : {after} (avant : {before})."),
                    format!("“{id}” {en}: {after} (before: {before})."),
                );
            }
        }
    }
}

fn formats(recipient: &Recipient) -> String {
    recipient.formats.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
