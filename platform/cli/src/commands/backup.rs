//! `guichet backup` and `guichet restore`: everything in one sealed file, and back from it.

use form::text::Language;
use store::{
    backup,
    recovery::{RecoveryPublic, RecoverySecret},
    restore,
};

use super::{beside, beside_existing, journal::hex, keys::joined, say_in, serve};
use crate::{
    Verdict,
    arguments::{Backup, Restore},
    refusal::Refusal,
};

/// Takes a backup; a server may be running on the same data.
pub(crate) fn take(arguments: &Backup, language: Language) -> anyhow::Result<Verdict> {
    let public = RecoveryPublic::read(&arguments.place.data)?;
    let taken =
        beside_existing(
            &arguments.place,
            async |desk| Ok(backup::take(desk.store(), &arguments.file, &public).await?),
        )?;
    let manifest = &taken.manifest;
    let (file, bytes, id) = (arguments.file.display(), taken.bytes, public.id());
    let rows: u64 = manifest.parts.iter().filter_map(|part| part.rows).sum();
    let objects = manifest.parts.iter().filter(|part| part.name.starts_with("object/")).count();
    let (at, sha256) = (manifest.about.taken_at, hex(&taken.sha256));
    say_in(
        language,
        format!(
            "{file} : {bytes} octets, l'état du {at} ; {rows} lignes, {objects} fichiers ; scellée à la clé de secours {id}.\nSHA-256 {sha256}"
        ),
        format!(
            "{file}: {bytes} bytes, as it was at {at}; {rows} rows, {objects} files; sealed to the recovery key {id}.\nSHA-256 {sha256}"
        ),
    );
    Ok(not_whole(&manifest.missing, &manifest.damaged, language))
}

/// Restores a backup.
pub(crate) fn restore(arguments: &Restore, language: Language) -> anyhow::Result<Verdict> {
    let secret = joined(&arguments.shares)?;
    if arguments.keys_only {
        return keys(arguments, &secret, language);
    }
    if arguments.place.database.as_deref().is_some_and(|url| !url.contains("://")) {
        return Err(store::StoreError::Url(None).into());
    }
    let settings = server::settings(&serve::at(&arguments.place));
    let restored = serve::runtime()?.block_on(async { restore::restore(&settings, &arguments.file, &secret).await })?;
    let manifest = &restored.manifest;
    let (at, rows, objects) = (manifest.about.taken_at, restored.rows, restored.objects);
    say_in(
        language,
        format!(
            "Restauré et vérifié : l'état du {at} ; {rows} lignes, {objects} fichiers ; le journal est entier. Les sessions sont finies ; les envois reprennent sous leurs identifiants."
        ),
        format!(
            "Restored and verified: as it was at {at}; {rows} rows, {objects} files; the journal is whole. Sessions have ended; deliveries go on under their ids."
        ),
    );
    sealed_to(&restored.sealed_to, language);
    Ok(not_whole(&manifest.missing, &restored.damaged, language))
}

/// Restores the keys alone. Where the database that lies there needs another key as well, nothing is left behind.
fn keys(arguments: &Restore, secret: &RecoverySecret, language: Language) -> anyhow::Result<Verdict> {
    let data = &arguments.place.data;
    let keys = restore::keys(data, &arguments.file, secret)?;
    let database = arguments.place.database.is_some() || data.join("guichet.db").is_file();
    if database && let Err(error) = beside(&arguments.place, None, async |_| Ok(())) {
        let Some(store::StoreError::WrongKey { wanted, .. }) = error.downcast_ref::<store::StoreError>() else {
            return Err(error);
        };
        let refusal = Refusal::new(
            "restore.older_keys",
            format!(
                "Cette sauvegarde est d'avant un changement de clé maîtresse : la base est scellée aussi par la clé {wanted}, qu'elle n'a pas. Rien n'a été laissé ici. Prenez une sauvegarde d'après ce changement."
            ),
            format!(
                "This backup is from before the master key was replaced: the database is sealed with the key {wanted} as well, which it does not have. Nothing was left here. Take a backup from after that."
            ),
        );
        keys.take_away()?;
        return Err(refusal.into());
    }
    let list = keys.master.join(", ");
    say_in(
        language,
        format!("Les clés sont dans {}/keys. Clés maîtresses : {list}.", data.display()),
        format!("The keys are in {}/keys. Master keys: {list}.", data.display()),
    );
    keys.sealed_to.iter().for_each(|public| sealed_to(public, language));
    Ok(Verdict::Well)
}

/// Whose shares the next backups need.
fn sealed_to(public: &RecoveryPublic, language: Language) {
    let id = public.id();
    say_in(
        language,
        format!("Les sauvegardes d'ici seront scellées à la clé de secours {id}, celle de ces deux parts."),
        format!("Backups from here will be sealed to the recovery key {id}, that of these two shares."),
    );
}

/// Files that the database named and that were not there, or not whole, when the backup was taken.
fn not_whole(missing: &[String], damaged: &[String], language: Language) -> Verdict {
    let list = |files: &[String]| files.join(", ");
    if !missing.is_empty() {
        let list = list(missing);
        say_in(
            language,
            format!("Ces fichiers manquaient déjà quand la sauvegarde fut prise : {list} [backup.missing]"),
            format!("These files were missing already when the backup was taken: {list} [backup.missing]"),
        );
    }
    if !damaged.is_empty() {
        let list = list(damaged);
        say_in(
            language,
            format!(
                "Ces fichiers étaient déjà abîmés quand la sauvegarde fut prise, et personne ne peut plus les lire : {list}. Cherchez-les dans une sauvegarde d'avant. [backup.damaged_file]"
            ),
            format!(
                "These files were damaged already when the backup was taken, and nobody can read them any more: {list}. Look for them in a backup of before. [backup.damaged_file]"
            ),
        );
    }
    if missing.is_empty() && damaged.is_empty() { Verdict::Well } else { Verdict::Faults }
}

/// Why a backup could not be taken or restored.
pub(crate) fn refused(error: &backup::BackupError) -> Option<Refusal> {
    use backup::BackupError as Error;
    let code = error.code();
    Some(match error {
        Error::Exists(path) => Refusal::new(
            code,
            format!("{} existe déjà : une sauvegarde n'en écrase aucune.", path.display()),
            format!("{} exists already: a backup overwrites none.", path.display()),
        ),
        Error::NotABackup(path) => Refusal::new(
            code,
            format!("{} n'est pas une sauvegarde de guichet.", path.display()),
            format!("{} is no backup of guichet's.", path.display()),
        ),
        // What exactly is of use to nobody but us.
        Error::Damaged(what) => Refusal::new(
            code,
            "La sauvegarde est abîmée : elle a été changée, ou coupée. Rien de ce qui a été restauré n'est servi : effacez ce dossier, prenez une autre sauvegarde.",
            format!(
                "The backup is damaged ({what}). Nothing of what was restored is served: delete this folder, take another backup."
            ),
        ),
        Error::NotEmpty(place) => Refusal::new(
            code,
            format!(
                "{place} n'est pas vide. On ne restaure que dans un endroit vide : donnez un nouveau dossier par --data, une base vide par --database."
            ),
            format!(
                "{place} is not empty. A backup is restored into an empty place only: give a new folder by --data, an empty database by --database."
            ),
        ),
        Error::KeyThere(path) => Refusal::new(
            code,
            format!(
                "{} est déjà là, et rien n'a été touché. Si ce n'est pas la bonne clé, mettez ce fichier de côté sans l'effacer, puis refaites cette commande.",
                path.display()
            ),
            format!(
                "{} is there already, and nothing was touched. Where it is not the right key, put this file aside without deleting it, then type this command again.",
                path.display()
            ),
        ),
        Error::NotWhole(what) => Refusal::new(
            code,
            "Ce qui a été restauré n'est pas ce que la sauvegarde contient (un fichier, ou le journal), et n'est pas servi : effacez ce dossier et restaurez de nouveau.",
            format!("What was restored is not whole ({what}), and is not served."),
        ),
        Error::Store(_) | Error::Recovery(_) => return None,
    })
}
