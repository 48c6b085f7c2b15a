//! Makes and reads the references that citizens say on the phone: `RCO-K7M2-9XQD-4TWA-F`.
//!
//! Three letters of the démarche, 60 random bits in Crockford's base 32, one check character: any one character mistyped, or any two
//! swapped, is noticed. Reading forgives case, spaces, and the look-alikes that Crockford names (O for 0, I and L for 1).

use std::{fmt, str::FromStr};

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A reference that was given out, or could have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reference {
    letters: [u8; 3],
    number: u64,
}

/// The text is no reference: wrong length, a character that none holds, or a check character that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a reference")]
pub struct NotAReference;

impl Reference {
    /// The reference of these letters (A to Z; what is missing or else becomes X) and of the low 60 bits of `number`.
    pub fn new(letters: &str, number: u64) -> Self {
        let mut three = [b'X'; 3];
        for (place, letter) in three.iter_mut().zip(letters.bytes()) {
            if letter.is_ascii_alphabetic() {
                *place = letter.to_ascii_uppercase();
            }
        }
        Self { letters: three, number: number & ((1 << 60) - 1) }
    }

    fn digits(self) -> [u8; 12] {
        let mut digits = [0; 12];
        let mut rest = self.number;
        for digit in digits.iter_mut().rev() {
            *digit = (rest % 32) as u8;
            rest /= 32;
        }
        digits
    }

    /// The sum, over the field of 32 elements, of every character times a power of the generator: powers differ from place to place,
    /// so that one wrong character or two swapped ones always change it.
    fn check(self) -> u8 {
        let characters = self.letters.iter().map(|letter| letter - b'A').chain(self.digits());
        let mut power = 2;
        let mut sum = 0;
        for character in characters {
            sum ^= times(character, power);
            power = times(power, 2);
        }
        sum
    }
}

/// Multiplies in GF(2⁵), modulo x⁵ + x² + 1.
fn times(a: u8, b: u8) -> u8 {
    let mut product = 0_u16;
    for bit in 0..5 {
        if b >> bit & 1 == 1 {
            product ^= u16::from(a) << bit;
        }
    }
    for bit in (5..9).rev() {
        if product >> bit & 1 == 1 {
            product ^= 0b10_0101 << (bit - 5);
        }
    }
    (product & 31) as u8
}

/// `RCO-K7M2-9XQD-4TWA-F`: 20 characters.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.letters {
            write!(f, "{}", char::from(letter))?;
        }
        for (place, digit) in self.digits().into_iter().enumerate() {
            if place % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(CROCKFORD[digit as usize]))?;
        }
        write!(f, "-{}", char::from(CROCKFORD[self.check() as usize]))
    }
}

impl FromStr for Reference {
    type Err = NotAReference;

    fn from_str(text: &str) -> Result<Self, NotAReference> {
        let signs = signs(text)?;
        let [first, second, third, rest @ .., check] = signs.as_slice() else { return Err(NotAReference) };
        if rest.len() != 12 {
            return Err(NotAReference);
        }
        let letters = [letter(*first)?, letter(*second)?, letter(*third)?];
        let mut number = 0;
        for sign in rest {
            number = number << 5 | u64::from(digit(*sign)?);
        }
        let reference = Self { letters, number };
        if digit(*check)? == reference.check() { Ok(reference) } else { Err(NotAReference) }
    }
}

/// What is said of a reference, without what stands between its blocks.
fn signs(text: &str) -> Result<Vec<char>, NotAReference> {
    if text.len() > 80 {
        return Err(NotAReference);
    }
    let signs = text.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '.' | '‑' | '–'));
    Ok(signs.map(|sign| sign.to_ascii_uppercase()).collect())
}

/// The beginning of a reference: at least the first block after its letters, and not its check character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Beginning {
    /// Its three letters, where they were said.
    pub(crate) letters: Option<String>,
    /// Its blocks, each behind a `-`.
    blocks: String,
}

impl Beginning {
    /// What references begin with that begin so, where these are their letters.
    pub(crate) fn behind(&self, letters: &str) -> String {
        format!("{letters}{}", self.blocks)
    }

    /// What this text may be the beginning of: with its letters, or without.
    pub(crate) fn all(text: &str) -> Vec<Self> {
        let signs = signs(text).unwrap_or_default();
        let said = signs.split_at_checked(3).and_then(|(front, rest)| {
            let letters = front.iter().map(|sign| letter(*sign).map(char::from)).collect::<Result<String, _>>();
            Some(Self { letters: Some(letters.ok()?), blocks: blocks(rest)? })
        });
        let unsaid = blocks(&signs).map(|blocks| Self { letters: None, blocks });
        said.into_iter().chain(unsaid).collect()
    }
}

/// Four to twelve digits, in blocks.
fn blocks(signs: &[char]) -> Option<String> {
    if !(4..=12).contains(&signs.len()) {
        return None;
    }
    let mut blocks = String::new();
    for (place, sign) in signs.iter().enumerate() {
        if place % 4 == 0 {
            blocks.push('-');
        }
        blocks.push(char::from(*CROCKFORD.get(usize::from(digit(*sign).ok()?))?));
    }
    Some(blocks)
}

fn letter(sign: char) -> Result<u8, NotAReference> {
    match sign {
        '0' => Ok(b'O'),
        '1' => Ok(b'I'),
        'A'..='Z' => Ok(sign as u8),
        _ => Err(NotAReference),
    }
}

fn digit(sign: char) -> Result<u8, NotAReference> {
    let sign = match sign {
        'O' => b'0',
        'I' | 'L' => b'1',
        other => u8::try_from(other).map_err(|_| NotAReference)?,
    };
    let place = CROCKFORD.iter().position(|known| *known == sign).ok_or(NotAReference)?;
    u8::try_from(place).map_err(|_| NotAReference)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: u64 = 0x0A5_7B31_9C0F_44E2;

    #[test]
    fn the_beginning_of_a_reference_is_told_with_its_letters_and_without() {
        let all = |text: &str| -> Vec<String> {
            let told = Beginning::all(text).into_iter();
            told.map(|one| one.behind(one.letters.as_deref().unwrap_or("?"))).collect()
        };
        assert_eq!(all("rco-k7m2"), ["RCO-K7M2", "?-RC0K-7M2"]);
        assert_eq!(all("K7M2 9x"), ["?-K7M2-9X"]);
        assert_eq!(all("k7mo"), ["?-K7M0"]);
        assert_eq!(all("RCO-K7M2-9XQD-4TWA"), ["RCO-K7M2-9XQD-4TWA"]);
        // Too little, too much, no sign of a reference.
        for none in ["", "RCO", "RCO-", "RCO-K7M2-9XQD-4TWA-F", "Müller", "RCO-K7U2-9XQD-4TWA", &"0".repeat(81)] {
            assert_eq!(all(none), Vec::<String>::new(), "{none}");
        }
    }

    #[test]
    fn it_is_read_back_however_it_was_typed() {
        let reference = Reference::new("RCO", NUMBER);
        let shown = reference.to_string();
        assert_eq!(shown.len(), 20);
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', " "),
            shown.replace('-', ""),
            shown.replace('0', "O"),
            shown.replace('1', "l"),
            format!("  {shown} "),
        ] {
            assert_eq!(typed.parse(), Ok(reference), "{typed}");
        }
    }

    #[test]
    fn one_wrong_character_is_always_noticed() {
        let shown = Reference::new("RCO", NUMBER).to_string();
        for place in (4..20).filter(|place| shown.as_bytes()[*place] != b'-') {
            for other in CROCKFORD.iter().filter(|other| **other != shown.as_bytes()[place]) {
                let mut wrong = shown.clone().into_bytes();
                wrong[place] = *other;
                let wrong = String::from_utf8(wrong).unwrap();
                assert_eq!(wrong.parse::<Reference>(), Err(NotAReference), "{wrong}");
            }
        }
    }

    #[test]
    fn two_swapped_characters_are_always_noticed() {
        let shown = Reference::new("JCC", NUMBER).to_string().replace('-', "");
        for first in 3..15 {
            for second in first + 1..16 {
                let mut swapped = shown.clone().into_bytes();
                if swapped[first] == swapped[second] {
                    continue;
                }
                swapped.swap(first, second);
                let swapped = String::from_utf8(swapped).unwrap();
                assert_eq!(swapped.parse::<Reference>(), Err(NotAReference), "{swapped}");
            }
        }
    }

    #[test]
    fn other_texts_are_no_references() {
        for text in ["", "RCO", "RCO-0000-0000-0000", "é€à-0000-0000-0000-0", "RCO-UUUU-0000-0000-0", &"A".repeat(5000)]
        {
            assert_eq!(text.parse::<Reference>(), Err(NotAReference), "{text}");
        }
    }
}
