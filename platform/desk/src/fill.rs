//! Takes up a draft: the stored answers, held against the very definition they were begun with.

use std::sync::Arc;

use form::{
    answers::Answers,
    demarche::Delay,
    state::{Facts, State},
    text::Language,
};
use jiff::{Span, Timestamp};
use store::{Token, drafts::Draft};

use crate::{
    Desk, Served,
    access::{Act, Object, Person, Subject, require},
    error::DeskError,
};

/// A draft being filled.
#[derive(Debug)]
pub struct Fill {
    /// As stored.
    pub draft: Draft,
    /// The version it was begun with.
    pub served: Arc<Served>,
    /// Everything answered so far.
    pub answers: Answers,
}

impl Desk {
    /// The draft that `token` opens.
    ///
    /// # Errors
    /// `request.not_found` where there is none (any more).
    pub async fn fill(&self, token: &str) -> Result<Fill, DeskError> {
        let token: Token = token.parse().map_err(|_| DeskError::NotFound("draft"))?;
        let draft = self.store.read(async |conn| store::drafts::find(conn, &token).await).await?;
        self.filled(draft.ok_or(DeskError::NotFound("draft"))?).await
    }

    /// The same, for whoever may fill it.
    ///
    /// # Errors
    /// `request.not_found` also where it belongs to an account that is not logged in.
    pub async fn fill_for(&self, token: &str, person: Option<&Person>) -> Result<Fill, DeskError> {
        let fill = self.fill(token).await?;
        require(Subject::visitor(person), Act::Fill, Object::Draft(&fill.draft))?;
        Ok(fill)
    }

    pub(crate) async fn filled(&self, draft: Draft) -> Result<Fill, DeskError> {
        let served = self.library.version(&self.store, &draft.agency, &draft.demarche, &draft.definition).await?;
        let answers = if draft.answers.is_empty() { Answers::default() } else { decode(&draft.answers)? };
        Ok(Fill { draft, served, answers })
    }

    /// What the evaluation of a démarche gets from outside.
    pub fn facts<'a>(&'a self, served: &'a Served, language: Language) -> Facts<'a> {
        let now = self.now();
        Facts { today: served.today(now), now, language, lookup: &self.lists, checker: &served.checker }
    }

    /// Calls `act` with the draft's state.
    pub fn with_state<T>(&self, fill: &Fill, language: Language, act: impl FnOnce(&State<'_>) -> T) -> T {
        let facts = self.facts(&fill.served, language);
        act(&State::new(&fill.served.demarche, &fill.answers, &facts))
    }
}

pub(crate) fn encode(answers: &Answers) -> Result<Vec<u8>, DeskError> {
    serde_json::to_vec(answers).map_err(|error| DeskError::Stored(format!("answers cannot be written: {error}")))
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Answers, DeskError> {
    // The error may quote an answer: only its place is told.
    serde_json::from_slice(bytes)
        .map_err(|error| DeskError::Stored(format!("answers cannot be read, column {}", error.column())))
}

/// `from` and a delay later, as law counts it: months and years end on the same day number.
pub(crate) fn later(served: &Served, from: Timestamp, delay: Delay) -> Timestamp {
    let span = match delay {
        Delay::Days(days) => Span::new().days(i64::from(days)),
        Delay::Months(months) => Span::new().months(i64::from(months)),
        Delay::Years(years) => Span::new().years(i64::from(years)),
    };
    from.to_zoned(served.timezone.clone()).checked_add(span).map_or(Timestamp::MAX, |end| end.timestamp())
}
