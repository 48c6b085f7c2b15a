//! Wraps every request: what comes before and after the routes, one concern a file.

pub(crate) mod cross_site;
pub(crate) mod failures;
pub(crate) mod headers;
pub(crate) mod observe;
pub(crate) mod patience;
pub(crate) mod rates;
pub(crate) mod shed;
