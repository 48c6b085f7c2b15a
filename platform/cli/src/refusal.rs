//! Says why a command could not be carried out: one sentence in the reader's language, its cure, and a stable code in brackets.

mod keys;
mod onboarding;
mod routes;

use std::{io, path::Path};

use desk::{DeskError, folder::Unreadable};
use form::text::Language;
use server::NotListening;
use store::{StoreError, backup::BackupError, recovery::RecoveryError, rotation::RotationError};

/// So many agencies are named to choose from.
const AGENCIES: usize = 10;

/// Why a command could not be carried out, in both languages.
#[derive(Debug, thiserror::Error)]
#[error("{english} [{code}]")]
pub(crate) struct Refusal {
    code: &'static str,
    french: String,
    english: String,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, french: impl Into<String>, english: impl Into<String>) -> Self {
        Self { code, french: french.into(), english: english.into() }
    }

    /// A file or folder that cannot be read or written, and what the operating system said of it.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        // Of a folder, the one file that it was about.
        let inside = error.get_ref().and_then(|inner| inner.downcast_ref::<Unreadable>());
        file(&inside.map_or(path, |inside| &inside.path).display().to_string(), error)
    }

    /// Stable.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence with its code.
    pub(crate) fn in_language(&self, language: Language) -> String {
        let sentence = match language {
            Language::Fr => &self.french,
            Language::En => &self.english,
        };
        format!("{sentence} [{}]", self.code)
    }
}

/// The sentence for any error that a command ends with: the first cause that we have words for.
pub(crate) fn sentence(error: &anyhow::Error, language: Language) -> String {
    of(error).in_language(language)
}

/// Any error that a command ends with as a refusal.
pub(crate) fn of(error: &anyhow::Error) -> Refusal {
    error.chain().find_map(known).unwrap_or_else(|| unknown("cli.failed", &format!("{error:#}")))
}

/// Passes the words of others on, for want of our own.
fn unknown(code: &'static str, said: &str) -> Refusal {
    Refusal::new(
        code,
        format!("La commande n'a pas pu être faite : {said}."),
        format!("The command could not be carried out: {said}."),
    )
}

fn known(cause: &(dyn std::error::Error + 'static)) -> Option<Refusal> {
    if let Some(refusal) = cause.downcast_ref::<Refusal>() {
        return Some(Refusal::new(refusal.code, &refusal.french, &refusal.english));
    }
    if let Some(error) = cause.downcast_ref::<NotListening>() {
        return Some(not_listening(error));
    }
    if let Some(error) = cause.downcast_ref::<BackupError>() {
        return keys::of_backup(error);
    }
    if let Some(error) = cause.downcast_ref::<RecoveryError>() {
        return keys::of_recovery(error);
    }
    if let Some(error) = cause.downcast_ref::<RotationError>() {
        return keys::of_rotation(error);
    }
    if let Some(error) = cause.downcast_ref::<DeskError>() {
        return Some(desk(error));
    }
    if let Some(error) = cause.downcast_ref::<StoreError>() {
        return Some(store(error));
    }
    None
}

fn file(path: &str, error: &io::Error) -> Refusal {
    use io::ErrorKind as Kind;
    // Who makes a folder where a file lies is told that something exists: that it is no folder helps more.
    let kind = match error.kind() {
        Kind::AlreadyExists if Path::new(path).is_file() => Kind::NotADirectory,
        kind => kind,
    };
    let (code, french, english) = match kind {
        Kind::NotFound => ("file.not_found", "n'existe pas", "does not exist"),
        Kind::PermissionDenied => {
            ("file.forbidden", "vous n'avez pas le droit d'y lire ou d'y écrire", "you may not read or write there")
        }
        Kind::IsADirectory => {
            ("file.is_folder", "est un dossier ; il faut un fichier", "is a folder; a file is wanted")
        }
        Kind::NotADirectory => ("file.is_no_folder", "n'est pas un dossier", "is no folder"),
        Kind::AlreadyExists => ("file.exists", "existe déjà", "exists already"),
        Kind::ReadOnlyFilesystem => ("file.read_only", "ce disque est en lecture seule", "this disk is read-only"),
        Kind::StorageFull => ("file.no_room", "le disque est plein", "the disk is full"),
        Kind::InvalidData => {
            ("file.not_text", "n'est pas un texte en UTF-8, ou est trop grand", "is no text in UTF-8, or is too large")
        }
        _ => {
            return Refusal::new("file.error", format!("{path} : {error}."), format!("{path}: {error}."));
        }
    };
    // « … n'existe pas » goes on from the path, « ce disque … » stands for itself.
    let apart = matches!(kind, Kind::PermissionDenied | Kind::ReadOnlyFilesystem | Kind::StorageFull);
    let (before, colon) = if apart { (" : ", ": ") } else { (" ", " ") };
    Refusal::new(code, format!("{path}{before}{french}."), format!("{path}{colon}{english}."))
}

fn not_listening(error: &NotListening) -> Refusal {
    let address = error.address;
    match error.source.kind() {
        io::ErrorKind::AddrInUse => Refusal::new(
            "server.address_taken",
            format!(
                "L'adresse {address} est déjà prise, sans doute par un autre guichet. Arrêtez-le, ou donnez une autre adresse : --listen 127.0.0.1:8081."
            ),
            format!(
                "The address {address} is taken, most likely by another guichet. Stop it, or give another address: --listen 127.0.0.1:8081."
            ),
        ),
        io::ErrorKind::PermissionDenied => Refusal::new(
            "server.address_forbidden",
            format!(
                "Vous n'avez pas le droit d'écouter sur {address} : les ports au-dessous de 1024 sont réservés. Prenez un port plus haut, derrière un relais."
            ),
            format!(
                "You may not listen on {address}: ports below 1024 are reserved. Take a higher one, behind a proxy."
            ),
        ),
        _ => Refusal::new(
            "server.address_unusable",
            format!(
                "On ne peut pas écouter sur {address} : cette adresse n'est pas celle de cette machine ({}).",
                error.source
            ),
            format!("Nobody can listen on {address}: it is no address of this machine ({}).", error.source),
        ),
    }
}

fn desk(error: &DeskError) -> Refusal {
    let code = error.code();
    match error {
        DeskError::Store(error) => store(error),
        DeskError::Io { what, source } => file(what, source),
        DeskError::Directory { place } => {
            let (french, english) = crate::directory_fault::sentences(place);
            Refusal::new(
                code,
                format!(
                    "L'annuaire ne peut pas être lu. {french} Un annuaire est une liste d'organismes (« - siret: … »), ou a « agencies: » et « organisations: »."
                ),
                format!(
                    "The directory cannot be read. {english} A directory is a list of organisations (“- siret: …”), or has “agencies:” and “organisations:”."
                ),
            )
        }
        DeskError::UnknownBranch { known } => {
            let listed = |bare: &str| {
                let desks = known.iter().map(|(branch, name)| {
                    if branch.is_empty() { format!("{bare} ({name})") } else { format!("--branch {branch} ({name})") }
                });
                desks.collect::<Vec<_>>().join(", ")
            };
            Refusal::new(
                code,
                format!(
                    "L'annuaire connaît cet organisme, mais pas ce guichet. À choisir : {}.",
                    listed("sans --branch")
                ),
                format!(
                    "The directory knows this organisation, but not this branch. To choose from: {}.",
                    listed("no --branch")
                ),
            )
        }
        DeskError::UnknownAgency { agency, known } => {
            let some = known.iter().take(AGENCIES).cloned().collect::<Vec<_>>().join(", ");
            let more = if known.len() > AGENCIES { ", …" } else { "" };
            Refusal::new(
                code,
                format!(
                    "Aucun organisme « {agency} » ne publie de démarches sur ce site : ni l'annuaire (« agencies: ») ni une démarche publiée ou remplie ne le connaît. À choisir : {some}{more}."
                ),
                format!(
                    "No agency “{agency}” publishes démarches on this site: neither the directory (“agencies:”) nor a démarche that was published or filled in knows it. To choose from: {some}{more}."
                ),
            )
        }
        DeskError::DirectoryEntry { entry, code } => {
            let (french, english) = match *code {
                "directory.siret" => {
                    ("un SIRET a 14 chiffres, entre guillemets", "a SIRET has 14 digits, in quotation marks")
                }
                "directory.agency" => (
                    "l'identifiant d'un organisme (« id: ») a 64 caractères au plus : minuscules sans accent, chiffres, tirets",
                    "an agency's id has 64 characters at most: lower-case letters, digits, hyphens",
                ),
                "directory.branch" => ("« branch: » ne commence pas par « ~ »", "“branch:” does not begin with “~”"),
                "directory.name" => ("il lui faut un nom (« name: »)", "it needs a name (“name:”)"),
                "directory.email" => ("« email: » n'est pas une adresse électronique", "“email:” is no e-mail address"),
                "directory.site" => ("« site: » commence par https://", "“site:” begins with https://"),
                _ => ("cette entrée n'est pas acceptable", "this entry is not acceptable"),
            };
            Refusal::new(
                code,
                format!("Dans l'annuaire, « {entry} » : {french}. Rien n'a été importé."),
                format!("In the directory, “{entry}”: {english}. Nothing was imported."),
            )
        }
        DeskError::Invalid { code: "email.invalid", .. } => {
            Refusal::new(code, "Ce n'est pas une adresse électronique.", "This is no e-mail address.")
        }
        DeskError::Invalid { code: "network.invalid", .. } => Refusal::new(
            code,
            "--network : une adresse comme 192.0.2.7, ou un réseau comme 192.0.2.0/24.",
            "--network: an address as 192.0.2.7, or a network as 192.0.2.0/24.",
        ),
        DeskError::Invalid { code: "name.required", .. } => {
            Refusal::new(code, "Il faut un nom, que lisent les agents.", "A name is wanted, which agents read.")
        }
        DeskError::Invalid { code: "days.invalid", .. } => {
            Refusal::new(code, "--days : un jour au moins.", "--days: one day at least.")
        }
        DeskError::Invalid { code, .. }
            if ["mailbox.", "route.", "sftp.", "webhook."].iter().any(|of| code.starts_with(of)) =>
        {
            routes::refused(code)
        }
        DeskError::Invalid { code, .. } if code.starts_with("hubee.") => hubee(code),
        DeskError::Invalid { code, .. }
            if ["partner.", "reason.", "sandbox."].iter().any(|of| code.starts_with(of)) =>
        {
            onboarding::refused(code)
        }
        DeskError::SandboxClosed => onboarding::refused("partner.not_in_sandbox"),
        DeskError::NotFound("route") => Refusal::new(
            "route.unknown",
            "Rien de tel n'a cet identifiant. Voyez : guichet partner sftp list, guichet partner hubee list, guichet partner mail list.",
            "Nothing of the kind has this id. See: guichet partner sftp list, guichet partner hubee list, guichet partner mail list.",
        ),
        DeskError::NotFound("webhook") => Refusal::new(
            "webhook.unknown",
            "Aucun webhook n'a cet identifiant. Voyez : guichet partner webhook list.",
            "No webhook has this id. See: guichet partner webhook list.",
        ),
        DeskError::NotFound("delivery") => Refusal::new(
            "delivery.unknown",
            "Aucun avis à envoyer n'a cet identifiant. Voyez : guichet delivery list.",
            "No notice to be sent has this id. See: guichet delivery list.",
        ),
        DeskError::NotFound("partner") => Refusal::new(
            "partner.unknown",
            "Aucun accès ouvert n'a cet identifiant. Voyez : guichet partner list.",
            "No open access has this id. See: guichet partner list.",
        ),
        DeskError::AccountExists => Refusal::new(
            code,
            "Cette adresse a déjà un compte d'agent.",
            "This address already has an agent's account.",
        ),
        DeskError::NotFound("organisation") => Refusal::new(
            "directory.unknown_organisation",
            "Aucun organisme de l'annuaire n'a ce SIRET. Importez-le d'abord : guichet org import FICHIER.",
            "No organisation of the directory has this SIRET. Import it first: guichet org import FILE.",
        ),
        DeskError::NotFound("agent") => Refusal::new(
            "agent.unknown",
            "Aucun agent n'a cette adresse électronique.",
            "No agent has this e-mail address.",
        ),
        DeskError::NotFound("dossier") => Refusal::new(
            "dossier.unknown",
            "Aucun dossier n'a cette référence ; un dossier effacé n'en a plus.",
            "No dossier has this reference; one that was erased has none any more.",
        ),
        DeskError::NotFound("work") => Refusal::new(
            "queue.unknown",
            "Aucun travail en attente d'un humain n'a cet identifiant. Voyez : guichet queue list.",
            "No work that waits for a human has this id. See: guichet queue list.",
        ),
        other => unknown(code, &other.to_string()),
    }
}

fn store(error: &StoreError) -> Refusal {
    let code = error.code();
    match error {
        StoreError::Busy(_) => Refusal::new(
            code,
            "La base est occupée par un autre processus. Réessayez dans un instant.",
            "The database is busy with another process. Try again in a moment.",
        ),
        StoreError::Conflict { .. } => Refusal::new(
            code,
            "Quelqu'un d'autre a publié ou modifié la même chose entre-temps. Recommencez.",
            "Somebody else has published or changed the same thing meanwhile. Begin again.",
        ),
        StoreError::Corrupt(what) => Refusal::new(
            code,
            format!("La base est abîmée : {what}. Restaurez la dernière sauvegarde."),
            format!("The database is damaged: {what}. Restore the last backup."),
        ),
        StoreError::Full(_) => Refusal::new(code, "Le disque est plein.", "The disk is full."),
        StoreError::File { path, source } => file(&path.display().to_string(), source),
        StoreError::KeyFormat(what) => Refusal::new(
            code,
            format!(
                "{what} : ce n'est pas une clé. La clé maîtresse a 64 chiffres hexadécimaux ; celle des reçus est un fichier PEM."
            ),
            format!(
                "{what}: this is no key. The master key has 64 hexadecimal digits; that of receipts is a PEM file."
            ),
        ),
        StoreError::Locked(path) if path.ends_with("objects.lock") => keys::backup_running(code),
        StoreError::Locked(path) => Refusal::new(
            code,
            format!(
                "Un autre guichet sert déjà les données de {}. Arrêtez-le, ou donnez un autre dossier par --data.",
                path.parent().unwrap_or(path).display()
            ),
            format!(
                "Another guichet already serves the data in {}. Stop it, or give another folder by --data.",
                path.parent().unwrap_or(path).display()
            ),
        ),
        StoreError::Newer { found, known } => Refusal::new(
            code,
            format!(
                "Cette base vient d'un guichet plus récent : son schéma est le {found}, celui-ci connaît le {known}. Prenez un guichet aussi récent."
            ),
            format!(
                "This database comes from a newer guichet: its schema is {found}, this one knows {known}. Take a guichet as new."
            ),
        ),
        StoreError::Unavailable(cause) => Refusal::new(
            code,
            format!("La base ne répond pas ({cause}). Est-elle démarrée, et --database est-elle la bonne adresse ?"),
            format!("The database does not answer ({cause}). Is it running, and is --database the right address?"),
        ),
        StoreError::UnsafeSettings(setting) => Refusal::new(
            code,
            format!(
                "PostgreSQL tourne avec {setting} = off : un dossier confirmé pourrait être perdu. Mettez ce réglage à on."
            ),
            format!(
                "PostgreSQL runs with {setting} = off: a dossier that was acknowledged could be lost. Set it to on."
            ),
        ),
        StoreError::Url(_) => Refusal::new(
            code,
            "L'adresse de la base commence par sqlite:// ou postgres://.",
            "The address of the database begins with sqlite:// or postgres://.",
        ),
        StoreError::WrongKey { wanted, held } => keys::wrong(code, wanted, held),
        StoreError::HalfRestored(path) => keys::half_restored(code, path),
        other => unknown(code, &other.to_string()),
    }
}

/// What is wrong with an account at the State's hub, or with a desk that is to have its cases by it.
fn hubee(code: &'static str) -> Refusal {
    let (french, english) = match code {
        "hubee.url" => (
            "--api et --token-url : des adresses https://, sans mot de passe ni paramètres ; --api s'arrête à la version (…/teledossiers/v1).",
            "--api and --token-url: addresses by https://, without password or parameters; --api ends with the version (…/teledossiers/v1).",
        ),
        "hubee.client" => (
            "--client et le secret : tels que HubEE les a donnés, sans espaces ; « : » ne va pas dans --client.",
            "--client and the secret: as HubEE gave them, without spaces; no “:” in --client.",
        ),
        "hubee.process" => (
            "--process : démarche=code, le code en 30 signes au plus, sans espaces ni accents.",
            "--process: démarche=code, the code of at most 30 signs, without spaces or accents.",
        ),
        "hubee.process_taken" => (
            "Un autre compte de cet organisme transmet déjà une de ces démarches. Voyez : guichet partner hubee list.",
            "Another account of this agency sends one of these démarches already. See: guichet partner hubee list.",
        ),
        "hubee.siret" => ("--siret : les 14 chiffres du SIRET.", "--siret: the 14 digits of the SIRET."),
        "hubee.branch" => (
            "--branch-code : 10 signes au plus, lettres, chiffres et tirets ; pour une mairie, le code INSEE de sa commune.",
            "--branch-code: at most 10 signs, letters, digits and hyphens; of a town hall, its commune's INSEE code.",
        ),
        "hubee.no_account" => (
            "Cet organisme n'a pas de compte chez HubEE. Enregistrez-le d'abord : guichet partner hubee account.",
            "This agency has no account at HubEE. Register it first: guichet partner hubee account.",
        ),
        _ => (
            "Ce guichet reçoit déjà ses dossiers par HubEE. Voyez : guichet partner hubee list.",
            "This desk gets its cases by HubEE already. See: guichet partner hubee list.",
        ),
    };
    Refusal::new(code, french, english)
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn the_cause_is_told_in_the_readers_language_whatever_stands_around_it() {
        let error =
            anyhow::Error::from(StoreError::WrongKey { wanted: "0123456789abcdef".to_owned(), held: String::new() })
                .context("the data in x cannot be opened");
        assert!(
            sentence(&error, Language::Fr)
                .starts_with("Ces données sont scellées par la clé maîtresse 0123456789abcdef")
        );
        assert!(sentence(&error, Language::En).ends_with("[store.wrong_key]"));
        let error = Err::<(), _>(DeskError::Store(StoreError::Newer { found: 9, known: 3 })).context("x").unwrap_err();
        assert!(sentence(&error, Language::Fr).contains("schéma est le 9"), "{}", sentence(&error, Language::Fr));
    }

    #[test]
    fn the_branches_of_an_organisation_are_named_to_choose_from() {
        let known = [("", "Mairie"), ("ETAT", "État civil")];
        let known = known.map(|(branch, name)| (branch.to_owned(), name.to_owned())).to_vec();
        let said = sentence(&DeskError::UnknownBranch { known }.into(), Language::Fr);
        assert!(said.contains("À choisir : sans --branch (Mairie), --branch ETAT (État civil)."), "{said}");
    }

    #[test]
    fn the_agencies_of_a_site_are_named_to_choose_from() {
        let known = (0..12).map(|number| format!("ville-{number}")).collect();
        let said = sentence(&DeskError::UnknownAgency { agency: "nope".to_owned(), known }.into(), Language::Fr);
        assert!(said.contains("« nope »") && said.contains("À choisir : ville-0, ville-1"), "{said}");
        assert!(said.contains("ville-9, …") && said.ends_with("[directory.unknown_agency]"), "{said}");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said_of_that_file() {
        let said =
            |kind: io::ErrorKind, language| Refusal::file(Path::new("x.yaml"), &kind.into()).in_language(language);
        assert_eq!(said(io::ErrorKind::NotFound, Language::Fr), "x.yaml n'existe pas. [file.not_found]");
        assert_eq!(
            said(io::ErrorKind::PermissionDenied, Language::En),
            "x.yaml: you may not read or write there. [file.forbidden]"
        );
        assert_eq!(
            said(io::ErrorKind::IsADirectory, Language::Fr),
            "x.yaml est un dossier ; il faut un fichier. [file.is_folder]"
        );
    }

    #[test]
    fn of_a_folder_the_file_that_cannot_be_read_is_named() {
        let source = io::Error::from(io::ErrorKind::PermissionDenied);
        let inside = Unreadable { path: "x/schema.yaml".into(), source };
        let error = io::Error::new(io::ErrorKind::PermissionDenied, inside);
        let said = Refusal::file(Path::new("x"), &error).in_language(Language::En);
        assert_eq!(said, "x/schema.yaml: you may not read or write there. [file.forbidden]");
    }

    #[test]
    fn what_we_have_no_words_for_keeps_its_own() {
        assert_eq!(
            sentence(&anyhow::anyhow!("odd"), Language::Fr),
            "La commande n'a pas pu être faite : odd. [cli.failed]"
        );
    }
}
