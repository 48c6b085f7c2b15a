//! Takes up a draft: the stored answers, held against the very definition they were begun with.

use std::sync::Arc;

use form::{
    answers::Answers,
    demarche::Delay,
    state::{Facts, State},
    text::Language,
};
use jiff::Timestamp;
use store::{Token, Uuid, drafts::Draft};
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::{
    Desk, Served,
    access::{Act, Object, Person, Subject, require},
    error::DeskError,
    retain::Retained,
};

/// A draft being filled.
#[derive(Debug, Clone)]
pub struct Fill {
    /// As stored.
    pub draft: Draft,
    /// The version it was begun with.
    pub served: Arc<Served>,
    /// Everything answered so far, without the files found harmful.
    pub answers: Answers,
    /// Those files, until whoever fills the draft was told of them.
    pub retained: Vec<Retained>,
}

impl Desk {
    /// The draft at an address, for whoever may fill it.
    ///
    /// # Errors
    /// `request.not_found` where there is none (any more), or none of this account; `access.login_needed` where it belongs to an account
    /// and nobody is logged in; `access.identity_needed` where a provider must know who fills it; `resume.code_needed` where it was put
    /// away: its account's session opens it, else its code.
    pub async fn fill_for(&self, address: &str, person: Option<&Person>) -> Result<Fill, DeskError> {
        let fill = self.fill_open(address, person).await?;
        let draft = &fill.draft;
        if draft.closed_at.is_some() && draft.person.is_none() && draft.submitted_at.is_none() {
            return Err(DeskError::CodeNeeded);
        }
        // Whoever filed it was known as it asks for then.
        if draft.submitted_at.is_none() {
            self.require_identity(&fill.served, person)?;
        }
        Ok(fill)
    }

    /// The same, put away or not, however surely they are known: for a deed that has begun before the draft was put away, and for one that
    /// only takes something back.
    ///
    /// The address holds the draft's token; or its id, which opens nothing without the session of the account it belongs to. By its id an
    /// account goes on with its draft and no address of it changes: another tab may hold something typed.
    pub(crate) async fn fill_open(&self, address: &str, person: Option<&Person>) -> Result<Fill, DeskError> {
        let draft = match address.parse::<Token>() {
            Ok(token) => self.store.read(async |conn| store::drafts::find(conn, &token).await).await?,
            Err(_) => {
                let id: Uuid = address.parse().map_err(|_| DeskError::NotFound("draft"))?;
                let owner = person.ok_or(DeskError::LoginRequired)?.id;
                self.store.read(async |conn| store::drafts::owned(conn, owner, id).await).await?
            }
        };
        let draft = draft.ok_or(DeskError::NotFound("draft"))?;
        may_fill(&draft, person)?;
        let known = self.at_hand.answers(address, &draft);
        self.filled_with(draft, known).await
    }

    pub(crate) async fn filled(&self, draft: Draft) -> Result<Fill, DeskError> {
        self.filled_with(draft, None).await
    }

    /// The draft with its answers, where they are `known` already.
    async fn filled_with(&self, draft: Draft, known: Option<Answers>) -> Result<Fill, DeskError> {
        let served = self.library.version(&self.store, &draft.agency, &draft.demarche, &draft.definition).await?;
        let mut answers = match known {
            Some(answers) => answers,
            None if draft.answers.is_empty() => Answers::default(),
            None => decode(&draft.answers)?,
        };
        // Nobody confirms what was filled in for somebody else, though no page was saved since: conditions may read the day.
        if (draft.person.is_some() || answers.handed().is_some()) && draft.submitted_at.is_none() {
            form::prefill::take_back(&served.demarche, &mut answers, &self.facts(&served, Language::Fr));
        }
        // What was filed was judged by what the directory said then.
        if draft.submitted_at.is_none() {
            self.ask_connections(&served, &mut answers, false).await?;
        }
        let asks = served.asks_files && draft.submitted_at.is_none();
        let retained = if asks { self.take_out(&draft, &mut answers).await? } else { Vec::new() };
        Ok(Fill { draft, served, answers, retained })
    }

    /// What the evaluation of a démarche gets from outside.
    pub fn facts<'a>(&'a self, served: &'a Served, language: Language) -> Facts<'a> {
        let now = self.now();
        Facts { today: served.today(now), now, language, lookup: &self.lists, checker: &served.checker }
    }

    /// The same on an earlier day: that of the filing.
    pub(crate) fn facts_at<'a>(&'a self, served: &'a Served, at: Timestamp, language: Language) -> Facts<'a> {
        Facts { today: served.today(at), now: at, ..self.facts(served, language) }
    }

    /// Calls `act` with the draft's state.
    pub fn with_state<T>(&self, fill: &Fill, language: Language, act: impl FnOnce(&State<'_>) -> T) -> T {
        let facts = self.facts(&fill.served, language);
        let state = State::new(&fill.served.demarche, &fill.answers, &facts);
        if fill.served.computes { unhurried(|| act(&state)) } else { act(&state) }
    }
}

/// Does what may wait for a plugin that computes: others are served meanwhile, where there are threads for it.
pub(crate) fn unhurried<T>(act: impl FnOnce() -> T) -> T {
    let several = Handle::try_current().is_ok_and(|runtime| runtime.runtime_flavor() == RuntimeFlavor::MultiThread);
    if several { tokio::task::block_in_place(act) } else { act() }
}

/// Whether this visitor may fill the draft that their address leads to.
pub(crate) fn may_fill(draft: &Draft, person: Option<&Person>) -> Result<(), DeskError> {
    // That of a closed account opens to nobody: no login helps.
    if draft.person.is_some_and(|owner| owner != store::people::CLOSED) && person.is_none() {
        return Err(DeskError::LoginRequired);
    }
    require(Subject::visitor(person), Act::Fill, Object::Draft(draft))
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
    from.to_zoned(served.timezone.clone()).checked_add(delay.span()).map_or(Timestamp::MAX, |end| end.timestamp())
}
