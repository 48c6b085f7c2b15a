//! Holds every document against outside readers: qpdf, poppler, and its own seal.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod definition;
mod documents_in_pdf;
mod formats;
mod forms;
mod package;
mod prints;
mod sample;
mod tools;
