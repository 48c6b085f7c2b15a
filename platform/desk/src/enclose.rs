//! Encloses files with what is sent: a message, a question, an answer's documents. Their bytes lie sealed on disk first, and nobody has
//! them; their rows come in the transaction of what they come with. So a cut leaves all of it or nothing, and what got no row is swept.

use connectors::uploads::Inspected;
use jiff::civil::Date;
use store::{
    StoreError, Uuid, Write,
    attachments::{self, NewAttachment, Owner},
    objects::StoredObject,
};

use crate::{
    Desk,
    attach::{has_room, shown},
    error::DeskError,
    treat::Looked,
};

/// A file whose bytes lie there, and which has no row yet.
pub(crate) struct Laid {
    /// As its sender called it.
    called: String,
    name: String,
    mime: &'static str,
    stored: StoredObject,
    /// Since when the account of its sender keeps the document that it is a copy of.
    pub(crate) kept_on: Option<Date>,
}

impl Desk {
    /// Lays the bytes of inspected files down. Nobody has them, and nothing counts them.
    pub(crate) async fn lay_down(&self, agency: &str, looked: &[Looked]) -> Result<Vec<Laid>, DeskError> {
        let mut laid = Vec::with_capacity(looked.len());
        for (called, inspected, bytes) in looked {
            match self.store.objects().put(agency, bytes).await {
                Ok(stored) => laid.push(new(called, inspected, stored)),
                Err(error) => {
                    self.let_go(laid);
                    return Err(error.into());
                }
            }
        }
        Ok(laid)
    }

    /// Gives them their rows, within what their owner may hold, with the work to examine them. Ids in the same order.
    ///
    /// # Errors
    /// `file.quota`, of the first that there is no room for.
    pub(crate) async fn enclose(
        &self,
        tx: &mut Write,
        (agency, owner): (&str, Owner),
        path: &str,
        laid: &[Laid],
    ) -> Result<Vec<Uuid>, DeskError> {
        let mut ids = Vec::with_capacity(laid.len());
        for file in laid {
            let held = attachments::usage(tx, agency, owner).await?;
            if !has_room(held, file.stored.size) {
                return Err(DeskError::File { code: "file.quota", name: shown(&file.called), limit: None });
            }
            let (state, stored) = (self.state_of_new(), &file.stored);
            let new = NewAttachment { owner, path, name: &file.name, mime: file.mime, state, stored };
            ids.push(attachments::add_copy(tx, new, file.kept_on).await?.id);
        }
        Ok(ids)
    }

    /// What became of files that were laid down: examined where they were sent, gone where that was refused. Where nobody knows whether
    /// they got their rows, they lie there, and the sweep finds out.
    pub(crate) fn after_enclosing(&self, laid: Vec<Laid>, sent: Result<bool, &DeskError>) {
        match sent {
            Ok(true) => self.wake_scans.notify_one(),
            Ok(false) => self.let_go(laid),
            Err(DeskError::Store(error)) if !is_refusal(error) => {}
            Err(_) => self.let_go(laid),
        }
    }

    fn let_go(&self, laid: Vec<Laid>) {
        for file in laid {
            self.store.objects().discard(file.stored);
        }
    }
}

fn new(called: &str, inspected: &Inspected, stored: StoredObject) -> Laid {
    Laid { called: called.to_owned(), name: inspected.name.clone(), mime: inspected.mime(), stored, kept_on: None }
}

/// Whether nothing was written for sure.
fn is_refusal(error: &StoreError) -> bool {
    matches!(error, StoreError::Conflict { .. } | StoreError::DraftSubmitted | StoreError::NotFound(_))
}
