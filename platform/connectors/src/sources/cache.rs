//! Keeps answers for whoever asks the same soon after, within bounds; a source of personal data sets no time and keeps nothing.

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
    time::SystemTime,
};

use super::{Question, Reply};

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

/// By all that an answer may depend on: whoever asks without the operator's token is not told what was said to it.
fn key(partner: &str, question: &Question<'_>) -> String {
    let Question { target, headers, token, .. } = question;
    format!("{partner} {token} {target} {headers:?}")
}

impl Cache {
    pub(super) fn get(&self, partner: &str, question: &Question<'_>, now: SystemTime) -> Option<Reply> {
        let shelf = self.0.lock().ok()?;
        let (reply, until) = shelf.replies.get(&key(partner, question))?;
        (now < *until).then(|| reply.clone())
    }

    pub(super) fn put(&self, partner: &str, question: &Question<'_>, reply: &Reply, now: SystemTime) {
        let (Ok(mut shelf), Some(until)) = (self.0.lock(), now.checked_add(question.keep)) else { return };
        let key = key(partner, question);
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
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_kept_ends_with_its_time_and_with_the_shelf() {
        let cache = Cache::default();
        let now = SystemTime::UNIX_EPOCH;
        let reply = Reply { status: 200, body: vec![0; 100_000].into() };
        let minute = Duration::from_secs(60);
        let asked = Question {
            agency: "essai",
            target: "/a",
            headers: &[],
            token: false,
            within: minute,
            keep: minute,
            most: 1 << 20,
        };
        cache.put("ban", &asked, &reply, now);
        assert_eq!(cache.get("ban", &asked, now), Some(reply.clone()));
        assert_eq!(cache.get("ban", &asked, now + minute), None, "its time is over");
        assert_eq!(cache.get("autre", &asked, now), None, "another partner said nothing");
        assert_eq!(cache.get("ban", &Question { token: true, ..asked }, now), None, "the token was not shown");
        let headers = [("x-usage".to_owned(), "autre".to_owned())];
        assert_eq!(cache.get("ban", &Question { headers: &headers, ..asked }, now), None, "asked otherwise");
        for index in 0..200 {
            let target = format!("/{index}");
            let asked = Question { target: &target, ..asked };
            cache.put("ban", &asked, &reply, now);
        }
        assert_eq!(cache.get("ban", &asked, now), None, "the oldest goes");
        assert!(cache.get("ban", &Question { target: "/199", ..asked }, now).is_some());
        assert!(cache.0.lock().unwrap().bytes <= BYTES);
    }
}
