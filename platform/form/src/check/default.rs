//! Compiles what is proposed beforehand, and checks that each proposal is an answer which the question accepts.

use super::draft::{Draft, told_as};
use crate::{
    definition::tree::{Node as Tree, Place, Style},
    demarche::{NodeId, Proposed},
    diagnostic::Sentence,
    expression::{Expected, Type},
};

/// Gives each question what its page, its component or the schema proposes.
pub(super) fn propose(draft: &mut Draft<'_>) {
    for index in 0..draft.nodes.len() {
        let origin = &draft.origins[index];
        let on_page = origin.proposed.clone();
        let Some((tree, mount)) = on_page.clone().or_else(|| origin.default.clone().map(|tree| (tree, None))) else {
            continue;
        };
        let (Ok(number), Some(field)) = (u32::try_from(index), draft.nodes[index].field()) else {
            continue;
        };
        let id = NodeId(number);
        let name = field.field_type.name();
        if matches!(name, "attestation" | "file") || draft.nodes[index].computed.is_some() || draft.nodes[index].locked
        {
            refused(draft, tree.place, &draft.nodes[index].path.clone(), name == "attestation");
            continue;
        }
        let quoted = tree.scalar().is_some_and(|written| written.style != Style::Plain);
        draft.nodes[index].proposed = if on_page.is_some() && quoted {
            expression(draft, id, &tree, mount.as_deref()).map(Proposed::Expression)
        } else {
            literal(draft, index, &tree)
        };
    }
}

/// The answer itself; one that the question would refuse is told.
fn literal(draft: &mut Draft<'_>, index: usize, tree: &Tree) -> Option<Proposed> {
    let field = draft.nodes[index].field()?;
    let value = field.field_type.read_wire(&tree.to_json(), field, draft.lookup);
    if let Some(value) = value.filter(|value| field.field_type.check(value, field).is_empty()) {
        return Some(Proposed::Value(value));
    }
    let path = draft.nodes[index].path.clone();
    draft.report.error(
        "schema.bad_default",
        tree.place,
        Sentence::new(
            format!("La valeur par défaut de « {path} » n'est pas une réponse correcte."),
            format!("The default value of “{path}” is not a valid answer."),
        ),
        Sentence::new(
            "Corrigez-la, ou retirez « default ». Sur une page, une expression s'écrit entre guillemets.",
            "Correct it, or remove “default”. On a page, an expression is written in quotes.",
        ),
    );
    None
}

fn expression(
    draft: &mut Draft<'_>,
    id: NodeId,
    tree: &Tree,
    mount: Option<&str>,
) -> Option<crate::expression::Expression> {
    let written = tree.scalar()?.clone();
    let wanted = draft.origin(id).r#type.clone()?;
    if matches!(wanted, Type::Entry | Type::Files) {
        draft.report.error(
            told_as("expression.type"),
            tree.place,
            Sentence::new("Une entrée de référentiel ne se calcule pas.", "An entry of a référentiel is not computed."),
            Sentence::new(
                "Écrivez { code: …, nom: … }, ou retirez « default ».",
                "Write { code: …, nom: … }, or remove “default”.",
            ),
        );
        return None;
    }
    let place = draft.place_of(id, mount);
    let compiled = draft.compile(&written, &place, &Expected::Is(wanted))?;
    let page = draft.node(id).page;
    let too_late = compiled.reads().iter().find(|read| {
        let read = draft.id_at(read).map(|read| draft.node(read));
        read.is_some_and(|read| read.field().is_some() && read.computed.is_none() && read.page >= page)
    });
    if let Some(read) = too_late.cloned() {
        draft.report.warning(
            "field.default_too_late",
            written.place,
            Sentence::new(
                format!("La proposition dépend de « {read} », demandé sur la même page ou plus loin : à l'ouverture de la page, elle n'est pas là."),
                format!("The proposal depends on “{read}”, asked for on the same page or later: when the page opens, it is not there."),
            ),
            Sentence::new("Demandez cette réponse sur une page d'avant.", "Ask for that answer on an earlier page."),
        );
    }
    Some(compiled)
}

/// Nobody consents by a box that was ticked for them; and what is not asked for takes no proposal.
fn refused(draft: &mut Draft<'_>, place: Place, path: &str, attestation: bool) {
    let cause = if attestation {
        Sentence::new(
            format!("« {path} » est une attestation : cochée d'avance, elle n'engage personne."),
            format!("“{path}” is an attestation: ticked beforehand, it binds nobody."),
        )
    } else {
        Sentence::new(
            format!(
                "« {path} » ne prend pas de valeur par défaut : c'est un fichier, ou l'usager n'y répond pas lui-même."
            ),
            format!("“{path}” takes no default: it is a file, or the citizen does not answer it."),
        )
    };
    draft.report.error(
        "field.default_refused",
        place,
        cause,
        Sentence::new("Retirez « default ».", "Remove “default”."),
    );
}
