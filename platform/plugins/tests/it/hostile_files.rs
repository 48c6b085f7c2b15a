//! Files that are refused before they run, each with its code. The numbers are those of the W series in the threat list.

use std::time::{Duration, Instant};

use form::text::Language;
use plugins::{Limits, LoadFault, Mismatch, Plugins};

use crate::guest::{SIGNATURE, assemble, guest, guest_of, guest_reshelled, guest_with, load, patient, refusal};

fn code(bytes: impl AsRef<[u8]>) -> &'static str {
    refusal(bytes).code()
}

#[test]
fn w01_what_is_not_webassembly() {
    for bytes in
        [b"".as_slice(), b"\0", b"%PDF-1.7", b"PK\x03\x04", b"<html></html>", b"{\"a\":1}", b"\xff\xfe(", b"#!/bin/sh"]
    {
        assert_eq!(code(bytes), "plugin.not_wasm", "{bytes:?}");
    }
}

#[test]
fn w01_text_that_does_not_assemble_names_its_place() {
    let LoadFault::Text { line, column, detail } = refusal("(component\n  (core modul))") else {
        panic!("another fault");
    };
    assert_eq!((line, column), (2, 4));
    assert!(detail.contains("expected"), "{detail}");

    assert_eq!(code("(".repeat(1 << 20)), "plugin.text");
    assert_eq!(code("(component ".repeat(100_000)), "plugin.text");
}

#[test]
fn w02_every_truncation_is_refused() {
    let whole = assemble(&guest("(i32.const 8)", ""));
    let plugins = Plugins::with_limits(patient()).unwrap();
    // The last section holds only names for debuggers: without it the plugin is still whole.
    let mut whole_without = 0;
    for length in 0..whole.len() {
        match plugins.load(&whole[..length]) {
            Ok(_) => whole_without += 1,
            // Cut between two sections it is valid again, but has lost its export.
            Err(fault) => assert!(
                matches!(fault.code(), "plugin.not_wasm" | "plugin.malformed" | "plugin.abi"),
                "{length}: {fault}"
            ),
        }
    }
    assert!(whole_without <= 1);
    assert!(plugins.load(&whole).is_ok());
}

#[test]
fn w02_flipped_bits_are_refused_or_run_harmlessly() {
    let whole = assemble(&guest("(i32.const 8)", ""));
    let plugins = Plugins::with_limits(patient()).unwrap();
    for position in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[position] ^= 1 << (position % 8);
        if let Ok(plugin) = plugins.load(&flipped) {
            let _ = crate::guest::ask(&plugin);
        }
    }
}

#[test]
fn w03_one_byte_too_many() {
    let limit = Limits::default().file;
    let mut file = b"\0asm".to_vec();
    file.resize(limit + 1, 0);
    assert_eq!(refusal(&file), LoadFault::TooLarge { size: limit + 1, limit });
    file.pop();
    assert_eq!(code(&file), "plugin.malformed");
}

#[test]
fn w04_machine_code_compiled_elsewhere() {
    // An object file is what a precompiled plugin would be; nothing of ours ever reads one.
    assert_eq!(code(b"\x7fELF\x02\x01\x01\0wasmtime"), "plugin.not_wasm");
}

#[test]
fn w05_a_function_with_fifty_thousand_locals() {
    let locals = "(local i64)".repeat(50_000);
    assert_eq!(code(guest("(i32.const 8)", &format!("(func {locals})"))), "plugin.limits");
}

#[test]
fn w06_a_hundred_thousand_functions() {
    assert_eq!(code(guest("(i32.const 8)", &"(func)".repeat(100_000))), "plugin.limits");
}

#[test]
fn w07_blocks_nested_deep() {
    let body = "block ".repeat(10_000) + &"end ".repeat(10_000);
    assert_eq!(code(guest("(i32.const 8)", &format!("(func {body})"))), "plugin.limits");
}

#[test]
fn w07_one_large_function() {
    let body = "nop ".repeat(300_000);
    assert_eq!(code(guest("(i32.const 8)", &format!("(func {body})"))), "plugin.limits");
}

#[test]
fn w07_what_makes_a_compiler_slow() {
    let again = "(loop (br_if 0 (local.get 0)))";
    for function in [
        // Many branches; many branches times many variables; one branch to many places; wide types.
        format!("(func (local i32) {})", again.repeat(3_000)),
        format!("(func (local {}) {})", "i32 ".repeat(600), again.repeat(500)),
        format!("(func (block (br_table {} (i32.const 0))))", "0 ".repeat(6_000)),
        format!("(func (param {}))", "i32 ".repeat(33)),
        format!("(func (block (result {}) unreachable) unreachable)", "i32 ".repeat(33)),
        // Each function within its limits, but too many of them.
        format!("(func (local {}) {})", "i32 ".repeat(400), again.repeat(500)).repeat(13),
    ] {
        assert_eq!(code(guest("(i32.const 8)", &function)), "plugin.limits");
    }
}

#[test]
fn w07_components_that_multiply() {
    // Each holds the one before it twice: thirty of them would be a thousand million instances.
    let twice = "(instance (instantiate $c)) (instance (instantiate $c))";
    let chain: String = (1..30)
        .map(|level| format!("(component $c{level} (alias outer 1 $c{} (component $c)) {twice})", level - 1))
        .collect();
    let below = "(core module $m) (core instance (instantiate $m))";
    let borrowed = format!("(component (component $c0 {below}) {chain} (instance (instantiate $c29)))");
    let nested = (0..30).fold(below.to_owned(), |inner, _| format!("(component $c {inner}) {twice}"));
    let handed = format!("(component (component $c {below}) (component $d (import \"c\" (component $c)) {twice}))");
    for text in [borrowed, format!("(component {nested})"), handed] {
        assert_eq!(code(text), "plugin.limits");
    }
}

#[test]
fn w07_things_nested_in_things() {
    let deep = |open: &str, close: &str| open.repeat(200_000) + &close.repeat(200_000);
    for text in [
        format!("(component (type {} u8))", deep("(list ", ")")),
        format!("(component {})", deep("(type (component ", "))")),
        guest("(i32.const 8)", &format!("(func {})", deep("(block ", ")"))),
        guest("(i32.const 8)", &format!("(func {})", deep("(drop (i32.eqz ", "))"))),
    ] {
        assert!(matches!(code(text), "plugin.text" | "plugin.malformed" | "plugin.limits"));
    }
}

#[test]
fn w07_types_nested_in_types_do_not_exhaust_the_stack() {
    // Readers of component types call themselves for each; a stack that runs out would end the whole server.
    for opening in [[0x41, 0x01, 0x01], [0x42, 0x01, 0x01]] {
        assert_eq!(code(nested_types(opening, 1_000_000)), "plugin.limits");
        assert_eq!(code(nested_types(opening, 10_000)), "plugin.abi");
    }
}

/// A component with one type: a component type, or an instance type, in another, and so on.
fn nested_types(opening: [u8; 3], depth: usize) -> Vec<u8> {
    let mut types = vec![0x01];
    types.extend(opening.repeat(depth));
    types.extend([opening[0], 0x00]);
    let mut file = b"\0asm\x0d\0\x01\0\x07".to_vec();
    let mut size = types.len();
    while size > 0x7f {
        file.push((size & 0x7f) as u8 | 0x80);
        size >>= 7;
    }
    file.push(size as u8);
    file.extend(types);
    file
}

#[test]
fn w07_a_reader_that_panics_refuses_one_file_and_no_more() {
    // Wasmparser counts the size of such a chain of types beyond what it takes, and panics.
    let chain: String = (1..2_000)
        .map(|level| {
            let below = level - 1;
            format!("(type (instance (alias outer 1 {below} (type)) (export \"a\" (instance (type 0)))))")
        })
        .collect();
    let plugins = Plugins::with_limits(patient()).unwrap();
    for _ in 0..5 {
        let fault = plugins.load(format!("(component (type (instance)) {chain})").as_bytes()).unwrap_err();
        assert_eq!(fault.code(), "plugin.malformed");
    }
    assert!(plugins.load(guest("(i32.const 8)", "").as_bytes()).is_ok());
}

#[test]
fn w08_compilation_has_its_time() {
    let limits = Limits { compile: Duration::from_millis(1), ..Limits::default() };
    let plugins = Plugins::with_limits(limits).unwrap();
    let sum = "(i32.add (i32.mul (local.get 0) (i32.const 3)) (i32.const 1)) (local.set 0)".repeat(500);
    let functions = format!("(func (param i32) {sum})").repeat(40);
    let begun = Instant::now();
    let fault = plugins.load(guest("(i32.const 8)", &functions).as_bytes()).unwrap_err();
    assert_eq!(fault.code(), "plugin.compile_budget");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn w09_an_import_is_named() {
    for import in
        ["evil", "wasi:filesystem/types@0.2.0", "wasi:clocks/wall-clock@0.2.0", "guichet:plugin/secrets@1.0.0"]
    {
        let text =
            guest_reshelled("(core instance $code", &format!("(import \"{import}\" (instance)) (core instance $code"));
        assert_eq!(refusal(text), LoadFault::Import { name: import.into() });
    }
    let function = guest_reshelled("(core instance $code", "(import \"now\" (func (result u64))) (core instance $code");
    assert_eq!(refusal(function), LoadFault::Import { name: "now".into() });
}

#[test]
fn w10_a_core_module_that_wants_wasi() {
    let text = guest_of(r#"(import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))"#);
    // The component does not give it: it is not valid at all.
    assert_eq!(code(text), "plugin.malformed");
}

#[test]
fn w11_nothing_exported() {
    let missing = |name| LoadFault::Abi(Mismatch::Missing { name });
    assert_eq!(refusal("(component)"), missing("guichet:plugin/rules@1.0.0"));
    let later = guest_reshelled("guichet:plugin/rules@1.0.0", "guichet:plugin/rules@2.0.0");
    assert_eq!(refusal(later), missing("guichet:plugin/rules@1.0.0"));
    let half = guest_reshelled("(export \"compute\" (func $compute))", "");
    assert_eq!(refusal(half), missing("compute"));
}

#[test]
fn w11_a_core_module_is_not_a_component() {
    let module = r#"(module (func (export "check")))"#;
    assert_eq!(refusal(module), LoadFault::Abi(Mismatch::CoreModule));
    assert_eq!(code(module), "plugin.abi");
}

#[test]
fn w12_another_signature() {
    for (from, to) in [
        ("(field \"today\" string)", "(field \"heute\" string)"),
        ("(field \"message\" (option string))", "(field \"message\" string)"),
        ("(field \"path\" string)", "(field \"path\" (list u8))"),
    ] {
        assert_eq!(code(guest_reshelled(from, to)), "plugin.abi", "{to}");
    }
    let other_core = guest_of(r#"(memory (export "memory") 1) (func (export "check"))"#);
    assert_eq!(code(other_core), "plugin.malformed");
}

#[test]
fn w13_to_w16_memories_and_tables_beyond_what_there_is() {
    for parts in [
        r#"(memory (export "memory") 65536)"#,
        r#"(memory (export "memory") 257)"#,
        r#"(memory (export "memory") 200) (memory 200)"#,
        r#"(memory (export "memory") i64 1)"#,
        r#"(memory (export "memory") 1 2 shared)"#,
        r#"(memory (export "memory") 1) (table 4294967295 funcref)"#,
        r#"(memory (export "memory") 1) (table 10001 funcref)"#,
        r#"(memory (export "memory") 1) (table i64 1 funcref)"#,
    ] {
        assert_eq!(code(guest_with(parts)), "plugin.limits", "{parts}");
    }
    load(&guest_with(r#"(memory (export "memory") 4) (table 10000 funcref)"#));
}

#[test]
fn w16_proposals_that_are_off() {
    for parts in [
        "(type (struct (field i32)))",
        "(tag (param i32))",
        "(func (param v128) (result v128) local.get 0 local.get 0 i8x16.relaxed_swizzle)",
        "(type $f (func)) (func (param (ref $f)) (call_ref $f (local.get 0)))",
    ] {
        assert_eq!(code(guest("(i32.const 8)", parts)), "plugin.malformed", "{parts}");
    }
}

#[test]
fn w18_a_plugin_that_does_not_get_through_its_start() {
    for (start, cause) in [
        ("(loop br 0)", "plugin.fuel"),
        ("unreachable", "plugin.trap"),
        ("(call $start)", "plugin.stack"),
        ("(drop (memory.grow (i32.const 1000)))", "plugin.memory"),
    ] {
        let text = guest("(i32.const 8)", &format!("(func $start {start}) (start $start)"));
        let LoadFault::Start { cause: told, detail } = refusal(text) else { panic!("{start}") };
        assert_eq!(told, cause, "{start}");
        // In which function it was, as the author named it.
        assert!(detail.ends_with(" in start") || detail.contains(" in start <"), "{start}: {detail}");
    }
}

#[test]
fn every_refusal_has_a_sentence_in_both_languages() {
    for bytes in ["", "(", "(component)", "(module)", "(component (import \"x\" (func)))"] {
        let fault = refusal(bytes);
        let (french, english) = (fault.sentence(Language::Fr), fault.sentence(Language::En));
        assert!(french.ends_with('.') && english.ends_with('.'), "{french} {english}");
        assert_ne!(french, english);
        assert_eq!(english, fault.to_string());
    }
}

#[test]
fn what_a_refusal_quotes_is_short_and_on_one_line() {
    let name = format!("wasi:{}", "x".repeat(500));
    let LoadFault::Import { name } = refusal(format!("(component (import \"{name}\" (func)))")) else {
        panic!("another fault");
    };
    assert!(name.len() <= 80);
}

#[test]
fn the_same_file_is_compiled_once() {
    let plugins = Plugins::with_limits(patient()).unwrap();
    let text = guest("(i32.const 8)", &format!("(func (export \"extra\") {SIGNATURE} (i32.const 1))"));
    let first = plugins.load(text.as_bytes()).unwrap();
    let begun = Instant::now();
    let again: Vec<_> = (0..1_000).map(|_| plugins.load(text.as_bytes()).unwrap()).collect();
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(again.iter().all(|plugin| plugin.hash() == first.hash()));
}

#[test]
fn all_faults_of_a_bundle_come_at_once() {
    let plugins = Plugins::with_limits(patient()).unwrap();
    let good = guest("(i32.const 8)", "");
    let files = [("plugins/a.wasm", "non"), ("plugins/b.wat", good.as_str()), ("plugins/c.wat", "(component)")];
    let faults = plugins.bundle(files).unwrap_err();
    let codes: Vec<_> = faults.iter().map(|(path, fault)| (path.as_str(), fault.code())).collect();
    assert_eq!(codes, [("plugins/a.wasm", "plugin.not_wasm"), ("plugins/c.wat", "plugin.abi")]);
}
