//! Feeds `check` with what nobody writes by mistake: each is refused with its code, and fast.

/// The codes told here and by no case of `cases/`.
pub(crate) const CODES: [&str; 0] = [];
