//! Reads `scenarios/*.yaml` as written.

use jiff::civil::Date;

use super::{
    keys,
    reader::{self, Map},
    report::Report,
    tree::{Content, Entry, Node, Place, Spanned, Written},
};
use crate::{
    check::ANSWER_CODES,
    diagnostic::Sentence,
    expression::nearest,
    scenario::{sources::CAME, verdicts::VERDICTS},
    text::Language,
};

/// A scenario as written.
#[derive(Debug)]
pub struct ScenarioEntry {
    /// The file's first place.
    pub place: Place,
    /// What it shows.
    pub title: Option<Written>,
    /// The day of the test.
    pub today: Option<Date>,
    /// Of the recap.
    pub language: Language,
    /// Changes the made-up answers.
    pub seed: u64,
    /// Whether answers are made up.
    pub fill: bool,
    /// What the vault holds, by its name.
    pub vault: Vec<Entry>,
    /// The answers given.
    pub answers: Option<Node>,
    /// The plugins that do not answer, by their paths.
    pub unavailable: Vec<Written>,
    /// The recipients that are not connected, by their ids.
    pub unconnected: Vec<Written>,
    /// What sources answer.
    pub sources: Vec<RecordedEntry>,
    /// What must happen.
    pub expect: Expectation,
}

/// `expect` as written.
#[derive(Debug, Default)]
pub struct Expectation {
    /// Where it stands.
    pub place: Place,
    /// All problems.
    pub problems: Option<Spanned<Vec<ExpectedProblem>>>,
    /// All warnings.
    pub warnings: Option<Spanned<Vec<ExpectedProblem>>>,
    /// No problem.
    pub no_problems: Option<Spanned<bool>>,
    /// The visible pages.
    pub pages: Option<Spanned<Vec<Written>>>,
    /// Computed values.
    pub computed: Vec<Entry>,
    /// Passages of the recap.
    pub recap_contains: Vec<Written>,
    /// What the recap lacks.
    pub recap_lacks: Vec<Written>,
    /// All recipients.
    pub recipients: Option<Spanned<Vec<ExpectedRecipient>>>,
    /// The stop reached.
    pub stop: Option<Written>,
    /// The file that holds what a recipient gets, by the recipient's id.
    pub payloads: Vec<(Written, Written)>,
    /// The file that holds the whole recap.
    pub recap: Option<Written>,
    /// The file that holds the receipt's text.
    pub receipt: Option<Written>,
    /// What a plugin says, by the id of the rule that it decides.
    pub plugins: Vec<(Written, Spanned<&'static str>)>,
    /// What the citizen sees of a source, by its field, or its field and its id.
    pub sources: Vec<(Written, Spanned<&'static str>)>,
}

/// What a source answers, as written.
#[derive(Debug)]
pub struct RecordedEntry {
    /// Where it stands.
    pub place: Place,
    /// The field whose component has the source.
    pub at: Written,
    /// The source's id.
    pub source: Option<Written>,
    /// What is typed into its box.
    pub search: Option<Written>,
    /// The HTTP status.
    pub status: Option<Spanned<u32>>,
    /// The body.
    pub body: Option<RecordedBody>,
    /// Whether it does not answer.
    pub unavailable: Option<Spanned<bool>>,
    /// The result that is taken, from 1.
    pub choose: Option<Spanned<u32>>,
}

/// The body of what a source answers.
#[derive(Debug)]
pub enum RecordedBody {
    /// A file of the folder.
    File(Written),
    /// Written in place.
    Inline(serde_json::Value),
}

/// A problem that is expected.
#[derive(Debug, Clone)]
pub struct ExpectedProblem {
    /// Where it stands.
    pub place: Place,
    /// The field; rows by their number (`vehicules.0.plaque`) or left out.
    pub at: Written,
    /// The rule's id.
    pub rule: Option<Written>,
    /// The code.
    pub code: Option<&'static str>,
}

/// What a recipient is expected to receive.
#[derive(Debug, Clone)]
pub struct ExpectedRecipient {
    /// Its id.
    pub id: Written,
    /// Received.
    pub with: Vec<Written>,
    /// Not received.
    pub without: Vec<Written>,
}

/// Reads the file's tree.
pub fn read(report: &mut Report, root: &Node) -> Option<ScenarioEntry> {
    let map = reader::map(report, root, &keys::SCENARIO)?;
    let today = day(report, map);
    let language = reader::one_of_key(report, map, "language", &["fr", "en"])
        .and_then(|language| Language::from_tag(language.value))
        .unwrap_or_default();
    let expect = map.get("expect").and_then(|node| expectation(report, node))?;
    for node in [map.get("answers"), map.get("vault")].into_iter().flatten() {
        reader::must_quote_all(report, node);
    }
    let vault = map.get("vault").map(|node| reader::own_map(report, node).to_vec()).unwrap_or_default();
    Some(ScenarioEntry {
        place: root.place,
        title: reader::text_of(report, map, "title"),
        today,
        language,
        seed: reader::count_of(report, map, "seed", u32::MAX).map_or(1, |seed| u64::from(seed.value)),
        fill: reader::yes_no_of(report, map, "fill").is_none_or(|fill| fill.value),
        vault,
        answers: map.get("answers").cloned(),
        unavailable: reader::texts_of(report, map, "unavailable").unwrap_or_default(),
        unconnected: reader::texts_of(report, map, "unconnected").unwrap_or_default(),
        sources: recorded(report, map),
        expect,
    })
}

fn recorded(report: &mut Report, map: Map<'_>) -> Vec<RecordedEntry> {
    let items = reader::list_of(report, map, "sources").unwrap_or_default();
    items.iter().filter_map(|item| recorded_answer(report, item)).collect()
}

fn recorded_answer(report: &mut Report, node: &Node) -> Option<RecordedEntry> {
    let map = reader::map(report, node, &keys::RECORDED)?;
    let body = map.get("body").and_then(|body| match &body.content {
        Content::Scalar(_) => reader::text(report, body).map(RecordedBody::File),
        Content::List(_) | Content::Map(_) => {
            reader::must_quote_all(report, body);
            Some(RecordedBody::Inline(body.to_json()))
        }
    });
    Some(RecordedEntry {
        place: node.place,
        at: reader::text_of(report, map, "at")?,
        source: reader::id_of(report, map, "source"),
        search: reader::text_of(report, map, "search"),
        status: reader::count_of(report, map, "status", 599),
        body,
        unavailable: reader::yes_no_of(report, map, "unavailable"),
        choose: reader::count_of(report, map, "choose", 100),
    })
}

/// The day of a test.
pub(super) fn day(report: &mut Report, map: Map<'_>) -> Option<Date> {
    let written = reader::text_of(report, map, "today")?;
    let date = written.text.parse::<Date>().ok();
    if date.is_none() {
        report.error(
            "scenario.bad_date",
            written.place,
            Sentence::new("Ce n'est pas une date.", "This is not a date."),
            Sentence::new("Écrivez par exemple « 2026-03-01 ».", "Write for instance “2026-03-01”."),
        );
    }
    date
}

fn expectation(report: &mut Report, node: &Node) -> Option<Expectation> {
    let map = reader::map(report, node, &keys::EXPECT)?;
    let mut expect = Expectation { place: node.place, ..Expectation::default() };
    if let Some(node) = map.get("problems") {
        let value = reader::list(report, node).iter().filter_map(|item| expected_problem(report, item)).collect();
        expect.problems = Some(Spanned { value, place: node.place });
    }
    if let Some(node) = map.get("warnings") {
        let value = reader::list(report, node).iter().filter_map(|item| expected_problem(report, item)).collect();
        expect.warnings = Some(Spanned { value, place: node.place });
    }
    expect.no_problems = reader::yes_no_of(report, map, "no_problems");
    if let Some(node) = map.get("pages") {
        let value = reader::list(report, node).iter().filter_map(|item| reader::text(report, item)).collect();
        expect.pages = Some(Spanned { value, place: node.place });
    }
    if let Some(node) = map.get("computed") {
        expect.computed = reader::own_map(report, node).to_vec();
    }
    expect.recap_contains = reader::texts_of(report, map, "recap_contains").unwrap_or_default();
    expect.recap_lacks = reader::texts_of(report, map, "recap_lacks").unwrap_or_default();
    expect.stop = reader::id_of(report, map, "stop");
    if let Some(node) = map.get("payloads") {
        for entry in reader::own_map(report, node) {
            if let Some(file) = reader::text(report, &entry.value) {
                expect.payloads.push((entry.key.clone(), file));
            }
        }
    }
    expect.recap = reader::text_of(report, map, "recap");
    expect.receipt = reader::text_of(report, map, "receipt");
    if let Some(node) = map.get("plugins") {
        for entry in reader::own_map(report, node) {
            if let Some(verdict) = reader::one_of(report, &entry.value, VERDICTS) {
                expect.plugins.push((entry.key.clone(), verdict));
            }
        }
    }
    if let Some(node) = map.get("sources") {
        for entry in reader::own_map(report, node) {
            if let Some(came) = reader::one_of(report, &entry.value, CAME) {
                expect.sources.push((entry.key.clone(), came));
            }
        }
    }
    if let Some(node) = map.get("recipients") {
        let mut value = Vec::new();
        for entry in reader::own_map(report, node) {
            let mut expected = ExpectedRecipient { id: entry.key.clone(), with: Vec::new(), without: Vec::new() };
            if !entry.value.is_nothing()
                && let Some(map) = reader::map(report, &entry.value, &keys::EXPECTED_RECIPIENT)
            {
                expected.with = reader::texts_of(report, map, "with").unwrap_or_default();
                expected.without = reader::texts_of(report, map, "without").unwrap_or_default();
            }
            value.push(expected);
        }
        expect.recipients = Some(Spanned { value, place: node.place });
    }
    Some(expect)
}

fn expected_problem(report: &mut Report, node: &Node) -> Option<ExpectedProblem> {
    let map = reader::map(report, node, &keys::EXPECTED_PROBLEM)?;
    Some(ExpectedProblem {
        place: node.place,
        at: reader::text_of(report, map, "at")?,
        rule: reader::text_of(report, map, "rule"),
        code: map.get("code").and_then(|node| problem_code(report, node)).map(|code| code.value),
    })
}

/// The code of a problem. One that no answer ever gets is told: its end alone, the id of a rule.
pub(super) fn problem_code(report: &mut Report, node: &Node) -> Option<Spanned<&'static str>> {
    let Some(written) = node.scalar().filter(|written| !ANSWER_CODES.contains(&&*written.text)) else {
        return reader::one_of(report, node, ANSWER_CODES);
    };
    let meant = ANSWER_CODES
        .iter()
        .find(|code| code.rsplit('.').next() == Some(&written.text))
        .map(|code| (*code).to_owned())
        .or_else(|| nearest(&written.text, ANSWER_CODES.iter().copied()));
    let cure = match meant {
        Some(meant) => Sentence::new(format!("Vouliez-vous écrire « {meant} » ?"), format!("Did you mean “{meant}”?")),
        None => Sentence::new(
            "Un code commence par « answer. » : answer.required, answer.rule … ; la référence des fautes les donne tous. Une règle s'attend par « rule: » et son identifiant.",
            "A code begins with “answer.”: answer.required, answer.rule …; the reference of faults has them all. A rule is expected by “rule:” and its id.",
        ),
    };
    report.error(
        "definition.unknown_word",
        written.place,
        Sentence::new(
            format!("« {} » n'est le code d'aucune faute d'une réponse.", reader::short(&written.text)),
            format!("“{}” is the code of nothing that can be wrong with an answer.", reader::short(&written.text)),
        ),
        cure,
    );
    None
}
