//! A point of a map, typed as coordinates.

use rust_decimal::{Decimal, prelude::FromPrimitive as _};

use super::{Format, nothing_to_agree};

/// Degrees of WGS 84, latitude first; metres of Lambert-93 are turned into them.
pub(super) static POINT: Format = Format {
    name: "point",
    fr: "Un point d'une carte : latitude et longitude en degrés (WGS 84), ou X et Y en Lambert-93, qui sont convertis.",
    en: "A point of a map: latitude and longitude in degrees (WGS 84), or X and Y of Lambert-93, which are converted.",
    longest: 24,
    pattern: "^-?[0-9]{1,2}([.][0-9]{1,6})?,-?[0-9]{1,3}([.][0-9]{1,6})?$",
    input_mode: None,
    canonical,
    agrees: nothing_to_agree,
    show: |text, _| text.replace(',', ", "),
    sample: |seed| format!("43.6{:03}5,1.4442", seed % 1_000),
};

/// Of a coordinate: a tenth of a metre on the ground.
const DECIMALS: u32 = 6;

fn canonical(typed: &str) -> Option<String> {
    if typed.len() > 80 {
        return None;
    }
    let typed = typed.trim().strip_prefix("geo:").unwrap_or(typed).replace('\u{2212}', "-");
    let (first, second) = two(&typed)?;
    let (latitude, longitude) = match (degrees(first, 90), degrees(second, 180)) {
        (Some(latitude), Some(longitude)) => (latitude, longitude),
        _ => of_lambert_93(first, second)?,
    };
    Some(format!("{},{}", rounded(latitude), rounded(longitude)))
}

/// The two numbers of a text, with commas or points for decimals, and a comma, a semicolon or spaces between them.
fn two(typed: &str) -> Option<(Decimal, Decimal)> {
    let mut parts: Vec<String> = typed
        .split(|c: char| c.is_whitespace() || c == ';')
        .map(|part| part.trim_end_matches(',').to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    if let [whole] = parts.as_slice() {
        let pieces: Vec<&str> = whole.split(',').collect();
        parts = match pieces.as_slice() {
            [first, second] => vec![(*first).to_owned(), (*second).to_owned()],
            [a, b, c, d] => vec![format!("{a}.{b}"), format!("{c}.{d}")],
            _ => return None,
        };
    }
    let [first, second] = parts.as_slice() else { return None };
    Some((number(first)?, number(second)?))
}

fn number(typed: &str) -> Option<Decimal> {
    let typed = typed.strip_suffix('°').unwrap_or(typed).replace(',', ".");
    let digits = typed.strip_prefix('-').unwrap_or(&typed);
    let sound = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.len() <= 20;
    sound.then(|| typed.parse().ok()).flatten()
}

fn degrees(number: Decimal, most: i64) -> Option<Decimal> {
    (number.abs() <= Decimal::from(most)).then_some(number)
}

fn rounded(degrees: Decimal) -> Decimal {
    let rounded = degrees.round_dp(DECIMALS).normalize();
    if rounded.is_zero() { Decimal::ZERO } else { rounded }
}

/// Latitude and longitude of a point of Lambert-93 (IGN, algorithms ALG0004 and ALG0002), where it lies in or around mainland France.
fn of_lambert_93(x: Decimal, y: Decimal) -> Option<(Decimal, Decimal)> {
    const N: f64 = 0.725_607_765_053_267;
    const C: f64 = 11_754_255.426_096;
    const X_OF_POLE: f64 = 700_000.0;
    const Y_OF_POLE: f64 = 12_655_612.049_876;
    const ECCENTRICITY: f64 = 0.081_819_191_042_815_79;
    const MERIDIAN: f64 = 3.0;
    let (x, y): (f64, f64) = (x.try_into().ok()?, y.try_into().ok()?);
    if !(0.0..=1_400_000.0).contains(&x) || !(5_900_000.0..=7_300_000.0).contains(&y) {
        return None;
    }
    let radius = (x - X_OF_POLE).hypot(y - Y_OF_POLE);
    let longitude = MERIDIAN + ((x - X_OF_POLE) / (Y_OF_POLE - y)).atan().to_degrees() / N;
    let isometric = -(radius / C).ln() / N;
    let mut latitude = 2.0 * isometric.exp().atan() - std::f64::consts::FRAC_PI_2;
    for _ in 0..12 {
        let sine = ECCENTRICITY * latitude.sin();
        let stretched = ((1.0 + sine) / (1.0 - sine)).powf(ECCENTRICITY / 2.0) * isometric.exp();
        latitude = 2.0 * stretched.atan() - std::f64::consts::FRAC_PI_2;
    }
    Some((Decimal::from_f64(latitude.to_degrees())?, Decimal::from_f64(longitude)?))
}

#[cfg(test)]
mod tests {
    use super::{super::Fault, *};

    #[test]
    fn coordinates_are_read_as_maps_write_them() {
        for (typed, kept) in [
            ("43.6045, 1.444", "43.6045,1.444"),
            ("43,6045 1,444", "43.6045,1.444"),
            ("43,6045,1,444", "43.6045,1.444"),
            ("43,6045 ; 1,444", "43.6045,1.444"),
            ("geo:-21.1151,55.5364", "-21.1151,55.5364"),
            ("48.85661234, 2.35220001", "48.856612,2.3522"),
            ("0 -0.0", "0,0"),
        ] {
            assert_eq!(POINT.clean(typed.into()), kept, "{typed}");
            assert_eq!(POINT.fault(kept), None, "{kept}");
        }
        for bad in ["91, 2", "43.6", "a, b", "43.6, 1.4, 2", "1e3, 2", "43.6; 181", ""] {
            assert_eq!(POINT.fault(&POINT.clean(bad.into())), Some(Fault::Form), "{bad}");
        }
    }

    #[test]
    fn metres_of_lambert_93_are_turned_into_degrees() {
        // The cathedral of Paris, and the origin: 46° 30′ north, 3° east.
        let (latitude, longitude) = of_lambert_93("652469".parse().unwrap(), "6862035".parse().unwrap()).unwrap();
        assert!((latitude - "48.8566".parse::<Decimal>().unwrap()).abs() < "0.001".parse().unwrap(), "{latitude}");
        assert!((longitude - "2.3522".parse::<Decimal>().unwrap()).abs() < "0.001".parse().unwrap(), "{longitude}");
        assert_eq!(POINT.clean("700000, 6600000".into()), "46.5,3");
    }
}
