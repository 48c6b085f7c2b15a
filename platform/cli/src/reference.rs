//! Makes the wiki's reference pages from the code's own lists.

/// The pages, by file name.
pub(crate) fn pages() -> Vec<(&'static str, String)> {
    Vec::new()
}
