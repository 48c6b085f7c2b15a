//! The page of faults: every code that `guichet check` and `guichet test` tell, with an anchor that does not change.

use std::fmt::Write as _;

use form::check::{self, Explanation};

use super::head;

pub(super) fn page() -> String {
    let mut page = head(
        "Les fautes d'une définition",
        "The faults that `guichet check` and `guichet test` can tell.",
        "`guichet check` montre toutes les fautes à la fois : un code, un fichier, une ligne et une colonne, la cause et le remède. Les codes ne changent pas d'une version à \
         l'autre ; cherchez ici ce que l'un d'eux veut dire. Une **erreur** empêche de servir la démarche (code de sortie 1) ; un **avertissement** dit que quelqu'un en \
         souffrira (code de sortie 0).",
    );
    let mut room = "";
    for explanation in check::reference() {
        let family = explanation.code.split('.').next().unwrap_or_default();
        if family != room {
            room = family;
            let _ = writeln!(page, "\n## `{room}`");
        }
        let _ = write!(
            page,
            "\n<a id=\"{code}\"></a>\n\n### `{code}`\n\n{fr}\n*{en}*\n",
            code = explanation.code,
            fr = explanation.fr,
            en = explanation.en
        );
    }
    page.push_str(
        "\n## Les fautes d'une réponse\n\nCe qui peut être faux dans une réponse : ce qu'un scénario attend par `code` (`{ at: naissance, code: answer.required }`), et ce que \
         montre `guichet test`.\n\n| code | ce qu'il dit | what it says |\n|---|---|---|\n",
    );
    for Explanation { code, fr, en } in check::answer_codes() {
        let _ = writeln!(page, "| <a id=\"{code}\"></a>`{code}` | {fr} | {en} |");
    }
    page
}
