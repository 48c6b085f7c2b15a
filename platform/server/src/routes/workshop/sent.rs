//! Shows what would leave: the recap, the receipt, and what each recipient gets, beside the lines that make it so.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use pages::page::{
    Link,
    journey::{RecapPage, RecapRecipient},
    workshop::{SentCase, WorkshopSent},
};

use super::{AtWork, framed, framing};
use crate::{chrome, error::ServerError};

/// GET: what would leave.
pub(crate) async fn sent(work: AtWork) -> Result<Response, ServerError> {
    let AtWork { app, found, visit, .. } = &work;
    let language = work.language();
    let supposed = work.supposed().await?;
    let rehearsed = app.desk().rehearse(found, &supposed, language).await?;
    let yaml = found.files.text("demarche.yaml").unwrap_or_default();
    let demarche = work.demarche();
    let again = work.same_answers(language);
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
        chrome: chrome::around(app, visit, work.address(&format!("/envoi{again}"))),
        bench: work.bench(),
        supposition: work.supposition(),
        action: work.address("/envoi"),
        recap_href: work.address(&format!("/recapitulatif{again}")),
        receipt_href: work.address(&format!("/recu.pdf{again}")),
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
pub(crate) async fn recap(work: AtWork) -> Result<Response, ServerError> {
    let AtWork { app, found, visit, .. } = &work;
    let language = work.language();
    let supposed = work.supposed().await?;
    let rehearsed = app.desk().rehearse(found, &supposed, language).await?;
    let demarche = work.demarche();
    let here = work.address("/recapitulatif");
    let mut around = chrome::around(app, visit, here.clone());
    around.language = language;
    around.help = chrome::help(app, demarche, language, None);
    let of_page = |page: &str| work.address(&format!("/page/{page}"));
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
        left_waiting: Vec::new(),
        identified: None,
        recipients_mark: String::new(),
        revision: 0,
        changed: None,
        faults: Vec::new(),
    };
    Ok(framed(app.draw(&page)?))
}

/// GET: the receipt that would be given.
pub(crate) async fn receipt(work: AtWork) -> Result<Response, ServerError> {
    let AtWork { app, found, .. } = &work;
    let supposed = work.supposed().await?;
    let pdf = app.desk().rehearsed_receipt(found, &supposed, work.language()).await?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], pdf).into_response())
}

#[cfg(test)]
mod tests {
    use super::lines_of;

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
}
