//! Reads what recipients answer: notices, the event of each, the files that come with it; and tells the hub what was stored.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper::Method;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::call::{self, Carries, Fail, Hub, id};

/// Notices that are read at a time.
pub const BATCH: usize = 25;

/// That something happened.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// Its id.
    pub id: String,
    /// The case, as the hub calls it.
    #[serde(default)]
    pub case_id: Option<String>,
    /// What happened to it.
    #[serde(default)]
    pub event_id: Option<String>,
}

/// What happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Its id.
    pub id: String,
    /// `STATUS_UPDATE`, `ATTACH_DEPOSIT`, `SENDING_MESSAGE` …
    #[serde(default)]
    pub action_type: Option<String>,
    /// What is said to the citizen.
    #[serde(default)]
    pub message: Option<String>,
    /// `IN_PROGRESS` as long as its files are not all there.
    #[serde(default)]
    pub status: Option<String>,
    /// The status that the case had.
    #[serde(default)]
    pub case_current_status: Option<String>,
    /// The status that it gets.
    #[serde(default)]
    pub case_new_status: Option<String>,
    /// When, as the hub writes it.
    #[serde(default)]
    pub create_date_time: Option<String>,
    /// What comes with it.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

/// A file that comes with an event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Its id.
    pub id: String,
    /// Its name.
    pub file_name: String,
    /// In bytes.
    #[serde(default)]
    pub size: Option<u64>,
    /// `PENDING`, `RECEIVED`, `CORRUPTED`, `REJECTED`, `DELETED`.
    #[serde(default)]
    pub status: Option<String>,
}

impl Hub<'_> {
    /// The notices that were not taken away yet, the first of them.
    ///
    /// # Errors
    /// Why the hub gave none.
    pub async fn notices(&self) -> Result<Vec<Notice>, Fail> {
        let answer = self.call(Method::GET, &format!("/notifications?maxResult={BATCH}"), Carries::Nothing).await?;
        // Nothing to say is said without a body by some.
        if answer.body.is_empty() { Ok(Vec::new()) } else { call::json(&answer) }
    }

    /// What happened.
    ///
    /// # Errors
    /// Why the hub did not say.
    pub async fn event_of(&self, case: &str, event: &str) -> Result<Event, Fail> {
        let at = format!("/cases/{}/events/{}", id(case)?, id(event)?);
        call::json(&self.call(Method::GET, &at, Carries::Nothing).await?)
    }

    /// The bytes of a file that came with it, as the hub's own hash of them says.
    ///
    /// # Errors
    /// `hubee.digest` where they are others; why the hub did not give them.
    pub async fn attachment(
        &self,
        (case, event): (&str, &str),
        attachment: &Attachment,
        most: usize,
    ) -> Result<Vec<u8>, Fail> {
        let at = format!("/cases/{}/events/{}/attachments/{}", id(case)?, id(event)?, id(&attachment.id)?);
        let answer = self.call_for(Method::GET, &at, Carries::Nothing, most).await?;
        let differs = |digest: &String| *digest != STANDARD.encode(Sha256::digest(&answer.body));
        let shorter = attachment.size.is_some_and(|size| size != answer.body.len() as u64);
        if shorter || answer.digest.as_ref().is_some_and(differs) {
            Err("hubee.digest".into())
        } else {
            Ok(answer.body)
        }
    }

    /// Tells that an event was stored.
    ///
    /// # Errors
    /// Why the hub did not hear it.
    pub async fn received(&self, case: &str, event: &str) -> Result<(), Fail> {
        let at = format!("/cases/{}/events/{}", id(case)?, id(event)?);
        self.call(Method::PATCH, &at, Carries::Json(json!({ "status": "RECEIVED" }))).await.map(|_| ())
    }

    /// Takes a notice away, once what it tells is stored.
    ///
    /// # Errors
    /// Why the hub did not; it comes again then.
    pub async fn take_away(&self, notice: &str) -> Result<(), Fail> {
        match self.call(Method::DELETE, &format!("/notifications/{}", id(notice)?), Carries::Nothing).await {
            // It was taken away before, and the answer was lost.
            Err(fail) if fail.is_unknown() => Ok(()),
            done => done.map(|_| ()),
        }
    }
}
