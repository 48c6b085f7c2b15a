//! Draws a QR code as rectangles: sharp at any size, copied or printed.

use qrcode::{Color, EcLevel, QrCode};

use crate::Fault;

/// The dark squares of a code as rectangles, in squares from the lower left corner, and how many squares a side has.
pub(crate) fn squares(address: &str) -> Result<(Vec<[f32; 4]>, usize), Fault> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).map_err(|_| Fault::AddressTooLong)?;
    let side = code.width();
    let colors = code.into_colors();
    let mut rectangles = Vec::new();
    for (row, colors) in colors.chunks(side).enumerate() {
        let mut start = None;
        for (column, color) in colors.iter().copied().chain([Color::Light]).enumerate() {
            match (start, color) {
                (None, Color::Dark) => start = Some(column),
                (Some(first), Color::Light) => {
                    // One rectangle for a row of dark squares: no hairs between them.
                    rectangles.push([first, side - 1 - row, column - first, 1].map(crate::flow::count));
                    start = None;
                }
                _ => {}
            }
        }
    }
    Ok((rectangles, side))
}

#[cfg(test)]
mod tests {
    use super::squares;

    #[test]
    fn a_code_has_its_three_corners() {
        let (rectangles, side) = squares("https://guichet.exemple.fr/suivi/abc").unwrap();
        #[expect(clippy::cast_precision_loss, reason = "a code has few squares")]
        let side = side as f32;
        for corner in [[0.0, side - 1.0], [side - 7.0, side - 1.0], [0.0, 0.0]] {
            assert!(rectangles.contains(&[corner[0], corner[1], 7.0, 1.0]));
        }
    }

    #[test]
    fn an_address_without_end_is_refused() {
        assert!(squares(&"x".repeat(5_000)).is_err());
    }
}
