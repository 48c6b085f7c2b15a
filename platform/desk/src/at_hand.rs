//! Keeps at hand, for minutes, the drafts that were just saved: the next page's save need not read, unseal and decode them again.
//!
//! What lies here may be stale (another tab, another process, a draft put away). It begins a save, and a save holds only over the revision
//! it began with, which every change of a draft raises: if it fails, the draft is read anew. It is shown where the stored draft, which is
//! read each time, has the very same revision: its answers need not be decoded again.

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
};

use jiff::{SignedDuration, Timestamp};

use form::answers::Answers;
use store::drafts::Draft;

use crate::fill::Fill;

/// How long a draft stays at hand.
const TIME: SignedDuration = SignedDuration::from_mins(10);
/// How many bytes of encoded answers lie here at most, all drafts together.
const BYTES: usize = 3 << 20;

#[derive(Debug, Default)]
pub(crate) struct AtHand(Mutex<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    drafts: HashMap<String, Entry>,
    /// Addresses in the order they were put; an entry put again since has another number.
    order: VecDeque<(String, u64)>,
    bytes: usize,
    next: u64,
}

#[derive(Debug)]
struct Entry {
    fill: Fill,
    bytes: usize,
    number: u64,
    at: Timestamp,
}

impl AtHand {
    /// Takes the draft of this address away, if it is here.
    pub(crate) fn take(&self, address: &str, now: Timestamp) -> Option<Fill> {
        let entry = self.0.lock().ok()?.remove(address)?;
        (now.duration_since(entry.at) < TIME && entry.fill.draft.expires_at > now).then_some(entry.fill)
    }

    /// The answers of the stored draft, if they are here as they are there.
    pub(crate) fn answers(&self, address: &str, stored: &Draft) -> Option<Answers> {
        let shelf = self.0.lock().ok()?;
        let Fill { draft, answers, .. } = &shelf.drafts.get(address)?.fill;
        (draft.id == stored.id && draft.revision == stored.revision && stored.submitted_at.is_none())
            .then(|| answers.clone())
    }

    /// Puts a draft as it was just saved, its answers being that many bytes.
    pub(crate) fn put(&self, address: &str, mut fill: Fill, bytes: usize, now: Timestamp) {
        let Ok(mut shelf) = self.0.lock() else { return };
        shelf.remove(address);
        // The decoded answers are what is kept.
        fill.draft.answers = Vec::new();
        let number = shelf.next;
        shelf.next += 1;
        shelf.bytes += bytes;
        shelf.drafts.insert(address.to_owned(), Entry { fill, bytes, number, at: now });
        shelf.order.push_back((address.to_owned(), number));
        shelf.make_room(now);
    }
}

impl Shelf {
    fn remove(&mut self, address: &str) -> Option<Entry> {
        let entry = self.drafts.remove(address)?;
        self.bytes -= entry.bytes;
        Some(entry)
    }

    /// The oldest go, for their time is over or the shelf is full.
    fn make_room(&mut self, now: Timestamp) {
        while let Some((address, number)) = self.order.front() {
            match self.drafts.get(address) {
                Some(entry) if entry.number == *number => {
                    if self.bytes <= BYTES && now.duration_since(entry.at) < TIME {
                        return;
                    }
                    let address = address.clone();
                    self.remove(&address);
                }
                // Taken, or put again, since.
                _ => {}
            }
            self.order.pop_front();
        }
    }
}
