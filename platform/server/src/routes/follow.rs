//! `/suivi/{token}`: where a dossier stands, its documents and downloads; and what is left of it once its answers are erased.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{Claim, Complement, Document, Followed, ReceiptSaid, Wanted};
use form::text::Language;
use jiff::{Timestamp, Zoned, civil::Date};
use pages::page::{
    Attached, ComplementSaid, Download, Event,
    follow::{AskedBefore, Awaited, Erased, Follow, FollowedCase, OwnReceipt},
};
use serde::Deserialize;
use store::{
    Uuid,
    attachments::{self, Attachment},
    complements,
    events::Author,
};
use words::Words;

use super::{
    confirmation::{chosen, keep_chosen, keep_offer},
    happened::{gave_back, happened, refused, silence, written},
    question::told_to_citizen,
};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
};

/// What an event says of an accusé de réception that the service sends by its own means; such an event holds no other message.
pub(crate) fn receipt_said(event: &store::events::Event) -> Option<pages::page::ReceiptSaid> {
    ReceiptSaid::of(event).map(|said| match said {
        ReceiptSaid::Sent(day) => pages::page::ReceiptSaid::Sent(day),
        ReceiptSaid::NotSent => pages::page::ReceiptSaid::NotSent,
    })
}

/// What an event says of this complement, with its files as downloads; nothing where it is about something else. `held` is whether an
/// operator holds its case.
pub(crate) fn complement(
    (one, held): (&Complement, bool),
    event: Uuid,
    (language, zoned): (Language, &dyn Fn(Timestamp) -> Zoned),
    files: &dyn Fn(Vec<&str>) -> Vec<Download>,
) -> Option<ComplementSaid> {
    if one.event == event {
        // What is not awaited any more has no day; what waits with its case gets another one.
        let due = one.due.filter(|_| match one.state {
            complements::State::Open => !held,
            complements::State::Given => true,
            complements::State::Ended => false,
        });
        let (replaced, left) = (one.replaced_at.map(zoned), one.left_at.map(zoned));
        return Some(ComplementSaid::Asked { questions: one.called(language).to_vec(), due, replaced, left });
    }
    let given = one.given.as_ref().filter(|given| given.event == event)?;
    let came = given.after.attachments.iter().filter(|id| !given.before.attachments.contains(id));
    Some(ComplementSaid::Given {
        answers: given.compared(language),
        files: files(came.map(String::as_str).collect()),
        replaced: files(given.replaced().collect()),
    })
}

/// Whether whoever runs the site did it.
pub(crate) fn is_operators(event: &store::events::Event) -> bool {
    matches!(event.author, store::events::Author::Operator(_))
}

pub(crate) fn is_citizens(event: &store::events::Event) -> bool {
    matches!(event.author, store::events::Author::Citizen(_))
}

/// The files that came with a citizen's message.
pub(crate) fn came_with<'a>(
    event: &store::events::Event,
    sent: &'a [Attachment],
) -> impl Iterator<Item = &'a Attachment> {
    let event = event.id.to_string();
    sent.iter().filter(move |file| file.path == event)
}

fn message_href(here: &str, found: &desk::FollowedCase) -> String {
    format!("{here}/message/{}", found.case.id)
}

/// What recipients await of the citizen.
fn awaited(here: &str, followed: &Followed, language: Language, today: Date) -> Result<Vec<Awaited>, ServerError> {
    let mut awaited = Vec::new();
    for found in &followed.cases {
        let held = found.case.held_from.is_some();
        let open = found.complements()?.into_iter().find(|one| !held && one.state == complements::State::Open);
        if let Some(open) = open {
            let event = found.events.iter().find(|event| event.id == open.event);
            awaited.push(Awaited {
                recipient: found.planned.title.clone(),
                asked_on: open.asked_at.to_zoned(followed.dossier.served.timezone.clone()),
                due: open.due,
                late: open.due.is_some_and(|due| due < today),
                message: event.and_then(|event| event.message.clone()),
                questions: open.called(language).to_vec(),
                href: (!open.questions.is_empty()).then(|| format!("{here}/complement/{}", found.case.id)),
                message_href: message_href(here, found),
            });
        }
    }
    Ok(awaited)
}

#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    conserve: String,
    /// What had been ticked, where it could not be kept.
    #[serde(default)]
    garde: String,
    #[serde(default)]
    complement: String,
    #[serde(default)]
    message: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(done): Query<Done>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    let followed = app.desk().follow(&token).await?;
    app.desk().seen(&followed).await?;
    let dossier = &followed.dossier;
    let demarche = &*dossier.served.demarche;
    let language = visit.language;
    let here = format!("/suivi/{token}");
    let zoned = |at: jiff::Timestamp| at.to_zoned(dossier.served.timezone.clone());
    let mut around = chrome::around_link(&app, &visit, here.clone(), &token);
    around.help = chrome::help_after(&app, &followed, language);
    let document = |id: Uuid, case: &desk::FollowedCase| {
        let found = case.documents.iter().chain(&case.given).find(|document| document.id == id);
        found.map(|document| chrome::download(document, format!("{here}/fichiers/{}", document.id)))
    };
    let kept = followed.kept.iter().flat_map(|kept| &kept.cases).map(|case| FollowedCase {
        title: case.title.clone(),
        organisation: case.organisation.clone(),
        status: case.status.clone(),
        since: zoned(case.since),
        own_receipt: case.own_receipt_on.map(|day| OwnReceipt { sent: true, day }),
        silence: None,
        events: case
            .statuses
            .iter()
            .rev()
            .map(|(at, status)| Event {
                at: zoned(*at),
                by: None,
                status: Some(status.clone()),
                message: None,
                documents: Vec::new(),
                own_receipt: None,
                by_citizen: false,
                by_operator: false,
                complement: None,
                happened: None,
            })
            .collect(),
        print: None,
        left_href: None,
        message_href: None,
        contact: None,
    });
    let complements = followed.cases.iter().map(|found| found.complements()).collect::<Result<Vec<_>, _>>()?;
    let now = app.desk().now();
    let clocks = followed.cases.iter().map(|found| found.clock(&dossier.served, now)).collect::<Result<Vec<_>, _>>()?;
    let cases = followed
        .cases
        .iter()
        .zip(&complements)
        .zip(clocks)
        .map(|((found, complements), clock)| {
            let files = |ids: Vec<&str>| -> Vec<Download> {
                let all = || followed.attachments.iter().chain(&found.given);
                let found = ids.into_iter().filter_map(|id| all().find(|file| file.id.to_string() == id));
                found.map(|file| chrome::download(file, format!("{here}/fichiers/{}", file.id))).collect()
            };
            let held = found.case.held_from.is_some();
            let said = |event: Uuid| {
                complements.iter().find_map(|one| complement((one, held), event, (language, &zoned), &files))
            };
            let to_send = found.case.status == "to_send";
            let since = found
                .events
                .iter()
                .rev()
                .find(|event| event.status.is_some())
                .map_or(found.case.created_at, |event| event.at);
            FollowedCase {
                title: found.planned.title.clone(),
                organisation: found.organisation.as_ref().map(|organisation| organisation.name.clone()),
                status: found.case.status.clone(),
                since: zoned(since),
                own_receipt: match found.own_receipt() {
                    desk::OwnReceipt::No => None,
                    // Nobody sends one while an operator holds the case.
                    desk::OwnReceipt::Owed if matches!(found.case.status.as_str(), "suspended" | "cancelled") => None,
                    desk::OwnReceipt::Owed => {
                        Some(OwnReceipt { sent: false, day: zoned(found.own_receipt_until()).date() })
                    }
                    desk::OwnReceipt::Sent(day) => Some(OwnReceipt { sent: true, day }),
                },
                silence: silence(clock, demarche, language).or_else(|| refused(&found.case.status, demarche, language)),
                events: found
                    .events
                    .iter()
                    .zip(found.desks())
                    .rev()
                    .filter(|(event, _)| event.kind != "resent")
                    .map(|(event, desk)| Event {
                        at: zoned(event.at),
                        by: match event.author {
                            Author::Citizen(_) => Some(Words::shared().get(language.tag(), "event-by-you", &[])),
                            Author::Operator(_) => Some(Words::shared().get(language.tag(), "event-by-operator", &[])),
                            Author::Agent(_) | Author::Partner(_) => Some(desk),
                            Author::System => None,
                        },
                        by_citizen: is_citizens(event),
                        by_operator: is_operators(event),
                        status: event.status.clone(),
                        message: written(event),
                        own_receipt: receipt_said(event),
                        happened: gave_back(&app, &dossier.served, &found.case.recipient, event, language)
                            .or_else(|| happened(event, demarche)),
                        complement: said(event.id),
                        documents: event
                            .attachment
                            .and_then(|id| document(id, found))
                            .into_iter()
                            .chain(
                                came_with(event, &found.sent)
                                    .map(|file| chrome::download(file, format!("{here}/fichiers/{}", file.id))),
                            )
                            .collect(),
                    })
                    .collect(),
                left_href: found.has_left_unsent().then(|| format!("{here}/complement/{}", found.case.id)),
                message_href: found.can_be_written_to().then(|| message_href(&here, found)),
                print: to_send.then(|| print_download(&here, found, language)),
                contact: (to_send || found.organisation.is_some()).then(|| chrome::recipient(found, language)),
            }
        })
        .chain(kept)
        .collect();
    // Of two receipts each says whose it is.
    let whose = |later: bool| match followed.is_acknowledged_later() {
        true => followed.offices_on_receipt(later).join(", "),
        false => String::new(),
    };
    let receipt = |file: Download, at: Option<jiff::Timestamp>, later: bool| Attached {
        question: whose(later),
        file,
        on: at.map(|at| zoned(at).date()),
    };
    let filed = receipt_download(&here, &followed, language);
    let mut receipts = vec![receipt(filed, Some(dossier.stored.submitted_at), false)];
    if followed.is_acknowledged_later() {
        let file = Download {
            name: Words::shared().get(language.tag(), "receipt-title-are", &[]),
            href: format!("{here}/accuse-de-reception.pdf"),
            mime: "application/pdf".to_owned(),
            size: None,
            held: None,
            kept_on: None,
        };
        receipts.insert(0, receipt(file, followed.last_acknowledged_at(), true));
    }
    let attachments = followed
        .attachments
        .iter()
        .map(|file| Attached {
            question: chrome::question(demarche, &file.path, language),
            file: chrome::download(file, format!("{here}/fichiers/{}", file.id)),
            on: Some(zoned(file.created_at).date()),
        })
        .collect();
    let is_retained = |file: &&Attachment| file.state == attachments::State::Infected;
    let given = followed.cases.iter().flat_map(|found| &found.given);
    let retained = followed.attachments.iter().chain(given).filter(is_retained).map(|file| file.name.clone()).collect();
    let kept = (done.conserve.as_str(), done.garde.as_str());
    let keep = keep_offer(&app, &visit, &followed, &format!("{here}/conserver"), &here, Claim::Followed, kept).await?;
    let asked = app.desk().asked_elsewhere(&followed, language).await?;
    let asked = asked
        .iter()
        .map(|thread| AskedBefore {
            recipient: thread.called(),
            events: told_to_citizen(thread, &dossier.served.timezone, &format!("{here}/fichiers"), language),
        })
        .collect();
    let page = Follow {
        awaited: awaited(&here, &followed, language, zoned(now).date())?,
        complement_sent: done.complement == "1",
        message_sent: done.message == "1",
        demarche: chrome::head(demarche, language),
        reference: dossier.stored.reference.clone(),
        recorded_at: zoned(dossier.stored.submitted_at),
        receipts,
        everything: followed.kept.is_none().then(|| everything_download(&here, language)),
        attachments,
        retained,
        cases,
        asked,
        keep,
        erased: followed
            .kept
            .as_ref()
            .map(|kept| Erased { on: zoned(kept.erased_at).date(), until: zoned(kept.until).date() }),
        chrome: around,
    };
    app.draw(&page)
}

/// The receipt as a download on a dossier's pages, called by what it is.
pub(crate) fn receipt_download(follow: &str, followed: &Followed, language: Language) -> Download {
    let title = match followed.is_by_post() {
        true => "receipt-title-keep",
        false if followed.dossier.evidence.acknowledged => "receipt-title-are",
        false => "receipt-title-aee",
    };
    Download {
        name: Words::shared().get(language.tag(), title, &[]),
        href: format!("{follow}/recu.pdf"),
        mime: "application/pdf".to_owned(),
        size: None,
        held: None,
        kept_on: None,
    }
}

/// The filled form that is sent to a recipient by post, called by whom it is for.
pub(crate) fn print_download(follow: &str, found: &desk::FollowedCase, language: Language) -> Download {
    let called =
        chrome::named(&found.planned.title, found.organisation.as_ref(), found.planned.area.as_ref(), language);
    Download {
        name: Words::shared().get(language.tag(), "follow-print", &[("recipient", called.into())]),
        href: format!("{follow}/imprimer/{}", found.case.id),
        mime: "application/pdf".to_owned(),
        size: None,
        held: None,
        kept_on: None,
    }
}

/// Everything at once, as a download on a dossier's pages.
pub(crate) fn everything_download(follow: &str, language: Language) -> Download {
    let name = Words::shared().get(language.tag(), "follow-everything", &[]);
    Download {
        name,
        href: format!("{follow}/tout.zip"),
        mime: "application/zip".to_owned(),
        size: None,
        held: None,
        kept_on: None,
    }
}

/// GET `tout.zip`: receipts, answers, attachments, returned documents.
pub(crate) async fn everything(
    State(app): State<App>,
    Path(token): Path<String>,
    visit: Visit,
) -> Result<Response, ServerError> {
    take(&app, &visit, &token, Wanted::Everything).await
}

/// GET `recu.pdf`.
pub(crate) async fn receipt(
    State(app): State<App>,
    Path(token): Path<String>,
    visit: Visit,
) -> Result<Response, ServerError> {
    take(&app, &visit, &token, Wanted::Receipt).await
}

/// GET `accuse-de-reception.pdf`: what a recipient's first act brings.
pub(crate) async fn acknowledgement(
    State(app): State<App>,
    Path(token): Path<String>,
    visit: Visit,
) -> Result<Response, ServerError> {
    take(&app, &visit, &token, Wanted::Acknowledgement).await
}

/// GET `imprimer/{case}`: the filled form to send by post.
pub(crate) async fn filled_form(
    State(app): State<App>,
    Path((token, case)): Path<(String, Uuid)>,
    visit: Visit,
) -> Result<Response, ServerError> {
    take(&app, &visit, &token, Wanted::FilledForm(case)).await
}

/// GET `fichiers/{id}`: what the citizen attached, what a recipient returned.
pub(crate) async fn attachment(
    State(app): State<App>,
    Path((token, id)): Path<(String, Uuid)>,
    visit: Visit,
) -> Result<Response, ServerError> {
    take(&app, &visit, &token, Wanted::File(id)).await
}

async fn take(app: &App, visit: &Visit, token: &str, wanted: Wanted) -> Result<Response, ServerError> {
    let followed = app.desk().follow(token).await?;
    Ok(file(app.desk().hand_out(followed, wanted, visit.person.as_ref()).await?))
}

/// POST `conserver`: for the account that filed it only. The link is mailed and printed: holding it proves nothing.
pub(crate) async fn keep(
    State(app): State<App>,
    Path(token): Path<String>,
    visit: Visit,
    posting: Posting,
) -> Result<Redirect, ServerError> {
    visit.check(&posting, Some(&token))?;
    let here = format!("/suivi/{token}");
    let person = visit.require_person(&here)?;
    let followed = app.desk().follow(&token).await?;
    let Some(chosen) = chosen(&posting) else {
        return Ok(Redirect::to(&format!("{here}?conserve=0#conserver")));
    };
    let done = keep_chosen(&app, person, &followed, Claim::Followed, &chosen).await?;
    Ok(Redirect::to(&format!("{here}?conserve={done}#conserver")))
}

/// A file to save: never shown inside our origin, whatever it holds.
pub(crate) fn file(document: Document) -> Response {
    let Document { name, mime, bytes } = document;
    let ascii: String = name
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_') { sign } else { '_' })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    let disposition = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}");
    let headers: [(HeaderName, HeaderValue); 3] = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_str(&mime).unwrap_or(HeaderValue::from_static("application/octet-stream")),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_stays_inside_its_header() {
        let name = "été \"x\"\r\n.pdf".to_owned();
        let response = file(Document { name, mime: "application/pdf".to_owned(), bytes: Vec::new() });
        let disposition = response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert_eq!(
            disposition,
            "attachment; filename=\"_t___x___.pdf\"; filename*=UTF-8''%C3%A9t%C3%A9%20%22x%22%0D%0A.pdf"
        );
    }
}
