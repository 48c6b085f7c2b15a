//! Lists every key that an author may write: what unknown keys are compared with, and what the reference page is made of.
//!
//! To add one: a line here, then read it in the file of its table (`procedure.rs`, `component.rs`, `scenario.rs`, `check/expand`).

/// What a key takes, as the reference page says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A sentence shown to somebody; it can be translated in `texts/en.yaml`.
    Text,
    /// A plain word or code, never translated.
    Word,
    /// An id: a lower-case letter, then letters, digits, `_` or `-`.
    Id,
    /// A schema path (`demandeur.naissance.date`).
    Path,
    /// An expression, in quotes.
    Expression,
    /// `true` or `false`.
    YesNo,
    /// A whole number.
    Count,
    /// A number.
    Number,
    /// `30 days`, `2 months`, `5 years` (or `jours`, `mois`, `ans`).
    Delay,
    /// `15 MB`, `500 kB`.
    Size,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Several of these words.
    SomeOf(&'static [&'static str]),
    /// A map with these keys.
    Map(&'static Table),
    /// A list of maps with these keys.
    ListOf(&'static Table),
    /// A list of texts.
    Texts,
    /// A list of schema paths.
    Paths,
    /// A map whose keys are the author's own; said in words.
    Own(&'static str),
    /// JSON of any form.
    Json,
}

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether a definition without it is refused.
    pub required: bool,
    /// What it is for, in French.
    pub fr: &'static str,
    /// What it is for, in English.
    pub en: &'static str,
}

/// The keys of one kind of map.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// The kind, for the reference page (`page`).
    pub name: &'static str,
    /// What it is, in French.
    pub fr: &'static str,
    /// What it is, in English.
    pub en: &'static str,
    /// In the order in which authors usually write them.
    pub keys: &'static [Key],
}

const fn must(name: &'static str, takes: Takes, fr: &'static str, en: &'static str) -> Key {
    Key { name, takes, required: true, fr, en }
}

const fn may(name: &'static str, takes: Takes, fr: &'static str, en: &'static str) -> Key {
    Key { name, takes, required: false, fr, en }
}

/// Every table, in the order of the reference page.
pub const TABLES: &[&Table] = &[
    &DEMARCHE,
    &LOGIN,
    &AUTHORITY,
    &SILENCE,
    &PAGE,
    &FIELD_ENTRY,
    &STOP,
    &LINK,
    &COMPUTED,
    &RULE,
    &PREFILL,
    &RECIPIENT,
    &TO,
    &RETENTION,
    &SCHEMA,
    &OPTION,
    &COMPONENT,
    &PART,
    &SCENARIO,
    &EXPECT,
    &EXPECTED_PROBLEM,
    &EXPECTED_RECIPIENT,
    &VALUES,
    &GOOD_VALUE,
    &BAD_VALUE,
];

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
            "timezone",
            Takes::Word,
            "Le fuseau horaire légal ; sans lui, Europe/Paris.",
            "The legal time zone; without it, Europe/Paris.",
        ),
        must("pages", Takes::ListOf(&PAGE), "Les pages, dans l'ordre.", "The pages, in order."),
        may(
            "computed",
            Takes::Own(
                "un chemin → une expression, ou { plugin, reads } · a path → an expression, or { plugin, reads }",
            ),
            "Les réponses que la plateforme calcule, par une expression ou par un plugin.",
            "The answers that the platform computes, by an expression or by a plugin.",
        ),
        may("stops", Takes::ListOf(&STOP), "Ce qui arrête le parcours.", "What ends the journey early."),
        may("rules", Takes::ListOf(&RULE), "Ce qui doit être vrai.", "What must hold."),
        may(
            "prefill",
            Takes::Own(
                "un chemin → un nom du coffre, ou { from, when } · a path → a name of the vault, or { from, when }",
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

/// Who may file.
pub const APPLICANTS: &[&str] = &["particulier", "association", "professionnel"];
/// Kinds in law.
pub const KINDS: &[&str] = &["demande", "declaration", "information"];
/// Levels of assurance.
pub const LEVELS: &[&str] = &["eidas1", "eidas2", "eidas3"];
/// What silence means.
pub const SILENCES: &[&str] = &["acceptance", "rejection"];
/// What to do without an answer.
pub const IF_MISSING: &[&str] = &["pass", "refuse"];
/// Formats of a package.
pub const FORMATS: &[&str] = &["json", "pdf"];
/// Statuses that a partner may set.
pub const STATUSES: &[&str] = &["received", "in_progress", "complement", "done", "refused"];
/// Kinds of file.
pub const FILE_KINDS: &[&str] = &["pdf", "jpeg", "png"];
/// The outcome of a stop or a validation that a scenario names without saying where.
pub const AUTHORITY_SOURCES: &[&str] = &["recipient"];

/// `login`
pub const LOGIN: Table = Table {
    name: "login",
    fr: "La connexion.",
    en: "Logging in.",
    keys: &[
        must("required", Takes::YesNo, "S'il faut être connecté.", "Whether one must be logged in."),
        may("level", Takes::OneOf(LEVELS), "Le niveau de garantie demandé.", "The level of assurance asked for."),
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
            "Délais et voies de recours ; nécessaire pour un rejet.",
            "Time limits and ways of appeal; needed for a rejection.",
        ),
    ],
};

/// An element of `pages`.
pub const PAGE: Table = Table {
    name: "page",
    fr: "Une page du parcours.",
    en: "One page of the journey.",
    keys: &[
        must("id", Takes::Id, "L'identifiant, qui figure dans l'adresse.", "The id, part of the address."),
        must("title", Takes::Text, "Le titre.", "The title."),
        may("intro", Takes::Text, "Un paragraphe au-dessus des questions.", "A paragraph above the questions."),
        may(
            "show_if",
            Takes::Expression,
            "La page n'existe que si c'est vrai.",
            "The page exists only if this is true.",
        ),
        must(
            "fields",
            Takes::Own(
                "une liste de chemins, chacun seul ou avec ses précisions · a list of paths, each alone or with its settings",
            ),
            "Ce que la page montre, dans l'ordre ; un groupe apporte tout ce qu'il contient.",
            "What the page shows, in order; a group brings all it holds.",
        ),
    ],
};

/// The settings of a field on a page, and of a part in a component.
pub const FIELD_ENTRY: Table = Table {
    name: "field",
    fr: "Les précisions d'un champ sur une page. Elles l'emportent sur le schéma et sur le composant.",
    en: "The settings of a field on a page. They override the schema and the component.",
    keys: FIELD_KEYS,
};

const FIELD_KEYS: &[Key] = &[
    may("label", Takes::Text, "Le libellé.", "The label."),
    may("hint", Takes::Text, "L'aide, avec un exemple.", "The help, with an example."),
    may("show_if", Takes::Expression, "Le champ n'existe que si c'est vrai.", "The field exists only if this is true."),
    may("required", Takes::YesNo, "S'il faut répondre.", "Whether an answer is needed."),
    may(
        "locked",
        Takes::YesNo,
        "Rempli d'avance, l'usager ne peut le changer.",
        "Filled in beforehand, the citizen cannot change it.",
    ),
    may("autocomplete", Takes::Word, "Le jeton HTML « autocomplete ».", "The HTML “autocomplete” token."),
    may(
        "as_list",
        Takes::YesNo,
        "Une liste déroulante plutôt que des boutons.",
        "A drop-down list rather than radio buttons.",
    ),
    may("long", Takes::YesNo, "Un texte sur plusieurs lignes.", "A text on several lines."),
    may("unit", Takes::Text, "Affichée derrière la case (« € », « m² »).", "Shown behind the box (“€”, “m²”)."),
    may("row_title", Takes::Text, "Le nom d'une ligne (« Véhicule »).", "What one row is called (“Véhicule”)."),
    may(
        "row_order",
        Takes::YesNo,
        "L'ordre des lignes compte : le demandeur peut les monter et les descendre.",
        "The order of the rows counts: the citizen may move them up and down.",
    ),
    may(
        "row_copy",
        Takes::YesNo,
        "Une ligne peut être dupliquée, sans ses pièces jointes.",
        "A row may be duplicated, without its attachments.",
    ),
    may(
        "message",
        Takes::Text,
        "Ce qui est dit quand la forme (« pattern ») n'est pas la bonne.",
        "What is told when the form (“pattern”) is not right.",
    ),
    may("minimum", Takes::Number, "Le plus petit nombre admis.", "The least number admitted."),
    may("maximum", Takes::Number, "Le plus grand nombre admis.", "The greatest number admitted."),
    may("max_size", Takes::Size, "La taille d'un fichier.", "The size of one file."),
    may("max_files", Takes::Count, "Le nombre de fichiers.", "The number of files."),
    may("accept", Takes::SomeOf(FILE_KINDS), "Les formats de fichier.", "The kinds of file."),
    may(
        "masked",
        Takes::YesNo,
        "Seuls les quatre derniers signes sont montrés dans le récapitulatif.",
        "Only the last four signs are shown in the recap.",
    ),
];

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

/// An element of `recipients`.
pub const RECIPIENT: Table = Table {
    name: "recipient",
    fr: "Qui reçoit un dossier, et ce qu'il en reçoit.",
    en: "Who receives a case, and what of it.",
    keys: &[
        must("id", Takes::Id, "L'identifiant.", "The id."),
        may("title", Takes::Text, "Ce que lit l'usager (« Mairie »).", "What the citizen reads (“Mairie”)."),
        must("to", Takes::Map(&TO), "Comment l'organisme est trouvé.", "How the organisation is found."),
        may("when", Takes::Expression, "Seulement si c'est vrai.", "Only if this is true."),
        must(
            "receives",
            Takes::Paths,
            "Ce qu'il reçoit ; un groupe apporte tout ce qu'il contient.",
            "What it receives; a group brings all it holds.",
        ),
        may(
            "formats",
            Takes::SomeOf(FORMATS),
            "Les formats de son paquet ; sans elle, json et pdf.",
            "The formats of its package; without it, json and pdf.",
        ),
        may(
            "statuses",
            Takes::SomeOf(STATUSES),
            "Les états qu'il peut donner ; sans elle, tous.",
            "The statuses it may set; without it, all.",
        ),
    ],
};

/// `to`
pub const TO: Table = Table {
    name: "to",
    fr: "Un organisme toujours le même, ou celui qui dessert une commune.",
    en: "Always the same organisation, or the one that serves a commune.",
    keys: &[
        may("organisation", Takes::Word, "Le SIRET, entre guillemets.", "The SIRET, in quotes."),
        may("branch", Takes::Word, "Le guichet dans l'organisme.", "The desk inside the organisation."),
        may("commune", Takes::Path, "Le champ où la commune est choisie.", "The field where the commune is chosen."),
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

/// A place of `schema.yaml`.
pub const SCHEMA: Table = Table {
    name: "schema.yaml",
    fr: "Une place du schéma : JSON Schema 2020-12, moins ce qu'une règle dit mieux.",
    en: "One place of the schema: JSON Schema 2020-12, less what a rule says better.",
    keys: &[
        may(
            "$schema",
            Takes::Word,
            "https://json-schema.org/draft/2020-12/schema, à la racine.",
            "https://json-schema.org/draft/2020-12/schema, at the root.",
        ),
        may(
            "$id",
            Takes::Word,
            "Le nom du schéma ; ne mène jamais sur le réseau.",
            "The schema's name; never leads to the network.",
        ),
        may("$comment", Takes::Word, "Pour les auteurs.", "For authors."),
        may(
            "$defs",
            Takes::Own("un nom → une place · a name → a place"),
            "Des places nommées, à la racine.",
            "Named places, at the root.",
        ),
        may(
            "$ref",
            Takes::Word,
            "component:<id>@<version>, ou #/$defs/<nom>.",
            "component:<id>@<major>, or #/$defs/<name>.",
        ),
        may(
            "parts",
            Takes::Paths,
            "Avec un composant : les seules parts à garder.",
            "With a component: the only parts to keep.",
        ),
        may(
            "without",
            Takes::Paths,
            "Avec un composant : les parts à laisser.",
            "With a component: the parts to leave out.",
        ),
        may(
            "optional",
            Takes::Paths,
            "Avec un composant : les parts auxquelles on peut ne pas répondre.",
            "With a component: the parts that need no answer.",
        ),
        may(
            "type",
            Takes::OneOf(&["object", "array", "string", "integer", "number", "boolean"]),
            "Le type.",
            "The type.",
        ),
        may("title", Takes::Text, "Le libellé.", "The label."),
        may("description", Takes::Text, "L'aide sous le libellé.", "The help under the label."),
        may(
            "properties",
            Takes::Own("un nom → une place · a name → a place"),
            "Ce que le groupe contient, dans l'ordre.",
            "What the group holds, in order.",
        ),
        may("required", Takes::Paths, "Ce à quoi il faut répondre.", "What needs an answer."),
        may(
            "additionalProperties",
            Takes::YesNo,
            "Toujours false : la plateforme n'admet rien d'autre.",
            "Always false: the platform admits nothing else.",
        ),
        may(
            "items",
            Takes::Own("une place · a place"),
            "Ce qu'est une ligne, ou une case à cocher.",
            "What one row, or one box to tick, is.",
        ),
        may("minItems", Takes::Count, "Le moins de lignes.", "The least rows."),
        may("maxItems", Takes::Count, "Le plus de lignes.", "The most rows."),
        may("uniqueItems", Takes::YesNo, "Avec des cases à cocher : true.", "With boxes to tick: true."),
        may("minLength", Takes::Count, "Le moins de caractères.", "The least characters."),
        may(
            "maxLength",
            Takes::Count,
            "Le plus de caractères ; au-delà de 250, le texte a plusieurs lignes.",
            "The most characters; beyond 250 the text has several lines.",
        ),
        may(
            "pattern",
            Takes::Word,
            "La forme du texte : une expression rationnelle.",
            "The form of the text: a regular expression.",
        ),
        may("minimum", Takes::Number, "Le plus petit nombre.", "The least number."),
        may("maximum", Takes::Number, "Le plus grand nombre.", "The greatest number."),
        may(
            "multipleOf",
            Takes::Number,
            "1, 0.1, 0.01 … : les chiffres après la virgule.",
            "1, 0.1, 0.01 …: the digits after the decimal sign.",
        ),
        may(
            "enum",
            Takes::Own("une liste de constantes · a list of constants"),
            "Les choix, sans libellé.",
            "The choices, without labels.",
        ),
        may("oneOf", Takes::ListOf(&OPTION), "Les choix, avec leurs libellés.", "The choices, with their labels."),
        may("const", Takes::Json, "La seule valeur.", "The only value."),
        may(
            "format",
            Takes::Word,
            "date, email, ou un format nommé (siret, iban …).",
            "date, email, or a named format (siret, iban …).",
        ),
        may(
            "default",
            Takes::Json,
            "Pour les lecteurs du schéma ; doit être une réponse correcte.",
            "For readers of the schema; must be a valid answer.",
        ),
        may("examples", Takes::Json, "Pour les lecteurs du schéma.", "For readers of the schema."),
    ],
};

/// An element of `oneOf`.
pub const OPTION: Table = Table {
    name: "option",
    fr: "Un choix.",
    en: "One choice.",
    keys: &[
        must("const", Takes::Word, "Ce qui est gardé et envoyé.", "What is stored and sent."),
        must("title", Takes::Text, "Ce qui est montré.", "What is shown."),
        may("description", Takes::Text, "Un mot d'explication.", "A word of explanation."),
    ],
};

/// `component.yaml`
pub const COMPONENT: Table = Table {
    name: "component.yaml",
    fr: "Un composant : un bloc de questions réutilisable.",
    en: "A component: a reusable block of questions.",
    keys: &[
        must("component", Takes::Id, "L'identifiant : le nom du dossier.", "The id: the folder's name."),
        must(
            "version",
            Takes::Word,
            "Trois nombres, entre guillemets (\"1.0.0\").",
            "Three numbers, in quotes (\"1.0.0\").",
        ),
        must(
            "title",
            Takes::Text,
            "Le nom, et le libellé à défaut d'un autre.",
            "The name, and the label for want of another.",
        ),
        must("summary", Takes::Text, "À quoi il sert.", "What it is for."),
        may("hint", Takes::Text, "L'aide sous le libellé.", "The help under the label."),
        may(
            "field",
            Takes::Word,
            "Le type de champ, quand le schéma n'en décide pas.",
            "The field type, where the schema does not decide it.",
        ),
        may("referential", Takes::Word, "Le référentiel où l'on choisit.", "The référentiel it is chosen from."),
        may("statement", Takes::Text, "La phrase d'une attestation.", "The sentence of an attestation."),
        may("unit", Takes::Text, "Affichée derrière la case.", "Shown behind the box."),
        may(
            "message",
            Takes::Text,
            "Ce qui est dit quand la forme n'est pas la bonne.",
            "What is told when the form is not right.",
        ),
        may("autocomplete", Takes::Word, "Le jeton HTML « autocomplete ».", "The HTML “autocomplete” token."),
        may(
            "masked",
            Takes::YesNo,
            "Seuls les quatre derniers signes sont montrés dans le récapitulatif.",
            "Only the last four signs are shown in the recap.",
        ),
        may(
            "as_list",
            Takes::YesNo,
            "Une liste déroulante plutôt que des boutons.",
            "A drop-down list rather than radio buttons.",
        ),
        may("max_size", Takes::Size, "La taille d'un fichier.", "The size of one file."),
        may("max_files", Takes::Count, "Le nombre de fichiers.", "The number of files."),
        may("accept", Takes::SomeOf(FILE_KINDS), "Les formats de fichier.", "The kinds of file."),
        may(
            "parts",
            Takes::Own("un chemin dans le composant → ses précisions · a path in the component → its settings"),
            "Les précisions des parts.",
            "The settings of the parts.",
        ),
        may(
            "removable",
            Takes::Paths,
            "Les parts qu'une démarche peut laisser.",
            "The parts that a démarche may leave out.",
        ),
        may(
            "rules",
            Takes::ListOf(&RULE),
            "Ce qui doit être vrai, dans le composant.",
            "What must hold, inside the component.",
        ),
        may("vault", Takes::Word, "Ce qu'il est dans le coffre de l'usager.", "What it is in the citizen's vault."),
        may("guide", Takes::Text, "Conseils aux auteurs.", "Advice to authors."),
    ],
};

/// A value of a component's `parts`.
pub const PART: Table = Table {
    name: "part",
    fr: "Les précisions d'une part d'un composant.",
    en: "The settings of a part of a component.",
    keys: FIELD_KEYS,
};

/// `scenarios/*.yaml`
pub const SCENARIO: Table = Table {
    name: "scenario",
    fr: "Un essai de la démarche.",
    en: "A test of the démarche.",
    keys: &[
        may("title", Takes::Word, "Ce que l'essai montre.", "What the test shows."),
        may("today", Takes::Word, "La date du jour de l'essai.", "The day of the test."),
        may("language", Takes::OneOf(&["fr", "en"]), "La langue du récapitulatif.", "The language of the recap."),
        may(
            "seed",
            Takes::Count,
            "Un nombre qui change les réponses inventées.",
            "A number that changes the made-up answers.",
        ),
        may(
            "fill",
            Takes::YesNo,
            "false : rien n'est inventé à la place des réponses absentes.",
            "false: nothing is made up in place of absent answers.",
        ),
        may(
            "vault",
            Takes::Own("un nom du coffre → des réponses · a name of the vault → answers"),
            "Ce que contient le coffre.",
            "What the vault holds.",
        ),
        may(
            "answers",
            Takes::Own("des réponses, comme dans le schéma · answers, as in the schema"),
            "Les réponses données.",
            "The answers given.",
        ),
        must("expect", Takes::Map(&EXPECT), "Ce qui doit arriver.", "What must happen."),
    ],
};

/// `expect`
pub const EXPECT: Table = Table {
    name: "expect",
    fr: "Ce qui doit arriver.",
    en: "What must happen.",
    keys: &[
        may(
            "problems",
            Takes::ListOf(&EXPECTED_PROBLEM),
            "Les fautes : toutes, et elles seules.",
            "The problems: all of them, and no other.",
        ),
        may("no_problems", Takes::YesNo, "true : aucune faute.", "true: no problem."),
        may(
            "pages",
            Takes::Own("une liste d'identifiants · a list of ids"),
            "Les pages visibles, dans l'ordre.",
            "The visible pages, in order.",
        ),
        may(
            "computed",
            Takes::Own("un chemin → une valeur · a path → a value"),
            "Les valeurs calculées.",
            "The computed values.",
        ),
        may("recap_contains", Takes::Texts, "Des passages du récapitulatif.", "Passages of the recap."),
        may(
            "recap_lacks",
            Takes::Texts,
            "Ce que le récapitulatif ne doit pas contenir.",
            "What the recap must not hold.",
        ),
        may(
            "recipients",
            Takes::Own("un identifiant → { with, without } · an id → { with, without }"),
            "Qui reçoit un dossier : tous, et eux seuls.",
            "Who receives a case: all of them, and no other.",
        ),
        may("stop", Takes::Id, "L'arrêt atteint.", "The stop reached."),
    ],
};

/// An element of `expect.problems`.
pub const EXPECTED_PROBLEM: Table = Table {
    name: "expected problem",
    fr: "Une faute attendue.",
    en: "A problem that is expected.",
    keys: &[
        must("at", Takes::Path, "Le champ.", "The field."),
        may("rule", Takes::Id, "La règle.", "The rule."),
        may("code", Takes::Word, "Le code (answer.required …).", "The code (answer.required …)."),
    ],
};

/// A value of `expect.recipients`.
pub const EXPECTED_RECIPIENT: Table = Table {
    name: "expected recipient",
    fr: "Ce qu'un destinataire doit recevoir.",
    en: "What a recipient must receive.",
    keys: &[
        may("with", Takes::Paths, "Ce qu'il reçoit.", "What it receives."),
        may("without", Takes::Paths, "Ce qu'il ne reçoit pas.", "What it does not receive."),
    ],
};

/// `scenarios/*.yaml` of a component
pub const VALUES: Table = Table {
    name: "values",
    fr: "Un essai d'un composant : de bonnes et de mauvaises valeurs, telles que l'usager les tape.",
    en: "A test of a component: good and bad values, as the citizen types them.",
    keys: &[
        may("title", Takes::Word, "Ce que l'essai montre.", "What the test shows."),
        may("today", Takes::Word, "La date du jour de l'essai.", "The day of the test."),
        may(
            "accepts",
            Takes::Own(
                "une liste de valeurs, seules ou { value, sent, shown } · a list of values, alone or { value, sent, shown }",
            ),
            "Les bonnes valeurs.",
            "The good values.",
        ),
        may("refuses", Takes::ListOf(&BAD_VALUE), "Les mauvaises valeurs.", "The bad values."),
    ],
};

/// An element of `accepts` that says more than the value.
pub const GOOD_VALUE: Table = Table {
    name: "good value",
    fr: "Une bonne valeur.",
    en: "A good value.",
    keys: &[
        may(
            "value",
            Takes::Json,
            "Ce que l'usager tape : un texte, ou une valeur par part ; ~ : rien.",
            "What the citizen types: a text, or a value a part; ~: nothing.",
        ),
        may(
            "sent",
            Takes::Json,
            "Ce que le partenaire reçoit ; d'un groupe, les parts dites (~ : absente).",
            "What the partner gets; of a group, the parts that are said (~: absent).",
        ),
        may("shown", Takes::Texts, "Un ou des passages du récapitulatif.", "One or several passages of the recap."),
    ],
};

/// An element of `refuses`.
pub const BAD_VALUE: Table = Table {
    name: "bad value",
    fr: "Une mauvaise valeur.",
    en: "A bad value.",
    keys: &[
        may("value", Takes::Json, "Ce que l'usager tape ; ~ : rien.", "What the citizen types; ~: nothing."),
        may(
            "at",
            Takes::Path,
            "La part fautive ; sans elle, le composant lui-même.",
            "The part at fault; without it, the component itself.",
        ),
        may(
            "problem",
            Takes::Word,
            "Le code de la faute (answer.pattern …).",
            "The code of the problem (answer.pattern …).",
        ),
        may("rule", Takes::Id, "La règle du composant qui refuse.", "The component's rule that refuses."),
    ],
};

impl Table {
    /// The key with this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_stands_twice_and_every_table_of_a_key_is_listed() {
        for table in TABLES {
            for (index, key) in table.keys.iter().enumerate() {
                assert!(
                    !table.keys[..index].iter().any(|other| other.name == key.name),
                    "{}: {}",
                    table.name,
                    key.name
                );
                if let Takes::Map(inner) | Takes::ListOf(inner) = key.takes {
                    assert!(TABLES.iter().any(|listed| listed.name == inner.name), "{}", inner.name);
                }
            }
        }
    }
}
