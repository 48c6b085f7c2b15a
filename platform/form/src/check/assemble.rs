//! Lays pages, conditions and computed values over the expanded schema.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::draft::{Draft, above};
use crate::{
    definition::{
        procedure::{ComputedEntry, PageEntry},
        reader::short,
        report::Report,
        settings::Settings,
        tree::{Place, Written},
    },
    demarche::{Computed, NodeId, Page},
    diagnostic::Sentence,
    expression::{self, Expected, Expression, Touch, Type},
    text::Text,
};

/// The settings that the pages give, by schema path; a path that two entries name is told.
pub(super) fn page_settings(report: &mut Report, pages: &[PageEntry]) -> BTreeMap<String, Settings> {
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
            format!("« {} » est déjà sur une page, ligne {}.", short(&path.text), before.span.line),
            format!("“{}” is on a page already, line {}.", short(&path.text), before.span.line),
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
    if let Some(id) = draft.id_at(&written.text).filter(|_| !written.text.is_empty()) {
        return Some(id);
    }
    if draft.is_in_hole(&written.text) || draft.report.is_full() {
        return None;
    }
    // One mistyped path in several lists is told at each place, once.
    let is_left_out = above(&written.text).any(|around| draft.left_out.contains(around));
    let cure = match draft.meant(&written.text) {
        _ if is_left_out => Sentence::new(
            "Le composant l'a, mais il est employé ici sans cette part : retirez-la de « without », ou ajoutez-la à « parts ».",
            "The component has it, but it is used here without this part: remove it from “without”, or add it to “parts”.",
        ),
        Some(meant) => Sentence::new(format!("Vouliez-vous écrire « {meant} » ?"), format!("Did you mean “{meant}”?")),
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
    for (index, entry) in entries.iter().enumerate() {
        let id = entry.id.as_ref().map(|id| id.text.clone()).unwrap_or_default();
        let title = optional_text(draft, &format!("pages.{id}.title"), entry.title.as_ref()).unwrap_or_default();
        let intro = optional_text(draft, &format!("pages.{id}.intro"), entry.intro.as_ref());
        let mut shows: Vec<NodeId> = Vec::new();
        let mut shown: BTreeSet<NodeId> = BTreeSet::new();
        for field in &entry.fields {
            let Some(node) = find(draft, &field.path) else {
                continue;
            };
            let path = draft.node(node).path.clone();
            let inside_shown =
                above(&path).filter_map(|around| draft.id_at(around)).any(|around| shown.contains(&around));
            if inside_shown {
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
            shown.insert(node);
        }
        draft.pages.push(Page { id, title, intro, show_if: None, shows });
    }
}

/// Gives the node and all below it their page.
fn place_on_page(draft: &mut Draft<'_>, node: NodeId, index: usize, written: &Written) {
    let mut told = false;
    for inside in draft.within(node) {
        if draft.node(inside).page.is_some() {
            if !told {
                told_twice(draft.report, written, draft.origin(inside).listed.unwrap_or_default());
            }
            told = true;
            continue;
        }
        draft.nodes[inside.0 as usize].page = Some(index);
        draft.origins[inside.0 as usize].listed = Some(written.place);
    }
}

pub(super) fn optional_text(draft: &mut Draft<'_>, key: &str, written: Option<&Written>) -> Option<Text> {
    written.map(|written| draft.text(key, written))
}

/// Says of every node whether a condition can hide it, before any expression is compiled.
pub(super) fn hideable(draft: &mut Draft<'_>) {
    for index in 0..draft.nodes.len() {
        let node = &draft.nodes[index];
        let by_page =
            node.page.and_then(|page| draft.procedure.pages.get(page)).is_some_and(|page| page.show_if.is_some());
        let by_parent = node.parent.is_some_and(|parent| draft.origin(parent).can_be_hidden);
        let own = !draft.origins[index].conditions.is_empty();
        draft.origins[index].can_be_hidden = own || by_page || by_parent;
    }
}

/// Compiles computed values: first, because everything else may read them.
pub(super) fn computed(draft: &mut Draft<'_>) {
    let mut done: Vec<NodeId> = Vec::new();
    let mut written_of: Vec<Written> = Vec::new();
    let own = draft.procedure.computed.iter().map(|(path, written)| (path.clone(), written.clone(), None));
    let of_components = std::mem::take(&mut draft.component_computed).into_iter();
    let of_components =
        of_components.map(|(path, written, mount)| (path, ComputedEntry::Expression(written), Some(mount)));
    let all: Vec<(Written, ComputedEntry, Option<String>)> = own.chain(of_components).collect();
    for (written_path, written, mount) in &all {
        // What the démarche left out of a component is not computed.
        if mount.is_some() && draft.id_at(&written_path.text).is_none() {
            continue;
        }
        let Some(id) = find(draft, written_path) else {
            continue;
        };
        let Some(wanted) = draft.origin(id).r#type.clone() else {
            draft.report.error(
                "logic.computed_group",
                written_path.place,
                Sentence::new("Un groupe ne se calcule pas.", "A group is not computed."),
                Sentence::new("Calculez chacun de ses champs.", "Compute each of its fields."),
            );
            continue;
        };
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
        let written = match written {
            ComputedEntry::Expression(written) => written,
            ComputedEntry::Plugin { plugin, reads } => {
                super::plugins::computed(draft, id, plugin, reads);
                continue;
            }
        };
        let place = draft.place_of(id, mount.as_deref());
        let compiled = draft.compile(written, &place, &Expected::Is(wanted));
        if compiled.is_none() {
            draft.uncomputed.insert(id);
        }
        if let Some(compiled) = compiled {
            remember_reads(draft, id, &compiled, written.place);
            draft.nodes[id.0 as usize].computed = Some(Computed::Expression(compiled));
            done.push(id);
            written_of.push(written.clone());
        }
    }
    blank_computed(draft, &done);
    for (id, written) in done.iter().zip(&written_of) {
        compared_without_has(draft, *id, written);
    }
}

/// A computed value that is chosen by comparing what can be blank would silently be none.
fn compared_without_has(draft: &mut Draft<'_>, id: NodeId, written: &Written) {
    let Some(Computed::Expression(compiled)) = draft.node(id).computed.clone() else {
        return;
    };
    for touch in compiled.chosen_by() {
        // What is computed was not yet known to be there when the expression was compiled.
        if draft.report.is_full()
            || !draft.id_at(&touch.path).is_some_and(|read| draft.origin(read).can_be_blank)
            || draft.is_uncomputed(&touch.path)
        {
            continue;
        }
        needs_has(draft, &compiled, touch, written);
    }
}

/// A computed value is there when all it needs is there: what can be missing spreads from each value to those computed from it. One that is
/// required stops there: without it nothing is sent.
fn blank_computed(draft: &mut Draft<'_>, computed: &[NodeId]) {
    for id in computed {
        draft.origins[id.0 as usize].can_be_blank = false;
    }
    let mut readers: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    let mut open: Vec<NodeId> = Vec::new();
    for id in computed {
        let Some(Computed::Expression(expression)) = &draft.node(*id).computed else {
            continue;
        };
        if draft.may_have_no_result(expression).is_some() {
            open.push(*id);
        }
        for read in expression.needs().iter().filter_map(|read| draft.id_at(read)) {
            readers.entry(read).or_default().push(*id);
            if draft.uncomputed.contains(&read) {
                continue;
            }
            if draft.origin(read).can_be_blank || hidden_alone(draft, read, *id) {
                open.push(*id);
            }
        }
    }
    while let Some(id) = open.pop() {
        let required = draft.node(id).required;
        let origin = &mut draft.origins[id.0 as usize];
        if !origin.can_be_blank && !required {
            origin.can_be_blank = true;
            open.extend(readers.get(&id).into_iter().flatten());
        }
    }
}

/// Whether `read` may be hidden while `reader` is shown: not where all that hides the one hides the other.
fn hidden_alone(draft: &Draft<'_>, read: NodeId, reader: NodeId) -> bool {
    if !draft.origin(read).can_be_hidden || draft.node(read).is_rows() {
        return false;
    }
    let theirs = hiding(draft, reader);
    !hiding(draft, read).iter().all(|condition| theirs.contains(condition))
}

/// The conditions that hide a node, with what a row's own names mean in them: those of its page, of the groups around it, its own.
fn hiding<'d>(draft: &'d Draft<'_>, id: NodeId) -> Vec<(&'d str, Option<&'d str>, &'d [NodeId])> {
    let page = draft.node(id).page.and_then(|page| draft.procedure.pages.get(page)?.show_if.as_ref());
    let mut found: Vec<_> = page.map(|written| (written.text.trim(), None, &[][..])).into_iter().collect();
    let mut around = Some(id);
    while let Some(id) = around {
        let node = draft.node(id);
        let own = draft.origin(id).conditions.iter();
        found.extend(own.map(|(written, mount)| (written.text.trim(), mount.as_deref(), &node.repeated_in[..])));
        around = node.parent;
    }
    found
}

fn remember_reads(draft: &mut Draft<'_>, id: NodeId, compiled: &Expression, place: Place) {
    draft.origins[id.0 as usize].expressions.push((compiled.clone(), place));
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
        for (option, written, mount) in draft.origins[index].offers.clone() {
            let place = draft.place_of(id, mount.as_deref());
            if let Some(compiled) = condition(draft, &written, &place) {
                remember_reads(draft, id, &compiled, written.place);
                draft.nodes[index].offers.insert(option, compiled);
            }
        }
    }
    draft.page_conditions = vec![None; draft.pages.len()];
    for index in 0..draft.pages.len() {
        let Some(written) = draft.procedure.pages[index].show_if.as_ref() else {
            continue;
        };
        let compiled = condition(draft, written, &expression::Place::root());
        draft.page_conditions[index] = Some(written.place);
        draft.pages[index].show_if = compiled;
    }
}

/// Tells that `has()` is demanded, and that `required` would do too where it would.
fn needs_has(draft: &mut Draft<'_>, compiled: &Expression, touch: &Touch, written: &Written) {
    let mut fault = compiled.needs_has_at(touch);
    if draft.could_be_required(&touch.path) {
        let path = &touch.path;
        fault
            .cure
            .fr
            .push_str(&format!(" Ou rendez « {path} » obligatoire : ajoutez-le à « required » dans schema.yaml."));
        fault.cure.en.push_str(&format!(" Or make “{path}” compulsory: add it to “required” in schema.yaml."));
    }
    let at = draft.report.inside(written, fault.span.clone());
    draft.report.error(fault.code, at, fault.cause, fault.cure);
}

/// Compiles a condition: `has()` is demanded where it compares what can be blank.
pub(super) fn condition(draft: &mut Draft<'_>, written: &Written, place: &expression::Place) -> Option<Expression> {
    let compiled = draft.compile(written, place, &Expected::Bool)?;
    for touch in compiled.touches_blank() {
        if draft.report.is_full() {
            break;
        }
        if draft.is_uncomputed(&touch.path) {
            continue;
        }
        needs_has(draft, &compiled, touch, written);
    }
    super::constants::condition(draft, &compiled, written);
    Some(compiled)
}

/// For every node, the index of the last page that its value needs, through computed values too.
pub(super) fn last_pages(draft: &Draft<'_>) -> Vec<usize> {
    let mut last: Vec<usize> = draft.nodes.iter().map(|node| node.page.unwrap_or_default()).collect();
    // A group of which only the parts stand on pages needs the last of theirs. Parents come before children.
    for (index, node) in draft.nodes.iter().enumerate().rev() {
        if let Some(NodeId(parent)) = node.parent.filter(|parent| draft.node(*parent).page.is_none()) {
            last[parent as usize] = last[parent as usize].max(last[index]);
        }
    }
    let mut readers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, node) in draft.nodes.iter().enumerate() {
        for read in node.computed.iter().flat_map(Computed::reads).filter_map(|read| draft.id_at(read)) {
            readers.entry(read.0 as usize).or_default().push(index);
        }
    }
    // The latest first: what spreads from there to the values computed from it is final.
    let mut open: BinaryHeap<(usize, usize)> = readers.keys().map(|read| (last[*read], *read)).collect();
    while let Some((page, read)) = open.pop() {
        if page < last[read] {
            continue;
        }
        for reader in readers.get(&read).into_iter().flatten() {
            if last[*reader] < page {
                last[*reader] = page;
                open.push((page, *reader));
            }
        }
    }
    last
}

/// The index of the last page that an expression needs.
pub(super) fn last_page<'p>(draft: &Draft<'_>, reads: impl IntoIterator<Item = &'p str>) -> usize {
    let pages = reads
        .into_iter()
        .filter_map(|read| draft.id_at(read))
        .filter_map(|NodeId(read)| draft.last_pages.get(read as usize).copied());
    pages.max().unwrap_or_default()
}
