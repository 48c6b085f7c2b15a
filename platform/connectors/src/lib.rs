//! Speaks to the outside world: mail, upload inspection.
