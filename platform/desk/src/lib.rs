//! Does what is done at the counter, one deed a file.
