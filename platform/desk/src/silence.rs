//! Winds the clock that law sets to whoever is asked: on which day an office's silence decides, who is reminded before it does, and who is
//! told that it did. What is counted, and how, is `form`'s ([`form::silence`]); here is what of a case counts, and one timer a case, which is
//! set anew whenever something that counts happens.

use form::{
    demarche::{Demarche, ProcedureKind, Silence, SilenceMeans},
    silence::{Course, Standing, Wait},
    text::Language,
};
use jiff::{Span, Timestamp, civil::Date};
use pages::mail::Mail;
use store::{
    Uuid, Write,
    cases::{self, Case},
    complements::{self, Complement},
    dossiers,
    events::{self, Author, Event, NewEvent},
    journal,
    onboarding::SANDBOX,
    queue::{self, NewWork, Queue, Work},
    silence,
};

use crate::{
    Desk, Served,
    complement::Asked,
    error::DeskError,
    follow::FollowedCase,
    open_case::OpenedCase,
    purge::entry,
    submit::{Dossier, read_json},
    withhold::{self, RESUMED, SUSPENDED},
};

/// The timer's kind of work.
pub(crate) const TIMER: &str = "silence";
/// An event that says that the silence spoke; its message is the last day that there was.
pub(crate) const SPOKE: &str = "silence";
/// An event that says that the case went to the right office ([`crate::redirect`]).
pub(crate) const FORWARDED: &str = "forwarded";
/// How many days before the last one the desk is reminded.
const REMINDED: [i64; 2] = [7, 1];
/// In the morning: nobody is written to at midnight.
const MORNING: i8 = 9;
/// How many cases from before are counted in one round, and how many rounds at most.
const ROUND: i64 = 100;
const ROUNDS: usize = 100;

/// What an office's silence means for a case, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Whether it accepts or rejects.
    pub means: SilenceMeans,
    /// Where it stands.
    pub standing: Standing,
}

/// What the démarche says of silence, where the law gives it a meaning: a declaration asks for nothing.
pub(crate) fn of(demarche: &Demarche) -> Option<&Silence> {
    demarche.silence.as_ref().filter(|_| demarche.kind == ProcedureKind::Demande)
}

/// The last day for an answer to what is filed now.
pub(crate) fn first_day(served: &Served, now: Timestamp) -> Option<Date> {
    let course = Course { received_at: now, competent_at: now, waits: &[], decided: false };
    of(&served.demarche)?.standing(course, &served.timezone, now)?.day()
}

/// The day of an event that says that silence spoke.
pub fn spoke_on(event: &Event) -> Option<Date> {
    if event.kind == SPOKE { event.message.as_deref()?.parse().ok() } else { None }
}

fn is_over(status: &str) -> bool {
    matches!(status, "done" | "refused" | "closed" | "cancelled")
}

/// What was asked of the citizen and when that came, in order.
fn waits(events: &[&Event], stored: &[Complement]) -> Result<Vec<Wait>, DeskError> {
    stored
        .iter()
        .map(|one| {
            let asked: Asked = read_json(&one.asked, "complement")?;
            let ends = |event: &Event| match one.state {
                complements::State::Given => one.given.is_some_and(|(given, _)| given == event.id),
                // The recipient went on, or asked for something else instead. What was asked for in words alone is answered by a message.
                complements::State::Open | complements::State::Ended => {
                    event.id != one.event && (goes_on(event) || asked.questions.is_empty() && is_answer(event))
                }
            };
            let ended = events.iter().find(|event| event.at >= one.created_at && ends(event));
            Ok(Wait { asked_at: one.created_at, by: one.due, ended_at: ended.map(|event| event.at) })
        })
        .collect()
}

/// Of the statuses, those that are set by nobody's deed (it was sent, it was opened) end no complement.
fn goes_on(event: &Event) -> bool {
    let held = matches!(event.kind.as_str(), SUSPENDED | RESUMED);
    event.kind == FORWARDED
        || !held && event.status.as_deref().is_some_and(|status| !matches!(status, "recorded" | "sent" | "received"))
}

fn is_answer(event: &Event) -> bool {
    event.kind == "message" && matches!(event.author, Author::Citizen(_))
}

/// Where the silence stands; nothing for what is no request, or does not come here.
fn clock(
    served: &Served,
    case: &Case,
    events: &[&Event],
    stored: &[Complement],
    now: Timestamp,
) -> Result<Option<Clock>, DeskError> {
    // Nobody waits for an answer to what was invented.
    let runs = case.status != "to_send" && !case.branch.starts_with(SANDBOX);
    let Some(law) = of(&served.demarche).filter(|_| runs) else { return Ok(None) };
    let forwarded = events.iter().rev().find(|event| event.kind == FORWARDED);
    // An operator's suspension stops no office's time; but one that has not got the case yet has not been seized (CRPA L114-3): what accepts by
    // silence counts from when it is.
    let acceptance = law.means == SilenceMeans::Acceptance;
    if acceptance && case.status == "suspended" && case.held_from.as_deref() == Some("recorded") {
        return Ok(None);
    }
    let waits = waits(events, stored)?;
    let course = Course {
        received_at: case.created_at,
        competent_at: withhold::competent_since(events)
            .filter(|_| acceptance)
            .unwrap_or_else(|| forwarded.map_or(case.created_at, |event| event.at)),
        waits: &waits,
        decided: is_over(&case.status),
    };
    Ok(law.standing(course, &served.timezone, now).map(|standing| Clock { means: law.means, standing }))
}

impl FollowedCase {
    /// Where the silence of its recipient stands, where it means anything.
    ///
    /// # Errors
    /// Where what was stored cannot be read.
    pub fn clock(&self, served: &Served, now: Timestamp) -> Result<Option<Clock>, DeskError> {
        let events: Vec<&Event> = self.events.iter().collect();
        clock(served, &self.case, &events, &self.stored_complements, now)
    }
}

impl OpenedCase {
    /// Where the silence of its recipient stands, where it means anything.
    ///
    /// # Errors
    /// Where what was stored cannot be read.
    pub fn clock(&self, now: Timestamp) -> Result<Option<Clock>, DeskError> {
        let events: Vec<&Event> = self.events.iter().map(|(event, _)| event).collect();
        clock(&self.dossier.served, &self.case, &events, &self.stored_complements, now)
    }
}

/// Counts anew, in the transaction of what counts: writes the last day down, and sets the timer for what comes next.
pub(crate) async fn wind(tx: &mut Write, served: &Served, agency: &str, id: Uuid) -> Result<(), DeskError> {
    let Some(case) = cases::get(tx, agency, id).await? else { return Ok(()) };
    let (now, clock) = (tx.now(), read(tx, served, &case).await?);
    let standing = clock.map(|clock| clock.standing);
    silence::set(tx, &case, standing.and_then(Standing::day)).await?;
    set_timer(tx, served, &case, standing.and_then(|standing| next(served, standing, now))).await
}

/// Sets the timer of a case that was filed just now.
pub(crate) async fn begin(tx: &mut Write, served: &Served, case: &Case) -> Result<(), DeskError> {
    let Some(until) = case.silence_on else { return Ok(()) };
    let at = next(served, Standing::Runs { until }, case.created_at);
    put_timer(tx, case, at).await
}

async fn read(tx: &mut Write, served: &Served, case: &Case) -> Result<Option<Clock>, DeskError> {
    if of(&served.demarche).is_none() {
        return Ok(None);
    }
    let (told, stored, now) = (events::of_case(tx, case).await?, complements::of_case(tx, case).await?, tx.now());
    clock(served, case, &told.iter().collect::<Vec<_>>(), &stored, now)
}

/// When something is to be told next.
fn next(served: &Served, standing: Standing, now: Timestamp) -> Option<Timestamp> {
    let until = match standing {
        Standing::Runs { until } | Standing::Suspended { until: Some(until), .. } => until,
        Standing::Decided | Standing::Suspended { until: None, .. } | Standing::Spoke { .. } => return None,
    };
    let resumes = match standing {
        Standing::Suspended { by, .. } => by.and_then(|by| by.tomorrow().ok()),
        _ => None,
    };
    let before = REMINDED.iter().filter_map(|days| until.checked_sub(Span::new().days(*days)).ok());
    let moments = before.chain(until.tomorrow().ok()).chain(resumes).filter_map(|day| morning(served, day));
    moments.filter(|at| *at > now).min()
}

fn morning(served: &Served, day: Date) -> Option<Timestamp> {
    Some(day.at(MORNING, 0, 0, 0).to_zoned(served.timezone.clone()).ok()?.timestamp())
}

async fn set_timer(tx: &mut Write, served: &Served, case: &Case, at: Option<Timestamp>) -> Result<(), DeskError> {
    if of(&served.demarche).is_none() {
        return Ok(());
    }
    queue::cancel_all(tx, Queue::Timers, &case.agency, TIMER, case.id).await?;
    put_timer(tx, case, at).await
}

async fn put_timer(tx: &mut Write, case: &Case, at: Option<Timestamp>) -> Result<(), DeskError> {
    let Some(due_at) = at else { return Ok(()) };
    let work = NewWork {
        queue: Queue::Timers,
        agency: &case.agency,
        kind: TIMER,
        dedup: &format!("{}:{}", case.id, due_at.as_microsecond()),
        object: case.id,
        payload: b"",
        due_at,
    };
    queue::put(tx, work).await?;
    Ok(())
}

impl Desk {
    /// The timer of a case has fallen due: tells what is to be told today, and sets the next one.
    pub(crate) async fn strike(&self, work: &Work) -> Result<(), DeskError> {
        let found = self.case_of_work(work).await?;
        let Some((case, dossier)) = found else {
            return Ok(self.store.write(async |tx| queue::done(tx, work).await).await?);
        };
        let dossier = self.dossier(dossier).await?;
        let desk = self.desk_addresses(&case, read_json::<Option<_>>(&case.directory, "directory")?.as_ref()).await?;
        self.store
            .write(async |tx| {
                // What happened since it was read counts.
                if let Some(case) = cases::get(tx, &work.agency, work.object).await?
                    && let Some(clock) = read(tx, &dossier.served, &case).await?
                {
                    self.tell(tx, &dossier, &case, &clock, &desk).await?;
                    wind(tx, &dossier.served, &case.agency, case.id).await?;
                }
                Ok(queue::done(tx, work).await?)
            })
            .await
    }

    async fn tell(
        &self,
        tx: &mut Write,
        dossier: &Dossier,
        case: &Case,
        clock: &Clock,
        desk: &[String],
    ) -> Result<(), DeskError> {
        match clock.standing {
            // Its desk cannot answer: an operator holds it.
            Standing::Runs { .. } if case.status == "suspended" => Ok(()),
            Standing::Runs { until } => {
                let today = dossier.served.today(tx.now());
                let left = i64::from(today.until(until).map_or(0, |left| left.get_days()));
                // The nearest of those that have come: a worker that was away sends one, not all of them.
                let Some(days) = REMINDED.iter().rev().find(|days| left <= **days) else { return Ok(()) };
                let mail = Mail::SilenceReminder {
                    demarche: dossier.served.demarche.title.fr.to_string(),
                    reference: dossier.stored.reference.clone(),
                    until,
                    acceptance: clock.means == SilenceMeans::Acceptance,
                    url: self.case_url(case),
                };
                for (number, to) in desk.iter().enumerate() {
                    let dedup = format!("{TIMER}:{}:{until}:{days}:{number}", case.id);
                    self.put_mail(tx, &case.agency, &dedup, case.id, to, Language::Fr, &mail).await?;
                }
                Ok(journal::add(tx, entry(&case.agency, "case.silence_reminder", "case", case.id)).await?)
            }
            Standing::Spoke { on } => self.tell_spoken(tx, dossier, case, clock.means, on).await,
            Standing::Decided | Standing::Suspended { .. } => Ok(()),
        }
    }

    /// The citizen is told once, and the desk by its feed.
    async fn tell_spoken(
        &self,
        tx: &mut Write,
        dossier: &Dossier,
        case: &Case,
        means: SilenceMeans,
        on: Date,
    ) -> Result<(), DeskError> {
        if events::of_case(tx, case).await?.iter().any(|event| event.kind == SPOKE) {
            return Ok(());
        }
        let day = on.to_string();
        let event =
            NewEvent { author: Author::System, kind: SPOKE, status: None, message: Some(&day), attachment: None };
        events::add(tx, case, event).await?;
        let told = journal::NewEntry {
            committed: Some(day.as_bytes()),
            ..entry(&case.agency, "case.silence_spoke", "case", case.id)
        };
        journal::add(tx, told).await?;
        let Some(to) = &dossier.stored.contact else { return Ok(()) };
        let (language, demarche) = (dossier.evidence.language, &dossier.served.demarche);
        let planned: form::routing::PlannedCase = read_json(&case.projection, "projection")?;
        let mail = Mail::SilenceSpoke {
            demarche: demarche.title.get(language).to_owned(),
            reference: dossier.stored.reference.clone(),
            recipient: planned.title,
            on,
            acceptance: means == SilenceMeans::Acceptance,
            appeal: of(demarche).and_then(|law| law.appeal.as_ref()).map(|appeal| appeal.get(language).to_owned()),
            url: self.follow_url(&dossier.stored),
        };
        self.put_mail(tx, &case.agency, &format!("{SPOKE}:{}", case.id), case.id, to, language, &mail).await
    }

    /// Counts for the cases from before anybody counted. What spoke long ago is told to nobody now.
    pub(crate) async fn wind_old(&self) -> Result<(), DeskError> {
        let mut after = (String::new(), Uuid::nil());
        for _ in 0..ROUNDS {
            let old = self.store.read(async |conn| silence::uncounted(conn, (&after.0, after.1), ROUND).await).await?;
            for (agency, id) in &old {
                // One that cannot be read holds up no other.
                if let Err(error) = self.wind_one(agency, *id).await {
                    tracing::error!(agency, case = %id, code = error.code(), "the time for an answer could not be counted");
                }
            }
            let Some(last) = old.into_iter().next_back() else { break };
            after = last;
        }
        Ok(())
    }

    async fn wind_one(&self, agency: &str, id: Uuid) -> Result<(), DeskError> {
        let stored = self
            .store
            .read(async |conn| {
                let Some(case) = cases::get(conn, agency, id).await? else { return Ok(None) };
                dossiers::get(conn, agency, case.dossier).await
            })
            .await?;
        let Some(stored) = stored else { return Ok(()) };
        let dossier = self.dossier(stored).await?;
        self.store.write(async |tx| wind(tx, &dossier.served, agency, id).await).await
    }
}
