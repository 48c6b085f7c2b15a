//! Says what can be typed after `guichet backup` and `guichet restore`.

use std::path::PathBuf;

use clap::Args;

use super::Place;

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// Le fichier à écrire ; il ne doit pas exister. · The file to write; it must not exist.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// La sauvegarde. · The backup.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Le fichier d'une part de la clé de secours ; deux fois. · The file of a share of the recovery key; twice.
    #[arg(long = "share", value_name = "FILE", required = true, num_args = 1)]
    pub(crate) shares: Vec<PathBuf>,
    /// Ne rend que les clés, à un serveur qui les a perdues. · Give back the keys alone, to a server that has lost them.
    #[arg(long)]
    pub(crate) keys_only: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}
