//! `guichet case suspend`, `resume`, `cancel`, `redrive` and `held`: what only who runs the site may do to a case.

use desk::Operation;
use form::text::Language;

use super::{beside_existing, say, say_in};
use crate::{
    Verdict,
    arguments::{Case, CaseCommand, Operated, Place},
    refusal::Refusal,
};

/// Does it; a server may be running on the same data.
pub(crate) fn run(arguments: Case, language: Language) -> anyhow::Result<Verdict> {
    let (operation, reference, reason, place) = match arguments.command {
        CaseCommand::Suspend { act } => of(Operation::Suspend, act),
        CaseCommand::Resume { act } => of(Operation::Resume, act),
        CaseCommand::Cancel { act } => of(Operation::Cancel, act),
        CaseCommand::Redrive { reference, place } => (Operation::Redrive, reference, String::new(), place),
        CaseCommand::Held { place } => return held(&place, language),
    };
    let done = beside_existing(&place, async |desk| {
        desk.operate(reference.trim(), operation, &reason, None).await.map_err(|error| explained(error, &reference))
    })?;
    for one in done {
        say(format!("{}  {}", one.external_id, one.status));
        if one.work > 0 && operation == Operation::Suspend {
            say_in(language, format!("  {} envois attendent", one.work), format!("  {} deliveries wait", one.work));
        }
    }
    Ok(Verdict::Well)
}

fn of(operation: Operation, act: Operated) -> (Operation, String, String, Place) {
    (operation, act.reference, act.reason, act.place)
}

fn explained(error: desk::DeskError, reference: &str) -> anyhow::Error {
    let (french, english) = match error.code() {
        "request.not_found" => (
            format!("« {reference} » n'est la référence d'aucun dossier."),
            format!("“{reference}” is no dossier's reference."),
        ),
        "reason.required" => (
            "Dites pourquoi (--reason) : l'usager et le service le lisent.".to_owned(),
            "Say why (--reason): the citizen and the office read it.".to_owned(),
        ),
        "reason.too_long" => {
            ("La raison a plus de 1000 signes.".to_owned(), "The reason has more than 1000 signs.".to_owned())
        }
        "case.over" => (
            "Ce dossier a déjà sa réponse, ou est annulé.".to_owned(),
            "This dossier has its answer already, or is cancelled.".to_owned(),
        ),
        "case.suspended" => (
            "Ce dossier est suspendu : guichet case resume.".to_owned(),
            "This dossier is suspended: guichet case resume.".to_owned(),
        ),
        "case.not_suspended" => {
            ("Ce dossier n'est pas suspendu.".to_owned(), "This dossier is not suspended.".to_owned())
        }
        "case.not_refused" => {
            ("Aucun logiciel n'a refusé ce dossier.".to_owned(), "No software has refused this dossier.".to_owned())
        }
        "case.by_post" => (
            "L'usager envoie ce dossier par courrier : rien n'en part d'ici.".to_owned(),
            "The citizen sends this dossier by post: nothing of it leaves from here.".to_owned(),
        ),
        "case.changed" => (
            "Quelqu'un agissait au même instant sur ce dossier : recommencez.".to_owned(),
            "Somebody was acting on this dossier at the same moment: try again.".to_owned(),
        ),
        _ => return error.into(),
    };
    Refusal::new(error.code(), french, english).into()
}

fn held(place: &Place, language: Language) -> anyhow::Result<Verdict> {
    let (refused, suspended) = beside_existing(place, async |desk| {
        let mut refused = Vec::new();
        for one in desk.held_cases(false, None).await? {
            let why = desk.refused_why(&one).await?;
            refused.push((one, why));
        }
        Ok((refused, desk.held_cases(true, None).await?))
    })?;
    let suspended: Vec<_> = suspended.into_iter().map(|one| (one, None)).collect();
    for (one, why) in refused.iter().chain(&suspended) {
        // A program wrote it: no sign of it may move the cursor.
        let why: String = why.as_ref().map(|why| format!("  {why:?}")).unwrap_or_default();
        say(format!(
            "{}  {}  {}/{}  [{}]  {}{why}",
            one.external_id, one.agency, one.organisation, one.branch, one.code, one.since
        ));
    }
    if refused.is_empty() && suspended.is_empty() {
        say_in(language, "Rien n'est retenu.", "Nothing is held.");
    }
    Ok(Verdict::Well)
}
