//! Checks what recipients may give back as values: questions of the schema that stand on no page, because the citizen is not asked them.

use std::collections::BTreeSet;

use super::{assemble::find, draft::Draft};
use crate::{
    definition::tree::Written,
    demarche::{Computed, Demarche, NodeId, NodeKind},
    diagnostic::Sentence,
    returned,
};

/// Most values that one recipient may give back.
const MOST: usize = 30;

/// Every recipient that says what it may give back.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    let read = read_by_expressions(demarche);
    let mut faults = Vec::new();
    for entry in &draft.procedure.recipients {
        let given = entry.returns.as_deref().unwrap_or_default();
        let mut known = BTreeSet::new();
        for written in given {
            let Some(id) = draft.id_at(&written.text) else { continue };
            if !known.insert(&written.text) {
                faults.push((written.clone(), "est là deux fois", "is there twice", TWICE));
            } else if let Some((fr, en, cure)) = fault(draft, id, &read) {
                faults.push((written.clone(), fr, en, cure));
            }
        }
        if let Some(one) = given.get(MOST) {
            faults.push((
                one.clone(),
                "est la trente et unième valeur : trente au plus",
                "is the thirty-first value: thirty at most",
                ("Rendez le reste dans un document.", "Give the rest back in a document."),
            ));
        }
    }
    for (written, fr, en, cure) in faults {
        draft.report.error(
            "routing.returns",
            written.place,
            Sentence::new(format!("« {} » {fr}.", written.text), format!("“{}” {en}.", written.text)),
            Sentence::new(cure.0, cure.1),
        );
    }
}

type Told = (&'static str, &'static str, (&'static str, &'static str));

const TWICE: (&str, &str) = ("Gardez l'un des deux.", "Keep one of the two.");
const OFF_THE_PAGES: (&str, &str) = (
    "Donnez à la valeur rendue un champ à elle dans schema.yaml, sur aucune page et dans aucun « receives ».",
    "Give the returned value a field of its own in schema.yaml, on no page and in no “receives”.",
);

fn fault(draft: &Draft<'_>, id: NodeId, read: &BTreeSet<String>) -> Option<Told> {
    let node = draft.node(id);
    let entries = &draft.procedure.recipients;
    let is_received =
        entries.iter().flat_map(|entry| &entry.receives).any(|received| received.text.trim() == node.path);
    let NodeKind::Field(field) = &node.kind else {
        return Some((
            "est un groupe ou une liste : un destinataire rend des valeurs une à une",
            "is a group or a list: a recipient gives values back one by one",
            ("Nommez un champ simple.", "Name a single field."),
        ));
    };
    if node.parent != Some(NodeId(0)) {
        return Some((
            "est dans un groupe de l'usager",
            "is inside a group of the citizen's",
            ("Écrivez ce champ à la racine de schema.yaml.", "Write this field at the root of schema.yaml."),
        ));
    }
    if matches!(field.field_type.name(), "file" | "attestation") {
        return Some((
            "ne se rend pas : un fichier se rend comme document, et une attestation est de l'usager",
            "cannot be given back: a file is returned as a document, and an attestation is the citizen's",
            ("Retirez-le de « returns ».", "Remove it from “returns”."),
        ));
    }
    if node.page.is_some() || is_received {
        return Some((
            "est demandé à l'usager, ou reçu : ce n'est pas le destinataire qui le rend",
            "is asked of the citizen, or received: the recipient does not give it back",
            OFF_THE_PAGES,
        ));
    }
    if node.required {
        return Some((
            "est obligatoire dans le schéma, et l'usager ne peut pas le donner",
            "is required by the schema, and the citizen cannot give it",
            ("Retirez-le de « required » dans schema.yaml.", "Remove it from “required” in schema.yaml."),
        ));
    }
    if node.computed.is_some() || read.contains(&node.path) {
        return Some((
            "est calculé, ou lu par une expression : ce qui est rendu vient après le dépôt",
            "is computed, or read by an expression: what is given back comes after the filing",
            OFF_THE_PAGES,
        ));
    }
    None
}

/// What an expression, a plugin or a prefill of the démarche reads or fills.
fn read_by_expressions(demarche: &Demarche) -> BTreeSet<String> {
    let expressions = demarche
        .nodes
        .iter()
        .flat_map(|node| node.show_if.iter().chain(node.offers.values()))
        .chain(demarche.pages.iter().filter_map(|page| page.show_if.as_ref()))
        .chain(demarche.stops.iter().map(|stop| &stop.stop_if))
        .chain(demarche.recipients.iter().filter_map(|recipient| recipient.when.as_ref()))
        .chain(demarche.prefill.iter().filter_map(|prefill| prefill.when.as_ref()));
    let mut read: BTreeSet<String> = expressions.flat_map(|expression| expression.reads().iter().cloned()).collect();
    read.extend(demarche.rules.iter().flat_map(|rule| rule.reads().iter().cloned()));
    read.extend(demarche.rules.iter().map(|rule| rule.at.clone()));
    read.extend(demarche.nodes.iter().filter_map(|node| node.computed.as_ref()).flat_map(Computed::reads).cloned());
    read.extend(
        demarche.prefill.iter().flat_map(|prefill| [Some(&prefill.target), prefill.keep.as_ref()]).flatten().cloned(),
    );
    read
}

/// The places that recipients may give back; unknown ones are told.
pub(super) fn places(draft: &mut Draft<'_>) -> BTreeSet<NodeId> {
    let procedure = draft.procedure;
    let written: Vec<&Written> =
        procedure.recipients.iter().filter_map(|entry| entry.returns.as_ref()).flatten().collect();
    written.into_iter().filter_map(|written| find(draft, written)).collect()
}

/// Takes what is given back out of the questions, and lays it out as what each recipient fills in.
pub(super) fn lay(demarche: &mut Demarche, draft: &Draft<'_>, places: &BTreeSet<NodeId>) {
    let paths: Vec<String> = places.iter().map(|id| draft.node(*id).path.clone()).collect();
    for path in &paths {
        demarche.by_path.remove(path);
    }
    if let Some(root) = demarche.nodes.first_mut() {
        root.children.retain(|child| !places.contains(child));
    }
    for index in 0..demarche.recipients.len() {
        let id = &demarche.recipients[index].id;
        let of = |entry: &&crate::definition::procedure::RecipientEntry| {
            entry.id.as_ref().is_some_and(|written| written.text == *id)
        };
        let Some(entry) = draft.procedure.recipients.iter().find(of) else { continue };
        let given = entry.returns.iter().flatten().filter_map(|written| draft.id_at(&written.text));
        let given: Vec<NodeId> = given.filter(|id| draft.node(*id).field().is_some()).collect();
        if !given.is_empty() {
            demarche.recipients[index].returns = Some(returned::form(demarche, &given));
        }
    }
}
