//! Takes an expression apart: what each part of it gives, on the answers that are asked for.

use axum::response::{IntoResponse, Response};
use form::{
    expression::{Gives, Part, Why},
    workshop,
};
use pages::page::workshop::{Choice, ProbeFault, ProbeLink, ProbedPart, WorkshopProbe};

use super::AtWork;
use crate::{chrome, error::ServerError, extract::session::encode};

/// GET: an expression, part by part.
pub(crate) async fn probe(work: AtWork) -> Result<Response, ServerError> {
    let AtWork { app, found, asked, visit, .. } = &work;
    let demarche = work.demarche();
    let text = asked.expression.trim();
    let mut faults = Vec::new();
    let mut parts = Vec::new();
    let mut row = String::new();
    if !text.is_empty() {
        let supposed = work.supposed().await?;
        match app.desk().suppose(found, &supposed, visit.language, |state| workshop::probe(state, text, &asked.ou)) {
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
    let kept = work.same_answers(visit.language);
    let expressions = workshop::expressions(demarche).into_iter().map(|one| ProbeLink {
        href: work.address(&format!(
            "/expression{kept}&expression={}&ou={}#valeurs",
            encode(&one.text),
            encode(&one.at)
        )),
        key: one.key.to_owned(),
        of: one.of,
        text: one.text,
    });
    let in_rows = demarche.nodes.iter().filter(|node| !node.repeated_in.is_empty() || node.mount.is_some());
    let page = WorkshopProbe {
        chrome: chrome::around(app, visit, work.address(&format!("/expression{kept}&expression={}", encode(text)))),
        bench: work.bench(),
        supposition: work.supposition(),
        action: work.address("/expression"),
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
