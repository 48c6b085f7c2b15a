//! Lists the keys of `component.yaml` and of the settings of its parts.

use super::{Table, Takes, may, must, page::FIELD_KEYS, rule::RULE, words::FILE_KINDS};

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
            Takes::MapOf(
                "un chemin dans le composant → ses précisions · a path in the component → its settings",
                &[Takes::Map(&PART)],
            ),
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
        may(
            "computed",
            Takes::MapOf(
                "un chemin dans le composant → une expression · a path in the component → an expression",
                &[Takes::Expression],
            ),
            "Les réponses que le composant calcule.",
            "The answers that the component computes.",
        ),
        may(
            "vault",
            Takes::Either(
                "un nom, ou une liste de noms · a name, or a list of names",
                &[Takes::Word, Takes::EachOf("un nom · a name", &[Takes::Word])],
            ),
            "Ce qu'il est dans le coffre de l'usager.",
            "What it is in the citizen's vault.",
        ),
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
