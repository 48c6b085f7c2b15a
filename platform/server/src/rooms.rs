//! Shares out the memory that uploads lie in while they are inspected: so much in all, and to one address no more than half of it, so that
//! whoever sends slowly and much keeps nobody else from sending. Posts of a mebibyte, most pages without a large file, have a room apart:
//! they never wait behind large ones.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The rooms of one server.
pub(crate) struct Rooms {
    small: Hall,
    large: Hall,
}

/// One permit a mebibyte: a few large uploads at once, or many small ones.
struct Hall {
    all: Arc<Semaphore>,
    share: usize,
    shares: Mutex<HashMap<IpAddr, Arc<Semaphore>>>,
}

/// Room for one upload, free again once it is dropped.
pub(crate) struct Room {
    _all: OwnedSemaphorePermit,
    _share: OwnedSemaphorePermit,
}

impl Rooms {
    /// Room for `uploads` of `largest` bytes, and as much for small ones: most of these are never filled.
    pub(crate) fn new(uploads: usize, largest: usize) -> Self {
        let all = uploads * mebibytes(largest);
        Self { small: Hall::new(all, 1), large: Hall::new(all, mebibytes(largest)) }
    }

    /// Waits until `bytes` of an upload from `address` have room in memory.
    pub(crate) async fn enter(&self, address: IpAddr, bytes: usize) -> Option<Room> {
        let permits = mebibytes(bytes);
        if permits == 1 { &self.small } else { &self.large }.enter(address, permits).await
    }
}

impl Hall {
    fn new(all: usize, largest: usize) -> Self {
        // The largest upload must find room even where it is the only one that does.
        let share = (all / 2).max(largest).min(all);
        Self { all: Arc::new(Semaphore::new(all)), share, shares: Mutex::default() }
    }

    async fn enter(&self, address: IpAddr, permits: usize) -> Option<Room> {
        let permits = u32::try_from(permits).unwrap_or(u32::MAX);
        // Its own share first: who waits for that holds nothing that others wait for.
        let share = self.share_of(address).acquire_many_owned(permits).await.ok()?;
        let all = self.all.clone().acquire_many_owned(permits).await.ok()?;
        Some(Room { _all: all, _share: share })
    }

    fn share_of(&self, address: IpAddr) -> Arc<Semaphore> {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever neither sends nor waits is forgotten; there are never more shares than uploads at once.
        shares.retain(|_, share| Arc::strong_count(share) > 1);
        shares.entry(address).or_insert_with(|| Arc::new(Semaphore::new(self.share))).clone()
    }
}

/// Whole mebibytes that `bytes` fit in.
fn mebibytes(bytes: usize) -> usize {
    bytes.div_ceil(1 << 20).max(1)
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn one_address_takes_half_of_the_room_and_leaves_the_rest_to_others() {
        let rooms = Rooms::new(4, 10 << 20);
        let [one, other] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse::<IpAddr>().unwrap());
        let enter = |address, bytes| rooms.enter(address, bytes).now_or_never().flatten();
        let held: Vec<Room> = (0..2).map_while(|_| enter(one, 10 << 20)).collect();
        assert_eq!(held.len(), 2);
        assert!(enter(one, 2 << 20).is_none(), "its half is taken");
        assert!(enter(one, 1 << 20).is_some(), "what is small waits behind nothing large");
        let rest: Vec<Room> = (0..3).map_while(|_| enter(other, 10 << 20)).collect();
        assert_eq!(rest.len(), 2, "the other half is another's");
        drop(held);
        assert!(enter(one, 10 << 20).is_some());
        drop(rest);
        enter(other, 2 << 20);
        assert_eq!(rooms.large.shares.lock().unwrap().len(), 1, "who is done is forgotten");
    }

    #[test]
    fn the_largest_upload_finds_room_where_there_is_room_for_one() {
        let rooms = Rooms::new(1, 10 << 20);
        assert!(rooms.enter("192.0.2.1".parse().unwrap(), 10 << 20).now_or_never().flatten().is_some());
    }
}
