//! Lets who runs the site in, by the agents' own door, and shows how it runs: queues, routes, what waits for a human, cases that are held.
//! Operators see no answer and no citizen's name; each thing that they do is written down under their account.

use jiff::Timestamp;
use pages::mail::Mail;
use store::{
    Uuid,
    agents::{self, NewAgent, Role},
    cases, events,
    holds::{self, Held},
    journal::{self, NewEntry},
    people,
    queue::{self, Figures, Queue},
    routes::{self, Kind, PausedBy},
    running::{self, ParkedTold, RouteTold},
};

use crate::{
    Desk, access::Agent, agents::INVITATION, error::DeskError, notify::Unsent, submit::days, withhold::Operation,
};

/// Rows of one list.
const MOST: u16 = 50;

/// Where lists begin.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunningFrom {
    /// The routes.
    pub routes: Option<Uuid>,
    /// What waits for a human.
    pub parked: Option<(Timestamp, Uuid)>,
    /// Cases that software could not take in.
    pub refused: Option<(Timestamp, Uuid)>,
    /// Cases that are suspended.
    pub suspended: Option<(Timestamp, Uuid)>,
}

/// How the site runs.
#[derive(Debug)]
pub struct Running {
    /// The queues.
    pub queues: Vec<(Queue, Figures)>,
    /// The routes, and the servers that they lead to: a desk may have several.
    pub routes: Vec<(RouteTold, Option<String>)>,
    /// What waits for a human; of a mail, which it is.
    pub parked: Vec<(ParkedTold, Option<Unsent>)>,
    /// Cases that software could not take in.
    pub refused: Vec<Held>,
    /// Cases that are suspended, and why, as the operator wrote it.
    pub suspended: Vec<(Held, Option<String>)>,
    /// Where the next lists begin.
    pub next: RunningFrom,
}

/// What an operator sets going, or has wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperatorAct {
    /// One piece of work that is parked.
    Retry(Uuid),
    /// All that is parked of a route.
    RetryRoute(Uuid),
    /// A route waits.
    Pause(Uuid),
    /// It goes on.
    Resume(Uuid),
    /// A case that software could not take in comes again.
    Redrive(String),
    /// A case that is suspended goes on; and why.
    ResumeCase(String, String),
}

impl Desk {
    /// Invites somebody to run the site; gives the address that accepts. A mail goes out too.
    ///
    /// # Errors
    /// `email.invalid`, `account.exists`.
    pub async fn invite_operator(&self, email: &str, name: &str) -> Result<String, DeskError> {
        if !crate::notify::is_address(email) {
            return Err(DeskError::Invalid { field: "email", code: "email.invalid" });
        }
        let until = self.now() + days(INVITATION);
        let agency = people::PORTAL;
        let role = Role::Operator;
        let new = NewAgent { agency, organisation: "", branch: "", role, email, name, expires_at: until };
        let url = self
            .store
            .write(async |tx| {
                let (agent, token) = agents::invite(tx, new).await?.ok_or(DeskError::AccountExists)?;
                let url = format!("{}/agents/invitation/{token}", self.public_url);
                let mail = Mail::OperatorInvitation {
                    site: self.public_url.clone(),
                    url: url.clone(),
                    until: until.to_zoned(jiff::tz::TimeZone::UTC).date(),
                };
                let dedup = format!("invitation:{}", agent.id);
                self.put_mail(tx, agency, &dedup, agent.id, email, form::text::Language::Fr, &mail).await?;
                journal::add(
                    tx,
                    NewEntry { object_kind: "agent", ..entry(agency, "operator.invited", agent.id, None) },
                )
                .await?;
                Ok::<_, DeskError>(url)
            })
            .await?;
        self.wake.notify_one();
        Ok(url)
    }

    /// Whether this agent runs the site and gives a second factor at each login: nobody sees its page otherwise.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn is_operator(&self, agent: &Agent) -> Result<Option<bool>, DeskError> {
        if agent.role != Role::Operator {
            return Ok(None);
        }
        let stored = self.store.read(async |conn| agents::get(conn, people::PORTAL, agent.id).await).await?;
        Ok(stored.map(|stored| stored.second_factor.is_some_and(|factor| factor.on)))
    }

    /// How the site runs.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn running(&self, from: RunningFrom) -> Result<Running, DeskError> {
        let (queues, mut routes, mut parked, mut refused, mut suspended) = self
            .store
            .read(async |conn| {
                let mut queues = Vec::new();
                for which in Queue::ALL {
                    queues.push((which, queue::figures(conn, which).await?));
                }
                let routes = running::routes(conn, from.routes, MOST + 1).await?;
                let parked = running::parked(conn, from.parked, MOST + 1).await?;
                let refused = holds::list(conn, false, from.refused, MOST + 1).await?;
                let suspended = holds::list(conn, true, from.suspended, MOST + 1).await?;
                Ok::<_, DeskError>((queues, routes, parked, refused, suspended))
            })
            .await?;
        let suspended_next = cut(&mut suspended).map(|last| (last.since, last.case));
        let mut told = Vec::with_capacity(suspended.len());
        for held in suspended {
            let why = self.suspended_why(&held).await?;
            told.push((held, why));
        }
        let suspended = told;
        let last_route = cut(&mut routes).map(|last| last.id);
        let mut placed = Vec::with_capacity(routes.len());
        for told in routes {
            let place = match told.kind {
                Kind::Webhook | Kind::Sftp => self.store.read(async |conn| routes::get(conn, told.id).await).await?,
                // A mailbox may be somebody's name.
                Kind::Mail | Kind::Digest | Kind::Hubee | Kind::HubeeAccount => None,
            };
            placed.push((told, place.map(|route| crate::routes::told(route, &[]).place)));
        }
        let next = RunningFrom {
            routes: last_route,
            parked: cut(&mut parked).map(|(last, _)| (last.since, last.id)),
            refused: cut(&mut refused).map(|last| (last.since, last.case)),
            suspended: suspended_next,
        };
        let unsent = |(told, mail): (ParkedTold, Option<Vec<u8>>)| (told, mail.as_deref().and_then(Unsent::of));
        let parked = parked.into_iter().map(unsent).collect();
        Ok(Running { queues, routes: placed, parked, refused, suspended, next })
    }

    /// What an operator wrote when the case was suspended.
    async fn suspended_why(&self, held: &Held) -> Result<Option<String>, DeskError> {
        let events = self
            .store
            .read(async |conn| match cases::get(conn, &held.agency, held.case).await? {
                Some(case) => events::of_case(conn, &case).await,
                None => Ok(Vec::new()),
            })
            .await?;
        let last = events.into_iter().rev().find(|event| event.status.as_deref() == Some("suspended"));
        Ok(last.and_then(|event| event.message))
    }

    /// Cases that are held: those that software could not take in, or those that are suspended; fifty at most.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn held_cases(&self, suspended: bool, after: Option<(Timestamp, Uuid)>) -> Result<Vec<Held>, DeskError> {
        Ok(self.store.read(async |conn| holds::list(conn, suspended, after, MOST).await).await?)
    }

    /// Why software could not take the case in, as its program wrote it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn refused_why(&self, held: &Held) -> Result<Option<String>, DeskError> {
        self.store
            .read(async |conn| {
                let Some(case) = cases::get(conn, &held.agency, held.case).await? else { return Ok(None) };
                Ok::<_, DeskError>(holds::open(conn, &case).await?.and_then(|hold| hold.reason))
            })
            .await
    }

    /// Does it; how many pieces were set going, or whether anything changed.
    ///
    /// # Errors
    /// `request.not_found`; the refusals of [`Self::operate`].
    pub async fn operator_act(&self, operator: &Agent, act: &OperatorAct) -> Result<u64, DeskError> {
        let by = Some(operator.id);
        if let OperatorAct::ResumeCase(reference, reason) = act {
            return Ok(self.operate(reference, Operation::Resume, reason, by).await?.len() as u64);
        }
        if let OperatorAct::Redrive(reference) = act {
            return Ok(self.operate(reference, Operation::Redrive, "", by).await?.len() as u64);
        }
        let done = self
            .store
            .write(async |tx| match act {
                OperatorAct::Retry(id) => {
                    let Some(agency) = running::unpark(tx, *id).await? else { return Ok(0) };
                    journal::add(tx, entry(&agency, "work.retried", *id, by)).await?;
                    Ok(1)
                }
                OperatorAct::RetryRoute(id) | OperatorAct::Pause(id) | OperatorAct::Resume(id) => {
                    let found = routes::get(tx, *id).await?.filter(|route| route.removed_at.is_none());
                    let route = found.ok_or(DeskError::NotFound("route"))?;
                    let (done, verb) = match act {
                        OperatorAct::Pause(_) => {
                            (u64::from(routes::pause(tx, &route, PausedBy::Operator).await?), "paused")
                        }
                        OperatorAct::Resume(_) => (u64::from(routes::resume(tx, &route).await?), "resumed"),
                        _ => (running::unpark_lane(tx, *id).await?, "retried"),
                    };
                    if done > 0 {
                        let act = format!("{}.{verb}", route.kind.code());
                        let entry = NewEntry { object_kind: route.kind.code(), ..entry(&route.agency, &act, *id, by) };
                        journal::add(tx, entry).await?;
                    }
                    Ok(done)
                }
                OperatorAct::Redrive(_) | OperatorAct::ResumeCase(..) => Ok::<_, DeskError>(0),
            })
            .await?;
        self.wake.notify_one();
        self.push.wake();
        Ok(done)
    }
}

fn entry<'a>(agency: &'a str, act: &'a str, object: Uuid, actor: Option<Uuid>) -> NewEntry<'a> {
    NewEntry { agency, act, object_kind: "work", object, actor_kind: "operator", actor, committed: None }
}

/// Leaves a page of them; the last, where there are more.
fn cut<T>(found: &mut Vec<T>) -> Option<&T> {
    let more = found.len() > usize::from(MOST);
    found.truncate(usize::from(MOST));
    found.last().filter(|_| more)
}
