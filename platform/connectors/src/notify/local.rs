//! Keeps mails in memory, for development and demonstrations: the last hundred, the newest first.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::SystemTime;

use super::{Failure, Mail, Outcome, Sender};

/// How many mails are kept.
const KEPT: usize = 100;

/// A mailbox in memory.
pub struct LocalBox {
    from: Sender,
    mails: Mutex<VecDeque<Kept>>,
}

/// A mail that would have left.
#[derive(Clone, Debug)]
pub struct Kept {
    /// When it was sent.
    pub at: SystemTime,
    /// Its Message-ID.
    pub message_id: String,
    /// The mail.
    pub mail: Mail,
    /// The bytes that a mail server would have got.
    pub bytes: Vec<u8>,
}

impl LocalBox {
    pub(super) const fn new(from: Sender) -> Self {
        Self { from, mails: Mutex::new(VecDeque::new()) }
    }

    pub(super) fn send(&self, mail: &Mail, now: SystemTime) -> Outcome {
        let message = match mail.message(&self.from, now) {
            Ok(message) => message,
            Err(error) => {
                return Outcome::Refused(Failure { code: "mail.unsendable", status: None, detail: error.to_string() });
            }
        };
        let mut mails = self.mails.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let kept =
            Kept { at: now, message_id: mail.message_id(&self.from), mail: mail.clone(), bytes: message.formatted() };
        // As a real mailbox does: the same Message-ID is the same mail.
        mails.retain(|other| other.message_id != kept.message_id);
        mails.push_front(kept);
        mails.truncate(KEPT);
        Outcome::Sent
    }

    /// The mails, the newest first.
    #[must_use]
    pub fn mails(&self) -> Vec<Kept> {
        self.mails.lock().unwrap_or_else(std::sync::PoisonError::into_inner).iter().cloned().collect()
    }
}
