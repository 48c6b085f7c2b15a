//! Any definition is a démarche or a list of faults: each with a code that is explained and a place inside its file, and no panic.
//!
//! The input: `demarche.yaml`, a line `%%`, `schema.yaml`, and where there are two more of these, `component.yaml` and `schema.yaml` of
//! a component `essai`.
#![no_main]

use std::{
    collections::BTreeSet,
    sync::{Arc, LazyLock},
};

use form::{
    bundle::{Bundle, Catalogue},
    check::{AnyPlugin, check, reference},
    diagnostic::Severity,
    published,
};
use fuzz::{Lists, catalogue, tell_panics};
use libfuzzer_sys::{Corpus, fuzz_target};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(catalogue);
static CODES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| reference().iter().map(|code| code.code).collect());

fn bundle(name: &str, files: [(&str, &[u8]); 2]) -> Bundle {
    let files = files.into_iter().map(|(path, bytes)| (path.to_owned(), Arc::from(bytes))).collect();
    Bundle { name: name.to_owned(), shown_path: name.to_owned(), files }
}

/// The parts between lines `%%`.
fn parts(mut input: &[u8]) -> Vec<&[u8]> {
    const BETWEEN: &[u8] = b"\n%%\n";
    let mut parts = Vec::new();
    while let Some(at) = input.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        parts.push(&input[..at]);
        input = &input[at + BETWEEN.len()..];
    }
    parts.push(input);
    parts
}

fuzz_target!(
    init: tell_panics(),
    |input: &[u8]| -> Corpus {
        let parts = parts(input);
        let Some((&[definition, schema], component)) = parts.split_first_chunk::<2>() else { return Corpus::Reject };
        let written = bundle("essai", [("demarche.yaml", definition), ("schema.yaml", schema)]);
        let with_component;
        let catalogue = if let &[component, schema] = component {
            let mut components = CATALOGUE.clone();
            let bundle = bundle("essai", [("component.yaml", component), ("schema.yaml", schema)]);
            components.components.insert("essai".to_owned(), bundle);
            with_component = components;
            &with_component
        } else {
            &*CATALOGUE
        };
        let checked = check(&written, catalogue, &Lists, &AnyPlugin);
        for fault in &checked.diagnostics {
            assert!(CODES.contains(fault.code), "{} is not explained", fault.code);
            assert!(fault.span.line >= 1 && fault.span.column >= 1 && fault.span.start <= fault.span.end, "{}", fault.code);
            let of = [("essai/demarche.yaml", definition), ("essai/schema.yaml", schema)];
            if let Some((_, text)) = of.iter().find(|(file, _)| fault.file == *file && component.is_empty()) {
                assert!(fault.span.end <= text.len().max(1), "{}: {:?}", fault.code, fault.span);
            }
        }
        let errors = checked.diagnostics.iter().any(|fault| fault.severity == Severity::Error);
        assert!(checked.demarche.is_some() != errors);
        if let Some(demarche) = &checked.demarche {
            assert!(jsonschema::meta::is_valid(&published::schema(demarche, None)));
        }
        Corpus::Keep
    }
);
