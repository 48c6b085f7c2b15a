//! Puts pages, computed values, stops, rules, prefill and recipients together over the expanded schema.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use crate::{
    definition::{
        procedure::{PageEntry, RuleEntry, Settings},
        reader::short,
        report::Report,
        tree::{Place, Written},
    },
    demarche::{DecidedBy, IfMissing, NodeId, NodeKind, Page, Prefill, Recipient, Rule, Stop, To},
    diagnostic::Sentence,
    expression::{self, Expected, Expression, Type},
    path,
    text::Text,
};

/// The settings that the pages give, by schema path; a path that two entries name is told.
pub(super) fn page_settings(
    report: &mut Report,
    pages: &[PageEntry],
) -> BTreeMap<String, Settings> {
    let mut settings = BTreeMap::new();
    let mut first: BTreeMap<&str, Place> = BTreeMap::new();
    for field in pages.iter().flat_map(|page| &page.fields) {
        let path = field.path.text.as_str();
        if let Some(before) = first.get(path) {
            told_twice(report, &field.path, *before);
            continue;
        }
        first.insert(path, field.path.place);
        settings.insert(path.to_owned(), field.settings.clone());
    }
    settings
}

fn told_twice(report: &mut Report, path: &Written, before: Place) {
    report.error_with(
        "journey.shown_twice",
        path.place,
        Sentence::new(
            format!(
                "« {} » est déjà sur une page, ligne {}.",
                short(&path.text),
                before.span.line
            ),
            format!(
                "“{}” is on a page already, line {}.",
                short(&path.text),
                before.span.line
            ),
        ),
        Sentence::new(
            "Gardez-le à un seul endroit : une réponse se demande une fois.",
            "Keep it in one place: an answer is asked for once.",
        ),
        (before, Sentence::new("déjà ici", "here already")),
    );
}

/// The node at a path that an author wrote; an unknown one is told with what was probably meant.
pub(super) fn find(draft: &mut Draft<'_>, written: &Written) -> Option<NodeId> {
    if let Some(id) = draft
        .id_at(&written.text)
        .filter(|_| !written.text.is_empty())
    {
        return Some(id);
    }
    if draft
        .holes
        .iter()
        .any(|hole| path::is_within(&written.text, hole))
    {
        return None;
    }
    // One mistyped path in several lists is told at each place, once.
    let known: Vec<String> = draft
        .by_path
        .keys()
        .filter(|path| !path.is_empty())
        .cloned()
        .collect();
    let last = written.text.rsplit('.').next().unwrap_or_default();
    let same_end = known
        .iter()
        .find(|path| path.rsplit('.').next() == Some(last))
        .map(String::as_str);
    let meant = expression::nearest(&written.text, known.iter().map(String::as_str));
    let cure = match meant.as_deref().or(same_end) {
        Some(meant) => Sentence::new(
            format!("Vouliez-vous écrire « {meant} » ?"),
            format!("Did you mean “{meant}”?"),
        ),
        None => Sentence::new(
            "Écrivez un chemin du schéma, ou ajoutez ce champ dans schema.yaml.",
            "Write a path of the schema, or add this field to schema.yaml.",
        ),
    };
    draft.report.error(
        "logic.unknown_field",
        written.place,
        Sentence::new(
            format!("Le schéma n'a pas de champ « {} ».", short(&written.text)),
            format!("The schema has no field “{}”.", short(&written.text)),
        ),
        cure,
    );
    None
}

/// Lays the nodes out on their pages.
pub(super) fn pages(draft: &mut Draft<'_>) {
    let procedure = draft.procedure;
    let entries = &procedure.pages;
    let mut refined: Vec<(NodeId, usize)> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let id = entry
            .id
            .as_ref()
            .map(|id| id.text.clone())
            .unwrap_or_default();
        let title = optional_text(draft, &format!("pages.{id}.title"), entry.title.as_ref())
            .unwrap_or_default();
        let intro = optional_text(draft, &format!("pages.{id}.intro"), entry.intro.as_ref());
        let mut shows: Vec<NodeId> = Vec::new();
        for field in &entry.fields {
            let Some(node) = find(draft, &field.path) else {
                continue;
            };
            let path = draft.node(node).path.clone();
            let around = shows
                .iter()
                .find(|shown| path::is_within(&path, &draft.node(**shown).path));
            if around.is_some() {
                refined.push((node, index));
                continue;
            }
            if let Some(rows) = draft.node(node).repeated_in.last().copied() {
                let rows = draft.node(rows).path.clone();
                draft.report.error(
                    "journey.row_part_alone",
                    field.path.place,
                    Sentence::new(
                        format!("« {path} » fait partie de chaque ligne de « {rows} » et ne va pas sans elle."),
                        format!("“{path}” is part of each row of “{rows}” and does not go without it."),
                    ),
                    Sentence::new(
                        format!("Écrivez d'abord « {rows} » sur cette page."),
                        format!("Write “{rows}” on this page first."),
                    ),
                );
                continue;
            }
            place_on_page(draft, node, index, &field.path);
            shows.push(node);
        }
        draft.pages.push(Page {
            id,
            title,
            intro,
            show_if: None,
            shows,
        });
    }
}

/// Gives the node and all below it their page.
fn place_on_page(draft: &mut Draft<'_>, node: NodeId, index: usize, written: &Written) {
    for inside in draft.within(node) {
        let already = draft.node(inside).page;
        if already.is_some() {
            let before = draft.origin(inside).listed.unwrap_or_default();
            told_twice(draft.report, written, before);
            continue;
        }
        draft.nodes[inside.0 as usize].page = Some(index);
        draft.origins[inside.0 as usize].listed = Some(written.place);
    }
}

fn optional_text(draft: &mut Draft<'_>, key: &str, written: Option<&Written>) -> Option<Text> {
    written.map(|written| draft.text(key, written))
}

/// Says of every node whether a condition can hide it, before any expression is compiled.
pub(super) fn hideable(draft: &mut Draft<'_>) {
    for index in 0..draft.nodes.len() {
        let node = &draft.nodes[index];
        let by_page = node
            .page
            .and_then(|page| draft.procedure.pages.get(page))
            .is_some_and(|page| page.show_if.is_some());
        let by_parent = node
            .parent
            .is_some_and(|parent| draft.origin(parent).can_be_hidden);
        let own = !draft.origins[index].conditions.is_empty();
        draft.origins[index].can_be_hidden = own || by_page || by_parent;
    }
}

/// Compiles computed values: first, because everything else may read them.
pub(super) fn computed(draft: &mut Draft<'_>) {
    let mut done: Vec<NodeId> = Vec::new();
    for (written_path, written) in &draft.procedure.computed {
        let Some(id) = find(draft, written_path) else {
            continue;
        };
        let NodeKind::Field(field) = &draft.node(id).kind else {
            draft.report.error(
                "logic.computed_group",
                written_path.place,
                Sentence::new("Un groupe ne se calcule pas.", "A group is not computed."),
                Sentence::new(
                    "Calculez chacun de ses champs.",
                    "Compute each of its fields.",
                ),
            );
            continue;
        };
        let wanted = field.field_type.expression_type(field);
        if matches!(wanted, Type::Files | Type::Entry) {
            draft.report.error(
                "logic.computed_group",
                written_path.place,
                Sentence::new(
                    "Ni un fichier ni une entrée de référentiel ne se calcule.",
                    "Neither a file nor an entry of a référentiel is computed.",
                ),
                Sentence::new("Retirez cette ligne.", "Remove this line."),
            );
            continue;
        }
        let place = draft.place_of(id, None);
        if let Some(compiled) = draft.compile(written, &place, &Expected::Is(wanted)) {
            remember_reads(draft, id, &compiled, written.place);
            draft.nodes[id.0 as usize].computed = Some(compiled);
            done.push(id);
        }
    }
    // A computed value is there when all it needs is there; until nothing changes any more.
    for id in &done {
        draft.origins[id.0 as usize].can_be_blank = false;
    }
    loop {
        let mut changed = false;
        for id in &done {
            let blank = draft.node(*id).computed.as_ref().is_some_and(|computed| {
                computed.reads().iter().any(|read| {
                    draft.id_at(read).is_some_and(|read| {
                        let origin = draft.origin(read);
                        origin.can_be_blank || (origin.can_be_hidden && !draft.node(read).is_rows())
                    })
                })
            });
            let origin = &mut draft.origins[id.0 as usize];
            if blank && !origin.can_be_blank {
                origin.can_be_blank = true;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
}

fn remember_reads(draft: &mut Draft<'_>, id: NodeId, compiled: &Expression, place: Place) {
    let reads = compiled.reads().iter().map(|read| (read.clone(), place));
    draft.origins[id.0 as usize].reads.extend(reads);
}

/// Compiles the conditions of fields, groups and pages.
pub(super) fn conditions(draft: &mut Draft<'_>) {
    for index in 0..draft.nodes.len() {
        let Ok(number) = u32::try_from(index) else {
            return;
        };
        let id = NodeId(number);
        for (written, mount) in draft.origins[index].conditions.clone() {
            let place = draft.place_of(id, mount.as_deref());
            if let Some(compiled) = condition(draft, &written, &place) {
                remember_reads(draft, id, &compiled, written.place);
                draft.nodes[index].show_if.push(compiled);
            }
        }
    }
    for index in 0..draft.pages.len() {
        let Some(written) = draft.procedure.pages[index].show_if.as_ref() else {
            continue;
        };
        let compiled = condition(draft, written, &expression::Place::root());
        if let Some(compiled) = &compiled {
            for shown in draft.pages[index].shows.clone() {
                remember_reads(draft, shown, compiled, written.place);
            }
        }
        draft.pages[index].show_if = compiled;
    }
}

/// Compiles a condition: `has()` is demanded where it compares what can be blank.
fn condition(
    draft: &mut Draft<'_>,
    written: &Written,
    place: &expression::Place,
) -> Option<Expression> {
    let compiled = draft.compile(written, place, &Expected::Bool)?;
    for fault in compiled.needs_has() {
        let at = draft.report.inside(written, fault.span.clone());
        draft.report.error(fault.code, at, fault.cause, fault.cure);
    }
    super::constants::condition(draft.report, &compiled, written);
    Some(compiled)
}

/// The index of the last page that an expression needs, through computed values too.
fn last_page<'p>(draft: &Draft<'_>, reads: impl IntoIterator<Item = &'p str>) -> usize {
    let mut last = 0;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<String> = reads.into_iter().map(str::to_owned).collect();
    while let Some(next) = open.pop() {
        if !seen.insert(next.clone()) {
            continue;
        }
        let Some(id) = draft.id_at(&next) else {
            continue;
        };
        let node = draft.node(id);
        if let Some(page) = node.page {
            last = last.max(page);
        } else {
            for below in draft.within(id) {
                last = last.max(draft.node(below).page.unwrap_or_default());
            }
        }
        if let Some(computed) = &node.computed {
            open.extend(computed.reads().iter().cloned());
        }
    }
    last
}

/// Stops.
pub(super) fn stops(draft: &mut Draft<'_>) -> Vec<Stop> {
    let mut stops = Vec::new();
    for entry in &draft.procedure.stops {
        let id = entry
            .id
            .as_ref()
            .map(|id| id.text.clone())
            .unwrap_or_default();
        let title = optional_text(draft, &format!("stops.{id}.title"), entry.title.as_ref())
            .unwrap_or_default();
        let text = optional_text(draft, &format!("stops.{id}.text"), entry.text.as_ref());
        let link = entry.link.as_ref().map(|(url, label)| {
            (
                url.text.clone(),
                draft.text(&format!("stops.{id}.link.label"), label),
            )
        });
        let Some(written) = &entry.stop_if else {
            continue;
        };
        let Some(stop_if) = condition(draft, written, &expression::Place::root()) else {
            continue;
        };
        let page = last_page(draft, stop_if.reads().iter().map(String::as_str));
        stops.push(Stop {
            id,
            stop_if,
            page,
            title,
            text,
            link,
        });
    }
    stops
}

/// Rules: the démarche's, then those of its components.
pub(super) fn rules(draft: &mut Draft<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for entry in &draft.procedure.rules {
        let id = entry
            .id
            .as_ref()
            .map(|id| id.text.clone())
            .unwrap_or_default();
        let message = optional_text(
            draft,
            &format!("rules.{id}.message"),
            entry.message.as_ref(),
        );
        rules.extend(rule(draft, entry, id, message, None));
    }
    let component_rules = draft.component_rules.clone();
    for from in &component_rules {
        let own = from
            .rule
            .id
            .as_ref()
            .map(|id| id.text.clone())
            .unwrap_or_default();
        let at_left_out = from
            .rule
            .at
            .as_ref()
            .is_some_and(|at| draft.id_at(&path::join(&from.mount, &at.text)).is_none());
        if at_left_out {
            // The démarche left out the part that the rule is about.
            continue;
        }
        let id = format!("{}.{own}", from.mount);
        let own_key = format!("rules.{own}.message");
        let message = from.rule.message.as_ref().map(|written| {
            draft.component_text(
                &format!("rules.{id}.message"),
                from.texts,
                &own_key,
                written,
            )
        });
        rules.extend(rule(
            draft,
            &from.rule,
            id,
            message,
            Some((&from.mount, &from.component)),
        ));
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
    let absolute = Written {
        text: at_path.clone(),
        ..at.clone()
    };
    let at_node = find(draft, &absolute)?;
    let rows_around = draft.node(at_node).repeated_in.clone();
    let place = expression::Place {
        rows: rows_around
            .iter()
            .map(|rows| draft.node(*rows).path.clone())
            .collect(),
        mount: mount.map(|(mount, _)| mount.clone()),
    };
    let (decided_by, reads) = match (&entry.must, &entry.plugin) {
        (Some(written), _) => {
            let compiled = draft.compile(written, &place, &Expected::Bool)?;
            super::if_missing::rule(draft, entry, &compiled, written);
            super::constants::rule(draft.report, &compiled, written);
            let reads = compiled.reads().to_vec();
            (DecidedBy::Expression(compiled), reads)
        }
        (None, Some(plugin)) => {
            super::plugins::rule(draft, entry, plugin);
            let reads = plugin_reads(
                draft,
                entry,
                &absolute,
                mount.map(|(mount, _)| mount.as_str()),
            );
            (
                DecidedBy::Plugin {
                    path: plugin.text.clone(),
                    reads: reads.clone(),
                },
                reads,
            )
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
        if_missing: outcome(entry.if_missing.map(|word| word.value), IfMissing::Pass),
        if_unavailable: outcome(
            entry.if_unavailable.map(|word| word.value),
            IfMissing::Refuse,
        ),
        page,
    })
}

fn plugin_reads(
    draft: &mut Draft<'_>,
    entry: &RuleEntry,
    at: &Written,
    mount: Option<&str>,
) -> Vec<String> {
    let written: Vec<Written> = match &entry.reads {
        Some(reads) => reads
            .iter()
            .map(|read| Written {
                text: mount
                    .map_or_else(|| read.text.clone(), |mount| path::join(mount, &read.text)),
                ..read.clone()
            })
            .collect(),
        None => vec![at.clone()],
    };
    written
        .iter()
        .filter_map(|read| find(draft, read).map(|_| read.text.clone()))
        .collect()
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
        prefill.push(Prefill {
            target: entry.target.text.clone(),
            from: entry.from.text.clone(),
            when,
            keep,
        });
    }
    prefill
}

/// Who receives what.
pub(super) fn recipients(draft: &mut Draft<'_>) -> Vec<Recipient> {
    let mut recipients = Vec::new();
    for entry in &draft.procedure.recipients {
        let id = entry
            .id
            .as_ref()
            .map(|id| id.text.clone())
            .unwrap_or_default();
        let title = optional_text(
            draft,
            &format!("recipients.{id}.title"),
            entry.title.as_ref(),
        );
        let when = match &entry.when {
            Some(written) => match condition(draft, written, &expression::Place::root()) {
                Some(compiled) => Some(compiled),
                None => continue,
            },
            None => None,
        };
        let receives: Vec<String> = entry
            .receives
            .iter()
            .filter_map(|written| find(draft, written).map(|_| written.text.clone()))
            .collect();
        let Some(to) = super::route::to(draft, entry) else {
            continue;
        };
        let words = |given: &Option<Vec<crate::definition::tree::Spanned<&'static str>>>,
                     without: &[&str]|
         -> Vec<String> {
            match given {
                Some(words) => words.iter().map(|word| word.value.to_owned()).collect(),
                None => without.iter().map(|word| (*word).to_owned()).collect(),
            }
        };
        let title = title.unwrap_or_else(|| match &to {
            To::CommuneOf { .. } => Text {
                fr: "Mairie".into(),
                en: Some("Town hall".into()),
            },
            To::Organisation { .. } => Text::new(id.as_str()),
        });
        recipients.push(Recipient {
            id,
            title,
            to,
            when,
            receives,
            formats: words(&entry.formats, crate::definition::keys::FORMATS),
            statuses: words(&entry.statuses, crate::definition::keys::STATUSES),
        });
    }
    recipients
}
