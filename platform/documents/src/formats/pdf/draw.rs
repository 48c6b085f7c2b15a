//! Draws what a field holds, so that every viewer shows the same: in our own face, embedded, in the size and colour that the field asks for.
//!
//! What is too wide is made smaller, down to a floor; what is too long even then is cut with a mark, and who called is told.

use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, dictionary};

use crate::{
    face::FaceId,
    look::{INK, Style},
    text::{Line, Typesetter},
};

/// In points, the smallest that a text is made.
const FLOOR: f32 = 6.0;
/// In points, the largest that is chosen where the field leaves it to us.
const USUAL: f32 = 12.0;
/// Between lines, of the size.
const LEADING: f32 = 1.18;
/// From the baseline to the top of capitals, and below it, of the size.
const RISE: f32 = 0.72;
/// Ends what is cut.
pub(super) const CUT: &str = " […]";

/// Where a field is drawn: its size, its frame, how it is turned.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) width: f32,
    pub(super) height: f32,
    turned: i64,
    background: Option<String>,
    border: Option<String>,
    thickness: f32,
}

/// How a field asks its text to be set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Set {
    /// In points; none where it is left to us.
    pub(super) size: Option<f32>,
    /// Operators.
    pub(super) colour: String,
    /// 0 to the left, 1 in the middle, 2 to the right.
    pub(super) alignment: i64,
}

pub(super) fn number(object: &Object) -> Option<f32> {
    object.as_float().ok().filter(|number| number.is_finite() && number.abs() < 100_000.0)
}

/// Of a dictionary, under this key.
fn numbers(document: &Document, of: &Dictionary, key: &[u8]) -> Vec<f32> {
    let list = of.get_deref(key, document).and_then(Object::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|item| number(document.dereference(item).ok()?.1)).collect()
}

/// Points to two decimals.
pub(super) fn points(number: f32) -> String {
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn colour(parts: &[f32], operators: [&str; 3]) -> Option<String> {
    let operator = match parts.len() {
        1 => operators[0],
        3 => operators[1],
        4 => operators[2],
        _ => return None,
    };
    let mut text = String::new();
    for part in parts {
        let _ = write!(text, "{} ", points(*part));
    }
    Some(text + operator)
}

impl Place {
    pub(super) fn of(document: &Document, widget: &Dictionary) -> Option<Self> {
        let &[x1, y1, x2, y2] = numbers(document, widget, b"Rect").as_slice() else { return None };
        let empty = Dictionary::new();
        let look = widget.get_deref(b"MK", document).and_then(Object::as_dict).unwrap_or(&empty);
        let border = widget.get_deref(b"BS", document).and_then(Object::as_dict).ok();
        let thickness = border.and_then(|border| number(border.get_deref(b"W", document).ok()?));
        let turned = look.get(b"R").and_then(Object::as_i64).unwrap_or(0).rem_euclid(360);
        let (across, up) = ((x2 - x1).abs(), (y2 - y1).abs());
        let lies = turned == 90 || turned == 270;
        Some(Self {
            width: if lies { up } else { across },
            height: if lies { across } else { up },
            turned,
            background: colour(&numbers(document, look, b"BG"), ["g", "rg", "k"]),
            border: colour(&numbers(document, look, b"BC"), ["G", "RG", "K"]),
            thickness: thickness.unwrap_or(1.0).clamp(0.0, 10.0),
        })
    }

    /// The dictionary of its drawing.
    pub(super) fn form(&self, fonts: lopdf::ObjectId) -> Dictionary {
        let (w, h) = (self.width, self.height);
        let matrix = match self.turned {
            90 => [0.0, 1.0, -1.0, 0.0, h, 0.0],
            180 => [-1.0, 0.0, 0.0, -1.0, w, h],
            270 => [0.0, -1.0, 1.0, 0.0, 0.0, w],
            _ => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        };
        dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => [0.0, 0.0, w, h].map(Object::Real).to_vec(),
            "Matrix" => matrix.map(Object::Real).to_vec(),
            "Resources" => dictionary! { "Font" => fonts },
        }
    }

    fn inset(&self) -> f32 {
        if self.border.is_some() { self.thickness } else { 0.0 }
    }

    /// Its background and its frame; a comb's cells.
    pub(super) fn frame(&self, cells: usize) -> String {
        let (w, h, t) = (self.width, self.height, self.thickness);
        let mut drawn = String::new();
        if let Some(background) = &self.background {
            let _ = writeln!(drawn, "q {background} 0 0 {} {} re f Q", points(w), points(h));
        }
        let Some(border) = self.border.as_ref().filter(|_| t > 0.0) else { return drawn };
        let [x, y, width, height] = [t / 2.0, t / 2.0, w - t, h - t].map(points);
        let _ = writeln!(drawn, "q {border} {} w {x} {y} {width} {height} re S", points(t));
        for cell in 1..cells {
            #[expect(clippy::cast_precision_loss, reason = "a comb has few cells")]
            let x = points(w * cell as f32 / cells as f32);
            let _ = writeln!(drawn, "{x} 0 m {x} {} l S", points(h));
        }
        drawn.push_str("Q\n");
        drawn
    }
}

impl Set {
    /// As the field's operators say.
    pub(super) fn of(look: &[u8], alignment: i64) -> Self {
        let text = String::from_utf8_lossy(look);
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        let before = |operator: &str, count: usize| -> Option<Vec<f32>> {
            let at = words.iter().rposition(|word| *word == operator)?;
            let parts = words.get(at.checked_sub(count)?..at)?;
            parts
                .iter()
                .map(|part| part.parse().ok().filter(|part: &f32| part.is_finite() && part.abs() < 1000.0))
                .collect()
        };
        let size = before("Tf", 1).map(|size| size[0]).filter(|size| *size > 0.5);
        let colours = [("g", 1), ("rg", 3), ("k", 4)].into_iter();
        let found = colours.filter_map(|(operator, count)| colour(&before(operator, count)?, ["g", "rg", "k"])).next();
        Self { size, colour: found.unwrap_or_else(|| "0 g".to_owned()), alignment }
    }

    fn x(&self, room: f32, width: f32) -> f32 {
        match self.alignment {
            1 => (room - width).max(0.0) / 2.0,
            2 => (room - width).max(0.0),
            _ => 0.0,
        }
    }
}

fn style(size: f32) -> Style {
    Style { size, leading: size * LEADING, bold: false, tone: INK }
}

/// The signs of one line, from here.
pub(super) fn show(drawn: &mut String, line: &Line, style: Style, x: f32, y: f32) {
    let _ = write!(drawn, "1 0 0 1 {} {} Tm", points(x), points(y));
    for run in &line.runs {
        let face: FaceId = run.face;
        let _ = write!(drawn, " /{} {} Tf", face.resource(), points(style.size));
        if let Some(actual) = &run.actual {
            let said: String = actual.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            let _ = write!(drawn, " /Span <</ActualText <FEFF{said}>>> BDC");
        }
        drawn.push_str(" [<");
        for (glyph, kern) in &run.glyphs {
            let _ = write!(drawn, "{glyph:04X}");
            if *kern != 0 {
                let _ = write!(drawn, "> {} <", -i32::from(*kern));
            }
        }
        drawn.push_str(">] TJ");
        if run.actual.is_some() {
            drawn.push_str(" EMC");
        }
    }
    drawn.push('\n');
}

/// What is drawn of a text, and whether that is all of it.
pub(super) fn wrap(place: &Place, set: &Set, lines: &str) -> String {
    let inset = points(place.inset());
    let [w, h] =
        [place.width - 2.0 * place.inset(), place.height - 2.0 * place.inset()].map(|length| points(length.max(0.0)));
    format!("/Tx BMC\nq {inset} {inset} {w} {h} re W n\nBT\n{}\n{lines}ET\nQ\nEMC\n", set.colour)
}

/// A text on one line.
pub(super) fn one_line(pen: &mut Typesetter, place: &Place, set: &Set, text: &str) -> (String, bool) {
    let pad = (2.0 * place.inset()).max(2.0);
    let room = (place.width - 2.0 * pad).max(1.0);
    let wanted = set.size.unwrap_or(USUAL).min(((place.height - 2.0 * place.inset()) / 1.1).max(2.0));
    let whole = pen.line(text, style(wanted));
    let width = whole.points(style(wanted));
    let floor = FLOOR.min(wanted);
    let mut size = if width > room { (wanted * room / width * 20.0).floor() / 20.0 } else { wanted };
    let (line, all) = if size < floor {
        size = floor;
        (cut(pen, text, size, room), false)
    } else {
        (whole, true)
    };
    let mut drawn = String::new();
    let y = (place.height - RISE * size) / 2.0;
    show(&mut drawn, &line, style(size), pad + set.x(room, line.points(style(size))), y);
    (wrap(place, set, &drawn), all)
}

/// The longest beginning that fits, with the mark that says so, once.
fn cut(pen: &mut Typesetter, text: &str, size: f32, room: f32) -> Line {
    let text = text.strip_suffix(CUT).unwrap_or(text);
    let signs: Vec<char> = text.chars().collect();
    let (mut fits, mut too_long) = (0, signs.len());
    while fits + 1 < too_long {
        let middle = usize::midpoint(fits, too_long);
        let start: String = signs[..middle].iter().collect();
        let width = pen.line(&format!("{}{CUT}", start.trim_end()), style(size)).points(style(size));
        if width <= room { fits = middle } else { too_long = middle }
    }
    let start: String = signs[..fits].iter().collect();
    pen.line(&format!("{}{CUT}", start.trim_end()), style(size))
}

/// A text on several lines, from the top.
pub(super) fn several_lines(pen: &mut Typesetter, place: &Place, set: &Set, text: &str) -> (String, bool) {
    let pad = (2.0 * place.inset()).max(2.0);
    let (room, height) = ((place.width - 2.0 * pad).max(1.0), (place.height - 2.0 * pad).max(1.0));
    let wanted = set.size.unwrap_or(10.0);
    let floor = FLOOR.min(wanted);
    let mut size = wanted;
    let (mut lines, all) = loop {
        let lines = pen.lines(text, style(size), room);
        #[expect(clippy::cast_precision_loss, reason = "a field has few lines")]
        let needed = size * (RISE + 0.28) + (lines.len().saturating_sub(1)) as f32 * size * LEADING;
        if needed <= height {
            break (lines, true);
        }
        if size <= floor {
            break (lines, false);
        }
        size = (size - 0.5).max(floor);
    };
    if !all {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a field has few lines, and at least none"
        )]
        let fit = (((height - size).max(0.0) / (size * LEADING)).floor() as usize + 1).min(lines.len());
        lines.truncate(fit);
        if let Some(last) = lines.last_mut() {
            // The mark takes the place of what it stands for.
            let said = last.said.trim_end();
            let said = said.strip_suffix(CUT).unwrap_or(said);
            let padded = format!("{}{}", said.trim_end(), " ".repeat(CUT.len()));
            *last = cut(pen, &padded, size, room);
        }
    }
    let mut drawn = String::new();
    let mut y = place.height - pad - RISE * size;
    for line in &lines {
        show(&mut drawn, line, style(size), pad + set.x(room, line.points(style(size))), y);
        y -= size * LEADING;
    }
    (wrap(place, set, &drawn), all)
}

/// One sign a cell.
pub(super) fn comb(pen: &mut Typesetter, place: &Place, set: &Set, text: &str, cells: usize) -> (String, bool) {
    let signs: Vec<char> = text.chars().collect();
    #[expect(clippy::cast_precision_loss, reason = "a comb has few cells")]
    let cell = place.width / cells.max(1) as f32;
    let size = set.size.unwrap_or(USUAL).min(place.height / 1.1).min(cell * 1.3).max(2.0);
    let shown = signs.len().min(cells);
    let first = match set.alignment {
        1 => (cells - shown) / 2,
        2 => cells - shown,
        _ => 0,
    };
    let mut drawn = String::new();
    let y = (place.height - RISE * size) / 2.0;
    for (number, sign) in signs.iter().take(cells).enumerate() {
        let line = pen.line(sign.encode_utf8(&mut [0; 4]), style(size));
        #[expect(clippy::cast_precision_loss, reason = "a comb has few cells")]
        let middle = ((first + number) as f32 + 0.5) * cell;
        show(&mut drawn, &line, style(size), middle - line.points(style(size)) / 2.0, y);
    }
    (wrap(place, set, &drawn), signs.len() <= cells)
}

/// The options of a list, those chosen marked.
pub(super) fn list(pen: &mut Typesetter, place: &Place, set: &Set, options: &[(&str, bool)]) -> String {
    let size = set.size.unwrap_or(USUAL).min(place.height / 1.2).max(2.0);
    let step = size * LEADING;
    let pad = (2.0 * place.inset()).max(2.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a list shows few lines, and at least one"
    )]
    let rows = (((place.height - 2.0 * place.inset()) / step).floor() as usize).max(1);
    let chosen = options.iter().position(|(_, chosen)| *chosen).unwrap_or(0);
    let first = if chosen < rows { 0 } else { chosen };
    let (mut marks, mut drawn) = (String::new(), String::new());
    let mut top = place.height - place.inset();
    for (text, chosen) in options.iter().skip(first).take(rows) {
        if *chosen {
            let [x, y, w, h] = [place.inset(), top - step, place.width - 2.0 * place.inset(), step].map(points);
            let _ = writeln!(marks, "q 0.8 g {x} {y} {w} {h} re f Q");
        }
        let line = pen.line(text, style(size));
        show(&mut drawn, &line, style(size), pad, top - step + (step - RISE * size) / 2.0);
        top -= step;
    }
    marks + &wrap(place, set, &drawn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::Faces;

    #[test]
    fn size_and_colour_are_those_of_the_field() {
        let set = Set::of(b"/Helv 9.5 Tf 0 0 1 rg", 0);
        assert_eq!((set.size, set.colour.as_str()), (Some(9.5), "0 0 1 rg"));
        let set = Set::of(b"0.2 g /F1 0 Tf", 2);
        assert_eq!((set.size, set.colour.as_str()), (None, "0.2 g"));
        for hostile in [&b"/Helv nan Tf 1e9 g"[..], b"Tf g rg k", b"\xff\xfe", b""] {
            assert_eq!(Set::of(hostile, 0).colour, "0 g");
        }
    }

    #[test]
    fn what_is_too_wide_is_made_smaller_and_then_cut() {
        let mut pen = Typesetter::new(Faces::shared().unwrap());
        let place = Place { width: 100.0, height: 16.0, turned: 0, background: None, border: None, thickness: 1.0 };
        let set = Set::of(b"/Helv 11 Tf 0 g", 0);
        let size = |drawn: &str| drawn.split(" Tf").next().unwrap().rsplit(' ').next().unwrap().parse::<f32>().unwrap();
        let (drawn, all) = one_line(&mut pen, &place, &set, "Zoé");
        assert!(all && (size(&drawn) - 11.0).abs() < 0.01);
        let (drawn, all) = one_line(&mut pen, &place, &set, "Maximilienne-Apollonie");
        assert!(all && (FLOOR..10.0).contains(&size(&drawn)), "{drawn}");
        let (drawn, all) = one_line(&mut pen, &place, &set, &"Maximilienne".repeat(9));
        assert!(!all && (size(&drawn) - FLOOR).abs() < 0.01, "{drawn}");
        let (_, all) = several_lines(&mut pen, &place, &set, "a\nb\nc\nd");
        assert!(!all);
        let (_, all) = comb(&mut pen, &place, &set, "31000", 5);
        assert!(all);
        assert!(!comb(&mut pen, &place, &set, "310001", 5).1);
    }
}
