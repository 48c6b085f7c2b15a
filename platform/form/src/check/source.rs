//! Lays sources over the démarche: what it left out of a component, no source asks for or gives.

use std::rc::Rc;

use super::draft::Draft;
use crate::{
    definition::{reader::short, source::SourceEntry, tree::Written},
    demarche::NodeKind,
    diagnostic::Sentence,
    path,
    source::{DataSource, Given, Parameter, Refusal, template::Of},
    text::Text,
};

/// A source, at the place where a démarche uses it.
#[derive(Debug, Clone)]
pub(super) struct PlacedSource {
    pub(super) mount: String,
    pub(super) texts: usize,
    pub(super) id: String,
    pub(super) entry: Rc<SourceEntry>,
    /// What the démarche says it is about.
    pub(super) about: Option<Written>,
    /// Whether it is the démarche's own, beside a question.
    pub(super) beside: bool,
}

/// Every source that can be asked.
pub(super) fn all(draft: &mut Draft<'_>) -> Vec<DataSource> {
    let entries = std::mem::take(&mut draft.sources);
    entries.iter().filter_map(|from| source(draft, from)).collect()
}

fn source(draft: &mut Draft<'_>, from: &PlacedSource) -> Option<DataSource> {
    let entry = &from.entry;
    let mut text = |suffix: &str, written: &Option<Written>| {
        let own = format!("sources.{}.{suffix}", from.id);
        let key = if from.beside { own.clone() } else { format!("fields.{}.{own}", from.mount) };
        written.as_ref().map(|written| draft.component_text(&key, from.texts, &own, written))
    };
    let name = text("name", &entry.name).unwrap_or_default();
    let told = text("told", &entry.told).unwrap_or_default();
    let button = text("button", &entry.button).unwrap_or_default();
    let search = entry.search.as_ref().map(|(label, hint)| -> (Text, Option<Text>) {
        (text("search.label", label).unwrap_or_default(), text("search.hint", hint))
    });
    let refused: Vec<Refusal> = entry
        .refused
        .iter()
        .map(|refused| Refusal {
            id: refused.id.text.clone(),
            when: refused.when.clone(),
            date: refused.date.clone(),
            told: text(&format!("refused.{}.told", refused.id.text), &refused.told).unwrap_or_default(),
            told_on: text(&format!("refused.{}.told_on", refused.id.text), &refused.told_on),
        })
        .collect();
    // Of a component, a group alone has a place where a source can stand.
    let id = draft.id_at(&from.mount).filter(|id| from.beside || matches!(draft.node(*id).kind, NodeKind::Group))?;
    let mut found = DataSource {
        id: from.id.clone(),
        mount: draft.node(id).path.clone(),
        beside: from.beside,
        about: None,
        askable: true,
        partner: entry.partner.as_ref()?.text.clone(),
        name,
        told,
        button,
        search,
        path: entry.path.as_ref()?.template.clone(),
        query: entry
            .query
            .iter()
            .map(|parameter| Parameter {
                name: parameter.name.clone(),
                text: parameter.text.template.clone(),
                words: parameter.words.clone(),
            })
            .collect(),
        headers: entry.headers.clone(),
        token: entry.token,
        time_limit: entry.time_limit,
        cache: entry.cache,
        max_size: entry.max_size,
        list: entry.list.clone(),
        label: entry.label.clone(),
        only_if: entry.only_if.clone(),
        same: entry.same.iter().map(|(pointer, text)| (pointer.clone(), text.template.clone())).collect(),
        refused,
        gives: entry
            .gives
            .iter()
            .map(|(part, given)| {
                (
                    part.text.clone(),
                    Given { from: given.from.clone(), or: given.or.clone(), words: given.words.clone() },
                )
            })
            .collect(),
        verified: entry.verified,
    };
    if found.reads().any(|of| matches!(of, Of::About(_))) {
        found.about = about(draft, from, &found);
        found.askable = found.about.is_some();
    }
    let left_out = |part: &str| draft.id_at(&found.part(&found.mount, part)).is_none();
    let askable = found.reads().all(|of| !matches!(of, Of::Part(part) if left_out(part)));
    let useful = found.gives.iter().any(|(part, _)| !left_out(part));
    found.askable &= askable && useful;
    Some(found)
}

/// What the source is about, where the démarche says it and the answers that the question needs are there.
fn about(draft: &mut Draft<'_>, from: &PlacedSource, source: &DataSource) -> Option<String> {
    let written = from.about.as_ref()?;
    super::assemble::find(draft, written)?;
    let lacking: Vec<&str> = source
        .templates()
        .flat_map(crate::source::template::Template::holes)
        .filter_map(|hole| match &hole.of {
            Of::About(part) if !hole.optional => Some(part.as_str()),
            _ => None,
        })
        .filter(|part| draft.id_at(&path::join(&written.text, part)).is_none_or(|id| draft.node(id).field().is_none()))
        .collect();
    if lacking.is_empty() {
        return Some(written.text.clone());
    }
    let lacking = lacking.join(", ");
    draft.report.error(
        "source.about",
        written.place,
        Sentence::new(
            format!("« {} » n'a pas ce que la source demande : {lacking}.", short(&written.text)),
            format!("“{}” does not have what the source asks for: {lacking}.", short(&written.text)),
        ),
        Sentence::new(
            "Nommez une réponse qui a ces parts, ou retirez « about » : tout se saisit alors à la main.",
            "Name an answer that has these parts, or remove “about”: everything is then typed by hand.",
        ),
    );
    None
}
