//! Keeps answers for whoever asks the same soon after, within bounds; a source of personal data sets no time and keeps nothing.

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
    time::{Duration, SystemTime},
};

use super::Reply;

/// How many answers are kept at most, and how many bytes of them.
const ENTRIES: usize = 1000;
const BYTES: usize = 8 << 20;

#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    replies: HashMap<String, (Reply, SystemTime)>,
    order: VecDeque<String>,
    bytes: usize,
}

fn key(partner: &str, target: &str) -> String {
    format!("{partner} {target}")
}

impl Cache {
    pub(super) fn get(&self, partner: &str, target: &str, now: SystemTime) -> Option<Reply> {
        let shelf = self.0.lock().ok()?;
        let (reply, until) = shelf.replies.get(&key(partner, target))?;
        (now < *until).then(|| reply.clone())
    }

    pub(super) fn put(&self, partner: &str, target: &str, reply: &Reply, now: SystemTime, keep: Duration) {
        let (Ok(mut shelf), Some(until)) = (self.0.lock(), now.checked_add(keep)) else { return };
        let key = key(partner, target);
        shelf.bytes += key.len() + reply.body.len();
        match shelf.replies.insert(key.clone(), (reply.clone(), until)) {
            Some((before, _)) => shelf.bytes -= key.len() + before.body.len(),
            None => shelf.order.push_back(key),
        }
        while shelf.replies.len() > ENTRIES || shelf.bytes > BYTES {
            let Some(oldest) = shelf.order.pop_front() else { return };
            if let Some((reply, _)) = shelf.replies.remove(&oldest) {
                shelf.bytes -= oldest.len() + reply.body.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_ends_with_its_time_and_with_the_shelf() {
        let cache = Cache::default();
        let now = SystemTime::UNIX_EPOCH;
        let reply = Reply { status: 200, body: vec![0; 100_000].into() };
        let minute = Duration::from_secs(60);
        cache.put("ban", "/a", &reply, now, minute);
        assert_eq!(cache.get("ban", "/a", now), Some(reply.clone()));
        assert_eq!(cache.get("ban", "/a", now + minute), None, "its time is over");
        assert_eq!(cache.get("autre", "/a", now), None, "another partner said nothing");
        for index in 0..200 {
            cache.put("ban", &format!("/{index}"), &reply, now, minute);
        }
        assert_eq!(cache.get("ban", "/a", now), None, "the oldest goes");
        assert!(cache.get("ban", "/199", now).is_some());
        assert!(cache.0.lock().unwrap().bytes <= BYTES);
    }
}
