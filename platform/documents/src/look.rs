//! Holds the document's measures and tones: A4, one column, ink on paper. Lengths in points.

/// A4.
pub(crate) const WIDTH: f32 = 595.28;
/// A4.
pub(crate) const HEIGHT: f32 = 841.89;
/// Of the column.
pub(crate) const LEFT: f32 = 62.0;
/// Of the column.
pub(crate) const RIGHT: f32 = WIDTH - 62.0;
/// The column's width.
pub(crate) const COLUMN: f32 = RIGHT - LEFT;
/// Where a page's text begins.
pub(crate) const TOP: f32 = HEIGHT - 54.0;
/// Where a page's text ends.
pub(crate) const BOTTOM: f32 = 78.0;

/// A tone of ink: 0 is black, 1 is paper. Grey alone, so that a photocopy loses nothing.
pub(crate) type Tone = f32;
/// What is read.
pub(crate) const INK: Tone = 0.08;
/// Labels and notes: still 7:1 on paper.
pub(crate) const SOFT: Tone = 0.32;
/// Rules between rows.
pub(crate) const RULE: Tone = 0.78;
/// Paper.
pub(crate) const PAPER: Tone = 1.0;

/// How a piece of text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) leading: f32,
    pub(crate) bold: bool,
    pub(crate) tone: Tone,
}

const fn style(size: f32, leading: f32, bold: bool, tone: Tone) -> Style {
    Style { size, leading, bold, tone }
}

/// The document's title.
pub(crate) const TITLE: Style = style(21.0, 25.0, true, INK);
/// What the document is about.
pub(crate) const SUBTITLE: Style = style(13.5, 18.0, false, INK);
/// The title of a part.
pub(crate) const PART: Style = style(17.0, 21.0, true, INK);
/// A heading.
pub(crate) const HEADING: Style = style(12.5, 16.0, true, INK);
/// A group's heading.
pub(crate) const GROUP: Style = style(10.5, 14.0, true, INK);
/// Running text.
pub(crate) const BODY: Style = style(10.5, 14.5, false, INK);
/// What must not be overlooked in running text.
pub(crate) const STRONG: Style = style(10.5, 14.5, true, INK);
/// Before a value.
pub(crate) const LABEL: Style = style(10.0, 14.5, false, SOFT);
/// Small print that is still read.
pub(crate) const NOTE: Style = style(9.0, 12.0, false, SOFT);
/// The reference.
pub(crate) const REFERENCE: Style = style(17.0, 22.0, true, INK);
/// At the foot and the head of a page.
pub(crate) const FOOT: Style = style(8.5, 11.0, false, SOFT);
