//! Says what changes of the questions: which there are, where they stand, what they ask, accept and compute.

use super::{Words, written, yes};
use crate::{
    demarche::{Computed, Demarche, Field, Node, NodeKind},
    versions::fields,
};

impl Words<'_> {
    pub(super) fn nodes(&mut self) {
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
            self.kind(was, node);
            self.computed(was, node);
        }
    }

    /// Where a place of both versions stands, how it is asked, and when it exists.
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
    }

    /// Who computes a place of both versions.
    fn computed(&mut self, was: &Node, node: &Node) {
        let (fr, en) = label(node);
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

    /// What a place of both versions is.
    fn kind(&mut self, was: &Node, node: &Node) {
        let (fr, en) = label(node);
        let path = &node.path;
        match (&was.kind, &node.kind) {
            (NodeKind::Field(before), NodeKind::Field(after)) => self.field(node, before, after),
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

    /// What a question of both versions asks and accepts.
    fn field(&mut self, node: &Node, before: &Field, after: &Field) {
        let (fr, en) = label(node);
        let path = &node.path;
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
        let message = |field: &Field| field.pattern.as_ref().and_then(|pattern| pattern.message.clone());
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
}

/// Whether the node is in `here` and not in `there`, and is not told with the group around it.
fn is_top_of(node: &Node, here: &Demarche, there: &Demarche) -> bool {
    let missing = |path: &str| there.at(path).is_none();
    missing(&node.path) && node.parent.is_none_or(|parent| !missing(&here.node(parent).path))
}

fn label(node: &Node) -> (String, String) {
    (format!("« {} » ({})", node.title.fr, node.path), format!("“{}” ({})", node.title.fr, node.path))
}
