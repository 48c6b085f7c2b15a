//! Tries the whole, end to end: browser, access, crash, load.
