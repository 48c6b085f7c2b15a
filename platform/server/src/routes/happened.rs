//! Puts into pages what happens to a case by itself: the time for an answer, and what the platform tells of it.

use desk::{Clock, Forwarded};
use form::{demarche::SilenceMeans, silence::Standing as Counted, text::Language};
use pages::page::silence::{Happened, Silence, Standing};

use super::follow::receipt_said;
use crate::app::App;

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
    let is_told = receipt_said(event).is_some()
        || desk::spoke_on(event).is_some()
        || Forwarded::of(event).is_some()
        || desk::given_back(event).is_some();
    event.message.clone().filter(|_| !is_told)
}
