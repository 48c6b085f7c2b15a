//! Holds every sentence that citizens and agents read, in French and in English.
