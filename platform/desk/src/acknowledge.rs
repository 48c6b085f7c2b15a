//! Writes down that a recipient sent its accusé de réception by its own means, where this site may give none in its name.

use jiff::civil::Date;
use store::{
    Uuid, cases,
    events::{self, Author, NewEvent},
    journal::{self, NewEntry},
};

use crate::{
    Desk,
    access::{self, Agent, Object, Subject, require},
    error::DeskError,
    open_case::OpenedCase,
    remind,
};

/// What an event says that tells of such an accusé de réception; the case has its day.
pub const OWN_RECEIPT: &str = "own_receipt";

impl Desk {
    /// Notes the day, once: a second click, or a colleague's, changes nothing. Nobody is reminded any more, and the citizen reads it.
    ///
    /// # Errors
    /// `request.not_found`, also where the recipient sends none by its own means; `sent_on.invalid` for a day before the filing or to come.
    pub async fn acknowledge(
        &self,
        agent: &Agent,
        agency: &str,
        id: Uuid,
        on: Option<Date>,
    ) -> Result<OpenedCase, DeskError> {
        let opened = self.open_case(agent, agency, id).await?;
        require(Subject::Agent(agent), access::Act::Treat, Object::Case(&opened.case))?;
        let case = &opened.case;
        if !case.own_receipt {
            return Err(DeskError::NotFound("case"));
        }
        if case.own_receipt_on.is_some() {
            return Ok(opened);
        }
        let (first, today) = (opened.zoned(case.created_at).date(), opened.zoned(self.now()).date());
        let on = on
            .filter(|on| (first..=today).contains(on))
            .ok_or(DeskError::Invalid { field: "sent_on", code: "sent_on.invalid" })?;
        let day = on.to_string();
        self.store
            .write(async |tx| {
                if !cases::mark_own_receipt(tx, case, on).await? {
                    return Ok(());
                }
                let event = NewEvent {
                    author: Author::Agent(agent.id),
                    kind: OWN_RECEIPT,
                    status: None,
                    message: None,
                    attachment: None,
                };
                events::add(tx, case, event).await?;
                remind::cancel(tx, case).await?;
                let entry = NewEntry {
                    agency,
                    act: "case.acknowledged_elsewhere",
                    object_kind: "case",
                    object: case.id,
                    actor_kind: "agent",
                    actor: Some(agent.id),
                    committed: Some(day.as_bytes()),
                };
                Ok::<_, DeskError>(journal::add(tx, entry).await?)
            })
            .await?;
        let OpenedCase { dossier, .. } = opened;
        self.opened(agency, id, dossier).await
    }
}
