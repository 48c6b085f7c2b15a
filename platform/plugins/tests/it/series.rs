//! Holds the tests of hostile plugins against the series W of the threat list: each of its 33 numbers has one.

use std::collections::BTreeSet;

use crate::guest::refusal;

/// The numbers that the names of a file's tests begin with: `w07_…`, `w24_w25_…`, `w13_to_w16_…`.
fn numbers(source: &str) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for name in source.split("\nfn ").skip(1) {
        let mut last = None;
        let mut range = false;
        for word in name.split(['_', '(']) {
            let number = word.strip_prefix('w').and_then(|digits| digits.parse::<u32>().ok());
            match (number, last) {
                (Some(number), Some(first)) if range => found.extend(first..=number),
                (Some(number), _) => {
                    found.insert(number);
                }
                (None, Some(_)) if word == "to" => {
                    range = true;
                    continue;
                }
                _ => break,
            }
            last = number;
        }
    }
    found
}

#[test]
fn every_number_of_the_series_has_a_test() {
    let sources = [include_str!("hostile_files.rs"), include_str!("hostile_calls.rs"), include_str!("series.rs")];
    let found: BTreeSet<u32> = sources.into_iter().flat_map(numbers).collect();
    let missing: Vec<u32> = (1..=33).filter(|number| !found.contains(number)).collect();
    assert!(missing.is_empty(), "no test for {missing:?}");
    assert_eq!(
        numbers("\nfn w13_to_w16_memories() {}\nfn w24_w25_lengths()"),
        BTreeSet::from([13, 14, 15, 16, 24, 25])
    );
}

/// A plugin has no log to fill, and nothing of the host's to call a million times: whatever it would write to is an import.
#[test]
fn w22_w23_there_is_nothing_to_call_and_nothing_to_log_to() {
    for import in ["log", "print", "wasi:logging/logging", "wasi:cli/stdout@0.2.0"] {
        let text =
            format!("(component (import \"{import}\" (instance (export \"write\" (func (param \"text\" string))))))");
        let text = if import.contains(':') {
            text
        } else {
            format!("(component (import \"{import}\" (func (param \"text\" string))))")
        };
        assert_eq!(refusal(text).code(), "plugin.import", "{import}");
    }
}
