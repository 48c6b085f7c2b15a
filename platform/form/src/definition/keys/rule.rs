//! Lists the keys of rules, and of stops with their links.

use super::{
    Table, Takes, may, must,
    words::{IF_MISSING, RULE_LEVELS},
};

/// An element of `stops`.
pub const STOP: Table = Table {
    name: "stop",
    fr: "Ce qui arrête le parcours.",
    en: "What ends the journey early.",
    keys: &[
        must("id", Takes::Id, "L'identifiant.", "The id."),
        must("stop_if", Takes::Expression, "Le parcours s'arrête si c'est vrai.", "The journey ends if this is true."),
        must("title", Takes::Text, "Ce qui est dit.", "What is told."),
        may("text", Takes::Text, "Que faire à la place.", "What to do instead."),
        may("link", Takes::Map(&LINK), "Une adresse qui aide.", "An address that helps."),
    ],
};

/// `link`
pub const LINK: Table = Table {
    name: "link",
    fr: "Une adresse https et son libellé.",
    en: "An https address and its label.",
    keys: &[
        must("url", Takes::Word, "L'adresse, en https.", "The address, https."),
        must("label", Takes::Text, "Le libellé.", "The label."),
    ],
};

/// An element of `rules`.
pub const RULE: Table = Table {
    name: "rule",
    fr: "Ce qui doit être vrai : décidé par une expression (must) ou par un plugin.",
    en: "What must hold: decided by an expression (must) or by a plugin.",
    keys: &[
        must("id", Takes::Id, "L'identifiant.", "The id."),
        may("must", Takes::Expression, "Doit être vrai.", "Must be true."),
        may("plugin", Takes::Word, "Le fichier du plugin (plugins/….wasm).", "The plugin's file (plugins/….wasm)."),
        may(
            "reads",
            Takes::Paths,
            "Les réponses données au plugin ; sans elle, celle de « at ».",
            "The answers given to the plugin; without it, that of “at”.",
        ),
        must("at", Takes::Path, "Le champ où la faute est montrée.", "The field where the fault is shown."),
        may("message", Takes::Text, "Ce qui est dit à l'usager.", "What the citizen is told."),
        may(
            "level",
            Takes::OneOf(RULE_LEVELS),
            "« warning » : l'usager est averti une fois, et peut continuer ; le dossier le garde. Sans elle, la règle refuse.",
            "“warning”: the citizen is told once and may go on; the dossier keeps it. Without it the rule refuses.",
        ),
        may(
            "if_missing",
            Takes::OneOf(IF_MISSING),
            "Que faire quand une réponse manque.",
            "What to do when an answer is missing.",
        ),
        may(
            "if_unavailable",
            Takes::OneOf(IF_MISSING),
            "Que faire quand le plugin ne peut répondre.",
            "What to do when the plugin cannot answer.",
        ),
    ],
};
