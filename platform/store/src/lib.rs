//! Keeps everything: the only SQL, sealed values, files, queue, timers, journal.
