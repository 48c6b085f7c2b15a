//! Decides which addresses may be called: those of the public internet, and the networks that the operator names. Never this machine, its
//! neighbours or its cloud's own services, whatever name leads there.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use ipnet::IpNet;
use tokio::net::TcpStream;

/// How long connecting to one address may take.
const CONNECT: Duration = Duration::from_secs(3);
/// Addresses of one name that are tried.
const ADDRESSES: usize = 4;

/// Networks of IPv4 that nobody is reached in by the internet: this host, private use, carrier-grade NAT, loopback, link-local (and with
/// it the metadata of clouds), protocol assignments, documentation, 6to4 relays, benchmarks, multicast, reserved (RFC 6890).
const CLOSED_V4: &[(Ipv4Addr, u8)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// Of IPv6 only 2000::/3 is public, and in it not: protocol assignments with Teredo, documentation, 6to4, which hide other addresses.
const CLOSED_V6: &[(Ipv6Addr, u8)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];
const PUBLIC_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Which addresses may be called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reach {
    allowed: Vec<IpNet>,
}

/// How an address may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum May {
    /// Not at all.
    Never,
    /// By TLS, or by what is as good.
    ByTls,
    /// The operator names its network: in the clear too.
    Anyhow,
}

impl Reach {
    /// The public internet, and these networks.
    pub(crate) fn new(networks: &[String]) -> Result<Self, &'static str> {
        let read = |text: &String| {
            let network: Result<IpNet, _> =
                text.trim().parse().or_else(|_| text.trim().parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| "expected an address, or a network as 10.1.0.0/16")
        };
        Ok(Self { allowed: networks.iter().map(read).collect::<Result<_, _>>()? })
    }

    /// How this address may be called.
    pub(crate) fn judge(&self, address: IpAddr) -> May {
        // An IPv4 address in the clothes of IPv6 is that IPv4 address.
        let address = address.to_canonical();
        if self.allowed.iter().any(|network| network.contains(&address)) {
            May::Anyhow
        } else if is_public(address) {
            May::ByTls
        } else {
            May::Never
        }
    }

    /// What is known beforehand of a call to this host, written in numbers or this machine's own: what a name leads to is known when it is
    /// called.
    pub(crate) fn refuses(&self, host: &str, sealed: bool) -> bool {
        let own = |name: &str| name == "localhost" || name.ends_with(".localhost");
        let address = match host.parse::<IpAddr>() {
            Ok(address) => address,
            Err(_) if own(host.trim_end_matches('.').to_ascii_lowercase().as_str()) => Ipv4Addr::LOCALHOST.into(),
            Err(_) => return false,
        };
        match self.judge(address) {
            May::Never => true,
            May::ByTls => !sealed,
            May::Anyhow => false,
        }
    }
}

/// Why nothing was connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The name leads nowhere.
    Dns,
    /// It leads where nothing of ours may go.
    Address,
    /// Nothing may go there in the clear.
    Insecure,
    /// Nobody answers.
    Unreachable,
}

/// Resolves the name once and connects to what was judged: a name that leads elsewhere a moment later leads nowhere.
pub(crate) async fn connect(reach: &Reach, host: &str, port: u16, sealed: bool) -> Result<TcpStream, Fault> {
    let found = tokio::time::timeout(CONNECT, tokio::net::lookup_host((host, port))).await;
    let addresses: Vec<SocketAddr> = found.map_err(|_| Fault::Dns)?.map_err(|_| Fault::Dns)?.collect();
    // All of them: of a public and a private one, nobody knows which is meant.
    for address in &addresses {
        match reach.judge(address.ip()) {
            May::Never => return Err(Fault::Address),
            May::ByTls if !sealed => return Err(Fault::Insecure),
            May::ByTls | May::Anyhow => {}
        }
    }
    for address in addresses.into_iter().take(ADDRESSES) {
        if let Ok(Ok(stream)) = tokio::time::timeout(CONNECT, TcpStream::connect(address)).await {
            return Ok(stream);
        }
    }
    Err(Fault::Unreachable)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !CLOSED_V4.iter().any(|(network, bits)| {
            let mask = u32::MAX.checked_shl(32 - u32::from(*bits)).unwrap_or(0);
            address.to_bits() & mask == network.to_bits()
        }),
        IpAddr::V6(address) => {
            let within = |(network, bits): &(Ipv6Addr, u8)| {
                let mask = u128::MAX.checked_shl(128 - u32::from(*bits)).unwrap_or(0);
                address.to_bits() & mask == network.to_bits()
            };
            within(&PUBLIC_V6) && !CLOSED_V6.iter().any(within)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_will_be_refused_is_known_beforehand_where_no_name_is_asked_for() {
        let (public, here) = (Reach::default(), Reach::new(&["127.0.0.1".to_owned()]).unwrap());
        for host in ["169.254.169.254", "localhost", "LOCALHOST.", "a.localhost", "::1", "10.0.0.1"] {
            assert!(public.refuses(host, true), "{host}");
        }
        for host in ["logiciel.exemple.fr", "8.8.8.8", "localhost.exemple.fr"] {
            assert!(!public.refuses(host, true), "{host}");
        }
        assert!(
            public.refuses("8.8.8.8", false) && !here.refuses("127.0.0.1", false) && !here.refuses("localhost", true)
        );
    }

    fn judge(reach: &Reach, address: &str) -> May {
        reach.judge(address.parse().unwrap())
    }

    #[test]
    fn only_the_public_internet_is_called() {
        let reach = Reach::default();
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert_eq!(judge(&reach, inside), May::Never, "{inside}");
        }
        for outside in [
            "1.1.1.1",
            "9.9.9.9",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "128.0.0.1",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.1",
            "223.255.255.255",
            "::ffff:1.1.1.1",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2606:4700:4700::1111",
            "2a01:e0a::1",
        ] {
            assert_eq!(judge(&reach, outside), May::ByTls, "{outside}");
        }
    }

    #[test]
    fn the_operator_names_networks_besides() {
        let reach = Reach::new(&["10.1.0.0/16".to_owned(), "::1".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        for named in ["10.1.2.3", "::1", "127.0.0.1", "::ffff:10.1.0.9"] {
            assert_eq!(judge(&reach, named), May::Anyhow, "{named}");
        }
        for other in ["10.2.0.1", "127.0.0.2", "169.254.169.254"] {
            assert_eq!(judge(&reach, other), May::Never, "{other}");
        }
        assert!(Reach::new(&["ici".to_owned()]).is_err());
    }
}
