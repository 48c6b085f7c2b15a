//! `/dev/atelier`: the workshop of `guichet dev`, where an author sees every state of a démarche without filling it in; nowhere else.

use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{Html, IntoResponse, Response},
};
use desk::{Checked, OnBench, Supposed};
use form::{
    expression::{Gives, Part, Why},
    text::Language,
    workshop::{self, PageState},
};
use pages::page::{
    Link,
    journey::{FormPage, RecapPage, RecapRecipient},
    workshop::{
        Bench, Choice, Frame, ProbeFault, ProbeLink, ProbedPart, SentCase, Supposition, Workshop, WorkshopPage,
        WorkshopProbe, WorkshopSent,
    },
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use words::Words;

use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::session::{Visit, encode},
    middleware::headers::{FRAMED, FRAMING},
};

/// The widths of frames, the narrowest first.
const WIDTHS: &[&str] = &["telephone", "tablette", "ecran"];
/// How the generated walk is chosen.
const WALK: &str = "parcours";
/// How a draft is chosen.
const DRAFT: &str = "brouillon";
/// What stands before the name of a scenario.
const SCENARIO: &str = "scenario:";

/// What a page of the workshop is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    langue: String,
    #[serde(default)]
    largeur: String,
    #[serde(default)]
    etat: String,
    /// Which answers: the walk, a scenario, the draft.
    #[serde(default)]
    reponses: String,
    /// The token of a draft.
    #[serde(default)]
    brouillon: String,
    #[serde(default)]
    expression: String,
    /// The schema path where the expression stands.
    #[serde(default)]
    ou: String,
}

/// Only an author at work comes here.
fn open(app: &App) -> Result<(), ServerError> {
    if app.config().sources.watch { Ok(()) } else { Err(ServerError::NotFound) }
}

fn address(id: &str, rest: &str) -> String {
    format!("/dev/atelier/{id}{rest}")
}

/// The workshop of the page at this address of the site, for the band above it.
pub(crate) fn of(path: &str) -> Option<String> {
    let rest = path.strip_prefix("/demarches/")?;
    let mut parts = rest.split(['/', '?']);
    let id = parts.next()?;
    Some(match (parts.next(), parts.next()) {
        (Some("d"), Some(token)) => address(id, &format!("?brouillon={}", encode(token))),
        _ => address(id, ""),
    })
}

fn bench(visit: &Visit, found: &OnBench, asked: &Asked) -> Bench {
    let id = &found.served.demarche.id;
    let draft =
        if asked.brouillon.is_empty() { String::new() } else { format!("?brouillon={}", encode(&asked.brouillon)) };
    Bench {
        demarche: chrome::head(&found.served.demarche, visit.language),
        states_href: address(id, &draft),
        sent_href: address(id, &format!("/envoi{draft}")),
        probe_href: address(id, &format!("/expression{draft}")),
        stamp_href: address(id, "/empreinte"),
    }
}

/// The language asked for, else that of the visit.
fn language(asked: &Asked, visit: &Visit) -> Language {
    Language::from_tag(&asked.langue).unwrap_or(visit.language)
}

/// A page that holds frames of ours.
fn framing(page: Html<String>) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, FRAMING)], page).into_response()
}

/// A page that stands in such a frame.
fn framed(page: Html<String>) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, FRAMED)], page).into_response()
}

/// The answers that are asked for.
async fn supposed(app: &App, visit: &Visit, bench: &OnBench, asked: &Asked) -> Result<Supposed, ServerError> {
    if let Some(name) = asked.reponses.strip_prefix(SCENARIO) {
        return Ok(app.desk().scenario(bench, name).await?);
    }
    if asked.reponses == DRAFT || (asked.reponses.is_empty() && !asked.brouillon.is_empty()) {
        let fill = app.desk().fill_for(&asked.brouillon, visit.person.as_ref()).await?;
        if fill.draft.demarche == bench.served.demarche.id {
            return Ok(Supposed { answers: fill.answers, today: None });
        }
    }
    Ok(app.desk().ways(bench).await?.into_iter().next().unwrap_or_default())
}

fn supposition(bench: &OnBench, asked: &Asked, language: Language) -> Supposition {
    let words = Words::shared();
    let tag = language.tag();
    let has_draft = !asked.brouillon.is_empty();
    let chosen = if asked.reponses.is_empty() && has_draft { DRAFT } else { &asked.reponses };
    let option = |value: String, label: String| Choice { chosen: value == chosen, value, label };
    let mut options = vec![option(WALK.to_owned(), words.get(tag, "workshop-answers-walk", &[]))];
    if has_draft {
        options.push(option(DRAFT.to_owned(), words.get(tag, "workshop-answers-draft", &[])));
    }
    let names = bench.files.files.keys().filter_map(|path| path.strip_prefix("scenarios/")?.strip_suffix(".yaml"));
    options.extend(names.map(|name| {
        option(format!("{SCENARIO}{name}"), words.get(tag, "workshop-answers-scenario", &[("name", name.into())]))
    }));
    Supposition { options, draft: asked.brouillon.clone() }
}

/// The part of an address that asks for the same answers again.
fn same_answers(asked: &Asked, language: Language) -> String {
    format!("?langue={}&reponses={}&brouillon={}", language.tag(), encode(&asked.reponses), encode(&asked.brouillon))
}

/// GET: every page of a démarche.
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, ServerError> {
    open(&app)?;
    let found = app.desk().on_bench(&id).await?;
    let pages = found.served.demarche.pages.iter().map(|page| Link {
        label: page.title.get(visit.language).to_owned(),
        href: address(&id, &format!("/page/{}", page.id)),
    });
    let page = Workshop {
        chrome: chrome::around(&app, &visit, address(&id, "")),
        bench: bench(&visit, &found, &asked),
        pages: pages.collect(),
    };
    Ok(app.draw(&page)?.into_response())
}

/// GET: one page in all states.
pub(crate) async fn page(
    State(app): State<App>,
    Path((id, page)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, ServerError> {
    open(&app)?;
    let found = app.desk().on_bench(&id).await?;
    let demarche = &found.served.demarche;
    let (index, shown) = demarche.page(&page).ok_or(ServerError::NotFound)?;
    let shown_in = language(&asked, &visit);
    let width = WIDTHS.iter().find(|width| **width == asked.largeur).copied().unwrap_or(WIDTHS[0]);
    let here = address(&id, &format!("/page/{page}"));
    let turn = |index: usize| {
        let page = demarche.pages.get(index)?;
        Some(Link {
            label: page.title.get(visit.language).to_owned(),
            href: address(&id, &format!("/page/{}?langue={}&largeur={width}", page.id, shown_in.tag())),
        })
    };
    let language = |tag: &str, label: &str| Choice {
        value: tag.to_owned(),
        label: label.to_owned(),
        chosen: shown_in.tag() == tag,
    };
    let drawn = WorkshopPage {
        chrome: chrome::around(&app, &visit, here.clone()),
        bench: bench(&visit, &found, &asked),
        title: shown.title.get(visit.language).to_owned(),
        languages: vec![language("fr", "Français"), language("en", "English")],
        widths: WIDTHS
            .iter()
            .map(|one| Choice { value: (*one).to_owned(), label: String::new(), chosen: *one == width })
            .collect(),
        width: width.to_owned(),
        frames: PageState::ALL
            .iter()
            .map(|state| Frame {
                state: state.id().to_owned(),
                href: format!("{here}/vue?etat={}&langue={}", state.id(), shown_in.tag()),
            })
            .collect(),
        action: here,
        previous: index.checked_sub(1).and_then(turn),
        next: turn(index + 1),
    };
    Ok(framing(app.draw(&drawn)?))
}

/// GET: the page in one state, as a citizen sees it.
pub(crate) async fn view(
    State(app): State<App>,
    Path((id, page)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, ServerError> {
    open(&app)?;
    let found = app.desk().on_bench(&id).await?;
    let demarche = &found.served.demarche;
    let (index, _) = demarche.page(&page).ok_or(ServerError::NotFound)?;
    let state = PageState::named(&asked.etat).ok_or(ServerError::NotFound)?;
    let language = language(&asked, &visit);
    let ways = app.desk().ways(&found).await?;
    let answers: Vec<_> = ways.into_iter().map(|way| way.answers).collect();
    let view = app.desk().suppose_facts(&found, &Supposed::default(), language, |facts| {
        let way = workshop::way_to(demarche, index, &answers, state, facts).cloned().unwrap_or_default();
        workshop::page(demarche, index, &way, state, facts)
    });
    let here = format!("{}?etat={}", address(&id, &format!("/page/{page}/vue")), state.id());
    let mut around = chrome::around(&app, &visit, here.clone());
    around.language = language;
    around.help = chrome::help(&app, demarche, language, None);
    let form = FormPage {
        chrome: around,
        demarche: chrome::head(demarche, language),
        back_href: None,
        revision: 0,
        notices: Vec::new(),
        differing: Vec::new(),
        connected: Vec::new(),
        unconnected: Vec::new(),
        referentials_base: "/referentiels".to_owned(),
        action: here,
        view,
    };
    Ok(framed(app.draw(&form)?))
}

/// GET: what would leave.
pub(crate) async fn sent(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, ServerError> {
    open(&app)?;
    let found = app.desk().on_bench(&id).await?;
    let language = language(&asked, &visit);
    let supposed = supposed(&app, &visit, &found, &asked).await?;
    let rehearsed = app.desk().rehearse(&found, &supposed, language).await?;
    let yaml = found.files.text("demarche.yaml").unwrap_or_default();
    let demarche = &found.served.demarche;
    let again = same_answers(&asked, language);
    let cases = rehearsed.cases.iter().map(|case| {
        let (line, lines) = lines_of(yaml, &case.recipient);
        SentCase {
            title: case.title.clone(),
            organisation: case.organisation.as_ref().map(|known| known.name.clone()),
            yaml: lines,
            line,
            json: format!("{:#}", case.answers),
        }
    });
    let page = WorkshopSent {
        chrome: chrome::around(&app, &visit, address(&id, &format!("/envoi{again}"))),
        bench: bench(&visit, &found, &asked),
        supposition: supposition(&found, &asked, visit.language),
        action: address(&id, "/envoi"),
        recap_href: address(&id, &format!("/recapitulatif{again}")),
        receipt_href: address(&id, &format!("/recu.pdf{again}")),
        incomplete: rehearsed
            .incomplete
            .iter()
            .map(|page| format!("« {} »", demarche.pages[*page].title.get(visit.language)))
            .collect(),
        cases: cases.collect(),
    };
    Ok(framing(app.draw(&page)?))
}

/// The lines of `demarche.yaml` that make this recipient, and the number of the first.
fn lines_of(yaml: &str, recipient: &str) -> (usize, String) {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let is_item = |line: &str| line.trim_start().starts_with('-');
    let names = |line: &str| {
        let line = line.trim_start().trim_start_matches('-').trim_start().trim_start_matches('{').trim_start();
        line.strip_prefix("id:").is_some_and(|id| {
            id.trim_start()
                .trim_start_matches('"')
                .strip_prefix(recipient)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        })
    };
    let lines: Vec<&str> = yaml.lines().collect();
    let from = lines.iter().position(|line| line.starts_with("recipients:")).unwrap_or_default();
    let Some(named) = (from..lines.len()).find(|at| names(lines[*at])) else {
        return (from + 1, String::new());
    };
    let first = (from..=named).rev().find(|at| is_item(lines[*at])).unwrap_or(named);
    let depth = indent(lines[first]);
    let last = (first + 1..lines.len())
        .find(|at| {
            let line = lines[*at];
            !line.trim().is_empty() && indent(line) <= depth
        })
        .unwrap_or(lines.len());
    let cut: Vec<&str> = lines[first..last].iter().map(|line| line.get(depth..).unwrap_or(line)).collect();
    (first + 1, cut.join("\n").trim_end().to_owned())
}

/// GET: the recap, as a citizen sees it before sending.
pub(crate) async fn recap(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, ServerError> {
    open(&app)?;
    let found = app.desk().on_bench(&id).await?;
    let language = language(&asked, &visit);
    let supposed = supposed(&app, &visit, &found, &asked).await?;
    let rehearsed = app.desk().rehearse(&found, &supposed, language).await?;
    let demarche = &found.served.demarche;
    let here = address(&id, "/recapitulatif");
    let mut around = chrome::around(&app, &visit, here.clone());
    around.language = language;
    around.help = chrome::help(&app, demarche, language, None);
    let of_page = |page: &str| address(&id, &format!("/page/{page}"));
    let page = RecapPage {
        chrome: around,
        demarche: chrome::head(demarche, language),
        step: rehearsed.pages.len() + 1,
        steps: rehearsed.pages.len() + 1,
        recap_hash: rehearsed.recap.hash(),
        recap: rehearsed.recap,
        unprinted: rehearsed.unprinted,
        edit_base: of_page(""),
        recipients: rehearsed
            .cases
            .iter()
            .map(|case| RecapRecipient {
                called: chrome::named(&case.title, case.organisation.as_ref(), case.area.as_ref(), language),
                organisation: case.organisation.as_ref().map(|known| known.name.clone()),
                connected: case.connected,
                contact: case.organisation.as_ref().filter(|_| !case.connected).map(chrome::organisation),
                ..RecapRecipient::of(case.title.clone(), &case.recap)
            })
            .collect(),
        attestation: demarche.attestation.get(language).to_owned(),
        action: here,
        back_href: None,
        incomplete: rehearsed
            .incomplete
            .iter()
            .map(|page| {
                let page = &demarche.pages[*page];
                Link { label: page.title.get(language).to_owned(), href: of_page(&page.id) }
            })
            .collect(),
        recipients_mark: String::new(),
        revision: 0,
        changed: None,
        faults: Vec::new(),
    };
    Ok(framed(app.draw(&page)?))
}

/// GET: the receipt that would be given.
pub(crate) async fn receipt(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, ServerError> {
    open(&app)?;
    let found = app.desk().on_bench(&id).await?;
    let supposed = supposed(&app, &visit, &found, &asked).await?;
    let pdf = app.desk().rehearsed_receipt(&found, &supposed, language(&asked, &visit)).await?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], pdf).into_response())
}

/// GET: an expression, part by part.
pub(crate) async fn probe(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, ServerError> {
    open(&app)?;
    let found = app.desk().on_bench(&id).await?;
    let demarche = &found.served.demarche;
    let text = asked.expression.trim();
    let mut faults = Vec::new();
    let mut parts = Vec::new();
    let mut row = String::new();
    if !text.is_empty() {
        let supposed = supposed(&app, &visit, &found, &asked).await?;
        match app.desk().suppose(&found, &supposed, visit.language, |state| workshop::probe(state, text, &asked.ou)) {
            Ok(probed) => {
                row = probed.row;
                parts = nested(text, &mut probed.parts.as_slice(), 0);
            }
            Err(told) => {
                let cut = |span: std::ops::Range<usize>| text.get(span).unwrap_or_default().to_owned();
                faults.extend(told.into_iter().map(|fault| ProbeFault {
                    code: fault.code.to_owned(),
                    before: cut(0..fault.span.start),
                    fault: cut(fault.span.clone()),
                    after: cut(fault.span.end..text.len()),
                    cause: fault.cause.get(visit.language).to_owned(),
                    cure: fault.cure.get(visit.language).to_owned(),
                }));
            }
        }
    }
    let kept = same_answers(&asked, visit.language);
    let expressions = workshop::expressions(demarche).into_iter().map(|one| ProbeLink {
        href: address(
            &id,
            &format!("/expression{kept}&expression={}&ou={}#valeurs", encode(&one.text), encode(&one.at)),
        ),
        key: one.key.to_owned(),
        of: one.of,
        text: one.text,
    });
    let in_rows = demarche.nodes.iter().filter(|node| !node.repeated_in.is_empty() || node.mount.is_some());
    let page = WorkshopProbe {
        chrome: chrome::around(&app, &visit, address(&id, &format!("/expression{kept}&expression={}", encode(text)))),
        bench: bench(&visit, &found, &asked),
        supposition: supposition(&found, &asked, visit.language),
        action: address(&id, "/expression"),
        expression: text.to_owned(),
        places: in_rows
            .map(|node| Choice { value: node.path.clone(), label: node.path.clone(), chosen: node.path == asked.ou })
            .collect(),
        row,
        parts,
        faults,
        expressions: expressions.collect(),
    };
    Ok(app.draw(&page)?.into_response())
}

/// The parts at this depth, each with those inside of it.
fn nested(text: &str, parts: &mut &[Part], depth: usize) -> Vec<ProbedPart> {
    let mut found = Vec::new();
    while let Some((first, rest)) = parts.split_first().filter(|(first, _)| first.depth >= depth) {
        *parts = rest;
        let (value, why, path) = match &first.gives {
            Gives::Value(value) => (Some(value.to_string()), None, None),
            Gives::Nothing(why, path) => (None, Some(name_of(*why)), path.clone()),
            Gives::Unasked => (None, Some("unasked"), None),
        };
        found.push(ProbedPart {
            text: text.get(first.span.clone()).unwrap_or_default().to_owned(),
            value,
            why,
            path,
            each: first.each,
            parts: nested(text, parts, depth + 1),
        });
    }
    found
}

/// The end of the id of the sentence that says why.
fn name_of(why: Why) -> &'static str {
    match why {
        Why::Arithmetic => "arithmetic",
        Why::Partial => "partial",
        Why::Blank => "blank",
        Why::Hidden => "hidden",
        Why::OverBudget => "over-budget",
    }
}

/// GET: something else as soon as a file of the démarche was saved.
pub(crate) async fn stamp(State(app): State<App>, Path(id): Path<String>) -> Result<String, ServerError> {
    open(&app)?;
    Ok(match app.desk().library().check(&id).await? {
        Checked::Sound(served) => hex::encode(served.definition),
        Checked::Faulty(faults) => {
            let told: Vec<String> = faults.iter().map(|fault| format!("{fault:?}")).collect();
            hex::encode(Sha256::digest(told.join("\n")))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_recipient_are_found() {
        let yaml = "pages:\n  - id: mairie\nrecipients:\n  - id: mairie-centrale\n    receives: [a]\n  - title: La mairie\n    id: mairie\n    receives: [b]\n\nretention: {}\n";
        assert_eq!(lines_of(yaml, "mairie"), (6, "- title: La mairie\n  id: mairie\n  receives: [b]".to_owned()));
        assert_eq!(lines_of(yaml, "mairie-centrale").0, 4);
        assert_eq!(
            lines_of("recipients:\n  - { id: \"x\", receives: [a] }\n", "x").1,
            "- { id: \"x\", receives: [a] }"
        );
    }

    #[test]
    fn a_page_of_a_draft_leads_to_the_workshop_with_that_draft() {
        assert_eq!(of("/demarches/essai").as_deref(), Some("/dev/atelier/essai"));
        assert_eq!(of("/demarches/essai/d/abc/vous?x=1").as_deref(), Some("/dev/atelier/essai?brouillon=abc"));
        assert_eq!(of("/compte"), None);
    }
}
