//! Draws a QR code as rectangles: sharp at any size, copied or printed.

use fast_qr::{ECL, QRBuilder};

use crate::Fault;

/// The dark squares of a code as rectangles, in squares from the lower left corner, and how many squares a side has.
pub(crate) fn squares(address: &str) -> Result<(Vec<[f32; 4]>, usize), Fault> {
    let code = QRBuilder::new(address).ecl(ECL::M).build().map_err(|_| Fault::AddressTooLong)?;
    let side = code.size;
    let mut rectangles = Vec::new();
    for row in 0..side {
        let mut start = None;
        let dark = code[row].iter().map(|module| module.value());
        for (column, dark) in dark.chain([false]).enumerate() {
            match (start, dark) {
                (None, true) => start = Some(column),
                (Some(first), false) => {
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

/// The dark squares of a code as the path of a drawing (SVG), and how many squares a side has.
///
/// # Errors
/// Where the text is too long for a code.
pub fn path(text: &str) -> Result<(String, usize), Fault> {
    let (rectangles, side) = squares(text)?;
    let top = crate::flow::count(side) - 1.0;
    let drawn = rectangles.iter().map(|[left, bottom, wide, _]| format!("M{left} {}h{wide}v1h-{wide}z", top - bottom));
    Ok((drawn.collect(), side))
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
