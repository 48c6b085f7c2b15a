//! `guichet keys`: the master key, which is replaced while the site serves, and the recovery key, which two people hold.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use form::text::Language;
use store::recovery::{self, RecoveryPublic, RecoverySecret, Share};
use store::{Clock, Ids, SecretString, Store, rotation};

use super::{beside_existing, say, say_in};
use crate::{
    Verdict,
    arguments::{Keys, KeysCommand, Place},
    refusal::Refusal,
};

/// Shows keys, changes them; a server may be running on the same data.
pub(crate) fn run(arguments: Keys, language: Language) -> anyhow::Result<Verdict> {
    match arguments.command {
        KeysCommand::List { place } => list(&place, language),
        KeysCommand::New => {
            let (id, secret) = rotation::fresh(&Ids::system(Clock::system()))?;
            say_in(language, format!("Clé {id} :"), format!("Key {id}:"));
            say(exposed(&secret));
            Ok(Verdict::Well)
        }
        KeysCommand::Rotate { place } => {
            let (id, resealed) = beside_existing(&place, async |desk| {
                let id = rotation::rotate(desk.store()).await?;
                say_in(
                    language,
                    format!("La clé {id} scelle désormais. Ce que les autres scellaient est rescellé…"),
                    format!("The key {id} seals from now on. What the others sealed is being sealed anew…"),
                );
                Ok((id, reseal(desk.store()).await?))
            })?;
            Ok(told(&id, resealed, language))
        }
        KeysCommand::Reseal { place } => {
            let (id, resealed) = beside_existing(&place, async |desk| {
                let resealed = reseal(desk.store()).await?;
                let keys = rotation::list(desk.store()).await?;
                Ok((keys.into_iter().find(|key| key.current).map(|key| key.id).unwrap_or_default(), resealed))
            })?;
            Ok(told(&id, resealed, language))
        }
        KeysCommand::Retire { id, place } => {
            beside_existing(&place, async |desk| Ok(rotation::retire(desk.store(), &id).await?))?;
            say_in(
                language,
                format!(
                    "La clé {id} ne sert plus. Retirez-la de GUICHET_MASTER_KEY si elle y est ; gardez-la, à part, tant que vous gardez des sauvegardes d'avant qui ne sont pas de « guichet backup »."
                ),
                format!(
                    "The key {id} is of no use any more. Take it out of GUICHET_MASTER_KEY where it is there; keep it, apart, as long as you keep backups of before that are not of “guichet backup”."
                ),
            );
            Ok(Verdict::Well)
        }
        KeysCommand::Recovery { shares, replace, data } => recovery(&shares, replace, &data, language),
        KeysCommand::Prove { shares, data } => {
            let secret = joined(&shares)?;
            secret.prove(&data)?;
            let id = secret.public().id();
            say_in(
                language,
                format!("Ces deux parts font la clé de secours {id}, à laquelle ce serveur scelle ses sauvegardes."),
                format!("These two shares make the recovery key {id}, which this server seals its backups to."),
            );
            Ok(Verdict::Well)
        }
    }
}

fn exposed(secret: &SecretString) -> String {
    use store::ExposeSecret as _;
    secret.expose_secret().to_owned()
}

async fn reseal(store: &Store) -> anyhow::Result<rotation::Resealed> {
    Ok(rotation::reseal(store, |_| {}).await?)
}

fn told(id: &str, resealed: rotation::Resealed, language: Language) -> Verdict {
    let rotation::Resealed { done, unreadable } = resealed;
    say_in(
        language,
        format!("{done} valeurs rescellées par la clé {id}. Dans une heure : guichet keys list, puis keys retire."),
        format!("{done} values sealed anew with the key {id}. In an hour: guichet keys list, then keys retire."),
    );
    if unreadable == 0 {
        return Verdict::Well;
    }
    say_in(
        language,
        format!(
            "{unreadable} valeurs ne s'ouvrent par aucune clé et restent comme elles sont ; les journaux du programme les nomment. [keys.unreadable]"
        ),
        format!(
            "{unreadable} values open with no key and stay as they are; the program's log names them. [keys.unreadable]"
        ),
    );
    Verdict::Faults
}

fn list(place: &Place, language: Language) -> anyhow::Result<Verdict> {
    let keys = beside_existing(place, async |desk| Ok(rotation::list(desk.store()).await?))?;
    for key in keys {
        let (french, english) = match (&key.retired_at, key.current, key.seals) {
            (Some(at), ..) => (format!("retirée le {at}"), format!("retired {at}")),
            (None, true, seals) => (format!("scelle ; {seals} valeurs"), format!("seals; {seals} values")),
            (None, false, 0) => {
                ("ne scelle plus rien : keys retire".to_owned(), "seals nothing any more: keys retire".to_owned())
            }
            (None, false, seals) => (
                format!("ouvre encore {seals} valeurs : keys reseal"),
                format!("still opens {seals} values: keys reseal"),
            ),
        };
        let (here, at_hand) =
            if key.held || key.retired_at.is_some() { ("", "") } else { (" ; absente", "; not at hand") };
        say_in(
            language,
            format!("{}  depuis {}  {french}{here}", key.id, key.since),
            format!("{}  since {}  {english}{at_hand}", key.id, key.since),
        );
    }
    Ok(Verdict::Well)
}

fn recovery(files: &[PathBuf], replace: bool, data: &Path, language: Language) -> anyhow::Result<Verdict> {
    let [one, two] = two(files)?;
    for file in [one, two] {
        if file.exists() {
            return Err(exists(file).into());
        }
    }
    if !data.is_dir() {
        return Err(Refusal::file(data, &std::io::ErrorKind::NotFound.into()).into());
    }
    let (mut written, mut key) = (Vec::new(), String::new());
    let made = recovery::make(data, &Ids::system(Clock::system()), replace, |shares| -> anyhow::Result<()> {
        for (file, share) in [one, two].into_iter().zip(&shares) {
            write(file, share).map_err(|error| Refusal::file(file, &error))?;
            written.push(file);
            key = share.key();
        }
        Ok(())
    });
    let (public, ()) = match made {
        Ok(made) => made,
        Err(error) => {
            // Where the key came into its place all the same, its shares are needed.
            if !RecoveryPublic::read(data).is_ok_and(|public| public.id() == key) {
                written.into_iter().for_each(forget);
            }
            return Err(error);
        }
    };
    let (id, one, two) = (public.id(), one.display(), two.display());
    say_in(
        language,
        format!(
            "Clé de secours {id}. Ses parts : {one} et {two}. Donnez chacune à une personne, effacez-les d'ici, puis faites l'exercice : guichet keys prove. Aucune autre copie n'existe."
        ),
        format!(
            "Recovery key {id}. Its shares: {one} and {two}. Give each to one person, delete them here, then do the drill: guichet keys prove. There is no other copy."
        ),
    );
    Ok(Verdict::Well)
}

fn write(file: &Path, share: &Share) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file)?;
    let kept = write_share(&mut out, share).and_then(|()| out.sync_all()).and_then(|()| sync_folder_of(file));
    if kept.is_err() {
        forget(file);
    }
    kept
}

/// A share that is of no use is not left lying about. What cannot be removed is of no use either.
fn forget(file: &Path) {
    let _ = std::fs::remove_file(file);
}

/// So that its name outlives a power cut too; not every kind of disk can say so.
fn sync_folder_of(file: &Path) -> std::io::Result<()> {
    use std::io::ErrorKind;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    match std::fs::File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all()) {
        Err(error) if !matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Err(error),
        _ => Ok(()),
    }
}

fn write_share(out: &mut std::fs::File, share: &Share) -> std::io::Result<()> {
    let (number, key) = (share.number(), share.key());
    writeln!(
        out,
        "# Part {number} sur 2 de la clé de secours {key} de guichet. À garder par une seule personne, hors de tout serveur."
    )?;
    writeln!(out, "# Share {number} of 2 of guichet's recovery key {key}. To be kept by one person, off any server.")?;
    writeln!(out, "{}", share.text().as_str())
}

/// Nothing is written over what is there.
pub(super) fn exists(file: &Path) -> Refusal {
    let file = file.display();
    Refusal::new(
        "file.exists",
        format!("{file} existe déjà : donnez un autre nom."),
        format!("{file} exists already: give another name."),
    )
}

fn two(files: &[PathBuf]) -> Result<[&Path; 2], Refusal> {
    match files {
        [one, two] if one != two => Ok([one, two]),
        _ => Err(Refusal::new(
            "recovery.two_shares",
            "--share : deux fichiers, un pour chaque part.",
            "--share: two files, one for each share.",
        )),
    }
}

/// Puts the two shares together.
pub(super) fn joined(files: &[PathBuf]) -> anyhow::Result<RecoverySecret> {
    let [one, two] = two(files)?;
    let read = |file: &Path| -> anyhow::Result<Share> {
        let text = std::fs::read_to_string(file).map_err(|error| Refusal::file(file, &error))?;
        Ok(text.parse().map_err(|_| {
            Refusal::new(
                "recovery.share",
                format!("{} : ce n'est pas une part de clé de secours, ou un signe y est mal copié.", file.display()),
                format!("{}: this is no share of a recovery key, or a sign was copied wrong.", file.display()),
            )
        })?)
    };
    Ok(RecoverySecret::join(&read(one)?, &read(two)?)?)
}
