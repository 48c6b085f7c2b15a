//! Reads `sources/*.yaml` of a component or of a démarche as written; what is asked and what is taken are compiled here, where their places are known.

use super::{
    keys, measures,
    reader::{self, Map, short},
    report::Report,
    tree::{Content, Node, Place, Spanned, Written},
};
use crate::{
    diagnostic::Sentence,
    source::template::{Fault, Of, Template},
};

/// The most bytes that are read of an answer, and of one whose source does not say.
const MOST_SIZE: u64 = 1_000_000;
const SIZE: u64 = 64_000;
/// The longest time, and that of a source that does not say, in seconds.
const MOST_SECONDS: u32 = 10;
const SECONDS: u32 = 5;
/// The longest time that an answer is kept: a day, in seconds.
const MOST_CACHE: u32 = 86_400;

/// A source as written.
#[derive(Debug)]
pub struct SourceEntry {
    /// The file's first place.
    pub place: Place,
    /// The id.
    pub id: Option<Written>,
    /// The question that it stands beside, in a démarche.
    pub at: Option<Written>,
    /// Who is asked.
    pub partner: Option<Written>,
    /// As the citizen reads it.
    pub name: Option<Written>,
    /// What the citizen is told.
    pub told: Option<Written>,
    /// The button.
    pub button: Option<Written>,
    /// The box: its label and its help.
    pub search: Option<(Option<Written>, Option<Written>)>,
    /// The path.
    pub path: Option<Compiled>,
    /// The parameters.
    pub query: Vec<ParameterEntry>,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// Whether the operator's token goes along.
    pub token: bool,
    /// Where the list is.
    pub list: Option<String>,
    /// What is read of an element.
    pub label: Option<String>,
    /// Pointers, and the values they must lead to.
    pub only_if: Vec<(String, Vec<String>)>,
    /// Pointers, and what of the question they must repeat.
    pub same: Vec<(String, Compiled)>,
    /// The answers of which nothing is taken.
    pub refused: Vec<RefusedEntry>,
    /// Parts, and what fills them.
    pub gives: Vec<(Written, GivenEntry)>,
    /// Whether what it gives is verified.
    pub verified: bool,
    /// In seconds.
    pub time_limit: u32,
    /// In seconds.
    pub cache: u32,
    /// In bytes.
    pub max_size: u64,
}

/// A text with answers in it, and where it stands.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// As written.
    pub written: Written,
    /// Compiled.
    pub template: Template,
}

/// A parameter as written.
#[derive(Debug)]
pub struct ParameterEntry {
    /// Its name.
    pub name: String,
    /// Its value.
    pub text: Compiled,
    /// Our words, and theirs.
    pub words: Vec<(String, String)>,
}

/// An answer of which nothing is taken.
#[derive(Debug)]
pub struct RefusedEntry {
    /// The id.
    pub id: Written,
    /// Pointers, and the values that they lead to.
    pub when: Vec<(String, Vec<String>)>,
    /// Where the day is.
    pub date: Option<String>,
    /// What the citizen reads.
    pub told: Option<Written>,
    /// What the citizen reads where the day is known.
    pub told_on: Option<Written>,
}

/// What fills a part.
#[derive(Debug)]
pub struct GivenEntry {
    /// The pointers.
    pub from: Vec<String>,
    /// Those that are taken where the first lead to nothing.
    pub or: Vec<String>,
    /// Their words, and ours.
    pub words: Vec<(String, String)>,
}

impl SourceEntry {
    /// Every text of the question.
    pub fn question(&self) -> impl Iterator<Item = &Compiled> {
        self.path.iter().chain(self.query.iter().map(|parameter| &parameter.text))
    }

    /// Every text with answers in it.
    pub fn texts(&self) -> impl Iterator<Item = &Compiled> {
        self.question().chain(self.same.iter().map(|(_, text)| text))
    }
}

/// Reads the file's tree.
pub fn read(report: &mut Report, root: &Node) -> Option<SourceEntry> {
    let map = reader::map(report, root, &keys::SOURCE)?;
    let search = map.get("search").and_then(|node| reader::map(report, node, &keys::SEARCH)).map(|map| {
        let label = reader::text_of(report, map, "label");
        (label, reader::text_of(report, map, "hint"))
    });
    let mut entry = SourceEntry {
        place: root.place,
        id: reader::id_of(report, map, "source"),
        at: reader::text_of(report, map, "at"),
        partner: reader::id_of(report, map, "partner"),
        name: reader::text_of(report, map, "name"),
        told: reader::text_of(report, map, "told"),
        button: reader::text_of(report, map, "button"),
        search,
        path: None,
        query: Vec::new(),
        headers: Vec::new(),
        token: false,
        list: None,
        label: None,
        only_if: Vec::new(),
        same: Vec::new(),
        refused: Vec::new(),
        gives: Vec::new(),
        verified: reader::yes_no_of(report, map, "verified").is_some_and(|verified| verified.value),
        time_limit: time_limit(report, map),
        cache: reader::count_of(report, map, "cache", MOST_CACHE).map_or(0, |cache| cache.value),
        max_size: max_size(report, map),
    };
    let asked = map.get("request");
    let before = report.len();
    if let Some(map) = asked.and_then(|node| reader::map(report, node, &keys::REQUEST)) {
        request(report, map, &mut entry);
    }
    let sound = asked.filter(|_| report.len() == before);
    if let Some(map) = map.get("answer").and_then(|node| reader::map(report, node, &keys::ANSWER)) {
        answer(report, map, &mut entry);
    }
    if let Some(node) = sound {
        asks(report, node.place, &entry);
    }
    Some(entry)
}

fn time_limit(report: &mut Report, map: Map<'_>) -> u32 {
    reader::count_of(report, map, "time_limit", MOST_SECONDS).map_or(SECONDS, |limit| limit.value.max(1))
}

fn max_size(report: &mut Report, map: Map<'_>) -> u64 {
    let Some(Spanned { value, place }) = measures::size_of(report, map, "max_size") else { return SIZE };
    if value > MOST_SIZE {
        report.error(
            "field.bad_limit",
            place,
            Sentence::new("D'une réponse, on lit 1 MB au plus.", "Of an answer at most 1 MB is read."),
            Sentence::new("Choisissez une taille dans cette borne.", "Choose a size within this bound."),
        );
    }
    value.min(MOST_SIZE)
}

fn request(report: &mut Report, map: Map<'_>, entry: &mut SourceEntry) {
    entry.token = reader::yes_no_of(report, map, "token").is_some_and(|token| token.value);
    if let Some(written) = reader::text_of(report, map, "path") {
        let sound = written.text.starts_with('/')
            && !written.text.starts_with("//")
            && !written.text.split('/').any(|segment| matches!(segment, "." | ".."))
            && fixed(&written.text).bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte));
        if !sound {
            report.error(
                "source.bad_request",
                written.place,
                Sentence::new(
                    format!("« {} » n'est pas un chemin.", short(&written.text)),
                    format!("“{}” is not a path.", short(&written.text)),
                ),
                Sentence::new(
                    "Écrivez par exemple « /v4/etablissements/{siret} » ; les paramètres vont dans « query ».",
                    "Write for instance “/v4/etablissements/{siret}”; parameters go into “query”.",
                ),
            );
        }
        entry.path = compiled(report, written);
    }
    for item in map.get("query").map(|node| reader::own_map(report, node)).unwrap_or_default() {
        let (written, words) = match &item.value.content {
            Content::Map(_) => {
                let Some(map) = reader::map(report, &item.value, &keys::PARAMETER) else { continue };
                (reader::text_of(report, map, "text"), pairs(report, map, "words"))
            }
            _ => (reader::text(report, &item.value), Vec::new()),
        };
        if let Some(text) = written.and_then(|written| compiled(report, written)) {
            entry.query.push(ParameterEntry { name: item.key.text.clone(), text, words });
        }
    }
    for (name, value) in written_pairs(report, map, "headers") {
        let sound = !name.text.is_empty()
            && name.text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && value.text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        let ours = ["host", "authorization", "cookie", "connection", "content-length", "transfer-encoding"];
        if !sound || ours.contains(&name.text.to_ascii_lowercase().as_str()) {
            report.error(
                "source.bad_request",
                name.place,
                Sentence::new(
                    format!("« {} » n'est pas un en-tête que la source peut donner.", short(&name.text)),
                    format!("“{}” is not a header that the source may give.", short(&name.text)),
                ),
                Sentence::new(
                    "Retirez-le ; le jeton s'écrit « token: true », et l'exploitant le garde.",
                    "Remove it; the token is written “token: true”, and the operator keeps it.",
                ),
            );
        }
        entry.headers.push((name.text, value.text));
    }
}

/// What is asked hangs on what somebody answered, or typed into the box.
fn asks(report: &mut Report, place: Place, entry: &SourceEntry) {
    let holes = || entry.question().flat_map(|text| text.template.holes());
    let searches = holes().any(|hole| hole.of == Of::Search);
    if entry.search.is_some() && !searches {
        return report.error(
            "source.asks_nothing",
            place,
            Sentence::new(
                "Ce que l'usager tape dans la case de recherche ne part pas avec la question.",
                "What the citizen types into the search box does not go out with the question.",
            ),
            Sentence::new(
                "Écrivez {search} là où il va : query: { q: \"{search}\" }.",
                "Write {search} where it goes: query: { q: \"{search}\" }.",
            ),
        );
    }
    if entry.search.is_none() && searches {
        return report.error(
            "source.asks_nothing",
            place,
            Sentence::new(
                "La question attend ce qui est tapé dans une case de recherche, et il n'y en a pas.",
                "The question waits for what is typed into a search box, and there is none.",
            ),
            Sentence::new("Ajoutez « search: { label: … } ».", "Add “search: { label: … }”."),
        );
    }
    if holes().next().is_some() {
        return;
    }
    let cause = Sentence::new(
        "La question est la même pour tout le monde : aucune réponse de l'usager n'y entre.",
        "The question is the same for everybody: no answer of the citizen goes into it.",
    );
    let cure = Sentence::new(
        "Écrivez une réponse entre accolades, là où elle va : path: \"/v4/etablissements/{siret}\".",
        "Write an answer between braces, where it goes: path: \"/v4/etablissements/{siret}\".",
    );
    if entry.list.is_some() {
        // A list that is the same for everybody can still be chosen from.
        report.warning("source.asks_nothing", place, cause, cure);
    } else {
        report.error("source.asks_nothing", place, cause, cure);
    }
}

/// The text without its answers.
fn fixed(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ if !inside => kept.push(c),
            _ => {}
        }
    }
    kept
}

fn answer(report: &mut Report, map: Map<'_>, entry: &mut SourceEntry) {
    entry.list = reader::text_of(report, map, "list").and_then(|written| pointer(report, &written));
    entry.label = reader::text_of(report, map, "label").and_then(|written| pointer(report, &written));
    entry.only_if = values_of(report, map, "only_if");
    for item in map.get("refused").map(|node| reader::own_map(report, node)).unwrap_or_default() {
        entry.refused.extend(refused(report, &item.key, &item.value));
    }
    for (key, value) in written_pairs(report, map, "same") {
        if let (Some(pointer), Some(text)) = (pointer(report, &key), compiled(report, value)) {
            entry.same.push((pointer, text));
        }
    }
    for item in map.get("gives").map(|node| reader::own_map(report, node)).unwrap_or_default() {
        let (from, or, words) = match &item.value.content {
            Content::Map(_) => {
                let Some(map) = reader::map(report, &item.value, &keys::GIVEN) else { continue };
                let from = reader::texts_of(report, map, "from").unwrap_or_default();
                let or = reader::texts_of(report, map, "or").unwrap_or_default();
                (from, or, pairs(report, map, "words"))
            }
            _ => (reader::text(report, &item.value).into_iter().collect(), Vec::new(), Vec::new()),
        };
        let from = from.iter().filter_map(|written| pointer(report, written)).collect();
        let or = or.iter().filter_map(|written| pointer(report, written)).collect();
        entry.gives.push((item.key.clone(), GivenEntry { from, or, words }));
    }
}

fn refused(report: &mut Report, id: &Written, node: &Node) -> Option<RefusedEntry> {
    let map = reader::map(report, node, &keys::REFUSED)?;
    let date = reader::text_of(report, map, "date").and_then(|written| pointer(report, &written));
    let told_on = reader::text_of(report, map, "told_on");
    let lacks = told_on.as_ref().filter(|told| !told.text.contains("{date}") || date.is_none());
    if let Some(told) = lacks {
        report.error(
            "source.bad_pointer",
            told.place,
            Sentence::new(
                "Cette phrase dit un jour : il y faut {date}, et « date » dit où il est.",
                "This sentence says a day: it holds {date}, and “date” says where it is.",
            ),
            Sentence::new(
                "Écrivez par exemple date: /data/date_fermeture et « fermé depuis le {date} ».",
                "Write for instance date: /data/date_fermeture and “closed since {date}”.",
            ),
        );
    }
    let when = values_of(report, map, "when");
    Some(RefusedEntry { id: id.clone(), when, date, told: reader::text_of(report, map, "told"), told_on })
}

/// Pointers, and the values that they lead to.
fn values_of(report: &mut Report, map: Map<'_>, key: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for item in map.get(key).map(|node| reader::own_map(report, node)).unwrap_or_default() {
        let values: Vec<String> = reader::list(report, &item.value)
            .iter()
            .filter_map(|value| Some(reader::text(report, value)?.text))
            .collect();
        if let Some(pointer) = pointer(report, &item.key) {
            found.push((pointer, values));
        }
    }
    found
}

fn pairs(report: &mut Report, map: Map<'_>, key: &str) -> Vec<(String, String)> {
    written_pairs(report, map, key).into_iter().map(|(key, value)| (key.text, value.text)).collect()
}

fn written_pairs(report: &mut Report, map: Map<'_>, key: &str) -> Vec<(Written, Written)> {
    let entries = map.get(key).map(|node| reader::own_map(report, node)).unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.key.clone(), reader::text(report, &entry.value)?))).collect()
}

/// A JSON pointer (RFC 6901).
fn pointer(report: &mut Report, written: &Written) -> Option<String> {
    if written.text.starts_with('/') {
        return Some(written.text.clone());
    }
    report.error(
        "source.bad_pointer",
        written.place,
        Sentence::new(
            format!("« {} » n'est pas un pointeur JSON.", short(&written.text)),
            format!("“{}” is not a JSON pointer.", short(&written.text)),
        ),
        Sentence::new("Écrivez par exemple « /data/nom ».", "Write for instance “/data/nom”."),
    );
    None
}

fn compiled(report: &mut Report, written: Written) -> Option<Compiled> {
    match Template::parse(&written.text) {
        Ok(template) => Some(Compiled { written, template }),
        Err(fault) => {
            let (fr, en) = match fault {
                Fault::Brace => ("Une accolade n'est pas fermée.", "A brace is not closed."),
                Fault::Name => {
                    ("Entre accolades vient le nom d'une part.", "Between braces stands the name of a part.")
                }
                Fault::Filter => {
                    ("Après « | » vient year, month, day ou words.", "Behind “|” stands year, month, day or words.")
                }
            };
            report.error(
                "source.bad_request",
                written.place,
                Sentence::new(fr, en),
                Sentence::new(
                    "Écrivez par exemple « {siret} », « {nom_usage?} » ou « {naissance.date|year} ».",
                    "Write for instance “{siret}”, “{nom_usage?}” or “{naissance.date|year}”.",
                ),
            );
            None
        }
    }
}
