//! Speaks to the outside world, one room per kind of counterpart.
//!
//! | room | who is there | entries |
//! |---|---|---|
//! | [`identity`] | who says that somebody is who they are | any provider of OpenID Connect |
//! | [`notify`] | people's mailboxes | `smtp`, `local` (a mailbox for development) |
//! | [`routes`] | recipients' software | `sftp`, `webhook` |
//! | [`scan`] | an antivirus | `off`, `clamd` |
//! | [`sources`] | who holds data that an agency need not ask for again | any partner that answers GET with JSON |
//! | [`uploads`] | what people send us | `jpeg`, `pdf`, `png` |
//!
//! Every room has one shape: an enum of its entries, made from a URL of the configuration, one deed, and an outcome that says with a
//! stable code whether it is done, to be tried again later, or refused. To add an entry, copy its neighbour's file, add it to the enum
//! and to the room's contract test.

mod endpoint;
mod exchange;
pub mod identity;
pub mod notify;
mod reach;
pub mod routes;
pub mod scan;
pub mod sources;
pub mod uploads;

mod url;

pub use url::UrlFault;
