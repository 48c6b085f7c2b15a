//! Reads what requests carry: language, cookies and sessions, posted forms.

pub(crate) mod cookies;
pub(crate) mod language;
pub(crate) mod posting;
pub(crate) mod session;
