//! Lists the keys of a recipient and of how its organisation is found.

use super::{
    Table, Takes, may, must,
    words::{FORMATS, STATUSES},
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
            Takes::Either(
                "une liste de chemins, ou all · a list of paths, or all",
                &[Takes::Paths, Takes::OneOf(&["all"])],
            ),
            "Ce qu'il reçoit ; un groupe apporte tout ce qu'il contient. « all » : tout.",
            "What it receives; a group brings all it holds. “all”: everything.",
        ),
        may(
            "formats",
            Takes::EachOf("une liste de formats · a list of formats", &[Takes::OneOf(FORMATS), Takes::Map(&FORMAT)]),
            "Les formats de son paquet. json et pdf y sont toujours ; csv ajoute des tableaux, « xml: <nom> » votre propre XML, « pdf: <nom> » votre propre PDF, ses champs remplis.",
            "The formats of its package. json and pdf are always in it; csv adds tables, “xml: <name>” your own XML, “pdf: <name>” your own PDF with its fields filled in.",
        ),
        may(
            "statuses",
            Takes::SomeOf(STATUSES),
            "Les états qu'il peut donner ; sans elle, tous.",
            "The statuses it may set; without it, all.",
        ),
        may(
            "returns",
            Takes::Paths,
            "Les valeurs qu'il peut rendre avec sa réponse : des champs du schéma, sur aucune page (un numéro RNA).",
            "The values it may give back with its answer: fields of the schema, on no page (an RNA number).",
        ),
    ],
};

/// An element of `formats`
pub const FORMAT: Table = Table {
    name: "format",
    fr: "Un format que l'organisme apporte lui-même : une seule de ces clés.",
    en: "A format that the agency brings itself: one of these keys alone.",
    keys: &[
        may(
            "xml",
            Takes::Id,
            "Le nom d'un modèle : templates/<nom>.xml, et son schéma templates/<nom>.xsd.",
            "The name of a template: templates/<name>.xml, and its schema templates/<name>.xsd.",
        ),
        may(
            "pdf",
            Takes::Id,
            "Le nom d'un PDF à champs : templates/<nom>.pdf, et templates/<nom>.yaml qui dit ce qui remplit chaque champ.",
            "The name of a PDF with form fields: templates/<name>.pdf, and templates/<name>.yaml that says what fills each.",
        ),
    ],
};

/// `to`
pub const TO: Table = Table {
    name: "to",
    fr: "Un organisme toujours le même, ou celui qui dessert une commune ou un département.",
    en: "Always the same organisation, or the one that serves a commune or a département.",
    keys: &[
        may("organisation", Takes::Word, "Le SIRET, entre guillemets.", "The SIRET, in quotes."),
        may("branch", Takes::Word, "Le guichet dans l'organisme.", "The desk inside the organisation."),
        may("commune", Takes::Path, "Le champ où la commune est choisie.", "The field where the commune is chosen."),
        may(
            "departement",
            Takes::Path,
            "Le champ où le département est choisi, ou une commune de ce département.",
            "The field where the département is chosen, or a commune of it.",
        ),
    ],
};
