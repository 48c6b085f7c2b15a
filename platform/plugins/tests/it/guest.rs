//! Writes guests for the tests: a core module in text, and the component around it.

use form::checker::{CheckContext, PluginProblem, Unavailable};
use form::text::Language;
use jiff::civil::date;
use plugins::{Limits, LoadFault, Plugin, Plugins};
use serde_json::{Value, json};

/// Parameters and result of `check` and `compute` as the canonical ABI flattens them.
pub(crate) const SIGNATURE: &str = "(param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)";

/// Everything of a core module but its `check`.
const REST: &str = r#"
  (global $free (mut i32) (i32.const 0x10000))
  (func (export "realloc") (param i32 i32 i32 i32) (result i32)
    (local $start i32)
    (local.set $start (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
    (global.set $free (i32.add (local.get $start) (local.get 3)))
    (local.get $start))
  (func (export "compute") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) (i32.const 0x8))
"#;

/// The component around `$code`, without its core module.
const SHELL: &str = r#"
  (core instance $code (instantiate $code))
  (type $answer (record (field "path" string) (field "value" string)))
  (type $answers (record (field "list" (list $answer)) (field "json" string)))
  (type $context (record (field "today" string) (field "language" string) (field "rule" string) (field "at" string)))
  (type $problem (record (field "at" string) (field "code" string) (field "message" (option string))))
  (type $value (record (field "at" string) (field "json" string)))
  (func $check (param "answers" $answers) (param "context" $context) (result (list $problem))
    (canon lift (core func $code "check") (memory $code "memory") (realloc (func $code "realloc"))))
  (func $compute (param "answers" $answers) (param "context" $context) (result (list $value))
    (canon lift (core func $code "compute") (memory $code "memory") (realloc (func $code "realloc"))))
  (instance $rules
    (export "answer" (type $answer))
    (export "answers" (type $answers))
    (export "context" (type $context))
    (export "problem" (type $problem))
    (export "value" (type $value))
    (export "check" (func $check))
    (export "compute" (func $compute)))
  (export "guichet:plugin/rules@1.0.0" (instance $rules))
"#;

/// A guest of four pages whose `check` has this body, beside other parts of its core module.
pub(crate) fn guest(check: &str, parts: &str) -> String {
    guest_of(&format!(r#"(memory (export "memory") 4) {REST} {parts} (func (export "check") {SIGNATURE} {check})"#))
}

/// A guest with this core module, which lacks `realloc` and `compute` no more than `check` and `memory`.
pub(crate) fn guest_of(core: &str) -> String {
    component(&format!("(core module $code {core})"), SHELL)
}

/// A guest with other memories or tables than [`guest`], which does nothing.
pub(crate) fn guest_with(parts: &str) -> String {
    guest_of(&format!(r#"{parts} {REST} (func (export "check") {SIGNATURE} (i32.const 0x8))"#))
}

/// A guest whose shell is changed: every `from` becomes `to`.
pub(crate) fn guest_reshelled(from: &str, to: &str) -> String {
    assert!(SHELL.contains(from), "the shell has no {from}");
    let core = format!(
        r#"(core module $code (memory (export "memory") 4) {REST} (func (export "check") {SIGNATURE} (i32.const 0x8)))"#
    );
    component(&core, &SHELL.replace(from, to))
}

fn component(core: &str, shell: &str) -> String {
    format!("(component {core} {shell})")
}

/// A guest that finds these problems (path and code) and computes these values (path and JSON), whatever it is asked.
pub(crate) fn guest_giving(problems: &[(&str, &str)], values: &[(&str, &str)]) -> String {
    let mut data = String::new();
    let mut free = 0x4000_u32;
    let mut put = |text: &str| {
        let at = free;
        free += u32::try_from(text.len()).unwrap();
        data.push_str(&format!("(data (i32.const {at}) \"{}\")", text.replace('\\', "\\\\").replace('"', "\\\"")));
        [at, u32::try_from(text.len()).unwrap()]
    };
    let mut words = |pairs: &[(&str, &str)], rest: &[u32]| -> Vec<u32> {
        pairs
            .iter()
            .flat_map(|(one, two)| [put(one), put(two)].concat().into_iter().chain(rest.iter().copied()))
            .collect()
    };
    // A problem has no message: three words of nothing behind its two texts.
    let (problems_at, values_at) = (words(problems, &[0, 0, 0]), words(values, &[]));
    let list = |begin: u32, words: &[u32], each: usize| {
        let bytes: String = [begin + 8, u32::try_from(words.len() / each).unwrap()]
            .iter()
            .chain(words)
            .flat_map(|word| word.to_le_bytes())
            .map(|byte| format!("\\{byte:02x}"))
            .collect();
        format!("(data (i32.const {begin}) \"{bytes}\")")
    };
    let lists = [list(0x1000, &problems_at, 7), list(0x2000, &values_at, 4)].concat();
    let rest = REST.replace("(result i32) (i32.const 0x8))", "(result i32) (i32.const 0x2000))");
    guest_of(&format!(
        r#"(memory (export "memory") 4) {rest} {lists} {data} (func (export "check") {SIGNATURE} (i32.const 0x1000))"#
    ))
}

/// A guest that gives back one problem: empty path, code `a`, and a message of `length` bytes at `pointer`.
pub(crate) fn guest_saying(pointer: u32, length: u32, parts: &str) -> String {
    guest(
        &format!(
            r#"
            (i32.store (i32.const 0x18) (i32.const 0x100))
            (i32.store (i32.const 0x1c) (i32.const 1))
            (i32.store (i32.const 0x20) (i32.const 1))
            (i32.store (i32.const 0x24) (i32.const {pointer}))
            (i32.store (i32.const 0x28) (i32.const {length}))
            (i32.store (i32.const 0x00) (i32.const 0x10))
            (i32.store (i32.const 0x04) (i32.const 1))
            (i32.const 0)"#
        ),
        &format!(r#"(data (i32.const 0x100) "a") {parts}"#),
    )
}

/// Turns text into WebAssembly.
pub(crate) fn assemble(text: &str) -> Vec<u8> {
    let buffer = wast::parser::ParseBuffer::new(text).unwrap();
    wast::parser::parse::<wast::Wat<'_>>(&buffer).unwrap().encode().unwrap()
}

/// The limits that citizens meet, but all the time in the world: these tests hold on a slow machine too.
pub(crate) fn patient() -> Limits {
    Limits {
        wall: std::time::Duration::from_secs(60),
        compile: std::time::Duration::from_secs(300),
        ..Limits::default()
    }
}

pub(crate) fn load(text: &str) -> Plugin {
    Plugins::with_limits(patient()).unwrap().load(text.as_bytes()).unwrap()
}

pub(crate) fn refusal(bytes: impl AsRef<[u8]>) -> LoadFault {
    Plugins::with_limits(patient()).unwrap().load(bytes.as_ref()).unwrap_err()
}

pub(crate) fn context() -> CheckContext {
    CheckContext { today: date(2026, 3, 1), language: Language::Fr, rule: "nir".into(), at: "identifiants.nir".into() }
}

/// Asks once, about answers that do not matter.
pub(crate) fn ask(plugin: &Plugin) -> Result<Vec<PluginProblem>, Unavailable> {
    plugin.check(&answers(), &context())
}

pub(crate) fn answers() -> Value {
    json!({ "declarant": { "nom": "Müller", "naissance": { "date": "1955-08-14" } } })
}

/// The code with which a call ends.
pub(crate) fn ending(text: &str) -> &'static str {
    ask(&load(text)).unwrap_err().code
}
