//! Explains the faults of what `demarche.yaml` says: pages, sources, recipients, what is owed in law, wording.

use super::{Explanation, code};

pub(super) const EXPLANATIONS: &[Explanation] = &[
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
    code(
        "journey.shown_early",
        "Une valeur calculée se montre quand on a répondu à tout ce dont elle se calcule.",
        "A computed value is shown once all that it is computed of is answered.",
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
        "login.not_required",
        "Une identité n'est vérifiée qu'à qui doit s'identifier.",
        "Only of those who must log in is an identity verified.",
    ),
    code(
        "login.particulier",
        "Un particulier n'a pas de compte professionnel : qui peut faire la démarche doit pouvoir s'identifier.",
        "A private person has no professional account: whoever may file must be able to log in.",
    ),
    code(
        "page.reserved_id",
        "L'identifiant d'une page figure dans son adresse, où quelques noms sont pris par les étapes communes.",
        "A page's id stands in its address, where a few names are taken by the steps common to all.",
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
    code(
        "prefill.unknown_name",
        "Le coffre tient ce que les composants y gardent ; sous un autre nom, aucune autre démarche n'a rien laissé.",
        "The vault holds what components keep there; under another name no other démarche has left anything.",
    ),
    code(
        "privacy.no_ground",
        "Des données personnelles ne se demandent que sur l'un des fondements de l'article 6-1 du RGPD, que l'usager lit avec les droits qu'il en tient.",
        "Personal data are asked for only on one of the grounds of article 6-1 of the GDPR, which citizens read with the rights it gives them.",
    ),
    code(
        "privacy.no_law",
        "Une obligation légale est dans un texte, que l'usager peut lire (RGPD, article 6-3).",
        "A legal obligation stands in a text of law that citizens can read (GDPR, article 6-3).",
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
        "receipt.no_refusal_appeal",
        "Un refus est notifié avec les délais et voies de recours (CJA, R421-5).",
        "A refusal is notified with time limits and ways of appeal (CJA, R421-5).",
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
        "routing.returns",
        "Ce qu'un destinataire rend comme valeur est un champ simple du schéma, que l'usager ne remplit pas et que rien ne lit avant le dépôt.",
        "What a recipient gives back as a value is a single field of the schema that the citizen does not fill in and that nothing reads before the filing.",
    ),
    code(
        "routing.statuses",
        "Un destinataire peut recevoir le dossier, le traiter et le conclure.",
        "A recipient can receive the case, treat it and conclude it.",
    ),
    code(
        "source.about",
        "Une source qui porte sur quelqu'un a besoin de ses réponses : « about » nomme la réponse qui les tient.",
        "A source that is about somebody needs their answers: “about” names the answer that holds them.",
    ),
    code(
        "source.asks_nothing",
        "Une source répond à ce que l'usager a dit ; une question sans aucune réponse aurait la même suite pour tous.",
        "A source answers what the citizen said; a question without any answer would come to the same for everybody.",
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
        "source.page",
        "Une source interroge avec ce qui est déjà répondu, et ce qu'elle remplit, l'usager le voit ensuite et peut le corriger.",
        "A source asks with what is answered already, and what it fills in the citizen sees afterwards and may correct.",
    ),
    code(
        "source.part",
        "Une source d'une démarche lit et remplit des réponses du groupe de sa question, avec les mots que ces questions admettent.",
        "A source of a démarche reads and fills in answers of its question's group, in words that those questions admit.",
    ),
    code(
        "source.place",
        "Une source a sa place : un composant la met à son groupe, une démarche près d'une question qu'elle nomme par « at ».",
        "A source has its place: a component puts it at its group, a démarche beside a question that it names by “at”.",
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
];
