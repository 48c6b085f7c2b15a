//! `guichet queue list` and `retry`: work that failed for days and waits for a human.

use form::text::Language;

use super::{beside_existing, say, say_in};
use crate::{
    Verdict,
    arguments::{Queue, QueueCommand},
};

/// Shows that work, or sets it going again; a server may be running on the same data, and does it.
pub(crate) fn run(arguments: Queue, language: Language) -> anyhow::Result<Verdict> {
    match arguments.command {
        QueueCommand::List { place } => {
            let parked = beside_existing(&place, async |desk| Ok(desk.parked().await?))?;
            for work in &parked {
                say(format!(
                    "{}  {}  {}  {}  ×{}  [{}]",
                    work.id,
                    work.updated_at,
                    work.agency,
                    work.kind,
                    work.attempts,
                    work.last_error.as_deref().unwrap_or("-")
                ));
            }
            match parked.len() {
                0 => say_in(language, "Aucun travail n'attend un humain.", "No work waits for a human."),
                count => say_in(
                    language,
                    format!("{count} en attente. Une fois la cause levée : guichet queue retry."),
                    format!("{count} waiting. Once the cause is gone: guichet queue retry."),
                ),
            }
        }
        QueueCommand::Retry { id, place } => {
            let again = beside_existing(&place, async |desk| Ok(desk.retry_parked(id).await?))?;
            match again {
                0 => say_in(language, "Rien n'attendait.", "Nothing was waiting."),
                count => say_in(
                    language,
                    format!("{count} relancés : le serveur les reprend dans les secondes qui viennent."),
                    format!("{count} set going again: the server takes them up within seconds."),
                ),
            }
        }
    }
    Ok(Verdict::Well)
}
