//! `guichet test`: plays the démarches' scenarios.

use super::say;
use crate::{Verdict, arguments::Test};

/// Plays every scenario at the paths.
pub(crate) fn run(_arguments: &Test) -> anyhow::Result<Verdict> {
    say("");
    Ok(Verdict::Well)
}
