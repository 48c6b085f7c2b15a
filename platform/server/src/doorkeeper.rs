//! Counts the connections that each address holds, and admits no more than so many: one machine cannot take every place.
//!
//! How long a connection may say nothing, between requests too, is told to hyper in `serve.rs`.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    config::{CONNECTIONS_PER_ADDRESS, Config},
    middleware::rates::block,
};

/// The doorkeeper of one server, cheap to clone.
#[derive(Clone)]
pub(crate) struct Doorkeeper {
    inside: Arc<Mutex<HashMap<IpAddr, usize>>>,
    most: usize,
    spares_this_machine: bool,
    proxies: Arc<[IpAddr]>,
}

impl Doorkeeper {
    /// Admits as many as the configuration says.
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            inside: Arc::default(),
            most: config.limits.connections_per_address.unwrap_or(CONNECTIONS_PER_ADDRESS),
            spares_this_machine: config.limits.connections_per_address.is_none(),
            proxies: config.proxies.iter().map(IpAddr::to_canonical).collect(),
        }
    }

    /// A place for one more connection, held until it is dropped; none where the address has as many as it may. Everybody comes by the
    /// proxies: theirs are not counted.
    pub(crate) fn admit(&self, peer: IpAddr) -> Option<Place> {
        let peer = peer.to_canonical();
        if self.proxies.contains(&peer) || self.spares_this_machine && peer.is_loopback() {
            return Some(Place { keeper: None });
        }
        let address = block(peer);
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let count = inside.entry(address).or_default();
        if *count >= self.most {
            // An address that never got in leaves no trace.
            if *count == 0 {
                inside.remove(&address);
            }
            return None;
        }
        *count += 1;
        Some(Place { keeper: Some((self.clone(), address)) })
    }
}

/// A connection's place.
pub(crate) struct Place {
    keeper: Option<(Doorkeeper, IpAddr)>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((keeper, address)) = &self.keeper else { return };
        let mut inside = keeper.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = inside.get_mut(address) {
            *count -= 1;
            if *count == 0 {
                inside.remove(address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_so_many_places_and_a_proxy_any() {
        let mut config = Config::new("x");
        config.limits.connections_per_address = Some(2);
        let [one, neighbour, proxy] = ["2001:db8::1", "2001:db8::2", "10.0.0.1"].map(|text| text.parse().unwrap());
        config.proxies = vec![proxy];
        let keeper = Doorkeeper::new(&config);
        let places = (keeper.admit(one), keeper.admit(neighbour));
        assert!(places.0.is_some() && places.1.is_some());
        assert!(keeper.admit(one).is_none(), "a household counts once");
        assert!(keeper.admit("192.0.2.1".parse().unwrap()).is_some(), "another address has its own places");
        let through: Vec<_> = (0..5).map(|_| keeper.admit("::ffff:10.0.0.1".parse().unwrap())).collect();
        assert!(through.iter().all(Option::is_some));
        assert!(keeper.admit("127.0.0.1".parse().unwrap()).is_some());
        drop(places);
        assert!(keeper.admit(one).is_some(), "a place that is left is free again");
        assert!(keeper.inside.lock().unwrap().is_empty(), "nobody who has left is remembered");
    }

    #[test]
    fn without_a_number_this_machine_is_not_counted() {
        let mut config = Config::new("x");
        let [here, elsewhere] = ["127.0.0.1", "192.0.2.1"].map(|text| text.parse().unwrap());
        let admitted = |config: &Config, peer| {
            let keeper = Doorkeeper::new(config);
            (0..300).map_while(|_| keeper.admit(peer)).collect::<Vec<_>>().len()
        };
        assert_eq!((admitted(&config, here), admitted(&config, elsewhere)), (300, 256));
        config.limits.connections_per_address = Some(3);
        assert_eq!((admitted(&config, here), admitted(&config, elsewhere)), (3, 3));
    }
}
