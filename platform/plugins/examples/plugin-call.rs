//! Measures one call of a plugin, a fresh instance included, on a kilobyte of answers: `plugin-call examples/…/quotient-familial.wasm`
//! prints the median of many in microseconds. Run by `make bench`.
#![expect(clippy::print_stdout, reason = "a program that prints a figure")]

use std::time::Instant;

use form::{checker::CheckContext, text::Language};
use plugins::{Limits, Plugins};
use serde_json::json;

/// The allocator of the server.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Calls before those that count, and calls that count.
const BEFORE: usize = 500;
const COUNTED: usize = 5_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("the plugin's file is missing")?;
    let plugin = Plugins::with_limits(Limits::default())?.load(&std::fs::read(path)?)?;
    let child = |number: usize| json!({ "prenom": "Zoé-Amélie", "naissance": format!("20{number:02}-03-01"), "alternee": false, "handicap": true });
    let answers = json!({
        "revenus": "24000.00",
        "prestations": "141.99",
        "enfants": (10..21).map(child).collect::<Vec<_>>(),
    });
    let context = CheckContext {
        today: jiff::civil::date(2026, 3, 1),
        language: Language::Fr,
        rule: String::new(),
        at: String::new(),
    };
    let size = answers.to_string().len();
    if !(950..1_100).contains(&size) {
        return Err(format!("the answers have {size} bytes, not a kilobyte").into());
    }
    let mut times = Vec::with_capacity(COUNTED);
    for number in 0..BEFORE + COUNTED {
        let begun = Instant::now();
        let values = plugin.compute(&answers, &context)?;
        let took = begun.elapsed();
        if values.len() != 12 {
            return Err(format!("{} values came back, not one a child and the quotient", values.len()).into());
        }
        if number >= BEFORE {
            times.push(took);
        }
    }
    times.sort_unstable();
    println!("{:.1}", times[times.len() / 2].as_secs_f64() * 1e6);
    Ok(())
}
