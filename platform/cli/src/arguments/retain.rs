//! Says what can be typed after `guichet retain`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::Place;

#[derive(Debug, Args)]
pub(crate) struct Retain {
    /// Ne détruit rien : dit, démarche par démarche, ce qui le serait. · Destroy nothing: say, démarche by démarche, what would be.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Avec --dry-run : ce qui sera échu ce jour-là. · With --dry-run: what will be due on that day.
    #[arg(long, value_name = "DATE", requires = "dry_run")]
    pub(crate) by: Option<Date>,
    /// Écrit le certificat de ce qui a été détruit, signé par la clé des reçus : ce fichier, et à côté sa signature (.sig). · Write the certificate of what was destroyed, signed with the key of receipts: this file, and beside it its signature (.sig).
    #[arg(long, value_name = "FILE", requires_all = ["agency", "since"], conflicts_with = "dry_run")]
    pub(crate) certificate: Option<PathBuf>,
    /// L'organisme du certificat. · The certificate's agency.
    #[arg(long, value_name = "ID", requires = "certificate")]
    pub(crate) agency: Option<String>,
    /// Le premier jour du certificat. · The certificate's first day.
    #[arg(long, value_name = "DATE", requires = "certificate")]
    pub(crate) since: Option<Date>,
    /// Son dernier jour ; sans lui, aujourd'hui. · Its last day; without it, today.
    #[arg(long, value_name = "DATE", requires = "certificate")]
    pub(crate) until: Option<Date>,
    #[command(flatten)]
    pub(crate) place: Place,
}
