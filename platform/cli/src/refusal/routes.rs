//! Words the refusals of `guichet partner webhook`, `sftp` and `mail`: where a route cannot lead.

use super::{Refusal, unknown};

/// Of the ways by which recipients are told.
pub(super) fn refused(code: &'static str) -> Refusal {
    let (french, english) = match code {
        "webhook.url" => (
            "--url : une adresse comme https://logiciel.exemple.fr/guichet, sans mot de passe ; http:// seulement sur cette machine, plain+http:// dans un réseau nommé par --webhook-network.",
            "--url: an address as https://software.example.org/guichet, without a password; http:// on this machine alone, plain+http:// in a network named by --webhook-network.",
        ),
        "webhook.address" => (
            "--url : aucun appel ne va à cette adresse, qui n'est pas de l'internet public (cette machine, un réseau privé, les services d'un hébergeur). S'il le faut, nommez son réseau au serveur par --webhook-network, relancez-le, puis recommencez.",
            "--url: no call goes to this address, which is not of the public internet (this machine, a private network, a host's own services). Where it must, name its network to the server by --webhook-network, start it anew, then try again.",
        ),
        "webhook.twice" => (
            "Ce guichet a déjà un webhook à cette adresse : tout y serait dit deux fois. Voyez : guichet partner webhook list, puis rotate pour une autre clé, resume s'il est en attente, ou remove.",
            "This desk has a webhook at this address already: everything would be told twice. See: guichet partner webhook list, then rotate for another key, resume where it waits, or remove.",
        ),
        "route.too_many" => (
            "Ce guichet a déjà vingt voies (webhooks, dépôts, boîtes) : retirez-en une d'abord. Voyez : guichet partner webhook list, sftp list, mail list.",
            "This desk has twenty routes (webhooks, drops, mailboxes) already: remove one first. See: guichet partner webhook list, sftp list, mail list.",
        ),
        "sftp.host" => (
            "--host : un nom ou une adresse, sans « sftp:// » ; --port : de 1 à 65535.",
            "--host: a name or an address, without “sftp://”; --port: from 1 to 65535.",
        ),
        "sftp.user" => ("--user : le nom d'un compte.", "--user: the name of an account."),
        "sftp.folder" => (
            "--folder : un dossier du serveur, écrit avec « / » et sans « .. ».",
            "--folder: a folder of the server, written with “/” and without “..”.",
        ),
        "sftp.host_key" => (
            "--host-key : SHA256:… comme le montre « ssh-keygen -lf », ou une ligne de « ssh-keyscan » ; de une à quatre.",
            "--host-key: SHA256:… as “ssh-keygen -lf” shows it, or a line of “ssh-keyscan”; one to four.",
        ),
        "sftp.twice" => (
            "Ce guichet a déjà un dépôt dans ce dossier de ce serveur : deux s'y gêneraient. Voyez : guichet partner sftp list, puis rotate, host-key, resume ou remove.",
            "This desk has a drop in this folder of this server already: two would be in each other's way. See: guichet partner sftp list, then rotate, host-key, resume or remove.",
        ),
        "mailbox.address" => (
            "--to : une adresse électronique comme accueil@exemple.fr.",
            "--to: an e-mail address as desk@example.org.",
        ),
        "mailbox.timezone" => (
            "--timezone : un fuseau horaire comme Europe/Paris ou Indian/Reunion.",
            "--timezone: a time zone as Europe/Paris or Indian/Reunion.",
        ),
        "mailbox.twice" => (
            "Cette boîte est déjà avertie ainsi pour ce guichet : elle le serait deux fois. Voyez : guichet partner mail list, puis resume ou remove.",
            "This mailbox is told so for this desk already: it would be told twice. See: guichet partner mail list, then resume or remove.",
        ),
        other => return unknown(other, other),
    };
    Refusal::new(code, french, english)
}
