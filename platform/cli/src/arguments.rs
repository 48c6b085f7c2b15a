//! Says what can be typed, with the sentences of `--help`.

mod agent;
mod backup;
mod case;
mod citizen;
mod delivery;
mod hubee;
mod journal;
mod keys;
mod operator;
mod partner;
mod retain;
mod routes;

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use agent::{Agent, AgentCommand};
pub(crate) use backup::{Backup, Restore};
pub(crate) use case::{Case, CaseCommand, Operated};
pub(crate) use citizen::{Citizen, CitizenCommand};
pub(crate) use delivery::{Delivery, DeliveryCommand, Webhook, WebhookCommand, Whose};
pub(crate) use hubee::{Hubee, HubeeCommand};
pub(crate) use journal::{Journal, JournalCommand};
pub(crate) use keys::{Keys, KeysCommand};
pub(crate) use operator::{Operator, OperatorCommand};
pub(crate) use partner::{NewAccess, Partner, PartnerCommand};
pub(crate) use retain::Retain;
pub(crate) use routes::{Mailbox, MailboxCommand, Recipient, Sftp, SftpCommand};

/// Les démarches en ligne des organismes publics.
#[derive(Debug, Parser)]
#[command(name = "guichet", version, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Arguments {
    /// La langue des messages ; sans elle, celle du système si c'est l'anglais, sinon le français. · The language of messages; without it the system's if that is English, else French.
    #[arg(long, global = true, env = "GUICHET_LANG", value_enum)]
    pub(crate) lang: Option<Lang>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What guichet can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sert les démarches. · Serve the démarches.
    Serve(Box<Serve>),
    /// Vérifie des définitions et montre toutes les fautes à la fois. · Check definitions, all faults at once.
    Check(Check),
    /// Joue les scénarios des démarches et des composants. · Run the scenarios of démarches and components.
    Test(Test),
    /// Dit ce qui change entre deux versions, et pour qui c'est sûr. · Say what changes between two versions, and for whom it is safe.
    Diff(Diff),
    /// Met une démarche en vigueur dans la base locale, si son changement est sûr. · Put a démarche in force in the local store, if its change is safe.
    Publish(Publish),
    /// Fige les composants des démarches par leur empreinte, dans components.lock. · Pin the démarches' components by hash, in components.lock.
    Lock(Lock),
    /// Crée une démarche à partir du modèle. · Make a démarche from the archetype.
    New(New),
    /// Écrit les schémas par lesquels un éditeur complète et souligne les fichiers d'une démarche. · Write the schemas by which an editor completes and underlines a démarche's files.
    Schemas(Schemas),
    /// Sert une démarche pendant qu'on l'écrit, et la relit à chaque enregistrement. · Serve a démarche while it is written.
    Dev(Dev),
    /// L'annuaire : les organismes qui publient des démarches, et ceux qui les reçoivent. · The directory: agencies that publish, organisations that receive.
    Org(Org),
    /// Les agents qui traitent les dossiers. · The agents who treat dossiers.
    Agent(Agent),
    /// Les usagers que plus rien ne fait entrer. · Citizens whom nothing lets in any more.
    Citizen(Citizen),
    /// Qui exploite le site : son compte pour la page d'exploitation. · Those who run the site: their account for the page of operation.
    Operator(Operator),
    /// Les logiciels des destinataires : leurs accès à l'API des partenaires. · The recipients' software: its access to the partners' API.
    Partner(Partner),
    /// Suspendre, reprendre ou annuler un dossier ; renvoyer ce qu'un logiciel n'a pas pu prendre. · Suspend a dossier, let it go on, cancel it; send again what software could not take in.
    Case(Case),
    /// Les avis aux webhooks des destinataires : ce qui n'est pas arrivé, et pourquoi. · Notices to recipients' webhooks: what has not arrived, and why.
    Delivery(Delivery),
    /// Le travail qui a échoué et attend un humain. · Work that failed and waits for a human.
    Queue(Queue),
    /// Le journal : qui a fait quoi. · The journal: who did what.
    Journal(Journal),
    /// Les clés : celle qui scelle les données, et celle qui rouvre les sauvegardes. · The keys: the one that seals the data, and the one that opens backups again.
    Keys(Keys),
    /// Prend une sauvegarde scellée pendant que le site sert. · Take a sealed backup while the site serves.
    Backup(Backup),
    /// Restaure une sauvegarde dans un endroit vide, et la vérifie. · Restore a backup into an empty place, and verify it.
    Restore(Restore),
    /// Détruit ce dont la durée de conservation est passée, comme le serveur le fait chaque heure ; ou dit ce qui le serait, ou l'atteste. · Destroy what may be kept no longer, as the server does each hour; or say what would be, or attest it.
    Retain(Retain),
    /// Les listes de référence : d'où elles viennent, de quel jour elles sont, et leur mise à jour. · The reference lists: where they come from, of which day they are, and how they are updated.
    Referentials(Referentials),
    /// Les plugins : ce qu'aucune expression ne sait décider ou calculer. · Plugins: what no expression can decide or compute.
    Plugin(Plugin),
    /// Les reçus PDF. · PDF receipts.
    Receipt(Receipt),
    /// Les PDF à champs que la plateforme remplit pour un destinataire. · PDFs with form fields, filled in for a recipient.
    Pdf(Pdf),
    /// Écrit les pages de référence du wiki. · Write the wiki's reference pages.
    #[command(hide = true)]
    Docs(Docs),
}

/// Where data lies: shared by every command that opens the store.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// Le dossier de la base, des clés et des fichiers. · The folder of the database, the keys and the files.
    #[arg(long, env = "GUICHET_DATA", default_value = "data", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// « postgres://… » ou « sqlite://… » ; sans elle, SQLite dans --data. · “postgres://…” or “sqlite://…”; without it, SQLite in --data.
    #[arg(long, env = "GUICHET_DATABASE", value_name = "URL", hide_env_values = true)]
    pub(crate) database: Option<String>,
    /// La clé maîtresse, 64 chiffres hexadécimaux (plusieurs, séparées par des virgules, pendant qu'on en change) ; sans elle, un fichier de --data. · The master key, 64 hexadecimal digits (several, separated by commas, while it is being replaced); without it, a file in --data.
    #[arg(long, env = "GUICHET_MASTER_KEY", value_name = "HEX", hide_env_values = true)]
    pub(crate) master_key: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// L'adresse d'écoute. · The address to listen on.
    #[arg(long, env = "GUICHET_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub(crate) listen: SocketAddr,
    #[command(flatten)]
    pub(crate) place: Place,
    /// Les dossiers de démarches ; sans eux, celles du binaire. · Folders of démarches; without them, those in the binary.
    #[arg(long, env = "GUICHET_FORMS", value_name = "DIR", value_delimiter = ':')]
    pub(crate) forms: Vec<PathBuf>,
    /// Les dossiers de composants, en plus de ceux du binaire. · Folders of components, beside those in the binary.
    #[arg(long, env = "GUICHET_COMPONENTS", value_name = "DIR", value_delimiter = ':')]
    pub(crate) components: Vec<PathBuf>,
    /// Ajoute des organismes, un agent et une usagère inventés. · Add invented organisations, an agent and a citizen.
    #[arg(long, env = "GUICHET_DEMO", value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) demo: bool,
    /// L'adresse que voient les gens. · The address that people see.
    #[arg(long, env = "GUICHET_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// « smtp://user:password@host:port » ; sans elle, aucun courriel ne part ; avec --demo, ils se lisent sur /dev/boite-mail. · “smtp://user:password@host:port”; without it no mail leaves; with --demo they are read on /dev/boite-mail.
    #[arg(long, env = "GUICHET_SMTP", value_name = "URL", hide_env_values = true)]
    pub(crate) smtp: Option<String>,
    /// L'expéditeur des courriels. · The sender of mails.
    #[arg(long, env = "GUICHET_MAIL_FROM", value_name = "ADDRESS")]
    pub(crate) mail_from: Option<String>,
    /// L'antivirus qui examine les fichiers avant que quiconque les télécharge : « off », ou « clamd://hote:3310 ». · The antivirus that examines files before anybody downloads them: “off”, or “clamd://host:3310”.
    #[arg(long, env = "GUICHET_ANTIVIRUS", default_value = "off", value_name = "URL")]
    pub(crate) antivirus: String,
    /// Combien de documents un compte peut garder ; 0 : aucun. · How many documents one account may keep; 0: none.
    #[arg(long, env = "GUICHET_ACCOUNT_DOCUMENTS", default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u64).range(..=10_000))]
    pub(crate) account_documents: u64,
    /// La place qu'ils peuvent prendre ensemble, en millions d'octets. · The room that they may take together, in millions of bytes.
    #[arg(long, env = "GUICHET_ACCOUNT_DOCUMENTS_MB", default_value_t = 100, value_name = "MB", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) account_documents_mb: u64,
    /// Le fichier YAML des fournisseurs d'identité par lesquels entrent agents et usagers ; leurs secrets dans GUICHET_IDENTITY_<ID>_SECRET. · The YAML file of the identity providers that agents and citizens come in by; their secrets in GUICHET_IDENTITY_<ID>_SECRET.
    #[arg(long, env = "GUICHET_IDENTITY_PROVIDERS", value_name = "FILE")]
    pub(crate) identity_providers: Option<PathBuf>,
    /// Le fichier YAML des conditions d'utilisation (version, date, fr, en) que chaque titulaire d'un compte accepte en se connectant ; sans lui, personne n'est interrogé. · The YAML file of the terms of use (version, date, fr, en) that whoever has an account accepts at their login; without it nobody is asked.
    #[arg(long, env = "GUICHET_TERMS", value_name = "FILE")]
    pub(crate) terms: Option<PathBuf>,
    /// Un réseau, en plus d'internet, où un webhook ou un dépôt SFTP peut se trouver : 10.1.0.0/16 ; là, un webhook aussi sans TLS (plain+http://). À répéter. · A network beside the internet that a webhook or an SFTP drop may lie in: 10.1.0.0/16; there a webhook also without TLS (plain+http://). May be repeated.
    #[arg(long = "webhook-network", env = "GUICHET_WEBHOOK_NETWORKS", value_name = "CIDR", value_delimiter = ',')]
    pub(crate) webhook_networks: Vec<String>,
    /// Le nom du site, en tête des pages et au bas des courriels. · The name of the site, on pages and in mails.
    #[arg(long, env = "GUICHET_SITE", value_name = "NAME")]
    pub(crate) site: Option<String>,
    /// Qui publie le site, pour les mentions légales. · Who publishes the site, for the legal notice.
    #[arg(long, env = "GUICHET_PUBLISHER", value_name = "NAME")]
    pub(crate) publisher: Option<String>,
    /// L'adresse électronique où écrire à propos du site. · The e-mail address to write to about the site.
    #[arg(long, env = "GUICHET_CONTACT", value_name = "ADDRESS")]
    pub(crate) contact: Option<String>,
    /// Le délégué à la protection des données de qui publie le site : comment lui écrire. · The data protection officer of who publishes the site: how to write to them.
    #[arg(long, env = "GUICHET_OFFICER", value_name = "TEXT")]
    pub(crate) officer: Option<String>,
    /// Qui héberge le site (nom, adresse, téléphone), pour les mentions légales. · Who hosts the site (name, address, telephone), for the legal notice.
    #[arg(long, env = "GUICHET_HOSTED_BY", value_name = "TEXT")]
    pub(crate) hosted_by: Option<String>,
    /// « test » ou « production » : hors production, les reçus portent la mention TEST. · “test” or “production”: outside production receipts are marked TEST.
    #[arg(long, env = "GUICHET_ENVIRONMENT", default_value = "test", value_name = "NAME")]
    pub(crate) environment: String,
    /// Les relais dont l'en-tête X-Forwarded-For est cru. · The proxies whose X-Forwarded-For is believed.
    #[arg(long, env = "GUICHET_PROXIES", value_name = "IP", value_delimiter = ',')]
    pub(crate) proxies: Vec<std::net::IpAddr>,
    /// Combien de brouillons une même adresse peut ouvrir par minute. · Drafts that one address may open in a minute.
    #[arg(long, env = "GUICHET_DRAFTS_PER_MINUTE", value_name = "N")]
    pub(crate) drafts_per_minute: Option<u32>,
    /// Combien de connexions une même adresse peut tenir à la fois ; celles des relais ne sont pas comptées ; sans nombre, 256, et celles de la machine ne le sont pas non plus. · Connections that one address may hold at once; those of the proxies are not counted; without a number 256, and the machine's own are not counted either.
    #[arg(long, env = "GUICHET_CONNECTIONS_PER_ADDRESS", value_name = "N")]
    pub(crate) connections_per_address: Option<std::num::NonZeroUsize>,
    /// Le jeton qui ouvre /metrics depuis une autre machine (« Authorization: Bearer … ») ; sans lui, /metrics ne répond qu'à celle-ci. · The token that opens /metrics from another machine; without it only this one is answered.
    #[arg(long, env = "GUICHET_METRICS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub(crate) metrics_token: Option<String>,
    /// Une source que les composants interrogent, et son adresse : ban=https://data.geopf.fr/geocodage. À répéter ; ou GUICHET_SOURCE_BAN=…, et son jeton dans GUICHET_SOURCE_<NOM>_TOKEN. Pour les démarches d'un seul organisme : ban@organisme=…, ou GUICHET_SOURCE_<NOM>__<ORGANISME>. · A source that components ask, and its address: ban=https://data.geopf.fr/geocodage. May be repeated; or GUICHET_SOURCE_BAN=…, and its token in GUICHET_SOURCE_<NAME>_TOKEN. For the démarches of one agency alone: ban@agency=…, or GUICHET_SOURCE_<NAME>__<AGENCY>.
    #[arg(long = "source", value_name = "NAME=URL")]
    pub(crate) partners: Vec<String>,
}

/// In which form faults are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: excerpt, cause, cure.
    Text,
    /// For programs: one JSON document.
    Json,
}

/// What may stand after `--lang`; `tongue` has settled the language before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    Fr,
    En,
    /// Of `plugin new` alone: what the plugin is written in.
    #[value(hide = true)]
    Js,
    /// The same.
    #[value(hide = true)]
    Rust,
}

/// What `check` and `test` share.
#[derive(Debug, Clone, Args)]
pub(crate) struct Definitions {
    /// Dossiers de démarches (pour « check » et « test », de composants aussi), ou dossiers qui en contiennent. · Folders of démarches (for “check” and “test”, of
    /// components too), or folders that hold some.
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// Les dossiers de composants, en plus de ceux du binaire. · Folders of components, beside those in the binary.
    #[arg(long, env = "GUICHET_COMPONENTS", value_name = "DIR", value_delimiter = ':')]
    pub(crate) components: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) definitions: Definitions,
    /// La forme de la sortie. · The form of the output.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Test {
    #[command(flatten)]
    pub(crate) definitions: Definitions,
    /// Écrit de nouveau les fichiers attendus qui diffèrent, et dit lesquels. · Write the expected files that differ anew, and say which.
    #[arg(long)]
    pub(crate) update: bool,
    /// Dit ce que les scénarios ont essayé : pages, questions, règles, conditions, arrêts, destinataires. · Say what the scenarios have tried.
    #[arg(long)]
    pub(crate) coverage: bool,
    /// Échoue si moins que ce pourcentage a été essayé ; 100 : tout. · Fail where less than this percentage was tried; 100: all.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub(crate) fail_under: Option<u32>,
    /// Le jour du parcours, et des scénarios qui n'en disent pas (2026-03-01). · The day of the walk, and of scenarios that say none.
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<jiff::civil::Date>,
    /// La forme de la sortie. · The form of the output.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

/// Its exit codes: 0 nothing changes or all is compatible · 1 faults · 2 not carried out · 3 with loss · 4 incompatible.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// Le dossier de l'ancienne version ; seul, la version à comparer à celle que sert la base de --data. · The folder of the former version; alone, the version to compare with the one that the store in --data serves.
    #[arg(value_name = "FORMER")]
    pub(crate) former: PathBuf,
    /// Le dossier de la nouvelle version. · The folder of the new version.
    #[arg(value_name = "NEXT")]
    pub(crate) next: Option<PathBuf>,
    /// Les dossiers de composants, en plus de ceux du binaire. · Folders of components, beside those in the binary.
    #[arg(long, env = "GUICHET_COMPONENTS", value_name = "DIR", value_delimiter = ':')]
    pub(crate) components: Vec<PathBuf>,
    /// Ceux de l'ancienne version, s'ils sont autres. · Those of the former version, where they are others.
    #[arg(long, value_name = "DIR", value_delimiter = ':')]
    pub(crate) former_components: Vec<PathBuf>,
    /// La forme de la sortie. · The form of the output.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Its exit codes: 0 published, or in force already · 1 faults, or a scenario fails · 2 not carried out · 3 with loss · 4 incompatible.
#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// Le dossier de la démarche. · The démarche's folder.
    #[arg(value_name = "DIR")]
    pub(crate) path: PathBuf,
    /// Accepte ce verdict : drafts.with_loss, drafts.incompatible ou partners.incompatible. · Accept this verdict.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) accept: Vec<String>,
    /// Pourquoi il est accepté : gardé, et attesté par le journal. · Why it is accepted: kept, and attested by the journal.
    #[arg(long, value_name = "TEXT")]
    pub(crate) because: Option<String>,
    /// Le fichier YAML des fournisseurs d'identité du serveur : dit si l'un d'eux donne ce que demande « login ». · The YAML file of the server's identity providers: says whether one of them gives what “login” asks for.
    #[arg(long, env = "GUICHET_IDENTITY_PROVIDERS", value_name = "FILE")]
    pub(crate) identity_providers: Option<PathBuf>,
    /// Les dossiers de composants, en plus de ceux du binaire. · Folders of components, beside those in the binary.
    #[arg(long, env = "GUICHET_COMPONENTS", value_name = "DIR", value_delimiter = ':')]
    pub(crate) components: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, Args)]
pub(crate) struct Lock {
    #[command(flatten)]
    pub(crate) definitions: Definitions,
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// L'identifiant : lettres minuscules, chiffres, tirets. · Lower-case letters, digits, hyphens.
    pub(crate) id: String,
    /// Le dossier où la créer. · The folder to make it in.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) into: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Schemas {
    /// Le dossier où les écrire ; ceux qui y sont déjà sont remplacés. · The folder to write them in; those already there are replaced.
    #[arg(long, value_name = "DIR", default_value = ".guichet")]
    pub(crate) into: PathBuf,
    /// Les dossiers de composants, en plus de ceux du binaire. · Folders of components, beside those in the binary.
    #[arg(long, env = "GUICHET_COMPONENTS", value_name = "DIR", value_delimiter = ':')]
    pub(crate) components: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Dev {
    /// La démarche, ou un dossier qui en contient. · The démarche, or a folder that holds some.
    #[arg(default_value = ".", value_name = "PATH")]
    pub(crate) path: PathBuf,
    /// L'adresse d'écoute. · The address to listen on.
    #[arg(long, env = "GUICHET_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub(crate) listen: SocketAddr,
    /// Les dossiers de composants, en plus de ceux du binaire. · Folders of components, beside those in the binary.
    #[arg(long, env = "GUICHET_COMPONENTS", value_name = "DIR", value_delimiter = ':')]
    pub(crate) components: Vec<PathBuf>,
    /// Un annuaire : ses organismes sont raccordés pendant l'essai. · A directory: its organisations are connected meanwhile.
    #[arg(long, value_name = "FILE")]
    pub(crate) directory: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Org {
    #[command(subcommand)]
    pub(crate) command: OrgCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrgCommand {
    /// Importe un annuaire ; un organisme déjà connu est mis à jour. · Import a directory; a known organisation is updated.
    Import {
        /// Un fichier YAML ou JSON. · A YAML or JSON file.
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Queue {
    #[command(subcommand)]
    pub(crate) command: QueueCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum QueueCommand {
    /// Montre ce travail : identifiant, quand, organisme, genre, essais, code de la faute. · Show that work: id, when, agency, kind, attempts, code of the fault.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Le relance, une fois la cause levée. · Set it going again, once the cause is gone.
    Retry {
        /// Un seul travail ; sans lui, tous. · One piece of work; without it, all.
        id: Option<store::Uuid>,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Referentials {
    #[command(subcommand)]
    pub(crate) command: ReferentialsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReferentialsCommand {
    /// Montre chaque liste : nom, jour, nombre d'entrées, empreinte, source. · Show each list: name, day, number of entries, hash, source.
    List {
        /// Le dossier de données du serveur. · The server's data folder.
        #[arg(long, env = "GUICHET_DATA", default_value = "data", value_name = "DIR")]
        data: PathBuf,
    },
    /// Prend une liste plus récente ; le serveur l'emploie à son prochain démarrage. · Take a newer list in; the server uses it at its next start.
    Update {
        /// Le dossier du paquet npm @etalab/decoupage-administratif, ou un fichier communes.tsv ou communes_naissance.tsv. · The folder of the npm package, or a file communes.tsv or communes_naissance.tsv.
        from: PathBuf,
        /// La liste ; sans elle, celle que dit le fichier ou son nom. · The list; without it the one that the file or its name says.
        #[arg(long, value_name = "NAME")]
        list: Option<String>,
        /// Le jour auquel elle est vraie, AAAA-MM-JJ ; sans lui, celui que dit le fichier. · The day as of which it is true; without it the one that the file says.
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
        /// D'où elle vient ; sans elle, ce que disent le paquet ou le fichier. · Where it comes from; without it what the package or the file says.
        #[arg(long, value_name = "TEXT")]
        source: Option<String>,
        /// Prend une liste qui a perdu plus d'une entrée sur dix. · Take a list that has lost more than one entry of ten.
        #[arg(long)]
        smaller: bool,
        /// Le dossier de données du serveur. · The server's data folder.
        #[arg(long, env = "GUICHET_DATA", default_value = "data", value_name = "DIR")]
        data: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Plugin {
    #[command(subcommand)]
    pub(crate) command: PluginCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// Crée le projet d'un plugin, à construire avec les outils de son langage : --lang js ou --lang rust. · Make a plugin's project, to be built with its language's own tools: --lang js or --lang rust.
    New {
        /// L'identifiant : lettres minuscules, chiffres, tirets. · Lower-case letters, digits, hyphens.
        id: String,
        /// Le dossier où le créer. · The folder to make it in.
        #[arg(long, value_name = "DIR", default_value = ".")]
        into: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Receipt {
    #[command(subcommand)]
    pub(crate) command: ReceiptCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReceiptCommand {
    /// Vérifie la signature d'un reçu : un seul octet changé est vu. · Verify a receipt's signature.
    Verify {
        /// Le fichier PDF. · The PDF file.
        file: PathBuf,
        /// La clé publique (/cles/recu.pem d'un serveur) ; sans elle, celle de --data. · The public key; without it, that of --data.
        #[arg(long, value_name = "PEM")]
        key: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Pdf {
    #[command(subcommand)]
    pub(crate) command: PdfCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PdfCommand {
    /// Écrit les champs d'un PDF en YAML, à compléter dans templates/<nom>.yaml. · Write the fields of a PDF as YAML, to be completed in templates/<name>.yaml.
    Fields {
        /// Le fichier PDF. · The PDF file.
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Docs {
    /// Le dossier des pages. · The folder of the pages.
    #[arg(long, value_name = "DIR", default_value = "wiki/reference")]
    pub(crate) into: PathBuf,
    /// Dit seulement si elles sont à jour. · Only say whether they are current.
    #[arg(long)]
    pub(crate) check: bool,
}
