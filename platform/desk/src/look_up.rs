//! Asks a source what the citizen need not type: before the page is saved and outside every transaction, so that a slow partner delays
//! nobody but who clicked.

use std::time::{Duration, SystemTime};

use connectors::sources::Question;
use form::{
    answers::Answers,
    reading::{self, Posting},
    source::{self, DataSource, MOST_CALLS, Outcome, Search},
    state::State,
};
use store::journal::{self, NewEntry};

use crate::{Desk, error::DeskError, fill::Fill, fill::unhurried, save_page::PagePost};

/// What came of a question, to be kept with the page that it was clicked on.
#[derive(Debug)]
pub(crate) struct LookedUp {
    /// The answer path at which the source stands.
    pub(crate) at: String,
    /// The source's id.
    pub(crate) id: String,
    /// What came of it.
    pub(crate) search: Search,
    /// Whether a partner was asked.
    pub(crate) called: bool,
}

/// Whether something stands in the box of a search.
pub(crate) fn is_typed(pairs: &[(String, String)]) -> bool {
    pairs.iter().any(|(name, value)| name.starts_with("_search:") && !value.trim().is_empty())
}

/// The source that is meant by « Continuer » with something new in its box and nothing in the boxes it fills: the return key presses the
/// first button of a page, whatever box it is pressed in.
pub(crate) fn meant(fill: &Fill, page: usize, pairs: &[(String, String)]) -> Option<String> {
    let demarche = &fill.served.demarche;
    pairs.iter().find_map(|(name, value)| {
        let key = name.strip_prefix("_search:").filter(|_| !value.trim().is_empty())?;
        let (at, id) = key.rsplit_once(':')?;
        let source = source::find(demarche, at, id)?;
        demarche.at(&source.mount).filter(|node| node.page == Some(page))?;
        let known = fill.answers.search(key).is_some_and(|search| search.typed == value.trim());
        let filled = source.gives.iter().any(|(part, _)| {
            let place = source.part(at, part);
            pairs.iter().any(|(name, value)| form::path::is_within(name, &place) && !value.trim().is_empty())
        });
        (!known && !filled && source.search.is_some()).then(|| key.to_owned())
    })
}

impl Desk {
    /// Asks the source that the posted page's button names, with the answers as they were just typed. `None` where the page has no such
    /// source.
    ///
    /// # Errors
    /// None of the source's: whatever it does, the citizen goes on by typing.
    pub(crate) async fn look_up(
        &self,
        fill: &Fill,
        page: usize,
        post: &PagePost,
        key: &str,
    ) -> Result<Option<LookedUp>, DeskError> {
        let demarche = &fill.served.demarche;
        let Some((at, id)) = key.rsplit_once(':') else { return Ok(None) };
        let on_page = |source: &&DataSource| demarche.at(&source.mount).is_some_and(|node| node.page == Some(page));
        let Some(source) = source::find(demarche, at, id).filter(on_page) else { return Ok(None) };
        let now = self.now();
        // As the page was just typed: what it says counts, not what was stored before.
        let mut answers = fill.answers.clone();
        let (typed, asked) = {
            let facts = self.facts(&fill.served, post.language);
            reading::read_page(demarche, page, &mut answers, &Posting { pairs: &post.pairs, now }, &facts);
            source::note(demarche, page, &mut answers, &post.pairs, &facts);
            let typed = answers.search(key).map(|search| search.typed.clone()).unwrap_or_default();
            let question = || {
                let state = State::new(demarche, &answers, &facts);
                state.visible(at).then(|| source::ask(&state, source, at, &typed))
            };
            let asked = if fill.served.computes { unhurried(question) } else { question() };
            let Some(asked) = asked else { return Ok(None) };
            (typed, asked)
        };
        let looked_up = |outcome, mark: &str, called| {
            let search = Search { typed: typed.clone(), mark: mark.to_owned(), outcome, at: now };
            Ok(Some(LookedUp { at: at.to_owned(), id: id.to_owned(), search, called }))
        };
        let asked = match asked {
            Ok(asked) => asked,
            Err(paths) => return looked_up(Outcome::Missing { paths }, "", false),
        };
        if answers.calls() >= MOST_CALLS {
            return looked_up(Outcome::TooOften, "", false);
        }
        self.note_asked(fill, source).await?;
        let outcome = match self.call(&demarche.agency, source, &asked.target, now).await {
            Ok((status, body)) => {
                let facts = self.facts(&fill.served, post.language);
                let read = |answers: &Answers| {
                    let state = State::new(demarche, answers, &facts);
                    source::read(&state, source, at, &typed, status, &body)
                };
                if fill.served.computes { unhurried(|| read(&answers)) } else { read(&answers) }
            }
            Err(code) => Outcome::Unavailable { later: matches!(code, "source.busy" | "source.paused") },
        };
        looked_up(outcome, &asked.mark, true)
    }

    /// Written down before anything leaves: whose data were asked for is told to them, and to whoever answers for the agency's right to ask.
    async fn note_asked(&self, fill: &Fill, source: &DataSource) -> Result<(), DeskError> {
        let draft = &fill.draft;
        self.store
            .write(async |tx| {
                let entry = NewEntry {
                    agency: &draft.agency,
                    act: "source.asked",
                    object_kind: "draft",
                    object: draft.id,
                    actor_kind: "citizen",
                    actor: draft.person,
                    committed: Some(source.partner.as_bytes()),
                };
                Ok(journal::add(tx, entry).await?)
            })
            .await
    }

    /// One call, and one line about it in the log: whom, how it went, how long; never what was asked.
    async fn call(
        &self,
        agency: &str,
        source: &DataSource,
        target: &str,
        now: jiff::Timestamp,
    ) -> Result<(u16, std::sync::Arc<[u8]>), &'static str> {
        let question = Question {
            agency,
            target,
            headers: &source.headers,
            token: source.token,
            within: Duration::from_secs(source.time_limit.into()),
            keep: Duration::from_secs(source.cache.into()),
            most: usize::try_from(source.max_size).unwrap_or(usize::MAX),
        };
        let began = self.now();
        let reply = self.partners.ask(&source.partner, question, SystemTime::from(now)).await;
        let took = self.now().duration_since(began).as_millis();
        let partner = source.partner.as_str();
        match &reply {
            // Nobody but the operator can mend these.
            Ok(reply) if matches!(reply.status, 401 | 403) => {
                tracing::error!(partner, status = reply.status, took, "a source refuses our token");
            }
            Ok(reply) => tracing::info!(partner, status = reply.status, took, "a source was asked"),
            Err(failure) => tracing::warn!(partner, code = failure.code, took, "a source did not answer"),
        }
        reply.map(|reply| (reply.status, reply.body)).map_err(|failure| failure.code)
    }
}
