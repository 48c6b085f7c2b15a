//! `guichet partner sftp …` and `guichet partner mail …`: where recipients are sent their cases, or told that there is news; and what is the
//! same for every way.

use desk::{Digest, DropFolder, Dropped, Mailbox as Box, Misfit, RouteTold, Whose};
use form::text::Language;
use store::{
    Uuid,
    routes::{Kind, PausedBy},
};

use super::{beside_existing, say, say_in};
use crate::{
    Verdict,
    arguments::{Mailbox, MailboxCommand, Place, Recipient, Sftp, SftpCommand},
};

const DROPS: &[Kind] = &[Kind::Sftp];
const MAILBOXES: &[Kind] = &[Kind::Mail, Kind::Digest];

pub(super) fn whose(recipient: Recipient) -> Whose {
    let Recipient { agency, siret, branch } = recipient;
    Whose { agency, siret, branch }
}

/// Makes, lists, renews, pauses and removes drops; a server may be running on the same data.
pub(super) fn sftp(arguments: Sftp, language: Language) -> anyhow::Result<Verdict> {
    match arguments.command {
        SftpCommand::Add { recipient, host, port, user, folder, host_key, no_answers, max_size, place } => {
            let whose = whose(recipient);
            let (host_keys, answers) = (host_key, !no_answers);
            let folder = DropFolder { host, port, user, folder, host_keys, answers, max_size };
            let (made, told) = beside_existing(&place, async |desk| {
                let made = desk.add_drop(&whose, folder).await?;
                let told = desk.misfits_of(made.route).await?;
                Ok((made, told))
            })?;
            tell(&made, language);
            say_in(
                language,
                "Ses dossiers y sont déposés à partir de maintenant.",
                "Its cases are put there from now on.",
            );
            misfits(&told, language);
        }
        SftpCommand::List { place } => list(DROPS, &place, language)?,
        SftpCommand::Rotate { drop, overlap, place } => {
            let made = beside_existing(&place, async |desk| Ok(desk.rotate_drop(drop, overlap).await?))?;
            tell(&made, language);
            say_in(
                language,
                format!("La clé d'avant sert encore pendant {overlap} jours, là où la nouvelle n'est pas connue."),
                format!("The key before it serves for {overlap} days more, where the new one is not known."),
            );
        }
        SftpCommand::HostKey { drop, host_key, place } => {
            beside_existing(&place, async |desk| Ok(desk.change_host_keys(drop, host_key).await?))?;
            say_in(
                language,
                format!(
                    "Le serveur est connu par cette clé dès le prochain essai. Ce qui attendait : guichet delivery retry --route {drop}"
                ),
                format!(
                    "The server is known by this key from the next attempt on. What waited: guichet delivery retry --route {drop}"
                ),
            );
        }
        SftpCommand::Pause { drop, place } => pause(drop, DROPS, &place, language)?,
        SftpCommand::Resume { drop, place } => resume(drop, DROPS, &place, language)?,
        SftpCommand::Remove { drop, place } => remove(drop, DROPS, &place, language)?,
    }
    Ok(Verdict::Well)
}

/// Says what of the published démarches does not go through a way that was just made.
pub(super) fn misfits(all: &[(String, Misfit)], language: Language) {
    for (demarche, misfit) in all {
        let (cause, cure) = (misfit.cause.get(language), misfit.cure.get(language));
        say(format!("! {demarche} : {cause} {cure} [{}]", misfit.code));
    }
}

fn tell(made: &Dropped, language: Language) {
    say_in(
        language,
        "À transmettre au destinataire, pour le fichier authorized_keys du compte :",
        "To be handed to the recipient, for the account's authorized_keys:",
    );
    say(format!("sftp  {}", made.route));
    say(&made.public_key);
}

/// Registers, lists, pauses and removes mailboxes; a server may be running on the same data.
pub(super) fn mail(arguments: Mailbox, language: Language) -> anyhow::Result<Verdict> {
    match arguments.command {
        MailboxCommand::Add { recipient, to, digest, timezone, every_day, place } => {
            let whose = whose(recipient);
            let mailbox = Box { to, digest: digest.map(|at| Digest { at, timezone, every_day }) };
            let made = beside_existing(&place, async |desk| Ok(desk.add_mailbox(&whose, &mailbox).await?))?;
            say(format!("mail  {made}"));
            say_in(
                language,
                "Elle est avertie de ce qui arrive à partir de maintenant.",
                "It is told of what comes from now on.",
            );
        }
        MailboxCommand::List { place } => list(MAILBOXES, &place, language)?,
        MailboxCommand::Pause { mailbox, place } => pause(mailbox, MAILBOXES, &place, language)?,
        MailboxCommand::Resume { mailbox, place } => resume(mailbox, MAILBOXES, &place, language)?,
        MailboxCommand::Remove { mailbox, place } => remove(mailbox, MAILBOXES, &place, language)?,
    }
    Ok(Verdict::Well)
}

pub(super) fn list(kinds: &[Kind], place: &Place, language: Language) -> anyhow::Result<()> {
    let routes = beside_existing(place, async |desk| Ok(desk.routes(kinds).await?))?;
    for told in routes {
        say_in(language, line(&told, "en attente", "ouvert"), line(&told, "paused", "open"));
        for key in &told.public_keys {
            say(format!("    {key}"));
        }
    }
    Ok(())
}

fn line(told: &RouteTold, paused: &str, open: &str) -> String {
    let RouteTold { route, place, digest, .. } = told;
    let state = match route.paused {
        Some((_, PausedBy::Operator | PausedBy::Partner)) => paused,
        None => open,
    };
    let digest = digest.as_ref().map(|digest| {
        let days = if digest.every_day { "7/7" } else { "5/7" };
        format!("  {} {} {days}", digest.at.strftime("%H:%M"), digest.timezone)
    });
    let desk = format!("{}/{}", route.organisation, route.branch);
    format!("{}  {}  {desk}  {place}  {state}{}", route.id, route.agency, digest.unwrap_or_default())
}

/// Has a route wait.
pub(super) fn pause(id: Uuid, kinds: &[Kind], place: &Place, language: Language) -> anyhow::Result<()> {
    match beside_existing(place, async |desk| Ok(desk.pause_route(id, kinds).await?))? {
        true => say_in(language, "L'envoi est en attente ; rien n'est perdu.", "Sending waits; nothing is lost."),
        false => say_in(language, "Il était déjà en attente.", "It waited already."),
    }
    Ok(())
}

/// Lets it go on.
pub(super) fn resume(id: Uuid, kinds: &[Kind], place: &Place, language: Language) -> anyhow::Result<()> {
    match beside_existing(place, async |desk| Ok(desk.resume_route(id, kinds).await?))? {
        true => {
            say_in(language, "L'envoi reprend dans les secondes qui viennent.", "Sending goes on within seconds.");
        }
        false => say_in(language, "Il n'était pas en attente.", "It did not wait."),
    }
    Ok(())
}

/// Removes it.
pub(super) fn remove(id: Uuid, kinds: &[Kind], place: &Place, language: Language) -> anyhow::Result<()> {
    let closed = beside_existing(place, async |desk| Ok(desk.remove_route(id, kinds).await?))?;
    say_in(
        language,
        format!("C'est supprimé ; {closed} envois en attente ne partiront pas."),
        format!("It is removed; {closed} deliveries that waited will not be sent."),
    );
    Ok(())
}
