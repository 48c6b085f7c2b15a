//! Puts into pages what happens to a case: the time for an answer, what the platform tells of it, and the history that its agents read.

use desk::{Clock, Complement, Forwarded, OpenedCase, Place};
use form::{demarche::SilenceMeans, silence::Standing as Counted, text::Language};
use pages::page::{
    ComplementSaid, Download, Event,
    silence::{Happened, Silence, Standing},
};
use store::{Uuid, attachments::Attachment};
use words::Words;

use super::{
    case::address,
    follow::{came_with, complement, is_citizens, is_operators, receipt_said},
};
use crate::{app::App, chrome, error::ServerError};

/// What a page says of the time for an answer; nothing once there is one.
pub(crate) fn silence(
    clock: Option<Clock>,
    demarche: &form::demarche::Demarche,
    language: Language,
) -> Option<Silence> {
    let clock = clock?;
    let (standing, by) = match clock.standing {
        Counted::Decided => return None,
        Counted::Runs { .. } => (Standing::Runs, None),
        Counted::Suspended { by, .. } => (Standing::Suspended, by),
        Counted::Spoke { .. } => (Standing::Spoke, None),
    };
    let acceptance = clock.means == SilenceMeans::Acceptance;
    let appeal = demarche.silence.as_ref().and_then(|law| law.appeal.as_ref());
    Some(Silence {
        acceptance,
        standing,
        on: clock.standing.day(),
        by,
        appeal: appeal.filter(|_| !acceptance).map(|appeal| appeal.get(language).to_owned()),
    })
}

/// What may be done against a refusal, as the démarche says it.
pub(crate) fn refused(status: &str, demarche: &form::demarche::Demarche, language: Language) -> Option<Silence> {
    let appeal = demarche.appeal.as_ref().filter(|_| status == "refused")?;
    let appeal = Some(appeal.get(language).to_owned());
    Some(Silence { acceptance: false, standing: Standing::Refused, on: None, by: None, appeal })
}

/// What an event tells that nobody wrote; the message of such an event is no text.
pub(crate) fn happened(event: &store::events::Event, demarche: &form::demarche::Demarche) -> Option<Happened> {
    let acceptance = demarche.silence.as_ref().is_some_and(|law| law.means == SilenceMeans::Acceptance);
    let silence = desk::spoke_on(event).map(|on| Happened::Silence { on, acceptance });
    let resumed = (event.kind == "resumed").then_some(Happened::Resumed);
    silence.or(resumed).or_else(|| {
        let Forwarded { from, to, reason } = Forwarded::of(event)?;
        Some(Happened::Forwarded { from: from.name, to: to.name, reason })
    })
}

/// What an event gives back as values.
pub(crate) fn gave_back(
    app: &App,
    served: &desk::Served,
    recipient: &str,
    event: &store::events::Event,
    language: Language,
) -> Option<Happened> {
    let told = app.desk().told_back(served, recipient, event, language)?;
    Some(Happened::GaveBack { given: told.into_iter().map(|one| (one.label, one.lines)).collect() })
}

/// What somebody wrote with an event: the message of one that tells what happened by itself is no text.
pub(crate) fn written(event: &store::events::Event) -> Option<String> {
    desk::written(event).map(str::to_owned)
}

/// What an event says of a complement; `replaced` are the files that complements took the place of.
fn complement_said(
    opened: &OpenedCase,
    complements: &[Complement],
    event: Uuid,
    language: Language,
    download: impl Fn(&Attachment) -> Download,
) -> Option<ComplementSaid> {
    let all: Vec<&Attachment> = opened.attachments.iter().chain(&opened.replaced).collect();
    let files = |ids: Vec<&str>| -> Vec<Download> {
        let found = ids.into_iter().filter_map(|id| all.iter().find(|file| file.id.to_string() == id));
        found.map(|file| download(file)).collect()
    };
    let zoned = |at| opened.zoned(at);
    let held = opened.case.held_from.is_some();
    complements.iter().find_map(|one| complement((one, held), event, (language, &zoned), &files))
}

/// What happened to a case, the newest first, as its agents read it.
pub(super) fn events(app: &App, opened: &OpenedCase, language: Language) -> Result<Vec<Event>, ServerError> {
    let here = address(opened);
    let download = |attachment: &Attachment| chrome::download(attachment, format!("{here}/fichiers/{}", attachment.id));
    let complements = opened.complements()?;
    let word = |id: &str| Words::shared().get(language.tag(), id, &[]);
    let told = |event: &_| gave_back(app, &opened.dossier.served, &opened.case.recipient, event, language);
    // Nobody here knows the people of the desk that had it before.
    let named = |by: &str, desk: &Place| {
        let office = desk.name.as_str();
        Words::shared().get(language.tag(), "event-by-elsewhere", &[("name", by.into()), ("office", office.into())])
    };
    let all = opened.events.iter().zip(opened.other_desks()).rev();
    let shown = all.filter(|((event, _), _)| event.kind != "resent").map(|((event, by), desk)| Event {
        at: opened.zoned(event.at),
        by: match is_citizens(event) {
            true => Some(word("event-by-citizen")),
            false if is_operators(event) => Some(word("event-by-operator")),
            false => match (by, desk) {
                (Some(by), Some(desk)) => Some(named(by, &desk)),
                (by, _) => by.clone(),
            },
        },
        by_citizen: is_citizens(event),
        by_operator: is_operators(event),
        status: event.status.clone(),
        message: written(event),
        own_receipt: receipt_said(event),
        happened: told(event).or_else(|| happened(event, &opened.dossier.served.demarche)),
        complement: complement_said(opened, &complements, event.id, language, download),
        documents: event
            .attachment
            .and_then(|id| opened.documents.iter().find(|file| file.id == id))
            .into_iter()
            .chain(came_with(event, &opened.sent))
            .map(download)
            .collect(),
    });
    Ok(shown.collect())
}
