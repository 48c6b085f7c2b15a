//! Writes down that a recipient sent its accusé de réception by its own means, where this site may give none in its name; corrects it.

use jiff::civil::Date;
use store::{
    Uuid, cases,
    events::{self, Event, NewEvent},
    journal::{self, NewEntry},
};

use crate::{
    Desk,
    access::{self, Clerk, Object, Scope, require},
    error::DeskError,
    open_case::OpenedCase,
    remind, withhold,
};

/// An event that says that such an accusé de réception was sent; its message is the day.
const SENT: &str = "own_receipt";
/// An event that takes that back.
const NOT_SENT: &str = "own_receipt_not_sent";

/// What an event of a case says of an accusé de réception that its recipient sends by its own means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptSaid {
    /// It was sent on that day.
    Sent(Date),
    /// It was not sent, although that had been said.
    NotSent,
}

impl ReceiptSaid {
    /// Of this event, where it says anything of it.
    pub fn of(event: &Event) -> Option<Self> {
        match event.kind.as_str() {
            SENT => Some(Self::Sent(event.message.as_deref()?.parse().ok()?)),
            NOT_SENT => Some(Self::NotSent),
            _ => None,
        }
    }
}

impl Desk {
    /// Notes the day on which it was sent, or another day where that was wrong. Nobody is reminded any more, and the citizen reads it. A
    /// second click, or a colleague's, changes nothing.
    ///
    /// # Errors
    /// `request.not_found`, for agents also where the recipient sends none by its own means (`own_receipt.not_owed` for programs); `access.scope_missing`; `sent_on.invalid` for a day before the filing or to come;
    /// `case.suspended`, `case.cancelled`.
    pub async fn acknowledge(
        &self,
        clerk: impl Into<Clerk<'_>>,
        agency: &str,
        id: Uuid,
        on: Option<Date>,
    ) -> Result<OpenedCase, DeskError> {
        let clerk = clerk.into();
        let opened = self.own_receipt_case(clerk, agency, id).await?;
        let (first, today) = (opened.zoned(remind::since(&opened.case)).date(), opened.zoned(self.now()).date());
        let on = on
            .filter(|on| (first..=today).contains(on))
            .ok_or(DeskError::Invalid { field: "sent_on", code: "sent_on.invalid" })?;
        let opened = self.enter(clerk, agency, id).await?;
        self.say_of_receipt(clerk, opened, Some(on)).await
    }

    /// Takes back that it was sent: it is owed again, and reminders come for what is left of the time.
    ///
    /// # Errors
    /// `request.not_found`, for agents also where the recipient sends none by its own means (`own_receipt.not_owed` for programs); `case.suspended`, `case.cancelled`.
    pub async fn take_acknowledgement_back(
        &self,
        clerk: impl Into<Clerk<'_>>,
        agency: &str,
        id: Uuid,
    ) -> Result<OpenedCase, DeskError> {
        let clerk = clerk.into();
        self.own_receipt_case(clerk, agency, id).await?;
        let opened = self.enter(clerk, agency, id).await?;
        self.say_of_receipt(clerk, opened, None).await
    }

    /// The case, which what is refused does not receive.
    async fn own_receipt_case(&self, clerk: Clerk<'_>, agency: &str, id: Uuid) -> Result<OpenedCase, DeskError> {
        if let Clerk::Partner(partner) = clerk {
            partner.require(Scope::EventsWrite)?;
        }
        let (case, dossier) = self.case_of(clerk, agency, id).await?;
        require(clerk.subject(), access::Act::Treat, Object::Case(&case))?;
        let opened = self.opened(agency, id, dossier).await?;
        if !opened.case.own_receipt {
            return Err(match clerk {
                // A program reads its case, and would take « not found » for one that left.
                Clerk::Partner(_) => DeskError::Invalid { field: "sent_on", code: "own_receipt.not_owed" },
                Clerk::Agent(_) => DeskError::NotFound("case"),
            });
        }
        // While an operator holds the case nobody acts on it.
        match withhold::withheld(&opened.case) {
            Some(code) => Err(DeskError::Invalid { field: "sent_on", code }),
            None => Ok(opened),
        }
    }

    async fn say_of_receipt(
        &self,
        clerk: Clerk<'_>,
        opened: OpenedCase,
        on: Option<Date>,
    ) -> Result<OpenedCase, DeskError> {
        let case = &opened.case;
        if case.own_receipt_on == on {
            return Ok(opened);
        }
        let day = on.map(|on| on.to_string());
        self.store
            .write(async |tx| {
                if !cases::mark_own_receipt(tx, case, on).await? {
                    return Ok(());
                }
                let event = NewEvent {
                    author: clerk.author(),
                    kind: if on.is_some() { SENT } else { NOT_SENT },
                    status: None,
                    message: day.as_deref(),
                    attachment: None,
                };
                events::add(tx, case, event).await?;
                match on {
                    Some(_) => remind::cancel(tx, case).await?,
                    None => remind::set(tx, case, remind::since(case)).await?,
                }
                let entry = NewEntry {
                    agency: &case.agency,
                    act: if on.is_some() { "case.acknowledged_elsewhere" } else { "case.acknowledgement_taken_back" },
                    object_kind: "case",
                    object: case.id,
                    actor_kind: clerk.author().kind(),
                    actor: Some(clerk.id()),
                    committed: day.as_deref().map(str::as_bytes),
                };
                Ok::<_, DeskError>(journal::add(tx, entry).await?)
            })
            .await?;
        self.wake.notify_one();
        let OpenedCase { dossier, case, .. } = opened;
        self.opened(&case.agency, case.id, dossier).await
    }
}
