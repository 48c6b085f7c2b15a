//! What the API says of the time that a recipient has to answer.

use desk::Clock;
use form::{demarche::SilenceMeans, silence::Standing};
use serde::Serialize;
use utoipa::ToSchema;

/// The time for an answer (CRPA L231-1 and following), of a procedure that is a request. Days are those of the procedure's legal time zone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "means": "rejection", "state": "runs", "answer_by": "2027-01-21", "suspended_until": null }))]
pub(crate) struct Silence {
    /// What it means that no answer comes in time.
    pub(crate) means: Means,
    /// Where the time stands.
    pub(crate) state: State,
    /// The last day for an answer; `null` where none can be named: once there is an answer, and where the time begins anew when a complement
    /// comes.
    #[schema(format = Date)]
    pub(crate) answer_by: Option<String>,
    /// The day until which a complement is awaited, where one was named; the time goes on when it comes, if that is earlier.
    #[schema(format = Date)]
    pub(crate) suspended_until: Option<String>,
}

/// What silence means.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Means {
    /// The request is deemed accepted.
    Acceptance,
    /// The request is deemed rejected.
    Rejection,
}

/// Where the time for an answer stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// It runs.
    Runs,
    /// It stands still: a complement is awaited.
    Suspended,
    /// It is over, and the silence took effect at the end of the day `answer_by`; the citizen was told.
    Over,
    /// There is an answer.
    Answered,
}

impl From<Clock> for Silence {
    fn from(clock: Clock) -> Self {
        let (state, by) = match clock.standing {
            Standing::Decided => (State::Answered, None),
            Standing::Runs { .. } => (State::Runs, None),
            Standing::Suspended { by, .. } => (State::Suspended, by),
            Standing::Spoke { .. } => (State::Over, None),
        };
        Self {
            means: match clock.means {
                SilenceMeans::Acceptance => Means::Acceptance,
                SilenceMeans::Rejection => Means::Rejection,
            },
            state,
            answer_by: clock.standing.day().map(|day| day.to_string()),
            suspended_until: by.map(|by| by.to_string()),
        }
    }
}
