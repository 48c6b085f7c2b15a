//! The places of the site, one file each. `router.rs` lists them.

pub(crate) mod account;
pub(crate) mod agent_account;
pub(crate) mod agent_login;
pub(crate) mod agents;
pub(crate) mod assets;
pub(crate) mod case;
pub(crate) mod catalogue;
pub(crate) mod complement;
pub(crate) mod confirmation;
pub(crate) mod follow;
pub(crate) mod gate;
pub(crate) mod health;
pub(crate) mod legal;
pub(crate) mod mailbox;
pub(crate) mod message;
pub(crate) mod page;
pub(crate) mod partner;
pub(crate) mod password;
pub(crate) mod published;
pub(crate) mod recap;
pub(crate) mod referentials;
pub(crate) mod save;
pub(crate) mod start;
pub(crate) mod team;
pub(crate) mod vault;
pub(crate) mod workshop;
