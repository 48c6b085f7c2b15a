//! Tells answer paths from schema paths, and row ids from field ids.

/// Whether `segment` is a row's id: `r` and one to eight digits or lower-case letters.
pub fn is_row_id(segment: &str) -> bool {
    segment.strip_prefix('r').is_some_and(|rest| {
        (1..=8).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
    })
}

/// `parent.child`, or `child` at the root.
pub fn join(parent: &str, child: &str) -> String {
    let mut path = String::with_capacity(parent.len() + 1 + child.len());
    path.push_str(parent);
    enter(&mut path, child);
    path
}

/// Goes one step down, to `child`; what is given back is the length to cut `path` to on the way up.
pub(crate) fn enter(path: &mut String, child: &str) -> usize {
    let above = path.len();
    if above > 0 {
        path.push('.');
    }
    path.push_str(child);
    above
}

/// The group around a place; the root where it stands in none.
pub fn around(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(around, _)| around)
}

/// Whether `path` is `ancestor` or lies below it.
pub fn is_within(path: &str, ancestor: &str) -> bool {
    ancestor.is_empty() || path.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_lies_within_itself_and_its_groups_only() {
        assert!(is_within("a.b", "a"));
        assert!(is_within("a", "a"));
        assert!(is_within("a", ""));
        assert!(!is_within("ab", "a"));
    }

    #[test]
    fn row_ids_are_told_by_their_signs() {
        assert!(is_row_id("r7k2qz0"));
        assert!(!is_row_id("plaque"));
        assert!(!is_row_id("r"));
        assert!(!is_row_id("rA2"));
    }
}
