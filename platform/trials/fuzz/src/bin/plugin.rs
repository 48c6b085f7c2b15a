//! Any file is a plugin that runs within its budget, or is refused with a code; what a plugin gives back is well formed or refused.
//!
//! The input: `0` and a file as it is; or changes of a sound guest, three bytes each: where (two) and the byte that stands there now.
#![no_main]

use std::sync::LazyLock;

use form::{
    checker::{CheckContext, PluginProblem, PluginValue},
    text::Language,
};
use fuzz::tell_panics;
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use plugins::{Limits, Plugins};
use serde_json::json;

static GUEST: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let buffer = wast::parser::ParseBuffer::new(include_str!("../../seeds/guest.wat")).expect("the guest is text");
    wast::parser::parse::<wast::Wat<'_>>(&buffer).and_then(|mut guest| guest.encode()).expect("the guest is sound")
});

static PLUGINS: LazyLock<Plugins> =
    LazyLock::new(|| Plugins::with_limits(Limits::default()).expect("this machine runs WebAssembly"));

fn changed(changes: &[u8]) -> Vec<u8> {
    let mut file = GUEST.clone();
    for change in changes.chunks_exact(3) {
        let at = usize::from(u16::from_be_bytes([change[0], change[1]])) % file.len();
        file[at] = change[2];
    }
    file
}

fn well_formed(at: &str) -> bool {
    at.split('.').all(|segment| !segment.is_empty())
}

fuzz_target!(init: tell_panics(), |input: &[u8]| {
    let file = match input {
        [b'0', file @ ..] => file.to_vec(),
        changes => changed(changes),
    };
    let plugin = match PLUGINS.load(&file) {
        Ok(plugin) => plugin,
        Err(fault) => return assert!(fault.code().starts_with("plugin."), "{}", fault.code()),
    };
    let answers = json!({ "nom": "Durand", "enfants": [{ "age": "7" }], "revenu": "1200.50" });
    let context = CheckContext { today: date(2026, 3, 1), language: Language::Fr, rule: "regle".to_owned(), at: "nom".to_owned() };
    match plugin.check(&answers, &context) {
        Err(stopped) => assert!(stopped.code.starts_with("plugin."), "{}", stopped.code),
        Ok(problems) => assert!(problems.iter().all(|PluginProblem { at, .. }| at.is_empty() || well_formed(at))),
    }
    match plugin.compute(&answers, &context) {
        Err(stopped) => assert!(stopped.code.starts_with("plugin."), "{}", stopped.code),
        Ok(values) => assert!(values.iter().all(|PluginValue { at, .. }| well_formed(at))),
    }
});
