//! Explains every code that `check` can tell: the reference page is made of this list.

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: &'static str,
    /// Why it is a fault, in French.
    pub fr: &'static str,
    /// Why it is a fault, in English.
    pub en: &'static str,
}

/// Every code, in the order of the alphabet.
pub fn reference() -> &'static [Explanation] {
    EXPLANATIONS
}

const fn code(code: &'static str, fr: &'static str, en: &'static str) -> Explanation {
    Explanation { code, fr, en }
}

const EXPLANATIONS: &[Explanation] = &[
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
        "body.too_large",
        "Un fichier de la définition fait au plus 512 ko.",
        "A file of the definition has at most 512 kB.",
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
        "expression.bad_literal",
        "Une constante de l'expression n'est pas écrite correctement.",
        "A constant of the expression is not written correctly.",
    ),
    code(
        "expression.needs_has",
        "Une condition qui compare une réponse facultative dit d'abord qu'elle est donnée.",
        "A condition that compares an optional answer first says that it is given.",
    ),
    code("expression.never_equal", "La réponse ne vaut jamais cette constante.", "The answer is never that constant."),
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
    code("journey.empty_page", "Une page montre au moins un champ.", "A page shows at least one field."),
    code(
        "journey.never_shown",
        "Ce qui est au schéma est demandé ou montré quelque part.",
        "What is in the schema is asked for or shown somewhere.",
    ),
    code("journey.no_page", "Une démarche a au moins une page.", "A démarche has at least one page."),
    code(
        "journey.reads_later",
        "Ce qui décide de la suite se demande avant elle.",
        "What decides the rest is asked for before it.",
    ),
    code(
        "journey.row_part_alone",
        "Une part d'un groupe répété est montrée avec lui.",
        "A part of a repeated group is shown with it.",
    ),
    code("journey.shown_twice", "Une réponse se demande une seule fois.", "An answer is asked for once."),
    code(
        "journey.too_slow",
        "Une page s'enregistre et un dossier part dans le temps d'une requête, même quand chaque plugin et chaque source prend tout le sien.",
        "A page is saved and a dossier leaves within the time of one request, even where each plugin and each source takes all of its own.",
    ),
    code(
        "journey.unreached",
        "Une page ou un champ que personne n'atteint n'est jamais rempli : un arrêt, ou une autre condition, l'exclut.",
        "A page or field that nobody reaches is never filled in: a stop, or another condition, rules it out.",
    ),
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
        "login.no_source",
        "Un niveau de garantie que rien ne vérifie ne peut être promis.",
        "A level of assurance that nothing checks cannot be promised.",
    ),
    code(
        "page.reserved_id",
        "L'identifiant d'une page figure dans son adresse, où quelques noms sont pris par les étapes communes.",
        "A page's id stands in its address, where a few names are taken by the steps common to all.",
    ),
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
        "prefill.bad_name",
        "Le coffre range les réponses sous des noms simples.",
        "The vault keeps answers under simple names.",
    ),
    code(
        "prefill.computed",
        "Une valeur calculée ne se remplit pas d'avance.",
        "A computed value is not filled in beforehand.",
    ),
    code("prefill.in_rows", "Il n'y a pas encore de ligne à remplir.", "There is no row yet to fill in."),
    code(
        "prefill.kept_differs",
        "Ce que le coffre garde doit pouvoir remplir le même champ la prochaine fois.",
        "What the vault keeps must be able to fill the same place next time.",
    ),
    code(
        "prefill.mismatch",
        "Le coffre tient ce composant sous un autre nom.",
        "The vault holds this component under another name.",
    ),
    code("publish.no_route", "Sans destinataire, rien n'est publié.", "Without a recipient nothing is published."),
    code(
        "receipt.incomplete_authority",
        "L'accusé de réception nomme le service responsable, son adresse et son téléphone (CRPA, R112-11-1).",
        "The receipt names the service in charge, its address and its telephone (CRPA, R112-11-1).",
    ),
    code(
        "receipt.needless_silence",
        "Le silence n'a d'effet que pour une demande.",
        "Silence has an effect for a request only.",
    ),
    code(
        "receipt.no_appeal",
        "Un rejet s'accompagne des délais et voies de recours.",
        "A rejection comes with time limits and ways of appeal.",
    ),
    code(
        "receipt.no_silence",
        "Pour une demande, l'accusé de réception dit ce que vaut le silence.",
        "For a request the receipt says what silence means.",
    ),
    code(
        "retention.missing",
        "Des données personnelles ne se gardent pas sans terme.",
        "Personal data are not kept without end.",
    ),
    code("routing.bad_siret", "Un organisme est nommé par son SIRET.", "An organisation is named by its SIRET."),
    code(
        "routing.dead_end",
        "Ce par quoi se trouve le destinataire ne peut pas manquer.",
        "What the recipient is found by cannot be missing.",
    ),
    code(
        "routing.never_sent",
        "Ne se demande que ce qui sert (RGPD, article 5-1-c).",
        "Only what is of use is asked for (GDPR, article 5-1-c).",
    ),
    code(
        "routing.no_address",
        "Un destinataire est un organisme, ou celui d'une commune ou d'un département.",
        "A recipient is an organisation, or that of a commune or of a département.",
    ),
    code(
        "routing.nobody",
        "Un dossier que personne ne reçoit serait perdu : quelqu'un reçoit, quelles que soient les réponses.",
        "A dossier that nobody gets would be lost: somebody receives it, whatever is answered.",
    ),
    code(
        "routing.not_a_commune",
        "Le destinataire se trouve par une commune choisie dans le référentiel.",
        "The recipient is found by a commune chosen from the référentiel.",
    ),
    code(
        "routing.not_a_departement",
        "Le destinataire se trouve par un département, ou une commune, choisi dans le référentiel.",
        "The recipient is found by a département, or a commune, chosen from the référentiel.",
    ),
    code("routing.receives_nothing", "Un destinataire reçoit quelque chose.", "A recipient receives something."),
    code(
        "routing.statuses",
        "Un destinataire peut recevoir le dossier, le traiter et le conclure.",
        "A recipient can receive the case, treat it and conclude it.",
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
        "scenario.file",
        "Un fichier attendu (ce que reçoit un destinataire, le récapitulatif, le texte du reçu) dit ce qui est produit ; « guichet test --update » l'écrit de nouveau.",
        "An expected file (what a recipient gets, the recap, the text of the receipt) says what is produced; “guichet test --update” writes it anew.",
    ),
    code(
        "scenario.never_seen",
        "Le parcours automatique voit chaque page et chaque champ ; un scénario y mène là où il ne trouve pas.",
        "The generated walk sees every page and field; a scenario leads where it does not find the way.",
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
        "source.about",
        "Une source qui porte sur quelqu'un a besoin de ses réponses : « about » nomme la réponse qui les tient.",
        "A source that is about somebody needs their answers: “about” names the answer that holds them.",
    ),
    code(
        "source.bad_pointer",
        "Ce que l'on prend de la réponse d'une source s'écrit par des pointeurs JSON (RFC 6901), et rien d'autre n'en est pris.",
        "What is taken of a source's answer is written by JSON pointers (RFC 6901), and nothing else of it is taken.",
    ),
    code(
        "source.bad_request",
        "Une source dit un chemin et des paramètres ; l'hôte et le jeton sont à l'exploitant, pour que nul formulaire n'envoie de données ailleurs.",
        "A source says a path and parameters; the host and the token are the operator's, so that no form sends data elsewhere.",
    ),
    code(
        "table.shape",
        "Une ligne d'un tableau est faite de questions courtes, huit au plus.",
        "A row of a table is made of short questions, eight at most.",
    ),
    code(
        "table.total",
        "Au pied d'une colonne de nombres : un champ calculé de la même page.",
        "At the foot of a column of numbers: a computed field of the same page.",
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
        "wording.click_here",
        "Un lien dit où il mène : qui écoute la page n'entend souvent que lui.",
        "A link says where it leads: who listens to the page often hears nothing else.",
    ),
    code(
        "wording.jargon",
        "Un mot que seuls les bureaux emploient arrête qui le lit, ou lui fait comprendre autre chose.",
        "A word that only offices use stops whoever reads it, or is taken for something else.",
    ),
    code(
        "wording.long_label",
        "Un libellé se lit d'un coup d'œil ; le reste va dans l'aide.",
        "A label is read at a glance; the rest goes into the help.",
    ),
    code(
        "wording.no_hint",
        "Une forme exigée s'explique avant la faute, par un exemple.",
        "A form that is demanded is explained before the mistake, by an example.",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::FAULT_CODES;

    #[test]
    fn codes_stand_in_order_and_every_fault_of_an_expression_is_among_them() {
        assert!(EXPLANATIONS.is_sorted_by(|a, b| a.code < b.code));
        for fault in FAULT_CODES {
            let told = super::super::draft::told_as(fault);
            assert!(EXPLANATIONS.iter().any(|known| known.code == told), "{told}");
        }
    }
}
