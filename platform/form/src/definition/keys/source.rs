//! Lists the keys of `sources/*.yaml` of a component or of a démarche.

use super::{Table, Takes, may, must};

/// `sources/*.yaml`
pub const SOURCE: Table = Table {
    name: "source",
    fr: "Une source d'un composant, ou d'une question d'une démarche : qui interroger, sur quoi, et ce que la réponse remplit.",
    en: "A source of a component, or of a question of a démarche: whom to ask, about what, and what the answer fills in.",
    keys: &[
        must("source", Takes::Id, "L'identifiant : le nom du fichier.", "The id: the file's name."),
        may(
            "at",
            Takes::Path,
            "Dans une démarche : la question près de laquelle elle est offerte. Les parts sont alors celles du groupe où est cette question.",
            "In a démarche: the question beside which it is offered. The parts are then those of the group in which that question stands.",
        ),
        must(
            "partner",
            Takes::Id,
            "Qui est interrogé : son adresse est un réglage de l'exploitant, GUICHET_SOURCE_<NOM>.",
            "Who is asked: where it lies is the operator's setting, GUICHET_SOURCE_<NAME>.",
        ),
        must(
            "name",
            Takes::Text,
            "Son nom, tel que l'usager le lit dans une phrase.",
            "Its name, as the citizen reads it in a sentence.",
        ),
        must(
            "told",
            Takes::Text,
            "Ce que l'usager lit avant : qui est interrogé, quelles données partent, pourquoi.",
            "What the citizen reads first: who is asked, which data leave, why.",
        ),
        must("button", Takes::Text, "Le bouton ; rien ne part sans lui.", "The button; nothing leaves without it."),
        may(
            "search",
            Takes::Map(&SEARCH),
            "Une case où taper ce que l'on cherche.",
            "A box to type what is looked for.",
        ),
        must("request", Takes::Map(&REQUEST), "La question.", "The question."),
        must("answer", Takes::Map(&ANSWER), "Ce que l'on prend de la réponse.", "What is taken of the answer."),
        may(
            "verified",
            Takes::YesNo,
            "true : les valeurs sont dites vérifiées, et l'usager ne les change qu'en y renonçant.",
            "true: the values are said to be verified, and the citizen changes them only by giving that up.",
        ),
        may(
            "time_limit",
            Takes::Count,
            "En secondes, de 1 à 10 ; sans elle, 5. Ensuite, l'usager saisit lui-même.",
            "In seconds, from 1 to 10; without it, 5. After that the citizen types it in.",
        ),
        may(
            "cache",
            Takes::Count,
            "En secondes, combien de temps une même question a la même réponse ; sans elle, aucune n'est gardée.",
            "In seconds, how long the same question has the same answer; without it none is kept.",
        ),
        may(
            "max_size",
            Takes::Size,
            "La taille lue au plus, 1 MB au plus ; sans elle, 64 kB.",
            "The size that is read at most, at most 1 MB; without it, 64 kB.",
        ),
    ],
};

/// `search`
pub const SEARCH: Table = Table {
    name: "search",
    fr: "La case d'une recherche. Ce qui y est tapé n'est pas une réponse.",
    en: "The box of a search. What is typed in it is no answer.",
    keys: &[
        must("label", Takes::Text, "Le libellé.", "The label."),
        may("hint", Takes::Text, "L'aide, avec un exemple.", "The help, with an example."),
    ],
};

/// `request`
pub const REQUEST: Table = Table {
    name: "request",
    fr: "La question : un GET. {part} est la réponse donnée à cette part, {search} ce qui fut tapé, {about.part} une part de ce dont il s'agit.",
    en: "The question: a GET. {part} is the answer given to that part, {search} what was typed, {about.part} a part of what it is about.",
    keys: &[
        must("path", Takes::Word, "Le chemin, qui commence par « / ».", "The path, which begins with “/”."),
        may(
            "query",
            Takes::MapOf(
                "un paramètre → un texte, ou { text, words } · a parameter → a text, or { text, words }",
                &[Takes::Word, Takes::Map(&PARAMETER)],
            ),
            "Les paramètres ; celui dont la réponse facultative, {part?}, manque est laissé.",
            "The parameters; one whose optional answer, {part?}, is missing is left out.",
        ),
        may(
            "headers",
            Takes::MapOf("un en-tête → un texte · a header → a text", &[Takes::Word]),
            "Les en-têtes de la source.",
            "The source's own headers.",
        ),
        may(
            "token",
            Takes::YesNo,
            "true : avec le jeton de l'exploitant, GUICHET_SOURCE_<NOM>_TOKEN.",
            "true: with the operator's token, GUICHET_SOURCE_<NAME>_TOKEN.",
        ),
    ],
};

/// A value of `request.query` that says more than a text.
pub const PARAMETER: Table = Table {
    name: "parameter",
    fr: "Un paramètre dont la valeur est dite autrement.",
    en: "A parameter whose value is said otherwise.",
    keys: &[
        must("text", Takes::Word, "Le texte.", "The text."),
        must(
            "words",
            Takes::MapOf("notre mot → le leur · our word → theirs", &[Takes::Word]),
            "Nos mots, et les leurs.",
            "Our words, and theirs.",
        ),
    ],
};

/// `answer`
pub const ANSWER: Table = Table {
    name: "answer",
    fr: "Ce que l'on prend de la réponse, par des pointeurs JSON (/data/nom).",
    en: "What is taken of the answer, by JSON pointers (/data/nom).",
    keys: &[
        may(
            "list",
            Takes::Word,
            "Où est la liste dont l'usager choisit un élément ; les autres pointeurs partent de lui.",
            "Where the list is that the citizen chooses from; the other pointers begin at its element.",
        ),
        may("label", Takes::Word, "Ce que l'usager lit d'un élément.", "What the citizen reads of an element."),
        may(
            "only_if",
            Takes::MapOf("un pointeur → des valeurs admises · a pointer → values that are admitted", &[Takes::Texts]),
            "Ce que la réponse doit dire pour être prise.",
            "What the answer must say to be taken.",
        ),
        may(
            "same",
            Takes::MapOf("un pointeur → un texte · a pointer → a text", &[Takes::Word]),
            "Ce que la réponse doit répéter de la question.",
            "What the answer must repeat of the question.",
        ),
        may(
            "refused",
            Takes::MapOf(
                "un identifiant → { when, date, told, told_on } · an id → { when, date, told, told_on }",
                &[Takes::Map(&REFUSED)],
            ),
            "Les réponses dont rien n'est pris et dont l'usager apprend pourquoi ; la première qui convient.",
            "The answers of which nothing is taken, and of which the citizen is told why; the first that fits.",
        ),
        must(
            "gives",
            Takes::MapOf(
                "une part → un pointeur, ou { from, words } · a part → a pointer, or { from, words }",
                &[Takes::Word, Takes::Map(&GIVEN)],
            ),
            "Ce que remplit la réponse.",
            "What the answer fills in.",
        ),
    ],
};

/// A value of `answer.refused`.
pub const REFUSED: Table = Table {
    name: "refused answer",
    fr: "Une réponse dont rien n'est pris : un établissement fermé, par exemple.",
    en: "An answer of which nothing is taken: an establishment that is closed, for instance.",
    keys: &[
        must(
            "when",
            Takes::MapOf("un pointeur → des valeurs · a pointer → values", &[Takes::Texts]),
            "Ce que dit alors la réponse : tout cela.",
            "What the answer then says: all of it.",
        ),
        may(
            "date",
            Takes::Word,
            "Où est le jour dont parle la phrase : une date ISO, ou des secondes depuis 1970.",
            "Where the day is that the sentence speaks of: an ISO date, or seconds since 1970.",
        ),
        must("told", Takes::Text, "Ce que l'usager lit.", "What the citizen reads."),
        may(
            "told_on",
            Takes::Text,
            "Ce qu'il lit quand le jour est connu ; {date} en tient la place.",
            "What the citizen reads where the day is known; {date} stands for it.",
        ),
    ],
};

/// A value of `answer.gives` that says more than a pointer.
pub const GIVEN: Table = Table {
    name: "given",
    fr: "Une part faite de plusieurs valeurs, ou dite avec nos mots.",
    en: "A part made of several values, or said in our words.",
    keys: &[
        must("from", Takes::Texts, "Les pointeurs, joints par une espace.", "The pointers, joined by a space."),
        may(
            "or",
            Takes::Texts,
            "Ceux que l'on prend si les premiers ne mènent à rien.",
            "Those that are taken where the first lead to nothing.",
        ),
        may(
            "words",
            Takes::MapOf(
                "leur mot, ou son début et * → le nôtre · their word, or its beginning and * → ours",
                &[Takes::Word],
            ),
            "Leurs mots, et les nôtres.",
            "Their words, and ours.",
        ),
    ],
};
