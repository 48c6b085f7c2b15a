//! Times a receipt of some forty answers: `cargo run --release -p documents --example bench`.

#[path = "../tests/it/sample.rs"]
#[expect(clippy::expect_used, reason = "shared with the tests")]
mod sample;

use std::{io::Write as _, time::Instant};

use documents::{receipt, signature};
use sample::{ATTACHMENTS, Sample};

fn main() -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    let began = Instant::now();
    documents::prepare()?;
    writeln!(out, "faces, once       {:>8.2} ms", began.elapsed().as_secs_f64() * 1e3)?;
    let key = signature::Key::from_seed(&[7; 32]);
    let sample = Sample::new();
    let recipients = sample.recipients(true);
    let receipt = sample.receipt(&recipients, &ATTACHMENTS);
    let began = Instant::now();
    let pdf = receipt::render(&receipt, Some(&key))?;
    writeln!(out, "first receipt     {:>8.2} ms, {} bytes", began.elapsed().as_secs_f64() * 1e3, pdf.len())?;
    let rounds: u32 = if cfg!(debug_assertions) { 10 } else { 300 };
    let mut times = Vec::new();
    for _ in 0..rounds {
        let began = Instant::now();
        let again = receipt::render(&receipt, Some(&key))?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
        anyhow::ensure!(again == pdf, "the bytes differ");
    }
    times.sort_by(f64::total_cmp);
    writeln!(out, "receipt, median   {:>8.2} ms over {rounds}", times[times.len() / 2])?;
    let began = Instant::now();
    signature::verify(&pdf, &key.public())?;
    writeln!(out, "verify            {:>8.2} ms", began.elapsed().as_secs_f64() * 1e3)?;
    Ok(())
}
