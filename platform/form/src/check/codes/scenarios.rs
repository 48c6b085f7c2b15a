//! Explains what scenarios tell.

use super::{Explanation, code};

pub(super) const EXPLANATIONS: &[Explanation] = &[
    code(
        "scenario.accepts",
        "Une bonne valeur d'un composant est acceptée, montrée et envoyée comme l'essai le dit.",
        "A good value of a component is accepted, shown and sent as the test says.",
    ),
    code(
        "scenario.bad_answer",
        "Une réponse d'essai s'écrit comme le partenaire la reçoit.",
        "An answer of a test is written as the partner gets it.",
    ),
    code("scenario.bad_date", "Le jour d'un essai est une date.", "The day of a test is a date."),
    code(
        "scenario.computed",
        "Une valeur calculée n'est pas celle que l'essai attend.",
        "A computed value is not the one the test expects.",
    ),
    code(
        "scenario.computed_answer",
        "Ce que le serveur calcule ne se répond pas : un essai l'attend.",
        "What the server computes is not answered: a test expects it.",
    ),
    code(
        "scenario.file",
        "Un fichier attendu (ce que reçoit un destinataire, le récapitulatif, le texte du reçu) dit ce qui est produit ; « guichet test --update » l'écrit de nouveau.",
        "An expected file (what a recipient gets, the recap, the text of the receipt) says what is produced; “guichet test --update” writes it anew.",
    ),
    code(
        "scenario.format",
        "Un format de l'organisme se fait de tout dossier qui peut partir, et son XML est valide selon son schéma.",
        "A format of the agency can be made of every case that can be sent, and its XML is valid by its schema.",
    ),
    code(
        "scenario.never_seen",
        "Le parcours automatique voit chaque page et chaque champ ; un scénario y mène là où il ne trouve pas.",
        "The generated walk sees every page and field; a scenario leads where it does not find the way.",
    ),
    code(
        "scenario.never_sent",
        "Une démarche se remplit jusqu'à l'envoi : le parcours automatique y arrive, ou un scénario le montre.",
        "A démarche can be filled in up to sending it: the generated walk gets there, or a scenario shows it.",
    ),
    code(
        "scenario.pages",
        "Les pages visibles ne sont pas celles que l'essai attend.",
        "The visible pages are not those the test expects.",
    ),
    code(
        "scenario.payload",
        "Ce qui part chez un partenaire est valide selon le schéma publié.",
        "What goes to a partner is valid by the published schema.",
    ),
    code(
        "scenario.plugin_failed",
        "Un greffon répond à toutes les réponses que la démarche accepte ; où il ne le peut, l'usager attend ou reste bloqué.",
        "A plugin answers whatever answers the démarche accepts; where it cannot, the citizen waits or is stuck.",
    ),
    code(
        "scenario.plugins",
        "Un greffon ne dit pas ce que l'essai attend.",
        "A plugin does not say what the test expects.",
    ),
    code(
        "scenario.problems",
        "Les fautes trouvées ne sont pas celles que l'essai attend.",
        "The problems found are not those the test expects.",
    ),
    code(
        "scenario.recap",
        "Le récapitulatif n'est pas celui que l'essai attend.",
        "The recap is not the one the test expects.",
    ),
    code(
        "scenario.recipients",
        "Les destinataires, ou ce qu'ils reçoivent, ne sont pas ceux que l'essai attend.",
        "The recipients, or what they receive, are not those the test expects.",
    ),
    code(
        "scenario.refuses",
        "Une mauvaise valeur d'un composant est refusée, là où l'essai le dit et pour cette faute.",
        "A bad value of a component is refused, where the test says and for that fault.",
    ),
    code(
        "scenario.source",
        "Un essai enregistre ce que répond une source que la démarche peut interroger à cet endroit.",
        "A test records what a source answers that the démarche can ask at this place.",
    ),
    code(
        "scenario.sources",
        "L'usager ne voit pas d'une source ce que l'essai attend.",
        "The citizen does not see of a source what the test expects.",
    ),
    code(
        "scenario.stop",
        "Le parcours ne s'arrête pas où l'essai l'attend.",
        "The journey does not stop where the test expects it.",
    ),
    code("scenario.unknown_field", "Un essai répond à des champs du schéma.", "A test answers fields of the schema."),
    code(
        "scenario.unknown_name",
        "Un essai nomme des pages, des arrêts, des règles et des destinataires de la démarche.",
        "A test names pages, stops, rules and recipients of the démarche.",
    ),
    code(
        "scenario.unknown_vault",
        "Un essai remplit ce que la démarche reprend du coffre.",
        "A test fills what the démarche takes from the vault.",
    ),
];
