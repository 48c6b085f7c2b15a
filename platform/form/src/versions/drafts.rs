//! Judges what becomes of drafts begun under the former version, were they taken over by the new one.
//!
//! Compatible means: no answer is lost, hidden or computed over, none becomes wrong by itself or by a rule, and no journey ends that could go
//! on. New questions may be asked. What is proven is the sameness of what decides: the text of a condition, computation, rule or stop, and, step
//! by step, all that it reads.

use std::collections::BTreeSet;

use super::{Change, Drafts, Verdict, Version, fields, sources};
use crate::{
    demarche::{Computed, DecidedBy, Demarche, IfMissing, Node, NodeKind, Rule},
    diagnostic::Sentence,
    expression::Expression,
};

pub(super) fn judge(former: &Version<'_>, next: &Version<'_>) -> Drafts {
    let mut judge = Judge { former, next, losses: Vec::new(), other: BTreeSet::new() };
    let fatal = judge.other_demarche();
    judge.questions();
    judge.verified();
    judge.spread();
    judge.rules();
    judge.stops();
    let Judge { losses, .. } = judge;
    let verdict = match (fatal, losses.is_empty()) {
        (true, _) => Verdict::Incompatible,
        (false, true) => Verdict::Compatible,
        (false, false) => Verdict::WithLoss,
    };
    Drafts { verdict, losses }
}

struct Judge<'j> {
    former: &'j Version<'j>,
    next: &'j Version<'j>,
    losses: Vec<Change>,
    /// Schema paths of the new version that may have another value there, or none, for the same answers.
    other: BTreeSet<String>,
}

/// « Titre » (chemin)
fn named(node: &Node) -> (String, String) {
    (format!("« {} » ({})", node.title.fr, node.path), format!("“{}” ({})", node.title.fr, node.path))
}

/// Whether a question is put to the citizen.
fn is_asked(node: &Node) -> bool {
    node.field().is_some() && node.computed.is_none() && node.page.is_some()
}

/// The repeated groups around a node, by their paths.
fn rows_around<'d>(demarche: &'d Demarche, node: &Node) -> Vec<&'d str> {
    node.repeated_in.iter().map(|group| demarche.node(*group).path.as_str()).collect()
}

/// All that must hold for a node to exist: its own conditions, those of the groups around it and of its page, each with where it stands.
fn conditions<'d>(demarche: &'d Demarche, node: &'d Node) -> Vec<(&'d str, &'d Expression)> {
    let page = node.page.and_then(|page| demarche.pages[page].show_if.as_ref());
    let mut found: Vec<(&str, &Expression)> = page.map(|condition| ("", condition)).into_iter().collect();
    let mut at = Some(node);
    while let Some(node) = at {
        found.extend(node.show_if.iter().map(|condition| (node.path.as_str(), condition)));
        at = node.parent.map(|parent| demarche.node(parent));
    }
    found
}

fn texts<'d>(conditions: &[(&'d str, &'d Expression)]) -> BTreeSet<(&'d str, &'d str)> {
    conditions.iter().map(|(at, condition)| (*at, condition.text())).collect()
}

impl Judge<'_> {
    fn lose(&mut self, code: &'static str, at: &str, fr: String, en: String) {
        if !self.losses.iter().any(|known| known.code == code && known.at == at) {
            self.losses.push(Change { code, at: at.to_owned(), sentence: Sentence::new(fr, en) });
        }
    }

    /// What no draft survives.
    fn other_demarche(&mut self) -> bool {
        let (former, next) = (self.former.demarche, self.next.demarche);
        if (&former.id, &former.agency) != (&next.id, &next.agency) {
            let (before, after) = (format!("{}/{}", former.agency, former.id), format!("{}/{}", next.agency, next.id));
            self.lose(
                "draft.other_demarche",
                "demarche",
                format!("Ce n'est pas la même démarche : {after} au lieu de {before}."),
                format!("It is not the same démarche: {after} instead of {before}."),
            );
            return true;
        }
        if next.login_required && !former.login_required {
            self.lose(
                "draft.login",
                "login",
                "Il faut désormais un compte : un brouillon commencé sans compte ne peut pas continuer.".to_owned(),
                "An account is needed now: a draft begun without one cannot go on.".to_owned(),
            );
            return true;
        }
        let kept = |node: &&Node| next.at(&node.path).is_some_and(is_asked);
        if former.nodes.iter().any(is_asked)
            && !former.nodes.iter().filter(|node| is_asked(node)).any(|node| kept(&node))
        {
            self.lose(
                "draft.nothing_left",
                "",
                "Aucune question de l'ancienne version n'existe plus.".to_owned(),
                "No question of the former version exists any more.".to_owned(),
            );
            return true;
        }
        false
    }

    /// Each question of the former version, and the number of rows.
    fn questions(&mut self) {
        let (former, next) = (self.former.demarche, self.next.demarche);
        for node in &former.nodes {
            let (fr, en) = named(node);
            if let NodeKind::Rows { max, .. } = node.kind
                && let Some(NodeKind::Rows { max: less, .. }) = next.at(&node.path).map(|node| &node.kind)
                && *less < max
            {
                self.lose(
                    "draft.narrowed",
                    &node.path,
                    format!("{fr} : {less} lignes au plus au lieu de {max}."),
                    format!("{en}: {less} rows at most instead of {max}."),
                );
            }
            if !is_asked(node) {
                continue;
            }
            match next.at(&node.path) {
                Some(now) if now.field().is_some() && rows_around(former, node) == rows_around(next, now) => {
                    self.question(node, now);
                }
                Some(_) => self.lose(
                    "draft.retyped",
                    &node.path,
                    format!("{fr} : la réponse est perdue, la question n'est plus de la même sorte."),
                    format!("{en}: the answer is lost, the question is not of the same kind any more."),
                ),
                None => self.lose(
                    "draft.removed",
                    &node.path,
                    format!("{fr} : la réponse est perdue, la question n'existe plus."),
                    format!("{en}: the answer is lost, the question does not exist any more."),
                ),
            }
        }
    }

    /// Answers that a source verified, and that are verified no more.
    fn verified(&mut self) {
        for (loss, places) in sources::unverified(self.former, self.next) {
            self.losses.push(loss);
            self.other.extend(places);
        }
    }

    /// A question that is a question still.
    fn question(&mut self, before: &Node, now: &Node) {
        let (fr, en) = named(before);
        let Some((former, next)) = before.field().zip(now.field()) else { return };
        if now.computed.is_some() {
            self.lose(
                "draft.computed",
                &now.path,
                format!("{fr} : la réponse est remplacée par un calcul."),
                format!("{en}: the answer is replaced by a computed value."),
            );
            return;
        }
        if now.page.is_none() {
            self.lose(
                "draft.removed",
                &now.path,
                format!("{fr} : la réponse est perdue, aucune page ne pose plus la question."),
                format!("{en}: the answer is lost, no page asks the question any more."),
            );
            self.other.insert(now.path.clone());
            return;
        }
        if now.locked && !before.locked {
            self.lose(
                "draft.locked",
                &now.path,
                format!("{fr} : ce que l'usager a écrit lui-même n'est plus admis."),
                format!("{en}: what the citizen wrote themselves is not admitted any more."),
            );
        }
        if former.statement != next.statement {
            self.lose(
                "draft.attested",
                &now.path,
                format!("{fr} : la phrase attestée n'est plus la même ; elle est à attester de nouveau."),
                format!("{en}: the attested sentence is not the same any more; it is to be attested again."),
            );
        }
        for change in fields::changes(former, next).into_iter().filter(|change| change.tighter) {
            let clause = change.clause;
            if change.code == "question.type" {
                self.other.insert(now.path.clone());
                self.lose(
                    "draft.retyped",
                    &now.path,
                    format!("{fr} : la réponse est perdue, {}.", clause.fr),
                    format!("{en}: the answer is lost, {}.", clause.en),
                );
            } else {
                self.lose(
                    "draft.narrowed",
                    &now.path,
                    format!("{fr} : une réponse juste peut être à corriger, {}.", clause.fr),
                    format!("{en}: a right answer may have to be corrected, {}.", clause.en),
                );
            }
        }
    }

    /// Follows what may be otherwise through conditions and computations, until nothing more is found.
    fn spread(&mut self) {
        let (former, next) = (self.former.demarche, self.next.demarche);
        for node in &next.nodes {
            if !self.computes_the_same(node) {
                self.other.insert(node.path.clone());
            }
        }
        loop {
            let known = self.other.len();
            for node in &next.nodes {
                let before = former.at(&node.path);
                let now = conditions(next, node);
                let then = before.map(|before| conditions(former, before)).unwrap_or_default();
                let reads_other = now.iter().any(|(_, condition)| self.reads_other(condition.reads()));
                let differs = before.is_some() && texts(&now) != texts(&then);
                let more = texts(&now).difference(&texts(&then)).next().is_some();
                if reads_other || differs {
                    self.other.insert(node.path.clone());
                }
                if (reads_other || more) && before.is_some_and(is_asked) && is_asked(node) {
                    let (fr, en) = named(node);
                    self.lose(
                        "draft.hidden",
                        &node.path,
                        format!("{fr} : la réponse peut n'être plus transmise, ce qui montre la question a changé."),
                        format!("{en}: the answer may not be sent any more, what shows the question has changed."),
                    );
                }
                if node.computed.as_ref().is_some_and(|computed| self.reads_other(computed.reads())) {
                    self.other.insert(node.path.clone());
                }
                if let Some(before) = before.filter(|before| is_asked(before) && is_asked(node)) {
                    self.offers(before, node);
                }
            }
            if self.other.len() == known {
                return;
            }
        }
    }

    /// Options that may be offered no more: what was chosen is lost with them.
    fn offers(&mut self, before: &Node, now: &Node) {
        let withdrawn: Vec<&str> = now
            .offers
            .iter()
            .filter(|(value, condition)| {
                let same = before.offers.get(*value).is_some_and(|before| before.text() == condition.text());
                !same || self.reads_other(condition.reads())
            })
            .map(|(value, _)| value.as_str())
            .collect();
        if withdrawn.is_empty() {
            return;
        }
        let ((fr, en), list) = (named(before), withdrawn.join(", "));
        self.other.insert(now.path.clone());
        self.lose(
            "draft.narrowed",
            &now.path,
            format!("{fr} : ce qui a été choisi peut n'être plus offert ({list})."),
            format!("{en}: what was chosen may not be offered any more ({list})."),
        );
    }

    fn reads_other(&self, reads: &[String]) -> bool {
        reads.iter().any(|path| self.other.contains(path))
    }

    /// Whether a value is computed as before, or asked as before; a question that is new has no value yet.
    fn computes_the_same(&self, node: &Node) -> bool {
        let before = self.former.demarche.at(&node.path);
        let field_differs = before.and_then(Node::field).zip(node.field()).is_some_and(|(before, now)| {
            // A number is kept at the scale of its field.
            before.field_type.name() != now.field_type.name() || before.scale != now.scale
        });
        match (before.and_then(|before| before.computed.as_ref()), &node.computed) {
            (None, None) => true,
            (Some(Computed::Expression(before)), Some(Computed::Expression(now))) => {
                before.text() == now.text() && !field_differs
            }
            (Some(Computed::Plugin { path: before, reads: read }), Some(Computed::Plugin { path: now, reads })) => {
                before == now && read == reads && !self.next.plugin_differs(self.former, now) && !field_differs
            }
            _ => false,
        }
    }

    /// Rules that may refuse what passed.
    fn rules(&mut self) {
        let former = self.former.demarche;
        // A rule that only warns refuses nothing.
        for rule in self.next.demarche.rules.iter().filter(|rule| !rule.warning) {
            let same = former.rules.iter().any(|before| self.is_no_stricter(before, rule));
            let reads = reads_of(rule);
            if (same && !self.reads_other(reads) && !self.other.contains(&rule.at)) || self.reads_only_new(reads) {
                continue;
            }
            let (id, at) = (&rule.id, &rule.at);
            self.lose(
                "draft.refused",
                at,
                format!("La règle « {id} », nouvelle ou autre, peut refuser ce qui était juste ({at})."),
                format!("The rule “{id}”, new or other, may refuse what was right ({at})."),
            );
        }
    }

    fn is_no_stricter(&self, before: &Rule, now: &Rule) -> bool {
        let stricter = |before, now| before == IfMissing::Pass && now == IfMissing::Refuse;
        let decided = match (&before.decided_by, &now.decided_by) {
            (DecidedBy::Expression(before), DecidedBy::Expression(now)) => before.text() == now.text(),
            (DecidedBy::Plugin { path: before, reads: read }, DecidedBy::Plugin { path: now, reads }) => {
                before == now && read == reads && !self.next.plugin_differs(self.former, now)
            }
            _ => false,
        };
        decided
            && before.at == now.at
            && before.warning == now.warning
            && !stricter(before.if_missing, now.if_missing)
            && !stricter(before.if_unavailable, now.if_unavailable)
    }

    /// Whether all that is read is new: a draft has no answer there that could be refused. What reads nothing by name may read everything.
    fn reads_only_new(&self, reads: &[String]) -> bool {
        let is_new = |path: &String| {
            let node = self.next.demarche.at(path);
            self.former.demarche.at(path).is_none() && node.is_some_and(|node| node.computed.is_none())
        };
        !reads.is_empty() && reads.iter().all(is_new)
    }

    /// Stops that may end a journey that could go on.
    fn stops(&mut self) {
        let former = self.former.demarche;
        for stop in &self.next.demarche.stops {
            let reads = stop.stop_if.reads();
            let same = former.stops.iter().any(|before| before.stop_if.text() == stop.stop_if.text());
            if (same && !self.reads_other(reads)) || self.reads_only_new(reads) {
                continue;
            }
            let id = &stop.id;
            self.lose(
                "draft.stopped",
                id,
                format!("L'arrêt « {id} », nouveau ou autre, peut arrêter un parcours commencé."),
                format!("The stop “{id}”, new or other, may end a journey that was begun."),
            );
        }
    }
}

/// What a rule reads, as schema paths.
pub(super) fn reads_of(rule: &Rule) -> &[String] {
    match &rule.decided_by {
        DecidedBy::Expression(must) => must.reads(),
        DecidedBy::Plugin { reads, .. } => reads,
    }
}
