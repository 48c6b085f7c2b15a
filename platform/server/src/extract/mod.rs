//! Reads what requests carry: language, cookies and sessions, tokens, posted forms, acts and JSON.

pub(crate) mod cookies;
pub(crate) mod device;
pub(crate) mod language;
pub(crate) mod partner;
pub(crate) mod posting;
pub(crate) mod session;
