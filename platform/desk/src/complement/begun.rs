//! Keeps what a citizen types to answer a complement that is asked for in words alone, until it is sent as a message.

use form::answers::{Answer, Answers, Source, Value};
use store::{Read, StoreError, Uuid, Write, cases::Case, complements};

use super::{Asked, cancel_reminder};
use crate::{
    Desk,
    error::DeskError,
    fill::{decode, encode},
    follow::FollowedCase,
    submit::read_json,
};

/// Where the text lies among the answers of a complement that has no questions.
const TEXT: &str = "message";
/// Characters that are kept of it: more than may be sent, so that what is too long can be shortened.
const KEPT: usize = 10_000;
/// How often it is kept anew because something happened to the case meanwhile.
const ATTEMPTS: usize = 5;

/// The complement that is awaited, where it is asked for in words alone.
pub(super) fn in_words(stored: &[complements::Complement]) -> Result<Option<&complements::Complement>, DeskError> {
    let Some(open) = stored.iter().find(|one| one.state == complements::State::Open) else { return Ok(None) };
    Ok(if is_in_words(open)? { Some(open) } else { None })
}

/// Whether a complement asks in words alone.
pub(super) fn is_in_words(one: &complements::Complement) -> Result<bool, DeskError> {
    let asked: Asked = read_json(&one.asked, "complement")?;
    Ok(asked.questions.is_empty())
}

/// What was typed for a complement that asks in words alone.
pub(super) fn text(one: &complements::Complement) -> Result<String, DeskError> {
    let answers = one.answers.as_deref().map(decode).transpose()?.unwrap_or_default();
    Ok(match answers.value(TEXT) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    })
}

/// Whether words are awaited, and whatever the citizen writes answers it.
pub(crate) async fn is_in_words_awaited(conn: &mut Read, case: &Case) -> Result<bool, DeskError> {
    Ok(in_words(&complements::of_case(conn, case).await?)?.is_some())
}

/// It was sent: nothing is kept of it any more, and nothing awaited. In the transaction of the event that tells it.
pub(crate) async fn sent(tx: &mut Write, case: &Case) -> Result<(), DeskError> {
    let stored = complements::of_case(tx, case).await?;
    if let Some(open) = in_words(&stored)?.filter(|open| open.answers.is_some()) {
        complements::forget(tx, case, open).await?;
    }
    cancel_reminder(tx, case).await?;
    Ok(complements::end(tx, case).await?)
}

impl FollowedCase {
    /// What the citizen began to write to whoever awaits words of them, empty where they did not; nothing where nobody does.
    ///
    /// # Errors
    /// Where what was stored cannot be read.
    pub fn begun_message(&self) -> Result<Option<String>, DeskError> {
        let Some(open) = in_words(&self.stored_complements)? else { return Ok(None) };
        text(open).map(Some)
    }
}

impl Desk {
    /// Keeps what is typed for a complement that is asked for in words alone; `false` where none is awaited.
    ///
    /// # Errors
    /// As [`Self::written_to`].
    pub async fn keep_message(&self, link: &str, case: Uuid, text: &str) -> Result<bool, DeskError> {
        let mut answers = Answers::default();
        let value = Some(Value::Text(text.chars().take(KEPT).collect()));
        let typed = Default::default();
        answers.set(TEXT, Answer { value, typed, source: Source::Typed, at: self.now() });
        let answers = encode(&answers)?;
        for _ in 0..ATTEMPTS {
            let (followed, place) = self.written_to(link, case).await?;
            let found = &followed.cases[place];
            let Some(open) = in_words(&found.stored_complements)? else { return Ok(false) };
            match self.store.write(async |tx| complements::save(tx, &found.case, open, &answers, &[]).await).await {
                Ok(_) => return Ok(true),
                Err(StoreError::Conflict { .. }) => self.after_the_others().await?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Busy(None).into())
    }
}
