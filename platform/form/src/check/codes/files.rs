//! Explains the faults of files as such: how they are written, and what a definition may hold.

use super::{Explanation, code};

pub(super) const EXPLANATIONS: &[Explanation] = &[
    code(
        "body.too_large",
        "Un fichier de la définition fait au plus 512 ko.",
        "A file of the definition has at most 512 kB.",
    ),
    code(
        "definition.bad_delay",
        "Une durée est un nombre de jours, de mois ou d'années.",
        "A length of time is a number of days, months or years.",
    ),
    code(
        "definition.bad_id",
        "Un identifiant figure dans des adresses et des fichiers : minuscules, chiffres, « - » et « _ ».",
        "An id stands in addresses and files: lower-case letters, digits, “-” and “_”.",
    ),
    code(
        "definition.bad_letters",
        "Les numéros de dossier commencent par trois majuscules.",
        "References begin with three capital letters.",
    ),
    code("definition.bad_link", "Un lien montré à l'usager est en https.", "A link shown to the citizen is https."),
    code("definition.bad_size", "Une taille est un nombre de kB ou de MB.", "A size is a number of kB or MB."),
    code(
        "definition.duplicate_id",
        "Deux pages, règles, arrêts ou destinataires ne portent pas le même nom.",
        "No two pages, rules, stops or recipients have the same name.",
    ),
    code(
        "definition.empty",
        "Un fichier de la définition dit quelque chose.",
        "A file of the definition says something.",
    ),
    code("definition.empty_text", "Un texte vide serait montré vide.", "An empty text would be shown empty."),
    code(
        "definition.folder_name",
        "Le dossier porte le nom de ce qu'il contient.",
        "The folder has the name of what it holds.",
    ),
    code(
        "definition.missing_file",
        "Une démarche a demarche.yaml et schema.yaml (ou schema.json) ; un composant, component.yaml et schema.yaml.",
        "A démarche has demarche.yaml and schema.yaml (or schema.json); a component, component.yaml and schema.yaml.",
    ),
    code(
        "definition.missing_property",
        "Sans cette clé, la démarche ne peut être montrée, ou ne serait pas licite.",
        "Without this key the démarche cannot be shown, or would not be lawful.",
    ),
    code(
        "definition.no_effect",
        "Une précision ne sert que là où le champ la connaît.",
        "A setting is of use only where the field knows it.",
    ),
    code("definition.too_many_fields", "Une démarche a au plus 2 000 champs.", "A démarche has at most 2,000 fields."),
    code("definition.two_schemas", "Une démarche a un seul schéma.", "A démarche has one schema."),
    code(
        "definition.type",
        "La valeur n'est pas du type attendu ; ce que des lecteurs de YAML prennent pour autre chose qu'un texte s'écrit entre guillemets.",
        "The value is not of the expected type; what some YAML readers take for something else than text is written in quotes.",
    ),
    code(
        "definition.unknown_property",
        "Une clé inconnue serait ignorée en silence : c'est le plus souvent une faute de frappe.",
        "An unknown key would be ignored silently: most often it is a slip of the keyboard.",
    ),
    code(
        "definition.unknown_timezone",
        "Les délais se comptent dans un fuseau horaire qui existe.",
        "Time limits are counted in a time zone that exists.",
    ),
    code("definition.unknown_word", "Seuls certains mots ont un sens ici.", "Only some words mean something here."),
    code(
        "definition.unquoted_expression",
        "Entre guillemets, YAML ne lit rien dans l'expression (« ! », « : », « # »).",
        "In quotes, YAML reads nothing into the expression (“!”, “:”, “#”).",
    ),
    code(
        "definition.unread_file",
        "Un fichier que rien ne lit, ou un lien, fait croire qu'il compte.",
        "A file that nothing reads, or a link, makes one believe that it counts.",
    ),
    code(
        "channel.format",
        "Un canal ne transmet que les formats qu'il admet : `guichet publish` compare la démarche aux canaux de ses destinataires, et l'ajout d'un canal aux démarches publiées.",
        "A way carries only the formats it admits: `guichet publish` compares the démarche with the ways to its recipients, and adding a way compares it with what is published.",
    ),
    code(
        "channel.too_large",
        "Le plus grand dossier possible tient dans ce que prend le canal : mieux vaut le dire à la publication que par un dossier qui ne passe pas.",
        "The largest possible case fits what the way takes: better said at publication than by a case that does not go through.",
    ),
    code(
        "format.same_name",
        "Deux fichiers d'un dossier complet ne peuvent pas porter le même nom.",
        "Two files of a package cannot have the same name.",
    ),
    code(
        "pdf.broken",
        "Un PDF que nous ne lisons pas, d'autres le liraient mal.",
        "A PDF that we cannot read, others would read badly.",
    ),
    code(
        "pdf.encrypted",
        "Un PDF chiffré ou protégé ne se remplit pas.",
        "A PDF that is encrypted or protected cannot be filled in.",
    ),
    code(
        "pdf.max_length",
        "Ce qui dépasse d'un champ est écrit sur une feuille ajoutée.",
        "What a field cannot take is written on an added sheet.",
    ),
    code("pdf.no_fields", "Un formulaire a des champs à remplir.", "A form has fields to fill in."),
    code(
        "pdf.not_a_value",
        "Un champ prend une valeur, une case oui ou non.",
        "A field takes one value, a check box yes or no.",
    ),
    code(
        "pdf.not_fillable",
        "Ni un bouton ni une signature ne se remplissent.",
        "Neither a button nor a signature is filled in.",
    ),
    code(
        "pdf.too_large",
        "Lire et remplir un PDF demande un travail borné.",
        "Reading and filling in a PDF takes bounded work.",
    ),
    code(
        "pdf.unfilled",
        "Un champ que rien ne remplit reste vide dans tous les dossiers.",
        "A field that nothing fills stays empty in every case.",
    ),
    code(
        "pdf.unknown_field",
        "Une valeur sans champ où l'écrire serait perdue.",
        "A value without a field to write it in would be lost.",
    ),
    code(
        "pdf.unknown_option",
        "Un champ à choix ne prend que ce que le PDF propose.",
        "A field to choose in takes only what the PDF offers.",
    ),
    code(
        "pdf.xfa",
        "Un formulaire XFA n'est montré que par un seul logiciel.",
        "An XFA form is shown by one program alone.",
    ),
    code(
        "template.not_a_list",
        "Un modèle ne répète que ce dont il y a plusieurs.",
        "A template repeats only what there are several of.",
    ),
    code(
        "template.not_admitted",
        "Un modèle écrit des valeurs, choisit et répète ; ce qui pourrait grossir sans fin ou mener ailleurs n'est pas admis.",
        "A template writes values, chooses and repeats; what could grow without end or lead elsewhere is not admitted.",
    ),
    code(
        "template.not_found",
        "Un format de l'organisme a ses fichiers dans le dossier templates/.",
        "A format of the agency has its files in the folder templates/.",
    ),
    code("template.syntax", "Un modèle est écrit en Jinja.", "A template is written in Jinja."),
    code(
        "template.unknown_name",
        "Un modèle ne nomme que ce que son destinataire reçoit : un nom inconnu resterait vide sans que personne ne le voie.",
        "A template names only what its recipient receives: an unknown name would stay empty without anybody seeing it.",
    ),
    code(
        "texts.missing",
        "Un texte sans traduction est montré en français à tous.",
        "A text without translation is shown in French to everybody.",
    ),
    code(
        "texts.unknown_path",
        "Une traduction mène à un texte de la définition.",
        "A translation leads to a text of the definition.",
    ),
    code(
        "xsd.not_a_schema",
        "Ce qui est envoyé en XML est validé par un schéma XML 1.0.",
        "What is sent as XML is validated by an XML Schema 1.0.",
    ),
    code(
        "xsd.outside",
        "Un schéma se suffit : ni autre fichier, ni réseau.",
        "A schema stands alone: no other file, no network.",
    ),
    code(
        "xsd.pattern",
        "Un motif que le validateur lirait autrement que le destinataire laisserait passer des documents faux.",
        "A pattern that the validator would read otherwise than the recipient would let wrong documents pass.",
    ),
    code("xsd.syntax", "Un schéma XML est un document XML.", "An XML Schema is an XML document."),
    code("xsd.too_costly", "Valider un document prend un temps borné.", "Validating a document takes a bounded time."),
    code(
        "xsd.unknown_type",
        "Un type nommé dans un schéma y est défini, ou vient de XML Schema.",
        "A type named in a schema is defined in it, or comes from XML Schema.",
    ),
    code("yaml.alias_budget", "Les alias YAML ne sont pas admis.", "YAML aliases are not admitted."),
    code(
        "yaml.control_char",
        "Un caractère invisible, ou qui retourne le sens de lecture, trompe les lecteurs.",
        "A character that is invisible, or turns the direction of reading, misleads readers.",
    ),
    code("yaml.depth", "Une définition imbrique au plus 32 niveaux.", "A definition nests at most 32 levels."),
    code(
        "yaml.duplicate_key",
        "De deux clés égales, chaque lecteur de YAML garde une autre.",
        "Of two equal keys, every YAML reader keeps another one.",
    ),
    code("yaml.encoding", "Les fichiers sont en UTF-8.", "The files are in UTF-8."),
    code("yaml.key_too_long", "Une clé a au plus 128 caractères.", "A key has at most 128 characters."),
    code("yaml.key_type", "Une clé est un texte.", "A key is a text."),
    code(
        "yaml.merge_forbidden",
        "La fusion YAML cache d'où vient une clé.",
        "The YAML merge key hides where a key comes from.",
    ),
    code("yaml.multiple_documents", "Un fichier tient un seul document.", "A file holds one document."),
    code("yaml.recursive_alias", "Un alias ne se contient pas lui-même.", "An alias does not contain itself."),
    code(
        "yaml.scalar_too_long",
        "Un texte de la définition fait au plus 32 ko.",
        "A text of the definition has at most 32 kB.",
    ),
    code("yaml.syntax", "Ce n'est pas du YAML.", "This is not YAML."),
    code("yaml.tag", "Les étiquettes YAML n'ont pas de sens ici.", "YAML tags mean nothing here."),
    code("yaml.too_many_nodes", "Un fichier tient au plus 50 000 valeurs.", "A file holds at most 50,000 values."),
];
