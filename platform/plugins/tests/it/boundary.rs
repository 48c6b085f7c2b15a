//! Throws made-up plugin files and made-up answers of plugins at the boundary: nothing panics, and whatever is refused has a code.
//! A few dozen cases each time; `PROPTEST_CASES` asks for more.

use form::checker::{PluginProblem, PluginValue};
use plugins::Plugins;
use proptest::{collection::vec, prelude::*, test_runner::Config};

use crate::guest::{answers, assemble, context, guest, guest_giving, patient};

/// Each case compiles a plugin: a tenth of what is asked for elsewhere.
fn config() -> Config {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { Config::default().cases.div_ceil(10) } else { 12 };
    Config { cases, failure_persistence: None, ..Config::default() }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_.0-9]{0,30}".prop_map(|text| text),
        // What a data segment of the text form holds as it stands.
        "[ -~&&[^\\\\\"]]{0,200}".prop_map(|text| text),
        proptest::sample::select(vec!["", ".", "a..b", "nom", "declarant.nom", "{}", "[[", "1e400", "null", "é"])
            .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_file_that_was_tampered_with_is_refused_with_a_code_or_runs_in_its_budget(
        flips in vec((any::<proptest::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<proptest::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = assemble(&guest("(i32.const 8)", ""));
        for (at, with) in flips {
            let at = at.index(bytes.len());
            bytes[at] = with;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        match Plugins::with_limits(patient()).unwrap().load(&bytes) {
            Err(fault) => prop_assert!(fault.code().starts_with("plugin."), "{}", fault.code()),
            Ok(plugin) => {
                if let Err(unavailable) = plugin.check(&answers(), &context()) {
                    prop_assert!(unavailable.code.starts_with("plugin."), "{}", unavailable.code);
                }
            }
        }
    }

    #[test]
    fn what_a_plugin_gives_back_is_well_formed_or_refused(problems in vec((text(), text()), 0..5), values in vec((text(), text()), 0..5)) {
        fn borrowed(given: &[(String, String)]) -> Vec<(&str, &str)> {
            given.iter().map(|(at, rest)| (at.as_str(), rest.as_str())).collect()
        }
        let (p, v) = (borrowed(&problems), borrowed(&values));
        let plugin = Plugins::with_limits(patient()).unwrap().load(guest_giving(&p, &v).as_bytes()).unwrap();
        match plugin.check(&answers(), &context()) {
            Err(unavailable) => prop_assert_eq!(unavailable.code, "plugin.output"),
            Ok(found) => {
                prop_assert_eq!(found.len(), p.len());
                for PluginProblem { at, .. } in &found {
                    prop_assert!(at.is_empty() || at.split('.').all(|segment| !segment.is_empty()), "{at}");
                }
            }
        }
        match plugin.compute(&answers(), &context()) {
            Err(unavailable) => prop_assert_eq!(unavailable.code, "plugin.output"),
            Ok(found) => {
                for PluginValue { at, .. } in &found {
                    prop_assert!(!at.is_empty() && at.split('.').all(|segment| !segment.is_empty()), "{at}");
                }
            }
        }
    }
}
