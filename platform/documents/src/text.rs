//! Sets text: characters to glyphs of the faces, lines that fit their column, right-to-left names in their order.

use std::ops::Range;

use form::signs;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};
use unicode_normalization::UnicodeNormalization;

use crate::{
    arabic,
    face::{FaceId, Faces, Fallback},
    look::Style,
};

/// Glyphs of one face that follow one another.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) face: FaceId,
    /// A glyph, and what is added after it in thousandths of an em.
    pub(crate) glyphs: Vec<(u16, i16)>,
    /// What is read where it is not what is drawn.
    pub(crate) actual: Option<String>,
}

/// A line that fits its column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub(crate) runs: Vec<Run>,
    /// In thousandths of an em, the spaces at the end not counted.
    pub(crate) width: i64,
    /// What is read, in the order in which it is read.
    pub(crate) said: String,
}

impl Line {
    /// In points, set in this style.
    pub(crate) fn points(&self, style: Style) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a line is less than a million thousandths of an em wide")]
        let em = self.width as f32 / 1000.0;
        em * style.size
    }
}

/// Turns text into lines for one document.
pub(crate) struct Typesetter {
    faces: &'static Faces,
    pub(crate) fallback: Fallback,
    /// The glyphs of the regular and of the bold face that the document draws.
    used: [Vec<bool>; 2],
}

#[derive(Debug, Clone)]
struct Atom {
    face: FaceId,
    glyph: u16,
    advance: u16,
    /// What is added before the next atom of its line.
    kern: i16,
    character: char,
    part: Part,
}

/// What an atom is of its character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Its glyph.
    Whole,
    /// The first sign of the number that stands for a character no face has.
    First,
    /// The other signs of that number.
    Rest,
}

impl Typesetter {
    pub(crate) fn new(faces: &'static Faces) -> Self {
        Self {
            faces,
            fallback: Fallback::new(faces),
            used: [false, true].map(|bold| vec![false; faces.text(bold).embedded.widths.len()]),
        }
    }

    /// Which glyphs of a text face the document draws, by their numbers.
    pub(crate) fn used(&self, bold: bool) -> &[bool] {
        &self.used[usize::from(bold)]
    }

    fn glyph(&mut self, character: char, bold: bool) -> Option<u16> {
        let glyph = self.faces.text(bold).glyph(character)?;
        if let Some(used) = self.used[usize::from(bold)].get_mut(usize::from(glyph)) {
            *used = true;
        }
        Some(glyph)
    }

    /// The lines of a text in a column of this width, in points; one empty line for an empty text.
    pub(crate) fn lines(&mut self, text: &str, style: Style, width: f32) -> Vec<Line> {
        let text = clean(text);
        let column = in_em(width, style.size);
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            self.paragraph(paragraph, style.bold, column, &mut lines);
            self.space_after(style.bold, &mut lines);
        }
        lines
    }

    /// Ends a line with a space, so that it is not read as one word with what stands below.
    fn space_after(&mut self, bold: bool, lines: &mut [Line]) {
        let face = if bold { FaceId::Bold } else { FaceId::Regular };
        if let (Some(line), Some(space)) = (lines.last_mut(), self.glyph(' ', bold)) {
            match line.runs.last_mut() {
                Some(run) if run.face == face && run.actual.is_none() => run.glyphs.push((space, 0)),
                Some(_) => line.runs.push(Run { face, glyphs: vec![(space, 0)], actual: None }),
                None => {}
            }
            line.said.push(' ');
        }
    }

    /// A text on one line, however long.
    pub(crate) fn line(&mut self, text: &str, style: Style) -> Line {
        let text = clean(text).replace('\n', " ");
        let mut lines = Vec::new();
        self.paragraph(&text, style.bold, i64::MAX, &mut lines);
        lines.pop().unwrap_or_default()
    }

    fn paragraph(&mut self, text: &str, bold: bool, column: i64, lines: &mut Vec<Line>) {
        let characters: Vec<char> = text.chars().collect();
        if characters.iter().copied().any(right_to_left) {
            return self.mixed_paragraph(text, &characters, bold, column, lines);
        }
        let mut atoms = Vec::with_capacity(characters.len());
        for character in characters {
            self.atoms(character, None, bold, &mut atoms);
        }
        self.kern(&mut atoms, bold);
        for range in breaks(&atoms, column) {
            let mut line = Line::default();
            let read = atoms[range.clone()].iter().filter(|atom| atom.part != Part::Rest);
            line.said.extend(read.map(|atom| atom.character));
            draw(&atoms[range], &mut line);
            lines.push(line);
        }
    }

    /// A paragraph in which some words run from right to left.
    fn mixed_paragraph(&mut self, text: &str, characters: &[char], bold: bool, column: i64, lines: &mut Vec<Line>) {
        let shaped = arabic::shape(characters);
        // One atom list a character, so that a line is a range of characters.
        let drawn: Vec<Vec<Atom>> = shaped
            .iter()
            .zip(characters)
            .enumerate()
            .map(|(index, (shape, original))| {
                // A ligature is read as both its letters.
                let swallowed = characters.get(index + 1).filter(|_| shaped.get(index + 1) == Some(&None));
                let reading: String = [Some(original), swallowed].into_iter().flatten().collect();
                let mut atoms = Vec::new();
                if let Some(shape) = shape {
                    self.atoms(*shape, Some(&reading), bold, &mut atoms);
                }
                atoms
            })
            .collect();
        let (mut flat, mut owner) = (Vec::new(), Vec::new());
        for (index, atoms) in drawn.iter().enumerate() {
            flat.extend(atoms.iter().cloned());
            owner.extend(std::iter::repeat_n(index, atoms.len()));
        }
        let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let bidi = BidiInfo::new(text, Some(Level::ltr()));
        let Some(paragraph) = bidi.paragraphs.first() else {
            return lines.push(Line::default());
        };
        for range in breaks(&flat, column) {
            let first = owner.get(range.start).copied().unwrap_or(0);
            let last = range.end.checked_sub(1).and_then(|end| owner.get(end)).map_or(first, |end| end + 1);
            let mut line = Line { said: text[offsets[first]..offsets[last]].to_owned(), ..Line::default() };
            let (levels, runs) = bidi.visual_runs(paragraph, offsets[first]..offsets[last]);
            for run in runs {
                let inside = |at: &usize| run.contains(&offsets[*at]);
                let logical: Vec<usize> = (first..last).filter(inside).collect();
                let mut order = logical;
                if levels.get(run.start).is_some_and(Level::is_rtl) {
                    order.reverse();
                }
                // Readers know the order of each script: glyphs as they stand are enough for them.
                let atoms: Vec<Atom> = order.iter().flat_map(|at| drawn[*at].iter().cloned()).collect();
                draw(&atoms, &mut line);
            }
            lines.push(line);
        }
    }

    /// What is drawn for a character: its glyph, or its number in brackets where no face has it.
    fn atoms(&mut self, character: char, reading: Option<&str>, bold: bool, atoms: &mut Vec<Atom>) {
        let text = self.faces.text(bold);
        let face = if bold { FaceId::Bold } else { FaceId::Regular };
        let atom = |glyph: u16, part| Atom { face, glyph, advance: text.advance(glyph), kern: 0, character, part };
        if let Some(glyph) = self.glyph(character, bold) {
            atoms.push(atom(glyph, Part::Whole));
        } else if let Some((glyph, advance)) =
            self.fallback.glyph(character, reading.unwrap_or(character.encode_utf8(&mut [0; 4])))
        {
            atoms.push(Atom { face: FaceId::Fallback, advance, ..atom(glyph, Part::Whole) });
        } else {
            let number = format!("[U+{:04X}]", character as u32);
            let signs = number.chars().filter_map(|sign| self.glyph(sign, bold)).enumerate();
            atoms.extend(signs.map(|(index, glyph)| atom(glyph, if index == 0 { Part::First } else { Part::Rest })));
        }
    }

    /// Sets the pairs closer or wider, as the face says.
    fn kern(&self, atoms: &mut [Atom], bold: bool) {
        let face = self.faces.text(bold);
        for index in 1..atoms.len() {
            let (left, right) = (&atoms[index - 1], &atoms[index]);
            if left.face == right.face && left.face != FaceId::Fallback {
                atoms[index - 1].kern = face.kern(left.glyph, right.glyph);
            }
        }
    }
}

/// Where the lines begin and end: at spaces, or anywhere in a word wider than the column.
fn breaks(atoms: &[Atom], column: i64) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut start, mut width) = (0, 0_i64);
    let mut last_space = None;
    let mut index = 0;
    while index < atoms.len() {
        let atom = &atoms[index];
        let advance = i64::from(atom.advance) + i64::from(atom.kern);
        if atom.character == ' ' {
            // A space at the end of a line may hang over.
            last_space = Some(index);
            width += advance;
            index += 1;
            continue;
        }
        if width + advance > column && index > start {
            let end = match last_space {
                Some(space) if space >= start => space + 1,
                _ => better_end(&atoms[start..index]).map_or(index, |end| start + end),
            };
            lines.push(start..end);
            (start, width, index, last_space) = (end, 0, end, None);
            continue;
        }
        width += advance;
        index += 1;
    }
    lines.push(start..atoms.len());
    lines
}

/// Adds atoms to a line, in the order they are drawn.
fn draw(atoms: &[Atom], line: &mut Line) {
    for (index, atom) in atoms.iter().enumerate() {
        let kern = atom.kern;
        let previous = index.checked_sub(1).map(|before| atoms[before].part);
        let same_reading = match atom.part {
            Part::Whole => previous == Some(Part::Whole),
            Part::First => false,
            Part::Rest => previous.is_some(),
        };
        if let Some(run) = line.runs.last_mut()
            && index > 0
            && run.face == atom.face
            && same_reading
        {
            run.glyphs.push((atom.glyph, kern));
            continue;
        }
        // What is read is said once, before the first of the runs that draw it.
        let read = match atom.part {
            Part::Whole => None,
            Part::First => Some(atom.character.to_string()),
            Part::Rest => Some(String::new()),
        };
        line.runs.push(Run { face: atom.face, glyphs: vec![(atom.glyph, kern)], actual: read });
    }
    let trailing = atoms.iter().rev().take_while(|atom| atom.character == ' ').count();
    for atom in &atoms[..atoms.len() - trailing] {
        line.width += i64::from(atom.advance) + i64::from(atom.kern);
    }
}

/// Where a word too long for its line is best cut: after a sign that parts addresses, in its last third.
fn better_end(word: &[Atom]) -> Option<usize> {
    word.iter()
        .rposition(|atom| matches!(atom.character, '/' | '@' | '.' | '_' | '-' | '&' | '?' | '=' | ',' | ';'))
        .map(|at| at + 1)
        .filter(|end| *end > word.len() * 2 / 3)
}

fn in_em(points: f32, size: f32) -> i64 {
    // Lengths are of a page: far below what either type holds.
    #[expect(clippy::cast_possible_truncation, reason = "a page is less than a million thousandths of an em wide")]
    let thousandths = (points * 1000.0 / size) as i64;
    thousandths
}

fn right_to_left(character: char) -> bool {
    character as u32 >= 0x590 && matches!(bidi_class(character), BidiClass::R | BidiClass::AL)
}

/// Composes accents, and takes out what cannot be drawn or would change the order of what is read.
pub(crate) fn clean(text: &str) -> String {
    let plain =
        |c: char| matches!(c, ' '..='~' | '\u{A0}'..='\u{2FF}' | '\n' | '\u{2010}'..='\u{2027}' | '\u{202F}' | '€');
    if text.chars().all(plain) {
        return text.trim_end_matches('\n').to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.nfc().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{B}' | '\u{C}' => out.push('\n'),
            '\t' | '\u{2000}'..='\u{200A}' | '\u{205F}' | '\u{3000}' => out.push(' '),
            // Marks of direction, joiners, marks of order: they draw nothing and can make a name read as another.
            character if signs::draws_nothing(character) => {}
            character if character.is_control() => out.push('\u{FFFD}'),
            character => out.push(character),
        }
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::BODY;

    fn typesetter() -> Typesetter {
        Typesetter::new(Faces::shared().unwrap())
    }

    fn glyph_count(lines: &[Line]) -> usize {
        lines.iter().flat_map(|line| &line.runs).map(|run| run.glyphs.len()).sum()
    }

    #[test]
    fn lines_fit_their_column_and_lose_nothing() {
        let text = "Une phrase assez longue pour ne pas tenir sur une seule ligne de la colonne.";
        let lines = typesetter().lines(text, BODY, 120.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| line.width <= in_em(120.0, BODY.size)));
        assert_eq!(glyph_count(&lines), text.chars().count() + 1, "and the space at its end");
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let lines = typesetter().lines(&"x".repeat(5_000), BODY, 300.0);
        assert!(lines.len() > 50);
        assert!(lines.iter().all(|line| line.width <= in_em(300.0, BODY.size)));
        assert_eq!(glyph_count(&lines), 5_001);
    }

    #[test]
    fn fixed_spaces_hold() {
        let lines = typesetter().lines("aaaa 12\u{202F}345\u{A0}€", BODY, 55.0);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1].runs[0].glyphs.len(), 9);
    }

    #[test]
    fn decomposed_accents_are_composed_and_orders_of_direction_are_taken_out() {
        assert_eq!(clean("e\u{301}te\u{301}"), "été");
        assert_eq!(clean("photo\u{202E}gpj.exe"), "photogpj.exe");
        assert_eq!(clean("a\u{0}b\tc\r\nd\u{7}"), "a\u{FFFD}b c\nd\u{FFFD}");
    }

    #[test]
    fn what_no_face_has_is_numbered_and_still_read() {
        let line = typesetter().line("a漢漢b", BODY);
        let read: Vec<Option<&str>> = line.runs.iter().map(|run| run.actual.as_deref()).collect();
        assert_eq!(read, [None, Some("漢"), Some("漢"), None]);
        assert_eq!(line.runs[1].glyphs.len(), "[U+6F22]".len());
    }

    #[test]
    fn other_scripts_come_from_the_fallback() {
        let line = typesetter().line("Nom : Ελένη", BODY);
        assert_eq!(line.runs.len(), 2);
        assert_eq!(line.runs[1].face, FaceId::Fallback);
    }

    #[test]
    fn hebrew_is_drawn_from_the_right() {
        let mut typesetter = typesetter();
        let line = typesetter.line("שלום", BODY);
        let drawn: Vec<u16> = line.runs[0].glyphs.iter().map(|(glyph, _)| *glyph).collect();
        let wanted: Vec<u16> = "םולש".chars().map(|c| typesetter.fallback.glyph(c, "").unwrap().0).collect();
        assert_eq!(drawn, wanted);
    }
}
