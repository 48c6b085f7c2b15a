//! Guests that load well and mean harm when they are called. The numbers are those of the W series in the threat list.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use plugins::{Limits, Plugins};
use serde_json::json;

use crate::guest::{answers, ask, context, ending, guest, guest_saying, load, patient};

#[test]
fn w17_an_endless_loop() {
    assert_eq!(ending(&guest("(loop br 0) unreachable", "")), "plugin.fuel");
}

#[test]
fn w17_fuel_ends_a_loop_long_before_the_time_does() {
    let plugin = load(&guest("(loop br 0) unreachable", ""));
    let begun = Instant::now();
    for _ in 0..3 {
        assert_eq!(ask(&plugin).unwrap_err().code, "plugin.fuel");
    }
    // About 10 ms each; the bound leaves room for a busy machine.
    assert!(begun.elapsed() < Duration::from_secs(15));
}

#[test]
fn w17_time_ends_what_fuel_does_not() {
    let limits = Limits { fuel: u64::MAX, wall: Duration::from_millis(100), ..patient() };
    let plugins = Plugins::with_limits(limits).unwrap();
    let plugin = plugins.load(guest("(loop br 0) unreachable", "").as_bytes()).unwrap();
    assert_eq!(ask(&plugin).unwrap_err().code, "plugin.time");
}

#[test]
fn w19_endless_recursion() {
    assert_eq!(ending(&guest("(call $again) (i32.const 8)", "(func $again (call $again))")), "plugin.stack");
}

#[test]
fn w20_memory_that_grows_until_it_is_refused() {
    let greedy = "(loop (drop (memory.grow (i32.const 1))) br 0) unreachable";
    assert_eq!(ending(&guest(greedy, "")), "plugin.memory");
}

#[test]
fn w20_a_table_that_grows_until_it_is_refused() {
    let greedy = "(loop (drop (table.grow (ref.null func) (i32.const 1000))) br 0) unreachable";
    assert_eq!(ending(&guest(greedy, "(table 1 funcref)")), "plugin.memory");
}

#[test]
fn w21_filling_memory_over_and_over() {
    let limits = Limits { wall: Duration::from_millis(200), ..patient() };
    let plugins = Plugins::with_limits(limits).unwrap();
    let fill = "(drop (memory.grow (i32.const 200))) (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 13000000)) br 0) unreachable";
    let plugin = plugins.load(guest(fill, "").as_bytes()).unwrap();
    let code = ask(&plugin).unwrap_err().code;
    // Whether a fill costs fuel by its length is wasmtime's affair; it ends either way.
    assert!(matches!(code, "plugin.time" | "plugin.fuel"), "{code}");
}

#[test]
fn w22_stepping_out_of_memory_tables_and_numbers() {
    for body in [
        "unreachable",
        "(i32.load (i32.const -4))",
        "(i32.div_u (i32.const 1) (i32.const 0))",
        "(call_indirect (result i32) (i32.const 7))",
        "(i32.trunc_f64_s (f64.const nan))",
    ] {
        assert_eq!(ending(&guest(body, "(table 1 funcref)")), "plugin.trap", "{body}");
    }
}

/// The author reads what stopped the plugin, and in which of its functions.
#[test]
fn w22_what_stopped_a_plugin_is_said() {
    let plugin = load(&guest("(call $calcule)", "(func $calcule (result i32) unreachable)"));
    let detail = ask(&plugin).unwrap_err().detail;
    assert!(detail.contains("unreachable") && detail.contains(" in calcule"), "{detail}");
}

#[test]
fn w24_w25_lengths_and_pointers_that_lie() {
    // The list itself: a million problems, far outside, not aligned, around the end of the address space.
    for (pointer, length) in
        [(0x10_u32, 1_000_000_u32), (0xffff_0000, 1), (0x11, 1), (0xffff_fff0, 0x1000_0000), (0, u32::MAX)]
    {
        let body = format!(
            "(i32.store (i32.const 0) (i32.const {pointer})) (i32.store (i32.const 4) (i32.const {length})) (i32.const 0)"
        );
        assert_eq!(ending(&guest(&body, "")), "plugin.output", "{pointer:#x} {length}");
    }
    for result in ["-4", "0x7ffffffc", "3"] {
        assert_eq!(ending(&guest(&format!("(i32.const {result})"), "")), "plugin.output", "{result}");
    }
    // The message in it.
    for (pointer, length) in [(0, u32::MAX), (0xffff_ff00, 10), (0x3_fff0, 0x11)] {
        assert_eq!(ending(&guest_saying(pointer, length, "")), "plugin.output", "{pointer:#x} {length}");
    }
}

#[test]
fn w25_memory_given_for_answers_must_be_its_own() {
    for elsewhere in ["-16", "0x3ffff", "3"] {
        let text = guest("(i32.const 8)", "")
            .replace("(local.get $start))", &format!("(drop (local.get $start)) (i32.const {elsewhere}))"));
        assert!(text.contains("(drop (local.get $start))"));
        let code = ending(&text);
        assert!(matches!(code, "plugin.output" | "plugin.trap"), "{elsewhere}: {code}");
    }
}

#[test]
fn w26_invalid_utf_8() {
    for bytes in [r"\ff\fe", r"\c0\80", r"\ed\a0\80", r"\f0\9f\98"] {
        let data = format!("(data (i32.const 0x200) \"{bytes}\")");
        let length = u32::try_from(bytes.len() / 3).unwrap();
        assert_eq!(ending(&guest_saying(0x200, length, &data)), "plugin.output", "{bytes}");
    }
}

#[test]
fn w27_a_value_nested_ten_thousand_deep() {
    // A computed value of ten thousand opening brackets.
    let compute = r#"
        (memory.fill (i32.const 0x1000) (i32.const 0x5b) (i32.const 10000))
        (i32.store (i32.const 0x10) (i32.const 0x100))
        (i32.store (i32.const 0x14) (i32.const 1))
        (i32.store (i32.const 0x18) (i32.const 0x1000))
        (i32.store (i32.const 0x1c) (i32.const 10000))
        (i32.store (i32.const 0) (i32.const 0x10))
        (i32.store (i32.const 4) (i32.const 1))
        (i32.const 0))"#;
    let text = guest("(i32.const 8)", "(data (i32.const 0x100) \"a\")");
    let text = text.replacen("(i32.const 0x8))", compute, 1);
    let plugin = load(&text);
    assert_eq!(plugin.compute(&answers(), &context()).unwrap_err().code, "plugin.output");
}

#[test]
fn w28_ten_megabytes_of_message() {
    let text = guest_saying(0x1_0000, 10 << 20, "");
    let text = text.replace("(memory (export \"memory\") 4)", "(memory (export \"memory\") 200)");
    assert_eq!(ending(&text), "plugin.output");
}

#[test]
fn w28_a_hundred_problems_that_share_one_long_message() {
    // A small list may point many times at the same text, and so ask for much more than the plugin's whole memory.
    let body = r#"
        (local $place i32)
        (memory.fill (i32.const 0x8000) (i32.const 0x61) (i32.const 0x8000))
        (local.set $place (i32.const 0x400))
        (loop $next
          (i32.store offset=8 (local.get $place) (i32.const 0x8000))
          (i32.store offset=12 (local.get $place) (i32.const 1))
          (i32.store offset=16 (local.get $place) (i32.const 1))
          (i32.store offset=20 (local.get $place) (i32.const 0x8000))
          (i32.store offset=24 (local.get $place) (i32.const 0x8000))
          (local.set $place (i32.add (local.get $place) (i32.const 28)))
          (br_if $next (i32.lt_u (local.get $place) (i32.const 0x7000))))
        (i32.store (i32.const 0) (i32.const 0x400))
        (i32.store (i32.const 4) (i32.const 900))
        (i32.const 0)"#;
    assert_eq!(ending(&guest(body, "")), "plugin.output");
}

#[test]
fn w28_messages_and_lists_up_to_their_limits_pass() {
    let fill = "(data (i32.const 0x1000) \"".to_owned() + &"x".repeat(1_001) + "\")";
    let said = ask(&load(&guest_saying(0x1000, 1_000, &fill))).unwrap();
    assert_eq!(said[0].message.as_ref().unwrap().len(), 1_000);
    assert_eq!(ending(&guest_saying(0x1000, 1_001, &fill)), "plugin.output");
}

#[test]
fn w29_a_problem_at_what_is_no_path() {
    // That a well-formed path is one of this démarche's and visible, `form` sees to: a problem elsewhere is told at the rule's place.
    let at = |path: &str| {
        let parts = format!("(data (i32.const 0x300) \"{path}\")");
        let named = format!(
            "(i32.store (i32.const 0x10) (i32.const 0x300)) (i32.store (i32.const 0x14) (i32.const {})) (i32.store (i32.const 0x18)",
            path.len()
        );
        ask(&load(&guest_saying(0x100, 1, &parts).replace("(i32.store (i32.const 0x18)", &named)))
    };
    assert_eq!(at("autre.champ").unwrap()[0].at, "autre.champ");
    for path in ["../autre", "a b", "<a>", "a..b"] {
        assert_eq!(at(path).unwrap_err().code, "plugin.output", "{path}");
    }
}

#[test]
fn w30_markup_stays_text() {
    let message = "<script>alert(1)</script>";
    let data = format!("(data (i32.const 0x200) \"{message}\")");
    let length = u32::try_from(message.len()).unwrap();
    let said = ask(&load(&guest_saying(0x200, length, &data))).unwrap();
    assert_eq!(said[0].message.as_deref(), Some(message));
}

#[test]
fn w31_nothing_is_kept_from_one_call_to_the_next() {
    // Traps when it finds what an earlier call left in its memory, its global or its table.
    let body = "
        (if (i32.or (i32.load (i32.const 0x300)) (global.get $kept)) (then unreachable))
        (if (i32.ne (table.size) (i32.const 1)) (then unreachable))
        (i32.store (i32.const 0x300) (i32.const 1))
        (global.set $kept (i32.const 1))
        (drop (table.grow (ref.null func) (i32.const 1)))
        (i32.const 8)";
    let plugin = load(&guest(body, "(global $kept (mut i32) (i32.const 0)) (table 1 funcref)"));
    for _ in 0..20 {
        assert_eq!(ask(&plugin), Ok(Vec::new()));
    }
}

#[test]
fn w32_two_hundred_calls_at_once_leave_room_for_others() {
    let limits = Limits { fuel: u64::MAX, wall: Duration::from_millis(300), patience: Duration::ZERO, ..patient() };
    let plugins = Plugins::with_limits(limits).unwrap();
    let slow = plugins.load(guest("(loop br 0) unreachable", "").as_bytes()).unwrap();
    let quick = plugins.load(guest("(i32.const 8)", "").as_bytes()).unwrap();
    let begin = Barrier::new(201);
    std::thread::scope(|scope| {
        let calls: Vec<_> = (0..200)
            .map(|_| {
                scope.spawn(|| {
                    begin.wait();
                    ask(&slow).unwrap_err().code
                })
            })
            .collect();
        begin.wait();
        // The slow plugin has its four places at most; another one is asked meanwhile.
        assert_eq!(ask(&quick), Ok(Vec::new()));
        let codes: Vec<_> = calls.into_iter().map(|call| call.join().unwrap()).collect();
        assert!(codes.contains(&"plugin.time"));
        assert!(codes.contains(&"plugin.busy"));
        assert!(codes.iter().all(|code| matches!(*code, "plugin.time" | "plugin.busy")), "{codes:?}");
    });
    // And every place was given back.
    assert_eq!(ask(&quick), Ok(Vec::new()));
    assert_eq!(ask(&slow).unwrap_err().code, "plugin.time");
}

#[test]
fn w32_patience_waits_for_a_place() {
    let limits =
        Limits { fuel: u64::MAX, wall: Duration::from_millis(100), patience: Duration::from_secs(120), ..patient() };
    let plugins = Plugins::with_limits(limits).unwrap();
    let slow = plugins.load(guest("(loop br 0) unreachable", "").as_bytes()).unwrap();
    std::thread::scope(|scope| {
        let calls: Vec<_> = (0..12).map(|_| scope.spawn(|| ask(&slow).unwrap_err().code)).collect();
        for call in calls {
            assert_eq!(call.join().unwrap(), "plugin.time");
        }
    });
}

#[test]
fn w33_a_plugin_works_again_after_a_trap() {
    // Traps when the language is English: its first letter is the `e` of `en`.
    let body = "(if (i32.eq (i32.load8_u (local.get 6)) (i32.const 0x65)) (then unreachable)) (i32.const 8)";
    let plugin = load(&guest(body, ""));
    let mut english = context();
    english.language = form::text::Language::En;
    for _ in 0..10 {
        assert_eq!(plugin.check(&answers(), &english).unwrap_err().code, "plugin.trap");
        assert_eq!(ask(&plugin), Ok(Vec::new()));
    }
}

#[test]
fn answers_larger_than_the_input_are_not_shown() {
    let plugin = load(&guest("(i32.const 8)", ""));
    let answers = json!({ "texte": "x".repeat(Limits::default().input) });
    assert_eq!(plugin.check(&answers, &context()).unwrap_err().code, "plugin.input");
}

#[test]
fn fuel_is_the_same_at_every_call() {
    // The least fuel with which a plugin gets through does not depend on the machine's mood.
    let body = "(local $i i32) (loop $next (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_if $next (i32.lt_u (local.get $i) (i32.const 1000)))) (i32.const 8)";
    let text = guest(body, "");
    let enough = |fuel| {
        let limits = Limits { fuel, ..patient() };
        let plugins = Plugins::with_limits(limits).unwrap();
        let plugin = plugins.load(text.as_bytes()).unwrap();
        (0..3).map(|_| ask(&plugin).is_ok()).collect::<Vec<_>>()
    };
    assert_eq!(enough(100_000), [true; 3]);
    assert_eq!(enough(1_000), [false; 3]);
}
