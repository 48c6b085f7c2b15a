//! Lists the keys of a page and of the settings of its fields.

use super::{
    Key, Table, Takes, may, must,
    words::{DRAWN_AS, FILE_KINDS},
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
            Takes::EachOf(
                "une liste de chemins, chacun seul ou avec ses précisions · a list of paths, each alone or with its settings",
                &[Takes::Path, Takes::MapOf("", &[Takes::Map(&FIELD_ENTRY)])],
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

pub(super) const FIELD_KEYS: &[Key] = &[
    may("label", Takes::Text, "Le libellé.", "The label."),
    may("hint", Takes::Text, "L'aide, avec un exemple.", "The help, with an example."),
    may("show_if", Takes::Expression, "Le champ n'existe que si c'est vrai.", "The field exists only if this is true."),
    may("required", Takes::YesNo, "S'il faut répondre.", "Whether an answer is needed."),
    may(
        "default",
        Takes::Json,
        "Proposé d'avance : une expression entre guillemets, ou la réponse elle-même sans guillemets. L'usager la valide en continuant.",
        "Proposed beforehand: an expression in quotes, or the answer itself without. The citizen makes it theirs by going on.",
    ),
    may(
        "as",
        Takes::OneOf(DRAWN_AS),
        "« table » : une liste ou un groupe dessiné en tableau, une ligne par élément.",
        "“table”: a list or a group drawn as a table, one row an element.",
    ),
    may(
        "totals",
        Takes::MapOf(
            "une colonne → le champ calculé qui la totalise · a column → the computed field that totals it",
            &[Takes::Path],
        ),
        "Les totaux d'un tableau, au pied de leurs colonnes.",
        "The totals of a table, at the foot of their columns.",
    ),
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
    may(
        "row_title",
        Takes::Text,
        "Le nom d'une ligne (« Véhicule ») ; d'un groupe en tableau, ce que nomment ses lignes.",
        "What one row is called (“Véhicule”); of a group drawn as a table, what its rows name.",
    ),
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
