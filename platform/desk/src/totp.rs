//! Codes that change with time (RFC 6238, with SHA-1, six digits and thirty seconds: what every authenticator application does). Pure.

use hmac::{Hmac, Mac as _};
use jiff::Timestamp;
use sha1::Sha1;

/// Bytes of a secret, as RFC 4226 recommends.
pub(crate) const SECRET: usize = 20;
const STEP: i64 = 30;

/// The code of a step of time.
fn code(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = <Hmac<Sha1> as hmac::digest::KeyInit>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash.last()? & 0xf);
    let four: [u8; 4] = hash.get(offset..offset + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

/// The step whose code this is: the present one, or one beside it, for clocks that are half a minute off.
pub(crate) fn step_of(secret: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    let present = now.as_second().div_euclid(STEP);
    [present, present - 1, present + 1].into_iter().find(|step| code(secret, *step).as_deref() == Some(typed))
}

/// A secret as people type it into their application (RFC 4648, base 32).
pub(crate) fn base32(secret: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for five in secret.chunks(5) {
        let number = five.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)) << (8 * (5 - five.len()));
        let letters = (five.len() * 8).div_ceil(5);
        text.extend((0..letters).map(|place| char::from(LETTERS[(number >> (35 - 5 * place)) as usize % 32])));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &[u8; 20] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B; its eight digits end with our six.
        for (second, expected) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(step_of(SEED, expected, now), Some(second / 30), "{second}");
        }
    }

    #[test]
    fn a_clock_may_be_half_a_minute_off_and_no_more() {
        let at = |second| Timestamp::from_second(second).unwrap();
        for (second, step) in [(29, Some(1)), (59, Some(1)), (89, Some(1)), (90, None)] {
            assert_eq!(step_of(SEED, "287082", at(second)), step, "{second}");
        }
        assert_eq!(step_of(SEED, "", at(59)), None);
    }

    #[test]
    fn a_secret_is_written_as_the_standard_says() {
        for (bytes, text) in
            [(b"".as_slice(), ""), (b"f", "MY"), (b"fo", "MZXQ"), (b"foo", "MZXW6"), (b"foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(bytes), text);
        }
        assert_eq!(base32(SEED).len(), 32);
    }
}
