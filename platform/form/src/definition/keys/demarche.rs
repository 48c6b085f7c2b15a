//! Lists the keys of `demarche.yaml` itself, and of what stands in it once.

use super::{
    Table, Takes, may, must,
    page::PAGE,
    recipient::RECIPIENT,
    rule::{RULE, STOP},
    words::{APPLICANTS, AUTHORITY_SOURCES, KINDS, LEVELS, LOGIN_AS, SILENCES},
};

/// `demarche.yaml`
pub const DEMARCHE: Table = Table {
    name: "demarche.yaml",
    fr: "La démarche.",
    en: "The démarche.",
    keys: &[
        must("demarche", Takes::Id, "L'identifiant : le nom du dossier.", "The id: the folder's name."),
        must("title", Takes::Text, "Le nom de la démarche.", "The démarche's name."),
        must("summary", Takes::Text, "Une phrase : ce que l'on obtient.", "One sentence: what one gets."),
        must("agency", Takes::Id, "L'organisme qui publie la démarche.", "The agency that publishes the démarche."),
        may(
            "letters",
            Takes::Word,
            "Trois lettres majuscules par lesquelles commencent les numéros de dossier ; sans elles, celles de l'identifiant.",
            "Three capital letters that references begin with; without them, those of the id.",
        ),
        must("applicants", Takes::SomeOf(APPLICANTS), "Qui peut la faire.", "Who may file it."),
        may(
            "login",
            Takes::Map(&LOGIN),
            "S'il faut être connecté ; sans elle, non.",
            "Whether one must be logged in; without it, no.",
        ),
        must(
            "purpose",
            Takes::Text,
            "Pourquoi les données sont demandées (RGPD, article 13).",
            "Why the data are asked for (GDPR, article 13).",
        ),
        may("legal_basis", Takes::Text, "Le texte de droit sur lequel elle repose.", "The text of law it rests on."),
        may("needs", Takes::Texts, "Ce qu'il faut avoir sous la main.", "What to have at hand."),
        may("minutes", Takes::Count, "La durée habituelle, en minutes.", "The usual time it takes, in minutes."),
        may(
            "next_steps",
            Takes::Text,
            "Ce qui se passe après l'envoi, et quand.",
            "What happens after submission, and by when.",
        ),
        may("receipt_note", Takes::Text, "Ce que le reçu doit ajouter.", "What the receipt must add."),
        may(
            "attestation",
            Takes::Text,
            "Ce que l'usager déclare avant de transmettre ; sans elle, que ses réponses sont exactes.",
            "What the applicant declares before sending; without it, that the answers are right.",
        ),
        must(
            "kind",
            Takes::OneOf(KINDS),
            "Ce qu'elle est en droit : décide de ce que le reçu doit dire.",
            "What it is in law: decides what the receipt must state.",
        ),
        must(
            "authority",
            Takes::Map(&AUTHORITY),
            "Le service responsable, tel que le reçu le nomme.",
            "The service in charge, as the receipt names it.",
        ),
        may(
            "silence",
            Takes::Map(&SILENCE),
            "Ce que vaut le silence de l'administration.",
            "What the administration's silence means.",
        ),
        may(
            "appeal",
            Takes::Text,
            "Délais et voies de recours contre un refus (CJA, R421-1 et R421-5) : la lettre de refus, la page de suivi et, si le silence vaut rejet, le reçu les disent. « silence.appeal » suffit s'il y est.",
            "Time limits and ways of appeal against a refusal (CJA, R421-1 and R421-5): the letter that refuses, the follow-up page and, where silence rejects, the receipt state them. “silence.appeal” is enough where it is given.",
        ),
        may(
            "timezone",
            Takes::Word,
            "Le fuseau horaire légal ; sans lui, Europe/Paris.",
            "The legal time zone; without it, Europe/Paris.",
        ),
        must("pages", Takes::ListOf(&PAGE), "Les pages, dans l'ordre.", "The pages, in order."),
        may(
            "computed",
            Takes::MapOf(
                "un chemin → une expression, ou { plugin, reads } · a path → an expression, or { plugin, reads }",
                &[Takes::Expression, Takes::Map(&COMPUTED)],
            ),
            "Les réponses que la plateforme calcule, par une expression ou par un plugin.",
            "The answers that the platform computes, by an expression or by a plugin.",
        ),
        may("stops", Takes::ListOf(&STOP), "Ce qui arrête le parcours.", "What ends the journey early."),
        may("rules", Takes::ListOf(&RULE), "Ce qui doit être vrai.", "What must hold."),
        may(
            "prefill",
            Takes::MapOf(
                "un chemin → un nom du coffre, ou { from, when } · a path → a name of the vault, or { from, when }",
                &[Takes::Word, Takes::Map(&PREFILL)],
            ),
            "Ce qui est rempli d'avance.",
            "What is filled in from elsewhere.",
        ),
        may(
            "recipients",
            Takes::ListOf(&RECIPIENT),
            "Qui reçoit quoi. Sans destinataire, rien n'est publié.",
            "Who receives what. Without a recipient nothing is published.",
        ),
        may(
            "retention",
            Takes::Map(&RETENTION),
            "Combien de temps les données sont gardées.",
            "How long the data are kept.",
        ),
    ],
};

/// `login`
pub const LOGIN: Table = Table {
    name: "login",
    fr: "La connexion.",
    en: "Logging in.",
    keys: &[
        must("required", Takes::YesNo, "S'il faut être connecté.", "Whether one must be logged in."),
        may(
            "level",
            Takes::OneOf(LEVELS),
            "Le niveau de garantie demandé à un fournisseur d'identité, ou un niveau plus haut : faible (FranceConnect), substantiel, élevé (FranceConnect+).",
            "The level of assurance asked of an identity provider, or a higher one: low (FranceConnect), substantial, high (FranceConnect+).",
        ),
        may(
            "as",
            Takes::OneOf(LOGIN_AS),
            "À quel titre on s'identifie : pour une entreprise ou une association (ProConnect), et non pour soi.",
            "In what quality one is known: for a company or an association (ProConnect), and not for oneself.",
        ),
    ],
};

/// `authority`
pub const AUTHORITY: Table = Table {
    name: "authority",
    fr: "Le service responsable (CRPA, R112-11-1) : écrit ici, ou celui du destinataire.",
    en: "The service in charge (CRPA, R112-11-1): written here, or the recipient's own.",
    keys: &[
        may(
            "from",
            Takes::OneOf(AUTHORITY_SOURCES),
            "« recipient » : pris dans l'annuaire au moment de l'envoi.",
            "“recipient”: taken from the directory at submission.",
        ),
        may("name", Takes::Word, "L'organisme.", "The body."),
        may("service", Takes::Word, "Le service.", "The service."),
        may("address", Takes::Word, "L'adresse postale, sur une ligne.", "The postal address, on one line."),
        may("email", Takes::Word, "L'adresse électronique.", "The e-mail address."),
        may("phone", Takes::Word, "Le téléphone, entre guillemets.", "The telephone, in quotes."),
        may("hours", Takes::Text, "Quand le téléphone répond.", "When the telephone is answered."),
    ],
};

/// `silence`
pub const SILENCE: Table = Table {
    name: "silence",
    fr: "Ce que vaut le silence (CRPA, L231-1 et suivants).",
    en: "What silence means (CRPA, L231-1 and following).",
    keys: &[
        must("means", Takes::OneOf(SILENCES), "Acceptation ou rejet.", "Acceptance or rejection."),
        must("after", Takes::Delay, "Après quel délai.", "After how long."),
        may(
            "appeal",
            Takes::Text,
            "Délais et voies de recours, s'ils ne sont pas sous « appeal » ; nécessaires pour un rejet.",
            "Time limits and ways of appeal, where they are not under “appeal”; needed for a rejection.",
        ),
    ],
};

/// A value of `computed` that a plugin computes.
pub const COMPUTED: Table = Table {
    name: "computed",
    fr: "Une valeur calculée par un plugin. S'il ne répond pas, ou mal, elle reste vide : rien ne part sans elle si elle est obligatoire.",
    en: "A value that a plugin computes. Where the plugin does not answer, or answers wrongly, it stays blank: nothing is sent without it if it is required.",
    keys: &[
        must("plugin", Takes::Word, "Le fichier du plugin (plugins/….wasm).", "The plugin's file (plugins/….wasm)."),
        must("reads", Takes::Paths, "Les réponses données au plugin.", "The answers given to the plugin."),
    ],
};

/// A value of `prefill`.
pub const PREFILL: Table = Table {
    name: "prefill",
    fr: "D'où une réponse est reprise.",
    en: "Where an answer is taken from.",
    keys: &[
        must(
            "from",
            Takes::Word,
            "Le nom dans le coffre (identity, home_address, email, phone).",
            "The name in the vault (identity, home_address, email, phone).",
        ),
        may(
            "when",
            Takes::Expression,
            "Seulement si c'est vrai : un parent ne doit pas devenir l'enfant.",
            "Only if this is true: a parent must not become the child.",
        ),
        may(
            "keep",
            Takes::Path,
            "La réponse à garder sous ce nom après l'envoi, si c'en est une autre : la nouvelle adresse, non l'ancienne.",
            "The answer to keep under this name after submission, where it is another one: the new address, not the old.",
        ),
    ],
};

/// `retention`
pub const RETENTION: Table = Table {
    name: "retention",
    fr: "Combien de temps les données sont gardées.",
    en: "How long the data are kept.",
    keys: &[
        must("draft", Takes::Delay, "Un brouillon, après sa dernière modification.", "A draft, after its last change."),
        must(
            "delivered",
            Takes::Delay,
            "Un dossier, une fois que chaque destinataire l'a bien reçu.",
            "A dossier, once every recipient has acknowledged it.",
        ),
        must("receipt", Takes::Delay, "Le reçu.", "The receipt."),
        must("basis", Takes::Text, "La base légale (RGPD, article 6).", "The basis in law (GDPR, article 6)."),
    ],
};
