//! Says what can be typed after `guichet keys`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Place;

#[derive(Debug, Args)]
pub(crate) struct Keys {
    #[command(subcommand)]
    pub(crate) command: KeysCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Montre les clés maîtresses : identifiant, laquelle scelle, ce que chacune scelle encore. · Show the master keys: id, which one seals, what each still seals.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Tire une clé maîtresse et l'affiche, pour qui garde les siennes dans un coffre à lui (GUICHET_MASTER_KEY). · Draw a master key and print it, for those who keep theirs in a safe of their own (GUICHET_MASTER_KEY).
    New,
    /// Passe à une nouvelle clé maîtresse pendant que le site sert, et rescelle par elle ce que les autres scellaient ; interrompu, « keys reseal » continue. · Go over to a new master key while the site serves, and seal anew with it what the others sealed; interrupted, “keys reseal” goes on.
    Rotate {
        #[command(flatten)]
        place: Place,
    },
    /// Rescelle par la clé qui scelle ce que les autres scellent encore. · Seal anew, with the key that seals, what the others still seal.
    Reseal {
        #[command(flatten)]
        place: Place,
    },
    /// Retire une clé maîtresse qui ne scelle plus rien ; les sauvegardes d'avant en ont encore besoin. · Retire a master key that seals nothing any more; backups of before still need it.
    Retire {
        /// Son identifiant, comme « keys list » le montre. · Its id, as “keys list” shows it.
        id: String,
        #[command(flatten)]
        place: Place,
    },
    /// Tire la clé de secours, à laquelle les sauvegardes sont scellées, et écrit ses deux parts, une pour chaque détenteur. · Draw the recovery key, which backups are sealed to, and write its two shares, one for each holder.
    Recovery {
        /// Le fichier d'une part, à donner à une seule personne ; deux fois. · The file of a share, to be given to one person alone; twice.
        #[arg(long = "share", value_name = "FILE", required = true, num_args = 1)]
        shares: Vec<PathBuf>,
        /// Remplace celle qu'il y a : les sauvegardes d'avant restent scellées à l'ancienne. · Replace the one there is: backups of before stay sealed to the former one.
        #[arg(long)]
        replace: bool,
        /// Le dossier de données du serveur. · The server's data folder.
        #[arg(long, env = "GUICHET_DATA", default_value = "data", value_name = "DIR")]
        data: PathBuf,
    },
    /// Vérifie que deux parts font la clé de secours de ce serveur, sans rien ouvrir : l'exercice des détenteurs. · Verify that two shares make this server's recovery key, opening nothing: the holders' drill.
    Prove {
        /// Le fichier d'une part ; deux fois. · The file of a share; twice.
        #[arg(long = "share", value_name = "FILE", required = true, num_args = 1)]
        shares: Vec<PathBuf>,
        /// Le dossier de données du serveur. · The server's data folder.
        #[arg(long, env = "GUICHET_DATA", default_value = "data", value_name = "DIR")]
        data: PathBuf,
    },
}
