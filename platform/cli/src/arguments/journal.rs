//! Says what can be typed after `guichet journal`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Place;

#[derive(Debug, Args)]
pub(crate) struct Journal {
    #[command(subcommand)]
    pub(crate) command: JournalCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JournalCommand {
    /// Montre ce qui a été fait d'un dossier et par qui, sans ses réponses. · Show what was done to a dossier and by whom, without its answers.
    Show {
        /// Sa référence. · Its reference.
        reference: String,
        #[command(flatten)]
        place: Place,
    },
    /// Montre les versions publiées, la dernière d'abord : quand, ce qui a été accepté et pourquoi. · Show what was published, newest first: when, what was accepted and why.
    Publications {
        #[command(flatten)]
        place: Place,
    },
    /// Vérifie la chaîne des lots : une entrée changée, ajoutée ou ôtée est vue, et des lots coupés à la fin. · Verify the chain of batches: an entry changed, added or taken away is seen, and batches cut off at the end.
    Verify {
        /// Un fichier qu'avait écrit « journal head », gardé ailleurs : chaque chaîne doit encore passer par là. · A file that “journal head” had written, kept elsewhere: each chain must still go through it.
        #[arg(long, value_name = "FILE")]
        since: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
    /// Montre jusqu'où va chaque chaîne, une ligne par organisme, à garder ailleurs pour « verify --since ». · Show how far each chain goes, a line for each agency, to be kept elsewhere for “verify --since”.
    Head {
        #[command(flatten)]
        place: Place,
    },
    /// Écrit le journal, un objet JSON par ligne : chacun peut le vérifier sans guichet. · Write the journal, one JSON object a line: anybody can verify it without guichet.
    Export {
        /// D'un seul organisme ; sans lui, de tous. · Of one agency; without it, of all.
        #[arg(long, value_name = "ID")]
        agency: Option<String>,
        /// À partir de ce lot. · From this batch on.
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(i64).range(1..))]
        from: i64,
        #[command(flatten)]
        place: Place,
    },
}
