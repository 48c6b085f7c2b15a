//! Places the sources that a démarche brings itself: each beside one of its questions. What it asks with and what it fills in are questions of the
//! same group; what is filled in stands where the citizen still gets to see it.

use super::{assemble, draft::Draft, source::PlacedSource};
use crate::{
    definition::{
        Sources,
        reader::short,
        report::Report,
        source::{GivenEntry, SourceEntry},
        tree::{Place, Written},
    },
    demarche::{Field, NodeId},
    diagnostic::Sentence,
    path,
    source::template::Of,
};

/// Places each source of the démarche.
pub(super) fn place(draft: &mut Draft<'_>, sources: Sources) {
    for (id, entry) in sources {
        let Some(at) = beside(draft, &entry) else { continue };
        asks(draft, &entry, at);
        gives(draft, &entry, at);
        let mount = draft.node(at).path.clone();
        draft.sources.push(PlacedSource { mount, texts: 0, id, entry, about: None, beside: true });
    }
}

/// The question that a source stands beside.
fn beside(draft: &mut Draft<'_>, entry: &SourceEntry) -> Option<NodeId> {
    let Some(at) = &entry.at else {
        no_place(
            draft.report,
            entry.place,
            ("Il manque « at » : où la source est-elle offerte ?", "“at” is missing: where is the source offered?"),
            (
                "Nommez la question près de laquelle est le bouton : « at: siret ».",
                "Name the question beside which the button stands: “at: siret”.",
            ),
        );
        return None;
    };
    let id = assemble::find(draft, at)?;
    let mut around = draft.node(id).parent;
    let mut in_table = false;
    while let Some(group) = around {
        in_table |= draft.node(group).table.is_some();
        around = draft.node(group).parent;
    }
    if draft.node(id).field().is_none() {
        no_place(
            draft.report,
            at.place,
            (
                "Une source se tient près d'une question, et ceci est un groupe.",
                "A source stands beside a question, and this is a group.",
            ),
            ("Nommez une question de ce groupe.", "Name a question of this group."),
        );
        return None;
    }
    if in_table {
        no_place(
            draft.report,
            at.place,
            ("Dans un tableau, il n'y a pas de place pour une source.", "There is no place for a source in a table."),
            ("Retirez « as: table », ou la source.", "Remove “as: table”, or the source."),
        );
        return None;
    }
    Some(id)
}

/// Tells that a source cannot stand there.
pub(super) fn no_place(report: &mut Report, place: Place, cause: (&str, &str), cure: (&str, &str)) {
    report.error("source.place", place, Sentence::new(cause.0, cause.1), Sentence::new(cure.0, cure.1));
}

/// What the question holds.
fn asks(draft: &mut Draft<'_>, entry: &SourceEntry, at: NodeId) {
    for text in entry.texts() {
        for hole in text.template.holes() {
            let name = match &hole.of {
                Of::Search => continue,
                Of::Part(part) => Written { text: part.clone(), ..text.written.clone() },
                Of::About(part) => {
                    no_part(
                        draft.report,
                        &Written { text: format!("about.{part}"), ..text.written.clone() },
                        ("cela se dit d'un composant.", "that is said of a component."),
                        ("Nommez la réponse elle-même : « {nom} ».", "Name the answer itself: “{nom}”."),
                    );
                    continue;
                }
            };
            let Some(node) = part(draft, &name, at) else { continue };
            if is_behind(draft, node, at) {
                draft.report.error(
                    "source.page",
                    name.place,
                    Sentence::new(
                        format!("« {} » se demande sur une page après celle de la source.", short(&name.text)),
                        format!("“{}” is asked on a page behind the source's.", short(&name.text)),
                    ),
                    Sentence::new(
                        "Placez la source près de la dernière question avec laquelle elle interroge.",
                        "Place the source beside the last question that it asks with.",
                    ),
                );
            }
        }
    }
}

/// What the answer fills in.
fn gives(draft: &mut Draft<'_>, entry: &SourceEntry, at: NodeId) {
    for (name, given) in &entry.gives {
        let Some(node) = part(draft, name, at) else { continue };
        if draft.node(node).computed.is_some() {
            no_part(
                draft.report,
                name,
                (
                    "cette réponse est calculée, rien d'autre ne la remplit.",
                    "this answer is computed, nothing else fills it in.",
                ),
                ("Retirez-la de « gives », ou de « computed ».", "Remove it from “gives”, or from “computed”."),
            );
        }
        if is_behind(draft, at, node) {
            draft.report.error(
                "source.page",
                name.place,
                Sentence::new(
                    format!(
                        "« {} » est sur une page avant celle de la source : l'usager ne verrait pas ce qui y change.",
                        short(&name.text)
                    ),
                    format!(
                        "“{}” is on a page before the source's: the citizen would not see what changes there.",
                        short(&name.text)
                    ),
                ),
                Sentence::new(
                    "Remplissez ce qui est sur la même page, ou plus loin.",
                    "Fill in what stands on the same page, or further on.",
                ),
            );
        }
        words(draft, given, name, node);
    }
}

/// Our words for a choice are among its options.
fn words(draft: &mut Draft<'_>, given: &GivenEntry, name: &Written, node: NodeId) {
    let Some(field) = draft.node(node).field().filter(|field| !field.options.is_empty()) else { return };
    let known = |word: &str| field.options.iter().any(|option| option.value == word);
    let strange: Vec<&str> = given.words.iter().map(|(_, ours)| ours.as_str()).filter(|ours| !known(ours)).collect();
    if strange.is_empty() {
        return;
    }
    let (strange, list) = (short(&strange.join(", ")), options(field));
    draft.report.error(
        "source.part",
        name.place,
        Sentence::new(
            format!("Ce ne sont pas des choix de « {} » : {strange}.", short(&name.text)),
            format!("These are no options of “{}”: {strange}.", short(&name.text)),
        ),
        Sentence::new(format!("Ses choix : {list}."), format!("Its options: {list}.")),
    );
}

fn options(field: &Field) -> String {
    field.options.iter().map(|option| option.value.as_str()).collect::<Vec<_>>().join(", ")
}

/// The question that a source names: one of the group around `at`, in the same rows.
fn part(draft: &mut Draft<'_>, name: &Written, at: NodeId) -> Option<NodeId> {
    let around = path::around(&draft.node(at).path).to_owned();
    let id = assemble::find(draft, &Written { text: path::join(&around, &name.text), ..name.clone() })?;
    let node = draft.node(id);
    let is_answer = node.field().is_some_and(|field| field.field_type.name() != "file");
    if is_answer && node.repeated_in == draft.node(at).repeated_in {
        return Some(id);
    }
    no_part(
        draft.report,
        name,
        (
            "une source lit et remplit des réponses, non un groupe, une pièce jointe, ou les lignes d'une liste.",
            "a source reads and fills in answers, not a group, an attachment, or the rows of a list.",
        ),
        ("Nommez une question, « adresse.voie » par exemple.", "Name a question, “adresse.voie” for instance."),
    );
    None
}

fn no_part(report: &mut Report, name: &Written, (fr, en): (&str, &str), cure: (&str, &str)) {
    let shown = short(&name.text);
    let cause = Sentence::new(format!("« {shown} » : {fr}"), format!("“{shown}”: {en}"));
    report.error("source.part", name.place, cause, Sentence::new(cure.0, cure.1));
}

/// Whether a question stands on a page behind that of another; one that no page shows is told as such.
fn is_behind(draft: &Draft<'_>, id: NodeId, other: NodeId) -> bool {
    draft.node(id).page.zip(draft.node(other).page).is_some_and(|(page, other)| page > other)
}
