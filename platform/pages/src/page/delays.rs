//! How long a desk takes over its cases.

use jiff::civil::Date;
use serde::Serialize;

use super::{Chrome, pages};

pages! {
    Delays => "page/delays.html",
}

/// What came in month by month, and how long it took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Delays {
    /// Around the page.
    pub chrome: Chrome,
    /// The latest month first.
    pub rows: Vec<DelayRow>,
}

/// One démarche in one month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DelayRow {
    /// The month's first day.
    pub month: Date,
    /// The démarche's name.
    pub demarche: String,
    /// How many cases came in.
    pub received: u64,
    /// How many of them are open.
    pub open: u64,
    /// How many came to an end.
    pub closed: u64,
    /// Days until half, and until nine in ten, were opened.
    pub to_receipt: Option<(u32, u32)>,
    /// Days until half, and until nine in ten, came to an end.
    pub to_end: Option<(u32, u32)>,
}
