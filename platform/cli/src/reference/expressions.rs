//! The page of expressions: every function and macro, with an example that a test of `form` runs.

use std::fmt::Write as _;

use form::{
    check,
    expression::{RESERVED_WORDS, reference},
};

use super::{anchor, cell, code, head};

const ABOUT: &str = "\
Une expression s'écrit en [CEL](https://cel.dev), entre guillemets dans le YAML. Elle n'a ni effet ni fin incertaine.

- **Opérateurs** : `==` `!=` `<` `<=` `>` `>=`, `&&` (et), `||` (ou), `!` (non), `+` `-` `*` `/` `%`, `in`, `condition ? valeur : autre`.
- **Nombres** : il n'y en a qu'une sorte, décimale et exacte ; `0.1 + 0.2 == 0.3`. Diviser par zéro ne donne pas de valeur.
- **Dates** : `date('2026-03-01')`, `today()`, plus ou moins `days(…)`, `months(…)`, `years(…)`.
- **Réponses** : `demandeur.nom`, ou `answers.demandeur.nom`. Dans un groupe répété, les noms de la ligne d'abord, puis `row.…`, `row.index` (à partir de 0) ; hors du groupe,
  `vehicules.tarif` est la liste des tarifs de toutes les lignes. Un référentiel a `.code` et `.nom`.
- **Réponse absente** : une condition (`show_if`, `stop_if`, `when`) est alors fausse ; une règle fait ce que dit son `if_missing` ; une valeur calculée n'existe pas. `&&` et `||`
  n'en tiennent pas compte quand l'autre côté décide. `has(x)` demande si elle est là. Voir [le guide](../auteurs/conditions-et-regles.md).
- **Coût** : `guichet check` compte les étapes de calcul que demande une expression quand toutes les lignes (`maxItems`) sont remplies : au plus 1 000 000 pour une expression, 2 000 000 pour toutes celles
  d'une démarche, chacune autant de fois qu'elle a de lignes ([expression.too_costly](fautes.md#expression.too_costly)). Parcourir cent lignes pour chacune de cent lignes en demande environ 100 000.

Dans les exemples, `nom` est `'Durand'`, `courriel` est vide, `naissance` est le 17 mai 2000, `commune` est Toulouse, `vehicules` a deux lignes dont le `tarif` est 30 puis 60, et nous sommes le
1er mars 2026. Chacun est joué par un test.";

pub(super) fn page() -> String {
    let mut page = head("Les expressions", "Expressions: conditions, computations and rules.", ABOUT);
    page.push_str(
        "\n| écriture · written | ce qu'elle fait · what it does | exemple | donne · gives |\n|---|---|---|---|\n",
    );
    let mut last = "";
    for doc in reference() {
        // Two ways to call one function share its anchor.
        let mark = if doc.name == last { String::new() } else { format!("<a id=\"{}\"></a>", anchor(doc.name)) };
        last = doc.name;
        let _ = writeln!(
            page,
            "| {mark}{} | {} *{}* | {} | {} |",
            code(&cell(doc.signature)),
            cell(doc.fr),
            cell(doc.en),
            code(&cell(doc.example)),
            code(&cell(doc.result)),
        );
    }
    let faults: Vec<String> = check::reference()
        .iter()
        .map(|explanation| explanation.code)
        .filter(|known| known.starts_with("expression.") || known.starts_with("logic."))
        .map(|known| format!("[{known}](fautes.md#{known})"))
        .collect();
    let reserved: Vec<String> = RESERVED_WORDS.iter().map(|word| code(word)).collect();
    let _ = write!(
        page,
        "\n## Mots réservés · Reserved words\n\nUn champ ne peut porter ces noms · no field id: {}.\n\n## Fautes · Faults\n\n{}.\n",
        reserved.join(", "),
        faults.join(", ")
    );
    page
}
