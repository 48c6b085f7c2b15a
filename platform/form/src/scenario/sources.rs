//! Plays what sources answered: it is recorded in the scenario and read as the desk reads it. Nobody is asked.

use crate::{
    bundle::Bundle,
    definition::{
        reader::short,
        report::Report,
        scenario::{Expectation, RecordedBody, RecordedEntry, ScenarioEntry},
        tree::{Place, Written},
    },
    demarche::Demarche,
    diagnostic::Sentence,
    path,
    source::{self, DataSource, Outcome, Search},
    state::{Facts, State},
};

use super::{compare::failure, fill::Given, names};

/// What authors may write of what the citizen sees of a source.
pub(crate) const CAME: &[&str] = &["choices", "later", "missing", "nothing", "refused", "taken", "unavailable"];

/// What came of a source that a scenario played.
pub(super) struct Came {
    /// The field as the scenario names it.
    at: String,
    /// The source's id.
    id: String,
    /// One of [`CAME`].
    came: &'static str,
}

fn came(outcome: Option<&Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Choices { .. }) => "choices",
        Some(Outcome::Taken { .. }) => "taken",
        Some(Outcome::Missing { .. }) => "missing",
        Some(Outcome::Refused { .. }) => "refused",
        Some(Outcome::Unavailable { later: true }) => "later",
        Some(Outcome::Unavailable { later: false } | Outcome::TooOften) => "unavailable",
        Some(Outcome::Before | Outcome::Nothing) | None => "nothing",
    }
}

/// Tells what of the recorded answers this démarche cannot play.
pub(super) fn check(report: &mut Report, demarche: &Demarche, bundle: &Bundle, entry: &ScenarioEntry) {
    for recorded in &entry.sources {
        let Some(source) = named(report, demarche, &recorded.at, recorded.source.as_ref()) else { continue };
        if let Some(search) = recorded.search.as_ref().filter(|_| source.search.is_none()) {
            fault(
                report,
                search.place,
                (
                    "Cette source n'a pas de case où taper.".to_owned(),
                    "This source has no box to type into.".to_owned(),
                ),
                (
                    "Retirez « search » : elle interroge avec les réponses.",
                    "Remove “search”: it asks with the answers.",
                ),
            );
        }
        let silent = recorded.unavailable.filter(|silent| silent.value);
        if let Some(silent) = silent.filter(|_| recorded.status.is_some() || recorded.body.is_some()) {
            fault(
                report,
                silent.place,
                (
                    "Une source qui ne répond pas n'a ni état ni corps.".to_owned(),
                    "A source that does not answer has neither status nor body.".to_owned(),
                ),
                ("Gardez l'un ou l'autre.", "Keep the one or the other."),
            );
        }
        if let Some(status) = recorded.status.filter(|status| status.value < 200) {
            let number = status.value;
            fault(
                report,
                status.place,
                (format!("{number} n'est pas l'état d'une réponse."), format!("{number} is no status of an answer.")),
                ("Écrivez par exemple 200, 404 ou 503.", "Write for instance 200, 404 or 503."),
            );
        }
        if let Some(RecordedBody::File(file)) = &recorded.body {
            names::inside(report, file, ".json");
            if bundle.text(&file.text).is_none() {
                fault(
                    report,
                    file.place,
                    (
                        format!("« {} » n'existe pas, ou n'est pas lisible.", short(&file.text)),
                        format!("“{}” does not exist, or cannot be read.", short(&file.text)),
                    ),
                    (
                        "Enregistrez-y la réponse de la source, sans les données d'une vraie personne.",
                        "Record there what the source answers, without the data of a real person.",
                    ),
                );
            }
        }
    }
    for (key, _) in &entry.expect.sources {
        let (at, id) = split(&key.text);
        let known = |recorded: &&RecordedEntry| {
            let wanted = recorded.source.as_ref().map(|source| source.text.as_str());
            recorded.at.text == at && id.is_none_or(|id| wanted.is_none_or(|wanted| wanted == id))
        };
        if entry.sources.iter().find(known).is_none() {
            fault(
                report,
                key.place,
                (
                    format!("« {} » n'a pas de réponse enregistrée dans cet essai.", short(&key.text)),
                    format!("“{}” has no recorded answer in this test.", short(&key.text)),
                ),
                ("Ajoutez-la à « sources ».", "Add it to “sources”."),
            );
        }
    }
}

/// `organisme:entreprise` as field and source.
fn split(key: &str) -> (&str, Option<&str>) {
    key.rsplit_once(':').map_or((key, None), |(at, id)| (at, Some(id)))
}

/// A path without the numbers of its rows.
fn schema_path(at: &str) -> String {
    let segments = at.split('.').filter(|segment| segment.parse::<usize>().is_err());
    segments.collect::<Vec<_>>().join(".")
}

fn of<'d>(demarche: &'d Demarche, at: &str) -> Vec<&'d DataSource> {
    let mount = schema_path(at);
    demarche.sources.iter().filter(|source| source.askable && source.mount == mount).collect()
}

/// The source that a recorded answer is of.
fn found<'d>(demarche: &'d Demarche, at: &Written, id: Option<&Written>) -> Option<&'d DataSource> {
    let sources = of(demarche, &at.text);
    match id {
        Some(id) => sources.into_iter().find(|source| source.id == id.text),
        None => (sources.len() == 1).then(|| sources[0]),
    }
}

/// The source that a recorded answer is of; where there is none, that is told.
fn named<'d>(
    report: &mut Report,
    demarche: &'d Demarche,
    at: &Written,
    id: Option<&Written>,
) -> Option<&'d DataSource> {
    let source = found(demarche, at, id);
    if source.is_some() {
        return source;
    }
    let ids: Vec<&str> = of(demarche, &at.text).iter().map(|source| source.id.as_str()).collect();
    if !ids.is_empty() {
        let list = ids.join(", ");
        let place = id.map_or(at.place, |id| id.place);
        fault(
            report,
            place,
            (format!("Ce champ a ces sources : {list}."), format!("This field has these sources: {list}.")),
            ("Nommez l'une d'elles par « source ».", "Name one of them by “source”."),
        );
        return None;
    }
    let mut fields: Vec<&str> =
        demarche.sources.iter().filter(|source| source.askable).map(|source| source.mount.as_str()).collect();
    fields.dedup();
    let (fr, en) = if fields.is_empty() {
        ("La démarche n'en a pas : retirez cette clé.".to_owned(), "The démarche has none: remove this key.".to_owned())
    } else {
        let list = fields.join(", ");
        (format!("Ces champs en ont : {list}."), format!("These fields have one: {list}."))
    };
    report.error(
        "scenario.source",
        at.place,
        Sentence::new(
            format!("« {} » n'a pas de source qui puisse être interrogée.", short(&at.text)),
            format!("“{}” has no source that can be asked.", short(&at.text)),
        ),
        Sentence::new(fr, en),
    );
    None
}

fn fault(report: &mut Report, place: Place, (fr, en): (String, String), cure: (&str, &str)) {
    report.error("scenario.source", place, Sentence::new(fr, en), Sentence::new(cure.0, cure.1));
}

/// Asks each source with the answers so far, and takes what the scenario says that it answers.
pub(super) fn play(
    report: &mut Report,
    demarche: &Demarche,
    bundle: &Bundle,
    entry: &ScenarioEntry,
    given: &mut Given,
    facts: &Facts<'_>,
) -> Vec<Came> {
    let mut all = Vec::new();
    for recorded in &entry.sources {
        let Some(source) = found(demarche, &recorded.at, recorded.source.as_ref()) else { continue };
        let at = with_row_ids(given, &recorded.at.text);
        let typed = recorded.search.as_ref().map(|search| search.text.clone()).unwrap_or_default();
        let (outcome, mark) = {
            let state = State::new(demarche, &given.answers, facts);
            if !state.visible(&at) {
                failure(
                    report,
                    "scenario.sources",
                    recorded.at.place,
                    format!("« {} » n'est pas montré : personne n'y interroge une source.", recorded.at.text),
                    format!("“{}” is not shown: nobody asks a source there.", recorded.at.text),
                );
                continue;
            }
            match source::ask(&state, source, &at, &typed) {
                Err(paths) => (Outcome::Missing { paths }, String::new()),
                Ok(asked) => (answered(&state, source, &at, &typed, recorded, bundle), asked.mark),
            }
        };
        let search = Search { typed, mark, outcome, at: facts.now };
        source::keep(demarche, &mut given.answers, &at, &source.id, search, facts);
        let key = source.key(&at);
        let choose = recorded.choose.map_or(1, |choose| choose.value);
        let offers = matches!(given.answers.search(&key).map(|held| &held.outcome), Some(Outcome::Choices { .. }));
        if let Some(index) = (choose as usize).checked_sub(1).filter(|_| offers)
            && !source::choose(demarche, &mut given.answers, &at, &source.id, index, facts)
        {
            failure(
                report,
                "scenario.sources",
                recorded.choose.map_or(recorded.place, |choose| choose.place),
                format!("« {} » n'a pas tant de résultats.", recorded.at.text),
                format!("“{}” has not so many results.", recorded.at.text),
            );
        }
        let outcome = given.answers.search(&key).map(|held| &held.outcome);
        all.push(Came { at: recorded.at.text.clone(), id: source.id.clone(), came: came(outcome) });
    }
    all
}

fn answered(
    state: &State<'_>,
    source: &DataSource,
    at: &str,
    typed: &str,
    recorded: &RecordedEntry,
    bundle: &Bundle,
) -> Outcome {
    let silent = Outcome::Unavailable { later: false };
    if recorded.unavailable.is_some_and(|silent| silent.value) {
        return silent;
    }
    let inline;
    let body = match &recorded.body {
        None => "",
        Some(RecordedBody::File(file)) => bundle.text(&file.text).unwrap_or_default(),
        Some(RecordedBody::Inline(json)) => {
            inline = json.to_string();
            &inline
        }
    };
    // As much is read of a real one.
    if body.len() as u64 > source.max_size {
        return silent;
    }
    let status = recorded.status.and_then(|status| u16::try_from(status.value).ok()).unwrap_or(200);
    source::read(state, source, at, typed, status, body.as_bytes())
}

/// `lieux.0.adresse` as the answer path.
fn with_row_ids(given: &Given, written: &str) -> String {
    let mut at = String::new();
    for segment in written.split('.') {
        let row = segment.parse::<usize>().ok().and_then(|number| given.answers.rows(&at).get(number).cloned());
        at = path::join(&at, row.as_deref().unwrap_or(segment));
    }
    at
}

/// Tells each source of which the citizen sees something else than expected.
pub(super) fn compare(report: &mut Report, expect: &Expectation, all: &[Came]) {
    for (key, wanted) in &expect.sources {
        let (at, id) = split(&key.text);
        // The last answer of a source that was asked twice counts.
        let last = all.iter().rev().find(|came| came.at == at && id.is_none_or(|id| came.id == id));
        let Some(found) = last.map(|came| came.came).filter(|found| *found != wanted.value) else { continue };
        let wanted = wanted.value;
        failure(
            report,
            "scenario.sources",
            key.place,
            format!("La source de « {} » : attendu {wanted}, trouvé {found}.", key.text),
            format!("The source of “{}”: expected {wanted}, found {found}.", key.text),
        );
    }
}
