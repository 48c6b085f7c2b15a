//! Reads the texts as a citizen would: labels that nobody reads to the end, links that say nothing, forms that nobody explains.

use std::collections::BTreeSet;

use super::draft::Draft;
use crate::{
    definition::tree::{Place, Written},
    demarche::Demarche,
    diagnostic::Sentence,
    expression::fold,
};

/// The longest label that is read at a glance, in characters.
const MAX_LABEL: usize = 120;
/// What tells nobody, least of all by ear, where a link leads; without accents and spaces.
const SAYS_NOTHING: &[&str] = &["cliquezici", "cliquerici", "clickhere"];

/// The démarche's own texts; those of a component are read with the component.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    for index in 0..draft.nodes.len() {
        question(draft, index);
    }
    for text in written(draft).into_iter().filter(|text| says_nothing(text)).map(|text| text.place).collect::<Vec<_>>()
    {
        click_here(draft, text);
    }
}

/// The texts of demarche.yaml that citizens read.
fn written<'a>(draft: &Draft<'a>) -> Vec<&'a Written> {
    let procedure = draft.procedure;
    let pages = procedure.pages.iter().flat_map(|page| [&page.title, &page.intro]);
    let settings = procedure
        .pages
        .iter()
        .flat_map(|page| &page.fields)
        .flat_map(|field| [&field.settings.label, &field.settings.hint, &field.settings.message]);
    let stops = procedure.stops.iter().flat_map(|stop| [&stop.title, &stop.text]);
    let rules = procedure.rules.iter().map(|rule| &rule.message);
    let head = [&procedure.summary, &procedure.next_steps, &procedure.receipt_note, &procedure.attestation];
    let texts = pages.chain(settings).chain(stops).chain(rules).chain(head).flatten();
    let links = procedure.stops.iter().filter_map(|stop| stop.link.as_ref()).map(|(_, label)| label);
    texts.chain(links).chain(&procedure.needs).collect()
}

/// Every text that is the démarche's own, with its place: of demarche.yaml, and the labels and hints of its schema. Each once.
pub(super) fn texts(draft: &Draft<'_>) -> Vec<(Place, String)> {
    let mut found: Vec<(Place, String)> =
        written(draft).into_iter().map(|text| (text.place, text.text.clone())).collect();
    let mut known: BTreeSet<String> = found.iter().map(|(_, text)| text.clone()).collect();
    for (node, origin) in draft.nodes.iter().zip(&draft.origins).filter(|(node, _)| node.component.is_none()) {
        let texts = [Some(&node.title), node.hint.as_ref()];
        for text in texts.into_iter().flatten().filter(|text| !text.fr.is_empty()) {
            if known.insert(text.fr.to_string()) {
                found.push((origin.place, text.fr.to_string()));
            }
        }
    }
    found
}

fn question(draft: &mut Draft<'_>, index: usize) {
    let (node, origin) = (&draft.nodes[index], &draft.origins[index]);
    let Some(field) = node.field() else { return };
    let (path, place) = (node.path.clone(), origin.listed.unwrap_or(origin.place));
    let length = node.title.fr.chars().count();
    // What is attested is a sentence by nature.
    if length > MAX_LABEL && field.field_type.name() != "attestation" {
        draft.report.warning(
            "wording.long_label",
            place,
            Sentence::new(
                format!("Le libellé de « {path} » a {length} caractères : personne ne le lit d'un coup d'œil."),
                format!("The label of “{path}” has {length} characters: nobody reads it at a glance."),
            ),
            Sentence::new(
                format!("Restez sous {MAX_LABEL} caractères, et dites le reste dans l'aide (hint)."),
                format!("Keep below {MAX_LABEL} characters, and say the rest in the help (hint)."),
            ),
        );
    }
    let node = &draft.nodes[index];
    let unexplained = node
        .field()
        .and_then(|field| field.pattern.as_ref())
        .is_some_and(|pattern| pattern.message.is_none() && node.hint.is_none());
    // A component that checks a form says so in words of its own.
    if unexplained && node.component.is_none() {
        draft.report.warning(
            "wording.no_hint",
            place,
            Sentence::new(
                format!("« {path} » demande une forme précise et ne dit pas laquelle."),
                format!("“{path}” demands an exact form and does not say which."),
            ),
            Sentence::new(
                "Ajoutez une aide avec un exemple : « hint: Par exemple … ».",
                "Add a help with an example: “hint: For instance …”.",
            ),
        );
    }
}

fn says_nothing(written: &Written) -> bool {
    // Cut word by word, so that a long text is folded whole.
    let words: Vec<String> = written.text.split_whitespace().map(fold).collect();
    words.windows(2).any(|pair| SAYS_NOTHING.contains(&pair.concat().as_str()))
}

fn click_here(draft: &mut Draft<'_>, place: Place) {
    draft.report.warning(
        "wording.click_here",
        place,
        Sentence::new(
            "« Cliquez ici » ne dit pas où mène le lien, surtout à qui l'écoute.",
            "“Click here” does not say where the link leads, least of all to who listens to it.",
        ),
        Sentence::new(
            "Dites ce que l'on trouve derrière : « Trouver sa mairie ».",
            "Say what is found behind it: “Find your town hall”.",
        ),
    );
}
