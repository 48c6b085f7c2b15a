//! Explains the faults of the schema: components, questions, choices, tables.

use super::{Explanation, code};

pub(super) const EXPLANATIONS: &[Explanation] = &[
    code(
        "attachment.no_limit",
        "La taille d'une pièce jointe se dit avant l'envoi, non par un refus.",
        "The size of an attachment is told before it is sent, not by a refusal.",
    ),
    code(
        "attachment.too_much",
        "Les plus grandes pièces que les questions prennent tiennent ensemble dans un dossier.",
        "The largest attachments that the questions take fit together into one dossier.",
    ),
    code(
        "component.changed",
        "components.lock dit avec quel contenu de chaque composant la démarche a été écrite et essayée.",
        "components.lock says with what content of each component the démarche was written and tested.",
    ),
    code(
        "component.lock_unused",
        "components.lock ne tient que les composants employés.",
        "components.lock holds the components in use only.",
    ),
    code(
        "component.no_referential",
        "Un composant de type « referential » dit où l'on choisit.",
        "A component of type “referential” says where one chooses.",
    ),
    code(
        "component.not_locked",
        "Une démarche qui a un components.lock y tient tous ses composants.",
        "A démarche that has a components.lock holds all its components there.",
    ),
    code(
        "component.part_needed",
        "Une démarche ne laisse que les parts que le composant déclare « removable ».",
        "A démarche leaves out only the parts that the component declares “removable”.",
    ),
    code(
        "component.unknown",
        "Une référence mène à un composant du catalogue.",
        "A reference leads to a component of the catalogue.",
    ),
    code(
        "component.unknown_field_type",
        "« field » nomme un type de champ de la plateforme.",
        "“field” names a field type of the platform.",
    ),
    code(
        "component.unknown_part",
        "Une part est un chemin dans le schéma du composant.",
        "A part is a path in the component's schema.",
    ),
    code(
        "component.unknown_referential",
        "« referential » nomme un référentiel de la plateforme.",
        "“referential” names a référentiel of the platform.",
    ),
    code(
        "component.version",
        "Une référence dit la version majeure que le catalogue tient.",
        "A reference says the major version that the catalogue holds.",
    ),
    code(
        "field.bad_id",
        "Le nom d'un champ est un identifiant CEL : il figure dans les expressions, le JSON et les formulaires.",
        "A field's name is a CEL identifier: it stands in expressions, JSON and forms.",
    ),
    code(
        "field.bad_limit",
        "Une limite va au-delà de ce que la plateforme accepte.",
        "A limit goes beyond what the platform accepts.",
    ),
    code(
        "field.bad_range",
        "Le minimum dépasse le maximum : aucune réponse ne convient.",
        "The least exceeds the most: no answer fits.",
    ),
    code(
        "field.default_refused",
        "Une valeur par défaut se valide en continuant : ni une attestation, ni un fichier, ni ce que l'usager ne répond pas.",
        "A default is accepted by going on: neither an attestation, nor a file, nor what the citizen does not answer.",
    ),
    code(
        "field.default_too_late",
        "Ce qui est proposé l'est à l'ouverture de la page : il dépend de ce qui est demandé avant.",
        "What is proposed is so when the page opens: it depends on what is asked before.",
    ),
    code(
        "field.duplicate_id",
        "Deux champs d'un groupe ne diffèrent pas que par les majuscules.",
        "No two fields of a group differ by capitals only.",
    ),
    code(
        "field.locked_unfilled",
        "Une réponse que l'usager ne peut donner est remplie par autre chose.",
        "An answer that the citizen cannot give is filled in by something else.",
    ),
    code(
        "field.locked_without_login",
        "Le coffre ne remplit rien pour qui n'est pas connecté : une réponse exigée et verrouillée arrêterait tout le monde.",
        "The vault fills in nothing for who is not logged in: an answer that is needed and locked would stop everybody.",
    ),
    code(
        "field.no_label",
        "Une question sans libellé ne peut être lue ni entendue.",
        "A question without a label can be neither read nor heard.",
    ),
    code(
        "field.no_option_left",
        "Une question à choix en offre au moins un tant qu'elle est posée.",
        "A question with choices offers at least one as long as it is asked.",
    ),
    code("field.option_never_offered", "Un choix est offert à quelqu'un.", "A choice is offered to somebody."),
    code(
        "field.unknown_autocomplete",
        "Un jeton « autocomplete » inconnu n'aide personne à remplir.",
        "An unknown “autocomplete” token helps nobody to fill in.",
    ),
    code("schema.bad_default", "Une valeur par défaut est une réponse correcte.", "A default value is a valid answer."),
    code(
        "schema.beside_ref",
        "À côté d'une référence ne se disent que les mots et le choix des parts.",
        "Beside a reference only words and the choice of parts are said.",
    ),
    code("schema.dialect", "Le schéma est en JSON Schema 2020-12.", "The schema is JSON Schema 2020-12."),
    code("schema.invalid", "Ce n'est pas un schéma de réponses correct.", "This is not a valid schema of answers."),
    code("schema.misplaced_keyword", "Ce mot ne s'applique pas à ce type.", "This word does not apply to this type."),
    code(
        "schema.no_type",
        "Une place a un type, des choix ou une référence.",
        "A place has a type, choices or a reference.",
    ),
    code("schema.ref_loop", "Une référence ne se contient pas elle-même.", "A reference does not contain itself."),
    code(
        "schema.ref_unknown",
        "Une référence mène à une définition du même fichier.",
        "A reference leads to a definition of the same file.",
    ),
    code(
        "schema.regex",
        "L'expression rationnelle n'est pas correcte, ou trop longue.",
        "The regular expression is not valid, or too long.",
    ),
    code(
        "schema.regex_feature",
        "Tous les lecteurs du schéma comprennent la même expression rationnelle, en temps sûr.",
        "All readers of the schema understand the same regular expression, in safe time.",
    ),
    code(
        "schema.regex_size",
        "Une expression rationnelle reste petite une fois déployée.",
        "A regular expression stays small once expanded.",
    ),
    code(
        "schema.remote_id",
        "« $id » ne déplace pas les références vers le réseau.",
        "“$id” does not move references to the network.",
    ),
    code("schema.remote_ref", "Aucune référence n'ouvre de connexion.", "No reference opens a connection."),
    code(
        "schema.required_unknown",
        "« required » nomme des propriétés du groupe.",
        "“required” names properties of the group.",
    ),
    code(
        "schema.row_of_scalars",
        "Chaque ligne d'un groupe répété est un objet.",
        "Each row of a repeated group is an object.",
    ),
    code("schema.same_choice", "Chaque choix n'est proposé qu'une fois.", "Each choice is offered once."),
    code("schema.too_complex", "Un schéma a au plus 4 000 places.", "A schema has at most 4,000 places."),
    code("schema.too_large", "Une longue liste est un référentiel.", "A long list is a référentiel."),
    code(
        "schema.unknown_format",
        "Un format que la plateforme ne vérifie pas n'engage personne.",
        "A format that the platform does not check binds nobody.",
    ),
    code(
        "schema.unsupported_keyword",
        "Ce que JSON Schema exigerait sans explication, une règle l'exige avec un message.",
        "What JSON Schema would demand without a word, a rule demands with a message.",
    ),
    code(
        "table.shape",
        "Une ligne d'un tableau est faite de questions courtes, huit au plus.",
        "A row of a table is made of short questions, eight at most.",
    ),
    code(
        "table.total",
        "Au pied d'une colonne de nombres : un champ de la même page, calculé de ce qu'elle contient.",
        "At the foot of a column of numbers: a field of the same page, computed from what it holds.",
    ),
];
