//! Says in words what changes for the citizen: pages, questions, conditions, computations, rules, stops, recipients, texts.

use std::collections::BTreeSet;

use super::{Change, Version, drafts::reads_of, fields};
use crate::{
    demarche::{Computed, DecidedBy, Demarche, IfMissing, Node, NodeKind, Page, Recipient, Rule, To},
    diagnostic::Sentence,
    expression::Expression,
    text::Text,
};

pub(super) fn changes(former: &Version<'_>, next: &Version<'_>) -> Vec<Change> {
    let mut words = Words { former: former.demarche, next: next.demarche, found: Vec::new() };
    words.head();
    words.login();
    words.pages();
    words.nodes();
    words.stops();
    words.rules();
    words.prefill();
    words.recipients();
    words.plugins(former, next);
    words.found
}

struct Words<'w> {
    former: &'w Demarche,
    next: &'w Demarche,
    found: Vec<Change>,
}

fn label(node: &Node) -> (String, String) {
    (format!("« {} » ({})", node.title.fr, node.path), format!("“{}” ({})", node.title.fr, node.path))
}

/// What a text that may be missing reads like.
fn read(text: Option<&Text>) -> (&str, Option<&str>) {
    text.map_or(("", None), |text| (&text.fr, text.en.as_deref()))
}

fn written<'e>(condition: impl IntoIterator<Item = &'e Expression>) -> String {
    condition.into_iter().map(Expression::text).collect::<Vec<_>>().join(" && ")
}

impl Words<'_> {
    fn tell(&mut self, code: &'static str, at: &str, fr: impl Into<String>, en: impl Into<String>) {
        self.found.push(Change { code, at: at.to_owned(), sentence: Sentence::new(fr, en) });
    }

    /// A text in either language.
    fn text(&mut self, at: &str, (fr, en): (&str, &str), former: Option<&Text>, next: Option<&Text>) {
        let ((was, was_en), (is, is_en)) = (read(former), read(next));
        let mut told = |was: &str, is: &str, (fr, en): (String, String)| {
            let (fr, en) = match (was.is_empty(), is.is_empty()) {
                (true, _) => (format!("{fr}, nouveau texte : « {is} »."), format!("{en}, a new text: “{is}”.")),
                (_, true) => (format!("{fr}, texte retiré : « {was} »."), format!("{en}, text removed: “{was}”.")),
                _ => (format!("{fr} : « {was} » devient « {is} »."), format!("{en}: “{was}” becomes “{is}”.")),
            };
            self.tell("text.changed", at, fr, en);
        };
        if was != is {
            told(was, is, (fr.to_owned(), en.to_owned()));
        }
        if was_en != is_en {
            let (was, is) = (was_en.unwrap_or_default(), is_en.unwrap_or_default());
            told(was, is, (format!("{fr}, en anglais"), format!("{en}, in English")));
        }
    }

    fn condition(&mut self, at: &str, (fr, en): (&str, &str), was: &str, is: &str) {
        if was == is {
            return;
        }
        match (was.is_empty(), is.is_empty()) {
            (true, _) => self.tell(
                "condition.added",
                at,
                format!("{fr} n'existe plus que si : {is}"),
                format!("{en} exists only if: {is}"),
            ),
            (_, true) => self.tell(
                "condition.removed",
                at,
                format!("{fr} existe toujours (avant : seulement si {was})."),
                format!("{en} always exists (before: only if {was})."),
            ),
            _ => self.tell(
                "condition.changed",
                at,
                format!("{fr} existe si : {is} (avant : {was})"),
                format!("{en} exists if: {is} (before: {was})"),
            ),
        }
    }

    /// What stands before the pages.
    fn head(&mut self) {
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

    fn login(&mut self) {
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

    fn pages(&mut self) {
        let (former, next) = (self.former, self.next);
        let ids = |demarche: &Demarche| demarche.pages.iter().map(|page| page.id.clone()).collect::<Vec<_>>();
        for page in former.pages.iter().filter(|page| next.page(&page.id).is_none()) {
            let (id, title) = (&page.id, &page.title.fr);
            self.tell(
                "page.removed",
                id,
                format!("La page « {title} » ({id}) n'existe plus."),
                format!("The page “{title}” ({id}) does not exist any more."),
            );
        }
        let (before, after) = (ids(former), ids(next));
        if in_common(&before, &after) != in_common(&after, &before) {
            let order = after.join(", ");
            self.tell(
                "page.order",
                "pages",
                format!("L'ordre des pages change : {order}."),
                format!("The order of the pages changes: {order}."),
            );
        }
        for page in &next.pages {
            let (id, title) = (&page.id, &page.title.fr);
            let Some((_, was)) = former.page(id) else {
                self.tell(
                    "page.added",
                    id,
                    format!("Nouvelle page : « {title} » ({id})."),
                    format!("New page: “{title}” ({id})."),
                );
                continue;
            };
            self.text(
                id,
                (&format!("Titre de la page {id}"), &format!("Title of the page {id}")),
                Some(&was.title),
                Some(&page.title),
            );
            self.text(
                id,
                (&format!("Introduction de la page {id}"), &format!("Introduction of the page {id}")),
                was.intro.as_ref(),
                page.intro.as_ref(),
            );
            let condition = |page: &Page| written(&page.show_if);
            self.condition(
                id,
                (&format!("La page « {title} »"), &format!("The page “{title}”")),
                &condition(was),
                &condition(page),
            );
            let (before, after) = (order(former, was), order(next, page));
            if in_common(&before, &after) != in_common(&after, &before) {
                self.tell(
                    "page.question_order",
                    id,
                    format!("L'ordre des questions de la page « {title} » change."),
                    format!("The order of the questions of the page “{title}” changes."),
                );
            }
        }
    }

    fn nodes(&mut self) {
        let (former, next) = (self.former, self.next);
        for node in former.nodes.iter().filter(|node| is_top_of(node, former, next)) {
            let (fr, en) = label(node);
            self.tell(
                "question.removed",
                &node.path,
                format!("{fr} n'existe plus."),
                format!("{en} does not exist any more."),
            );
        }
        for node in &next.nodes {
            let (fr, en) = label(node);
            let Some(was) = former.at(&node.path) else {
                if is_top_of(node, next, former) {
                    let optional = if node.required { ("", "") } else { (" (facultatif)", " (optional)") };
                    self.tell(
                        "question.added",
                        &node.path,
                        format!("Nouveau : {fr}{}.", optional.0),
                        format!("New: {en}{}.", optional.1),
                    );
                }
                continue;
            };
            if node.path.is_empty() {
                continue;
            }
            self.node(was, node);
            let computed = |node: &Node| match &node.computed {
                None => String::new(),
                Some(Computed::Expression(expression)) => expression.text().to_owned(),
                Some(Computed::Plugin { path, reads }) => format!("{path} ({})", reads.join(", ")),
            };
            let (before, after) = (computed(was), computed(node));
            if before != after {
                match (before.is_empty(), after.is_empty()) {
                    (true, _) => self.tell(
                        "computed.added",
                        &node.path,
                        format!("{fr} est calculé : {after}"),
                        format!("{en} is computed: {after}"),
                    ),
                    (_, true) => self.tell(
                        "computed.removed",
                        &node.path,
                        format!("{fr} n'est plus calculé."),
                        format!("{en} is not computed any more."),
                    ),
                    _ => self.tell(
                        "computed.changed",
                        &node.path,
                        format!("{fr} se calcule ainsi : {after} (avant : {before})"),
                        format!("{en} is computed so: {after} (before: {before})"),
                    ),
                }
            }
        }
    }

    /// One place of both versions.
    fn node(&mut self, was: &Node, node: &Node) {
        let (fr, en) = label(node);
        let path = &node.path;
        self.text(
            path,
            (&format!("Libellé de {path}"), &format!("Label of {path}")),
            Some(&was.title),
            Some(&node.title),
        );
        self.text(
            path,
            (&format!("Aide de {path}"), &format!("Hint of {path}")),
            was.hint.as_ref(),
            node.hint.as_ref(),
        );
        self.condition(path, (&fr, &en), &written(&was.show_if), &written(&node.show_if));
        let page = |demarche: &Demarche, node: &Node| node.page.map(|page| demarche.pages[page].id.clone());
        let (before, after) = (page(self.former, was), page(self.next, node));
        let told_above = node.parent.is_some_and(|parent| {
            let parent = self.next.node(parent);
            !parent.path.is_empty()
                && self.former.at(&parent.path).is_some_and(|old| page(self.former, old) == before)
                && page(self.next, parent) == after
        });
        if before != after && !told_above {
            let (from, to) = (before.unwrap_or_else(|| "–".to_owned()), after.unwrap_or_else(|| "–".to_owned()));
            self.tell(
                "question.moved",
                path,
                format!("{fr} passe de la page {from} à la page {to}."),
                format!("{en} moves from the page {from} to the page {to}."),
            );
        }
        if was.required != node.required && node.computed.is_none() {
            let (code, fr, en) = if node.required {
                ("question.required", format!("{fr} devient obligatoire."), format!("{en} becomes required."))
            } else {
                ("question.optional", format!("{fr} devient facultatif."), format!("{en} becomes optional."))
            };
            self.tell(code, path, fr, en);
        }
        let offered = |node: &Node| {
            let conditions = node.offers.iter().map(|(value, condition)| format!("{value} si {}", condition.text()));
            conditions.collect::<Vec<_>>().join(", ")
        };
        let (before, after) = (offered(was), offered(node));
        if before != after {
            let (en_before, en_after) = (before.replace(" si ", " if "), after.replace(" si ", " if "));
            self.tell(
                "question.offers",
                path,
                format!("{fr}, choix offerts sous condition : {after} (avant : {before})."),
                format!("{en}, options offered on a condition: {en_after} (before: {en_before})."),
            );
        }
        if format!("{:?}", was.proposed) != format!("{:?}", node.proposed) {
            self.tell(
                "question.proposed",
                path,
                format!("{fr} : ce qui est proposé change."),
                format!("{en}: what is proposed changes."),
            );
        }
        if was.table.is_some() != node.table.is_some() {
            self.tell(
                "question.table",
                path,
                format!("{fr} : la présentation en tableau change."),
                format!("{en}: being drawn as a table changes."),
            );
        }
        if was.locked != node.locked {
            let (code, fr, en) = if node.locked {
                (
                    "question.locked",
                    format!("{fr} est repris et ne se modifie plus."),
                    format!("{en} is taken over and cannot be changed any more."),
                )
            } else {
                ("question.unlocked", format!("{fr} peut être modifié."), format!("{en} may be changed."))
            };
            self.tell(code, path, fr, en);
        }
        match (&was.kind, &node.kind) {
            (NodeKind::Field(before), NodeKind::Field(after)) => {
                for change in fields::changes(before, after) {
                    let clause = change.clause;
                    self.tell(change.code, path, format!("{fr}, {}.", clause.fr), format!("{en}, {}.", clause.en));
                }
                for option in after.options.iter() {
                    if let Some(before) = before.options.iter().find(|before| before.value == option.value) {
                        let value = &option.value;
                        let place = (format!("Choix {value} de {path}"), format!("Option {value} of {path}"));
                        self.text(path, (&place.0, &place.1), Some(&before.title), Some(&option.title));
                        self.text(
                            path,
                            (&format!("{}, explication", place.0), &format!("{}, explanation", place.1)),
                            before.hint.as_ref(),
                            option.hint.as_ref(),
                        );
                    }
                }
                self.text(
                    path,
                    (&format!("Phrase attestée de {path}"), &format!("Attested sentence of {path}")),
                    before.statement.as_ref(),
                    after.statement.as_ref(),
                );
                self.text(
                    path,
                    (&format!("Unité de {path}"), &format!("Unit of {path}")),
                    before.unit.as_ref(),
                    after.unit.as_ref(),
                );
                let message = |field: &'_ crate::demarche::Field| {
                    field.pattern.as_ref().and_then(|pattern| pattern.message.clone())
                };
                self.text(
                    path,
                    (&format!("Message de forme de {path}"), &format!("Message about the form of {path}")),
                    message(before).as_ref(),
                    message(after).as_ref(),
                );
                if before.masked != after.masked {
                    self.tell(
                        "question.masked",
                        path,
                        format!("{fr}, masqué dans le récapitulatif : {}.", yes(after.masked).0),
                        format!("{en}, masked in the recap: {}.", yes(after.masked).1),
                    );
                }
            }
            (NodeKind::Group, NodeKind::Group) => {}
            (
                NodeKind::Rows { min, max, row_title, ordered, copied },
                NodeKind::Rows {
                    min: min_now,
                    max: max_now,
                    row_title: title_now,
                    ordered: ordered_now,
                    copied: copied_now,
                },
            ) => {
                if (min, max) != (min_now, max_now) {
                    self.tell(
                        "rows.number",
                        path,
                        format!("{fr} : de {min_now} à {max_now} lignes (avant : de {min} à {max})."),
                        format!("{en}: {min_now} to {max_now} rows (before: {min} to {max})."),
                    );
                }
                self.text(
                    path,
                    (&format!("Titre d'une ligne de {path}"), &format!("Title of a row of {path}")),
                    row_title.as_ref(),
                    title_now.as_ref(),
                );
                if (ordered, copied) != (ordered_now, copied_now) {
                    self.tell(
                        "rows.acts",
                        path,
                        format!("{fr} : les lignes se déplacent ou se dupliquent autrement."),
                        format!("{en}: rows are moved or duplicated otherwise."),
                    );
                }
            }
            _ => self.tell(
                "question.type",
                path,
                format!("{fr} n'est plus de la même sorte."),
                format!("{en} is not of the same kind any more."),
            ),
        }
    }

    fn stops(&mut self) {
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

    fn rules(&mut self) {
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

    fn prefill(&mut self) {
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

    fn recipients(&mut self) {
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
            (("a pour formats", "has the formats"), was.formats.join(", "), now.formats.join(", ")),
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

    /// Plugins that keep their name and do something else.
    fn plugins(&mut self, former: &Version<'_>, next: &Version<'_>) {
        for path in self.next.plugins().intersection(&self.former.plugins()) {
            if next.plugin_differs(former, path) {
                self.tell(
                    "plugin.changed",
                    path,
                    format!("Le greffon {path} n'est plus le même."),
                    format!("The plugin {path} is not the same any more."),
                );
            }
        }
    }
}

fn yes(is: bool) -> (&'static str, &'static str) {
    if is { ("oui", "yes") } else { ("non", "no") }
}

fn word(value: impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}

fn listed(values: &[impl std::fmt::Debug]) -> String {
    values.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Whether the node is in `here` and not in `there`, and is not told with the group around it.
fn is_top_of(node: &Node, here: &Demarche, there: &Demarche) -> bool {
    let missing = |path: &str| there.at(path).is_none();
    missing(&node.path) && node.parent.is_none_or(|parent| !missing(&here.node(parent).path))
}

/// Those of `all` that `other` has too, in their order.
fn in_common(all: &[String], other: &[String]) -> Vec<String> {
    all.iter().filter(|id| other.contains(id)).cloned().collect()
}

/// The questions of a page in the order they are shown.
fn order(demarche: &Demarche, page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<_> = page.shows.iter().rev().copied().collect();
    while let Some(id) = open.pop() {
        let node = demarche.node(id);
        if node.field().is_some() {
            found.push(node.path.clone());
        }
        open.extend(node.children.iter().rev());
    }
    found
}
