//! Unfolds the data of a PNG and forgets it at once: a picture is whole where there are as many rows as its head says. However large it
//! is, this takes a few kilobytes of memory; it ends with the last row.

use flate2::{Decompress, FlushDecompress, Status};

/// Bytes unfolded at a time.
const STEP: usize = 32 * 1024;
/// Filters that a row can be written with.
const FILTERS: u8 = 5;
/// First column and row of each pass of an interlaced picture, and how far its pixels are apart.
const PASSES: [(u32, u32, u32, u32); 7] =
    [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

/// The rows that are still to come.
pub(super) struct Rows {
    unfold: Decompress,
    /// How many rows, and how long each is without its filter; the next ones last.
    passes: Vec<(u32, u64)>,
    /// Bytes that are missing of the row that has begun.
    missing: u64,
    buffer: Vec<u8>,
}

impl Rows {
    /// Of a picture with this head (IHDR): nothing where no picture can have it.
    pub(super) fn of(head: &[u8; 13]) -> Option<Self> {
        let [w3, w2, w1, w0, h3, h2, h1, h0, depth, colour, 0, 0, interlaced] = *head else { return None };
        let (width, height) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
        let channels: u64 = match (colour, depth) {
            (0, 1 | 2 | 4 | 8 | 16) | (3, 1 | 2 | 4 | 8) => 1,
            (4, 8 | 16) => 2,
            (2, 8 | 16) => 3,
            (6, 8 | 16) => 4,
            _ => return None,
        };
        let pass = |(column, row, across, down): (u32, u32, u32, u32)| {
            let (columns, rows) =
                (width.saturating_sub(column).div_ceil(across), height.saturating_sub(row).div_ceil(down));
            (columns > 0 && rows > 0).then(|| (rows, (u64::from(columns) * channels * u64::from(depth)).div_ceil(8)))
        };
        let passes = match interlaced {
            0 => pass((0, 0, 1, 1)).into_iter().collect(),
            1 => PASSES.into_iter().rev().filter_map(pass).collect(),
            _ => return None,
        };
        Some(Self { unfold: Decompress::new(true), passes, missing: 0, buffer: vec![0; STEP] })
    }

    /// Whether every row has come.
    pub(super) fn are_whole(&self) -> bool {
        self.passes.is_empty() && self.missing == 0
    }

    /// Takes in the next part of the data (IDAT); nothing where it does not unfold, or to no rows.
    pub(super) fn take(&mut self, mut data: &[u8]) -> Option<()> {
        while !self.are_whole() {
            let (read, written) = (self.unfold.total_in(), self.unfold.total_out());
            let status = self.unfold.decompress(data, &mut self.buffer, FlushDecompress::None).ok()?;
            let read = usize::try_from(self.unfold.total_in() - read).ok()?;
            let written = usize::try_from(self.unfold.total_out() - written).ok()?;
            data = data.get(read..)?;
            self.count(written)?;
            match status {
                Status::StreamEnd => return self.are_whole().then_some(()),
                // What is left of it unfolds with the next part.
                _ if written == 0 && (read == 0 || data.is_empty()) => return Some(()),
                _ => {}
            }
        }
        Some(())
    }

    /// Counts these bytes of the buffer as rows.
    fn count(&mut self, written: usize) -> Option<()> {
        let mut rest = self.buffer.get(..written)?;
        while !rest.is_empty() {
            if self.missing > 0 {
                let step = usize::try_from(self.missing).unwrap_or(usize::MAX).min(rest.len());
                self.missing -= step as u64;
                rest = rest.get(step..)?;
                continue;
            }
            // What follows the last row belongs to no picture; nobody shows it.
            let Some((rows, length)) = self.passes.last_mut() else { return Some(()) };
            let (filter, behind) = rest.split_first()?;
            if *filter >= FILTERS {
                return None;
            }
            (self.missing, rest) = (*length, behind);
            *rows -= 1;
            if *rows == 0 {
                self.passes.pop();
            }
        }
        Some(())
    }
}
