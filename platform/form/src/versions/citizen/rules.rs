//! Says what changes of the stops and of the rules.

use super::Words;
use crate::{
    demarche::{DecidedBy, IfMissing, Rule},
    versions::drafts::reads_of,
};

impl Words<'_> {
    pub(super) fn stops(&mut self) {
        let (former, next) = (self.former, self.next);
        for stop in former.stops.iter().filter(|stop| !next.stops.iter().any(|now| now.id == stop.id)) {
            let id = &stop.id;
            self.tell(
                "stop.removed",
                id,
                format!("L'arrêt « {id} » n'existe plus."),
                format!("The stop “{id}” does not exist any more."),
            );
        }
        for stop in &next.stops {
            let (id, condition) = (&stop.id, stop.stop_if.text());
            let Some(was) = former.stops.iter().find(|was| was.id == *id) else {
                self.tell(
                    "stop.added",
                    id,
                    format!("Nouvel arrêt « {id} », si : {condition}"),
                    format!("New stop “{id}”, if: {condition}"),
                );
                continue;
            };
            if was.stop_if.text() != condition {
                let before = was.stop_if.text();
                self.tell(
                    "stop.changed",
                    id,
                    format!("L'arrêt « {id} » a lieu si : {condition} (avant : {before})"),
                    format!("The stop “{id}” happens if: {condition} (before: {before})"),
                );
            }
            self.text(
                id,
                (&format!("Titre de l'arrêt {id}"), &format!("Title of the stop {id}")),
                Some(&was.title),
                Some(&stop.title),
            );
            self.text(
                id,
                (&format!("Texte de l'arrêt {id}"), &format!("Text of the stop {id}")),
                was.text.as_ref(),
                stop.text.as_ref(),
            );
            if was.link != stop.link {
                self.tell(
                    "text.changed",
                    id,
                    format!("Le lien de l'arrêt « {id} » change."),
                    format!("The link of the stop “{id}” changes."),
                );
            }
        }
    }

    pub(super) fn rules(&mut self) {
        let (former, next) = (self.former, self.next);
        let told = |rule: &Rule| match &rule.decided_by {
            DecidedBy::Expression(must) => must.text().to_owned(),
            DecidedBy::Plugin { path, .. } => format!("{path} ({})", reads_of(rule).join(", ")),
        };
        for rule in former.rules.iter().filter(|rule| !next.rules.iter().any(|now| now.id == rule.id)) {
            let id = &rule.id;
            self.tell(
                "rule.removed",
                id,
                format!("La règle « {id} » n'existe plus : {}", told(rule)),
                format!("The rule “{id}” does not exist any more: {}", told(rule)),
            );
        }
        for rule in &next.rules {
            let (id, must) = (&rule.id, told(rule));
            let Some(was) = former.rules.iter().find(|was| was.id == *id) else {
                self.tell(
                    "rule.added",
                    id,
                    format!("Nouvelle règle « {id} » : {must}"),
                    format!("New rule “{id}”: {must}"),
                );
                continue;
            };
            let before = told(was);
            if before != must {
                self.tell(
                    "rule.changed",
                    id,
                    format!("La règle « {id} » est : {must} (avant : {before})"),
                    format!("The rule “{id}” is: {must} (before: {before})"),
                );
            }
            if was.at != rule.at {
                self.tell(
                    "rule.changed",
                    id,
                    format!("La règle « {id} » se dit à {} (avant : {}).", rule.at, was.at),
                    format!("The rule “{id}” is told at {} (before: {}).", rule.at, was.at),
                );
            }
            if was.warning != rule.warning {
                let (fr, en) = if rule.warning { ("avertit seulement", "only warns") } else { ("refuse", "refuses") };
                self.tell(
                    "rule.changed",
                    id,
                    format!("La règle « {id} » {fr} désormais."),
                    format!("The rule “{id}” {en} now."),
                );
            }
            for (key, before, now) in [
                ("if_missing", was.if_missing, rule.if_missing),
                ("if_unavailable", was.if_unavailable, rule.if_unavailable),
            ] {
                if before != now {
                    let name = |missing| if missing == IfMissing::Pass { "pass" } else { "refuse" };
                    let (before, now) = (name(before), name(now));
                    self.tell(
                        "rule.changed",
                        id,
                        format!("La règle « {id} », {key} : {now} (avant : {before})."),
                        format!("The rule “{id}”, {key}: {now} (before: {before})."),
                    );
                }
            }
            self.text(
                id,
                (&format!("Message de la règle {id}"), &format!("Message of the rule {id}")),
                Some(&was.message),
                Some(&rule.message),
            );
        }
    }
}
