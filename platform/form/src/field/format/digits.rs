//! Sums that check digits are made of.

/// Whether the Luhn sum of the digits is a multiple of ten. What is no digit counts as none.
pub(super) fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .filter(u8::is_ascii_digit)
        .enumerate()
        .map(|(index, digit)| {
            let digit = u32::from(digit - b'0') << (index % 2);
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The sum of the digits.
pub(super) fn sum(digits: &str) -> u32 {
    digits.bytes().filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0')).sum()
}

/// The remainder of a number of any length by 97; a letter counts as its two digits of ISO 7064 (A is 10, Z is 35).
pub(super) fn modulo_97(text: &str) -> u32 {
    text.chars().filter_map(|c| c.to_digit(36)).fold(0, |rest, digit| {
        let shifted = if digit > 9 { rest * 100 } else { rest * 10 };
        (shifted + digit) % 97
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_standards() {
        // The examples of ISO/IEC 7812 and ISO 13616.
        assert!(luhn("79927398713"));
        assert!(!luhn("79927398710"));
        assert_eq!(modulo_97("3214282912345698765432161182"), 1);
        assert_eq!(modulo_97("WEST12345698765432GB82"), 1);
        assert_eq!(sum("35600000049837"), 45);
    }
}
