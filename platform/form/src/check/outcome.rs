//! Puts together what the answers lead to: stops, rules, what is filled in, who receives.

use std::collections::BTreeSet;

use super::{
    assemble::{condition, find, last_page, optional_text},
    draft::Draft,
};
use crate::{
    definition::{
        procedure::RuleEntry,
        tree::{Spanned, Written},
    },
    demarche::{DecidedBy, Format, IfMissing, NodeId, Prefill, Recipient, Rule, Stop, To},
    expression::{self, Expected},
    path,
    text::Text,
};

/// Stops.
pub(super) fn stops(draft: &mut Draft<'_>) -> Vec<Stop> {
    let mut stops = Vec::new();
    for entry in &draft.procedure.stops {
        let id = entry.id.as_ref().map(|id| id.text.clone()).unwrap_or_default();
        let title = optional_text(draft, &format!("stops.{id}.title"), entry.title.as_ref()).unwrap_or_default();
        let text = optional_text(draft, &format!("stops.{id}.text"), entry.text.as_ref());
        let link = entry
            .link
            .as_ref()
            .map(|(url, label)| (url.text.clone(), draft.text(&format!("stops.{id}.link.label"), label)));
        let Some(written) = &entry.stop_if else {
            continue;
        };
        let Some(stop_if) = condition(draft, written, &expression::Place::root()) else {
            continue;
        };
        let page = last_page(draft, stop_if.reads().iter().map(String::as_str));
        stops.push(Stop { id, stop_if, page, title, text, link });
    }
    stops
}

/// Rules: the démarche's, then those of its components.
pub(super) fn rules(draft: &mut Draft<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for entry in &draft.procedure.rules {
        let id = entry.id.as_ref().map(|id| id.text.clone()).unwrap_or_default();
        let message = optional_text(draft, &format!("rules.{id}.message"), entry.message.as_ref());
        rules.extend(rule(draft, entry, id, message, None));
    }
    let component_rules = draft.component_rules.clone();
    for from in &component_rules {
        let own = from.rule.id.as_ref().map(|id| id.text.clone()).unwrap_or_default();
        let at_left_out =
            from.rule.at.as_ref().is_some_and(|at| draft.id_at(&path::join(&from.mount, &at.text)).is_none());
        if at_left_out {
            // The démarche left out the part that the rule is about.
            continue;
        }
        let id = format!("{}.{own}", from.mount);
        let own_key = format!("rules.{own}.message");
        let message = from
            .rule
            .message
            .as_ref()
            .map(|written| draft.component_text(&format!("rules.{id}.message"), from.texts, &own_key, written));
        rules.extend(rule(draft, &from.rule, id, message, Some((&from.mount, &from.component))));
    }
    rules
}

fn rule(
    draft: &mut Draft<'_>,
    entry: &RuleEntry,
    id: String,
    message: Option<Text>,
    mount: Option<(&String, &String)>,
) -> Option<Rule> {
    let at = entry.at.as_ref()?;
    let at_path = mount.map_or_else(|| at.text.clone(), |(mount, _)| path::join(mount, &at.text));
    let absolute = Written { text: at_path.clone(), ..at.clone() };
    let at_node = find(draft, &absolute)?;
    let rows_around = draft.node(at_node).repeated_in.clone();
    let place = expression::Place {
        rows: rows_around.iter().map(|rows| draft.node(*rows).path.clone()).collect(),
        mount: mount.map(|(mount, _)| mount.clone()),
    };
    let (decided_by, reads) = match (&entry.must, &entry.plugin) {
        (Some(written), _) => {
            let compiled = draft.compile(written, &place, &Expected::Bool)?;
            super::if_missing::rule(draft, entry, &compiled, written);
            super::constants::rule(draft, &compiled, written);
            let reads = compiled.reads().to_vec();
            (DecidedBy::Expression(compiled), reads)
        }
        (None, Some(plugin)) => {
            super::plugins::rule(draft, entry, plugin);
            let reads = plugin_reads(draft, entry, &absolute, mount.map(|(mount, _)| mount.as_str()));
            (DecidedBy::Plugin { path: plugin.text.clone(), reads: reads.clone() }, reads)
        }
        (None, None) => return None,
    };
    let all = reads.iter().map(String::as_str).chain([at_path.as_str()]);
    let page = last_page(draft, all);
    Some(Rule {
        id,
        decided_by,
        at: at_path,
        message: message.unwrap_or_else(|| Text {
            fr: "Cette réponse n'est pas acceptée : vérifiez-la.".into(),
            en: Some("This answer is not accepted: please check it.".into()),
        }),
        warning: entry.level.is_some_and(|level| level.value == "warning"),
        if_missing: outcome(entry.if_missing.map(|word| word.value), IfMissing::Pass),
        if_unavailable: outcome(entry.if_unavailable.map(|word| word.value), IfMissing::Refuse),
        page,
    })
}

fn plugin_reads(draft: &mut Draft<'_>, entry: &RuleEntry, at: &Written, mount: Option<&str>) -> Vec<String> {
    let written: Vec<Written> = match &entry.reads {
        Some(reads) => reads
            .iter()
            .map(|read| Written {
                text: mount.map_or_else(|| read.text.clone(), |mount| path::join(mount, &read.text)),
                ..read.clone()
            })
            .collect(),
        None => vec![at.clone()],
    };
    written.iter().filter_map(|read| find(draft, read).map(|_| read.text.clone())).collect()
}

fn outcome(word: Option<&str>, without: IfMissing) -> IfMissing {
    match word {
        Some("refuse") => IfMissing::Refuse,
        Some("pass") => IfMissing::Pass,
        _ => without,
    }
}

/// What is filled in from elsewhere.
pub(super) fn prefill(draft: &mut Draft<'_>) -> Vec<Prefill> {
    let mut prefill = Vec::new();
    for entry in &draft.procedure.prefill {
        let Some(target) = find(draft, &entry.target) else {
            continue;
        };
        super::prefill::check(draft, entry, target);
        let when = match &entry.when {
            Some(written) => match condition(draft, written, &expression::Place::root()) {
                Some(compiled) => Some(compiled),
                None => continue,
            },
            None => None,
        };
        let keep = match &entry.keep {
            Some(written) => match find(draft, written) {
                Some(kept) => {
                    super::prefill::check_kept(draft, written, target, kept);
                    Some(written.text.clone())
                }
                None => continue,
            },
            None => None,
        };
        prefill.push(Prefill { target: entry.target.text.clone(), from: entry.from.text.clone(), when, keep });
    }
    prefill
}

/// Who receives what.
pub(super) fn recipients(draft: &mut Draft<'_>, returned: &BTreeSet<NodeId>) -> Vec<Recipient> {
    let mut recipients = Vec::new();
    for entry in &draft.procedure.recipients {
        let id = entry.id.as_ref().map(|id| id.text.clone()).unwrap_or_default();
        let title = optional_text(draft, &format!("recipients.{id}.title"), entry.title.as_ref());
        let when = match &entry.when {
            Some(written) => match condition(draft, written, &expression::Place::root()) {
                Some(compiled) => Some(compiled),
                None => continue,
            },
            None => None,
        };
        let receives: Vec<String> = if entry.receives_all {
            // What the root holds brings all below it.
            let roots = (0..)
                .map(NodeId)
                .zip(&draft.nodes)
                .filter(|(id, node)| node.parent == Some(NodeId(0)) && !returned.contains(id));
            roots.map(|(_, node)| node.path.clone()).collect()
        } else {
            entry.receives.iter().filter_map(|written| find(draft, written).map(|_| written.text.clone())).collect()
        };
        let Some(to) = super::route::to(draft, entry) else {
            continue;
        };
        let words = |given: &Option<Vec<Spanned<&'static str>>>, without: &[&str]| -> Vec<String> {
            match given {
                Some(words) => words.iter().map(|word| word.value.to_owned()).collect(),
                None => without.iter().map(|word| (*word).to_owned()).collect(),
            }
        };
        let title = title.unwrap_or_else(|| match &to {
            To::CommuneOf { .. } => Text { fr: "Mairie".into(), en: Some("Town hall".into()) },
            To::DepartementOf { .. } => {
                Text { fr: "Service de votre département".into(), en: Some("Service of your département".into()) }
            }
            To::Organisation { .. } => Text::new(id.as_str()),
        });
        recipients.push(Recipient {
            id,
            title,
            to,
            when,
            receives,
            formats: match &entry.formats {
                Some(formats) => super::formats::read(draft, formats),
                None => Format::USUAL.to_vec(),
            },
            statuses: words(&entry.statuses, crate::definition::keys::STATUSES),
            returns: None,
        });
    }
    recipients
}
