//! Says what a démarche means: reads it, checks it, and holds a citizen's answers against it.
