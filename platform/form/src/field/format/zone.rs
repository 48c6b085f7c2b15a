//! A zone of a map, as GeoJSON (RFC 7946): what a mapping tool exports, checked and brought into one form.

use serde_json::{Value, json};

use super::{Format, nothing_to_agree};
use crate::text::Language;

/// A polygon or several.
pub(super) static ZONE: Format = Format {
    name: "zone",
    fr: "Une zone d'une carte, en GeoJSON : un polygone ou plusieurs, fermés, de 1 000 sommets au plus.",
    en: "A zone of a map, as GeoJSON: one polygon or several, closed, of at most 1,000 corners.",
    longest: 20_000,
    pattern: "^[{].*[}]$",
    input_mode: None,
    canonical,
    agrees: nothing_to_agree,
    show: |text, language| {
        let corners = serde_json::from_str(text).ok().map(|zone| corners(&zone)).unwrap_or_default();
        match language {
            Language::Fr => format!("Zone de {corners} sommets"),
            Language::En => format!("Zone of {corners} corners"),
        }
    },
    sample: |seed| {
        let east = format!("1.4{}1", 4 + seed % 5);
        format!(r#"{{"type":"Polygon","coordinates":[[[1.43,43.6],[{east},43.6],[{east},43.61],[1.43,43.6]]]}}"#)
    },
};

/// Of all rings together.
const MAX_CORNERS: usize = 1_000;

fn canonical(typed: &str) -> Option<String> {
    let written: Value = serde_json::from_str(typed).ok()?;
    let geometry = geometry(&written)?;
    let polygons: Vec<&Value> = match geometry.get("type")?.as_str()? {
        "Polygon" => vec![geometry.get("coordinates")?],
        "MultiPolygon" => geometry.get("coordinates")?.as_array()?.iter().collect(),
        _ => return None,
    };
    let sound = !polygons.is_empty() && polygons.into_iter().all(is_polygon) && corners(geometry) <= MAX_CORNERS;
    sound.then(|| json!({ "type": geometry["type"], "coordinates": geometry["coordinates"] }).to_string())
}

/// The geometry itself, of a feature, or of a collection of one feature.
fn geometry(written: &Value) -> Option<&Value> {
    match written.get("type")?.as_str()? {
        "FeatureCollection" => match written.get("features")?.as_array()?.as_slice() {
            [feature] => feature.get("geometry"),
            _ => None,
        },
        "Feature" => written.get("geometry"),
        _ => Some(written),
    }
}

fn is_polygon(rings: &Value) -> bool {
    rings.as_array().is_some_and(|rings| !rings.is_empty() && rings.iter().all(is_ring))
}

/// At least four positions, the last the same as the first, around some ground.
fn is_ring(ring: &Value) -> bool {
    let Some(positions) = ring.as_array() else { return false };
    let Some(points) = positions.iter().map(position).collect::<Option<Vec<_>>>() else { return false };
    let area: f64 = points.windows(2).map(|pair| pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1).sum();
    points.len() >= 4 && points.first() == points.last() && area != 0.0
}

/// Longitude first, as GeoJSON has it; a height may follow.
fn position(position: &Value) -> Option<(f64, f64)> {
    let numbers = position.as_array().filter(|numbers| matches!(numbers.len(), 2 | 3))?;
    let (longitude, latitude) = (numbers[0].as_f64()?, numbers[1].as_f64()?);
    let sound = longitude.abs() <= 180.0 && latitude.abs() <= 90.0 && numbers.iter().all(Value::is_number);
    sound.then_some((longitude, latitude))
}

/// How many corners a geometry has; the position that closes a ring counts with the one that opens it.
fn corners(geometry: &Value) -> usize {
    fn within(value: &Value) -> usize {
        match value.as_array().map(Vec::as_slice) {
            Some(ring @ [first, ..])
                if first.as_array().is_some_and(|inner| inner.first().is_some_and(Value::is_number)) =>
            {
                ring.len().saturating_sub(1)
            }
            Some(inner) => inner.iter().map(within).sum(),
            None => 0,
        }
    }
    geometry.get("coordinates").map(within).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{super::Fault, *};

    const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[1.43,43.6],[1.44,43.6],[1.44,43.61],[1.43,43.6]]]}"#;

    #[test]
    fn a_zone_is_kept_as_its_geometry_alone() {
        let feature = format!(r#"{{ "type": "Feature", "properties": {{ "nom": "x" }}, "geometry": {SQUARE} }}"#);
        let collection = format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#);
        for typed in [SQUARE.to_owned(), feature, collection] {
            assert_eq!(ZONE.clean(typed), SQUARE);
        }
        assert_eq!(ZONE.fault(SQUARE), None);
        assert_eq!(ZONE.shown(SQUARE, Language::Fr), "Zone de 3 sommets");
    }

    #[test]
    fn what_surrounds_no_ground_is_no_zone() {
        let many = (0..2_000).map(|at| format!("[{},{}]", f64::from(at) / 100.0, at % 2)).collect::<Vec<_>>().join(",");
        let deep = "[".repeat(100_000);
        for bad in [
            r#"{"type":"Point","coordinates":[1.43,43.6]}"#.to_owned(),
            r#"{"type":"Polygon","coordinates":[]}"#.to_owned(),
            r#"{"type":"Polygon","coordinates":[[[1.43,43.6],[1.44,43.6],[1.44,43.61],[1.43,43.7]]]}"#.to_owned(),
            r#"{"type":"Polygon","coordinates":[[[1,1],[2,2],[3,3],[1,1]]]}"#.to_owned(),
            r#"{"type":"Polygon","coordinates":[[[181,1],[2,2],[3,1],[181,1]]]}"#.to_owned(),
            r#"{"type":"FeatureCollection","features":[]}"#.to_owned(),
            format!(r#"{{"type":"Polygon","coordinates":[[{many},[0,0]]]}}"#),
            format!(r#"{{"type":"Polygon","coordinates":{deep}"#),
            "autour de la mairie".to_owned(),
        ] {
            assert_eq!(
                ZONE.fault(&ZONE.clean(bad.clone())),
                Some(Fault::Form),
                "{}",
                bad.chars().take(80).collect::<String>()
            );
        }
    }
}
