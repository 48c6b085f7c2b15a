//! Explains the faults of conditions, computations and rules.

use super::{Explanation, code};

pub(super) const EXPLANATIONS: &[Explanation] = &[
    code(
        "expression.bad_literal",
        "Une constante de l'expression n'est pas écrite correctement.",
        "A constant of the expression is not written correctly.",
    ),
    code(
        "expression.needs_has",
        "Une condition qui compare une réponse facultative dit d'abord qu'elle est donnée.",
        "A condition that compares an optional answer first says that it is given.",
    ),
    code(
        "expression.never_equal",
        "La réponse ne vaut jamais cette constante : aucune option, ou aucune entrée de la liste de référence, ne l'a pour valeur.",
        "The answer is never that constant: no option, or no entry of the reference list, has it as its value.",
    ),
    code(
        "expression.outside_row",
        "« row » n'a de sens que dans un groupe répété.",
        "“row” only means something inside a repeated group.",
    ),
    code("expression.syntax", "L'expression n'est pas du CEL.", "The expression is not CEL."),
    code(
        "expression.too_costly",
        "Une expression se calcule jusqu'au bout, même quand toutes les lignes sont remplies : sinon une règle ou une condition ne serait plus décidée.",
        "An expression is evaluated to its end, even when all rows are filled: else a rule or a condition would no longer be decided.",
    ),
    code("expression.type_clash", "Ces types ne vont pas ensemble.", "These types do not go together."),
    code("expression.unknown_function", "La fonction n'existe pas.", "The function does not exist."),
    code(
        "expression.unknown_recipient",
        "« connected(…) » nomme un destinataire que la démarche n'a pas.",
        "“connected(…)” names a recipient that the démarche does not have.",
    ),
    code("expression.unsupported", "CEL le connaît, ce langage non.", "CEL knows it, this language does not."),
    code("expression.wrong_arguments", "La fonction s'appelle autrement.", "The function is called another way."),
    code(
        "logic.always_true",
        "Une condition toujours vraie ne dit rien.",
        "A condition that is always true says nothing.",
    ),
    code(
        "logic.computed_group",
        "Ne se calculent que textes, nombres, dates et choix.",
        "Only texts, numbers, dates and choices are computed.",
    ),
    code("logic.cycle", "Une réponse ne dépend pas d'elle-même.", "An answer does not depend on itself."),
    code(
        "logic.never_true",
        "Une condition jamais vraie cache pour toujours.",
        "A condition that is never true hides for ever.",
    ),
    code(
        "logic.too_complex",
        "Une expression, ou leur nombre, dépasse ce que le serveur accepte de calculer.",
        "An expression, or their number, goes beyond what the server accepts to compute.",
    ),
    code("logic.unknown_field", "Le schéma n'a pas de champ de ce nom.", "The schema has no field of that name."),
    code(
        "plugin.not_found",
        "Le plugin est un fichier du dossier « plugins » de la démarche.",
        "The plugin is a file in the démarche's folder “plugins”.",
    ),
    code(
        "plugin.undecided",
        "La démarche dit d'avance ce qui se passe sans le verdict du plugin.",
        "The démarche says beforehand what happens without the plugin's verdict.",
    ),
    code(
        "rule.if_missing",
        "Une règle dit ce qu'elle fait quand une réponse manque.",
        "A rule says what it does when an answer is missing.",
    ),
    code(
        "rule.must_or_plugin",
        "Une règle est décidée par une expression ou par un plugin.",
        "A rule is decided by an expression or by a plugin.",
    ),
    code(
        "rule.never_played",
        "Une règle ne joue que là où sa place est montrée : elle se dit à une réponse qu'elle lit.",
        "A rule plays only where its place is shown: it is told at an answer that it reads.",
    ),
    code(
        "rule.reads_later",
        "Une faute se lit sur la page qui la trouve : la dernière dont la règle lit une réponse.",
        "A fault is read on the page that finds it: the last of which the rule reads an answer.",
    ),
];
