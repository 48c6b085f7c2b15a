//! Speaks to the outside world, one room per kind of counterpart.
//!
//! | room | who is there | entries |
//! |---|---|---|
//! | [`notify`] | people's mailboxes | `smtp`, `local` (a mailbox for development) |
//! | [`scan`] | an antivirus | `off`, `clamd` |
//! | [`sources`] | who holds data that an agency need not ask for again | any partner that answers GET with JSON |
//! | [`uploads`] | what people send us | `jpeg`, `pdf`, `png` |
//!
//! Every room has one shape: an enum of its entries, made from a URL of the configuration, one deed, and an outcome that says with a
//! stable code whether it is done, to be tried again later, or refused. To add an entry, copy its neighbour's file, add it to the enum
//! and to the room's contract test.
//!
//! Rooms to come, under the same roof: `identity` (who logs in: FranceConnect, ProConnect), `routes` (how a case reaches its partner). The
//! only route today, the agents' inbox, needs nothing of the outside world: a case is there as soon as it is written.

pub mod notify;
pub mod scan;
pub mod sources;
pub mod uploads;

mod url;

pub use url::UrlFault;
