//! Sets up what the server writes about itself: JSON lines, without personal data, without line breaks from outside.

use std::sync::Once;

use tracing_subscriber::{EnvFilter, fmt};

/// Writes log lines to standard error: JSON for machines, or text for people at a terminal. `filter` as in `RUST_LOG`.
pub fn start(json: bool, filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    // A second start (tests run many servers in one process) changes nothing.
    if json {
        let _ = fmt().json().with_env_filter(filter).with_writer(std::io::stderr).with_current_span(false).try_init();
    } else {
        let _ = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).try_init();
    }
}

/// Panics are logged by their place alone: their message may quote what a citizen typed.
pub(crate) fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|info| {
            let place =
                info.location().map(|location| format!("{}:{}", location.file(), location.line())).unwrap_or_default();
            tracing::error!(place, "panicked");
        }));
    });
}
